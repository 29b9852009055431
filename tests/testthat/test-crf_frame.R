# What crf() makes of formulas and matrices: rows by whole sequences, columns, covariates of
# transitions; and what it refuses.

# 30 sequences of 5 rows: labels y (A, B, C) and b (two), predictors x, z, f (3 levels), g (2)
chains <- function(seed = 1) {
  set.seed(seed)
  n <- 150
  d <- data.frame(id = rep(1:30, each = 5), t = rep(1:5, 30), x = rnorm(n), z = runif(n),
                  f = factor(sample(c("a", "b", "c"), n, TRUE)),
                  g = factor(sample(c("u", "v"), n, TRUE)), w = rep(runif(30, 1, 2), each = 5))
  d$y <- factor(sample(LETTERS[1:3], n, TRUE, c(3, 2, 2)))
  d$b <- d$y != "A"
  d
}

quiet <- function(code) suppressWarnings(suppressMessages(code))

dense <- function(rows) {
  out <- matrix(0, rows$n, length(rows$names), dimnames = list(NULL, rows$names))
  at <- cbind(rep(seq_len(rows$n), diff(rows$ptr)), rows$id + 1L)
  out[at] <- if (is.null(rows$value)) 1 else rows$value
  out
}

# glm's coefficients by name, of one or several equations
flat <- function(coefficients) {
  if (!is.matrix(coefficients)) return(coefficients)
  names <- outer(rownames(coefficients), colnames(coefficients), paste, sep = ":")
  stats::setNames(as.vector(t(coefficients)), as.vector(t(names)))
}

formulas <- list(~ 1, ~ 0 + x, ~ 0 + f, ~ x * f, ~ 0 + x:f, ~ f * g, ~ f:g, ~ C(f, sum) * x,
                 ~ C(f, helmert), ~ ordered(f) * g, ~ I(x > 0) - 1, ~ as.character(f) + z,
                 ~ poly(x, 3), ~ splines::ns(x, 3), ~ cbind(x, z) * g,
                 ~ I(as.Date("2020-01-01") + t),
                 ~ log(z + 1) + I(x^2), ~ x + I(2 * x), ~ g / x, ~ scale(x))

test_that("without dependence a formula means what it means to multinomial() and logistic()", {
  d <- chains()
  for (formula in formulas) {
    said <- deparse1(formula)
    own <- stats::as.formula(paste("y", said))
    fit <- quiet(crf(own, d, sequence = id, transitions = ~ 0))
    matrix <- stats::model.matrix(own, d)
    columns <- dense(fit$data$rows)
    expect_identical(colnames(columns), colnames(matrix), info = said)
    expect_equal(columns, matrix, tolerance = 1e-14, ignore_attr = TRUE, info = said)
    expect_equal(fit$coefficients, flat(coef(quiet(multinomial(own, d)))), tolerance = 1e-10,
                 info = said)
    own <- stats::as.formula(paste("b", said))
    fit <- quiet(crf(own, d, sequence = id, transitions = ~ 0))
    other <- quiet(logistic(own, d))
    expect_equal(fit$coefficients, coef(other), tolerance = 1e-10, info = said)
    expect_equal(fit$std.error[!is.na(fit$std.error)], sqrt(diag(vcov(other, complete = FALSE))),
                 tolerance = 1e-10, info = said)
  }
})

test_that("transitions have the columns of the model matrix where there is a row before", {
  d <- chains()
  for (formula in formulas[-1L]) {
    z <- quiet(crf(b ~ 1, d, sequence = id, transitions = formula))$data$z
    matrix <- stats::model.matrix(formula, d)[d$t > 1, , drop = FALSE]
    expect_identical(z$names, colnames(matrix), info = deparse1(formula))
    expect_equal(z$covariate[z$class_of[d$t > 1] + 1L, , drop = FALSE], matrix, tolerance = 1e-14,
                 ignore_attr = TRUE, info = deparse1(formula))
  }
  sum <- crf(b ~ x, d, sequence = id, transitions = ~ f, contrasts = list(f = "contr.sum"))
  expect_identical(sum$shape$z$names, c("(Intercept)", "f1", "f2"))
  plain <- crf(b ~ x, d, sequence = id, transitions = ~ f)
  expect_equal(sum$loglik, plain$loglik, tolerance = 1e-12)
})

