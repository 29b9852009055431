# Tables of text: numbers rounded by their standard error, points aligned, no line wider than
# line_width().

# options(width), but at most 80 columns and at least 60.
#' @noRd
line_width <- function() min(max(getOption("width", 80L), 60L), 80L)

# Tables use all of options(width) where their labels or columns need it.
#' @noRd
table_width <- function() max(line_width(), getOption("width", 80L))

#' @noRd
decimal_mark <- function() getOption("OutDec", ".")

#' @noRd
thousands_mark <- function() if (decimal_mark() == ",") " " else ","

#' @noRd
display_width <- function(x) nchar(x, type = "width")

#' @noRd
pad_left <- function(x, width = max(display_width(x), 0L)) {
  paste0(strrep(" ", pmax(width - display_width(x), 0L)), x)
}

#' @noRd
pad_right <- function(x, width = max(display_width(x), 0L)) {
  paste0(x, strrep(" ", pmax(width - display_width(x), 0L)))
}

# The power of ten of x once it is rounded to `digits` significant digits.
#' @noRd
decimal_exponent <- function(x, digits) {
  as.integer(sub(".*e", "", sprintf("%.*e", as.integer(digits) - 1L, x)))
}

#' @noRd
significant_decimals <- function(x, digits) {
  out <- rep(0L, length(x))
  ok <- is.finite(x) & x != 0
  digits <- rep_len(as.integer(digits), length(x))[ok]
  out[ok] <- pmax(digits - 1L - decimal_exponent(x[ok], digits), 0L)
  out
}

# Independent of options(digits, scipen); NA and Inf as words; no minus sign before zero.
#' @noRd
format_fixed <- function(x, decimals) {
  x <- as.double(x)
  out <- rep(NA_character_, length(x))
  ok <- is.finite(x)
  out[ok] <- sprintf("%.*f", rep_len(as.integer(decimals), length(x))[ok], x[ok])
  out <- sub("^-(0(\\.0*)?)$", "\\1", out)
  out <- sub(".", decimal_mark(), out, fixed = TRUE)
  out[!ok] <- as.character(x[!ok])
  out[is.na(x)] <- "NA"
  out
}

#' @noRd
format_scientific <- function(x, digits) {
  out <- sprintf("%.*e", as.integer(digits) - 1L, x)
  out <- sub("e([+-])0*([0-9])", "e\\1\\2", out)
  sub(".", decimal_mark(), sub("e+", "e", out, fixed = TRUE), fixed = TRUE)
}

#' @noRd
format_significant <- function(x, digits) {
  out <- format_fixed(x, significant_decimals(x, digits))
  power <- is_power(x)
  out[power] <- format_scientific(x[power], rep_len(digits, length(x))[power])
  out
}

#' @noRd
format_count <- function(x) {
  decimals <- ifelse(is.finite(x) & x != round(x), 2L, 0L)
  mapply(function(value, d) {
    formatC(value, format = "f", digits = d, big.mark = thousands_mark(),
            decimal.mark = decimal_mark())
  }, x, decimals, USE.NAMES = FALSE)
}

# Four decimals, floor <0.0001; `slot` keeps a place for the sign so that digits stay aligned.
#' @noRd
format_p <- function(p, slot = FALSE) {
  small <- !is.na(p) & p < 0.0001
  out <- format_fixed(p, 4L)
  out[small] <- paste0("<", format_fixed(0.0001, 4L))
  if (slot) out[!small & !is.na(p)] <- paste0(" ", out[!small & !is.na(p)])
  out
}

# Estimate and standard error: the error to `digits` significant digits, both to its decimals.
# What that would make very long is in powers of ten.
#' @noRd
format_estimates <- function(estimate, se, digits) {
  check_count(digits, lower = 1L, upper = 22L)
  known <- is.finite(estimate) & is.finite(se) & se > 0
  scale <- ifelse(known, se, abs(estimate))
  decimals <- pmin(significant_decimals(scale, digits + !known), 10L)
  out <- list(estimate = format_fixed(estimate, decimals), se = format_fixed(se, decimals))
  power <- is_power(estimate) & (is_power(scale) | abs(estimate) >= 1)
  power <- power | is_power(scale) & is.finite(estimate) & abs(estimate) < 1e-2
  out$estimate[power] <- powers_beside(estimate[power], scale[power], digits + !known[power])
  out$estimate[power & estimate == 0] <- "0"
  power <- known & is_power(se)
  out$se[power] <- format_scientific(se[power], digits)
  out
}

# Numbers that are written in powers of ten: the others would be pushed aside.
#' @noRd
is_power <- function(x) is.finite(x) & x != 0 & (abs(x) < 1e-4 | abs(x) >= 1e6)

# As many digits as reach the last of the `digits` digits of `scale`.
#' @noRd
powers_beside <- function(x, scale, digits) {
  exponent <- function(x) decimal_exponent(x, 3L)
  digits <- pmin(pmax(digits + exponent(x) - exponent(scale), 1L), 10L)
  format_scientific(x, digits)
}

