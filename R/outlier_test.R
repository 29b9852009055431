#' Outlier test of package car
#'
#' `car::outlierTest()` compares studentised residuals to a normal distribution where it knows that
#' the model is a `glm`, else to t. This method, registered on it, has the normal.
#'
#' \deqn{p_i = 2 \Phi(-|r_i|), \qquad p_i^{\rm Bonferroni} = n p_i,}{p = 2 Phi(-|r|), times n,}
#' r the studentised residuals of [stats::rstudent()].
#'
#' @param model A fit of [logistic()].
#' @param cutoff Residuals with a Bonferroni p up to this are given; else the largest.
#' @param n.max At most so many.
#' @param order Sort by p?
#' @param labels Names of the rows.
#' @param ... Not used.
#' @return A list of class `"outlierTest"`, which package car prints: `rstudent`, `p`, `bonf.p`,
#'   `signif`, `cutoff`.
#' @section Errors:
#' `logistic_error_length` when `labels` has not one name a residual; `logistic_error_kept` when the
#' fit was made with a `keep` that left out what is needed.
#' @references
#' Williams DA (1987). Generalized linear model diagnostics using the deviance and single case
#' deletions. *Applied Statistics* 36, 181-191. \doi{10.2307/2347550}
#' @examplesIf requireNamespace("car") && length(getS3method("influence", "logistic_fit", TRUE))
#' car::outlierTest(logistic(constricted ~ log(volume) + log(rate), vasoconstriction))
#' @exportS3Method car::outlierTest
outlierTest.logistic_fit <- function(model, cutoff = 0.05, n.max = 10, order = TRUE,
                                     labels = names(residuals), ...) {
  residuals <- stats::rstudent(model)
  if (length(labels) != length(residuals)) {
    stop_length("labels", length(labels), "rstudent(model)", length(residuals))
  }
  names(residuals) <- labels
  residuals <- residuals[!is.na(residuals)]
  p <- 2 * stats::pnorm(-abs(residuals))
  bonferroni <- length(residuals) * p
  found <- which(bonferroni <= cutoff)
  if (order) found <- found[order(bonferroni[found])]
  significant <- length(found) > 0L
  found <- if (significant) utils::head(found, n.max) else which.max(abs(residuals))
  structure(list(rstudent = residuals[found], p = p[found], bonf.p = bonferroni[found],
                 signif = significant, cutoff = cutoff), class = "outlierTest")
}
