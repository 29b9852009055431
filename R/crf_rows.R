# Rows of attributes: what is observed in each row of a sequence, compressed.
#
# Whatever form the user's data have (matrix, sparse matrix, bags, columns, features), the core
# reads one: for each row the attributes that are not 0, and their values unless all are 1.

#' Rows of attributes from the user's data
#'
#' @param x Numeric or logical matrix, sparse matrix of package Matrix, list of character vectors
#'   or of named numeric vectors (or `NULL`s) by row, data frame (or character matrix) of
#'   columns, `crf_features`, or `crf_rows`.
#' @param sequences From `sequence_rows()`, to say where something is amiss; or `NULL`.
#' @param name The argument's name in messages.
#' @return Of class `crf_rows`: `ptr`, 0-based offsets of the rows and the end (integer); `id`,
#'   0-based attributes (integer); `value` (double), or `NULL` when all are 1; `names` of the
#'   attributes; `named`, whether these are the user's; `n`, the number of rows.
#' @noRd
compressed_rows <- function(x, sequences = NULL, name = "x") {
  rows <- if (inherits(x, "crf_rows")) x else
    if (inherits(x, "crf_features")) x$rows else
    if (is.data.frame(x)) column_rows(x, sequences, name) else
    if (is.character(x) && is.matrix(x)) column_rows(as.data.frame(x), sequences, name) else
    if (is.matrix(x) && (is.numeric(x) || is.logical(x))) dense_rows(x, sequences, name) else
    if (isS4(x)) matrix_rows(x, sequences, name) else
    if (is.list(x) && (!is.object(x) || identical(class(x), "AsIs")))
      bag_rows(unclass(x), sequences, name) else stop_no_rows_of(x, name)
  if (!is.null(sequences) && rows$n != sequence_end(sequences)) {
    stop_length(name, rows$n, "sequence", sequence_end(sequences))
  }
  rows
}

#' @noRd
stop_no_rows_of <- function(x, name) {
  stop_argument(name, paste(
    "a matrix of numbers, a sparse matrix, a list of character vectors or of named numbers,",
    "a data frame or crf_features()"), type_text(x))
}

#' @param parts list(ptr, id, value).
#' @noRd
new_crf_rows <- function(parts, names, named = TRUE) {
  structure(list(ptr = parts$ptr, id = parts$id, value = parts$value, names = names,
                 named = named, n = length(parts$ptr) - 1L), class = "crf_rows")
}

# ---- matrices ----------------------------------------------------------------------------------

#' @noRd
dense_rows <- function(x, sequences, name) {
  dims <- list(dim(x), dimnames(x))
  if (!is.double(x)) storage.mode(x) <- "double"
  rows_of_columns(NULL, NULL, x, dims[[1L]], dims[[2L]], sequences, name)
}

#' Slots are read as attributes, so that a dgCMatrix is understood without package Matrix
#' @noRd
matrix_rows <- function(x, sequences, name) {
  if (!class(x) %in% c("dgCMatrix", "lgCMatrix", "ngCMatrix")) x <- by_column(x, name)
  value <- attr(x, "x")
  if (is.logical(value)) value <- as.double(value)
  rows_of_columns(attr(x, "p"), attr(x, "i"), value, attr(x, "Dim"), attr(x, "Dimnames"),
                  sequences, name)
}

#' @noRd
by_column <- function(x, name) {
  if (!requireNamespace("Matrix", quietly = TRUE) || !methods::is(x, "Matrix")) {
    stop_no_rows_of(x, name)
  }
  methods::as(methods::as(x, "generalMatrix"), "CsparseMatrix")
}

#' @noRd
rows_of_columns <- function(start, row, x, dim, dimnames, sequences, name) {
  columns <- dimnames[[2L]]
  if (!is.null(columns)) check_attribute_names(columns, name)
  parts <- .Call(C_rows_of_columns, start, row, x, dim)
  if (is.integer(parts)) stop_entry(parts[1L], parts[2L], columns, sequences, name)
  named <- !is.null(columns)
  new_crf_rows(parts, if (named) columns else paste0("x", seq_len(dim[2L])), named)
}

#' @noRd
stop_entry <- function(row, column, columns, sequences, name) {
  said <- if (is.null(columns)) paste("column", column) else
    paste("column", backticked(columns[column]))
  stop_logistic("finite", sprintf("`%s` must be finite; %s is not in %s.", name, said,
                                  place_text(row, sequences)), rows = row, column = column)
}

