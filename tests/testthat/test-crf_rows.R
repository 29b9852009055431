# The rows as a dense matrix
spread <- function(rows) {
  out <- matrix(0, rows$n, length(rows$names), dimnames = list(NULL, rows$names))
  value <- if (is.null(rows$value)) 1 else rows$value
  out[cbind(rep(seq_len(rows$n), diff(rows$ptr)), rows$id + 1L)] <- value
  out
}
dense <- cbind(u = c(0, 2, 0, 1), v = c(0, -1.5, 0, 3), w = c(1, 0, 0, 1))
sequences <- sequence_rows(c("a", "a", "b", "b"))

test_that("a matrix keeps what is not 0", {
  rows <- compressed_rows(dense)
  expect_s3_class(rows, "crf_rows")
  expect_identical(rows$ptr, c(0L, 1L, 3L, 3L, 6L))
  expect_identical(rows$id, c(2L, 0L, 1L, 0L, 1L, 2L))
  expect_identical(rows$value, c(1, 2, -1.5, 1, 3, 1))
  expect_identical(rows[c("names", "named", "n")],
                   list(names = c("u", "v", "w"), named = TRUE, n = 4L))
  expect_identical(spread(rows), dense)
  bare <- compressed_rows(unname(dense))
  expect_identical(bare[c("names", "named")], list(names = c("x1", "x2", "x3"), named = FALSE))
})

test_that("values that are all 1 are not kept", {
  ones <- (dense != 0) + 0
  expect_null(compressed_rows(ones)$value)
  for (other in list(ones == 1, `storage.mode<-`(ones, "integer"))) {
    expect_identical(compressed_rows(other), compressed_rows(ones))
  }
})

test_that("matrices of no columns and of no entries have rows", {
  expect_identical(compressed_rows(matrix(0, 3, 0))$ptr, integer(4))
  expect_identical(compressed_rows(matrix(0, 3, 2))[c("ptr", "id", "value")],
                   list(ptr = integer(4), id = integer(), value = NULL))
})

test_that("sparse matrices are read as dense ones", {
  skip_if_not_installed("Matrix")
  sparse <- Matrix::Matrix(dense, sparse = TRUE)
  expect_identical(compressed_rows(sparse), compressed_rows(dense))
  for (class in c("RsparseMatrix", "TsparseMatrix")) {
    expect_identical(compressed_rows(methods::as(sparse, class)), compressed_rows(dense))
  }
  for (class in c("lMatrix", "nMatrix")) {
    expect_identical(compressed_rows(methods::as(sparse, class)), compressed_rows((dense != 0) + 0))
  }
  square <- Matrix::forceSymmetric(Matrix::Matrix(dense[1:3, ], sparse = TRUE))
  expect_identical(spread(compressed_rows(square)), `rownames<-`(as.matrix(square), NULL))
  expect_identical(compressed_rows(Matrix::Diagonal(3))$id, 0:2)
  sparse@x[1L] <- 0
  expect_identical(compressed_rows(sparse), compressed_rows(as.matrix(sparse)))
})

test_that("what is not finite is refused with row, sequence and column", {
  for (bad in c(NA, NaN, Inf, -Inf)) {
    x <- dense
    x[3L, "v"] <- bad
    e <- expect_refused(compressed_rows(x, sequences), "finite", "column `v`",
                        "row 3 (sequence 'b')")
    expect_identical(c(e$row, e$column), c(3L, 2L))
  }
  expect_refused(compressed_rows(unname(x)), "finite", "column 2 is not in row 3")
  expect_refused(compressed_rows(cbind(c(TRUE, NA))), "finite", "row 2")
  skip_if_not_installed("Matrix")
  expect_refused(compressed_rows(Matrix::Matrix(x, sparse = TRUE), sequences), "finite", "`v`",
                 "row 3 (sequence 'b')")
})

test_that("what is no set of rows is refused", {
  expect_refused(compressed_rows("a"), "argument", "`x` must be a matrix")
  expect_refused(compressed_rows(as.POSIXlt("2020-01-01")), "argument", "POSIXlt")
  expect_refused(compressed_rows(getClass("numeric")), "argument", "`x` must be a matrix")
  expect_refused(compressed_rows(dense[1:3, ], sequences), "length", "`x`", "4", "not 3")
  expect_refused(compressed_rows(`colnames<-`(dense, c("u", "v", "u"))), "duplicated", "`u`")
  expect_refused(compressed_rows(`colnames<-`(dense, c("u", "", "w"))), "argument", "names")
})

