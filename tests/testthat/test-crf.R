# Conditional random fields: known answers in multiple precision, identities with other models, and
# what must hold of any answer. The core's entries against the listing of all label sequences:
# helper-crf-core.R; the stored answers: helper-crf-references.R.

crf_entries <- function(core, theta, threads = 1L) {
  gradient <- .Call(C_crf_gradient, core, theta, threads)
  c(list(value = sum(gradient$value), gradient = gradient$gradient,
         information = .Call(C_crf_information, core, theta, threads),
         scores = .Call(C_crf_scores, core, theta, threads),
         nodes = .Call(C_crf_nodes, core, theta, FALSE, threads),
         edges = .Call(C_crf_edges, core, theta, FALSE, threads),
         known = list(nodes = .Call(C_crf_nodes, core, theta, TRUE, threads),
                      edges = .Call(C_crf_edges, core, theta, TRUE, threads))),
    .Call(C_crf_partition, core, theta, threads))
}

# Every number, relative to itself or to `floor`.
expect_close <- function(object, expected, tolerance, floor = 1, label = NULL) {
  object <- unname(c(object))
  expected <- unname(c(expected))
  expect_identical(is.na(object), is.na(expected), label = label)
  told <- !is.na(expected) & object != expected
  error <- abs(object - expected)[told] / pmax(floor, abs(expected[told]))
  expect_lte(max(error, 0), tolerance, label = label)
}

expect_entries <- function(entries, expected, tolerance, label) {
  for (part in setdiff(names(expected), "known")) {
    expect_close(entries[[part]], expected[[part]], tolerance, label = paste(label, part))
  }
  for (part in names(expected$known)) {
    expect_close(entries$known[[part]], expected$known[[part]], tolerance,
                 label = paste(label, part, "known"))
  }
}

# ---- known answers ------------------------------------------------------------------------------

# The problem of a stored answer, by the package, and its theta in the core's order.
stored_core <- function(known) {
  data <- known$data
  data$weight <- known$weights[match(data$sequence, unique(data$sequence))]
  problem <- crf_core_of(known$formula, data, known$transitions, known$ends,
                         if (!all(known$allowed)) known$allowed, anyNA(data$y), every_label = TRUE)
  order <- weight_order(problem$shape)
  table <- weight_table(problem$shape)[order, ]
  # weights of forbidden transitions are none
  at <- match(do.call(paste, known$table[c("part", "from", "label", "term")]),
              do.call(paste, within(table, {
                from[is.na(from)] <- ""
                term[is.na(term)] <- ""
              })[c("part", "from", "label", "term")]))
  list(core = problem$core, order = order[at])
}

# "A B B" for each path, best first, sequence by sequence
stored_paths <- function(paths, core, labels) {
  lengths <- diff(core$start)
  at <- 0L
  out <- character()
  for (s in seq_along(lengths)) for (k in seq_len(nrow(paths$score))) {
    if (k <= paths$found[s]) {
      own <- paths$path[at + seq_len(lengths[s])]
      out <- c(out, paste(labels[own + 1L], collapse = " "))
    }
    at <- at + lengths[s]
  }
  out
}

for (name in crf_problem_names()) {
  test_that(paste("stored answers at a given theta:", name), {
    known <- crf_problem(name)
    known$table[is.na(known$table)] <- ""
    stored <- stored_core(known)
    expect_false(anyNA(stored$order))
    expect_length(stored$order, crf_core_size(stored$core))
    theta <- numeric(length(stored$order))
    theta[stored$order] <- known$theta
    found <- crf_entries(stored$core, theta)
    # scores and attributes of 1e4 leave 12 digits to probabilities, 10 to sums
    close <- if (name == "huge") 2e-10 else 1e-13
    expect_close(found$value, known$loglik, close)
    expect_close(found$log_z, known$log_z, 1e-15)
    expect_close(found$score, known$log_sum, 1e-15)
    expect_close(found$gradient[stored$order], known$gradient, close)
    expect_close(found$information[stored$order, stored$order], known$information, close)
    expect_close(colSums(found$scores)[stored$order], known$gradient, close)
    expect_close(found$nodes, known$nodes, close)
    expect_close(found$edges, aperm(known$edges, c(3L, 1L, 2L)), close)
    expect_close(found$known$nodes, if (is.null(known$known)) {
      1 * outer(as.integer(known$data$y), seq_along(known$labels), `==`)
    } else known$known$nodes, close)
    paths <- .Call(C_crf_paths, stored$core, theta, 3L, FALSE, 1L)
    expect_close(na.omit(c(paths$score)), known$paths$score, 1e-14)
    expect_identical(stored_paths(paths, stored$core, known$labels), known$paths$path)
  })
}

