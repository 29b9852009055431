# Frames and axes of the plots of several categories.

#' @noRd
category_frame <- function(xlim, ylim, given) {
  frame <- list(NULL, xlim = xlim, ylim = ylim, xaxs = "i", yaxs = "i")
  frame[names(given)] <- given
  frame[c("xlab", "ylab", "axes")] <- list("", "", FALSE)
  do.call(graphics::plot.default, frame)
}

#' @noRd
category_xlim <- function(p) {
  if (p$discrete) c(0.5, length(unique(p$curve$x)) + 0.5) else as.double(range(p$curve$x))
}

#' @noRd
levels_of <- function(p) as.character(unique(p$curve$x))

#' How the names of levels stand under an axis: across if they fit, else in lines, else upright
#'
#' @param slot Inches a level has; `most`: inches the names may take.
#' @return list(labels, las, cex, room, shown): `room` in inches.
#' @noRd
level_axis <- function(levels, slot, most, cex = 0.85) {
  shown <- seq_along(levels)
  if (all(text_inches(levels, cex) <= 0.94 * slot)) {
    return(list(labels = levels, las = 1, cex = cex, room = line_inches(cex) + 0.12, shown = shown))
  }
  lines <- lapply(levels, wrap_inches, 0.94 * slot, cex)
  height <- max(lengths(lines)) * line_inches(cex)
  if (height <= min(most, 3 * line_inches(cex)) &&
      all(text_inches(unlist(lines), cex) <= 0.94 * slot)) {
    return(list(labels = vapply(lines, paste, "", collapse = "\n"), las = 1, cex = cex,
                room = height + 0.14, shown = shown))
  }
  cex <- max(min(cex, cex * slot / (0.85 * line_inches(cex))), 0.5)
  shown <- shown[(shown - 1L) %% ceiling(0.7 * line_inches(cex) / slot) == 0L]
  letters <- floor(most / (text_inches("n", cex)))
  labels <- shorten(levels, max(letters, 6L))
  list(labels = labels, las = 2, cex = cex, room = max(text_inches(labels, cex)) + 0.12,
       shown = shown)
}

#' @noRd
draw_x_axis <- function(p, axis) {
  if (is.null(axis)) {
    graphics::Axis(p$curve$x, side = 1, col = NA, col.ticks = "grey50", cex.axis = 0.85)
    return(invisible())
  }
  lines <- lengths(strsplit(axis$labels[axis$shown], "\n", fixed = TRUE))
  up <- axis$las == 1 && max(lines) > 1L
  names <- axis$labels[axis$shown]
  if (!up) {
    return(graphics::axis(1, at = axis$shown, labels = names, las = axis$las, tick = FALSE,
                          cex.axis = axis$cex, gap.axis = 0, mgp = c(2, 0.25, 0)))
  }
  y <- graphics::grconvertY(graphics::grconvertY(0, "npc", "inches") - 0.1, "inches", "user")
  graphics::text(axis$shown, y, names, adj = c(0.5, 1), cex = axis$cex, xpd = NA)
}

#' @noRd
draw_y_axis <- function(at, names = TRUE) {
  graphics::axis(2, at = at, labels = if (names) format_plain(at) else FALSE, las = 1, col = NA,
                 col.ticks = "grey50", cex.axis = 0.85)
}

#' Inches below an axis: names or numbers, and with the title
#' @noRd
axis_room <- function(axis) if (is.null(axis)) line_inches(0.85) + 0.16 else axis$room

#' @noRd
below_axis <- function(axis) axis_room(axis) + line_inches(1) + 0.06

#' @noRd
draw_x_title <- function(text, axis) {
  y <- graphics::grconvertY(graphics::grconvertY(0, "npc", "inches") - axis_room(axis), "inches",
                            "user")
  graphics::text(graphics::grconvertX(0.5, "npc", "user"), y, text, adj = c(0.5, 1), xpd = NA)
}

#' Where the data are: ticks, or a strip as grey as they are dense
#' @noRd
draw_where <- function(where, ylim) {
  if (is.null(where)) return(invisible())
  if (is.null(where$share)) {
    return(graphics::segments(as.double(where$x), ylim[1L], as.double(where$x), ylim[2L],
                              col = grDevices::adjustcolor("grey20", 0.5), xpd = NA))
  }
  graphics::rect(as.double(where$from), ylim[1L], as.double(where$to), ylim[2L], border = NA,
                 xpd = NA, col = grDevices::grey(1 - 0.85 * sqrt(where$share)))
}
