# Ratios of multinomial and ordinal fits: one set for each linear predictor that has slopes of its
# own.

#' What `ratio_rows()` reads, for each equation
#'
#' @return A list of list(fit, spread, level): `fit` a view with the coefficients of one equation
#'   under the names of the model matrix; `level` its name, NULL where there is but one.
#' @noRd
category_equations <- function(fit) {
  at <- category_layout(fit)$at
  if (is_ordinal(fit)) at[1L, ] <- 0L # thresholds have no ratios
  if (is_ordinal(fit) && has_parallel_slopes(fit)) colnames(at) <- NULL
  lapply(if (is.null(colnames(at))) 1L else seq_len(ncol(at)), function(k) {
    equation_view(fit, stats::setNames(at[, k], rownames(at)), colnames(at)[k])
  })
}

#' @param at Positions of coefficients, 0 for none, named by the columns of the model matrix.
#' @noRd
equation_view <- function(fit, at, level) {
  beta <- stats::setNames(c(0, fit$coefficients)[at + 1L], names(at))
  spread <- equation_spread(fit, at, which(!is.na(beta) & at > 0L))
  view <- list(coefficients = beta, aliased = fit$aliased)
  if (!is.null(fit$separation)) {
    view$separation <- equation_separation(fit, at)
    spread <- determined_spread(spread, beta)
  }
  list(fit = view, spread = spread, level = level)
}

#' The covariance of some columns; of very many coefficients only variances are kept
#' @noRd
equation_spread <- function(fit, at, known) {
  alone <- is.null(fit$cov.unscaled)
  cov <- if (alone) diag(standard_errors(fit)[at[known]]^2, length(known)) else {
    place <- cumsum(!is.na(fit$coefficients))[at[known]]
    stats::vcov(fit, complete = FALSE)[place, place, drop = FALSE]
  }
  list(cov = unname(cov), columns = unname(known), alone = alone)
}

#' Direction and finite representative under the names of the model matrix
#' @noRd
equation_separation <- function(fit, at) {
  kept <- which(!coefficient_terms(fit)$term %in% names(fit$aliased))
  of_all <- function(x) replace(numeric(length(fit$coefficients) + 1L), kept + 1L, x)
  pick <- function(x) stats::setNames(of_all(x)[at + 1L], names(at))
  list(direction = pick(fit$separation$direction), finite = pick(fit$separation$finite))
}

#' Coefficients without a variance, as null vectors: a ratio that reads one is not determined
#' @noRd
determined_spread <- function(spread, beta) {
  lost <- is.na(diag(spread$cov))
  spread$cov[is.na(spread$cov)] <- 0
  lost <- c(spread$columns[lost], which(is.na(beta)))
  spread$null <- diag(length(beta))[, lost, drop = FALSE]
  spread
}

#' @noRd
ratio_title <- function(fit) {
  if (inherits(fit, "crf_fit")) {
    return(paste0("Odds ratios against ", quoted(fit$lev[1L]), ", given the neighbours' labels"))
  }
  if (!is_ordinal(fit)) return(paste("Relative risk ratios against", quoted(fit$reference)))
  if (!has_parallel_slopes(fit)) "Odds ratios at each threshold"
}

#' The tests of interactions that are one term
#' @noRd
category_interaction_tests <- function(fit, pairs, term_tests = category_term_tests) {
  labels <- term_labels(fit)
  variables <- lapply(labels, function(label) all.vars(str2lang(label)))
  order <- attr(fit$terms, "order")
  terms <- unlist(lapply(pairs, function(pair) {
    both <- vapply(variables, function(x) all(pair %in% x), NA)
    top <- which(both & order == max(order[both]) & order > 1L)
    if (length(top) == 1L && !any(attr(fit$terms, "factors")[, top] == 2L)) labels[top]
  }))
  if (!length(terms)) return(NULL)
  tests <- term_tests(fit)
  tests <- tests[tests$term %in% terms, ]
  data.frame(term = gsub(":", " x ", tests$term), df = tests$df, statistic = tests$chisq,
             p.value = tests$p)
}

# ---- the print ---------------------------------------------------------------------------------

#' Lines of a table with the equations side by side
#' @noRd
equation_ratio_lines <- function(x) {
  levels <- unique(x$table$y.level)
  rows <- odds_ratio_rows(one_equation(x, levels[1L]))
  shown <- rows[shown_rows(nrow(rows)), ]
  side <- shown_rows(length(levels))
  parts <- lapply(levels[side], function(level) {
    coded <- !is.na(shown$at)
    table <- one_equation(x, level)$table[shown$at[coded], ]
    lapply(ratio_columns(table, x$level, level), spread_column, coded = coded)
  })
  more <- length(levels) - length(side)
  c(wrap_text(x$title), text_table(shown$label, side_by_side(parts, shown$label, rows$corner[1L]),
                                   corner = rows$corner[1L]),
    more_line(nrow(rows)),
    if (more > 0L) sprintf("... %s more categories: as.data.frame()", format_count(more)))
}

#' @noRd
one_equation <- function(x, level) {
  x$table <- x$table[x$table$y.level == level, , drop = FALSE]
  x
}

#' The columns of each equation as one, with p where all of them fit into the width
#' @noRd
side_by_side <- function(parts, labels, corner) {
  joined <- lapply(parts, joined_column)
  label_width <- max(display_width(c(labels, corner)))
  if (label_width + sum(column_widths(joined)) <= table_width()) return(joined)
  lapply(parts, function(columns) joined_column(columns[1:2]))
}

#' @noRd
joined_column <- function(columns) {
  list(head = paste(vapply(columns, `[[`, "", "head"), collapse = "  "),
       cells = do.call(paste, c(lapply(columns, `[[`, "cells"), sep = "  ")))
}
