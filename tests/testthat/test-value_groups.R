# Stata's pctile is R's quantile of type 2; xtile counts the cutpoints below a value.
xtile <- function(x, groups, weights = rep(1, length(x))) {
  cuts <- quantile(rep(x, weights), seq_len(groups - 1) / groups, type = 2, names = FALSE)
  code <- rowSums(outer(x, cuts, ">"))
  match(code, sort(unique(code)))
}

test_that("groups are those of xtile, with ties and with weights", {
  set.seed(1)
  for (n in c(7L, 40L, 189L, 200L)) {
    for (x in list(rnorm(n), round(rnorm(n), 1), sample(3, n, TRUE), rep(1, n))) {
      weights <- sample(1:4, n, TRUE)
      for (groups in c(2L, 3L, 10L)) {
        expect_identical(value_groups(x, rep(1, n), groups), xtile(x, groups))
        expect_identical(value_groups(x, weights, groups), xtile(x, groups, weights))
      }
    }
  }
})

test_that("values that differ by rounding are not split, whatever the order of rows", {
  set.seed(2)
  x <- rep(c(0.1, 0.2, 0.3, 0.7), c(30, 5, 40, 25)) * (1 + sample(-3:3, 100, TRUE) * 2^-52)
  group <- value_groups(x, rep(1, 100), 10L)
  expect_true(all(tapply(group, round(x, 6), function(g) length(unique(g))) == 1L))
  shuffled <- sample(100)
  expect_identical(value_groups(x[shuffled], rep(1, 100), 10L), group[shuffled])
})

test_that("groups within codes are those of each alone, side by side", {
  set.seed(3)
  x <- round(rnorm(60), 1)
  within <- sample(4L, 60, TRUE)
  alone <- lapply(1:4, function(k) value_groups(x[within == k], rep(1, sum(within == k)), 2L))
  group <- value_groups(x, rep(1, 60), 2L, within)
  before <- c(0, cumsum(vapply(alone, max, 0L)))
  for (k in 1:4) expect_equal(group[within == k], alone[[k]] + before[k])
})

test_that("weight_below() is what lies below, and half of what is equal", {
  set.seed(4)
  x <- sample(10, 50, TRUE) / 7
  w <- runif(50)
  expected <- vapply(x, function(v) sum(w[x < v]) + sum(w[x == v]) / 2, 0)
  expect_equal(weight_below(w, sorted_runs(x)), expected, tolerance = 1e-12)
})

test_that("row_patterns() numbers the rows that agree", {
  columns <- list(c(1, 1, 2, 1, NA), factor(c("a", "a", "b", "b", "a")),
                  cbind(c(0, 0, 0, 0, 1), 1:1))
  expect_identical(row_patterns(columns, 5L), c(1L, 1L, 2L, 3L, 4L))
  expect_identical(row_patterns(list(), 3L), rep(1L, 3L))
})
