# What sgd() refuses of a source, and what it says of a pass.

halves <- function(data = birthweight) in_chunks(data[1:100, ], data[101:189, ])

test_that("row numbers and vectors of all rows are refused with a source", {
  w <- rep(1:3, 63)
  twice <- 2
  refused <- "must be an expression in the columns of the chunks"
  expect_error(sgd(low ~ age, halves(), subset = 1:100), paste("`subset`", refused))
  expect_error(sgd(low ~ age, halves(), weights = w), paste("`weights`", refused))
  expect_error(sgd(low ~ age, halves(), offset = w / 2), paste("`offset`", refused))
  expect_error(sgd(low ~ age, halves(), subset = which(age > 20)), "`subset` must be a condition")
  fit <- sgd(low ~ age, halves(), subset = age > 20, weights = lwt * twice, passes = 12)
  exact <- logistic(low ~ age, birthweight, subset = age > 20, weights = lwt * twice)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-6)
  expect_equal(nobs(fit), sum(birthweight$age > 20))
  chunk <- list(x = cbind(1, birthweight$age), y = birthweight$low == "yes")
  expect_error(sgd(x = in_chunks(chunk), weights = w), "`weights` must be in the chunks")
  expect_error(sgd(x = in_chunks(chunk), y = chunk$y), "`y` must be in the chunks")
  expect_error(sgd(low ~ age, birthweight, x = chunk$x), "`x` must be absent with a formula")
})

test_that("errors count rows over the source", {
  many <- birthweight[rep(1:189, 400), ]
  bad <- birthweight[1:10, ]
  bad$age[7] <- Inf
  error <- expect_error(sgd(low ~ age, in_chunks(many, bad)), "row 75607",
                        class = "logistic_error_finite")
  expect_equal(error$rows, 75607)
})

test_that("first rows with one outcome are refused", {
  data <- birthweight
  data$y <- as.integer(data$low == "yes")
  expect_error(sgd(y ~ age, in_chunks(data[data$y == 0, ])), "have\\s+others\\s+only",
               class = "logistic_error_outcome")
  expect_error(sgd(y ~ age, in_chunks(data[data$y == 1, ])), "have\\s+events\\s+only",
               class = "logistic_error_outcome")
})

sorted_source <- function() {
  set.seed(5)
  d <- data.frame(x = rnorm(2e5))
  d$y <- rbinom(2e5, 1, plogis(-4 + d$x))
  events <- which(d$y == 1)
  d <- d[c(events[1:30], which(d$y == 0), events[-(1:30)]), ]
  do.call(in_chunks, unname(split(d, rep(1:20, each = 1e4))))
}

test_that("rows sorted by their outcome take some passes", {
  set.seed(1)
  fit <- sgd(y ~ x, sorted_source(), passes = 5)
  expect_lt(abs(coef(fit)[["x"]] - 1), 0.1)
})

test_that("a pass below the constant model is a warning", {
  fit <- sgd(low ~ age, birthweight, passes = 2)
  expect_silent(warn_pass(fit, TRUE))
  fit$state$last$below <- TRUE
  expect_warning(warn_pass(fit, TRUE), "Shuffle them", class = "logistic_warning_convergence")
  expect_silent(warn_pass(fit, FALSE))
  # noise alone is not
  for (seed in 1:5) {
    set.seed(seed)
    d <- data.frame(z = matrix(rnorm(8e4), 8e3), y = rbinom(8e3, 1, 0.05))
    expect_no_warning(sgd(y ~ ., d, passes = 2))
    d$y <- factor(sample(letters[1:3], 8e3, TRUE))
    expect_no_warning(fit <- sgd(y ~ ., d, model = "multinomial", weights = rep(1:2, 4e3)))
  }
  judged <- fit$history
  expect_equal(judged$null / sum(rep(1:2, 4e3)) * 8e3 / judged$judged, -log(3), tolerance = 0.01)
})

