# Each item of bad input has one clear classed error or a documented answer.

good <- function(n = 40) {
  set.seed(2)
  data.frame(y = rbinom(n, 1, 0.5), x = rnorm(n), f = gl(2, 1, n, labels = c("a", "b")), w = 1)
}

test_that("wrong types and lengths", {
  d <- good()
  expect_refused(logistic(5, data = d), "formula", "`formula`")
  expect_refused(logistic(~ x, data = d), "formula", "response")
  expect_refused(logistic(y ~ x, data = "d"), "data", "`data`")
  expect_refused(logistic(y ~ mean, data = d), "type", "`mean`", "function")
  expect_refused(logistic(y ~ x, d, weights = rep("w", 40)), "argument", "`weights`")
  expect_refused(logistic(y ~ x, d, weights = 1:3), "length", "`weights`", "40", "3")
  expect_refused(logistic(y ~ x, d, offset = 1:3), "length", "`offset`")
  expect_refused(logistic(y ~ x, d, offset = "a"), "length", "`offset`")
  expect_refused(logistic(y ~ x, d, offset = rep("a", 40)), "offset", "`offset`")
  expect_refused(logistic(y ~ x[1:7], d), "length", "`x[1:7]`")
  expect_refused(logistic(y ~ x, d, etastart = 1:3), "length", "etastart")
  expect_refused(logistic(y ~ x, d, link = "log"), "argument", "`link`")
  expect_refused(logistic(y ~ x, d, keep = "some"), "argument", "`keep`")
  expect_refused(logistic(y ~ x, d, subset = list(1)), "argument", "`subset`")
  expect_refused(logistic(y ~ x, d, subset = c(TRUE, FALSE, TRUE)), "subset", "40", "3")
  expect_refused(logistic(y ~ x, d, weigths = w), "argument", "weigths", "`weights`")
  expect_refused(logistic(y ~ x, gaussian, d), "family", "gaussian")
  expect_refused(logistic(y ~ x, quasibinomial, d), "family", "dispersion")
  expect_refused(logistic(y ~ x, poisson(), d), "family", "poisson")
  expect_refused(logistic(y ~ x, "nonsense", d), "family", "nonsense")
  expect_refused(logistic(y ~ x, binomial("log"), d), "family", "log")
  expect_refused(logistic(x = "a", y = 1), "type", "`x`")
  expect_refused(logistic(x = cbind(1:3), y = 0:1), "length", "`y`")
  expect_refused(logistic(), "argument", "`formula`")
  expect_refused(logistic(y ~ x, list(y = 1:3, x = 1:2)), "length", "`x`", "3", "2")
  error <- expect_refused(do.call(logistic, c(list(y ~ x, d), as.list(5:25))), "argument")
  expect_false(grepl("`...`", conditionMessage(error), fixed = TRUE))
})

test_that("missing and infinite values in variables, weights, offset and start", {
  for (bad in c(NaN, NA)) {
    d <- good()
    d$x[3] <- bad
    expect_identical(nobs(logistic(y ~ x, d)), 39L)
    expect_refused(logistic(y ~ x, d, na.action = na.fail), "missing", "`x`", "row 3")
    expect_refused(logistic(y ~ x, d, na.action = na.pass), "missing", "`x`")
    d <- good()
    d$w[3] <- bad
    expect_identical(nobs(logistic(y ~ x, d, weights = w)), 39L)
    d <- good()
    d$y[4] <- bad
    expect_identical(nobs(logistic(y ~ x, d, offset = w)), 39L)
  }
  for (bad in c(Inf, -Inf)) {
    d <- good()
    d$x[3] <- bad
    error <- expect_refused(logistic(y ~ x, d), "finite", "`x`", "row 3", "Inf")
    expect_identical(error$rows, 3L)
    expect_refused(logistic(x = cbind(1, d$x), y = d$y), "finite", "row 3")
    d <- good()
    d$w[3] <- bad
    expect_refused(logistic(y ~ x, d, weights = w), if (bad > 0) "finite" else "finite", "weights")
    expect_refused(logistic(y ~ x, d, offset = w), "finite", "`offset`", "row 3")
    expect_refused(logistic(y ~ x + offset(w), d), "finite", "row 3")
    d$y[5] <- bad
    expect_refused(logistic(y ~ x, d), "finite", "`y`", "row 5")
  }
  d <- good()
  for (bad in c(Inf, NaN)) {
    expect_refused(logistic(y ~ x, d, start = c(0, bad)), "finite", "`start`")
  }
  d$x[1:2] <- 1e308
  d$x[3] <- -1e308
  expect_s3_class(suppressWarnings(logistic(y ~ x, d[-(1:2), ])), "logistic_fit")
})

test_that("empty data, no complete row, nothing selected", {
  d <- good()
  expect_refused(logistic(y ~ x, d[0, ]), "empty", "rows")
  d$x <- NA_real_
  expect_refused(logistic(y ~ x, d), "empty", "`x`")
  expect_refused(logistic(y ~ x, good(), subset = y > 5), "empty", "`subset`")
  expect_refused(logistic(x = matrix(0, 0, 2), y = numeric()), "empty", "`x`")
})

