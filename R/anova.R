#' Tests of terms in order, and between fits
#'
#' For one fit its terms are added in the order of the formula; several fits are compared in the
#' order given. By default each step has its likelihood-ratio test,
#' \deqn{\chi^2 = 2 (\ell_{\rm larger} - \ell_{\rm smaller}) = D_{\rm smaller} - D_{\rm larger},}{
#'   chi2 = D_smaller - D_larger,}
#' D the deviance, referred to a chi-squared distribution with as many degrees of freedom as there
#' are additional coefficients. Two others are equivalent in large samples: Rao's score test,
#' \eqn{s^\top I^{-1} s} with score and expected information of the larger model at the estimate of
#' the smaller, and Wald's, \eqn{b^\top V^{-1} b} over the additional coefficients of the larger.
#'
#' Of separated data the likelihood-ratio test remains valid, as the limit of the likelihood is
#' known; Wald's is `NA`, since there is no covariance.
#'
#' @param object A fit of [logistic()].
#' @param ... More fits to the same rows, of [logistic()] or a binomial [stats::glm()].
#' @param dispersion A number by which the statistics are divided; `NULL` is 1.
#' @param test `"Chisq"` or `"LRT"`, one and the same, and the default (as in [stats::glm()] from R
#'   4.4; before, `glm` tests nothing unless asked); `"Rao"`; `"Wald"`; `"Cp"`: Mallows' statistic,
#'   the deviance plus twice the dispersion for each coefficient; `FALSE` or `NULL`: none. There is
#'   no `"F"`, which needs an estimated dispersion: it is taken for `"Chisq"`, with a warning.
#' @return A data frame of class `c("logistic_anova", "anova", "data.frame")` with `glm`'s columns:
#'   `Df`, `Deviance`, `Resid. Df`, `Resid. Dev`, then by `test`: `Rao` or `Wald`, `Pr(>Chi)`;
#'   `Cp`.
#' @section Errors:
#' `logistic_error_rows` when fits do not use the same response and rows;
#' `logistic_error_type` when something other than a fit is given; `logistic_error_argument` for an
#' unknown test; `logistic_error_nested` when a Wald test is asked for of fits whose columns are
#' not nested; `logistic_error_terms` for a fit to a matrix, which has no terms.
#' @references
#' Wilks SS (1938). The large-sample distribution of the likelihood ratio for testing composite
#' hypotheses. *Annals of Mathematical Statistics* 9, 60-62. \doi{10.1214/aoms/1177732360}
#'
#' Rao CR (1948). Large sample tests of statistical hypotheses concerning several parameters.
#' *Mathematical Proceedings of the Cambridge Philosophical Society* 44, 50-57.
#' \doi{10.1017/S0305004100023987}
#' @seealso [drop1.logistic_fit()] for each term given all others.
#' @examples
#' fit <- logistic(low ~ age + lwt + smoke, birthweight)
#' anova(fit)
#' anova(fit, test = "Rao")
#' anova(logistic(low ~ age, birthweight), fit)
#' @export
anova.logistic_fit <- function(object, ..., dispersion = NULL,
                               test = c("Chisq", "LRT", "Rao", "Wald", "Cp")) {
  check_fit(object)
  test <- check_test(test, c("Chisq", "LRT", "Rao", "Wald", "Cp"))
  if (!is.null(dispersion)) check_number(dispersion, lower = 0, open = TRUE)
  others <- fits_of_dots(...)
  if (length(others)) return(anova_between(c(list(object), others), test, dispersion))
  anova_sequential(object, test, dispersion)
}

#' "none", or the test asked for
#' @noRd
check_test <- function(test, choices) {
  if (is.null(test) || isFALSE(test)) return("none")
  if (identical(test, choices)) return(choices[1L])
  if (is.character(test) && length(test) == 1L && !is.na(test)) {
    found <- pmatch(test, choices)
    if (!is.na(found)) return(choices[found])
    if (test == "F") {
      warn_logistic("test", paste0("`test` is \"F\", which needs an estimated dispersion; a ",
                                   "binomial model has none. \"Chisq\" is used."), test = "F")
      return("Chisq")
    }
  }
  stop_argument("test", paste("one of", list_some(quoted(choices), 12L)), value_text(test))
}