test_that("the null log-likelihood of a pass is that of the exact null model", {
  fit <- sgd(low ~ age, birthweight, passes = 2)
  expect_true(is.na(fit$history$null[1]))
  expect_equal(fit$history$null[2], as.numeric(logLik(logistic(low ~ 1, birthweight))))
})

test_that("many coefficients that are far from the maximum are a warning", {
  set.seed(3)
  d <- data.frame(h = factor(sample(1500, 3e4, TRUE)), x = rnorm(3e4))
  d$y <- rbinom(3e4, 1, plogis(d$x))
  expect_warning(fit <- sgd(y ~ h + x, d), "`x` by .*\\s+standard\\s+errors\\s+or\\s+more",
                 class = "logistic_warning_convergence")
  expect_true(any(grepl("Far from the maximum", capture.output(print(fit)))))
})

test_that("the print says how far the last pass went, in standard errors", {
  set.seed(2)
  first <- sgd(low ~ age + lwt, birthweight)
  second <- sgd(low ~ age + lwt, birthweight, passes = 2, resume = first)
  error <- logistic(low ~ age + lwt, birthweight)$std.error
  expect_equal(second$state$last$size, max(abs(coef(second) - coef(first)) / error),
               tolerance = 0.02)
  expect_false(any(grepl("last pass", capture.output(print(first)))))
  expect_true(any(grepl("The last pass moved `", capture.output(print(second)))))
  d <- data.frame(x = 1:20, y = rep(0:1, each = 10))
  out <- capture.output(print(sgd(y ~ x, d, passes = 3)))
  expect_false(any(grepl("near the maximum", out)))
})

test_that("rows left out and aliased columns are said", {
  d <- birthweight
  d$age[3:5] <- NA
  d$twice <- 2 * d$lwt
  expect_message(fit <- sgd(low ~ age + lwt + twice, d), "`twice` = 2 \\* `lwt`",
                 class = "logistic_message_aliased")
  said <- "Rows     186 used of 189; 3 left out: `age` missing"
  expect_true(said %in% capture.output(print(fit)))
  fit <- sgd(low ~ age + lwt, halves(d), passes = 2)
  expect_true(said %in% capture.output(print(fit)))
  expect_equal(fit$state$account$total, 189)
})

test_that("a source that gives other rows in another pass is a warning", {
  passes <- 0
  at <- 0
  source <- row_source(function() {
    at <<- at + 1
    if (at < 3 - (passes > 1)) list(birthweight[1:100, ], birthweight[101:189, ])[[at]]
  }, function() {
    at <<- 0
    passes <<- passes + 1
  })
  # the rows that are left have one outcome
  expect_warning(expect_warning(sgd(low ~ age, source, passes = 2), "is below"),
                 "pass 2 had 100 rows, the one before 189", class = "logistic_warning_source")
})

test_that("an estimate that has not settled is a warning", {
  fit <- sgd(low ~ age, birthweight, passes = 2)
  fit$state$last$size <- 33
  expect_warning(warn_pass(fit, TRUE), "has not settled: the last pass moved .* by 33",
                 class = "logistic_warning_convergence")
})

test_that("a state that was edited is refused", {
  fit <- sgd(low ~ age, birthweight)
  broken <- list(NULL, list(), 5, replace(fit$state, "theta", "q"),
                 fit$state[names(fit$state) != "batch"])
  for (state in broken) {
    fit["state"] <- list(state)
    expect_error(sgd(low ~ age, birthweight, passes = 2, resume = fit), "it was edited",
                 class = "logistic_error_resume")
  }
  expect_error(loglik_fun(fit), "coef\\(\\) of a fit of sgd", class = "logistic_error_argument")
  expect_error(sgd(data = birthweight, x = cbind(1:4), y = c(0, 1, 0, 1)), "`data` must be absent",
               class = "logistic_error_argument")
})
