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

test_that("an offset beside scale effects is added as it is", {
  d <- data.frame(x = c(-1, 0, 2, 1, -2, 0, 1, 3, -1, 2, 1, 0),
                  z = c(5, 6, 5, 7, 9, 5, 8, 7, 6, 9, 7, 8),
                  o = c(0.5, -1, 0.3, 2, 0, -0.7, 1, -0.2, 0.1, 0.4, -1, 0),
                  y = ordered(c(1, 2, 3, 2, 1, 1, 3, 3, 2, 1, 2, 3)))
  fit <- ordinal(y ~ x, d, scale = ~ z, offset = o)
  own <- function(b) {
    scale <- exp(b[4] * d$z)
    cuts <- outer(-(b[3] * d$x + d$o), c(-Inf, b[1:2], Inf), `+`) / scale
    y <- as.integer(d$y)
    sum(log(plogis(cuts[cbind(1:12, y + 1)]) - plogis(cuts[cbind(1:12, y)])))
  }
  b <- coef(fit)
  expect_equal(own(b), fit$loglik, tolerance = 1e-13)
  expect_lt(max(abs(numeric_slopes(own, b))), 1e-6)
  expect_equal(unname(predict(fit, d)), unname(fitted(fit)), tolerance = 1e-13)
})

test_that("a scale that is no number where its predictors are 0 is an error", {
  d <- data.frame(x = c(-1, 0, 2, 1, -2, 0, 1, 3, -1, 2, 1, 0),
                  y = ordered(c(1, 2, 3, 2, 1, 1, 3, 3, 2, 1, 2, 3)),
                  z = 1e9 + c(5, 6, 5, 7, 9, 5, 8, 7, 6, 9, 7, 8))
  expect_error(ordinal(y ~ x, d, scale = ~ z), "near 0", class = "logistic_error_scale")
  expect_true(ordinal(y ~ x, d, scale = ~ I(z - 1e9))$converged)
})

test_that("a cauchit fit starts where the row of a cell is the only one to tell two cuts", {
  d <- data.frame(y = ordered(c(2, 3, 2, 1, 2, 1, 1, 2, 2, 3, 3)),
                  w = c(1, 4, 1, 1, 2, 2, 1, 1, 2, 4, 2) / 2,
                  g = c("c", "c", "b", "a", "b", "c", "b", "c", "a", "a", "b"),
                  b = c(1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1))
  fit <- hard_fit(ordinal(y ~ g * b, d, weights = w, link = "cauchit", parallel = FALSE))
  expect_true(fit$converged)
  expect_identical(fit$convergence$overlap, "separated")
  # neighbours in (c, 1), weights 1/2 and 2, in (a, 0) and in (c, 0), 1/2 and 1; 1 and 3 in (b, 1)
  # share no cut
  limit <- log(1 / 5) / 2 + 2 * log(4 / 5) + 2 * (log(1 / 3) / 2 + log(2 / 3))
  expect_equal(fit$loglik, limit, tolerance = 1e-12)
})

test_that("the limit is fitted from the start where Newton ended without information", {
  d <- data.frame(x = c(2, 2, 3, 1, 3, 1, 2), z = c(0, 1, 1, 0, -1, 0, -1),
                  y = ordered(c(4, 1, 1, 3, 2, 4, 4)), w = c(0.5, 0.5, 2, 2, 2, 1, 1))
  fit <- hard_fit(ordinal(y ~ x + z, d, weights = w, link = "loglog", parallel = FALSE))
  expect_true(fit$converged)
  # rows 4 and 6, of weights 2 and 1, are alike and differ in y
  expect_equal(fit$loglik, 2 * log(2 / 3) + log(1 / 3), tolerance = 1e-12)
})
