# The compiled design against model.matrix(): names, assign, contrasts and values, and T and U.

design_data <- function() {
  set.seed(5)
  n <- 60
  d <- data.frame(
    y = rep(0:1, n / 2), x = rnorm(n), z = runif(n, 1, 3), k = rep(1:4, length.out = n),
    f = factor(sample(c("a", "b", "c"), n, TRUE)),
    g = factor(sample(c("u", "v"), n, TRUE)),
    h = factor(sample(letters[1:4], n, TRUE), levels = letters[1:6]),
    o = ordered(sample(c("low", "mid", "high"), n, TRUE), levels = c("low", "mid", "high")),
    s = sample(c("red", "green", "blue"), n, TRUE), l = sample(c(TRUE, FALSE), n, TRUE))
  d$`a b` <- rnorm(n)
  d$m <- matrix(rnorm(2 * n), n)
  d$n <- matrix(rnorm(2 * n), n, dimnames = list(NULL, c("p", "q")))
  d$when <- as.Date("2020-01-01") + seq_len(n)
  d
}

design_formulas <- list(
  y ~ 1, y ~ x, y ~ x + z, y ~ x * z, y ~ x + I(x^2), y ~ poly(x, 3), y ~ log(z) + k, y ~ m,
  y ~ m * x, y ~ n + m, y ~ m:n, y ~ `a b`, y ~ when, y ~ f, y ~ f + g, y ~ f * g, y ~ f:g,
  y ~ f + f:g, y ~ g + f:g, y ~ f * g * o, y ~ f:g:o, y ~ f * x, y ~ f:x, y ~ f + f:x,
  y ~ x + f:x, y ~ f * x * z, y ~ f * m, y ~ f:m, y ~ f:g:x, y ~ f * g * x, y ~ f:g + f:x + g:x,
  y ~ f %in% g, y ~ f / x, y ~ f / g, y ~ (f + g + x)^2, y ~ (f + g + x)^2 - f:g, y ~ o, y ~ o * x,
  y ~ o * f, y ~ s, y ~ s * l, y ~ l, y ~ l * x, y ~ l:x, y ~ l:f, y ~ l * f * x, y ~ h, y ~ h:x,
  y ~ factor(k), y ~ factor(k) * x, y ~ cut(z, 3) + x, y ~ scale(x) * f, y ~ splines::ns(x, 3),
  y ~ x - 1, y ~ x + z - 1, y ~ f - 1, y ~ f + g - 1, y ~ x + f - 1, y ~ f:g - 1, y ~ f:x - 1,
  y ~ f * x - 1, y ~ f * g - 1, y ~ g + f:x - 1, y ~ f:g:x - 1, y ~ l - 1, y ~ l + x - 1,
  y ~ l:f - 1, y ~ l * f - 1, y ~ o - 1, y ~ s + l - 1, y ~ m - 1, y ~ 0, y ~ x:f + x:g - 1,
  y ~ x:z + f:x:z, y ~ f:x:z, y ~ f * x + g:x:z, y ~ f * l * g, y ~ f + offset(z), y ~ C(f, sum),
  y ~ C(o, contr.treatment) + x, y ~ I(x > 0) * f, y ~ (x > 0):f, y ~ x + y:f - y:f)

compiled <- function(formula, data, contrasts = NULL, ...) {
  call <- as.call(c(quote(logistic), list(...)))
  new_design(fit_frame(formula, data, call, environment()), contrasts)
}

dense_matrix <- function(map, rows) {
  p <- length(map$p) - 1L
  out <- matrix(0, rows, p)
  out[cbind(map$i + 1L, rep(seq_len(p), diff(map$p)))] <- map$x
  out
}

# What each column may be shifted by: 1 for a dense one, its code column for one with a multiplier.
shifts <- function(made) {
  design <- made$design
  unmultiplied <- design
  for (b in seq_along(design$blocks)) {
    if (design$blocks[[b]]$kind == "dense") {
      for (j in seq_along(design$blocks[[b]]$columns)) {
        unmultiplied$blocks[[b]]$columns[[j]] <- constant_column
      }
    } else {
      unmultiplied$blocks[[b]]["multiplier"] <- list(NULL)
    }
  }
  design_columns(unmultiplied, made$transform)
}

expect_design <- function(formula, data, contrasts = NULL) {
  text <- deparse(formula)
  made <- compiled(formula, data, contrasts)
  frame <- stats::model.frame(formula, data, drop.unused.levels = TRUE)
  x <- stats::model.matrix(stats::terms(frame), frame, contrasts)
  ours <- design_columns(made$design, made$transform)
  rownames(x) <- NULL
  attr(ours, "contrasts") <- attr(ours, "contrasts")[names(attr(x, "contrasts"))]
  expect_identical(colnames(ours), colnames(x), label = text)
  expect_equal(attr(ours, "assign"), attr(x, "assign"), label = text)
  expect_equal(attr(ours, "contrasts"), attr(x, "contrasts"), label = text)
  expect_equal(unname(ours[, , drop = FALSE]), unname(x[, , drop = FALSE]), tolerance = 1e-15,
               ignore_attr = TRUE, label = text)
  check_transform(made, ours, text)
}

