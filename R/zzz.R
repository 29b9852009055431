#' Exact and fast inference for logistic regression
#'
#' [logistic()] fits; `?logistic_fit-methods`, [odds_ratio()], [convergence()] and the methods of
#' base R's generics ask the fit; [published_model()] predicts from coefficients that someone else
#' published; [logistic_function()] is the curve itself. `vignette("logistic")` teaches.
#'
#' @useDynLib logistic, .registration = TRUE, .fixes = "C_"
#' @importFrom stats anova coef confint formula logLik model.frame model.matrix nobs predict profile
#' @importFrom stats residuals
#' @importFrom stats terms vcov weights
#' @importFrom graphics plot
#' @keywords internal
#' @name logistic-package
NULL
