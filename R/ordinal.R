# The front door of models for ordered categories.

#' Ordinal logistic regression
#'
#' Models of ordered categories 1 < 2 < ... < K. With thresholds \eqn{\theta_k} and
#' \eqn{\eta = x^\top\beta} (no intercept), a positive slope means a higher category in each:
#' \describe{
#'   \item{`"cumulative"`}{\eqn{g\{P(Y \le k)\} = \theta_k - \eta}{g(P(Y <= k)) = theta_k - x'b};
#'     with the logit, proportional odds: \eqn{e^\beta} is the odds ratio of a higher category, the
#'     same at every threshold.}
#'   \item{`"adjacent"`}{\eqn{\log\{P(Y = k) / P(Y = k + 1)\} = \theta_k - \eta}{log P(Y = k) /
#'     P(Y = k + 1) = theta_k - x'b}: \eqn{e^\beta} is the odds ratio of a category against the one
#'     below it.}
#'   \item{`"continuation"`}{\eqn{g\{P(Y = k \mid Y \ge k)\} = \theta_k - \eta}{g(P(Y = k | Y >= k))
#'     = theta_k - x'b}: with the logit, \eqn{e^\beta} is the odds ratio of going on; with
#'     `"cloglog"`, hazards in discrete time.}
#' }
#' With `parallel = FALSE`, or a formula of the terms that are *not* to be parallel, slopes differ
#' between thresholds. With `scale`, a cumulative model is
#' \eqn{g\{P(Y \le k)\} = (\theta_k - x^\top\beta) / e^{z^\top\zeta}}{g(P(Y <= k)) = (theta_k - x'b)
#' / exp(z'c)}.
#'
#' The estimate is the root of the score, by Newton's method with the observed information in
#' standardised columns, from the empirical thresholds: they are always finite. With parallel
#' slopes in a cumulative model, time and memory are linear in K, so that a response of thousands
#' of distinct values can be modelled. In all other models every threshold is a linear predictor of
#' its own: time is quadratic in K, and so is memory with slopes that are not parallel.
#'
#' With slopes that are not parallel, nothing but the data keeps the cuts of a row in order: where
#' those of a row used cross, so that a category it does not have would get a negative probability,
#' a warning of class `logistic_warning_crossing` says so.
#'
#' With scale effects, or the link `"cauchit"`, the likelihood is not concave: the estimate is a
#' local maximum.
#'
#' @param formula A formula. Its response is an ordered factor (or a factor of two levels, or a
#'   logical), or a matrix of counts with a column for each category, in order. An intercept is
#'   never estimated beside the thresholds: `- 1` is ignored, with a warning.
#' @param data A data frame, list, environment or matrix with named columns.
#' @param weights Prior weights, not negative. Of counts they multiply the whole row.
#' @param subset,na.action,contrasts As for [stats::glm()].
#' @param start Starting values, as `coef()` orders them. They never change the answer.
#' @param offset Added to \eqn{\eta}.
#' @param control [fit_control()], or a list of its arguments or of `glm`'s.
#' @param model Keep the model frame in the fit?
#' @param singular.ok If `FALSE`, aliased columns are an error.
#' @param ... Must be empty: a misspelt argument is an error.
#' @param freq Whole number of times that each row was observed.
#' @param link One of `"logit"`, `"probit"`, `"cloglog"`, `"loglog"`, `"cauchit"`, as in
#'   [logistic()]. Adjacent categories have the logit alone.
#' @param type `"cumulative"`, `"adjacent"` or `"continuation"`.
#' @param parallel `TRUE`; `FALSE`; or a one-sided formula of terms of the model whose slopes
#'   differ between thresholds.
#' @param scale `NULL`, or a one-sided formula of the predictors of the log of the scale.
#' @param keep As for [multinomial()].
#' @return An object of class `c("ordinal_fit", "category_fit")`. `coef()` has the thresholds
#'   (`"1|2"`), the parallel slopes, those that are not (`"1|2:x"`), the scale effects
#'   (`"scale:z"`).
#' @section Errors:
#' Errors have class `logistic_error` and one more that names the fault, as those of [logistic()]:
#' `logistic_error_ordered` where the order of the categories is not known,
#' `logistic_error_parallel` for a term that is not in the model. A category without observations
#' is left out, with a message of class `logistic_message_levels`. Predictors of the scale must not
#' be missing in rows whose other variables are not (`logistic_error_missing`).
#' @references
#' McCullagh P (1980). Regression models for ordinal data. *Journal of the Royal Statistical
#' Society B* 42, 109-142. \doi{10.1111/j.2517-6161.1980.tb01109.x}
#'
#' Peterson B, Harrell FE (1990). Partial proportional odds models for ordinal response variables.
#' *Applied Statistics* 39, 205-217. \doi{10.2307/2347760}
#'
#' Agresti A (2010). *Analysis of Ordinal Categorical Data*, 2nd edition. Wiley.
#' \doi{10.1002/9780470594001}
#' @examples
#' weight <- cut(birthweight$bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE,
#'               labels = c("low", "medium", "good", "high"))
#' fit <- ordinal(weight ~ smoke + race, cbind(birthweight, weight))
#' coef(fit)
#' @export
ordinal <- function(formula, data, weights, subset, na.action, start = NULL, offset,
                    control = list(), model = TRUE, contrasts = NULL, singular.ok = TRUE, ...,
                    freq, link = "logit", type = c("cumulative", "adjacent", "continuation"),
                    parallel = TRUE, scale = NULL, keep = c("all", "lean", "minimal")) {
  refuse_dots("ordinal", ...)
  call <- match.call()
  settings <- fit_settings(control)
  keep <- check_choice(if (missing(keep)) "all" else keep, c("all", "lean", "minimal"), "keep")
  spec <- ordinal_spec(type, link, parallel, scale)
  if (missing(formula)) stop_argument("formula", "given", "missing")
  frame <- with_thresholds(fit_frame(formula, if (!missing(data)) data, call, parent.frame()))
  spec <- checked_terms(spec, frame)
  response <- category_response(frame, TRUE)
  rows <- row_categories(frame, response)
  base <- ranked_parts(new_design(rows$frame, contrasts), rows$response$weights, settings)
  spec <- place_parallel(spec, base, frame)
  spec$scale_parts <- scale_design(spec, frame, rows, contrasts, settings)
  fit <- fit_ordinal(rows, base, spec, settings, start)
  out <- new_ordinal_fit(fit, base, rows$response, frame, spec, settings, call)
  out <- ordinal_rows(out, fit, rows, frame, row_labels(frame))
  warn_crossing(out)
  finish_category_fit(out, frame, rows$response, model, keep, singular.ok, "ordinal_fit")
}

