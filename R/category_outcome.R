# Probabilities and what came of them, from a fit or as given: what scores and curves are made of.

#' Probabilities and counts, n x K both, and whether the categories have an order
#' @param object A fit, a matrix of probabilities, or those of the second of two categories.
#' @noRd
category_outcome <- function(object, observed, weights) {
  if (is.data.frame(object)) object <- as.matrix(object)
  if (!is.numeric(object)) return(outcome_of_fit(object, observed, weights))
  p <- check_probabilities(object, observed)
  counts <- observed_counts(observed, p)
  if (!is.null(weights)) counts <- counts * check_weights_given(weights, nrow(p))
  if (!sum(counts) > 0) stop_argument("observed", "observations", "none with a weight")
  colnames(p) <- colnames(counts)
  list(probabilities = p, counts = counts, ordered = ncol(p) == 2L || is.ordered(observed))
}

#' @noRd
outcome_of_fit <- function(fit, observed, weights) {
  parts <- outcome_parts(fit)
  given <- c(observed = !is.null(observed), weights = !is.null(weights))
  if (any(given)) {
    stop_argument(names(given)[given][1L], "left out beside a fit, which has its own",
                  "given\n  For other data give their probabilities: predict(fit, newdata, ...)")
  }
  c(parts, list(ordered = has_order(fit, ncol(parts$counts))))
}

#' @noRd
check_probabilities <- function(object, observed) {
  if (is.null(observed)) stop_argument("observed", "given beside probabilities", "NULL")
  p <- unname_rows(if (is.matrix(object)) object else cbind(1 - object, object, deparse.level = 0L))
  if (ncol(p) < 2L) stop_argument("object", "a matrix of a column for each category", "one column")
  off <- abs(rowSums(p) - 1)
  if (anyNA(off) || max(off) > 1e-6 || min(p) < 0) {
    bad <- which(is.na(off) | off > 1e-6 | rowSums(p < 0, na.rm = TRUE) > 0)
    stop_logistic("probabilities", sprintf(
      "Rows of `object` must be probabilities that sum to 1; they do not in %s.", rows_text(bad)),
      variable = "object", rows = bad)
  }
  p
}

#' @noRd
unname_rows <- function(x) {
  if (is.double(x) && is.null(rownames(x))) return(x)
  matrix(as.double(x), nrow(x), dimnames = list(NULL, colnames(x)))
}

#' What was observed, as counts: a matrix of them, or one category a row
#' @noRd
observed_counts <- function(observed, p) {
  if (NROW(observed) != nrow(p)) stop_length("observed", NROW(observed), "object", nrow(p))
  if (anyNA(observed)) {
    stop_logistic("observed", sprintf("`observed` must not be missing; it is in %s.",
                                      rows_text(which(rowSums(is.na(as.matrix(observed))) > 0))),
                  variable = "observed")
  }
  if (is.data.frame(observed)) observed <- as.matrix(observed)
  if (is.matrix(observed)) return(check_observed_counts(observed, p))
  levels <- given_levels(observed, p)
  code <- if (is.factor(observed) && identical(levels(observed), levels)) as.integer(observed) else
    match(as.character(observed), levels)
  if (anyNA(code)) {
    stop_logistic("observed", sprintf(
      "`observed` must be categories of `object`, %s, not %s.", list_some(quoted(levels)),
      list_some(quoted(unique(as.character(observed)[is.na(code)])))), variable = "observed")
  }
  counts <- matrix(0, nrow(p), ncol(p), dimnames = list(NULL, levels))
  counts[cbind(seq_along(code), code)] <- 1
  counts
}

#' @noRd
check_observed_counts <- function(counts, p) {
  if (!is.numeric(counts) || ncol(counts) != ncol(p) || any(counts < 0)) {
    stop_argument("observed", sprintf("a category a row, or a matrix of %d columns of counts",
                                      ncol(p)), type_text(counts))
  }
  if (!is.null(colnames(p)) && setequal(colnames(p), colnames(counts))) {
    counts <- counts[, colnames(p), drop = FALSE]
  }
  if (is.null(colnames(counts))) colnames(counts) <- column_categories(p)
  unname_rows(counts)
}

#' The categories: the columns' names, else the levels of what was observed, else numbers
#' @noRd
given_levels <- function(observed, p) {
  if (!is.null(colnames(p))) return(colnames(p))
  if (is.logical(observed) && ncol(p) == 2L) return(c("FALSE", "TRUE"))
  if (is.factor(observed) && nlevels(observed) == ncol(p)) return(levels(observed))
  if (!is.numeric(observed)) {
    stop_argument("object", "a matrix whose columns are named by the categories", "without names")
  }
  if (ncol(p) == 2L && all(observed %in% 0:1)) c("0", "1") else column_categories(p)
}

#' @noRd
column_categories <- function(p) {
  if (is.null(colnames(p))) as.character(seq_len(ncol(p))) else colnames(p)
}

#' @noRd
check_weights_given <- function(weights, n) {
  if (!is.numeric(weights) || !all(is.finite(weights)) || any(weights < 0)) {
    stop_argument("weights", "non-negative numbers", type_text(weights))
  }
  if (length(weights) != n) stop_length("weights", length(weights), "object", n)
  as.double(weights)
}
