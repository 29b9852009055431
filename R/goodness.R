#' Goodness of fit
#'
#' Compares counts observed of each category to those expected, in groups of rows; or, after
#' Lipsitz, sees whether the groups add anything to the model.
#'
#' \deqn{X^2 = \sum_{g,k} \frac{(O_{gk} - E_{gk})^2}{E_{gk}}, \qquad
#'   G^2 = 2 \sum_{g,k} O_{gk} \log \frac{O_{gk}}{E_{gk}},}{
#'   X2 = sum (O - E)^2 / E, G2 = 2 sum O log(O/E),}
#' O the counts (weights are counts) and E the sum of fitted probabilities in group g and category
#' k of K. What the groups are, and the degrees of freedom:
#'
#' * `"fagerland-hosmer"`: g groups of about equal size. Of a multinomial fit by the probability of
#'   all but the reference, \eqn{1 - \pi_{\rm ref}}, df (g - 2)(K - 1) (Fagerland, Hosmer and Bofin
#'   2008); of an ordinal fit by the mean category \eqn{\sum_k k \pi_k}, df
#'   (g - 2)(K - 1) + K - 2 (Fagerland and Hosmer 2013, 2016), but (g - 2)(K - 1) where the slopes
#'   are not parallel, as then each category has an equation of its own. Of two categories it is
#'   Hosmer and Lemeshow's (1980), df g - 2; `"hosmer-lemeshow"` is another name for it.
#' * `"lipsitz"`: the same groups, of ordered categories, as a factor in the model; the
#'   likelihood-ratio test of it (Lipsitz, Fitzmaurice and Molenberghs 1996), df g - 1. Its authors
#'   want six groups or more, and fewer than n / (5 K).
#' * `"pulkstenis-robinson"` and `"pulkstenis-robinson-deviance"`: the patterns of the categorical
#'   predictors (factors, strings, logicals), each halved at the median of the mean category; X2 or
#'   G2, df (I - 1)(K - 1) - k - 1 of I halves that are not empty and k coefficients of terms with
#'   categorical predictors only (Pulkstenis and Robinson 2002, 2004). It needs ordered categories,
#'   parallel slopes, predictors of both kinds.
#' * `"pearson"` and `"deviance"`: the I patterns of all predictors; X2 or G2, df I (K - 1) less the
#'   number of parameters. They hold where patterns have many rows each.
#'
#' Rows with equal fitted values are never split between groups, so the answer does not depend on
#' the order of the rows. The rule is that of Stata's `xtile`: a value belongs to the group in which
#' the share of the rows below it lies. Where ties leave fewer groups than asked for, a warning says
#' so. Small p-values speak against the model; large ones do not prove it.
#'
#' @param fit A fit of [logistic()], [multinomial()] or [ordinal()].
#' @param method Which test; may be abbreviated.
#' @param groups How many groups for the first two tests.
#' @param x What `goodness()` returned.
#' @param digits Significant digits of the limits of groups.
#' @param row.names,optional,... Not used.
#' @return A list of classes `"logistic_goodness"` and `"htest"`: `statistic`, `parameter` (the
#'   degrees of freedom), `p.value` (`NA` without degrees of freedom), `method`, `data.name`;
#'   `observed` and `expected`, matrices with a row for each group; `groups`, a data frame of what
#'   the groups are and their size `n`. `as.data.frame()`: the table in long form, a row for each
#'   group and category. `tidy()` of package generics: one row, as of other tests.
#' @section Errors:
#' `logistic_error_type` when `fit` is not a fit; `logistic_error_method` when the test does not
#' exist for it; `logistic_error_argument`; `logistic_error_kept` when the fit was made with a
#' `keep` that left out what is needed. Warnings: `logistic_warning_expected` when more than a
#' fifth of the expected counts are below 5, or one below 1 (Cochran 1954);
#' `logistic_warning_groups`.
#' @references
#' Cochran WG (1954). Some methods for strengthening the common chi-squared tests. *Biometrics* 10,
#' 417-451. \doi{10.2307/3001616}
#'
#' Fagerland MW, Hosmer DW, Bofin AM (2008). Multinomial goodness-of-fit tests for logistic
#' regression models. *Statistics in Medicine* 27, 4238-4253. \doi{10.1002/sim.3202}
#'
#' Fagerland MW, Hosmer DW (2013). A goodness-of-fit test for the proportional odds regression
#' model. *Statistics in Medicine* 32, 2235-2249. \doi{10.1002/sim.5645}
#'
#' Fagerland MW, Hosmer DW (2016). Tests for goodness of fit in ordinal logistic regression models.
#' *Journal of Statistical Computation and Simulation* 86, 3398-3418.
#' \doi{10.1080/00949655.2016.1156682}
#'
#' Hosmer DW, Lemeshow S (1980). Goodness of fit tests for the multiple logistic regression model.
#' *Communications in Statistics - Theory and Methods* 9, 1043-1069.
#' \doi{10.1080/03610928008827941}
#'
#' Lipsitz SR, Fitzmaurice GM, Molenberghs G (1996). Goodness-of-fit tests for ordinal response
#' regression models. *Applied Statistics* 45, 175-190. \doi{10.2307/2986153}
#'
#' Pulkstenis E, Robinson TJ (2002). Two goodness-of-fit tests for logistic regression models with
#' continuous covariates. *Statistics in Medicine* 21, 79-93. \doi{10.1002/sim.943}
#'
#' Pulkstenis E, Robinson TJ (2004). Goodness-of-fit tests for ordinal response regression models.
#' *Statistics in Medicine* 23, 999-1014. \doi{10.1002/sim.1659}
#' @seealso [prediction_scores()] and [category_auc()] for how well a fit predicts.
#' @examples
#' fit <- logistic(low ~ age + lwt + race + smoke, birthweight)
#' goodness(fit)
#' goodness(fit, "pulkstenis-robinson")
#' goodness(logistic(cbind(menarche, total - menarche) ~ age, menarche), "deviance")
#'
#' weight <- cut(birthweight$bwt, c(0, 2500, 3500, 5000), ordered_result = TRUE)
#' goodness(ordinal(weight ~ lwt + smoke, cbind(birthweight, weight)), "pulkstenis-robinson")
#' @export
goodness <- function(fit, method = c("fagerland-hosmer", "hosmer-lemeshow", "lipsitz",
                                     "pulkstenis-robinson", "pulkstenis-robinson-deviance",
                                     "pearson", "deviance"), groups = 10L) {
  method <- match_choice(method)
  groups <- check_count(groups, lower = 3L)
  cells <- goodness_cells(fit)
  test <- switch(
    method,
    `fagerland-hosmer` = , `hosmer-lemeshow` = test_by_groups(fit, cells, groups),
    lipsitz = lipsitz_test(fit, cells, groups),
    `pulkstenis-robinson` = test_by_halves(fit, cells, pearson_statistic),
    `pulkstenis-robinson-deviance` = test_by_halves(fit, cells, deviance_statistic),
    pearson = test_by_patterns(fit, cells, pearson_statistic),
    deviance = test_by_patterns(fit, cells, deviance_statistic))
  warn_expected(test$expected)
  new_goodness(test, deparse_text(stats::formula(fit)))
}

