labels <- 3L
sequences <- sequence_rows(c(1, 2, 2, 2, 3, 3, 4))
n <- 7L
head_of <- function(seed) {
  set.seed(seed)
  list(transitions = matrix(rnorm(labels^2), labels), start = rnorm(labels), end = rnorm(labels))
}
scores_of <- function(seed) {
  set.seed(seed)
  matrix(rnorm(n * labels), n)
}

# All paths of a sequence, with their scores.
listed <- function(layer, eta, rows) {
  paths <- as.matrix(expand.grid(rep(list(seq_len(labels)), length(rows))))
  score <- apply(paths, 1L, function(path) {
    sum(eta[cbind(rows, path)]) + layer$start[path[1L]] + layer$end[path[length(path)]] +
      sum(layer$transitions[cbind(path[-length(path)], path[-1L])])
  })
  list(paths = paths, probability = exp(score) / sum(exp(score)))
}
rows_of <- function(s) seq(sequences$ptr[s] + 1L, sequences$ptr[s + 1L])

test_that("marginals are sums over the listed paths", {
  layer <- head_of(1)
  eta <- scores_of(2)
  p <- crf_head_marginals(layer, eta, sequences)
  for (s in 1:4) {
    all <- listed(layer, eta, rows_of(s))
    for (t in seq_along(rows_of(s))) {
      expect_equal(p[rows_of(s)[t], ], as.vector(tapply(all$probability, all$paths[, t], sum)),
                   tolerance = 1e-13)
    }
  }
})

# Derivatives of value(layer, eta) by scores and by each parameter, held to differences.
expect_slopes <- function(got, value, layer, eta) {
  by_eta <- numeric_slopes(function(x) value(layer, array(x, dim(eta))), eta)
  expect_equal(as.vector(got$eta), by_eta, tolerance = 1e-8)
  for (part in names(layer)) {
    moved <- function(x) {
      layer[[part]][] <- x
      value(layer, eta)
    }
    expect_equal(as.vector(got[[part]]), numeric_slopes(moved, layer[[part]]), tolerance = 1e-8,
                 info = part)
  }
}

test_that("the pullback of the marginals is the derivative, by scores, transitions and ends", {
  layer <- head_of(1)
  eta <- scores_of(2)
  upstream <- scores_of(3)
  got <- crf_head_pullback(layer, eta, sequences, upstream)
  value <- function(layer, eta) sum(upstream * crf_head_marginals(layer, eta, sequences))
  expect_slopes(got, value, layer, eta)
})

test_that("the pullback is the covariance of listed indicators", {
  layer <- head_of(4)
  eta <- scores_of(5)
  upstream <- scores_of(6)
  got <- crf_head_pullback(layer, eta, sequences, upstream)$eta
  rows <- rows_of(2)
  all <- listed(layer, eta, rows)
  summed <- apply(all$paths, 1L, function(path) sum(upstream[cbind(rows, path)]))
  for (t in seq_along(rows)) {
    for (j in seq_len(labels)) {
      here <- all$paths[, t] == j
      expect_equal(got[rows[t], j], sum(all$probability * here * summed) -
                     sum(all$probability * here) * sum(all$probability * summed),
                   tolerance = 1e-12)
    }
  }
})

test_that("the loss is minus the log of the listed probabilities, with its derivatives", {
  layer <- head_of(7)
  eta <- scores_of(8)
  code <- c(0L, 2L, 1L, 1L, 0L, 2L, 1L)
  weighted <- c(sequences[c("ptr", "id")], list(weights = c(1, 2, 0.5, 3)))
  got <- crf_head_loss(layer, eta, weighted, code)
  each <- vapply(1:4, function(s) {
    all <- listed(layer, eta, rows_of(s))
    log(all$probability[colSums(t(all$paths) == code[rows_of(s)] + 1L) == length(rows_of(s))])
  }, 0)
  expect_equal(got$value, -sum(weighted$weights * each), tolerance = 1e-13)
  value <- function(layer, eta) crf_head_loss(layer, eta, weighted, code)$value
  expect_slopes(got, value, layer, eta)
})

test_that("sequences that do not fit are refused by name", {
  layer <- crf_layer(diag(3))
  x <- diag(3)[c(1, 2, 3, 3), ]
  expect_refused(forward(layer, x), "argument", "`sequence`", "absent")
  expect_refused(forward(layer, x, sequence = 1:3), "length", "`sequence`", "4 as `x` has")
  expect_refused(forward(layer, x, sequence = c(1, NA, 2, 2)), "sequence", "row 2")
  expect_refused(forward(layer, x, sequence = c(1, 2, 1, 2)), "sequence", "stand together")
  out <- forward(layer, x, sequence = c(1, 1, 2, 2))
  expect_refused(cross_entropy(out, 1:3, 1), "argument", "`y`")
  expect_refused(cross_entropy(out, c(1, 1, 2, 2), c(1, 2, 3)), "length", "`weights`")
  expect_refused(cross_entropy(out, c(1, 1, 2, 2), c(1, 2, 3, 3)), "weights", "the same in all")
  expect_equal(cross_entropy(out, c(1, 1, 2, 2), c(1, 1, 3, 3))$value,
               cross_entropy(out, c(1, 1, 2, 2), c(1, 3))$value)
})

