# Estimation: coordinates for the optimiser, the choice of it, and the way back.

#' Estimate a problem
#'
#' @param problem From `crf_problem()`.
#' @param start The user's starting weights, or NULL.
#' @return list in the user's scale and the core's order: `weights` (finite), `se`, `cov`
#'   (estimated weights only, `kept`), `loglik` (two doubles), `status` ("finite", "infinite",
#'   "aliased", "undetermined"), `direction`, and the optimiser's account.
#' @noRd
crf_estimate <- function(problem, options, start) {
  if (!length(problem$groups)) return(crf_empty(problem, options))
  newton <- use_newton(problem, options)
  coordinates <- crf_coordinates(problem, options, newton)
  l2 <- coordinates$l2
  start <- crf_start(start, problem, coordinates, options)
  if (newton) crf_newton(coordinates, l2, start, options) else
    crf_lbfgs(coordinates, l2, start, options)
}

# ---- coordinates --------------------------------------------------------------------------------

#' Columns centred and scaled, those of transitions too
#'
#' Centred only where an intercept takes up the shift and nothing is penalised.
#' @return list(core, l2, problem; centre, scale of each place; z: the same of the transitions).
#' @noRd
crf_coordinates <- function(problem, options, newton) {
  core <- problem$core
  shape <- problem$shape
  attributes <- length(shape$order)
  plain <- list(centre = numeric(attributes), scale = rep.int(1, attributes))
  free <- newton && !is_penalised(options) && options$features == "all"
  units <- plain
  if (!is.null(core$value)) {
    intercept <- match("(Intercept)", shape$attributes, nomatch = 0L)
    core$value <- core$value + 0 # standardised in place
    units <- .Call(C_crf_standardise, core$attribute, core$value, attributes,
                   length(core$row) - 1L, free && intercept > 0L)
    at <- match(intercept - 1L, shape$order, nomatch = 0L)
    units$intercept <- at
  }
  z <- standardise_transitions(core, shape, free)
  core$covariate <- z$covariate
  out <- list(core = core, problem = problem, units = units, z = z)
  l2 <- options$l2[problem$groups]
  out$l2 <- ifelse(l2 > 0, l2 * user_scale(out)^-2, 0)
  out
}

#' @noRd
standardise_transitions <- function(core, shape, free) {
  x <- core$covariate
  q <- ncol(x)
  out <- list(centre = numeric(q), scale = rep.int(1, q), intercept = 0L, covariate = x)
  if (is.null(core$class_of) || !q) return(out)
  out$intercept <- match("(Intercept)", shape$z$names, nomatch = 0L)
  weight <- tabulate(core$class_of + 1L, nrow(x)) / length(core$class_of)
  for (k in seq_len(q)) {
    if (k == out$intercept) next
    if (free && out$intercept > 0L) out$centre[k] <- sum(weight * x[, k])
    centred <- x[, k] - out$centre[k]
    most <- max(abs(centred), 0)
    if (most > 0) out$scale[k] <- 2^round(log2(most) + log2(sum(weight * (centred / most)^2)) / 2)
    out$covariate[, k] <- centred / out$scale[k]
  }
  out
}

#' Scale of the column of each weight
#' @noRd
user_scale <- function(coordinates) {
  shape <- coordinates$problem$shape
  counts <- weight_counts(shape)
  c(rep(coordinates$units$scale, diff(shape$first)),
    rep(coordinates$z$scale, each = length(shape$from)), rep.int(1, counts[[3L]] + counts[[4L]]))
}

#' The user's weights from the optimiser's, for each column of a matrix
#' @noRd
to_user <- function(coordinates, theta) {
  theta <- as.matrix(theta)
  out <- theta / user_scale(coordinates)
  shape <- coordinates$problem$shape
  out <- shift_intercepts(out, coordinates$units$centre, coordinates$units$intercept,
                          rep(seq_along(shape$order), diff(shape$first)), shape$pair_label, 0L)
  transitions <- length(shape$from)
  q <- length(shape$z$names)
  shift_intercepts(out, coordinates$z$centre, coordinates$z$intercept,
                   rep(seq_len(q), each = transitions), rep(seq_len(transitions), q),
                   shape$first[length(shape$first)])
}

#' What centring took from each column goes to the intercept of the same label (or transition)
#' @param column,equation Of each weight of a stretch that begins after `before`.
#' @noRd
shift_intercepts <- function(weights, centre, intercept, column, equation, before) {
  if (is.null(intercept) || intercept == 0L || all(centre == 0)) return(weights)
  moved <- which(centre[column] != 0)
  shift <- rowsum(weights[before + moved, , drop = FALSE] * centre[column[moved]],
                  equation[moved])
  own <- which(column == intercept)
  at <- match(rownames(shift), equation[own])
  weights[before + own[at], ] <- weights[before + own[at], ] - shift
  weights
}

