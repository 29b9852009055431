# The log-likelihood as a function: against the fits, differences, and plain arithmetic.

wine_like <- function() {
  counts <- c(4, 9, 12, 6, 2, 5, 11, 14)
  data.frame(rating = rep(factor(rep(1:4, 2), ordered = TRUE), counts),
             warm = rep(rep(0:1, each = 4), counts),
             x = round(sin(seq_len(sum(counts))), 3))
}

# BFGS needs a thousand steps along the ridge of an uncentred dose, and stops on its way
centred_beetles <- function() transform(beetles, d = dose - 1.8)

loglik_fits <- function() {
  wine <- wine_like()
  list(
    logit = logistic(low ~ age + lwt + race * smoke, birthweight),
    grouped = logistic(cbind(killed, exposed - killed) ~ d, centred_beetles(), link = "cloglog"),
    probit = logistic(cbind(killed, exposed - killed) ~ d, centred_beetles(), link = "probit"),
    loglog = logistic(cbind(killed, exposed - killed) ~ d, centred_beetles(), link = "loglog"),
    cauchit = logistic(cbind(killed, exposed - killed) ~ d, centred_beetles(), link = "cauchit"),
    weighted = logistic(low ~ race + offset(lwt / 100), birthweight, weights = ptl + 1,
                        contrasts = list(race = "contr.sum")),
    multinomial = multinomial(race ~ age + smoke, birthweight),
    cumulative = ordinal(rating ~ warm + x, wine),
    scale = ordinal(rating ~ warm + x, wine, scale = ~ warm),
    adjacent = ordinal(rating ~ warm + x, wine, type = "adjacent", parallel = ~ x),
    continuation = ordinal(rating ~ warm + x, wine, type = "continuation"),
    crf = crf(wet ~ season, rain, sequence = month),
    penalised = crf(wet ~ season, rain, sequence = month, l2 = 2))
}

estimates <- function(fit) {
  b <- coef(fit)
  as.numeric(if (is.matrix(b)) t(b) else b)
}

slope <- function(f, theta, h) {
  vapply(seq_along(theta), function(j) {
    step <- replace(numeric(length(theta)), j, h * (1 + abs(theta[j])))
    (f(theta + step) - f(theta - step)) / (2 * sum(step))
  }, 0)
}

close_to <- function(x, y, tolerance) expect_lt(max(abs(x - y) / (1 + abs(y))), tolerance)

test_that("value, score, information and product are those of each model", {
  set.seed(7)
  for (fit in loglik_fits()) {
    f <- loglik_fun(fit)
    at <- estimates(fit)
    maximum <- if (is.null(fit$objective)) as.numeric(logLik(fit)) else -fit$objective
    expect_equal(f(coef(fit)), maximum, tolerance = 1e-13)
    expect_lt(max(abs(f$score(at) / sqrt(diag(f$information(at))))), 1e-8)
    away <- at + 0.05 * rnorm(length(at)) * (1 + abs(at))
    v <- rnorm(length(at))
    close_to(f$score(away), slope(f, away, 1e-5), 1e-6)
    along <- (f$score(away + 1e-5 * v) - f$score(away - 1e-5 * v)) / 2e-5
    close_to(f$hessian_vector(away, v), along, 1e-6)
    close_to(f$hessian_vector(away, v), -drop(f$information(away) %*% v), 1e-12)
    all <- f(away, gradient = TRUE, hessian = TRUE)
    expect_identical(attr(all, "gradient"), f$score(away))
    expect_identical(attr(all, "hessian"), -f$information(away))
    expect_identical(as.numeric(all), f(away))
    expect_identical(names(f$score(away)), f$names)
    expect_length(f$start, length(at))
  }
})

