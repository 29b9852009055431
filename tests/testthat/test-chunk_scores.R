words <- function(x) strsplit(x, " ")[[1L]]

# conlleval.pl's loop over tokens, by its rules written out: what the vectorised count is held to.
conlleval_counts <- function(truth, predicted, sequence) {
  split_label <- function(x) if (x == "O") c("O", "") else c(substr(x, 1, 1), substring(x, 3))
  starts <- function(p, t, p_type, t_type) {
    t %in% c("B", "S") || p %in% c("E", "S", "O") && t %in% c("E", "I") ||
      t != "O" && p_type != t_type
  }
  ends <- function(p, t, p_type, t_type) {
    p %in% c("E", "S") || p %in% c("B", "I") && t %in% c("B", "S", "O") ||
      p != "O" && p_type != t_type
  }
  counts <- c(true = 0, found = 0, right = 0)
  inside <- FALSE
  a <- b <- c("O", "")
  rows <- split(seq_along(truth), match(sequence, unique(sequence)))
  for (i in unlist(lapply(rows, c, NA))) { # a blank line, which counts as O, after each sequence
    new_a <- if (is.na(i)) c("O", "") else split_label(truth[i])
    new_b <- if (is.na(i)) c("O", "") else split_label(predicted[i])
    end_a <- ends(a[1], new_a[1], a[2], new_a[2])
    end_b <- ends(b[1], new_b[1], b[2], new_b[2])
    if (inside) {
      if (end_a && end_b && a[2] == b[2]) {
        inside <- FALSE
        counts["right"] <- counts["right"] + 1
      } else if (end_a != end_b || new_a[2] != new_b[2]) {
        inside <- FALSE
      }
    }
    start_a <- starts(a[1], new_a[1], a[2], new_a[2])
    start_b <- starts(b[1], new_b[1], b[2], new_b[2])
    if (start_a && start_b && new_a[2] == new_b[2]) inside <- TRUE
    counts <- counts + c(start_a, start_b, 0)
    a <- new_a
    b <- new_b
  }
  counts
}

counts_of <- function(scores) unlist(scores$overall[c("true", "found", "right")])

test_that("chunks are right when both ends and the type are", {
  truth <- words("B-NP I-NP B-VP O B-NP B-VP I-VP")
  found <- words("B-NP I-NP B-VP O B-NP I-NP B-VP")
  scores <- chunk_scores(truth, found, c(1, 1, 1, 1, 2, 2, 2))
  expect_identical(scores$types$type, c("NP", "VP"))
  expect_equal(scores$types$true, c(2, 2))
  expect_equal(scores$types$found, c(2, 2))
  expect_equal(scores$types$right, c(1, 1))
  expect_equal(unlist(scores$overall[c("precision", "recall", "f1")], use.names = FALSE),
               c(0.5, 0.5, 0.5))
  expect_equal(scores$token_accuracy, 5 / 7)
  expect_equal(scores$sequence_accuracy, 1 / 2)
  # a longer chunk that contains a true one is not right, whichever end it shares
  expect_equal(counts_of(chunk_scores(words("B-A O"), words("B-A I-A")))[["right"]], 0)
  expect_equal(counts_of(chunk_scores(words("O B-A"), words("B-A I-A")))[["right"]], 0)
  expect_equal(counts_of(chunk_scores(words("B-A I-A"), words("B-B I-B")))[["right"]], 0)
})

test_that("the schemes mark the same chunks", {
  schemes <- c(IOB2 = "B-A I-A B-A B-B I-B I-B O B-A O", IOB1 = "I-A I-A B-A I-B I-B I-B O I-A O",
               IOE1 = "I-A E-A I-A I-B I-B I-B O I-A O", IOE2 = "I-A E-A E-A I-B I-B E-B O E-A O",
               IOBES = "B-A E-A S-A B-B I-B E-B O S-A O", BILOU = "B-A L-A U-A B-B I-B L-B O U-A O")
  for (one in names(schemes)) {
    for (other in names(schemes)) {
      scores <- chunk_scores(words(schemes[[one]]), words(schemes[[other]]))
      expect_identical(unname(counts_of(scores)), c(4L, 4L, 4L), info = paste(one, other))
    }
  }
  expect_equal(chunk_scores(words(schemes[["IOB2"]]), words(schemes[["IOBES"]]))$token_accuracy,
               5 / 9)
})

test_that("labels that break their scheme make chunks as conlleval's rules say", {
  chunks <- function(labels, sequence = NULL) {
    counts_of(chunk_scores(words(labels), words(labels), sequence))[["true"]]
  }
  expect_equal(chunks("I-A I-A"), 1)         # an orphan begins a chunk
  expect_equal(chunks("O I-A I-B I-B"), 2)   # as does another type
  expect_equal(chunks("I-A I-A", c(1, 2)), 2) # no chunk reaches over the end of a sequence
  expect_equal(chunks("B-A S-A I-A"), 3)
  expect_equal(chunks("E-A E-A I-A"), 3)
  expect_equal(chunks("B-A E-B"), 2)
  expect_equal(chunks("B-A B-A"), 2)
  expect_equal(chunks("B-ADVP-X I-ADVP-X I-ADVP I-ADVP-X"), 3) # the first hyphen ends the letter
  expect_equal(chunks("O O"), 0)
  expect_identical(chunk_scores("B-ADVP-X", "O")$types$type, "ADVP-X")
})

