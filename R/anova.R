#' Likelihood-ratio tests of terms and between fits
#'
#' For one fit its terms are added in the order of the formula; several fits are compared in the
#' order given. Each step is tested by
#' \deqn{\chi^2 = 2 (\ell_{\rm larger} - \ell_{\rm smaller}) = D_{\rm smaller} - D_{\rm larger},}{
#'   chi2 = D_smaller - D_larger,}
#' D the deviance, referred to a chi-squared distribution with as many degrees of freedom as there
#' are additional coefficients.
#'
#' @param object A fit of [logistic()].
#' @param ... More fits to the same rows, of [logistic()] or a binomial [stats::glm()].
#' @param test `"Chisq"` or `"LRT"`, one and the same.
#' @return A data frame of class `"anova"` with `glm`'s columns: `Df`, `Deviance`, `Resid. Df`,
#'   `Resid. Dev`, `Pr(>Chi)`.
#' @section Errors:
#' `logistic_error_rows` when fits do not use the same response and rows;
#' `logistic_error_type` when something other than a fit is given.
#' @references
#' Wilks SS (1938). The large-sample distribution of the likelihood ratio for testing composite
#' hypotheses. *Annals of Mathematical Statistics* 9, 60-62. \doi{10.1214/aoms/1177732360}
#' @examples
#' fit <- logistic(low ~ age + lwt + smoke, birthweight)
#' anova(fit)
#' anova(logistic(low ~ age, birthweight), fit)
#' @export
anova.logistic_fit <- function(object, ..., test = c("Chisq", "LRT")) {
  check_fit(object)
  match.arg(test)
  others <- list(...)
  if (length(others)) return(anova_between(c(list(object), others)))
  assign <- fit_assign(object)
  labels <- term_labels(object)
  x <- if (length(labels)) fit_matrix(object)
  steps <- c(list(list(deviance = object$null.deviance, df.residual = object$df.null)),
             lapply(seq_along(labels), function(k) {
               if (k == length(labels)) return(object)
               refit_columns(object, x[, assign <= k, drop = FALSE])
             }))
  if (!has_intercept(object) && length(labels)) {
    steps[[1L]] <- refit_columns(object, x[, 0L, drop = FALSE])
  }
  deviance_table(object, steps, c("NULL", labels), "sequential")
}

# The fit to a part of the columns, same rows, weights, offset and link.
#' @noRd
refit_columns <- function(fit, x) {
  # a limiting deviance is right also where a smaller model is separated or rank-deficient
  withCallingHandlers(
    glm_fit(x, fit_part(fit, "y"), weights = fit_part(fit, "prior.weights"), offset = fit$offset,
            family = fit$family, intercept = has_intercept(fit)),
    logistic_warning_separation = function(w) invokeRestart("muffleWarning"),
    logistic_message = function(m) invokeRestart("muffleMessage"))
}

#' @noRd
anova_between <- function(fits) {
  is_fit <- vapply(fits, function(x) {
    inherits(x, "glm") && identical(x$family$family, "binomial")
  }, NA)
  if (!all(is_fit)) {
    stop_logistic("type", sprintf("`...` must be binomial fits; argument %d is not one.",
                                  which(!is_fit)[1L]), variable = "...")
  }
  first <- fits[[1L]]
  for (k in seq_along(fits)) check_same_rows(first, fits[[k]], k)
  labels <- vapply(fits, function(x) paste(deparse(stats::formula(x), 500L), collapse = " "), "")
  order <- c("Resid. Df", "Resid. Dev", "Df", "Deviance", "Pr(>Chi)")
  structure(deviance_table(first, fits, as.character(seq_along(fits)), "between", order),
            formulas = labels)
}

#' @noRd
check_same_rows <- function(first, other, number) {
  same <- length(first$y) == length(other$y) &&
    isTRUE(all.equal(unname(first$y), unname(other$y), tolerance = 1e-12)) &&
    isTRUE(all.equal(unname(first$prior.weights), unname(other$prior.weights),
                     tolerance = 1e-12))
  if (same) return(invisible())
  stop_logistic("rows", sprintf(paste(
    "the fits must have the same response and rows; fit 1 has %s rows, fit %d has %s",
    "(rows with missing values differ, or the response)."), format_count(stats::nobs(first)),
    number, format_count(stats::nobs(other))), variable = "...")
}

#' @noRd
deviance_table <- function(fit, steps, labels, kind, order = 1:5) {
  deviance <- vapply(steps, `[[`, 0, "deviance")
  df <- as.integer(vapply(steps, function(x) as.double(x$df.residual), 0))
  gained <- c(NA, -diff(df))
  chisq <- c(NA, -diff(deviance))
  direction <- ifelse(gained < 0, -1, 1)
  p <- stats::pchisq(chisq * direction, abs(gained), lower.tail = FALSE)
  p[!is.na(gained) & gained == 0] <- NA
  out <- data.frame(Df = gained, Deviance = chisq, df, deviance, p)
  dimnames(out) <- list(labels, c("Df", "Deviance", "Resid. Df", "Resid. Dev", "Pr(>Chi)"))
  structure(out[order], kind = kind, head = sprintf("%s, %s", model_name(fit), fit$event$label),
            aic = fit$aic + deviance - fit$deviance - 2 * (df - fit$df.residual),
            heading = sprintf("Analysis of deviance, %s, likelihood-ratio tests",
                              fit$event$label),
            class = c("logistic_anova", "anova", "data.frame"))
}

#' @export
print.logistic_anova <- function(x, ...) {
  if (is.null(attr(x, "kind"))) return(NextMethod())
  sequential <- attr(x, "kind") == "sequential"
  write_lines(wrap_text(sprintf("%s. %s, LR", attr(x, "head"), if (sequential) {
    "Terms added in order"
  } else "Fits compared in order")))
  formulas <- attr(x, "formulas")
  if (!sequential) {
    write_lines(shorten_lines(sprintf("%s: %s", rownames(x), formulas)))
  }
  labels <- rownames(x)
  labels[sequential & labels == "NULL"] <- "none"
  write_lines(text_table(labels, test_columns(x$Df, x$Deviance, x$"Pr(>Chi)", attr(x, "aic"))))
  invisible(x)
}

#' @noRd
test_columns <- function(df, chisq, p, aic = NULL) {
  blank <- function(text, value) ifelse(is.na(value), "", text)
  columns <- list(
    text_column("df", blank(format_fixed(df, 0L), df)),
    text_column("chi2", align_points(blank(format_fixed(chisq, 2L), chisq))),
    text_column(" p", blank(format_p(p, slot = TRUE), p), "left"))
  if (!is.null(aic)) columns <- c(columns, list(text_column("AIC",
                                                            align_points(format_fixed(aic, 2L)))))
  columns
}

#' @export
as.data.frame.logistic_anova <- function(x, row.names = NULL, optional = FALSE, ...) {
  out <- data.frame(unclass(x)[names(x)], row.names = rownames(x), check.names = FALSE)
  if (!is.null(row.names)) rownames(out) <- row.names
  out
}
