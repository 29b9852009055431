# From the user's data to the parts of a conditional random field: sequences, labels, compressed
# rows, covariates of the transitions. Formulas and matrices meet here.

#' Parts of a formula
#'
#' @return list: `rows` (crf_rows, of the rows used), `labels`, `sequences`, `z` (what transitions
#'   depend on), `used` (mask or NULL), `n` (rows given), `left_out`, and what belongs to a
#'   formula: `frame`, `design`, `aliased`.
#' @noRd
crf_formula_parts <- function(formula, data, call, env, contrasts, options) {
  formula <- frame_formula(formula, env)
  data <- frame_data(data, formula)
  check_duplicates(formula, data, call, c("sequence", "time", "weights", "transitions"))
  given <- crf_arguments(call, data, environment(formula))
  formula <- expand_dot(formula, data, call, given)
  transitions <- terms_of_transitions(options$transitions, formula)
  if (!is.null(contrasts) && !(is.list(contrasts) && length(names(contrasts)))) {
    stop_argument("contrasts", "a named list", value_text(contrasts))
  }
  frame <- crf_frame(formula, data, call, env, given, transitions, options)
  z <- covariates_used(frame$z, frame$sequences, frame$rows, contrasts)
  z$terms <- leave_transitions(z$terms, data, frame$n)
  used <- frame$rows
  sequences <- used_sequences(frame$sequences, used)
  name <- names(frame$variables)[1L]
  labels <- label_codes(used_vector(label_vector(frame$variables[[1L]], name), used),
                        partial = options$partial, drop = !is_penalised(options),
                        sequences = sequences, name = name)
  base <- crf_columns(frame, emission_contrasts(contrasts, frame), options)
  list(rows = base$rows, labels = labels, sequences = sequences, z = z, used = used, n = frame$n,
       left_out = frame$left_out, frame = frame, design = base$design, aliased = base$aliased)
}

#' Contrasts without those of variables that only transitions depend on
#' @noRd
emission_contrasts <- function(contrasts, frame) {
  contrasts[setdiff(names(frame$z$frame), names(frame$variables))] <- NULL
  if (length(contrasts)) contrasts
}

#' sequence, time and weights, evaluated where the variables are
#' @noRd
crf_arguments <- function(call, data, env) {
  if (is.null(call$sequence)) {
    stop_argument("sequence", "given: which rows belong together", "missing")
  }
  read <- function(expr) {
    tryCatch(eval(expr, data, env), error = function(e) stop_evaluation(e, expr, data, env))
  }
  out <- lapply(stats::setNames(nm = c("sequence", "time", "weights")), function(name) {
    read(call[[name]])
  })
  if (inherits(out$sequence, "formula")) out$sequence <- read(sequence_said(out$sequence))
  out
}

#' What stands on the right of `~ id`
#' @noRd
sequence_said <- function(formula) {
  said <- formula[[length(formula)]]
  combined <- is.call(said) && as.character(said[[1L]])[1L] %in% formula_operators
  if (length(formula) == 2L && !combined) return(said)
  stop_argument("sequence", "a vector, or a formula of one variable such as ~ id",
                deparse_text(formula))
}

formula_operators <- c("+", "-", "*", "/", ":", "^", "|", "%in%")

#' `.` stands for the columns of `data` but those of sequence, time and weights
#' @noRd
expand_dot <- function(formula, data, call, given) {
  if (!is.list(data) || !"." %in% all.vars(formula)) return(formula)
  own <- unlist(lapply(names(given), function(name) {
    expr <- call[[name]]
    column <- is.symbol(expr) && as.character(expr) %in% names(data)
    c(names_said(expr), if (!column) same_columns(given[[name]], data))
  }))
  others <- setdiff(names(data), own)
  template <- structure(rep(list(logical()), length(others)), names = others,
                        class = "data.frame", row.names = integer())
  terms <- tryCatch(stats::terms(formula, data = template),
                    error = function(e) stop_evaluation(e, NULL, data, environment(formula)))
  stats::formula(terms)
}

