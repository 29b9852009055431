# The rows that a conditional random field is asked about: those of the fit, or new ones, read by
# what the fit knows. A row that the model cannot place takes its whole sequence along.

#' What is asked about
#'
#' @param newdata New data; `NULL`: the rows of the fit.
#' @param given list: `sequence`, of the new rows, or `NULL`; `transitions`, data of theirs beside
#'   an `x`, or `NULL`; `new_levels`.
#' @return list: `n` (rows), `rows` (crf_rows of the fit's attributes), `sequences`, `z`, `code`
#'   (labels of the fit's rows), `lost` (a flag for each row: its sequence has no answer; or
#'   `NULL`), `names` (of the rows, or `NULL`), `data` (where the response may be found), `new`.
#' @noRd
crf_asked <- function(fit, newdata, given) {
  if (is.null(newdata)) return(crf_own_rows(fit))
  asked <- if (is.null(fit$terms)) crf_attribute_rows(fit, newdata, given) else
    crf_formula_rows(fit, newdata, given)
  asked$lost <- whole_lost(asked$lost, asked$sequences)
  warn_untold_transitions(fit, asked$sequences)
  asked$names <- told_row_names(newdata)
  asked$new <- TRUE
  asked
}

#' @noRd
crf_own_rows <- function(fit) {
  data <- kept_data(fit, how = "model = TRUE, or give `newdata`")
  list(n = fit$tokens, rows = data$rows, sequences = data$sequences[c("ptr", "id")], z = data$z,
       code = data$code, lost = NULL, names = NULL, new = FALSE)
}

#' The core's problem of these rows
#' @param code Labels, 0-based, -1: unknown; or `NULL`.
#' @noRd
asked_core <- function(fit, asked, code = NULL) {
  shape <- fit$shape
  check_crf_memory(asked$sequences, asked$z, length(shape$lev))
  arranged <- .Call(C_crf_apply, asked$rows, shape$order, shape$full)
  crf_core(shape, arranged, asked$sequences, asked$z, code)
}

# ---- by a formula -------------------------------------------------------------------------------

#' @noRd
crf_formula_rows <- function(fit, newdata, given) {
  if (!is.data.frame(newdata)) newdata <- check_newdata(predictor_terms(fit), newdata)
  if (!is.data.frame(newdata)) stop_argument("newdata", "a data frame", type_text(newdata))
  n <- nrow(newdata)
  sequences <- asked_sequences(fit, newdata, n, given)
  frame <- new_frame(fit, newdata, given$new_levels)
  columns <- new_columns(fit, frame, sequences)
  z <- new_transitions(fit, newdata, n, sequences, given$new_levels)
  list(n = n, rows = columns$rows, sequences = sequences, z = z, lost = columns$lost | z$missing,
       data = newdata)
}

#' Columns of the model matrix, block by block
#' @return list(rows, lost): a row with a missing value, or that breaks a relation which held
#'   between the columns of the fit, is empty.
#' @noRd
new_columns <- function(fit, frame, sequences) {
  names <- fit$shape$attributes
  blocks <- over_blocks(fit, frame, function(x, rows) {
    lost <- rowSums(is.na(x)) > 0
    null <- null_vectors(fit$aliased, colnames(x))
    if (ncol(null)) lost <- lost | !estimable(x, null)
    x <- x[, names, drop = FALSE]
    x[lost, ] <- 0
    parts <- .Call(C_rows_of_columns, NULL, NULL, x, dim(x))
    if (is.integer(parts)) {
      stop_entry(rows[parts[1L]], parts[2L], names, sequences, "newdata")
    }
    c(parts, list(lost = lost))
  }, max(2^22 %/% max(length(names), 1L), 64L))
  list(rows = new_crf_rows(join_rows(blocks), names),
       lost = unlist(lapply(blocks, `[[`, "lost"), use.names = FALSE))
}

#' Blocks of compressed rows one after the other
#' @noRd
join_rows <- function(blocks) {
  if (length(blocks) == 1L) return(blocks[[1L]])
  part <- function(name) unlist(lapply(blocks, `[[`, name), use.names = FALSE)
  lengths <- unlist(lapply(blocks, function(block) diff(block$ptr)), use.names = FALSE)
  valued <- !all(vapply(blocks, function(block) is.null(block$value), NA))
  if (valued) blocks <- lapply(blocks, function(block) {
    if (is.null(block$value)) block$value <- rep.int(1, length(block$id))
    block
  })
  list(ptr = c(0L, cumsum(lengths)), id = part("id"), value = if (valued) part("value"))
}

# ---- by attributes ------------------------------------------------------------------------------

#' @noRd
crf_attribute_rows <- function(fit, newdata, given) {
  n <- count_rows(newdata)
  told <- inherits(newdata, "crf_features") && is.null(given$sequence)
  sequences <- if (told) newdata$sequences # without them, as those of any other rows
  if (is.null(sequences)) sequences <- asked_sequences(fit, newdata, n, given)
  rows <- if (n > 0L) compressed_rows(newdata, sequences, "newdata") else
    new_crf_rows(list(ptr = 0L, id = integer()), fit$shape$attributes)
  if (!fit$shape$named) rows$named <- FALSE
  rows <- match_rows(rows, fit$shape$attributes)
  inform_unknown(attr(rows, "unknown"))
  data <- if (is.null(given$transitions)) newdata else given$transitions
  z <- new_transitions(fit, data, n, sequences, given$new_levels)
  list(n = n, rows = rows, sequences = sequences, z = z, lost = z$missing)
}

