test_that("coef is a matrix or a vector, vcov is named by the vector", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  expect_identical(dim(coef(fit)), c(2L, 3L))
  expect_identical(dimnames(coef(fit)), list(c("black", "other"),
                                             c("(Intercept)", "age", "smokeyes")))
  expect_identical(as.vector(t(coef(fit))), unname(coef(fit, matrix = FALSE)))
  expect_identical(colnames(vcov(fit)), names(coef(fit, matrix = FALSE)))
  aliased <- suppressMessages(multinomial(race ~ age + I(2 * age), birthweight))
  expect_true(all(is.na(coef(aliased)[, "I(2 * age)"])))
  expect_identical(dim(vcov(aliased)), c(6L, 6L))
  expect_identical(dim(vcov(aliased, complete = FALSE)), c(4L, 4L))
})

test_that("AIC and BIC do not depend on the layout, deviance tests the fit of counts", {
  d <- as.data.frame(table(birthweight$smoke, birthweight$race))
  names(d) <- c("smoke", "race", "n")
  wide <- stats::reshape(d, idvar = "smoke", timevar = "race", direction = "wide")
  rows <- multinomial(race ~ smoke, birthweight)
  freq <- multinomial(race ~ smoke, d, freq = n)
  counts <- multinomial(cbind(n.white, n.black, n.other) ~ smoke, wide)
  expect_equal(nobs(rows), 189)
  expect_equal(c(nobs(freq), nobs(counts)), c(189, 189))
  expect_equal(logLik(freq), logLik(rows), tolerance = 1e-12)
  expect_equal(AIC(freq) - AIC(rows), 0, tolerance = 1e-9)
  expect_equal(BIC(freq) - BIC(rows), 0, tolerance = 1e-9)
  expect_equal(counts$loglik_kernel, rows$loglik_kernel, tolerance = 1e-12)
  expect_equal(deviance(counts), 0, tolerance = 1e-10)
  expect_equal(df.residual(counts), 0)
  expect_equal(deviance(rows), -2 * as.numeric(logLik(rows)))
  expect_equal(unname(colSums(fitted(rows))), as.numeric(table(birthweight$race)))
})

test_that("what was not kept is named", {
  fit <- multinomial(race ~ age, birthweight, keep = "lean")
  expect_error(fitted(fit), class = "logistic_error_kept")
  expect_equal(coef(fit), coef(multinomial(race ~ age, birthweight)))
})

test_that("terms that leave the model leave `parallel`", {
  fit <- ordinal(rating ~ temp + contact, wine, parallel = ~ temp)
  expect_equal(coef(update(fit, . ~ . - temp)),
               coef(ordinal(rating ~ contact, wine, parallel = FALSE)))
  kept <- update(fit, . ~ . + judge, evaluate = FALSE)$parallel
  expect_identical(all.vars(kept), "temp")
  expect_silent(chosen <- step(fit, trace = 0))
  expect_s3_class(chosen, "ordinal_fit")
  expect_equal(coef(update(fit, parallel = TRUE)), coef(ordinal(rating ~ temp + contact, wine)))
})

test_that("what would change the numbers is not ignored in silence", {
  fit <- ordinal(rating ~ temp + contact, wine)
  expect_warning(summary(fit, cluster = ~judge), class = "logistic_warning_argument")
  expect_warning(confint(fit, method = "wald", conf.level = 0.9),
                 class = "logistic_warning_argument")
  expect_warning(residuals(fit, tpye = "sbs"), class = "logistic_warning_argument")
  robust <- summary(fit, vcov = ~judge)$coefficients[, "Std. Error"]
  expect_equal(unname(robust), unname(sqrt(diag(vcov(fit, cluster = ~judge)))))
  expect_equal(unname(summary(fit, vcov = "HC0")$coefficients[, 2L]),
               unname(sqrt(diag(vcov(fit, type = "HC0")))))
})

test_that("the covariance of many coefficients is made when asked for", {
  set.seed(2)
  d <- data.frame(x = rnorm(1500), y = ordered(rank(rnorm(1500))))
  fit <- ordinal(y ~ x, d)
  expect_null(fit$cov.unscaled)
  expect_equal(sqrt(diag(vcov(fit))), fit$std.error, tolerance = 1e-8)
  expect_equal(vcov(fit)["x", "x"], vcov(fit, slopes = TRUE)[1L], tolerance = 1e-10)
})
