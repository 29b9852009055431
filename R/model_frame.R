# The model frame: what glm keeps as `model`, made from a frame of whole vectors and a mask.

#' @noRd
model_frame <- function(frame) {
  columns <- c(frame$variables, frame$extras)
  names(columns) <- frame_column_names(frame)
  if (!frame$plain) columns <- lapply(columns, seen_levels, frame)
  if (!is.null(frame$rows)) columns <- lapply(columns, take_rows, which(frame$rows))
  attr(columns, "row.names") <- model_row_names(frame)
  class(columns) <- "data.frame"
  attr(columns, "terms") <- frame$terms
  if (!is.null(frame$na_action)) attr(columns, "na.action") <- frame$na_action
  columns
}

# A factor without the levels that no used row has; strings stay strings, as in
# stats::model.frame().
#' @noRd
seen_levels <- function(x, frame) {
  if (!is.factor(x)) return(x)
  seen <- tabulate(if (is.null(frame$rows)) x else x[frame$rows], nlevels(x)) > 0L
  if (all(seen)) x else factor(x, levels = levels(x)[seen], exclude = NULL)
}

#' @noRd
take_rows <- function(x, rows) {
  if (is.null(dim(x))) return(x[rows])
  kept <- x[rows, , drop = FALSE]
  others <- setdiff(names(attributes(x)), c("dim", "dimnames"))
  for (name in others) attr(kept, name) <- attr(x, name)
  kept
}

#' @noRd
model_row_names <- function(frame) {
  names <- usable_row_names(frame)
  if (is.null(names)) names <- .set_row_names(frame$n)
  compact <- is.integer(names) && length(names) == 2L && is.na(names[1L])
  if (is.null(frame$rows)) return(names)
  if (compact) which(frame$rows) else names[frame$rows]
}
