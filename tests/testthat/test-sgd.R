# Averaged stochastic gradients: against the exact fits, and against themselves when interrupted.

gap <- function(fit, exact) max(abs(coef(fit) - coef(exact)) / exact$std.error)

simulated <- function(n, p, seed) {
  set.seed(seed)
  x <- cbind(one = 1, matrix(rnorm(n * p), n, dimnames = list(NULL, paste0("z", seq_len(p)))))
  list(x = x, y = rbinom(n, 1, plogis(drop(x %*% runif(p + 1, -0.6, 0.6)))))
}

test_that("one pass brings every coefficient to within a fraction of a standard error", {
  d <- simulated(40000, 10, 1)
  exact <- logistic(x = d$x, y = d$y)
  for (seed in 1:3) {
    set.seed(seed)
    fit <- sgd(x = d$x, y = d$y)
    expect_lt(gap(fit, exact), 0.5)
  }
  expect_gt(gap(fit, exact), 0)
})

test_that("neither units of columns, nor correlation, nor the order of rows matters", {
  d <- simulated(40000, 6, 2)
  x <- d$x
  x[, 3] <- 1e6 * (x[, 2] + x[, 3] / 3)
  x[, 4] <- 1e-6 * x[, 4]
  x[, 5] <- 1000 + x[, 5]
  order <- order(d$y)
  exact <- logistic(x = x, y = d$y)
  set.seed(3)
  fit <- sgd(x = x[order, ], y = d$y[order])
  expect_lt(gap(fit, exact), 0.5)
})

test_that("rare events, rare levels and heavy tails are met", {
  set.seed(4)
  n <- 60000
  d <- data.frame(z = rt(n, 2), f = factor(ifelse(runif(n) < 0.005, "rare", "usual"),
                                            c("usual", "rare")))
  d$y <- rbinom(n, 1, plogis(-4.5 + 0.1 * d$z + (d$f == "rare")))
  exact <- logistic(y ~ z + f, d)
  set.seed(5)
  expect_lt(gap(sgd(y ~ z + f, d), exact), 1)
})

test_that("levels met a few times, and columns of long tails, send no coefficient far away", {
  set.seed(21)
  n <- 30000
  d <- data.frame(x = rnorm(n), f = factor(sample(60, n, TRUE, prob = (1:60)^-2)), tail = rexp(n))
  d$y <- rbinom(n, 1, plogis(-1 + 0.5 * d$x + rnorm(60)[d$f]))
  exact <- suppressWarnings(logistic(y ~ x + f, d))
  finite <- is.finite(coef(exact))
  for (seed in 1:3) {
    set.seed(seed)
    away <- (coef(sgd(y ~ x + f, d)) - coef(exact)) / exact$std.error
    expect_lt(max(abs(away[finite])), 12)
    expect_lt(stats::median(abs(away[finite])), 0.5)
  }
})

test_that("a step that does not keep its promise gives way to the implicit one", {
  # all but certain that y is 0, with the information that is left of it, at a row of 1
  x <- cbind(rep(1, 256))
  ask <- sgd_ask("logistic", quote(sgd()), environment(), NULL, fit_settings(list()))
  core <- sgd_matrix(ask, x, rep(0:1, c(255, 1)))$core
  state <- new_sgd_state(0, TRUE)
  state[c("theta", "information", "measured", "seen")] <- list(-12, matrix(0.02), 4096, 4096)
  state <- refactored(state)
  found <- safe_step(state, core, 255, 256, feasible(state, core, 255, 256, FALSE))
  expect_true(found$settled)
  expect_identical(found$step, 0)
  # the natural gradient's would go to 38
  expect_gt(found$theta, -1)
  expect_lt(found$theta, 2)
  explicit <- safe_step(state, core, 0, 255, feasible(state, core, 0, 255, FALSE))
  expect_false(explicit$settled)
})

test_that("what the metric learned far from the maximum is forgotten in later passes", {
  set.seed(23)
  d <- data.frame(x = rnorm(20000))
  d$y <- rbinom(20000, 1, plogis(60 * d$x - 3))
  exact <- logistic(y ~ x, d)
  set.seed(1)
  expect_lt(gap(sgd(y ~ x, d, passes = 5), exact), 0.5)
})

test_that("weights that are large everywhere are no surprise", {
  d <- simulated(20000, 2, 22)
  w <- rep(c(0, 1000), 10000)
  exact <- logistic(x = d$x, y = d$y, weights = w)
  set.seed(1)
  fit <- sgd(x = d$x, y = d$y, weights = w)
  expect_lt(fit$state$surprises, 5)
  expect_lt(gap(fit, exact), 5)
})

