spelled <- function(labels) paste(labels, collapse = " ")

# For each sequence and rank: the labels of the path
spelled_paths <- function(class, sequence, rank) {
  vapply(seq_along(rank), function(k) {
    rows <- which(class$sequence == sequence[k])
    spelled(class[[paste0("path_", rank[k])]][rows])
  }, "")
}

for (name in crf_problem_names()) {
  test_that(paste("probabilities and paths are those of the listed sequences:", name), {
    known <- crf_problem(name)
    fit <- crf_fit_at(known)
    expect_equal(predict(fit, type = "marginal"), known$nodes, tolerance = 1e-11)
    expect_equal(predict(fit, type = "edge"), crf_edges_by_row(known$edges), tolerance = 1e-11,
                 ignore_attr = "dimnames")
    expect_identical(predict(fit, known$data, type = "marginal"), predict(fit, type = "marginal"))
    expect_equal(unname(predict(fit, type = "logprob")), known$log_sum - known$log_z,
                 tolerance = 1e-10)
    expect_identical(predict(fit, known$data, type = "logprob"), predict(fit, type = "logprob"))
    best <- predict(fit, n = 3)
    class <- cbind(best$class, sequence = known$data$sequence)
    expect_identical(spelled_paths(class, known$paths$sequence, known$paths$rank),
                     known$paths$path)
    at <- cbind(known$paths$sequence, known$paths$rank)
    expect_equal(best$logprob[at], known$paths$score - known$log_z[known$paths$sequence],
                 tolerance = 1e-10)
    expect_identical(predict(fit), best$class$path_1)
    expect_identical(best$prob, exp(best$logprob))
  })
}

test_that("labels that are known are kept to", {
  known <- crf_problem("partial")
  fit <- crf_fit_at(known)
  y <- known$data$y
  expect_equal(predict(fit, type = "marginal", known = y), known$known$nodes, tolerance = 1e-11)
  expect_equal(predict(fit, known$data, type = "edge", known = y),
               crf_edges_by_row(known$known$edges), tolerance = 1e-11, ignore_attr = "dimnames")
  best <- predict(fit, n = 2, known = y)
  expect_true(all(best$class$path_1 == y, na.rm = TRUE))
  expect_true(all(rowSums(best$prob, na.rm = TRUE) <= 1 + 1e-12))
  expect_identical(predict(fit, known = as.character(y)), best$class$path_1)
  paths <- known$known$paths
  class <- cbind(best$class, sequence = known$data$sequence)
  two <- paths$rank <= 2L
  expect_identical(spelled_paths(class, paths$sequence[two], paths$rank[two]), paths$path[two])
  expect_equal(best$logprob[cbind(paths$sequence, paths$rank)[two, ]],
               (paths$score - known$log_sum[paths$sequence])[two], tolerance = 1e-10)
})

test_that("all labels known: they are the answer, with certainty", {
  known <- crf_problem("covariate")
  fit <- crf_fit_at(known)
  y <- known$data$y
  expect_identical(as.character(predict(fit, known = y)), as.character(y))
  p <- predict(fit, type = "marginal", known = y)
  expect_equal(p[cbind(seq_along(y), as.integer(y))], rep(1, length(y)))
})

test_that("posterior decoding takes the likeliest label of each row", {
  known <- crf_problem("four")
  fit <- crf_fit_at(known)
  expected <- known$labels[max.col(known$nodes, "first")]
  expect_identical(as.character(predict(fit, decode = "posterior")), expected)
  expect_identical(predict(fit, known$data, decode = "posterior"),
                   predict(fit, decode = "posterior"))
})

test_that("scores are the products of predictors and weights, without those of ends", {
  known <- crf_problem("weights")
  fit <- crf_fit_at(known)
  x <- model.matrix(known$formula[-2L], known$data)
  w <- matrix(0, ncol(x), length(known$labels), dimnames = list(colnames(x), known$labels))
  table <- known$table[known$table$part == "emission", ]
  w[cbind(table$term, table$label)] <- known$theta[known$table$part == "emission"]
  expect_equal(predict(fit, type = "link"), x %*% w, ignore_attr = "dimnames", tolerance = 1e-13)
})

