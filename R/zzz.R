#' @useDynLib logistic, .registration = TRUE, .fixes = "C_"
#' @importFrom stats coef confint formula nobs predict residuals terms vcov
#' @importFrom graphics abline axis lines mtext par plot points polygon rug segments text
#' @keywords internal
"_PACKAGE"
