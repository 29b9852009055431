#' Residuals of conditional random fields
#'
#' What came less what the fit expects, for each row and label,
#' \deqn{r_{tk} = 1(y_t = k) - P(y_t = k \mid x),}{r_tk = 1(y_t = k) - P(y_t = k | x),}
#' with the probabilities of `fitted()`. They sum to 0 in each row. Those of one label summed over
#' rows with a predictor are its score, 0 at the estimate of an unpenalised fit. Residuals of a
#' sequence are dependent.
#'
#' @param object A fit of [crf()].
#' @param type `"response"`: as above; `"pearson"`: divided by \eqn{\sqrt{p (1 - p)}}{
#'   sqrt(p (1 - p))}, 0 where the label was certain.
#' @param ... Not used.
#' @return A matrix with a row for each row of the fit and a column for each label. Where a label is
#'   not known (`partial = TRUE`), in place of 1 or 0 stands its probability given the labels of the
#'   sequence that are.
#' @section Errors:
#' `logistic_error_kept` when the fit was made with `model = FALSE`; `logistic_error_memory`.
#' @references
#' Lafferty J, McCallum A, Pereira F (2001). Conditional random fields: probabilistic models for
#' segmenting and labeling sequence data. *Proc. 18th ICML*, 282-289.
#' @seealso [predict.crf_fit()].
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month)
#' # on which days of a month does the model expect too little rain?
#' wet <- residuals(fit)[, "TRUE"]
#' round(tapply(wet, rain$day, mean), 3)
#' @importFrom stats residuals
#' @export
residuals.crf_fit <- function(object, type = c("response", "pearson"), ...) {
  check_fit(object)
  refuse_words("residuals", crf_own_words, ...)
  type <- match_choice(type)
  asked <- crf_own_rows(object)
  asked$omitted <- object$na.action
  check_cells(asked$n, 3 * length(object$lev), "residuals")
  answer <- list(fit = object, asked = asked, core = asked_core(object, asked, asked$code))
  p <- marginals(answer, FALSE)
  out <- observed_labels(answer) - p
  if (type == "pearson") out <- replace(out / sqrt(p * complements(p)), out == 0, 0)
  place_rows(asked, out)
}

#' 1 for the label of each row and 0 for the others; where it is not known, its probability given
#' those that are
#' @noRd
observed_labels <- function(answer) {
  code <- answer$asked$code
  if (any(code < 0L)) return(marginals(answer, TRUE))
  out <- matrix(0, length(code), length(answer$fit$lev))
  out[cbind(seq_along(code), code + 1L)] <- 1
  out
}

#' 1 - p by the sum of the others, which keeps its digits
#' @noRd
complements <- function(p) {
  vapply(seq_len(ncol(p)), function(k) rowSums(p[, -k, drop = FALSE]), numeric(nrow(p)))
}