test_that("a sequence is predicted alike whatever stands around it, in its own rows", {
  known <- crf_problem("covariate")
  fit <- crf_fit_at(known)
  data <- known$data
  rows <- unlist(rev(split(seq_len(nrow(data)), data$sequence)), use.names = FALSE)
  for (type in c("marginal", "link")) {
    expect_identical(unname(predict(fit, data[rows, ], type = type)),
                     unname(predict(fit, data, type = type)[rows, ]))
  }
  expect_identical(predict(fit, data[rows, ]), predict(fit, data)[rows])
  some <- data[data$sequence == 2, ]
  expect_identical(unname(predict(fit, some, type = "marginal")),
                   unname(predict(fit, type = "marginal")[data$sequence == 2, ]))
  expect_identical(predict(fit, some, type = "logprob"), predict(fit, type = "logprob")["2"])
  named <- predict(fit, some, type = "marginal")
  expect_identical(rownames(named), rownames(some))
  first <- some[1L, ]
  expect_equal(unname(rowSums(predict(fit, first, type = "marginal"))), 1)
  expect_true(all(is.na(predict(fit, first, type = "edge"))))
})

test_that("saved fits, and any number of threads, predict the same", {
  known <- crf_problem("covariate")
  fit <- crf_fit_at(known)
  path <- tempfile(fileext = ".rds")
  on.exit(unlink(path))
  saveRDS(fit, path)
  again <- readRDS(path)
  for (type in c("class", "marginal", "edge", "logprob", "link")) {
    expect_identical(predict(again, known$data, type = type), predict(fit, type = type),
                     ignore_attr = FALSE)
    expect_identical(predict(fit, type = type, threads = 1), predict(fit, type = type, threads = 2))
  }
})

test_that("a fit without its data predicts new rows, and says what it lacks", {
  known <- crf_problem("three")
  fit <- crf_fit_at(known)
  lean <- crf_fit_at(known, model = FALSE)
  expect_identical(predict(lean, known$data, type = "marginal"), predict(fit, type = "marginal"))
  for (call in list(quote(predict(lean)), quote(fitted(lean)), quote(residuals(lean)),
                    quote(simulate(lean)))) {
    expect_error(eval(call), "model = TRUE", class = "logistic_error_kept")
  }
})

test_that("no rows: nothing, in the right shape", {
  known <- crf_problem("weights")
  fit <- crf_fit_at(known)
  none <- known$data[0L, ]
  expect_identical(predict(fit, none), factor(character(), known$labels))
  expect_identical(dim(predict(fit, none, type = "marginal")), c(0L, 3L))
  expect_identical(dim(predict(fit, none, type = "link")), c(0L, 3L))
  expect_identical(dim(predict(fit, none, type = "edge")), c(0L, 3L, 3L))
  expect_length(predict(fit, none, type = "logprob"), 0L)
  expect_identical(dim(predict(fit, none, n = 2)$class), c(0L, 2L))
  expect_identical(dim(predict(fit, none, n = 2)$prob), c(0L, 2L))
})

test_that("what cannot be asked together is refused", {
  fit <- crf_fit_at(crf_problem("two"))
  expect_error(predict(fit, type = "marginal", n = 2), "`n`", class = "logistic_error_argument")
  expect_error(predict(fit, n = 2, decode = "posterior"), "`n`", class = "logistic_error_argument")
  expect_error(predict(fit, n = 0), "`n`", class = "logistic_error_argument")
  expect_error(predict(fit, type = "link", known = 1), "`known`", class = "logistic_error_argument")
  expect_error(predict(fit, type = "probs"), "`type`", class = "logistic_error_argument")
  expect_error(predict(fit, threads = 0), "`threads`", class = "logistic_error_argument")
  expect_error(predict(fit, known = "A"), "`known`", class = "logistic_error_length")
  fit$version <- NULL
  expect_error(predict(fit), "Refit", class = "logistic_error_fit")
})

test_that("labels that are none of the fit's are errors that name sequence and row", {
  known <- crf_problem("three")
  fit <- crf_fit_at(known)
  data <- known$data
  data$y <- as.character(data$y)
  data$y[3L] <- "new"
  expect_error(predict(fit, data, type = "logprob"), "row 3 \\(sequence '",
               class = "logistic_error_levels")
  expect_identical(predict(fit, data), predict(fit))
  label <- replace(rep(NA_character_, nrow(data)), 3L, "new")
  expect_error(predict(fit, data, known = label), "`known`.*row 3", class = "logistic_error_levels")
  data$y <- NULL
  expect_error(predict(fit, data, type = "logprob"), "`y` is missing",
               class = "logistic_error_variable")
  expect_equal(predict(fit, data, type = "logprob", known = known$data$y),
               predict(fit, type = "logprob"))
})

