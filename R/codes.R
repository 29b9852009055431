# Codes: factors as 1-based integer codes over the levels that are used, alone or combined.

#' Codes of the factor and character predictors of a frame
#'
#' @return List by variable of `factor_coding()`s.
#' @noRd
predictor_codings <- function(frame, terms) {
  codings <- list()
  if (frame$plain) return(codings)
  response <- attr(terms, "response")
  for (i in seq_along(frame$variables)) {
    x <- frame$variables[[i]]
    if (i == response || !(is.factor(x) || is.character(x))) next
    name <- names(frame$variables)[i]
    coding <- factor_coding(x, frame$rows, frame$used, name)
    if (length(coding$levels) < 2L && i %in% entering(terms)) stop_one_level(frame, name, coding)
    codings[[name]] <- coding
  }
  codings
}

#' Integer codes and the levels that occur in used rows
#'
#' A factor with no unused level lends its own codes, uncopied. Levels of strings are sorted as
#' factor() sorts them. Codes of rows left out may be anything.
#'
#' @param x Factor or character vector.
#' @param rows Mask or NULL.
#' @param used Number of used rows.
#' @return list(codes, levels, ordered, contrasts); `contrasts` is the factor's own attribute.
#' @noRd
factor_coding <- function(x, rows, used, name) {
  if (is.character(x)) return(character_coding(x, rows))
  levels <- levels(x)
  k <- length(levels)
  counts <- tabulate(x, k)
  if (!is.null(rows)) counts <- counts - tabulate(x[which(!rows)], k)
  if (sum(counts) != used) stop_codes(name, k)
  seen <- counts > 0L
  coding <- list(codes = x, levels = levels, ordered = is.ordered(x))
  coding$contrasts <- attr(x, "contrasts")
  if (all(seen)) coding else drop_unused(coding, seen, name)
}

#' @noRd
stop_codes <- function(name, k) {
  stop_logistic("type", paste0(backticked(name), " must have codes from 1 to ", k,
                               ", its number of levels."), variable = name)
}

#' @noRd
drop_unused <- function(coding, seen, name) {
  if (!is.null(coding$contrasts)) {
    warn_logistic("contrasts_dropped", paste0(
      "The contrasts of ", backticked(name), " were dropped: some of its levels are not used."),
      variable = name, levels = coding$levels[!seen])
    coding$contrasts <- NULL
  }
  coding$codes <- cumsum(seen)[coding$codes]
  coding$levels <- coding$levels[seen]
  coding
}

#' @noRd
character_coding <- function(x, rows) {
  levels <- unique(if (is.null(rows)) as.vector(x) else x[rows])
  levels <- levels[!is.na(levels)]
  levels <- levels[order(levels)]
  list(codes = match(x, levels), levels = levels, ordered = FALSE)
}

#' @noRd
stop_one_level <- function(frame, name, coding) {
  after <- if (nrow(frame$left_out)) {
    was <- if (sum(frame$left_out$count) == 1L) "was" else "were"
    paste0(" after ", left_out_text(frame), " ", was, " left out")
  }
  stop_logistic("levels", paste0(
    backticked(name), " must have 2 levels or more; it has one (", quoted(coding$levels), ")",
    after, "."), variable = name, levels = coding$levels, left_out = frame$left_out)
}

#' Levels of the factor and character predictors, as stats::.getXlevels() gives them
#' @noRd
frame_xlevels <- function(frame) {
  if (length(frame$variables) < 2L) return(NULL)
  if (!length(frame$codings)) return(no_levels)
  lapply(frame$codings, `[[`, "levels")
}

#' @noRd
no_levels <- structure(list(), names = character(0L))

#' One code for a combination of factors, over the cells observed in used rows
#'
#' Cells are ordered with the first factor fastest. Only observed cells take memory.
#'
#' @param codes List of integer code vectors.
#' @param sizes Number of levels of each.
#' @param rows Mask or NULL.
#' @return list(codes, levels = k, cells): `cells` is a list, one integer vector per factor, of
#'   the level each cell has.
#' @noRd
combine_codes <- function(codes, sizes, rows) {
  if (length(codes) == 1L) {
    return(list(codes = codes[[1L]], levels = sizes, cells = list(seq_len(sizes))))
  }
  cell <- as.integer(codes[[1L]])
  cells <- list(seq_len(sizes[1L]))
  for (f in seq_along(codes)[-1L]) {
    k <- length(cells[[1L]])
    wide <- as.double(k) * sizes[f]
    size <- if (wide > .Machine$integer.max) as.double(k) else k
    joint <- cell + size * (as.integer(codes[[f]]) - 1L)
    seen <- observed_cells(joint, wide, rows)
    cell <- seen$codes
    cells <- lapply(cells, `[`, (seen$cells - 1L) %% k + 1L)
    cells[[f]] <- as.integer((seen$cells - 1L) %/% k + 1L)
  }
  list(codes = cell, levels = length(cells[[1L]]), cells = cells)
}

#' Which of `wide` cells occur in used rows, and the codes over those alone
#' @noRd
observed_cells <- function(joint, wide, rows) {
  if (wide > cells_tabulated) {
    cells <- sort(unique(if (is.null(rows)) joint else joint[rows]))
    return(list(codes = match(joint, cells), cells = cells))
  }
  counts <- tabulate(joint, wide)
  if (!is.null(rows)) counts <- counts - tabulate(joint[which(!rows)], wide)
  seen <- counts > 0L
  if (all(seen)) return(list(codes = joint, cells = seq_len(wide)))
  map <- cumsum(seen)
  map[!seen] <- NA
  list(codes = map[joint], cells = which(seen))
}

#' Up to this many possible cells are counted in a table (16 MB); beyond, sorted
#' @noRd
cells_tabulated <- 2^22

#' Sums of x by codes 1 to n, 0 where a code does not occur
#' @noRd
sums_by <- function(x, code, n) {
  out <- numeric(n)
  if (isTRUE(all(x == 0))) return(out)
  sums <- rowsum(x, code)
  out[as.integer(rownames(sums))] <- sums
  out
}
