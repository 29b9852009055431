new_rows_of <- function(d) {
  new <- d[1:8, ]
  new$age <- new$age + 1
  new$lwt[3] <- NA
  new
}

types_of <- function(fit) {
  if (inherits(fit, "multinomial_fit")) return(c("probs", "link"))
  c("probs", "link", "cum.prob", "exc.prob", "mean.class",
    if (!length(fit$nonparallel)) "latent")
}

test_that("standard errors are those of numerical derivatives", {
  d <- weight_data()
  new <- new_rows_of(d)
  fits <- kinds_of_fits(d)
  for (name in names(fits)) {
    fit <- fits[[name]]
    for (type in types_of(fit)) {
      at <- function(beta) {
        fit$coefficients[] <- beta
        as.vector(predict(fit, new, type = type))
      }
      jacobian <- numeric_slopes(at, fit$coefficients)
      expected <- sqrt(rowSums((jacobian %*% vcov(fit)) * jacobian))
      answer <- predict(fit, new, type = type, se.fit = TRUE)
      expect_close(as.vector(answer$se.fit), expected, paste(name, type), 1e-6)
      expect_identical(as.vector(answer$fit), at(fit$coefficients))
    }
  }
})

test_that("rows of the fit and the same rows as new data agree", {
  d <- weight_data()
  for (fit in kinds_of_fits(d)) {
    for (type in types_of(fit)) {
      expect_equal(predict(fit, type = type), predict(fit, d, type = type), tolerance = 1e-12)
      expect_equal(predict(fit, type = type, se.fit = TRUE, interval = "confidence"),
                   predict(fit, d, type = type, se.fit = TRUE, interval = "confidence"))
    }
    expect_identical(predict(fit, type = "class"), predict(fit, d, type = "class"))
    expect_equal(predict(fit), fitted(fit), tolerance = 1e-12)
  }
})

test_that("multinomial predictions are multinom's", {
  skip_if_not_installed("nnet")
  d <- weight_data()
  d$weight <- factor(d$weight, ordered = FALSE)
  fit <- multinomial(weight ~ lwt + race, d)
  twin <- nnet::multinom(weight ~ lwt + race, d, trace = FALSE, reltol = 1e-14, maxit = 1000)
  expect_equal(predict(fit, d[1:20, ]), predict(twin, d[1:20, ], "probs"), tolerance = 1e-5)
  expect_equal(predict(fit, d[1:50, ], type = "class"), predict(twin, d[1:50, ], "class"),
               ignore_attr = "names")
})

test_that("ordinal predictions are clm's, with errors and limits", {
  skip_if_not_installed("ordinal")
  d <- weight_data()
  new <- d[1:20, c("lwt", "race", "age")]
  pairs <- list(
    list(ordinal(weight ~ lwt + race, d), ordinal::clm(weight ~ lwt + race, data = d)),
    list(ordinal(weight ~ lwt + race, d, link = "probit", scale = ~age),
         ordinal::clm(weight ~ lwt + race, scale = ~age, data = d, link = "probit")),
    list(ordinal(weight ~ lwt + race, d, parallel = FALSE),
         ordinal::clm(weight ~ 1, nominal = ~ lwt + race, data = d)))
  for (pair in pairs) {
    ours <- predict(pair[[1L]], new, se.fit = TRUE, interval = "confidence")
    theirs <- predict(pair[[2L]], new, se.fit = TRUE, interval = TRUE)
    expect_equal(ours[c("fit", "se.fit", "lwr", "upr")], theirs[c("fit", "se.fit", "lwr", "upr")],
                 tolerance = 1e-4, ignore_attr = TRUE)
    expect_identical(as.character(predict(pair[[1L]], new, type = "class")),
                     as.character(predict(pair[[2L]], new, type = "class")$fit))
  }
})

test_that("two categories give the binary fit's predictions", {
  d <- weight_data()
  d$y <- factor(d$low, c("no", "yes"))
  new <- d[1:9, ]
  binary <- logistic(low ~ lwt + race, d)
  expected <- predict(binary, new, type = "response", interval = "confidence", se.fit = TRUE)
  ours <- predict(ordinal(y ~ lwt + race, d), new, type = "exc.prob", se.fit = TRUE,
                  interval = "confidence")
  expect_equal(cbind(ours$fit, ours$lwr, ours$upr), expected$fit, ignore_attr = TRUE)
  expect_equal(as.vector(ours$se.fit), as.vector(expected$se.fit))
  ours <- predict(multinomial(y ~ lwt + race, d), new, interval = "confidence")
  expect_equal(sapply(ours, function(x) x[, 2L]), expected$fit, ignore_attr = TRUE)
})

