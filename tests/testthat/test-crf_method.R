# The choice of the optimiser by what Newton's method would take.

test_that("seconds are those of the work: rows, labels, what is counted in each row", {
  seconds <- function(fit) newton_seconds(crf_fit_problem(fit)$core, length(fit$weights))
  fit <- crf_rain()
  expect_lt(seconds(fit), 0.1)
  twice <- seconds(crf_rain(months = 120L))
  expect_equal(twice / seconds(fit), 2, tolerance = 0.01)
  expect_lt(seconds(crf_rain(transitions = ~ 0)), seconds(fit) / 1.5)
  chained <- function(labels) newton_seconds(crf_plain_core(rep(50L, 20L), labels), labels^2)
  # weights and pairs of labels grow by 4 each
  expect_equal(chained(40L) / chained(20L), 16, tolerance = 0.1)
})

test_that("where every weight has a penalty a second is the most, else two minutes, unless asked", {
  chosen <- function(..., seconds) {
    fit <- crf_rain(...)
    problem <- crf_fit_problem(fit)
    use_newton(problem, crf_fit_options(fit), seconds)
  }
  no_penalised <- c(penalised = 0, free = 120)
  expect_false(chosen(l2 = 1, seconds = no_penalised))
  expect_true(chosen(l2 = 1, control = list(method = "newton"), seconds = no_penalised))
  expect_true(chosen(l2 = c(emission = 1), seconds = no_penalised))
  expect_true(chosen(seconds = no_penalised))
  expect_false(chosen(seconds = c(penalised = 1, free = 0)))
  expect_true(chosen(control = list(method = "newton"), seconds = c(penalised = 1, free = 0)))
})

test_that("the work of chunks is beyond a second, that of a long series is not", {
  features <- crf_features(chunks, sentence, ~ 1 + pos)
  fit <- function(...) {
    crf(x = features, y = chunks$chunk, l2 = 0.1, features = "observed", ...)
  }
  quick <- fit()
  expect_lte(length(quick$weights), 1000)
  expect_identical(quick$method, "lbfgs")
  expect_identical(convergence(quick)$overlap, "proved")
  expect_warning(slow <- fit(control = list(method = "newton", steps = 1)),
                 class = "logistic_warning_convergence")
  expect_identical(slow$method, "newton")
  expect_identical(crf(wet ~ season, rain, sequence = month, l2 = 0.1)$method, "newton")
})

test_that("a fit that would take minutes says what it does without", {
  set.seed(1)
  d <- data.frame(id = rep(1:40, each = 250), y = factor(sample(30L, 1e4, TRUE)))
  expect_warning(fit <- crf(y ~ 1, d, sequence = id), "minutes here \\(method = \"newton\"",
                 class = "logistic_warning_undecided")
  expect_identical(fit$method, "lbfgs")
  expect_lte(length(fit$weights), 1000L)
  expect_match(unwrapped(fit), "No SE, and whether a finite maximum exists was not decided: an inf")
  expect_match(unwrapped(summary(fit)), "takes minutes|would take minutes")
})

test_that("why there is no information is told", {
  expect_warning(fit <- crf_rain(control = list(method = "lbfgs")), "L-BFGS makes no information",
                 class = "logistic_warning_undecided")
  expect_match(unwrapped(fit), "vcov() tries the proof", fixed = TRUE)
  fit <- suppressWarnings(crf_chunks(l1 = c(emission = 1)))
  expect_match(unwrapped(fit), "finite estimates was not decided: with `l1` no information is made")
  fit <- suppressWarnings(crf_chunks(l2 = c(emission = 1)))
  expect_match(unwrapped(fit), "of more than 1,000 weights no information is made")
  expect_no_match(unwrapped(crf_chunks(l2 = 1)), "decided")
})
