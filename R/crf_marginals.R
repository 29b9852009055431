# What the plot of marginals draws: the posterior probability of each label at each token of some
# sequences, what was observed there, and the best path.

#' Posterior probabilities of tokens, and what belongs to them
#'
#' @param path Also the labels of the best path (Viterbi)?
#' @param new `NULL`: the tokens of the fit; or list(data, sequence).
#' @return list: `probability` (tokens by labels), `code` (observed, 0-based, -1: unknown), `best`
#'   (0-based, or `NULL`), `sequences`, `used` (of the fit's rows, or `NULL`).
#' @noRd
crf_marginals <- function(fit, path = FALSE, new = NULL) {
  if (!is.null(new)) return(new_marginals(fit, path, new))
  core <- crf_fit_problem(fit)$core
  threads <- fit$settings$threads
  list(probability = .Call(C_crf_nodes, core, fit$weights, FALSE, threads), code = fit$data$code,
       best = if (path) .Call(C_crf_paths, core, fit$weights, 1L, FALSE, threads)$path,
       sequences = fit$data$sequences, used = fit$data$used)
}

#' @noRd
new_marginals <- function(fit, path, new) {
  id <- new_sequence_ids(fit, new)
  ask <- function(type) {
    do.call(stats::predict, list(fit, newdata = new$data, type = type, newsequence = id))
  }
  list(probability = unname(ask("marginal")), code = new_labels(fit, new$data, length(id)),
       best = if (path) as.integer(ask("class")) - 1L,
       sequences = sequence_rows(id, name = "newsequence"), used = NULL)
}

#' Ids given, or what `sequence` of the fit is in new data
#' @noRd
new_sequence_ids <- function(fit, new) {
  if (!is.null(new$sequence)) return(new$sequence)
  by <- fit$call$sequence
  if (is.call(by) && identical(by[[1L]], quote(`~`))) by <- by[[2L]]
  found <- is.data.frame(new$data) && length(all.vars(by)) && all(all.vars(by) %in% names(new$data))
  if (!found) {
    stop_argument("newsequence", "given where `newdata` does not have the variable of `sequence`",
                  "missing")
  }
  eval(by, new$data, environment(fit$formula))
}

#' Labels observed in new data, where these have the response
#' @noRd
new_labels <- function(fit, data, n) {
  name <- fit$response$name
  if (!is.data.frame(data) || !name %in% names(data)) return(rep(-1L, n))
  label_codes(data[[name]], fit$lev, partial = TRUE, name = name, unseen = "code")$code
}

#' The marginals of chosen sequences
#'
#' @param sequence Ids; `NULL`: the first one.
#' @param tokens Which tokens of each: consecutive numbers; `NULL`: all.
#' @param names A name for each row, or `NULL`.
#' @param new As for `crf_marginals()`.
#' @return list: `data`, a data frame `sequence` (position among the chosen), `id`, `token`, `name`,
#'   `label` (factor), `probability`, `observed` (logical, NA: unknown), `best` (logical; only with
#'   `path`), of two labels with rows of the second alone; `lev`, `event` (the axis title of two
#'   labels, else `NULL`), `by` (the variable of the sequences).
#' @noRd
marginal_data <- function(fit, sequence = NULL, tokens = NULL, path = FALSE, names = NULL,
                          new = NULL) {
  check_flag(path, "path")
  source <- crf_marginals(fit, path, new)
  names <- token_names(names, source$used, length(source$code))
  chosen <- chosen_sequences(source$sequences, sequence)
  places <- lapply(chosen, sequence_places, sequences = source$sequences, tokens = tokens)
  if (!sum(lengths(places))) {
    stop_argument("tokens", "among the tokens of the sequences", list_some(tokens))
  }
  two <- length(fit$lev) == 2L
  shown <- if (two) 2L else seq_along(fit$lev)
  data <- do.call(rbind, lapply(seq_along(places), function(k) {
    label_rows(places[[k]], source, chosen[k], k, names, fit$lev, shown)
  }))
  list(data = data, lev = fit$lev, event = if (two) crf_event_label(fit), by = sequence_name(fit),
       main = paste("Marginal probabilities of", fit$response$name))
}

#' What the sequences are called: `sequence = month`, `~ month` or `d$month`
#' @noRd
sequence_name <- function(fit) {
  by <- fit$call$sequence
  while (is.call(by) && as.character(by[[1L]])[1L] %in% c("~", "$")) by <- by[[length(by)]]
  if (is.name(by)) as.character(by) else "sequence"
}

# More sequences are too many for a page.
#' @noRd
sequences_drawn <- 12L

#' @noRd
chosen_sequences <- function(sequences, ids) {
  if (is.null(ids)) return(which(diff(sequences$ptr) > 0L)[1L])
  if (!is.atomic(ids) || !length(ids) || anyNA(ids)) {
    stop_argument("sequence", "ids of sequences", value_text(ids))
  }
  found <- match(ids, sequences$id)
  if (anyNA(found)) {
    stop_logistic("sequence", sprintf(
      "`sequence` must have ids of sequences (%s), not %s.",
      list_some(as.character(sequences$id)), list_some(as.character(ids[is.na(found)]))),
      argument = "sequence")
  }
  if (length(ids) > sequences_drawn) {
    stop_argument("sequence", sprintf("at most %d ids", sequences_drawn), length(ids))
  }
  found
}

