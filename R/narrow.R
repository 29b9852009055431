# Columns that are all but combinations of others: years and their squares, sums of parts with a
# rounding.
#
# The information of such columns is beyond double precision, though what distinguishes them is
# there. It is taken out exactly: a column gives way to what the columns before it leave of it,
# summed in pairs, so that it is one rounding away from the true difference. The fit is made in
# these columns and brought back by the same coefficients.

#' Does a fit fail for a column that rounding can hardly tell from others, among columns that can
#' be taken apart?
#' @noRd
is_narrow <- function(answer, design, transform) {
  answer$narrow > 0L && answer$overlap != 2L && !length(answer$dropped) && is.null(design$apart) &&
    design$n * length(design$names) <= apart_cells &&
    length(separable_columns(design, transform)) > 1L
}

# Up to so many cells of the model matrix it may be formed (160 MB) to take columns apart.
apart_cells <- 2e7

#' User columns (1-based) that are one dense column each
#' @noRd
separable_columns <- function(design, transform) {
  first <- design$blocks[[1L]]
  if (first$kind != "dense") return(integer())
  map <- transform$T
  own <- which(diff(map$p) == 1L)
  entry <- map$p[own] + 1L
  own[map$i[entry] < length(first$columns) & map$x[entry] == 1]
}

#' The design with its narrow columns apart
#'
#' @return list(design, map): user coefficients are `map` (unit upper triangular) times those of
#'   the columns apart; `NULL` when no column is narrow.
#' @noRd
take_apart <- function(design, transform) {
  own <- separable_columns(design, transform)
  place <- transform$T$i[transform$T$p[own] + 1L] + 1L
  use <- if (is.null(design$rows)) seq_len(design$n) else which(design$rows)
  columns <- design$blocks[[1L]]$columns[place]
  x <- lapply(columns, column_values, seq_len(design$n))
  map <- diag(length(design$names))
  moved <- FALSE
  for (j in seq_along(own)[-1L]) {
    rest <- rest_of(x[[j]], x[seq_len(j - 1L)], use)
    if (is.null(rest)) next
    moved <- TRUE
    before <- own[seq_len(j - 1L)]
    map[, own[j]] <- map[, own[j]] - map[, before, drop = FALSE] %*% rest$weights
    x[[j]] <- rest$values
    design$blocks[[1L]]$columns[[place[j]]] <- list(values = list(rest$values), at = 0L)
  }
  if (!moved) return(NULL)
  design$apart <- TRUE
  list(design = design, map = map)
}

# Below this part of its spread a column is narrow.
narrow_part <- 1e-4

#' What columns before it leave of one, or NULL when that is a good part of it
#' @return list(values, weights): values = x - columns %*% weights, exact but for one rounding.
#' @noRd
rest_of <- function(x, columns, use) {
  spread <- stats::sd(x[use])
  basis <- vapply(columns, `[`, numeric(length(use)), use)
  scale <- sqrt(colMeans(basis^2))
  scaled <- qr.default(sweep(basis, 2L, scale, "/"), tol = 1e-14)
  if (!isTRUE(spread > 0)) return(NULL)
  if (sqrt(mean(qr.resid(scaled, x[use])^2)) > narrow_part * spread) return(NULL)
  weights <- qr.coef(scaled, x[use]) / scale
  if (!all(is.finite(weights))) return(NULL)
  list(values = .Call(C_pair_difference, x, columns, weights), weights = weights)
}

#' A fit in columns apart, brought back to the user's
#' @noRd
fit_apart <- function(apart, model, transform, response, link, settings, intercept, rows) {
  answer <- fit_model(model, apart$design, transform, response, link, settings, NULL, intercept,
                      rows)
  if (!answer$converged || length(answer$dropped)) return(NULL)
  map <- apart$map
  answer$moved <- drop(abs(map) %*% abs(answer$coefficients))
  if (!is.null(answer$root)) answer$root <- answer$root %*% solve_unit(map)
  back_from_apart(answer, map)
}

#' Coefficients, direction and covariance of columns apart as those of the columns they were
#' @noRd
back_from_apart <- function(answer, map) {
  answer$coefficients <- drop(map %*% answer$coefficients)
  if (!is.null(answer$direction)) answer$direction <- drop(map %*% answer$direction)
  answer$estimable <- drop((map != 0) %*% !answer$estimable) == 0
  if (!is.null(answer$cov)) {
    answer$cov <- map %*% answer$cov %*% t(map)
    answer$se <- sqrt(diag(answer$cov))
  }
  answer
}

#' The parts of a fit, its narrow columns apart when they were so in the fit
#' @return As `fit_parts()`, then with `map`.
#' @noRd
apart_parts <- function(fit) {
  parts <- fit_parts(fit)
  if (is.null(fit$convergence$moved)) return(parts)
  apart <- take_apart(parts$design, parts$transform)
  parts[c("design", "map")] <- apart[c("design", "map")]
  parts
}

# The inverse of a unit upper triangular matrix.
#' @noRd
solve_unit <- function(map) backsolve(map, diag(nrow(map)))
