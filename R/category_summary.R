#' Summary of a multinomial or ordinal fit
#'
#' The table of coefficients with ratios, intervals and tests; tests of each term over all
#' equations; measures of fit; how the fit converged.
#'
#' \deqn{z_j = \hat\beta_j / \sqrt{V_{jj}}, \qquad
#'   e^{\hat\beta_j \pm z_{1 - \alpha/2} \sqrt{V_{jj}}}.}{z = b/se, limits exp(b +- z se).}
#'
#' Of multinomial fits the ratios are relative risk ratios: by how much P(level) / P(reference) is
#' multiplied. Of ordinal fits with the logit link they are odds ratios, of what says the line below
#' the table. Thresholds are printed without z and p, as 0 is no hypothesis there. A model with
#' several equations, multinomial or with slopes that are not parallel, has likelihood-ratio tests
#' of its terms over all of them, unless the refits would take long.
#'
#' Above 40 rows the first 20 are printed; `as.data.frame()` has them all.
#'
#' @param object A fit of [multinomial()] or [ordinal()].
#' @param level The coverage of the intervals.
#' @param method `"wald"` or `"profile"`: of the intervals. The p are Wald's.
#' @param vcov `NULL`, or the covariance to use in place of the model's, such as a robust one: a
#'   matrix with a row for each coefficient (aliased ones may be left out), a function of the fit
#'   that returns it, or what `vcov()` takes: `"HC0"`, `"HC1"`, a formula of clusters. Tests are
#'   then Wald's: likelihood ratios do not hold where that covariance is needed.
#' @param ... Not used.
#' @param x A summary.
#' @param digits Significant digits of the standard errors.
#' @param signif.stars Mark p below 0.05, 0.01, 0.001 with stars?
#' @return A list of class `c("summary.multinomial_fit", "summary.category_fit")`, or the same with
#'   `ordinal`. Among its components are
#'   * `coefficients`: a matrix with `Estimate`, `Std. Error`, `z value`, `Pr(>|z|)`, a row for each
#'     coefficient that is not aliased, named as `coef(fit, matrix = FALSE)`.
#'   * `table`: the printed table unrounded, with `y.level` (the category) or `coef.type`
#'     (`"intercept"`: a threshold, `"location"`, `"scale"`), and the ratios in `odds.ratio`,
#'     `odds.low`, `odds.high`; also `as.data.frame(summary)`.
#'   * `tests`: `all`, the test of all terms; `terms`, of each term that is not part of an
#'     interaction; `fit`, of grouped counts the deviance and Pearson's statistic.
#'   * `r2`: McFadden, Nagelkerke, of single observations.
#'   * `convergence`, `rows`, `outcome`, `loglik`, `aic`, `bic`, `df`, `nobs`.
#' @section Errors:
#' `logistic_error_level` unless `level` is between 0 and 1; `logistic_error_argument` when `vcov`
#' is not a covariance of the coefficients.
#' @seealso [odds_ratio()], [confint.category_fit()], [convergence()].
#' @references
#' McFadden D (1974). Conditional logit analysis of qualitative choice behavior. In Zarembka P
#' (ed.), *Frontiers in Econometrics*, 105-142. Academic Press.
#'
#' Nagelkerke NJD (1991). A note on a general definition of the coefficient of determination.
#' *Biometrika* 78, 691-692. \doi{10.1093/biomet/78.3.691}
#' @examples
#' summary(multinomial(race ~ age + smoke, birthweight))
#' weight <- cut(birthweight$bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE,
#'               labels = c("low", "medium", "good", "high"))
#' summary(ordinal(weight ~ smoke + race, cbind(birthweight, weight)))
#' @export
summary.category_fit <- function(object, level = 0.95, method = c("wald", "profile"),
                                 vcov = NULL, ...) {
  check_fit(object)
  check_level(level)
  method <- check_choice(method, c("wald", "profile"))
  warn_unused("summary", names(formals(summary.category_fit)), ...)
  cov <- given_covariance(vcov, object)
  if (!is.null(cov)) method <- "wald"
  se <- if (is.null(cov)) standard_errors(object) else covariance_errors(cov, object)
  tests <- category_tests(object, cov)
  many <- function(part) paste0(plural(level_count(part), "level"), if (is.null(tests$terms))
    "; tested by drop1()" else "; tested below")
  out <- c(object[summary_fields(object)], list(
    coefficients = wald_matrix(object, se), table = category_table(object, se, level, method),
    given_covariance = !is.null(cov), tests = tests, r2 = r_squared(object)[1:2],
    convergence = convergence(object), level = level, method = method,
    ratio = ratio_words(object), layout = equation_layout(object),
    printed = printed_rows(object, many), relations = category_relations(object),
    problems = category_problems(object), event = list(kind = object$response$kind)))
  out$df <- c(object$rank, object$df.residual, length(object$coefficients))
  out$loglik <- c(full = object$loglik, kernel = object$loglik_kernel, null = object$null_loglik)
  out$bic <- -2 * object$loglik + log(object$nobs) * object$rank
  structure(out, class = c(paste0("summary.", class(object)[1L]), "summary.category_fit"))
}

