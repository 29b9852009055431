# Rows that come in chunks: what sgd() reads when the data are not in memory.

#' Rows in chunks
#'
#' Says where [sgd()] finds rows that memory does not hold at once: a file read piece by piece, a
#' query of a data base, a simulation.
#'
#' A *chunk* is a data frame, for a call of `sgd()` with a formula; or a list with `x`, a matrix
#' whose columns are used as given, `y`, and if there are any `weights` and `offset`, for a call
#' without. All chunks have the same columns, and every pass the same rows. Chunks may have any
#' number of rows, but not 0; small ones are put together.
#'
#' The levels of factors and strings, the categories of the response, what `poly()` or `mean()` in a
#' formula computes from its data, and which columns are combinations of others are those of the
#' first rows (65,536, or the first chunk if that is larger; fewer where there are more than 256
#' coefficients). A level that comes later is an error that names it. Where the chunks of these rows
#' have different levels of a factor, its levels are those of a chunk that has all in an order that
#' the others share, else all in sorted order, as [factor()] makes them: the event and the reference
#' do not depend on the order of chunks.
#'
#' `subset`, `weights`, `offset` and other arguments of `sgd()` that have a value for each row are
#' expressions in the columns of the chunks; vectors for all rows, and row numbers, are refused.
#' Without a formula they are parts of the chunks. Errors count rows over the source.
#'
#' Rows are put in a random order within each such piece, and pieces are taken as they come. That is
#' as good as a random order of all rows if the source has no order of its own; if it is sorted, by
#' time or by the response, the estimate leans to what came last, and the first rows do not show
#' what is to come. Shuffle such data before. Passes mend it slowly, if at all: of rows sorted by a
#' rare response the first ones end tens of standard errors away. First rows that show one outcome
#' only are an error; a pass that ends with a log-likelihood below that of the same probabilities
#' for all rows, or that moved an estimate far, is a warning.
#'
#' @param next_chunk A function without arguments: the next chunk, `NULL` at the end.
#' @param rewind A function without arguments, after which `next_chunk()` starts again from the
#'   first row; `NULL`: the rows can be read once. It is called before the first pass too.
#' @return An object of class `"row_source"`.
#' @seealso [sgd()]
#' @examples
#' # a file in pieces of 50 rows
#' path <- tempfile(fileext = ".csv")
#' write.csv(birthweight, path, row.names = FALSE)
#' file <- NULL
#' rewind <- function() {
#'   if (!is.null(file)) close(file)
#'   file <<- file(path, "r")
#'   header <<- scan(file, "", sep = ",", nlines = 1, quiet = TRUE)
#' }
#' next_chunk <- function() {
#'   lines <- readLines(file, 50)
#'   if (length(lines)) read.csv(text = lines, header = FALSE, col.names = header,
#'                               stringsAsFactors = TRUE)
#' }
#' set.seed(1)
#' fit <- sgd(low ~ age + lwt + smoke, row_source(next_chunk, rewind), passes = 5)
#' fit
#' close(file)
#' @export
row_source <- function(next_chunk, rewind = NULL) {
  if (!is.function(next_chunk)) stop_argument("next_chunk", "a function", value_text(next_chunk))
  if (!is.null(rewind) && !is.function(rewind)) {
    stop_argument("rewind", "a function or NULL", value_text(rewind))
  }
  structure(list(next_chunk = next_chunk, rewind = rewind), class = "row_source")
}

#' @export
print.row_source <- function(x, ...) {
  write_lines(sprintf("Rows in chunks, %s", if (is.null(x$rewind)) "which can be read once" else
    "which can be read again"))
  invisible(x)
}

#' @noRd
is_row_source <- function(x) inherits(x, "row_source")

# ---- pieces --------------------------------------------------------------------------------------

#' The next rows of a source, together at least `rows`; NULL at the end
#' @noRd
next_piece <- function(source, rows, by_formula) {
  chunks <- list()
  have <- 0
  while (have < rows) {
    chunk <- source$next_chunk()
    if (is.null(chunk)) break
    have <- have + check_chunk(chunk, by_formula)
    chunks[[length(chunks) + 1L]] <- chunk
  }
  if (length(chunks)) bind_chunks(chunks)
}

#' @return Its number of rows.
#' @noRd
check_chunk <- function(chunk, by_formula) {
  fits <- if (by_formula) is.data.frame(chunk) else
    is.list(chunk) && !is.data.frame(chunk) && all(c("x", "y") %in% names(chunk))
  if (!fits) {
    kind <- if (by_formula) "data frames, as there is a formula" else
      "lists with `x` and `y`, as there is no formula"
    stop_argument("next_chunk", paste("a function that returns", kind),
                  paste("one that returns", value_text(chunk)))
  }
  if (!by_formula) check_chunk_names(names(chunk))
  rows <- if (by_formula) nrow(chunk) else NROW(chunk$x)
  if (!rows) {
    stop_logistic("empty", "`next_chunk()` must return rows, or NULL at the end; it returned none.")
  }
  rows
}

#' @noRd
check_chunk_names <- function(names) {
  known <- c("x", "y", beside_rows)
  wrong <- setdiff(names, known)
  if (length(wrong)) {
    stop_argument("next_chunk",
                  paste("a function that returns lists of", and_list(backticked(known))),
                  paste("one that returns", backticked(wrong[1L])))
  }
}

