# What the plots of a fit draw, computed once for base graphics and ggplot2.

#' @noRd
plot_colours <- list(curve = "#0072B2", data = "#D55E00", grid = "grey88", text = "grey30")

# At most so many rows are shown one by one.
#' @noRd
rows_as_ticks <- 250L

#' @noRd
plot_data <- function(fit, term = NULL, level = 0.95) {
  data <- predictor_data(fit)
  term <- choose_term(term, data)
  x <- data[[term]]
  base <- typical_row(data)
  out <- list(term = term, alone = length(data) == 1L, level = level,
              ylab = fit$event$label, held = held_text(base, term),
              discrete = has_levels(x))
  out$curve <- plot_curve(fit, base, data, term, level)
  out$data <- plot_observed(fit, x, out)
  out
}

#' @noRd
choose_term <- function(term, data) {
  if (is.null(term) && length(data) == 1L) return(names(data))
  if (is.character(term) && length(term) == 1L && term %in% names(data)) return(term)
  if (!length(data)) {
    stop_logistic("term", "the fit must have a predictor to be plotted; it has none.",
                  variable = "term")
  }
  stop_logistic("term", sprintf("`term` must be one of the variables of the fit: %s.",
                                paste0("\"", names(data), "\"", collapse = ", ")),
                variable = "term")
}

#' @noRd
held_text <- function(base, term) {
  others <- setdiff(names(base), term)
  if (!length(others)) return(NULL)
  values <- vapply(others, function(name) {
    value <- base[[name]]
    paste(name, "=", value_label(if (is.numeric(value)) signif(value, 4) else value))
  }, "")
  paste("at", paste(values, collapse = ", "))
}

# Where the curve is computed: within the data, and a tenth of their range beyond.
#' @noRd
plot_values <- function(x, points = 241L) {
  if (is.factor(x)) return(factor(levels(x), levels(x)))
  if (is.logical(x)) return(c(FALSE, TRUE))
  range <- range(as.double(x), finite = TRUE)
  beyond <- 0.1 * diff(range)
  if (beyond == 0) beyond <- 1
  ends <- c(range[1L] - beyond, range[2L] + beyond)
  if (range[1L] >= 0) ends[1L] <- max(ends[1L], 0)
  like_column(x, sort(unique(c(seq(ends[1L], ends[2L], length.out = points), range))))
}

#' @noRd
plot_curve <- function(fit, base, data, term, level) {
  values <- plot_values(data[[term]])
  new <- base[rep(1L, length(values)), , drop = FALSE]
  new[[term]] <- values
  fit <- without_offset(fit)
  limits <- suppressWarnings(stats::predict(fit, as_in_data(new, data), type = "response",
                                            interval = "confidence", level = level))
  out <- data.frame(x = values, fit = limits[, "fit"], low = limits[, "lwr"],
                    high = limits[, "upr"], row.names = NULL)
  out <- out[is.finite(out$fit), , drop = FALSE]
  if (!has_levels(values)) out$part <- part_of_range(out$x, data[[term]])
  out
}

#' "below", "within" or "above" the data
#' @noRd
part_of_range <- function(x, data) {
  range <- range(data, finite = TRUE)
  ifelse(x < range[1L], "below", ifelse(x > range[2L], "above", "within"))
}

# The `offset` argument of a call has no typical value: the curve is for offset 0.
#' @noRd
without_offset <- function(fit) {
  fit$call$offset <- NULL
  fit
}

#' @noRd
plot_observed <- function(fit, x, about) {
  y <- fit_part(fit, "y")
  w <- as.double(fit_part(fit, "prior.weights"))
  used <- which(w > 0 & !is.na(x))
  if (length(x) != length(y)) return(NULL)
  d <- data.frame(x = x[used], y = y[used], w = w[used])
  if (about$discrete) return(level_proportions(d))
  single <- all(d$y == 0 | d$y == 1) && !is_grouped(fit)
  if (!about$alone) return(list(kind = "rug", points = thin_rows(d)))
  if (single && nrow(d) <= rows_as_ticks) return(list(kind = "ticks", points = d))
  if (!single && nrow(d) <= rows_as_ticks) return(list(kind = "groups", points = d))
  list(kind = "bins", points = binned_proportions(d, 30L, about$level))
}

# A sample that keeps the shape of the distribution: evenly spaced ranks.
#' @noRd
thin_rows <- function(d, most = rows_as_ticks) {
  if (nrow(d) <= most) return(d)
  d[order(d$x)[round(seq(1, nrow(d), length.out = most))], ]
}

#' @noRd
level_proportions <- function(d) {
  d$x <- factor(d$x, levels = if (is.factor(d$x)) levels(d$x) else c("FALSE", "TRUE"))
  n <- tapply(d$w, d$x, sum)
  events <- tapply(d$w * d$y, d$x, sum)
  n[is.na(n)] <- 0
  events[is.na(events)] <- 0
  points <- data.frame(x = factor(names(n), names(n)), n = as.double(n),
                       events = as.double(events), y = as.double(events / n))
  list(kind = "levels", points = points)
}

#' @noRd
equal_count_bins <- function(x, bins) {
  x <- as.double(x)
  breaks <- unique(stats::quantile(x, seq(0, 1, length.out = bins + 1L), names = FALSE))
  if (length(breaks) < 2L) return(rep(1L, length(x)))
  findInterval(x, breaks, rightmost.closed = TRUE)
}

# Bins of equal counts (ties stay together), Wilson intervals.
#' @noRd
binned_proportions <- function(d, bins, level) {
  bin <- equal_count_bins(d$x, bins)
  total <- function(v) as.double(rowsum(v, bin, reorder = TRUE))
  n <- total(d$w)
  y <- total(d$w * d$y) / n
  limits <- wilson_limits(y, n, level)
  data.frame(x = like_column(d$x, total(d$w * as.double(d$x)) / n), y = y, n = n,
             low = limits[, 1L], high = limits[, 2L])
}

# Wilson (1927), Journal of the American Statistical Association 22, 209-212.
#' @noRd
wilson_limits <- function(y, n, level) {
  z2 <- stats::qnorm((1 + level) / 2)^2
  centre <- (y + z2 / (2 * n)) / (1 + z2 / n)
  gap <- sqrt(z2) * sqrt(y * (1 - y) / n + z2 / (4 * n^2)) / (1 + z2 / n)
  cbind(pmax(centre - gap, 0), pmin(centre + gap, 1))
}

# One line under the title: what is held, what the marks are.
#' @noRd
plot_subtitle <- function(p) {
  ci <- format_level(p$level)
  marks <- if (!is.null(p$data)) switch(p$data$kind,
    ticks = "ticks: rows with and without the event",
    groups = "points: observed proportions, area by trials",
    bins = sprintf("points: observed, %d bins of equal counts, %s", nrow(p$data$points), ci),
    rug = "ticks: where the data are",
    levels = if (p$alone) "diamonds: observed")
  fitted <- if (p$discrete) paste("points: fitted,", ci) else sub("CI", "band", ci)
  paste(c(p$held, fitted, marks), collapse = "; ")
}
