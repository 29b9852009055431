# Every form of response: proportions, weights, event, trials, freq and the account of outcomes.

read <- function(data, ..., event = NULL) {
  call <- as.call(c(quote(logistic), as.list(substitute(list(...)))[-1L]))
  binomial_response(fit_frame(y ~ x, data, call, parent.frame()), event)
}

with_y <- function(y, ...) {
  out <- data.frame(x = seq_len(NROW(y)), ...)
  out$y <- y
  out
}

expect_event <- function(response, y, label, level, other, kind = "binary") {
  expect_identical(response$y, y)
  event <- response$event
  expect_identical(event[c("label", "level", "other", "kind")],
                   list(label = label, level = level, other = other, kind = kind))
}

test_that("0/1, logical, factor and string responses", {
  expect_event(read(with_y(c(0, 1, 1))), c(0, 1, 1), "P(y = 1)", "1", "0")
  expect_event(read(with_y(c(0L, 1L, 1L))), c(0, 1, 1), "P(y = 1)", "1", "0")
  expect_event(read(with_y(c(TRUE, FALSE))), c(1, 0), "P(y)", "TRUE", "FALSE")
  f <- factor(c("b", "a", "b"))
  expect_event(read(with_y(f)), c(1, 0, 1), 'P(y = "b")', "b", "a")
  expect_event(read(with_y(f), event = "a"), c(0, 1, 0), 'P(y = "a")', "a", "b")
  expect_event(read(with_y(c("no", "yes", "no"))), c(0, 1, 0), 'P(y = "yes")', "yes", "no")
  expect_event(read(with_y(c(0, 1, 1)), event = 0), c(1, 0, 0), "P(y = 0)", "0", "1")
  expect_event(read(with_y(c(TRUE, FALSE)), event = FALSE), c(0, 1), "P(y = FALSE)", "FALSE",
               "TRUE")
})

test_that("unused levels do not count, and a level chosen stands against the rest", {
  f <- factor(c("b", "c", "b"), levels = c("a", "b", "c"))
  expect_event(read(with_y(f)), c(0, 1, 0), 'P(y = "c")', "c", "b")
  response <- read(with_y(factor(c("a", "b", "c", "a"))), event = "b")
  expect_event(response, c(0, 1, 0, 0), 'P(y = "b")', "b", NULL, "rest")
  expect_match(response$event$note, '"a", "c"', fixed = TRUE)
  expect_event(read(with_y(c(1, 2, 3)), event = 2), c(0, 1, 0), 'P(y = "2")', "2", NULL, "rest")
})

test_that("more than two levels point to other models and to event", {
  error <- expect_error(read(with_y(factor(c("a", "b", "c")))), class = "logistic_error_levels")
  expect_match(conditionMessage(error), "multinomial")
  expect_match(conditionMessage(error), "ordinal")
  expect_match(conditionMessage(error), 'event = "a"')
  expect_error(read(with_y(c(1, 2, 3))), class = "logistic_error_levels")
  expect_error(read(with_y(c("a", "b", "c"))), class = "logistic_error_levels")
  expect_error(read(with_y(factor(c("a", "b"))), event = "z"), class = "logistic_error_event")
  expect_error(read(with_y(0:1), event = 2), class = "logistic_error_event")
})

test_that("counts of successes and failures", {
  response <- read(with_y(cbind(c(1, 0, 5), c(3, 0, 0))))
  expect_identical(response$y, c(0.25, 0, 1))
  expect_identical(response$weights, c(4, 0, 5))
  expect_identical(response$event$kind, "counts")
  expect_false(response$event$pseudo)
  expect_equal(response$lchoose, log(4))
  expect_equal(response$outcome, c(events = 6, others = 3))
  weighted <- read(with_y(cbind(c(1, 5), c(3, 0)), v = 2:3), weights = v)
  expect_identical(weighted$weights, c(8, 15))
  expect_true(read(with_y(cbind(c(1.5, 5), c(3, 0))))$event$pseudo)
  label <- function(formula, data) {
    binomial_response(fit_frame(formula, data, quote(f()), environment()))$event$label
  }
  d <- data.frame(s = 1:2, n = 4:5, x = 1:2)
  expect_identical(label(cbind(s, n - s) ~ x, d), "P(s)")
  expect_identical(label(cbind(dead = s, n - s) ~ x, d), "P(dead)")
})

test_that("proportions need trials or weights", {
  d <- with_y(c(0.25, 0.5, 1), n = c(4, 2, 3))
  error <- expect_error(read(d), class = "logistic_error_trials")
  expect_match(conditionMessage(error), "`trials`", fixed = TRUE)
  response <- read(d, trials = n)
  expect_identical(response$weights, c(4, 2, 3))
  expect_identical(response$event$kind, "proportion")
  expect_false(response$event$pseudo)
  expect_message(old <- read(d, weights = n), class = "logistic_message_weights")
  expect_identical(old$weights, response$weights)
  expect_equal(old$lchoose, response$lchoose)
  d$n <- c(3.5, 2, 3)
  expect_silent(pseudo <- read(d, weights = n))
  expect_true(pseudo$event$pseudo)
  expect_identical(pseudo$lchoose, 0)
})

test_that("counts with trials", {
  d <- with_y(c(1, 0, 2), n = c(4, 2, 3))
  response <- read(d, trials = n)
  expect_identical(response$y, c(1 / 4, 0, 2 / 3))
  expect_identical(response$weights, c(4, 2, 3))
  expect_equal(response$lchoose, log(4) + log(3))
  small <- read(with_y(c(1, 0, 1), n = c(4, 2, 3)), trials = n)
  expect_identical(small$y, c(1 / 4, 0, 1 / 3))
  error <- expect_error(read(with_y(c(1, 5, 2), n = c(4, 2, 3)), trials = n),
                        class = "logistic_error_trials")
  expect_identical(error$rows, 2L)
})

test_that("freq repeats rows of one trial", {
  d <- with_y(c(0, 1, 1), k = c(3, 0, 2), n = 1)
  response <- read(d, freq = k)
  expect_identical(response$weights, c(3, 0, 2))
  expect_true(response$freq)
  expect_equal(response$outcome, c(events = 2, others = 3))
  expect_error(read(d, freq = k + 0.5), class = "logistic_error_freq")
  expect_error(read(d, freq = k, weights = n), class = "logistic_error_argument")
  expect_error(read(with_y(cbind(1:3, 3:1), k = 1), freq = k), class = "logistic_error_argument")
})

test_that("only rows used count", {
  d <- with_y(factor(c("a", "b", "c", "b", "c")))
  d$x[1] <- NA
  response <- read(d)
  expect_identical(response$event$other, "b")
  expect_equal(response$outcome, c(events = 2, others = 2))
})

test_that("zeros and ones with trials are counts, and that is said", {
  d <- data.frame(p = c(0, 0, 1, 1, 0, 1), x = c(1, 2, 3, 4, 3.5, 2.5), m = 5)
  expect_message(fit <- logistic(p ~ x, d, trials = m), "read as counts",
                 class = "logistic_message_trials")
  expect_identical(unname(fit$outcome), c(3, 27))
  expect_no_message(logistic(p ~ x, d, trials = rep(1, 6)))
  expect_no_message(logistic(replace(p, 1, 0.2) ~ x, d, trials = m))
})

test_that("the level that an error advises is one that `event` takes", {
  d <- data.frame(y = rep(c(0, 1, 10, 1e5), 10), x = 1:40)
  expect_error(logistic(y ~ x, d), 'event = "0"', fixed = TRUE)
  expect_identical(logistic(y ~ x, d, event = "1e+05")$event$level, "1e+05")
})
