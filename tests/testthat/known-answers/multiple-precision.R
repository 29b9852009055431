# Binomial regression in 320-bit arithmetic, for the scripts that make the stored answers. Needs
# Rmpfr.
# The entries of the model matrix and of the offset, as R makes them in double precision, are taken
# as exact; so are counts and weights.
suppressPackageStartupMessages(library(Rmpfr))
source("tests/testthat/helper-references.R")
bits <- 320L
big <- function(x) mpfr(x, bits)
pi_big <- Const("pi", bits)
own <- function(name) own_data(name, "data")

# Mean, its complement, first and second slope; each without cancellation.
links <- list(
  logit = function(eta) {
    mean <- 1 / (1 + exp(-eta))
    rest <- 1 / (1 + exp(eta))
    list(mean = mean, rest = rest, slope = mean * rest, slope2 = mean * rest * (rest - mean))
  },
  probit = function(eta) {
    density <- exp(-eta^2 / 2) / sqrt(2 * pi_big)
    list(mean = pnorm(eta), rest = pnorm(-eta), slope = density, slope2 = -eta * density)
  },
  cloglog = function(eta) {
    rate <- exp(eta)
    slope <- rate * exp(-rate)
    list(mean = -expm1(-rate), rest = exp(-rate), slope = slope, slope2 = slope * (1 - rate))
  },
  loglog = function(eta) {
    rate <- exp(-eta)
    slope <- rate * exp(-rate)
    list(mean = exp(-rate), rest = -expm1(-rate), slope = slope, slope2 = slope * (rate - 1))
  },
  cauchit = function(eta) {
    slope <- 1 / (pi_big * (1 + eta^2))
    list(mean = 1 / 2 + atan(eta) / pi_big, rest = 1 / 2 - atan(eta) / pi_big, slope = slope,
         slope2 = -2 * eta * slope / (1 + eta^2))
  }
)

# The problem as exact numbers: columns of X, successes and failures (weighted), offset.
problem <- function(fit) {
  start <- suppressWarnings(
    fit_reference(fit, glm_fitter(list(control = list(epsilon = 1e-14, maxit = 100))), own))
  stopifnot(start$converged, !anyNA(coef(start)))
  x <- model.matrix(start)
  response <- model.response(model.frame(start))
  weights <- model.weights(model.frame(start))
  if (is.null(weights)) weights <- rep(1, nrow(x))
  if (is.matrix(response)) {
    yes <- response[, 1]
    no <- response[, 2]
  } else if (is.null(fit$arguments$trials)) {
    yes <- weights * start$y
    no <- weights * (1 - start$y)
    stopifnot(start$y %in% 0:1)
  } else {
    yes <- round(weights * start$y)
    no <- weights - yes
  }
  offset <- model.offset(model.frame(start))
  list(columns = lapply(seq_len(ncol(x)), function(j) big(unname(x[, j]))), terms = colnames(x),
       yes = big(yes), no = big(no), link = links[[fit$link]], start = start,
       offset = big(if (is.null(offset)) rep(0, nrow(x)) else offset),
       constant = if (!is.null(fit$arguments$weights)) NULL else
         if (is.null(fit$arguments$freq)) sum(lchoose_big(yes + no, yes)) else big(0))
}

lchoose_big <- function(n, k) lgamma(big(n) + 1) - lgamma(big(k) + 1) - lgamma(big(n - k) + 1)

predictor <- function(problem, estimate) {
  eta <- problem$offset
  for (j in seq_along(problem$columns)) eta <- eta + problem$columns[[j]] * estimate[j]
  eta
}

score <- function(problem, estimate) {
  at <- problem$link(predictor(problem, estimate))
  residual <- (problem$yes / at$mean - problem$no / at$rest) * at$slope
  do.call(c, lapply(problem$columns, function(column) sum(column * residual)))
}

information <- function(problem, estimate, kind) {
  at <- problem$link(predictor(problem, estimate))
  weight <- if (kind == "expected") {
    (problem$yes + problem$no) * at$slope^2 / (at$mean * at$rest)
  } else {
    (problem$yes / at$mean^2 + problem$no / at$rest^2) * at$slope^2 -
      (problem$yes / at$mean - problem$no / at$rest) * at$slope2
  }
  p <- length(problem$columns)
  result <- mpfrArray(0, bits, c(p, p))
  for (j in seq_len(p)) {
    weighted <- problem$columns[[j]] * weight
    for (k in j:p) {
      result[j, k] <- sum(weighted * problem$columns[[k]])
      result[k, j] <- result[j, k]
    }
  }
  result
}

# Lower factor of a positive definite matrix, and its solves.
cholesky <- function(a) {
  p <- nrow(a)
  l <- mpfrArray(0, bits, c(p, p))
  for (j in seq_len(p)) {
    before <- seq_len(j - 1L)
    pivot <- a[j, j] - if (j > 1L) sum(l[j, before]^2) else 0
    stopifnot(pivot > 0)
    l[j, j] <- sqrt(pivot)
    for (i in seq_len(p)[seq_len(p) > j]) {
      inner <- if (j > 1L) sum(l[i, before] * l[j, before]) else big(0)
      l[i, j] <- (a[i, j] - inner) / l[j, j]
    }
  }
  l
}

forward <- function(l, b) {
  for (i in seq_along(b)) {
    before <- seq_len(i - 1L)
    if (i > 1L) b[i] <- b[i] - sum(l[i, before] * b[before])
    b[i] <- b[i] / l[i, i]
  }
  b
}

backward <- function(l, b) {
  p <- length(b)
  for (i in rev(seq_len(p))) {
    after <- seq_len(p)[seq_len(p) > i]
    if (i < p) b[i] <- b[i] - sum(l[after, i] * b[after])
    b[i] <- b[i] / l[i, i]
  }
  b
}

standard_errors <- function(l) {
  terms <- seq_len(nrow(l))
  one <- function(j) sqrt(sum(forward(l, big(as.numeric(terms == j)))^2))
  do.call(c, lapply(terms, one))
}

solve_problem <- function(problem) {
  estimate <- big(unname(coef(problem$start)))
  for (step in 1:30) {
    l <- cholesky(information(problem, estimate, "observed"))
    change <- backward(l, forward(l, score(problem, estimate)))
    estimate <- estimate + change
    if (all(abs(change) <= abs(estimate) * big(2)^(40 - bits))) break
  }
  stopifnot(step < 30)
  estimate
}

values <- function(problem, estimate) {
  at <- problem$link(predictor(problem, estimate))
  part <- function(count, mean) {
    seen <- count > 0
    sum(count[seen] * log(mean[seen]))
  }
  total <- problem$yes + problem$no
  kernel <- part(problem$yes, at$mean) + part(problem$no, at$rest)
  saturated <- part(problem$yes, problem$yes / total) + part(problem$no, problem$no / total)
  list(kernel = kernel, deviance = 2 * (saturated - kernel),
       loglik = if (!is.null(problem$constant)) kernel + problem$constant)
}

text <- function(x, digits) if (is.null(x)) NA else format(x, digits = digits, scientific = TRUE)
hexadecimal <- function(x) if (is.null(x)) NA else sprintf("%a", asNumeric(x))
