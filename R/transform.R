# The transform: T takes the user's coefficients to those of the blocks; U says by which other
# columns of the model matrix a column may be centred.

#' T and U of a compiled design
#'
#' @param pieces From `term_piece()`.
#' @param intercept Whether user column 0 is the constant.
#' @param p Number of user columns.
#' @noRd
new_transform <- function(pieces, intercept, p) {
  if (intercept && all(vapply(pieces, function(piece) is.null(piece$blocks), NA))) {
    return(plain_transform(p))
  }
  list(T = block_coordinates(pieces, intercept, p), U = centring_units(pieces, intercept, p))
}

#' Numeric columns beside an intercept: each its own coefficient, each centred by the intercept,
#' which is `unit`
#' @noRd
plain_transform <- function(p) {
  others <- seq_len(p - 1L)
  list(T = list(p = 0:p, i = seq_len(p) - 1L, x = rep.int(1, p)),
       U = list(p = c(0L, 0L, others), i = integer(p - 1L), x = rep.int(1, p - 1L)),
       unit = list(i = 1L, x = 1))
}

#' @noRd
block_coordinates <- function(pieces, intercept, p) {
  dense <- c(if (intercept) 0L, unlist(lapply(pieces, `[[`, "dense_at")))
  blocks <- unlist(lapply(pieces, `[[`, "blocks"), recursive = FALSE)
  if (!length(blocks)) return(unit_matrix(dense, p))
  starts <- length(dense) + cumsum(c(0L, vapply(blocks, `[[`, 0L, "levels")))
  i <- unlist(lapply(seq_along(blocks), function(b) starts[b] + blocks[[b]]$entries$cell - 1L))
  j <- unlist(lapply(blocks, function(block) block$entries$column))
  x <- unlist(lapply(blocks, function(block) block$entries$x))
  sparse_matrix(c(seq_along(dense) - 1L, i), c(dense, j), c(rep.int(1, length(dense)), x), p)
}

#' Row r has its one 1 in column `columns[r]`
#' @noRd
unit_matrix <- function(columns, p) {
  sparse_matrix(seq_along(columns) - 1L, columns, rep.int(1, length(columns)), p)
}

#' Compressed columns from entries (i, j, x), 0-based
#' @noRd
sparse_matrix <- function(i, j, x, p) {
  order <- order(as.integer(j), as.integer(i))
  list(p = c(0L, cumsum(tabulate(j + 1L, p))), i = as.integer(i[order]), x = as.double(x[order]))
}

#' For each column the combination of other columns that equals its constant shift
#'
#' Of a dense column: the combination that is 1 everywhere. Of a code column with a multiplier:
#' the same code column without it. Columns with neither stay empty: they are not centred.
#' @noRd
centring_units <- function(pieces, intercept, p) {
  one <- if (intercept) 0L else columns_of_one(pieces)
  dense <- unlist(lapply(pieces, `[[`, "dense_at"))
  if (!length(one)) dense <- integer(0L)
  units <- list(i = rep.int(one, length(dense)), j = rep(dense, each = length(one)),
                x = rep.int(1, length(one) * length(dense)))
  for (piece in pieces) {
    if (!isTRUE(piece$multiplied)) next
    own <- code_units(piece, pieces, intercept)
    units <- Map(c, units, own[names(units)])
  }
  sparse_matrix(units$i, units$j, units$x, p)
}

#' Columns that add up to 1 in every row: a term of factors all fully coded
#' @noRd
columns_of_one <- function(pieces) {
  for (piece in pieces) {
    if (is.null(piece$blocks) || piece$multiplied || any(piece$codes != 2L)) next
    return(piece$at + seq_len(piece$ncol) - 1L)
  }
  integer(0L)
}

#' Units of the columns of a term with factors and multipliers
#' @noRd
code_units <- function(piece, pieces, intercept) {
  lower <- Filter(function(other) is_factor_term(other, piece$factors), pieces)
  for (other in lower) {
    if (identical(other$factors, piece$factors) && identical(other$codes, piece$codes)) {
      return(same_coding_units(piece, other))
    }
  }
  units <- treatment_units(piece, lower, intercept)
  if (is.null(units)) units <- solved_units(piece, lower, intercept)
  if (is.null(units)) return(list(i = NULL, j = NULL, x = NULL))
  spread_units(piece, units)
}

#' Is `other` a term of some of these factors and of nothing else?
#' @noRd
is_factor_term <- function(other, factors) {
  if (is.null(other$blocks) || other$multiplied) return(FALSE)
  all(other$factors %in% factors)
}

#' The lower term is coded alike: column for column
#' @noRd
same_coding_units <- function(piece, other) {
  spread_units(piece, list(i = other$at + seq_len(other$ncol) - 1L,
                           column = seq_len(other$ncol) - 1L, x = rep.int(1, other$ncol)))
}

#' Give every product of multipliers the units of the factors' columns
#'
#' @param units list(i, column, x): user column i has weight x in the unit of the factors'
#'   column number `column` (0-based, first factor fastest).
#' @noRd
spread_units <- function(piece, units) {
  places <- factor_places(piece)[units$column + 1L]
  count <- length(piece$offsets)
  list(i = rep.int(units$i, count), x = rep.int(units$x, count),
       j = as.integer(piece$at + rep(places, count) + rep(piece$offsets, each = length(places))))
}

