# What sgd() refuses of a source, and what it says of a pass.

#' Arguments that name rows must do so in any chunk: expressions in its columns
#' @noRd
check_source_arguments <- function(ask, piece) {
  given <- intersect(c(frame_extras, "subset"), names(ask$call))
  for (name in given) check_source_argument(name, ask$call[[name]], piece, ask)
}

#' @noRd
check_source_argument <- function(name, expr, piece, ask) {
  if (is.null(expr)) return(invisible())
  around <- if (inherits(ask$formula, "formula")) environment(ask$formula) else ask$env
  used <- all.vars(expr)
  other <- setdiff(used, names(piece))
  long <- vapply(other, function(v) length(get0(v, around)) > 1L, NA)
  if (!length(setdiff(used, other)) || any(long)) {
    stop_argument(name,
                  "an expression in the columns of the chunks, as the rows come from a source",
                  backticked(deparse_text(expr)))
  }
  if (name != "subset" || !is.numeric(eval(expr, piece, around))) return(invisible())
  stop_argument(name, "a condition, as the rows come from a source", "numbers of rows")
}

#' @noRd
check_source_alone <- function(call, y) {
  given <- intersect(c(beside_rows, "subset"), names(call))
  if (!is.null(y)) given <- c("y", given)
  if (length(given)) {
    stop_argument(given[1L], "in the chunks, beside `x`, as `x` is a row_source()", "an argument")
  }
}

#' Of strings and factors the levels are looked for; of numbers what comes is learned
#' @noRd
check_outcomes_shown <- function(problem) {
  y <- problem$core$response$y[problem$usable]
  if (!length(y) || (any(y > 0) && any(y < 1))) return(invisible())
  stop_logistic("outcome", paragraph(sprintf(paste(
    "The first rows of a source must show both outcomes; the first %s have %s only.",
    "Shuffle the rows: sorted by the outcome they do not show what is to come."),
    count_text(length(y)), if (any(y > 0)) "events" else "others")))
}

#' Errors name rows as they are counted over the source
#' @param shift Rows that came before, less those that stand above the piece.
#' @noRd
rows_of_source <- function(error, shift) {
  if (is.null(error$rows)) return(error)
  rows <- error$rows + shift
  error$message <- sub(rows_text(error$rows), rows_text(rows), error$message, fixed = TRUE)
  error$rows <- rows
  error
}

# ---- rows left out -------------------------------------------------------------------------------

#' @return list(total, left_out) as of the account of an exact fit.
#' @noRd
problem_account <- function(frame, core, usable) {
  total <- if (is.null(frame)) core$design$n else frame$n
  left_out <- if (is.null(frame)) no_rows_left_out else frame$left_out
  empty <- total - sum(left_out$count) - length(usable)
  if (empty > 0) left_out <- rbind(left_out, data.frame(reason = "zero weight", count = empty))
  list(total = total, left_out = left_out)
}

#' @noRd
both_accounts <- function(first, second) {
  if (is.null(first)) return(second)
  left_out <- rbind(first$left_out, second$left_out)
  if (nrow(left_out)) {
    count <- rowsum(left_out$count, left_out$reason, reorder = FALSE)
    left_out <- data.frame(reason = rownames(count), count = as.vector(count))
  }
  list(total = first$total + second$total, left_out = left_out)
}

# ---- a pass, judged ------------------------------------------------------------------------------

#' Outcomes of the rows that are judged before they are learned from, by weight
#' @noRd
count_judged <- function(state, response, from, to) {
  rows <- (from + 1):to
  weights <- if (is.null(response$weights)) rep(1, length(rows)) else response$weights[rows]
  found <- if (is.null(response$category)) {
    sum(weights * response$y[rows]) * c(-1, 1) + c(sum(weights), 0)
  } else sums_by(weights, response$category[rows], response$categories)
  state$outcomes <- if (is.null(state$outcomes)) found else state$outcomes + found
  state
}

#' The log-likelihood of the model that gives every row the same probabilities
#' @noRd
null_of_outcomes <- function(outcomes) {
  if (is.null(outcomes)) return(NA_real_)
  outcomes <- outcomes[outcomes > 0]
  sum(outcomes * log(outcomes / sum(outcomes)))
}

