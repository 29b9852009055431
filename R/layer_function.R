#' A layer of any differentiable function
#'
#' The logistic function of f, whatever f is:
#' \deqn{y = g^{-1}\{f(x, \beta)\}, \qquad
#'   \frac{\partial y}{\partial x} = y\,(1 - y)\,\frac{\partial f}{\partial x}, \qquad
#'   \frac{\partial y}{\partial \beta} = y\,(1 - y)\,\frac{\partial f}{\partial \beta},}{
#'   y = g^-1(f(x, b)),  dy/dx = y (1 - y) df/dx,  dy/db = y (1 - y) df/db,}
#' with g the logit unless `link` says otherwise (each link has its own slope in place of
#' y (1 - y)).
#'
#' @param f A function of the inputs, `f(x)`, or of the inputs and coefficients,
#'   `f(x, coefficients)`. Its value is eta: a number for each row of `x` (or each element, where
#'   `x` is a vector), or a matrix of n rows and a column for each of k units.
#' @param derivative A function of what `f` is a function of. Without coefficients it gives the
#'   derivatives of f by the inputs: n x p as `x` (n x p x k for k units). With coefficients, a list
#'   of `coefficients` (n x q, or n x q x k) and, if they are wanted, `inputs`. `NULL`: they are the
#'   attribute `"gradient"` of what `f` returns, as [stats::deriv()] makes it; a matrix is then the
#'   derivative by the coefficients where there are any.
#' @param coefficients The q coefficients of `f`, numbers; `NULL`: it has none, and there is nothing
#'   to learn.
#' @param link As for [logistic()].
#' @return A list of these four, of class `c("function_layer", "layer")`.
#' @section Errors:
#' `logistic_error_argument` when the value or the derivative of `f` has the wrong shape, with what
#' was expected and found, or when there is no derivative; `logistic_error_finite`, with the rows,
#' when it is missing or infinite.
#' @inherit layers references
#' @seealso [forward()], [backward()], [cross_entropy()]; [logistic_layer()] for linear functions.
#' @examples
#' # a circle: inside it the probability is above 1/2
#' circle <- function(x, b) b["size"] - (x[, 1]^2 + x[, 2]^2)
#' slopes <- function(x, b) list(coefficients = matrix(1, nrow(x), 1), inputs = -2 * x)
#' unit <- function_layer(circle, slopes, coefficients = c(size = 1))
#' out <- forward(unit, rbind(c(0, 0), c(2, 0)))
#' out$value
#' backward(out, c(1, 1))$inputs
#'
#' # derivatives made by deriv()
#' curve <- deriv(~ b0 + exp(b1 * x), c("b0", "b1"), function(x, b, b0 = b[1], b1 = b[2]) NULL)
#' unit <- function_layer(curve, coefficients = c(-1, 0.5))
#' backward(forward(unit, c(0.1, 0.9)), c(1, 1))$coefficients
#' @export
function_layer <- function(f, derivative = NULL, coefficients = NULL, link = "logit") {
  if (!is.function(f)) stop_argument("f", "a function", value_text(f))
  if (!is.null(derivative) && !is.function(derivative)) {
    stop_argument("derivative", "a function or NULL", value_text(derivative))
  }
  if (!is.null(coefficients)) coefficients <- check_parameter(coefficients, "coefficients")
  structure(list(f = f, derivative = derivative, coefficients = coefficients,
                 link = check_choice(link, link_names(), "link")),
            class = c("function_layer", "layer"))
}

#' @export
forward.function_layer <- function(layer, x, offset = NULL, ...) {
  refuse_dots("forward", ...)
  layer <- checked_layer(layer, function_layer)
  if (!is.numeric(x) && !is.logical(x)) stop_argument("x", "numbers", value_text(x))
  if (!NROW(x)) stop_argument("x", "numbers, with rows", shape_text(x))
  value <- call_layer_function(layer$f, x, layer$coefficients)
  gradient <- attr(value, "gradient", exact = TRUE)
  attr(value, "gradient") <- NULL
  eta <- check_function_value(value, x)
  if (!is.null(offset)) {
    eta <- eta + as.vector(check_like(offset, eta, "offset"))
    if (!all(is.finite(eta))) stop_not_finite(offset = offset, f = eta)
  }
  new_output(layer, x, eta, link_means(layer$link, eta)$mean, gradient = gradient)
}

#' @noRd
call_layer_function <- function(f, x, coefficients) {
  if (is.null(coefficients)) f(x) else f(x, coefficients)
}

