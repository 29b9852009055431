# All paths of a chain with their probabilities, for two labels.
all_paths <- function(emission, step) {
  length <- length(emission)
  paths <- as.matrix(expand.grid(rep(list(0:1), length)))
  both <- paths[, -1, drop = FALSE] * paths[, -length, drop = FALSE]
  score <- paths %*% emission + step * rowSums(both)
  list(paths = paths, probability = exp(score) / sum(exp(score)))
}

test_that("marginals and the best path are those of all paths", {
  set.seed(8)
  d <- data.frame(id = rep(c("a", "b", "c", "d"), c(6, 5, 1, 40)), x = stats::rnorm(52))
  d$y <- stats::rbinom(52, 1, stats::plogis(d$x)) == 1
  fit <- crf(y ~ x, d, sequence = id)
  m <- marginal_data(fit, c("b", "a"), path = TRUE)
  b <- fit$coefficients
  for (id in c("a", "b")) {
    rows <- d$id == id
    all <- all_paths(b[[1]] + b[[2]] * d$x[rows], b[[3]])
    own <- m$data[m$data$id == id, ]
    expect_equal(own$probability, as.vector(t(all$paths) %*% all$probability))
    expect_equal(own$best, unname(all$paths[which.max(all$probability), ] == 1))
    expect_equal(own$observed, d$y[rows])
    expect_equal(own$token, seq_len(sum(rows)))
  }
  expect_equal(unique(m$data$id), c("b", "a"))
  expect_equal(levels(m$data$label), "TRUE")
  expect_equal(m$event, "P(y)")
})

test_that("probabilities of several labels add up to 1, one is observed at each token", {
  fit <- weather_fit()
  d <- marginal_data(fit, c(3, 10))$data
  expect_equal(as.vector(tapply(d$probability, paste(d$id, d$token), sum)), rep(1, 31 + 31))
  seen <- d[d$observed, ]
  expect_equal(as.character(seen$label[order(seen$sequence, seen$token)]),
               as.character(seattle$weather[seattle$month %in% c(3, 10)]))
  expect_null(d$best)
})

test_that("without ids the first sequence is drawn; tokens cut it", {
  fit <- weather_fit()
  expect_equal(unique(marginal_data(fit)$data$id), "1")
  expect_equal(unique(marginal_data(fit, 2, tokens = 5:9)$data$token), 5:9)
  expect_equal(unique(marginal_data(fit, 2, tokens = 20:40)$data$token), 20:29)
})

test_that("unknown labels are not observed", {
  d <- seattle[seattle$month <= 12, ]
  d$weather[c(2, 5)] <- NA
  fit <- suppressWarnings(crf(weather ~ temp_max, d, sequence = month, partial = TRUE))
  own <- marginal_data(fit, 1)$data
  expect_equal(is.na(own$observed), own$token %in% c(2, 5))
})

test_that("tokens have the names of their rows", {
  fit <- weather_fit()
  date <- seattle$date[seattle$month <= 24]
  d <- marginal_data(fit, 2, tokens = 1:2, names = date)$data
  expect_equal(unique(d$name), c("2012-02-01", "2012-02-02"))
  expect_equal(marginal_data(fit, 2, names = seattle$date)$data$name[1:2], unique(d$name))
  expect_error(marginal_data(fit, 2, names = 1:3), "names", class = "logistic_error_length")
})

test_that("what cannot be found is refused", {
  fit <- weather_fit()
  expect_error(marginal_data(fit, c(1, 99)), "99", class = "logistic_error_sequence")
  expect_error(marginal_data(fit, NA), class = "logistic_error_argument")
  expect_error(marginal_data(fit, list(1)), class = "logistic_error_argument")
  expect_error(marginal_data(fit, 1:13), "12", class = "logistic_error_argument")
  for (tokens in list(0, c(1, 3), 1.5, "1", integer(), NA, 40:41)) {
    expect_error(marginal_data(fit, 1, tokens), "tokens", class = "logistic_error_argument")
  }
  expect_error(marginal_data(fit, path = NA), class = "logistic_error_argument")
  lean <- weather_fit(model = FALSE)
  expect_error(marginal_data(lean), class = "logistic_error_kept")
})

