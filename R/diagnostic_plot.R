# The diagnostic plots in base graphics.

#' Draw diagnostics: the arguments are those of stats::plot.lm()
#' @noRd
plot_diagnostics <- function(x, which, caption = NULL, panel = NULL, sub.caption = NULL,
                             main = "", ask = NULL, ..., id.n = 3, labels.id = NULL,
                             cex.id = 0.75, qqline = TRUE, cook.levels = c(0.5, 1),
                             cook.col = "grey50", cook.lty = 2, cook.legendChanges = list(),
                             add.smooth = getOption("add.smooth"), iter.smooth = 0,
                             label.pos = c(4, 2), cex.caption = 1, cex.oma.main = 1.25,
                             extend.ylim.f = 0.08) {
  old <- arrange_panels(length(which), ask)
  on.exit(graphics::par(old$par))
  options <- diagnostic_options(id.n, labels.id, caption, qqline, cook.levels, add.smooth,
                                iter.smooth, most = if (is.null(panel)) points_drawn else Inf,
                                aspect = old$aspect)
  panels <- diagnostic_data(x, which, options)
  style <- list(panel = panel, main = main, cex.id = cex.id, cook.col = cook.col,
                cook.lty = cook.lty, legend = cook.legendChanges, label.pos = label.pos,
                cex.caption = cex.caption, words = kind_words(x, which))
  if (old$ask) {
    before <- grDevices::devAskNewPage(TRUE)
    on.exit(grDevices::devAskNewPage(before), add = TRUE)
  }
  for (p in panels) draw_panel(p, style, ...)
  outer_caption(if (is.null(sub.caption)) call_text(x) else sub.caption, cex.oma.main)
  invisible(panels)
}

# Several panels on a device that has one are laid out on one page, unless `ask` is given, which
# speaks of pages.
#' @noRd
arrange_panels <- function(count, ask) {
  single <- prod(graphics::par("mfrow")) == 1
  laid <- single && count > 1L && is.null(ask)
  old <- if (laid) {
    graphics::par(mfrow = c(ceiling(count / 2), 2L), mar = c(4, 4.8, 3.6, 1.8),
                  oma = c(0, 0, 2, 0))
  } else {
    graphics::par(mar = c(4, 4.8, if (single) 4.4 else 3.6, 1.8))
  }
  asked <- if (is.null(ask)) {
    !laid && prod(graphics::par("mfrow")) < count && grDevices::dev.interactive()
  } else check_flag(ask, "ask")
  inches <- graphics::par("fin") - colSums(matrix(graphics::par("mai")[c(2, 4, 1, 3)], 2L))
  list(par = old, ask = asked, aspect = min(max(inches[2L] / inches[1L], 0.2), 5))
}

#' @noRd
outer_caption <- function(text, cex) {
  if (!nzchar(paste(text, collapse = ""))) return(invisible())
  outer <- graphics::par("oma")[3L] >= 1
  graphics::mtext(text, side = 3, line = if (outer) 0.5 else 3, outer = outer, adj = 0,
                  at = if (outer) 0.01 else NA, cex = 0.7 * cex, col = plot_colours$text)
}

#' @noRd
call_text <- function(fit) {
  call <- fit$call[c(1L, match("formula", names(fit$call), 0L))]
  names(call) <- NULL
  text <- paste(trimws(deparse(call, 500L)), collapse = " ")
  if (nchar(text) > 76L) paste(substr(text, 1L, 72L), "...") else text
}

#' What the marks are, in words
#' @noRd
kind_words <- function(fit, which) {
  if (identical(which, "influence")) {
    return(c(more = "more events than fitted", fewer = "fewer"))
  }
  event <- fit$event
  if (is_grouped(fit)) return(c(group = "groups, area by trials"))
  quote <- if (grepl("\"", event$label, fixed = TRUE)) quoted else identity
  words <- paste(event$variable, "=", quote(c(event$level, event$other)))
  if (length(words) == 2L) c(event = words[1L], other = words[2L]) else
    c(event = "event", other = "no event")
}

# Colour and shape both tell the kind.
#' @noRd
kind_colours <- function(kinds) {
  ifelse(kinds %in% c("event", "more"), plot_colours$data, plot_colours$curve)
}

