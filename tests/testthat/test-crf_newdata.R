walk <- data.frame(
  id = rep(c("a", "b", "c", "d"), c(4, 3, 4, 2)), t = c(1:4, 1:3, 1:4, 1:2),
  x = c(0.3, 1.2, -0.7, 2.1, 0.1, -1.4, 0.9, 1.7, -0.2, 0.4, -1.1, 0.6, 0.8),
  f = factor(c("u", "v", "w", "u", "v", "w", "u", "v", "w", "u", "v", "w", "u")),
  z = c(0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1),
  y = factor(c("A", "B", "B", "A", "B", "A", "A", "A", "B", "B", "A", "B", "A")))
walked <- crf(y ~ x + f, walk, sequence = id, l2 = 1, time = t)
by_z <- crf(y ~ x, walk, sequence = id, transitions = ~ z, l2 = 1)
marginal <- function(...) predict(..., type = "marginal")

test_that("variables are read as the fit read them", {
  fit <- crf(y ~ poly(x, 2) + log(z + 1) + f, walk, sequence = id, l2 = 1,
             contrasts = list(f = "contr.sum"))
  for (rows in list(1:4, 5:7, c(12:13, 1:4))) {
    expect_equal(unname(marginal(fit, walk[rows, ])), unname(fitted(fit)[rows, ]),
                 tolerance = 1e-12)
  }
  strings <- transform(walk, f = as.character(f))
  expect_identical(marginal(fit, strings), marginal(fit, walk))
  one <- droplevels(walk[1L, ])
  expect_identical(ncol(marginal(fit, one)), 2L)
  listed <- marginal(fit, as.list(walk), newsequence = walk$id)
  expect_identical(listed, marginal(fit, walk))
})

test_that("blocks of rows are joined", {
  blocks <- list(list(ptr = 0:2, id = c(0L, 1L), value = NULL),
                 list(ptr = c(0L, 0L, 2L), id = c(0L, 2L), value = c(2, 3)))
  expect_identical(join_rows(blocks), list(ptr = c(0L, 1L, 2L, 2L, 4L), id = c(0L, 1L, 0L, 2L),
                                           value = c(1, 1, 2, 3)))
  expect_null(join_rows(blocks[c(1L, 1L)])$value)
  expect_identical(join_rows(blocks[2L]), blocks[[2L]])
})

test_that("a missing predictor makes its sequence NA, and no other", {
  for (name in c("x", "f")) {
    data <- walk
    data[[name]][6L] <- NA
    p <- marginal(walked, data)
    expect_identical(is.na(p[, 1L]), walk$id == "b")
    expect_identical(p[walk$id != "b", ], marginal(walked, walk)[walk$id != "b", ])
    expect_identical(is.na(predict(walked, data)), walk$id == "b")
    expect_identical(is.na(predict(walked, data, type = "logprob")),
                     c(a = FALSE, b = TRUE, c = FALSE, d = FALSE))
    expect_true(all(is.na(predict(walked, data, type = "edge")[5:7, , ])))
    best <- predict(walked, data, n = 2)
    expect_identical(is.na(best$class$path_2), walk$id == "b")
    expect_true(all(is.na(best$prob["b", ])))
  }
  data <- transform(walk, z = replace(z, 6, NA))
  expect_identical(is.na(marginal(by_z, data)[, 1L]), walk$id == "b")
  first <- transform(walk, z = replace(z, 5, NA)) # no transition into it
  expect_identical(marginal(by_z, first), marginal(by_z, walk))
})

test_that("new levels are refused unless asked for", {
  data <- walk
  levels(data$f)[2L] <- "new"
  expect_error(predict(walked, data), "`f`.*new", class = "logistic_error_levels")
  p <- marginal(walked, data, new_levels = "na")
  expect_true(all(is.na(p[1:11, ])) && !anyNA(p[12:13, ]))
  base <- transform(walk, f = factor(replace(as.character(f), f == "v", "u")))
  expect_identical(marginal(walked, data, new_levels = "reference"), marginal(walked, base))
})

