# What happens to a fitted object between the core's answer and the user: names, frame, messages,
# luggage.

# The components of row length that glm names by row.
row_parts <- c("residuals", "fitted.values", "linear.predictors", "weights", "prior.weights", "y")

# Model frame, data, terms and formula of a frame that leave_frame() has made small.
#' @noRd
hold_frame <- function(fit, frame, model, whole, keep) {
  # update() and do.call() put the formula itself into the call
  if (inherits(fit$call$formula, "formula")) {
    attr(fit$call$formula, ".Environment") <- environment(frame$formula)
  }
  if (keep == "all") {
    if (whole) fit$model <- model_frame(frame)
    if (!has_data(frame) || !model) fit$data <- frame$data
  }
  fit$terms <- frame$terms
  fit$formula <- frame$formula
  fit$na.action <- frame$na_action
  fit
}

# Add what the frame knows: names of rows, model frame, terms, account of rows.
#' @noRd
add_frame <- function(fit, frame, response, model, keep, keep_x, singular.ok) {
  frame <- leave_frame(frame, fit$call, keep == "all")
  fit <- hold_frame(fit, frame, model, model || keep_x, keep)
  fit$rows <- account_rows(frame, fit, response)
  if (keep_x) fit$x <- stats::model.matrix(fit$terms, fit$model, fit$contrasts)
  fit <- finish_fit(fit, keep, singular.ok, frame)
  if (!keep_x && !model) fit$model <- NULL
  fit
}

# Does the model frame hold all that `data` would be looked into for, and is that found by its name?
# Then it need not be saved twice.
#' @noRd
has_data <- function(frame) {
  is_top(environment(frame$formula)) &&
    all(vapply(as.list(attr(frame$terms, "variables"))[-1L], is.symbol, NA))
}

#' @noRd
finish_fit <- function(fit, keep, singular.ok, frame = NULL) {
  if (is.null(fit$rows)) {
    fit$rows <- row_account(fit, length(fit$y), length(fit$y), no_rows_left_out)
  }
  fit$keep <- keep
  if (!is.null(fit$separation)) fit$separation <- account_separation(fit, frame)
  announce(fit, singular.ok)
  if (keep != "all") fit <- drop_parts(fit, keep)
  class(fit) <- c("logistic_fit", "glm", "lm")
  fit
}

#' @noRd
row_labels <- function(frame) {
  names <- usable_row_names(frame)
  if (is.null(frame$rows)) {
    return(as.character(if (is.null(names)) seq_len(frame$n) else names))
  }
  row_name_strings(frame, which(frame$rows))
}

#' @noRd
account_rows <- function(frame, fit, response) {
  left_out <- frame$left_out
  empty <- response$empty
  if (empty > 0L) {
    left_out <- rbind(left_out, data.frame(reason = "zero weight", count = empty))
  }
  row_account(fit, frame$n, frame$used - empty, left_out)
}

#' @noRd
row_account <- function(fit, total, used, left_out) {
  groups <- is_grouped(fit)
  list(total = total, used = used, groups = if (groups) used,
       trials = if (groups || isTRUE(fit$event$freq)) sum(fit$outcome), left_out = left_out)
}

#' @noRd
drop_parts <- function(fit, keep) {
  fit$qr <- if (!is.null(fit$R)) compact_qr(fit)
  fit[intersect(c(row_parts, "effects", "offset", "model", "data", "x"), names(fit))] <- NULL
  if (keep == "minimal") fit[c("R", "na.action")] <- NULL
  fit
}

# ---- what the user is told ---------------------------------------------------------------------

#' @noRd
announce <- function(fit, singular.ok) {
  if (length(fit$aliased)) announce_aliased(fit, singular.ok)
  if (!is.null(fit$separation)) warn_separation(fit)
  else if (!fit$convergence$converged) warn_convergence(fit)
  else if (fit$convergence$overlap == "undecided") warn_undecided(fit)
}

#' @noRd
announce_aliased <- function(fit, singular.ok, done = ", set to NA") {
  text <- aliased_text(fit$aliased, if (!isFALSE(singular.ok)) done)
  if (isFALSE(singular.ok)) stop_logistic("aliased", text, aliased = fit$aliased)
  inform_logistic("aliased", text, aliased = fit$aliased)
}

#' Of what is not fitted: columns without a coefficient in theta
#' @param parts From `ranked_parts()`.
#' @noRd
told_left_out <- function(parts) {
  if (length(parts$aliased)) announce_aliased(parts, TRUE, ", left out of theta")
  parts
}

# One relation in the line of the sentence where it fits; else each on a line of its own.
#' @noRd
aliased_text <- function(aliased, done = ", set to NA") {
  n <- length(aliased)
  head <- paste0(if (n == 1L) "1 column is a linear combination" else
    sprintf("%s columns are linear combinations", count_text(n)), " of others",
    done, ":")
  shown <- names(aliased)[seq_len(min(n, 5L))]
  relations <- vapply(shown, function(name) {
    paste(backticked(name), "=", relation_text(aliased[[name]], backticked))
  }, "")
  one <- paste(head, relations[1L])
  if (n == 1L && display_width(one) <= line_width()) return(one)
  paste(c(head, unlist(lapply(paste0("  ", relations), wrap_terms, line_width(), 4L)),
          if (n > 5L) sprintf("  and %s more", count_text(n - 5L))), collapse = "\n")
}

#' @noRd
warn_convergence <- function(fit) {
  warn_logistic("convergence", paragraph(sprintf(
    paste("Not converged after %s: %s; the last step was %s (needed 2^-40).",
          "The estimates are not the MLE."),
    plural(fit$convergence$steps, "step"), fit$convergence$message,
    format(fit$convergence$step, digits = 2L))),
    status = fit$convergence$message)
}

#' @noRd
warn_undecided <- function(fit) {
  warn_logistic("undecided", paragraph(paste(
    "It is not decided whether a finite maximum of the likelihood exists.",
    if (isTRUE(nzchar(fit$convergence$narrow))) {
      paste0("In double precision ", fit$convergence$narrow, ".")
    },
    "Wald standard errors are not given.")), worst = fit$convergence$worst)
}
