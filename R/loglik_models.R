# How the log-likelihood of each kind of model is evaluated: the core's entry behind loglik_fun().

#' @param parts list(design, transform): without columns that are combinations of others.
#' @param given Where to start, or `NULL`.
#' @noRd
binomial_loglik <- function(parts, response, link, settings, intercept, given = NULL) {
  design <- parts$design
  if (is.null(given)) {
    null <- null_model(design, response, link, settings, intercept)
    given <- starts(constant_unit(design, parts$transform), null$start, NULL,
                    length(design$names))$pooled
  }
  counted <- counted_rows(length(used_of(design, response$y)), response)
  row_loglik("binomial", design, parts$transform, core_response(response), link, settings,
             list(constant = response$lchoose, names = design$names, start = given,
                  model = "logistic", nobs = counted))
}

#' @param plan From `multinomial_plan()` or `ordinal_plan()`.
#' @noRd
category_loglik <- function(plan, constant, nobs, settings) {
  storage.mode(plan$design$terms) <- "integer"
  kind <- if (is.null(plan$spec$type)) "multinomial" else "ordinal"
  row_loglik(plan$model, plan$design, plan$transform, core_response(plan$response), plan$link,
             settings, list(constant = constant, names = plan$names[plan$at],
                            start = plan$pooled, model = kind, nobs = nobs))
}

#' @noRd
unfitted_categories <- function(base, frame, settings, start = NULL,
                                plan = category_plan(base, settings)) {
  response <- base$rows$response
  if (!is.null(start)) {
    plan$pooled <- if (is.null(plan$spec$type)) check_category_start(start, base, response$lev) else
      ordinal_start(start, plan)
  }
  category_loglik(plan, count_constants(response, frame)$lchoose,
                  sum(count_outcomes(response, frame)), settings)
}

#' @noRd
unfitted_crf <- function(problem, parts, options, start) {
  if (use_newton(problem, options)) {
    problem$aliased <- crf_aliased(independent_rows(problem$core), options$l2[problem$groups],
                                   options$settings, problem$aliased)
  }
  crf_loglik(problem, options, counted_sequences(parts), crf_given_start(start, problem))
}

#' @noRd
row_loglik <- function(model, design, transform, response, link, settings, about) {
  list(design, transform, response, link) # a promise would hold the frame it comes from
  threads <- settings$threads
  constant <- about$constant
  about$expected <- model == "binomial"
  bounded <- startsWith(model, "cumulative") # thresholds may cross: then there are no derivatives
  new_loglik_fun(function(theta, direction, parts, expected) {
    if (bounded) parts <- bitwOr(parts, 1L)
    at <- .Call(C_likelihood, model, design, transform, response, link, theta, direction, parts,
                expected, NULL, threads)
    if (bounded && !is.finite(at$value)) at[-1L] <- lapply(at[-1L], function(x) x * NaN)
    if (!is.null(at$value)) at$value <- at$value + constant
    at
  }, about)
}

#' What the core's entry reads of a row model: it stands in one place, so that saving a function
#' saves it once
#' @noRd
core_of <- function(evaluate) {
  parts <- c("model", "design", "transform", "response", "link")
  if (exists("design", environment(evaluate), inherits = FALSE)) {
    mget(parts, envir = environment(evaluate))
  }
}

#' @noRd
crf_loglik <- function(problem, options, nobs, start = numeric(length(problem$groups))) {
  problem$shape$z <- problem$shape$z["names"] # its terms would hold the frame of the caller
  options <- options[c("l1", "l2", "coding", "settings")]
  place <- weight_order(problem$shape)
  place <- place[!problem$aliased[place]]
  all <- numeric(length(problem$groups))
  start <- start[place]
  core <- problem$core
  problem$core <- NULL
  threads <- options$settings$threads
  spread <- function(x) replace(all, place, x)
  table <- function() weight_rows(problem$shape, place)
  penalty <- lapply(options[c("l1", "l2")], function(l) unname(l[problem$groups[place]]))
  new_loglik_fun(function(theta, direction, parts, expected) {
    theta <- spread(theta)
    out <- list()
    if (parts %% 4L) {
      at <- .Call(C_crf_gradient, core, theta, threads)
      out$value <- sum(at$value)
      out$score <- at$gradient[place]
    }
    if (parts >= 4L) {
      out$information <- .Call(C_crf_information, core, theta, threads)[place, place, drop = FALSE]
    }
    if (!is.null(direction)) {
      out$product <- -.Call(C_crf_tangent, core, theta, spread(direction), threads)[place]
    }
    out
  }, list(names = if (length(place) <= covariance_limit) {
    weight_names(table(), problem$shape$lev, options$coding)
  }, table = table, start = start, model = "crf", nobs = nobs, expected = FALSE,
  penalty = if (is_penalised(options)) penalty))
}

# ---- penalties -----------------------------------------------------------------------------------

#' @noRd
penalised_by <- function(evaluate, penalty) {
  force(evaluate)
  function(theta, direction, parts, expected) {
    at <- evaluate(theta, direction, parts, expected)
    if (!is.null(at$value)) {
      at$value <- at$value - sum(penalty$l1 * abs(theta)) - sum(penalty$l2 * theta^2) / 2
      at$score <- penalised_score(at$score - penalty$l2 * theta, theta, penalty$l1)
    }
    if (!is.null(at$information)) {
      diag(at$information) <- diag(at$information) + penalty$l2
    }
    if (!is.null(direction)) at$product <- at$product - penalty$l2 * direction
    at
  }
}

#' At 0 the penalty pulls either way: what of the slope it cannot hold is left.
#' @noRd
penalised_score <- function(slope, theta, l1) {
  ifelse(theta != 0, slope - l1 * sign(theta), sign(slope) * pmax(abs(slope) - l1, 0))
}

#' @noRd
without_penalty <- function(f) {
  about <- environment(f)$about
  if (is.null(about$penalty)) return(f)
  about["penalty"] <- list(NULL)
  new_loglik_fun(environment(environment(f)$evaluate)$evaluate, about)
}
