# The forest plot of odds ratios: what it draws, and its two drawings.

#' The lines of a forest plot
#'
#' @param x A fit, whose factors are shown with their reference, counts and events; or odds ratios.
#' @param level The coverage, for a fit.
#' @return A data frame, a row for each line from the top: `label`, `n`, `events`, `estimate`,
#'   `conf.low`, `conf.high`, `text`, `reference`.
#' @noRd
forest_data <- function(x, level = 0.95) {
  given <- inherits(x, "odds_ratio")
  ratios <- if (given) x else odds_ratio(x, level = level)
  lines <- if (given) contrast_lines(ratios) else fit_lines(x, ratios)
  lines$text <- forest_text(lines)
  rownames(lines) <- NULL
  structure(lines, level = ratios$level, title = ratios$title)
}

#' @noRd
fit_lines <- function(fit, ratios) {
  data <- predictor_data(fit)
  do.call(rbind, lapply(unique(ratios$table$term), function(term) {
    part <- ratios
    part$table <- ratios$table[ratios$table$term == term, , drop = FALSE]
    plain <- is.factor(data[[term]]) && !any(nzchar(held_labels(part)))
    if (plain) level_lines(part$table, level_counts(data[[term]], fit)) else contrast_lines(part)
  }))
}

#' @noRd
forest_line <- function(label, n = NA_real_, events = NA_real_, estimate = NA_real_,
                        conf.low = NA_real_, conf.high = NA_real_, reference = FALSE) {
  data.frame(label = label, n = n, events = events, estimate = estimate, conf.low = conf.low,
             conf.high = conf.high, reference = reference)
}

#' @noRd
contrast_lines <- function(ratios) {
  levels <- unique(ratios$table$y.level)
  if (length(levels)) {
    return(do.call(rbind, lapply(levels, function(level) {
      one <- one_equation(ratios, level)
      one$table$y.level <- NULL
      lines <- contrast_lines(one)
      lines$label <- paste0("  ", lines$label)
      rbind(forest_line(level), lines)
    })))
  }
  rows <- odds_ratio_rows(ratios)
  table <- ratios$table[rows$at, ]
  lines <- forest_line(rows$label, estimate = table$estimate, conf.low = table$conf.low,
                       conf.high = table$conf.high)
  if (nzchar(rows$corner[1L])) rbind(forest_line(rows$corner[1L]), lines) else lines
}

#' @noRd
level_counts <- function(x, fit) {
  w <- as.double(fit_part(fit, "prior.weights"))
  used <- which(w > 0 & !is.na(x))
  level_proportions(data.frame(x = x[used], w = w[used], y = fit_part(fit, "y")[used]))$points
}

# A factor: its name, and a line for each level with its rows and events.
#' @noRd
level_lines <- function(table, counts) {
  one <- c(1, NA, NA)
  values <- rbind(one, as.matrix(table[c("estimate", "conf.low", "conf.high")]))
  lines <- forest_line(paste0("  ", counts$x), counts$n, counts$events, values[, 1L], values[, 2L],
                       values[, 3L], reference = seq_len(nrow(counts)) == 1L)
  rbind(forest_line(table$term[1L]), lines)
}

#' @noRd
forest_text <- function(lines) {
  out <- sprintf("%s (%s to %s)", trimws(format_ratio(lines$estimate)),
                 trimws(format_limit(lines$conf.low, lines$estimate)),
                 trimws(format_limit(lines$conf.high, lines$estimate)))
  unknown <- is.na(lines$conf.low) & is.na(lines$conf.high)
  out[unknown] <- trimws(format_ratio(lines$estimate[unknown]))
  out[lines$reference] <- "1 (reference)"
  header <- is.na(lines$estimate) & is.na(lines$conf.low)
  out[header] <- ""
  out
}

#' Limits of the axis: all that is finite and not absurd, and 1
#'
#' What reaches further than a factor of 1,000 beyond the estimates is cut, and drawn as an arrow.
#' @noRd
forest_limits <- function(lines) {
  usable <- function(v) v[is.finite(v) & v > 0]
  centre <- range(usable(lines$estimate), 1)
  all <- range(usable(c(lines$estimate, lines$conf.low, lines$conf.high)), 1)
  out <- c(max(all[1L], centre[1L] / 1000), min(all[2L], centre[2L] * 1000))
  out * c(1, 1) * exp(c(-1, 1) * 0.06 * max(diff(log(out)), 0.5))
}

