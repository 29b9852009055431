# Five wrong answers of base tools (PAINS.md), answered rightly.

test_that("1: frequency weights of about 100 on 0/1 rows do not mislead the start", {
  set.seed(1)
  z <- rbinom(1000, 1, 0.1)
  w <- pmax(1, round(rnorm(1000, 100, 40)))
  p <- sum(w * z) / sum(w)
  deviance <- -2 * (sum(w * z) * log(p) + sum(w * (1 - z)) * log1p(-p))
  d <- data.frame(z, w)
  for (fit in list(logistic(z ~ 1, d, weights = w), logistic(z ~ 1, d, freq = w))) {
    expect_true(fit$converged)
    expect_identical(fit$convergence$overlap, "proved")
    expect_equal(unname(coef(fit)), qlogis(p), tolerance = 1e-14)
    expect_equal(unname(fitted(fit)[1]), p, tolerance = 1e-14)
    expect_equal(deviance(fit), deviance, tolerance = 1e-13)
  }
  expect_equal(round(p, 3), 0.107)
  expect_equal(round(deviance), 67588)
})

test_that("2: a quasi-separated factor has infinite coefficients and no standard error", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  warning <- expect_warning(fit <- logistic(y ~ g, d), class = "logistic_warning_separation")
  expect_match(conditionMessage(warning), "g2")
  expect_identical(coef(fit), c("(Intercept)" = Inf, g2 = -Inf))
  table <- coef(summary(fit))
  expect_true(all(is.na(table[, c("Std. Error", "Pr(>|z|)")])))
  expect_identical(fit$convergence$overlap, "separated")
  expect_identical(fit$separation$rows, 20L)
  expect_equal(deviance(fit), 40 * log(2) / 1, tolerance = 1e-12)
  expect_equal(unname(fitted(fit)), rep(c(1, 0.5), each = 20), tolerance = 1e-12)
  full <- dbinom(30, 40, 0.75, log = TRUE) - lchoose(40, 30)
  test <- fit$separation$test
  expect_equal(test$chisq[test$term == "g2"], 2 * (-20 * log(2) - full), tolerance = 1e-10)
})

test_that("3: three levels are an error that says what to do, or one level against the rest", {
  error <- expect_error(logistic(Species ~ Sepal.Width, datasets::iris),
                        class = "logistic_error_levels")
  expect_match(conditionMessage(error), "3 (setosa, versicolor, virginica)", fixed = TRUE)
  expect_match(conditionMessage(error), "multinomial()", fixed = TRUE)
  fit <- logistic(Species ~ Sepal.Width, datasets::iris, event = "virginica")
  expect_identical(fit$event$kind, "rest")
  exact <- mock_glm((Species == "virginica") ~ Sepal.Width, binomial, datasets::iris)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-9)
})

test_that("5: counts have the AIC of their likelihood", {
  skip_if_not_installed("MASS")
  d <- as.data.frame(datasets::esoph)
  fit <- logistic(cbind(dead, trials - dead) ~ sex * log2_dose, moth_deaths())
  exact <- sum(dbinom(moth_deaths()$dead, 20, fitted(fit), log = TRUE))
  expect_equal(as.numeric(logLik(fit)), exact, tolerance = 1e-13)
  expect_equal(AIC(fit), 8 - 2 * exact, tolerance = 1e-13)
  grouped <- mock_glm(cbind(dead, trials - dead) ~ sex * log2_dose, binomial, moth_deaths())
  expect_equal(AIC(fit), AIC(grouped), tolerance = 1e-12)
})

test_that("a column far from zero loses no digits", {
  skip_if_not_installed("MASS")
  near <- logistic(low ~ age, MASS::birthwt)
  far <- logistic(low ~ I(age + 200), MASS::birthwt)
  se <- sqrt(diag(vcov(far)))
  expect_equal(round(unname(se), c(2, 4)), c(7.02, 0.0315))
  expect_equal(unname(se[2]), unname(sqrt(vcov(near)[2, 2])), tolerance = 1e-12)
  expect_equal(unname(coef(far)[2]), unname(coef(near)[2]), tolerance = 1e-12)
  further <- logistic(low ~ I(age + 2^30), MASS::birthwt)
  expect_equal(unname(coef(further)[2]), unname(coef(near)[2]), tolerance = 1e-10)
})
