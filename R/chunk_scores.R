# Labels found against labels that are true: tokens, whole sequences, and the chunks that they mark.

#' Scores of labelled chunks
#'
#' Precision, recall and F1 of the chunks (spans, such as noun phrases or names) that the labels of
#' tokens mark, as the program conlleval of the CoNLL shared tasks counts them: a chunk is right
#' when its first token, its last token and its type are.
#'
#' \deqn{P = \frac{\textrm{right}}{\textrm{found}}, \qquad R = \frac{\textrm{right}}{\textrm{true}},
#'   \qquad F_1 = \frac{2 P R}{P + R} = \frac{2\,\textrm{right}}{\textrm{found} + \textrm{true}}}{
#'   P = right / found, R = right / true, F1 = 2 P R / (P + R) = 2 right / (found + true)}
#'
#' A label is `O`, of a token outside all chunks, or a letter, a hyphen and the type, which may have
#' hyphens itself: `B` begins a chunk, `I` is inside, `E` ends it, `S` is a chunk of a single token;
#' `L` and `U` of the scheme BILOU are `E` and `S`. One set of rules reads the schemes IOB1, IOB2,
#' IOE1, IOE2, IOBES and BILOU, and labels that break them, as predicted ones may. A chunk begins at
#' a token that is not `O` when this has `B` or `S`, or is the first of its sequence, or when the
#' token before is `O`, has `E` or `S`, or another type. It goes on to the last token before `O`,
#' before the next chunk, or of the sequence. So truth and prediction may be in different schemes.
#'
#' Of all types together the counts are summed (the micro average). Where no chunk was found
#' precision is 0 / 0, hence `NA` (conlleval prints 0); likewise recall where none is true.
#'
#' @param truth,predicted The true and the predicted label of each token: vectors of strings or
#'   factors, whose levels may differ.
#' @param sequence `NULL`, when all tokens are one sequence, or a value for each token that says
#'   which sequence (sentence) it is of; tokens of a sequence stand together. No chunk reaches over
#'   the end of a sequence.
#' @param x What `chunk_scores()` returned.
#' @param digits Decimals.
#' @param row.names,optional,... Not used.
#' @return A list of class `"chunk_scores"`: `types`, a data frame with a row for each type and
#'   columns `type`, `true`, `found`, `right` (counts of chunks), `precision`, `recall`, `f1`;
#'   `overall`, the same of all types together; `tokens`, `sequences`, their numbers;
#'   `token_accuracy`, the share of tokens whose label is right; `sequence_accuracy`, the share of
#'   sequences all of whose labels are, `NA` without `sequence`. `as.data.frame()` and `tidy()` give
#'   `types`; `glance()` gives one row: `precision`, `recall`, `f1`, `token.accuracy`,
#'   `sequence.accuracy`, `n.true`, `n.found`, `n.right`, `n.sequences`, `nobs` (tokens).
#' @section Errors:
#' `logistic_error_type` when labels are neither strings nor a factor; `logistic_error_length`;
#' `logistic_error_missing`; `logistic_error_empty` when there is no token; `logistic_error_levels`
#' when a label is neither `O` nor a letter of a scheme, a hyphen and a type;
#' `logistic_error_sequence` when tokens of a sequence do not stand together.
#' @references
#' Tjong Kim Sang EF, Buchholz S (2000). Introduction to the CoNLL-2000 shared task: chunking.
#' *Proceedings of CoNLL-2000 and LLL-2000*, 127-132. \doi{10.3115/1117601.1117631}
#'
#' Ramshaw LA, Marcus MP (1995). Text chunking using transformation-based learning. *Proceedings of
#' the Third Workshop on Very Large Corpora*, 82-94. \doi{10.48550/arXiv.cmp-lg/9505040}
#' @seealso [prediction_scores()] of predicted probabilities.
#' @examples
#' truth     <- c("B-NP", "I-NP", "B-VP", "O", "B-NP", "B-VP", "I-VP")
#' predicted <- c("B-NP", "I-NP", "B-VP", "O", "B-NP", "I-NP", "B-VP")
#' chunk_scores(truth, predicted, sequence = c(1, 1, 1, 1, 2, 2, 2))
#' @export
chunk_scores <- function(truth, predicted, sequence = NULL) {
  labels <- paired_labels(truth, predicted, sequence)
  parts <- chunk_label_parts(labels)
  true <- chunk_spans(labels$truth, parts, labels$first)
  found <- chunk_spans(labels$predicted, parts, labels$first)
  key <- function(spans) spans$start * (length(parts$types) + 1) + spans$type
  at <- match(key(true), key(found), 0L)
  right <- true$type[at > 0L][true$end[at > 0L] == found$end[at]]
  types <- chunk_score_table(lapply(list(true = true$type, found = found$type, right = right),
                                    tabulate, length(parts$types)))
  types <- data.frame(type = parts$types, types, stringsAsFactors = FALSE)
  overall <- chunk_score_table(lapply(types[c("true", "found", "right")], sum))
  seen <- types$true + types$found > 0L
  structure(c(list(types = with_plain_rows(types[seen, ]), overall = overall),
              token_scores(labels)), class = "chunk_scores")
}

