# A smooth line through points, for eyes that would see only two bands of 0 and 1.

#' The local mean of y along x, with a 95% band
#'
#' Local lines (Cleveland 1979) through the points, or through the means of 400 runs of equal
#' length where there are more; a mean for each x where there are few.
#'
#' @param ranks `order(x)`.
#' @param span The share of points that counts at one place.
#' @param robust Iterations against outliers, as `iter.smooth` of [stats::plot.lm()] asks for.
#' @param w How many observations each point is.
#' @return A data frame `x`, `y`, `low`, `high`; `NULL` where x does not vary, or of fewer than ten
#'   points, which are their own trend.
#' @noRd
smooth_trend <- function(x, y, ranks = order(x), span = 0.75, robust = 0,
                         w = rep.int(1, length(x))) {
  runs <- run_means(x[ranks], y[ranks], 400L, w[ranks])
  places <- unique(runs$x)
  if (length(places) < 2L || length(x) < 10L) return(NULL)
  if (length(places) < 9L) return(mean_at_places(x, y, w))
  at <- data.frame(x = seq(runs$x[1L], runs$x[nrow(runs)], length.out = 101L))
  fitted <- suppressWarnings(tryCatch({
    smooth <- stats::loess(y ~ x, runs, runs$w, span = span, degree = 1,
                           family = if (robust > 0) "symmetric" else "gaussian")
    stats::predict(smooth, at, se = TRUE)
  }, error = function(e) NULL))
  if (is.null(fitted)) return(NULL)
  # the points are w observations each with their own spread; the runs are means
  counted <- if (nrow(runs) == length(x)) sqrt(length(x) / sum(w)) else 1
  half <- stats::qnorm(0.975) * fitted$se.fit * counted
  out <- data.frame(x = at$x, y = fitted$fit, low = fitted$fit - half, high = fitted$fit + half)
  out[is.finite(out$y), , drop = FALSE]
}

# Means of runs of equal length of sorted points.
#' @noRd
run_means <- function(x, y, most, w = rep.int(1, length(x))) {
  n <- length(x)
  if (n <= most) return(data.frame(x = x, y = y, w = w))
  run <- ceiling(seq_len(n) * (most / n))
  sums <- rowsum(cbind(w * x, w * y, w), run, reorder = FALSE)
  data.frame(x = sums[, 1L] / sums[, 3L], y = sums[, 2L] / sums[, 3L], w = sums[, 3L],
             row.names = NULL)
}

#' @noRd
mean_at_places <- function(x, y, w) {
  x <- signif(x, 10)
  places <- sort(unique(x))
  group <- match(x, places)
  n <- as.double(rowsum(w, group))
  mean <- as.double(rowsum(w * y, group)) / n
  spread <- as.double(rowsum(w * (y - mean[group])^2, group)) / pmax(n - 1, 1)
  half <- stats::qnorm(0.975) * sqrt(spread / n)
  data.frame(x = places, y = mean, low = mean - half, high = mean + half)
}
