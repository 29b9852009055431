test_that("every type is what its definition says, in a table", {
  counts <- c(10, 20, 30, 40)
  d <- data.frame(y = factor(1:4, ordered = TRUE), n = counts)
  p <- counts / 100
  cumulative <- coef(ordinal(y ~ 1, d, freq = n))
  expect_equal(unname(cumulative), qlogis(cumsum(p)[1:3]), tolerance = 1e-12)
  adjacent <- coef(ordinal(y ~ 1, d, freq = n, type = "adjacent"))
  expect_equal(unname(adjacent), log(p[1:3] / p[2:4]), tolerance = 1e-12)
  hazards <- p[1:3] / rev(cumsum(rev(p)))[1:3]
  chain <- coef(ordinal(y ~ 1, d, freq = n, type = "continuation"))
  expect_equal(unname(chain), qlogis(hazards), tolerance = 1e-12)
  probit <- coef(ordinal(y ~ 1, d, freq = n, link = "probit"))
  expect_equal(unname(probit), qnorm(cumsum(p)[1:3]), tolerance = 1e-12)
})

test_that("parallel names the terms that are parallel", {
  some <- ordinal(rating ~ temp + contact, wine, parallel = ~temp)
  expect_identical(some$nonparallel, "contactyes")
  expect_true(all(c("tempwarm", "1|2:contactyes", "4|5:contactyes") %in% names(coef(some))))
  all <- ordinal(rating ~ temp + contact, wine, parallel = ~ contact + temp)
  expect_equal(coef(all), coef(ordinal(rating ~ temp + contact, wine)), tolerance = 1e-13)
  expect_error(ordinal(rating ~ temp, wine, parallel = ~judge), class = "logistic_error_parallel")
})

test_that("thresholds take the place of an intercept", {
  expect_warning(fit <- ordinal(rating ~ 0 + temp + contact, wine),
                 class = "logistic_warning_intercept")
  expect_equal(coef(fit), coef(ordinal(rating ~ temp + contact, wine)))
})

test_that("the order must be known", {
  expect_error(ordinal(Species ~ Sepal.Width, iris), class = "logistic_error_ordered")
  expect_error(ordinal(Sepal.Length ~ Sepal.Width, iris), "ordered(Sepal.Length)", fixed = TRUE,
               class = "logistic_error_ordered")
})

test_that("as many categories as rows are fitted in a moment", {
  set.seed(1)
  d <- data.frame(x = rnorm(3000))
  d$y <- ordered(rank(d$x + rlogis(3000)))
  fit <- ordinal(y ~ x, d)
  expect_identical(fit$convergence$overlap, "proved")
  expect_length(coef(fit), 3000L)
  expect_lt(abs(coef(fit)[["x"]] - 1), 4 * fit$std.error[["x"]])
  # the score of the slope, from the definition
  eta <- outer(-fit$linear.predictors, coef(fit)[1:2999], `+`)
  below <- cbind(0, plogis(eta), 1)
  at <- cbind(seq_len(3000), as.integer(d$y))
  p <- below[at + rep(0:1, each = 3000)] - below[at]
  slope <- cbind(0, dlogis(eta), 0)
  score <- -d$x * (slope[at + rep(0:1, each = 3000)] - slope[at]) / p
  expect_lt(abs(sum(score)), 1e-7)
})

test_that("of thousands of thresholds the slopes' covariance is kept", {
  set.seed(8)
  d <- data.frame(x = rnorm(4000), z = rnorm(4000))
  d$y <- ordered(rank(d$x + 0.5 * d$z + rlogis(4000)))
  fit <- ordinal(y ~ x + z, d)
  expect_error(vcov(fit), "slopes = TRUE", class = "logistic_error_memory")
  slopes <- vcov(fit, slopes = TRUE)
  expect_identical(rownames(slopes), c("x", "z"))
  expect_equal(sqrt(diag(slopes)), fit$std.error[c("x", "z")], tolerance = 1e-12)
  turned <- ordinal(y ~ I(x + z) + z, d) # var(b_z - b_x) by another basis
  expect_equal(sqrt(sum(slopes * outer(c(-1, 1), c(-1, 1)))), turned$std.error[["z"]],
               tolerance = 1e-9)
  few <- ordinal(rating ~ temp + contact, wine)
  expect_equal(vcov(few, slopes = TRUE), vcov(few)[5:6, 5:6])
})

test_that("standard errors of many thresholds are those of few", {
  set.seed(6)
  d <- data.frame(x = rnorm(400) + 50, z = runif(400))
  d$y <- ordered(sample(12, 400, TRUE))
  fit <- ordinal(y ~ x + z, d)
  each <- ordinal(y ~ x + z, d, type = "cumulative", parallel = ~ x + z)
  expect_equal(sqrt(diag(vcov(fit))), fit$std.error, tolerance = 1e-11)
  expect_equal(each$std.error, fit$std.error, tolerance = 1e-11)
})