#' After a pass: how far it moved the estimate, and how it compares with no model
#' @param before The state at its last batch.
#' @noRd
judged_pass <- function(state, before, account) {
  if (before$pass > 0L && before$rows != before$whole) warn_other_rows(before)
  null <- null_of_outcomes(before$outcomes)
  state$null <- c(state$null, null)
  state["outcomes"] <- list(NULL)
  state$account <- account
  size <- if (state$diagonal) abs(before$score) * standard_units(state) else
    if (before$pass > 0L) abs(state$estimate - before$estimate) / standard_units(state)
  state$last <- list(below = isTRUE(before$loglik < null - allowed_loss(before)),
                     size = if (length(size)) max(size), at = which.max(size))
  state
}

#' What learning on the way costs: about (p / 2) log n, of rows of mean weight
#' @noRd
allowed_loss <- function(state) {
  length(state$theta) * log(state$rows) * sum(state$outcomes) / state$judged
}

#' Standard errors by the metric, as if the rows of a pass were the sample. Of a diagonal they hold
#' the other coefficients fixed.
#' @noRd
standard_units <- function(state) {
  factor <- state$factor
  share <- sqrt(factor$measured / state$whole)
  if (!is.null(factor$root)) return(share / factor$root)
  factor$scale * sqrt(diag(chol2inv(factor$factor))) * share
}

#' @noRd
warn_other_rows <- function(state) {
  warn_logistic("source", sprintf(
    "A source must give the same rows in every pass; pass %d had %s, the one before %s.",
    state$pass + 1L, count_of(state$rows, "row"), count_text(state$whole)),
    rows = c(state$whole, state$rows))
}

# So many standard errors: of a diagonal metric the score is that of an estimate so far away; of the
# other the last pass moved an estimate by more.
far_away <- 3

#' @param constant Is a constant among what the model can say, and nothing known beforehand?
#' @noRd
warn_pass <- function(fit, constant) {
  state <- fit$state
  if (state$pass == 0L) return(invisible())
  if (constant && state$last$below) return(warn_below_null(as.list(fit$history[state$pass, ])))
  if (!isTRUE(state$last$size > far_away)) return(invisible())
  if (state$diagonal) warn_far(fit) else warn_moving(fit)
}

#' @noRd
warn_moving <- function(fit) {
  warn_logistic("convergence", paragraph(sprintf(paste(
    "The estimate has not settled: the last pass moved %s by %s standard errors. More passes bring",
    "it nearer to the maximum of the likelihood, if there is one."), backticked(last_name(fit)),
    shown_size(fit$state$last$size))), distance = fit$state$last$size)
}

#' @noRd
warn_below_null <- function(pass) {
  warn_logistic("convergence", paragraph(sprintf(paste(
    "The estimate is not to be trusted: over the last pass its log-likelihood, %s a row, is below",
    "that of the same probabilities for all rows, %s. Are the rows sorted? Shuffle them."),
    format_fixed(pass$loglik / pass$judged, 5L), format_fixed(pass$null / pass$judged, 5L))),
    loglik = pass$loglik, null = pass$null)
}

#' @noRd
warn_far <- function(fit) {
  warn_logistic("convergence", paragraph(sprintf(paste(
    "The estimate is far from the maximum of the likelihood, at %s by %s standard errors or more:",
    "of more than %s coefficients the metric is diagonal, and many passes are needed. Fit by %s()",
    "if memory holds the data."), backticked(last_name(fit)),
    shown_size(fit$state$last$size), format_count(sgd_metric_most), fit$model)),
    distance = fit$state$last$size)
}

#' The name of the coefficient that moved most
#' @noRd
last_name <- function(fit) names(fit$coefficients)[!is.na(fit$coefficients)][fit$state$last$at]

#' @noRd
moved_text <- function(fit) {
  last <- fit$state$last
  if (is.null(last$size) || fit$partial > 0) return(NULL)
  if (fit$state$diagonal) {
    if (last$size <= far_away) return(NULL)
    return(sprintf("Far from the maximum of the likelihood: %s by %s standard errors or more",
                   backticked(last_name(fit)), shown_size(last$size)))
  }
  if (last$size < 0.001) return("The last pass moved no estimate by 0.001 standard errors")
  sprintf("The last pass moved %s by %s standard errors%s", backticked(last_name(fit)),
          shown_size(last$size), if (length(fit$state$theta) > 1L) ", no other by more" else "")
}

#' @noRd
shown_size <- function(x) format(signif(x, 2L), scientific = FALSE, big.mark = ",")
