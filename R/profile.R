#' Profile likelihood of the coefficients
#'
#' The profile of a coefficient is the likelihood with the others at their best. Its signed root is
#' \deqn{z_j(b) = \mathrm{sign}(b - \hat\beta_j) \sqrt{2 \{\ell(\hat\beta) -
#'   \max_{\beta_j = b} \ell(\beta)\}},}{z_j(b) = sign(b - b_j) sqrt(2 (l(b^) - max l(b)),}
#' a straight line where the Wald interval is right. Points are found from z, not from b: each
#' solves \eqn{\ell = \hat\ell - z^2/2} and a score proportional to the unit vector of the
#' coefficient, by Newton's method (Venzon and Moolgavkar), from the point before it.
#'
#' An infinite coefficient has a profile on one side only, which begins short of the estimate.
#'
#' @param fitted A fit of [logistic()], [multinomial()] or [ordinal()].
#' @param which Names or numbers of coefficients; missing: all, as for [confint.logistic_fit()].
#' @param alpha Profiles reach to the limits of intervals of coverage `1 - alpha`.
#' @param maxsteps At most so many points on a side, less one, as for `glm`.
#' @param del Distance of the points in z.
#' @param ... Not used.
#' @return A list of class `c("logistic_profile", "profile.glm", "profile")` (of several categories
#'   without `"profile.glm"`) with a data frame for
#'   each coefficient that is not aliased: `z`, and the matrix `par.vals` of all coefficients at
#'   that point. The methods for profiles of `glm` (`confint()`, `pairs()`; in package stats from
#'   R 4.4 on, before in MASS) read it.
#' @section Errors:
#' `logistic_error_parm` when `which` names no coefficient; `logistic_error_argument` when a number
#' is out of range; `logistic_error_kept` when the fit does not hold its data;
#' `logistic_error_convergence` when it has not converged.
#' @references
#' Venzon DJ, Moolgavkar SH (1988). A method for computing profile-likelihood-based confidence
#' intervals. *Applied Statistics* 37, 87-94. \doi{10.2307/2347496}
#'
#' Bates DM, Watts DG (1988). *Nonlinear Regression Analysis and Its Applications*, section 6.1.
#' Wiley. \doi{10.1002/9780470316757}
#' @seealso [confint.logistic_fit()], whose limits are exact and need no profile.
#' @examples
#' p <- profile(logistic(low ~ age + lwt, birthweight))
#' p$lwt
#' plot(p)
#' @export
profile.logistic_fit <- function(fitted, which, alpha = 0.01, maxsteps = 10, del = zmax / 5, ...) {
  check_fit(fitted)
  names <- names(fitted$coefficients)
  which <- if (missing(which)) default_parm(fitted) else check_parm(which, names)
  check_number(alpha, "alpha", 0, 1, open = TRUE)
  maxsteps <- check_count(maxsteps, "maxsteps", 2L)
  zmax <- sqrt(stats::qchisq(1 - alpha, 1))
  check_number(del, "del", 0, open = TRUE)
  z <- del * seq_len(min(maxsteps - 1L, ceiling(zmax / del - 1e-8)))
  tables <- profile_points(fitted, which, c(-z, z), function(points, name) {
    profile_table(fitted, name, c(-z, z), points)
  })
  if (inherits(fitted, "category_fit")) {
    return(structure(tables, original.fit = fitted, class = c("logistic_profile", "profile")))
  }
  structure(tables, original.fit = fitted, summary = summary(fitted),
            class = c("logistic_profile", "profile.glm", "profile"))
}

#' @rdname profile.logistic_fit
#' @export
profile.category_fit <- profile.logistic_fit

# In the order of z, with the estimate where it is finite. An aliased coefficient has no profile.
#' @noRd
profile_table <- function(fit, name, z, points) {
  if (is.finite(fit$coefficients[[name]])) {
    points <- rbind(points, fit$coefficients)
    z <- c(z, 0)
  }
  rows <- order(z)
  rows <- rows[is.finite(points[rows, name])]
  if (!length(rows)) return(NULL)
  points <- points[rows, , drop = FALSE]
  rownames(points) <- NULL
  out <- data.frame(z = z[rows])
  out$par.vals <- points
  out
}

