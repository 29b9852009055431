#' Odds ratios by unit and by level
#'
#' The odds ratio of two rows x and x0 that differ in one variable is
#' \deqn{\mathrm{OR} = \exp\{(x - x_0)^\top \hat\beta\}, \qquad
#'   \mathrm{CI} = \exp\{(x - x_0)^\top \hat\beta \pm
#'   z_{1 - \alpha/2} \sqrt{(x - x_0)^\top V (x - x_0)}\}.}{OR = exp((x - x0)'b),
#'   CI = exp((x - x0)'b +- z sqrt((x - x0)'V(x - x0))).}
#' It is computed from the two rows of the model matrix, so transformed terms (`log(x)`,
#' `poly(x, 2)`) and interactions come out right. Where the ratio depends on other variables, it
#' is given at several of their values: those in `at`, or every level of a factor and the
#' quartiles of a number. Where it depends on the start, as with `poly()`, the step starts at the
#' median unless `at` says otherwise; the label shows both ends.
#'
#' Of a multinomial fit they are relative risk ratios, for each category k but the reference r: by
#' how much P(k) / P(r) is multiplied. Of an ordinal fit they are odds ratios of a higher category
#' (`type = "cumulative"`), of a category against the one below it (`"adjacent"`), or of going on to
#' a higher one (`"continuation"`); where some slopes are not parallel, at each threshold.
#'
#' Of a conditional random field they are those of each label but the first against the first,
#' given the labels of all other rows, and below them, of adjacent labels, the dependence: how much
#' the odds of a label (against the first) are multiplied when the label before it is another (than
#' the first); where `transitions` depend on something, at each level, at quartiles, or at the
#' values in `at`.
#'
#' @param fit A fit of [logistic()] or [ordinal()] with the logit link, of [multinomial()], or of
#'   [crf()] without penalty.
#' @param ... Variables: by name in quotes (`"smoke"`), or with a step for numbers (`age = 10`).
#'   None: all, numbers by 1.
#' @param at A named list of values of other variables, or of the start of a step.
#' @param level The coverage of the Wald intervals.
#' @return An object of class `"odds_ratio"`. `as.data.frame()` gives, unrounded, `term`,
#'   `contrast`, a column per variable held in `at` (of several equations first `y.level`, the
#'   category or threshold), `estimate`, `conf.low`, `conf.high`,
#'   `p.value` (Wald; for infinite coefficients the likelihood ratio, with its one-sided
#'   interval); `$tests` the likelihood-ratio tests of the interactions met.
#' @section Errors:
#' `logistic_error_link` when the link is not the logit: with other links no single number
#' compares two odds whatever the other variables are; `logistic_error_scale` when it has scale
#' effects, for the same reason. `logistic_error_variable` when a name is
#' not a variable of the fit, `logistic_error_step` when a step is not one number other than 0,
#' `logistic_error_levels` and `logistic_error_argument` when `at` has unknown levels or no numbers,
#' `logistic_error_transform` when a term's value in a row depends on the other rows, as that of
#' `rank(x)` or of a function of yours that takes the mean: compute it as a column of the data.
#' @references
#' Cornfield J (1951). A method of estimating comparative rates from clinical data. *Journal of
#' the National Cancer Institute* 11, 1269-1275. \doi{10.1093/jnci/11.6.1269}
#' @examples
#' fit <- logistic(low ~ age + lwt + smoke, birthweight)
#' odds_ratio(fit, age = 10, lwt = 10)
#' odds_ratio(fit)
#' both <- logistic(low ~ age * smoke + lwt, birthweight)
#' odds_ratio(both, "smoke", at = list(age = c(20, 25, 30)))
#' odds_ratio(multinomial(race ~ age + smoke, birthweight), age = 10, "smoke")
#' @export
odds_ratio <- function(fit, ..., at = NULL, level = 0.95) {
  if (inherits(fit, "crf_fit")) return(crf_odds_ratio(fit, list(...), at, level))
  check_odds_fit(fit)
  check_level(level)
  data <- predictor_data(fit)
  check_no_matrix(list(...), data)
  steps <- asked_steps(list(...), data[in_terms(fit, names(data))])
  check_at(at, data)
  equations <- ratio_equations(fit)
  tables <- lapply(names(steps), function(variable) {
    variable_ratios(fit, data, variable, steps[[variable]], at, level, equations)
  })
  new_odds_ratio(fit, tables, names(steps), level)
}

