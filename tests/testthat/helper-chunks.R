# A source of the chunks given, which can be read again.
in_chunks <- function(...) {
  chunks <- list(...)
  at <- 0L
  row_source(function() {
    at <<- at + 1L
    if (at <= length(chunks)) chunks[[at]]
  }, function() at <<- 0L)
}
