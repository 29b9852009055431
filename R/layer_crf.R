#' A head of sequences: a conditional random field
#'
#' The scores of the labels of each token, and of transitions between neighbours, give probabilities
#' of all labels of a sequence together (Lafferty, McCallum and Pereira 2001),
#' \deqn{\eta_{tk} = b_k + x_t^\top w_k, \qquad
#'   P(y \mid x) = \frac{1}{Z} \exp\Bigl\{s_{y_1} + \sum_t \eta_{t y_t} +
#'     \sum_{t > 1} T_{y_{t-1} y_t} + e_{y_n}\Bigr\},}{
#'   eta_tk = b_k + x_t'w_k,
#'   P(y | x) = exp(s[y_1] + sum_t eta[t, y_t] + sum_(t > 1) T[y_(t-1), y_t] + e[y_n]) / Z,}
#' the values of [crf()]. `value` are the marginal probabilities \eqn{p_{tk} = P(y_t = k \mid x)}{
#' p_tk = P(y_t = k | x)}. Their derivatives by the scores are the covariances of indicators
#' \eqn{1(y_t = k)} under the model, which are symmetric: [backward()] multiplies them by `upstream`
#' without making them, at the cost of a few gradients,
#' \deqn{\frac{\partial}{\partial \eta_{sj}} \sum_{t,k} u_{tk} p_{tk} =
#'   \mathrm{cov}\Bigl\{1(y_s = j), \sum_t u_{t y_t}\Bigr\}.}{
#'   d sum(u p) / d eta_sj = cov(1(y_s = j), sum_t u[t, y_t]).}
#' [cross_entropy()] is minus the conditional log-likelihood of whole sequences,
#' \deqn{L = -\sum_s v_s \log P(y_s \mid x_s), \qquad
#'   \frac{\partial L}{\partial \eta_{tk}} = v_s \{p_{tk} - 1(y_t = k)\}.}{
#'   L = - sum v log P(y | x),  dL/deta_tk = v (p_tk - 1(y_t = k)).}
#'
#' @param coefficients A matrix with a row for each input and a column for each of L labels. Names
#'   of the columns are those of the labels.
#' @param transitions L x L, from the label in the row to that in the column; `NULL`: all 0. `-Inf`
#'   forbids a transition, and stays what it is.
#' @param bias,start,end A number for each label: in every token, in the first and the last one of a
#'   sequence (`-Inf`: forbidden there). `NULL`: no bias, and 0.
#' @return A list of these five, of class `c("crf_layer", "layer")`. [forward()] has the further
#'   argument `sequence`, one value a row: rows of a sequence have the same one and stand together.
#'   Its `value` is n x L. Gradients have parts `transitions`, `start` and `end`. The `y` of
#'   [cross_entropy()] are labels, by name where the labels have names, else numbers 1 to L; its
#'   `weights` are positive, one a sequence (or a row, the same within each sequence), and the part
#'   `weights` of its gradient is one a sequence. The `weights` of [backward()] from the values are
#'   one a row, factors of the rows of `upstream`.
#' @section Errors:
#' As for [softmax_layer()]; `logistic_error_sequence` when rows of a sequence do not stand
#' together, `logistic_error_length` when `sequence` or `weights` do not have their length,
#' `logistic_error_allowed` when a sequence, or the labels of one, have no possible path.
#' @references
#' Lafferty J, McCallum A, Pereira F (2001). Conditional random fields: probabilistic models for
#' segmenting and labeling sequence data. *ICML*, 282-289.
#'
#' Sutton C, McCallum A (2012). An introduction to conditional random fields. *Foundations and
#' Trends in Machine Learning* 4, 267-373. \doi{10.1561/2200000013}
#' @seealso [as_layer()] of a fit of [crf()]; [decode()] for the most probable labels.
#' @examples
#' head <- crf_layer(cbind(dry = c(1, 0), wet = c(0, 2)), transitions = diag(2))
#' x <- rbind(c(1, 0), c(0, 0), c(0, 1), c(1, 1))
#' out <- forward(head, x, sequence = c(1, 1, 1, 2))
#' out$value
#' decode(out)
#' loss <- cross_entropy(out, c("dry", "dry", "wet", "wet"))
#' backward(loss)$transitions
#' @export
crf_layer <- function(coefficients, transitions = NULL, bias = NULL, start = NULL, end = NULL) {
  coefficients <- check_columns(coefficients, "label")
  labels <- ncol(coefficients)
  lev <- colnames(coefficients)
  pairs <- matrix(0, labels, labels, dimnames = if (!is.null(lev)) list(lev, lev))
  each <- stats::setNames(numeric(labels), lev)
  structure(list(coefficients = coefficients,
                 transitions = check_label_scores(transitions, pairs, "transitions"),
                 bias = check_bias(bias, labels, lev),
                 start = check_label_scores(start, each, "start"),
                 end = check_label_scores(end, each, "end")),
            class = c("crf_layer", "layer"))
}

