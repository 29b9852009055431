# What methods for categories read of a fit: probabilities and counts, a row for each row used.

#' Fitted probabilities of a fit, n x K, a named column for each category
#' @noRd
category_probabilities <- function(fit) UseMethod("category_probabilities")

#' The weight observed of each category, n x K: counts, or one-hot times prior weights
#' @noRd
category_counts <- function(fit) UseMethod("category_counts")

#' @noRd
category_probabilities.default <- function(fit) {
  stop_logistic("type", sprintf(
    "`fit` must be a fit of logistic(), multinomial() or ordinal(), not %s.", type_text(fit)),
    variable = "fit")
}

# The event comes second, as in glm's order of two levels.
#' @noRd
category_probabilities.logistic_fit <- function(fit) {
  check_fit(fit)
  mean <- link_means(fit$link, unname(fit_part(fit, "linear.predictors")))
  named_pair(fit, mean$complement, mean$mean)
}

#' @noRd
category_counts.logistic_fit <- function(fit) {
  weights <- as.double(fit_part(fit, "prior.weights"))
  events <- weights * as.double(fit_part(fit, "y"))
  named_pair(fit, weights - events, events)
}

#' @noRd
named_pair <- function(fit, others, events) {
  event <- fit$event
  names <- if (is.null(event$level)) c("others", "events") else {
    c(if (is.null(event$other)) "others" else event$other, event$level)
  }
  matrix(c(others, events), ncol = 2L, dimnames = list(NULL, names))
}

# An order of the categories is part of the model, or there are but two.
#' @noRd
has_order <- function(fit, categories) inherits(fit, "ordinal_fit") || categories == 2L

#' The expected category, counted from 0
#' @noRd
mean_category <- function(probabilities) {
  as.vector(probabilities %*% (seq_len(ncol(probabilities)) - 1))
}
