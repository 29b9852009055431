#' Summary of a conditional random field
#'
#' The table of emissions, transitions and ends with odds ratios, intervals and tests; measures of
#' fit; how the fit converged.
#'
#' \deqn{z_j = \hat w_j / \sqrt{V_{jj}}, \qquad
#'   e^{\hat w_j \pm z_{1 - \alpha/2} \sqrt{V_{jj}}}.}{z = w/se, limits exp(w +- z se).}
#'
#' **Emissions.** Their ratio says by how much the odds of a label against the reference are
#' multiplied in a row, the labels of its neighbours held fixed. It is not the ratio of
#' [logistic()] or [multinomial()], which do not hold them fixed: where neighbours are alike, part
#' of an effect goes by way of them, and those ratios are farther from 1. The intercept is an odds,
#' that of a row between neighbours with the reference label.
#'
#' **Transitions.** The odds ratio of adjacent labels: by how much the odds of the later label are
#' multiplied when the one before is as named, and not the reference. When transitions depend on
#' covariates, the intercept is that ratio where these are 0 or at their reference, and the other
#' rows say by how much it is multiplied.
#'
#' **Penalised fits** have estimates only: what a penalty draws towards 0 has no standard error that
#' would say how far it is from the truth. Of more than 40 such weights the largest of each label
#' are shown, of transitions and of the ends.
#'
#' R2 is McFadden's, \eqn{1 - \ell/\ell_0} with \eqn{\ell_0} that of labels by their frequency,
#' without predictors and neighbours. Tests of terms, of several weights at once, are `anova()`'s.
#' Of a section of more than 40 rows the first 20 are printed; `as.data.frame()` has them all.
#'
#' @param object A fit of [crf()].
#' @param level The coverage of the intervals.
#' @param vcov `NULL`, or the covariance to use in place of the model's: a matrix, a function of the
#'   fit, or what `vcov()` takes as `type`, such as `"sandwich"`.
#' @param ... Not used.
#' @param x A summary.
#' @param digits Significant digits of the standard errors.
#' @param signif.stars Mark p below 0.05, 0.01, 0.001 with stars?
#' @return A list of class `"summary.crf_fit"`. Among its components are
#'   * `coefficients`: a matrix with `Estimate`, `Std. Error`, `z value`, `Pr(>|z|)`, a row for each
#'     weight that is not NA; `NULL` above 5,000 weights.
#'   * `table`: the printed table unrounded: `part`, `y.from`, `y.level`, `term`, `estimate`,
#'     `std.error`, `statistic`, `p.value`, `conf.low`, `conf.high` and, with coding `"reference"`,
#'     the ratios in `odds.ratio`, `odds.low`, `odds.high`; also `as.data.frame(summary)`.
#'   * `largest`: where weights are too many to be listed, the ten largest of each label, of
#'     transitions and of the ends; of more than 5,000 `as.data.frame(summary)`.
#'   * `counts`: of each part, how many weights there are and how many are not 0.
#'   * `loglik`, `aic`, `bic`, `df`, `nobs` (sequences), `tokens`, `r2`, `objective`, `convergence`.
#' @section Errors:
#' `logistic_error_level` unless `level` is between 0 and 1; `logistic_error_argument` when `vcov`
#' is not a covariance of the weights, or is given for a penalised fit.
#' @seealso [crf_fit-methods], [convergence()].
#' @references
#' McFadden D (1974). Conditional logit analysis of qualitative choice behavior. In Zarembka P
#' (ed.), *Frontiers in Econometrics*, 105-142. Academic Press.
#'
#' Sutton C, McCallum A (2012). An introduction to conditional random fields. *Foundations and
#' Trends in Machine Learning* 4, 267-373. \doi{10.1561/2200000013}
#' @examples
#' s <- summary(crf(wet ~ season, rain, sequence = month))
#' s
#' as.data.frame(s)
#' # estimates that the data do not bound: snow never follows fog
#' suppressWarnings(summary(crf(weather ~ temp_max + wind, seattle, sequence = month)))
#' @export
summary.crf_fit <- function(object, level = 0.95, vcov = NULL, ...) {
  check_fit(object)
  check_level(level)
  warn_unused("summary", names(formals(summary.crf_fit)), ...)
  cov <- crf_given_covariance(vcov, object)
  listed <- !is.null(object$coefficients)
  facts <- crf_facts(object)
  out <- c(list(call = object$call, terms = object$terms, level = level, method = "wald",
                given_covariance = !is.null(cov), df = object$rank, tokens = object$tokens,
                aic = stats::AIC(object), bic = stats::BIC(object),
                r2 = c(mcfadden = 1 - object$loglik / object$null_loglik),
                convergence = crf_short_convergence(object), counts = crf_counts(object),
                largest = if (shows_largest(object)) largest_weights(object),
                aliased_lines = crf_aliased_lines(object), problems = crf_problems(object)), facts)
  if (listed) out <- c(out, crf_summary_tables(object, cov, level))
  structure(out, class = "summary.crf_fit")
}

#' @noRd
crf_given_covariance <- function(vcov, fit) {
  if (is.null(vcov)) return(NULL)
  if (is_penalised(fit) || is.null(fit$coefficients)) {
    stop_argument("vcov", "NULL for a penalised fit, or one of more than 5,000 weights",
                  value_text(vcov))
  }
  if (is.character(vcov)) vcov <- stats::vcov(fit, type = vcov)
  given_covariance(vcov, fit)
}

#' @noRd
crf_summary_tables <- function(fit, cov, level) {
  se <- if (is.null(cov)) crf_standard_errors(fit) else covariance_errors(cov, fit)
  table <- crf_summary_table(fit, se, level)
  list(coefficients = wald_matrix(fit, se), table = table, errors = any(!is.na(se)),
       ratio = if (fit$coding == "reference") list(head = "Odds ratio"),
       odds = is_crf_odds(fit, table), printed = crf_sections(fit), relations = crf_relations(fit))
}

