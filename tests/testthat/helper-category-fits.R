# Data and fits of several categories that the methods' tests share, and their twins elsewhere.

weight_data <- function() {
  d <- birthweight
  d$weight <- cut(d$bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE,
                  labels = c("low", "medium", "good", "high"))
  d$o <- sin(seq_len(nrow(d))) / 3
  d$mixed <- 2 * d$lwt + d$age
  d
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
