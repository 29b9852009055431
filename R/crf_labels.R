# Labels: what is to be predicted in each row of a sequence, as codes.

#' Codes of the labels
#'
#' @param y Factor, strings, logicals or numbers 0 and 1.
#' @param lev The labels of a fit that `y` is read by; `NULL`: those of `y` itself.
#' @param partial May labels be missing?
#' @param drop Leave out levels without a row?
#' @param sequences From `sequence_rows()`, or `NULL`.
#' @param unseen What a label becomes that `lev` lacks: an error, or the code -2.
#' @return list: `code` (integer, 0-based; -1: not known), `lev`, `kind` ("factor", "character",
#'   "logical", "binary"), `name`.
#' @noRd
label_codes <- function(y, lev = NULL, partial = FALSE, drop = TRUE, sequences = NULL,
                        name = "y", unseen = c("error", "code")) {
  y <- label_vector(y, name)
  if (!is.null(sequences) && length(y) != sequence_end(sequences)) {
    stop_length(name, length(y), "sequence", sequence_end(sequences))
  }
  if (!partial && anyNA(y)) stop_unlabelled(which(is.na(y)), name, sequences)
  kind <- label_kind(y, name, sequences, is.null(lev))
  coded <- if (is.null(lev)) own_labels(y, kind, drop, name) else
    list(code = match_labels(y, lev, name, sequences, check_choice(unseen, c("error", "code"))),
         lev = lev)
  c(coded, kind = kind, name = name)
}

#' @noRd
label_vector <- function(y, name) {
  if (is.matrix(y) && ncol(y) == 1L) y <- y[, 1L]
  if (!may_be_labels(y) || length(dim(y)) > 1L) {
    stop_argument(name, "a factor, strings, logicals or numbers 0 and 1", type_text(y))
  }
  if (is.factor(y)) y else as.vector(y)
}

#' @noRd
may_be_labels <- function(y) {
  is.factor(y) || (!is.object(y) && (is.character(y) || is.logical(y) || is.numeric(y)))
}

#' @noRd
stop_unlabelled <- function(rows, name, sequences) {
  stop_logistic("missing", sprintf(
    "`%s` must be known in every row; it is missing in %s.\n  Labels may be missing with %s.",
    name, place_text(rows, sequences), "`partial = TRUE`"), variable = name, rows = rows)
}

#' @param own Are the labels those of `y` itself? Numbers other than 0 and 1 are then refused.
#' @noRd
label_kind <- function(y, name, sequences, own) {
  if (is.factor(y)) return("factor")
  if (!is.numeric(y)) return(typeof(y))
  if (!own) return("binary")
  bad <- which(!(y == 0 | y == 1))
  if (!length(bad)) return("binary")
  stop_logistic("response", sprintf(
    "`%s` must be 0 or 1 where it is a number; in %s it is %s.\n  Use factor(%s) for more labels.",
    name, place_text(bad[1L], sequences), format(y[bad[1L]]), name),
    variable = name, rows = bad)
}

#' @noRd
own_labels <- function(y, kind, drop, name) {
  lev <- switch(kind, factor = level_names(y), logical = c("FALSE", "TRUE"), binary = c("0", "1"),
                sort(unique(y)))
  code <- switch(kind, factor = as.integer(y), character = match(y, lev), as.integer(y) + 1L)
  seen <- tabulate(code, length(lev)) > 0L
  if (drop || sum(seen) < 2L) {
    lev <- observed_levels(lev, seen, name)
    code <- cumsum(seen)[code]
  }
  check_label_count(lev, name)
  list(code = unknown_code(code - 1L), lev = lev)
}

# The core keeps a label in 16 bits.
labels_most <- 65535L

#' @noRd
check_label_count <- function(lev, name) {
  if (length(lev) <= labels_most) return(invisible())
  stop_logistic("levels", sprintf("`%s` must have at most %s labels; it has %s.", name,
                                  count_text(labels_most), count_text(length(lev))),
                variable = name)
}

#' Missing labels are -1
#' @noRd
unknown_code <- function(code) {
  code[is.na(code)] <- -1L
  code
}

#' @noRd
match_labels <- function(y, lev, name, sequences, unseen) {
  code <- if (is.factor(y)) match(level_names(y), lev)[y] else match(as.character(y), lev)
  new <- is.na(code)
  if (!any(new)) return(code - 1L)
  new <- which(new & !is.na(y))
  if (length(new) && unseen == "error") stop_unseen_label(y, new, lev, name, sequences)
  code <- unknown_code(code - 1L)
  code[new] <- -2L
  code
}

#' @noRd
stop_unseen_label <- function(y, rows, lev, name, sequences) {
  stop_logistic("levels", sprintf(
    "`%s` must have labels that the fit knows (%s); it is %s in %s.", name,
    list_some(quoted(lev)), quoted(as.character(y[rows[1L]])), place_text(rows, sequences)),
    variable = name, rows = rows, levels = unique(as.character(y[rows])))
}