# A name that is no argument of ours is a slip unless it names a fit.
#' @noRd
fits_of_dots <- function(...) {
  others <- list(...)
  fits <- vapply(others, is_binomial_fit, NA)
  named <- if (is.null(names(others))) logical(length(others)) else nzchar(names(others))
  if (any(named & !fits)) {
    unknown <- names(others)[named & !fits]
    stop_logistic("argument", paste0("anova() has no argument ", list_some(backticked(unknown)),
                                     "; it has `test` and `dispersion`."), argument = unknown)
  }
  if (all(fits)) return(unname(others))
  stop_logistic("type", sprintf("`...` must be binomial fits; argument %d is not one.",
                                which(!fits)[1L] + 1L), variable = "...")
}

#' @noRd
is_binomial_fit <- function(x) inherits(x, "glm") && identical(x$family$family, "binomial")

# ---- terms in order ----------------------------------------------------------------------------

#' @noRd
anova_sequential <- function(object, test, dispersion) {
  check_formula_fit(object, "anova()")
  labels <- term_labels(object)
  steps <- sequential_steps(object, length(labels), test)
  warn_refits(steps)
  deviance <- vapply(steps, `[[`, 0, "deviance")
  df <- vapply(steps, function(x) as.double(x$df.residual), 0)
  table <- data.frame(c(NA, -diff(df)), c(NA, pmax(0, -diff(deviance))), df, deviance)
  dimnames(table) <- list(c("NULL", labels), c("Df", "Deviance", "Resid. Df", "Resid. Dev"))
  if (test %in% c("Rao", "Wald")) table[[test]] <- vapply(steps, `[[`, 0, "statistic")
  variables <- attr(object$terms, "variables")
  new_anova(table, object, "sequential", test, dispersion, paste0(
    "Analysis of Deviance Table", "\n\nModel: ", model_kind(object), ", link: ", object$link,
    "\n\nResponse: ", as.character(variables[-1L])[1L],
    "\n\nTerms added sequentially (first to last)\n\n"))
}

# The models from the constant to the fit itself; with each, the statistic that tests its last term.
#' @noRd
sequential_steps <- function(object, count, test) {
  null <- list(deviance = object$null.deviance, df.residual = object$df.null)
  from_null <- test != "Rao" && is.null(object$scale)
  needed <- count > 1L || (count == 1L && !from_null)
  parts <- if (needed) model_parts(object)
  assign <- column_terms(object)
  object$term <- terms_of_coefficients(object)
  object$settings$covariance <- test == "Wald"
  step <- function(k) {
    if (k == count) return(object)
    if (k == 0L && from_null) return(null)
    refit_without(object, parts, assign > k)
  }
  steps <- lapply(0:count, step)
  steps[[1L]]$statistic <- NA_real_
  for (k in seq_len(count)) {
    steps[[k + 1L]]$statistic <- switch(test,
      Rao = score_against(object, parts, assign > k, steps[[k]]),
      Wald = joint_wald(steps[[k + 1L]], which(steps[[k + 1L]]$term == k))[["chisq"]])
  }
  steps
}

#' @noRd
check_formula_fit <- function(fit, method) {
  if (!is.null(fit$terms)) return(invisible())
  stop_logistic("terms", paste0(method, " needs the terms of a formula; the fit is to a matrix."))
}

# ---- between fits ------------------------------------------------------------------------------

