# The qr of sqrt(W) X and the effects, which glm keeps and tools outside read. None of our methods
# needs them, so they are made when somebody reads them; of large fits there is the p x p factor.

# Up to so many cells (8 MB) the qr can be read in full.
qr_cells <- 2^20

#' The components `R`, `qr` and `effects` of a fit
#'
#' @param answer Of the core: `root`, upper triangular with R'R = X'WX over the kept columns, which
#'   come first, or `NULL`: then there is none of the three.
#' @param parts,vectors Design with transform, and vectors of row length.
#' @param empty Number of rows of weight zero: the qr has no place for them, as glm's.
#' @param labels Names of the rows, or NULL.
#' @noRd
factor_of <- function(answer, names, kept, parts, vectors, empty, labels) {
  root <- answer$root
  if (is.null(root)) return(NULL)
  others <- answer$dropped
  if (length(others)) names <- c(names[kept], names[others])
  dimnames(root) <- list(names, names)
  rank <- length(kept)
  out <- list(R = if (length(others)) root[seq_len(rank), seq_len(rank), drop = FALSE] else root)
  n <- length(vectors$y) - empty
  p <- length(names)
  pivot <- c(kept, others)
  if (as.double(n) * p <= qr_cells && rank > 0L) {
    if (empty > 0L) labels <- labels[as.vector(vectors$prior.weights) != 0]
    lazy <- .Call(C_lazy_qr, weighted_qr, list(parts, vectors, kept, others), c(n, p),
                  list(labels, names))
    out$qr <- new_qr(lazy[[1L]], rank, lazy[[2L]], pivot)
    out$effects <- lazy[[3L]]
  } else {
    out$qr <- new_qr(root, rank, rep.int(1, p), pivot)
  }
  out
}

#' @noRd
new_qr <- function(qr, rank, qraux, pivot) {
  out <- list(qr = qr, rank = rank, qraux = qraux, pivot = pivot, tol = 1e-11)
  class(out) <- "qr"
  out
}

#' Householder's qr of the weighted columns, kept ones first, as LINPACK has it in glm; and the
#' rotated working response
#' @param from list(parts, vectors, kept, dropped).
#' @noRd
weighted_qr <- function(from) {
  vectors <- from[[2L]]
  dropped <- from[[4L]]
  good <- as.vector(vectors$prior.weights) != 0
  root <- sqrt(as.vector(vectors$weights)[good])
  z <- as.vector(vectors$linear.predictors) + as.vector(vectors$residuals)
  if (!is.null(vectors$offset)) z <- z - vectors$offset
  x <- design_columns(from[[1L]]$design, from[[1L]]$transform)[good, , drop = FALSE] * root
  dimnames(x) <- NULL
  full <- qr.default(x[, from[[3L]], drop = FALSE], tol = 0)
  others <- if (length(dropped)) qr.qty(full, x[, dropped, drop = FALSE])
  list(cbind(full$qr, others), c(full$qraux, numeric(length(dropped))),
       qr.qty(full, z[good] * root))
}

# The p x p factor in the shape of a qr: all that most readers of one want.
#' @noRd
compact_qr <- function(fit) {
  rank <- seq_len(fit$rank)
  p <- length(fit$qr$pivot)
  names <- names(fit$coefficients)[fit$qr$pivot]
  root <- matrix(0, p, p, dimnames = list(names, names))
  root[rank, rank] <- fit$R
  new_qr(root, fit$rank, rep.int(1, p), fit$qr$pivot)
}
