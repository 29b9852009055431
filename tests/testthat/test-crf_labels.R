sequences <- sequence_rows(c("a", "a", "b", "b"))

test_that("labels of all kinds become codes from 0", {
  expect_identical(label_codes(factor(c("y", "x", "y", "z"), c("z", "y", "x"))),
                   list(code = c(1L, 2L, 1L, 0L), lev = c("z", "y", "x"), kind = "factor",
                        name = "y"))
  expect_identical(label_codes(c("b", "a", "c"), name = "tag"),
                   list(code = c(1L, 0L, 2L), lev = c("a", "b", "c"), kind = "character",
                        name = "tag"))
  expect_identical(label_codes(c(TRUE, FALSE)), list(code = 1:0, lev = c("FALSE", "TRUE"),
                                                     kind = "logical", name = "y"))
  expect_identical(label_codes(c(u = 0, v = 1)), list(code = 0:1, lev = c("0", "1"),
                                                      kind = "binary", name = "y"))
  expect_identical(label_codes(cbind(0:1))$code, 0:1)
})

test_that("levels without a row are left out, and that is said", {
  y <- factor(c("c", "a"), c("a", "b", "c"))
  m <- expect_message(read <- label_codes(y), class = "logistic_message_levels")
  expect_match(conditionMessage(m), "no observation of \"b\"")
  expect_identical(read[1:2], list(code = 1:0, lev = c("a", "c")))
  expect_identical(expect_silent(label_codes(y, drop = FALSE))[1:2],
                   list(code = c(2L, 0L), lev = c("a", "b", "c")))
})

test_that("labels are known, or -1 when they need not be", {
  y <- c("a", NA, "b", NA)
  e <- expect_refused(label_codes(y, sequences = sequences), "missing",
                      "2 rows (2, 4), the first in sequence 'a'", "partial = TRUE")
  expect_identical(e$rows, c(2L, 4L))
  expect_identical(label_codes(y, partial = TRUE)$code, c(0L, -1L, 1L, -1L))
  expect_identical(label_codes(c(NA, 1, 0), partial = TRUE)$code, c(-1L, 1L, 0L))
  expect_identical(label_codes(factor(y), partial = TRUE)$code, c(0L, -1L, 1L, -1L))
  expect_identical(label_codes(y, lev = c("b", "a"), partial = TRUE)$code, c(1L, -1L, 0L, -1L))
  expect_refused(label_codes(y, lev = c("b", "a")), "missing", "row")
})

test_that("one label only, other numbers and other things are refused", {
  expect_refused(label_codes(c("a", "a")), "levels", "one (\"a\")")
  expect_refused(label_codes(factor("a", c("a", "b")), drop = FALSE), "levels", "one")
  expect_refused(label_codes(c(NA_character_), partial = TRUE), "levels", "none")
  expect_refused(label_codes(c(0, 1, 2, 1), sequences = sequences), "response",
                 "row 3 (sequence 'b') it is 2", "factor(y)")
  expect_refused(label_codes(as.Date("2020-01-01")), "argument", "Date")
  expect_refused(label_codes(list("a")), "argument", "a list")
  expect_refused(label_codes(c("a", "b"), sequences = sequences), "length", "4", "not 2")
})

test_that("new labels are read by those of the fit; unknown ones are refused or -2", {
  lev <- c("b", "a")
  for (y in list(c("a", "b", "a", "d"), factor(c("a", "b", "a", "d")))) {
    e <- expect_refused(label_codes(y, lev, sequences = sequences), "levels",
                        "\"d\" in row 4 (sequence 'b')", "\"b\", \"a\"")
    expect_identical(e$levels, "d")
    expect_identical(label_codes(y, lev, unseen = "code")$code, c(1L, 0L, 1L, -2L))
  }
  expect_identical(label_codes(c("a", NA, "d"), lev, TRUE, unseen = "code")$code, c(1L, -1L, -2L))
  expect_identical(label_codes(c(1, 0, 1), c("0", "1"))$code, c(1L, 0L, 1L))
  expect_identical(label_codes(c(TRUE, TRUE), c("FALSE", "TRUE"))$code, c(1L, 1L))
})

test_that("more labels than the core counts are refused before any work", {
  n <- 65536L
  y <- as.character(seq_len(n))
  expect_refused(crf(x = list("a")[rep(1L, n)], y = y, sequence = rep(1L, n), l2 = 1), "levels",
                 "`y` must have at most 65,535 labels; it has 65,536.")
  expect_refused(crf(y ~ 1, data.frame(y = factor(y), id = 1), sequence = id), "levels", "65,536")
  expect_length(label_codes(factor(y[-1L]))$lev, 65535L)
})
