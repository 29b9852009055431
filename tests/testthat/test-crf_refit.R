test_that("the problem of a fit is rebuilt from what it keeps", {
  fit <- weather_fit()
  problem <- crf_fit_problem(fit)
  value <- .Call(C_crf_gradient, problem$core, fit$weights, 1L)$value
  expect_equal(sum(value), fit$loglik)
  expect_error(crf_fit_problem(weather_fit(model = FALSE)), class = "logistic_error_kept")
})
