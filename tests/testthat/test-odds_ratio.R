test_that("odds ratios by unit and by level", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age + lwt + race + smoke, bw)
  got <- as.data.frame(odds_ratio(fit, age = 10, "race"))
  expect_equal(got$estimate, unname(exp(c(10 * coef(fit)["age"],
                                          coef(fit)[c("raceblack", "raceother")]))))
  limits <- exp(confint(fit, method = "wald")[c("age", "raceblack"), ] * c(10, 1))
  expect_equal(as.matrix(got[1:2, c("conf.low", "conf.high")]), limits, ignore_attr = TRUE)
  expect_equal(got$p.value[1], summary(fit)$coefficients["age", 4])
  expect_identical(got$contrast, c("per 10", "black / white", "other / white"))
})

test_that("transformed terms start where asked", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ log(lwt) + smoke, bw)
  got <- as.data.frame(odds_ratio(fit, lwt = 20, at = list(lwt = c(100, 120))))
  expect_equal(got$estimate, unname((c(120, 140) / c(100, 120))^coef(fit)["log(lwt)"]))
  expect_identical(got$contrast, c("120 / 100", "140 / 120"))
})

test_that("interactions: at values, else levels and quartiles", {
  fit <- mock_fit(low ~ age * smoke + lwt, birth_weights())
  b <- coef(fit)
  got <- as.data.frame(odds_ratio(fit, "smoke", at = list(age = c(20, 30))))
  expect_equal(got$estimate, unname(exp(b["smokeyes"] + c(20, 30) * b["age:smokeyes"])))
  expect_identical(as.data.frame(odds_ratio(fit, "smoke"))$age, c(19, 23, 26))
  expect_identical(as.data.frame(odds_ratio(fit, "age"))$smoke, c("no", "yes"))
  small <- mock_fit(low ~ age + smoke + lwt, birth_weights())
  expect_equal(odds_ratio(fit, "age")$tests$statistic, deviance(small) - deviance(fit),
               tolerance = 1e-8)
})

test_that("separated and rank-deficient fits give no impossible number", {
  got <- as.data.frame(odds_ratio(mock_separated()))
  expect_identical(got$estimate, 0)
  expect_identical(got$conf.low, 0)
  expect_equal(got$conf.high, exp(confint(mock_separated())[["g2", 2]]))
  expect_equal(got$p.value, pchisq(17.26092435, 1, lower.tail = FALSE))
  bw <- birth_weights()
  bw$kg <- 0.45359237 * bw$lwt
  got <- as.data.frame(odds_ratio(mock_fit(low ~ lwt + kg + smoke, bw)))
  expect_identical(is.na(got$estimate), c(TRUE, TRUE, FALSE))
})

test_that("errors say why", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age + smoke, bw)
  expect_snapshot(odds_ratio(mock_fit(low ~ age, bw, link = "probit")), error = TRUE)
  expect_error(odds_ratio(mock_fit(low ~ age, bw, link = "probit")),
               class = "logistic_error_link")
  expect_error(odds_ratio(fit, "lwt"), class = "logistic_error_variable")
  expect_error(odds_ratio(fit, smoke = 2), class = "logistic_error_step")
  expect_error(odds_ratio(fit, age = c(1, 2)), class = "logistic_error_step")
  expect_error(odds_ratio(fit, at = list(lwt = 1)), class = "logistic_error_variable")
  expect_error(odds_ratio(glm(low ~ age, binomial, bw)), class = "logistic_error_type")
})

test_that("prints", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age + lwt + race + smoke, bw)
  both <- mock_fit(low ~ age * smoke + lwt + race, bw)
  expect_snapshot(odds_ratio(fit, age = 10, lwt = 10))
  expect_snapshot(odds_ratio(both, "smoke", at = list(age = c(20, 25, 30))))
  expect_snapshot(odds_ratio(both))
})

test_that("a fit without predictors is refused, a variable of the offset alone is not listed", {
  bw <- birth_weights()
  expect_error(odds_ratio(mock_fit(low ~ 1, bw)), class = "logistic_error_variable")
  fit <- logistic(low ~ lwt + offset(age / 10), bw)
  expect_identical(as.data.frame(odds_ratio(fit))$term, "lwt")
  expect_error(odds_ratio(fit, "age"), class = "logistic_error_variable")
})

test_that("a step that may or may not pass a cut shows both its ends", {
  fit <- any_fit(low ~ I(age > 30) + lwt, birth_weights())
  got <- as.data.frame(odds_ratio(fit, age = 1, at = list(age = c(25, 30))))
  expect_identical(got$contrast, c("26 / 25", "31 / 30"))
  expect_equal(got$estimate, c(1, exp(coef(fit)[[2]])), tolerance = 1e-12)
})

test_that("the interval of an infinite coefficient is the profile's, whichever way the step goes", {
  d <- data.frame(x = c(1:6, 5:10), z = rep(c(1, 2, 4), 4), y = rep(0:1, each = 6))
  d$x[7:12] <- d$x[7:12] + 2
  fit <- suppressWarnings(logistic(y ~ x, d))
  limits <- confint(fit, "x")
  up <- as.data.frame(odds_ratio(fit, x = 2))
  down <- as.data.frame(odds_ratio(fit, x = -2))
  expect_equal(c(up$conf.low, up$conf.high), exp(2 * c(limits)))
  expect_equal(c(down$conf.low, down$conf.high), exp(-2 * rev(c(limits))))
  expect_identical(c(up$conf.high, down$conf.low), c(Inf, 0))
})

test_that("a nested term is not called an interaction", {
  bw <- birth_weights()
  expect_null(odds_ratio(logistic(low ~ race / smoke, bw), "smoke")$tests)
  expect_null(odds_ratio(logistic(low ~ race:smoke - 1, bw), "smoke")$tests)
  expect_null(odds_ratio(logistic(low ~ age + age:smoke, bw), "smoke")$tests)
  expect_identical(odds_ratio(logistic(low ~ race * smoke - 1, bw), "smoke")$tests$df, 2L)
})

test_that("values in `at` are those that the variable can have", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age * race, bw)
  expect_error(odds_ratio(fit, "age", at = list(race = "martian")), '"black"',
               class = "logistic_error_levels")
  for (age in list("a", NA_real_, numeric(0))) {
    expect_error(odds_ratio(fit, "race", at = list(age = age)), class = "logistic_error_argument")
  }
})

test_that("a ratio that is NA says which relation a step breaks", {
  bw <- birth_weights()
  bw$kg <- 0.5 * bw$lwt
  fit <- suppressMessages(logistic(low ~ lwt + kg + smoke, bw))
  expect_output(print(odds_ratio(fit)), "held in all rows, `kg` = 0.5 * `lwt`.", fixed = TRUE)
  expect_null(odds_ratio(fit, "smoke")$unknown)
})