# A ratio has 3 significant digits; nearer to 1 than 0.005 it shows two digits of its distance.
#' @noRd
ratio_decimals <- function(ratio) {
  out <- significant_decimals(ratio, 3L)
  near <- is.finite(ratio) & ratio != 1 & abs(ratio - 1) < 0.005
  out[near] <- pmin(ceiling(-log10(abs(ratio[near] - 1))) + 1L, 7L)
  out
}

#' @noRd
is_extreme_ratio <- function(x) is.finite(x) & x != 0 & (x < 1e-4 | x >= 1e5)

#' @noRd
format_ratio <- function(ratio) {
  out <- format_fixed(ratio, ratio_decimals(ratio))
  extreme <- is_extreme_ratio(ratio)
  out[extreme] <- format_scientific(ratio[extreme], 2L)
  out[!is.na(ratio) & ratio == 0] <- "0"
  out
}

# A limit has no more decimals than its ratio, if that is a number, and never rounds onto 1 or
# onto 0.
#' @noRd
format_limit <- function(limit, ratio) {
  most <- ratio_decimals(ratio)
  most[is.infinite(ratio) | ratio %in% 0] <- 7L
  extreme <- is_extreme_ratio(limit) & (is_extreme_ratio(ratio) | limit >= 1e5)
  decimals <- pmin(significant_decimals(limit, 3L), most)
  out <- format_fixed(limit, decimals)
  ok <- is.finite(limit)
  onto_one <- ok & limit != 1 & round(limit, decimals) == 1
  finer <- pmax(3L, most)
  out[onto_one] <- format_fixed(limit[onto_one], finer[onto_one])
  still <- onto_one & round(limit, finer) == 1
  out[still] <- paste0(ifelse(limit[still] < 1, "<", ">"), format_fixed(1, 3L))
  onto_zero <- ok & limit > 0 & round(limit, decimals) == 0
  out[onto_zero] <- paste0("<", format_fixed(10^-decimals[onto_zero], decimals[onto_zero]))
  coarse <- onto_zero & decimals < 3L
  out[coarse] <- format_significant(limit[coarse], 2L)
  out[extreme] <- format_scientific(limit[extreme], 2L)
  out[!is.na(limit) & limit == 0] <- "0"
  out
}

#' @noRd
align_points <- function(cells) {
  number <- grepl("[0-9]", cells)
  if (!any(number)) return(pad_left(cells))
  at <- regexpr(decimal_mark(), cells, fixed = TRUE)
  whole <- ifelse(at > 0, substr(cells, 1L, at - 1L), cells)
  rest <- ifelse(at > 0, substr(cells, at, nchar(cells)), "")
  out <- paste0(pad_left(whole, max(display_width(whole[number]))),
                pad_right(rest, max(display_width(rest[number]))))
  out[!number] <- cells[!number]
  pad_left(out)
}

# "0.914 to 1.05"; where powers of ten stand in the column, both limits keep close to the "to".
#' @noRd
align_interval <- function(low, high) {
  none <- low == "NA" & high == "NA"
  if (all(none)) return(rep("NA", length(low)))
  low[none] <- high[none] <- ""
  powers <- any(grepl("e", c(low, high), fixed = TRUE))
  out <- paste0(if (powers) pad_left(low) else align_points(low), " to ",
                if (powers) pad_right(high) else align_points(high))
  out[none] <- "NA"
  out
}

# A column of a text table. `side` says where the header and the block of cells stand.
#' @noRd
text_column <- function(head, cells, side = c("right", "left")) {
  side <- match.arg(side)
  pad <- if (side == "right") pad_left else pad_right
  width <- max(display_width(c(head, cells)))
  list(head = pad(head, width), cells = pad(cells, width))
}

# Lines of a table; columns that do not fit beside the labels follow below, as R's matrices do.
# `notes[i]`, where not NA, replaces what stands right of the first `kept[i]` columns of row i;
# with `kept[i]` below 0 it is a line of its own.
#' @noRd
text_table <- function(labels, columns, corner = "", notes = NULL, kept = NULL) {
  if (is.null(notes)) notes <- rep(NA_character_, length(labels))
  if (is.null(kept)) kept <- rep(0L, length(labels))
  widths <- column_widths(columns)
  room <- label_room(labels, widths)
  labels <- shorten(labels, room)
  corner <- shorten(corner, room)
  width <- max(display_width(c(corner, labels)))
  block <- fold_columns(widths, table_width() - width)
  lines <- lapply(seq_len(max(block, 1L)), function(k) {
    before <- sum(block < k)
    own <- if (k == 1L) notes else replace(notes, !is.na(notes) & kept >= 0L, "")
    block_lines(pad_right(c(corner, labels), width), columns[block == k], own,
                ifelse(kept < 0L, kept, pmax(kept - before, 0L)))
  })
  unlist(lines)
}

#' @noRd
column_widths <- function(columns) vapply(columns, function(x) display_width(x$head) + 2L, 0L)

