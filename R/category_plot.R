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
#' has unknown levels; for a forest `logistic_error_link` without the logit link,
#' `logistic_error_scale` with scale effects.
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
