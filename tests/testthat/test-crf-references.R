# The stored answers for conditional random fields, held to the definition in double precision by
# another listing of the paths: that the files are read, named and ordered as they say.

# The weights of the definition from the parameters by name of part, label and term.
crf_weights <- function(known, theta, x_terms, z_terms) {
  labels <- known$labels
  w <- matrix(0, length(x_terms), length(labels), dimnames = list(x_terms, labels))
  m <- array(0, c(length(z_terms), length(labels), length(labels)),
             dimnames = list(z_terms, labels, labels))
  ends <- matrix(0, 2L, length(labels), dimnames = list(c("start", "end"), labels))
  for (a in seq_along(theta)) {
    at <- known$table[a, ]
    if (at$part == "emission") w[at$term, at$label] <- theta[[a]]
    if (at$part == "transition") m[at$term, at$from, at$label] <- theta[[a]]
    if (at$part %in% rownames(ends)) ends[at$part, at$label] <- theta[[a]]
  }
  list(w = w, m = m, ends = ends)
}

# All paths (a row each) of one sequence, and their scores; -Inf where not allowed.
crf_listing <- function(weights, x, z, allowed) {
  labels <- seq_len(ncol(weights$w))
  paths <- as.matrix(expand.grid(rep(list(labels), nrow(x)), KEEP.OUT.ATTRS = FALSE))
  emissions <- x %*% weights$w
  last <- ncol(paths)
  score <- weights$ends["start", paths[, 1L]] + weights$ends["end", paths[, last]]
  for (t in seq_len(last)) {
    score <- score + emissions[t, paths[, t]]
    if (t == 1L) next
    pairs <- paths[, c(t - 1L, t), drop = FALSE]
    moves <- log(allowed)
    for (k in seq_len(ncol(z))) moves <- moves + z[t, k] * weights$m[k, , ]
    score <- score + moves[pairs]
  }
  list(paths = unname(paths), score = unname(score))
}

log_sum_exp <- function(x) max(x) + log(sum(exp(x - max(x))))

agrees <- function(paths, y) {
  seen <- which(!is.na(y))
  if (!length(seen)) return(rep(TRUE, nrow(paths)))
  rowSums(t(t(paths[, seen, drop = FALSE]) != as.integer(y)[seen])) == 0
}

# A listing a sequence, with the paths that agree with y.
crf_listings <- function(known, theta, allowed) {
  x <- model.matrix(known$formula[-2L], known$data)
  z <- if (is.null(known$transitions)) x[, 0L] else model.matrix(known$transitions, known$data)
  weights <- crf_weights(known, theta, colnames(x), colnames(z))
  lapply(split(seq_len(nrow(x)), known$data$sequence), function(rows) {
    listing <- crf_listing(weights, x[rows, , drop = FALSE], z[rows, , drop = FALSE], allowed)
    c(listing, list(agrees = agrees(listing$paths, known$data$y[rows]), rows = rows))
  })
}

listed_log_z <- function(listings) {
  unname(vapply(listings, function(one) log_sum_exp(one$score), 0))
}

listed_log_sum <- function(listings) {
  unname(vapply(listings, function(one) log_sum_exp(one$score[one$agrees]), 0))
}

# Nodes and edges in the shape of the stored ones, by sums over the listed paths.
listed_posteriors <- function(stored, listings, only_known) {
  stored$nodes[] <- 0
  stored$edges[!is.na(stored$edges)] <- 0
  for (one in listings) {
    keep <- one$agrees | !only_known
    p <- exp(one$score - log_sum_exp(one$score[keep])) * keep
    labels <- seq_len(ncol(stored$nodes))
    for (t in seq_along(one$rows)) {
      at <- one$rows[t]
      to <- factor(one$paths[, t], labels)
      stored$nodes[at, ] <- tapply(p, to, sum)
      if (t == 1L) next
      stored$edges[, , at] <- tapply(p, list(factor(one$paths[, t - 1L], labels), to), sum)
    }
  }
  stored[c("nodes", "edges")]
}

expect_posteriors <- function(stored, listings, only_known) {
  expect_equal(stored[c("nodes", "edges")], listed_posteriors(stored, listings, only_known),
               tolerance = 1e-11)
}

best_three <- function(one, labels, sequence) {
  count <- min(3L, sum(is.finite(one$score)))
  best <- order(one$score, decreasing = TRUE)[seq_len(count)]
  spelled <- function(path) paste(labels[path], collapse = " ")
  data.frame(sequence = sequence, rank = seq_len(count),
             path = apply(one$paths[best, , drop = FALSE], 1L, spelled), score = one$score[best])
}

