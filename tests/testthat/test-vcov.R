test_that("vcov is glm's", {
  expect_as_glm(vcov)
})

test_that("aliased coefficients are NA, or left out", {
  bw <- birth_weights()
  bw$kg <- 0.45359237 * bw$lwt
  fit <- suppressMessages(any_fit(low ~ lwt + kg + smoke, bw))
  reduced <- vcov(mock_glm(low ~ lwt + smoke, binomial, bw))
  expect_equal(vcov(fit, complete = FALSE), reduced, tolerance = 1e-9)
  expect_equal(vcov(fit)[-3, -3], reduced, tolerance = 1e-9)
  expect_true(all(is.na(vcov(fit)["kg", ])))
})

test_that("no covariance where Wald statements do not hold", {
  expect_true(all(is.na(vcov(mock_separated()))))
  fit <- mock_fit(low ~ age, birth_weights())
  fit$convergence$overlap <- "undecided"
  expect_true(all(is.na(vcov(fit))))
})

test_that("a dispersion multiplies", {
  fit <- mock_fit(low ~ age, birth_weights())
  expect_equal(vcov(fit, dispersion = 2), 2 * vcov(fit))
})

# A level has a parameter of its own: the covariance is diagonal, 1 / (n p (1 - p)).
test_that("that of more than 1,000 coefficients is computed when asked for", {
  d <- data.frame(f = factor(rep(1:1001, each = 4)))
  d$y <- rep_len(c(0, 1, 1, 1, 0, 0, 1, 1), nrow(d))
  fit <- logistic(y ~ 0 + f, d)
  p <- rep_len(c(0.75, 0.5), 1001)
  expect_null(fit$cov.unscaled)
  expect_equal(unname(vcov(fit)), diag(1 / (4 * p * (1 - p))), tolerance = 1e-12)
  expect_identical(dimnames(vcov(fit)), rep(list(names(coef(fit))), 2L))
  expect_equal(sqrt(diag(vcov(fit))), summary(fit)$coefficients[, 2L])
  expect_null(summary(fit)$cov.scaled)
  expect_identical(dim(summary(fit, correlation = TRUE)$correlation), c(1001L, 1001L))
  expect_output(print(summary(fit)), "1,001 levels; no joint Wald test")
  new <- predict(fit, d[c(1, 5), ], se.fit = TRUE)
  expect_equal(unname(new$se.fit), sqrt(1 / (4 * p[1:2] * (1 - p[1:2]))))
  wald <- anova(fit, test = "Wald")
  expect_equal(wald$Wald[2], sum(coef(fit)^2 * 4 * p * (1 - p)))
  lean <- update(fit, keep = "lean")
  expect_output(print(summary(lean)), "no joint Wald test")
  expect_error(vcov(lean), "refit with keep", class = "logistic_error_kept")
})

test_that("more than 1,000 coefficients, aliased and infinite ones among them", {
  d <- data.frame(f = factor(rep(1:1001, each = 4)), x = sin(1:4004))
  d$twice <- 2 * d$x
  d$y <- rep_len(c(0, 1, 1, 1, 0, 0, 1, 1), nrow(d))
  short <- suppressMessages(logistic(y ~ x + twice + f, d))
  expect_true(all(is.na(vcov(short)["twice", ])))
  expect_equal(vcov(short, complete = FALSE)["x", "x"], vcov(logistic(y ~ x + f, d))["x", "x"])
  expect_equal(sqrt(vcov(short)["x", "x"]), short$std.error[["x"]])
  d$y[1:4] <- 1
  parted <- suppressWarnings(logistic(y ~ 0 + f, d))
  cov <- vcov(parted)
  expect_true(all(is.na(cov["f1", ])))
  expect_equal(diag(cov)[-1L], parted$std.error[-1L]^2)
})
