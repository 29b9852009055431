# The front door: how it may be called, and its answers beside glm's.

door <- function() {
  set.seed(9)
  n <- 100
  d <- data.frame(x = rnorm(n), z = runif(n), f = gl(3, 1, n, labels = c("a", "b", "c")),
                  w = sample(1:3, n, TRUE), k = sample(0:5, n, TRUE))
  d$y <- rbinom(n, 1, plogis(d$x - d$z))
  d
}

test_that("data second, glm's order, names in any order, data absent", {
  d <- door()
  fit <- logistic(y ~ x + f, data = d)
  same <- list(logistic(y ~ x + f, d), logistic(y ~ x + f, binomial, d),
               logistic(y ~ x + f, binomial(), d), logistic(y ~ x + f, "binomial", d),
               logistic(data = d, formula = y ~ x + f), logistic(d, formula = y ~ x + f),
               logistic(y ~ x + f, as.list(d)), logistic(y ~ x + f, list2env(d)),
               logistic("y ~ x + f", d), do.call(logistic, list(y ~ x + f, d)),
               logistic(y ~ x + f, family = binomial, data = d), with(d, logistic(y ~ x + f)),
               local({
                 data <- d
                 logistic(y ~ x + f, data)
               }))
  for (i in seq_along(same)) expect_identical(coef(same[[i]]), coef(fit), label = i)
  weighted <- logistic(y ~ x, data = d, weights = w)
  expect_identical(coef(logistic(y ~ x, d, w)), coef(weighted))
  expect_identical(coef(logistic(y ~ x, binomial, d, w)), coef(weighted))
  expect_identical(coef(logistic(y ~ x, d, weights = w)), coef(weighted))
})

test_that("wrappers may pass their dots", {
  d <- door()
  wrapper <- function(...) logistic(...)
  expect_identical(coef(wrapper(y ~ x, d)), coef(logistic(y ~ x, d)))
  expect_identical(coef(wrapper(y ~ x, binomial, d)), coef(logistic(y ~ x, d)))
  expect_identical(coef(wrapper(y ~ x, d, link = "probit")),
                   coef(logistic(y ~ x, d, link = "probit")))
  inner <- function(formula, ...) logistic(formula, ...)
  expect_identical(coef(inner(y ~ x, d)), coef(logistic(y ~ x, d)))
  each <- lapply(list(y ~ x, y ~ z), logistic, data = d)
  expect_identical(coef(each[[2]]), coef(logistic(y ~ z, d)))
})

test_that("families and links agree or are refused", {
  d <- door()
  probit <- coef(logistic(y ~ x, d, link = "probit"))
  expect_identical(coef(logistic(y ~ x, binomial("probit"), d)), probit)
  expect_identical(coef(logistic(y ~ x, binomial(link = probit), d, link = "probit")), probit)
  expect_identical(coef(logistic(y ~ x, binomial, d, link = "probit")), probit)
  expect_error(logistic(y ~ x, binomial("cauchit"), d, link = "probit"),
               class = "logistic_error_family")
  expect_identical(family(logistic(y ~ x, d, link = "cauchit"))$link, "cauchit")
})

test_that("update() works, and the call is the user's", {
  d <- door()
  fit <- logistic(y ~ x, d)
  expect_identical(fit$call$data, quote(d))
  expect_identical(coef(update(fit, . ~ . + f)), coef(logistic(y ~ x + f, d)))
  expect_identical(coef(update(fit, link = "probit")), coef(logistic(y ~ x, d, link = "probit")))
  expect_identical(coef(update(fit, subset = x > 0)), coef(logistic(y ~ x, d, subset = x > 0)))
})

test_that("keep: what is kept, and what lean fits can still do", {
  d <- door()
  full <- logistic(y ~ x + f, d)
  expect_identical(class(full), c("logistic_fit", "glm", "lm"))
  expect_false(any(duplicated(names(full))))
  for (keep in c("lean", "minimal")) {
    fit <- logistic(y ~ x + f, d, keep = keep)
    expect_null(fit$model)
    expect_null(fit$y)
    size <- function(x) length(serialize(unclass(x)[names(x) != "family"], NULL))
    expect_lt(size(fit), size(full) / 2)
    expect_identical(coef(fit), coef(full))
    expect_identical(vcov(fit), vcov(full))
    expect_identical(logLik(fit), logLik(full))
    expect_equal(predict(fit, d[1:3, ], se.fit = TRUE), predict(full, d[1:3, ], se.fit = TRUE))
    expect_error(residuals(fit), class = "logistic_error_kept")
  }
  rows <- 20000
  big <- data.frame(y = rep(0:1, rows / 2), x = sin(seq_len(rows)))
  made <- function() {
    luggage <- rnorm(1e5)
    logistic(y ~ x, big, keep = "minimal")
  }
  expect_lt(length(serialize(made(), NULL)), 60000)
  expect_null(logistic(y ~ x, d, model = FALSE)$model)
  expect_equal(logistic(y ~ x + f, d, x = TRUE)$x, model.matrix(y ~ x + f, d))
  expect_equal(logistic(y ~ x, d, method = "model.frame"), model.frame(y ~ x, d),
               ignore_formula_env = TRUE)
})

