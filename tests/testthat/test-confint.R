test_that("Wald intervals are confint.default's", {
  pairs <- fit_pairs()
  for (name in names(pairs)) {
    ours <- confint(pairs[[name]][[1]], method = "wald")
    expect_equal(ours, confint.default(pairs[[name]][[2]]), tolerance = 1e-9, info = name)
  }
})

test_that("parm, level and impossible values", {
  fit <- logistic(low ~ age + lwt, birthweight)
  for (method in c("profile", "wald")) {
    expect_identical(rownames(confint(fit, "lwt", method = method)), "lwt")
    expect_identical(rownames(confint(fit, 3:2, method = method)), c("lwt", "age"))
    expect_identical(colnames(confint(fit, level = 0.9, method = method)), c("5 %", "95 %"))
    expect_error(confint(fit, "bwt", method = method), class = "logistic_error_parm")
    expect_error(confint(fit, 4, method = method), "`4` does not", class = "logistic_error_parm")
    expect_identical(confint(fit, -1, method = method), confint(fit, 2:3, method = method))
    expect_error(confint(fit, level = 95, method = method), class = "logistic_error_level")
  }
  expect_error(confint(fit, method = "score"), class = "logistic_error_argument")
  expect_identical(confint(fit, 3:2), confint(fit)[c("lwt", "age"), ], ignore_attr = TRUE)
  expect_true(all(is.na(confint(mock_separated(), method = "wald"))))
})

test_that("no coefficients, extreme levels, a saved fit, a matrix", {
  fit <- logistic(low ~ age, birthweight)
  for (method in c("profile", "wald")) {
    expect_identical(dim(confint(fit, character(), method = method)), c(0L, 2L))
    none <- confint(logistic(low ~ 0, birthweight), method = method)
    expect_identical(dim(none), c(0L, 2L))
  }
  expect_length(profile(logistic(low ~ 0, birthweight)), 0L)
  expect_true(all(is.finite(confint(fit, level = 1 - 1e-12))))
  expect_equal(rowMeans(confint(fit, level = 1e-4)), coef(fit), tolerance = 1e-6)
  file <- tempfile()
  on.exit(unlink(file))
  saveRDS(fit, file)
  expect_identical(confint(readRDS(file)), confint(fit))
  by_matrix <- logistic(x = cbind("(Intercept)" = 1, age = birthweight$age), y = birthweight$low)
  expect_identical(confint(by_matrix), confint(fit))
})

test_that("profile is the default, as glm's, and silent", {
  fit <- logistic(low ~ age + lwt + race, birthweight)
  expect_silent(ours <- confint(fit))
  expect_identical(ours, confint(fit, method = "profile"))
  expect_identical(dim(ours), c(5L, 2L))
  traced <- logistic(low ~ age, birthweight, control = list(trace = FALSE))
  traced$settings$trace <- TRUE
  expect_silent(confint(traced))
})

test_that("what a profile needs", {
  lean <- logistic(low ~ age, birthweight, keep = "lean")
  expect_error(confint(lean), class = "logistic_error_kept")
  expect_identical(dim(confint(lean, method = "wald")), c(2L, 2L))
  short <- suppressWarnings(logistic(low ~ age, birthweight, control = list(steps = 1)))
  expect_error(confint(short), class = "logistic_error_convergence")
})

test_that("limits are a plain matrix", {
  fit <- logistic(low ~ age + lwt, birthweight)
  for (method in c("profile", "wald")) {
    limits <- confint(fit, method = method)
    expect_identical(names(attributes(limits)), c("dim", "dimnames"))
    expect_true(is.double(limits))
  }
})

# ---- several categories ------------------------------------------------------------------------

test_that("limits of a multinomial fit: the likelihood has fallen, the other scores are 0", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  fit <- multinomial(Sat ~ Infl + Cont, h, freq = Freq)
  limits <- confint(fit)
  expect_identical(dimnames(limits), list(names(fit$coefficients), c("2.5 %", "97.5 %")))
  x <- model.matrix(fit)
  seen <- outer(h$Sat, fit$lev, "==") * h$Freq
  points <- profile(fit, alpha = 0.05, maxsteps = 2, del = qnorm(0.975))
  for (name in rownames(limits)) {
    for (side in 1:2) {
      at <- points[[name]]$par.vals[c(1L, 3L)[side], ]
      expect_equal(at[[name]], limits[[name, side]], tolerance = 1e-10)
      eta <- cbind(0, x %*% matrix(at, ncol(x)))
      p <- exp(eta) / rowSums(exp(eta))
      expect_equal(2 * (fit$loglik - sum(seen * log(p))), qchisq(0.95, 1), tolerance = 1e-8)
      score <- crossprod(x, (seen - p * h$Freq)[, -1L])
      expect_lt(max(abs(score[names(at) != name])), 1e-5)
    }
  }
})

