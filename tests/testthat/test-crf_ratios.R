test_that("odds ratios of labels and of adjacent labels are those of the weights", {
  fit <- crf_fit_of(crf_known_fit("rain-season"))
  out <- odds_ratio(fit)
  b <- fit$coefficients
  expect_equal(out$table$estimate, unname(exp(b[2:4])), tolerance = 1e-12)
  limits <- exp(confint(fit, method = "wald"))
  expect_equal(out$table$conf.low, unname(limits[2:4, 1]), tolerance = 1e-12)
  depend <- out$dependence$table
  expect_identical(depend$season, c("summer", "autumn", "winter", "spring"))
  expect_equal(depend$estimate, unname(exp(b[5] + c(0, b[6:8]))), tolerance = 1e-12)
  of <- c(5L, 7L)
  se <- sqrt(sum(vcov(fit)[of, of]))
  expect_equal(depend$conf.high[3], exp(sum(b[of]) + qnorm(0.975) * se)[[1]], tolerance = 1e-12)
  expect_identical(nrow(as.data.frame(out)), 7L)
  expect_identical(as.data.frame(out)$season, c(rep(NA, 3), depend$season))
})

test_that("of several labels there is a ratio for each, steps and values as asked for", {
  fit <- do.call(crf, list(y ~ x1 * x2, crf_known_fit("ridge")$data, sequence = quote(sequence),
                           transitions = ~ x1))
  b <- fit$coefficients
  out <- odds_ratio(fit, x1 = 2, at = list(x2 = 1, x1 = c(0, 1)))
  expect_identical(out$table$y.level, c("B", "C"))
  expect_equal(out$table$estimate, unname(exp(2 * c(b["B:x1"] + b["B:x1:x2"],
                                                    b["C:x1"] + b["C:x1:x2"]))), tolerance = 1e-10)
  expect_equal(out$tests$statistic, drop1(fit, "x1:x2")$LRT[2], tolerance = 1e-8)
  depend <- out$dependence$table
  expect_equal(depend$estimate[3:4], unname(exp(b["B->C:(Intercept)"] + c(0, b["B->C:x1"]))),
               tolerance = 1e-10)
  expect_error(odds_ratio(fit, "x3"), class = "logistic_error_variable")
  expect_error(odds_ratio(fit, at = list(x3 = 1)), class = "logistic_error_variable")
})

test_that("a dependence alone has its ratios, and an infinite one its limit", {
  alone <- odds_ratio(crf(y ~ 1, crf_known_fit("numeric")$data, sequence = sequence))
  expect_identical(alone$table$contrast, "B->B")
  expect_warning(fit <- do.call(crf, list(y ~ x, separated_sequences(), sequence = quote(id))),
                 class = "logistic_warning_separation")
  depend <- odds_ratio(fit)$dependence$table
  expect_identical(depend$estimate, 0)
  expect_equal(depend$conf.high, exp(confint(fit, "B->B")[[2]]))
  expect_false(anyNA(odds_ratio(fit)$table$conf.low))
})

test_that("without dependence the ratios are those of logistic()", {
  known <- crf_known_fit("numeric-independent")
  fit <- crf_fit_of(known)
  out <- odds_ratio(fit, x = 2)
  expect_null(out$dependence)
  expect_equal(as.data.frame(out), as.data.frame(odds_ratio(logistic(y ~ x, known$data), x = 2)),
               tolerance = 1e-10)
})

test_that("a fit with a penalty has no ratios", {
  expect_error(odds_ratio(crf_fit_of(crf_known_fit("ridge"))), class = "logistic_error_penalty")
})

test_that("ratios print", {
  expect_snapshot(odds_ratio(crf_fit_of(crf_known_fit("rain-season"))))
  expect_snapshot(odds_ratio(crf_fit_of(crf_known_fit("factor"))))
})

test_that("another covariance is refused by name, and where it can be had is told", {
  expect_refused(odds_ratio(crf_rain(), vcov = "sandwich"), "argument", "`vcov` must be absent",
                 "summary(fit, vcov = )")
  expect_refused(odds_ratio(crf_rain(), "season", vcov = diag(5)), "argument", "`vcov`")
  expect_refused(odds_ratio(logistic(low ~ age, birthweight), vcov = "sandwich"), "argument",
                 "`vcov`")
  # a variable may have that name
  d <- transform(birthweight, vcov = age)
  expect_equal(odds_ratio(logistic(low ~ vcov, d), vcov = 10)$table$estimate,
               odds_ratio(logistic(low ~ age, d), age = 10)$table$estimate)
})
