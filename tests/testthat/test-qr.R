test_that("qr and effects are glm's", {
  pairs <- twins()
  for (name in names(pairs)) {
    ours <- pairs[[name]]$ours
    theirs <- pairs[[name]]$glm
    expect_identical(ours$qr[c("rank", "pivot")], theirs$qr[c("rank", "pivot")], info = name)
    expect_close(qr.R(ours$qr), qr.R(theirs$qr), name)
    kept <- seq_len(ours$rank)
    expect_identical(dimnames(ours$qr$qr), dimnames(theirs$qr$qr), info = name)
    expect_close(unclass(ours$qr)$qr[, kept], unclass(theirs$qr)$qr[, kept], name)
    expect_close(ours$qr$qraux[kept], theirs$qr$qraux[kept], name)
    if (ours$rank == length(ours$coefficients)) {
      expect_close(as.vector(ours$effects), as.vector(theirs$effects), name)
    }
  }
})

# The same fit with vectors that count how often they are made.
counting <- function(fit) {
  count <- new.env()
  count$n <- 0
  make <- function(from) {
    count$n <- count$n + 1
    from
  }
  from <- list(fit$qr$qr + 0, fit$qr$qraux + 0, as.vector(fit$effects) + 0)
  lazy <- .Call(logistic:::C_lazy_qr, make, from, dim(fit$qr$qr), dimnames(fit$qr$qr))
  fit$qr$qr <- lazy[[1L]]
  fit$qr$qraux <- lazy[[2L]]
  fit$effects <- lazy[[3L]]
  list(fit = fit, count = count)
}

test_that("they are made once, when first read", {
  made <- counting(logistic(low ~ age + lwt, birthweight))
  expect_identical(dim(made$fit$qr$qr), c(189L, 3L))
  expect_length(made$fit$effects, 189L)
  expect_equal(made$count$n, 0)
  expect_false(anyNA(made$fit$qr$qr))
  expect_false(anyNA(made$fit$effects))
  expect_false(anyNA(made$fit$qr$qraux))
  expect_equal(made$count$n, 1)
})

test_that("our own methods never read them", {
  made <- counting(logistic(low ~ age + lwt, birthweight))
  fit <- made$fit
  for (f in list(print, summary, vcov, confint, residuals, influence, hatvalues, dfbetas, logLik,
                 cooks.distance, rstandard, model.matrix, convergence, odds_ratio, nobs, as_glm,
                 variable.names, labels)) {
    invisible(utils::capture.output(f(fit)))
  }
  predict(fit, birthweight[1:3, ], se.fit = TRUE)
  predict(fit, se.fit = TRUE, type = "response")
  anova(fit)
  expect_equal(made$count$n, 0)
})

test_that("what cannot be made is missing, and R goes on", {
  lazy <- .Call(logistic:::C_lazy_qr, function(from) stop("gone"), NULL, c(3L, 2L), NULL)
  expect_true(all(is.na(lazy[[1L]])))
  expect_true(all(is.na(lazy[[3L]])))
})

test_that("they are saved as ordinary vectors", {
  fit <- logistic(low ~ age, birthweight)
  bytes <- serialize(fit$qr, NULL)
  expect_false(grepl("lazy_vector", rawToChar(bytes[bytes != 0]), fixed = TRUE, useBytes = TRUE))
  expect_identical(unserialize(bytes), fit$qr)
})

test_that("aliased columns come last, in the order of the coefficients", {
  d <- subset(birthweight, !(race == "black" & smoke == "yes"))
  d$kg <- 2 * d$lwt + 1
  fit <- suppressMessages(logistic(low ~ race * smoke + lwt + kg, d))
  glms <- glm(low ~ race * smoke + lwt + kg, binomial, d)
  aliased <- is.na(coef(fit))
  expect_gt(sum(aliased), 1L)
  expect_identical(qr(fit)$pivot, unname(c(which(!aliased), which(aliased))))
  expect_identical(qr(fit)$pivot, qr(glms)$pivot)
  expect_equal(alias(fit)$Complete, alias(glms)$Complete, tolerance = 1e-6)
  lean <- suppressMessages(update(fit, keep = "lean"))
  expect_identical(qr(lean)$pivot, qr(fit)$pivot)
  expect_equal(alias(lean)$Complete, alias(fit)$Complete)
})

test_that("changing a copy leaves the fit as it was", {
  fit <- logistic(low ~ age, birthweight)
  kept <- fit$qr$qr + 0
  mine <- fit$qr
  mine$qr[] <- 0
  expect_identical(fit$qr$qr + 0, kept)
})

