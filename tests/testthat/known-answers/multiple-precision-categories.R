# Models of three and more categories in 640-bit arithmetic, for make-category-references.R. Only
# the log-likelihoods are written here, each from its definition as a function of a row's linear
# predictors; their derivatives are central differences with steps of 2^-160, which leaves some 95
# digits. What is taken as exact: see multiple-precision.R, whose links and solves are used.
source("tests/testthat/known-answers/multiple-precision.R")
source("tests/testthat/helper-category-references.R")
bits <- 640L
pi_big <- Const("pi", bits)
difference <- big(2)^-160

# Rows --------------------------------------------------------------------------------------------

# One row an observation or a nonzero count: `row` of the data, `category`, `weight`.
cells <- function(response, weights) {
  if (!is.matrix(response)) {
    response <- droplevels(as.factor(response))
    seen <- seq_along(response)
    return(list(levels = levels(response), row = seen, category = as.integer(response),
                weight = weights))
  }
  at <- which(response > 0, arr.ind = TRUE)
  list(levels = colnames(response), row = at[, 1], category = at[, 2],
       weight = response[at] * weights[at[, 1]])
}

# Cells alike in `values` and category become one, where their weights are whole numbers, whose sums
# are exact.
merged <- function(cell, values) {
  if (any(cell$weight %% 1 != 0)) return(cell)
  exact <- matrix(sprintf("%a", values[cell$row, , drop = FALSE]), length(cell$row))
  key <- paste(cell$category, apply(exact, 1, paste, collapse = " "))
  first <- !duplicated(key)
  list(levels = cell$levels, row = cell$row[first], category = cell$category[first],
       weight = as.vector(rowsum(cell$weight, factor(key, unique(key)))))
}

columns_of <- function(formula, data, contrasts = NULL) {
  model.matrix(delete.response(terms(formula)), data, contrasts.arg = contrasts)
}

without_intercept <- function(x) {
  keep <- colnames(x) != "(Intercept)"
  list(x = x[, keep, drop = FALSE], assign = attr(x, "assign")[keep])
}

# Which columns have slopes that differ by threshold: `parallel` is TRUE, FALSE, or names the terms
# with slopes that do not.
varying_columns <- function(fit, assign) {
  parallel <- fit$arguments$parallel
  if (is.null(parallel)) return(rep(FALSE, length(assign)))
  if (!inherits(parallel, "formula")) return(rep(!parallel, length(assign)))
  labels <- attr(terms(fit$formula), "term.labels")
  !labels[assign] %in% attr(terms(parallel), "term.labels")
}

# Designs -----------------------------------------------------------------------------------------

# A design: for every linear predictor the list of its columns, one a coefficient, NULL where it
# does not read that coefficient.
column <- function(x) if (any(x != 0)) big(unname(x))

nominal_design <- function(x, cell, reference) {
  others <- setdiff(cell$levels, reference)
  names <- as.vector(t(outer(others, colnames(x), paste, sep = ":")))
  design <- lapply(seq_along(others), function(j) {
    own <- rep(others, each = ncol(x)) == others[j]
    whole <- vector("list", length(names))
    whole[own] <- lapply(seq_len(ncol(x)), function(k) column(x[cell$row, k]))
    whole
  })
  list(names = names, design = design, others = others)
}

# `on` has a column for every threshold: in which rows the predictor reads it.
threshold_columns <- function(on, x, varying) {
  cuts <- seq_len(ncol(on))
  c(lapply(cuts, function(k) column(on[, k])),
    lapply(which(!varying), function(j) column(-x[, j])),
    do.call(c, lapply(cuts, function(k) {
      lapply(which(varying), function(j) column(-x[, j] * on[, k]))
    })))
}

ordinal_names <- function(levels, x, varying) {
  cuts <- paste(head(levels, -1), levels[-1], sep = "|")
  c(cuts, colnames(x)[!varying],
    if (any(varying)) as.vector(t(outer(cuts, colnames(x)[varying], paste, sep = ":"))))
}

