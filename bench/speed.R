# speed.R -- logistic() beside glm and parglm, in one run, rounds interleaved, medians, error of
# each.
# Rscript bench/speed.R [library] [rounds]; OPENBLAS_NUM_THREADS decides the threads of the peers'
# BLAS.
arguments <- commandArgs(TRUE)
if (length(arguments)) .libPaths(c(arguments[1], .libPaths()))
rounds <- if (length(arguments) > 1) as.integer(arguments[2]) else 7L
library(logistic)
has_parglm <- requireNamespace("parglm", quietly = TRUE)

# Columns correlated as an AR(1), one skewed, one rare and binary; effects of unit norm.
design <- function(n, p, seed) {
  set.seed(seed)
  x <- matrix(0, n, p + 1)
  x[, 1] <- 1
  z <- rnorm(n)
  x[, 2] <- z
  for (j in seq_len(p)[-1]) {
    z <- 0.5 * z + sqrt(0.75) * rnorm(n)
    x[, j + 1] <- z
  }
  x[, 4] <- exp(0.5 * x[, 4])
  x[, 5] <- as.numeric(x[, 5] > 1.2)
  b <- rnorm(p) * rep_len(c(1, 1, 0.25, 0.25, 0), p)
  dimnames(x) <- list(NULL, c("(Intercept)", paste0("x", seq_len(p))))
  list(x = x, y = as.numeric(runif(n) < plogis(-1.2 + drop(x[, -1] %*% (b / sqrt(sum(b^2)))))))
}

factors <- function(n) {
  set.seed(401)
  d <- data.frame(x1 = rnorm(n), x2 = rexp(n), x3 = runif(n, -1, 1))
  draw <- function(k) factor(sample.int(k, n, TRUE, prob = 1 / (5 + seq_len(k))),
                             levels = seq_len(k))
  d$f50 <- draw(50)
  d$f20 <- draw(20)
  d$f10 <- draw(10)
  effect <- function(f) rnorm(nlevels(f), 0, 0.4)[f]
  eta <- -1.2 + 0.5 * d$x1 - 0.3 * d$x2 + 0.2 * d$x3 + effect(d$f50) + effect(d$f20) + effect(d$f10)
  d$y <- as.numeric(runif(n) < plogis(eta))
  d
}

seconds <- function(f, times = 1L) {
  gc(full = TRUE)
  start <- proc.time()[[3]]
  for (i in seq_len(times)) out <- f()
  list(time = (proc.time()[[3]] - start) / times, coef = coef(out))
}

compare <- function(name, rivals, times = 1L, rounds) {
  times_of <- lapply(rivals, function(f) numeric())
  coefs <- list()
  for (round in seq_len(rounds)) {
    for (k in (seq_along(rivals) + round - 2L) %% length(rivals) + 1L) {
      rival <- names(rivals)[k]
      done <- seconds(rivals[[k]], times)
      times_of[[rival]] <- c(times_of[[rival]], done$time)
      coefs[[rival]] <- done$coef
    }
  }
  ours <- coefs[[1L]]
  data.frame(workload = name, fitter = names(rivals), median_s = vapply(times_of, stats::median, 0),
             least_s = vapply(times_of, min, 0),
             times_ours = vapply(times_of, stats::median, 0) / stats::median(times_of[[1L]]),
             from_ours = vapply(coefs, function(b) max(abs(b - ours)),
                                0)[names(rivals)], row.names = NULL)
}

dense <- function(name, n, p, seed, rounds) {
  d <- design(n, p, seed)
  ones <- rep(1, n)
  rivals <- list(
    "logistic" = function() logistic(x = d$x, y = d$y),
    "logistic, 1 thread" = function() logistic(x = d$x, y = d$y, control = list(threads = 1)),
    "glm.fit" = function() glm.fit(d$x, d$y, family = binomial()))
  if (has_parglm) {
    rivals[["parglm FAST, 2 threads"]] <- function() {
      parglm::parglm.fit(d$x, d$y, weights = ones, family = binomial(),
                         control = parglm::parglm.control(method = "FAST", nthreads = 2L))
    }
  }
  compare(name, rivals, 1L, rounds)
}

by_formula <- function(rounds) {
  d <- factors(1e6)
  f <- y ~ x1 + x2 + x3 + f50 + f20 + f10
  rivals <- list("logistic" = function() logistic(f, data = d),
                 "glm" = function() glm(f, binomial, d))
  if (has_parglm) {
    rivals[["parglm FAST, 2 threads"]] <- function() {
      parglm::parglm(f, binomial, d,
                     control = parglm::parglm.control(method = "FAST", nthreads = 2L))
    }
  }
  compare("W4: formula, 10^6 rows, factors 50, 20, 10", rivals, 1L, rounds)
}

small <- function(rounds) {
  s <- design(100, 5, 501)
  d <- data.frame(y = s$y, s$x[, -1])
  f <- y ~ x1 + x2 + x3 + x4 + x5
  compare("W5: formula, 100 x 5", list("logistic" = function() logistic(f, data = d),
                                       "glm" = function() glm(f, binomial, d)), 200L, rounds)
}

table <- rbind(dense("W1: 10^6 x 10", 1e6, 10, 101, rounds),
               dense("W2: 10^5 x 100", 1e5, 100, 201, rounds),
               small(rounds), by_formula(min(rounds, 3L)))
cat(sprintf("%s, %d processors, %s, BLAS %s, parglm %s, kernel %s\n", R.version.string,
            parallel::detectCores(), Sys.info()[["machine"]], basename(extSoftVersion()[["BLAS"]]),
            if (has_parglm) format(utils::packageVersion("parglm")) else "absent",
            .Call(logistic:::C_kernel_choose, NULL)))
numbers <- vapply(table, is.numeric, NA)
table[numbers] <- lapply(table[numbers], signif, 3)
print(table, row.names = FALSE)