test_that("of a large or a lean fit there is the p x p factor", {
  n <- 2^20 / 2 + 1
  d <- data.frame(x = sin(seq_len(n)), y = as.numeric(cos(seq_len(n)^2) > 0))
  fits <- list(large = logistic(y ~ x, d), lean = logistic(y ~ x, d[1:500, ], keep = "lean"))
  for (fit in fits) {
    expect_null(fit$effects)
    expect_identical(dim(fit$qr$qr), c(2L, 2L))
    expect_equal(chol2inv(qr.R(fit$qr)), unname(vcov(fit)))
    expect_identical(fit$qr$pivot, 1:2)
  }
})

test_that("beyond the limit, influence.measures() has what lm.influence() would give", {
  n <- 2^20 / 2 + 1
  d <- data.frame(x = sin(seq_len(n)), y = as.numeric(cos(seq_len(n)^2) > 0))
  ours <- logistic(y ~ x, d)
  expect_error(lm.influence(ours), "residual length does not match")
  theirs <- glm(y ~ x, binomial, d)
  expect_close(influence.measures(ours)$infmat[1:5, c("dffit", "cov.r")],
               cbind(dffit = dffits(theirs)[1:5], cov.r = covratio(theirs)[1:5]))
})

test_that("functions of stats that read the qr give glm's numbers", {
  pairs <- twins()
  for (name in setdiff(names(pairs), "holes")) {
    ours <- pairs[[name]]$ours
    theirs <- pairs[[name]]$glm
    for (f in list(dffits, covratio, function(x) lm.influence(x)[c("hat", "sigma", "wt.res")],
                   function(x) influence.measures(x)[c("infmat", "is.inf")])) {
      expect_close(f(ours), f(theirs), name)
    }
  }
})

test_that("boot's diagnostics are those of the glm", {
  skip_if_not_installed("boot")
  pair <- twins()$grouped
  expect_close(boot::glm.diag(pair$ours), boot::glm.diag(pair$glm))
})

test_that("effects, projections, aliases, names and labels are right in all variants", {
  pairs <- twins()
  for (name in names(pairs)) {
    ours <- pairs[[name]]$ours
    theirs <- pairs[[name]]$glm
    kept <- seq_len(theirs$rank)
    expect_close(effects(ours)[kept], effects(theirs)[kept], name)
    expect_identical(names(effects(ours)), names(effects(theirs)), info = name)
    expect_close(alias(ours)$Complete, alias(theirs)$Complete, name)
    for (f in list(dummy.coef, sigma, function(x) qr.R(qr(x)))) {
      expect_close(f(ours), f(theirs), name)
    }
    for (full in c(TRUE, FALSE)) {
      expect_identical(case.names(ours, full = full), case.names(theirs, full = full), info = name)
      expect_identical(variable.names(ours, full = full), variable.names(theirs, full = full),
                       info = name)
    }
    if (name == "holes") next # proj() of such a glm fails
    expect_close(proj(ours, onedf = TRUE), proj(theirs, onedf = TRUE), name)
  }
})

test_that("projections and labels know the terms, which glm's do not", {
  fit <- logistic(low ~ age + race, birthweight)
  columns <- proj(fit, onedf = TRUE)
  terms <- proj(fit)
  expect_identical(colnames(terms), c("(Intercept)", "age", "race", "Residuals"))
  expect_equal(terms[, "race"], rowSums(columns[, c("raceblack", "raceother")]))
  expect_identical(labels(fit), c("age", "race"))
  x <- cbind(one = 1, lwt = birthweight$lwt)
  expect_identical(labels(logistic(x = x, y = birthweight$low)), c("one", "lwt"))
  holes <- logistic(low ~ age, birthweight, weights = rep(0:2, 63))
  fewer <- logistic(low ~ age, birthweight, weights = rep(0:2, 63), subset = rep(0:2, 63) > 0)
  expect_equal(proj(holes), proj(fewer), ignore_attr = "formula")
})

test_that("where there is no qr, the error says why", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  parted <- suppressWarnings(logistic(y ~ g, d))
  expect_identical(variable.names(parted), c("(Intercept)", "g2"))
  expect_identical(labels(parted), "g")
  lean <- logistic(low ~ age, birthweight, keep = "lean")
  expect_error(effects(lean), "keep", class = "logistic_error_qr")
  expect_error(proj(lean), "keep", class = "logistic_error_qr")
})

test_that("a separated fit has the qr of the rows that it does not fit exactly", {
  d <- data.frame(g = gl(2, 20), z = sin(1:40), y = c(rep(1, 20), rep(0:1, 10)))
  fit <- suppressWarnings(logistic(y ~ g + z, d))
  expect_s3_class(fit$qr, "qr")
  expect_identical(fit$qr$rank, 2L)
  expect_length(fit$effects, 40L)
})
