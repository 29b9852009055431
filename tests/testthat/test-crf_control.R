test_that("settings are named, and those that are known", {
  d <- rain[rain$month <= 20, ]
  fit <- function(control) crf(wet ~ season, d, sequence = month, control = control)
  expect_refused(fit(list(5)), "argument", "`control`", "it has 1 element without a name.")
  expect_refused(fit(list(steps = 5, 6, 7)), "argument", "it has 2 elements without a name.")
  expect_refused(fit(list(step = 5)), "argument", "it has `step`.")
  expect_refused(fit("newton"), "argument", "`control`", "a list or crf_control()")
  expect_identical(fit(list())$coefficients, fit(crf_control())$coefficients)
})