test_that("optim() and nlm() find the fit of each model from the start of the package", {
  for (fit in loglik_fits()) {
    f <- loglik_fun(fit)
    scale <- unname(f$parscale)
    found <- optim(f$start, f, f$score, method = "BFGS",
                   control = list(fnscale = -1, maxit = 1000L, reltol = 1e-15, parscale = scale))
    expect_lt(max(abs(found$par - estimates(fit)) / scale), 1e-4)
  }
  f <- loglik_fun(low ~ age + lwt, birthweight)
  expect_equal(nlm(f$minus, f$start, typsize = f$parscale)$estimate,
               estimates(logistic(low ~ age + lwt, birthweight)), tolerance = 1e-4)
})

# Newton's steps from products alone, by conjugate gradients: somebody else's optimiser (Dembo and
# Steihaug 1983)
truncated_newton <- function(f, theta, steps = 50L) {
  for (i in seq_len(steps)) {
    g <- unname(f$score(theta))
    step <- numeric(length(g))
    r <- p <- g
    for (k in seq_len(4L * length(g))) {
      if (sum(r^2) <= 1e-24 * sum(g^2)) break
      curved <- -unname(f$hessian_vector(theta, p))
      if (sum(p * curved) <= 0) break
      length <- sum(r^2) / sum(p * curved)
      step <- step + length * p
      before <- sum(r^2)
      r <- r - length * curved
      p <- r + sum(r^2) / before * p
    }
    while (f(theta + step) < f(theta) - 1e-9 && max(abs(step)) > 1e-12) step <- step / 2
    theta <- theta + step
    if (max(abs(step)) < 1e-9) break
  }
  theta
}

test_that("an optimiser that has only Hessian-vector products finds the fits", {
  fits <- loglik_fits()
  for (fit in fits[c("logit", "multinomial", "cumulative", "continuation", "crf", "penalised")]) {
    f <- loglik_fun(fit)
    expect_equal(unname(truncated_newton(f, f$start)), estimates(fit), tolerance = 1e-6)
  }
})

# L-BFGS (Nocedal 1980) whose pairs and step lengths come from products with the Hessian
lbfgs_direction <- function(pairs, g) {
  alpha <- numeric(length(pairs))
  for (k in rev(seq_along(pairs))) {
    alpha[k] <- sum(pairs[[k]]$s * g) / sum(pairs[[k]]$s * pairs[[k]]$y)
    g <- g - alpha[k] * pairs[[k]]$y
  }
  for (last in utils::tail(pairs, 1L)) g <- g * sum(last$s * last$y) / sum(last$y^2)
  for (k in seq_along(pairs)) {
    beta <- sum(pairs[[k]]$y * g) / sum(pairs[[k]]$s * pairs[[k]]$y)
    g <- g + pairs[[k]]$s * (alpha[k] - beta)
  }
  g
}

lbfgs_by_products <- function(f, theta, steps = 500L, history = 10L) {
  pairs <- list()
  for (i in seq_len(steps)) {
    g <- unname(f$score(theta))
    direction <- lbfgs_direction(pairs, g)
    curved <- -unname(f$hessian_vector(theta, direction))
    bend <- sum(direction * curved)
    length <- if (bend > 0) sum(direction * g) / bend else 1
    while (f$value(theta + length * direction) < f$value(theta) - 1e-9) length <- length / 2
    theta <- theta + length * direction
    if (max(abs(length * direction)) < 1e-10) break
    if (bend > 0) {
      pairs <- c(pairs, list(list(s = length * direction, y = length * curved)))
      pairs <- utils::tail(pairs, history)
    }
  }
  theta
}

test_that("L-BFGS by products finds the fits", {
  fits <- loglik_fits()
  for (fit in fits[c("logit", "grouped", "multinomial", "cumulative", "scale", "crf")]) {
    f <- loglik_fun(fit)
    u <- f$parscale
    found <- lbfgs_by_products(list(
      value = function(theta) f(u * theta), score = function(theta) u * f$score(u * theta),
      hessian_vector = function(theta, v) u * f$hessian_vector(u * theta, u * v)), f$start / u)
    expect_equal(unname(u * found), estimates(fit), tolerance = 1e-6)
  }
})

