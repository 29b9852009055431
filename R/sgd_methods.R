# What a fit of sgd() can be asked: what follows from the coefficients alone.

#' Methods of fits by mini-batches
#'
#' A fit of [sgd()] has coefficients, and what follows from them alone. It has no log-likelihood of
#' its own, and no standard errors: the estimate was not taken to the maximum of the likelihood, and
#' the path that led to it says how far the path went, not how far the estimate would go in another
#' sample. So `vcov()`, `confint()`, `summary()`, `logLik()` and `deviance()` refuse, with a
#' condition of class `logistic_error_sgd` that names the function that fits the model exactly;
#' `fitted()`, `residuals()` and `plot()` refuse as it does not hold the rows.
#'
#' A print says how far the last of several passes moved the estimate, at most, in standard errors
#' by the information that was summed. That is small near the maximum of the likelihood. Where the
#' data are separated it stays large, or the standard errors grow along with the estimate.
#'
#' @param object,x A fit of [sgd()].
#' @param newdata A data frame, or for a fit to a matrix a matrix of the same columns.
#' @param type What is predicted, as for the exact fit: see [predict.logistic_fit()] (`"link"`, the
#'   default, `"response"`, `"class"`), [predict.category_fit()].
#' @param na.action,new_levels,cutoff,scores As there.
#' @param digits Significant digits.
#' @param ... Of `coef()`: `matrix`, as for the exact fit. Else not used.
#' @return `coef()`: as of the exact fit, `NA` for columns that are combinations of others.
#'   `nobs()`: the rows of a pass. `tidy()` of package generics: `term` and `estimate`, without
#'   columns of standard errors.
#' @seealso [sgd()]
#' @examples
#' set.seed(1)
#' fit <- sgd(race ~ age + smoke, birthweight, model = "multinomial", passes = 5)
#' coef(fit)
#' predict(fit, birthweight[1:3, ], type = "probs")
#' tryCatch(vcov(fit), logistic_error_sgd = conditionMessage)
#' @name sgd_fit-methods
NULL

#' @noRd
new_sgd_fit <- function(run, problem, call, model) {
  state <- run$state
  coefficients <- stats::setNames(rep(NA_real_, length(problem$names)), problem$names)
  coefficients[problem$at] <- if (state$rows > 0 && state$pass == 0L) sgd_estimate(state) else
    state$estimate
  # the call must not take the data along
  about <- problem$about
  structure(list(coefficients = coefficients, model = model, call = call, about = about,
                 rows = if (state$pass > 0L) state$whole else state$rows, passes = state$pass,
                 partial = state$rows, batch = state$batch,
                 history = pass_history(state), state = state, mark = run$mark,
                 version = fit_version), class = "sgd_fit")
}

#' @noRd
pass_history <- function(state) {
  if (state$pass == 0L) return(data.frame())
  data.frame(state$history, null = state$null)
}

#' The fit in the form that the methods of exact fits read, for what needs coefficients alone
#' @noRd
as_predictor <- function(fit) {
  check_sgd_fit(fit)
  parts <- fit$about
  class <- parts$class
  parts$class <- NULL
  parts$coefficients <- fit$coefficients
  structure(parts, class = class)
}

#' @noRd
check_sgd_fit <- function(fit) {
  if (!identical(fit$version, fit_version)) stop_version(fit$version)
  for (part in c("coefficients", "about", "state")) {
    if (is.null(fit[[part]])) stop_parts(unclass(fit), part)
  }
  invisible(fit)
}

#' @rdname sgd_fit-methods
#' @export
coef.sgd_fit <- function(object, ...) {
  fit <- as_predictor(object)
  if (object$model == "multinomial") coefficient_matrix(fit, ...) else fit$coefficients
}

#' @rdname sgd_fit-methods
#' @export
predict.sgd_fit <- function(object, newdata, type = NULL, na.action = stats::na.pass,
                            new_levels = c("error", "na", "reference"), cutoff = 0.5,
                            scores = NULL, ...) {
  fit <- as_predictor(object)
  refuse_words("predict", sgd_refused, ...)
  warn_unused("predict", names(formals(predict.sgd_fit)), ...)
  if (missing(newdata) || is.null(newdata)) {
    stop_logistic("newdata", "`newdata` must be given: a fit of sgd() does not hold its data.",
                  variable = "newdata")
  }
  choices <- sgd_types(object$model)
  type <- if (is.null(type)) choices[1L] else check_choice(type, choices, "type")
  new_levels <- match_choice(new_levels)
  ask <- list(type = type, se = FALSE, interval = "none",
              cutoff = check_number(cutoff, lower = 0, upper = 1), scale = 1)
  if (object$model == "logistic") {
    return(predict_sgd_binary(fit, newdata, ask, na.action, new_levels))
  }
  if (object$model == "ordinal") ask$scores <- check_scores(scores, fit)
  predict_categories(fit, newdata, ask, na.action, new_levels, FALSE)
}

sgd_refused <- c(se.fit = "a fit of sgd() has no standard errors",
                 interval = "a fit of sgd() has no standard errors")

#' @noRd
sgd_types <- function(model) {
  switch(model, logistic = c("link", "response", "class"),
         multinomial = eval(formals(predict.multinomial_fit)$type),
         ordinal = eval(formals(predict.ordinal_fit)$type))
}

#' @noRd
predict_sgd_binary <- function(fit, newdata, ask, na.action, new_levels) {
  if (is.null(fit$terms)) {
    return(shape_prediction(fit, list(eta = matrix_predictor(fit, newdata)), ask))
  }
  frame <- new_frame(fit, newdata, new_levels, na.action)
  offset <- new_offset(fit, frame, newdata)
  shape_prediction(fit, linear_predictor(fit, frame, offset, FALSE), ask)
}

