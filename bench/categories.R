# categories.R -- multinomial() and ordinal() beside nnet, Rfast, ordinal and rms, in one run,
# rounds interleaved, medians, standard errors included where a rival gives any.
# Rscript bench/categories.R [library] [rounds] [--ordinal]; orm is run once, two minutes at most.
arguments <- commandArgs(TRUE)
if (length(arguments)) .libPaths(c(arguments[1], .libPaths()))
rounds <- if (length(arguments) > 1) as.integer(arguments[2]) else 3L
library(logistic)

columns <- function(n, p, seed) {
  set.seed(seed)
  x <- matrix(rnorm(n * p), n, dimnames = list(NULL, paste0("x", seq_len(p))))
  for (j in seq_len(p)[-1]) x[, j] <- 0.5 * x[, j - 1] + sqrt(0.75) * x[, j]
  x
}

nominal_data <- function(n, p, k) {
  x <- columns(n, p, 701)
  effects <- cbind(0, matrix(rnorm(p * (k - 1)) / sqrt(p), p))
  utility <- x %*% effects - log(-log(matrix(runif(n * k), n)))
  data.frame(y = factor(max.col(utility)), x)
}

ordered_data <- function(n, p, k) {
  x <- columns(n, p, 801)
  latent <- drop(x %*% (rnorm(p) / sqrt(p))) + rlogis(n)
  level <- cut(latent, quantile(latent, seq(0, 1, length.out = k + 1)), include.lowest = TRUE,
               labels = FALSE)
  data.frame(y = factor(level, ordered = TRUE), x)
}

seconds <- function(f) {
  gc(full = TRUE)
  start <- proc.time()[[3]]
  out <- f()
  list(time = proc.time()[[3]] - start, coef = out)
}

compare <- function(name, rivals, rounds) {
  times <- lapply(rivals, function(f) numeric())
  coefs <- list()
  for (round in seq_len(rounds)) {
    for (k in (seq_along(rivals) + round - 2L) %% length(rivals) + 1L) {
      done <- tryCatch(seconds(rivals[[k]]), error = function(e) {
        message(names(rivals)[k], ": ", conditionMessage(e))
        NULL
      })
      if (is.null(done)) next
      times[[k]] <- c(times[[k]], done$time)
      coefs[[names(rivals)[k]]] <- done$coef
    }
  }
  own <- coefs[["logistic"]]
  for (rival in names(coefs)) {
    median <- median(times[[rival]])
    cat(sprintf("%-28s %-28s %9.3f s  x%7.1f  differs by %.0e\n", name, rival, median,
                median / median(times[["logistic"]]), max(abs(coefs[[rival]] - own))))
  }
}

has <- function(package) requireNamespace(package, quietly = TRUE)
formula_of <- function(d) reformulate(setdiff(names(d), "y"), "y")

cat(R.version.string, "\n", extSoftVersion()[["BLAS"]], "\n", sep = "")
for (package in c("logistic", "nnet", "Rfast", "ordinal", "rms", "MASS")) {
  if (has(package)) cat(package, format(packageVersion(package)), "\n")
}

# ---- multinomial, 10^5 x 20, 5 categories ------------------------------------------------------
d <- nominal_data(1e5, 20, 5)
f <- formula_of(d)
slopes <- function(b) as.numeric(b)
rivals <- list(
  logistic = function() slopes(coef(multinomial(f, d))),
  "logistic, 1 thread" = function() slopes(coef(multinomial(f, d, control = list(threads = 1)))))
if (has("nnet")) {
  rivals[["nnet::multinom"]] <- function() {
    slopes(coef(nnet::multinom(f, d, trace = FALSE, maxit = 500, reltol = 1e-13)))
  }
}
if (has("Rfast")) {
  x <- as.matrix(d[-1])
  y <- as.integer(d$y)
  rivals[["Rfast::multinom.reg"]] <- function() {
    slopes(t(Rfast::multinom.reg(y, x, tol = 1e-9)$be))
  }
}
if (!"--ordinal" %in% arguments) compare("multinomial 1e5 x 20, K = 5", rivals, rounds)

# ---- ordinal, 10^5 x 20, 5 categories ----------------------------------------------------------
d <- ordered_data(1e5, 20, 5)
f <- formula_of(d)
rivals <- list(
  logistic = function() coef(ordinal(f, d)),
  "logistic, 1 thread" = function() coef(ordinal(f, d, control = list(threads = 1))))
if (has("ordinal")) rivals[["ordinal::clm"]] <- function() coef(ordinal::clm(f, data = d))
if (has("MASS")) {
  rivals[["MASS::polr"]] <- function() {
    fit <- MASS::polr(f, d, Hess = TRUE)
    c(fit$zeta, coef(fit))
  }
}
compare("ordinal 1e5 x 20, K = 5", rivals, rounds)

# ---- ordinal, 5,000 distinct values, 10^5 x 10 -------------------------------------------------
d <- ordered_data(1e5, 10, 5000)
f <- formula_of(d)
last <- function(b) utils::tail(b, 10)
rivals <- list(
  logistic = function() last(coef(ordinal(f, d))),
  "logistic, 1 thread" = function() last(coef(ordinal(f, d, control = list(threads = 1)))))
if (has("rms")) {
  rivals[["rms::orm"]] <- function() { # for so many values it is given two minutes
    setTimeLimit(elapsed = 120, transient = TRUE)
    on.exit(setTimeLimit())
    d$y <- as.integer(d$y)
    last(coef(rms::orm(f, d, eps = 1e-12)))
  }
}
compare("ordinal 1e5 x 10, K = 5,000", rivals, 1L)
