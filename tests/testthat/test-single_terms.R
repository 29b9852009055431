plain_table <- function(x) {
  data.frame(unclass(x)[names(x)], row.names = rownames(x), check.names = FALSE)
}

# glm converged to rounding. Its score statistics come from weights a step old, and aliased columns
# it sees only when it stops earlier.
expect_same_table <- function(ours, glms, info = "") {
  tolerance <- if (!any(grepl("Rao", names(glms)))) 1e-8 else
    if (startsWith(info, "deficient")) 1e-5 else 1e-6
  expect_equal(plain_table(ours), plain_table(glms), tolerance = tolerance, info = info)
  expect_identical(attr(ours, "heading"), attr(glms, "heading"), info = info)
}

# Where step() and update() find them.
d <- birth_weights()
d$exposure <- 1 + seq_len(nrow(d)) %% 7 / 3
d$times <- seq_len(nrow(d)) %% 4 + 1
d$empty <- seq_len(nrow(d)) %% 3
d$kg <- 0.45359237 * d$lwt
gaps <- d
gaps$lwt[c(3, 50, 120)] <- NA
grouped <- transform(MASS::menarche, cold = rep(0:1, length.out = 25), z = sin(1:25))

# list(ours, glm's, formula of terms to add), in the variants that a fit has.
variants <- function() {
  aliased <- list(epsilon = 1e-11, maxit = 100)
  suppressMessages(list(
    plain = list(any_fit(low ~ age + lwt + race * smoke, d),
                 mock_glm(low ~ age + lwt + race * smoke, binomial, d), ~ . + ht + ui + age:lwt),
    deficient = list(any_fit(low ~ lwt + kg + race, d),
                     glm(low ~ lwt + kg + race, binomial, d, control = aliased),
                     ~ . + smoke + I(2 * lwt)),
    weighted = list(any_fit(low ~ age + lwt + smoke, d, weights = times, offset = exposure / 10),
                    mock_glm(low ~ age + lwt + smoke, binomial, d, weights = times,
                             offset = exposure / 10), ~ . + race + ht),
    excluded = list(any_fit(low ~ age + lwt + race, gaps, na.action = na.exclude),
                    mock_glm(low ~ age + lwt + race, binomial, gaps, na.action = na.exclude),
                    ~ . + ht + race:lwt),
    grouped = list(any_fit(cbind(Menarche, Total - Menarche) ~ Age + cold, grouped),
                   mock_glm(cbind(Menarche, Total - Menarche) ~ Age + cold, binomial, grouped),
                   ~ . + z + Age:cold),
    empty = list(any_fit(low ~ age + smoke, d, weights = empty),
                 mock_glm(low ~ age + smoke, binomial, d, weights = empty), ~ . + ht),
    probit = list(any_fit(low ~ age + smoke, d, link = "probit"),
                  mock_glm(low ~ age + smoke, binomial("probit"), d), ~ . + ht)))
}

test_that("drop1 is glm's, in every variant and for every test", {
  pairs <- variants()
  for (name in names(pairs)) {
    ours <- pairs[[name]][[1L]]
    glms <- pairs[[name]][[2L]]
    for (test in c("none", "LRT", "Chisq", "Rao")) {
      expect_same_table(drop1(ours, test = test), suppressWarnings(drop1(glms, test = test)),
                        paste(name, test))
    }
    k <- if (name == "empty") 2 else 3 # glm's AIC counts an empty row as a coefficient
    expect_same_table(drop1(ours, ~ ., scale = 2, test = "Rao", k = k),
                      suppressWarnings(drop1(glms, ~ ., scale = 2, test = "Rao", k = k)), name)
  }
})

test_that("add1 is glm's, in every variant and for every test", {
  pairs <- variants()
  for (name in names(pairs)) {
    ours <- pairs[[name]][[1L]]
    glms <- pairs[[name]][[2L]]
    scope <- pairs[[name]][[3L]]
    # with an offset glm's score statistic is of another response
    for (test in c("none", "LRT", if (name != "weighted") "Rao")) {
      expect_same_table(add1(ours, scope, test = test),
                        suppressWarnings(add1(glms, scope, test = test)), paste(name, test))
    }
    k <- if (name == "empty") 2 else 3
    expect_same_table(add1(ours, scope, scale = 2, test = "LRT", k = k),
                      suppressWarnings(add1(glms, scope, scale = 2, test = "LRT", k = k)), name)
  }
})

# s' I^-1 s by its definition
score_by_hand <- function(glms, wider) {
  x <- model.matrix(wider)
  s <- crossprod(x, glms$weights * glms$residuals)
  drop(crossprod(s, solve(crossprod(x * sqrt(glms$weights)), s)))
}

