# The plot of marginals in base graphics: strips one below the other, each a stretch of a sequence.

# So many labels have a line each; more are rows of a map.
#' @noRd
lines_drawn <- 8L

#' Inches that a token takes, and a mark's size
#' @noRd
token_slot <- 0.13

#' @noRd
as_lines <- function(m) length(m$lev) <= lines_drawn

#' Colours, line types and marks of the labels
#' @noRd
label_marks <- function(lev) {
  count <- length(lev)
  data.frame(label = lev, colour = readable_colour(nominal_colours(count)),
             line = rep_len(c(1, 2, 4, 5, 6, 3), count),
             mark = rep_len(c(21, 22, 24, 23, 25, 8, 4, 3), count))
}

#' @noRd
draw_marginals <- function(m, named, given) {
  words <- list(main = m$main, xlab = "", ylab = m$event)
  own <- intersect(names(given), names(words))
  words[own] <- given[own]
  given <- given[setdiff(names(given), own)]
  old <- graphics::par(c("mai", "mgp", "tcl"))
  on.exit(graphics::par(old))
  graphics::par(mgp = c(2.4, 0.45, 0), tcl = -0.25)
  size <- figure_inches()
  rows <- if (as_lines(m)) levels(m$data$label) else labels_that_matter(m)
  sides <- strip_sides(m, rows, words, size)
  m <- cut_strips(m, floor((size[1L] - sum(sides)) / token_slot), named)
  words$lines <- wrap_inches(marginal_words(m, rows), size[1L] - 0.2, 0.75)
  bottom <- 0.1 + line_inches(1) * nzchar(words$xlab)
  graphics::par(mai = c(bottom, sides[1L], words_height(words), sides[2L]))
  plan <- plan_strips(m, named, size[2L] - bottom - words_height(words))
  category_frame(c(0.5, m$length + 0.5), c(0, plan$height * nrow(m$strips)), given)
  for (k in seq_len(nrow(m$strips))) draw_strip(m, k, rows, plan, named)
  side_title(words$ylab)
  graphics::title(xlab = words$xlab, line = bottom / line_inches(1) - 1)
  draw_words(words)
  m
}

#' Inches at the left and right: names of rows, or the axis and names of lines
#' @noRd
strip_sides <- function(m, rows, words, size) {
  width <- min(max(text_inches(rows, 0.75)), 0.25 * size[1L])
  ylab <- line_inches(1) * length(words$ylab)
  left <- if (as_lines(m)) 0.45 else width + 0.2
  left <- max(left, if (as_lines(m) && !is.null(m$data$best)) text_inches("best path", 0.7) + 0.15)
  c(left + ylab, if (as_lines(m) && is.null(m$event)) width + 0.4 else 0.15)
}

#' Where the parts of a strip stand, in heights of its frame
#'
#' @return list: `height` of the strip, `base` of its frame, an `inch`, `path` (how far below the
#'   frame the best path is; 0: it is not drawn), `room` for names, in inches.
#' @noRd
plan_strips <- function(m, named, inches) {
  title <- line_inches(0.85) + 0.08
  path <- if (is.null(m$data$best) || !as_lines(m)) 0 else 0.17
  whole <- inches / nrow(m$strips)
  room <- min(max(text_inches(m$data$name, 0.7)), 0.35 * whole)
  below <- path + 0.1 + if (named) room + 0.05 else line_inches(0.7)
  frame <- max(whole - title - below, 0.15)
  list(height = (frame + title + below) / frame, base = below / frame, inch = 1 / frame,
       path = path / frame, room = room)
}

#' What is drawn, for the subtitle
#' @noRd
marginal_words <- function(m, rows) {
  lines <- as_lines(m)
  seen <- !all(is.na(m$data$observed))
  hidden <- nlevels(m$data$label) - length(rows)
  paste(c(if (!lines) "the darker the more probable",
          if (seen) if (!lines) "frame: observed" else if (is.null(m$event))
            "marks: the observed label, at its probability" else
            "diamonds: observed, filled where the event was",
          if (!is.null(m$data$best)) if (!lines) "dot: the best path" else
            paste0("below: the best path", if (!is.null(m$event)) ", filled likewise"),
          if (hidden > 0L) sprintf("%s below 0.02 throughout not shown", count_of(hidden, "label")),
          if (anyNA(m$data$probability)) "none where predictors are missing",
          if (m$lost > 0) sprintf("%s not shown, see `tokens`", count_of(m$lost, "further token"))),
        collapse = "; ")
}

