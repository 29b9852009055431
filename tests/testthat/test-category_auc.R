# Of all pairs of a row here and a row there: the share where x is larger, ties half.
brute_auc <- function(x, here, there) {
  larger <- outer(x, x, function(a, b) (a > b) + (a == b) / 2)
  sum(outer(here, there) * larger) / sum(outer(here, there))
}

some_probabilities <- function(n, k, digits, seed = 1L) {
  set.seed(seed)
  p <- matrix(rexp(n * k), n, dimnames = list(NULL, letters[seq_len(k)]))
  y <- factor(letters[sample(k, n, TRUE)], colnames(p))
  p[cbind(seq_len(n), as.integer(y))] <- p[cbind(seq_len(n), as.integer(y))] + rexp(n)
  p <- round(p / rowSums(p), digits)
  p[, k] <- 1 - rowSums(p[, -k, drop = FALSE])
  list(p = pmax(p, 0), y = y)
}

test_that("areas and concordance are those of all pairs, with ties and weights", {
  for (digits in c(1L, 6L)) {
    d <- some_probabilities(60L, 4L, digits)
    weights <- rep(c(0, 1, 2, 0.5), 15)
    found <- category_auc(d$p, factor(d$y, ordered = TRUE), weights)
    w <- one_hot(d$y, weights)
    p <- round(d$p, 12)
    one <- vapply(1:4, function(k) brute_auc(p[, k], w[, k], rowSums(w[, -k])), 0)
    expect_equal(found$each$auc, one, tolerance = 1e-12)
    expect_equal(found$each$n, unname(colSums(w)))
    pair <- function(i, j) {
      (brute_auc(p[, i], w[, i], w[, j]) + brute_auc(p[, j], w[, j], w[, i])) / 2
    }
    expect_equal(found$pairs$auc, c(pair(1, 2), pair(1, 3), pair(1, 4), pair(2, 3), pair(2, 4),
                                    pair(3, 4)), tolerance = 1e-12)
    expect_identical(found$pairs$first, rep(c("a", "b", "c"), 3:1))
    expect_equal(found$multiclass, mean(found$pairs$auc))
    score <- round(as.vector(d$p %*% 1:4), 12)
    higher <- outer(as.integer(d$y), as.integer(d$y), ">") * outer(weights, weights)
    larger <- outer(score, score, function(a, b) (a > b) + (a == b) / 2)
    expect_equal(found$concordance, sum(higher * larger) / sum(higher), tolerance = 1e-12)
    expect_equal(found$dxy, 2 * found$concordance - 1)
  }
})

test_that("areas, DeLong's errors and the mean of pairs are those of pROC", {
  skip_if_not_installed("pROC")
  d <- some_probabilities(150L, 3L, 2L, seed = 3L)
  d$p <- round(d$p, 9) # pROC ties what is equal to the last bit
  found <- category_auc(d$p, d$y, level = 0.9)
  for (k in 1:3) {
    roc <- pROC::roc(d$y == letters[k], d$p[, k], quiet = TRUE, direction = "<")
    expect_equal(found$each$auc[k], as.numeric(pROC::auc(roc)), tolerance = 1e-10)
    expect_equal(found$each$std.error[k]^2, pROC::var(roc), tolerance = 1e-10)
    expect_equal(as.numeric(found$each[k, c("conf.low", "auc", "conf.high")]),
                 as.numeric(pROC::ci.auc(roc, conf.level = 0.9, method = "delong")),
                 tolerance = 1e-10)
  }
  multiclass <- pROC::multiclass.roc(d$y, d$p, direction = ">", quiet = TRUE)
  expect_equal(found$multiclass, as.numeric(multiclass$auc), tolerance = 1e-10)
  expect_identical(found$concordance, NA_real_)
})

test_that("weights are rows written out, in errors too; counts and the order of rows likewise", {
  d <- some_probabilities(80L, 3L, 1L)
  times <- rep(1:4, 20)
  rows <- sample(rep(1:80, times))
  expect_equal(category_auc(d$p, d$y, times), category_auc(d$p[rows, ], d$y[rows]),
               tolerance = 1e-12)
  expect_equal(category_auc(d$p, one_hot(d$y, times)), category_auc(d$p, d$y, times),
               tolerance = 1e-12)
})

test_that("of two categories all measures are one, and Wilcoxon's", {
  fit <- logistic(low ~ age + lwt + race, birth_weights())
  found <- category_auc(fit)
  low <- birth_weights()$low
  w <- suppressWarnings(wilcox.test(round(fitted(fit), 12) ~ low))$statistic[[1L]]
  expected <- 1 - w / prod(table(low))
  expect_equal(c(found$each$auc, found$multiclass, found$concordance), rep(expected, 4),
               tolerance = 1e-12)
  expect_equal(category_auc(as.vector(fitted(fit)), low)$each, found$each, tolerance = 1e-12)
})

test_that("the concordance of an ordinal fit is that of its linear predictor", {
  skip_if_not_installed("MASS")
  fit <- mock_ordinal(y ~ x + g + h, three_categories())
  eta <- round(fit$inner$lp, 10)
  y <- max.col(fit$counts)
  higher <- outer(y, y, ">")
  larger <- outer(eta, eta, function(a, b) (a > b) + (a == b) / 2)
  expect_equal(category_auc(fit)$concordance, sum(higher * larger) / sum(higher),
               tolerance = 1e-12)
})

test_that("perfect and useless predictions, and categories that never came", {
  y <- factor(rep(letters[1:3], each = 4), letters[1:3], ordered = TRUE)
  perfect <- category_auc(one_hot(y), y)
  expect_equal(c(perfect$each$auc, perfect$multiclass, perfect$concordance), rep(1, 5))
  expect_equal(perfect$each$std.error, c(0, 0, 0))
  useless <- category_auc(matrix(1 / 3, 12, 3), y)
  expect_equal(c(useless$each$auc, useless$multiclass, useless$concordance), rep(0.5, 5))
  lost <- category_auc(some_probabilities(20L, 3L, 3L)$p, rep(c("a", "b"), 10))
  expect_identical(is.na(lost$each$auc), c(FALSE, FALSE, TRUE))
  expect_identical(is.na(lost$pairs$auc), c(FALSE, TRUE, TRUE))
  expect_identical(lost$multiclass, lost$pairs$auc[1L])
  single <- category_auc(some_probabilities(5L, 2L, 3L)$p, c("a", "b", "b", "b", "b"))
  expect_identical(single$each$std.error, c(NA_real_, NA_real_))
  expect_error(category_auc(one_hot(y), y, level = 1), class = "logistic_error_level")
})

test_that("prints and tables of areas", {
  d <- some_probabilities(60L, 3L, 3L)
  found <- category_auc(d$p, factor(d$y, ordered = TRUE))
  expect_snapshot(print(found))
  expect_snapshot(print(category_auc(logistic(low ~ age, birth_weights()))))
  expect_identical(as.data.frame(found), found$each)
  skip_if_not_installed("generics")
  expect_equal(as.data.frame(generics::tidy(found)), found$each, ignore_attr = TRUE)
})
