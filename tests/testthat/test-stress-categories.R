# Hard data for models of several categories, with answers worked out elsewhere: limits of
# likelihoods by exact linear programming and Newton's method in 150 digits.

hard_fit <- function(expr) {
  suppressWarnings(expr, classes = c("logistic_warning_separation", "logistic_warning_crossing"))
}

test_that("a first step into the tail, where no information is left, is taken back", {
  d <- data.frame(
    y = ordered(c(1, 1, 1, 1, 3, 1, 1, 3, 1, 3, 1, 1, 2, 1)),
    x = c(3, 1, 0, 3, 3, 2, 0, 2, 2, 0, 1, 3, 1, 3),
    z = c(-1, 0, -1, -1, 1, 0, 1, 1, 0, -1, 0, 0, 0, -1),
    b = c(1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0),
    w = c(1, 1, 1, 1, 0.5, 2, 1, 0.5, 1, 0.5, 2, 1, 1, 1))
  fit <- hard_fit(ordinal(y ~ x + z + b, d, weights = w, link = "loglog", parallel = FALSE))
  expect_true(fit$converged)
  expect_identical(fit$convergence$overlap, "separated")
  expect_equal(fit$loglik, -1.909542504884437, tolerance = 1e-12)
})

test_that("outer products of scores in the tail do not lead astray", {
  d <- data.frame(
    y = ordered(c(3, 3, 3, 1, 1, 3, 1, 1, 2, 3, 3, 3, 3)),
    g = c("c", "b", "a", "c", "c", "b", "b", "a", "c", "c", "a", "b", "a"),
    b = c(0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1),
    w = c(1, 2, 1, 2, 1, 2, 1, 1, 1, 2, 2, 2, 1))
  fit <- hard_fit(ordinal(y ~ g * b, d, weights = w, link = "cloglog", parallel = FALSE))
  expect_true(fit$converged)
  expect_identical(fit$convergence$overlap, "separated")
  expect_equal(fit$loglik, -3.295836866004329, tolerance = 1e-12)
  expect_gt(length(fit$separation$infinite), 1)
  expect_lt(fit$coefficients[["2|3"]], -1e300)
})
