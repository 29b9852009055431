#' Predictions of several categories
#'
#' @description
#' With the linear predictors \eqn{\eta_k} of [multinomial()] and [ordinal()], what is predicted is
#' a function of them, \eqn{h(\eta)}{h(eta)}, and its standard error that of the delta method,
#' \deqn{\mathrm{se}(h)^2 = \sum_{k, l} \frac{\partial h}{\partial \eta_k}
#'   \frac{\partial h}{\partial \eta_l} \mathrm{cov}(\hat\eta_k, \hat\eta_l),}{
#'   se(h)^2 = sum_kl dh/deta_k dh/deta_l cov(eta_k, eta_l),}
#' with the derivatives in closed form. Everything is computed from the fit's `coefficients` as they
#' are when it is called.
#'
#' @section Types:
#' \describe{
#'   \item{`"probs"`, `"prob"`, `"response"`}{The probability of each category: columns in the order
#'     of `fitted()`.}
#'   \item{`"class"`}{The category of the largest probability, a factor with the levels in the order
#'     of the data (ordered for ordinal fits).}
#'   \item{`"link"`}{Of multinomial fits the log ratios to the reference. Of ordinal ones, the cuts
#'     \eqn{(\theta_k - x^\top\beta) / e^{z^\top\zeta}}{(theta_k - x'b) / exp(z'c)}; the same is
#'     `"linear.predictor"`, the name in packages ordinal and emmeans.}
#'   \item{`"cum.prob"`, `"exc.prob"`}{\eqn{P(Y \le k)}{P(Y <= k)} and \eqn{P(Y > k)}, a column for
#'     each threshold.}
#'   \item{`"latent"`}{\eqn{x^\top\beta}{x'b} with the offset; slopes must be parallel.}
#'   \item{`"mean.class"`}{The mean of the categories' `scores`.}
#' }
#' The last four are of ordinal fits alone. `"class"`, `"latent"` and `"mean.class"` never hold a
#' column for each category of all rows.
#'
#' @section Intervals:
#' Those of a linear predictor, `"latent"` and `"mean.class"` are symmetric. Those of a probability
#' are symmetric on the logit scale, those of `"cum.prob"` and `"exc.prob"` of a cumulative model on
#' the scale of its link, so that they stay within 0 and 1.
#'
#' @section Rows without an answer:
#' A row that a rank-deficient fit cannot place, because it breaks a relation that held between the
#' columns, is NA. So are the limits and errors of rows of a separated fit that are at infinity;
#' their probabilities are the limits that they go to. With slopes that are not parallel the cuts of
#' a new row may cross: a probability that would be negative is NA, with one warning of class
#' `logistic_warning_crossing` that names the rows.
#'
#' @param object A fit of [multinomial()] or [ordinal()].
#' @param newdata A data frame; missing or `NULL`: the rows of the fit; missing: padded as
#'   [stats::naresid()] says.
#' @param type What is predicted: see Types. Names may be abbreviated.
#' @param se.fit Give standard errors?
#' @param interval `"confidence"`: limits.
#' @param level The coverage of the limits.
#' @param na.action What happens to rows of `newdata` with missing values; by default they are NA.
#' @param new_levels As for [predict.logistic_fit()].
#' @param scores With `"mean.class"`: a number for each category, or `"levels"`, the categories'
#'   names as numbers. By default 1, 2, ..., K.
#' @param ... Not used.
#' @return A matrix with a row for each row and a column for each quantity, or for `"class"` a
#'   factor, for `"latent"` and `"mean.class"` a vector. With `se.fit` or `interval` a list of
#'   matrices: `fit`, `se.fit`, `lwr`, `upr`, those that were asked for. The vectors come as those
#'   of [stats::predict.lm()]: with `interval` the fit is a matrix with columns `fit`, `lwr`, `upr`.
#' @section Errors:
#' As for [predict.logistic_fit()]; `logistic_error_parallel` when `"latent"` is asked of slopes
#' that are not parallel; `logistic_error_memory` when memory does not hold a column for each
#' category.
#' @seealso [plot.category_fit()] for the curves; [simulate.category_fit()].
#' @references
#' Agresti A (2010). *Analysis of Ordinal Categorical Data*, 2nd edition. Wiley.
#' \doi{10.1002/9780470594001}
#' @examples
#' fit <- multinomial(cbind(fish, invertebrate, reptile, bird, other) ~ lake + size, alligators)
#' new <- data.frame(lake = c("George", "Hancock"), size = "small")
#' predict(fit, new)
#' predict(fit, new, interval = "confidence")
#' predict(fit, new, type = "class")
#'
#' fit <- ordinal(impairment ~ life + ses, impairment)
#' new <- data.frame(life = c(2, 8), ses = "low")
#' predict(fit, new, type = "cum.prob")
#' predict(fit, new, type = "mean.class", se.fit = TRUE)
#' @name predict.category_fit
NULL

