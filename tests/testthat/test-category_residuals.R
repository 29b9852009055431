test_that("squares sum to the deviance and to Pearson's statistic", {
  d <- weight_data()
  d$w <- rep(c(1, 2, 0, 3), length.out = nrow(d))
  for (fit in list(multinomial(weight ~ lwt, d, weights = w), ordinal(weight ~ lwt, d, weights = w),
                   ordinal(weight ~ lwt, d, freq = w, parallel = FALSE))) {
    expect_equal(sum(residuals(fit)^2), deviance(fit))
    p <- fitted(fit)
    y <- diag(4)[match(d$weight, colnames(p)), ]
    expect_equal(unname(residuals(fit, "pearson")), unname(sqrt(d$w) * (y - p) / sqrt(p)))
    counted <- d$w > 0
    expect_equal(unname(residuals(fit, "response"))[counted, ], unname(y - p)[counted, ])
  }
})

test_that("counts have residuals of their tables", {
  counts <- xtabs(~ race + weight, weight_data())
  d <- data.frame(race = rownames(counts))
  d$y <- unclass(counts)
  for (fit in list(multinomial(y ~ 1, d), ordinal(y ~ 1, d))) {
    expect_equal(sum(residuals(fit, "pearson")^2),
                 unname(suppressWarnings(chisq.test(counts))$statistic))
    expect_equal(sum(residuals(fit)^2), deviance(fit))
  }
  long <- as.data.frame(counts)
  long$weight <- ordered(long$weight, colnames(counts))
  each <- residuals(ordinal(weight ~ race, long, freq = Freq), "sbs")
  grouped <- residuals(ordinal(y ~ race, d), "sbs")
  expect_equal(as.vector(tapply(long$Freq * each, long$race, sum)),
               as.vector(grouped * rowSums(counts)), tolerance = 1e-8)
  expect_error(residuals(ordinal(y ~ race, d), "quantile"), class = "logistic_error_counts")
})

test_that("probability-scale residuals have mean 0 and are the score of proportional odds", {
  d <- weight_data()
  for (fit in kinds_of_fits(d)[-1L]) {
    p <- fitted(fit)
    y <- as.integer(d$weight)
    r <- residuals(fit, "sbs")
    i <- 5L
    expect_equal(unname(r[i]), sum(p[i, seq_len(4) < y[i]]) - sum(p[i, seq_len(4) > y[i]]))
  }
  fit <- ordinal(weight ~ lwt + race, d)
  expect_equal(sum(residuals(fit, "sbs")), 0, tolerance = 1e-8)
  expect_equal(residuals(fit, "score"), residuals(fit, "sbs"))
})

test_that("score residuals are numerical derivatives by an offset", {
  d <- weight_data()
  for (fit in kinds_of_fits(d)[-1L]) {
    rows <- d[1:30, ]
    own <- cbind(1:30, as.integer(rows$weight))
    shifted <- function(h) {
      moved <- fit
      at <- seq_along(fit$cuts)
      moved$coefficients[at] <- fit$coefficients[at] - h
      log(predict(moved, rows)[own])
    }
    slope <- (shifted(1e-5) - shifted(-1e-5)) / 2e-5
    expect_equal(unname(residuals(fit, "score")[1:30]), unname(slope), tolerance = 1e-6)
  }
})

test_that("random residuals lie in their category's interval, and follow the seed", {
  d <- weight_data()
  quantiles <- list(logit = qlogis, probit = qnorm, cauchit = qcauchy,
                    cloglog = function(u) log(-log(1 - u)), loglog = function(u) -log(-log(u)))
  for (link in names(quantiles)) {
    fit <- ordinal(weight ~ lwt, d, link = link)
    below <- cbind(0, predict(fit, type = "cum.prob"), 1)
    y <- as.integer(d$weight)
    ends <- cbind(below[cbind(1:189, y)], below[cbind(1:189, y + 1L)])
    before <- .Random.seed
    r <- residuals(fit, "quantile", seed = 7)
    expect_identical(.Random.seed, before)
    expect_identical(r, residuals(fit, "quantile", seed = 7))
    expect_false(identical(r, residuals(fit, "quantile")))
    expect_true(all(pnorm(r) >= ends[, 1L] - 1e-12 & pnorm(r) <= ends[, 2L] + 1e-12))
    u <- pnorm(r)
    shift <- switch(link, cloglog = digamma(1), loglog = -digamma(1), 0)
    expect_equal(residuals(fit, "surrogate", seed = 7), quantiles[[link]](u) - shift)
    expect_equal(residuals(fit, "surrogate", seed = 7, jitter = "uniform"), u - 0.5)
  }
})

test_that("surrogate residuals of the true model follow its latent distribution", {
  set.seed(3)
  d <- data.frame(x = rnorm(4000))
  latent <- d$x + log(-log(runif(4000))) # P(error <= e) = 1 - exp(-exp(e))
  d$y <- cut(latent, c(-Inf, -1, 0, 1, Inf), ordered_result = TRUE)
  fit <- ordinal(y ~ x, d, link = "cloglog")
  r <- residuals(fit, "surrogate", seed = 1)
  expect_lt(abs(mean(r)), 0.06)
  expect_gt(ks.test(r, function(q) 1 - exp(-exp(q + digamma(1))))$p.value, 0.01)
  expect_gt(ks.test(residuals(fit, "quantile", seed = 1), "pnorm")$p.value, 0.01)
  each <- ordinal(y ~ x, d, type = "continuation")
  expect_true(all(abs(residuals(each, "surrogate", seed = 1)) <= 0.5))
})

test_that("rows left out by na.exclude are padded", {
  d <- weight_data()
  d$lwt[5] <- NA
  fit <- ordinal(weight ~ lwt, d, na.action = na.exclude)
  expect_length(residuals(fit), 189L)
  expect_true(is.na(residuals(fit, "sbs")[5]))
  expect_identical(dim(residuals(fit, "response")), c(189L, 4L))
})