#' @noRd
check_attribute_names <- function(names, name) {
  if (anyNA(names) || !all(nzchar(names))) {
    stop_argument(name, "a matrix whose columns all have names, or none",
                  "one with names for some")
  }
  again <- anyDuplicated(names)
  if (again) {
    stop_logistic("duplicated", sprintf(
      "Columns of `%s` must have names of their own; %s stands for more than one.", name,
      backticked(names[again])), variable = names[again])
  }
}

# ---- bags --------------------------------------------------------------------------------------

#' A list with the attributes of each row: strings, or numbers with names; `NULL`: none
#' @noRd
bag_rows <- function(x, sequences, name) {
  if (!length(x)) stop_no_sequences(name)
  x <- unname(x)
  strings <- vapply(x, is.character, NA)
  lengths <- lengths(x)
  bad <- which(!strings & lengths > 0L)
  bad <- bad[!vapply(x[bad], is_bag_of_numbers, NA)]
  if (length(bad)) stop_bag(bad, x[[bad[1L]]], sequences, name)
  said <- if (all(strings)) unlist(x) else
    unlist(lapply(x, function(bag) if (is.character(bag)) bag else names(bag)))
  check_said(said, lengths, sequences, name)
  names <- unique(said)
  value <- if (!all(strings | lengths == 0L)) bag_values(x, strings, lengths, sequences, name)
  parts <- .Call(C_rows_of_bags, lengths, match(said, names) - 1L, value, length(names))
  new_crf_rows(parts, as.character(names))
}

#' @noRd
is_bag_of_numbers <- function(x) {
  (is.numeric(x) || is.logical(x)) && !is.object(x) && !is.null(names(x))
}

#' @noRd
stop_bag <- function(rows, found, sequences, name) {
  what <- if (is.numeric(found) && !is.object(found)) "numbers without names" else type_text(found)
  stop_logistic("type", sprintf(
    "`%s` must hold for each row strings, numbers with names, or nothing; it has %s in %s.", name,
    what, place_text(rows, sequences)), rows = rows)
}

#' @noRd
check_said <- function(said, lengths, sequences, name) {
  bad <- is.na(said) | !nzchar(said)
  if (!any(bad)) return(invisible())
  rows <- unique(rep(seq_along(lengths), lengths)[bad])
  stop_logistic("missing", sprintf(
    "Attributes in `%s` must be strings that are neither missing nor empty; not so in %s.", name,
    place_text(rows, sequences)), rows = rows)
}

#' @noRd
bag_values <- function(x, strings, lengths, sequences, name) {
  x[strings] <- lapply(lengths[strings], rep.int, x = 1)
  value <- as.double(unlist(x, use.names = FALSE))
  bad <- !is.finite(value)
  if (any(bad)) {
    rows <- unique(rep(seq_along(lengths), lengths)[bad])
    stop_logistic("finite", sprintf("Values in `%s` must be finite; not so in %s.", name,
                                    place_text(rows, sequences)), rows = rows)
  }
  value
}

# ---- columns -----------------------------------------------------------------------------------

#' A data frame: an attribute for each level that a column has, or for a column of numbers
#' @noRd
column_rows <- function(x, sequences, name) {
  if (!nrow(x)) stop_no_sequences(name)
  if (anyDuplicated(names(x))) check_attribute_names(names(x), name)
  blocks <- lapply(names(x), function(column) {
    read <- read_attribute(x[[column]], column, nrow(x), sequences)
    if (is.null(read$code)) list(value = read$value, names = column) else
      observed_block(read$code, length(read$levels), function(cells) {
        paste0(column, "=", read$levels[cells])
      })
  })
  attribute_rows(blocks, nrow(x))
}

#' A variable that attributes are made of
#'
#' @return list: `code` (integer, `NA`: no attribute) and `levels`, or `value` (double).
#' @noRd
read_attribute <- function(x, name, n, sequences) {
  check_vector(x, name)
  if (length(x) != n) stop_length(name, length(x), "data", n)
  if (is.factor(x)) return(list(code = factor_codes(x, name), levels = level_names(x)))
  if (is.logical(x)) return(list(code = as.integer(x) + 1L, levels = c("FALSE", "TRUE")))
  if (is.character(x)) {
    levels <- unique(as.vector(x))
    levels <- levels[!is.na(levels)]
    return(list(code = match(x, levels), levels = levels))
  }
  list(value = finite_values(x, name, sequences))
}

