# Sequences: which consecutive rows belong together, in which order, with which weight.

#' The sequences that a vector of ids tells
#'
#' @param id One value a row; rows of a sequence stand together.
#' @param time One value a row, or `NULL`; increases within each sequence.
#' @param weights One value a row, constant within a sequence, or one a sequence, or `NULL`.
#' @param name The argument's name in messages.
#' @return list: `ptr`, 0-based offsets of the sequences and the end (integer); `id`, one value a
#'   sequence; `weights`, one double a sequence or `NULL`.
#' @noRd
sequence_rows <- function(id, time = NULL, weights = NULL, name = "sequence") {
  check_sequence_id(id, name)
  n <- length(id)
  starts <- c(1L, changed_rows(id))
  sequences <- list(ptr = c(starts - 1L, n), id = id[starts], weights = NULL)
  check_together(sequences, name)
  if (!is.null(time)) check_sequence_time(time, sequences)
  if (!is.null(weights)) sequences$weights <- sequence_weights(weights, sequences)
  sequences
}

#' @noRd
sequence_count <- function(sequences) {
  length(sequences$ptr) - 1L
}

#' The number of rows of a set of sequences
#' @noRd
sequence_end <- function(sequences) {
  sequences$ptr[length(sequences$ptr)]
}

#' Which sequence each of some rows belongs to
#' @noRd
sequence_of <- function(sequences, rows) {
  findInterval(rows - 1L, sequences$ptr)
}

#' "row 9 (sequence 'a')", "3 rows (9, 10, 14), the first in sequence 'a'"
#'
#' @param sequences From `sequence_rows()`, or `NULL`.
#' @noRd
place_text <- function(rows, sequences) {
  if (is.null(sequences)) return(rows_text(rows))
  first <- sequence_text(sequences, sequence_of(sequences, rows[1L]))
  if (length(rows) == 1L) return(paste0(rows_text(rows), " (", first, ")"))
  paste0(rows_text(rows), ", the first in ", first)
}

#' @noRd
sequence_text <- function(sequences, which) {
  id <- sequences$id[which]
  text <- if (is.double(id) && !is.object(id)) format(id, digits = 15L, scientific = FALSE) else
    format(id)
  paste0("sequence '", text, "'")
}

#' Rows, from the second on, whose value is not that of the row before
#' @noRd
changed_rows <- function(id) {
  x <- if (is.object(id)) unclass(id) else id
  attributes(x) <- NULL
  which(x[-1L] != x[-length(x)]) + 1L
}

#' @noRd
check_sequence_id <- function(id, name) {
  if (is.null(id)) stop_argument(name, "a vector with one value a row", "absent")
  if (!is.atomic(id) || inherits(id, "integer64") || length(dim(id)) > 1L) {
    stop_argument(name, "a vector with one value a row", type_text(id))
  }
  if (!length(id)) stop_no_sequences(name)
  if (!anyNA(id)) return(invisible())
  rows <- which(is.na(id))
  stop_logistic("sequence", paste0("`", name, "` must say of every row which sequence it belongs ",
                                   "to; it is missing in ", rows_text(rows), "."),
                argument = name, rows = rows)
}

#' @noRd
stop_no_sequences <- function(name) {
  stop_logistic("empty", paste0("`", name, "` must have rows; it has none."), argument = name)
}

#' A sequence that ended does not go on further down
#' @noRd
check_together <- function(sequences, name) {
  again <- anyDuplicated(sequences$id)
  if (!again) return(invisible())
  first <- match(sequences$id[again], sequences$id)
  rows <- c(sequences$ptr[first + 1L], sequences$ptr[again] + 1L)
  stop_logistic("sequence", sprintf(
    paste0("Rows of one sequence must stand together in `%s`: %s ended at row %s and recurs ",
           "at row %s.\n  Sort the data by sequence first."),
    name, sequence_text(sequences, first), rows[1L], rows[2L]), argument = name, rows = rows)
}