test_that("a row that breaks the relation of aliased columns is NA, the others are exact", {
  d <- weight_data()
  new <- d[1:4, ]
  new$mixed[2] <- new$mixed[2] + 1
  full <- suppressMessages(list(
    multinomial(weight ~ lwt + age + mixed, d), ordinal(weight ~ lwt + age + mixed, d),
    ordinal(weight ~ lwt + age + mixed, d, parallel = ~lwt)))
  plain <- list(multinomial(weight ~ lwt + age, d), ordinal(weight ~ lwt + age, d),
                ordinal(weight ~ lwt + age, d, parallel = ~lwt))
  for (i in seq_along(full)) {
    ours <- predict(full[[i]], new, se.fit = TRUE)
    expected <- predict(plain[[i]], new, se.fit = TRUE)
    expect_equal(lapply(ours, `[`, -2, TRUE), lapply(expected, `[`, -2, TRUE))
    expect_true(all(is.na(ours$fit[2, ])) && all(is.na(ours$se.fit[2, ])))
  }
})

test_that("separated fits predict limits", {
  d <- data.frame(x = c(0, 1, 0, 1, 2), y = factor(c("a", "b", "b", "a", "c")))
  fit <- suppressWarnings(multinomial(y ~ x, rbind(d[1:4, ], d)))
  names <- names(fit$coefficients)
  fit$separation <- list(finite = stats::setNames(c(0, 0, -1, 0), names),
                         direction = stats::setNames(c(0, 0, -1.5, 1), names),
                         infinite = stats::setNames(c(-1, 1), names[3:4]))
  p <- predict(fit, data.frame(x = c(0, 1, 1.5, 2)))
  # at x = 1.5 nothing moves: log ratios are 0, 0 and -1
  expect_equal(unname(p), rbind(c(1, 1, 0) / 2, c(1, 1, 0) / 2,
                                c(1, 1, exp(-1)) / (2 + exp(-1)), c(0, 0, 1)))
  expect_identical(unname(predict(fit, data.frame(x = 2), type = "link")), cbind(0, Inf))
  se <- predict(fit, data.frame(x = 2), se.fit = TRUE, interval = "confidence")
  expect_true(all(is.na(unlist(se[c("se.fit", "lwr", "upr")]))))
})

test_that("separated thresholds are at infinity", {
  d <- weight_data()
  for (type in c("cumulative", "adjacent", "continuation")) {
    fit <- ordinal(weight ~ lwt, d, type = type)
    names <- names(fit$coefficients)
    fit$separation <- list(
      finite = fit$coefficients, infinite = stats::setNames(c(-1, -1, 1), names[c(1, 2, 4)]),
      direction = stats::setNames(c(-1, -1, 0, 0), names))
    p <- unname(predict(fit, data.frame(lwt = 100)))
    top <- predict(fit, data.frame(lwt = 100), type = "link")[1, 3]
    expect_equal(p, cbind(0, 0, plogis(top), plogis(-top)), info = type)
  }
})

test_that("cuts that cross give NA and one warning with the rows", {
  d <- weight_data()
  fit <- ordinal(weight ~ lwt + age, d, parallel = FALSE)
  new <- data.frame(lwt = c(120, 5000, 120, -5000), age = 20)
  warnings <- capture_warnings(predict(fit, new))
  expect_length(warnings, 1L)
  warning <- expect_warning(p <- predict(fit, new, interval = "confidence"),
                            class = "logistic_warning_crossing")
  expect_true(all(warning$rows %in% c(2, 4)) && length(warning$rows) > 0)
  expect_true(all(rowSums(is.na(p$fit))[warning$rows] > 0))
  expect_false(anyNA(p$fit[c(1, 3), ]))
})

test_that("offsets come with new data, wide ones too", {
  d <- weight_data()
  wide <- cbind(d$o, -d$o, d$o / 2, d$o)
  fit <- multinomial(weight ~ lwt, d, offset = wide)
  new <- d[1:5, ]
  new$wide <- wide[1:5, ]
  expect_equal(predict(fit, new), fitted(fit)[1:5, ])
  fit <- ordinal(weight ~ lwt, d, offset = o)
  expect_equal(predict(fit, new), fitted(fit)[1:5, ])
  zero <- predict(fit, transform(new, o = 0), type = "latent")
  expect_equal(predict(fit, new, type = "latent") - zero, new$o, ignore_attr = TRUE)
  names(new)[names(new) == "o"] <- "other"
  expect_error(predict(fit, new), class = "logistic_error_offset")
})

