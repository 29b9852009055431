test_that("the statistics are taken for z, also of separated and rank-deficient fits", {
  skip_if_not_installed("parameters")
  fit <- logistic(low ~ age + smoke, birthweight)
  expect_equal(insight::get_df(fit), 186)
  expect_identical(insight::get_df(fit, type = "wald"), Inf)
  expect_equal(insight::get_df(fit, type = "model"), 3)
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)), x = sin(1:40))
  d$twice <- 2 * d$x + 1
  parted <- suppressWarnings(logistic(y ~ x + g, d))
  short <- suppressMessages(logistic(rep(0:1, 20) ~ x + twice, d))
  expect_equal(insight::get_df(short, type = "model"), 2)
  for (each in list(fit, parted, short)) {
    finite <- is.finite(coef(each))
    table <- suppressWarnings(parameters::model_parameters(each, ci_method = "wald"))
    ours <- coef(summary(each))
    row <- match(names(which(finite)), table$Parameter)
    expect_equal(table$z[row], unname(ours[names(which(finite)), 3L]))
    expect_equal(table$p[row], unname(ours[names(which(finite)), 4L]))
  }
})

test_that("a method is registered for what is a generic, and for nothing else", {
  expect_true(logistic:::is_generic(stats::vcov))
  expect_false(logistic:::is_generic(stats::glm.fit))
  expect_false(logistic:::is_generic(NULL))
  for (package in names(logistic:::easystats_methods)) {
    skip_if_not_installed(package)
    there <- asNamespace(package)
    for (name in names(logistic:::easystats_methods[[package]])) {
      method <- utils::getS3method(name, "logistic_fit", optional = TRUE, envir = there)
      f <- get0(name, there, mode = "function", inherits = FALSE)
      expect_identical(is.null(method), !logistic:::is_generic(f), info = name)
    }
  }
  # a package that has none of them
  expect_silent(logistic:::register_easystats("stats"))
})

test_that("groups have no R2 there, single trials have", {
  skip_if_not_installed("performance")
  formula <- cbind(menarche, total - menarche) ~ age
  grouped <- logistic(formula, menarche)
  single <- logistic(low ~ age + smoke, birthweight)
  reference <- mock_glm(low ~ age + smoke, binomial, birthweight)
  for (name in names(logistic:::easystats_methods$performance)) {
    r2 <- getExportedValue("performance", name)
    expect_null(suppressWarnings(r2(grouped)), info = name)
    expect_equal(r2(single), r2(reference), tolerance = 1e-7, info = name)
  }
})

test_that("insight finds its way", {
  skip_if_not_installed("insight")
  fit <- logistic(low ~ age + smoke, birthweight)
  reference <- mock_glm(low ~ age + smoke, binomial, birthweight)
  expect_equal(insight::link_inverse(fit)(c(-1, 0.5)), plogis(c(-1, 0.5)))
  info <- insight::model_info(fit)
  expect_identical(info[c("is_logit", "is_binomial", "link_function")],
                   insight::model_info(reference)[c("is_logit", "is_binomial", "link_function")])
  ours <- as.data.frame(insight::get_predicted(fit, ci = 0.9))
  expect_equal(ours, as.data.frame(insight::get_predicted(reference, ci = 0.9)), tolerance = 1e-6,
               ignore_attr = TRUE)
  if (utils::packageVersion("insight") >= "1.5.0") { # before, it was no generic
    expect_identical(insight::find_statistic(fit), "z-statistic")
  }
})