#' @rdname predict.category_fit
#' @export
predict.multinomial_fit <- function(object, newdata = NULL,
                                    type = c("probs", "prob", "response", "class", "link"),
                                    se.fit = FALSE, interval = c("none", "confidence"),
                                    level = 0.95, na.action = stats::na.pass,
                                    new_levels = c("error", "na", "reference"), ...) {
  check_fit(object)
  warn_unused("predict", names(formals(predict.multinomial_fit)), ...)
  ask <- list(type = match_choice(type), se = check_flag(se.fit), level = check_level(level),
              interval = match_choice(interval))
  predict_categories(object, newdata, ask, na.action, match_choice(new_levels), missing(newdata))
}

#' @rdname predict.category_fit
#' @export
predict.ordinal_fit <- function(object, newdata = NULL,
                                type = c("probs", "prob", "response", "class", "link",
                                         "linear.predictor", "cum.prob", "exc.prob", "latent",
                                         "mean.class"),
                                se.fit = FALSE, interval = c("none", "confidence"), level = 0.95,
                                na.action = stats::na.pass,
                                new_levels = c("error", "na", "reference"), scores = NULL, ...) {
  check_fit(object)
  warn_unused("predict", names(formals(predict.ordinal_fit)), ...)
  ask <- list(type = match_choice(type), se = check_flag(se.fit), level = check_level(level),
              interval = match_choice(interval), scores = check_scores(scores, object))
  predict_categories(object, newdata, ask, na.action, match_choice(new_levels), missing(newdata))
}

#' @noRd
predict_categories <- function(fit, newdata, ask, na.action, new_levels, padded) {
  ask <- plain_ask(fit, ask)
  rows <- if (is.null(newdata)) fit_rows_asked(fit, ask) else {
    new_rows(fit, newdata, na.action, new_levels)
  }
  if (!ask$type %in% row_types) check_cells(rows$n, length(fit$lev), "predictions")
  answer <- predict_blocks(fit, rows, ask)
  warn_crossed_rows(answer$crossed)
  shape_categories(fit, answer, ask, if (padded) fit$na.action)
}

# Types with one value a row.
row_types <- c("class", "latent", "mean.class")

#' One name for each type, and what cannot be asked together
#' @noRd
plain_ask <- function(fit, ask) {
  same <- c(prob = "probs", response = "probs", linear.predictor = "link")
  if (ask$type %in% names(same)) ask$type <- same[[ask$type]]
  check_class_alone(ask)
  if (ask$type == "latent" && !has_parallel_slopes(fit)) {
    stop_logistic("parallel", sprintf(
      "`type = \"latent\"` needs slopes that are the same at all thresholds; those of %s are not.",
      list_some(backticked(fit$nonparallel))), term = fit$nonparallel)
  }
  ask
}

