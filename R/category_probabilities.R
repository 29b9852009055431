# Probabilities of the categories from linear predictors, for both kinds of fit.

#' Fitted probabilities: rows used x categories
#' @noRd
category_probabilities <- function(fit) {
  eta <- fit_part(fit, "linear.predictors")
  check_cells(NROW(eta), length(fit$lev), "probabilities")
  out <- state_probabilities(fit, fit_states(fit)(seq_len(NROW(eta))))
  rownames(out) <- if (is.matrix(eta)) rownames(eta) else names(eta)
  out
}

#' A matrix with a column for each category must fit into memory
#' @noRd
check_cells <- function(rows, columns, what) {
  if (as.double(rows) * columns <= 2^28) return(invisible())
  stop_memory(sprintf("%s of %s rows in %s categories (%.0f GB)", what, count_text(rows),
                      count_text(columns), as.double(rows) * columns / 2^27))
}

#' Observed weight of each category: rows used x categories
#' @noRd
category_counts <- function(fit) {
  if (!is.null(fit$counts)) return(fit$counts * fit$prior.weights)
  y <- fit_part(fit, "y")
  check_cells(length(y), length(fit$lev), "counts")
  out <- matrix(0, length(y), length(fit$lev), dimnames = list(names(y), fit$lev))
  out[cbind(seq_along(y), as.integer(y))] <- fit$prior.weights
  out
}

#' exp(eta) over its row sums, without overflow
#' @noRd
softmax <- function(eta) {
  at <- softmax_shares(eta)
  at$share / (1 + at$rest)
}

#' Shares of each row, in units of the greatest
#'
#' @return list: `top`, where the greatest stand; `log_share`, `share`; `rest`, the sum of the
#'   others, which keeps its digits however small it is.
#' @noRd
softmax_shares <- function(eta) {
  top <- cbind(seq_len(nrow(eta)), max.col(eta, "first"))
  log_share <- eta - eta[top]
  share <- exp(log_share)
  others <- share
  others[top] <- 0
  list(top = top, log_share = log_share, share = share, rest = rowSums(others))
}

#' The cuts (threshold - x'b) / exp(z'c), a column for each
#' @noRd
cut_matrix <- function(fit, eta, log_scale = NULL) {
  if (!is.matrix(eta)) eta <- outer(-eta, finite_coefficients(fit)[fit$cuts], `+`)
  if (is.null(log_scale)) eta else eta * exp(-log_scale)
}

#' Coefficients, of separated data those of the finite representative
#' @noRd
finite_coefficients <- function(fit) {
  out <- fit$coefficients
  if (!is.null(fit$separation)) out[names(fit$separation$finite)] <- fit$separation$finite
  out
}

#' F(upper) - F(lower), by the tails that are smaller
#' @param gaps Differences of neighbouring cuts, where they are known better than by subtraction.
#' @noRd
cumulative_probabilities <- function(cuts, link, gaps = NULL) {
  at <- link_means(link, cuts)
  none <- numeric(nrow(cuts)) # as many as there are rows, be it none
  below <- cbind(none, at$mean, none + 1)
  above <- cbind(none + 1, at$complement, none)
  last <- ncol(below)
  left <- below[, -1L, drop = FALSE] - below[, -last, drop = FALSE]
  right <- above[, -last, drop = FALSE] - above[, -1L, drop = FALSE]
  out <- ifelse(below[, -1L] < above[, -last], left, right)
  out <- matrix(out, nrow(cuts), last - 1L)
  if (link == "cauchit" && last > 2L) out <- with_cauchy_angles(out, cuts, gaps)
  out[out < 0] <- NA_real_
  out
}

#' atan(b) - atan(a) is the angle of (1 + a b, b - a): tails as heavy as these leave a difference of
#' two of them no digits far out, where the probability is still far from underflow
#' @noRd
with_cauchy_angles <- function(out, cuts, gaps) {
  upper <- cuts[, -1L, drop = FALSE]
  lower <- cuts[, -ncol(cuts), drop = FALSE]
  if (is.null(gaps)) gaps <- upper - lower
  angle <- atan2(gaps, 1 + upper * lower)
  known <- !is.na(angle)
  inner <- seq_len(ncol(lower)) + 1L
  out[, inner][known] <- angle[known] / pi
  out
}

#' log P(k) / P(k + 1) add up, from the last category, to log ratios
#' @noRd
adjacent_logits <- function(cuts) {
  out <- cbind(cuts, numeric(nrow(cuts)))
  for (k in rev(seq_len(ncol(cuts)))) out[, k] <- out[, k] + out[, k + 1L]
  unname(out)
}

#' @noRd
continuation_probabilities <- function(cuts, link) {
  at <- link_means(link, cuts)
  passed <- rep.int(1, nrow(cuts))
  out <- cbind(at$mean, passed)
  for (k in seq_len(ncol(cuts))) {
    out[, k] <- out[, k] * passed
    passed <- passed * at$complement[, k]
  }
  out[, ncol(out)] <- passed
  out
}
