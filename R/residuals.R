#' Residuals
#'
#' With y the proportion of events in a row of w trials, \eqn{\mu} its mean, \eqn{\eta} its linear
#' predictor and d its share of the deviance:
#' \deqn{r^{\rm response} = y - \mu, \quad
#'   r^{\rm pearson} = \frac{\sqrt w (y - \mu)}{\sqrt{\mu (1 - \mu)}}, \quad
#'   r^{\rm deviance} = \mathrm{sign}(y - \mu) \sqrt d, \quad
#'   r^{\rm working} = \frac{y - \mu}{d\mu/d\eta}.}{response: y - mu;
#'   pearson: sqrt(w) (y - mu) / sqrt(mu (1 - mu)); deviance: sign(y - mu) sqrt(d);
#'   working: (y - mu) / (dmu/deta).}
#' Partial residuals are working residuals plus each term's contribution. 1 - mu and the
#' logarithms are computed, not subtracted, so residuals are right where mu is within rounding of
#' 0 or 1.
#'
#' @param object A fit of [logistic()].
#' @param type Which residuals.
#' @param ... Not used.
#' @return A vector named by rows; for `"partial"` a matrix with a column per term. Rows left out
#'   by `na.exclude` are NA.
#' @section Errors:
#' `logistic_error_kept` when the fit was made with a `keep` that left out what is needed.
#' @references
#' Pierce DA, Schafer DW (1986). Residuals in generalized linear models. *Journal of the American
#' Statistical Association* 81, 977-986. \doi{10.1080/01621459.1986.10478361}
#' @examples
#' fit <- logistic(cbind(menarche, total - menarche) ~ age, menarche)
#' sum(residuals(fit, "pearson")^2)     # Pearson's statistic
#' sum(residuals(fit)^2) - deviance(fit)
#' @export
residuals.logistic_fit <- function(object, type = c("deviance", "pearson", "working", "response",
                                                    "partial"), ...) {
  check_fit(object)
  type <- match_choice(type)
  out <- switch(type,
    working = fit_part(object, "residuals"),
    partial = fit_part(object, "residuals"),
    exact_residuals(object, type))
  out <- stats::naresid(object$na.action, out)
  if (type == "partial") out <- out + stats::predict(object, type = "terms")
  out
}

#' @noRd
exact_residuals <- function(fit, type) {
  y <- fit_part(fit, "y")
  eta <- fit_part(fit, "linear.predictors")
  w <- fit_part(fit, "prior.weights")
  m <- link_means(fit$link, eta)
  gap <- y - m$mean
  sure <- which(y == 1)
  gap[sure] <- m$complement[sure]
  out <- switch(type,
    response = gap,
    pearson = replace(gap * sqrt(w) / sqrt(m$mean * m$complement), which(gap == 0), 0),
    deviance = (2 * (gap > 0) - 1) * sqrt(pmax(deviance_shares(y, w, m), 0)))
  names(out) <- names(fit$residuals)
  if (is.null(names(out))) names(out) <- names(y)
  out
}

# 2 w {y log(y/mu) + (1 - y) log((1 - y)/(1 - mu))}
#' @noRd
deviance_shares <- function(y, w, m) {
  out <- -m$log_complement
  all <- which(y == 1)
  out[all] <- -m$log_mean[all]
  some <- which(y > 0 & y < 1)
  if (length(some)) {
    p <- y[some]
    out[some] <- p * (log(p) - m$log_mean[some]) + (1 - p) * (log1p(-p) - m$log_complement[some])
  }
  out <- 2 * w * out
  out[which(w == 0)] <- 0
  out
}
