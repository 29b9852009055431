# What was modelled, the rows, the outcome: the head that print() and summary() share.

#' @export
print.logistic_fit <- function(x, digits = 3L, ...) {
  check_fit(x)
  write_fit(x, head_lines(x, rows_of(x), wide = FALSE), coefficient_lines(x, digits),
            problem_lines(x))
}

#' @noRd
write_fit <- function(fit, head, coefficients, problems) {
  write_lines(head, "", coefficients, "",
              sprintf("logLik %s (%s), AIC %s", format_fixed(fit$loglik, 2L),
                      plural(fit$rank, "parameter"), format_fixed(fit$aic, 2L)), problems)
  invisible(fit)
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
  if (display_width(paste0(label, text)) <= line_width()) return(paste0(label, text))
  lines <- strwrap(text, width = line_width() + 1L - nchar(label))
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
  counted <- !is.null(rows$trials)
  if (counted) {
    used <- paste0(used, ", ", format_count(rows$trials),
                   if (groups) " trials" else " observations by `freq`")
  }
  if (is.null(left)) return(if (counted) used else paste0(used, ", none left out"))
  paste0(used, "; ", left)
}

# "3 left out: `bmi` missing"; of several reasons each with its count, the most frequent first.
#' @noRd
left_out_reasons <- function(left_out) {
  if (is.null(left_out) || !nrow(left_out)) return(NULL)
  left_out <- left_out[order(-left_out$count), ]
  total <- format_count(sum(left_out$count))
  reasons <- left_out$reason
  if (length(reasons) > 1L) reasons <- sprintf("%s (%s)", reasons, format_count(left_out$count))
  sprintf("%s left out: %s", total, list_some(reasons))
}

# Levels and named columns of counts in quotes as the user wrote them; 0/1 in words.
#' @noRd
outcome_text <- function(event, outcome) {
  count <- format_count(outcome)
  if (!is.null(event$columns)) return(paste(count, quoted(event$columns), collapse = ", "))
  if (is.null(event$level)) return(sprintf("%s events, %s others", count[1L], count[2L]))
  shown <- level_words(event)
  rest <- identical(event$kind, "rest") || is.null(event$other)
  if (is.null(shown)) {
    return(sprintf("%s events (%s = %s), %s others", count[1L], event$variable, event$level,
                   count[2L]))
  }
  paste0(count[1L], " ", shown(event$level), ", ", count[2L], " ",
         if (rest) "others" else shown(event$other))
}

# How the levels of a response are written: strings quoted, TRUE and FALSE plain, numbers (which
# alone say nothing) not at all.
#' @noRd
level_words <- function(event) {
  if (grepl(quoted(event$level), event$label, fixed = TRUE)) return(quoted)
  if (event$level %in% c("TRUE", "FALSE")) identity
}

# Names as coef() has them, estimate, standard error, and why a coefficient is NA.
#' @noRd
coefficient_lines <- function(fit, digits) {
  estimate <- fit$coefficients
  if (!length(estimate)) return("No coefficients: the linear predictor is the offset.")
  shown <- shown_rows(length(estimate))
  cells <- format_estimates(estimate[shown], standard_errors(fit)[shown], digits)
  names <- names(estimate)[shown]
  c(text_table(names, estimate_columns(cells), notes = relation_notes(fit, names),
               kept = rep(2L, length(shown))),
    more_line(length(estimate)))
}

#' @noRd
estimate_columns <- function(cells) {
  list(text_column("Estimate", align_points(cells$estimate)),
       text_column("SE", align_points(cells$se)))
}

# "= 0.4536 * lwt" for each aliased coefficient, NA for the others.
#' @noRd
relation_notes <- function(fit, names) {
  vapply(names, function(name) {
    relation <- fit$aliased[[name]]
    if (is.null(relation)) NA_character_ else paste("=", relation_text(relation))
  }, "", USE.NAMES = FALSE)
}

# `shown` writes a name. Beyond six terms: five, and how many more.
#' @noRd
relation_text <- function(relation, shown = identity) {
  relation <- relation[abs(relation) > 1e-12 * max(abs(relation), 0)]
  if (!length(relation)) return("0")
  size <- abs(relation)
  number <- format_significant_short(size)
  constant <- names(relation) == "(Intercept)"
  factor <- ifelse(abs(size - 1) < 1e-9, "", paste(number, "* "))
  text <- ifelse(constant, number, paste0(factor, shown(names(relation))))
  text <- paste0(ifelse(relation < 0, " - ", " + "), text)
  if (length(text) > 6L) text <- c(text[1:5], sprintf(" + ... (%d more)", length(text) - 5L))
  text <- paste(text, collapse = "")
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
undecided_lines <- function(fit) {
  if (wald_holds(fit)) return(NULL)
  wrap_text("Whether a finite maximum exists was not decided; no Wald tests.", 2L)
}

#' @noRd
not_converged_lines <- function(fit) {
  why <- fit$convergence$message
  wrap_text(sprintf("Not converged after %s%s; the estimates are not the maximum.",
                    plural(fit$convergence$steps, "step"),
                    if (length(why) && nzchar(why)) sprintf(" (%s)", why) else ""), 2L)
}
