quiet_plot <- function(...) {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  plot(...)
}

test_that("every kind of fit is drawn, and what is drawn is returned", {
  bw <- birth_weights()
  ticks <- quiet_plot(mock_fit(low ~ lwt, bw))
  expect_equal(ticks$curve$fit, unname(predict(mock_fit(low ~ lwt, bw), type = "response",
                                               data.frame(lwt = ticks$curve$x))))
  expect_true(all(ticks$curve$low >= 0 & ticks$curve$high <= 1))
  expect_identical(unique(ticks$curve$part), c("below", "within", "above"))
  groups <- quiet_plot(mock_fit(cbind(Menarche, Total - Menarche) ~ Age, MASS::menarche))
  expect_equal(nrow(groups$data), 25)
  levels <- quiet_plot(mock_fit(low ~ race, bw))
  expect_identical(levels$data$events, c(23, 11, 25))
  expect_no_error(quiet_plot(mock_fit(low ~ I(age > 20), transform(bw, old = age > 20))))
})

test_that("many rows become bins that hold them all", {
  set.seed(3)
  d <- data.frame(x = rnorm(5000))
  d$y <- rbinom(5000, 1, plogis(d$x))
  bins <- quiet_plot(mock_fit(y ~ x, d))$data
  expect_equal(nrow(bins), 30)
  expect_equal(sum(bins$n), 5000)
  expect_equal(sum(bins$n * bins$y), sum(d$y))
  day <- as.Date("2020-01-01") + round(100 * d$x)
  dates <- binned_proportions(data.frame(x = day, y = d$y, w = 1), 30, 0.95)
  expect_s3_class(dates$x, "Date")
  expect_equal(sum(dates$n), 5000)
  tied <- binned_proportions(data.frame(x = rep(1:3, 100), y = 1, w = 1), 30, 0.95)
  expect_equal(tied$x, 1:3)
})

test_that("of several predictors one is the term, and the rest is held", {
  fit <- mock_fit(low ~ age + lwt + race, birth_weights())
  expect_error(quiet_plot(fit, which = "curve"), class = "logistic_error_term")
  expect_error(quiet_plot(fit, term = "bwt"), class = "logistic_error_term")
  expect_match(plot_subtitle(plot_data(fit, "lwt")), "at age = 23, race = white", fixed = TRUE)
  expect_no_error(quiet_plot(fit, term = "race"))
})

test_that("a separated fit is drawn", {
  expect_no_error(quiet_plot(mock_separated()))
})

test_that("Wilson limits: Agresti and Coull (1998) formula at 0 of 10 and 5 of 10", {
  z2 <- qnorm(0.975)^2
  limits <- wilson_limits(c(0, 0.5), c(10, 10), 0.95)
  expect_equal(limits[1, ], c(0, z2 / (10 + z2)))
  expect_equal(rowSums(limits)[2], 1)
})

test_that("the arguments of plot.default() are taken", {
  fit <- mock_fit(low ~ lwt, birth_weights())
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  plot(fit, term = "lwt", xlim = c(100, 200), ylim = c(0, 0.5), axes = FALSE, xaxt = "n")
  expect_equal(graphics::par("usr")[c(1, 2)], c(96, 204))
  expect_equal(graphics::par("usr")[c(3, 4)], c(0, 0.5))
  days <- transform(birth_weights(), day = as.Date("2020-01-01") + age)
  expect_no_error(plot(mock_fit(low ~ day, days), xlim = as.Date("2020-01-01") + c(0, 40)))
})
