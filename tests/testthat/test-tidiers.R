# broom's answer for the equal glm, as a plain data frame
broom_of <- function(verb, glm, ...) {
  skip_if_not_installed("broom")
  as.data.frame(getExportedValue("broom", verb)(glm, ...))
}

plain <- function(x) as.data.frame(unclass(x), check.names = FALSE)

test_that("tidy() has broom's columns and values", {
  skip_if_not_installed("generics")
  pairs <- fit_pairs()
  for (name in names(pairs)) {
    ours <- generics::tidy(pairs[[name]][[1L]])
    expect_s3_class(ours, c("tbl_df", "tbl", "data.frame"), exact = TRUE)
    expect_equal(plain(ours), broom_of("tidy", pairs[[name]][[2L]]), tolerance = 1e-7, info = name)
  }
})

test_that("tidy() gives limits by the method asked for, and ratios", {
  skip_if_not_installed("generics")
  fit <- logistic(low ~ age + lwt, birthweight)
  wald <- generics::tidy(fit, conf.int = TRUE, conf.level = 0.9, conf.method = "wald")
  limits <- confint(fit, level = 0.9, method = "wald")
  expect_equal(cbind(wald$conf.low, wald$conf.high), unclass(limits), ignore_attr = TRUE)
  ratios <- generics::tidy(fit, conf.int = TRUE, conf.level = 0.9, conf.method = "wald",
                           exponentiate = TRUE)
  expect_equal(ratios$estimate, exp(unname(coef(fit))))
  expect_equal(ratios$conf.high, exp(wald$conf.high))
  expect_equal(ratios$std.error, wald$std.error)
  expect_error(generics::tidy(fit, conf.int = NA), class = "logistic_error_argument")
  expect_warning(generics::tidy(update(fit, link = "probit"), exponentiate = TRUE),
                 class = "logistic_warning_exponentiate")
})

test_that("aliased coefficients have a row, infinite ones no Wald test", {
  skip_if_not_installed("generics")
  bw <- transform(birthweight, kg = 0.4536 * lwt)
  aliased <- suppressMessages(logistic(low ~ lwt + kg, bw))
  expect_equal(plain(generics::tidy(aliased)), broom_of("tidy", glm(low ~ lwt + kg, binomial, bw)),
               tolerance = 1e-5)
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  separated <- generics::tidy(suppressWarnings(logistic(y ~ g, d)))
  expect_identical(separated$estimate, c(Inf, -Inf))
  expect_identical(separated$std.error, c(NA_real_, NA_real_))
  expect_identical(separated$p.value, c(NA_real_, NA_real_))
  expect_true(generics::glance(suppressWarnings(logistic(y ~ g, d)))$separated)
})

test_that("glance() has broom's eight columns, then the test, R2 and convergence", {
  skip_if_not_installed("generics")
  pairs <- fit_pairs()
  for (name in names(pairs)) {
    ours <- plain(generics::glance(pairs[[name]][[1L]]))
    expect_equal(ours[1:8], broom_of("glance", pairs[[name]][[2L]]), tolerance = 1e-8, info = name)
  }
  fit <- logistic(low ~ age + lwt, birthweight)
  one <- generics::glance(fit)
  test <- anova(update(fit, . ~ 1), fit)
  expect_equal(c(one$statistic, one$df, one$p.value),
               c(test$Deviance[2], test$Df[2], test$"Pr(>Chi)"[2]))
  expect_equal(c(one$r2.mcfadden, one$r2.nagelkerke, one$r2.tjur), unname(summary(fit)$r2))
  expect_identical(c(one$converged, one$separated), c(TRUE, FALSE))
  expect_identical(nrow(generics::glance(update(fit, keep = "minimal"))), 1L)
})

