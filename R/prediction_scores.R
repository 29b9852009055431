#' Scores of predicted probabilities
#'
#' How far predicted probabilities are from what came: Brier's score, the logarithmic score and, of
#' ordered categories, the ranked probability score. Each is 0 for a certain and right prediction,
#' smaller is better, and each is proper: nothing does better on average than the true
#' probabilities.
#'
#' \deqn{B = \sum_k (p_k - y_k)^2, \qquad L = -\log p_y, \qquad
#'   R = \sum_{k=1}^{K-1} (P_k - Y_k)^2,}{
#'   B = sum_k (p_k - y_k)^2, L = -log(p of what came), R = sum_k<K (P_k - Y_k)^2,}
#' y the outcome as 0 and 1, P and Y cumulative sums of p and y. B is Brier's of all categories: of
#' two it is twice \eqn{(p - y)^2}, which R is then. Some programs divide R by K - 1. The skill is
#' \eqn{1 - S / S_0}, the share of the score \eqn{S_0} of the observed proportions that the
#' predictions save. Scores of the data of a fit are too good; give probabilities of new data.
#'
#' @param object A fit of [logistic()], [multinomial()] or [ordinal()]; or a matrix of probabilities
#'   with a column for each category, named by it, as [predict()] gives; or a vector, those of the
#'   second of two categories.
#' @param observed What came, beside probabilities: a factor or other vector of categories, or a
#'   matrix of counts. An ordered factor makes the categories ordered.
#' @param weights Weights of the rows, beside probabilities.
#' @param x What `prediction_scores()` returned.
#' @param digits Significant digits.
#' @param row.names,optional,... Not used.
#' @return A list of class `"logistic_scores"`: `mean`, a data frame with a row for each score and
#'   columns `score`, `mean` (weighted), `reference` (of the observed proportions), `skill`; `rows`,
#'   a data frame with a row for each row, columns `brier`, `log`, perhaps `ranked`, and `weight`;
#'   of a row of counts the mean over its counts, of a row without weight `NA`. `as.data.frame()`
#'   and `tidy()` give `mean`. `ranked_probability_score()`: the ranked scores of the rows alone;
#'   the columns of its matrix are in order.
#' @section Errors:
#' `logistic_error_type` when `object` is neither fit nor numbers; `logistic_error_probabilities`
#' when rows are no probabilities; `logistic_error_observed` when what came is missing or no
#' category; `logistic_error_length`; `logistic_error_argument`; `logistic_error_order` when a
#' ranked score is asked for of categories without an order.
#' @references
#' Brier GW (1950). Verification of forecasts expressed in terms of probability. *Monthly Weather
#' Review* 78, 1-3. \doi{10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2}
#'
#' Epstein ES (1969). A scoring system for probability forecasts of ranked categories. *Journal of
#' Applied Meteorology* 8, 985-987. \doi{10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2}
#'
#' Gneiting T, Raftery AE (2007). Strictly proper scoring rules, prediction, and estimation.
#' *Journal of the American Statistical Association* 102, 359-378. \doi{10.1198/016214506000001437}
#'
#' Murphy AH (1971). A note on the ranked probability score. *Journal of Applied Meteorology* 10,
#' 155-156. \doi{10.1175/1520-0450(1971)010<0155:ANOTRP>2.0.CO;2}
#' @seealso [category_auc()], [goodness()].
#' @examples
#' prediction_scores(logistic(low ~ age + lwt + smoke, birthweight))
#' prediction_scores(ordinal(impairment ~ life + ses, impairment))
#' forecast <- rbind(c(low = 0.2, middle = 0.5, high = 0.3), c(0.1, 0.1, 0.8))
#' prediction_scores(forecast, factor(c("middle", "low"), colnames(forecast), ordered = TRUE))
#' @export
prediction_scores <- function(object, observed = NULL, weights = NULL) {
  outcome <- category_outcome(object, observed, weights)
  total <- rowSums(outcome$counts)
  share <- outcome$counts / total
  rows <- list(brier = brier_scores(outcome$probabilities, share),
               log = log_scores(outcome$probabilities, share))
  if (outcome$ordered) rows$ranked <- ranked_scores(outcome$probabilities, share)
  used <- total > 0
  mean <- vapply(rows, function(x) sum((x * total)[used]) / sum(total), 0)
  reference <- reference_scores(colSums(outcome$counts) / sum(total))[names(rows)]
  structure(list(
    mean = data.frame(score = names(rows), mean = unname(mean), reference = unname(reference),
                      skill = unname(1 - mean / reference), stringsAsFactors = FALSE),
    rows = data.frame(rows, weight = total)), class = "logistic_scores")
}

#' @rdname prediction_scores
#' @export
ranked_probability_score <- function(object, observed = NULL, weights = NULL) {
  outcome <- category_outcome(object, observed, weights)
  if (!outcome$ordered && !is.numeric(object) && !is.data.frame(object)) {
    stop_logistic("order", paste("A ranked probability score needs ordered categories; those of",
                                 "`object` have no order."), variable = "object")
  }
  ranked_scores(outcome$probabilities, outcome$counts / rowSums(outcome$counts))
}

# Of several trials in a row the mean, without cancellation: what the share is off, and its spread.
#' @noRd
brier_scores <- function(p, share) {
  out <- numeric(nrow(p))
  for (k in seq_len(ncol(p))) {
    seen <- share[, k]
    out <- out + ((p[, k] - seen)^2 + seen * (1 - seen))
  }
  out
}

#' @noRd
log_scores <- function(p, share) {
  out <- numeric(nrow(p))
  for (k in seq_len(ncol(p))) {
    came <- which(share[, k] != 0 | is.na(share[, k]))
    out[came] <- out[came] - share[came, k] * log(p[came, k])
  }
  out
}

#' @noRd
ranked_scores <- function(p, share) {
  out <- below <- seen <- numeric(nrow(p))
  for (k in seq_len(ncol(p) - 1L)) {
    below <- below + p[, k]
    seen <- seen + share[, k]
    out <- out + (below - seen)^2 + seen * (1 - seen)
  }
  out
}

# Of the observed proportions, in closed form.
#' @noRd
reference_scores <- function(proportion) {
  below <- cumsum(proportion)
  seen <- proportion[proportion > 0]
  c(brier = sum(proportion * (1 - proportion)), log = -sum(seen * log(seen)),
    ranked = sum(below * (1 - below)))
}

# How each score is written.
score_titles <- c(brier = "Brier", log = "Logarithmic", ranked = "Ranked")

#' @rdname prediction_scores
#' @export
print.logistic_scores <- function(x, digits = 4L, ...) {
  check_count(digits, lower = 1L, upper = 15L)
  rows <- sum(!is.na(x$rows$brier))
  write_lines(wrap_text(sprintf("Mean scores of %s; reference: the observed proportions",
                                plural(rows, "row")), 2L))
  number <- function(head, values) {
    text_column(head, align_points(format_significant(values, digits)))
  }
  write_lines(text_table(score_titles[x$mean$score], list(
    number("Mean", x$mean$mean), number("Reference", x$mean$reference),
    text_column("Skill", align_points(format_fixed(x$mean$skill, 3L))))))
  invisible(x)
}

#' @rdname prediction_scores
#' @export
as.data.frame.logistic_scores <- function(x, row.names = NULL, optional = FALSE, ...) x$mean

#' @rdname prediction_scores
#' @exportS3Method generics::tidy
tidy.logistic_scores <- function(x, ...) as_printed_tibble(x$mean)
