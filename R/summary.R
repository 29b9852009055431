#' Summary of a fit
#'
#' One table with estimate, standard error, odds ratio, its interval, test and p; below it the
#' tests of the whole, measures of fit, and how the fit converged.
#'
#' \deqn{z_j = \hat\beta_j / \sqrt{V_{jj}}, \qquad
#'   \mathrm{OR}_j = e^{\hat\beta_j}, \qquad
#'   e^{\hat\beta_j \pm z_{1 - \alpha/2} \sqrt{V_{jj}}}.}{z = b/se, OR = exp(b),
#'   limits exp(b +- z se).}
#'
#' Interval and p share one method, named below the table: Wald, or with `method = "profile"` the
#' likelihood ratio, whose interval is that of [confint.logistic_fit()] and whose test is of each
#' coefficient against 0. Infinite estimates have no Wald test; they have those of the likelihood
#' ratio in any case. R2 measures are of single trials, so they do not
#' change when rows are grouped: McFadden \eqn{1 - \ell/\ell_0}, Nagelkerke
#' \eqn{\{1 - e^{2(\ell_0 - \ell)/N}\}/\{1 - e^{2 \ell_0/N}\}}, Tjur the difference of the mean
#' fitted probability between events and others.
#'
#' @param object A fit of [logistic()].
#' @param dispersion A factor for the covariance; `NULL` is 1.
#' @param correlation,symbolic.cor As in [stats::summary.glm()].
#' @param level The coverage of the intervals.
#' @param method `"wald"` or `"profile"`: of the intervals and p of the table.
#' @param ... Not used.
#' @param x A summary.
#' @param digits Significant digits of the standard errors.
#' @param signif.stars Mark p below 0.05, 0.01, 0.001 with stars?
#' @return A list of class `c("summary.logistic_fit", "summary.glm")` with the components of
#'   [stats::summary.glm()] (`coefficients` has its four columns, without aliased rows; of more than
#'   1,000 coefficients there is no covariance, unless `correlation` wants it: see
#'   [vcov.logistic_fit()]), and
#'   * `table`: the printed table unrounded, a row per coefficient, the names of `coef()` in
#'     `term`; also `as.data.frame(summary)`.
#'   * `tests`: LR test of all terms; for grouped data, goodness of fit.
#'   * `r2`: McFadden, Nagelkerke, Tjur.
#'   * `convergence`, `rows`, `outcome`, `event`: as in the fit.
#' @section Errors:
#' `logistic_error_level` unless `level` is between 0 and 1; `logistic_error_kept` when a profile
#' needs data that the fit does not hold.
#' @references
#' McFadden D (1974). Conditional logit analysis of qualitative choice behavior. In Zarembka P
#' (ed.), *Frontiers in Econometrics*, 105-142. Academic Press.
#'
#' Nagelkerke NJD (1991). A note on a general definition of the coefficient of determination.
#' *Biometrika* 78, 691-692. \doi{10.1093/biomet/78.3.691}
#'
#' Tjur T (2009). Coefficients of determination in logistic regression models. *The American
#' Statistician* 63, 366-372. \doi{10.1198/tast.2009.08210}
#' @examples
#' s <- summary(logistic(low ~ age + lwt + race, birthweight))
#' s
#' as.data.frame(s)
#' s$r2
#' @export
summary.logistic_fit <- function(object, dispersion = NULL, correlation = FALSE,
                                 symbolic.cor = FALSE, level = 0.95,
                                 method = c("wald", "profile"), ...) {
  check_fit(object)
  check_level(level)
  method <- check_choice(method, c("wald", "profile"))
  dispersion <- if (is.null(dispersion)) 1 else dispersion
  cov <- if (correlation || !is.null(object$cov.unscaled)) wald_covariance(object)
  se <- standard_errors(object, dispersion)
  warn_unused("summary", names(formals(summary.logistic_fit)), ...)
  parts <- c("call", "terms", "family", "deviance", "aic", "contrasts", "df.residual",
             "null.deviance", "df.null", "iter", "na.action")
  out <- c(object[intersect(parts, names(object))], list(
    coefficients = wald_matrix(object, se), dispersion = dispersion,
    df = c(object$rank, object$df.residual, length(object$coefficients)),
    aliased = is.na(object$coefficients), cov.unscaled = cov,
    cov.scaled = if (!is.null(cov)) cov * dispersion))
  # print.summary.glm() of R < 4.3 reads them
  if (getRversion() < "4.3.0" && !is.null(object$y)) {
    out$deviance.resid <- stats::residuals(object, "deviance")
  }
  if (correlation && object$rank > 0) {
    out$correlation <- out$cov.scaled / tcrossprod(sqrt(diag(out$cov.scaled)))
    out$symbolic.cor <- symbolic.cor
  }
  out <- c(out, summary_extras(object, se, level, method))
  structure(out, class = c("summary.logistic_fit", "summary.glm"))
}

