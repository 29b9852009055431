test_that("curves are the probabilities of made rows, and bands lie around them", {
  bw <- ordered_weights()
  fit <- multinomial(race ~ age + smoke, bw)
  p <- category_plot_data(fit, "age")
  part <- p$curve[p$curve$category == "black", ]
  new <- data.frame(age = part$x, smoke = "no")
  expect_equal(part$fit, plotted_probabilities(fit, new)$fit[, 2])
  expect_true(all(p$curve$low < p$curve$fit & p$curve$fit < p$curve$high))
  expect_equal(as.double(tapply(p$curve$fit, p$curve$x, sum)), rep(1, nrow(part)))
  expect_identical(unique(part$part), c("below", "within", "above"))
  expect_match(category_words(p, "both"), "at smoke = no; band: 95%", fixed = TRUE)
})

test_that("`at` holds other predictors where it says", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  p <- category_plot_data(fit, "smoke", list(age = 30))
  expect_equal(matrix(p$curve$fit, 2),
               plotted_probabilities(fit, data.frame(age = 30, smoke = c("no", "yes")))$fit)
  expect_match(p$held, "age = 30", fixed = TRUE)
  expect_error(category_plot_data(fit, "age", list(age = 3)), class = "logistic_error_argument")
  expect_error(category_plot_data(fit, "age", list(smoke = c("no", "yes"))), "one value",
               class = "logistic_error_argument")
  expect_error(category_plot_data(fit, "age", list(smoke = "maybe")),
               class = "logistic_error_levels")
})

test_that("categories stand in the order of the data, whatever the reference", {
  fit <- multinomial(race ~ age, birthweight, reference = "other")
  p <- category_plot_data(fit)
  expect_identical(p$categories$label, levels(birthweight$race))
  plain <- category_plot_data(multinomial(race ~ age, birthweight))
  expect_equal(p$curve$fit, plain$curve$fit)
  expect_equal(p$curve$low, plain$curve$low)
})

test_that("the observed: ticks, bins that hold all rows, groups, levels", {
  bw <- ordered_weights()
  ticks <- category_plot_data(ordinal(weight ~ age, bw))$data
  expect_identical(ticks$kind, "ticks")
  expect_identical(as.character(ticks$points$category), as.character(bw$weight))
  levels <- category_plot_data(ordinal(weight ~ smoke, bw))$data$points
  expect_equal(levels$y, as.double(prop.table(table(bw$smoke, bw$weight), 1)))
  set.seed(4)
  many <- data.frame(x = stats::rnorm(2000))
  many$y <- factor(sample(c("a", "b", "c"), 2000, TRUE))
  bins <- category_plot_data(multinomial(y ~ x, many))$data
  expect_equal(sum(bins$points$n), 3 * 2000)
  expect_equal(sum(bins$points$n * bins$points$y), 2000)
  expect_equal(max(bins$where$share), 1)
  counts <- stats::xtabs(~ age + race, birthweight)
  d <- data.frame(age = as.double(rownames(counts)), unclass(counts))
  groups <- category_plot_data(multinomial(cbind(white, black, other) ~ age, d))$data
  expect_identical(groups$kind, "groups")
  expect_equal(sum(groups$points$y * groups$points$n), 189)
  expect_identical(category_plot_data(ordinal(weight ~ age + lwt, bw), "age")$data$kind, "where")
})

test_that("very many categories are drawn as twelve groups", {
  bw <- transform(birthweight, grams = ordered(bwt))
  p <- category_plot_data(ordinal(grams ~ lwt, bw))
  expect_equal(nrow(p$categories), 12)
  expect_match(p$categories$label, " to ")
  expect_equal(as.double(tapply(p$curve$fit, p$curve$x, sum)), rep(1, sum(p$curve$category ==
                                                                          p$categories$label[1])))
  set.seed(1)
  d <- data.frame(x = stats::rnorm(600), y = factor(c(1:50, sample(1:50, 550, TRUE))))
  nominal <- category_plot_data(multinomial(y ~ x, d))
  expect_identical(nominal$categories$label[12], "39 others")
})

test_that("a predictor of the scale alone has a curve", {
  bw <- ordered_weights()
  fit <- ordinal(weight ~ age, bw, scale = ~ smoke)
  p <- category_plot_data(fit, "smoke")
  expect_equal(matrix(p$curve$fit, 2),
               plotted_probabilities(fit, data.frame(age = 23, smoke = c("no", "yes")))$fit)
})

test_that("colours: distinct, lines and texts readable", {
  for (count in c(2, 8, 24)) expect_length(unique(nominal_colours(count)), count)
  ordered <- ordered_colours(12)
  expect_true(all(diff(luminance(ordered)) < 0))
  all <- c(nominal_colours(24), ordered)
  expect_true(all(1.05 / (luminance(readable_colour(all)) + 0.05) >= 3))
  text <- luminance(text_colour(all))
  fill <- luminance(all)
  expect_true(all((pmax(text, fill) + 0.05) / (pmin(text, fill) + 0.05) >= 4.5))
})
