# One term less, or one more: drop1(), add1(), and the same by the names of package MASS.

#' Leave each term out in turn, or add each in turn
#'
#' `drop1()` refits without each term that may go, `add1()` with each that may come; both test the
#' difference and give the AIC. [stats::step()] and `MASS::stepAIC()` select by them.
#'
#' \deqn{\chi^2 = D_{\rm smaller} - D_{\rm larger}, \qquad
#'   {\rm AIC} = -2 \ell + k \times {\rm coefficients}}{
#'   chi2 = D_smaller - D_larger,  AIC = -2 l + k (coefficients)}
#' with D the deviance. `"Rao"` is the score test of the larger model at the estimate of the
#' smaller, with the expected information. The refits use the blocks of the fit with fewer columns;
#' no model matrix is built. Of separated data the likelihood-ratio test remains valid.
#'
#' P-values of a selected model, and of the last step of a selection, are too small: the data
#' chose the hypothesis.
#'
#' @param object,fit A fit of [logistic()], [multinomial()] or [ordinal()].
#' @param scope Terms to leave out or to add: names, or a formula in which `.` is what the fit has.
#'   By default `drop1()` leaves out what marginality allows ([stats::drop.scope()]); `add1()`
#'   needs a scope, of which it adds what marginality allows when it is a formula.
#' @param scale A known dispersion; 0 is 1.
#' @param test `"none"`, `"LRT"` (or `"Chisq"`), `"Rao"`. Printed is the likelihood-ratio test also
#'   when the table has none. `"F"`, which needs an estimated
#'   dispersion, is taken for `"Chisq"`, with a warning.
#' @param k Cost of a coefficient in AIC: `log(n)` makes it BIC.
#' @param sorted Sort the table by AIC?
#' @param trace Name each term as it is tried? (`drop1()` and `add1()` take it for the sake of
#'   [stats::step()], and are silent.)
#' @param ... Must be empty.
#' @return A data frame of class `c("logistic_single_terms", "anova", "data.frame")` with `glm`'s
#'   columns: `Df`, `Deviance`, `AIC`, then by `test`: `LRT` or `Rao score`, and `Pr(>Chi)`
#'   (`Pr(Chi)` from MASS's generics); the first row, `<none>`, is the fit itself.
#'
#'   `extractAIC()`: the number of coefficients estimated, and AIC.
#'
#' @section Where `glm` differs:
#' `glm`'s score tests of `drop1()` without an intercept, and of `add1()` with an offset, are
#' other numbers than the score statistic. `glm`'s `extractAIC()` counts each row of zero weight as
#' a coefficient.
#' @section Errors and warnings:
#' `logistic_error_scope` when a term of `scope` is not in the model, or cannot be added;
#' `logistic_error_argument` for an unknown test; `logistic_error_kept` when the fit was made with
#' a `keep` that left out the data; `logistic_error_terms` for a fit to a matrix, which has no
#' terms. `logistic_warning_rows` when new terms have missing values: all rows of the table but
#' the AIC of `<none>` are then of the rows that are complete, as `glm`'s are.
#' @references
#' Akaike H (1974). A new look at the statistical model identification. *IEEE Transactions on
#' Automatic Control* 19, 716-723. \doi{10.1109/TAC.1974.1100705}
#'
#' Rao CR (1948). Large sample tests of statistical hypotheses concerning several parameters.
#' *Mathematical Proceedings of the Cambridge Philosophical Society* 44, 50-57.
#' \doi{10.1017/S0305004100023987}
#' @seealso [anova.logistic_fit()] for terms in order.
#' @examples
#' fit <- logistic(low ~ age + lwt + race + smoke, birthweight)
#' drop1(fit)
#' add1(fit, ~ . + ht + age:lwt, test = "Rao")
#' step(fit, trace = 0)
#' @export
drop1.logistic_fit <- function(object, scope, scale = 0, test = c("none", "LRT", "Chisq", "Rao"),
                               k = 2, trace = FALSE, ...) {
  check_no_dots("drop1", ...)
  if (missing(scope)) scope <- NULL
  single_terms(object, scope, scale, test, k, "drop")
}

#' @rdname drop1.logistic_fit
#' @export
add1.logistic_fit <- function(object, scope, scale = 0, test = c("none", "LRT", "Chisq", "Rao"),
                              k = 2, trace = FALSE, ...) {
  check_no_dots("add1", ...)
  if (missing(scope)) scope <- NULL
  single_terms(object, scope, scale, test, k, "add")
}

