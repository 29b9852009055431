test_that("a multinomial forest has a block for each category, with references and counts", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  lines <- category_forest(fit)
  expect_identical(trimws(lines$label), c("black / white", "age per 1", "smoke", "no", "yes",
                                          "other / white", "age per 1", "smoke", "no", "yes"))
  expect_equal(lines$estimate[c(2, 5, 7, 10)],
               as.double(t(exp(coef(fit)[, c("age", "smokeyes")]))))
  se <- sqrt(diag(vcov(fit)))[["black:age"]]
  expect_equal(log(lines$conf.high[2] / lines$estimate[2]), stats::qnorm(0.975) * se)
  table <- table(birthweight$smoke, birthweight$race)
  expect_equal(lines$events[c(4, 5)], as.double(table[, "black"]))
  expect_equal(lines$n[c(4, 5)], as.double(rowSums(table)))
  expect_identical(which(lines$reference), c(4L, 9L))
  expect_match(forest_axis(lines), "Relative risk ratio, 95% CI", fixed = TRUE)
})

test_that("another reference turns the ratios round", {
  ratio <- function(reference, label) {
    lines <- category_forest(multinomial(race ~ age, birthweight, reference = reference))
    lines$estimate[which(trimws(lines$label) == label) + 1L]
  }
  expect_equal(ratio("white", "black / white"), 1 / ratio("black", "white / black"))
})

test_that("an ordinal forest has one block, or one more for each cut", {
  bw <- ordered_weights()
  fit <- ordinal(weight ~ age + smoke, bw)
  lines <- category_forest(fit)
  expect_identical(trimws(lines$label), c("age per 1", "smoke", "no", "yes"))
  expect_equal(lines$estimate[c(1, 4)], unname(exp(coef(fit)[c("age", "smokeyes")])))
  expect_equal(lines$n[3:4], as.double(table(bw$smoke)))
  expect_match(forest_axis(lines), "Odds ratio of a higher `weight`", fixed = TRUE)
  each <- ordinal(weight ~ age + smoke, bw, parallel = ~ age)
  lines <- category_forest(each)
  expect_identical(trimws(lines$label)[1:6], c("At every threshold", "age per 1", "At low|medium",
                                               "smoke", "no", "yes"))
  expect_equal(lines$estimate[6], exp(coef(each)[["low|medium:smokeyes"]]))
  expect_equal(category_forest(fit, term = "age")$label, "age per 1")
})

test_that("interactions and aliased columns have their lines", {
  lines <- category_forest(multinomial(race ~ age * smoke, birthweight))
  expect_true(any(trimws(lines$label) == "at smoke = yes"))
  twice <- suppressMessages(ordinal(weight ~ age + I(2 * age), ordered_weights()))
  plain <- ordinal(weight ~ age, ordered_weights())
  expect_equal(category_forest(twice)$estimate, category_forest(plain)$estimate)
})

test_that("forests are drawn; without the logit they are refused", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  bw <- ordered_weights()
  expect_silent(plot(multinomial(race ~ age + smoke, bw), "forest"))
  expect_silent(plot(ordinal(weight ~ smoke + ht, bw, parallel = ~ smoke), "forest", main = "All"))
  probit <- ordinal(weight ~ age, bw, link = "probit")
  expect_error(plot(probit, "forest"), "logit", class = "logistic_error_link")
  scaled <- ordinal(weight ~ age, bw, scale = ~ smoke)
  expect_error(plot(scaled, "forest"), class = "logistic_error_scale")
})
