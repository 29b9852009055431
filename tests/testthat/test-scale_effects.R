spread_data <- function() {
  set.seed(3)
  d <- data.frame(x = rnorm(200), z = rnorm(200), g = gl(2, 1, 200))
  d$y <- cut(d$x + exp(0.4 * d$z) * rlogis(200), c(-Inf, -1, 0, 1.5, Inf), ordered_result = TRUE,
             labels = 1:4)
  d$year <- 2010 + 3 * d$z
  d
}

test_that("a scale's predictors may be far from 0", {
  d <- spread_data()
  near <- ordinal(y ~ x + g, d, scale = ~z)
  far <- ordinal(y ~ x + g, d, scale = ~year)
  expect_equal(far$loglik, near$loglik, tolerance = 1e-12)
  expect_equal(3 * coef(far)[["scale:year"]], coef(near)[["scale:z"]], tolerance = 1e-10)
  expect_equal(fitted(far), fitted(near), tolerance = 1e-9)
  expect_equal(sqrt(vcov(far)["scale:year", "scale:year"]) * 3,
               sqrt(vcov(near)["scale:z", "scale:z"]), tolerance = 1e-9)
  expect_equal(ordinal(y ~ x + g, d, scale = ~year, start = coef(far))$loglik, far$loglik,
               tolerance = 1e-12)
})

test_that("estimates and standard errors are those of clm", {
  skip_if_not_installed("ordinal")
  d <- spread_data()
  for (link in c("logit", "probit")) {
    ours <- ordinal(y ~ x + g, d, scale = ~ z + g, link = link)
    theirs <- ordinal::clm(y ~ x + g, scale = ~ z + g, data = d, link = link)
    expect_equal(unname(coef(ours)), unname(coef(theirs)), tolerance = 1e-6)
    expect_equal(unname(vcov(ours)), unname(vcov(theirs)), tolerance = 1e-5)
  }
})

test_that("the maximum is called local, and a scale belongs to cumulative models", {
  d <- spread_data()
  expect_identical(ordinal(y ~ x, d, scale = ~z)$convergence$overlap, "local")
  expect_error(ordinal(y ~ x, d, scale = ~z, type = "adjacent"), class = "logistic_error_argument")
  expect_error(ordinal(y ~ x, d, scale = y ~ z), class = "logistic_error_argument")
})