#' @noRd
check_function_value <- function(value, x) {
  n <- NROW(x)
  fits <- is.numeric(value) && (is.matrix(value) || is.null(dim(value))) && NROW(value) == n &&
    NCOL(value) > 0L
  if (!fits) {
    stop_argument("f(x)", sprintf("%s or a matrix of %s", dim_text(n), count_of(n, "row")),
                  shape_text(value))
  }
  if (!all(is.finite(value))) {
    stop_not_finite(x = x)
    stop_rows_not_finite(value, "f(x)")
  }
  as_double(value)
}

#' @export
backward.function_output <- function(output, upstream, weights = NULL, ...) {
  refuse_dots("backward", ...)
  upstream <- check_like(upstream, output$eta, "upstream")
  weights <- check_weights(weights, NROW(output$eta))
  slope <- link_means(output$layer$link, output$eta)$slope
  offset <- slope * as.vector(upstream)
  if (!is.null(weights)) offset <- offset * weights
  if (!all(is.finite(offset))) stop_not_finite(upstream = upstream, weights = weights)
  function_gradient(output, offset, function() row_products(upstream, output$value))
}

#' @noRd
function_gradient <- function(output, offset, by_weight) {
  of_f <- if (!is.null(output$layer$coefficients)) derivatives_of(output)
  new_gradient(function_parameters(output, offset, of_f), offset,
               inputs = function() {
                 if (is.null(of_f)) of_f <- derivatives_of(output)
                 function_inputs(output, offset, of_f$inputs)
               }, weights = by_weight)
}

#' @noRd
function_parameters <- function(output, offset, of_f) {
  coefficients <- output$layer$coefficients
  if (is.null(coefficients)) return(list())
  q <- length(coefficients)
  by <- check_derivative(of_f$coefficients, output$eta, q, "coefficients")
  # (n, k) x q: the sum over rows and units is one product
  coefficients[] <- crossprod(matrix(aperm(by, c(1L, 3L, 2L)), ncol = q), as.vector(offset))
  list(coefficients = coefficients)
}

#' The chain rule's last factor, in the shape of x
#' @noRd
function_inputs <- function(output, offset, of_f) {
  x <- output$x
  p <- NCOL(x)
  by <- check_derivative(of_f, output$eta, p, "inputs")
  n <- NROW(x)
  each <- aperm(by, c(1L, 3L, 2L)) * as.vector(offset)
  made <- colSums(aperm(each, c(2L, 1L, 3L)))
  if (is.null(dim(x))) stats::setNames(as.vector(made), names(x))
  else matrix(made, n, p, dimnames = dimnames(x))
}

#' What `derivative`, or the attribute of f's value, says: list(inputs, coefficients)
#' @noRd
derivatives_of <- function(output) {
  layer <- output$layer
  learns <- !is.null(layer$coefficients)
  made <- if (is.null(layer$derivative)) output$gradient
  else call_layer_function(layer$derivative, output$x, layer$coefficients)
  if (is.null(made)) {
    stop_argument("derivative", "a function, as what `f` returns has no attribute \"gradient\"",
                  value_text(made))
  }
  if (is.list(made)) return(made)
  if (!learns) return(list(inputs = made))
  if (is.null(layer$derivative)) return(list(coefficients = made))
  stop_argument("derivative(x, coefficients)", "a list of `coefficients` and `inputs`",
                shape_text(made))
}

#' A derivative of eta by m numbers, as an array n x m x k
#' @noRd
check_derivative <- function(by, eta, m, what) {
  expected <- c(NROW(eta), m, NCOL(eta))
  found <- if (is.null(dim(by))) length(by) else dim(by)
  same <- identical(as.integer(no_last_ones(found)), as.integer(no_last_ones(expected)))
  if (!is.numeric(by) || !same) {
    stop_argument(sprintf("derivative(x)$%s", what), dim_text(no_last_ones(expected, 2L)),
                  shape_text(by))
  }
  if (!is.finite(sum(by))) stop_rows_not_finite(by, sprintf("derivative(x)$%s", what))
  array(as.double(by), expected)
}

#' Dimensions without those of 1 at their end
#' @noRd
no_last_ones <- function(d, least = 1L) {
  while (length(d) > least && d[length(d)] == 1L) d <- d[-length(d)]
  d
}

#' @export
cross_entropy.function_output <- cross_entropy.logistic_output

#' @export
backward.function_loss <- function(output, upstream = 1, weights = NULL, ...) {
  refuse_dots("backward", ...)
  check_loss_upstream(upstream, weights)
  loss <- output
  function_gradient(loss$output, scaled_offset(loss, upstream),
                    function() upstream * row_losses(loss))
}

#' @export
print.function_layer <- function(x, ...) {
  q <- length(x$coefficients)
  write_lines(sprintf("Layer of a function (%s), %s", x$link,
                      if (q) plural(q, "coefficient") else "no coefficients"))
  invisible(x)
}
