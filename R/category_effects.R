# Methods for package effects, which knows multinom and proportional odds (polr): it gets a fit of
# these to the same formula, with our coefficients and covariance in the place of its own.

#' @rawNamespace S3method(effects::Effect, multinomial_fit)
#' @noRd
Effect.multinomial_fit <- function(focal.predictors, mod, ..., vcov. = stats::vcov) {
  check_effects_fit(mod)
  p <- length(mod$terms_names)
  to_first <- ratio_map(mod, data_order(mod))
  coefficients <- matrix(to_first %*% mod$coefficients, ncol = p, byrow = TRUE)
  twin <- effects_twin(mod, quote(nnet::multinom), list(maxit = 1, trace = FALSE))
  # as nnet has them: a constant input, and a first category, of 0
  twin$wts <- as.vector(t(cbind(0, rbind(0, coefficients))))
  cov <- to_first %*% effects_covariance(mod, vcov.) %*% t(to_first)
  effects::Effect(focal.predictors, twin, ..., vcov. = cov)
}

#' @noRd
effects_covariance <- function(fit, vcov) if (is.function(vcov)) vcov(fit) else vcov

#' @rawNamespace S3method(effects::Effect, ordinal_fit)
#' @noRd
Effect.ordinal_fit <- function(focal.predictors, mod, ..., vcov. = stats::vcov) {
  check_effects_fit(mod)
  if (!has_latent(mod) || length(mod$scale_terms) || mod$link != "logit") {
    stop_logistic("model", paste(
      "Package effects knows proportional odds alone: cumulative logits with parallel slopes,",
      "without scale effects.\n  Use predict() or package emmeans."))
  }
  cuts <- seq_along(mod$cuts)
  order <- c(seq_along(mod$coefficients)[-cuts], cuts)
  twin <- effects_twin(mod, quote(MASS::polr), list(control = list(maxit = 1)))
  twin[c("coefficients", "zeta")] <- list(mod$coefficients[-cuts], mod$coefficients[cuts])
  cov <- effects_covariance(mod, vcov.)[order, order]
  effects::Effect(focal.predictors, twin, ..., vcov. = cov)
}

#' @noRd
check_effects_fit <- function(fit) {
  if (!all(is.finite(fit$coefficients))) {
    stop_logistic("model", "Package effects needs coefficients that are neither NA nor infinite.")
  }
  if (!is.null(fit$counts)) {
    stop_logistic("model", "Package effects needs one outcome a row, not counts.")
  }
}

#' @noRd
effects_twin <- function(fit, front_door, settings) {
  call <- fit$call
  call <- call[c(1L, match(c("data", "subset", "contrasts", "na.action"), names(call), 0L))]
  call[[1L]] <- front_door
  call$formula <- stats::formula(fit)
  call$data <- data_of_fit(fit)
  call[names(settings)] <- settings
  suppressWarnings(eval(call, live_environment(fit)))
}