test_that("weights: all zero, negative, zero in some rows", {
  d <- good()
  expect_refused(logistic(y ~ x, d, weights = 0 * w), "weights", "`weights`", "0")
  expect_refused(logistic(y ~ x, d, weights = w - 2 * (x > 1.5)), "weights", "`weights`", "-1")
  d$w[1:5] <- 0
  expect_equal(coef(logistic(y ~ x, d, weights = w)), coef(logistic(y ~ x, d[-(1:5), ])),
               tolerance = 1e-13)
})

test_that("counts: not whole, negative, beyond trials", {
  d <- data.frame(k = c(1, 2.5, 3), m = c(3, 2, 1), n = 4, x = c(1, 2, 4))
  fit <- logistic(cbind(k, m) ~ x, d)
  expect_true(fit$event$pseudo)
  expect_output(print(fit), "Pseudo-likelihood")
  d$k[2] <- -1
  expect_refused(logistic(cbind(k, m) ~ x, d), "response", "negative", "row 2")
  expect_refused(logistic(cbind(k * 0 , 0 * m) ~ x, d), "response", "trials")
  d$k[2] <- 7
  expect_refused(logistic(k ~ x, d, trials = n), "trials", "7", "4", "row 2")
  expect_refused(logistic(cbind(k, m) ~ x, d, freq = n), "argument", "`freq`")
  expect_refused(logistic(cbind(k, m) ~ x, d, trials = n), "argument", "`trials`")
  expect_refused(logistic(cbind(k, m, n) ~ x, d), "response", "two columns", "multinomial()")
  expect_refused(logistic(y ~ x, good(), freq = w + 0.5), "freq", "`freq`", "1.5")
})

test_that("start of the wrong length or type", {
  expect_refused(logistic(y ~ x, good(), start = 1:3), "argument", "`start`", "2", "3")
  expect_refused(logistic(y ~ x, good(), start = "a"), "argument", "`start`")
  expect_refused(logistic(y ~ x, good(), start = numeric()), "argument", "`start`")
})

test_that("more columns than rows", {
  set.seed(4)
  d <- data.frame(y = c(0, 1, 0, 1, 1), matrix(rnorm(40), 5))
  fit <- suppressMessages(suppressWarnings(logistic(y ~ ., d)))
  expect_identical(sum(is.na(coef(fit))), 4L)
  expect_length(fit$aliased, 4L)
  expect_identical(fit$convergence$overlap, "separated")
})

test_that("constant and duplicated columns are aliased, with the relation named", {
  d <- good()
  d$c <- 3
  message <- expect_message(fit <- logistic(y ~ x + c, d), class = "logistic_message_aliased")
  expect_match(conditionMessage(message), "`c` = 3\n", fixed = TRUE)
  expect_identical(unname(is.na(coef(fit))), c(FALSE, FALSE, TRUE))
  d$zero <- 0
  expect_message(fit <- logistic(y ~ zero + x, d), class = "logistic_message_aliased")
  expect_identical(names(fit$aliased), "zero")
  expect_refused(logistic(y ~ x + c, d, singular.ok = FALSE), "aliased", "`c`")
  x <- cbind(one = 1, a = d$x, b = d$x)
  message <- expect_message(fit <- logistic(x = x, y = d$y), class = "logistic_message_aliased")
  expect_match(conditionMessage(message), "`b` = `a`", fixed = TRUE)
})

test_that("factors: one level, unused levels, NA as a level", {
  d <- good()
  d$g <- factor(ifelse(d$f == "a", "north", "south"))
  d$x[d$g == "south"] <- NA
  expect_refused(logistic(y ~ x + g, d), "levels", "`g`", "north", "20 rows", "`x`")
  d <- good()
  d$f <- factor(d$f, levels = c("a", "z", "b"))
  expect_identical(names(coef(logistic(y ~ f, d))), c("(Intercept)", "fb"))
  d$f[1:6] <- NA
  d$f <- addNA(d$f)
  fit <- logistic(y ~ f, d)
  expect_identical(nobs(fit), 40L)
  expect_identical(names(coef(fit)), names(coef(glm(y ~ f, binomial, d))))
  expect_equal(coef(fit), coef(mock_glm(y ~ f, binomial, d)), tolerance = 1e-9)
})

test_that("list and matrix columns", {
  d <- good()
  d$l <- as.list(d$x)
  expect_refused(logistic(y ~ l, d), "type", "`l`", "list")
  d$m <- matrix(rnorm(80), 40, dimnames = list(NULL, c("p", "q")))
  expect_identical(names(coef(logistic(y ~ m, d))), c("(Intercept)", "mp", "mq"))
  d$m <- matrix("a", 40, 2)
  expect_refused(logistic(y ~ m, d), "type", "`m`")
  d$z <- complex(40, 1, 1)
  expect_refused(logistic(y ~ z, d), "type", "`z`", "complex")
  d$inner <- d[c("x", "w")]
  expect_refused(logistic(y ~ inner, d), "type", "`inner`", "data frame")
})

