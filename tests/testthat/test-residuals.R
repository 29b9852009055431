test_that("residuals of every type are glm's", {
  pairs <- fit_pairs()
  for (type in c("deviance", "pearson", "working", "response", "partial")) {
    expect_as_glm(function(x) structure(residuals(x, type), constant = NULL), pairs)
  }
})

test_that("residuals are right where the mean is within rounding of 0 or 1", {
  fit <- mock_fit(y ~ 1, data.frame(y = c(0, 1)))
  fit$linear.predictors[] <- c(-40, 40)
  fit$y[] <- c(0, 1)
  expect_equal(unname(residuals(fit, "response")), c(-1, 1) * exp(-40), tolerance = 1e-14)
  expect_equal(unname(residuals(fit)), c(-1, 1) * sqrt(2 * exp(-40)), tolerance = 1e-14)
  expect_equal(unname(residuals(fit, "pearson")), c(-1, 1) * exp(-20), tolerance = 1e-14)
})

test_that("a separated fit has zero residuals in the rows it explains", {
  fit <- mock_separated()
  for (type in c("deviance", "pearson", "response")) {
    expect_equal(unname(residuals(fit, type)[1:20]), rep(0, 20))
  }
})
