test_that("coefficients are named, and say what they are", {
  fit <- crf_weather()
  table <- coef(fit, table = TRUE)
  expect_identical(names(table), c("part", "from", "label", "term", "estimate"))
  expect_identical(table$estimate, unname(coef(fit)))
  at <- match("rain->fog", names(coef(fit)))
  expect_identical(unlist(table[at, c("part", "from", "label")], use.names = FALSE),
                   c("transition", "rain", "fog"))
  expect_identical(names(coef(fit))[is.infinite(coef(fit))],
                   c("fog->snow", "drizzle->snow", "snow->fog"))
  expect_error(coef(fit, table = "yes"), class = "logistic_error_argument")
})

test_that("rows of the table are those of the whole table", {
  fit <- crf_rain(transitions = ~ season, ends = TRUE)
  whole <- weight_table(fit$shape)
  some <- c(1L, 4L, 6L, 9L, 10L)
  expect_identical(weight_rows(fit$shape, some),
                   `rownames<-`(whole[some, ], NULL))
  expect_identical(whole$part, rep(c("emission", "transition", "start", "end"), c(4L, 4L, 1L, 1L)))
})

test_that("above 5,000 weights names are made on demand", {
  fit <- crf_chunks(l2 = 1)
  expect_gt(length(fit$weights), 5000L)
  expect_null(fit$coefficients)
  b <- coef(fit)
  expect_identical(anyDuplicated(names(b)), 0L)
  table <- coef(fit, table = TRUE)
  pick <- c(1L, 2500L, length(b))
  expect_identical(names(b)[pick[1:2]], paste0(table$label, ":", table$term)[pick[1:2]])
  expect_identical(names(b)[pick[3L]], paste0(table$from, "->", table$label)[pick[3L]])
  expect_identical(unname(b), fit$weights[weight_order(fit$shape)])
})

test_that("likelihood, AIC and BIC count sequences; a penalty leaves no number of parameters", {
  fit <- crf_rain()
  expect_identical(attributes(logLik(fit))[c("df", "nobs")], list(df = 5L, nobs = 60L))
  expect_identical(c(nobs(fit), deviance(fit)), c(60, -2 * fit$loglik))
  expect_equal(AIC(fit), -2 * fit$loglik + 2 * 5)
  expect_equal(BIC(fit), -2 * fit$loglik + log(60) * 5)
  ridge <- crf_rain(l2 = 1)
  expect_identical(c(attr(logLik(ridge), "df"), AIC(ridge), BIC(ridge)), rep(NA_real_, 3L))
  twice <- crf_rain(weights = rep(2, 60 * 28))
  expect_identical(nobs(twice), 120)
  expect_equal(deviance(twice), 2 * deviance(fit))
})

test_that("weights are those of sequences", {
  expect_identical(weights(crf_rain(months = 3L)), c("1" = 1, "2" = 1, "3" = 1))
  d <- rain[rain$month %in% 5:7, ]
  fit <- crf(wet ~ 1, d, sequence = month, weights = month)
  expect_identical(weights(fit), c("5" = 5, "6" = 6, "7" = 7))
  error <- expect_error(weights(crf_rain(months = 9L, model = FALSE)),
                        class = "logistic_error_kept")
  expect_match(conditionMessage(error), "model = TRUE", fixed = TRUE)
})

test_that("formula, terms and model frame are those of the rows used", {
  d <- rain[rain$month <= 9, ]
  d$day[30] <- NA
  fit <- crf(wet ~ day + season, d, sequence = month, weights = month, subset = month > 1)
  expect_identical(formula(fit), wet ~ day + season)
  expect_identical(attr(terms(fit), "term.labels"), c("day", "season"))
  frame <- model.frame(fit)
  kept <- d$month > 2
  expect_identical(names(frame), c("wet", "day", "season", "(sequence)", "(weights)"))
  expect_identical(frame$day, d$day[kept])
  expect_s3_class(attr(frame, "terms"), "terms")
  expect_identical(levels(frame$season), fit$xlevels$season)
  expect_identical(frame[["(sequence)"]], d$month[kept])
  expect_identical(frame[["(weights)"]], as.double(d$month[kept]))
  expect_identical(nrow(model.frame(fit, data = utils::tail(d, 5))), 5L)
  d$wet <- !d$wet
  expect_identical(model.frame(fit), frame) # the fit's own, whatever has become of the data
  expect_error(model.frame(update(fit, model = FALSE, data = rain, subset = month < 9)),
               class = "logistic_error_kept")
  again <- update(crf_rain(months = 5L), . ~ 1, data = rain[1:140, ])
  expect_identical(names(coef(again)), c("(Intercept)", "TRUE->TRUE"))
})

test_that("what was made from x has no formula", {
  fit <- crf(x = rain[1:280, "season", drop = FALSE], y = rain$wet[1:280],
             sequence = rain$month[1:280], l2 = 1)
  for (ask in list(formula, terms, model.frame)) {
    expect_error(ask(fit), class = "logistic_error_terms")
  }
})

test_that("step() leaves out what costs more than it gains", {
  fit <- crf(wet ~ season + day, rain[rain$month < 100, ], sequence = month)
  expect_identical(extractAIC(fit), c(6, AIC(fit)))
  expect_false("day" %in% attr(terms(step(fit, trace = 0)), "term.labels"))
})

test_that("a model without columns has its dependence alone", {
  fit <- crf(wet ~ 0, rain[rain$month < 20, ], sequence = month)
  expect_identical(names(coef(fit)), "TRUE->TRUE")
  expect_output(print(fit), "Transition")
})

test_that("sequences without a known label are no observations; names differ", {
  d <- rain[rain$month < 20, ]
  d$wet[d$month > 10] <- NA
  expect_identical(nobs(crf(wet ~ season, d, sequence = month, partial = TRUE)), 10L)
  odd <- data.frame(id = rep(1:30, each = 4), y = rep(c("a", "a->a", "a->a->a", "a"), 30))
  odd$y[seq(1, 120, 7)] <- "a->a"
  odd$y[seq(2, 120, 5)] <- "a->a->a"
  fit <- suppressWarnings(crf(y ~ 1, odd, sequence = id))
  expect_identical(anyDuplicated(names(coef(fit))), 0L)
  slope <- crf(wet ~ day, d[d$month < 10, ], sequence = month, transitions = ~ day - 1)
  expect_identical(names(coef(slope))[3L], "TRUE->TRUE:day")
})