test_that("after some passes the estimate is the maximum likelihood estimate", {
  set.seed(6)
  formula <- low ~ age + lwt + race + smoke
  for (link in link_names()) {
    exact <- logistic(formula, birthweight, link = link)
    expect_lt(gap(sgd(formula, birthweight, link = link, passes = 12), exact), 1e-6)
  }
  exact <- multinomial(race ~ age + smoke, birthweight, reference = "other")
  fit <- sgd(race ~ age + smoke, birthweight, model = "multinomial", reference = "other",
             passes = 10)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-8)
  for (type in c("cumulative", "adjacent", "continuation")) {
    exact <- ordinal(impairment ~ life + ses, impairment, type = type)
    fit <- sgd(impairment ~ life + ses, impairment, model = "ordinal", type = type, passes = 12)
    expect_equal(coef(fit), coef(exact), tolerance = 1e-6)
  }
})

test_that("several batches a pass converge too", {
  d <- simulated(20000, 4, 7)
  exact <- logistic(x = d$x, y = d$y)
  set.seed(8)
  fit <- sgd(x = d$x, y = d$y, passes = 12)
  expect_lt(gap(fit, exact), 0.005)
  # thresholds do not cross on the way
  set.seed(9)
  d <- data.frame(x = rnorm(20000))
  d$y <- cut(d$x + rlogis(20000), c(-Inf, -4, 0, 0.05, 4, Inf), labels = FALSE)
  d$y <- factor(d$y, ordered = TRUE)
  exact <- ordinal(y ~ x, d)
  expect_lt(gap(sgd(y ~ x, d, model = "ordinal"), exact), 0.5)
})

test_that("weights, offset, subset, missing values and aliased columns are as in the exact fit", {
  d <- birthweight
  d$w <- rep(1:3, 63)
  d$age[3] <- NA
  d$twice <- 2 * d$lwt
  exact <- logistic(low ~ age + lwt, d, weights = w, offset = lwt / 500, subset = smoke == "yes")
  set.seed(10)
  fit <- sgd(low ~ age + lwt, d, weights = w, offset = lwt / 500, subset = smoke == "yes",
             passes = 10)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-8)
  expect_equal(nobs(fit), sum(d$smoke == "yes" & !is.na(d$age)))
  expect_equal(predict(fit, d[1:5, ]), predict(exact, d[1:5, ]), tolerance = 1e-8)
  aliased <- suppressMessages(sgd(low ~ lwt + twice, d, passes = 10))
  expect_true(is.na(coef(aliased)[["twice"]]))
  exact <- suppressMessages(logistic(low ~ lwt + twice, d))
  expect_equal(coef(aliased), coef(exact), tolerance = 1e-8)
})

test_that("a diagonal metric takes the place of a large one", {
  state <- new_sgd_state(numeric(sgd_metric_most + 1L), TRUE)
  expect_true(state$diagonal)
  d <- simulated(20000, 5, 11)
  ask <- sgd_ask("logistic", quote(sgd()), environment(), NULL, fit_settings(list()))
  problem <- sgd_matrix(ask, d$x, d$y)
  state <- sgd_state(problem, NULL, NULL)
  state$diagonal <- TRUE
  set.seed(12)
  run <- sgd_run(problem, state, 4L, NULL, fit_settings(list()))
  exact <- logistic(x = d$x, y = d$y)
  expect_lt(max(abs(run$state$estimate - coef(exact)) / exact$std.error), 1.5)
  expect_gte(run$state$largest, 1)
})

test_that("separated data: the coefficients grow with every pass, and stay finite", {
  d <- data.frame(x = 1:20, y = rep(0:1, each = 10))
  set.seed(13)
  slopes <- vapply(c(1, 3, 9), function(k) coef(sgd(y ~ x, d, passes = k))[["x"]], 0)
  expect_true(all(is.finite(slopes)) && all(diff(slopes) > 0))
})

# ---- states --------------------------------------------------------------------------------------

test_that("more passes by `resume` are the passes of one run, to the bit", {
  d <- simulated(9000, 3, 14)
  set.seed(15)
  whole <- sgd(x = d$x, y = d$y, passes = 3)
  after <- .Random.seed
  set.seed(15)
  part <- sgd(x = d$x, y = d$y)
  file <- tempfile(fileext = ".rds")
  saveRDS(part, file)
  set.seed(99)
  more <- sgd(x = d$x, y = d$y, passes = 3, resume = readRDS(file))
  expect_identical(more$state, whole$state)
  expect_identical(.Random.seed, after)
})

interrupt <- function() {
  signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
}

# A source of data frames, which interrupts before the chunk numbered `stop_at`.
frames <- function(data, size, stop_at = Inf) {
  at <- 0
  row_source(function() {
    if (at >= stop_at) {
      stop_at <<- Inf
      interrupt()
    }
    rows <- seq_len(min(size, nrow(data) - at * size)) + at * size
    if (at * size >= nrow(data)) return(NULL)
    at <<- at + 1
    data[rows, , drop = FALSE]
  }, function() at <<- 0)
}

