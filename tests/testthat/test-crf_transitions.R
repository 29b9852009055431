test_that("in reference coding cells are coefficients, and the reference is 0", {
  fit <- weather_fit()
  cells <- transition_cells(fit)
  own <- cells$state == "estimated"
  names <- paste0(cells$from, "->", cells$to)[own]
  expect_equal(cells$estimate[own], unname(fit$coefficients[names]))
  expect_setequal(names, grep("->", names(fit$coefficients), value = TRUE))
  reference <- cells$from == "sun" | cells$to == "sun"
  expect_equal(cells$state == "reference", reference)
  expect_true(all(cells$estimate[reference] == 0))
  expect_equal(sum(own) + sum(reference), 25)
})

test_that("counts are those of neighbouring rows of a sequence", {
  cells <- transition_cells(weather_fit())
  d <- seattle[seattle$month <= 24, ]
  n <- nrow(d)
  inner <- d$month[-1] == d$month[-n]
  counts <- table(d$weather[-n][inner], d$weather[-1][inner])
  expect_equal(cells$count, as.vector(t(counts)), ignore_attr = TRUE)
  expect_true(all(cells$estimate[cells$count == 0 & cells$state == "estimated"] == -Inf))
})

test_that("what depends on covariates has a panel for each column, or for values", {
  fit <- rain_fit(transitions = ~ season)
  b <- fit$coefficients
  columns <- transition_cells(fit)
  expect_equal(levels(columns$panel), fit$shape$z$names)
  inner <- function(cells) cells$estimate[cells$from == "TRUE" & cells$to == "TRUE"]
  expect_equal(inner(columns), unname(b[paste0("TRUE->TRUE:", fit$shape$z$names)]))
  values <- transition_cells(fit, at = list(season = c("summer", "winter")))
  expect_equal(levels(values$panel), c("season = summer", "season = winter"))
  alone <- b[["TRUE->TRUE:(Intercept)"]]
  expect_equal(inner(values), c(alone, alone + b[["TRUE->TRUE:seasonwinter"]]))
})

test_that("values are those of the variables of `transitions`", {
  fit <- rain_fit(transitions = ~ season)
  expect_error(transition_cells(fit, list(season = "monsoon")), "summer.*monsoon",
               class = "logistic_error_levels")
  expect_error(transition_cells(fit, list(day = 1)), "season", class = "logistic_error_argument")
  expect_error(transition_cells(fit, "winter"), class = "logistic_error_argument")
  expect_error(transition_cells(fit, list(season = character())), class = "logistic_error")
  expect_error(transition_cells(rain_fit(), list(season = "winter")),
               class = "logistic_error_argument")
  slope <- rain_fit(transitions = ~ day)
  expect_equal(levels(transition_cells(slope, list(day = c(2, 10)))$panel),
               c("day = 2", "day = 10"))
  expect_error(transition_cells(slope, list(day = "monday")), class = "logistic_error")
  expect_error(transition_cells(slope, list(day = NA_real_)), class = "logistic_error")
  expect_error(transition_cells(rain_fit(transitions = ~ 0)), "marginals",
               class = "logistic_error_argument")
})

test_that("with all weights cells are centred by rows and columns, and keep their odds ratios", {
  fit <- chunk_fit()
  cells <- transition_cells(fit)
  count <- length(fit$lev)
  m <- matrix(cells$estimate, count, byrow = TRUE)
  expect_lt(max(abs(rowMeans(m)), abs(colMeans(m))), 1e-12)
  w <- fit$table$part == "transition"
  raw <- matrix(0, count, count, dimnames = list(fit$lev, fit$lev))
  raw[cbind(fit$table$from, fit$table$label)[w, ]] <- fit$coefficients[w]
  ratio <- function(m) m + m[1, 1] - outer(m[, 1], m[1, ], "+")
  expect_equal(ratio(m), ratio(unname(raw)))
})

test_that("centring leaves out what is forbidden or infinite, by least squares", {
  set.seed(4)
  m <- matrix(stats::rnorm(30), 5)
  m[2, 3] <- NA
  m[4, 1] <- -Inf
  d <- data.frame(y = as.vector(m), row = factor(row(m)), col = factor(col(m)))
  d$y[!is.finite(d$y)] <- NA
  expected <- stats::residuals(stats::lm(y ~ row + col, d, na.action = stats::na.exclude))
  centred <- doubly_centred(m)
  expect_equal(centred[is.finite(m)], unname(expected[is.finite(m)]))
  expect_identical(centred[!is.finite(m)], m[!is.finite(m)])
  expect_equal(doubly_centred(matrix(NA_real_, 2, 2)), matrix(NA_real_, 2, 2))
  apart <- matrix(c(1, 2, NA, NA, NA, NA, 3, 5), 2) # columns that share no row effect
  expect_equal(colSums(doubly_centred(apart), na.rm = TRUE), c(0, 0, 0, 0))
})

test_that("what is forbidden has no estimate", {
  lev <- levels(seattle$weather)
  allowed <- matrix(TRUE, 5, 5, dimnames = list(lev, lev))
  allowed["fog", "snow"] <- allowed["snow", "fog"] <- FALSE
  cells <- transition_cells(weather_fit(allowed = allowed))
  forbidden <- cells$state == "forbidden"
  expect_equal(paste(cells$from, cells$to)[forbidden], c("fog snow", "snow fog"))
  expect_true(all(is.na(cells$estimate[forbidden])))
})

test_that("what sequences of one row do not tell is not determined", {
  d <- transform(birthweight, id = seq_along(low))
  fit <- suppressMessages(crf(low ~ lwt, d, sequence = id))
  cells <- transition_cells(fit)
  expect_equal(cells$state, c(rep("reference", 3), "undetermined"))
  expect_equal(cells$estimate[4], NA_real_)
})

test_that("a sum of columns is infinite where its direction says so", {
  status <- rbind(c("finite", "infinite"), c("infinite", "infinite"), c("finite", "finite"),
                  c("finite", "undetermined"), c("aliased", "finite"))
  value <- c(1, 2, 3, 4, 5)
  reach <- c(-1, 0, 0, 0, 0)
  expect_equal(panel_limits(value, status, reach, "reference"), c(-Inf, NA, 3, NA, NA))
  expect_equal(panel_limits(value, status, reach, "all"), c(-Inf, NA, 3, NA, 5))
})