rain_data <- function() {
  transform(rain, sequence = month, y = factor(ifelse(wet, "wet", "dry")))
}

known_crf <- function(name) {
  known <- crf_known_fit(name)
  data <- if (is.null(known$data)) rain_data() else known$data
  fit <- crf(known$formula, data, sequence = sequence, ends = known$ends, l2 = known$l2,
             transitions = if (is.null(known$transitions)) ~ 0 else known$transitions)
  list(known = known, fit = fit)
}

for (name in crf_fit_names()) {
  test_that(paste("stored estimates are reached to double precision:", name), {
    both <- known_crf(name)
    known <- both$known
    fit <- both$fit
    expect_true(fit$converged)
    expect_identical(fit$convergence$overlap, "proved")
    expect_close(fit$loglik, known$loglik, 1e-14)
    expect_close(fit$objective, known$objective, 1e-14)
    expect_close(fit$coefficients, known$estimate, 5e-13, floor = 0.01)
    if (known$l2 == 0) {
      expect_close(fit$std.error, known$se, 1e-12, floor = 0)
      expect_close(fit$cov.unscaled, known$covariance, 1e-11, floor = 1e-3)
    }
    expect_identical(c(fit$sequences, fit$tokens), c(known$sequences, known$tokens))
    digits <- claimed_digits(fit)
    if (known$l2 == 0) expect_true(all(digits >= 11))
    error <- abs(fit$coefficients / known$estimate - 1)
    told <- !is.na(digits)
    expect_true(all(error[told] <= 10^-digits[told] + .Machine$double.eps))
  })
}

# ---- the listing of all label sequences ----------------------------------------------------------

test_that("sums, information, scores and posteriors are those of the listing", {
  for (seed in 1:80) {
    core <- crf_random_problem(seed)
    if (core$start[5L] == 0L) next
    core$label <- crf_random_labels(core, partial = seed %% 3L == 0L)
    scale <- c(1, 30, 100, 1000)[1L + seed %% 4L]
    theta <- rnorm(crf_core_size(core), sd = scale)
    expect_entries(crf_entries(core, theta, 1L + seed %% 2L), crf_listed(core, theta),
                   1e-13 * max(10, scale), paste("seed", seed))
  }
})

test_that("on a face they are those of its paths", {
  for (seed in 201:230) {
    core <- crf_random_problem(seed)
    if (core$start[5L] == 0L) next
    direction <- sample(c(-1, 0, 0, 0, 1), crf_core_size(core), replace = TRUE)
    core$face <- .Call(C_crf_face, core, direction, 1e-9, 1L)
    core$label <- crf_random_labels(core, partial = FALSE)
    theta <- rnorm(crf_core_size(core))
    expect_entries(crf_entries(core, theta), crf_listed(core, theta), 1e-12, paste("seed", seed))
    reach <- .Call(C_crf_extremes, core, theta, direction, 1L)
    expect_lte(max(reach[2:3]), 1e-9)
  }
})

# ---- identities ---------------------------------------------------------------------------------

short_data <- function(n, labels, seed = 5) {
  set.seed(seed)
  d <- data.frame(id = seq_len(n), x = rnorm(n), g = factor(sample(c("u", "v", "w"), n, TRUE)))
  eta <- outer(d$x, seq_len(labels) - 1) * 0.7 + outer(as.integer(d$g), seq_len(labels)) * 0.2
  d$y <- factor(LETTERS[apply(eta - log(-log(matrix(runif(n * labels), n))), 1L, which.max)])
  d
}

chain_data <- function(seed, sequences = 40L, labels = 3L, longest = 8L) {
  set.seed(seed)
  lengths <- sample(longest, sequences, replace = TRUE)
  n <- sum(lengths)
  d <- data.frame(id = rep(seq_along(lengths), lengths), x = rnorm(n),
                  z = sample(0:16, n, replace = TRUE) / 16,
                  g = factor(sample(c("u", "v"), n, TRUE)))
  d$y <- factor(LETTERS[sample(labels, n, TRUE)], levels = LETTERS[seq_len(labels)])
  d
}

