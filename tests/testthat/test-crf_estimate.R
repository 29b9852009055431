# Where the search starts, and that it does not matter.

test_that("a start far out, or none that counts, is given up for weights of 0", {
  plain <- crf_rain()
  for (size in c(1e6, -1e6, 1e300)) {
    fit <- crf_rain(start = rep(size, 5L))
    expect_identical(fit[c("coefficients", "iterations")], plain[c("coefficients", "iterations")])
  }
  lbfgs <- function(...) {
    suppressWarnings(crf_rain(control = list(method = "lbfgs"), ...),
                     classes = "logistic_warning_undecided")
  }
  expect_identical(lbfgs(start = rep(1e6, 5L))$weights, lbfgs()$weights)
  # penalties count: of these weights the likelihood alone is better than that of 0
  start <- plain$coefficients
  expect_identical(crf_rain(l2 = 1e4, start = start)$iterations, crf_rain(l2 = 1e4)$iterations)
})

test_that("a better start is used", {
  plain <- crf_rain()
  near <- crf_rain(start = plain$coefficients + 1e-4)
  expect_lt(near$iterations, plain$iterations)
  expect_equal(near$coefficients, plain$coefficients, tolerance = 1e-12)
  expect_lte(crf_rain(start = plain)$iterations, 2L)
})

test_that("with unknown labels a start chooses, were it worse than 0", {
  d <- rain[rain$month <= 60, ]
  d$wet[seq(3, nrow(d), 7)] <- NA
  fit <- function(...) {
    suppressWarnings(crf(wet ~ season, d, sequence = month, partial = TRUE,
                         control = list(steps = 1), ...))
  }
  worse <- c(2, 0, 0, 0, -2)
  expect_false(isTRUE(all.equal(fit(start = worse)$coefficients, fit()$coefficients)))
})
