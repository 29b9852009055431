test_that("softmax neither overflows nor loses small probabilities", {
  p <- softmax(rbind(c(0, 1e4, -1e4), c(0, -700, 1)))
  expect_equal(p[1L, ], c(0, 1, 0))
  expect_equal(p[2L, 2L], exp(-700) / (1 + exp(1)), tolerance = 1e-14)
  expect_equal(rowSums(p), c(1, 1), tolerance = 1e-15)
})

test_that("categories between far cuts keep their digits", {
  p <- cumulative_probabilities(rbind(c(-41, -40), c(40, 41)), "logit")
  expect_equal(p[1L, 2L], plogis(-40) - plogis(-41), tolerance = 1e-14)
  expect_equal(p[2L, 2L], plogis(-40) - plogis(-41), tolerance = 1e-14)
  expect_equal(p[2L, 3L], plogis(-41), tolerance = 1e-14)
  expect_true(is.na(cumulative_probabilities(rbind(c(1, 0)), "logit")[2L]))
})

test_that("adjacent and continuation cuts are log ratios and hazards", {
  cuts <- rbind(c(0.3, -0.2, 1))
  p <- softmax(adjacent_logits(cuts))
  expect_equal(log(p[-4L] / p[-1L]), cuts[1L, ], tolerance = 1e-14)
  p <- continuation_probabilities(cuts, "cloglog")
  at_risk <- rev(cumsum(rev(p)))
  expect_equal(p[1:3] / at_risk[1:3], -expm1(-exp(cuts[1L, ])), tolerance = 1e-14)
  expect_equal(sum(p), 1, tolerance = 1e-15)
})

test_that("a matrix beyond memory is refused", {
  expect_error(check_cells(1e6, 5e3, "probabilities"), class = "logistic_error_memory")
})
