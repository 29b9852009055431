# Each item of bad input of multinomial() and ordinal() has one clear classed error or a documented
# answer.

# `y` ordered, `u` the same without order, `s` strings, `k` numbers; f of two levels
sizes <- function(n = 60) {
  set.seed(2)
  d <- data.frame(x = rnorm(n), z = runif(n), f = gl(2, n / 2, labels = c("a", "b")), w = 1)
  d$y <- cut(d$x + rlogis(n), c(-Inf, -1, 0.5, Inf), labels = c("low", "mid", "high"),
             ordered_result = TRUE)
  d$u <- factor(d$y, ordered = FALSE)
  d$s <- as.character(d$y)
  d$k <- as.integer(d$y)
  d
}

counts <- function(n = 60) {
  set.seed(4)
  cbind(a = rpois(n, 3), b = rpois(n, 2), c = rpois(n, 4))
}

# Both front doors refuse it alike.
expect_both <- function(call, what, ...) {
  call <- substitute(call)
  for (fitter in c("multinomial", "ordinal")) {
    call[[1L]] <- as.name(fitter)
    expect_refused(suppressMessages(eval(call, parent.frame())), what, ...)
  }
}

test_that("formula and data", {
  d <- sizes()
  expect_both(f(), "argument", "`formula`")
  for (fitter in list(multinomial, ordinal)) {
    expect_error(fitter(NULL, d), "`formula`", class = "logistic_error_formula")
  }
  expect_both(f(5, d), "formula", "`formula`")
  expect_both(f(~x, d), "formula", "response")
  expect_both(f(y ~ x, "d"), "data", "`data`")
  expect_both(f(nowhere ~ x, d), "variable", "`nowhere`")
  expect_both(f(y ~ nowhere, NULL), "variable", "`nowhere`")
  expect_both(f(y ~ x, d[0, ]), "empty", "rows")
  expect_both(f(y ~ x, d[1, ]), "levels", "one")
  expect_both(f(y ~ x, d, subset = x > 100), "empty", "`subset`")
  expect_both(f(y ~ x, stats::setNames(d, c("x", "x", "f", "w", "y", "u", "s", "k"))),
              "duplicated", "`x`")
  expect_both(f(y ~ x * y, d), "response_in_predictors", "`y:x`")
  expect_warning(fit <- ordinal(y ~ x + y, d), class = "logistic_warning_response_in_predictors")
  expect_identical(coef(fit), coef(ordinal(y ~ x, d)))
  expect_both(f(y ~ x, d, foo = 1), "argument", "`foo`")
  expect_both(f(y ~ x, d, wieghts = w), "argument", "`weights`")
  expect_both(f(y ~ x, d, trials = w), "argument", "`trials`")
  expect_both(f(y ~ x, d, keep = "some"), "argument", "`keep`")
  expect_both(f(y ~ x, d, control = list(foo = 1)), "argument", "`foo`")
  expect_both(f(y ~ f, d, contrasts = list(f = "contr.none")), "contrasts", "`f`")
  expect_both(f(y ~ x[1:7], d), "length", "`x[1:7]`")
  expect_both(f(y ~ list(1), d), "type", "list")
})

test_that("responses that are none", {
  d <- sizes()
  expect_both(f(mean ~ x, d), "type", "function")
  expect_both(f(list(1, 2) ~ x, d), "type", "list")
  expect_both(f(as.complex(k) ~ x, d), "type", "complex")
  expect_both(f(y ~ x, subset(d, y == "high")), "levels", "\"high\"")
  expect_both(f(y ~ x, transform(d, y = replace(y, TRUE, NA))), "empty", "`y`")
  expect_both(f(array(1, c(60, 2, 2)) ~ x, d), "type")
})

