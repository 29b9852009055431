# The front door of averaged stochastic gradients, and its loop over passes.

#' Training by mini-batches
#'
#' Estimates the coefficients of [logistic()], [multinomial()] or [ordinal()] by averaged stochastic
#' gradients: rows are read in small batches, each once a pass, from memory or from a source that
#' memory does not hold. There is nothing to tune. For data that memory holds, the exact fit is
#' usually as fast, and has standard errors; this is for data that it does not hold, or that should
#' be read once.
#'
#' With \eqn{g_t(\theta)}{g_t(theta)} the score of batch t and A the information so far, scaled to a
#' batch, the coefficients move by
#' \deqn{\theta_{t+1} = \theta_t + \gamma_t A^{-1} g_t(\theta_t), \qquad \gamma_t = 1 / t,}{
#'   theta[t+1] = theta[t] + gamma_t A^-1 g_t(theta[t]),  gamma_t = 1 / t,}
#' the natural gradient with the step at which it is efficient (Amari 1998), and the estimate is the
#' average over the pass of where the full steps lead,
#' \deqn{\hat\theta = \frac1T \sum_t \theta_t + A^{-1} \frac1T \sum_t g_t(\theta_t).}{
#'   estimate = mean(theta[t]) + A^-1 mean(g_t(theta[t])).}
#' The mean of the iterates is that of Polyak and Juditsky (1992); the second term takes away what
#' is left of where they started. (Bach and Moulines 2013 go to logistic models by averages for
#' quadratic ones, too.) Of a linear model with A its information the estimate is the
#' maximum likelihood estimate, whatever the path; of these models it differs by terms of second
#' order, p log(n) / n, which vanish against a standard error. Simulated (`bench/sgd.R`), 1,000,000
#' rows read once bring every coefficient to within a few tenths of a standard error of the exact
#' fit. Each further pass starts from the estimate, and comes closer to the maximum likelihood
#' estimate. Where the log-likelihood is far from a quadratic function one pass may end several
#' standard errors away: levels of a dozen rows among hundreds of coefficients, columns of very long
#' tails (a polynomial of an exponential variable), data that are all but separated, weights of a
#' thousand. Take five passes of such data, and of few rows: with 8 grouped ones, the estimate of
#' one pass is more than a standard error away.
#'
#' * *The start* is the pooled model; the first 4,096 rows or more (until the rarest outcome is seen
#'   ten times for each coefficient of an equation, at most 65,536 rows) are fitted by Newton's
#'   method, to within a standard error.
#' * *The metric* A is summed over these rows and a share of the batches after them, and does not
#'   depend on the units of columns; so columns need no standardising. But centre a column whose
#'   mean is more than ten million times its spread: what it says is lost beside the constant.
#' * *More than 1,000 coefficients* have a diagonal metric, from the squares of the scores: steps
#'   are then much smaller, the estimate is the mean of the iterates alone, and hundreds of passes
#'   may not be enough. Of 1,500 levels and a number whose slope is 1 (100,000 rows, a standard
#'   error of 0.008), that slope is 0.02 after one pass, 0.03 after 5 and 0.06 after 20. A warning
#'   says so; fit such models by [logistic()], which keeps factors as codes.
#' * *A batch* has 256 rows, or as many as there are coefficients (to the next power of 2, at most
#'   2,048). The batch is asked whether a step of size keeps half of the log-likelihood that it
#'   promises. One that does not, as at a level that was met once, gives way to the implicit step
#'   (Toulis and Airoldi 2017), the maximum of the batch's log-likelihood with what was learned
#'   before as a prior, which cannot go too far.
#' * *The order* is random, by R's generator: `set.seed()` makes a run reproducible. What is
#'   shuffled of a source is said on the page of [row_source()].
#' * *Separated data* have no maximum: each pass takes the coefficients in question further, without
#'   end. [logistic()] says so and which they are; this function does not know.
#' * *Rows that are left out and columns that are combinations of others* are said as for the exact
#'   fit, by the print and by a message.
#'
#' @section Interrupts and saved states: An interrupt returns what there is, with a warning of class
#'   `logistic_warning_interrupt`; a limit of [setTimeLimit()] is an error of R, after which there
#'   is what `checkpoint` saved. A fit is plain data: after `saveRDS()` and `readRDS()`, the same
#'   call with `resume = fit` goes on where it stopped, to the same bits as if it had not, R's
#'   generator included. `passes` is the number of all passes: `resume = fit` with more passes adds
#'   some. With `checkpoint` the state is saved every five seconds, and when the file exists the
#'   call goes on from there.
#'
#'   That model and data of a state are those of the call is checked by the names of coefficients
#'   and by sums over every column (weighted by the outcome): of all rows in memory, or of the first
#'   rows of a source. What a source gives after these is not. `passes` must not be fewer than the
#'   state has made.
#'
#' @param formula,data As for the function that fits the model exactly; `data` may be a
#'   [row_source()].
#' @param model `"logistic"`, `"multinomial"` or `"ordinal"`.
#' @param ... Arguments of that function: `weights`, `subset`, `na.action`, `offset`, `contrasts`,
#'   `freq`; of [logistic()] `link`, `event`, `trials`; of [multinomial()] `reference`; of
#'   [ordinal()] `link`, `type`, `parallel`, `scale`.
#' @param x,y Instead of a formula, for `model = "logistic"`: a matrix used as given (no intercept
#'   is added) and the response; or `x` a [row_source()] of both.
#' @param passes How often each row is read.
#' @param resume A fit of the same call to go on from.
#' @param checkpoint The name of a file for the state, or `NULL`.
#' @param control [fit_control()] or a list of its arguments; `threads` (of the first rows) and
#'   `trace` (a line a second) are used. At the console a run of more than three seconds shows how
#'   far it is.
#' @return An object of class `"sgd_fit"`: `coefficients`, `model`, `call`, `rows` (in a pass),
#'   `passes`, `batch`, `history` (of each pass its `rows`; `loglik`, the log-likelihood of each
#'   batch before it was learned from, and `judged`, the rows in that: in the first pass not those
#'   of the start, which may be all; `null`, that of the same probabilities for all rows judged),
#'   `state`, plain data. There are no standard errors: see
#'   [coef.sgd_fit()].
#' @section Errors: Those of the function that fits the model exactly, and: `logistic_error_levels`
#'   when a chunk has a level that the first rows do not; `logistic_error_empty` when it has no
#'   rows; `logistic_error_resume` and `logistic_error_checkpoint` when a state is of another model
#'   or other data; `logistic_error_outcome` when the first rows of a source show one outcome only.
#'   Warnings: `logistic_warning_convergence` when the last pass ends below the log-likelihood of
#'   the same probabilities for all rows, or moved an estimate by more than 3 standard errors, or
#'   one of more than 1,000 coefficients is far from the
#'   maximum; `logistic_warning_source` when a source has other rows than in the pass before.
#' @references
#' Amari S (1998). Natural gradient works efficiently in learning. *Neural Computation* 10, 251-276.
#' \doi{10.1162/089976698300017746}
#'
#' Bach F, Moulines E (2013). Non-strongly-convex smooth stochastic approximation with convergence
#' rate O(1/n). *Advances in Neural Information Processing Systems* 26.
#' \doi{10.48550/arXiv.1306.2119}
#'
#' Polyak BT, Juditsky AB (1992). Acceleration of stochastic approximation by averaging. *SIAM
#' Journal on Control and Optimization* 30, 838-855. \doi{10.1137/0330046}
#'
#' Toulis P, Airoldi EM (2017). Asymptotic and finite-sample properties of estimators based on
#' stochastic gradients. *Annals of Statistics* 45, 1694-1727. \doi{10.1214/16-AOS1506}
#' @seealso [row_source()]; [coef.sgd_fit()] for what a fit can be asked; [logistic()],
#'   [multinomial()], [ordinal()] for the exact fit; `vignette("unit")` for gradients and steps by
#'   hand.
#' @examples
#' set.seed(1)
#' fit <- sgd(low ~ age + lwt + smoke, birthweight, passes = 5)
#' fit
#' coef(logistic(low ~ age + lwt + smoke, birthweight))
#' predict(fit, birthweight[1:3, ], type = "response")
#'
#' # on from where it stopped
#' more <- sgd(low ~ age + lwt + smoke, birthweight, passes = 10, resume = fit)
#' @export
sgd <- function(formula, data, model = "logistic", ..., x, y, passes = 1L, resume = NULL,
                checkpoint = NULL, control = list()) {
  call <- match.call()
  passes <- check_count(passes, lower = 1L)
  check_checkpoint(checkpoint)
  ask <- sgd_ask(model, call, parent.frame(), if (...length()) names_of_dots(...),
                 fit_settings(control))
  if (!missing(formula) && !(missing(x) && missing(y))) {
    stop_argument(if (missing(x)) "y" else "x", "absent with a formula", "given")
  }
  if (missing(formula) && !missing(data)) stop_argument("data", "absent without a formula", "given")
  problem <- if (missing(formula)) {
    sgd_matrix(ask, if (!missing(x)) x, if (!missing(y)) y)
  } else {
    ask$formula <- formula
    sgd_formula(ask, if (!missing(data)) data)
  }
  if (length(problem$about$aliased)) announce_aliased(problem$about, TRUE)
  if (!length(problem$start)) stop_logistic("formula", "The model must have coefficients.")
  problem$mark <- sgd_mark(problem)
  state <- sgd_state(problem, resume, checkpoint)
  if (state$pass > passes) {
    stop_argument("passes", sprintf("at least %d, those of the state to go on from", state$pass),
                  passes)
  }
  run <- sgd_run(problem, state, passes, checkpoint, ask$settings)
  fit <- new_sgd_fit(run, problem, call, model)
  warn_pass(fit, problem$constant)
  fit
}

