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
  cov <- if (is.function(vcov.)) vcov.(x, ...) else vcov.
  if (is.null(cov)) cov <- stats::vcov(x, complete = FALSE)
  estimate <- estimated_coefficients(x)
  se <- sqrt(diag(cov))[names(estimate)]
  z <- estimate / se
  out <- cbind(Estimate = estimate, "Std. Error" = se, "z value" = z,
               "Pr(>|z|)" = 2 * stats::pnorm(-abs(z)))
  structure(out, class = "coeftest", method = "z test of coefficients", nobs = stats::nobs(x),
            logLik = stats::logLik(x))
}
