# Rebuilds data/chunks.rda. Run in the package's directory: Rscript data-raw/chunks.R
# chunks.txt holds a sentence a line. Chunks stand in brackets, their type first; all else is O. A
# token is word/tag; punctuation, which is its own tag or has the one below, stands bare.
punctuation <- c(`,` = ",", `.` = ".", `!` = ".", `?` = ".", `:` = ":", `;` = ":", `--` = ":",
                 "``" = "``", "''" = "''", `(` = "(", `)` = ")")

read_sentence <- function(line) {
  pieces <- strsplit(line, " ", fixed = TRUE)[[1L]]
  opens <- startsWith(pieces, "[")
  closes <- endsWith(pieces, "]")
  inside <- cumsum(opens) - cumsum(closes) + closes
  stopifnot(all(inside %in% 0:1), sum(opens) == sum(closes))
  type <- substring(pieces[opens], 2L)[pmax(cumsum(opens), 1L)]
  first <- c(FALSE, opens[-length(opens)])
  label <- ifelse(inside == 1L, paste0(ifelse(first, "B-", "I-"), type), "O")
  token <- sub("]$", "", pieces)[!opens]
  bare <- token %in% names(punctuation)
  stopifnot(bare | grepl("^[^/]+/[A-Z]+[$]?$", token))
  data.frame(word = ifelse(bare, token, sub("/.*", "", token)),
             pos = ifelse(bare, punctuation[token], sub(".*/", "", token)), chunk = label[!opens])
}

sentences <- lapply(readLines("data-raw/chunks.txt"), read_sentence)
chunks <- do.call(rbind, sentences)
chunks <- data.frame(sentence = rep(seq_along(sentences), vapply(sentences, nrow, 0L)),
                     word = chunks$word, pos = factor(chunks$pos), chunk = factor(chunks$chunk))

# ---- what the annotation must obey ---------------------------------------------------------------

outside <- chunks$chunk == "O"
inside <- startsWith(as.character(chunks$chunk), "I-")
type <- ifelse(outside, "", substring(chunks$chunk, 3L))
first <- !duplicated(chunks$sentence)
last <- !duplicated(chunks$sentence, fromLast = TRUE)
stopifnot( # IOB2: what is inside goes on a chunk of its type
  !inside[first], type[inside] == type[which(inside) - 1L],
  chunks$pos %in% c(punctuation, "CC", "CD", "DT", "EX", "IN", "JJ", "JJR", "JJS", "MD", "NN",
                    "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RP", "TO",
                    "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WRB"),
  chunks$pos[last] %in% c(".", ")", "''"))

# The last tag of a chunk, its head, and what other tags it may hold. A verb that is left out leaves
# its adverb: "if you 'd rather not".
heads <- list(
  NP = c("CD", "DT", "EX", "JJ", "JJS", "NN", "NNP", "NNPS", "NNS", "PRP", "PRP$", "WDT", "WP"),
  VP = c("MD", "RB", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), PP = c("IN", "TO"),
  ADVP = c("DT", "RB", "RBR", "WRB"), ADJP = c("JJ", "JJR"), SBAR = "IN", PRT = "RP",
  INTJ = "UH")
within <- list(
  NP = c("CC", "IN", "JJR", "PDT", "POS", "RB", "WRB", ","), VP = "TO", PP = "JJ",
  ADVP = c("CC", "IN"), ADJP = c("CC", "RB", "RBR", "WRB"), SBAR = "RB", PRT = NULL, INTJ = NULL)
n <- nrow(chunks)
ends <- !outside & c(!inside[-1L], TRUE)
for (name in names(heads)) {
  stopifnot(chunks$pos[ends & type == name] %in% heads[[name]],
            chunks$pos[type == name] %in% c(heads[[name]], within[[name]]))
}
stopifnot(type %in% c("", names(heads)))
save(chunks, file = "data/chunks.rda", compress = "xz", version = 3)