test_that("a sequence may be said in any way", {
  d <- chains()
  fit <- crf(y ~ x, d, sequence = id)
  ids <- d$id
  same <- function(other) expect_equal(other$coefficients, fit$coefficients, tolerance = 1e-12)
  same(crf(y ~ x, d, sequence = ids))
  same(crf(y ~ x, d, sequence = ~ id))
  same(crf(y ~ x, d, sequence = d$id))
  same(crf(y ~ x, d, sequence = interaction(id, id > 0)))
  same(crf("y ~ x", d, sequence = as.character(id)))
  same(crf(y ~ x, as.list(d), sequence = id))
  bare <- crf(d$y ~ d$x, sequence = d$id)
  expect_equal(unname(bare$coefficients), unname(fit$coefficients), tolerance = 1e-12)
  same(do.call("crf", list(y ~ x, d, sequence = quote(id))))
  same(do.call(crf, list(y ~ x, d, sequence = d$id)))
  same(lapply(list(y ~ x), crf, data = d, sequence = id)[[1L]])
  same(local({
    mine <- d
    who <- mine$id
    crf(y ~ x, mine, sequence = who)
  }))
  same(stats::update(crf(y ~ z, d, sequence = id), . ~ x))
  names(d)[names(d) == "id"] <- "sequence"
  names(d)[names(d) == "w"] <- "weights"
  same(crf(y ~ x, d, sequence = sequence))
  expect_equal(crf(y ~ x, d, sequence = sequence, weights = weights)$nobs,
               sum(d$weights[d$t == 1]))
})

test_that("a dot stands for predictors alone", {
  d <- chains()[c("y", "x", "z", "id", "t", "w")]
  columns <- function(fit) fit$shape$attributes
  wanted <- c("(Intercept)", "x", "z")
  expect_identical(columns(crf(y ~ ., d, sequence = id, time = t, weights = w)), wanted)
  expect_identical(columns(crf(y ~ ., d, sequence = d$id, time = d[["t"]], weights = d$w)), wanted)
  expect_identical(columns(crf(y ~ ., as.list(d), sequence = ~ id, time = t, weights = w)), wanted)
  expect_identical(columns(do.call(crf, list(y ~ ., d[1:4], sequence = d$id))), wanted)
  ids <- d$id
  expect_identical(columns(crf(y ~ ., d[1:4], sequence = ids)), wanted)
  expect_identical(columns(crf(y ~ . - x, d[1:4], sequence = id)), wanted[-2L])
  skip_if_not_installed("data.table")
  expect_identical(columns(crf(y ~ ., data.table::as.data.table(d[1:4]), sequence = id)), wanted)
})

test_that("a sequence with a missing predictor is left out whole, and counted", {
  d <- chains()
  d$x[c(12, 40)] <- NA
  d$z[21] <- NA # a first row: nothing depends on it
  fit <- crf(y ~ x, d, sequence = id, transitions = ~ z)
  whole <- crf(y ~ x, d[!d$id %in% c(3, 8), ], sequence = id, transitions = ~ z)
  expect_equal(fit$coefficients, whole$coefficients, tolerance = 1e-12)
  expect_identical(fit$rows$used, 140L)
  expect_identical(fit$rows$left_out, data.frame(reason = "values missing in their sequence",
                                                 count = 10L))
  expect_identical(as.vector(fit$na.action), c(11:15, 36:40))
  expect_s3_class(fit$na.action, "omit")
  exclude <- crf(y ~ x, d, sequence = id, na.action = na.exclude, subset = id > 1)
  expect_s3_class(exclude$na.action, "exclude")
  expect_identical(as.vector(exclude$na.action), c(6:10, 31:35)) # among those of subset
  expect_identical(exclude$rows$left_out$count, c(10L, 5L))
  d$z[22] <- NA
  expect_identical(crf(y ~ x, d, sequence = id, transitions = ~ z)$rows$used, 135L)
  # a label that is missing there does not matter, nor does what lies outside `subset`
  d$y[13] <- NA
  expect_identical(crf(y ~ x, d, sequence = id)$rows$used, 140L)
  d$z[2] <- Inf
  d$y[2] <- NA
  expect_identical(crf(y ~ x, d, sequence = id, subset = id > 1, transitions = ~ z)$rows$used, 130L)
})

