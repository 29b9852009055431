test_that("residuals are P(Y < y) - P(Y > y), and sum to 0 weighted by what was expected", {
  bw <- ordered_weights()
  fit <- ordinal(weight ~ age + smoke, bw)
  points <- observed_residuals(fit)
  points <- points[order(points$row), ]
  p <- fitted(fit)
  y <- as.integer(bw$weight)
  expected <- vapply(seq_along(y), function(i) {
    sum(p[i, seq_len(4) < y[i]]) - sum(p[i, seq_len(4) > y[i]])
  }, 0)
  expect_equal(points$residual, expected)
})

test_that("frequencies and counts give the same points", {
  bw <- ordered_weights()
  table <- stats::xtabs(~ smoke + weight, bw)
  long <- transform(as.data.frame(table), weight = ordered(weight, levels(bw$weight)))
  wide <- data.frame(smoke = factor(rownames(table)), unclass(table))
  fits <- list(ordinal(weight ~ smoke, long, freq = Freq),
               ordinal(cbind(low, medium, good, high) ~ smoke, wide))
  points <- lapply(fits, function(fit) {
    out <- observed_residuals(fit)
    out[order(out$residual), c("residual", "w")]
  })
  expect_equal(points[[1]], points[[2]], ignore_attr = TRUE)
  expect_equal(sum(points[[1]]$w), 189)
})

test_that("a bend that the model lacks is seen, and one that it has is not", {
  set.seed(6)
  d <- data.frame(x = stats::runif(800, -2, 2))
  d$y <- cut(d$x^2 + stats::rlogis(800), c(-Inf, 0, 1, 3, Inf), ordered_result = TRUE)
  trend <- function(formula) residual_panels(ordinal(formula, d), "x")[[1]]$trend
  line <- trend(y ~ x)
  expect_true(any(line$low > 0) && any(line$high < 0))
  bent <- trend(y ~ x + I(x^2))
  expect_lt(max(abs(bent$y)), 0.1)
})

test_that("residuals are drawn against all predictors, and par() is put back", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par(c("mar", "mfrow", "cex", "oma"))
  fit <- ordinal(weight ~ age + smoke, ordered_weights())
  expect_silent(panels <- plot(fit, "residuals"))
  expect_named(panels, c("Linear predictor, logit", "age", "smoke"))
  expect_named(plot(fit, "residuals", term = "smoke"), "smoke")
  expect_identical(graphics::par(c("mar", "mfrow", "cex", "oma")), before)
  set.seed(7)
  many <- data.frame(x = stats::rnorm(11000), y = ordered(sample(1:3, 11000, TRUE)))
  expect_false(is.null(plot(ordinal(y ~ x, many), "residuals")[[1]]$hexes))
})
