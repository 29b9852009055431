test_that("relative risk ratios of the levels stand side by side", {
  fit <- housing_fit()
  ratios <- odds_ratio(fit)
  expect_snapshot(ratios)
  table <- as.data.frame(ratios)
  expect_identical(names(table)[1:3], c("y.level", "term", "contrast"))
  beta <- coef(fit)
  expect_equal(table$estimate, exp(as.vector(beta[, -1L])))
  se <- sqrt(diag(vcov(fit)))[as.vector(outer(c("Medium", "High"), colnames(beta)[-1L], paste,
                                              sep = ":"))]
  expect_equal(table$conf.low, exp(log(table$estimate) - stats::qnorm(0.975) * se),
               ignore_attr = TRUE)
  expect_equal(table$p.value, unname(2 * stats::pnorm(-abs(log(table$estimate) / se))))
})

test_that("steps, interactions, and the same ratio as of the binary fit", {
  fit <- multinomial(race ~ age * smoke + lwt, birthweight)
  table <- as.data.frame(odds_ratio(fit, age = 10, at = list(smoke = "yes")))
  beta <- coef(fit)
  expect_equal(table$estimate, unname(exp(10 * (beta[, "age"] + beta[, "age:smokeyes"]))))
  expect_match(printed(odds_ratio(fit, "smoke", at = list(age = 30))),
               "^Interaction age x smoke: LR chi2 = .*, df = 2", all = FALSE)
  two <- multinomial(low ~ age + smoke, birthweight)
  binary <- as.data.frame(odds_ratio(logistic(low ~ age + smoke, birthweight), age = 10, "smoke"))
  ours <- as.data.frame(odds_ratio(two, age = 10, "smoke"))
  expect_equal(ours[-1L], binary, tolerance = 1e-9)
})

test_that("odds ratios of ordinal fits say what they compare", {
  fit <- wine_fit()
  ratios <- odds_ratio(fit, "temp")
  expect_equal(as.data.frame(ratios)$estimate, exp(coef(fit)[["tempwarm"]]))
  expect_identical(tail(printed(ratios), 1L),
                   "Odds ratio of a higher rating, the same at every threshold.")
  expect_match(printed(odds_ratio(wine_fit(type = "adjacent"))),
               "a rating against the one below it, the same", all = FALSE)
  expect_match(printed(odds_ratio(wine_fit(type = "continuation"))),
               "of going on to a higher rating", all = FALSE)
  apart <- contact_apart()
  table <- as.data.frame(odds_ratio(apart))
  expect_identical(unique(table$y.level), apart$cuts)
  own <- table[table$term == "contact", ]
  expect_equal(own$estimate, unname(exp(coef(apart)[paste0(apart$cuts, ":contactyes")])))
  expect_lte(max(nchar(printed(odds_ratio(apart)))), 80L)
})

test_that("no ratio where a single number does not tell", {
  expect_error(odds_ratio(wine_fit(link = "probit")), class = "logistic_error_link")
  expect_error(odds_ratio(wine_fit(scale = ~temp)), class = "logistic_error_scale")
  expect_error(odds_ratio(1), class = "logistic_error_type")
})

test_that("aliased, infinite and undecided coefficients", {
  b <- transform(birthweight, twice = 2 * age + 1)
  fit <- suppressMessages(multinomial(race ~ age + twice + lwt, b))
  expect_identical(is.na(as.data.frame(odds_ratio(fit))$estimate),
                   rep(c(TRUE, TRUE, FALSE), each = 2L))
  table <- as.data.frame(odds_ratio(with_infinite(wine_fit(), "tempwarm")))
  plain <- as.data.frame(odds_ratio(wine_fit()))
  expect_identical(table$estimate[1L], Inf)
  expect_identical(table$conf.high[1L], NA_real_)
  expect_equal(table[2L, ], plain[2L, ])
  table <- as.data.frame(odds_ratio(undecided(housing_fit())))
  expect_true(all(is.na(table$p.value)))
})

test_that("of more coefficients than have a covariance each has its ratio", {
  set.seed(2)
  d <- data.frame(x = stats::rnorm(1200), g = gl(3, 1, 1200))
  d$y <- ordered(round(d$x + stats::rlogis(1200), 6))
  fit <- ordinal(y ~ x * g, d)
  expect_null(fit$cov.unscaled)
  table <- as.data.frame(odds_ratio(fit, "x"))
  expect_equal(table$p.value[1L], coef(summary(fit))["x", 4L])
  expect_true(all(is.na(table$p.value[-1L])))
})

test_that("a forest has a heading for each level", {
  lines <- forest_data(odds_ratio(housing_fit()))
  expect_identical(lines$label[c(1L, 5L)], c("Medium", "High"))
  expect_identical(nrow(lines), 8L)
  expect_match(forest_axis(lines), "^Relative risk ratio, 95% CI$")
  expect_identical(forest_title(forest_data(odds_ratio(wine_fit()))), "Odds ratios")
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_identical(nrow(plot(odds_ratio(housing_fit()))), 8L)
})
