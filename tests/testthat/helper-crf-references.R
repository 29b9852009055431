# Answers for the linear-chain conditional random field in multiple precision. What the files hold
# and how they are made: known-answers/crf-README.md.

# One crf-*.csv as a data frame: *_double columns replace the decimal text of the same name.
read_crf <- function(part, directory = references_directory()) {
  table <- read_references(directory, paste0("crf-", part, ".csv"))[[1L]]
  utils::type.convert(table, as.is = TRUE)
}

# Its rows for one problem or fit, that column dropped.
crf_rows_of <- function(part, name) {
  table <- read_crf(part)
  table[table[[1L]] == name, -1L, drop = FALSE]
}

crf_problem_names <- function() read_crf("problems")$problem
crf_fit_names <- function() read_crf("fits")$fit

# What a row of crf-problems.csv or crf-fits.csv says of the model, as arguments.
crf_model_of <- function(row) {
  labels <- strsplit(row$labels, " ", fixed = TRUE)[[1L]]
  independent <- row$transitions == "none"
  list(labels = labels, formula = stats::as.formula(row$formula, env = globalenv()),
       transitions = if (!independent) stats::as.formula(row$transitions, env = globalenv()),
       ends = row$ends)
}

# Logical matrix, from by to; `forbidden` is "A->C B->D".
crf_allowed <- function(labels, forbidden) {
  allowed <- matrix(TRUE, length(labels), length(labels), dimnames = list(labels, labels))
  pairs <- strsplit(strsplit(forbidden, " ", fixed = TRUE)[[1L]], "->", fixed = TRUE)
  for (pair in pairs) allowed[pair[[1L]], pair[[2L]]] <- FALSE
  allowed
}

# Symmetric matrix of a column of a file of lower triangles.
crf_matrix <- function(table, column, names) {
  result <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  result[cbind(table$row, table$column)] <- table[[column]]
  result[cbind(table$column, table$row)] <- table[[column]]
  result
}

# Node probabilities tokens x labels, tokens as in the data; edge probabilities from x to x token
# with NA for the first token of a sequence; the best paths: sequence, rank, path, score.
crf_posteriors <- function(name, labels, tokens, known) {
  rows <- function(part) {
    table <- crf_rows_of(part, name)
    table[table$known == known, setdiff(names(table), "known")]
  }
  place <- function(table) match(paste(table$sequence, table$token), tokens)
  edge <- rows("edges")
  edges <- array(NA_real_, c(length(labels), length(labels), length(tokens)),
                 dimnames = list(from = labels, to = labels, NULL))
  edges[cbind(match(edge$from, labels), match(edge$label, labels), place(edge))] <- edge$probability
  node <- rows("nodes")
  nodes <- matrix(NA_real_, length(tokens), length(labels), dimnames = list(NULL, labels))
  nodes[cbind(place(node), match(node$label, labels))] <- node$probability
  list(nodes = nodes, edges = edges, paths = rows("paths"))
}

# One tiny problem: the model (labels, formula, transitions, ends, allowed), data (a row a token:
# sequence; y, a factor, NA where unknown), weights, log_z and log_sum by sequence, the parameters
# in order (table: name, part, from, label, term), theta, loglik, gradient, information, and nodes,
# edges, paths; in `known`, where some labels are unknown, the same given the others.
crf_problem <- function(name) {
  row <- crf_rows_of("problems", name)
  model <- crf_model_of(row)
  data <- crf_rows_of("tokens", name)
  data <- data[vapply(data, function(column) !all(is.na(column)), NA)]
  data$y <- factor(data$y, levels = model$labels)
  rownames(data) <- NULL
  token <- stats::ave(data$sequence, data$sequence, FUN = seq_along)
  tokens <- paste(data$sequence, token)
  sequences <- crf_rows_of("sequences", name)
  table <- crf_rows_of("theta", name)
  posteriors <- function(known) crf_posteriors(name, model$labels, tokens, known)
  c(model, posteriors(FALSE),
    list(name = name, allowed = crf_allowed(model$labels, row$forbidden), data = data,
         weights = sequences$weight, log_z = sequences$log_z, log_sum = sequences$log_sum,
         table = table[c("name", "part", "from", "label", "term")],
         theta = stats::setNames(table$theta, table$name), loglik = row$loglik,
         gradient = stats::setNames(table$gradient, table$name),
         information = crf_matrix(crf_rows_of("information", name), "information", table$name),
         known = if (anyNA(data$y)) posteriors(TRUE)))
}

# The data of a fit; those of the rain are the package's.
crf_fit_data <- function(row, labels) {
  if (row$data == "rain") return(NULL)
  data <- read_crf(paste0("data-", row$data))
  data$y <- factor(data$y, levels = labels)
  if (!is.null(data$f)) data$f <- factor(data$f)
  data
}

# One fit: the model (labels, formula, transitions (NULL: no dependence), ends, l2), data (NULL for
# the rain), sequences, tokens, loglik, objective, the parameters (table), estimate, se, covariance,
# sandwich (all NA where penalised), limits (a matrix, of `numeric` only).
crf_known_fit <- function(name) {
  row <- crf_rows_of("fits", name)
  model <- crf_model_of(row)
  table <- crf_rows_of("coefficients", name)
  covariances <- crf_rows_of("covariances", name)
  limits <- crf_rows_of("limits", name)
  c(model,
    list(name = name, l2 = row$l2, data = crf_fit_data(row, model$labels),
         sequences = row$sequences, tokens = row$tokens, loglik = row$loglik,
         objective = row$objective, table = table[c("name", "part", "from", "label", "term")],
         estimate = stats::setNames(table$estimate, table$name),
         se = stats::setNames(table$se, table$name),
         covariance = crf_matrix(covariances, "model", table$name),
         sandwich = crf_matrix(covariances, "sandwich", table$name),
         limits = if (nrow(limits)) {
           matrix(c(limits$lower, limits$upper), ncol = 2L,
                  dimnames = list(limits$name, c("lower", "upper")))
         }))
}

# Likelihood-ratio tests: small, large, statistic, df, p_value.
crf_known_tests <- function() read_crf("tests")

# The package's own fit of a stored one.
crf_fit_of <- function(known, ...) {
  data <- known$data
  formula <- known$formula
  if (is.null(data)) {
    data <- logistic::rain
    names(data)[match(c("wet", "month"), names(data))] <- c("y", "sequence")
  }
  transitions <- if (is.null(known$transitions)) ~ 0 else known$transitions
  do.call(crf, list(formula, data = data, sequence = quote(sequence), transitions = transitions,
                    ends = known$ends, l2 = known$l2, ...)) # a call that update() can evaluate
}

# A known matrix or vector under the names of a fit, whose labels may have other names.
crf_like <- function(x, fit) {
  names <- names(fit$coefficients)
  if (is.matrix(x)) dimnames(x) <- list(names, names) else names(x) <- names
  x
}

# B is never followed by B.
separated_sequences <- function() {
  set.seed(3)
  d <- data.frame(id = rep(1:40, each = 5), x = round(rnorm(200), 2))
  y <- logical(200)
  for (i in seq_len(200)) {
    y[i] <- runif(1) < plogis(d$x[i]) && !(i > 1 && y[i - 1L] && d$id[i] == d$id[i - 1L])
  }
  d$y <- factor(ifelse(y, "B", "A"))
  d
}
