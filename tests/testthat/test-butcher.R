# the axes as butcher calls them; without butcher, the functions themselves
axe <- function(part) {
  name <- paste0("axe_", part)
  there <- length(find.package("butcher", quiet = TRUE)) > 0L
  if (there) return(getExportedValue("butcher", name))
  utils::getFromNamespace(paste0(name, ".logistic_fit"), "logistic")
}

test_that("each axe takes off its part, and predictions stay", {
  fit <- logistic(low ~ age + log(lwt), birthweight, offset = rep(0.1, length(low)))
  new <- birthweight[1:3, ]
  expected <- predict(fit, transform(new, low = low)[1:3, ], type = "terms")
  for (part in c("call", "ctrl", "data", "env", "fitted")) {
    less <- axe(part)(fit)
    expect_s3_class(less, "logistic_fit")
    expect_lte(length(serialize(less, NULL)), length(serialize(fit, NULL)))
    if (part != "data") expect_equal(predict(less, new, type = "terms"), expected)
  }
  expect_null(axe("data")(fit)$model)
  expect_error(residuals(axe("fitted")(fit)), class = "logistic_error_kept")
  expect_identical(environment(axe("env")(fit)$terms), baseenv())
  expect_message(axe("data")(fit, verbose = TRUE), class = "logistic_message_axe")
})

# only CRAN has it: the long form
if (extended_tests()) test_that("a butchered fit is small and predicts", {
  skip_if_not_installed("butcher")
  fit <- logistic(low ~ splines::ns(age, 3) + race, birthweight)
  small <- getExportedValue("butcher", "butcher")(fit)
  expect_equal(predict(small, birthweight, type = "response"),
               predict(fit, birthweight, type = "response"))
  expect_error(weights(small), class = "logistic_error_kept")
})
