# Limits of 95 % intervals in 320-bit arithmetic: known-answers/make-profiles.R.
limits <- utils::read.csv(file.path(references_directory(), "profiles.csv"),
                          colClasses = "character")

for (name in unique(limits$fit)) {
  test_that(paste("multiple precision is reached by the profile of", name), {
    fit <- reference_fits()[[name]]
    if (!is.null(fit$needs)) skip_if_not_installed(fit$needs)
    known <- limits[limits$fit == name, ]
    object <- suppressMessages(fit_reference(fit, logistic))
    expect_identical(names(coef(object)), known$term)
    ours <- confint(object)
    expect_gte(min(digits(ours[, 1], as.numeric(known$lower_double))), 11.5)
    expect_gte(min(digits(ours[, 2], as.numeric(known$upper_double))), 11.5)
  })
}

test_that("profiles agree with MASS to the accuracy of its interpolation", {
  skip_if_not_installed("MASS")
  for (link in c("logit", "probit", "cloglog", "cauchit")) {
    formula <- low ~ age * smoke + race
    ours <- confint(logistic(formula, birthweight, link = link))
    glm <- glm(formula, binomial(link), birthweight, control = list(epsilon = 1e-14, maxit = 100))
    theirs <- suppressMessages(MASS:::confint.glm(glm))
    expect_identical(dimnames(ours), dimnames(theirs))
    se <- sqrt(diag(vcov(glm)))
    expect_lt(max(abs(ours - theirs) / se), 1e-3)
  }
})

# One parameter: k of n events; k log p + (n - k) log(1 - p) = maximum - z^2 / 2.
test_that("the constant alone has the closed form, under every link", {
  k <- 30
  n <- 200
  l <- function(p) k * log(p) + (n - k) * log1p(-p)
  z <- qnorm(0.95)
  root <- function(ends) uniroot(function(p) l(p) - l(k / n) + z^2 / 2, ends, tol = 1e-15)$root
  p <- c(root(c(1e-6, k / n)), root(c(k / n, 0.9)))
  d <- data.frame(k, n)
  to_link <- list(logit = qlogis, probit = qnorm, cauchit = qcauchy,
                  cloglog = function(p) log(-log1p(-p)), loglog = function(p) -log(-log(p)))
  for (link in names(to_link)) {
    fit <- logistic(cbind(k, n - k) ~ 1, d, link = link)
    expect_equal(as.vector(confint(fit, level = 0.9)), to_link[[link]](p), tolerance = 1e-12)
  }
})

# The refits know nothing of the core's path, nor glm of either.
falls_by <- function(fit, x, name, b) {
  offset <- b * x[, name] + if (is.null(fit$offset)) 0 else fit$offset
  rest <- suppressWarnings(glm.fit(x[, colnames(x) != name, drop = FALSE], fit$y,
                                   fit$prior.weights, offset = offset, family = fit$family,
                                   control = list(epsilon = 1e-15, maxit = 100)))
  rest$deviance - fit$deviance
}

expect_limits <- function(fit, level = 0.95, kept = names(coef(fit))) {
  ours <- confint(fit, level = level)
  x <- model.matrix(fit)[, kept, drop = FALSE]
  for (name in kept) for (side in 1:2) {
    expect_equal(falls_by(fit, x, name, ours[name, side]), qchisq(level, 1), tolerance = 1e-8)
  }
  expect_true(all(ours[kept, 1] < coef(fit)[kept] & coef(fit)[kept] < ours[kept, 2]))
}

test_that("the likelihood ratio at each limit is the quantile", {
  expect_limits(logistic(low ~ poly(lwt, 2) + race * smoke, birthweight))
  expect_limits(logistic(low ~ lwt + smoke, birthweight, weights = age / 20), 0.8)
  expect_limits(logistic(low ~ smoke + offset(lwt / 100), birthweight, link = "cloglog"), 0.999)
  expect_limits(logistic(cbind(menarche, total - menarche) ~ age, menarche, link = "probit"))
  expect_limits(logistic(low ~ 0 + race + age, birthweight, subset = age > 20))
})

