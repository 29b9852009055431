lazy <- c("residuals", "fitted.values", "weights", "prior.weights")

test_that("vectors of row length have glm's values, whatever the link and the weights", {
  d <- birthweight
  d$w <- rep(1:3, length.out = nrow(d))
  for (link in c("logit", "probit", "cloglog")) {
    ours <- logistic(low ~ age + lwt, d, weights = w, link = link)
    theirs <- glm(low ~ age + lwt, binomial(link), d, weights = w, epsilon = 1e-14, maxit = 100)
    for (part in lazy) expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-6, info = part)
  }
})

test_that("they are read in any order, one element at a time, and as often as wanted", {
  fit <- logistic(low ~ age + lwt, birthweight)
  last <- fit$fitted.values[[189L]]
  expect_identical(last, as.vector(fit$fitted.values)[189L])
  expect_identical(fit$fitted.values, fit$fitted.values)
  expect_identical(names(fit$weights), as.character(1:189))
  expect_length(fit$residuals, 189L)
})

test_that("changing a copy leaves the fit as it was", {
  fit <- logistic(low ~ age, birthweight)
  kept <- as.vector(fit$residuals)
  mine <- fit$residuals
  mine[1:3] <- 0
  expect_identical(as.vector(fit$residuals), kept)
})

test_that("they are saved as ordinary vectors, read or not", {
  fit <- logistic(low ~ age, birthweight)
  back <- unserialize(serialize(fit, NULL))
  for (part in lazy) expect_identical(back[[part]], fit[[part]])
  bytes <- serialize(logistic(low ~ age, birthweight)[lazy], NULL)
  text <- rawToChar(bytes[bytes != 0])
  expect_false(grepl("deferred_vector", text, fixed = TRUE, useBytes = TRUE))
})

test_that("infinite linear predictors have residuals of +-1", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  fit <- suppressWarnings(logistic(y ~ g, d))
  expect_identical(unname(fit$residuals[1:20]), rep(1, 20))
  expect_identical(unname(fit$weights[1:20]), rep(0, 20))
})
