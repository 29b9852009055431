test_that("S4 generics see a glm", {
  expect_true(methods::is(logistic(low ~ age, birthweight), "glm"))
  expect_true(methods::extends("logistic_fit", "lm"))
  skip_if_not_installed("arm")
  fit <- logistic(low ~ age + smoke, birthweight)
  reference <- mock_glm(low ~ age + smoke, binomial, birthweight)
  expect_equal(arm::se.coef(fit), arm::se.coef(reference), tolerance = 1e-7)
  set.seed(1)
  draws <- arm::sim(fit, 2000)@coef
  expect_identical(colnames(draws), names(coef(fit)))
  expect_equal(apply(draws, 2, sd), sqrt(diag(vcov(fit))), tolerance = 0.1)
})

# the rows of R that say something, its columns in the order of the coefficients
factor_in_order <- function(fit) {
  unname(qr.R(qr(fit))[seq_len(fit$rank), order(qr(fit)$pivot)])
}

test_that("emmeans, also of rank-deficient fits", {
  skip_if_not_installed("emmeans")
  empty_cell <- subset(birthweight, !(race == "black" & smoke == "yes"))
  empty_cell$kg <- 2 * empty_cell$lwt + 1
  for (formula in list(low ~ age + race, low ~ age + race * smoke, low ~ lwt + kg + race,
                       low ~ kg + lwt + race * smoke)) {
    fit <- suppressMessages(logistic(formula, empty_cell))
    reference <- glm(formula, binomial, empty_cell, control = list(epsilon = 1e-10))
    expect_equal(as.data.frame(emmeans::emmeans(fit, ~race, type = "response")),
                 as.data.frame(emmeans::emmeans(reference, ~race, type = "response")),
                 tolerance = 1e-5, ignore_attr = TRUE)
    expect_equal(abs(factor_in_order(fit)), abs(factor_in_order(reference)), tolerance = 1e-5)
  }
})

test_that("predictions have the shapes that tools for explaining models read", {
  fit <- logistic(low ~ age + race, birthweight)
  p <- predict(fit, birthweight[1:4, ], type = "response")
  expect_true(is.numeric(p) && is.null(dim(p)) && all(p > 0 & p < 1))
  class <- predict(fit, birthweight[1:4, ], type = "class")
  expect_identical(levels(class), c("no", "yes"))
  expect_false(anyNA(class))
})
