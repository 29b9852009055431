same_draws <- function(ours, reference, nsim = 2L) {
  expected <- suppressWarnings(simulate(reference, nsim, seed = 3))
  expect_equal(simulate(ours, nsim, seed = 3), expected)
}

test_that("draws are those of stats for the equal glm", {
  bw <- birth_weights()
  bw$bin <- as.integer(bw$low == "yes")
  bw$times <- rep_len(1:3, 189)
  gaps <- bw
  gaps$lwt[c(1, 50, 189)] <- NA
  same_draws(logistic(low ~ lwt, bw), glm(low ~ lwt, binomial, bw))
  same_draws(logistic(bin ~ lwt, bw), glm(bin ~ lwt, binomial, bw))
  same_draws(logistic(bin == 1 ~ lwt, bw), glm(bin == 1 ~ lwt, binomial, bw))
  for (formula in list(bin ~ lwt, low ~ lwt)) {
    same_draws(logistic(formula, bw, weights = times), glm(formula, binomial, bw, weights = times))
  }
  same_draws(logistic(low ~ lwt, gaps), glm(low ~ lwt, binomial, gaps))
  for (response in c("low", "bin")) {
    same_draws(logistic(reformulate("lwt", response), gaps, na.action = na.exclude),
               glm(reformulate("lwt", response), binomial, gaps, na.action = na.exclude))
  }
})

test_that("grouped draws are those of stats", {
  grouped <- cbind(menarche, total - menarche) ~ age
  same_draws(logistic(grouped, menarche), glm(grouped, binomial, menarche))
  named <- cbind(ill = killed, well = exposed - killed) ~ dose
  same_draws(logistic(named, beetles), glm(named, binomial, beetles))
  shares <- suppressMessages(logistic(killed / exposed ~ dose, beetles, weights = exposed))
  same_draws(shares, glm(killed / exposed ~ dose, binomial, beetles, weights = exposed))
  same_draws(logistic(killed / exposed ~ dose, beetles, trials = exposed),
             glm(killed / exposed ~ dose, binomial, beetles, weights = exposed))
  counts <- logistic(killed ~ dose, beetles, trials = exposed)
  expected <- simulate(glm(killed / exposed ~ dose, binomial, beetles, weights = exposed), seed = 3)
  expect_equal(simulate(counts, seed = 3)$sim_1, expected$sim_1 * beetles$exposed)
})

test_that("na.exclude keeps each row's own trials, where stats mixes them up", {
  gaps <- transform(beetles, dose = replace(dose, 2, NA))
  fit <- logistic(killed ~ dose, gaps, trials = exposed, na.action = na.exclude)
  draws <- simulate(fit, 20, seed = 1)
  expect_identical(which(is.na(draws$sim_1)), 2L)
  expect_true(all(as.matrix(draws)[-2, ] <= beetles$exposed[-2]))
  omitted <- simulate(update(fit, na.action = na.omit), 20, seed = 1)
  expect_identical(rownames(omitted), as.character(c(1, 3:8)))
})

test_that("the other level as event draws that level", {
  bw <- birth_weights()
  bw$bin <- as.integer(bw$low == "yes")
  bw$text <- as.character(bw$low)
  rare <- data.frame(x = 1:20, y = factor(c("a", rep("b", 19))), z = c(1, rep(0, 19)))
  for (response in c("low", "text")) {
    other <- logistic(reformulate("lwt", response), bw, event = "no")
    draws <- simulate(other, 50, seed = 5)
    expect_identical(levels(draws$sim_1), c("no", "yes"))
    expect_equal(mean(as.matrix(draws) == "no"), mean(bw$low == "no"), tolerance = 0.05)
  }
  numbers <- simulate(logistic(bin ~ lwt, bw, event = "0"), 50, seed = 5)
  expect_equal(mean(as.matrix(numbers)), mean(bw$bin), tolerance = 0.1)
  truth <- simulate(logistic(bin == 1 ~ lwt, bw, event = "FALSE"), 50, seed = 5)
  expect_equal(as.matrix(truth), as.matrix(numbers))
  # two levels also where one of them is not drawn
  expect_identical(levels(simulate(logistic(y ~ 1, rare, event = "a"), seed = 4)$sim_1),
                   c("a", "b"))
})

test_that("one level of three draws it and its opposite", {
  fit <- logistic(race ~ age, birthweight, event = "other")
  draws <- simulate(fit, 1, seed = 1)$sim_1
  expect_identical(levels(draws), c("not other", "other"))
  expect_equal(mean(draws == "other"), mean(birthweight$race == "other"), tolerance = 0.2)
})

test_that("the generator is left as it was, or goes on", {
  fit <- logistic(low ~ lwt, birthweight)
  set.seed(8)
  before <- .Random.seed
  expect_identical(attr(simulate(fit, seed = 2), "seed"),
                   attr(simulate(glm(low ~ lwt, binomial, birthweight), seed = 2), "seed"))
  expect_identical(.Random.seed, before)
  expect_identical(attr(simulate(fit), "seed"), before)
  expect_false(identical(.Random.seed, before))
})

