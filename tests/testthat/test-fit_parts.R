parts_of <- function(fit) logistic:::fit_parts(fit)
columns_of <- function(parts) logistic:::design_columns(parts$design, parts$transform)

# Refitting from the parts gives the fit back.
expect_same_fit <- function(fit, info = NULL) {
  parts <- parts_of(fit)
  again <- logistic:::fit_model("binomial", parts$design, parts$transform, parts$response, fit$link,
                                fit$settings)
  kept <- is.finite(fit$coefficients)
  expect_equal(again$coefficients[kept], unname(fit$coefficients[kept]), tolerance = 1e-10,
               info = info)
  expect_equal(again$figures[8L] + again$figures[9L], fit$loglik_kernel, info = info)
  invisible(parts)
}

variety <- function() {
  d <- birthweight
  d$bwt2 <- 2 * d$lwt + d$age
  d$w <- rep(c(1, 2, 0, 3), length.out = nrow(d))
  d$o <- sin(seq_len(nrow(d)))
  d$gap <- replace(d$age, c(3, 50, 180), NA)
  d$site <- rep(c("b", "a", "c"), length.out = nrow(d))
  d
}

test_that("the parts are the fit's: columns, offset, weights, outcome", {
  d <- variety()
  contrasts <- list(race = "contr.sum")
  fits <- suppressMessages(list(
    plain = logistic(low ~ age + race * smoke + site, d, contrasts = contrasts),
    deficient = logistic(low ~ age + lwt + bwt2, d),
    weighted = logistic(low ~ age + poly(lwt, 2) + offset(o), d, weights = w, offset = o / 2),
    excluded = logistic(low ~ gap + race, d, na.action = na.exclude, subset = age < 40),
    grouped = logistic(cbind(menarche, total - menarche) ~ age, menarche),
    trials = logistic(menarche / total ~ age, menarche, trials = total),
    rest = logistic(race ~ age + smoke, d, event = "other"),
    empty = logistic(low ~ 0 + offset(o), d),
    binary = logistic(low == "yes" ~ smoke - 1, d)))
  for (name in names(fits)) {
    parts <- expect_same_fit(fits[[name]], name)
    expect_equal(columns_of(parts), model.matrix(fits[[name]]), ignore_attr = TRUE, info = name)
    expect_null(parts$design$rows)
    expect_identical(parts$frame$used, length(fits[[name]]$y), info = name)
    expect_equal(parts$design$offsets[[1L]], unname(fits[[name]]$offset), info = name)
  }
})

test_that("levels and contrasts are those of the fit, not of the session", {
  d <- variety()
  fit <- logistic(low ~ site + race, d)
  fit$model$site <- factor(fit$model$site, levels = c("c", "b", "a"))
  old <- options(contrasts = c("contr.sum", "contr.poly"))
  on.exit(options(old))
  expect_same_fit(fit)
})

test_that("a matrix is kept with its fit, and found", {
  x <- cbind(one = 1, lwt = birthweight$lwt)
  parts <- expect_same_fit(logistic(x = x, y = birthweight$low, offset = x[, 2] / 100))
  expect_null(parts$frame)
  lean <- logistic(x = x, y = birthweight$low, keep = "lean")
  expect_error(parts_of(lean), class = "logistic_error_kept")
})

test_that("without a model frame the data are found again, or the error says so", {
  d <- variety()
  fit <- logistic(menarche / total ~ age, menarche, trials = total, model = FALSE)
  expect_same_fit(fit)
  fit <- logistic(low ~ age + site, d, model = FALSE)
  expect_same_fit(fit)
  fit$data <- NULL
  expect_same_fit(fit)
  d$age[1] <- NA
  expect_error(parts_of(fit), class = "logistic_error_kept")
  rm(d)
  expect_error(parts_of(fit), class = "logistic_error_kept")
  expect_error(parts_of(logistic(low ~ age, birthweight, keep = "lean")),
               class = "logistic_error_kept")
})
