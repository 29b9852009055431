# The problem as the core has it: which weights exist, and where their data stand.

#' The core's problem
#'
#' @param parts From `crf_formula_parts()` or `crf_matrix_parts()`.
#' @param allowed From `crf_allowed()`.
#' @return list: `core` (what the entries read), `groups` (of each weight: 1 emission, 2 transition,
#'   3 ends), `aliased` (of each weight: is its column a combination of others?), `shape` (what a
#'   fit keeps to name its weights and to read new data).
#' @noRd
crf_problem <- function(parts, allowed, options) {
  rows <- parts$rows
  labels <- length(parts$labels$lev)
  observed <- options$features == "observed"
  reference <- options$coding == "reference"
  check_crf_weights(length(rows$names), labels, observed)
  check_crf_memory(parts$sequences, parts$z, labels)
  arranged <- .Call(C_crf_arrange, rows, length(rows$names), parts$labels$code, labels, observed,
                    as.integer(reference))
  seen <- seen_transitions(parts, labels)
  check_allowed(allowed, parts, seen)
  pairs <- transition_pairs(labels, seen, allowed, options)
  ends <- end_labels(parts, labels, allowed, options)
  shape <- c(arranged[c("order", "full", "first", "pair_label")], pairs, ends,
             list(attributes = rows$names, named = rows$named, z = parts$z[c("names", "terms",
               "xlevels", "contrasts", "assign")], allowed = allowed, lev = parts$labels$lev))
  groups <- weight_groups(shape)
  list(core = crf_core(shape, arranged, parts$sequences, parts$z, parts$labels$code),
       groups = groups, aliased = aliased_weights(shape, groups, names(parts$aliased)),
       shape = shape, seen = seen)
}

#' @noRd
aliased_weights <- function(shape, groups, columns) {
  out <- logical(length(groups))
  if (!length(columns)) return(out)
  of_weight <- shape$attributes[rep(shape$order, diff(shape$first)) + 1L]
  out[seq_along(of_weight)] <- of_weight %in% columns
  out
}

#' What the core's entries read
#'
#' @param arranged list(row, attribute, value): rows in the arrangement of `shape`.
#' @param code The labels, 0-based, -1: unknown; or `NULL`.
#' @noRd
crf_core <- function(shape, arranged, sequences, z, code) {
  allowed <- shape$allowed
  c(list(start = sequences$ptr, labels = length(shape$lev), label = code,
         weight = sequences$weights),
    arranged[c("row", "attribute", "value")], shape[c("full", "first", "pair_label")],
    list(covariate = z$covariate, class_of = z$class_of, from = shape$from, to = shape$to,
         allowed = allowed$transitions, may_start = allowed$start, may_end = allowed$end,
         start_label = shape$start, end_label = shape$end, face = NULL))
}

#' How many weights there are of each kind: emission, transition, start, end
#' @noRd
weight_counts <- function(shape) {
  c(emission = shape$first[length(shape$first)],
    transition = length(shape$from) * length(shape$z$names), start = length(shape$start),
    end = length(shape$end))
}

#' Which groups of weights there are
#' @noRd
crf_groups_present <- function(shape) {
  counts <- weight_counts(shape)
  c(emission = counts[[1L]] > 0, transition = counts[[2L]] > 0, ends = sum(counts[3:4]) > 0)
}

#' @noRd
weight_groups <- function(shape) rep(c(1L, 2L, 3L, 3L), weight_counts(shape))

