test_that("a column far from zero costs no digits", {
  d <- data.frame(year = 2000 + sin(1:60), z = cos((1:60)^2))
  d$y <- as.numeric(sin((1:60)^3) > 0)
  d$year2 <- d$year^2
  d$near <- d$year - 2000
  d$g <- gl(3, 1, 60)
  far <- logistic(y ~ year + year2 + z + g, d)
  near <- logistic(y ~ near + I(near^2) + z + g, d)
  expect_equal(hatvalues(far), hatvalues(near), tolerance = 1e-7)
  expect_equal(unname(dfbetas(far)[, c("z", "g2")]), unname(dfbetas(near)[, c("z", "g2")]),
               tolerance = 1e-6)
})

test_that("standard errors of a fit's own rows are glm's", {
  pairs <- c(twins(), link_twins())
  for (name in names(pairs)) {
    ours <- predict(pairs[[name]]$ours, se.fit = TRUE)
    theirs <- suppressWarnings(predict(pairs[[name]]$glm, se.fit = TRUE))
    expect_close(ours$se.fit, theirs$se.fit, name)
  }
})

test_that("on the face of separated data the limiting fit has standard errors", {
  d <- data.frame(g = gl(3, 10), y = c(rep(1, 10), rep(0:1, 10)), x = sin(1:30))
  fit <- suppressWarnings(logistic(y ~ g + x, d))
  face <- logistic(y ~ g + x, d[-(1:10), ])
  se <- unname(predict(fit, se.fit = TRUE)$se.fit)
  expect_identical(se[1:10], rep(NA_real_, 10))
  expect_equal(se[11:30], unname(predict(face, se.fit = TRUE)$se.fit))
})

test_that("of more than 1,000 coefficients, whose covariance is not kept, rows have leverages", {
  d <- data.frame(f = factor(rep(1:1100, each = 3)), x = sin(1:3300))
  d$y <- rep(c(0, 1, 1, 1, 0, 0), 550)
  fit <- logistic(y ~ f + x, d)
  expect_null(fit$cov.unscaled)
  h <- hatvalues(fit)
  expect_equal(sum(h), fit$rank)
  # a level has a parameter of its own: its rows share at least 1
  expect_true(all(rowsum(unname(h), d$f) >= 1 - 1e-10))
})
