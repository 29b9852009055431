test_that("settings are checked and named", {
  expect_identical(fit_control(), list(tolerance = 2^-40, steps = 50L, threads = 2L, trace = FALSE))
  for (threads in list(-1, 0, NaN, NA, 1.5, "2", c(1, 2), Inf, NULL)) {
    error <- expect_error(fit_control(threads = threads), class = "logistic_error_argument")
    expect_identical(error$argument, "threads")
  }
  for (tolerance in list(-1, NaN, 1, "a")) {
    expect_error(fit_control(tolerance = tolerance), class = "logistic_error_argument")
  }
  for (trace in list(NA, NULL, "often")) {
    expect_error(fit_control(trace = trace), class = "logistic_error_argument")
  }
  for (steps in list(0, 2.5, NA)) {
    expect_error(fit_control(steps = steps), class = "logistic_error_argument")
  }
})

test_that("glm's control is understood, and unknown names are not", {
  expect_identical(fit_settings(list(epsilon = 1e-14, maxit = 100))$steps, 100L)
  expect_identical(fit_settings(list(maxit = 5))$steps, 5L)
  expect_identical(fit_settings(glm.control())$steps, 50L) # its default is nobody's wish
  expect_identical(fit_settings(unclass(glm.control(trace = FALSE)))$trace, FALSE)
  expect_identical(fit_settings(fit_control(steps = 3)), fit_control(steps = 3))
  expect_error(fit_settings(list(wrong = 1)), class = "logistic_error_argument")
  expect_error(fit_settings(list(5)), class = "logistic_error_argument")
  expect_error(fit_settings("a"), class = "logistic_error_argument")
  expect_error(fit_settings(list(epsilon = -1)), class = "logistic_error_argument")
})

test_that("the option sets the threads", {
  old <- options(logistic.threads = 1L)
  on.exit(options(old))
  expect_identical(fit_control()$threads, 1L)
})

test_that("a limit of steps that is too low is said, and nothing is called converged", {
  d <- data.frame(y = c(0, 1, 0, 1, 1, 0, 1), x = c(1, 2, 3, 4, 5, 6, 9))
  warning <- expect_warning(fit <- logistic(y ~ x, d, control = fit_control(steps = 1)),
                            class = "logistic_warning_convergence")
  expect_match(conditionMessage(warning), "after 1 step: the limit of 1 step was reached")
  expect_false(fit$converged)
  expect_true(all(is.na(convergence(fit)$digits)))
  expect_false(fit$convergence$overlap == "proved")
})

test_that("control reaches the fit", {
  d <- data.frame(y = c(0, 1, 0, 1, 1, 0, 1), x = c(1, 2, 3, 4, 5, 6, 9))
  fit <- logistic(y ~ x, d, control = list(threads = 1, steps = 20))
  expect_identical(fit$settings$threads, 1L)
  expect_identical(fit$settings$steps, 20L)
  expect_error(logistic(y ~ x, d, control = list(threads = -1)), class = "logistic_error_argument")
})
