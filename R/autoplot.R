#' Plot a fit with ggplot2
#'
#' The plots of [plot.logistic_fit()] as a ggplot, to which layers, scales and themes can be added:
#' the probability of the event against a predictor,
#' \deqn{\hat p(x) = f(\hat\eta(x)), \qquad f\{\hat\eta(x) \pm z_{1 - \alpha/2}\,
#'   \mathrm{se}(\hat\eta(x))\},}{p(x) = f(eta(x)), f(eta(x) +- z se(eta(x))),}
#' diagnostics, several as facets, or a forest of odds ratios.
#'
#' @param object A fit of [logistic()], or odds ratios of [odds_ratio()].
#' @param which,term,level As for [plot.logistic_fit()].
#' @param id.n,labels.id,cook.levels,add.smooth For diagnostics, as for [stats::plot.lm()].
#' @param ... Not used.
#' @return A ggplot.
#' @section Errors:
#' `logistic_error_argument` for an unknown `which`; `logistic_error_term` when `term` is needed
#' or not a variable of the fit.
#' @references
#' Wickham H (2016). *ggplot2: Elegant Graphics for Data Analysis*. Springer.
#' \doi{10.1007/978-3-319-24277-4}
#' @examplesIf requireNamespace("ggplot2", quietly = TRUE)
#' fit <- logistic(low ~ lwt, birthweight)
#' ggplot2::autoplot(fit)
#' fit <- logistic(low ~ age + lwt + race + smoke, birthweight)
#' ggplot2::autoplot(fit, which = c(1, 5))
#' ggplot2::autoplot(odds_ratio(fit, age = 10, lwt = 10))
#' @exportS3Method ggplot2::autoplot
autoplot.logistic_fit <- function(object, which = NULL, term = NULL, level = 0.95, id.n = 3,
                                  labels.id = NULL, cook.levels = c(0.5, 1),
                                  add.smooth = getOption("add.smooth"), ...) {
  check_fit(object)
  check_level(level)
  if (is_term_of(object, which, term)) {
    term <- which
    which <- NULL
  }
  which <- plot_choice(object, which, term)
  if (identical(which, "curve")) return(ggplot_probability(object, term, level))
  if (identical(which, "forest")) return(ggplot_forest(forest_data(object, level)))
  options <- diagnostic_options(id.n, labels.id, cook.levels = cook.levels,
                                add.smooth = add.smooth, aspect = facet_aspect(length(which)))
  ggplot_diagnostics(diagnostic_data(object, which, options), kind_words(object, which))
}

# Height over width of a panel on a page as usual: the shape of hexagons.
#' @noRd
facet_aspect <- function(count) if (count == 1L) 0.8 else 1.5 / (1 + ceiling(count / 2))

#' @noRd
ggplot_probability <- function(fit, term, level) {
  p <- plot_data(fit, term, level)
  plot <- ggplot2::ggplot() +
    ggplot2::scale_y_continuous(breaks = seq(0, 1, 0.25), minor_breaks = NULL,
                                labels = format_fixed(seq(0, 1, 0.25), 2L)) +
    ggplot2::coord_cartesian(ylim = c(0, 1)) +
    ggplot2::labs(x = p$term, y = p$ylab, title = "Fitted probability",
                  subtitle = plot_subtitle(p)) +
    plot_theme()
  if (p$discrete) add_levels(plot, p) else add_curve(plot, p)
}

#' @noRd
plot_theme <- function() {
  ggplot2::theme_minimal(base_size = 12) +
    ggplot2::theme(panel.grid.minor = ggplot2::element_blank(),
                   panel.grid.major.x = ggplot2::element_blank(),
                   axis.ticks.x = ggplot2::element_line(colour = "grey50"),
                   plot.title.position = "plot",
                   plot.subtitle = ggplot2::element_text(colour = "grey30", size = 10))
}

# Columns are named by strings, so that no variable stands undefined in the code.
#' @noRd
plot_aes <- function(...) do.call(ggplot2::aes, lapply(list(...), as.name))

#' @noRd
add_curve <- function(plot, p) {
  for (part in c("below", "within", "above")) {
    piece <- joined_piece(p$curve, part)
    if (nrow(piece) < 2L) next
    inside <- part == "within"
    plot <- plot +
      ggplot2::geom_ribbon(plot_aes(x = "x", ymin = "low", ymax = "high"), piece,
                           fill = plot_colours$curve, alpha = if (inside) 0.18 else 0.08,
                           na.rm = TRUE) +
      ggplot2::geom_line(plot_aes(x = "x", y = "fit"), piece, colour = plot_colours$curve,
                         linewidth = 1, linetype = if (inside) 1 else 2)
  }
  add_observed(plot, p$data)
}

#' @noRd
add_observed <- function(plot, data) {
  d <- data$points
  if (is.null(d) || !nrow(d)) return(plot)
  colour <- plot_colours$data
  switch(data$kind,
    ticks = {
      d$end <- d$y + ifelse(d$y == 1, -0.035, 0.035)
      plot + ggplot2::geom_segment(plot_aes(x = "x", y = "y", xend = "x", yend = "end"), d,
                                   colour = colour, alpha = 0.75)
    },
    rug = {
      d$zero <- 0
      d$end <- 0.025
      plot + ggplot2::geom_segment(plot_aes(x = "x", y = "zero", xend = "x", yend = "end"), d,
                                   colour = "grey30", alpha = 0.4)
    },
    groups = plot +
      ggplot2::geom_point(plot_aes(x = "x", y = "y", size = "w"), d, shape = 21,
                          colour = colour, fill = grDevices::adjustcolor(colour, 0.35)) +
      ggplot2::scale_size_area(max_size = 6, guide = "none"),
    bins = plot +
      ggplot2::geom_linerange(plot_aes(x = "x", ymin = "low", ymax = "high"), d,
                              colour = colour) +
      ggplot2::geom_point(plot_aes(x = "x", y = "y"), d, colour = colour, shape = 18, size = 2.5))
}

#' @noRd
add_levels <- function(plot, p) {
  curve <- p$curve
  curve$at <- seq_len(nrow(curve))
  d <- p$data$points
  labels <- as.character(curve$x)
  if (!is.null(d)) {
    counts <- sprintf("%s of %s", format_count(d$events), format_count(d$n))
    labels <- paste0(labels, "\n", counts[match(labels, d$x)])
  }
  plot <- plot +
    ggplot2::geom_linerange(plot_aes(x = "at", ymin = "low", ymax = "high"), curve,
                            colour = plot_colours$curve, linewidth = 1) +
    ggplot2::geom_point(plot_aes(x = "at", y = "fit"), curve, colour = plot_colours$curve,
                        size = 3) +
    ggplot2::scale_x_continuous(breaks = curve$at, labels = labels, minor_breaks = NULL,
                                limits = c(0.5, nrow(curve) + 0.5))
  if (!p$alone || is.null(d)) return(plot)
  d$at <- match(d$x, as.character(curve$x)) + 0.08
  plot + ggplot2::geom_point(plot_aes(x = "at", y = "y"), d, shape = 23, size = 2.5,
                             colour = plot_colours$data, fill = "white", stroke = 1)
}
