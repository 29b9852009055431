test_that("Anova() of types II and III is car's of multinom and polr", {
  skip_if_not_installed("car")
  skip_if_not_installed("MASS")
  skip_if_not_installed("nnet")
  h <- MASS::housing
  twin <- nnet::multinom(Sat ~ Infl + Type * Cont, h, weights = Freq, trace = FALSE,
                         reltol = 1e-12, maxit = 500)
  fit <- multinomial(Sat ~ Infl + Type * Cont, h, freq = Freq)
  for (type in c("II", "III")) {
    ours <- car::Anova(fit, type = type)
    known <- car::Anova(twin, type = type)
    known <- known[rownames(ours), ]
    expect_equal(ours[["LR Chisq"]], known[["LR Chisq"]], tolerance = 1e-5, info = type)
    expect_equal(ours$Df, known$Df)
  }
  fit <- ordinal(Sat ~ Infl + Type * Cont, h, freq = Freq)
  twin <- MASS::polr(Sat ~ Infl + Type * Cont, h, weights = Freq, Hess = TRUE)
  expect_equal(car::Anova(fit)[["LR Chisq"]], car::Anova(twin)[["LR Chisq"]], tolerance = 1e-6)
})

test_that("Wald tests of type II: what the others leave", {
  skip_if_not_installed("car")
  skip_if_not_installed("MASS")
  fit <- ordinal(Sat ~ Type * Cont, MASS::housing, freq = Freq)
  ours <- car::Anova(fit, test.statistic = "Wald")
  expect_identical(ours$Df, c(3, 1, 3))
  main <- ordinal(Sat ~ Type + Cont, MASS::housing, freq = Freq)
  expect_equal(ours["Type", "Chisq"], joint_wald(main, 3:5)[["chisq"]], tolerance = 0.05)
  expect_equal(ours["Type:Cont", "Chisq"], joint_wald(fit, 7:9)[["chisq"]], tolerance = 1e-10)
})

test_that("lrtest() and waldtest()", {
  skip_if_not_installed("lmtest")
  skip_if_not_installed("MASS")
  small <- multinomial(Sat ~ Infl, MASS::housing, freq = Freq)
  fit <- multinomial(Sat ~ Infl + Cont, MASS::housing, freq = Freq)
  expect_equal(lmtest::lrtest(small, fit)$Chisq[2L], deviance(small) - deviance(fit),
               tolerance = 1e-8)
  at <- c(4L, 8L)
  known <- joint_wald(fit, at)[["chisq"]]
  for (table in list(lmtest::waldtest(small, fit), lmtest::waldtest(fit, "Cont"),
                     lmtest::waldtest(fit, 2), lmtest::waldtest(fit, . ~ . - Cont))) {
    expect_equal(table$Chisq[2L], known, tolerance = 1e-10)
    expect_identical(abs(table$Df[2L]), 2)
  }
  expect_equal(lmtest::waldtest(fit, small, vcov = 4 * vcov(fit))$Chisq[2L], known / 4,
               tolerance = 1e-10)
})
