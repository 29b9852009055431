# Shapes and numbers that layers are given: each is checked before any work, and a message says what
# was expected and what was found.

#' "a vector of length 3", "a 100 x 3 matrix", "NULL"
#' @noRd
shape_text <- function(x) {
  if (is.numeric(x) || is.logical(x)) return(dim_text(if (is.null(dim(x))) length(x) else dim(x)))
  value_text(x)
}

#' @param d Length, or dimensions.
#' @noRd
dim_text <- function(d) {
  if (length(d) == 1L) return(paste("a vector of length", count_text(d)))
  kind <- if (length(d) == 2L) "matrix" else "array"
  paste(article(paste(vapply(d, count_text, ""), collapse = " x ")), kind)
}

#' A layer whose parts may have been changed: as it is, or made again by its constructor, which says
#' what is wrong with them
#' @noRd
checked_layer <- function(layer, make) {
  parts <- stats::setNames(nm = names(formals(make)))
  made <- unclass(do.call(make, lapply(parts, function(part) layer[[part]])))
  layer[names(made)] <- made
  layer
}

#' Nothing to convert and nothing wrong in what every linear layer has: the way of nearly every call
#' @noRd
is_plain_layer <- function(layer) {
  w <- layer$coefficients
  b <- layer$bias
  d <- dim(w)
  is.double(w) && !is.object(w) && length(w) > 0L && (is.null(d) || length(d) == 2L) &&
    (is.null(b) || (is.double(b) && is.null(dim(b)) && length(b) == if (is.null(d)) 1L else d[2L]))
}

#' Numbers, none missing: a layer's parameter
#' @noRd
check_parameter <- function(x, arg) {
  if (!is.numeric(x) || is.object(x) || length(dim(x)) == 1L || length(dim(x)) > 2L) {
    stop_argument(arg, "a numeric vector or matrix", value_text(x))
  }
  if (!all(is.finite(x))) {
    stop_logistic("finite", sprintf("`%s` must be finite; it is %s.", arg,
                                    format(x[!is.finite(x)][1L])), variable = arg)
  }
  as_double(x)
}

#' The same numbers as doubles, with their attributes
#' @noRd
as_double <- function(x) {
  if (!is.double(x)) storage.mode(x) <- "double"
  x
}

#' A batch of inputs for coefficients
#' @noRd
check_inputs <- function(x, coefficients) {
  numbers <- is.numeric(x) || is.logical(x)
  if (!is.matrix(x) || !numbers) stop_not_matrix(x, numbers)
  if (!nrow(x)) stop_argument("x", "a matrix with rows", shape_text(x))
  if (ncol(x) != NROW(coefficients)) {
    stop_argument("x", sprintf("a matrix of %s, as `coefficients` has",
                               count_of(NROW(coefficients), "column")), shape_text(x))
  }
  check_names(dimnames(x)[[2L]], coefficient_names(coefficients), "x", "the coefficients")
}

#' @noRd
stop_not_matrix <- function(x, numbers) {
  way <- if (is.data.frame(x)) " (as.matrix() makes one)" else
    if (numbers && is.null(dim(x))) " (cbind() makes one of an input, rbind() of a case)"
  stop_argument("x", "a numeric matrix", paste0(value_text(x), way))
}

#' @noRd
coefficient_names <- function(coefficients) {
  if (is.matrix(coefficients)) rownames(coefficients) else names(coefficients)
}

#' Where both sides have names they are the same, in the same order
#' @param found,known As many, or `NULL`; one that is "" is none.
#' @param whose "the coefficients": who has the names that are known.
#' @noRd
check_names <- function(found, known, arg, whose) {
  if (is.null(found) || is.null(known) || identical(found, known)) return(invisible())
  at <- which(found != known & nzchar(found) & nzchar(known))[1L]
  if (is.na(at)) return(invisible())
  if (setequal(found, known)) {
    stop_argument(arg, sprintf("in the order of %s, %s", whose, list_some(known)), list_some(found))
  }
  stop_argument(arg, sprintf("named as %s, %s", whose, list_some(known)),
                sprintf("%s in the place of %s", backticked(found[at]), backticked(known[at])))
}

#' The same of both names of matrices, or those of vectors
#' @noRd
check_like_names <- function(x, like, arg, whose) {
  if (length(dim(x)) != length(dim(like))) return(invisible())
  if (is.null(dim(x))) return(check_names(names(x), names(like), arg, whose))
  for (k in seq_along(dim(x))) {
    check_names(dimnames(x)[[k]], dimnames(like)[[k]], arg, whose)
  }
}

#' Numbers in the shape of eta
#' @noRd
check_like <- function(x, eta, arg) {
  d <- dim(eta)
  if (is.null(d)) return(check_shape(x, length(eta), arg))
  x <- check_shape(x, d, arg)
  if (!is.null(dimnames(x))) {
    check_names(dimnames(x)[[2L]], dimnames(eta)[[2L]], arg, "the columns of the values")
  }
  x
}

#' Numbers of dimensions d; a vector and a matrix of one column stand for each other
#'
#' Whether they are finite shows in what is made of them: see `stop_not_finite()`.
#' @noRd
check_shape <- function(x, d, arg) {
  fits <- is.numeric(x) && !is.object(x) && length(x) == prod(d) && NROW(x) == d[1L] &&
    length(dim(x)) %in% c(0L, 2L)
  if (!fits) stop_argument(arg, dim_text(d), if (is.numeric(x)) shape_text(x) else type_text(x))
  as_double(x)
}

#' A factor of each row, not negative, or NULL
#' @noRd
check_weights <- function(weights, n) {
  if (is.null(weights)) return(NULL)
  if (!is.numeric(weights) || is.object(weights) || length(weights) != n) {
    stop_argument("weights", dim_text(n),
                  if (is.numeric(weights)) shape_text(weights) else type_text(weights))
  }
  least <- min(weights)
  if (is.na(least)) stop_rows_not_finite(weights, "weights")
  if (least < 0) {
    bad <- which(weights < 0)
    stop_negative_rows("weights", bad, weights[bad[1L]])
  }
  as.double(weights)
}

#' The first of some arguments with rows that are not finite is named; nothing where all are
#' @param ... Arguments by name.
#' @noRd
stop_not_finite <- function(...) {
  given <- list(...)
  for (arg in names(given)) stop_rows_not_finite(given[[arg]], arg)
}

#' @noRd
stop_rows_not_finite <- function(x, arg) {
  wrong <- !is.finite(x)
  if (!any(wrong)) return(invisible())
  stop_infinite_rows(arg, which(rowSums(matrix(wrong, NROW(x))) > 0), x[wrong][1L])
}
