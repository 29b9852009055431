# Prediction variables: the variables of a formula in a form that gives in each row what the fit
# saw there, whatever the other rows are.
#
# stats::makepredictcall() fixes poly(), ns() or scale() where they stand alone. Here calls inside
# calls are fixed too, and what the formula computes from the whole sample, as mean(age) in
# I(age - mean(age)), becomes its value. What then still depends on other rows is named.

#' Set `predvars`, and `across_rows`: variables whose value in a row depends on other rows
#'
#' @param variables As evaluated, whole.
#' @noRd
set_predvars <- function(terms, variables, data) {
  if (!is.null(attr(terms, "predvars"))) return(terms)
  vars <- attr(terms, "variables")
  across <- character(0L)
  scope <- list(data = data, env = environment(terms), n = NROW(variables[[1L]]))
  for (i in seq_along(variables)) {
    if (is.symbol(vars[[i + 1L]]) || i == attr(terms, "response")) next
    if (is_by_row(vars[[i + 1L]])) next
    fixed <- fixed_variable(vars[[i + 1L]], variables[[i]], scope)
    vars[[i + 1L]] <- fixed$call
    if (!fixed$by_row) across <- c(across, names(variables)[i])
  }
  attr(terms, "predvars") <- vars
  if (length(across)) attr(terms, "across_rows") <- across
  terms
}

#' Functions whose value in a row is made of that row alone
#' @noRd
by_row_functions <- c(
  "I", "(", "offset", "+", "-", "*", "/", "^", "%%", "%/%", "==", "!=", "<", "<=", ">", ">=",
  "!", "&", "|", "log", "log2", "log10", "log1p", "exp", "expm1", "sqrt", "abs", "sin", "cos",
  "tan", "floor", "ceiling", "round", "signif", "trunc", "is.na", "ifelse", "pmin", "pmax", "cbind",
  "as.numeric", "as.double", "as.integer", "as.character", "as.logical")

#' @noRd
is_by_row <- function(call) {
  all(all.names(call) %in% c(by_row_functions, all.vars(call)))
}

#' The call fixed as far as it can be, and whether single rows then give their value
#' @noRd
fixed_variable <- function(call, value, scope) {
  candidates <- list(fixed_call(call, scope, value), stats::makepredictcall(value, call))
  # lagged() reads the rows of a sequence, which new data hold whole
  if ("lagged" %in% all.names(call)) return(list(call = candidates[[1L]], by_row = TRUE))
  for (candidate in candidates) {
    if (gives_rows(candidate, value, scope)) return(list(call = candidate, by_row = TRUE))
  }
  list(call = candidates[[2L]], by_row = FALSE)
}

# Inside these nothing is evaluated: what stands there has a scope of its own, or is a name.
#' @noRd
closed_functions <- c("function", "{", "~", "$", "@", "::", ":::", "quote")

#' @param value The call's value in the sample; NULL where it is not known yet.
#' @noRd
fixed_call <- function(call, scope, value = NULL) {
  name <- function_name(call)
  if (name %in% closed_functions || !uses_rows(call, scope)) return(call)
  by_row <- name %in% by_row_functions
  if (!by_row && is.null(value)) value <- value_in(call, scope)
  if (!by_row && is.null(value)) return(call)
  if (!by_row && (is.function(value) || NROW(value) != scope$n)) return(value)
  for (i in seq_along(call)) {
    if (is.call(call[[i]])) call[[i]] <- fixed_call(call[[i]], scope)
  }
  if (by_row) return(call)
  if (name == "cut") fixed_breaks(call, scope) else known_call(value, call, name)
}

#' stats::makepredictcall(), which knows scale() but not base::scale()
#' @noRd
known_call <- function(value, call, name) {
  if (!nzchar(name)) return(call)
  head <- call[[1L]]
  call[[1L]] <- as.name(name)
  call <- stats::makepredictcall(value, call)
  if (identical(call[[1L]], as.name(name))) call[[1L]] <- head
  call
}

#' "sd" of sd(x) and stats::sd(x), "" of f(x)(y)
#' @noRd
function_name <- function(call) {
  called <- call[[1L]]
  if (is.call(called) && as.character(called[[1L]])[1L] %in% c("::", ":::")) called <- called[[3L]]
  if (is.symbol(called)) as.character(called) else ""
}

#' @noRd
value_in <- function(call, scope) {
  tryCatch(suppressWarnings(eval(call, scope$data, scope$env)), error = function(e) NULL)
}

#' The names that a call takes from outside: not the arguments of functions written in it
#' @noRd
free_variables <- function(call) setdiff(all.vars(call), inner_arguments(call))

#' @noRd
inner_arguments <- function(call) {
  if (!is.call(call)) return(NULL)
  if (identical(call[[1L]], quote(`function`))) return(names(call[[2L]]))
  unlist(lapply(as.list(call), function(part) if (!missing(part)) inner_arguments(part)))
}

#' The variables of a call, as the formula finds them
#' @noRd
variables_in <- function(call, scope) {
  names <- free_variables(call)
  values <- lapply(names, function(name) value_in(as.name(name), scope))
  names(values) <- names
  values[!vapply(values, is.null, NA)]
}

#' @noRd
uses_rows <- function(call, scope) {
  any(vapply(variables_in(call, scope), NROW, 0L) == scope$n)
}

#' cut(x, 3) takes its breaks from the range of x, as cut.default() does
#' @noRd
fixed_breaks <- function(call, scope) {
  full <- match.call(base::cut.default, call)
  x <- value_in(full$x, scope)
  count <- value_in(full$breaks, scope)
  if (!is.numeric(x) || !is.numeric(count) || length(count) != 1L) return(call)
  range <- range(x, na.rm = TRUE)
  breaks <- seq.int(range[1L], range[2L], length.out = as.integer(count + 1))
  breaks[c(1L, length(breaks))] <- range + c(-1, 1) * diff(range) / 1000
  full$breaks <- breaks
  full
}

#' Does the call, evaluated in single rows, give what it gave in the sample?
#' @param same_levels Must a factor have all its levels in every row, too?
#' @noRd
gives_rows <- function(call, value, scope, same_levels = FALSE) {
  variables <- variables_in(call, scope)
  of_rows <- vapply(variables, NROW, 0L) == scope$n
  around <- if (is.environment(scope$data)) scope$data else scope$env
  there <- which(!is_missing(value))
  rows <- there[unique(round(seq(1, length(there), length.out = rows_tried)))]
  all(vapply(rows, function(row) {
    one <- variables
    one[of_rows] <- lapply(variables[of_rows], pick_rows, row)
    now <- tryCatch(suppressWarnings(eval(call, one, around)), error = function(e) NULL)
    same_value(now, pick_rows(value, row), value) &&
      (!same_levels || identical(levels(now), levels(value)))
  }, NA))
}

#' @noRd
rows_tried <- 3L

#' @noRd
pick_rows <- function(x, rows) {
  if (length(dim(x)) == 2L) x[rows, , drop = FALSE] else x[rows]
}

#' Equal within the rounding of numbers of the size in `all`
#' @noRd
same_value <- function(now, then, all) {
  if (length(now) != length(then)) return(FALSE)
  if (!is.numeric(now) || !is.numeric(then)) {
    return(identical(as.character(now), as.character(then)))
  }
  gap <- abs(as.double(now) - as.double(then))
  size <- suppressWarnings(max(abs(as.double(all)), na.rm = TRUE))
  identical(is.na(as.double(now)), is.na(as.double(then))) && !any(gap > 1e-8 * size, na.rm = TRUE)
}
