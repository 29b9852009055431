test_that("print is the head and the first columns", {
  bw <- birth_weights()
  expect_snapshot(mock_fit(type ~ glu + bmi + age, MASS::Pima.tr2))
  bw$kg <- 0.45359237 * bw$lwt
  expect_snapshot(mock_fit(low ~ lwt + kg + smoke, bw))
  expect_snapshot(mock_separated())
})

test_that("rows and reasons", {
  rows <- list(total = 300, used = 280, left_out = data.frame(
    reason = c("`bmi` missing", "subset"), count = c(13, 7)))
  expect_identical(rows_text_of(rows),
                   "280 used of 300; 20 left out: `bmi` missing (13), subset (7)")
  rows$left_out <- data.frame(reason = sprintf("`x%d` missing", 1:8), count = 1:8)
  expect_match(rows_text_of(rows), "36 left out: `x8` missing \\(8\\), .*\\(4\\) and 3 more$")
  rows <- list(total = 3e6, used = 3e6, left_out = NULL)
  expect_identical(rows_text_of(rows), "3,000,000 used, none left out")
})

test_that("outcomes as the response wrote them", {
  binary <- list(label = "P(low = \"yes\")", variable = "low", level = "yes", other = "no",
                 kind = "binary")
  expect_identical(outcome_text(binary, c(59, 130)), "59 \"yes\", 130 \"no\"")
  rest <- list(label = "P(Species = \"setosa\")", variable = "Species", level = "setosa",
               other = "not setosa", kind = "rest")
  expect_identical(outcome_text(rest, c(50, 100)), "50 \"setosa\", 100 others")
  expect_identical(modelled_text(rest), "P(Species = \"setosa\") against all others")
})

test_that("frequencies, named columns of counts, logical responses are told in the head", {
  bw <- birth_weights()
  d <- data.frame(low = gl(2, 3, labels = c("no", "yes")), smoke = gl(2, 1, 6),
                  n = c(4, 3, 0, 5, 2, 5))
  lines <- capture.output(print(logistic(low ~ smoke, d, freq = n)))
  expect_match(lines[2], "^Rows +5 used of 6, 19 observations by `freq`; 1 left out: zero weight$")
  lines <- capture.output(print(logistic(low ~ smoke, d[-3, ], freq = n)))
  expect_match(lines[2], "^Rows +5 used, 19 observations by `freq`$")
  counts <- transform(MASS::menarche, waiting = Total - Menarche)
  lines <- capture.output(print(logistic(cbind(Menarche, waiting) ~ Age, counts)))
  expect_match(lines[1], "P\\(Menarche\\), trials given$")
  expect_match(lines[3], "^Outcome +2,308 \"Menarche\", 1,610 \"waiting\"$")
  fit <- logistic(age > 30 ~ lwt, bw)
  expect_identical(fit$event$level, "TRUE")
  lines <- capture.output(print(fit))
  expect_match(lines[1], "Modelling P\\(age > 30\\)$")
  expect_match(lines[3], "^Outcome +20 TRUE, 169 FALSE$")
  fit <- logistic(age > 30 ~ lwt, bw, event = FALSE)
  expect_identical(fit$event$label, "P((age > 30) = FALSE)")
})

test_that("relations of aliased columns", {
  expect_identical(relation_text(c(lwt = 0.45359237)), "0.4536 * lwt")
  expect_identical(relation_text(c("(Intercept)" = 1, a = -1, b = -1)), "1 - a - b")
  expect_identical(relation_text(c(a = -2)), "-2 * a")
  expect_identical(relation_text(numeric()), "0")
  expect_identical(relation_text(stats::setNames(1:8, letters[1:8])),
                   "a + 2 * b + 3 * c + 4 * d + 5 * e + ... (3 more)")
})

test_that("the message on aliased columns keeps to the width, five relations and a count", {
  expect_identical(aliased_text(list(kg = c(lwt = 0.45359237))), paste(
    "1 column is a linear combination of others, set to NA: `kg` = 0.4536 * `lwt`"))
  relation <- stats::setNames(1:7 / 3, paste0("a_long_name_", 1:7))
  aliased <- stats::setNames(rep(list(relation), 8), paste0("other_name_", 1:8))
  lines <- strsplit(aliased_text(aliased), "\n")[[1]]
  expect_identical(lines[1], "8 columns are linear combinations of others, set to NA:")
  expect_identical(lines[length(lines)], "  and 3 more")
  expect_length(grep("^  `other_name", lines), 5)
  expect_true(all(display_width(lines) <= 80))
  d <- data.frame(y = c(0, 1, 0, 1, 1), x = 1:5, z = 2 * (1:5))
  expect_message(logistic(y ~ x + z, d), "`z` = 2 \\* `x`\n")
  expect_error(logistic(y ~ x + z, d, singular.ok = FALSE), "of others: `z` = 2",
               class = "logistic_error_aliased")
})

test_that("what went wrong is said", {
  fit <- mock_fit(low ~ age, birth_weights())
  fit$convergence$overlap <- "undecided"
  fit$convergence$converged <- FALSE
  fit$convergence$steps <- 50L
  expect_snapshot(fit)
  fit$convergence$message <- "the information is singular"
  expect_identical(not_converged_lines(fit)[1], paste(
    "Not converged after 50 steps (the information is singular); the estimates are"))
})

test_that("a long line of the head keeps the spaces of its label", {
  lines <- labelled_text("Rows     ", strrep("many words ", 12))
  expect_match(lines[1], "^Rows     many words")
  expect_match(lines[2], "^ {9}(many|words)")
  expect_true(all(display_width(lines) <= 80))
})

test_that("prints keep to options(width) from 60 on, by display width", {
  bw <- birth_weights()
  bw$kg <- 0.3 * bw$lwt + 0.2 * bw$age + 0.4 * (bw$smoke == "yes") - 1
  bw$kg2 <- -7 * bw$lwt + 0.123 * bw$age
  names(bw)[names(bw) == "ht"] <- "\u9ad8\u8840\u5727"
  bw[["\u9ad8\u8840\u5727"]][1:3] <- NA
  bw$ptl[5:8] <- NA
  prints <- function() {
    fit <- suppressMessages(any_fit(stats::reformulate(
      c("age", "lwt", "smoke", "kg", "kg2", "race * ptl", "\u9ad8\u8840\u5727"), "low"), bw))
    parted <- suppressWarnings(any_fit(y ~ g, data.frame(g = gl(2, 20),
                                                         y = c(rep(1, 20), rep(0:1, 10)))))
    plain <- any_fit(low ~ age * smoke + lwt, bw)
    capture.output(print(fit), print(summary(fit)), print(parted), print(summary(parted)),
                   print(summary(any_fit(cbind(Menarche, Total - Menarche) ~ Age,
                                         MASS::menarche))),
                   print(odds_ratio(plain)), print(anova(plain)), print(convergence(plain)),
                   print(anova(plain, any_fit(low ~ age, bw))), print(confint(plain)),
                   print(published_model(~ age + lwt + smoke + height + weight, 1:6 / 7)))
  }
  for (width in c(60, 70, 80, 200)) {
    old <- options(width = width)
    lines <- prints()
    options(old)
    expect_true(all(display_width(lines) <= min(width, 80)), info = paste(width, paste(
      lines[display_width(lines) > min(width, 80)], collapse = "\n")))
    expect_false(any(grepl("...", lines, fixed = TRUE)))
  }
})