# ---- what is asked for -------------------------------------------------------------------------

#' @noRd
ordinal_spec <- function(type, link, parallel, scale) {
  types <- c("cumulative", "adjacent", "continuation")
  type <- check_choice(type, types, "type")
  link <- check_choice(link, link_names(), "link")
  if (type == "adjacent" && link != "logit") {
    stop_argument("link", "\"logit\" with `type = \"adjacent\"`", quoted(link))
  }
  if (!is.null(scale) && type != "cumulative") {
    stop_argument("scale", "NULL unless `type = \"cumulative\"`", "given")
  }
  for (name in c("parallel", "scale")) check_one_sided(get(name), name)
  list(type = type, link = link, parallel = parallel, scale = scale)
}

#' @noRd
check_one_sided <- function(x, name) {
  flag <- name == "parallel" && is.logical(x) && length(x) == 1L && !is.na(x)
  if (flag || (name == "scale" && is.null(x)) || (inherits(x, "formula") && length(x) == 2L)) {
    return(invisible())
  }
  stop_argument(name, if (name == "parallel") "TRUE, FALSE or a formula such as ~ x" else
    "NULL or a formula such as ~ x", value_text(x))
}

#' Thresholds take the intercept's place
#' @noRd
with_thresholds <- function(frame) {
  if (attr(frame$terms, "intercept") == 1L) return(frame)
  warn_logistic("intercept", paste(
    "The thresholds take the place of the intercept: `- 1` in `formula` was ignored."))
  attr(frame$terms, "intercept") <- 1L
  frame
}

#' Which columns have the same slope at every threshold
#' @noRd
place_parallel <- function(spec, base, frame) {
  assign <- base$design$assign
  if (is.logical(spec$parallel)) {
    spec$is_parallel <- assign != 0L & spec$parallel
    return(spec)
  }
  wanted <- attr(stats::terms(spec$parallel), "term.labels")
  labels <- attr(frame$terms, "term.labels")
  place <- match(term_key(wanted), term_key(labels))
  if (anyNA(place)) {
    stop_logistic("parallel", sprintf(
      "`parallel` must name terms of the model (%s); %s is none.", list_some(backticked(labels)),
      list_some(backticked(wanted[is.na(place)]))), term = wanted[is.na(place)])
  }
  spec$is_parallel <- assign != 0L & !assign %in% place
  spec
}

