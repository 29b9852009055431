# Texts on plots, measured in inches.

#' Height of a line of text in inches
#' @noRd
line_inches <- function(cex = 1) cex * graphics::par("cex") * graphics::par("cin")[2L]

#' @noRd
text_inches <- function(text, cex = 1) {
  graphics::strwidth(text, units = "inches", cex = cex)
}

#' A text as lines no wider than so many inches
#' @noRd
wrap_inches <- function(text, width, cex) {
  words <- strsplit(text, " ", fixed = TRUE)[[1L]]
  if (!length(words)) return(character())
  lines <- character()
  line <- words[1L]
  for (word in words[-1L]) {
    longer <- paste(line, word)
    if (text_inches(longer, cex) <= width) line <- longer else {
      lines <- c(lines, line)
      line <- word
    }
  }
  c(lines, line)
}

#' Inches of the figure that comes next
#' @noRd
figure_inches <- function() {
  if (graphics::par("new") || prod(graphics::par("mfrow")) == 1) return(graphics::par("fin"))
  graphics::par("din") / rev(graphics::par("mfrow"))
}

#' Texts no wider than so many inches, their middles left out
#' @noRd
fit_text <- function(text, width, cex) {
  long <- which(text_inches(text, cex) > width)
  for (i in long) {
    letters <- nchar(text[i])
    while (letters > 6L && text_inches(text[i], cex) > width) {
      letters <- letters - 1L
      text[i] <- shorten(text[i], letters)
    }
  }
  text
}

#' Words as two lines of about equal length
#' @noRd
two_lines <- function(label) {
  spaces <- gregexpr(" ", label, fixed = TRUE)[[1L]]
  if (spaces[1L] < 1L) return(label)
  at <- spaces[which.min(abs(spaces - nchar(label) / 2))]
  paste0(substr(label, 1L, at - 1L), "\n", substring(label, at + 1L))
}
