# The head of a conditional random field: scores of the labels of each token to the probabilities
# of labels given the whole sequence, and back, by the core's own entries.

#' The problem whose weights are the scores of a batch
#'
#' Token t has the attribute t alone, of value 1: the weight of that attribute and a label is the
#' score of the label at the token. What the core says of weights, it then says of scores.
#' @param sequences list(ptr, id, weights).
#' @param code The labels, 0-based, -1: unknown; or `NULL`.
#' @noRd
crf_head_core <- function(labels, sequences, code = NULL) {
  n <- sequence_end(sequences)
  own <- seq_len(labels) - 1L
  shape <- list(full = 0L, first = seq.int(0L, by = labels, length.out = n + 1L),
                pair_label = rep.int(own, n), from = rep.int(own, labels),
                to = rep(own, each = labels), start = own, end = own, allowed = NULL, lev = own)
  arranged <- list(row = seq.int(0L, n), attribute = seq_len(n) - 1L, value = NULL)
  crf_core(shape, arranged, sequences, list(covariate = matrix(1), class_of = NULL), code)
}

#' Its weights: the scores token by token, transitions, start, end
#' @noRd
crf_head_weights <- function(layer, eta) c(t(eta), layer$transitions, layer$start, layer$end)

#' What stands in the places of these weights, by parts
#' @noRd
crf_head_parts <- function(x, layer, n) {
  labels <- length(layer$start)
  cells <- labels^2
  at <- n * labels
  part <- function(after, size) x[at + after + seq_len(size)]
  list(eta = matrix(x[seq_len(at)], n, labels, byrow = TRUE),
       transitions = matrix(part(0, cells), labels, labels), start = part(cells, labels),
       end = part(cells + labels, labels))
}

#' Probabilities of the labels of each token given all scores of its sequence: tokens x labels
#' @noRd
crf_head_marginals <- function(layer, eta, sequences) {
  core <- crf_head_core(ncol(eta), sequences)
  .Call(C_crf_nodes, core, crf_head_weights(layer, eta), FALSE, default_settings()$threads)
}

#' The derivatives of sum(upstream * marginals)
#'
#' Those of a marginal by the scores are the covariances of its indicator with all others, which are
#' symmetric: the information times the upstream, as a direction of the scores. (It does not depend
#' on the labels, of which it only must know some.)
#' @noRd
crf_head_pullback <- function(layer, eta, sequences, upstream) {
  core <- crf_head_core(ncol(eta), sequences, integer(nrow(eta)))
  along <- c(t(upstream), numeric(length(layer$transitions) + 2L * ncol(eta)))
  moved <- .Call(C_crf_tangent, core, crf_head_weights(layer, eta), along,
                 default_settings()$threads)
  crf_head_parts(moved, layer, nrow(eta))
}

#' Minus the conditional log-likelihood of the labels, times the sequences' weights, and its
#' derivatives
#' @noRd
crf_head_loss <- function(layer, eta, sequences, code) {
  core <- crf_head_core(ncol(eta), sequences, code)
  at <- .Call(C_crf_gradient, core, crf_head_weights(layer, eta), default_settings()$threads)
  c(list(value = -sum(at$value)), crf_head_parts(-at$gradient, layer, nrow(eta)))
}
