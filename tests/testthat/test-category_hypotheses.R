test_that("linearHypothesis() and coeftest() read a vector of coefficients", {
  skip_if_not_installed("car")
  skip_if_not_installed("lmtest")
  skip_if_not_installed("MASS")
  h <- MASS::housing
  for (fit in list(multinomial(Sat ~ Infl + Cont, h, freq = Freq),
                   ordinal(Sat ~ Infl + Cont, h, freq = Freq))) {
    name <- utils::tail(names(fit$coefficients), 1L)
    z <- (fit$coefficients / sqrt(diag(vcov(fit))))[[name]]
    expect_equal(car::linearHypothesis(fit, paste(name, "= 0"))$Chisq[2L], z^2, tolerance = 1e-8)
    table <- lmtest::coeftest(fit)
    expect_identical(rownames(table), names(fit$coefficients))
    expect_equal(table[name, 3L], z, tolerance = 1e-10)
    expect_equal(lmtest::coeftest(fit, vcov. = 4 * vcov(fit))[name, 3L], z / 2, tolerance = 1e-10)
  }
})
