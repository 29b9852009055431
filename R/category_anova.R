# Tests between multinomial and ordinal fits: terms in order, each term over all equations, in one
# equation, and what car and lmtest ask for.

#' Tests of terms and between fits of several categories
#'
#' `anova()` adds the terms of one fit in the order of the formula, or compares several fits in the
#' order given, as [anova.logistic_fit()]; `drop1()`, `add1()` and [stats::step()] are those of
#' [drop1.logistic_fit()]. A term is tested in all equations at once: with K categories a numeric
#' one has K - 1 degrees of freedom in a multinomial model, one in an ordinal model whose slopes are
#' parallel. `equation_tests()` tests each term in one equation alone.
#'
#' The test of a scale, or of another `parallel` of an ordinal fit, is `anova()` of the fits without
#' and with it. A comparison needs nested models of one likelihood: `anova()` does not find out
#' whether they are. Models of different `type` or `link` are not nested (but with all slopes
#' different the adjacent-category model is the multinomial one).
#'
#' `car::Anova()` gives tests of type II (each term given all others but those that contain it) or
#' III, `car::linearHypothesis()`, `lmtest::lrtest()`, `lmtest::waldtest()` and `lmtest::coeftest()`
#' work as for other fits.
#'
#' @param object,fit A fit of [multinomial()] or [ordinal()].
#' @param ... More fits to the same rows.
#' @param test `"Chisq"` or `"LRT"`, the likelihood ratio; `"Rao"`, for terms in order, the score
#'   test with the observed information; `"Wald"`; `FALSE` or `NULL`: none. For `equation_tests()`
#'   `"LRT"` or `"Wald"`.
#' @return `anova()`: as [anova.logistic_fit()]. `equation_tests()`: a data frame of class
#'   `"category_tests"` with columns `term`, `equation`, `chisq`, `df`, `p`. Where a smaller model
#'   did not converge its test is NA, with a warning of class `logistic_warning_convergence`.
#' @section Errors:
#' As of [anova.logistic_fit()]; `logistic_error_parallel` when an ordinal fit has no slopes that
#' differ between thresholds: there is then but one equation.
#' @seealso [parallel_test()], [collapse_test()], [iia_test()].
#' @references
#' Agresti A (2010). *Analysis of Ordinal Categorical Data*, 2nd edition. Wiley.
#' \doi{10.1002/9780470594001}
#' @examples
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' anova(fit)
#' equation_tests(fit)
#' @name category_tests
#' @aliases anova.category_fit
NULL

#' @rdname category_tests
#' @export
anova.category_fit <- function(object, ..., test = c("Chisq", "LRT", "Rao", "Wald")) {
  check_fit(object)
  test <- check_test(test, c("Chisq", "LRT", "Rao", "Wald"))
  others <- category_fits(...)
  if (!length(others)) return(anova_sequential(object, test, NULL))
  if (test == "Rao") {
    stop_argument("test", "\"LRT\" or \"Wald\" between fits", "\"Rao\"")
  }
  anova_between(c(list(object), others), test, NULL)
}

#' @noRd
category_fits <- function(...) {
  others <- list(...)
  fits <- vapply(others, inherits, NA, "category_fit")
  if (all(fits)) return(unname(others))
  name <- names(others)[!fits][1L]
  if (length(name) && !is.na(name) && nzchar(name)) {
    stop_logistic("argument", paste0("anova() has no argument ", backticked(name),
                                     "; it has `test`."), argument = name)
  }
  stop_logistic("type", sprintf(
    "`...` must be fits of multinomial() or ordinal(); argument %d is not one.",
    which(!fits)[1L] + 1L), variable = "...")
}

# ---- what a table says of its models -----------------------------------------------------------

#' @noRd
model_kind <- function(fit) {
  if (inherits(fit, "logistic_fit")) return("binomial")
  if (is_ordinal(fit)) paste("ordinal,", fit$type) else "multinomial"
}

#' @noRd
compared_name <- function(fit) {
  if (inherits(fit, "logistic_fit")) return(sprintf("%s, %s", model_name(fit), fit$event$label))
  if (!is_ordinal(fit)) return(paste("Multinomial logit,", fit$response$name))
  sprintf("Ordinal %s, %s, %s", fit$link, fit$type, fit$response$name)
}

#' What a formula does not say of a model
#' @noRd
category_details <- function(fit) {
  if (!is_ordinal(fit)) return(", multinomial")
  paste0(if (fit$type != "cumulative") paste0(", ", fit$type),
         if (fit$link != "logit") paste0(", ", fit$link),
         if (!isTRUE(fit$parallel)) paste0(", parallel = ", deparse_text(fit$parallel)),
         if (!is.null(fit$scale)) paste0(", scale = ", deparse_text(fit$scale)))
}

#' Smaller models without a likelihood
#' @noRd
warn_refits <- function(models) {
  failed <- vapply(models, function(x) is.na(x$deviance), NA)
  if (!any(failed)) return(invisible())
  which <- names(models)[failed]
  warn_logistic("convergence", paragraph(sprintf(
    "%s did not converge: no test.", if (is.null(which)) "A smaller model" else
      paste("The model", list_some(paste("of", backticked(which)))))))
}

# ---- more terms --------------------------------------------------------------------------------

#' @noRd
wider_category_parts <- function(fit, frame) {
  if (is_ordinal(fit)) frame <- with_thresholds(frame, quiet = TRUE)
  parts <- category_fit_parts(fit, frame)
  parts$wider <- TRUE
  parts
}

