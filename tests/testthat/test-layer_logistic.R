# Layers of logistic units, there and back.

random_layer <- function(n, p, k, seed = 1) {
  set.seed(seed)
  list(x = matrix(rnorm(n * p), n), w = matrix(rnorm(p * k), p) / sqrt(p), bias = rnorm(k),
       offset = matrix(rnorm(n * k), n), upstream = matrix(rnorm(n * k), n), weights = runif(n))
}

test_that("values and gradients are those of plain R, whatever the shape", {
  for (n in c(1, 7, 8, 100, 2053, 5000)) for (p in c(1, 3, 131)) for (k in c(1, 2, 7)) {
    d <- random_layer(n, p, k)
    plain <- with(d, plain_layer(x, w, bias, offset, upstream, weights))
    out <- forward(logistic_layer(d$w, d$bias), d$x, d$offset)
    expect_equal(out$eta, plain$eta, tolerance = 1e-13)
    expect_equal(out$value, plain$value, tolerance = 1e-13)
    expect_layer_gradient(backward(out, d$upstream, d$weights), plain)
  }
})

test_that("every kernel and any number of threads agree, the latter in every bit", {
  d <- random_layer(20003, 17, 3)
  both <- function() {
    out <- forward(logistic_layer(d$w, d$bias), d$x)
    loss <- cross_entropy(out, d$upstream > 0, d$weights)
    list(out$value, as.list(backward(out, d$upstream, d$weights)), loss$value,
         as.list(backward(loss)))
  }
  one <- with_threads(1L, both())
  for (threads in 2:5) expect_identical(with_threads(threads, both()), one)
  for (kernel in .Call(logistic:::C_kernels)) {
    expect_equal(with_kernel(kernel, both()), one, tolerance = 1e-12)
  }
})

test_that("gradients are central differences, for every link", {
  d <- random_layer(13, 3, 2)
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    total <- function(w = d$w, bias = d$bias, offset = d$offset, x = d$x, weights = d$weights) {
      sum(weights * d$upstream * forward(logistic_layer(w, bias, link), x, offset)$value)
    }
    out <- forward(logistic_layer(d$w, d$bias, link), d$x, d$offset)
    g <- backward(out, d$upstream, d$weights)
    expect_equal(g$coefficients, central_difference(function(w) total(w = w), d$w),
                 tolerance = 1e-7)
    expect_equal(g$bias, central_difference(function(b) total(bias = b), d$bias), tolerance = 1e-7)
    expect_equal(g$offset, central_difference(function(o) total(offset = o), d$offset),
                 tolerance = 1e-7)
    expect_equal(g$inputs, central_difference(function(x) total(x = x), d$x), tolerance = 1e-7)
    expect_equal(g$weights, central_difference(function(w) total(weights = w), d$weights),
                 tolerance = 1e-7)
  }
})

test_that("a vector of coefficients is one unit, of vectors", {
  d <- random_layer(50, 4, 1)
  out <- forward(logistic_layer(d$w[, 1], d$bias), d$x, d$offset[, 1])
  both <- forward(logistic_layer(d$w, d$bias), d$x, d$offset)
  expect_null(dim(out$value))
  expect_identical(out$value, both$value[, 1])
  g <- backward(out, d$upstream[, 1])
  h <- backward(both, d$upstream)
  expect_identical(g$coefficients, h$coefficients[, 1])
  expect_identical(g$offset, h$offset[, 1])
  expect_identical(g$inputs, h$inputs)
})

test_that("integers and logicals are read as numbers", {
  set.seed(2)
  for (n in c(5, 700, 1500)) {
    x <- matrix(sample(-3:3, n * 5, TRUE), n)
    for (k in c(1, 3)) {
      layer <- logistic_layer(matrix(rnorm(5 * k), 5), rnorm(k))
      u <- matrix(rnorm(n * k), n)
      for (same in list(list(x, x + 0), list(x > 0, (x > 0) + 0))) {
        a <- backward(forward(layer, same[[1]]), u)
        b <- backward(forward(layer, same[[2]]), u)
        expect_equal(as.list(a), as.list(b), tolerance = 1e-13)
      }
    }
  }
})

test_that("the slope keeps full relative precision in both tails", {
  eta <- c(-745, -700, -300, -40, -1, 0, 1, 40, 300, 700, 745)
  slope <- backward(forward(logistic_layer(1), cbind(eta)), rep(1, 11))$offset
  expect_equal(slope, exp(-abs(eta) - 2 * log1p(exp(-abs(eta)))), tolerance = 1e-14)
  expect_identical(unname(slope), rev(unname(slope)))
  relative <- function(link) {
    out <- forward(logistic_layer(1, link = link), cbind(c(-30, 30)))
    backward(out, c(1, 1))$offset
  }
  expect_equal(relative("probit"), dnorm(c(-30, 30)), tolerance = 1e-13)
})

test_that("names come from x and from the coefficients", {
  x <- matrix(1:6 / 10, 3, dimnames = list(letters[1:3], c("u", "v")))
  one <- forward(logistic_layer(c(u = 1, v = 2)), x)
  expect_named(one$value, letters[1:3])
  expect_named(backward(one, 1:3)$coefficients, c("u", "v"))
  expect_identical(dimnames(backward(one, 1:3)$inputs), dimnames(x))
  w <- matrix(1:4 / 10, 2, dimnames = list(c("u", "v"), c("h1", "h2")))
  two <- forward(logistic_layer(w, c(h1 = 0, h2 = 1)), x)
  expect_identical(dimnames(two$eta), list(letters[1:3], c("h1", "h2")))
  g <- backward(two, two$value)
  expect_identical(dimnames(g$coefficients), dimnames(w))
  expect_named(g$bias, c("h1", "h2"))
  expect_identical(dimnames(g$offset), dimnames(two$value))
})

test_that("no bias, no derivative by it", {
  out <- forward(logistic_layer(1:2), diag(2))
  expect_named(backward(out, c(1, 1)), "coefficients")
})

test_that("a step of the perceptron is the limit, and its gradient vanishes", {
  x <- cbind(c(-2, -0.1, 0, 0.1, 2))
  far <- forward(logistic_layer(1e5), x)
  expect_identical(far$value, c(0, 0, 0.5, 1, 1))
  expect_identical(backward(far, rep(1, 5))$inputs[-3], numeric(4))
})

test_that("a layer says what it is", {
  text <- capture.output(print(logistic_layer(c(a = 1, b = -0.25), 3)))
  expect_identical(text[1], "Layer of 1 unit (logit), 2 inputs and a bias")
  expect_length(text, 5L)
  many <- capture.output(print(logistic_layer(matrix(0, 100, 60))))
  expect_lt(length(many), 60L)
  expect_true(all(nchar(many) <= 80L))
})