test_that("saveRDS and back", {
  d <- door()
  for (keep in c("all", "lean", "minimal")) {
    fit <- logistic(y ~ x + f, d, keep = keep)
    file <- tempfile(fileext = ".rds")
    saveRDS(fit, file)
    back <- readRDS(file)
    unlink(file)
    expect_equal(back, fit, ignore_formula_env = TRUE)
    expect_equal(predict(back, d[5:9, ], type = "response"),
                 predict(fit, d[5:9, ], type = "response"))
    expect_identical(capture.output(print(back)), capture.output(print(fit)))
  }
})

test_that("start changes nothing but the path", {
  d <- door()
  fit <- logistic(y ~ x + f, d)
  for (start in list(coef(fit), rep(0, 4), c(50, -50, 10, 0), c(NA, 1, 1, 1))) {
    other <- logistic(y ~ x + f, d, start = start)
    expect_equal(coef(other), coef(fit), tolerance = 1e-13)
    expect_identical(other$convergence$overlap, "proved")
  }
  expect_lte(logistic(y ~ x + f, d, start = coef(fit))$convergence$steps, 2L)
})

test_that("offset alone, nothing at all, the intercept alone", {
  d <- door()
  compare <- function(formula) {
    ours <- logistic(formula, d)
    theirs <- mock_glm(formula, binomial, d)
    for (part in c("deviance", "null.deviance", "aic", "df.residual", "df.null", "rank",
                   "fitted.values", "linear.predictors")) {
      expect_equal(ours[[part]], theirs[[part]], tolerance = 1e-9, info = deparse(formula),
                   label = part)
    }
    expect_equal(unname(coef(ours)), unname(coef(theirs)), tolerance = 1e-9)
    expect_output(print(ours), "Logistic regression")
    expect_output(print(summary(ours)), "Logistic regression")
  }
  compare(y ~ offset(z))
  compare(y ~ offset(z) - 1)
  compare(y ~ 0)
  compare(y ~ 1)
  closed <- logistic(y ~ 1, d)
  expect_equal(coef(closed)[[1]], qlogis(mean(d$y)), tolerance = 1e-14)
})

# Beside glm at epsilon 1e-14, started again until it converged ------------------------------------

beside_glm <- function() {
  d <- door()
  gaps <- d
  gaps$x[c(2, 77)] <- NA
  gaps$y[5] <- NA
  d$e <- d$z + 0.5
  out <- list(
    plain = list(logistic(y ~ x * f + z, d), mock_glm(y ~ x * f + z, binomial, d)),
    weighted = list(logistic(y ~ x + f + offset(log(e)), d, weights = w, offset = z / 3),
                    mock_glm(y ~ x + f + offset(log(e)), binomial, d, weights = w,
                             offset = z / 3)),
    exclude = list(logistic(y ~ x + z, gaps, na.action = na.exclude),
                   mock_glm(y ~ x + z, binomial, gaps, na.action = na.exclude)),
    grouped = list(logistic(cbind(k, 5 - k) ~ x + f, d),
                   mock_glm(cbind(k, 5 - k) ~ x + f, binomial, d)),
    no_intercept = list(logistic(y ~ x + f - 1, d), mock_glm(y ~ x + f - 1, binomial, d)),
    no_constant = list(logistic(y ~ x + z - 1, d), mock_glm(y ~ x + z - 1, binomial, d)),
    subset = list(logistic(y ~ poly(x, 2) + f, d, subset = z > 0.2),
                  mock_glm(y ~ poly(x, 2) + f, binomial, d, subset = z > 0.2)))
  for (link in c("probit", "cloglog", "cauchit", "loglog")) {
    out[[link]] <- eval(bquote(list(
      logistic(cbind(k, 5 - k) ~ x + f, d, link = .(link)),
      mock_glm(cbind(k, 5 - k) ~ x + f, mock_family(.(link)), d))))
  }
  out
}

