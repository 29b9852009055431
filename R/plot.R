#' Plot a fit: its curve, its diagnostics, its odds ratios
#'
#' Without `which`, a fit with one predictor is drawn as its curve, any other as diagnostics.
#'
#' @section The curve:
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
#' @section Diagnostics:
#' `which` counts as in [stats::plot.lm()], whose arguments are taken in `...`: `id.n`,
#' `labels.id`, `cex.id`, `caption`, `sub.caption`, `panel`, `ask`, `qqline`, `cook.levels`,
#' `cook.col`, `cook.lty`, `add.smooth`, `iter.smooth`, `label.pos`, `cex.caption`,
#' `cex.oma.main`. Several are laid out on one page where the device has one panel and `ask` is
#' not given; `par()` is put back.
#'
#' 1. Standardised deviance residuals against the linear predictor;
#' 2. their normal quantile plot;
#' 3. the square roots of their sizes against the linear predictor;
#' 4. Cook's distances by row;
#' 5. standardised Pearson residuals against leverage, with lines of equal Cook's distance;
#' 6. Cook's distances against leverage, with lines of equal residuals.
#'
#' Residuals of single trials lie on two curves, and are not normal even when the model is right.
#' So the eye is led by two lines: solid, the local mean of the residuals with its 95% band;
#' dashed, what the model expects of them, computed from every outcome that each row could have
#' had, \deqn{E\{g(r_i)\} = \sum_y P_i(y)\, g\{r_i(y)\};}{E g(r) = sum over y of P(y) g(r(y));}
#' in the quantile plot the quantiles of that mixture, with the 95% band of order statistics.
#' Where solid leaves dashed, the model leaves the data. Coinciding points are one, their number
#' its area; the area of a group is its trials. More than 10,000 points are hexagons in the grey of
#' the logarithm of their count, with the `id.n` extreme rows above them. Rows without weight, and
#' rows that separated data fit exactly, are not drawn.
#'
#' `"influence"`: leverage against standardised deviance residual by covariate pattern, the area
#' of a point its Cook's distance; rows with the same linear predictor and leverage are taken as
#' one pattern. `"forest"`: [plot.odds_ratio()] with rows, events and references.
#'
#' @param x A fit of [logistic()].
#' @param which `1:6`, `"influence"`, `"curve"` or `"forest"`; several diagnostics together. The
#'   name of a predictor stands for its curve: `plot(fit, "age")`.
#' @param term For the curve, the predictor on the horizontal axis; needed when there are several.
#' @param level The coverage of bands and intervals.
#' @param main,xlab,ylab Titles.
#' @param ... Arguments of diagnostics, see there; further ones to [graphics::plot.default()].
#' @return Invisibly what is drawn: of the curve a list of two data frames, `curve` and `data`; of
#'   the forest a data frame; of diagnostics a list named by `which`, each a list of data frames:
#'   `marks` or `hexes`, `trend`, `expected`, `named` and the like.
#' @section Errors:
#' `logistic_error_argument` for an unknown `which`; `logistic_error_term` when `term` is needed
#' or not a variable of the fit; `logistic_error_transform` as in [odds_ratio()].
#' @references
#' Landwehr JM, Pregibon D, Shoemaker AC (1984). Graphical methods for assessing logistic
#' regression models. *Journal of the American Statistical Association* 79, 61-71.
#' \doi{10.1080/01621459.1984.10477062}
#'
#' Carr DB, Littlefield RJ, Nicholson WL, Littlefield JS (1987). Scatterplot matrix techniques for
#' large N. *Journal of the American Statistical Association* 82, 424-436.
#' \doi{10.1080/01621459.1987.10478445}
#'
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
#' fit <- logistic(constricted ~ log(volume) + log(rate), vasoconstriction)
#' plot(fit)
#' plot(fit, which = "influence") # rows 4 and 18: Pregibon's outliers
#' plot(fit, which = 4, id.n = 2)
#' @export
plot.logistic_fit <- function(x, which = NULL, term = NULL, level = 0.95, main = NULL,
                              xlab = NULL, ylab = NULL, ...) {
  check_fit(x)
  check_level(level)
  if (is_term_of(x, which, term)) {
    term <- which
    which <- NULL
  }
  which <- plot_choice(x, which, term)
  given <- list(...)
  labels <- list(main = main, xlab = xlab, ylab = ylab)
  labels <- labels[!vapply(labels, is.null, NA)]
  if (identical(which, "curve")) {
    own <- setdiff(names(formals(plot_diagnostics)), c("main", "..."))
    return(do.call(plot_probability, c(list(x, term, level), labels,
                                       given[!names(given) %in% own])))
  }
  if (identical(which, "forest")) {
    return(do.call(draw_forest, c(list(forest_data(x, level)), labels, given)))
  }
  do.call(plot_diagnostics, c(list(x, which), labels, given))
}

