# Tests of conditional random fields: of the dependence within the sequences, between fits, and of
# terms left out in turn. A *model* is what they compare: of a fit, or of a variant fitted here.

#' Tests of dependence, and between conditional random fields
#'
#' `anova()` of one fit begins with the model without dependence, in which the rows are independent
#' (that of [multinomial()] or [logistic()] with the same terms), and adds the dependence, the terms
#' of `transitions` in their order, and the weights of first and last labels. Does yesterday matter
#' beyond the season? is its first line. Several fits are compared in the order given.
#' `drop1()` leaves out each term in turn, of the labels (in all labels at once) and of the
#' transitions.
#'
#' The likelihood-ratio test is \eqn{\chi^2 = 2 (\ell_{\rm larger} - \ell_{\rm
#' smaller})}{chi2 = 2 (l_larger - l_smaller)} with as many degrees of freedom as there are
#' additional weights; it remains valid where estimates are infinite. Rao's score test, \eqn{u^\top
#' H^{-1} u}{u'H^-1 u} with the score u and the observed information H of the larger model at the
#' estimate of the smaller, and Wald's are equivalent in large samples. Sequences are the
#' independent units: it is their number that must be large. `anova()` does not find out whether
#' models are nested.
#'
#' @param object A fit of [crf()] without penalty.
#' @param ... More fits to the same sequences.
#' @param test `"LRT"` or `"Chisq"`, one and the same; `"Rao"`; `"Wald"`.
#' @param scope Names of the terms to leave out; by default what marginality allows. A term of the
#'   transitions is called `"transitions: z"`; `"transitions"` all of them, where there is no other
#'   term; `"ends"` the weights of first and last labels.
#' @param k Cost of a weight in AIC.
#' @param scale,trace Not used; [stats::step()] gives them.
#' @return `anova()`: a data frame of class `c("crf_anova", "anova", "data.frame")` with columns
#'   `npar`, `logLik`, `AIC`, `Chisq`, `Df`, `Pr(>Chisq)`. `drop1()`: as [drop1.logistic_fit()]; the
#'   deviance is minus twice the log-likelihood.
#' @section Errors:
#' `logistic_error_penalty` for fits with a penalty; `logistic_error_rows` when fits are not of the
#' same sequences; `logistic_error_type` when something other than a fit is given;
#' `logistic_error_terms` when one fit has no dependence to be tested; `logistic_error_scope`;
#' `logistic_error_kept` when a variant is to be fitted and the fit does not hold its data.
#' @seealso [anova.logistic_fit()]
#' @references
#' Wilks SS (1938). The large-sample distribution of the likelihood ratio for testing composite
#' hypotheses. *Annals of Mathematical Statistics* 9, 60-62. \doi{10.1214/aoms/1177732360}
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month, transitions = ~ season)
#' anova(fit)
#' drop1(fit)
#' anova(update(fit, transitions = ~ 1), fit, test = "Rao")
#' @export
anova.crf_fit <- function(object, ..., test = c("LRT", "Chisq", "Rao", "Wald")) {
  test <- match_choice(test)
  if (test == "Chisq") test <- "LRT"
  fits <- c(list(object), crf_fits_of_dots(...))
  for (fit in fits) refuse_penalised(fit, "A test")
  alone <- length(fits) == 1L
  if (!alone) check_same_sequences(fits)
  models <- if (alone) dependence_models(object) else
    stats::setNames(lapply(fits, model_of_fit), seq_along(fits))
  new_crf_anova(crf_anova_table(models, test), object, test,
                if (!alone) vapply(fits, crf_formula_text, ""))
}

#' @noRd
crf_fits_of_dots <- function(...) {
  others <- list(...)
  bad <- which(!vapply(others, inherits, NA, "crf_fit"))
  if (!length(bad)) return(unname(others))
  name <- names(others)[bad[1L]]
  if (length(name) && nzchar(name)) {
    stop_logistic("argument", paste0("anova() has no argument ", backticked(name),
                                     "; it has `test`."), argument = name)
  }
  stop_logistic("type", sprintf("`...` must be fits of crf(); argument %d is not one.",
                                bad[1L] + 1L), variable = "...")
}