test_that("aliased columns have no limits, the others those without them", {
  twice <- transform(birthweight, kg = lwt / 2.2, bulk = age + lwt)
  fit <- suppressMessages(logistic(low ~ age + lwt + kg + bulk + smoke, twice))
  ours <- confint(fit)
  expect_true(all(is.na(ours[c("kg", "bulk"), ])))
  kept <- c("(Intercept)", "age", "lwt", "smokeyes")
  expect_equal(ours[kept, ], confint(logistic(low ~ age + lwt + smoke, birthweight))[kept, ],
               tolerance = 1e-10)
})

test_that("refits find the points of the core", {
  fits <- list(logistic(low ~ smoke + race:age, birthweight),
               logistic(low ~ poly(age, 2) + race, birthweight, link = "cauchit"),
               logistic(low ~ 1, birthweight),
               logistic(low ~ race + offset(lwt / 50), birthweight, weights = age))
  for (fit in fits) {
    parts <- profile_parts(fit)
    x <- model.matrix(fit)
    z <- c(-1.5, 0.5)
    for (name in colnames(x)) {
      expect_equal(user_columns(parts, match(name, colnames(x))), list(unname(x[, name])))
      core <- profile_points(fit, name, z, function(points, name) points)[[1L]]
      none <- rep(NA_real_, length(core))
      expect_equal(complete_points(fit, parts, name, z, none), core, tolerance = 1e-9)
    }
  }
})

# 20 of 20: p^20 = exp(-z^2 / 2).
test_that("infinite coefficients are bounded on one side", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  fit <- suppressWarnings(logistic(y ~ g, d))
  expect_silent(ours <- confint(fit))
  expect_equal(ours[1, ], c(qlogis(exp(-qnorm(0.975)^2 / 40)), Inf), ignore_attr = TRUE,
               tolerance = 1e-10)
  expect_identical(ours[["g2", 1]], -Inf)
  expect_equal(exp(ours[["g2", 2]]), 0.12, tolerance = 0.01)
  # p in both groups, their log odds b apart
  at <- function(a, b) 20 * plogis(a, log.p = TRUE) +
    10 * (plogis(a + b, log.p = TRUE) + plogis(-a - b, log.p = TRUE))
  best <- optimize(at, c(0, 10), b = ours[["g2", 2]], maximum = TRUE, tol = 1e-10)$objective
  expect_equal(2 * (20 * log(0.5) - best), qchisq(0.95, 1), tolerance = 1e-9)
  reversed <- confint(suppressWarnings(logistic(y == 0 ~ g, d)))
  expect_equal(unclass(reversed), -unclass(ours)[, 2:1], ignore_attr = TRUE, tolerance = 1e-9)
})

test_that("finite coefficients of separated data have both limits", {
  d <- data.frame(g = gl(2, 40), x = rep(1:8, 10), y = c(rep(1, 40), rep(c(0, 1, 0, 1, 1), 8)))
  fit <- suppressWarnings(logistic(y ~ g + x, d))
  expect_true(is.finite(coef(fit)[["x"]]))
  alone <- logistic(y ~ x, d, subset = g == 2)
  expect_equal(confint(fit, "x"), confint(alone, "x"), tolerance = 1e-10)
  parts <- profile_parts(fit)
  z <- qnorm(c(0.025, 0.975))
  none <- rep(NA_real_, 6)
  expect_equal(complete_points(fit, parts, "x", z, none)[, "x"], confint(fit)["x", ],
               tolerance = 1e-10, ignore_attr = TRUE)
})