test_that("levels are those of the rows used", {
  d <- chains()
  d$f <- factor(replace(as.character(d$f), 12, "only"))
  d$x[13] <- NA
  fit <- crf(b ~ f + x, d, sequence = id, transitions = ~ f)
  expect_identical(fit$shape$attributes, c("(Intercept)", "fb", "fc", "x"))
  expect_identical(fit$shape$z$names, c("(Intercept)", "fb", "fc"))
  expect_identical(fit$xlevels, list(f = c("a", "b", "c")))
  expect_length(fit$aliased, 0L)
  d$step <- factor(ifelse(d$t == 1, "first", ifelse(d$t == 2, "second", "later")))
  fit <- crf(b ~ x, d, sequence = id, transitions = ~ step)
  expect_identical(fit$shape$z$names, c("(Intercept)", "stepsecond"))
})

test_that("levels of rows without a label count; their weights are not estimated", {
  d <- chains()
  d$f <- factor(replace(as.character(d$f), 12, "only"))
  d$y[12] <- NA
  expect_message(fit <- crf(y ~ f, d, sequence = id, partial = TRUE), "`B:fonly`, `C:fonly`",
                 class = "logistic_message_aliased")
  expect_true(fit$converged)
  expect_identical(sum(is.na(fit$coefficients)), 2L)
})

test_that("a penalty tells columns apart that the data do not", {
  d <- chains()
  fit <- crf(b ~ x + I(2 * x), d, sequence = id, l2 = 1)
  expect_length(fit$aliased, 0L)
  expect_equal(fit$coefficients[["I(2 * x)"]], 2 * fit$coefficients[["x"]], tolerance = 1e-10)
  expect_message(fit <- crf(b ~ x + I(2 * x), d, sequence = id), class = "logistic_message_aliased")
  expect_identical(names(which(is.na(fit$coefficients))), "I(2 * x)")
})

test_that("standard errors are those of the fit without the columns that are combinations", {
  d <- chains()
  fit <- crf(b ~ x, d, sequence = id, transitions = ~ z)
  more <- quiet(crf(b ~ x + I(2 * x), d, sequence = id, transitions = ~ z + I(2 * z)))
  expect_identical(sum(is.na(more$coefficients)), 2L)
  expect_equal(more$std.error[!is.na(more$std.error)], fit$std.error, tolerance = 1e-10)
  expect_equal(more$cov.unscaled, fit$cov.unscaled, tolerance = 1e-10)
})

test_that("columns of any size have estimates and standard errors", {
  d <- chains()
  fit <- crf(b ~ x, d, sequence = id, transitions = ~ z)
  for (power in c(-300, 300)) {
    d$X <- d$x * 10^power
    d$Z <- d$z * 10^power
    far <- crf(b ~ X, d, sequence = id, transitions = ~ Z)
    scale <- 10^(power * c(0, 1, 0, 1))
    expect_equal(unname(far$coefficients * scale), unname(fit$coefficients), tolerance = 1e-8)
    expect_equal(unname(far$std.error * scale), unname(fit$std.error), tolerance = 1e-8)
  }
})

# ---- refused ------------------------------------------------------------------------------------

test_that("sequences, time and weights that are none", {
  d <- chains()
  put <- function(name, row, value) {
    d[[name]][row] <- value
    d
  }
  expect_refused(crf(y ~ x, d), "argument", "`sequence`", "missing")
  expect_refused(crf(y ~ x, d, sequence = nowhere), "variable", "`nowhere`")
  expect_refused(crf(y ~ x, d, sequence = 1:7), "length", "`sequence`", "150", "7")
  expect_refused(crf(y ~ x, d, sequence = d["id"]), "argument", "`sequence`", "data frame")
  expect_refused(crf(y ~ x, d, sequence = ~ id + t), "argument", "`sequence`", "~id + t")
  expect_refused(crf(y ~ x, d, sequence = y ~ id), "argument", "`sequence`", "y ~ id")
  expect_refused(crf(y ~ x, put("id", 12, NA), sequence = id), "sequence", "row 12")
  expect_refused(crf(y ~ x, put("id", 150, 1), sequence = id), "sequence", "row 5", "row 150",
                 "'1'")
  expect_refused(crf(y ~ x, d[order(d$t), ], sequence = id), "sequence", "recurs at row 31")
  expect_refused(crf(y ~ x, put("t", 12, 1), sequence = id, time = t), "time", "row 12", "'3'")
  expect_refused(crf(y ~ x, put("t", 12, NA), sequence = id, time = t), "time", "row 12", "'3'")
  expect_refused(crf(y ~ x, d, sequence = id, weights = -w), "weights", "row 1", "'1'")
  for (bad in c(0, NA, Inf, 9)) {
    expect_refused(crf(y ~ x, put("w", 12, bad), sequence = id, weights = w), "weights", "row 12",
                   "'3'", format(bad))
  }
  expect_refused(crf(y ~ x, d, sequence = id, weights = w[1:7]), "length", "`weights`", "150", "30")
  twice <- stats::setNames(d[c("id", "x", "z", "y")], c("id", "x", "id", "y"))
  expect_refused(crf(y ~ x, twice, sequence = id), "duplicated", "`id`")
  d$big <- structure(as.double(d$t), class = "integer64")
  expect_refused(crf(y ~ x, d, sequence = big), "argument", "integer64")
  expect_refused(crf(y ~ x, d, sequence = id, transitions = ~ big), "type", "integer64")
})

