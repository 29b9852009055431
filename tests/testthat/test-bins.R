test_that("a point lies in the hexagon whose centre is nearest", {
  set.seed(2)
  x <- runif(500)
  y <- runif(500)
  hexes <- hexagons(x, y, c(0, 1), c(0, 1), across = 10)
  expect_equal(sum(hexes$n), 500)
  nearest <- vapply(1:500, function(i) which.min((hexes$x - x[i])^2 + (hexes$y - y[i])^2), 0L)
  expect_identical(tabulate(nearest, nrow(hexes)), hexes$n)
})

test_that("hexagons have six corners at one distance", {
  corners <- hexagon_corners(hexagons(c(0.2, 0.8), c(0.1, 0.9), c(0, 1), c(0, 1), across = 10))
  first <- corners[corners$id == 1, ]
  distance <- sqrt((first$x - mean(first$x))^2 + (first$y - mean(first$y))^2)
  expect_equal(distance, rep(0.1 / sqrt(3), 6))
})

test_that("coinciding points are one", {
  d <- merged_points(c(1, 1, 2), c(3, 3, 3), c("a", "a", "a"))
  expect_identical(d$n, c(2, 1))
  expect_equal(nrow(merged_points(c(1, 1), c(3, 3), c("a", "b"))), 2)
})
