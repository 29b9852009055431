# What a formula computes from the whole sample is the fit's own, whatever rows are made later.

ratio <- function(fit, ...) as.data.frame(odds_ratio(fit, ...))$estimate

test_that("sample means, scales, nested bases and cuts are those of the fit", {
  bw <- birth_weights()
  plain <- logistic(low ~ age, bw)
  forms <- list(low ~ I((age - mean(age)) / sd(age)), low ~ base::scale(age),
                low ~ I(scale(age)[, 1]),
                low ~ I(age / stats::median(age)), low ~ I(poly(age, 1)[, 1]))
  for (form in forms) {
    fit <- logistic(form, bw)
    expect_equal(ratio(fit, age = 10), ratio(plain, age = 10), tolerance = 1e-9)
    expect_equal(predict(fit, bw[1:3, ]), predict(plain, bw[1:3, ]), tolerance = 1e-9)
    expect_equal(plot_data(fit)$curve$fit, plot_data(plain)$curve$fit, tolerance = 1e-9)
  }
  fit <- logistic(low ~ cut(lwt, 2) + cut(age, quantile(age, c(0, 0.4, 1))), bw)
  seen <- bw[bw$age > min(bw$age), ]
  expect_equal(predict(fit, seen[5, ]), predict(fit)[rownames(seen)[5]])
  expect_true(is.na(predict(fit, transform(bw[1, ], lwt = 1000))))
})

test_that("an interaction with a centred number has the ratios of the number itself", {
  bw <- birth_weights()
  got <- as.data.frame(odds_ratio(logistic(low ~ I(lwt - mean(lwt)) * smoke, bw)))
  expect_equal(got, as.data.frame(odds_ratio(logistic(low ~ lwt * smoke, bw))), tolerance = 1e-9)
})

test_that("the sample is that of the formula, before `subset`", {
  bw <- birth_weights()
  fit <- logistic(low ~ I(age - mean(age)), bw, subset = c(101:189, 1:50, 1:20))
  expect_equal(unname(predict(fit, bw[101:105, ])), unname(predict(fit)[1:5]))
})

test_that("terms that depend on other rows are refused where rows are made, else warned of", {
  bw <- birth_weights()
  z <- function(x) (x - mean(x)) / sd(x)
  for (form in list(low ~ z(age), low ~ rank(lwt) + smoke, low ~ I(as.integer(factor(lwt))))) {
    fit <- logistic(form, bw)
    expect_error(odds_ratio(fit), class = "logistic_error_transform")
    expect_error(plot_data(fit, "lwt"), class = "logistic_error_transform")
    expect_warning(predict(fit, bw[1:3, ]), class = "logistic_warning_transform")
  }
})

test_that("functions of one row are not suspected, and predvars are stats' own", {
  bw <- birth_weights()
  half <- function(x) x / 2
  k <- c(20, 25)
  forms <- list(low ~ half(age), low ~ sapply(age, function(a) a + 1),
                low ~ factor(ptl > 0), low ~ interaction(race, smoke),
                low ~ splines::ns(age, knots = k), low ~ poly(lwt, 2), low ~ relevel(race, "other"))
  for (form in forms) {
    tt <- terms(logistic(form, bw))
    expect_null(attr(tt, "across_rows"))
    expect_no_error(predict(logistic(form, bw), bw[1:2, ]))
    expect_identical(attr(tt, "predvars"), attr(terms(model.frame(form, bw)), "predvars"))
  }
})