#' @noRd
count_rows <- function(x) {
  if (inherits(x, "crf_features")) return(x$rows$n)
  if (isS4(x) && !is.null(attr(x, "Dim"))) attr(x, "Dim")[1L] else NROW(x)
}

#' @noRd
inform_unknown <- function(unknown) {
  if (!unknown[["attributes"]]) return(invisible())
  inform_logistic("attributes", sprintf(
    "%s of `newdata` that the fit does not know, in %s, ignored.",
    count_of(unknown[["attributes"]], "attribute"),
    count_of(unknown[["entries"]], "place")), unknown = unknown)
}

# ---- both ---------------------------------------------------------------------------------------

#' Sequences of new data
#' @noRd
asked_sequences <- function(fit, newdata, n, given) {
  id <- given$sequence
  if (is.null(id)) id <- as_in_call(fit, "sequence", newdata)
  if (inherits(id, "formula")) id <- eval(id[[2L]], newdata, environment(id))
  if (is.null(id)) stop_no_newsequence(fit, newdata)
  if (length(id) != n) stop_length("newsequence", length(id), "newdata", n)
  if (!n) return(list(ptr = 0L, id = id))
  sequences <- sequence_rows(id, as_in_call(fit, "time", newdata), name = "newsequence")
  sequences[c("ptr", "id")]
}

#' An argument that columns of new data may stand in
#' @param code Its expression; `value`, a promise: what it is where it names no column.
#' @noRd
in_newdata <- function(code, value, newdata, env) {
  if (is.data.frame(newdata) && any(all.vars(code) %in% names(newdata))) {
    eval(code, newdata, env)
  } else value
}

#' An argument of the fit's call with the variables of new data; `NULL` where these lack one
#'
#' What stands around is not looked at: that would be the data of the fit.
#' @noRd
as_in_call <- function(fit, name, newdata) {
  code <- fit$call[[name]]
  wanted <- all.vars(code)
  if (!is.data.frame(newdata) || !length(wanted) || !all(wanted %in% names(newdata))) return(NULL)
  around <- if (is.null(fit$terms)) globalenv() else environment(fit$terms)
  eval(code, newdata, around)
}

#' @noRd
stop_no_newsequence <- function(fit, newdata) {
  wanted <- if (is.data.frame(newdata)) setdiff(all.vars(fit$call$sequence), names(newdata))
  stop_argument("newsequence", "given: which rows of `newdata` belong together",
                if (length(wanted)) paste("missing;", paste0("`newdata` lacks ",
                                                             list_some(backticked(wanted)))) else
                  "missing")
}

#' What transitions depend on in new data
#' @noRd
new_transitions <- function(fit, data, n, sequences, new_levels) {
  z <- fit$shape$z
  if (!length(attr(z$terms, "term.labels"))) return(plain_transitions(z$terms, n))
  if (!is.data.frame(data) && !(is.list(data) && !is.object(data) && !is.null(names(data)))) {
    stop_argument("newtransitions", sprintf("a data frame with %s", list_some(backticked(
      all.vars(attr(z$terms, "variables"))))), "missing")
  }
  model <- list(terms = strict_terms(z$terms, data), xlevels = z$xlevels, contrasts = z$contrasts)
  frame <- new_frame(model, data, new_levels)
  transition_classes(frame, predictor_terms(model), n, sequences, z$contrasts)
}

#' Transitions of new rows depend on new data, not on variables around of the same name
#' @noRd
strict_terms <- function(terms, data) {
  missing <- setdiff(names(attr(terms, "dataClasses")), names(data))
  missing <- missing[missing %in% free_variables(attr(terms, "variables"))]
  if (!length(missing)) return(terms)
  stop_logistic("variable", sprintf(
    "`newdata` must have the variables of `transitions`; %s missing.", name_list(missing)),
    variable = missing)
}

#' Of rows that stood alone nothing is known about neighbours
#' @noRd
warn_untold_transitions <- function(fit, sequences) {
  untold <- any(fit$status == "aliased") && length(fit$shape$from) && !any(fit$seen > 0)
  if (!untold || all(diff(sequences$ptr) < 2L)) return(invisible())
  warn_logistic("transitions", paste(
    "No sequence of the fit has two rows, so that it knows nothing of transitions.\n ",
    "Predictions of longer sequences take them for alike."))
}

#' @noRd
whole_lost <- function(lost, sequences) {
  if (!any(lost)) return(NULL)
  out <- logical(length(sequences$id))
  out[unique(sequence_of(sequences, which(lost)))] <- TRUE
  rep(out, diff(sequences$ptr))
}

#' Names of rows that say more than their number
#' @noRd
told_row_names <- function(newdata) {
  if (is.data.frame(newdata)) {
    return(if (.row_names_info(newdata) > 0L) rownames(newdata))
  }
  if (is.matrix(newdata)) return(rownames(newdata))
  if (isS4(newdata)) attr(newdata, "Dimnames")[[1L]]
}
