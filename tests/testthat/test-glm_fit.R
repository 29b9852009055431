# glm(..., method = logistic::glm_fit)

birth <- function() {
  set.seed(6)
  d <- data.frame(x = rnorm(90), f = gl(3, 30), k = sample(0:6, 90, TRUE))
  d$y <- rbinom(90, 1, plogis(d$x / 2))
  d
}

test_that("components have glm.fit's names and values", {
  d <- birth()
  ours <- glm(y ~ x + f, binomial, d, method = glm_fit)
  theirs <- mock_glm(y ~ x + f, binomial, d)
  expect_true(all(setdiff(names(theirs), "effects") %in% names(ours)))
  expect_identical(class(ours), c("glm", "lm"))
  for (part in c("coefficients", "residuals", "fitted.values", "linear.predictors", "weights",
                 "prior.weights", "y", "deviance", "null.deviance", "aic", "rank", "df.residual",
                 "df.null", "converged", "boundary", "xlevels", "contrasts", "model")) {
    expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-9, label = part,
                 ignore_formula_env = TRUE)
  }
  expect_equal(coef(summary(ours)), coef(summary(theirs)), tolerance = 1e-9)
  new <- data.frame(x = c(0, 1), f = factor(2:3))
  expect_equal(predict(ours, new, se.fit = TRUE), predict(theirs, new, se.fit = TRUE),
               tolerance = 1e-9)
  expect_output(print(ours), "Null Deviance")
})

test_that("counts, offsets, weights, no intercept, na.exclude", {
  d <- birth()
  d$x[4] <- NA
  d$o <- d$k / 5
  same <- function(...) {
    call <- substitute(list(...))
    call[[1]] <- quote(glm)
    call$method <- quote(glm_fit)
    ours <- suppressMessages(eval(call, parent.frame()))
    call$method <- NULL
    call[[1]] <- quote(mock_glm)
    theirs <- eval(call, parent.frame())
    for (part in c("deviance", "null.deviance", "aic", "df.residual", "df.null")) {
      expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-9, label = part)
    }
    expect_equal(coef(ours), coef(theirs), tolerance = 1e-9)
    expect_equal(residuals(ours), residuals(theirs), tolerance = 1e-8)
  }
  same(cbind(k, 6 - k) ~ x + f, binomial, d)
  same(cbind(k, 6 - k) ~ x + f, binomial("probit"), d, na.action = na.exclude)
  same(k / 6 ~ x, binomial, d, weights = rep(6, 90))
  same(y ~ x, binomial, d, offset = o)
  same(y ~ x - 1, binomial, d)
  same(y ~ f - 1, binomial, d)
  same(y ~ x + offset(o) - 1, binomial, d)
})

test_that("aliased columns are NA, and separation is said", {
  d <- birth()
  d$twice <- 2 * d$x
  expect_message(fit <- glm(y ~ x + twice, binomial, d, method = glm_fit),
                 class = "logistic_message_aliased")
  expect_identical(unname(is.na(coef(fit))), c(FALSE, FALSE, TRUE))
  expect_equal(unname(coef(fit)[1:2]), unname(coef(logistic(y ~ x, d))), tolerance = 1e-13)
  expect_identical(fit$rank, 2L)
  expect_equal(unname(vcov(fit)[1:2, 1:2]), unname(vcov(logistic(y ~ x, d))), tolerance = 1e-11)
  z <- data.frame(x = 1:6, y = rep(0:1, each = 3))
  expect_warning(glm(y ~ x, binomial, z, method = glm_fit), class = "logistic_warning_separation")
})

test_that("glm's controls are accepted, and other families are not", {
  d <- birth()
  fit <- glm(y ~ x, binomial, d, method = glm_fit, control = glm.control(epsilon = 1e-3))
  expect_equal(coef(fit), coef(logistic(y ~ x, d)), tolerance = 1e-14)
  expect_error(glm(k ~ x, poisson, d, method = glm_fit), class = "logistic_error_family")
  expect_error(glm_fit(cbind(1, d$x), d$y, start = 1:3), class = "logistic_error_argument")
})
