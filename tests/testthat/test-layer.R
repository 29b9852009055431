# What every layer answers: gradients by name, descent, refusals.

two_by_two <- function() matrix(c(1, 2, 3, 4) / 4, 2)

test_that("a gradient is a list of parameters' derivatives; others are made when asked for", {
  out <- forward(logistic_layer(c(1, -1), 0.5), two_by_two())
  g <- backward(out, c(1, 2))
  expect_named(g, c("coefficients", "bias"))
  expect_length(g, 2L)
  expect_identical(g$inputs, g[["inputs"]])
  expect_identical(g[[2]], g$bias)
  expect_null(g$nothing)
  expect_identical(g$weights, c(1, 2) * out$value)
  expect_identical(unserialize(serialize(g, NULL))$inputs, g$inputs)
  expect_identical(utils::.DollarNames(g, "^i"), "inputs")
})

test_that("parts of a gradient are chosen by name, and mapped over", {
  layer <- logistic_layer(c(1, -1), 0.5)
  g <- backward(forward(layer, two_by_two()), c(1, 2))
  both <- list(coefficients = g$coefficients, bias = g$bias)
  expect_identical(as.list(g), both)
  expect_identical(g[], both)
  expect_identical(g[2:1], both[2:1])
  expect_identical(g[c("bias", "inputs", "weights", "offset")],
                   list(bias = g$bias, inputs = g$inputs, weights = g$weights, offset = g$offset))
  expect_identical(g["bias"], both["bias"])
  halved <- lapply(g, function(d) d / 2)
  expect_identical(descend(layer, halved, 0.2), descend(layer, g, 0.1))
  velocity <- list(bias = 1, coefficients = c(2, 3))
  expect_identical(Map(function(v, g) 0.9 * v + g, velocity, g[names(velocity)]),
                   list(bias = 0.9 + g$bias, coefficients = 0.9 * c(2, 3) + g$coefficients))
  expect_identical(Map(function(d, of) of, g, names(g)),
                   list(coefficients = "coefficients", bias = "bias"))
  clipped <- g
  clipped$bias <- 0
  expect_identical(descend(layer, clipped, 1)$bias, 0.5)
  expect_identical(clipped$inputs, g$inputs)
  expect_error(g[c("bias", "slope")], class = "logistic_error_argument",
               "`i` must be names of derivatives, coefficients, bias, offset, inputs, weights, not")
  expect_error(g[3], "not beyond the parameters", class = "logistic_error_argument")
})

test_that("print() and str() make and show nothing of the size of the data", {
  out <- forward(logistic_layer(c(1, -1), 0.5), two_by_two())
  g <- backward(out, c(1, 2))
  expect_identical(capture.output(print(g)), c(
    "Derivatives of a layer", "  coefficients  a vector of length 2",
    "  bias          a vector of length 1", "  offset        a vector of length 2",
    "  inputs        made when asked for", "  weights       made when asked for"))
  expect_output(print(out), "Values of a logistic layer: a vector of length 2")
  attr(g, "late") <- lapply(attr(g, "late"), function(part) function() stop("was made"))
  shown <- capture.output(str(g))
  expect_length(shown, 3L)
  expect_match(shown[1], "Derivatives of a layer, and $offset, $inputs, $weights: List of 2",
               fixed = TRUE)
  expect_output(print(g), "made when asked for")
  many <- forward(logistic_layer(diag(2)), matrix(0.5, 5000, 2))
  loss <- cross_entropy(many, matrix(1, 5000, 2))
  for (large in list(many, loss, backward(loss))) {
    expect_lt(length(capture.output(str(large))), 25L)
    expect_lt(length(capture.output(print(large))), 7L)
  }
})

test_that("descend() moves parameters and keeps their shape", {
  layer <- logistic_layer(c(a = 1, b = -1), 0.5)
  g <- backward(forward(layer, two_by_two()), c(1, 2))
  moved <- descend(layer, g, 0.1)
  expect_equal(moved$coefficients, c(a = 1, b = -1) - 0.1 * g$coefficients)
  expect_equal(moved$bias, 0.5 - 0.1 * g$bias)
  expect_s3_class(moved, class(layer), exact = TRUE)
  expect_identical(descend(layer, list(bias = 1), 0.5)$bias, 0)
  expect_error(descend(layer, list(bias = 1:2), 1), class = "logistic_error_argument",
               "`gradient$bias` must be a vector of length 1, not a vector of length 2.",
               fixed = TRUE)
  expect_error(descend(layer, list(slope = 1), 1), "has no such parameter",
               class = "logistic_error_argument")
  expect_error(descend(layer, 1, 1), "named list", class = "logistic_error_argument")
  expect_error(descend(layer, g, NA), "`rate`", class = "logistic_error_argument")
  expect_error(descend(layer, list(bias = Inf), 1), "leaves the finite numbers",
               class = "logistic_error_finite")
  expect_error(descend(layer, g, 1, momentum = 1), "no argument `momentum`",
               class = "logistic_error_argument")
})