#' Limits from the points of a profile
#'
#' By a spline through the points, as [stats::confint()] of a `profile.glm`: three or four digits.
#' `confint()` of the fit itself is exact.
#'
#' @param object From `profile()` of a fit.
#' @param parm Names or numbers of coefficients; all by default.
#' @param level The coverage.
#' @param ... Not used.
#' @return A matrix of limits, with a row for each coefficient of the fit; NA for those that were
#'   not profiled, and beyond the points of the profile.
#' @examples
#' confint(profile(logistic(low ~ age, birthweight)))
#' @export
confint.logistic_profile <- function(object, parm, level = 0.95, ...) {
  check_level(level)
  all <- names(attr(object, "original.fit")$coefficients)
  parm <- if (missing(parm)) all else check_parm(parm, all)
  wanted <- stats::qnorm((1 + c(-1, 1) * level) / 2)
  limits <- vapply(parm, function(name) {
    own <- object[[name]]
    if (is.null(own)) return(c(NA_real_, NA_real_))
    curve <- stats::spline(own$par.vals[, name], own[[1L]])
    stats::approx(curve$y, curve$x, xout = wanted)$y
  }, c(0, 0))
  matrix(limits, ncol = 2L, byrow = TRUE, dimnames = list(parm, limit_names(level)))
}

#' @export
print.logistic_profile <- function(x, digits = 3L, ...) {
  tables <- Filter(Negate(is.null), unclass(x)[names(x)])
  write_lines("Profile likelihood; z is the signed root of the likelihood ratio")
  if (!length(tables)) return(invisible(x))
  ends <- lapply(names(tables), function(name) {
    table <- tables[[name]][c(1L, nrow(tables[[name]])), ]
    list(z = table$z, b = table$par.vals[, name])
  })
  column <- function(head, part, end, decimals) {
    values <- vapply(ends, function(e) e[[part]][end], 0)
    text_column(head, align_points(if (part == "z") format_fixed(values, decimals) else {
      format_significant(values, decimals)
    }))
  }
  points <- text_column("Points", format_count(vapply(tables, nrow, 0L)))
  write_lines(text_table(names(tables), list(
    points, column("from z", "z", 1L, 2L), column("to z", "z", 2L, 2L),
    column("from", "b", 1L, digits), column("to", "b", 2L, digits))))
  invisible(x)
}

# ---- plot --------------------------------------------------------------------------------------

#' @rdname profile.logistic_fit
#' @param x What `profile()` returned.
#' @param level The coverage of the interval that the plot shows.
#' @details
#' The plot has a panel for each coefficient: the signed root against the coefficient, a dashed
#' line where the Wald interval would have it, and the limits of the interval.
#' @export
plot.logistic_profile <- function(x, level = 0.95, ...) {
  check_level(level)
  tables <- Filter(Negate(is.null), unclass(x)[names(x)])
  if (!length(tables)) return(invisible(x))
  columns <- ceiling(sqrt(length(tables)))
  old <- graphics::par(mfrow = c(ceiling(length(tables) / columns), columns),
                       mar = c(4.2, 4.2, 2.2, 1))
  on.exit(graphics::par(old))
  for (name in names(tables)) {
    draw_profile(attr(x, "original.fit"), name, tables[[name]], stats::qnorm((1 + level) / 2), ...)
  }
  invisible(x)
}

#' @noRd
draw_profile <- function(fit, name, table, cutoff, ...) {
  b <- table$par.vals[, name]
  curve <- if (length(b) > 2L) stats::spline(table$z, b, n = 101L) else list(x = table$z, y = b)
  graphics::plot.default(NULL, xlim = range(b), ylim = range(table$z, -cutoff, cutoff),
                         xlab = name, ylab = "z (signed root)",
                         las = 1, bty = "n", ...)
  graphics::abline(h = c(-cutoff, 0, cutoff), col = plot_colours$grid)
  estimate <- fit$coefficients[[name]]
  se <- fit$std.error[[name]]
  if (is.finite(estimate) && is.finite(se)) {
    ends <- range(b)
    graphics::lines(ends, (ends - estimate) / se, lty = 2, col = plot_colours$data)
    graphics::points(estimate, 0, pch = 16, col = plot_colours$curve)
  }
  graphics::lines(curve$y, curve$x, col = plot_colours$curve, lwd = 2)
  limits <- stats::approx(curve$x, curve$y, c(-cutoff, cutoff))$y
  graphics::segments(limits, graphics::par("usr")[3L], limits, c(-cutoff, cutoff), lty = 3,
                     col = plot_colours$text)
  if (is.infinite(estimate)) limits[is.na(limits)] <- estimate
  graphics::mtext(paste(format_significant(limits, 3L), collapse = " to "), side = 3, line = 0.3,
                  adj = 1, cex = 0.7, col = plot_colours$text)
}
