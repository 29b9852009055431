# Without the package: its generics' methods by name.
scores <- function(fit) logistic:::estfun.category_fit(fit)

test_that("scores are what moves the coefficients when a row's weight does, in every model", {
  d <- four_category_data()
  h <- 1e-4
  for (name in names(four_category_calls)) {
    fit <- four_category_fit(four_category_calls[[name]], d)
    s <- scores(fit)
    expect_identical(dimnames(s), list(as.character(1:150), names(fit$coefficients)), info = name)
    expect_lt(max(abs(colSums(s))), 1e-10)
    for (i in c(2, 60)) {
      moved <- lapply(c(h, -h), function(by) {
        d$w[i] <- d$w[i] + by
        four_category_fit(four_category_calls[[name]], d)$coefficients
      })
      expect_equal((moved[[1L]] - moved[[2L]]) / (2 * h), drop(vcov(fit) %*% s[i, ]) / d$w[i],
                   tolerance = 1e-7, ignore_attr = TRUE, info = name)
    }
  }
})

test_that("of two categories, and of each cut alone, they are those of binary fits", {
  d <- four_category_data()
  d$two <- factor(d$x + d$z > 0.5, labels = c("no", "yes"))
  binary <- logistic(two ~ z + f, d, weights = w)
  expected <- logistic:::binomial_scores(binary)
  expect_equal(scores(multinomial(two ~ z + f, d, weights = w)), expected, ignore_attr = TRUE,
               tolerance = 1e-10)
  ordered <- scores(ordinal(two ~ z + f, d, weights = w))
  expect_equal(ordered * rep(c(-1, 1, 1, 1), each = 150), expected, ignore_attr = TRUE,
               tolerance = 1e-10)
})

test_that("counts add up, empty rows have none, aliased columns have no place", {
  d <- four_category_data()
  cells <- expand.grid(g = gl(2, 1, labels = c("a", "b")), v = 0:2)
  counts <- cbind(low = c(3, 5, 2, 0, 0, 4), mid = c(2, 2, 2, 0, 1, 1), high = c(1, 4, 6, 0, 5, 7))
  long <- cells[rep(1:6, 3), ]
  long$y <- factor(rep(colnames(counts), each = 6), colnames(counts), ordered = TRUE)
  long$n <- c(counts)
  cells$twice <- 2 * cells$v
  for (type in c("cumulative", "continuation", "none")) {
    fitter <- function(call) {
      call[[1L]] <- if (type == "none") quote(multinomial) else quote(ordinal)
      if (type != "none") call$type <- type
      suppressMessages(eval(call, parent.frame()))
    }
    wide <- fitter(quote(f(counts ~ g + v + twice, cells)))
    s <- scores(wide)
    expect_identical(dim(s), c(6L, wide$rank))
    expect_identical(unname(s[4L, ]), numeric(wide$rank))
    one <- scores(fitter(quote(f(y ~ g + v, long, freq = n))))
    expect_equal(s, rowsum(one, rep(1:6, 3)), ignore_attr = TRUE, tolerance = 1e-9)
    expect_false(anyNA(vcov(wide, complete = FALSE, type = "HC1")))
    expect_identical(is.na(diag(vcov(wide, type = "HC0"))), is.na(wide$coefficients))
  }
})

test_that("robust and clustered covariances are the products of the scores", {
  d <- four_category_data()
  for (fit in list(four_category_fit(four_category_calls$multinomial, d),
                   four_category_fit(four_category_calls$cumulative, d),
                   four_category_fit(four_category_calls$scale, d))) {
    v <- vcov(fit)
    s <- scores(fit)
    p <- fit$rank
    expect_equal(vcov(fit, type = "HC0"), v %*% crossprod(s) %*% v, tolerance = 1e-12)
    expect_equal(vcov(fit, type = "HC1"), vcov(fit, type = "HC0") * 150 / (150 - p))
    own <- v %*% crossprod(rowsum(s, d$clinic)) %*% v
    expect_equal(vcov(fit, type = "HC0", cluster = ~clinic), own, tolerance = 1e-12)
    expect_equal(vcov(fit, cluster = d$clinic), own * 11 / 10 * 149 / (150 - p))
    # clusters of one row
    expect_equal(vcov(fit, cluster = 1:150), vcov(fit, type = "HC1"), tolerance = 1e-12)
  }
})

test_that("binary fits have them by the same code", {
  d <- four_category_data()
  d$two <- d$x + d$z > 0.5
  fit <- logistic(two ~ z + f, d, weights = w)
  skip_if_not_installed("sandwich")
  expect_equal(vcov(fit, type = "HC0"), sandwich::sandwich(fit))
  expect_equal(vcov(fit, type = "HC1"), sandwich::vcovHC(fit, "HC1"))
  expect_equal(vcov(fit, cluster = ~clinic),
               sandwich::vcovCL(fit, cluster = d$clinic, type = "HC1"))
  expect_equal(vcov(logistic(two ~ z, d, link = "cloglog"), type = "HC0"),
               sandwich::sandwich(logistic(two ~ z, d, link = "cloglog")))
})

