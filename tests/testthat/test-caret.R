test_that("the list has caret's parts", {
  parts <- c("label", "library", "type", "parameters", "grid", "fit", "predict", "prob", "sort")
  expect_true(all(parts %in% names(caret_logistic)))
  y <- birthweight$low
  x <- birthweight[c("age", "smoke")]
  fit <- caret_logistic$fit(x, y, NULL, NULL, levels(y), TRUE, TRUE, link = "probit")
  expect_equal(unname(coef(fit)), unname(coef(logistic(low ~ age + smoke, birthweight,
                                                       link = "probit"))))
  fit$obsLevels <- levels(y)
  p <- caret_logistic$prob(caret_logistic$trim(fit), x[1:4, ])
  expect_identical(colnames(p), levels(y))
  expect_equal(rowSums(p), c(1, 1, 1, 1), ignore_attr = TRUE)
  expect_identical(unname(caret_logistic$predict(fit, x)),
                   levels(y)[1L + (unname(fitted(fit)) >= 0.5)])
  expect_identical(caret_logistic$predictors(fit), c("age", "smoke"))
  expect_identical(rownames(caret_logistic$varImp(fit)), c("age", "smokeyes"))
})

test_that("caret trains it as its own glm", {
  skip_if_not_installed("caret")
  train <- function(method) {
    set.seed(4)
    suppressWarnings(caret::train(low ~ age + lwt + smoke, birthweight, method = method,
                                  trControl = caret::trainControl("cv", 3)))
  }
  ours <- train(caret_logistic)
  reference <- train("glm")
  expect_equal(ours$results$Accuracy, reference$results$Accuracy)
  expect_equal(coef(ours$finalModel), coef(reference$finalModel), tolerance = 1e-6)
  expect_equal(predict(ours, birthweight[1:9, ], type = "prob"),
               predict(reference, birthweight[1:9, ], type = "prob"), tolerance = 1e-6)
  expect_identical(predict(ours, birthweight[1:9, ]), predict(reference, birthweight[1:9, ]))
  weighted <- caret::train(low ~ age, birthweight, method = caret_logistic, weights = 1:189 / 100,
                           trControl = caret::trainControl("none"))
  expect_equal(coef(weighted$finalModel),
               coef(logistic(low ~ age, birthweight, weights = 1:189 / 100)))
})
