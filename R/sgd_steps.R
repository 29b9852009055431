# The steps of sgd(): plain data in, plain data out. What they are, and why, is on the page of
# sgd().
#
# A state is a list: `theta`, where the next batch is evaluated; `information`, summed over
# `measured` rows, and its `factor`; `seen`, rows learned from in all passes; of the pass so far
# `rows`, `mean` (the sum of theta over its rows, by `weight`) and `score` (of its rows, each at the
# theta of its batch); the `estimate` after the last whole pass.

# Rows of a batch: an evaluation then costs several times what calling it does.
sgd_batch_rows <- 256

# The information is summed up to so many coefficients; beyond, the metric is a diagonal.
sgd_metric_most <- 1000L

# The fewest rows that the start is made from.
sgd_first_rows <- 2^12

#' @param start Coefficients of the pooled model.
#' @noRd
new_sgd_state <- function(start, expected) {
  p <- length(start)
  # a batch has as many rows as there are coefficients, so that solving costs no more than they do
  batch <- max(sgd_batch_rows, min(2^ceiling(log2(p)), 2048))
  list(theta = start, start = start, batch = batch, every = ceiling(p / 16), expected = expected,
       diagonal = p > sgd_metric_most,
       limit = 4 * (p + 3 * sqrt(2 * p)), pass = 0L, batches = 0, seen = 0, rows = 0,
       mean = numeric(p), weight = 0, score = numeric(p), measured = 0, information = NULL,
       factor = NULL,
       loglik = 0, judged = 0, surprises = 0, estimate = NULL)
}

#' Value, score and, if asked for, information of rows [from, to) of a core
#' @noRd
sgd_evaluate <- function(core, theta, from, to, measure, expected, threads = 1L) {
  core_likelihood(core, theta, NULL, if (measure) 7L else 3L, expected, c(from, to), threads)
}

#' What the core's entry says of a row model: see `r_likelihood()` in C
#' @param core From `core_of()`.
#' @noRd
core_likelihood <- function(core, theta, direction, parts, expected, window, threads) {
  .Call(C_likelihood, core$model, core$design, core$transform, core$response, core$link, theta,
        direction, parts, expected, window, threads)
}

# ---- the first rows ------------------------------------------------------------------------------

#' Newton's method over the first rows, up to within one standard error
#'
#' Further would be noise, and where these rows are separated it would be the way to infinity. A
#' prior that knows as much as one row (Kass and Wasserman 1995) keeps the information regular.
#' @return The state after these rows.
#' @noRd
sgd_first <- function(state, core, threads) {
  rows <- rows_to_start(core, length(state$theta))
  one <- function(theta) sgd_evaluate(core, theta, 0, rows, TRUE, state$expected, threads)
  at <- one(state$theta)
  prior <- filled_diagonal(at$information / rows)
  for (step in 1:15) {
    gap <- state$theta - state$start
    factor <- metric_factor(at$information + prior)
    pull <- at$score - drop(prior %*% gap)
    move <- metric_step(factor, metric_half(factor, pull))
    if (sum(move * pull) < 0.5) break
    better <- shorter_step(one, state, prior, move, at$value - sum(gap * (prior %*% gap)) / 2)
    if (is.null(better)) break
    state$theta <- better$theta
    at <- better$at
  }
  state$information <- at$information + prior
  state$measured <- state$seen <- state$rows <- state$weight <- rows
  state$mean <- rows * state$theta
  state$score <- at$score
  refactored(state)
}

#' The first halving of a step that does not lower the penalised log-likelihood
#' @noRd
shorter_step <- function(one, state, prior, move, value) {
  for (halving in 0:20) {
    theta <- state$theta + move / 2^halving
    gap <- theta - state$start
    at <- one(theta)
    now <- at$value - sum(gap * (prior %*% gap)) / 2
    if (is.finite(now) && now >= value - 1e-9 * abs(value)) return(list(theta = theta, at = at))
  }
}

#' How many rows come first: until of the rarest outcome there are ten for each coefficient of an
#' equation
#' @noRd
rows_to_start <- function(core, p) {
  n <- core$design$n
  rows <- min(n, sgd_first_rows)
  equations <- max(1L, core$response$categories - 1L)
  while (rows < n && rarest_outcome(core$response, rows) < 10 * p / equations) {
    rows <- min(n, 4 * rows)
  }
  rows
}

#' How often it occurs among the first rows
#' @noRd
rarest_outcome <- function(response, rows) {
  rows <- seq_len(rows)
  if (is.null(response$category)) return(min(sum(response$y[rows]), sum(1 - response$y[rows])))
  min(tabulate(response$category[rows], response$categories))
}

# ---- the metric ----------------------------------------------------------------------------------

#' Columns without any information yet (a level not met) are given that of one row
#' @noRd
filled_diagonal <- function(x) {
  none <- !(diag(x) > 0)
  diag(x)[none] <- 1
  x
}

