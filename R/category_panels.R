# A panel for each category, with what was observed.

#' A panel for each category in the region `body` of the device
#' @noRd
draw_category_panels <- function(p, words, given, body) {
  plan <- plan_panels(p, words, body)
  ylim <- panel_ylim(p)
  for (k in seq_len(nrow(p$categories))) {
    place <- panel_place(k, plan, body)
    graphics::par(fig = place$fig, new = TRUE, mai = place$mai)
    category_frame(category_xlim(p), ylim, given)
    draw_category_panel(p, k, ylim, names = place$first)
    draw_panel_title(plan$titles[[k]], p$categories$fill[k])
    if (place$last) {
      draw_x_axis(p, plan$axis)
      draw_x_title(words$xlab, plan$axis)
    }
    if (place$first && !is.null(words$ylab)) graphics::title(ylab = words$ylab, line = 2.6)
  }
}

#' Sizes, in inches, that all panels share
#' @noRd
plan_panels <- function(p, words, body) {
  size <- c(body[2L] - body[1L], body[4L] - body[3L]) * graphics::par("din")
  left <- if (is.null(words$ylab)) 0.5 else 0.75
  shape <- panel_grid(nrow(p$categories), size)
  width <- (size[1L] - left) / shape[2L]
  axis <- if (p$discrete) {
    bars <- levels_of(p)
    level_axis(bars, (width - 0.15) / length(bars), 0.3 * size[2L], 0.75)
  }
  titles <- panel_names(p$categories$label, width - 0.3)
  bottom <- below_axis(axis)
  list(count = nrow(p$categories), size = size, left = left, columns = shape[2L], width = width,
       height = (size[2L] - bottom) / shape[1L], bottom = bottom, axis = axis, titles = titles,
       top = max(lengths(titles)) * line_inches(0.85) + 0.06)
}

#' Figure and margins of a panel: those with none below them have the axis, in the room below
#' @noRd
panel_place <- function(k, plan, body) {
  row <- (k - 1L) %/% plan$columns
  column <- (k - 1L) %% plan$columns
  first <- column == 0L
  last <- k + plan$columns > plan$count
  left <- if (first) plan$left else 0
  x <- plan$left + column * plan$width - left
  y <- plan$size[2L] - (row + 1L) * plan$height
  below <- if (last) min(plan$bottom, y) else 0
  fig <- c(x, x + plan$width + left, y - below, y + plan$height)
  fig <- body[c(1L, 1L, 3L, 3L)] + fig / rep(graphics::par("din"), each = 2L)
  list(first = first, last = last, fig = pmin(pmax(fig, 0), 1),
       mai = c(below + 0.06, if (first) left else 0.1, plan$top, 0.1))
}

#' Rows and columns: panels somewhat wider than high
#' @noRd
panel_grid <- function(count, size) {
  columns <- seq_len(count)
  rows <- ceiling(count / columns)
  misfit <- abs(log((size[1L] / columns) / (size[2L] / rows) / 1.4)) +
    0.3 * (rows * columns - count) / count
  at <- which.min(misfit)
  c(rows[at], columns[at])
}

#' From 0, or a little below where the data are, to what is needed
#' @noRd
panel_ylim <- function(p) {
  curve <- p$curve
  if (!p$discrete) curve <- curve[curve$part == "within", ]
  seen <- c(curve$fit, curve$high, if (p$alone) p$data$points$y)
  top <- min(max(pretty(c(0, max(seen[is.finite(seen)])), 4)), 1)
  c(-0.05 * top, top * 1.03)
}

#' @noRd
draw_category_panel <- function(p, k, ylim, names) {
  at <- pretty(c(0, ylim[2L]), 4)
  at <- at[at <= min(ylim[2L], 1 + 1e-9)]
  graphics::abline(h = at, col = plot_colours$grid)
  draw_y_axis(at, names)
  d <- p$curve[as.integer(p$curve$category) == k, ]
  d$low <- pmin(d$low, ylim[2L])
  d$high <- pmin(d$high, ylim[2L])
  colour <- p$categories$line[k]
  observed <- p$data$points[as.integer(p$data$points$category) == k, ]
  if (p$discrete) draw_level_points(d, colour, if (p$alone) observed) else {
    draw_where(if (p$data$kind != "ticks") p$data$where, c(ylim[1L], ylim[1L] * 0.25))
    draw_bands(d, colour)
    draw_shares(p$data, k, ylim)
  }
}

#' Labels as one line, or two where the panel is narrow
#' @noRd
panel_names <- function(labels, width) {
  lapply(labels, function(label) {
    if (text_inches(label, 0.85) > width) label <- two_lines(label)
    fit_text(strsplit(label, "\n", fixed = TRUE)[[1L]], width, 0.85)
  })
}

#' @noRd
draw_panel_title <- function(lines, fill) {
  left <- graphics::grconvertX(0, "npc", "inches") + 0.05
  step <- line_inches(0.85)
  y <- graphics::grconvertY(1, "npc", "inches") + step * (rev(seq_along(lines)) - 0.4)
  y <- graphics::grconvertY(y, "inches", "user")
  graphics::points(graphics::grconvertX(left, "inches", "user"), y[1L], pch = 22, cex = 1.1,
                   xpd = NA, bg = fill, col = "grey50")
  graphics::text(graphics::grconvertX(left + 0.1, "inches", "user"), y, lines, cex = 0.85,
                 adj = c(0, 0.5), xpd = NA)
}

#' The observed in a panel of a numeric predictor
#' @noRd
draw_shares <- function(data, k, ylim) {
  if (is.null(data$points)) return(invisible())
  ink <- "grey20"
  if (data$kind == "ticks") {
    inside <- as.integer(data$points$category) == k
    x <- as.double(data$points$x)
    tick <- 0.05 * ylim[2L]
    end <- ifelse(inside, ylim[2L], ylim[1L])
    return(graphics::segments(x, end, x, end + ifelse(inside, -tick, tick),
                              col = grDevices::adjustcolor(ink, 0.6), xpd = NA))
  }
  d <- data$points[as.integer(data$points$category) == k, ]
  if (data$kind == "groups") {
    return(graphics::points(d$x, d$y, pch = 21, col = ink, cex = area_size(d$n, 1.8), xpd = TRUE,
                            bg = grDevices::adjustcolor(ink, 0.3)))
  }
  graphics::segments(d$x, d$low, d$x, d$high, col = ink)
  graphics::points(d$x, d$y, pch = 18, col = ink, cex = 0.7)
}

#' @noRd
draw_level_points <- function(d, colour, observed) {
  at <- seq_len(nrow(d))
  size <- min(1.1, 10 * graphics::par("pin")[1L] / nrow(d))
  graphics::segments(at, d$low, at, d$high, col = colour, lwd = max(2 * size, 0.7))
  graphics::points(at, d$fit, pch = 16, col = colour, cex = max(size, 0.4))
  if (is.null(observed)) return(invisible())
  graphics::points(match(observed$x, as.character(d$x)) + 0.15, observed$y, pch = 23,
                   col = "grey20", bg = "white", cex = 0.8, xpd = TRUE)
}
