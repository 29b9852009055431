#' A fit as a layer
#'
#' The model of a fit, at its estimates, as a layer of the same values: for a network to go on from,
#' or for its gradients.
#'
#' @param fit A fit of [logistic()], [multinomial()], [ordinal()], [crf()] or [sgd()].
#' @param ... Not used.
#' @return A layer: [logistic_layer()], [softmax_layer()] (coefficients of the reference category
#'   are 0), [ordinal_layer()] or [crf_layer()]. The coefficient of the intercept is its bias; the
#'   inputs are the other columns of `model.matrix(fit)`, those that are combinations of others with
#'   coefficient 0. Of a [crf()] fit they are its attributes: `rownames(layer$coefficients)` names
#'   them. Weights that were not fitted for being told by others are 0, so the derivative by the
#'   coefficients of a label that is a reference is that of its scores: of the whole layer the
#'   gradient at the fit is 0 in the directions that were fitted, and with a penalty is the
#'   penalty's. An offset is not part of it: give it to [forward()].
#' @section Errors:
#' `logistic_error_type` for what is not a fit; `logistic_error_separation` when a coefficient is
#' infinite; `logistic_error_model` for an [ordinal()] fit that is not cumulative with parallel
#' slopes and without a scale, and for transitions of a [crf()] fit that depend on data.
#' @seealso [forward()]
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' out <- forward(as_layer(fit), model.matrix(fit)[, -1])
#' all.equal(out$value, fitted(fit))
#'
#' rainy <- crf(wet ~ season, rain, sequence = month)
#' x <- model.matrix(~ season, rain)[, -1]
#' out <- forward(as_layer(rainy), x, sequence = rain$month)
#' max(abs(out$value - predict(rainy, type = "marginal")))
#' @export
as_layer <- function(fit, ...) {
  UseMethod("as_layer")
}

#' @export
as_layer.default <- function(fit, ...) {
  stop_logistic("type", sprintf("`fit` must be a fit, not %s.", value_text(fit)), variable = "fit")
}

#' @export
as_layer.logistic_fit <- function(fit, ...) {
  check_fit(fit)
  unit_of_fit(fit)
}

#' Coefficients are all that a layer reads, and a fit of sgd() has them
#' @export
#' @noRd
as_layer.sgd_fit <- function(fit, ...) {
  make <- list(logistic = unit_of_fit, multinomial = softmax_of_fit, ordinal = ordinal_of_fit)
  make[[fit$model]](as_predictor(fit))
}

#' @noRd
unit_of_fit <- function(fit) {
  estimate <- finite_estimates(fit$coefficients)
  intercept <- names(estimate) == "(Intercept)"
  logistic_layer(estimate[!intercept], if (any(intercept)) unname(estimate[intercept]), fit$link)
}

#' Estimates for a layer: aliased ones are 0
#' @noRd
finite_estimates <- function(estimate) {
  estimate[is.na(estimate)] <- 0
  infinite <- names(estimate)[is.infinite(estimate)]
  if (!length(infinite)) return(estimate)
  stop_logistic("separation", sprintf("`fit` must have finite coefficients; %s %s infinite.",
                                      list_some(backticked(infinite)),
                                      if (length(infinite) == 1L) "is" else "are"))
}

#' @export
as_layer.multinomial_fit <- function(fit, ...) {
  check_fit(fit)
  softmax_of_fit(fit)
}

#' @noRd
softmax_of_fit <- function(fit) {
  estimate <- finite_estimates(fit$coefficients)
  layout <- category_layout(fit)
  w <- cbind(0, matrix(estimate[layout$at], nrow(layout$at)))
  dimnames(w) <- list(rownames(layout$at), fit$lev)
  head_of_columns(softmax_layer, w)
}

#' The row of the intercept is the bias
#' @noRd
head_of_columns <- function(make, w, ...) {
  intercept <- rownames(w) == "(Intercept)"
  make(w[!intercept, , drop = FALSE], bias = if (any(intercept)) unname(w[intercept, ]), ...)
}

#' @export
as_layer.ordinal_fit <- function(fit, ...) {
  check_fit(fit)
  ordinal_of_fit(fit)
}

#' @noRd
ordinal_of_fit <- function(fit) {
  why <- if (fit$type != "cumulative") sprintf("it is of type %s", quoted(fit$type)) else
    if (length(fit$nonparallel)) "its slopes differ between thresholds" else
    if (!is.null(fit$scale)) "it has scale effects"
  if (!is.null(why)) {
    stop_logistic("model", sprintf(
      "The ordinal layer has cumulative probabilities with parallel slopes; `fit` has not: %s.",
      why), variable = "fit")
  }
  estimate <- finite_estimates(fit$coefficients)
  cuts <- category_layout(fit)$at[1L, ]
  ordinal_layer(estimate[-cuts], estimate[cuts], fit$link, fit$lev)
}

#' @export
as_layer.crf_fit <- function(fit, ...) {
  check_fit(fit)
  check_crf_head(fit)
  shape <- fit$shape
  counts <- weight_counts(shape)
  part <- split(fit$weights, rep(factor(names(counts), names(counts)), counts))
  labels <- length(fit$lev)
  w <- matrix(0, length(shape$attributes), labels, dimnames = list(shape$attributes, fit$lev))
  w[cbind(rep(shape$order, diff(shape$first)), shape$pair_label) + 1L] <- part$emission
  transitions <- matrix(0, labels, labels, dimnames = list(fit$lev, fit$lev))
  if (counts[["transition"]]) {
    transitions[cbind(shape$from, shape$to) + 1L] <- part$transition
  }
  allowed <- fit$allowed
  head_of_columns(crf_layer, w, transitions = forbidden_scores(transitions, allowed$transitions),
                  start = end_scores(part$start, shape$start, allowed$start, labels),
                  end = end_scores(part$end, shape$end, allowed$end, labels))
}

#' @noRd
check_crf_head <- function(fit) {
  shape <- fit$shape
  if (length(attr(shape$z$terms, "term.labels"))) {
    stop_logistic("model", sprintf(
      "The CRF layer has the same transitions in every row; those of `fit` depend on data: %s.",
      list_some(backticked(shape$z$names))), variable = "fit")
  }
  if (any(fit$status == "infinite")) {
    stop_logistic("separation", sprintf("`fit` must have finite weights; %s infinite.",
                                        count_of(sum(fit$status == "infinite"), "weight")))
  }
  check_cells(length(shape$attributes), length(fit$lev), "coefficients")
}

#' What may not be has the score -Inf
#' @noRd
forbidden_scores <- function(scores, allowed) {
  if (!is.null(allowed)) scores[allowed == 0L] <- -Inf
  scores
}

#' Scores of labels at an end: 0 where there is no weight
#' @param at Labels that have a weight, 0-based.
#' @noRd
end_scores <- function(weights, at, allowed, labels) {
  forbidden_scores(replace(numeric(labels), at + 1L, weights), allowed)
}
