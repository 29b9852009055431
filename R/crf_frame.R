# From the user's data to the parts of a conditional random field: sequences, labels, compressed
# rows, covariates of the transitions. Formulas and matrices meet here.

#' Parts of a formula
#'
#' @return list: `rows` (crf_rows, of the rows used), `labels`, `sequences`, `z` (what transitions
#'   depend on), `used` (mask or NULL), `n` (rows given), `left_out`, and what belongs to a
#'   formula: `frame`, `design`, `aliased`, `intercept` (position among the columns, or 0).
#' @noRd
crf_formula_parts <- function(formula, data, call, env, contrasts, options) {
  frame <- crf_frame(formula, data, call, env)
  refuse_offset(frame)
  given <- crf_arguments(call, frame, env)
  all <- sequence_rows(given$sequence, given$time, given$weights)
  if (length(given$sequence) != frame$n) {
    stop_length("sequence", length(given$sequence), names(frame$variables)[1L], frame$n)
  }
  z <- transition_frame(options$transitions, frame$data, frame$n, all)
  frame <- whole_sequences(frame, all, z, options$partial, call, env)
  used <- frame$rows
  sequences <- used_sequences(all, used)
  labels <- label_codes(used_vector(frame$variables[[1L]], used), partial = options$partial,
                        drop = !is_penalised(options), sequences = sequences,
                        name = names(frame$variables)[1L])
  base <- crf_columns(frame, contrasts, options)
  list(rows = base$rows, labels = labels, sequences = sequences, z = used_transitions(z, used),
       used = used, n = frame$n, left_out = frame$left_out, frame = frame, design = base$design,
       aliased = base$aliased, intercept = base$intercept)
}

#' The frame, without id, time and weights among what `.` stands for
#' @noRd
crf_frame <- function(formula, data, call, env) {
  formula <- frame_formula(formula, env)
  if (is.data.frame(data) && "." %in% all.vars(formula)) {
    own <- unlist(lapply(as.list(call)[c("sequence", "time", "weights")], all.vars))
    keep <- setdiff(names(data), own)
    expanded <- stats::terms(formula, data = data[keep])
    formula <- stats::formula(expanded)
  }
  own <- call
  own$weights <- own$na.action <- own$offset <- NULL
  own$na.action <- quote(stats::na.omit)
  fit_frame(formula, data, own, env)
}

#' @noRd
refuse_offset <- function(frame) {
  if (is.null(attr(frame$terms, "offset"))) return(invisible())
  stop_logistic("formula", "`formula` must not have an offset(); crf() does not have any.")
}

#' sequence, time and weights, evaluated where the variables are
#' @noRd
crf_arguments <- function(call, frame, env) {
  if (is.null(call$sequence)) {
    stop_argument("sequence", "given: which rows belong together", "missing")
  }
  out <- lapply(stats::setNames(nm = c("sequence", "time", "weights")), function(name) {
    expr <- call[[name]]
    tryCatch(eval(expr, frame$data, environment(frame$formula)), error = function(e) {
      stop_evaluation(e, expr, frame$data, environment(frame$formula))
    })
  })
  if (inherits(out$sequence, "formula")) {
    out$sequence <- eval(out$sequence[[2L]], frame$data, environment(out$sequence))
  }
  out
}

# ---- rows ---------------------------------------------------------------------------------------

#' @noRd
used_vector <- function(x, used) if (is.null(used)) x else x[used]

