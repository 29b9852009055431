# What tests and scores read of a fit: probabilities and counts, a row for each row used, a column
# for each category.

#' @return list(probabilities, counts), n x K both: counts are weights, of a factor in one column
#'   each. Columns are named by the categories, rows are not.
#' @noRd
outcome_parts <- function(fit) UseMethod("outcome_parts")

#' @noRd
outcome_parts.default <- function(fit) {
  stop_logistic("type", sprintf(
    "`fit` must be a fit of logistic(), multinomial() or ordinal(), not %s.", type_text(fit)),
    variable = "fit")
}

#' @noRd
outcome_parts.category_fit <- function(fit) {
  p <- unname_rows(category_probabilities(fit))
  if (anyNA(p)) {
    stop_logistic("probabilities", sprintf(
      "The cumulative probabilities of `fit` must not decrease; they do in %s.",
      rows_text(which(is.na(rowSums(p))))), variable = "fit")
  }
  list(probabilities = p, counts = unname_rows(category_counts(fit)))
}

# The event comes second, as in glm's order of two levels.
#' @noRd
outcome_parts.logistic_fit <- function(fit) {
  check_fit(fit)
  mean <- link_means(fit$link, unname(fit_part(fit, "linear.predictors")))
  weights <- as.double(fit_part(fit, "prior.weights"))
  events <- weights * as.double(fit_part(fit, "y"))
  list(probabilities = named_pair(fit$event, mean$complement, mean$mean),
       counts = named_pair(fit$event, weights - events, events))
}

#' @noRd
named_pair <- function(event, others, events) {
  names <- if (is.null(event$level)) c("others", "events") else {
    c(if (is.null(event$other)) "others" else event$other, event$level)
  }
  matrix(c(others, events), ncol = 2L, dimnames = list(NULL, names))
}

# An order of the categories is part of the model, or there are but two.
#' @noRd
has_order <- function(fit, categories) is_ordinal(fit) || categories == 2L

#' The expected category, counted from 0
#' @noRd
mean_category <- function(probabilities) {
  as.vector(probabilities %*% (seq_len(ncol(probabilities)) - 1))
}
