test_that("the components of summary.glm keep name, meaning and number", {
  pairs <- fit_pairs()
  parts <- c("coefficients", "dispersion", "df", "aliased", "cov.unscaled", "cov.scaled",
             "deviance", "aic", "df.residual", "null.deviance", "df.null", "na.action")
  for (name in names(pairs)) {
    ours <- summary(pairs[[name]][[1]])
    glms <- summary(pairs[[name]][[2]])
    for (part in parts) {
      expect_equal(ours[[part]], glms[[part]], tolerance = 1e-9, info = paste(name, part))
    }
    expect_s3_class(ours, c("summary.logistic_fit", "summary.glm"), exact = TRUE)
  }
})

test_that("aliased rows are not in $coefficients", {
  bw <- birth_weights()
  bw$kg <- 0.45359237 * bw$lwt
  ours <- summary(suppressMessages(any_fit(low ~ lwt + kg + smoke, bw)))
  glms <- summary(mock_glm(low ~ lwt + smoke, binomial, bw))
  expect_equal(ours$coefficients, glms$coefficients, tolerance = 1e-9)
  expect_identical(ours$aliased[["kg"]], TRUE)
  expect_identical(as.data.frame(ours)$term, c("(Intercept)", "lwt", "kg", "smokeyes"))
})

test_that("stats' own prints accept fit and summary", {
  fit <- mock_fit(low ~ age + lwt, birth_weights())
  expect_output(stats:::print.glm(fit), "Null Deviance")
  expect_output(stats:::print.summary.glm(summary(fit)), "Std. Error")
  expect_output(stats:::print.summary.glm(summary(mock_separated())), "NA")
})

test_that("R2 and tests do not depend on grouping", {
  m <- MASS::menarche
  long <- data.frame(Age = rep(m$Age, m$Total),
                     y = unlist(Map(function(k, n) rep(1:0, c(k, n - k)), m$Menarche, m$Total)))
  grouped <- summary(any_fit(cbind(Menarche, Total - Menarche) ~ Age, m))
  single <- summary(any_fit(y ~ Age, long))
  expect_equal(grouped$r2, single$r2, tolerance = 1e-9)
  expect_equal(grouped$tests$all, single$tests$all, tolerance = 1e-9)
  expect_equal(round(unname(grouped$r2), 3), c(0.691, 0.819, 0.733))
})

test_that("infinite coefficients have no Wald statement", {
  s <- summary(mock_separated())
  expect_true(all(is.na(s$coefficients[, -1])))
  expect_identical(s$table$odds.ratio, c(Inf, 0))
  expect_equal(s$table$p.value, pchisq(s$table$lr.chisq, 1, lower.tail = FALSE))
})

test_that("a factor of many levels has one line, a long table is cut", {
  set.seed(5)
  d <- data.frame(y = rbinom(600, 1, 0.4), x = rnorm(600), site = factor(rep(1:30, 20)))
  s <- summary(mock_fit(y ~ x + site, d))
  expect_output(print(s), "site +30 levels; joint Wald chi2 = ")
  X <- as.data.frame(matrix(rnorm(600 * 45), 600))
  s <- summary(mock_fit(y ~ ., cbind(y = d$y, X)))
  expect_output(print(s), "... 26 more", fixed = TRUE)
})

test_that("finite and infinite estimates stand in one table", {
  d <- data.frame(g = gl(2, 20), x = (1:40)^2 %% 11, y = c(rep(1, 20), rep(0:1, 10)))
  fit <- suppressWarnings(logistic(y ~ g + x, d))
  s <- summary(fit)
  limits <- confint(fit)
  infinite <- c("(Intercept)", "g2")
  expect_identical(as.matrix(s$table[1:2, c("conf.low", "conf.high")]), limits[infinite, ],
                   ignore_attr = TRUE)
  expect_equal(unlist(s$table[3, c("conf.low", "conf.high")]),
               confint(fit, "x", method = "wald")[1, ], ignore_attr = TRUE)
  expect_snapshot(s)
  expect_snapshot(summary(fit, method = "profile"))
  lean <- suppressWarnings(logistic(y ~ g + x, d, keep = "lean"))
  expect_snapshot(print(summary(lean)))
  expect_error(summary(lean, method = "profile"), class = "logistic_error_kept")
})

test_that("method = \"profile\" switches interval and p, and nothing of glm's", {
  fit <- logistic(low ~ age + lwt + smoke, birthweight)
  s <- summary(fit, method = "profile")
  wald <- summary(fit)
  expect_identical(s$coefficients, wald$coefficients)
  expect_equal(as.matrix(s$table[c("conf.low", "conf.high")]), confint(fit),
               ignore_attr = TRUE)
  glm <- glm(low ~ age + lwt + smoke, binomial, birthweight, control = list(epsilon = 1e-14))
  tests <- drop1(glm, test = "LRT")
  expect_equal(s$table$lr.chisq[-1], tests$LRT[-1], tolerance = 1e-9)
  expect_equal(s$table$p.value[-1], tests[["Pr(>Chi)"]][-1], tolerance = 1e-9)
  constant <- glm.fit(model.matrix(glm)[, -1], glm$y, family = binomial(), control = glm$control)
  expect_equal(s$table$lr.chisq[1], deviance(constant) - deviance(glm), tolerance = 1e-9)
  expect_equal(s$table$statistic, sign(coef(fit)) * sqrt(s$table$lr.chisq), ignore_attr = TRUE)
  expect_snapshot(s)
  expect_error(summary(fit, method = "score"), class = "logistic_error_argument")
})

