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
