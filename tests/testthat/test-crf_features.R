set.seed(5)
text <- data.frame(id = rep(c("p", "q", "r", "s"), c(5, 1, 7, 2)),
                   word = sample(c("the", "cat", "a|b", "dog", "\\"), 15, TRUE),
                   pos = factor(sample(c("N", "V"), 15, TRUE), c("X", "V", "N")),
                   x = round(rnorm(15), 2), up = rep(c(TRUE, FALSE, NA), 5))

# What stands at an offset, pasted row by row
at <- function(x, offset, id = text$id) {
  vapply(seq_along(x), function(i) {
    own <- which(id == id[i])
    from <- i + offset
    if (from < own[1L]) sprintf("_B-%d", own[1L] - from) else
      if (from > own[length(own)]) sprintf("_B+%d", from - own[length(own)]) else
        as.character(x[from])
  }, "")
}
mark <- function(x) gsub("|", "\\|", gsub("\\", "\\\\", x, fixed = TRUE), fixed = TRUE)
attributes_of <- function(f, row) {
  sort(f$rows$names[f$rows$id[seq(f$rows$ptr[row] + 1L, length.out = diff(f$rows$ptr)[row])] + 1L])
}

test_that("templates give what pasting gives", {
  f <- crf_features(text, id, ~ lag(word, -2:2) + lag(word, -1):word +
                      lag(pos, -1):pos:lag(word, 3))
  expect_s3_class(f, "crf_features")
  said <- c(lapply(-2:2, function(k) sprintf("word[%d]=%s", k, at(text$word, k))),
            list(paste0("word[-1]|word[0]=", mark(at(text$word, -1)), "|", mark(text$word)),
                 paste0("pos[-1]|pos[0]|word[3]=", at(text$pos, -1), "|", text$pos, "|",
                        mark(at(text$word, 3)))))
  expected <- do.call(cbind, said)
  for (row in 1:15) expect_identical(attributes_of(f, row), sort(expected[row, ]))
  expect_identical(dim(f), c(15L, length(unique(c(expected)))))
  expect_setequal(f$rows$names, c(expected))
  expect_false(anyDuplicated(f$rows$names) > 0L)
  expect_null(f$rows$value)
  expect_identical(f$templates$template[5:7],
                   c("word[2]", "word[-1]|word[0]", "pos[-1]|pos[0]|word[3]"))
  expect_identical(sum(f$templates$attributes), ncol(f))
  expect_identical(f$sequences, list(ptr = c(0L, 5L, 6L, 13L, 15L), id = c("p", "q", "r", "s")))
})

test_that("without boundary there is no attribute outside", {
  f <- crf_features(text, id, ~ lag(word, c(-1, 1)) + lag(pos, -1):word, boundary = FALSE)
  full <- crf_features(text, id, ~ lag(word, c(-1, 1)) + lag(pos, -1):word)
  for (row in 1:15) {
    expect_identical(attributes_of(f, row),
                     grep("_B", attributes_of(full, row), value = TRUE, invert = TRUE))
  }
})

test_that("numbers give values, alone and in pairs; missing levels give nothing", {
  f <- crf_features(text, id, ~ 1 + x + lag(x, 1) + pos:x + x:lag(x, 1) + up)
  dense <- matrix(0, 15, ncol(f), dimnames = list(NULL, f$rows$names))
  dense[cbind(rep(1:15, diff(f$rows$ptr)), f$rows$id + 1L)] <- f$rows$value
  after <- lagged(text$x, 1, text$id, fill = 0)
  expect_identical(dense, cbind(
    "(Intercept)" = 1, "x[0]" = text$x, "x[1]" = after,
    "pos[0]|x[0]=V" = text$x * (text$pos == "V"), "pos[0]|x[0]=N" = text$x * (text$pos == "N"),
    "x[0]|x[1]" = text$x * after, "up[0]=FALSE" = (!text$up) %in% TRUE,
    "up[0]=TRUE" = text$up %in% TRUE))
})

test_that("templates may be computed, nested and repeated", {
  names_of <- function(templates) crf_features(text, id, templates)$templates$template
  k <- -1
  expect_identical(names_of(~ lag(substr(word, 1, 1), k)), "substr(word, 1, 1)[-1]")
  expect_identical(names_of(~ lag(word:lag(pos, 1), -1:0)), c("word[-1]|pos[0]", "word[0]|pos[1]"))
  expect_identical(names_of(~ (lag(word, -1:0)):(pos + up)),
                   c("word[-1]|pos[0]", "word[-1]|up[0]", "word[0]|pos[0]", "word[0]|up[0]"))
  expect_identical(names_of(~ word + lag(word, 0) + word:pos + pos:word + word:word),
                   c("word[0]", "word[0]|pos[0]"))
  expect_identical(names_of(~ lag(word)), "word[-1]")
  lag <- function(...) stop("not this one")
  expect_identical(names_of(~ lag(word, -1)), "word[-1]")
  f <- crf_features(text, id, ~ toupper(word))
  expect_identical(f$rows$names, paste0("toupper(word)[0]=", unique(toupper(text$word))))
})

