# What print() and summary() of a conditional random field share: the head, and what must be known
# before a number is believed.

#' @export
print.crf_fit <- function(x, digits = 3L, ...) {
  check_fit(x)
  facts <- crf_facts(x)
  write_lines(crf_head(facts), "", crf_print_body(x, digits), crf_aliased_lines(x),
              crf_problems(x), "", wrap_each(crf_likelihood_line(facts)))
  invisible(x)
}

#' @noRd
crf_print_body <- function(fit, digits) {
  if (shows_largest(fit)) return(count_lines(crf_counts(fit)))
  table <- data.frame(estimate = crf_estimates(fit), std.error = crf_standard_errors(fit))
  errors <- has_crf_errors(fit)
  crf_lines(crf_sections(fit), crf_relations(fit), function(at) {
    columns <- estimate_columns(format_estimates(table$estimate[at], table$std.error[at], digits))
    if (errors) columns else columns[1L]
  })
}

# ---- the head ----------------------------------------------------------------------------------

#' What the head and the foot of a print are made from: small, whatever the size of the fit
#' @noRd
crf_facts <- function(fit) {
  parts <- c("response", "lev", "coding", "features", "rows", "sequences", "lengths", "unknown",
             "nobs", "tokens", "outcome", "partial", "ends", "l1", "l2", "objective", "rank",
             "iterations", "evaluations", "gradient", "stopped", "converged")
  c(fit[intersect(parts, names(fit))],
    list(predictors = if (!is.null(fit$terms)) term_labels(fit),
         attributes = length(fit$shape$attributes), transitions = transitions_said(fit),
         present = crf_groups_present(fit$shape), optimiser = fit$method,
         permitted = permitted_counts(fit$allowed, fit$lev), penalised = is_penalised(fit),
         loglik = c(full = fit$loglik, null = fit$null_loglik)))
}

#' What transitions depend on; NULL: there are none
#' @noRd
transitions_said <- function(fit) {
  if (!length(fit$shape$z$names)) return(NULL)
  as.character(attr(fit$shape$z$terms, "term.labels"))
}

#' How many transitions, first and last labels are allowed; NULL: all
#' @noRd
permitted_counts <- function(allowed, lev) {
  if (is.null(allowed$transitions)) return(NULL)
  count <- function(may, all) sprintf("%s of %s", format_count(sum(may != 0L)), format_count(all))
  labels <- length(lev)
  c(transitions = count(allowed$transitions, labels^2),
    "first labels" = if (!is.null(allowed$start)) count(allowed$start, labels),
    "last labels" = if (!is.null(allowed$end)) count(allowed$end, labels))
}

#' @noRd
crf_head <- function(x) {
  c(wrap_text(crf_title(x), 2L), wrap_text(transition_text(x), 2L),
    if (x$penalised) wrap_text(penalty_text(x), 2L), covariance_line(x),
    labelled_text("Rows     ", crf_rows_text(x)),
    labelled_text("Outcome  ", crf_outcome_text(x)),
    if (!is.null(x$permitted)) labelled_text("Allowed  ", paste(
      x$permitted, names(x$permitted), collapse = ", ")))
}

#' @noRd
crf_title <- function(x) {
  given <- if (is.null(x$predictors)) plural(x$attributes, "attribute") else
    list_some(x$predictors, 12L)
  sprintf("Conditional random field. Modelling P(sequence of %s%s)", x$response$name,
          if (nzchar(given)) paste(" |", given) else "")
}

#' @noRd
transition_text <- function(x) {
  if (is.null(x$transitions)) return("No transitions: neighbouring rows are independent")
  if (length(x$transitions)) paste("Transitions depend on", list_some(x$transitions, 12L))
}

#' @noRd
penalty_text <- function(x) {
  said <- c(if (any(x$l1 > 0)) one_penalty("l1", x), if (any(x$l2 > 0)) one_penalty("l2", x))
  sprintf("Penalised, %s: estimates are drawn towards 0, and have no SE, tests or AIC",
          paste(said, collapse = ", "))
}

#' "l2 = 2", "l2 = 2 (emission), 1 (transition)"
#' @noRd
one_penalty <- function(name, x) {
  value <- x[[name]][x$present]
  shown <- format_plain(value)
  if (all(value == value[1L])) return(paste(name, "=", shown[1L]))
  paste(name, "=", paste0(shown, " (", names(value), ")", collapse = ", "))
}

#' @noRd
crf_rows_text <- function(x) {
  rows <- x$rows
  all <- rows$total == rows$used
  lengths <- format_count(x$lengths)
  each <- if (lengths[1L] == lengths[2L]) lengths[1L] else paste(lengths, collapse = " to ")
  text <- sprintf("%s%s in %s (%s each)", format_count(rows$used),
                  if (all) "" else sprintf(" used of %s,", format_count(rows$total)),
                  plural(x$sequences, "sequence"), each)
  left <- left_out_reasons(rows$left_out)
  text <- if (is.null(left)) paste0(text, ", none left out") else paste0(text, "; ", left)
  if (abs(x$nobs - x$sequences) <= 1e-8 * x$nobs) return(text)
  paste0(text, "; the weights sum to ", format_count(x$nobs), ", taken as sequences")
}

