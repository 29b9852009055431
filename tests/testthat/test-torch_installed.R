# The bridge in package torch: this file needs it, with its library.

skip_if_not(nzchar(system.file(package = "torch")) && torch_export("torch_is_installed")(),
            "package torch with its library")

double_tensor <- function(x, requires_grad = TRUE) {
  torch_export("torch_tensor")(x, dtype = torch_export("torch_double")(),
                               requires_grad = requires_grad)
}

numbers <- function(tensor) as.array(tensor$detach())

x <- matrix(c(0.3, -1, 2, 0.7, 1.5, -0.2, 0.4, 3), 4, 2)
upstream <- c(1, -2, 0.5, 3)

test_that("torch has the log-likelihood and its score", {
  f <- loglik_fun(low ~ age + smoke, birthweight)
  at <- f$start + c(-1, 0.02, 0.5)
  theta <- double_tensor(at)
  value <- torch_loglik(f)(theta)
  expect_length(value$shape, 0L)
  expect_identical(value$item(), as.double(f(at)))
  (-2 * value)$backward()
  expect_identical(numbers(theta$grad), -2 * as.double(f$score(at)))
  expect_identical(torch_loglik(f)(double_tensor(at, FALSE))$item(), as.double(f(at)))
})

test_that("the score is differentiated in its turn, through what comes before", {
  f <- loglik_fun(low ~ age + smoke, birthweight)
  half <- c(-0.5, 0.01, 0.25)
  theta <- double_tensor(half)
  along <- c(1, -0.1, 2)
  score <- torch_export("autograd_grad")(torch_loglik(f)(2 * theta), theta,
                                         create_graph = TRUE)[[1L]]
  expect_equal(numbers(score), 2 * as.double(f$score(2 * half)), tolerance = 1e-14)
  product <- torch_export("autograd_grad")((score * double_tensor(along, FALSE))$sum(), theta)[[1L]]
  expect_equal(numbers(product), 4 * as.double(f$hessian_vector(2 * half, along)),
               tolerance = 1e-13)
})

test_that("third derivatives of a log-likelihood are refused, not left out", {
  theta <- double_tensor(c(-0.5, 0.01, 0.25))
  f <- torch_loglik(loglik_fun(low ~ age + smoke, birthweight))
  score <- torch_export("autograd_grad")(f(theta), theta, create_graph = TRUE)[[1L]]
  product <- torch_export("autograd_grad")(score$sum(), theta, create_graph = TRUE)[[1L]]
  expect_error(torch_export("autograd_grad")(product$sum(), theta), "second derivatives only")
})

test_that("floats come back as floats, of their shape", {
  f <- loglik_fun(low ~ age + smoke, birthweight)
  theta <- torch_export("torch_tensor")(matrix(c(-1, 0.02, 0.5)), requires_grad = TRUE)
  value <- torch_loglik(f)(theta)
  value$backward()
  expect_true(value$dtype == torch_export("torch_float")())
  expect_true(theta$grad$dtype == torch_export("torch_float")())
  expect_identical(dim(theta$grad), c(3L, 1L))
  expect_equal(c(numbers(theta$grad)), as.double(f$score(c(-1, 0.02, 0.5))), tolerance = 1e-6)
})

test_that("an optimiser of torch reaches the fit", {
  fit <- logistic(low ~ age + smoke, birthweight)
  f <- loglik_fun(fit)
  scale <- double_tensor(f$parscale, FALSE)
  u <- double_tensor(rep(0, 3))
  optimiser <- torch_export("optim_lbfgs")(u, line_search_fn = "strong_wolfe",
                                           tolerance_change = 1e-14)
  for (i in 1:5) optimiser$step(function() {
    optimiser$zero_grad()
    loss <- -torch_loglik(f)(u * scale)
    loss$backward()
    loss
  })
  expect_equal(numbers(u * scale), unname(coef(fit)), tolerance = 1e-6)
})

test_that("a layer gives torch its value and gradients by inputs, offset and parameters", {
  layer <- logistic_layer(c(0.2, 0.4), bias = -1)
  module <- torch_layer(layer)
  inputs <- double_tensor(x)
  offset <- double_tensor(c(0, 1, 0, -1))
  value <- module(inputs, offset)
  out <- forward(layer, x, offset = c(0, 1, 0, -1))
  expect_identical(c(numbers(value)), c(out$value))
  value$backward(double_tensor(upstream, FALSE)$view_as(value))
  grad <- backward(out, upstream)
  expect_equal(numbers(inputs$grad), unname(grad$inputs), tolerance = 0)
  expect_equal(c(numbers(offset$grad)), c(grad$offset), tolerance = 0)
  expect_equal(c(numbers(module$parameters$coefficients$grad)), c(grad$coefficients), tolerance = 0)
  expect_equal(c(numbers(module$parameters$bias$grad)), c(grad$bias), tolerance = 0)
})

