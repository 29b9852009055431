# The design: blocks that together are the model matrix, which is never formed.
#
# Numeric columns and their products are columns of one dense block. A factor, alone or in a
# product with other factors, is one code block over its observed cells; with numeric columns in
# the product, one code block for each product of those, its multiplier. Contrasts stand in the
# transform alone (R/transform.R). Names, order and `assign` are model.matrix's.

#' Design and transform of a frame
#'
#' @param frame From `fit_frame()`.
#' @param contrasts The `contrasts` argument of the fit.
#' @return list(design, transform) as the contract with the core describes them. `design` also
#'   has `names`, `assign`, `contrasts`, `xlevels`.
#' @noRd
new_design <- function(frame, contrasts = NULL) {
  made <- if (is_numeric_frame(frame, contrasts)) numeric_design(frame) else {
    coded_design(frame, contrasts)
  }
  made$design["xlevels"] <- list(frame$xlevels)
  made
}

#' @noRd
coded_design <- function(frame, contrasts) {
  terms <- frame$terms
  codings <- design_codings(frame)
  chosen <- choose_contrasts(codings, contrasts, names(frame$variables))
  roles <- variable_roles(frame$variables, terms, codings, chosen)
  made <- compile_design(terms, roles, frame$n, frame$rows, frame_offset(frame))
  made$design["contrasts"] <- list(chosen)
  made
}

#' Is each term one numeric column? Such a design, the commonest, is its own model matrix.
#' @noRd
is_numeric_frame <- function(frame, contrasts) {
  frame$plain && is.null(contrasts) && all(attr(frame$terms, "order") == 1L) &&
    attr(frame$terms, "intercept") == 1L && !any(response_terms(frame$terms))
}

#' @noRd
numeric_design <- function(frame) {
  labels <- attr(frame$terms, "term.labels")
  columns <- match(labels, rownames(attr(frame$terms, "factors")))
  at <- seq_along(labels)
  dense <- lapply(columns, function(j) list(values = frame$variables[j], at = 0L))
  list(design = design_list(list(dense_block(c(list(constant_column), dense))), frame$n,
                            frame$rows, frame_offset(frame), c("(Intercept)", labels), c(0L, at)),
       transform = plain_transform(length(labels) + 1L))
}

#' Codings of factors, strings and logicals in the order of the variables
#' @noRd
design_codings <- function(frame) {
  response <- attr(frame$terms, "response")
  codings <- list()
  for (i in seq_along(frame$variables)) {
    if (i == response) next
    name <- names(frame$variables)[i]
    if (is.logical(frame$variables[[i]]) && is.null(dim(frame$variables[[i]]))) {
      codings[[name]] <- logical_coding(frame$variables[[i]])
    } else if (length(frame$codings)) {
      codings[[name]] <- usable_coding(frame$codings[[name]])
    }
  }
  codings
}

#' @noRd
logical_coding <- function(x) {
  list(codes = NULL, values = x, levels = c("FALSE", "TRUE"), ordered = FALSE)
}

#' A factor with one level gets here only when it does not enter the model matrix
#' @noRd
usable_coding <- function(coding) {
  if (length(coding$levels) < 2L) NULL else coding
}

#' What each variable that enters is: numeric columns, or codes with contrasts
#' @noRd
variable_roles <- function(variables, terms, codings, chosen) {
  roles <- vector("list", length(variables))
  for (i in entering(terms)) {
    name <- names(variables)[i]
    coding <- codings[[name]]
    roles[[i]] <- if (is.null(coding)) numeric_role(variables[[i]]) else
      factor_role(coding, chosen[[name]], name)
  }
  roles
}

#' @noRd
numeric_role <- function(x) {
  role <- list(numeric = TRUE, values = x, ncol = 1L, labels = "")
  if (length(dim(x)) == 2L && ncol(x) != 1L) {
    role$ncol <- ncol(x)
    role$labels <- if (is.null(colnames(x))) seq_len(ncol(x)) else colnames(x)
  }
  role
}

#' @noRd
factor_role <- function(coding, chosen, name) {
  role <- list(numeric = FALSE, coding = coding, levels = length(coding$levels))
  role$contrast <- contrast_rows(chosen, coding, name)
  role$binary <- !is.null(coding$values) && role$contrast$treatment
  role
}