#' Pairs are numbered by integers
#' @noRd
check_crf_weights <- function(attributes, labels, observed) {
  if (observed || as.double(attributes) * labels < .Machine$integer.max) return(invisible())
  stop_memory(sprintf('%s weights, one for each attribute and label (`features = "observed"` has
                      fewer)', count_text(as.double(attributes) * labels)))
}

#' Potentials of the transitions, what counts and names them, and workspace
#' @noRd
check_crf_memory <- function(sequences, z, labels) {
  stride <- ceiling(labels / 8) * 8
  longest <- max(diff(sequences$ptr), 1L)
  kinds <- nrow(z$covariate)
  cells <- (3 * kinds + 10) * labels * stride + 16 * longest * stride
  if (cells <= 2^31) return(invisible())
  stop_logistic("memory", sprintf(
    "Memory does not hold transitions of %s between %s, in sequences of up to %s (%.0f GB).\n  %s",
    count_of(kinds, "kind"), count_of(labels, "label"), count_of(longest, "row"), cells / 2^27,
    "Merge rare labels, round what `transitions` depend on, or cut sequences."))
}

#' @noRd
check_weights_exist <- function(problem) {
  if (length(problem$groups)) return(invisible())
  stop_logistic("formula", paste(
    "The model must have something to estimate; there is no column, intercept or transition with a",
    "weight."))
}

#' Unknown labels can be filled in somehow, by transitions that are allowed
#' @noRd
check_fillable <- function(problem, parts, options) {
  allowed <- problem$shape$allowed
  if (all(lengths(allowed) == 0L) || all(parts$labels$code >= 0L)) return(invisible())
  score <- .Call(C_crf_partition, problem$core, numeric(length(problem$groups)),
                 options$settings$threads)$score
  bad <- which(score == -Inf)
  if (!length(bad)) return(invisible())
  rows <- parts$sequences$ptr[bad[1L] + 0:1] + 1:0
  stop_logistic("allowed", sprintf(
    "`allowed` forbids all ways to fill in the unknown labels of %s (rows %s to %s).",
    sequence_text(parts$sequences, bad[1L]), used_row(rows[1L], parts), used_row(rows[2L], parts)),
    sequences = parts$sequences$id[bad])
}

#' How often each label follows each other one, times the weights of the sequences
#' @noRd
seen_transitions <- function(parts, labels) {
  code <- parts$labels$code
  n <- length(code)
  weight <- parts$sequences$weights
  inner <- rep(TRUE, n)
  inner[parts$sequences$ptr[-length(parts$sequences$ptr)] + 1L] <- FALSE
  later <- which(inner)
  later <- later[code[later] >= 0L & code[later - 1L] >= 0L]
  cell <- code[later - 1L] + labels * code[later] + 1
  counts <- if (is.null(weight)) tabulate(cell, labels^2) else {
    all <- rep(weight, diff(parts$sequences$ptr))[later]
    out <- numeric(labels^2)
    sums <- rowsum(all, cell)
    out[as.integer(rownames(sums))] <- sums
    out
  }
  matrix(counts, labels, labels, dimnames = list(from = parts$labels$lev, to = parts$labels$lev))
}

#' Which transitions have weights, row by row of the matrix, 0-based
#' @noRd
transition_pairs <- function(labels, seen, allowed, options) {
  all <- expand.grid(to = seq_len(labels), from = seq_len(labels))
  keep <- rep(TRUE, nrow(all))
  if (options$coding == "reference") keep <- all$from > 1L & all$to > 1L
  if (!is.null(allowed$transitions)) {
    keep <- keep & allowed$transitions[cbind(all$from, all$to)] != 0L
  }
  if (options$features == "observed") keep <- keep & seen[cbind(all$from, all$to)] > 0
  list(from = all$from[keep] - 1L, to = all$to[keep] - 1L)
}

#' Labels that have start and end weights, 0-based
#' @noRd
end_labels <- function(parts, labels, allowed, options) {
  if (!options$ends) return(list(start = integer(), end = integer()))
  own <- seq_len(labels) - 1L
  if (options$coding == "reference") own <- own[-1L]
  code <- parts$labels$code
  ptr <- parts$sequences$ptr
  filled <- diff(ptr) > 0L
  chosen <- function(may, at) {
    out <- own
    if (!is.null(may)) out <- out[may[out + 1L] != 0L]
    if (options$features == "observed") out <- intersect(out, code[at])
    out
  }
  list(start = chosen(allowed$start, ptr[-length(ptr)][filled] + 1L),
       end = chosen(allowed$end, ptr[-1L][filled]))
}

# ---- what is allowed ----------------------------------------------------------------------------

#' `allowed` as integers: list(transitions, start, end), each NULL where everything is
#' @noRd
crf_allowed <- function(allowed, lev) {
  if (is.null(allowed)) return(list(transitions = NULL, start = NULL, end = NULL))
  if (!is.matrix(allowed) || !(is.logical(allowed) || is.numeric(allowed)) || anyNA(allowed)) {
    stop_argument("allowed", "a logical matrix without missing values",
                  if (is.matrix(allowed) && anyNA(allowed)) "one with some" else
                    value_text(allowed))
  }
  rows <- allowed_places(rownames(allowed), nrow(allowed), lev, "(start)", "rows")
  columns <- allowed_places(colnames(allowed), ncol(allowed), lev, "(end)", "columns")
  allowed <- allowed != 0
  labels <- length(lev)
  inner <- allowed[rows$labels, columns$labels, drop = FALSE]
  list(transitions = matrix(as.integer(inner), labels, labels),
       start = if (!is.na(rows$extra)) as.integer(allowed[rows$extra, columns$labels]),
       end = if (!is.na(columns$extra)) as.integer(allowed[rows$labels, columns$extra]))
}

#' @noRd
allowed_places <- function(names, n, lev, extra, what) {
  if (is.null(names) && n == length(lev)) return(list(labels = seq_along(lev), extra = NA))
  labels <- match(lev, names)
  unknown <- setdiff(names, c(lev, extra))
  if (is.null(names) || anyNA(labels) || length(unknown) || anyDuplicated(names)) {
    stop_allowed_names(names, n, lev, unknown, extra, what)
  }
  list(labels = labels, extra = match(extra, names))
}

#' @noRd
stop_allowed_names <- function(names, n, lev, unknown, extra, what) {
  fact <- if (is.null(names)) paste("has", n, "without names") else
    if (length(unknown)) paste("has", list_some(quoted(unknown))) else
    if (anyDuplicated(names)) paste("has", quoted(names[duplicated(names)][1L]), "twice") else
      paste("lacks", list_some(quoted(setdiff(lev, names))))
  stop_logistic("allowed", sprintf(
    "`allowed` must have %s for the labels (%s), named or in order, and at most %s more; it %s.",
    what, list_some(quoted(lev)), quoted(extra), fact), levels = lev)
}

#' What is observed must be allowed
#' @noRd
check_allowed <- function(allowed, parts, seen) {
  lev <- parts$labels$lev
  code <- parts$labels$code
  ptr <- parts$sequences$ptr
  if (!is.null(allowed$transitions) && any(seen > 0 & allowed$transitions == 0L)) {
    at <- which(seen > 0 & allowed$transitions == 0L, arr.ind = TRUE)[1L, ]
    inner <- setdiff(seq_along(code), ptr + 1L)
    row <- inner[code[inner - 1L] == at[1L] - 1L & code[inner] == at[2L] - 1L][1L]
    stop_not_allowed(sprintf("the transition from %s to %s", quoted(lev[at[1L]]),
                             quoted(lev[at[2L]])), row, parts)
  }
  filled <- diff(ptr) > 0L
  first <- ptr[-length(ptr)][filled] + 1L
  last <- ptr[-1L][filled]
  check_allowed_end(allowed$start, code, first, "a sequence that starts with", lev, parts)
  check_allowed_end(allowed$end, code, last, "a sequence that ends with", lev, parts)
}

#' @noRd
check_allowed_end <- function(may, code, rows, what, lev, parts) {
  if (is.null(may)) return(invisible())
  bad <- rows[code[rows] >= 0L & may[pmax(code[rows], 0L) + 1L] == 0L]
  if (length(bad)) stop_not_allowed(paste(what, quoted(lev[code[bad[1L]] + 1L])), bad[1L], parts)
}

#' @noRd
stop_not_allowed <- function(what, row, parts) {
  stop_logistic("allowed", sprintf("`allowed` forbids %s, which occurs at %s.", what,
                                   used_place_text(row, parts)), rows = used_row(row, parts))
}

# ---- names --------------------------------------------------------------------------------------

#' The weights in the order of the core: part, from, label, term
#' @noRd
weight_table <- function(shape) weight_rows(shape, seq_len(sum(weight_counts(shape))))

crf_table_columns <- c("part", "from", "label", "term")

#' Rows of that table, without making the rest of it
#' @param at Places in the order of the core.
#' @noRd
weight_rows <- function(shape, at) {
  lev <- shape$lev
  before <- cumsum(c(0, weight_counts(shape)))
  part <- findInterval(at - 1, before)
  own <- at - before[part]
  out <- data.frame(part = names(weight_counts(shape))[part], from = NA_character_,
                    label = NA_character_, term = NA_character_, stringsAsFactors = FALSE)
  emission <- part == 1L
  out$label[emission] <- lev[shape$pair_label[own[emission]] + 1L]
  attribute <- shape$order[findInterval(own[emission] - 1, shape$first)] + 1L
  out$term[emission] <- shape$attributes[attribute]
  transition <- part == 2L
  pair <- (own[transition] - 1) %% length(shape$from) + 1
  out$from[transition] <- lev[shape$from[pair] + 1L]
  out$label[transition] <- lev[shape$to[pair] + 1L]
  out$term[transition] <- shape$z$names[(own[transition] - 1) %/% length(shape$from) + 1]
  out$label[part == 3L] <- lev[shape$start[own[part == 3L]] + 1L]
  out$label[part == 4L] <- lev[shape$end[own[part == 4L]] + 1L]
  out
}

#' The user's order: emissions label by label, in the order of the attributes; transitions; ends
#' @noRd
weight_order <- function(shape) {
  counts <- weight_counts(shape)
  attribute <- rep(shape$order, diff(shape$first))
  emissions <- order(shape$pair_label, attribute)
  c(emissions, counts[[1L]] + seq_len(sum(counts) - counts[[1L]]))
}

#' Names of weights; of two labels, one of them the reference, without the label
#' @noRd
weight_names <- function(table, lev, coding) {
  plain <- length(lev) == 2L && coding == "reference"
  several <- !all(table$term[table$part == "transition"] == "(Intercept)")
  step <- paste0(table$from, "->", table$label)
  ifelse(table$part == "emission", if (plain) table$term else paste0(table$label, ":", table$term),
    ifelse(table$part == "transition", if (several) paste0(step, ":", table$term) else step,
      paste0(table$part, ":", table$label)))
}