#' @noRd
summary_fields <- function(fit) {
  intersect(c("call", "terms", "lev", "reference", "observed_order", "link", "type", "nonparallel",
              "terms_names", "scale_terms", "aliased", "response", "rows", "outcome", "nobs",
              "deviance", "null.deviance", "df.residual", "df.null", "aic", "na.action",
              "contrasts"), names(fit))
}

#' Of one equation, for multinomial fits: their intercepts are odds
#' @noRd
equation_layout <- function(fit) {
  if (is_ordinal(fit)) return(list())
  column_layout(fit, fit$terms_names, fit$terms_assign)
}

#' @noRd
category_table <- function(fit, se, level, method) {
  out <- estimate_table(fit$coefficients, se, category_limits(fit, se, level, method),
                        has_ratios(fit))
  labels <- coefficient_terms(fit)
  if (!is.null(labels$y.level)) return(cbind(labels, out[-1L]))
  cbind(labels["term"], out[-1L], labels["coef.type"])
}

#' @noRd
category_limits <- function(fit, se, level, method) {
  if (method == "wald") return(wald_limits(fit$coefficients, se, level))
  limits <- stats::confint(fit, level = level, method = method)
  names <- names(fit$coefficients)
  if (nrow(limits) == length(names)) return(limits)
  limits[match(names, rownames(limits)), , drop = FALSE] # of many thresholds it has none
}

# ---- a covariance that is given ----------------------------------------------------------------

#' The covariance of the coefficients that are not aliased
#' @noRd
given_covariance <- function(vcov, fit) {
  if (is.null(vcov)) return(NULL)
  if (is.function(vcov)) vcov <- vcov(fit)
  if (is.character(vcov)) vcov <- stats::vcov(fit, type = vcov)
  if (inherits(vcov, "formula")) vcov <- stats::vcov(fit, cluster = vcov)
  names <- names(fit$coefficients)
  kept <- which(!is.na(fit$coefficients))
  square <- is.matrix(vcov) && is.numeric(vcov) && nrow(vcov) == ncol(vcov)
  if (!square || !nrow(vcov) %in% c(length(names), length(kept))) {
    stop_argument("vcov", sprintf(paste(
      "a covariance matrix of the %s coefficients, a function, \"HC0\", \"HC1\" or a formula of",
      "clusters"), count_text(length(names))),
                  if (is.matrix(vcov)) paste(dim(vcov), collapse = " x ") else value_text(vcov))
  }
  full <- nrow(vcov) == length(names)
  own <- if (full) names else names[kept]
  if (!is.null(rownames(vcov)) && !identical(rownames(vcov), own)) {
    place <- match(own, rownames(vcov))
    if (anyNA(place) || anyDuplicated(own)) {
      stop_argument("vcov", "named as the coefficients", list_some(quoted(rownames(vcov))))
    }
    vcov <- vcov[place, place, drop = FALSE]
  }
  if (full) vcov[kept, kept, drop = FALSE] else vcov
}