test_that("what cannot be drawn is an error", {
  part <- suppressMessages(logistic(I(low == "yes") + 0 ~ lwt, birthweight,
                                    weights = rep(c(0.5, 1, 1), 63)))
  expect_error(simulate(part), class = "logistic_error_weights")
  lean <- logistic(low ~ lwt, birthweight, keep = "lean")
  expect_error(simulate(lean), class = "logistic_error_kept")
  expect_error(simulate(lean, 0), class = "logistic_error_argument")
})

test_that("several categories are drawn as the data have them, with the seed of stats", {
  d <- weight_data()
  d$lwt[5] <- NA
  fit <- ordinal(weight ~ lwt, d, na.action = na.exclude)
  set.seed(1)
  before <- .Random.seed
  draws <- simulate(fit, 3, seed = 4)
  expect_identical(.Random.seed, before)
  expect_identical(draws, simulate(fit, 3, seed = 4))
  expect_identical(attr(draws, "seed"), structure(4, kind = as.list(RNGkind())))
  expect_identical(dim(draws), c(189L, 3L))
  expect_identical(levels(draws$sim_2), levels(d$weight))
  expect_true(is.ordered(draws$sim_1) && is.na(draws$sim_1[5]))
  other <- multinomial(weight ~ lwt, d, reference = "high")
  draws <- simulate(other, 400, seed = 2)
  expect_identical(levels(draws$sim_1), levels(d$weight))
  shares <- rowMeans(vapply(draws, function(y) tabulate(y, 4) / 188, numeric(4)))
  expect_equal(shares, unname(colMeans(fitted(other))[levels(d$weight)]), tolerance = 0.02)
})

test_that("counts are drawn with their totals, columns in the order of the data", {
  d <- data.frame(x = 0:3)
  d$y <- cbind(a = c(10, 20, 5, 0), b = c(5, 5, 9, 2), c = c(1, 8, 30, 2))
  fit <- multinomial(y ~ x, d, reference = "c")
  draws <- simulate(fit, 500, seed = 1)
  expect_identical(colnames(draws$sim_1), c("a", "b", "c"))
  for (y in draws[1:5]) expect_equal(rowSums(y), rowSums(d$y))
  expected <- rowSums(d$y) * fitted(fit)[, c("a", "b", "c")]
  expect_equal(unname(Reduce(`+`, as.list(draws)) / 500), unname(expected), tolerance = 0.02)
})

test_that("sequences of labels are drawn with their probabilities", {
  known <- crf_problem("forbidden")
  fit <- crf_fit_at(known)
  draws <- simulate(fit, 4000, seed = 11)
  expect_identical(dim(draws), c(nrow(known$data), 4000L))
  expect_identical(levels(draws$sim_1), known$labels)
  share <- t(apply(as.matrix(draws), 1L, function(x) table(factor(x, known$labels)))) / 4000
  expect_lt(max(abs(share - known$nodes)), 4 * 0.5 / sqrt(4000))
  edge <- known$edges[, , 2L]
  pair <- table(factor(as.matrix(draws)[1L, ], known$labels),
                factor(as.matrix(draws)[2L, ], known$labels)) / 4000
  expect_lt(max(abs(pair - edge)), 4 * 0.5 / sqrt(4000))
  expect_identical(pair[["A", "C"]], 0)
})

test_that("drawn sequences: seeds, kinds of the response, left-out rows, threads", {
  data <- data.frame(id = rep(1:4, each = 3), x = c(1:5, NA, 7:12) / 5,
                     y = rep(c(TRUE, FALSE, FALSE, TRUE), 3))
  fit <- crf(y ~ x, data, sequence = id, na.action = na.exclude)
  set.seed(5)
  before <- .Random.seed
  first <- simulate(fit, 3, seed = 7)
  expect_identical(.Random.seed, before)
  expect_identical(simulate(fit, 3, seed = 7), first)
  expect_identical(c(attr(first, "seed")), 7)
  expect_identical(attr(simulate(fit), "seed"), before)
  expect_false(identical(.Random.seed, before))
  expect_type(first$sim_1, "logical")
  expect_identical(is.na(first$sim_1), data$id == 2)
  fit$settings$threads <- 1L
  expect_identical(simulate(fit, 3, seed = 7), first)
  numbers <- simulate(crf(as.numeric(y) ~ x, data, sequence = id), seed = 7)
  expect_identical(numbers$sim_1, as.numeric(first$sim_1[-(4:6)]))
  strings <- simulate(crf(ifelse(y, "yes", "no") ~ x, data, sequence = id), seed = 7)
  expect_identical(levels(strings$sim_1), c("no", "yes"))
  expect_error(simulate(fit, 0), "`nsim`", class = "logistic_error_argument")
})
