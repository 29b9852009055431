test_that("vcov is glm's", {
  expect_as_glm(vcov)
})

test_that("aliased coefficients are NA, or left out", {
  bw <- birth_weights()
  bw$kg <- 0.45359237 * bw$lwt
  fit <- suppressMessages(any_fit(low ~ lwt + kg + smoke, bw))
  reduced <- vcov(mock_glm(low ~ lwt + smoke, binomial, bw))
  expect_equal(vcov(fit, complete = FALSE), reduced, tolerance = 1e-9)
  expect_equal(vcov(fit)[-3, -3], reduced, tolerance = 1e-9)
  expect_true(all(is.na(vcov(fit)["kg", ])))
})

test_that("no covariance where Wald statements do not hold", {
  expect_true(all(is.na(vcov(mock_separated()))))
  fit <- mock_fit(low ~ age, birth_weights())
  fit$convergence$overlap <- "undecided"
  expect_true(all(is.na(vcov(fit))))
})

test_that("a dispersion multiplies", {
  fit <- mock_fit(low ~ age, birth_weights())
  expect_equal(vcov(fit, dispersion = 2), 2 * vcov(fit))
})
