# Makes coefficients.csv and fits.csv: the maximum likelihood answers of reference_fits() in 320-bit
# arithmetic. Run in the package's directory: Rscript tests/testthat/known-answers/make-references.R
# Needs Rmpfr, MASS, boot and rpart. What is taken as exact: see multiple-precision.R. Newton's
# method with the observed information, from glm's estimates; standard errors from the expected one.
# fit: name; term: as in model.matrix; estimate, se, loglik, kernel, deviance: decimal text;
# *_double: the nearest double, in hexadecimal. kernel is sum(w (y log mu + (1 - y) log(1 - mu)));
# loglik adds log choose(trials, successes), and is NA for weights that are not counts.
source("tests/testthat/known-answers/multiple-precision.R")

answer <- function(fit) {
  clock <- proc.time()[[3]]
  task <- problem(fit)
  estimate <- solve_problem(task)
  se <- standard_errors(cholesky(information(task, estimate, "expected")))
  whole <- values(task, estimate)
  stored <- text(estimate, 60)
  worst <- max(abs(score(task, mpfr(stored, bits))))
  stopifnot(worst < 1e-40)
  start <- task$start
  cat(sprintf("%-26s score %.0e, glm differs: estimate %.0e, se %.0e, deviance %.0e; %.1f s\n",
              fit$name, asNumeric(worst), max(abs(coef(start) / asNumeric(estimate) - 1)),
              max(abs(sqrt(diag(vcov(start))) / asNumeric(se) - 1)),
              abs(deviance(start) / asNumeric(whole$deviance) - 1), proc.time()[[3]] - clock))
  list(
    coefficients = data.frame(
      fit = fit$name, term = task$terms, estimate = stored, se = text(se, 30),
      estimate_double = hexadecimal(estimate), se_double = hexadecimal(se)),
    fits = data.frame(
      fit = fit$name, loglik = text(whole$loglik, 30), kernel = text(whole$kernel, 30),
      deviance = text(whole$deviance, 30), loglik_double = hexadecimal(whole$loglik),
      kernel_double = hexadecimal(whole$kernel), deviance_double = hexadecimal(whole$deviance))
  )
}

answers <- lapply(reference_fits(), answer)
for (part in c("coefficients", "fits")) {
  table <- do.call(rbind, unname(lapply(answers, `[[`, part)))
  write.csv(table, file.path("tests/testthat/known-answers", paste0(part, ".csv")),
            row.names = FALSE)
}