#' Rows are used by whole sequences
#' @noRd
whole_sequences <- function(frame, sequences, z, partial, call, env) {
  subset <- frame$subset
  if (!is.null(subset)) check_whole_subset(subset, sequences)
  missing <- missing_predictors(frame, z, partial)
  if (!is.null(subset)) missing <- missing & subset
  action <- na_action_kind(call, frame$data, env)
  if (is.function(action)) stop_argument("na.action", "na.omit, na.exclude or na.fail", "another")
  if (any(missing) && action %in% c("fail", "pass")) stop_crf_missing(missing, frame, sequences)
  if (!partial) check_labels_known(frame, subset, missing, sequences)
  incomplete <- which(missing)
  drop <- rep(FALSE, length(sequences$id))
  drop[unique(sequence_of(sequences, incomplete))] <- TRUE
  kept <- rep(!drop, diff(sequences$ptr))
  if (!is.null(subset)) kept <- kept & subset
  frame$rows <- if (all(kept)) NULL else kept
  frame$used <- sum(kept)
  if (!frame$used) stop_logistic("empty", "No sequence is left to be fitted.")
  frame$left_out <- crf_left_out(drop, sequences, subset)
  left_out <- which(rep(drop, diff(sequences$ptr)))
  frame["na_action"] <- list(na_action_object(frame, left_out, action))
  check_predictors_finite(frame, frame$terms)
  frame
}

#' @noRd
crf_left_out <- function(drop, sequences, subset) {
  lengths <- diff(sequences$ptr)
  outside <- if (is.null(subset)) 0L else sum(!subset)
  counts <- c("values missing in their sequence" = sum(lengths[drop]), subset = outside)
  counts <- counts[counts > 0L]
  data.frame(reason = as.character(names(counts)), count = as.integer(counts),
             stringsAsFactors = FALSE)
}

#' @noRd
check_whole_subset <- function(subset, sequences) {
  starts <- sequences$ptr[-length(sequences$ptr)] + 1L
  moved <- setdiff(changed_rows(subset), starts)
  if (!length(moved)) return(invisible())
  stop_logistic("subset", sprintf(
    "`subset` must take all rows of a sequence or none; it changes at %s.",
    place_text(moved[1L], sequences)), rows = moved)
}

#' Rows in which a predictor is missing
#' @noRd
missing_predictors <- function(frame, z, partial) {
  out <- logical(frame$n)
  for (i in entering(frame$terms)) {
    if (frame$state[[i]] != "complete") out <- out | is_missing(frame$variables[[i]])
  }
  out | z$missing
}

#' @noRd
stop_crf_missing <- function(missing, frame, sequences) {
  rows <- which(missing)
  stop_logistic("missing", sprintf("Predictors must not be missing; they are in %s.",
                                   place_text(rows, sequences)), rows = rows)
}

#' @noRd
check_labels_known <- function(frame, subset, missing, sequences) {
  unknown <- is.na(frame$variables[[1L]])
  if (!is.null(subset)) unknown <- unknown & subset
  if (any(unknown)) stop_unlabelled(which(unknown), names(frame$variables)[1L], sequences)
}

#' @noRd
used_sequences <- function(sequences, used) {
  if (is.null(used)) return(sequences)
  starts <- sequences$ptr[-length(sequences$ptr)] + 1L
  keep <- used[starts]
  list(ptr = as.integer(c(0L, cumsum(diff(sequences$ptr)[keep]))), id = sequences$id[keep],
       weights = if (!is.null(sequences$weights)) sequences$weights[keep])
}

# ---- columns ------------------------------------------------------------------------------------

#' The columns of the model matrix as compressed rows, without combinations of others
#' @noRd
crf_columns <- function(frame, contrasts, options) {
  parts <- new_design(frame, contrasts)
  parts$rows <- list(response = list(weights = NULL))
  base <- ranked_parts(parts, options$settings)
  rows <- .Call(C_crf_design_rows, base$design, base$transform)
  rows$names <- base$design$names
  intercept <- match("(Intercept)", base$design$names, nomatch = 0L)
  list(rows = new_crf_rows(rows, base$design$names), design = base$design, intercept = intercept,
       aliased = if (is.null(base$aliased)) list() else base$aliased)
}

# ---- transitions --------------------------------------------------------------------------------

#' What transitions depend on: the model matrix of `~ z`, by distinct rows
#' @param sequences Their first rows have no transition into them.
#' @noRd
transition_frame <- function(formula, data, n, sequences) {
  terms <- stats::terms(formula)
  if (!length(attr(terms, "term.labels"))) return(plain_transitions(terms, n))
  frame <- transition_variables(terms, data)
  transition_classes(frame, attr(frame, "terms"), n, sequences)
}

