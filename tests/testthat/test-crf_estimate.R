test_that("the way to the optimiser's coordinates leads back", {
  fit <- crf(weather ~ temp_max + wind, seattle[seattle$weather != "snow", ], sequence = month,
             transitions = ~ temp_max, l2 = 1)
  problem <- crf_fit_problem(fit)
  options <- crf_fit_options(fit, l2 = c(emission = 0, transition = 0, ends = 0))
  coordinates <- crf_coordinates(problem, options, TRUE)
  weights <- cos(seq_along(fit$weights))
  theta <- from_user(coordinates, weights)
  expect_equal(drop(to_user(coordinates, theta)), weights, tolerance = 1e-14)
  # the same model: the same likelihood, and the same scores from other columns
  expect_false(isTRUE(all.equal(theta, weights)))
  expect_equal(sum(.Call(C_crf_gradient, coordinates$core, theta, 1L)$value),
               sum(.Call(C_crf_gradient, problem$core, weights, 1L)$value), tolerance = 1e-14)
})

test_that("units of the predictors do not matter", {
  d <- rain[rain$month <= 60, ]
  d$x <- round(sin(seq_len(nrow(d))), 1) * 10
  d$far <- 2^20 + d$x / 1024
  near <- crf(wet ~ x, d, sequence = month)
  far <- crf(wet ~ far, d, sequence = month)
  expect_equal(far$loglik, near$loglik, tolerance = 1e-12)
  expect_equal(coef(far)[["far"]] / 1024, coef(near)[["x"]], tolerance = 1e-9)
  expect_equal(far$std.error[["far"]] / 1024, near$std.error[["x"]], tolerance = 1e-9)
})

test_that("of dependent columns the later ones give way", {
  x <- cbind(1, c(1, 2, 3, 4, 5), c(2, 3, 4, 5, 6), 0, c(1, 0, 2, 0, 3))
  h <- crossprod(x)
  dependent <- dependent_columns(h)
  expect_identical(dependent, c(FALSE, FALSE, TRUE, TRUE, FALSE))
  null <- flat_vectors(h, dependent)
  expect_lt(max(abs(x %*% null)), 1e-12)
  expect_identical(null[3L, 1L], 1)
  expect_identical(dependent_columns(diag(0, 2L)), c(TRUE, TRUE))
  expect_identical(dependent_columns(diag(c(1e-30, 1e30))), c(FALSE, FALSE))
})

test_that("a start by another fit is matched by part, labels and term", {
  small <- crf(wet ~ 1, rain, sequence = month)
  large <- crf(wet ~ season, rain, sequence = month, start = small)
  found <- matching_weights(small, large$shape)
  key <- weight_keys(large$shape)
  expect_identical(found[match(weight_keys(small$shape), key)], small$weights)
  expect_true(all(found[!key %in% weight_keys(small$shape)] == 0))
  expect_equal(coef(large), coef(crf(wet ~ season, rain, sequence = month)), tolerance = 1e-9)
})

test_that("without a weight every label is as likely as any other", {
  fit <- crf(wet ~ 0, rain, sequence = month)
  expect_named(coef(fit), "TRUE->TRUE")
  independent <- nrow(rain) * log(0.5)
  table <- as.data.frame(anova(fit))
  expect_identical(table$npar, c(0, 1))
  expect_equal(table$Chisq[2L], 2 * (fit$loglik - independent), tolerance = 1e-12)
  expect_output(print(summary(fit)), "TRUE->TRUE")
  expect_error(crf(wet ~ 0, rain, sequence = month, transitions = ~ 0),
               class = "logistic_error_formula")
})

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
