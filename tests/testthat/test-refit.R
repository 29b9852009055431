without <- function(parts, left_out) logistic:::without_columns(parts, left_out)
score_of <- function(parts, eta, fit) logistic:::score_statistic(parts, eta, fit)

formulas <- list(numeric = low ~ age + lwt, factors = low ~ race * smoke + age,
                 slopes = low ~ race * age + smoke:lwt, no_constant = low ~ race - 1 + age,
                 matrix = low ~ poly(age, 2) + race)

test_that("without columns the design is the model matrix without them, and no more", {
  for (name in names(formulas)) {
    fit <- logistic(formulas[[name]], birthweight)
    parts <- logistic:::fit_parts(fit)
    x <- model.matrix(fit)
    for (term in unique(fit$assign)) {
      left_out <- fit$assign == term
      less <- without(parts, left_out)
      expect_equal(logistic:::design_columns(less$design, less$transform),
                   x[, !left_out, drop = FALSE], ignore_attr = TRUE, info = paste(name, term))
      expect_identical(less$design$names, colnames(x)[!left_out])
      expect_identical(less$design$assign, fit$assign[!left_out])
    }
  }
})

test_that("a block that no column reads is gone", {
  fit <- logistic(low ~ age + race + lwt, birthweight)
  parts <- logistic:::fit_parts(fit)
  expect_length(parts$design$blocks, 2L)
  less <- without(parts, fit$assign %in% 1:2)
  expect_length(less$design$blocks, 1L)
  expect_length(less$design$blocks[[1L]]$columns, 2L)
  expect_length(without(parts, rep(TRUE, 5))$design$blocks, 0L)
})

test_that("a refit is the fit to fewer terms", {
  for (link in c("logit", "cloglog")) {
    fit <- logistic(low ~ age + race * lwt, birthweight, link = link)
    fewer <- logistic(low ~ age + race + lwt, birthweight, link = link)
    again <- logistic:::refit_without(fit, logistic:::fit_parts(fit), fit$assign == 4L)
    for (part in c("rank", "deviance", "df.residual", "coefficients", "cov.unscaled")) {
      expect_equal(again[[part]], fewer[[part]], info = part)
    }
    expect_equal(again$eta, unname(fewer$linear.predictors))
  }
})

test_that("the score statistic is s' I^-1 s, aliased columns or not, for every link", {
  d <- transform(birthweight, kg = 0.45359237 * lwt)
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    wide <- suppressMessages(logistic(low ~ lwt + kg + race, d, link = link))
    fit <- logistic(low ~ lwt, d, link = link)
    x <- model.matrix(wide)[, -3L]
    w <- fit$weights
    s <- crossprod(x, w * fit$residuals)
    expect_equal(score_of(logistic:::fit_parts(wide), unname(fit$linear.predictors), fit),
                 drop(crossprod(s, solve(crossprod(x * sqrt(w)), s))), tolerance = 1e-10,
                 info = link)
  }
  expect_lt(score_of(logistic:::fit_parts(fit), unname(fit$linear.predictors), fit), 1e-20)
})

test_that("rows of probability 0 or 1 add nothing to a score", {
  d <- data.frame(y = c(0, 1, 0, 1, 1), x = c(1, 3, 2, 2, 4))
  fit <- logistic(y ~ x, d, control = list(steps = 50)) |> suppressWarnings()
  parts <- logistic:::fit_parts(fit)
  expect_equal(score_of(parts, rep(c(-Inf, Inf), c(2, 3)), fit), 0)
  part <- logistic(y ~ x, d[2:4, ]) |> suppressWarnings()
  eta <- c(-Inf, 0.3, 0.1, -0.2, Inf)
  expect_equal(score_of(parts, eta, fit),
               score_of(logistic:::fit_parts(part), eta[2:4], fit))
})