# ---- labels ------------------------------------------------------------------------------------

#' Both vectors of labels as codes of common levels, checked
#'
#' @return A list: `lev`, the levels; `truth`, `predicted`, codes; `first`, is a token the first of
#'   its sequence? `grouped`, were sequences given?
#' @noRd
paired_labels <- function(truth, predicted, sequence, name = "truth") {
  truth <- label_factor(truth, name)
  predicted <- label_factor(predicted, "predicted")
  n <- length(truth)
  if (length(predicted) != n) stop_length("predicted", length(predicted), name, n)
  lev <- union(levels(truth), levels(predicted))
  recode <- function(x) match(levels(x), lev)[as.integer(x)]
  list(lev = lev, truth = recode(truth), predicted = recode(predicted),
       first = sequence_starts(sequence, n), grouped = !is.null(sequence))
}

#' @noRd
label_factor <- function(x, arg) {
  if (!(is.factor(x) || is.atomic(x) && is.null(dim(x)) && !is.null(x))) {
    stop_logistic("type", sprintf("`%s` must be a vector of labels, not %s.", arg, type_text(x)),
                  variable = arg)
  }
  if (!length(x)) {
    stop_logistic("empty", sprintf("`%s` must have a label for at least one token.", arg),
                  variable = arg)
  }
  check_none_missing(x, arg)
  if (is.factor(x)) return(x)
  lev <- unique(x)
  structure(match(x, lev), levels = as.character(lev), class = "factor")
}

#' @noRd
check_none_missing <- function(x, arg) {
  if (!anyNA(x)) return(invisible())
  rows <- which(is.na(x))
  stop_logistic("missing", sprintf("`%s` must not be missing; it is in %s.", arg, rows_text(rows)),
                variable = arg, rows = rows)
}

#' Is a token the first of its sequence?
#' @noRd
sequence_starts <- function(sequence, n) {
  if (is.null(sequence)) return(seq_len(n) == 1L)
  if (length(sequence) != n) stop_length("sequence", length(sequence), "truth", n)
  check_none_missing(sequence, "sequence")
  order <- match(sequence, unique(sequence))
  change <- diff(order)
  back <- which(change < 0L) + 1L
  if (length(back)) {
    stop_logistic("sequence", sprintf(
      "Tokens of one `sequence` must stand together; %s %s one that has ended before.",
      rows_text(back), if (length(back) == 1L) "goes back to" else "go back to"),
      variable = "sequence", rows = back)
  }
  c(TRUE, change != 0L)
}

#' @noRd
token_scores <- function(labels) {
  wrong <- labels$truth != labels$predicted
  sequence <- cumsum(labels$first)
  sequences <- sequence[length(sequence)]
  share <- 1 - length(unique(sequence[wrong])) / sequences
  list(tokens = length(wrong), sequences = sequences, token_accuracy = mean(!wrong),
       sequence_accuracy = if (labels$grouped) share else NA_real_)
}

# ---- chunks ------------------------------------------------------------------------------------

# Letters of the schemes, and what each says: L and U are E and S of the scheme BILOU.
chunk_letters <- data.frame(letter = c("B", "I", "E", "S", "L", "U"),
                            begins = c(TRUE, FALSE, FALSE, TRUE, FALSE, TRUE),
                            ends = c(FALSE, FALSE, TRUE, TRUE, TRUE, TRUE))

