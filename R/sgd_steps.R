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
  found <- climb(one, list(theta = state$theta, at = at), prior, 15L, 0.5)
  at <- found$at
  state$theta <- found$theta
  state$information <- at$information + prior
  state$measured <- state$seen <- state$rows <- state$weight <- rows
  state$mean <- rows * state$theta
  state$score <- at$score
  refactored(state)
}

#' Newton's method for a log-likelihood with a normal prior around where it starts
#'
#' @param one The log-likelihood at coefficients: list(value, score, information).
#' @param from list(theta, at): the start, and what `one` says there.
#' @param prior Its information.
#' @param most Steps.
#' @param least It ends before a step whose decrement is less.
#' @return As `from`.
#' @noRd
climb <- function(one, from, prior, most, least) {
  found <- from
  for (step in seq_len(most)) {
    gap <- found$theta - from$theta
    pull <- found$at$score - drop(prior %*% gap)
    factor <- metric_factor(found$at$information + prior)
    move <- metric_step(factor, metric_half(factor, pull))
    if (!(sum(move * pull) >= least)) break
    better <- shorter_step(one, found, from$theta, prior, move)
    if (is.null(better)) break
    found <- better
  }
  found
}

#' The first halving of a step that does not lower the penalised log-likelihood
#' @noRd
shorter_step <- function(one, found, centre, prior, move) {
  penalised <- function(theta, at) {
    gap <- theta - centre
    at$value - sum(gap * (prior %*% gap)) / 2
  }
  value <- penalised(found$theta, found$at)
  for (halving in 0:20) {
    theta <- found$theta + move / 2^halving
    at <- one(theta)
    now <- penalised(theta, at)
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
  found <- if (state$diagonal) diagonal_step(state, found, rows) else
    safe_step(state, core, from, to, found)
  at <- found$at
  if (state$diagonal) state <- more_information(state, at$score^2, rows, TRUE)
  if (!is.null(at$information)) {
    state <- more_information(state, at$information, rows, found$settled)
  }
  state$surprises <- state$surprises + found$settled
  state$batches <- state$batches + 1
  state$seen <- state$seen + rows
  state$rows <- state$rows + rows
  weight <- if (state$diagonal) rows * state$rows else rows
  state$weight <- state$weight + weight
  state$mean <- state$mean + weight * found$theta
  state$score <- state$score + at$score
  state$loglik <- state$loglik + found$judged
  state$judged <- state$judged + rows
  state$theta <- found$theta + found$step
  state
}

# A step that promises the batch more than this of its log-likelihood is looked at before it is
# taken: does it keep half of the promise?
sgd_small_promise <- 0.25

#' The natural gradient's step, where it keeps its promise; else the implicit one
#'
#' A quadratic model of the batch is wrong far from where it was made: a row of a level that was met
#' once, and is all but certain there, has next to no information and would send its coefficient to
#' where no row comes back from.
#' @return list: `theta` and `at`, where the batch is learned from; the `step` from there; `judged`,
#'   the log-likelihood before; `settled`, is it the implicit one?
#' @noRd
safe_step <- function(state, core, from, to, found) {
  # rows so far in units of those whose information the factor has
  history <- (state$seen + to - from) / state$factor$measured
  half <- metric_half(state$factor, found$at$score)
  promised <- sum(half^2) / history
  before <- found$at$value
  step <- metric_step(state$factor, half) / history
  kept <- promised <= sgd_small_promise || {
    after <- sgd_evaluate(core, found$theta + step, from, to, FALSE, state$expected)$value
    is.finite(after) && after - before >= promised / 2
  }
  if (!kept) {
    found <- implicit_step(state, core, from, to, found)
    step <- 0
  }
  list(theta = found$theta, at = found$at, step = step, judged = before, settled = !kept)
}

#' The maximum of the batch's log-likelihood with all that was learned before as a prior: it cannot
#' go too far (Toulis and Airoldi 2017, doi:10.1214/16-AOS1506)
#' @noRd
implicit_step <- function(state, core, from, to, found) {
  one <- function(theta) sgd_evaluate(core, theta, from, to, TRUE, state$expected)
  found$at <- one(found$theta)
  climb(one, found, state$information * (state$seen / state$measured), 10L, 0.1)
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

#' Where each batch is measured, the next pass makes its own metric, nearer the maximum: this one's
#' is worth a sixteenth of it
#'
#' Where few are, those of this pass are needed: a rare level is not in every share.
#' @noRd
forgetful <- function(state) {
  state[c("information", "measured")] <- list(state$information / 16, state$measured / 16)
  refactored(state)
}

#' @noRd
sgd_end_pass <- function(state, core) {
  state$whole <- state$rows
  state <- refactored(state)
  state$theta <- state$estimate <- sgd_estimate(state, core)
  if (!state$diagonal && state$every == 1) state <- forgetful(state)
  state$pass <- state$pass + 1L
  p <- length(state$theta)
  state[c("mean", "score")] <- list(numeric(p), numeric(p))
  state$history <- rbind(state$history, c(rows = state$rows, loglik = state$loglik,
                                          judged = state$judged))
  state[c("rows", "weight", "loglik", "judged")] <- 0
  state
}
