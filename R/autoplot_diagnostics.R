# The diagnostic plots in ggplot2: the panels are facets, the strip says what is against what.

#' @noRd
ggplot_diagnostics <- function(panels, words) {
  piece <- function(part) panel_rows(panels, part)
  marks <- piece("marks")
  plot <- ggplot2::ggplot() + plot_theme() + ggplot2::labs(x = NULL, y = NULL) +
    ggplot2::coord_cartesian(clip = "off")
  plot <- add_limits(plot, panels)
  plot <- add_hexagons(plot, piece("hexes"))
  plot <- add_spikes(plot, piece("spikes"))
  if (!is.null(marks)) plot <- add_marks(plot, marks)
  plot <- add_guides(plot, piece("guides"))
  plot <- add_line(plot, piece("expected"), 2)
  plot <- add_line(plot, piece("trend"), 1)
  plot <- add_named(plot, piece("named"))
  plot + facets_or_titles(panels) + ggplot2::labs(subtitle = panels_subtitle(panels, words))
}

#' @noRd
panel_rows <- function(panels, part) {
  titles <- panel_titles(panels)
  parts <- lapply(seq_along(panels), function(k) {
    d <- panels[[k]][[part]]
    if (is.null(d) || !nrow(d)) return(NULL)
    if (part == "hexes") d <- hexagon_corners(d)
    if (is.null(d$low) && part %in% c("expected", "trend")) d$low <- d$high <- NA_real_
    if (part == "marks") d$size <- if (all(d$n == d$n[1L])) 1.6 else mark_sizes(d$n) * 2
    if (part == "named") d$bare <- is.null(panels[[k]]$marks) && is.null(panels[[k]]$spikes)
    if (!is.null(d$id)) d$id <- paste(k, d$id)
    d$panel <- factor(titles[k], titles)
    d
  })
  do.call(rbind, parts)
}

#' @noRd
panel_titles <- function(panels) {
  if (length(panels) == 1L) return(panels[[1L]]$caption)
  titles <- lapply(panels, function(p) {
    if (!is.null(p$title)) return(p$title)
    axes <- strwrap(paste(p$ylab, "against", lower_first(p$xlab)), 52L)
    paste(c(format_caption(p$caption), axes), collapse = "\n")
  })
  make.unique(unlist(titles, use.names = FALSE))
}

# A caption may be an expression, as in stats::plot.lm().
#' @noRd
format_caption <- function(caption) {
  if (is.character(caption)) caption else paste(deparse(caption), collapse = " ")
}

#' @noRd
lower_first <- function(x) paste0(tolower(substr(x, 1L, 1L)), substr(x, 2L, nchar(x)))

#' @noRd
facets_or_titles <- function(panels) {
  if (length(panels) == 1L) {
    p <- panels[[1L]]
    ticks <- if (!is.null(p$xticks)) {
      ggplot2::scale_x_continuous(breaks = p$xticks$at, labels = p$xticks$label)
    } else ggplot2::scale_x_continuous(labels = axis_labels_known)
    return(list(ticks, ggplot2::labs(x = p$xlab, y = p$ylab, title = p$caption)))
  }
  list(ggplot2::facet_wrap("panel", scales = "free", ncol = 2L),
       ggplot2::scale_x_continuous(labels = axis_labels_known),
       ggplot2::theme(strip.text = ggplot2::element_text(hjust = 0, size = 10),
                      strip.clip = "off"))
}

#' @noRd
axis_labels_known <- function(at) {
  out <- rep("", length(at))
  known <- is.finite(at)
  if (any(known)) out[known] <- axis_labels(at[known])
  out
}

