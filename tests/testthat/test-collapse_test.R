test_that("the likelihood ratio of a pair is that of a model of the other categories", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  fit <- multinomial(Sat ~ Infl + Cont, h, freq = Freq)
  tests <- collapse_test(fit)
  expect_identical(tests$pair, c("Medium / Low", "High / Low", "High / Medium"))
  # categories of the same slopes: the likelihood is that of the joined ones, times their shares
  joined <- function(pair) {
    h$y <- factor(ifelse(h$Sat %in% pair, "both", as.character(h$Sat)))
    n <- tapply(h$Freq, h$Sat, sum)[pair]
    as.double(logLik(multinomial(y ~ Infl + Cont, h, freq = Freq))) + sum(n * log(n / sum(n)))
  }
  known <- vapply(list(c("Medium", "Low"), c("High", "Low"), c("High", "Medium")), function(pair) {
    2 * (as.double(logLik(fit)) - joined(pair))
  }, 0)
  expect_equal(tests$chisq, known, tolerance = 1e-9)
  expect_identical(tests$df, rep(3L, 3L))
})

test_that("it does not depend on the reference, nor on how columns are centred", {
  d <- transform(birthweight, year = age + 2000)
  for (method in c("lr", "wald")) {
    fits <- lapply(levels(d$race), function(reference) {
      collapse_test(multinomial(race ~ year + I(year^2) + smoke, d, reference = reference), method)
    })
    expect_equal(fits[[2L]]$chisq, fits[[1L]]$chisq, tolerance = 1e-6)
    expect_equal(fits[[3L]]$chisq, fits[[1L]]$chisq, tolerance = 1e-6)
    expect_identical(fits[[2L]]$pair, fits[[1L]]$pair)
  }
})

test_that("Wald's test of a pair with the reference is the joint one", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  tests <- collapse_test(fit, "wald")
  expect_equal(tests$chisq[1L], joint_wald(fit, 2:3)[["chisq"]], tolerance = 1e-10)
  difference <- fit$coefficients[5:6] - fit$coefficients[2:3]
  v <- vcov(fit)
  cov <- v[5:6, 5:6] + v[2:3, 2:3] - v[5:6, 2:3] - v[2:3, 5:6]
  expect_equal(tests$chisq[3L], sum(difference * solve(cov, difference)), tolerance = 1e-10)
})

test_that("aliased columns count nothing; what has no such test is refused", {
  skip_if_not_installed("MASS")
  h <- transform(MASS::housing, size = as.numeric(Infl))
  h$twice <- 2 * h$size + 1
  fit <- suppressMessages(multinomial(Sat ~ size + twice, h, freq = Freq))
  plain <- multinomial(Sat ~ size, h, freq = Freq)
  for (method in c("lr", "wald")) {
    expect_equal(collapse_test(fit, method), collapse_test(plain, method), tolerance = 1e-8)
  }
  expect_error(collapse_test(multinomial(Sat ~ 1, h, freq = Freq)),
               class = "logistic_error_argument")
  expect_error(collapse_test(ordinal(Sat ~ 1, h, freq = Freq)), class = "logistic_error_argument")
  expect_output(print(collapse_test(plain)), "Same slopes, LR")
})
