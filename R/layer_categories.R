# What the heads of categories share: softmax, ordinal, conditional random field. Their eta is
# linear in x, their values are probabilities of categories, and other parameters may stand beside
# the coefficients.

#' Codes of outcomes, from 1
#'
#' By name where the categories of the head have names; else as numbers, or as a factor with as many
#' levels.
#' @noRd
head_codes <- function(y, output) {
  n <- nrow(output$value)
  one <- may_be_labels(y)
  if (!one || length(dim(y)) > 1L || length(y) != n) {
    stop_argument("y", paste("labels,", dim_text(n)), if (one) shape_text(y) else type_text(y))
  }
  if (anyNA(y)) {
    rows <- which(is.na(y))
    stop_logistic("missing", sprintf("`y` must be known in every row; it is missing in %s.",
                                     rows_text(rows)), variable = "y", rows = rows)
  }
  lev <- colnames(output$value)
  if (is.null(lev)) numbered_codes(y, ncol(output$value)) else named_codes(y, lev)
}

#' @noRd
named_codes <- function(y, lev) {
  code <- if (is.factor(y)) match(levels(y), lev)[y] else match(as.character(y), lev)
  rows <- which(is.na(code))
  if (!length(rows)) return(code)
  stop_logistic("levels", sprintf(
    "`y` must have labels that the layer knows (%s); it is %s in %s.", list_some(quoted(lev)),
    quoted(as.character(y[rows[1L]])), rows_text(rows)), variable = "y", rows = rows)
}

#' @noRd
numbered_codes <- function(y, most) {
  if (is.factor(y) && nlevels(y) == most) {
    numbers <- match(levels(y), seq_len(most)) # labels that are the numbers mean these
    return(if (anyNA(numbers)) as.integer(y) else numbers[y])
  }
  whole <- is.numeric(y) && !is.factor(y)
  rows <- if (whole) which(!(y >= 1 & y <= most & y == round(y)))
  if (whole && !length(rows)) return(as.integer(y))
  stop_argument("y", sprintf("whole numbers from 1 to %d, or a factor with as many levels", most),
                if (whole) sprintf("%s (%s)", format(y[rows[1L]]), rows_text(rows)) else
                  if (is.factor(y)) paste("one with", plural(nlevels(y), "level")) else
                    type_text(y))
}

#' Derivatives by parameters beside the coefficients
#' @noRd
add_parameters <- function(gradient, parameters) {
  gradient[names(parameters)] <- parameters
  gradient
}

#' A head's loss, with its derivatives by parameters beside the coefficients
#' @noRd
new_head_loss <- function(output, y, weights, value, offset, parameters = list()) {
  loss <- new_loss(output, y, weights, value, offset)
  loss$parameters <- parameters
  loss
}

#' @noRd
backward_head_loss <- function(output, upstream = 1, weights = NULL, ...) {
  gradient <- backward.logistic_loss(output, upstream, weights, ...)
  add_parameters(gradient, lapply(output$parameters, `*`, upstream))
}

#' The pullback by eta, times the weights, in the shape of eta
#' @noRd
head_backward <- function(output, by_eta, upstream, weights) {
  if (!all(is.finite(by_eta))) stop_not_finite(upstream = upstream)
  linear_backward(output, by_eta, weights, NULL,
                  function() row_products(upstream, output$value))
}