# ---- a strip ------------------------------------------------------------------------------------

#' @noRd
draw_strip <- function(m, k, rows, plan, named) {
  d <- m$data[m$data$strip == m$strips$strip[k], ]
  base <- plan$height * (nrow(m$strips) - k) + plan$base
  end <- max(d$x) + 0.5
  graphics::text(0.5, base + 1 + 0.07 * plan$inch, m$strips$title[k], adj = c(0, 0), cex = 0.85,
                 xpd = NA)
  draw_token_names(d, base - plan$path - 0.06 * plan$inch, if (named) plan$room)
  if (!as_lines(m)) return(draw_label_rows(d, rows, base, end))
  graphics::segments(0.5, base + c(0, 0.5, 1), end, base + c(0, 0.5, 1), col = plot_colours$grid)
  graphics::axis(2, base + c(0, 0.5, 1), c("0", "0.5", "1"), las = 1, col = NA,
                 col.ticks = "grey50", cex.axis = 0.7)
  if (is.null(m$event)) draw_label_lines(d, m, base, plan, end) else draw_event(d, base, plan)
  if (plan$path > 0) {
    graphics::mtext("best path", 2, at = base - plan$path, las = 1, line = 0.3, adj = 1,
                    cex = 0.65 * graphics::par("cex"), col = plot_colours$text)
  }
}

#' Numbers, or names upright
#' @param room Inches that names may take; `NULL`: numbers.
#' @noRd
draw_token_names <- function(d, y, room) {
  d <- d[!duplicated(d$x), ]
  if (is.null(room)) {
    d <- d[round_tokens(d$token), ]
    return(graphics::text(d$x, y, format_plain(d$token), adj = c(0.5, 1), cex = 0.7, xpd = NA,
                          col = plot_colours$text))
  }
  slot <- graphics::par("pin")[1L] / diff(graphics::par("usr")[1:2])
  cex <- max(min(0.7, 0.7 * slot / (0.8 * line_inches(0.7))), 0.5)
  d <- d[thinned(nrow(d), nrow(d) * slot / (0.8 * line_inches(cex))), ]
  graphics::text(d$x, y, fit_text(d$name, room, cex), srt = 90, adj = c(1, 0.5), cex = cex,
                 xpd = NA)
}

#' Every token, every second and so on: so that about so many are left
#' @noRd
thinned <- function(count, most) seq.int(1L, count, by = max(1, ceiling(count / most - 0.01)))

#' Tokens whose numbers stand at an axis
#' @noRd
round_tokens <- function(token) {
  if (length(token) <= 12L) seq_along(token) else which(token %in% pretty(token, 8))
}

#' Marks no larger than the tokens are apart, nor than so many inches
#' @noRd
mark_size <- function(largest = 1, inches = Inf) {
  slot <- min(graphics::par("pin")[1L] / diff(graphics::par("usr")[1:2]), inches)
  min(largest, max(largest * slot / 0.11, 0.25))
}

#' @noRd
draw_label_lines <- function(d, m, base, plan, end) {
  marks <- label_marks(m$lev)
  for (j in seq_along(m$lev)) {
    own <- d[as.integer(d$label) == j, ]
    graphics::lines(own$x, base + own$probability, col = marks$colour[j], lty = marks$line[j],
                    lwd = 1.5)
  }
  mark <- function(d, y, size) {
    j <- as.integer(d$label)
    graphics::points(d$x, y, pch = marks$mark[j], col = marks$colour[j], bg = marks$colour[j],
                     cex = size, xpd = NA)
  }
  seen <- d[d$observed %in% TRUE, ]
  mark(seen, base + seen$probability, mark_size())
  if (plan$path > 0) {
    best <- d[d$best %in% TRUE, ]
    mark(best, rep(base - plan$path, nrow(best)), mark_size(0.75))
  }
  name_lines(d, marks, base, plan, end)
}

