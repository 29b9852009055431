#' Predictions
#'
#' For a row x with offset o the linear predictor, the probability and its standard error are
#' \deqn{\hat\eta = o + x^\top\hat\beta, \qquad \hat p = f(\hat\eta), \qquad
#'   \mathrm{se}(\hat\eta) = \sqrt{x^\top V x}, \qquad
#'   \mathrm{se}(\hat p) \approx f'(\hat\eta)\,\mathrm{se}(\hat\eta).}{eta = o + x'b, p = f(eta),
#'   se(eta) = sqrt(x'Vx), se(p) = f'(eta) se(eta).}
#' Intervals are made for \eqn{\eta} and carried over by f, so those of probabilities lie inside
#' 0 to 1. f is computed exactly at both ends (`glm` stops at 2.2e-16).
#'
#' With `newdata` everything is computed from `coef(object)`. A row that a rank-deficient fit
#' cannot place, because it breaks a relation that held between the columns, is NA; all others are
#' exact. In a separated fit rows on the far side of the separating plane are exactly 0 or 1; their
#' standard error is NA, since no Wald statement holds at infinity. The others have that of the fit
#' to the rows with finite linear predictors, and NA where those rows do not determine them.
#'
#' @param object A fit of [logistic()].
#' @param newdata A data frame; missing or `NULL`: the rows of the fit; missing: padded as
#'   [stats::naresid()] says, as by [stats::predict.glm()].
#' @param type `"link"`, the linear predictor; `"response"`, the probability; `"terms"`, each
#'   term's contribution, centred; `"class"`, the event or its opposite.
#' @param se.fit Give standard errors?
#' @param dispersion A factor for the covariance; `NULL` is 1.
#' @param terms With `type = "terms"`: the terms wanted.
#' @param na.action What happens to rows of `newdata` with missing values; by default they are NA.
#' @param interval `"confidence"`: limits of the linear predictor or probability.
#' @param level The coverage of the limits.
#' @param new_levels A level of a factor that the fit does not know: an error, `"na"`, or taken as
#'   the first level (`"reference"`).
#' @param cutoff With `type = "class"`: the event is predicted from this probability on.
#' @param ... Not used.
#' @return As [stats::predict.glm()]: a vector named by rows, or for `"terms"` a matrix with
#'   attribute `constant`; with `se.fit` a list of `fit`, `se.fit`, `residual.scale`. With
#'   `interval` the fit is a matrix with columns `fit`, `lwr`, `upr`. `"class"` gives a factor,
#'   event last.
#' @section Errors:
#' `logistic_error_argument` when `type`, `interval`, `new_levels` or `cutoff` is not one of its
#' choices, `logistic_error_interval` when `type` has no interval; `logistic_error_levels`, with
#' fields `variable`, `rows`, `levels`; `logistic_error_variable`
#' and `logistic_error_type` when a variable is missing or of another type;
#' `logistic_error_offset` when the offset of the call cannot be found for `newdata`. A warning
#' `logistic_warning_transform` names terms whose value in a row depends on the other rows (those
#' of `mean(x)`, `poly()` and the like in the formula are remembered by the fit, and need none).
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition, chapter 4.
#' Chapman and Hall. \doi{10.1007/978-1-4899-3242-6}
#' @examples
#' fit <- logistic(low ~ age + lwt, birthweight)
#' new <- data.frame(age = c(20, 30), lwt = 130)
#' predict(fit, new, type = "response")
#' predict(fit, new, type = "response", interval = "confidence")
#' table(predict(fit, type = "class", cutoff = 0.4), birthweight$low)
#' @export
predict.logistic_fit <- function(object, newdata = NULL,
                                 type = c("link", "response", "terms", "class"), se.fit = FALSE,
                                 dispersion = NULL, terms = NULL, na.action = stats::na.pass,
                                 interval = c("none", "confidence"), level = 0.95,
                                 new_levels = c("error", "na", "reference"), cutoff = 0.5, ...) {
  check_fit(object)
  warn_unused("predict", names(formals(predict.logistic_fit)), ...)
  type <- match_choice(type)
  interval <- match_choice(interval)
  new_levels <- match_choice(new_levels)
  check_level(level)
  check_number(cutoff, lower = 0, upper = 1)
  ask <- list(type = type, se = se.fit, interval = interval, level = level, cutoff = cutoff,
              scale = if (is.null(dispersion)) 1 else sqrt(dispersion), terms = terms)
  check_class_alone(ask)
  if (is.null(newdata)) {
    # glm pads for na.exclude only where `newdata` is not so much as named
    if (!missing(newdata)) object$na.action <- NULL
    return(predict_rows_of_fit(object, ask))
  }
  frame <- new_frame(object, newdata, new_levels, na.action)
  if (type == "terms") return(predict_terms(object, frame, ask))
  offset <- new_offset(object, frame, newdata)
  predictor <- linear_predictor(object, frame, offset, needs_se(ask))
  shape_prediction(object, predictor, ask)
}