test_that("an order that is not known is asked for", {
  d <- sizes()
  expect_refused(ordinal(u ~ x, d), "ordered", "`u`", "without order", "levels = c(...)")
  expect_refused(ordinal(s ~ x, d), "ordered", "`s`", "ordered = TRUE")
  expect_refused(ordinal(k ~ x, d), "ordered", "ordered(k)")
  expect_refused(ordinal(z ~ x, d), "ordered", "ordered(z)")
  # two categories have one order but for its direction
  expect_equal(coef(ordinal(f ~ x, d))[["x"]], coef(logistic(f ~ x, d))[["x"]], tolerance = 1e-12)
  expect_equal(coef(ordinal(z > 0.5 ~ x, d))[["x"]], coef(logistic(z > 0.5 ~ x, d))[["x"]],
               tolerance = 1e-12)
  # multinomial models have no use for it
  expect_equal(coef(multinomial(y ~ x, d)), coef(multinomial(u ~ x, d)))
  expect_identical(multinomial(s ~ x, d)$lev, c("high", "low", "mid"))
  expect_identical(multinomial(k ~ x, d)$lev, c("1", "2", "3"))
})

test_that("a category is left out, with a message, wherever it was emptied", {
  d <- sizes()
  emptied <- list(
    quote(f(y ~ x, subset(d, y != GONE))),
    quote(f(y ~ x, d, subset = y != GONE)),
    quote(f(y ~ x, transform(d, x = replace(x, y == GONE, NA)))),
    quote(f(y ~ x, d, weights = as.numeric(y != GONE))),
    quote(f(y ~ x, d, freq = as.integer(y != GONE))))
  for (gone in c("low", "mid", "high")) {
    without <- droplevels(d[d$y != gone, ])
    for (fitter in c("multinomial", "ordinal")) {
      expected <- do.call(fitter, list(y ~ x, without))
      for (call in emptied) {
        call <- do.call(substitute, list(call, list(GONE = gone, f = as.name(fitter))))
        message <- expect_message(fit <- eval(call), class = "logistic_message_levels")
        expect_match(conditionMessage(message), gone)
        expect_equal(fit$coefficients, expected$coefficients, tolerance = 1e-10)
        expect_identical(fit$lev, expected$lev)
      }
    }
    m <- cbind(low = d$y == "low", mid = d$y == "mid", high = d$y == "high")[d$y != gone, ]
    expect_message(wide <- multinomial(m ~ x, d[d$y != gone, ]), class = "logistic_message_levels")
    expect_equal(coef(wide), coef(multinomial(y ~ x, without)), tolerance = 1e-10)
  }
})

test_that("NA as a level is a category with a name", {
  d <- sizes()
  d$u[1:9] <- NA
  d$u <- addNA(d$u)
  fit <- multinomial(u ~ x, d)
  expect_identical(fit$lev, c("low", "mid", "high", "NA"))
  expect_identical(nobs(fit), 60)
  d$y <- factor(d$u, c("low", NA, "high"), exclude = "mid", ordered = TRUE)
  expect_identical(names(coef(ordinal(y ~ x, d))), c("low|NA", "NA|high", "x"))
  d$u <- factor(rep(c("NA", "mid", NA), 20), c("mid", "NA", NA), exclude = NULL)
  expect_identical(multinomial(u ~ x, d)$lev, c("mid", "NA", "<NA>"))
})