# What the columns leave. Where that is too little, or would make labels alike, the table is folded
# for their sake.
#' @noRd
label_room <- function(labels, widths) {
  most <- table_width() - max(widths, 0L)
  rooms <- c(table_width() - sum(widths), 24L, 40L, most)
  rooms <- rooms[rooms >= 12L & rooms <= most]
  enough <- vapply(rooms, function(room) !anyDuplicated(shorten(unique(labels), room)), NA)
  max(12L, rooms[which(enough)[1L]], if (!any(enough)) most, na.rm = TRUE)
}

# The block of each column: as few blocks as can be, of about one width.
#' @noRd
fold_columns <- function(widths, room) {
  block <- fill_blocks(widths, room)
  while (max(block, 1L) > 1L && room > max(widths)) {
    room <- room - 1L
    closer <- fill_blocks(widths, room)
    if (max(closer) > max(block)) break
    block <- closer
  }
  block
}

#' @noRd
fill_blocks <- function(widths, room) {
  block <- integer(length(widths))
  at <- 1L
  used <- 0L
  for (k in seq_along(widths)) {
    if (used > 0L && used + widths[k] > room) {
      at <- at + 1L
      used <- 0L
    }
    block[k] <- at
    used <- used + widths[k]
  }
  block
}

#' @noRd
block_lines <- function(labels, columns, notes, kept) {
  head <- paste(c(labels[1L], vapply(columns, `[[`, "", "head")), collapse = "  ")
  rows <- lapply(seq_along(notes), function(i) {
    cells <- vapply(columns, function(x) x$cells[i], "")
    if (is.na(notes[i])) return(paste(c(labels[i + 1L], cells), collapse = "  "))
    if (kept[i] < 0L) return(wrap_text(notes[i], 2L))
    start <- paste(c(labels[i + 1L], cells[seq_len(min(kept[i], length(cells)))]),
                   collapse = "  ")
    note_lines(start, notes[i])
  })
  sub(" +$", "", c(head, unlist(rows)))
}

# A note beside the start of a row; what does not fit goes on below it.
#' @noRd
note_lines <- function(start, note) {
  if (!nzchar(note)) return(start)
  width <- display_width(start) + 2L
  lines <- wrap_terms(note, max(line_width() - width, min(table_width() - width, 40L)))
  paste0(c(paste0(start, "  "), rep(strrep(" ", width), length(lines) - 1L)), lines)
}

# Lines of a text, the later ones indented; an equation is broken before a sign.
#' @noRd
wrap_terms <- function(text, width, indent = 2L) {
  equation <- grepl("= ", text, fixed = TRUE) && !grepl(", ", text, fixed = TRUE)
  lines <- character()
  for (part in strsplit(text, if (equation) " (?=[-+] )" else " ", perl = TRUE)[[1L]]) {
    n <- length(lines)
    longer <- paste(lines[n], part)
    if (n && display_width(longer) <= width) lines[n] <- longer
    else lines[n + 1L] <- paste0(if (n) strrep(" ", indent), part)
  }
  lines
}

# Long labels keep their beginning and their end.
#' @noRd
shorten <- function(x, width) {
  long <- display_width(x) > width
  x[long] <- vapply(x[long], function(label) {
    tail_width <- (width - 3L) %/% 3L
    end <- substring(label, nchar(label) - tail_width + 1L)
    paste0(strtrim(label, width - 3L - display_width(end)), "...", end)
  }, "")
  x
}

# Of more than 40 rows the first 20 are shown.
#' @noRd
shown_rows <- function(n) seq_len(if (n > 40L) 20L else n)

#' @noRd
more_line <- function(n) {
  more <- n - length(shown_rows(n))
  if (more > 0L) sprintf("... %s more", format_count(more))
}

# A table of which the first rows are shown when there are many.
#' @noRd
long_table <- function(labels, columns, corner = "") {
  shown <- shown_rows(length(labels))
  columns <- lapply(columns, function(column) {
    column$cells <- column$cells[shown]
    column
  })
  c(text_table(labels[shown], columns, corner), more_line(length(labels)))
}

# A number as a reader would write it: no powers of ten, no trailing zeros.
#' @noRd
format_plain <- function(x) {
  text <- trimws(formatC(x, digits = 7L, format = "fg", decimal.mark = "."))
  sub(".", decimal_mark(), text, fixed = TRUE)
}

# One line, or several with the later ones indented; a word longer than a line stays whole.
#' @noRd
wrap_text <- function(text, indent = 0L) {
  if (is.null(text)) return(NULL)
  if (display_width(text) <= line_width()) return(text)
  strwrap(text, width = line_width() + 1L, exdent = indent)
}

#' @noRd
wrap_each <- function(lines) unlist(lapply(lines, wrap_text, indent = 2L))

# Lines of a message, in one string.
#' @noRd
paragraph <- function(text) {
  paste(unlist(lapply(text, strwrap, line_width() - 3L)), collapse = "\n")
}

#' @noRd
write_lines <- function(...) writeLines(as.character(c(...)))

#' @noRd
format_level <- function(level) paste0(format_plain(signif(100 * level, 4)), "% CI")