test_that("profile limits of ordinal fits are those of clm and polr", {
  skip_if_not_installed("MASS")
  fit <- ordinal(Sat ~ Infl + Type + Cont, MASS::housing, freq = Freq)
  polr <- MASS::polr(Sat ~ Infl + Type + Cont, MASS::housing, weights = Freq, Hess = TRUE)
  expect_equal(confint(fit)[-(1:2), ], suppressMessages(confint(polr)), tolerance = 1e-4)
  # ordinal 2022.11-16: confint(clm(rating ~ temp + contact, scale = ~ contact), type = "profile")
  wine <- wine_ratings()
  scaled <- confint(ordinal(rating ~ temp + contact, wine, scale = ~ contact))
  expect_equal(unname(scaled[5:7, ]), rbind(c(1.3853375, 3.6051178), c(0.5751802, 2.4826444),
                                            c(-0.6144763, 0.3503511)), tolerance = 1e-4)
})

test_that("thresholds have profiles: every limit is a fall of the likelihood, for every link", {
  wine <- wine_ratings()
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    fit <- ordinal(rating ~ temp + contact, wine, link = link)
    points <- profile(fit, alpha = 0.05, maxsteps = 2, del = qnorm(0.975))
    expect_named(points, names(coef(fit)))
    for (name in names(points)) {
      at <- points[[name]]$par.vals[1L, ]
      expect_equal(2 * (fit$loglik - ordinal_loglik(at, wine, link)), qchisq(0.95, 1),
                   tolerance = 1e-8, info = paste(link, name))
    }
  }
})

test_that("refits find the points of the core, in models of several predictors too", {
  wine <- wine_ratings()
  fits <- suppressMessages(list(multinomial(rating ~ contact, wine),
               ordinal(rating ~ temp + contact, wine, link = "probit"),
               ordinal(rating ~ contact, wine, parallel = FALSE),
               ordinal(rating ~ contact, wine, type = "adjacent"),
               ordinal(rating ~ 1, wine[wine$rating %in% 2:3, ])))
  for (fit in fits) {
    parts <- profile_parts(fit)
    z <- c(-1, 0.5)
    for (name in names(fit$coefficients)) {
      core <- profile_points(fit, name, z, function(points, name) points)[[1L]]
      expect_false(anyNA(core))
      none <- rep(NA_real_, length(core))
      expect_equal(complete_points(fit, parts, name, z, none), core, tolerance = 1e-7,
                   info = name)
    }
  }
})

test_that("Wald limits, parm and level; many thresholds are left out unless they are asked for", {
  wine <- wine_ratings()
  fit <- ordinal(rating ~ temp + contact, wine)
  wald <- confint(fit, "tempwarm", level = 0.9, method = "wald")
  expect_equal(drop(wald), coef(fit)[["tempwarm"]] + c(-1, 1) * qnorm(0.95) *
                 sqrt(vcov(fit)["tempwarm", "tempwarm"]), ignore_attr = TRUE)
  expect_error(confint(fit, "warm"), class = "logistic_error_parm")
  set.seed(1)
  d <- data.frame(x = rnorm(120))
  d$y <- ordered(rank(d$x + rnorm(120)) %/% 2)
  many <- ordinal(y ~ x, d)
  expect_identical(rownames(confint(many, method = "wald")), "x")
  expect_identical(rownames(confint(many)), "x")
  expect_identical(rownames(confint(many, 1:2)), many$cuts[1:2])
})

test_that("aliased coefficients have no limits", {
  skip_if_not_installed("MASS")
  h <- transform(MASS::housing, size = as.numeric(Infl))
  h$twice <- 2 * h$size + 1
  fit <- suppressMessages(multinomial(Sat ~ size + twice, h, freq = Freq))
  limits <- confint(fit)
  expect_identical(unname(is.na(limits[, 1L])), is.na(unname(fit$coefficients)))
  plain <- confint(multinomial(Sat ~ size, h, freq = Freq))
  expect_equal(limits["High:size", ], plain["High:size", ])
})
