test_that("a profile has glm's shape, and its methods read it", {
  fit <- logistic(low ~ age + lwt + race, birthweight)
  expect_silent(ours <- profile(fit))
  expect_s3_class(ours, c("logistic_profile", "profile.glm", "profile"), exact = TRUE)
  expect_named(ours, names(coef(fit)))
  expect_identical(attr(ours, "original.fit"), fit)
  expect_s3_class(attr(ours, "summary"), "summary.logistic_fit")
  for (name in names(ours)) {
    table <- ours[[name]]
    expect_identical(names(table), c("z", "par.vals"))
    expect_equal(table$z, seq(-5, 5) * sqrt(qchisq(0.99, 1)) / 5)
    expect_identical(table$par.vals[6, ], coef(fit))
    expect_false(is.unsorted(table$par.vals[, name], strictly = TRUE))
  }
  skip_if_not_installed("MASS")
  read <- getS3method("confint", "profile.glm", envir = asNamespace("MASS"))
  expect_equal(read(ours), confint(fit), tolerance = 1e-4)
  glm <- glm(low ~ age + lwt + race, binomial, birthweight, control = list(epsilon = 1e-14))
  expect_equal(read(profile(glm)), read(ours), tolerance = 1e-3)
})

test_that("each point is a maximum with its coefficient held", {
  fit <- logistic(low ~ age + lwt + race, birthweight, link = "probit")
  x <- model.matrix(fit)
  for (table in list(profile(fit, "lwt")$lwt, profile(fit, 4)$raceblack)) for (k in c(1, 4, 9)) {
    eta <- drop(x %*% table$par.vals[k, ])
    y <- fit$y
    l <- sum(pnorm(ifelse(y == 1, eta, -eta), log.p = TRUE))
    expect_equal(fit$loglik - l, table$z[k]^2 / 2, tolerance = 1e-10)
    score <- crossprod(x, dnorm(eta) * (y - pnorm(eta)) / (pnorm(eta) * pnorm(-eta)))
    held <- if (identical(table, profile(fit, "lwt")$lwt)) "lwt" else "raceblack"
    expect_lt(max(abs(score[colnames(x) != held, ])), 1e-6)
  }
})

test_that("alpha, maxsteps and del are glm's", {
  fit <- logistic(low ~ lwt, birthweight)
  expect_equal(range(profile(fit, alpha = 0.1)$lwt$z), c(-1, 1) * qnorm(0.95))
  expect_length(profile(fit, maxsteps = 3)$lwt$z, 5L)
  expect_equal(profile(fit, del = 1)$lwt$z, -3:3)
  expect_error(profile(fit, "bwt"), class = "logistic_error_parm")
  expect_error(profile(fit, alpha = 1.5), class = "logistic_error_argument")
  expect_error(profile(fit, del = 0), class = "logistic_error_argument")
  expect_error(profile(fit, maxsteps = 1), class = "logistic_error_argument")
})

test_that("infinite and aliased coefficients", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  ours <- profile(suppressWarnings(logistic(y ~ g, d)))
  expect_true(all(ours$g2$z > 0))
  expect_true(all(is.finite(ours$g2$par.vals[, "g2"])))
  expect_false(is.unsorted(ours$g2$par.vals[, "g2"], strictly = TRUE))
  twice <- transform(birthweight, kg = lwt / 2.2)
  ours <- profile(suppressMessages(logistic(low ~ lwt + kg, twice)))
  expect_null(ours$kg)
  expect_true(all(is.na(ours$lwt$par.vals[-6, "kg"])))
})

test_that("print gives the extent of each profile", {
  twice <- transform(birthweight, kg = lwt / 2.2)
  expect_snapshot(profile(suppressMessages(logistic(low ~ age + lwt + kg + smoke, twice))))
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  expect_snapshot(profile(suppressWarnings(logistic(y ~ g, d))))
  expect_output(print(profile(logistic(low ~ 0, birthweight))), "Profile likelihood")
})

test_that("plots are drawn for every kind of profile", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  before <- graphics::par("mfrow", "mar")
  expect_silent(plot(profile(logistic(low ~ age + lwt, birthweight))))
  expect_silent(plot(profile(suppressWarnings(logistic(y ~ g, d)))))
  expect_silent(plot(profile(logistic(low ~ 1, birthweight), maxsteps = 2), level = 0.5))
  expect_identical(graphics::par("mfrow", "mar"), before)
})

test_that("profiles of several categories print and plot", {
  skip_if_not_installed("MASS")
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fit <- multinomial(Sat ~ Infl, MASS::housing, freq = Freq)
  p <- profile(fit, "High:InflHigh")
  expect_s3_class(p, c("logistic_profile", "profile"), exact = TRUE)
  expect_equal(p[[1L]]$par.vals[p[[1L]]$z == 0, ], fit$coefficients)
  expect_output(print(p), "High:InflHigh")
  expect_silent(plot(p))
})

test_that("limits can be read from a profile", {
  fits <- list(logistic(low ~ age + lwt, birthweight), ordinal(rating ~ temp + contact, wine),
               multinomial(race ~ age, birthweight))
  for (fit in fits) {
    read <- confint(profile(fit))
    expect_equal(read, confint(fit)[rownames(read), ], tolerance = 1e-3)
    exact <- confint(fit, level = 0.9)[2, , drop = FALSE]
    expect_equal(confint(profile(fit), 2, level = 0.9), exact, tolerance = 1e-3)
  }
})
