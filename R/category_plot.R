# The plots of multinomial and ordinal fits in base graphics.

#' @noRd
category_plots <- c("curve", "forest", "residuals")

#' Plot a multinomial or ordinal fit
#'
#' `"curve"`: the probability of each category along one predictor, the others held at their median
#' or first level, or at what `at` says.
#' \deqn{\hat p_k(x), \qquad \mathrm{logit}^{-1}\left[\mathrm{logit}\,\hat p_k(x) \pm
#'   z_{1 - \alpha/2} \frac{\mathrm{se}\{\hat p_k(x)\}}{\hat p_k(x)\{1 - \hat p_k(x)\}}
#'   \right],}{p_k(x) and the inverse logit of logit p_k(x) +- z se(p_k(x)) / {p_k(x) (1 -
#'   p_k(x))},}
#' with the standard error of the delta method.
#'
#' `"stacked"` shows which category gains: areas, or for a factor bars, that add up to 1, ordered
#' categories from light to dark, others in the colours of Okabe and Ito, each labelled inside or at
#' the right. `"panels"` shows how certain that is: a panel for each category, with its band, or for
#' a factor a point and interval for each level. What lies beyond the data is pale. A rug shows few
#' rows, a grey strip the density of many. With one predictor alone the panels hold the observed
#' proportions too. More than 40 categories are drawn as 12 groups: of ordered ones runs of about
#' equal counts, else the most frequent and the others together.
#'
#' `"forest"`: relative risk ratios (multinomial) or odds ratios (ordinal) with Wald intervals, by
#' unit and by level, interactions at several values; needs the logit link.
#'
#' `"residuals"`, of ordinal fits: the probability-scale residuals of Li and Shepherd,
#' \deqn{r_i = P_i(Y < y_i) - P_i(Y > y_i),}{r = P(Y < y) - P(Y > y),}
#' against a predictor, or against the linear predictor. Under the model their mean is 0 whatever x
#' is: where the local mean with its 95% band leaves 0, the model leaves the data, as it does where
#' a numeric predictor should have been bent.
#'
#' @param x A fit of [multinomial()] or [ordinal()].
#' @param which `"curve"` (the default), `"forest"` or `"residuals"`. The name of a predictor stands
#'   for its curve: `plot(fit, "age")`.
#' @param term The predictor on the horizontal axis; of a forest, the predictors shown. Without it,
#'   stacked plots of all predictors are drawn on one page.
#' @param type `"both"` (up to 12 categories the default, where the figure has 4.5 inches),
#'   `"stacked"` or `"panels"`.
#' @param at A named list: one value of other predictors each.
#' @param level The coverage of bands and intervals.
#' @param main,xlab,ylab Titles.
#' @param ... Further arguments to [graphics::plot.default()].
#' @return Invisibly what is drawn. Of curves a list of three data frames: `curve` (`x`, `category`,
#'   `fit`, `low`, `high`, `part`), `data` (`NULL` unless there is one predictor) and `categories`
#'   (labels and colours); of several a list of such lists, named by predictor. Of the forest a data
#'   frame; of residuals a list of data frames, `marks` or `hexes`, and `trend`.
#' @section Errors:
#' `logistic_error_argument` for an unknown `which` or `type` or unusable `at`;
#' `logistic_error_term` when `term` is not a variable of the fit; `logistic_error_levels` when `at`
#' has unknown levels; `logistic_error_link` for a forest without the logit link.
#' @references
#' Fox J, Hong J (2009). Effect displays in R for multinomial and proportional-odds logit models.
#' *Journal of Statistical Software* 32(1), 1-24. \doi{10.18637/jss.v032.i01}
#'
#' Li C, Shepherd BE (2012). A new residual for ordinal outcomes. *Biometrika* 99, 473-480.
#' \doi{10.1093/biomet/asr073}
#'
#' Wong B (2011). Points of view: color blindness. *Nature Methods* 8, 441 (the colours of Okabe
#' and Ito). \doi{10.1038/nmeth.1618}
#' @seealso [autoplot.category_fit()] for the same in ggplot2.
#' @examples
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' plot(fit, "age")
#' plot(fit, "smoke", type = "stacked", at = list(age = 30))
#' plot(fit, "forest")
#'
#' weight <- cut(birthweight$bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE,
#'               labels = c("low", "medium", "good", "high"))
#' fit <- ordinal(weight ~ lwt + smoke, cbind(birthweight, weight))
#' plot(fit)
#' plot(fit, "residuals", term = "lwt")
#' @export
plot.category_fit <- function(x, which = NULL, term = NULL, type = NULL, at = NULL, level = 0.95,
                              main = NULL, xlab = NULL, ylab = NULL, ...) {
  ask <- category_ask(x, which, term, type, at, level)
  labels <- list(main = main, xlab = xlab, ylab = ylab)
  given <- c(labels[!vapply(labels, is.null, NA)], list(...))
  switch(ask$which,
    curve = plot_category_curves(x, ask, given),
    forest = do.call(draw_forest, c(list(category_forest(x, level, ask$term)), given)),
    residuals = do.call(plot_ordinal_residuals, c(list(x, ask$term), given)))
}

