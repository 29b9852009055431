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

#' Probabilities from linear predictors as the fit keeps them
#'
#' @param eta x'b, or the cuts or log ratios as the columns of a matrix.
#' @param log_scale z'c, or NULL.
#' @return n x K, columns named by `fit$lev`. A row whose cuts cross has NA where a probability
#'   would be negative.
#' @noRd
probabilities_of <- function(fit, eta, log_scale = NULL) {
  out <- if (inherits(fit, "multinomial_fit")) softmax(cbind(0, eta)) else {
    ordinal_probabilities(fit, cut_matrix(fit, eta, log_scale))
  }
  colnames(out) <- fit$lev
  out
}

#' exp(eta) over its row sums, without overflow
#' @noRd
softmax <- function(eta) {
  most <- eta[cbind(seq_len(nrow(eta)), max.col(eta, "first"))]
  e <- exp(eta - most)
  e / rowSums(e)
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

#' @noRd
ordinal_probabilities <- function(fit, cuts) {
  switch(fit$type, cumulative = cumulative_probabilities(cuts, fit$link),
         adjacent = adjacent_probabilities(cuts),
         continuation = continuation_probabilities(cuts, fit$link))
}

#' F(upper) - F(lower), by the tails that are smaller
#' @noRd
cumulative_probabilities <- function(cuts, link) {
  value <- .Call(C_link, as.double(cuts), link)
  none <- numeric(nrow(cuts)) # as many as there are rows, be it none
  below <- cbind(none, matrix(value$mean, nrow(cuts), ncol(cuts)), none + 1)
  above <- cbind(none + 1, matrix(value$one_minus_mean, nrow(cuts), ncol(cuts)), none)
  last <- ncol(below)
  left <- below[, -1L, drop = FALSE] - below[, -last, drop = FALSE]
  right <- above[, -last, drop = FALSE] - above[, -1L, drop = FALSE]
  out <- ifelse(below[, -1L] < above[, -last], left, right)
  out <- matrix(out, nrow(cuts), last - 1L)
  out[out < 0] <- NA_real_
  out
}

#' @noRd
adjacent_probabilities <- function(cuts) softmax(adjacent_logits(cuts))

#' log P(k) / P(k + 1) add up, from the last category, to log ratios
#' @noRd
adjacent_logits <- function(cuts) {
  out <- cbind(cuts, numeric(nrow(cuts)))
  for (k in rev(seq_len(ncol(cuts)))) out[, k] <- out[, k] + out[, k + 1L]
  unname(out)
}

#' @noRd
continuation_probabilities <- function(cuts, link) {
  value <- .Call(C_link, as.double(cuts), link)
  stop <- matrix(value$mean, nrow(cuts), ncol(cuts))
  go <- matrix(value$one_minus_mean, nrow(cuts), ncol(cuts))
  passed <- rep.int(1, nrow(cuts))
  out <- cbind(stop, passed)
  for (k in seq_len(ncol(cuts))) {
    out[, k] <- stop[, k] * passed
    passed <- passed * go[, k]
  }
  out[, ncol(out)] <- passed
  out
}