#' @noRd
needs_se <- function(ask) ask$se || ask$interval == "confidence"

#' @noRd
predict_rows_of_fit <- function(fit, ask) {
  if (ask$type == "terms") return(predict_terms(fit, fit_frame_kept(fit), ask, fit$na.action))
  predictor <- list(eta = fit_part(fit, "linear.predictors"))
  if (needs_se(ask)) {
    predictor$se <- stats::setNames(row_errors(fit), names(predictor$eta))
  }
  if (is.null(names(predictor$eta))) names(predictor$eta) <- names(fit$fitted.values)
  shape_prediction(fit, predictor, ask, fit$na.action)
}

# Coefficients in a form that can be multiplied: aliased ones are 0; for infinite ones the finite
# representative and the direction in which it runs away; the null vectors of aliased columns.
#' @noRd
linear_parts <- function(fit) {
  beta <- fit$coefficients
  null <- null_vectors(fit$aliased, names(beta))
  direction <- NULL
  if (!is.null(fit$separation)) {
    direction <- fill_named(fit$separation$direction, names(beta))
    beta <- fill_named(fit$separation$finite, names(beta))
  }
  beta[is.na(beta)] <- 0
  list(beta = beta, direction = direction, null = null)
}

# A column for each aliased column of the model matrix: the combination that is 0.
#' @noRd
null_vectors <- function(aliased, names) {
  out <- matrix(0, length(names), length(aliased), dimnames = list(names, names(aliased)))
  for (name in names(aliased)) {
    relation <- aliased[[name]]
    out[names(relation), name] <- -relation
    out[name, name] <- 1
  }
  out
}

#' @noRd
fill_named <- function(x, names) {
  out <- stats::setNames(numeric(length(names)), names)
  out[names(x)] <- ifelse(is.na(x), 0, x)
  out
}

# eta and, if wanted, its standard error, for every row of a frame.
#' @noRd
linear_predictor <- function(fit, frame, offset, want_se) {
  parts <- linear_parts(fit)
  spread <- if (want_se) spread_of(fit)
  blocks <- over_blocks(fit, frame, function(x, rows) {
    list(eta = rows_eta(x, parts), se = if (want_se) rows_se(x, parts, spread),
         names = rownames(x))
  })
  eta <- unlist(lapply(blocks, `[[`, "eta"), use.names = FALSE)
  names(eta) <- unlist(lapply(blocks, `[[`, "names"), use.names = FALSE)
  if (is.null(eta)) eta <- stats::setNames(numeric(0), character(0))
  if (!is.null(offset)) eta <- eta + offset
  list(eta = eta, se = if (want_se) {
    stats::setNames(as.double(unlist(lapply(blocks, `[[`, "se"), use.names = FALSE)), names(eta))
  })
}

#' @noRd
rows_eta <- function(x, parts) {
  eta <- drop_columns(x, parts$beta)
  if (!is.null(parts$direction)) {
    side <- row_side(x, parts$direction)
    eta[which(side > 0)] <- Inf
    eta[which(side < 0)] <- -Inf
  }
  if (ncol(parts$null)) eta[!estimable(x, parts$null)] <- NA
  eta
}

# Products with the columns that count, so that a missing value elsewhere does no harm.
#' @noRd
drop_columns <- function(x, beta) {
  used <- beta != 0
  as.double(x[, used, drop = FALSE] %*% beta[used]) + missing_rows(x)
}

