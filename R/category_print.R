# What print() and summary() of multinomial and ordinal fits share: the head, and the rows of their
# tables, of which a fit with several equations has a stack.

#' @export
print.category_fit <- function(x, digits = 3L, ...) {
  check_fit(x)
  lines <- category_lines(category_view(x), function(table, at) {
    estimate_columns(format_estimates(table$estimate, table$std.error, digits))
  }, digits)
  write_fit(x, category_head(x), lines, category_problems(x))
}

# ---- the head ----------------------------------------------------------------------------------

#' @param x A fit, or its summary.
#' @noRd
category_head <- function(x) {
  c(wrap_text(category_title(x), 2L), wrap_text(sign_line(x), 2L), covariance_line(x),
    labelled_text("Rows     ", category_rows_text(x)),
    labelled_text("Outcome  ", category_outcome_text(x)))
}

#' @noRd
category_title <- function(x) {
  if (!is_ordinal(x)) {
    each <- if (length(x$lev) > 2L) ", each" else ""
    return(sprintf("Multinomial logit. Modelling %s: %s%s against %s", x$response$name,
                   list_some(quoted(x$lev[-1L])), each, quoted(x$reference)))
  }
  sprintf("%s. Modelling %s: %s", ordinal_name(x), x$response$name, levels_in_order(x$lev))
}

# "1 < 2 < 3"; of many levels the first four and the last.
#' @noRd
levels_in_order <- function(lev) {
  if (length(lev) > 12L) lev <- c(lev[1:4], "...", lev[length(lev)])
  paste(lev, collapse = " < ")
}

#' @noRd
ordinal_name <- function(x) {
  start <- c(cumulative = "Ordinal", adjacent = "Adjacent-category",
             continuation = "Continuation-ratio")[[x$type]]
  apart <- length(x$nonparallel)
  all <- apart == length(x$terms_names) - length(x$aliased)
  odds <- x$type == "cumulative" && x$link == "logit" && is.null(x$scale_terms)
  slopes <- if (!apart) { if (odds) "proportional odds" } else if (all) {
    "slopes differing between thresholds"
  } else if (odds) "partial proportional odds" else "some slopes differing between thresholds"
  paste(c(paste(start, x$link), slopes, if (!is.null(x$scale_terms)) "scale effects"),
        collapse = ", ")
}

#' @noRd
sign_line <- function(x) {
  if (!is_ordinal(x)) return(NULL)
  name <- short_name(x)
  left <- switch(x$type, cumulative = sprintf("%s P(%s <= k)", x$link, name),
                 adjacent = sprintf("log P(%s = k) / P(%s = k+1)", name, name),
                 continuation = sprintf("%s P(%s = k | %s >= k)", x$link, name, name))
  right <- if (is.null(x$scale_terms)) "threshold - slopes" else "(threshold - slopes) / scale"
  sprintf("%s = %s: positive slope, higher %s", left, right, name)
}

# A response that is a long expression is Y where it stands in a formula.
#' @noRd
short_name <- function(x) if (display_width(x$response$name) > 20L) "Y" else x$response$name

# What the ratios of an ordinal model compare.
#' @noRd
meaning_line <- function(x) {
  if (!is_ordinal(x) || !has_ratios(x) || !length(x$terms_names)) return(NULL)
  name <- short_name(x)
  what <- switch(x$type, cumulative = sprintf("a higher %s", name),
                 adjacent = sprintf("a %s against the one below it", name),
                 continuation = sprintf("going on to a higher %s", name))
  where <- if (has_parallel_slopes(x)) "the same at every threshold" else
    "at the threshold named"
  wrap_text(sprintf("Odds ratio of %s, %s.", what, where), 2L)
}

#' @noRd
covariance_line <- function(x) {
  if (isTRUE(x$given_covariance)) "Maximum likelihood, covariance as given by `vcov`"
}

