# The verbs of package generics (tidy, glance, augment). They are registered on its generics when
# that package is loaded; nothing is imported from it.

#' Results as data frames
#'
#' `tidy()`: a row for each coefficient, ratio or test; `glance()`: one row for the fit;
#' `augment()`: a row for each row of data. Columns are named as package broom names those of
#' [stats::glm()], and mean the same. Call the generics of package generics, which packages broom
#' and tidymodels give on.
#'
#' \deqn{z_j = \hat\beta_j / \sqrt{V_{jj}}, \qquad
#'   \chi^2 = D_0 - D, \qquad h_i = w_i x_i^\top V x_i.}{z = b/se, statistic of glance() D0 - D,
#'   .hat w x'Vx.}
#'
#' Standard errors stay those of the coefficients when estimates are exponentiated. Infinite
#' coefficients have no standard error, no z and no Wald p: these are NA. R2 is McFadden's,
#' Nagelkerke's and Tjur's of single trials, as in [summary.logistic_fit()].
#'
#' @param x A fit of [logistic()], [multinomial()], [ordinal()] or [crf()]; for `tidy()` also what
#'   [odds_ratio()], [stats::anova()] or [stats::drop1()] returned.
#' @param conf.int Add limits, `conf.low` and `conf.high`?
#' @param conf.level Their coverage.
#' @param exponentiate Give odds ratios (hazard or reversed hazard ratios with the links cloglog and
#'   loglog) and their limits instead of coefficients?
#' @param conf.method `"profile"`, as `confint()` of a `glm`; or `"wald"`, which agrees with z
#'   and p, and is the default of fits of [crf()].
#' @param data The data of the fit, to which columns are added; by default the model frame. Rows
#'   that the fit does not use are NA.
#' @param newdata New data, for which predictions are added.
#' @param type.predict,type.residuals What `.fitted` and `.resid` are; `.fitted` of a fit of several
#'   categories the most probable one (`"class"`) or, as a matrix, the probabilities (`"probs"`).
#' @param se_fit Add `.se.fit`?
#' @param ... Not used.
#' @return A data frame, which prints as a tibble where package tibble is loaded.
#'   `tidy()`: `term`, `estimate`, `std.error`, `statistic`, `p.value` and, if asked for,
#'   `conf.low`, `conf.high`; of ratios `term`, `contrast`, variables held, `estimate`, `conf.low`,
#'   `conf.high`, `p.value`; of tests `term`, `df`, `statistic`, `p.value` and what else the table
#'   has. `glance()`: `null.deviance`, `df.null`, `logLik`, `AIC`, `BIC`, `deviance`,
#'   `df.residual`, `nobs`, the test of all terms `statistic`, `df`, `p.value`, then
#'   `r2.mcfadden`, `r2.nagelkerke`, `r2.tjur`, `converged`, `separated`. Of multinomial fits
#'   `tidy()` has also `y.level`, the category, of ordinal ones `coef.type`: `"intercept"` (a
#'   threshold), `"location"` or `"scale"`; `glance()` of both has `edf`, `logLik`, `AIC`, `BIC`,
#'   `deviance`, `df.residual`, `nobs`, then the same without Tjur's R2. Of fits of [crf()]
#'   `tidy()` has `part` (`"emission"`, `"transition"`, `"start"`, `"end"`), `y.from` (of
#'   transitions the label before) and `y.level` before `term`, `glance()` has `edf` (with `l1` the
#'   weights that are not 0), `logLik`, `AIC`, `BIC`, `nobs` (sequences), `n.tokens` (rows),
#'   `objective`, the penalties `l1`, `l2` of the emissions, `converged`. `augment()`: the data,
#'   `.fitted`, perhaps `.se.fit`; of the rows of the fit also `.resid`, `.hat`, `.sigma`,
#'   `.cooksd`, `.std.resid`. Of a fit of [crf()] the data (give them: the fit has them in a form of
#'   its own), `.sequence`, `.fitted`, the label, and `.prob`, its probability in that row.
#' @section Errors:
#' `logistic_error_rows` when `data` are not those of the fit; `logistic_error_kept` when the fit
#' was made with a `keep` that left out what is needed. A warning of class
#' `logistic_warning_exponentiate` when an exponentiated coefficient is no ratio (links probit and
#' cauchit).
#' @references
#' Robinson D (2014). broom: an R package for converting statistical analysis objects into tidy
#' data frames. \doi{10.48550/arXiv.1412.3565}
#' @examplesIf requireNamespace("generics", quietly = TRUE)
#' fit <- logistic(low ~ age + lwt + smoke, birthweight)
#' generics::tidy(fit, conf.int = TRUE, conf.method = "wald", exponentiate = TRUE)
#' generics::glance(fit)
#' generics::augment(fit, newdata = birthweight[1:3, ], type.predict = "response")
#' generics::tidy(odds_ratio(fit, age = 10))
#' @name tidiers
NULL