ordinal_design <- function(fit, data, x, cell, cumulative) {
  parts <- without_intercept(x)
  varying <- varying_columns(fit, parts$assign)
  inner <- parts$x[cell$row, , drop = FALSE]
  k <- length(cell$levels) - 1L
  reads <- function(threshold) outer(threshold, seq_len(k), "==") + 0
  at <- if (cumulative) list(cell$category, cell$category - 1L) else
    lapply(seq_len(k), rep, times = nrow(inner))
  design <- lapply(at, function(threshold) threshold_columns(reads(threshold), inner, varying))
  names <- ordinal_names(cell$levels, parts$x, varying)
  scale <- fit$arguments$scale
  if (is.null(scale)) return(list(names = names, design = design))
  z <- without_intercept(columns_of(scale, data))$x
  blank <- vector("list", ncol(z))
  spread <- lapply(seq_len(ncol(z)), function(j) column(z[cell$row, j]))
  list(names = c(names, paste0("scale:", colnames(z))),
       design = c(lapply(design, c, blank), list(c(vector("list", length(names)), spread))))
}

# Log-likelihoods of rows, from their linear predictors -------------------------------------------

# log P(k) / P(reference) = eta_k; `own` numbers the predictor of the row's category, 0 for the
# reference.
nominal_rows <- function(own) {
  force(own)
  function(eta) {
    total <- 1 + Reduce(`+`, lapply(eta, exp))
    seen <- Reduce(`+`, lapply(seq_along(eta), function(j) eta[[j]] * (own == j)))
    seen - log(total)
  }
}

# log P(k) / P(k + 1) = eta_k: log P(j) / P(K) is the sum of eta_k over k >= j.
adjacent_rows <- function(category) {
  against_last <- nominal_rows(category)
  function(eta) against_last(rev(Reduce(`+`, rev(eta), accumulate = TRUE)))
}

# g(P(Y = k | Y >= k)) = eta_k.
continuation_rows <- function(category, link) {
  force(category)
  function(eta) {
    Reduce(`+`, lapply(seq_along(eta), function(k) {
      at <- links[[link]](eta[[k]])
      log(at$mean) * (category == k) + log(at$rest) * (category > k)
    }))
  }
}

# g(P(Y <= k)) = eta_k / exp(scale): the cuts above and below the row's category.
cumulative_rows <- function(category, last, link) {
  force(category)
  function(eta) {
    unit <- if (length(eta) == 3) exp(eta[[3]]) else 1
    above <- links[[link]](eta[[1]] / unit)$mean
    below <- links[[link]](eta[[2]] / unit)$mean
    above[category == last] <- 1
    below[category == 1] <- 0
    log(above - below)
  }
}

# Problems ----------------------------------------------------------------------------------------

quantiles <- list(logit = qlogis, probit = qnorm, cauchit = qcauchy,
                  cloglog = function(p) log(-log1p(-p)), loglog = function(p) -log(-log(p)))

pooled_start <- function(cell, type, link) {
  count <- c(tapply(cell$weight, factor(cell$category, seq_along(cell$levels)), sum))
  k <- length(count) - 1L
  later <- rev(cumsum(rev(count)))
  switch(type,
         cumulative = quantiles[[link]](head(cumsum(count), k) / sum(count)),
         adjacent = log(head(count, k) / count[-1]),
         continuation = quantiles[[link]](head(count / later, k)))
}

multinomial_problem <- function(fit, data, x, cell, offset) {
  reference <- fit$arguments$reference
  if (is.null(reference)) reference <- cell$levels[1]
  parts <- nominal_design(x, cell, reference)
  k <- length(cell$levels)
  if (!is.matrix(offset)) offset <- outer(offset, as.numeric(cell$levels != reference))
  stopifnot(ncol(offset) == k)
  base <- match(reference, cell$levels)
  shifts <- lapply(match(parts$others, cell$levels), function(j) {
    (big(offset[, j]) - big(offset[, base]))[cell$row]
  })
  own <- match(cell$levels[cell$category], parts$others, nomatch = 0L)
  list(terms = parts$names, design = parts$design, offset = shifts, rows = nominal_rows(own),
       start = numeric(length(parts$names)))
}