#' @noRd
summary_extras <- function(fit, se, level, method) {
  list(table = summary_table(fit, se, level, method), level = level, method = method,
       tests = summary_tests(fit), r2 = r_squared(fit), convergence = convergence(fit),
       rows = fit$rows,
       outcome = fit$outcome, event = fit$event, link = fit$link, ratio = ratio_words(fit),
       loglik = c(full = fit$loglik, kernel = fit$loglik_kernel, null = fit$null_loglik),
       nobs = stats::nobs(stats::logLik(fit)), layout = coefficient_layout(fit),
       relations = relation_notes(fit, names(fit$coefficients)),
       joint = joint_tests(fit), finite = if (!is.null(fit$separation)) finite_sums(fit),
       problems = problem_lines(fit))
}

#' @noRd
wald_matrix <- function(fit, se) {
  kept <- !is.na(fit$coefficients)
  estimate <- fit$coefficients[kept]
  se <- se[kept]
  z <- ifelse(is.finite(estimate), estimate / se, NA_real_)
  out <- cbind(estimate, se, z, 2 * stats::pnorm(-abs(z)))
  dimnames(out) <- list(names(estimate), c("Estimate", "Std. Error", "z value", "Pr(>|z|)"))
  out
}

# One row a coefficient.
#' @noRd
estimate_table <- function(estimate, se, limits, ratios) {
  z <- ifelse(is.finite(estimate), estimate / se, NA_real_)
  out <- data.frame(term = as.character(names(estimate)), estimate = as.double(estimate),
                    std.error = as.double(se), statistic = as.double(z),
                    p.value = as.double(2 * stats::pnorm(-abs(z))), conf.low = limits[, 1L],
                    conf.high = limits[, 2L], stringsAsFactors = FALSE)
  rownames(out) <- NULL
  if (ratios) {
    out[c("odds.ratio", "odds.low", "odds.high")] <-
      list(exp(out$estimate), exp(out$conf.low), exp(out$conf.high))
  }
  out
}

# Does exp(coefficient) compare odds? With scale effects it does so at one scale only.
#' @noRd
has_ratios <- function(fit) fit$link == "logit" && is.null(fit$scale_terms)

# Of a table with ratios: the name of their column, and what they are.
#' @noRd
ratio_words <- function(fit) {
  if (!has_ratios(fit)) return(NULL)
  if (inherits(fit, "multinomial_fit")) {
    return(list(head = "RR ratio", unit = "RR: relative risk ratio per 1 unit"))
  }
  list(head = "Odds ratio", unit = "Ratios are per 1 unit")
}

# `lr.chisq` is there where a likelihood-ratio test is.
#' @noRd
summary_table <- function(fit, se, level, method = "wald") {
  out <- estimate_table(fit$coefficients, se, summary_limits(fit, se, level, method),
                        has_ratios(fit))
  if (method == "profile") return(with_ratio_tests(out, ratio_tests(fit)))
  if (is.null(fit$separation)) return(out)
  test <- fit$separation$test
  chisq <- if (is.null(test)) NA_real_ else test$chisq[match(out$term, test$term)]
  with_ratio_tests(out, chisq, is.infinite(out$estimate))
}