expect_same_fit <- function(fit, other, tolerance = 1e-12) {
  expect_close(fit$coefficients, other$coefficients, tolerance)
  expect_close(fit$std.error, other$std.error, tolerance)
  expect_close(fit$loglik, other$loglik, tolerance)
}

test_that("sequences of one row are logistic() and multinomial()", {
  d <- short_data(300, 2L)
  expect_message(fit <- crf(y ~ x * g, d, sequence = id), "cannot be told", class =
                   "logistic_message_aliased")
  other <- logistic(y ~ x * g, d)
  own <- fit$table$part == "emission"
  expect_close(fit$coefficients[own], coef(other), 1e-12)
  expect_close(fit$std.error[own], other$std.error, 1e-12)
  expect_close(fit$loglik, as.numeric(logLik(other)), 1e-14)
  expect_true(all(is.na(fit$coefficients[!own])))

  d <- short_data(500, 4L)
  fit <- suppressMessages(crf(y ~ x + g, d, sequence = id))
  other <- multinomial(y ~ x + g, d)
  own <- fit$table$part == "emission"
  expect_close(fit$coefficients[own], other$coefficients, 1e-12)
  expect_close(fit$std.error[own], other$std.error, 1e-12)
  expect_close(fit$loglik, as.numeric(logLik(other)), 1e-14)
})

test_that("without transitions rows are independent", {
  d <- chain_data(1)
  fit <- crf(y ~ x + g, d, sequence = id, transitions = ~ 0)
  other <- multinomial(y ~ x + g, d)
  expect_close(fit$coefficients, other$coefficients, 1e-12)
  expect_close(fit$std.error, other$std.error, 1e-12)
  expect_close(fit$loglik, as.numeric(logLik(other)), 1e-14)
})

test_that("a weight of 2 is the sequence twice, and the order of sequences does not matter", {
  d <- chain_data(2)
  again <- d[d$id %% 3 == 0, ]
  again$id <- again$id + 1000L
  twice <- crf(y ~ x, rbind(d, again), sequence = id, transitions = ~ z, ends = TRUE)
  weighted <- crf(y ~ x, d, sequence = id, weights = 1 + (id %% 3 == 0), transitions = ~ z,
                  ends = TRUE)
  expect_same_fit(weighted, twice)
  shuffled <- do.call(rbind, split(d, d$id)[sample(40L)])
  expect_same_fit(crf(y ~ x, shuffled, sequence = id, transitions = ~ z, ends = TRUE),
                  crf(y ~ x, d, sequence = id, transitions = ~ z, ends = TRUE))
})

test_that("backwards, transitions are transposed, and starts are ends", {
  d <- chain_data(3)
  backwards <- d[order(d$id, -seq_len(nrow(d))), ]
  fit <- crf(y ~ x, d, sequence = id, ends = TRUE)
  back <- crf(y ~ x, backwards, sequence = id, ends = TRUE)
  turned <- fit$table
  moves <- turned$part == "transition"
  turned[moves, c("from", "label")] <- turned[moves, c("label", "from")]
  turned$part <- c(start = "end", end = "start", emission = "emission",
                   transition = "transition")[turned$part]
  at <- match(do.call(paste, turned), do.call(paste, back$table))
  expect_close(back$loglik, fit$loglik, 1e-14)
  expect_close(back$coefficients[at], fit$coefficients, 1e-11)
  expect_close(back$std.error[at], fit$std.error, 1e-11)
})