#' attr(terms, "factors"), with the first factor fully coded when there is no intercept
#' @noRd
marginal_factors <- function(terms, roles) {
  factors <- attr(terms, "factors")
  if (!length(factors)) return(matrix(0L, length(roles), 0L))
  if (attr(terms, "intercept") == 1L) return(factors)
  is_factor <- vapply(roles, function(role) identical(role$numeric, FALSE), NA)
  for (j in which(!response_terms(terms))) {
    first <- which(is_factor & factors[, j] > 0L)
    if (length(first)) {
      factors[first[1L], j] <- 2L
      break
    }
  }
  factors
}

#' Build blocks, names and transform term by term
#' @noRd
compile_design <- function(terms, roles, n, rows, offset) {
  factors <- marginal_factors(terms, roles)
  intercept <- attr(terms, "intercept") == 1L
  dropped <- response_terms(terms)
  pieces <- vector("list", length(dropped))
  at <- as.integer(intercept)
  for (j in which(!dropped)) {
    pieces[[j]] <- term_piece(factors[, j], roles, rownames(factors), rows, at, j)
    at <- at + pieces[[j]]$ncol
  }
  pieces <- pieces[!dropped]
  names <- c(if (intercept) "(Intercept)", unlist(lapply(pieces, `[[`, "names")))
  counts <- vapply(pieces, `[[`, 0L, "ncol")
  list(design = assemble_design(pieces, intercept, n, rows, offset, names,
                                c(if (intercept) 0L, rep.int(which(!dropped), counts))),
       transform = new_transform(pieces, intercept, at))
}

#' One term: its columns' names, and its dense columns or code blocks
#'
#' @param pattern The term's column of `factors`.
#' @param at User columns before this term.
#' @return list(term, ncol, names, at, dense, dense_at, blocks, factors, codes):
#'   `dense` columns stand at user columns `dense_at` (0-based); each block has `codes`, `levels`,
#'   `multiplier`, `entries` (cell, column, x).
#' @noRd
term_piece <- function(pattern, roles, stems, rows, at, term) {
  inside <- which(pattern > 0L)
  if (length(inside) == 1L && roles[[inside]]$numeric) {
    return(numeric_piece(roles[[inside]], stems[inside], at, term))
  }
  parts <- lapply(inside, function(i) term_part(roles[[i]], pattern[i]))
  ncols <- vapply(parts, `[[`, 0L, "ncol")
  strides <- c(1L, cumprod(ncols)[-length(ncols)])
  dense <- vapply(parts, `[[`, NA, "dense")
  multipliers <- product_columns(parts[dense], ncols[dense], strides[dense])
  piece <- list(term = term, ncol = as.integer(prod(ncols)), at = at,
                names = part_names(parts, stems[inside]),
                factors = inside[!dense], codes = pattern[inside[!dense]])
  if (all(dense)) {
    piece$dense <- multipliers$columns
    piece$dense_at <- at + multipliers$offsets
  } else {
    piece <- add_blocks(piece, parts[!dense], strides[!dense], multipliers, rows, any(dense))
  }
  piece
}

#' A term of one numeric variable, the commonest
#' @noRd
numeric_piece <- function(role, stem, at, term) {
  columns <- seq_len(role$ncol) - 1L
  list(term = term, ncol = role$ncol, at = at, names = paste0(stem, role$labels),
       dense = lapply(columns, function(j) list(values = list(role$values), at = j)),
       dense_at = at + columns)
}

#' A variable's part in a term; a logical under treatment contrasts is a numeric column
#' @noRd
term_part <- function(role, code) {
  if (role$numeric) return(c(role, dense = TRUE))
  if (code == 1L && role$binary) {
    return(list(dense = TRUE, values = role$coding$values, ncol = 1L, labels = "TRUE"))
  }
  rows <- if (code == 1L) role$contrast else indicator_rows(role$coding$levels)
  list(dense = FALSE, ncol = rows$ncol, labels = rows$labels, rows = rows,
       codes = if (is.null(role$coding$values)) role$coding$codes else role$coding$values + 1L,
       levels = role$levels)
}

