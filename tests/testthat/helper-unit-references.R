# Answers for the differentiable unit in multiple precision: log-likelihoods as functions of theta,
# layers, chains. Files known-answers/unit-*.csv (case, at, part, values: numbers apart by spaces,
# most in hexadecimal), made by data-raw/unit/make_*.py. `at` is a point theta, or empty for the
# data of a case; matrices go by columns, Hessians by rows of the lower triangle.
# "*_size": for each number the sum of the absolute values of what it is a sum of, plus what one
# unit of relative rounding of the linear predictors makes of it.

# list(case = list(at = list(part = numbers))); the data of a case are at "data".
read_unit <- function(part) {
  table <- utils::read.csv(testthat::test_path("known-answers", sprintf("unit-%s.csv", part)),
                           colClasses = "character", na.strings = character())
  table$at[table$at == ""] <- "data"
  values <- Map(unit_values, table$values, table$part)
  by_case <- split(seq_len(nrow(table)), factor(table$case, unique(table$case)))
  lapply(by_case, function(rows) {
    lapply(split(rows, factor(table$at[rows], unique(table$at[rows]))), function(at) {
      stats::setNames(unname(values[at]), table$part[at])
    })
  })
}

unit_values <- function(text, part) {
  words <- strsplit(text, " ", fixed = TRUE)[[1L]]
  if (part == "names") words else as.numeric(words)
}

unit_points <- function(case) case[setdiff(names(case), "data")]

# What all layers read.
unit_layer_data <- function() {
  data <- read_unit("layers")$data$data
  list(x = matrix(data$x, ncol = 3L), w = data$w, o = data$o)
}

# Symmetric matrix of its lower triangle by rows.
unit_symmetric <- function(lower) {
  p <- (sqrt(8 * length(lower) + 1) - 1) / 2
  out <- matrix(0, p, p)
  out[upper.tri(out, TRUE)] <- lower
  out[lower.tri(out)] <- t(out)[lower.tri(out)]
  out
}

# 1e-12 of each number; where what it sums cancels by more than 200 fold, 20 roundings of the sum of
# absolute values, as no order of summation does better. Below the normal doubles, some of the
# smallest double.
unit_allowance <- function(want, size) {
  pmax(1e-12 * abs(want), 20 * 2^-52 * size) + 1000 * 2^-1074
}

# Every component to its allowance, or to `floor` where that is more.
expect_unit <- function(got, want, size, label, floor = 0) {
  got <- as.vector(unname(got))
  excess <- unit_excess(got, want, size, floor)
  worst <- if (length(excess)) which.max(excess) else 0L
  testthat::expect(length(got) == length(want) && all(excess <= 1), sprintf(
    "%s [%d]: %s, not %s (%.3g times the allowance; of %d numbers %d are beyond it)", label, worst,
    format(got[worst], digits = 17), format(want[worst], digits = 17), excess[worst],
    length(want), sum(excess > 1)))
  invisible(got)
}

# Errors as multiples of what is allowed; Inf where a number is missing.
unit_excess <- function(got, want, size, floor = 0) {
  if (length(got) != length(want)) return(rep(Inf, max(length(want), 1L)))
  excess <- abs(got - want) / pmax(unit_allowance(want, size), floor)
  excess[is.na(excess)] <- Inf
  excess
}

expect_near_largest <- function(got, want, label, tolerance = 1e-12) {
  testthat::expect_lte(max(abs(got - want)), tolerance * max(abs(want)) + 1000 * 2^-1074,
                       label = label)
}

unit_levels <- function(codes, from = letters) {
  factor(from[codes + 1L], levels = from[seq_len(max(codes) + 1L)])
}

unit_matrix <- function(values, rows) {
  if (length(values) == rows) values else matrix(values, rows)
}

# The gradients of a layer, part by part.
expect_gradient <- function(got, want, label) {
  for (part in setdiff(grep("_size$", names(want), value = TRUE, invert = TRUE), "loss")) {
    expect_unit(got[[part]], want[[part]], want[[paste0(part, "_size")]], paste(label, part))
  }
}

expect_layer <- function(layer, case, x, w, offset, y, name) {
  n <- nrow(x)
  out <- forward(layer, x, offset = offset)
  expect_unit(out$value, case$data$value, abs(case$data$value), paste(name, "value"))
  gradient <- backward(out, unit_matrix(case$data$upstream, n), weights = w)
  expect_gradient(gradient, case$backward, name)
  if (is.null(case$cross_entropy)) return(invisible())
  loss <- cross_entropy(out, y, weights = w)
  expect_unit(loss$value, case$cross_entropy$loss, abs(case$cross_entropy$loss),
              paste(name, "loss"))
  expect_gradient(backward(loss, upstream = 1), case$cross_entropy, paste(name, "loss"))
}

unit_chain_frame <- function(data) {
  d <- as.data.frame(data)
  d$y <- unit_levels(d$y, c("A", "B", "C"))
  d
}