test_that("counts: negative, fractions, missing, infinite, none", {
  d <- sizes()
  m <- counts()
  expect_both(f(replace(m, 62, -1) ~ x, d), "response", "negative", "row 2")
  expect_both(f(replace(m, 63, 0.5) ~ x, d), "response", "whole", "row 3", "`weights`")
  expect_both(f(replace(m, 64, Inf) ~ x, d), "finite", "row 4")
  for (fitter in list(multinomial, ordinal)) {
    gap <- fitter(replace(m, 62, NA) ~ x, d)
    expect_equal(gap$coefficients, fitter(m ~ x, d, subset = -2)$coefficients, tolerance = 1e-12)
    expect_identical(gap$rows$left_out$count, 1L)
    # a row without counts says nothing, but is a row
    none <- replace(m, cbind(rep(1:3, 3), rep(1:3, each = 3)), 0)
    fit <- fitter(none ~ x, d)
    expect_equal(fit$coefficients, fitter(none ~ x, d, subset = 4:60)$coefficients,
                 tolerance = 1e-12)
    expect_identical(fit$rows$left_out$reason, "no counts")
    expect_identical(nrow(fitted(fit)), 60L)
    expect_identical(fit$df.residual, 57 * 2 - fit$rank)
  }
  expect_both(f((0 * m) ~ x, d), "levels", "none")
  expect_both(f(m[0, ] ~ 1), "empty", "rows")
  expect_both(f(m[, 1, drop = FALSE] ~ x, d), "levels", "2 or more", "1")
  expect_both(f(m[, 0] ~ x, d), "levels", "2 or more", "0")
  expect_both(f(m[1:7, ] ~ x, d), "length")
  expect_both(f(cbind(a = m[, 1], a = m[, 2]) ~ x, d), "duplicated", "`a`")
  storage.mode(m) <- "character"
  expect_both(f(m ~ x, d), "type", "character")
})

test_that("two columns of counts are a binary response", {
  d <- sizes()
  m <- counts()
  binary <- coef(logistic(m[, 1:2] ~ x, d))
  expect_equal(unname(coef(multinomial(m[, 2:1] ~ x, d))[1, ]), unname(binary), tolerance = 1e-12)
  expect_equal(coef(ordinal(m[, 2:1] ~ x, d))[["x"]], binary[["x"]], tolerance = 1e-12)
})

test_that("weights, freq and predictors that cannot be used", {
  d <- sizes()
  expect_both(f(y ~ x, d, weights = -w), "weights", "non-negative")
  expect_both(f(y ~ x, d, weights = 0 * w), "weights", "positive")
  expect_both(f(y ~ x, d, weights = replace(w, 3, Inf)), "finite", "row 3")
  expect_both(f(y ~ x, d, weights = 1:3), "length", "`weights`")
  expect_both(f(y ~ x, d, weights = s), "argument", "`weights`")
  expect_both(f(y ~ x, d, weights = cbind(w, w)), "argument", "`weights`")
  expect_both(f(y ~ x, d, freq = w / 2), "freq", "whole")
  expect_both(f(y ~ x, transform(d, x = replace(x, 3, Inf))), "finite", "`x`", "row 3")
  expect_both(f(y ~ x, transform(d, x = replace(x, 3, NA)), na.action = na.fail), "missing", "`x`")
  expect_both(f(y ~ s, transform(d, s = "one")), "levels", "`s`")
  expect_identical(nobs(ordinal(y ~ x, transform(d, x = replace(x, 3, NaN)))), 59)
})

test_that("reference", {
  d <- sizes()
  for (bad in list("zz", c("low", "high"), NA, character(), mean)) {
    expect_refused(multinomial(u ~ x, d, reference = bad), "reference", "\"low\"")
  }
  expect_refused(suppressMessages(multinomial(u ~ x, d, weights = as.numeric(u != "low"),
                                              reference = "low")), "reference", "\"mid\"")
  expect_identical(multinomial(k ~ x, d, reference = 2)$reference, "2")
})

test_that("offsets of the wrong width, type or length", {
  d <- sizes()
  expect_refused(multinomial(u ~ x, d, offset = cbind(w, w, w, w)), "offset", "2", "3", "4")
  expect_refused(multinomial(u ~ x, d, offset = cbind(w, replace(w, 5, Inf))), "finite", "row 5")
  expect_refused(multinomial(u ~ x, d, offset = cbind(s, s)), "type", "`offset`")
  expect_refused(multinomial(u ~ x, d, offset = data.frame(w, w)), "type", "data frame")
  expect_refused(multinomial(u ~ x, d, offset = cbind(1:3, 1:3)), "length", "60", "3")
  expect_refused(ordinal(y ~ x, d, offset = cbind(w, w)), "offset", "one column")
  expect_both(f(y ~ x, d, offset = s), "offset", "numbers")
  expect_both(f(y ~ x, d, offset = 1:3), "length", "`offset`")
  # wide or one wider: only differences to the reference matter
  wide <- with(d, cbind(x / 3, z, 1))
  expect_equal(coef(multinomial(u ~ x, d, offset = wide)),
               coef(multinomial(u ~ x, d, offset = wide[, -1] - wide[, 1])), tolerance = 1e-12)
})

