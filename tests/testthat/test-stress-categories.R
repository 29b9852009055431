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
