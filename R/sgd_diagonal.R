# Steps where there are too many coefficients for a matrix: a diagonal metric.

# The sums of squares of the scores of batches estimate the diagonal of the information (as adaptive
# methods do: Duchi, Hazan and Singer 2011, JMLR 12, 2121-2159). Where columns are correlated the
# true metric is larger in some directions: the largest, in units of the diagonal, limits the step,
# which then falls with the root of the number of batches, so that the mean of the iterates does
# what the metric does not (Polyak and Juditsky 1992). Its weights rise through the pass, which
# forgets where it began (Shamir and Zhang 2013, doi:10.48550/arXiv.1212.1824).

#' The metric at the start, and its longest step; nothing is learned yet
#' @noRd
diagonal_first <- function(state, core, threads) {
  rows <- min(core$design$n, sgd_first_rows)
  squares <- numeric(length(state$theta))
  # of few rows each: there are many, and the mean of the score, not 0 yet, hardly counts
  for (from in seq(0, rows - 1, by = 8)) {
    at <- sgd_evaluate(core, state$start, from, min(from + 8, rows), FALSE, state$expected)
    squares <- squares + at$score^2
  }
  # a column not met yet: as if its root mean square were the least of the others
  squares[squares == 0] <- min(squares[squares > 0], 1)
  state$information <- squares
  state$measured <- rows
  state <- refactored(state)
  state$largest <- largest_curvature(state, core, rows, threads)
  state
}

#' The largest eigenvalue of the information in units of the diagonal metric, by the power method
#' @noRd
largest_curvature <- function(state, core, rows, threads) {
  root <- state$factor$root
  v <- rep_len(c(1, 0.5, -0.25), length(root))
  largest <- 1
  for (iteration in 1:12) {
    v <- v / sqrt(sum(v^2))
    product <- core_likelihood(core, state$start, v / root, 0L, FALSE, c(0, rows),
                               threads)$product
    v <- -product / root
    largest <- sqrt(sum(v^2))
  }
  max(largest, 1)
}

#' A step, shorter where the batch is far from what the model expects of it
#' @return As `safe_step()`.
#' @noRd
diagonal_step <- function(state, found, rows) {
  half <- metric_half(state$factor, found$at$score)
  surprise <- sum(half^2) * state$factor$measured / rows
  shrink <- min(1, sqrt(state$limit / surprise))
  batches <- state$batches + 1
  length <- shrink * state$factor$measured / (state$largest * rows * sqrt(batches))
  list(theta = found$theta, at = found$at, step = length * metric_step(state$factor, half),
       judged = found$at$value, settled = shrink < 1)
}
