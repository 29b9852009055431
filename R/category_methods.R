# Accessors that multinomial and ordinal fits share. coef() of a multinomial fit is a matrix.

#' Ask a multinomial or ordinal fit for its parts
#'
#' The everyday accessors. `deviance()` is minus twice the log-likelihood for one outcome a row; of
#' counts it is taken from the saturated model, so that it tests the fit, on `df.residual()`, which
#' is then the rows' degrees of freedom, \eqn{n (K - 1)}, less the number of parameters; for one
#' outcome a row it is [nobs()] less that number. `nobs()` is the number of observations: the sum of
#' `weights`, `freq` and counts, so that AIC and BIC do not depend on how the data are laid out.
#'
#' @section What a fit can be asked:
#' \describe{
#'   \item{the estimates}{`coef()`, `vcov()`, `confint()` and `profile()` (by profile likelihood),
#'     [summary()][summary.category_fit], [odds_ratio()], [convergence()].}
#'   \item{its terms}{`anova()`, `drop1()`, `add1()`, `step()`, [equation_tests()]; of multinomial
#'     fits [collapse_test()] and [iia_test()], of ordinal ones [parallel_test()].}
#'   \item{probabilities}{`fitted()`, [predict()][predict.category_fit] with standard errors and
#'     limits, `simulate()`, [plot()][plot.category_fit] and `autoplot()`.}
#'   \item{whether it fits}{[residuals()][residuals.category_fit], [goodness()],
#'     [prediction_scores()], [category_auc()].}
#'   \item{everyday parts}{`logLik()`, `AIC()`, `BIC()`, `deviance()`, `df.residual()`, `nobs()`,
#'     `weights()`, `formula()`, `terms()`, `model.frame()`, `model.matrix()`, `update()`; `tidy()`,
#'     `glance()`, `augment()` of package generics.}
#'   \item{by other packages}{car (`Anova()`, `linearHypothesis()`), lmtest (`lrtest()`,
#'     `waldtest()`, `coeftest()`), MASS (`dropterm()`, `addterm()`), emmeans (all modes that it has
#'     for `clm` and `multinom`), effects, marginaleffects, ggeffects, insight.}
#' }
#'
#' @param object,formula,x A fit of [multinomial()] or [ordinal()].
#' @param matrix For multinomial fits: a matrix with a row for each category but the reference, or a
#'   vector named "level:term"?
#' @param complete Include aliased coefficients, as rows and columns of NA?
#' @param slopes Of ordinal fits: the covariance of the slopes (and scale effects) alone? With more
#'   than 1,000 coefficients, most of them thresholds, it is the one that is kept.
#' @param type,cluster As for [vcov.logistic_fit()]: `"model"`, `"HC0"` or `"HC1"`, and a formula or
#'   vector that says which rows belong together. A row of counts is one row.
#' @param ... Not used; for `model.frame()`: `data`, `subset`, `na.action` of another frame.
#' @return `coef()`: of multinomial fits a matrix, of ordinal ones a vector with thresholds, slopes
#'   and scale effects. `vcov()`: a matrix named by the coefficients. `fitted()`: probabilities, a
#'   row for each row used and a column for each category. `logLik()`: with attributes `df` and
#'   `nobs`.
#' @section Errors:
#' `logistic_error_kept` when the fit was made with a `keep` that left the part out;
#' `logistic_error_memory` when memory does not hold a matrix that has a column for each category.
#' @seealso [multinomial()], [ordinal()]; `?logistic_fit-methods` for two categories.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition, chapter 5.
#' Chapman and Hall. \doi{10.1007/978-1-4899-3242-6}
#' @examples
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' coef(fit)
#' coef(fit, matrix = FALSE)
#' logLik(fit)
#' head(fitted(fit))
#' @name category_fit-methods
NULL

#' @rdname category_fit-methods
#' @export
coef.multinomial_fit <- function(object, matrix = TRUE, ...) {
  check_fit(object)
  coefficient_matrix(object, matrix)
}

#' @noRd
coefficient_matrix <- function(fit, matrix = TRUE) {
  if (!matrix) return(fit$coefficients)
  matrix(fit$coefficients, ncol = length(fit$terms_names), byrow = TRUE,
         dimnames = list(fit$lev[-1L], fit$terms_names))
}

#' @rdname category_fit-methods
#' @export
coef.ordinal_fit <- function(object, ...) {
  check_fit(object)
  object$coefficients
}

