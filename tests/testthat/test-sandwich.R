test_that("scores, bread and covariances are those of a glm", {
  skip_if_not_installed("sandwich")
  pairs <- fit_pairs()[c("plain", "offset", "exclude", "grouped", "cloglog")]
  expect_as_glm(function(x) sandwich::estfun(x), pairs, 1e-6)
  expect_as_glm(function(x) sandwich::bread(x), pairs, 1e-6)
  expect_as_glm(function(x) sandwich::meat(x), pairs, 1e-6)
  expect_as_glm(function(x) sandwich::vcovHC(x, type = "HC0"), pairs, 1e-6)
  expect_as_glm(function(x) sandwich::vcovCL(x, cluster = rep_len(1:9, nobs(x))),
                pairs[c("plain", "grouped")], 1e-6)
})

test_that("the covariance is right with freq and with weights of zero, where bread.glm's is not", {
  skip_if_not_installed("sandwich")
  fits <- list(logistic(low ~ age, birthweight, freq = rep_len(1:3, 189)),
               logistic(low ~ age, birthweight, weights = rep_len(0:2, 189)))
  for (fit in fits) {
    scores <- sandwich::estfun(fit)
    expect_equal(colSums(scores), c(0, 0), ignore_attr = TRUE, tolerance = 1e-8)
    expect_equal(sandwich::sandwich(fit), vcov(fit) %*% crossprod(scores) %*% vcov(fit))
  }
})

test_that("light fits say what is missing", {
  skip_if_not_installed("sandwich")
  fit <- logistic(low ~ age, birthweight, keep = "lean")
  expect_error(sandwich::bread(fit), class = "logistic_error_kept")
  expect_error(sandwich::estfun(fit), class = "logistic_error_kept")
})
