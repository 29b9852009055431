# Methods for package emmeans: the linear functions of the coefficients behind the linear predictors
# of its reference grid, and a grid of what is made of them (probabilities and the like). The modes
# and their meaning are emmeans' own, of multinom, clm and polr.

#' @rawNamespace S3method(emmeans::recover_data, category_fit)
#' @noRd
recover_data.category_fit <- function(object, mode = "", ...) {
  if (is.matrix(object$offset) && any(object$offset != object$offset[, 1L])) {
    return("The offset of the fit differs between categories.")
  }
  if (identical(mode, "scale") && !length(object$scale_terms)) {
    return("`mode = \"scale\"`, but the fit has no scale effects.")
  }
  weights <- object$prior.weights
  if (!is.null(weights) && all(weights == 1)) weights <- NULL
  arguments <- list(object$call, grid_terms(object, mode), object$na.action, pwts = weights, ...)
  if (!length(object$scale_terms)) arguments$frame <- object$model
  do.call(emmeans::recover_data, arguments, quote = TRUE)
}

#' Terms of all variables that the grid must have
#' @noRd
grid_terms <- function(fit, mode) {
  out <- stats::delete.response(stats::terms(fit))
  if (!length(fit$scale_terms)) return(out)
  scale <- predictor_terms(scale_model(fit))
  environment(scale) <- environment(out)
  if (identical(mode, "scale")) return(scale)
  more <- setdiff(all.vars(scale), all.vars(out))
  if (!length(more)) return(out)
  stats::terms(stats::update(out, stats::reformulate(c(".", backticked(more)))))
}

# Two modes are linear; the others are functions of one of these, given by a hook of the grid.

#' @rawNamespace S3method(emmeans::emm_basis, multinomial_fit)
#' @noRd
emm_basis.multinomial_fit <- function(object, trms, xlev, grid, mode = c("prob", "latent"), ...) {
  mode <- match_choice(mode)
  cov <- emmeans::.my.vcov(object, ...)
  layout <- category_layout(object)
  x <- frame_matrix(object, grid_frame(object, grid))
  rows <- lapply(seq_len(ncol(layout$at)), function(k) predictor_row(x, layout, k, object))
  name <- as.character(stats::formula(object)[[2L]])[1L]
  if (mode == "prob") {
    misc <- list(ylevs = list(object$lev[-1L]), postGridHook = grid_hook(object, "probs", name))
    names(misc$ylevs) <- name
    return(new_basis(object, layout, do.call(rbind, rows), misc, cov))
  }
  # log ratios to the geometric mean of all categories
  order <- data_order(object)
  total <- Reduce(`+`, rows) / (length(rows) + 1)
  centred <- lapply(c(list(0), rows), function(row) row - total)[order]
  misc <- list(ylevs = list(object$lev[order]), tran = "log", inv.lbl = "e^y",
               postGridHook = centred_offset(object))
  names(misc$ylevs) <- name
  new_basis(object, layout, do.call(rbind, centred), misc, cov)
}

#' @rawNamespace S3method(emmeans::emm_basis, ordinal_fit)
#' @noRd
emm_basis.ordinal_fit <- function(object, trms, xlev, grid,
                                  mode = c("latent", "linear.predictor", "cum.prob", "exc.prob",
                                           "prob", "mean.class", "scale"), rescale = c(0, 1), ...) {
  mode <- match_choice(mode)
  cov <- emmeans::.my.vcov(object, ...)
  if (mode == "scale") return(scale_basis(object, grid, cov))
  layout <- category_layout(object)
  cuts <- length(object$cuts)
  check_cells(nrow(grid) * cuts, length(object$coefficients), "linear predictors")
  x <- frame_matrix(object, grid_frame(object, grid))
  z <- if (length(layout$scale)) scale_grid(object, grid)
  misc <- if (!is.null(z)) {
    list(scale.idx = layout$scale, estHook = scaled_estimates, vcovHook = scaled_covariance)
  }
  if (mode == "latent") return(latent_basis(object, layout, x, z, misc, rescale, cov))
  rows <- lapply(seq_len(cuts), function(k) predictor_row(x, layout, k, object, z))
  misc <- c(misc, list(ylevs = list(cut = object$cuts), offset.mult = -1))
  if (mode == "linear.predictor") {
    misc[c("tran", "inv.lbl")] <- list(emmeans_link(object), "cumprob")
  } else {
    type <- if (mode == "prob") "probs" else mode
    misc$estHook <- misc$vcovHook <- NULL
    misc$postGridHook <- grid_hook(object, type, deparse_text(stats::formula(object)[[2L]]))
  }
  new_basis(object, layout, do.call(rbind, rows), misc, cov)
}

#' @noRd
grid_frame <- function(fit, grid) {
  stats::model.frame(predictor_terms(fit), grid, na.action = stats::na.pass, xlev = fit$xlevels)
}

#' @noRd
scale_grid <- function(fit, grid) scale_columns(fit, grid_frame(scale_model(fit), grid))

