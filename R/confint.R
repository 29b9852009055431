#' Confidence intervals of the coefficients
#'
#' Profile-likelihood intervals, as `confint()` of a [stats::glm()]: the values b of a coefficient
#' that a likelihood-ratio test does not reject,
#' \deqn{2 \{\ell(\hat\beta) - \max_{\beta_j = b} \ell(\beta)\} \le z_{1 - \alpha/2}^2.}{
#'   2 (l(b^) - max l) <= z^2.}
#' Their limits are solved for, to ten digits or more, rather than interpolated between points of a
#' profile. With `method = "wald"`: estimate plus and minus a normal quantile times the standard
#' error,
#' \deqn{\hat\beta_j \pm z_{1 - \alpha/2} \sqrt{V_{jj}},}{b_j +- z sqrt(V_jj),}
#' which agree with the z and p of the summary.
#'
#' Of several categories every coefficient is profiled, over all others: thresholds and effects on a
#' scale too. In a model of `ordinal()` whose slopes differ between thresholds the profile is of the
#' likelihood as [ordinal()] has it.
#'
#' An infinite coefficient (separated data) has one profile limit, and is unbounded on the side of
#' its estimate; it has no Wald interval. Limits of coefficients that are aliased, or neither
#' infinite nor estimable, are NA.
#'
#' @param object A fit of [logistic()], [multinomial()] or [ordinal()].
#' @param parm Names or numbers of coefficients, of multinomial fits as in
#'   `coef(object, matrix = FALSE)`; missing: all, but of an ordinal fit with more than 40
#'   thresholds none of these.
#' @param level The coverage.
#' @param method `"profile"`, the default, or `"wald"`.
#' @param ... Not used.
#' @return A plain matrix with a row per coefficient and the two limits, named as for `glm`.
#' @section Errors:
#' `logistic_error_level` unless `level` is between 0 and 1; `logistic_error_parm` when `parm`
#' names no coefficient; `logistic_error_kept` when a profile needs data that the fit does not hold;
#' `logistic_error_convergence` when it needs a maximum that was not reached.
#' @references
#' Venzon DJ, Moolgavkar SH (1988). A method for computing profile-likelihood-based confidence
#' intervals. *Applied Statistics* 37, 87-94. \doi{10.2307/2347496}
#'
#' Wald A (1943). Tests of statistical hypotheses concerning several parameters when the number
#' of observations is large. *Transactions of the American Mathematical Society* 54, 426-482.
#' \doi{10.1090/S0002-9947-1943-0012401-3}
#' @seealso [profile.logistic_fit()] for the profiles themselves.
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' confint(fit)
#' confint(fit, method = "wald")
#' exp(confint(fit, "lwt"))
#' @export
confint.logistic_fit <- function(object, parm, level = 0.95, method = c("profile", "wald"), ...) {
  check_fit(object)
  warn_unused("confint", names(formals(confint.logistic_fit)), ...)
  method <- check_choice(method, c("profile", "wald"))
  check_level(level)
  names <- names(object$coefficients)
  parm <- if (missing(parm)) default_parm(object) else check_parm(parm, names)
  if (method == "profile") return(profile_limits(object, parm, level))
  wald_limits(object$coefficients, standard_errors(object), level)[parm, , drop = FALSE]
}

#' @rdname confint.logistic_fit
#' @export
confint.category_fit <- confint.logistic_fit

#' All coefficients; of more than 40 thresholds the others alone
#' @noRd
default_parm <- function(fit) {
  names <- names(fit$coefficients)
  if (length(fit$cuts) > 40L) setdiff(names, fit$cuts) else names
}

#' @noRd
profile_limits <- function(fit, parm, level) {
  z <- stats::qnorm((1 + level) / 2)
  limits <- vapply(profile_points(fit, parm, c(-z, z), function(points, name) points[, name]),
                   as.double, c(0, 0), USE.NAMES = FALSE)
  matrix(limits, ncol = 2L, byrow = TRUE, dimnames = list(parm, limit_names(level)))
}

# Of infinite coefficients beside Wald's: NA where the fit does not hold its data.
#' @noRd
one_sided_limits <- function(fit, parm, level) {
  tryCatch(profile_limits(fit, parm, level),
           logistic_error_kept = function(e) matrix(NA_real_, length(parm), 2L))
}

#' @noRd
wald_limits <- function(estimate, se, level) {
  z <- stats::qnorm((1 + level) / 2)
  finite <- ifelse(is.finite(estimate), estimate, NA_real_)
  out <- cbind(finite - z * se, finite + z * se)
  dimnames(out) <- list(names(estimate), limit_names(level))
  out
}

#' @noRd
limit_names <- function(level) {
  percent <- 100 * c((1 - level) / 2, (1 + level) / 2)
  paste(format(percent, trim = TRUE, scientific = FALSE, digits = 3), "%")
}

#' @noRd
check_level <- function(level) {
  if (is.numeric(level) && length(level) == 1L && !is.na(level) && level > 0 && level < 1) {
    return(invisible(level))
  }
  stop_logistic("level", sprintf("`level` must be one number between 0 and 1, not %s.",
                                 paste(format(level), collapse = ", ")), variable = "level")
}

#' @noRd
check_parm <- function(parm, names) {
  at <- seq_along(names)
  known <- parm %in% if (is.numeric(parm)) c(at, -at) else names
  if (all(known)) return(if (is.numeric(parm)) names[parm] else parm)
  unknown <- parm[!known]
  stop_logistic("parm", sprintf(
    "`parm` must name coefficients of the fit (%s), or count them up to %d; %s %s not.",
    list_some(backticked(names)), length(names), list_some(backticked(unknown)),
    if (length(unknown) == 1L) "does" else "do"), variable = "parm")
}