test_that("a formula gives the function of the fit, without a fit", {
  wine <- wine_like()
  pairs <- list(
    list(loglik_fun(low ~ age + race, birthweight, weights = ptl + 1),
         loglik_fun(logistic(low ~ age + race, birthweight, weights = ptl + 1))),
    list(loglik_fun(low ~ age, birthweight, "logistic", link = "probit", subset = smoke == "yes"),
         loglik_fun(logistic(low ~ age, birthweight, link = "probit", subset = smoke == "yes"))),
    list(loglik_fun(race ~ age, birthweight, model = "multinomial", reference = "other"),
         loglik_fun(multinomial(race ~ age, birthweight, reference = "other"))),
    list(loglik_fun(rating ~ x, wine, "ordinal", scale = ~ warm),
         loglik_fun(ordinal(rating ~ x, wine, scale = ~ warm))),
    list(loglik_fun(wet ~ season, rain, "crf", sequence = month, l2 = 1),
         loglik_fun(crf(wet ~ season, rain, sequence = month, l2 = 1))),
    list(logistic(x = cbind(1, birthweight$lwt / 100), y = birthweight$low, fit = FALSE),
         loglik_fun(logistic(x = cbind(1, birthweight$lwt / 100), y = birthweight$low))))
  for (pair in pairs) {
    theta <- seq_along(pair[[1L]]$start) / 50 + pair[[1L]]$start
    expect_identical(pair[[1L]]$names, pair[[2L]]$names)
    expect_identical(pair[[1L]](theta), pair[[2L]](theta))
    expect_identical(pair[[1L]]$nobs, pair[[2L]]$nobs)
    expect_identical(pair[[1L]]$model, pair[[2L]]$model)
  }
  door <- function(...) loglik_fun(...)
  outer_door <- function(own) door(low ~ age, own, weights = ptl + 1)
  expect_identical(outer_door(birthweight)(c(0, 0)), pairs[[1L]][[1L]](c(0, 0, 0, 0)))
})

test_that("columns that are combinations of others have no coefficient", {
  d <- transform(birthweight, half = lwt / 2, twice = 2 * age)
  fit <- suppressMessages(logistic(low ~ age + twice + lwt, d))
  expect_message(g <- loglik_fun(low ~ age + twice + lwt, d), "left out of theta.*`twice` = 2 ",
                 class = "logistic_message_aliased")
  for (f in list(loglik_fun(fit), g)) {
    expect_identical(f$names, c("(Intercept)", "age", "lwt"))
    expect_equal(f(coef(fit)), as.numeric(logLik(fit)), tolerance = 1e-13)
  }
  for (model in c("multinomial", "ordinal")) {
    expect_message(loglik_fun(ordered(race) ~ age + twice, d, model), "`twice` = 2 ",
                   class = "logistic_message_aliased")
  }
  many <- suppressMessages(multinomial(race ~ age + twice, d))
  expect_equal(loglik_fun(many)(coef(many)), as.numeric(logLik(many)), tolerance = 1e-13)
})

test_that("the score keeps its digits where the linear predictor is in the hundreds", {
  d <- data.frame(x = c(-7, -3, 2, 5), y = c(0, 0, 1, 1))
  f <- loglik_fun(y ~ x, d)
  right <- c(0, 100) # every row is right: y - mu is exp(-|eta|), which 1 - mu would lose
  r <- (2 * d$y - 1) * exp(-abs(100 * d$x))
  expect_equal(unname(f$score(right)), c(sum(r), sum(r * d$x)), tolerance = 1e-12)
  expect_gt(abs(f$score(right)[["x"]]), 0)
  expect_equal(f(right), -sum(exp(-abs(100 * d$x))), tolerance = 1e-12)
  w <- exp(-abs(100 * d$x))
  along <- w * (1 + 2 * d$x)
  expect_equal(unname(f$hessian_vector(right, c(1, 2))), -c(sum(along), sum(along * d$x)),
               tolerance = 1e-12)
  wrong <- f$score(c(0, -100))
  expect_identical(unname(wrong), c(0, 17)) # mu is 1 - y in every row, to the last bit
})