#' @noRd
check_same_sequences <- function(fits) {
  first <- sequence_outcomes(fits[[1L]])
  for (k in seq_along(fits)) {
    own <- sequence_outcomes(fits[[k]])
    same <- if (is.null(own$labels) || is.null(first$labels)) {
      identical(own$counts, first$counts)
    } else identical(own, first)
    if (same) next
    stop_logistic("rows", sprintf(paste(
      "the fits must be of the same sequences; fit 1 has %s in %s, fit %d %s in %s",
      "(sequences with missing values differ, or labels, or weights)."),
      count_of(fits[[1L]]$tokens, "row"), count_of(fits[[1L]]$sequences, "sequence"), k,
      count_of(fits[[k]]$tokens, "row"), count_of(fits[[k]]$sequences, "sequence")),
      variable = "...")
  }
}

#' @noRd
sequence_outcomes <- function(fit) {
  counts <- list(fit$tokens, fit$sequences, fit$outcome[order(fit$lev)])
  if (is.null(fit$data)) return(list(counts = counts))
  list(counts = counts, labels = fit$lev[replace(fit$data$code, fit$data$code < 0L, NA) + 1L],
       ptr = fit$data$sequences$ptr, weights = fit$data$sequences$weights)
}

#' @noRd
crf_formula_text <- function(fit) {
  main <- if (is.null(fit$formula)) "x" else deparse_text(fit$formula)
  paste0(main, ", transitions = ", deparse_text(stats::formula(fit$shape$z$terms)),
         if (fit$ends) ", ends")
}

# ---- models -------------------------------------------------------------------------------------

#' @return list: `loglik`, `rank`, `weights` and `shape` (core's order), `kept` (places with a
#'   covariance), `cov`, `core` (a function: the problem of the whole likelihood).
#' @noRd
model_of_fit <- function(fit) {
  user <- weight_order(fit$shape)
  finite <- if (is.null(fit$status)) rep(TRUE, length(user)) else fit$status[user] == "finite"
  list(loglik = fit$loglik, rank = fit$rank, weights = fit$weights, shape = fit$shape,
       infinite = any(fit$status %in% c("infinite", "undetermined")), kept = user[finite],
       cov = function() crf_covariance(fit), core = function() crf_fit_problem(fit, FALSE)$core)
}

#' A variant of the fit as a model; NA where it was not found
#' @noRd
model_of_variant <- function(fit, parts, ...) {
  answer <- crf_refit(fit, parts, ...)
  list(loglik = if (answer$converged) sum(answer$loglik) else NA_real_,
       rank = sum(answer$status != "aliased"), weights = answer$weights,
       shape = answer$problem$shape, infinite = !is.null(answer$limits), kept = answer$kept,
       cov = function() answer$cov, core = function() answer$problem$core)
}

#' The fit without dependence, then what makes it the fit
#' @noRd
dependence_models <- function(fit) {
  z <- fit$shape$z
  assign <- fit$data$z$assign
  if (!length(z$names) && !fit$ends) {
    stop_logistic("terms", paste(
      "anova() of one fit tests its dependence; this one has none.\n",
      " drop1() tests its terms, anova(fit1, fit2) compares fits."))
  }
  parts <- crf_fit_parts(fit)
  steps <- unique(assign)
  labels <- c("dependence", paste("dependence:", attr(z$terms, "term.labels")))[steps + 1L]
  upto <- c(-1L, steps)
  last <- length(upto)
  models <- lapply(seq_along(upto), function(k) {
    if (k == last && !fit$ends) return(model_of_fit(fit))
    model_of_variant(fit, keep_transitions(parts, assign <= upto[k]), ends = FALSE)
  })
  if (fit$ends) models <- c(models, list(model_of_fit(fit)))
  stats::setNames(models, c("independent rows", labels, if (fit$ends) "ends"))
}