#' @noRd
kind_shapes <- function(kinds) ifelse(kinds %in% c("event", "more"), 2L, 1L)

#' @noRd
draw_panel <- function(p, style, ...) {
  frame <- list(x = NULL, xlim = p$xlim, ylim = p$ylim, xlab = p$xlab, ylab = p$ylab,
                main = style$main, bty = "n", las = 1, xaxt = "n", type = "n")
  frame[names(list(...))] <- list(...)
  panel_frame(frame, p)
  graphics::mtext(p$caption, 3, 1.5, adj = 0, cex = style$cex.caption * graphics::par("cex"),
                  font = 2)
  if (is.null(style$panel) || is.null(p$x)) draw_observations(p) else style$panel(p$x, p$y, ...)
  draw_guides(p$guides, style)
  draw_line(p$expected, 2, "grey15", 0.12)
  draw_line(p$trend, 1, "black", 0.15)
  draw_named(p, style)
  draw_legend(legend_entries(p, style))
}

#' @noRd
panel_frame <- function(frame, p) {
  ylab <- frame$ylab
  frame$ylab <- ""
  old <- graphics::par(mgp = c(2.4, 0.6, 0), tcl = -0.3)
  on.exit(graphics::par(old))
  do.call(graphics::plot.default, frame)
  graphics::title(ylab = ylab, line = 3.5)
  at <- graphics::axTicks(1)
  ticks <- if (!is.null(p$xticks)) p$xticks else data.frame(at = at, label = axis_labels(at))
  graphics::axis(1, ticks$at, ticks$label)
  graphics::abline(h = graphics::axTicks(2), col = plot_colours$grid)
  if (!is.null(p$level)) graphics::abline(h = p$level, col = "grey55")
}

# 200,000 rather than 2e+05.
#' @noRd
axis_labels <- function(at) {
  if (max(abs(at)) >= 1e4 && all(at == round(at))) format_count(at) else format(at)
}

#' @noRd
draw_observations <- function(p) {
  if (!is.null(p$hexes)) {
    corners <- hexagon_corners(p$hexes)
    pieces <- split(corners, corners$id)
    for (piece in pieces) graphics::polygon(piece$x, piece$y, col = piece$grey[1L], border = NA)
  }
  if (!is.null(p$spikes)) {
    graphics::segments(p$spikes$x, 0, p$spikes$x, p$spikes$y, col = plot_colours$curve)
  }
  if (!is.null(p$marks)) draw_points(p$marks, mark_sizes(p$marks$n))
}

#' @noRd
draw_points <- function(d, cex = 0.8) {
  fade <- if (nrow(d) > 500L) 0.5 else 0.85
  graphics::points(d$x, d$y, pch = kind_shapes(d$kind), cex = cex,
                   col = grDevices::adjustcolor(kind_colours(d$kind), fade), xpd = TRUE)
}

#' @noRd
mark_sizes <- function(n, largest = 2.8) {
  usual <- if (length(n) > 500L) 0.5 else 0.8
  if (all(n == n[1L])) return(usual)
  largest <- min(largest, usual * sqrt(max(n) / max(min(n), max(n) * 1e-6)))
  pmax(largest * sqrt(n / max(n)), 0.3)
}

#' @noRd
draw_line <- function(d, lty, colour, shade) {
  if (is.null(d)) return(invisible())
  if (!is.null(d$low)) {
    band <- d[is.finite(d$low) & is.finite(d$high), ]
    graphics::polygon(c(band$x, rev(band$x)), c(band$low, rev(band$high)), border = NA,
                      col = grDevices::adjustcolor("black", shade))
  }
  graphics::lines(d$x, d$y, lty = lty, lwd = 2, col = colour)
}

#' @noRd
draw_guides <- function(guides, style) {
  if (is.null(guides)) return(invisible())
  for (piece in split(guides, guides$id)) {
    graphics::lines(piece$x, piece$y, lty = style$cook.lty, col = style$cook.col)
    end <- piece[nrow(piece), ]
    graphics::text(end$x, end$y, end$label, cex = 0.75, col = style$cook.col, xpd = TRUE,
                   adj = c(-0.2, 0.5))
  }
}

