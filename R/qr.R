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
  if (is.null(root)) return(face_factor(answer, names, parts, vectors))
  rank <- length(kept)
  others <- NULL
  if (length(answer$dropped)) {
    others <- sort(answer$dropped)
    names <- c(names[kept], names[others])
  }
  dimnames(root) <- list(names, names)
  out <- list(R = if (length(others)) root[seq_len(rank), seq_len(rank), drop = FALSE] else root)
  n <- length(vectors$y) - empty
  p <- length(names)
  pivot <- c(kept, others)
  if (as.double(n) * p <= qr_cells && rank > 0L) {
    if (empty > 0L) labels <- labels[bare(vectors$prior.weights) != 0]
    lazy <- .Call(C_lazy_qr, weighted_qr, list(parts, vectors, kept, others), c(n, p),
                  list(labels, names))
    out$qr <- new_qr(lazy[[1L]], rank, lazy[[2L]], pivot)
    out$effects <- lazy[[3L]]
  } else {
    out$qr <- small_qr(root, rank, pivot,
                       answer$relation[kept, order(answer$dropped), drop = FALSE])
  }
  out
}

# Of separated data: the qr of the rows that are not fitted exactly, whose rank is that of the
# limiting likelihood. Tools that compare ranks, as the bootstrap does, see what has happened.
#' @noRd
face_factor <- function(answer, names, parts, vectors) {
  n <- length(vectors$y)
  if (is.null(answer$direction) || as.double(n) * length(names) > qr_cells / 8) return(NULL)
  good <- bare(vectors$prior.weights) != 0
  x <- design_columns(parts$design, parts$transform)[good, , drop = FALSE]
  attr(x, "assign") <- attr(x, "contrasts") <- NULL
  root <- sqrt(bare(vectors$weights)[good])
  z <- bare(vectors$linear.predictors) + bare(vectors$residuals)
  z[!is.finite(z)] <- 0
  root[!is.finite(root)] <- 0
  qr <- qr.default(x * root, tol = 1e-7)
  list(qr = qr, effects = qr.qty(qr, z[good] * root))
}

#' @noRd
new_qr <- function(qr, rank, qraux, pivot) {
  out <- list(qr = qr, rank = rank, qraux = qraux, pivot = pivot, tol = 1e-11)
  class(out) <- "qr"
  out
}

# Without names, which as.vector() would write out in the making of a copy.
#' @noRd
bare <- function(x) c(x, use.names = FALSE)

#' Householder's qr of the weighted columns, kept ones first, as LINPACK has it in glm; and the
#' rotated working response
#' @param from list(parts, vectors, kept, dropped).
#' @noRd
weighted_qr <- function(from) {
  vectors <- from[[2L]]
  dropped <- from[[4L]]
  good <- bare(vectors$prior.weights) != 0
  root <- sqrt(bare(vectors$weights)[good])
  z <- bare(vectors$linear.predictors) + bare(vectors$residuals)
  if (!is.null(vectors$offset)) z <- z - vectors$offset
  x <- design_columns(from[[1L]]$design, from[[1L]]$transform)[good, , drop = FALSE] * root
  dimnames(x) <- NULL
  full <- qr.default(x[, from[[3L]], drop = FALSE], tol = 0)
  others <- if (length(dropped)) qr.qty(full, x[, dropped, drop = FALSE])
  list(cbind(full$qr, others), c(full$qraux, numeric(length(dropped))),
       qr.qty(full, z[good] * root))
}

# The p x p factor in the shape of a qr: all that most readers of one want. Aliased columns, the
# last, have there what they are of the others: tools for estimability read it.
#' @param root Upper triangular; its first `rank` columns are the kept ones.
#' @param relation A column for each aliased one: the combination of the kept that it equals.
#' @noRd
small_qr <- function(root, rank, pivot, relation) {
  own <- seq_len(rank)
  if (rank < length(pivot)) root[own, -own] <- root[own, own] %*% relation
  new_qr(root, rank, rep.int(1, length(pivot)), pivot)
}

#' @noRd
compact_qr <- function(fit) {
  pivot <- fit$qr$pivot
  names <- names(fit$coefficients)[pivot]
  own <- seq_len(fit$rank)
  root <- matrix(0, length(pivot), length(pivot), dimnames = list(names, names))
  root[own, own] <- fit$R
  relation <- vapply(fit$aliased[names[-own]], function(x) {
    out <- stats::setNames(numeric(fit$rank), names[own])
    out[names(x)] <- x
    out
  }, numeric(fit$rank))
  small_qr(root, fit$rank, pivot, matrix(relation, fit$rank))
}

