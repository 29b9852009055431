hush_levels <- function(expr) withCallingHandlers(expr, message = function(m) {
  invokeRestart("muffleMessage")
})

fits_to_remake <- function() {
  h <- MASS::housing
  h$size <- as.numeric(h$Infl)
  h$twice <- 2 * h$size + 1
  d <- data.frame(x = 1:6, a = c(3, 5, 9, 0, 2, 4), b = c(4, 4, 4, 1, 0, 6),
                  c = c(2, 7, 1, 3, 3, 0))
  list(
    multinomial(Sat ~ Infl * Cont, h, freq = Freq, reference = "Medium"),
    multinomial(Sat ~ Infl + offset(Freq / 50) - 1, h, weights = Freq, subset = Type != "Tower"),
    hush_levels(multinomial(Sat ~ size + twice + Cont, h, freq = Freq)),
    multinomial(cbind(a, b, c) ~ x, d, offset = x / 7),
    ordinal(Sat ~ Infl + Cont, h, freq = Freq),
    ordinal(Sat ~ Infl + Cont, h, freq = Freq, link = "cloglog", scale = ~ Cont),
    ordinal(Sat ~ Infl + Cont, h, freq = Freq, parallel = FALSE, type = "continuation"),
    hush_levels(ordinal(Sat ~ size + twice + Cont, h, freq = Freq, parallel = FALSE)),
    ordinal(cbind(a, b, c) ~ x + offset(x / 9), d, type = "adjacent"))
}

test_that("the plan made again is that of the fit: its coefficients come out of it", {
  skip_if_not_installed("MASS")
  for (fit in fits_to_remake()) {
    plan <- plan_of_fit(fit)
    expect_identical(plan$names, names(fit$coefficients))
    again <- plan_answer(plan)
    expect_equal(again$coefficients, fit$coefficients[plan$at], tolerance = 1e-12)
    expect_equal(again$deviance, fit$deviance, tolerance = 1e-12)
    expect_equal(again$df.residual, fit$df.residual)
    expect_identical(again$rank, fit$rank)
    expect_equal(again$cov.unscaled, fit$cov.unscaled, tolerance = 1e-10)
  }
})

test_that("data that changed since are an error, and so is a fit that holds none", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  fit <- multinomial(Sat ~ Infl, h, freq = Freq, model = FALSE)
  h <- h[-1L, ]
  fit$data <- NULL
  expect_error(category_fit_parts(fit), class = "logistic_error_kept")
  lean <- multinomial(Sat ~ Infl, MASS::housing, freq = Freq, keep = "lean")
  lean$call$data <- quote(no_such_data)
  expect_error(category_fit_parts(lean), class = "logistic_error_kept")
})

test_that("each coefficient knows its term and its equation", {
  skip_if_not_installed("MASS")
  fit <- multinomial(Sat ~ Infl + Cont, MASS::housing, freq = Freq)
  expect_identical(terms_of_coefficients(fit), rep(c(0L, 1L, 1L, 2L), 2L))
  expect_identical(equations_of_coefficients(fit), rep(1:2, each = 4L))
  fit <- ordinal(Sat ~ Infl + Cont, MASS::housing, freq = Freq, parallel = FALSE, scale = ~ Cont)
  expect_identical(terms_of_coefficients(fit), c(0L, 0L, rep(c(1L, 1L, 2L), each = 2L), NA))
  expect_identical(equations_of_coefficients(fit), c(rep(1:2, 4L), NA))
})