# ---- what is asked for ---------------------------------------------------------------------------

#' @noRd
names_of_dots <- function(...) if (is.null(...names())) rep("", ...length()) else ...names()

sgd_common_options <- c("weights", "subset", "na.action", "offset", "contrasts", "freq")
sgd_own_options <- list(logistic = c("link", "event", "trials"), multinomial = "reference",
                        ordinal = c("link", "type", "parallel", "scale"))

#' @param given Names of the arguments in `...`.
#' @noRd
sgd_ask <- function(model, call, env, given, settings) {
  check_choice(model, names(sgd_own_options), "model")
  own <- sgd_own_options[[model]]
  known <- c(sgd_common_options, own)
  wrong <- given[!given %in% known]
  if (length(wrong)) {
    stop_argument("...", sprintf("among %s with model = %s", list_some(backticked(known), 12L),
                                 quoted(model)),
                  if (nzchar(wrong[1L])) backticked(wrong[1L]) else "unnamed")
  }
  evaluated <- setdiff(c("contrasts", own), "trials")
  options <- lapply(as.list(call)[intersect(evaluated, given)], eval, env)
  list(model = model, call = call, env = env, options = model_options(model, options),
       settings = settings)
}

#' @noRd
model_options <- function(model, options) {
  or <- function(name, other) if (is.null(options[[name]])) other else options[[name]]
  link <- or("link", "logit")
  if (model == "logistic") options$link <- binomial_link(NULL, link, parent.frame())
  if (model == "ordinal") {
    options$spec <- ordinal_spec(or("type", "cumulative"), link, or("parallel", TRUE),
                                 options$scale)
    options$spec$centred <- FALSE
  }
  options
}

