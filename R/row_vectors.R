# The vectors of row length of a fitted object.

# The vectors of row length, private to the fit: a data frame may change under it by reference. Most
# are made when first read. Of separated data eta is +-Inf in the rows that the direction of
# recession moves.
#' @noRd
row_vectors <- function(answer, design, response, link, labels) {
  eta <- used_of(design, answer$eta)
  y <- used_of(design, response$y) + 0
  w <- if (!is.null(response$weights)) used_of(design, response$weights) + 0
  offset <- design$offsets[[1L]]
  out <- .Call(C_rows, eta, y, w, link, labels)
  if (!response$groups) y <- as.integer(y) # half the size, in memory and saved
  if (is.null(w)) w <- rep.int(1L, length(y))
  names(eta) <- names(y) <- names(w) <- labels
  out$linear.predictors <- eta
  out$y <- y
  out$prior.weights <- w
  if (!is.null(offset)) out$offset <- used_of(design, offset)
  out
}
