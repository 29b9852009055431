# Accessors of a fit. What stats' own methods answer from the stored fields (coef, deviance,
# df.residual, family, update) is left to them; formula and terms are in environments.R.

#' Ask a fit for its parts
#'
#' The everyday accessors. They answer what they answer for [stats::glm()]: `coef()`, `deviance()`,
#' `df.residual()`, `family()` and `update()` need no method of their own; those below do.
#'
#' A fit keeps what its formula and the arguments beside it name, not the frame of the function that
#' it was made in: nothing else of that is saved with it. As long as the frame is there, `formula()`
#' and `terms()` see it, so `update()` finds other variables there too. Afterwards they see what was
#' kept, and the fit's data under their name.
#'
#' \deqn{\ell(\beta) = \sum_i w_i \{y_i \log \mu_i + (1 - y_i) \log(1 - \mu_i)\}
#'   + \sum_i \log\binom{w_i}{w_i y_i}}{
#'   l(b) = sum w (y log mu + (1 - y) log(1 - mu)) + log binomial coefficients}
#'
#' is the log-likelihood, with \eqn{w_i} trials and \eqn{y_i} the proportion of events in row i.
#' The binomial coefficients are zero for one trial a row, and do not change any comparison of
#' fits to the same rows. A grouped and an ungrouped layout of the same data differ in them, and
#' in `nobs()`, which counts rows as `glm`'s does; so they differ in BIC too. With `freq`, rows are
#' counted as often as they were observed: all is as if they were written out.
#'
#' @param object,formula A fit of [logistic()].
#' @param type For `weights()`: `"prior"`, the weights or trials given, or `"working"`, those of
#'   the last step.
#' @param ... Not used; for `model.frame()`: `data`, `subset`, `na.action` of another frame.
#' @return `logLik()`: the log-likelihood, with attributes `df` (parameters estimated) and `nobs`.
#'   `nobs()`: the rows used with a positive weight, or the sum of `freq`. `fitted()`:
#'   probabilities of the event, and `weights()`: vectors, padded as [stats::naresid()] says.
#'   `model.frame()` and `model.matrix()`: as for `glm`.
#' @section Errors:
#' `logistic_error_kept` when the fit was made with a `keep` that left the part out;
#' `logistic_error_terms` by `formula()` and `terms()` when it was made from a matrix.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition, chapter 4.
#' Chapman and Hall. \doi{10.1007/978-1-4899-3242-6}
#' @examples
#' fit <- logistic(cbind(menarche, total - menarche) ~ age, menarche)
#' logLik(fit)
#' AIC(fit)
#' head(weights(fit))                # trials
#' head(model.matrix(fit))
#' @name logistic_fit-methods
NULL

#' @rdname logistic_fit-methods
#' @export
logLik.logistic_fit <- function(object, ...) {
  check_fit(object)
  each <- object$residuals
  count <- if (is.null(each) || isTRUE(object$event$freq)) nobs(object) else sum(!is.na(each))
  structure(object$loglik, nobs = count, df = object$rank, class = "logLik")
}

#' @rdname logistic_fit-methods
#' @export
nobs.logistic_fit <- function(object, ...) {
  check_fit(object)
  # rows of `freq` are observations as often as they were observed
  if (isTRUE(object$event$freq)) return(object$df.residual + object$rank)
  weights <- object$prior.weights
  if (is.null(weights)) object$rows$used else sum(weights != 0)
}

#' @rdname logistic_fit-methods
#' @export
fitted.logistic_fit <- function(object, ...) {
  check_fit(object)
  stats::napredict(object$na.action, fit_part(object, "fitted.values"))
}

#' @rdname logistic_fit-methods
#' @export
weights.logistic_fit <- function(object, type = c("prior", "working"), ...) {
  check_fit(object)
  type <- match_choice(type)
  part <- if (type == "prior") "prior.weights" else "weights"
  stats::naresid(object$na.action, fit_part(object, part))
}

#' @rdname logistic_fit-methods
#' @export
model.frame.logistic_fit <- function(formula, ...) {
  check_fit_or_stub(formula)
  dots <- list(...)
  other <- dots[names(dots) %in% c("data", "na.action", "subset")]
  if (!length(other) && !is.null(formula$model)) return(formula$model)
  call <- formula$call
  call[[1L]] <- quote(stats::model.frame)
  wanted <- c("formula", "data", "subset", "weights", "na.action", "offset", "trials", "freq")
  call <- call[c(1L, match(wanted, names(call), 0L))]
  call$formula <- stats::terms(formula)
  call$drop.unused.levels <- TRUE
  if (length(formula$xlevels)) call$xlev <- formula$xlevels
  call[names(other)] <- other
  if (!"data" %in% names(other) && is.data.frame(formula$data)) call$data <- formula$data
  out <- tryCatch(eval(call, environment(call$formula), parent.frame()),
                  error = function(e) stop_kept("model frame", conditionMessage(e)))
  if (!length(other)) check_rows_again(formula, out)
  out
}

# Data that have changed since make another frame, which no method must take for the fit's.
#' @noRd
check_rows_again <- function(fit, frame) {
  if (is.null(fit$rows)) return(invisible())
  left_out <- fit$rows$left_out
  without_part <- left_out$reason %in% c("zero weight", "no counts")
  used <- fit$rows$used + sum(left_out$count[without_part])
  if (nrow(frame) == used) return(invisible())
  stop_kept("model frame", sprintf("The data have changed: now they give %s rows, not %s.",
                                   format_count(nrow(frame)), format_count(used)))
}

#' @rdname logistic_fit-methods
#' @export
model.matrix.logistic_fit <- function(object, ...) {
  check_fit(object)
  data <- stats::model.frame(object, xlev = object$xlevels, ...)
  stats::model.matrix.default(object, data = data, contrasts.arg = object$contrasts)
}

# A stored part, or the error that says how to keep it.
#' @noRd
fit_part <- function(fit, part) {
  if (!is.null(fit[[part]])) return(fit[[part]])
  stop_kept(part)
}

#' @noRd
stop_kept <- function(part, reason = NULL, how = "keep = \"all\"") {
  stop_logistic("kept", paste(c(sprintf(
    "the fit does not hold its %s; refit with %s.", part, how), reason),
    collapse = "\n  "), part = part)
}