#' @noRd
category_rows_text <- function(x) {
  text <- rows_text_of(x$rows)
  weighted <- is.null(x$rows$trials) && abs(x$nobs - x$rows$used) > 1e-8 * x$nobs
  if (!weighted) return(text)
  paste0(text, "; the weights sum to ", format_count(x$nobs), ", taken as observations")
}

#' @noRd
category_outcome_text <- function(x) {
  nominal <- !is_ordinal(x)
  order <- data_order(x)
  some <- order[seq_len(min(length(order), 12L))]
  text <- format_count(x$outcome[some])
  if (nominal) text <- paste(text, quoted(x$lev[some]))
  text <- list_some(c(text, character(length(order) - length(some))), 12L)
  if (!nominal) return(text)
  ordered <- isTRUE(x$response$in_order) && length(x$lev) > 2L
  if (ordered) sprintf("%s; the order of %s is not used", text, backticked(x$response$name)) else
    text
}

#' @noRd
category_problems <- function(fit) {
  holds <- if (is.null(fit$crossing)) ". LR tests hold." else "."
  c(if (!is.null(fit$crossing)) wrap_each(crossing_text(fit)),
    if (!is.null(fit$separation)) wrap_each(c(
    paste0("The data are separated. Infinite: ", infinite_text(fit), holds),
    undetermined_text(fit, coefficient_terms(fit)$term))),
    undecided_lines(fit), if (isFALSE(fit$convergence$converged)) not_converged_lines(fit))
}

# ---- the table ---------------------------------------------------------------------------------

# What the lines of a table are made from, without tests.
#' @noRd
category_view <- function(fit) {
  list(table = data.frame(estimate = as.double(fit$coefficients),
                          std.error = as.double(standard_errors(fit))),
       printed = printed_rows(fit, function(part) plural(level_count(part), "level")),
       relations = category_relations(fit))
}

# Notes on aliased coefficients, by place.
#' @noRd
category_relations <- function(fit) {
  terms <- coefficient_terms(fit)$term
  out <- rep(NA_character_, length(terms))
  at <- which(terms %in% names(fit$aliased) & is.na(fit$coefficients))
  out[at] <- relation_notes(fit, terms[at])
  out
}

# Of each coefficient its column of the model matrix, and to which category or part it belongs.
#' @noRd
coefficient_terms <- function(fit) {
  if (!is_ordinal(fit)) {
    return(data.frame(y.level = rep(fit$lev[-1L], each = length(fit$terms_names)),
                      term = rep(fit$terms_names, length(fit$lev) - 1L),
                      stringsAsFactors = FALSE))
  }
  names <- names(fit$coefficients)
  type <- rep("location", length(names))
  type[seq_along(fit$cuts)] <- "intercept"
  type[category_layout(fit)$scale] <- "scale"
  data.frame(term = names, coef.type = type, stringsAsFactors = FALSE)
}

#' The rows of the tables of a fit
#'
#' @param many Writes a note in place of a factor of more than 20 levels.
#' @return list of data frames as `layout_rows()` makes them, or NULL: `slopes`, `thresholds`,
#'   `scale`.
#' @noRd
printed_rows <- function(fit, many) {
  names <- fit$terms_names
  rows <- layout_rows(column_layout(fit, names, fit$terms_assign), names, many)
  if (!is_ordinal(fit)) return(list(slopes = stacked_rows(rows, fit)))
  layout <- category_layout(fit)
  scale <- sub("^scale:", "", names(fit$coefficients)[layout$scale])
  list(slopes = threshold_rows(rows, fit, layout),
       thresholds = printed_row(fit$cuts, seq_along(fit$cuts)),
       scale = if (length(scale)) printed_row(scale, layout$scale))
}

