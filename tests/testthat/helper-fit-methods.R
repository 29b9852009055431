# Every method of a fit that this package has, for tests that take all of them to odd fits.

fit_methods <- function() {
  list(print = function(x) utils::capture.output(print(x)), summary = summary, vcov = vcov,
       confint = function(x) confint(x, method = "wald"), anova = anova, logLik = logLik,
       nobs = nobs, weights = weights, residuals = residuals, predict = predict,
       predict_new = function(x) predict(x, birthweight[1:2, ], se.fit = TRUE),
       predict_terms = function(x) predict(x, type = "terms"),
       model.frame = model.frame, model.matrix = model.matrix, formula = formula, terms = terms,
       simulate = function(x) simulate(x, seed = 1), convergence = convergence,
       odds_ratio = odds_ratio,
       plot = function(x) plot(x, "age"),
       tidy = utils::getFromNamespace("tidy.logistic_fit", "logistic"),
       glance = utils::getFromNamespace("glance.logistic_fit", "logistic"))
}

# "ok", or the classes of the error
outcome_of <- function(f, x) {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  tryCatch({
    suppressWarnings(suppressMessages(f(x)))
    "ok"
  }, error = function(e) if (inherits(e, "logistic_error")) class(e)[1L] else conditionMessage(e))
}
