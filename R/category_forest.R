# Forests of multinomial and ordinal fits: the lines of R/forest.R for each equation.

#' The lines of a forest plot: a block for each equation
#'
#' @param term Predictors shown; `NULL`: all.
#' @return As `forest_data()`, with attributes `title`, `of`, `counts`: the words.
#' @noRd
category_forest <- function(fit, level = 0.95, term = NULL) {
  check_odds_fit(fit)
  data <- predictor_data(fit)
  variables <- names(data)[in_terms(fit, names(data))]
  if (!is.null(term)) variables <- forest_terms(term, variables)
  if (!length(variables)) choose_term(NULL, list())
  equations <- forest_equations(fit)
  blocks <- lapply(equations, equation_lines, fit = fit, data = data, variables = variables,
                   level = level)
  blocks <- blocks[!vapply(blocks, is.null, NA)]
  if (length(blocks) > 1L || length(equations) > 1L) blocks <- lapply(blocks, under_heading)
  lines <- do.call(rbind, lapply(blocks, `[[`, "lines"))
  lines$text <- forest_text(lines)
  rownames(lines) <- NULL
  title <- if (is_ordinal(fit)) "Odds ratios" else "Relative risk ratios"
  structure(lines, level = level, title = title, of = ratio_of(fit), counts = "cases / n")
}

#' @noRd
forest_terms <- function(term, variables) {
  vapply(as.character(term), function(name) {
    choose_term(name, stats::setNames(as.list(variables), variables))
  }, "")
}

#' @noRd
ratio_of <- function(fit) {
  if (!is_ordinal(fit)) return("")
  switch(fit$type, cumulative = sprintf(" of a higher `%s`", fit$response$name),
         adjacent = " against the category below", continuation = " of going on")
}

#' A heading, and the lines indented under it
#' @noRd
under_heading <- function(block) {
  block$lines$label <- paste0("  ", block$lines$label)
  block$lines <- rbind(forest_line(block$label), block$lines)
  block
}

#' Which coefficients belong together: of each category, or of all cuts and of each
#'
#' @return A list of list(label, category, at): positions of coefficients, 0 for those of others,
#'   named by the columns of the model matrix.
#' @noRd
forest_equations <- function(fit) {
  layout <- category_layout(fit)
  own <- !layout$shared
  one <- function(label, k, rows, category = NULL) {
    at <- stats::setNames(ifelse(rows, layout$at[, k], 0L), rownames(layout$at))
    list(label = label, category = category, at = at)
  }
  if (!is_ordinal(fit)) {
    return(lapply(setdiff(fit$observed_order, 1L), function(k) {
      one(paste(fit$lev[k], "/", fit$lev[1L]), k - 1L, own, k)
    }))
  }
  own[1L] <- FALSE # thresholds
  c(if (any(layout$shared)) list(one("At every threshold", 1L, layout$shared)),
    if (any(own)) lapply(seq_along(fit$cuts), function(k) one(paste("At", fit$cuts[k]), k, own)))
}

#' The lines of an equation; NULL where it has none of the variables
#' @noRd
equation_lines <- function(equation, fit, data, variables, level) {
  columns <- names(equation$at)[equation$at > 0L]
  variables <- intersect(variables, column_variables(fit, columns))
  if (!length(variables)) return(NULL)
  view <- equation_view(fit, equation$at, NULL)
  lines <- lapply(variables, variable_lines, view = view, fit = fit, data = data, level = level,
                  category = equation$category)
  list(label = equation$label, lines = do.call(rbind, lines))
}

#' The variables in the terms that columns of the model matrix belong to
#' @noRd
column_variables <- function(fit, columns) {
  terms <- column_terms(fit)[match(columns, column_names(fit))]
  unlist(lapply(term_labels(fit)[unique(terms)], function(label) all.vars(str2lang(label))))
}

#' @noRd
variable_lines <- function(variable, view, fit, data, level, category) {
  part <- variable_ratios(fit, data, variable, NA, NULL, level, list(view))
  x <- data[[variable]]
  if (is.factor(x) && !length(part$at)) {
    return(level_lines(part$table, category_level_counts(x, fit, category)))
  }
  contrast_lines(list(table = part$table, held = part$at, level = level,
                      numeric = stats::setNames(part$numeric, variable)))
}

#' Rows of each level, and of those the cases of one category
#' @noRd
category_level_counts <- function(x, fit, category) {
  counts <- category_counts(fit)
  used <- which(!is.na(x))
  total <- function(v) as.double(tapply(v[used], x[used], sum, default = 0))
  data.frame(x = levels(x), n = total(rowSums(counts)),
             events = if (is.null(category)) NA_real_ else total(counts[, category]))
}