#' What is asked for: which, term, type, at, level, checked
#' @noRd
category_ask <- function(fit, which, term, type, at, level) {
  check_fit(fit)
  check_level(level)
  variables <- names(with_scale_variables(predictor_data(fit), fit))
  if (is_term_of(fit, which, term, category_plots, variables)) {
    term <- which
    which <- NULL
  }
  which <- if (is.null(which)) "curve" else check_choice(which, category_plots, "which")
  if (which == "residuals" && !is_ordinal(fit)) {
    stop_argument("which", "\"curve\" or \"forest\" for categories without order",
                  "\"residuals\"")
  }
  usual <- if (length(unique(category_groups(fit))) <= 12L) "both" else "stacked"
  type <- if (is.null(type)) usual else check_choice(type, c("both", "stacked", "panels"), "type")
  if (!length(variables)) choose_term(NULL, list())
  list(which = which, term = term, type = type, at = at, level = level, variables = variables)
}

#' @noRd
plot_category_curves <- function(fit, ask, given) {
  several <- is.null(ask$term) && length(ask$variables) > 1L
  if (several) return(plot_each_predictor(fit, ask, given))
  p <- category_plot_data(fit, ask$term, ask$at, ask$level)
  draw_category_page(p, ask$type, given)
  invisible(list(curve = p$curve, data = p$data$points, categories = p$categories))
}

#' All predictors, stacked, on one page
#' @noRd
plot_each_predictor <- function(fit, ask, given) {
  names <- ask$variables
  if (prod(graphics::par("mfrow")) == 1) {
    old <- graphics::par(mfrow = rev(grDevices::n2mfrow(length(names))), cex = 0.8)
    on.exit(graphics::par(old))
  }
  out <- lapply(names, function(term) {
    p <- category_plot_data(fit, term, ask$at[setdiff(names(ask$at), term)], ask$level)
    draw_category_page(p, "stacked", c(list(main = term), given[setdiff(names(given), "xlab")]))
    list(curve = p$curve, data = p$data$points, categories = p$categories)
  })
  invisible(stats::setNames(out, names))
}

# ---- the page ----------------------------------------------------------------------------------

#' @noRd
draw_category_page <- function(p, type, given) {
  old <- graphics::par(c("mai", "mgp", "tcl", "fig", "mfrow", "cex", "new"))
  on.exit(restore_page(old, page$mfg))
  words <- page_words(p, given)
  graphics::par(tcl = -0.25, mgp = c(2.4, 0.45, 0))
  page <- NULL
  if (type == "both" && next_figure_width(NULL) < 4.5) type <- "stacked"
  if (type != "stacked") {
    graphics::par(mai = numeric(4L))
    graphics::plot.new()
    page <- list(mfg = graphics::par("mfg"), fig = graphics::par("fig"))
  }
  words$lines <- wrap_inches(category_words(p, type), next_figure_width(page) - 0.2, 0.75)
  given <- given[setdiff(names(given), names(words))]
  if (type == "stacked") return(draw_stacked(p, words, given, words_height(words)))
  draw_words(words)
  body <- page$fig
  body[4L] <- body[4L] - words_height(words) / graphics::par("din")[2L]
  if (type == "both") {
    split <- body[1L] + 0.44 * (body[2L] - body[1L])
    graphics::par(fig = c(body[1L], split, body[3:4]), new = TRUE)
    draw_stacked(p, words, given, 0.05)
    body[1L] <- split
    words$ylab <- NULL
  }
  draw_category_panels(p, words, given, body)
}

