# The rows of sgd() in random order: pieces of the core's arguments, each a copy of the rows that
# are next.

# Cells of a piece, 128 MB, and rows.
sgd_piece_cells <- 2^24
sgd_piece_rows <- 2^16

#' @noRd
piece_rows <- function(p) {
  as.integer(max(2^12, min(sgd_piece_rows, sgd_piece_cells %/% max(p, 1L))))
}

#' Rows of what the core is given, in the order asked for
#' @noRd
core_rows <- function(core, rows) {
  pick <- function(x) if (!is.null(x)) x[rows]
  core$design$n <- as.double(length(rows))
  core$design["rows"] <- list(NULL)
  core$design$blocks <- lapply(core$design$blocks, block_picked, rows)
  core$design$offsets <- lapply(core$design$offsets, pick)
  for (part in c("y", "category", "weights")) {
    core$response[part] <- list(pick(core$response[[part]]))
  }
  core
}

#' @noRd
block_picked <- function(block, rows) {
  if (block$kind == "dense") {
    block$columns <- lapply(block$columns, column_picked, rows)
    return(block)
  }
  block$codes <- as.integer(block$codes)[rows]
  if (!is.null(block$multiplier)) block$multiplier <- column_picked(block$multiplier, rows)
  block
}

#' @noRd
column_picked <- function(column, rows) {
  for (k in seq_along(column$values)) {
    x <- column$values[[k]]
    column$values[[k]] <- if (is.matrix(x)) x[rows, column$at[k] + 1L] else as.vector(x)[rows]
  }
  column$at <- integer(length(column$at))
  column
}

# ---- feeds ---------------------------------------------------------------------------------------

# A feed is list(start, piece, account): `start()` begins a pass; `piece()` gives the next rows as
# list(rows, core), where core() makes the copy, or NULL; `account()` says after a pass which rows
# were left out. The first two draw from R's generator alone, so that a pass
# that is begun again from the same seed is the same pass.

#' @param usable Positions of the rows that count.
#' @noRd
memory_feed <- function(core, usable, size) {
  order <- NULL
  at <- 0L
  list(start = function() {
    order <<- usable[sample.int(length(usable))]
    at <<- 0L
  }, piece = function() {
    if (at >= length(order)) return(NULL)
    rows <- order[(at + 1L):min(at + size, length(order))]
    at <<- at + length(rows)
    list(rows = length(rows), core = function() core_rows(core, rows))
  })
}

#' @param read function(piece): list(core, usable), of the rows of one piece of the source.
#' @param first The first piece, read already.
#' @noRd
source_feed <- function(source, first, read, size, by_formula) {
  fresh <- TRUE
  before <- 0
  account <- NULL
  list(start = function() {
    if (!fresh) rewind_source(source)
    fresh <<- FALSE
    before <<- 0
    account <<- NULL
  }, piece = function() {
    piece <- first
    if (is.null(piece)) piece <- next_piece(source, size, by_formula)
    first <<- NULL
    if (is.null(piece)) return(if (before == 0) stop_empty_source(source))
    got <- read(piece, before)
    before <<- before + NROW(piece[[1L]])
    account <<- both_accounts(account, got$account)
    rows <- got$usable[sample.int(length(got$usable))]
    list(rows = length(rows), core = function() core_rows(got$core, rows))
  }, account = function() account)
}

#' @noRd
stop_empty_source <- function(source) {
  stop_logistic("empty", paste0("`next_chunk()` must return rows; ",
                                if (is.null(source$rewind)) "it returned NULL." else
                                  "it returned NULL right after `rewind()`, which did not rewind."))
}

#' @noRd
rewind_source <- function(source) {
  if (is.null(source$rewind)) {
    stop_argument("rewind", "a function, to read the rows again", "NULL in row_source()")
  }
  source$rewind()
}