test_that("two layers are differentiated by the chain rule", {
  set.seed(4)
  x <- matrix(rnorm(60), 20)
  y <- rbinom(20, 1, 0.5)
  w <- matrix(rnorm(6), 3)
  v <- rnorm(2)
  loss <- function(w) {
    cross_entropy(forward(logistic_layer(v, 0.2), forward(logistic_layer(w, c(0, 1)), x)$value), y)
  }
  below <- forward(logistic_layer(w, c(0, 1)), x)
  top <- backward(cross_entropy(forward(logistic_layer(v, 0.2), below$value), y))
  expect_equal(backward(below, top$inputs)$coefficients,
               central_difference(function(w) loss(w)$value, w), tolerance = 1e-7)
})

test_that("bad input is refused before any work, with what was expected and found", {
  layer <- logistic_layer(c(1, -1), 0.5)
  x <- two_by_two()
  refused <- function(code, text) {
    expect_error(code, text, fixed = TRUE, class = "logistic_error_argument")
  }
  refused(logistic_layer("a"), "`coefficients` must be a numeric vector or matrix, not \"a\".")
  refused(logistic_layer(1:2, 1:2),
          "`bias` must be a vector of length 1 or NULL, not a vector of length 2.")
  refused(logistic_layer(1, link = "log"), "`link` must be one of")
  refused(forward(1, x), "`layer` must be a layer")
  refused(forward(layer, 1:2), "a numeric matrix, not an integer vector of length 2 (cbind() makes")
  refused(forward(layer, 1), "not 1 (cbind() makes one of an input, rbind() of a case).")
  refused(forward(layer, NULL), "`x` must be a numeric matrix, not NULL.")
  refused(forward(layer, as.data.frame(x)),
          "`x` must be a numeric matrix, not a data frame (as.matrix() makes one).")
  refused(forward(layer, x[0, ]), "`x` must be a matrix with rows, not a 0 x 2 matrix.")
  refused(forward(layer, diag(3)),
          "`x` must be a matrix of 2 columns, as `coefficients` has, not a 3 x 3 matrix.")
  refused(forward(layer, x, 1), "`offset` must be a vector of length 2, not a vector of length 1.")
  refused(forward(layer, x, sequence = 1), "forward() has no argument `sequence`.")
  swapped <- matrix(1, 1, 2, dimnames = list(NULL, c("b", "a")))
  refused(forward(logistic_layer(c(a = 1, b = 2)), swapped),
          "`x` must be in the order of the coefficients, a, b, not b, a.")
  out <- forward(layer, x)
  refused(backward(1, 1), "`output` must be what forward()")
  refused(backward(out, 1:3), "`upstream` must be a vector of length 2, not a vector of length 3.")
  refused(backward(out, matrix(1, 1, 2)), "not a 1 x 2 matrix.")
  refused(backward(out, c("a", "b")), "`upstream` must be")
  refused(backward(out, 1:2, 1),
          "`weights` must be a vector of length 2, not a vector of length 1.")
  refused(cross_entropy(1, 1), "`output` must be what forward() gave")
  many <- forward(logistic_layer(diag(2)), x)
  refused(backward(many, 1:4), "`upstream` must be a 2 x 2 matrix, not a vector of length 4.")
  refused(forward(logistic_layer(diag(2)), x, 1:2), "`offset` must be a 2 x 2 matrix")
})

test_that("names that are not those of the layer are refused", {
  refused <- function(code, text) {
    expect_error(code, text, fixed = TRUE, class = "logistic_error_argument")
  }
  named <- function(x, ...) matrix(x, 2, 2, dimnames = list(NULL, c(...)))
  layer <- as_layer(logistic(low ~ age + lwt, birthweight))
  refused(forward(layer, named(1:4, "age", "smoke")),
          "`x` must be named as the coefficients, age, lwt, not `smoke` in the place of `lwt`.")
  plain <- forward(layer, matrix(1:4, 2))
  expect_equal(forward(layer, named(1:4, "age", "lwt"))$value, plain$value)
  expect_equal(forward(layer, named(1:4, "age", ""))$value, plain$value)
  units <- logistic_layer(named(c(1, -1, 0, 1), "u", "v"))
  refused(logistic_layer(units$coefficients, c(v = 1, u = 2)), "`bias` must be in the order of")
  refused(forward(units, two_by_two(), named(0, "v", "u")), "`offset` must be in the order of")
  out <- forward(units, two_by_two())
  refused(backward(out, named(1, "v", "u")),
          "`upstream` must be in the order of the columns of the values, u, v, not v, u.")
  refused(cross_entropy(out, named(1, "u", "w")),
          "`y` must be named as the columns of the values, u, v, not `w` in the place of `v`.")
  refused(descend(units, list(coefficients = named(1, "v", "u")), 1),
          "`gradient$coefficients` must be in the order of the layer's coefficients, u, v, not v")
  refused(descend(layer, list(coefficients = c(lwt = 1, age = 2)), 1),
          "in the order of the layer's coefficients, age, lwt, not lwt, age.")
})

