# Are the slopes of an ordinal model the same at every threshold? By likelihood ratio, by score, and
# by Brant's comparison of binary fits.

#' Test of parallel slopes (proportional odds)
#'
#' An ordinal model with parallel slopes says that a predictor shifts every threshold alike. The
#' tests compare it with the model in which the slopes of one term, or of all of them, differ
#' between thresholds. The alternatives have \eqn{K - 2} more coefficients for each column.
#'
#' `"lr"` fits that larger model and takes twice the difference of the log-likelihoods.
#' `"score"` takes score and information of that larger model at the estimate of the smaller one,
#' \eqn{s^\top I^{-1} s}, and needs no other fit. For cumulative models without a scale the
#' information is the expected one by default; then the test of a saturated alternative is Pearson's
#' chi-squared. With the observed one it is the score test that SAS prints; directions without any
#' observed information (a level and a threshold without rows on both sides) are left out, but not
#' their degrees of freedom. For all other models it is the observed one.
#'
#' `"brant"` fits a binary model to \eqn{Y \le k} for each k and compares their slopes by Wald's
#' test with the joint covariance of Brant (1990),
#' \deqn{{\rm cov}(\hat\beta_k, \hat\beta_l) = I_k^{-1} X^\top W_{kl} X I_l^{-1},}{
#'   cov(b_k, b_l) = I_k^-1 X' W_kl X I_l^-1,}
#' with \eqn{W_{kl}} the covariance of the two scores of a row. It is for cumulative models without
#' a scale.
#'
#' The score test is known to reject too often in small samples and sparse tables (Peterson and
#' Harrell 1990), and all of them reject small departures in large ones: look at the slopes too.
#'
#' A cumulative model whose slopes differ is a probability model only where its thresholds do not
#' cross. Where they cross at a row of the data, its "likelihood" is a product of some of its
#' probabilities while others are negative, and may exceed that of any probability model: the
#' likelihood-ratio statistic is then too large. The table says so. Where a coefficient is infinite
#' under the alternative, the statistic is the limit and remains valid; where the alternative did
#' not converge it is NA. Degrees of freedom count all slopes, also those of which the data happen
#' to have no rows.
#'
#' Terms whose slopes differ in the fit already are compared with the model in which theirs are
#' parallel.
#'
#' @param fit A fit of [ordinal()] with three categories or more.
#' @param method `"lr"`, `"score"` or `"brant"`.
#' @param information Of the score test of a cumulative model: `"expected"` or `"observed"`.
#' @return A data frame of class `"category_tests"` with a row for each term and, of several terms,
#'   one for `"all"`: `term`, `chisq`, `df`, `p`, `note`.
#' @section Errors:
#' `logistic_error_argument` for a fit of two categories, or one to which the method does not apply;
#' `logistic_error_kept` when the fit does not hold its data.
#' @seealso [ordinal()], whose argument `parallel` fits the alternatives; [multinomial()].
#' @references
#' Brant R (1990). Assessing proportionality in the proportional odds model for ordinal logistic
#' regression. *Biometrics* 46, 1171-1178. \doi{10.2307/2532457}
#'
#' Peterson B, Harrell FE (1990). Partial proportional odds models for ordinal response variables.
#' *Applied Statistics* 39, 205-217. \doi{10.2307/2347760}
#' @examples
#' fit <- ordinal(impairment ~ life + ses, impairment)
#' parallel_test(fit)
#' parallel_test(fit, "score")
#' parallel_test(fit, "brant")
#' @export
parallel_test <- function(fit, method = c("lr", "score", "brant"),
                          information = c("expected", "observed")) {
  check_category_fit(fit, "ordinal_fit", "ordinal()")
  check_formula_fit(fit, "parallel_test()")
  method <- match_choice(method)
  information <- match_choice(information)
  check_parallel_fit(fit, method)
  check_parallel_size(fit)
  parts <- category_fit_parts(fit)
  labels <- term_labels(fit)
  terms <- intersect(seq_along(labels), parts$design$assign)
  asked <- c(as.list(terms), if (length(terms) > 1L) list(terms))
  out <- switch(method, lr = parallel_ratio(fit, parts, asked),
                score = parallel_score(fit, parts, asked, information == "expected"),
                brant = parallel_brant(fit, parts, asked))
  table <- tests_table(c(labels[terms], if (length(terms) > 1L) "all"), out$chisq, out$df)
  table$note <- out$note
  kind <- if (fit$type == "cumulative" && fit$link == "logit") "Proportional odds" else
    "Parallel slopes"
  crossed <- grepl("cross", table$note)
  new_category_tests(table, paste0(kind, switch(method, lr = ", LR", score = ", score",
                                                ", Brant's Wald")),
                     corner = TRUE, notes = if (any(crossed)) paste(
    "Where thresholds cross, the alternative is not a probability model: its chi2 is too large.",
    "Compare with multinomial() or type = \"continuation\"."))
}

