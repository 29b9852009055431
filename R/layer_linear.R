# Layers whose eta is linear in x: the core's way there and back, with an optional link. A layer of
# this kind has `coefficients` (p, or p x k) and `bias` (k, or NULL).

#' @noRd
layer_threads <- function() default_settings()$threads

#' eta = x W + bias + offset, and its mean where a link is given
#'
#' @param layer With `coefficients` and `bias`.
#' @param x,offset Of the user.
#' @param link Name of a link; `NULL`: there is no `value`.
#' @return list: `eta`, `value`.
#' @noRd
linear_forward <- function(layer, x, offset, link = NULL) {
  coefficients <- layer$coefficients
  check_inputs(x, coefficients)
  names <- eta_names(x, coefficients)
  if (!is.null(offset)) offset <- check_layer_offset(offset, nrow(x), coefficients)
  out <- .Call(C_layer_forward, x, coefficients, layer$bias, offset, link, names, layer_threads())
  if (!out$finite) stop_eta(layer, x, offset, out$eta)
  out
}

#' @noRd
check_layer_offset <- function(offset, n, coefficients) {
  if (!is.matrix(coefficients)) return(check_shape(offset, n, "offset"))
  offset <- check_shape(offset, c(n, ncol(coefficients)), "offset")
  check_names(colnames(offset), colnames(coefficients), "offset", "the coefficients")
  offset
}

#' Names of a vector of values, dimnames of a matrix
#' @noRd
eta_names <- function(x, coefficients) {
  if (!is.matrix(coefficients)) return(rownames(x))
  if (is.null(rownames(x)) && is.null(colnames(coefficients))) return(NULL)
  list(rownames(x), colnames(coefficients))
}

#' @noRd
stop_eta <- function(layer, x, offset, eta) {
  check_parameter(layer$coefficients, "coefficients")
  if (!is.null(layer$bias)) check_parameter(layer$bias, "bias")
  stop_not_finite(x = x, offset = offset)
  rows <- which(rowSums(matrix(!is.finite(eta), NROW(eta))) > 0)
  stop_logistic("finite", sprintf("The linear predictor must be finite; it overflows in %s.",
                                  rows_text(rows)), variable = "x", rows = rows)
}

#' From derivatives above a linear layer to the gradient
#'
#' @param output From `new_output()`.
#' @param upstream Derivatives by the value, or, without a link, by eta; checked, of eta's length.
#' @param weights Of the rows, checked, or `NULL`.
#' @param by_weight Makes the derivative by each row's weight.
#' @noRd
linear_backward <- function(output, upstream, weights, link, by_weight) {
  layer <- output$layer
  made <- .Call(C_layer_backward, output$x, layer$coefficients, output$eta, link, upstream, weights,
                layer_threads())
  if (!all(is.finite(made$bias))) stop_not_finite(upstream = upstream, weights = weights)
  if (!is.null(layer$bias)) attributes(made$bias) <- attributes(layer$bias)
  parameters <- c(list(coefficients = made$coefficients),
                  if (!is.null(layer$bias)) list(bias = made$bias))
  new_gradient(parameters, made$offset, inputs = function() linear_inputs(output, made$offset),
               weights = by_weight)
}

#' r W', in the shape of x
#' @noRd
linear_inputs <- function(output, offset) {
  .Call(C_layer_inputs, offset, output$layer$coefficients, dimnames(output$x), layer_threads())
}

#' The derivative of sum(weights * upstream * value) by each weight
#' @noRd
row_products <- function(upstream, value) {
  rowSums(matrix(as.double(upstream) * as.double(value), NROW(value)))
}

# ---- said ----------------------------------------------------------------------------------------

# Units, or categories, that are shown.
columns_shown <- 40L

#' @param kind What layer it is, in a few words.
#' @noRd
print_linear <- function(x, kind, bias = if (is.null(x$bias)) ", no bias" else " and a bias") {
  more <- NCOL(x$coefficients) - columns_shown
  write_lines(wrap_text(paste0(kind, ", ", plural(NROW(x$coefficients), "input"), bias), 2L))
  write_lines(layer_table(x), if (more > 0L) paste("and", plural(more, "more column")))
  invisible(x)
}

# A line for the bias and each input, a column for each unit.
#' @noRd
layer_table <- function(layer) {
  w <- as.matrix(layer$coefficients)
  labels <- if (is.null(rownames(w))) sprintf("[%d]", seq_len(nrow(w))) else rownames(w)
  heads <- if (is.null(colnames(w))) rep("", ncol(w)) else colnames(w)
  w <- rbind(layer$bias, w)
  columns <- lapply(seq_len(min(ncol(w), columns_shown)), function(j) {
    text_column(heads[j], align_points(format_significant(w[, j], 4L)))
  })
  long_table(c(if (!is.null(layer$bias)) "bias", labels), columns)
}