#' The functions of the coefficients that predictor k is; the log of the scale has a minus
#' @noRd
predictor_row <- function(x, layout, k, fit, z = NULL) {
  out <- matrix(0, nrow(x), length(fit$coefficients))
  out[, layout$at[, k]] <- x * rep(layout$sign, each = nrow(x))
  if (!is.null(z)) out[, layout$scale] <- -z
  out
}

#' x'b less the mean threshold; slopes that are not parallel, and the scale, at their means
#' @noRd
latent_basis <- function(fit, layout, x, z, misc, rescale, cov) {
  rows <- lapply(seq_len(ncol(layout$at)), function(k) predictor_row(x, layout, k, fit))
  shared <- unique(layout$at[layout$at[, 1L] == layout$at[, ncol(layout$at)], 1L])
  if (ncol(layout$at) == 1L) shared <- setdiff(shared, 1L)
  out <- -Reduce(`+`, rows) / length(rows)
  out[, -shared] <- rep(colMeans(out)[-shared], each = nrow(out))
  if (!length(shared)) out <- matrix(colMeans(out), nrow(out), ncol(out), byrow = TRUE)
  out <- rescale[2L] * out
  if (!is.null(z)) out[, layout$scale] <- rep(-colMeans(z), each = nrow(out))
  fit$coefficients[fit$cuts] <- fit$coefficients[fit$cuts] - rescale[1L] / rescale[2L]
  misc$offset.mult <- rescale[2L]
  new_basis(fit, layout, out, misc, cov)
}

#' @noRd
scale_basis <- function(fit, grid, cov) {
  layout <- category_layout(fit)
  estimate <- fit$coefficients[layout$scale]
  at <- cumsum(!is.na(fit$coefficients))[layout$scale[!is.na(estimate)]]
  list(X = scale_grid(fit, grid), bhat = estimate, nbasis = matrix(NA_real_),
       V = cov[at, at, drop = FALSE],
       dffun = function(...) Inf, dfargs = list(), misc = list(tran = "log"))
}

#' Rows that use an aliased column against its relation, or an infinite coefficient, are not
#' estimable
#' @noRd
new_basis <- function(fit, layout, x, misc, cov) {
  estimate <- fit$coefficients
  finite <- is.finite(estimate[!is.na(estimate)])
  estimate[is.infinite(estimate)] <- NA
  lost <- setdiff(which(is.na(estimate)), if (is.null(fit$separation)) aliased_positions(fit))
  null <- cbind(coefficient_null(fit, layout), diag(length(estimate))[, lost, drop = FALSE])
  list(X = x, bhat = unname(estimate), nbasis = if (ncol(null)) null else matrix(NA_real_),
       V = cov[finite, finite, drop = FALSE], dffun = function(...) Inf, dfargs = list(),
       misc = misc)
}

#' The null vectors of the model matrix as those of the coefficients
#' @noRd
coefficient_null <- function(fit, layout) {
  base <- null_vectors(fit$aliased, column_names(fit)) * layout$sign
  sets <- if (is_ordinal(fit)) list(TRUE) else seq_len(ncol(layout$at))
  out <- lapply(sets, function(k) {
    null <- matrix(0, length(fit$coefficients), ncol(base))
    at <- layout$at[, k, drop = FALSE]
    for (j in seq_len(ncol(at))) null[at[, j], ] <- base
    null
  })
  do.call(cbind, out)
}

#' @noRd
emmeans_link <- function(fit) {
  if (fit$link != "loglog") return(fit$link)
  loglog_link()
}

# ---- hooks -------------------------------------------------------------------------------------

#' Of a grid of centred log ratios: an offset moves all categories but the reference
#' @noRd
centred_offset <- function(fit) {
  lev <- fit$lev
  function(object, ...) {
    if (is.null(object@grid$.offset.)) return(object)
    moved <- as.character(object@grid[[object@roles$multresp]]) != lev[1L]
    object@grid$.offset. <- object@grid$.offset. * (moved - (length(lev) - 1) / length(lev))
    object
  }
}

#' A grid of predictors becomes one of probabilities, tails or mean classes
#'
#' @param type As `state_values()` has it.
#' @param name Of the response, the factor of categories.
#' @noRd
grid_hook <- function(fit, type, name) {
  fit <- structure(fit[c("lev", "link", "type", "cuts", "observed_order", "nonparallel")],
                   class = class(fit))
  force(type)
  force(name)
  function(object, ...) {
    made <- grid_values(fit, object, type)
    levels <- switch(type, probs = fit$lev, cum.prob = , exc.prob = fit$cuts, NULL)
    order <- if (type == "probs") data_order(fit) else seq_len(max(length(levels), 1L))
    pick <- as.vector(outer(seq_len(nrow(made$value)), (order - 1L) * nrow(made$value), `+`))
    object <- replace_grid(object, made$value[pick], made$slopes[pick, , drop = FALSE])
    object <- relevel_grid(object, if (type == "probs") name else "cut", levels[order])
    object@misc$estName <- if (type == "probs") "prob" else type
    object
  }
}

