# What the diagnostic plots draw, computed once for base graphics and ggplot2: a panel is a list of
# the data frames of its marks.

#' The panels of diagnostic plots
#'
#' @param fit A fit of `logistic()`.
#' @param which Which of `diagnostic_panels`, by name.
#' @param options From `diagnostic_options()`.
#' @return A list named by `which`. Of each panel `marks` (`x`, `y`, `kind`, `n`) or `hexes`;
#'   `spikes`, `trend`, `expected`, `guides`, `named` where it has them; limits, labels, caption.
#' @noRd
diagnostic_data <- function(fit, which, options) {
  rows <- diagnostic_rows(fit)
  if (!nrow(rows)) {
    stop_logistic("rows", paste("the fit must have a row with a finite linear predictor to be",
                                "drawn; it has none."), rows = 0L)
  }
  about <- list(fit = fit, rows = rows, options = options)
  if (any(c("1", "2", "3") %in% which)) {
    about$ranks <- order(rows$eta)
    about$possible <- expected_by_model(about)
  }
  panels <- lapply(which, function(name) {
    panel <- diagnostic_panels[[name]](about)
    panel$caption <- panel_caption(panel$caption, name, options$caption)
    finish_panel(panel, options$aspect)
  })
  stats::setNames(panels, which)
}

# `caption` of stats::plot.lm: a list of six; shorter ones leave the rest without.
#' @noRd
panel_caption <- function(own, name, given) {
  at <- match(name, as.character(1:6))
  if (is.null(given) || is.na(at)) return(own)
  if (at > length(given)) "" else given[[at]]
}

#' @noRd
diagnostic_options <- function(id.n = 3, labels.id = NULL, caption = NULL, qqline = TRUE,
                               cook.levels = c(0.5, 1), add.smooth = TRUE, iter.smooth = 0,
                               most = points_drawn, aspect = 0.7) {
  id.n <- if (is.null(id.n)) 0L else check_count(id.n, "id.n")
  if (is.null(add.smooth)) add.smooth <- TRUE
  list(id.n = id.n, labels = labels.id, caption = caption,
       qqline = check_flag(qqline, "qqline"), cook.levels = cook.levels,
       smooth = check_flag(add.smooth, "add.smooth"), robust = iter.smooth, most = most,
       aspect = aspect)
}

# What could have been observed in rows at evenly spaced linear predictors.
#' @noRd
expected_by_model <- function(about) {
  rows <- spaced_rows(about$rows, about$ranks)
  possible <- possible_residuals(rows, about$fit)
  if (!is.null(possible)) possible$eta <- rows$eta[possible$row]
  possible
}

# The mean over what was possible, f of the residual, as a line along eta.
#' @noRd
expected_line <- function(about, f) {
  possible <- about$possible
  if (is.null(possible)) return(NULL)
  mean <- as.double(rowsum(possible$probability * f(possible$residual), possible$row))
  eta <- possible$eta[!duplicated(possible$row)]
  line <- smooth_trend(eta, mean)
  if (is.null(line)) NULL else line[c("x", "y")]
}

# ---- marks --------------------------------------------------------------------------------------

#' "event" and "other" of single trials, "group" of several
#' @noRd
row_kind <- function(rows, fit) {
  if (is_grouped(fit)) return(rep("group", nrow(rows)))
  ifelse(rows$y > 0.5, "event", "other")
}

#' @noRd
scatter <- function(about, x, y, trend = TRUE) {
  o <- about$options
  out <- list(x = x, y = y)
  if (trend && o$smooth) out$trend <- smooth_trend(x, y, robust = o$robust)
  if (length(x) > o$most) return(c(out, list(hexed = TRUE)))
  weight <- if (is_grouped(about$fit)) about$rows$w else rep(1, length(x))
  out$marks <- merged_points(x, y, row_kind(about$rows, about$fit), weight)
  out
}

# The rows named: those largest by `size`.
#' @noRd
named_rows <- function(about, x, y, size, count = about$options$id.n) {
  top <- top_positions(size, count)
  rows <- about$rows[top, , drop = FALSE]
  data.frame(x = x[top], y = y[top], kind = row_kind(rows, about$fit),
             label = point_labels(about$fit, rows$row, about$options$labels))
}

# Named points that coincide share a label.
#' @noRd
shared_labels <- function(named) {
  if (is.null(named) || nrow(named) < 2L) return(named)
  key <- paste(signif(named$x, 10), signif(named$y, 10), named$kind)
  joined <- tapply(named$label, factor(key, unique(key)), paste, collapse = ", ")
  named <- named[!duplicated(key), ]
  named$label <- as.vector(joined)
  named
}

#' @noRd
top_positions <- function(size, count) {
  count <- min(count, length(size))
  if (!count) return(integer())
  if (length(size) > 1000L) {
    least <- -sort(-size, partial = count)[count]
    near <- which(size >= least)
    return(near[order(-size[near])][seq_len(count)])
  }
  order(-size)[seq_len(count)]
}

