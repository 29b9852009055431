# What packages insight and parameters ask of multinomial and ordinal fits, answered as they answer
# for multinom and polr. Registered as those of easystats.R.

category_easystats_methods <- list(
  insight = list(
    model_info = function(x, ...) category_model_info(x, ...),
    link_inverse = function(x, ...) function(eta) link_means(x$link, eta)$mean,
    link_function = function(x, ...) link_family(x$link)$linkfun,
    get_parameters = function(x, ...) category_parameters(x, x$coefficients, "Estimate"),
    get_statistic = function(x, ...) {
      out <- category_parameters(x, x$coefficients / standard_errors(x), "Statistic")
      structure(out, statistic = "z-statistic")
    },
    n_parameters = function(x, ...) x$rank,
    find_parameters = function(x, flatten = FALSE, ...) {
      names <- if (is_ordinal(x)) names(x$coefficients) else x$terms_names
      if (flatten) names else list(conditional = names)
    },
    get_predicted = function(x, data = NULL, predict = "expectation", ci = NULL, ...) {
      category_predicted(x, data, predict, ci)
    }))

#' One row a coefficient, with the category in a column of its own
#' @noRd
category_parameters <- function(fit, values, name) {
  labels <- coefficient_terms(fit)
  out <- data.frame(Parameter = labels$term, unname(values))
  names(out)[2L] <- name
  out$Response <- labels$y.level
  out
}

#' As of a multinom or polr, whose class it looks at
#' @noRd
category_model_info <- function(fit, ...) {
  known <- if (fit$link == "loglog") "cloglog" else fit$link
  twin <- unclass(fit)
  twin$method <- if (known == "logit") "logistic" else known
  class(twin) <- if (is_ordinal(fit)) "polr" else "multinom"
  out <- insight::model_info(twin, ...)
  out$link_function <- fit$link
  out$n_obs <- fit$nobs
  out
}

#' @noRd
category_predicted <- function(fit, data, predict, ci) {
  class <- identical(predict, "classification")
  type <- if (class) "class" else if (identical(predict, "link")) "link" else "probs"
  if (class || is.null(ci) || is.na(ci)) {
    answer <- list(fit = stats::predict(fit, data, type = type))
    if (class) return(structure(answer$fit, class = c("get_predicted", class(answer$fit))))
  } else {
    answer <- stats::predict(fit, data, type = type, se.fit = TRUE, interval = "confidence",
                             level = ci)
  }
  long <- lapply(answer, function(x) c(unname(x)))
  out <- data.frame(Row = rep(seq_len(nrow(answer$fit)), ncol(answer$fit)),
                    Response = rep(colnames(answer$fit), each = nrow(answer$fit)))
  limits <- if (length(answer) > 1L) {
    data.frame(out, SE = long$se.fit, CI_low = long$lwr, CI_high = long$upr)
  }
  out$Predicted <- long$fit
  structure(out, class = c("get_predicted", "data.frame"), ci_data = limits, ci = ci, data = data,
            response = fit$response$name)
}