test_that("an interrupted pass is gone on with at its row, to the bit", {
  d <- simulated(3 * 70000, 2, 16)
  d <- data.frame(d$x[, -1], y = d$y)
  set.seed(17)
  whole <- sgd(y ~ z1 + z2, frames(d, 70000), passes = 2)
  after <- .Random.seed
  set.seed(17)
  expect_warning(part <- sgd(y ~ z1 + z2, frames(d, 70000, 2), passes = 2),
                 class = "logistic_warning_interrupt")
  expect_equal(part$partial, 140000)
  expect_equal(nobs(part), 140000)
  expect_output(print(part), "stopped after 140,000 rows of a pass")
  expect_lt(max(abs(coef(part) - coef(whole))), 0.05)
  file <- tempfile()
  set.seed(17)
  expect_warning(sgd(y ~ z1 + z2, frames(d, 70000, 2), passes = 2, checkpoint = file),
                 class = "logistic_warning_interrupt")
  set.seed(1)
  more <- sgd(y ~ z1 + z2, frames(d, 70000), passes = 2, resume = part)
  expect_identical(more$state, whole$state)
  expect_identical(.Random.seed, after)
  again <- sgd(y ~ z1 + z2, frames(d, 70000), passes = 2, checkpoint = file)
  expect_identical(again$state, whole$state)
})

test_that("an interrupt before the first rows is an error; in a later pass the estimate stays", {
  d <- data.frame(x = 1:200, y = rep(c(0, 1, 1, 0, 1), 40))
  expect_error(sgd(y ~ x, frames(d, 50, 0)), class = "interrupt")
  state <- new_sgd_state(0, TRUE)
  expect_error(announce_interrupt(list(state = state)), class = "logistic_error_interrupt")
  state <- sgd(y ~ x, d)$state
  state$rows <- 100
  expect_identical(sgd_estimate(state), state$estimate)
})

test_that("a state of another model or other data is refused", {
  fit <- sgd(low ~ age, birthweight)
  expect_error(sgd(low ~ lwt, birthweight, resume = fit), class = "logistic_error_resume")
  expect_error(sgd(low ~ age, birthweight[-1, ], resume = fit), class = "logistic_error_resume")
  other <- birthweight
  other$age[1] <- other$age[1] + 1
  expect_error(sgd(low ~ age, other, resume = fit), class = "logistic_error_resume")
  other$age <- rev(other$age)
  expect_error(sgd(low ~ age, other, passes = 2, resume = fit), class = "logistic_error_resume")
  further <- sgd(low ~ age, birthweight, passes = 3, resume = fit)
  expect_error(sgd(low ~ age, birthweight, passes = 2, resume = further),
               "`passes` must be at least 3")
  expect_error(sgd(low ~ age, birthweight, resume = 1), "`resume` must be a fit of sgd\\(\\)")
  file <- tempfile()
  saveRDS(1, file)
  expect_error(sgd(low ~ age, birthweight, checkpoint = file), class = "logistic_error_checkpoint")
  expect_error(sgd(low ~ age, birthweight, checkpoint = "no/such/file"), "a directory that exists")
})

test_that("a line a second is shown when asked for", {
  state <- list(pass = 0L, rows = 1000, loglik = -500, judged = 1000)
  line <- "pass 1: 1,000 rows, log-likelihood -0.50000 a row"
  expect_equal(progress_line(state), line)
  run <- list2env(list(state = state, told = -10, begun = 0, trace = TRUE, checkpoint = NULL))
  said <- capture.output(tell(run), type = "message")
  expect_equal(said, line)
  said <- capture.output(tell(run), type = "message")
  expect_length(said, 0)
})

# ---- bad input -----------------------------------------------------------------------------------

test_that("bad input is named", {
  expect_error(sgd(low ~ age, birthweight, model = "probit"), "`model` must be one of")
  expect_error(sgd(low ~ age, birthweight, passes = 0), "`passes` must be a whole number")
  expect_error(sgd(low ~ age, birthweight, reference = "yes"), "not `reference`")
  expect_error(sgd(low ~ age, birthweight, "logistic", 3), "not unnamed")
  expect_error(sgd(x = diag(3)), "`formula` must be given")
  expect_error(sgd(x = diag(3), y = 1:3, model = "ordinal"), "`formula` must be given with model")
  expect_error(sgd(low ~ age, birthweight, link = "log"), class = "logistic_error")
  expect_error(sgd(low ~ agee, birthweight), "agee")
  expect_error(sgd(low ~ 0, birthweight), class = "logistic_error_formula")
})