#' The optimiser's weights from the user's: `to_user()` undone
#' @noRd
from_user <- function(coordinates, weights) {
  shape <- coordinates$problem$shape
  undo <- coordinates
  undo$units$centre <- -coordinates$units$centre
  undo$z$centre <- -coordinates$z$centre
  undo$units$scale[] <- undo$z$scale[] <- 1
  drop(to_user(undo, weights)) * user_scale(coordinates)
}

#' Weights to start from: those given, unless the objective is better where all are 0, as from far
#' out Newton's method takes hundreds of steps. With unknown labels a start chooses among maxima.
#' @noRd
crf_start <- function(start, problem, coordinates, options) {
  zero <- numeric(length(problem$groups))
  if (is.null(start)) return(zero)
  start <- from_user(coordinates, crf_given_start(start, problem))
  l1 <- options$l1[problem$groups] / user_scale(coordinates)
  objective <- function(theta) {
    fitted <- .Call(C_crf_gradient, coordinates$core, theta, options$settings$threads)$value
    sum(l1 * abs(theta)) + sum(coordinates$l2 * theta^2) / 2 - sum(fitted)
  }
  worst <- if (any(coordinates$core$label < 0L)) .Machine$double.xmax else objective(zero)
  if (isTRUE(objective(start) <= worst)) start else zero
}

#' Weights as the user gave them, in the core's order; 0 where there are none
#' @noRd
crf_given_start <- function(start, problem) {
  count <- length(problem$groups)
  if (is.null(start)) return(numeric(count))
  if (inherits(start, "crf_fit")) start <- matching_weights(start, problem$shape)
  else {
    check_start(start, count)
    start <- replace(numeric(count), weight_order(problem$shape), as.double(start))
  }
  ifelse(is.finite(start), start, 0)
}

#' The weights of a fit for the weights of another problem, by part, labels and term; else 0
#' @noRd
matching_weights <- function(fit, shape) {
  found <- match(weight_keys(shape), weight_keys(fit$shape))
  ifelse(is.na(found), 0, fit$weights[found])
}

#' What makes a weight the same in another problem: part, labels and term
#' @noRd
weight_keys <- function(shape) do.call(paste, c(weight_table(shape), sep = "\r"))

# ---- Newton -------------------------------------------------------------------------------------

#' @noRd
crf_newton <- function(coordinates, l2, start, options) {
  core <- independent_rows(coordinates$core)
  settings <- options$settings
  aliased <- crf_aliased(core, l2, settings, coordinates$problem$aliased)
  found <- newton_to_the_limit(core, start, l2, !aliased, settings)
  answer <- found$answer
  status <- ifelse(aliased, "aliased", "finite")
  theta <- replace(answer$theta, aliased, 0)
  null <- found$null
  moving <- if (length(found$direction)) to_user(coordinates, found$direction)
  if (!is.null(moving)) {
    fixed <- rowSums(abs(to_user(coordinates, null)) > 1e-7) == 0
    first <- apply(moving, 1L, function(d) c(d[abs(d) > 1e-9 * max(abs(moving))], 0)[1L])
    status[!fixed & !aliased] <- ifelse(first != 0, "infinite", "undetermined")[!fixed & !aliased]
  }
  kept <- which(status == "finite")
  covariance <- user_covariance(coordinates, answer, kept, found$held)
  answer$narrow <- 0L
  answer$figures[5L] <- chain_rounding(core, answer$figures[10L])
  weights <- drop(to_user(coordinates, theta))
  if (!is.null(moving)) { # a finite representative, near the limit
    weights <- weights + (status != "finite") * drop(moving %*% found$length)
  }
  list(method = "newton", weights = weights, kept = kept,
       cov = covariance$cov, se = covariance$se, status = status,
       direction = if (!is.null(moving)) first, loglik = answer$loglik, answer = answer,
       moved = drop(abs_user(coordinates, theta)),
       limits = if (!is.null(moving)) found[c("direction", "tolerance")],
       iterations = as.integer(answer$figures[1L]), converged = answer$converged)
}

#' Rounding of the score, in units of the rounding unit and of standard errors
#'
#' A posterior has a few roundings. Expected counts of transitions are summed apart from the
#' observed ones, sequence by sequence, in 16 lanes: n / 16 additions to a sum of up to a quarter
#' of the tokens / 16, which the inverse of the information carries on.
#' @noRd
chain_rounding <- function(core, inverse) {
  sequences <- length(core$start) - 1
  8 + sqrt(sequences * (length(core$row) - 1) * max(inverse, 1)) / 128
}

