test_that("the drawn prints", {
  expect_snapshot(summary(crf(wet ~ season, rain, sequence = month)))
  expect_snapshot(summary(crf_weather()))
  expect_snapshot(summary(crf_rain(transitions = ~ season, ends = TRUE)))
  expect_snapshot(summary(crf_rain(l2 = 1)))
  expect_snapshot(summary(crf_rain(transitions = ~ 0)))
})

# in multiple precision: known-answers/crf-README.md
test_that("the table is the reference's", {
  known <- crf_known_fit("rain")
  s <- summary(crf(wet ~ season, rain, sequence = month))
  expect_equal(unname(s$coefficients[, 1L]), unname(known$estimate), tolerance = 1e-10)
  expect_equal(unname(s$coefficients[, 2L]), unname(known$se), tolerance = 1e-8)
  expect_equal(s$table$odds.high, exp(unname(known$estimate + stats::qnorm(0.975) * known$se)),
               tolerance = 1e-8)
})

test_that("coefficients are a matrix of four columns, the table is data", {
  fit <- crf_weather()
  s <- summary(fit, level = 0.9)
  expect_identical(colnames(s$coefficients),
                   c("Estimate", "Std. Error", "z value", "Pr(>|z|)"))
  expect_identical(s$coefficients[, 1L], coef(fit))
  expect_identical(unname(s$coefficients["fog->snow", ]), c(-Inf, NA, NA, NA))
  table <- as.data.frame(s)
  expect_identical(names(table), c("part", "y.from", "y.level", "term", "estimate", "std.error",
    "statistic", "p.value", "conf.low", "conf.high", "odds.ratio", "odds.low", "odds.high"))
  expect_equal(table$conf.low, unname(coef(fit) - stats::qnorm(0.95) * fit$std.error))
  expect_equal(s$r2[["mcfadden"]], 1 - fit$loglik / fit$null_loglik)
  expect_equal(c(s$aic, s$bic), c(AIC(fit), BIC(fit)))
  expect_error(summary(fit, level = 95), class = "logistic_error_level")
})

test_that("what a ratio holds fixed is said", {
  text <- unwrapped(summary(crf_rain()))
  expect_match(text, "an odds, between neighbours that are FALSE.", fixed = TRUE)
  expect_match(text, "Emission ratios hold neighbours fixed; those of logistic() do", fixed = TRUE)
  expect_match(text, "TRUE->TRUE: the odds of TRUE after TRUE, over those after", fixed = TRUE)
  text <- unwrapped(summary(crf_weather()))
  expect_match(text, "Transition a->b: the odds of b against sun after a", fixed = TRUE)
  expect_match(text, "those of multinomial() do not", fixed = TRUE)
  text <- unwrapped(summary(crf_rain(transitions = ~ season)))
  expect_match(text, "Emission ratios of season are those between neighbours", fixed = TRUE)
  expect_no_match(unwrapped(summary(crf_rain(transitions = ~ 0))), "neighbours")
})

test_that("without an intercept a factor has an odds for each level", {
  fit <- crf(wet ~ season - 1, rain[rain$month <= 60, ], sequence = month)
  s <- summary(fit)
  expect_identical(s$odds, rep(c(TRUE, FALSE), c(4L, 1L)))
  expect_match(printed(s), "^  summer .* odds 0\\.", all = FALSE)
})

test_that("penalised fits have estimates only", {
  fit <- crf_rain(l2 = 1)
  s <- summary(fit)
  expect_true(all(is.na(s$coefficients[, -1L])))
  expect_identical(s$coefficients[, 1L], coef(fit))
  lines <- printed(s)
  expect_no_match(lines, "SE  |AIC [0-9]|R2|CI and p")
  expect_match(lines, sprintf("^-logLik \\+ \\(l2/2\\) sum w\\^2 = %.6f", fit$objective),
               all = FALSE)
  expect_error(summary(fit, vcov = diag(5)), class = "logistic_error_argument")
})