test_that("what is forbidden has no probability, and known labels must be possible", {
  known <- crf_problem("forbidden")
  fit <- crf_fit_at(known)
  data <- data.frame(x1 = c(0, 1), sequence = 1, y = c("A", "C"))
  expect_identical(predict(fit, data, type = "logprob"), c("1" = -Inf))
  expect_identical(unname(predict(fit, data, type = "edge")[2L, "A", "C"]), 0)
  expect_error(predict(fit, data, known = data$y), "sequence '1', rows 1 to 2",
               class = "logistic_error_allowed")
  expect_error(predict(fit, data, type = "marginal", known = data$y), "agree with `known`",
               class = "logistic_error_allowed")
})

test_that("scores of 1e4 and long sequences are no trouble", {
  known <- crf_problem("two")
  fit <- crf_fit_at(known)
  fit$weights <- c(0, 1, 0)[match(weight_table(fit$shape)$term, c("(Intercept)", "x1"))]
  fit$weights[weight_table(fit$shape)$part == "transition"] <- 0
  n <- 1e5
  data <- data.frame(x1 = rep(c(-1e4, 1e4, 0.5, -0.5), length.out = n), sequence = 1)
  p <- predict(fit, data, type = "marginal")
  expect_equal(p[, "B"], plogis(data$x1), tolerance = 1e-11)
  expect_identical(as.character(predict(fit, data)), ifelse(data$x1 > 0, "B", "A"))
  expect_identical(nrow(predict(fit, data, n = 2)$class), as.integer(n))
})

test_that("of separated data predictions are those of the limit", {
  data <- data.frame(id = rep(1:20, each = 5), x = sin(1:100))
  data$y <- data$x + cos(3 * (1:100)) > 0.9
  again <- c(FALSE, data$y[-100]) & data$y & c(FALSE, diff(data$id) == 0)
  data$y[again] <- FALSE # never twice in a row
  fit <- suppressWarnings(crf(y ~ x, data, sequence = id))
  expect_identical(unname(coef(fit)["TRUE->TRUE"]), -Inf)
  expect_equal(sum(predict(fit, type = "logprob")), fit$loglik, tolerance = 1e-12)
  expect_lt(max(predict(fit, type = "edge")[, "TRUE", "TRUE"], na.rm = TRUE), 1e-30)
})

test_that("fitted() is the probabilities, left-out sequences are padded", {
  data <- data.frame(id = rep(1:4, each = 3), x = c(1:5, NA, 7:12) / 5,
                     y = rep(c(TRUE, FALSE, FALSE, TRUE), 3), keep = TRUE)
  fit <- crf(y ~ x, data, sequence = id, na.action = na.exclude)
  omit <- crf(y ~ x, data, sequence = id)
  expect_identical(fitted(omit), predict(omit, type = "marginal"))
  expect_identical(dim(fitted(omit)), c(9L, 2L))
  expect_identical(unname(is.na(fitted(fit)[, 1L])), rep(c(FALSE, TRUE, FALSE, FALSE), each = 3))
  expect_identical(fitted(fit)[-(4:6), ], fitted(omit))
  expect_identical(is.na(predict(fit)), data$id == 2)
  expect_identical(dim(predict(fit, type = "edge")), c(12L, 2L, 2L))
  expect_identical(nrow(predict(fit, n = 2)$class), 12L)
  expect_identical(predict(fit, type = "marginal", known = data$y)[-(4:6), ],
                   predict(omit, type = "marginal", known = data$y[-(4:6)]))
  expect_identical(nrow(predict(fit, NULL, type = "marginal")), 9L)
  twice <- rbind(transform(data, id = id - 10), data)
  sub <- crf(y ~ x, twice, sequence = id, na.action = na.exclude, subset = id > 0)
  expect_equal(fitted(sub), fitted(fit), tolerance = 1e-8)
})

test_that("words that mean something elsewhere are not passed over", {
  fit <- crf(wet ~ season, rain[rain$month < 20, ], sequence = month)
  expect_error(predict(fit, rain, sequence = rain$day), "newsequence",
               class = "logistic_error_argument")
  for (f in list(simulate, fitted, residuals)) {
    expect_error(f(fit, newdata = rain), "rows of the fit", class = "logistic_error_argument")
  }
  expect_error(label_scores(fit, transform(rain, wet = +wet)), class = "logistic_error_levels")
})

test_that("predictions of separated data are near their limits", {
  d <- data.frame(s = 1:6, x = 1:6, y = rep(c("a", "b"), each = 3))
  fit <- suppressWarnings(suppressMessages(crf(y ~ x, d, sequence = s)))
  p <- predict(fit, data.frame(s = 1:2, x = c(3.4, 3.6)), type = "marginal")
  expect_equal(unname(p[, "b"]), c(0, 1), tolerance = 1e-12)
})
