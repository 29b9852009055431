# What happens to a fitted object between the core's answer and the user: names, frame, messages,
# luggage.

# The components of row length that glm names by row.
row_parts <- c("residuals", "fitted.values", "linear.predictors", "weights", "prior.weights", "y")

# Add what the frame knows: names of rows, model frame, terms, account of rows.
#' @noRd
add_frame <- function(fit, frame, response, model, keep, keep_x, keep_y, singular.ok) {
  frame <- leave_frame(frame, fit$call, keep == "all")
  # update() and do.call() put the formula itself into the call
  if (inherits(fit$call$formula, "formula")) {
    attr(fit$call$formula, ".Environment") <- environment(frame$formula)
  }
  if (keep == "all") {
    if (model || keep_x) fit$model <- model_frame(frame)
    fit$data <- frame$data
  }
  fit$terms <- frame$terms
  fit$formula <- frame$formula
  fit$na.action <- frame$na_action
  fit$rows <- account_rows(frame, fit, response)
  if (keep_x) fit$x <- stats::model.matrix(fit$terms, fit$model, fit$contrasts)
  fit <- finish_fit(fit, keep, singular.ok)
  if (!keep_x && !model) fit$model <- NULL
  fit
}

#' @noRd
finish_fit <- function(fit, keep, singular.ok) {
  if (is.null(fit$rows)) {
    fit$rows <- row_account(fit, length(fit$y), length(fit$y), no_rows_left_out)
  }
  fit$keep <- keep
  if (!is.null(fit$separation)) fit$separation$rows <- sum(is.infinite(fit$linear.predictors))
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
  groups <- fit$event$kind %in% c("counts", "proportion")
  list(total = total, used = used, groups = if (groups) used,
       trials = if (groups) sum(fit$prior.weights), left_out = left_out)
}

#' @noRd
drop_parts <- function(fit, keep) {
  fit[intersect(c(row_parts, "offset", "model", "data", "x"), names(fit))] <- NULL
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
announce_aliased <- function(fit, singular.ok) {
  relations <- vapply(names(fit$aliased), function(n) {
    relation <- fit$aliased[[n]]
    paste0(backticked(n), " = ", if (length(relation)) alias_text(relation) else "0")
  }, "")
  n <- length(relations)
  text <- sprintf("%s of others, set to NA: %s",
                  if (n == 1L) "1 column is a linear combination"
                  else sprintf("%d columns are linear combinations", n),
                  paste(c(relations[seq_len(min(n, 5L))],
                          if (n > 5L) sprintf("and %d more", n - 5L)), collapse = "; "))
  if (isFALSE(singular.ok)) {
    stop_logistic("aliased", sub(", set to NA", "", text), aliased = fit$aliased)
  }
  inform_logistic("aliased", text, aliased = fit$aliased)
}

#' @noRd
alias_text <- function(relation) {
  relation <- relation[abs(relation) > 1e-12 * max(abs(relation))]
  number <- format_each(abs(relation))
  size <- ifelse(abs(abs(relation) - 1) < 1e-9, "", paste0(number, " * "))
  sign <- ifelse(relation < 0, " - ", " + ")
  text <- paste0(sign, size, backticked(names(relation)))
  if (length(text) > 6L) text <- c(text[1:5], sprintf(" + ... (%d more)", length(text) - 5L))
  out <- paste(text, collapse = "")
  if (startsWith(out, " + ")) substring(out, 4L) else paste0("-", substring(out, 4L))
}

#' @noRd
format_each <- function(x) vapply(x, function(v) format(v, digits = 4L), "")

#' @noRd
warn_separation <- function(fit) {
  infinite <- fit$separation$infinite
  named <- paste0(backticked(names(infinite)), " (", ifelse(infinite > 0, "+", "-"), "Inf)")
  complete <- fit$separation$rows == sum(fit$prior.weights > 0)
  warn_logistic("separation", paste(c(
    paste0("The maximum likelihood estimate does not exist: the data are\n",
           if (complete) "completely separated" else "quasi-separated", "."),
    strwrap(paste0("Infinite: ", list_some(named, 8L), "."), 76L),
    sprintf("Fitted probabilities are exactly 0 or 1 in %d rows.", fit$separation$rows),
    "Wald tests are not available for these coefficients; LR tests are."), collapse = "\n"),
    infinite = infinite, direction = fit$separation$direction)
}

#' @noRd
warn_convergence <- function(fit) {
  warn_logistic("convergence", sprintf(
    paste("Not converged after %d steps: %s; the last step was %s (needed 2^-40).",
          "The estimates are not the MLE."),
    fit$convergence$steps, fit$convergence$message, format(fit$convergence$step, digits = 2L)),
    status = fit$convergence$message)
}

#' @noRd
warn_undecided <- function(fit) {
  warn_logistic("undecided", paste(
    "It is not decided whether a finite maximum of the likelihood exists.",
    "Wald standard errors are not given."), worst = fit$convergence$worst)
}