#' @noRd
covariance_errors <- function(cov, fit) {
  out <- fit$coefficients
  kept <- !is.na(out)
  out[kept] <- sqrt(diag(cov))
  out[!is.finite(fit$coefficients)] <- NA_real_
  out
}

# ---- tests -------------------------------------------------------------------------------------

#' @noRd
category_tests <- function(fit, cov = NULL) {
  if (!is.null(cov)) return(category_wald_tests(fit, cov))
  list(all = all_terms_test(fit), terms = if (wants_term_tests(fit)) category_term_tests(fit),
       fit = if (!is.null(fit$counts)) category_fit_tests(fit))
}

#' @noRd
all_terms_test <- function(fit) {
  chisq <- max(2 * (fit$loglik - fit$null_loglik), 0)
  df <- fit$df.null - fit$df.residual
  data.frame(test = "LR", chisq = chisq, df = df,
             p.value = chisq_p(chisq, df))
}

#' Is a term spread over several rows, and are the refits no burden?
#' @noRd
wants_term_tests <- function(fit) {
  terms <- length(term_labels(fit))
  spread <- several_equations(fit) || max(tabulate(fit$terms_assign), 0L) > 20L
  work <- as.double(fit$rows$used) * fit$rank^2 * terms
  terms > 0L && spread && work < 5e8 && isTRUE(fit$convergence$converged)
}

#' @noRd
several_equations <- function(fit) {
  length(fit$lev) > 2L && !(is_ordinal(fit) && has_parallel_slopes(fit))
}

#' All terms, and each over all equations
#' @noRd
category_wald_tests <- function(fit, cov) {
  terms <- terms_of_coefficients(fit)
  all <- joint_wald(fit, which(!terms %in% 0L), cov)
  labels <- term_labels(fit)
  each <- vapply(seq_along(labels), function(k) joint_wald(fit, which(terms == k), cov),
                 no_joint_test)
  list(all = data.frame(test = "Wald", chisq = all[["chisq"]], df = all[["df"]],
                        p.value = all[["p"]]),
       terms = if (length(labels) && several_equations(fit)) {
         data.frame(term = labels, t(each), row.names = NULL)
       })
}

#' Deviance and Pearson's statistic of grouped counts
#' @noRd
category_fit_tests <- function(fit) {
  freedom_tests(c(fit$deviance, sum(table_residuals(fit, "pearson")^2)), fit$df.residual)
}

# ---- the print ---------------------------------------------------------------------------------

#' @rdname summary.category_fit
#' @export
as.data.frame.summary.category_fit <- function(x, ...) x$table

#' @rdname summary.category_fit
#' @export
print.summary.category_fit <- function(x, digits = 3L, signif.stars = FALSE, ...) {
  write_lines(category_head(x), "")
  columns <- function(table, at) summary_columns(x, table, at, digits, signif.stars)
  write_lines(category_lines(x, columns, digits, meaning_line(x)), category_method_line(x),
              x$problems)
  tests <- term_test_lines(x)
  if (length(tests)) write_lines("", tests)
  write_lines("", wrap_each(footer_lines(x)))
  invisible(x)
}

#' @noRd
category_method_line <- function(x) {
  if (NROW(x$printed$slopes) || NROW(x$printed$scale)) method_line(x)
}

#' @noRd
term_test_lines <- function(x) {
  tests <- x$tests$terms
  if (is.null(tests)) {
    left_out <- several_equations(x) && length(term_labels(x)) && x$convergence$converged
    return(if (left_out) "Tests of terms over all equations: drop1().")
  }
  over <- if (!is_ordinal(x)) "over all equations" else
    if (has_parallel_slopes(x)) "of terms" else "over all thresholds"
  columns <- list(text_column("chi2", align_points(format_fixed(tests$chisq, 2L))),
                  text_column("df", format_count(tests$df)),
                  text_column(" p", format_p(tests$p, slot = TRUE), "left"))
  text_table(tests$term, columns, paste(x$tests$all$test, "tests", over))
}
