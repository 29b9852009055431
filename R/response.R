# The response: proportions of events and their weights, from whatever form the user has them in.

#' The binomial response of a frame
#'
#' @param frame From `fit_frame()` or `matrix_frame()`; `extras` may hold weights, trials, freq.
#' @param event The level to be modelled, or `NULL`.
#' @param announce Say when `weights` are taken for trials?
#' @return list: `y` proportions (double, raw length), `weights` (double or NULL: all 1), `event`,
#'   `trials` (number of trials of each row; NULL: one), `groups` (rows are groups), `freq` (given
#'   or not), `lchoose` (sum of log binomial coefficients), `outcome` (weighted counts), `total`
#'   (sum of weights), `empty` (rows of weight 0).
#' @noRd
binomial_response <- function(frame, event = NULL, announce = TRUE) {
  name <- response_name(frame)
  value <- frame$variables[[1L]]
  extras <- check_row_weights(frame)
  if (is.matrix(value) && ncol(value) == 1L) value <- value[, 1L]
  if (is.matrix(value) && is.logical(value)) storage.mode(value) <- "integer"
  read <- if (is.matrix(value)) {
    count_response(value, name, frame, extras, event)
  } else if (is.factor(value) || is.character(value) || is.logical(value)) {
    level_response(value, name, frame, event, extras)
  } else {
    number_response(value, name, frame, extras, event, announce)
  }
  read$weights <- combine_weights(read$trials, extras)
  read$freq <- read$event$freq <- !is.null(extras$freq)
  summarise_response(read, frame)
}

#' @noRd
response_name <- function(frame) {
  if (!is.null(frame$terms) && attr(frame$terms, "response") == 0L) {
    stop_logistic("response", "`formula` must have a response; it has none.")
  }
  names(frame$variables)[1L]
}

#' @noRd
used_rows <- function(frame, x) if (is.null(frame$rows)) x else x[frame$rows]

# Positions in the raw rows where a condition holds among the rows used.
#' @noRd
which_rows <- function(frame, condition) {
  which(if (is.null(frame$rows)) condition else condition & frame$rows)
}

#' @noRd
check_row_weights <- function(frame) {
  if (!length(frame$extras)) return(list())
  extras <- frame$extras[intersect(c("weights", "trials", "freq"), names(frame$extras))]
  for (name in names(extras)) {
    x <- extras[[name]]
    if (!is.numeric(x) || NCOL(x) != 1L || is.factor(x)) {
      stop_argument(name, "one column of numbers", value_text(x))
    }
    x <- as.double(x)
    bad <- which_rows(frame, !is.finite(x))
    if (length(bad)) stop_infinite_rows(name, bad, x[bad[1L]])
    bad <- which_rows(frame, x < 0)
    if (length(bad)) stop_negative_rows(name, bad, x[bad[1L]])
    extras[[name]] <- x
  }
  check_weight_kinds(frame, extras)
  extras
}

#' @noRd
check_weight_kinds <- function(frame, extras) {
  if (length(extras) && !is.null(extras$freq) && length(extras) > 1L) {
    other <- setdiff(names(extras), "freq")[1L]
    stop_argument("freq", sprintf("given without `%s`", other), "both")
  }
  for (name in intersect(c("freq", "trials"), names(extras))) {
    bad <- which_rows(frame, extras[[name]] != round(extras[[name]]))
    if (length(bad) && name == "freq") {
      stop_logistic("freq", sprintf("`freq` must be whole numbers, not %s (%s).",
                                    format(extras$freq[bad[1L]]), rows_text(bad)), rows = bad)
    }
  }
  for (name in names(extras)) {
    if (!any(used_rows(frame, extras[[name]]) > 0)) {
      stop_logistic("weights", sprintf("`%s` must be positive in some row; all %d are 0.", name,
                                       frame_used(frame)), variable = name)
    }
  }
}

#' @noRd
frame_used <- function(frame) if (is.null(frame$rows)) frame$n else sum(frame$rows)

