# Fits of conditional random fields that several tests look at. Months of Vancouver are few here,
# so that a fit takes a blink.

crf_rain <- function(..., months = 60L) {
  crf(wet ~ season, rain[rain$month <= months, ], sequence = month, ...)
}

# Three transitions never occur.
crf_weather <- function(...) {
  suppressWarnings(crf(weather ~ temp_max + wind, seattle, sequence = month, ...),
                   classes = "logistic_warning_separation")
}

# Words and their parts of speech: 13,000 weights with penalty, by L-BFGS.
crf_chunks <- function(...) {
  words <- chunks[chunks$sentence <= 60L, ]
  bags <- Map(function(word, pos) paste0(c("w=", "p="), c(word, pos)), words$word,
              as.character(words$pos))
  crf(x = bags, y = words$chunk, sequence = words$sentence, ...)
}

# Fits of the tiny problems of known answers, at the given weights.

# A fit whose weights (core's order) are those of `theta` by part, labels and term.
crf_fit_at <- function(known, ...) {
  transitions <- if (is.null(known$transitions)) ~ 0 else known$transitions
  fit <- suppressMessages(crf(known$formula, known$data, sequence, transitions = transitions,
                              ends = known$ends, allowed = known$allowed, l2 = 1,
                              coding = "reference", partial = TRUE, ...))
  crf_with_theta(fit, known)
}

crf_with_theta <- function(fit, known) {
  key <- function(table) {
    blank <- function(x) ifelse(is.na(x), "", x)
    term <- ifelse(table$part %in% c("start", "end"), "", blank(table$term))
    paste(table$part, blank(table$from), blank(table$label), term)
  }
  at <- match(key(weight_table(fit$shape)), key(known$table))
  stopifnot(!anyNA(at), length(at) == length(known$theta))
  fit$weights <- unname(known$theta[at])
  fit
}

# Edges as predictions have them: rows first.
crf_edges_by_row <- function(edges) aperm(edges, c(3L, 1L, 2L))

# Sentences for fits by attributes.
crf_bags <- function() {
  list(x = list(c("the", "cap"), "cat", c("runs", "s"), "dogs", "bark", c("a", "cap"), "cat"),
       y = c("D", "N", "V", "N", "V", "D", "N"), id = c(1, 1, 1, 2, 2, 3, 3))
}
