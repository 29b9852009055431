plotted_fits <- function() {
  bw <- ordered_weights()
  names <- c("a category that has a very long name indeed", "two", "3 3 3", "FOUR")
  long <- transform(bw, weight = factor(weight, labels = names, ordered = TRUE))
  set.seed(2)
  many <- data.frame(x = stats::rnorm(3000), day = as.Date("2020-01-01") + 1:3000,
                     g = factor(sample(1:20, 3000, TRUE)))
  many$y <- factor(sample(letters[1:11], 3000, TRUE))
  counts <- stats::xtabs(~ age + race, bw)
  counts <- data.frame(age = as.double(rownames(counts)), unclass(counts))
  list(nominal = multinomial(race ~ age + smoke, bw), ordered = ordinal(weight ~ lwt, bw),
       level = ordinal(weight ~ smoke, long), flag = ordinal(weight ~ I(age > 20) + lwt, long),
       many = multinomial(y ~ x + day + g, many),
       counts = multinomial(cbind(white, black, other) ~ age, counts),
       few = ordinal(weight ~ lwt, bw[seq(1, 189, 10), ]),
       grams = ordinal(ordered(bwt) ~ lwt, bw), cut = ordinal(weight ~ age, bw, parallel = FALSE))
}

settings <- c("mar", "mai", "mfrow", "oma", "mgp", "tcl", "cex", "fig", "new", "xpd")

test_that("every fit is drawn in every type without a warning, and par() is put back", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par(settings)
  for (fit in plotted_fits()) {
    for (type in c("both", "stacked", "panels")) {
      for (term in names(predictor_data(fit))) {
        expect_silent(drawn <- plot(fit, term, type = type))
        expect_named(drawn, c("curve", "data", "categories"))
      }
    }
    expect_identical(graphics::par(settings), before)
  }
})

test_that("without a term all predictors are drawn on a page", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fits <- plotted_fits()
  before <- graphics::par(settings)
  expect_named(plot(fits$nominal), c("age", "smoke"))
  expect_named(plot(fits$ordered), c("curve", "data", "categories"))
  expect_identical(graphics::par(settings), before)
})

test_that("on a page of several figures a plot takes one", {
  grDevices::pdf(NULL, 14, 14)
  on.exit(grDevices::dev.off())
  fit <- plotted_fits()$nominal
  graphics::par(mfrow = c(2, 2))
  plot(fit, "age", type = "both")
  graphics::plot(1)
  expect_equal(graphics::par("mfg"), c(1, 2, 2, 2))
  plot(fit, "smoke", type = "stacked")
  plot(fit, "age", type = "panels")
  expect_equal(graphics::par("mfg"), c(2, 2, 2, 2))
  expect_equal(graphics::par("mfrow"), c(2, 2))
})

test_that("what cannot be drawn is refused with the choices", {
  fits <- plotted_fits()
  expect_error(plot(fits$nominal, "agee"), "curve.*forest", class = "logistic_error_argument")
  expect_error(plot(fits$nominal, "residuals"), class = "logistic_error_argument")
  expect_error(plot(fits$nominal, type = "pie"), class = "logistic_error_argument")
  expect_error(plot(fits$nominal, term = "lwt"), "age", class = "logistic_error_term")
  expect_error(plot(fits$nominal, level = 2), class = "logistic_error_level")
  expect_error(plot(ordinal(weight ~ 1, ordered_weights())), class = "logistic_error_term")
})

test_that("arguments of plot.default() are taken", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  plot(plotted_fits()$ordered, type = "stacked", xlim = c(100, 200), xlab = "Pounds")
  expect_equal(graphics::par("usr")[1:2], c(100, 200))
})
