test_that("ggplots are built for every kind of fit", {
  skip_if_not_installed("ggplot2")
  bw <- birth_weights()
  set.seed(3)
  many <- data.frame(x = rnorm(2000))
  many$y <- rbinom(2000, 1, plogis(many$x))
  fits <- list(mock_fit(low ~ lwt, bw), mock_fit(low ~ race, bw), mock_fit(y ~ x, many),
               mock_fit(cbind(Menarche, Total - Menarche) ~ Age, MASS::menarche))
  for (fit in fits) {
    plot <- ggplot2::autoplot(fit)
    expect_s3_class(plot, "ggplot")
    expect_no_error(ggplot2::ggplot_build(plot))
  }
  several <- mock_fit(low ~ age + race, bw)
  expect_error(ggplot2::autoplot(several, which = "curve"), class = "logistic_error_term")
  expect_no_error(ggplot2::ggplot_build(ggplot2::autoplot(several, term = "age")))
})
