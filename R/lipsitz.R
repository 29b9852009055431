# Lipsitz's test: groups of fitted values as a factor in the model, by a refit to its model frame.

#' @noRd
lipsitz_test <- function(fit, cells, groups) {
  if (!has_order(fit, cells$categories)) {
    stop_method("lipsitz", "ordered categories", "unordered ones")
  }
  table <- score_groups(fit, cells, groups)
  group <- rep(1L, length(cells$used))
  group[cells$used] <- table$group
  larger <- stats::logLik(refit_with_factor(fit, factor(group)))
  smaller <- stats::logLik(fit)
  c(table, list(statistic = c(LR = max(2 * as.double(larger - smaller), 0)),
                df = attr(larger, "df") - attr(smaller, "df"),
                method = sprintf("Lipsitz's test of %s", plural(nrow(table$groups), "group"))))
}

#' The fit with one more term, a factor of a value for each row of the model frame
#'
#' The columns of the model frame take the place of the data, each under its name: `log(x)` is not
#' evaluated again but read. So rows left out, subsets and data that have changed are no matter.
#' A group with one outcome only makes the refit separated, which its likelihood does not mind.
#' @noRd
refit_with_factor <- function(fit, group) {
  frame <- stats::model.frame(fit)
  name <- utils::tail(make.unique(c(names(frame), "group")), 1L)
  columns <- names(frame)
  frame[[name]] <- group
  call <- stats::getCall(fit)
  formula <- as_columns(stats::formula(stats::terms(fit)), columns)
  formula[[3L]] <- call("+", formula[[3L]], as.name(name))
  call$formula <- formula
  call$data <- quote(.model_frame)
  call$subset <- call$start <- call$na.action <- NULL
  for (extra in intersect(c("weights", "offset", "freq", "trials"), names(call))) {
    call[[extra]] <- as.name(paste0("(", extra, ")"))
  }
  for (part in intersect(c("parallel", "scale", "nominal"), names(call))) {
    call[[part]] <- as_columns(call[[part]], columns)
  }
  withCallingHandlers(
    eval(call, list(.model_frame = frame), environment(stats::formula(fit))),
    logistic_warning_separation = function(w) invokeRestart("muffleWarning"))
}

#' An expression in which each variable of a model frame is the name of its column
#' @noRd
as_columns <- function(expr, columns) {
  if (!is.call(expr)) return(expr)
  name <- deparse_text(expr)
  if (name %in% columns) {
    return(if (identical(expr[[1L]], quote(offset))) call("offset", as.name(name)) else
      as.name(name))
  }
  for (i in seq_along(expr)[-1L]) {
    if (is.call(expr[[i]])) expr[[i]] <- as_columns(expr[[i]], columns)
  }
  expr
}
