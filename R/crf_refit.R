# The problem of a fit once more, from what the fit keeps of its data, and fits of its variants.

#' The parts that the fit's problem was made of
#' @noRd
crf_fit_parts <- function(fit) {
  data <- kept_data(fit)
  labels <- c(list(code = data$code, lev = fit$lev), fit$response)
  c(data[c("rows", "sequences", "z", "used")], list(labels = labels, aliased = fit$aliased))
}

#' The options that the fit was made with, some of them changed
#' @param ... Options by name, see `crf_options()`.
#' @noRd
crf_fit_options <- function(fit, ...) {
  options <- fit[c("ends", "coding", "l1", "l2", "features", "partial", "settings")]
  options$settings[c("trace", "checkpoint")] <- list(FALSE, NULL)
  changed <- list(...)
  options[names(changed)] <- changed
  options
}

#' The core's problem of a fit, at the user's scale: `core` goes with `fit$weights`
#'
#' @param limit With the paths of the limiting likelihood alone, where estimates are infinite.
#' @return As `crf_problem()`.
#' @noRd
crf_fit_problem <- function(fit, limit = TRUE) {
  problem <- crf_problem(crf_fit_parts(fit), fit$allowed, crf_fit_options(fit))
  if (limit && !is.null(fit$limits)) problem$core["face"] <- list(crf_fit_face(fit, problem))
  problem
}

#' Directions are of the optimiser's coordinates, whose sums are free of cancellation
#' @noRd
crf_fit_face <- function(fit, problem) {
  core <- crf_coordinates(problem, crf_fit_options(fit), TRUE)$core
  for (k in seq_along(fit$limits$tolerance)) {
    core$face <- .Call(C_crf_face, core, fit$limits$direction[, k], fit$limits$tolerance[k],
                       fit$settings$threads)
  }
  core$face
}

#' A variant of a fit: the answer of `crf_estimate()`
#'
#' @param parts From `crf_fit_parts()`, perhaps changed.
#' @param ... Options to be changed.
#' @noRd
crf_refit <- function(fit, parts = crf_fit_parts(fit), ...) {
  options <- crf_fit_options(fit, ...)
  problem <- crf_problem(parts, fit$allowed, options)
  start <- if (is.null(fit$limits)) fit # else far out
  c(crf_estimate(problem, options, start), list(problem = problem))
}

#' The answer where there is no weight: every label is as likely as any other
#' @noRd
crf_empty <- function(problem, options) {
  value <- .Call(C_crf_gradient, problem$core, numeric(), options$settings$threads)$value
  list(method = "newton", weights = numeric(), kept = integer(), cov = matrix(0, 0L, 0L),
       se = numeric(), status = character(), loglik = value, iterations = 0L, converged = TRUE)
}
