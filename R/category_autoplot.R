# The plots of multinomial and ordinal fits in ggplot2.

#' Plot a multinomial or ordinal fit with ggplot2
#'
#' The plots of [plot.category_fit()] as a ggplot, to which layers, scales and themes can be added:
#' \deqn{\hat p_k(x), \qquad k = 1, \dots, K,}{p_k(x), k = 1, ..., K,}
#' stacked, in panels or both, then as the facets of one plot; a forest; or residuals.
#'
#' @param object A fit of [multinomial()] or [ordinal()].
#' @param which,term,type,at,level As for [plot.category_fit()], but a curve of a fit with several
#'   predictors needs `term`.
#' @param ... Not used.
#' @return A ggplot.
#' @section Errors:
#' As [plot.category_fit()]; `logistic_error_term` when `term` is needed.
#' @references
#' Wickham H (2016). *ggplot2: Elegant Graphics for Data Analysis*. Springer.
#' \doi{10.1007/978-3-319-24277-4}
#' @examplesIf requireNamespace("ggplot2", quietly = TRUE)
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' ggplot2::autoplot(fit, "age")
#' ggplot2::autoplot(fit, "smoke", type = "stacked")
#' @exportS3Method ggplot2::autoplot
autoplot.category_fit <- function(object, which = NULL, term = NULL, type = NULL, at = NULL,
                                  level = 0.95, ...) {
  ask <- category_ask(object, which, term, type, at, level)
  switch(ask$which,
    curve = ggplot_categories(category_plot_data(object, ask$term, at, level), ask$type),
    forest = ggplot_forest(category_forest(object, level, ask$term)),
    residuals = ggplot_diagnostics(residual_panels(object, ask$term), residual_words))
}

#' @noRd
ggplot_categories <- function(p, type) {
  facets <- category_facets(p, type)
  plot <- ggplot2::ggplot() + plot_theme()
  if (type != "panels") plot <- add_stack(plot, p, facets)
  if (type != "stacked") plot <- add_category_panels(plot, p, facets)
  if (length(facets) > 1L) {
    plot <- plot + ggplot2::facet_wrap("facet", labeller = ggplot2::label_wrap_gen(24)) +
      ggplot2::theme(strip.text = ggplot2::element_text(hjust = 0), strip.clip = "off")
  }
  words <- strwrap(category_words(p, type), 95L)
  plot + category_scales(p, type) +
    ggplot2::labs(x = p$term, y = p$ylab, title = "Fitted probabilities",
                  subtitle = if (any(nzchar(words))) paste(words, collapse = "\n"))
}

#' Titles of the facets: the stack first, then the categories
#' @noRd
category_facets <- function(p, type) {
  c(if (type != "panels") "All", if (type != "stacked") as.character(p$categories$label))
}

#' @noRd
category_scales <- function(p, type) {
  top <- if (type == "panels") panel_ylim(p)[2L] else 1
  floor <- -0.05 * top
  x <- if (p$discrete) {
    levels <- levels_of(p)
    upright <- sum(nchar(levels)) > if (type == "stacked") 70 else 20
    list(ggplot2::scale_x_continuous(breaks = seq_along(levels), minor_breaks = NULL,
                                     labels = shorten(levels, if (upright) 20L else 30L)),
         if (upright) ggplot2::theme(axis.text.x = ggplot2::element_text(angle = 90, hjust = 1,
                                                                         vjust = 0.5)))
  }
  list(x, ggplot2::scale_fill_identity(), ggplot2::scale_colour_identity(),
       ggplot2::scale_y_continuous(breaks = pretty(c(0, top), 4), minor_breaks = NULL),
       ggplot2::coord_cartesian(xlim = if (p$discrete) category_xlim(p) else range(p$curve$x),
                                ylim = c(if (p$discrete && type == "stacked") 0 else floor, top),
                                expand = FALSE, clip = "off"))
}

#' A data frame with the facet it belongs to
#' @noRd
in_facet <- function(d, facet, facets) {
  d$facet <- factor(rep_len(facet, nrow(d)), facets)
  d
}

# ---- the stack ---------------------------------------------------------------------------------

