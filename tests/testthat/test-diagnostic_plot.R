drawn_fits <- function() {
  gaps <- transform(birthweight, lwt = replace(lwt, c(3, 50), NA))
  gaps$kg <- gaps$lwt / 2
  set.seed(5)
  many <- data.frame(x = rnorm(11000), z = rnorm(11000))
  many$y <- rbinom(11000, 1, plogis(many$x))
  apart <- data.frame(g = gl(2, 20), x = sin(1:40), y = c(rep(1, 20), rep(0:1, 10)))
  list(
    plain = logistic(low ~ age + lwt + race + smoke, birthweight),
    grouped = logistic(cbind(menarche, total - menarche) ~ age, menarche),
    cloglog = logistic(killed / exposed ~ dose, beetles, trials = exposed, link = "cloglog"),
    gaps = suppressMessages(logistic(low ~ lwt + kg + smoke, gaps, na.action = na.exclude)),
    separated = suppressWarnings(logistic(y ~ g + x, apart)),
    factors = logistic(low ~ race + smoke, birthweight),
    constant = logistic(low ~ 1, birthweight), many = logistic(y ~ x + z, many))
}

settings <- c("mar", "mfrow", "oma", "mgp", "tcl", "cex", "ask", "xpd")

test_that("every plot of every fit is drawn without a warning, and par() is put back", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par(settings)
  for (fit in drawn_fits()) {
    for (which in c(1:6, if (fit$rank > 1) "influence")) {
      expect_silent(panels <- plot(fit, which = which))
      expect_named(panels, as.character(which))
    }
    expect_named(plot(fit, which = 1:6), as.character(1:6))
    expect_identical(graphics::par(settings), before)
  }
})

test_that("without `which`, one predictor is a curve and several are diagnostics", {
  fits <- drawn_fits()
  expect_identical(plot_choice(fits$grouped, NULL, NULL), "curve")
  expect_identical(plot_choice(fits$plain, NULL, NULL), c("1", "2", "3", "5"))
  expect_identical(plot_choice(fits$plain, NULL, "age"), "curve")
})

test_that("a bad `which` is refused with the choices", {
  fit <- drawn_fits()$plain
  for (which in list(0, 7, 1.5, "agee", NA, integer(), c("1", "forest"), mean)) {
    expect_error(plot(fit, which = which), "in 1:6.*influence", class = "logistic_error_argument")
  }
})

test_that("the arguments of stats::plot.lm() are taken", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fit <- drawn_fits()$plain
  calls <- 0
  panel <- function(x, y, ...) calls <<- calls + length(x)
  expect_silent(plot(fit, which = 1, panel = panel, ask = FALSE, sub.caption = "", qqline = FALSE))
  expect_equal(calls, 189)
  p <- plot(fit, which = 1:2, caption = list("first"), id.n = 1, add.smooth = FALSE, cex.id = 1,
            label.pos = c(2, 4), cook.levels = NULL, cex.caption = 0.8, main = "m", xlim = c(-3, 3))
  expect_identical(c(p[["1"]]$caption, p[["2"]]$caption), c("first", ""))
  expect_null(p[["1"]]$trend)
  expect_error(plot(fit, which = 1, id.n = -1), class = "logistic_error_argument")
  expect_silent(plot(drawn_fits()$grouped, ask = FALSE, id.n = 3))
})

test_that("a saturated fit has no influence plot", {
  expect_error(plot(drawn_fits()$constant, which = "influence"), class = "logistic_error_rows")
})

test_that("labels are moved apart, and inwards", {
  expect_equal(spread_inwards(c(1, 1.05, 9, 9), rep(0, 4), 0.1, 1, 5), c(1, 1.1, 9, 8.9))
  expect_equal(spread_labels(c(1, 1.05, 1.02), c(0, 0, 0), 0.1, 1), c(1, 1.2, 1.1))
  expect_equal(spread_labels(c(1, 1), c(0, 5), 0.1, 1), c(1, 1))
})
