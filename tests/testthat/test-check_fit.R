test_that("every method refuses what is no whole fit, by a classed error", {
  fit <- logistic(low ~ age + smoke, birthweight)
  old <- fit
  old$version <- NULL
  newer <- fit
  newer$version <- 99L
  broken <- list(empty = structure(list(), class = class(fit)), old = old, newer = newer,
                 short = structure(unclass(fit)[1:12], class = class(fit)),
                 text = structure("no", class = class(fit)))
  for (name in names(broken)) {
    for (method in names(fit_methods())) {
      expect_identical(outcome_of(fit_methods()[[method]], broken[[name]]), "logistic_error_fit",
                       label = paste(method, "of", name))
    }
  }
  expect_error(vcov(newer), "must be 1, not 99")
})

test_that("without any one part a method works or says what is missing", {
  fit <- logistic(low ~ age + smoke, birthweight)
  odd <- list()
  for (part in names(fit)) {
    for (value in list(NULL, "text", 1:2)) {
      less <- unclass(fit)
      less[[part]] <- value
      class(less) <- class(fit)
      for (method in names(fit_methods())) {
        outcome <- outcome_of(fit_methods()[[method]], less)
        if (outcome != "ok" && !startsWith(outcome, "logistic_error")) {
          odd[[length(odd) + 1L]] <- paste(method, part, deparse1(value), outcome)
        }
      }
    }
  }
  expect_identical(unique(unlist(odd)), NULL)
})

test_that("what was lost is named", {
  fit <- logistic(low ~ age, birthweight)
  less <- fit
  less$loglik <- NULL
  expect_error(summary(less), "`loglik` is missing", class = "logistic_error_fit")
  less <- fit
  less$link <- "log"
  expect_error(predict(less), "`link` is not what it was", class = "logistic_error_fit")
  less <- fit
  less$y <- less$y[1:5]
  error <- expect_error(residuals(less), class = "logistic_error_fit")
  expect_match(conditionMessage(error), "`y` 5")
  parted <- suppressWarnings(logistic(y ~ x, data.frame(x = 1:8, y = rep(0:1, each = 4))))
  parted$separation <- NULL
  expect_error(predict(parted), "`separation` is missing", class = "logistic_error_fit")
  # coefficients may be other ones: tools for marginal effects set them
  fit$coefficients[] <- 0
  expect_equal(unname(predict(fit, birthweight[1:2, ], type = "response")), c(0.5, 0.5))
})

test_that("a stub of call and terms is enough for a model frame", {
  fit <- logistic(low ~ age, birthweight)
  stub <- structure(list(call = fit$call, terms = terms(update(fit, . ~ . + lwt))),
                    class = class(fit))
  expect_identical(names(model.frame(stub)), c("low", "age", "lwt"))
  expect_error(vcov(stub), class = "logistic_error_fit")
  skip_if_not_installed("MASS")
  expect_equal(MASS::addterm(fit, ~ . + lwt)$AIC,
               MASS::addterm(glm(low ~ age, binomial, birthweight), ~ . + lwt)$AIC)
})

test_that("a conditional random field is whole, or every method says what is missing", {
  ask <- list(coef, logLik, nobs, deviance, weights, formula, terms, model.frame, summary,
              convergence, function(fit) utils::capture.output(print(fit)))
  fit <- crf_rain(months = 12L)
  odd <- character()
  for (part in names(fit)) {
    for (value in list(NULL, "text", 1:2)) {
      less <- unclass(fit)
      less[[part]] <- value
      class(less) <- class(fit)
      for (method in ask) {
        outcome <- outcome_of(method, less)
        if (outcome != "ok" && !startsWith(outcome, "logistic_error")) {
          odd <- c(odd, paste(part, deparse1(value), outcome))
        }
      }
    }
  }
  expect_identical(unique(odd), character())
  fit$status <- fit$status[-1L]
  expect_error(coef(fit), "`status` is not what it was", class = "logistic_error_fit")
  fit$version <- 99L
  expect_error(summary(fit), "must be 1, not 99", class = "logistic_error_fit")
  expect_error(odds_ratio(lm(dist ~ speed, cars)), "multinomial() or ordinal(), not lm",
               fixed = TRUE)
  expect_error(convergence(lm(dist ~ speed, cars)), "ordinal() or crf(), not lm", fixed = TRUE)
})
