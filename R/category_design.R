# Designs with several linear predictors, made of a design with one: which predictor reads which
# block, with which stretch of the coefficients.
#
# The signs of the model stand in T; in a term where predictors read one stretch with factors of
# their own.

#' Every predictor reads every block, with a stretch of its own
#'
#' @param parts design and transform of one predictor.
#' @param count Number of predictors.
#' @param labels Of the predictors: names are "label:name".
#' @noRd
repeated_parts <- function(parts, count, labels) {
  design <- parts$design
  width <- sum(block_widths(design$blocks))
  p <- length(design$names)
  each <- seq_len(count) - 1L
  design$terms <- own_terms(design$terms, count, width)
  design$predictors <- count
  design$names <- paste(rep(labels, each = p), rep(design$names, count), sep = ":")
  transform <- list(T = repeat_map(parts$transform$T, each * width),
                    U = repeat_map(parts$transform$U, each * p))
  list(design = design, transform = transform)
}

#' Compressed columns again and again, each time with the rows moved
#' @noRd
repeat_map <- function(map, shifts) {
  count <- length(map$i)
  list(p = c(0L, as.integer(outer(map$p[-1L], (seq_along(shifts) - 1L) * count, `+`))),
       i = as.integer(outer(map$i, as.integer(shifts), `+`)), x = rep(map$x, length(shifts)))
}

#' Columns of a compressed map as a list of (i, x)
#' @noRd
map_columns <- function(map) {
  lapply(seq_len(length(map$p) - 1L), function(j) {
    at <- seq_len(map$p[j + 1L] - map$p[j]) + map$p[j]
    list(i = map$i[at], x = map$x[at])
  })
}

#' @noRd
columns_map <- function(columns) {
  list(p = c(0L, cumsum(lengths(lapply(columns, `[[`, "i")))),
       i = as.integer(unlist(lapply(columns, `[[`, "i"))),
       x = as.double(unlist(lapply(columns, `[[`, "x"))))
}

#' @noRd
moved_column <- function(column, shift, sign) list(i = column$i + shift, x = sign * column$x)

# ---- ordered categories ------------------------------------------------------------------------

#' Slopes that are the same at every cut, beside thresholds that are codes
#'
#' Predictor 0 is a row's cut, the threshold above its category (of the last one, below) less x'b;
#' predictor 1 is the gap between the thresholds of a category in between. Linear in the number of
#' categories.
#'
#' @param parts design and transform of `~ x` with its intercept.
#' @param category Codes, raw rows.
#' @param lev Levels.
#' @param scale NULL or the parts of `~ z` without intercept: predictor 2 is the log of the scale.
#' @noRd
cut_parts <- function(parts, category, lev, scale = NULL) {
  cuts <- length(lev) - 1L
  slopes <- without_columns(parts, parts$design$assign == 0L)
  blocks <- c(list(code_block(category - (category > cuts), cuts), code_block(category - 1L, cuts)),
              slopes$design$blocks)
  terms <- cbind(c(0L, 0L, 0L, 1L), c(1L, 0L, 0L, 1L), c(1L, 1L, 0L, -1L),
                 slopes$design$terms + c(0L, 2L, cuts, 0L))
  out <- parts
  out$design$predictors <- 2L
  out$design$offsets <- list(negated(parts$design$offsets[[1L]]), NULL)
  slope_columns <- lapply(map_columns(slopes$transform$T), moved_column, cuts, -1)
  map <- c(threshold_columns(cuts), slope_columns)
  at <- cuts + seq_along(slopes$design$names) - 1L
  units <- c(rep(list(no_column), cuts), shift_columns(parts, seq_len(cuts) - 1L, at))
  out$design$names <- c(cut_names(lev), slopes$design$names)
  out$design$assign <- c(rep.int(0L, cuts), slopes$design$assign)
  out$design$blocks <- blocks
  out$design$terms <- terms
  out$transform <- list(T = columns_map(map), U = columns_map(units))
  if (is.null(scale)) out else add_scale(out, scale)
}

#' @noRd
no_column <- list(i = integer(), x = double())

#' @noRd
threshold_columns <- function(cuts) lapply(seq_len(cuts) - 1L, function(k) list(i = k, x = 1))

#' @noRd
code_block <- function(codes, levels) {
  list(kind = "code", codes = as.integer(codes), levels = levels, multiplier = NULL)
}

#' @noRd
cut_names <- function(lev) paste(lev[-length(lev)], lev[-1L], sep = "|")

#' @noRd
negated <- function(x, factor = 1) if (!is.null(x)) -factor * x

#' By what other columns each slope's column may be centred
#'
#' @param parts With the intercept as user column 0 and U by which the columns are centred there.
#' @param thresholds Those (0-based) that shift all predictors that read the slopes.
#' @param slopes Where the slopes of `parts` stand (NA: none of these).
#' @return For each of the slopes the column of U.
#' @noRd
shift_columns <- function(parts, thresholds, slopes) {
  units <- map_columns(parts$transform$U)
  constant <- which(parts$design$assign == 0L) - 1L
  place <- append(slopes, NA, constant)
  lapply(which(!is.na(place)), function(j) {
    unit <- units[[j]]
    own <- unit$i != constant
    to <- place[unit$i[own] + 1L]
    if (anyNA(to)) return(no_column)
    shift <- sum(unit$x[!own])
    cuts <- if (shift != 0) thresholds else integer()
    list(i = c(cuts, to), x = c(rep(-shift, length(cuts)), unit$x[own]))
  })
}

