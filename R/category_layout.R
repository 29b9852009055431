# Where the coefficients of multinomial and ordinal fits stand: the linear predictors of any rows,
# their limits where the data are separated, and their covariances.

#' Which coefficient each linear predictor reads with each column of the model matrix
#'
#' @param fit A fit.
#' @param latent Of an ordinal fit: the one predictor x'b instead of the cuts.
#' @return list: `columns` of the model matrix; `at`, positions of coefficients, a row for each of
#'   these and a column for each predictor, with their names; `shared`, which rows all predictors
#'   share; `sign` of each row; `offset`, the sign of the offset; `scale`, positions of the scale
#'   effects.
#' @noRd
category_layout <- function(fit, latent = FALSE) {
  if (!is_ordinal(fit)) return(multinomial_layout(fit))
  out <- cut_layout(fit)
  if (!latent) return(out)
  at <- out$at[-1L, 1L, drop = FALSE]
  list(columns = out$columns[-1L], at = at, shared = out$shared[-1L], sign = rep(1, nrow(at)),
       offset = 1, scale = integer())
}

#' @noRd
multinomial_layout <- function(fit) {
  at <- equation_places(length(fit$terms_names), length(fit$lev) - 1L)
  dimnames(at) <- list(fit$terms_names, predictor_names(fit))
  list(columns = seq_len(nrow(at)), at = at, shared = logical(nrow(at)), sign = rep(1, nrow(at)),
       offset = 1, scale = integer())
}

#' @noRd
cut_layout <- function(fit) {
  columns <- column_names(fit)
  slope <- seq_along(columns) > 1L
  shared <- slope & !columns %in% fit$nonparallel
  at <- cut_places(!slope, shared, length(fit$cuts))
  dimnames(at) <- list(columns, fit$cuts)
  list(columns = seq_along(columns), at = at, shared = shared, sign = ifelse(slope, -1, 1),
       offset = -1, scale = setdiff(seq_along(fit$coefficients), at))
}

#' Where the coefficients of a plan stand: a row for each column of the one predictor's design, a
#' column for each equation
#'
#' @param base The design of one predictor, with what was modelled.
#' @noRd
coefficient_places <- function(base) {
  equations <- length(base$rows$response$lev) - 1L
  if (!has_cuts(base)) return(equation_places(length(base$design$names), equations))
  cut_places(base$design$assign == 0L, is_parallel(base), equations)
}

#' @noRd
has_cuts <- function(base) !is.null(base$spec$type)

#' @noRd
equation_places <- function(columns, equations) {
  matrix(seq_len(columns * equations), columns, equations)
}

#' Thresholds, shared slopes, then those that are not, cut by cut within a column
#' @noRd
cut_places <- function(constant, shared, cuts) {
  own <- !constant & !shared
  at <- matrix(0L, length(shared), cuts)
  at[constant, ] <- seq_len(cuts)
  at[shared, ] <- cuts + seq_len(sum(shared))
  at[own, ] <- cuts + sum(shared) + matrix(seq_len(sum(own) * cuts), sum(own), cuts, byrow = TRUE)
  at
}

#' Coefficients of the log ratios to the first of some categories, as combinations of those of a
#' multinomial fit
#' @noRd
ratio_map <- function(fit, categories) {
  all <- rbind(0, diag(length(fit$lev) - 1L))[categories, , drop = FALSE]
  change <- all[-1L, , drop = FALSE] - rep(all[1L, ], each = nrow(all) - 1L)
  kronecker(change, diag(length(fit$terms_names)))
}

