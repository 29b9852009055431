# Linear hypotheses and tests of coefficients by other packages, whose defaults read a vector.

#' @exportS3Method car::linearHypothesis
linearHypothesis.category_fit <- function(model, hypothesis.matrix, rhs = NULL, ...,
                                          coef. = estimated_coefficients(model),
                                          vcov. = stats::vcov(model, complete = FALSE)) {
  method <- utils::getFromNamespace("linearHypothesis.default", "car")
  method(model, hypothesis.matrix, rhs, test = "Chisq", vcov. = vcov., coef. = coef., ...)
}

#' @noRd
estimated_coefficients <- function(fit) fit$coefficients[!is.na(fit$coefficients)]

#' @exportS3Method lmtest::coeftest
coeftest.category_fit <- function(x, vcov. = NULL, ...) {
  if (is.function(vcov.)) vcov. <- vcov.(x, ...)
  cov <- given_covariance(vcov., x)
  se <- if (is.null(cov)) standard_errors(x) else covariance_errors(cov, x)
  structure(wald_matrix(x, se), class = "coeftest", method = "z test of coefficients",
            nobs = stats::nobs(x), logLik = stats::logLik(x))
}