ordinal_problem <- function(fit, data, x, cell, offset) {
  type <- if (is.null(fit$arguments$type)) "cumulative" else fit$arguments$type
  link <- if (is.null(fit$arguments$link)) "logit" else fit$arguments$link
  parts <- ordinal_design(fit, data, x, cell, type == "cumulative")
  first <- pooled_start(cell, type, link)
  scale <- !is.null(fit$arguments$scale)
  shift <- big(-offset[cell$row])
  shifts <- rep(list(shift), length(parts$design))
  if (scale) shifts[[3]] <- 0 * shift
  rows <- switch(type, adjacent = adjacent_rows(cell$category),
                 continuation = continuation_rows(cell$category, link),
                 cumulative = cumulative_rows(cell$category, length(cell$levels), link))
  list(terms = parts$names, design = parts$design, offset = shifts, rows = rows,
       start = c(first, numeric(length(parts$names) - length(first))))
}

category_problem <- function(fit) {
  data <- fit$data(own)
  arguments <- fit$arguments
  frame <- model.frame(fit$formula, data)
  stopifnot(nrow(frame) == nrow(data))
  read <- function(expression, default) {
    value <- if (is.null(expression)) rep(default, nrow(data)) else eval(expression, data)
    if (is.matrix(value)) unname(value) else as.numeric(value)
  }
  weights <- read(if (is.null(arguments$freq)) arguments$weights else arguments$freq, 1)
  response <- model.response(frame)
  cell <- cells(response, weights)
  x <- columns_of(fit$formula, frame, arguments$contrasts)
  offset <- read(arguments$offset, 0)
  z <- if (!is.null(arguments$scale)) columns_of(arguments$scale, data)
  cell <- merged(cell, cbind(x, offset, z))
  build <- get(paste0(fit$model, "_problem"))
  problem <- build(fit, data, x, cell, offset)
  constants <- count_constants(response, weights, !is.null(arguments$weights))
  c(problem, constants, list(weight = big(cell$weight)))
}

# What a counts response adds: the kernel of the saturated model, and log multinomial coefficients.
count_constants <- function(response, weights, weighted) {
  if (!is.matrix(response)) return(list(saturated = big(0), constant = if (!weighted) big(0)))
  total <- rowSums(response)
  at <- which(response > 0, arr.ind = TRUE)
  share <- big(response[at]) / big(total[at[, 1]])
  list(saturated = sum(big(response[at]) * big(weights[at[, 1]]) * log(share)),
       constant = if (!weighted) {
         sum(lgamma(big(total) + 1)) - sum(lgamma(big(response[at]) + 1))
       })
}

# Maximum -----------------------------------------------------------------------------------------

predictors <- function(problem, estimate) {
  lapply(seq_along(problem$design), function(j) {
    eta <- problem$offset[[j]]
    for (c in seq_along(estimate)) {
      x <- problem$design[[j]][[c]]
      if (!is.null(x)) eta <- eta + x * estimate[c]
    }
    eta
  })
}

kernel <- function(problem, estimate) {
  sum(problem$weight * problem$rows(predictors(problem, estimate)))
}

shifted <- function(eta, j, by) {
  eta[[j]] <- eta[[j]] + by * difference
  eta
}

