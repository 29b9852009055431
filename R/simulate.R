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
#' Of several categories each row is one draw from its probabilities, a factor with the levels of
#' the data, whatever its `weights` or `freq`; of counts, a row of counts with the total of the
#' data.
#'
#' Of a conditional random field whole sequences of labels are drawn, from
#' \eqn{P(y \mid x)}{P(y | x)} given the predictors: a factor, or logicals or numbers 0 and 1 where
#' the response was such.
#'
#' @param object A fit of [logistic()], [multinomial()], [ordinal()] or [crf()].
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
  on.exit(restore_generator(state), add = TRUE)
  shape <- response_shape(object)
  mean <- stats::naresid(object$na.action, fit_part(object, "fitted.values"))
  trials <- stats::naresid(object$na.action, simulated_trials(object, shape))
  columns <- lapply(seq_len(nsim), function(k) {
    # NA where a row was left out, without a word
    events <- suppressWarnings(stats::rbinom(length(mean), size = trials, prob = mean))
    as_response(events, trials, shape)
  })
  simulated_frame(columns, names(mean), length(mean), state$seed)
}

#' @rdname simulate.logistic_fit
#' @export
simulate.category_fit <- function(object, nsim = 1, seed = NULL, ...) {
  check_fit(object)
  nsim <- check_count(nsim, "nsim", lower = 1L)
  state <- seed_generator(seed)
  on.exit(restore_generator(state), add = TRUE)
  columns <- if (is.null(object$counts)) drawn_factors(object, nsim) else {
    lapply(seq_len(nsim), function(k) drawn_counts(object))
  }
  columns <- lapply(columns, pad_response, object$na.action)
  names <- if (is.matrix(columns[[1L]])) rownames(columns[[1L]]) else names(columns[[1L]])
  columns <- lapply(columns, without_names)
  simulated_frame(columns, names, NROW(columns[[1L]]), state$seed)
}

#' @rdname simulate.logistic_fit
#' @export
simulate.crf_fit <- function(object, nsim = 1, seed = NULL, ...) {
  check_fit(object)
  refuse_words("simulate", crf_own_words, ...)
  nsim <- check_count(nsim, "nsim", lower = 1L)
  asked <- crf_own_rows(object)
  asked$omitted <- object$na.action
  core <- asked_core(object, asked)
  state <- seed_generator(seed)
  on.exit(restore_generator(state), add = TRUE)
  columns <- lapply(seq_len(nsim), function(k) {
    code <- .Call(C_crf_draw, core, object$weights, stats::runif(asked$n), FALSE,
                  object$settings$threads)
    place_rows(asked, labels_like(object, code))
  })
  simulated_frame(columns, NULL, length(columns[[1L]]), state$seed)
}

#' Labels of the kind that the response was of
#' @noRd
labels_like <- function(fit, code) {
  switch(fit$response$kind, logical = as.logical(fit$lev)[code + 1L],
         binary = as.numeric(fit$lev)[code + 1L], as_labels(fit, code))
}

#' @noRd
simulated_frame <- function(columns, rows, n, seed) {
  names(columns) <- paste0("sim_", seq_along(columns))
  structure(columns, class = "data.frame", seed = seed,
            row.names = if (is.null(rows)) .set_row_names(n) else rows)
}

# A category is the number of cumulative probabilities that a uniform number is above.
#' @noRd
drawn_factors <- function(fit, nsim) {
  n <- length(fit_part(fit, "y"))
  if (is_plain_latent(fit)) return(drawn_latents(fit, n, nsim))
  code <- matrix(0L, n, nsim)
  uniform <- matrix(stats::runif(n * nsim), n)
  each_probabilities(fit, function(p, rows) {
    below <- summed_probabilities(p, TRUE)
    for (k in seq_len(nsim)) code[rows, k] <<- 1L + as.integer(rowSums(uniform[rows, k] > below))
    NULL
  })
  lapply(seq_len(nsim), function(k) {
    stats::setNames(class_factor(fit, code[, k]), names(fit$y))
  })
}

# A draw of the latent variable lies between two thresholds.
#' @noRd
drawn_latents <- function(fit, n, nsim) {
  scale <- if (is.null(fit$log.scale)) 1 else exp(fit$log.scale)
  thresholds <- unname(fit$coefficients[fit$cuts])
  lapply(seq_len(nsim), function(k) {
    uniform <- stats::runif(n)
    latent <- fit$linear.predictors + scale * tail_quantile(fit$link, uniform, 1 - uniform)
    code <- findInterval(latent, thresholds) + 1L
    stats::setNames(class_factor(fit, code), names(fit$y))
  })
}

# Of what a row has left each category takes a binomial share.
#' @noRd
drawn_counts <- function(fit) {
  p <- category_probabilities(fit)
  left <- rowSums(fit$counts)
  share <- cbind(1, summed_probabilities(p, FALSE))
  out <- p
  for (k in seq_len(ncol(p))) {
    chance <- ifelse(share[, k] > 0, pmin(p[, k] / share[, k], 1), 1)
    out[, k] <- suppressWarnings(stats::rbinom(nrow(p), left, chance))
    left <- left - out[, k]
  }
  out[, data_order(fit), drop = FALSE]
}

#' @noRd
pad_response <- function(x, na.action) {
  if (is.factor(x)) return(pad_factor(x, na.action))
  if (is.null(na.action)) x else stats::napredict(na.action, x)
}

#' @noRd
restore_generator <- function(state) {
  if (!is.null(state$before)) assign(".Random.seed", state$before, envir = globalenv())
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