test_that("OutDec is honoured everywhere", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age * smoke, bw)
  old <- options(OutDec = ",")
  on.exit(options(old))
  lines <- capture.output(print(summary(fit)), print(fit), print(odds_ratio(fit)),
                          print(anova(fit)), print(convergence(fit)),
                          print(confint(fit, method = "wald")))
  expect_false(any(grepl("[0-9][.][0-9]", lines)))
})

test_that("the drawn prints", {
  bw <- birth_weights()
  expect_snapshot(summary(mock_fit(low ~ age + lwt + race + smoke, bw)))
  expect_snapshot(summary(mock_separated()))
  expect_snapshot(summary(mock_fit(cbind(Menarche, Total - Menarche) ~ Age, MASS::menarche)))
  bw$kg <- 0.45359237 * bw$lwt
  expect_snapshot(summary(mock_fit(low ~ lwt + kg + smoke, bw)))
  expect_snapshot(summary(mock_fit(low ~ race + age - 1, bw)))
  expect_snapshot(summary(mock_fit(low ~ age + smoke, bw, link = "probit"), level = 0.9))
  expect_snapshot(print(summary(mock_fit(low ~ smoke * lwt, bw)), digits = 2))
  expect_snapshot(print(summary(mock_fit(low ~ smoke + lwt, bw)), signif.stars = TRUE))
  expect_snapshot(summary(mock_fit(low ~ 0, bw)))
})

test_that("a table does not change with options(digits, scipen)", {
  s <- summary(mock_fit(low ~ age + lwt, birth_weights()))
  plain <- capture.output(print(s))
  old <- options(digits = 3, scipen = -9)
  on.exit(options(old))
  expect_identical(capture.output(print(s)), plain)
  expect_true(all(display_width(plain) <= 80))
})

test_that("names in any script are aligned", {
  bw <- birth_weights()
  wide <- "\u4f53\u91cd"
  names(bw)[names(bw) == "lwt"] <- wide
  s <- summary(mock_fit(stats::reformulate(c("age", wide), "low"), bw))
  lines <- summary_lines(s, 3L, FALSE)
  expect_length(unique(display_width(sub("0\\.\\d{4}$", "", lines[-1]))), 1)
})

test_that("where all outcomes are alike there is no test, and no R2", {
  fit <- suppressWarnings(logistic(y ~ x, data.frame(y = 1, x = c(1, 4, 2, 3, 6))))
  s <- summary(fit)
  expect_identical(s$tests$all$chisq, NA_real_)
  expect_identical(s$tests$all$p.value, NA_real_)
  lines <- capture.output(print(s))
  expect_match(lines, "^No LR test, no R2: all outcomes are alike\\.$", all = FALSE)
  expect_false(any(grepl("^R2|NaN", lines)))
  expect_true(all(is.na(anova(fit)$"Pr(>Chi)")))
})

test_that("a reference whose label is too long goes to the note", {
  fit <- any_fit(type ~ glu + I(age > 30), MASS::Pima.tr)
  lines <- capture.output(print(summary(fit)))
  expect_match(lines, "^I\\(age > 30\\): +reference: FALSE$", all = FALSE)
  expect_true(all(display_width(lines) <= 80))
})

test_that("a fit to a matrix has a summary; what needs its rows says that it lacks them", {
  bw <- birth_weights()
  x <- cbind(one = 1, age = bw$age, lwt = bw$lwt)
  fit <- logistic(x = x, y = bw$low)
  by_formula <- summary(logistic(low ~ age + lwt, bw))
  expect_equal(summary(fit)$tests, by_formula$tests)
  expect_equal(unname(coef(summary(fit))), unname(coef(by_formula)))
  expect_output(print(summary(fit)), "LR test, all terms")
  expect_equal(unname(predict(fit, se.fit = TRUE)$se.fit),
               unname(predict(logistic(low ~ age + lwt, bw), se.fit = TRUE)$se.fit))
  expect_error(predict(fit, bw), class = "logistic_error_kept")
  expect_error(anova(fit), class = "logistic_error_terms")
  expect_error(odds_ratio(fit), class = "logistic_error_kept")
  parted <- suppressWarnings(logistic(x = x, y = rep(1, 189)))
  expect_output(print(summary(parted)), "No LR test")
})

test_that("unknown arguments and digits that are none", {
  fit <- mock_fit(low ~ age, birth_weights())
  expect_warning(summary(fit, conf.level = 0.9), "Did you mean `level`?", fixed = TRUE,
                 class = "logistic_warning_argument")
  expect_error(capture.output(print(summary(fit), digits = 0)), "`digits` must be",
               class = "logistic_error_argument")
})

test_that("names are whole where the line has room", {
  bw <- birth_weights()
  bw$smoking_in_pregnancy <- bw$smoke
  s <- summary(logistic(low ~ race * smoking_in_pregnancy, bw))
  old <- options(width = 200)
  on.exit(options(old))
  expect_true(any(grepl("raceblack:smoking_in_pregnancyyes", capture.output(print(s)))))
  options(width = 80)
  expect_true(all(nchar(capture.output(print(s))) <= 80))
})