test_that("a covariance that is given takes the place of the model's", {
  fit <- crf_rain()
  wide <- 4 * fit$cov.unscaled
  s <- summary(fit, vcov = wide)
  expect_equal(s$coefficients[, 2L], 2 * fit$std.error)
  lines <- printed(s)
  expect_match(lines, "covariance as given by `vcov`", all = FALSE)
  said <- "logLik %.2f as if sequences were independent and the model of each right; LR tests"
  expect_match(unwrapped(s), sprintf(said, fit$loglik), fixed = TRUE)
  expect_no_match(lines, "AIC [0-9]")
})

test_that("of many weights the largest of each label are shown", {
  fit <- crf_chunks(l2 = 1)
  s <- summary(fit)
  expect_null(s$table)
  expect_lt(as.numeric(utils::object.size(s)), 2e5)
  largest <- as.data.frame(s)
  table <- coef(fit, table = TRUE)
  own <- table[table$part == "emission" & table$label == "B-NP", ]
  own <- own[order(-abs(own$estimate)), ][1:10, ]
  shown <- largest[largest$part == "emission" & largest$label == "B-NP", ]
  expect_identical(shown$term, own$term)
  expect_identical(shown$estimate, own$estimate)
  steps <- table[table$part == "transition", ]
  steps <- steps[order(-abs(steps$estimate)), ][1:10, ]
  expect_identical(largest$from[largest$part == "transition"], steps$from)
  lines <- printed(s)
  expect_lt(length(lines), 60L)
  expect_match(lines, "^B-NP +[wp]=", all = FALSE)
  expect_match(lines, "^Converged: [0-9]+ iterations, [0-9]+ evaluations; norm of", all = FALSE)
})

test_that("weights that l1 sets to 0 are not among the largest", {
  s <- summary(crf_chunks(l1 = 5))
  expect_true(all(s$largest$estimate != 0))
  expect_lt(s$counts$nonzero[1L], s$counts$weights[1L])
})

test_that("a search without an information has no errors and says why", {
  fit <- suppressWarnings(crf_rain(control = list(method = "lbfgs")))
  s <- summary(fit)
  expect_true(all(is.na(s$coefficients[, 2L])))
  expect_match(unwrapped(s), "No SE, and whether a finite maximum exists was not decided: L-BFGS")
  expect_match(unwrapped(s), "Ratios are per 1 unit", fixed = TRUE)
})

test_that("what the rows of a dependence on covariates add up to is said", {
  text <- "At given values the log ratio is the sum of rows x values: odds_ratio() has it."
  fit <- crf_rain(transitions = ~ season)
  expect_match(unwrapped(summary(fit)), text, fixed = TRUE)
  expect_no_match(unwrapped(summary(crf_rain())), text, fixed = TRUE)
  ratios <- as.data.frame(odds_ratio(fit))
  own <- fit$table$part == "transition" & fit$table$term %in% c("(Intercept)", "seasonwinter")
  winter <- ratios$estimate[ratios$term == "dependence" & ratios$season %in% "winter"]
  expect_equal(log(winter), sum(fit$coefficients[own]))
})

test_that("with unknown labels the maximum is said to be local, by either optimiser", {
  d <- rain[rain$month <= 60, ]
  d$wet[seq(3, nrow(d), 7)] <- NA
  fit <- function(...) crf(wet ~ season, d, sequence = month, partial = TRUE, ...)
  for (fit in list(fit(), fit(l2 = 1, control = list(method = "lbfgs")))) {
    expect_match(unwrapped(fit), "Labels are unknown: the maximum is local")
    expect_match(unwrapped(summary(fit)), "local maximum, not proved to be the highest.")
    expect_identical(convergence(fit)$overlap, "local")
    expect_match(unwrapped(convergence(fit)), "local, not proved to be the (highest|lowest)")
    # labels that are known are kept to, the others filled in
    known <- !is.na(d$wet)
    filled <- predict(fit, d, known = d$wet)
    expect_identical(as.logical(filled)[known], as.logical(d$wet)[known])
    expect_false(anyNA(filled))
    p <- predict(fit, d, type = "marginal", known = d$wet)
    expect_equal(p[known, ], round(p[known, ]), tolerance = 1e-13)
    expect_true(all(p[!known, ] > 0.001 & p[!known, ] < 0.999))
    expect_equal(sum(predict(fit, type = "logprob")), fit$loglik)
  }
  expect_no_match(unwrapped(crf_rain()), "local")
})