test_that("with ends the reference label does not matter", {
  d <- chain_data(4)
  fit <- crf(y ~ x, d, sequence = id, ends = TRUE)
  relabelled <- transform(d, y = factor(y, levels = c("C", "A", "B")))
  other <- crf(y ~ x, relabelled, sequence = id, ends = TRUE)
  expect_close(other$loglik, fit$loglik, 1e-14)
  w <- function(fit, part, label, term = "(Intercept)", from = NULL) {
    at <- fit$table$part == part & fit$table$label == label
    if (!is.null(term)) at <- at & fit$table$term == term
    if (!is.null(from)) at <- at & fit$table$from == from
    if (any(at)) fit$coefficients[[which(at)]] else 0
  }
  m <- function(fit) {
    one <- Vectorize(function(i, j) w(fit, "transition", j, from = i))
    outer(c("A", "B", "C"), c("A", "B", "C"), one)
  }
  odds <- function(m) m[2:3, 2:3] + m[1L, 1L] - outer(m[2:3, 1L], m[1L, 2:3], `+`)
  expect_close(odds(m(other)), odds(m(fit)), 1e-11)
  expect_close(w(other, "emission", "B", "x") - w(other, "emission", "A", "x"),
               w(fit, "emission", "B", "x"), 1e-11)
})

test_that("units and origins of columns change nothing", {
  d <- chain_data(6)
  moved <- transform(d, x = x * 1e6, z = z + 2^20)
  fit <- crf(y ~ x, d, sequence = id, transitions = ~ z)
  other <- crf(y ~ x, moved, sequence = id, transitions = ~ z)
  expect_close(other$loglik, fit$loglik, 1e-13)
  scaled <- fit$table$term == "x"
  expect_close(other$coefficients[scaled] * 1e6, fit$coefficients[scaled], 1e-12)
  expect_close(other$std.error[scaled] * 1e6, fit$std.error[scaled], 1e-12)
  slopes <- fit$table$term == "z"
  expect_close(other$coefficients[slopes], fit$coefficients[slopes], 1e-9)
  other <- crf(y ~ x, transform(d, x = x + 1e6), sequence = id, transitions = ~ z)
  expect_close(other$loglik, fit$loglik, 1e-10)
  expect_close(other$coefficients[scaled], fit$coefficients[scaled], 1e-9)
  expect_close(other$std.error[scaled], fit$std.error[scaled], 1e-9)
})

# ---- threads and kernels ------------------------------------------------------------------------

test_that("any number of threads gives the same bits, and all kernels the same answers", {
  kernels <- .Call(C_kernels)
  names <- if (is.list(kernels)) unlist(kernels) else kernels
  on.exit(.Call(C_kernel_choose, NULL))
  small <- chain_data(7, 9L)
  large <- chain_data(8, 400L, 4L, 12L)
  first <- NULL
  for (kernel in names) {
    .Call(C_kernel_choose, kernel)
    fits <- lapply(c(1L, 2L, 3L, 8L), function(threads) {
      fit <- function(d) crf(y ~ x + g, d, sequence = id, transitions = ~ z, ends = TRUE,
                             control = list(threads = threads))
      list(suppressWarnings(suppressMessages(fit(small))), fit(large))
    })
    bits <- lapply(fits, function(pair) lapply(pair, `[`, c("coefficients", "cov.unscaled",
                                                            "loglik", "iterations")))
    for (other in bits[-1L]) expect_identical(other, bits[[1L]], label = kernel)
    fit <- fits[[1L]][[2L]]
    if (is.null(first)) first <- fit
    expect_same_fit(fit, first, 1e-11)
  }
})

test_that("gradients have the same bits too, whatever the sizes", {
  for (lengths in list(1L, 5000L, rep(1L, 50L), rep(3L, 20000L), c(0L, 4L, 0L, 0L, 2L, 0L))) {
    core <- crf_plain_core(lengths, 5L, rnorm(sum(lengths)))
    core$label <- sample(5L, sum(lengths), replace = TRUE) - 1L
    theta <- rnorm(30)
    one <- .Call(C_crf_gradient, core, theta, 1L)
    for (threads in c(2L, 3L, 8L)) {
      expect_identical(.Call(C_crf_gradient, core, theta, threads), one)
    }
  }
})

# ---- hard cases ---------------------------------------------------------------------------------