# plot(fit, "age"): a variable in the place of `which`.
#' @noRd
is_term_of <- function(fit, which, term,
                       choices = c(names(diagnostic_panels), "curve", "forest"),
                       variables = names(predictor_data(fit))) {
  is.null(term) && is.character(which) && length(which) == 1L && !which %in% choices &&
    which %in% variables
}

# The names of `diagnostic_panels` asked for, or "curve".
#' @noRd
plot_choice <- function(fit, which, term) {
  if (is.null(which)) {
    if (!is.null(term) || has_one_predictor(fit)) return("curve")
    return(c("1", "2", "3", "5"))
  }
  choices <- c(names(diagnostic_panels), "curve", "forest")
  if (is.atomic(which) && length(which) && !anyNA(which) && all(which %in% choices)) {
    which <- as.character(which)
    if (length(which) == 1L || !any(c("curve", "forest") %in% which)) return(which)
  }
  stop_argument("which", paste("in 1:6, or one of", list_some(quoted(setdiff(choices, 1:6)), 9L)),
                if (is.atomic(which) && length(which) < 9L) paste(which, collapse = ", ") else
                  value_text(which))
}

#' @noRd
has_one_predictor <- function(fit) {
  !is.null(fit$terms) && length(predictor_data(fit)) == 1L
}

#' @noRd
plot_probability <- function(x, term, level, main = "Fitted probability", xlab = NULL,
                             ylab = NULL, ...) {
  p <- plot_data(x, term, level)
  limits <- if (p$discrete) c(0.5, nrow(p$curve) + 0.5) else range(p$curve$x)
  old <- graphics::par(mar = c(if (p$discrete) 5.2 else 4.2, 5, 3.4, 1.2))
  on.exit(graphics::par(old))
  probability_frame(limits, if (is.null(xlab)) p$term else xlab,
                    if (is.null(ylab)) p$ylab else ylab, names = p$discrete, ...)
  graphics::title(main = main, adj = 0, line = 1.9, cex.main = 1.15, font.main = 1)
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
  draw_bands(p$curve, plot_colours$curve)
  draw_observed(p$data)
}

#' A curve and its band, pale and dashed beyond the data
#' @noRd
draw_bands <- function(curve, colour) {
  band <- curve[is.finite(curve$low) & is.finite(curve$high), ]
  for (part in c("below", "within", "above")) {
    piece <- joined_piece(band, part)
    if (nrow(piece) < 2L) next
    shade <- grDevices::adjustcolor(colour, if (part == "within") 0.18 else 0.08)
    graphics::polygon(c(piece$x, rev(piece$x)), c(piece$low, rev(piece$high)), col = shade,
                      border = NA)
  }
  for (part in c("below", "within", "above")) {
    piece <- joined_piece(curve, part)
    graphics::lines(piece$x, piece$fit, col = colour, lwd = 2.5,
                    lty = if (part == "within") 1 else 2)
  }
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
