test_that("a fit's problem at the user's scale has the fit's likelihood, and its maximum", {
  fit <- crf(wet ~ season, rain, sequence = month)
  core <- crf_fit_problem(fit)$core
  at <- .Call(C_crf_gradient, core, fit$weights, 1L)
  expect_equal(sum(at$value), fit$loglik, tolerance = 1e-14)
  expect_lt(max(abs(at$gradient)), 1e-7)
  covariance <- solve(.Call(C_crf_information, core, fit$weights, 1L))
  order <- weight_order(fit$shape)
  expect_equal(covariance[order, order], fit$cov.unscaled, tolerance = 1e-9, ignore_attr = TRUE)
})

test_that("of infinite estimates it is that of the limiting likelihood", {
  expect_warning(fit <- crf(y ~ x, separated_sequences(), sequence = id),
                 class = "logistic_warning_separation")
  core <- crf_fit_problem(fit)$core
  at <- .Call(C_crf_gradient, core, fit$weights, 1L)
  expect_equal(sum(at$value), fit$loglik, tolerance = 1e-12)
  expect_lt(max(abs(at$gradient)), 1e-7)
  expect_null(crf_fit_problem(fit, limit = FALSE)$core$face)
})

test_that("a variant starts from the fit and says what it is", {
  fit <- crf(wet ~ season, rain, sequence = month)
  again <- crf_refit(fit)
  expect_equal(again$weights, fit$weights, tolerance = 1e-12)
  expect_lte(again$iterations, 1L)
  ridge <- crf_refit(fit, l2 = c(emission = 1, transition = 1, ends = 1))
  expect_lt(sum(ridge$weights^2), sum(fit$weights^2))
})

test_that("without its data a fit has no problem", {
  fit <- crf(wet ~ 1, rain, sequence = month, model = FALSE)
  expect_error(crf_fit_problem(fit), class = "logistic_error_kept")
})
