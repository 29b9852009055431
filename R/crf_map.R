# The map of transitions in base graphics: a panel has a row for each label that is left and a
# column for each that is entered.

#' Cells as they are drawn: place, colour and text
#'
#' @return list: `cells`, with `x`, `y`, `fill`, `text`, `ink`; `lines`, the segments that hatch and
#'   cross; `limit`, the estimate that has the full colour; `lev`.
#' @noRd
transition_map <- function(fit, at = NULL) {
  cells <- transition_cells(fit, at)
  lev <- fit$lev
  cells$x <- as.integer(cells$to)
  cells$y <- length(lev) + 1L - as.integer(cells$from)
  limit <- max(abs(cells$estimate[is.finite(cells$estimate)]), 0)
  cells$fill <- cell_fill(cells, limit)
  cells$text <- cell_text(cells, length(lev), limit)
  cells$ink <- ifelse(cells$state == "reference", "grey45", text_colour(cells$fill))
  list(cells = cells, lines = cell_lines(cells), limit = limit, lev = lev,
       main = paste("Transitions of", fit$response$name), words = map_words(fit, cells, at))
}

# Above so many labels numbers cannot be read.
numbered_labels <- 30L

#' Blue through white to vermilion, symmetric about 0
#' @noRd
diverging_colours <- function(share) {
  ramp <- grDevices::colorRamp(c(plot_colours$curve, "white", plot_colours$data))
  grDevices::rgb(ramp((share + 1) / 2), maxColorValue = 255)
}

#' @noRd
cell_fill <- function(cells, limit) {
  share <- pmin(pmax(cells$estimate / if (limit > 0) limit else 1, -1), 1)
  fill <- rep("white", nrow(cells))
  known <- !is.na(share)
  fill[known] <- diverging_colours(share[known])
  fill[cells$state == "reference"] <- "grey93"
  fill[cells$state == "undetermined"] <- "grey80"
  fill
}

#' @noRd
cell_text <- function(cells, labels, limit) {
  if (labels > numbered_labels) return(rep("", nrow(cells)))
  decimals <- if (labels <= 8L && limit < 100) 2L else if (limit < 100) 1L else 0L
  out <- trimws(format_fixed(cells$estimate, decimals))
  out[cells$state == "reference"] <- "0"
  out[cells$state == "undetermined"] <- "NA"
  out[cells$state == "forbidden"] <- ""
  out
}

#' Crosses of what is forbidden; of what was never seen two corners are hatched, as numbers stand
#' between them
#' @noRd
cell_lines <- function(cells) {
  lines <- function(cells, x, y, xend, yend) {
    each <- rep(seq_along(x), nrow(cells))
    cell <- rep(seq_len(nrow(cells)), each = length(x))
    data.frame(panel = cells$panel[cell], x = cells$x[cell] + x[each], y = cells$y[cell] + y[each],
               xend = cells$x[cell] + xend[each], yend = cells$y[cell] + yend[each])
  }
  forbidden <- cells$state == "forbidden"
  from <- c(0, 0.15, 0.3)
  rbind(lines(cells[forbidden, ], c(-0.5, -0.5), c(-0.5, 0.5), c(0.5, 0.5), c(0.5, -0.5)),
        lines(cells[!forbidden & cells$count == 0, ], c(rep(-0.5, 3L), from + 0.05),
              c(from, rep(-0.5, 3L)), c(-from, rep(0.5, 3L)), c(rep(0.5, 3L), -from - 0.05)))
}

#' What the numbers are, and what the marks say
#' @noRd
map_words <- function(fit, cells, at) {
  columns <- is.null(at) && length(levels(cells$panel)) > 1L
  number <- if (fit$coding == "reference") {
    paste("log odds ratio of adjacent labels, against", quoted(fit$lev[1L]))
  } else "doubly centred weight: log odds ratio of adjacent labels, against the average label"
  marks <- c("grey: reference"[any(cells$state == "reference")],
             "hatched: never seen"[any(cells$count == 0 & cells$state != "forbidden")],
             "crossed: forbidden"[any(cells$state == "forbidden")],
             "NA: not determined by the data"[any(cells$state == "undetermined")])
  paste(c(number, if (columns) "a panel for each column of `transitions`", marks), collapse = "; ")
}

#' @noRd
map_title <- function(map) {
  panels <- levels(map$cells$panel)
  alone <- length(panels) == 1L && nzchar(panels)
  paste0(map$main, if (alone) ", ", if (alone) panels)
}

# ---- drawing ------------------------------------------------------------------------------------