test_that("start", {
  d <- sizes()
  expect_refused(multinomial(u ~ x, d, start = 1:3), "argument", "4", "3")
  expect_refused(ordinal(y ~ x, d, start = 1:9), "argument", "3", "9")
  expect_both(f(y ~ x, d, start = "a"), "argument", "`start`")
  expect_both(f(y ~ x, d, start = list(1)), "argument", "`start`")
  expect_refused(ordinal(y ~ x, d, start = rep(Inf, 3)), "finite", "`start`")
  expect_refused(multinomial(u ~ x + z, d, start = matrix(0, 3, 2)), "argument", "2 rows of 3")
  expect_equal(coef(multinomial(u ~ x, d, start = rep(1e5, 4))), coef(multinomial(u ~ x, d)))
  for (start in list(c(1, -1, 0), c(-1e5, 1e5, 1e4), c(0, 0, 0))) { # also thresholds that cross
    expect_equal(coef(ordinal(y ~ x, d, start = start)), coef(ordinal(y ~ x, d)))
  }
})

test_that("link, type and parallel", {
  d <- sizes()
  expect_refused(ordinal(y ~ x, d, link = "log"), "argument", "`link`", "cauchit")
  expect_refused(ordinal(y ~ x, d, type = "cum"), "argument", "`type`", "continuation")
  expect_refused(ordinal(y ~ x, d, type = "adjacent", link = "probit"), "argument", "`link`")
  expect_refused(ordinal(y ~ x, d, parallel = ~zz), "parallel", "`zz`", "`x`")
  expect_refused(ordinal(y ~ x + z, d, parallel = ~ x + y), "parallel", "`y`")
  for (bad in list("x", NA, y ~ x, c(TRUE, FALSE), NULL, 1)) {
    expect_error(ordinal(y ~ x, d, parallel = bad), class = "logistic_error_argument")
  }
  by_name <- ordinal(y ~ x * z, d, type = "continuation", parallel = ~.)
  expect_identical(coef(by_name), coef(ordinal(y ~ x * z, d, type = "continuation",
                                               parallel = ~ x + z:x + z)))
})

test_that("scale", {
  d <- sizes()
  expect_refused(ordinal(y ~ x, d, scale = ~zz), "variable", "`zz`")
  expect_refused(ordinal(y ~ x, d, scale = ~y), "response_in_predictors", "`~y`")
  expect_refused(ordinal(y ~ x, d, scale = ~.), "argument", "`scale`")
  expect_refused(ordinal(y ~ x, d, scale = ~ offset(z)), "argument", "offset")
  expect_refused(ordinal(y ~ x, d, scale = ~w), "argument", "vary", "`w`")
  expect_refused(ordinal(y ~ x, d, scale = ~ c(1, 2)), "length", "c(1, 2)")
  expect_refused(ordinal(y ~ x, d, scale = ~mean), "type", "function")
  expect_refused(ordinal(y ~ x, transform(d, z = replace(z, 4, NA)), scale = ~z), "missing", "`z`")
  expect_refused(ordinal(y ~ x, transform(d, z = replace(z, 4, Inf)), scale = ~z), "finite", "`z`")
  for (bad in list("x", TRUE, y ~ x)) {
    expect_error(ordinal(y ~ x, d, scale = bad), "`scale`", class = "logistic_error_argument")
  }
  expect_error(ordinal(y ~ x, d, scale = ~x, type = "adjacent"), "`scale`",
               class = "logistic_error_argument")
  expect_identical(coef(ordinal(y ~ x, d, scale = ~1)), coef(ordinal(y ~ x, d)))
})

