test_that("compressed columns go apart and together", {
  map <- list(p = c(0L, 2L, 2L, 3L), i = c(0L, 2L, 1L), x = c(1, -1, 0.5))
  expect_identical(columns_map(map_columns(map)), map)
  twice <- repeat_map(map, c(0L, 3L))
  expect_identical(twice$p, c(0L, 2L, 2L, 3L, 5L, 5L, 6L))
  expect_identical(twice$i, c(0L, 2L, 1L, 3L, 5L, 4L))
  expect_identical(twice$x, rep(map$x, 2))
})

# Columns may be centred by others only if a shift of a column moves the predictors as those do:
# then a shift by 1e6 is nothing to a fit.
test_that("shifted columns give the same fits, whatever reads them", {
  d <- birthweight
  d$far <- d$age + 2^20
  d$level <- cut(d$bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE)
  models <- list(
    function(f) multinomial(stats::update(f, race ~ .), d),
    function(f) multinomial(stats::update(f, race ~ 0 + smoke + .), d),
    function(f) ordinal(stats::update(f, level ~ .), d),
    function(f) ordinal(stats::update(f, level ~ .), d, link = "cloglog", scale = ~ht),
    function(f) ordinal(stats::update(f, level ~ .), d, type = "adjacent"),
    function(f) ordinal(stats::update(f, level ~ .), d, type = "adjacent", parallel = FALSE),
    function(f) ordinal(stats::update(f, level ~ .), d, type = "continuation"),
    function(f) ordinal(stats::update(f, level ~ .), d, type = "continuation", parallel = FALSE))
  for (model in models) {
    near <- model(~ smoke * age)
    far <- model(~ smoke * far)
    expect_equal(far$loglik, near$loglik, tolerance = 1e-12)
    slope <- function(fit) {
      b <- coef(fit, matrix = FALSE)
      unname(b[grepl("age|far", names(b))])
    }
    expect_equal(slope(far), slope(near), tolerance = 1e-9)
    expect_equal(unname(fitted(far)), unname(fitted(near)), tolerance = 1e-9)
  }
})

test_that("a slope of its own beside parallel ones is centred by its threshold", {
  d <- birthweight
  d$far <- d$age + 2^20
  d$level <- cut(d$bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE)
  for (type in c("cumulative", "adjacent", "continuation")) {
    near <- ordinal(level ~ smoke + age, d, type = type, parallel = ~smoke)
    far <- ordinal(level ~ smoke + far, d, type = type, parallel = ~smoke)
    expect_equal(far$loglik, near$loglik, tolerance = 1e-12)
    expect_equal(unname(coef(far)[-(1:3)]), unname(coef(near)[-(1:3)]), tolerance = 1e-9)
  }
})

test_that("parallel slopes have two predictors, however many the cuts", {
  d <- data.frame(x = 1:6, y = ordered(1:6))
  frame <- fit_frame(y ~ x, d, quote(f()), environment())
  parts <- new_design(frame)
  made <- cut_parts(parts, as.integer(d$y), levels(d$y))
  expect_identical(made$design$predictors, 2L)
  expect_identical(made$design$names, c("1|2", "2|3", "3|4", "4|5", "5|6", "x"))
  expect_identical(made$design$blocks[[1L]]$codes, c(1:5, 5L)) # the last one's lower cut
  expect_identical(made$design$blocks[[2L]]$codes, 0:5)
})
