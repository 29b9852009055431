# Sums by groups, without our code.
sums_by <- function(m, group) apply(m, 2L, function(column) tapply(column, group, sum))

test_that("Hosmer and Lemeshow's and Pearson's tests are Stata's", {
  # Stata [R] estat gof: chi2(8) = 9.65, p = 0.2904; 182 patterns, chi2(173) = 179.24, p = 0.3567
  bw <- MASS::birthwt
  fit <- logistic(low ~ age + lwt + factor(race) + smoke + ptl + ht + ui, bw)
  test <- hush(goodness(fit))
  expect_s3_class(test, c("logistic_goodness", "htest"), exact = TRUE)
  expect_equal(test$statistic[["X-squared"]], 9.65, tolerance = 1e-3)
  expect_equal(test$parameter[["df"]], 8)
  expect_equal(test$p.value, 0.2904, tolerance = 1e-3)
  pearson <- hush(goodness(fit, "pearson"))
  expect_equal(nrow(pearson$groups), 182L)
  expect_equal(pearson$parameter[["df"]], 173)
  expect_equal(pearson$statistic[[1L]], 179.24, tolerance = 1e-4)
  expect_equal(test$p.value, hush(goodness(fit, "hosmer-lemeshow"))$p.value)
})

test_that("the tests of patterns are the deviance and Pearson residuals of a grouped fit", {
  fit <- logistic(cbind(menarche, total - menarche) ~ age, menarche)
  deviance <- hush(goodness(fit, "deviance"))
  expect_equal(deviance$statistic[[1L]], deviance(fit), tolerance = 1e-10)
  expect_equal(deviance$parameter[[1L]], df.residual(fit))
  expect_equal(hush(goodness(fit, "pearson"))$statistic[[1L]], sum(residuals(fit, "pearson")^2),
               tolerance = 1e-10)
  long <- data.frame(age = rep(menarche$age, 2), event = rep(1:0, each = 25),
                     n = with(menarche, c(menarche, total - menarche)))
  ungrouped <- logistic(event ~ age, long, weights = n)
  expect_equal(hush(goodness(ungrouped, "deviance"))$statistic[[1L]], deviance(fit),
               tolerance = 1e-8)
  saturated <- goodness(logistic(low ~ smoke, birth_weights()), "pearson")
  expect_equal(saturated$statistic[[1L]], 0, tolerance = 1e-8)
  expect_identical(saturated$p.value, NA_real_)
})

test_that("Fagerland, Hosmer and Bofin's test of a multinomial fit is that of its definition", {
  skip_if_not_installed("nnet")
  d <- three_categories()
  d$y <- factor(d$y, ordered = FALSE)
  fit <- mock_multinomial(y ~ x + g, d)
  test <- hush(goodness(fit, groups = 8L))
  score <- round(1 - fit$p[, 1L], 9)
  cuts <- quantile(score, 1:7 / 8, type = 2)
  group <- rowSums(outer(score, cuts, ">"))
  observed <- sums_by(fit$counts, group)
  expected <- sums_by(fit$p, group)
  expect_equal(unname(test$observed), unname(observed))
  expect_equal(test$statistic[[1L]], sum((observed - expected)^2 / expected), tolerance = 1e-8)
  expect_equal(test$parameter[[1L]], 6 * 2)
  expect_equal(test$p.value, pchisq(test$statistic[[1L]], 12, lower.tail = FALSE))
  fit$reference <- "high"
  expect_false(isTRUE(all.equal(hush(goodness(fit))$statistic, test$statistic)))
  expect_match(hush(goodness(fit))$of_groups, "high", fixed = TRUE)
})

test_that("of two categories the tests are the binary ones", {
  skip_if_not_installed("nnet")
  d <- three_categories()
  d$y <- factor(d$y == "high", labels = c("no", "yes"))
  fit <- logistic(y ~ x + g, d)
  for (method in c("fagerland-hosmer", "pearson", "deviance", "pulkstenis-robinson")) {
    expect_equal(hush(goodness(mock_multinomial(y ~ x + g, d), method))$p.value,
                 hush(goodness(fit, method))$p.value, tolerance = 1e-5)
  }
})

