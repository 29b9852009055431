# Leverages and what follows from them. Rows are read from the design, one in hand at a time:
# nothing of size n x p is held but the answer where the answer is that.

#' Influence of single rows
#'
#' With w the working weights and V the covariance of the coefficients, row i has the leverage
#' \deqn{h_i = w_i\, x_i^\top V x_i, \qquad \sum_i h_i = \mathrm{rank},}{h = w x'Vx; they add up to
#'   the rank,}
#' and leaving it out changes the coefficients by about
#' \eqn{V x_i \sqrt{w_i}\, r_i / (1 - h_i)}{V x sqrt(w) r / (1 - h)}, with r the deviance residual
#' (Pregibon 1981; `glm`'s choice of residual).
#'
#' The numbers are those of [stats::influence.measures()] for a `glm`. `rstandard()`, `rstudent()`
#' and `cooks.distance()` are those of `stats` and rest on `influence()`. Rows of weight zero have
#' no place in them; rows left out by `na.exclude` have leverage 0.
#'
#' `influence.measures()` works for any fit of up to 1,000 coefficients. `lm.influence()`,
#' `dffits()`, `covratio()` and `boot::glm.diag()` are not generic and read the whole `qr` of the
#' fit, which it has up to 2^20 cells of the model matrix (see [logistic()]): otherwise it would be
#' saved with the fit. Beyond, they stop ("residual length does not match cases"): take `dffit` and
#' `cov.r` of `influence.measures(fit)$infmat`, or give them `as_glm(fit)`.
#'
#' In a separated fit, rows that are fitted exactly have leverage 0, and the others those of the fit
#' to them alone; changes of infinite coefficients are NA.
#'
#' @param model A fit of [logistic()].
#' @param do.coef Give the changes of the coefficients?
#' @param infl From `influence()`, should it be at hand.
#' @param ... Not used.
#' @return `influence()`: a list of `hat` (leverages), `coefficients` (a row a case, a column a
#'   coefficient: the change when the case is kept), `sigma` (the residual scale without the case),
#'   `dev.res` and `pear.res` (residuals). `hatvalues()`: the leverages. `dfbeta()`, `dfbetas()`:
#'   the changes, and the same in standard errors.
#' @section Errors:
#' `logistic_error_kept` when the fit does not hold its data.
#' @references
#' Pregibon D (1981). Logistic regression diagnostics. *Annals of Statistics* 9, 705-724.
#' \doi{10.1214/aos/1176345513}
#'
#' Williams DA (1987). Generalized linear model diagnostics using the deviance and single case
#' deletions. *Applied Statistics* 36, 181-191. \doi{10.2307/2347550}
#' @seealso [residuals.logistic_fit()], [qr.logistic_fit()], [as_glm()]
#' @examples
#' fit <- logistic(constricted ~ log(volume) + log(rate), vasoconstriction)
#' head(sort(hatvalues(fit), decreasing = TRUE))
#' head(sort(cooks.distance(fit), decreasing = TRUE))  # rows 4 and 18: Pregibon's outliers
#' head(dfbetas(fit))
#' @export
influence.logistic_fit <- function(model, do.coef = TRUE, ...) {
  used <- as.vector(fit_part(model, "prior.weights")) != 0
  rows <- list(used = used, dev.res = exact_residuals(model, "deviance")[used],
               pear.res = exact_residuals(model, "pearson")[used])
  r <- rows$dev.res
  rows$dev.res[abs(r) < 100 * .Machine$double.eps * stats::median(abs(r))] <- 0
  out <- if (model$rank > 0L) row_influence(model, rows, do.coef) else no_influence(model, rows)
  pad_influence(model, out, rows)
}

#' @noRd
row_influence <- function(fit, rows, do.coef) {
  parts <- apart_parts(fit)
  form <- centred_covariance(fit, parts)
  w <- as.vector(fit$weights)
  hat <- leverages(parts, form, w)[rows$used]
  hat[hat > 1 - 10 * .Machine$double.eps] <- 1
  n <- length(hat)
  of_row <- rows$dev.res^2 / (1 - hat)
  of_row[hat == 1] <- 0
  out <- list(hat = hat, sigma = sqrt((sum(rows$dev.res^2) - of_row) / (n - fit$rank - 1)))
  if (do.coef) {
    scale <- ifelse(hat == 1, 0, rows$dev.res / (1 - hat)) * sqrt(w[rows$used])
    out$coefficients <- scale * covariance_products(fit, parts, form)[rows$used, , drop = FALSE]
  }
  out
}

#' @noRd
no_influence <- function(fit, rows) {
  n <- length(rows$dev.res)
  list(hat = numeric(n), sigma = rep(residual_scale(fit), n), coefficients = matrix(0, n, 0L))
}

#' @noRd
residual_scale <- function(fit) sqrt(fit$deviance / fit$df.residual)

# As stats::lm.influence() pads: a row left out has leverage 0.
#' @noRd
pad_influence <- function(fit, out, rows) {
  pad <- function(x, absent) {
    x <- stats::naresid(fit$na.action, x)
    if (inherits(fit$na.action, "exclude")) x[is.na(x)] <- absent
    x
  }
  dev.res <- stats::naresid(fit$na.action, rows$dev.res)
  out$hat <- stats::setNames(pad(out$hat, 0), names(dev.res))
  if (!is.null(out$coefficients)) {
    out$coefficients <- pad(out$coefficients, 0)
    kept <- names(fit$coefficients)[!is.na(fit$coefficients)]
    dimnames(out$coefficients) <- list(names(dev.res), kept)
  }
  out$sigma <- stats::setNames(pad(out$sigma, residual_scale(fit)), names(dev.res))
  out$dev.res <- dev.res
  out$pear.res <- stats::naresid(fit$na.action, rows$pear.res)
  out[intersect(c("hat", "coefficients", "sigma", "dev.res", "pear.res"), names(out))]
}

# ---- methods -----------------------------------------------------------------------------------

#' @rdname influence.logistic_fit
#' @export
hatvalues.logistic_fit <- function(model, infl = stats::influence(model, do.coef = FALSE), ...) {
  infl$hat
}

#' @rdname influence.logistic_fit
#' @export
dfbeta.logistic_fit <- function(model, infl = stats::influence(model), ...) infl$coefficients

#' @rdname influence.logistic_fit
#' @export
dfbetas.logistic_fit <- function(model, infl = stats::influence(model), ...) {
  errors <- standard_errors(model)[!is.na(model$coefficients)]
  infl$coefficients / outer(infl$sigma, as.vector(errors))
}
