#' Predictions of conditional random fields
#'
#' @description
#' Labels, probabilities and scores of the rows of a fit of [crf()] or of new sequences. All of them
#' are exact at any length of the sequences and any size of the scores: sums over all label
#' sequences, maxima over all of them.
#' \deqn{P(y_t = k \mid x) = \sum_{y: y_t = k} P(y \mid x), \qquad
#'   \hat y = \arg\max_y P(y \mid x)}{P(y_t = k | x) = sum over y with y_t = k of P(y | x),
#'   yhat = argmax_y P(y | x)}
#'
#' @section Types:
#' \describe{
#'   \item{`"class"`}{The labels of the most probable label sequence (Viterbi 1967); with `decode =
#'     "posterior"` in each row the most probable label, which makes the fewest errors to be
#'     expected, but perhaps a sequence that is not allowed. A factor with the levels of the fit.
#'     Of equally probable ones the first label. With `n` above 1 the `n` most probable sequences,
#'     best first: a list of `class`, a data frame with a column of labels for each, and `prob` and
#'     `logprob`, matrices with a row for each sequence and a column for each of its paths. Where a
#'     sequence has fewer paths the others are `NA`.}
#'   \item{`"marginal"`}{The probability of each label in each row, \eqn{P(y_t = k \mid x)}{
#'     P(y_t = k | x)}: a matrix with a column for each label.}
#'   \item{`"edge"`}{\eqn{P(y_{t-1} = i, y_t = j \mid x)}{P(y_t-1 = i, y_t = j | x)}: an array, rows
#'     by labels of the row before by labels of the row; `NA` in first rows of sequences.}
#'   \item{`"logprob"`}{\eqn{\log P(y \mid x)}{log P(y | x)} of whole sequences: a vector named by
#'     them. The labels are `known`, else the response in `newdata`, else the fit's. Where some are
#'     missing it is the probability of the others.}
#'   \item{`"link"`}{The emission scores \eqn{e_t(k)}{e_t(k)}: a matrix with a column for each
#'     label.}
#' }
#'
#' @section Known labels:
#' With `known`, `"class"`, `"marginal"` and `"edge"` are conditional: given that the rows with a
#' label there have it. A label in one row moves the probabilities of its neighbours.
#'
#' @section Sequences without an answer:
#' A missing predictor in one row makes all of its sequence `NA`, since each row depends on the
#' others. So does a row that a rank-deficient fit cannot place. Sequences that
#' [stats::na.exclude] left out of the fit are `NA` in predictions without `newdata`, `fitted()`,
#' `residuals()` and `simulate()`.
#'
#' @param object A fit of [crf()].
#' @param newdata For a fit by formula, a data frame. For a fit by `x`, anything that `x` may be;
#'   attributes that the fit does not know are ignored, and counted in a message of class
#'   `logistic_message_attributes`. Missing or `NULL`: the rows of the fit; these must have been
#'   kept (`model = TRUE`).
#' @param type What is predicted: see Types. Names may be abbreviated.
#' @param newsequence Which sequence each row of `newdata` belongs to: a column or a vector. By
#'   default what `sequence` was in the fit, where `newdata` has its columns.
#' @param n With `"class"`: how many sequences of labels, best first.
#' @param known Labels that are known, `NA` where they are not: one value a row.
#' @param decode With `"class"`: the best sequence, or the best label of each row.
#' @param new_levels As for [predict.logistic_fit()]; with `"na"` the sequence is NA.
#' @param newtransitions For a fit by `x` whose transitions depend on variables: a data frame with
#'   these, a row for each row of `newdata`. By default `newdata`.
#' @param threads How many threads; by default as in the fit. The answer does not depend on it.
#' @param ... Not used.
#' @return As Types says, with a row (value) for each row of `newdata`, in their order, or for each
#'   sequence. `fitted()`: the probabilities of `"marginal"`.
#' @section Errors:
#' `logistic_error_kept` when the fit was made with `model = FALSE` and its own rows are asked for;
#' `logistic_error_argument` when `newsequence` cannot be told; `logistic_error_sequence` and
#' `logistic_error_time` as for [crf()]; `logistic_error_variable`, `logistic_error_type` and
#' `logistic_error_finite` of predictors; `logistic_error_levels` when a predictor has a new level,
#' or labels are none of the fit's: it names sequence and row; `logistic_error_allowed` when a
#' sequence has no possible labels, such as `known` ones that `allowed` forbids;
#' `logistic_error_memory`.
#' @references
#' Viterbi AJ (1967). Error bounds for convolutional codes and an asymptotically optimum decoding
#' algorithm. *IEEE Transactions on Information Theory* 13, 260-269.
#' \doi{10.1109/TIT.1967.1054010}
#' @seealso [label_scores()] of predicted labels, [chunk_scores()].
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month)
#' # a week: what if the third day was wet?
#' days <- rain[rain$month == 4, ][1:7, ]
#' predict(fit, days)
#' wet <- c(NA, NA, TRUE, NA, NA, NA, NA)
#' cbind(predict(fit, days, type = "marginal"), predict(fit, days, type = "marginal", known = wet))
#' predict(fit, days, n = 3)$prob
#' predict(fit, days, type = "logprob")
#' @export
predict.crf_fit <- function(object, newdata = NULL,
                            type = c("class", "marginal", "edge", "logprob", "link"),
                            newsequence = NULL, n = 1L, known = NULL,
                            decode = c("viterbi", "posterior"),
                            new_levels = c("error", "na", "reference"), newtransitions = NULL,
                            threads = NULL, ...) {
  check_fit(object)
  refuse_words("predict", c(sequence = "it is `newsequence` here"), ...)
  warn_unused("predict", names(formals(predict.crf_fit)), ...)
  ask <- list(type = match_choice(type), n = check_count(n, "n", lower = 1L),
              decode = match_choice(decode))
  check_crf_ask(ask, known)
  own <- in_newdata(substitute(newsequence), newsequence, newdata, parent.frame())
  given <- list(sequence = own, transitions = newtransitions, new_levels = match_choice(new_levels))
  if (!is.null(threads)) object$settings$threads <- check_threads(threads)
  asked <- crf_asked(object, newdata, given)
  if (missing(newdata)) asked$omitted <- object$na.action
  predict_crf(object, asked, ask, known)
}

