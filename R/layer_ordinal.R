#' A head of ordered categories
#'
#' One predictor between thresholds gives the probabilities of K categories in order,
#' \deqn{\eta = x^\top w, \qquad P(Y \le k) = F(\theta_k - \eta), \qquad
#'   p_k = F(\theta_k - \eta) - F(\theta_{k-1} - \eta),}{
#'   eta = x'w,  P(Y <= k) = F(theta_k - eta),  p_k = F(theta_k - eta) - F(theta_(k-1) - eta),}
#' the values of [ordinal()] with parallel slopes (McCullagh 1980); F is the inverse link, of the
#' logit the logistic function. A greater eta means higher categories. With f = F',
#' \deqn{\frac{\partial}{\partial \theta_k} \sum_j u_j p_j =
#'     \sum_i f(\theta_k - \eta_i)\,(u_{ik} - u_{i,k+1}), \qquad
#'   \frac{\partial}{\partial \eta_i} \sum_j u_j p_j =
#'     -\sum_k f(\theta_k - \eta_i)\,(u_{ik} - u_{i,k+1}).}{
#'   d sum(u p) / d theta_k = sum_i f(theta_k - eta_i) (u_ik - u_i,k+1),
#'   d sum(u p) / d eta_i = - sum_k f(theta_k - eta_i) (u_ik - u_i,k+1).}
#' [cross_entropy()] is minus the log-likelihood. Its derivatives are those of the model that
#' [ordinal()] fits, never divided by a probability, which may underflow.
#'
#' @param coefficients A vector with a number for each input.
#' @param thresholds K - 1 numbers that increase.
#' @param link As for [ordinal()].
#' @param levels Names of the K categories; `NULL`: they are numbered.
#' @return A list of these four, of class `c("ordinal_layer", "layer")`. Its `eta` is a vector
#'   without the thresholds (to which an `offset` of [forward()] is added), its `value` n x K;
#'   gradients have a part `thresholds`. The `y` of [cross_entropy()] are labels, by `levels`, else
#'   numbers 1 to K.
#' @section Errors:
#' As for [softmax_layer()]; `logistic_error_argument` when the thresholds do not increase: also by
#' [forward()], after a step of [descend()] that was too long for them.
#' @references
#' McCullagh P (1980). Regression models for ordinal data. *Journal of the Royal Statistical
#' Society* B 42, 109-142. \doi{10.1111/j.2517-6161.1980.tb01109.x}
#' @seealso [as_layer()] of a fit of [ordinal()].
#' @examples
#' head <- ordinal_layer(c(0.5, -1), thresholds = c(-1, 1), levels = c("low", "middle", "high"))
#' out <- forward(head, rbind(c(1, 0), c(0, 1)))
#' out$value
#' loss <- cross_entropy(out, c("high", "low"))
#' backward(loss)$thresholds
#' @export
ordinal_layer <- function(coefficients, thresholds, link = "logit", levels = NULL) {
  coefficients <- check_parameter(coefficients, "coefficients")
  if (is.matrix(coefficients)) {
    stop_argument("coefficients", "a vector: there is one predictor", shape_text(coefficients))
  }
  thresholds <- check_parameter(thresholds, "thresholds")
  check_thresholds(thresholds, "thresholds")
  if (!is.null(levels)) check_level_names(levels, length(thresholds) + 1L)
  structure(list(coefficients = coefficients, thresholds = thresholds,
                 link = check_choice(link, link_names(), "link"), levels = levels),
            class = c("ordinal_layer", "layer"))
}

#' @noRd
check_thresholds <- function(thresholds, arg, cause = NULL) {
  if (length(thresholds) && is.null(dim(thresholds)) && all(diff(thresholds) > 0)) {
    return(invisible())
  }
  bad <- which(diff(thresholds) <= 0)[1L]
  stop_argument(arg, "numbers that increase", if (is.na(bad)) shape_text(thresholds) else
    paste0(format(thresholds[bad]), " and then ", format(thresholds[bad + 1L]), cause))
}

#' @noRd
check_level_names <- function(levels, n) {
  if (is.character(levels) && length(levels) == n && !anyNA(levels) && !anyDuplicated(levels)) {
    return(invisible())
  }
  stop_argument("levels", sprintf("%d different strings", n), value_text(levels))
}

