test_that("a refit without a term is the fit to fewer terms", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  makers <- list(
    function(f, ...) multinomial(f, h, freq = Freq, ...),
    function(f, ...) ordinal(f, h, freq = Freq, ...),
    function(f, ...) ordinal(f, h, freq = Freq, link = "probit", scale = ~ Cont, ...),
    function(f, ...) ordinal(f, h, freq = Freq, parallel = FALSE, ...),
    function(f, ...) ordinal(f, h, freq = Freq, type = "adjacent", ...))
  for (make in makers) {
    fit <- make(Sat ~ Infl + Type + Cont)
    parts <- category_fit_parts(fit)
    assign <- parts$design$assign
    less <- refit_categories(fit, parts, assign == 2L)
    expected <- make(Sat ~ Infl + Cont)
    expect_equal(less$coefficients, expected$coefficients, tolerance = 1e-9)
    expect_equal(less$deviance, expected$deviance, tolerance = 1e-12)
    expect_identical(less$rank, expected$rank)
    expect_equal(less$cov.unscaled, expected$cov.unscaled, tolerance = 1e-8)
  }
})

test_that("a column that was a combination of those that went comes back", {
  skip_if_not_installed("MASS")
  h <- transform(MASS::housing, size = as.numeric(Infl))
  h$twice <- 2 * h$size + 1
  fit <- suppressMessages(multinomial(Sat ~ size + twice + Cont, h, freq = Freq))
  less <- refit_categories(fit, category_fit_parts(fit), c(FALSE, TRUE, FALSE, FALSE))
  expect_identical(less$rank, fit$rank)
  expect_equal(less$deviance, fit$deviance, tolerance = 1e-12)
})

test_that("columns may leave one equation alone", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  fit <- ordinal(Sat ~ Infl + Cont, h, freq = Freq, parallel = FALSE, type = "continuation")
  plan <- plan_of_fit(fit)
  less <- plan_answer(fewer_coefficients(plan, plan$design$names == "Low|Medium:ContHigh"))
  # the likelihood is a product over the stages
  first <- logistic(I(Sat == "Low") ~ Infl, h, freq = Freq)
  second <- logistic(I(Sat == "Medium") ~ Infl + Cont, h, freq = Freq, subset = Sat != "Low")
  expect_equal(less$kernel, first$loglik_kernel + second$loglik_kernel, tolerance = 1e-12)
})

test_that("the score statistic at a smaller model: of a saturated one it is Pearson's", {
  skip_if_not_installed("MASS")
  h <- MASS::housing
  fit <- multinomial(Sat ~ Infl * Cont, h, freq = Freq)
  parts <- category_fit_parts(fit)
  smaller <- refit_categories(fit, parts, parts$design$assign == 3L)
  counts <- xtabs(Freq ~ interaction(Infl, Cont) + Sat, h)
  table <- data.frame(expand.grid(Infl = levels(h$Infl), Cont = levels(h$Cont)))
  expected <- fitted(multinomial(counts ~ Infl + Cont, table)) * rowSums(counts)
  expect_equal(score_against(fit, parts, parts$design$assign < 0L, smaller),
               sum((counts - expected)^2 / expected), tolerance = 1e-9)
})

test_that("cuts that cross are seen", {
  set.seed(39)
  d <- data.frame(x = rnorm(40), y = ordered(sample(4, 40, TRUE)))
  fit <- ordinal(y ~ x, d)
  model <- refit_parallel(fit, category_fit_parts(fit), 1L)
  expect_true(model$crossed)
  expect_false(refit_parallel(fit, category_fit_parts(fit), integer())$crossed)
})
