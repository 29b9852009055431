# The differentiable unit: what every layer answers, and what goes up and down between layers. The
# layers of logistic units stand in layer_logistic.R.

#' Layers: forward, backward, and a step
#'
#' A logistic regression is a network of one unit. Its linear predictor is a function of the
#' inputs x, and its value y the logistic function of that:
#'
#' \deqn{\eta = f(x), \qquad y = \frac{1}{1 + e^{-\eta}}, \qquad
#'   \frac{dy}{dx} = y\,(1 - y)\,\frac{df}{dx}.}{
#'   eta = f(x),  y = 1/(1 + exp(-eta)),  dy/dx = y (1 - y) df/dx.}
#'
#' `forward()` gives the values of a layer for a batch of inputs. `backward()` is the chain rule:
#' from the derivatives of any quantity L by the values (`upstream`) it gives those by all that the
#' values were made of,
#'
#' \deqn{r_{ij} = w_i \,\frac{\partial L}{\partial y_{ij}}\, y_{ij} (1 - y_{ij}), \qquad
#'   \frac{\partial L}{\partial W} = X^\top r, \qquad
#'   \frac{\partial L}{\partial b_j} = \sum_i r_{ij}, \qquad
#'   \frac{\partial L}{\partial X} = r\, W^\top}{
#'   r = w upstream y (1 - y),  dL/dW = X' r,  dL/db = sums of r,  dL/dX = r W'}
#'
#' (of a layer of logistic units with coefficients W and bias b). The derivative by the inputs is
#' the `upstream` of the layer before: so a network of layers is differentiated from its end to its
#' start (Rumelhart, Hinton and Williams 1986). `descend()` takes a step against a gradient.
#'
#' y (1 - y) is computed from eta, not from y: it keeps full relative precision in both tails, where
#' 1 - y would be 0. A loss that is a log-likelihood is better differentiated by [cross_entropy()],
#' whose gradient by eta is y - outcome, without that factor.
#'
#' @section The contract of a layer:
#' A layer is plain data, a list of its parameters by name and of what else its values need, such as
#' `link`; it can be saved by `saveRDS()`. Nothing that `forward()` and `backward()` are given is
#' changed by them, so an interrupt leaves all as it was. There are layers of logistic units
#' ([logistic_layer()]) and of any differentiable function ([function_layer()]), and heads of
#' categories: [softmax_layer()], [ordinal_layer()], [crf_layer()]. [as_layer()] makes one of a fit.
#'
#' @param layer A layer.
#' @param x The inputs: a matrix (double, integer or logical) with a row for each case and a column
#'   for each input. It is read in place. What [function_layer()] takes depends on its function.
#' @param offset Added to eta, in the shape of the values; `NULL`: 0.
#' @param ... For the kinds of layers: `sequence` of a [crf_layer()]; no other has any.
#' @return
#' `forward()`: an object of class `"layer_output"`, a list of `layer`, `x`, `eta` and `value`.
#' `value` is a vector with a number for each row where the coefficients are a vector (one unit),
#' and a matrix with a column for each unit where they are a matrix.
#'
#' `backward()`: an object of class `"layer_gradient"`, a list of the derivatives by the parameters,
#' each under the name and in the shape of its parameter (`coefficients`, `bias`). What takes a
#' list, such as `lapply()` and `Map()`, sees these alone, and `descend()` takes what it returns. By
#' name there are also `offset`, the derivative by eta, in the shape of eta; `inputs`, in that of
#' `x`; and `weights`, one for each row. The last two are made each time they are asked for: a
#' network's first layer never pays for its `inputs`.
#'
#' `descend()`: the layer, its parameters less `rate` times their derivatives.
#' @section Errors:
#' `logistic_error_argument` when a shape or a length does not fit, with what was expected and
#' found, or when `x` has no rows; `logistic_error_finite`, with the rows, where a number is missing
#' or infinite; `logistic_error_weights` for negative weights.
#' @references
#' Rosenblatt F (1958). The perceptron: a probabilistic model for information storage and
#' organization in the brain. *Psychological Review* 65, 386-408. \doi{10.1037/h0042519}
#'
#' Rumelhart DE, Hinton GE, Williams RJ (1986). Learning representations by back-propagating errors.
#' *Nature* 323, 533-536. \doi{10.1038/323533a0}
#' @seealso [cross_entropy()] for the loss; [logistic()] for the fit of one unit by maximum
#'   likelihood; `vignette("unit")`, from the S-curve to backpropagation.
#' @examples
#' x <- cbind(age = birthweight$age, lwt = birthweight$lwt)
#' unit <- logistic_layer(c(age = -0.04, lwt = -0.01), bias = 1)
#' out <- forward(unit, x)
#' head(out$value)
#' gradient <- backward(out, upstream = out$value - (birthweight$low == "yes"))
#' gradient$coefficients
#' head(gradient$inputs)
#'
#' # two layers: three hidden units, and one on top of them
#' set.seed(1)
#' hidden <- logistic_layer(matrix(rnorm(6, sd = 0.1), 2, 3), bias = rnorm(3))
#' top <- logistic_layer(rnorm(3), bias = 0)
#' below <- forward(hidden, scale(x))
#' loss <- cross_entropy(forward(top, below$value), birthweight$low == "yes")
#' above <- backward(loss)
#' descend(top, above, rate = 0.01)
#' descend(hidden, backward(below, above$inputs), rate = 0.01)
#'
#' # a step with momentum: gradients are lists by parameter
#' velocity <- lapply(above, function(g) 0 * g)
#' velocity <- Map(function(v, g) 0.9 * v + g, velocity, above[names(velocity)])
#' descend(top, velocity, rate = 0.01)
#' @name layers
NULL