#' @noRd
check_odds_fit <- function(fit) {
  check_any_fit(fit)
  if (has_ratios(fit)) return(invisible())
  if (fit$link == "logit") {
    stop_logistic("scale", paste0(
      "Odds ratios need a fit without scale effects: with them the ratio of two odds\n",
      "  depends on the threshold. Compare predictions instead."))
  }
  stop_logistic("link", paste0(
    "Odds ratios need the logit link, not ", fit$link, ": with it the ratio of two odds\n",
    "  depends on all variables, so no one number tells it. Compare predictions instead."),
    link = fit$link)
}

# The linear predictors that have ratios of their own: what `ratio_rows()` reads of each.
#' @noRd
ratio_equations <- function(fit) {
  if (inherits(fit, "category_fit")) return(category_equations(fit))
  list(list(fit = fit, spread = spread_of(fit), level = NULL))
}

# A variable that stands in an offset alone has no estimated ratio.
#' @noRd
in_terms <- function(fit, variables) {
  variables %in% unlist(lapply(term_labels(fit), function(label) all.vars(str2lang(label))))
}

# A matrix has no one step: it is held at its medians, and cannot be asked for.
#' @noRd
check_no_matrix <- function(dots, data) {
  held <- names(attr(data, "held"))
  plain <- unlist(if (is.null(names(dots))) dots else dots[names(dots) == ""])
  asked <- if (length(data)) intersect(held, c(plain, names(dots))) else held
  if (!length(asked)) return(invisible())
  stop_logistic("variable", sprintf(
    "`...` must name single columns; %s a matrix. Give its columns names of their own in the data.",
    name_list(asked)), variable = asked)
}

# `vcov = "sandwich"` would be a step of a variable of that name.
#' @noRd
check_no_covariance <- function(dots, data) {
  if (!"vcov" %in% setdiff(names(dots), names(data))) return(invisible())
  stop_logistic("argument", paste0(
    "`vcov` must be absent: odds_ratio() has the model's covariance only.\n",
    "  summary(fit, vcov = ) has the ratios of coefficients with another one."), argument = "vcov")
}

# list(age = 10, smoke = NA): the step of each variable asked for.
#' @noRd
asked_steps <- function(dots, data) {
  check_no_covariance(dots, data)
  if (!length(data)) {
    stop_logistic("variable", "`fit` must have a predictor; it has none.", variable = "fit")
  }
  if (!length(dots)) return(stats::setNames(as.list(rep(NA, length(data))), names(data)))
  given <- if (is.null(names(dots))) rep("", length(dots)) else names(dots)
  plain <- unlist(lapply(dots[given == ""], as.character))
  steps <- c(stats::setNames(as.list(rep(NA, length(plain))), plain), dots[given != ""])
  unknown <- setdiff(names(steps), names(data))
  if (length(unknown)) {
    stop_logistic("variable", sprintf("`...` must name variables of the fit; %s not one.",
                                      name_list(unknown)), variable = unknown)
  }
  for (name in names(steps)) check_step(steps[[name]], data[[name]], name)
  steps[order(match(names(steps), c(names(dots), plain)))]
}

#' @noRd
check_step <- function(step, x, name) {
  if (length(step) == 1L && is.na(step)) return(invisible())
  if (has_levels(x)) {
    stop_logistic("step", sprintf("`%s` must be given as \"%s\", without a step: it has levels.",
                                  name, name), variable = name)
  }
  if (is.numeric(step) && length(step) == 1L && is.finite(step) && step != 0) return(invisible())
  stop_logistic("step", sprintf("`%s` must be one number other than 0, the step; not %s.", name,
                                paste(format(step), collapse = ", ")), variable = name)
}

#' @noRd
check_at <- function(at, data) {
  if (is.null(at)) return(invisible())
  unknown <- if (is.null(names(at))) "unnamed" else setdiff(names(at), names(data))
  if (!length(unknown) && is.list(at)) {
    for (name in names(at)) check_at_values(at[[name]], data[[name]], paste0("at$", name))
    return(invisible())
  }
  stop_logistic("variable", sprintf("`at` must be a list named by variables of the fit; %s.",
                                    if (length(unknown)) paste(name_list(unknown), "not one") else
                                      paste("it is", class(at)[1L])), variable = "at")
}

