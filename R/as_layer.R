#' A fit as a layer
#'
#' The model of a fit, at its estimates, as a layer of the same values: for a network to go on from,
#' or for its gradients.
#'
#' @param fit A fit of [logistic()].
#' @param ... Not used.
#' @return A layer ([logistic_layer()]). The coefficient of the intercept is its bias; the inputs
#'   are the other columns of `model.matrix(fit)`. Those that are combinations of others have
#'   coefficient 0. An offset is not part of it: give it to [forward()].
#' @section Errors:
#' `logistic_error_type` for what is not a fit; `logistic_error_separation` when a coefficient is
#' infinite.
#' @seealso [forward()]
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' out <- forward(as_layer(fit), model.matrix(fit)[, -1])
#' all.equal(out$value, fitted(fit))
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
  stop_logistic("separation", sprintf("`fit` must have finite coefficients; %s is infinite.",
                                      list_some(backticked(infinite))))
}
