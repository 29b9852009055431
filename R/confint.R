#' Confidence intervals of the coefficients
#'
#' Wald intervals: estimate plus and minus a normal quantile times the standard error,
#' \deqn{\hat\beta_j \pm z_{1 - \alpha/2} \sqrt{V_{jj}}.}{b_j +- z sqrt(V_jj).}
#' They agree with the z and p of the summary. Limits of infinite or aliased coefficients are NA.
#' Note that `confint()` of a [stats::glm()] is a profile-likelihood interval; the attribute
#' `method` says which one this is, and so does its print.
#'
#' @param object A fit of [logistic()].
#' @param parm Names or numbers of coefficients; missing: all.
#' @param level The coverage.
#' @param method `"wald"`.
#' @param ... Not used.
#' @return A matrix with a row per coefficient and the two limits, named as for `glm`, with
#'   attribute `method`.
#' @section Errors:
#' `logistic_error_level` unless `level` is between 0 and 1; `logistic_error_parm` when `parm`
#' names no coefficient.
#' @references
#' Wald A (1943). Tests of statistical hypotheses concerning several parameters when the number
#' of observations is large. *Transactions of the American Mathematical Society* 54, 426-482.
#' \doi{10.1090/S0002-9947-1943-0012401-3}
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' confint(fit)
#' exp(confint(fit, "lwt"))
#' @export
confint.logistic_fit <- function(object, parm, level = 0.95, method = "wald", ...) {
  check_fit(object)
  method <- match.arg(method, "wald")
  check_level(level)
  names <- names(object$coefficients)
  parm <- if (missing(parm)) names else check_parm(parm, names)
  limits <- wald_limits(object$coefficients, standard_errors(object), level)[parm, , drop = FALSE]
  structure(limits, method = method, class = c("logistic_confint", "matrix", "array"))
}

#' @noRd
wald_limits <- function(estimate, se, level) {
  tails <- c((1 - level) / 2, (1 + level) / 2)
  finite <- ifelse(is.finite(estimate), estimate, NA_real_)
  out <- cbind(finite - stats::qnorm(tails[2L]) * se, finite + stats::qnorm(tails[2L]) * se)
  percent <- format(100 * tails, trim = TRUE, scientific = FALSE, digits = 3)
  dimnames(out) <- list(names(estimate), paste(percent, "%"))
  out
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
  if (is.numeric(parm)) parm <- names[parm]
  unknown <- parm[is.na(parm) | !parm %in% names]
  if (!length(unknown)) return(parm)
  stop_logistic("parm", sprintf("`parm` must name coefficients of the fit; %s not one.",
                                name_list(unknown)), variable = "parm")
}

#' @export
print.logistic_confint <- function(x, digits = 3L, ...) {
  write_lines(sprintf("Confidence intervals, %s",
                      c(wald = "Wald (normal approximation)")[[attr(x, "method")]]))
  limits <- unclass(x)
  se <- (limits[, 2L] - limits[, 1L]) / 4
  columns <- lapply(1:2, function(j) {
    text_column(colnames(limits)[j],
                align_points(format_estimates(limits[, j], se, digits)$estimate))
  })
  write_lines(text_table(rownames(limits), columns))
  invisible(x)
}