#' @noRd
check_scores <- function(scores, fit) {
  k <- length(fit$lev)
  if (is.null(scores)) return(as.double(seq_len(k)))
  if (identical(scores, "levels")) scores <- suppressWarnings(as.double(fit$lev))
  if (is.numeric(scores) && length(scores) == k && all(is.finite(scores))) return(as.double(scores))
  stop_argument("scores", sprintf("%d numbers, or \"levels\" that are numbers", k),
                value_text(scores))
}

# ---- rows --------------------------------------------------------------------------------------

#' Rows of the fit: as kept where nothing more is needed, else from the model frame
#'
#' @return list: `n`, `names`, `frame` (NULL: as kept), `scale_frame`, `offset`.
#' @noRd
fit_rows_asked <- function(fit, ask) {
  eta <- fit_part(fit, "linear.predictors")
  out <- list(n = NROW(eta), names = if (is.matrix(eta)) rownames(eta) else names(eta))
  if (!needs_se(ask) && is.null(fit$separation)) return(out)
  out$frame <- fit_frame_kept(fit)
  out$offset <- fit$offset
  if (length(fit$scale_terms)) out$scale_frame <- scale_frame_kept(fit, out$frame)
  out
}

#' @noRd
new_rows <- function(fit, newdata, na.action, new_levels) {
  frame <- new_frame(fit, newdata, new_levels, na.action)
  out <- list(n = nrow(frame), names = rownames(frame), frame = frame)
  out$offset <- reference_offset(fit, new_offset(fit, frame, newdata))
  if (length(fit$scale_terms)) {
    scale <- new_frame(scale_model(fit), newdata, new_levels)
    omitted <- attr(frame, "na.action")
    out$scale_frame <- if (is.null(omitted)) scale else keep_rows(scale, -omitted)
  }
  out
}

#' A wide offset as a column for each category but the reference
#' @noRd
reference_offset <- function(fit, offset) {
  if (!is.matrix(offset)) return(offset)
  others <- length(fit$lev) - 1L
  if (ncol(offset) > others) offset <- offset[, -1L, drop = FALSE] - offset[, 1L]
  unname(offset)
}

#' What the functions that make model matrices need to know of the scale
#' @noRd
scale_model <- function(fit) {
  list(terms = fit$scale_terms, xlevels = fit$scale_xlevels, contrasts = fit$scale_contrasts,
       coefficients = fit$coefficients)
}

#' @noRd
scale_frame_kept <- function(fit, frame) {
  scale <- scale_model(fit)
  tt <- predictor_terms(scale)
  data <- data_of_fit(fit)
  environment(tt) <- live_environment(fit)
  all <- stats::model.frame(tt, data, na.action = stats::na.pass, xlev = fit$scale_xlevels)
  own <- used_rows_of(all, frame, fit)
  attr(own, "terms") <- attr(all, "terms")
  if (nrow(own) == nrow(frame)) return(own)
  stop_kept("data", "They are needed for the predictors of the scale.")
}

#' @noRd
keep_rows <- function(frame, rows) {
  out <- frame[rows, , drop = FALSE]
  attr(out, "terms") <- attr(frame, "terms")
  out
}

#' Predictions block by block, so that nothing larger than the answer is held
#' @noRd
predict_blocks <- function(fit, rows, ask) {
  one <- block_predictor(fit, rows, ask)
  size <- max(min(block_rows(fit), 2^21 %/% length(fit$lev)), 64L)
  blocks <- if (is.null(rows$frame)) kept_blocks(rows$n, size, one) else {
    over_blocks(fit, rows$frame, one, size)
  }
  bind <- function(part) do.call(rbind, lapply(blocks, `[[`, part))
  parts <- c("value", "se", "lwr", "upr")
  c(lapply(stats::setNames(nm = parts), bind),
    list(names = rows$names, crossed = unlist(lapply(blocks, `[[`, "crossed"))))
}