# An invisible layer that holds each panel's limits open.
#' @noRd
add_limits <- function(plot, panels) {
  titles <- panel_titles(panels)
  corners <- do.call(rbind, lapply(seq_along(panels), function(k) {
    data.frame(x = panels[[k]]$xlim, y = panels[[k]]$ylim, panel = factor(titles[k], titles))
  }))
  levels <- do.call(rbind, lapply(seq_along(panels), function(k) {
    level <- panels[[k]]$level
    if (!is.null(level)) data.frame(y = level, panel = factor(titles[k], titles))
  }))
  plot <- plot + ggplot2::geom_blank(plot_aes(x = "x", y = "y"), corners)
  if (is.null(levels)) return(plot)
  plot + ggplot2::geom_hline(plot_aes(yintercept = "y"), levels, colour = "grey55")
}

#' @noRd
add_hexagons <- function(plot, corners) {
  if (is.null(corners)) return(plot)
  plot + ggplot2::geom_polygon(plot_aes(x = "x", y = "y", group = "id", fill = "grey"), corners) +
    ggplot2::scale_fill_identity()
}

#' @noRd
add_spikes <- function(plot, spikes) {
  if (is.null(spikes)) return(plot)
  spikes$zero <- 0
  plot + ggplot2::geom_segment(plot_aes(x = "x", y = "zero", xend = "x", yend = "y"), spikes,
                               colour = plot_colours$curve, linewidth = 0.3)
}

#' @noRd
add_marks <- function(plot, marks) {
  plot + ggplot2::geom_point(plot_aes(x = "x", y = "y"), marks, size = marks$size,
                             shape = kind_shapes(marks$kind), colour = kind_colours(marks$kind),
                             alpha = if (nrow(marks) > 2000L) 0.5 else 0.85)
}

#' @noRd
add_guides <- function(plot, guides) {
  if (is.null(guides)) return(plot)
  ends <- guides[!duplicated(guides$id, fromLast = TRUE), ]
  plot +
    ggplot2::geom_line(plot_aes(x = "x", y = "y", group = "id"), guides, linetype = 3,
                       colour = "grey40") +
    ggplot2::geom_text(plot_aes(x = "x", y = "y", label = "label"), ends, colour = "grey40",
                       size = 3, hjust = -0.2)
}

#' @noRd
add_line <- function(plot, line, type) {
  if (is.null(line)) return(plot)
  plot +
    ggplot2::geom_ribbon(plot_aes(x = "x", ymin = "low", ymax = "high"),
                         line[is.finite(line$low) & is.finite(line$high), ], fill = "black",
                         alpha = 0.14) +
    ggplot2::geom_line(plot_aes(x = "x", y = "y"), line, linewidth = 0.8, linetype = type)
}

#' @noRd
add_named <- function(plot, named) {
  if (is.null(named)) return(plot)
  bare <- named[named$bare, ]
  if (nrow(bare)) {
    plot <- plot + ggplot2::geom_point(plot_aes(x = "x", y = "y"), bare, size = 1.6,
                                       shape = kind_shapes(bare$kind),
                                       colour = kind_colours(bare$kind))
  }
  plot + ggplot2::geom_text(plot_aes(x = "x", y = "y", label = "label"), named, size = 3,
                            vjust = -0.7, check_overlap = TRUE)
}

#' The legend as a sentence
#' @noRd
panels_subtitle <- function(panels, words) {
  has <- function(part) any(!vapply(panels, function(p) is.null(p[[part]]), NA))
  kinds <- intersect(names(words), panel_kinds(panels))
  shapes <- ifelse(kind_shapes(kinds) == 2L, "triangles", "circles")
  words <- c(paste0(shapes, ": ", words[kinds])[seq_along(kinds)],
             if (has("hexes")) "hexagons: rows, log grey",
             if (has("trend")) "solid: local mean", if (has("expected")) "dashed: expected",
             if (has("guides")) paste("dotted:", guide_words(panels)))
  paste(strwrap(paste(words, collapse = "; "), 90L), collapse = "\n")
}

#' @noRd
panel_kinds <- function(panels) {
  unlist(lapply(panels, function(p) c(p$marks$kind, if (is.null(p$spikes)) p$named$kind)))
}

#' @noRd
guide_words <- function(panels) {
  paste(unique(unlist(lapply(panels, `[[`, "guide_word"))), collapse = ", ")
}
