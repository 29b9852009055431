# The only place where methods see rows of a model matrix. Rows come in blocks, so that nothing of
# size n x p is held by predict().

#' @noRd
fit_frame_kept <- function(fit) {
  predictor_terms(fit)
  stats::model.frame(fit)
}

# A fit to a matrix has no formula, and does not keep the matrix.
#' @noRd
predictor_terms <- function(fit) {
  if (!is.null(fit$terms)) return(stats::delete.response(fit$terms))
  stop_logistic("kept", paste0("the fit does not hold its matrix; fit by a formula.\n",
                               "  Linear predictors are the matrix times coef()."), part = "x")
}

#' @noRd
frame_matrix <- function(fit, frame) {
  stats::model.matrix(predictor_terms(fit), frame, contrasts.arg = fit$contrasts)
}

# The whole model matrix of the rows used.
#' @noRd
fit_matrix <- function(fit) frame_matrix(fit, fit_frame_kept(fit))

# The model matrix of new data.
#' @noRd
new_matrix <- function(fit, newdata, new_levels = "error") {
  frame_matrix(fit, new_frame(fit, newdata, new_levels))
}

# Rows of a block: about 32 MB of model matrix.
#' @noRd
block_rows <- function(fit) {
  min(max(2^22 %/% max(length(fit$coefficients), 1L), 64), 2^16)
}

# Calls f(model matrix, row numbers) block by block; returns the list of its values.
#' @noRd
over_blocks <- function(fit, frame, f, size = block_rows(fit)) {
  n <- nrow(frame)
  if (n <= size) return(list(f(frame_matrix(fit, frame), seq_len(n))))
  starts <- seq(1L, n, by = size)
  lapply(starts, function(start) {
    rows <- start:min(start + size - 1L, n)
    block <- frame[rows, , drop = FALSE]
    attr(block, "terms") <- attr(frame, "terms")
    f(frame_matrix(fit, block), rows)
  })
}

# Which term each coefficient belongs to (0: the intercept), in the order of coef().
#' @noRd
fit_assign <- function(fit) {
  if (is.null(fit$terms)) return(seq_along(fit$coefficients))
  if (!is.null(fit$assign)) return(fit$assign)
  if (!is.null(fit$model)) {
    frame <- fit$model[1L, , drop = FALSE]
    attr(frame, "terms") <- attr(fit$model, "terms")
    return(attr(frame_matrix(fit, frame), "assign"))
  }
  attr(fit_matrix(fit), "assign")
}

#' @noRd
term_labels <- function(fit) {
  if (is.null(fit$terms)) names(fit$coefficients) else attr(fit$terms, "term.labels")
}

#' @noRd
has_intercept <- function(fit) {
  rank <- if (is.null(fit$rank)) fit$df[1L] else fit$rank # a summary has it in df
  if (is.null(fit$terms)) return(fit$df.null < fit$df.residual + rank)
  attr(fit$terms, "intercept") == 1L
}

# The frame of new data: variables checked, factors with the levels of the fit.
#' @noRd
new_frame <- function(fit, newdata, new_levels = "error", na.action = stats::na.pass) {
  tt <- predictor_terms(fit)
  newdata <- check_newdata(tt, newdata, published = inherits(fit, "published_model"))
  warn_across_rows(tt)
  frame <- stats::model.frame(tt, newdata, na.action = stats::na.pass)
  frame <- match_levels(frame, fit$xlevels, new_levels)
  check_classes(attr(tt, "dataClasses"), frame)
  if (is.null(na.action)) return(frame)
  match.fun(na.action)(frame)
}

#' @noRd
warn_across_rows <- function(tt) {
  across <- attr(tt, "across_rows")
  if (is.null(across)) return(invisible())
  warn_logistic("transform", paste0(
    "What ", list_some(backticked(across)), " gives in a row depends on the other rows; in ",
    "`newdata`\n  these are not those of the fit. Compute it as a column of the data."),
    variable = across)
}

