# Derivatives of sum(f) by the elements of x.
slopes_by <- function(f, x) array(numeric_slopes(function(x) sum(f(x)), x), dim(x))

test_that("the pullback of a softmax is the derivative, by differences", {
  set.seed(1)
  eta <- matrix(rnorm(12, sd = 2), 4L)
  upstream <- matrix(rnorm(12), 4L)
  expect_equal(softmax_pullback(softmax(eta), upstream),
               slopes_by(function(eta) upstream * softmax(eta), eta), tolerance = 1e-8)
})

test_that("p (1 - p) keeps its digits where p is all but 1, and all but 0", {
  eta <- rbind(c(700, 0, -3), c(0, 40, 1), c(0, 0, -700))
  p <- softmax(eta)
  first <- softmax_pullback(p, cbind(1, 0, c(0, 0, 0)))[, 1L]
  odds <- exp(eta[, 1L] - apply(eta[, -1L], 1L, max) -
                log1p(exp(-abs(eta[, 2L] - eta[, 3L]))))
  expect_equal(first / (odds / (1 + odds) / (1 + odds)), c(1, 1, 1), tolerance = 1e-12)
  last <- softmax_pullback(p, cbind(c(0, 0, 0), 0, 1))[3L, ]
  expect_equal(last / (exp(-700) * c(-1, -1, 2) / 4), c(1, 1, 1), tolerance = 1e-12)
})

test_that("the loss is minus the log-likelihood, p - y its derivative; counts, proportions", {
  set.seed(2)
  eta <- matrix(rnorm(12), 4L)
  for (y in list(diag(3L)[c(1L, 3L, 2L, 2L), ], matrix(rpois(12, 3), 4L), softmax(eta[4:1, ]))) {
    loss <- softmax_loss(eta, y)
    expect_equal(loss$value, -rowSums(y * log(softmax(eta))), tolerance = 1e-13)
    expect_equal(loss$eta, slopes_by(function(eta) softmax_loss(eta, y)$value, eta),
                 tolerance = 1e-8)
    expect_equal(loss$eta, rowSums(y) * softmax(eta) - y, tolerance = 1e-12)
  }
})

test_that("what is left of 1 - p is not rounded away", {
  loss <- softmax_loss(cbind(0, -50, -60), cbind(1, 0, 0))
  rest <- exp(-50) + exp(-60)
  expect_equal(loss$value / rest, 1, tolerance = 1e-13)
  expect_equal(loss$eta[1L] / -rest, 1, tolerance = 1e-13)
})

test_that("outcomes may be a matrix of counts or proportions", {
  layer <- softmax_layer(cbind(1, 0, -1), c(0, 1, 0))
  out <- forward(layer, cbind(c(-1, 2)))
  y <- rbind(c(3, 0, 1), c(0.5, 0.5, 0))
  expect_equal(cross_entropy(out, y)$value, -sum(y * log(out$value)))
  expect_equal(backward(cross_entropy(out, y))$offset, rowSums(y) * out$value - y)
  expect_refused(cross_entropy(out, -y), "argument", "not negative", "-3")
  expect_refused(cross_entropy(out, replace(y, 2L, NA)), "finite", "`y`", "row 2")
  expect_refused(cross_entropy(out, y[, -1L]), "argument", "a 2 x 3 matrix")
})

test_that("a head of fewer than two categories is refused, and a bias of another length", {
  expect_refused(softmax_layer(c(1, 2)), "argument", "a column for each category", "length 2")
  expect_refused(softmax_layer(matrix(1, 2L, 1L)), "argument", "two or more")
  expect_error(softmax_layer(diag(2), 1), "`bias` must be", class = "logistic_error_argument")
  expect_refused(softmax_layer(diag(c(NA, 1))), "finite", "`coefficients`")
})

test_that("columns of outcomes are those of the categories, in their order", {
  head <- softmax_layer(cbind(a = 1, b = 0, c = -1))
  y <- cbind(a = c(1, 0), b = c(0, 2), c = 0)
  out <- forward(head, cbind(1:2))
  expect_error(cross_entropy(out, y[, 3:1]), class = "logistic_error_argument", fixed = TRUE,
               "`y` must be in the order of the columns of the values, a, b, c, not c, b, a.")
  expect_identical(cross_entropy(out, y)$value, cross_entropy(out, unname(y))$value)
  expect_error(softmax_layer(head$coefficients, c(a = 1, b = 0, d = 0)), "`d` in the place of `c`",
               class = "logistic_error_argument")
})
