# Many points as few marks: hexagons in the grey of their count, coinciding points as one area.

# More points than these are drawn as hexagons.
#' @noRd
points_drawn <- 10000L

#' Hexagons and their counts
#'
#' The hexagons of a plane are two rectangular lattices; a point belongs to the nearer centre of the
#' two cells it lies in (Carr, Littlefield, Nicholson and Littlefield 1987).
#'
#' @param xlim,ylim The frame.
#' @param aspect Height over width of the frame, in which hexagons are regular.
#' @param across Hexagons side by side.
#' @return A data frame `x`, `y`, `n`, with the attribute `size`: the width of a hexagon and the
#'   distance of every second row.
#' @noRd
hexagons <- function(x, y, xlim = range(x), ylim = range(y), aspect = 1, across = 70L) {
  width <- positive_range(xlim) / across
  height <- positive_range(ylim) / (across * aspect) * sqrt(3)
  u <- (x - xlim[1L]) / width
  v <- (y - ylim[1L]) / height
  u2 <- floor(u)
  v2 <- floor(v)
  u <- u - u2 # from here within the cell, whose centre belongs to the second lattice
  v <- v - v2
  far_u <- u > 0.5
  far_v <- v > 0.5
  second <- (u - far_u)^2 + 3 * (v - far_v)^2 > (u - 0.5)^2 + 3 * (v - 0.5)^2
  first <- !second
  u1 <- u2 + (far_u & first)
  v1 <- v2 + (far_v & first)
  columns <- across + 2
  cell <- as.integer(2 * (v1 * columns + u1) + second) + 1L
  n <- tabulate(cell, max(cell))
  full <- which(n > 0L)
  shift <- ((full - 1L) %% 2L) / 2
  place <- (full - 1L) %/% 2L
  out <- data.frame(x = xlim[1L] + (place %% columns + shift) * width,
                    y = ylim[1L] + (place %/% columns + shift) * height, n = n[full])
  structure(out, size = c(width, height))
}

#' @noRd
positive_range <- function(limits) {
  out <- diff(limits)
  if (out > 0) out else 1
}

#' Corners of hexagons, six rows each, the hexagon in `id`
#' @noRd
hexagon_corners <- function(hexes) {
  size <- attr(hexes, "size")
  dx <- size[1L] / 2 * c(1, 1, 0, -1, -1, 0)
  dy <- size[2L] / 6 * c(1, -1, -2, -1, 1, 2)
  each <- rep(seq_len(nrow(hexes)), each = 6L)
  data.frame(id = each, x = hexes$x[each] + dx, y = hexes$y[each] + dy,
             grey = log_grey(hexes$n)[each])
}

# From light for one row to nearly black for the most, by the logarithm.
#' @noRd
log_grey <- function(n) {
  share <- if (max(n) > 1) log(n) / log(max(n)) else rep(0, length(n))
  grDevices::grey(0.86 - 0.74 * share)
}

#' Coinciding points as one, with their number
#' @param kind What else must be equal: the mark's colour and shape.
#' @noRd
merged_points <- function(x, y, kind, weight = rep(1, length(x))) {
  key <- paste(signif(x, 10), signif(y, 10), kind)
  first <- !duplicated(key)
  n <- as.double(rowsum(weight, match(key, key[first]), reorder = TRUE))
  data.frame(x = x[first], y = y[first], kind = kind[first], n = n)
}
