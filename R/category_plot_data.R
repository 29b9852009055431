# What the plots of multinomial and ordinal fits draw, computed once for base graphics and ggplot2.

# More categories than these are drawn as groups of them.
#' @noRd
categories_drawn <- 40L

#' Probabilities of the categories along one predictor, and the data beside them
#'
#' @param at Named list: one value for each other predictor that is not to be held as usual.
#' @return A list: `term`, `ylab`, `held`, `discrete`, `alone`, `level`; `categories`, a data frame
#'   of labels and colours in the order drawn; `curve`, a data frame `x`, `category`, `fit`, `low`,
#'   `high`, `part`; `data`, list(kind, points).
#' @noRd
category_plot_data <- function(fit, term = NULL, at = NULL, level = 0.95) {
  data <- with_scale_variables(predictor_data(fit), fit)
  term <- choose_term(term, data)
  base <- held_row(data, term, at)
  groups <- category_groups(fit)
  x <- data[[term]]
  out <- list(term = term, alone = length(data) == 1L, level = level,
              ylab = category_ylab(fit), held = held_text(base, term),
              discrete = has_levels(x), categories = shown_categories(fit, groups))
  out$curve <- category_curve(fit, base, data, out, groups)
  out$data <- category_observed(fit, x, out, groups)
  out
}

#' @noRd
category_ylab <- function(fit) {
  if (fit$response$kind == "counts") "Probability" else sprintf("P(%s)", fit$response$name)
}

# Predictors of the scale alone are not among the terms.
#' @noRd
with_scale_variables <- function(data, fit) {
  names <- setdiff(all.vars(stats::delete.response(fit$scale_terms)), names(data))
  for (name in names) {
    x <- whole_column(list(data = data_of_fit(fit), terms = fit$terms), name)
    data[[name]] <- if (is.character(x)) factor(x) else x
  }
  data
}

#' The typical row, with the values of `at` in it
#' @noRd
held_row <- function(data, term, at) {
  if (term %in% names(at)) {
    stop_argument("at", "a list of values of other predictors", paste("of", backticked(term)))
  }
  check_at(at, data)
  base <- typical_row(data)
  for (name in names(at)) {
    if (length(at[[name]]) != 1L) {
      stop_argument(paste0("at$", name), "one value", count_of(length(at[[name]]), "value"))
    }
    value <- at[[name]]
    base[[name]] <- if (is.factor(data[[name]])) factor(value, levels(data[[name]])) else value
  }
  base
}

# ---- categories --------------------------------------------------------------------------------

#' Which group each category of `fit$lev` is drawn in
#'
#' Each is its own; of more than can be drawn, runs of about equal counts where they are ordered,
#' else the most frequent, and the rest together.
#' @noRd
category_groups <- function(fit) {
  k <- length(fit$lev)
  if (k <= categories_drawn) return(seq_len(k))
  n <- as.double(fit$outcome)
  if (is_ordinal(fit)) {
    share <- (cumsum(n) - n / 2) / sum(n)
    return(match(group <- pmin(ceiling(share * 12), 12), unique(group)))
  }
  most <- order(-n)[seq_len(11L)]
  replace(rep.int(12L, k), sort(most), seq_len(11L))
}

#' Labels and colours, in the order of the data
#' @noRd
shown_categories <- function(fit, groups) {
  label <- vapply(split(fit$lev, groups), group_label, "", ordered = is_ordinal(fit))
  count <- length(label)
  order <- if (count < length(fit$lev)) seq_len(count) else data_order(fit)
  fill <- if (is_ordinal(fit)) ordered_colours(count) else nominal_colours(count)
  out <- data.frame(label = label[order], fill = fill, line = readable_colour(fill),
                    text = text_colour(fill), group = order, stringsAsFactors = FALSE)
  rownames(out) <- NULL
  out
}

