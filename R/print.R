# What was modelled, the rows, the outcome: the head that print() and summary() share.

#' @export
print.logistic_fit <- function(x, digits = 3L, ...) {
  check_fit(x)
  write_lines(head_lines(x, rows_of(x), wide = FALSE))
  write_lines("", coefficient_lines(x, digits))
  write_lines("", sprintf("logLik %s (%s), AIC %s", format_fixed(x$loglik, 2L),
                          plural(x$rank, "parameter"), format_fixed(x$aic, 2L)))
  problem <- problem_lines(x)
  if (length(problem)) write_lines(problem)
  invisible(x)
}

#' @noRd
plural <- function(n, noun) paste0(format_count(n), " ", noun, if (n != 1) "s")

#' @noRd
model_name <- function(fit) {
  if (fit$link == "logit") "Logistic regression" else paste("Binomial regression,", fit$link,
                                                            "link")
}

# Rows and outcome of a fit, all that the head needs.
#' @noRd
rows_of <- function(fit) list(rows = fit$rows, outcome = fit$outcome)

#' @noRd
head_lines <- function(x, about, wide) {
  c(wrap_text(sprintf("%s. Modelling %s", model_name(x), modelled_text(x$event)), 2L),
    if (wide) sprintf("Link %s, maximum likelihood, model-based covariance", x$link),
    if (isTRUE(x$event$pseudo)) pseudo_text(),
    labelled_text("Rows     ", rows_text_of(about$rows)),
    labelled_text("Outcome  ", outcome_text(x$event, about$outcome)))
}

# The label keeps its spaces, which strwrap() would fold.
#' @noRd
labelled_text <- function(label, text) {
  if (display_width(paste0(label, text)) <= 80L) return(paste0(label, text))
  lines <- strwrap(text, width = 80L - nchar(label))
  paste0(c(label, rep(strrep(" ", nchar(label)), length(lines) - 1L)), lines)
}

#' @noRd
modelled_text <- function(event) {
  text <- event$label
  if (identical(event$kind, "rest")) text <- paste(text, "against all others")
  if (event$kind %in% c("counts", "proportion")) text <- paste0(text, ", trials given")
  text
}

#' @noRd
pseudo_text <- function() "Pseudo-likelihood: the counts are not whole numbers"

#' @noRd
rows_text_of <- function(rows) {
  left <- left_out_reasons(rows$left_out)
  groups <- !is.null(rows$groups) && !is.na(rows$groups)
  used <- if (groups) sprintf("%s used", plural(rows$used, "group")) else {
    paste(format_count(rows$used), "used")
  }
  if (rows$total > rows$used) used <- paste(used, "of", format_count(rows$total))
  if (!is.null(rows$trials)) {
    used <- paste0(used, ", ", format_count(rows$trials),
                   if (groups) " trials" else " observations by `freq`")
  }
  if (is.null(left)) return(if (groups) used else paste0(used, ", none left out"))
  paste0(used, "; ", left)
}

#' @noRd
left_out_reasons <- function(left_out) {
  if (is.null(left_out) || !nrow(left_out)) return(NULL)
  total <- format_count(sum(left_out$count))
  if (nrow(left_out) == 1L) return(sprintf("%s left out: %s", total, left_out$reason))
  order <- order(-left_out$count)
  most <- utils::head(order, 5L)
  reasons <- paste(format_count(left_out$count[most]), left_out$reason[most], collapse = ", ")
  rest <- length(order) - length(most)
  if (rest > 0L) reasons <- sprintf("%s, and %d more reasons", reasons, rest)
  sprintf("%s left out: %s", total, reasons)
}

# Levels in quotes as the user wrote them; 0/1 and counts in words.
#' @noRd
outcome_text <- function(event, outcome) {
  events <- format_count(outcome[[1L]])
  others <- format_count(outcome[[2L]])
  level <- event$level
  if (is.null(level) || event$kind %in% c("counts", "proportion")) {
    return(sprintf("%s events, %s others", events, others))
  }
  named <- grepl(paste0('"', level, '"'), event$label, fixed = TRUE)
  if (!named) return(sprintf("%s events (%s = %s), %s others", events, event$variable, level,
                             others))
  if (identical(event$kind, "rest") || is.null(event$other)) {
    return(sprintf("%s \"%s\", %s others", events, level, others))
  }
  sprintf("%s \"%s\", %s \"%s\"", events, level, others, event$other)
}

