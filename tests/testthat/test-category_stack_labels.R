test_that("a label stands inside its area where it fits, and not where it does not", {
  x <- seq(0, 10, 0.1)
  place <- place_in_area(x, 0 * x, x / 10, c(2, 0.3), c(0, 10))
  over <- abs(x - place[1]) <= 1
  expect_gte(min(x[over]) / 10, place[2] + 0.15 - 1e-9)
  expect_null(place_in_area(x, 0 * x, x / 100, c(2, 0.3), c(0, 10)))
  expect_null(place_in_area(x, 0 * x, x, c(11, 0.3), c(0, 10)))
  expect_equal(place_in_bar(c(0, 0), c(0.2, 0.6), c(0.5, 0.3)), c(2, 0.3))
  expect_null(place_in_bar(c(0, 0), c(0.2, 0.6), c(0.9, 0.3)))
})

test_that("labels at the right are apart and inside", {
  y <- keep_apart(c(0, 0.01, 0.5, 0.99, 0.99), rep(0.1, 5), 0, 1)
  expect_true(all(diff(y) >= 0.1 - 1e-12))
  expect_true(min(y) >= 0.05 && max(y) <= 0.95 + 1e-12)
  expect_equal(y[3], 0.5)
  expect_equal(keep_apart(c(0.2, 0.7), c(0.1, 0.3), 0, 1), c(0.2, 0.7))
})