test_that("several units agree with torch's own, between torch's own", {
  weight <- matrix(c(0.2, 0.4, -0.3, 1, 0, 0.7), 2, 3)
  bias <- c(0.1, -0.2, 0.3)
  ours <- torch_layer(logistic_layer(weight, bias = bias))
  linear <- torch_export("nn_linear")(2, 3)
  theirs <- torch_export("nn_sequential")(linear, torch_export("nn_sigmoid")())$to(
    dtype = torch_export("torch_double")())
  torch_export("with_no_grad")({
    theirs$parameters[[1L]]$copy_(double_tensor(t(weight), FALSE))
    theirs$parameters[[2L]]$copy_(double_tensor(bias, FALSE))
  })
  first <- torch_export("nn_linear")(2, 2)$to(dtype = torch_export("torch_double")())
  input <- double_tensor(x, FALSE)
  gradients <- function(network) {
    first$zero_grad()
    value <- network(first(input))
    (value$square() * double_tensor(upstream, FALSE)$unsqueeze(2))$sum()$backward()
    list(numbers(value), lapply(first$parameters, function(p) numbers(p$grad)))
  }
  expect_equal(gradients(ours), gradients(theirs), tolerance = 1e-13)
  expect_equal(numbers(ours$parameters$coefficients$grad), t(numbers(theirs$parameters[[1]]$grad)),
               tolerance = 1e-13)
})

test_that("a network is trained by the loss of its last layer, and gives the layer back", {
  layer <- logistic_layer(c(a = 0, b = 0), bias = 0)
  module <- torch_layer(layer)
  input <- torch_export("torch_tensor")(x)
  expect_true(module(input)$dtype == torch_export("torch_float")())
  y <- c(0, 0, 1, 1)
  optimiser <- torch_export("optim_sgd")(module$parameters, lr = 0.1)
  loss <- module$loss(input, torch_export("torch_tensor")(y), weights = 1:4)
  expect_length(loss$shape, 0L)
  loss$backward()
  optimiser$step()
  entropy <- cross_entropy(forward(layer, x), y, weights = 1:4)
  expect_equal(loss$item(), entropy$value, tolerance = 1e-6)
  trained <- module$layer()
  expect_equal(trained, descend(layer, backward(entropy), rate = 0.1), tolerance = 1e-6)
  expect_named(trained$coefficients, c("a", "b"))
})

test_that("the loss keeps its digits where a probability is 0 in floats", {
  module <- torch_layer(logistic_layer(1))
  input <- torch_export("torch_tensor")(matrix(c(200, -300)), requires_grad = TRUE)
  loss <- module$loss(input, c(0, 1))
  expect_equal(loss$item(), 500)
  loss$backward()
  expect_equal(c(numbers(input$grad)), c(1, -1))
})

test_that("further arguments reach forward() as they are", {
  module <- torch_layer(logistic_layer(c(1, -1)))
  expect_error(module(double_tensor(x), sequence = 1:4), "sequence")
})

test_that("second derivatives of a layer are refused, not left out", {
  input <- double_tensor(x)
  value <- torch_layer(logistic_layer(c(1, -1)))(input)$sum()
  slope <- torch_export("autograd_grad")(value, input, create_graph = TRUE)[[1L]]
  expect_error(torch_export("autograd_grad")((slope + input)$sum(), input),
               "first derivatives only")
})

test_that("a vector of values takes an offset of one column", {
  module <- torch_layer(logistic_layer(c(1, -1)))
  offset <- double_tensor(matrix(1:4))
  module(double_tensor(x), offset)$sum()$backward()
  expect_identical(dim(offset$grad), c(4L, 1L))
  expect_equal(c(numbers(offset$grad)), dlogis(c(x %*% c(1, -1)) + 1:4), tolerance = 1e-14)
})

test_that("what is not bridged is named", {
  expect_refused(torch_loglik(sum), "argument", "`f` must be", "loglik_fun()")
  expect_refused(torch_layer(1), "argument", "`layer` must be", "logistic_layer()")
})
