# Stacked probabilities: areas or bars that add up to 1.

#' @noRd
draw_stacked <- function(p, words, given, top) {
  fin <- figure_inches()
  left <- if (nzchar(words$ylab)) 0.75 else 0.5
  right <- 0.15
  bars <- if (p$discrete) levels_of(p)
  for (pass in 1:3) { # names at the right take room from the frame that they are placed beside
    width <- fin[1L] - left - right
    axis <- if (p$discrete) level_axis(bars, width / length(bars), 0.35 * fin[2L])
    bottom <- below_axis(axis)
    labels <- stacked_labels(p, c(width, fin[2L] - bottom - top))
    if (all(labels$inside)) break
    right <- 0.3 + max(text_inches(labels$label[!labels$inside], labels$cex[!labels$inside]))
    right <- min(right, 0.35 * fin[1L])
  }
  graphics::par(mai = c(bottom, left, top, right))
  category_frame(category_xlim(p), c(stack_floor(p), 1), given)
  if (p$discrete) draw_bars(p) else draw_areas(p)
  draw_where(p$data$where, c(stack_floor(p), -0.012))
  draw_y_axis(seq(0, 1, 0.25))
  draw_x_axis(p, axis)
  draw_x_title(words$xlab, axis)
  graphics::title(ylab = words$ylab, line = 2.6)
  draw_stacked_labels(p, labels)
  if (top > 0.1) draw_words(words)
}

# Below 0 is the place of the rug.
#' @noRd
stack_floor <- function(p) if (p$discrete) 0 else -0.05

#' @noRd
draw_areas <- function(p) {
  stack <- stacked_bounds(p)
  n <- length(stack$x)
  x <- as.double(stack$x)
  for (k in seq_len(nrow(p$categories))) {
    graphics::polygon(c(x, rev(x)), c(stack$bounds[, k], rev(stack$bounds[, k + 1L])),
                      col = p$categories$fill[k], border = NA)
  }
  for (k in seq_len(nrow(p$categories))[-1L]) {
    graphics::lines(x, stack$bounds[, k], col = "white", lwd = 1)
  }
  part <- p$curve$part[seq_len(n)]
  ends <- range(x[part == "within"])
  pale <- grDevices::adjustcolor("white", 0.55)
  graphics::rect(c(x[1L], ends[2L]), 0, c(ends[1L], x[n]), 1, col = pale, border = NA)
  graphics::segments(ends, 0, ends, 1, lty = 2, col = "grey30")
}

#' @noRd
bar_half <- 0.4

#' @noRd
draw_bars <- function(p) {
  bounds <- stacked_bounds(p)$bounds
  at <- seq_len(nrow(bounds))
  thin <- graphics::par("pin")[1L] / length(at) < 0.1
  for (k in seq_len(nrow(p$categories))) {
    graphics::rect(at - bar_half, bounds[, k], at + bar_half, bounds[, k + 1L],
                   col = p$categories$fill[k], border = if (thin) NA else "white", lwd = 0.8)
  }
}

#' @noRd
draw_stacked_labels <- function(p, labels) {
  d <- labels[labels$inside, ]
  colours <- p$categories$text[labels$inside]
  for (i in seq_len(nrow(d))) {
    graphics::text(d$x[i], d$y[i], d$label[i], cex = d$cex[i], col = colours[i])
  }
  shown <- which(!labels$inside & !is.na(labels$y))
  if (!length(shown)) return(invisible())
  d <- labels[shown, ]
  usr <- graphics::par("usr")
  inch <- (usr[2L] - usr[1L]) / graphics::par("pin")[1L]
  edge <- if (p$discrete) usr[2L] - 0.5 + bar_half else usr[2L]
  start <- usr[2L] + 0.1 * inch
  graphics::segments(edge, d$from, start, d$y, col = "grey50", xpd = NA)
  graphics::points(rep(start + 0.03 * inch, nrow(d)), d$y, pch = 22, cex = 0.9, xpd = NA,
                   bg = p$categories$fill[shown], col = "grey50")
  room <- graphics::par("mai")[4L] - 0.23
  labels <- fit_text(d$label, room, d$cex[1L])
  graphics::text(start + 0.1 * inch, d$y, labels, adj = c(0, 0.5),
                 cex = d$cex, xpd = NA)
}