# Labels beside their points, on the side with room, moved apart where they would overlap.
#' @noRd
draw_named <- function(p, style) {
  d <- p$named
  if (is.null(d) || !nrow(d)) return(invisible())
  if (!is.null(p$hexes) && is.null(p$marks)) draw_points(d)
  usr <- graphics::par("usr")
  right <- d$x > mean(usr[1:2])
  y <- spread_inwards(d$y, d$x, graphics::strheight("0", cex = style$cex.id) * 1.35,
                      1.3 * max(graphics::strwidth(d$label, cex = style$cex.id)), mean(usr[3:4]))
  if (!is.null(p$spikes)) {
    return(graphics::text(d$x, d$y, d$label, pos = 3, cex = style$cex.id, offset = 0.25,
                          xpd = TRUE))
  }
  graphics::text(d$x, y, d$label, pos = style$label.pos[right + 1L], cex = style$cex.id,
                 offset = 0.45, xpd = TRUE)
}

# Downwards in the upper half, upwards in the lower: the frame is not left.
#' @noRd
spread_inwards <- function(y, x, least, near, middle) {
  high <- y > middle
  y[high] <- -spread_labels(-y[high], x[high], least, near)
  y[!high] <- spread_labels(y[!high], x[!high], least, near)
  y
}

#' Heights at least `least` apart among labels nearer than `near` along x
#' @noRd
spread_labels <- function(y, x, least, near) {
  placed <- integer()
  for (i in order(y)) {
    for (k in placed[order(y[placed])]) {
      if (abs(x[k] - x[i]) < near && abs(y[i] - y[k]) < least) y[i] <- y[k] + least
    }
    placed <- c(placed, i)
  }
  y
}

#' The marks and lines of a panel, each with its word
#' @noRd
legend_entries <- function(p, style) {
  entry <- function(word, shape = NA, lty = NA, colour = "black") {
    data.frame(word = word, shape = shape, lty = lty, colour = colour)
  }
  kinds <- intersect(names(style$words), c(p$marks$kind, if (is.null(p$spikes)) p$named$kind))
  rbind(
    if (length(kinds)) entry(style$words[kinds], kind_shapes(kinds), NA, kind_colours(kinds)),
    if (!is.null(p$hexes)) entry(hexagon_words(p$hexes), 15, NA, "grey60"),
    if (!is.null(p$trend)) entry("local mean", NA, 1),
    if (!is.null(p$expected)) entry("expected", NA, 2),
    if (!is.null(p$guides)) entry(p$guide_word, NA, style$cook.lty, style$cook.col),
    if (!is.null(p$note)) entry(p$note))
}

# One line above the frame, smaller where it would be longer than the frame.
#' @noRd
draw_legend <- function(entries, cex = 0.78) {
  if (is.null(entries)) return(invisible())
  usr <- graphics::par("usr")
  place <- legend_places(entries, cex)
  room <- 1.02 * (usr[2L] - usr[1L]) / place$width
  if (room < 1) {
    cex <- max(cex * room, 0.45)
    place <- legend_places(entries, cex)
  }
  x <- usr[1L] + place$x
  y <- rep(usr[4L] + graphics::strheight("m", cex = cex) * 1.2, length(x))
  marked <- !is.na(entries$shape)
  graphics::points((x + place$icon / 2)[marked], y[marked], pch = entries$shape[marked],
                   col = entries$colour[marked], cex = cex, xpd = NA)
  lined <- !is.na(entries$lty)
  graphics::segments(x[lined], y[lined], (x + place$icon)[lined], y[lined],
                     lty = entries$lty[lined], col = entries$colour[lined], lwd = 1.5, xpd = NA)
  graphics::text(x + place$text, y, entries$word, adj = c(0, 0.5), cex = cex, xpd = NA)
}

#' @noRd
legend_places <- function(entries, cex) {
  unit <- graphics::strwidth("m", cex = cex)
  icon <- ifelse(!is.na(entries$lty), 2, ifelse(is.na(entries$shape), 0, 0.8)) * unit
  width <- icon + graphics::strwidth(entries$word, cex = cex) + 1.8 * unit
  x <- cumsum(c(0, width))
  list(x = x[-length(x)], icon = icon, text = icon + 0.4 * unit,
       width = x[length(x)] - 1.4 * unit)
}

#' @noRd
hexagon_words <- function(hexes) {
  sprintf("1 to %s rows, log grey", format_count(max(hexes$n)))
}