#' Rows of a sequence, those of `tokens`
#' @noRd
sequence_places <- function(which, sequences, tokens) {
  rows <- seq_len(diff(sequences$ptr)[which]) + sequences$ptr[which]
  if (is.null(tokens)) return(rows)
  whole <- is.numeric(tokens) && length(tokens) && all(is.finite(tokens))
  if (!whole || any(diff(tokens) != 1) || tokens[1L] < 1 || tokens[1L] != round(tokens[1L])) {
    stop_argument("tokens", "consecutive whole numbers such as 1:50", value_text(tokens))
  }
  rows[tokens[tokens <= length(rows)]]
}

#' Names of the rows used, if they are not of all rows given
#' @noRd
token_names <- function(names, used, n) {
  if (is.null(names)) return(NULL)
  if (is.atomic(names) && length(names) == length(used)) names <- names[used]
  if (is.atomic(names) && length(names) == n) return(as.character(names))
  stop_logistic("length", sprintf("`names` must have one value for each row, %s, not %s.",
                                  count_text(n), count_text(length(names))), argument = "names")
}

#' @param rows Of one sequence; `which`: its place in the data, `k`: among the chosen.
#' @param shown Positions of the labels drawn.
#' @noRd
label_rows <- function(rows, source, which, k, names, lev, shown) {
  times <- length(shown)
  code <- source$code[rows]
  is_label <- function(code) as.vector(outer(code, shown - 1L, "=="))
  token <- rows - source$sequences$ptr[which]
  out <- data.frame(sequence = rep(k, length(rows) * times),
                    id = rep(as.character(source$sequences$id[which]), length(rows) * times),
                    token = rep(token, times),
                    name = rep(if (is.null(names)) as.character(token) else names[rows], times),
                    label = factor(lev[rep(shown, each = length(rows))], lev[shown]),
                    probability = as.vector(source$probability[rows, shown]),
                    observed = is_label(replace(code, code < 0L, NA)))
  if (!is.null(source$best)) out$best <- is_label(source$best[rows])
  out
}

#' "P(wet)", "P(y = 1)", "P(low = \"yes\")"
#' @noRd
crf_event_label <- function(fit) {
  name <- fit$response$name
  switch(fit$response$kind, logical = sprintf("P(%s)", name), binary = sprintf("P(%s = 1)", name),
         sprintf("P(%s = %s)", name, quoted(fit$lev[2L])))
}

# ---- strips -------------------------------------------------------------------------------------

# A page has at most so many strips (with names under them, half), a strip so many tokens.
strips_drawn <- 8L
strip_most <- 250L

#' Sequences cut into strips about as long as tokens are legible
#'
#' @param fits How many tokens fit into a strip.
#' @param named Do tokens have names, which take room?
#' @return `m`, its `data` with `strip` and `x`, the place in the strip; `strips`, a data frame of
#'   `strip`, `from`, `to` (tokens), `title`; `length`, the most tokens of a strip; `lost`, how many
#'   tokens have no place.
#' @noRd
cut_strips <- function(m, fits, named = FALSE) {
  n <- tapply(m$data$token, m$data$sequence, function(token) diff(range(token)) + 1)
  length <- min(max(fits, 10), strip_most)
  most <- max(strips_drawn / (1L + named), length(n))
  while (sum(ceiling(n / length)) > most && length < strip_most) {
    length <- min(ceiling(1.1 * length), strip_most)
  }
  pieces <- ceiling(n / length)
  first <- tapply(m$data$token, m$data$sequence, min)
  own <- match(m$data$sequence, names(n))
  size <- ceiling(n / pieces)[own]
  piece <- (m$data$token - first[own]) %/% size
  m$data$strip <- as.integer((cumsum(pieces) - pieces)[own] + piece + 1L)
  m$data$x <- as.integer(m$data$token - first[own] - piece * size + 1L)
  shown <- m$data$strip <= most
  m$lost <- sum(!shown) / nlevels(m$data$label)
  m$data <- m$data[shown, , drop = FALSE]
  m$strips <- strip_titles(m)
  m$length <- max(m$data$x)
  m
}

#' @noRd
strip_titles <- function(m) {
  d <- m$data
  first <- d[!duplicated(d$strip), ]
  to <- as.integer(tapply(d$token, d$strip, max))
  title <- paste(m$by, first$id)
  cut <- title %in% title[duplicated(title)] | first$token > 1L
  title[cut] <- sprintf("%s, %d to %d", title, first$token, to)[cut]
  data.frame(strip = first$strip, from = first$token, to = to, title = title)
}

#' Of many labels those that matter: observed, on the best path, or of some probability
#' @noRd
labels_that_matter <- function(m, least = 0.02) {
  d <- m$data
  matters <- d$probability >= least | d$observed %in% TRUE
  if (!is.null(d$best)) matters <- matters | d$best
  levels(d$label)[sort(unique(as.integer(d$label[which(matters)])))]
}