#' Coefficients that can be multiplied, beside those of `linear_parts()` of a binary fit
#'
#' @return list: `beta`, aliased ones 0, of infinite ones the finite representative; `direction` in
#'   which these run away, or NULL; `null`, the null vectors of the model matrix; `lost`, positions
#'   of coefficients that neither the data nor a relation of the columns determines.
#' @noRd
category_multipliers <- function(fit, layout) {
  base <- column_names(fit)
  null <- null_vectors(fit$aliased, base)
  beta <- unname(fit$coefficients)
  aliased <- unique(as.vector(layout$at[base[layout$columns] %in% colnames(null), ]))
  scale_aliased <- layout$scale[is.na(beta[layout$scale])]
  direction <- NULL
  if (!is.null(fit$separation)) {
    kept <- setdiff(seq_along(beta), c(aliased_positions(fit), scale_aliased))
    direction <- replace(numeric(length(beta)), kept, fit$separation$direction)
    beta[kept] <- fit$separation$finite
  }
  lost <- setdiff(which(is.na(beta)), c(aliased, scale_aliased))
  beta[is.na(beta)] <- 0
  list(beta = beta, direction = direction, null = null[layout$columns, , drop = FALSE],
       lost = lost)
}

#' Positions of the coefficients of aliased columns
#' @noRd
aliased_positions <- function(fit) {
  layout <- category_layout(fit)
  unique(as.vector(layout$at[column_names(fit) %in% names(fit$aliased), ]))
}

# ---- rows --------------------------------------------------------------------------------------

#' The sums over columns, a column for each predictor
#' @noRd
predictor_sums <- function(x, layout, beta) {
  at <- layout$at
  shared <- layout$shared
  own <- matrix(beta[at[!shared, ]] * layout$sign[!shared], sum(!shared), ncol(at))
  x[, !shared, drop = FALSE] %*% own +
    drop(x[, shared, drop = FALSE] %*% (beta[at[shared, 1L]] * layout$sign[shared]))
}

#' Linear predictors of rows of a model matrix
#'
#' @param x Rows of the model matrix; `z`: of that of the scale, or NULL.
#' @param offset A vector, or a matrix with a column for each predictor, or NULL.
#' @return list: `x` and `z` as they are multiplied; `eta`, cuts before they are divided by the
#'   scale; `log_scale`, or NULL; `motion`, the way that eta goes to its limit, or NULL.
#' @noRd
category_rows_at <- function(x, z, offset, layout, parts) {
  x <- x[, layout$columns, drop = FALSE]
  eta <- predictor_sums(x, layout, parts$beta)
  if (!is.null(offset)) eta <- eta + layout$offset * offset
  eta <- eta + missing_rows(x)
  if (ncol(parts$null)) eta[!estimable(x, parts$null), ] <- NA
  for (k in which(colSums(matrix(layout$at %in% parts$lost, nrow(layout$at))) > 0)) {
    columns <- layout$at[, k] %in% parts$lost
    eta[rowSums(x[, columns, drop = FALSE] != 0) > 0, k] <- NA
  }
  motion <- if (!is.null(parts$direction)) predictor_motion(x, layout, parts$direction)
  log_scale <- if (!is.null(z)) drop(z %*% parts$beta[layout$scale])
  list(x = x, z = z, eta = unname(eta), motion = motion, log_scale = log_scale)
}

#' As `row_side()`, but with its size, which says which of two goes faster
#' @noRd
predictor_motion <- function(x, layout, direction) {
  moved <- predictor_sums(x, layout, direction)
  layout$sign <- abs(layout$sign)
  size <- predictor_sums(abs(x), layout, abs(direction))
  moved[abs(moved) <= 1e-9 * size] <- 0
  unname(moved)
}

#' What probabilities are made of: cuts, divided by the scale, and for a softmax the log of each
#' category's share, both at their limits
#' @noRd
category_state <- function(fit, rows) {
  eta <- rows$eta
  softmax <- !is_ordinal(fit) || fit$type == "adjacent"
  if (softmax) rows$logits <- share_logits(fit, eta, rows$motion)
  if (!is.null(rows$motion)) eta[] <- ifelse(rows$motion == 0, eta, rows$motion * Inf)
  if (!is.null(rows$log_scale)) eta <- eta * exp(-rows$log_scale)
  rows$eta <- eta
  rows
}

#' Of the categories those that go fastest share the probability
#' @noRd
share_logits <- function(fit, eta, motion) {
  out <- category_logits(fit, eta)
  if (is.null(motion)) return(out)
  motion <- category_logits(fit, motion)
  motion[is.na(motion)] <- 0
  noise <- 1e-9 * row_maximum(abs(motion))
  out[motion < row_maximum(motion) - noise] <- -Inf
  out
}

