#' Plot a fit with its data
#'
#' The probability of the event against one predictor: for a number the S-curve
#' \deqn{\hat p(x) = f(\hat\eta(x)), \qquad f\{\hat\eta(x) \pm z_{1 - \alpha/2}\,
#'   \mathrm{se}(\hat\eta(x))\},}{p(x) = f(eta(x)), f(eta(x) +- z se(eta(x))),}
#' its band made on the scale of the linear predictor, dashed beyond the data; for a factor a
#' point and interval per level. Few rows are drawn one by one, as ticks at 0 and 1; many as
#' proportions in 30 bins of equal counts with Wilson intervals; grouped data as points whose
#' area is the number of trials. With several predictors the others are held at their median or
#' first level, as the subtitle says, and only the place of the data is shown, since their
#' proportions are not adjusted.
#'
#' @param x A fit of [logistic()].
#' @param term The predictor on the horizontal axis; needed when there are several.
#' @param level The coverage of the band.
#' @param main,xlab,ylab Titles.
#' @param ... Further arguments to [graphics::plot.default()].
#' @return Invisibly a list of two data frames, `curve` and `data`, as drawn.
#' @section Errors:
#' `logistic_error_term` when `term` is needed or not a variable of the fit;
#' `logistic_error_transform` as in [odds_ratio()].
#' @references
#' Wong B (2011). Points of view: color blindness. *Nature Methods* 8, 441 (the colours of Okabe
#' and Ito). \doi{10.1038/nmeth.1618}
#'
#' Wilson EB (1927). Probable inference, the law of succession, and statistical inference.
#' *Journal of the American Statistical Association* 22, 209-212.
#' \doi{10.1080/01621459.1927.10502953}
#' @seealso [autoplot.logistic_fit()] for the same in ggplot2.
#' @examples
#' plot(logistic(low ~ lwt, birthweight))
#' plot(logistic(cbind(menarche, total - menarche) ~ age, menarche))
#' @export
plot.logistic_fit <- function(x, term = NULL, level = 0.95, main = NULL, xlab = NULL,
                              ylab = NULL, ...) {
  check_level(level)
  p <- plot_data(x, term, level)
  limits <- if (p$discrete) c(0.5, nrow(p$curve) + 0.5) else range(p$curve$x)
  old <- graphics::par(mar = c(if (p$discrete) 5.2 else 4.2, 5, 3.4, 1.2))
  on.exit(graphics::par(old))
  probability_frame(limits, if (is.null(xlab)) p$term else xlab,
                    if (is.null(ylab)) p$ylab else ylab, names = p$discrete, ...)
  graphics::title(main = if (is.null(main)) "Fitted probability" else main, adj = 0, line = 1.9,
                  cex.main = 1.15, font.main = 1)
  graphics::mtext(plot_subtitle(p), side = 3, line = 0.6, adj = 0, cex = 0.8,
                  col = plot_colours$text)
  if (p$discrete) draw_levels(p) else draw_curve(p)
  invisible(list(curve = p$curve, data = p$data$points))
}

# An empty frame for probabilities, 0 to 1, with a light grid. `names`: the horizontal axis will
# be levels, labelled elsewhere.
#' @noRd
probability_frame <- function(range, xlab, ylab, ..., names = FALSE) {
  at <- seq(0, 1, 0.25)
  given <- list(...)
  frame <- list(NULL, xlim = range, ylim = c(-0.03, 1.04), yaxs = "i")
  frame[names(given)] <- given
  frame[c("xlab", "ylab", "axes")] <- list("", "", FALSE)
  do.call(graphics::plot.default, frame)
  graphics::abline(h = at, col = plot_colours$grid)
  drawn <- function(side) !isFALSE(given$axes) && !identical(given[[side]], "n")
  if (!names && drawn("xaxt")) {
    graphics::Axis(range, side = 1, col = NA, col.ticks = "grey50", mgp = c(3, 0.7, 0))
  }
  if (drawn("yaxt")) {
    graphics::axis(2, at = at, labels = format_fixed(at, 2L), las = 1, col = NA,
                   col.ticks = "grey50", mgp = c(3, 0.7, 0))
  }
  graphics::title(xlab = xlab, line = if (names) 3.7 else 2.6, cex.lab = 1.05)
  graphics::title(ylab = ylab, line = 3.6, cex.lab = 1.05)
}

#' @noRd
draw_curve <- function(p) {
  curve <- p$curve
  band <- curve[is.finite(curve$low) & is.finite(curve$high), ]
  for (part in c("below", "within", "above")) {
    piece <- joined_piece(band, part)
    if (nrow(piece) < 2L) next
    shade <- grDevices::adjustcolor(plot_colours$curve, if (part == "within") 0.18 else 0.08)
    graphics::polygon(c(piece$x, rev(piece$x)), c(piece$low, rev(piece$high)), col = shade,
                      border = NA)
  }
  for (part in c("below", "within", "above")) {
    piece <- joined_piece(curve, part)
    graphics::lines(piece$x, piece$fit, col = plot_colours$curve, lwd = 2.5,
                    lty = if (part == "within") 1 else 2)
  }
  draw_observed(p$data)
}

# A piece of the curve with the point at which it joins the next.
#' @noRd
joined_piece <- function(curve, part) {
  rows <- which(curve$part == part)
  if (!length(rows)) return(curve[0L, ])
  joint <- switch(part, below = max(rows) + 1L, above = min(rows) - 1L)
  rows <- sort(unique(c(rows, joint)))
  curve[rows[rows >= 1L & rows <= nrow(curve)], ]
}

#' @noRd
draw_observed <- function(data) {
  d <- data$points
  colour <- plot_colours$data
  if (is.null(d) || !nrow(d)) return(invisible())
  switch(data$kind,
    ticks = graphics::segments(d$x, d$y, d$x, d$y + ifelse(d$y == 1, -0.035, 0.035),
                               col = grDevices::adjustcolor(colour, 0.75), lwd = 1.3),
    rug = graphics::segments(d$x, 0, d$x, 0.025, col = grDevices::adjustcolor("grey30", 0.4)),
    groups = graphics::points(d$x, d$y, pch = 21, col = colour, lwd = 1.3,
                              bg = grDevices::adjustcolor(colour, 0.35),
                              cex = area_size(d$w), xpd = TRUE),
    bins = {
      graphics::segments(d$x, d$low, d$x, d$high, col = colour, lwd = 1.3)
      graphics::points(d$x, d$y, pch = 18, col = colour, cex = 1.2)
    })
}

#' @noRd
area_size <- function(w, largest = 2.6) pmax(largest * sqrt(w / max(w)), 0.5)

#' @noRd
draw_levels <- function(p) {
  at <- seq_len(nrow(p$curve))
  graphics::segments(at, p$curve$low, at, p$curve$high, col = plot_colours$curve, lwd = 2)
  graphics::points(at, p$curve$fit, pch = 16, col = plot_colours$curve, cex = 1.5)
  d <- p$data$points
  labels <- as.character(p$curve$x)
  if (p$alone && !is.null(d)) {
    graphics::points(match(d$x, labels) + 0.12, d$y, pch = 23, col = plot_colours$data, lwd = 1.5,
                     bg = "white")
  }
  graphics::axis(1, at = at, labels = labels, col = NA, col.ticks = "grey50")
  if (!is.null(d)) {
    counts <- sprintf("%s of %s", format_count(d$events), format_count(d$n))
    graphics::mtext(counts[match(labels, d$x)], side = 1, at = at, line = 2, cex = 0.8,
                    col = plot_colours$text)
  }
}