test_that("parameters that do not fit are refused by name", {
  expect_refused(crf_layer(1:3), "argument", "a column for each label")
  expect_refused(crf_layer(diag(3), diag(2)), "argument", "`transitions`", "3 x 3", "2 x 2")
  expect_refused(crf_layer(diag(3), start = 1:2), "argument", "`start`", "of length 3")
  expect_refused(crf_layer(diag(3), end = c(0, NA, 0)), "finite", "`end`", "-Inf; it is NA")
  expect_refused(crf_layer(diag(3), diag(c(Inf, 0, 0))), "finite", "`transitions`", "Inf")
})

test_that("what -Inf forbids has no probability, no gradient, and stays forbidden", {
  forbidden <- matrix(c(0, 0, -Inf, 0, 0, 0, 0, 0, 0), 3L)
  layer <- crf_layer(diag(3), forbidden, start = c(-Inf, 0, 0))
  x <- matrix(c(1, -1, 2, 0.5, 0, 1, -1, 0, 2), 3L)
  out <- forward(layer, x, sequence = c(1, 1, 1))
  expect_identical(out$value[1L, 1L], 0)
  upstream <- matrix(1:9, 3L)
  gradient <- backward(out, upstream)
  expect_identical(gradient$transitions[3L, 1L], 0)
  expect_identical(gradient$start[1L], 0)
  expect_equal(gradient$inputs, central_difference(function(x) {
    sum(upstream * forward(layer, x, sequence = c(1, 1, 1))$value)
  }, x), tolerance = 1e-7)
  less <- descend(layer, backward(cross_entropy(out, c(2, 3, 3))), 0.1)
  expect_identical(less$transitions == -Inf, forbidden == -Inf)
  expect_identical(less$start[1L], -Inf)
  expect_refused(cross_entropy(out, c(3, 1, 1)), "allowed", "with the labels `y`", "sequence '1'")
  none <- crf_layer(diag(2), start = c(-Inf, -Inf))
  expect_refused(forward(none, diag(2), sequence = 1:2), "allowed",
                 "leave every sequence a path", "for sequence '1'")
})

test_that("tokens alone are a softmax, bit for bit the same with any threads", {
  set.seed(9)
  x <- matrix(rnorm(40), 10L)
  w <- matrix(rnorm(12), 4L)
  out <- forward(crf_layer(w, matrix(5, 3L, 3L), bias = 1:3), x, sequence = 1:10)
  flat <- forward(softmax_layer(w, 1:3), x)
  expect_equal(out$value, flat$value, tolerance = 1e-14)
  y <- rep(1:3, length.out = 10L)
  expect_equal(backward(cross_entropy(out, y))$inputs, backward(cross_entropy(flat, y))$inputs,
               tolerance = 1e-13)
  one <- with_threads(1L, backward(out, flat$value)$coefficients)
  expect_identical(with_threads(2L, backward(out, flat$value)$coefficients), one)
})

test_that("decoding gives the best path of the listed ones; of other heads the likeliest", {
  set.seed(10)
  layer <- crf_layer(diag(3), matrix(rnorm(9), 3L), start = rnorm(3), end = rnorm(3))
  x <- matrix(rnorm(21), 7L)
  got <- decode(forward(layer, x, sequence = rep(sequences$id, diff(sequences$ptr))))
  for (s in 1:4) {
    all <- listed(layer, x, rows_of(s))
    expect_identical(as.integer(got)[rows_of(s)], unname(all$paths[which.max(all$probability), ]))
  }
  expect_identical(decode(forward(softmax_layer(cbind(a = 1, b = -1)), cbind(c(2, -2)))),
                   factor(c("a", "b")))
  expect_refused(decode(forward(logistic_layer(1), cbind(1))), "argument", "`output`")
})

test_that("scores of labels have their names, in their order", {
  w <- cbind(dry = 1, wet = 0)
  pairs <- matrix(1:4, 2, dimnames = list(c("dry", "wet"), c("dry", "wet")))
  refused <- function(code, text) {
    expect_error(code, text, fixed = TRUE, class = "logistic_error_argument")
  }
  refused(crf_layer(w, pairs[2:1, 2:1]),
          "`transitions` must be in the order of the labels, dry, wet, not wet, dry.")
  refused(crf_layer(w, pairs[, 2:1]), "`transitions` must be in the order")
  refused(crf_layer(w, start = c(wet = 1, dry = 0)), "`start` must be in the order")
  refused(crf_layer(w, end = c(dry = 1, hot = 0)), "`hot` in the place of `wet`")
  refused(crf_layer(w, bias = c(wet = 1, dry = 0)), "`bias` must be in the order")
  layer <- crf_layer(w, unname(pairs), start = 1:2)
  expect_identical(layer$transitions, pairs + 0)
  out <- forward(layer, cbind(1:3), sequence = c(1, 1, 1))
  for (gradient in list(backward(out, out$value), backward(cross_entropy(out, rep("dry", 3))))) {
    expect_identical(dimnames(gradient$transitions), dimnames(pairs))
    expect_named(gradient$start, c("dry", "wet"))
  }
  refused(descend(layer, list(transitions = pairs[2:1, 2:1]), 1), "`gradient$transitions` must be")
})

test_that("it shows its transitions and ends", {
  layer <- crf_layer(cbind(dry = 1, wet = 0), rbind(c(0.25, -Inf), 0), start = c(1, 2))
  shown <- capture.output(print(layer))
  expect_match(shown, "transitions", all = FALSE)
  expect_match(shown, "dry +0.25.* -Inf", all = FALSE)
  expect_match(shown, "start 1.000, 2.000", all = FALSE)
  expect_match(shown, "end 0, 0", all = FALSE)
})