#' Cholesky's factor, of a matrix of unit diagonal so that units of columns do not matter; of a
#' diagonal, its root
#' @noRd
metric_factor <- function(information) {
  if (!is.matrix(information)) return(list(root = sqrt(information)))
  scale <- 1 / sqrt(diag(information))
  unit <- information * outer(scale, scale)
  for (more in c(0, 10^(-12:0))) {
    factor <- tryCatch(chol.default(unit + diag(more, nrow(unit))), error = function(e) NULL)
    if (!is.null(factor)) return(list(factor = factor, scale = scale))
  }
}

#' @noRd
metric_half <- function(factor, score) {
  if (!is.null(factor$root)) return(score / factor$root)
  backsolve(factor$factor, factor$scale * score, transpose = TRUE)
}

#' @noRd
metric_step <- function(factor, half) {
  if (is.null(factor$root)) factor$scale * backsolve(factor$factor, half) else half / factor$root
}

#' @noRd
refactored <- function(state) {
  factor <- metric_factor(state$information)
  if (!is.null(factor)) {
    state$factor <- factor
    state$factor$measured <- state$measured
  }
  state
}

#' @noRd
more_information <- function(state, information, rows, now = FALSE) {
  state$information <- state$information + information
  state$measured <- state$measured + rows
  if (now || state$measured > 1.05 * state$factor$measured) refactored(state) else state
}

# ---- one batch -----------------------------------------------------------------------------------

#' Learn from rows [from, to) of a core
#' @noRd
sgd_step <- function(state, core, from, to) {
  rows <- to - from
  measure <- !state$diagonal && state$batches %% state$every == 0
  found <- feasible(state, core, from, to, measure)
  state$theta <- theta <- found$theta
  at <- found$at
  if (measure) state <- more_information(state, at$information, rows)
  if (state$diagonal) state <- more_information(state, at$score^2, rows, TRUE)
  half <- metric_half(state$factor, at$score)
  surprise <- sum(half^2) * state$factor$measured / rows
  shrink <- 1
  if (surprise > state$limit) {
    state <- surprised(state, core, from, to, measure || state$diagonal)
    half <- metric_half(state$factor, at$score)
    surprise <- sum(half^2) * state$factor$measured / rows
    shrink <- min(1, sqrt(state$limit / surprise))
  }
  state$batches <- state$batches + 1
  state$seen <- state$seen + rows
  state$rows <- state$rows + rows
  weight <- if (state$diagonal) rows * state$rows else rows
  state$weight <- state$weight + weight
  state$mean <- state$mean + weight * theta
  state$score <- state$score + at$score
  state$loglik <- state$loglik + at$value
  state$judged <- state$judged + rows
  # in units of the rows whose information the factor has
  length <- if (state$diagonal) diagonal_length(state, rows) else 1 / state$seen
  state$theta <- theta + shrink * length * state$factor$measured * metric_step(state$factor, half)
  state
}

#' A batch far from what the model expects of it is measured, whatever its turn
#' @noRd
surprised <- function(state, core, from, to, measured) {
  state$surprises <- state$surprises + 1
  if (measured) return(refactored(state))
  at <- sgd_evaluate(core, state$theta, from, to, TRUE, state$expected)
  more_information(state, at$information, to - from, TRUE)
}

#' Thresholds that crossed go back towards the mean of the iterates, where they do not
#' @noRd
feasible <- function(state, core, from, to, measure) {
  theta <- state$theta
  for (halving in 0:40) {
    at <- sgd_evaluate(core, theta, from, to, measure, state$expected)
    if (is.finite(at$value) && all(is.finite(at$score))) return(list(theta = theta, at = at))
    theta <- (theta + mean_iterate(state)) / 2
  }
  stop_logistic("finite", "The log-likelihood of a batch is not finite at any coefficients tried.")
}

#' @noRd
mean_iterate <- function(state) {
  if (state$weight > 0) state$mean / state$weight else if (is.null(state$estimate)) state$start else
    state$estimate
}

# ---- a pass --------------------------------------------------------------------------------------

#' Where the pass so far leads: the mean of the iterates, each with the full step of its batch
#' @noRd
sgd_estimate <- function(state, core = NULL) {
  if (state$pass > 0L && state$rows < state$whole) return(state$estimate)
  centre <- mean_iterate(state)
  if (state$diagonal) return(centre)
  step <- metric_step(state$factor, metric_half(state$factor, state$score))
  out <- centre + step * state$factor$measured / state$rows
  if (is.null(core)) return(out)
  value <- sgd_evaluate(core, out, 0, min(core$design$n, state$batch), FALSE, state$expected)$value
  if (is.finite(value)) out else centre
}

#' @noRd
sgd_end_pass <- function(state, core) {
  state$whole <- state$rows
  state <- refactored(state)
  state$theta <- state$estimate <- sgd_estimate(state, core)
  state$pass <- state$pass + 1L
  p <- length(state$theta)
  state[c("mean", "score")] <- list(numeric(p), numeric(p))
  state$history <- rbind(state$history, c(rows = state$rows, loglik = state$loglik,
                                          judged = state$judged))
  state[c("rows", "weight", "loglik", "judged")] <- 0
  state
}
