# Probabilities of categories in new rows, with limits, as predict() makes them.

#' Probabilities of groups of categories and their limits
#'
#' @param newdata Rows as the data have them; an `offset` argument of the call counts as 0.
#' @param groups Which group each category belongs to; by default each is its own.
#' @return list(fit, low, high): matrices rows x groups. Limits are NA where the covariance was not
#'   kept.
#' @noRd
plotted_probabilities <- function(fit, newdata, level = 0.95, groups = seq_along(fit$lev)) {
  fit <- without_offset(fit)
  known <- !is.null(fit$cov.unscaled)
  ask <- list(type = "groups", groups = groups, se = known,
              interval = if (known) "confidence" else "none", level = level)
  rows <- new_rows(fit, newdata, stats::na.pass, "error")
  rows$unrelated <- TRUE # predictors that are held break relations of columns
  answer <- predict_blocks(fit, rows, ask)
  unknown <- replace(answer$value, TRUE, NA_real_)
  list(fit = answer$value, low = if (known) answer$lwr else unknown,
       high = if (known) answer$upr else unknown)
}
