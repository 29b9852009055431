# Answers that must not depend on how the same data are told.

identity_data <- function(n = 120) {
  set.seed(12)
  d <- data.frame(x = rnorm(n), z = sample(0:3, n, TRUE), f = gl(3, 1, n),
                  times = sample(1:4, n, TRUE))
  d$y <- rbinom(n, 1, plogis(d$x - 0.3 * d$z))
  d
}

expect_same_fit <- function(one, two, tolerance = 1e-12, label = NULL) {
  expect_equal(coef(one), coef(two), tolerance = tolerance, label = label)
  expect_equal(vcov(one), vcov(two), tolerance = 100 * tolerance, label = label)
  expect_equal(one$loglik_kernel, two$loglik_kernel, tolerance = tolerance, label = label)
}

test_that("a weight of k is the row k times, and so is freq", {
  d <- identity_data()
  long <- d[rep(seq_len(nrow(d)), d$times), ]
  for (link in c("logit", "probit", "cloglog", "cauchit")) {
    once <- logistic(y ~ x + z + f, long, link = link)
    weighted <- logistic(y ~ x + z + f, d, weights = times, link = link)
    counted <- logistic(y ~ x + z + f, d, freq = times, link = link)
    expect_same_fit(weighted, once, label = link)
    expect_same_fit(counted, once, label = link)
    expect_equal(counted$df.residual, once$df.residual)
    expect_equal(counted$null.deviance, once$null.deviance, tolerance = 1e-12)
    expect_equal(as.numeric(logLik(counted)), as.numeric(logLik(once)), tolerance = 1e-12)
  }
  expect_identical(weighted$df.residual, nrow(d) - 5L)
})

test_that("grouped rows are the single rows", {
  d <- identity_data()
  d$x <- round(d$x)
  groups <- aggregate(cbind(k = y, n = 1) ~ x + z + f, d, sum)
  single <- logistic(y ~ x + z + f, d)
  expect_same_fit(logistic(cbind(k, n - k) ~ x + z + f, groups), single)
  expect_same_fit(logistic(k ~ x + z + f, groups, trials = n), single)
  expect_same_fit(logistic(k / n ~ x + z + f, groups, trials = n), single)
  expect_message(old <- logistic(k / n ~ x + z + f, groups, weights = n),
                 class = "logistic_message_weights")
  expect_same_fit(old, single)
  expect_equal(AIC(old), AIC(logistic(cbind(k, n - k) ~ x + z + f, groups)), tolerance = 1e-13)
})

test_that("the order of rows and columns is immaterial", {
  d <- identity_data()
  fit <- logistic(y ~ x + z + f, d)
  set.seed(1)
  expect_same_fit(logistic(y ~ x + z + f, d[sample(nrow(d)), ]), fit)
  other <- logistic(y ~ f + z + x, d)
  expect_equal(coef(other)[names(coef(fit))], coef(fit), tolerance = 1e-12)
})

test_that("units and origins of columns change their coefficients alone", {
  d <- identity_data()
  fit <- logistic(y ~ x + z, d)
  moved <- logistic(y ~ I(1e6 * x) + I(z + 1000), d)
  expect_equal(coef(moved)[[2]] * 1e6, coef(fit)[[2]], tolerance = 1e-12)
  expect_equal(coef(moved)[[3]], coef(fit)[[3]], tolerance = 1e-11)
  expect_equal(moved$loglik, fit$loglik, tolerance = 1e-13)
})

test_that("the other event has the other signs", {
  d <- identity_data()
  d$y <- factor(d$y, labels = c("no", "yes"))
  for (link in c("logit", "probit", "cauchit")) {
    yes <- logistic(y ~ x + f, d, link = link)
    no <- logistic(y ~ x + f, d, link = link, event = "no")
    expect_equal(coef(no), -coef(yes), tolerance = 1e-12, label = link)
    expect_equal(vcov(no), vcov(yes), tolerance = 1e-11, label = link)
    expect_equal(fitted(no), 1 - fitted(yes), tolerance = 1e-12, label = link)
  }
})

