# unit.R -- loglik_fun() and layers: the cost of a call beside its bare .Call; forward and backward of
# 10^6 x 100 beside base R and beside the time in which the matrix can be read twice. One run, rounds
# interleaved, medians.
# Rscript bench/unit.R [library] [rounds]; needs a compiler (bench/stream.c reads memory).
arguments <- commandArgs(TRUE)
if (length(arguments)) .libPaths(c(arguments[1], .libPaths()))
rounds <- if (length(arguments) > 1) as.integer(arguments[2]) else 9L
library(logistic)

median_of <- function(tasks, rounds, times = 1L) {
  seconds <- matrix(NA_real_, rounds, length(tasks), dimnames = list(NULL, names(tasks)))
  for (round in seq_len(rounds)) {
    for (k in (seq_along(tasks) + round - 2L) %% length(tasks) + 1L) {
      gc()
      start <- proc.time()[[3]]
      for (i in seq_len(times)) tasks[[k]]()
      seconds[round, k] <- (proc.time()[[3]] - start) / times
    }
  }
  apply(seconds, 2L, stats::median)
}

# ---- a call on 100 x 5 --------------------------------------------------------------------------

set.seed(1)
small <- data.frame(y = rbinom(100, 1, 0.5), matrix(rnorm(500), 100))
f <- loglik_fun(y ~ ., small)
theta <- f$start + 0.1
score <- f$score
product <- f$hessian_vector
core <- f$core
entry <- logistic:::C_likelihood
bare <- function(direction, parts) {
  .Call(entry, core$model, core$design, core$transform, core$response, core$link, theta, direction,
        parts, FALSE, NULL, 2L)
}
fit_data <- as.matrix(cbind(1, small[-1]))
call_time <- median_of(list(
  "f(theta)" = function() f(theta), "bare .Call, value" = function() bare(NULL, 1L),
  "f$score(theta)" = function() score(theta), "bare .Call, score" = function() bare(NULL, 2L),
  "f$hessian_vector(theta, v)" = function() product(theta, theta),
  "bare .Call, product" = function() bare(theta, 0L),
  "base R, value" = function() sum(dbinom(small$y, 1, plogis(fit_data %*% theta), log = TRUE))),
  rounds, 20000L)
cat("\nmicroseconds a call, 100 x 5\n")
print(round(1e6 * call_time, 2))
cat("over the bare .Call:", round(1e6 * (call_time[c(1, 3, 5)] - call_time[c(2, 4, 6)]), 2), "\n")

# ---- forward and backward, 10^6 x 100 -----------------------------------------------------------

scratch <- tempfile()
dir.create(scratch)
invisible(file.copy("bench/stream.c", scratch))
Sys.setenv(PKG_CFLAGS = "-O3 -march=native -fopenmp", PKG_LIBS = "-fopenmp")
built <- system2(file.path(R.home("bin"), "R"),
                 c("CMD", "SHLIB", shQuote(file.path(scratch, "stream.c"))), stdout = NULL)
stopifnot(built == 0)
stream <- getNativeSymbolInfo("stream", dyn.load(file.path(scratch, "stream.so")))

n <- 1e6
p <- 100
x <- matrix(rnorm(n * p), n)
b <- rnorm(p) / 10
upstream <- rnorm(n)
unit <- logistic_layer(b)
ours <- function() backward(forward(unit, x), upstream)$coefficients
base <- function() {
  y <- plogis(x %*% b)
  drop(crossprod(x, upstream * y * (1 - y)))
}
old <- options(logistic.threads = 2L)
two <- median_of(list(
  "forward + backward, 2 threads" = ours,
  "matrix read twice, 2 threads" = function() for (i in 1:2) .Call(stream, x, 2L),
  "base R" = base), rounds)
options(logistic.threads = 1L)
one <- median_of(list(
  "forward + backward, 1 thread" = ours,
  "matrix read twice, 1 thread" = function() for (i in 1:2) .Call(stream, x, 1L)), rounds)
options(old)
cat("\nseconds, 10^6 x 100, one unit\n")
print(round(c(two, one), 4))
cat(sprintf("of reading: %.2f (2 threads), %.2f (1); base R: %.1f x, %.1f x\n", two[1] / two[2],
            one[1] / one[2], two[3] / two[1], two[3] / one[1]))
cat(sprintf("largest difference from base R's gradient: %.1e of its largest element\n",
            max(abs(ours() - base())) / max(abs(base()))))

# ---- many units --------------------------------------------------------------------------------

x <- x[seq_len(1e5), ]
for (k in c(4L, 16L, 64L)) {
  w <- matrix(rnorm(p * k), p) / 10
  above <- matrix(rnorm(1e5 * k), 1e5)
  layer <- logistic_layer(w)
  cat(sprintf("\nseconds, 10^5 x 100, %d units\n", k))
  print(round(median_of(list(
    "forward + backward" = function() backward(forward(layer, x), above)$coefficients,
    "base R" = function() {
      y <- plogis(x %*% w)
      crossprod(x, above * y * (1 - y))
    }), rounds), 4))
}
cat("\n", R.version.string, "; ", extSoftVersion()[["BLAS"]], "; ",
    .Call(logistic:::C_kernels)[1], " kernel; ",
    parallel::detectCores(), " processors\n", sep = "")