test_that("rows that are not whole sequences", {
  d <- chains()
  expect_refused(crf(y ~ x, d, sequence = id, subset = t > 2), "subset", "row 3", "'1'")
  expect_refused(crf(y ~ x, d, sequence = id, subset = 2:150), "subset", "row 2", "'1'")
  expect_refused(crf(y ~ x, d, sequence = id, subset = 150:1), "argument", "`subset`", "order")
  expect_refused(crf(y ~ x, d, sequence = id, subset = "a"), "argument", "`subset`", "character")
  expect_refused(crf(y ~ x, d, sequence = id, subset = replace(id > 2, 12, NA)), "subset", "row 12",
                 "'3'")
  expect_refused(crf(y ~ x, d, sequence = id, subset = id > 99), "empty", "`subset`")
  expect_refused(crf(y ~ x, d, sequence = id, subset = TRUE[1:7]), "subset", "`subset`")
  expect_identical(crf(y ~ x, d, sequence = id, subset = 6:150)$rows$used, 145L)
  expect_identical(crf(y ~ x, d, sequence = id, subset = -(1:5))$rows$used, 145L)
})

test_that("values that are missing or infinite", {
  d <- chains()
  put <- function(name, row, value) {
    d[[name]][row] <- value
    d
  }
  expect_refused(crf(y ~ x, put("y", 12, NA), sequence = id), "missing", "`y`", "row 12", "'3'",
                 "partial = TRUE")
  expect_refused(crf(y ~ x, put("x", 12, Inf), sequence = id), "finite", "`x`", "Inf", "row 12",
                 "'3'")
  expect_refused(crf(y ~ x, put("z", 12, -Inf), sequence = id, transitions = ~ z), "finite", "`z`",
                 "row 12", "'3'")
  for (action in list(na.fail, na.pass)) {
    expect_refused(crf(y ~ x, put("x", 12, NA), sequence = id, na.action = action), "missing",
                   "`na.action`", "row 12", "'3'")
  }
  expect_refused(crf(y ~ x, d, sequence = id, na.action = function(x) x), "argument", "`na.action`")
  expect_refused(crf(y ~ x, put("x", d$t == 3, NA), sequence = id), "empty", "`x` in 30 rows")
  expect_refused(crf(y ~ x, put("z", d$t == 3, NA), sequence = id, transitions = ~ z), "empty",
                 "`z` in 30 rows")
  # the row told is that of the data, whatever was left out before it
  d$x[1] <- NA
  d$k <- as.numeric(d$b)
  d$k[12] <- 2
  expect_refused(crf(k ~ x, d, sequence = id), "response", "`k`", "row 12", "'3'", "2")
  d$k[12] <- 1
  d$k[2] <- 7 # of a sequence that is left out
  expect_true(crf(k ~ x, d, sequence = id)$converged)
})

test_that("labels that are none, or one", {
  d <- chains()
  expect_refused(crf(x ~ z, d, sequence = id), "response", "`x`", "row 1")
  expect_refused(crf(cbind(b, !b) ~ z, d, sequence = id), "argument", "`cbind(b, !b)`", "matrix")
  expect_refused(crf(cbind(b, !b) ~ z, d, sequence = id, subset = id > 2), "argument", "matrix")
  expect_refused(crf(as.Date(t, "2020-01-01") ~ z, d, sequence = id), "argument", "Date")
  d$one <- factor("A", levels = c("A", "B"))
  for (l2 in 0:1) expect_refused(crf(one ~ x, d, sequence = id, l2 = l2), "levels", "`one`", '"A"')
  expect_refused(crf(one ~ x, transform(d, one = NA), sequence = id, partial = TRUE), "levels")
  expect_refused(crf(y ~ x, d[0, ], sequence = id), "empty", "rows")
  expect_refused(crf(y ~ x, d[1, ], sequence = id), "levels", "`y`")
  d$y <- factor(d$y, levels = c("A", "B", "none", "C"))
  expect_message(fit <- crf(y ~ x, d, sequence = id), "none", class = "logistic_message_levels")
  expect_identical(fit$lev, c("A", "B", "C"))
})

