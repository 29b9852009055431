# Points on the profile likelihood of a coefficient: the signed root z of the likelihood ratio is
# given, the coefficients are looked for. The core finds them; where it cannot (separated data, a
# step that fails, a bound at infinity) each comes from refits without the coefficient's column.

#' Points of the profiles of coefficients
#'
#' @param fit A fit of `logistic()`.
#' @param names Which coefficients.
#' @param z Signed roots, each side outwards. Of an infinite coefficient only one side exists.
#' @param use A function of a matrix (a row for each z, a column for each coefficient of the fit)
#'   and a name: what to keep. A row where no point exists has the limit, `-Inf` or `Inf`, in the
#'   column of the coefficient itself and `NA` in the others.
#' @return A list of what `use` returned, named.
#' @noRd
profile_points <- function(fit, names, z, use) {
  check_maximum(fit)
  parts <- fit_parts(fit)
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

# What the core finds, NA elsewhere: an array of coefficients x z x names.
#' @noRd
core_points <- function(fit, parts, names, z) {
  all <- names(fit$coefficients)
  found <- array(NA_real_, c(length(all), length(z), length(names)))
  if (!is.null(fit$separation)) return(found)
  constant <- pooled_constant(parts$design, parts$response, fit$link)
  start <- starts(constant_unit(parts$design, parts$transform), constant, fit$coefficients,
                  length(all))
  answer <- run_core(.Call(C_profile, "binomial", parts$design, parts$transform,
                           core_response(parts$response), fit$link, start,
                           quiet_settings(fit), match(names, all), z))
  found[] <- answer$beta
  found
}

#' @noRd
quiet_settings <- function(fit) {
  settings <- core_settings(fit$settings)
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
  if (length(missing)) refit <- profile_refit(fit, parts, name)
  for (i in missing) points[i, ] <- refit_point(fit, refit, name, z[i])
  points[, names(fit$aliased)] <- NA_real_
  points
}

# ---- by refits ---------------------------------------------------------------------------------

#' The fit with one coefficient held: a function of its value b
#'
#' The coefficient's column is left out of the blocks and b times it added to the offset. Where
#' that fit is separated its value is that of the limiting likelihood.
#' @return A function giving list(fall: the log-likelihood lost, coefficients).
#' @noRd
profile_refit <- function(fit, parts, name) {
  names <- names(fit$coefficients)
  left_out <- names == name | names %in% names(fit$aliased)
  column <- user_column(parts, match(name, names))
  offset <- parts$design$offsets[[1L]]
  less <- without_columns(parts, left_out)
  unit <- constant_unit(less$design, less$transform)
  settings <- quiet_settings(fit)
  function(b) {
    less$design$offsets[[1L]] <- if (is.null(offset)) b * column else offset + b * column
    coefficients <- stats::setNames(rep(NA_real_, length(names)), names)
    coefficients[[name]] <- b
    if (all(left_out)) {
      kernel <- kernel_at(less$design$offsets[[1L]], less$design, parts$response, fit$link)
    } else {
      constant <- pooled_constant(less$design, parts$response, fit$link)
      answer <- call_core("binomial", less$design, less$transform, parts$response, fit$link,
                          starts(unit, constant, NULL, sum(!left_out)), settings, FALSE, Inf)
      coefficients[!left_out] <- answer$coefficients
      moved <- answer$direction
      if (!is.null(moved)) coefficients[!left_out][moved != 0] <- Inf * sign(moved[moved != 0])
      kernel <- answer$figures[8L] + answer$figures[9L]
    }
    list(fall = fit$loglik_kernel - kernel, coefficients = coefficients)
  }
}

# Column j of the model matrix over the rows of the design.
#' @noRd
user_column <- function(parts, j) {
  map <- parts$transform$T
  at <- seq_len(map$p[j + 1L] - map$p[j]) + map$p[j]
  out <- numeric(parts$design$n)
  for (k in at) out <- out + map$x[k] * block_column(parts$design$blocks, map$i[k])
  out
}

# Column i, from 0, of the blocks side by side.
#' @noRd
block_column <- function(blocks, i) {
  for (block in blocks) {
    dense <- block$kind == "dense"
    width <- if (dense) length(block$columns) else block$levels
    if (i < width) {
      if (dense) return(product_column(block$columns[[i + 1L]]))
      hit <- as.double(as.integer(block$codes) == i + 1L)
      hit[is.na(hit)] <- 0
      return(if (is.null(block$multiplier)) hit else hit * product_column(block$multiplier))
    }
    i <- i - width
  }
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
refit_point <- function(fit, refit, name, z) {
  estimate <- fit$coefficients[[name]]
  side <- sign(z)
  none <- stats::setNames(rep(NA_real_, length(fit$coefficients)), names(fit$coefficients))
  none[[name]] <- side * Inf
  if (is.infinite(estimate) && side == sign(estimate)) return(none)
  # what z still lacks at b, where b is the distance on this side
  lack <- function(t) abs(z) - sqrt(2 * max(refit(from + side * t)$fall, 0))
  from <- if (is.finite(estimate)) estimate else 0
  scale <- fit$std.error[[name]]
  ends <- bracket_root(lack, if (is.finite(scale)) scale * abs(z) else 1, is.finite(estimate))
  if (is.null(ends)) return(none)
  root <- stats::uniroot(lack, ends$at, f.lower = ends$value[1L], f.upper = ends$value[2L],
                         tol = 1e-14 * max(abs(ends$at)))$root
  refit(from + side * root)$coefficients
}

# Ends between which f, which falls, changes sign. From 0 outwards by doubling; backwards too where
# 0 is not known to lie before the root. NULL when f ceases to fall: the likelihood does not depend
# on the coefficient.
#' @noRd
bracket_root <- function(f, step, forwards) {
  at <- 0
  value <- f(0)
  if (value < 0 && !forwards) step <- -step
  outwards <- value >= 0
  for (k in 1:60) {
    next_value <- f(at + step)
    if ((next_value < 0) == outwards) {
      order <- if (step > 0) 1:2 else 2:1
      return(list(at = c(at, at + step)[order], value = c(value, next_value)[order]))
    }
    if (k > 10L && abs(next_value - value) < 1e-9) return(NULL)
    at <- at + step
    value <- next_value
    step <- 2 * step
  }
  NULL
}
