separated_fit <- function() {
  expect_warning(fit <- crf(y ~ x, separated_sequences(), sequence = id),
                 class = "logistic_warning_separation")
  fit
}

test_that("a direction is one along which no path gains on the observed one", {
  fit <- separated_fit()
  core <- crf_coordinates(crf_fit_problem(fit, FALSE), crf_fit_options(fit), TRUE)$core
  d <- unname(fit$limits$direction[, 1L])
  reach <- .Call(C_crf_extremes, core, numeric(length(d)), d, 1L)
  expect_gt(reach[2L], 0)
  expect_equal(reach[3L], 0)
  back <- .Call(C_crf_extremes, core, numeric(length(d)), -d, 1L)
  expect_gt(back[3L], 0)
})

test_that("Newton's step is cleaned of its rounding, and dropped where it leads nowhere", {
  fit <- separated_fit()
  core <- crf_coordinates(crf_fit_problem(fit, FALSE), crf_fit_options(fit), TRUE)$core
  d <- unname(fit$limits$direction[, 1L])
  clean <- function(direction) {
    clean_direction(core, list(theta = numeric(length(d)), direction = direction),
                    rep(TRUE, length(d)), list(threads = 1L))
  }
  expect_equal(clean(7 * d + 1e-5 * sin(seq_along(d)))$d, d)
  expect_null(clean(-d))
})

test_that("the limiting likelihood is what the likelihood tends to", {
  fit <- separated_fit()
  coordinates <- crf_coordinates(crf_fit_problem(fit, FALSE), crf_fit_options(fit), TRUE)
  core <- coordinates$core
  theta <- from_user(coordinates, fit$weights)
  value <- function(far) {
    sum(.Call(C_crf_gradient, core, theta + far * fit$limits$direction[, 1L], 1L)$value)
  }
  expect_lte(value(-9995), fit$loglik)
  expect_equal(value(0), fit$loglik, tolerance = 1e-12)
  expect_lt(value(-9995), value(-9990))
})

test_that("weights that a face does not know are held, those along the direction first", {
  h <- crossprod(cbind(c(1, 1, 1, 1), c(1, 2, 3, 4), c(2, 3, 4, 5)))
  expect_identical(held_on_face(h, diag(h), c(0, 0, 0)), c(FALSE, FALSE, TRUE))
  expect_identical(held_on_face(h, diag(h), c(1, 0, 0)), c(TRUE, FALSE, FALSE))
  h[1L, ] <- h[, 1L] <- 1e-12
  expect_identical(held_on_face(h, c(4, 30, 54), c(0, 0, 0)), c(TRUE, FALSE, FALSE))
})
