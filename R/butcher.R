#' Axes of package butcher
#'
#' What package butcher takes off a fit is what `keep` of [logistic()] leaves out: afterwards
#' methods that lack something say so.
#'
#' `axe_call()`: the call; `axe_ctrl()`: the settings; `axe_data()`: data, model frame and model
#' matrix; `axe_env()`: the environments of formula and terms, with what the formula names there,
#' so a formula of functions of one's own cannot predict afterwards; `axe_fitted()`: all of row
#' length. `butcher::butcher()` applies all. Fits are small to begin with: see `keep`.
#'
#' @param x A fit of [logistic()].
#' @param verbose Say how much smaller it became?
#' @param ... Not used.
#' @return The fit without that.
#' @section Errors:
#' Methods of the smaller fit raise `logistic_error_kept` for what is missing.
#' @references
#' butcher: Model Butcher. \doi{10.32614/CRAN.package.butcher}
#' @examples
#' # butcher(fit), with package butcher; without it:
#' small <- logistic(low ~ age, birthweight, keep = "minimal")
#' predict(small, birthweight[1:2, ], type = "response")
#' @name axes
NULL

#' @rdname axes
#' @exportS3Method butcher::axe_call
axe_call.logistic_fit <- function(x, verbose = FALSE, ...) {
  # the offset argument is needed for predictions
  kept <- x$call[intersect("offset", names(x$call))]
  told_size(x, without(x, "call", as.call(c(quote(logistic), as.list(kept)))), verbose)
}

#' @rdname axes
#' @exportS3Method butcher::axe_ctrl
axe_ctrl.logistic_fit <- function(x, verbose = FALSE, ...) {
  told_size(x, without(x, "control", list()), verbose)
}

#' @rdname axes
#' @exportS3Method butcher::axe_data
axe_data.logistic_fit <- function(x, verbose = FALSE, ...) {
  told_size(x, without(x, c("data", "model", "x")), verbose)
}

#' @rdname axes
#' @exportS3Method butcher::axe_env
axe_env.logistic_fit <- function(x, verbose = FALSE, ...) {
  old <- x
  for (part in intersect(c("terms", "formula"), names(x))) {
    attr(x[[part]], ".Environment") <- baseenv()
  }
  if (!is.null(x$model)) attr(attr(x$model, "terms"), ".Environment") <- baseenv()
  if (is.environment(x$data)) x$data <- NULL
  told_size(old, x, verbose)
}

#' @rdname axes
#' @exportS3Method butcher::axe_fitted
axe_fitted.logistic_fit <- function(x, verbose = FALSE, ...) {
  told_size(x, without(x, c(row_parts, "offset")), verbose)
}

#' @noRd
without <- function(fit, parts, value = NULL) {
  class <- class(fit)
  fit <- unclass(fit)
  fit[intersect(parts, names(fit))] <- if (is.null(value)) NULL else list(value)
  structure(fit, class = class)
}

#' @noRd
told_size <- function(old, new, verbose) {
  if (verbose) {
    less <- length(serialize(old, NULL)) - length(serialize(new, NULL))
    inform_logistic("axe", sprintf("Removed %s bytes.", format_count(less)), bytes = less)
  }
  new
}
