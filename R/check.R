# Checks of plain arguments. Each returns the checked value and raises `logistic_error_argument`.

#' One of the strings in `choices`; the first when `x` is the whole vector of choices
#' @param x The argument's value.
#' @param choices What it may be.
#' @param arg The argument's name.
#' @noRd
check_choice <- function(x, choices, arg = deparse(substitute(x))) {
  if (identical(x, choices)) return(choices[1L])
  if (is.character(x) && length(x) == 1L && x %in% choices) return(x)
  stop_argument(arg, paste("one of", list_some(quoted(choices), 12L)), value_text(x))
}

#' match.arg(): the first choice by default, abbreviations; its refusal is classed
#'
#' @param x The argument, whose choices are its default.
#' @noRd
match_choice <- function(x, arg = deparse(substitute(x))) {
  choices <- eval(formals(sys.function(sys.parent()))[[arg]], parent.frame())
  at <- if (is.character(x) && length(x) == 1L) pmatch(x, choices)
  if (length(at) && !is.na(at)) choices[at] else check_choice(x, choices, arg)
}

#' What stands in the `...` of a function that has no use for it
#'
#' @param fun The function's name.
#' @param known Names of its arguments.
#' @return NULL, or list(text, names, close): is there a name like one of them?
#' @noRd
unused_arguments <- function(fun, known, ...) {
  if (!...length()) return(NULL)
  unknown <- ...names()
  unknown <- unknown[!is.na(unknown) & nzchar(unknown)]
  close <- unlist(lapply(unknown, similar_names, setdiff(known, "...")))
  list(names = unknown, close = length(close) > 0L, text = paste0(
    if (length(unknown)) paste0(fun, "() has no argument ", list_some(backticked(unknown)))
    else paste0(fun, "() was given more unnamed arguments than it has"), ".",
    if (length(close)) paste0(" Did you mean ", backticked(close[1L]), "?")))
}

#' @noRd
similar_names <- function(name, known) {
  inside <- vapply(known, function(k) nchar(k) > 3L && grepl(k, name, fixed = TRUE), NA)
  known[utils::adist(name, known) <= 2L | inside]
}

#' A misspelt argument is an error
#' @noRd
refuse_dots <- function(fun, ...) {
  unused <- unused_arguments(fun, names(formals(fun)), ...)
  if (!is.null(unused)) stop_logistic("argument", unused$text, argument = unused$names)
}

#' A method takes what it has no use for, as other packages pass it on; a slip of the pen is said,
#' and what would have changed the numbers
#' @noRd
warn_unused <- function(fun, known, ...) {
  unused <- unused_arguments(fun, known, ...)
  if (is.null(unused) || !(unused$close || any(unused$names %in% telling_arguments))) {
    return(invisible())
  }
  warn_logistic("argument", sub("`.", "`; it was ignored.", unused$text, fixed = TRUE),
                argument = unused$names)
}

# Other methods of confidence, or another covariance.
telling_arguments <- c("vcov", "vcov.", "cluster", "robust", "conf.level", "level", "type")

#' TRUE or FALSE
#' @noRd
check_flag <- function(x, arg = deparse(substitute(x))) {
  if (is.logical(x) && length(x) == 1L && !is.na(x)) return(x)
  stop_argument(arg, "TRUE or FALSE", value_text(x))
}

#' One finite number in an interval
#' @param lower,upper Bounds, included.
#' @param open Whether the lower bound itself is excluded.
#' @noRd
check_number <- function(x, arg = deparse(substitute(x)), lower = -Inf, upper = Inf,
                         open = FALSE) {
  if (is_number(x) && x <= upper && (if (open) x > lower else x >= lower)) return(x)
  stop_argument(arg, paste0("a number", interval_text(lower, upper, open)), value_text(x))
}

#' One whole number, as an integer
#' @noRd
check_count <- function(x, arg = deparse(substitute(x)), lower = 0L,
                        upper = .Machine$integer.max) {
  if (is_number(x) && x == round(x) && x >= lower && x <= upper) return(as.integer(x))
  stop_argument(arg, paste0("a whole number", interval_text(lower, upper, FALSE)), value_text(x))
}

#' @noRd
stop_argument <- function(arg, expected, fact) {
  stop_logistic("argument", paste0("`", arg, "` must be ", expected, ", not ", fact, "."),
                argument = arg)
}

#' @noRd
is_number <- function(x) {
  is.numeric(x) && !is.object(x) && length(x) == 1L && is.finite(x)
}

#' @noRd
interval_text <- function(lower, upper, open) {
  from <- if (lower > -Inf) paste(if (open) "above" else "of at least", format(lower))
  to <- if (upper < Inf && upper != .Machine$integer.max) paste("at most", format(upper))
  if (is.null(from) && is.null(to)) return("")
  paste0(" ", paste(c(from, to), collapse = " and "))
}

#' What an unsuitable value is, in a few words
#' @noRd
value_text <- function(x) {
  if (is.null(x)) return("NULL")
  if (is.character(x) && length(x) == 1L) return(quoted(x))
  if (is.atomic(x) && !is.object(x) && length(x) == 1L) return(format(x))
  type_text(x)
}

#' What kind of thing `x` is, in a few words
#' @noRd
type_text <- function(x) {
  if (is.function(x)) return("a function")
  if (is.data.frame(x)) return("a data frame")
  if (is.matrix(x)) return(paste(article(typeof(x)), "matrix"))
  if (is.object(x)) return(paste0("an object of class ", quoted(class(x)[1L])))
  if (is.list(x)) return("a list")
  if (is.atomic(x)) return(paste0(article(typeof(x)), " vector of length ", length(x)))
  article(typeof(x))
}

#' @noRd
article <- function(noun) {
  paste(if (substr(noun, 1L, 1L) %in% c("a", "e", "i", "o", "u")) "an" else "a", noun)
}

#' Words that are arguments elsewhere, and would change the answer here
#' @param words c(word = "what it is here").
#' @noRd
refuse_words <- function(fun, words, ...) {
  given <- intersect(names(words), ...names())
  if (!length(given)) return(invisible())
  stop_logistic("argument", sprintf("%s() has no argument `%s`: %s.", fun, given[1L],
                                    words[[given[1L]]]), argument = given)
}

#' A suggested package, without which the caller cannot do its work
#' @param user Who needs it, such as `"features_matrix()"`.
#' @noRd
need_package <- function(package, user) {
  if (requireNamespace(package, quietly = TRUE)) return(invisible())
  stop_logistic("package", sprintf("%s needs package %s, which is not installed.", user, package),
                package = package)
}
