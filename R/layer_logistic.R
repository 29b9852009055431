#' Layers of logistic units
#'
#' Each of k units has the value
#' \deqn{y_j = g^{-1}(b_j + x^\top w_j), \qquad
#'   \frac{\partial y_j}{\partial w_j} = y_j (1 - y_j)\, x}{
#'   y_j = g^-1(b_j + x'w_j),  dy_j/dw_j = y_j (1 - y_j) x}
#' with g the logit unless `link` says otherwise (the derivative is the logit's; each link has its
#' own slope in place of y (1 - y)).
#'
#' @section The step unit:
#' The classical perceptron (Rosenblatt 1958) has a threshold in place of the curve: y is 1 where
#' eta > 0, else 0. It is the limit of a logistic unit as its coefficients grow together,
#' \deqn{\lim_{c \to \infty} \frac{1}{1 + e^{-c \eta}} = \left\{
#'   \begin{array}{ll} 1, & \eta > 0 \\ 1/2, & \eta = 0 \\ 0, & \eta < 0, \end{array} \right. \qquad
#'   \lim_{c \to \infty} c\, y (1 - y) = 0 \quad (\eta \neq 0).}{
#'   1/(1 + exp(-c eta)) -> 1 (eta > 0), 1/2 (eta = 0), 0 (eta < 0);  c y (1 - y) -> 0, eta not 0.}
#' The derivative of the limit is 0 wherever there is one: no upstream comes through a step, and no
#' layer below it would learn. That is why the logistic unit took its place. So there is no layer of
#' steps; `logistic_layer(c * w)` with a large `c` shows how the gradient vanishes, and
#' `value >= 0.5` is the step's answer.
#'
#' @section Beside nnet:
#' `nnet::nnet(size = 0, skip = TRUE, entropy = TRUE)` is one logistic unit. Run until its loss no
#' longer moves, on [birthweight] its weights are those of `as_layer(logistic())` to within 2e-10
#' standard errors (the tests hold them to 1e-6).
#'
#' @param coefficients A vector with a number for each input (one unit), or a matrix with a row for
#'   each input and a column for each unit.
#' @param bias A number for each unit; `NULL`: the units have none.
#' @param link As for [logistic()].
#' @return A list of `coefficients`, `bias` and `link`, of class `c("logistic_layer", "layer")`.
#' @section Errors:
#' `logistic_error_argument` when a shape does not fit; `logistic_error_finite` when a number is
#' missing or infinite.
#' @inherit layers references
#' @seealso [forward()], [backward()], [descend()], [cross_entropy()]
#' @examples
#' unit <- logistic_layer(c(2, -1), bias = 0.5)
#' forward(unit, rbind(c(1, 1), c(0, 3)))$value
#'
#' # towards the step: the values go to 0 and 1, the derivative to 0
#' for (size in c(1, 10, 100)) {
#'   out <- forward(logistic_layer(size * 0.5), cbind(c(-1, 1)))
#'   print(c(out$value, slope = backward(out, c(1, 1))$inputs[2]))
#' }
#' @export
logistic_layer <- function(coefficients, bias = NULL, link = "logit") {
  coefficients <- check_parameter(coefficients, "coefficients")
  bias <- check_bias(bias, NCOL(coefficients), colnames(coefficients))
  structure(list(coefficients = coefficients, bias = bias,
                 link = check_choice(link, link_names(), "link")),
            class = c("logistic_layer", "layer"))
}

#' @noRd
check_bias <- function(bias, units, names = NULL) {
  if (is.null(bias)) return(NULL)
  if (!is.numeric(bias) || length(bias) != units || !is.null(dim(bias))) {
    stop_argument("bias", paste(dim_text(units), "or NULL"), shape_text(bias))
  }
  check_names(names(bias), names, "bias", "the columns of the coefficients")
  check_parameter(bias, "bias")
}

#' @export
forward.logistic_layer <- function(layer, x, offset = NULL, ...) {
  refuse_dots("forward", ...)
  if (!is_plain_layer(layer) || !identical(layer$link, "logit")) {
    layer <- checked_layer(layer, logistic_layer)
  }
  made <- linear_forward(layer, x, offset, layer$link)
  new_output(layer, x, made$eta, made$value)
}

#' @export
backward.logistic_output <- function(output, upstream, weights = NULL, ...) {
  refuse_dots("backward", ...)
  upstream <- check_like(upstream, output$eta, "upstream")
  weights <- check_weights(weights, NROW(output$eta))
  linear_backward(output, upstream, weights, output$layer$link,
                  function() row_products(upstream, output$value))
}

#' @export
print.logistic_layer <- function(x, ...) {
  print_linear(x, sprintf("Layer of %s (%s)", plural(NCOL(x$coefficients), "unit"), x$link))
}
