test_that("Hausman and McFadden's statistic is that of fits without a category", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  tests <- iia_test(fit)
  expect_identical(tests$omitted, levels(birthweight$race))
  statistic <- function(omit) {
    kept <- setdiff(levels(birthweight$race), omit)
    d <- birthweight[birthweight$race != omit, ]
    less <- logistic(factor(race, kept) ~ age + smoke, d)
    full <- multinomial(race ~ age + smoke, birthweight, reference = kept[1L])
    at <- grep(paste0("^", kept[2L], ":"), names(full$coefficients))
    b <- coef(less) - full$coefficients[at]
    v <- vcov(less) - vcov(full)[at, at]
    sum(b * solve(v, b))
  }
  expect_equal(tests$chisq, vapply(tests$omitted, statistic, 0, USE.NAMES = FALSE),
               tolerance = 1e-5)
  expect_identical(tests$df, rep(3L, 3L))
  one <- iia_test(fit, "black")
  expect_equal(one$chisq, tests$chisq[tests$omitted == "black"])
  definite <- !nzchar(tests$note)
  expect_identical(is.na(tests$p), !definite)
  expect_equal(tests$p[definite], pchisq(tests$chisq, 3, lower.tail = FALSE)[definite])
})

test_that("Small and Hsiao's halves come from the seed, and the generator is left alone", {
  skip_if_not_installed("MASS")
  fit <- multinomial(Sat ~ Infl + Cont, MASS::housing, freq = Freq)
  set.seed(3)
  before <- .Random.seed
  first <- iia_test(fit, method = "small-hsiao", seed = 1)
  expect_identical(.Random.seed, before)
  expect_identical(iia_test(fit, method = "small-hsiao", seed = 1), first)
  expect_false(identical(iia_test(fit, method = "small-hsiao", seed = 2)$chisq, first$chisq))
  expect_true(all(first$chisq >= 0))
  expect_identical(first$df, rep(4L, 3L))
})

test_that("Small and Hsiao's statistic is what it says", {
  d <- birthweight
  fit <- multinomial(race ~ age, d)
  set.seed(1)
  first <- sample.int(nrow(d)) <= nrow(d) / 2
  a <- multinomial(race ~ age, d[first, ])$coefficients
  b <- multinomial(race ~ age, d[!first, ])$coefficients
  mixed <- a / sqrt(2) + (1 - 1 / sqrt(2)) * b
  rest <- d[!first & d$race != "other", ]
  loglik <- function(beta) {
    eta <- beta[[1L]] + beta[[2L]] * rest$age
    sum(ifelse(rest$race == "black", eta, 0) - log1p(exp(eta)))
  }
  best <- coef(logistic(factor(race, c("white", "black")) ~ age, rest))
  ours <- iia_test(fit, "other", "small-hsiao", seed = 1)
  expect_equal(ours$chisq, 2 * (loglik(best) - loglik(mixed[1:2])), tolerance = 1e-9)
})

test_that("it says how little it can say; and refuses what it cannot do", {
  fit <- multinomial(race ~ age, birthweight)
  expect_output(print(iia_test(fit)), "not reliable")
  expect_error(iia_test(fit, "red"), class = "logistic_error_levels")
  expect_error(iia_test(multinomial(low ~ age, birthweight)), class = "logistic_error_argument")
  expect_error(iia_test(fit, method = "x"), class = "logistic_error_argument")
})

test_that("where the covariances agree in a direction, rounding is no statistic", {
  fit <- multinomial(cbind(fish, invertebrate, reptile, bird, other) ~ lake + size, alligators)
  tests <- iia_test(fit, "other")
  expect_identical(tests$chisq, NA_real_)
  expect_match(tests$note, "singular")
})
