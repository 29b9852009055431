# Inside a function with 100 MB: how many bytes is a fit, and what is it after saving?
heavy_frame <- function(code) {
  code <- substitute(code)
  frame <- new.env(parent = globalenv())
  frame$birthweight <- birthweight
  frame$logistic <- logistic
  frame$big <- raw(1e8)
  eval(code, frame)
}

bytes <- function(x) length(serialize(x, NULL))

reread <- function(x) unserialize(serialize(x, NULL))

test_that("the calling frame does not travel", {
  for (keep in c("all", "lean", "minimal")) {
    inside <- function(keep) {
      big <- raw(1e8)
      half <- 2
      logistic(low ~ I(age / half) + race, birthweight, keep = keep)
    }
    expect_lt(bytes(inside(keep)), 2e5)
  }
  in_data_env <- heavy_frame({
    list2env(birthweight, environment())
    logistic(low ~ age + race)
  })
  expect_lt(bytes(in_data_env), 2e5)
  expect_true(is.environment(in_data_env$data))
  other <- heavy_frame({
    columns <- list2env(birthweight)
    logistic(low ~ age + race, columns, weights = rep(2, 189))
  })
  expect_lt(bytes(other), 2e5)
})

test_that("a global formula stays as it is, and its fit small", {
  formula <- low ~ age
  environment(formula) <- globalenv()
  fit <- logistic(formula, birthweight)
  expect_identical(environment(fit$terms), globalenv())
  expect_identical(environment(formula(fit)), globalenv())
})

test_that("what the formula names is kept, and nothing else", {
  make <- function() {
    big <- raw(1e7)
    half <- 2
    shift <- function(x) x - middle(x)
    middle <- function(x) stats::median(x) * half / half
    times <- rep_len(1:3, 189)
    age <- "not this one"
    logistic(low ~ shift(lwt) + splines::ns(age, 3), birthweight, weights = times,
             subset = age > half * 8)
  }
  fit <- make()
  invisible(gc())
  kept <- environment(fit$terms)
  expect_setequal(ls(kept), c("half", "shift", "middle", "times"))
  expect_lt(bytes(fit), 3e5)
  expect_identical(attr(fit$model, "terms"), fit$terms)
  expect_identical(environment(fit$formula), kept)
  half <- 10
  expect_equal(coef(update(fit, . ~ . - shift(lwt))), coef(logistic(
    low ~ splines::ns(age, 3), birthweight, weights = rep_len(1:3, 189), subset = age > 16)))
})

test_that("in a living frame update() finds what the formula does not name", {
  inside <- function() {
    other <- birthweight$lwt^2
    d <- birthweight
    fit <- logistic(low ~ age, d)
    list(update(fit, . ~ . + other), environment(), environment(formula(fit)),
         environment(terms(fit)))
  }
  out <- inside()
  expect_identical(names(coef(out[[1L]])), c("(Intercept)", "age", "other"))
  expect_identical(out[[3L]], out[[2L]])
  expect_identical(out[[4L]], out[[2L]])
})

test_that("a formula within the call does not take its frame along", {
  inside <- function() {
    big <- raw(1e7)
    w <- rep_len(1:3, 189)
    d <- birthweight
    first <- do.call("logistic", list(low ~ age, quote(d)))
    second <- update(first, . ~ . + smoke)
    list(first, second, update(second, weights = w),
         update(logistic(second$formula, d), weights = w))
  }
  fits <- inside()
  for (fit in fits) expect_lt(bytes(fit), 3e5)
  expect_equal(coef(fits[[3L]]), coef(logistic(low ~ age + smoke, birthweight,
                                               weights = rep_len(1:3, 189))))
  expect_equal(coef(fits[[4L]]), coef(fits[[3L]]))
})

test_that("the weak reference ends with the frame, and is saved as nothing", {
  fit <- (function() {
    d <- birthweight
    logistic(low ~ age, d)
  })()
  for (again in 1:3) gc()
  env <- environment(formula(fit))
  expect_identical(ls(env), "d")                  # the fit's own data, under their name
  expect_identical(env$d, fit$data)
  expect_identical(parent.env(env), environment(fit$terms))
  old <- reread(fit)
  expect_null(.Call(logistic:::C_weak_key, environment(old$terms)$.calling_frame))
  expect_equal(coef(update(old, . ~ . + lwt, data = birthweight)),
               coef(logistic(low ~ age + lwt, birthweight)))
  expect_equal(dim(expand.model.frame(old, ~lwt)), c(189L, 3L))
  expect_null(.Call(logistic:::C_weak_key, NULL))
})

test_that("predictions use the values that the fit used", {
  cut <- 20
  fit <- logistic(low ~ I(age > cut), birthweight)
  before <- predict(fit, birthweight[1:3, ])
  cut <- 100
  expect_identical(predict(fit, birthweight[1:3, ]), before)
})

