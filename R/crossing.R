# Cumulative models whose slopes differ between thresholds: nothing but the data keeps the cuts of a
# row in order. Where they cross, some category would have a negative probability, and what is
# maximised is the likelihood of no probability model.

#' @noRd
has_crossed <- function(cuts) {
  upper <- cuts[, -1L, drop = FALSE]
  lower <- cuts[, -ncol(cuts), drop = FALSE]
  rowSums(upper <= lower & !(is.infinite(upper) & upper == lower)) > 0
}

#' The cuts with +-Inf where a direction of recession moves them
#' @noRd
limiting_cuts <- function(eta, motion) {
  if (is.null(motion)) return(eta)
  moved <- motion[, seq_len(ncol(eta)), drop = FALSE]
  ifelse(moved > 0, Inf, ifelse(moved < 0, -Inf, eta))
}

#' In which rows of the core do cuts cross?
#'
#' A cut that no row of a pattern reads stands anywhere: it crosses nothing as long as the
#' categories that are seen there have probabilities that add up to 1 or less.
#'
#' @param eta,motion Cuts as columns; the direction's change of them, or NULL.
#' @param category Code of each row; `used`: of positive weight?
#' @return Logical.
#' @noRd
crossed_cuts <- function(eta, motion, category, used, link) {
  cuts <- limiting_cuts(eta, motion)
  out <- used & has_crossed(cuts)
  out[is.na(out)] <- FALSE
  if (!any(out) || is.null(motion)) return(out)
  key <- do.call(paste, as.data.frame(signif(cuts, 12L)))
  for (pattern in unique(key[out])) {
    rows <- which(used & key == pattern)
    seen <- unique(category[rows])
    if (sum(seen_probabilities(cuts[rows[1L], ], seen, link)) <= 1 + 1e-8) out[rows] <- FALSE
  }
  out
}

#' @noRd
seen_probabilities <- function(cuts, seen, link) {
  below <- c(0, .Call(C_link, as.double(cuts), link)$mean, 1)
  below[seen + 1L] - below[seen]
}

#' Of each row that the core used: do its cuts cross? Only cuts that are predictors each can.
#'
#' @param plan,answer What the core was asked, and its answer.
#' @noRd
plan_crossed <- function(plan, answer) {
  cuts <- length(plan$response$lev) - 1L
  if (plan$model != "cumulative_each" || cuts < 2L) return(FALSE)
  weights <- plan$response$weights
  own <- function(x) if (!is.null(x)) used_matrix(plan$design, x)
  used <- used_of(plan$design, if (is.null(weights)) rep(TRUE, nrow(answer$eta)) else weights > 0)
  crossed_cuts(own(answer$eta)[, seq_len(cuts), drop = FALSE], own(answer$motion),
               used_of(plan$design, plan$response$category), used, plan$link)
}

#' The rows used whose cuts cross, into the fit, with a warning
#' @param fit The plan with its answer.
#' @noRd
with_crossing <- function(out, fit) {
  crossed <- which(plan_crossed(fit, fit$answer))
  if (!length(crossed)) return(out)
  entry <- fit$response$entry
  out$crossing <- if (is.null(entry)) crossed else unique(entry[crossed])
  warn_crossing(out)
  out
}

#' @noRd
warn_crossing <- function(fit) {
  warn_logistic("crossing", paragraph(paste(
    crossing_text(fit), "The slopes differ too much between thresholds, or a category is empty for",
    "some values of the predictors; make more terms parallel, or see multinomial().")),
    rows = fit$crossing)
}

#' @noRd
crossing_text <- function(fit) {
  sprintf(paste("Thresholds cross in %s: a category would have a negative probability there, so",
                "that likelihood, tests and AIC are not those of a probability model."),
          rows_text(fit$crossing))
}
