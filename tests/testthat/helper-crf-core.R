# Conditional random fields at the level of the core: problems as its entries read them
# (R/crf_problem.R), and all that the entries give, from the listing of all label sequences.

# The package's own; a helper of the references has the name `crf_problem` too.
core_problem <- get("crf_problem", asNamespace("logistic"))

# A problem by the package's own stages; `data` has the columns `sequence` and, perhaps, `weight`.
crf_core_of <- function(formula, data, transitions = ~ 1, ends = FALSE, allowed = NULL,
                        partial = FALSE, every_label = FALSE) {
  # labels that do not occur are kept where weights are penalised
  options <- crf_options(transitions, ends, 0, as.numeric(every_label), "all", NULL, partial,
                         FALSE, list())
  call <- if (is.null(data$weight)) quote(crf(sequence = sequence)) else
    quote(crf(sequence = sequence, weights = weight))
  parts <- crf_formula_parts(formula, data, call, environment(), NULL, options)
  core_problem(parts, crf_allowed_of(allowed, parts), options)
}

crf_allowed_of <- function(allowed, parts) {
  get("crf_allowed", asNamespace("logistic"))(allowed, parts$labels$lev)
}

# One attribute in every token, a weight for each label and each transition: `node`, `edge`.
crf_plain_core <- function(lengths, labels, value = NULL) {
  n <- sum(lengths)
  cells <- expand.grid(to = seq_len(labels), from = seq_len(labels))
  list(start = c(0L, as.integer(cumsum(lengths))), labels = labels, label = NULL, weight = NULL,
       row = 0:n, attribute = integer(n), value = value, full = 1L, first = c(0L, labels),
       pair_label = seq_len(labels) - 1L, covariate = matrix(1, 1L, 1L), class_of = NULL,
       from = cells$from - 1L, to = cells$to - 1L, allowed = NULL, may_start = NULL,
       may_end = NULL, start_label = integer(), end_label = integer(), face = NULL)
}

# ---- problems with everything that a problem may have -------------------------------------------

crf_random_problem <- function(seed, labels = sample(1:4, 1L), most = if (labels > 3L) 4L else 5L) {
  set.seed(seed)
  lengths <- sample(0:most, 4L, replace = TRUE)
  tokens <- sum(lengths)
  attributes <- sample(1:5, 1L)
  pairs <- lapply(seq_len(attributes), function(a) which(runif(labels) < 0.7) - 1L)
  full <- sample(0:attributes, 1L)
  per_token <- sample(0:3, tokens, replace = TRUE)
  attribute <- unlist(lapply(per_token, function(n) sample(attributes, n, replace = TRUE))) - 1L
  # those kept as whole rows come first
  attribute <- as.integer(attribute[order(rep(seq_len(tokens), per_token), attribute)])
  classes <- sample(1:3, 1L)
  covariates <- sample(0:2, 1L)
  cells <- which(matrix(runif(labels^2) < 0.8, labels), arr.ind = TRUE) - 1L
  may <- function() if (runif(1L) < 0.3) as.integer(seq_len(labels) == 1L | runif(labels) < 0.6)
  own <- function() if (runif(1L) < 0.5) integer() else which(runif(labels) < 0.7) - 1L
  allowed <- if (runif(1L) < 0.4) {
    x <- matrix(as.integer(runif(labels^2) < 0.7), labels)
    x[1L, ] <- x[, 1L] <- 1L
    x
  }
  list(start = c(0L, as.integer(cumsum(lengths))), labels = labels, label = NULL,
       weight = if (runif(1L) < 0.5) runif(4L, 0.5, 3),
       row = c(0L, as.integer(cumsum(per_token))), attribute = attribute,
       value = if (runif(1L) < 0.5) rnorm(length(attribute)), full = full,
       first = c(0L, as.integer(cumsum(lengths(pairs)))), pair_label = as.integer(unlist(pairs)),
       covariate = matrix(rnorm(classes * covariates), classes, covariates),
       class_of = if (classes > 1L || runif(1L) < 0.5) {
         sample(classes, tokens, replace = TRUE) - 1L
       }, from = as.integer(cells[, 1L]), to = as.integer(cells[, 2L]), allowed = allowed,
       may_start = may(), may_end = may(), start_label = own(), end_label = own(), face = NULL)
}

crf_core_size <- function(core) {
  core$first[length(core$first)] + length(core$from) * ncol(core$covariate) +
    length(core$start_label) + length(core$end_label)
}