#' @noRd
crf_summary_table <- function(fit, se, level) {
  labels <- crf_table_of(fit)
  estimate <- stats::setNames(crf_estimates(fit), labels$term)
  out <- estimate_table(estimate, se, wald_limits(estimate, se, level), fit$coding == "reference")
  data.frame(part = labels$part, y.from = labels$from, y.level = labels$label,
             term = labels$term, out[-1L], stringsAsFactors = FALSE)
}

#' Intercepts of emissions, and of a bare factor every level, are odds; all else is a ratio
#' @noRd
is_crf_odds <- function(fit, table) {
  emission <- table$part == "emission"
  if (is.null(fit$assign)) return(emission & table$term == "(Intercept)")
  layout <- column_layout(fit, fit$shape$attributes, fit$assign)
  odds <- is_odds(list(layout = layout, table = data.frame(term = fit$shape$attributes)))
  emission & table$term %in% fit$shape$attributes[odds]
}

#' Without the coefficients, which may be many
#' @noRd
crf_short_convergence <- function(fit) {
  out <- unclass(convergence(fit))
  out$coefficients <- NULL
  out
}

#' @rdname summary.crf_fit
#' @export
as.data.frame.summary.crf_fit <- function(x, ...) if (is.null(x$table)) x$largest else x$table

# ---- the print ---------------------------------------------------------------------------------

#' @rdname summary.crf_fit
#' @export
print.summary.crf_fit <- function(x, digits = 3L, signif.stars = FALSE, ...) {
  write_lines(crf_head(x), "", crf_summary_lines(x, digits, signif.stars), x$aliased_lines,
              x$problems, "", wrap_each(crf_footer_lines(x)))
  invisible(x)
}

#' @noRd
crf_summary_lines <- function(x, digits, stars) {
  if (!is.null(x$largest)) return(c(count_lines(x$counts), "", largest_lines(x$largest, digits)))
  lines <- crf_lines(x$printed, x$relations, function(at) crf_columns_of(x, at, digits, stars))
  c(lines, wrap_each(crf_meaning_lines(x)))
}

#' @noRd
crf_columns_of <- function(x, at, digits, stars) {
  columns <- summary_columns(x, x$table[at, ], at, digits, stars)
  if (x$errors || !length(columns)) return(columns)
  columns[c(1L, if (!is.null(x$ratio)) 3L)]
}

#' What the numbers of the table mean
#' @noRd
crf_meaning_lines <- function(x) {
  if (!NROW(x$table) || is.null(x$ratio)) return(crf_wald_text(x))
  neighbours <- !is.null(x$transitions)
  c(paste(c(crf_wald_text(x), sprintf("Ratios are per 1 unit%s.", intercept_text(x, neighbours))),
          collapse = " "),
    if (neighbours) neighbour_lines(x))
}

#' @noRd
crf_wald_text <- function(x) {
  if (isTRUE(x$errors)) method_words(x, is.infinite(x$table$estimate))
}

#' @noRd
intercept_text <- function(x, neighbours) {
  if (!any(x$odds)) return("")
  if (!neighbours) return("; the intercept is an odds")
  paste0("; the intercept is an odds, between neighbours that are ", x$lev[1L])
}

#' @noRd
neighbour_lines <- function(x) {
  reference <- x$lev[1L]
  two <- length(x$lev) == 2L
  a <- if (two) x$lev[2L] else "a"
  b <- if (two) x$lev[2L] else "b"
  others <- if (two) "logistic()" else "multinomial()"
  c(if (any(x$table$part == "emission" & !x$odds)) sprintf(
      "Emission ratios hold neighbours fixed; those of %s do not, and differ.", others),
    if (any(x$table$part == "transition" & !is.na(x$table$estimate))) sprintf(
      "Transition %s->%s: the odds of %s%s after %s, over those after %s.", a, b, b,
      if (two) "" else paste(" against", reference), a, reference),
    depends_line(x),
    if (!is.null(x$permitted)) paste("A ratio of transitions holds where the four that it compares",
                                     "are allowed."))
}

#' @noRd
depends_line <- function(x) {
  if (!length(x$transitions)) return(NULL)
  shared <- intersect(x$transitions, x$predictors)
  c("Its (Intercept): covariates at 0 or reference; the other rows multiply it.",
    "At given values the log ratio is the sum of rows x values: odds_ratio() has it.",
    if (length(shared)) sprintf(
      "Emission ratios of %s are those between neighbours that are %s.", list_some(shared),
      x$lev[1L]))
}

#' @noRd
crf_footer_lines <- function(x) {
  c(crf_likelihood_line(x), if (!x$penalised) sprintf(
    "R2: McFadden %s, against labels by their frequency", format_fixed(x$r2[["mcfadden"]], 3L)),
    crf_convergence_line(x))
}

#' @noRd
crf_convergence_line <- function(x) {
  if (isFALSE(x$converged)) return(NULL)
  if (x$optimiser == "newton") return(convergence_line(x))
  sprintf("Converged: %s, %s; norm of the gradient %s%s%s.", plural(x$iterations, "iteration"),
          plural(x$evaluations, "evaluation"), format_brief(x$gradient), stopped_text(x$stopped),
          if (x$convergence$overlap == "local") paste0("; ", local_text) else "")
}

#' Why a search ended, where it was not the gradient
#' @noRd
stopped_text <- function(stopped) {
  why <- c(objective = "; the objective hardly moved", rounding = "; no progress beyond rounding")
  if (isTRUE(stopped %in% names(why))) why[[stopped]] else ""
}
