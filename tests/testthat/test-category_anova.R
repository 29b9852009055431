interacting <- Sat ~ Infl + Type * Cont

test_that("terms in order: differences of the log-likelihoods of fits", {
  skip_if_not_installed("MASS")
  formulas <- list(Sat ~ 1, Sat ~ Infl, Sat ~ Infl + Type, Sat ~ Infl + Type + Cont,
                   Sat ~ Infl + Type * Cont)
  for (make in list(housing_fit, ordinal_housing,
                    function(f) ordinal_housing(f, scale = ~ Cont))) {
    fits <- lapply(formulas, make)
    table <- anova(make(interacting))
    expect_identical(rownames(table), c("NULL", "Infl", "Type", "Cont", "Type:Cont"))
    expect_equal(table$Deviance[-1L], -diff(vapply(fits, deviance, 0)), tolerance = 1e-9)
    expect_equal(table$Df[-1L], diff(vapply(fits, function(x) attr(logLik(x), "df"), 0)))
    expect_equal(table[["Pr(>Chi)"]],
                 pchisq(table$Deviance, table$Df, lower.tail = FALSE), tolerance = 1e-12)
  }
})

test_that("Wald and score in order are near the likelihood ratio, and what they say they are", {
  skip_if_not_installed("MASS")
  fit <- housing_fit(Sat ~ Infl + Cont)
  wald <- anova(fit, test = "Wald")
  at <- c(4L, 8L)
  b <- fit$coefficients[at]
  expect_equal(wald["Cont", "Wald"], sum(b * solve(vcov(fit)[at, at], b)), tolerance = 1e-10)
  rao <- anova(fit, test = "Rao")
  expect_equal(rao$Rao[-1L], rao$Deviance[-1L], tolerance = 0.05)
  # of one factor: Pearson's statistic of the table
  one <- anova(housing_fit(Sat ~ Infl), test = "Rao")
  expect_equal(one["Infl", "Rao"],
               chisq.test(xtabs(Freq ~ Infl + Sat, MASS::housing))$statistic[[1L]],
               tolerance = 1e-10)
  # proportional odds and two groups: Kruskal and Wallis' with ties
  h <- MASS::housing
  long <- h[rep(seq_len(nrow(h)), h$Freq), ]
  kruskal <- kruskal.test(as.integer(Sat) ~ Cont, long)$statistic[[1L]]
  rao <- anova(ordinal_housing(Sat ~ Cont), test = "Rao")
  expect_equal(rao["Cont", "Rao"], kruskal * nrow(long) / (nrow(long) - 1), tolerance = 1e-2)
})

test_that("fits are compared in their order; what distinguishes them is printed", {
  skip_if_not_installed("MASS")
  small <- ordinal_housing(Sat ~ Infl + Cont)
  scaled <- ordinal_housing(Sat ~ Infl + Cont, scale = ~ Cont)
  table <- anova(small, scaled)
  expect_equal(table$Deviance[2L], 2 * as.double(logLik(scaled) - logLik(small)), tolerance = 1e-9)
  expect_identical(table$Df[2L], 1)
  expect_output(print(table), "scale = ~Cont", fixed = TRUE)
  wald <- anova(small, scaled, test = "Wald")
  expect_equal(wald$Wald[2L], (coef(scaled)[[6L]])^2 / vcov(scaled)[6L, 6L], tolerance = 1e-10)
  adjacent <- ordinal_housing(Sat ~ Infl + Cont, type = "adjacent", parallel = FALSE)
  expect_equal(anova(adjacent, housing_fit(Sat ~ Infl + Cont, reference = "Medium"))$Deviance[2L],
               0, tolerance = 1e-8)
})

test_that("what is not comparable is refused", {
  skip_if_not_installed("MASS")
  fit <- housing_fit(Sat ~ Infl)
  part <- multinomial(Sat ~ Infl, MASS::housing, freq = Freq, subset = Type != "Tower")
  expect_error(anova(fit, part), class = "logistic_error_rows")
  expect_error(anova(fit, 1), class = "logistic_error_type")
  expect_error(anova(fit, tset = "LRT"), class = "logistic_error_argument")
  expect_error(anova(fit, test = "Cp"), class = "logistic_error_argument")
  other <- housing_fit(interacting)
  expect_error(anova(fit, other, test = "Rao"), class = "logistic_error_argument")
})

