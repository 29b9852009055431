# The fitted object of a conditional random field, and what the user is told about it.

#' @noRd
new_crf_fit <- function(answer, problem, parts, options, call) {
  shape <- problem$shape
  sequences <- parts$sequences
  counts <- label_counts(parts)
  fit <- list(
    weights = answer$weights, kept = answer$kept, status = answer$status,
    direction = answer$direction, limits = answer$limits, se = answer$se, cov = answer$cov,
    loglik = sum(answer$loglik), lev = parts$labels$lev, coding = options$coding,
    features = options$features, ends = options$ends,
    allowed = problem$shape$allowed, l1 = options$l1, l2 = options$l2, partial = options$partial,
    null_loglik = independent_loglik(counts), outcome = counts, nobs = counted_sequences(parts),
    tokens = length(parts$labels$code), sequences = length(sequences$id),
    lengths = range(diff(sequences$ptr)), unknown = sum(parts$labels$code < 0L), shape = shape,
    seen = problem$seen, method = answer$method, converged = answer$converged,
    iterations = answer$iterations, evaluations = answer$evaluations,
    gradient = answer$gradient_norm, stopped = answer$outcome, settings = options$settings,
    call = call, response = parts$labels[c("name", "kind")], version = fit_version)
  fit$objective <- -fit$loglik + crf_penalty_value(fit, problem$groups)
  fit$rank <- crf_rank(fit)
  fit <- name_crf_weights(fit)
  if (!is.null(answer$answer)) {
    fit$convergence <- convergence_of(c(answer$answer, list(moved = user_order(fit, answer$moved))),
                                      fit$tokens, names(fit$coefficients))
    if (fit$convergence$converged && is_local(fit)) fit$convergence$overlap <- "local"
    if (any(fit$status == "infinite")) fit$convergence$overlap <- "separated"
  }
  fit
}

#' How many sequences say something, by weight
#' @noRd
counted_sequences <- function(parts) {
  counted <- informative(parts)
  weights <- parts$sequences$weights
  if (is.null(weights)) sum(counted) else sum(weights[counted])
}

#' Sequences of which some label is known
#' @noRd
informative <- function(parts) {
  known <- c(0L, cumsum(parts$labels$code >= 0L))
  diff(known[parts$sequences$ptr + 1L]) > 0L
}

#' Labels that are not known leave a likelihood that may have several maxima
#' @noRd
is_local <- function(fit) fit$unknown > 0L

#' Weighted counts of the labels, for print and null model
#' @noRd
label_counts <- function(parts) {
  code <- parts$labels$code
  weights <- parts$sequences$weights
  known <- code >= 0L
  own <- if (is.null(weights)) NULL else rep(weights, diff(parts$sequences$ptr))[known]
  labels <- factor(code[known], levels = seq_along(parts$labels$lev) - 1L)
  counts <- if (is.null(own)) tabulate(labels, nlevels(labels)) else
    as.vector(tapply(own, labels, sum, default = 0))
  stats::setNames(counts, parts$labels$lev)
}

#' Every label by its frequency, whatever its neighbours
#' @noRd
independent_loglik <- function(counts) {
  counts <- counts[counts > 0]
  sum(counts * log(counts / sum(counts)))
}

#' @noRd
crf_penalty_value <- function(fit, groups) {
  w <- ifelse(is.finite(fit$weights), fit$weights, 0)
  sum(fit$l1[groups] * abs(w)) + sum(fit$l2[groups] * w^2) / 2
}

#' Weights that were estimated, limits included; with a penalty, those that are not 0
#' @noRd
crf_rank <- function(fit) {
  if (any(fit$l1 > 0)) return(sum(fit$weights != 0))
  if (is.null(fit$status)) length(fit$weights) else sum(fit$status != "aliased")
}

# Above so many weights, names are made when they are asked for.
crf_named_most <- 5000L

#' Coefficients, standard errors and covariance in the user's order, with names
#' @noRd
name_crf_weights <- function(fit) {
  if (length(fit$weights) > crf_named_most) return(fit)
  fit$table <- crf_table(fit)
  names <- make.unique(weight_names(fit$table, fit$lev, fit$coding), sep = " #")
  fit$coefficients <- stats::setNames(user_order(fit, fit$weights), names)
  if (is.null(fit$status)) return(fit)
  status <- user_order(fit, fit$status)
  fit$coefficients[status %in% c("aliased", "undetermined")] <- NA_real_
  infinite <- status == "infinite"
  if (any(infinite)) {
    fit$coefficients[infinite] <- sign(user_order(fit, fit$direction)[infinite]) * Inf
  }
  fit$std.error <- stats::setNames(rep(NA_real_, length(names)), names)
  se <- rep(NA_real_, length(names))
  se[fit$kept] <- fit$se
  fit$std.error[] <- user_order(fit, se)
  place <- match(weight_order(fit$shape), fit$kept)
  place <- place[!is.na(place)]
  fit$cov.unscaled <- fit$cov[place, place, drop = FALSE]
  kept <- names[!is.na(match(weight_order(fit$shape), fit$kept))]
  dimnames(fit$cov.unscaled) <- list(kept, kept)
  fit$se <- fit$cov <- NULL
  fit
}