#' The pieces to draw: intervals cut at the limits, and where an arrow says so
#' @noRd
forest_pieces <- function(lines, limits) {
  out <- lines
  out$row <- rev(seq_len(nrow(lines)))
  shown <- !is.na(lines$estimate)
  clip <- function(v) pmin(pmax(v, limits[1L]), limits[2L])
  out$low <- clip(lines$conf.low)
  out$high <- clip(lines$conf.high)
  out$cut_low <- shown & !is.na(lines$conf.low) & lines$conf.low < limits[1L]
  out$cut_high <- shown & !is.na(lines$conf.high) & lines$conf.high > limits[2L]
  out$inside <- shown & is.finite(log(lines$estimate))
  # an infinite ratio whose limits are unknown: an arrow alone
  infinite <- shown & !out$inside
  up <- infinite & lines$estimate > 1
  out$cut_high <- out$cut_high | up
  out$cut_low <- out$cut_low | infinite & !up
  out$low[up & is.na(out$low)] <- exp(mean(log(limits)))
  out$high[up] <- limits[2L]
  out$high[infinite & !up & is.na(out$high)] <- exp(mean(log(limits)))
  out$low[infinite & !up] <- limits[1L]
  out
}

#' Ratios at which an axis of ratios is marked
#' @noRd
ratio_ticks <- function(limits) {
  at <- grDevices::axisTicks(log10(limits), log = TRUE, nint = 5)
  sort(unique(c(at[at >= limits[1L] & at <= limits[2L]], 1)))
}

#' Plot odds ratios as a forest
#'
#' A line for each ratio: its name, point and interval on a logarithmic axis with a line at 1, and
#' the numbers. An infinite ratio or limit is an arrow. Of a fit, `plot(fit, which = "forest")`
#' adds to each level of a factor its rows and events, and shows the reference.
#' \deqn{\exp\{\hat\theta \pm z_{1 - \alpha/2}\, \mathrm{se}(\hat\theta)\}}{
#'   exp(theta +- z se(theta))} is the interval of a log odds ratio \eqn{\theta}{theta}.
#'
#' @param x,object Odds ratios of [odds_ratio()].
#' @param main,xlab Titles.
#' @param ... Further arguments to [graphics::plot.default()].
#' @return `plot()`: invisibly the data frame drawn, a row a line: `label`, `n`, `events`,
#'   `estimate`, `conf.low`, `conf.high`, `text`, `reference`. `autoplot()`: a ggplot.
#' @references
#' Lewis S, Clarke M (2001). Forest plots: trying to see the wood and the trees. *BMJ* 322,
#' 1479-1480. \doi{10.1136/bmj.322.7300.1479}
#' @examples
#' fit <- logistic(low ~ age + lwt + race + smoke, birthweight)
#' plot(odds_ratio(fit, age = 10, lwt = 10, "race", "smoke"))
#' plot(fit, which = "forest")
#' @export
plot.odds_ratio <- function(x, main = NULL, xlab = NULL, ...) {
  draw_forest(forest_data(x), main = main, xlab = xlab, ...)
}

#' @noRd
draw_forest <- function(lines, main = NULL, xlab = NULL, ylab = "", ...) {
  if (is.null(main)) main <- forest_title(lines)
  limits <- forest_limits(lines)
  pieces <- forest_pieces(lines, limits)
  if (is.null(xlab)) xlab <- forest_axis(lines)
  size <- forest_size(lines)
  old <- graphics::par(mar = forest_margins(lines, size), mgp = c(2.4, 0.6, 0), tcl = -0.3)
  on.exit(graphics::par(old))
  frame <- list(x = NULL, xlim = limits, ylim = c(0.5, nrow(lines) + 0.5), log = "x", axes = FALSE,
                xlab = xlab, ylab = "", xaxs = "i", yaxs = "i")
  frame[names(list(...))] <- list(...)
  do.call(graphics::plot.default, frame)
  at <- ratio_ticks(limits)
  graphics::abline(v = at, col = plot_colours$grid)
  graphics::abline(v = 1, col = "grey40", lty = 2)
  graphics::axis(1, limits, c("", ""), lwd.ticks = 0)
  graphics::axis(1, at, format_plain(at))
  graphics::title(main = main, adj = 0, line = 1.6, font.main = 1, cex.main = 1.15)
  forest_columns(pieces, size, counts_word(lines))
  forest_intervals(pieces, size)
  invisible(lines)
}

#' @noRd
forest_title <- function(lines) {
  title <- attr(lines, "title")
  if (is.null(title)) "Odds ratios" else title
}

# What kind of ratio the lines are, and of what.
#' @noRd
forest_axis <- function(lines) {
  risk <- startsWith(forest_title(lines), "Relative")
  paste0(if (risk) "Relative risk ratio" else "Odds ratio", attr(lines, "of"), ", ",
         format_level(attr(lines, "level")))
}

# What the counts count.
#' @noRd
counts_word <- function(lines) {
  if (all(is.na(lines$events))) "n" else
    if (is.null(attr(lines, "counts"))) "events / n" else attr(lines, "counts")
}

# Of many lines the text shrinks to the height that each has.
#' @noRd
forest_size <- function(lines) {
  height <- graphics::par("fin")[2L] - 7.4 * graphics::par("csi")
  max(min(1, height / (nrow(lines) * 1.05 * graphics::par("csi"))), 0.4)
}

