for (name in setdiff(crf_fit_names(), "ridge")) {
  test_that(paste("standard errors and both covariances are those of multiple precision:", name), {
    known <- crf_known_fit(name)
    fit <- crf_fit_of(known)
    expect_equal(fit$std.error, crf_like(known$se, fit), tolerance = 1e-11)
    expect_equal(vcov(fit), crf_like(known$covariance, fit), tolerance = 1e-10)
    expect_equal(vcov(fit, type = "sandwich"), crf_like(known$sandwich, fit), tolerance = 1e-10)
    expect_identical(vcov(fit, type = "HC0"), vcov(fit, type = "sandwich"))
  })
}

test_that("a penalised fit has its own covariance, and no other", {
  known <- crf_known_fit("ridge")
  fit <- crf_fit_of(known)
  expect_equal(vcov(fit, type = "penalised"), crf_like(known$covariance, fit), tolerance = 1e-10)
  expect_error(vcov(fit), class = "logistic_error_penalty")
  expect_error(vcov(fit, type = "sandwich"), class = "logistic_error_penalty")
})

test_that("scores of the sequences sum to nothing, and are differences of their likelihoods", {
  fit <- crf_fit_of(crf_known_fit("dependence"))
  scores <- crf_sequence_scores(fit)
  expect_identical(dimnames(scores), list(as.character(unique(fit$data$sequences$id)),
                                          names(fit$coefficients)))
  expect_lt(max(abs(colSums(scores))), 1e-9)
  core <- crf_fit_problem(fit)$core
  by_sequence <- function(theta) {
    parts <- .Call(C_crf_partition, core, theta, 1L)
    parts$score - parts$log_z
  }
  step <- 1e-4
  for (j in seq_along(fit$weights)) {
    e <- replace(numeric(length(fit$weights)), j, step)
    slope <- (by_sequence(fit$weights + e) - by_sequence(fit$weights - e)) / (2 * step)
    expect_equal(unname(scores[, weight_order(fit$shape) == j]), slope, tolerance = 1e-6)
  }
})

test_that("clusters of sequences are summed first", {
  fit <- crf_fit_of(crf_known_fit("dependence"))
  one_each <- seq_len(fit$sequences)
  expect_equal(vcov(fit, cluster = one_each), vcov(fit, type = "sandwich"))
  pairs <- (one_each + 1) %/% 2
  by_row <- rep(pairs, diff(fit$data$sequences$ptr))
  expect_identical(vcov(fit, cluster = by_row), vcov(fit, cluster = pairs))
  sums <- rowsum(crf_sequence_scores(fit), pairs)
  expect_equal(vcov(fit, cluster = pairs), vcov(fit) %*% crossprod(sums) %*% vcov(fit))
  expect_error(vcov(fit, cluster = seq_len(fit$tokens)), class = "logistic_error_argument")
  expect_error(vcov(fit, cluster = 1:3), class = "logistic_error_length")
  expect_error(vcov(fit, cluster = replace(pairs, 2, NA)), class = "logistic_error_missing")
  expect_error(vcov(fit, cluster = rep(1:2, length.out = fit$sequences)),
               "more clusters than weights", class = "logistic_error_size")
  expect_error(vcov(fit, type = "model", cluster = pairs), class = "logistic_error_argument")
})

test_that("package sandwich takes sequences for observations", {
  skip_if_not_installed("sandwich")
  fit <- crf_fit_of(crf_known_fit("factor"))
  expect_equal(sandwich::sandwich(fit), vcov(fit, type = "sandwich"), tolerance = 1e-12)
  expect_equal(sandwich::vcovCL(fit, cluster = seq_len(fit$sequences) %% 20, type = "HC0",
                                cadjust = FALSE),
               vcov(fit, cluster = seq_len(fit$sequences) %% 20), tolerance = 1e-12)
})

test_that("infinite weights have no covariance, the others theirs of the limit", {
  expect_warning(fit <- crf(y ~ x, separated_sequences(), sequence = id),
                 class = "logistic_warning_separation")
  v <- vcov(fit)
  infinite <- is.infinite(fit$coefficients)
  expect_true(all(is.na(v[infinite, ])))
  expect_false(anyNA(v[!infinite, !infinite]))
  robust <- vcov(fit, type = "sandwich")
  expect_identical(is.na(robust), is.na(v))
  expect_lt(max(abs(colSums(crf_sequence_scores(fit)))), 1e-8)
})

test_that("aliased weights are rows of NA, or left out", {
  d <- data.frame(y = c("A", "B", "A", "B", "B", "A"), id = 1:6, x = c(1, 4, 2, 3, 1, 2))
  fit <- suppressMessages(crf(y ~ x, d, sequence = id))
  expect_true(all(is.na(vcov(fit)["B->B", ])))
  expect_identical(rownames(vcov(fit, complete = FALSE)), c("(Intercept)", "x"))
})

test_that("a matrix of very many weights is refused, with what to do instead", {
  fit <- crf_fit_of(crf_known_fit("numeric"))
  fit$cov.unscaled <- NULL
  expect_equal(vcov(fit), crf_like(crf_known_fit("numeric")$covariance, fit), tolerance = 1e-10)
  fit$weights <- numeric(1001)
  expect_error(vcov(fit), "1,000 weights, not of 1,001.*std_error", class = "logistic_error_size")
})

test_that("of a fit by L-BFGS a covariance is given once a finite maximum is proved", {
  fit <- suppressWarnings(crf_rain(control = list(method = "lbfgs", gradient = 1e-9)))
  expect_equal(vcov(fit), crf_rain()$cov.unscaled, tolerance = 1e-6)
  d <- data.frame(id = rep(1:20, each = 4), x = cos(1:80))
  d$y <- d$x > 0
  fit <- suppressWarnings(crf(y ~ x, d, sequence = id, control = list(method = "lbfgs")))
  expect_warning(v <- vcov(fit), "could not be proved", class = "logistic_warning_undecided")
  expect_true(all(is.na(v)))
  suppressWarnings(expect_true(all(is.na(confint(fit, method = "wald")))))
})

test_that("the advice of a refusal is one that the fit can follow", {
  expect_refused(vcov(crf_rain(l2 = 1)), "penalty", 'vcov(type = "penalised")')
  many <- crf_chunks(l2 = 1)
  error <- expect_refused(vcov(many), "penalty", "std_error(fit, which)")
  expect_no_match(conditionMessage(error), "penalised\"", fixed = TRUE)
  error <- expect_refused(vcov(crf_chunks(l1 = 1)), "penalty")
  expect_no_match(conditionMessage(error), "std_error|type = ")
})