test_that("the score statistic is right where glm's is not", {
  pair <- variants()$weighted
  wider <- update(pair[[2L]], . ~ . + ht)
  expect_equal(add1(pair[[1L]], "ht", test = "Rao")["ht", "Rao score"],
               score_by_hand(pair[[2L]], wider), tolerance = 1e-7)
  fewer <- suppressWarnings(update(pair[[2L]], . ~ . - lwt))
  for (again in 1:3) fewer <- suppressWarnings(update(fewer, start = coef(fewer)))
  expect_equal(drop1(pair[[1L]], test = "Rao")["lwt", "Rao score"],
               score_by_hand(fewer, pair[[2L]]), tolerance = 1e-9)
  bw <- birth_weights()
  glms <- mock_glm(low ~ race - 1, binomial, bw)
  wider <- mock_glm(low ~ race + age - 1, binomial, bw)
  ours <- any_fit(low ~ race + age - 1, bw)
  expect_equal(drop1(ours, "age", test = "Rao")["age", "Rao score"], score_by_hand(glms, wider),
               tolerance = 1e-7)
})

test_that("a response of every form can gain and lose terms", {
  d <- data.frame(n = c(20, 30, 25, 40, 35, 10), s = c(3, 9, 10, 22, 25, 9), x = 1:6,
                  z = c(0, 1, 1, 0, 0, 1))
  d$p <- d$s / d$n
  counts <- logistic(cbind(s, n - s) ~ x, d)
  expected <- drop1(counts, test = "LRT")
  more <- add1(counts, ~ . + z, test = "Rao")
  others <- list(logistic(s ~ x, d, trials = n), logistic(p ~ x, d, trials = n),
                 suppressMessages(logistic(p ~ x, d, weights = n)))
  for (fit in others) {
    expect_equal(plain_table(drop1(fit, test = "LRT")), plain_table(expected))
    expect_equal(plain_table(add1(fit, ~ . + z, test = "Rao")), plain_table(more))
  }
  rest <- logistic(race ~ age, birthweight, event = "other")
  plain <- logistic(race == "other" ~ age, birthweight)
  expect_equal(plain_table(add1(rest, ~ . + smoke)), plain_table(add1(plain, ~ . + smoke)))
  long <- data.frame(y = c(0, 1, 0, 1), x = c(0, 0, 1, 1), z = c(1, 2, 4, 3), f = c(9, 4, 3, 7))
  each <- long[rep(1:4, long$f), ]
  counted <- logistic(y ~ x, long, freq = f)
  expect_equal(plain_table(add1(counted, ~ . + z, test = "Rao")),
               plain_table(add1(logistic(y ~ x, each), ~ . + z, test = "Rao")))
})

test_that("rows that new terms miss are left out of every model, with a warning", {
  d <- birth_weights()
  d$bwt <- d$bwt / 1000
  d$visits <- replace(d$ftv, 1:39, NA)
  d$age[2] <- NA
  ours <- any_fit(low ~ age + lwt, d)
  glms <- mock_glm(low ~ age + lwt, binomial, d)
  expect_warning(added <- add1(ours, ~ . + visits + ht, test = "LRT"), "150 of the 188",
                 class = "logistic_warning_rows")
  expect_same_table(added, suppressWarnings(add1(glms, ~ . + visits + ht, test = "LRT")))
  failing <- any_fit(low ~ lwt, d, na.action = na.fail)
  expect_error(add1(failing, ~ . + visits), class = "logistic_error_missing")
})

test_that("data that have changed since the fit are refused", {
  own <- rep(1:3, 63)
  fit <- any_fit(low ~ age, d, weights = own)
  expect_s3_class(add1(fit, "lwt"), "anova")
  own <- rep(1, 189)
  expect_error(add1(fit, "lwt"), "changed since", class = "logistic_error_rows")
  y <- d$low
  part <- d[, c("age", "lwt")]
  fit <- any_fit(y ~ age, part)
  y <- rev(y)
  expect_error(add1(fit, "lwt"), class = "logistic_error_rows")
})

test_that("terms of the same columns cost nothing, and separated terms have LR tests", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)), x = sin(1:40))
  fit <- suppressWarnings(any_fit(y ~ g + x, d))
  table <- drop1(fit, test = "LRT")
  without <- any_fit(y ~ x, d)
  expect_equal(table["g", "LRT"], without$deviance - fit$deviance)
  expect_true(all(is.finite(table[-1L, "Pr(>Chi)"])))
  expect_equal(add1(without, "g", test = "LRT")["g", "LRT"], table["g", "LRT"])
  # at the separated model rows of probability 1 count for nothing: the rest is its own data
  part <- any_fit(y ~ 1, d[21:40, ])
  expect_equal(drop1(fit, "x", test = "Rao")["x", "Rao score"],
               add1(part, ~ x, test = "Rao")["x", "Rao score"])
})

