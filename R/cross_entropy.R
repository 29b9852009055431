#' The loss of a layer: cross-entropy
#'
#' Minus the log-likelihood of outcomes t given a layer's values y,
#' \deqn{L = -\sum_i w_i \sum_j \{t_{ij} \log y_{ij} + (1 - t_{ij}) \log (1 - y_{ij})\}, \qquad
#'   \frac{\partial L}{\partial \eta_{ij}} = w_i\,(y_{ij} - t_{ij})}{
#'   L = - sum w (t log y + (1 - t) log(1 - y)),  dL/deta = w (y - t)}
#' (of logistic units; the derivative is that of the logit). `backward()` of the loss starts from
#' this derivative by eta, as the score of [logistic()] does, and never divides by y (1 - y), which
#' underflows where a unit is sure of itself.
#'
#' @param output What [forward()] gave.
#' @param y The outcomes, in the shape of the values: numbers from 0 to 1, or `TRUE` and `FALSE`; of
#'   one unit also a factor of two levels or strings of two kinds, the second of which is 1, as for
#'   [logistic()].
#' @param weights A factor of each row, not negative; `NULL`: all 1.
#' @param ... For other kinds of layers.
#' @return An object of class `"layer_loss"`: a list of `output`, `y`, `weights`, `value` (L, a
#'   number) and `offset` (its derivative by eta). `backward(loss)` is the gradient of L;
#'   `backward(loss, upstream)` that number times it.
#' @section Errors:
#' `logistic_error_argument` when a shape does not fit or `y` is not from 0 to 1;
#' `logistic_error_finite` and `logistic_error_weights` as for [forward()].
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd ed., chapter 4. Chapman and Hall.
#' \doi{10.1007/978-1-4899-3242-6}
#' @seealso [backward()]
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' x <- model.matrix(fit)[, -1]
#' loss <- cross_entropy(forward(as_layer(fit), x), birthweight$low)
#' loss$value + as.numeric(logLik(fit))           # 0
#' backward(loss)$coefficients                    # 0: the fit is at the maximum
#' @export
cross_entropy <- function(output, y, weights = NULL, ...) {
  UseMethod("cross_entropy")
}

#' @export
cross_entropy.default <- function(output, y, weights = NULL, ...) {
  stop_argument("output", "what forward() gave", value_text(output))
}

#' @export
cross_entropy.logistic_output <- function(output, y, weights = NULL, ...) {
  refuse_dots("cross_entropy", ...)
  y <- check_outcome(y, output$eta)
  weights <- check_weights(weights, NROW(output$eta))
  made <- .Call(C_layer_loss, output$eta, y, weights, output$layer$link, layer_threads())
  new_loss(output, y, weights, made$value, made$offset)
}

#' A loss: what a kind of layer's cross_entropy() gives
#'
#' Its first class is the layer's, with `loss` for `layer`: backward() has methods for it.
#' @param offset Its derivative by eta.
#' @noRd
new_loss <- function(output, y, weights, value, offset) {
  if (is.nan(value)) {
    stop_not_finite(weights = weights)
    value <- Inf # the sum, in two parts, leaves the numbers
  }
  structure(list(output = output, y = y, weights = weights, value = value, offset = offset),
            class = c(kind_class(output$layer, "loss"), "layer_loss"))
}

#' @noRd
check_outcome <- function(y, eta) {
  if (is.factor(y) || is.character(y)) y <- second_of_two(y)
  if (is.logical(y)) storage.mode(y) <- "integer"
  y <- check_like(y, eta, "y")
  least <- min(y)
  if (is.na(least)) stop_rows_not_finite(y, "y")
  if (least >= 0 && max(y) <= 1) return(y)
  stop_argument("y", "from 0 to 1", format(y[y < 0 | y > 1][1L]))
}

#' Labels as 0 and 1, the event as `binomial_response()` chooses it
#' @noRd
second_of_two <- function(y) {
  lev <- if (is.factor(y)) levels(y) else sort(unique(c(y)))
  if (length(lev) == 2L && is.null(dim(y))) {
    return((if (is.factor(y)) as.integer(y) else match(y, lev)) - 1L)
  }
  stop_argument("y", "numbers from 0 to 1, TRUE and FALSE, or labels of two kinds",
                if (!is.null(dim(y))) type_text(y) else
                  if (is.factor(y)) sprintf("a factor of %s", count_of(length(lev), "level")) else
                    sprintf("strings of %s", count_of(length(lev), "kind")))
}

#' @export
backward.logistic_loss <- function(output, upstream = 1, weights = NULL, ...) {
  refuse_dots("backward", ...)
  check_loss_upstream(upstream, weights)
  loss <- output
  linear_backward(loss$output, scaled_offset(loss, upstream), NULL, NULL,
                  function() upstream * row_losses(loss))
}

#' @noRd
check_loss_upstream <- function(upstream, weights) {
  check_number(upstream, "upstream")
  if (!is.null(weights)) stop_argument("weights", "given to cross_entropy()", "to backward()")
}

#' @noRd
scaled_offset <- function(loss, upstream) {
  if (upstream == 1) loss$offset else loss$offset * upstream
}

#' Minus the log-likelihood of each row at weight 1: the derivative by that weight
#' @noRd
row_losses <- function(loss) UseMethod("row_losses")

# No 0 * Inf: what was not seen adds nothing.
#' @noRd
row_losses.default <- function(loss) {
  at <- link_means(loss$output$layer$link, loss$output$eta)
  part <- function(p, log_p) ifelse(p == 0, 0, p * log_p)
  y <- as.double(loss$y)
  -rowSums(matrix(part(y, at$log_mean) + part(1 - y, at$log_complement), NROW(loss$output$eta)))
}

#' @export
print.layer_loss <- function(x, ...) {
  n <- NROW(x$output$eta)
  write_lines(sprintf("Cross-entropy %s, %s: %s a row", format_significant(x$value, 6L),
                      plural(n, "row"), format_significant(x$value / n, 4L)))
  invisible(x)
}