#' Names of a term's columns: the first variable varies fastest
#' @noRd
part_names <- function(parts, stems) {
  names <- paste0(stems[1L], parts[[1L]]$labels)
  for (i in seq_along(parts)[-1L]) {
    own <- paste0(stems[i], parts[[i]]$labels)
    names <- paste(names, rep(own, each = length(names)), sep = ":")
  }
  names
}

#' All products of one column from each numeric part
#' @return list(columns, offsets): offsets are places within the term's columns.
#' @noRd
product_columns <- function(parts, ncols, strides) {
  columns <- list(list(values = list(), at = integer(0L)))
  offsets <- 0L
  for (i in seq_along(parts)) {
    pick <- seq_len(ncols[i]) - 1L
    columns <- unlist(lapply(pick, function(j) {
      lapply(columns, function(column) {
        list(values = c(column$values, list(parts[[i]]$values)), at = c(column$at, j))
      })
    }), recursive = FALSE)
    offsets <- rep(offsets, ncols[i]) + rep(pick * strides[i], each = length(offsets))
  }
  list(columns = columns, offsets = offsets)
}

#' Code blocks of a term: one, or one for each product of numeric columns
#' @noRd
add_blocks <- function(piece, parts, strides, multipliers, rows, multiplied) {
  combined <- combine_codes(lapply(parts, `[[`, "codes"), vapply(parts, `[[`, 0L, "levels"), rows)
  piece$cells <- combined$cells
  piece$parts <- lapply(parts, function(part) part[c("rows", "levels")])
  piece$strides <- strides
  piece$multiplied <- multiplied
  piece$offsets <- multipliers$offsets
  entries <- cell_entries(combined, parts, strides)
  piece$blocks <- lapply(seq_along(multipliers$offsets), function(m) {
    list(codes = combined$codes, levels = combined$levels,
         multiplier = if (multiplied) multipliers$columns[[m]],
         entries = list(cell = entries$cell, x = entries$x,
                        column = piece$at + multipliers$offsets[m] + entries$column))
  })
  piece
}

#' Nonzeros of the (Khatri-Rao) product of the factors' contrast rows, cell by cell
#' @return list(cell, column, x): cells are 1-based, columns 0-based within the term.
#' @noRd
cell_entries <- function(combined, parts, strides) {
  cell <- seq_len(combined$levels)
  column <- integer(length(cell))
  x <- rep.int(1, length(cell))
  for (f in seq_along(parts)) {
    rows <- parts[[f]]$rows
    level <- combined$cells[[f]][cell]
    count <- rows$count[level]
    of <- rep.int(seq_along(cell), count)
    place <- sequence(count, rows$first[level])
    cell <- cell[of]
    column <- column[of] + strides[f] * rows$j[place]
    x <- x[of] * rows$x[place]
  }
  list(cell = cell, column = column, x = x)
}

#' @noRd
assemble_design <- function(pieces, intercept, n, rows, offset, names, assign) {
  dense <- unlist(lapply(pieces, `[[`, "dense"), recursive = FALSE)
  if (intercept) dense <- c(list(constant_column), dense)
  blocks <- lapply(unlist(lapply(pieces, `[[`, "blocks"), recursive = FALSE), function(block) {
    list(kind = "code", codes = block$codes, levels = block$levels,
         multiplier = block$multiplier)
  })
  if (length(dense)) blocks <- c(list(dense_block(dense)), blocks)
  design_list(blocks, n, rows, offset, names, assign)
}

#' The list that the core reads
#' @noRd
design_list <- function(blocks, n, rows, offset, names, assign) {
  list(n = as.double(n), rows = rows, blocks = blocks, terms = block_terms(block_widths(blocks)),
       predictors = 1L, offsets = list(offset), names = names, assign = assign)
}

#' How many coefficients of its own each block has
#' @noRd
block_widths <- function(blocks) {
  vapply(blocks, function(b) if (b$kind == "dense") length(b$columns) else b$levels, 0L)
}

#' @noRd
dense_block <- function(columns) list(kind = "dense", columns = columns)

#' The constant 1 as a column: an empty product
#' @noRd
constant_column <- list(values = list(), at = integer(0L))

#' One term a block, for the one linear predictor: rows predictor, block, start, sign
#' @noRd
block_terms <- function(widths) {
  count <- length(widths)
  start <- cumsum(c(0L, widths))[seq_len(count)]
  matrix(as.integer(rbind(rep.int(0L, count), seq_len(count) - 1L, start, rep.int(1L, count))), 4L)
}

