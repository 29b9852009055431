test_that("each term is tested over all equations", {
  fit <- housing_fit()
  tests <- category_term_tests(fit)
  less <- multinomial(Sat ~ Infl, MASS::housing, freq = Freq)
  expect_identical(tests$term, c("Infl", "Cont"))
  expect_equal(tests$chisq[2L], 2 * (fit$loglik - less$loglik))
  expect_equal(tests$df, c(4, 2))
  expect_equal(tests$p, stats::pchisq(tests$chisq, tests$df, lower.tail = FALSE))
})

test_that("terms whose slopes differ between thresholds", {
  fit <- contact_apart()
  tests <- category_term_tests(fit)
  less <- ordinal(rating ~ temp, wine_data())
  expect_equal(tests$chisq[2L], 2 * (fit$loglik - less$loglik))
  expect_equal(tests$df, c(1, 4))
})

test_that("a term that is part of an interaction is not tested", {
  fit <- multinomial(Sat ~ Infl * Cont, MASS::housing, freq = Freq)
  expect_identical(category_term_tests(fit)$term, "Infl:Cont")
})
