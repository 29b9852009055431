# What a multinomial or ordinal fit was made of, made again, as fit_parts() does for logistic():
# tests and profiles start here, and never from model.matrix().

#' Design of one predictor with all its columns, rows with their categories, and what was modelled
#'
#' The design is the fit's own: its levels, contrasts, categories and offsets.
#'
#' @param fit A fit of `multinomial()` or `ordinal()`.
#' @param frame Its model frame, or another one of a wider formula.
#' @param centred May the columns of a scale be centred? The core's coefficients are then others.
#' @return As `multinomial_parts()` and `ordinal_parts()` make it, with `frame`, `null` (the null
#'   model) and `settings`. An error of class `logistic_error_kept` when the fit holds no data and
#'   they cannot be found.
#' @noRd
category_fit_parts <- function(fit, frame = frame_of_categories(fit), centred = TRUE) {
  settings <- fit$settings
  settings$trace <- FALSE
  response <- response_again(fit, frame)
  parts <- if (is_ordinal(fit)) {
    spec <- c(fit[c("type", "link", "parallel", "scale")], list(centred = centred))
    ordinal_parts(frame, response, spec, fit$contrasts, settings)
  } else {
    multinomial_parts(frame, response, category_offset(frame, fit$lev), fit$contrasts)
  }
  parts$frame <- frame
  parts$settings <- settings
  constants <- count_constants(parts$rows$response, frame)
  counted <- sum(count_outcomes(parts$rows$response, parts$rows$frame))
  parts$saturated <- constants$saturated
  parts$freedom <- freedom(parts$rows$response, frame, counted)
  parts$null <- category_plan(ranked_again(parts, fit))$null
  parts
}

#' The frame of a fit. The predictors of a scale are not in the model frame: theirs is made from the
#' data.
#' @noRd
frame_of_categories <- function(fit) {
  if (is.null(fit$scale)) return(frame_of_fit(fit))
  frame <- fit_frame(stats::formula(fit), data_of_fit(fit), fit$call, live_environment(fit))
  if (frame$used != NROW(fit_part(fit, "linear.predictors"))) {
    stop_kept("model frame", "The data found in its place are not those of the fit.")
  }
  with_thresholds(frame, quiet = TRUE)
}

#' @noRd
response_again <- function(fit, frame) {
  response <- withCallingHandlers(
    category_response(frame, is_ordinal(fit)),
    logistic_message_levels = function(m) invokeRestart("muffleMessage"))
  if (!setequal(response$lev, fit$lev)) {
    stop_kept("model frame", "The categories of the data have changed since.")
  }
  if (is_ordinal(fit)) response else against_reference(response, fit$reference)
}

#' Without the columns that the fit found to be combinations of others
#' @noRd
ranked_again <- function(parts, fit) {
  names <- parts$design$names
  ranked <- fewer_columns(parts, names %in% names(fit$aliased))
  ranked$all_names <- names
  ranked$dropped <- which(names %in% names(fit$aliased))
  ranked
}

#' The same with fewer columns; offsets and rows stay
#' @noRd
fewer_columns <- function(parts, left_out) {
  if (any(left_out)) {
    offsets <- parts$design$offsets
    parts <- without_columns(parts, left_out)
    parts$design$offsets <- offsets
  }
  parts$all_names <- parts$design$names
  parts$dropped <- integer()
  parts
}

#' The plan of a design of one predictor, for its kind of model
#' @noRd
category_plan <- function(base, settings = base$settings) {
  make <- if (has_cuts(base)) ordinal_plan else multinomial_plan
  make(base, settings, base$null)
}

#' The plan of a fit itself
#' @noRd
plan_of_fit <- function(fit, parts = category_fit_parts(fit)) {
  base <- ranked_again(parts, fit)
  plan <- category_plan(base)
  plan$base <- base
  if (!identical(plan$names, names(fit$coefficients))) {
    stop_kept("model frame", "The data found in its place are not those of the fit.")
  }
  with_sizes(plan, parts)
}

#' The same model with a predictor for each cut: thresholds are then columns as any others, which
#' may be left out
#' @noRd
plan_with_cuts <- function(plan) {
  out <- cut_plan(plan$base, each = TRUE)
  storage.mode(out$design$terms) <- "integer"
  with_sizes(c(out, plan[c("pooled", "null")]), plan)
}

#' What a refit by a plan must know of the whole
#' @noRd
with_sizes <- function(plan, parts) {
  plan[c("settings", "saturated", "freedom")] <- parts[c("settings", "saturated", "freedom")]
  plan
}

#' Columns of the model matrix, aliased ones too, and their terms
#' @noRd
column_names <- function(fit) {
  if (inherits(fit, "logistic_fit")) return(names(fit$coefficients))
  c(if (is_ordinal(fit)) "(Intercept)", fit$terms_names)
}

#' @noRd
column_terms <- function(fit) {
  if (inherits(fit, "logistic_fit")) return(fit_assign(fit))
  c(if (is_ordinal(fit)) 0L, fit$terms_assign)
}

#' Term of each coefficient, aliased ones too: 0 of intercepts and thresholds, NA of a scale's
#' @noRd
terms_of_coefficients <- function(fit) {
  if (inherits(fit, "logistic_fit")) return(fit_assign(fit))
  at <- category_layout(fit)$at
  replace(rep(NA_integer_, length(fit$coefficients)), as.vector(at),
          rep(column_terms(fit), ncol(at)))
}

#' Equation of each coefficient: NA where it is in all of them, or a scale's
#' @noRd
equations_of_coefficients <- function(fit) {
  layout <- category_layout(fit)
  own <- layout$at[!layout$shared, , drop = FALSE]
  replace(rep(NA_integer_, length(fit$coefficients)), as.vector(own), as.vector(col(own)))
}