#' The sum of the offsets in formula and argument: NULL, or a double for each raw row
#' @noRd
frame_offset <- function(frame) {
  places <- attr(frame$terms, "offset")
  if (is.null(places) && is.null(frame$extras$offset)) return(NULL)
  names <- names(frame$variables)[places]
  offsets <- c(frame$variables[places], list(frame$extras$offset))
  offsets <- offsets[!vapply(offsets, is.null, NA)]
  for (name in c(names, if (!is.null(frame$extras$offset)) "offset")) {
    value <- if (name %in% names) frame$variables[[name]] else frame$extras$offset
    check_offset(value, name)
    check_finite(frame, name)
  }
  total <- as.double(offsets[[1L]])
  for (offset in offsets[-1L]) total <- total + as.double(offset)
  total
}

#' @noRd
check_offset <- function(x, name) {
  if ((is.numeric(x) || is.logical(x)) && NCOL(x) == 1L) return(invisible())
  stop_logistic("offset", paste0(backticked(name), " must be one column of numbers, not ",
                                 type_text(x), "."), variable = name)
}

#' Design and transform of a matrix used as given
#'
#' No intercept is added. A constant nonzero column serves as the unit by which others are
#' centred. Names may repeat, as in glm.fit(); without names columns are x1, x2, ...
#'
#' @param x Numeric, integer or logical matrix.
#' @param offset NULL or doubles.
#' @return As `new_design()`.
#' @noRd
matrix_design <- function(x, offset = NULL) {
  x <- check_matrix(x)
  columns <- seq_len(ncol(x)) - 1L
  names <- paste0("x", seq_len(ncol(x)), recycle0 = TRUE)
  named <- nzchar(colnames(x))
  names[named] <- colnames(x)[named]
  piece <- list(dense = lapply(columns, function(j) list(values = list(x), at = j)),
                dense_at = columns, ncol = ncol(x))
  design <- assemble_design(list(piece), FALSE, nrow(x), NULL, check_matrix_offset(offset, x),
                            names, attr(x, "assign"))
  constant <- constant_columns(x)
  list(design = design, transform = matrix_transform(ncol(x), constant))
}

#' @noRd
check_matrix <- function(x) {
  if (is.data.frame(x)) {
    plain <- vapply(x, function(v) is.numeric(v) || is.logical(v), NA)
    if (!all(plain)) {
      stop_logistic("type", paste0("`x` must be numeric; ",
                                   list_some(backticked(names(x)[!plain])),
                                   " in it is not. Use a formula for factors."))
    }
    x <- as.matrix(x)
  }
  if (is.null(dim(x)) && is.numeric(x)) x <- matrix(x, dimnames = list(names(x), NULL))
  if (!is.matrix(x) || !(is.numeric(x) || is.logical(x))) {
    stop_logistic("type", paste0("`x` must be a matrix of numbers, not ", value_text(x), "."))
  }
  if (!nrow(x)) stop_logistic("empty", "`x` must have rows; it has none.")
  check_matrix_finite(x)
  x
}

#' @noRd
check_matrix_finite <- function(x) {
  if (.Call(C_scan, list(x), length(x)) %in% c(1L, 4L)) return(invisible())
  bad <- which(rowSums(!is.finite(x)) > 0)
  if (length(bad)) stop_infinite_rows("x", bad)
}

#' @noRd
check_matrix_offset <- function(offset, x) {
  if (is.null(offset)) return(NULL)
  check_offset(offset, "offset")
  if (length(offset) != nrow(x)) stop_length("offset", length(offset), "x", nrow(x))
  bad <- which(!is.finite(offset))
  if (length(bad)) stop_infinite_rows("offset", bad)
  as.double(offset)
}

#' Value of each column that is constant and not zero; NA for the others
#' @noRd
constant_columns <- function(x) {
  constant <- rep(NA_real_, ncol(x))
  for (j in seq_len(ncol(x))) {
    first <- x[1L, j]
    if (first == 0 || x[nrow(x), j] != first) next
    if (all(x[, j] == first)) constant[j] <- first
  }
  constant
}
