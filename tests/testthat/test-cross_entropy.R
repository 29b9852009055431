# Minus the log-likelihood of outcomes, and its gradient by y - t.

test_that("value and gradient are those of the log-likelihood, for every link", {
  set.seed(1)
  x <- matrix(rnorm(39), 13)
  y <- matrix(c(0, 1, runif(24)), 13)
  w <- runif(13)
  b <- matrix(rnorm(6), 3)
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    loss <- function(b, bias = c(0.5, -0.5), w1 = w) {
      cross_entropy(forward(logistic_layer(b, bias, link), x), y, w1)
    }
    at <- loss(b)
    m <- logistic:::link_means(link, at$output$eta)
    expect_equal(at$value, -sum(w * (y * m$log_mean + (1 - y) * m$log_complement)),
                 tolerance = 1e-13)
    g <- backward(at, 3)
    expect_equal(g$coefficients, 3 * central_difference(function(b) loss(b)$value, b),
                 tolerance = 1e-7)
    expect_equal(g$bias, 3 * central_difference(function(c) loss(b, c)$value, c(0.5, -0.5)),
                 tolerance = 1e-7)
    expect_equal(g$weights, 3 * central_difference(function(w) loss(b, w1 = w)$value, w),
                 tolerance = 1e-7)
  }
})

test_that("by eta it is w (y - t), without division, however sure the unit is", {
  x <- cbind(c(-800, -700, -40, 40, 700, 800))
  out <- forward(logistic_layer(1), x)
  for (t in 0:1) {
    loss <- cross_entropy(out, rep(t, 6), 1:6)
    exact <- if (t) -plogis(-x[, 1]) else plogis(x[, 1])
    expect_equal(loss$offset, 1:6 * exact, tolerance = 1e-14)
    expect_equal(loss$value, sum(1:6 * pmax(0, if (t) -x else x)), tolerance = 1e-14)
  }
})

test_that("a fit is at the minimum, and its loss is minus its log-likelihood", {
  fit <- logistic(low ~ age + lwt, birthweight)
  x <- model.matrix(fit)[, -1]
  loss <- cross_entropy(forward(as_layer(fit), x), birthweight$low)
  expect_equal(loss$value, -as.numeric(logLik(fit)), tolerance = 1e-13)
  g <- backward(loss)
  expect_lt(max(abs(c(g$coefficients, g$bias))), 1e-9)
  expect_identical(capture.output(print(loss)), sprintf(
    "Cross-entropy %.3f, 189 rows: %.4f a row", loss$value, loss$value / 189))
})

test_that("outcomes are numbers, logical, or labels of two kinds", {
  out <- forward(logistic_layer(1), cbind(c(-1, 0, 2)))
  y <- c(TRUE, FALSE, TRUE)
  value <- cross_entropy(out, y)$value
  expect_identical(cross_entropy(out, y + 0)$value, value)
  expect_identical(cross_entropy(out, as.integer(y))$value, value)
  expect_identical(cross_entropy(out, factor(y))$value, value)
  expect_identical(cross_entropy(out, factor(y, c(TRUE, FALSE)))$value,
                   cross_entropy(out, !y)$value)
  expect_identical(cross_entropy(out, c("yes", "no", "yes"))$value, value)
  refused <- function(y, text, class = "logistic_error_argument", weights = NULL) {
    expect_error(cross_entropy(out, y, weights), text, fixed = TRUE, class = class)
  }
  refused(1:2 > 1, "`y` must be a vector of length 3, not a vector of length 2.")
  refused(c(0, 1, 1.5), "`y` must be from 0 to 1, not 1.5.")
  refused(c(0, -1, 1), "`y` must be from 0 to 1, not -1.")
  kinds <- "`y` must be numbers from 0 to 1, TRUE and FALSE, or labels of two kinds, not "
  refused(factor(1:3), paste0(kinds, "a factor of 3 levels."))
  refused(rep("yes", 3), paste0(kinds, "strings of 1 kind."))
  refused(letters[1:3], paste0(kinds, "strings of 3 kinds."))
  refused(cbind(c("a", "b", "a")), paste0(kinds, "a character matrix."))
  refused(c("a", NA, "b"), "`y` must be finite; it is NA in row 2.", "logistic_error_finite")
  refused(c("a", "b"), "`y` must be a vector of length 3, not a vector of length 2.")
  refused(c(0, NA, 1), "`y` must be finite; it is NA in row 2.", "logistic_error_finite")
  refused(c(TRUE, NA, TRUE), "`y` must be finite; it is NA in row 2.", "logistic_error_finite")
  refused(y, "`weights` must be non-negative", "logistic_error_weights", c(1, -1, 1))
  refused(y, "`weights` must be finite; it is Inf in row 2.", "logistic_error_finite", c(1, Inf, 1))
  loss <- cross_entropy(out, y)
  expect_error(backward(loss, 1:3), "`upstream` must be a number",
               class = "logistic_error_argument")
  expect_error(backward(loss, 1, 1:3), "`weights` must be given to cross_entropy()", fixed = TRUE,
               class = "logistic_error_argument")
})

test_that("weight 2 is a row twice, weight 0 none", {
  x <- cbind(c(-1, 0.5, 2))
  layer <- logistic_layer(0.7, -0.1)
  a <- cross_entropy(forward(layer, x), c(0, 1, 1), c(2, 1, 0))
  b <- cross_entropy(forward(layer, x[c(1, 1, 2), , drop = FALSE]), c(0, 0, 1))
  expect_equal(a$value, b$value, tolerance = 1e-15)
  expect_equal(backward(a)$coefficients, backward(b)$coefficients, tolerance = 1e-14)
})

test_that("a loss beyond the numbers is infinite, not NaN", {
  out <- forward(logistic_layer(1), cbind(c(-1.7e308, 1.7e308)))
  expect_identical(cross_entropy(out, c(1, 0))$value, Inf)
})
