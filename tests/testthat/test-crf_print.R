test_that("print is the head, estimates and errors", {
  expect_snapshot(crf_rain())
  expect_snapshot(crf_weather())
})

head_of <- function(fit, label) grep(paste0("^", label), printed(fit), value = TRUE)

test_that("rows are counted in sequences", {
  expect_match(head_of(crf_rain(), "Rows"), "^Rows +1,680 in 60 sequences \\(28 each\\), none left")
  expect_match(head_of(crf_weather(), "Rows"), "1,461 in 48 sequences \\(28 to 31 each\\)")
  d <- rain[rain$month <= 9, ]
  d$day[30] <- NA
  fit <- crf(wet ~ day, d, sequence = month, weights = month, subset = month > 1)
  text <- unwrapped(fit)
  expect_match(text, "196 used of 252, in 7 sequences (28 each); 56 left out:", fixed = TRUE)
  expect_match(text, "values missing in their sequence (28)", fixed = TRUE)
  expect_match(text, "the weights sum to 42, taken as sequences", fixed = TRUE)
})

test_that("labels are written as they are: quoted, plain, and unknown ones counted", {
  expect_match(head_of(crf_rain(), "Outcome"), "^Outcome +[0-9,]+ FALSE, [0-9,]+ TRUE$")
  expect_match(head_of(crf_weather(), "Outcome"), '^Outcome +640 "sun", 101 "fog"')
  d <- rain[rain$month <= 20, ]
  d$wet[3:5] <- NA
  fit <- crf(wet ~ season, d, sequence = month, partial = TRUE)
  expect_match(head_of(fit, "Outcome"), "; 3 unknown, summed over$")
  expect_match(head_of(summary(fit), "Converged"), "local maximum")
  d <- transform(rain[1:280, ], wet = as.integer(wet))
  expect_match(printed(crf(wet ~ 1, d, sequence = month)), "^Emission: wet = 1 / 0, ", all = FALSE)
})

test_that("what transitions depend on, penalties and what is allowed are in the head", {
  expect_identical(printed(crf_rain(transitions = ~ season))[2L], "Transitions depend on season")
  expect_match(printed(crf_rain(transitions = ~ 0))[2L], "neighbouring rows are independent")
  expect_match(printed(crf_rain(l2 = 1))[2L], "^Penalised, l2 = 1: ")
  expect_match(printed(crf_rain(l2 = c(emission = 2, transition = 0.5)))[2L],
               "l2 = 2 (emission), 0.5 (transition): ", fixed = TRUE)
  expect_match(printed(crf_rain(l2 = c(emission = 2), ends = TRUE))[2L],
               "l2 = 2 (emission), 0 (transition), 0 (ends): ", fixed = TRUE)
  may <- matrix(TRUE, 3, 3, dimnames = list(c("a", "b", "c"), c("a", "b", "c")))
  may["c", "b"] <- FALSE
  set.seed(1)
  y <- factor(sample(c("a", "b", "c"), 60, TRUE))
  y[c(FALSE, y[-60] == "c") & y == "b"] <- "a"
  fit <- crf(y ~ 1, data.frame(y = y, id = 1), sequence = id, allowed = may)
  expect_identical(head_of(fit, "Allowed"), "Allowed  8 of 9 transitions")
})

test_that("infinite and aliased estimates are explained", {
  text <- unwrapped(crf_weather())
  expect_match(text, "do not bound 3 estimates: `fog->snow` (-Inf), ", fixed = TRUE)
  d <- transform(rain[rain$month <= 20, ], twice = 2 * day)
  fit <- suppressMessages(crf(wet ~ day + twice, d, sequence = month))
  expect_match(unwrapped(fit), "combination of other columns: `twice` = 2 * `day`.", fixed = TRUE)
  alone <- suppressMessages(crf(wet ~ season, rain[1:300, ], sequence = seq_len(300)))
  expect_match(printed(alone), "^TRUE->TRUE +NA +NA +not told from the others$", all = FALSE)
})

test_that("a fit that did not converge says so", {
  fit <- suppressWarnings(crf_rain(control = list(steps = 1L)))
  expect_match(printed(fit), "^Not converged after 1 step", all = FALSE)
  expect_no_match(printed(summary(fit)), "^Converged")
  fit <- suppressWarnings(crf_chunks(l2 = 1, control = list(iterations = 3L)))
  expect_match(unwrapped(fit), "Not converged after 3 iterations (norm of the", fixed = TRUE)
})

test_that("of many weights their number is printed, never a list", {
  fit <- crf_chunks(l1 = 1)
  lines <- printed(fit)
  expect_lt(length(lines), 16L)
  at <- grep("Weights +not 0$", lines)
  counts <- crf_counts(fit)
  expect_identical(counts$nonzero[1L],
                   sum(fit$weights[seq_len(counts$weights[1L])] != 0) + 0)
  expect_match(lines[at + 1L], paste0("^emission +", format(counts$weights[1L], big.mark = ",")))
  expect_match(lines[at + 3L], "^all ")
  expect_match(lines[length(lines)], "^-logLik \\+ l1 sum\\|w\\| = [0-9.]+ \\(logLik -")
})

test_that("every line keeps to the width", {
  before <- options(width = 80L)
  on.exit(options(before))
  for (width in c(60L, 80L)) {
    options(width = width)
    fits <- list(crf_rain(transitions = ~ season, ends = TRUE), crf_weather(), crf_rain(l2 = 1))
    for (fit in fits) expect_lte(max(nchar(c(printed(fit), printed(summary(fit))))), width)
  }
})
