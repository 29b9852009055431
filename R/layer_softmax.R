#' A head of categories: softmax
#'
#' The probabilities of K categories,
#' \deqn{\eta_k = b_k + x^\top w_k, \qquad p_k = \frac{e^{\eta_k}}{\sum_j e^{\eta_j}}, \qquad
#'   \frac{\partial}{\partial \eta_k} \sum_j u_j p_j = p_k \Bigl(u_k - \sum_j p_j u_j\Bigr),}{
#'   eta_k = b_k + x'w_k,  p_k = exp(eta_k) / sum_j exp(eta_j),
#'   d sum(u p) / d eta_k = p_k (u_k - sum_j p_j u_j),}
#' the values of [multinomial()] (Bridle 1990). [cross_entropy()] is minus the log-likelihood, with
#' \deqn{L = -\sum_i w_i \sum_k t_{ik} \log p_{ik}, \qquad
#'   \frac{\partial L}{\partial \eta_{ik}} = w_i (p_{ik} - t_{ik})}{
#'   L = - sum w t log p,  dL/deta = w (p - t)}
#' (where the outcomes t of a row add up to 1). Both are computed so that they keep full relative
#' precision where a probability is all but 0 or all but 1.
#'
#' Only differences between the columns of the coefficients matter: K columns say no more than
#' K - 1, and gradients add up to 0 over the categories.
#'
#' @param coefficients A matrix with a row for each input and a column for each category. Names of
#'   the columns are those of the categories.
#' @param bias A number for each category; `NULL`: none.
#' @return A list of `coefficients` and `bias`, of class `c("softmax_layer", "layer")`. Its `value`
#'   is n x K. The `y` of [cross_entropy()] are labels, by name where the categories have names,
#'   else numbers 1 to K; or a matrix n x K of counts or proportions.
#' @section Errors:
#' As for [layers]; `logistic_error_levels` when a label is not one of the layer's,
#' `logistic_error_missing` when one is missing.
#' @references
#' Bridle JS (1990). Probabilistic interpretation of feedforward classification network outputs,
#' with relationships to statistical pattern recognition. In *Neurocomputing*, 227-236.
#' \doi{10.1007/978-3-642-76153-9_28}
#' @seealso [ordinal_layer()], [crf_layer()]; [as_layer()] of a fit of [multinomial()].
#' @examples
#' head <- softmax_layer(cbind(low = c(1, 0), middle = c(0, 0), high = c(-1, 2)))
#' x <- rbind(c(1, 0), c(0, 1))
#' out <- forward(head, x)
#' out$value
#' loss <- cross_entropy(out, c("low", "high"))
#' backward(loss)$coefficients
#' backward(loss)$inputs
#' @export
softmax_layer <- function(coefficients, bias = NULL) {
  coefficients <- check_columns(coefficients, "category")
  structure(list(coefficients = coefficients,
                 bias = check_bias(bias, ncol(coefficients), colnames(coefficients))),
            class = c("softmax_layer", "layer"))
}

#' A column for each of several categories or labels
#' @noRd
check_columns <- function(coefficients, noun) {
  coefficients <- check_parameter(coefficients, "coefficients")
  if (is.matrix(coefficients) && ncol(coefficients) > 1L) return(coefficients)
  stop_argument("coefficients", sprintf("a matrix with a column for each %s, two or more", noun),
                shape_text(coefficients))
}

#' @export
forward.softmax_layer <- function(layer, x, offset = NULL, ...) {
  refuse_dots("forward", ...)
  if (!is_plain_layer(layer) || !is.matrix(layer$coefficients)) {
    layer <- checked_layer(layer, softmax_layer)
  }
  eta <- linear_forward(layer, x, offset)$eta
  new_output(layer, x, eta, softmax(eta))
}

#' @export
backward.softmax_output <- function(output, upstream, weights = NULL, ...) {
  refuse_dots("backward", ...)
  upstream <- check_like(upstream, output$value, "upstream")
  weights <- check_weights(weights, nrow(output$value))
  head_backward(output, softmax_pullback(output$value, upstream), upstream, weights)
}

#' @export
cross_entropy.softmax_output <- function(output, y, weights = NULL, ...) {
  refuse_dots("cross_entropy", ...)
  y <- category_outcomes(y, output)
  weights <- check_weights(weights, nrow(y))
  loss <- softmax_loss(output$eta, y)
  if (!is.null(weights)) loss <- lapply(loss, `*`, weights)
  new_head_loss(output, y, weights, sum(loss$value), loss$eta)
}

#' Rows x categories: indicators of labels, or what a matrix says
#' @noRd
category_outcomes <- function(y, output) {
  value <- output$value
  if (!is.matrix(y)) {
    code <- head_codes(y, output)
    y <- matrix(0, nrow(value), ncol(value))
    y[cbind(seq_along(code), code)] <- 1
    return(y)
  }
  y <- check_like(y, value, "y")
  stop_not_finite(y = y)
  if (all(y >= 0)) return(y)
  stop_argument("y", "counts or proportions, not negative", format(y[y < 0][1L]))
}

#' @export
backward.softmax_loss <- backward_head_loss

#' @noRd
row_losses.softmax_loss <- function(loss) softmax_loss(loss$output$eta, loss$y)$value

#' @export
print.softmax_layer <- function(x, ...) {
  print_linear(x, sprintf("Softmax layer of %d categories", ncol(x$coefficients)))
}

#' The derivative of sum(upstream * softmax(eta)) by eta
#'
#' p_k (u_k - sum_j p_j u_j), with u measured from that of the likeliest category: what is left of
#' the sum is then small where p_k is all but 1, and no digits are lost in the difference.
#' @noRd
softmax_pullback <- function(p, upstream) {
  top <- cbind(seq_len(nrow(p)), max.col(p, "first"))
  upstream <- upstream - upstream[top]
  p * (upstream - rowSums(p * upstream))
}

#' Minus the log-likelihood of each row, and its derivative by eta
#'
#' @param y Observed, rows x categories: indicators, counts or proportions.
#' @return list(value, eta): (p_k - y_k) for a row whose y adds up to 1; without that difference,
#'   p_k sum_(j != k) y_j - y_k (1 - p_k), where 1 - p_k of the likeliest is the sum of the others.
#' @noRd
softmax_loss <- function(eta, y) {
  at <- softmax_shares(eta)
  total <- 1 + at$rest
  p <- at$share / total
  complement <- 1 - p
  complement[at$top] <- at$rest / total
  list(value = -rowSums(y * (at$log_share - log1p(at$rest))),
       eta = p * (rowSums(y) - y) - y * complement)
}
