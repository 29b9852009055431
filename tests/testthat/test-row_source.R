# Rows in chunks.

chunks_of <- function(data, sizes) {
  ends <- cumsum(sizes)
  starts <- ends - sizes
  at <- 0L
  row_source(function() {
    if (at >= length(sizes)) return(NULL)
    at <<- at + 1L
    data[starts[at] + seq_len(sizes[at]), , drop = FALSE]
  }, function() at <<- 0L)
}

test_that("rows in chunks are the rows in one", {
  set.seed(1)
  sizes <- c(70, 1, 100, 18)
  formula <- low ~ age + race + smoke + poly(lwt, 2)
  exact <- logistic(formula, birthweight)
  fit <- sgd(formula, chunks_of(birthweight, sizes), passes = 10)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-8)
  expect_equal(nobs(fit), 189)
  expect_equal(predict(fit, birthweight), predict(exact, birthweight), tolerance = 1e-7)
  exact <- multinomial(race ~ age, birthweight)
  fit <- sgd(race ~ age, chunks_of(birthweight, sizes), model = "multinomial", passes = 10)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-8)
})

test_that("chunks of the first rows may show different levels, in any order of chunks", {
  data <- birthweight[order(birthweight$low), c("low", "age", "race")]
  chunk <- function(rows) {
    out <- data[rows, ]
    out$low <- factor(as.character(out$low))
    out
  }
  fit <- sgd(low ~ age + race, in_chunks(chunk(1:100), chunk(101:189)), passes = 10)
  expect_equal(coef(fit), coef(logistic(low ~ age + race, data)), tolerance = 1e-8)
  turned <- sgd(low ~ age + race, in_chunks(chunk(101:189), chunk(1:100)), passes = 10)
  expect_equal(coef(turned), coef(fit), tolerance = 1e-8)
  data$low <- ordered(data$low)
  chunk <- function(rows) droplevels(data[rows, ])
  expect_error(sgd(low ~ age, in_chunks(chunk(1:100), chunk(101:189))),
               class = "logistic_error_levels")
})

# Pieces that do not show all levels, read below rows of the first that do.
later_piece <- function(formula, first, piece, model = "logistic", ...) {
  ask <- sgd_ask(model, quote(sgd()), environment(), NULL, fit_settings(list()))
  ask$formula <- formula
  at <- 0L
  source <- row_source(function() {
    at <<- at + 1L
    if (at == 1L) first
  })
  problem <- source_problem(ask, source, TRUE)
  read <- environment(problem$feed$piece)$read
  list(problem = problem, got = read(piece))
}

test_that("a piece has the columns of the first, whatever levels it shows", {
  data <- birthweight
  data$town <- rep(c("c", "a", "b"), 63)
  formula <- low ~ poly(age, 2) + race * smoke + town
  white <- which(data$race == "white" & data$smoke == "no" & data$low == "no" & data$town == "a")
  piece <- data[white, ]
  both <- later_piece(formula, data, piece)
  core <- both$got$core
  theta <- seq(-0.3, 0.5, length.out = length(both$problem$start))
  usable <- both$got$usable
  expect_length(usable, length(white))
  own <- core_rows(core, usable)
  whole <- core_rows(both$problem$core, white)
  at <- function(core) sgd_evaluate(core, theta, 0, length(white), TRUE, TRUE)
  expect_equal(at(own)$score, at(whole)$score, tolerance = 1e-10)
  expect_equal(at(own)$information, at(whole)$information, tolerance = 1e-10)
  for (model in c("multinomial", "ordinal")) {
    data$y <- factor(data$race, ordered = model == "ordinal")
    both <- later_piece(y ~ age + smoke, data, data[white, ], model)
    theta <- both$problem$start + 0.01
    own <- core_rows(both$got$core, both$got$usable)
    whole <- core_rows(both$problem$core, white)
    at <- function(core) sgd_evaluate(core, theta, 0, length(white), FALSE, FALSE)
    expect_equal(at(own)$score, at(whole)$score, tolerance = 1e-10)
  }
})

test_that("new levels are errors that name them", {
  data <- birthweight
  other <- data[1:5, ]
  other$race <- factor("blue")
  expect_error(later_piece(low ~ race, data, other), "`race` must have the levels .*\"blue\"",
               class = "logistic_error_levels")
  data$race <- as.character(data$race)
  other$race <- "blue"
  expect_error(later_piece(low ~ race, data, other), "\"blue\"", class = "logistic_error_levels")
  expect_error(later_piece(race ~ age, data, other, "multinomial"), "\"blue\"",
               class = "logistic_error_levels")
})

test_that("strings and factors, columns without a value and other units go together", {
  mixed <- birthweight[order(seq_len(189) %% 2), c("low", "age", "race")]
  first <- mixed[1:100, ]
  later <- mixed[101:189, ]
  first$race <- as.character(first$race)
  later$race <- factor(later$race, rev(levels(birthweight$race)))
  set.seed(3)
  fit <- sgd(low ~ age + race, in_chunks(first, later), passes = 10)
  exact <- logistic(low ~ age + as.character(race), birthweight)
  expect_equal(unname(coef(fit)), unname(coef(exact)), tolerance = 1e-8)
  for (name in names(later)) {
    blank <- later
    blank[[name]] <- NA
    for (chunks in list(list(first, blank), list(blank, first))) {
      expect_equal(nobs(sgd(low ~ age + race, do.call(in_chunks, chunks))), 100)
    }
  }
  first$age <- as.difftime(first$age, units = "mins")
  later$age <- as.difftime(later$age / 60, units = "hours")
  expect_equal(as.double(bind_chunks(list(first, later))$age), as.double(mixed$age))
})