test_that("no intercept, no predictor", {
  d <- sizes()
  expect_warning(fit <- ordinal(y ~ x - 1, d), class = "logistic_warning_intercept")
  expect_identical(coef(fit), coef(ordinal(y ~ x, d)))
  expect_warning(fit <- ordinal(y ~ 0 + f, d), class = "logistic_warning_intercept")
  expect_equal(coef(fit), coef(ordinal(y ~ f, d)))
  expect_refused(multinomial(u ~ 0, d), "formula", "intercept")
  expect_identical(colnames(coef(multinomial(u ~ x - 1, d))), "x")
  shares <- as.vector(table(d$y)) / 60
  expect_equal(unname(fitted(multinomial(u ~ 1, d))[1, ]), shares, tolerance = 1e-12)
  expect_equal(unname(fitted(ordinal(y ~ 1, d))[1, ]), shares, tolerance = 1e-12)
})

test_that("aliased columns: named, or refused", {
  d <- sizes()
  expect_both(f(y ~ x + I(2 * x), d, singular.ok = FALSE), "aliased", "`I(2 * x)` = 2 * `x`")
  for (fitter in list(multinomial, ordinal)) {
    expect_message(fit <- fitter(y ~ x + w, d), class = "logistic_message_aliased")
    expect_identical(names(fit$aliased), "w")
    expect_equal(fit$coefficients[!is.na(fit$coefficients)], fitter(y ~ x, d)$coefficients)
  }
})

test_that("more parameters than rows: aliased columns, and no finite maximum is invented", {
  set.seed(6)
  d <- data.frame(y = factor(c(1, 2, 3, 1, 2, 3, 3, 2), ordered = TRUE), matrix(rnorm(160), 8))
  for (fitter in list(multinomial, ordinal)) {
    expect_message(suppressWarnings(fit <- fitter(y ~ ., d)), class = "logistic_message_aliased")
    expect_length(fit$aliased, 13L)
    expect_false(isTRUE(fit$convergence$overlap == "proved"))
    expect_true(all(is.na(fit$std.error)))
  }
})

test_that("as many categories as rows", {
  set.seed(7)
  d <- data.frame(y = factor(1:20, ordered = TRUE), x = rnorm(20))
  for (type in c("cumulative", "adjacent", "continuation")) {
    fit <- ordinal(y ~ x, d, type = type)
    expect_true(fit$converged)
    expect_length(coef(fit), 20L)
  }
  # the multinomial model has an answer of its own for each row: none is finite
  expect_warning(fit <- multinomial(y ~ x, d), class = "logistic_warning")
  expect_false(isTRUE(fit$convergence$overlap == "proved"))
})

test_that("names: colons and bars are as good as other letters, unless two names become one", {
  d <- sizes()
  odd <- c("a:b", "a|b", "a")
  d$y <- factor(d$y, labels = odd, ordered = TRUE)
  expect_identical(names(coef(ordinal(y ~ x, d))), c("a:b|a|b", "a|b|a", "x"))
  fit <- multinomial(y ~ x, d)
  expect_identical(dimnames(coef(fit)), list(odd[-1], c("(Intercept)", "x")))
  expect_identical(colnames(fitted(fit)), odd)
  d$u <- factor(d$y, labels = c("r", "A", "A:B"), ordered = FALSE)
  d$B <- d$x
  d$C <- d$z
  expect_refused(multinomial(u ~ B * C, d), "duplicated", "`A:B:C`")
  expect_length(coef(multinomial(u ~ C * B, d)), 8L)
})

test_that("beyond memory: said before any work", {
  n <- 2e4
  d <- data.frame(y = seq_len(n), x = seq_len(n) / n)
  expect_refused(multinomial(y ~ x, d), "memory", "39,998 coefficients", "Merge")
  expect_refused(multinomial(as.character(y) ~ x, d), "memory")
  # as the core says it
  expect_refused(logistic:::stop_core("cannot allocate vector of size 59.7 Gb"), "memory",
                 "59.7 Gb")
})