#' @rdname predict.crf_fit
#' @importFrom stats fitted
#' @export
fitted.crf_fit <- function(object, ...) {
  refuse_words("fitted", crf_own_words, ...)
  stats::predict(object, type = "marginal")
}

crf_own_words <- c(newdata = "it is about the rows of the fit (predict() has `newdata`)",
                   newsequence = "it is about the rows of the fit")

#' @noRd
check_threads <- function(threads) fit_control(threads = threads)$threads

#' What cannot be asked together
#' @noRd
check_crf_ask <- function(ask, known) {
  one <- ask$n == 1L
  if (!one && ask$type != "class") stop_argument("n", "1 but with type = \"class\"", ask$n)
  if (!one && ask$decode != "viterbi") stop_argument("n", "1 with decode = \"posterior\"", ask$n)
  if (ask$type == "link" && !is.null(known)) {
    stop_argument("known", "NULL with type = \"link\"", "given")
  }
}

#' @param asked From `crf_asked()`.
#' @noRd
predict_crf <- function(fit, asked, ask, known = NULL) {
  code <- if (ask$type == "logprob") given_labels(fit, asked, known) else
    if (!is.null(known)) known_labels(fit, asked, known)
  check_crf_cells(fit, asked, ask)
  answer <- list(fit = fit, asked = asked, core = asked_core(fit, asked, code),
                 known = !is.null(code))
  if (ask$type %in% c("class", "marginal", "edge")) check_decoded(answer)
  switch(ask$type,
    class = if (ask$n > 1L) best_paths(answer, ask$n) else
      place_rows(asked, as_labels(fit, if (ask$decode == "viterbi") best_labels(answer) else
        likely_labels(answer))),
    marginal = place_rows(asked, marginals(answer)),
    edge = place_rows(asked, edge_marginals(answer)),
    link = place_rows(asked, emission_scores(answer)),
    logprob = sequence_logprob(answer))
}

#' @noRd
check_crf_cells <- function(fit, asked, ask) {
  labels <- length(fit$lev)
  cells <- switch(ask$type, edge = labels^2, logprob = 1, class = ask$n, labels)
  check_cells(asked$n, cells, "predictions")
}