test_that("loglog is cloglog of the other outcome, signs reversed", {
  d <- identity_data()
  one <- logistic(y ~ x + z + f, d, link = "loglog")
  two <- logistic(1 - y ~ x + z + f, d, link = "cloglog")
  expect_equal(coef(one), -coef(two), tolerance = 1e-12)
  expect_equal(vcov(one), vcov(two), tolerance = 1e-11)
  expect_equal(fitted(one), 1 - fitted(two), tolerance = 1e-12)
  expect_equal(deviance(one), deviance(two), tolerance = 1e-13)
})

test_that("the matrix interface is the formula", {
  d <- identity_data()
  d$off <- d$z / 10
  formula <- logistic(y ~ x + z + f, d, weights = times, offset = off)
  x <- model.matrix(y ~ x + z + f, d)
  expect_same_fit(logistic(x = x, y = d$y, weights = d$times, offset = d$off), formula)
  whole <- logistic(x = matrix(c(rep(1L, 120), d$z), 120), y = d$y > 0)
  expect_equal(unname(coef(whole)), unname(coef(logistic(y ~ z, d))), tolerance = 1e-13)
  expect_identical(names(coef(whole)), c("x1", "x2"))
  expect_equal(whole$null.deviance, logistic(y ~ z, d)$null.deviance, tolerance = 1e-13)
  frame <- logistic(x = data.frame(one = 1, z = d$z), y = d$y)
  expect_equal(unname(coef(frame)), unname(coef(whole)), tolerance = 1e-14)
})

test_that("glm with our fitter is our fit", {
  d <- identity_data()
  for (link in c("logit", "probit", "cloglog", "cauchit")) {
    own <- logistic(y ~ x * f, d, link = link, weights = times, offset = z / 4)
    through <- glm(y ~ x * f, binomial(link), d, weights = times, offset = z / 4,
                   method = glm_fit)
    expect_equal(coef(through), coef(own), tolerance = 1e-12)
    for (part in c("deviance", "null.deviance", "aic", "df.residual", "df.null", "rank")) {
      expect_equal(through[[part]], own[[part]], tolerance = 1e-12, label = part)
    }
    expect_equal(vcov(through), vcov(own), tolerance = 1e-10)
  }
})

test_that("numbers of threads give the same bits on every kernel, and a second thread ran", {
  kernels <- .Call(C_kernels)
  names <- if (is.list(kernels)) unlist(kernels) else kernels
  on.exit(.Call(C_kernel_choose, NULL))
  set.seed(3)
  n <- 60000
  d <- data.frame(x1 = rnorm(n), x2 = rnorm(n), x3 = runif(n), x4 = rnorm(n), f = gl(40, 1, n))
  d$y <- rbinom(n, 1, plogis(d$x1 - d$x3))
  # A machine of one processor, or OMP_THREAD_LIMIT=1, cannot run a second thread.
  several <- parallel::detectCores() > 1L && Sys.getenv("OMP_THREAD_LIMIT") != "1"
  first <- NULL
  for (kernel in names) {
    .Call(C_kernel_choose, kernel)
    fits <- lapply(c(1, 2, 3, 8), function(threads) {
      logistic(y ~ x1 + x2 + x3 + x4 + f, d, control = list(threads = threads))
    })
    for (fit in fits) {
      expect_identical(coef(fit), coef(fits[[1]]), label = kernel)
      expect_identical(fit$std.error, fits[[1]]$std.error, label = kernel)
      expect_identical(fit$loglik, fits[[1]]$loglik, label = kernel)
      expect_identical(fit$linear.predictors, fits[[1]]$linear.predictors, label = kernel)
      expect_identical(fit$convergence$kernel, kernel)
    }
    expect_identical(fits[[1]]$convergence$threads, 1L)
    ran <- vapply(fits, function(fit) fit$convergence$threads, 0L)
    if (several) expect_gte(max(ran), 2L, label = kernel)
    if (is.null(first)) first <- coef(fits[[1]])
    expect_lte(max(abs(coef(fits[[1]]) / first - 1)), 1e-13)
  }
  expect_true("plain" %in% names)
})
