test_that("rows of the sections are all weights, each once, in its section", {
  fit <- crf_rain(transitions = ~ season, ends = TRUE)
  rows <- crf_sections(fit)
  expect_identical(rows$at[!is.na(rows$at)], seq_along(coef(fit)))
  expect_identical(unique(rows$part), c("emission", "transition", "start", "end"))
  expect_identical(rows$part[!is.na(rows$at)], coef(fit, table = TRUE)$part)
  expect_identical(rows$label[rows$note %in% "reference"], rep("season: summer", 2L))
})

test_that("weights of pairs that were not seen have no row", {
  d <- data.frame(f = factor(c("a", "a", "b", "b", "c", "c")), y = c("u", "v", "u", "v", "u", "u"))
  fit <- crf(x = d["f"], y = d$y, sequence = rep(1, 6), l2 = 1, features = "observed")
  rows <- crf_sections(fit)
  expect_identical(rows$at[!is.na(rows$at)], seq_along(coef(fit)))
  expect_identical(sum(rows$label == "f=c"), 1L)
})

test_that("of a long section the first rows are shown, and the sections below it are there", {
  d <- rain[rain$month <= 40, ]
  x <- matrix(stats::rnorm(nrow(d) * 45), ncol = 45)
  set.seed(2)
  fit <- crf(x = x, y = d$wet, sequence = d$month, coding = "reference")
  lines <- printed(fit)
  expect_match(lines, "^\\.\\.\\. 26 more$", all = FALSE)
  expect_gt(grep("^Transition: ", lines), grep("more$", lines))
  expect_identical(nrow(as.data.frame(summary(fit))), 46L)
})

test_that("items are not broken", {
  lines <- item_lines("label  ", paste0("word", 1:20, " 1.25"))
  expect_lte(max(nchar(lines)), 80L)
  expect_match(lines[-length(lines)], " 1\\.25,$")
  expect_match(lines[-1L], "^ {7}word")
})

test_that("a fit without weights has no table", {
  expect_match(crf_lines(NULL, character(), identity), "^No weights: ")
})
