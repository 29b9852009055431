# Sorted values with their ties: groups that never split equal values, and weights below a value.

#' The order of x within groups, and the run of equal values that each sorted value belongs to
#'
#' Values that differ by less than 2^-40 of their size are equal: rows with the same predictors may
#' differ by rounding.
#'
#' @param within Codes; only values with the same code are compared.
#' @return list(order, run, last): `last` is where each run ends.
#' @noRd
sorted_runs <- function(x, within = NULL) {
  order <- if (is.null(within)) order(x) else order(within, x)
  sorted <- x[order]
  starts <- c(TRUE, diff(sorted) > 2^-40 * abs(sorted[-1L]))
  if (!is.null(within)) starts <- starts | c(TRUE, diff(within[order]) != 0)
  list(order = order, run = cumsum(starts), last = c(which(starts)[-1L] - 1L, length(x)))
}

#' The weight below each value, that of equal values by `share`: half for ranks, none for groups
#' @param runs What `sorted_runs()` returned.
#' @noRd
weight_below <- function(weights, runs, share = 0.5) {
  reached <- cumsum(as.double(weights[runs$order]))[runs$last]
  below <- c(0, reached[-length(reached)])
  out <- numeric(length(weights))
  out[runs$order] <- (below + share * (reached - below))[runs$run]
  out
}

#' Groups of about equal weight, of increasing x, that never split equal values
#'
#' A value belongs to that of `groups` equal parts of the weight in which the weight below it ends:
#' the rule of Stata's `xtile`, and so of its `estat gof`. Parts in which no value begins are empty.
#'
#' @param within Codes 1, 2, ...: groups are made within each.
#' @return Codes 1, 2, ... of the groups that there are, those within one code side by side.
#' @noRd
value_groups <- function(x, weights, groups, within = rep(1L, length(x))) {
  below <- weight_below(weights, sorted_runs(x, within), share = 0)
  totals <- as.double(rowsum(weights, within))
  before <- c(0, cumsum(totals)[-length(totals)])
  # a part of 1e-9 is the rounding of sums of weights
  part <- floor(groups * (below - before[within]) / totals[within] + 1e-9)
  code <- (within - 1) * groups + pmin(pmax(part, 0), groups - 1)
  match(code, sort(unique(code)))
}

#' Codes of the rows that agree in all columns, in order of appearance
#' @param columns A list of vectors and matrices of n rows.
#' @noRd
row_patterns <- function(columns, n) {
  code <- rep(1L, n)
  for (column in unlist(lapply(columns, single_columns), recursive = FALSE)) {
    own <- match(column, unique(column))
    pair <- (code - 1) * max(own) + own # doubles, whole up to 2^53
    code <- match(pair, unique(pair))
  }
  code
}

#' @noRd
single_columns <- function(x) {
  if (is.matrix(x)) return(lapply(seq_len(ncol(x)), function(j) as.vector(x[, j])))
  list(if (is.factor(x)) as.integer(x) else unclass(x))
}