#' @noRd
add_stack <- function(plot, p, facets) {
  stack <- stacked_bounds(p)
  d <- data.frame(x = rep(stack_x(p, stack), nrow(p$categories)),
                  low = as.double(stack$bounds[, -ncol(stack$bounds)]),
                  high = as.double(stack$bounds[, -1L]),
                  category = rep(seq_len(nrow(p$categories)), each = length(stack$x)))
  d$fill <- p$categories$fill[d$category]
  d <- in_facet(d, "All", facets)
  plot <- if (p$discrete) add_bars(plot, d) else add_areas(plot, p, d, facets)
  add_stack_labels(plot, p, facets)
}

#' @noRd
stack_x <- function(p, stack) if (p$discrete) seq_along(stack$x) else stack$x

#' @noRd
add_bars <- function(plot, d) {
  d$left <- d$x - bar_half
  d$right <- d$x + bar_half
  plot + ggplot2::geom_rect(plot_aes(xmin = "left", xmax = "right", ymin = "low", ymax = "high",
                                     fill = "fill"), d, colour = "white", linewidth = 0.3)
}

#' @noRd
add_areas <- function(plot, p, d, facets) {
  own <- p$curve[as.integer(p$curve$category) == 1L, ]
  ends <- range(own$x[own$part == "within"])
  outside <- data.frame(left = c(min(own$x), ends[2L]), right = c(ends[1L], max(own$x)), zero = 0,
                        one = 1)
  plot +
    ggplot2::geom_ribbon(plot_aes(x = "x", ymin = "low", ymax = "high", fill = "fill",
                                  group = "category"), d, colour = "white", linewidth = 0.3) +
    ggplot2::geom_rect(plot_aes(xmin = "left", xmax = "right", ymin = "zero", ymax = "one"),
                       in_facet(outside, "All", facets), fill = "white", alpha = 0.55) +
    ggplot2::geom_segment(plot_aes(x = "x", xend = "x", y = "zero", yend = "one"),
                          in_facet(data.frame(x = ends, zero = 0, one = 1), "All", facets),
                          linetype = 2, colour = "grey30", linewidth = 0.3) +
    ggplot_where(p$data$where, c(-0.045, -0.01), "All", facets)
}

#' The labels of a stack, placed as on a panel of usual size; outside ones stand at the right end
#' @noRd
add_stack_labels <- function(plot, p, facets) {
  alone <- length(facets) == 1L
  inches <- if (alone) c(5, 3.5) else c(6, 4) / ceiling(sqrt(length(facets)))
  labels <- on_null_device(stacked_labels(p, inches, beside = alone))
  labels$colour <- p$categories$text
  labels$size <- labels$cex * 3.6
  inside <- in_facet(labels[labels$inside, ], "All", facets)
  if (!p$discrete) inside$x <- like_column(p$curve$x, inside$x)
  plot <- plot + ggplot2::geom_text(plot_aes(x = "x", y = "y", label = "label", colour = "colour"),
                                    inside, size = inside$size)
  outside <- labels[!labels$inside & !is.na(labels$y), ]
  if (nrow(outside) && alone) plot + outside_labels(p, outside) else plot
}

#' Beside the frame, where nothing is clipped
#' @noRd
outside_labels <- function(p, labels) {
  xlim <- category_xlim(p)
  time <- function(x) if (p$discrete) x else like_column(p$curve$x, x)
  labels$edge <- time(rep(xlim[2L] - if (p$discrete) 0.5 - bar_half else 0, nrow(labels)))
  labels$end <- time(rep(xlim[2L] + 0.02 * diff(xlim), nrow(labels)))
  widest <- on_null_device(max(text_inches(labels$label, labels$cex[1L])))
  list(ggplot2::geom_segment(plot_aes(x = "edge", xend = "end", y = "from", yend = "y"), labels,
                             colour = "grey50", linewidth = 0.3),
       ggplot2::geom_text(plot_aes(x = "end", y = "y", label = "label"), labels, hjust = 0,
                          nudge_x = 0.01 * diff(xlim), size = labels$size),
       ggplot2::theme(plot.margin = ggplot2::margin(6, 20 + 76 * widest, 6, 6)))
}

#' Measures of text where no device need be open
#' @noRd
on_null_device <- function(value) {
  current <- grDevices::dev.cur()
  grDevices::pdf(NULL)
  on.exit({
    grDevices::dev.off()
    if (current > 1L) grDevices::dev.set(current)
  })
  graphics::plot.new()
  value
}