#' @noRd
keep_transitions <- function(parts, keep) {
  z <- parts$z
  z$covariate <- z$covariate[, keep, drop = FALSE]
  z[c("names", "assign")] <- list(z$names[keep], z$assign[keep])
  if (!any(keep)) z$covariate <- z$covariate[1L, , drop = FALSE]
  if (!any(keep)) z["class_of"] <- list(NULL)
  parts$z <- z
  parts
}

# ---- the table ----------------------------------------------------------------------------------

#' @noRd
crf_anova_table <- function(models, test) {
  warn_unfound(models)
  loglik <- vapply(models, `[[`, 0, "loglik")
  rank <- vapply(models, function(m) as.double(m$rank), 0)
  df <- c(NA, diff(rank))
  chisq <- c(NA, vapply(seq_along(models)[-1L], function(k) {
    pair <- models[c(k - 1L, k)]
    if (df[k] < 0) pair <- rev(pair)
    model_statistic(pair[[1L]], pair[[2L]], test)
  }, 0))
  data.frame(npar = rank, logLik = loglik, AIC = -2 * loglik + 2 * rank, Chisq = chisq,
             Df = abs(df), "Pr(>Chisq)" = chisq_p(chisq, abs(df)), check.names = FALSE,
             row.names = names(models))
}

#' @noRd
warn_unfound <- function(models) {
  failed <- names(models)[vapply(models, function(m) is.na(m$loglik), NA)]
  if (length(failed)) {
    warn_logistic("convergence", sprintf("No test where a model did not converge: %s.",
                                         list_some(backticked(failed))))
  }
}

#' @noRd
model_statistic <- function(smaller, larger, test) {
  if (is.na(smaller$loglik) || is.na(larger$loglik)) return(NA_real_)
  switch(test, LRT = max(0, 2 * (larger$loglik - smaller$loglik)),
         Rao = model_score_statistic(smaller, larger), Wald = model_wald(smaller, larger))
}

#' Score of the larger model at the estimate of the smaller
#' @noRd
model_score_statistic <- function(smaller, larger) {
  if (smaller$infinite) return(NA_real_)
  theta <- matching_weights(smaller, larger$shape)
  core <- larger$core()
  score <- .Call(C_crf_gradient, core, theta, 1L)$gradient
  information <- .Call(C_crf_information, core, theta, 1L)
  kept <- !dependent_columns(information)
  size <- 1 / sqrt(diag(information)[kept])
  scaled <- information[kept, kept, drop = FALSE] * outer(size, size)
  sum(score[kept] * size * solve(scaled, score[kept] * size))
}

#' @noRd
model_wald <- function(smaller, larger) {
  keys <- weight_keys(larger$shape)
  if (!all(weight_keys(smaller$shape) %in% keys)) {
    stop_logistic("nested", paste("A Wald test needs the weights of the smaller fit among those",
                                  "of the larger. Use test = \"LRT\"."))
  }
  added <- which(!keys %in% weight_keys(smaller$shape))
  at <- match(added, larger$kept)
  if (anyNA(at)) return(NA_real_)
  wald_chisq(larger$weights[added], larger$cov(), at)[["chisq"]]
}

#' @noRd
new_crf_anova <- function(table, fit, test, formulas) {
  structure(table, title = paste0(
    crf_name(fit), ". ", if (is.null(formulas)) "Dependence within sequences, added in order" else
      "Fits compared in order", test_title(test)), formulas = formulas,
    heading = "Tests of conditional random fields\n",
    class = c("crf_anova", "anova", "data.frame"))
}

#' @noRd
crf_name <- function(fit) {
  paste("Conditional random field", fit$response$name, sep = ", ")
}