#' Codes of a factor, of which the core is to be sure
#' @noRd
factor_codes <- function(x, name) {
  code <- as.integer(x)
  if (sum(tabulate(code, nlevels(x))) + sum(is.na(code)) != length(code)) {
    stop_codes(name, nlevels(x))
  }
  code
}

#' @noRd
finite_values <- function(x, name, sequences) {
  value <- as.double(unclass(x))
  bad <- which(!is.finite(value))
  if (!length(bad)) return(value)
  stop_logistic("finite", sprintf("`%s` must be finite; it is %s in %s.", name,
                                  and_list(unique(as.character(value[bad]))),
                                  place_text(bad, sequences)), variable = name, rows = bad)
}

#' Attributes of the codes that occur
#'
#' @param code Integer or whole double, 1 to `size`; `NA`: none.
#' @param names Function of the codes that occur: their names.
#' @return list: `code`, `value` (`NULL`), `names`.
#' @noRd
observed_block <- function(code, size, names) {
  seen <- observed_cells(code, size, NULL)
  list(code = as.integer(seen$codes), names = names(seen$cells))
}

#' Rows from blocks, whose attributes stand one block after the other
#'
#' @param blocks List of list(code, value, names); no code: one attribute; no value: 1.
#' @noRd
attribute_rows <- function(blocks, n) {
  names <- lapply(blocks, `[[`, "names")
  sizes <- lengths(names)
  first <- as.integer(cumsum(c(0, sizes))[seq_along(sizes)])
  parts <- .Call(C_rows_of_blocks, lapply(blocks, `[[`, "code"), lapply(blocks, `[[`, "value"),
                 first, n)
  new_crf_rows(parts, as.character(unlist(names)))
}

# ---- of rows -----------------------------------------------------------------------------------

#' Rows read by the attributes of a fit
#'
#' @param rows From `compressed_rows()`.
#' @param names The attributes of the fit. Columns without names are taken by their position.
#' @return Rows whose `id` are positions in `names`; attributes that the fit does not know are
#'   left out: `attr(, "unknown")` is c(entries = , attributes = ) of these.
#' @noRd
match_rows <- function(rows, names) {
  if (!rows$named) return(match_positions(rows, names))
  if (identical(rows$names, names)) return(known_rows(rows, names, 0L, 0L))
  position <- match(rows$names, names) - 1L
  id <- position[rows$id + 1L]
  unknown <- is.na(id)
  if (!any(unknown)) {
    rows$id <- id
    return(known_rows(rows, names, 0L, 0L))
  }
  left_out <- length(unique(rows$id[unknown]))
  rows <- keep_entries(rows, !unknown)
  rows$id <- id[!unknown]
  known_rows(rows, names, sum(unknown), left_out)
}

#' @noRd
match_positions <- function(rows, names) {
  if (length(rows$names) != length(names)) {
    stop_logistic("newdata", sprintf(
      "A matrix without column names must have %s, as the fit's, not %s.",
      count_of(length(names), "column"), count_text(length(rows$names))))
  }
  known_rows(rows, names, 0L, 0L)
}

#' @noRd
known_rows <- function(rows, names, entries, attributes) {
  rows$names <- names
  structure(rows, unknown = c(entries = entries, attributes = attributes))
}

#' @noRd
keep_entries <- function(rows, keep) {
  rows$ptr <- c(0L, cumsum(keep))[rows$ptr + 1L]
  rows$id <- rows$id[keep]
  if (!is.null(rows$value)) rows$value <- rows$value[keep]
  rows
}

#' Some rows, in the order asked for
#' @param which Positions.
#' @noRd
pick_crf_rows <- function(rows, which) {
  lengths <- diff(rows$ptr)[which]
  entries <- base::sequence(lengths, rows$ptr[which] + 1L)
  rows$ptr <- as.integer(c(0, cumsum(as.double(lengths))))
  rows$id <- rows$id[entries]
  if (!is.null(rows$value)) rows$value <- rows$value[entries]
  rows$n <- length(which)
  rows
}
