# The sections of the table of a conditional random field: emissions of each label, transitions,
# start and end, as rows of R/summary.R's tables.

#' @return A data frame as `printed_row()` makes them, with the section in `part`.
#' @noRd
crf_sections <- function(fit) {
  table <- crf_table_of(fit)
  rows <- list(emission = emission_rows(fit, table), transition = transition_rows(fit, table),
               start = end_rows(fit, table, "start"), end = end_rows(fit, table, "end"))
  rows <- Filter(NROW, rows)
  out <- do.call(rbind, unname(rows))
  if (is.null(out)) return(NULL)
  out$part <- rep(names(rows), vapply(rows, nrow, 0L))
  out
}

#' A line of its own above rows
#' @noRd
heading_row <- function(text) printed_row("", note = text)

#' @noRd
emission_rows <- function(fit, table) {
  at <- which(table$part == "emission")
  if (!length(at)) return(NULL)
  labels <- unique(table$label[at])
  own <- lapply(labels, function(label) {
    here <- at[table$label[at] == label]
    rows <- column_rows_of(fit, table$term[here], fit$shape$attributes, fit$assign)
    rows$at <- here[rows$at]
    if (length(labels) > 1L) rbind(printed_row(emission_title(fit, label), note = ""), rows) else
      rows
  })
  rbind(heading_row(emission_heading(fit, labels)), do.call(rbind, own))
}

#' @noRd
emission_title <- function(fit, label) {
  if (fit$coding == "all") label else paste(label, fit$lev[1L], sep = " / ")
}

#' @noRd
emission_heading <- function(fit, labels) {
  what <- if (fit$coding == "all") "Emission: weights of a label" else if (length(labels) == 1L) {
    sprintf("Emission: %s / %s", label_title(fit, labels), fit$lev[1L])
  } else sprintf("Emission: each label against %s", fit$lev[1L])
  if (is.null(transitions_said(fit)) || fit$coding == "all") what else
    paste0(what, ", neighbouring labels held fixed")
}

#' Rows of the columns of one model matrix, factors with their reference where all columns are there
#' @param all Names of all columns.
#' @param assign Their terms, or NULL.
#' @noRd
column_rows_of <- function(fit, terms, all, assign) {
  whole <- identical(terms, all) && length(assign) == length(all)
  if (!whole) return(printed_row(terms, seq_along(terms)))
  layout_rows(column_layout(fit, terms, assign), terms, function(part) {
    plural(level_count(part), "level")
  })
}

#' @noRd
transition_rows <- function(fit, table) {
  at <- which(table$part == "transition")
  if (!length(at)) return(NULL)
  z <- fit$shape$z
  heading <- heading_row(if (fit$coding == "all") "Transition: weights of adjacent labels" else
    "Transition: odds ratio of adjacent labels")
  step <- paste(table$from[at], table$label[at], sep = "->")
  if (length(z$names) == 1L) return(rbind(heading, printed_row(step, at)))
  own <- lapply(unique(step), function(one) {
    here <- at[step == one]
    rows <- column_rows_of(z, table$term[here], z$names, z$assign)
    rows$at <- here[rows$at]
    rbind(printed_row(one, note = ""), rows)
  })
  rbind(heading, do.call(rbind, own))
}

#' @noRd
end_rows <- function(fit, table, part) {
  at <- which(table$part == part)
  if (!length(at)) return(NULL)
  where <- c(start = "Start: the first label", end = "End: the last label")[[part]]
  against <- if (fit$coding == "reference") {
    sprintf(", against one %s %s", c(start = "after", end = "before")[[part]], fit$lev[1L])
  }
  rbind(heading_row(paste0(where, against)), printed_row(table$label[at], at))
}

#' Lines of the table, of each section the first rows
#' @param columns A function of places: text columns.
#' @noRd
crf_lines <- function(rows, relations, columns) {
  if (!NROW(rows)) return("No weights: every sequence of labels is equally probable.")
  parts <- split(seq_len(nrow(rows)), factor(rows$part, unique(rows$part)))
  rows <- do.call(rbind, unname(lapply(parts, function(own) {
    shown <- rows[own[shown_rows(length(own))], names(printed_row(""))]
    more <- more_line(length(own))
    if (is.null(more)) shown else rbind(shown, heading_row(more))
  })))
  row_lines(rows, row_columns(rows, columns), relations)
}

