near_pair <- function(gap) {
  set.seed(3)
  d <- data.frame(x1 = rnorm(300), y = rbinom(300, 1, 0.5), noise = rnorm(300))
  d$x2 <- d$x1 + gap * d$noise
  d$rest <- (d$x2 - d$x1) / gap # what is there of the noise after rounding
  d
}

test_that("a column all but equal to another has its coefficient, to the digits it is worth", {
  for (gap in c(1e-6, 1e-9, 1e-12)) {
    d <- near_pair(gap)
    near <- logistic(y ~ x1 + x2, d)
    plain <- logistic(y ~ x1 + rest, d)
    expect_identical(near$convergence$overlap, "proved")
    expect_equal(coef(near)[["x2"]] * gap, coef(plain)[["rest"]], tolerance = 1e-9)
    expect_equal(near$std.error[["x2"]] * gap, plain$std.error[["rest"]], tolerance = 1e-9)
    expect_equal(coef(near)[["x1"]] + coef(near)[["x2"]], coef(plain)[["x1"]],
                 tolerance = 1e-15 * abs(coef(near)[["x2"]]) / abs(coef(plain)[["x1"]]) + 1e-9)
    expect_equal(near$deviance, plain$deviance, tolerance = 1e-12)
    expect_equal(hatvalues(near), hatvalues(plain), tolerance = 1e-9)
    expect_true(all(convergence(near)$digits >= 8))
  }
})

test_that("powers of a year are fitted as they are", {
  set.seed(4)
  d <- data.frame(u = (1:200) / 256, y = rbinom(200, 1, 0.5)) # exact in 2000 + u, not in its cube
  d$v <- 2000 + d$u
  square <- logistic(y ~ v + I(v^2), d)
  expect_equal(deviance(square), deviance(logistic(y ~ u + I(u^2), d)), tolerance = 1e-12)
  cubic <- logistic(y ~ v + I(v^2) + I(v^3), d)
  expect_identical(cubic$convergence$overlap, "proved")
  expect_equal(deviance(cubic), deviance(logistic(y ~ poly(u, 3), d)), tolerance = 1e-5)
  expect_equal(predict(square, d[1:5, ], se.fit = TRUE)$se.fit,
               predict(logistic(y ~ u + I(u^2), d), d[1:5, ], se.fit = TRUE)$se.fit,
               tolerance = 1e-6)
})

test_that("separated data keep their verdict, and offsets and weights their place", {
  d <- near_pair(1e-9)
  d$w <- rep(1:3, 100)
  d$o <- d$noise / 3
  near <- logistic(y ~ x1 + x2 + offset(o), d, weights = w)
  plain <- logistic(y ~ x1 + rest + offset(o), d, weights = w)
  expect_equal(logLik(near), logLik(plain), tolerance = 1e-12, ignore_attr = TRUE)
  expect_equal(coef(near)[["x2"]] * 1e-9, coef(plain)[["rest"]], tolerance = 1e-9)
  d$y <- as.numeric(d$rest > 0)
  expect_warning(logistic(y ~ x1 + x2, d), class = "logistic_warning")
})