# The statistic is the signed root, as z is of Wald's; an infinite estimate has none.
#' @noRd
with_ratio_tests <- function(table, chisq, rows = TRUE) {
  root <- sign(table$estimate) * sqrt(chisq)
  root[is.infinite(table$estimate)] <- NA_real_
  table$lr.chisq <- chisq
  table$statistic[rows] <- root[rows]
  table$p.value[rows] <- stats::pchisq(chisq, 1, lower.tail = FALSE)[rows]
  table
}

# Limits of infinite estimates come from the profile in any case, if the fit holds its data.
#' @noRd
summary_limits <- function(fit, se, level, method) {
  if (method == "profile") return(profile_limits(fit, names(fit$coefficients), level))
  limits <- wald_limits(fit$coefficients, se, level)
  infinite <- fit$separation$test$term
  if (length(infinite)) limits[infinite, ] <- one_sided_limits(fit, infinite, level)
  limits
}

#' @noRd
summary_tests <- function(fit) {
  kernels <- kernel_logliks(fit)
  null_df <- as.integer(has_intercept(fit))
  df <- fit$rank - null_df
  # without an intercept the null of the LR test has no coefficients at all
  null <- if (has_intercept(fit)) kernels[["null"]] else offset_loglik(fit)
  chisq <- if (one_outcome(fit)) NA_real_ else max(2 * (kernels[["full"]] - null), 0)
  out <- list(all = data.frame(test = "LR", chisq = chisq, df = df, p.value = chisq_p(chisq, df)))
  if (is_grouped(fit)) out$fit <- group_tests(fit)
  out
}

# Where all outcomes are alike every model with an intercept fits them wholly: nothing is tested.
#' @noRd
one_outcome <- function(fit) any(fit$outcome <= 0) && has_intercept(fit)

#' @noRd
kernel_logliks <- function(fit) {
  constant <- fit$loglik - fit$loglik_kernel
  c(full = fit$loglik_kernel, null = fit$null_loglik - constant)
}

# The kernel log-likelihood of a model without coefficients: the offset alone.
#' @noRd
offset_loglik <- function(fit) {
  if (is.null(fit$y)) return(NA_real_)
  eta <- if (is.null(fit$offset)) numeric(length(fit$y)) else fit$offset
  m <- link_means(fit$link, eta)
  w <- fit$prior.weights
  sum(ifelse(w == 0 | fit$y == 0, 0, w * fit$y * m$log_mean) +
        ifelse(w == 0 | fit$y == 1, 0, w * (1 - fit$y) * m$log_complement))
}

#' @noRd
is_grouped <- function(fit) fit$event$kind %in% c("counts", "proportion")

#' @noRd
group_tests <- function(fit) {
  if (is.null(fit$y)) return(NULL)
  freedom_tests(c(fit$deviance, sum(exact_residuals(fit, "pearson")^2)), fit$df.residual)
}

#' @noRd
freedom_tests <- function(statistic, df) {
  data.frame(test = c("deviance", "Pearson"), chisq = statistic, df = df,
             p.value = chisq_p(statistic, df))
}

# Of single trials, so that grouping does not change them.
#' @noRd
r_squared <- function(fit) {
  l <- kernel_logliks(fit)
  n <- sum(fit$outcome)
  out <- c(mcfadden = 1 - l[["full"]] / l[["null"]],
           nagelkerke = expm1(2 * (l[["null"]] - l[["full"]]) / n) / expm1(2 * l[["null"]] / n),
           tjur = NA_real_)
  if (is.null(fit$y) || is.null(fit$fitted.values)) return(out)
  w <- fit$prior.weights
  mean_of <- function(weight) sum(weight * fit$fitted.values) / sum(weight)
  out[["tjur"]] <- mean_of(w * fit$y) - mean_of(w * (1 - fit$y))
  out
}