#' @export
forward.ordinal_layer <- function(layer, x, offset = NULL, ...) {
  refuse_dots("forward", ...)
  layer$thresholds <- check_parameter(layer$thresholds, "thresholds")
  check_thresholds(layer$thresholds, "layer$thresholds",
                   " (after descend(): its `rate` was probably too large)")
  layer <- checked_layer(layer, ordinal_layer)
  eta <- linear_forward(layer, x, offset)$eta
  cuts <- layer_cuts(layer, eta)
  gaps <- rep(diff(as.vector(layer$thresholds)), each = nrow(cuts)) # their digits, whatever eta is
  value <- cumulative_probabilities(cuts, layer$link, gaps)
  if (!is.null(names(eta)) || !is.null(layer$levels)) {
    dimnames(value) <- list(names(eta), layer$levels)
  }
  new_output(layer, x, eta, value)
}

#' Thresholds less eta: rows x thresholds
#' @noRd
layer_cuts <- function(layer, eta) outer(-as.vector(eta), as.vector(layer$thresholds), `+`)

#' @export
backward.ordinal_output <- function(output, upstream, weights = NULL, ...) {
  refuse_dots("backward", ...)
  upstream <- check_like(upstream, output$value, "upstream")
  weights <- check_weights(weights, nrow(output$value))
  layer <- output$layer
  by_cuts <- cut_pullback(layer_cuts(layer, output$eta), layer$link, upstream)
  gradient <- head_backward(output, -rowSums(by_cuts), upstream, weights)
  if (!is.null(weights)) by_cuts <- by_cuts * weights
  layer$thresholds[] <- colSums(by_cuts)
  add_parameters(gradient, layer["thresholds"])
}

#' @export
cross_entropy.ordinal_output <- function(output, y, weights = NULL, ...) {
  refuse_dots("cross_entropy", ...)
  y <- head_codes(y, output)
  weights <- check_weights(weights, length(y))
  layer <- output$layer
  loss <- ordinal_loss(output$eta, layer$thresholds, layer$link, y, weights)
  layer$thresholds[] <- loss$thresholds
  output_shape <- output$eta
  output_shape[] <- loss$eta
  new_head_loss(output, y, weights, loss$value, output_shape, layer["thresholds"])
}

#' @export
backward.ordinal_loss <- backward_head_loss

#' @noRd
row_losses.ordinal_loss <- function(loss) {
  layer <- loss$output$layer
  ordinal_loss(loss$output$eta, layer$thresholds, layer$link, loss$y, NULL, each = TRUE)$value
}

#' @export
print.ordinal_layer <- function(x, ...) {
  kind <- sprintf("Ordinal layer of %d categories (%s)", length(x$thresholds) + 1L, x$link)
  print_linear(x, kind, bias = "")
  write_lines(paste("thresholds", list_some(format_significant(x$thresholds, 4L), 12L)))
  invisible(x)
}

#' The derivative of sum(upstream * P) by each row's cuts, thresholds less eta
#'
#' P_k = F(cut_k) - F(cut_(k-1)): F'(cut_k) (u_k - u_(k+1)).
#' @noRd
cut_pullback <- function(cuts, link, upstream) {
  last <- ncol(upstream)
  link_means(link, cuts)$slope *
    (upstream[, -last, drop = FALSE] - upstream[, -1L, drop = FALSE])
}

#' Minus the weighted log-likelihood and its derivatives, by the model of the core
#'
#' From the predictors of the core's own ordinal model, the cut above (of the last category, below)
#' and the gap down to the other: never through a division by a probability, which may underflow.
#' @param code Categories, from 1.
#' @param each Is the value wanted of each row, or of all together?
#' @return list: `value`; `eta`, the derivative by each row's predictor; `thresholds`, by these.
#' @noRd
ordinal_loss <- function(eta, thresholds, link, code, weights, each = FALSE) {
  cuts <- length(thresholds)
  between <- code > 1L & code <= cuts
  upper <- pmin(code, cuts)
  gap <- ifelse(between, thresholds[upper] - thresholds[pmax(upper - 1L, 1L)], 0)
  at <- .Call(C_model_rows, "cumulative", link, cbind(thresholds[upper] - eta, gap), code, weights,
              cuts + 1L, each)
  by_gap <- at$score[, 2L] * between
  raised <- sums_by(at$score[, 1L] + by_gap, upper, cuts)
  lowered <- sums_by(by_gap[between], upper[between] - 1L, cuts)
  list(value = -(if (each) at$value else sum(at$value)), eta = at$score[, 1L],
       thresholds = lowered - raised)
}
