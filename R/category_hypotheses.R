# What packages lmtest, car and multcomp ask of multinomial and ordinal fits. Their defaults take
# coef() for a vector with a place for each column of the model matrix; here it is neither.

#' Tests of coefficients by packages lmtest, car and multcomp
#'
#' Tests are those of a normal distribution, not of t. Of multinomial fits the coefficients are
#' called "level:term"; `car::deltaMethod()` of plain terms, such as `"age / lwt"`, is taken in each
#' equation, as for `nnet::multinom()`; with names of coefficients in backticks,
#' ``"`black:age` - `other:age`"``, between equations. `multcomp::glht()` of ordinal fits takes
#' contrasts of factors by `mcp()`, as for `MASS::polr()`: its parameters are the slopes, and an
#' intercept of 0 before them; of multinomial fits and of slopes that are not parallel, all
#' coefficients. `car::vif()` is for parallel slopes.
#'
#' @param x,object,model,mod A fit of [multinomial()] or [ordinal()].
#' @param vcov.,df,g.,envir,coef.,... As the generics say.
#' @return What the generics say.
#' @section Errors:
#' `logistic_error_parallel` by `vif()` where slopes are not parallel or the scale is modelled.
#' @examples
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' # lmtest::coeftest(fit), car::linearHypothesis(fit, "black:age = other:age")
#' @name category_hypotheses
NULL

# The coefficients that are estimated, as something whose coef() is a vector.
#' @noRd
estimates <- function(fit) {
  check_fit(fit)
  list(coefficients = fit$coefficients[!is.na(fit$coefficients)])
}

#' @noRd
covariance_wanted <- function(fit, vcov., ...) {
  if (is.null(vcov.)) stats::vcov(fit, complete = FALSE) else
    if (is.function(vcov.)) vcov.(fit, ...) else vcov.
}

#' @rdname category_hypotheses
#' @exportS3Method lmtest::coeftest
coeftest.category_fit <- function(x, vcov. = NULL, df = Inf, ...) {
  out <- getExportedValue("lmtest", "coeftest")(estimates(x), covariance_wanted(x, vcov., ...), df)
  attr(out, "nobs") <- stats::nobs(x)
  attr(out, "logLik") <- stats::logLik(x)
  out
}

#' @rdname category_hypotheses
#' @param parm,level As for [confint()].
#' @exportS3Method lmtest::coefci
coefci.category_fit <- function(x, parm = NULL, level = 0.95, vcov. = NULL, df = Inf, ...) {
  getExportedValue("lmtest", "coefci")(estimates(x), parm, level, covariance_wanted(x, vcov., ...),
                                       df)
}

#' @rdname category_hypotheses
#' @param hypothesis.matrix,rhs The hypothesis.
#' @exportS3Method car::linearHypothesis
linearHypothesis.category_fit <- function(model, hypothesis.matrix, rhs = NULL, ...,
                                          coef. = model$coefficients) {
  check_fit(model)
  default <- utils::getS3method("linearHypothesis", "default", envir = asNamespace("car"))
  default(model, hypothesis.matrix, rhs = rhs, ..., coef. = coef.)
}

#' @rdname category_hypotheses
#' @exportS3Method car::deltaMethod
deltaMethod.category_fit <- function(object, g., vcov. = NULL, ..., envir = parent.frame()) {
  b <- estimates(object)$coefficients
  v <- covariance_wanted(object, vcov.)
  delta <- function(b, at) {
    getExportedValue("car", "deltaMethod")(b, g., v[at, at, drop = FALSE], ..., envir = envir)
  }
  whole <- inherits(object, "ordinal_fit") || !is.character(g.) ||
    any(all.vars(parse(text = g.)) %in% names(b))
  if (whole) return(delta(b, seq_along(b)))
  p <- length(object$terms_names)
  place <- which(!is.na(object$coefficients))
  equations <- lapply(seq_along(object$lev[-1L]), function(k) {
    at <- which((place - 1L) %/% p + 1L == k)
    out <- delta(stats::setNames(b[at], object$terms_names[(place[at] - 1L) %% p + 1L]), at)
    rownames(out) <- paste(object$lev[k + 1L], rownames(out))
    out
  })
  do.call(rbind, equations)
}

#' @rdname category_hypotheses
#' @exportS3Method car::vif
vif.ordinal_fit <- function(mod, ...) {
  if (!has_plain_slopes(mod)) {
    stop_logistic("parallel", paste("`mod` must have one slope a column for variance inflation",
                                    "factors, not slopes that differ or effects on the scale."))
  }
  utils::getS3method("vif", "polr", envir = asNamespace("car"))(slopes_alone(mod), ...)
}

#' @rdname category_hypotheses
#' @exportS3Method multcomp::modelparm
modelparm.category_fit <- function(model, coef. = NULL, vcov. = NULL, df = 0, ...) {
  b <- if (is.null(coef.)) model$coefficients else if (is.function(coef.)) coef.(model) else coef.
  v <- covariance_wanted(model, vcov., ...)
  estimable <- !is.na(b)
  b <- b[estimable]
  if (inherits(model, "ordinal_fit") && has_plain_slopes(model)) {
    slopes <- setdiff(seq_along(b), seq_along(model$cuts))
    b <- c("(Intercept)" = 0, b[slopes])
    v <- rbind(0, cbind(0, v[slopes, slopes, drop = FALSE]))
    dimnames(v) <- list(names(b), names(b))
    estimable <- c(TRUE, estimable[-seq_along(model$cuts)])
  }
  structure(list(coef = b, vcov = v, df = if (is.null(df)) 0 else df, estimable = estimable),
            class = "modelparm")
}

#' @noRd
has_plain_slopes <- function(fit) {
  check_fit(fit)
  !length(fit$nonparallel) && is.null(fit$scale_terms)
}

# A fit whose coef() are its slopes, as polr has it.
#' @noRd
slopes_alone <- function(fit) structure(fit, class = c("ordinal_slopes", class(fit)))

#' @export
#' @noRd
coef.ordinal_slopes <- function(object, ...) object$coefficients[-seq_along(object$cuts)]
