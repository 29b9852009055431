# The plots of conditional random fields in ggplot2.

#' Plot a conditional random field with ggplot2
#'
#' The plots of [plot.crf_fit()] as a ggplot, to which layers, scales and themes can be added: the
#' log odds ratios of adjacent labels,
#' \deqn{m_{ij} + m_{11} - m_{1j} - m_{i1},}{m_ij + m_11 - m_1j - m_i1,}
#' the posterior probabilities along sequences, or a forest.
#'
#' @param object A fit of [crf()].
#' @param which,sequence,tokens,path,names,newdata,newsequence,at,level As for [plot.crf_fit()].
#' @param ... Not used.
#' @return A ggplot.
#' @section Errors:
#' As [plot.crf_fit()].
#' @references
#' Wickham H (2016). *ggplot2: Elegant Graphics for Data Analysis*. Springer.
#' \doi{10.1007/978-3-319-24277-4}
#' @examplesIf requireNamespace("ggplot2", quietly = TRUE)
#' fit <- crf(weather ~ temp_max + temp_min, seattle, sequence = month, l2 = 1)
#' ggplot2::autoplot(fit)
#' ggplot2::autoplot(fit, "marginals", sequence = c(1, 7))
#' @exportS3Method ggplot2::autoplot
autoplot.crf_fit <- function(object, which = c("transitions", "marginals", "forest"),
                             sequence = NULL, tokens = NULL, path = FALSE, names = NULL,
                             newdata = NULL, newsequence = NULL, at = NULL, level = 0.95,
                             ...) {
  which <- crf_plot_choice(object, which)
  check_level(level)
  switch(which,
    transitions = ggplot_transitions(transition_map(object, at)),
    forest = ggplot_forest(crf_forest(object, level)),
    marginals = ggplot_marginals(
      marginal_data(object, sequence, tokens, path, names, given_data(newdata, newsequence)),
      !is.null(names)))
}

# ---- transitions --------------------------------------------------------------------------------

#' @noRd
ggplot_transitions <- function(map) {
  count <- length(map$lev)
  many <- count > numbered_labels
  upright <- sum(nchar(map$lev)) > 70
  labels <- shorten(map$lev, 20L)
  words <- map$words
  if (many) words <- sprintf("%s; deepest colours: -%s and %s", words, signif(map$limit, 3),
                             signif(map$limit, 3))
  plot <- ggplot2::ggplot() +
    ggplot2::geom_tile(plot_aes(x = "x", y = "y", fill = "fill"), map$cells,
                       colour = if (many) NA else "white") +
    ggplot2::geom_segment(plot_aes(x = "x", y = "y", xend = "xend", yend = "yend"), map$lines,
                          colour = "grey55", linewidth = if (many) 0.15 else 0.3) +
    ggplot2::geom_text(plot_aes(x = "x", y = "y", label = "text", colour = "ink"), map$cells,
                       size = max(2, min(4, 40 / count))) +
    ggplot2::scale_fill_identity() + ggplot2::scale_colour_identity() +
    ggplot2::scale_x_continuous(breaks = seq_len(count), labels = labels, minor_breaks = NULL) +
    ggplot2::scale_y_continuous(breaks = count + 1L - seq_len(count), labels = labels,
                                minor_breaks = NULL) +
    ggplot2::coord_cartesian(xlim = c(0.5, count + 0.5), ylim = c(0.5, count + 0.5),
                             expand = FALSE) +
    ggplot2::labs(x = "to", y = "from", title = map_title(map), subtitle = subtitle(words)) +
    plot_theme() + ggplot2::theme(panel.grid = ggplot2::element_blank())
  if (length(levels(map$cells$panel)) > 1L) plot <- plot + ggplot2::facet_wrap("panel")
  plot + upright_names(upright) + if (many) {
    ggplot2::theme(axis.text = ggplot2::element_text(size = max(4, 250 / count)))
  }
}

#' @noRd
subtitle <- function(words) paste(strwrap(words, 85L), collapse = "\n")

#' @noRd
upright_names <- function(upright) {
  if (upright) ggplot2::theme(axis.text.x = ggplot2::element_text(angle = 90, hjust = 1,
                                                                  vjust = 0.5))
}

# ---- marginals ----------------------------------------------------------------------------------

#' Strips as on a page of usual width
#' @noRd
ggplot_marginals <- function(m, named) {
  m <- cut_strips(m, 45L, named)
  rows <- if (as_lines(m)) levels(m$data$label) else labels_that_matter(m)
  m$data$at <- strip_apart * m$data$strip + m$data$x
  m$data$facet <- factor(m$strips$title[match(m$data$strip, m$strips$strip)], m$strips$title)
  plot <- ggplot2::ggplot() + plot_theme() +
    ggplot2::facet_wrap("facet", ncol = 1L, scales = "free_x") +
    ggplot2::theme(strip.text = ggplot2::element_text(hjust = 0)) +
    ggplot2::scale_colour_identity() + ggplot2::scale_fill_identity() +
    ggplot2::scale_shape_identity() + ggplot2::scale_linetype_identity() +
    ggplot2::labs(x = NULL, y = m$event, title = m$main,
                  subtitle = subtitle(marginal_words(m, rows)))
  plot <- if (!as_lines(m)) add_label_rows(plot, m, rows) else
    if (is.null(m$event)) add_label_lines(plot, m) else add_event(plot, m)
  plot <- plot + token_scale(m, named) + upright_names(named)
  if (named) plot <- plot + ggplot2::theme(axis.text.x = ggplot2::element_text(size = 7))
  if (as_lines(m)) return(plot)
  size <- min(9, max(3, 330 / (length(rows) * nrow(m$strips))))
  plot + ggplot2::theme(axis.text.y = ggplot2::element_text(size = size))
}

