#' Log-likelihoods and layers in networks of package torch
#'
#' A network of package torch that has a log-likelihood of this package as its loss, or a layer of
#' this package among its own. Values and gradients are those that [loglik_fun()], [forward()] and
#' [backward()] compute, to their last digits; torch does the rest.
#'
#' `torch_loglik(f)` is a function of a tensor of coefficients, a vector in the order of `f$names`.
#' It returns the log-likelihood as a tensor of no dimension; its gradient is the score, and that of
#' the score is made of products of the Hessian with a vector (`create_graph = TRUE`). A loss is
#' `-torch_loglik(f)(theta)`.
#'
#' `torch_layer(layer)` is an `nn_module`. Its parameters are those of the layer, by their names,
#' in double precision; its `forward(x, offset = NULL, ...)` takes a tensor of n rows, and what
#' stands in `...` goes to [forward()] as it is (the `sequence` of a layer of sequences). Gradients
#' are made for its parameters, `x` and `offset`, those alone that are asked for.
#' `module$loss(x, y, offset = NULL, weights = NULL, ...)` is the [cross_entropy()] of its values,
#' for the last layer of a network: it keeps its digits where probabilities are all but 0 or 1.
#' `module$layer()` is the layer with the parameters as they are now, for use without torch.
#'
#' Third derivatives of a log-likelihood and second ones of a layer are refused
#' (`logistic_error_derivative`, which torch passes on by its message).
#'
#' All is computed in double precision by the processor. What comes out has the type and the device
#' of what went in, so that tensors of torch's default type, float, keep only 7 digits: make them
#' with `dtype = torch_double()` where more count.
#'
#' @param f What [loglik_fun()] returned.
#' @param layer A layer, such as [logistic_layer()] or what [as_layer()] makes of a fit.
#' @return `torch_loglik()`: a function of a tensor. `torch_layer()`: an `nn_module`.
#' @section Errors:
#' `logistic_error_package` when package torch is not installed, or has not got its library
#' (`torch::install_torch()`); `logistic_error_argument` when `f` or `layer` is something else.
#' @references
#' Paszke A, Gross S, Massa F, et al. (2019). PyTorch: an imperative style, high-performance deep
#' learning library. *Advances in Neural Information Processing Systems* 32, 8024-8035.
#' \doi{10.48550/arXiv.1912.01703}
#' @seealso [loglik_fun()], [logistic_layer()]
#' @examples
#' \dontrun{
#' library(torch)
#' f <- loglik_fun(low ~ age + smoke, birthweight)
#' theta <- torch_tensor(f$start, dtype = torch_double(), requires_grad = TRUE)
#' loss <- -torch_loglik(f)(theta)
#' loss$backward()
#' theta$grad
#'
#' # a layer of this package after one of torch's
#' network <- nn_sequential(nn_linear(3, 2), torch_layer(logistic_layer(c(1, -1))))
#' network(torch_randn(4, 3))
#' }
#' @export
torch_loglik <- function(f) {
  need_torch("torch_loglik()")
  if (!inherits(f, "loglik_fun")) {
    stop_argument("f", "a log-likelihood made by loglik_fun()", type_text(f))
  }
  last <- not_differentiated("theta", "torch_loglik() has first and second derivatives only.")
  score <- torch_map(
    value = function(theta) tensor_like(f$score(tensor_numbers(theta)), theta),
    pullback = function(theta, upstream) {
      product <- f$hessian_vector(tensor_numbers(theta), tensor_numbers(upstream))
      last(tensor_like(product, theta), upstream, theta)
    })
  torch_map(value = function(theta) scalar_like(f(tensor_numbers(theta)), theta),
            pullback = function(theta, upstream) upstream * score(theta))
}

#' A function of a tensor theta, value(theta), whose gradient is pullback(theta, upstream)
#'
#' A pullback that calls another such function can be differentiated in its turn.
#' @noRd
torch_map <- function(value, pullback) {
  torch_export("autograd_function")(
    forward = function(ctx, theta) {
      ctx$save_for_backward(theta = theta)
      value(theta)
    },
    backward = function(ctx, upstream) {
      list(theta = pullback(ctx$saved_variables$theta, upstream))
    })
}

#' @rdname torch_loglik
#' @export
torch_layer <- function(layer) {
  need_torch("torch_layer()")
  if (!inherits(layer, "layer")) {
    stop_argument("layer", "a layer, such as logistic_layer()", type_text(layer))
  }
  names <- names(Filter(is.numeric, layer))
  map <- torch_layer_map(layer, names, layer_at)
  loss_map <- torch_layer_map(layer, names, layer_loss)
  self <- NULL # torch puts the module before it
  torch_export("nn_module")(
    paste0("torch_", class(layer)[1L]),
    initialize = function() {
      for (name in names) {
        values <- torch_export("torch_tensor")(layer[[name]],
                                               dtype = torch_export("torch_double")())
        self$register_parameter(name, torch_export("nn_parameter")(values))
      }
    },
    forward = function(x, offset = NULL, ...) {
      do.call(map, c(list(x = x, offset = offset, further = list(...)), self$parameters[names]))
    },
    loss = function(x, y, offset = NULL, weights = NULL, ...) {
      further <- list(y = tensor_array(y), weights = tensor_array(weights), ...)
      do.call(loss_map, c(list(x, offset, further = further), self$parameters[names]))$squeeze()
    },
    layer = function() with_parameters(layer, lapply(self$parameters[names], tensor_array))
  )()
}