test_that("augment() predicts new data", {
  skip_if_not_installed("generics")
  fit <- logistic(low ~ age + log(lwt), birthweight)
  reference <- mock_glm(low ~ age + log(lwt), binomial, birthweight)
  new <- birthweight[c(5, 80), c("age", "lwt")]
  for (type in c("link", "response")) {
    expect_equal(plain(generics::augment(fit, newdata = new, type.predict = type, se_fit = TRUE)),
                 broom_of("augment", reference, newdata = new, type.predict = type, se_fit = TRUE),
                 tolerance = 1e-7, info = type)
  }
  expect_identical(generics::augment(fit, newdata = new)$.rownames, c("5", "80"))
})

test_that("augment() adds broom's columns to the model frame and to the data", {
  skip_if_not_installed("generics")
  fit <- logistic(low ~ age + log(lwt), birthweight)
  reference <- mock_glm(low ~ age + log(lwt), binomial, birthweight)
  for (type in c("deviance", "pearson")) {
    ours <- plain(generics::augment(fit, type.residuals = type, se_fit = TRUE))
    theirs <- broom_of("augment", reference, type.residuals = type, se_fit = TRUE)
    expect_setequal(names(ours), names(theirs))
    expect_equal(ours[names(theirs)], theirs, tolerance = 1e-6, info = type, ignore_attr = TRUE)
  }
  whole <- plain(generics::augment(fit, data = birthweight))
  expect_equal(whole[names(birthweight)], birthweight, ignore_attr = TRUE)
  expect_identical(utils::tail(names(whole), 6L),
                   c(".fitted", ".resid", ".std.resid", ".hat", ".sigma", ".cooksd"))
})

test_that("rows left out are NA in the data, absent from the model frame", {
  skip_if_not_installed("generics")
  gaps <- transform(birthweight, lwt = replace(lwt, c(2, 9), NA))
  for (action in c("na.omit", "na.exclude")) {
    fit <- logistic(low ~ age + lwt, gaps, na.action = action, subset = age < 40)
    expect_identical(nrow(generics::augment(fit)), nobs(fit))
    whole <- generics::augment(fit, data = gaps)
    expect_identical(which(is.na(whole$.fitted)), c(2L, 9L, which(gaps$age >= 40)))
    expect_equal(whole$.hat[1], unname(hatvalues(fit)[1]))
  }
  expect_error(generics::augment(fit, data = gaps[1:50, ]), class = "logistic_error_rows")
})

test_that("ratios and tests are tidy too", {
  skip_if_not_installed("generics")
  fit <- logistic(low ~ age * smoke, birthweight)
  ratios <- odds_ratio(fit, "smoke", at = list(age = c(20, 30)))
  tidied <- generics::tidy(ratios)
  expect_identical(names(tidied), c("term", "contrast", "age", "estimate", "conf.low", "conf.high",
                                    "p.value"))
  expect_equal(tidied$estimate, as.data.frame(ratios)$estimate)
  tests <- generics::tidy(anova(fit))
  expect_identical(names(tests), c("term", "df", "statistic", "p.value", "deviance", "df.residual",
                                   "residual.deviance"))
  theirs <- anova(glm(low ~ age * smoke, binomial, birthweight), test = "Chisq")
  expect_identical(tests$term, rownames(theirs))
  expect_equal(as.list(tests)[-(1:2)], ignore_attr = TRUE, tolerance = 1e-7,
               theirs[c("Deviance", "Pr(>Chi)", "Deviance", "Resid. Df", "Resid. Dev")])
  expect_equal(tests$statistic, tests$deviance)
})