#' Rows that do not depend on each other are sequences of one: the information is then cheap
#' @noRd
independent_rows <- function(core) {
  bound <- length(core$from) * ncol(core$covariate) + length(core$start_label) +
    length(core$end_label)
  if (bound || length(c(core$allowed, core$may_start, core$may_end))) return(core)
  if (!is.null(core$weight)) core$weight <- rep(core$weight, diff(core$start))
  core$start <- seq.int(0L, core$start[length(core$start)])
  core
}

#' What the way back to the user's scale adds up, in absolute values: the scale of its rounding
#' @noRd
abs_user <- function(coordinates, theta) {
  coordinates$units$centre <- -abs(coordinates$units$centre)
  coordinates$z$centre <- -abs(coordinates$z$centre)
  to_user(coordinates, abs(theta))
}

#' Covariance and standard errors of the user's weights: what is centred is added up at the
#' optimiser's scale, as squares of the user's may not be representable
#' @param held Weights that were not free.
#' @noRd
user_covariance <- function(coordinates, answer, kept, held) {
  if (is.null(answer$cov)) {
    unknown <- rep(NA_real_, length(kept))
    return(list(cov = outer(unknown, unknown), se = unknown))
  }
  scale <- user_scale(coordinates)[kept]
  own <- at_own_scale(coordinates)
  answer$cov[held, ] <- answer$cov[, held] <- 0 # their part of the factor is the unit
  half <- to_user(own, answer$cov)
  cov <- to_user(own, t(half))[kept, kept, drop = FALSE]
  list(cov = t(t(cov / scale) / scale), se = sqrt(diag(cov)) / scale)
}

#' @noRd
at_own_scale <- function(coordinates) {
  for (part in c("units", "z")) {
    unit <- coordinates[[part]]
    unit$centre <- unit$centre / unit$scale
    unit$scale[] <- 1
    coordinates[[part]] <- unit
  }
  coordinates
}

# ---- rank ---------------------------------------------------------------------------------------

#' Weights that the likelihood cannot tell from those before them: no sequence has two rows, say
#' @param known Those of columns that are combinations of others.
#' @noRd
crf_aliased <- function(core, l2, settings, known) {
  if (all(l2 > 0)) return(known)
  information <- information_at_zero(core, l2, settings)
  replace(known, !known, dependent_columns(information[!known, !known, drop = FALSE]))
}

#' As if the unknown labels of sequences that have known ones were known, without what is observed
#' beside them: far from the maximum the information of partial labels may be of either sign
#' @noRd
labelled <- function(core) {
  unknown <- core$label < 0L
  if (!any(unknown)) return(core)
  rows <- diff(core$start)
  known <- rowsum(as.integer(!unknown), rep(seq_along(rows), rows)) > 0
  core$weight <- as.double(known) * if (is.null(core$weight)) 1 else core$weight
  core$label[unknown] <- 0L
  entries <- diff(core$row)
  kept <- rep(!unknown, entries)
  core$row <- as.integer(c(0, cumsum(entries * !unknown)))
  core$attribute <- core$attribute[kept]
  if (!is.null(core$value)) core$value <- core$value[kept]
  core
}

#' Columns of a symmetric matrix that are combinations of earlier ones
#' @noRd
dependent_columns <- function(h, tolerance = 1e-10) {
  size <- diag(h)
  dependent <- !(size > 0)
  if (all(dependent)) return(dependent)
  root <- suppressWarnings(chol(scale_matrix_by(h, size)[!dependent, !dependent, drop = FALSE],
                                pivot = TRUE, tol = tolerance))
  if (attr(root, "rank") == sum(!dependent)) return(dependent)
  for (j in seq_along(size)) { # one by one: the later of two gives way
    if (dependent[j]) next
    if (h[j, j] <= tolerance * size[j]) {
      dependent[j] <- TRUE
      next
    }
    later <- seq_along(size) > j
    h[later, later] <- h[later, later] - tcrossprod(h[later, j]) / h[j, j]
  }
  dependent
}

#' To unit diagonal
#' @noRd
scale_matrix_by <- function(h, size) {
  root <- ifelse(size > 0, 1 / sqrt(size), 1)
  h * outer(root, root)
}

#' Null vectors of the information that hold each of the dependent columns
#' @noRd
flat_vectors <- function(h, dependent) {
  out <- matrix(0, nrow(h), sum(dependent))
  out[cbind(which(dependent), seq_len(sum(dependent)))] <- 1
  if (any(!dependent) && any(dependent)) {
    inner <- h[!dependent, !dependent, drop = FALSE]
    size <- 1 / sqrt(diag(inner))
    cross <- h[!dependent, dependent, drop = FALSE]
    out[!dependent, ] <- -size * solve(inner * outer(size, size), size * cross)
  }
  out[abs(out) < 1e-9] <- 0
  out
}