# A joint Wald test for each factor of more than 20 levels.
#' @noRd
joint_tests <- function(fit) {
  layout <- coefficient_layout(fit)
  many <- Filter(function(part) level_count(part) > 20L, layout)
  do.call(rbind, lapply(many, function(part) {
    test <- if (is.null(fit$cov.unscaled)) no_joint_test else joint_wald(fit, part$columns)
    data.frame(term = part$label, levels = level_count(part), chisq = test[["chisq"]],
               df = test[["df"]], p.value = test[["p"]])
  }))
}

#' @noRd
level_count <- function(part) length(part$levels) + !is.null(part$reference)

no_joint_test <- c(chisq = NA_real_, df = NA_real_, p = NA_real_)

#' @noRd
joint_wald <- function(fit, columns, cov = wald_covariance(fit)) {
  kept <- cumsum(!is.na(fit$coefficients))
  estimate <- fit$coefficients[columns]
  wald_chisq(estimate, cov, kept[columns])
}

# Are all estimates 0? `at`: where those that are not aliased stand in `cov`.
#' @noRd
wald_chisq <- function(estimate, cov, at) {
  kept <- which(is.finite(estimate))
  none <- replace(no_joint_test, "df", length(kept))
  if (!length(kept) || length(kept) < sum(!is.na(estimate))) return(none)
  cov <- cov[at[kept], at[kept], drop = FALSE]
  if (anyNA(cov)) return(none)
  chisq <- sum(estimate[kept] * solve(cov, estimate[kept]))
  c(chisq = chisq, df = length(kept),
    p = stats::pchisq(chisq, length(kept), lower.tail = FALSE))
}

# The groups of coefficients as they are printed: a factor coded by levels with its reference, or
# single coefficients.
#' @noRd
coefficient_layout <- function(fit) {
  column_layout(fit, names(fit$coefficients), fit_assign(fit))
}

#' @noRd
column_layout <- function(fit, names, assign) {
  labels <- c("(Intercept)", term_labels(fit))[assign + 1L]
  lapply(unique(assign), function(term) {
    columns <- which(assign == term)
    c(list(label = labels[columns[1L]], columns = columns),
      if (term > 0L) level_coding(fit, labels[columns[1L]], names[columns]))
  })
}

# Levels and reference of a factor term under treatment contrasts or with a coefficient each.
#' @noRd
level_coding <- function(fit, label, names) {
  levels <- fit$xlevels[[label]]
  if (is.null(levels) && label %in% names(fit$contrasts)) levels <- c("FALSE", "TRUE")
  treatment <- identical(unname(fit$contrasts[[label]]), "contr.treatment")
  if (is.null(levels) || !treatment) return(NULL)
  if (identical(names, paste0(label, levels))) return(list(levels = levels))
  if (identical(names, paste0(label, levels[-1L]))) {
    return(list(levels = levels[-1L], reference = levels[1L]))
  }
  NULL
}

#' @rdname summary.logistic_fit
#' @export
as.data.frame.summary.logistic_fit <- function(x, ...) x$table

#' @rdname summary.logistic_fit
#' @export
print.summary.logistic_fit <- function(x, digits = 3L, signif.stars = FALSE, ...) {
  write_lines(head_lines(x, x, wide = TRUE), "")
  if (nrow(x$table)) {
    write_lines(summary_lines(x, digits, signif.stars), method_line(x))
  } else {
    write_lines("No coefficients: the linear predictor is the offset.")
  }
  write_lines(finite_lines(x$finite, row_noun(x$event)), x$problems)
  write_lines("", wrap_each(footer_lines(x)))
  invisible(x)
}

#' @noRd
summary_rows <- function(x) {
  layout_rows(x$layout, x$table$term, function(part) joint_note(x, part$label))
}

# Rows of a printed table: which coefficient (NA: none), its label, and a note in its place; a
# shorter label with a longer note, for a narrow column of labels.
#' @noRd
printed_row <- function(label, at = NA_integer_, note = NA_character_, short = label,
                        long = note) {
  data.frame(label = label, at = at, note = note, short = short, long = long,
             stringsAsFactors = FALSE)
}