#' @noRd
kept_blocks <- function(n, size, f) {
  lapply(seq(1L, max(n, 1L), by = size), function(start) {
    f(NULL, seq_len(min(size, n - start + 1L)) + start - 1L)
  })
}

#' A function of (rows of the model matrix, their numbers)
#' @noRd
block_predictor <- function(fit, rows, ask) {
  layout <- category_layout(fit, ask$type == "latent")
  state_at <- state_maker(fit, rows, layout)
  cov <- if (needs_se(ask)) category_covariance(fit)
  function(x, numbers) {
    state <- if (is.null(x)) kept_state(fit, numbers, ask$type == "latent") else {
      state_at(x, numbers)
    }
    out <- block_values(fit, state, ask)
    if (needs_se(ask)) out <- with_errors(fit, state, out$value, ask, layout, cov)
    out$crossed <- numbers[crossed_rows(fit, state)]
    out
  }
}

#' @noRd
state_maker <- function(fit, rows, layout) {
  parts <- category_multipliers(fit, layout)
  if (isTRUE(rows$unrelated)) parts$null <- parts$null[, 0L, drop = FALSE]
  function(x, numbers) {
    z <- scale_rows(fit, rows$scale_frame, numbers, layout)
    category_state(fit, category_rows_at(x, z, pick_offset(rows$offset, numbers), layout, parts))
  }
}

#' The states of rows of the fit, at their limits where the data are separated
#' @return A function of row numbers.
#' @noRd
fit_states <- function(fit) {
  rows <- fit_rows_asked(fit, list(se = FALSE, interval = "none"))
  if (is.null(rows$frame)) return(function(numbers) kept_state(fit, numbers))
  state_at <- state_maker(fit, rows, category_layout(fit))
  function(numbers) state_at(frame_matrix(fit, keep_rows(rows$frame, numbers)), numbers)
}

#' Probabilities of the rows of the fit, block by block
#' @param f Of a block's probabilities and its row numbers.
#' @noRd
each_probabilities <- function(fit, f) {
  n <- NROW(fit_part(fit, "linear.predictors"))
  state_of <- fit_states(fit)
  kept_blocks(n, max(2^21 %/% length(fit$lev), 64L), function(x, rows) {
    f(state_probabilities(fit, state_of(rows)), rows)
  })
}

#' @noRd
pick_offset <- function(offset, rows) if (!is.null(offset)) pick_rows(offset, rows)

#' @noRd
scale_rows <- function(fit, frame, rows, layout) {
  if (is.null(frame) || !length(layout$scale)) return(NULL)
  scale_columns(fit, keep_rows(frame, rows))
}

#' The model matrix of the scale, without the constant
#' @noRd
scale_columns <- function(fit, frame) {
  x <- frame_matrix(scale_model(fit), frame)
  x[, attr(x, "assign") != 0L, drop = FALSE]
}

#' @noRd
block_values <- function(fit, state, ask) {
  if (ask$type == "latent") return(list(value = state$eta))
  if (ask$type != "class") return(list(value = state_values(fit, state, ask)))
  p <- state_probabilities(fit, state)
  list(value = cbind(ifelse(is.na(rowSums(p)), NA, max.col(replace(p, is.na(p), 0), "first"))))
}

#' Values with their errors and, if wanted, their limits
#' @noRd
with_errors <- function(fit, state, value, ask, layout, cov) {
  if (!ask$type %in% c("cum.prob", "exc.prob") || fit$type != "cumulative") {
    se <- block_errors(fit, state, ask, layout, cov, ncol(value))
    return(c(list(value = value, se = se), if (ask$interval == "confidence") {
      symmetric_limits(value, se, ask)
    }))
  }
  # tails are one cut each, and the limits of that are carried over
  ask$type <- sub("cum.prob", "mean", sub("exc.prob", "complement", ask$type, fixed = TRUE),
                  fixed = TRUE)
  se <- block_errors(fit, state, list(type = "link"), layout, cov, ncol(value))
  out <- list(value = value, se = se * link_means(fit$link, state$eta)$slope)
  if (ask$interval == "none") return(out)
  gap <- confidence_gap(state$eta, se, ask)
  sides <- lapply(c(-1, 1), function(side) link_means(fit$link, state$eta + side * gap)[[ask$type]])
  c(out, stats::setNames(sides, if (ask$type == "mean") c("lwr", "upr") else c("upr", "lwr")))
}

