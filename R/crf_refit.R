# The problem of a fit once more, from what the fit keeps of its data.

#' The parts that the fit's problem was made of
#' @noRd
crf_fit_parts <- function(fit) {
  if (is.null(fit$data)) {
    stop_logistic("kept", "the fit does not hold its data; refit with model = TRUE.",
                  part = "data")
  }
  labels <- c(list(code = fit$data$code, lev = fit$lev), fit$response)
  c(fit$data[c("rows", "sequences", "z", "used")], list(labels = labels, aliased = fit$aliased))
}

#' The core's problem of a fit, at the user's scale: `core` goes with `fit$weights`
#' @return As `crf_problem()`.
#' @noRd
crf_fit_problem <- function(fit) {
  options <- fit[c("ends", "coding", "l1", "l2", "features", "partial", "settings")]
  crf_problem(crf_fit_parts(fit), fit$allowed, options)
}
