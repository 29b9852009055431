# Data and fits of several categories that the methods' tests share, and their twins elsewhere.

# Birth weights in four ordered categories.
ordered_weights <- function() {
  transform(birthweight, weight = cut(bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE,
                                      labels = c("low", "medium", "good", "high")))
}

# With an offset and a combination of columns.
weight_data <- function() {
  transform(ordered_weights(), o = sin(seq_along(bwt)) / 3, mixed = 2 * lwt + age)
}

# Bitterness of wine, 72 ratings (Randall 1989, in Christensen's package ordinal).
wine_ratings <- function() {
  rating <- c(2, 3, 3, 4, 4, 4, 5, 5, 1, 2, 1, 3, 2, 3, 5, 4, 2, 3, 3, 2, 5, 5, 4, 4, 3, 2, 3, 2, 3,
              2, 5, 3, 2, 3, 4, 3, 3, 3, 3, 3, 3, 2, 3, 2, 2, 4, 5, 4, 1, 1, 2, 2, 2, 3, 2, 3, 2, 2,
              2, 3, 3, 3, 3, 4, 1, 2, 3, 2, 3, 2, 4, 4)
  data.frame(rating = ordered(rating), temp = factor(rep(c("cold", "warm"), each = 4, length = 72)),
             contact = factor(rep(c("no", "yes"), each = 2, length = 72)))
}

# Log-likelihood of rating ~ temp + contact, cumulative, at given coefficients.
ordinal_loglik <- function(at, wine, link) {
  cdf <- switch(link, logit = plogis, probit = pnorm, cauchit = pcauchy,
                cloglog = function(x) -expm1(-exp(x)), loglog = function(x) exp(-exp(-x)))
  shift <- (wine$temp == "warm") * at[["tempwarm"]] + (wine$contact == "yes") * at[["contactyes"]]
  cuts <- c(-Inf, at[1:4], Inf)
  y <- as.integer(wine$rating)
  sum(log(cdf(cuts[y + 1L] - shift) - cdf(cuts[y] - shift)))
}

wine_fit <- function(...) ordinal(rating ~ temp + contact, wine_ratings(), ...)

# The slopes of contact differ between thresholds, that of temp does not.
contact_apart <- function(...) wine_fit(parallel = ~temp, ...)

housing_fit <- function(formula = Sat ~ Infl + Cont, ...) {
  multinomial(formula, MASS::housing, freq = Freq, ...)
}

ordinal_housing <- function(formula = Sat ~ Infl + Cont, ...) {
  ordinal(formula, MASS::housing, freq = Freq, ...)
}

kinds_of_fits <- function(d = weight_data()) {
  list(
    multinomial = multinomial(weight ~ lwt + age + offset(o), d, reference = "good"),
    parallel = ordinal(weight ~ lwt + race + offset(o), d),
    cauchit = ordinal(weight ~ lwt + race, d, link = "cauchit"),
    scale = ordinal(weight ~ lwt + race, d, scale = ~ age + smoke, link = "probit"),
    each = ordinal(weight ~ lwt + race, d, parallel = ~lwt, link = "cloglog"),
    adjacent = ordinal(weight ~ lwt + race, d, type = "adjacent"),
    adjacent_each = ordinal(weight ~ lwt + race, d, type = "adjacent", parallel = ~race),
    continuation = ordinal(weight ~ lwt + race, d, type = "continuation", link = "cloglog"),
    continuation_each = ordinal(weight ~ lwt + race, d, type = "continuation", parallel = ~lwt))
}

# Central differences, a row for each value of f and a column for each argument.
numeric_slopes <- function(f, at, step = 1e-5) {
  vapply(seq_along(at), function(i) {
    h <- step * max(abs(at[i]), 1e-2)
    up <- f(replace(at, i, at[i] + h))
    down <- f(replace(at, i, at[i] - h))
    (up - down) / (2 * h)
  }, as.double(f(at)))
}

# As a fit would be whose coefficient `name` is infinite.
with_infinite <- function(fit, name) {
  names <- names(fit$coefficients)
  fit$separation <- list(finite = fit$coefficients, infinite = stats::setNames(1, name),
                         direction = stats::setNames(as.double(names == name), names))
  fit$coefficients[name] <- Inf
  fit$std.error[name] <- NA
  fit$cov.unscaled[name, ] <- fit$cov.unscaled[, name] <- NA
  fit$convergence$overlap <- "separated"
  fit
}

undecided <- function(fit) {
  fit$convergence$overlap <- "undecided"
  fit
}