#' @noRd
check_sequence_time <- function(time, sequences) {
  n <- sequence_end(sequences)
  ordinal <- is.numeric(time) || is_time(time) || is.ordered(time)
  if (!ordinal || length(dim(time)) > 1L) {
    stop_argument("time", "numbers, dates, times or an ordered factor", type_text(time))
  }
  if (length(time) != n) stop_length("time", length(time), "sequence", n)
  if (anyNA(time)) {
    rows <- which(is.na(time))
    stop_logistic("time", paste0("`time` must be known; it is missing in ",
                                 place_text(rows, sequences), "."), rows = rows)
  }
  value <- as.vector(unclass(time))
  late <- value[-1L] <= value[-n]
  late[sequences$ptr[-c(1L, length(sequences$ptr))]] <- FALSE
  if (any(late)) stop_time_order(which(late)[1L] + 1L, time, sequences)
}

#' @noRd
stop_time_order <- function(row, time, sequences) {
  stop_logistic("time", sprintf(
    "`time` must increase within a sequence; in %s it is %s after %s.",
    place_text(row, sequences), format(time[row]), format(time[row - 1L])), rows = row)
}

#' @noRd
sequence_weights <- function(weights, sequences) {
  n <- sequence_end(sequences)
  if (!is.numeric(weights) || is.object(weights) || length(dim(weights)) > 1L) {
    stop_argument("weights", "numbers", type_text(weights))
  }
  weights <- as.double(weights)
  starts <- sequences$ptr[-length(sequences$ptr)] + 1L
  by_row <- length(weights) == n
  if (!by_row && length(weights) != length(starts)) {
    stop_logistic("length", sprintf(
      "`weights` must have one value a row, %s, or a sequence, %s, not %s.", count_text(n),
      count_text(length(starts)), count_text(length(weights))), length = length(weights))
  }
  check_weight_values(weights, if (by_row) seq_along(weights) else starts, sequences)
  if (by_row) weights <- constant_weights(weights, starts, sequences)
  weights
}

#' @param rows The row that each weight stands for.
#' @noRd
check_weight_values <- function(weights, rows, sequences) {
  bad <- which(!(is.finite(weights) & weights > 0))
  if (!length(bad)) return(invisible())
  stop_logistic("weights", sprintf("`weights` must be positive and finite; in %s it is %s.",
                                   place_text(rows[bad[1L]], sequences), format(weights[bad[1L]])),
                rows = rows[bad])
}

#' @noRd
constant_weights <- function(weights, starts, sequences) {
  moved <- setdiff(changed_rows(weights), starts)
  if (length(moved)) {
    row <- moved[1L]
    stop_logistic("weights", sprintf(
      "`weights` must be the same in all rows of a sequence; in %s it is %s after %s.",
      place_text(row, sequences), format(weights[row]), format(weights[row - 1L])), rows = moved)
  }
  weights[starts]
}

# ---- neighbours --------------------------------------------------------------------------------

#' Position of each row in its sequence, from 1
#' @noRd
sequence_positions <- function(sequences) {
  base::sequence(diff(sequences$ptr))
}

#' How far outside of its sequence the row lies that is `offset` rows away; 0: inside
#' @return One integer a row: -1, -2, ... before the first row, 1, 2, ... after the last.
#' @noRd
rows_outside <- function(sequences, offset) {
  position <- sequence_positions(sequences) + offset
  if (offset < 0L) return(pmin.int(position - 1L, 0L))
  lengths <- diff(sequences$ptr)
  pmax.int(position - rep.int(lengths, lengths), 0L)
}

#' The row that is `offset` rows away; `NA` where it is not in the same sequence
#' @noRd
shifted_rows <- function(sequences, offset) {
  from <- seq_len(sequence_end(sequences)) + offset
  if (offset) from[rows_outside(sequences, offset) != 0L] <- NA
  from
}
