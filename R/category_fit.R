# The stages that multinomial() and ordinal() share, from the frame to the fitted object.

#' Rank of a design with one predictor, and the design without the columns that are combinations
#'
#' Whether a column is a combination of others is a matter of the columns, not of the model.
#'
#' @param parts design, transform and rows.
#' @return `parts` with `dropped` (positions), `aliased`, `all_names`, `all_assign`.
#' @noRd
ranked_parts <- function(parts, settings) {
  design <- parts$design
  weights <- parts$rows$response$weights
  parts$all_names <- design$names
  parts$all_assign <- design$assign
  parts$dropped <- integer()
  if (!length(design$names)) return(parts)
  plain <- design
  plain$offsets <- list(NULL)
  response <- list(y = numeric(design$n), weights = weights)
  rank <- run_core(.Call(C_rank, "binomial", plain, parts$transform, core_response(response),
                         "logit", numeric(length(design$names)), settings$threads))
  if (length(rank$dropped)) {
    out <- without_columns(parts, seq_along(design$names) %in% rank$dropped)
    out$design$offsets <- design$offsets
    parts[names(out)] <- out
    parts$dropped <- rank$dropped
    parts$aliased <- relations_of(rank, parts$all_names)
  }
  parts
}

#' Start of a fit: coefficients that give the pooled frequencies
#' @noRd
pooled_start <- function(names, at, values) replace(numeric(length(names)), at, values)

#' One call of the core for a model of several predictors
#'
#' @param plan From `multinomial_plan()` or `ordinal_plan()`.
#' @param start The user's coefficients, or NULL.
#' @noRd
fit_plan <- function(plan, settings, start = NULL, rows = TRUE) {
  design <- plan$design
  storage.mode(design$terms) <- "integer"
  p <- length(design$names)
  check_category_memory(p, design, length(plan$response$lev))
  start <- list(pooled = plan$pooled, start = if (!is.null(start)) as.double(start))
  answer <- call_core(plan$model, design, plan$transform, plan$response, plan$link, start, settings,
                      rows, p, plan$ranked)
  if (rows) answer$eta <- matrix(answer$eta, ncol = design$predictors)
  answer
}

#' The information must fit (the thresholds' part of it is a band, the rest is square), and the
#' second derivatives of a tile in all pairs of predictors
#' @noRd
check_category_memory <- function(p, design, categories) {
  band <- design$blocks[[1L]]$kind == "code" && design$predictors <= 3L
  square <- as.double(if (band) p - (categories - 1L) else p)
  cells <- 6 * (square^2 + if (band) square * categories else 0)
  cells <- cells + as.double(design$predictors)^2 * tile_cells
  if (cells <= 2^31) return(invisible())
  stop_memory(sprintf("the information of %s coefficients in %s categories (%.0f GB)",
                      count_text(p), count_text(categories), cells / 2^27))
}

# Doubles of workspace for each pair of predictors: a tile of rows for two threads, products.
tile_cells <- 1000

# ---- the object --------------------------------------------------------------------------------

#' What multinomial and ordinal fits have in common, without their class
#'
#' @param fit The plan of the model as fitted, without aliased columns, with the core's `answer`.
#' @param base From `ranked_parts()`.
#' @noRd
new_category_fit <- function(fit, base, response, frame, settings, call) {
  answer <- fit$answer
  names <- fit$names
  at <- fit$at
  null <- fit$null
  own <- fit$design$names
  own_separation <- separation_of(answer, own)
  own_coefficients <- coefficients_of(answer, own, own_separation)
  kept <- setdiff(seq_along(own), answer$dropped)
  coefficients <- stats::setNames(rep(NA_real_, length(names)), names)
  coefficients[at] <- own_coefficients
  se <- stats::setNames(rep(NA_real_, length(names)), names)
  check_coefficient_names(names)
  se[at] <- standard_errors_of(answer, own, own_coefficients)
  kernel <- answer$figures[8L] + answer$figures[9L]
  constants <- count_constants(response, frame)
  outcome <- count_outcomes(response, frame)
  counted <- sum(outcome)
  freedom <- freedom(response, frame, counted)
  rank <- length(kept)
  list(coefficients = coefficients, std.error = se,
       cov.unscaled = covariance_of(answer, own, kept, own_coefficients, own_separation),
       cov.slopes = slope_covariance(answer, names[at]), rank = rank, edf = rank,
       deviance = 2 * (constants$saturated - kernel),
       null.deviance = 2 * (constants$saturated - null$kernel),
       aic = 2 * rank - 2 * (kernel + constants$lchoose), df.residual = freedom - rank,
       df.null = freedom - null$rank, nobs = counted, loglik = kernel + constants$lchoose,
       loglik_kernel = kernel, null_loglik = null$kernel + constants$lchoose,
       lev = response$lev, outcome = outcome, link = fit$link, converged = answer$converged,
       iter = as.integer(answer$figures[1L]), call = call, contrasts = base$design$contrasts,
       xlevels = base$design$xlevels, aliased = if (is.null(base$aliased)) list() else base$aliased,
       convergence = convergence_of(answer, counted, own), separation = own_separation,
       settings = settings, assign = base$design$assign,
       response = response[c("name", "kind", "freq", "ordered", "in_order")], version = fit_version)
}

