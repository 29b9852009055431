# The numbers of these prints are those of nnet::multinom and ordinal::clm, converged.
test_that("the drawn prints", {
  expect_snapshot(summary(housing_fit()))
  expect_snapshot(summary(wine_fit()))
  expect_snapshot(summary(contact_apart()))
  expect_snapshot(summary(wine_fit(scale = ~contact)))
})

test_that("coefficients are a matrix of four columns named as the vector", {
  for (fit in list(housing_fit(), wine_fit(), contact_apart())) {
    beta <- fit$coefficients
    table <- coef(summary(fit))
    expect_identical(colnames(table), c("Estimate", "Std. Error", "z value", "Pr(>|z|)"))
    expect_identical(table[, 1L], beta)
    expect_equal(table[, 2L], sqrt(diag(vcov(fit))))
    expect_equal(table[, 4L], 2 * stats::pnorm(-abs(beta / sqrt(diag(vcov(fit))))))
  }
  skip_if_not_installed("ordinal")
  theirs <- summary(ordinal::clm(rating ~ temp + contact, data = ordinal::wine))$coefficients
  expect_equal(coef(summary(wine_fit())), theirs, tolerance = 1e-5)
})

test_that("the table is data, unrounded", {
  table <- as.data.frame(summary(housing_fit(), level = 0.9))
  expect_identical(names(table)[1:4], c("y.level", "term", "estimate", "std.error"))
  expect_identical(table$y.level, rep(c("Medium", "High"), each = 4L))
  expect_equal(table$odds.low, exp(table$estimate - stats::qnorm(0.95) * table$std.error))
  table <- as.data.frame(summary(wine_fit(scale = ~contact)))
  expect_identical(table$coef.type, rep(c("intercept", "location", "scale"), c(4L, 2L, 1L)))
  expect_null(table$odds.ratio)
  expect_null(as.data.frame(summary(wine_fit(link = "probit")))$odds.ratio)
})

test_that("tests, R2 and information criteria", {
  fit <- housing_fit()
  s <- summary(fit)
  null <- multinomial(Sat ~ 1, MASS::housing, freq = Freq)
  expect_equal(s$tests$all$chisq, 2 * (fit$loglik - null$loglik))
  expect_identical(s$tests$all$df, 6)
  expect_equal(unname(s$r2[["mcfadden"]]), 1 - fit$loglik / null$loglik)
  expect_equal(s$bic, BIC(fit))
  expect_equal(s$aic, AIC(fit))
  expect_null(summary(wine_fit())$tests$terms)
})

test_that("refits that take long are left to drop1(), which is said", {
  fit <- housing_fit()
  fit$rows$used <- 1e8
  expect_match(printed(summary(fit)), "^Tests of terms over all equations: drop1", all = FALSE)
  alone <- printed(summary(multinomial(Sat ~ 1, MASS::housing, freq = Freq)))
  expect_no_match(alone, "drop1|RR: ")
})

test_that("grouped counts have tests of fit", {
  wide <- stats::reshape(MASS::housing, direction = "wide", timevar = "Sat", v.names = "Freq",
                         idvar = c("Infl", "Type", "Cont"))
  counts <- as.matrix(wide[paste0("Freq.", c("Low", "Medium", "High"))])
  colnames(counts) <- c("Low", "Medium", "High")
  fit <- multinomial(counts ~ Infl + Type + Cont, c(as.list(wide), list(counts = counts)))
  test <- summary(fit)$tests$fit
  expected <- rowSums(counts) * fitted(fit)
  expect_equal(test$chisq[2L], sum((counts - expected)^2 / expected))
  expect_equal(test$chisq[1L], 2 * sum(counts * log(counts / expected), na.rm = TRUE))
  expect_identical(unique(test$df), 24 * 2 - 14)
  lines <- printed(summary(fit))
  expect_match(lines, "^Fit of groups: deviance 38\\.66, Pearson 38\\.91, df = 34", all = FALSE)
  expect_match(lines, "with multinomial coefficients", all = FALSE)
})

