response_of <- function(formula, data, ordered = FALSE) {
  category_response(fit_frame(formula, data, quote(f()), environment()), ordered)
}

test_that("categories are levels, sorted strings, logicals and numbers", {
  d <- data.frame(f = factor(c("b", "a", "c"), c("c", "b", "a")), s = c("b", "a", "c"),
                  l = c(TRUE, FALSE, TRUE), n = c(10, 2, 10), x = 1:3)
  expect_identical(response_of(f ~ x, d)$lev, c("c", "b", "a"))
  expect_identical(response_of(f ~ x, d)$category, c(2L, 3L, 1L))
  expect_identical(response_of(s ~ x, d)$lev, c("a", "b", "c"))
  expect_identical(response_of(l ~ x, d)$lev, c("FALSE", "TRUE"))
  expect_identical(response_of(n ~ x, d)$lev, c("2", "10"))
})

test_that("counts become entries that know their rows", {
  d <- data.frame(a = c(2, 0, 0), b = c(1, 0, 4), x = 1:3)
  frame <- fit_frame(cbind(a, b) ~ x, d, quote(f()), environment())
  rows <- row_categories(frame, category_response(frame, FALSE))
  expect_identical(rows$response$entry, c(1L, 1L, 2L, 3L))
  expect_identical(rows$response$category, c(1L, 2L, 1L, 2L))
  expect_identical(rows$response$weights, c(2, 1, 0, 4))
  expect_identical(rows$frame$variables$x, c(1L, 1L, 2L, 3L))
  expect_equal(count_constants(rows$response, frame)$lchoose, log(3))
  saturated <- 2 * log(2 / 3) + log(1 / 3)
  expect_equal(count_constants(rows$response, frame)$saturated, saturated)
  expect_equal(count_outcomes(rows$response, rows$frame), c(a = 2, b = 5))
})

test_that("levels without observations are left out with a message", {
  d <- data.frame(y = factor(c("a", "b", "a", "c"), c("a", "b", "c", "d")), x = c(1, 2, 3, NA),
                  w = c(1, 1, 1, 1))
  expect_message(out <- response_of(y ~ x, d), class = "logistic_message_levels")
  expect_identical(out$lev, c("a", "b"))
  d <- data.frame(y = factor(c("a", "b", "c", "a")), x = 1:4, w = c(1, 1, 0, 1))
  expect_message(fit <- multinomial(y ~ 1, d, weights = w), "no observation of \"c\"",
                 class = "logistic_message_levels")
  expect_equal(unname(coef(fit)[1L]), log(1 / 2), tolerance = 1e-12)
})
