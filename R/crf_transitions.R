# What the map of transitions draws: who follows whom, as log odds ratios.

#' The cells of the map
#'
#' In reference coding a cell is the coefficient, the log odds ratio against the first label; with
#' all weights it is the doubly centred weight, the log odds ratio against the average label.
#'
#' @param at Named list: values of the variables in `transitions`, a panel for each combination;
#'   `NULL`: a panel for each column of their model matrix.
#' @return A data frame, row by row of each panel: `panel`, `from`, `to` (factors), `estimate`,
#'   `count` (how often seen), `state` ("estimated", "reference", "forbidden", "undetermined").
#' @noRd
transition_cells <- function(fit, at = NULL) {
  if (!length(fit$shape$z$names)) {
    stop_argument("which", '"marginals" for a fit without transitions', '"transitions"')
  }
  mix <- transition_mix(fit, at)
  panels <- lapply(seq_len(nrow(mix)), function(k) panel_cells(fit, mix[k, ]))
  out <- do.call(rbind, panels)
  label <- factor(rep(rownames(mix), each = length(fit$lev)^2), rownames(mix))
  data.frame(panel = label, out)
}

# What the user gets of them.
#' @noRd
cell_columns <- c("panel", "from", "to", "estimate", "count", "state")

#' How the weights of the columns are added up in each panel: panels by columns
#' @noRd
transition_mix <- function(fit, at) {
  z <- fit$shape$z
  variables <- all.vars(z$terms)
  if (is.null(at)) {
    names <- if (length(variables)) z$names else ""
    return(structure(diag(length(z$names)), dimnames = list(names, z$names)))
  }
  check_transition_values(at, variables, z$xlevels)
  values <- expand.grid(at, KEEP.OUT.ATTRS = FALSE, stringsAsFactors = FALSE)
  out <- tryCatch({
    frame <- stats::model.frame(z$terms, values, na.action = stats::na.pass, xlev = z$xlevels)
    stats::model.matrix(z$terms, frame, contrasts.arg = z$contrasts)
  }, error = function(e) NULL)
  check_transition_mix(out, z$names)
  said <- lapply(names(values), function(name) {
    paste(name, "=", vapply(as.list(values[[name]]), value_label, ""))
  })
  rownames(out) <- do.call(paste, c(said, sep = ", "))
  out
}

#' @noRd
check_transition_values <- function(at, variables, levels) {
  if (!length(variables)) {
    stop_argument("at", "NULL where `transitions` have no variable", value_text(at))
  }
  if (!is.list(at) || !setequal(names(at), variables) || anyDuplicated(names(at))) {
    named <- is.list(at) && length(names(at))
    stop_argument("at", paste("a list with values of", and_list(backticked(variables))),
                  if (named) paste("of", list_some(backticked(names(at)))) else value_text(at))
  }
  for (name in intersect(names(at), names(levels))) {
    check_at_values(at[[name]], factor(levels = levels[[name]]), paste0("at$", name))
  }
}

#' @noRd
check_transition_mix <- function(mix, names) {
  if (length(mix) && all(is.finite(mix)) && identical(colnames(mix), names)) return(invisible())
  stop_argument("at", "a list with values of the kind that `transitions` were fitted to",
                "others, or missing ones")
}

#' @noRd
panel_cells <- function(fit, mix) {
  weights <- panel_weights(fit, mix)
  labels <- length(fit$lev)
  state <- matrix("estimated", labels, labels)
  if (fit$coding == "reference") {
    state[1L, ] <- state[, 1L] <- "reference"
  }
  state[is.na(weights)] <- "undetermined"
  if (!is.null(fit$allowed$transitions)) state[fit$allowed$transitions == 0L] <- "forbidden"
  weights[state == "forbidden"] <- NA
  if (fit$coding == "all") weights <- doubly_centred(weights)
  lev <- function(k) factor(fit$lev[k], fit$lev)
  rows <- rep(seq_len(labels), each = labels)
  columns <- rep(seq_len(labels), labels)
  cell <- cbind(rows, columns)
  data.frame(from = lev(rows), to = lev(columns), estimate = weights[cell],
             count = fit$seen[cell], state = state[cell])
}

#' The transitions' weights with their columns added up; pairs without a weight are 0
#' @noRd
panel_weights <- function(fit, mix) {
  shape <- fit$shape
  pairs <- length(shape$from)
  stretch <- weight_counts(shape)[["emission"]] + seq_len(pairs * length(mix))
  by_column <- function(x) matrix(x[stretch], pairs)
  value <- drop(by_column(fit$weights) %*% mix)
  if (!is.null(fit$status)) {
    direction <- if (is.null(fit$direction)) numeric(length(fit$weights)) else fit$direction
    reach <- drop(by_column(direction) %*% mix)
    value <- panel_limits(value, by_column(fit$status)[, mix != 0, drop = FALSE], reach, fit$coding)
  }
  out <- matrix(0, length(fit$lev), length(fit$lev))
  out[cbind(shape$from, shape$to) + 1L] <- value
  out
}

#' Infinite where estimates are; `NA` where the data do not determine the sum
#'
#' @param reach Where the sum moves along the direction of recession.
#' @noRd
panel_limits <- function(value, status, reach, coding) {
  has <- function(kind) rowSums(status == kind) > 0
  infinite <- has("infinite")
  value[infinite] <- ifelse(reach == 0, NA, sign(reach) * Inf)[infinite]
  # with all weights, those that are aliased cancel where rows and columns are centred
  value[has("undetermined") | coding == "reference" & has("aliased")] <- NA
  value
}

#' What is left of a matrix without effects of its rows and columns, by least squares over the
#' cells that are finite; the others stay
#' @noRd
doubly_centred <- function(m) {
  open <- is.finite(m)
  if (!any(open)) return(m)
  x <- ifelse(open, m, 0)
  normal <- rbind(cbind(diag(rowSums(open), nrow(m)), open),
                  cbind(t(open), diag(colSums(open), ncol(m))))
  effects <- qr.coef(qr(normal), c(rowSums(x), colSums(x)))
  effects[is.na(effects)] <- 0
  m - outer(effects[seq_len(nrow(m))], effects[-seq_len(nrow(m))], "+")
}