#' @param strict Are the levels of the first chunk all there may be?
#' @noRd
bind_chunks <- function(chunks, strict = FALSE) {
  if (length(chunks) == 1L) return(chunks[[1L]])
  first <- chunks[[1L]]
  parts <- names(first)
  for (chunk in chunks[-1L]) check_same_parts(parts, names(chunk))
  if (!is.data.frame(first)) chunks <- lapply(chunks, lapply, as_rows)
  bound <- lapply(stats::setNames(nm = parts), function(name) {
    bind_values(lapply(chunks, `[[`, name), name, strict)
  })
  if (!is.data.frame(first)) return(bound)
  attributes(bound) <- list(names = parts, row.names = .set_row_names(NROW(bound[[1L]])),
                            class = "data.frame")
  bound
}

#' @noRd
as_rows <- function(x) if (is.data.frame(x)) as.matrix(x) else x

#' @noRd
check_same_parts <- function(first, own) {
  gone <- setdiff(first, own)
  if (!length(gone)) return(invisible())
  stop_logistic("variable", sprintf("Every chunk must have the columns of the first; %s not there.",
                                    if (length(gone) == 1L) paste(backticked(gone), "is") else
                                      paste(list_some(backticked(gone)), "are")), variable = gone)
}

#' One below the other
#' @noRd
bind_values <- function(values, name, strict) {
  values <- of_known_type(values)
  first <- values[[1L]]
  if (length(dim(first)) == 2L) return(bind_matrices(values, name))
  if (!is.factor(first)) return(unlist_same(values, name))
  levels <- levels(first)
  check_labelled(values, name)
  if (!strict && !is.ordered(first)) levels <- common_levels(lapply(values, levels_in))
  codes <- lapply(values, function(x) codes_of_levels(x, levels, name))
  structure(unlist(codes), levels = levels, class = class(first),
            contrasts = attr(first, "contrasts"))
}

#' A column that is missing throughout a chunk has no type of its own, as files are read; strings
#' and factors are both known by their labels
#' @noRd
of_known_type <- function(values) {
  blank <- vapply(values, function(x) is.logical(x) && is.null(dim(x)) && all(is.na(x)), NA)
  if (any(blank) && !all(blank)) {
    known <- values[[which.min(blank)]]
    values[blank] <- lapply(values[blank], function(x) known[rep(NA_integer_, length(x))])
  }
  if (!is.character(values[[1L]])) return(values)
  lapply(values, function(x) if (is.factor(x)) as.character(x) else x)
}

#' Codes are not labels
#' @noRd
check_labelled <- function(values, name) {
  for (x in values) {
    if (is.factor(x) || is.character(x) || all(is.na(x))) next
    stop_logistic("type", sprintf("`%s` must have labels in all chunks, as it is a factor, not %s.",
                                  name, type_text(x)), variable = name)
  }
}

#' Levels of chunks that show different ones, whatever the order of chunks: those of a chunk that
#' has all in the order of the others, else sorted
#' @noRd
common_levels <- function(levels) {
  levels <- unique(levels)
  all <- unique(unlist(levels))
  holds <- function(whole) {
    length(whole) == length(all) &&
      all(vapply(levels, function(x) identical(whole[whole %in% x], x), NA))
  }
  whole <- Filter(holds, levels)
  if (length(whole)) whole[[1L]] else sort(all)
}

#' @noRd
levels_in <- function(x) if (is.factor(x)) levels(x) else sort(unique(as.character(x)))

#' @noRd
unlist_same <- function(values, name) {
  kinds <- unique(vapply(values, function(x) if (is.numeric(x)) "numbers" else class(x)[1L], ""))
  if (length(kinds) > 1L) {
    stop_logistic("type", sprintf("`%s` must be of one type in all chunks, not %s.", name,
                                  and_list(kinds)), variable = name)
  }
  # c() of different units takes seconds, whatever the first are
  if (inherits(values[[1L]], "difftime")) values <- lapply(values, `units<-`, units(values[[1L]]))
  do.call(c, values)
}

#' @noRd
bind_matrices <- function(values, name) {
  columns <- unique(vapply(values, NCOL, 0L))
  if (length(columns) > 1L) {
    stop_logistic("length", sprintf("`%s` must have as many columns in all chunks, not %s.", name,
                                    and_list(columns)), variable = name)
  }
  named <- unique(Filter(Negate(is.null), lapply(values, colnames)))
  if (length(named) > 1L) {
    stop_logistic("variable", sprintf(
      "`%s` must have its columns in one order in all chunks, %s, not %s.", name,
      list_some(backticked(named[[1L]])), list_some(backticked(named[[2L]]))), variable = name)
  }
  do.call(rbind, values)
}

#' @noRd
codes_of_levels <- function(x, levels, name) {
  codes <- match(as.character(x), levels)
  new <- unique(as.character(x)[is.na(codes) & !is.na(x)])
  if (length(new)) stop_later_levels(name, new, levels)
  codes
}

#' @noRd
stop_later_levels <- function(name, new, known) {
  stop_logistic("levels", sprintf(
    "`%s` must have the levels of the first rows (%s); a later chunk has %s.", name,
    list_some(quoted(known)), list_some(quoted(new))), variable = name, levels = new)
}
