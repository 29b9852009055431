test_that("Wald intervals are confint.default's, and say what they are", {
  pairs <- fit_pairs()
  for (name in names(pairs)) {
    ours <- confint(pairs[[name]][[1]])
    expect_equal(unclass(ours), confint.default(pairs[[name]][[2]]), tolerance = 1e-9,
                 ignore_attr = "method", info = name)
    expect_identical(attr(ours, "method"), "wald")
  }
})

test_that("parm, level and impossible values", {
  fit <- mock_fit(low ~ age + lwt, birth_weights())
  expect_identical(rownames(confint(fit, "lwt")), "lwt")
  expect_identical(rownames(confint(fit, 2:3)), c("age", "lwt"))
  expect_identical(colnames(confint(fit, level = 0.9)), c("5 %", "95 %"))
  expect_error(confint(fit, "bwt"), class = "logistic_error_parm")
  expect_error(confint(fit, level = 95), class = "logistic_error_level")
  expect_error(confint(fit, method = "profile"))
  expect_true(all(is.na(confint(mock_separated()))))
})

test_that("print names the method", {
  expect_snapshot(confint(mock_fit(low ~ age + lwt, birth_weights())))
})