# Widths of the words, in lines of margin.
#' @noRd
forest_margins <- function(lines, size) {
  line <- graphics::par("csi") * graphics::par("mex")
  lines_of <- function(text) {
    max(0, graphics::strwidth(text, units = "inches", cex = size)) / line
  }
  left <- lines_of(lines$label) + 1.2
  if (!all(is.na(lines$n))) left <- left + lines_of(count_of_events(lines)) + 1
  c(4, left, 3.4, lines_of(lines$text) + 1)
}

#' @noRd
count_of_events <- function(lines) {
  counts <- if (all(is.na(lines$events))) format_count(lines$n) else
    paste(format_count(lines$events), "/", format_count(lines$n))
  ifelse(is.na(lines$n), "", counts)
}

#' @noRd
forest_columns <- function(pieces, size, counts) {
  side <- function(text, at, ...) graphics::mtext(text, at = at, las = 1, ...)
  size <- size * graphics::par("cex")
  side(pieces$label, pieces$row, side = 2, adj = 0, cex = size,
       line = graphics::par("mar")[2L] - 0.6)
  side(pieces$text, pieces$row, side = 4, adj = 0, line = 0.5, cex = size)
  if (all(is.na(pieces$n))) return(invisible())
  side(count_of_events(pieces), pieces$row, side = 2, adj = 1, line = 0.6, cex = size)
  side(counts, nrow(pieces) + 0.9, side = 2, adj = 1, line = 0.6, cex = 0.85 * size,
       col = plot_colours$text)
}

#' @noRd
forest_intervals <- function(pieces, size) {
  known <- which(!is.na(pieces$low) & !is.na(pieces$high))
  d <- pieces[known, ]
  graphics::segments(d$low, d$row, d$high, d$row, col = plot_colours$curve, lwd = 2)
  arrow <- function(d, from, to) {
    if (nrow(d)) graphics::arrows(d[[from]], d$row, d[[to]], d$row, length = 0.1, lwd = 2,
                                  col = plot_colours$curve)
  }
  arrow(d[d$cut_high, ], "low", "high")
  arrow(d[d$cut_low, ], "high", "low")
  inside <- pieces[pieces$inside, ]
  graphics::points(inside$estimate, inside$row, col = plot_colours$curve, bg = "white",
                   cex = 1.3 * size, pch = ifelse(inside$reference, 21, 15))
}

#' @rdname plot.odds_ratio
#' @exportS3Method ggplot2::autoplot
autoplot.odds_ratio <- function(object, ...) ggplot_forest(forest_data(object))

#' @noRd
ggplot_forest <- function(lines) {
  limits <- forest_limits(lines)
  pieces <- forest_pieces(lines, limits)
  spans <- pieces[!is.na(pieces$low) & !is.na(pieces$high), ]
  plot <- ggplot2::ggplot() +
    ggplot2::geom_vline(xintercept = 1, linetype = 2, colour = "grey40") +
    ggplot2::geom_segment(plot_aes(x = "low", xend = "high", y = "row", yend = "row"), spans,
                          colour = plot_colours$curve, linewidth = 1) +
    ggplot2::geom_point(plot_aes(x = "estimate", y = "row"), pieces[pieces$inside, ],
                        colour = plot_colours$curve, fill = "white", size = 2.8,
                        shape = ifelse(pieces$reference[pieces$inside], 21, 15))
  plot <- add_arrows(plot, spans[spans$cut_high, ], "low", "high")
  plot <- add_arrows(plot, spans[spans$cut_low, ], "high", "low")
  counts <- count_of_events(pieces)
  labels <- ifelse(nzchar(counts), paste0(pieces$label, "   ", counts), pieces$label)
  at <- ratio_ticks(limits)
  plot +
    ggplot2::scale_x_log10(breaks = at, labels = format_plain(at)) +
    ggplot2::scale_y_continuous(breaks = pieces$row, labels = labels, minor_breaks = NULL,
                                sec.axis = ggplot2::dup_axis(labels = pieces$text)) +
    ggplot2::coord_cartesian(xlim = limits, ylim = c(0.5, nrow(pieces) + 0.5), expand = FALSE) +
    ggplot2::labs(x = forest_axis(lines), y = NULL, title = forest_title(lines),
                  subtitle = if (any(nzchar(counts))) paste("beside levels:", counts_word(lines))) +
    plot_theme() + forest_theme()
}

#' @noRd
forest_theme <- function() {
  ggplot2::theme(axis.text.y.left = ggplot2::element_text(hjust = 0, colour = "black"),
                 axis.text.y.right = ggplot2::element_text(hjust = 0, colour = "black"),
                 axis.title.y.right = ggplot2::element_blank(),
                 panel.grid.major.y = ggplot2::element_blank(),
                 panel.grid.major.x = ggplot2::element_line(colour = "grey88"))
}

#' @noRd
add_arrows <- function(plot, d, from, to) {
  if (!nrow(d)) return(plot)
  plot + ggplot2::geom_segment(plot_aes(x = from, xend = to, y = "row", yend = "row"), d,
                               colour = plot_colours$curve, linewidth = 1,
                               arrow = ggplot2::arrow(length = ggplot2::unit(0.1, "inches")))
}