#' @noRd
draw_transition_map <- function(map, given) {
  words <- list(main = map_title(map), xlab = "to", ylab = "from")
  own <- intersect(names(given), names(words))
  words[own] <- given[own]
  given <- given[setdiff(names(given), own)]
  panels <- levels(map$cells$panel)
  old <- graphics::par(c("mai", "mgp", "tcl", "mfrow", "oma", "cex"))
  graphics::par(mgp = c(2.4, 0.45, 0), tcl = -0.25)
  if (length(panels) == 1L) {
    on.exit(graphics::par(old[c("mai", "mgp", "tcl")]))
    words$lines <- wrap_inches(map$words, figure_inches()[1L] - 0.2, 0.75)
    return(draw_map_panel(map, panels, words, given))
  }
  whole <- prod(old$mfrow) == 1
  on.exit(graphics::par(old[c(if (whole) c("mfrow", "oma", "cex"), "mai", "mgp", "tcl")]))
  own <- words
  if (whole) lines <- start_map_page(length(panels), map$words) else
    own$lines <- wrap_inches(map$words, figure_inches()[1L] - 0.2, 0.75)
  for (panel in panels) {
    own$main <- panel
    draw_map_panel(map, panel, own, given)
  }
  if (whole) write_map_page(words$main, lines)
}

#' A page of panels, with place for words in the outer margin
#' @return These words, in lines.
#' @noRd
start_map_page <- function(count, text) {
  graphics::par(mfrow = panel_grid(count, graphics::par("din")), cex = 0.8)
  lines <- wrap_inches(text, graphics::par("din")[1L] - 0.3, 0.95)
  graphics::par(oma = c(0, 0, 2 + 0.95 * length(lines), 0))
  lines
}

#' @noRd
write_map_page <- function(main, lines) {
  write <- function(text, line, ...) {
    graphics::mtext(text, side = 3L, line = line, outer = TRUE, adj = 0, at = 0.01, ...)
  }
  write(main, 0.3 + 0.95 * length(lines), cex = 1.15)
  write(lines, 0.95 * rev(seq_along(lines)) - 0.8, cex = 0.75, col = plot_colours$text)
}

#' @noRd
draw_map_panel <- function(map, panel, words, given) {
  size <- figure_inches()
  count <- length(map$lev)
  names <- fit_text(map$lev, 0.25 * size[1L], 0.85)
  left <- max(text_inches(names, 0.85)) + 0.2 + line_inches(1) * nzchar(words$ylab)
  right <- 0.75
  axis <- level_axis(map$lev, (size[1L] - left - right) / count, 0.25 * size[2L])
  graphics::par(mai = c(below_axis(axis), left, words_height(words), right))
  category_frame(c(0.5, count + 0.5), c(0.5, count + 0.5), given)
  draw_cells(map, panel)
  draw_x_axis(list(), axis)
  draw_x_title(words$xlab, axis)
  draw_row_names(names, words$ylab)
  draw_colour_bar(map$limit)
  draw_words(words)
}

#' @noRd
draw_cells <- function(map, panel) {
  d <- map$cells[map$cells$panel == panel, ]
  lines <- map$lines[map$lines$panel == panel, ]
  many <- length(map$lev) > numbered_labels
  graphics::rect(d$x - 0.5, d$y - 0.5, d$x + 0.5, d$y + 0.5, col = d$fill,
                 border = if (many) NA else "white")
  graphics::segments(lines$x, lines$y, lines$xend, lines$yend, col = "grey55",
                     lwd = if (many) 0.4 else 0.8)
  graphics::box(col = "grey70")
  cell <- graphics::par("pin") / length(map$lev)
  cex <- min(0.9, 0.9 * cell[1L] / max(text_inches(d$text), 0.01), 0.9 * cell[2L] / line_inches())
  if (cex >= 0.4) graphics::text(d$x, d$y, d$text, cex = cex, col = d$ink)
}

#' @noRd
draw_row_names <- function(names, ylab) {
  count <- length(names)
  slot <- graphics::par("pin")[2L] / count
  cex <- max(0.5, min(0.85, 0.85 * slot / line_inches(0.8)))
  shown <- seq_len(count)
  shown <- shown[(shown - 1L) %% ceiling(0.8 * line_inches(cex) / slot) == 0L]
  graphics::axis(2, count + 1L - shown, names[shown], las = 1, tick = FALSE, cex.axis = cex,
                 gap.axis = 0)
  side_title(ylab)
}

#' @noRd
draw_colour_bar <- function(limit) {
  if (limit == 0) return(invisible())
  usr <- graphics::par("usr")
  inch <- (usr[2L] - usr[1L]) / graphics::par("pin")[1L]
  x <- usr[2L] + c(0.15, 0.27) * inch
  steps <- seq(-1, 1, length.out = 82L)
  height <- usr[3L] + (steps + 1) / 2 * (usr[4L] - usr[3L])
  graphics::rect(x[1L], height[-82L], x[2L], height[-1L], border = NA, xpd = NA,
                 col = diverging_colours(steps[-82L] + 1 / 81))
  at <- pretty(c(-limit, limit), 5)
  at <- at[abs(at) <= limit]
  graphics::text(x[2L] + 0.06 * inch, usr[3L] + (at / limit + 1) / 2 * (usr[4L] - usr[3L]),
                 format_plain(at), adj = c(0, 0.5), cex = 0.7, xpd = NA, col = plot_colours$text)
}