#' @rdname tidiers
#' @exportS3Method generics::tidy
tidy.logistic_fit <- function(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE,
                              conf.method = c("profile", "wald"), ...) {
  check_fit(x)
  conf.method <- match.arg(conf.method)
  check_flag(conf.int, "conf.int")
  table <- stats::coef(summary(x))
  at <- match(names(x$coefficients), rownames(table))
  out <- data.frame(term = as.character(names(x$coefficients)),
                    estimate = as.double(x$coefficients), std.error = as.double(table[at, 2L]),
                    statistic = as.double(table[at, 3L]), p.value = as.double(table[at, 4L]),
                    stringsAsFactors = FALSE)
  if (conf.int) {
    limits <- stats::confint(x, level = conf.level, method = conf.method)
    limits <- matrix(as.double(limits), ncol = 2L)
    out$conf.low <- limits[, 1L]
    out$conf.high <- limits[, 2L]
  }
  if (check_flag(exponentiate, "exponentiate")) out <- exponentiated(out, x$link)
  as_printed_tibble(out)
}

#' @noRd
exponentiated <- function(table, link) {
  if (link %in% c("probit", "cauchit")) {
    warn_logistic("exponentiate", sprintf(
      "With the %s link exponentiated coefficients are no ratios; use predictions instead.", link),
      link = link)
  }
  for (column in intersect(c("estimate", "conf.low", "conf.high"), names(table))) {
    table[[column]] <- exp(table[[column]])
  }
  table
}

#' @rdname tidiers
#' @exportS3Method generics::tidy
tidy.odds_ratio <- function(x, ...) as_printed_tibble(as.data.frame(x))

#' @rdname tidiers
#' @exportS3Method generics::tidy
tidy.logistic_anova <- function(x, ...) {
  table <- as.data.frame(x)
  tests <- intersect(test_statistics, names(table))
  out <- data.frame(term = rownames(table), df = as.double(table$Df), statistic = NA_real_,
                    p.value = NA_real_, stringsAsFactors = FALSE)
  if (length(tests)) out$statistic <- as.double(table[[tests[1L]]])
  p <- grep("^Pr\\(", names(table))
  if (length(p)) out$p.value <- as.double(table[[p[1L]]])
  others <- setdiff(seq_along(table), c(match("Df", names(table)), p))
  names <- names(table)[others]
  known <- names %in% names(tidy_names)
  names[known] <- tidy_names[names[known]]
  out[names] <- lapply(table[others], as.double)
  as_printed_tibble(out)
}

# The columns of a table that may be what its p tests, the first that there is.
test_statistics <- c("LRT", "Rao", "scaled dev.", "Chisq", "Wald", "F", "Deviance")

# As broom names the columns of an analysis of deviance.
tidy_names <- c("Deviance" = "deviance", "Resid. Df" = "df.residual",
                "Resid. Dev" = "residual.deviance")

