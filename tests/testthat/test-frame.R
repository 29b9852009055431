# The frame against stats::model.frame(): terms, rows, names, levels.

frame_data <- function() {
  data.frame(y = rep(0:1, 6), x = c(1, NA, 3:12) + 0.5, k = 1:12,
             f = factor(rep(c("a", "b", "c"), 4)), s = rep(c("u", NA, "v"), 4),
             w = rep(1:2, 6), e = seq(0.1, 1.2, 0.1),
             row.names = paste0("row", 1:12))
}

# Both frames by the same call, ours and stats'.
both_frames <- function(formula, data, ...) {
  arguments <- as.list(substitute(list(...)))[-1L]
  env <- environment(formula)
  ours <- fit_frame(formula, data, as.call(c(quote(logistic), arguments)), env)
  theirs <- eval(as.call(c(quote(stats::model.frame), formula, quote(data), arguments,
                           drop.unused.levels = TRUE)), list(data = data), env)
  list(ours = ours, theirs = theirs)
}

expect_frames <- function(frames, label = "frame") {
  made <- model_frame(frames$ours)
  theirs <- frames$theirs
  terms <- attr(theirs, "terms")
  for (part in c("variables", "factors", "term.labels", "order", "intercept", "response", "offset",
                 "predvars", "dataClasses")) {
    expect_identical(attr(frames$ours$terms, part), attr(terms, part), label = paste(label, part))
  }
  expect_equal(attr(made, "na.action"), attr(theirs, "na.action"), label = label)
  expect_identical(row.names(made), row.names(theirs), label = label)
  expect_identical(names(made), names(theirs), label = label)
  expect_equal(made, theirs, label = label, ignore_formula_env = TRUE)
  expect_equal(frames$ours$used, nrow(theirs), label = label)
  expect_equal(unclass(frames$ours$xlevels), stats::.getXlevels(terms, theirs), label = label)
}

test_that("terms, predvars, row names, na.action and columns are model.frame's", {
  d <- frame_data()
  expect_frames(both_frames(y ~ k, d), "plain")
  expect_frames(both_frames(y ~ x + f, d), "one gap")
  expect_frames(both_frames(y ~ x + s, d), "gaps in strings")
  expect_frames(both_frames(y ~ x, d, na.action = na.exclude), "na.exclude")
  expect_frames(both_frames(y ~ x, d, na.action = "na.omit"), "by name")
  expect_frames(both_frames(y ~ poly(k, 2) + log(e), d), "poly")
  expect_frames(both_frames(y ~ log(k) + f, d, subset = k > 3), "subset")
  expect_frames(both_frames(y ~ x + f, d, subset = f != "b"), "unused level")
  expect_frames(both_frames(y ~ x, d, subset = -(1:3)), "negative subset")
  expect_frames(both_frames(y ~ x, d, subset = c(2, 5, 7, 8)), "numbers")
  expect_frames(both_frames(y ~ x + offset(e), d, weights = w), "offset term, weights")
  expect_frames(both_frames(cbind(y, 2 - y) ~ f, d, offset = e), "counts, offset")
  expect_frames(both_frames(y ~ ., d), "dot")
  expect_frames(both_frames(y ~ . - s, d[-4]), "dot less one")
  expect_frames(both_frames(factor(y) ~ k, d), "factor response")
  expect_frames(both_frames(y ~ 1, d), "intercept alone")
  expect_frames(both_frames(y ~ k, tail(d, 8), subset = k > 6), "part of the names")
})

test_that("variables may come from the formula's environment, a list or an environment", {
  y <- rep(0:1, 4)
  x <- c(1:7, NA)
  expect_frames(both_frames(y ~ x, NULL), "no data")
  frame <- fit_frame(y ~ x, list(x = 8:1), quote(logistic()), environment())
  expect_identical(frame$variables$x, 8:1)
  place <- new.env()
  place$x <- 1:8
  frame <- fit_frame(y ~ x, place, quote(logistic()), environment())
  expect_identical(frame$variables$x, 1:8)
  named <- stats::setNames(y, letters[1:8])
  expect_identical(row.names(model_frame(fit_frame(named ~ x, NULL, quote(logistic()),
                                                   environment()))), letters[1:7])
})

test_that("subsets beyond a mask are those of model.frame", {
  d <- frame_data()
  expect_frames(both_frames(y ~ k + f, d, subset = c(5, 2, 2, 9, 12, 1)), "repeated rows")
  expect_frames(both_frames(y ~ k, d, subset = c("row3", "row1", "row8")), "by name")
  expect_frames(both_frames(y ~ k, d, subset = ifelse(k == 4, NA, k > 2)), "NA in subset")
})

test_that("the account of rows left out names the variables", {
  d <- frame_data()
  frame <- fit_frame(y ~ x + s, d, quote(logistic(subset = k < 12)), environment())
  expect_identical(frame$n, 12L)
  expect_identical(frame$left_out$reason, c("`s` missing", "`x` and `s` missing", "subset"))
  expect_identical(frame$left_out$count, c(3L, 1L, 1L))
  expect_identical(frame$used, 7L)
})

test_that("an na.action of the user's own is obeyed", {
  d <- frame_data()
  action <- function(object, ...) object[object$k > 2 & !is.na(object$x), , drop = FALSE]
  frame <- fit_frame(y ~ x + k, d, quote(logistic(na.action = action)), environment())
  expect_identical(nrow(model_frame(frame)), 10L)
})