# First and second derivatives of every row's log-likelihood by its linear predictors, weighted.
row_derivatives <- function(problem, eta) {
  m <- length(eta)
  f <- problem$rows
  here <- f(eta)
  up <- lapply(seq_len(m), function(j) f(shifted(eta, j, 1)))
  down <- lapply(seq_len(m), function(j) f(shifted(eta, j, -1)))
  first <- lapply(seq_len(m), function(j) {
    problem$weight * (up[[j]] - down[[j]]) / (2 * difference)
  })
  corner <- function(j, k, a, b) f(shifted(shifted(eta, j, a), k, b))
  second <- lapply(seq_len(m), function(j) lapply(seq_len(j), function(k) {
    change <- if (j == k) {
      4 * (up[[j]] - 2 * here + down[[j]])
    } else {
      corner(j, k, 1, 1) - corner(j, k, 1, -1) - corner(j, k, -1, 1) + corner(j, k, -1, -1)
    }
    problem$weight * change / (4 * difference^2)
  }))
  list(first = first, second = function(j, k) second[[max(j, k)]][[min(j, k)]])
}

category_score <- function(problem, first) {
  one <- function(c) {
    total <- big(0)
    for (j in seq_along(first)) {
      x <- problem$design[[j]][[c]]
      if (!is.null(x)) total <- total + sum(x * first[[j]])
    }
    total
  }
  do.call(c, lapply(seq_along(problem$terms), one))
}

# Every predictor's columns times the second derivatives, then their products with the columns.
category_information <- function(problem, second) {
  p <- length(problem$terms)
  result <- mpfrArray(0, bits, c(p, p))
  for (c in seq_len(p)) {
    weighted <- weighted_column(problem, second, c)
    for (d in c:p) {
      total <- big(0)
      for (k in seq_along(weighted)) {
        x <- problem$design[[k]][[d]]
        if (!is.null(x)) total <- total - sum(x * weighted[[k]])
      }
      result[c, d] <- total
      result[d, c] <- total
    }
  }
  result
}

weighted_column <- function(problem, second, c) {
  m <- seq_along(problem$design)
  reads <- Filter(function(j) !is.null(problem$design[[j]][[c]]), m)
  lapply(m, function(k) {
    Reduce(`+`, lapply(reads, function(j) problem$design[[j]][[c]] * second(j, k)))
  })
}

# Cholesky factor of the information, with more and more added to its diagonal where it has none.
positive_factor <- function(information) {
  ridge <- 0
  repeat {
    padded <- information
    for (j in seq_len(nrow(padded))) padded[j, j] <- padded[j, j] + ridge * abs(padded[j, j])
    factor <- tryCatch(cholesky(padded), error = function(e) NULL)
    if (!is.null(factor)) return(list(factor = factor, exact = ridge == 0))
    ridge <- max(0.1, 4 * ridge)
  }
}

uphill <- function(problem, estimate, change) {
  here <- kernel(problem, estimate)
  for (halving in 0:40) {
    after <- kernel(problem, estimate + change)
    if (is.finite(after) && after >= here) break
    change <- change / 2
  }
  estimate + change
}

# Where nlminb() gets in double precision, to spare steps.
near_maximum <- function(problem) {
  double <- function(x) if (!is.null(x)) asNumeric(x)
  problem$design <- lapply(problem$design, lapply, double)
  problem$offset <- lapply(problem$offset, double)
  problem$weight <- double(problem$weight)
  minus <- function(estimate) {
    value <- suppressWarnings(-asNumeric(kernel(problem, estimate)))
    if (is.finite(value)) value else Inf
  }
  nlminb(problem$start, minus, control = list(iter.max = 500, eval.max = 1000))$par
}

# Newton's method until the change is below 1e-70 standard errors.
maximum <- function(problem) {
  estimate <- big(unname(near_maximum(problem)))
  for (step in 1:60) {
    rows <- row_derivatives(problem, predictors(problem, estimate))
    slope <- category_score(problem, rows$first)
    solved <- positive_factor(category_information(problem, rows$second))
    toward <- forward(solved$factor, slope)
    change <- backward(solved$factor, toward)
    if (solved$exact && sum(toward^2) < 1e-140) break
    estimate <- if (sum(toward^2) < 1e-10) estimate + change else uphill(problem, estimate, change)
  }
  stopifnot(step < 60)
  list(estimate = estimate, factor = solved$factor, steps = step)
}