#' @rdname tidiers
#' @exportS3Method generics::glance
glance.logistic_fit <- function(x, ...) {
  check_fit(x)
  test <- summary_tests(x)$all
  r2 <- r_squared(x)
  as_printed_tibble(data.frame(
    null.deviance = x$null.deviance, df.null = x$df.null, logLik = as.double(stats::logLik(x)),
    AIC = stats::AIC(x), BIC = stats::BIC(x), deviance = x$deviance, df.residual = x$df.residual,
    nobs = stats::nobs(x), statistic = test$chisq, df = test$df, p.value = test$p.value,
    r2.mcfadden = r2[["mcfadden"]], r2.nagelkerke = r2[["nagelkerke"]], r2.tjur = r2[["tjur"]],
    converged = x$converged, separated = !is.null(x$separation)))
}

#' @rdname tidiers
#' @exportS3Method generics::tidy
tidy.category_fit <- function(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE,
                              conf.method = c("profile", "wald"), ...) {
  check_fit(x)
  conf.method <- match.arg(conf.method)
  limits <- if (check_flag(conf.int, "conf.int")) c("conf.low", "conf.high")
  check_level(conf.level)
  out <- category_table(x, standard_errors(x), conf.level, if (conf.int) conf.method else "wald")
  out <- out[c(intersect("y.level", names(out)), "term", "estimate", "std.error", "statistic",
               "p.value", limits, intersect("coef.type", names(out)))]
  if (check_flag(exponentiate, "exponentiate")) out <- exponentiated(out, x$link)
  as_printed_tibble(out)
}

#' @rdname tidiers
#' @exportS3Method generics::glance
glance.category_fit <- function(x, ...) {
  check_fit(x)
  test <- all_terms_test(x)
  r2 <- r_squared(x)
  as_printed_tibble(data.frame(
    edf = x$edf, logLik = as.double(stats::logLik(x)), AIC = stats::AIC(x), BIC = stats::BIC(x),
    deviance = x$deviance, df.residual = x$df.residual, nobs = stats::nobs(x),
    statistic = test$chisq, df = test$df, p.value = test$p.value,
    r2.mcfadden = r2[["mcfadden"]], r2.nagelkerke = r2[["nagelkerke"]], converged = x$converged,
    separated = !is.null(x$separation)))
}

#' @rdname tidiers
#' @exportS3Method generics::augment
augment.category_fit <- function(x, data = NULL, newdata = NULL,
                                 type.predict = c("class", "probs"), ...) {
  check_fit(x)
  type.predict <- match.arg(type.predict)
  x["na.action"] <- list(NULL) # one value for each row used: no padding
  new <- !is.null(newdata)
  rows <- if (!new && !is.null(data)) rows_of_data(x, data)
  out <- with_row_names(if (new) newdata else if (is.null(data)) stats::model.frame(x) else data)
  fitted <- stats::predict(x, if (new) newdata, type = type.predict)
  fitted <- if (is.matrix(fitted)) without_names(fitted) else unname(fitted)
  out$.fitted <- if (is.null(rows)) fitted else pick_rows(fitted, rows)
  as_printed_tibble(out)
}

#' @rdname tidiers
#' @param newsequence,decode As for [predict.crf_fit()].
#' @exportS3Method generics::augment
augment.crf_fit <- function(x, data = NULL, newdata = NULL, newsequence = NULL,
                            decode = c("viterbi", "posterior"), ...) {
  check_fit(x)
  own <- in_newdata(substitute(newsequence), newsequence, newdata, parent.frame())
  asked <- crf_asked(x, newdata, list(sequence = own, new_levels = "error"))
  added <- augmented_columns(x, asked, match_choice(decode))
  if (is.null(newdata)) {
    newdata <- data
    added <- whole_rows(x, added, if (!is.null(data)) NROW(data))
  }
  out <- if (is.data.frame(newdata)) with_row_names(newdata) else
    structure(list(), class = "data.frame", row.names = .set_row_names(nrow(added)))
  out[names(added)] <- added
  as_printed_tibble(out)
}

#' Sequence, label and its probability
#' @noRd
augmented_columns <- function(fit, asked, decode) {
  p <- predict_crf(fit, asked, list(type = "marginal", n = 1L))
  label <- if (decode == "posterior" && asked$n) as_labels(fit, max.col(p, "first") - 1L) else
    predict_crf(fit, asked, list(type = "class", n = 1L, decode = decode))
  data.frame(.sequence = rep(asked$sequences$id, diff(asked$sequences$ptr)), .fitted = label,
             .prob = p[cbind(seq_along(label), as.integer(label))], stringsAsFactors = FALSE)
}

