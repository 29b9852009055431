# The response with several categories: codes and weights, from a factor or from counts.

#' The categories of a frame
#'
#' @param frame From `fit_frame()`; `extras` may hold weights and freq.
#' @param ordered Must the response say how its levels are ordered?
#' @return list: `category` (integer, raw rows; the codes of `lev`), `lev`, `weights` (double or
#'   NULL), `counts` (matrix, rows used; NULL for one outcome a row), `name`, `kind`
#'   (`"factor"`, `"counts"`), `freq`, `pseudo` (weights that are no counts).
#' @noRd
category_response <- function(frame, ordered) {
  name <- response_name(frame)
  value <- frame$variables[[1L]]
  extras <- check_row_weights(frame)
  if (!is.null(extras$trials)) stop_argument("trials", "absent with several categories", "given")
  if (is.matrix(value) && ncol(value) == 1L && !is.numeric(value)) value <- value[, 1L]
  read <- if (is.matrix(value)) count_categories(value, name, frame) else
    level_categories(value, name, frame, extras, ordered)
  read$given <- combine_weights(NULL, extras)
  read$freq <- !is.null(extras$freq)
  read$name <- name
  read$ordered <- ordered
  read$in_order <- is.ordered(value)
  read
}

#' @noRd
level_categories <- function(value, name, frame, extras, ordered) {
  if (ordered && !is_in_order(value)) stop_unordered(value, name)
  if (!is.factor(value)) value <- level_factor(value, frame)
  weight <- combine_weights(NULL, extras)
  counted <- if (is.null(weight)) used_rows(frame, as.integer(value)) else
    used_rows(frame, as.integer(value))[used_rows(frame, weight) > 0]
  seen <- tabulate(counted, nlevels(value)) > 0L
  lev <- observed_levels(level_names(value), seen, name)
  # rows of weight 0 may have another category: any will do
  category <- match(as.integer(value), which(seen), nomatch = 1L)
  list(category = category, lev = lev, counts = NULL, kind = "factor")
}

#' NA as a level (see [addNA()]) is a category like others, and needs a name
#' @noRd
level_names <- function(value) {
  levels <- levels(value)
  levels[is.na(levels)] <- if ("NA" %in% levels) "<NA>" else "NA"
  levels
}

#' A logical, or a factor of two levels, has but one order up to its direction
#' @noRd
is_in_order <- function(value) {
  is.ordered(value) || is.logical(value) || (is.factor(value) && nlevels(value) == 2L)
}

#' @noRd
stop_unordered <- function(value, name) {
  kind <- if (is.factor(value)) "a factor without order" else value_text(value)
  how <- if (is.factor(value)) sprintf("factor(%s, levels = c(...), ordered = TRUE)", name) else
    if (is.numeric(value)) sprintf("ordered(%s)", name) else
      sprintf("factor(%s, levels = c(...), ordered = TRUE)", name)
  stop_logistic("ordered", sprintf(
    "`%s` must be an ordered factor, which says the order of its categories, not %s.\n  Use %s.",
    name, kind, how), variable = name)
}

#' Strings, logicals and numbers as a factor of the values used
#' @noRd
level_factor <- function(value, frame) {
  if (is.logical(value)) return(factor(value, c(FALSE, TRUE)))
  factor(value, sort(unique(used_rows(frame, value))))
}

#' Levels without an observation have no probability to estimate
#' @noRd
observed_levels <- function(levels, seen, name) {
  if (sum(seen) < 2L) {
    stop_logistic("levels", sprintf(
      "`%s` must have observations in 2 levels or more; it has them in %s.", name,
      if (any(seen)) sprintf("one (%s)", quoted(levels[seen])) else "none"),
      variable = name, levels = levels[seen])
  }
  if (!all(seen)) {
    unused <- list_some(quoted(levels[!seen]))
    inform_logistic("levels", sprintf("`%s` has no observation of %s: left out.", name, unused),
                    variable = name, levels = levels[!seen])
  }
  levels[seen]
}

# ---- a matrix of counts ------------------------------------------------------------------------

#' @noRd
count_categories <- function(value, name, frame) {
  if (!is.numeric(value) && !is.logical(value)) {
    stop_argument("formula", "a response of counts or levels", value_text(value))
  }
  if (ncol(value) < 2L) {
    stop_logistic("levels", sprintf(
      "`%s` must have a column for each category, 2 or more; it has %d.", name, ncol(value)),
      variable = name)
  }
  counts <- value
  storage.mode(counts) <- "double"
  dimnames(counts) <- list(NULL, category_names(frame, value, name))
  if (!is.null(frame$rows)) counts <- counts[frame$rows, , drop = FALSE]
  check_category_counts(counts, name, frame)
  seen <- colSums(counts) > 0
  lev <- observed_levels(colnames(counts), seen, name)
  list(category = NULL, lev = lev, counts = counts[, seen, drop = FALSE], kind = "counts")
}

