# Refits on the blocks of a fit: with fewer columns, and the score test of more of them. No model
# matrix, no frame: the design stays, its transform loses columns.

# The same blocks with fewer user columns; a column whose unit is left out is no longer centred.
# `idle`: blocks may stay that no column reads, as several predictors may share one.
#' @noRd
without_columns <- function(parts, left_out, idle = FALSE) {
  place <- cumsum(!left_out) - 1L
  keep <- function(map, entries) {
    j <- rep(seq_along(left_out), diff(map$p))
    used <- entries & !left_out[j]
    list(p = c(0L, cumsum(tabulate(place[j[used]] + 1L, sum(!left_out)))), i = map$i[used],
         x = map$x[used])
  }
  map <- parts$transform$T
  units <- parts$transform$U
  column <- rep(seq_along(left_out), diff(units$p))
  broken <- unique(column[left_out[units$i + 1L]])
  units <- keep(units, !column %in% broken)
  units$i <- place[units$i + 1L]
  parts$design$names <- parts$design$names[!left_out]
  parts$design$assign <- parts$design$assign[!left_out]
  parts$transform <- list(T = keep(map, rep(TRUE, length(map$i))), U = units)
  if (idle) parts else without_idle_blocks(parts)
}

# Blocks and dense columns that no column of the model reads cost every pass over the rows.
#' @noRd
without_idle_blocks <- function(parts) {
  blocks <- parts$design$blocks
  widths <- block_widths(blocks)
  of <- rep(seq_along(blocks), widths)
  read <- seq_along(of) %in% (parts$transform$T$i + 1L)
  dense <- vapply(blocks, function(b) b$kind == "dense", NA)
  stays <- ifelse(dense[of], read, of %in% of[read])
  for (b in which(dense)) blocks[[b]]$columns <- blocks[[b]]$columns[read[of == b]]
  busy <- seq_along(blocks) %in% of[stays]
  parts$design$blocks <- blocks[busy]
  parts$design$terms <- block_terms(block_widths(blocks[busy]))
  parts$transform$T$i <- (cumsum(stays) - 1L)[parts$transform$T$i + 1L]
  parts
}

#' @noRd
answer_without <- function(parts, left_out, response, fit, rows = TRUE) {
  less <- without_columns(parts, left_out)
  fit_model("binomial", less$design, less$transform, response, fit$link, fit$settings, rows = rows)
}

#' The fit with fewer columns
#'
#' @param parts design, transform and response, of the fit or of a wider model.
#' @param left_out Logical, by column of the design.
#' @param fit Gives link and settings.
#' @return What comparisons read of a fit: `coefficients`, `cov.unscaled`, `convergence`, `rank`,
#'   `deviance`, `df.residual`, and `eta` in raw rows. A limiting deviance is right also where the
#'   smaller model is separated.
#' @noRd
refit_without <- function(fit, parts, left_out) {
  if (inherits(fit, "category_fit")) return(refit_categories(fit, parts, left_out))
  answer <- answer_without(parts, left_out, parts$response, fit)
  names <- parts$design$names[!left_out]
  separation <- separation_of(answer, names)
  coefficients <- coefficients_of(answer, names, separation)
  kept <- setdiff(seq_along(names), answer$dropped)
  used <- length(used_of(parts$design, parts$response$y))
  kernel <- answer$figures[8L] + answer$figures[9L]
  list(coefficients = coefficients, rank = length(kept), eta = answer$eta,
       term = parts$design$assign[!left_out],
       cov.unscaled = covariance_of(answer, names, kept, coefficients, separation,
                                    isTRUE(fit$settings$covariance)),
       convergence = list(overlap = overlaps[answer$overlap + 1L]),
       deviance = 2 * (saturated_kernel(parts$design, parts$response) - kernel),
       df.residual = counted_rows(used, parts$response) - length(kept))
}

#' The score statistic of a model against a smaller one
#'
#' @param left_out Columns of `parts` that the larger model has not.
#' @param smaller From `refit_without()`.
#' @noRd
score_against <- function(fit, parts, left_out, smaller) {
  if (!inherits(fit, "category_fit")) {
    return(score_statistic(without_columns(parts, left_out), smaller$eta, fit))
  }
  base <- ranked_parts(fewer_columns(parts, left_out), parts$settings)
  score_of_plan(with_sizes(category_plan(base), parts), smaller)
}

#' Rao's score statistic of the columns of `parts`, at the linear predictor of a smaller model
#'
#' \eqn{s^\top I^{-1} s} with score and expected information at `eta`, by one pass.
#' Rows whose probability is exactly 0 or 1 there add nothing to either.
#'
#' @param eta Of every raw row.
#' @references Rao CR (1948). \doi{10.1017/S0305004100023987}
#' @noRd
score_statistic <- function(parts, eta, fit) {
  design <- parts$design
  weights <- parts$response$weights
  if (!length(design$names)) return(0)
  far <- !is.finite(eta)
  if (any(used_of(design, far))) {
    weights <- ifelse(far, 0, if (is.null(weights)) 1 else weights)
    if (!any(used_of(design, weights) > 0)) return(0)
  }
  eta[far] <- 0
  design$offsets <- list(as.double(eta))
  run_core(.Call(C_score_statistic, "binomial", design, parts$transform,
                         core_response(list(y = parts$response$y, weights = weights)), fit$link,
                         numeric(length(design$names)), fit$settings$threads))
}