#' Where there are too many thresholds for a whole covariance: that of the slopes; else NULL
#' @noRd
slope_covariance <- function(answer, names) {
  if (is.null(answer$tail)) return(NULL)
  own <- names[answer$tail$at]
  out <- answer$tail$cov
  if (!is.null(answer$direction) || existence_open(answer)) out[] <- NA_real_
  dimnames(out) <- list(own, own)
  out
}

#' Degrees of freedom before any parameter: of one outcome a row, its number; of groups, what their
#' proportions have
#' @noRd
freedom <- function(response, frame, observations) {
  if (is.null(response$counts)) return(observations)
  given <- used_rows(frame, response$given)
  seen <- rowSums(response$counts) > 0
  if (!is.null(given)) seen <- seen & given > 0
  sum(seen) * (length(response$lev) - 1)
}

#' Vectors and matrices with a row for each row used
#' @param eta From the core: in raw rows, or in entries of counts.
#' @noRd
category_rows <- function(fit, eta, response, frame, offset, labels) {
  eta <- if (is.null(response$entry)) used_matrix(frame, eta) else
    as.matrix(eta)[match(seq_len(nrow(response$counts)), response$entry), , drop = FALSE]
  rownames(eta) <- labels
  fit$linear.predictors <- eta
  if (is.null(response$counts)) {
    fit$y <- structure(as.integer(used_rows(frame, response$category)), names = labels,
                       levels = response$lev,
                       class = c(if (response$ordered) "ordered", "factor"))
  } else {
    fit$counts <- response$counts
    rownames(fit$counts) <- labels
  }
  weights <- used_rows(frame, response$given)
  fit$prior.weights <- if (is.null(weights)) rep.int(1, nrow(eta)) else weights
  names(fit$prior.weights) <- labels
  fit$offset <- offset
  fit
}

#' @noRd
used_matrix <- function(frame, x) {
  if (is.null(dim(x))) x <- matrix(x)
  if (is.null(frame$rows)) x else x[frame$rows, , drop = FALSE]
}

category_row_parts <- c("linear.predictors", "log.scale", "y", "counts", "prior.weights")

#' What the frame knows; messages; the class
#' @noRd
finish_category_fit <- function(fit, frame, response, model, keep, singular.ok, class) {
  frame <- leave_frame(frame, fit$call, keep == "all")
  fit <- hold_frame(fit, frame, model, model, keep)
  for (part in intersect(c("parallel", "scale", "scale_terms"), names(fit))) {
    if (inherits(fit[[part]], "formula")) environment(fit[[part]]) <- environment(frame$formula)
  }
  fit$rows <- category_account(fit, frame, response)
  fit$keep <- keep
  if (length(fit$aliased)) announce_aliased(fit, singular.ok)
  if (!is.null(fit$separation) && is.null(fit$crossing)) warn_category_separation(fit)
  else if (!fit$convergence$converged) warn_convergence(fit)
  else if (fit$convergence$overlap == "undecided") warn_undecided(fit)
  if (keep != "all") fit[c(category_row_parts, "offset", "model", "data")] <- NULL
  structure(fit, class = c(class, "category_fit"))
}

#' @noRd
category_account <- function(fit, frame, response) {
  left_out <- frame$left_out
  used <- frame_used(frame)
  empty <- if (is.null(response$given)) 0L else sum(used_rows(frame, response$given) == 0)
  none <- if (is.null(response$counts)) 0L else sum(rowSums(response$counts) == 0)
  for (reason in c("zero weight", "no counts")) {
    count <- if (reason == "zero weight") empty else none
    if (count > 0L) left_out <- rbind(left_out, data.frame(reason = reason, count = count))
  }
  list(total = frame$n, used = used - empty - none, left_out = left_out,
       groups = if (!is.null(response$counts)) used - empty - none,
       trials = if (!is.null(response$counts) || response$freq) sum(fit$outcome))
}

#' @noRd
warn_category_separation <- function(fit) {
  infinite <- fit$separation$infinite
  said <- sprintf("%s (%sInf)", backticked(names(infinite)), ifelse(infinite > 0, "+", "-"))
  warn_logistic("separation", paragraph(sprintf(paste(
    "The maximum likelihood estimate does not exist: the data are separated. Infinite: %s.",
    "Wald tests are not available for these; likelihood-ratio tests are."), list_some(said))),
    infinite = infinite)
}