#' Variables of an expression, by name or by a string: `d$id`, `d[["id"]]`
#' @noRd
names_said <- function(expr) {
  if (is.call(expr)) return(unlist(lapply(as.list(expr), names_said)))
  if (is.character(expr) && length(expr) == 1L) expr else all.vars(expr)
}

#' @noRd
same_columns <- function(x, data) {
  if (is.null(x)) return(NULL)
  names(data)[vapply(.subset(data, seq_along(data)), function(column) {
    identical(as.vector(column), as.vector(x))
  }, NA)]
}

# ---- rows ---------------------------------------------------------------------------------------

#' The frame, whose rows are used by whole sequences
#'
#' @param given From `crf_arguments()`.
#' @param transitions Terms.
#' @return As `fit_frame()`, with `sequences`, of all rows, and `z`, the variables of transitions.
#' @noRd
crf_frame <- function(formula, data, call, env, given, transitions, options) {
  choose_rows <- function(frame, terms, data, subset, action) {
    if (!is.null(attr(terms, "offset"))) {
      stop_logistic("formula", "`formula` must not have an offset(); crf() does not have any.")
    }
    frame <- measure_frame(frame)
    first <- names(frame$variables)[1L]
    label_vector(frame$variables[[1L]], first)
    sequence <- given$sequence
    if (length(sequence) != frame$n && is.atomic(sequence)) {
      stop_length("sequence", length(sequence), first, frame$n)
    }
    frame$sequences <- sequence_rows(sequence, given$time, given$weights)
    frame$z <- transition_variables(transitions, data, frame$n, frame$sequences)
    use_whole_sequences(frame, terms, sequence_subset(subset, frame), action, options$partial)
  }
  call$weights <- NULL # they are of sequences
  fit_frame(formula, data, call, env, choose_rows)
}

#' @noRd
used_vector <- function(x, used) if (is.null(used)) x else x[used]

#' The mask of `subset`, or NULL
#' @noRd
sequence_subset <- function(subset, frame) {
  sequences <- frame$sequences
  if (anyNA(subset)) {
    rows <- which(is.na(subset))
    stop_logistic("subset", sprintf(
      "`subset` must be known in every row; it is missing in %s.",
      place_text(rows, if (length(subset) == frame$n) sequences)), rows = rows)
  }
  if (is_general_subset(subset)) {
    stop_argument("subset", "a logical vector or increasing row numbers",
                  if (is.numeric(subset)) "repeated or in another order" else type_text(subset))
  }
  mask <- subset_mask(subset, frame$n)
  moved <- if (!is.null(mask)) setdiff(changed_rows(mask), rows_that_begin(sequences))
  if (!length(moved)) return(mask)
  stop_logistic("subset", sprintf(
    "`subset` must take all rows of a sequence or none; it changes at %s.",
    place_text(moved[1L], sequences)), rows = moved)
}

#' The first row of each sequence
#' @noRd
rows_that_begin <- function(sequences) sequences$ptr[-length(sequences$ptr)] + 1L

#' A sequence with a missing predictor is left out whole
#' @noRd
use_whole_sequences <- function(frame, terms, subset, action, partial) {
  sequences <- frame$sequences
  if (is.function(action)) {
    stop_argument("na.action", "na.omit, na.exclude or na.fail", "another function")
  }
  missing <- missing_predictors(frame, terms)
  if (!is.null(subset)) missing <- missing & subset
  if (any(missing) && action %in% c("fail", "pass")) stop_crf_missing(missing, frame, sequences)
  drop <- seq_along(sequences$id) %in% sequence_of(sequences, which(missing))
  dropped <- rep(drop, diff(sequences$ptr))
  kept <- if (is.null(subset)) !dropped else subset & !dropped
  if (!any(kept)) stop_none_left(frame, missing, terms)
  frame["rows"] <- list(if (!all(kept)) kept)
  frame$used <- sum(kept)
  frame["subset"] <- list(subset)
  frame$left_out <- crf_left_out(sum(dropped), if (!is.null(subset)) sum(!subset) else 0L)
  frame["na_action"] <- list(na_action_object(frame, which(dropped), action))
  check_labels(frame, partial)
  frame
}