#' @rdname drop1.logistic_fit
#' @export
drop1.category_fit <- drop1.logistic_fit

#' @rdname drop1.logistic_fit
#' @export
add1.category_fit <- add1.logistic_fit

#' @rdname drop1.logistic_fit
#' @exportS3Method MASS::dropterm
dropterm.logistic_fit <- function(object, scope, scale = 0,
                                  test = c("none", "LRT", "Chisq", "Rao"), k = 2, sorted = FALSE,
                                  trace = FALSE, ...) {
  check_no_dots("dropterm", ...)
  if (missing(scope)) scope <- NULL
  as_mass(single_terms(object, scope, scale, test, k, "drop", trace), sorted)
}

#' @rdname drop1.logistic_fit
#' @exportS3Method MASS::addterm
addterm.logistic_fit <- function(object, scope, scale = 0,
                                 test = c("none", "LRT", "Chisq", "Rao"), k = 2, sorted = FALSE,
                                 trace = FALSE, ...) {
  check_no_dots("addterm", ...)
  if (missing(scope)) scope <- NULL
  as_mass(single_terms(object, scope, scale, test, k, "add", trace), sorted)
}

#' @rdname drop1.logistic_fit
#' @export
extractAIC.logistic_fit <- function(fit, scale = 0, k = 2, ...) {
  c(fit$rank, fit$aic + (k - 2) * fit$rank)
}

#' @rdname drop1.logistic_fit
#' @exportS3Method MASS::dropterm
dropterm.category_fit <- dropterm.logistic_fit

#' @rdname drop1.logistic_fit
#' @exportS3Method MASS::addterm
addterm.category_fit <- addterm.logistic_fit

#' @rdname drop1.logistic_fit
#' @export
extractAIC.category_fit <- extractAIC.logistic_fit

#' @noRd
check_no_dots <- function(method, ...) {
  if (!...length()) return(invisible())
  names <- ...names()
  names <- names[nzchar(names)]
  stop_logistic("argument", paste0(
    method, "() ", if (length(names)) paste("has no argument", list_some(backticked(names))) else
      "was given more unnamed arguments than it has", "."), argument = names)
}

#' MASS's name of the p column, and its order of the rows
#' @noRd
as_mass <- function(table, sorted) {
  names(table)[names(table) == "Pr(>Chi)"] <- "Pr(Chi)"
  if (check_flag(sorted)) table[order(table$AIC), ] else table
}

# ---- the models --------------------------------------------------------------------------------

#' @noRd
single_terms <- function(object, scope, scale, test, k, change, trace = FALSE) {
  check_formula_fit(object, "The comparison of terms")
  test <- check_test(test, c("none", "LRT", "Chisq", "Rao"))
  if (test == "Chisq") test <- "LRT"
  if (is.null(scale)) scale <- 0
  check_number(scale, lower = 0)
  check_number(k)
  say <- function(term) {
    if (trace > 0) message("trying ", if (change == "drop") "- " else "+ ", term)
  }
  scope <- (if (change == "drop") drop_scope else add_scope)(object, scope)
  models <- (if (change == "drop") drop_models else add_models)(object, scope, test, say)
  warn_refits(models)
  single_terms_table(object, models, scale, test, k, change)
}

#' @noRd
drop_scope <- function(object, scope) {
  if (is.null(scope)) return(stats::drop.scope(object))
  if (!is.character(scope)) scope <- formula_scope(object, scope)
  has <- term_labels(object)
  unknown <- setdiff(scope, has)
  if (!length(unknown)) return(scope)
  stop_logistic("scope", paste0("`scope` must be terms of the fit (",
                                list_some(backticked(has), 12L), "), not ",
                                list_some(backticked(unknown)), "."), variable = unknown)
}

#' @noRd
formula_scope <- function(object, scope) {
  if (!inherits(scope, "formula")) {
    stop_argument("scope", "a formula or names of terms", value_text(scope))
  }
  attr(stats::terms(stats::update.formula(object, scope)), "term.labels")
}

