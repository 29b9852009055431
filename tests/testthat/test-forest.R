test_that("a forest has the ratios, rows and events of each level, and its references", {
  fit <- logistic(low ~ age + race, birthweight)
  lines <- forest_data(fit)
  expect_identical(trimws(lines$label), c("age per 1", "race", "white", "black", "other"))
  expect_equal(lines$n[3:5], c(96, 26, 67))
  expect_equal(lines$events[3:5], c(23, 11, 25))
  expect_equal(lines$estimate, c(exp(coef(fit)[["age"]]), NA, 1, exp(coef(fit)[3:4])),
               ignore_attr = TRUE)
  expect_identical(which(lines$reference), 3L)
  ratios <- odds_ratio(fit, age = 10, "race")
  expect_equal(forest_data(ratios)$estimate, as.data.frame(ratios)$estimate)
})

test_that("interactions have a line for each value of the other variable", {
  lines <- forest_data(odds_ratio(logistic(low ~ age * smoke, birthweight), "smoke",
                                  at = list(age = c(20, 30))))
  expect_identical(trimws(lines$label), c("smoke: yes / no", "at age = 20", "at age = 30"))
  expect_true(is.na(lines$estimate[1]))
})

test_that("an infinite ratio is an arrow, and its limits no number", {
  d <- data.frame(g = gl(2, 20), x = sin(1:40), y = c(rep(1, 20), rep(0:1, 10)))
  lines <- forest_data(suppressWarnings(logistic(y ~ g + x, d)))
  limits <- forest_limits(lines)
  expect_true(all(is.finite(limits) & limits > 0))
  pieces <- forest_pieces(lines, limits)
  zero <- which(lines$estimate == 0)
  expect_true(pieces$cut_low[zero] && !pieces$inside[zero])
  expect_match(lines$text[zero], "^0 \\(0 to 0[.]1")
})

test_that("forests are drawn, and par() is put back", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par(c("mar", "mgp", "tcl"))
  fit <- logistic(low ~ age * smoke + race, birthweight)
  expect_silent(plot(fit, which = "forest"))
  expect_silent(plot(odds_ratio(fit, "race"), main = "Race", xlim = c(0.1, 20)))
  expect_identical(graphics::par(c("mar", "mgp", "tcl")), before)
  probit <- logistic(low ~ age, birthweight, link = "probit")
  expect_error(plot(probit, which = "forest"), class = "logistic_error_link")
  skip_if_not_installed("ggplot2")
  expect_no_warning(ggplot2::ggplot_build(ggplot2::autoplot(fit, which = "forest")))
  expect_no_warning(ggplot2::ggplot_build(ggplot2::autoplot(odds_ratio(fit, "race"))))
})