#' Rug or strip of density
#' @noRd
ggplot_where <- function(where, ylim, in_facets, facets) {
  if (is.null(where)) return(NULL)
  where$bottom <- ylim[1L]
  where$top <- ylim[2L]
  where <- do.call(rbind, lapply(in_facets, in_facet, d = where, facets = facets))
  if (is.null(where$share)) {
    return(ggplot2::geom_segment(plot_aes(x = "x", xend = "x", y = "bottom", yend = "top"), where,
                                 colour = "grey20", alpha = 0.5, linewidth = 0.3))
  }
  where$fill <- grDevices::grey(1 - 0.85 * sqrt(where$share))
  ggplot2::geom_rect(plot_aes(xmin = "from", xmax = "to", ymin = "bottom", ymax = "top",
                              fill = "fill"), where)
}

# ---- panels ------------------------------------------------------------------------------------

#' @noRd
add_category_panels <- function(plot, p, facets) {
  d <- p$curve
  d$facet <- factor(as.character(d$category), facets)
  d$line <- p$categories$line[as.integer(d$category)]
  points <- p$data$points
  if (!is.null(points)) points$facet <- factor(as.character(points$category), facets)
  if (p$discrete) return(add_level_panels(plot, p, d, points))
  for (part in c("below", "within", "above")) plot <- add_bands(plot, d, part)
  top <- if ("All" %in% facets) 1 else panel_ylim(p)[2L]
  if (p$data$kind != "ticks") {
    own <- setdiff(facets, "All")
    plot <- plot + ggplot_where(p$data$where, c(-0.045, -0.01) * top, own, facets)
  }
  add_shares(plot, p, points, facets, top)
}

#' @noRd
add_bands <- function(plot, d, part) {
  pieces <- lapply(split(d, d$category), joined_piece, part = part)
  pieces <- do.call(rbind, pieces[vapply(pieces, nrow, 0L) > 1L])
  if (is.null(pieces)) return(plot)
  inside <- part == "within"
  plot +
    ggplot2::geom_ribbon(plot_aes(x = "x", ymin = "low", ymax = "high", fill = "line"), pieces,
                         alpha = if (inside) 0.18 else 0.08, na.rm = TRUE) +
    ggplot2::geom_line(plot_aes(x = "x", y = "fit", colour = "line"), pieces, linewidth = 1,
                       linetype = if (inside) 1 else 2)
}

#' @noRd
add_shares <- function(plot, p, points, facets, top) {
  if (is.null(points)) return(plot)
  ink <- "grey20"
  switch(p$data$kind,
    ticks = plot + ggplot_ticks(points, facets, top),
    groups = plot +
      ggplot2::geom_point(plot_aes(x = "x", y = "y", size = "n"), points, shape = 21, colour = ink,
                          fill = grDevices::adjustcolor(ink, 0.3)) +
      ggplot2::scale_size_area(max_size = 4, guide = "none"),
    bins = plot +
      ggplot2::geom_linerange(plot_aes(x = "x", ymin = "low", ymax = "high"), points,
                              colour = ink, linewidth = 0.3) +
      ggplot2::geom_point(plot_aes(x = "x", y = "y"), points, colour = ink, shape = 18, size = 1.5))
}

#' Rows in a category above, the others below
#' @noRd
ggplot_ticks <- function(points, facets, top) {
  own <- setdiff(facets, "All")
  d <- do.call(rbind, lapply(own, function(name) {
    inside <- as.character(points$category) == name
    data.frame(x = points$x, from = ifelse(inside, top, -0.05 * top),
               to = ifelse(inside, 0.96 * top, -0.015 * top), facet = factor(name, facets))
  }))
  ggplot2::geom_segment(plot_aes(x = "x", xend = "x", y = "from", yend = "to"), d,
                        colour = "grey20", alpha = 0.6, linewidth = 0.3)
}

#' @noRd
add_level_panels <- function(plot, p, d, points) {
  levels <- levels_of(p)
  d$at <- match(as.character(d$x), levels)
  plot <- plot +
    ggplot2::geom_linerange(plot_aes(x = "at", ymin = "low", ymax = "high", colour = "line"), d,
                            linewidth = 0.9, na.rm = TRUE) +
    ggplot2::geom_point(plot_aes(x = "at", y = "fit", colour = "line"), d, size = 2)
  if (!p$alone || is.null(points)) return(plot)
  points$at <- match(as.character(points$x), levels) + 0.15
  plot + ggplot2::geom_point(plot_aes(x = "at", y = "y"), points, shape = 23, size = 1.8,
                             colour = "grey20", fill = "white", na.rm = TRUE)
}
