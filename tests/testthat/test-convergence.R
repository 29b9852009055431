test_that("convergence() returns what was reached and prints it", {
  fit <- mock_fit(low ~ age + lwt + race + smoke, birth_weights())
  x <- convergence(fit)
  expect_identical(x$overlap, "proved")
  expect_snapshot(x)
  expect_error(convergence(1), class = "logistic_error_type")
})

test_that("doubts are printed", {
  fit <- mock_fit(low ~ age, birth_weights())
  fit$convergence[c("converged", "overlap", "message")] <- list(FALSE, "undecided",
                                                                "The step limit was reached.")
  fit$convergence$digits[] <- c(3L, NA)
  expect_snapshot(convergence(fit))
})

test_that("the table is data", {
  fit <- any_fit(low ~ age, birth_weights())
  got <- as.data.frame(convergence(fit))
  expect_identical(got$term, names(coef(fit)))
  expect_identical(got$estimate, unname(coef(fit)))
  expect_type(got$digits, "integer")
})

test_that("huge and tiny coefficients are in powers of ten", {
  fit <- any_fit(low ~ I(age * 1e12) + lwt, birth_weights())
  expect_output(print(convergence(fit)), "-[0-9][.][0-9]{9}e-14")
})

test_that("a column that rounding can hardly tell from others is named", {
  set.seed(3)
  d <- data.frame(x1 = rnorm(300), y = rbinom(300, 1, 0.5))
  gap <- rnorm(300)
  d$x2 <- d$x1 + 1e-4 * gap
  wide <- logistic(y ~ x1 + x2, d)
  expect_identical(convergence(wide)$narrow, "")
  d$x2 <- d$x1 + 1e-6 * gap
  close <- logistic(y ~ x1 + x2, d)
  expect_identical(close$convergence$overlap, "proved")
  expect_equal(coef(close)[["x2"]], coef(logistic(y ~ x1 + gap, d))[["gap"]] * 1e6,
               tolerance = 1e-7)
  d$x2 <- d$x1 + 1e-7 * gap
  expect_warning(logistic(y ~ x1 + x2, d), "`x2` is all but",
                 class = "logistic_warning_undecided")
  d$x2 <- d$x1 + 1e-9 * gap
  expect_warning(logistic(y ~ x1 + x2, d), "`x2` is all but",
                 class = "logistic_warning_convergence")
})
