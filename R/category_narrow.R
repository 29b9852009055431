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

#' The map of one predictor's coefficients as one of all: thresholds have the sign of x'b reversed.
#' NULL where slopes that are shared would differ.
#' @noRd
map_of_plan <- function(map, base, size) {
  places <- coefficient_places(base)
  sign <- ifelse(base$design$assign == 0L & has_cuts(base), -1, 1)
  shared <- ncol(places) > 1L & places[, 1L] == places[, ncol(places)]
  if (any(map[shared, !shared] != 0)) return(NULL)
  out <- diag(size)
  for (k in seq_len(ncol(places))) out[places[, k], places[, k]] <- map * outer(sign, sign)
  out
}
