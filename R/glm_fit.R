#' A fitter for glm
#'
#' `glm(..., family = binomial, method = logistic::glm_fit)` is the zero-effort way in: `glm`
#' builds the model matrix, this fits it. The result has `glm.fit`'s components; estimates,
#' deviance and weights are those of [logistic()].
#'
#' @param x,y,weights,start,etastart,mustart,offset,family,control,intercept,singular.ok As for
#'   [stats::glm.fit()]. `control` may be [stats::glm.control()]'s or [fit_control()].
#' @return A list as [stats::glm.fit()]'s. Infinite coefficients, of separated data, are `Inf` or
#'   `-Inf`.
#'
#' The object that `glm` makes of it has class `"glm"` alone, so it is printed and tested by the
#' methods of package stats. Use [logistic()] for the summaries of this package.
#' @section Errors:
#' As for [logistic()]: classed, `logistic_error_*`.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition. Chapman and Hall.
#' \doi{10.1007/978-1-4899-3242-6}
#' @seealso [logistic()]
#' @examples
#' fit <- glm(low ~ age + smoke, binomial, birthweight, method = logistic::glm_fit)
#' coef(summary(fit))
#' @export
glm_fit <- function(x, y, weights = rep(1, NROW(y)), start = NULL, etastart = NULL, mustart = NULL,
                    offset = rep(0, NROW(y)), family = stats::binomial(), control = list(),
                    intercept = TRUE, singular.ok = TRUE) {
  settings <- fit_settings(unclass(control))
  link <- binomial_link(family)
  if (is.null(weights)) weights <- rep(1, NROW(y))
  if (!is.null(offset) && !any(offset != 0)) offset <- NULL
  if (is.null(dim(x))) x <- matrix(x, NROW(y), dimnames = list(NULL, names(x)))
  if (is.null(rownames(x))) rownames(x) <- names(y)
  fit <- fit_columns(x, y, list(weights = weights, offset = offset), link, NULL, start, settings,
                     NULL, intercept)
  fit <- finish_fit(fit, "all", singular.ok)
  fit$family <- family
  fit[added_by_glm] <- NULL
  unclass(fit)
}

# glm() appends these to what a fitter returns; a list keeps the first of a name.
added_by_glm <- c("call", "offset", "control", "method", "contrasts", "xlevels")