#' @noRd
anova_between <- function(fits, test, dispersion) {
  for (k in seq_along(fits)) check_same_rows(fits[[1L]], fits[[k]], k)
  df <- vapply(fits, function(x) as.double(x$df.residual), 0)
  deviance <- vapply(fits, function(x) as.double(x$deviance), 0)
  table <- data.frame(df, deviance, c(NA, -diff(df)), c(NA, -diff(deviance)))
  dimnames(table) <- list(seq_along(fits), c("Resid. Df", "Resid. Dev", "Df", "Deviance"))
  if (test %in% c("Rao", "Wald")) table[[test]] <- c(NA, between_statistics(fits, test, df))
  formulas <- vapply(fits, compared_formula, "")
  heading <- c("Analysis of Deviance Table\n",
               paste0("Model ", format(seq_along(fits)), ": ", formulas, collapse = "\n"))
  structure(new_anova(table, fits[[1L]], "between", test, dispersion, heading),
            formulas = stats::setNames(gsub("\\s+", " ", formulas), rownames(table)))
}

#' @noRd
check_same_rows <- function(first, other, number) {
  same <- NROW(first$y) == NROW(other$y) &&
    isTRUE(all.equal(outcome_values(first), outcome_values(other), tolerance = 1e-12)) &&
    isTRUE(all.equal(unname(first$prior.weights), unname(other$prior.weights),
                     tolerance = 1e-12))
  if (same) return(invisible())
  stop_logistic("rows", sprintf(paste(
    "the fits must have the same response and rows; fit 1 has %s rows, fit %d has %s",
    "(rows with missing values differ, or the response)."), format_count(stats::nobs(first)),
    number, format_count(stats::nobs(other))), variable = "...")
}

#' What was observed, the same however its categories are ordered
#' @noRd
outcome_values <- function(fit) {
  if (!is.null(fit$counts)) return(unname(fit$counts[, order(fit$lev)]))
  if (is.factor(fit$y)) as.character(fit$y) else unname(fit$y)
}

#' The formula, and what else distinguishes models of several categories
#' @noRd
compared_formula <- function(fit) {
  out <- paste(deparse(stats::formula(fit)), collapse = "\n")
  if (inherits(fit, "category_fit")) paste0(out, category_details(fit)) else out
}

# Each fit against the one before; negative where the later one is the smaller, as glm's are.
#' @noRd
between_statistics <- function(fits, test, df) {
  vapply(seq_along(fits)[-1L], function(k) {
    grows <- df[k] < df[k - 1L]
    pair <- if (grows) fits[c(k - 1L, k)] else fits[c(k, k - 1L)]
    statistic <- if (test == "Rao") between_score(pair[[1L]], pair[[2L]], fits[[1L]]) else
      between_wald(pair[[1L]], pair[[2L]])
    if (grows) statistic else -statistic
  }, 0)
}

#' @noRd
between_score <- function(smaller, larger, fit) {
  parts <- if (inherits(larger, "logistic_fit")) fit_parts(larger) else {
    c(matrix_design(stats::model.matrix(larger)), list(response = response_of_fit(fit)))
  }
  score_statistic(parts, as.vector(smaller$linear.predictors), fit)
}

#' @noRd
between_wald <- function(smaller, larger, vcov = NULL) {
  names <- names(larger$coefficients)
  lost <- setdiff(names(smaller$coefficients), names)
  if (length(lost)) {
    stop_logistic("nested", paste0(
      "A Wald test needs the columns of the smaller fit among those of the larger, which lacks ",
      list_some(backticked(lost)), ".\n  Use test = \"LRT\"."), variable = lost)
  }
  if (!inherits(larger, c("logistic_fit", "category_fit"))) {
    stop_logistic("type", "A Wald test needs fits of logistic().", variable = "...")
  }
  if (is.function(vcov)) vcov <- vcov(larger)
  if (!is.null(vcov)) larger$cov.unscaled <- vcov[rownames(vcov) %in% names, , drop = FALSE]
  joint_wald(larger, !names %in% names(smaller$coefficients))[["chisq"]]
}

# ---- the table ---------------------------------------------------------------------------------

