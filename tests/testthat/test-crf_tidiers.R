test_that("tidy() is the summary's table", {
  skip_if_not_installed("generics")
  fit <- crf_weather()
  tidied <- generics::tidy(fit, conf.int = TRUE)
  table <- as.data.frame(summary(fit))
  expect_identical(as.data.frame(tidied), table[1:10])
  expect_identical(names(generics::tidy(fit)), names(table)[1:8])
  ratios <- generics::tidy(fit, conf.int = TRUE, exponentiate = TRUE)
  expect_equal(ratios$conf.high, table$odds.high)
  expect_identical(ratios$std.error, table$std.error)
  large <- crf_chunks(l2 = 1)
  expect_identical(generics::tidy(large)$estimate, unname(coef(large)))
})

test_that("glance() has one row", {
  skip_if_not_installed("generics")
  fit <- crf_rain()
  row <- generics::glance(fit)
  expect_identical(names(row), c("edf", "logLik", "AIC", "BIC", "nobs", "n.tokens", "objective",
                                 "l1", "l2", "converged"))
  expect_equal(unlist(row[1:6], use.names = FALSE),
               c(5, fit$loglik, AIC(fit), BIC(fit), 60, 1680))
  ridge <- generics::glance(crf_rain(l2 = 3))
  expect_identical(c(ridge$AIC, ridge$l1, ridge$l2), c(NA, 0, 3))
})