test_that("crossed thresholds are outside the parameter space", {
  f <- loglik_fun(rating ~ x, wine_like(), "ordinal")
  theta <- f$start
  crossed <- replace(theta, 1:2, theta[2:1])
  expect_identical(f(crossed), -Inf)
  expect_true(all(is.nan(f$score(crossed))))
  expect_true(all(is.nan(f$information(crossed))))
  expect_true(all(is.nan(f$hessian_vector(crossed, theta))))
  long <- wine_like()[rep(1:63, 20), ] # of several tiles: what is -Inf in one stays so
  expect_identical(loglik_fun(rating ~ x, long, "ordinal")(crossed), -Inf)
})

test_that("what is beyond the range of numbers is -Inf, or adds nothing", {
  wine <- wine_like()
  f <- loglik_fun(rating ~ x, wine, "ordinal", scale = ~ warm)
  for (s in c(-1e10, 1e10)) { # 1 / scale is Inf, and 0 where warm
    far <- c(-1, 0, 1, 0.5, s)
    expect_identical(f(far), -Inf)
    expect_true(all(is.nan(f$score(far))))
  }
  each <- loglik_fun(rating ~ x, wine, "ordinal", link = "cloglog", parallel = FALSE)
  expect_identical(each(c(1e10, 1e10 + 1e9, 1e10 + 2e9, 0, 0, 0)), -Inf)
  # narrow categories around 0: each row is certain, and no slope is left
  d <- data.frame(y = ordered(1:3), x = c(-2, 0, 2), z = c(1, 2, 1))
  certain <- loglik_fun(y ~ x, d, "ordinal", scale = ~ z)
  at <- c(-1, 1, 1, -1e10)
  expect_identical(certain(at), 0)
  expect_identical(unname(certain$score(at)), numeric(4))
  expect_identical(unname(certain$hessian_vector(at, rep(1, 4))), numeric(4))
})

test_that("a lean fit finds its data again, or says that it does not hold them", {
  wine <- wine_like()
  f <- loglik_fun(ordinal(rating ~ x, wine, keep = "lean"))
  theta <- c(-1, 0, 1, 0.5)
  expect_identical(f(theta), loglik_fun(rating ~ x, wine, "ordinal")(theta))
  expect_null(ordinal(rating ~ x, wine, keep = "lean")$model) # nor a longer name that `$` takes
  expect_error(loglik_fun(logistic(low ~ age, birthweight, keep = "lean")), "refit with keep",
               class = "logistic_error_kept")
})

test_that("an outcome that was not seen adds nothing, however steep its likelihood would be", {
  d <- data.frame(x = c(1, -1), y = c(1, 0))
  f <- loglik_fun(y ~ x, d, link = "cloglog")
  at <- c(-10, 720) # exp(710) is beyond the range of numbers; both rows are certain to be so
  expect_equal(f(at), 0)
  expect_lt(max(abs(f$score(at))), 1e-300)
  expect_lt(max(abs(f$hessian_vector(at, c(1, 1)))), 1e-300)
  for (link in c("cloglog", "loglog")) { # the steep side times what is left of the other
    f <- loglik_fun(y ~ x, d, link = link)
    for (far in c(-1e10, 1e10)) {
      expect_identical(unname(f$information(c(0, far), expected = TRUE)), matrix(0, 2, 2))
    }
  }
})