#' @noRd
check_same_categories <- function(fit, frame, parts) {
  response <- parts$rows$response
  weights <- used_rows(frame, response$given)
  if (is.null(weights)) weights <- 1
  seen <- if (is.null(fit$counts)) {
    identical(response$lev[used_rows(frame, response$category)], as.character(fit$y))
  } else identical(unname(response$counts), unname(fit$counts))
  if (!seen || any(weights != fit_part(fit, "prior.weights"))) stop_other_data()
}

# ---- each term over all equations, and in one ---------------------------------------------------

#' Likelihood-ratio tests of each term that may go
#' @return A data frame: term, chisq, df, p.
#' @noRd
category_term_tests <- function(fit) {
  scope <- stats::drop.scope(fit)
  models <- drop_models(fit, scope, "LRT", function(term) NULL)
  tests_table(scope, 2 * (fit$loglik_kernel - kernels_of(models[-1L])),
              fit$rank - vapply(models[-1L], `[[`, 0L, "rank"))
}

#' @noRd
kernels_of <- function(models) vapply(models, `[[`, 0, "kernel", USE.NAMES = FALSE)

#' @noRd
tests_table <- function(term, chisq, df) {
  chisq <- pmax(unname(chisq), 0)
  df <- unname(as.integer(df))
  data.frame(term = term, chisq = chisq, df = df, p = chisq_p(chisq, df))
}

#' @rdname category_tests
#' @export
equation_tests <- function(fit, test = c("LRT", "Wald")) {
  check_category_fit(fit)
  check_formula_fit(fit, "equation_tests()")
  test <- match_choice(test)
  of <- data.frame(term = terms_of_coefficients(fit),
                   equation = equations_of_coefficients(fit))
  labels <- term_labels(fit)
  terms <- match(stats::drop.scope(fit), labels)
  asked <- unique(of[of$term %in% terms & !is.na(of$equation), ])
  if (!nrow(asked)) {
    stop_logistic("parallel", paste(
      "The fit has one equation: no term's slopes differ between thresholds.",
      "Use drop1() or anova()."))
  }
  asked <- asked[order(asked$term, asked$equation), ]
  columns <- lapply(seq_len(nrow(asked)), function(k) {
    which(of$term %in% asked$term[k] & of$equation %in% asked$equation[k])
  })
  out <- if (test == "Wald") wald_tests(fit, columns) else ratio_tests_of(fit, columns)
  names <- if (is_ordinal(fit)) fit$cuts else paste(fit$lev[-1L], "/", fit$lev[1L])
  new_category_tests(data.frame(term = labels[asked$term], equation = names[asked$equation], out),
                     sprintf("%s. Each term in one equation%s", compared_name(fit),
                             test_title(test)), by = "equation")
}

#' @noRd
wald_tests <- function(fit, columns) {
  tests <- vapply(columns, function(at) joint_wald(fit, at), c(chisq = 0, df = 0, p = 0))
  as.data.frame(t(tests))
}

#' @noRd
ratio_tests_of <- function(fit, columns) {
  plan <- plan_of_fit(fit)
  models <- lapply(columns, function(at) {
    plan_answer(fewer_coefficients(plan, plan$at %in% at))
  })
  warn_refits(models)
  tests_table("", 2 * (fit$loglik_kernel - kernels_of(models)),
              fit$rank - vapply(models, `[[`, 0L, "rank"))[-1L]
}

#' @noRd
check_category_fit <- function(fit, class = "category_fit", made = "multinomial() or ordinal()") {
  if (inherits(fit, class)) return(check_fit(fit))
  stop_argument("fit", paste("a fit of", made), value_text(fit))
}

# ---- tables of such tests ----------------------------------------------------------------------

#' A data frame of tests that prints as a table
#'
#' @param table With `chisq`, `df`, `p` and perhaps `note`.
#' @param title First line, or, if `corner`, head of the labels.
#' @param by Column that labels begin with, or NULL.
#' @noRd
new_category_tests <- function(table, title, by = NULL, notes = NULL, corner = FALSE) {
  rownames(table) <- NULL
  structure(table, title = title, by = by, notes = notes, corner = corner,
            class = c("category_tests", "data.frame"))
}

#' @export
print.category_tests <- function(x, ...) {
  if (!all(c("chisq", "df", "p") %in% names(x)) || !nrow(x)) return(NextMethod())
  corner <- isTRUE(attr(x, "corner"))
  if (!corner) write_lines(wrap_text(attr(x, "title")))
  own <- setdiff(names(x), c("chisq", "df", "p", "note", attr(x, "by")))
  labels <- do.call(paste, c(lapply(own, function(name) x[[name]]), sep = "  "))
  if (!is.null(attr(x, "by"))) labels <- paste0(x[[attr(x, "by")]], ": ", labels)
  columns <- test_columns(x$df, x$chisq, x$p)
  columns <- list(columns[[2L]], columns[[1L]], columns[[3L]])
  if (!is.null(x$note) && any(nzchar(x$note))) {
    columns <- c(columns, list(text_column("", x$note, "left")))
  }
  write_lines(long_table(labels, columns, if (corner) attr(x, "title") else ""),
              wrap_each(attr(x, "notes")))
  invisible(x)
}

#' @export
as.data.frame.category_tests <- function(x, ...) {
  attributes(x)[c("title", "by", "notes", "corner")] <- NULL
  class(x) <- "data.frame"
  x
}

#' @rdname tidiers
#' @exportS3Method generics::tidy
tidy.category_tests <- function(x, ...) {
  out <- as.data.frame(x)
  at <- match(c("chisq", "p"), names(out))
  names(out)[at] <- c("statistic", "p.value")
  as_printed_tibble(out[c(setdiff(names(out), c("df", "statistic", "p.value", "note")),
                          "df", "statistic", "p.value", intersect("note", names(out)))])
}