test_that("estimates, covariances, deviances, AIC, residuals, predictions are glm's to 1e-9", {
  pairs <- beside_glm()
  for (f in list(coef, vcov, deviance, AIC, BIC, nobs, df.residual, fitted, logLik,
                 function(x) x$null.deviance, function(x) x$df.null,
                 function(x) stats::weights(x, "working"), function(x) stats::weights(x, "prior"),
                 function(x) x$y, function(x) coef(summary(x)), model.matrix)) {
    expect_as_glm(f, pairs)
  }
  for (type in c("deviance", "pearson", "working", "response", "partial")) {
    expect_as_glm(function(x) structure(residuals(x, type), constant = NULL), pairs)
  }
  for (type in c("link", "response")) {
    expect_as_glm(function(x) predict(x, type = type, se.fit = TRUE)[1:2], pairs)
  }
  new <- data.frame(x = c(-1, 0, 2), z = c(0.2, 0.9, 0.4), f = c("c", "a", "b"), k = 1, e = 1:3)
  new$w <- 1
  expect_as_glm(function(x) predict(x, new, type = "response", se.fit = TRUE)[1:2], pairs)
  expect_as_glm(function(x) structure(predict(x, new, type = "terms"), constant = NULL), pairs)
})

test_that("a rank-deficient fit is the reduced model's", {
  d <- door()
  d$v <- 2 * d$x - d$z + 3
  d$g <- d$f
  message <- expect_message(fit <- logistic(y ~ x + z + v + f + g, d),
                            class = "logistic_message_aliased")
  reduced <- mock_glm(y ~ x + z + f, binomial, d)
  expect_identical(names(coef(fit)), names(coef(glm(y ~ x + z + v + f + g, binomial, d))))
  expect_identical(names(which(is.na(coef(fit)))), c("v", "gb", "gc"))
  expect_equal(coef(fit)[names(coef(reduced))], coef(reduced), tolerance = 1e-9)
  expect_equal(fit$aliased$v, c("(Intercept)" = 3, x = 2, z = -1), tolerance = 1e-12)
  expect_equal(fit$aliased$gb, c(fb = 1), tolerance = 1e-12)
  kept <- names(coef(reduced))
  expect_equal(vcov(fit)[kept, kept], vcov(reduced), tolerance = 1e-9)
  for (part in c("deviance", "null.deviance", "aic", "rank", "df.residual", "fitted.values")) {
    expect_equal(fit[[part]], reduced[[part]], tolerance = 1e-9, label = part)
  }
  for (type in c("deviance", "pearson", "working", "response")) {
    expect_equal(residuals(fit, type), residuals(reduced, type), tolerance = 1e-9)
  }
  expect_equal(predict(fit, se.fit = TRUE)[1:2], predict(reduced, se.fit = TRUE)[1:2],
               tolerance = 1e-9)
})

test_that("an interaction with an empty cell is aliased", {
  d <- door()
  d$h <- gl(2, 50)
  d <- d[!(d$f == "b" & d$h == 2), ]
  fit <- suppressMessages(logistic(y ~ f * h, d))
  full <- glm(y ~ f * h, binomial, d)
  expect_identical(names(coef(fit)), names(coef(full)))
  expect_identical(is.na(coef(fit)), is.na(coef(full)))
  kept <- !is.na(coef(full))
  expect_equal(coef(fit)[kept], coef(full)[kept], tolerance = 1e-6)
})

test_that("contrasts are obeyed", {
  d <- door()
  chosen <- list(f = "contr.sum")
  ours <- logistic(y ~ x + f, d, contrasts = chosen)
  theirs <- mock_glm(y ~ x + f, binomial, d, contrasts = chosen)
  expect_equal(coef(ours), coef(theirs), tolerance = 1e-9)
  expect_equal(vcov(ours), vcov(theirs), tolerance = 1e-9)
  expect_identical(ours$contrasts, theirs$contrasts)
  expect_equal(predict(ours, d[1:4, ]), predict(theirs, d[1:4, ]), tolerance = 1e-9)
})

test_that("names of rows follow the data", {
  d <- door()
  rownames(d) <- paste0("r", 100:1)
  d$x[3] <- NA
  fit <- logistic(y ~ x, d)
  expect_identical(names(fitted(fit)), rownames(d)[-3])
  expect_identical(names(residuals(logistic(y ~ x, d, na.action = na.exclude))), rownames(d))
})

test_that("standard errors follow the scale where variances underflow", {
  data <- transform(birthweight, big = age * 1e165)
  plain <- summary(logistic(low ~ age, birthweight))$coefficients
  scaled <- summary(logistic(low ~ big, data))$coefficients
  expect_equal(scaled[2L, 3:4], plain[2L, 3:4], tolerance = 1e-9)
})