#' A slope for each threshold: the work is the cube of their number
#' @noRd
check_parallel_size <- function(fit) {
  size <- length(fit$cuts) * length(fit$terms_names)
  if (size <= parallel_test_most) return(invisible())
  stop_logistic("memory", sprintf(paste0(
    "parallel_test() compares with a model of %s slopes, which takes too long above %s.\n  ",
    "Test it with fewer categories: group the outcome, for example by cut()."),
    count_text(size), count_text(parallel_test_most)))
}

parallel_test_most <- 2000L

#' @noRd
check_parallel_fit <- function(fit, method) {
  if (length(fit$lev) < 3L) {
    stop_argument("fit", "a fit of three categories or more", "a fit of two")
  }
  if (!length(fit$terms_names)) stop_argument("fit", "a fit with predictors", "one without")
  if (method == "brant" && (fit$type != "cumulative" || !is.null(fit$scale))) {
    stop_argument("method", "\"lr\" or \"score\" unless the model is cumulative without a scale",
                  "\"brant\"")
  }
}

#' The model whose slopes differ in the terms `own`
#' @noRd
refit_parallel <- function(fit, parts, own) {
  parts$spec$own <- own
  refit_categories(fit, parts, logical(length(parts$design$names)))
}

#' Every model once
#' @noRd
parallel_models <- function(fit, parts) {
  known <- list()
  function(own) {
    own <- sort(as.integer(own))
    key <- paste(c("own", own), collapse = " ")
    if (is.null(known[[key]])) known[[key]] <<- refit_parallel(fit, parts, own)
    known[[key]]
  }
}

#' @noRd
parallel_ratio <- function(fit, parts, asked) {
  model <- parallel_models(fit, parts)
  own <- parts$spec$own
  rows <- lapply(asked, function(terms) {
    smaller <- model(setdiff(own, terms))
    larger <- model(union(own, terms))
    data.frame(chisq = 2 * (larger$kernel - smaller$kernel), df = free_slopes(larger, smaller),
               note = refit_note(larger))
  })
  do.call(rbind, rows)
}

#' @noRd
refit_note <- function(model) {
  if (!model$converged) return("alternative not converged")
  if (!model$separated) return(if (model$crossed) "thresholds cross" else "")
  if (model$crossed) "infinite, thresholds cross" else "infinite under the alternative"
}

#' More coefficients of the larger model, told by the data or not: cells that happen to be empty
#' take no degree of freedom away
#' @noRd
free_slopes <- function(larger, smaller) {
  length(larger$plan$design$names) - length(smaller$plan$design$names)
}

# ---- the score test ----------------------------------------------------------------------------

#' @noRd
parallel_score <- function(fit, parts, asked, expected) {
  model <- parallel_models(fit, parts)
  own <- parts$spec$own
  expected <- expected && fit$type == "cumulative" && is.null(fit$scale)
  rows <- lapply(asked, function(terms) {
    smaller <- model(setdiff(own, terms))
    parts$spec$own <- union(own, terms)
    base <- ranked_again(parts, fit)
    plan <- with_sizes(category_plan(base), parts)
    chisq <- if (!smaller$converged) NA_real_ else if (expected) {
      expected_score(plan, smaller, base)
    } else observed_score(plan, smaller, base)
    data.frame(chisq = chisq, df = free_slopes(list(plan = plan), smaller),
               note = if (is.na(chisq)) "no information" else "")
  })
  do.call(rbind, rows)
}