test_that("matrices come in chunks too, with weights and offsets", {
  set.seed(2)
  x <- cbind(1, birthweight$age, birthweight$lwt)
  y <- birthweight$low == "yes"
  w <- rep(1:3, 63)
  o <- birthweight$age / 100
  chunk <- function(rows) list(x = x[rows, ], y = y[rows], weights = w[rows], offset = o[rows])
  fit <- sgd(x = in_chunks(chunk(1:60), chunk(61:189)), passes = 10)
  exact <- logistic(x = x, y = y, weights = w, offset = o)
  expect_equal(unname(coef(fit)), unname(coef(exact)), tolerance = 1e-8)
  expect_equal(unname(predict(fit, x[1:3, ], type = "response")),
               unname(plogis(drop(x[1:3, ] %*% coef(fit)))))
  expect_error(predict(fit, x[, 1:2]), "`newdata` must be a matrix of 3 columns")
  expect_error(formula(fit), class = "logistic_error_terms")
})

test_that("levels that differ between chunks do not depend on the order of chunks", {
  expect_equal(common_levels(list(c("low", "high"), c("low", "mid", "high"))),
               c("low", "mid", "high"))
  expect_equal(common_levels(list(c("no", "yes"), c("yes", "no"))), c("no", "yes"))
  expect_equal(common_levels(list(c("yes", "no"), c("no", "yes"))), c("no", "yes"))
  expect_equal(common_levels(list("b", "c", "a")), c("a", "b", "c"))
  expect_equal(common_levels(list(c("z", "a"), c("z", "a"))), c("z", "a"))
})

test_that("codes are no labels", {
  codes <- birthweight[101:189, ]
  codes$race <- as.integer(codes$race)
  expect_error(sgd(low ~ race, in_chunks(birthweight[1:100, ], codes)), "`race` must have labels",
               class = "logistic_error_type")
})

test_that("a source is rewound before it is read, and must rewind", {
  source <- chunks_of(birthweight, c(100, 89))
  source$next_chunk()
  expect_equal(nobs(sgd(low ~ age, source)), 189)
  expect_equal(nobs(sgd(low ~ age, source)), 189)
  still <- row_source(source$next_chunk, function() NULL)
  source$rewind()
  expect_error(sgd(low ~ age, still, passes = 2), "did not rewind", class = "logistic_error_empty")
})

test_that("what is no chunk is named", {
  chunk <- list(x = diag(3), y = c(0, 1, 1), weight = 1:3)
  expect_error(sgd(x = in_chunks(chunk)), "not one that returns `weight`")
  expect_error(row_source(1), "`next_chunk` must be a function, not 1")
  expect_error(row_source(identity, 1), "`rewind` must be a function or NULL")
  expect_error(sgd(low ~ age, in_chunks()), class = "logistic_error_empty")
  expect_error(sgd(low ~ age, in_chunks(birthweight[0, ])), "must return rows",
               class = "logistic_error_empty")
  expect_error(sgd(low ~ age, in_chunks(birthweight, birthweight[0, ])),
               class = "logistic_error_empty")
  expect_error(sgd(low ~ age, in_chunks(list(x = 1, y = 1))), "a function that returns data frames")
  expect_error(sgd(x = in_chunks(birthweight)), "a function that returns lists with `x` and `y`")
  expect_error(sgd(low ~ age, in_chunks(birthweight, birthweight[, 1:2])), "Every chunk must have",
               class = "logistic_error_variable")
  expect_error(sgd(x = in_chunks(list(x = diag(3), y = c(0, 1, 1)), list(x = diag(2), y = 0:1))),
               "`x` must have as many columns in all chunks, not 3 and 2")
  own <- list(x = cbind(a = 1:3, b = 1), y = c(0, 1, 1))
  expect_error(sgd(x = in_chunks(own, list(x = own$x[, 2:1], y = own$y))), "in one order",
               class = "logistic_error_variable")
  expect_error(sgd(x = in_chunks(own), weights = 1:3), "`weights` must be in the chunks")
  first <- list(x = matrix(rep(1:4, 2^14)), y = rep(0:1, 2^15))
  expect_error(sgd(x = in_chunks(first, c(first, list(weights = first$x[, 1])))),
               "`weights` is not",
               class = "logistic_error_variable")
  odd <- birthweight
  odd$age <- as.character(odd$age)
  expect_error(sgd(low ~ age, in_chunks(birthweight, odd)), "`age` must be of one type")
  once <- in_chunks(birthweight)
  once <- row_source(once$next_chunk)
  expect_error(sgd(low ~ age, once, passes = 2), "`rewind` must be a function")
  expect_output(print(row_source(identity)), "can be read once")
})