#' Rows in which a predictor, or what transitions depend on, is missing
#' @noRd
missing_predictors <- function(frame, terms) {
  out <- frame$z$missing
  for (i in entering(terms)) {
    if (frame$state[[i]] != "complete") out <- out | is_missing(frame$variables[[i]])
  }
  out
}

#' @noRd
crf_left_out <- function(dropped, outside) {
  counts <- c("values missing in their sequence" = dropped, subset = outside)
  counts <- counts[counts > 0L]
  data.frame(reason = as.character(names(counts)), count = as.integer(counts),
             stringsAsFactors = FALSE)
}

#' @noRd
stop_crf_missing <- function(missing, frame, sequences) {
  rows <- which(missing)
  stop_logistic("missing", sprintf(
    "%s; they are in %s.", if (is.null(frame)) "Variables of `transitions` must not be missing" else
      "Predictors must not be missing with this `na.action`", place_text(rows, sequences)),
    rows = rows)
}

#' @noRd
stop_none_left <- function(frame, missing, terms) {
  variables <- c(frame$variables[entering(terms)], frame$z$frame)
  counts <- vapply(variables[unique(names(variables))], function(x) sum(is_missing(x)), 0L)
  counts <- counts[counts > 0L]
  stop_logistic("empty", paste0(
    "Some sequence must be complete; each has missing values",
    if (length(counts)) paste0(": ", list_some(paste(backticked(names(counts)), "in",
      vapply(counts, count_of, "", noun = "row")))), "."), rows = which(missing))
}

#' Labels of the rows used are known, unless they may be unknown, and are labels
#' @noRd
check_labels <- function(frame, partial) {
  name <- names(frame$variables)[1L]
  y <- label_vector(frame$variables[[1L]], name)
  unknown <- which(used_mask(is.na(y), frame$rows))
  if (length(unknown) && !partial) stop_unlabelled(unknown, name, frame$sequences)
  if (!is.numeric(y)) return(invisible())
  if (!is.null(frame$rows)) y[!frame$rows] <- NA
  label_kind(y, name, frame$sequences, TRUE)
}

#' @noRd
used_mask <- function(x, rows) if (is.null(rows)) x else x & rows

#' @noRd
used_sequences <- function(sequences, used) {
  if (is.null(used)) return(sequences)
  keep <- used[rows_that_begin(sequences)]
  list(ptr = as.integer(c(0L, cumsum(diff(sequences$ptr)[keep]))), id = sequences$id[keep],
       weights = if (!is.null(sequences$weights)) sequences$weights[keep])
}

#' "row 9 (sequence 'a')" of a row of those used
#' @noRd
used_place_text <- function(row, parts) {
  sequence <- sequence_text(parts$sequences, sequence_of(parts$sequences, row))
  paste0(rows_text(used_row(row, parts)), " (", sequence, ")")
}

#' @noRd
used_row <- function(row, parts) if (is.null(parts$used)) row else which(parts$used)[row]

# ---- columns ------------------------------------------------------------------------------------

#' The columns of the model matrix as compressed rows, and which are combinations of others: none
#' where a penalty tells them apart
#' @noRd
crf_columns <- function(frame, contrasts, options) {
  parts <- new_design(frame, contrasts)
  rows <- .Call(C_crf_design_rows, parts$design, parts$transform)
  penalised <- options$l2[["emission"]] > 0 || options$l1[["emission"]] > 0
  if (!penalised) {
    parts$rows <- list(response = list(weights = NULL))
    aliased <- ranked_parts(parts, options$settings)$aliased
  }
  list(rows = new_crf_rows(rows, as.character(parts$design$names)), design = parts$design,
       aliased = if (penalised || is.null(aliased)) list() else aliased)
}

#' Without the columns that are combinations of others
#' @noRd
drop_aliased <- function(parts) {
  rows <- parts$rows
  left <- which(!rows$names %in% names(parts$aliased))
  position <- match(seq_along(rows$names), left) - 1L
  rows <- keep_entries(rows, !is.na(position[rows$id + 1L]))
  rows$id <- position[rows$id + 1L]
  rows$names <- rows$names[left]
  parts$rows <- rows
  parts$design$assign <- parts$design$assign[left]
  parts
}

# ---- transitions --------------------------------------------------------------------------------