# ---- cbind(successes, failures) ----------------------------------------------------------------

#' @noRd
count_response <- function(value, name, frame, extras, event) {
  if (ncol(value) != 2L || !is.numeric(value)) {
    stop_logistic("response", sprintf(
      paste0("`%s` must have two columns, successes and failures, not %d.\n",
             "  For more outcomes use multinomial()."),
      name, ncol(value)), variable = name)
  }
  for (given in intersect(c("trials", "freq"), names(extras))) {
    stop_argument(given, "absent with cbind(successes, failures)", "given")
  }
  if (!is.null(event)) {
    stop_argument("event", "absent with cbind(successes, failures)", value_text(event))
  }
  successes <- as.double(value[, 1L])
  failures <- as.double(value[, 2L])
  check_counts(successes, failures, name, frame)
  trials <- successes + failures
  y <- successes / trials
  y[trials == 0 & !is.na(trials)] <- 0
  whole <- !any(used_rows(frame, successes != round(successes) | failures != round(failures)))
  columns <- colnames(value)
  if (!all(nzchar(columns)) || anyNA(columns)) columns <- NULL
  label <- if (is.null(columns)) count_label(frame, name) else sprintf("P(%s)", columns[1L])
  event <- new_event(label, name, NULL, NULL, "counts", !whole)
  event$columns <- columns
  list(y = y, trials = trials, groups = TRUE, event = event)
}

#' @noRd
check_counts <- function(successes, failures, name, frame) {
  bad <- which_rows(frame, !is.finite(successes) | !is.finite(failures))
  if (length(bad)) stop_infinite_rows(name, bad)
  bad <- which_rows(frame, successes < 0 | failures < 0)
  if (length(bad)) {
    stop_logistic("response", sprintf("`%s` must be counts, 0 or more; it is negative in %s.", name,
                                      rows_text(bad)), variable = name, rows = bad)
  }
  if (!any(used_rows(frame, successes + failures) > 0)) {
    stop_logistic("response", sprintf("`%s` must have trials in some row; all %d have 0.", name,
                                      frame_used(frame)), variable = name)
  }
}

# The successes' own expression: "Menarche" of cbind(Menarche, Total - Menarche).
#' @noRd
count_label <- function(frame, name) {
  expr <- if (!is.null(frame$terms)) attr(frame$terms, "variables")[[2L]]
  if (is.call(expr) && identical(expr[[1L]], quote(cbind)) && length(expr) >= 2L) {
    first <- expr[[2L]]
    given <- names(expr)[2L]
    name <- if (!is.null(given) && nzchar(given)) given else paste(deparse(first), collapse = " ")
  }
  sprintf("P(%s)", name)
}

# ---- levels ------------------------------------------------------------------------------------

#' @noRd
level_response <- function(value, name, frame, event, extras) {
  shown <- if (is.logical(value)) as.character else quoted
  if (is.factor(value)) {
    codes <- as.integer(value)
    levels <- levels(value)
  } else {
    levels <- if (is.logical(value)) c("FALSE", "TRUE") else sort(unique(used_rows(frame, value)))
    codes <- match(as.character(value), levels)
  }
  seen <- which(tabulate(used_rows(frame, codes), length(levels)) > 0L)
  kind <- "binary"
  if (!is.null(event)) {
    event <- check_event(event, levels, name)
    other <- setdiff(seen, event)
    kind <- if (length(other) > 1L) "rest" else "binary"
  } else {
    if (is.logical(value)) seen <- 1:2
    if (length(seen) > 2L) stop_levels(name, levels[seen])
    if (length(seen) < 2L && length(levels) == 2L) seen <- 1:2
    event <- seen[length(seen)]
    other <- setdiff(seen, event)
  }
  y <- as.double(codes == event)
  check_trials_kind(extras, name)
  label <- if (is.logical(value)) logical_label(name, levels[event]) else
    sprintf("P(%s = %s)", name, quoted(levels[event]))
  out <- new_event(label, name, levels[event], if (length(other) == 1L) levels[other], kind, FALSE)
  if (kind == "rest") {
    out$note <- sprintf("against the rest: %s", list_some(shown(levels[other])))
  }
  list(y = y, trials = NULL, groups = FALSE, event = out)
}