#' Every cut is a predictor; some slopes are its own, the others it shares
#'
#' @param parallel Logical, by column of `parts` (the intercept: FALSE).
#' @param steps The model's predictors as combinations of the cuts, a matrix: the identity, or
#'   cumulative sums for adjacent categories.
#' @inheritParams cut_parts
#' @noRd
each_cut_parts <- function(parts, parallel, lev, steps, scale = NULL) {
  cuts <- length(lev) - 1L
  own <- without_columns(parts, parallel)
  shared <- without_columns(parts, !parallel)
  blocks <- c(own$design$blocks, shared$design$blocks)
  own_width <- sum(block_widths(own$design$blocks))
  out <- parts
  out$design$blocks <- blocks
  out$design$predictors <- cuts
  out$design$terms <- cbind(
    own_terms(own$design$terms, cuts, own_width),
    shared_terms(shared$design$terms, steps, length(own$design$blocks), cuts * own_width))
  offset <- parts$design$offsets[[1L]]
  out$design$offsets <- lapply(rowSums(steps), function(factor) negated(offset, factor))
  columns <- each_cut_columns(own, shared, steps, own_width)
  names <- parts$design$names
  slopes <- which(!parallel & parts$design$assign != 0L)
  out$design$names <- c(cut_names(lev), names[parallel],
                        as.character(outer(cut_names(lev), names[slopes], paste, sep = ":")))
  out$design$assign <- c(rep.int(0L, cuts), parts$design$assign[parallel],
                         rep(parts$design$assign[slopes], each = cuts))
  out$transform <- list(T = columns_map(columns),
                        U = columns_map(each_cut_units(parts, parallel, cuts)))
  if (is.null(scale)) out else add_scale(out, scale)
}

#' @noRd
own_terms <- function(terms, predictors, width) {
  do.call(cbind, lapply(seq_len(predictors) - 1L, function(a) terms + c(a, 0L, a * width, 0L)))
}

#' @noRd
shared_terms <- function(terms, steps, blocks, start) {
  do.call(cbind, lapply(seq_len(nrow(steps)), function(a) {
    moved <- terms + c(a - 1L, blocks, start, 0L)
    moved[4L, ] <- as.integer(sum(steps[a, ]))
    moved
  }))
}

#' Columns of T: thresholds, slopes shared, slopes of each cut, cut by cut within a column
#' @noRd
each_cut_columns <- function(own, shared, steps, width) {
  of_own <- map_columns(own$transform$T)
  constant <- own$design$assign == 0L
  cuts <- ncol(steps)
  at_cut <- function(column, sign, k) {
    readers <- which(steps[, k] != 0)
    list(i = as.integer(outer(column$i, (readers - 1L) * width, `+`)),
         x = as.double(outer(sign * column$x, steps[readers, k])))
  }
  each <- function(column, sign) lapply(seq_len(cuts), function(k) at_cut(column, sign, k))
  c(each(of_own[[which(constant)]], 1),
    lapply(map_columns(shared$transform$T), moved_column, cuts * width, -1),
    unlist(lapply(of_own[!constant], each, -1), recursive = FALSE))
}

#' Columns of U, in the order of each_cut_columns()
#' @noRd
each_cut_units <- function(parts, parallel, cuts) {
  slope <- parts$design$assign != 0L
  at <- cut_places(!slope, parallel, cuts)[slope, , drop = FALSE] - 1
  own <- !parallel[slope]
  each <- lapply(seq_len(cuts), function(k) {
    shift_columns(parts, k - 1L, ifelse(own, at[, k], NA))
  })
  by_column <- unlist(lapply(seq_len(sum(own)), function(j) lapply(each, `[[`, j)),
                      recursive = FALSE)
  of_shared <- shift_columns(parts, seq_len(cuts) - 1L, ifelse(own, NA, at[, 1L]))
  c(rep(list(no_column), cuts), of_shared, by_column)
}

#' One predictor more, the log of the scale
#' @noRd
add_scale <- function(parts, scale) {
  design <- parts$design
  width <- length_of_stretches(design)
  predictor <- design$predictors
  design$terms <- cbind(design$terms,
                        scale$design$terms + c(predictor, length(design$blocks), width, 0L))
  design$blocks <- c(design$blocks, scale$design$blocks)
  design$predictors <- predictor + 1L
  design$offsets <- c(design$offsets, list(NULL))
  design$names <- c(design$names, paste("scale", scale$design$names, sep = ":"))
  design$assign <- c(design$assign, rep.int(NA_integer_, length(scale$design$names)))
  map <- c(map_columns(parts$transform$T),
         lapply(map_columns(scale$transform$T), moved_column, width, 1))
  units <- c(map_columns(parts$transform$U), rep(list(no_column), length(scale$design$names)))
  list(design = design, transform = list(T = columns_map(map), U = columns_map(units)))
}

#' @noRd
length_of_stretches <- function(design) {
  max(design$terms[3L, ] + block_widths(design$blocks)[design$terms[2L, ] + 1L])
}
