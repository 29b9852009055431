# Probabilities of categories in new rows, with limits by the delta method on the logit scale.

#' Probabilities of groups of categories and their limits
#'
#' The variance of a probability is g'Vg with g its slope by the coefficients; limits are made for
#' its logit, so that they lie within 0 to 1. Where V does not describe a row (infinite
#' coefficients, a covariance that was not kept) limits are NA.
#'
#' @param newdata Rows as the data have them; an `offset` argument of the call counts as 0.
#' @param groups Which group each category belongs to; by default each is its own.
#' @return list(fit, low, high): matrices rows x groups.
#' @noRd
plotted_probabilities <- function(fit, newdata, level = 0.95, groups = seq_along(fit$lev)) {
  rows <- plotted_predictors(without_offset(fit), newdata)
  p <- probabilities_of(fit, rows$eta, rows$log_scale)
  shares <- pmin(group_sums(p, groups), 1)
  cov <- plotted_covariance(fit)
  se <- matrix(NA_real_, nrow(shares), ncol(shares))
  if (!is.null(cov)) {
    for (group in seq_len(ncol(shares))) {
      slopes <- plotted_slopes(fit, rows, p, which(groups == group))
      se[, group] <- sqrt(pmax(covariance_form(slopes, cov), 0))
    }
  }
  gap <- stats::qnorm((1 + level) / 2) * se / (shares * (1 - shares))
  list(fit = shares, low = stats::plogis(stats::qlogis(shares) - gap),
       high = stats::plogis(stats::qlogis(shares) + gap))
}

#' @noRd
group_sums <- function(p, groups) {
  if (identical(groups, seq_along(groups))) return(unname(p))
  unname(t(rowsum(t(p), groups, reorder = TRUE)))
}

#' The covariance with aliased coefficients at 0, infinite ones NA; NULL where it was not kept
#' @noRd
plotted_covariance <- function(fit) {
  cov <- fit$cov.unscaled
  if (is.null(cov)) return(NULL)
  if (!wald_holds(fit)) cov[] <- NA_real_
  kept <- which(!is.na(fit$coefficients))
  out <- matrix(0, length(fit$coefficients), length(fit$coefficients))
  out[kept, kept] <- cov
  out
}

#' Linear predictors of new rows, as the fit keeps those of its own
#' @return list(x, eta, z, log_scale): the columns of the model matrix that have coefficients.
#' @noRd
plotted_predictors <- function(fit, newdata) {
  frame <- new_frame(fit, newdata)
  x <- frame_matrix(fit, frame)
  offset <- new_offset(fit, frame, newdata)
  beta <- finite_coefficients(fit)
  beta[is.na(beta)] <- 0
  if (inherits(fit, "multinomial_fit")) {
    eta <- x %*% matrix(beta, ncol(x))
    return(list(x = x, eta = if (is.null(offset)) eta else eta + offset))
  }
  x <- x[, fit$terms_names, drop = FALSE]
  out <- list(x = x, eta = plotted_cuts(fit, x, beta, offset))
  if (is.null(fit$scale_terms)) return(out)
  out$z <- plotted_scale(fit, newdata)
  out$log_scale <- as.double(out$z %*% beta[paste("scale", colnames(out$z), sep = ":")])
  out
}

#' @noRd
plotted_cuts <- function(fit, x, beta, offset) {
  own <- fit$nonparallel
  cuts <- length(fit$cuts)
  shared <- setdiff(fit$terms_names, own)
  eta <- as.double(x[, shared, drop = FALSE] %*% beta[cuts + seq_along(shared)])
  if (!is.null(offset)) eta <- eta + offset
  if (!length(own)) return(eta)
  slopes <- t(matrix(beta[cuts + length(shared) + seq_len(cuts * length(own))], cuts))
  outer(-eta, beta[seq_len(cuts)], `+`) - x[, own, drop = FALSE] %*% slopes
}

#' @noRd
plotted_scale <- function(fit, newdata) {
  terms <- stats::delete.response(fit$scale_terms)
  frame <- match_levels(stats::model.frame(terms, newdata, na.action = stats::na.pass),
                        fit$scale_xlevels, "error")
  stats::model.matrix(terms, frame, contrasts.arg = fit$scale_contrasts)[, -1L, drop = FALSE]
}

# ---- slopes ------------------------------------------------------------------------------------

#' Slopes of a sum of probabilities by the coefficients: rows x coefficients
#' @noRd
plotted_slopes <- function(fit, rows, p, categories) {
  if (inherits(fit, "multinomial_fit")) {
    slopes <- added(categories, function(k) plotted_multinomial(p, k))
    each <- lapply(seq_len(ncol(slopes)), function(j) slopes[, j] * rows$x)
    return(do.call(cbind, each))
  }
  cuts <- cut_matrix(fit, rows$eta, rows$log_scale)
  slopes <- switch(fit$type,
    cumulative = plotted_cumulative(fit, cuts, categories),
    adjacent = added(categories, function(k) plotted_adjacent(p, k)),
    continuation = added(categories, function(k) plotted_continuation(fit, cuts, p, k)))
  by_scale <- if (!is.null(rows$z)) -rowSums(slopes * cuts) * rows$z
  if (!is.null(rows$log_scale)) slopes <- slopes * exp(-rows$log_scale)
  own <- lapply(fit$nonparallel, function(name) -slopes * rows$x[, name])
  shared <- rows$x[, setdiff(fit$terms_names, fit$nonparallel), drop = FALSE]
  do.call(cbind, c(list(slopes, -rowSums(slopes) * shared), own, list(by_scale)))
}

#' @noRd
added <- function(categories, slopes_of) Reduce(`+`, lapply(categories, slopes_of))

#' By the log ratios to the first category
#' @noRd
plotted_multinomial <- function(p, k) {
  out <- -p[, k] * p[, -1L, drop = FALSE]
  if (k > 1L) out[, k - 1L] <- out[, k - 1L] + p[, k]
  out
}

#' By the cuts: a run of neighbours depends on the two cuts that bound it
#' @noRd
plotted_cumulative <- function(fit, cuts, categories) {
  out <- matrix(0, nrow(cuts), ncol(cuts))
  at <- c(max(categories), min(categories) - 1L)
  for (end in which(at > 0L & at <= ncol(cuts))) {
    out[, at[end]] <- c(1, -1)[end] * link_means(fit$link, cuts[, at[end]])$slope
  }
  out
}

#' @noRd
plotted_adjacent <- function(p, k) {
  j <- seq_len(ncol(p) - 1L)
  below <- t(apply(p, 1L, cumsum))[, j, drop = FALSE]
  p[, k] * (rep(j >= k, each = nrow(p)) - below)
}

#' @noRd
plotted_continuation <- function(fit, cuts, p, k) {
  out <- matrix(0, nrow(cuts), ncol(cuts))
  for (j in seq_len(min(k, ncol(cuts)))) {
    at <- link_means(fit$link, cuts[, j])
    out[, j] <- p[, k] * at$slope / if (j < k) -at$complement else at$mean
  }
  out
}
