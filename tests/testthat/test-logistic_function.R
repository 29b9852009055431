test_that("known values", {
  expect_equal(logistic_function(c(-Inf, 0, Inf)), c(0, 0.5, 1))
  expect_equal(logit(c(0, 0.5, 1)), c(-Inf, 0, Inf))
  expect_equal(logistic_function(log(3)), 0.75)
  expect_equal(logistic_slope(0), 0.25)
})

test_that("full relative precision at both ends and around one half", {
  expect_equal(logistic_function(-700) / exp(-700), 1, tolerance = 1e-15)
  expect_equal(logit(2^-1000) / (-1000 * log(2)), 1, tolerance = 1e-15)
  h <- 2^-40
  expect_equal(logit(0.5 + h) / (4 * h), 1, tolerance = 1e-15)
  z <- c(-30, -2, -1e-9, 1e-9, 0.3)
  expect_equal(logit(logistic_function(z[1:2])), z[1:2], tolerance = 1e-14)
  expect_equal(logistic_slope(z), logistic_function(z) * logistic_function(-z), tolerance = 1e-15)
})

test_that("shapes and names stay, bad input is named", {
  m <- matrix(c(a = 0, 1, 2, NA), 2, dimnames = list(c("r", "s"), NULL))
  expect_identical(dimnames(logistic_function(m)), dimnames(m))
  expect_identical(names(logit(c(a = 0.2))), "a")
  expect_length(logit(numeric()), 0)
  expect_error(logit(c(0.1, 1.2)), class = "logistic_error_probability")
  expect_error(logistic_function("1"), class = "logistic_error_type")
  expect_error(logistic_function(factor(1)), class = "logistic_error_type")
})

test_that("the curve is drawn and returned", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par("mar")
  curve <- plot_logistic_function(mark = c(-2.6, 1))
  expect_equal(curve$probability, plogis(curve$z))
  expect_identical(graphics::par("mar"), before)
})

test_that("the label of the centre fits into the panel", {
  grDevices::pdf(NULL, width = 7, height = 4)
  on.exit(grDevices::dev.off())
  plot_logistic_function()
  expect_identical(centre_label(graphics::par("usr")[2] - 0.25),
                   list(text = "f(0) = 1/2, slope 1/4", cex = 1))
  sizes <- vapply(c(2L, 4L, 5L), function(panels) {
    graphics::par(mfrow = c(1, panels))
    plot_logistic_function()
    room <- graphics::par("usr")[2] - 0.25
    label <- centre_label(room)
    expect_match(label$text, "\n", fixed = TRUE)
    expect_lte(graphics::strwidth(label$text, cex = label$cex), room * (1 + 1e-8))
    label$cex
  }, 0)
  expect_lt(sizes[3], 1)
})