test_that("numbers that are not finite are named with their rows", {
  x <- matrix(1, 20, 2)
  layer <- logistic_layer(c(0, 0))
  missing <- function(code, text, class = "logistic_error_finite") {
    expect_error(code, text, fixed = TRUE, class = class)
  }
  missing(logistic_layer(c(1, NA)), "`coefficients` must be finite; it is NA.")
  missing(logistic_layer(1, Inf), "`bias` must be finite; it is Inf.")
  for (bad in c(NA, NaN, Inf, -Inf)) for (row in c(1, 8, 17, 20)) {
    text <- sprintf("`x` must be finite; it is %s in row %d.", bad, row)
    missing(forward(layer, replace(x, row + 20, bad)), text)
  }
  missing(forward(layer, matrix(c(1L, NA), 20, 2)), "`x` must be finite; it is NA in 10 rows (2, 4")
  missing(forward(layer, x, replace(numeric(20), 3, NaN)),
          "`offset` must be finite; it is NaN in row 3.")
  missing(forward(logistic_layer(c(1e308, 1e308)), x), "it overflows in 20 rows")
  out <- forward(layer, x)
  missing(backward(out, replace(x[, 1], 19, NA)), "`upstream` must be finite; it is NA in row 19.")
  missing(backward(out, x[, 1], replace(x[, 1], 2, NA)),
          "`weights` must be finite; it is NA in row 2.")
  missing(backward(out, x[, 1], replace(x[, 1], 2, Inf)),
          "`weights` must be finite; it is Inf in row 2.")
  missing(backward(out, x[, 1], replace(x[, 1], 2, -1)), class = "logistic_error_weights",
          "`weights` must be non-negative, not -1 (row 2).")
})

test_that("an interrupt leaves everything as it was", {
  skip_on_cran()
  set.seed(3)
  x <- matrix(rnorm(4e5), 2e4)
  layer <- logistic_layer(matrix(rnorm(400), 20))
  before <- forward(layer, x)
  kept <- unserialize(serialize(before, NULL))
  for (limit in c(1e-4, 1e-3, 1e-2)) {
    setTimeLimit(elapsed = limit)
    try(for (i in 1:20) backward(forward(layer, x), before$value), silent = TRUE)
    setTimeLimit()
    expect_identical(before, kept)
    expect_identical(forward(layer, x)$value, kept$value)
  }
})

test_that("what is wrong with the parts of a changed layer is said", {
  x <- two_by_two()
  changed <- function(layer, part, value) {
    layer[part] <- list(value)
    layer
  }
  refused <- function(layer, text, ..., class = "argument") {
    expect_error(forward(layer, x, ...), text, fixed = TRUE,
                 class = paste0("logistic_error_", class))
  }
  unit <- logistic_layer(c(1, -1), 0.5)
  refused(changed(unit, "bias", 1:2), "`bias` must be a vector of length 1 or NULL")
  refused(changed(unit, "coefficients", "a"), "`coefficients` must be a numeric vector or matrix")
  refused(changed(unit, "coefficients", NULL), "`coefficients` must be a numeric vector or matrix")
  refused(changed(unit, "link", "u"), "`link` must be one of")
  refused(changed(unit, "coefficients", c(1, NaN)), "`coefficients` must be finite; it is NaN.",
          class = "finite")
  refused(changed(unit, "bias", Inf), "`bias` must be finite; it is Inf.", class = "finite")
  whole <- changed(changed(unit, "bias", 1L), "note", "mine")
  expect_identical(forward(whole, x)$value, forward(logistic_layer(c(1, -1), 1), x)$value)
  expect_identical(forward(whole, x)$layer$note, "mine")
  head <- softmax_layer(cbind(1:2, 0))
  refused(changed(head, "coefficients", 1:2), "a matrix with a column for each category")
  cuts <- ordinal_layer(1:2, c(0, 1))
  for (bad in list(NULL, c("a", "b"))) {
    refused(changed(cuts, "thresholds", bad), "`thresholds` must be a numeric vector or matrix")
  }
  refused(changed(cuts, "levels", "a"), "`levels` must be 3 different strings")
  tokens <- crf_layer(cbind(1:2, 0))
  refused(changed(tokens, "transitions", 1), "`transitions` must be a 2 x 2 matrix", sequence = 1:2)
  refused(changed(tokens, "end", 1), "`end` must be a vector of length 2", sequence = 1:2)
  refused(changed(function_layer(rowSums), "f", NULL), "`f` must be a function")
})

test_that("logicals are not numbers, and values are shown", {
  out <- forward(logistic_layer(c(1, -1), 0.5), two_by_two())
  expect_error(backward(out, c(TRUE, FALSE)), class = "logistic_error_argument", fixed = TRUE,
               "must be a vector of length 2, not a logical vector of length 2.")
  expect_error(backward(out, 1:2, c(TRUE, FALSE)), "not a logical vector of length 2",
               class = "logistic_error_argument")
  expect_output(print(out), "[1]  0.5", fixed = TRUE)
  many <- forward(logistic_layer(cbind(u = 1, v = 2)), cbind(1:5))
  expect_output(print(many), "u +v.*and 2 rows more")
})