# ---- offsets -----------------------------------------------------------------------------------

# Two groups whose offsets are worlds apart: one of them is fitted perfectly, and the other decides.
test_that("offsets far apart do not stall the start", {
  set.seed(1)
  n <- 200
  d <- data.frame(x = rnorm(n), up = rep(0:1, n / 2), y = rbinom(n, 1, 0.5))
  far <- d[d$up == 1, ]
  d$y[d$up == 0] <- 0
  for (link in c("logit", "cloglog")) {
    alone <- logistic(y ~ x, far, link = link)
    for (size in c(100, 500, 1e4, 1e6)) {
      fit <- logistic(y ~ x + offset(ifelse(up == 1, size, -size)), d, link = link)
      expect_identical(fit$convergence$overlap, "proved", info = paste(link, size))
      expect_equal(coef(fit)[["x"]], coef(alone)[["x"]], tolerance = 1e-8, info = size)
      expect_equal(coef(fit)[[1L]] + size, coef(alone)[[1L]], tolerance = 1e-8, info = size)
      expect_equal(fit$null_loglik, alone$null_loglik, tolerance = 1e-8, info = size)
    }
  }
})

test_that("contradicted offsets reach the maximum", {
  set.seed(2)
  d <- data.frame(x = rnorm(200), o = sample(c(-100, 100), 200, TRUE))
  d$y <- rbinom(200, 1, 0.5)
  fit <- logistic(y ~ x + offset(o), d)
  eta <- coef(fit)[[1L]] + coef(fit)[[2L]] * d$x + d$o
  residual <- ifelse(d$y == 1, plogis(-eta), -plogis(eta))
  score <- c(sum(residual), sum(residual * d$x))
  expect_lt(max(abs(score)), 1e-9)
  expect_identical(fit$convergence$overlap, "proved")
})

test_that("one offset out of all measure leaves the others", {
  set.seed(3)
  d <- data.frame(x = rnorm(100), y = rbinom(100, 1, 0.5), o = c(1e15, rep(0, 99)))
  d$y[1] <- 1
  expect_equal(coef(logistic(y ~ x + offset(o), d)), coef(logistic(y ~ x, d[-1, ])),
               tolerance = 1e-10)
})

test_that("a constant offset shifts the intercept, however large", {
  set.seed(4)
  d <- data.frame(x = rnorm(99), g = gl(3, 1, 99), y = rbinom(99, 1, 0.5))
  plain <- logistic(y ~ x + g, d)
  for (size in c(5, 1e6, -1e10, 1e15, 1e300)) {
    d$o <- size
    fit <- logistic(y ~ x + g + offset(o), d)
    expect_equal(coef(fit)[-1L], coef(plain)[-1L], tolerance = 1e-11, info = size)
    expect_equal(coef(fit)[[1L]], coef(plain)[[1L]] - size, tolerance = 1e-14, info = size)
    expect_equal(fitted(fit), fitted(plain), tolerance = 1e-10, info = size)
    expect_equal(deviance(fit), deviance(plain), tolerance = 1e-12, info = size)
    expect_equal(vcov(fit), vcov(plain), tolerance = 1e-10, info = size)
    expect_equal(fit$null.deviance, plain$null.deviance, tolerance = 1e-12, info = size)
  }
  # the constant stands last and is the one that is dropped
  x <- cbind(u = 1 * (d$g == 1), v = 1 * (d$g != 1), one = 1)
  fit <- suppressMessages(logistic(x = x, y = d$y, offset = rep(1e6, 99)))
  less <- suppressMessages(logistic(x = x, y = d$y))
  expect_equal(coef(fit), coef(less) - c(1e6, 1e6, 0), tolerance = 1e-13)
})

test_that("an offset that predicts every outcome beyond double is no estimate", {
  d <- data.frame(x = 1:20, y = rep(0:1, 10))
  d$o <- ifelse(d$y == 1, 800, -800)
  expect_warning(logistic(y ~ x + offset(o), d), class = "logistic_warning_convergence")
})

# Under probit the expected information of rows 50 off underflows: no step of it may be added.
test_that("an estimate whose expected information is none stays what it is", {
  set.seed(1)
  d <- data.frame(x = rnorm(200), o = sample(c(-50, 50), 200, TRUE), y = rbinom(200, 1, 0.5))
  fit <- suppressWarnings(logistic(y ~ x + offset(o), d, link = "probit"))
  expect_lt(max(abs(coef(fit))), 100)
  expect_true(all(is.na(fit$std.error)))
})
