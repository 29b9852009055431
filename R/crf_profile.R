# Profile likelihood of weights of a conditional random field, by fits with one weight held.

#' Confidence intervals of the weights of a conditional random field
#'
#' Profile-likelihood intervals, the values of a weight that a likelihood-ratio test does not
#' reject, as [confint.logistic_fit()]; or Wald's, estimate plus and minus a normal quantile times
#' the standard error. Sequences are the independent units.
#'
#' A limit of a profile takes some five fits of the model with that weight held. Where all limits
#' asked for would take more than about ten seconds the default is Wald's, and a message says so.
#'
#' An infinite weight has one limit, and is unbounded on the side of its estimate. Weights that are
#' aliased or not determined have NA.
#'
#' @param object A fit of [crf()] without penalty.
#' @param parm Names or numbers of weights; missing: all.
#' @param level The coverage.
#' @param method `"profile"` or `"wald"`; `NULL`: see above.
#' @param type For `"wald"`: the covariance, as of [vcov.crf_fit()].
#' @param ... Must be empty.
#' @return A matrix with a row for each weight and the two limits.
#' @section Errors:
#' `logistic_error_penalty` for fits with a penalty; `logistic_error_level`,
#' `logistic_error_parm`; `logistic_error_kept` when a profile needs data that the fit does not
#' hold; `logistic_error_convergence` when it needs a maximum that was not reached;
#' `logistic_error_size` when Wald's are asked of too many weights.
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month)
#' confint(fit, "seasonwinter")
#' confint(fit, method = "wald")
#' @export
confint.crf_fit <- function(object, parm, level = 0.95, method = NULL, type = "model", ...) {
  check_no_dots("confint", ...)
  refuse_penalised(object, "An interval")
  check_level(level)
  b <- crf_named_weights(object)
  parm <- if (missing(parm)) names(b) else check_parm(parm, names(b))
  method <- interval_method(object, method, length(parm))
  if (method == "wald") {
    se <- sqrt(diag(stats::vcov(object, type = type)))
    return(wald_limits(b, se, level)[parm, , drop = FALSE])
  }
  crf_profile_limits(object, match(parm, names(b)), level, parm)
}

#' @noRd
interval_method <- function(fit, method, count) {
  if (!is.null(method)) {
    method <- check_choice(method, c("profile", "wald"), "method")
    if (method == "profile" && fit$method != "newton") {
      stop_argument("method", '"wald" for a fit by L-BFGS', '"profile"')
    }
    return(method)
  }
  if (fit$method == "newton" && is.null(fit$data)) return("wald")
  seconds <- count * profile_seconds(fit)
  if (fit$method == "newton" && seconds <= profile_seconds_most) return("profile")
  inform_logistic("wald", paste0("Wald intervals; those by profile likelihood ", if (
    fit$method == "newton") "take method = \"profile\"." else "need a fit by Newton's method."))
  "wald"
}

profile_seconds_most <- 10

#' About how long the two limits of a weight take: thirty informations
#' @noRd
profile_seconds <- function(fit) {
  p <- length(fit$weights)
  labels <- length(fit$lev)
  30 * fit$tokens * labels * (2e-7 + labels * 1e-9 * (20 + p) + 1e-9 * p^2 / 4)
}

# ---- profiles -----------------------------------------------------------------------------------

#' @param chosen Places in the user's order.
#' @noRd
crf_profile_limits <- function(fit, chosen, level, names) {
  if (!fit$converged) {
    stop_logistic("convergence", "a profile needs a fit that has converged.")
  }
  z <- stats::qnorm((1 + level) / 2)
  place <- weight_order(fit$shape)[chosen]
  problem <- crf_fit_problem(fit, limit = FALSE)
  limits <- vapply(place, function(j) {
    if (fit$status[j] %in% c("aliased", "undetermined")) return(c(NA_real_, NA_real_))
    profile <- new_crf_profile(fit, problem, j)
    c(profile_limit(profile, -z), profile_limit(profile, z))
  }, c(0, 0))
  matrix(limits, ncol = 2L, byrow = TRUE, dimnames = list(names, limit_names(level)))
}

