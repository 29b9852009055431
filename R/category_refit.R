# Refits of multinomial and ordinal fits with fewer columns, on the blocks of the fit.

#' The fit with fewer columns in every equation
#'
#' @param parts From `category_fit_parts()`.
#' @param left_out Logical, by column of the one predictor's design.
#' @return What comparisons read of a fit, as `refit_without()` gives it, with `term` of each
#'   coefficient and `crossed`: do cuts cross in a row?
#' @noRd
refit_categories <- function(fit, parts, left_out) {
  base <- fewer_columns(parts, left_out)
  # what was a combination of columns that are gone may be none now
  if (length(fit$aliased) || !is.null(parts$wider)) base <- ranked_parts(base, parts$settings)
  plan_answer(with_sizes(category_plan(base), parts))
}

#' @noRd
plan_answer <- function(plan, start = NULL) {
  core <- fit_plan(plan, plan$settings, start)
  answer <- uncentred_answer(core, plan, plan$spec)
  names <- plan$design$names
  separation <- separation_of(answer, names)
  coefficients <- coefficients_of(answer, names, separation)
  kept <- setdiff(seq_along(names), answer$dropped)
  kernel <- if (answer$converged) answer$figures[8L] + answer$figures[9L] else NA_real_
  rank <- length(kept)
  list(coefficients = coefficients, rank = rank, eta = core$eta, plan = plan, kernel = kernel,
       own = core$coefficients,
       term = plan$design$assign, converged = answer$converged,
       separated = !is.null(separation), crossed = any(plan_crossed(plan, answer)),
       cov.unscaled = covariance_of(answer, names, kept, coefficients, separation, TRUE),
       convergence = list(overlap = overlaps[answer$overlap + 1L]),
       deviance = 2 * (plan$saturated - kernel), df.residual = plan$freedom - rank)
}

#' Fewer coefficients of the plan itself: some columns out of some equations
#'
#' @param left_out Logical, by column of the plan's design.
#' @noRd
fewer_coefficients <- function(plan, left_out) {
  less <- without_columns(plan, left_out, idle = TRUE)
  less$pooled <- plan$pooled[!left_out]
  less
}

#' Rao's score statistic of all coefficients of a plan, at the linear predictors of a smaller model
#'
#' \eqn{s^\top I^{-1} s} with score and observed information, by one pass. Rows whose predictors are
#' infinite there add nothing to either.
#'
#' @param smaller From `plan_answer()`.
#' @noRd
score_of_plan <- function(plan, smaller) {
  eta <- predictors_for(plan, smaller)
  design <- plan$design
  storage.mode(design$terms) <- "integer"
  response <- plan$response
  far <- rowSums(!is.finite(eta)) > 0
  if (any(used_of(design, far))) {
    response$weights <- ifelse(far, 0, if (is.null(response$weights)) 1 else response$weights)
  }
  eta[far, ] <- 0
  design$offsets <- offset_list(eta, ncol(eta))
  run_core(.Call(C_score_statistic, plan$model, design, plan$transform, core_response(response),
                 plan$link, numeric(length(design$names)), plan$settings$threads))
}

#' Linear predictors of a smaller model as those of a larger one: of shared slopes the core has a
#' row's own cut alone, where the larger model may have all of them
#' @noRd
predictors_for <- function(plan, smaller) {
  eta <- cbind(smaller$eta)
  if (smaller$plan$model != "cumulative" || plan$model == "cumulative") return(eta)
  cuts <- length(plan$response$lev) - 1L
  thresholds <- smaller$own[seq_len(cuts)]
  shift <- eta[, 1L] - thresholds[pmin(plan$response$category, cuts)]
  cbind(outer(shift, unname(thresholds), `+`), eta[, -(1:2), drop = FALSE])
}
