# The information times a direction, against the information in multiple precision.

# A fit of a tiny problem's data and model, for its core problem; the weights are not of interest.
fit_of_problem <- function(known) {
  transitions <- if (is.null(known$transitions)) ~ 0 else known$transitions
  known$data$own_weights <- known$weights[match(known$data$sequence, unique(known$data$sequence))]
  suppressWarnings(crf(known$formula, known$data, sequence = sequence, weights = own_weights,
                       transitions = transitions, ends = known$ends, allowed = known$allowed,
                       partial = anyNA(known$data$y), l2 = 1))
}

for (name in crf_problem_names()) {
  test_that(paste("the information times a direction is that of multiple precision:", name), {
    known <- crf_problem(name)
    fit <- fit_of_problem(known)
    order <- weight_order(fit$shape)
    expect_identical(fit$table$label, known$table$label)
    core <- crf_fit_problem(fit)$core
    theta <- replace(fit$weights, order, known$theta)
    rounding <- if (name == "huge") 1e-11 else 1e-12 # probabilities from scores near 1e4
    for (k in 1:3) {
      along <- replace(numeric(length(theta)), order, sin(k * seq_along(theta)))
      expected <- drop(known$information %*% along[order])
      product <- .Call(C_crf_tangent, core, theta, along, 1L)[order]
      expect_lt(max(abs(product - expected)), rounding * max(1, abs(known$information)))
    }
  })
}

test_that("products are the same to the last bit for any number of threads", {
  fit <- crf_fit_of(crf_known_fit("rain-season"))
  core <- crf_fit_problem(fit)$core
  along <- cos(seq_along(fit$weights))
  one <- .Call(C_crf_tangent, core, fit$weights, along, 1L)
  expect_identical(.Call(C_crf_tangent, core, fit$weights, along, 2L), one)
  expect_equal(one, drop(.Call(C_crf_information, core, fit$weights, 1L) %*% along),
               tolerance = 1e-13)
})

test_that("on the face of a limiting likelihood as well", {
  expect_warning(fit <- crf(y ~ x, separated_sequences(), sequence = id),
                 class = "logistic_warning_separation")
  core <- crf_fit_problem(fit)$core
  along <- c(0.3, -1, 2)
  expect_equal(.Call(C_crf_tangent, core, fit$weights, along, 1L),
               drop(.Call(C_crf_information, core, fit$weights, 1L) %*% along), tolerance = 1e-11)
})

test_that("variances of independent rows are the diagonal of the information", {
  fit <- crf_fit_of(crf_known_fit("numeric-independent"))
  core <- crf_fit_problem(fit)$core
  expect_equal(.Call(C_crf_variances, core, fit$weights, 1L),
               diag(.Call(C_crf_information, core, fit$weights, 1L)), tolerance = 1e-12)
})
