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

test_that("the pullback of the marginals is the derivative, by scores, transitions and ends", {
  layer <- head_of(1)
  eta <- scores_of(2)
  upstream <- scores_of(3)
  got <- crf_head_pullback(layer, eta, sequences, upstream)
  value <- function(layer, eta) sum(upstream * crf_head_marginals(layer, eta, sequences))
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
})
