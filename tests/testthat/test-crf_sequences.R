test_that("consecutive rows of one id are a sequence, whatever its type", {
  by <- c(3L, 3L, 1L, 2L, 2L, 2L)
  ids <- list(by, by + 0.5, letters[by], factor(letters[by], letters[3:1]), by == 1L,
              as.Date("2020-01-01") + by, as.POSIXct("2020-01-01", tz = "UTC") + by)
  ids[[5L]] <- c(TRUE, TRUE, FALSE)
  for (id in ids[-5L]) {
    s <- sequence_rows(id)
    expect_identical(s$ptr, c(0L, 2L, 3L, 6L))
    expect_identical(s$id, id[c(1L, 3L, 4L)])
    expect_null(s$weights)
  }
  expect_identical(sequence_rows(ids[[5L]])$ptr, c(0L, 2L, 3L))
  expect_identical(sequence_rows("a")[1:2], list(ptr = c(0L, 1L), id = "a"))
})

test_that("weights are one a sequence, and may be given one a row", {
  id <- c("a", "a", "b", "c", "c")
  expect_identical(sequence_rows(id, weights = c(2L, 2L, 1L, 3L, 3L))$weights, c(2, 1, 3))
  expect_identical(sequence_rows(id, weights = c(2, 1, 3))$weights, c(2, 1, 3))
})

test_that("an id that is missing or recurs is refused, with the rows", {
  e <- expect_refused(sequence_rows(c("a", NA, "b"), name = "id"), "sequence", "`id`", "row 2")
  expect_identical(e$rows, 2L)
  e <- expect_refused(sequence_rows(c("a", "a", "b", "b", "b", "a")), "sequence",
                      "sequence 'a' ended at row 2 and recurs at row 6")
  expect_identical(e$rows, c(2L, 6L))
  expect_refused(sequence_rows(factor(c("u", "v", "u"))), "sequence", "sequence 'u' ended at row 1")
  expect_refused(sequence_rows(c(1e5, 2, 1e5)), "sequence", "sequence '100000' ended at row 1")
  expect_refused(sequence_rows(character()), "empty", "`sequence` must have rows")
  expect_refused(sequence_rows(list(1, 2)), "argument", "`sequence`", "a list")
  expect_refused(sequence_rows(NULL), "argument", "`sequence` must be a vector")
  expect_refused(sequence_rows(matrix(1:4, 2)), "argument", "matrix")
})

test_that("time increases within a sequence", {
  id <- c(1, 1, 1, 2, 2)
  days <- as.Date("2020-01-01") + c(0, 1, 5, 0, 2)
  for (time in list(c(1, 2, 9, 1, 2), days, ordered(c("a", "b", "c", "a", "b")))) {
    expect_identical(sequence_rows(id, time), sequence_rows(id))
  }
  e <- expect_refused(sequence_rows(id, c(1, 2, 2, 1, 2)), "time", "row 3 (sequence '1')",
                      "it is 2 after 2")
  expect_identical(e$rows, 3L)
  expect_refused(sequence_rows(id, c(1, 2, 3, 4, NA)), "time", "missing in row 5 (sequence '2')")
  expect_refused(sequence_rows(id, 1:4), "length", "`time`", "5")
  expect_refused(sequence_rows(id, letters[1:5]), "argument", "`time` must be numbers")
  expect_refused(sequence_rows(id, days[c(2, 1, 3:5)]), "time", "2020-01-01 after 2020-01-02")
})

test_that("weights are positive, finite and constant within a sequence", {
  id <- c("a", "a", "b")
  expect_refused(sequence_rows(id, weights = c(1, 2, 1)), "weights", "row 2 (sequence 'a')",
                 "it is 2 after 1")
  for (bad in c(NA, Inf, 0, -1)) {
    expect_refused(sequence_rows(id, weights = c(1, 1, bad)), "weights", "row 3 (sequence 'b')",
                   paste("it is", bad))
    expect_refused(sequence_rows(id, weights = c(1, bad)), "weights", "row 3 (sequence 'b')")
  }
  expect_refused(sequence_rows(id, weights = 1:4), "length", "a row, 3, or a sequence, 2, not 4")
  expect_refused(sequence_rows(id, weights = "1"), "argument", "`weights` must be numbers")
})
