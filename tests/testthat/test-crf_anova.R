test_that("likelihood-ratio tests are those of multiple precision", {
  tests <- crf_known_tests()
  for (k in seq_len(nrow(tests))) {
    known <- tests[k, ]
    small <- crf_fit_of(crf_known_fit(known$small))
    large <- crf_fit_of(crf_known_fit(known$large))
    table <- anova(small, large)
    expect_equal(table$Chisq[2], known$statistic, tolerance = 1e-11)
    expect_identical(table$Df[2], as.double(known$df))
    expect_equal(table[["Pr(>Chisq)"]][2], known$p_value, tolerance = 1e-9)
    expect_identical(table$Chisq, anova(large, small)$Chisq)
  }
})

test_that("the dependence of one fit is tested term by term", {
  fit <- crf_fit_of(crf_known_fit("rain-season"))
  table <- anova(fit)
  expect_identical(rownames(table), c("independent rows", "dependence", "dependence: season"))
  expect_equal(table$Chisq[2:3], c(3470.07249346816, 39.7338602631728), tolerance = 1e-11)
  expect_identical(table$Df[2:3], c(1, 3))
  independent <- logistic(wet ~ season, rain)
  expect_equal(table$logLik[1], as.vector(logLik(independent)), tolerance = 1e-12)
  expect_equal(table$AIC[3], -2 * fit$loglik + 16)
})

test_that("ends are the last part of a dependence", {
  fit <- crf_fit_of(crf_known_fit("factor"))
  table <- anova(fit)
  expect_identical(rownames(table), c("independent rows", "dependence", "ends"))
  plain <- update(fit, ends = FALSE)
  expect_equal(table$Chisq[3], 2 * (fit$loglik - plain$loglik), tolerance = 1e-9)
  expect_identical(table$Df[2:3], c(4, 4))
})

test_that("score and Wald tests are near the likelihood ratio, and what they are by definition", {
  large <- crf_fit_of(crf_known_fit("dependence"))
  small <- update(large, transitions = ~ 1)
  wald <- anova(small, large, test = "Wald")$Chisq[2]
  expect_equal(wald, (large$coefficients[["B->B:z"]] / large$std.error[["B->B:z"]])^2,
               tolerance = 1e-10)
  theta <- replace(0 * large$weights, match(c("(Intercept)", "x", "B->B:(Intercept)"),
                                        names(large$coefficients)), small$coefficients)
  core <- crf_fit_problem(large)$core
  score <- .Call(C_crf_gradient, core, theta, 1L)$gradient
  information <- .Call(C_crf_information, core, theta, 1L)
  expect_equal(anova(small, large, test = "Rao")$Chisq[2],
               drop(score %*% solve(information, score)), tolerance = 1e-9)
  ratio <- anova(small, large)$Chisq[2]
  expect_lt(abs(wald / ratio - 1), 0.3)
  expect_equal(anova(large, test = "Wald")$Chisq[3], wald)
})

test_that("fits must be comparable", {
  fit <- crf_fit_of(crf_known_fit("numeric"))
  other <- crf_fit_of(crf_known_fit("dependence"))
  expect_error(anova(fit, other), class = "logistic_error_rows")
  expect_error(anova(fit, lm(dist ~ speed, cars)), class = "logistic_error_type")
  expect_error(anova(fit, tests = "LRT"), class = "logistic_error_argument")
  expect_error(anova(crf_fit_of(crf_known_fit("ridge"))), class = "logistic_error_penalty")
  expect_error(anova(crf_fit_of(crf_known_fit("numeric-independent"))),
               class = "logistic_error_terms")
  fewer <- crf(y ~ 1, crf_known_fit("numeric")$data, sequence = sequence)
  expect_error(anova(fit, update(other, transitions = ~ 1), test = "Wald"),
               class = "logistic_error_rows")
  expect_identical(anova(fewer, fit)$Df[2], 1)
})

test_that("each term is left out in turn", {
  fit <- crf_fit_of(crf_known_fit("rain-season"))
  table <- drop1(fit)
  expect_identical(rownames(table), c("<none>", "season", "transitions: season"))
  expect_equal(table["transitions: season", "LRT"], 39.7338602631728, tolerance = 1e-11)
  without <- update(fit, . ~ 1)
  expect_equal(table["season", "LRT"], 2 * (fit$loglik - without$loglik), tolerance = 1e-9)
  expect_identical(table$Df, c(NA, 3, 3))
  expect_equal(drop1(fit, "season", k = log(10))$AIC[1], -2 * fit$loglik + 8 * log(10))
  expect_error(drop1(fit, "month"), class = "logistic_error_scope")
  plain <- drop1(crf_fit_of(crf_known_fit("factor")))
  expect_identical(rownames(plain), c("<none>", "f", "transitions", "ends"))
})

test_that("a column that gave way to those of a term comes back without it", {
  twice <- crf_known_fit("numeric")$data
  twice$double <- 2 * twice$x
  fit <- suppressMessages(crf(y ~ x + double, twice, sequence = sequence))
  expect_identical(drop1(fit, "x")$Df[2], 0)
  expect_equal(drop1(fit, "x")$LRT[2], 0, tolerance = 1e-9)
})

test_that("tests of infinite estimates are of the limiting likelihood", {
  expect_warning(fit <- crf(y ~ x, separated_sequences(), sequence = id),
                 class = "logistic_warning_separation")
  independent <- logistic(y ~ x, separated_sequences())
  table <- anova(fit)
  expect_equal(table$Chisq[2], 2 * (fit$loglik - as.vector(logLik(independent))),
               tolerance = 1e-9)
  expect_true(is.na(anova(fit, test = "Wald")$Chisq[2]))
  expect_gt(anova(fit, test = "Rao")$Chisq[2], 1)
})

test_that("tables print", {
  fit <- crf_fit_of(crf_known_fit("rain-season"))
  expect_snapshot(anova(fit))
  expect_snapshot(anova(update(fit, transitions = ~ 1), fit, test = "Rao"))
  expect_snapshot(drop1(fit))
})
