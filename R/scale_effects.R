# Scale effects of cumulative models: the design of z, and its centring.
#
# A shift of z multiplies thresholds and slopes, so no other column can take it up inside the core.
# The columns are centred here; the answer is taken back by exp(mean'c), with its covariance. Beside
# an offset, which nothing can multiply, they stay as they are.

#' Blocks of the scale's predictors, over the rows of the core
#' @noRd
scale_design <- function(spec, frame, rows, contrasts, settings) {
  if (is.null(spec$scale)) return(NULL)
  terms <- stats::terms(spec$scale)
  if (!length(attr(terms, "term.labels"))) return(NULL)
  data <- scale_frame(spec$scale, frame, rows)
  parts <- new_design(data, contrasts[names(contrasts) %in% names(data$variables)])
  parts <- ranked_parts(c(parts, list(rows = rows)), settings)
  slopes <- without_columns(parts, parts$design$assign == 0L)
  slopes$all_names <- parts$all_names[-1L]
  slopes$dropped <- parts$dropped - 1L
  slopes$terms <- data$terms
  slopes$xlevels <- data$xlevels
  slopes$contrasts <- parts$design$contrasts
  if (isFALSE(spec$centred) || !is.null(frame_offset(frame))) slopes else centred_scale(slopes)
}

#' The scale's variables in the rows of the fit
#' @noRd
scale_frame <- function(scale, frame, rows) {
  formula <- scale
  environment(formula) <- environment(frame$formula)
  full <- stats::update(formula, stats::as.formula(paste(backticked("(response)"), "~ .")))
  data <- if (is.environment(frame$data)) list() else as.list(frame$data)
  terms <- stats::terms(formula)
  vars <- attr(terms, "variables")
  values <- eval(vars, data, environment(formula))
  names(values) <- variable_names(vars)
  index <- if (is.null(rows$raw)) NULL else rows$raw
  own <- measure_frame(list(variables = c(list(`(response)` = integer(frame$n)), values),
                            extras = list(), row_names = NULL))
  own <- mask_rows(own, frame$rows, "fail")
  own[c("formula", "data")] <- list(full, data)
  own <- finish_frame(own, stats::terms(full))
  if (is.null(index)) own else pick_frame(own, index)
}

#' The numeric columns less their means, which `centre` keeps (0 for the others)
#' @noRd
centred_scale <- function(parts) {
  map <- map_columns(parts$transform$T)
  parts$centre <- numeric(length(map))
  starts <- cumsum(c(0L, block_widths(parts$design$blocks)))
  for (b in seq_along(parts$design$blocks)) {
    block <- parts$design$blocks[[b]]
    if (block$kind != "dense") next
    for (d in seq_along(block$columns)) {
      values <- column_values(block$columns[[d]], seq_len(parts$design$n))
      own <- vapply(map, function(column) any(column$i == starts[b] + d - 1L), NA)
      mean <- mean(used_of(parts$design, values))
      parts$centre[own] <- mean
      block$columns[[d]] <- list(values = list(values - mean), at = 0L)
    }
    parts$design$blocks[[b]] <- block
  }
  parts
}

# The covariance has the square of its exponential.
largest_shift <- 300

#' @noRd
stop_far_scale <- function(shift) {
  stop_logistic("scale", sprintf(paste0(
    "`scale` must have predictors near 0: thresholds and slopes are of a scale where they are 0, ",
    "exp(%.0f) times that of the data.\n  Subtract a typical value from them."), -shift))
}

#' Where the scale's coefficients stand among all
#' @noRd
scale_places <- function(parts, spec) {
  p <- length(parts$design$names)
  seq_len(p) > p - length(spec$scale_parts$centre)
}

#' @noRd
centred_start <- function(start, parts, spec) {
  if (is.null(spec$scale_parts)) return(start)
  scale <- scale_places(parts, spec)
  start[!scale] <- start[!scale] * exp(-sum(start[scale] * spec$scale_parts$centre))
  start
}

#' Thresholds and slopes times exp(mean'c): coefficients, covariance, linear predictors
#' @noRd
uncentred_answer <- function(answer, parts, spec) {
  centre <- spec$scale_parts$centre
  if (is.null(centre) || all(centre == 0)) return(answer)
  scale <- scale_places(parts, spec)
  shift <- sum(centre * answer$coefficients[scale])
  factor <- exp(shift)
  if (abs(shift) > largest_shift) stop_far_scale(shift)
  answer$coefficients[!scale] <- answer$coefficients[!scale] * factor
  last <- ncol(answer$eta)
  if (length(last)) {
    answer$eta[, -last] <- answer$eta[, -last] * factor
    answer$eta[, last] <- answer$eta[, last] + shift
  }
  if (!is.null(answer$cov)) {
    jacobian <- diag(ifelse(scale, 1, factor))
    jacobian[!scale, scale] <- outer(answer$coefficients[!scale], centre)
    answer$cov <- jacobian %*% answer$cov %*% t(jacobian)
    answer$se <- sqrt(diag(answer$cov))
  }
  answer
}