test_that("counts are those of conlleval's loop, for any labels", {
  set.seed(5)
  all <- c("O", outer(c("B-", "I-", "E-", "S-"), c("X", "Y"), paste0))
  for (k in 1:40) {
    n <- 60L
    truth <- sample(all, n, TRUE)
    found <- ifelse(runif(n) < 0.7, truth, sample(all, n, TRUE))
    sequence <- cumsum(runif(n) < 0.2)
    expect_equal(counts_of(chunk_scores(truth, found, sequence)),
                 conlleval_counts(truth, found, sequence), info = k)
  }
})

test_that("factors count by their labels, not by their codes", {
  truth <- words("B-NP I-NP O")
  found <- words("B-NP O O")
  expected <- chunk_scores(truth, found)
  expect_identical(
    chunk_scores(factor(truth, c("O", "I-NP", "B-NP")), factor(found, c("B-NP", "B-PP", "O"))),
    expected)
  expect_identical(chunk_scores(factor(truth), found), expected)
})

test_that("scores without chunks are NA where nothing divides by nothing", {
  nothing <- chunk_scores(c("O", "O"), c("O", "O"))
  expect_identical(nrow(nothing$types), 0L)
  expect_identical(unlist(nothing$overall[c("precision", "recall", "f1")], use.names = FALSE),
                   rep(NA_real_, 3L))
  missed <- chunk_scores(c("B-A", "O"), c("O", "O"))$overall
  expect_identical(missed$precision, NA_real_)
  expect_identical(c(missed$recall, missed$f1), c(0, 0))
})

test_that("without sequences there is no accuracy of sequences", {
  expect_identical(chunk_scores("O", "O")$sequence_accuracy, NA_real_)
})

test_that("a million tokens take less than a second", {
  skip_on_cran()
  set.seed(1)
  all <- c("O", outer(c("B-", "I-"), c("NP", "VP", "PP"), paste0))
  truth <- sample(all, 1e6, TRUE)
  found <- sample(all, 1e6, TRUE)
  sequence <- rep(seq_len(1e5), each = 10L)
  seconds <- system.time(chunk_scores(truth, found, sequence))[["user.self"]]
  expect_lt(seconds, 1)
})

test_that("scores print, and are data", {
  scores <- chunk_scores(words("B-NP I-NP B-VP O B-NP B-VP I-VP"),
                         words("B-NP I-NP B-VP O B-NP I-NP B-PP"), c(1, 1, 1, 1, 2, 2, 2))
  expect_snapshot({
    scores
    print(chunk_scores("B-NP", "B-NP"), digits = 2)
    chunk_scores("O", "O")
  })
  expect_identical(as.data.frame(scores), scores$types)
  skip_if_not_installed("generics")
  expect_identical(as.list(generics::tidy(scores)), as.list(scores$types))
  row <- generics::glance(scores)
  expect_identical(nrow(row), 1L)
  expect_equal(row$f1, scores$overall$f1)
  expect_equal(c(row$token.accuracy, row$sequence.accuracy), c(5 / 7, 1 / 2))
  expect_equal(c(row$n.true, row$n.found, row$n.right, row$n.sequences, row$nobs), c(4, 4, 2, 2, 7))
})

test_that("bad input is refused by name and place", {
  expect_refused(chunk_scores(c("O", "O"), "O"), "length", "`predicted`")
  expect_refused(chunk_scores(c("O", "O"), c("O", "O"), 1), "length", "`sequence`")
  expect_refused(chunk_scores(c("O", NA), c("O", "O")), "missing", "`truth`", "row 2")
  expect_refused(chunk_scores(c("O", "O"), factor(c("O", NA))), "missing", "`predicted`", "row 2")
  expect_refused(chunk_scores(c("O", "O"), c("O", "O"), c(NA, 1)), "missing", "`sequence`", "row 1")
  error <- expect_refused(chunk_scores(c("O", "NN", "B-"), c("O", "O", "X-NP")), "levels",
                          "`truth`", "\"NN\", \"B-\"", "2 rows (2, 3)", "B-NP")
  expect_identical(error$rows, 2:3)
  expect_refused(chunk_scores(c("O", "O"), c("O", "X-NP")), "levels", "`predicted`", "row 2")
  error <- expect_refused(chunk_scores(rep("O", 4), rep("O", 4), c(1, 2, 1, 1)), "sequence",
                          "`sequence`", "row 3")
  expect_identical(error$rows, 3L)
  expect_refused(chunk_scores(character(), character()), "empty", "`truth`")
  expect_refused(chunk_scores(list("O"), "O"), "type", "`truth`", "a list")
  expect_refused(chunk_scores("O", new.env()), "type", "`predicted`", "an environment")
  expect_refused(chunk_scores("O", matrix("O")), "type", "`predicted`", "matrix")
})