#' @noRd
row_maximum <- function(x) x[cbind(seq_len(nrow(x)), max.col(x, "first"))]

#' A column for each category: log ratios to the reference, or the sums of adjacent ones
#' @noRd
category_logits <- function(fit, eta) {
  if (is_ordinal(fit)) adjacent_logits(eta) else cbind(numeric(nrow(eta)), eta)
}

#' The state of rows of the fit, from the linear predictors that it keeps
#' @noRd
kept_state <- function(fit, rows, latent = FALSE) {
  eta <- fit_part(fit, "linear.predictors")
  if (latent) return(list(eta = cbind(unname(eta[rows]))))
  eta <- if (is.matrix(eta)) eta[rows, , drop = FALSE] else cut_matrix(fit, eta[rows])
  category_state(fit, list(eta = unname(eta), log_scale = unname(fit$log.scale[rows])))
}

#' @noRd
state_probabilities <- function(fit, state) {
  out <- if (!is.null(state$logits)) softmax(state$logits) else
    if (fit$type == "cumulative") cumulative_probabilities(state$eta, fit$link) else
      continuation_probabilities(state$eta, fit$link)
  dimnames(out) <- list(NULL, fit$lev)
  out
}

# ---- covariances -------------------------------------------------------------------------------

#' Covariances of the linear predictors, row by row
#'
#' @param rows From `category_rows_at()`.
#' @param cov Of all coefficients, aliased ones 0.
#' @return A function of two predictors; the one after the last is the log of the scale. NA in rows
#'   that use a coefficient without a covariance.
#' @noRd
predictor_covariance <- function(rows, layout, cov) {
  unknown <- is.na(diag(cov))
  cov[is.na(cov)] <- 0
  side <- function(k) {
    if (k <= ncol(layout$at)) list(x = rows$x, at = layout$at[, k], sign = layout$sign) else
      list(x = rows$z, at = layout$scale, sign = rep(1, length(layout$scale)))
  }
  known <- list()
  function(a, b) {
    key <- paste(min(a, b), max(a, b))
    if (is.null(known[[key]])) known[[key]] <<- pair_covariance(side(a), side(b), cov, unknown)
    known[[key]]
  }
}

#' @noRd
pair_covariance <- function(a, b, cov, unknown) {
  between <- cov[a$at, b$at, drop = FALSE] * outer(a$sign, b$sign)
  out <- rowSums((a$x %*% between) * b$x)
  for (side in list(a, b)) {
    lost <- unknown[side$at]
    if (any(lost)) out[rowSums(side$x[, lost, drop = FALSE] != 0) > 0] <- NA
  }
  out
}

#' Variance of a quantity from its slopes
#'
#' @param slope list(active, value): predictors, and a column of derivatives for each.
#' @param between From `predictor_covariance()`.
#' @noRd
slope_variance <- function(slope, between) {
  total <- numeric(nrow(slope$value))
  for (a in seq_along(slope$active)) {
    for (b in seq_len(a)) {
      form <- slope$value[, a] * slope$value[, b] *
        between(slope$active[a], slope$active[b])
      total <- total + if (a == b) form else 2 * form
    }
  }
  pmax(total, 0)
}

#' The same of a quantity that all predictors move, by way of all coefficients
#' @noRd
gradient_variance <- function(slope, rows, layout, cov) {
  gradient <- matrix(0, nrow(rows$x), ncol(cov))
  for (i in seq_along(slope$active)) {
    k <- slope$active[i]
    scale <- k > ncol(layout$at)
    at <- if (scale) layout$scale else layout$at[, k]
    x <- if (scale) rows$z else rows$x * rep(layout$sign, each = nrow(rows$x))
    gradient[, at] <- gradient[, at] + slope$value[, i] * x
  }
  covariance_form(gradient, cov)
}

#' Covariance of all coefficients: 0 for aliased ones, NA for those without any
#' @noRd
category_covariance <- function(fit) {
  out <- unname(stats::vcov(fit))
  aliased <- if (is.null(fit$separation)) is.na(fit$coefficients) else aliased_positions(fit)
  out[aliased, ] <- 0
  out[, aliased] <- 0
  out
}
