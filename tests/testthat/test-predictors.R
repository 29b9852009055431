# Variables that stand inside a call: their levels, order and reference are those of the fit.

ratios <- function(fit, ...) {
  out <- as.data.frame(odds_ratio(fit, ...))
  stats::setNames(out$estimate, out$contrast)
}

test_that("a factor turned into its codes has its levels in their order", {
  fit <- logistic(cbind(ncases, ncontrols) ~ agegp + as.integer(alcgp), esoph)
  b <- coef(fit)[["as.integer(alcgp)"]]
  expect_equal(ratios(fit, "alcgp"), exp(b * 1:3), ignore_attr = TRUE)
  expect_identical(names(ratios(fit, "alcgp")), paste(levels(esoph$alcgp)[-1], "/ 0-39g/day"))
  bw <- birth_weights()
  fit <- logistic(low ~ unclass(race), bw)
  expect_equal(ratios(fit), exp(coef(fit)[[2]] * c("black / white" = 1, "other / white" = 2)))
})

test_that("the reference is that of the fit", {
  bw <- birth_weights()
  bw$inc <- cut(bw$lwt, c(0, 110, 130, 300), c("low", "mid", "high"))
  fit <- logistic(low ~ relevel(inc, ref = "mid"), bw)
  expect_equal(ratios(fit), exp(c("low / mid" = coef(fit)[[2]], "high / mid" = coef(fit)[[3]])))
  fit <- logistic(low ~ factor(race, levels = c("other", "white", "black")), bw)
  expect_equal(ratios(fit), c("white / other" = exp(coef(fit)[[2]]),
                              "black / other" = exp(coef(fit)[[3]])))
})

test_that("a number made a factor is compared value by value", {
  bw <- transform(birth_weights(), code = as.integer(race), smoker = as.integer(smoke == "yes"))
  fit <- logistic(low ~ age * factor(code), bw)
  named <- logistic(low ~ age * race, bw)
  expect_equal(unname(ratios(fit)), unname(ratios(named)))
  expect_identical(as.data.frame(odds_ratio(fit, "age"))$code, c("1", "2", "3"))
  expect_identical(names(ratios(fit, "code", at = list(age = 20))), c("2 / 1", "3 / 1"))
  expect_error(odds_ratio(fit, code = 1), class = "logistic_error_step")
  fit <- logistic(low ~ interaction(race, smoker) + I(age^2), bw, subset = age < 35)
  expect_identical(unique(names(ratios(fit, "smoker"))), "1 / 0")
  levels <- plot_data(logistic(low ~ factor(code), bw))
  expect_identical(as.character(levels$curve$x), c("1", "2", "3"))
  expect_identical(levels$data$points$events, c(23, 11, 25))
})

test_that("rows left out are no rows of a variable inside a call", {
  bw <- transform(birth_weights(), code = as.integer(race))
  bw$lwt[c(1, 150)] <- NA
  fit <- logistic(low ~ log(lwt) + factor(code), bw, subset = age > 15)
  used <- bw$age > 15 & !is.na(bw$lwt)
  expect_identical(predictor_data(fit)$lwt, bw$lwt[used])
  points <- plot_data(fit, "code")$data$points
  expect_equal(points$n, as.vector(table(bw$code[used])))
  expect_equal(points$events, as.vector(table(bw$code[used & bw$low == "yes"])))
})

test_that("a fit that let go of its data says so", {
  fit <- logistic(low ~ log(lwt) + smoke, birth_weights(), keep = "lean")
  expect_error(odds_ratio(fit, "smoke"), class = "logistic_error_kept")
})

test_that("a number that is cut moves by steps", {
  bw <- birth_weights()
  fit <- logistic(low ~ cut(lwt, 3), bw)
  got <- ratios(fit, lwt = 50, at = list(lwt = c(100, 150)))
  expect_equal(got, exp(c("150 / 100" = coef(fit)[[2]],
                          "200 / 150" = coef(fit)[[3]] - coef(fit)[[2]])))
})

test_that("dates move by days; a matrix is held, and is not asked for", {
  bw <- birth_weights()
  bw$day <- as.Date("2020-01-01") + bw$age
  fit <- logistic(low ~ day * smoke, bw)
  expect_equal(ratios(fit, day = 365)[[1]], exp(365 * coef(fit)[["day"]]))
  expect_s3_class(plot_data(fit, "day")$curve$x, "Date")
  bw$both <- cbind(bw$age, bw$lwt)
  fit <- logistic(low ~ both + smoke, bw)
  expect_equal(unname(ratios(fit)), exp(coef(fit)[["smokeyes"]]))
  expect_error(odds_ratio(fit, "both"), class = "logistic_error_variable")
  expect_error(odds_ratio(logistic(low ~ both, bw)), "`both` is a matrix",
               class = "logistic_error_variable")
})