# `labels.id` may have a label for each row used, or for each row of the data, as na.exclude keeps.
#' @noRd
point_labels <- function(fit, positions, labels) {
  y <- fit_part(fit, "y")
  if (is.null(labels)) labels <- names(y)
  if (is.null(labels)) return(as.character(positions))
  left <- fit$na.action
  if (length(left) && length(labels) == length(y) + length(left)) labels <- labels[-left]
  as.character(labels[positions])
}

# Limits that hold everything drawn, and hexagons once the limits are known.
#' @noRd
finish_panel <- function(panel, aspect) {
  panel$named <- shared_labels(panel$named)
  within <- function(name) {
    c(panel[[name]], panel$marks[[name]], panel$trend[[name]], panel$expected[[name]],
      panel$spikes[[name]])
  }
  if (is.null(panel$xlim)) panel$xlim <- padded_range(within("x"))
  if (is.null(panel$ylim)) panel$ylim <- padded_range(within("y"))
  if (isTRUE(panel$hexed)) {
    panel$hexes <- hexagons(panel$x, panel$y, panel$xlim, panel$ylim, aspect)
  }
  panel
}

#' @noRd
padded_range <- function(x, share = 0.04) {
  out <- range(x, finite = TRUE)
  gap <- diff(out)
  if (gap <= 1e-9 * max(abs(out))) gap <- max(abs(out), 1)
  out + c(-1, 1) * share * gap
}

# From zero, as distances and leverages are.
#' @noRd
range_from_zero <- function(x) c(0, max(x, 1e-300) * 1.06)

# ---- the panels ---------------------------------------------------------------------------------

#' @noRd
residual_label <- "Standardised deviance residual"

#' @noRd
panel_residuals <- function(about) {
  rows <- about$rows
  c(scatter(about, rows$eta, rows$deviance),
    list(expected = expected_line(about, identity), level = 0,
         named = named_rows(about, rows$eta, rows$deviance, abs(rows$deviance)),
         xlab = predictor_label(about$fit), ylab = residual_label,
         caption = "Residuals vs linear predictor"))
}

#' @noRd
predictor_label <- function(fit) paste("Linear predictor,", fit$link)

# Residuals of a right model are not normal where groups are small; `expected` is their
# distribution under the model, its band that of order statistics.
#' @noRd
panel_quantiles <- function(about) {
  residual <- about$rows$deviance
  o <- order(residual)
  n <- length(o)
  x <- stats::qnorm(stats::ppoints(n))
  kept <- spaced_quantiles(n, about$options$most)
  marks <- data.frame(x = x[kept], y = residual[o][kept],
                      kind = row_kind(about$rows, about$fit)[o][kept], n = 1)
  place <- replace(integer(n), o, seq_len(n))
  list(marks = marks, expected = if (about$options$qqline) expected_quantiles(about, x[kept], n),
       named = named_rows(about, x[place], residual, abs(residual)),
       xlab = "Normal quantile", ylab = residual_label, caption = "Normal Q-Q")
}

# All when few; else 1,000 at evenly spaced normal quantiles.
#' @noRd
spaced_quantiles <- function(n, most) {
  if (n <= most) return(seq_len(n))
  ends <- stats::qnorm(stats::ppoints(n)[c(1L, n)])
  unique(pmax(1L, pmin(n, round(stats::pnorm(seq(ends[1L], ends[2L], length.out = 1000L)) * n))))
}

#' @noRd
expected_quantiles <- function(about, x, n) {
  x <- unique(x[round(seq(1, length(x), length.out = min(length(x), 201L)))])
  p <- stats::pnorm(x)
  k <- p * n + 0.5
  low <- stats::qbeta(0.025, k, n + 1 - k)
  high <- stats::qbeta(0.975, k, n + 1 - k)
  quantile <- if (is.null(about$possible)) stats::qnorm else mixture_quantile(about$possible)
  data.frame(x = x, y = quantile(p), low = quantile(low), high = quantile(high))
}

#' @noRd
mixture_quantile <- function(possible) {
  o <- order(possible$residual)
  below <- cumsum(possible$probability[o])
  below <- below / below[length(below)]
  value <- possible$residual[o]
  function(p) value[pmin(findInterval(p, below) + 1L, length(value))]
}

#' @noRd
panel_scale <- function(about) {
  rows <- about$rows
  size <- sqrt(abs(rows$deviance))
  out <- c(scatter(about, rows$eta, size),
    list(expected = expected_line(about, function(r) sqrt(abs(r))),
         named = named_rows(about, rows$eta, size, size), xlab = predictor_label(about$fit),
         ylab = "sqrt |standardised deviance residual|", caption = "Scale-location"))
  for (line in c("trend", "expected")) {
    parts <- setdiff(names(out[[line]]), "x")
    out[[line]][parts] <- lapply(out[[line]][parts], pmax, 0)
  }
  out$ylim <- range_from_zero(size)
  out
}