#' @noRd
check_at_values <- function(values, x, arg) {
  if (has_levels(x)) {
    levels <- if (is.factor(x)) levels(x) else c("FALSE", "TRUE")
    unknown <- setdiff(as.character(values), levels)
    if (!length(unknown)) return(invisible())
    stop_logistic("levels", sprintf("`%s` must be levels of the fit (%s), not %s.", arg,
                                    list_some(quoted(levels)), list_some(quoted(unknown))),
                  variable = arg, levels = unknown)
  }
  if (identical(class(values), class(x)) || (is.numeric(values) && is.numeric(x))) {
    if (length(values) && all(is.finite(values))) return(invisible())
  }
  expected <- if (is.object(x)) paste("of class", quoted(class(x)[1L])) else "finite numbers"
  stop_argument(arg, expected, value_text(values))
}

# Variables that share a term with `variable`.
#' @noRd
interacting <- function(fit, variable, data) {
  shared <- lapply(term_labels(fit), function(label) {
    variables <- all.vars(str2lang(label))
    if (variable %in% variables) variables
  })
  setdiff(intersect(unlist(shared), names(data)), variable)
}

#' @noRd
variable_ratios <- function(fit, data, variable, step, at, level, equations) {
  others <- interacting(fit, variable, data)
  grid <- at_grid(data, others, at)
  base <- typical_row(data)
  ends <- contrast_ends(fit, base, data, variable, step, at)
  out <- lapply(seq_along(ends), function(k) {
    rows <- base[rep(1L, max(nrow(grid), 1L)), , drop = FALSE]
    rows[names(grid)] <- grid
    x <- row_difference(fit, rows, variable, ends[[k]]$from, ends[[k]]$to, data)
    do.call(rbind, lapply(equations, function(equation) {
      rows <- ratio_rows(equation$fit, x, variable, ends[[k]]$label, grid, level, equation$spread)
      rows$y.level <- rep(equation$level, nrow(rows))
      rows
    }))
  })
  list(table = do.call(rbind, out), at = names(grid), others = others,
       numeric = !has_levels(data[[variable]]))
}

# The two values compared, and the words for it.
#' @noRd
contrast_ends <- function(fit, base, data, variable, step, at) {
  x <- data[[variable]]
  if (is.factor(x)) {
    return(lapply(levels(x)[-1L], function(level) {
      list(from = factor(levels(x)[1L], levels(x)), to = factor(level, levels(x)),
           label = sprintf("%s / %s", level, levels(x)[1L]))
    }))
  }
  if (is.logical(x)) return(list(list(from = FALSE, to = TRUE, label = "TRUE / FALSE")))
  if (length(step) == 1L && is.na(step)) step <- 1
  starts <- if (is.null(at[[variable]])) base[[variable]] else at[[variable]]
  straight <- is_straight(fit, base, data, variable, step)
  lapply(if (straight) starts[1L] else starts, function(start) {
    list(from = start, to = start + step, label = if (straight) {
      paste("per", format_plain(step))
    } else paste(value_label(start + step), value_label(start), sep = " / "))
  })
}

# Does a step change the columns alike wherever it starts?
#' @noRd
is_straight <- function(fit, base, data, variable, step) {
  starts <- quartiles(data[[variable]])
  starts <- c(starts, starts[1L] + step / 3)
  moves <- lapply(seq_along(starts), function(k) {
    row_difference(fit, base, variable, starts[k], starts[k] + step, data)
  })
  size <- max(abs(unlist(moves)))
  # a step may change nothing, as between the cuts of a number, or leave what the fit knows
  if (is.na(size) || size == 0) return(FALSE)
  all(vapply(moves[-1L], function(m) max(abs(m - moves[[1L]])) <= 1e-8 * size, NA))
}

#' @noRd
row_difference <- function(fit, rows, variable, from, to, data = NULL) {
  rows <- rows[c(seq_len(nrow(rows)), seq_len(nrow(rows))), , drop = FALSE]
  half <- nrow(rows) / 2
  rows[[variable]] <- rep(c(to, from), each = half)
  x <- new_matrix(fit, as_in_data(rows, data))
  x[seq_len(half), , drop = FALSE] - x[half + seq_len(half), , drop = FALSE]
}

#' @noRd
at_grid <- function(data, others, at) {
  wanted <- intersect(others, names(data))
  if (!length(wanted)) return(data.frame()[1L, , drop = FALSE])
  values <- lapply(wanted, function(name) {
    x <- data[[name]]
    given <- at[[name]]
    if (is.factor(x)) return(factor(if (is.null(given)) levels(x) else given, levels(x)))
    if (!is.null(given)) return(given)
    if (is.logical(x)) return(c(FALSE, TRUE))
    unique(quartiles(x))
  })
  names(values) <- wanted
  expand.grid(values, KEEP.OUT.ATTRS = FALSE, stringsAsFactors = FALSE)
}

