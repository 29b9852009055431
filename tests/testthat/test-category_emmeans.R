skip_if_not_installed("emmeans")

# Ours and theirs, the rows of theirs in our order.
expect_same_means <- function(ours, theirs, mode, specs, ...) {
  tables <- lapply(list(ours, theirs), function(fit) {
    out <- as.data.frame(summary(emmeans::emmeans(fit, specs, mode = mode, ...)))
    by <- all.vars(specs)
    key <- do.call(paste, lapply(out[by], as.character))
    data.frame(key, estimate = out[[length(by) + 1L]], SE = out$SE)
  })
  theirs <- tables[[2L]][match(tables[[1L]]$key, tables[[2L]]$key), ]
  expect_equal(tables[[1L]], theirs, tolerance = 1e-6, ignore_attr = TRUE)
}

# Whichever of the terms are not parallel, in both.
partly_parallel <- function(d) {
  fit <- ordinal(weight ~ race + smoke + lwt, d, parallel = ~smoke, link = "cloglog")
  own <- if ("lwt" %in% fit$nonparallel) c("race", "lwt") else "smoke"
  shared <- setdiff(c("race", "smoke", "lwt"), own)
  list(fit, ordinal::clm(stats::reformulate(shared, "weight"), nominal = stats::reformulate(own),
                         data = d, link = "cloglog"))
}

test_that("all modes of an ordinal fit are those of clm", {
  skip_if_not_installed("ordinal")
  d <- weight_data()
  pairs <- list(
    list(ordinal(weight ~ race + smoke + lwt, d),
         ordinal::clm(weight ~ race + smoke + lwt, data = d)),
    list(ordinal(weight ~ race + smoke + lwt, d, scale = ~age),
         ordinal::clm(weight ~ race + smoke + lwt, scale = ~age, data = d)),
    partly_parallel(d))
  for (pair in pairs) {
    expect_same_means(pair[[1L]], pair[[2L]], "latent", ~race)
    expect_same_means(pair[[1L]], pair[[2L]], "latent", ~race, rescale = c(2, 3))
    expect_same_means(pair[[1L]], pair[[2L]], "mean.class", ~race)
    expect_same_means(pair[[1L]], pair[[2L]], "prob", ~ race | weight)
    for (mode in c("linear.predictor", "cum.prob", "exc.prob")) {
      expect_same_means(pair[[1L]], pair[[2L]], mode, ~ smoke | cut)
    }
  }
  expect_same_means(pairs[[2L]][[1L]], pairs[[2L]][[2L]], "scale", ~age)
  expect_error(suppressMessages(emmeans::emmeans(pairs[[1L]][[1L]], ~race, mode = "scale")),
               "no scale")
})

test_that("estimates of a multinomial fit are those of multinom, with normal limits", {
  skip_if_not_installed("nnet")
  d <- weight_data()
  d$y <- factor(d$weight, ordered = FALSE)
  ours <- multinomial(y ~ race + smoke + lwt, d)
  theirs <- nnet::multinom(y ~ race + smoke + lwt, d, trace = FALSE, reltol = 1e-15, maxit = 1000)
  expect_same_means(ours, theirs, "prob", ~ race | y)
  expect_same_means(ours, theirs, "latent", ~ race | y)
  expect_true(all(summary(emmeans::emmeans(ours, ~ race | y))$df == Inf))
  other <- multinomial(y ~ race + smoke + lwt, d, reference = "good")
  expect_equal(as.data.frame(emmeans::emmeans(other, ~ race | y)),
               as.data.frame(emmeans::emmeans(ours, ~ race | y)), tolerance = 1e-6)
})

test_that("probabilities of a grid are predictions, for every kind of model", {
  d <- weight_data()
  fits <- kinds_of_fits(d)
  for (name in names(fits)) {
    fit <- fits[[name]]
    fit$call$data <- quote(weight_data())
    grid <- emmeans::ref_grid(fit, mode = "prob", data = d)
    table <- as.data.frame(summary(grid))
    new <- grid@grid
    if (name == "multinomial" || name == "parallel") new$o <- mean(d$o)
    answer <- predict(fit, new, se.fit = TRUE)
    at <- cbind(seq_len(nrow(new)), match(as.character(new$weight), fit$lev))
    expect_equal(table$prob, answer$fit[at], tolerance = 1e-8, info = name)
    expect_equal(table$SE, answer$se.fit[at], tolerance = 1e-8, info = name)
  }
})

test_that("an offset moves the latent log ratios as it moves predictions", {
  d <- weight_data()
  fit <- multinomial(weight ~ lwt + offset(o), d, reference = "good")
  grid <- emmeans::ref_grid(fit, mode = "latent", data = d)
  table <- as.data.frame(summary(grid))
  p <- predict(fit, data.frame(lwt = mean(d$lwt), o = mean(d$o)))[1, as.character(table$weight)]
  expect_equal(table$prediction, unname(log(p) - mean(log(p))))
})

test_that("what aliased or infinite coefficients do not determine is not estimable", {
  d <- weight_data()
  d$copy <- d$race
  fits <- suppressMessages(list(multinomial(weight ~ race + copy, d),
                                ordinal(weight ~ race + copy, d)))
  for (fit in fits) {
    table <- suppressMessages(as.data.frame(
      emmeans::emmeans(fit, ~ race + copy | weight, mode = "prob", data = d)))
    expect_identical(!is.na(table[["prob"]]), as.character(table$race) == as.character(table$copy))
    own <- table[as.character(table$race) == as.character(table$copy), ]
    p <- predict(fit, own)
    at <- cbind(seq_len(nrow(own)), match(as.character(own$weight), fit$lev))
    expect_equal(own$prob, unname(p[at]))
  }
  fit <- multinomial(weight ~ race, d)
  at <- match("medium:raceblack", names(fit$coefficients))
  fit$coefficients[at] <- Inf
  fit$separation <- list(infinite = fit$coefficients[at],
                         finite = replace(fit$coefficients, at, 0),
                         direction = replace(0 * fit$coefficients, at, 1))
  table <- as.data.frame(emmeans::emmeans(fit, ~ race | weight, data = d))
  expect_identical(is.na(table$prob), table$race == "black")
})

test_that("categories of a grid are chosen afterwards", {
  d <- weight_data()
  fit <- ordinal(weight ~ race, d)
  expect_error(emmeans::ref_grid(fit, mode = "prob", at = list(cut = "low|medium"), data = d),
               class = "logistic_error_argument")
  wide <- multinomial(weight ~ race, d, offset = cbind(d$o, d$o, 0, 0))
  expect_error(emmeans::emmeans(wide, ~race), "offset")
})

test_that("ggeffects has estimates by way of emmeans", {
  skip_if_not_installed("ggeffects")
  d <- weight_data()
  for (fit in list(ordinal(weight ~ race + lwt, d), multinomial(weight ~ race + lwt, d))) {
    table <- as.data.frame(ggeffects::ggemmeans(fit, "race"))
    p <- predict(fit, data.frame(race = table$x, lwt = median(d$lwt)))
    at <- cbind(seq_len(nrow(table)), match(as.character(table$response.level), fit$lev))
    expect_equal(table$predicted, unname(p[at]), tolerance = 1e-6)
  }
})
