# A fit as a layer.

test_that("a layer of a fit has its values, for every link", {
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    fit <- logistic(low ~ age + lwt + smoke, birthweight, link = link)
    out <- forward(as_layer(fit), model.matrix(fit)[, -1])
    expect_equal(out$value, fitted(fit), tolerance = 1e-13)
  }
  bare <- logistic(low ~ 0 + age, birthweight)
  expect_null(as_layer(bare)$bias)
  expect_equal(forward(as_layer(bare), model.matrix(bare))$value, fitted(bare), tolerance = 1e-13)
})

test_that("aliased columns count nothing; infinite coefficients are refused", {
  data <- transform(birthweight, kg = 2 * lwt)
  fit <- suppressMessages(logistic(low ~ lwt + kg, data))
  expect_equal(forward(as_layer(fit), model.matrix(fit)[, -1])$value, fitted(fit),
               tolerance = 1e-13)
  split <- suppressWarnings(logistic(c(0, 0, 1, 1) ~ c(1, 2, 3, 4)))
  expect_error(as_layer(split), "must have finite coefficients",
               class = "logistic_error_separation")
  expect_error(as_layer(1), "`fit` must be a fit, not 1.", class = "logistic_error_type")
})