test_that("bags of strings count, bags of numbers have values", {
  rows <- compressed_rows(list(c("the", "cat", "the"), NULL, character(), "cat"))
  expect_identical(rows$names, c("the", "cat"))
  expect_identical(unname(spread(rows)), rbind(c(2, 1), 0, 0, c(0, 1)))
  expect_identical(rows$ptr, c(0L, 2L, 2L, 2L, 3L))
  expect_null(compressed_rows(list(c("the", "cat"), "cat"))$value)
  expect_identical(compressed_rows(I(list(c("the", "cat", "the"), NULL, NULL, "cat"))), rows)
  rows <- compressed_rows(list(c(a = 0.5, b = 2, a = 1), "b", NULL, c(c = 0, b = -1),
                               c(b = 1, b = -1)))
  expect_identical(spread(rows), cbind(a = c(1.5, 0, 0, 0, 0), b = c(2, 1, 0, -1, 0), c = 0))
  expect_identical(rows$ptr, c(0L, 2L, 3L, 3L, 4L, 4L))
  expect_identical(compressed_rows(list(NULL, NULL))[c("ptr", "id", "names")],
                   list(ptr = integer(3), id = integer(), names = character()))
})

test_that("bags with gaps are refused with row and sequence", {
  expect_refused(compressed_rows(list("a", "b", c("a", NA), "b"), sequences), "missing",
                 "row 3 (sequence 'b')")
  expect_refused(compressed_rows(list("a", "")), "missing", "row 2")
  expect_refused(compressed_rows(list("a", c(a = 1, 2))), "missing", "row 2")
  expect_refused(compressed_rows(list("a", 1:2)), "type", "numbers without names in row 2")
  expect_refused(compressed_rows(list("a", TRUE, sum)), "type", "2 rows (2, 3)")
  expect_refused(compressed_rows(list("a", c(a = NA))), "finite", "row 2")
  expect_refused(compressed_rows(list(c(a = 1, b = Inf), "a")), "finite", "row 1")
  expect_refused(compressed_rows(list()), "empty", "rows")
})

test_that("a data frame has an attribute for each level and for each column of numbers", {
  data <- data.frame(word = c("the", "cat", NA, "the"),
                     tag = factor(c("D", "N", "N", NA), c("N", "V", "D")),
                     up = c(TRUE, NA, TRUE, TRUE), x = c(0, 1.5, 1, 2))
  rows <- compressed_rows(data)
  expect_identical(spread(rows), cbind("word=the" = c(1, 0, 0, 1), "word=cat" = c(0, 1, 0, 0),
                                       "tag=N" = c(0, 1, 1, 0), "tag=D" = c(1, 0, 0, 0),
                                       "up=TRUE" = c(1, 0, 1, 1), x = c(0, 1.5, 1, 2)))
  expect_null(compressed_rows(data[1:3])$value)
  expect_identical(compressed_rows(as.matrix(data[1])), compressed_rows(data[1]))
  data$x[4L] <- NA
  expect_refused(compressed_rows(data, sequences), "finite", "`x`", "NA in row 4 (sequence 'b')")
  expect_refused(compressed_rows(data[0L, ]), "empty", "rows")
  data$x <- list(1)
  expect_refused(compressed_rows(data), "type", "`x`")
  broken <- structure(c(1L, 7L), levels = c("a", "b"), class = "factor")
  expect_refused(compressed_rows(data.frame(f = broken)), "type", "`f` must have codes from 1 to 2")
})

test_that("rows are read by the attributes of a fit, unknown ones counted", {
  rows <- compressed_rows(dense)
  own <- match_rows(rows, rows$names)
  expect_identical(spread(own), dense)
  expect_identical(attr(own, "unknown"), c(entries = 0L, attributes = 0L))
  turned <- match_rows(rows, c("w", "z", "u", "v"))
  expect_identical(spread(turned), cbind(dense, z = 0)[, c("w", "z", "u", "v")])
  fewer <- match_rows(rows, c("w", "z"))
  expect_identical(spread(fewer), cbind(w = dense[, 3], z = 0))
  expect_identical(fewer$ptr, c(0L, 1L, 1L, 1L, 2L))
  expect_identical(attr(fewer, "unknown"), c(entries = 4L, attributes = 2L))
  binary <- match_rows(compressed_rows(dense != 0), "u")
  expect_identical(spread(binary), cbind(u = c(0, 1, 0, 1)))
  bare <- compressed_rows(unname(dense))
  expect_identical(spread(match_rows(bare, c("u", "v", "w"))), dense)
  expect_refused(match_rows(bare, c("u", "v")), "newdata", "2 columns", "not 3")
})

test_that("rows are picked as those of a matrix", {
  rows <- compressed_rows(dense)
  for (which in list(c(4L, 2L, 2L), 3L, integer(), 1:4)) {
    expect_identical(spread(pick_crf_rows(rows, which)), dense[which, , drop = FALSE])
  }
})
