# tidy() and glance() of a conditional random field.

#' @rdname tidiers
#' @exportS3Method generics::tidy
tidy.crf_fit <- function(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE,
                         conf.method = c("wald", "profile"), ...) {
  check_fit(x)
  conf.method <- match_choice(conf.method)
  check_level(conf.level)
  out <- crf_summary_table(x, crf_standard_errors(x), conf.level)
  if (check_flag(conf.int, "conf.int") && conf.method == "profile") {
    limits <- stats::confint(x, level = conf.level, method = "profile")
    out[c("conf.low", "conf.high")] <- list(as.double(limits[, 1L]), as.double(limits[, 2L]))
  }
  out <- out[c("part", "y.from", "y.level", "term", "estimate", "std.error", "statistic",
               "p.value", if (conf.int) c("conf.low", "conf.high"))]
  if (check_flag(exponentiate, "exponentiate")) out <- exponentiated(out, "logit")
  as_printed_tibble(out)
}

#' @rdname tidiers
#' @exportS3Method generics::glance
glance.crf_fit <- function(x, ...) {
  check_fit(x)
  as_printed_tibble(data.frame(
    edf = x$rank, logLik = x$loglik, AIC = stats::AIC(x), BIC = stats::BIC(x), nobs = x$nobs,
    n.tokens = x$tokens, objective = x$objective, l1 = x$l1[["emission"]],
    l2 = x$l2[["emission"]], converged = x$converged))
}