#' @noRd
missing_rows <- function(x) ifelse(is.na(rowSums(x)) & rowSums(is.na(x)) > 0, NA_real_, 0)

# The sign of x'd, zero within its rounding.
#' @noRd
row_side <- function(x, d) {
  used <- d != 0
  x <- x[, used, drop = FALSE]
  total <- as.double(x %*% d[used])
  ifelse(abs(total) <= 1e-9 * as.double(abs(x) %*% abs(d[used])), 0, sign(total))
}

# A row is estimable when it is orthogonal to every null vector of the columns of the fit
# (McCullagh and Nelder 1989, section 3.6.2).
#' @noRd
estimable <- function(x, null, tolerance = 1e-8) {
  miss <- abs(x %*% null)
  size <- abs(x) %*% abs(null)
  rowSums(is.na(miss) | miss > tolerance * size) == 0
}

# What x'Vx is made from: the triangular factor where there is one, else the covariance.
#' @noRd
spread_of <- function(fit) {
  if (!is.null(fit$separation) && wald_holds(fit)) {
    face <- face_spread(fit)
    if (!is.null(face)) return(face)
  }
  kept <- !is.na(fit$coefficients)
  cov <- wald_covariance(fit)
  if (!anyNA(cov) && !is.null(fit$R)) {
    rank <- seq_len(fit$rank)
    return(list(factor = fit$R[rank, rank, drop = FALSE], columns = which(kept)))
  }
  list(cov = cov, columns = which(kept))
}

#' @noRd
rows_se <- function(x, parts, spread) {
  u <- x[, spread$columns, drop = FALSE]
  variance <- if (!ncol(u)) numeric(nrow(u)) else if (!is.null(spread$factor)) {
    colSums(backsolve(spread$factor, t(u), transpose = TRUE)^2)
  } else {
    covariance_form(u, spread$cov)
  }
  se <- sqrt(pmax(variance, 0)) + missing_rows(x)
  if (!is.null(parts$direction)) se[which(row_side(x, parts$direction) != 0)] <- NA
  null <- cbind(parts$null, spread$null)
  if (ncol(null)) se[!estimable(x, null)] <- NA
  se
}

# x'Vx, NA only for rows that use a coefficient without a covariance. Only what the rows use is
# read: a contrast of levels uses two of very many columns.
#' @noRd
covariance_form <- function(u, cov) {
  used <- which(!colSums(u != 0) %in% 0)
  u <- u[, used, drop = FALSE]
  cov <- cov[used, used, drop = FALSE]
  unknown <- is.na(diag(cov))
  cov[is.na(cov)] <- 0
  out <- rowSums((u %*% cov) * u)
  out[rowSums(u[, unknown, drop = FALSE] != 0) > 0] <- NA
  out
}

#' @noRd
shape_prediction <- function(fit, predictor, ask, na.action = NULL) {
  pad <- function(x) if (is.null(na.action)) x else stats::napredict(na.action, x)
  means <- link_means(fit$link, predictor$eta)
  if (ask$type == "class") return(pad_factor(predicted_class(fit, means$mean, ask), na.action))
  response <- ask$type == "response"
  out <- if (response) stats::setNames(means$mean, names(predictor$eta)) else predictor$eta
  if (!needs_se(ask)) return(pad(out))
  se <- predictor$se * ask$scale
  if (ask$interval == "confidence") out <- interval_matrix(fit, predictor$eta, se, ask)
  if (!ask$se) return(pad(out))
  if (response) se <- se * means$slope
  list(fit = pad(out), se.fit = pad(stats::setNames(se, names(predictor$eta))),
       residual.scale = ask$scale)
}

#' @noRd
interval_matrix <- function(fit, eta, se, ask) {
  gap <- stats::qnorm((1 + ask$level) / 2) * se
  gap[is.infinite(eta)] <- NA
  out <- cbind(fit = eta, lwr = eta - gap, upr = eta + gap)
  if (ask$type == "response") out[] <- link_means(fit$link, out)$mean
  rownames(out) <- names(eta)
  out
}

