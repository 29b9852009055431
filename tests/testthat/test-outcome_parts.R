# Tests and scores of the package's own fits of three and more categories, held to those of nnet
# and MASS.
skip_without <- function(door) {
  skip_if_not(door %in% getNamespaceExports("logistic"), paste0(door, "()"))
}

expect_same_tests <- function(ours, theirs, methods, tolerance = 1e-4) {
  for (method in methods) {
    expect_equal(hush(goodness(ours, method))[c("statistic", "parameter", "p.value")],
                 hush(goodness(theirs, method))[c("statistic", "parameter", "p.value")],
                 tolerance = tolerance, info = method)
  }
  expect_equal(prediction_scores(ours)$mean, prediction_scores(theirs)$mean, tolerance = 1e-5)
  expect_equal(category_auc(ours)$each, category_auc(theirs)$each, tolerance = 1e-5)
  expect_equal(category_auc(ours)$concordance, category_auc(theirs)$concordance, tolerance = 1e-5)
}

test_that("parts of a binary fit: the event comes second, weights are counts", {
  fit <- logistic(cbind(menarche, total - menarche) ~ age, menarche)
  parts <- outcome_parts(fit)
  expect_equal(parts$counts, with(menarche, cbind(total - menarche, menarche)), ignore_attr = TRUE)
  expect_equal(unname(parts$probabilities[, 2L]), unname(fitted(fit)))
  parts <- outcome_parts(logistic(low ~ age, birth_weights(), event = "no"))
  expect_identical(colnames(parts$counts), c("yes", "no"))
})

test_that("tests and scores of multinomial() are those of nnet's fit", {
  skip_without("multinomial")
  skip_if_not_installed("nnet")
  d <- three_categories()
  d$y <- factor(d$y, ordered = FALSE)
  w <- rep(1:2, 200)
  fit <- multinomial(y ~ x + g, d, weights = w)
  expect_same_tests(fit, mock_multinomial(y ~ x + g, d, w),
                    c("fagerland-hosmer", "pearson", "deviance"))
  other <- multinomial(y ~ x + g, d, reference = "high")
  expect_match(hush(goodness(other))$of_groups, "high", fixed = TRUE)
  expect_error(goodness(fit, "lipsitz"), class = "logistic_error_method")
})

test_that("tests and scores of ordinal() are those of polr's fit", {
  skip_without("ordinal")
  skip_if_not_installed("MASS")
  d <- three_categories()
  w <- rep(1:2, 200)
  fit <- ordinal(y ~ x + I(x^2) + g + h, d, weights = w)
  expect_same_tests(fit, mock_ordinal(y ~ x + I(x^2) + g + h, d, w),
                    c("fagerland-hosmer", "lipsitz", "pulkstenis-robinson",
                      "pulkstenis-robinson-deviance", "pearson", "deviance"))
})

test_that("every kind of ordinal() has its groups and its refit", {
  skip_without("ordinal")
  d <- three_categories()
  w <- rep(1, 400)
  fits <- list(
    ordinal(y ~ x + g, d, type = "adjacent"), ordinal(y ~ x + g, d, type = "continuation"),
    ordinal(y ~ x + g, d, link = "probit"), ordinal(y ~ x + g, d, parallel = ~ x),
    ordinal(y ~ log(x + 9) + g, d, scale = ~ g))
  for (fit in fits) {
    expect_true(is.finite(hush(goodness(fit))$p.value))
    expect_gte(hush(goodness(fit, "lipsitz"))$statistic, 0)
  }
  named <- ordinal(y ~ x + g, d, parallel = ~ x + g)
  expect_equal(hush(goodness(named))$parameter[[1L]], 8 * 2 + 1)
  free <- ordinal(y ~ x + g, d, parallel = FALSE)
  expect_equal(hush(goodness(free))$parameter[[1L]], 8 * 2)
  expect_error(goodness(free, "pulkstenis-robinson"), class = "logistic_error_method")
})

test_that("counts of categories are rows written out", {
  skip_without("multinomial")
  d <- three_categories()
  counts <- unclass(table(paste(d$g, d$h), d$y))
  parts <- do.call(rbind, strsplit(rownames(counts), " "))
  wide <- data.frame(g = parts[, 1L], h = parts[, 2L])
  wide$counts <- matrix(counts, nrow(counts), dimnames = list(NULL, colnames(counts)))
  d$y <- factor(d$y, ordered = FALSE)
  grouped <- multinomial(counts ~ g + h, wide)
  single <- multinomial(y ~ g + h, d)
  test <- hush(goodness(grouped, "deviance"))
  expect_equal(test$statistic[[1L]], deviance(grouped), tolerance = 1e-8)
  expect_equal(test$statistic, hush(goodness(single, "deviance"))$statistic,
               tolerance = 1e-8)
  expect_equal(prediction_scores(grouped)$mean, prediction_scores(single)$mean, tolerance = 1e-8)
  expect_equal(category_auc(grouped)$pairs, category_auc(single)$pairs, tolerance = 1e-8)
})