test_that("each term over all equations, as MASS::dropterm has it for multinom", {
  skip_if_not_installed("MASS")
  skip_if_not_installed("nnet")
  fit <- housing_fit(interacting)
  twin <- nnet::multinom(Sat ~ Infl + Type * Cont, MASS::housing, weights = Freq, trace = FALSE,
                         reltol = 1e-12, maxit = 500)
  known <- MASS::dropterm(twin, trace = FALSE, test = "Chisq")
  tests <- category_term_tests(fit)
  expect_identical(tests$term, rownames(known)[-1L])
  expect_equal(tests$chisq, known$LRT[-1L], tolerance = 1e-6)
  expect_identical(tests$df, as.integer(known$Df[-1L]))
  dropped <- drop1(fit, test = "LRT")
  expect_equal(dropped$LRT[-1L], tests$chisq, tolerance = 1e-10)
  expect_equal(dropped$AIC, known$AIC, tolerance = 1e-8)
})

test_that("add1 and step are those of fits", {
  skip_if_not_installed("MASS")
  for (make in list(housing_fit, ordinal_housing)) {
    small <- make(Sat ~ Infl)
    added <- add1(small, ~ . + Type + Cont, test = "LRT")
    known <- list(small, make(Sat ~ Infl + Type), make(Sat ~ Infl + Cont))
    expect_equal(added$AIC, vapply(known, AIC, 0), tolerance = 1e-9)
    expect_identical(extractAIC(small), c(attr(logLik(small), "df") + 0, AIC(small)))
    for (stepper in list(step, MASS::stepAIC)) {
      best <- stepper(small, ~ Infl + Type + Cont, trace = 0)
      expect_setequal(attr(terms(best), "term.labels"), c("Infl", "Type", "Cont"))
    }
  }
  rao <- add1(housing_fit(Sat ~ Infl), ~ . + Cont, test = "Rao")
  expect_equal(rao[2L, "Rao score"], rao$Deviance[1L] - rao$Deviance[2L], tolerance = 0.05)
})

test_that("tests in one equation: of continuation ratios those of the binary fits", {
  skip_if_not_installed("MASS")
  fit <- ordinal_housing(Sat ~ Infl + Cont, type = "continuation", parallel = FALSE)
  tests <- equation_tests(fit)
  h <- MASS::housing
  first <- logistic(I(Sat == "Low") ~ Infl + Cont, h, freq = Freq)
  second <- logistic(I(Sat == "Medium") ~ Infl + Cont, h, freq = Freq, subset = Sat != "Low")
  expect_identical(tests$equation, rep(c("Low|Medium", "Medium|High"), 2L))
  known <- rbind(drop1(first, test = "LRT")[-1L, ], drop1(second, test = "LRT")[-1L, ])
  expect_equal(tests$chisq, known$LRT[c(1L, 3L, 2L, 4L)], tolerance = 1e-9)
  expect_identical(tests$df, c(2L, 2L, 1L, 1L))
  wald <- equation_tests(fit, "Wald")
  z <- fit$coefficients[["Low|Medium:ContHigh"]] / fit$std.error[["Low|Medium:ContHigh"]]
  expect_equal(wald$chisq[3L], z^2, tolerance = 1e-10)
})

test_that("tests in one equation print, and are data", {
  skip_if_not_installed("MASS")
  tests <- equation_tests(housing_fit(Sat ~ Infl + Cont))
  expect_output(print(tests), "Medium / Low: Infl", fixed = TRUE)
  expect_identical(class(as.data.frame(tests)), "data.frame")
  expect_named(tidy.category_tests(tests), c("term", "equation", "df", "statistic", "p.value"))
  expect_error(equation_tests(ordinal_housing(Sat ~ Infl)), class = "logistic_error_parallel")
  expect_error(equation_tests(1), class = "logistic_error_argument")
})

test_that("each term is tested over all equations", {
  skip_if_not_installed("MASS")
  fit <- housing_fit(Sat ~ Infl + Cont)
  tests <- category_term_tests(fit)
  less <- multinomial(Sat ~ Infl, MASS::housing, freq = Freq)
  expect_identical(tests$term, c("Infl", "Cont"))
  expect_equal(tests$chisq[2L], 2 * (fit$loglik - less$loglik))
  expect_equal(tests$df, c(4, 2))
  expect_equal(tests$p, stats::pchisq(tests$chisq, tests$df, lower.tail = FALSE))
})

test_that("terms whose slopes differ between thresholds", {
  fit <- contact_apart()
  tests <- category_term_tests(fit)
  less <- ordinal(rating ~ temp, wine_ratings())
  expect_equal(tests$chisq[2L], 2 * (fit$loglik - less$loglik))
  expect_equal(tests$df, c(1, 4))
})

test_that("a term that is part of an interaction is not tested", {
  skip_if_not_installed("MASS")
  fit <- multinomial(Sat ~ Infl * Cont, MASS::housing, freq = Freq)
  expect_identical(category_term_tests(fit)$term, "Infl:Cont")
})
