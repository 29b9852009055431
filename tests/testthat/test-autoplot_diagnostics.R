test_that("diagnostics are ggplots, several as facets", {
  skip_if_not_installed("ggplot2")
  set.seed(5)
  many <- data.frame(x = rnorm(11000), z = rnorm(11000))
  many$y <- rbinom(11000, 1, plogis(many$x))
  fits <- list(logistic(low ~ age + lwt + race, birthweight), logistic(y ~ x + z, many),
               logistic(cbind(menarche, total - menarche) ~ age, menarche))
  for (fit in fits) {
    for (which in c(1:6, "influence")) {
      plot <- ggplot2::autoplot(fit, which = which)
      expect_no_warning(ggplot2::ggplot_build(plot))
    }
    built <- ggplot2::ggplot_build(ggplot2::autoplot(fit, which = 1:6))
    expect_equal(nrow(built$layout$layout), 6)
  }
  expect_error(ggplot2::autoplot(fits[[1]], which = 9), class = "logistic_error_argument")
})