#' @param formula Of the model: its response is no covariate of the transitions.
#' @noRd
terms_of_transitions <- function(transitions, formula = NULL) {
  home <- calling_frame_of(environment(transitions))
  if (!is.null(home)) environment(transitions) <- home
  if ("." %in% all.vars(transitions)) {
    stop_logistic("formula", "`transitions` must name its variables; it has a dot (.).")
  }
  terms <- tryCatch(stats::terms(transitions), error = function(e) {
    stop_logistic("formula", paste0("`transitions` is not understood: ", conditionMessage(e), "."))
  })
  if (!is.null(attr(terms, "offset"))) {
    stop_logistic("formula", "`transitions` must not have an offset(); crf() does not have any.")
  }
  labels <- if (length(formula) == 3L) intersect(all.vars(formula[[2L]]), all.vars(transitions))
  if (length(labels)) {
    stop_logistic("response_in_predictors", sprintf(
      "`transitions` must not depend on the response; it holds %s.", list_some(backticked(labels))),
      variable = labels)
  }
  terms
}

#' What transitions depend on: the model matrix of `~ z`, by distinct rows
#'
#' @param sequences Their first rows have no transition into them.
#' @return list: `covariate` (matrix, a row for each class), `class_of` (0-based, by row; NULL: one
#'   class), `names` of its columns, `assign`, `missing` (mask), `terms`, `xlevels`, `contrasts`.
#' @noRd
transition_frame <- function(formula, data, n, sequences) {
  z <- transition_variables(terms_of_transitions(formula), data, n, sequences)
  c(covariates_used(z, sequences, NULL, NULL), list(missing = z$missing))
}

#' Transitions alike everywhere, or none
#' @noRd
plain_transitions <- function(terms, n) {
  q <- attr(terms, "intercept")
  list(covariate = matrix(1, 1L, q), names = if (q) "(Intercept)" else character(),
       class_of = NULL, missing = logical(n), terms = terms, assign = integer(q))
}

#' @param frame The model frame of `terms`, with the levels of a fit.
#' @noRd
transition_classes <- function(frame, terms, n, sequences, contrasts = NULL) {
  if (nrow(frame) != n) stop_length("transitions", nrow(frame), "sequence", n)
  z <- list(terms = terms, frame = frame, missing = missing_covariates(frame, sequences),
            coded = TRUE)
  c(covariates_used(z, sequences, NULL, contrasts), list(missing = z$missing))
}

#' The variables of the transitions in all rows, as they are
#'
#' @return list: `terms`, `frame` (NULL: none), `missing` (mask), `coded`: levels are a fit's.
#' @noRd
transition_variables <- function(terms, data, n, sequences) {
  if (!length(attr(terms, "term.labels"))) {
    attr(terms, ".Environment") <- globalenv()
    return(list(terms = terms, frame = NULL, missing = logical(n)))
  }
  frame <- tryCatch(stats::model.frame(terms, data, na.action = stats::na.pass),
                    error = function(e) {
                      stop_evaluation(e, attr(terms, "variables"), data, environment(terms))
                    })
  if (nrow(frame) != n) stop_length("transitions", nrow(frame), "sequence", n)
  for (name in names(frame)) check_variable(frame[[name]], name)
  list(terms = attr(frame, "terms"), frame = frame, coded = FALSE,
       missing = missing_covariates(frame, sequences))
}

#' First rows of sequences need none
#' @noRd
missing_covariates <- function(frame, sequences) {
  missing <- logical(nrow(frame))
  for (x in frame) missing <- missing | is_missing(x)
  missing[rows_that_begin(sequences)] <- FALSE
  missing
}

