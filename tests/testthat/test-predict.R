new_births <- function() {
  data.frame(age = c(20, 33, 28), lwt = c(100, 150, 130), exposure = c(1, 0.7, 1.5), Age = 11:13,
             race = factor(c("other", "white", "black")), smoke = c("yes", "no", "yes"),
             row.names = c("a", "b", "c"))
}

test_that("predictions for new data are predict.glm's", {
  pairs <- fit_pairs()
  new <- new_births()
  for (type in c("link", "response", "terms")) {
    expect_as_glm(function(x) predict(x, new, type = type), pairs)
    expect_as_glm(function(x) predict(x, new, type = type, se.fit = TRUE), pairs)
  }
})

test_that("predictions for the rows of the fit are predict.glm's", {
  pairs <- fit_pairs()
  for (type in c("link", "response")) {
    expect_as_glm(function(x) predict(x, type = type), pairs)
    expect_as_glm(function(x) predict(x, type = type, se.fit = TRUE), pairs)
  }
  # glm loses the constant with na.exclude
  plain <- pairs[names(pairs) != "exclude"]
  expect_as_glm(function(x) predict(x, type = "terms"), plain)
  expect_as_glm(function(x) predict(x, type = "terms", se.fit = TRUE), plain)
  expect_as_glm(function(x) predict(x, type = "terms", se.fit = TRUE)$fit[, "age"],
                pairs["exclude"])
})

test_that("intervals lie inside 0 and 1 and are made on the link scale", {
  fit <- mock_fit(low ~ lwt, birth_weights())
  new <- data.frame(lwt = c(50, 1000))
  link <- predict(fit, new, se.fit = TRUE)
  got <- predict(fit, new, type = "response", interval = "confidence", level = 0.9)
  expect_identical(colnames(got), c("fit", "lwr", "upr"))
  expect_equal(got[, "upr"], plogis(link$fit + qnorm(0.95) * link$se.fit))
  expect_true(all(got > 0 & got < 1))
  both <- predict(fit, new, interval = "confidence", se.fit = TRUE)
  expect_equal(both$se.fit, link$se.fit)
  expect_error(predict(fit, new, type = "terms", interval = "confidence"),
               class = "logistic_error_interval")
})

test_that("coefficients are read anew", {
  fit <- mock_fit(low ~ lwt, birth_weights())
  fit$coefficients[] <- c(1, 0)
  expect_equal(unname(predict(fit, data.frame(lwt = 1:2))), c(1, 1))
})

test_that("blocks of rows make no difference", {
  fit <- mock_fit(low ~ age + race, birth_weights())
  frame <- model.frame(fit)
  whole <- over_blocks(fit, frame, function(x, rows) x)
  parts <- over_blocks(fit, frame, function(x, rows) x, size = 50)
  expect_length(parts, 4)
  expect_equal(do.call(rbind, parts), whole[[1]], ignore_attr = c("assign", "contrasts"))
})

test_that("new levels: error, NA or reference", {
  fit <- mock_fit(low ~ race, birth_weights())
  new <- data.frame(race = c("white", "green", "black", "blue"))
  error <- expect_error(predict(fit, new), class = "logistic_error_levels")
  expect_identical(error$rows, c(2L, 4L))
  expect_identical(error$levels, c("green", "blue"))
  expect_snapshot(predict(fit, new), error = TRUE)
  expect_identical(unname(is.na(predict(fit, new, new_levels = "na"))), c(FALSE, TRUE, FALSE, TRUE))
  filled <- predict(fit, new, new_levels = "reference")
  expect_identical(unname(filled[2]), unname(filled[1]))
})

test_that("missing values, missing variables, wrong types, no rows", {
  fit <- mock_fit(low ~ age + race, birth_weights())
  new <- data.frame(age = c(20, NA), race = "white")
  expect_identical(unname(is.na(predict(fit, new))), c(FALSE, TRUE))
  expect_length(predict(fit, new, na.action = na.omit), 1)
  expect_error(predict(fit, new["age"]), class = "logistic_error_variable")
  expect_error(predict(fit, data.frame(age = "x", race = "white")), class = "logistic_error_type")
  expect_error(predict(fit, 1:3), class = "logistic_error_type")
  for (type in c("link", "response", "class")) expect_length(predict(fit, new[0, ], type), 0)
  none <- predict(fit, new[0, ], type = "response", se.fit = TRUE)
  expect_length(none$fit, 0)
  expect_length(none$se.fit, 0)
  expect_identical(dim(predict(fit, new[0, ], type = "terms")), c(0L, 2L))
})

