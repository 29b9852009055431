# Fits of sequences small enough to be drawn many times.

weather_fit <- function(...) {
  suppressWarnings(crf(weather ~ temp_max + temp_min, seattle, sequence = month,
                       subset = month <= 24, ...))
}

rain_fit <- function(...) crf(wet ~ season, rain, sequence = month, subset = month <= 200, ...)

chunk_fit <- function(...) {
  some <- chunks[chunks$sentence <= 40, ]
  crf(x = some["pos"], y = some$chunk, sequence = some$sentence, l2 = 1,
      control = list(method = "lbfgs"), ...)
}

# A fit of many labels, made by hand: only its map of transitions can be drawn.
labels_fit <- function(count, seed = 1) {
  fit <- rain_fit()
  set.seed(seed)
  lev <- sprintf("label %d", seq_len(count))
  allowed <- matrix(1L, count, count)
  allowed[cbind(2:count, 1L)] <- 0L
  fit$lev <- fit$shape$lev <- lev
  fit$coding <- "all"
  fit$allowed <- list(transitions = allowed)
  pairs <- which(allowed == 1L, arr.ind = TRUE) - 1L
  fit$shape[c("order", "first", "pair_label")] <- list(integer(), 0L, integer())
  fit$shape[c("from", "to")] <- list(pairs[, 1L], pairs[, 2L])
  fit$weights <- stats::rnorm(nrow(pairs))
  fit$status <- fit$direction <- NULL
  fit$seen <- matrix(stats::rpois(count^2, 1), count, dimnames = list(from = lev, to = lev))
  fit
}

plot_settings <- c("mar", "mai", "mfrow", "oma", "mgp", "tcl", "cex", "fig", "new", "xpd")
