# only CRAN has it: the long form
if (extended_tests()) test_that("insight takes the statistics for z, and finds its way", {
  skip_if_not_installed("insight")
  fit <- logistic(low ~ age + smoke, birthweight)
  reference <- mock_glm(low ~ age + smoke, binomial, birthweight)
  expect_identical(insight::get_df(fit, type = "wald"), Inf)
  expect_equal(insight::get_df(fit, type = "residual"), 186)
  expect_equal(insight::get_df(fit, type = "model"), insight::get_df(reference, type = "model"))
  expect_equal(insight::link_inverse(fit)(c(-1, 0.5)), plogis(c(-1, 0.5)))
  info <- insight::model_info(fit)
  expect_identical(info[c("is_logit", "is_binomial", "link_function")],
                   insight::model_info(reference)[c("is_logit", "is_binomial", "link_function")])
  ours <- as.data.frame(insight::get_predicted(fit, ci = 0.9))
  expect_equal(ours, as.data.frame(insight::get_predicted(reference, ci = 0.9)), tolerance = 1e-6,
               ignore_attr = TRUE)
  skip_if_not_installed("insight", "1.5.0")
  expect_identical(insight::find_statistic(fit), "z-statistic")
})
