# What multinomial() and ordinal() refuse before any work, beside the response (category_response).

#' The formulas of `parallel` and `scale` beside that of the model: "." in `parallel` is written out
#' @noRd
checked_terms <- function(spec, frame) {
  if (inherits(spec$parallel, "formula") && "." %in% all.vars(spec$parallel)) {
    labels <- attr(frame$terms, "term.labels")
    model <- stats::reformulate(if (length(labels)) labels else "1")
    spec$parallel <- stats::update(model, spec$parallel)
  }
  if (!is.null(spec$scale)) check_scale(spec$scale, frame)
  spec
}

#' @noRd
check_scale <- function(scale, frame) {
  if ("." %in% all.vars(scale)) stop_argument("scale", "a formula that names its terms", "~ .")
  terms <- stats::terms(scale)
  if (!is.null(attr(terms, "offset"))) {
    stop_argument("scale", "a formula without offset", quoted(deparse_text(scale)))
  }
  variables <- attr(terms, "variables")
  names <- variable_names(variables)
  if (names(frame$variables)[1L] %in% names) {
    stop_logistic("response_in_predictors", sprintf("`scale` must not hold the response; %s does.",
                                                    backticked(deparse_text(scale))),
                  variable = names(frame$variables)[1L])
  }
  data <- if (is.environment(frame$data)) list() else as.list(frame$data)
  env <- environment(frame$formula)
  values <- tryCatch(eval(variables, data, env),
                     error = function(e) stop_evaluation(e, variables, data, env))
  check_scale_varies(values, names, frame)
}

#' A constant would be a scale of its own, which thresholds and slopes have already
#' @noRd
check_scale_varies <- function(values, names, frame) {
  varies <- vapply(values, function(x) {
    !is.null(dim(x)) || length(x) != frame$n || length(unique(used_rows(frame, x))) > 1L
  }, NA)
  if (any(varies) || !length(varies)) return(invisible())
  stop_argument("scale", "a formula of predictors that vary",
                paste0(and_list(backticked(names)), ", the same in every row used"))
}

#' Two coefficients of one name could not be told apart
#' @noRd
check_coefficient_names <- function(names) {
  if (!anyDuplicated(names)) return(invisible())
  twice <- unique(names[duplicated(names)])
  stop_logistic("duplicated", sprintf(paste(
    "Coefficients must have names of their own; %s would stand for more than one.\n  Rename the",
    "levels of the response, or the columns."), list_some(backticked(twice))), variable = twice)
}
