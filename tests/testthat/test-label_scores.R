test_that("labels are counted in tokens, in sequences, and one by one", {
  scores <- label_scores(c(1, 2, 2, 1), c(1, 2, 1, 1), c("a", "a", "b", "c"))
  expect_equal(scores[c("tokens", "sequences", "token_accuracy", "sequence_accuracy")],
               list(tokens = 4L, sequences = 3L, token_accuracy = 3 / 4,
                    sequence_accuracy = 2 / 3))
  expect_equal(scores$labels, data.frame(
    label = c("1", "2"), true = c(2L, 2L), found = c(3L, 1L), right = c(2L, 1L),
    precision = c(2 / 3, 1), recall = c(1, 1 / 2), f1 = c(4 / 5, 2 / 3)))
  expect_identical(label_scores(c(TRUE, FALSE), c("TRUE", "TRUE"))$sequence_accuracy, NA_real_)
})

test_that("a label never found has no precision", {
  scores <- label_scores(c("a", "b"), factor(c("a", "a"), c("a", "b", "unused")))
  expect_identical(scores$labels$label, c("a", "b"))
  expect_identical(scores$labels$precision[2L], NA_real_)
  expect_identical(scores$labels$recall[2L], 0)
})

test_that("a fit is scored on new data, whatever labels these have", {
  bags <- crf_bags()
  fit <- crf(x = bags$x, y = bags$y, sequence = bags$id, l2 = 1)
  predicted <- predict(fit)
  expect_identical(label_scores(fit), label_scores(factor(bags$y, fit$lev), predicted, bags$id))
  expect_identical(label_scores(fit, bags$x, newsequence = bags$id, labels = bags$y),
                   label_scores(fit))
  other <- replace(bags$y, 1L, "new")
  scores <- label_scores(fit, bags$x, newsequence = bags$id, labels = other)
  expect_identical(scores$labels$label, c(fit$lev, "new"))
  expect_identical(scores$labels$found[4L], 0L)
  expect_identical(scores$tokens, 7L)
  unknown <- label_scores(fit, bags$x, newsequence = bags$id, labels = replace(bags$y, 1L, NA))
  expect_identical(unknown$tokens, 4L)
  expect_identical(unknown$sequences, 2L)
  expect_error(label_scores(fit, bags$x, newsequence = bags$id), "`known`|`labels`",
               class = "logistic_error_argument")
  expect_error(label_scores(fit, bags$x, newsequence = bags$id, labels = "D"), "`labels`",
               class = "logistic_error_length")
})

test_that("the response of newdata is compared with posterior decoding too", {
  known <- crf_problem("four")
  fit <- crf_fit_at(known)
  y <- known$data$y
  likely <- predict(fit, decode = "posterior")
  scores <- label_scores(fit, known$data, decode = "posterior")
  expect_equal(scores$token_accuracy, mean(likely == y))
  lost <- known$data
  lost$x1[1L] <- NA
  expect_identical(label_scores(fit, lost)$tokens, sum(known$data$sequence != 1))
})

test_that("what is amiss is named", {
  expect_error(label_scores(c("a", NA), c("a", "a")), "`object`", class = "logistic_error_missing")
  expect_error(label_scores("a", c("a", "a")), "`predicted`", class = "logistic_error_length")
  days <- crf_features(head(rain, 56), month, ~ season)
  fit <- crf(x = days, y = head(rain$wet, 56), l2 = 1)
  expect_error(label_scores(fit, days), "`labels` must be given", class = "logistic_error_argument")
})

test_that("scores print and become data frames", {
  scores <- label_scores(c("a", "b", "b"), c("a", "b", "a"), c(1, 1, 2))
  expect_output(print(scores), "Accuracy  0.6667 of tokens, 0.5000 of whole sequences")
  expect_identical(as.data.frame(scores), scores$labels)
  skip_if_not_installed("generics")
  expect_identical(nrow(generics::tidy(scores)), 2L)
  expect_equal(generics::glance(scores)$sequence.accuracy, 1 / 2)
})
