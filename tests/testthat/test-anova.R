test_that("terms added in order are glm's", {
  bw <- birth_weights()
  ours <- anova(any_fit(low ~ age + lwt + race * smoke, bw))
  glms <- anova(mock_glm(low ~ age + lwt + race * smoke, binomial, bw), test = "Chisq")
  expect_equal(as.data.frame(ours), as.data.frame(glms), tolerance = 1e-9, ignore_attr = "heading")
  none <- mock_glm(low ~ race + age - 1, binomial, bw)
  expect_equal(as.data.frame(anova(any_fit(low ~ race + age - 1, bw))),
               as.data.frame(anova(none, test = "Chisq")), tolerance = 1e-9,
               ignore_attr = "heading")
})

test_that("fits are compared as glm compares them", {
  bw <- birth_weights()
  ours <- anova(any_fit(low ~ age, bw), any_fit(low ~ age + lwt + race, bw))
  glms <- anova(mock_glm(low ~ age, binomial, bw), mock_glm(low ~ age + lwt + race, binomial, bw),
                test = "Chisq")
  expect_equal(as.data.frame(ours), as.data.frame(glms), tolerance = 1e-9, ignore_attr = TRUE)
  expect_identical(names(ours), names(glms))
})

test_that("fits to other rows, and things that are not fits, are refused", {
  bw <- birth_weights()
  fit <- any_fit(low ~ age, bw)
  expect_error(anova(fit, any_fit(low ~ age, bw[-1, ])), class = "logistic_error_rows")
  expect_error(anova(fit, lm(age ~ lwt, bw)), class = "logistic_error_type")
})

test_that("prints", {
  bw <- birth_weights()
  fit <- mock_fit(low ~ age + lwt + race + smoke, bw)
  expect_snapshot(anova(fit))
  expect_snapshot(anova(mock_fit(low ~ age, bw), fit))
})
