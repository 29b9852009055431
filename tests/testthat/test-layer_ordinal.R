code <- c(1L, 2L, 3L, 4L, 4L, 2L)
cuts_of <- function(eta, thresholds) outer(-eta, thresholds, `+`)

test_that("the pullback by the cuts is the derivative, for every link", {
  set.seed(1)
  cuts <- cuts_of(rnorm(6), c(-1, 0.2, 0.9))
  upstream <- matrix(rnorm(24), 6L)
  for (link in link_names()) {
    value <- function(cuts) sum(upstream * cumulative_probabilities(array(cuts, c(6L, 3L)), link))
    expect_equal(as.vector(cut_pullback(cuts, link, upstream)), numeric_slopes(value, cuts),
                 tolerance = 1e-8, info = link)
  }
})

test_that("the loss is minus the log-likelihood, with its derivatives, for every link", {
  set.seed(2)
  eta <- rnorm(6)
  thresholds <- c(-1, 0.2, 0.9)
  w <- runif(6)
  for (link in link_names()) {
    loss <- ordinal_loss(eta, thresholds, link, code, w)
    p <- cumulative_probabilities(cuts_of(eta, thresholds), link)[cbind(1:6, code)]
    expect_equal(loss$value, -sum(w * log(p)), tolerance = 1e-13, info = link)
    expect_equal(ordinal_loss(eta, thresholds, link, code, w, each = TRUE)$value, -w * log(p),
                 tolerance = 1e-13, info = link)
    at <- function(eta, thresholds) ordinal_loss(eta, thresholds, link, code, w)$value
    expect_equal(loss$eta, numeric_slopes(function(eta) at(eta, thresholds), eta),
                 tolerance = 1e-7, info = link)
    expect_equal(loss$thresholds, numeric_slopes(function(t) at(eta, t), thresholds),
                 tolerance = 1e-7, info = link)
  }
})

# Of the logit: d log P / d upper = 1 - F(upper) + 1 / (e^gap - 1), by lower
# -F(lower) - 1 / (e^gap - 1).
test_that("derivatives keep their digits where the probability underflows", {
  for (eta in c(-700, -40, 40, 700)) {
    loss <- ordinal_loss(eta, c(-1, 0.2), "logit", 2L, NULL)
    back <- 1 / expm1(1.2)
    upper <- plogis(0.2 - eta, lower.tail = FALSE) + back
    lower <- -plogis(-1 - eta) - back
    expect_equal(loss$thresholds, -c(lower, upper), tolerance = 1e-13)
    expect_equal(loss$eta, upper + lower, tolerance = 1e-13)
  }
  expect_equal(ordinal_loss(800, c(0, 1), "logit", 2L, NULL)$value,
               799 - log(1 - exp(-1)), tolerance = 1e-14)
  top <- ordinal_loss(-30, c(0, 1), "logit", 3L, NULL)
  expect_equal(top$thresholds / c(1, 1 / (1 + exp(-31))), c(0, 1), tolerance = 1e-14)
})

test_that("more rows than a tile, and categories that do not occur", {
  set.seed(3)
  eta <- rnorm(1000)
  some <- sample(c(1L, 3L), 1000, TRUE)
  loss <- ordinal_loss(eta, c(-1, 0, 1, 2), "probit", some, NULL)
  expect_equal(loss$value, sum(ordinal_loss(eta, c(-1, 0, 1, 2), "probit", some, NULL, TRUE)$value))
  expect_identical(loss$thresholds[4L], 0)
  expect_equal(sum(loss$thresholds), -sum(loss$eta))
})

test_that("two categories are a binary logistic", {
  eta <- c(-3, 0.5, 30)
  loss <- ordinal_loss(eta, 0.2, "logit", c(1L, 2L, 1L), NULL)
  expect_equal(loss$eta, plogis(eta - 0.2) - c(0, 1, 0), tolerance = 1e-14)
})

test_that("thresholds must increase: when the layer is made, and after a step", {
  expect_refused(ordinal_layer(1, c(1, 1)), "argument", "`thresholds`", "1 and then 1")
  expect_refused(ordinal_layer(1, numeric()), "argument", "`thresholds`", "of length 0")
  expect_refused(ordinal_layer(diag(2), 1), "argument", "there is one predictor")
  expect_refused(ordinal_layer(1, 1:2, levels = c("a", "a", "b")), "argument", "3 different")
  crossed <- descend(ordinal_layer(1, c(0, 1)), list(thresholds = c(-1, 1)), 1)
  expect_refused(forward(crossed, cbind(1)), "argument", "`layer$thresholds`",
                 "1 and then 0 (after descend(): its `rate` was probably too large)")
})

test_that("probabilities under heavy tails keep their digits far out", {
  head <- ordinal_layer(1, c(0, 2), "cauchit")
  far <- c(1e12, -1e12, 1e17, 1e150)
  p <- forward(head, cbind(far))$value
  expect_equal(p[, 2] * far * far * pi / 2, rep(1, 4), tolerance = 1e-11)
  near <- forward(head, cbind(c(-3, 0, 1, 5)))$value
  expect_equal(near[, 2], pcauchy(2 - c(-3, 0, 1, 5)) - pcauchy(-c(-3, 0, 1, 5)), tolerance = 1e-14)
  expect_equal(rowSums(near), rep(1, 4), tolerance = 1e-14)
})

test_that("labels that are the numbers of categories mean these, in whatever order they stand", {
  head <- ordinal_layer(1, c(0, 2))
  out <- forward(head, cbind(1:3))
  y <- factor(c(3, 1, 2), levels = c(3, 1, 2))
  expect_identical(cross_entropy(out, y)$value, cross_entropy(out, c(3, 1, 2))$value)
  expect_identical(cross_entropy(out, factor(c("c", "a", "b")))$value,
                   cross_entropy(out, c(3, 1, 2))$value)
})