# `many` writes the note in place of a factor of more than 20 levels.
#' @noRd
layout_rows <- function(layout, terms, many) {
  rows <- lapply(layout, function(part) {
    if (is.null(part$levels)) return(printed_row(terms[part$columns], part$columns))
    if (level_count(part) > 20L) return(printed_row(part$label, note = many(part)))
    indented <- printed_row(paste0("  ", part$levels), part$columns)
    head <- if (is.null(part$reference)) printed_row(paste0(part$label, ":"), note = "") else {
      printed_row(paste0(part$label, ": ", part$reference), note = "reference",
                  short = paste0(part$label, ":"), long = paste("reference:", part$reference))
    }
    rbind(head, indented)
  })
  do.call(rbind, rows)
}

#' @noRd
joint_note <- function(x, label) {
  test <- x$joint[x$joint$term == label, ]
  if (is.na(test$chisq)) return(sprintf("%s levels; no joint Wald test", format_count(test$levels)))
  sprintf("%s levels; joint Wald chi2 = %s, df = %s, %s", format_count(test$levels),
          format_fixed(test$chisq, 2L), format_count(test$df), p_text(test$p.value))
}

# "p = 0.0012", "p <0.0001"
#' @noRd
p_text <- function(p) {
  text <- format_p(p)
  ifelse(grepl("^<", text), paste("p", text), paste("p =", text))
}

#' @noRd
summary_lines <- function(x, digits, stars) {
  rows <- summary_rows(x)
  shown <- rows[shown_rows(nrow(rows)), ]
  columns <- row_columns(shown, function(at) {
    summary_columns(x, x$table[at, ], at, digits, stars)
  })
  c(row_lines(shown, columns, x$relations), more_line(nrow(rows)))
}

# `columns` makes the columns of coefficients; rows without one have empty cells.
#' @noRd
row_columns <- function(rows, columns) {
  coded <- !is.na(rows$at)
  lapply(columns(rows$at[coded]), spread_column, coded = coded)
}

#' @noRd
row_lines <- function(rows, columns, relations) {
  wide <- display_width(rows$label) > table_width() - sum(column_widths(columns))
  rows[wide, c("label", "note")] <- rows[wide, c("short", "long")]
  relation <- relations[rows$at]
  aliased <- !is.na(relation)
  notes <- ifelse(aliased, relation, rows$note)
  heading <- !nzchar(rows$label) & !is.na(rows$note)
  text_table(rows$label, columns, notes = notes, kept = ifelse(aliased, 2L, -1L * heading))
}

# Empty cells in rows that have no coefficient.
#' @noRd
spread_column <- function(column, coded) {
  cells <- rep(strrep(" ", display_width(column$head)), length(coded))
  cells[coded] <- column$cells
  list(head = column$head, cells = cells)
}

#' @noRd
summary_columns <- function(x, table, at, digits, stars) {
  if (!nrow(table)) return(list())
  cells <- format_estimates(table$estimate, table$std.error, digits)
  columns <- estimate_columns(cells)
  if (!is.null(x$ratio)) {
    columns <- c(columns, list(text_column(x$ratio$head, ratio_cells(table, is_odds(x)[at]))))
  }
  c(columns, list(
    text_column(paste0("  ", format_level(x$level)), interval_cells(x, table, digits),
                "left"),
    statistic_column(table, x$method),
    text_column(" p", p_cells(table$p.value, stars), "left")))
}

# The intercept, and levels that have no reference, are odds and not ratios.
#' @noRd
is_odds <- function(x) {
  if (!is.null(x$odds)) return(x$odds)
  columns <- unlist(lapply(x$layout, function(part) {
    bare <- !is.null(part$levels) && is.null(part$reference)
    if (part$label == "(Intercept)" || bare) part$columns
  }))
  each <- max(unlist(lapply(x$layout, `[[`, "columns")), 0L)
  if (each > 0L) rep_len(seq_len(each) %in% columns, nrow(x$table)) else logical(nrow(x$table))
}

