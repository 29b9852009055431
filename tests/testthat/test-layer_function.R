# Layers of any differentiable function.

curve_x <- function() matrix(c(0.3, -1, 0.7, 2, 0.1, -0.4, 1.2, 0.9), 4)

test_that("gradients go through f by its derivative", {
  f <- function(x, b) b[1] * x[, 1]^2 + exp(b[2] * x[, 2])
  slopes <- function(x, b) {
    list(coefficients = cbind(x[, 1]^2, x[, 2] * exp(b[2] * x[, 2])),
         inputs = cbind(2 * b[1] * x[, 1], b[2] * exp(b[2] * x[, 2])))
  }
  x <- curve_x()
  b <- c(0.4, -0.6)
  u <- c(1, -2, 0.5, 3)
  w <- c(1, 0, 2, 0.1)
  for (link in c("logit", "probit", "cauchit")) {
    total <- function(b, x, o = 0) {
      sum(w * u * forward(function_layer(f, slopes, b, link), x, rep(o, 4))$value)
    }
    g <- backward(forward(function_layer(f, slopes, b, link), x), u, w)
    expect_equal(g$coefficients, central_difference(function(b) total(b, x), b), tolerance = 1e-8)
    expect_equal(g$inputs, central_difference(function(x) total(b, x), x), tolerance = 1e-8)
    expect_equal(sum(g$offset), central_difference(function(o) total(b, x, o), 0), tolerance = 1e-8)
  }
})

test_that("of several units derivatives are arrays", {
  f <- function(x, b) cbind(x %*% b, (x %*% b)^2, sin(x[, 1]))
  slopes <- function(x, b) {
    eta <- drop(x %*% b)
    list(coefficients = array(c(x, 2 * eta * x, 0 * x), c(4, 2, 3)),
         inputs = array(c(rep(b, each = 4), outer(2 * eta, b), cos(x[, 1]), numeric(4)),
                        c(4, 2, 3)))
  }
  x <- curve_x()
  b <- c(first = 0.4, second = -0.6)
  u <- matrix(1:12 / 10, 4)
  total <- function(b, x) sum(u * forward(function_layer(f, slopes, b), x)$value)
  g <- backward(forward(function_layer(f, slopes, b), x), u)
  expect_equal(g$coefficients, central_difference(function(b) total(b, x), b), tolerance = 1e-8)
  expect_equal(g$inputs, central_difference(function(x) total(b, x), x), tolerance = 1e-8)
  expect_named(g$coefficients, names(b))
})

test_that("deriv() is understood, by inputs or by coefficients", {
  of_inputs <- function(x) eval(deriv(~ z^3, "z"), list(z = x))
  out <- forward(function_layer(of_inputs), c(a = 0.5, b = -1))
  expect_named(backward(out, c(1, 1))$inputs, c("a", "b"))
  expect_equal(unname(backward(out, c(1, 1))$inputs),
               dlogis(c(0.125, -1)) * 3 * c(0.25, 1))
  expect_null(backward(out, c(1, 1))$coefficients)
  of_b <- deriv(~ b0 + exp(b1 * x), c("b0", "b1"), function(x, b, b0 = b[1], b1 = b[2]) NULL)
  out <- forward(function_layer(of_b, coefficients = c(-1, 0.5)), c(0.1, 0.9))
  expect_equal(backward(out, c(1, 2))$coefficients, central_difference(function(b) {
    sum(c(1, 2) * plogis(b[1] + exp(b[2] * c(0.1, 0.9))))
  }, c(-1, 0.5)), tolerance = 1e-8)
  expect_error(backward(out, c(1, 2))$inputs, "`derivative(x)$inputs` must be", fixed = TRUE,
               class = "logistic_error_argument")
})

test_that("a linear f is a layer of logistic units, its loss too", {
  x <- curve_x()
  linear <- function_layer(function(x, b) drop(x %*% b),
                           function(x, b) list(coefficients = x, inputs = 0 * x + rep(b, each = 4)),
                           c(1, -2))
  a <- forward(linear, x)
  b <- forward(logistic_layer(c(1, -2)), x)
  expect_equal(a$value, b$value, tolerance = 1e-15)
  y <- c(0, 1, 0.25, 1)
  for (w in list(NULL, 1:4)) {
    g <- backward(cross_entropy(a, y, w), 2)
    h <- backward(cross_entropy(b, y, w), 2)
    for (part in c("coefficients", "offset", "inputs", "weights")) {
      expect_equal(g[[part]], h[[part]], tolerance = 1e-14)
    }
  }
  expect_equal(descend(linear, g, 0.1)$coefficients, c(1, -2) - 0.1 * g$coefficients)
})

test_that("wrong shapes are named, with what was expected and found", {
  x <- curve_x()
  refused <- function(code, text) {
    expect_error(code, text, fixed = TRUE, class = "logistic_error_argument")
  }
  refused(function_layer(1), "`f` must be a function, not 1.")
  refused(function_layer(identity, 1), "`derivative` must be a function or NULL, not 1.")
  refused(forward(function_layer(function(x) 1:3), x),
          "`f(x)` must be a vector of length 4 or a matrix of 4 rows, not a vector of length 3.")
  refused(forward(function_layer(function(x) "a"), x), "not \"a\"")
  refused(forward(function_layer(identity), x[0, ]), "with rows, not a 0 x 2 matrix")
  one <- function(derivative) backward(forward(function_layer(rowSums, derivative), x), 1:4)
  expect_length(one(NULL)$offset, 4L)
  refused(one(NULL)$inputs, "`derivative` must be a function")
  refused(one(function(x) x[, 1])$inputs,
          "`derivative(x)$inputs` must be a 4 x 2 matrix, not a vector of length 4.")
  refused(one(function(x) t(x))$inputs, "not a 2 x 4 matrix")
  f <- function(x, b) drop(x %*% b)
  two <- function(derivative) backward(forward(function_layer(f, derivative, 1:2), x), 1:4)
  refused(two(function(x, b) x), "must be a list of `coefficients` and `inputs`")
  refused(two(function(x, b) list(coefficients = 1)),
          "`derivative(x)$coefficients` must be a 4 x 2 matrix, not a vector of length 1.")
})

test_that("what is missing or infinite is named with its rows", {
  x <- curve_x()
  missing <- function(code, text) {
    expect_error(code, text, fixed = TRUE, class = "logistic_error_finite")
  }
  missing(suppressWarnings(forward(function_layer(function(x) log(x[, 1])), x)),
          "`f(x)` must be finite; it is NaN in row 2.")
  missing(forward(function_layer(rowSums), replace(x, 3, NA)),
          "`x` must be finite; it is NA in row 3.")
  missing(forward(function_layer(rowSums), x, c(0, Inf, 0, 0)), "`offset` must be finite")
  out <- forward(function_layer(rowSums, function(x) x / 0), x)
  missing(backward(out, 1:4)$inputs, "`derivative(x)$inputs` must be finite")
  missing(backward(out, c(1, NA, 1, 1)), "`upstream` must be finite; it is NA in row 2.")
})
