# Averaged stochastic gradients against the exact fit: one pass over the rows, no tuning.
#
#   Rscript bench/sgd.R [library] [rows] [columns] [seeds]      (... 1e6 20 20)
#
# For each seed: new data, the largest difference of a coefficient from the exact fit's in standard
# errors, and the seconds of both. `plain`: normal columns. The others, on a few seeds each,
# are harder: columns correlated at 0.9; 1 % of events; a level of 0.5 % of the rows; heavy tails;
# strong effects; skewed columns.

arguments <- commandArgs(TRUE)
if (length(arguments)) .libPaths(c(arguments[1], .libPaths()))
library(logistic)

or <- function(i, other) if (length(arguments) >= i) as.numeric(arguments[i]) else other
rows <- or(2, 1e6)
columns <- or(3, 20)
seeds <- or(4, 20)

make_columns <- function(case, n, p) {
  z <- matrix(rnorm(n * p), n)
  switch(case,
         correlated = sqrt(0.1) * z + sqrt(0.9) * rnorm(n),
         level = { z[, 1] <- runif(n) < 0.005; z },
         heavy = { z[, 1] <- rt(n, 2); z[, 2] <- exp(1.5 * rnorm(n)); z },
         skewed = z^2, z)
}

make_data <- function(case, n, p, seed) {
  set.seed(seed)
  slopes <- runif(p, -0.5, 0.5) * sqrt(20 / p)
  if (case == "strong") slopes <- 4 * slopes
  if (case == "skewed") slopes <- slopes / 2
  x <- make_columns(case, n, p)
  constant <- c(rare = -6.2, level = -4, skewed = -2)[case]
  eta <- ifelse(is.na(constant), 0.3, constant) + drop(x %*% slopes)
  list(x = cbind(1, x), y = as.numeric(runif(n) < plogis(eta)))
}

compare <- function(case, seed) {
  d <- make_data(case, rows, columns, seed)
  exact_time <- system.time(exact <- logistic(x = d$x, y = d$y, keep = "minimal"))[[3]]
  set.seed(1000 + seed)
  time <- system.time(fit <- sgd(x = d$x, y = d$y))[[3]]
  off <- abs(coef(fit) - coef(exact)) / exact$std.error
  data.frame(case = case, seed = seed, events = mean(d$y), largest = max(off),
             typical = median(off), seconds = time, exact_seconds = exact_time)
}

cases <- rep(c("plain", "correlated", "rare", "level", "heavy", "strong", "skewed"),
             c(seeds, rep(ceiling(seeds / 7), 6)))
table <- do.call(rbind, Map(compare, cases, ave(seq_along(cases), cases, FUN = seq_along)))
print(table, row.names = FALSE, digits = 3)
worst <- tapply(table$largest, table$case, max)
cat("\nLargest difference, in standard errors, over seeds and coefficients:\n")
print(round(worst, 3))
cat(if (max(worst) < 1) "Every coefficient within one standard error.\n" else "NOT WITHIN ONE.\n")
