# What package sandwich builds covariances from. The scores are those of stats' glm (estfun.glm);
# the bread must be scaled by as many rows as the scores have.

# estfun.glm's partner, bread.glm, counts observations, which are more than rows with `freq`, fewer
# with weights of zero.
#' @exportS3Method sandwich::bread
bread.logistic_fit <- function(x, ...) {
  check_fit(x)
  stats::vcov(x, complete = FALSE) * length(fit_part(x, "residuals"))
}