#' @noRd
ratio_cells <- function(table, odds) {
  cells <- align_points(format_ratio(table$odds.ratio))
  cells[odds] <- sub("^( *)([^ ])", "\\1odds \\2", cells[odds])
  pad_odds(cells, odds)
}

# "odds " stands in front of the number without moving its point.
#' @noRd
pad_odds <- function(cells, odds) {
  spare <- display_width(cells)
  width <- max(spare[!odds], spare[odds] - 5L, 0L)
  cells[!odds] <- pad_left(cells[!odds], width)
  pad_left(cells, max(display_width(cells)))
}

#' @noRd
interval_cells <- function(x, table, digits) {
  if (!is.null(x$ratio)) {
    return(align_interval(format_limit(table$odds.low, table$odds.ratio),
                          format_limit(table$odds.high, table$odds.ratio)))
  }
  limit <- function(x) signed_zero(format_estimates(x, table$std.error, digits)$estimate, x)
  align_interval(limit(table$conf.low), limit(table$conf.high))
}

# A limit that rounds to 0 says on which side of it it lies.
#' @noRd
signed_zero <- function(text, x) {
  onto <- is.finite(x) & x != 0 & !grepl("[1-9]", text)
  text[onto] <- paste0(ifelse(x[onto] < 0, "<", ">"), text[onto])
  text
}

# z; where some estimates are infinite a chi-squared column, z squared or the LR statistic.
#' @noRd
statistic_column <- function(table, method) {
  infinite <- is.infinite(table$estimate)
  if (is.null(table$lr.chisq) || (method != "profile" && !any(infinite))) {
    return(text_column("z", align_points(format_fixed(table$statistic, 2L))))
  }
  ratio <- infinite | method == "profile"
  chisq <- ifelse(ratio, table$lr.chisq, table$statistic^2)
  head <- if (all(ratio | is.na(table$estimate))) "LR chi2" else "chi2"
  text_column(head, align_points(format_fixed(chisq, 2L)))
}

#' @noRd
p_cells <- function(p, stars) {
  cells <- format_p(p, slot = TRUE)
  cells[is.na(p)] <- " NA"
  if (!stars) return(cells)
  marks <- c("***", "**", "*", "")[findInterval(p, c(0.001, 0.01, 0.05)) + 1L]
  marks[is.na(marks)] <- ""
  paste(pad_right(cells), marks)
}

#' @noRd
method_line <- function(x) {
  infinite <- is.infinite(x$table$estimate)
  if (!any(is.finite(x$table$std.error)) && !any(infinite)) return(NULL)
  method <- method_words(x, infinite)
  if (is.null(x$ratio) || all(infinite | is.na(x$table$estimate))) return(wrap_text(method))
  odds <- is_odds(x)
  ratios <- if (!all(odds)) x$ratio$unit
  intercept <- if ("(Intercept)" %in% x$table$term) "the intercept is an odds"
  text <- paste(c(ratios, intercept), collapse = "; ")
  if (!nzchar(text)) return(wrap_text(method))
  if (is.null(ratios)) text <- sub("^the", "The", text)
  c(wrap_text(sprintf("%s %s.", method, text)), interaction_line(x))
}

#' @noRd
method_words <- function(x, infinite) {
  all <- all(infinite | is.na(x$table$estimate))
  ratio <- "CI and p: likelihood ratio (profile)"
  tested <- !is.null(x$table$lr.chisq)
  if (!any(infinite)) {
    if (isTRUE(x$given_covariance)) return("CI and p: Wald, by the given covariance.")
    if (x$method != "profile") return("CI and p: Wald.")
    return(if (tested) paste0(ratio, ".") else "CI: likelihood ratio (profile); p: Wald.")
  }
  if (!tested && all) return("No CI, no p: the estimates are infinite.")
  if (!tested) return("CI and p: Wald; none where the estimate is infinite.")
  bounded <- !all(is.na(x$table$conf.low[infinite]))
  if (x$method == "profile" || (all && bounded)) {
    return(paste0(ratio, ", one-sided where the estimate is infinite."))
  }
  if (all) return("p: likelihood ratio; no CI where the estimate is infinite.")
  if (bounded) return("CI and p: Wald; where the estimate is infinite, likelihood ratio (profile).")
  "CI and p: Wald; where the estimate is infinite, p: likelihood ratio, no CI."
}

