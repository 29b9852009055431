# The totals that the sources print, and the facts that the help pages state.

test_that("the data sets of three and more categories hold what their sources print", {
  foods <- c("fish", "invertebrate", "reptile", "bird", "other")
  expect_equal(unname(colSums(alligators[foods])), c(94, 61, 19, 13, 32))
  expect_equal(c(tapply(rowSums(alligators[foods]), alligators$lake, sum)),
               c(George = 63, Hancock = 55, Oklawaha = 48, Trafford = 53))
  expect_equal(tabulate(impairment$impairment), c(12, 12, 7, 9))
  expect_equal(mean(impairment$life), 4.275)
  expect_equal(rowSums(cheese[-1]), rep(52, 4))
  expect_equal(unname(colSums(pneumoconiosis[-1])), c(289, 38, 44))
  expect_equal(tabulate(wine$rating), c(5, 22, 26, 12, 7))
  expect_true(is.ordered(impairment$impairment) && is.ordered(wine$rating))
})

test_that("chunks are labelled by the rules of IOB2, sentence by sentence", {
  expect_identical(dim(chunks), c(5078L, 4L))
  expect_identical(unique(chunks$sentence), 1:194)
  expect_false(is.unsorted(chunks$sentence))
  expect_false(anyNA(chunks))
  label <- as.character(chunks$chunk)
  type <- sub("^[BI]-", "", label)
  inside <- which(startsWith(label, "I-"))
  expect_identical(type[inside], type[inside - 1L])
  expect_identical(chunks$sentence[inside], chunks$sentence[inside - 1L])
  begun <- table(type[startsWith(label, "B-")])
  expect_identical(
    c(begun)[c("NP", "VP", "PP", "ADVP", "SBAR", "ADJP", "PRT", "INTJ")],
    c(NP = 1211L, VP = 718L, PP = 373L, ADVP = 253L, SBAR = 91L, ADJP = 84L, PRT = 68L, INTJ = 42L))
  self <- chunk_scores(chunks$chunk, chunks$chunk, chunks$sentence)
  expect_identical(self$overall$true, sum(begun))
  expect_identical(self$overall$f1, 1)
  last <- !duplicated(chunks$sentence, fromLast = TRUE)
  expect_true(all(chunks$pos[last] %in% c(".", "''", ")")))
})

test_that("rain has whole months of 28 days, wetter in winter than in summer, and no code astray", {
  expect_identical(rain$month, rep(1:1059, each = 28))
  expect_identical(rain$day, rep(1:28, 1059))
  expect_identical(sum(rain$wet), 12202L)
  by_month <- c(tapply(rain$wet, rain$calendar, mean))
  expect_equal(round(unname(by_month[c(1, 7, 12)]), 2), c(0.60, 0.19, 0.61))
  expect_identical(levels(rain$season), c("summer", "autumn", "winter", "spring"))
  months <- vapply(split(rain$calendar, rain$season), function(m) toString(sort(unique(m))), "")
  expect_identical(months, c(summer = "6, 7, 8", autumn = "9, 10, 11", winter = "1, 2, 12",
                             spring = "3, 4, 5"))
})

test_that("seattle has all days of four years, and precipitation where its help page says", {
  expect_identical(seattle$date, seq(as.Date("2012-01-01"), as.Date("2015-12-31"), by = "day"))
  expect_equal(seattle$month, 12 * (as.integer(format(seattle$date, "%Y")) - 2012) +
                 as.integer(format(seattle$date, "%m")))
  expect_identical(c(table(seattle$weather)), c(sun = 640L, fog = 101L, drizzle = 53L, rain = 641L,
                                                snow = 26L))
  expect_identical(c(table(seattle$weather[seattle$precipitation > 0])),
                   c(sun = 0L, fog = 0L, drizzle = 0L, rain = 597L, snow = 26L))
  expect_true(all(seattle$temp_min <= seattle$temp_max))
  expect_equal(colSums(seattle[c("temp_max", "temp_min", "wind", "precipitation")]),
               c(temp_max = 24017.5, temp_min = 12031, wind = 4735.3, precipitation = 4426))
})
