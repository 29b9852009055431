# Contrasts: what a factor's levels become in the columns of the model matrix, kept sparse.

#' The contrasts of every factor and logical predictor
#'
#' The rules are those of model.matrix(): the argument, else the factor's own attribute, else
#' `options("contrasts")`.
#'
#' @param codings Named list with `levels`, `ordered`, `contrasts`.
#' @param argument The `contrasts` argument: NULL or a named list.
#' @param variables Names of all variables of the frame.
#' @return Named list: a name or a matrix for each coding.
#' @noRd
choose_contrasts <- function(codings, argument, variables = names(codings)) {
  check_contrasts(argument, codings, variables)
  if (!length(codings)) return(NULL)
  defaults <- as.character(getOption("contrasts"))
  chosen <- list()
  for (name in names(codings)) {
    coding <- codings[[name]]
    asked <- argument[[name]]
    own <- coding$contrasts
    chosen[[name]] <- if (!is.null(asked)) {
      asked_contrasts(asked, coding, name)
    } else if (is.null(own)) defaults[1L + coding$ordered] else own
  }
  chosen
}

#' @noRd
check_contrasts <- function(argument, codings, variables) {
  if (is.null(argument)) return(invisible())
  if (!is.list(argument) || is.null(names(argument))) {
    stop_argument("contrasts", "a named list", value_text(argument))
  }
  for (name in setdiff(names(argument), names(codings))) {
    if (name %in% variables) {
      stop_logistic("contrasts", paste0("`contrasts` must name factors; ", backticked(name),
                                        " is none."), variable = name)
    }
    warn_logistic("contrasts", paste0("`contrasts` names ", backticked(name),
                                      ", which is not in the fit; it was ignored."),
                  variable = name)
  }
}

#' What `contrasts<-` makes of a name, function or matrix
#' @noRd
asked_contrasts <- function(asked, coding, name) {
  if (is.character(asked) && length(asked) == 1L) return(asked)
  x <- levels_factor(coding)
  columns <- if (is.matrix(asked)) ncol(asked)
  tryCatch(attr(stats::`contrasts<-`(x, columns, asked), "contrasts"),
           error = function(e) stop_contrasts(name, coding, e))
}

#' @noRd
stop_contrasts <- function(name, coding, error) {
  stop_logistic("contrasts", paste0(
    "The contrasts of ", backticked(name), " must suit its ", length(coding$levels),
    " levels: ", conditionMessage(error), "."), variable = name, levels = coding$levels)
}

#' A factor with each level once
#' @noRd
levels_factor <- function(coding) {
  structure(seq_along(coding$levels), levels = coding$levels,
            class = c(if (coding$ordered) "ordered", "factor"))
}

#' Sparse rows of a contrast matrix
#'
#' @param chosen A name or a matrix, from `choose_contrasts()`.
#' @return list(ncol, labels, count, first, j, x): level l has `count[l]` entries, from position
#'   `first[l]` of `j` (0-based columns) and `x`; `treatment` says that the columns are
#'   indicators of the levels after the first.
#' @noRd
contrast_rows <- function(chosen, coding, name) {
  k <- length(coding$levels)
  if (identical(chosen, "contr.treatment")) return(treatment_rows(k, coding$levels))
  x <- levels_factor(coding)
  attr(x, "contrasts") <- chosen
  matrix <- tryCatch(as.matrix(stats::contrasts(x)),
                     error = function(e) stop_contrasts(name, coding, e))
  if (nrow(matrix) != k || !is.numeric(matrix) || !all(is.finite(matrix))) {
    stop_contrasts(name, coding, simpleError(paste(
      "the contrast matrix must have", k, "rows of finite numbers")))
  }
  sparse_rows(matrix)
}

#' @noRd
treatment_rows <- function(k, levels) {
  list(ncol = k - 1L, labels = levels[-1L], count = rep.int(0:1, c(1L, k - 1L)),
       first = c(1L, seq_len(k - 1L)), j = seq_len(k - 1L) - 1L, x = rep.int(1, k - 1L),
       treatment = TRUE)
}

#' Full dummy coding: one column a level
#' @noRd
indicator_rows <- function(levels) {
  k <- length(levels)
  list(ncol = k, labels = levels, count = rep.int(1L, k), first = seq_len(k),
       j = seq_len(k) - 1L, x = rep.int(1, k), treatment = FALSE)
}

#' @noRd
sparse_rows <- function(matrix) {
  labels <- colnames(matrix)
  if (is.null(labels)) labels <- seq_len(ncol(matrix))
  entries <- which(t(matrix) != 0, arr.ind = TRUE)
  level <- entries[, 2L]
  count <- tabulate(level, nrow(matrix))
  list(ncol = ncol(matrix), labels = labels, count = count,
       first = cumsum(c(1L, count))[seq_along(count)], j = as.integer(entries[, 1L]) - 1L,
       x = t(matrix)[entries], treatment = FALSE)
}