#' @noRd
sgd_formula <- function(ask, data) {
  if (is_row_source(data)) return(source_problem(ask, data, TRUE))
  in_memory(formula_problem(ask, data))
}

# What there may be of each row beside a matrix and a response.
beside_rows <- c("weights", "offset", "trials", "freq")

#' @noRd
sgd_matrix <- function(ask, x, y) {
  if (ask$model != "logistic") {
    stop_argument("formula", sprintf("given with model = %s", quoted(ask$model)), "missing")
  }
  if (is_row_source(x)) {
    check_source_alone(ask$call, y)
    return(source_problem(ask, x, FALSE))
  }
  if (is.null(x) || is.null(y)) {
    stop_argument("formula", "given, or `x` a matrix and `y` a response", "missing")
  }
  extras <- lapply(as.list(ask$call)[intersect(beside_rows, names(ask$call))], eval, ask$env)
  if (!is.null(ask$call$subset)) stop_argument("subset", "absent with a matrix", "given")
  in_memory(matrix_chunk_problem(ask, c(list(x = x, y = y), extras)))
}

#' @noRd
in_memory <- function(problem) {
  problem$feed <- memory_feed(problem$core, problem$usable, piece_rows(length(problem$start)))
  problem$feed$account <- function() problem$account
  problem
}

# ---- states --------------------------------------------------------------------------------------

#' What must agree for a state to be gone on from
#' @noRd
sgd_mark <- function(problem) {
  list(version = fit_version, model = problem$core$model, link = problem$core$link,
       names = problem$names[problem$at], rows = length(problem$usable), start = problem$start,
       score = rounded_score(problem))
}

#' The score at the start: sums of all columns, by the outcome. Rounded, as another machine may sum
#' in another order.
#' @noRd
rounded_score <- function(problem) {
  core <- problem$core
  score <- core_likelihood(core, problem$start, NULL, 3L, FALSE, NULL, 1L)$score
  signif(ifelse(abs(score) < 1e-9 * core$design$n, 0, score), 6L)
}

#' @noRd
sgd_state <- function(problem, resume, checkpoint) {
  mark <- problem$mark
  fresh <- new_sgd_state(problem$start, problem$core$model == "binomial")
  if (!is.null(checkpoint) && file.exists(checkpoint)) {
    return(read_checkpoint(checkpoint, mark, function(state) is_sgd_state(state, fresh))$state)
  }
  if (is.null(resume)) return(fresh)
  if (!inherits(resume, "sgd_fit")) {
    stop_argument("resume", "a fit of sgd() or NULL", value_text(resume))
  }
  if (!identical(resume$mark, mark)) {
    stop_logistic("resume",
                  "`resume` must be a fit of the same model to the same data; it is of others.")
  }
  if (is_sgd_state(resume$state, fresh)) return(resume$state)
  stop_logistic("resume", "`resume` must hold its state as sgd() left it; it was edited.")
}

