# Data and fits of multinomial() and ordinal() that several test files take.

four_category_data <- function() {
  set.seed(3)
  n <- 150
  d <- data.frame(x = rnorm(n), f = gl(3, 50, labels = c("a", "b", "c")), z = runif(n),
                  w = sample(1:3, n, TRUE), clinic = rep_len(1:11, n))
  d$y <- cut(d$x * 0.7 + rlogis(n), c(-Inf, -1, 0, 1.3, Inf), labels = c("1", "2", "3", "4"),
             ordered_result = TRUE)
  d$u <- factor(d$y, ordered = FALSE)
  d
}

# A call of each kind of model, of `d` with `w`.
four_category_calls <- list(
  multinomial = quote(multinomial(u ~ x + f, d, weights = w)),
  cumulative = quote(ordinal(y ~ x + f, d, weights = w)),
  probit = quote(ordinal(y ~ x + f, d, weights = w, link = "probit")),
  cloglog = quote(ordinal(y ~ x + f, d, weights = w, link = "cloglog")),
  loglog = quote(ordinal(y ~ x + f, d, weights = w, link = "loglog")),
  cauchit = quote(ordinal(y ~ x + f, d, weights = w, link = "cauchit")),
  partial = quote(ordinal(y ~ x + f, d, weights = w, parallel = ~x)),
  each = quote(ordinal(y ~ x + f, d, weights = w, parallel = FALSE)),
  adjacent = quote(ordinal(y ~ x + f, d, weights = w, type = "adjacent")),
  adjacent_each = quote(ordinal(y ~ x + f, d, weights = w, type = "adjacent", parallel = ~f)),
  continuation = quote(ordinal(y ~ x + f, d, weights = w, type = "continuation")),
  continuation_each = quote(ordinal(y ~ x + f, d, weights = w, type = "continuation",
                                    parallel = ~x, link = "cloglog")),
  scale = quote(ordinal(y ~ x + f, d, weights = w, scale = ~z)),
  scale_each = quote(ordinal(y ~ x + f, d, weights = w, parallel = ~f, scale = ~z)))

four_category_fit <- function(call, d = four_category_data(), ...) {
  call <- as.call(c(as.list(call), list(...)))
  suppressMessages(suppressWarnings(eval(call, list(d = d), parent.frame())))
}