test_that("a variable that is NULL, an argument that is not given", {
  wrapper <- function(d, w, none = NULL) {
    half <- function(x, by) if (missing(by)) x / 2 else x / by
    logistic(low ~ half(age), d, weights = none)
  }
  fit <- wrapper(birthweight)
  expect_identical(sort(ls(environment(fit$terms))), c("half", "none"))
  expect_equal(unname(coef(fit)[2]), 2 * unname(coef(logistic(low ~ age, birthweight))[2]))
})

test_that("light fits keep constants and functions, not data", {
  n <- 2e4
  make <- function(keep) {
    x <- seq_len(n) / n
    y <- rep_len(c(0, 1, 1, 0, 1), n)
    w <- rep_len(1:3, n)
    power <- 2
    raised <- function(x) x^power
    logistic(y ~ raised(x), weights = w, keep = keep)
  }
  for (keep in c("lean", "minimal")) {
    fit <- make(keep)
    invisible(gc())
    expect_setequal(ls(environment(fit$terms)), c("power", "raised"))
    expect_lt(bytes(fit), 5e4)
    expect_equal(predict(reread(fit), data.frame(x = c(0.2, 0.9))),
                 predict(make("all"), data.frame(x = c(0.2, 0.9))))
  }
})

test_that("fits of lists, subsets and wrappers answer later", {
  fits <- lapply(split(birthweight, birthweight$smoke), function(d) logistic(low ~ age, data = d))
  expect_equal(nrow(model.frame(fits$yes)), sum(birthweight$smoke == "yes"))
  expect_equal(predict(fits$yes, birthweight[1:2, ]),
               predict(logistic(low ~ age, birthweight, subset = smoke == "yes"),
                       birthweight[1:2, ]))
  no_model <- (function(d) logistic(low ~ age, d, model = FALSE))(birthweight)
  invisible(gc())
  expect_equal(dim(model.frame(reread(no_model))), c(189L, 2L))
  within_with <- with(birthweight, logistic(low ~ age + smoke))
  invisible(gc())
  expect_setequal(ls(environment(within_with$terms)), c("low", "age", "smoke"))
  expect_equal(coef(update(reread(within_with), . ~ . - smoke)),
               coef(logistic(low ~ age, birthweight)))
})

test_that("a fit saved in a function predicts in a fresh session", {
  skip_on_cran()
  file <- tempfile(fileext = ".rds")
  script <- tempfile(fileext = ".R")
  on.exit(unlink(c(file, script)))
  expected <- (function() {
    middle <- 25
    low_age <- function(age) pmin(age, middle)
    fit <- logistic(low ~ splines::ns(lwt, 3) + poly(age, 2) + scale(ptl) + low_age(age),
                    birthweight)
    saveRDS(fit, file)
    predict(fit, birthweight[1:5, ], se.fit = TRUE)
  })()
  writeLines(c(sprintf(".libPaths(%s)", deparse1(.libPaths())), "library(logistic)",
               sprintf("fit <- readRDS(\"%s\")", file),
               "out <- predict(fit, birthweight[1:5, ], se.fit = TRUE)",
               sprintf("saveRDS(out, \"%s\")", file)), script)
  status <- system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script)))
  expect_identical(status, 0L)
  expect_equal(readRDS(file), expected)
})

test_that("other packages' frames", {
  skip_if_not_installed("boot")
  rates <- function(d, rows) coef(logistic(low ~ age, d[rows, ]))
  set.seed(1)
  expect_identical(dim(boot::boot(birthweight, rates, 3)$t), c(3L, 2L))
  skip_if_not_installed("mice")
  gaps <- transform(birthweight, lwt = replace(lwt, 1:20, NA))[c("low", "age", "lwt")]
  imputed <- mice::mice(gaps, m = 2, maxit = 1, printFlag = FALSE, seed = 1)
  fits <- with(imputed, logistic(low ~ age + lwt))
  expect_lt(bytes(fits$analyses), 4e5)
  expect_equal(dim(model.frame(fits$analyses[[2L]])), c(189L, 3L))
  expect_equal(coef(update(fits$analyses[[1L]], . ~ age)), coef(logistic(low ~ age, gaps)))
})

test_that("the groups of a data.table do not share their variables", {
  skip_if_not_installed("data.table")
  table <- data.table::as.data.table(birthweight)
  by_group <- str2lang("table[, list(fit = list(logistic(low ~ age))), by = smoke]")
  fits <- eval(by_group, list(table = table, logistic = logistic), globalenv())$fit
  for (fit in fits) expect_equal(coef(update(fit, . ~ .)), coef(fit))
})

test_that("a formula of a matrix fit is an error that says why", {
  fit <- logistic(x = cbind(1, birthweight$age), y = birthweight$low)
  expect_error(formula(fit), class = "logistic_error_terms")
  expect_error(terms(fit), class = "logistic_error_terms")
})
