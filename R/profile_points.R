# Points on the profile likelihood of a coefficient: the signed root z of the likelihood ratio is
# given, the coefficients are looked for. The core finds them; where it cannot (separated data, a
# step that fails, a bound at infinity) each comes from refits without the coefficient's column.

#' Points of the profiles of coefficients
#'
#' @param fit A fit.
#' @param names Which coefficients.
#' @param z Signed roots, each side outwards. Of an infinite coefficient only one side exists.
#' @param use A function of a matrix (a row for each z, a column for each coefficient of the fit)
#'   and a name: what to keep. A row where no point exists has the limit, `-Inf` or `Inf`, in the
#'   column of the coefficient itself and `NA` in the others.
#' @return A list of what `use` returned, named.
#' @noRd
profile_points <- function(fit, names, z, use) {
  if (!length(names)) return(list())
  check_maximum(fit)
  parts <- profile_parts(fit)
  batch <- max(2^20 %/% (length(fit$coefficients) * length(z)), 1)
  batches <- split(names, (seq_along(names) - 1) %/% batch)
  out <- lapply(batches, function(some) {
    points <- core_points(fit, parts, some, z)
    lapply(seq_along(some), function(k) {
      use(complete_points(fit, parts, some[k], z, points[, , k]), some[k])
    })
  })
  stats::setNames(unlist(out, recursive = FALSE, use.names = FALSE), names)
}

#' @noRd
check_maximum <- function(fit) {
  if (fit$convergence$converged) return(invisible())
  stop_logistic("convergence", paste(
    "a profile needs the maximum of the likelihood, which the fit has not reached:",
    fit$convergence$message))
}

#' Model, design, transform and response of a fit as the core has them
#' @noRd
profile_parts <- function(fit) {
  if (inherits(fit, "category_fit")) {
    parts <- plan_of_fit(fit, category_fit_parts(fit, centred = FALSE))
    storage.mode(parts$design$terms) <- "integer"
    return(parts)
  }
  c(fit_parts(fit), list(model = "binomial", ranked = FALSE))
}

# What the core finds, NA elsewhere: an array of coefficients x z x names.
#' @noRd
core_points <- function(fit, parts, names, z) {
  all <- names(fit$coefficients)
  own <- parts$design$names
  found <- array(NA_real_, c(length(all), length(z), length(names)))
  if (!all(names %in% own)) {
    known <- names %in% own
    found[, , known] <- core_points(fit, parts, names[known], z)
    return(found)
  }
  if (!length(names)) return(found)
  start <- profile_start(fit, parts, if (is.null(fit$separation)) fit$coefficients[own])
  answer <- run_core(.Call(C_profile, parts$model, parts$design, parts$transform,
                           core_response(parts$response), fit$link, start,
                           quiet_settings(fit, parts$ranked), match(names, own), z))
  found[match(own, all), , ] <- answer$beta
  found
}

# The pooled start of a model or of one with fewer columns, and where to begin instead.
#' @noRd
profile_start <- function(fit, parts, at) {
  # thresholds cross at the pooled start where an offset is on its way out
  if (!is.null(parts$pooled)) {
    return(list(pooled = if (is.null(at)) parts$pooled else as_start(at), start = NULL))
  }
  constant <- pooled_constant(parts$design, parts$response, fit$link)
  starts(constant_unit(parts$design, parts$transform), constant, at, length(parts$design$names))
}

#' @noRd
as_start <- function(at) ifelse(is.na(at), 0, as.double(at))

#' @noRd
quiet_settings <- function(fit, ranked = FALSE) {
  settings <- core_settings(fit$settings, ranked)
  settings$trace <- FALSE
  settings
}

# The points of one coefficient as rows, those that the core did not find by refits.
#' @noRd
complete_points <- function(fit, parts, name, z, found) {
  points <- matrix(found, length(z), byrow = TRUE)
  colnames(points) <- names(fit$coefficients)
  if (is.na(fit$coefficients[[name]])) return(points)
  missing <- which(is.na(points[, name]))
  if (length(missing)) {
    if (name %in% fit$cuts && parts$model == "cumulative") parts <- plan_with_cuts(parts)
    columns <- user_columns(parts, match(name, parts$design$names))
    refit <- profile_refit(fit, parts, name, columns)
    step <- first_step(fit, name, columns)
    for (i in missing) points[i, ] <- refit_point(fit, refit, name, z[i], step)
  }
  points[, intersect(names(fit$aliased), colnames(points))] <- NA_real_
  points
}

