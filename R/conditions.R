# Classed conditions. A message names the argument, the expectation and the fact;
# the fields of the condition carry what a caller's code needs (variable, rows, levels, ...).

#' Raise an error of class `logistic_error_<what>`
#'
#' @param what Name of the kind of error, such as `"variable"` or `"weights"`.
#' @param message One string. Argument, expectation, fact.
#' @param ... Named fields of the condition.
#' @param call The call to show with the message; `NULL` shows none.
#' @noRd
stop_logistic <- function(what, message, ..., call = NULL) {
  stop(new_condition("error", what, message, list(...), call))
}

#' Give a warning of class `logistic_warning_<what>`
#' @inheritParams stop_logistic
#' @noRd
warn_logistic <- function(what, message, ..., call = NULL) {
  warning(new_condition("warning", what, message, list(...), call))
}

#' Give a message of class `logistic_message_<what>`
#' @inheritParams stop_logistic
#' @noRd
inform_logistic <- function(what, message, ..., call = NULL) {
  message(new_condition("message", what, paste0(message, "\n"), list(...), call))
}

# They are also of R's own class, by which some packages (insight) tell an error from a value.
#' @noRd
new_condition <- function(kind, what, message, fields, call) {
  simple <- c(error = "simpleError", warning = "simpleWarning", message = "simpleMessage")
  class <- c(paste0("logistic_", kind, "_", what), paste0("logistic_", kind), simple[[kind]], kind,
             "condition")
  structure(class = class, c(list(message = message, call = call), fields))
}

#' "a, b, c, d, e and 32 more"
#'
#' @param x Vector to list.
#' @param n How many are shown.
#' @noRd
list_some <- function(x, n = 5L) {
  shown <- paste(x[seq_len(min(n, length(x)))], collapse = ", ")
  if (length(x) > n) paste0(shown, " and ", count_text(length(x) - n), " more") else shown
}

#' "row 17", "2 rows (17, 40)", "37 rows (1, 2, 3, 4, 5 and 32 more)"
#' @param rows Positions of the rows.
#' @noRd
rows_text <- function(rows) {
  if (length(rows) == 1L) return(paste("row", rows))
  paste0(count_text(length(rows)), " rows (", list_some(rows), ")")
}

#' @param value What stands there; missing: only that it is not finite is said.
#' @noRd
stop_infinite_rows <- function(name, rows, value) {
  stop_logistic("finite", sprintf("`%s` must be finite; it is %s in %s.", name,
                                  if (missing(value)) "not" else format(value), rows_text(rows)),
                variable = name, rows = rows)
}

#' @noRd
stop_negative_rows <- function(name, rows, value) {
  stop_logistic("weights", sprintf("`%s` must be non-negative, not %s (%s).", name, format(value),
                                   rows_text(rows)), variable = name, rows = rows)
}

#' "1 row", "3,918 rows"
#' @noRd
count_of <- function(n, noun) {
  paste0(count_text(n), " ", noun, if (n != 1) "s")
}

#' @noRd
count_text <- function(n) {
  format(n, big.mark = ",", scientific = FALSE, trim = TRUE)
}

#' "a", "a and b", "a, b and c"
#' @noRd
and_list <- function(x) {
  last <- length(x)
  if (last < 2L) return(paste(x))
  paste(paste(x[-last], collapse = ", "), "and", x[last])
}

#' "`age`", "`age`, `bmi`"
#' @noRd
backticked <- function(names) {
  paste0("`", names, "`")
}

#' "\"north\""
#' @noRd
quoted <- function(x) {
  paste0("\"", x, "\"")
}