#' @noRd
crf_outcome_text <- function(x) {
  shown <- label_words(x)(x$lev)
  text <- list_some(paste(format_count(x$outcome), shown), 12L)
  if (!isTRUE(x$unknown > 0L)) return(text)
  paste0(text, "; ", format_count(x$unknown), " unknown, summed over")
}

#' How labels are written beside their counts: strings quoted; TRUE, FALSE, 0 and 1 plain
#' @noRd
label_words <- function(x) if (x$response$kind %in% c("logical", "binary")) identity else quoted

#' A label in a heading: "rain"; "wet = TRUE" where it says little by itself
#' @noRd
label_title <- function(x, label = x$lev) {
  if (!x$response$kind %in% c("logical", "binary")) return(label)
  paste(x$response$name, "=", label)
}

# ---- the foot ----------------------------------------------------------------------------------

#' @noRd
crf_likelihood_line <- function(x) {
  if (x$penalised) return(objective_line(x))
  if (isTRUE(x$given_covariance)) {
    return(given_covariance_line(x, "sequences were independent and the model of each right"))
  }
  deviance <- -2 * x$loglik[["full"]]
  sprintf("logLik %s (df = %s), AIC %s, BIC %s (n = %s)", format_fixed(x$loglik[["full"]], 2L),
          format_count(x$rank), format_fixed(deviance + 2 * x$rank, 2L),
          format_fixed(deviance + log(x$nobs) * x$rank, 2L), plural(x$nobs, "sequence"))
}

#' @noRd
objective_line <- function(x) {
  sprintf("-logLik%s%s = %s (logLik %s)", if (any(x$l1 > 0)) " + l1 sum|w|" else "",
          if (any(x$l2 > 0)) " + (l2/2) sum w^2" else "", format_fixed(x$objective, 6L),
          format_fixed(x$loglik[["full"]], 6L))
}

# ---- what must be known ------------------------------------------------------------------------

#' @noRd
crf_problems <- function(fit) {
  c(crf_infinite_lines(fit), undecided_lines(fit), no_error_lines(fit),
    local_lines(fit),
    if (isFALSE(fit$converged)) crf_not_converged_lines(fit))
}

#' Without an information there are neither standard errors nor a proof
#' @noRd
no_error_lines <- function(fit) {
  if (!not_proved(fit)) return(NULL)
  what <- if (is_penalised(fit)) "Whether all weights without a penalty have finite estimates" else
    "No SE, and whether a finite maximum exists"
  more <- if (is_penalised(fit)) "" else if (length(fit$weights) > crf_newton_most) {
    " std_error() has the SE of chosen weights."
  } else " vcov() tries the proof."
  wrap_text(paste0(what, " was not decided: ", no_information_text(fit), ".", more), 2L)
}

#' @noRd
local_lines <- function(fit) {
  if (!is_local(fit)) return(NULL)
  wrap_text(paste("Labels are unknown: the maximum is local, not proved to be the highest.",
                  "Another `start` may find a higher one."), 2L)
}

#' @noRd
crf_infinite_lines <- function(fit) {
  text <- unbounded_text(fit)
  if (!length(text)) return(NULL)
  wrap_each(c(paste(text[1L], "LR tests hold; a penalty (`l2`) keeps estimates finite."),
              text[-1L]))
}

#' Which estimates are infinite, and which are not determined beside them
#' @noRd
unbounded_text <- function(fit) {
  estimate <- fit$coefficients
  infinite <- estimate[is.infinite(estimate)]
  unknown <- names(estimate)[user_order(fit, fit$status) == "undetermined"]
  signs <- ifelse(infinite > 0, " (+Inf)", " (-Inf)")
  c(if (length(infinite)) sprintf("The data do not bound %s: %s.",
      plural(length(infinite), "estimate"), list_some(paste0(backticked(names(infinite)), signs))),
    if (length(unknown)) sprintf("Not determined beside them: %s.",
                                 list_some(backticked(unknown))))
}

#' @noRd
crf_not_converged_lines <- function(fit) {
  if (!is.null(fit$convergence)) return(not_converged_lines(fit))
  wrap_text(sprintf(
    "Not converged after %s (norm of the gradient %s); the weights are not the optimum.",
    plural(fit$iterations, "iteration"), format_brief(fit$gradient)), 2L)
}

#' Columns that are combinations of others have no weights at all
#' @noRd
crf_aliased_lines <- function(fit) {
  aliased <- fit$aliased
  if (!length(aliased)) return(NULL)
  shown <- names(aliased)[seq_len(min(length(aliased), 5L))]
  said <- vapply(shown, function(name) {
    paste(backticked(name), "=", relation_text(aliased[[name]], backticked))
  }, "")
  more <- length(aliased) - length(shown)
  wrap_text(sprintf("No weights for what is a combination of other columns: %s%s.",
                    paste(said, collapse = "; "),
                    if (more > 0L) sprintf(" and %s more", format_count(more)) else ""), 2L)
}