#' @noRd
matrix_predictor <- function(fit, newdata) {
  x <- check_matrix(newdata)
  if (ncol(x) != length(fit$coefficients)) {
    stop_argument("newdata", paste("a matrix of", count_of(length(fit$coefficients), "column")),
                  paste("one of", count_text(ncol(x))))
  }
  x <- columns_by_name(x, names(fit$coefficients))
  stats::setNames(rows_eta(x, linear_parts(fit)), rownames(x))
}

#' Columns in the order of the fit; names that the fit does not know at all say nothing
#' @noRd
columns_by_name <- function(x, names) {
  own <- colnames(x)
  if (is.null(own) || identical(own, names) || !any(own %in% names)) return(x)
  if (setequal(own, names) && !anyDuplicated(own)) return(x[, names, drop = FALSE])
  stop_argument("newdata", paste("a matrix of the columns", list_some(backticked(names))),
                paste("of", list_some(backticked(own))))
}

#' @rdname sgd_fit-methods
#' @export
formula.sgd_fit <- function(x, ...) live_formula(as_predictor(x))

#' @rdname sgd_fit-methods
#' @export
nobs.sgd_fit <- function(object, ...) object$rows

#' @rdname sgd_fit-methods
#' @exportS3Method generics::tidy
tidy.sgd_fit <- function(x, ...) {
  fit <- as_predictor(x)
  as_printed_tibble(data.frame(term = names(fit$coefficients),
                               estimate = as.double(fit$coefficients), stringsAsFactors = FALSE))
}

# ---- what it has not -----------------------------------------------------------------------------

#' @rdname sgd_fit-methods
#' @export
vcov.sgd_fit <- function(object, ...) refuse_sgd("vcov", object)

#' @rdname sgd_fit-methods
#' @export
confint.sgd_fit <- function(object, ...) refuse_sgd("confint", object)

#' @rdname sgd_fit-methods
#' @export
summary.sgd_fit <- function(object, ...) refuse_sgd("summary", object)

#' @rdname sgd_fit-methods
#' @export
logLik.sgd_fit <- function(object, ...) refuse_sgd("logLik", object)

#' @rdname sgd_fit-methods
#' @export
deviance.sgd_fit <- function(object, ...) refuse_sgd("deviance", object)

#' @rdname sgd_fit-methods
#' @export
fitted.sgd_fit <- function(object, ...) refuse_rows("fitted", object)

#' @rdname sgd_fit-methods
#' @export
residuals.sgd_fit <- function(object, ...) refuse_rows("residuals", object)

#' @rdname sgd_fit-methods
#' @export
plot.sgd_fit <- function(x, ...) refuse_rows("plot", x)

#' @noRd
refuse_rows <- function(method, fit) {
  stop_logistic("sgd", paragraph(sprintf(paste(
    "%s() needs the rows: a fit of sgd() does not hold them. Give them to predict(), or fit by",
    "%s()."), method, fit$model)), model = fit$model)
}

#' @noRd
refuse_sgd <- function(method, fit) {
  stop_logistic("sgd", paragraph(sprintf(paste(
    "%s() needs the maximum of the likelihood: a fit of sgd() stops before it, and has no standard",
    "errors. Fit by %s(); coef() and predict() are there."), method, fit$model)), model = fit$model)
}

# ---- said ----------------------------------------------------------------------------------------

#' @rdname sgd_fit-methods
#' @export
print.sgd_fit <- function(x, digits = 5L, ...) {
  fit <- as_predictor(x)
  estimate <- fit$coefficients
  shown <- shown_rows(length(estimate))
  cells <- format_estimates(estimate[shown], NA_real_[shown], digits)$estimate
  title <- if (x$model != "logistic") category_title(fit) else
    sprintf("%s. Modelling %s", model_name(fit), modelled_text(fit$event))
  write_lines(wrap_text(title, 2L), wrap_text(training_text(x), 2L), left_out_text_of(x),
              judged_text(x), wrap_text(moved_text(x), 2L), "",
              long_table(names(estimate), list(text_column("Estimate", cells))), "",
              wrap_text(sprintf(no_errors_text, x$model), 2L))
  invisible(x)
}

no_errors_text <- paste(
  "No standard errors: the estimate was not taken to the maximum of the likelihood.",
  "For tests and intervals fit by %s().")

#' @noRd
training_text <- function(x) {
  read <- if (x$passes > 0L) sprintf("%s read %s", plural(x$rows, "row"), times_text(x$passes))
  stopped <- if (x$partial > 0) sprintf("stopped after %s of a pass", plural(x$partial, "row"))
  sprintf("Averaged stochastic gradients: %s, in batches of %s",
          paste(c(read, stopped), collapse = ", "), format_count(x$batch))
}

#' @noRd
left_out_text_of <- function(x) {
  account <- x$state$account
  if (is.null(account) || !nrow(account$left_out)) return(NULL)
  labelled_text("Rows     ", rows_text_of(list(total = account$total, used = x$rows,
                                               left_out = account$left_out)))
}

#' @noRd
times_text <- function(n) if (n == 1L) "once" else if (n == 2L) "twice" else paste(n, "times")

#' @noRd
judged_text <- function(x) {
  last <- if (x$partial > 0) x$state else as.list(x$history[nrow(x$history), ])
  if (!isTRUE(last$judged > 0)) return(NULL)
  sprintf("Log-likelihood %s a row, of each batch before its step",
          format_fixed(last$loglik / last$judged, 5L))
}
