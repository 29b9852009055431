# The variables of the right-hand side one by one, for methods that make rows of their own: which
# values each takes, in which order, and a typical one.
#
# A variable with levels is a factor here, its levels in the order of the fit. What a made row
# holds in its place is a value as the data have it (a number of factor(number), a factor whose
# codes as.integer() shows), by `as_in_data()`.

#' @return Named list of columns; attributes `raw`, the values behind the levels of each factor,
#'   and `held`, one row of each matrix.
#' @noRd
predictor_data <- function(fit) {
  tt <- predictor_terms(fit)
  check_rows_alone(tt)
  columns <- predictor_columns(fit, tt)
  matrices <- vapply(columns, is.matrix, NA)
  values <- columns[!matrices]
  raw <- list()
  for (name in names(values)) {
    raw[[name]] <- level_values(fit, name, values)
    if (!is.null(raw[[name]])) values[[name]] <- levels_column(values[[name]], raw[[name]])
  }
  structure(values, raw = raw, held = lapply(columns[matrices], median_row))
}

#' @noRd
check_rows_alone <- function(tt) {
  across <- attr(tt, "across_rows")
  if (is.null(across)) return(invisible())
  stop_logistic("transform", paste0(
    "Terms of the fit must give in a row what that row alone makes; ",
    list_some(backticked(across)), " depends\n  on the other rows. ",
    "Compute it as a column of the data."), variable = across)
}

#' The variables as the fit found them. Constants in the formula, such as `knots`, are none.
#' @noRd
predictor_columns <- function(fit, tt) {
  frame <- fit_frame_kept(fit)
  names <- free_variables(attr(tt, "variables"))
  values <- lapply(names, function(name) {
    if (name %in% names(frame)) frame[[name]] else used_rows_of(whole_column(fit, name), frame, fit)
  })
  names(values) <- names
  lost <- vapply(values, is.null, NA)
  if (any(lost)) {
    stop_kept("data", paste0("They are needed for ", list_some(backticked(names[lost])), "."))
  }
  values[vapply(values, function(x) {
    !is.null(x) && is.atomic(x) && NROW(x) >= nrow(frame) && length(dim(x)) %in% c(0L, 2L)
  }, NA)]
}

#' A variable with all rows of the data, those left out too
#' @noRd
whole_column <- function(fit, name) {
  if (is.list(fit$data) && !is.null(fit$data[[name]])) return(fit$data[[name]])
  tryCatch(eval(as.name(name), environment(fit$terms)), error = function(e) NULL)
}

#' The rows of the frame, where they can be told from their names
#' @noRd
used_rows_of <- function(x, frame, fit) {
  if (is.null(x) || NROW(x) <= nrow(frame)) return(x)
  data <- tryCatch(data_of_fit(fit), error = function(e) NULL)
  names <- if (is.data.frame(data)) attr(data, "row.names") else seq_len(NROW(x))
  at <- match(as.character(attr(frame, "row.names")), as.character(names))
  if (length(names) != NROW(x) || anyNA(at)) x else pick_rows(x, at)
}

#' The values of a variable that has levels, in the order of the fit; NULL for a number of steps
#' @noRd
level_values <- function(fit, name, columns) {
  x <- columns[[name]]
  levels <- fit$xlevels[[name]]
  if (!is.null(levels)) return(x[match(levels, as.character(x))])
  if (is.logical(x)) return(NULL)
  values <- sort(unique(x))
  named <- is.factor(x) || is.character(x)
  for (call in factor_calls(fit, name)) {
    codes <- call_codes(fit, call, names(columns))
    places <- codes$code[order(codes$code)]
    taken <- codes$value[[name]][order(codes$code)]
    tells <- !anyDuplicated(unique(data.frame(places, as.character(taken)))[[1L]])
    if (named || tells) return(values[order(match(values, unique(taken)), na.last = NA)])
  }
  if (named) values
}

#' The calls in the model frame that have levels and are made of `name`
#' @noRd
factor_calls <- function(fit, name) {
  labels <- names(fit$xlevels)
  labels[vapply(labels, function(label) {
    label != name && name %in% all.vars(str2lang(label))
  }, NA)]
}

#' Which level of a call each combination of its variables has in the fit
#' @return list(value, a data frame of the combinations; code).
#' @noRd
call_codes <- function(fit, label, names) {
  tt <- predictor_terms(fit)
  vars <- attr(tt, "variables")
  at <- match(label, variable_names(vars))
  names <- intersect(all.vars(vars[[at + 1L]]), names)
  own <- lapply(names, whole_column, fit = fit)
  names(own) <- names
  value <- unique(as.data.frame(own, optional = TRUE, stringsAsFactors = FALSE))
  made <- eval(attr(tt, "predvars")[[at + 1L]], value, environment(tt))
  code <- match(as.character(made), fit$xlevels[[label]])
  list(value = value[!is.na(code), , drop = FALSE], code = code[!is.na(code)])
}

#' @noRd
levels_column <- function(x, values) {
  factor(match(as.character(x), as.character(values)), seq_along(values), as.character(values))
}

#' @noRd
has_levels <- function(x) is.factor(x) || is.logical(x)

#' @noRd
typical_row <- function(data) {
  row <- lapply(data, typical_value)
  as.data.frame(row, stringsAsFactors = FALSE, optional = TRUE)
}

#' @noRd
typical_value <- function(x) {
  if (is.factor(x)) return(factor(levels(x)[1L], levels = levels(x)))
  if (is.logical(x)) return(FALSE)
  stats::median(x, na.rm = TRUE)
}

#' @noRd
median_row <- function(x) {
  matrix(apply(x, 2L, stats::median, na.rm = TRUE), 1L, dimnames = list(NULL, colnames(x)))
}

#' Rows whose factors are levels, with the values of the data instead
#' @noRd
as_in_data <- function(rows, data) {
  raw <- attr(data, "raw")
  for (name in names(raw)) rows[[name]] <- raw[[name]][as.integer(rows[[name]])]
  held <- attr(data, "held")
  for (name in names(held)) rows[[name]] <- held[[name]][rep(1L, nrow(rows)), , drop = FALSE]
  rows
}

#' Quartiles of a number or a time
#' @noRd
quartiles <- function(x) {
  like_column(x, stats::quantile(as.double(x), c(0.25, 0.5, 0.75), na.rm = TRUE, names = FALSE))
}

#' Numbers as the dates or times that `x` has
#' @noRd
like_column <- function(x, numbers) {
  attributes(numbers) <- attributes(x)[c("class", "tzone", "units")]
  numbers
}

#' @noRd
value_label <- function(value) {
  if (is.numeric(value) && !is.object(value)) format_plain(value) else as.character(value)
}
