test_that("Wald intervals are confint.default's", {
  pairs <- fit_pairs()
  for (name in names(pairs)) {
    ours <- confint(pairs[[name]][[1]], method = "wald")
    expect_equal(ours, confint.default(pairs[[name]][[2]]), tolerance = 1e-9, info = name)
  }
})

test_that("parm, level and impossible values", {
  fit <- logistic(low ~ age + lwt, birthweight)
  for (method in c("profile", "wald")) {
    expect_identical(rownames(confint(fit, "lwt", method = method)), "lwt")
    expect_identical(rownames(confint(fit, 3:2, method = method)), c("lwt", "age"))
    expect_identical(colnames(confint(fit, level = 0.9, method = method)), c("5 %", "95 %"))
    expect_error(confint(fit, "bwt", method = method), class = "logistic_error_parm")
    expect_error(confint(fit, 4, method = method), "`4` does not", class = "logistic_error_parm")
    expect_identical(confint(fit, -1, method = method), confint(fit, 2:3, method = method))
    expect_error(confint(fit, level = 95, method = method), class = "logistic_error_level")
  }
  expect_error(confint(fit, method = "score"), class = "logistic_error_argument")
  expect_identical(confint(fit, 3:2), confint(fit)[c("lwt", "age"), ], ignore_attr = TRUE)
  expect_true(all(is.na(confint(mock_separated(), method = "wald"))))
})

test_that("no coefficients, extreme levels, a saved fit, a matrix", {
  fit <- logistic(low ~ age, birthweight)
  for (method in c("profile", "wald")) {
    expect_identical(dim(confint(fit, character(), method = method)), c(0L, 2L))
    none <- confint(logistic(low ~ 0, birthweight), method = method)
    expect_identical(dim(none), c(0L, 2L))
  }
  expect_length(profile(logistic(low ~ 0, birthweight)), 0L)
  expect_true(all(is.finite(confint(fit, level = 1 - 1e-12))))
  expect_equal(rowMeans(confint(fit, level = 1e-4)), coef(fit), tolerance = 1e-6)
  file <- tempfile()
  on.exit(unlink(file))
  saveRDS(fit, file)
  expect_identical(confint(readRDS(file)), confint(fit))
  by_matrix <- logistic(x = cbind("(Intercept)" = 1, age = birthweight$age), y = birthweight$low)
  expect_identical(confint(by_matrix), confint(fit))
})

test_that("profile is the default, as glm's, and silent", {
  fit <- logistic(low ~ age + lwt + race, birthweight)
  expect_silent(ours <- confint(fit))
  expect_identical(ours, confint(fit, method = "profile"))
  expect_identical(dim(ours), c(5L, 2L))
  traced <- logistic(low ~ age, birthweight, control = list(trace = FALSE))
  traced$settings$trace <- TRUE
  expect_silent(confint(traced))
})

test_that("what a profile needs", {
  lean <- logistic(low ~ age, birthweight, keep = "lean")
  expect_error(confint(lean), class = "logistic_error_kept")
  expect_identical(dim(confint(lean, method = "wald")), c(2L, 2L))
  short <- suppressWarnings(logistic(low ~ age, birthweight, control = list(steps = 1)))
  expect_error(confint(short), class = "logistic_error_convergence")
})

test_that("limits are a plain matrix", {
  fit <- logistic(low ~ age + lwt, birthweight)
  for (method in c("profile", "wald")) {
    limits <- confint(fit, method = method)
    expect_identical(names(attributes(limits)), c("dim", "dimnames"))
    expect_true(is.double(limits))
  }
})
