built <- function(...) ggplot2::ggplot_build(ggplot2::autoplot(...))

test_that("ggplots of transitions have the cells of plot()", {
  skip_if_not_installed("ggplot2")
  for (fit in list(rain_fit(), weather_fit(), chunk_fit(), labels_fit(45))) {
    plot <- expect_no_warning(built(fit))
    expect_equal(nrow(plot$data[[1]]), length(fit$lev)^2)
    expect_equal(plot$data[[1]]$fill, transition_map(fit)$cells$fill)
  }
  seasons <- built(rain_fit(transitions = ~ season), at = list(season = c("summer", "winter")))
  expect_equal(nrow(seasons$layout$layout), 2)
})

test_that("ggplots of marginals have a facet for each strip", {
  skip_if_not_installed("ggplot2")
  for (fit in list(rain_fit(), weather_fit(), chunk_fit())) {
    for (path in c(FALSE, TRUE)) {
      plot <- expect_no_warning(built(fit, "marginals", sequence = 1:3, path = path))
      expect_gte(nrow(plot$layout$layout), 3)
    }
    names <- rep("name", fit$tokens)
    expect_no_warning(built(fit, "marginals", names = names))
  }
})

test_that("the axis of each facet has the tokens of its own sequence", {
  skip_if_not_installed("ggplot2")
  fit <- weather_fit()
  date <- as.character(seattle$date[seattle$month <= 24])
  plot <- built(fit, "marginals", sequence = 1:2, tokens = 1:3, names = date)
  labels <- lapply(plot$layout$panel_params, function(p) p$x$get_labels())
  expect_equal(lapply(labels, function(x) x[!is.na(x)]),
               list(date[1:3], date[32:34]))
})

test_that("forests are ggplots, and what cannot be drawn is refused", {
  skip_if_not_installed("ggplot2")
  expect_no_warning(built(rain_fit(), "forest"))
  expect_error(ggplot2::autoplot(rain_fit(), "curve"), class = "logistic_error_argument")
})
