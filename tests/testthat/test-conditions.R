# Conditions: their classes, their fields, and the words that list names and rows.

test_that("conditions have a class of their own, one of the package, and the data", {
  e <- tryCatch(stop_logistic("levels", "`f` is wrong.", variable = "f", rows = 3L),
                error = identity)
  expect_identical(class(e), c("logistic_error_levels", "logistic_error", "simpleError",
                               "error", "condition"))
  expect_identical(conditionMessage(e), "`f` is wrong.")
  expect_identical(e[c("variable", "rows")], list(variable = "f", rows = 3L))
  expect_null(conditionCall(e))
  w <- tryCatch(warn_logistic("aliased", "Beware.", names = "x"), warning = identity)
  expect_identical(class(w), c("logistic_warning_aliased", "logistic_warning", "simpleWarning",
                               "warning", "condition"))
  expect_identical(w$names, "x")
  m <- tryCatch(inform_logistic("trials", "So it is."), message = identity)
  expect_identical(class(m), c("logistic_message_trials", "logistic_message", "simpleMessage",
                               "message", "condition"))
  expect_identical(conditionMessage(m), "So it is.\n")
})

test_that("warnings and messages can be muffled and the work goes on", {
  expect_identical(suppressWarnings({
    warn_logistic("x", "w")
    1
  }), 1)
  expect_identical(suppressMessages({
    inform_logistic("x", "m")
    2
  }), 2)
})

test_that("lists show five and count the rest", {
  expect_identical(list_some(c("a", "b")), "a, b")
  expect_identical(list_some(1:5), "1, 2, 3, 4, 5")
  expect_identical(list_some(1:37), "1, 2, 3, 4, 5 and 32 more")
  expect_identical(list_some(1:3, 2L), "1, 2 and 1 more")
  expect_identical(rows_text(17L), "row 17")
  expect_identical(rows_text(c(17L, 40L)), "2 rows (17, 40)")
  expect_identical(rows_text(1:5000), "5,000 rows (1, 2, 3, 4, 5 and 4,995 more)")
  expect_identical(and_list("a"), "a")
  expect_identical(and_list(c("a", "b", "c")), "a, b and c")
  expect_identical(count_of(1, "row"), "1 row")
  expect_identical(count_of(3918, "row"), "3,918 rows")
  expect_identical(count_text(1e6), "1,000,000")
})

test_that("checks of arguments return the value or name argument, expectation and fact", {
  size <- 3
  expect_identical(check_count(size), 3L)
  expect_identical(check_number(0.5, "share", 0, 1), 0.5)
  expect_identical(check_choice(c("a", "b"), c("a", "b")), "a")
  expect_identical(check_flag(FALSE), FALSE)
  says <- function(expr, text) {
    expect_error(expr, text, fixed = TRUE, class = "logistic_error_argument")
  }
  says(check_count(1.5, "size"), "`size` must be a whole number of at least 0, not 1.5.")
  says(check_count(NaN, "threads", 1L), "`threads` must be a whole number of at least 1, not NaN.")
  says(check_number(2, "share", 0, 1),
       "`share` must be a number of at least 0 and at most 1, not 2.")
  says(check_number(0, "step", 0, open = TRUE), "`step` must be a number above 0, not 0.")
  says(check_choice("z", c("a", "b"), "kind"), "`kind` must be one of \"a\", \"b\", not \"z\".")
  says(check_flag(NA, "trace"), "`trace` must be TRUE or FALSE, not NA.")
  says(check_flag(NULL, "trace"), "`trace` must be TRUE or FALSE, not NULL.")
  says(check_flag(mean, "trace"), "`trace` must be TRUE or FALSE, not a function.")
})