#' @export
print.crf_anova <- function(x, ...) {
  columns <- c("npar", "AIC", "Chisq", "Df", "Pr(>Chisq)")
  if (is.null(attr(x, "title")) || !all(columns %in% names(x))) return(NextMethod())
  write_lines(wrap_text(attr(x, "title")))
  if (!is.null(attr(x, "formulas"))) {
    write_lines(unlist(lapply(sprintf("%s: %s", rownames(x), attr(x, "formulas")), wrap_text,
                              indent = 3L)))
  }
  weights <- text_column("weights", format_fixed(x$npar, 0L))
  write_lines(long_table(rownames(x), c(list(weights), test_columns(
    x$Df, x$Chisq, x[["Pr(>Chisq)"]], x$AIC))))
  invisible(x)
}

# ---- terms left out in turn ---------------------------------------------------------------------

#' @rdname anova.crf_fit
#' @export
drop1.crf_fit <- function(object, scope, scale = 0, k = 2, trace = FALSE, ...) {
  check_no_dots("drop1", ...)
  refuse_penalised(object, "A test")
  check_number(k, lower = 0)
  possible <- droppable(object)
  scope <- if (missing(scope)) possible else check_drop_scope(scope, possible)
  models <- c(list("<none>" = model_of_fit(object)),
              sapply(scope, function(term) model_without(object, term), simplify = FALSE))
  warn_unfound(models)
  deviance <- -2 * vapply(models, `[[`, 0, "loglik")
  rank <- vapply(models, function(m) as.double(m$rank), 0)
  df <- c(NA, rank[1L] - rank[-1L])
  lrt <- c(NA, pmax(0, deviance[-1L] - deviance[1L]))
  structure(data.frame(Df = df, Deviance = deviance, AIC = deviance + k * rank, LRT = lrt,
                       "Pr(>Chi)" = chisq_p(lrt, df), check.names = FALSE,
                       row.names = names(models)),
            heading = "Single term deletions\n", dispersion = 1, k = k,
            title = paste0(crf_name(object), ". Each term left out in turn"),
            class = c("logistic_single_terms", "anova", "data.frame"))
}

#' Terms that marginality allows to go
#' @noRd
droppable <- function(fit) {
  emission <- if (!is.null(fit$terms)) stats::drop.scope(fit$terms)
  z <- fit$shape$z
  transition <- if (length(attr(z$terms, "term.labels"))) {
    paste("transitions:", stats::drop.scope(z$terms))
  } else if (length(z$names)) "transitions"
  c(emission, transition, if (fit$ends) "ends")
}

#' @noRd
check_drop_scope <- function(scope, possible) {
  if (inherits(scope, "formula")) scope <- attr(stats::terms(scope), "term.labels")
  unknown <- setdiff(scope, possible)
  if (!length(unknown)) return(scope)
  stop_logistic("scope", sprintf("`scope` must have terms that can be left out (%s); %s cannot.",
                                 list_some(quoted(possible)), list_some(quoted(unknown))),
                terms = unknown)
}

#' @noRd
model_without <- function(fit, term) {
  parts <- crf_fit_parts(fit)
  if (term == "ends") return(model_of_variant(fit, parts, ends = FALSE))
  z <- fit$shape$z
  if (term == "transitions") return(model_of_variant(fit, keep_transitions(parts, FALSE)))
  if (startsWith(term, "transitions: ")) {
    own <- match(sub("transitions: ", "", term, fixed = TRUE), attr(z$terms, "term.labels"))
    return(model_of_variant(fit, keep_transitions(parts, parts$z$assign != own)))
  }
  if (length(fit$aliased)) return(updated_without(fit, term)) # a column may come back
  own <- match(term, attr(fit$terms, "term.labels"))
  keep <- fit$assign != own
  parts$rows <- match_rows(parts$rows, parts$rows$names[keep])
  model_of_variant(fit, parts)
}

#' From the user's data
#' @noRd
updated_without <- function(fit, term) {
  call <- stats::update(fit, stats::as.formula(paste(". ~ . -", term)), evaluate = FALSE)
  model_of_fit(suppressMessages(eval(call, live_environment(fit))))
}