#' @noRd
group_label <- function(lev, ordered) {
  if (length(lev) == 1L) return(lev)
  if (ordered) paste(lev[1L], "to", lev[length(lev)]) else
    paste(format_count(length(lev)), "others")
}

# Light to dark, in the blue of the other plots.
#' @noRd
ordered_colours <- function(count) {
  grDevices::colorRampPalette(c("#DCEAF6", "#8FC1E3", "#2E86C1", "#0072B2", "#08306B"),
                              space = "Lab")(count)
}

#' The colours of Okabe and Ito; a ninth and further ones paler, then darker
#' @noRd
nominal_colours <- function(count) {
  eight <- c("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
             "#595959")
  turn <- (seq_len(count) - 1L) %/% 8L
  colours <- rep_len(eight, count)
  paler <- turn %% 3L == 1L
  darker <- turn %% 3L == 2L
  colours[paler] <- mix_colours(colours[paler], "white", 0.5)
  colours[darker] <- mix_colours(colours[darker], "black", 0.4)
  colours
}

#' @noRd
mix_colours <- function(colours, with, share) {
  if (!length(colours)) return(colours)
  rgb <- (1 - share) * grDevices::col2rgb(colours) + share * as.double(grDevices::col2rgb(with))
  grDevices::rgb(t(rgb), maxColorValue = 255)
}

# Relative luminance, of which contrast is made (WCAG 2.1).
#' @noRd
luminance <- function(colours) {
  v <- grDevices::col2rgb(colours) / 255
  linear <- ifelse(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055)^2.4)
  as.double(c(0.2126, 0.7152, 0.0722) %*% linear)
}

#' Dark enough for a line on white: a contrast of 3
#' @noRd
readable_colour <- function(colours) {
  for (step in 1:12) {
    pale <- 1.05 / (luminance(colours) + 0.05) < 3
    colours[pale] <- mix_colours(colours[pale], "black", 0.12)
  }
  colours
}

#' @noRd
text_colour <- function(fill) ifelse(luminance(fill) > 0.18, "black", "white")

# ---- curves ------------------------------------------------------------------------------------

#' @noRd
category_curve <- function(fit, base, data, about, groups) {
  x <- data[[about$term]]
  values <- plot_values(x, if (length(fit$coefficients) > 100L) 81L else 241L)
  new <- base[rep(1L, length(values)), , drop = FALSE]
  new[[about$term]] <- values
  limits <- suppressWarnings(plotted_probabilities(fit, as_in_data(new, data), about$level, groups))
  order <- about$categories$group
  known <- rowSums(!is.finite(limits$fit)) == 0
  if (!any(known)) {
    stop_logistic("term", sprintf("`%s` has no value at which probabilities are known.",
                                  about$term), variable = about$term)
  }
  long <- function(m) as.double(m[known, order, drop = FALSE])
  category <- rep(seq_along(order), each = sum(known))
  out <- data.frame(x = rep(values[known], length(order)),
                    category = factor(category, seq_along(order), about$categories$label),
                    fit = long(limits$fit), low = long(limits$low), high = long(limits$high))
  if (!about$discrete) out$part <- part_of_range(out$x, x)
  out
}

#' The curve as heights that add up: values of x by categories, from 0 to 1
#' @noRd
stacked_bounds <- function(p) {
  k <- nrow(p$categories)
  fit <- matrix(p$curve$fit, ncol = k)
  list(x = p$curve$x[seq_len(nrow(fit))], bounds = cbind(0, t(apply(fit, 1L, cumsum))))
}

# ---- data --------------------------------------------------------------------------------------

