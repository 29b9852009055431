test_that("a forest has the odds ratios and Wald limits of all weights but intercepts", {
  fit <- weather_fit(ends = TRUE)
  lines <- crf_forest(fit, 0.9)
  own <- !(fit$table$part == "emission" & fit$table$term == "(Intercept)")
  shown <- lines[!is.na(lines$estimate), ]
  b <- fit$coefficients[own]
  expect_equal(shown$estimate, unname(exp(b)))
  known <- is.finite(b)
  low <- exp(b - stats::qnorm(0.95) * fit$std.error[own])
  expect_equal(shown$conf.low[known], unname(low[known]))
  expect_true(all(is.na(shown$conf.low[!known])))
  headings <- lines$label[is.na(lines$estimate)]
  expect_equal(headings, c(paste(levels(seattle$weather)[-1], "/ sun, neighbours fixed"),
                           "Transition, against sun", "First label, against sun",
                           "Last label, against sun"))
  expect_match(lines$label[match("Transition, against sun", lines$label) + 1], "fog -> fog")
})

test_that("transitions that depend on covariates are headed by their columns", {
  lines <- crf_forest(rain_fit(transitions = ~ season))
  expect_true("Transition, seasonwinter" %in% lines$label)
})

test_that("what has no standard errors has no forest", {
  expect_error(crf_forest(weather_fit(l2 = 1)), class = "logistic_error_argument")
  expect_error(crf_forest(chunk_fit()), class = "logistic_error_argument")
  expect_error(crf_forest(crf(wet ~ 1, rain, sequence = month, subset = month <= 50,
                              transitions = ~ 0)), class = "logistic_error_term")
})