# Nodes and edges of any size: what a path gains on the best one decides, to the last digit.
test_that("scores of 1e4 and 1e6 are summed as they should be", {
  for (size in c(1e4, 1e6)) {
    core <- crf_plain_core(c(1L, 2L, 5L), 3L)
    core$label <- rep(0:1, 4L)
    set.seed(9)
    theta <- size * rnorm(12)
    expect_entries(crf_entries(core, theta), crf_listed(core, theta), size * 1e-15,
                   paste("size", size))
    # long: tokens on their own, whose probabilities are known
    core <- crf_plain_core(2000L, 2L, rnorm(2000))
    core$label <- rep(0:1, 1000L)
    nodes <- .Call(C_crf_nodes, core, c(0, size, 0, 0, 0, 0), FALSE, 1L)
    expect_close(nodes[, 2L], plogis(size * core$value), 1e-13)
    # the same with transitions of that size that cancel: m(i, j) = a_j - a_i
    a <- c(0.3, -0.8) * size
    theta <- c(0, 1, a[1L] - a[1L], a[2L] - a[1L], a[1L] - a[2L], a[2L] - a[2L])
    core$start_label <- core$end_label <- 0:1
    nodes <- .Call(C_crf_nodes, core, c(theta, a, -a), FALSE, 1L)
    expect_close(nodes[, 2L], plogis(core$value), size * 1e-15)
  }
})

test_that("a label that loses in the linear domain may be the one that wins", {
  core <- crf_plain_core(2600L, 2L)
  core$allowed <- diag(1L, 2L)
  core$label <- rep(1L, 2600L)
  theta <- c(0, -1, 0, 0, 0, 0)
  expect_identical(.Call(C_crf_partition, core, theta, 1L), list(log_z = 0, score = -2600))
  core$may_end <- 0:1
  expect_identical(.Call(C_crf_partition, core, theta, 1L), list(log_z = -2600, score = -2600))
  gradient <- .Call(C_crf_gradient, core, theta, 1L)
  expect_identical(gradient, list(value = c(0, 0), gradient = numeric(6)))
  core["may_end"] <- list(NULL)
  core$may_start <- 1:0 # the other, never reached, would gain from here on
  core$label <- integer(2600L)
  gradient <- .Call(C_crf_gradient, core, -theta, 1L)
  expect_close(gradient$gradient, numeric(6), 1e-12)
  expect_close(.Call(C_crf_nodes, core, -theta, FALSE, 1L)[, 1L], rep(1, 2600), 1e-12)
})

test_that("100,000 rows in one sequence", {
  for (labels in c(2L, 22L)) {
    set.seed(10)
    n <- 1e5L
    core <- crf_plain_core(n, labels, rnorm(n))
    core$label <- sample(labels, n, replace = TRUE) - 1L
    theta <- c(rnorm(labels), numeric(labels^2))
    score <- outer(core$value, theta[seq_len(labels)])
    log_sum <- log(rowSums(exp(score)))
    found <- .Call(C_crf_gradient, core, theta, 2L)
    p <- exp(score - log_sum)
    residual <- 1 * outer(core$label + 1L, seq_len(labels), `==`) - p
    exact <- sum(score[cbind(seq_len(n), core$label + 1L)] - log_sum)
    expect_close(sum(found$value), exact, 1e-12)
    expect_close(found$gradient[seq_len(labels)], colSums(core$value * residual), 2e-14,
                 floor = n)
    edges <- table(factor(core$label[-n], 0:(labels - 1)), factor(core$label[-1L], 0:(labels - 1)))
    expect_close(found$gradient[-seq_len(labels)], t(edges - crossprod(p[-n, ], p[-1L, ])), 2e-14,
                 floor = n)
  }
})

test_that("300 labels, most of which never occur", {
  set.seed(11)
  d <- data.frame(id = rep(1:4, each = 6), x = rnorm(24))
  d$y <- factor(sample(c("l1", "l7", "l300"), 24, TRUE), levels = paste0("l", 1:300))
  core <- crf_plain_core(c(7L, 5L), 300L)
  core$label <- sample(300L, 12L, replace = TRUE) - 1L
  theta <- rnorm(300 + 300^2)
  nodes <- .Call(C_crf_nodes, core, theta, FALSE, 1L)
  edges <- .Call(C_crf_edges, core, theta, FALSE, 1L)
  expect_close(rowSums(nodes), rep(1, 12), 1e-13)
  expect_close(colSums(aperm(edges[2:7, , ], c(2L, 1L, 3L))), nodes[2:7, ], 1e-13)
  value <- function(k, h) {
    theta[k] <- theta[k] + h
    sum(.Call(C_crf_gradient, core, theta, 1L)$value)
  }
  gradient <- .Call(C_crf_gradient, core, theta, 1L)$gradient
  for (k in c(core$label[1L] + 1L, 300L + 300L * core$label[1L] + core$label[2L] + 1L)) {
    expect_close((value(k, 1e-4) - value(k, -1e-4)) / 2e-4, gradient[k], 1e-7)
  }
  fit <- crf(y ~ x, d, sequence = id, l2 = 1, coding = "all", transitions = ~ 0)
  expect_true(fit$converged)
  never <- fit$table$label == "l2" & fit$table$term == "(Intercept)"
  expect_true(is.finite(fit$coefficients[never]) && fit$coefficients[never] < 0)
})

