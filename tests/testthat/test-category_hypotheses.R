test_that("coefficients, intervals and hypotheses of all equations", {
  skip_if_not_installed("lmtest")
  d <- four_category_data()
  d$twice <- 2 * d$x
  for (fit in list(suppressMessages(multinomial(u ~ x + twice + f, d)),
                   suppressMessages(ordinal(y ~ x + twice + f, d)))) {
    b <- fit$coefficients[!is.na(fit$coefficients)]
    se <- sqrt(diag(vcov(fit, complete = FALSE)))
    table <- lmtest::coeftest(fit)
    expect_identical(rownames(table), names(b))
    expect_equal(table[, 3:4], cbind(b / se, 2 * pnorm(-abs(b / se))), ignore_attr = TRUE)
    expect_identical(colnames(table)[3L], "z value")
    expect_identical(nobs(table), 150)
    expect_equal(lmtest::coefci(fit), cbind(b - qnorm(0.975) * se, b + qnorm(0.975) * se),
                 ignore_attr = TRUE)
    robust <- function(x, ...) vcov(x, complete = FALSE, ...)
    expect_equal(lmtest::coeftest(fit, robust, type = "HC1")[, 2L],
                 sqrt(diag(vcov(fit, complete = FALSE, type = "HC1"))))
    expect_equal(lmtest::coefci(fit, "2:x", 0.9, vcov. = vcov(fit, FALSE, "HC0")),
                 lmtest::coefci(fit, level = 0.9, vcov. = vcov(fit, FALSE, "HC0"))[
                   names(b) == "2:x", , drop = FALSE])
  }
})

test_that("functions of coefficients, in each equation and between them", {
  skip_if_not_installed("car")
  d <- four_category_data()
  fit <- multinomial(u ~ x + z, d)
  b <- coef(fit)
  v <- vcov(fit)
  each <- car::deltaMethod(fit, "x / z")
  expect_equal(each$Estimate, unname(b[, "x"] / b[, "z"]))
  expect_identical(rownames(each), paste(2:4, "x/z"))
  gradient <- c(1, -b["4", "x"] / b["4", "z"]) / b["4", "z"]
  expect_equal(each$SE[3L]^2, drop(gradient %*% v[8:9, 8:9] %*% gradient))
  between <- car::deltaMethod(fit, "`2:x` - `4:x`")
  expect_equal(between$SE, sqrt(v[2, 2] + v[8, 8] - 2 * v[2, 8]))
  test <- car::linearHypothesis(fit, "2:x = 4:x")
  expect_equal(test$Chisq[2L], (between$Estimate / between$SE)^2)
  d$twice <- 2 * d$x
  aliased <- suppressMessages(multinomial(u ~ x + twice + z, d))
  expect_equal(car::deltaMethod(aliased, "x / z"), each)
  ordered <- suppressMessages(ordinal(y ~ x + twice + z, d))
  b <- coef(ordered)
  expect_equal(car::deltaMethod(ordered, "x / z")$Estimate, b[["x"]] / b[["z"]])
})

test_that("linear hypotheses and inflation of ordinal fits are those of polr", {
  skip_if_not_installed("car")
  d <- four_category_data()
  ours <- ordinal(y ~ x + f, d)
  polr <- MASS::polr(y ~ x + f, d, Hess = TRUE, control = list(reltol = 1e-15))
  expect_equal(car::linearHypothesis(ours, c("fb = 0", "fc = 0"))[2L, 2:4],
               car::linearHypothesis(polr, c("fb = 0", "fc = 0"))[2L, 2:4], tolerance = 1e-4)
  expect_equal(car::vif(ours), car::vif(polr), tolerance = 1e-4)
  expect_error(car::vif(ordinal(y ~ x + f, d, type = "continuation", parallel = ~x)),
               class = "logistic_error_parallel")
})

test_that("multiple comparisons: slopes of ordinal fits, all coefficients of others", {
  skip_if_not_installed("multcomp")
  d <- four_category_data()
  fit <- ordinal(y ~ x + f, d)
  test <- multcomp::glht(fit, multcomp::mcp(f = "Tukey"))
  b <- coef(fit)
  expect_equal(coef(test), c("b - a" = b[["fb"]], "c - a" = b[["fc"]],
                             "c - b" = b[["fc"]] - b[["fb"]]))
  expect_equal(sqrt(vcov(test)[1L, 1L]), fit$std.error[["fb"]])
  expect_identical(test$df, 0)
  robust <- multcomp::glht(fit, multcomp::mcp(f = "Tukey"), vcov. = vcov(fit, type = "HC1"))
  expect_equal(unname(vcov(robust)[1L, 1L]), vcov(fit, type = "HC1")["fb", "fb"])
  several <- multinomial(u ~ x + f, d)
  test <- multcomp::glht(several, "`2:fb` - `3:fb` = 0")
  expect_equal(unname(coef(test)), coef(several)["2", "fb"] - coef(several)["3", "fb"])
  each <- ordinal(y ~ x + f, d, type = "adjacent", parallel = FALSE)
  test <- multcomp::glht(each, "`1|2:fb` - `2|3:fb` = 0")
  expect_equal(unname(coef(test)), coef(each)[["1|2:fb"]] - coef(each)[["2|3:fb"]])
})

test_that("linearHypothesis() and coeftest() take every row as often as freq says", {
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
