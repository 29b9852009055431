risk_score <- function(...) {
  published_model(~ I(age / 10 - 5) + sex + I(chol - 5), coef = c(-5, 2, -1, 1.2),
                  event = "death in 10 years", ...)
}

test_that("the teaching example", {
  risk <- risk_score()
  man <- data.frame(age = 50, sex = 0, chol = 7)
  expect_equal(unname(predict(risk, man, type = "response")), plogis(-2.6), tolerance = 1e-15)
  expect_equal(round(unname(predict(risk, man, type = "response")), 4), 0.0691)
  expect_snapshot(risk_score())
})

test_that("standard errors only with a covariance", {
  man <- data.frame(age = 50, sex = 0, chol = 7)
  expect_error(predict(risk_score(), man, se.fit = TRUE), class = "logistic_error_covariance")
  expect_error(vcov(risk_score()), class = "logistic_error_covariance")
  V <- diag(c(0.4, 0.1, 0.2, 0.3)^2)
  got <- predict(risk_score(vcov = V), man, se.fit = TRUE)
  expect_equal(unname(got$se.fit), sqrt(0.4^2 + 4 * 0.3^2))
})

test_that("factors, names, and the same numbers as the fit they were taken from", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age + race + smoke, bw)
  levels <- list(smoke = c("no", "yes"), race = c("white", "black", "other"))
  same <- published_model(~ age + race + smoke, rev(coef(fit)), vcov(fit), "low", levels = levels)
  expect_equal(predict(same, bw, type = "response", se.fit = TRUE),
               predict(fit, bw, type = "response", se.fit = TRUE), tolerance = 1e-12)
  expect_error(predict(same, data.frame(age = 1, race = "green", smoke = "no")),
               class = "logistic_error_levels")
})

test_that("coefficients and covariance are checked", {
  expect_error(published_model(~ x, 1), class = "logistic_error_coefficients")
  expect_error(published_model(~ x, c(a = 1, x = 2)), class = "logistic_error_coefficients")
  expect_error(published_model(~ x, c("1", "2")), class = "logistic_error_coefficients")
  expect_error(published_model(~ x, 1:2, vcov = matrix(1:4, 2)), class = "logistic_error_vcov")
  expect_error(published_model(y ~ x, 1:2), class = "logistic_error_formula")
  expect_error(published_model(~ x, 1:2, levels = list(z = "a")), class = "logistic_error_formula")
  expect_error(predict(published_model(~ x, 1:2)), class = "logistic_error_newdata")
})

test_that("the class is the event, from the cutoff on; other types are refused with the choices", {
  risk <- risk_score()
  men <- data.frame(age = c(50, 80), sex = 0, chol = 7)
  got <- predict(risk, men, type = "class")
  expect_identical(levels(got), c("not death in 10 years", "death in 10 years"))
  expect_identical(as.integer(got), c(1L, 2L))
  expect_identical(as.integer(predict(risk, men, type = "class", cutoff = 0.05)), c(2L, 2L))
  expect_error(predict(risk, men, type = "terms"), '"link", "response", "class", not "terms"',
               class = "logistic_error_argument")
  expect_error(predict(risk, men, type = "class", cutoff = 2), class = "logistic_error_argument")
})

test_that("a formula that means nothing without data is refused", {
  z <- function(x) x - mean(x)
  forms <- list(~ splines::ns(age, 3), ~ scale(age), ~ poly(age, 2), ~ z(age), ~ factor(age),
                ~ I(age - mean(age)), ~ cut(age, 3))
  for (form in forms) {
    expect_error(published_model(form, 1:2), "without data", class = "logistic_error_formula")
  }
  form <- ~ splines::ns(age, knots = c(40, 60), Boundary.knots = c(30, 70))
  risk <- published_model(form, c(-1, 1, 2, 3))
  ages <- data.frame(age = c(35, 50, 65))
  expect_equal(unname(predict(risk, ages)), drop(model.matrix(form, ages) %*% c(-1, 1, 2, 3)),
               ignore_attr = TRUE)
  expect_no_error(published_model(~ cut(age, c(0, 30, 60)) + factor(sex, c("m", "f")), 1:3,
                                  levels = list(sex = c("m", "f"))))
})

test_that("variables come from newdata alone", {
  age <- 50
  risk <- published_model(~ age + sin(2 * pi * day), 1:3)
  expect_error(predict(risk, data.frame(day = 1)), "`age` is missing",
               class = "logistic_error_variable")
  expect_equal(unname(predict(risk, data.frame(age = 2, day = 0.25))), 1 + 4 + 3)
})

test_that("the offset is part of the equation", {
  expect_output(print(published_model(~ x + offset(log(years)), c(-2, 1))),
                "logit = -2 + 1 x + offset(log(years))", fixed = TRUE)
})