#' @noRd
ratio_rows <- function(fit, x, variable, label, grid, level, spread) {
  parts <- linear_parts(fit)
  estimate <- rows_eta(x, parts)
  se <- rows_se(x, parts, spread)
  if (isTRUE(spread$alone)) se[rowSums(x != 0) > 1L] <- NA # there are no covariances
  # of a separated fit: neither infinite nor determined by the rows that are finite
  if (!is.null(spread$null)) estimate[is.finite(estimate) & is.na(se)] <- NA
  limits <- wald_limits(estimate, se, level)
  p <- 2 * stats::pnorm(-abs(estimate / se))
  infinite <- is.infinite(estimate)
  p[infinite] <- infinite_p(fit, x[infinite, , drop = FALSE])
  limits[infinite, ] <- infinite_limits(fit, x[infinite, , drop = FALSE], level)
  out <- data.frame(term = variable, contrast = label, stringsAsFactors = FALSE)
  out <- out[rep(1L, nrow(x)), ]
  out[names(grid)] <- grid
  out[c("estimate", "conf.low", "conf.high", "p.value")] <-
    list(exp(estimate), exp(limits[, 1L]), exp(limits[, 2L]), p)
  rownames(out) <- NULL
  out
}

# The LR p of a contrast that is one infinite coefficient, NA for others.
#' @noRd
infinite_p <- function(fit, x) {
  test <- fit$separation$test
  if (is.null(test)) return(rep(NA_real_, nrow(x)))
  test$p[match(moved_term(x), test$term)]
}

# The profile limits of the same; a step backwards turns them round.
#' @noRd
infinite_limits <- function(fit, x, level) {
  terms <- moved_term(x)
  out <- matrix(NA_real_, nrow(x), 2L)
  for (i in which(terms %in% fit$separation$test$term)) {
    step <- x[i, terms[i]]
    ends <- step * one_sided_limits(fit, terms[i], level)
    out[i, ] <- if (step < 0) rev(ends) else ends
  }
  out
}

# The coefficient that a row of differences moves, NA where there are several.
#' @noRd
moved_term <- function(x) {
  vapply(seq_len(nrow(x)), function(i) {
    moved <- colnames(x)[x[i, ] != 0]
    if (length(moved) == 1L) moved else NA_character_
  }, "")
}

#' @noRd
new_odds_ratio <- function(fit, tables, variables, level) {
  held <- unique(unlist(lapply(tables, `[[`, "at")))
  frames <- lapply(tables, function(part) {
    table <- part$table
    table[setdiff(held, names(table))] <- NA
    table[c(intersect("y.level", names(table)), "term", "contrast", held, "estimate", "conf.low",
            "conf.high", "p.value")]
  })
  for (name in held) frames <- lapply(frames, function(x) {
    if (is.factor(x[[name]])) x[[name]] <- as.character(x[[name]])
    x
  })
  pairs <- lapply(seq_along(tables), function(k) {
    lapply(tables[[k]]$others, function(other) sort(c(variables[k], other)))
  })
  structure(list(table = do.call(rbind, frames), held = held, level = level,
                 title = ratio_title(fit),
                 note = if (!inherits(fit, "crf_fit")) meaning_line(fit),
                 numeric = stats::setNames(vapply(tables, `[[`, NA, "numeric"), variables),
                 unknown = unknown_text(fit, frames),
                 tests = interaction_tests(fit, unique(unlist(pairs, recursive = FALSE)))),
            class = "odds_ratio")
}

# Why some ratios are NA.
#' @noRd
unknown_text <- function(fit, frames) {
  if (!anyNA(unlist(lapply(frames, `[[`, "estimate")))) return(NULL)
  shown <- utils::head(names(fit$aliased), 3L)
  relations <- vapply(shown, function(name) {
    paste(backticked(name), "=", relation_text(fit$aliased[[name]], backticked))
  }, "")
  c(if (length(relations)) sprintf("NA: a step breaks a relation that held in all rows, %s.",
                                   paste(relations, collapse = "; ")),
    if (!is.null(fit$separation)) "NA: not determined beside infinite coefficients.")
}