test_that("integer64, dates and times", {
  d <- good()
  d$i <- structure(as.double(seq_len(40)), class = "integer64")
  expect_refused(logistic(y ~ i, d), "type", "`i`", "integer64", "as.numeric()")
  d$day <- as.Date("2024-02-01") + 1:40
  d$time <- as.POSIXct("2024-02-01", tz = "UTC") + 1000 * d$x
  d$lag <- as.difftime(d$x + 3, units = "mins")
  numbers <- transform(d, day = as.numeric(day), time = as.numeric(time), lag = as.numeric(lag))
  for (formula in list(y ~ day, y ~ time, y ~ lag)) {
    expect_equal(coef(logistic(formula, d)), coef(logistic(formula, numbers)), tolerance = 1e-14)
  }
  d$lt <- as.POSIXlt(d$time)
  expect_refused(logistic(y ~ lt, d), "type", "`lt`", "POSIXct")
  expect_refused(logistic(day ~ x, d), "argument", "response")
})

test_that("names: duplicated, not syntactic, not ASCII", {
  d <- good()
  d$x2 <- rnorm(40)
  names(d)[5] <- "x"
  expect_refused(logistic(y ~ x, d), "duplicated", "`x`")
  expect_refused(logistic(y ~ ., d), "duplicated", "`x`")
  expect_identical(names(coef(logistic(y ~ f, d))), c("(Intercept)", "fb"))
  d <- good()
  names(d)[2] <- "blood pressure (mmHg)"
  fit <- logistic(y ~ `blood pressure (mmHg)`, d)
  expect_identical(names(coef(fit))[2], "`blood pressure (mmHg)`")
  expect_equal(unname(predict(fit, d)), unname(fit$linear.predictors), tolerance = 1e-14)
  names(d)[2] <- "gr\u00f6\u00dfe"
  fit <- logistic(stats::as.formula("y ~ gr\u00f6\u00dfe"), d)
  expect_identical(enc2utf8(names(coef(fit))[2]), "gr\u00f6\u00dfe")
})

test_that("a variable that does not exist, a response that is a predictor", {
  error <- expect_refused(logistic(y ~ nowhere_found, good()), "variable", "`nowhere_found`")
  expect_identical(error$variable, "nowhere_found")
  expect_refused(logistic(y ~ x, good(), weights = nowhere_found), "variable", "`nowhere_found`")
  expect_refused(logistic(y ~ log("a"), good()), "evaluation")
  expect_warning(fit <- logistic(y ~ x + y, good()),
                 class = "logistic_warning_response_in_predictors")
  expect_identical(names(coef(fit)), c("(Intercept)", "x"))
  expect_refused(logistic(y ~ x * y, good()), "response_in_predictors", "`y:x`")
})

test_that("an offset beyond all reason: no convergence, said, and no likelihood invented", {
  d <- good()
  expect_warning(fit <- logistic(y ~ x, d, offset = 1e6 * x),
                 class = "logistic_warning_convergence")
  expect_gt(deviance(fit), 1e5)
  expect_true(all(is.na(fit$std.error)))
})

test_that("threads", {
  for (threads in list(-1, NaN, 0, "two")) {
    expect_refused(logistic(y ~ x, good(), control = list(threads = threads)), "argument",
                   "`threads`")
  }
})

test_that("p^2 beyond memory says what to do instead", {
  n <- 60000
  d <- data.frame(y = rep(0:1, n / 2), f = factor(seq_len(n)), x = seq_len(n) / n)
  expect_refused(logistic(y ~ f:x, d), "memory", "Merge rare levels")
})

test_that("a response of one value or of text numbers is read as documented", {
  d <- good()
  d$y <- ifelse(d$y == 1, 2, 1)
  expect_refused(logistic(y ~ x, d), "response", "`y`", "2", "event")
  expect_equal(coef(logistic(y ~ x, d, event = 2)), coef(logistic(y ~ x, good())),
               tolerance = 1e-13)
  expect_refused(logistic(y ~ x, transform(good(), y = y - 2)), "response", "`y`")
})

test_that("row numbers that are missing or too large", {
  bw <- birth_weights()
  expect_error(logistic(low ~ age, bw, subset = c(1:50, NA, 500)), "up to 189, not 500",
               class = "logistic_error_argument")
  fit <- suppressWarnings(logistic(low ~ age, bw, subset = c(100:189, NA)))
  expect_equal(coef(fit), coef(logistic(low ~ age, bw, subset = 100:189)))
  expect_identical(fit$rows$left_out$count, c(1L, 99L))
})

test_that("an unknown method is refused, glm's own is not", {
  bw <- birth_weights()
  expect_error(logistic(low ~ age, bw, method = "foo"), class = "logistic_error_argument")
  expect_no_error(logistic(low ~ age, bw, method = "glm.fit"))
})
