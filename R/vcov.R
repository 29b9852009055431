#' Covariance of the coefficients
#'
#' The inverse of the information at the estimate,
#' \deqn{V = (X^\top W X)^{-1}, \qquad W = \mathrm{diag}\, w_i \mu_i'(\eta_i)^2 /
#'   \{\mu_i (1 - \mu_i)\}.}{V = (X'WX)^-1.}
#'
#' Rows and columns of infinite coefficients are NA: no covariance describes them. All are NA when
#' it was not decided whether a finite maximum exists, since then there may be none.
#'
#' That of more than 1,000 coefficients is not kept: it is computed, each time, when it is asked
#' for, up to what memory holds.
#'
#' @param object A fit of [logistic()].
#' @param complete Include aliased coefficients, as rows and columns of NA?
#' @param dispersion A factor for the covariance; `NULL` is 1.
#' @param type `"model"`: the inverse information. `"HC0"`: that, robust against a misspecified
#'   likelihood, \eqn{V (\sum_i s_i s_i^\top) V}{V (sum s s') V} with the scores s of the rows
#'   (White 1982). `"HC1"`: the same times n / (n - p), of n rows and p coefficients.
#' @param cluster `NULL`, a formula of one variable such as `~ id`, or a vector with a value for
#'   each row: scores are summed over the rows of a cluster first. Then `"HC1"`, the default with
#'   clusters, is times G / (G - 1) (n - 1) / (n - p), of G clusters. These are those of
#'   `sandwich::vcovCL(fit, cluster, type = "HC1")`, without that package; its `"HC0"` has the
#'   factor G / (G - 1), that here none. With `freq`, a row is as many rows as it says.
#' @param ... Not used.
#' @return A matrix named by the coefficients.
#' @section Errors:
#' `logistic_error_kept` when more than 1,000 coefficients want data that the fit does not hold;
#' `logistic_error_memory` when memory does not hold their covariance; `logistic_error_length`,
#' `logistic_error_missing` and `logistic_error_variable` for clusters.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition, chapter 4.
#' Chapman and Hall. \doi{10.1007/978-1-4899-3242-6}
#'
#' White H (1982). Maximum likelihood estimation of misspecified models. *Econometrica* 50, 1-25.
#' \doi{10.2307/1912526}
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' sqrt(diag(vcov(fit)))
#' sqrt(diag(vcov(fit, type = "HC1")))
#' sqrt(diag(vcov(fit, cluster = ~ race)))
#' @export
vcov.logistic_fit <- function(object, complete = TRUE, dispersion = NULL,
                              type = c("model", "HC0", "HC1"), cluster = NULL, ...) {
  check_fit(object)
  type <- if (missing(type) && !is.null(cluster)) "HC1" else match_choice(type)
  type <- check_covariance_type(type, cluster)
  out <- wald_covariance(object) * if (is.null(dispersion)) 1 else dispersion
  if (type != "model") out <- robust_covariance(object, out, type, cluster)
  if (!complete) return(out)
  names <- names(object$coefficients)
  full <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  kept <- !is.na(object$coefficients)
  full[kept, kept] <- out
  full
}

# The covariance of the coefficients that are not aliased; NA where Wald statements do not hold.
#' @noRd
wald_covariance <- function(fit, parts = fit_parts(fit)) {
  if (inherits(fit, "category_fit")) return(stats::vcov(fit, complete = FALSE))
  out <- fit$cov.unscaled
  if (is.null(out)) out <- covariance_again(fit, parts)
  if (!wald_holds(fit)) out[] <- NA_real_
  out
}

#' @noRd
wald_holds <- function(fit) !identical(fit$convergence$overlap, "undecided")

#' @noRd
standard_errors <- function(fit, dispersion = 1) {
  out <- fit$coefficients
  out[] <- NA_real_
  if (!is.null(fit$std.error)) { # a variance may underflow where its root does not
    if (wald_holds(fit)) out[] <- fit$std.error * sqrt(dispersion)
    return(out)
  }
  out[!is.na(fit$coefficients)] <- sqrt(diag(wald_covariance(fit)) * dispersion)
  out
}