# Of very many rows only the largest of each run of rows.
#' @noRd
panel_cook <- function(about) {
  rows <- about$rows
  spikes <- data.frame(x = rows$row, y = rows$cook)
  many <- nrow(rows) > about$options$most
  if (many) {
    run <- ceiling(seq_len(nrow(rows)) * (1000 / nrow(rows)))
    order <- order(run, -rows$cook)
    spikes <- spikes[order[!duplicated(run[order])], ]
  }
  note <- if (many) sprintf("the largest of each %s rows", format_count(round(nrow(rows) / 1000)))
  list(spikes = spikes, named = named_rows(about, rows$row, rows$cook, rows$cook),
       ylim = range_from_zero(rows$cook), xlab = "Row", ylab = "Cook's distance", note = note,
       caption = "Cook's distance")
}

#' @noRd
panel_leverage <- function(about) {
  rows <- about$rows
  xlim <- range_from_zero(rows$h)
  out <- c(scatter(about, rows$h, rows$pearson),
    list(level = 0, named = named_rows(about, rows$h, rows$pearson, rows$cook), xlim = xlim,
         guide_word = "Cook's distance",
         xlab = "Leverage", ylab = "Standardised Pearson residual",
         caption = "Residuals vs leverage"))
  out$guides <- cook_contours(about$options$cook.levels, about$fit$rank, xlim,
                              padded_range(rows$pearson))
  out
}

# Cook's distance = r^2 h / ((1 - h) p), solved for r.
#' @noRd
cook_contours <- function(levels, p, xlim, ylim) {
  h <- seq(xlim[2L] / 200, min(xlim[2L], 0.99), length.out = 200L)
  parts <- lapply(levels, function(level) {
    r <- sqrt(level * p * (1 - h) / h)
    lines <- list(list(r, ylim[2L]), list(-r, -ylim[1L]))
    do.call(rbind, lapply(seq_along(lines), function(k) {
      inside <- abs(lines[[k]][[1L]]) <= lines[[k]][[2L]]
      if (sum(inside) < 2L) return(NULL)
      data.frame(x = h[inside], y = lines[[k]][[1L]][inside], id = paste(level, k),
                 label = format_plain(level))
    }))
  })
  do.call(rbind, parts)
}

# The horizontal axis is odds of leverage, along which lines of one residual are straight.
#' @noRd
panel_cook_leverage <- function(about) {
  rows <- about$rows
  odds <- rows$h / (1 - rows$h)
  xlim <- range_from_zero(odds)
  ylim <- range_from_zero(rows$cook)
  at <- pretty(c(0, max(rows$h)))
  at <- at[at < 1]
  out <- scatter(about, odds, rows$cook, trend = FALSE)
  c(out, list(named = named_rows(about, odds, rows$cook, rows$cook), xlim = xlim, ylim = ylim,
              xticks = data.frame(at = at / (1 - at), label = format(at)),
              guide_word = "|Pearson residual|",
              guides = residual_lines(rows$pearson, about$fit$rank, xlim, ylim),
              xlab = "Leverage h, at h / (1 - h)", ylab = "Cook's distance",
              caption = "Cook's distance vs leverage"))
}

#' @noRd
residual_lines <- function(pearson, p, xlim, ylim) {
  sizes <- pretty(c(0, max(abs(pearson))), 5)
  sizes <- sizes[sizes > 0]
  end <- pmin(xlim[2L], 0.95 * ylim[2L] * p / sizes^2)
  # lines too steep to be told apart are left out
  apart <- c(TRUE, abs(diff(end)) > 0.06 * xlim[2L] | end[-1L] == xlim[2L])
  parts <- lapply(which(cumall(apart)), function(k) {
    data.frame(x = c(0, end[k]), y = c(0, end[k] * sizes[k]^2 / p), id = sizes[k],
               label = format_plain(sizes[k]))
  })
  do.call(rbind, parts)
}

#' @noRd
cumall <- function(x) cumsum(!x) == 0L

#' @noRd
panel_influence <- function(about) {
  rows <- pattern_rows(about$rows, about$fit)
  if (!nrow(rows)) {
    stop_logistic("rows", paste("`which = \"influence\"` needs a covariate pattern of leverage",
                                "below 1; the fit has a coefficient for each."), rows = 0L)
  }
  about$rows <- rows
  top <- top_positions(rows$cook, if (nrow(rows) > about$options$most) 20L else nrow(rows))
  kind <- ifelse(rows$deviance > 0, "more", "fewer")
  named <- named_rows(about, rows$h, rows$deviance, rows$cook)
  at <- top_positions(rows$cook, about$options$id.n)
  named$kind <- kind[at]
  several <- rows$count[at] > 1
  named$label[several] <- sprintf("%s and %s more", named$label[several],
                                  format_count(rows$count[at][several] - 1))
  list(x = rows$h, y = rows$deviance, level = 0, named = named,
       marks = data.frame(x = rows$h[top], y = rows$deviance[top], kind = kind[top],
                          n = rows$cook[top]),
       hexed = nrow(rows) > about$options$most, xlim = range_from_zero(rows$h),
       xlab = "Leverage of the covariate pattern", ylab = residual_label,
       caption = "Influence: area is Cook's distance")
}

#' @noRd
diagnostic_panels <- list("1" = panel_residuals, "2" = panel_quantiles, "3" = panel_scale,
                          "4" = panel_cook, "5" = panel_leverage, "6" = panel_cook_leverage,
                          influence = panel_influence)
