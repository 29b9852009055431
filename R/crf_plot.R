# The plots of conditional random fields in base graphics.

#' @noRd
crf_plots <- c("transitions", "marginals", "forest")

#' Plot a conditional random field
#'
#' `"transitions"`: who follows whom. A row for each label that is left, a column for each that is
#' entered; a cell has its log odds ratio as number (up to 30 labels) and colour, from blue through
#' white, which is 0, to vermilion. Coding `"reference"`: the coefficient, the log odds ratio of
#' adjacent labels against the first label,
#' \deqn{m_{ij} + m_{11} - m_{1j} - m_{i1};}{m_ij + m_11 - m_1j - m_i1;}
#' the row and column of that label, 0, are grey. Coding `"all"`: the doubly centred weight, the log
#' odds ratio against the average label,
#' \deqn{m_{ij} - \bar m_{i \cdot} - \bar m_{\cdot j} + \bar m_{\cdot \cdot},}{m_ij - mean_j m_ij -
#'   mean_i m_ij + mean m,}
#' over the allowed cells, by least squares. Forbidden transitions are crossed, those never seen
#' hatched. Where transitions depend on covariates, there is a panel for each column of their
#' model matrix, or the log odds ratios at the values that `at` says.
#'
#' `"marginals"`: the posterior probability \eqn{P(y_t = k \mid x)}{P(y_t = k | x)} of each label at
#' each token of a sequence, given what the model sees of the whole sequence. Of two labels the
#' second has a curve; up to 8 have a line each, and the observed label is marked at its
#' probability, so that low marks are surprises; more are rows of a map. Long sequences go on in
#' further strips, up to 8 on a page; `tokens` says which part is drawn.
#'
#' `"forest"`: odds ratios with Wald intervals, of an unpenalised fit: emissions with the
#' neighbours held fixed, transitions, ends.
#'
#' @param x A fit of [crf()].
#' @param which `"transitions"` (the default), `"marginals"` or `"forest"`.
#' @param sequence Ids of the sequences drawn, at most 12; the first one by default.
#' @param tokens Which tokens of each sequence: consecutive numbers; all by default.
#' @param path Draw the most probable sequence of labels (Viterbi) too?
#' @param names Names of the tokens, such as words: a value for each row of the data.
#' @param newdata,newsequence For marginals, new rows and the sequences they belong to, as for
#'   [predict.crf_fit()]; `newsequence` is a vector. By default the rows of the fit. Labels are
#'   marked where `newdata` has a column of them.
#' @param at A named list of values of the variables in `transitions`; a panel for each combination.
#' @param level The coverage of the intervals of a forest.
#' @param main,xlab,ylab Titles.
#' @param ... Further arguments to [graphics::plot.default()].
#' @return Invisibly the data frame drawn. Of transitions a row a cell: `panel`, `from`, `to`,
#'   `estimate`, `count` (how often seen, in the whole data), `state` (`"estimated"`,
#'   `"reference"`, `"forbidden"`, `"undetermined"`). Of marginals a row for each token and label
#'   (of two labels, the second): `sequence` (1, 2, ... of those chosen), `id`, `token`, `name`,
#'   `label`, `probability`, `observed` (`NA`: unknown), `best` (with `path`: is the label on the
#'   best path?). Of the forest as [plot.odds_ratio()].
#' @section Errors:
#' `logistic_error_argument` for an unknown `which` or unusable `at`, `tokens`, `path`;
#' `logistic_error_sequence` for ids that the fit does not have; `logistic_error_levels` when `at`
#' has unknown levels; `logistic_error_length` for `names`; `logistic_error_kept` for marginals of a
#' fit without its data.
#' @references
#' Rabiner LR (1989). A tutorial on hidden Markov models and selected applications in speech
#' recognition. *Proceedings of the IEEE* 77, 257-286 (forward and backward passes, best path).
#' \doi{10.1109/5.18626}
#'
#' Wong B (2011). Points of view: color blindness. *Nature Methods* 8, 441 (the colours of Okabe
#' and Ito). \doi{10.1038/nmeth.1618}
#' @seealso [autoplot.crf_fit()] for the same in ggplot2.
#' @examples
#' fit <- crf(weather ~ temp_max + temp_min, seattle, sequence = month, l2 = 1)
#' plot(fit)
#' plot(fit, "marginals", sequence = c(1, 7), path = TRUE)
#'
#' fit <- crf(wet ~ season, rain, sequence = month, transitions = ~ season)
#' plot(fit, at = list(season = c("summer", "winter")))
#' @export
plot.crf_fit <- function(x, which = c("transitions", "marginals", "forest"), sequence = NULL,
                         tokens = NULL, path = FALSE, names = NULL, newdata = NULL,
                         newsequence = NULL, at = NULL, level = 0.95, main = NULL, xlab = NULL,
                         ylab = NULL, ...) {
  which <- crf_plot_choice(x, which)
  labels <- list(main = main, xlab = xlab, ylab = ylab)
  given <- c(labels[!vapply(labels, is.null, NA)], list(...))
  if (which == "forest") {
    check_level(level)
    return(do.call(draw_forest, c(list(crf_forest(x, level)), given)))
  }
  if (which == "transitions") {
    map <- transition_map(x, at)
    draw_transition_map(map, given)
    return(invisible(map$cells[cell_columns]))
  }
  m <- marginal_data(x, sequence, tokens, path, names, given_data(newdata, newsequence))
  m <- draw_marginals(m, !is.null(names), given)
  invisible(m$data[setdiff(base::names(m$data), c("strip", "x"))])
}

#' @noRd
given_data <- function(newdata, newsequence) {
  if (!is.null(newdata)) return(list(data = newdata, sequence = newsequence))
  if (!is.null(newsequence)) stop_argument("newdata", "given beside `newsequence`", "missing")
}

#' @noRd
crf_plot_choice <- function(fit, which) {
  usual <- identical(which, crf_plots)
  which <- check_choice(which, crf_plots, "which")
  if (usual && !length(fit$shape$z$names)) "marginals" else which
}