# The rows of one equation again for each, under its name.
#' @noRd
stacked_rows <- function(rows, fit) {
  if (is.null(rows)) return(NULL)
  one <- rbind(printed_row("", note = ""), rows)
  each <- nrow(one)
  others <- length(fit$lev) - 1L
  out <- lapply(one, rep, others)
  equation <- rep(seq_len(others) - 1L, each = each)
  out$at <- out$at + equation * length(fit$terms_names)
  head <- seq.int(1L, by = each, length.out = others)
  out$label[head] <- out$short[head] <- paste(fit$lev[-1L], fit$lev[1L], sep = " / ")
  as.data.frame(out, stringsAsFactors = FALSE)
}

# A row for each slope, or for its value at each threshold.
#' @noRd
threshold_rows <- function(rows, fit, layout) {
  if (is.null(rows)) return(rows)
  at <- layout$at[-1L, , drop = FALSE]
  shared <- layout$shared[-1L]
  if (all(shared)) {
    rows$at <- at[rows$at, 1L]
    return(rows)
  }
  out <- lapply(seq_len(nrow(rows)), function(i) {
    row <- rows[i, ]
    column <- row$at
    if (is.na(column) || shared[column]) {
      row$at <- at[column, 1L]
      return(row)
    }
    level <- startsWith(row$label, "  ")
    rbind(if (!level) printed_row(paste(row$label, "at"), note = ""),
          printed_row(paste0(if (level) paste0(row$label, ", ") else "  ", fit$cuts),
                      unname(at[column, ])))
  })
  do.call(rbind, out)
}

#' Lines of the tables: slopes; thresholds below them, in the same columns; scale effects
#'
#' @param columns A function of rows of `x$table` and their places: text columns, the first two of
#'   them estimate and error.
#' @param between Lines between slopes and thresholds.
#' @noRd
category_lines <- function(x, columns, digits, between = NULL, scale_columns = columns) {
  slopes <- first_rows(x$printed$slopes)
  thresholds <- first_rows(x$printed$thresholds)
  if (!NROW(slopes) && !NROW(thresholds)) return("No coefficients: all is in the offset.")
  width <- max(display_width(c(slopes$label, thresholds$label)), 0L)
  shared <- row_columns(rbind(slopes, thresholds), function(at) {
    table <- x$table[at, ]
    estimate_columns(format_estimates(table$estimate, table$std.error, digits))
  })
  above <- if (NROW(slopes)) {
    own <- row_columns(slopes, function(at) columns(x$table[at, ], at))
    own[1:2] <- lapply(shared, column_cells, seq_len(nrow(slopes)))
    row_lines(padded_labels(slopes, width), own, x$relations)
  }
  below <- if (NROW(thresholds)) {
    own <- lapply(shared, column_cells, NROW(slopes) + seq_len(nrow(thresholds)))
    row_lines(padded_labels(thresholds, width), own, x$relations)
  }
  c(above, more_line(NROW(x$printed$slopes)), between, threshold_lines(above, below),
    more_line(NROW(x$printed$thresholds)), scale_lines(x, scale_columns))
}

#' @noRd
first_rows <- function(rows) rows[shown_rows(NROW(rows)), ]

#' @noRd
column_cells <- function(column, at) list(head = column$head, cells = column$cells[at])

#' @noRd
padded_labels <- function(rows, width) {
  rows$label <- pad_right(rows$label, width)
  rows
}

# Where the table above was not folded its header holds for the thresholds too.
#' @noRd
threshold_lines <- function(above, below) {
  if (is.null(below)) return(NULL)
  if (is.null(above)) return(c(below[1L], "Thresholds", below[-1L]))
  same <- startsWith(above[1L], below[1L])
  c("Thresholds", if (same) below[-1L] else below)
}

#' @noRd
scale_lines <- function(x, columns) {
  rows <- first_rows(x$printed$scale)
  if (!NROW(rows)) return(NULL)
  made <- row_columns(rows, function(at) columns(x$table[at, ], at))
  c("Log of the scale", row_lines(rows, made, x$relations), more_line(nrow(x$printed$scale)))
}