#' The same with the observed information, which may know nothing of some coefficients of a cut, as
#' only rows next to it read it
#' @noRd
observed_score <- function(plan, smaller, base) {
  score <- score_of_plan(plan, smaller)
  if (!is.nan(score) || plan$model != "cumulative_each") return(score)
  left_out <- seq_along(plan$design$names) %in% unread_coefficients(plan, base)
  if (any(left_out)) score_of_plan(fewer_coefficients(plan, left_out), smaller) else score
}

#' Coefficients of a cut that the rows next to it cannot tell from its others
#' @noRd
unread_coefficients <- function(plan, base) {
  cuts <- length(plan$response$lev) - 1L
  parallel <- is_parallel(base)
  places <- coefficient_places(base)[!parallel, , drop = FALSE]
  own <- fewer_columns(base, parallel)
  weights <- base$rows$response$weights
  category <- base$rows$response$category
  unlist(lapply(seq_len(cuts), function(k) {
    beside <- category == k | category == k + 1L
    own$rows$response$weights <- if (is.null(weights)) as.double(beside) else weights * beside
    places[ranked_parts(own, base$settings)$dropped, k]
  }))
}

#' \eqn{s^\top I^{-1} s} of a cumulative model whose cuts are predictors, with the expected
#' information: in the cuts that of a multinomial, which links neighbours alone
#'
#' @param plan Of the larger model; `smaller` from `plan_answer()`; `base` the design of one
#'   predictor.
#' @noRd
expected_score <- function(plan, smaller, base) {
  cuts <- length(plan$response$lev) - 1L
  x <- design_columns(base$design, base$transform)
  p <- ncol(x)
  check_cells(cuts * p, cuts * p, "the information")
  eta <- all_cuts(smaller, cuts)
  rows <- cut_moments(used_matrix(plan$design, eta),
                      used_of(plan$design, plan$response$category), plan$link)
  w <- plan$response$weights
  w <- if (is.null(w)) 1 else used_of(plan$design, w)
  at <- function(k) (k - 1L) * p + seq_len(p)
  score <- numeric(cuts * p)
  information <- matrix(0, cuts * p, cuts * p)
  for (k in seq_len(cuts)) {
    score[at(k)] <- crossprod(x, w * rows$score[, k])
    information[at(k), at(k)] <- crossprod(x, w * rows$own[, k] * x)
    if (k == cuts) next
    next_one <- crossprod(x, w * rows$beside[, k] * x)
    information[at(k), at(k + 1L)] <- information[at(k + 1L), at(k)] <- next_one
  }
  places <- coefficient_places(base)
  shared <- matrix(0, length(places), max(places))
  shared[cbind(seq_along(places), as.vector(places))] <- 1
  quadratic_form(crossprod(shared, information %*% shared), crossprod(shared, score))
}

#' All cuts of each raw row
#' @noRd
all_cuts <- function(model, cuts) {
  if (model$plan$model != "cumulative") return(model$eta[, seq_len(cuts), drop = FALSE])
  predictors_for(replace(model$plan, "model", "cumulative_each"), model)
}

#' First derivatives of a row's log-likelihood in the cuts, and their expected products
#' @noRd
cut_moments <- function(eta, category, link) {
  cuts <- ncol(eta)
  density <- link_means(link, eta)$slope
  p <- cumulative_probabilities(eta, link)
  before <- p[, -(cuts + 1L), drop = FALSE]
  after <- p[, -1L, drop = FALSE]
  seen <- function(k) outer(category, k, `==`)
  list(score = density * (seen(seq_len(cuts)) / before - seen(seq_len(cuts) + 1L) / after),
       own = density^2 * (1 / before + 1 / after),
       beside = -density[, -cuts, drop = FALSE] * density[, -1L, drop = FALSE] /
         after[, -cuts, drop = FALSE])
}

