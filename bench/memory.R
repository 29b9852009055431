# memory.R -- rise of the peak resident size over a session that holds the data; 10^6 rows, 3
# numeric columns and
# factors of LEVELS, 20 and 10 levels. Linux only. Rscript bench/memory.R LEVELS [library]
arguments <- commandArgs(TRUE)
levels <- as.integer(arguments[1])
if (length(arguments) > 1) .libPaths(c(arguments[2], .libPaths()))
library(logistic)
resident <- function(key) {
  line <- grep(paste0("^", key, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}
set.seed(1)
n <- 1e6
data <- data.frame(x1 = rnorm(n), x2 = rexp(n), x3 = runif(n),
                   f1 = factor(sample.int(levels, n, TRUE)), f2 = factor(sample.int(20, n, TRUE)),
                   f3 = factor(sample.int(10, n, TRUE)))
data$y <- as.numeric(runif(n) < plogis(-1 + 0.5 * data$x1))
warm <- logistic(y ~ x1 + f2, data[1:2000, ])
size <- as.numeric(object.size(data)) / 2^20
invisible(gc(full = TRUE))
cat("5", file = "/proc/self/clear_refs")
before <- resident("VmRSS")
time <- system.time(fit <- logistic(y ~ x1 + x2 + x3 + f1 + f2 + f3, data))[[3]]
rise <- resident("VmHWM") - before
cat(sprintf("levels %d: data %.1f MiB, rise %.1f MiB, %.2f x the data; %.2f s\n", levels, size,
            rise,
            rise / size, time))
