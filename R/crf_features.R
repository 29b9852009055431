# Features: attributes of rows made from templates, such as the words around each.

#' Features from templates
#'
#' What surrounds each row of a sequence, as attributes for a conditional random field: words in a
#' window, pairs of neighbours, tags beside words. Templates say which; nothing is pasted by hand.
#'
#' @param data A data frame with a row for each member of a sequence.
#' @param sequence Which sequence each row belongs to, a column of `data` or a vector. Rows of a
#'   sequence stand together, in their order.
#' @param templates A one-sided formula, see below.
#' @param boundary Do places outside of the sequence have attributes of their own? They read as
#'   `_B-1` for the place before the first row, `_B-2` for the one before that, `_B+1` for the
#'   place after the last row. With `FALSE` a template that reaches outside has no attribute.
#' @param x What `crf_features()` returned.
#' @param i Rows: numbers or logicals.
#' @param j,drop,... Not used.
#' @return An object of class `"crf_features"`: a sparse set of attributes for each row, with
#'   `dim()`. It keeps `rows` (the attributes that each row has), `templates` (a data frame of
#'   `template` and its number of `attributes`), `formula`, `boundary` and `sequences`. `x[i, ]`
#'   picks rows; it keeps the attributes, and forgets the sequences. `features_matrix()` makes a
#'   `dgCMatrix` of it, where package Matrix is installed.
#' @section Templates:
#' | template | attributes |
#' | --- | --- |
#' | `word` | the word itself: `word[0]=the` |
#' | `lag(word, -1)` | the word before: `word[-1]=the` |
#' | `lag(word, -2:2)` | five templates, one for each place |
#' | `lag(word, -1):word` | each pair of neighbours |
#' | `lag(word, -1:1):pos` | each of three words together with the tag |
#' | `lag(word:pos, -1)` | word and tag of the row before |
#' | `substr(word, 1, 3)` | anything that can be computed from the data |
#' | `1` | one attribute that every row has |
#'
#' Templates are joined by `+`. In them `lag()` is no function of R's: its offsets are as those of
#' [lagged()], -1 is the row before. Factors, strings and logicals give an attribute for each value
#' that occurs; where they are missing there is none. Numbers give one attribute with their values,
#' which is 0 outside of the sequence. A pair with a number in it has the attributes of the others,
#' with that value. The names of pairs are like `word[-1]|word[0]=the|cat`; a bar in a value has a
#' backslash before it there.
#' @section Errors:
#' `logistic_error_templates` when `templates` is no such formula; `logistic_error_sequence` when
#' an id is missing or recurs after another one; `logistic_error_variable` when a variable does not
#' exist; `logistic_error_finite` when a number is missing or infinite; `logistic_error_type` when
#' a variable is no vector; `logistic_error_length` when lengths differ;
#' `logistic_error_package` when `features_matrix()` lacks package Matrix.
#' @examples
#' sentences <- data.frame(
#'   id = c(1, 1, 1, 2, 2),
#'   word = c("the", "cat", "sleeps", "dogs", "bark"),
#'   pos = c("D", "N", "V", "N", "V"))
#' f <- crf_features(sentences, id, ~ lag(word, -1:1) + lag(pos, -1):pos)
#' f
#' dim(f)
#' if (requireNamespace("Matrix", quietly = TRUE)) features_matrix(f)[, 1:5]
#'
#' # numbers, and what is computed
#' crf_features(sentences, id, ~ nchar(word) + lag(substr(word, 1, 1), 0:1), boundary = FALSE)
#'
#' # what is not understood is refused
#' try(crf_features(sentences, id, ~ lag(word, 0.5)))
#' try(crf_features(sentences, id, ~ word * pos))
#' @export
crf_features <- function(data, sequence, templates, boundary = TRUE) {
  boundary <- check_flag(boundary)
  if (!is.data.frame(data)) stop_argument("data", "a data frame", type_text(data))
  parsed <- parse_templates(templates)
  id <- eval_template(substitute(sequence), data, parent.frame())
  sequences <- sequence_rows(id)
  if (length(id) != nrow(data)) stop_length("sequence", length(id), "data", nrow(data))
  places <- template_places(parsed, data, environment(templates), sequences, boundary)
  blocks <- lapply(parsed, template_block, places)
  table <- data.frame(template = vapply(parsed, template_head, ""),
                      attributes = lengths(lapply(blocks, `[[`, "names")),
                      stringsAsFactors = FALSE)
  structure(list(rows = attribute_rows(blocks, nrow(data)), templates = table, formula = templates,
                 boundary = boundary, sequences = sequences[c("ptr", "id")]),
            class = "crf_features")
}