test_that("an ordinal fit is grouped by its mean category, with the df of its kind", {
  skip_if_not_installed("MASS")
  fit <- mock_ordinal(y ~ x + g + h, three_categories())
  test <- hush(goodness(fit))
  group <- rowSums(outer(round(fit$p %*% 1:3, 9)[, 1L],
                         quantile(round(fit$p %*% 1:3, 9), 1:9 / 10, type = 2), ">"))
  observed <- sums_by(fit$counts, group)
  expected <- sums_by(fit$p, group)
  expect_equal(test$statistic[[1L]], sum((observed - expected)^2 / expected), tolerance = 1e-8)
  expect_equal(test$parameter[[1L]], 8 * 2 + 1)
  fit$nonparallel <- "x"
  expect_equal(hush(goodness(fit))$parameter[[1L]], 8 * 2)
})

test_that("Lipsitz's test is the likelihood ratio of the groups as a factor", {
  skip_if_not_installed("MASS")
  d <- three_categories()
  fit <- mock_ordinal(y ~ I(x^2) + g + h, d)
  test <- hush(goodness(fit, "lipsitz", groups = 6L))
  d$group <- factor(value_groups(as.vector(fit$p %*% 0:2), rep(1, 400), 6L))
  larger <- MASS::polr(y ~ I(x^2) + g + h + group, d, control = list(reltol = 1e-13))
  expect_equal(test$statistic[["LR"]], 2 * as.numeric(logLik(larger) - logLik(fit$inner)),
               tolerance = 1e-6)
  expect_equal(test$parameter[["df"]], 5)
})

test_that("Lipsitz's test refits subsets, weights, offsets and transformed variables", {
  bw <- birth_weights()
  bw$times <- rep(c(0, 1, 2), 63)
  bw$age[5] <- NA
  fit <- logistic(low ~ log(age) + poly(lwt, 2) + offset(lwt / 500), bw, subset = lwt > 90,
                  weights = times, offset = ftv / 10)
  test <- hush(goodness(fit, "lipsitz"))
  used <- subset(bw, lwt > 90 & !is.na(age))
  weighted <- used$times > 0
  used$group <- 1L
  used$group[weighted] <- value_groups(fitted(fit)[weighted], used$times[weighted], 10L)
  columns <- poly(used$lwt, 2)
  larger <- logistic(low ~ log(age) + columns + factor(group) + offset(lwt / 500), used,
                     weights = times, offset = ftv / 10)
  expect_equal(test$statistic[["LR"]], deviance(fit) - deviance(larger), tolerance = 1e-8)
})

test_that("Pulkstenis and Robinson's test halves the categorical patterns at the median", {
  skip_if_not_installed("MASS")
  d <- three_categories()
  fit <- mock_ordinal(y ~ x + g + h, d)
  pattern <- interaction(d$g, d$h)
  score <- round(as.vector(fit$p %*% 1:3), 9)
  half <- interaction(pattern, score > ave(score, pattern, FUN = median))
  observed <- sums_by(fit$counts, half)
  expected <- sums_by(fit$p, half)
  test <- hush(goodness(fit, "pulkstenis-robinson"))
  expect_equal(test$statistic[["X-squared"]], sum((observed - expected)^2 / expected),
               tolerance = 1e-8)
  expect_equal(test$parameter[["df"]], (12 - 1) * 2 - 3 - 1) # k: two of `g`, one of `h`
  test <- hush(goodness(fit, "pulkstenis-robinson-deviance"))
  expect_equal(test$statistic[["G-squared"]],
               2 * sum(ifelse(observed > 0, observed * log(observed / expected), 0)),
               tolerance = 1e-8)
  expect_identical(names(test$groups), c("g", "h", "low", "high", "n"))
  bw <- birth_weights()
  fit <- logistic(low ~ factor(race) * smoke + lwt:smoke, bw)
  expect_equal(hush(goodness(fit, "pulkstenis-robinson"))$parameter[["df"]], 12 - 1 - 5 - 1)
})

test_that("weights are counts, and the order of rows is no matter", {
  skip_if_not_installed("MASS")
  d <- three_categories()
  weights <- rep(1:4, 100)
  weighted <- mock_ordinal(y ~ x + g + h, d, weights)
  twice <- mock_ordinal(y ~ x + g + h, d[rep(1:400, weights), ][sample(1000), ])
  for (method in c("fagerland-hosmer", "lipsitz", "pulkstenis-robinson", "deviance")) {
    expect_equal(hush(goodness(weighted, method))$p.value, hush(goodness(twice, method))$p.value,
                 tolerance = 1e-4)
  }
})