# "P(x > 0)", "P(well)"; of FALSE "P((x > 0) = FALSE)", "P(well = FALSE)".
#' @noRd
logical_label <- function(name, level) {
  if (level == "TRUE") return(sprintf("P(%s)", name))
  sprintf(if (grepl("^[[:alnum:]_.]+$", name)) "P(%s = FALSE)" else "P((%s) = FALSE)", name)
}

#' @noRd
check_event <- function(event, levels, name) {
  if (length(event) != 1L || is.na(event) || !(as.character(event) %in% levels)) {
    stop_logistic("event", sprintf("`event` must be one of the levels of `%s` (%s), not %s.", name,
                                   list_some(quoted(levels)), value_text(event)), levels = levels)
  }
  match(as.character(event), levels)
}

#' @noRd
stop_levels <- function(name, levels) {
  stop_logistic("levels", sprintf(
    paste0("`%s` must have 2 levels, not %d (%s).\n",
           "  Use multinomial(), ordinal() if ordered, or event = \"%s\"."),
    name, length(levels), list_some(levels), levels[1L]), variable = name, levels = levels)
}

# Trials belong to counts or proportions: a row of one outcome is one trial.
#' @noRd
check_trials_kind <- function(extras, name) {
  if (is.null(extras$trials)) return(invisible())
  stop_argument("trials", sprintf("absent when `%s` is one outcome a row", name), "given")
}

# ---- numbers -----------------------------------------------------------------------------------

#' @noRd
number_response <- function(value, name, frame, extras, event, announce) {
  if (!is.numeric(value)) {
    stop_argument("formula", "a response of numbers or two levels", value_text(value))
  }
  y <- as.double(value)
  bad <- if (frame$state[[1L]] != "complete") which_rows(frame, !is.finite(y))
  if (length(bad)) stop_infinite_rows(name, bad, y[bad[1L]])
  if (!is.null(extras$trials)) {
    return(trial_response(y, name, frame, extras$trials, event, announce))
  }
  used <- used_rows(frame, y)
  if (all(used == 0 | used == 1)) return(zero_one_response(y, name, event))
  if (any(used < 0 | used > 1)) {
    if (!is.null(event)) return(level_response(factor(value), name, frame, event, extras))
    stop_range(y, name, frame)
  }
  if (!is.null(event)) stop_argument("event", "absent with proportions", value_text(event))
  proportion_response(y, name, frame, extras, announce)
}

#' @noRd
zero_one_response <- function(y, name, event) {
  level <- "1"
  if (!is.null(event)) {
    level <- as.character(event)
    if (length(level) != 1L || !(level %in% c("0", "1"))) {
      stop_logistic("event", sprintf("`event` must be 0 or 1, not %s.", value_text(event)))
    }
  }
  if (level == "0") y <- 1 - y
  list(y = y, trials = NULL, groups = FALSE,
       event = new_event(sprintf("P(%s = %s)", name, level), name, level,
                         if (level == "1") "0" else "1",
                         "binary", FALSE))
}

#' @noRd
stop_range <- function(y, name, frame) {
  bad <- which_rows(frame, y < 0 | y > 1)
  values <- unique(used_rows(frame, y))
  if (length(values) > 2L && all(values == round(values)) && length(values) <= 20L) {
    stop_levels(name, as.character(sort(values)))
  }
  stop_logistic("response", sprintf(
    "`%s` must be 0 or 1, or proportions from 0 to 1; it is %s in %s.\n  %s", name,
    format(y[bad[1L]]),
    rows_text(bad), "Give counts with `trials`, or name the event by `event`."),
    variable = name, rows = bad)
}

