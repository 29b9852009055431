# The five links at the linear predictor eta: mean, 1 - mean, their logarithms and the slope,
# each to full relative precision (stats::binomial() floors the mean at 2.2e-16).

#' @noRd
link_means <- function(link, eta) {
  switch(link,
    logit = list(
      mean = stats::plogis(eta), complement = stats::plogis(-eta),
      log_mean = stats::plogis(eta, log.p = TRUE),
      log_complement = stats::plogis(-eta, log.p = TRUE), slope = stats::dlogis(eta)),
    probit = list(
      mean = stats::pnorm(eta), complement = stats::pnorm(-eta),
      log_mean = stats::pnorm(eta, log.p = TRUE),
      log_complement = stats::pnorm(-eta, log.p = TRUE), slope = stats::dnorm(eta)),
    cauchit = list(
      mean = stats::pcauchy(eta), complement = stats::pcauchy(-eta),
      log_mean = stats::pcauchy(eta, log.p = TRUE),
      log_complement = stats::pcauchy(-eta, log.p = TRUE), slope = stats::dcauchy(eta)),
    cloglog = cloglog_means(eta),
    loglog = mirror_means(cloglog_means(-eta)),
    stop("internal error: unknown link ", link))
}

#' @noRd
cloglog_means <- function(eta) {
  rate <- exp(eta)
  list(mean = -expm1(-rate), complement = exp(-rate), log_mean = log_one_minus_exp(rate),
       log_complement = -rate, slope = ifelse(rate == Inf, 0, exp(eta - rate)))
}

#' @noRd
mirror_means <- function(x) {
  list(mean = x$complement, complement = x$mean, log_mean = x$log_complement,
       log_complement = x$log_mean, slope = x$slope)
}

# log(1 - exp(-x)) for x >= 0: Maechler (2012), "Accurately computing log(1 - exp(-|a|))".
#' @noRd
log_one_minus_exp <- function(x) {
  out <- rep(NA_real_, length(x))
  attributes(out) <- attributes(x)
  small <- !is.na(x) & x <= log(2)
  large <- !is.na(x) & !small
  out[small] <- log(-expm1(-x[small]))
  out[large] <- log1p(-exp(-x[large]))
  out
}
