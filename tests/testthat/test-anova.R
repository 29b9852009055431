test_that("terms added in order are glm's", {
  bw <- birth_weights()
  ours <- anova(any_fit(low ~ age + lwt + race * smoke, bw))
  glms <- anova(mock_glm(low ~ age + lwt + race * smoke, binomial, bw), test = "Chisq")
  expect_equal(as.data.frame(ours), as.data.frame(glms), tolerance = 1e-9, ignore_attr = "heading")
  none <- mock_glm(low ~ race + age - 1, binomial, bw)
  expect_equal(as.data.frame(anova(any_fit(low ~ race + age - 1, bw))),
               as.data.frame(anova(none, test = "Chisq")), tolerance = 1e-9,
               ignore_attr = "heading")
})

test_that("fits are compared as glm compares them", {
  bw <- birth_weights()
  ours <- anova(any_fit(low ~ age, bw), any_fit(low ~ age + lwt + race, bw))
  glms <- anova(mock_glm(low ~ age, binomial, bw), mock_glm(low ~ age + lwt + race, binomial, bw),
                test = "Chisq")
  expect_equal(as.data.frame(ours), as.data.frame(glms), tolerance = 1e-9, ignore_attr = TRUE)
  expect_identical(names(ours), names(glms))
})

# Sequential and between fits, as data and as glm's own print shows it.
expect_same_anova <- function(ours, glms, info = "", tolerance = 1e-8) {
  expect_identical(names(ours), names(glms), info = info)
  expect_equal(as.data.frame(ours), as.data.frame(glms), tolerance = tolerance, info = info,
               ignore_attr = "heading")
  expect_identical(attr(ours, "heading"), attr(glms, "heading"), info = info)
}

# list(larger, smaller) of ours, and of glm.
anova_variants <- function() {
  d <- birth_weights()
  d$exposure <- 1 + seq_len(nrow(d)) %% 7 / 3
  d$times <- seq_len(nrow(d)) %% 4 + 1
  d$kg <- 0.45359237 * d$lwt
  gaps <- d
  gaps$lwt[c(3, 50, 120)] <- NA
  grouped <- transform(MASS::menarche, cold = rep(0:1, length.out = 25))
  aliased <- list(epsilon = 1e-11, maxit = 100)
  suppressMessages(list(
    plain = list(any_fit(low ~ age + lwt + race * smoke, d), any_fit(low ~ lwt + race, d),
                 mock_glm(low ~ age + lwt + race * smoke, binomial, d),
                 mock_glm(low ~ lwt + race, binomial, d)),
    deficient = list(any_fit(low ~ lwt + kg + race, d), any_fit(low ~ kg, d),
                     glm(low ~ lwt + kg + race, binomial, d, control = aliased),
                     glm(low ~ kg, binomial, d, control = aliased)),
    weighted = list(
      any_fit(low ~ age + smoke + offset(log(exposure)), d, weights = times, offset = exposure / 9),
      any_fit(low ~ age + offset(log(exposure)), d, weights = times, offset = exposure / 9),
      mock_glm(low ~ age + smoke + offset(log(exposure)), binomial, d, weights = times,
               offset = exposure / 9),
      mock_glm(low ~ age + offset(log(exposure)), binomial, d, weights = times,
               offset = exposure / 9)),
    excluded = list(any_fit(low ~ lwt + age, gaps, na.action = na.exclude),
                    any_fit(low ~ lwt, gaps, na.action = na.exclude),
                    mock_glm(low ~ lwt + age, binomial, gaps, na.action = na.exclude),
                    mock_glm(low ~ lwt, binomial, gaps, na.action = na.exclude)),
    grouped = list(any_fit(cbind(Menarche, Total - Menarche) ~ Age + cold, grouped),
                   any_fit(cbind(Menarche, Total - Menarche) ~ 1, grouped),
                   mock_glm(cbind(Menarche, Total - Menarche) ~ Age + cold, binomial, grouped),
                   mock_glm(cbind(Menarche, Total - Menarche) ~ 1, binomial, grouped)),
    none = list(any_fit(low ~ race + age - 1, d), any_fit(low ~ age - 1, d),
                mock_glm(low ~ race + age - 1, binomial, d),
                mock_glm(low ~ age - 1, binomial, d)),
    probit = list(any_fit(low ~ age + smoke, d, link = "probit"),
                  any_fit(low ~ 1, d, link = "probit"),
                  mock_glm(low ~ age + smoke, binomial("probit"), d),
                  mock_glm(low ~ 1, binomial("probit"), d))))
}

