cheese_table <- function() {
  # McCullagh and Nelder (1989), table 5.5: additives A to D by nine ratings
  list(counts = rbind(c(0, 0, 1, 7, 8, 8, 19, 8, 1), c(6, 9, 12, 11, 7, 6, 1, 0, 0),
                      c(1, 1, 6, 8, 23, 7, 5, 1, 0), c(0, 0, 0, 1, 3, 7, 14, 16, 11)),
       data = data.frame(additive = factor(c("A", "B", "C", "D"))))
}

test_that("the score test of a saturated alternative is Pearson's, or SAS's", {
  cheese <- cheese_table()
  counts <- cheese$counts
  fit <- ordinal(counts ~ additive, cheese$data)
  expected <- fitted(fit) * rowSums(counts)
  score <- parallel_test(fit, "score")
  expect_equal(score$chisq, sum((counts - expected)^2 / expected), tolerance = 1e-9)
  # SAS/STAT User's Guide, PROC LOGISTIC, example "Ordinal Logistic Regression": 17.2866, 21 df
  observed <- parallel_test(fit, "score", information = "observed")
  expect_equal(observed$chisq, 17.2866, tolerance = 2e-5)
  expect_identical(observed$df, 21L)
  expect_equal(round(observed$p, 4L), 0.6936)
})

test_that("Brant's test is that of package brant", {
  skip_if_not_installed("MASS")
  survey <- MASS::survey
  survey$Smoke <- ordered(survey$Smoke, c("Never", "Occas", "Regul", "Heavy"))
  fit <- ordinal(Smoke ~ Sex + Height, survey)
  # help page of brant 0.3-0: Omnibus 3.28 4 0.51, SexMale 1.58 2 0.45, Height 0.02 2 0.99
  tests <- parallel_test(fit, "brant")
  expect_identical(tests$term, c("Sex", "Height", "all"))
  expect_equal(round(tests$chisq, 2L), c(1.58, 0.02, 3.28))
  expect_identical(tests$df, c(2L, 2L, 4L))
  expect_equal(round(tests$p, 2L), c(0.45, 0.99, 0.51))
})

test_that("Brant's covariance holds with weights and other links: differences of cells", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  for (link in c("logit", "probit", "cloglog")) {
    fit <- ordinal(Sat ~ Cont, h, freq = Freq, link = link)
    counts <- xtabs(Freq ~ Cont + Sat, h)
    below <- t(apply(counts, 1L, cumsum) / rep(rowSums(counts), each = 3L))[, 1:2]
    family <- binomial(link)
    eta <- family$linkfun(below)
    slope <- 1 / family$mu.eta(eta)
    variance <- vapply(1:2, function(g) {
      p <- below[g, ]
      cov <- (outer(p, p, pmin) - outer(p, p)) / sum(counts[g, ])
      d <- c(-1, 1) * slope[g, ]
      drop(d %*% cov %*% d)
    }, 0)
    change <- diff(eta[2L, ] - eta[1L, ])
    expect_equal(parallel_test(fit, "brant")$chisq, unname(change^2 / sum(variance)),
                 tolerance = 1e-8, info = link)
  }
})

test_that("likelihood ratios are those of fits with other parallel terms", {
  skip_if_not_installed("MASS")
  fit <- ordinal(Sat ~ Infl + Type + Cont, MASS::housing, freq = Freq)
  tests <- parallel_test(fit)
  expect_identical(tests$term, c("Infl", "Type", "Cont", "all"))
  expect_identical(tests$df, c(2L, 3L, 1L, 6L))
  all <- update(fit, parallel = FALSE)
  expect_equal(tests$chisq[4L], 2 * as.double(logLik(all) - logLik(fit)), tolerance = 1e-8)
  # ordinal 2022.11-16, logLik() of clm() with nominal = ~ Infl, ~ Type, ~ Cont
  expect_equal(tests$chisq[1:3], c(1.10645301, 5.73373705, 2.44455266), tolerance = 1e-6)
  expect_true(all(tests$note == ""))
  # a term that is not parallel is compared with the model where it is
  expect_equal(parallel_test(all)$chisq[4L], tests$chisq[4L], tolerance = 1e-8)
})

test_that("score and likelihood ratio are close for every kind of model", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  fits <- list(ordinal(Sat ~ Infl + Type, h, freq = Freq),
               ordinal(Sat ~ Infl + Type, h, freq = Freq, link = "cloglog"),
               ordinal(Sat ~ Infl + Type, h, freq = Freq, type = "adjacent"),
               ordinal(Sat ~ Infl + Type, h, freq = Freq, type = "continuation"))
  for (fit in fits) {
    lr <- parallel_test(fit)
    for (information in c("expected", "observed")) {
      score <- parallel_test(fit, "score", information)
      expect_identical(score$df, lr$df)
      expect_equal(score$chisq, lr$chisq, tolerance = 0.1)
    }
  }
  # adjacent categories of one factor: Pearson's statistic of the fitted table
  counts <- xtabs(Freq ~ Type + Sat, h)
  fit <- ordinal(Sat ~ Type, h, freq = Freq, type = "adjacent")
  expected <- fitted(fit)[match(rownames(counts), h$Type), ] * rowSums(counts)
  expect_equal(parallel_test(fit, "score")$chisq, sum((counts - expected)^2 / expected),
               tolerance = 1e-9)
})

test_that("thresholds that cross under the alternative are said to", {
  set.seed(39)
  d <- data.frame(x = rnorm(40), y = ordered(sample(4, 40, TRUE)))
  tests <- parallel_test(ordinal(y ~ x, d))
  expect_match(tests$note, "cross")
  expect_output(print(tests), "not a probability model")
})

test_that("it prints as a table, and is data", {
  skip_if_not_installed("MASS")
  tests <- parallel_test(ordinal(Sat ~ Infl + Cont, MASS::housing, freq = Freq))
  expect_output(print(tests), "Proportional odds, LR +chi2 +df +p")
  expect_identical(class(as.data.frame(tests)), "data.frame")
  expect_named(tidy.category_tests(tests), c("term", "df", "statistic", "p.value", "note"))
  probit <- ordinal(Sat ~ Infl, MASS::housing, freq = Freq, link = "probit")
  expect_output(print(parallel_test(probit, "score")), "Parallel slopes, score")
})

test_that("what has no such test is refused", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  refused <- function(expr) expect_error(expr, class = "logistic_error_argument")
  refused(parallel_test(multinomial(Sat ~ Infl, h, freq = Freq)))
  refused(parallel_test(ordinal(Sat ~ 1, h, freq = Freq)))
  two <- suppressMessages(ordinal(Sat ~ Infl, h, freq = Freq, subset = Sat != "Low"))
  refused(parallel_test(two))
  refused(parallel_test(ordinal(Sat ~ Infl, h, freq = Freq), "wald"))
  refused(parallel_test(ordinal(Sat ~ Infl, h, freq = Freq, type = "adjacent"), "brant"))
})

test_that("with thousands of slopes it is refused before any work", {
  set.seed(1)
  d <- data.frame(x = rnorm(2500), y = ordered(rank(rnorm(2500))))
  expect_error(parallel_test(ordinal(y ~ x, d)), "fewer categories",
               class = "logistic_error_memory")
})