test_that("limits of probabilities are inside 0 and 1 and hold the fit", {
  d <- weight_data()
  far <- data.frame(lwt = c(60, 400), race = "black", age = c(10, 60), smoke = "yes", o = 0)
  for (fit in kinds_of_fits(d)) {
    answer <- suppressWarnings(predict(fit, far, interval = "confidence"))
    expect_true(all(answer$lwr >= 0 & answer$upr <= 1, na.rm = TRUE))
    expect_true(all(answer$lwr <= answer$fit & answer$fit <= answer$upr, na.rm = TRUE))
  }
})

test_that("rows left out by na.exclude are padded", {
  d <- weight_data()
  d$lwt[5] <- NA
  fit <- ordinal(weight ~ lwt, d, na.action = na.exclude)
  expect_identical(dim(predict(fit)), c(189L, 4L))
  expect_true(all(is.na(predict(fit)[5, ])) && is.na(predict(fit, type = "class")[5]))
  expect_identical(nrow(predict(fit, NULL)), 188L)
  expect_identical(nrow(predict(fit, d, na.action = na.omit)), 188L)
  expect_identical(levels(predict(fit, type = "class")), levels(d$weight))
  expect_true(is.ordered(predict(fit, type = "class")))
})

test_that("thousands of categories are predicted without a column for each", {
  set.seed(1)
  d <- data.frame(x = rnorm(3000))
  d$y <- ordered(d$x + rnorm(3000))
  fit <- ordinal(y ~ x, d)
  expect_length(predict(fit, d, type = "class"), 3000L)
  mean <- predict(fit, d, type = "mean.class", scores = "levels")
  expect_gt(cor(mean, d$x), 0.99)
  p <- predict(fit, d[1:3, , drop = FALSE])
  expect_equal(drop(p %*% as.numeric(fit$lev)), mean[1:3])
  expect_error(predict(fit, d[rep(1:3000, 40), , drop = FALSE]), class = "logistic_error_memory")
})

test_that("what cannot be predicted is an error", {
  d <- weight_data()
  fit <- ordinal(weight ~ lwt + race, d, parallel = ~lwt)
  expect_error(predict(fit, type = "latent"), class = "logistic_error_parallel")
  expect_error(predict(fit, type = "odds"), class = "logistic_error_argument")
  expect_error(predict(fit, type = "class", se.fit = TRUE), class = "logistic_error_argument")
  expect_error(predict(fit, type = "mean.class", scores = 1:2), class = "logistic_error_argument")
  expect_error(predict(fit, type = "mean.class", scores = "levels"),
               class = "logistic_error_argument")
  expect_error(predict(fit, d[, "race", drop = FALSE]), class = "logistic_error_variable")
  new <- data.frame(lwt = 100, race = "blue")
  expect_error(predict(fit, new), class = "logistic_error_levels")
  expect_true(all(is.na(predict(fit, new, new_levels = "na"))))
})

test_that("fitted values, residuals and draws of a separated fit are at its limits", {
  d <- weight_data()
  fit <- ordinal(weight ~ lwt, d)
  names <- names(fit$coefficients)
  fit$separation <- list(
    finite = fit$coefficients, infinite = stats::setNames(c(-1, -1), names[1:2]),
    direction = stats::setNames(c(-1, -1, 0, 0), names))
  expect_equal(unname(fitted(fit)), unname(predict(fit, d)))
  expect_true(all(fitted(fit)[, 1:2] == 0))
  expect_false(any(simulate(fit, seed = 1)$sim_1 %in% c("low", "medium")))
  own <- fitted(fit)[cbind(1:189, as.integer(d$weight))]
  expect_equal(unname(residuals(fit)), sqrt(-2 * log(own)))
})

test_that("no rows give no rows, and models without predictors predict", {
  d <- weight_data()
  for (fit in kinds_of_fits(d)) {
    for (type in types_of(fit)) {
      answer <- predict(fit, d[0, ], type = type, se.fit = TRUE)
      expect_identical(NROW(answer$fit), 0L)
      expect_identical(NROW(answer$se.fit), 0L)
    }
    expect_length(predict(fit, d[0, ], type = "class"), 0L)
  }
  for (fit in list(multinomial(weight ~ 1, d), ordinal(weight ~ 1, d))) {
    answer <- predict(fit, d[1, ], se.fit = TRUE)
    share <- as.vector(table(d$weight)) / 189
    expect_equal(unname(answer$fit[1, ]), share)
    expect_equal(unname(answer$se.fit[1, ]), sqrt(share * (1 - share) / 189))
  }
})
