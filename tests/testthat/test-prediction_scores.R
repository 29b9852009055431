forecast <- rbind(c(low = 0.2, middle = 0.5, high = 0.3), c(0.1, 0.1, 0.8), c(0, 0, 1))
came <- factor(c("middle", "low", "high"), colnames(forecast), ordered = TRUE)

test_that("scores are those of their definitions", {
  scores <- prediction_scores(forecast, came)
  expect_equal(scores$rows$brier, c(0.04 + 0.25 + 0.09, 0.81 + 0.01 + 0.64, 0))
  expect_equal(scores$rows$log, -log(c(0.5, 0.1, 1)))
  expect_equal(scores$rows$ranked, c(0.2^2 + 0.3^2, 0.9^2 + 0.8^2, 0))
  expect_equal(scores$mean$mean, vapply(scores$rows[1:3], mean, 0, USE.NAMES = FALSE))
  expect_equal(scores$mean$reference, c(2 / 3, log(3), 1 / 3 * 2 / 3 * 2))
  expect_equal(scores$mean$skill, 1 - scores$mean$mean / scores$mean$reference)
  expect_equal(ranked_probability_score(forecast, came), scores$rows$ranked)
  expect_identical(prediction_scores(forecast, factor(came, ordered = FALSE))$mean$score,
                   c("brier", "log"))
  expect_identical(prediction_scores(forecast[1:2, ], came[c(3, 2)])$rows$log,
                   -log(c(0.3, 0.1)))
  impossible <- prediction_scores(forecast[3, , drop = FALSE], came[1L])
  expect_identical(impossible$rows$log, Inf)
})

test_that("a binary fit has its binary scores, its log-likelihood and its null model", {
  fit <- logistic(low ~ age + lwt + race, birth_weights())
  y <- as.numeric(fit$y)
  scores <- prediction_scores(fit)
  expect_equal(scores$rows$ranked, unname(fitted(fit) - y)^2, tolerance = 1e-12)
  expect_equal(scores$rows$brier, 2 * scores$rows$ranked, tolerance = 1e-12)
  expect_equal(scores$mean$mean[2L], -as.numeric(logLik(fit)) / 189, tolerance = 1e-12)
  null <- prediction_scores(logistic(low ~ 1, birth_weights()))
  expect_equal(null$mean$skill, c(0, 0, 0), tolerance = 1e-12)
  expect_equal(null$mean$reference, scores$mean$reference, tolerance = 1e-12)
  p <- as.vector(fitted(fit))
  for (observed in list(y, y == 1, birth_weights()$low)) {
    expect_equal(prediction_scores(p, observed)$mean, scores$mean, tolerance = 1e-12)
  }
})

test_that("weights and counts are rows written out", {
  set.seed(1)
  p <- matrix(rexp(40), 10, dimnames = list(NULL, letters[1:4]))
  p <- p / rowSums(p)
  counts <- matrix(rpois(40, 1), 10) # one row may be empty
  counts[3L, ] <- 0
  rows <- rep(row(counts), counts)
  y <- factor(letters[rep(col(counts), counts)], letters[1:4], ordered = TRUE)
  grouped <- prediction_scores(p, counts)
  single <- prediction_scores(p[rows, ], y)
  expect_equal(grouped$mean, single$mean[1:2, ], tolerance = 1e-12)
  expect_identical(grouped$rows$brier[3L], NA_real_)
  expect_equal(grouped$rows$log[1L], mean(single$rows$log[rows == 1L]))
  expect_equal(ranked_probability_score(p, counts)[2L], mean(single$rows$ranked[rows == 2L]))
  cells <- which(counts > 0, arr.ind = TRUE)
  weighted <- prediction_scores(p[cells[, 1L], ],
                                factor(letters[cells[, 2L]], letters[1:4], ordered = TRUE),
                                counts[cells])
  expect_equal(weighted$mean, single$mean, tolerance = 1e-12)
})

test_that("a saturated fit of categories has the reference's scores in each pattern", {
  skip_if_not_installed("MASS")
  d <- three_categories()
  fit <- mock_ordinal(y ~ 1, d)
  expect_equal(prediction_scores(fit)$mean$skill, c(0, 0, 0), tolerance = 1e-6)
  skip_if_not_installed("nnet")
  fit <- mock_multinomial(y ~ x, d, rep(1:2, 200))
  expect_equal(prediction_scores(fit)$mean$mean[2L], -as.numeric(logLik(fit)) / 600,
               tolerance = 1e-8)
  expect_error(ranked_probability_score(fit), class = "logistic_error_order")
})

test_that("what is no prediction or outcome is refused by name", {
  expect_error(prediction_scores("a", "b"), class = "logistic_error_type")
  expect_error(prediction_scores(forecast), "observed", class = "logistic_error_argument")
  expect_error(prediction_scores(forecast * 2, came), "3 rows (1, 2, 3)", fixed = TRUE,
               class = "logistic_error_probabilities")
  expect_error(prediction_scores(c(0.1, NA), c(0, 1)), "row 2",
               class = "logistic_error_probabilities")
  expect_error(prediction_scores(c(1.5, 0.2), c(0, 1)), class = "logistic_error_probabilities")
  expect_error(prediction_scores(forecast, came[1:2]), class = "logistic_error_length")
  expect_error(prediction_scores(forecast, c("low", NA, "high")), "row 2",
               class = "logistic_error_observed")
  expect_error(prediction_scores(forecast, c("low", "lo", "high")), "\"lo\"",
               class = "logistic_error_observed")
  expect_error(prediction_scores(unname(forecast), c("low", "low", "high")), "named",
               class = "logistic_error_argument")
  expect_error(prediction_scores(forecast, diag(2)[c(1, 2, 2), ]),
               class = "logistic_error_argument")
  expect_error(prediction_scores(forecast, came, weights = -1:1), class = "logistic_error_argument")
  expect_error(prediction_scores(forecast, came, weights = 1), class = "logistic_error_length")
  expect_error(prediction_scores(forecast, came, weights = c(0, 0, 0)), "none",
               class = "logistic_error_argument")
  fit <- logistic(low ~ age, birth_weights())
  expect_error(prediction_scores(fit, came), "observed", class = "logistic_error_argument")
})

test_that("numbers name the columns of a matrix without names; counts go by their names", {
  scores <- prediction_scores(unname(forecast), c(2, 1, 3))
  expect_equal(scores$rows$log, -log(c(0.5, 0.1, 1)))
  counts <- one_hot(came)
  expect_equal(prediction_scores(forecast, counts[, 3:1])$mean,
               prediction_scores(forecast, counts)$mean)
})

test_that("prints and tables of scores", {
  scores <- prediction_scores(forecast[1:2, ], came[1:2])
  expect_snapshot(print(scores))
  expect_identical(as.data.frame(scores), scores$mean)
  skip_if_not_installed("generics")
  expect_equal(as.data.frame(generics::tidy(scores)), scores$mean, ignore_attr = TRUE)
})
