test_that("plot() draws what is asked for and returns it", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fit <- weather_fit()
  cells <- expect_invisible(plot(fit))
  expect_named(cells, c("panel", "from", "to", "estimate", "count", "state"))
  expect_equal(cells, transition_cells(fit))
  d <- expect_invisible(plot(fit, "marginals", sequence = 2, path = TRUE))
  expect_equal(d, marginal_data(fit, 2, path = TRUE)$data)
  forest <- expect_invisible(plot(fit, "forest"))
  expect_equal(forest, crf_forest(fit))
})

test_that("without transitions marginals are drawn unless something is asked for", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fit <- rain_fit(transitions = ~ 0)
  expect_true("probability" %in% names(plot(fit)))
  expect_error(plot(fit, "transitions"), class = "logistic_error_argument")
})

test_that("what cannot be drawn is refused", {
  fit <- weather_fit()
  expect_error(plot(fit, "edges"), "transitions.*marginals.*forest",
               class = "logistic_error_argument")
  expect_error(plot(fit, 1), class = "logistic_error_argument")
  expect_error(plot(fit, "forest", level = 2), class = "logistic_error_level")
  expect_error(plot(fit, "marginals", newsequence = 1), "newdata",
               class = "logistic_error_argument")
})

test_that("titles and arguments of plot.default() are taken", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fit <- weather_fit()
  expect_silent(plot(fit, main = "Weather", xlab = "today", ylab = "yesterday"))
  expect_silent(plot(fit, "marginals", main = "", xlab = "day", ylab = "P"))
  plot(fit, xlim = c(0.5, 3.5))
  expect_equal(graphics::par("usr")[1:2], c(0.5, 3.5))
})