#' @noRd
block_errors <- function(fit, state, ask, layout, cov, count) {
  if (ask$type == "latent") ask$type <- "link"
  slopes <- state_slopes(fit, state, ask)
  between <- predictor_covariance(state, layout, cov)
  one <- if (ask$type %in% c("mean.class", "groups")) {
    function(j) gradient_variance(slopes(j), state, layout, cov)
  } else function(j) slope_variance(slopes(j), between)
  out <- matrix(vapply(seq_len(count), one, numeric(nrow(state$eta))), ncol = count)
  if (!is.null(state$motion)) out[rowSums(state$motion != 0) > 0, ] <- NA
  sqrt(pmax(out, 0))
}

#' Symmetric about a linear predictor or a mean, of a probability about its logit
#' @noRd
symmetric_limits <- function(value, se, ask) {
  if (ask$type %in% c("link", "latent", "mean.class")) {
    gap <- confidence_gap(value, se, ask)
    return(list(lwr = value - gap, upr = value + gap))
  }
  logit <- log(value) - log1p(-value)
  gap <- confidence_gap(logit, se / (value * (1 - value)), ask)
  list(lwr = link_means("logit", logit - gap)$mean, upr = link_means("logit", logit + gap)$mean)
}

#' @noRd
confidence_gap <- function(value, se, ask) {
  gap <- stats::qnorm((1 + ask$level) / 2) * se
  gap[is.infinite(value)] <- NA
  gap
}

# ---- crossing ----------------------------------------------------------------------------------

#' @noRd
crossed_rows <- function(fit, state) {
  if (!identical(fit$type, "cumulative") || has_parallel_slopes(fit)) return(integer())
  which(has_crossed(state$eta))
}

#' @noRd
warn_crossed_rows <- function(rows) {
  if (!length(rows)) return(invisible())
  warn_logistic("crossing", paragraph(sprintf(paste(
    "Thresholds cross in %s: a probability that would be negative is NA.",
    "The slopes of the fit differ too much between thresholds."), rows_text(rows))), rows = rows)
}

# ---- shape -------------------------------------------------------------------------------------

#' @noRd
shape_categories <- function(fit, answer, ask, na.action) {
  value <- answer$value
  if (ask$type == "class") return(pad_factor(class_factor(fit, value[, 1L]), na.action))
  pad <- function(x) if (is.null(na.action)) x else stats::napredict(na.action, x)
  finish <- function(x) {
    if (ask$type %in% row_types) return(pad(stats::setNames(x[, 1L], answer$names)))
    dimnames(x) <- list(answer$names, colnames(value))
    pad(x)
  }
  if (!needs_se(ask)) return(finish(value))
  out <- list(fit = finish(value))
  if (ask$se) out$se.fit <- finish(answer$se)
  if (ask$interval == "none") return(out)
  out[c("lwr", "upr")] <- lapply(answer[c("lwr", "upr")], finish)
  if (!ask$type %in% row_types) return(out)
  together <- do.call(cbind, out[c("fit", "lwr", "upr")])
  if (ask$se) list(fit = together, se.fit = out$se.fit) else together
}

#' @noRd
class_factor <- function(fit, code) {
  factor(fit$lev[code], fit$lev[data_order(fit)], ordered = is_ordinal(fit))
}

#' The categories in the order of the data
#' @noRd
data_order <- function(fit) {
  if (is.null(fit$observed_order)) seq_along(fit$lev) else fit$observed_order
}
