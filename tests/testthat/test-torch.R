# What the bridge to torch is made of, without torch.

x <- matrix(c(0.3, -1, 2, 0.7, 1.5, -0.2, 0.4, 3), 4, 2)
upstream <- c(1, -2, 0.5, 3)

test_that("who needs torch says so", {
  if (nzchar(system.file(package = "torch"))) {
    return(expect_true(is.function(torch_export("autograd_function"))))
  }
  for (bridge in list(torch_loglik, torch_layer)) expect_refused(bridge(1), "package", "torch")
})

test_that("a layer is evaluated at other values of its parameters, which keep their shape", {
  layer <- logistic_layer(c(a = 1, b = -1), bias = 0.5)
  arrays <- list(x = x, offset = c(0, 1, 0, -1), coefficients = c(0.2, 0.4), bias = -1)
  out <- layer_at(layer, arrays)
  expect_identical(out$layer$coefficients, c(a = 0.2, b = 0.4))
  expect_equal(c(out$value), plogis(c(x %*% c(0.2, 0.4)) - 1 + arrays$offset))
  grad <- layer_gradients(out, upstream, c("x", "bias"))
  expect_named(grad, c("x", "bias"))
  slope <- upstream * dlogis(c(x %*% c(0.2, 0.4)) - 1 + arrays$offset)
  expect_equal(unname(grad$x), outer(slope, c(0.2, 0.4)))
  expect_equal(c(grad$bias), sum(slope), ignore_attr = TRUE)
  loss <- layer_loss(layer, arrays, y = c(0, 1, 1, 0), weights = 1:4)
  expect_equal(loss$value, cross_entropy(out, c(0, 1, 1, 0), weights = 1:4)$value)
  expect_identical(c(layer_gradients(loss, 2, "offset")$offset), c(backward(loss, 2)$offset))
})

test_that("arguments by name reach a function of a list", {
  f <- with_arguments(c("ctx", "x"), function(given) given)
  expect_named(formals(f), c("ctx", "x"))
  expect_identical(f(1, x = NULL), list(ctx = 1, x = NULL))
})