test_that("sequences are called as in the call", {
  named <- function(call) sequence_name(list(call = call))
  expect_equal(named(quote(crf(y ~ x, sequence = month))), "month")
  expect_equal(named(quote(crf(y ~ x, sequence = ~ month))), "month")
  expect_equal(named(quote(crf(y ~ x, sequence = d$month))), "month")
  expect_equal(named(quote(crf(y ~ x, sequence = rep(1:3, 2)))), "sequence")
})

test_that("the event is named as the labels are", {
  event <- function(kind) {
    crf_event_label(list(response = list(name = "y", kind = kind), lev = c("no", "yes")))
  }
  expect_equal(event("logical"), "P(y)")
  expect_equal(event("binary"), "P(y = 1)")
  expect_equal(event("factor"), "P(y = \"yes\")")
})

# Marginals of sequences of so many tokens.
marginals_of <- function(lengths) {
  list(by = "s", data = data.frame(sequence = rep(seq_along(lengths), lengths),
                                   id = as.character(rep(seq_along(lengths), lengths)),
                                   token = sequence(lengths), label = factor("a")))
}

test_that("strips hold every token once, in order", {
  for (lengths in list(1, 30, 61, c(20, 3, 90), rep(25, 12), 700)) {
    m <- cut_strips(marginals_of(lengths), 40)
    expect_equal(m$lost, 0)
    expect_equal(nrow(m$data), sum(lengths))
    expect_lte(nrow(m$strips), max(strips_drawn, length(lengths)))
    expect_equal(m$data$x, stats::ave(m$data$token, m$data$strip, FUN = seq_along))
    expect_equal(m$strips$to - m$strips$from + 1L, tabulate(m$data$strip))
    expect_equal(m$length, max(tabulate(m$data$strip)))
    expect_false(anyDuplicated(m$strips$title) > 0)
  }
  expect_equal(cut_strips(marginals_of(61), 40)$strips$title, c("s 1, 1 to 31", "s 1, 32 to 61"))
  expect_equal(cut_strips(marginals_of(30), 40)$strips$title, "s 1")
})

test_that("what has no place is counted", {
  m <- cut_strips(marginals_of(5000), 40)
  expect_equal(nrow(m$data) + m$lost, 5000)
  expect_equal(nrow(m$strips), strips_drawn)
  expect_equal(nrow(cut_strips(marginals_of(5000), 40, named = TRUE)$strips), strips_drawn / 2)
})

test_that("labels without probability do not matter unless they are observed", {
  m <- list(data = data.frame(label = factor(c("a", "b", "c", "d")),
                              probability = c(0.9, 0.001, 0.001, 0.098),
                              observed = c(FALSE, TRUE, FALSE, NA)))
  expect_equal(labels_that_matter(m), c("a", "b", "d"))
  m$data$best <- c(FALSE, FALSE, TRUE, FALSE)
  expect_equal(labels_that_matter(m), c("a", "b", "c", "d"))
})

test_that("new data are drawn as they are predicted", {
  skip_if_not(is.function(utils::getS3method("predict", "crf_fit", optional = TRUE)))
  fit <- weather_fit()
  new <- seattle[seattle$month %in% 30:31, ]
  m <- marginal_data(fit, 31, path = TRUE, new = list(data = new))
  rows <- new$month == 31
  p <- stats::predict(fit, new, type = "marginal")
  expect_equal(m$data$probability, as.vector(p[rows, ]))
  class <- stats::predict(fit, new)
  seen <- m$data[m$data$best, ]
  expect_equal(as.character(seen$label[order(seen$token)]), as.character(class[rows]))
  own <- m$data[m$data$observed, ]
  expect_equal(as.character(own$label[order(own$token)]), as.character(new$weather[rows]))
  given <- list(data = new[c("temp_max", "temp_min")], sequence = new$month + 100)
  unlabelled <- marginal_data(fit, 131, new = given)$data
  expect_equal(unlabelled$probability, m$data$probability)
  expect_true(all(is.na(unlabelled$observed)))
  expect_error(marginal_data(fit, new = given[1]), "newsequence", class = "logistic_error_argument")
})

test_that("sequences without an answer are drawn as gaps", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  m <- marginal_data(weather_fit(), 1:2, path = TRUE)
  m$data[m$data$sequence == 1, c("probability", "best")] <- NA
  expect_silent(draw_marginals(m, FALSE, list()))
  many <- marginal_data(chunk_fit(), 1:2, path = TRUE)
  many$data[many$data$sequence == 1, c("probability", "best")] <- NA
  expect_silent(draw_marginals(many, FALSE, list()))
})