# ---- labels that are given ----------------------------------------------------------------------

#' @noRd
known_labels <- function(fit, asked, known) {
  if (is.data.frame(known)) stop_argument("known", "a vector of labels", type_text(known))
  omitted <- asked$omitted
  if (!is.null(omitted) && length(known) == asked$n + length(omitted)) known <- known[-omitted]
  if (!asked$n) return(integer())
  label_codes(known, fit$lev, partial = TRUE, sequences = asked$sequences, name = "known")$code
}

#' The labels whose probability is wanted
#' @noRd
given_labels <- function(fit, asked, known) {
  if (!is.null(known)) return(known_labels(fit, asked, known))
  if (!asked$new) return(asked$code)
  y <- new_response(fit, asked$data)
  if (!asked$n) return(integer())
  label_codes(y, fit$lev, partial = TRUE, sequences = asked$sequences,
              name = fit$response$name)$code
}

#' The response in new data
#' @param name The argument that may give it instead.
#' @noRd
new_response <- function(fit, data, name = "known") {
  if (is.null(data)) {
    stop_argument(name, "given: the labels, which beside `x` are not in `newdata`", "missing")
  }
  code <- attr(fit$terms, "variables")[[2L]]
  missing <- setdiff(free_variables(code), names(data))
  if (!length(missing)) return(eval(code, data, environment(fit$terms)))
  stop_logistic("variable", sprintf(
    "`newdata` must have the response, or `%s` its labels; %s missing.", name, name_list(missing)),
    variable = missing)
}

#' Some sequence of labels must be possible
#'
#' Only what is forbidden, and labels against it, can make none so.
#' @noRd
check_decoded <- function(answer) {
  allowed <- answer$fit$shape$allowed
  if (all(vapply(allowed, is.null, NA)) || !answer$asked$n) return(invisible())
  sums <- partition(answer)
  possible <- is.finite(if (answer$known) sums$score else sums$log_z)
  if (all(possible)) return(invisible())
  sequences <- answer$asked$sequences
  bad <- which(!possible)
  stop_logistic("allowed", sprintf(
    "`allowed` must leave labels for every sequence%s; it leaves none for %s, rows %s to %s.",
    if (answer$known) " that agree with `known`" else "", sequence_text(sequences, bad[1L]),
    sequences$ptr[bad[1L]] + 1L, sequences$ptr[bad[1L] + 1L]),
    sequences = sequences$id[bad])
}

# ---- the core's answers -------------------------------------------------------------------------

#' @noRd
crf_threads <- function(answer) answer$fit$settings$threads

#' @noRd
partition <- function(answer) {
  .Call(C_crf_partition, answer$core, answer$fit$weights, crf_threads(answer))
}

#' @return Codes, 0-based.
#' @noRd
best_labels <- function(answer) {
  if (!answer$asked$n) return(integer())
  .Call(C_crf_paths, answer$core, answer$fit$weights, 1L, answer$known, crf_threads(answer))$path
}

#' @noRd
likely_labels <- function(answer) {
  check_crf_cells(answer$fit, answer$asked, list(type = "marginal"))
  max.col(marginals(answer), "first") - 1L
}

#' @noRd
as_labels <- function(fit, code) {
  structure(code + 1L, levels = fit$lev, class = "factor")
}

#' Rows x labels
#' @noRd
marginals <- function(answer, known = answer$known) {
  lev <- answer$fit$lev
  out <- if (answer$asked$n) {
    .Call(C_crf_nodes, answer$core, answer$fit$weights, known, crf_threads(answer))
  } else matrix(0, 0L, length(lev))
  dimnames(out) <- list(NULL, lev)
  out
}

#' Rows x labels before x labels
#' @noRd
edge_marginals <- function(answer) {
  lev <- answer$fit$lev
  out <- if (answer$asked$n) {
    .Call(C_crf_edges, answer$core, answer$fit$weights, answer$known, crf_threads(answer))
  } else array(0, c(0L, length(lev), length(lev)))
  dimnames(out) <- list(NULL, from = lev, to = lev)
  out
}