test_that("what newdata lacks or has amiss is named", {
  expect_error(predict(walked, walk["id"]), "`x`", class = "logistic_error_variable")
  expect_error(predict(walked, transform(walk, x = as.character(x))), "`x`",
               class = "logistic_error_type")
  expect_error(predict(walked, transform(walk, x = replace(x, 6, Inf))),
               "`x` is not in row 6 \\(sequence 'b'\\)", class = "logistic_error_finite")
  expect_error(predict(walked, 1:3), "`newdata`", class = "logistic_error_type")
  expect_error(predict(walked, walk[names(walk) != "id"]), "`newsequence`.*`id`",
               class = "logistic_error_argument")
  expect_error(predict(walked, walk, newsequence = 1:2), "`newsequence`",
               class = "logistic_error_length")
  expect_error(predict(walked, walk[c(1:4, 8:11, 5:7, 1), ]), "'a' ended at row 4",
               class = "logistic_error_sequence")
  expect_error(predict(walked, transform(walk, id = replace(id, 2, NA))), "row 2",
               class = "logistic_error_sequence")
  expect_error(predict(walked, walk[c(2, 1), ]), "`time`", class = "logistic_error_time")
  z <- rep(0, nrow(walk)) # not looked for around
  expect_error(predict(by_z, walk[names(walk) != "z"]), "`z` is missing",
               class = "logistic_error_variable")
})

test_that("sequences of new data: a column, an expression, a vector", {
  other <- stats::setNames(walk, sub("id", "who", names(walk)))
  expected <- marginal(walked, walk)
  expect_identical(marginal(walked, other, newsequence = who), expected)
  expect_identical(marginal(walked, other, newsequence = paste(who)), expected)
  group <- walk$id
  expect_identical(marginal(walked, other, newsequence = group), expected)
  wrapped <- function(data, s) marginal(walked, data, newsequence = s)
  expect_identical(wrapped(other, group), expected)
  apart <- marginal(walked, walk, newsequence = seq_along(x))
  expect_false(isTRUE(all.equal(apart, expected)))
  expect_identical(marginal(walked, walk[3L, ]), apart[3L, , drop = FALSE],
                   ignore_attr = "dimnames")
  by_vector <- crf(y ~ x, walk, sequence = group, l2 = 1)
  expect_error(predict(by_vector, walk), "`newsequence`", class = "logistic_error_argument")
  expect_identical(marginal(by_vector, walk, newsequence = id), fitted(by_vector))
})

test_that("covariates of transitions come from new data", {
  expect_equal(marginal(by_z, walk), fitted(by_z), tolerance = 1e-14)
  always <- marginal(by_z, transform(walk, z = 1))
  expect_false(isTRUE(all.equal(always, fitted(by_z))))
  by_f <- crf(y ~ x, walk, sequence = id, transitions = ~ f, l2 = 1)
  expect_equal(marginal(by_f, walk[8:11, ]), fitted(by_f)[8:11, ], tolerance = 1e-14,
               ignore_attr = "dimnames")
  levels(walk$f)[3L] <- "new"
  expect_error(predict(by_f, walk), "`f`", class = "logistic_error_levels")
})

test_that("rows that a rank-deficient fit cannot place make their sequence NA", {
  data <- transform(walk, twice = 2 * x)
  fit <- suppressMessages(crf(y ~ x + twice, data, sequence = id, transitions = ~ 0))
  expect_equal(marginal(fit, data), fitted(fit), tolerance = 1e-12)
  broken <- transform(data, twice = replace(twice, 13, 5))
  expect_identical(is.na(marginal(fit, broken)[, 1L]), walk$id == "d")
})

bags <- crf_bags()
bagged <- crf(x = bags$x, y = bags$y, sequence = bags$id, l2 = 1)