#' The function of tensors x, offset and the parameters that a layer is
#' @param names Names of the parameters.
#' @param at Makes an output, or the loss, of the layer and numbers: `layer_at()`, `layer_loss()`.
#' @noRd
torch_layer_map <- function(layer, names, at) {
  tensors <- c("x", "offset", names)
  last <- not_differentiated(tensors, "torch_layer() has first derivatives only.")
  torch_export("autograd_function")(
    forward = with_arguments(c("ctx", tensors, "further"), function(given) {
      out <- do.call(at, c(list(layer, lapply(given[tensors], tensor_array)), given$further))
      do.call(given$ctx$save_for_backward, c(list(out = out), given[tensors]))
      tensor_of(out$value, given$x)
    }),
    backward = function(ctx, upstream) {
      saved <- ctx$saved_variables
      needed <- names(which(unlist(ctx$needs_input_grad)))
      grad <- layer_gradients(saved$out, tensor_array(upstream), needed)
      lapply(stats::setNames(nm = needed), function(name) {
        made <- tensor_like(grad[[name]], saved[[name]])
        do.call(last, c(list(made, upstream), saved[tensors]))
      })
    })
}

#' A function of arguments of these names, which calls f(list of them)
#'
#' torch finds tensors among named arguments alone, never in `...`.
#' @noRd
with_arguments <- function(names, f) {
  out <- function() f(mget(names, envir = environment()))
  formals(out) <- stats::setNames(rep(list(quote(expr = )), length(names)), names)
  out
}

#' forward() of a layer with other values of its parameters
#' @param arrays list: `x`, `offset`, parameters.
#' @noRd
layer_at <- function(layer, arrays, ...) {
  parameters <- arrays[!names(arrays) %in% c("x", "offset")]
  forward(with_parameters(layer, parameters), arrays$x, offset = arrays$offset, ...)
}

#' @noRd
layer_loss <- function(layer, arrays, y, weights, ...) {
  cross_entropy(layer_at(layer, arrays, ...), y, weights = weights)
}

#' The gradients of backward() that are asked for, by what layer_at() calls them
#' @noRd
layer_gradients <- function(out, upstream, needed) {
  made <- backward(out, upstream)
  lapply(stats::setNames(nm = needed), function(name) made[[if (name == "x") "inputs" else name]])
}

#' @noRd
with_parameters <- function(layer, values) {
  # into what is there, which keeps dimensions and names
  for (name in names(values)) layer[[name]][] <- values[[name]]
  layer
}

#' A last derivative, a constant to torch, would make the next ones 0: this one refuses them
#'
#' R cannot ask torch whether it records what is done on the way back, so all pass here.
#' @param names Names of the tensors that it depends on, beside `upstream`.
#' @noRd
not_differentiated <- function(names, message) {
  torch_export("autograd_function")(
    forward = with_arguments(c("ctx", "made", "upstream", names), function(given) given$made),
    backward = function(ctx, upstream) stop_logistic("derivative", message))
}

#' @noRd
tensor_array <- function(tensor) {
  if (!inherits(tensor, "torch_tensor")) return(tensor)
  as.array(tensor$detach()$to(dtype = torch_export("torch_double")(), device = "cpu"))
}

#' @noRd
tensor_numbers <- function(tensor) {
  as.double(tensor_array(tensor$flatten()))
}

#' Numbers as a tensor of the type and on the device of another
#' @noRd
tensor_of <- function(x, like) {
  torch_export("torch_tensor")(x, dtype = like$dtype, device = like$device)
}

#' ... and in its shape
#' @noRd
tensor_like <- function(x, like) {
  tensor_of(x, like)$view_as(like)
}

#' @noRd
scalar_like <- function(x, like) {
  torch_export("torch_scalar_tensor")(as.double(x), dtype = like$dtype, device = like$device)
}

#' @noRd
need_torch <- function(user) {
  need_package("torch", user)
  if (torch_export("torch_is_installed")()) return(invisible())
  stop_logistic("package", paste(user, "needs the library of package torch;",
                                 "install_torch() of that package installs it."), package = "torch")
}

#' A function of package torch, looked up where it is installed
#'
#' torch is neither imported nor suggested: whoever checks this package need not have its library.
#' @noRd
torch_export <- function(name) getExportedValue("torch", name)