#' @noRd
new_anova <- function(table, fit, kind, test, dispersion, heading) {
  scale <- if (is.null(dispersion)) 1 else dispersion
  table <- add_test(table, test, scale, fit$rank + fit$df.residual)
  if (one_outcome(fit) && !is.null(table[["Pr(>Chi)"]])) table[["Pr(>Chi)"]] <- NA_real_
  name <- if (inherits(fit, c("logistic_fit", "category_fit"))) compared_name(fit)
  # AIC of a row is its deviance less twice its residual degrees of freedom, up to a constant
  structure(table, heading = heading, kind = kind, test = test, scale = scale, head = name,
            aic_constant = fit$aic - fit$deviance + 2 * fit$df.residual,
            class = c("logistic_anova", "anova", "data.frame"))
}

#' @noRd
add_test <- function(table, test, scale, n) {
  if (test == "none") return(table)
  if (test == "Cp") {
    table$Cp <- table[["Resid. Dev"]] + 2 * scale * (n - table[["Resid. Df"]])
    return(table)
  }
  chisq <- table[[anova_statistic(test)]] / scale * sign(table$Df)
  chisq[table$Df %in% 0 | chisq < 0] <- NA
  table[["Pr(>Chi)"]] <- stats::pchisq(chisq, abs(table$Df), lower.tail = FALSE)
  table
}

#' @noRd
anova_statistic <- function(test) if (test %in% c("Rao", "Wald")) test else "Deviance"

# ---- print -------------------------------------------------------------------------------------

#' @export
print.logistic_anova <- function(x, ...) {
  test <- attr(x, "test")
  parts <- c("Df", "Deviance", "Resid. Df", "Resid. Dev")
  if (is.null(test) || !all(parts %in% names(x))) return(NextMethod())
  sequential <- attr(x, "kind") == "sequential"
  scale <- attr(x, "scale")
  write_lines(wrap_text(paste0(
    attr(x, "head"), ". ", if (sequential) "Terms added in order" else "Fits compared in order",
    test_title(test), scale_title(scale))))
  if (!sequential) {
    formulas <- sprintf("%s: %s", rownames(x), attr(x, "formulas")[rownames(x)])
    write_lines(unlist(lapply(formulas, wrap_text, indent = 3L)))
  }
  labels <- rownames(x)
  labels[sequential & labels == "NULL"] <- "none"
  cp <- if (!is.null(x$Cp)) list(text_column("Cp", align_points(format_fixed(x$Cp, 2L))))
  aic <- x[["Resid. Dev"]] - 2 * x[["Resid. Df"]] + attr(x, "aic_constant")
  columns <- test_columns(x$Df, x[[anova_statistic(test)]] / scale, x[["Pr(>Chi)"]],
                          if (is.null(cp) && scale == 1) aic)
  write_lines(long_table(labels, c(columns, cp)))
  invisible(x)
}

#' @noRd
test_title <- function(test) {
  switch(test, Chisq = , LRT = ", LR", Rao = ", Rao's score test", Wald = ", Wald", "")
}

#' @noRd
scale_title <- function(scale) {
  if (scale == 1) "" else paste0(", statistics divided by ", format_plain(signif(scale, 4L)))
}

#' @noRd
test_columns <- function(df, chisq, p, aic = NULL) {
  blank <- function(text, value) ifelse(is.na(value), "", text)
  columns <- list(
    text_column("df", blank(format_fixed(df, 0L), df)),
    text_column("chi2", align_points(blank(format_fixed(chisq, 2L), chisq))))
  if (!is.null(p)) {
    columns <- c(columns, list(text_column(" p", blank(format_p(p, slot = TRUE), p), "left")))
  }
  if (!is.null(aic)) {
    columns <- c(columns, list(text_column("AIC", align_points(format_fixed(aic, 2L)))))
  }
  columns
}

#' @export
as.data.frame.logistic_anova <- function(x, row.names = NULL, optional = FALSE, ...) {
  out <- data.frame(unclass(x)[names(x)], row.names = rownames(x), check.names = FALSE)
  if (!is.null(row.names)) rownames(out) <- row.names
  out
}
