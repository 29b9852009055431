near_copies <- function() {
  set.seed(2)
  d <- data.frame(x = rnorm(300), year = 2000 + rpois(300, 5))
  d$rest <- rnorm(300)
  d$copy <- d$x + 2^-30 * d$rest # exact but for one rounding
  d$y <- factor(sample(3, 300, TRUE))
  d$level <- factor(d$y, ordered = TRUE)
  d
}

test_that("near copies are fitted by what distinguishes them", {
  d <- near_copies()
  d$apart <- (d$copy - d$x) * 2^30
  near <- multinomial(y ~ x + copy, d)
  far <- multinomial(y ~ x + apart, d)
  expect_identical(near$convergence$overlap, "proved")
  expect_equal(coef(near)[, "copy"], coef(far)[, "apart"] * 2^30, tolerance = 1e-9)
  expect_equal(coef(near)[, "(Intercept)"], coef(far)[, "(Intercept)"], tolerance = 1e-9)
  expect_equal(fitted(near), fitted(far), tolerance = 1e-12)
  se <- function(fit, name) sqrt(diag(vcov(fit)))[paste0(2:3, ":", name)]
  expect_equal(unname(se(near, "copy")), unname(se(far, "apart")) * 2^30, tolerance = 1e-9)
})

test_that("so are powers of a year, in every kind of model", {
  d <- near_copies()
  d$z <- d$year - 2005
  models <- list(
    function(f) multinomial(stats::update(f, y ~ .), d),
    function(f) ordinal(stats::update(f, level ~ .), d),
    function(f) ordinal(stats::update(f, level ~ .), d, type = "adjacent"),
    function(f) ordinal(stats::update(f, level ~ .), d, type = "continuation", parallel = FALSE))
  for (model in models) {
    narrow <- model(~ year + I(year^2) + I(year^3))
    wide <- model(~ z + I(z^2) + I(z^3))
    expect_identical(narrow$convergence$overlap, wide$convergence$overlap)
    expect_equal(narrow$loglik, wide$loglik, tolerance = 1e-12)
    expect_equal(fitted(narrow), fitted(wide), tolerance = 1e-9)
    cubic <- grepl("3)", names(coef(narrow, matrix = FALSE)), fixed = TRUE)
    expect_equal(unname(sqrt(diag(vcov(narrow)))[cubic]), unname(sqrt(diag(vcov(wide)))[cubic]),
                 tolerance = 1e-8)
  }
})

test_that("slopes that would have to differ between thresholds stay together", {
  base <- list(design = list(names = c("(Intercept)", "a", "b"), assign = 0:2),
               rows = list(response = list(lev = 1:3)), spec = list(type = "cumulative", own = 2L))
  map <- diag(3)
  map[2, 3] <- 1
  expect_null(map_of_plan(map, base, 5L))
  base$spec$own <- 1L
  expect_null(map_of_plan(t(map), base, 5L))
  map <- diag(3)
  map[1, 2] <- -2
  own <- map_of_plan(map, base, 5L)
  expect_equal(own[1, ], c(1, 0, 0, 2, 0))
})
