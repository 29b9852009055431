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

# L-BFGS: what holds at the minimum, states that are gone on from, and interrupts.

# Gradient of the log-likelihood less the quadratic penalty, penalties of each weight: user's scale.
lbfgs_slopes <- function(fit) {
  problem <- crf_fit_problem(fit)
  w <- fit$weights
  gradient <- .Call(C_crf_gradient, problem$core, w, 1L)$gradient
  list(w = w, slope = gradient - fit$l2[problem$groups] * w, l1 = unname(fit$l1[problem$groups]),
       l2 = unname(fit$l2[problem$groups]))
}

expect_l1_optimum <- function(fit, tolerance) {
  at <- lbfgs_slopes(fit)
  zero <- at$w == 0
  expect_true(fit$converged)
  expect_true(any(zero & at$l1 > 0) && any(!zero))
  expect_true(all(abs(at$slope[zero]) <= at$l1[zero] + tolerance))
  expect_lte(max(abs(at$slope - at$l1 * sign(at$w))[!zero]), tolerance)
  penalties <- sum(at$l1 * abs(at$w)) + sum(at$l2 * at$w^2) / 2
  expect_equal(fit$objective, penalties - fit$loglik, tolerance = 1e-13)
  expect_equal(fit$loglik, as.numeric(sum(predict(fit, type = "logprob"))), tolerance = 1e-10)
}

test_that("with l1 weights of 0 have slopes within it, others slopes of its size", {
  expect_l1_optimum(crf_chunks(l1 = 1), 1e-4)
  expect_l1_optimum(crf_chunks(l1 = 0.5, l2 = 0.5), 1e-4)
  tight <- list(gradient = 1e-9)
  groups <- crf_chunks(l1 = c(emission = 2), l2 = c(transition = 1), control = tight)
  expect_l1_optimum(groups, 1e-6)
  at <- lbfgs_slopes(groups)
  free <- at$l1 == 0
  expect_true(all(at$w[free] != 0) && any(free))
  expect_identical(sort(unique(at$l2)), c(0, 1))
  # columns of numbers, scaled inside: the penalty is as asked
  weather <- crf(weather ~ temp_max + wind, seattle, sequence = month, l1 = 4, control = tight)
  expect_l1_optimum(weather, 1e-5)
  expect_identical(weather$rank, sum(weather$coefficients != 0))
})

# ---- states -------------------------------------------------------------------------------------

checkpointed <- function(file, ..., l1 = 0, l2 = 0.01) {
  suppressWarnings(crf_chunks(l1 = l1, l2 = l2, control = crf_control(checkpoint = file, ...)),
                   classes = "logistic_warning_convergence")
}

state_file <- function() tempfile(fileext = ".rds")

told <- c("weights", "loglik", "objective", "iterations", "evaluations", "gradient", "stopped")

test_that("a fit goes on from its checkpoint to the same bits", {
  whole <- crf_chunks(l2 = 0.01)
  expect_gt(whole$iterations, 40L)
  file <- state_file()
  cut <- checkpointed(file, every = 7L, iterations = 18L)
  expect_false(cut$converged)
  expect_identical(cut$iterations, 18L)
  again <- checkpointed(file, every = 10L)
  expect_identical(again[told], whole[told])
  # done: nothing is left to do
  expect_identical(checkpointed(file)[told], whole[told])
  # with l1, whose state has more to it
  file <- state_file()
  expect_false(checkpointed(file, every = 4L, iterations = 9L, l1 = 1)$converged)
  expect_identical(checkpointed(file, l1 = 1)[told], crf_chunks(l1 = 1, l2 = 0.01)[told])
})