#' Transitions alike everywhere, or none
#' @noRd
plain_transitions <- function(terms, n) {
  q <- attr(terms, "intercept")
  list(covariate = matrix(1, 1L, q), names = if (q) "(Intercept)" else character(),
       class_of = NULL, missing = logical(n), terms = terms, assign = integer(q))
}

#' @param frame The model frame of `terms`.
#' @noRd
transition_classes <- function(frame, terms, n, sequences, contrasts = NULL) {
  first <- sequences$ptr[-length(sequences$ptr)] + 1L
  matrix <- stats::model.matrix(terms, frame, contrasts.arg = contrasts)
  if (nrow(matrix) != n) stop_length("transitions", nrow(matrix), "sequence", n)
  missing <- rowSums(is.na(matrix)) > 0
  missing[first] <- FALSE
  matrix[first, ] <- 0
  matrix[is.na(matrix)] <- 0
  if (!all(is.finite(matrix))) {
    rows <- which(rowSums(!is.finite(matrix)) > 0)
    stop_logistic("finite", sprintf("`transitions` must be finite; it is not in %s.",
                                    place_text(rows, sequences)), rows = rows)
  }
  c(distinct_rows(matrix, first), list(names = colnames(matrix), missing = missing,
    terms = terms, xlevels = stats::.getXlevels(terms, frame),
    contrasts = attr(matrix, "contrasts"), assign = attr(matrix, "assign")))
}

#' @noRd
transition_variables <- function(terms, data) {
  tryCatch(stats::model.frame(terms, data, na.action = stats::na.pass, drop.unused.levels = TRUE),
           error = function(e) stop_evaluation(e, attr(terms, "variables"), data,
                                               environment(terms)))
}

#' Classes of the rows that have a transition into them; the others are of the first class
#' @noRd
distinct_rows <- function(matrix, first) {
  class_of <- integer(nrow(matrix))
  inner <- matrix[-first, , drop = FALSE]
  if (!nrow(inner)) return(list(covariate = unname(matrix[1L, , drop = FALSE]), class_of = NULL))
  key <- do.call(paste, lapply(seq_len(ncol(inner)), function(j) {
    match(inner[, j], unique(inner[, j]))
  }))
  distinct <- unique(key)
  class_of[-first] <- match(key, distinct) - 1L
  list(covariate = unname(inner[match(distinct, key), , drop = FALSE]), class_of = class_of)
}

#' @noRd
used_transitions <- function(z, used) {
  if (!is.null(z$class_of)) z$class_of <- used_vector(z$class_of, used)
  z$missing <- NULL
  z
}

# ---- matrices -----------------------------------------------------------------------------------

#' Parts of `x` and `y`
#' @noRd
crf_matrix_parts <- function(x, y, given, call, options) {
  for (name in c("formula", "data", "subset", "na.action", "contrasts")) {
    if (name %in% names(call)) stop_argument(name, "absent beside `x`", "given")
  }
  if (is.null(y)) stop_argument("y", "given beside `x`", "missing")
  if (is.null(given$sequence)) {
    stop_argument("sequence", "given: which rows belong together", "missing")
  }
  sequences <- sequence_rows(given$sequence, given$time, given$weights)
  labels <- label_codes(y, partial = options$partial, drop = !is_penalised(options),
                        sequences = sequences)
  rows <- compressed_rows(x, sequences)
  data <- environment(options$transitions)
  z <- transition_frame(options$transitions, data, rows$n, sequences)
  if (any(z$missing)) stop_crf_missing(z$missing, NULL, sequences)
  list(rows = rows, labels = labels, sequences = sequences, z = used_transitions(z, NULL),
       used = NULL, n = rows$n, left_out = no_rows_left_out, frame = NULL, design = NULL,
       aliased = list(), intercept = 0L)
}
