# The totals that the sources print.

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
