# Makes profiles.csv: the limits of 95 % profile-likelihood intervals of some of reference_fits(),
# in 320-bit arithmetic. Run in the package's directory:
# Rscript tests/testthat/known-answers/make-profiles.R
# Needs Rmpfr and MASS. What is taken as exact: see multiple-precision.R; and qnorm(0.975) as R
# gives it. Newton's method for score = lambda c and loglik = maximum - z^2 / 2 together, from the
# limits that MASS interpolates and glm's refit there.
# fit: name; term: as in model.matrix; lower, upper: decimal text; *_double: the nearest double.
source("tests/testthat/known-answers/multiple-precision.R")
z <- qnorm(0.975)

profiled <- c("birthweight-23", "birthweight-helmert", "birthweight-probit", "birthweight-cauchit",
              "menarche-loglog", "beetles-cloglog", "vasoconstriction-logit", "orings-any",
              "snails-offset", "pill", "infertility-weights")

# glm with coefficient j held at b: where Newton's method starts
held_start <- function(start, j, b) {
  x <- model.matrix(start)
  offset <- b * x[, j] + if (is.null(start$offset)) 0 else start$offset
  rest <- suppressWarnings(glm.fit(x[, -j, drop = FALSE], start$y, start$prior.weights,
                                   offset = offset, family = start$family,
                                   control = list(epsilon = 1e-14, maxit = 100)))
  append(unname(coef(rest)), b, j - 1L)
}

product <- function(a, b) sum(a * b)

limit <- function(problem, maximum, j, start) {
  estimate <- big(start)
  target <- maximum - big(z)^2 / 2
  unit <- big(as.numeric(seq_along(start) == j))
  for (step in 1:40) {
    l <- cholesky(information(problem, estimate, "observed"))
    slope <- score(problem, estimate)
    solved <- backward(l, forward(l, slope))
    along <- backward(l, forward(l, unit))
    lack <- target - values(problem, estimate)$kernel
    lambda <- (product(slope, solved) - lack) / product(slope, along)
    change <- solved - lambda * along
    estimate <- estimate + change
    if (all(abs(change) <= abs(estimate) * big(2)^(40 - bits))) break
  }
  stopifnot(step < 40, abs(values(problem, estimate)$kernel - target) < 1e-40)
  estimate[j]
}

intervals <- function(fit) {
  task <- problem(fit)
  maximum <- values(task, solve_problem(task))$kernel
  rough <- suppressMessages(MASS:::confint.glm(task$start, level = 0.95))
  one <- function(j, side) {
    limit(task, maximum, j, held_start(task$start, j, rough[j, side]))
  }
  p <- seq_along(task$terms)
  lower <- do.call(c, lapply(p, one, side = 1L))
  upper <- do.call(c, lapply(p, one, side = 2L))
  cat(sprintf("%-26s MASS differs: %.0e\n", fit$name,
              max(abs(rough - cbind(asNumeric(lower), asNumeric(upper))) /
                    sqrt(diag(vcov(task$start))))))
  data.frame(fit = fit$name, term = task$terms, lower = text(lower, 40), upper = text(upper, 40),
             lower_double = hexadecimal(lower), upper_double = hexadecimal(upper))
}

write.csv(do.call(rbind, unname(lapply(reference_fits()[profiled], intervals))),
          "tests/testthat/known-answers/profiles.csv", row.names = FALSE)