# ---- reading templates -------------------------------------------------------------------------
#
# A template is a list of places; a place is list(variable, offset), `variable` an expression.

#' The templates of a formula, each once
#' @noRd
parse_templates <- function(formula) {
  if (!inherits(formula, "formula") || length(formula) != 2L) {
    stop_templates("a one-sided formula, such as ~ lag(word, -1:1)",
                   if (inherits(formula, "formula")) deparse_text(formula) else type_text(formula))
  }
  parsed <- parse_template(formula[[2L]], environment(formula))
  parsed <- lapply(parsed, function(template) template[!duplicated(place_keys(template))])
  parsed[!duplicated(lapply(parsed, function(template) sort(place_keys(template))))]
}

#' @noRd
stop_templates <- function(expected, fact) {
  stop_logistic("templates", paste0("`templates` must be ", expected, ", not ", fact, "."))
}

#' @return List of templates.
#' @noRd
parse_template <- function(expr, env) {
  if (is.numeric(expr)) return(parse_constant(expr))
  word <- if (is.call(expr) && is.name(expr[[1L]])) as.character(expr[[1L]]) else ""
  if (word == "(") return(parse_template(expr[[2L]], env))
  if (word == "lag") return(parse_lag(expr, env))
  if (word %in% c("+", ":") && length(expr) == 3L) {
    left <- parse_template(expr[[2L]], env)
    right <- parse_template(expr[[3L]], env)
    return(if (word == "+") c(left, right) else join_templates(left, right))
  }
  if (word %in% c("+", "-", "*", "/", "^", "%in%", "|", "~", ":")) {
    stop_templates("made of variables, lag(), `:` and `+`", deparse_text(expr))
  }
  if ("lag" %in% setdiff(all.names(expr), all.vars(expr))) {
    stop_templates("made with lag() outermost, as in lag(toupper(word), -1)", deparse_text(expr))
  }
  list(list(list(variable = expr, offset = 0L)))
}

#' @noRd
parse_constant <- function(expr) {
  if (expr != 1) stop_templates("made of variables, lag(), `:`, `+` and 1", format(expr))
  list(list())
}

#' `lag(template, offsets)`: the template with each of the offsets
#' @noRd
parse_lag <- function(expr, env) {
  call <- tryCatch(match.call(function(x, offsets = -1) NULL, expr), error = function(e) {
    stop_templates("made with lag(variable, offsets)", deparse_text(expr))
  })
  if (is.null(call$x)) stop_templates("made with lag(variable, offsets)", deparse_text(expr))
  offsets <- if (is.null(call$offsets)) -1L else
    tryCatch(check_offsets(eval(call$offsets, env)), error = function(e) {
      stop_templates("made with whole numbers as offsets of lag()", deparse_text(expr))
    })
  inner <- parse_template(call$x, env)
  unlist(lapply(offsets, function(offset) lapply(inner, move_template, offset)), recursive = FALSE)
}

#' @noRd
move_template <- function(template, by) {
  lapply(template, function(place) {
    place$offset <- place$offset + by
    place
  })
}

#' Each on the left with each on the right
#' @noRd
join_templates <- function(left, right) {
  unlist(lapply(left, function(l) lapply(right, function(r) c(l, r))), recursive = FALSE)
}

#' "word[-1]"
#' @noRd
place_key <- function(place) {
  paste0(deparse_text(place$variable), "[", place$offset, "]")
}

#' @noRd
place_keys <- function(places) {
  vapply(places, place_key, "")
}

#' "word[-1]|word[0]"
#' @noRd
template_head <- function(template) {
  if (!length(template)) return("(Intercept)")
  paste(place_keys(template), collapse = "|")
}

# ---- what stands at the places -----------------------------------------------------------------

#' For each place of some templates, what every row has there
#'
#' @return Named list, by `place_key()`, of list(code, levels) or list(value).
#' @noRd
template_places <- function(templates, data, env, sequences, boundary) {
  places <- unlist(templates, recursive = FALSE)
  keys <- place_keys(places)
  places <- places[!duplicated(keys)]
  variables <- vapply(places, function(place) deparse_text(place$variable), "")
  offsets <- vapply(places, `[[`, 0L, "offset")
  out <- list()
  for (name in unique(variables)) {
    own <- which(variables == name)
    x <- eval_template(places[[own[1L]]]$variable, data, env)
    read <- read_attribute(x, name, sequence_end(sequences), sequences)
    if (boundary && !is.null(read$code)) read <- add_boundary(read, offsets[own])
    out[unique(keys)[own]] <- lapply(offsets[own], shifted_attribute, read, sequences, boundary)
  }
  out
}

