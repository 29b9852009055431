# The fitted object of a conditional random field: what it keeps, and what the user is told.

wet_chains <- function() {
  set.seed(3)
  n <- 200
  d <- data.frame(id = rep(1:40, each = 5), x = rnorm(n), z = runif(n))
  d$y <- d$x + rlogis(n) > 0
  d
}

size <- function(object) length(serialize(object, NULL))

test_that("a fit does not take along the frame that it was made in", {
  d <- wet_chains()
  plain <- size(crf(y ~ x, d, sequence = id, transitions = ~ z))
  in_function <- function(...) {
    big <- rnorm(1e5)
    ids <- d$id
    crf(y ~ x, d, sequence = ids, ...)
  }
  written_there <- function() {
    big <- rnorm(1e5)
    transitions <- ~ z
    do.call(crf, list(y ~ x, quote(d), sequence = quote(id), transitions = transitions))
  }
  by_matrix <- function() {
    big <- rnorm(1e5)
    own <- d$z
    crf(x = cbind(x = d$x), y = d$y, sequence = d$id, transitions = ~ own, l2 = 1)
  }
  for (fit in list(in_function(), in_function(transitions = ~ z), in_function(model = FALSE),
                   written_there(), by_matrix())) {
    expect_lt(size(fit), plain + 2e4)
  }
})

test_that("functions that a formula names are kept, data are not", {
  d <- wet_chains()
  fit <- local({
    big <- rnorm(1e5)
    twice <- function(x) 2 * x
    crf(y ~ twice(x), d, sequence = id, transitions = ~ twice(z))
  })
  expect_lt(size(fit), 1e5)
  frame <- stats::model.frame(fit$shape$z$terms, d)
  z <- transition_classes(frame, fit$shape$z$terms, 200L, fit$data$sequences)
  expect_identical(z[c("covariate", "class_of")], fit$data$z[c("covariate", "class_of")])
})

test_that("a fit without its data is small", {
  d <- wet_chains()
  few <- crf(y ~ x, d, sequence = id, model = FALSE)
  more <- d[rep(seq_len(200), 20), ]
  more$id <- rep(seq_len(800), each = 5)
  many <- crf(y ~ x, more, sequence = id, model = FALSE)
  expect_null(many$data)
  expect_lt(abs(size(many) - size(few)), 1000)
  expect_gt(size(crf(y ~ x, more, sequence = id)), size(many) + 1e4)
  for (model in list(NA, "no", 1)) {
    expect_refused(crf(y ~ x, d, sequence = id, model = model), "argument", "`model`")
  }
})

test_that("a fit survives being saved", {
  d <- wet_chains()
  fit <- crf(y ~ x, d, sequence = id, transitions = ~ z)
  again <- unserialize(serialize(fit, NULL))
  expect_identical(again$coefficients, fit$coefficients)
  expect_identical(again$data[c("rows", "code", "sequences")],
                   fit$data[c("rows", "code", "sequences")])
})

test_that("weights that sequences cannot tell apart are NA, and named", {
  d <- wet_chains()
  d$id <- seq_len(200)
  expect_message(fit <- crf(y ~ x, d, sequence = id), "`TRUE->TRUE`",
                 class = "logistic_message_aliased")
  expect_identical(unname(is.na(fit$coefficients)), c(FALSE, FALSE, TRUE))
  expect_equal(fit$coefficients[1:2], coef(logistic(y ~ x, d)), tolerance = 1e-10)
  expect_identical(fit$rank, 2L)
  # a column is told as a relation, once
  said <- character()
  withCallingHandlers(fit <- crf(y ~ x + I(2 * x), d, sequence = z, transitions = ~ 0),
                      message = function(m) {
                        said <<- c(said, conditionMessage(m))
                        invokeRestart("muffleMessage")
                      })
  expect_length(said, 1L)
  expect_match(said, "`I(2 * x)` = 2 * `x`", fixed = TRUE)
  expect_identical(fit$rank, 2L)
})

test_that("estimates that the data do not bound are said", {
  d <- wet_chains()
  d$y <- rep(c(TRUE, FALSE, TRUE, FALSE, FALSE), 40)
  d$y[seq(1, 200, 10)] <- FALSE
  expect_warning(fit <- crf(y ~ x, d, sequence = id), "TRUE->TRUE",
                 class = "logistic_warning_separation")
  expect_identical(fit$coefficients[["TRUE->TRUE"]], -Inf)
  expect_true(all(is.finite(fit$weights)))
  expect_warning(fit <- crf(wet_chains()$y ~ x, d, sequence = id, control = list(steps = 1)),
                 "not reached in 1 step", class = "logistic_warning_convergence")
  expect_false(fit$converged)
})

test_that("two rows, and no more, are answered", {
  d <- data.frame(id = 1, x = c(1, 2), y = c("B", "C"))
  expect_warning(fit <- crf(y ~ x, d, sequence = id), class = "logistic_warning_separation")
  expect_equal(fit$loglik, 0)
})

test_that("a fit without second derivatives leaves columns out that are combinations of others", {
  d <- wet_chains()
  search <- function() crf(y ~ x + I(2 * x), d, sequence = id, control = list(method = "lbfgs"))
  expect_message(fit <- suppressWarnings(search()), "left out", class = "logistic_message_aliased")
  expect_equal(fit$coefficients, crf(y ~ x, d, sequence = id)$coefficients, tolerance = 1e-5)
})

test_that("a checkpoint has a place to be", {
  d <- wet_chains()
  nowhere <- file.path(tempdir(), "nowhere", "state.rds")
  expect_refused(crf(y ~ x, d, sequence = id, control = list(checkpoint = nowhere)), "argument",
                 "`checkpoint`", "directory")
})

test_that("L-BFGS does not claim a finite maximum that it did not prove", {
  d <- wet_chains()
  d$y <- d$x > 0
  expect_warning(fit <- crf(y ~ x, d, sequence = id, control = list(method = "lbfgs")),
                 "not decided whether a finite maximum of the likelihood exists",
                 class = "logistic_warning_undecided")
  expect_true(fit$converged)
  expect_identical(convergence(fit)$overlap, "undecided")
  expect_match(unwrapped(fit), "whether a finite maximum exists was not decided")
  expect_match(unwrapped(summary(fit)), "whether a finite maximum exists was not decided")
  # partly penalised: what is not may be infinite; all penalised: nothing is to be said
  partly <- function(l2) crf(y ~ x, d, sequence = id, l2 = l2, control = list(method = "lbfgs"))
  expect_warning(partly(c(transition = 1)), "all weights without a penalty have finite estimates",
                 class = "logistic_warning_undecided")
  expect_no_warning(partly(1))
})

test_that("steps are those of all stretches, before limits and after", {
  d <- wet_chains()
  d$y <- rep(c(TRUE, FALSE, TRUE, FALSE, FALSE), 40)
  d$y[seq(1, 200, 10)] <- FALSE
  said <- utils::capture.output(type = "message", {
    fit <- suppressWarnings(crf(y ~ x, d, sequence = id, control = list(trace = TRUE)))
  })
  steps <- sum(grepl("^step", said))
  expect_identical(fit$iterations, steps)
  expect_identical(as.integer(fit$convergence$steps), steps)
  expect_match(unwrapped(summary(fit)), sprintf("Converged: %d steps", steps))
})
