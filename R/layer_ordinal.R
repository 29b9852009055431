# The ordinal head: one predictor between ordered thresholds to probabilities, and back.

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
  raised <- sums_of_codes(at$score[, 1L] + by_gap, upper, cuts)
  lowered <- sums_of_codes(by_gap[between], upper[between] - 1L, cuts)
  list(value = -(if (each) at$value else sum(at$value)), eta = at$score[, 1L],
       thresholds = lowered - raised)
}

#' Sums of x over the rows of each code, 0 where there is none
#' @noRd
sums_of_codes <- function(x, code, most) {
  out <- numeric(most)
  sums <- rowsum(x, code)
  out[as.integer(rownames(sums))] <- sums
  out
}