#' @rdname category_fit-methods
#' @export
vcov.category_fit <- function(object, complete = TRUE, type = c("model", "HC0", "HC1"),
                              cluster = NULL, slopes = FALSE, ...) {
  check_fit(object)
  type <- if (missing(type) && !is.null(cluster)) "HC1" else match_choice(type)
  type <- check_covariance_type(type, cluster)
  if (check_flag(slopes)) return(vcov_of_slopes(object, complete, type))
  estimated <- object$cov.unscaled
  if (is.null(estimated)) estimated <- category_covariance_again(object)
  if (!wald_holds(object)) estimated[] <- NA_real_
  if (type != "model") estimated <- robust_covariance(object, estimated, type, cluster)
  if (!complete) return(estimated)
  names <- names(object$coefficients)
  out <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  kept <- which(!is.na(object$coefficients))
  out[kept, kept] <- estimated
  out
}

#' That of more than 1,000 coefficients is made when it is asked for, up to what takes seconds
#' @noRd
category_covariance_again <- function(fit) {
  if (fit$rank > category_covariance_most) {
    slopes <- if (is_ordinal(fit)) " vcov(fit, slopes = TRUE) has that of the slopes." else ""
    stop_logistic("memory", sprintf(
      "The covariance of more than %s coefficients is not made; the fit has %s.%s",
      count_text(category_covariance_most), count_text(fit$rank), slopes))
  }
  plan <- plan_of_fit(fit)
  plan$settings$covariance <- TRUE
  answer <- uncentred_answer(fit_plan(plan, plan$settings, rows = FALSE), plan, plan$spec)
  names <- plan$design$names
  covariance_of(answer, names, setdiff(seq_along(names), answer$dropped),
                unname(fit$coefficients[plan$at]), fit$separation, asked = TRUE)
}

# The work is the cube: of so many coefficients a few seconds, and 72 MB.
category_covariance_most <- 3000L

#' @noRd
vcov_of_slopes <- function(fit, complete, type) {
  if (!inherits(fit, "ordinal_fit")) {
    stop_argument("slopes", "FALSE for a multinomial fit", "TRUE")
  }
  cuts <- seq_along(fit$cuts)
  if (is.null(fit$cov.slopes) || type != "model") {
    out <- stats::vcov(fit, complete = TRUE, type = type)
    out <- out[-cuts, -cuts, drop = FALSE]
  } else {
    names <- names(fit$coefficients)[-cuts]
    out <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
    out[rownames(fit$cov.slopes), rownames(fit$cov.slopes)] <- fit$cov.slopes
  }
  kept <- complete | !is.na(fit$coefficients[-cuts])
  out[kept, kept, drop = FALSE]
}

#' @rdname category_fit-methods
#' @export
logLik.category_fit <- function(object, ...) {
  check_fit(object)
  structure(object$loglik, df = object$rank, nobs = object$nobs, class = "logLik")
}

#' @rdname category_fit-methods
#' @export
nobs.category_fit <- function(object, ...) {
  check_fit(object)
  object$nobs
}

#' @rdname category_fit-methods
#' @export
fitted.category_fit <- function(object, ...) {
  check_fit(object)
  stats::napredict(object$na.action, category_probabilities(object))
}

#' @rdname category_fit-methods
#' @export
weights.category_fit <- function(object, ...) {
  check_fit(object)
  stats::naresid(object$na.action, fit_part(object, "prior.weights"))
}

#' @rdname category_fit-methods
#' @export
formula.category_fit <- function(x, ...) formula.logistic_fit(x, ...)

#' @rdname category_fit-methods
#' @export
terms.category_fit <- function(x, ...) terms.logistic_fit(x, ...)

#' @rdname category_fit-methods
#' @export
model.frame.category_fit <- function(formula, ...) model.frame.logistic_fit(formula, ...)

#' @rdname category_fit-methods
#' @export
model.matrix.category_fit <- function(object, ...) model.matrix.logistic_fit(object, ...)

#' @rdname category_fit-methods
#' @param formula. Changes to the formula, as [stats::update.formula()] has them. Terms that leave
#'   the model leave `parallel` too.
#' @param evaluate Fit the new call, or return it?
#' @export
update.ordinal_fit <- function(object, formula., ..., evaluate = TRUE) {
  check_fit(object)
  call <- NextMethod(evaluate = FALSE)
  given <- "parallel" %in% names(match.call(expand.dots = FALSE)$...)
  if (!missing(formula.) && inherits(object$parallel, "formula") && !given) {
    call$parallel <- parallel_left(object, stats::update(stats::formula(object), formula.))
  }
  if (evaluate) eval(call, parent.frame()) else call
}

#' @noRd
parallel_left <- function(fit, formula) {
  data <- if ("." %in% all.vars(formula)) fit$model
  terms <- attr(stats::terms(formula, data = data), "term.labels")
  wanted <- attr(stats::terms(fit$parallel), "term.labels")
  left <- wanted[term_key(wanted) %in% term_key(terms)]
  if (length(left) == length(wanted)) fit$parallel else
    if (length(left)) stats::reformulate(left) else FALSE
}
