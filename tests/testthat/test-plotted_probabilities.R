# Slopes by differences of the probabilities themselves, so that no formula is used twice.
numeric_errors <- function(fit, new) {
  slopes <- vapply(seq_along(fit$coefficients), function(j) {
    ends <- lapply(c(-1e-5, 1e-5), function(h) {
      fit$coefficients[j] <- fit$coefficients[j] + h
      plotted_probabilities(fit, new)$fit
    })
    as.vector(ends[[2]] - ends[[1]]) / 2e-5
  }, numeric(nrow(new) * length(fit$lev)))
  sqrt(rowSums((slopes %*% fit$cov.unscaled) * slopes))
}

stated_errors <- function(fit, new) {
  limits <- lapply(plotted_probabilities(fit, new), as.vector)
  gap <- (stats::qlogis(limits$high) - stats::qlogis(limits$low)) / (2 * stats::qnorm(0.975))
  gap * limits$fit * (1 - limits$fit)
}

test_that("limits are those of the delta method, for every kind of fit", {
  bw <- ordered_weights()
  fits <- list(multinomial(race ~ age + smoke, bw), ordinal(weight ~ age + smoke, bw),
               ordinal(weight ~ age + smoke, bw, link = "probit", scale = ~ smoke),
               ordinal(weight ~ age + smoke, bw, type = "adjacent"),
               ordinal(weight ~ age + smoke, bw, type = "continuation", link = "cloglog"),
               ordinal(weight ~ age + smoke, bw, parallel = ~ smoke),
               ordinal(weight ~ age + smoke, bw, parallel = FALSE, type = "adjacent"))
  new <- bw[c(1, 5, 20, 100), ]
  for (fit in fits) {
    expect_equal(stated_errors(fit, new), numeric_errors(fit, new), tolerance = 1e-6)
  }
})

test_that("probabilities are those of the rows of the fit", {
  bw <- ordered_weights()
  fits <- list(multinomial(race ~ age + smoke, bw),
               ordinal(weight ~ age + smoke + offset(lwt / 100), bw, parallel = ~ smoke),
               ordinal(weight ~ age, bw, scale = ~ smoke))
  for (fit in fits) expect_equal(plotted_probabilities(fit, bw)$fit, unname(fitted(fit)))
})

test_that("groups of categories add up, with limits of their own", {
  bw <- ordered_weights()
  for (type in c("cumulative", "adjacent", "continuation")) {
    fit <- ordinal(weight ~ age, bw, type = type)
    each <- plotted_probabilities(fit, bw[1:5, ])
    two <- plotted_probabilities(fit, bw[1:5, ], groups = c(1, 1, 2, 2))
    expect_equal(two$fit[, 1], each$fit[, 1] + each$fit[, 2])
    expect_equal(two$low[, 1], 1 - two$high[, 2])
    whole <- plotted_probabilities(fit, bw[1:5, ], groups = rep(1, 4))
    expect_equal(whole$fit, matrix(1, 5, 1))
  }
})

test_that("limits of ordinal::clm, which makes them on the same scale", {
  skip_if_not_installed("ordinal")
  wine <- ordinal::wine
  ours <- plotted_probabilities(ordinal(rating ~ temp + contact, wine), wine[1:12, ])
  new <- wine[1:12, c("temp", "contact")]
  theirs <- stats::predict(ordinal::clm(rating ~ temp + contact, data = wine), new,
                           interval = TRUE)
  expect_equal(ours$low, unname(theirs$lwr), tolerance = 1e-6)
  expect_equal(ours$high, unname(theirs$upr), tolerance = 1e-6)
})

test_that("what the covariance does not describe has no limits", {
  bw <- ordered_weights()
  fit <- ordinal(weight ~ age, bw)
  fit$cov.unscaled <- NULL
  expect_true(all(is.na(plotted_probabilities(fit, bw[1:2, ])$low)))
  fit <- ordinal(weight ~ age + I(2 * age), bw)
  expect_false(anyNA(plotted_probabilities(fit, bw[1:2, ])$low))
})

test_that("separated fits have limits where nothing is infinite, and aliased columns are held", {
  d <- data.frame(x = c(1:12, 1:12), z = rep(c("no", "yes"), each = 12))
  d$y <- factor(rep(c("a", "b", "c", "b"), 6))
  d$y[d$z == "yes" & d$y == "c"] <- "a"
  fit <- suppressWarnings(multinomial(y ~ x + z, d))
  out <- plotted_probabilities(fit, data.frame(x = 5, z = c("no", "yes")))
  expect_identical(out$fit[2, 3], 0)
  expect_false(anyNA(out$low[1, ]))
  expect_true(all(is.na(out$low[2, ])))
  fit <- suppressMessages(multinomial(y ~ x + w, transform(d, w = 2 * x)))
  held <- plotted_probabilities(fit, data.frame(x = 5, w = c(10, 0)))
  expect_identical(held$fit[1, ], held$fit[2, ])
})