#' Tokens stand at `at`, thousands apart from strip to strip, so that an axis knows which it is of;
#' strips are of one width, a short one has room left at its right
#' @noRd
token_scale <- function(m, named) {
  d <- m$data[!duplicated(m$data$at), ]
  room <- data.frame(facet = factor(m$strips$title, m$strips$title),
                     at = strip_apart * m$strips$strip + m$length)
  breaks <- function(limits) {
    own <- d[d$strip == floor(mean(limits) / strip_apart), ]
    if (named) own$at[thinned(nrow(own), 60L)] else own$at[round_tokens(own$token)]
  }
  names <- function(at) {
    place <- match(at, d$at)
    if (named) shorten(d$name[place], 14L) else d$token[place]
  }
  list(ggplot2::geom_blank(plot_aes(x = "at"), room),
       ggplot2::scale_x_continuous(breaks = breaks, labels = names, minor_breaks = NULL,
                                   expand = ggplot2::expansion(add = 0.6)))
}

strip_apart <- 1000L

#' @noRd
probability_scale <- function(m) {
  low <- if (is.null(m$data$best)) 0 else -0.15
  list(ggplot2::scale_y_continuous(breaks = c(if (low < 0) -0.12, 0, 0.5, 1), minor_breaks = NULL,
                                   labels = c(if (low < 0) "best path", "0", "0.5", "1")),
       ggplot2::coord_cartesian(ylim = c(low, 1), clip = "off"))
}

#' @noRd
add_label_lines <- function(plot, m) {
  marks <- label_marks(m$lev)
  d <- cbind(m$data, marks[as.integer(m$data$label), c("colour", "line", "mark")])
  seen <- d[d$observed %in% TRUE, ]
  best <- d[d$best %in% TRUE, ]
  best$probability <- rep(-0.12, nrow(best))
  marked <- function(d, size) {
    ggplot2::geom_point(plot_aes(x = "at", y = "probability", colour = "colour",
                                 fill = "colour", shape = "mark"), d,
                        size = size * min(1, max(45 / m$length, 0.3)))
  }
  widest <- on_null_device(max(text_inches(m$lev, 0.75)))
  plot +
    ggplot2::geom_line(plot_aes(x = "at", y = "probability", colour = "colour",
                                linetype = "line", group = "label"), d, linewidth = 0.6,
                       na.rm = TRUE) +
    marked(seen, 1.8) + marked(best, 1.2) + line_names(d, m) + probability_scale(m) +
    ggplot2::theme(plot.margin = ggplot2::margin(6, 30 + 76 * widest, 6, 6))
}

#' Names beside the ends of the lines, apart as on a panel of usual height
#' @noRd
line_names <- function(d, m) {
  ends <- d$token == m$strips$to[match(d$strip, m$strips$strip)]
  last <- d[ends & !is.na(d$probability), ]
  height <- min(0.06 * nrow(m$strips), 1.2 / length(m$lev))
  last <- last[order(last$strip, last$probability), ]
  last$y <- unlist(lapply(split(last$probability, last$strip), function(p) {
    keep_apart(p, rep(height, length(p)), -0.1, 1.1)
  }))
  last$end <- last$at + 0.02 * m$length
  last$name <- as.character(last$label)
  list(ggplot2::geom_segment(plot_aes(x = "at", y = "probability", xend = "end", yend = "y"),
                             last, colour = "grey60", linewidth = 0.3),
       ggplot2::geom_text(plot_aes(x = "end", y = "y", label = "name", colour = "colour"), last,
                          hjust = 0, nudge_x = 0.008 * m$length,
                          size = min(3.2, 3.2 * height / (0.05 * nrow(m$strips)))))
}

#' @noRd
add_event <- function(plot, m) {
  d <- m$data
  d$seen <- as.double(d$observed)
  d$seen_fill <- ifelse(d$observed, plot_colours$data, "white")
  plot <- plot +
    ggplot2::geom_line(plot_aes(x = "at", y = "probability"), d, colour = plot_colours$curve,
                       linewidth = 1, na.rm = TRUE) +
    ggplot2::geom_point(plot_aes(x = "at", y = "seen", fill = "seen_fill"),
                        d[!is.na(d$seen), ], shape = 23, colour = plot_colours$data, size = 1.6) +
    probability_scale(m)
  if (is.null(d$best)) return(plot)
  d$below <- -0.12
  d$best_fill <- ifelse(d$best %in% TRUE, plot_colours$curve, "white")
  plot + ggplot2::geom_point(plot_aes(x = "at", y = "below", fill = "best_fill"), d, shape = 22,
                             colour = plot_colours$curve, size = 1.4)
}

#' @noRd
add_label_rows <- function(plot, m, rows) {
  d <- m$data[m$data$label %in% rows, ]
  d$row <- length(rows) + 1L - match(d$label, rows)
  d$fill <- probability_fill(d$probability)
  d$ink <- text_colour(d$fill)
  plot <- plot +
    ggplot2::geom_tile(plot_aes(x = "at", y = "row", fill = "fill"), d, colour = "grey92") +
    ggplot2::geom_tile(plot_aes(x = "at", y = "row"), d[d$observed %in% TRUE, ], fill = NA,
                       colour = plot_colours$data, linewidth = 0.5) +
    ggplot2::scale_y_continuous(breaks = seq_along(rows), labels = rev(rows), minor_breaks = NULL,
                                expand = ggplot2::expansion(add = 0.1)) +
    ggplot2::theme(panel.grid = ggplot2::element_blank())
  if (is.null(d$best)) return(plot)
  plot + ggplot2::geom_point(plot_aes(x = "at", y = "row", colour = "ink"), d[d$best %in% TRUE, ],
                             size = 0.8)
}