#' Titles, those given or usual ones
#' @noRd
page_words <- function(p, given) {
  usual <- list(main = "Fitted probabilities", xlab = p$term, ylab = p$ylab)
  given <- given[intersect(names(given), names(usual))]
  usual[names(given)] <- given
  usual
}

# Setting `fig` forgets `mfrow` and which of its figures was drawn.
#' @noRd
restore_page <- function(old, mfg) {
  if (!is.null(mfg)) {
    graphics::par(fig = old$fig)
    graphics::par(mfrow = old$mfrow)
    if (prod(old$mfrow) > 1) graphics::par(mfg = mfg)
  }
  graphics::par(old[c("mai", "mgp", "tcl", "cex")])
  graphics::par(new = FALSE)
}

#' @noRd
next_figure_width <- function(page) {
  if (!is.null(page)) graphics::par("fin")[1L] else
    graphics::par("din")[1L] / graphics::par("mfrow")[2L]
}

#' Height of a line of text in inches
#' @noRd
line_inches <- function(cex = 1) cex * graphics::par("cex") * graphics::par("cin")[2L]

#' @noRd
text_inches <- function(text, cex = 1) {
  graphics::strwidth(text, units = "inches", cex = cex)
}

#' A text as lines no wider than so many inches
#' @noRd
wrap_inches <- function(text, width, cex) {
  words <- strsplit(text, " ", fixed = TRUE)[[1L]]
  if (!length(words)) return(character())
  lines <- character()
  line <- words[1L]
  for (word in words[-1L]) {
    longer <- paste(line, word)
    if (text_inches(longer, cex) <= width) line <- longer else {
      lines <- c(lines, line)
      line <- word
    }
  }
  c(lines, line)
}

#' @noRd
words_height <- function(words) {
  0.16 + line_inches(1.15) * nzchar(words$main) + length(words$lines) * line_inches(0.75) * 0.95
}

#' Title and subtitle at the top of the figure
#' @noRd
draw_words <- function(words) {
  x <- graphics::grconvertX(0.1, "inches", "user") - graphics::grconvertX(0, "inches", "user") +
    graphics::grconvertX(0, "nfc", "user")
  top <- graphics::grconvertY(graphics::grconvertY(1, "nfc", "inches") - 0.08 -
                                c(0, line_inches(1.15) * nzchar(words$main)), "inches", "user")
  graphics::text(x, top[1L], words$main, adj = c(0, 1), cex = 1.15, xpd = NA)
  if (!length(words$lines)) return(invisible())
  step <- graphics::grconvertY(line_inches(0.75) * 0.95, "inches", "user") -
    graphics::grconvertY(0, "inches", "user")
  graphics::text(x, top[2L] - step * (seq_along(words$lines) - 1), words$lines, adj = c(0, 1),
                 cex = 0.75, xpd = NA, col = plot_colours$text)
}

# ---- axes --------------------------------------------------------------------------------------

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

# ---- stacked -----------------------------------------------------------------------------------

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

#' Inches of the figure that comes next
#' @noRd
figure_inches <- function() {
  if (graphics::par("new") || prod(graphics::par("mfrow")) == 1) return(graphics::par("fin"))
  graphics::par("din") / rev(graphics::par("mfrow"))
}

#' @noRd
levels_of <- function(p) as.character(unique(p$curve$x))

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

#' Words as two lines of about equal length
#' @noRd
two_lines <- function(label) {
  spaces <- gregexpr(" ", label, fixed = TRUE)[[1L]]
  if (spaces[1L] < 1L) return(label)
  at <- spaces[which.min(abs(spaces - nchar(label) / 2))]
  paste0(substr(label, 1L, at - 1L), "\n", substring(label, at + 1L))
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

#' Texts no wider than so many inches, their middles left out
#' @noRd
fit_text <- function(text, width, cex) {
  long <- which(text_inches(text, cex) > width)
  for (i in long) {
    letters <- nchar(text[i])
    while (letters > 6L && text_inches(text[i], cex) > width) {
      letters <- letters - 1L
      text[i] <- shorten(text[i], letters)
    }
  }
  text
}

# ---- panels ------------------------------------------------------------------------------------

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
