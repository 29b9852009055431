# A fit as if it were too large to hold its standard errors.
without_errors <- function(fit) {
  fit$std.error <- fit$cov.unscaled <- NULL
  fit
}

for (name in c("factor", "ridge", "dependence")) {
  test_that(paste("standard errors that are solved for are those of multiple precision:", name), {
    known <- crf_known_fit(name)
    fit <- crf_fit_of(known)
    solved <- std_error(without_errors(fit), names(fit$coefficients), tolerance = 1e-12)
    expect_equal(solved, crf_like(known$se, fit), tolerance = 1e-10)
    expect_identical(std_error(fit, 2), fit$std.error[2])
  })
}

test_that("weights are chosen by name or number, and the tolerance is one of variances", {
  fit <- crf_fit_of(crf_known_fit("rain"))
  bare <- without_errors(fit)
  expect_equal(std_error(bare, c(5, 1)), fit$std.error[c(5, 1)], tolerance = 1e-8)
  expect_named(std_error(bare, "seasonwinter"), "seasonwinter")
  expect_error(std_error(bare, "winter"), class = "logistic_error_parm")
  expect_error(std_error(lm(dist ~ speed, cars), 1), class = "logistic_error_argument")
})

test_that("where the steps do not do a weight has none, and a warning says so", {
  fit <- crf_fit_of(crf_known_fit("numeric"))
  expect_warning(few <- std_error(without_errors(fit), 1, steps = 1),
                 "1 product", class = "logistic_warning_convergence")
  expect_identical(unname(few), NA_real_)
})

test_that("an l1 penalty has no standard errors", {
  fit <- crf_fit_of(crf_known_fit("numeric"))
  fit$l1[] <- 1
  expect_error(std_error(fit, 1), class = "logistic_error_penalty")
})