test_that("attributes that the fit does not know are ignored and counted", {
  new <- list(c("the", "unseen", "cap"), c("odd", "cat"), c("odd", "runs", "s"))
  expect_message(p <- marginal(bagged, new, newsequence = c(1, 1, 1)), "2 attributes.*3 places",
                 class = "logistic_message_attributes")
  expect_equal(p, fitted(bagged)[1:3, ], tolerance = 1e-14)
  expect_silent(same <- marginal(bagged, bags$x, newsequence = bags$id))
  expect_identical(same, fitted(bagged))
  expect_identical(unname(marginal(bagged, list(NULL), newsequence = 1)),
                   unname(suppressMessages(marginal(bagged, list("?"), newsequence = 1))))
})

test_that("x fits are asked by what is theirs", {
  expect_error(predict(bagged, bags$x), "`newsequence`", class = "logistic_error_argument")
  expect_error(predict(bagged, bags$x, newsequence = 1), "`newsequence`",
               class = "logistic_error_length")
  expect_error(predict(bagged, bags$x, newsequence = bags$id, type = "logprob"), "`known`",
               class = "logistic_error_argument")
  expect_equal(predict(bagged, bags$x, newsequence = bags$id, type = "logprob", known = bags$y),
               predict(bagged, type = "logprob"), tolerance = 1e-14)
  expect_length(predict(bagged, list(), newsequence = character()), 0L)
})

test_that("matrices are read by name, or all by position", {
  x <- cbind(u = walk$x, v = walk$z, one = 1)
  fit <- crf(x = x, y = walk$y, sequence = walk$id, l2 = 1)
  expect_equal(marginal(fit, x[, 3:1], newsequence = walk$id), fitted(fit), tolerance = 1e-14)
  expect_identical(marginal(fit, unname(x), newsequence = walk$id), fitted(fit))
  expect_error(predict(fit, unname(x)[, 1:2], newsequence = walk$id), "3 columns",
               class = "logistic_error_newdata")
  bare <- crf(x = unname(x), y = walk$y, sequence = walk$id, l2 = 1)
  expect_equal(marginal(bare, x, newsequence = walk$id), fitted(bare), tolerance = 1e-14)
  expect_identical(dim(predict(fit, x[0L, ], newsequence = 1[0L], type = "link")), c(0L, 2L))
  skip_if_not_installed("Matrix")
  sparse <- Matrix::Matrix(x, sparse = TRUE)
  expect_identical(marginal(fit, sparse, newsequence = walk$id), fitted(fit))
})

test_that("columns of factors: each level an attribute", {
  fit <- crf(x = walk["f"], y = walk$y, sequence = walk$id, l2 = 1)
  expect_error(predict(fit, walk["f"]), "`newsequence`", class = "logistic_error_argument")
  expect_identical(marginal(fit, droplevels(walk["f"][8:11, , drop = FALSE]),
                            newsequence = rep(1, 4)),
                   fitted(fit)[8:11, ], ignore_attr = "dimnames")
})

test_that("transitions of x fits have data of their own", {
  z <- walk$z
  fit <- crf(x = cbind(u = walk$x), y = walk$y, sequence = walk$id, transitions = ~ z, l2 = 1)
  x <- cbind(u = walk$x)
  expect_equal(marginal(fit, x, newsequence = walk$id, newtransitions = walk["z"]), fitted(fit),
               tolerance = 1e-14)
  expect_error(predict(fit, x, newsequence = walk$id), "`newtransitions`.*`z`",
               class = "logistic_error_argument")
  expect_error(predict(fit, x, newsequence = walk$id, newtransitions = walk[1:3, ]),
               class = "logistic_error_length")
})

test_that("a fit of single rows warns of longer sequences", {
  alone <- suppressMessages(crf(y ~ x, walk, sequence = seq_along(x)))
  expect_warning(p <- marginal(alone, walk, newsequence = id),
                 class = "logistic_warning_transitions")
  expect_silent(apart <- marginal(alone, walk, newsequence = seq_along(x)))
  expect_equal(p, apart, tolerance = 1e-14)
  none <- crf(y ~ x, walk, sequence = seq_along(x), transitions = ~ 0)
  expect_silent(marginal(none, walk, newsequence = id))
})