# A class has neither limits nor a standard error.
#' @noRd
check_class_alone <- function(ask) {
  if (ask$type != "class") return(invisible())
  if (ask$interval == "confidence") stop_interval("class")
  if (ask$se) stop_argument("se.fit", "FALSE with type = \"class\"", "TRUE")
}

#' @noRd
stop_interval <- function(type) {
  stop_logistic("interval", sprintf(
    "`interval` needs type = \"link\" or \"response\", not \"%s\".", type), variable = "interval")
}

#' @noRd
predicted_class <- function(fit, mean, ask) {
  levels <- class_levels(fit$event)
  factor(ifelse(mean >= ask$cutoff, levels[2L], levels[1L]), levels = levels)
}

#' @noRd
class_levels <- function(event) {
  if (is.null(event$level)) return(c("other", "event"))
  other <- if (is.null(event$other) || length(event$other) != 1L || is.na(event$other)) {
    paste("not", event$level)
  } else {
    event$other
  }
  c(other, event$level)
}

#' @noRd
pad_factor <- function(x, na.action) {
  if (is.null(na.action)) return(x)
  code <- stats::napredict(na.action, stats::setNames(as.integer(x), names(x)))
  out <- factor(levels(x)[code], levels(x), ordered = is.ordered(x))
  if (!is.null(names(x))) names(out) <- names(code)
  out
}

# Contributions of terms, centred at the column means of the fit, as predict.lm gives them.
#' @noRd
predict_terms <- function(fit, frame, ask, na.action = NULL) {
  if (ask$interval == "confidence") stop_interval("terms")
  labels <- term_labels(fit)
  wanted <- if (is.null(ask$terms)) labels else check_terms(ask$terms, labels)
  assign <- fit_assign(fit)
  parts <- linear_parts(fit)
  centre <- column_centres(fit)
  spread <- if (ask$se) complete_covariance(fit)
  blocks <- over_blocks(fit, frame, function(x, rows) {
    x <- sweep(x, 2L, centre)
    columns <- lapply(wanted, function(term) which(assign == match(term, labels)))
    one <- function(f) matrix(vapply(columns, f, numeric(nrow(x))), nrow(x),
                              length(wanted), dimnames = list(rownames(x), wanted))
    list(fit = one(function(j) term_eta(x[, j, drop = FALSE], parts, j)),
         se = if (ask$se) one(function(j) {
           sqrt(covariance_form(x[, j, drop = FALSE], spread[j, j, drop = FALSE]))
         }))
  })
  pad <- function(x) if (is.null(na.action)) x else stats::napredict(na.action, x)
  out <- pad(do.call(rbind, lapply(blocks, `[[`, "fit")))
  attr(out, "constant") <- if (has_intercept(fit)) sum(centre * parts$beta) else 0
  if (!ask$se) return(out)
  list(fit = out, se.fit = pad(do.call(rbind, lapply(blocks, `[[`, "se"))) * ask$scale,
       residual.scale = ask$scale)
}

#' @noRd
term_eta <- function(x, parts, columns) {
  parts$beta <- parts$beta[columns]
  parts$direction <- parts$direction[columns]
  if (length(parts$direction) == 0L) parts$direction <- NULL
  parts$null <- matrix(0, length(columns), 0L)
  rows_eta(x, parts)
}

#' @noRd
check_terms <- function(terms, labels) {
  unknown <- setdiff(terms, labels)
  if (!length(unknown)) return(terms)
  stop_logistic("terms", sprintf("`terms` must be terms of the fit; %s not one.",
                                 name_list(unknown)), variable = "terms")
}

#' @noRd
column_centres <- function(fit) {
  if (!has_intercept(fit)) return(0 * linear_parts(fit)$beta)
  blocks <- over_blocks(fit, fit_frame_kept(fit), function(x, rows) {
    list(sum = colSums(x), n = length(rows))
  })
  Reduce(`+`, lapply(blocks, `[[`, "sum")) / Reduce(`+`, lapply(blocks, `[[`, "n"))
}

# The covariance with aliased coefficients at 0, infinite ones NA.
#' @noRd
complete_covariance <- function(fit, parts = fit_parts(fit)) {
  kept <- !is.na(fit$coefficients)
  out <- matrix(0, length(kept), length(kept))
  out[kept, kept] <- wald_covariance(fit, parts)
  out
}
