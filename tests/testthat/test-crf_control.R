test_that("settings are checked and named", {
  settings <- crf_control()
  expect_identical(settings[names(fit_control())], fit_control())
  expect_identical(settings$iterations, 1000L)
  expect_null(settings$history)
  expect_identical(crf_control(history = 7)$history, 7L)
  expect_identical(crf_control(interrupt = "return")$interrupt, "return")
  bad <- list(method = "bfgs", tolerance = -1, iterations = 0, iterations = 2.5, gradient = -1,
              objective = NA, period = 0, history = 2, history = "many", interrupt = "wait",
              every = 0, trace = NA)
  for (k in seq_along(bad)) {
    expect_refused(do.call(crf_control, bad[k]), "argument", paste0("`", names(bad)[k], "`"))
  }
})

test_that("a checkpoint is in a directory that exists", {
  file <- tempfile()
  expect_identical(crf_control(checkpoint = file)$checkpoint, file)
  expect_refused(crf_control(checkpoint = file.path(file, "state.rds")), "argument",
                 "`checkpoint`", "directory")
})

test_that("control is a list of these, no more", {
  expect_identical(crf_settings(list()), crf_control())
  expect_identical(crf_settings(list(gradient = 1e-3)), crf_control(gradient = 1e-3))
  expect_identical(crf_settings(crf_control(every = 3)), crf_control(every = 3))
  expect_refused(crf_settings(list(maxit = 5)), "argument", "`control`", "`maxit`")
  expect_refused(crf_settings(list(5)), "argument", "`control`")
  expect_refused(crf_settings("newton"), "argument", "`control`")
})

test_that("settings are named, and those that are known", {
  d <- rain[rain$month <= 20, ]
  fit <- function(control) crf(wet ~ season, d, sequence = month, control = control)
  expect_refused(fit(list(5)), "argument", "`control`", "it has 1 element without a name.")
  expect_refused(fit(list(steps = 5, 6, 7)), "argument", "it has 2 elements without a name.")
  expect_refused(fit(list(step = 5)), "argument", "it has `step`.")
  expect_refused(fit("newton"), "argument", "`control`", "a list or crf_control()")
  expect_identical(fit(list())$coefficients, fit(crf_control())$coefficients)
})