test_that("what is wrong with theta is said", {
  f <- loglik_fun(low ~ age + lwt, birthweight)
  expect_error(f(c(1, 2)), "`theta` must be 3 numbers, one for each coefficient (f$names), not 2",
               fixed = TRUE, class = "logistic_error_argument")
  expect_error(f(c(1, NA, 2)), "`theta` must be finite; it is NA in element 2",
               class = "logistic_error_finite")
  expect_error(f$score(c(1, Inf, 2)), "is Inf in element 2", class = "logistic_error_finite")
  expect_error(f("a"), "`theta` must be 3 numbers", class = "logistic_error_argument")
  expect_error(f$hessian_vector(c(0, 0, 0), 1), "`v` must be 3 numbers",
               class = "logistic_error_argument")
  expect_error(f(f$start[3:1]), "in the order of f$names", fixed = TRUE,
               class = "logistic_error_argument")
  expect_error(f$gradient, "one of", class = "logistic_error_argument")
  expect_error(f[[1]], "`i` must be a name, not 1", class = "logistic_error_argument")
  expect_error(f(c(1, 2, 3), gradient = NA), "`gradient` must be TRUE or FALSE",
               class = "logistic_error_argument")
  expect_error(f(c(1, 2, 3), hessian = "yes"), "`hessian` must be TRUE or FALSE",
               class = "logistic_error_argument")
  expect_error(loglik_fun(x = 1, y = 1), "`formula` must be given (of a matrix:", fixed = TRUE,
               class = "logistic_error_argument")
  expect_error(loglik_fun(1), "a formula or a fit", class = "logistic_error_argument")
  expect_error(loglik_fun(low ~ age, birthweight, model = "probit"), "`model` must be one of",
               class = "logistic_error_argument")
  expect_error(loglik_fun(low ~ age, birthweight, wieghts = ptl), "wieghts",
               class = "logistic_error_argument")
  several <- loglik_fun(race ~ age, birthweight, "multinomial")
  expect_error(several$information(numeric(4), expected = TRUE), "`expected` must be FALSE",
               class = "logistic_error_argument")
  expect_error(logistic(low ~ age, birthweight, fit = NA), "`fit` must be TRUE or FALSE",
               class = "logistic_error_argument")
  expect_identical(f(0:2 * 0L), f(c(0, 0, 0))) # whole numbers are numbers
})

test_that("names of other coefficients are refused, those of an optimiser are not", {
  f <- loglik_fun(low ~ age + lwt, birthweight)
  theta <- c("(Intercept)" = 1, age = -0.1, smoke = -0.01)
  expect_error(f(theta), "named as f$names, (Intercept), age, lwt, not `smoke` in the place of",
               fixed = TRUE, class = "logistic_error_argument")
  expect_error(f$score(theta), "`smoke` in the place of `lwt`", class = "logistic_error_argument")
  expect_error(f$hessian_vector(f$start, theta), "`v` must be named as f$names", fixed = TRUE,
               class = "logistic_error_argument")
  expect_identical(f(stats::setNames(theta, c("p1", "p2", "p3"))), f(unname(theta)))
})

test_that("a matrix is one column, or as coef() of a multinomial model", {
  f <- loglik_fun(low ~ age + lwt + smoke, birthweight)
  theta <- c(1, -0.1, -0.01, 0.5)
  expect_identical(f(cbind(theta)), f(theta))
  expect_error(f(matrix(theta, 2)), "`theta` must be 4 numbers.*not a 2 x 2 matrix",
               class = "logistic_error_argument")
  named <- cbind(stats::setNames(theta, f$names[c(1, 3, 2, 4)]))
  expect_error(f(named), "in the order of f$names", fixed = TRUE, class = "logistic_error_argument")
  fit <- multinomial(race ~ age, birthweight)
  g <- loglik_fun(fit)
  expect_identical(g(coef(fit)), g(as.vector(t(coef(fit)))))
  expect_error(g(unname(coef(fit))), "not a 2 x 2 matrix", class = "logistic_error_argument")
})