test_that("a covariance that is given takes the place of the model's, and of LR tests", {
  fit <- housing_fit()
  robust <- 1.5 * vcov(fit)
  s <- summary(fit, vcov = robust)
  expect_equal(s$coefficients[, 2L], sqrt(diag(robust)))
  cont <- c("Medium:ContHigh", "High:ContHigh")
  wald <- drop(coef(fit, matrix = FALSE)[cont] %*% solve(robust[cont, cont]) %*%
                 coef(fit, matrix = FALSE)[cont])
  expect_equal(s$tests$terms$chisq[2L], wald)
  expect_identical(s$tests$all$test, "Wald")
  expect_equal(summary(fit, vcov = function(x) 1.5 * vcov(x))$coefficients, s$coefficients)
  mixed <- rev(seq_len(nrow(robust)))
  expect_equal(summary(fit, vcov = robust[mixed, mixed])$coefficients, s$coefficients)
  lines <- printed(s)
  expect_identical(lines[2L], "Maximum likelihood, covariance as given by `vcov`")
  expect_no_match(lines, "^LR|AIC [0-9]")
  expect_match(lines, "^CI and p: Wald, by the given covariance\\.", all = FALSE)
  expect_lte(max(nchar(lines)), 80L)
  s <- summary(contact_apart(), vcov = vcov)
  expect_identical(s$tests$terms$df, c(1, 4))
  expect_error(summary(fit, vcov = diag(3)), class = "logistic_error_argument")
  expect_error(summary(fit, vcov = "HC9"), class = "logistic_error_argument")
  other <- robust
  rownames(other)[1L] <- "none"
  expect_error(summary(fit, vcov = other), class = "logistic_error_argument")
})

test_that("aliased columns keep their row and their reason", {
  b <- transform(birthweight, twice = 2 * age + 1)
  fit <- suppressMessages(multinomial(race ~ age + twice + lwt, b))
  s <- summary(fit)
  expect_identical(sum(is.na(s$table$estimate)), 2L)
  expect_identical(nrow(s$coefficients), 6L)
  expect_length(grep("^twice +NA +NA  = 1 \\+ 2 \\* age$", printed(s)), 2L)
  expect_equal(s, summary(fit, vcov = NULL))
  expect_equal(summary(fit, vcov = vcov(fit))$coefficients, s$coefficients)
  expect_equal(summary(fit, vcov = vcov(fit, complete = FALSE))$coefficients, s$coefficients)
})

test_that("infinite and undecided estimates have no Wald numbers, with the reason beside them", {
  s <- summary(with_infinite(wine_fit(), "tempwarm"))
  expect_identical(unname(s$coefficients["tempwarm", ]), c(Inf, NA, NA, NA))
  lines <- printed(s)
  expect_match(lines, "^  warm +Inf +NA +Inf +NA +NA +NA$", all = FALSE)
  expect_match(lines, "Wald; none where the estimate is infinite", all = FALSE)
  expect_match(lines, "on the face where it is finite\\.$", all = FALSE)
  both <- with_infinite(wine_fit(), "tempwarm")
  both$coefficients[c(1:4, 6L)] <- Inf
  both$std.error[] <- NA
  expect_match(printed(summary(both)), "^No CI, no p: the estimates are infinite\\.$", all = FALSE)
  lines <- printed(summary(undecided(housing_fit())))
  expect_match(lines, "was not decided; no Wald tests", all = FALSE)
  expect_match(lines, "existence not decided\\.$", all = FALSE)
  expect_no_match(lines, "^CI and p")
})

test_that("a local maximum is called one", {
  expect_match(printed(summary(wine_fit(link = "cauchit"))),
               "local maximum, not proved to be the highest\\.$", all = FALSE)
})

test_that("5,000 categories take no time beyond the fit", {
  set.seed(2)
  d <- data.frame(x = stats::rnorm(2000), g = gl(3, 1, 2000))
  d$y <- ordered(round(d$x + stats::rlogis(2000), 6))
  fit <- ordinal(y ~ x + g, d)
  expect_gt(length(fit$lev), 1900L)
  time <- system.time(lines <- printed(summary(fit)))[["elapsed"]]
  expect_lt(time, 2)
  expect_lt(length(lines), 50L)
  expect_lte(max(nchar(lines)), 80L)
})

test_that("bad arguments are refused", {
  expect_error(summary(housing_fit(), level = 2), class = "logistic_error_level")
  expect_error(summary(housing_fit(), method = "x"), class = "logistic_error_argument")
})

test_that("stars when asked for", {
  expect_match(utils::capture.output(print(summary(wine_fit()), signif.stars = TRUE)),
               "<0.0001 \\*\\*\\*$", all = FALSE)
})
