apart <- function() {
  set.seed(2)
  data.frame(g = rep(c("A", "B"), c(60, 40)),
             y = ordered(c(sample(4, 60, TRUE), rep(c(1, 4), c(23, 17)))))
}

test_that("a fit whose cuts cross is said to be no probability model", {
  d <- apart()
  expect_warning(fit <- ordinal(y ~ g, d, parallel = FALSE), class = "logistic_warning_crossing")
  expect_identical(unname(fit$crossing), 61:100)
  saturated <- suppressWarnings(multinomial(y ~ g, d))
  expect_gt(fit$loglik, saturated$loglik) # which no probability model reaches
  printed <- paste(capture.output(print(summary(fit))), collapse = " ")
  expect_match(printed, "Thresholds cross in 40 rows", fixed = TRUE)
  expect_no_match(printed, "LR tests hold")
  grouped <- as.data.frame.matrix(table(d$g, d$y))
  grouped$g <- rownames(grouped)
  expect_warning(
    fit <- ordinal(cbind(`1`, `2`, `3`, `4`) ~ g, grouped, parallel = FALSE),
    class = "logistic_warning_crossing")
  expect_identical(unname(fit$crossing), 2L)
})

test_that("a cut that no row reads crosses nothing", {
  counts <- as.formula(paste0("cbind(", paste0("r", 1:9, collapse = ", "), ") ~ cheese"))
  expect_warning(fit <- ordinal(counts, cheese, parallel = FALSE),
                 class = "logistic_warning_separation")
  expect_null(fit$crossing)
  expect_equal(fit$deviance, 0, tolerance = 1e-10) # saturated
})

test_that("cuts in order, or infinite together, do not cross", {
  expect_false(has_crossed(rbind(c(-1, 0, 1))))
  expect_true(has_crossed(rbind(c(-1, -1, 1))))
  expect_false(has_crossed(rbind(c(-Inf, -Inf, 1))))
  expect_true(has_crossed(rbind(c(0, -Inf, 1))))
  expect_equal(limiting_cuts(rbind(c(1, 2)), rbind(c(0, -1))), rbind(c(1, -Inf)))
})