#' @return list: `value`, a column for each quantity; `slopes`, by the coefficients, a row for each
#'   entry of `value`.
#' @noRd
grid_values <- function(fit, object, type) {
  count <- length(predictor_names(fit))
  linear <- object@linfct
  n <- nrow(linear) / count
  if (length(object@levels[[object@roles$multresp]]) != count) {
    stop_argument("at", "without the response: choose among its categories afterwards", "with it")
  }
  scale <- object@misc$scale.idx
  predictors <- grid_predictors(object)
  state <- category_state(fit, list(eta = matrix(predictors$eta, n),
                                    log_scale = predictors$log_scale[seq_len(n)]))
  ask <- list(type = type, scores = as.double(seq_along(fit$lev)))
  value <- state_values(fit, state, ask)
  slopes <- state_slopes(fit, state, ask)
  of_log <- -linear[seq_len(n), , drop = FALSE]
  of_log[, setdiff(seq_len(ncol(linear)), scale)] <- 0
  linear[, scale] <- 0
  by_beta <- lapply(seq_len(ncol(value)), function(j) {
    slope <- slopes(j)
    Reduce(`+`, lapply(seq_along(slope$active), function(i) {
      k <- slope$active[i]
      slope$value[, i] * (if (k > count) of_log else linear[(k - 1L) * n + seq_len(n), ,
                                                           drop = FALSE])
    }))
  })
  list(value = unname(value), slopes = do.call(rbind, by_beta))
}

#' Predictors before they are divided by the scale, NA where not estimable, and the log of the scale
#' @noRd
grid_predictors <- function(object) {
  beta <- replace(object@bhat, is.na(object@bhat), 0)
  scale <- object@misc$scale.idx
  others <- setdiff(seq_along(beta), scale)
  eta <- drop(object@linfct[, others, drop = FALSE] %*% beta[others])
  if (!is.null(object@grid$.offset.)) eta <- eta + object@grid$.offset.
  eta[!grid_estimable(object)] <- NA
  list(eta = eta,
       log_scale = if (length(scale)) -drop(object@linfct[, scale, drop = FALSE] %*% beta[scale]))
}

#' @noRd
grid_estimable <- function(object) {
  if (anyNA(object@nbasis)) rep(TRUE, nrow(object@linfct)) else
    estimable(object@linfct, object@nbasis)
}

#' Estimates in the place of functions of coefficients; those that are NA are not estimable
#' @noRd
replace_grid <- function(object, value, slopes) {
  slopes <- slopes[, !is.na(object@bhat), drop = FALSE]
  known <- !is.na(value)
  slopes <- slopes[known, , drop = FALSE]
  object@V <- slopes %*% tcrossprod(object@V, slopes)
  object@bhat <- as.vector(value)
  object@linfct <- diag(1, length(value))
  object@nbasis <- if (all(known)) matrix(NA_real_) else object@linfct[, !known, drop = FALSE]
  object@misc[c("scale.idx", "offset.mult", "tran", "inv.lbl")] <- NULL
  object@misc$famSize <- length(value)
  object
}

#' The rows of the grid, again for each level of the quantities (none: once)
#' @noRd
relevel_grid <- function(object, name, levels) {
  old <- object@roles$multresp
  first <- object@grid[[old]] == object@levels[[old]][1L]
  rows <- object@grid[first, setdiff(names(object@grid), c(old, ".offset.")), drop = FALSE]
  object@levels[[old]] <- NULL
  object@roles$multresp <- character()
  if (is.null(levels)) {
    object@grid <- rows
    return(object)
  }
  grid <- rows[rep(seq_len(nrow(rows)), length(levels)), , drop = FALSE]
  grid[[name]] <- factor(rep(levels, each = nrow(rows)), levels)
  rownames(grid) <- NULL
  object@levels[[name]] <- levels
  object@roles$multresp <- name
  object@grid <- grid
  object
}

#' Estimates and covariances of predictors that are divided by the scale
#' @noRd
scaled_parts <- function(object) {
  scale <- object@misc$scale.idx
  linear <- object@linfct
  predictors <- grid_predictors(object)
  factor <- exp(-predictors$log_scale)
  linear[, scale] <- predictors$eta * linear[, scale]
  slopes <- (factor * linear)[, !is.na(object@bhat), drop = FALSE]
  list(estimate = predictors$eta * factor, covariance = slopes %*% tcrossprod(object@V, slopes))
}

#' @noRd
scaled_estimates <- function(object, do.se = TRUE, ...) {
  parts <- scaled_parts(object)
  cbind(est = parts$estimate, SE = if (do.se) sqrt(diag(parts$covariance)) else NA, df = Inf)
}

#' @noRd
scaled_covariance <- function(object, ...) scaled_parts(object)$covariance
