#' How a fit converged
#'
#' Newton's method stops when no standardised coefficient moves by more than
#' \eqn{2^{-40} \max(|b_j|, 1)} and the score is at its rounding level; that last step is still
#' taken. That a finite maximum exists is then proved, not guessed: with \eqn{\delta} the step,
#' r the derivative of a row's log-likelihood and w its curvature, every row with one outcome must
#' have
#' \deqn{\frac{w_i |x_i^\top \delta|}{|r_i|} \le \frac12,}{w |x'd| / |r| <= 1/2,}
#' which makes \eqn{r - w x^\top\delta} a positive multiplier in Stiemke's theorem.
#'
#' For [crf()] a row is a sequence: with d the step's sum of weights along a sequence of labels, the
#' expected d less the smallest that any labels have must be at most 1/2. Fits by L-BFGS (beyond
#' 1,000 weights, or with `l1`) have no information to prove anything by, and the gradient is told.
#'
#' @param fit A fit of [logistic()], [multinomial()], [ordinal()] or [crf()].
#' @param x What `convergence()` returned.
#' @param ... Not used.
#' @return A list of class `"logistic_convergence"`: `converged`, `steps`, `step` (the last),
#'   `needed`, `score`, `digits` (correct significant digits of each coefficient, from a
#'   forward-error estimate), `overlap` (`"proved"`; `"separated"`; `"undecided"`; `"local"`: a
#'   maximum that need not be the highest), `worst` (the largest ratio above), `narrow` (which
#'   column rounding can hardly tell from the others, or ""), `condition` and `condition_raw` (of
#'   the information, standardised and as given), `kernel`, `threads`, `message`, `coefficients`.
#'   `as.data.frame()` gives the printed table unrounded: `term`, `estimate`, `digits`. Of a fit of
#'   [crf()] by L-BFGS: `converged`, `steps` (iterations), `evaluations`, `gradient` (its norm),
#'   `needed`, `objective`, `overlap`.
#' @section Errors:
#' `logistic_error_type` when `fit` is not one.
#' @references
#' Albert A, Anderson JA (1984). On the existence of maximum likelihood estimates in logistic
#' regression models. *Biometrika* 71, 1-10. \doi{10.1093/biomet/71.1.1}
#' @examples
#' convergence(logistic(low ~ age + lwt, birthweight))
#' @export
convergence <- function(fit) {
  check_any_fit(fit, crf = TRUE)
  if (is.null(fit$convergence)) return(crf_search(fit))
  out <- c(fit$convergence, list(coefficients = fit$coefficients))
  if (is.null(out$digits)) out$digits <- claimed_digits(fit)
  if (is.null(out$condition_raw)) out$condition_raw <- raw_condition(fit$cov.unscaled)
  structure(out, class = "logistic_convergence")
}

# Digits that each coefficient has, from a bound on its forward error: the rounding of the
# residuals and of their sums, carried through the inverse information (in units of the standard
# error), and the rounding of the coefficient itself. A chain of sums of n / 64 rows a lane errs by
# its square root, 4 of which are not exceeded (Higham and Mary 2019); of the inverse information,
# scaled to a unit diagonal, the norm bounds what the columns have in common. Of the step d that is
# left, at most sqrt(d'Hd) standard errors, Newton leaves a part of the order of the largest |x d|.
#' @noRd
claimed_digits <- function(fit) {
  reached <- fit$convergence
  b <- fit$coefficients
  out <- stats::setNames(rep(NA_integer_, length(b)), names(b))
  se <- fit$std.error
  told <- is.finite(b) & is.finite(se)
  if (!reached$converged || !any(told)) return(out)
  chain <- 32 + reached$rows / 4096
  unit <- .Machine$double.eps / 2
  sums <- 4 * sqrt(chain) * (1 + sqrt(reached$rows) / 64) * sqrt(reached$inverse)
  truncation <- 4 * reached$worst * sqrt(reached$decrement)
  moved <- if (is.null(reached$moved)) abs(b) else reached$moved # what the way back to b adds up
  error <- unit * ((4 * reached$score + sums) * se + 2 * moved) + truncation * se
  size <- ifelse(abs(b) <= error, se, abs(b)) # of what is 0 but for rounding, digits of its SE
  digits <- floor(-log10(error / size))
  out[told] <- as.integer(pmax(0, pmin(15, digits[told])))
  out
}