# LR test of the highest-order terms that hold both variables, where it is one of interaction: in
# race/smoke the term race:smoke holds the whole of smoke, which `factors` marks by 2.
#' @noRd
interaction_tests <- function(fit, pairs) {
  if (!length(pairs)) return(NULL)
  if (inherits(fit, "crf_fit")) return(category_interaction_tests(fit, pairs, crf_term_tests))
  if (inherits(fit, "category_fit")) return(category_interaction_tests(fit, pairs))
  labels <- term_labels(fit)
  assign <- fit_assign(fit)
  parts <- fit_parts(fit)
  do.call(rbind, lapply(pairs, function(pair) {
    both <- vapply(labels, function(l) all(pair %in% all.vars(str2lang(l))), NA)
    order <- attr(fit$terms, "order")
    terms <- which(both & order == max(order[both]) & order > 1L)
    if (!length(terms) || any(attr(fit$terms, "factors")[, terms] == 2L)) return(NULL)
    smaller <- refit_without(fit, parts, assign %in% terms)
    df <- smaller$df.residual - fit$df.residual
    chisq <- max(smaller$deviance - fit$deviance, 0)
    data.frame(term = gsub(":", " x ", paste(labels[terms], collapse = ", ")), df = df,
               statistic = chisq, p.value = chisq_p(chisq, df))
  }))
}

#' @rdname odds_ratio
#' @param x What `odds_ratio()` returned.
#' @export
as.data.frame.odds_ratio <- function(x, ...) {
  more <- x$dependence$table
  if (is.null(more)) return(x$table)
  first <- x$table
  more[setdiff(names(first), names(more))] <- NA
  first[setdiff(names(more), names(first))] <- NA
  numbers <- c("estimate", "conf.low", "conf.high", "p.value")
  rbind(first, more)[c(setdiff(names(first), numbers), numbers)]
}

#' @rdname odds_ratio
#' @export
print.odds_ratio <- function(x, ...) {
  write_lines(odds_ratio_lines(x), x$note, wrap_each(x$unknown))
  if (!is.null(x$tests)) {
    text <- sprintf("Interaction %s: LR chi2 = %s, df = %s, %s", x$tests$term,
                    format_fixed(x$tests$statistic, 2L), format_count(x$tests$df),
                    p_text(x$tests$p.value))
    write_lines(wrap_each(text))
  }
  if (!is.null(x$dependence)) write_lines(dependence_note, odds_ratio_lines(x$dependence))
  invisible(x)
}

#' @noRd
odds_ratio_lines <- function(x) {
  if (!is.null(x$table$y.level)) return(equation_ratio_lines(x))
  rows <- odds_ratio_rows(x)
  shown <- rows[shown_rows(nrow(rows)), ]
  coded <- !is.na(shown$at)
  table <- x$table[shown$at[coded], ]
  columns <- lapply(ratio_columns(table, x$level, "Odds ratio"), spread_column, coded = coded)
  c(text_table(shown$label, columns, corner = rows$corner[1L]), more_line(nrow(rows)))
}

#' @noRd
ratio_columns <- function(table, level, head) {
  p <- format_p(table$p.value, slot = any(table$p.value < 0.0001, na.rm = TRUE))
  list(
    text_column(head, align_points(format_ratio(table$estimate))),
    text_column(paste0("  ", format_level(level)),
                align_interval(format_limit(table$conf.low, table$estimate),
                               format_limit(table$conf.high, table$estimate)), "left"),
    text_column(" p", p, "left"))
}

# Labels: one block per contrast where it is given at several values; one line per contrast else.
#' @noRd
odds_ratio_rows <- function(x) {
  table <- x$table
  numeric <- x$numeric[table$term]
  name <- ifelse(numeric & grepl("^per ", table$contrast), paste(table$term, table$contrast),
                 paste0(table$term, ": ", table$contrast))
  held <- held_labels(x)
  blocks <- split(seq_along(name), factor(name, unique(name)))
  single <- length(blocks) == 1L && all(nzchar(held))
  parts <- lapply(names(blocks), function(label) {
    at <- blocks[[label]]
    if (!any(nzchar(held[at]))) return(data.frame(label = label, at = at))
    lines <- data.frame(label = paste0("  ", held[at]), at = at)
    if (single) lines else rbind(data.frame(label = label, at = NA_integer_), lines)
  })
  out <- do.call(rbind, parts)
  out$corner <- if (single) names(blocks) else ""
  out
}

#' @noRd
held_labels <- function(x) {
  vapply(seq_len(nrow(x$table)), function(i) {
    values <- vapply(x$held, function(name) {
      value <- x$table[[name]][i]
      if (is.na(value)) return("")
      paste(name, "=", value_label(value))
    }, "")
    values <- values[nzchar(values)]
    if (length(values)) paste("at", paste(values, collapse = ", ")) else ""
  }, "")
}