#' @noRd
eval_template <- function(expr, data, env) {
  tryCatch(eval(expr, data, env), error = function(e) stop_evaluation(e, expr, data, env))
}

#' Levels for the places before and after a sequence, ahead of the variable's own; one that has
#' the name of such a place is that place
#' @noRd
add_boundary <- function(read, offsets) {
  before <- seq_len(max(-offsets, 0L))
  after <- seq_len(max(offsets, 0L))
  outside <- c(sprintf("_B-%d", before), sprintf("_B+%d", after))
  levels <- union(outside, read$levels)
  list(code = match(read$levels, levels)[read$code], levels = levels, before = length(before))
}

#' @noRd
shifted_attribute <- function(offset, read, sequences, boundary) {
  if (offset == 0L) return(read)
  from <- shifted_rows(sequences, offset)
  if (is.null(read$code)) {
    read$value <- read$value[from]
    read$value[is.na(from)] <- 0
    return(read)
  }
  read$code <- read$code[from]
  if (!boundary) return(read)
  outside <- which(is.na(from))
  distance <- rows_outside(sequences, offset)[outside]
  read$code[outside] <- if (offset < 0L) -distance else read$before + distance
  read
}

#' The attributes of one template: the combinations that occur
#' @noRd
template_block <- function(template, places) {
  head <- template_head(template)
  parts <- places[place_keys(template)]
  coded <- vapply(parts, function(part) !is.null(part$code), NA)
  value <- if (!all(coded)) Reduce(`*`, lapply(parts[!coded], `[[`, "value"))
  if (!any(coded)) return(list(value = value, names = head))
  levels <- lapply(parts[coded], `[[`, "levels")
  joint <- combine_codes(lapply(unname(parts[coded]), `[[`, "code"), unname(lengths(levels)), NULL)
  block <- observed_block(joint$codes, joint$levels, function(seen) {
    paste0(head, "=", value_names(levels, lapply(joint$cells, `[`, seen)))
  })
  block$value <- value
  block
}

#' "the|cat"
#' @noRd
value_names <- function(levels, cells) {
  if (length(levels) == 1L) return(levels[[1L]][cells[[1L]]])
  levels <- lapply(levels, function(x) gsub("([\\|])", "\\\\\\1", x))
  do.call(paste, c(unname(Map(`[`, levels, cells)), sep = "|"))
}

# ---- methods -----------------------------------------------------------------------------------

#' The sequence of each row; NULL where it is not known
#' @noRd
features_sequence <- function(x) {
  if (inherits(x, "crf_features") && !is.null(x$sequences)) {
    rep(x$sequences$id, diff(x$sequences$ptr))
  }
}

#' @rdname crf_features
#' @export
print.crf_features <- function(x, ...) {
  cat("Features of ", count_of(x$rows$n, "row"),
      if (!is.null(x$sequences)) paste(" in", count_of(sequence_count(x$sequences), "sequence")),
      "\n", count_of(ncol(x), "attribute"), ", ", entries_text(x$rows), "\n\n", sep = "")
  write_lines(text_table(x$templates$template, list(
    text_column("attributes", format_count(x$templates$attributes))), corner = "template"))
  invisible(x)
}

#' @noRd
entries_text <- function(rows) {
  entries <- length(rows$id)
  said <- if (entries == 1L) "1 entry" else paste(count_text(entries), "entries")
  if (is.null(rows$value)) paste0(said, ", each 1") else said
}

#' @rdname crf_features
#' @export
dim.crf_features <- function(x) {
  c(x$rows$n, length(x$rows$names))
}

#' @rdname crf_features
#' @export
`[.crf_features` <- function(x, i, j, ..., drop = FALSE) {
  if (!missing(j)) stop_argument("j", "absent: attributes cannot be picked", "given")
  if (missing(i)) return(x)
  which <- seq_len(x$rows$n)[i]
  if (anyNA(which)) stop_argument("i", paste("rows up to", x$rows$n), "beyond them or missing")
  x$rows <- pick_crf_rows(x$rows, which)
  x["sequences"] <- list(NULL)
  x
}

#' @rdname crf_features
#' @export
features_matrix <- function(x) {
  if (!inherits(x, "crf_features")) stop_argument("x", "crf_features()", type_text(x))
  need_package("Matrix", "features_matrix()")
  rows <- x$rows
  Matrix::sparseMatrix(j = rows$id, p = rows$ptr, x = if (is.null(rows$value)) 1 else rows$value,
                       dims = dim(x), dimnames = list(NULL, rows$names), index1 = FALSE)
}