# A step from the estimate that changes the likelihood by about 1/2, or the linear predictors by 1.
#' @noRd
first_step <- function(fit, name, columns) {
  se <- fit$std.error[[name]]
  if (is.finite(se) && se > 0) return(se)
  column <- columns[[which.max(vapply(columns, function(x) max(abs(x)), 0))]]
  spread <- sqrt(mean((column - mean(column))^2))
  if (spread > 0) 1 / spread else 1 / max(abs(column))
}

# The likelihood-ratio statistic of each coefficient against 0.
#' @noRd
ratio_tests <- function(fit) {
  parts <- profile_parts(fit)
  estimate <- fit$coefficients
  vapply(names(estimate), function(name) {
    if (is.na(estimate[[name]])) return(NA_real_)
    2 * max(profile_refit(fit, parts, name, list(0))(0)$fall, 0)
  }, 0, USE.NAMES = FALSE)
}

# ---- by refits ---------------------------------------------------------------------------------

#' The fit with one coefficient held: a function of its value b
#'
#' The coefficient's column is left out of the blocks and b times it added to the offset, in each
#' predictor. Where that fit is separated its value is that of the limiting likelihood.
#' @param columns The coefficient's column in each predictor.
#' @return A function giving list(fall: the log-likelihood lost, or NA where the refit failed;
#'   coefficients).
#' @noRd
profile_refit <- function(fit, parts, name, columns) {
  names <- parts$design$names
  left_out <- names == name | names %in% names(fit$aliased)
  offsets <- parts$design$offsets
  less <- less_parts(parts, left_out)
  path <- refit_path(fit, name, names[!left_out])
  function(b) {
    moved <- moved_offsets(offsets, columns, b, parts$design$n)
    less$design$offsets <- moved
    refit <- if (all(left_out)) list(kernel = kernel_of_offsets(fit, parts, moved)) else
      refit_core(fit, less, path$start(b))
    if (!is.null(refit$finite)) path$add(b, refit$finite)
    coefficients <- fit$coefficients
    coefficients[] <- NA_real_
    coefficients[[name]] <- b
    coefficients[names[!left_out]] <- refit$coefficients
    list(fall = fit$loglik_kernel - refit$kernel, coefficients = coefficients)
  }
}

#' @noRd
less_parts <- function(parts, left_out) {
  if (is.null(parts$pooled)) without_columns(parts, left_out) else
    fewer_coefficients(parts, left_out)
}

#' @noRd
moved_offsets <- function(offsets, columns, b, n) {
  lapply(seq_along(offsets), function(a) {
    column <- columns[[min(a, length(columns))]]
    moved <- if (is.null(offsets[[a]])) b * column else offsets[[a]] + b * column
    if (length(moved) == 1L) rep(moved, n) else moved
  })
}

# The log-likelihood of offsets alone: of several predictors from no step of the core.
#' @noRd
kernel_of_offsets <- function(fit, parts, offsets) {
  if (is.null(parts$pooled)) return(kernel_at(offsets[[1L]], parts$design, parts$response,
                                              fit$link))
  parts$design$offsets <- offsets
  settings <- fit$settings
  settings$steps <- 0L
  start <- list(pooled = numeric(length(parts$design$names)), start = NULL)
  answer <- call_core(parts$model, parts$design, parts$transform, parts$response, fit$link, start,
                      settings, FALSE, Inf, TRUE)
  answer$figures[8L] + answer$figures[9L]
}

# `finite`: where the next refit may start; NULL when this one failed, or is separated: its
# coefficients would wander off.
#' @noRd
refit_core <- function(fit, less, start) {
  p <- length(less$design$names)
  for (from in unique(list(start, NULL))) {
    answer <- call_core(less$model, less$design, less$transform, less$response, fit$link,
                        profile_start(fit, less, from), quiet_settings(fit), FALSE, Inf,
                        less$ranked)
    if (answer$converged) break
  }
  if (!answer$converged) return(list(kernel = NA_real_, coefficients = rep(NA_real_, p)))
  moved <- sign(if (is.null(answer$direction)) numeric(p) else answer$direction)
  list(kernel = answer$figures[8L] + answer$figures[9L],
       finite = if (is.null(answer$direction)) answer$coefficients,
       coefficients = ifelse(moved == 0, answer$coefficients, moved * Inf))
}

