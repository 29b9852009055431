test_that("convergence() returns what was reached and prints it", {
  fit <- mock_fit(low ~ age + lwt + race + smoke, birth_weights())
  x <- convergence(fit)
  expect_identical(x$overlap, "proved")
  expect_snapshot(x)
  expect_error(convergence(1), class = "logistic_error_type")
})

test_that("doubts are printed", {
  fit <- mock_fit(low ~ age, birth_weights())
  fit$convergence[c("converged", "overlap", "message")] <- list(FALSE, "undecided",
                                                                "The step limit was reached.")
  fit$convergence$digits[] <- c(3L, NA)
  expect_snapshot(convergence(fit))
})

test_that("the table is data", {
  fit <- any_fit(low ~ age, birth_weights())
  got <- as.data.frame(convergence(fit))
  expect_identical(got$term, names(coef(fit)))
  expect_identical(got$estimate, unname(coef(fit)))
  expect_type(got$digits, "integer")
})

test_that("huge and tiny coefficients are in powers of ten", {
  fit <- any_fit(low ~ I(age * 1e12) + lwt, birth_weights())
  expect_output(print(convergence(fit)), "-[0-9][.][0-9]{9}e-14")
})

test_that("a column that rounding can hardly tell from others is named", {
  set.seed(3)
  d <- data.frame(g = gl(3, 100), y = rbinom(300, 1, 0.5))
  gap <- rnorm(300)
  d$x <- as.numeric(d$g) + 1e-2 * gap
  expect_identical(convergence(logistic(y ~ g + x, d))$narrow, "")
  d$x <- as.numeric(d$g) + 1e-7 * gap
  expect_warning(logistic(y ~ g + x, d), "is all but", class = "logistic_warning_undecided")
  d$x <- as.numeric(d$g) + 1e-9 * gap
  expect_warning(logistic(y ~ g + x, d), "is all but", class = "logistic_warning_convergence")
})

test_that("fits of several categories", {
  out <- convergence(housing_fit())
  expect_gte(min(out$digits), 12L)
  expect_identical(as.data.frame(out)$term, names(coef(housing_fit(), matrix = FALSE)))
  expect_match(printed(out), "^Finite maximum: proved\\.", all = FALSE)
  expect_match(printed(convergence(wine_fit(scale = ~temp))),
               "^Finite maximum: local, not proved to be the highest\\.", all = FALSE)
  expect_match(printed(convergence(with_infinite(wine_fit(), "tempwarm"))),
               "^Finite maximum: none, the data are separated", all = FALSE)
})

test_that("of a conditional random field: the proof, the face, or the gradient", {
  fit <- crf_rain()
  reached <- convergence(fit)
  expect_identical(c(reached$overlap, names(reached$digits)), c("proved", names(coef(fit))))
  expect_true(all(reached$digits >= 12L))
  expect_match(printed(reached)[2L], "^Finite maximum: proved")
  expect_identical(convergence(crf_weather())$overlap, "separated")
  search <- convergence(crf_chunks(l2 = 1))
  expect_s3_class(search, "logistic_convergence")
  # attributes that occur together are one there, of a weight that is longer than theirs
  expect_lte(search$gradient, 2e-6 * sqrt(sum(crf_chunks(l2 = 1)$weights^2)))
  lines <- printed(search)
  expect_match(lines[1L], "^Converged in [0-9]+ iterations, [0-9]+ evaluations of the obj")
  expect_identical(lines[length(lines)], "Finite minimum: the penalty ensures it.")
  search <- convergence(suppressWarnings(crf_rain(control = list(method = "lbfgs"))))
  expect_identical(search$overlap, "undecided")
  expect_identical(as.data.frame(search)$digits, rep(NA_integer_, 5L))
})