test_that("complete separation: each infinite coefficient is bounded, the undetermined are NA", {
  d <- data.frame(x = 1:10, y = rep(0:1, each = 5))
  fit <- suppressWarnings(logistic(y ~ x, d))
  ours <- confint(fit)
  expect_identical(ours[["x", 2]], Inf)
  expect_identical(ours[["(Intercept)", 1]], -Inf)
  lost <- function(a, b) -2 * sum(plogis((a + b * d$x) * (2 * d$y - 1), log.p = TRUE))
  best <- optimize(lost, c(-20, 0), b = ours[["x", 1]], tol = 1e-10)$objective
  expect_equal(best, qchisq(0.95, 1), tolerance = 1e-8)
  d$z <- rep(c(1, -1), 5)
  undetermined <- suppressWarnings(logistic(y ~ x + z, d))
  unknown <- names(which(is.na(coef(undetermined))))
  expect_true(all(is.na(confint(undetermined)[unknown, ])))
})

test_that("a long way to the limit: refits start from those before, and shorten their steps", {
  d <- data.frame(x = c(0, 0, 1, 1, 1, 1) * 1000 + 5000, z = c(3, 1, 2, 5, 4, 6) / 100,
                  y = c(0, 1, 1, 1, 1, 1))
  fit <- suppressWarnings(logistic(y ~ x + z, d))
  ours <- confint(fit)
  expect_true(any(is.infinite(coef(fit))))
  for (name in names(which(is.infinite(coef(fit))))) {
    expect_identical(is.infinite(ours[name, ]), ours[name, ] == coef(fit)[[name]])
    refit <- profile_refit(fit, profile_parts(fit), name, list(model.matrix(fit)[, name]))
    limit <- ours[name, is.finite(ours[name, ])]
    expect_equal(refit(limit)$fall, qchisq(0.95, 1) / 2, tolerance = 1e-9)
  }
})

test_that("ends are bracketed whatever the first step; what is flat or unknown is said to be", {
  falls <- function(t) 3 - t
  for (step in c(1e-3, 1, 1e5)) {
    for (forwards in c(TRUE, FALSE)) {
      ends <- bracket_root(falls, step, forwards)
      expect_true(ends$at[1] <= 3 && ends$at[2] >= 3)
      expect_identical(ends$value, falls(ends$at))
    }
  }
  back <- bracket_root(function(t) -3 - t, 1, FALSE)
  expect_true(back$at[1] <= -3 && back$at[2] >= -3)
  expect_null(bracket_root(function(t) 1, 1, TRUE))
  short <- bracket_root(function(t) if (t > 4) NA_real_ else 3 - t, 1000, TRUE)
  expect_true(short$at[2] >= 3 && short$at[2] <= 4)
  expect_true(anyNA(bracket_root(function(t) if (t > 0.5) NA_real_ else 1, 1, TRUE)$value))
})

test_that("the likelihood ratio grows along a profile", {
  fit <- logistic(low ~ lwt + race + smoke, birthweight, link = "loglog")
  z <- c(-seq(0.25, 5, 0.25), seq(0.25, 5, 0.25))
  for (table in profile_points(fit, names(coef(fit)), z, function(points, name) points[, name])) {
    expect_false(is.unsorted(table[order(z)], strictly = TRUE))
  }
})

test_that("many coefficients are taken in batches", {
  set.seed(8)
  d <- data.frame(g = gl(60, 30), x = rnorm(1800))
  d$y <- rbinom(1800, 1, plogis(d$x / 2))
  fit <- logistic(y ~ g + x, d)
  at <- c("x", "g7", "(Intercept)")
  ours <- confint(fit)
  expect_equal(ours[at, ], confint(fit, at)[at, ], tolerance = 1e-10)
  x <- model.matrix(fit)
  expect_equal(falls_by(fit, x, "g7", ours["g7", 2]), qchisq(0.95, 1), tolerance = 1e-8)
})

test_that("the answer does not depend on threads", {
  fits <- lapply(1:2, function(threads) {
    logistic(low ~ age + lwt, birthweight, control = fit_control(threads = threads))
  })
  expect_identical(confint(fits[[1L]]), confint(fits[[2L]]))
})
