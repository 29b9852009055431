test_that("a straight line is its own trend, and its band has no width", {
  x <- (1:2000) / 100
  trend <- smooth_trend(x, 2 * x - 1)
  expect_equal(trend$y, 2 * trend$x - 1)
  expect_equal(trend$low, trend$high, tolerance = 1e-6)
})

test_that("few places have their means, one place has no trend", {
  trend <- smooth_trend(rep(1:2, 6), rep(c(0, 1, 1, 1), 3))
  expect_equal(trend$y, c(0.5, 1))
  expect_null(smooth_trend(rep(1, 12), 1:12))
  expect_null(smooth_trend(1:9, 1:9))
})

test_that("runs have equal lengths and keep the sum", {
  runs <- run_means(as.double(1:1000), rep(1, 1000), 10)
  expect_equal(runs$x, seq(50.5, by = 100, length.out = 10))
})

test_that("a point of weight 3 is three points", {
  x <- c(1:30, 31:40)
  y <- sin(x / 5)
  w <- rep(c(1, 3), 20)
  once <- smooth_trend(x, y, w = w)
  expect_false(isTRUE(all.equal(once$y, smooth_trend(x, y)$y)))
  places <- mean_at_places(c(1, 1, 2), c(0, 1, 1), c(3, 1, 4))
  expect_equal(places, mean_at_places(rep(c(1, 1, 2), c(3, 1, 4)), rep(c(0, 1, 1), c(3, 1, 4)),
                                      rep(1, 8)))
  runs <- run_means(as.double(1:1000), rep(1, 1000), 10, rep(2, 1000))
  expect_equal(runs$w, rep(200, 10))
})
