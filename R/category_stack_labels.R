# Where the labels of stacked probabilities stand.

#' Where each category's label stands: inside its area where it fits, else at the right
#'
#' @param inches Width and height of the frame.
#' @param beside Is there a place at the right?
#' @return A data frame: `label`, `inside`, `x` (inside: user), `y` (user), `cex`, `from` (outside:
#'   the height of the area at the right end); categories without room are NA in `y`.
#' @noRd
stacked_labels <- function(p, inches, beside = TRUE) {
  stack <- stacked_bounds(p)
  scale <- inches[2L] / (1 - stack_floor(p))
  unit <- c(diff(category_xlim(p)) / inches[1L], 1 / scale) # of the frame, an inch
  k <- nrow(p$categories)
  last <- stack$bounds[nrow(stack$bounds), ]
  out <- data.frame(label = as.character(p$categories$label), inside = FALSE, x = NA_real_,
                    y = NA_real_, cex = 0.75, from = (last[-1L] + last[-(k + 1L)]) / 2,
                    most = NA_real_, stringsAsFactors = FALSE)
  for (at in seq_len(k)) {
    low <- stack$bounds[, at]
    high <- stack$bounds[, at + 1L]
    out$most[at] <- max(high - low)
    place <- place_inside(p, out$label[at], stack$x, low, high, unit)
    if (!is.null(place)) out[at, names(place)] <- place
  }
  # those of bars stand in one place
  if (p$discrete && beside && !all(out$inside)) {
    out$inside <- FALSE
    out$label <- as.character(p$categories$label)
  }
  place_outside(out, scale, stack_floor(p), 0.22 * inches[1L])
}

#' The first form of a label that fits inside its area; NULL if none does
#' @noRd
place_inside <- function(p, label, x, low, high, unit) {
  within <- if (!p$discrete) range(as.double(x[p$curve$part[seq_along(x)] == "within"]))
  for (form in label_forms(label)) {
    size <- c(text_inches(form$label, form$cex) + 0.1, form$lines * line_inches(form$cex)) * unit
    place <- if (p$discrete) place_in_bar(low, high, size) else
      place_in_area(as.double(x), low, high, size, within)
    if (is.null(place)) next
    return(list(label = form$label, inside = TRUE, x = place[1L], y = place[2L], cex = form$cex))
  }
}

#' A label large, small, small in two lines
#' @noRd
label_forms <- function(label) {
  one <- function(cex) list(label = label, cex = cex, lines = 1)
  forms <- list(one(0.9), one(0.7))
  both <- two_lines(label)
  if (both == label) return(forms)
  c(forms, list(list(label = both, cex = 0.75, lines = 2)))
}

#' @noRd
place_in_bar <- function(low, high, size) {
  if (size[1L] > 2 * bar_half) return(NULL)
  bar <- which.max(high - low)
  if (high[bar] - low[bar] < size[2L]) return(NULL)
  c(bar, (low[bar] + high[bar]) / 2)
}

#' The place with room above and below the whole width of a label, and not at an end if it can be
#' @noRd
place_in_area <- function(x, low, high, size, xlim) {
  half <- size[1L] / 2
  centres <- x[x - 1.1 * half >= xlim[1L] & x + 1.1 * half <= xlim[2L]]
  places <- vapply(centres, function(centre) {
    over <- which(abs(x - centre) <= half)
    if (!length(over)) over <- which.min(abs(x - centre))
    c(min(high[over]), max(low[over]))
  }, c(0, 0))
  if (!length(centres)) return(NULL)
  room <- places[1L, ] - places[2L, ]
  off <- abs(centres - mean(xlim)) / diff(xlim)
  best <- which.max(pmin(room, 3 * size[2L]) * (1 - 0.5 * off))
  if (room[best] < size[2L]) return(NULL)
  c(centres[best], mean(places[, best]))
}

#' Labels at the right, apart from each other; the thinnest areas have none where there is no room
#'
#' @param width Inches that a line of a label may take where there is room for lines.
#' @noRd
place_outside <- function(labels, scale, floor, width) {
  out <- which(!labels$inside)
  if (!length(out)) return(labels)
  height <- line_inches(0.75) / scale
  wrapped <- lapply(labels$label[out], wrap_inches, max(width, 0.7), 0.75)
  if (sum(lengths(wrapped) + 0.3) * height <= 1 - floor) {
    labels$label[out] <- vapply(wrapped, paste, "", collapse = "\n")
    height <- (lengths(wrapped) + 0.2) * height
    cex <- 0.75
  } else {
    cex <- max(0.75 * min(1, 1 / (height * length(out))), 0.5)
    height <- line_inches(cex) / scale
    room <- max((1 - floor) %/% height, 1)
    if (length(out) > room) out <- sort(out[order(-labels$most[out])[seq_len(room)]])
    height <- rep.int(height, length(out))
  }
  labels$cex[!labels$inside] <- cex
  labels$y[out] <- keep_apart(labels$from[out], height, floor, 1)
  labels
}

#' Increasing middles of things so high, moved as little upwards, then downwards, as keeps them
#' apart and inside
#' @noRd
keep_apart <- function(y, height, low, high) {
  n <- length(y)
  least <- (height[-1L] + height[-n]) / 2
  y[1L] <- max(y[1L], low + height[1L] / 2)
  for (i in seq_along(y)[-1L]) y[i] <- max(y[i], y[i - 1L] + least[i - 1L])
  y[n] <- min(y[n], high - height[n] / 2)
  for (i in rev(seq_len(n - 1L))) y[i] <- min(y[i], y[i + 1L] - least[i])
  y
}