#' Numbers or -Inf, with the names of the labels
#' @noRd
check_label_scores <- function(x, like, arg) {
  if (is.null(x)) return(like)
  if (!is.numeric(x) || is.object(x) || !identical(dim(x), dim(like)) ||
      length(x) != length(like)) {
    stop_argument(arg, shape_text(like), shape_text(x))
  }
  check_like_names(x, like, arg, "the labels")
  bad <- which(is.na(x) | x == Inf)
  if (!length(bad)) {
    like[] <- as.double(x)
    return(like)
  }
  stop_logistic("finite", sprintf("`%s` must be finite, or -Inf; it is %s.", arg,
                                  format(x[bad[1L]])), variable = arg)
}

#' @export
forward.crf_layer <- function(layer, x, offset = NULL, sequence = NULL, ...) {
  refuse_dots("forward", ...)
  layer <- checked_layer(layer, crf_layer)
  eta <- linear_forward(layer, x, offset)$eta
  if (is.null(sequence)) stop_argument("sequence", "a vector with one value a row", "absent")
  if (length(sequence) != nrow(eta)) stop_length("sequence", length(sequence), "x", nrow(eta))
  sequences <- sequence_rows(sequence)
  check_head_size(sequences, ncol(eta))
  check_head_paths(layer, eta, sequences)
  value <- crf_head_marginals(layer, eta, sequences)
  dimnames(value) <- dimnames(eta)
  new_output(layer, x, eta, value, sequences = sequences)
}

#' @noRd
check_head_size <- function(sequences, labels) {
  check_cells(sequence_end(sequences), labels, "scores")
  check_crf_memory(sequences, list(covariate = matrix(1)), labels)
}

#' Only what is forbidden can leave a sequence without a path
#' @noRd
check_head_paths <- function(layer, eta, sequences) {
  if (all(is.finite(unlist(layer[crf_head_names])))) return(invisible())
  at <- head_partition(layer, eta, sequences)
  stop_no_path(which(at$log_z == -Inf), "for", sequences)
}

#' @param bad The sequences in question, if any.
#' @noRd
stop_no_path <- function(bad, what, sequences) {
  if (!length(bad)) return(invisible())
  first <- bad[1L]
  stop_logistic("allowed", sprintf(
    "Scores of -Inf must leave every sequence a path; they leave none %s %s, rows %s to %s.",
    what, sequence_text(sequences, first), sequences$ptr[first] + 1L,
    sequences$ptr[first + 1L]), sequences = sequences$id[bad])
}

#' @export
backward.crf_output <- function(output, upstream, weights = NULL, ...) {
  refuse_dots("backward", ...)
  upstream <- check_like(upstream, output$value, "upstream")
  weights <- check_weights(weights, nrow(output$value))
  weighted <- if (is.null(weights)) upstream else upstream * weights
  if (!all(is.finite(weighted))) stop_not_finite(upstream = upstream, weights = weights)
  by <- crf_head_pullback(output$layer, output$eta, output$sequences, weighted)
  add_parameters(head_backward(output, by$eta, upstream, NULL), by[crf_head_names])
}

#' @noRd
crf_head_names <- c("transitions", "start", "end")

#' @export
cross_entropy.crf_output <- function(output, y, weights = NULL, ...) {
  refuse_dots("cross_entropy", ...)
  y <- head_codes(y, output)
  sequences <- output$sequences
  if (!is.null(weights)) sequences$weights <- sequence_weights(weights, sequences)
  loss <- crf_head_loss(output$layer, output$eta, sequences, y - 1L)
  if (!is.finite(loss$value)) {
    stop_no_path(which(sequence_losses(output, y) == Inf), "with the labels `y` for", sequences)
  }
  new_head_loss(output, y, sequences$weights, loss$value, loss$eta, loss[crf_head_names])
}

