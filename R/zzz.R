#' Exact and fast inference for logistic regression
#'
#' [logistic()] fits; `?logistic_fit-methods`, [odds_ratio()], [convergence()] and the methods of
#' base R's generics ask the fit; [published_model()] predicts from coefficients that someone else
#' published; [logistic_function()] is the curve itself. `vignette("logistic")` teaches.
#'
#' @useDynLib logistic, .registration = TRUE, .fixes = "C_"
#' @importFrom stats add1 anova coef confint dfbeta dfbetas drop1 effects extractAIC formula
#' @importFrom stats hatvalues influence logLik model.frame model.matrix nobs predict profile proj
#' @importFrom stats residuals terms variable.names vcov weights
#' @importFrom graphics plot
#' @keywords internal
#' @name logistic-package
NULL
