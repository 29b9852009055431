# Likelihood-ratio tests of the terms of multinomial and ordinal fits, each over all equations.

#' Each term that no other contains left out in turn
#'
#' @return A data frame: `term`, `chisq`, `df`, `p`; NA where the smaller model cannot be fitted.
#' @noRd
category_term_tests <- function(fit) {
  labels <- stats::drop.scope(fit$terms)
  tests <- vapply(labels, function(label) {
    tryCatch(test_without(fit, label), error = function(e) c(NA_real_, NA_real_))
  }, c(0, 0), USE.NAMES = FALSE)
  p <- stats::pchisq(tests[1L, ], tests[2L, ], lower.tail = FALSE)
  p[tests[2L, ] %in% 0] <- NA # others take its place
  data.frame(term = labels, chisq = tests[1L, ], df = tests[2L, ], p = p, row.names = NULL,
             stringsAsFactors = FALSE)
}

#' @noRd
test_without <- function(fit, label) {
  call <- fit$call
  formula <- stats::formula(fit)
  rest <- stats::update(formula, stats::as.formula(paste(". ~ . -", label)))
  call$formula <- rest
  if (inherits(fit$parallel, "formula")) call$parallel <- parallel_without(fit, rest)
  smaller <- suppressMessages(suppressWarnings(eval(call, environment(formula))))
  if (smaller$nobs != fit$nobs) return(c(NA_real_, NA_real_))
  c(max(2 * (fit$loglik - smaller$loglik), 0), fit$rank - smaller$rank)
}

#' @noRd
parallel_without <- function(fit, formula) {
  labels <- attr(stats::terms(fit$parallel), "term.labels")
  left <- labels[term_key(labels) %in% term_key(attr(stats::terms(formula), "term.labels"))]
  if (length(left)) stats::reformulate(left) else FALSE
}
