test_that("a state is read by the fit that has its mark, and by no other", {
  file <- tempfile()
  state <- list(mark = list(version = 1, weights = 3L), state = as.raw(1:3))
  save_checkpoint(file, state)
  expect_identical(read_checkpoint(file, state$mark, is.raw), state)
  expect_refused(read_checkpoint(file, list(version = 2), is.raw), "checkpoint", basename(file))
  expect_refused(read_checkpoint(file, state$mark, is.list), "checkpoint", basename(file))
  writeLines("no state", file)
  expect_refused(read_checkpoint(file, state$mark, is.raw), "checkpoint", "must name a file")
})

test_that("a state replaces the one before it, and leaves no other file", {
  dir <- tempfile()
  dir.create(dir)
  file <- file.path(dir, "state.rds")
  for (k in 1:2) save_checkpoint(file, list(state = k))
  expect_identical(readRDS(file), list(state = 2L))
  expect_identical(dir(dir), "state.rds")
})

test_that("a checkpoint is one name of a file in a directory that exists", {
  file <- tempfile()
  expect_null(check_checkpoint(file))
  expect_error(check_checkpoint(c(file, file)), "name of a file",
               class = "logistic_error_argument")
  expect_refused(check_checkpoint(file.path(file, "state.rds")), "argument", "`checkpoint`",
                 "directory")
})
