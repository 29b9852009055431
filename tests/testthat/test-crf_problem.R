# The core's problem: which transitions are allowed, which weights there are, and what memory holds.

labelled_chains <- function() {
  set.seed(2)
  n <- 120
  d <- data.frame(id = rep(1:30, each = 4), t = rep(1:4, 30), x = rnorm(n))
  d$y <- factor(sample(c("A", "B", "C"), n, TRUE))
  d
}

all_allowed <- function(lev = c("A", "B", "C")) {
  matrix(TRUE, length(lev), length(lev), dimnames = list(lev, lev))
}

forbid <- function(from, to) {
  out <- all_allowed()
  out[from, to] <- FALSE
  out
}

test_that("`allowed` is a matrix of the labels", {
  d <- labelled_chains()
  refuse <- function(allowed, ...) {
    expect_refused(crf(y ~ x, d, sequence = id, allowed = allowed), ...)
  }
  refuse(TRUE, "argument", "`allowed`", "matrix")
  refuse(as.data.frame(all_allowed()), "argument", "`allowed`", "data frame")
  refuse(replace(all_allowed(), 2, NA), "argument", "`allowed`", "missing")
  refuse(all_allowed(c("A", "B")), "allowed", "rows", '"A", "B", "C"', 'lacks "C"')
  refuse(all_allowed(c("A", "B", "X")), "allowed", 'has "X"')
  refuse(matrix(TRUE, 4, 4), "allowed", "has 4 without names")
  refuse(all_allowed()[c("A", "B", "B"), ], "allowed", '"B" twice')
  refuse(rbind(all_allowed(), "(Start)" = TRUE), "allowed", '"(Start)"', '"(start)"')
  refuse(cbind(all_allowed(), "(start)" = TRUE), "allowed", "columns", '"(end)"')
  plain <- crf(y ~ x, d, sequence = id)
  for (same in list(all_allowed(), unname(all_allowed()), all_allowed()[3:1, 3:1],
                    rbind(all_allowed(), "(start)" = TRUE), 2 * all_allowed())) {
    expect_equal(crf(y ~ x, d, sequence = id, allowed = same)$loglik, plain$loglik)
  }
})

test_that("what occurs must be allowed: the first place is told by sequence and row of the data", {
  d <- labelled_chains()
  d$x[1] <- NA # the first sequence is left out
  from <- which(d$y[-120] == "A" & d$y[-1] == "B" & d$t[-1] > 1 & d$id[-1] > 1)[1L]
  expect_refused(crf(y ~ x, d, sequence = id, allowed = forbid("A", "B")), "allowed",
                 '"A" to "B"', paste0("row ", from + 1L, " (sequence '", d$id[from], "')"))
  first <- which(d$y == "C" & d$t == 1 & d$id > 1)[1L]
  error <- expect_refused(
    crf(y ~ x, d, sequence = id, allowed = rbind(all_allowed(), "(start)" = c(TRUE, TRUE, FALSE))),
    "allowed", 'starts with "C"', paste0("row ", first, " (sequence"))
  expect_identical(error$rows, first)
  expect_refused(
    crf(y ~ x, d, sequence = id, allowed = cbind(all_allowed(), "(end)" = FALSE)), "allowed",
    "ends with", "row 8 (sequence '2')")
})

test_that("forbidden transitions have no weights", {
  d <- labelled_chains()
  allowed <- matrix(c(TRUE, TRUE, TRUE, FALSE), 2, 2)
  d$y <- factor(rep(c("A", "B", "A", "A"), 30))
  fit <- crf(y ~ x, d, sequence = id, allowed = allowed)
  expect_identical(names(fit$coefficients), c("(Intercept)", "x"))
  one <- d[d$t == 2 | d$t == 1, ]
  one$id <- seq_len(nrow(one)) # of one row each: nothing follows anything
  fit <- crf(y ~ x, one, sequence = id, allowed = matrix(FALSE, 2, 2))
  expect_equal(fit$coefficients, coef(logistic(y ~ x, one)), tolerance = 1e-10)
})

test_that("unknown labels that nothing allowed can fill in", {
  d <- labelled_chains()
  d$y <- factor(rep(c("A", "A", "B", "C"), 30))
  d$y[5:8] <- c("A", "B", NA, "A") # A follows nothing but A
  allowed <- forbid(c("B", "C"), "A")
  error <- expect_refused(crf(y ~ x, d, sequence = id, allowed = allowed, partial = TRUE),
                          "allowed", "sequence '2'", "rows 5 to 8")
  expect_identical(error$sequences, 2L)
})

test_that("a model has something to estimate", {
  d <- labelled_chains()
  expect_refused(crf(y ~ 0, d, sequence = id, transitions = ~ 0), "formula", "estimate")
  expect_length(crf(y ~ 0, d, sequence = id)$coefficients, 4L)
  expect_length(crf(y ~ 0, d, sequence = id, transitions = ~ 0, ends = TRUE)$coefficients, 4L)
})

test_that("what memory does not hold is refused before any work", {
  n <- 20000
  d <- data.frame(id = seq_len(n) %/% 10, x = 1, u = seq_len(n), f = factor(seq_len(n)),
                  y = rep(c("A", "B", "C"), length.out = n))
  time <- system.time({
    expect_refused(crf(factor(u) ~ 1, d, sequence = id), "memory", "20,000 labels")
    expect_refused(crf(y ~ f, d, sequence = id, control = crf_control(method = "newton")), "memory",
                   "40,004 weights", "lbfgs")
    bags <- lapply(seq_len(n), function(k) paste0("a", k + 0:9 * n))
    expect_refused(crf(x = bags, y = factor(d$u), sequence = d$id, l2 = 1), "memory", "weights",
                   "observed")
  })
  expect_lt(time[["elapsed"]], 60)
})

test_that("weights have names and places by part, labels and term", {
  d <- labelled_chains()
  fit <- crf(y ~ x, d, sequence = id, ends = TRUE)
  expect_identical(names(fit$coefficients), c(
    "B:(Intercept)", "B:x", "C:(Intercept)", "C:x", "B->B", "B->C", "C->B", "C->C", "start:B",
    "start:C", "end:B", "end:C"))
  expect_identical(fit$table$part, rep(c("emission", "transition", "start", "end"), c(4, 4, 2, 2)))
  fit <- crf(y ~ x, d, sequence = id, transitions = ~ x)
  expect_identical(names(fit$coefficients)[5:12], c(outer(c("B->B", "B->C", "C->B", "C->C"),
                                                          c("(Intercept)", "x"), paste, sep = ":")))
  two <- crf(y == "A" ~ x, d, sequence = id)
  expect_identical(names(two$coefficients), c("(Intercept)", "x", "TRUE->TRUE"))
  expect_equal(sum(fit$seen), 90)
  expect_identical(dimnames(fit$seen), list(from = c("A", "B", "C"), to = c("A", "B", "C")))
})