#' Has it the parts of a state, numbers where these are numbers and as many coefficients?
#' @noRd
is_sgd_state <- function(x, fresh) {
  if (!is.list(x) || length(x$theta) != length(fresh$theta)) return(FALSE)
  needed <- names(Filter(Negate(is.null), fresh))
  all(needed %in% names(x)) &&
    all(mapply(function(a, b) is.numeric(a) == is.numeric(b), x[needed], fresh[needed]))
}

#' @noRd
generator_state <- function() {
  if (!exists(".Random.seed", globalenv(), inherits = FALSE)) stats::runif(1L)
  get(".Random.seed", globalenv(), inherits = FALSE)
}

# ---- the run -------------------------------------------------------------------------------------

# Seconds between two states that are saved, and two lines that are shown.
checkpoint_seconds <- 5
report_seconds <- 1

#' @return An environment with `state` as it is after the last whole batch, and `interrupted`.
#' @noRd
sgd_run <- function(problem, state, passes, checkpoint, settings) {
  run <- list2env(list(state = state, interrupted = FALSE, mark = problem$mark,
                       checkpoint = checkpoint, trace = settings$trace, shown = FALSE,
                       threads = settings$threads, begun = seconds_now()), parent = emptyenv())
  run$saved <- run$told <- run$begun
  on.exit(if (run$shown) cat("\n", file = stderr()))
  tryCatch(while (run$state$pass < passes) sgd_pass(run, problem$feed),
           interrupt = function(e) run$interrupted <- TRUE)
  if (!is.null(checkpoint) && !is.null(run$state$information)) save_sgd(run)
  if (run$interrupted) announce_interrupt(run)
  run
}

#' @noRd
seconds_now <- function() proc.time()[[3L]]

#' A pass, or what is left of it: begun again from the same seed, without the rows already learned
#' from
#' @noRd
sgd_pass <- function(run, feed) {
  if (is.null(run$state$seed)) run$state$seed <- generator_state() else
    assign(".Random.seed", run$state$seed, globalenv())
  feed$start()
  skip <- run$state$rows
  core <- NULL
  while (!is.null(piece <- feed$piece())) {
    if (piece$rows > skip) {
      core <- piece$core()
      sgd_piece(run, core, skip)
    }
    skip <- max(0, skip - piece$rows)
  }
  if (run$state$rows == 0) stop_logistic("empty", "The data must have rows; no row can be used.")
  state <- judged_pass(sgd_end_pass(run$state, core), run$state, feed$account())
  state$seed <- generator_state()
  run$state <- state
}

#' @noRd
sgd_piece <- function(run, core, from) {
  if (is.null(run$state$information)) {
    first <- if (run$state$diagonal) diagonal_first else sgd_first
    run$state <- first(run$state, core, run$threads)
    from <- run$state$rows
  }
  n <- core$design$n
  batch <- run$state$batch
  while (from < n) {
    to <- min(from + batch, n)
    run$state <- count_judged(sgd_step(run$state, core, from, to), core$response, from, to)
    from <- to
    if (run$state$batches %% 32 == 0) tell(run)
  }
}

# ---- what is said and saved in between -----------------------------------------------------------

#' @noRd
tell <- function(run) {
  now <- seconds_now()
  if (!is.null(run$checkpoint) && now - run$saved >= checkpoint_seconds) {
    save_sgd(run)
    run$saved <- now
  }
  if (now - run$told < report_seconds) return(invisible())
  run$told <- now
  if (run$trace) {
    cat(progress_line(run$state), "\n", sep = "", file = stderr())
  } else if (interactive() && now - run$begun >= 3) {
    cat("\r", progress_line(run$state), " ", sep = "", file = stderr())
    run$shown <- TRUE
  }
}

#' @noRd
progress_line <- function(state) {
  sprintf("pass %d: %s, log-likelihood %s a row", state$pass + 1L, count_of(state$rows, "row"),
          format_fixed(state$loglik / state$judged, 5L))
}

#' @noRd
save_sgd <- function(run) save_checkpoint(run$checkpoint, list(mark = run$mark, state = run$state))

#' @noRd
announce_interrupt <- function(run) {
  state <- run$state
  if (is.null(state$information)) {
    stop_logistic("interrupt", "Interrupted before the first rows were learned.")
  }
  warn_logistic("interrupt", sprintf(paste(
    "Interrupted in pass %d, after %s of it; the coefficients are those so far. `resume` goes on",
    "from there."), state$pass + 1L, count_of(state$rows, "row")), pass = state$pass + 1L,
    rows = state$rows)
}
