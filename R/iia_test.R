# Independence of irrelevant alternatives: do the coefficients change when a category is left out?

#' Tests of the independence of irrelevant alternatives
#'
#' In a multinomial logit model the ratio of two probabilities does not depend on what other
#' categories there are. If so, the fit without the rows of one category estimates the same
#' coefficients for the others.
#'
#' `"hausman"`: with the coefficients common to both, \eqn{\hat\beta_r} of the fit without the
#' category and \eqn{\hat\beta_f} of the full one,
#' \deqn{(\hat\beta_r - \hat\beta_f)^\top (V_r - V_f)^{-1} (\hat\beta_r - \hat\beta_f)}{
#'   (b_r - b_f)' (V_r - V_f)^-1 (b_r - b_f)}
#' (Hausman and McFadden 1984). \eqn{V_r - V_f} may fail to be positive definite, and the statistic
#' be negative: it is then given without p. Hausman and McFadden took that for evidence that the
#' property holds. Where it is singular, since the rows left out tell nothing of some combination of
#' the coefficients, as may happen with factors alone, there is no statistic.
#'
#' `"small-hsiao"`: the rows are cut at random into halves A and B; of the full fits to them
#' \eqn{\hat\beta = \hat\beta_A / \sqrt 2 + (1 - 1/\sqrt 2) \hat\beta_B}{
#'   b = b_A / sqrt(2) + (1 - 1 / sqrt(2)) b_B} is compared with the fit to B without the category
#' by \eqn{-2 \{\ell_r(\hat\beta) - \ell_r(\hat\beta_r)\}}{-2 (l_r(b) - l_r(b_r))}
#' (Small and Hsiao 1985). It changes with the halves: give a `seed`, and look at more than one.
#'
#' What they can say is little. In simulations both have sizes far from the nominal one, however
#' large the sample, and they contradict each other and themselves (Cheng and Long 2007, who advise
#' against them). With a model that has a coefficient for each category and cell of the predictors
#' the property cannot fail. Whether alternatives are close substitutes is a matter of what they
#' are.
#'
#' @param fit A fit of [multinomial()] with three categories or more.
#' @param omit The categories to leave out, each in turn; `NULL`: all.
#' @param method `"hausman"` or `"small-hsiao"`.
#' @param seed `NULL`, or a seed of the random halves; the generator's state is left as it was.
#' @return A data frame of class `"category_tests"`: `omitted`, `chisq`, `df`, `p`, `note`.
#' @section Errors:
#' `logistic_error_argument` for a fit with two categories; `logistic_error_levels` when `omit`
#' names no category of the fit.
#' @seealso [multinomial()], [collapse_test()].
#' @references
#' Hausman J, McFadden D (1984). Specification tests for the multinomial logit model. *Econometrica*
#' 52, 1219-1240. \doi{10.2307/1910997}
#'
#' Small KA, Hsiao C (1985). Multinomial logit specification tests. *International Economic Review*
#' 26, 619-627. \doi{10.2307/2526707}
#'
#' Cheng S, Long JS (2007). Testing for IIA in the multinomial logit model. *Sociological Methods
#' and Research* 35, 583-600. \doi{10.1177/0049124106292361}
#' @examples
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' iia_test(fit)
#' iia_test(fit, method = "small-hsiao", seed = 1)
#' @export
iia_test <- function(fit, omit = NULL, method = c("hausman", "small-hsiao"), seed = NULL) {
  check_category_fit(fit, "multinomial_fit", "multinomial()")
  check_formula_fit(fit, "iia_test()")
  method <- match_choice(method)
  omit <- check_omit(fit, omit)
  parts <- category_fit_parts(fit)
  half <- if (method == "small-hsiao") {
    state <- seed_generator(seed)
    on.exit(restore_generator(state), add = TRUE)
    half_weights(parts)
  }
  tests <- lapply(omit, function(level) {
    if (method == "hausman") return(hausman_test(fit, parts, level))
    small_hsiao(fit, parts, level, half)
  })
  table <- data.frame(omitted = omit, do.call(rbind, tests))
  new_category_tests(table, if (method == "hausman") "Hausman-McFadden" else "Small-Hsiao",
                     corner = TRUE,
                     notes = paste("The size of this test is not reliable (Cheng and Long 2007):",
                                   "see ?iia_test."))
}

#' @noRd
check_omit <- function(fit, omit) {
  if (length(fit$lev) < 3L) {
    stop_argument("fit", "a fit of three categories or more", "a fit of two")
  }
  if (is.null(omit)) return(fit$lev[fit$observed_order])
  omit <- as.character(omit)
  unknown <- omit[!omit %in% fit$lev]
  if (!length(unknown) && length(omit)) return(omit)
  stop_logistic("levels", sprintf("`omit` must be categories of the fit (%s), not %s.",
                                  list_some(quoted(fit$lev)), list_some(quoted(unknown))),
                levels = unknown)
}

