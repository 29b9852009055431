# Columns that are all but combinations of others, in models of several equations: they are taken
# apart in the design of one predictor, as R/narrow.R does, and the answer is brought back.

#' The core's answer to a plan, in columns apart where that is needed
#'
#' @param plan Of `base`, from `category_plan()`.
#' @noRd
fit_plan_apart <- function(base, plan, settings, start) {
  answer <- fit_plan(plan, settings, start)
  if (!is_narrow(answer, base$design, base$transform)) return(answer)
  apart <- take_apart(base$design, base$transform)
  map <- if (!is.null(apart)) map_of_plan(apart$map, base, length(plan$design$names))
  if (is.null(map)) return(answer)
  base$design <- apart$design
  base$null <- plan$null
  better <- fit_plan(category_plan(base, settings), settings)
  if (better$converged && !length(better$dropped)) back_from_apart(better, map) else answer
}

#' Where each column of the one predictor has its coefficients: a row for each equation
#' @noRd
coefficient_places <- function(base) {
  equations <- length(base$rows$response$lev) - 1L
  p <- length(base$design$names)
  if (is.null(base$spec$type)) {
    return(outer(seq_len(equations), seq_len(p), function(k, j) (k - 1L) * p + j))
  }
  parallel <- is_parallel(base)
  constant <- base$design$assign == 0L
  out <- matrix(0L, equations, p)
  out[, constant] <- seq_len(equations)
  out[, parallel] <- rep(equations + seq_len(sum(parallel)), each = equations)
  own <- which(!parallel & !constant)
  out[, own] <- equations + sum(parallel) + seq_len(equations * length(own))
  out
}

#' The map of one predictor's coefficients as one of all: thresholds have the sign of x'b reversed.
#' NULL where slopes that are shared would differ.
#' @noRd
map_of_plan <- function(map, base, size) {
  places <- coefficient_places(base)
  sign <- ifelse(base$design$assign == 0L & !is.null(base$spec$type), -1, 1)
  shared <- apply(places, 2L, function(at) nrow(places) > 1L && at[1L] == at[2L])
  if (any(map[shared, !shared] != 0)) return(NULL)
  out <- diag(size)
  for (k in seq_len(nrow(places))) out[places[k, ], places[k, ]] <- map * outer(sign, sign)
  out
}

#' @noRd
back_from_apart <- function(answer, map) {
  answer$coefficients <- drop(map %*% answer$coefficients)
  if (!is.null(answer$direction)) answer$direction <- drop(map %*% answer$direction)
  answer$estimable <- drop((map != 0) %*% !answer$estimable) == 0
  if (!is.null(answer$cov)) {
    answer$cov <- map %*% answer$cov %*% t(map)
    answer$se <- sqrt(diag(answer$cov))
  }
  answer
}