test_that("the state of another fit, or no state, is refused and left alone", {
  file <- state_file()
  checkpointed(file, iterations = 5L)
  before <- readBin(file, "raw", 1e7)
  expect_refused(checkpointed(file, l2 = 0.02), "checkpoint", "holds the state of this fit",
                 basename(file))
  expect_refused(crf_rain(control = list(method = "lbfgs", checkpoint = file)), "checkpoint")
  expect_identical(readBin(file, "raw", 1e7), before)
  writeLines("no state", file)
  expect_refused(checkpointed(file), "checkpoint", "must name a file that does not exist")
  expect_identical(readLines(file), "no state")
})

# ---- interrupts ---------------------------------------------------------------------------------

# A fit in another process, without an end; when it has begun it gets a signal.
signalled <- function(signal, setup) {
  dir <- tempfile("fit")
  dir.create(dir)
  code <- file.path(dir, "fit.R")
  writeLines(c(sprintf(".libPaths(%s)", deparse1(.libPaths())), "library(logistic)",
               sprintf("setwd(%s)", deparse1(dir)), "cat(Sys.getpid(), file = 'pid')",
               "bags <- Map(c, chunks$word, as.character(chunks$pos))", setup), code)
  log <- file.path(dir, "log")
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(code)), stdout = FALSE,
          stderr = log, wait = FALSE)
  begun <- function() sum(grepl("^iteration", readLines(log, warn = FALSE))) > 9
  wait_for(function() file.exists(log) && begun())
  tools::pskill(as.integer(readLines(file.path(dir, "pid"), warn = FALSE)), signal)
  dir
}

wait_for <- function(done, seconds = 60) {
  until <- Sys.time() + seconds
  while (!done() && Sys.time() < until) Sys.sleep(0.05)
  expect_true(done())
}

endless <- c(
  "control <- crf_control(gradient = 0, iterations = 1e5, trace = TRUE, every = 3L,",
  "                       interrupt = 'return', checkpoint = %s)",
  "fit <- function() crf(x = bags, y = chunks$chunk, sequence = chunks$sentence, l2 = 1e-7,",
  "                      control = control)",
  "said <- character()",
  "kept <- tryCatch(withCallingHandlers(fit(), warning = function(w) {",
  "  said <<- c(said, class(w)[1L])", "  invokeRestart('muffleWarning')", "}), error = identity)",
  "saveRDS(said, 'said.rds')",
  "saveRDS(kept, 'new.rds')", "file.rename('new.rds', 'fit.rds')")

test_that("an interrupt returns the best weights so far where that is asked for", {
  skip_on_cran()
  skip_on_os("windows")
  dir <- signalled(tools::SIGINT, sub("%s", "NULL", endless))
  wait_for(function() file.exists(file.path(dir, "fit.rds")))
  fit <- readRDS(file.path(dir, "fit.rds"))
  expect_s3_class(fit, "crf_fit")
  expect_false(fit$converged)
  expect_identical(fit$stopped, "stopped")
  expect_gte(fit$iterations, 9L)
  expect_gt(fit$loglik, -nrow(chunks) * log(16))
  expect_identical(readRDS(file.path(dir, "said.rds"))[1L], "logistic_warning_interrupt")
})

test_that("what a killed process saved is gone on from to the same bits", {
  skip_on_cran()
  skip_on_os("windows")
  dir <- signalled(tools::SIGKILL, sub("%s", "'state.rds'", endless))
  file <- file.path(dir, "state.rds")
  expect_true(file.exists(file))
  expect_false(file.exists(file.path(dir, "fit.rds")))
  done <- readRDS(file)$iterations
  bags <- Map(c, chunks$word, as.character(chunks$pos))
  fit <- function(checkpoint) {
    suppressWarnings(crf(x = bags, y = chunks$chunk, sequence = chunks$sentence, l2 = 1e-7,
                         control = crf_control(iterations = done + 5L, checkpoint = checkpoint,
                                               gradient = 0)))
  }
  expect_identical(fit(file)[told], fit(NULL)[told])
})

test_that("a checkpoint that cannot be written is named", {
  expect_error(save_checkpoint("no/such/file", 1), "`checkpoint` must name a file that can be",
               class = "logistic_error_checkpoint")
})