#' Where the factors' columns stand within the term's columns
#' @noRd
factor_places <- function(piece) {
  places <- 0L
  for (f in seq_along(piece$parts)) {
    own <- (seq_len(piece$parts[[f]]$rows$ncol) - 1L) * piece$strides[f]
    places <- rep(places, length(own)) + rep(own, each = length(places))
  }
  places
}

#' Indicators of all levels from an intercept and treatment contrasts: 1 - sum, and the columns
#' @noRd
treatment_units <- function(piece, lower, intercept) {
  if (!intercept || length(lower) != 1L || length(piece$parts) != 1L) return(NULL)
  if (!lower[[1L]]$parts[[1L]]$rows$treatment || piece$codes != 2L) return(NULL)
  columns <- lower[[1L]]$at + seq_len(lower[[1L]]$ncol) - 1L
  m <- length(columns)
  list(i = c(0L, columns, columns), column = c(integer(m + 1L), seq_len(m)),
       x = rep.int(c(1, -1, 1), c(1L, m, m)))
}

#' The factors' columns as combinations of lower columns, by least squares over the cells
#' @return NULL when there are many cells, or when some column is no such combination.
#' @noRd
solved_units <- function(piece, lower, intercept) {
  cells <- length(piece$cells[[1L]])
  if (cells > cells_solved || !(intercept || length(lower))) return(NULL)
  span <- lapply(lower, function(other) {
    dense_cells(piece$cells[match(other$factors, piece$factors)], other$parts)
  })
  span <- do.call(cbind, c(if (intercept) list(rep(1, cells)), span))
  columns <- c(if (intercept) 0L, unlist(lapply(lower, function(o) o$at + seq_len(o$ncol) - 1L)))
  wanted <- dense_cells(piece$cells, piece$parts)
  weights <- qr.coef(qr(span), wanted)
  weights[is.na(weights) | abs(weights) < unit_noise] <- 0
  if (max(abs(span %*% weights - wanted)) > unit_noise) return(NULL)
  entries <- which(weights != 0, arr.ind = TRUE)
  list(i = columns[entries[, 1L]], column = entries[, 2L] - 1L, x = weights[entries])
}

#' Up to this many cells the units are solved for; the work is its cube
#' @noRd
cells_solved <- 64L

#' Below this a weight, or a misfit, of units made of small whole numbers is rounding
#' @noRd
unit_noise <- 1e-12

#' The factors' columns at each cell
#' @noRd
dense_cells <- function(cells, parts) {
  strides <- c(1L, cumprod(vapply(parts, function(part) part$rows$ncol, 0L)))
  combined <- list(levels = length(cells[[1L]]), cells = cells)
  entries <- cell_entries(combined, parts, strides)
  out <- matrix(0, combined$levels, strides[length(strides)])
  out[cbind(entries$cell, entries$column + 1L)] <- entries$x
  out
}

#' Transform of a matrix used as given
#' @param constant From `constant_columns()`.
#' @noRd
matrix_transform <- function(p, constant) {
  columns <- seq_len(p) - 1L
  unit <- which(!is.na(constant))[1L]
  others <- if (is.na(unit)) integer(0L) else columns[-unit]
  list(T = unit_matrix(columns, p),
       U = sparse_matrix(rep.int(unit - 1L, length(others)), others,
                         rep.int(1 / constant[unit], length(others)), p))
}

#' The whole model matrix, from blocks and T: rows left out are absent
#'
#' For tests and for the model.matrix() method; the fit itself never needs it.
#' @noRd
design_columns <- function(design, transform) {
  use <- if (is.null(design$rows)) seq_len(design$n) else which(design$rows)
  p <- length(transform$T$p) - 1L
  out <- matrix(0, length(use), p)
  j <- rep.int(seq_len(p), diff(transform$T$p))
  for (b in seq_along(design$blocks)) {
    block <- design$blocks[[b]]
    start <- design$terms[3L, b]
    out <- if (block$kind == "dense") add_dense(out, block, start, transform$T, j, use) else
      add_codes(out, block, start, transform$T, j, use)
  }
  colnames(out) <- design$names
  attr(out, "assign") <- design$assign
  if (length(design$contrasts)) attr(out, "contrasts") <- design$contrasts
  out
}

#' @noRd
add_dense <- function(out, block, start, map, j, use) {
  for (d in seq_along(block$columns)) {
    entry <- match(start + d - 1L, map$i)
    out[, j[entry]] <- column_values(block$columns[[d]], use)
  }
  out
}

#' @noRd
add_codes <- function(out, block, start, map, j, use) {
  codes <- as.integer(block$codes)[use]
  multiplier <- if (is.null(block$multiplier)) 1 else column_values(block$multiplier, use)
  mine <- which(map$i >= start & map$i < start + block$levels)
  for (column in unique(j[mine])) {
    entries <- mine[j[mine] == column]
    of_level <- numeric(block$levels)
    of_level[map$i[entries] - start + 1L] <- map$x[entries]
    out[, column] <- out[, column] + of_level[codes] * multiplier
  }
  out
}

#' Values of a dense column in some rows
#' @noRd
column_values <- function(column, use) {
  value <- rep.int(1, length(use))
  for (k in seq_along(column$values)) {
    values <- column$values[[k]]
    at <- column$at[k]
    value <- value * as.double(if (is.matrix(values)) values[use, at + 1L] else values[use])
  }
  value
}