test_that("derivatives are NaN where the linear predictor overflows", {
  for (model in c("logistic", "multinomial")) {
    f <- loglik_fun(if (model == "logistic") low ~ age + lwt else race ~ age + lwt, birthweight,
                    model)
    beyond <- rep(c(0, 1e308, -1e308), length(f$start) / 3) # Inf - Inf, or either where it is fused
    expect_false(is.finite(f(beyond)))
    expect_true(all(is.nan(f$score(beyond))))
    expect_true(all(is.nan(f$information(beyond))))
    expect_true(all(is.nan(f$hessian_vector(beyond, f$start))))
    expect_true(all(is.nan(f$hessian_vector(f$start, beyond))))
  }
  d <- data.frame(x = c(1, 2, 1e300), y = c(0, 1, 1), w = c(1, 2, 0))
  f <- loglik_fun(y ~ x, d, weights = w) # a row of weight 0 says nothing
  expect_true(all(is.finite(f$score(c(0, 1e10)))))
})

test_that("the expected information of two categories is there", {
  fit <- logistic(cbind(killed, exposed - killed) ~ dose, beetles, link = "cloglog")
  f <- loglik_fun(fit)
  expect_equal(solve(f$information(coef(fit), expected = TRUE)), vcov(fit), tolerance = 1e-10)
  observed <- f$information(coef(fit))
  expect_false(isTRUE(all.equal(observed, f$information(coef(fit), expected = TRUE))))
})

test_that("the same bits for any number of threads; the penalty can be left out", {
  set.seed(3)
  d <- data.frame(x = rnorm(60000), z = rnorm(60000), y = rbinom(60000, 1, 0.5))
  value <- lapply(1:3, function(t) {
    f <- loglik_fun(y ~ x + z, d, control = list(threads = t))
    f(c(0.1, 0.2, 0.3), gradient = TRUE, hessian = TRUE)
  })
  expect_identical(value[[1L]], value[[2L]])
  expect_identical(value[[1L]], value[[3L]])
  fit <- crf(wet ~ season, rain, sequence = month, l2 = 2)
  plain <- list(loglik_fun(fit, penalised = FALSE),
                loglik_fun(wet ~ season, rain, "crf", sequence = month, l2 = 2, penalised = FALSE))
  for (f in plain) expect_equal(f(coef(fit)), as.numeric(logLik(fit)), tolerance = 1e-13)
})

test_that("at a weight of 0 the score of an l1 penalty is what the penalty cannot hold", {
  f <- loglik_fun(wet ~ season, rain, "crf", sequence = month, l1 = 5)
  plain <- loglik_fun(wet ~ season, rain, "crf", sequence = month)
  zero <- 0 * f$start
  expected <- sign(plain$score(zero)) * pmax(abs(plain$score(zero)) - 5, 0)
  expect_equal(f$score(zero), expected, tolerance = 1e-14)
  away <- zero + 0.5
  expect_equal(f$score(away), plain$score(away) - 5, tolerance = 1e-14)
})

test_that("its members are offered by name", {
  f <- loglik_fun(low ~ age, birthweight)
  expect_identical(utils::.DollarNames(f, "^sc"), "score")
  expect_identical(f[["nobs"]], f$nobs)
  expect_true(all(vapply(logistic:::loglik_members, function(name) !is.null(f[[name]]), NA)))
  expect_null(names(f)) # it is a function, of length 1
  expect_identical(capture.output(summary(f)), capture.output(f))
  expect_output(str(f), "function (theta, gradient = FALSE", fixed = TRUE)
})