#' An interaction by any order of its variables
#' @noRd
term_key <- function(labels) {
  vapply(strsplit(labels, ":", fixed = TRUE), function(x) paste(sort(x), collapse = ":"), "")
}

#' Blocks of the scale's predictors, over the rows of the core
#' @noRd
scale_design <- function(spec, frame, rows, contrasts, settings) {
  if (is.null(spec$scale)) return(NULL)
  terms <- stats::terms(spec$scale)
  if (!length(attr(terms, "term.labels"))) return(NULL)
  data <- scale_frame(spec$scale, frame, rows)
  parts <- ranked_parts(new_design(data, contrasts[names(contrasts) %in% names(data$variables)]),
                        rows$response$weights, settings)
  slopes <- without_columns(parts, parts$design$assign == 0L)
  slopes$all_names <- parts$all_names[-1L]
  slopes$dropped <- parts$dropped - 1L
  slopes$terms <- data$terms
  slopes$xlevels <- data$xlevels
  slopes$contrasts <- parts$design$contrasts
  slopes
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

# ---- the fit -----------------------------------------------------------------------------------

#' @noRd
fit_ordinal <- function(rows, base, spec, settings, start) {
  response <- rows$response
  response$categories <- length(response$lev)
  plan <- ordinal_plan(base, spec, response)
  parts <- plan$parts
  null <- ordinal_null(base, spec, response, rows$frame, settings)
  pooled <- pooled_start(parts$design$names, seq_along(null$start), null$start)
  if (!is.null(start)) start <- ordinal_start(start, plan)
  answer <- fit_categories(plan$model, parts, response, spec$link, settings, pooled, start,
                           ranked = plan$model == "cumulative" || !is.null(spec$scale_parts))
  list(answer = answer, parts = parts, null = null, plan = plan)
}

#' The core's model and its design, and where its coefficients stand among all
#' @noRd
ordinal_plan <- function(base, spec, response) {
  all_parallel <- all(spec$is_parallel | base$design$assign == 0L)
  lev <- response$lev
  if (spec$type == "cumulative" && all_parallel) {
    parts <- cut_parts(base, response$category, lev, spec$scale_parts)
    model <- "cumulative"
  } else {
    cuts <- length(lev) - 1L
    steps <- diag(cuts)
    if (spec$type == "adjacent") steps[upper.tri(steps)] <- 1
    parts <- each_cut_parts(base, spec$is_parallel, lev, steps, spec$scale_parts)
    model <- c(cumulative = "cumulative_each", adjacent = "multinomial",
               continuation = "continuation")[[spec$type]]
  }
  c(list(model = model, parts = parts), ordinal_names(base, spec, parts, lev))
}

#' Names of all coefficients, aliased ones too, and where the fitted ones stand
#' @noRd
ordinal_names <- function(base, spec, parts, lev) {
  if (!length(base$dropped) && !length(spec$scale_parts$dropped)) {
    return(list(names = parts$design$names, at = seq_along(parts$design$names)))
  }
  fitted <- parts$design$names
  cuts <- length(lev) - 1L
  slopes <- setdiff(base$all_names, "(Intercept)")
  own <- slopes[slopes %in% base$design$names[!spec$is_parallel]]
  names <- c(cut_names(lev), setdiff(slopes, own),
             as.character(outer(cut_names(lev), own, paste, sep = ":")),
             if (!is.null(spec$scale_parts)) paste("scale", spec$scale_parts$all_names, sep = ":"))
  list(names = names, at = match(fitted, names))
}

#' @noRd
ordinal_start <- function(start, plan) {
  check_start(start, length(plan$names))
  ifelse(is.na(start), 0, start)[plan$at]
}

#' Thresholds and kernel log-likelihood of the model without predictors
#' @noRd
ordinal_null <- function(base, spec, response, frame, settings) {
  outcome <- count_outcomes(response, frame)
  cuts <- length(response$lev) - 1L
  start <- empirical_thresholds(outcome, spec)
  offset <- base$design$offsets[[1L]]
  if (is.null(offset)) {
    return(list(start = start, rank = cuts, kernel = sum(outcome * log(outcome / sum(outcome)))))
  }
  constant <- constant_parts(base$design)
  spec$is_parallel <- FALSE
  spec["scale_parts"] <- list(NULL)
  plan <- ordinal_plan(constant, spec, response)
  start <- start + mean(used_of(constant$design, offset))
  answer <- fit_categories(plan$model, plan$parts, response, spec$link, settings, start,
                           rows = FALSE)
  list(start = answer$coefficients, rank = cuts, kernel = answer$figures[8L] + answer$figures[9L])
}

#' @noRd
empirical_thresholds <- function(outcome, spec) {
  k <- length(outcome)
  lower <- cumsum(outcome)[-k]
  upper <- rev(cumsum(rev(outcome)))[-1L]
  pair <- switch(spec$type, cumulative = list(lower, upper),
                 adjacent = list(outcome[-k], outcome[-1L]),
                 continuation = list(outcome[-k], upper))
  if (spec$link == "logit") return(log(pair[[1L]] / pair[[2L]]))
  vapply(pair[[1L]] / (pair[[1L]] + pair[[2L]]), function(mean) {
    .Call(C_link_linear, mean, spec$link)
  }, 0)
}

# ---- the object --------------------------------------------------------------------------------

#' @noRd
new_ordinal_fit <- function(fit, base, response, frame, spec, settings, call) {
  out <- new_category_fit(fit$answer, fit$parts, base, fit$plan$names, fit$plan$at, response, frame,
                          spec$link, settings, call, fit$null)
  concave <- is.null(spec$scale_parts) && spec$link != "cauchit"
  if (!concave && out$convergence$overlap == "proved") out$convergence$overlap <- "local"
  out[c("type", "parallel")] <- spec[c("type", "parallel")]
  out$model_name <- fit$plan$model
  out$terms_names <- setdiff(base$all_names, "(Intercept)")
  out$nonparallel <- base$design$names[!spec$is_parallel & base$design$assign != 0L]
  out$cuts <- cut_names(response$lev)
  out$scale <- spec$scale
  out$scale_terms <- spec$scale_parts$terms
  out$scale_xlevels <- spec$scale_parts$xlevels
  out$scale_contrasts <- spec$scale_parts$contrasts
  out
}

#' Linear predictors in the model's own terms: x'b, a vector, where slopes are parallel; else the
#' cuts, a column for each. `log.scale`: z'c.
#' @noRd
ordinal_rows <- function(out, fit, rows, frame, labels) {
  eta <- fit$answer$eta
  cuts <- length(out$cuts)
  design <- fit$parts$design
  thresholds <- fit$answer$coefficients[seq_len(cuts)]
  response <- rows$response
  if (!is.null(fit$parts$design) && length(out$scale_terms)) {
    log_scale <- eta[, ncol(eta)]
    eta <- eta[, -ncol(eta), drop = FALSE]
  } else log_scale <- NULL
  if (fit$plan$model == "cumulative") {
    eta <- thresholds[pmin(response$category, cuts)] - eta[, 1L]
  } else {
    if (out$type == "adjacent" && cuts > 1L) {
      eta[, -cuts] <- eta[, -cuts, drop = FALSE] - eta[, -1L, drop = FALSE]
    }
    if (!length(out$nonparallel)) eta <- thresholds[1L] - eta[, 1L]
  }
  out <- category_rows(out, cbind(eta), response, frame,
                       used_rows_or_null(frame, design_offset(fit, rows)), labels)
  if (!length(out$nonparallel)) out$linear.predictors <- out$linear.predictors[, 1L]
  else colnames(out$linear.predictors) <- out$cuts
  if (!is.null(log_scale)) {
    out$log.scale <- category_rows(list(), cbind(log_scale), response, frame, NULL,
                                   labels)$linear.predictors[, 1L]
  }
  out
}

#' @noRd
design_offset <- function(fit, rows) {
  negated(fit$parts$design$offsets[[length(fit$parts$design$offsets[1L])]])
}

#' @noRd
used_rows_or_null <- function(frame, x) if (!is.null(x)) used_rows(frame, x)

#' Do the cuts of a row used cross?
#' @noRd
warn_crossing <- function(fit) {
  if (fit$type != "cumulative" || !length(fit$nonparallel)) return(invisible())
  eta <- fit$linear.predictors
  if (ncol(eta) < 2L) return(invisible())
  crossed <- which(rowSums(eta[, -1L, drop = FALSE] <= eta[, -ncol(eta), drop = FALSE]) > 0)
  if (!length(crossed)) return(invisible())
  warn_logistic("crossing", paragraph(sprintf(paste(
    "Thresholds cross in %s: a category would have a negative probability there.",
    "The slopes differ too much between thresholds; make more terms parallel."),
    rows_text(unname(crossed)))), rows = unname(crossed))
}