#' @noRd
raw_condition <- function(covariance) {
  if (is.null(covariance) || anyNA(covariance) || !length(covariance)) return(NA_real_)
  tryCatch(1 / rcond(covariance), error = function(e) NA_real_)
}

#' @rdname convergence
#' @export
print.logistic_convergence <- function(x, ...) {
  write_lines(wrap_text(paste0(
    if (isFALSE(x$converged)) "Not converged after " else "Converged in ",
    plural(x$steps, "step"), "; last step ", format_brief(x$step), " (needed 2^-40)"), 2L))
  if (!is.null(x$message) && length(x$message) && nzchar(x$message)) {
    write_lines(wrap_text(x$message, 2L))
  }
  write_lines(wrap_text(overlap_line(x), 2L), wrap_text(condition_line(x), 2L))
  if (length(x$coefficients)) write_lines(digit_lines(x))
  invisible(x)
}

#' @rdname convergence
#' @export
as.data.frame.logistic_convergence <- function(x, ...) {
  names <- names(x$coefficients)
  data.frame(term = names, estimate = as.double(x$coefficients),
             digits = as.integer(x$digits[names]), stringsAsFactors = FALSE)
}

#' @noRd
format_brief <- function(x) {
  if (is.null(x) || !length(x) || is.na(x)) return("unknown")
  if (x == 0) return("0")
  sub(".", decimal_mark(), sprintf("%.1g", x), fixed = TRUE)
}

#' @noRd
overlap_line <- function(x) {
  known <- !identical(x$overlap, "separated") && length(x$worst) && is.finite(x$worst)
  state <- c(proved = "proved", separated = "none, the data are separated",
             undecided = "not decided", local = "local, not proved to be the highest")[[x$overlap]]
  paste0("Finite maximum: ", state, ".", if (known) {
    sprintf(" Largest w|x d|/|r| %s (needed below 1/2)", format_brief(x$worst))
  })
}

#' @noRd
condition_line <- function(x) {
  if (is.null(x$condition) || !length(x$condition) || is.na(x$condition)) return(NULL)
  two <- function(value) {
    sub(".", decimal_mark(), trimws(formatC(value, digits = 2L, format = "g")), fixed = TRUE)
  }
  sprintf("Condition of the information: %s standardised, %s as given", two(x$condition),
          two(x$condition_raw))
}

# Ten significant digits, or as many as are right.
#' @noRd
digit_lines <- function(x) {
  at <- shown_rows(length(x$coefficients))
  estimate <- x$coefficients[at]
  digits <- as.integer(x$digits[names(estimate)])
  shown <- pmin(pmax(ifelse(is.na(digits), 10L, digits), 1L), 10L)
  columns <- list(
    text_column("Estimate", align_points(format_significant(estimate, shown))),
    text_column("Digits", ifelse(is.na(digits), "NA", as.character(digits))))
  c(text_table(names(estimate), columns), more_line(length(x$coefficients)))
}

# ---- a search without an information -----------------------------------------------------------

#' What is known of a fit of many weights: how far the gradient fell
#' @noRd
crf_search <- function(fit) {
  names <- names(fit$coefficients)
  digits <- if (length(names)) stats::setNames(rep(NA_integer_, length(names)), names)
  out <- list(converged = fit$converged, steps = fit$iterations, evaluations = fit$evaluations,
              gradient = fit$gradient, needed = fit$settings$gradient, objective = fit$objective,
              overlap = if (not_proved(fit)) "undecided" else if (is_local(fit)) "local" else
                "proved", digits = digits, method = fit$method, coefficients = fit$coefficients)
  structure(out, class = c("crf_search", "logistic_convergence"))
}

#' Was it left open whether a finite minimum exists? If every weight has a penalty it does.
#' @noRd
not_proved <- function(fit) {
  present <- crf_groups_present(fit$shape)
  fit$method != "newton" && any(fit$l1[present] + fit$l2[present] == 0)
}

#' @export
print.crf_search <- function(x, ...) {
  write_lines(wrap_text(sprintf(
    "%s %s, %s of the objective; norm of the gradient %s (needed %s, times that of the weights)",
    if (isFALSE(x$converged)) "Not converged after" else "Converged in",
    plural(x$steps, "iteration"), plural(x$evaluations, "evaluation"), format_brief(x$gradient),
    format_brief(x$needed)), 2L))
  write_lines(c(proved = "Finite minimum: the penalty ensures it.",
                undecided = "Finite minimum: not decided.",
                local = "Finite minimum: local, not proved to be the lowest.")[[x$overlap]])
  invisible(x)
}