test_that("extractAIC counts coefficients", {
  expect_as_glm(extractAIC)
  expect_as_glm(function(fit) extractAIC(fit, k = log(189)))
  d <- birth_weights()
  d$w <- rep(0:2, 63)
  fit <- any_fit(low ~ age, d, weights = w)
  expect_identical(extractAIC(fit, k = 5), c(2, fit$aic + 6))
})

test_that("step() selects as from a glm", {
  pairs <- variants()[c("plain", "weighted", "grouped")]
  for (name in names(pairs)) {
    pair <- pairs[[name]]
    ours <- step(pair[[1L]], pair[[3L]], trace = 0)
    glms <- suppressWarnings(step(pair[[2L]], pair[[3L]], trace = 0))
    expect_identical(names(coef(ours)), names(coef(glms)), info = name)
    expect_equal(ours$anova, glms$anova, tolerance = 1e-7, info = name)
    expect_s3_class(ours, "logistic_fit")
  }
})

test_that("MASS selects and tabulates as from a glm", {
  skip_if_not_installed("MASS")
  pair <- variants()$plain
  expect_same_table(MASS::dropterm(pair[[1L]], test = "Chisq", sorted = TRUE),
                    MASS::dropterm(pair[[2L]], test = "Chisq", sorted = TRUE))
  expect_same_table(MASS::addterm(pair[[1L]], pair[[3L]], test = "Chisq"),
                    MASS::addterm(pair[[2L]], pair[[3L]], test = "Chisq"))
  ours <- MASS::stepAIC(pair[[1L]], pair[[3L]], trace = 0)
  glms <- MASS::stepAIC(pair[[2L]], pair[[3L]], trace = 0)
  expect_equal(plain_table(ours$anova), plain_table(glms$anova), tolerance = 1e-7)
  expect_message(MASS::dropterm(pair[[1L]], "age", trace = TRUE), "trying - age")
})

test_that("what cannot be dropped, added or tested is named with the choices", {
  fit <- any_fit(low ~ age + lwt, birth_weights())
  expect_error(drop1(fit, "ht"), "`age`, `lwt`.*not `ht`", class = "logistic_error_scope")
  expect_error(drop1(fit, ~ . + ht), class = "logistic_error_scope")
  expect_error(drop1(fit, 1), class = "logistic_error_argument")
  expect_warning(f <- drop1(fit, test = "F"), "dispersion", class = "logistic_warning_test")
  expect_identical(f, drop1(fit, test = "Chisq"))
  expect_error(drop1(fit, test = "score"), "\"Rao\"", class = "logistic_error_argument")
  expect_error(drop1(fit, tset = "Rao"), "`tset`", class = "logistic_error_argument")
  expect_error(drop1(fit, scale = -1), "`scale`", class = "logistic_error_argument")
  expect_error(add1(fit), class = "logistic_error_scope")
  expect_error(add1(fit, ~ .), "in the fit already", class = "logistic_error_scope")
  expect_error(add1(fit, "ht * ui"), "single terms", class = "logistic_error_scope")
  expect_error(add1(fit, "ht +"), class = "logistic_error_scope")
  expect_error(add1(fit, "nowhere"), "`nowhere`", class = "logistic_error_variable")
  expect_error(drop1(any_fit(low ~ age, birth_weights(), keep = "minimal")),
               class = "logistic_error_kept")
  expect_error(add1(any_fit(low ~ age, birth_weights(), keep = "lean"), "lwt"),
               class = "logistic_error_kept")
  x <- logistic(x = cbind(1, birthweight$lwt), y = birthweight$low)
  expect_error(drop1(x), class = "logistic_error_terms")
})

test_that("prints", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age + lwt + race + smoke, bw)
  expect_snapshot(drop1(fit))
  expect_snapshot(drop1(fit, test = "Rao", k = log(189)))
  expect_snapshot(add1(fit, ~ . + ht + age:lwt))
  expect_snapshot(invisible(step(fit, ~ . + ht)))
  wide <- as.data.frame(matrix(sin(seq_len(189 * 41)^2), 189))
  long <- capture.output(drop1(any_fit(low ~ ., cbind(wide, low = bw$low))))
  expect_length(long, 23L)
  expect_identical(long[23L], "... 22 more")
  expect_output(print(drop1(fit)[, 1:2]), "Deviance") # a part of the table: R's print
})
