# Fits of several categories to published data, and stand-ins for what is rare.

housing_fit <- function(...) {
  multinomial(Sat ~ Infl + Cont, MASS::housing, freq = Freq, ...)
}

wine_data <- function() {
  testthat::skip_if_not_installed("ordinal")
  ordinal::wine
}

wine_fit <- function(...) ordinal(rating ~ temp + contact, wine_data(), ...)

# The slopes of contact differ between thresholds, that of temp does not.
contact_apart <- function(...) wine_fit(parallel = ~temp, ...)

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
