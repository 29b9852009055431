# What is predicted of several categories, and its derivatives by the linear predictors.

#' The quantities of a type, a column for each
#'
#' @param state From `category_state()`.
#' @param ask list: `type`: `"link"`, `"probs"`, `"cum.prob"`, `"exc.prob"`, `"mean.class"` with the
#'   `scores` of the categories, or `"groups"`, sums of probabilities, with the number of each
#'   category's group in `groups`.
#' @noRd
state_values <- function(fit, state, ask) {
  type <- ask$type
  if (type == "link") return(named_columns(state$eta, predictor_names(fit)))
  if (type == "probs") return(state_probabilities(fit, state))
  if (type == "groups") return(pmin(group_sums(state_probabilities(fit, state), ask$groups), 1))
  if (type == "mean.class") return(mean_scores(fit, state, ask$scores))
  out <- if (fit$type == "cumulative") {
    means <- link_means(fit$link, state$eta)
    if (type == "cum.prob") means$mean else means$complement
  } else {
    summed_probabilities(state_probabilities(fit, state), type == "cum.prob")
  }
  named_columns(out, fit$cuts)
}

#' @noRd
group_sums <- function(p, groups) {
  if (identical(groups, seq_along(groups))) return(unname(p))
  unname(t(rowsum(t(p), groups, reorder = TRUE)))
}

#' By the tails, of which all are there at once, where no probability can be negative
#' @noRd
mean_scores <- function(fit, state, scores) {
  if (!has_latent(fit)) return(state_probabilities(fit, state) %*% scores)
  scores[1L] + link_means(fit$link, state$eta)$complement %*% diff(scores)
}

#' @noRd
named_columns <- function(x, names) {
  dimnames(x) <- list(NULL, names)
  x
}

#' @noRd
predictor_names <- function(fit) {
  if (is_ordinal(fit)) fit$cuts else fit$lev[-1L]
}

#' P(Y <= k) or P(Y > k), each summed from its own end
#' @noRd
summed_probabilities <- function(p, below) {
  last <- ncol(p)
  if (below) {
    for (k in seq_len(last)[-1L]) p[, k] <- p[, k - 1L] + p[, k]
    return(p[, -last, drop = FALSE])
  }
  for (k in rev(seq_len(last - 1L))) p[, k] <- p[, k] + p[, k + 1L]
  p[, -1L, drop = FALSE]
}

#' Derivatives of the quantities of a type
#'
#' @inheritParams state_values
#' @return A function of the quantity's number that gives list(active, value): the predictors
#'   (before they are divided by the scale; one more is the log of the scale) that move it, and a
#'   column of derivatives for each.
#' @noRd
state_slopes <- function(fit, state, ask) {
  inner <- switch(ask$type,
    link = function(j) slope_of(j, matrix(1, nrow(state$eta), 1L)),
    probs = probability_slopes(fit, state),
    groups = combined_slopes(fit, state, function(j) ask$groups == j),
    mean.class = mean_slopes(fit, state, ask$scores),
    tail_slopes(fit, state, if (ask$type == "cum.prob") 1 else -1))
  if (is.null(state$log_scale)) return(inner)
  function(j) scaled_slope(inner(j), state)
}

#' @noRd
slope_of <- function(active, value) list(active = active, value = value)

#' Of quotients by the scale: by the cut itself and by the log of the scale
#' @noRd
scaled_slope <- function(slope, state) {
  by_scale <- -rowSums(slope$value * state$eta[, slope$active, drop = FALSE])
  slope_of(c(slope$active, ncol(state$eta) + 1L),
           cbind(slope$value * exp(-state$log_scale), by_scale))
}

#' @noRd
probability_slopes <- function(fit, state) {
  if (!is_ordinal(fit)) return(softmax_slopes(state_probabilities(fit, state)))
  switch(fit$type, cumulative = cumulative_slopes(fit, state),
         adjacent = adjacent_slopes(state_probabilities(fit, state)),
         continuation = continuation_slopes(fit, state))
}

#' p_j (1(j = k) - p_k), k all categories but the first
#' @noRd
softmax_slopes <- function(p) {
  others <- p[, -1L, drop = FALSE]
  function(j) {
    out <- -p[, j] * others
    if (j > 1L) out[, j - 1L] <- p[, j] * (1 - p[, j])
    slope_of(seq_len(ncol(others)), out)
  }
}

#' A category is moved by the cuts above and below it alone
#' @noRd
cumulative_slopes <- function(fit, state) {
  slope <- link_means(fit$link, state$eta)$slope
  cuts <- ncol(slope)
  function(j) {
    active <- c(if (j <= cuts) j, if (j > 1L) j - 1L)
    signs <- c(if (j <= cuts) 1, if (j > 1L) -1)
    slope_of(active, slope[, active, drop = FALSE] * rep(signs, each = nrow(slope)))
  }
}

#' A cut between k and k + 1 lifts categories up to k: p_j (1(j <= k) - P(Y <= k))
#' @noRd
adjacent_slopes <- function(p) {
  below <- summed_probabilities(p, TRUE)
  above <- summed_probabilities(p, FALSE)
  cuts <- ncol(below)
  function(j) {
    lifted <- seq_len(cuts) >= j
    out <- -below
    out[, lifted] <- above[, lifted]
    slope_of(seq_len(cuts), p[, j] * out)
  }
}

#' The probability of going on past k falls by its hazard, that of stopping at j rises
#' @noRd
continuation_slopes <- function(fit, state) {
  means <- link_means(fit$link, state$eta)
  hazard <- means$slope / means$complement
  cuts <- ncol(state$eta)
  p <- state_probabilities(fit, state)
  reached <- cbind(rep.int(1, nrow(p)), summed_probabilities(p, FALSE))
  function(j) {
    active <- seq_len(min(j, cuts))
    out <- -p[, j] * hazard[, active, drop = FALSE]
    if (j <= cuts) out[, j] <- means$slope[, j] * reached[, j]
    out[p[, j] == 0 & is.nan(out)] <- 0
    slope_of(active, out)
  }
}

#' Of P(Y <= k), and with `sign` -1 of P(Y > k)
#' @noRd
tail_slopes <- function(fit, state, sign) {
  if (fit$type == "cumulative") {
    slope <- sign * link_means(fit$link, state$eta)$slope
    return(function(j) slope_of(j, slope[, j, drop = FALSE]))
  }
  combined_slopes(fit, state, function(j) sign * (seq_along(fit$lev) <= j))
}

#' @noRd
mean_slopes <- function(fit, state, scores) {
  if (fit$type == "cumulative") {
    slope <- link_means(fit$link, state$eta)$slope
    value <- slope * rep(-diff(scores), each = nrow(slope))
    return(function(j) slope_of(seq_len(ncol(slope)), value))
  }
  combined_slopes(fit, state, function(j) scores)
}

#' Of weighted sums of the probabilities
#' @noRd
combined_slopes <- function(fit, state, weights_of) {
  each <- probability_slopes(fit, state)
  cuts <- seq_len(ncol(state$eta))
  function(j) {
    total <- matrix(0, nrow(state$eta), length(cuts))
    weights <- weights_of(j)
    for (i in which(weights != 0)) {
      one <- each(i)
      total[, one$active] <- total[, one$active] + weights[i] * one$value
    }
    moved <- which(!colSums(total != 0) %in% 0)
    slope_of(moved, total[, moved, drop = FALSE])
  }
}