#' What each weight is, in the user's order: part, from, label, term
#' @noRd
crf_table <- function(fit) {
  out <- weight_table(fit$shape)[weight_order(fit$shape), , drop = FALSE]
  rownames(out) <- NULL
  out
}

#' A vector of the core's order in the user's
#' @noRd
user_order <- function(fit, x) x[weight_order(fit$shape)]

# ---- what the fit keeps, and says ---------------------------------------------------------------

#' @noRd
finish_crf <- function(fit, parts, model) {
  if (!is.null(parts$frame)) {
    frame <- leave_frame(parts$frame, fit$call, model)
    if (model) fit$model <- model_frame(frame)
    fit <- hold_frame(fit, frame, FALSE, FALSE, "none")
    fit$xlevels <- parts$design$xlevels
    fit$contrasts <- parts$design$contrasts
    fit$assign <- parts$design$assign
    fit$aliased <- parts$aliased
    fit$na.action <- parts$frame$na_action
  }
  fit$call <- leave_call(fit$call, parts$z$terms)
  if (model) fit$data <- crf_data(parts)
  fit$rows <- list(total = parts$n, used = fit$tokens, left_out = parts$left_out)
  fit <- structure(fit, class = "crf_fit")
  announce_crf(fit)
  fit
}

#' Formulas that do.call() and update() put into the call hold no frame either
#' @noRd
leave_call <- function(call, transitions) {
  for (name in c("transitions", "sequence")) {
    if (inherits(call[[name]], "formula")) {
      environment(call[[name]]) <- environment(transitions)
    }
  }
  call
}

#' What predictions and refits of the same rows need: compact, and no environment
#' @noRd
crf_data <- function(parts) {
  list(rows = parts$rows, code = parts$labels$code, sequences = parts$sequences, z = parts$z,
       used = parts$used)
}

#' @noRd
announce_crf <- function(fit) {
  if (length(fit$aliased)) {
    kept <- names(fit$aliased)[1L] %in% fit$shape$attributes
    announce_aliased(fit, TRUE, if (kept) ", set to NA" else ", left out")
  }
  inform_crf_aliased(fit)
  if (any(fit$status %in% c("infinite", "undetermined"))) warn_crf_infinite(fit)
  else if (!fit$converged) warn_crf_convergence(fit)
  else if (identical(fit$convergence$overlap, "undecided")) warn_undecided(fit)
  else if (not_proved(fit)) warn_not_proved(fit)
}

#' @noRd
warn_not_proved <- function(fit) {
  what <- if (is_penalised(fit)) "all weights without a penalty have finite estimates" else
    "a finite maximum of the likelihood exists"
  warn_logistic("undecided", sprintf(
    "It was not decided whether %s: %s.\n  A penalty (`l2`) of every weight ensures it.", what,
    no_information_text(fit)))
}

#' Beside those of columns that are combinations of others
#' @noRd
inform_crf_aliased <- function(fit) {
  if (!any(fit$status == "aliased")) return(invisible())
  told <- fit$table$part == "emission" & fit$table$term %in% names(fit$aliased)
  names <- names(fit$coefficients)[user_order(fit, fit$status) == "aliased" & !told]
  if (!length(names)) return(invisible())
  inform_logistic("aliased", sprintf(
    "%s cannot be told from others by these sequences, set to NA: %s.",
    count_of(length(names), "weight"), list_some(backticked(names))), aliased = names)
}

#' @noRd
warn_crf_infinite <- function(fit) {
  infinite <- fit$coefficients[is.infinite(fit$coefficients)]
  warn_logistic("separation", paste(c(unbounded_text(fit), paste0(
    "Some labels or transitions never occur where they would cost likelihood.\n  ",
    "The log-likelihood is that of the limit, and likelihood-ratio tests hold; Wald's do not ",
    "for these. A penalty (`l2`) keeps estimates finite.")), collapse = " "), infinite = infinite)
}

#' @noRd
warn_crf_convergence <- function(fit) {
  warn_logistic("convergence", sprintf(
    "The maximum was not reached in %s%s. The weights are the best that were found.",
    count_of(fit$iterations, if (fit$method == "newton") "step" else "iteration"),
    if (length(fit$gradient)) sprintf(" (norm of the gradient %s)", format_brief(fit$gradient)) else
      ""), iterations = fit$iterations)
}
