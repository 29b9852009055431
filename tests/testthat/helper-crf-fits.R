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