# The definition (src/crf.h): for each sequence its paths, a row each, with their features
# (paths x weights) and whether they are possible.
crf_features_of_paths <- function(core, sequence) {
  tokens <- seq_len(core$start[sequence + 1L] - core$start[sequence]) + core$start[sequence]
  labels <- seq_len(core$labels)
  paths <- unname(as.matrix(expand.grid(rep(list(labels), length(tokens)))))
  features <- matrix(0, nrow(paths), crf_core_size(core))
  pairs <- core$first[length(core$first)]
  possible <- rep(TRUE, nrow(paths))
  add <- function(weight, here, value) {
    features[here, weight] <<- features[here, weight] + value
  }
  for (t in seq_along(tokens)) {
    for (k in seq_len(diff(core$row)[tokens[t]]) + core$row[tokens[t]]) {
      a <- core$attribute[k] + 1L
      for (m in seq_len(core$first[a + 1L] - core$first[a]) + core$first[a]) {
        add(m, paths[, t] == core$pair_label[m] + 1L, if (is.null(core$value)) 1 else core$value[k])
      }
    }
    if (!is.null(core$face)) {
      cell <- function(i, j) ((tokens[t] - 1) * core$labels + i - 1) * core$labels + j
      from <- if (t == 1L) 1 else paths[, t - 1L]
      possible <- possible & core$face[cell(from, paths[, t])] != 0
    }
    if (t == 1L) next
    class <- if (is.null(core$class_of)) 1L else core$class_of[tokens[t]] + 1L
    for (k in seq_len(ncol(core$covariate))) for (r in seq_along(core$from)) {
      add(pairs + (k - 1L) * length(core$from) + r,
          paths[, t - 1L] == core$from[r] + 1L & paths[, t] == core$to[r] + 1L,
          core$covariate[class, k])
    }
    if (!is.null(core$allowed)) {
      possible <- possible & core$allowed[paths[, c(t - 1L, t), drop = FALSE]] != 0L
    }
  }
  first <- paths[, 1L]
  last <- paths[, length(tokens)]
  at <- pairs + length(core$from) * ncol(core$covariate)
  for (k in seq_along(core$start_label)) add(at + k, first == core$start_label[k] + 1L, 1)
  at <- at + length(core$start_label)
  for (k in seq_along(core$end_label)) add(at + k, last == core$end_label[k] + 1L, 1)
  if (!is.null(core$may_start)) possible <- possible & core$may_start[first] != 0L
  if (!is.null(core$may_end)) possible <- possible & core$may_end[last] != 0L
  list(paths = paths, features = features, possible = possible, tokens = tokens)
}

crf_weighted_moments <- function(listed, score, keep) {
  keep <- keep & listed$possible
  most <- max(score[keep])
  p <- ifelse(keep, exp(score - most), 0)
  log_sum <- most + log(sum(p))
  p <- p / sum(p)
  mean <- colSums(p * listed$features)
  centred <- sweep(listed$features, 2L, mean)
  list(log_sum = log_sum, p = p, mean = mean, covariance = crossprod(centred * p, centred))
}

# All that the entries give, from the listing.
crf_listed <- function(core, theta) {
  size <- crf_core_size(core)
  n <- length(core$start) - 1L
  out <- list(value = 0, gradient = numeric(size), information = matrix(0, size, size),
              scores = matrix(0, n, size), log_z = numeric(n), score = numeric(n),
              nodes = matrix(NA_real_, core$start[n + 1L], core$labels))
  out$edges <- array(NA_real_, c(core$start[n + 1L], core$labels, core$labels))
  out$known <- out[c("nodes", "edges")]
  for (s in seq_len(n)) {
    if (core$start[s + 1L] == core$start[s]) next
    listed <- crf_features_of_paths(core, s)
    w <- if (is.null(core$weight)) 1 else core$weight[s]
    score <- drop(listed$features %*% theta)
    y <- if (is.null(core$label)) rep(-1L, length(listed$tokens)) else core$label[listed$tokens]
    keep <- rep(TRUE, nrow(listed$paths))
    for (t in which(y >= 0L)) keep <- keep & listed$paths[, t] == y[t] + 1L
    free <- crf_weighted_moments(listed, score, TRUE)
    known <- crf_weighted_moments(listed, score, keep)
    out$value <- out$value + w * (known$log_sum - free$log_sum)
    out$scores[s, ] <- w * (known$mean - free$mean)
    out$information <- out$information + w * (free$covariance - known$covariance)
    out$log_z[s] <- free$log_sum
    out$score[s] <- known$log_sum
    out <- crf_listed_posteriors(out, listed, free$p, FALSE)
    out <- crf_listed_posteriors(out, listed, known$p, TRUE)
  }
  out$gradient <- colSums(out$scores)
  out
}

crf_listed_posteriors <- function(out, listed, p, known) {
  own <- if (known) out$known else out
  labels <- seq_len(ncol(own$nodes))
  for (t in seq_along(listed$tokens)) {
    at <- listed$tokens[t]
    to <- factor(listed$paths[, t], labels)
    own$nodes[at, ] <- tapply(p, to, sum)
    if (t == 1L) next
    own$edges[at, , ] <- tapply(p, list(factor(listed$paths[, t - 1L], labels), to), sum)
  }
  if (known) out$known <- own[c("nodes", "edges")] else out <- own
  out
}

# A label for each token that a possible path has; every third unknown with `partial`
crf_random_labels <- function(core, partial) {
  label <- integer(core$start[length(core$start)])
  for (s in seq_len(length(core$start) - 1L)) {
    if (core$start[s + 1L] == core$start[s]) next
    listed <- crf_features_of_paths(core, s)
    possible <- which(listed$possible)
    label[listed$tokens] <- listed$paths[possible[sample.int(length(possible), 1L)], ] - 1L
  }
  if (partial) label[runif(length(label)) < 0.4] <- -1L
  label
}
