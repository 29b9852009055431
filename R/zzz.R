#' Exact and fast inference for logistic regression
#'
#' [logistic()] fits outcomes of two categories, [multinomial()] of more, [ordinal()] of ordered
#' ones, [crf()] sequences of them; `?logistic_fit-methods`, `?category_fit-methods`,
#' `?crf_fit-methods`, [odds_ratio()], [convergence()] and the methods of base R's generics ask the
#' fit; [published_model()] predicts from coefficients that someone else published;
#' [logistic_function()] is the curve itself. `vignette("logistic")`, `vignette("categories")`,
#' `vignette("sequences")`, `vignette("chunking")` and `vignette("unit")` teach.
#'
#' @useDynLib logistic, .registration = TRUE, .fixes = "C_"
#' @importFrom stats add1 anova coef confint dfbeta dfbetas drop1 effects extractAIC fitted
#' @importFrom stats formula hatvalues influence logLik model.frame model.matrix nobs predict
#' @importFrom stats profile proj residuals terms variable.names vcov weights
#' @importFrom graphics plot
#' @importFrom methods setOldClass
#' @aliases logistic_fit-class
#' @keywords internal
#' @name logistic-package
NULL

# Packages whose generics are S4 (arm, texreg) find the methods that they have for a glm.
#' @rawNamespace exportClasses(logistic_fit)
#' @noRd
.onLoad <- function(libname, pkgname) {
  setOldClass(c("logistic_fit", "glm", "lm"), where = topenv())
  offer_engine()
  offer_easystats()
  offer_marginaleffects()
}

# Calls f(package) when the package is loaded: now, or once it will be.
#' @noRd
on_load <- function(package, f) {
  if (isNamespaceLoaded(package)) return(f(package))
  setHook(packageEvent(package, "onLoad"), function(...) f(package))
}
