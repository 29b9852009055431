measures_of_stats <- c("influence", "hatvalues", "rstandard", "rstudent", "cooks.distance",
                       "dfbeta", "dfbetas")

expect_same_measures <- function(pair, info) {
  for (measure in measures_of_stats) {
    f <- getExportedValue("stats", measure)
    expect_close(f(pair$ours), f(pair$glm), paste(info, measure))
  }
  expect_close(rstandard(pair$ours, type = "pearson"), rstandard(pair$glm, type = "pearson"), info)
}

test_that("all measures are glm's", {
  pairs <- twins()
  for (name in names(pairs)) expect_same_measures(pairs[[name]], name)
})

test_that("all measures are glm's under every link that glm has", {
  pairs <- link_twins()
  for (name in names(pairs)) expect_same_measures(pairs[[name]], name)
})

test_that("leverages add up to the rank, for the log-log link too", {
  fit <- logistic(cbind(exposed - killed, killed) ~ dose, beetles, link = "loglog")
  expect_equal(sum(hatvalues(fit)), 2)
  other <- logistic(cbind(killed, exposed - killed) ~ dose, beetles, link = "cloglog")
  expect_equal(hatvalues(fit), hatvalues(other))
})

test_that("do.coef = FALSE leaves out the changes of the coefficients", {
  pair <- twin(low ~ age, twin_data())
  expect_identical(names(influence(pair$ours, do.coef = FALSE)),
                   setdiff(names(influence(pair$glm, do.coef = FALSE)), NA))
})

test_that("a model without coefficients has leverages of 0", {
  pair <- twin(low ~ 0 + offset(o), twin_data())
  expect_equal(influence(pair$ours), influence(pair$glm))
})

test_that("a fit to a matrix has the leverages of its formula", {
  x <- cbind(one = 1, lwt = birthweight$lwt)
  expect_equal(unname(hatvalues(logistic(x = x, y = birthweight$low))),
               unname(hatvalues(logistic(low ~ lwt, birthweight))))
})

test_that("separated fits: 0 in rows fitted exactly, the face's own in the others", {
  d <- data.frame(g = gl(3, 10), y = c(rep(1, 10), rep(0:1, 10)), x = sin(1:30))
  fit <- suppressWarnings(logistic(y ~ g + x, d))
  h <- unname(hatvalues(fit))
  expect_identical(h[1:10], rep(0, 10))
  face <- logistic(y ~ g + x, d[-(1:10), ])
  expect_equal(h[11:30], unname(hatvalues(face)))
  change <- dfbeta(fit)
  expect_equal(change[11:30, "x"], dfbeta(face)[, "x"], ignore_attr = TRUE)
  expect_true(all(is.na(change[, c("(Intercept)", "g2", "g3")])))
  apart <- suppressWarnings(logistic(y ~ x, data.frame(x = 1:6, y = c(0, 0, 0, 1, 1, 1))))
  expect_identical(unname(hatvalues(apart)), numeric(6))
})

test_that("nothing is made up when the data are gone", {
  expect_error(hatvalues(logistic(low ~ age, birthweight, keep = "lean")),
               class = "logistic_error_kept")
})
