id <- c("a", "a", "a", "b", "c", "c")
x <- c(1.5, 2, 3, 4, 5, 6)

# Row by row
by_hand <- function(x, offset, id, fill) {
  out <- x
  for (i in seq_along(x)) {
    from <- i + offset
    inside <- from >= 1 && from <= length(x) && id[from] == id[i]
    out[i] <- if (inside) x[from] else fill
  }
  out
}

test_that("lags and leads stay within their sequence, whatever the kind", {
  values <- list(x, 1:6, letters[1:6], x > 2, as.Date("2020-01-01") + 1:6,
                 factor(letters[c(1, 2, 1, 3, 3, 2)]), ordered(letters[6:1]),
                 as.POSIXct("2020-01-01", tz = "UTC") + x)
  for (value in values) {
    for (offset in c(-7L, -3:3, 7L)) {
      expect_identical(lagged(value, offset, id), by_hand(value, offset, id, NA))
    }
  }
  expect_identical(lagged(c(u = 1, v = 2), -1, c(1, 1)), c(NA, 1))
  expect_identical(lagged(x, by = id), lagged(x, -1, id))
})

test_that("the fill stands outside", {
  expect_identical(lagged(x, -2, id, fill = 0), c(0, 0, 1.5, 0, 0, 0))
  expect_identical(lagged(1:6, 1, id, fill = 0), c(2L, 3L, 0L, 0L, 6L, 0L))
  expect_identical(lagged(1:6, 1, id, fill = 0.5), c(2, 3, 0.5, 0.5, 6, 0.5))
  expect_identical(lagged(x > 2, -1, id, fill = FALSE), c(FALSE, FALSE, FALSE, FALSE, FALSE, TRUE))
  f <- factor(c("u", "v", "u", "v", "v", "u"))
  expect_identical(lagged(f, -1, id, fill = "start"),
                   factor(c("start", "u", "v", "start", "start", "v"), c("u", "v", "start")))
  expect_identical(levels(lagged(f, -1, id, fill = "u")), c("u", "v"))
  expect_identical(lagged(ordered(f), -1, id, fill = "v"),
                   ordered(c("v", "u", "v", "v", "v", "v"), c("u", "v")))
  day <- as.Date("2020-01-01")
  expect_identical(lagged(day + 1:6, 1, id, fill = day)[3:4], c(day, day))
  expect_identical(lagged(c(NA, 1), -1, c(1, 1), fill = 0), c(0, NA))
})

test_that("several offsets are a matrix of numbers, or a data frame", {
  expect_identical(lagged(x, -1:1, id, fill = 0),
                   cbind("[-1]" = lagged(x, -1, id, 0), "[0]" = x, "[1]" = lagged(x, 1, id, 0)))
  f <- factor(letters[1:6])
  expect_identical(lagged(f, c(-1, 2), id), data.frame(
    "f[-1]" = lagged(f, -1, id), "f[2]" = lagged(f, 2, id), check.names = FALSE))
  expect_identical(names(lagged(toupper(letters[1:6]), 0:1, id))[2L], "toupper(letters[1:6])[1]")
})

test_that("they are predictors in a formula, and predict anew", {
  set.seed(1)
  data <- data.frame(id = rep(1:50, each = 4), x = rnorm(200), g = sample(c("u", "v"), 200, TRUE))
  data$y <- rbinom(200, 1, plogis(data$x + lagged(data$x, -1, data$id, fill = 0)))
  data$before <- lagged(data$x, -1, data$id, fill = 0)
  data$g_before <- lagged(factor(data$g), -1, data$id, fill = "start")
  fit <- logistic(y ~ x + lagged(x, -1, id, fill = 0) + lagged(factor(g), -1, id, "start"), data)
  plain <- logistic(y ~ x + before + g_before, data)
  expect_identical(unname(coef(fit)), unname(coef(plain)))
  new <- data[1:8, ]
  expect_identical(unname(expect_silent(predict(fit, new))), unname(predict(plain, new)))
  both <- logistic(y ~ lagged(x, c(-1, 0), id, fill = 0), data)
  expect_identical(names(coef(both))[2L], "lagged(x, c(-1, 0), id, fill = 0)[-1]")
  expect_equal(unname(coef(both)), unname(coef(logistic(y ~ before + x, data))), tolerance = 1e-12)
})

test_that("what is lagged of the whole sample is that of the fit, in whole sequences", {
  set.seed(2)
  data <- data.frame(id = rep(1:50, each = 4), x = rexp(200), y = rbinom(200, 1, 0.4))
  fit <- logistic(y ~ log(1 + lagged(x - mean(x), -1, id, fill = 0)^2), data)
  rows <- 41:48
  expect_equal(unname(predict(fit, data[rows, ])), unname(predict(fit))[rows], tolerance = 1e-14)
})

test_that("what cannot be lagged is refused", {
  expect_refused(lagged(x, -1), "argument", "`by` must be the sequence of each row")
  expect_refused(lagged(x, -1, c(id[1:5], "a")), "sequence", "`by`", "recurs at row 6")
  expect_refused(lagged(x, -1, c(id[1:5], NA)), "sequence", "`by`", "row 6")
  expect_refused(lagged(x[1:5], -1, id), "length", "`x`", "6", "not 5")
  expect_refused(lagged(cbind(x), -1, id), "type", "`x` must be a vector")
  expect_refused(lagged(as.list(x), -1, id), "type", "`x`", "list")
  for (bad in list(0.5, NA, "1", Inf, integer(), TRUE)) {
    expect_refused(lagged(x, bad, id), "argument", "`offsets` must be whole numbers")
  }
  expect_refused(lagged(x, c(1, 1), id), "argument", "`offsets`", "1 more than once")
  expect_refused(lagged(x, -1, id, fill = "a"), "argument", "`fill` must be of the kind of `x`")
  expect_refused(lagged(x > 1, -1, id, fill = 0), "argument", "`fill`")
  expect_refused(lagged(as.Date("2020-01-01") + x, -1, id, fill = 0), "argument", "`fill`", "Date")
  expect_refused(lagged(factor(x), -1, id, fill = 1), "argument", "`fill` must be a level")
  expect_refused(lagged(ordered(x), -1, id, fill = "none"), "argument", "level of the ordered")
  expect_refused(lagged(x, -1, id, fill = 1:2), "argument", "`fill` must be one value")
})
