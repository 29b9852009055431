# The forest of a conditional random field: the lines of R/forest.R for each group of weights.

#' @return As `forest_data()`.
#' @noRd
crf_forest <- function(fit, level = 0.95) {
  if (is_penalised(fit) || is.null(fit$std.error)) {
    stop_argument("which", '"transitions" or "marginals" for a fit without standard errors',
                  '"forest"')
  }
  shown <- !(fit$table$part == "emission" & fit$table$term == "(Intercept)")
  if (!any(shown)) stop_logistic("term", "The fit must have a weight besides intercepts.")
  table <- fit$table[shown, ]
  group <- forest_group(table, fit$lev)
  estimate <- fit$coefficients[shown]
  width <- stats::qnorm((1 + level) / 2) * fit$std.error[shown]
  own <- paste(table$from, "->", table$label)
  label <- ifelse(table$part == "emission", table$term,
                  ifelse(table$part == "transition", own, table$label))
  lines <- forest_line(paste0("  ", label), estimate = exp(estimate),
                       conf.low = exp(estimate - width), conf.high = exp(estimate + width))
  lines[is.na(width), c("conf.low", "conf.high")] <- NA
  blocks <- split(lines, factor(group, unique(group)))
  lines <- do.call(rbind, Map(function(heading, block) rbind(forest_line(heading), block),
                              names(blocks), blocks))
  lines$text <- forest_text(lines)
  rownames(lines) <- NULL
  structure(lines, level = level, title = "Odds ratios")
}

#' The heading that each weight stands under
#' @noRd
forest_group <- function(table, lev) {
  several <- length(unique(table$term[table$part == "transition"])) > 1L
  step <- paste0("Transition, ", if (several) table$term else paste("against", lev[1L]))
  ifelse(table$part == "emission", paste0(table$label, " / ", lev[1L], ", neighbours fixed"),
         ifelse(table$part == "transition", step,
                paste(ifelse(table$part == "start", "First", "Last"), "label, against", lev[1L])))
}
