test_that("what needs the maximum of the likelihood is refused by name", {
  fit <- sgd(race ~ age, birthweight, model = "multinomial")
  for (ask in list(fitted, residuals, plot)) {
    expect_error(ask(fit), "does not hold", class = "logistic_error_sgd")
  }
  for (ask in list(vcov, confint, summary, logLik, deviance)) {
    expect_error(ask(fit), "Fit by\\s+multinomial\\(\\)", class = "logistic_error_sgd")
  }
  expect_error(predict(fit, birthweight, se.fit = TRUE), "no standard errors")
  expect_error(predict(fit), "`newdata` must be given")
  expect_error(predict(fit, birthweight, type = "latent"), "`type` must be one of")
})

test_that("predictions are those of the exact fit", {
  set.seed(1)
  new <- birthweight[1:6, ]
  fit <- sgd(low ~ age + race, birthweight, passes = 10)
  exact <- logistic(low ~ age + race, birthweight)
  for (type in c("link", "response", "class")) {
    expect_equal(predict(fit, new, type = type), predict(exact, new, type = type), tolerance = 1e-8)
  }
  expect_equal(formula(fit), low ~ age + race, ignore_formula_env = TRUE)
  fit <- sgd(race ~ age + smoke, birthweight, model = "multinomial", passes = 10)
  exact <- multinomial(race ~ age + smoke, birthweight)
  for (type in c("probs", "link", "class")) {
    expect_equal(predict(fit, new, type = type), predict(exact, new, type = type), tolerance = 1e-8)
  }
  fit <- sgd(impairment ~ life + ses, impairment, model = "ordinal", passes = 12)
  exact <- ordinal(impairment ~ life + ses, impairment)
  for (type in c("probs", "cum.prob", "latent", "mean.class")) {
    expect_equal(predict(fit, impairment, type = type), predict(exact, impairment, type = type),
                 tolerance = 1e-6)
  }
})

test_that("print says what was done, and that there are no standard errors", {
  set.seed(2)
  fit <- sgd(low ~ age, birthweight, passes = 3)
  out <- capture.output(print(fit))
  expect_match(out[1], "Modelling P\\(low = \"yes\"\\)")
  expect_match(out[2], "189 rows read 3 times, in batches of 256")
  expect_true(any(grepl("No standard errors", out)))
  expect_output(print(sgd(race ~ age, birthweight, model = "multinomial")), "read once")
})

test_that("columns of a matrix are taken by name where both have names", {
  x <- cbind(one = 1, age = birthweight$age)
  fit <- sgd(x = x, y = birthweight$low == "yes")
  expect_equal(predict(fit, x[, 2:1]), predict(fit, x))
  expect_equal(predict(fit, unname(x)), predict(fit, x))
  expect_error(predict(fit, cbind(age = 1, two = 2)), "a matrix of the columns `one`, `age`")
})

test_that("tidy() has estimates alone", {
  skip_if_not_installed("generics")
  fit <- sgd(low ~ age, birthweight)
  expect_named(generics::tidy(fit), c("term", "estimate"))
})

test_that("a fit of another version is refused, and one saved takes no data along", {
  fit <- sgd(low ~ age, birthweight)
  fit$version <- 0L
  expect_error(coef(fit), class = "logistic_error_fit")
  local({
    big <- rnorm(1e6)
    d <- data.frame(y = big > 0, x = rnorm(1e6))
    fit <<- sgd(y ~ x, d)
  })
  expect_lt(length(serialize(fit, NULL)), 1e5)
})
