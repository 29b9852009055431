# Lags and leads within sequences.

#' Lags and leads within sequences
#'
#' The value of a variable some rows before or after, in the same sequence. Outside of the sequence
#' there is none, so that nothing flows from one sequence into the next. Made for formulas, as in
#' `crf(y ~ x + lagged(x, -1, id, fill = 0), data, sequence = id)`; predictions then need new data
#' that hold whole sequences.
#'
#' @param x A vector: numbers, logicals, strings, dates, times, or a factor.
#' @param offsets Whole numbers: -1 is the row before (a lag), 1 the row after (a lead).
#' @param by Which sequence each row belongs to: one value a row; the rows of a sequence stand
#'   together, in their order.
#' @param fill What stands where there is no such row. For a factor one of its levels or a new one,
#'   which becomes the last.
#' @return For one offset a vector like `x`. For several, of numbers or logicals a matrix, whose
#'   columns are called `"[-1]"` and so on, so that a formula makes them
#'   `lagged(x, c(-1, 1), id)[-1]`; of others a data frame with columns `x[-1]`, for use as `x = `
#'   of a model, or to be bound to the data.
#' @section Errors:
#' `logistic_error_sequence` when an id is missing, or recurs after another one;
#' `logistic_error_length` when `x` and `by` have different lengths; `logistic_error_type` when
#' `x` is no vector; `logistic_error_argument` when `offsets` are not whole numbers, each
#' once, when `by` is not given, or when `fill` is not of the kind of `x`.
#' @seealso [crf_features()] for many of them at once.
#' @examples
#' id <- c("a", "a", "a", "b", "b")
#' rain <- c(0, 3.5, 1, 2, 0)
#' lagged(rain, -1, id)
#' lagged(rain, -1, id, fill = 0)
#' lagged(rain, c(-1, 1), id, fill = 0)
#'
#' # a new level for the first row of each sequence
#' sky <- factor(c("dry", "wet", "wet", "wet", "dry"))
#' lagged(sky, -1, id, fill = "start")
#' lagged(sky, -1:1, id)
#'
#' # the rows of a sequence stand together
#' try(lagged(rain, -1, c("a", "b", "a", "b", "b")))
#' @export
lagged <- function(x, offsets = -1, by, fill = NA) {
  label <- deparse_text(substitute(x))
  if (missing(by)) stop_argument("by", "the sequence of each row", "absent")
  sequences <- sequence_rows(by, name = "by")
  check_vector(x, "x")
  if (length(x) != sequence_end(sequences)) stop_length("x", length(x), "by", length(by))
  offsets <- check_offsets(offsets)
  names(x) <- NULL
  fill <- fill_like(x, fill)
  if (is.character(fill) && is.factor(x)) levels(x) <- union(levels(x), fill)
  columns <- lapply(offsets, shifted_vector, x = x, sequences = sequences, fill = fill)
  if (length(offsets) == 1L) return(columns[[1L]])
  names(columns) <- paste0("[", offsets, "]")
  if ((is.numeric(x) || is.logical(x)) && !is.object(x)) return(do.call(cbind, columns))
  names(columns) <- paste0(label, names(columns))
  as.data.frame(columns, optional = TRUE, stringsAsFactors = FALSE)
}

#' @noRd
check_vector <- function(x, name) {
  check_variable(x, name)
  if (length(dim(x)) < 2L) return(invisible())
  stop_logistic("type", sprintf("`%s` must be a vector, not %s.", name, type_text(x)),
                variable = name)
}

#' @noRd
check_offsets <- function(offsets, name = "offsets") {
  whole <- is.numeric(offsets) && !is.object(offsets) && length(offsets) > 0L &&
    all(is.finite(offsets)) && all(offsets == round(offsets)) && all(abs(offsets) < 2^30)
  if (!whole) stop_argument(name, "whole numbers, such as -1 or -2:2", value_text(offsets))
  if (anyDuplicated(offsets)) {
    stop_argument(name, "different numbers",
                  paste(format(offsets[duplicated(offsets)][1L]), "more than once"))
  }
  as.integer(offsets)
}

#' The fill, checked to be of the kind of `x`; that of a factor as a string
#' @noRd
fill_like <- function(x, fill) {
  if (!is.atomic(fill) || length(fill) != 1L) stop_argument("fill", "one value", type_text(fill))
  if (is.na(fill)) return(NA)
  if (is.factor(x)) return(fill_level(x, fill))
  alike <- if (is_time(x)) inherits(fill, class(x)) else
    !is.object(fill) && if (is.numeric(x)) is.numeric(fill) else typeof(x) == typeof(fill)
  if (!alike) stop_argument("fill", paste("of the kind of `x`,", type_text(x)), value_text(fill))
  if (is.integer(x) && fill == round(fill) && abs(fill) < 2^31) as.integer(fill) else fill
}

#' @noRd
fill_level <- function(x, fill) {
  if (!is.character(fill) && !is.factor(fill)) {
    stop_argument("fill", "a level, as a string", value_text(fill))
  }
  if (is.ordered(x) && !as.character(fill) %in% levels(x)) {
    stop_argument("fill", paste("a level of the ordered factor `x`:", list_some(levels(x))),
                  value_text(as.character(fill)))
  }
  as.character(fill)
}

#' @noRd
shifted_vector <- function(offset, x, sequences, fill) {
  from <- shifted_rows(sequences, offset)
  out <- x[from]
  if (!is.na(fill)) out[is.na(from)] <- fill
  out
}
