# Accessors of a fit of crf().

#' Ask a conditional random field for its parts
#'
#' The everyday accessors. Sequences are the independent units: `nobs()` counts them (or sums their
#' weights), and BIC goes by that number. `deviance()` is minus twice the log-likelihood. With a
#' penalty the weights are no maximum of the likelihood: `logLik()` is still its value there, but
#' has no number of parameters, so that `AIC()` and `BIC()` are NA.
#'
#' \deqn{\ell(w) = \sum_s v_s \log P(y_s \mid x_s)}{l(w) = sum_s v_s log P(y_s | x_s)}
#'
#' with \eqn{v_s} the weight of sequence s.
#'
#' @section What a fit can be asked:
#' \describe{
#'   \item{the estimates}{`coef()`, `vcov()` (also robust, by sequence), `confint()`,
#'     [summary()][summary.crf_fit] with odds ratios, [convergence()]; `std_error()` of chosen
#'     weights of a large fit.}
#'   \item{its terms}{`anova()`: tests of terms and of nested fits, also against no dependence
#'     between neighbours; `update()`.}
#'   \item{probabilities}{`predict()`: labels, marginal probabilities, transitions, the best
#'     sequences and their probabilities, with labels that are known held; `fitted()`,
#'     `simulate()`, `plot()` and `autoplot()`.}
#'   \item{whether it fits}{`residuals()`, [chunk_scores()].}
#'   \item{everyday parts}{`logLik()`, `AIC()`, `BIC()`, `deviance()`, `nobs()`, `weights()`,
#'     `formula()`, `terms()`, `model.frame()`; `tidy()`, `glance()`, `augment()` of package
#'     generics, see [tidiers].}
#' }
#'
#' @param object,formula,x,fit A fit of [crf()].
#' @param table A data frame that says what each weight is, rather than a named vector? Names are
#'   for reading; what a weight belongs to is best taken from the table.
#' @param scale,k Of `extractAIC()`, as `step()` asks: `scale` is not used, `k` is the penalty of
#'   each parameter.
#' @param ... Not used; for `model.frame()`: `data`, to take in place of the fit's.
#' @return `coef()`: a vector, emissions label by label, transitions, weights of the ends; infinite
#'   where the data do not bound an estimate, NA where they do not tell it from others. With `table
#'   = TRUE` a data frame with columns `part` (`"emission"`, `"transition"`, `"start"`, `"end"`),
#'   `from` (of transitions the label before), `label`, `term`, `estimate`. Above 5,000 weights both
#'   are made when they are asked for. `logLik()`: with attributes `df` and `nobs`.
#'   `extractAIC()`: the number of parameters and the AIC. `weights()`: a number for each sequence,
#'   named by it. `model.frame()`: the rows used, with their sequence in column `(sequence)`.
#' @section Errors:
#' `logistic_error_kept` when the fit was made with `model = FALSE` and the part is not there;
#' `logistic_error_terms` by `formula()`, `terms()` and `model.frame()` when it was made from `x`.
#' @seealso [crf()]; `?category_fit-methods` for independent rows.
#' @references
#' Sutton C, McCallum A (2012). An introduction to conditional random fields. *Foundations and
#' Trends in Machine Learning* 4, 267-373. \doi{10.1561/2200000013}
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month)
#' coef(fit)
#' coef(fit, table = TRUE)
#' logLik(fit)
#' BIC(fit)
#' head(model.frame(fit))
#' @name crf_fit-methods
NULL

#' @rdname crf_fit-methods
#' @export
coef.crf_fit <- function(object, table = FALSE, ...) {
  check_fit(object)
  if (!check_flag(table, "table")) return(crf_coefficients(object))
  cbind(crf_table_of(object), estimate = crf_estimates(object))
}

#' Estimates without names, in the user's order
#' @noRd
crf_estimates <- function(fit) {
  if (is.null(fit$coefficients)) user_order(fit, fit$weights) else unname(fit$coefficients)
}

#' @noRd
crf_table_of <- function(fit) if (is.null(fit$table)) crf_table(fit) else fit$table

#' @noRd
crf_coefficients <- function(fit) {
  if (!is.null(fit$coefficients)) return(fit$coefficients)
  stats::setNames(crf_estimates(fit), weight_names(crf_table(fit), fit$lev, fit$coding))
}

#' Standard errors in the user's order; NA where a penalty, or the size, leaves none
#' @noRd
crf_standard_errors <- function(fit) {
  if (has_crf_errors(fit)) return(standard_errors(fit))
  rep(NA_real_, length(fit$weights))
}

#' @noRd
has_crf_errors <- function(fit) !is_penalised(fit) && !is.null(fit$std.error)

#' @rdname crf_fit-methods
#' @export
logLik.crf_fit <- function(object, ...) {
  check_fit(object)
  df <- if (is_penalised(object)) NA_integer_ else object$rank
  structure(object$loglik, df = df, nobs = object$nobs, class = "logLik")
}

#' @rdname crf_fit-methods
#' @importFrom stats extractAIC
#' @export
extractAIC.crf_fit <- function(fit, scale = 0, k = 2, ...) {
  loglik <- stats::logLik(fit)
  df <- attr(loglik, "df")
  c(df, -2 * as.numeric(loglik) + k * df)
}

#' @rdname crf_fit-methods
#' @export
nobs.crf_fit <- function(object, ...) {
  check_fit(object)
  object$nobs
}

#' @rdname crf_fit-methods
#' @export
deviance.crf_fit <- function(object, ...) {
  check_fit(object)
  -2 * object$loglik
}

#' @rdname crf_fit-methods
#' @export
weights.crf_fit <- function(object, ...) {
  check_fit(object)
  sequences <- kept_data(object, "weights")$sequences
  weights <- sequences$weights
  if (is.null(weights)) weights <- rep.int(1, sequence_count(sequences))
  stats::setNames(weights, as.character(sequences$id))
}

#' @noRd
kept_data <- function(fit, part = "data", how = "model = TRUE") {
  if (is.null(fit$data)) stop_kept(part, how = how)
  fit$data
}

#' @rdname crf_fit-methods
#' @export
formula.crf_fit <- function(x, ...) formula.logistic_fit(x, ...)

#' @rdname crf_fit-methods
#' @export
terms.crf_fit <- function(x, ...) terms.logistic_fit(x, ...)

#' @rdname crf_fit-methods
#' @export
model.frame.crf_fit <- function(formula, ...) {
  check_fit(formula)
  terms <- stats::terms(formula)
  data <- list(...)$data
  if (!is.null(data)) {
    return(stats::model.frame(terms, data, na.action = stats::na.pass, xlev = formula$xlevels))
  }
  kept <- kept_data(formula, "model frame")
  out <- formula$model
  if (is.null(out)) stop_kept("model frame", "A fit of `x` has none.", "a formula")
  out[["(sequence)"]] <- rep(kept$sequences$id, diff(kept$sequences$ptr))
  if (!is.null(kept$sequences$weights)) {
    out[["(weights)"]] <- rep(kept$sequences$weights, diff(kept$sequences$ptr))
  }
  out
}