test_that("they are those of package sandwich", {
  skip_if_not_installed("sandwich")
  d <- four_category_data()
  d$x[c(3, 77)] <- NA
  for (name in c("multinomial", "cumulative", "adjacent", "partial", "scale")) {
    expect_equal(vcov(four_category_fit(four_category_calls[[name]], d), cluster = ~clinic),
                 vcov(four_category_fit(four_category_calls[[name]], d[-c(3, 77), ]),
                      cluster = ~clinic))
    for (action in c("na.omit", "na.exclude")) {
      fit <- four_category_fit(four_category_calls[[name]], d, na.action = action)
      expect_identical(NROW(sandwich::estfun(fit)), if (action == "na.omit") 148L else 150L)
      expect_equal(vcov(fit, type = "HC0"), sandwich::sandwich(fit))
      expect_equal(vcov(fit, cluster = ~clinic),
                   sandwich::vcovCL(fit, cluster = ~clinic, type = "HC1"))
      expect_equal(vcov(fit, cluster = d$clinic), vcov(fit, cluster = ~clinic))
      expect_equal(sandwich::vcovHC(fit, "HC1"), vcov(fit, type = "HC1"))
      expect_equal(sandwich::vcovHC(fit), vcov(fit, type = "HC0"))
      expect_equal(sandwich::vcovHC(fit, "const"), vcov(fit))
      expect_error(sandwich::vcovHC(fit, "HC3"), "HC0", class = "logistic_error_argument")
    }
  }
})

test_that("with freq, rows are as many as it says; rows of weight zero are none", {
  d <- four_category_data()
  written <- d[rep(1:150, d$w), ]
  for (fitter in list(multinomial, ordinal)) {
    fit <- fitter(y ~ x + f, d, freq = w)
    long <- fitter(y ~ x + f, written)
    expect_equal(vcov(fit, type = "HC1"), vcov(long, type = "HC1"), tolerance = 1e-10)
    expect_equal(vcov(fit, cluster = ~clinic), vcov(long, cluster = written$clinic),
                 tolerance = 1e-10)
    d$holes <- rep_len(0:2, 150)
    expect_equal(vcov(fitter(y ~ x, d, weights = holes), type = "HC1"),
                 vcov(fitter(y ~ x, d, weights = holes, subset = holes > 0), type = "HC1"),
                 tolerance = 1e-10)
  }
  fit <- logistic(x > 0 ~ z, d, freq = w)
  expect_equal(vcov(fit, type = "HC1"), vcov(logistic(x > 0 ~ z, written), type = "HC1"),
               tolerance = 1e-10)
})

test_that("clusters that cannot be used are errors", {
  d <- four_category_data()
  fits <- list(multinomial(u ~ x, d), ordinal(y ~ x, d, subset = z > 0.1), logistic(x > 0 ~ z, d))
  for (fit in fits) {
    expect_error(vcov(fit, cluster = 1:3), "not 3", class = "logistic_error_length")
    expect_error(vcov(fit, cluster = ~ f + x), class = "logistic_error_argument")
    expect_error(vcov(fit, cluster = y ~ f), class = "logistic_error_argument")
    expect_error(vcov(fit, cluster = ~nowhere_at_all), class = "logistic_error_variable")
    expect_error(vcov(fit, cluster = replace(seq_len(nobs(fit)), 7, NA)), "row 7",
                 class = "logistic_error_missing")
    expect_error(vcov(fit, cluster = rep(1, nobs(fit))), class = "logistic_error_argument")
    expect_error(vcov(fit, cluster = mean), class = "logistic_error_argument")
    expect_error(vcov(fit, type = "model", cluster = ~f), class = "logistic_error_argument")
    expect_error(vcov(fit, type = "HC3"), "HC1", class = "logistic_error_argument")
  }
  expect_equal(vcov(fits[[2L]], cluster = ~f), vcov(fits[[2L]], cluster = d$f[d$z > 0.1]))
})

test_that("what is not there is said", {
  d <- four_category_data()
  for (fit in list(multinomial(u ~ x, d, keep = "lean"), ordinal(y ~ x, d, keep = "minimal"))) {
    expect_error(scores(fit), class = "logistic_error_kept")
    expect_error(vcov(fit, type = "HC0"), class = "logistic_error_kept")
  }
  fit <- ordinal(y ~ x, d, scale = ~ log(z))
  s <- scores(fit)
  d$z <- rev(d$z)
  expect_identical(scores(fit), s)
  fit$data <- NULL
  expect_error(scores(fit), class = "logistic_error_kept")
})