#' @noRd
proportion_response <- function(y, name, frame, extras, announce) {
  inner <- which_rows(frame, y > 0 & y < 1)
  if (is.null(extras$weights)) {
    stop_logistic("trials", sprintf(paste("`trials` is needed for proportions",
                                          "(%d of %d values, first in row %d)."),
                                    length(inner), frame_used(frame), inner[1L]), rows = inner)
  }
  trials <- extras$weights
  whole <- whole_counts(used_rows(frame, trials * y), used_rows(frame, trials))
  if (whole && announce) {
    inform_logistic("weights", "Using `weights` as the number of trials.", variable = "weights")
  }
  list(y = y, trials = NULL, groups = TRUE, weighted = TRUE,
       event = new_event(sprintf("P(%s)", name), name, NULL, NULL, "proportion", !whole))
}

#' @noRd
trial_response <- function(y, name, frame, trials, event, announce) {
  if (!is.null(event)) stop_argument("event", "absent with `trials`", value_text(event))
  used <- used_rows(frame, y)
  bad <- which_rows(frame, y < 0)
  if (length(bad)) stop_range(y, name, frame)
  fractions <- any(used != round(used))
  counts <- any(used > 1) || !fractions
  if (announce && !fractions && all(used <= 1) && any(used_rows(frame, trials) > 1)) {
    inform_logistic("trials", sprintf(paste0(
      "`%s` is 0 or 1 in every row: read as counts of events out of `trials`.\n",
      "  Of proportions give counts, %s * trials."), name, name), variable = name)
  }
  if (counts) {
    bad <- which_rows(frame, y > trials)
    if (length(bad)) {
      stop_logistic("trials", sprintf("`trials` must be at least `%s`; it is %s < %s in %s.", name,
                                      format(trials[bad[1L]]), format(y[bad[1L]]),
                                      rows_text(bad)), rows = bad)
    }
    successes <- y
    y <- y / trials
    y[trials == 0 & !is.na(trials)] <- 0
  } else {
    successes <- y * trials
  }
  whole <- whole_counts(used_rows(frame, successes), used_rows(frame, trials))
  list(y = y, trials = trials, groups = TRUE,
       event = new_event(sprintf("P(%s)", name), name, NULL, NULL,
                         if (counts) "counts" else "proportion", !whole))
}

# Are these counts? Proportions are often rounded; 0.001 is glm's tolerance.
#' @noRd
whole_counts <- function(successes, trials) {
  all(abs(successes - round(successes)) <= 0.001) && all(trials == round(trials))
}

# ---- together ----------------------------------------------------------------------------------

#' @noRd
new_event <- function(label, variable, level, other, kind, pseudo) {
  list(label = label, variable = variable, level = level, other = other, kind = kind,
       pseudo = pseudo,
       note = NULL)
}

#' @noRd
combine_weights <- function(trials, extras) {
  weights <- trials
  for (factor in extras[c("weights", "freq")]) {
    if (!is.null(factor)) weights <- if (is.null(weights)) factor else weights * factor
  }
  weights
}

# Counts of the rows used; the log binomial coefficients that glm's log-likelihood has and the
# kernel has not.
#' @noRd
summarise_response <- function(read, frame) {
  y <- used_rows(frame, read$y)
  w <- if (is.null(read$weights)) NULL else used_rows(frame, read$weights)
  total <- if (is.null(w)) as.double(length(y)) else sum(w)
  events <- if (is.null(w)) sum(y) else sum(w * y)
  read$total <- total
  read$empty <- if (is.null(w)) 0L else sum(w == 0)
  read$outcome <- c(events = events, others = total - events)
  if (!is.null(w) && !read$groups && any(w != round(w))) read$event$pseudo <- TRUE
  read$lchoose <- 0
  if (read$groups && !read$event$pseudo) {
    n <- if (is.null(read$trials)) w else used_rows(frame, read$trials)
    prior <- if (is.null(read$trials)) 1 else w / n
    read$lchoose <- sum((prior * lchoose(n, round(n * y)))[n > 0])
  }
  read
}
