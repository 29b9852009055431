#' Areas under the curve, of each category and of pairs; concordance
#'
#' How well predicted probabilities tell categories apart: the chance that a row of one category has
#' a higher probability of it than a row of another, ties counted half.
#'
#' \deqn{A_k = P(p_k(X) > p_k(X')), \qquad
#'   M = \frac{2}{K (K - 1)} \sum_{i < j} \frac{A(i|j) + A(j|i)}{2},}{
#'   A_k = P(p_k of a row of k > p_k of another), M = mean over pairs of (A(i|j) + A(j|i)) / 2,}
#' X of category k and X' of any other; A(i|j) the same with the probability of i, a row of i and a
#' row of j (Hand and Till 2001). Standard errors and intervals of \eqn{A_k} are DeLong's (1988),
#' cut at 0 and 1. Of ordered categories also the concordance: of two rows of different category,
#' the chance that the one of the higher has the higher mean category \eqn{\sum_k k p_k}, which has
#' the order of the linear predictor where slopes are parallel; Somers' Dxy is twice that less 1.
#'
#' Weights are counts: a row of weight 2 is two rows. Each takes one sort: n log n time, not
#' \eqn{n^2}. Values that differ by rounding (2^-40 of their size) are tied. Areas of the data of a
#' fit are too large; give probabilities of new data.
#'
#' @inheritParams prediction_scores
#' @param level Coverage of the intervals.
#' @param x What `category_auc()` returned.
#' @return A list of class `"category_auc"`: `each`, a data frame with a row for each category,
#'   columns `category`, `n` (weight), `auc`, `std.error`, `conf.low`, `conf.high`; `pairs`, a data
#'   frame with a row for each pair, columns `first`, `second`, `auc`; `multiclass`, their mean M;
#'   `concordance` and `dxy`, `NA` of categories without an order; `level`. A category that was
#'   never observed is `NA`, and its pairs are left out of M. `as.data.frame()` and `tidy()` give
#'   `each`.
#' @section Errors:
#' As of [prediction_scores()]; `logistic_error_level`.
#' @references
#' DeLong ER, DeLong DM, Clarke-Pearson DL (1988). Comparing the areas under two or more correlated
#' receiver operating characteristic curves. *Biometrics* 44, 837-845. \doi{10.2307/2531595}
#'
#' Hand DJ, Till RJ (2001). A simple generalisation of the area under the ROC curve for multiple
#' class classification problems. *Machine Learning* 45, 171-186. \doi{10.1023/A:1010920819831}
#'
#' Somers RH (1962). A new asymmetric measure of association for ordinal variables. *American
#' Sociological Review* 27, 799-811. \doi{10.2307/2090408}
#' @seealso [prediction_scores()], [goodness()].
#' @examples
#' category_auc(logistic(low ~ age + lwt + smoke, birthweight))
#' category_auc(ordinal(impairment ~ life + ses, impairment))
#' @export
category_auc <- function(object, observed = NULL, weights = NULL, level = 0.95) {
  check_level(level)
  outcome <- category_outcome(object, observed, weights)
  p <- outcome$probabilities
  counts <- outcome$counts
  total <- rowSums(counts)
  curves <- lapply(seq_len(ncol(p)), function(k) one_against_rest(p[, k], counts, total, k))
  each <- data.frame(category = colnames(p), n = unname(colSums(counts)),
                     auc = vapply(curves, `[[`, 0, "auc"),
                     std.error = vapply(curves, `[[`, 0, "se"), stringsAsFactors = FALSE)
  half <- stats::qnorm((1 + level) / 2) * each$std.error
  each$conf.low <- pmax(each$auc - half, 0)
  each$conf.high <- pmin(each$auc + half, 1)
  pairs <- category_pairs(vapply(curves, `[[`, numeric(ncol(p)), "against") / each$n, colnames(p))
  concordance <- if (outcome$ordered) concordance(mean_category(p), counts) else NA_real_
  structure(list(each = each, pairs = pairs, multiclass = mean(pairs$auc, na.rm = TRUE),
                 concordance = concordance, dxy = 2 * concordance - 1, level = level),
            class = "category_auc")
}

#' Area of one category against the rest and against each other, by one sort
#'
#' @param p Probabilities of category k.
#' @param counts n x K; `total` their sums by row.
#' @return list(auc, se, against): `against[j]` is A(k|j) times the weight of category j.
#' @noRd
one_against_rest <- function(p, counts, total, k) {
  own <- counts[, k]
  rest <- total - own
  runs <- sorted_runs(p)
  m <- sum(own)
  n <- sum(rest)
  own_above <- (m - weight_below(own, runs)) / m
  rest_below <- weight_below(rest, runs) / n
  auc <- sum(own * rest_below) / m
  variance <- sum(own * (rest_below - auc)^2) / (m * (m - 1)) +
    sum(rest * (own_above - auc)^2) / (n * (n - 1))
  known <- m > 0 && n > 0
  list(auc = if (known) auc else NA_real_, against = crossprod(counts, own_above),
       se = if (known && m > 1 && n > 1) sqrt(variance) else NA_real_)
}

#' @noRd
category_pairs <- function(against, names) {
  both <- (against + t(against)) / 2
  at <- which(upper.tri(both), arr.ind = TRUE)
  at <- at[order(at[, 1L], at[, 2L]), , drop = FALSE]
  auc <- both[at]
  auc[is.nan(auc)] <- NA
  data.frame(first = names[at[, 1L]], second = names[at[, 2L]], auc = auc,
             stringsAsFactors = FALSE)
}

#' Share of concordant pairs among those of different category, ties counted half
#' @noRd
concordance <- function(score, counts) {
  runs <- sorted_runs(score)
  lower <- counts[, 1L]
  concordant <- pairs <- 0
  for (k in seq_len(ncol(counts))[-1L]) {
    concordant <- concordant + sum(counts[, k] * weight_below(lower, runs))
    pairs <- pairs + sum(counts[, k]) * sum(lower)
    lower <- lower + counts[, k]
  }
  if (pairs > 0) concordant / pairs else NA_real_
}

#' @rdname category_auc
#' @export
print.category_auc <- function(x, digits = 3L, ...) {
  check_count(digits, lower = 1L, upper = 15L)
  each <- x$each
  number <- function(values) format_fixed(values, digits)
  write_lines(wrap_text(paste0("Area under the curve, each category against the others; ",
                               format_level(x$level), ", DeLong"), 2L))
  write_lines(long_table(each$category, list(
    text_column("n", align_points(format_count(each$n))), text_column("AUC", number(each$auc)),
    text_column("SE", number(each$std.error)),
    text_column(format_level(x$level),
                align_interval(number(each$conf.low), number(each$conf.high))))))
  if (nrow(each) > 2L) {
    write_lines(sprintf("Mean of pairs (Hand and Till) %s", number(x$multiclass)))
  }
  if (!is.na(x$concordance)) {
    write_lines(sprintf("Concordance %s, Somers' Dxy %s", number(x$concordance), number(x$dxy)))
  }
  invisible(x)
}

#' @rdname category_auc
#' @export
as.data.frame.category_auc <- function(x, row.names = NULL, optional = FALSE, ...) x$each

#' @rdname category_auc
#' @exportS3Method generics::tidy
tidy.category_auc <- function(x, ...) as_printed_tibble(x$each)
