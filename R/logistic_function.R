#' The logistic function, its inverse and its slope
#'
#' The S-shaped curve that turns any number z into a probability, and the logit, which turns a
#' probability back into a number:
#'
#' \deqn{f(z) = \frac{1}{1 + e^{-z}}, \qquad
#'   \mathrm{logit}(p) = \log\frac{p}{1 - p}, \qquad
#'   f'(z) = f(z)\,\{1 - f(z)\}.}{f(z) = 1/(1 + exp(-z)), logit(p) = log(p/(1 - p)),
#'   f'(z) = f(z)(1 - f(z)).}
#'
#' In a logistic regression z is the sum intercept + coefficient x predictor + ..., and f(z) the
#' probability of the event. z is the logarithm of the odds: odds of 1 to 1 are z = 0.
#'
#' All three keep full relative precision: `logistic_function(-800)` is zero only because no
#' double is smaller, and 1 - f(z) is `logistic_function(-z)`, without subtraction.
#'
#' @param z Numbers on the whole line; `-Inf` and `Inf` are allowed.
#' @param p Probabilities, from 0 to 1.
#' @return Numbers, as many as were given, with their names and dimensions. `logit()` of 0 is
#'   `-Inf`, of 1 `Inf`.
#' @section Errors:
#' `logistic_error_type` when the argument is not numeric, `logistic_error_probability` when a
#' `p` is below 0 or above 1.
#' @references
#' Cramer JS (2002). The origins of logistic regression. Tinbergen Institute Discussion Paper
#' 2002-119/4. \doi{10.2139/ssrn.360300}
#' @seealso [plot_logistic_function()] for the curve.
#' @examples
#' logistic_function(0)                 # even odds
#' logistic_function(c(-2.6, 2.6))      # f(-z) = 1 - f(z)
#' logit(0.0691)
#' logistic_slope(0)                    # steepest at 0: one unit of z adds at most 1/4
#' exp(logit(0.75))                     # odds of 3 to 1
#' @export
logistic_function <- function(z) {
  check_numeric(z, "z")
  keep_shape(stats::plogis(as.double(z)), z)
}

#' @rdname logistic_function
#' @export
logit <- function(p) {
  check_numeric(p, "p")
  outside <- which(p < 0 | p > 1)
  if (length(outside)) {
    stop_logistic("probability", sprintf("`p` must be from 0 to 1; it is %s (element %d).",
                                         format(p[outside[1L]]), outside[1L]),
                  variable = "p", rows = outside)
  }
  value <- as.double(p)
  # 2p - 1 is exact between 1/4 and 3/4, where log(p/(1 - p)) would cancel
  middle <- !is.na(value) & abs(value - 0.5) < 0.25
  out <- log(value / (1 - value))
  out[middle] <- log1p((2 * value[middle] - 1) / (1 - value[middle]))
  keep_shape(out, p)
}

#' @rdname logistic_function
#' @export
logistic_slope <- function(z) {
  check_numeric(z, "z")
  keep_shape(stats::dlogis(as.double(z)), z)
}

#' @noRd
check_numeric <- function(x, name) {
  if (is.numeric(x) && !is.factor(x)) return(invisible(x))
  stop_logistic("type", sprintf("`%s` must be numeric, not %s.", name, class(x)[1L]),
                variable = name)
}

#' @noRd
keep_shape <- function(out, like) {
  if (is.null(dim(like))) return(stats::setNames(out, names(like)))
  array(out, dim(like), dimnames(like))
}

#' Plot the logistic function
#'
#' Draws the S-curve \eqn{f(z) = 1/(1 + e^{-z})} over z, with its centre f(0) = 1/2 and its
#' tangent of slope 1/4 there. Points can be marked on it.
#'
#' @param mark Values of z to mark on the curve, each labelled with its probability.
#' @param limits The two ends of the z axis.
#' @param tangent Draw the tangent at z = 0?
#' @param ... Further arguments to [graphics::plot.default()], such as `main`.
#' @return The curve, a data frame with columns `z` and `probability`, invisibly.
#' @section Errors:
#' `logistic_error_type` when `mark` or `limits` is not numeric.
#' @references
#' Gelman A, Hill J (2006). *Data Analysis Using Regression and Multilevel/Hierarchical Models*,
#' section 5.2 (the slope of 1/4). Cambridge University Press. \doi{10.1017/CBO9780511790942}
#' @seealso [logistic_function()]
#' @examples
#' plot_logistic_function()
#' plot_logistic_function(mark = -2.6)  # a risk of 0.069
#' @export
plot_logistic_function <- function(mark = NULL, limits = c(-6, 6), tangent = is.null(mark), ...) {
  check_numeric(limits, "limits")
  if (!is.null(mark)) check_numeric(mark, "mark")
  z <- seq(limits[1L], limits[2L], length.out = 401L)
  curve <- data.frame(z = z, probability = logistic_function(z))
  old <- graphics::par(mar = c(4.2, 5, 2.4, 1.2))
  on.exit(graphics::par(old))
  probability_frame(limits, "z", "f(z) = 1 / (1 + exp(-z))", ...)
  graphics::abline(h = 0.5, v = 0, col = plot_colours$grid, lty = 2)
  if (tangent) graphics::segments(-2, 0, 2, 1, col = plot_colours$data, lty = 5, lwd = 1.5)
  graphics::lines(curve$z, curve$probability, col = plot_colours$curve, lwd = 2.5)
  if (tangent) draw_centre()
  if (!is.null(mark)) draw_marks(mark)
  invisible(curve)
}

#' @noRd
draw_centre <- function() {
  graphics::points(0, 0.5, pch = 16, col = plot_colours$data)
  label <- centre_label(graphics::par("usr")[2L] - 0.25)
  graphics::text(0.25, 0.47, label$text, cex = label$cex, adj = c(0, 1), col = plot_colours$data)
}

#' The label of the centre in two lines, and then smaller, where one does not fit
#' @param room On the axis.
#' @return list(text, cex)
#' @noRd
centre_label <- function(room) {
  text <- "f(0) = 1/2, slope 1/4"
  if (graphics::strwidth(text) > room) text <- "f(0) = 1/2,\nslope 1/4"
  points <- graphics::par("ps") * graphics::par("cex") # sizes of letters are whole numbers of them
  fitting <- floor(points * room / graphics::strwidth(text)) / points
  list(text = text, cex = min(1, max(fitting, 1 / points)))
}

#' @noRd
draw_marks <- function(mark) {
  p <- logistic_function(mark)
  graphics::segments(mark, 0, mark, p, col = plot_colours$data, lty = 3)
  graphics::points(mark, p, pch = 16, col = plot_colours$data)
  label <- sprintf("f(%s) = %s", vapply(mark, format_plain, ""), format_significant(p, 3L))
  # left of a rising curve there is room above it, right of it below
  upper <- p > 0.5
  side <- ifelse(upper, 4, 2)
  graphics::text(mark, p + ifelse(upper, -0.03, 0.03), label, pos = side, offset = 0.6,
                 col = plot_colours$data)
}
