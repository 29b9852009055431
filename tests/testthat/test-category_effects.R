skip_if_not_installed("effects")

test_that("effects are those of multinom and polr, with our coefficients and covariance", {
  skip_if_not_installed("nnet")
  d <- weight_data()
  d$y <- factor(d$weight, ordered = FALSE)
  new <- data.frame(race = c("white", "black", "other"), lwt = mean(d$lwt))
  for (fit in list(ordinal(weight ~ race + lwt, d),
                   multinomial(y ~ race + lwt, d, reference = "good"))) {
    effect <- effects::Effect("race", fit)
    answer <- predict(fit, new, se.fit = TRUE)
    expect_identical(colnames(effect$prob), paste0("prob.", levels(d$weight)))
    expect_equal(effect$prob, answer$fit[, levels(d$weight)], ignore_attr = TRUE)
    expect_equal(effect$se.prob, answer$se.fit[, levels(d$weight)], ignore_attr = TRUE)
    double <- effects::Effect("race", fit, vcov. = function(fit) 4 * vcov(fit))
    expect_equal(double$se.prob, 2 * effect$se.prob)
  }
  theirs <- nnet::multinom(y ~ race + lwt, d, trace = FALSE, reltol = 1e-15, maxit = 1000)
  expect_equal(effect$prob, effects::Effect("race", theirs)$prob, tolerance = 1e-6)
  expect_s3_class(effects::allEffects(fit), "efflist")
})

test_that("a fit in a function finds its data again", {
  inner <- function() {
    own <- weight_data()
    ordinal(weight ~ race, own)
  }
  expect_s3_class(effects::Effect("race", inner()), "effpoly")
})

test_that("what effects does not know is an error", {
  d <- weight_data()
  for (fit in list(ordinal(weight ~ race, d, link = "probit"),
                   ordinal(weight ~ race, d, parallel = FALSE),
                   suppressMessages(multinomial(weight ~ lwt + age + mixed, d)))) {
    expect_error(effects::Effect("race", fit), class = "logistic_error_model")
  }
})
