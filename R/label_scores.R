# Labels found against labels that are true: tokens, whole sequences, and label by label.

#' Scores of predicted labels
#'
#' How many rows, and how many whole sequences, got the right labels; and of each label precision
#' and recall. [chunk_scores()] has the same for chunks, which some labels mark.
#'
#' \deqn{P_k = \frac{\#\{t: y_t = \hat y_t = k\}}{\#\{t: \hat y_t = k\}}, \qquad
#'   R_k = \frac{\#\{t: y_t = \hat y_t = k\}}{\#\{t: y_t = k\}}}{
#'   P = right / found, R = right / true}
#'
#' Scores of the data of a fit are too good; give new data.
#'
#' @param object A fit of [crf()]; or the true labels: strings, logicals, numbers or a factor.
#' @param newdata,newsequence,decode As for [predict.crf_fit()].
#' @param labels With a fit, the true labels of new data; by default the response in `newdata`.
#'   Sequences with a missing label or predictor are not counted.
#' @param predicted Beside true labels, the predicted ones.
#' @param sequence Beside true labels, which sequence each is of; tokens of a sequence stand
#'   together. `NULL`: sequences are not counted.
#' @param x What `label_scores()` returned.
#' @param digits Decimals.
#' @param row.names,optional,... Not used.
#' @return A list of class `"label_scores"`: `labels`, a data frame with a row for each label and
#'   columns `label`, `true`, `found`, `right` (counts of tokens), `precision`, `recall`, `f1`;
#'   `tokens`, `sequences`, `token_accuracy`, `sequence_accuracy`. `as.data.frame()` and `tidy()`
#'   give `labels`; `glance()` gives one row: `token.accuracy`, `sequence.accuracy`, `n.sequences`,
#'   `nobs` (tokens).
#' @section Errors:
#' As for [predict.crf_fit()] and [chunk_scores()]. Labels that the fit does not know are no error:
#' they are never found.
#' @references
#' van Rijsbergen CJ (1979). *Information Retrieval*, 2nd edition, chapter 7. Butterworths, London.
#' @seealso [prediction_scores()] of probabilities.
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month, subset = month <= 900)
#' label_scores(fit, subset(rain, month > 900))
#' label_scores(c("a", "b", "b"), c("a", "b", "a"))
#' @export
label_scores <- function(object, ...) UseMethod("label_scores")

#' @rdname label_scores
#' @export
label_scores.crf_fit <- function(object, newdata = NULL, newsequence = NULL, labels = NULL,
                                 decode = c("viterbi", "posterior"), ...) {
  check_fit(object)
  refuse_words("label_scores", c(sequence = "it is `newsequence` here"), ...)
  own <- in_newdata(substitute(newsequence), newsequence, newdata, parent.frame())
  asked <- crf_asked(object, newdata, list(sequence = own, new_levels = "error"))
  ask <- list(type = "class", n = 1L, decode = match_choice(decode))
  predicted <- predict_crf(object, asked, ask)
  truth <- if (!is.null(labels)) label_vector(labels, "labels") else
    if (!asked$new) as_labels(object, replace(asked$code, asked$code < 0L, NA)) else
      label_vector(new_response(object, asked$data, "labels"), object$response$name)
  check_some_known(truth, object)
  if (length(truth) != asked$n) stop_length("labels", length(truth), "newdata", asked$n)
  id <- rep(seq_along(asked$sequences$id), diff(asked$sequences$ptr))
  whole <- !id %in% id[is.na(truth) | is.na(predicted)]
  truth <- as.character(truth[whole])
  label_scores(factor(truth, union(object$lev, truth)), predicted[whole], id[whole])
}

#' @rdname label_scores
#' @export
label_scores.default <- function(object, predicted, sequence = NULL, ...) {
  pair <- paired_labels(object, predicted, sequence, "object")
  count <- function(code) tabulate(code, length(pair$lev))
  counts <- list(true = count(pair$truth), found = count(pair$predicted),
                 right = count(pair$truth[pair$truth == pair$predicted]))
  labels <- data.frame(label = pair$lev, chunk_score_table(counts), stringsAsFactors = FALSE)
  seen <- labels$true + labels$found > 0L
  structure(c(list(labels = with_plain_rows(labels[seen, ])), token_scores(pair)),
            class = "label_scores")
}

# ---- said --------------------------------------------------------------------------------------

#' @rdname label_scores
#' @export
print.label_scores <- function(x, digits = 4L, ...) {
  check_count(digits, lower = 1L, upper = 15L)
  sequences <- if (!is.na(x$sequence_accuracy)) paste(" in", plural(x$sequences, "sequence"))
  write_lines(paste0("Labels of ", plural(x$tokens, "token"), sequences),
              accuracy_line(x, digits), "")
  write_lines(long_table(x$labels$label, chunk_score_columns(x$labels, digits)))
  invisible(x)
}

#' @rdname label_scores
#' @export
as.data.frame.label_scores <- function(x, row.names = NULL, optional = FALSE, ...) x$labels

#' @rdname label_scores
#' @exportS3Method generics::tidy
tidy.label_scores <- function(x, ...) as_printed_tibble(x$labels)

#' @rdname label_scores
#' @exportS3Method generics::glance
glance.label_scores <- function(x, ...) {
  as_printed_tibble(data.frame(
    token.accuracy = x$token_accuracy, sequence.accuracy = x$sequence_accuracy,
    n.sequences = x$sequences, nobs = x$tokens))
}

#' Labels of another kind, 0 and 1 for FALSE and TRUE say, would all be wrong
#' @noRd
check_some_known <- function(truth, fit) {
  found <- unique(as.character(truth[!is.na(truth)]))
  if (!length(found) || any(found %in% fit$lev)) return(invisible())
  stop_logistic("levels", sprintf("Labels must be among those of the fit (%s); none is: %s.",
                                  list_some(quoted(fit$lev)), list_some(quoted(found))),
                levels = found)
}