#' A row for each row of data, `NA` where it was left out of the fit
#' @noRd
whole_rows <- function(fit, added, n) {
  if (is.null(n) || n == fit$tokens) return(added)
  used <- fit$data$used
  if (length(used) == n) {
    at <- rep(NA_integer_, n)
    at[used] <- seq_len(nrow(added))
    return(added[at, ])
  }
  stop_data_rows(fit$tokens, n)
}

#' @rdname tidiers
#' @exportS3Method generics::augment
augment.logistic_fit <- function(x, data = NULL, newdata = NULL,
                                 type.predict = c("link", "response", "terms"),
                                 type.residuals = c("deviance", "pearson"), se_fit = FALSE, ...) {
  check_fit(x)
  type.predict <- match.arg(type.predict)
  type.residuals <- match.arg(type.residuals)
  x["na.action"] <- list(NULL) # one value for each row used: no padding
  if (!is.null(newdata)) {
    newdata <- with_row_names(newdata)
    added <- fitted_columns(x, newdata, type.predict, se_fit)
    newdata[names(added)] <- added
    return(as_printed_tibble(newdata))
  }
  rows <- if (!is.null(data)) rows_of_data(x, data)
  data <- with_row_names(if (is.null(data)) stats::model.frame(x) else data)
  added <- c(fitted_columns(x, NULL, type.predict, se_fit), influence_columns(x, type.residuals))
  if (!is.null(rows)) added <- lapply(added, pick_rows, rows)
  data[names(added)] <- added
  as_printed_tibble(data)
}

#' @noRd
fitted_columns <- function(fit, newdata, type, se) {
  predicted <- stats::predict(fit, newdata, type = type, se.fit = se)
  if (!se) return(list(.fitted = without_names(predicted)))
  list(.fitted = without_names(predicted$fit), .se.fit = without_names(predicted$se.fit))
}

#' @noRd
influence_columns <- function(fit, type) {
  influence <- stats::influence(fit, do.coef = FALSE)
  columns <- list(
    .resid = stats::residuals(fit, type = type),
    .std.resid = stats::rstandard(fit, infl = influence), .hat = influence$hat,
    .sigma = influence$sigma, .cooksd = stats::cooks.distance(fit, infl = influence))
  lapply(columns, without_names)
}

#' @noRd
without_names <- function(x) {
  if (is.matrix(x)) matrix(x, nrow(x), dimnames = list(NULL, colnames(x))) else unname(x)
}

# For each row of `data` its place among the rows used, or NA: in order when there are as many,
# else by name.
#' @noRd
rows_of_data <- function(fit, data) {
  eta <- fit_part(fit, "linear.predictors")
  used <- NROW(eta)
  if (NROW(data) == used) return(NULL)
  names <- if (is.matrix(eta)) rownames(eta) else names(eta)
  if (NROW(data) > used && all(names %in% rownames(data))) return(match(rownames(data), names))
  stop_data_rows(used, NROW(data))
}

#' @noRd
stop_data_rows <- function(used, given) {
  stop_logistic("rows", sprintf(
    "`data` must be the data of the fit, of %s rows used; it has %s rows, which do not match them.",
    format_count(used), format_count(given)), variable = "data")
}

# Names of rows that say more than their number become a column.
#' @noRd
with_row_names <- function(data) {
  data <- as.data.frame(data)
  attr(data, "terms") <- NULL
  attr(data, "na.action") <- NULL
  if (.row_names_info(data) <= 0L) return(data)
  out <- c(list(.rownames = rownames(data)), unclass(data)[names(data)])
  structure(out, row.names = .set_row_names(nrow(data)), class = "data.frame")
}

# The class of a tibble, which needs no package: without tibble it is a data frame like any other.
#' @noRd
as_printed_tibble <- function(x) {
  attr(x, "row.names") <- .set_row_names(nrow(x))
  class(x) <- c("tbl_df", "tbl", "data.frame")
  x
}