# Rows of weight 0 were not observed; `used` says which others there are.
#' @noRd
goodness_cells <- function(fit) {
  cells <- outcome_parts(fit)
  total <- rowSums(cells$counts)
  used <- total > 0
  if (!all(used)) cells <- lapply(cells, function(cell) cell[used, , drop = FALSE])
  c(cells, list(total = total[used], used = used, categories = ncol(cells$counts)))
}

#' Observed and expected counts in groups
#' @param group Codes 1, 2, ... of all rows.
#' @param about A data frame that says what each group is.
#' @noRd
group_table <- function(cells, group, about) {
  about$n <- as.double(rowsum(cells$total, group))
  list(observed = rowsum(cells$counts, group),
       expected = rowsum(cells$total * cells$probabilities, group), groups = about)
}

#' @noRd
limits_of_groups <- function(score, group) {
  order <- order(group, score)
  last <- cumsum(tabulate(group))
  sorted <- score[order]
  data.frame(low = sorted[c(1L, last[-length(last)] + 1L)], high = sorted[last])
}

# Nothing expected and nothing observed is no misfit: limits of separated fits.
#' @noRd
pearson_statistic <- function(table) {
  with(table, c("X-squared" = sum((observed - expected)^2 / ifelse(observed == expected, 1,
                                                                    expected))))
}