test_that("empty sequences, one token, one label", {
  core <- crf_plain_core(c(0L, 3L, 0L, 1L, 0L), 3L)
  core$label <- c(0L, 2L, 1L, 1L)
  theta <- rnorm(12)
  expect_entries(crf_entries(core, theta), crf_listed(core, theta), 1e-13, "empty sequences")
  expect_identical(.Call(C_crf_paths, core, theta, 1L, FALSE, 1L)$found, c(0L, 1L, 0L, 1L, 0L))
  core <- crf_plain_core(1L, 3L)
  core$label <- 1L
  expect_entries(crf_entries(core, theta), crf_listed(core, theta), 1e-14, "one token")
  core <- crf_plain_core(3L, 1L)
  core$label <- integer(3)
  expect_entries(crf_entries(core, c(5, 7)), crf_listed(core, c(5, 7)), 1e-14, "one label")
})

test_that("weights that are no numbers, or infinite, are no success", {
  core <- crf_plain_core(c(3L, 4L), 3L)
  core$label <- rep(0:1, length.out = 7L)
  for (bad in c(NaN, NA, Inf, -Inf)) for (at in c(1L, 2L, 5L, 12L)) {
    theta <- replace(numeric(12), at, bad)
    found <- crf_entries(core, theta)
    expect_false(isTRUE(found$value > 0))
    expect_length(.Call(C_crf_paths, core, theta, 1L, FALSE, 1L)$path, 7L)
    expect_length(.Call(C_crf_paths, core, theta, 3L, FALSE, 1L)$path, 21L)
    expect_length(.Call(C_crf_draw, core, theta, rep(0.5, 7), FALSE, 1L), 7L)
    expect_length(.Call(C_crf_extremes, core, theta, rep(1, 12), 1L), 4L)
    expect_length(.Call(C_crf_extremes, core, rep(1, 12), theta, 1L), 4L)
    expect_length(.Call(C_crf_face, core, theta, 1e-9, 1L), 63L)
  }
})

test_that("paths drawn have the posterior's frequencies", {
  core <- crf_plain_core(3L, 2L)
  theta <- c(0, 0.5, 0.7, -1, 0.2, 0.4)
  core$label <- c(-1L, 1L, -1L)
  set.seed(12)
  known <- table(replicate(4000, paste(.Call(C_crf_draw, core, theta, runif(3), TRUE, 1L),
                                       collapse = "")))
  listed <- crf_features_of_paths(core, 1L)
  keep <- listed$paths[, 2L] == 2L
  p <- crf_weighted_moments(listed, drop(listed$features %*% theta), keep)$p[keep]
  names(p) <- apply(listed$paths[keep, ] - 1L, 1L, paste, collapse = "")
  expect_setequal(names(known), names(p))
  expect_gt(chisq.test(known[names(p)], p = p)$p.value, 1e-3)
})

# ---- estimates at infinity ----------------------------------------------------------------------

drop_moves <- function(d, from, to, into) {
  for (i in seq_len(nrow(d))[-1L]) {
    if (d$id[i] == d$id[i - 1L] && d$y[i - 1L] == from && d$y[i] == to) d$y[i] <- into
  }
  d
}

# What a limit leaves is the limit of penalised fits, all of whose estimates are finite.
expect_limit <- function(fit, penalised, tolerance = 1e-4) {
  expect_true(fit$converged)
  expect_false(fit$convergence$overlap == "undecided")
  expect_true(penalised$converged)
  expect_true(all(is.finite(penalised$coefficients)))
  expect_lte(penalised$loglik, fit$loglik + 1e-9)
  expect_gte(penalised$loglik, fit$loglik - 1e-4)
  finite <- is.finite(fit$coefficients)
  expect_close(penalised$coefficients[finite], fit$coefficients[finite], tolerance)
  expect_close(sqrt(diag(penalised$cov.unscaled))[finite], fit$std.error[finite], tolerance)
  expect_false(anyNA(fit$std.error[finite]))
}