#' The parts without a category: its rows have no weight. The first one left is the reference.
#' @noRd
parts_without <- function(parts, level, weights = parts$rows$response$weights) {
  response <- parts$rows$response
  at <- match(level, response$lev)
  gone <- response$category == at
  if (is.null(weights)) weights <- rep.int(1, length(gone))
  response$weights <- ifelse(gone, 0, weights)
  response$category <- ifelse(gone, 1L, response$category - (response$category > at))
  response$lev <- response$lev[-at]
  parts$rows$response <- response
  if (!is.null(parts$offset)) parts$offset <- offset_without(parts$offset, at)
  parts["null"] <- list(NULL)
  parts
}

#' @noRd
offset_without <- function(offset, at) {
  if (at > 1L) return(offset[, -(at - 1L), drop = FALSE])
  offset[, -1L, drop = FALSE] - offset[, 1L]
}

#' The coefficients of the fit without a category, as combinations of those of the full one
#' @noRd
common_coefficients <- function(fit, level) {
  ratio_map(fit, setdiff(seq_along(fit$lev), match(level, fit$lev)))
}

#' A fit of all columns, some of which may be combinations of others where rows are fewer
#' @noRd
plain_fit <- function(parts) {
  base <- ranked_parts(fewer_columns(parts, logical(length(parts$design$names))), parts$settings)
  plan <- with_sizes(category_plan(base), parts)
  out <- plan_answer(plan)
  out$kept <- plan$at
  out$usable <- out$converged && !out$separated
  out
}

#' @noRd
iia_row <- function(chisq, df, note = "") {
  p <- if (is.na(chisq) || chisq < 0 || nzchar(note)) NA_real_ else chisq_p(chisq, df)
  data.frame(chisq = chisq, df = as.integer(df), p = p, note = note)
}

#' @noRd
hausman_test <- function(fit, parts, level) {
  less <- plain_fit(parts_without(parts, level))
  df <- length(less$kept)
  estimate <- fit$coefficients
  usable <- less$usable && is.null(fit$separation) && wald_holds(fit)
  if (!usable) return(iia_row(NA_real_, df, "no finite estimate"))
  map <- common_coefficients(fit, level)[less$kept, , drop = FALSE]
  kept <- which(!is.na(estimate))
  map <- map[, kept, drop = FALSE]
  difference <- less$coefficients - drop(map %*% estimate[kept])
  change <- less$cov.unscaled - map %*% stats::vcov(fit, complete = FALSE) %*% t(map)
  if (is_singular_change(change, less$cov.unscaled)) {
    return(iia_row(NA_real_, df, "V_r - V_f is singular"))
  }
  chisq <- sum(difference * solve(change, difference))
  definite <- !is.na(definite_form(change, difference))
  iia_row(chisq, df, if (definite) "" else "V_r - V_f not positive definite")
}

#' Is a difference of covariances 0 in some direction, but for rounding? Its inverse would be noise.
#' @noRd
is_singular_change <- function(change, cov) {
  unit <- sqrt(diag(cov))
  sizes <- abs(eigen(change / outer(unit, unit), symmetric = TRUE, only.values = TRUE)$values)
  !all(sizes > 2^-30) # covariances of unit diagonal are right to some 2^-40
}

#' @noRd
definite_form <- function(a, s) {
  if (anyNA(a) || any(diag(a) <= 0)) NA_real_ else quadratic_form(a, s)
}

# ---- random halves -----------------------------------------------------------------------------

#' Weights of one half of the observations: whole weights are so many observations
#' @noRd
half_weights <- function(parts) {
  weights <- parts$rows$response$weights
  n <- length(parts$rows$response$category)
  if (is.null(weights)) return(as.double(sample.int(n) <= n / 2))
  if (all(weights == round(weights))) return(as.double(stats::rbinom(n, weights, 0.5)))
  weights * (sample.int(n) <= n / 2)
}

#' @noRd
small_hsiao <- function(fit, parts, level, half) {
  all <- parts$rows$response$weights
  if (is.null(all)) all <- rep.int(1, length(half))
  first <- half_fit(parts, half)
  second <- half_fit(parts, all - half)
  rest <- parts_without(parts, level, all - half)
  less <- plain_fit(rest)
  same <- first$usable && second$usable && less$usable &&
    identical(first$kept, second$kept)
  if (!same) return(iia_row(NA_real_, length(less$kept), "no finite estimate in a half"))
  mixed <- numeric(length(fit$coefficients))
  mixed[first$kept] <- first$coefficients / sqrt(2) + (1 - 1 / sqrt(2)) * second$coefficients
  at <- drop(common_coefficients(fit, level) %*% mixed)[less$kept]
  iia_row(2 * (less$kernel - kernel_at_coefficients(less$plan, at)), length(less$kept))
}

#' @noRd
half_fit <- function(parts, weights) {
  parts$rows$response$weights <- weights
  parts["null"] <- list(NULL)
  plain_fit(parts)
}

#' @noRd
kernel_at_coefficients <- function(plan, at) {
  plan$pooled <- at
  plan$settings$steps <- 0L
  answer <- fit_plan(plan, plan$settings, rows = FALSE)
  answer$figures[8L] + answer$figures[9L]
}