#' @noRd
add_scope <- function(object, scope) {
  formula <- inherits(scope, "formula")
  if (!is.null(scope) && !formula && !is.character(scope)) {
    stop_argument("scope", "a formula or names of terms", value_text(scope))
  }
  if (formula) scope <- stats::add.scope(object, stats::update.formula(object, scope))
  if (length(scope)) return(scope)
  stop_logistic("scope", paste0(
    "`scope` must have terms to add", if (formula) "; those of the formula are in the fit already",
    ". For example ~ . + x."))
}

#' @noRd
drop_models <- function(object, scope, test, say) {
  parts <- if (length(scope)) model_parts(object)
  assign <- column_terms(object)
  term <- match(scope, term_labels(object))
  models <- lapply(seq_along(scope), function(i) {
    say(scope[i])
    one <- refit_without(object, parts, assign == term[i])
    if (test == "Rao") one$score <- score_against(object, parts, assign < 0L, one)
    one
  })
  stats::setNames(c(list(object), models), c("<none>", scope))
}

# Every model is the widest one with fewer columns, so that all are of the same rows.
#' @noRd
add_models <- function(object, scope, test, say) {
  parts <- wider_parts(object, scope)
  labels <- attr(parts$terms, "term.labels")
  assign <- parts$design$assign
  old <- assign %in% c(if (has_intercept(object)) 0L, match(term_labels(object), labels))
  same <- parts$same_rows && test != "Rao" &&
    identical(parts$design$names[old], column_names(object))
  base <- if (same) object else refit_without(object, parts, !old)
  term <- match(sorted_term(scope), sorted_term(labels))
  models <- lapply(seq_along(scope), function(i) {
    say(scope[i])
    wanted <- old | assign == term[i]
    one <- refit_without(object, parts, !wanted)
    if (test == "Rao") one$score <- score_against(object, parts, !wanted, base)
    one
  })
  stats::setNames(c(list(base), models), c("<none>", scope))
}

# a:b and b:a are one term.
#' @noRd
sorted_term <- function(labels) {
  vapply(strsplit(labels, ":", fixed = TRUE), function(x) paste(sort(x), collapse = ":"), "")
}

#' Design, transform and response of the fit with more terms, evaluated where the fit's were
#' @return As `fit_parts()`, with `terms` and `same_rows`.
#' @noRd
wider_parts <- function(object, scope) {
  formula <- wider_formula(object, scope)
  around <- environment(formula)
  frame <- fit_frame(formula, data_of_fit(object), object$call, around)
  single <- sorted_term(scope) %in% sorted_term(attr(frame$terms, "term.labels"))
  if (!all(single)) {
    stop_logistic("scope", paste0("`scope` must be single terms; ",
                                  list_some(backticked(scope[!single])), " is none."),
                  variable = scope[!single])
  }
  parts <- if (inherits(object, "category_fit")) wider_category_parts(object, frame) else
    wider_binomial_parts(object, frame)
  parts$terms <- frame$terms
  parts$same_rows <- same_rows(object, frame)
  if (parts$same_rows) check_same_data(object, frame, parts)
  parts
}

#' @noRd
wider_binomial_parts <- function(object, frame) {
  parts <- new_design(frame, object$contrasts)
  level <- if (object$event$kind %in% c("binary", "rest")) object$event$level
  parts$response <- binomial_response(frame, level, announce = FALSE)
  parts
}

#' @noRd
wider_formula <- function(object, scope) {
  more <- tryCatch(stats::as.formula(paste("~ . +", paste(scope, collapse = " + "))),
                   error = function(e) NULL)
  if (is.null(more)) {
    stop_logistic("scope", paste0("`scope` must be names of terms, not ",
                                  list_some(quoted(scope)), "."), variable = scope)
  }
  out <- stats::update.formula(object, more)
  environment(out) <- environment(stats::formula(object))
  out
}

#' @noRd
same_rows <- function(object, frame) {
  rows <- NROW(fit_part(object, "linear.predictors"))
  if (frame$used == rows) return(TRUE)
  if (frame$used > rows) stop_other_data()
  gaps <- setdiff(names(frame$missing)[frame$missing > 0L], all_variables(object$terms))
  warn_logistic("rows", sprintf(
    "Using %s of the %s rows of the fit%s.", count_text(frame$used), count_text(rows),
    if (length(gaps)) paste0(": ", list_some(backticked(gaps)), " missing in the others") else ""),
    variable = gaps, rows = setdiff(frame$na_action, object$na.action))
  FALSE
}

