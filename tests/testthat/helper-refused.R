# Bad input has one clear classed error.

expect_refused <- function(code, what, ...) {
  error <- expect_error(code, class = paste0("logistic_error_", what))
  expect_s3_class(error, "logistic_error")
  expect_false(grepl("\n\n|NULL", conditionMessage(error)))
  for (part in c(...)) expect_match(conditionMessage(error), part, fixed = TRUE)
  invisible(error)
}
