# Heads of categories as ends of networks: gradients against central differences of the whole
# network, by every parameter and by the inputs.

x <- local({
  set.seed(11)
  matrix(rnorm(24), 8L)
})
sequence <- c(1, 1, 1, 2, 3, 3, 3, 3)
code <- c(1L, 3L, 2L, 1L, 2L, 2L, 3L, 1L)
weights <- list(softmax = c(1, 2, 0.5, 0, 1, 1, 3, 1), crf = c(2, 0.5, 1))

head_called <- function(kind, inputs) {
  set.seed(12)
  w <- matrix(rnorm(inputs * 3L), inputs)
  switch(kind, softmax = softmax_layer(w, rnorm(3)),
         ordinal = ordinal_layer(w[, 1L], c(-0.7, 0.4), "cloglog"),
         crf = crf_layer(w, matrix(rnorm(9), 3L), rnorm(3), rnorm(3), rnorm(3)))
}
run <- function(layer, x) {
  if (inherits(layer, "crf_layer")) forward(layer, x, sequence = sequence) else forward(layer, x)
}
numbers_of <- function(layer) names(layer)[vapply(unclass(layer), is.numeric, NA)]

# Every part of a gradient of L(output of layer and x), a number
expect_gradient <- function(gradient, layer, x, L) {
  for (part in numbers_of(layer)) {
    numeric <- central_difference(function(at) {
      layer[[part]] <- at
      L(run(layer, x))
    }, layer[[part]])
    expect_equal(gradient[[part]], numeric, tolerance = 1e-7, info = part)
  }
  expect_equal(gradient$inputs, central_difference(function(x) L(run(layer, x)), x),
               tolerance = 1e-7)
}

test_that("gradients of every head are derivatives: of any upstream, and of the loss", {
  set.seed(13)
  upstream <- matrix(rnorm(24), 8L)
  w <- runif(8)
  for (kind in c("softmax", "ordinal", "crf")) {
    layer <- head_called(kind, 3L)
    out <- run(layer, x)
    expect_gradient(backward(out, upstream, w), layer, x, function(out) {
      sum(w * upstream * out$value)
    })
    v <- weights[[if (kind == "crf") "crf" else "softmax"]]
    loss <- function(out, v) cross_entropy(out, code, v)$value
    gradient <- backward(cross_entropy(out, code, v))
    expect_gradient(gradient, layer, x, function(out) loss(out, v))
    by_weight <- central_difference(function(v) loss(out, v), v + 0.1)
    expect_equal(gradient$weights, by_weight, tolerance = 1e-7, info = kind)
    twice <- backward(cross_entropy(out, code, v), 2)
    expect_equal(lapply(as.list(twice), as.vector),
                 lapply(as.list(gradient), function(part) 2 * as.vector(part)))
  }
})

test_that("derivatives by an offset and by the weights of rows", {
  set.seed(14)
  upstream <- matrix(rnorm(24), 8L)
  for (kind in c("softmax", "ordinal", "crf")) {
    layer <- head_called(kind, 3L)
    out <- run(layer, x)
    moved <- central_difference(function(offset) {
      at <- if (kind == "crf") forward(layer, x, offset, sequence) else forward(layer, x, offset)
      sum(upstream * at$value)
    }, 0 * out$eta)
    gradient <- backward(out, upstream)
    expect_equal(gradient$offset, moved, tolerance = 1e-7, info = kind)
    expect_equal(gradient$weights, rowSums(upstream * out$value), tolerance = 1e-13)
  }
})

test_that("networks of two layers, with each head", {
  set.seed(15)
  hidden <- logistic_layer(matrix(rnorm(12), 3L), rnorm(4))
  for (kind in c("softmax", "ordinal", "crf")) {
    top <- head_called(kind, 4L)
    L <- function(below) cross_entropy(run(top, below$value), code)$value
    below <- forward(hidden, x)
    above <- backward(cross_entropy(run(top, below$value), code))
    expect_gradient(backward(below, above$inputs), hidden, x, L)
    less <- descend(top, above, 0.01)
    expect_lt(cross_entropy(run(less, below$value), code)$value, L(below))
    expect_identical(class(less), class(top))
  }
})

test_that("upstreams, outcomes and batches that do not fit are refused by name", {
  for (kind in c("softmax", "ordinal", "crf")) {
    layer <- head_called(kind, 3L)
    out <- run(layer, x)
    expect_refused(backward(out, matrix(1, 8L, 2L)), "argument", "`upstream` must be a 8 x 3")
    expect_refused(backward(out, replace(matrix(1, 8L, 3L), 13L, NA)), "finite", "`upstream`",
                   "row 5")
    expect_refused(cross_entropy(out, code[-1L]), "argument", "`y`", "of length 8", "of length 7")
    expect_refused(cross_entropy(out, replace(code, 3L, NA)), "missing", "`y`", "row 3")
    expect_refused(cross_entropy(out, replace(code, 3L, 4L)), "argument", "from 1 to 3",
                   "4 (row 3)")
    expect_refused(cross_entropy(out, factor(code == 1L)), "argument", "one with 2 levels")
    expect_refused(cross_entropy(out, as.character(code)), "argument", "a character vector")
    expect_refused(cross_entropy(out, as.list(code)), "argument", "a list")
    expect_refused(run(layer, x[0L, ]), "argument", "a matrix with rows")
    expect_refused(run(layer, replace(x, 2L, NA)), "finite", "`x`", "row 2")
    expect_refused(run(layer, x[, -1L]), "argument", "3 columns")
    expect_refused(backward(out, out$value, c(-1, rep(1, 7))), "weights", "-1 (row 1)")
    expect_output(print(layer), "layer of 3 (categories|labels)")
    expect_equal(cross_entropy(out, factor(code)), cross_entropy(out, code))
  }
})

test_that("categories with names are known by them", {
  named <- matrix(0, 3L, 3L, dimnames = list(NULL, c("a", "b", "c")))
  for (layer in list(softmax_layer(named), crf_layer(named),
                     ordinal_layer(numeric(3), c(-1, 1), levels = c("a", "b", "c")))) {
    out <- run(layer, x)
    expect_identical(colnames(out$value), c("a", "b", "c"))
    y <- c("a", "b", "c")[code]
    expect_equal(cross_entropy(out, y), cross_entropy(out, factor(y, c("c", "b", "a"))))
    expect_refused(cross_entropy(out, replace(y, 8L, "d")), "levels", '"a", "b", "c"',
                   '"d" in row 8')
  }
})