# Variables outside `data` may have changed since.
#' @noRd
check_same_data <- function(object, frame, parts) {
  if (inherits(object, "category_fit")) return(check_same_categories(object, frame, parts))
  response <- parts$response
  weights <- if (is.null(response$weights)) 1 else used_rows(frame, response$weights)
  same <- identical(as.double(used_rows(frame, response$y)), as.double(object$y)) &&
    all(weights == fit_part(object, "prior.weights"))
  if (!same) stop_other_data()
}

#' @noRd
stop_other_data <- function() {
  stop_logistic("rows", paste("The variables of the fit must be as they were when it was made;",
                              "its response, weights or rows have changed since. Refit."))
}

#' @noRd
all_variables <- function(terms) variable_names(attr(terms, "variables"))

# ---- the table ---------------------------------------------------------------------------------

#' @noRd
single_terms_table <- function(object, models, scale, test, k, change) {
  dispersion <- if (scale > 0) scale else 1
  rank <- vapply(models, function(x) as.double(x$rank), 0)
  deviance <- vapply(models, `[[`, 0, "deviance")
  aic <- deviance / dispersion + k * rank
  aic <- aic + (stats::extractAIC(object, k = k)[2L] - aic[1L])
  sign <- if (change == "drop") -1 else 1
  df <- c(NA, sign * (rank - rank[1L])[-1L])
  table <- data.frame(Df = df, Deviance = deviance, AIC = aic, row.names = names(models))
  lrt <- c(NA, pmax(0, sign * (deviance[1L] - deviance[-1L])) / dispersion)
  if (test == "LRT") table[[if (dispersion == 1) "LRT" else "scaled dev."]] <- lrt
  if (test == "Rao") {
    lrt <- c(NA, vapply(models[-1L], `[[`, 0, "score") / dispersion)
    table[[if (dispersion == 1) "Rao score" else "scaled Rao sc."]] <- lrt
  }
  if (test != "none") table[["Pr(>Chi)"]] <- chisq_p(lrt, df)
  new_single_terms(table, object, dispersion, k, change, if (scale > 0) scale)
}

#' @noRd
chisq_p <- function(chisq, df) {
  df[df %in% 0 | df < 0] <- NA
  stats::pchisq(chisq, df, lower.tail = FALSE)
}

#' @noRd
new_single_terms <- function(table, object, dispersion, k, change, scale) {
  heading <- c(if (change == "drop") "Single term deletions" else "Single term additions",
               "\nModel:", deparse(stats::formula(object)),
               if (!is.null(scale)) paste("\nscale: ", format(scale), "\n"))
  structure(table, heading = heading, dispersion = dispersion, k = k,
            title = sprintf("%s. Each term %s in turn", compared_name(object),
                            if (change == "drop") "left out" else "added"),
            class = c("logistic_single_terms", "anova", "data.frame"))
}

# step() sorts, renames and binds rows, and takes the heading away: what is printed is read from the
# columns.
#' @export
print.logistic_single_terms <- function(x, ...) {
  none <- which(rownames(x) == "<none>")
  if (length(none) != 1L || !all(c("Df", "Deviance", "AIC") %in% names(x))) return(NextMethod())
  rao <- intersect(c("Rao score", "scaled Rao sc."), names(x))
  chisq <- if (length(rao)) x[[rao]] else {
    abs(x$Deviance - x$Deviance[none]) / attr(x, "dispersion")
  }
  chisq[none] <- NA
  if (!is.null(attr(x, "heading"))) write_lines(single_terms_head(x, length(rao) > 0L))
  labels <- replace(rownames(x), none, "none")
  columns <- test_columns(x$Df, chisq, chisq_p(chisq, x$Df), x$AIC)
  write_lines(long_table(labels, columns))
  invisible(x)
}

#' @noRd
single_terms_head <- function(x, rao) {
  k <- attr(x, "k")
  wrap_text(paste0(attr(x, "title"), test_title(if (rao) "Rao" else "LRT"),
                   scale_title(attr(x, "dispersion")),
                   if (k != 2) paste(", AIC with k =", format_plain(signif(k, 4L)))))
}

#' @export
as.data.frame.logistic_single_terms <- function(x, row.names = NULL, optional = FALSE, ...) {
  as.data.frame.logistic_anova(x, row.names, optional, ...)
}
