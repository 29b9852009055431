# Of a fit with little luggage, made in a function that has ended
light_fit <- function(keep) {
  fit <- (function() {
    d <- birthweight
    logistic(low ~ age + smoke, d, keep = keep)
  })()
  invisible(gc())
  fit
}

test_that("a method of a light fit answers, or says what is missing and how to keep it", {
  whole <- c("print", "summary", "vcov", "confint", "logLik", "nobs", "predict_new", "formula",
             "terms", "convergence", "tidy", "glance")
  for (keep in c("lean", "minimal")) {
    fit <- light_fit(keep)
    for (method in names(fit_methods())) {
      expect_identical(outcome_of(fit_methods()[[method]], fit),
                       if (method %in% whole) "ok" else "logistic_error_kept",
                       label = paste(method, keep))
    }
    expect_error(fitted(fit), "fitted.values; refit with keep = \"all\"",
                 class = "logistic_error_kept")
    expect_error(odds_ratio(fit), "model frame; refit", class = "logistic_error_kept")
  }
})

test_that("a light fit finds data that are still there, and refuses those that have changed", {
  d <- birthweight
  fit <- logistic(low ~ age + smoke, d, keep = "lean")
  expect_equal(as.data.frame(odds_ratio(fit)),
               as.data.frame(odds_ratio(logistic(low ~ age + smoke, d))))
  d <- d[-1, ]
  expect_error(odds_ratio(fit), "The data have changed: now they give 188 rows, not 189",
               class = "logistic_error_kept")
})

test_that("a frame that is made again knows trials, freq and rows of no weight", {
  gaps <- transform(beetles, exposed = replace(exposed, 2, NA))
  fit <- logistic(killed ~ dose, gaps, trials = exposed, model = FALSE)
  expect_identical(nrow(model.frame(fit)), 7L)
  none <- logistic(low ~ age, birthweight, weights = rep(0:2, 63), model = FALSE)
  expect_identical(nrow(model.frame(none)), 189L)
})

test_that("the size of a minimal fit does not depend on its rows", {
  n <- 2e5
  d <- data.frame(y = rep_len(c(0, 1, 1, 0, 1), n), x = sin(seq_len(n)),
                  g = gl(4, 1, n, c("a", "b", "c", "d")))
  d$x[seq(1, n, 3)] <- NA
  size <- function(keep) length(serialize(logistic(y ~ x + g, d, keep = keep), NULL))
  expect_lt(size("minimal"), 5e4)
  expect_lt(size("lean"), size("all") / 20)
})
