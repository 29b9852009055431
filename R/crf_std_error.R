# Standard errors of chosen weights where there are too many for a matrix.

#' Standard errors of chosen weights of a conditional random field
#'
#' For fits of too many weights for a covariance matrix: for each weight j that is asked for, the
#' system
#' \deqn{(H + l_2 I) v = e_j}{(H + l2 I) v = e_j}
#' is solved by conjugate gradients (Hestenes and Stiefel 1952), which need the information H only
#' in products with vectors, each at the cost of a few gradients; the variance is \eqn{v_j}. With a
#' penalty `l2` it is that of the normal approximation to the posterior, the penalty being the
#' prior. Fits that hold their standard errors give these.
#'
#' @param fit A fit of [crf()].
#' @param which Weights: names, or numbers in the order of [coef()][stats::coef].
#' @param tolerance When to stop: what a variance gains, relative to itself, over eight products.
#' @param steps At most so many products a weight.
#' @return Standard errors named by the weights; NA where a weight has none, or, with a warning,
#'   where the steps did not do.
#' @section Errors and warnings:
#' `logistic_error_parm` when `which` names no weight; `logistic_error_penalty` with `l1`, whose
#' objective has a corner where a weight is 0; `logistic_error_kept` when the fit does not hold its
#' data; `logistic_warning_convergence` when `steps` did not do.
#' @references
#' Hestenes MR, Stiefel E (1952). Methods of conjugate gradients for solving linear systems.
#' *Journal of Research of the National Bureau of Standards* 49, 409-436.
#' \doi{10.6028/jres.049.044}
#'
#' Strakos Z, Tichy P (2002). On error estimation in the conjugate gradient method and why it works
#' in finite precision computations. *Electronic Transactions on Numerical Analysis* 13, 56-80.
#' @seealso [vcov.crf_fit()]
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month, l2 = 1)
#' std_error(fit, "seasonwinter")
#' @export
std_error <- function(fit, which, tolerance = 1e-8, steps = 1000L) {
  if (!inherits(fit, "crf_fit")) stop_argument("fit", "a fit of crf()", value_text(fit))
  check_number(tolerance, lower = 0, upper = 1, open = TRUE)
  steps <- check_count(steps, lower = 1L)
  if (any(fit$l1 > 0)) {
    stop_logistic("penalty", paste0("std_error() needs a fit without `l1`: its objective has a ",
                                    "corner where a weight is 0."))
  }
  b <- crf_named_weights(fit)
  chosen <- match(check_parm(which, names(b)), names(b))
  if (length(fit$std.error)) return(fit$std.error[chosen])
  solved_errors(fit, chosen, names(b), tolerance, steps)
}

#' @param chosen Places in the user's order.
#' @noRd
solved_errors <- function(fit, chosen, names, tolerance, steps) {
  system <- information_system(fit)
  place <- weight_order(fit$shape)[chosen]
  variance <- vapply(place, function(j) solve_variance(system, j, tolerance, steps), 0)
  failed <- is.na(variance)
  if (any(failed)) {
    warn_logistic("convergence", sprintf(
      "No standard error of %s: not found in %s. Is it identified? Else raise `steps`.",
      list_some(backticked(names[chosen][failed])), count_of(steps, "product")),
      terms = names[chosen][failed])
  }
  stats::setNames(sqrt(variance), names[chosen])
}

#' Penalised information as a function, and the diagonal that it would have were rows independent
#' @noRd
information_system <- function(fit) {
  problem <- crf_fit_problem(fit)
  l2 <- fit$l2[problem$groups]
  threads <- fit$settings$threads
  list(times = function(v) {
    .Call(C_crf_tangent, problem$core, fit$weights, v, threads) + l2 * v
  }, diagonal = .Call(C_crf_variances, problem$core, fit$weights, threads) + l2)
}

#' v_j of (H + l2 I) v = e_j; NA: not found
#'
#' Preconditioned by the diagonal. What v_j still lacks is the squared error of v in the energy
#' norm; what the steps to come add to it is judged by what the last ones added (Strakos and Tichy
#' 2002).
#' @noRd
solve_variance <- function(system, j, tolerance, steps) {
  scale <- ifelse(system$diagonal > 0, 1 / system$diagonal, 0)
  found <- 0
  added <- rep(Inf, steps_judged)
  r <- replace(numeric(length(scale)), j, 1)
  p <- scale * r
  first <- size <- sum(r * p)
  for (k in seq_len(steps)) {
    if (size <= exhausted * first) break
    q <- system$times(p)
    length <- size / sum(p * q)
    if (!(length > 0)) return(NA_real_)
    added[(k - 1L) %% steps_judged + 1L] <- length * size
    found <- found + length * size
    if (sum(added) <= tolerance * found) return(found)
    r <- r - length * q
    before <- size
    size <- sum(r * scale * r)
    p <- scale * r + size / before * p
  }
  if (found > 0 && size <= exhausted * first) found else NA_real_
}

steps_judged <- 8L

# Of the first residual, squared: what rounding leaves.
exhausted <- 2^-96