test_that("a value with the name of a place outside is that place", {
  f <- crf_features(data.frame(w = c("_B-1", "u")), c(1, 1), ~ lag(w, -1))
  expect_identical(f$rows$names, "w[-1]=_B-1")
  expect_identical(f$rows$id, c(0L, 0L))
})

test_that("rows are picked, read by a fit's names, printed, and made a matrix", {
  f <- crf_features(text, id, ~ lag(word, -1:0) + x)
  some <- f[c(3, 14), ]
  expect_identical(dim(some), c(2L, ncol(f)))
  expect_null(some$sequences)
  for (k in 1:2) expect_identical(attributes_of(some, k), attributes_of(f, c(3, 14)[k]))
  expect_identical(f[text$id == "q", ]$rows, f[6, ]$rows)
  expect_identical(compressed_rows(f), f$rows)
  new <- crf_features(text[6:13, ], id, ~ lag(word, -1:0) + x)
  expect_identical(unclass(match_rows(new$rows, f$rows$names))[1:6], unclass(f[6:13, ]$rows)[1:6])
  shown <- capture.output(print(f))
  expect_identical(shown[1L], "Features of 15 rows in 4 sequences")
  expect_match(shown[2L], "^[0-9]+ attributes, [0-9]+ entries$")
  expect_match(shown, "^word\\[-1\\] +[0-9]$", all = FALSE)
  expect_identical(capture.output(print(f[1, ]))[1L], "Features of 1 row")
  expect_refused(f[16, ], "argument", "`i`")
  expect_refused(f[1, 1], "argument", "`j`")
  expect_refused(features_matrix(text), "argument", "`x` must be crf_features()")
  skip_if_not_installed("Matrix")
  m <- features_matrix(f)
  expect_s4_class(m, "dgCMatrix")
  expect_identical(compressed_rows(m), f$rows)
})

test_that("what is no template is refused", {
  refused <- function(templates, ...) {
    expect_refused(crf_features(text, id, templates), "templates", ...)
  }
  refused("word", "one-sided formula")
  refused(pos ~ word, "one-sided formula", "pos ~ word")
  refused(~ word * pos, "word * pos")
  refused(~ word - pos, "word - pos")
  refused(~ 0 + word, "0")
  refused(~ lag(word, 0.5), "whole numbers", "lag(word, 0.5)")
  refused(~ lag(word, nowhere), "whole numbers", "lag(word, nowhere)")
  refused(~ lag(word, 1, 2), "lag(variable, offsets)")
  refused(~ lag(), "lag(variable, offsets)")
  refused(~ toupper(lag(word, -1)), "outermost", "toupper(lag(word, -1))")
})

test_that("data that do not fit are refused", {
  expect_refused(crf_features(as.list(text), id, ~ word), "argument", "`data` must be a data frame")
  expect_refused(crf_features(text, id, ~ nowhere), "variable", "`nowhere`")
  expect_refused(crf_features(text, nowhere, ~ word), "variable", "`nowhere`")
  expect_refused(crf_features(text, c(id[1:14], "p"), ~ word), "sequence", "recurs")
  expect_refused(crf_features(text, c("a", "b"), ~ word), "length", "`sequence`", "15", "not 2")
  expect_refused(crf_features(text, id, ~ word, boundary = NA), "argument", "`boundary`")
  expect_refused(crf_features(text, id, ~ unique(word)), "length", "unique(word)")
  expect_refused(crf_features(text, id, ~ cbind(x, x)), "type", "must be a vector")
  gap <- text
  gap$x[7L] <- NA
  expect_refused(crf_features(gap, id, ~ lag(x, 1)), "finite", "`x`", "NA in row 7 (sequence 'r')")
})

test_that("a fit takes the sequences from its features, where these know them", {
  f <- crf_features(text, id, ~ word)
  fit <- crf(x = f, y = text$pos, l2 = 1)
  expect_identical(coef(fit), coef(crf(x = f, y = text$pos, sequence = text$id, l2 = 1)))
  expect_identical(names(predict(fit, type = "logprob")), c("p", "q", "r", "s"))
  expect_refused(crf(x = f[1:15, ], y = text$pos, l2 = 1), "argument", "`sequence` must be given")
})
