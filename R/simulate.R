#' Simulate responses
#'
#' Draws from the fitted model,
#' \deqn{Y_i \sim B(n_i, \hat p_i),}{Y_i ~ B(n_i, p_i),}
#' in the shape of the response: a factor of two levels; `cbind(successes, failures)`; counts or
#' proportions; 0/1. With the same seed the values are those that [stats::simulate()] gives for the
#' equal [stats::glm()].
#'
#' What is drawn is the event of the fit, so with `event = "no"` the draws of the event are `"no"`.
#' Of a response with more levels the draws are of the event and of its opposite. A logical response
#' is drawn as 0/1, strings as a factor. Each row has its own number of trials; `weights` that are
#' not whole numbers are errors, but where rows are single outcomes, which are drawn as such.
#'
#' @param object A fit of [logistic()].
#' @param nsim How many responses.
#' @param seed For [set.seed()]; afterwards the generator is as it was before. `NULL`: draws go on
#'   from where the generator is.
#' @param ... Not used.
#' @return A data frame with columns `sim_1`, `sim_2`, ... and the rows of the fit. Rows left out by
#'   `na.exclude` are NA. Attribute `seed`: the state of the generator, or `seed` with the kind.
#' @section Errors:
#' `logistic_error_weights` when weights are not whole numbers of trials; `logistic_error_kept` when
#' the fit was made with a `keep` that left out fitted values.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition, chapter 4.
#' Chapman and Hall. \doi{10.1007/978-1-4899-3242-6}
#' @examples
#' fit <- logistic(low ~ lwt, birthweight)
#' draws <- simulate(fit, 2, seed = 1)
#' table(draws$sim_1, birthweight$low)
#' coef(logistic(draws$sim_1 ~ lwt, birthweight))
#' @importFrom stats simulate
#' @export
simulate.logistic_fit <- function(object, nsim = 1, seed = NULL, ...) {
  check_fit(object)
  nsim <- check_count(nsim, "nsim", lower = 1L)
  state <- seed_generator(seed)
  if (!is.null(state$before)) {
    on.exit(assign(".Random.seed", state$before, envir = globalenv()), add = TRUE)
  }
  shape <- response_shape(object)
  mean <- stats::naresid(object$na.action, fit_part(object, "fitted.values"))
  trials <- stats::naresid(object$na.action, simulated_trials(object, shape))
  columns <- lapply(seq_len(nsim), function(k) {
    # NA where a row was left out, without a word
    events <- suppressWarnings(stats::rbinom(length(mean), size = trials, prob = mean))
    as_response(events, trials, shape)
  })
  names(columns) <- paste0("sim_", seq_len(nsim))
  rows <- names(mean)
  structure(columns, class = "data.frame", seed = state$seed,
            row.names = if (is.null(rows)) .set_row_names(length(mean)) else rows)
}

# As stats::simulate.lm(): `seed` is what the attribute says, `before` what is to be put back.
#' @noRd
seed_generator <- function(seed) {
  if (!exists(".Random.seed", envir = globalenv(), inherits = FALSE)) stats::runif(1)
  before <- get(".Random.seed", envir = globalenv())
  if (is.null(seed)) return(list(seed = before))
  set.seed(seed)
  list(seed = structure(seed, kind = as.list(RNGkind())), before = before)
}

# What one simulated response is: `kind` "levels" (with `levels` and the place of the event),
# "columns" (with their names), "counts" or "numbers" (`flipped`: the event is 0 or FALSE).
#' @noRd
response_shape <- function(fit) {
  y <- if (!is.null(fit$model)) stats::model.response(fit$model)
  if (is.matrix(y) && ncol(y) == 2L) return(list(kind = "columns", names = colnames(y)))
  event <- fit$event
  if (is.factor(y) || is.character(y)) {
    levels <- if (is.character(y)) sort(unique(y)) else levels(y)
    if (length(levels) != 2L) levels <- class_levels(event)
    return(list(kind = "levels", levels = levels, event = match(event$level, levels)))
  }
  if (!is.null(y) && identical(event$kind, "rest")) {
    return(list(kind = "levels", levels = class_levels(event), event = 2L))
  }
  counted <- !is.null(y) && identical(event$kind, "counts")
  list(kind = if (counted) "counts" else "numbers",
       flipped = !is.null(y) && event$kind == "binary" && event$level %in% c("0", "FALSE"))
}

#' @noRd
simulated_trials <- function(fit, shape) {
  trials <- fit_part(fit, "prior.weights")
  if (shape$kind == "levels") return(rep.int(1, length(trials)))
  bad <- which(trials %% 1 != 0)
  if (!length(bad)) return(trials)
  stop_logistic("weights", sprintf(paste(
    "The weights of the fit must be whole numbers of trials to draw from; they are not in %s,",
    "which has %s."), rows_text(bad), format(trials[bad[1L]])), rows = bad)
}

#' @noRd
as_response <- function(events, trials, shape) {
  switch(shape$kind,
    levels = {
      other <- 3L - shape$event
      factor(shape$levels[ifelse(events == 1L, shape$event, other)], levels = shape$levels)
    },
    columns = {
      out <- cbind(events, trials - events)
      dimnames(out) <- list(names(trials), shape$names)
      out
    },
    counts = events,
    numbers = {
      share <- unname(events / trials)
      if (shape$flipped) 1 - share else share
    })
}