# Names as coef() has them, estimate, standard error, and why a coefficient is NA.
#' @noRd
coefficient_lines <- function(fit, digits) {
  estimate <- fit$coefficients
  if (!length(estimate)) return("No coefficients: the linear predictor is the offset.")
  cells <- format_estimates(estimate, standard_errors(fit), digits)
  columns <- list(text_column("Estimate", align_points(cells$estimate)),
                  text_column("SE", align_points(cells$se)))
  relations <- relation_notes(fit, names(estimate))
  lines <- text_table(names(estimate), columns)
  noted <- which(!is.na(relations)) + 1L
  lines[noted] <- shorten_lines(paste0(pad_right(lines[noted], max(display_width(lines))), "  ",
                                       relations[!is.na(relations)]))
  truncate_rows(lines)
}

# "= 0.4536 * lwt" for each aliased coefficient, NA for the others.
#' @noRd
relation_notes <- function(fit, names) {
  vapply(names, function(name) {
    relation <- fit$aliased[[name]]
    if (is.null(relation)) NA_character_ else paste("=", relation_text(relation))
  }, "", USE.NAMES = FALSE)
}

#' @noRd
relation_text <- function(relation) {
  relation <- relation[abs(relation) > 1e-12 * max(abs(relation), 0)]
  if (!length(relation)) return("0")
  size <- abs(relation)
  factor <- paste(format_significant_short(size), "* ")
  factor[abs(size - 1) < 1e-9] <- ""
  name <- names(relation)
  name[name == "(Intercept)"] <- "1"
  one <- name == "1"
  name[one] <- format_significant_short(size[one])
  factor[one] <- ""
  sign <- ifelse(relation < 0, " - ", " + ")
  text <- paste0(sign, factor, name, collapse = "")
  sub("^ - ", "-", sub("^ \\+ ", "", text))
}

# Four significant digits, without trailing zeros.
#' @noRd
format_significant_short <- function(x) {
  out <- format_significant(x, 4L)
  mark <- decimal_mark()
  has_point <- grepl(mark, out, fixed = TRUE) & !grepl("e", out, fixed = TRUE)
  out[has_point] <- sub(paste0("[", mark, "]$"), "", sub("0+$", "", out[has_point]))
  out
}

# What the reader must know before believing a number: separation, no proof, no convergence.
#' @noRd
problem_lines <- function(fit) {
  c(separation_lines(fit), undecided_lines(fit),
    if (isFALSE(fit$convergence$converged)) not_converged_lines(fit))
}

#' @noRd
separation_lines <- function(fit) {
  separation <- fit$separation
  if (is.null(separation)) return(NULL)
  signs <- separation$infinite
  names <- sprintf("`%s` (%s)", names(signs), ifelse(signs > 0, "+Inf", "-Inf"))
  more <- length(names) - 5L
  shown <- paste(utils::head(names, 5L), collapse = ", ")
  if (more > 0L) shown <- sprintf("%s and %s more", shown, format_count(more))
  c(wrap_text(paste0("The data are separated. Infinite: ", shown, "."), 2L),
    if (isTRUE(separation$rows > 0)) {
      sprintf("Predictions are exactly 0 or 1 in %s.", plural(separation$rows, "row"))
    })
}

#' @noRd
undecided_lines <- function(fit) {
  if (wald_holds(fit)) return(NULL)
  "Whether a finite maximum exists was not decided; no Wald tests."
}

#' @noRd
not_converged_lines <- function(fit) {
  message <- fit$convergence$message
  wrap_text(paste0(sprintf("Not converged after %s; the estimates are not the maximum.",
                           plural(fit$convergence$steps, "step")),
                   if (!is.null(message) && nzchar(message)) paste0(" ", message)), 2L)
}