check_transform <- function(made, x, text) {
  transform <- made$transform
  p <- ncol(x)
  expect_identical(length(transform$T$p), p + 1L, label = text)
  expect_identical(length(transform$U$p), p + 1L, label = text)
  if (!p) return(invisible())
  units <- dense_matrix(transform$U, p)
  expect_true(all(diag(units) == 0), label = text)
  given <- which(colSums(units != 0) > 0)
  expect_equal((x %*% units)[, given], shifts(made)[, given], tolerance = 1e-12,
               ignore_attr = TRUE, label = text)
}

test_that("names, assign, contrasts and values are model.matrix's, and U gives the shifts", {
  d <- design_data()
  for (formula in design_formulas) expect_design(formula, d)
})

test_that("every numeric column beside an intercept, and every f:x column beside f, is centred", {
  d <- design_data()
  centred <- function(formula) {
    made <- compiled(formula, d)
    names(which(stats::setNames(diff(made$transform$U$p) > 0, made$design$names)))
  }
  expect_identical(centred(y ~ x + z), c("x", "z"))
  expect_identical(centred(y ~ x * f), c("x", "x:fb", "x:fc"))
  expect_identical(centred(y ~ f:x), character())
  expect_identical(centred(y ~ f + f:x), c("fa:x", "fb:x", "fc:x"))
  expect_identical(centred(y ~ x - 1), character())
  expect_identical(centred(y ~ f + x - 1), "x")
})

test_that("contrasts by argument, attribute and option are model.matrix's", {
  d <- design_data()
  expect_design(y ~ f * g, d, list(f = "contr.sum", g = "contr.helmert"))
  expect_design(y ~ f * x, d, list(f = contr.sum(3)))
  expect_design(y ~ o + f:x, d, list(o = "contr.treatment", f = "contr.poly"))
  contrasts(d$f) <- contr.helmert(3)
  contrasts(d$g) <- matrix(c(-1, 1), 2, dimnames = list(NULL, "up"))
  expect_design(y ~ f * g * x, d)
  old <- options(contrasts = c("contr.sum", "contr.helmert"))
  on.exit(options(old))
  expect_design(y ~ s * o + l, design_data())
  expect_design(y ~ l * x - 1, design_data())
})

test_that("rows left out do not matter to the design", {
  d <- design_data()
  d$x[c(3, 9)] <- NA
  d$f[c(2, 9)] <- NA
  d$s[17] <- NA
  for (formula in list(y ~ x, y ~ f * x, y ~ f:g + s, y ~ s * x - 1, y ~ poly(z, 2) + f)) {
    expect_design(formula, d)
  }
})

test_that("interactions hold only the observed cells", {
  d <- expand.grid(a = gl(3, 1), b = gl(3, 1))
  d <- d[rep(1:8, 4), ]
  d$y <- rep(0:1, 16)
  made <- compiled(y ~ a:b, d)
  expect_identical(made$design$blocks[[2]]$levels, 8L)
  expect_design(y ~ a:b, d)
  expect_design(y ~ a * b, d)
})

test_that("the user's vectors are in the design, uncopied", {
  d <- design_data()
  made <- compiled(y ~ x + f + k, d)
  address <- function(v) sub(" .*", "", utils::capture.output(.Internal(inspect(v)))[1L])
  skip_if_not(is.function(tryCatch(address, error = function(e) NULL)))
  columns <- made$design$blocks[[1]]$columns
  expect_identical(address(columns[[2]]$values[[1]]), address(d$x))
  expect_identical(typeof(columns[[3]]$values[[1]]), "integer")
  expect_identical(address(made$design$blocks[[2]]$codes), address(d$f))
})

test_that("a matrix is a design as it stands, centred by its constant column", {
  x <- cbind(a = c(1, 2, 4, 8), unit = 2, b = c(0, 1, 0, 1))
  made <- matrix_design(x)
  expect_equal(design_columns(made$design, made$transform), x, ignore_attr = "assign")
  units <- dense_matrix(made$transform$U, 3)
  expect_equal(x %*% units, cbind(rep(1, 4), 0, rep(1, 4)), ignore_attr = TRUE)
  expect_identical(matrix_design(unname(x))$design$names, c("x1", "x2", "x3"))
})

test_that("the offset is the sum of those in formula and argument", {
  d <- design_data()
  made <- compiled(y ~ x + offset(z) + offset(2 * x), d, offset = quote(k))
  expect_equal(made$design$offsets[[1]], d$z + 2 * d$x + d$k)
})

test_that("a matrix may name some of its columns", {
  fit <- suppressWarnings(logistic(x = cbind(1, l = 1:6, 1:6 > 4), y = c(0, 0, 0, 1, 1, 1)))
  expect_named(coef(fit), c("x1", "l", "x3"))
  expect_identical(coef(fit)[["l"]], Inf)
})

# Centred, the indicators add up to no constant: the constant must not be the column that is held.
test_that("a constant that follows its indicators is dropped, and the fit stands", {
  g <- gl(3, 1, 99)
  y <- rep(0:1, c(40, 59))[order(sin(1:99))]
  x <- cbind(u = 1 * (g == 1), v = 1 * (g != 1), one = 1)
  expect_silent(fit <- suppressMessages(logistic(x = x, y = y)))
  expect_equal(unname(coef(fit)), c(qlogis(mean(y[g == 1])), qlogis(mean(y[g != 1])), NA))
})