test_that("formulas that are none", {
  d <- chains()
  expect_refused(crf(~ x, d, sequence = id), "formula", "response")
  expect_refused(crf(5, d, sequence = id), "formula", "`formula`")
  expect_refused(crf(y ~ nowhere, d, sequence = id), "variable", "`nowhere`")
  expect_refused(crf(y ~ x, "d", sequence = id), "data", "`data`")
  expect_refused(crf(y ~ x + offset(z), d, sequence = id), "formula", "offset")
  expect_refused(crf(y ~ x * y, d, sequence = id), "response_in_predictors", "`y:x`")
  expect_warning(crf(y ~ x + y, d, sequence = id),
                 class = "logistic_warning_response_in_predictors")
  expect_refused(crf(y ~ x[1:7], d, sequence = id), "length", "`x[1:7]`")
  expect_refused(crf(y ~ g, transform(d, g = "u"), sequence = id), "levels", "`g`")
  expect_refused(crf(y ~ x, d, sequence = id, contrasts = 5), "argument", "`contrasts`")
  expect_refused(crf(y ~ f, d, sequence = id, contrasts = list(f = "contr.none")), "contrasts",
                 "`f`")
})

test_that("transitions that are none", {
  d <- chains()
  refuse <- function(transitions, ...) {
    expect_refused(crf(y ~ x, d, sequence = id, transitions = transitions), ...)
  }
  refuse(5, "argument", "`transitions`", "5")
  refuse("~ 1", "argument", "`transitions`")
  refuse(y ~ z, "argument", "`transitions`", "y ~ z")
  refuse(~ ., "formula", "`transitions`", "dot")
  refuse(~ offset(z), "formula", "`transitions`", "offset")
  refuse(~ y, "response_in_predictors", "`transitions`", "`y`")
  refuse(~ as.integer(y) + z, "response_in_predictors", "`y`")
  refuse(~ nowhere, "variable", "`nowhere`")
  refuse(~ z[1:7], "length", "`transitions`", "7")
  refuse(~ list(1), "evaluation", "list")
  d$g[d$t != 1] <- "u"
  refuse(~ g, "levels", "`g`", '"u"')
})

test_that("x and y beside each other", {
  d <- chains()
  x <- stats::model.matrix(~ x + z, d)
  refuse <- function(..., what, said) expect_refused(crf(..., l2 = 1), what, said)
  refuse(x = x, sequence = d$id, what = "argument", said = "`y`")
  refuse(x = x, y = d$y, what = "argument", said = "`sequence`")
  refuse(x = x, y = d$y[-1], sequence = d$id, what = "length", said = "`y`")
  refuse(x = x, y = d$y, sequence = d$id[-1], what = "length", said = "`y`")
  refuse(x = x[-1, ], y = d$y, sequence = d$id, what = "length", said = "`x`")
  refuse(x = x, y = d$y, sequence = d$id, subset = TRUE, what = "argument", said = "`subset`")
  refuse(y ~ x, x = x, y = d$y, sequence = d$id, what = "argument", said = "`formula`")
  refuse(y ~ x, d, y = d$y, sequence = id, what = "argument", said = "`y`")
  refuse(x = replace(x, 12, Inf), y = d$y, sequence = d$id, what = "finite",
         said = c("row 12", "'3'"))
  refuse(x = x, y = replace(d$y, 12, NA), sequence = d$id, what = "missing",
         said = c("row 12", "'3'"))
  z <- replace(d$z, 12, NA)
  refuse(x = x, y = d$y, sequence = d$id, transitions = ~ z, what = "missing",
         said = c("`transitions`", "row 12", "'3'"))
  for (bad in list("a", 1:150, mean, y ~ x)) {
    refuse(x = bad, y = d$y, sequence = d$id, what = "argument", said = "`x`")
  }
  expect_refused(crf(x = x, y = d$y, sequence = d$id), "argument", "`coding", "`l2`")
})
