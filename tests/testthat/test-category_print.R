test_that("print is the head and the first columns, with reference levels", {
  expect_snapshot(housing_fit())
  expect_snapshot(wine_fit())
})

test_that("titles and signs of ordinal models", {
  head_of <- function(...) printed(wine_fit(...))[1:3]
  expect_match(head_of(link = "probit")[1L], "^Ordinal probit\\. Modelling rating: 1 < 2")
  expect_match(head_of(link = "probit")[2L], "^probit P\\(rating <= k\\) = threshold - slopes")
  expect_match(head_of(type = "adjacent")[1L], "^Adjacent-category logit\\. Modelling")
  expect_match(head_of(type = "adjacent")[2L], "^log P\\(rating = k\\) / P\\(rating = k\\+1\\) =")
  text <- head_of(type = "continuation", link = "cloglog")
  expect_match(text[1L], "^Continuation-ratio cloglog\\. ")
  expect_match(text[2L], "^cloglog P\\(rating = k \\| rating >= k\\) = threshold - slopes")
  expect_match(printed(contact_apart())[1L], "^Ordinal logit, partial proportional odds\\. ")
  apart <- ordinal(Sat ~ Infl, MASS::housing, freq = Freq, parallel = FALSE)
  expect_match(printed(apart)[1L], "^Ordinal logit, slopes differing between thresholds\\. ")
  text <- head_of(scale = ~contact)
  expect_match(text[1L], "^Ordinal logit, scale effects\\. ")
  expect_match(text[2L], "= \\(threshold - slopes\\) / scale: positive slope, higher")
  expect_match(printed(contact_apart(type = "continuation"))[1L],
               "^Continuation-ratio logit, some slopes differing between thresholds\\.")
})

test_that("slopes that are not parallel have a row for each threshold, numbers in their place", {
  fit <- contact_apart()
  lines <- printed(fit)
  rows <- grep("^  yes, ", lines, value = TRUE)
  expect_identical(sub(" .*", "", sub("^  yes, ", "", rows)), fit$cuts)
  shown <- as.numeric(sub("^  yes, [^ ]+ +([-0-9.]+) .*", "\\1", rows))
  expect_equal(shown, unname(coef(fit)[paste0(fit$cuts, ":contactyes")]), tolerance = 1e-2)
  warm <- grep("^  warm ", lines, value = TRUE)
  expect_equal(as.numeric(strsplit(trimws(warm), " +")[[1L]][2L]), coef(fit)[["tempwarm"]],
               tolerance = 1e-3)
})

test_that("scale effects have a table of their own", {
  lines <- printed(wine_fit(scale = ~contact))
  at <- match("Log of the scale", lines)
  expect_match(lines[at + 2L], "^contactyes +-0\\.128 +0\\.245$")
})

test_that("rows, weights and outcomes", {
  line <- function(fit, label) grep(paste0("^", label), printed(fit), value = TRUE)
  weighted <- multinomial(Sat ~ Infl, MASS::housing, weights = Freq)
  expect_match(line(weighted, "Rows"), "72 used, none left out; the weights sum to 1,681, taken")
  expect_match(line(housing_fit(reference = "High"), "Outcome"),
               "567 \"Low\", 446 \"Medium\", 668 \"High\"; the order of `Sat` is not used$")
  expect_match(printed(housing_fit(reference = "High"))[1L],
               "Modelling Sat: \"Low\", \"Medium\", each against \"High\"$")
  race <- multinomial(race ~ age, birthweight)
  expect_match(line(race, "Outcome"), "^Outcome +96 \"white\", 26 \"black\", 67 \"other\"$")
  two <- printed(multinomial(smoke ~ age, birthweight))[1L]
  expect_match(two, "Modelling smoke: \"yes\" against \"no\"$")
  counts <- cbind(a = c(10, 5, 8), b = c(3, 9, 4), c = c(2, 3, 9))
  expect_match(line(ordinal(counts ~ x, list(counts = counts, x = 1:3)), "Rows"),
               "3 groups used, 53 trials$")
})

test_that("what is aliased, infinite or undecided is said", {
  b <- transform(birthweight, twice = 2 * age + 1)
  fit <- suppressMessages(multinomial(race ~ age + twice, b))
  expect_length(grep("^twice +NA +NA  = 1 \\+ 2 \\* age$", printed(fit)), 2L)
  lines <- printed(with_infinite(wine_fit(), "tempwarm"))
  expect_match(lines, "^  warm +Inf +NA$", all = FALSE)
  expect_match(lines, "^The data are separated\\. Infinite: `tempwarm` \\(\\+Inf\\)\\. LR",
               all = FALSE)
  fit <- with_infinite(suppressMessages(multinomial(race ~ age + twice + lwt, b)), "black:age")
  fit$coefficients["black:lwt"] <- NA
  expect_match(printed(fit), "^1 coefficient is NA \\(`black:lwt`\\): the data do not", all = FALSE)
  lines <- printed(undecided(wine_fit()))
  expect_match(lines, "Whether a finite maximum exists was not decided", all = FALSE)
  expect_match(lines, "^1\\|2 +-1.344 +NA$", all = FALSE)
})

test_that("of very many thresholds and levels the first are shown, within the width", {
  set.seed(1)
  n <- 300
  d <- data.frame(x = stats::rnorm(n), f = factor(rep(1:25, 12)))
  d$y <- ordered(round(d$x + stats::rlogis(n), 5))
  fit <- ordinal(y ~ x + f, d)
  lines <- printed(fit)
  expect_match(lines, "^f +25 levels$", all = FALSE)
  expect_identical(sum(grepl("|", lines, fixed = TRUE)), 20L)
  expect_match(lines, paste0("^\\.\\.\\. ", length(fit$cuts) - 20L, " more$"), all = FALSE)
  expect_lte(max(nchar(lines, "width")), 80L)
  expect_lt(length(lines), 40L)
  k <- factor(rep(sprintf("a category of a long name, number %d", 1:20), 15))
  lines <- printed(multinomial(k ~ x, cbind(d, k)))
  expect_match(lines, "^\\.\\.\\. 37 more$", all = FALSE)
  expect_lte(max(nchar(lines, "width")), 80L)
})

test_that("a model of thresholds alone", {
  lines <- printed(ordinal(rating ~ 1, wine_ratings()))
  expect_match(lines, "^4\\|5 +2\\.2", all = FALSE)
  expect_match(lines[match("Thresholds", lines) - 1L], "Estimate +SE$")
})