for (name in crf_problem_names()) {
  test_that(paste("stored answers are those of the definition:", name), {
    known <- crf_problem(name)
    listings <- crf_listings(known, known$theta, known$allowed)
    expect_equal(known$log_z, listed_log_z(listings), tolerance = 1e-14)
    expect_equal(known$log_sum, listed_log_sum(listings), tolerance = 1e-13)
    expect_equal(known$loglik, sum(known$weights * (known$log_sum - known$log_z)),
                 tolerance = 1e-13)
    expect_posteriors(known, listings, FALSE)
    if (!is.null(known$known)) expect_posteriors(known$known, listings, TRUE)
    listed <- Map(best_three, listings, list(known$labels), seq_along(listings))
    expect_equal(known$paths, do.call(rbind, listed), ignore_attr = TRUE)
  })
}

# Scores near 1e4 leave no digits to a difference quotient.
for (name in setdiff(crf_problem_names(), "huge")) {
  test_that(paste("stored gradient and information are slopes:", name), {
    known <- crf_problem(name)
    loglik <- function(theta) {
      listings <- crf_listings(known, theta, known$allowed)
      sum(known$weights * (listed_log_sum(listings) - listed_log_z(listings)))
    }
    step <- 2^-10
    along <- rep(c(1, -0.5, 0.25), length.out = length(known$theta))
    near <- vapply(-2:2, function(k) loglik(known$theta + k * step * along), 0)
    expect_equal(sum(c(1, -8, 0, 8, -1) * near) / (12 * step), sum(along * known$gradient),
                 tolerance = 1e-7)
    expect_equal(-sum(c(-1, 16, -30, 16, -1) * near) / (12 * step^2),
                 drop(along %*% known$information %*% along), tolerance = 1e-5)
  })
}

test_that("stored log-likelihoods of fits are those of the definition", {
  for (name in c("numeric", "numeric-independent", "factor", "dependence", "ridge")) {
    known <- crf_known_fit(name)
    listings <- crf_listings(known, known$estimate, crf_allowed(known$labels, ""))
    expect_length(listings, known$sequences)
    expect_equal(known$loglik, sum(listed_log_sum(listings) - listed_log_z(listings)),
                 tolerance = 1e-14)
    expect_equal(known$objective, known$l2 / 2 * sum(known$estimate^2) - known$loglik,
                 tolerance = 1e-14)
    expect_equal(known$se, sqrt(diag(known$covariance)), tolerance = 1e-14)
  }
})

test_that("the stored fit without dependence is the logistic regression of all rows", {
  known <- crf_known_fit("numeric-independent")
  fit <- logistic(known$formula, data = known$data)
  expect_equal(known$estimate, coef(fit), tolerance = 1e-13)
  expect_equal(known$covariance, vcov(fit), tolerance = 1e-12, ignore_attr = TRUE)
  expect_equal(known$loglik, as.numeric(logLik(fit)), tolerance = 1e-14)
})

test_that("the stored sandwich is that of the sequences' scores", {
  known <- crf_known_fit("numeric")
  by_sequence <- function(theta) {
    listings <- crf_listings(known, theta, crf_allowed(known$labels, ""))
    listed_log_sum(listings) - listed_log_z(listings)
  }
  slope <- function(a) {
    at <- function(k) by_sequence(known$estimate + k * 2^-8 * (seq_along(known$estimate) == a))
    (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * 2^-8)
  }
  scores <- vapply(seq_along(known$estimate), slope, numeric(known$sequences))
  expect_equal(known$sandwich, known$covariance %*% crossprod(scores) %*% known$covariance,
               tolerance = 1e-7)
  expect_equal(colSums(scores), numeric(3), tolerance = 1e-7)
})

test_that("stored profile limits enclose the estimates, and tests are twice the gain", {
  known <- crf_known_fit("numeric")
  expect_true(all(known$limits[, "lower"] < known$estimate))
  expect_true(all(known$limits[, "upper"] > known$estimate))
  tests <- crf_known_tests()
  gain <- function(small, large) crf_known_fit(large)$loglik - crf_known_fit(small)$loglik
  expect_equal(tests$statistic, 2 * mapply(gain, tests$small, tests$large), ignore_attr = TRUE)
  expect_equal(tests$p_value, pchisq(tests$statistic, tests$df, lower.tail = FALSE))
})