#' @noRd
interaction_line <- function(x) {
  if (all(attr(x$terms, "order") < 2L)) return(NULL)
  wrap_text(paste("A ratio in an interaction is that where the other variable is 0 or at its",
                  "reference; odds_ratio() gives the others."))
}

#' @noRd
footer_lines <- function(x) {
  c(test_line(x), group_line(x), likelihood_line(x), r2_line(x), convergence_line(x))
}

#' @noRd
test_line <- function(x) {
  test <- x$tests$all
  if (one_outcome(x)) return("No LR test, no R2: all outcomes are alike.")
  if (test$df < 1L || is.na(test$chisq)) return(NULL)
  sprintf("%s test, all terms: chi2 = %s, df = %s, %s", test$test, format_fixed(test$chisq, 2L),
          format_count(test$df), p_text(test$p.value))
}

#' @noRd
group_line <- function(x) {
  test <- x$tests$fit
  if (is.null(test)) return(NULL)
  if (test$df[1L] < 1L) return("Fit of groups: no test, as many coefficients as groups.")
  sprintf("Fit of groups: deviance %s, Pearson %s, df = %s, p = %s",
          format_fixed(test$chisq[1L], 2L), format_fixed(test$chisq[2L], 2L),
          format_count(test$df[1L]), paste(format_p(test$p.value), collapse = ", "))
}

#' @noRd
likelihood_line <- function(x) {
  if (isTRUE(x$given_covariance)) {
    return(given_covariance_line(x, "observations were independent"))
  }
  name <- if (isTRUE(x$event$pseudo)) "Pseudo-logLik" else "logLik"
  parameters <- x$df[1L]
  if (x$event$kind %in% c("counts", "proportion")) {
    without <- -2 * x$loglik[["kernel"]] + 2 * parameters
    return(sprintf("%s %s, AIC %s (with %s coefficients; %s without)", name,
                   format_fixed(x$loglik[["full"]], 2L), format_fixed(x$aic, 2L),
                   if (is.null(x[["lev"]])) "binomial" else "multinomial",
                   format_fixed(without, 2L)))
  }
  bic <- -2 * x$loglik[["full"]] + log(x$nobs) * parameters
  sprintf("%s %s, AIC %s, BIC %s", name, format_fixed(x$loglik[["full"]], 2L),
          format_fixed(x$aic, 2L), format_fixed(bic, 2L))
}

#' @noRd
given_covariance_line <- function(x, assumed) {
  sprintf("logLik %s as if %s; LR tests and AIC are not shown",
          format_fixed(x$loglik[["full"]], 2L), assumed)
}

#' @noRd
r2_line <- function(x) {
  if (one_outcome(x)) return(NULL)
  names <- c(mcfadden = "McFadden", nagelkerke = "Nagelkerke", tjur = "Tjur")[names(x$r2)]
  sprintf("R2: %s%s", paste(names, format_fixed(x$r2, 3L), collapse = ", "),
          if (x$event$kind %in% c("counts", "proportion")) " (per trial)" else "")
}

# With scale effects, or the link cauchit, the likelihood is not concave.
local_text <- "local maximum, not proved to be the highest"

#' @noRd
convergence_line <- function(x) {
  convergence <- x$convergence
  if (isFALSE(convergence$converged)) return(NULL)
  digits <- convergence$digits[is.finite(convergence$digits)]
  ending <- c(proved = "finite maximum proved", separated = "on the face where it is finite",
              undecided = "existence not decided", local = local_text)[[convergence$overlap]]
  sprintf("Converged: %s%s; %s.", plural(convergence$steps, "step"),
          if (length(digits)) sprintf(", %d digits", min(digits)) else "", ending)
}