#' @export
backward.crf_loss <- backward_head_loss

#' @noRd
row_losses.crf_loss <- function(loss) sequence_losses(loss$output, loss$y)

#' Of each sequence: log Z less the score of its labels
#' @noRd
sequence_losses <- function(output, y) {
  at <- head_partition(output$layer, output$eta, output$sequences, y - 1L)
  at$log_z - at$score
}

#' The most probable labels
#'
#' Of each sequence of a [crf_layer()] the labels that are most probable together (Viterbi 1967);
#' of other heads the most probable category of each row.
#'
#' @param output What [forward()] of a [softmax_layer()], [ordinal_layer()] or [crf_layer()] gave.
#' @return A factor, an element for each row; its levels are the names of the categories, or their
#'   numbers.
#' @section Errors: `logistic_error_argument` when `output` is none of these.
#' @references
#' Viterbi A (1967). Error bounds for convolutional codes and an asymptotically optimum decoding
#' algorithm. *IEEE Transactions on Information Theory* 13, 260-269.
#' \doi{10.1109/TIT.1967.1054010}
#' @examples
#' head <- crf_layer(cbind(dry = 1, wet = 0), transitions = 2 * diag(2))
#' decode(forward(head, cbind(c(1, -1, 1)), sequence = c(1, 1, 1)))
#' @export
decode <- function(output) {
  if (!inherits(output, c("crf_output", "softmax_output", "ordinal_output"))) {
    stop_argument("output", "what forward() of a head of categories gave", value_text(output))
  }
  value <- output$value
  code <- if (inherits(output, "crf_output")) head_path(output) else max.col(value, "first")
  lev <- colnames(value)
  factor(code, seq_len(ncol(value)), if (is.null(lev)) seq_len(ncol(value)) else lev)
}

#' @noRd
head_path <- function(output) {
  core <- crf_head_core(ncol(output$eta), output$sequences)
  .Call(C_crf_paths, core, crf_head_weights(output$layer, output$eta), 1L, FALSE,
        layer_threads())$path + 1L
}

#' @export
print.crf_layer <- function(x, ...) {
  print_linear(x, sprintf("CRF layer of %s", plural(ncol(x$coefficients), "label")))
  write_lines("transitions, from the row to the column", layer_table(list(
    coefficients = x$transitions)))
  for (part in c("start", "end")) {
    write_lines(wrap_text(paste(part, list_some(format_significant(x[[part]], 4L), 12L)), 2L))
  }
  invisible(x)
}

# ---- by the core's entries ----------------------------------------------------------------------

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
  part <- function(like, after) {
    like[] <- x[at + after + seq_along(like)]
    like
  }
  list(eta = matrix(x[seq_len(at)], n, labels, byrow = TRUE),
       transitions = part(layer$transitions, 0), start = part(layer$start, cells),
       end = part(layer$end, cells + labels))
}

#' Probabilities of the labels of each token given all scores of its sequence: tokens x labels
#' @noRd
crf_head_marginals <- function(layer, eta, sequences) {
  core <- crf_head_core(ncol(eta), sequences)
  .Call(C_crf_nodes, core, crf_head_weights(layer, eta), FALSE, layer_threads())
}

#' Of each sequence log Z and the score of its labels
#' @noRd
head_partition <- function(layer, eta, sequences, code = NULL) {
  core <- crf_head_core(ncol(eta), sequences, code)
  .Call(C_crf_partition, core, crf_head_weights(layer, eta), layer_threads())
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
  moved <- .Call(C_crf_tangent, core, crf_head_weights(layer, eta), along, layer_threads())
  crf_head_parts(moved, layer, nrow(eta))
}

#' Minus the conditional log-likelihood of the labels, times the sequences' weights, and its
#' derivatives
#' @noRd
crf_head_loss <- function(layer, eta, sequences, code) {
  core <- crf_head_core(ncol(eta), sequences, code)
  at <- .Call(C_crf_gradient, core, crf_head_weights(layer, eta), layer_threads())
  c(list(value = -sum(at$value)), crf_head_parts(-at$gradient, layer, nrow(eta)))
}