#' Scores of labels without those of ends, which stand last among the weights
#' @noRd
emission_scores <- function(answer) {
  lev <- answer$fit$lev
  core <- answer$core
  inner <- length(answer$fit$weights) - length(core$start_label) - length(core$end_label)
  core[c("start_label", "end_label")] <- list(integer(), integer())
  core[c("may_start", "may_end")] <- list(NULL, NULL)
  out <- if (answer$asked$n) {
    .Call(C_crf_link, core, answer$fit$weights[seq_len(inner)], crf_threads(answer))
  } else matrix(0, 0L, length(lev))
  dimnames(out) <- list(NULL, lev)
  out
}

#' @noRd
sequence_logprob <- function(answer) {
  asked <- answer$asked
  if (!asked$n) return(stats::setNames(numeric(), character()))
  sums <- partition(answer)
  place_sequences(asked, stats::setNames(sums$score - sums$log_z, sequence_names(asked$sequences)))
}

#' The n best label sequences
#' @noRd
best_paths <- function(answer, n) {
  asked <- answer$asked
  ranks <- as.character(seq_len(n))
  names <- sequence_names(asked$sequences)
  logprob <- matrix(0, length(names), n, dimnames = list(names, ranks))
  code <- matrix(0L, asked$n, n)
  if (asked$n) {
    found <- .Call(C_crf_paths, answer$core, answer$fit$weights, n, answer$known,
                   crf_threads(answer))
    sums <- partition(answer)
    logprob[] <- t(found$score) - if (answer$known) sums$score else sums$log_z
    code[] <- found$path[path_places(asked$sequences, n)]
  }
  class <- lapply(seq_len(n), function(k) {
    place_rows(asked, as_labels(answer$fit, code[, k]))
  })
  rows <- length(class[[1L]])
  class <- structure(stats::setNames(class, paste0("path_", ranks)), class = "data.frame",
                     row.names = if (is.null(asked$names)) .set_row_names(rows) else asked$names)
  logprob <- place_sequences(asked, logprob)
  list(class = class, prob = exp(logprob), logprob = logprob)
}

#' Where the core has the label of each row (rows of a matrix) on each path (columns): the paths of
#' a sequence stand one after the other
#' @noRd
path_places <- function(sequences, n) {
  lengths <- diff(sequences$ptr)
  start <- as.double(rep(sequences$ptr[-length(sequences$ptr)], lengths))
  first <- (n - 1) * start + seq_along(start)
  first + outer(rep(lengths, lengths), seq_len(n) - 1)
}

# ---- shape --------------------------------------------------------------------------------------

#' Names of the sequences in answers
#' @noRd
sequence_names <- function(sequences) {
  id <- sequences$id
  if (is.double(id) && !is.object(id) && all(id == round(id))) return(sprintf("%.0f", id))
  as.character(id)
}

#' Answers of the core's rows in the rows asked for: `NA` where a sequence was lost or left out
#' @noRd
place_rows <- function(asked, x) {
  if (!is.null(asked$lost)) x <- lose_rows(x, asked$lost)
  if (inherits(asked$omitted, "exclude")) x <- pad_rows(x, asked$omitted)
  if (!is.null(asked$names)) x <- name_rows(x, asked$names)
  x
}

#' @noRd
lose_rows <- function(x, lost) {
  switch(length(dim(x)) + 1L, x[lost] <- NA, NULL, x[lost, ] <- NA, x[lost, , ] <- NA)
  x
}

#' Rows that na.exclude() left out, as `NA`
#' @noRd
pad_rows <- function(x, omitted) {
  at <- rep(NA_integer_, NROW(x) + length(omitted))
  at[-omitted] <- seq_len(NROW(x))
  switch(length(dim(x)) + 1L, x[at], NULL, x[at, , drop = FALSE], x[at, , , drop = FALSE])
}

#' Factors have no names, as those of other fits
#' @noRd
name_rows <- function(x, names) {
  if (is.null(dim(x))) return(x)
  dimnames(x)[[1L]] <- names
  x
}

#' @noRd
place_sequences <- function(asked, x) {
  if (is.null(asked$lost)) return(x)
  ptr <- asked$sequences$ptr
  lost <- asked$lost[ptr[-length(ptr)] + 1L]
  if (is.matrix(x)) x[lost, ] <- NA else x[lost] <- NA
  x
}
