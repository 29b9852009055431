test_that("accessors answer as glm's", {
  pairs <- fit_pairs()
  expect_as_glm(coef, pairs)
  expect_as_glm(deviance, pairs)
  expect_as_glm(df.residual, pairs)
  expect_as_glm(nobs, pairs)
  expect_as_glm(function(x) c(logLik(x)), pairs)
  expect_as_glm(function(x) attributes(logLik(x)), pairs)
  expect_as_glm(AIC, pairs)
  expect_as_glm(BIC, pairs)
  expect_as_glm(fitted, pairs)
  expect_as_glm(weights, pairs)
  expect_as_glm(function(x) weights(x, "working"), pairs)
  expect_as_glm(function(x) deparse(formula(x)), pairs)
  expect_as_glm(function(x) labels(terms(x)), pairs)
  expect_as_glm(function(x) model.matrix(x), pairs)
  expect_as_glm(function(x) names(model.frame(x)), pairs)
  expect_as_glm(function(x) family(x)$link, pairs)
})

test_that("a model frame that was not kept is made again", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age + lwt, bw)
  whole <- model.frame(fit)
  fit$model <- NULL
  expect_equal(model.frame(fit), whole, ignore_attr = TRUE)
  expect_equal(dim(model.matrix(fit)), c(189L, 3L))
})

test_that("a part that was not kept is an error that says so", {
  fit <- any_fit(low ~ age, birth_weights())
  fit$prior.weights <- NULL
  expect_error(weights(fit), class = "logistic_error_kept")
  expect_error(weights(fit), "keep = \"all\"")
  expect_equal(nobs(fit), 189)
})

test_that("update works through the call", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age + lwt, bw)
  expect_equal(coef(update(fit, . ~ . - age)), coef(any_fit(low ~ lwt, bw)))
})