#' What was observed: ticks, proportions, or only where the data are
#' @noRd
category_observed <- function(fit, x, about, groups) {
  counts <- group_sums(category_counts(fit), groups)[, about$categories$group, drop = FALSE]
  if (length(x) != nrow(counts)) return(NULL)
  used <- which(rowSums(counts) > 0 & !is.na(x))
  x <- x[used]
  counts <- counts[used, , drop = FALSE]
  label <- about$categories$label
  if (about$discrete) return(list(kind = "levels", points = level_shares(x, counts, label)))
  single <- is.null(fit$counts) && !fit$response$freq
  few <- length(x) <= rows_as_ticks
  where <- if (few) data.frame(x = x) else density_strip(x, rowSums(counts))
  kind <- if (!about$alone) NULL else if (!few) "bins" else if (single) "ticks" else "groups"
  points <- if (is.null(kind)) NULL else switch(kind,
    bins = binned_shares(x, counts, label, about$level),
    ticks = data.frame(x = x, category = factor(max.col(counts, "first"), seq_along(label), label)),
    groups = share_rows(x, counts, label))
  list(kind = if (is.null(kind)) "where" else kind, points = points, where = where)
}

#' Proportions in long form
#' @noRd
share_rows <- function(x, counts, label) {
  n <- rowSums(counts)
  data.frame(x = rep(x, ncol(counts)),
             category = factor(rep(seq_along(label), each = length(x)), seq_along(label), label),
             y = as.double(counts / n), n = rep(n, ncol(counts)))
}

#' @noRd
level_shares <- function(x, counts, label) {
  levels <- if (is.factor(x)) levels(x) else c("FALSE", "TRUE")
  code <- factor(as.character(x), levels)
  total <- matrix(0, length(levels), ncol(counts))
  sums <- rowsum(counts, as.integer(code))
  total[as.integer(rownames(sums)), ] <- sums
  share_rows(factor(levels, levels), total, label)
}

#' @noRd
binned_shares <- function(x, counts, label, level) {
  bin <- equal_count_bins(x, 30L)
  total <- rowsum(counts, bin, reorder = TRUE)
  n <- rowSums(counts)
  centre <- as.double(rowsum(n * as.double(x), bin, reorder = TRUE)) / rowSums(total)
  out <- share_rows(like_column(x, centre), unname(total), label)
  limits <- wilson_limits(out$y, out$n, level)
  out[c("low", "high")] <- list(limits[, 1L], limits[, 2L])
  out
}

#' How dense the data are along x, relative to the densest place
#' @noRd
density_strip <- function(x, w, cells = min(150, round(10 + 1.2 * sqrt(length(x))))) {
  at <- as.double(x)
  ends <- unique(seq(min(at), max(at), length.out = cells + 1L))
  cells <- max(length(ends) - 1L, 1L)
  cell <- factor(findInterval(at, ends, all.inside = TRUE), seq_len(cells))
  n <- as.double(tapply(w, cell, sum, default = 0))
  data.frame(from = like_column(x, ends[seq_len(cells)]),
             to = like_column(x, ends[length(ends) - cells + seq_len(cells)]), share = n / max(n))
}

# ---- words -------------------------------------------------------------------------------------

#' The subtitle's parts
#' @noRd
category_words <- function(p, type) {
  panels <- type != "stacked"
  known <- any(is.finite(p$curve$low))
  interval <- format_level(p$level)
  marks <- if (!is.null(p$data)) switch(p$data$kind,
    ticks = if (panels) "ticks: rows in the category (above) and others (below)",
    groups = if (panels) "circles: observed, area by trials",
    bins = if (panels) sprintf("diamonds: observed, bins of equal counts, %s", interval),
    levels = if (panels && p$alone) "diamonds: observed")
  where <- if (!is.null(p$data$where) && p$data$kind != "ticks") {
    if (is.null(p$data$where$share)) "ticks below: rows" else "grey below: density of the rows"
  }
  paste(c(p$held,
          if (panels && known) if (p$discrete) paste("points: fitted,", interval) else
            paste("band:", sub(" CI", "", interval)),
          if (panels && !known) "no standard errors", marks, where,
          if (!p$discrete) if (type == "stacked") "pale: beyond the data" else
            "pale, dashed: beyond the data"), collapse = "; ")
}