# ---- methods -----------------------------------------------------------------------------------

#' Decomposition of the fit
#'
#' The qr of the weighted model matrix and what `stats` makes of it, as for a `glm`:
#' \deqn{W^{1/2} X = Q R, \qquad R^\top R = X^\top W X, \qquad \mbox{effects} = Q^\top W^{1/2} z,}{
#'   sqrt(W) X = QR, R'R = X'WX, effects = Q' sqrt(W) z,}
#' with W the working weights and z the working response at the estimate. They are made when first
#' read, where the model matrix has at most 2^20 cells; the `qr` of larger fits is the p x p factor,
#' which `alias()` and most other readers want no more of.
#'
#' `alias()`, `dummy.coef()`, `case.names()` and `sigma()` need no method of their own.
#'
#' @param x,object A fit of [logistic()].
#' @param full For `variable.names()`: aliased columns too?
#' @param ... For `proj()`: arguments of [stats::proj()]; else not used.
#' @return `qr()`: an object of class `"qr"`, columns that are kept first. `effects()`: a vector,
#'   the first named by the coefficients. `proj()`: a matrix, a column for each term and for the
#'   residuals; rows of weight zero have no place in it. `variable.names()`: names of the columns.
#'   `labels()`: the terms that have a coefficient.
#' @section Errors:
#' `logistic_error_qr` where there is none: of separated data, of large fits, and of fits whose
#' data were not kept.
#' @references
#' Chambers JM, Hastie TJ (1992). *Statistical Models in S*. Wadsworth and Brooks/Cole.
#' @seealso [as_glm()], [influence.logistic_fit()]
#' @examples
#' fit <- logistic(low ~ age + lwt + race, birthweight)
#' qr(fit)$rank
#' head(effects(fit))
#' head(proj(fit))
#' @name qr.logistic_fit
NULL

#' @rdname qr.logistic_fit
#' @export
qr.logistic_fit <- function(x, ...) {
  if (is.null(x$qr)) stop_no_qr(x, "qr")
  x$qr
}

#' @rdname qr.logistic_fit
#' @export
effects.logistic_fit <- function(object, ...) {
  if (is.null(object$effects)) stop_no_qr(object, "effects")
  out <- as.vector(object$effects)
  names(out) <- effect_names(object, length(out))
  out
}

#' @noRd
effect_names <- function(fit, n) {
  c(names(fit$coefficients)[!is.na(fit$coefficients)], rep.int("", n - fit$rank))
}

#' @rdname qr.logistic_fit
#' @export
proj.logistic_fit <- function(object, ...) {
  if (is.null(object$effects)) stop_no_qr(object, "projections")
  used <- as.vector(object$prior.weights) != 0
  rows <- intersect(row_parts, names(object))
  object[rows] <- lapply(object[rows], `[`, used)
  class(object) <- "lm"
  stats::proj(object, ...)
}

#' @rdname qr.logistic_fit
#' @export
variable.names.logistic_fit <- function(object, full = FALSE, ...) {
  aliased <- is.na(object$coefficients)
  names <- names(object$coefficients)
  c(names[!aliased], if (full) names[aliased])
}

#' @rdname qr.logistic_fit
#' @export
labels.logistic_fit <- function(object, ...) {
  if (is.null(object$terms)) return(stats::variable.names(object))
  terms <- fit_assign(object)[!is.na(object$coefficients)]
  term_labels(object)[unique(terms)]
}

#' @noRd
stop_no_qr <- function(fit, what) {
  reason <- if (!is.null(fit$separation)) {
    "infinite coefficients have none."
  } else if (is.null(fit$qr) && length(fit$coefficients) > covariance_limit) {
    "that of more than 1,000 coefficients is not kept; as_glm(fit) makes it."
  } else if (is.null(fit$qr)) {
    "no finite maximum was found."
  } else if (!identical(fit$keep, "all")) {
    "refit with keep = \"all\"."
  } else {
    "its model matrix has more than 2^20 cells; as_glm(fit) makes them."
  }
  stop_logistic("qr", sprintf("the fit does not hold its %s: %s", what, reason), part = what)
}
