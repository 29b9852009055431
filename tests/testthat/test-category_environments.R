# Multinomial and ordinal fits away from where they were made: size, updates, rows, what is kept.

bytes <- function(x) length(serialize(x, NULL))

reread <- function(x) unserialize(serialize(x, NULL))

fits_in_a_frame <- function(d, ...) {
  big <- raw(1e7)
  half <- 2
  shift <- function(x) x - half
  halved <- function(x) x / half
  list(multinomial(u ~ shift(x) + f, d, weights = d$w, ...),
       ordinal(y ~ shift(x) + f, d, weights = d$w, ...),
       ordinal(y ~ shift(x) + f, d, weights = d$w, scale = ~ halved(z), ...),
       ordinal(y ~ x + f, d, parallel = ~x, type = "continuation", ...))
}

test_that("the calling frame does not travel; what the formula names does", {
  d <- four_category_data()
  for (keep in c("all", "lean", "minimal")) {
    for (fit in fits_in_a_frame(d, keep = keep)) {
      expect_lt(bytes(fit), if (keep == "all") 1e5 else 3e4)
      expect_equal(reread(fit)$coefficients, fit$coefficients)
      expect_equal(vcov(reread(fit)), vcov(fit))
    }
  }
  fits <- fits_in_a_frame(d)
  invisible(gc())
  expect_setequal(ls(environment(fits[[1L]]$terms)), c("half", "shift", "d"))
  expect_setequal(ls(environment(fits[[3L]]$terms)), c("half", "shift", "halved", "d"))
  expect_identical(environment(fits[[3L]]$scale), environment(fits[[3L]]$terms))
  expect_identical(environment(fits[[4L]]$parallel), environment(fits[[4L]]$terms))
  for (fit in lapply(fits, reread)) {
    smaller <- update(fit, . ~ . - f)
    expect_identical(smaller$rank < fit$rank, TRUE)
    expect_equal(update(smaller, . ~ . + f)$coefficients, fit$coefficients)
  }
})

test_that("in a living frame update() finds what the formula does not name", {
  inside <- function(d) {
    other <- d$x^2
    for (fit in list(multinomial(u ~ x, d), ordinal(y ~ x, d))) {
      more <- update(fit, . ~ . + other)
      expect_true(any(grepl("other", names(more$coefficients))))
      expect_identical(environment(formula(fit)), environment())
    }
  }
  inside(four_category_data())
})

test_that("lean fits answer what needs no rows, and say what is missing", {
  d <- four_category_data()
  for (keep in c("lean", "minimal")) {
    for (fit in list(multinomial(u ~ x + f, d, keep = keep), ordinal(y ~ x + f, d, keep = keep))) {
      whole <- update(fit, keep = "all")
      for (ask in list(coef, vcov, logLik, nobs, deviance, df.residual, AIC, BIC)) {
        expect_identical(ask(fit), ask(whole))
      }
      expect_identical(labels(terms(fit)), labels(terms(whole)))
      for (ask in list(fitted, weights, function(x) vcov(x, type = "HC0"))) {
        expect_error(ask(fit), class = "logistic_error_kept")
      }
    }
  }
})

test_that("rows have the names of the data; na.exclude fills them up", {
  d <- four_category_data()
  rownames(d) <- paste0("p", 1:150)
  d$x[c(3, 77)] <- NA
  for (fitter in list(multinomial, ordinal)) {
    omit <- fitter(y ~ x, d)
    own <- setdiff(rownames(d), c("p3", "p77"))
    expect_identical(rownames(fitted(omit)), own)
    expect_identical(names(weights(omit)), own)
    expect_identical(rownames(model.matrix(omit)), own)
    expect_identical(names(na.action(omit)), c("p3", "p77"))
    exclude <- fitter(y ~ x, d, na.action = na.exclude)
    expect_identical(rownames(fitted(exclude)), rownames(d))
    expect_identical(which(is.na(fitted(exclude)[, 1L])), c(p3 = 3L, p77 = 77L))
    expect_equal(fitted(exclude)[own, ], fitted(omit))
    part <- fitter(y ~ x, d, subset = f == "b")
    expect_identical(rownames(fitted(part)), setdiff(paste0("p", 51:100), "p77"))
  }
})

test_that("fits of lists, loops and imputations", {
  d <- four_category_data()
  fits <- lapply(split(d, d$f), function(part) ordinal(y ~ x, part))
  expect_equal(coef(fits$b), coef(ordinal(y ~ x, d, subset = f == "b")))
  expect_equal(nrow(model.frame(reread(fits$b))), 50)
  inside <- with(d, multinomial(u ~ x))
  expect_equal(coef(update(reread(inside), . ~ 1)), coef(multinomial(u ~ 1, d)))
  skip_if_not_installed("mice")
  d$x[1:20] <- NA
  imputed <- mice::mice(d[c("x", "f", "y")], m = 2, maxit = 1, printFlag = FALSE, seed = 1)
  analyses <- with(imputed, ordinal(y ~ x + f))$analyses
  expect_identical(nobs(analyses[[2L]]), 150)
  expect_false(identical(coef(analyses[[1L]]), coef(analyses[[2L]])))
  for (fit in analyses) expect_lt(bytes(fit), 1e5)
})
