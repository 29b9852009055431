test_that("residuals are what came less what was expected", {
  known <- crf_problem("weights")
  fit <- crf_fit_at(known)
  y <- known$data$y
  seen <- outer(as.integer(y), seq_along(known$labels), `==`) + 0
  expect_equal(unname(residuals(fit)), seen - unname(known$nodes), tolerance = 1e-11)
  p <- unname(known$nodes)
  expect_equal(unname(residuals(fit, "pearson")), (seen - p) / sqrt(p * (1 - p)),
               tolerance = 1e-8)
  expect_identical(colnames(residuals(fit)), known$labels)
  expect_error(residuals(fit, "deviance"), "`type`", class = "logistic_error_argument")
})

test_that("of labels that are not known the expected ones stand for what came", {
  known <- crf_problem("partial")
  fit <- crf_fit_at(known)
  expect_equal(residuals(fit), known$known$nodes - known$nodes, tolerance = 1e-11)
})

test_that("certain labels have no residual, left-out rows NA", {
  data <- data.frame(id = rep(1:4, each = 3), x = c(1:5, NA, 7:12) / 5,
                     y = rep(c(TRUE, FALSE, FALSE, TRUE), 3))
  fit <- crf(y ~ x, data, sequence = id, na.action = na.exclude)
  expect_identical(is.na(residuals(fit)[, 1L]), data$id == 2)
  expect_lt(max(abs(colSums(residuals(fit), na.rm = TRUE))), 1e-9)
  fit$weights <- c(1e4, 0, 0)
  expect_true(all(is.finite(residuals(fit, "pearson")[data$y & data$id != 2, ])))
})
