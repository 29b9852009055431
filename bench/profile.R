# profile.R -- profile intervals of 5 of 21 coefficients, 10^5 rows, beside confint() of a glm, of
# which only ONE coefficient is timed: the time of five is five times that.
# Rscript bench/profile.R [library]
arguments <- commandArgs(TRUE)
if (length(arguments)) .libPaths(c(arguments[1], .libPaths()))
library(logistic)

set.seed(11)
n <- 1e5
p <- 20
x <- matrix(rnorm(n * p), n, dimnames = list(NULL, paste0("x", seq_len(p))))
data <- data.frame(x)
data$y <- as.numeric(runif(n) < plogis(-1 + drop(x %*% rnorm(p, 0, 0.2))))
terms <- paste0("x", 1:5)

seconds <- function(expression) system.time(expression, gcFirst = TRUE)[[3]]

fit <- logistic(y ~ ., data)
reference <- glm(y ~ ., binomial, data)
limits <- confint(fit, terms)
ours <- median(vapply(1:5, function(round) seconds(confint(fit, terms)), 0))
theirs <- seconds(one <- suppressMessages(confint(reference, terms[1])))

cat(R.version.string, ", ", parallel::detectCores(), " processors, BLAS ",
    basename(extSoftVersion()[["BLAS"]]), ", kernel ", fit$convergence$kernel, "\n", sep = "")
cat("10^5 x 20: profile intervals, from a fit\n")
cat(sprintf("  logistic  %.3f s for 5 (median of 5 runs)\n", ours))
cat(sprintf("  glm       %.2f s for 1 (one run); %.0f times ours for as many\n", theirs,
            5 * theirs / ours))
cat(sprintf("  largest difference, in standard errors: %.1e (glm's limits are interpolated)\n",
            max(abs(one - limits[1, ])) / fit$std.error[["x1"]]))