test_that("an offset that new data lack is named", {
  bw <- birth_weights()
  bw$exposure <- seq(1, 2, length.out = 189)
  fit <- any_fit(low ~ age, bw, offset = exposure)
  expect_error(predict(fit, data.frame(age = 20)), class = "logistic_error_offset")
})

test_that("rank-deficient fits: NA only where the row is not estimable", {
  bw <- birth_weights()
  bw$kg <- 0.45359237 * bw$lwt
  fit <- suppressMessages(any_fit(low ~ lwt + kg + smoke, bw))
  reduced <- mock_glm(low ~ lwt + smoke, binomial, bw)
  new <- data.frame(lwt = c(120, 120, 150), smoke = "no")
  new$kg <- 0.45359237 * new$lwt + c(0, 1, 0)
  got <- predict(fit, new, se.fit = TRUE)
  want <- predict(reduced, new, se.fit = TRUE)
  expect_equal(got$fit[c(1, 3)], want$fit[c(1, 3)], tolerance = 1e-9)
  expect_equal(got$se.fit[c(1, 3)], want$se.fit[c(1, 3)], tolerance = 1e-9)
  expect_true(is.na(got$fit[2]) && is.na(got$se.fit[2]))
  expect_equal(predict(fit, se.fit = TRUE)$se.fit, predict(reduced, se.fit = TRUE)$se.fit,
               tolerance = 1e-9)
})

test_that("separated fits: exactly 0 or 1 beyond, finite on the face", {
  fit <- mock_separated()
  new <- data.frame(g = factor(1:2))
  expect_identical(unname(predict(fit, new)), c(Inf, 0))
  expect_identical(unname(predict(fit, new, type = "response")), c(1, 0.5))
  # 20 rows with p = 1/2: variance 4/20
  expect_equal(unname(predict(fit, new, se.fit = TRUE)$se.fit), c(NA, sqrt(0.2)))
  expect_false(anyNA(predict(fit, new, type = "terms")[2, ]))
})

test_that("classes, and their padding", {
  bw <- birth_weights()
  bw$age[1] <- NA
  fit <- any_fit(low ~ age + lwt, bw, na.action = na.exclude)
  got <- predict(fit, type = "class", cutoff = 0.3)
  expect_identical(levels(got), c("no", "yes"))
  expect_length(got, 189)
  expect_true(is.na(got[1]))
  expect_identical(got[-1] == "yes", unname(predict(fit, type = "response")[-1] >= 0.3))
})

test_that("the mean has no floor", {
  fit <- mock_fit(low ~ lwt, birth_weights())
  fit$coefficients[] <- c(-60, 0)
  expect_equal(unname(predict(fit, data.frame(lwt = 1), "response")), exp(-60), tolerance = 1e-14)
})

test_that("what is no choice is refused with the choices, an abbreviation is taken", {
  fit <- any_fit(low ~ age, birth_weights())
  expect_error(predict(fit, type = "prob"), '`type` must be one of "link", .*, not "prob"',
               class = "logistic_error_argument")
  expect_error(residuals(fit, "raw"), class = "logistic_error_argument")
  expect_error(predict(fit, type = "class", cutoff = "a"), class = "logistic_error_argument")
  expect_identical(predict(fit, type = "resp"), predict(fit, type = "response"))
})

test_that("a function is not taken for a variable that newdata lacks", {
  d <- transform(birth_weights(), t = lwt)
  expect_error(predict(mock_fit(low ~ t, d), data.frame(age = 1)), "`t` is missing",
               class = "logistic_error_variable")
})

test_that("arguments that are not known or not used are not passed over", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age, bw)
  warning <- expect_warning(predict(fit, type = "class", cutof2 = 0.3),
                            class = "logistic_warning_argument")
  expect_match(conditionMessage(warning), "`cutof2`; it was ignored. Did you mean `cutoff`?",
               fixed = TRUE)
  expect_error(predict(fit, type = "class", interval = "confidence"),
               class = "logistic_error_interval")
  expect_error(predict(fit, type = "class", se.fit = TRUE), class = "logistic_error_argument")
})

test_that("`newdata = NULL` that is named is not padded, as glm's", {
  d <- birthweight
  d$age[3] <- NA
  ours <- logistic(low ~ age, d, na.action = na.exclude)
  glms <- glm(low ~ age, binomial, d, na.action = na.exclude)
  expect_identical(names(predict(ours)), names(predict(glms)))
  expect_identical(names(predict(ours, newdata = NULL)), names(predict(glms, newdata = NULL)))
  expect_length(predict(ours, NULL, type = "class"), nrow(d) - 1L)
})
