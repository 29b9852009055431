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

test_that("with `freq` all counts are those of the rows written out", {
  d <- data.frame(y = c(0, 1, 0, 1, 1), x = c(0, 0, 1, 1, 2), f = c(9, 4, 3, 7, 0))
  counted <- logistic(y ~ x, d, freq = f)
  each <- logistic(y ~ x, d[rep(1:5, d$f), ])
  lean <- logistic(y ~ x, d, freq = f, keep = "minimal")
  for (count in list(nobs, BIC, AIC, df.residual, function(x) attr(logLik(x), "nobs"))) {
    expect_equal(count(counted), count(each))
    expect_equal(count(lean), count(each))
  }
  expect_equal(generics::glance(counted), generics::glance(each))
  expect_equal(nobs(counted), 23)
  expect_identical(nobs(logistic(y ~ x, d, weights = f)), 4L)
})