# A variable of a fit may be found where the formula was made; of a published model nothing but
# constants of R (pi) is taken from elsewhere.
#' @noRd
check_newdata <- function(tt, newdata, published = FALSE) {
  if (!is.data.frame(newdata)) {
    if (!is.list(newdata) && !is.environment(newdata)) {
      stop_logistic("type", sprintf("`newdata` must be a data frame, not %s.",
                                    class(newdata)[1L]), variable = "newdata")
    }
    newdata <- if (is.environment(newdata)) newdata else as.data.frame(newdata)
  }
  present <- if (is.environment(newdata)) ls(newdata, all.names = TRUE) else names(newdata)
  wanted <- setdiff(free_variables(attr(tt, "variables")), present)
  around <- if (published || is.null(environment(tt))) baseenv() else environment(tt)
  columns <- if (published) wanted else names(attr(tt, "dataClasses")) # no function stands there
  missing <- wanted[vapply(wanted, function(name) {
    value <- get0(name, around)
    is.null(value) || (name %in% columns && is.function(value))
  }, NA)]
  if (length(missing)) {
    stop_logistic("variable", sprintf("`newdata` must have the variables of the %s; %s missing.",
                                      if (published) "model" else "fit", name_list(missing)),
                  variable = missing)
  }
  newdata
}

#' @noRd
name_list <- function(names, most = 5L) {
  shown <- paste0("`", utils::head(names, most), "`", collapse = ", ")
  more <- length(names) - most
  if (more > 0L) shown <- sprintf("%s and %d more", shown, more)
  paste(shown, if (length(names) == 1L) "is" else "are")
}

#' @noRd
match_levels <- function(frame, xlevels, new_levels) {
  for (variable in names(xlevels)) {
    levels <- xlevels[[variable]]
    value <- as.character(frame[[variable]])
    unknown <- which(!is.na(value) & !value %in% levels)
    if (length(unknown)) {
      if (new_levels == "error") stop_new_levels(variable, value, unknown)
      value[unknown] <- if (new_levels == "reference") levels[1L] else NA
    }
    is_ordered <- is.ordered(frame[[variable]])
    frame[[variable]] <- factor(value, levels = levels, ordered = is_ordered)
  }
  frame
}

#' @noRd
stop_new_levels <- function(variable, value, rows) {
  unknown <- unique(value[rows])
  shown <- paste0("'", utils::head(unknown, 5L), "'", collapse = ", ")
  if (length(unknown) > 5L) shown <- sprintf("%s and %d more", shown, length(unknown) - 5L)
  numbers <- paste(utils::head(rows, 5L), collapse = ", ")
  if (length(rows) > 5L) numbers <- sprintf("%s and %d more", numbers, length(rows) - 5L)
  stop_logistic("levels", sprintf(paste0(
    "`%s` in `newdata` must have levels of the fit; %d row%s (%s) %s\n  %s. ",
    "Use new_levels = \"na\" or \"reference\"."),
    variable, length(rows), if (length(rows) == 1L) "" else "s", numbers,
    if (length(rows) == 1L) "has" else "have", shown),
    variable = variable, rows = rows, levels = unknown)
}

#' @noRd
check_classes <- function(classes, frame) {
  for (variable in intersect(names(classes), names(frame))) {
    now <- stats::.MFclass(frame[[variable]])
    then <- classes[[variable]]
    factors <- c("factor", "character", "ordered")
    same <- now == then || (now %in% factors && then %in% factors)
    if (!same && !all(is.na(frame[[variable]]))) {
      stop_logistic("type", sprintf("`%s` in `newdata` must be %s as in the fit, not %s.",
                                    variable, then, now), variable = variable)
    }
  }
}

# The offset of new data: offset() terms, and the `offset` argument of the call.
#' @noRd
new_offset <- function(fit, frame, newdata) {
  out <- stats::model.offset(frame)
  argument <- fit$call$offset
  if (is.null(argument)) return(out)
  around <- environment(fit_terms(fit))
  value <- tryCatch(eval(argument, newdata, around), error = function(e) NULL)
  if (!is.null(value) && length(value) == 1L) value <- rep(value, NROW(newdata))
  wide <- is.matrix(value) && ncol(value) > 1L && !inherits(fit, "multinomial_fit")
  if (is.null(value) || NROW(value) != NROW(newdata) || wide) {
    stop_logistic("offset", sprintf(
      "`newdata` must have the offset of the fit, `%s`, one value a row.",
      paste(deparse(argument), collapse = " ")), variable = "offset")
  }
  omitted <- attr(frame, "na.action")
  if (!is.null(omitted)) value <- pick_rows(value, -omitted)
  if (is.null(out)) value else out + value
}