#' @rdname layers
#' @export
forward <- function(layer, x, offset = NULL, ...) {
  UseMethod("forward")
}

#' @rdname layers
#' @param output What `forward()` gave, or a loss ([cross_entropy()]).
#' @param upstream Derivatives of L by the values, in the shape of the values; of a loss: by the
#'   loss itself, one number, by default 1.
#' @param weights A factor of each row, not negative; `NULL`: all 1. A loss has its own.
#' @export
backward <- function(output, upstream, weights = NULL, ...) {
  UseMethod("backward")
}

#' @rdname layers
#' @param gradient What `backward()` gave; or a list of some parameters' derivatives, by name.
#' @param rate The length of the step: a number.
#' @export
descend <- function(layer, gradient, rate, ...) {
  UseMethod("descend")
}

#' @export
forward.default <- function(layer, x, offset = NULL, ...) {
  stop_argument("layer", "a layer, such as logistic_layer() makes", value_text(layer))
}

#' @export
backward.default <- function(output, upstream, weights = NULL, ...) {
  stop_argument("output", "what forward() or cross_entropy() gave", value_text(output))
}

#' @export
descend.default <- function(layer, gradient, rate, ...) forward.default(layer)

#' @export
descend.layer <- function(layer, gradient, rate, ...) {
  refuse_dots("descend", ...)
  check_number(rate)
  if (!is.list(gradient) || (length(gradient) && is.null(names(gradient)))) {
    stop_argument("gradient", "what backward() gave, or a named list", value_text(gradient))
  }
  for (name in names(gradient)) {
    layer[[name]] <- moved_parameter(layer[[name]], gradient[[name]], rate, name)
  }
  layer
}

#' @noRd
moved_parameter <- function(from, step, rate, name) {
  if (!is.numeric(from) || !is.numeric(step) || length(step) != length(from)) {
    expected <- if (is.null(from)) "absent: the layer has no such parameter" else shape_text(from)
    stop_argument(paste0("gradient$", name), expected, shape_text(step))
  }
  check_like_names(step, from, paste0("gradient$", name), paste0("the layer's ", name))
  finite <- is.finite(from) # what a head forbids has the score -Inf, and keeps it
  from[] <- from - rate * as.double(step)
  wrong <- which(finite & !is.finite(from) | is.na(from))
  if (length(wrong)) {
    stop_logistic("finite", sprintf("The step leaves the finite numbers: `%s` is then %s.", name,
                                    format(from[wrong[1L]])), variable = name)
  }
  from
}