#' s' A^-1 s; NA where A is not positive definite
#' @noRd
quadratic_form <- function(a, s) {
  if (anyNA(a) || any(diag(a) <= 0) || !all(is.finite(s))) return(NA_real_)
  scale <- 1 / sqrt(diag(a))
  root <- tryCatch(chol(a * outer(scale, scale)), error = function(e) NULL)
  if (is.null(root)) return(NA_real_)
  sum(backsolve(root, scale * s, transpose = TRUE)^2)
}

# ---- Brant's test ------------------------------------------------------------------------------

#' @noRd
parallel_brant <- function(fit, parts, asked) {
  base <- ranked_again(parts, fit)
  cuts <- seq_len(length(fit$lev) - 1L)
  fits <- lapply(cuts, function(k) binary_answer(fit, base, k))
  assign <- base$design$assign
  overlap <- vapply(fits, function(x) x$converged && is.null(x$direction), NA)
  cov <- if (all(overlap)) binary_covariance(fits, base, fit$link)
  rows <- lapply(asked, function(terms) {
    columns <- which(assign %in% terms)
    df <- length(columns) * (length(cuts) - 1L)
    if (is.null(cov)) {
      return(data.frame(chisq = NA_real_, df = df, note = "infinite in a binary fit"))
    }
    data.frame(chisq = differ_from_first(fits, cov, columns, length(assign)), df = df, note = "")
  })
  do.call(rbind, rows)
}

#' The model of \eqn{Y \le k} alone
#' @noRd
binary_answer <- function(fit, base, k) {
  design <- base$design
  design$offsets <- list(negated(design$offsets[[1L]]))
  response <- base$rows$response
  y <- as.double(response$category <= k)
  weights <- response$weights
  mean <- sum(if (is.null(weights)) y else y * weights) /
    if (is.null(weights)) length(y) else sum(weights)
  p <- length(design$names)
  start <- starts(constant_unit(design, base$transform), .Call(C_link_linear, mean, fit$link), NULL,
                  p)
  call_core("binomial", design, base$transform, list(y = y, weights = weights), fit$link, start,
            base$settings, TRUE, Inf, TRUE)
}

#' Joint covariance of the coefficients of all binary fits
#' @noRd
binary_covariance <- function(fits, base, link) {
  x <- design_columns(base$design, base$transform)
  p <- ncol(x)
  check_cells(length(fits) * p, length(fits) * p, "the joint covariance")
  w <- base$rows$response$weights
  w <- if (is.null(w)) 1 else used_of(base$design, w)
  at <- lapply(fits, function(fit) {
    value <- link_means(link, as.double(used_of(base$design, fit$eta)))
    own <- value$slope / value$mean / value$complement
    c(value[c("mean", "complement")],
      list(factor = own, inverse = solve(crossprod(x, w * own * value$slope * x))))
  })
  out <- matrix(0, length(fits) * p, length(fits) * p)
  place <- function(k) (k - 1L) * p + seq_len(p)
  for (k in seq_along(at)) for (l in seq_len(k)) {
    # of Y <= l and Y <= k, l before k: P(Y <= l) P(Y > k)
    weight <- at[[l]]$mean * at[[k]]$complement * at[[l]]$factor * at[[k]]$factor
    block <- at[[l]]$inverse %*% crossprod(x, w * weight * x) %*% at[[k]]$inverse
    out[place(l), place(k)] <- block
    out[place(k), place(l)] <- t(block)
  }
  out
}

#' Wald's test that some slopes of the later fits are those of the first
#' @noRd
differ_from_first <- function(fits, cov, columns, p) {
  later <- seq_along(fits)[-1L]
  difference <- unlist(lapply(later, function(k) {
    fits[[k]]$coefficients[columns] - fits[[1L]]$coefficients[columns]
  }))
  map <- matrix(0, length(difference), nrow(cov))
  for (k in later) {
    rows <- (k - 2L) * length(columns) + seq_along(columns)
    map[cbind(rows, columns)] <- -1
    map[cbind(rows, (k - 1L) * p + columns)] <- 1
  }
  quadratic_form(map %*% cov %*% t(map), difference)
}