#' @noRd
deviance_statistic <- function(table) {
  ratio <- with(table, ifelse(observed > 0, observed / expected, 1))
  c("G-squared" = 2 * sum(table$observed * log(ratio)))
}

#' @noRd
warn_expected <- function(expected) {
  small <- sum(expected < 5)
  tiny <- sum(expected < 1)
  if (!tiny && small <= length(expected) / 5) return(invisible())
  warn_logistic("expected", paragraph(sprintf(paste(
    "%s of %s expected counts are below 5%s: the chi-squared approximation may be poor."),
    count_text(small), count_text(length(expected)),
    if (tiny) sprintf(", %s below 1", count_text(tiny)) else "")),
    small = small, tiny = tiny, cells = length(expected))
}

#' @noRd
new_goodness <- function(test, formula) {
  df <- as.double(test$df)
  p <- chisq_p(test$statistic[[1L]], df)
  dimnames(test$observed) <- dimnames(test$expected) <-
    list(NULL, colnames(test$observed))
  structure(list(statistic = test$statistic, parameter = c(df = df), p.value = p,
                 method = test$method, data.name = formula, observed = test$observed,
                 expected = test$expected, groups = test$groups, of_groups = test$of_groups),
            class = c("logistic_goodness", "htest"))
}

#' @rdname goodness
#' @export
print.logistic_goodness <- function(x, digits = 3L, ...) {
  check_count(digits, lower = 1L, upper = 15L)
  p <- if (is.na(x$p.value)) "none, as no degrees of freedom are left" else format_p(x$p.value)
  write_lines(wrap_text(sprintf("Goodness of fit, %s", x$method), 2L),
              wrap_text(paste("Model", x$data.name), 2L),
              sprintf("%s %s, df %s, p %s", c("X-squared" = "chi2", "G-squared" = "G2",
                                              LR = "LR chi2")[[names(x$statistic)]],
                      format_fixed(x$statistic, 2L), format_fixed(x$parameter, 0L), p),
              "", wrap_text(x$of_groups, 2L))
  about <- lapply(names(x$groups), function(name) about_column(name, x$groups[[name]], digits))
  cells <- lapply(seq_len(ncol(x$observed)), function(k) {
    list(text_column(colnames(x$observed)[k], align_points(format_count(x$observed[, k]))),
         text_column("expected", align_points(format_tenths(x$expected[, k]))))
  })
  write_lines(long_table(as.character(seq_len(nrow(x$groups))),
                         c(about, unlist(cells, recursive = FALSE))))
  invisible(x)
}

#' @noRd
format_tenths <- function(x) {
  formatC(x, format = "f", digits = 1L, big.mark = thousands_mark(), decimal.mark = decimal_mark())
}

#' @noRd
about_column <- function(name, values, digits) {
  if (!is.numeric(values)) return(text_column(name, as.character(values), "left"))
  text <- switch(name, n = format_count(values),
                 low = , high = format_significant(values, digits), format_plain(values))
  text_column(name, align_points(text))
}

#' @rdname goodness
#' @export
as.data.frame.logistic_goodness <- function(x, row.names = NULL, optional = FALSE, ...) {
  each <- rep(seq_len(nrow(x$groups)), times = ncol(x$observed))
  out <- c(list(group = each), lapply(x$groups, function(column) column[each]),
           list(category = rep(colnames(x$observed), each = nrow(x$observed)),
                observed = as.vector(x$observed), expected = as.vector(x$expected)))
  names(out) <- make.unique(names(out))
  as.data.frame(out, optional = TRUE, stringsAsFactors = FALSE)
}

#' @rdname goodness
#' @exportS3Method generics::tidy
tidy.logistic_goodness <- function(x, ...) {
  as_printed_tibble(data.frame(statistic = x$statistic[[1L]], p.value = x$p.value,
                               parameter = x$parameter[[1L]], method = x$method,
                               stringsAsFactors = FALSE))
}