#' Names of the columns: their own, or the expressions in cbind()
#' @noRd
category_names <- function(frame, value, name) {
  names <- colnames(value)
  if (is.null(names)) names <- rep("", ncol(value))
  expr <- if (!is.null(frame$terms)) attr(frame$terms, "variables")[[2L]]
  if (is.call(expr) && identical(expr[[1L]], quote(cbind)) && length(expr) == ncol(value) + 1L) {
    said <- vapply(as.list(expr)[-1L], deparse_text, "")
    names[!nzchar(names)] <- said[!nzchar(names)]
  }
  names[!nzchar(names)] <- seq_len(ncol(value))[!nzchar(names)]
  if (anyDuplicated(names)) {
    stop_logistic("duplicated", sprintf(
      "Columns of `%s` must have names of their own; %s stands for more than one.", name,
      list_some(backticked(unique(names[duplicated(names)])))), variable = name)
  }
  names
}

#' @noRd
check_category_counts <- function(counts, name, frame) {
  own <- if (is.null(frame$rows)) seq_len(frame$n) else which(frame$rows)
  bad <- own[rowSums(!is.finite(counts)) > 0]
  if (length(bad)) stop_infinite_rows(name, bad)
  bad <- own[rowSums(counts < 0) > 0]
  if (length(bad)) {
    stop_logistic("response", sprintf("`%s` must be counts, 0 or more; it is negative in %s.", name,
                                      rows_text(bad)), variable = name, rows = bad)
  }
  bad <- own[rowSums(counts != round(counts)) > 0]
  if (length(bad)) {
    stop_logistic("response", sprintf(paste0(
      "`%s` must be whole counts; it is not in %s.\n  Give what is not a count by `weights`, ",
      "one row a category."), name, rows_text(bad)), variable = name, rows = bad)
  }
}

# ---- one row a category, for the core ----------------------------------------------------------

#' A frame with a row for each count that is not 0 (and one for a row of none)
#'
#' The core knows rows of one category with a weight. `entry` says which row used each came from.
#'
#' @return list(frame, response, raw): the rows behind the entries; the response with `category`,
#'   `weights`, `entry` (`NULL`: the rows are the raw rows).
#' @noRd
row_categories <- function(frame, response) {
  if (response$kind == "factor") {
    response$weights <- response$given
    return(list(frame = frame, response = response))
  }
  counts <- response$counts
  cells <- which(t(counts) > 0)
  k <- length(response$lev)
  entry <- (cells - 1L) %/% k + 1L
  category <- (cells - 1L) %% k + 1L
  empty <- setdiff(seq_len(nrow(counts)), entry)
  order <- order(c(entry, empty))
  response$entry <- c(entry, empty)[order]
  response$category <- c(category, rep.int(1L, length(empty)))[order]
  weights <- counts[cbind(response$entry, response$category)]
  own <- used_rows(frame, response$given)
  response$weights <- if (is.null(own)) weights else weights * own[response$entry]
  raw <- if (is.null(frame$rows)) response$entry else which(frame$rows)[response$entry]
  list(frame = pick_frame(frame, raw), response = response, raw = raw)
}

#' @noRd
pick_frame <- function(frame, rows) {
  frame$variables <- lapply(frame$variables, pick_rows, rows)
  frame$extras <- lapply(frame$extras, pick_rows, rows)
  frame$codings <- lapply(frame$codings, function(coding) {
    coding$codes <- coding$codes[rows]
    coding
  })
  frame["rows"] <- list(NULL)
  frame$n <- frame$used <- length(rows)
  frame
}

#' Weighted counts of the categories, over the rows used
#' @noRd
count_outcomes <- function(response, frame) {
  category <- used_rows(frame, response$category)
  weights <- response$weights
  k <- length(response$lev)
  counts <- if (is.null(weights)) tabulate(category, k) else {
    vapply(split(used_rows(frame, weights), factor(category, seq_len(k))), sum, 0)
  }
  stats::setNames(as.double(counts), response$lev)
}

#' Sum of log multinomial coefficients, and the kernel of the saturated model, of grouped counts
#' @noRd
count_constants <- function(response, frame) {
  if (response$kind == "factor") return(list(lchoose = 0, saturated = 0))
  counts <- response$counts
  total <- rowSums(counts)
  weight <- used_rows(frame, response$given)
  if (is.null(weight)) weight <- 1
  each <- lgamma(total + 1) - rowSums(lgamma(counts + 1))
  part <- ifelse(counts > 0, counts * log(counts / total), 0)
  list(lchoose = sum(weight * each), saturated = sum(weight * rowSums(part)))
}