test_that("`start` is where it starts, in the user's coordinates", {
  d <- transform(birthweight, twice = 2 * age, level = ordered(1 * (bwt > 2500) + (bwt > 3000)))
  of <- function(start, ...) loglik_fun(..., start = start)$start
  given <- c(0.1, 0.02, NA, -0.01)
  expect_identical(of(given, low ~ age + twice + lwt, d),
                   c("(Intercept)" = 0.1, age = 0.02, lwt = -0.01))
  fit <- logistic(low ~ age + lwt, d)
  f <- loglik_fun(low ~ age + lwt, d, start = coef(fit))
  expect_equal(f(f$start), as.numeric(logLik(fit)), tolerance = 1e-13)
  columns <- cbind(one = 1, age = d$age)
  expect_identical(logistic(x = columns, y = d$low, start = 1:2 / 10, fit = FALSE)$start,
                   c(one = 0.1, age = 0.2))
  many <- multinomial(race ~ age + lwt, d)
  expect_equal(of(coef(many), race ~ age + lwt, d, "multinomial"), c(t(coef(many))),
               ignore_attr = TRUE)
  ordered <- ordinal(level ~ age + lwt, d)
  expect_identical(of(coef(ordered), level ~ age + lwt, d, "ordinal"), coef(ordered))
  chain <- crf(wet ~ season, rain, sequence = month)
  expect_equal(of(coef(chain), wet ~ season, rain, "crf", sequence = month), c(coef(chain)),
               ignore_attr = TRUE, tolerance = 1e-14)
  expect_equal(of(chain, wet ~ season, rain, "crf", sequence = month), c(coef(chain)),
               ignore_attr = TRUE, tolerance = 1e-14)
  wrong <- function(...) expect_error(of(1:2, ...), "`start`", class = "logistic_error_argument")
  wrong(low ~ age + lwt, d)
  wrong(race ~ age + lwt, d, "multinomial")
  wrong(level ~ age + lwt, d, "ordinal")
  wrong(wet ~ season, rain, "crf", sequence = month)
  expect_error(logistic(x = columns, y = d$low, start = 1, fit = FALSE), "`start`",
               class = "logistic_error_argument")
  expect_error(loglik_fun(low ~ age, d, method = "model.frame"), class = "logistic_error_argument",
               "loglik_fun() has no argument `method`: nothing is fitted", fixed = TRUE)
})

test_that("it is saved with its data, once, and with nothing of its caller", {
  n <- 2000
  make <- function() {
    junk <- as.numeric(1:1e5 * pi)
    d <- data.frame(x = sin(1:n), z = cos(1:n), y = rep(0:1, n / 2),
                    id = rep(1:100, each = n / 100), k = factor(rep(1:4, n / 4), ordered = TRUE))
    by_z <- ~ z
    list(loglik_fun(y ~ x + z, d), loglik_fun(logistic(y ~ x + z, d)),
         loglik_fun(k ~ x + z, d, "multinomial"), loglik_fun(k ~ x, d, "ordinal", scale = ~ z),
         loglik_fun(k ~ x + z, d, "crf", sequence = id, l2 = 1),
         loglik_fun(k ~ x, d, "crf", sequence = id, transitions = by_z, l2 = 1))
  }
  for (f in make()) {
    bytes <- serialize(f, NULL)
    expect_lt(length(bytes), 8 * n * 7 + 4e4) # 8e5 with the caller
    again <- unserialize(bytes)
    theta <- f$start + 0.1
    expect_identical(again(theta, gradient = TRUE), f(theta, gradient = TRUE))
    expect_identical(again$names, f$names)
  }
})

test_that("it prints what it is", {
  expect_output(print(loglik_fun(low ~ age, birthweight)),
                "Log-likelihood of a logistic model: 2 coefficients, 189 observations")
  expect_output(print(loglik_fun(rating ~ x, wine_like(), "ordinal")), "of an ordinal model: 4 co")
  penalised <- loglik_fun(wet ~ 1, rain, "crf", sequence = month, l2 = 1)
  expect_output(print(penalised), "less the penalty")
  expect_output(print(penalised), "f$minus(theta), f$start, f$parscale", fixed = TRUE)
})
