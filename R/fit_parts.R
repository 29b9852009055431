# What a fit was made of, made again from its model frame: methods that need the rows (leverages,
# refits with fewer columns, profiles) start here, and never from model.matrix().

#' Frame, design, transform and response of a fit
#'
#' The design is the fit's own: its levels, contrasts and offsets, over the rows used and no others
#' (`design$rows` is `NULL`). The response is the fit's proportions and weights.
#'
#' @param fit A fit of `logistic()`.
#' @return list(frame, design, transform, response), as `fit_frame()`, `new_design()` and
#'   `binomial_response()` make them; `frame` is `NULL` for a fit to a matrix. An error of class
#'   `logistic_error_kept` when the fit holds no data and they cannot be found.
#' @noRd
fit_parts <- function(fit) {
  response <- response_of_fit(fit)
  if (is.null(fit$terms)) {
    frame <- NULL
    parts <- matrix_design(fit_part(fit, "x"), fit$offset)
  } else {
    frame <- frame_of_fit(fit)
    parts <- new_design(frame, fit$contrasts)
  }
  if (parts$design$n != length(response$y) ||
      !identical(parts$design$names, names(fit$coefficients))) {
    stop_kept("model frame", "The data found in its place are not those of the fit.")
  }
  list(frame = frame, design = parts$design, transform = parts$transform, response = response)
}

#' The same for any fit of the package
#' @noRd
model_parts <- function(fit) {
  if (inherits(fit, "category_fit")) category_fit_parts(fit) else fit_parts(fit)
}

#' A frame whose rows are those of the model frame
#' @noRd
frame_of_fit <- function(fit) {
  model <- stats::model.frame(fit)
  columns <- unclass(model)
  attributes(columns) <- list(names = names(model))
  own <- seq_len(length(attr(fit$terms, "variables")) - 1L)
  extras <- columns[-own]
  names(extras) <- gsub("^\\(|\\)$", "", names(extras))
  frame <- measure_frame(list(variables = columns[own], extras = extras,
                              row_names = .row_names_info(model, 0L)))
  frame <- mask_rows(frame, NULL, "pass")
  frame[c("formula", "data", "terms", "xlevels", "na_action")] <-
    list(fit$formula, fit$data, fit$terms, fit$xlevels, fit$na.action)
  frame$codings <- codings_of_fit(frame)
  check_predictors_finite(frame, fit$terms)
  frame
}

#' Codes over the levels of the fit, whatever order this session would give them
#' @noRd
codings_of_fit <- function(frame) {
  codings <- list()
  for (name in names(frame$xlevels)) {
    x <- frame$variables[[name]]
    levels <- frame$xlevels[[name]]
    codes <- if (is.factor(x) && identical(levels(x), levels)) x else match(as.character(x), levels)
    if (anyNA(codes)) stop_kept("model frame", "The levels of the data have changed since.")
    codings[[name]] <- list(codes = codes, levels = levels, ordered = is.ordered(x))
  }
  codings
}

#' The response as `binomial_response()` gives it, from the fit's own vectors
#' @noRd
response_of_fit <- function(fit) {
  weights <- as.double(fit_part(fit, "prior.weights"))
  groups <- fit$event$kind %in% c("counts", "proportion")
  list(y = as.double(fit_part(fit, "y")), weights = if (any(weights != 1)) weights,
       event = fit$event, groups = groups, freq = !is.null(fit$call$freq),
       lchoose = fit$loglik - fit$loglik_kernel, outcome = fit$outcome, total = sum(fit$outcome),
       empty = sum(weights == 0))
}