#' An output: what a kind of layer's forward() gives
#'
#' Its first class is the layer's, with `output` for `layer`: backward() and cross_entropy() have
#' methods for it.
#' @param layer,x,eta,value As `?layers` says.
#' @param ... What else the way back needs.
#' @noRd
new_output <- function(layer, x, eta, value, ...) {
  structure(list(layer = layer, x = x, eta = eta, value = value, ...),
            class = c(kind_class(layer, "output"), "layer_output"))
}

#' @noRd
kind_class <- function(layer, what) sub("layer", what, class(layer)[1L], fixed = TRUE)

#' A gradient: what backward() gives
#'
#' A list of the derivatives by the parameters, which is what descend() takes and what is mapped
#' over. What else there is has the size of the data: it stands beside the list, under its names.
#' @param parameters List of derivatives by the layer's parameters, by name.
#' @param offset The derivative by eta.
#' @param inputs,weights Functions that make those when they are asked for.
#' @noRd
new_gradient <- function(parameters, offset, inputs, weights) {
  structure(parameters, class = "layer_gradient", offset = offset,
            late = list(inputs = inputs, weights = weights))
}

beside_parameters <- c("offset", "inputs", "weights")

#' @export
`[[.layer_gradient` <- function(x, i, ...) {
  if (!is.character(i) || !i %in% beside_parameters) return(unclass(x)[[i]])
  if (i == "offset") attr(x, "offset", exact = TRUE) else attr(x, "late", exact = TRUE)[[i]]()
}

#' @export
`$.layer_gradient` <- function(x, name) x[[name]]

#' @export
`[.layer_gradient` <- function(x, i) {
  chosen <- if (missing(i)) names(x) else if (is.character(i)) i else names(x)[i]
  known <- c(names(x), beside_parameters)
  unknown <- chosen[!chosen %in% known]
  if (length(unknown)) {
    stop_argument("i", paste("names of derivatives,", list_some(known, 9L)),
                  if (is.na(unknown[1L])) "beyond the parameters" else quoted(unknown[1L]))
  }
  lapply(stats::setNames(nm = chosen), function(name) x[[name]])
}

#' @export
as.list.layer_gradient <- function(x, ...) x[]

#' @rawNamespace S3method(utils::.DollarNames, layer_gradient)
#' @noRd
.DollarNames.layer_gradient <- function(x, pattern = "") {
  grep(pattern, c(names(x), beside_parameters), value = TRUE)
}

#' @export
str.layer_gradient <- function(object, ...) {
  cat("Derivatives of a layer, and $offset, $inputs, $weights: ")
  utils::str(as.list(object), ...)
}

#' @export
print.layer_output <- function(x, ...) {
  write_lines(wrap_text(paste0("Values of a ", layer_noun(x$layer), ": ", shape_text(x$value)), 2L))
  first <- utils::head(as.matrix(x$value), 3L)
  more <- NROW(x$value) - nrow(first)
  write_lines(layer_table(list(coefficients = first)),
              if (more) sprintf("and %s more", count_of(more, "row")))
  invisible(x)
}

#' @export
print.layer_gradient <- function(x, ...) {
  text <- c(vapply(as.list(x), shape_text, ""), offset = shape_text(x$offset),
            inputs = "made when asked for", weights = "made when asked for")
  write_lines("Derivatives of a layer", paste0("  ", pad_right(names(text)), "  ", text))
  invisible(x)
}

#' "logistic layer", "crf layer"
#' @noRd
layer_noun <- function(layer) sub("_", " ", class(layer)[1L], fixed = TRUE)