#' Their columns in the rows used that have a transition into them
#'
#' @param z From `transition_variables()`.
#' @param used Mask of all rows, or NULL.
#' @noRd
covariates_used <- function(z, sequences, used, contrasts) {
  terms <- z$terms
  if (is.null(z$frame)) {
    return(plain_transitions(terms, 0L)[c("covariate", "class_of", "names", "assign", "terms")])
  }
  n <- nrow(z$frame)
  inner <- used_mask(!seq_len(n) %in% rows_that_begin(sequences), used)
  some <- any(inner)
  own <- which(if (some) inner else used_mask(rep(TRUE, n), used))
  frame <- covariate_rows(z, own)
  matrix <- transition_matrix(terms, frame, contrasts)
  check_transitions_finite(matrix, z$missing, own, sequences)
  c(distinct_rows(matrix, if (some) used_vector(inner, used)),
    list(names = colnames(matrix), terms = terms, xlevels = stats::.getXlevels(terms, frame),
         contrasts = attr(matrix, "contrasts"), assign = attr(matrix, "assign")))
}

#' Some rows of the variables, factors without levels that do not occur there
#' @noRd
covariate_rows <- function(z, rows) {
  frame <- z$frame[rows, , drop = FALSE]
  if (z$coded) return(frame)
  for (name in names(frame)) {
    x <- frame[[name]]
    if (is.factor(x) && any(tabulate(x, nlevels(x)) == 0L)) frame[[name]] <- x[, drop = TRUE]
    coded <- is.factor(x) || is.character(x)
    if (coded && length(unique(x)) < 2L) stop_one_transition_level(name, x)
  }
  frame
}

#' @noRd
stop_one_transition_level <- function(name, x) {
  stop_logistic("levels", sprintf(paste(
    "`%s` must have 2 levels or more where transitions depend on it (in all rows but the first of",
    "each sequence); it has one (%s)."), name, quoted(as.character(x[1L]))), variable = name)
}

#' @noRd
transition_matrix <- function(terms, frame, contrasts) {
  own <- contrasts[names(contrasts) %in% names(frame)]
  tryCatch(stats::model.matrix(terms, frame, contrasts.arg = own), error = function(e) {
    stop_logistic("transitions", paste0("The columns of `transitions` could not be made: ",
                                        conditionMessage(e), "."), parent = e)
  })
}

#' @noRd
check_transitions_finite <- function(matrix, missing, own, sequences) {
  bad <- which(rowSums(!is.finite(matrix)) > 0 & !missing[own])
  if (!length(bad)) return(invisible())
  column <- colnames(matrix)[!is.finite(matrix[bad[1L], ])][1L]
  stop_logistic("finite", sprintf("`transitions` must be finite; `%s` is not in %s.", column,
                                  place_text(own[bad], sequences)), rows = own[bad])
}

#' Classes of the rows that have a transition into them; the others are of the first class
#' @param inner Mask of these rows among those used; NULL: there are none.
#' @noRd
distinct_rows <- function(matrix, inner) {
  matrix[is.na(matrix)] <- 0 # rows of sequences that are left out, or without an answer
  if (is.null(inner)) return(list(covariate = unname(matrix[1L, , drop = FALSE]), class_of = NULL))
  key <- do.call(paste, lapply(seq_len(ncol(matrix)), function(j) {
    match(matrix[, j], unique(matrix[, j]))
  }))
  distinct <- unique(key)
  class_of <- integer(length(inner))
  class_of[inner] <- match(key, distinct) - 1L
  list(covariate = unname(matrix[match(distinct, key), , drop = FALSE]), class_of = class_of)
}

#' Terms that do not hold on to the frame in which `transitions` was written
#' @noRd
leave_transitions <- function(terms, data, n) {
  frame <- list(formula = stats::formula(terms), terms = terms, data = data, n = n)
  leave_frame(frame, quote(crf()), FALSE)$terms
}

# ---- matrices -----------------------------------------------------------------------------------

#' Parts of `x` and `y`
#' @noRd
crf_matrix_parts <- function(x, y, given, call, options) {
  for (name in c("formula", "data", "subset", "na.action", "contrasts")) {
    if (name %in% names(call)) stop_argument(name, "absent beside `x`", "given")
  }
  if (is.null(y)) stop_argument("y", "given beside `x`", "missing")
  if (is.null(given$sequence)) given$sequence <- features_sequence(x)
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
  z$missing <- NULL
  z$terms <- leave_transitions(z$terms, NULL, rows$n)
  list(rows = rows, labels = labels, sequences = sequences, z = z, used = NULL, n = rows$n,
       left_out = no_rows_left_out, frame = NULL, design = NULL, aliased = list())
}