separated <- function(call) {
  expect_warning(fit <- suppressMessages(call), class = "logistic_warning_separation")
  fit
}

test_that("a transition never seen: the rest is the fit that does not allow it", {
  d <- drop_moves(chain_data(13, 60L), "C", "B", "A")
  fit <- separated(crf(y ~ x, d, sequence = id))
  allowed <- matrix(TRUE, 3L, 3L)
  allowed[3L, 2L] <- FALSE
  without <- crf(y ~ x, d, sequence = id, allowed = allowed)
  expect_identical(names(which(fit$coefficients == -Inf)), "C->B")
  expect_identical(sum(is.infinite(fit$coefficients)), 1L)
  at <- names(without$coefficients)
  expect_close(fit$loglik, without$loglik, 1e-13)
  expect_close(fit$coefficients[at], without$coefficients, 1e-11)
  expect_close(fit$std.error[at], without$std.error, 1e-11)
  expect_limit(fit, crf(y ~ x, d, sequence = id, l2 = 1e-8))
})

test_that("several transitions never seen", {
  d <- drop_moves(drop_moves(chain_data(14, 60L), "B", "C", "B"), "C", "B", "A")
  fit <- separated(crf(y ~ x, d, sequence = id))
  expect_setequal(names(which(fit$coefficients == -Inf)), c("B->C", "C->B"))
  allowed <- matrix(TRUE, 3L, 3L)
  allowed[2L, 3L] <- allowed[3L, 2L] <- FALSE
  expect_close(fit$loglik, crf(y ~ x, d, sequence = id, allowed = allowed)$loglik, 1e-13)
  expect_limit(fit, crf(y ~ x, d, sequence = id, l2 = 1e-8))
})

test_that("a label never with an attribute", {
  d <- chain_data(15, 60L)
  d$g[d$y == "B"] <- "u"
  fit <- separated(crf(y ~ g, d, sequence = id))
  expect_identical(names(which(is.infinite(fit$coefficients))), "B:gv")
  expect_identical(fit$coefficients[["B:gv"]], -Inf)
  expect_limit(fit, crf(y ~ g, d, sequence = id, l2 = 1e-8))
})

test_that("complete separation by a covariate leaves nothing to estimate", {
  d <- chain_data(16, 30L)
  d$v <- as.integer(d$y) + runif(nrow(d), 0, 0.5)
  fit <- separated(crf(y ~ v, d, sequence = id))
  expect_true(fit$converged)
  expect_identical(fit$loglik, 0)
  expect_identical(fit$coefficients[["B:v"]], Inf)
  expect_identical(fit$coefficients[["C:v"]], Inf)
  expect_true(all(is.na(fit$std.error)))
})

test_that("one label apart and a transition never seen: what limits leave is estimated", {
  d <- drop_moves(chain_data(17, 60L), "C", "B", "A")
  d$v <- as.numeric(d$y == "C")
  fit <- separated(crf(y ~ x + v, d, sequence = id))
  expect_identical(fit$coefficients[["C:v"]], Inf)
  expect_true(all(is.finite(fit$coefficients[c("B:(Intercept)", "B:x", "B->B", "B->C")])))
  expect_limit(fit, crf(y ~ x + v, d, sequence = id, l2 = 1e-9))
})

test_that("small data at random: separated or not, each fit ends where the penalised ones go", {
  separated <- 0L
  for (seed in 1:25) {
    d <- chain_data(100 + seed, 6L + seed, 2L + seed %% 3L, 5L)
    d$y <- droplevels(d$y)
    transitions <- if (seed %% 2L) ~ g else ~ 1
    fit <- suppressMessages(suppressWarnings(
      crf(y ~ x + g, d, sequence = id, transitions = transitions)))
    expect_true(fit$converged, label = paste("seed", seed))
    separated <- separated + any(is.infinite(fit$coefficients))
    penalised <- suppressMessages(crf(y ~ x + g, d, sequence = id, transitions = transitions,
                                      l2 = 1e-9, control = list(steps = 200L)))
    expect_limit(fit, penalised, 1e-3)
  }
  expect_gt(separated, 8L)
})

