test_that("outlierTest() uses the normal, as for a glm", {
  skip_if_not_installed("car")
  formula <- constricted ~ log(volume) + log(rate)
  fit <- logistic(formula, vasoconstriction)
  reference <- mock_glm(formula, binomial, vasoconstriction)
  expect_equal(car::outlierTest(fit), car::outlierTest(reference), tolerance = 1e-6)
  expect_equal(car::outlierTest(fit, cutoff = 1e6, n.max = 4),
               car::outlierTest(reference, cutoff = 1e6, n.max = 4), tolerance = 1e-6)
  expect_error(car::outlierTest(fit, labels = 1:3), class = "logistic_error_length")
})
