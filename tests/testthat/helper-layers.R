# Central differences, and layers in plain R.

# d f / d x at x, of the shape of x; f gives a number
central_difference <- function(f, x, h = 1e-5) {
  at <- function(i, by) {
    x[i] <- x[i] + by
    f(x)
  }
  x[] <- vapply(seq_along(x), function(i) (at(i, h) - at(i, -h)) / (2 * h), 0)
  x
}

plain_layer <- function(x, w, bias, offset = 0, upstream, weights = 1) {
  eta <- x %*% as.matrix(w) + rep(bias, each = nrow(x)) + offset
  y <- plogis(eta)
  r <- weights * upstream * y * plogis(-eta)
  list(eta = eta, value = y, coefficients = crossprod(x, r), bias = colSums(r), offset = r,
       inputs = tcrossprod(r, as.matrix(w)))
}

expect_layer_gradient <- function(gradient, plain, tolerance = 1e-12) {
  for (part in c("coefficients", "bias", "offset", "inputs")) {
    expect_equal(as.vector(gradient[[part]]), as.vector(plain[[part]]), tolerance = tolerance,
                 info = part)
  }
}

with_threads <- function(threads, code) {
  old <- options(logistic.threads = threads)
  on.exit(options(old))
  code
}

with_kernel <- function(name, code) {
  .Call(logistic:::C_kernel_choose, name)
  on.exit(.Call(logistic:::C_kernel_choose, NULL))
  code
}