# Where a refit starts: on the line through the last two. Until there are two, on that of the
# quadratic at the estimate.
#' @noRd
refit_path <- function(fit, name, others) {
  estimate <- if (is.null(fit$separation)) fit$coefficients else fit$separation$finite
  known <- is.finite(fit$coefficients[[name]])
  last <- if (known) list(b = estimate[[name]], at = estimate[others])
  slope <- 0
  if (known && is.null(fit$separation) && name %in% rownames(fit$cov.unscaled)) {
    slope <- fit$cov.unscaled[others, name] / fit$cov.unscaled[name, name]
    slope[is.na(slope)] <- 0
  }
  list(start = function(b) if (!is.null(last)) last$at + slope * (b - last$b),
       add = function(b, at) {
         if (!is.null(last) && b != last$b) slope <<- (at - last$at) / (b - last$b)
         last <<- list(b = b, at = at)
       })
}

# Column j of the user's coefficients in each predictor, over the rows of the design.
#' @noRd
user_columns <- function(parts, j) {
  entry <- map_columns(parts$transform$T)[[j]]
  terms <- parts$design$terms
  blocks <- parts$design$blocks
  width <- block_widths(blocks)[terms[2L, ] + 1L]
  lapply(seq_len(parts$design$predictors) - 1L, function(a) {
    out <- numeric(parts$design$n)
    for (t in which(terms[1L, ] == a)) {
      place <- entry$i - terms[3L, t]
      for (k in which(place >= 0L & place < width[t])) {
        column <- block_column(blocks[[terms[2L, t] + 1L]], place[k])
        out <- out + terms[4L, t] * entry$x[k] * column
      }
    }
    out
  })
}

# Column i, from 0, of a block.
#' @noRd
block_column <- function(block, i) {
  if (block$kind == "dense") return(product_column(block$columns[[i + 1L]]))
  hit <- as.double(as.integer(block$codes) == i + 1L)
  hit[is.na(hit)] <- 0
  if (is.null(block$multiplier)) hit else hit * product_column(block$multiplier)
}

#' @noRd
product_column <- function(column) {
  out <- 1
  for (k in seq_along(column$values)) {
    values <- column$values[[k]]
    if (length(dim(values)) == 2L) values <- values[, column$at[k] + 1L]
    out <- out * as.double(values)
  }
  out
}

# The coefficients at signed root z. Beyond an infinite estimate there is nothing: the limit is
# infinite.
#' @noRd
refit_point <- function(fit, refit, name, z, step) {
  estimate <- fit$coefficients[[name]]
  side <- sign(z)
  none <- stats::setNames(rep(NA_real_, length(fit$coefficients)), names(fit$coefficients))
  beyond <- replace(none, name, side * Inf)
  if (is.infinite(estimate) && side == sign(estimate)) return(beyond)
  # what z still lacks at a distance on this side
  from <- if (is.finite(estimate)) estimate else 0
  lack <- function(t) abs(z) - sqrt(2 * max(refit(from + side * t)$fall, 0))
  ends <- bracket_root(lack, step, is.finite(estimate))
  if (is.null(ends)) return(beyond)
  if (anyNA(ends$value)) return(none)
  root <- stats::uniroot(lack, ends$at, f.lower = ends$value[1L], f.upper = ends$value[2L],
                         tol = 1e-14 * max(abs(ends$at)))$root
  refit(from + side * root)$coefficients
}

#' Ends between which f, which falls, changes sign
#'
#' From 0 outwards by doubling; backwards too where 0 is not known to lie before the root. Where f
#' is not known (NA) the step was too long.
#' @return list(at, value), each of two, or NA in `value` where f stays unknown; NULL when f ceases
#'   to fall: the likelihood does not depend on the coefficient.
#' @noRd
bracket_root <- function(f, step, forwards) {
  at <- 0
  value <- f(0)
  if (is.na(value)) return(list(value = NA))
  if (value < 0 && !forwards) step <- -step
  outwards <- value >= 0
  least <- abs(step)
  for (k in 1:60) {
    next_value <- f(at + step)
    if (is.na(next_value)) {
      step <- step / 8
      next
    }
    if ((next_value < 0) == outwards) {
      order <- if (step > 0) 1:2 else 2:1
      return(list(at = c(at, at + step)[order], value = c(value, next_value)[order]))
    }
    if (abs(step) > 2^20 * least && abs(next_value - value) < 1e-9) return(NULL)
    at <- at + step
    value <- next_value
    step <- 2 * step
  }
  list(value = NA)
}