test_that("ties leave fewer groups, which is said, and rows without weight are no group", {
  bw <- birth_weights()
  fit <- logistic(low ~ race * smoke, bw)
  expect_warning(test <- hush(goodness(fit)), class = "logistic_warning_groups")
  expect_lte(nrow(test$groups), 6L)
  expect_equal(test$parameter[[1L]], nrow(test$groups) - 2)
  expect_warning(test <- hush(goodness(logistic(low ~ smoke, bw))),
                 class = "logistic_warning_groups")
  expect_identical(test$p.value, NA_real_)
  expect_output(print(test), "no degrees of freedom")
  bw$w <- rep(0:1, c(89, 100))
  expect_equal(hush(goodness(logistic(low ~ lwt + age, bw, weights = w)))$p.value,
               hush(goodness(logistic(low ~ lwt + age, bw[90:189, ])))$p.value)
})

test_that("small expected counts are counted in a warning", {
  fit <- logistic(low ~ lwt + age, birth_weights())
  expect_no_warning(goodness(fit, groups = 5L))
  found <- tryCatch(goodness(fit, "pearson"), logistic_warning_expected = identity)
  table <- hush(goodness(fit, "pearson"))
  expect_equal(found$small, sum(table$expected < 5))
  expect_equal(found$tiny, sum(table$expected < 1))
  expect_match(conditionMessage(found), paste("of", length(table$expected)), fixed = TRUE)
})

test_that("limits of separated fits are no misfit", {
  fit <- mock_separated()
  test <- hush(goodness(fit, "pearson"))
  expect_equal(test$statistic[[1L]], 0, tolerance = 1e-8)
  expect_equal(hush(goodness(fit, "deviance"))$statistic[[1L]], 0, tolerance = 1e-8)
})

test_that("a test that does not exist for a fit is refused by name", {
  fit <- logistic(low ~ lwt, birth_weights())
  expect_error(goodness(fit, "pulkstenis-robinson"), "only continuous",
               class = "logistic_error_method")
  expect_error(goodness(logistic(low ~ race, birth_weights()), "pulkstenis-robinson"),
               "only categorical", class = "logistic_error_method")
  expect_error(goodness(fit, "no such"), class = "logistic_error_argument")
  expect_error(goodness(fit, groups = 2), class = "logistic_error_argument")
  expect_error(goodness(lm(lwt ~ age, birth_weights())), class = "logistic_error_type")
  lean <- logistic(low ~ lwt + race, birth_weights(), keep = "minimal")
  expect_error(goodness(lean), class = "logistic_error_kept")
  skip_if_not_installed("nnet")
  fit <- mock_multinomial(y ~ x + g, three_categories())
  expect_error(goodness(fit, "lipsitz"), "ordered", class = "logistic_error_method")
  expect_error(goodness(fit, "pulkstenis-robinson"), "ordered", class = "logistic_error_method")
})

test_that("the table is a data frame in long form, the test a tidy row", {
  fit <- logistic(low ~ lwt + age, birth_weights())
  test <- goodness(fit, groups = 5L)
  table <- as.data.frame(test)
  expect_identical(names(table),
                   c("group", "low", "high", "n", "category", "observed", "expected"))
  expect_equal(nrow(table), 10L)
  expect_equal(sum(table$observed), 189)
  expect_equal(sum(table$expected), 189, tolerance = 1e-12)
  expect_true(all(table$low <= table$high))
  skip_if_not_installed("generics")
  tidied <- generics::tidy(test)
  expect_identical(names(tidied), c("statistic", "p.value", "parameter", "method"))
  expect_equal(tidied$p.value, test$p.value)
})

test_that("prints of tests", {
  fit <- logistic(low ~ lwt + age + race, birth_weights())
  expect_snapshot({
    print(goodness(fit, groups = 5L))
    print(goodness(fit, "lipsitz", groups = 5L))
    print(hush(goodness(fit, "pulkstenis-robinson")))
  })
})