#' What each level of the labels says
#'
#' @return A list: `types`, the names of the types, sorted; of each level `type`, its place among
#'   these, 0 of `O`; `begins` and `ends`, does it begin or end a chunk whatever is beside it?
#' @noRd
chunk_label_parts <- function(labels) {
  lev <- labels$lev
  letter <- match(substr(lev, 1L, 1L), chunk_letters$letter)
  marked <- !is.na(letter) & substr(lev, 2L, 2L) == "-" & nchar(lev) > 2L
  check_chunk_labels(labels, !marked & lev != "O")
  letter[!marked] <- match("I", chunk_letters$letter)
  name <- substring(lev, 3L)
  types <- sort(unique(name[marked]), method = "radix")
  list(types = types, type = ifelse(marked, match(name, types), 0L),
       begins = chunk_letters$begins[letter], ends = chunk_letters$ends[letter])
}

#' @noRd
check_chunk_labels <- function(labels, unknown) {
  for (arg in c("truth", "predicted")) {
    rows <- which(unknown[labels[[arg]]])
    if (!length(rows)) next
    found <- labels$lev[unique(labels[[arg]][rows])]
    stop_logistic("levels", sprintf(
      "`%s` must be O or a letter (%s), a hyphen and a type, as B-NP; not %s, in %s.", arg,
      paste(chunk_letters$letter, collapse = ", "), list_some(quoted(found)), rows_text(rows)),
      variable = arg, levels = found, rows = rows)
  }
}

#' First token, last token and type of each chunk
#'
#' The rules of conlleval's startOfChunk and endOfChunk in one: what ends a chunk other than `O` or
#' the end of its sequence is that the next token begins one.
#' @noRd
chunk_spans <- function(code, parts, first) {
  n <- length(code)
  type <- parts$type[code]
  apart <- first | parts$begins[code] | c(TRUE, parts$ends[code[-n]] | type[-1L] != type[-n])
  starts <- type > 0L & apart
  ends <- type > 0L & c(apart[-1L], TRUE)
  list(start = which(starts), end = which(ends), type = type[starts])
}

#' Counts, and the scores that are made of them
#' @noRd
chunk_score_table <- function(counts) {
  share <- function(part, whole) replace(part / whole, whole == 0, NA_real_)
  data.frame(counts, precision = share(counts$right, counts$found),
             recall = share(counts$right, counts$true),
             f1 = share(2 * counts$right, counts$found + counts$true))
}

#' @noRd
with_plain_rows <- function(data) {
  rownames(data) <- NULL
  data
}

# ---- said --------------------------------------------------------------------------------------

#' @rdname chunk_scores
#' @export
print.chunk_scores <- function(x, digits = 4L, ...) {
  check_count(digits, lower = 1L, upper = 15L)
  sequences <- if (!is.na(x$sequence_accuracy)) paste(" in", plural(x$sequences, "sequence"))
  all <- x$overall
  write_lines(
    paste0("Chunks marked by the labels of ", plural(x$tokens, "token"), sequences),
    sprintf("Chunks    %s true, %s found, %s right", format_count(all$true),
            format_count(all$found), format_count(all$right)),
    accuracy_line(x, digits), "")
  several <- nrow(x$types) != 1L
  write_lines(long_table(c(if (several) "all types", x$types$type),
                         chunk_score_columns(rbind(if (several) all, x$types[-1L]), digits)))
  invisible(x)
}

#' @noRd
accuracy_line <- function(x, digits) {
  paste0("Accuracy  ", format_fixed(x$token_accuracy, digits), " of tokens",
         if (!is.na(x$sequence_accuracy)) sprintf(", %s of whole sequences",
                                                  format_fixed(x$sequence_accuracy, digits)))
}

#' @noRd
chunk_score_columns <- function(table, digits) {
  count <- function(head, values) text_column(head, pad_left(format_count(values)))
  score <- function(head, values) text_column(head, align_points(format_fixed(values, digits)))
  list(count("True", table$true), count("Found", table$found), count("Right", table$right),
       score("Precision", table$precision), score("Recall", table$recall), score("F1", table$f1))
}

#' @rdname chunk_scores
#' @export
as.data.frame.chunk_scores <- function(x, row.names = NULL, optional = FALSE, ...) x$types

#' @rdname chunk_scores
#' @exportS3Method generics::tidy
tidy.chunk_scores <- function(x, ...) as_printed_tibble(x$types)

#' @rdname chunk_scores
#' @exportS3Method generics::glance
glance.chunk_scores <- function(x, ...) {
  as_printed_tibble(data.frame(
    x$overall[c("precision", "recall", "f1")], token.accuracy = x$token_accuracy,
    sequence.accuracy = x$sequence_accuracy, n.true = x$overall$true, n.found = x$overall$found,
    n.right = x$overall$right, n.sequences = x$sequences, nobs = x$tokens))
}