test_that("a penalty keeps estimates finite, and at its own maximum", {
  d <- drop_moves(chain_data(13, 60L), "C", "B", "A")
  for (l2 in c(1, 1e-4, 1e-8, 1e-12)) {
    fit <- crf(y ~ x, d, sequence = id, l2 = l2)
    expect_true(fit$converged)
    expect_identical(unique(fit$status), "finite")
    problem <- crf_core_of(y ~ x, transform(d, sequence = id))
    gradient <- .Call(C_crf_gradient, problem$core, fit$weights, 1L)$gradient
    expect_close(gradient, l2 * fit$weights, 1e-11)
    expect_close(gradient[fit$weights < -5], (l2 * fit$weights)[fit$weights < -5], 1e-6, floor = 0)
  }
  fit <- crf(y ~ x, d, sequence = id, l2 = c(transition = 1e-3))
  expect_true(all(is.finite(fit$coefficients)))
})

# ---- what the data cannot tell ------------------------------------------------------------------

test_that("sequences of one and two rows", {
  d <- chain_data(18, 150L, 3L, 2L)
  expect_no_message(fit <- crf(y ~ x, d, sequence = id))
  expect_true(fit$converged && !anyNA(fit$coefficients))
  # start and end of a single row, or of pairs, and transitions: with ends each is told by lengths
  with_ends <- suppressMessages(crf(y ~ x, d, sequence = id, ends = TRUE))
  expect_gte(with_ends$loglik, fit$loglik)
  expect_true(with_ends$converged)
  problem <- crf_core_of(y ~ x, transform(d, sequence = id), ends = TRUE)
  rank <- qr(.Call(C_crf_information, problem$core, numeric(length(problem$groups)), 1L))$rank
  expect_identical(sum(with_ends$status == "finite"), rank)
})

test_that("ends with all sequences of one length: what the labels take up is not told again", {
  set.seed(19)
  d <- data.frame(id = rep(1:80, each = 2L), x = rnorm(160))
  d$y <- factor(sample(c("A", "B", "C"), 160, TRUE))
  fit <- suppressMessages(crf(y ~ x, d, sequence = id, ends = TRUE))
  # two tokens: first and last label have their own effects, so one of three is superfluous
  expect_identical(sum(fit$status == "aliased"), 2L)
  expect_true(fit$converged)
  expect_identical(fit$convergence$overlap, "proved")
  one <- suppressMessages(crf(y ~ x, d[c(TRUE, FALSE), ], sequence = id, ends = TRUE))
  other <- multinomial(y ~ x, d[c(TRUE, FALSE), ])
  expect_identical(sum(one$status == "finite"), 4L)
  expect_close(one$coefficients[one$table$part == "emission"], other$coefficients, 1e-12)
  expect_close(one$loglik, as.numeric(logLik(other)), 1e-14)
})

test_that("partial labels: the likelihood is summed over the others", {
  d <- chain_data(20, 50L)
  d$y[sample(nrow(d), 30L)] <- NA
  fit <- crf(y ~ x, d, sequence = id, partial = TRUE)
  expect_true(fit$converged)
  problem <- crf_core_of(y ~ x, transform(d, sequence = id), partial = TRUE)
  at <- .Call(C_crf_gradient, problem$core, fit$weights, 1L)
  expect_close(sum(at$value), fit$loglik, 1e-13)
  expect_close(at$gradient, numeric(length(at$gradient)), 1e-11)
  information <- .Call(C_crf_information, problem$core, fit$weights, 1L)
  order <- weight_order(problem$shape)
  expect_close(solve(information)[order, order], fit$cov.unscaled, 1e-10)
})

test_that("partial labels, and a transition never seen", {
  d <- drop_moves(chain_data(21, 60L), "C", "B", "A")
  d$y[sample(nrow(d), 25L)] <- NA
  fit <- separated(crf(y ~ x, d, sequence = id, partial = TRUE))
  expect_identical(names(which(is.infinite(fit$coefficients))), "C->B")
  expect_limit(fit, crf(y ~ x, d, sequence = id, partial = TRUE, l2 = 1e-8))
})
