test_that("profile limits are those of multiple precision", {
  known <- crf_known_fit("numeric")
  fit <- crf_fit_of(known)
  limits <- confint(fit, method = "profile")
  rownames <- rownames(known$limits)
  expect_identical(rownames(limits), rownames)
  expect_equal(unname(limits), unname(known$limits), tolerance = 1e-10)
  expect_identical(confint(fit), limits)
})

test_that("at a limit the likelihood ratio is the quantile, whatever the weight", {
  fit <- crf_fit_of(crf_known_fit("factor"))
  limits <- confint(fit, c(1, 7, 9, 13), level = 0.9)
  expect_identical(colnames(limits), c("5 %", "95 %"))
  core <- crf_fit_problem(fit)$core
  for (k in 1:4) for (side in 1:2) {
    j <- weight_order(fit$shape)[c(1, 7, 9, 13)[k]]
    free <- replace(rep(TRUE, length(fit$weights)), j, FALSE)
    start <- replace(fit$weights, j, limits[k, side])
    held <- .Call(C_crf_newton, core, start, NULL, free, fit$settings)
    expect_equal(2 * (fit$loglik - sum(held$loglik)), qchisq(0.9, 1), tolerance = 1e-9)
  }
})

test_that("a column far from 0 has the limits of the same column near it", {
  d <- crf_known_fit("numeric")$data
  plain <- confint(crf(y ~ x, d, sequence = sequence))
  d$x <- 1000 * d$x + 2e6
  moved <- confint(crf(y ~ x, d, sequence = sequence), c("x", "B->B"))
  expect_equal(moved["x", ] * 1000, plain["x", ], tolerance = 1e-8)
  expect_equal(moved["B->B", ], plain["B->B", ], tolerance = 1e-8)
})

test_that("Wald intervals are by either covariance", {
  fit <- crf_fit_of(crf_known_fit("dependence"))
  wald <- confint(fit, "x", method = "wald")
  expect_equal(unname(wald[1, ]),
               fit$coefficients[["x"]] + c(-1, 1) * qnorm(0.975) * fit$std.error[["x"]])
  robust <- sqrt(vcov(fit, type = "sandwich")["x", "x"])
  expect_equal(unname(diff(confint(fit, "x", method = "wald", type = "sandwich")[1, ])),
               2 * qnorm(0.975) * robust)
})

test_that("an infinite weight has one limit", {
  expect_warning(fit <- crf(y ~ x, separated_sequences(), sequence = id),
                 class = "logistic_warning_separation")
  limits <- confint(fit)
  expect_identical(limits["B->B", 1], c("2.5 %" = -Inf)[[1]])
  upper <- limits["B->B", 2]
  expect_true(is.finite(upper))
  core <- crf_fit_problem(fit, limit = FALSE)$core
  start <- replace(user_order(fit, fit$weights), 3, upper)
  held <- .Call(C_crf_newton, core, start, NULL, c(TRUE, TRUE, FALSE), fit$settings)
  expect_equal(2 * (fit$loglik - sum(held$loglik)), qchisq(0.95, 1), tolerance = 1e-9)
  expect_true(all(is.finite(limits[1:2, ])))
  expect_true(all(is.na(confint(fit, "B->B", method = "wald"))))
})

test_that("a root that stays short far out has no limit", {
  flat <- list(at = function(b) c(z = tanh(b), slope = 1 - tanh(b)^2), estimate = 0, se = 1,
               unit = 1)
  expect_identical(profile_limit(flat, 2), Inf)
  expect_identical(profile_limit(flat, -2), -Inf)
  expect_equal(profile_limit(flat, 0.5), atanh(0.5), tolerance = 1e-12)
})

test_that("what takes long is Wald's by default, and penalised fits have none", {
  fit <- crf_fit_of(crf_known_fit("dependence"))
  large <- fit
  large$tokens <- 1e8L
  expect_message(wald <- confint(large), class = "logistic_message_wald")
  expect_equal(wald, confint(fit, method = "wald"))
  expect_error(confint(crf_fit_of(crf_known_fit("ridge"))), class = "logistic_error_penalty")
  expect_error(confint(fit, level = 2), class = "logistic_error_level")
  expect_error(confint(fit, "nobody"), class = "logistic_error_parm")
  fit$converged <- FALSE
  expect_error(confint(fit, method = "profile"), class = "logistic_error_convergence")
})
