# Words that are twins occur in the same tokens; "a" and "b" always, "c" by itself.
twins <- function() {
  list(x = list(c("a", "b"), c("a", "b", "c"), "c", c("a", "b"), "c", c("c", "d"), character()),
       y = c("N", "N", "V", "N", "V", "N", "V"), id = c(1, 1, 1, 2, 2, 3, 3))
}

twin_fit <- function(...) {
  d <- twins()
  crf(x = d$x, y = d$y, sequence = d$id, control = list(...), l2 = 0.5)
}

test_that("twins are one weight in the search and equal weights in the fit", {
  fit <- twin_fit(method = "lbfgs", gradient = 1e-10)
  newton <- twin_fit(method = "newton")
  expect_identical(fit$method, "lbfgs")
  expect_equal(coef(fit), coef(newton), tolerance = 1e-7)
  expect_equal(fit$loglik, newton$loglik, tolerance = 1e-8)
  expect_equal(fit$objective, newton$objective, tolerance = 1e-12)
  expect_identical(coef(fit)[["N:a"]], coef(fit)[["N:b"]])
})

test_that("a problem with twins is smaller, and comes apart again", {
  fit <- twin_fit(method = "lbfgs")
  core <- crf_fit_problem(fit)$core
  count <- length(fit$weights)
  task <- merge_twins(list(core = core, start = as.double(seq_len(count)), l2 = rep(0.5, count)))
  expect_length(task$start, count - 2L)
  expect_identical(sum(task$start), sum(seq_len(count)) + 0)
  expect_identical(sort(unique(task$l2)), c(0.25, 0.5))
  whole <- apart(task, task$start)
  expect_length(whole, count)
  expect_identical(sum(whole), sum(task$start))
  expect_null(merge_twins(list(core = core, l1 = rep(1, count)))$pair_of) # l1 does not share
})

test_that("with l1 each slope is at most l1, and l1 where a weight is not 0", {
  l1 <- 0.4
  d <- twins()
  fit <- crf(x = d$x, y = d$y, sequence = d$id, l1 = l1, control = list(gradient = 1e-9))
  slope <- .Call(C_crf_gradient, crf_fit_problem(fit)$core, fit$weights, 1L)$gradient
  expect_true(any(fit$weights == 0) && any(fit$weights != 0))
  expect_lte(max(abs(slope)), l1 + 1e-6)
  moved <- fit$weights != 0
  expect_equal(slope[moved], l1 * sign(fit$weights[moved]), tolerance = 1e-6)
})

test_that("a fit goes on from its checkpoint to the same bits", {
  file <- tempfile()
  on.exit(unlink(file))
  whole <- crf_chunks(l2 = 1)
  part <- function(iterations) {
    crf_chunks(l2 = 1, control = list(checkpoint = file, every = 7, iterations = iterations))
  }
  expect_warning(early <- part(10), class = "logistic_warning_convergence")
  expect_false(early$converged)
  expect_identical(early$iterations, 10L)
  later <- part(1000)
  expect_true(later$converged)
  expect_identical(later$weights, whole$weights)
  expect_identical(later$iterations, whole$iterations)
})

test_that("what is not the state of this fit is refused", {
  file <- tempfile()
  on.exit(unlink(file))
  d <- twins()
  fit <- function(l2) {
    crf(x = d$x, y = d$y, sequence = d$id, l2 = l2,
        control = list(checkpoint = file, method = "lbfgs"))
  }
  fit(0.5)
  before <- readBin(file, "raw", 1e6)
  expect_refused(fit(0.25), "checkpoint", "`checkpoint`", basename(file))
  expect_identical(readBin(file, "raw", 1e6), before)
  writeLines("no state", file)
  expect_refused(fit(0.5), "checkpoint", "`checkpoint`")
})
