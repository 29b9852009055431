# Residuals of ordinal fits against predictors.

#' Residuals of type "sbs" of each observation: of counts one for each category that was seen
#'
#' @return A data frame: `row` (among the rows used), `residual`, `w` (how often it was observed).
#' @noRd
observed_residuals <- function(fit) {
  if (is.null(fit$counts)) {
    r <- sbs_residuals(fit)
    out <- list(row = seq_along(r), residual = unname(r), w = as.double(fit$prior.weights))
  } else {
    counts <- category_counts(fit)
    out <- list(row = as.vector(row(counts)), w = as.double(counts),
                residual = as.vector(sbs_of_categories(category_probabilities(fit))))
  }
  out <- as_frame(out)
  out[out$w > 0, ]
}

#' The panels: residuals against the linear predictor and each predictor, or against one
#' @noRd
residual_panels <- function(fit, term = NULL, aspect = 0.7) {
  data <- predictor_data(fit)
  terms <- if (is.null(term)) names(data) else choose_term(term, data)
  points <- observed_residuals(fit)
  points <- points[is.finite(points$residual), ]
  eta <- fit_part(fit, "linear.predictors")
  panels <- lapply(terms, function(name) residual_panel(points, data[[name]], name, aspect))
  names(panels) <- terms
  if (!is.null(term) || is.matrix(eta) || length(terms) < 2L) return(panels)
  label <- predictor_label(fit)
  whole <- residual_panel(points, unname(eta), label, aspect)
  whole[c("caption", "title")] <- paste("Residuals against", lower_first(label))
  c(stats::setNames(list(whole), label), panels)
}

#' @noRd
residual_panel <- function(points, x, name, aspect) {
  place <- if (is.factor(x)) as.integer(x) else as.double(x)
  x <- if (is.logical(x)) factor(x) else x
  at <- place[points$row]
  known <- which(!is.na(at))
  at <- at[known]
  r <- points$residual[known]
  w <- points$w[known]
  out <- list(x = at, y = r, level = 0, ylim = c(-1, 1), xlab = name,
              ylab = "P(Y < y) - P(Y > y)", caption = paste("Residuals against", name),
              trend = smooth_trend(at, r, w = w))
  if (is.factor(x)) {
    out$xticks <- data.frame(at = seq_along(levels(x)), label = levels(x))
    out$xlim <- c(0.5, nlevels(x) + 0.5)
    out$title <- paste0(out$caption, "\n", shorten(paste(
      paste(seq_along(levels(x)), levels(x), sep = ": "), collapse = ", "), 56L))
  } else out$title <- out$caption
  if (length(r) > points_drawn) out$hexed <- TRUE else
    out$marks <- merged_points(at, r, rep("group", length(r)), w)
  finish_panel(out, aspect)
}

#' @noRd
residual_words <- c(group = "observations, area by number")

#' @noRd
plot_ordinal_residuals <- function(x, term, main = "", ...) {
  names <- if (is.null(term)) names(predictor_data(x)) else term
  old <- arrange_panels(if (length(names) > 1L) length(names) + 1L else 1L, NULL)
  on.exit(graphics::par(old$par))
  panels <- residual_panels(x, term, old$aspect)
  style <- list(panel = NULL, main = main, cex.id = 0.75, cook.col = "grey50", cook.lty = 2,
                label.pos = c(4, 2), cex.caption = 1, words = residual_words)
  for (p in panels) draw_panel(narrow_ticks(p), style, ...)
  outer_caption(call_text(x), 1.25)
  invisible(panels)
}

# The names of levels no wider than the place they have.
#' @noRd
narrow_ticks <- function(panel) {
  if (is.null(panel$xticks)) return(panel)
  width <- figure_inches()[1L] - sum(graphics::par("mai")[c(2L, 4L)])
  panel$xticks$label <- fit_text(panel$xticks$label, 0.75 * width / nrow(panel$xticks), 1)
  panel
}
