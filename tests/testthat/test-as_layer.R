# A fit as a layer.

test_that("a layer of a fit has its values, for every link", {
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    fit <- logistic(low ~ age + lwt + smoke, birthweight, link = link)
    out <- forward(as_layer(fit), model.matrix(fit)[, -1])
    expect_equal(out$value, fitted(fit), tolerance = 1e-13)
  }
  bare <- logistic(low ~ 0 + age, birthweight)
  expect_null(as_layer(bare)$bias)
  expect_equal(forward(as_layer(bare), model.matrix(bare))$value, fitted(bare), tolerance = 1e-13)
})

test_that("aliased columns count nothing; infinite coefficients are refused", {
  data <- transform(birthweight, kg = 2 * lwt)
  fit <- suppressMessages(logistic(low ~ lwt + kg, data))
  expect_equal(forward(as_layer(fit), model.matrix(fit)[, -1])$value, fitted(fit),
               tolerance = 1e-13)
  split <- suppressWarnings(logistic(c(0, 0, 1, 1) ~ c(1, 2, 3, 4)))
  expect_error(as_layer(split), "must have finite coefficients",
               class = "logistic_error_separation")
  expect_error(as_layer(1), "`fit` must be a fit, not 1.", class = "logistic_error_type")
})

test_that("layers of multinomial fits have their values, and are at the maximum", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  layer <- as_layer(fit)
  x <- model.matrix(fit)[, -1]
  out <- forward(layer, x)
  expect_equal(out$value, fitted(fit), tolerance = 1e-13)
  loss <- cross_entropy(out, birthweight$race)
  expect_equal(-loss$value, as.numeric(logLik(fit)), tolerance = 1e-13)
  expect_lt(max(abs(backward(loss)$coefficients)), 1e-8)
})

test_that("layers of cumulative fits have their values, for every link; others are refused", {
  data <- transform(birthweight, size = cut(bwt, c(0, 2500, 3000, 3500, Inf), labels = FALSE))
  data$size <- factor(data$size, ordered = TRUE)
  for (link in link_names()) {
    fit <- ordinal(size ~ lwt + smoke, data, link = link)
    out <- forward(as_layer(fit), model.matrix(fit)[, -1])
    expect_equal(out$value, fitted(fit), tolerance = 1e-12, info = link)
    loss <- cross_entropy(out, data$size)
    expect_equal(-loss$value, as.numeric(logLik(fit)), tolerance = 1e-12, info = link)
    gradient <- backward(loss)
    expect_lt(max(abs(gradient$coefficients)) / sum(data$lwt), 1e-8)
    expect_lt(max(abs(gradient$thresholds)), 1e-6)
  }
  refused <- function(why, ...) {
    expect_refused(as_layer(ordinal(size ~ lwt + smoke, data, ...)), "model", why)
  }
  refused("type \"adjacent\"", type = "adjacent")
  refused("type \"continuation\"", type = "continuation")
  refused("differ between thresholds", parallel = ~ smoke)
  refused("scale effects", scale = ~ smoke)
})

test_that("layers of fits of sequences have their marginals", {
  x <- model.matrix(~ season, rain)[, -1]
  for (ends in c(FALSE, TRUE)) for (l2 in c(0, 0.5)) {
    fit <- crf(wet ~ season, rain, sequence = month, ends = ends, l2 = l2)
    out <- forward(as_layer(fit), x, sequence = rain$month)
    expect_equal(out$value, predict(fit, type = "marginal"), tolerance = 1e-12,
                 ignore_attr = "dimnames")
    expect_identical(decode(out), predict(fit))
    loss <- cross_entropy(out, rain$wet)
    expect_equal(-loss$value, as.numeric(logLik(fit)), tolerance = 1e-12)
    if (l2 == 0) expect_lt(max(abs(backward(loss)$coefficients)), 1e-7)
  }
})

test_that("transitions may be forbidden, or not be there; those of data are refused", {
  set.seed(1)
  data <- data.frame(id = rep(1:40, each = 5), x = rnorm(200))
  data$y <- c("a", "b", "c")[pmin(3, pmax(1, round(data$x + rnorm(200, 2))))]
  allowed <- matrix(TRUE, 3L, 3L, dimnames = list(c("a", "b", "c"), c("a", "b", "c")))
  allowed["a", "c"] <- FALSE
  broken <- tapply(data$y, data$id, function(y) any(y[-1] == "c" & y[-length(y)] == "a"))
  data <- data[!broken[as.character(data$id)], ]
  fit <- crf(y ~ x, data, sequence = id, allowed = allowed)
  layer <- as_layer(fit)
  expect_identical(layer$transitions["a", "c"], -Inf)
  out <- forward(layer, cbind(x = data$x), sequence = data$id)
  expect_equal(out$value, predict(fit, type = "marginal"), tolerance = 1e-12,
               ignore_attr = "dimnames")
  alone <- crf(y ~ x, data, sequence = id, transitions = ~ 0)
  expect_equal(forward(as_layer(alone), cbind(x = data$x), sequence = data$id)$value,
               predict(alone, type = "marginal"), tolerance = 1e-12, ignore_attr = "dimnames")
  expect_refused(as_layer(crf(y ~ x, data, sequence = id, transitions = ~ x)), "model",
                 "depend on data")
})

test_that("a fit by mini-batches is a layer of its predictions", {
  set.seed(1)
  x <- cbind(age = birthweight$age, smokeyes = as.numeric(birthweight$smoke == "yes"))
  fit <- sgd(low ~ age + smoke, birthweight, passes = 2)
  expect_equal(unname(forward(as_layer(fit), x)$value),
               unname(predict(fit, birthweight, type = "response")), tolerance = 1e-12)
  for (model in c("multinomial", "ordinal")) {
    d <- transform(birthweight, race = factor(race, ordered = model == "ordinal"))
    fit <- sgd(race ~ age + smoke, d, model = model, passes = 2)
    expect_equal(unname(forward(as_layer(fit), x)$value), unname(predict(fit, d, type = "probs")),
                 tolerance = 1e-12)
  }
})