#' Coordinates in which the weight is one of the optimiser's, times a scale: the intercept is where
#' no column is centred
#'
#' @return list: `at(b)` gives c(z, slope) of the signed root at b; `estimate`, `se` of the weight.
#' @noRd
new_crf_profile <- function(fit, problem, j) {
  options <- crf_fit_options(fit)
  term <- weight_table(fit$shape)$term[j]
  coordinates <- crf_coordinates(problem, options, !identical(term, "(Intercept)"))
  scale <- user_scale(coordinates)[j]
  free <- fit$status != "aliased"
  free[j] <- FALSE
  best <- from_user(coordinates, ifelse(fit$status == "finite", fit$weights, 0))
  infinite <- fit$status[j] == "infinite"
  last <- best
  held <- function(b) {
    start <- follow(best, last, j, b * scale)
    found <- newton_to_the_limit(coordinates$core, start, numeric(length(best)), free,
                                 options$settings)
    theta <- found$answer$theta
    core <- coordinates$core
    core["face"] <- list(found$face)
    if (is.null(found$direction)) last <<- theta
    slope <- .Call(C_crf_gradient, core, theta, options$settings$threads)$gradient[j] * scale
    gap <- fit$loglik - sum(found$answer$loglik)
    side <- if (infinite) -sign(fit$direction[[j]]) else sign(b - fit$weights[j])
    z <- side * sqrt(2 * max(gap, 0))
    c(z = if (found$answer$converged) unname(z) else NA_real_, slope = unname(-slope / z))
  }
  list(at = held, estimate = if (infinite) sign(fit$direction[[j]]) * Inf else fit$weights[[j]],
       se = crf_weight_error(fit, j), unit = 1 / scale)
}

#' A start for another value of the weight held: others go on as they went
#' @noRd
follow <- function(best, last, j, value) {
  moved <- last[j] - best[j]
  start <- if (moved != 0) best + (last - best) * (value - best[j]) / moved else best
  replace(start, j, value)
}

#' @noRd
crf_weight_error <- function(fit, j) {
  fit$std.error[[match(j, weight_order(fit$shape))]]
}

#' The value at which the signed root is z
#'
#' In u, which grows away from the estimate: Newton's method on the root's absolute value, which
#' grows with u, between what is known to fall short and what is too far. Where it still falls
#' short far out, as it may where labels are unknown, there is no limit on that side.
#' @noRd
profile_limit <- function(profile, z) {
  side <- sign(z)
  if (profile$estimate == side * Inf) return(profile$estimate)
  near <- side * profile$estimate # -Inf where the estimate is infinite
  origin <- if (is.finite(near)) near else 0
  bounds <- c(near, Inf)
  far <- origin + profile_far * profile$unit
  u <- if (is.finite(near) && is.finite(profile$se)) near + abs(z) * profile$se else origin
  for (step in seq_len(profile_steps)) {
    at <- profile$at(side * u)
    if (is.na(at[["z"]])) break
    short <- side * at[["z"]] < abs(z)
    if (short && u >= far) return(side * Inf)
    bounds[2L - short] <- u
    move <- side * (z - at[["z"]]) / at[["slope"]]
    if (is.finite(move) && abs(move) <= profile_close * max(abs(u), profile$unit)) {
      return(side * (u + move))
    }
    u <- min(far, within_bounds(u + move, bounds, profile$unit))
  }
  NA_real_
}

# Units of the optimiser's scale, odds of e^300; evaluations; and a move after which the next,
# by Newton's square, is rounding.
profile_far <- 300
profile_steps <- 60L
profile_close <- 1e-7

#' @noRd
within_bounds <- function(u, bounds, unit) {
  if (is.finite(u) && u > bounds[1L] && u < bounds[2L]) return(u)
  if (all(is.finite(bounds))) return(mean(bounds))
  if (is.finite(bounds[2L])) bounds[2L] - 10 * unit else Inf
}