test_that("tidy() of several categories is broom's of the fits they stand for", {
  skip_if_not_installed("generics")
  fit <- housing_fit()
  ours <- plain(generics::tidy(fit))
  expect_identical(names(ours), c("y.level", "term", "estimate", "std.error", "statistic",
                                  "p.value"))
  table <- coef(summary(fit))
  expect_identical(ours$estimate, unname(table[, 1L]))
  expect_identical(paste(ours$y.level, ours$term, sep = ":"), rownames(table))
  skip_if_not_installed("ordinal")
  theirs <- broom_of("tidy", ordinal::clm(rating ~ temp + contact, data = ordinal::wine))
  expect_equal(plain(generics::tidy(wine_fit())), theirs, tolerance = 1e-5)
  ratios <- generics::tidy(fit, conf.int = TRUE, conf.method = "wald", exponentiate = TRUE)
  expect_equal(ratios$estimate, exp(ours$estimate))
  expect_equal(ratios$conf.low, exp(ours$estimate - stats::qnorm(0.975) * ours$std.error))
  scaled <- generics::tidy(wine_fit(scale = ~temp), conf.int = TRUE, conf.method = "wald")
  expect_identical(scaled$coef.type[7L], "scale")
  expect_identical(scaled$term[7L], "scale:tempwarm")
  expect_identical(names(scaled)[6:8], c("conf.low", "conf.high", "coef.type"))
})

test_that("glance() of several categories", {
  skip_if_not_installed("generics")
  out <- plain(generics::glance(housing_fit()))
  expect_identical(names(out), c("edf", "logLik", "AIC", "BIC", "deviance", "df.residual", "nobs",
                                 "statistic", "df", "p.value", "r2.mcfadden", "r2.nagelkerke",
                                 "converged", "separated"))
  expect_equal(out$BIC, BIC(housing_fit()))
  skip_if_not_installed("ordinal")
  theirs <- broom_of("glance", ordinal::clm(rating ~ temp + contact, data = ordinal::wine))
  ours <- plain(generics::glance(wine_fit()))
  expect_equal(lapply(ours[names(theirs)], as.double), lapply(theirs, as.double),
               tolerance = 1e-7)
})

test_that("augment() of several categories adds the class, or probabilities", {
  skip_if_not_installed("generics")
  skip_if(is.null(utils::getS3method("predict", "ordinal_fit", TRUE)), "no predictions yet")
  fit <- wine_fit()
  out <- generics::augment(fit)
  expect_identical(names(out), c("rating", "temp", "contact", ".fitted"))
  expect_identical(as.character(out$.fitted), fit$lev[max.col(fitted(fit), "first")])
  wide <- generics::augment(fit, newdata = wine_ratings()[1:3, ], type.predict = "probs")
  expect_equal(wide$.fitted, unname(fitted(fit)[1:3, ]), ignore_attr = TRUE)
})

test_that("augment() of sequences adds sequence, label and its probability", {
  skip_if_not_installed("generics")
  data <- data.frame(id = rep(c("a", "b", "c", "d"), each = 3), x = c(1:5, NA, 7:12) / 5,
                     y = rep(c(TRUE, FALSE, FALSE, TRUE), 3))
  fit <- crf(y ~ x, data, sequence = id)
  p <- predict(fit, data, type = "marginal")
  label <- predict(fit, data)
  out <- generics::augment(fit, newdata = data)
  expect_s3_class(out, "data.frame")
  expect_identical(names(out), c(names(data), ".sequence", ".fitted", ".prob"))
  expect_identical(out$.fitted, label)
  expect_identical(out$.prob, p[cbind(1:12, as.integer(label))])
  expect_identical(out$.sequence, data$id)
  own <- generics::augment(fit, data)
  expect_identical(own$.prob, out$.prob)
  expect_identical(own$.sequence, replace(data$id, 4:6, NA))
  expect_identical(generics::augment(fit)$.prob, out$.prob[-(4:6)])
  likely <- generics::augment(fit, newdata = data, decode = "posterior")$.fitted
  expect_identical(likely, predict(fit, data, decode = "posterior"))
  expect_error(generics::augment(fit, data[1:5, ]), class = "logistic_error_rows")
  expect_identical(nrow(generics::augment(fit, newdata = data[0L, ])), 0L)
  bags <- crf_bags()
  by_bags <- crf(x = bags$x, y = bags$y, sequence = bags$id, l2 = 1)
  out <- generics::augment(by_bags, newdata = bags$x, newsequence = bags$id)
  expect_identical(names(out), c(".sequence", ".fitted", ".prob"))
})