#' Notes on weights that are NA because the sequences do not tell them from others
#' @noRd
crf_relations <- function(fit) {
  out <- rep(NA_character_, length(fit$weights))
  if (is.null(fit$status)) return(out)
  out[user_order(fit, fit$status) == "aliased"] <- "not told from the others"
  out
}

# ---- many weights ------------------------------------------------------------------------------

#' Are weights too many to be listed, and without standard errors that would tell them apart?
#' @noRd
shows_largest <- function(fit) {
  is.null(fit$coefficients) || !has_crf_errors(fit) && length(fit$weights) > 40L
}

#' How many weights each part has, and how many of them are not 0
#' @noRd
crf_counts <- function(fit) {
  counts <- weight_counts(fit$shape)
  end <- cumsum(counts)
  active <- vapply(seq_along(counts), function(k) {
    sum(fit$weights[seq.int(end[[k]] - counts[[k]] + 1, length.out = counts[[k]])] != 0)
  }, 0)
  out <- data.frame(part = names(counts), weights = counts, nonzero = active, row.names = NULL)
  out[counts > 0, ]
}

#' @noRd
count_lines <- function(counts) {
  total <- rbind(counts, data.frame(part = "all", weights = sum(counts$weights),
                                    nonzero = sum(counts$nonzero)))
  if (nrow(counts) == 1L) total <- counts
  columns <- list(text_column("Weights", format_count(total$weights)),
                  if (any(total$nonzero < total$weights)) text_column("not 0",
                    format_count(total$nonzero)))
  text_table(total$part, Filter(length, columns))
}

#' The largest weights of each label, of transitions, of the ends
#' @return Data frame: part, from, label, term, estimate.
#' @noRd
largest_weights <- function(fit, most = 10L) {
  counts <- weight_counts(fit$shape)
  places <- split(seq_len(sum(counts)), rep(seq_along(counts), counts))
  label <- factor(fit$shape$pair_label, seq_along(fit$lev) - 1L)
  groups <- c(if (counts[[1L]] > 0) split(places[["1"]], label), places[names(places) != "1"])
  at <- unlist(lapply(groups, function(own) {
    size <- abs(fit$weights[own])
    own[utils::head(order(-size), min(most, sum(size > 0)))]
  }), use.names = FALSE)
  cbind(weight_rows(fit$shape, at), estimate = fit$weights[at])
}

#' Of each group the five largest, in its line
#' @noRd
largest_lines <- function(largest, digits) {
  emission <- largest$part == "emission"
  group <- ifelse(emission, largest$label, largest$part)
  name <- ifelse(emission, largest$term, ifelse(largest$part == "transition",
    paste(largest$from, largest$label, sep = "->"), largest$label))
  named <- largest$part == "transition" & !largest$term %in% "(Intercept)"
  name[named] <- paste0(name[named], ":", largest$term[named])
  cells <- paste(name, format_significant(largest$estimate, digits))
  groups <- unique(group)
  labels <- pad_right(shorten(groups, 20L))
  lines <- lapply(seq_along(groups)[shown_rows(length(groups))], function(k) {
    item_lines(paste0(labels[k], "  "), utils::head(cells[group == groups[k]], 5L))
  })
  c("Largest weights", unlist(lines), more_line(length(groups)))
}

#' Items beside a label; none is broken
#' @noRd
item_lines <- function(label, items) {
  room <- line_width() - display_width(label)
  items <- paste0(items, c(rep(",", length(items) - 1L), ""))
  lines <- items[1L]
  for (item in items[-1L]) {
    n <- length(lines)
    longer <- paste(lines[n], item)
    if (display_width(longer) <= room) lines[n] <- longer else lines[n + 1L] <- item
  }
  paste0(c(label, rep(strrep(" ", display_width(label)), length(lines) - 1L)), lines)
}
