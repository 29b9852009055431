# x'Vx and Vx of the rows of a fit, whose model matrix is never formed (src/quadratic.h).

#' Covariance for rows whose dense columns are centred
#'
#' In x'Vx the parts of a column far from 0 cancel. At the weighted means of the columns the
#' constant is uncorrelated with all others and has the variance 1 / sum(w), so centring costs no
#' digits: only columns of factors, which are near 0 anyway, keep their place.
#'
#' @return list(v, centre): user columns x user columns, aliased ones 0; `centre` a value for each
#'   user column, or `NULL`; `one`, the column of the constant.
#' @noRd
centred_covariance <- function(fit, parts) {
  v <- row_covariance(fit, parts)
  one <- constant_unit(parts$design, parts$transform)
  if (anyNA(v) || length(one$i) != 1L || one$x != 1 || v[one$i, one$i] == 0) {
    return(list(v = v, centre = NULL))
  }
  one <- one$i
  w <- as.vector(fit$weights)
  means <- .Call(C_column_means, parts$design, parts$transform, w)
  dense <- dense_columns(parts)
  rest <- ifelse(dense, 0, means)
  rest[one] <- 0
  cross <- -drop(v %*% rest)
  v[one, ] <- v[, one] <- cross
  v[one, one] <- 1 / sum(w) - sum(rest * cross)
  list(v = v, centre = ifelse(dense & seq_along(means) != one, means, 0), one = one)
}

# The covariance by which rows are measured. In a separated fit the rows of positive weight are
# fitted by the columns that they can tell apart.
#' @noRd
row_covariance <- function(fit, parts) {
  if (is.null(fit$separation)) {
    if (!is.null(parts$map)) return(fit_for_covariance(fit, parts, NULL)$cov)
    return(complete_covariance(fit, parts))
  }
  parts$design$rows <- as.vector(fit$weights) > 0
  face_covariance(fit, parts)
}

#' @noRd
face_covariance <- function(fit, parts) {
  p <- length(fit$coefficients)
  if (!any(parts$design$rows)) return(matrix(0, p, p))
  again <- fit_for_covariance(fit, parts, NULL)
  v <- again$cov
  if (is.null(v) || existence_open(again)) v <- matrix(NA_real_, p, p)
  v[again$dropped, ] <- v[, again$dropped] <- 0
  v
}

# That of very many coefficients is not kept.
#' @noRd
covariance_again <- function(fit, parts = fit_parts(fit)) {
  start <- if (is.null(fit$separation)) fit$coefficients
  covariance_of(fit_for_covariance(fit, parts, start), names(fit$coefficients),
                which(!is.na(fit$coefficients)), fit$coefficients, fit$separation, asked = TRUE)
}

#' @noRd
fit_for_covariance <- function(fit, parts, start) {
  settings <- fit$settings
  settings$covariance <- TRUE
  settings$trace <- FALSE
  fit_model("binomial", parts$design, parts$transform, parts$response, fit$link, settings, start,
            rows = FALSE)
}

#' Which user columns are columns of the dense block
#' @noRd
dense_columns <- function(parts) {
  first <- parts$design$blocks[[1L]]
  count <- if (first$kind == "dense") length(first$columns) else 0L
  map <- parts$transform$T
  j <- rep(seq_along(parts$design$names), diff(map$p))
  seq_along(parts$design$names) %in% j[map$i < count]
}

#' @noRd
leverages <- function(parts, form, w) {
  hat <- w * .Call(C_quadratic, parts$design, parts$transform, form$v, form$centre, FALSE)
  hat[w == 0] <- 0
  hat
}

#' Standard errors of the linear predictors; NA where these are infinite
#' @noRd
row_errors <- function(fit) {
  if (!length(fit$coefficients)) return(numeric(length(fit_part(fit, "y"))))
  parts <- apart_parts(fit)
  form <- centred_covariance(fit, parts)
  variance <- .Call(C_quadratic, parts$design, parts$transform, form$v, form$centre, FALSE)
  variance[is.infinite(fit$linear.predictors)] <- NA
  sqrt(pmax(variance, 0))
}

#' V x for each row, a column for each coefficient that is not aliased
#' @noRd
covariance_products <- function(fit, parts, form) {
  out <- .Call(C_quadratic, parts$design, parts$transform, form$v, form$centre, TRUE)
  if (!is.null(form$centre)) out[, form$one] <- out[, form$one] - drop(out %*% form$centre)
  if (!is.null(parts$map)) out <- out %*% t(parts$map)
  out[, is.infinite(fit$coefficients)] <- NA
  out[, !is.na(fit$coefficients), drop = FALSE]
}
