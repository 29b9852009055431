test_that("ggplots are built for every kind of fit and type", {
  skip_if_not_installed("ggplot2")
  bw <- ordered_weights()
  set.seed(3)
  many <- data.frame(x = as.Date("2020-01-01") + 1:2000)
  many$y <- factor(sample(letters[1:11], 2000, TRUE))
  counts <- stats::xtabs(~ age + race, bw)
  counts <- data.frame(age = as.double(rownames(counts)), unclass(counts))
  fits <- list(multinomial(race ~ age, bw), ordinal(weight ~ smoke, bw), multinomial(y ~ x, many),
               multinomial(cbind(white, black, other) ~ age, counts),
               ordinal(weight ~ I(lwt > 100), bw), ordinal(ordered(bwt) ~ lwt, bw))
  for (fit in fits) {
    for (type in c("both", "stacked", "panels")) {
      plot <- ggplot2::autoplot(fit, type = type)
      expect_s3_class(plot, "ggplot")
      built <- expect_no_warning(ggplot2::ggplot_build(plot))
      facets <- length(category_facets(category_plot_data(fit), type))
      expect_equal(nrow(built$layout$layout), facets)
    }
  }
})

test_that("of several predictors one must be chosen; forests and residuals are ggplots", {
  skip_if_not_installed("ggplot2")
  bw <- ordered_weights()
  fit <- ordinal(weight ~ age + smoke, bw)
  expect_error(ggplot2::autoplot(fit), class = "logistic_error_term")
  expect_no_warning(ggplot2::ggplot_build(ggplot2::autoplot(fit, "age", at = list(smoke = "yes"))))
  expect_no_warning(ggplot2::ggplot_build(ggplot2::autoplot(fit, "forest")))
  built <- ggplot2::ggplot_build(ggplot2::autoplot(fit, "residuals"))
  expect_equal(nrow(built$layout$layout), 3)
})

test_that("measuring text leaves devices as they were", {
  before <- grDevices::dev.list()
  expect_gt(on_null_device(text_inches("word")), 0)
  expect_identical(grDevices::dev.list(), before)
})