#' Names at the right end of the lines, as far as there is room; the most probable first
#' @noRd
name_lines <- function(d, marks, base, plan, end) {
  last <- d[d$x == max(d$x) & !is.na(d$probability), ]
  if (!nrow(last)) return(invisible())
  last <- last[order(last$probability, as.integer(last$label)), ]
  height <- line_inches(0.75) * plan$inch
  most <- tapply(d$probability, d$label, max)[as.character(last$label)]
  room <- max(1, (1 + 0.3 * height) %/% height)
  last <- last[rank(-most, ties.method = "first") <= room, ]
  y <- base + keep_apart(last$probability, rep(height, nrow(last)), -0.15 * height,
                         1 + 0.15 * height)
  j <- match(last$label, marks$label)
  inch <- diff(graphics::par("usr")[1:2]) / graphics::par("pin")[1L]
  graphics::segments(end - 0.5, base + last$probability, end + 0.1 * inch, y, col = "grey60",
                     lwd = 0.7, xpd = NA)
  graphics::points(rep(end + 0.16 * inch, length(y)), y, pch = marks$mark[j], cex = 0.8, xpd = NA,
                   col = marks$colour[j], bg = marks$colour[j])
  room <- (graphics::par("usr")[2L] - end) / inch + graphics::par("mai")[4L] - 0.28
  graphics::text(end + 0.25 * inch, y, fit_text(as.character(last$label), room, 0.75),
                 adj = c(0, 0.5), cex = 0.75, col = marks$colour[j], xpd = NA)
}

#' One curve: the probability of the second label
#' @noRd
draw_event <- function(d, base, plan) {
  graphics::lines(d$x, base + d$probability, col = plot_colours$curve, lwd = 2)
  seen <- d[!is.na(d$observed), ]
  graphics::points(seen$x, base + seen$observed, pch = 23, cex = mark_size(0.85), xpd = NA,
                   col = plot_colours$data, bg = ifelse(seen$observed, plot_colours$data, "white"))
  if (plan$path == 0) return(invisible())
  graphics::points(d$x, rep(base - plan$path, nrow(d)), pch = 22, cex = mark_size(0.75), xpd = NA,
                   col = plot_colours$curve,
                   bg = ifelse(d$best %in% TRUE, plot_colours$curve, "white"))
}

#' A row for each label, as dark as it is probable
#' @noRd
draw_label_rows <- function(d, rows, base, end) {
  count <- length(rows)
  slot <- graphics::par("pin")[2L] / diff(graphics::par("usr")[3:4]) / count
  d <- d[d$label %in% rows, ]
  low <- base + (count - match(d$label, rows)) / count
  cell <- function(at, ...) {
    graphics::rect(d$x[at] - 0.5, low[at], d$x[at] + 0.5, low[at] + 1 / count, ...)
  }
  fill <- probability_fill(d$probability)
  cell(TRUE, col = fill, border = "grey92", lwd = 0.5)
  cell(d$observed %in% TRUE, border = plot_colours$data, lwd = min(1.6, 10 * slot), xpd = NA)
  if (!is.null(d$best)) {
    best <- which(d$best)
    graphics::points(d$x[best], low[best] + 0.5 / count, pch = 16, cex = mark_size(0.6, slot),
                     col = text_colour(fill[best]))
  }
  name_label_rows(rows, base, slot)
}

#' @noRd
name_label_rows <- function(rows, base, slot) {
  count <- length(rows)
  inch <- diff(graphics::par("usr")[1:2]) / graphics::par("pin")[1L]
  cex <- max(0.45, min(0.75, 0.75 * slot / (0.85 * line_inches(0.75))))
  names <- fit_text(rows, graphics::par("mai")[2L] - 0.15, cex)
  graphics::text(0.5 - 0.06 * inch, base + (count - seq_len(count) + 0.5) / count, names,
                 adj = c(1, 0.5), cex = cex, xpd = NA)
}

#' White to the blue of curves; what has no probability is grey
#' @noRd
probability_fill <- function(p) {
  out <- rep("grey80", length(p))
  known <- !is.na(p)
  ramp <- grDevices::colorRamp(c("white", plot_colours$curve))
  out[known] <- grDevices::rgb(ramp(p[known]), maxColorValue = 255)
  out
}

#' The title of the vertical axis at the left edge
#' @noRd
side_title <- function(text) {
  if (!length(text)) return(invisible())
  graphics::title(ylab = text, line = graphics::par("mai")[2L] / line_inches(1) - 1.2)
}
