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
#' With `parallel = FALSE`, slopes differ between thresholds; with a formula such as
#' `parallel = ~ x` those of x are the same at all of them, and all others differ. With `scale`, a
#' cumulative model is
#' \eqn{g\{P(Y \le k)\} = (\theta_k - x^\top\beta) / e^{z^\top\zeta}}{g(P(Y <= k)) =
#' (theta_k - x'b) / exp(z'c)}.
#'
#' The estimate is the root of the score, by Newton's method with the observed information in
#' standardised columns, from the empirical thresholds: they are always finite. In a cumulative
#' model whose slopes are parallel (it may have a scale) time and memory are linear in K, so that a
#' response of thousands of distinct values can be modelled. In all other models every threshold is
#' a linear predictor of its own: time and memory are quadratic in K.
#'
#' With slopes that are not parallel, nothing but the data keeps the cuts of a row in order: where
#' those of a row used cross, so that a category it does not have would get a negative probability,
#' a warning of class `logistic_warning_crossing` says so.
#'
#' With scale effects, or the link `"cauchit"`, the likelihood is not concave: the estimate is a
#' local maximum, and `summary()` says that it was not proved to be the highest.
#'
#' Some books and programs add the slopes where these models subtract them (Agresti 2010); theirs
#' have the opposite sign. The links are those of \eqn{P(Y \le k)}{P(Y <= k)}, as in packages MASS
#' and ordinal: of two categories, `ordinal(link = "cloglog")` is `logistic(link = "loglog")`.
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
#' @param parallel `TRUE`; `FALSE`; or a one-sided formula of the terms of the model whose slopes
#'   are the same at every threshold.
#' @param scale `NULL`, or a one-sided formula of the predictors of the log of the scale.
#' @param keep,fit As for [multinomial()].
#' @return An object of class `c("ordinal_fit", "category_fit")`. Ask it by methods:
#'   `?category_fit-methods` lists them. `coef()` has the thresholds (`"1|2"`), the
#'   parallel slopes, those that are not (`"1|2:x"`), the scale effects (`"scale:z"`).
#' @section Errors:
#' Errors have class `logistic_error` and one more that names the fault, as those of [logistic()]:
#' `logistic_error_ordered` where the order of the categories is not known,
#' `logistic_error_parallel` for a term that is not in the model, `logistic_error_scale` for
#' predictors of the scale so far from 0 that the scale at 0 is no number. A category without
#' observations is left out, with a message of class `logistic_message_levels`. Predictors of the
#' scale must not be missing in rows whose other variables are not (`logistic_error_missing`).
#' Warnings: as of [multinomial()], and `logistic_warning_crossing`.
#' @seealso `?category_fit-methods` for what a fit can be asked; [summary.category_fit()],
#'   [odds_ratio()], [predict.category_fit()], [residuals.category_fit()], [plot.category_fit()],
#'   [parallel_test()], [goodness()], [prediction_scores()], [category_auc()]; [multinomial()] for
#'   categories without an order, [logistic()] for two; `vignette("categories")` for a first
#'   reading.
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
#' fit <- ordinal(rating ~ temp + contact, wine)
#' summary(fit)
#' predict(fit, data.frame(temp = c("cold", "warm"), contact = "no"))
#' parallel_test(fit)
#'
#' # slopes of contact that differ by threshold; an effect on the scale
#' ordinal(rating ~ temp + contact, wine, parallel = ~ temp)
#' anova(fit, ordinal(rating ~ temp + contact, wine, scale = ~ temp))
#'
#' # counts: section 5.6.2 of McCullagh and Nelder (1989); other ways to use the order
#' miners <- ordinal(cbind(normal, mild, severe) ~ log(exposure), pneumoconiosis)
#' miners
#' update(miners, type = "continuation")
#' update(miners, link = "probit")
#'
#' # a continuous response
#' fit <- ordinal(ordered(bwt) ~ lwt + smoke, birthweight)
#' mothers <- data.frame(lwt = 120, smoke = c("no", "yes"))
#' predict(fit, mothers, type = "mean.class", scores = "levels", interval = "confidence")
#' @export
ordinal <- function(formula, data, weights, subset, na.action, start = NULL, offset,
                    control = list(), model = TRUE, contrasts = NULL, singular.ok = TRUE, ...,
                    freq, link = "logit", type = c("cumulative", "adjacent", "continuation"),
                    parallel = TRUE, scale = NULL, keep = c("all", "lean", "minimal"), fit = TRUE) {
  refuse_dots("ordinal", ...)
  call <- match.call()
  settings <- fit_settings(control)
  keep <- check_choice(if (missing(keep)) "all" else keep, c("all", "lean", "minimal"), "keep")
  spec <- ordinal_spec(type, link, parallel, scale)
  spec$centred <- check_flag(fit)
  if (missing(formula)) stop_argument("formula", "given", "missing")
  frame <- with_thresholds(fit_frame(formula, if (!missing(data)) data, call, parent.frame()))
  base <- ordinal_base(frame, spec, contrasts, settings,
                       function(parts) ranked_parts(parts, settings))
  if (!fit) return(unfitted_categories(told_left_out(base), frame, settings, start))
  fit <- fit_ordinal(base, settings, start)
  out <- new_ordinal_fit(fit, base, frame, settings, call)
  out <- ordinal_rows(out, fit, frame, row_labels(frame))
  out <- with_crossing(out, fit)
  finish_category_fit(out, frame, base$rows$response, model, keep, singular.ok, "ordinal_fit")
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
with_thresholds <- function(frame, quiet = FALSE) {
  if (attr(frame$terms, "intercept") == 1L) return(frame)
  if (!quiet) warn_logistic("intercept", paste(
    "The thresholds take the place of the intercept: `- 1` in `formula` was ignored."))
  attr(frame$terms, "intercept") <- 1L
  frame
}

#' Terms whose slopes differ between thresholds, as numbers
#' @noRd
own_terms_of <- function(parallel, labels) {
  if (is.logical(parallel)) return(if (parallel) integer() else seq_along(labels))
  wanted <- attr(stats::terms(parallel), "term.labels")
  place <- match(term_key(wanted), term_key(labels))
  if (anyNA(place)) {
    stop_logistic("parallel", sprintf(
      "`parallel` must name terms of the model (%s); %s is none.", list_some(backticked(labels)),
      list_some(backticked(wanted[is.na(place)]))), term = wanted[is.na(place)])
  }
  setdiff(seq_along(labels), place)
}

#' Which columns have the same slope at every threshold
#' @noRd
is_parallel <- function(base) {
  !base$design$assign %in% c(0L, base$spec$own)
}

#' An interaction by any order of its variables
#' @noRd
term_key <- function(labels) {
  vapply(strsplit(labels, ":", fixed = TRUE), function(x) paste(sort(x), collapse = ":"), "")
}

# ---- the fit -----------------------------------------------------------------------------------

#' From the frame to the design without columns that are combinations of others
#'
#' @param rank As for `multinomial_base()`.
#' @noRd
ordinal_base <- function(frame, spec, contrasts, settings, rank) {
  spec <- checked_terms(spec, frame)
  rank(ordinal_parts(frame, category_response(frame, TRUE), spec, contrasts, settings))
}

#' Design of one predictor, over the rows of the core, with their categories, and what is modelled
#' @return As `multinomial_parts()`.
#' @noRd
ordinal_parts <- function(frame, response, spec, contrasts, settings) {
  rows <- row_categories(frame, response)
  rows$response$categories <- length(response$lev)
  parts <- new_design(rows$frame, contrasts)
  spec$own <- own_terms_of(spec$parallel, attr(frame$terms, "term.labels"))
  spec$scale_parts <- scale_design(spec, frame, rows, contrasts, settings)
  c(parts, list(rows = rows, spec = spec))
}

#' @noRd
fit_ordinal <- function(base, settings, start) {
  plan <- ordinal_plan(base, settings)
  if (!is.null(start)) start <- centred_start(ordinal_start(start, plan), plan, base$spec)
  answer <- fit_plan_apart(base, plan, settings, start)
  c(plan, list(answer = uncentred_answer(answer, plan, base$spec)))
}

#' What the core is asked to fit, as `multinomial_plan()` gives it
#' @noRd
ordinal_plan <- function(base, settings, null = NULL) {
  if (is.null(null)) null <- ordinal_null(base, settings)
  plan <- cut_plan(base)
  plan$pooled <- pooled_start(plan$design$names, seq_along(null$start), null$start)
  plan$null <- null
  plan
}

#' The core's model and its design, and where its coefficients stand among all
#'
#' @param each Every cut a predictor, where that is not needed?
#' @noRd
cut_plan <- function(base, each = FALSE) {
  spec <- base$spec
  lev <- base$rows$response$lev
  parallel <- is_parallel(base)
  if (!each && spec$type == "cumulative" && all(parallel | base$design$assign == 0L)) {
    parts <- cut_parts(base, base$rows$response$category, lev, spec$scale_parts)
    model <- "cumulative"
  } else {
    steps <- diag(length(lev) - 1L)
    if (spec$type == "adjacent") steps[upper.tri(steps)] <- 1
    parts <- each_cut_parts(base, parallel, lev, steps, spec$scale_parts)
    model <- c(cumulative = "cumulative_each", adjacent = "multinomial",
               continuation = "continuation")[[spec$type]]
  }
  c(list(model = model, link = spec$link), parts[c("design", "transform")],
    list(response = base$rows$response, ranked = model == "cumulative", spec = spec),
    ordinal_names(base, parts, lev))
}

#' Names of all coefficients, aliased ones too, and where the fitted ones stand
#' @noRd
ordinal_names <- function(base, parts, lev) {
  spec <- base$spec
  if (!length(base$dropped) && !length(spec$scale_parts$dropped)) {
    return(list(names = parts$design$names, at = seq_along(parts$design$names)))
  }
  fitted <- parts$design$names
  slopes <- setdiff(base$all_names, "(Intercept)")
  own <- slopes[slopes %in% base$design$names[!is_parallel(base)]]
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
ordinal_null <- function(base, settings) {
  response <- base$rows$response
  outcome <- count_outcomes(response, base$rows$frame)
  cuts <- length(response$lev) - 1L
  start <- empirical_thresholds(outcome, base$spec)
  offset <- base$design$offsets[[1L]]
  if (is.null(offset)) {
    return(list(start = start, rank = cuts, kernel = sum(outcome * log(outcome / sum(outcome)))))
  }
  constant <- constant_parts(base$design)
  constant[c("rows", "spec")] <- base[c("rows", "spec")]
  constant$spec["scale_parts"] <- list(NULL)
  plan <- cut_plan(constant)
  plan$pooled <- start + mean(used_of(constant$design, offset))
  answer <- fit_plan(plan, settings, rows = FALSE)
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
new_ordinal_fit <- function(fit, base, frame, settings, call) {
  spec <- base$spec
  out <- new_category_fit(fit, base, base$rows$response, frame, settings, call)
  concave <- is.null(spec$scale_parts) && spec$link != "cauchit"
  if (!concave && out$convergence$overlap == "proved") out$convergence$overlap <- "local"
  described_ordinal(out, base)
}

#' What an ordinal fit knows of its categories and columns
#' @noRd
described_ordinal <- function(out, base) {
  spec <- base$spec
  out$lev <- base$rows$response$lev
  out[c("type", "parallel")] <- spec[c("type", "parallel")]
  out$terms_names <- setdiff(base$all_names, "(Intercept)")
  out$terms_assign <- base$all_assign[base$all_assign != 0L]
  out$nonparallel <- base$design$names[!is_parallel(base) & base$design$assign != 0L]
  out$cuts <- cut_names(out$lev)
  out$scale <- spec$scale
  out$scale_terms <- spec$scale_parts$terms
  out$scale_xlevels <- spec$scale_parts$xlevels
  out$scale_contrasts <- spec$scale_parts$contrasts
  out
}

#' Linear predictors in the model's own terms: x'b, a vector, where slopes are parallel; else the
#' cuts, a column for each. `log.scale`: z'c.
#' @noRd
ordinal_rows <- function(out, fit, frame, labels) {
  eta <- fit$answer$eta
  cuts <- length(out$cuts)
  thresholds <- fit$answer$coefficients[seq_len(cuts)]
  response <- fit$response
  if (length(out$scale_terms)) {
    log_scale <- eta[, ncol(eta)]
    eta <- eta[, -ncol(eta), drop = FALSE]
  } else log_scale <- NULL
  if (fit$model == "cumulative") {
    eta <- thresholds[pmin(response$category, cuts)] - eta[, 1L]
  } else {
    if (out$type == "adjacent" && cuts > 1L) {
      eta[, -cuts] <- eta[, -cuts, drop = FALSE] - eta[, -1L, drop = FALSE]
    }
    if (!length(out$nonparallel)) eta <- thresholds[1L] - eta[, 1L]
  }
  out <- category_rows(out, cbind(eta), response, frame,
                       used_rows_or_null(frame, frame_offset(frame)), labels)
  if (!length(out$nonparallel)) out$linear.predictors <- out$linear.predictors[, 1L]
  else colnames(out$linear.predictors) <- out$cuts
  if (!is.null(log_scale)) {
    out$log.scale <- category_rows(list(), cbind(log_scale), response, frame, NULL,
                                   labels)$linear.predictors[, 1L]
  }
  out
}

#' @noRd
used_rows_or_null <- function(frame, x) if (!is.null(x)) used_rows(frame, x)
