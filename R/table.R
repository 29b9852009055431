# Tables of text: numbers rounded by their standard error, points aligned, at most 80 columns wide.

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
  extreme <- is.finite(x) & x != 0 & (abs(x) < 1e-4 | abs(x) >= 1e6)
  out <- format_fixed(x, significant_decimals(x, digits))
  out[extreme] <- format_scientific(x[extreme], digits)
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
#' @noRd
format_estimates <- function(estimate, se, digits) {
  known <- is.finite(estimate) & is.finite(se) & se > 0
  decimals <- significant_decimals(ifelse(known, se, estimate), digits + !known)
  out <- list(estimate = format_fixed(estimate, decimals), se = format_fixed(se, decimals))
  tiny <- is.finite(estimate) & decimals > 8L
  if (any(tiny)) out <- scientific_estimates(out, estimate, se, tiny, digits)
  out
}

#' @noRd
scientific_estimates <- function(out, estimate, se, rows, digits) {
  for (i in which(rows)) {
    scale <- if (is.finite(se[i]) && se[i] > 0) se[i] else estimate[i]
    gap <- if (estimate[i] == 0) 0L else {
      decimal_exponent(estimate[i], digits) - decimal_exponent(scale, digits)
    }
    out$estimate[i] <- format_scientific(estimate[i], min(max(digits + gap, 1L), 15L))
    if (is.finite(se[i])) out$se[i] <- format_scientific(se[i], digits)
  }
  out
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

# Lines of a table. `notes[i]`, where not NA, replaces what stands right of the first
# `kept[i]` columns of row i.
#' @noRd
text_table <- function(labels, columns, corner = "", notes = NULL, kept = NULL) {
  if (is.null(notes)) notes <- rep(NA_character_, length(labels))
  if (is.null(kept)) kept <- rep(0L, length(labels))
  body_width <- sum(vapply(columns, function(x) display_width(x$head) + 2L, 0L))
  labels <- shorten(labels, max(80L - body_width, 12L))
  width <- max(display_width(c(corner, labels)))
  head <- paste(c(pad_right(corner, width), vapply(columns, `[[`, "", "head")), collapse = "  ")
  rows <- vapply(seq_along(labels), function(i) {
    cells <- vapply(columns, function(x) x$cells[i], "")
    if (!is.na(notes[i])) cells <- c(cells[seq_len(kept[i])], notes[i])
    paste(c(pad_right(labels[i], width), cells), collapse = "  ")
  }, "")
  shorten_lines(sub(" +$", "", c(head, rows)))
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

#' @noRd
shorten_lines <- function(x) {
  long <- display_width(x) > 80L
  x[long] <- paste0(strtrim(x[long], 77L), "...")
  x
}

#' @noRd
truncate_rows <- function(lines, most = 40L, shown = 20L) {
  rows <- length(lines) - 1L
  if (rows <= most) return(lines)
  c(lines[seq_len(shown + 1L)], sprintf("... %s more", format_count(rows - shown)))
}

# A number as a reader would write it: no powers of ten, no trailing zeros.
#' @noRd
format_plain <- function(x) {
  text <- trimws(formatC(x, digits = 7L, format = "fg", decimal.mark = "."))
  sub(".", decimal_mark(), text, fixed = TRUE)
}

# One line, or several with the later ones indented, none wider than 80 columns.
#' @noRd
wrap_text <- function(text, indent = 0L) {
  if (display_width(text) <= 80L) return(text)
  strwrap(text, width = 80L, exdent = indent)
}

#' @noRd
write_lines <- function(...) writeLines(as.character(c(...)))

#' @noRd
format_level <- function(level) paste0(format_plain(signif(100 * level, 4)), "% CI")