test_that("every test of glm's is glm's, in every variant", {
  fits <- anova_variants()
  for (name in names(fits)) {
    fit <- fits[[name]]
    for (test in list("Chisq", "LRT", "Cp", "Rao", NULL)) {
      info <- paste(name, test)
      # glm's score statistics use weights a step old
      tolerance <- if (!identical(test, "Rao")) 1e-8 else if (name == "deficient") 1e-5 else 1e-6
      expect_same_anova(anova(fit[[1L]], test = test), anova(fit[[3L]], test = test), info,
                        tolerance)
      expect_same_anova(anova(fit[[2L]], fit[[1L]], test = test),
                        anova(fit[[4L]], fit[[3L]], test = test), info, tolerance)
      expect_same_anova(anova(fit[[1L]], fit[[2L]], dispersion = 2, test = test),
                        anova(fit[[3L]], fit[[4L]], dispersion = 2, test = test), info, tolerance)
    }
  }
  plain <- fits$plain
  expect_identical(anova(plain[[1L]], test = FALSE), anova(plain[[1L]], test = NULL))
  mixed <- anova(plain[[2L]], plain[[3L]], test = "Rao")
  expect_equal(mixed$Rao, anova(plain[[2L]], plain[[1L]], test = "Rao")$Rao)
})

test_that("Wald tests are those of the coefficients added", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age + race, bw)
  smaller <- any_fit(low ~ age, bw)
  b <- coef(fit)[3:4]
  wald <- sum(b * solve(vcov(fit)[3:4, 3:4], b))
  expect_equal(anova(fit, test = "Wald")["race", "Wald"], wald)
  expect_equal(anova(fit, test = "Wald")["age", "Wald"], coef(summary(smaller))["age", 3]^2)
  expect_equal(anova(smaller, fit, test = "Wald")$Wald, c(NA, wald))
  expect_equal(anova(fit, smaller, test = "Wald")$"Pr(>Chi)",
               c(NA, pchisq(wald, 2, lower.tail = FALSE)))
  expect_error(anova(any_fit(low ~ lwt, bw), fit, test = "Wald"), "lacks `lwt`",
               class = "logistic_error_nested")
  expect_error(anova(smaller, mock_glm(low ~ age + race, binomial, bw), test = "Wald"),
               class = "logistic_error_type")
})

test_that("of separated data LR tests hold, and Wald's are NA", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)), x = sin(1:40))
  fit <- suppressWarnings(any_fit(y ~ x + g, d))
  without <- any_fit(y ~ x, d)
  table <- anova(fit)
  expect_equal(table["g", "Deviance"], without$deviance - fit$deviance)
  expect_lt(table["g", "Pr(>Chi)"], 0.001)
  expect_identical(anova(fit, test = "Wald")["g", "Wald"], NA_real_)
  glms <- anova(mock_glm(y ~ x + g, binomial, d), test = "Rao")
  expect_equal(anova(fit, test = "Rao")$Rao, glms$Rao, tolerance = 1e-6)
  first <- suppressWarnings(anova(any_fit(y ~ g + x, d), test = "Wald"))
  expect_identical(first["g", "Wald"], NA_real_)
})

test_that("an unknown test is named with the choices, and F with its reason", {
  fit <- any_fit(low ~ age, birth_weights())
  expect_warning(f <- anova(fit, test = "F"), "dispersion", class = "logistic_warning_test")
  expect_identical(f, anova(fit, test = "Chisq"))
  expect_error(anova(fit, test = "score"), "\"Rao\"", class = "logistic_error_argument")
  expect_error(anova(fit, tset = "Rao"), "`tset`", class = "logistic_error_argument")
  expect_error(anova(fit, dispersion = 0), "`dispersion`", class = "logistic_error_argument")
  expect_identical(anova(fit, test = "Chi"), anova(fit))
  x <- logistic(x = cbind(1, birthweight$lwt), y = birthweight$low)
  expect_error(anova(x), class = "logistic_error_terms")
  expect_error(anova(any_fit(low ~ age + lwt, birth_weights(), keep = "lean")),
               class = "logistic_error_kept")
})

test_that("fits to other rows, and things that are not fits, are refused", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age, bw)
  expect_error(anova(fit, any_fit(low ~ age, bw[-1, ])), class = "logistic_error_rows")
  expect_error(anova(fit, lm(age ~ lwt, bw)), class = "logistic_error_type")
})

test_that("prints", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age + lwt + race + smoke, bw)
  expect_snapshot(anova(fit))
  expect_snapshot(anova(mock_fit(low ~ age, bw), fit))
  expect_snapshot(anova(fit, test = "Rao"))
  expect_snapshot(anova(fit, test = "Cp"))
  expect_snapshot(anova(fit, test = FALSE))
  expect_snapshot(anova(fit, dispersion = 2)[3:2, ])
  expect_output(print(anova(fit)[, 1:2]), "Deviance") # a part of the table: R's print
})
