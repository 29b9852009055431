# Separated data: which rows the fit places at infinity and why, in words, and what can be said of
# the face, the rows whose linear predictor is finite.

# ---- the account, made with the fit ------------------------------------------------------------

#' Which rows are at infinity, and the levels that explain them
#'
#' @param fit A separated fit with its vectors of row length.
#' @param frame From `fit_frame()`; `NULL` for a matrix.
#' @return `fit$separation` with `rows`; `exact`, how many rows have a probability of exactly 0 and
#'   1; `alike`, the cells of factors whose rows have all one outcome.
#' @noRd
account_separation <- function(fit, frame) {
  eta <- fit$linear.predictors
  out <- fit$separation
  out$exact <- c(zero = sum(eta == -Inf), one = sum(eta == Inf))
  out$rows <- sum(out$exact)
  out$alike <- alike_cells(fit$y, fit$prior.weights > 0, frame, fit$terms)
  out
}

# A row per cell: the variable and its level (of crossed variables the cell, "g = 1 and h = 2", and
# no variable; of all rows neither), its rows, and whether all of them are events. A cell is not
# told when simpler ones explain its rows.
#' @noRd
alike_cells <- function(y, counted, frame, terms) {
  first <- y[counted][1L]
  if (first %in% 0:1 && all(y[counted] == first)) {
    return(alike_rows(NA, NA, sum(counted), first == 1))
  }
  out <- NULL
  told <- !counted
  for (term in cell_terms(frame, terms)) {
    cell <- cell_codes(term)
    count <- function(rows) tabulate(cell$code[rows], cell$bins)
    all <- count(counted)
    one <- count(counted & y == 1)
    alike <- which(all > 0 & (one == all | one == 0 & count(counted & y == 0) == all))
    alike <- alike[count(!told)[alike] > 0]
    if (!length(alike)) next
    label <- cell_names(term, match(alike, cell$code))
    out <- rbind(out, alike_rows(if (length(term) == 1L) term[[1L]]$name else NA, label, all[alike],
                                 one[alike] > 0))
    told <- told | cell$code %in% alike
  }
  out
}

#' @noRd
alike_rows <- function(variable, level, rows, one) {
  data.frame(variable = as.character(variable), level = as.character(level),
             rows = as.integer(rows), one = one, stringsAsFactors = FALSE)
}

# For each term that is made of levels alone, its variables.
#' @noRd
cell_terms <- function(frame, terms) {
  factors <- attr(terms, "factors")
  if (is.null(frame) || !length(factors)) return(NULL)
  used <- which(rowSums(factors) > 0)
  variables <- lapply(used, function(i) {
    level_codes(used_rows(frame, frame$variables[[i]]), names(frame$variables)[i])
  })
  parts <- lapply(seq_len(ncol(factors)), function(j) variables[factors[used, j] > 0])
  Filter(function(term) !any(vapply(term, is.null, NA)), parts)
}

# Two values of a number are levels too; NULL of what has none.
#' @noRd
level_codes <- function(x, name) {
  discrete <- is.factor(x) || is.character(x) || is.logical(x) ||
    is.numeric(x) && length(unique(utils::head(x, 1000L))) <= 2L && length(unique(x)) == 2L
  if (!discrete || !is.null(dim(x))) return(NULL)
  levels <- if (is.factor(x)) levels(x) else sort(unique(x))
  list(name = name, levels = as.character(levels),
       code = if (is.factor(x)) as.integer(x) else match(x, levels))
}

# One code for crossed variables, at most so many as there are rows.
#' @noRd
cell_codes <- function(term) {
  code <- term[[1L]]$code
  bins <- length(term[[1L]]$levels)
  for (part in term[-1L]) {
    code <- (code - 1) * length(part$levels) + part$code
    bins <- bins * length(part$levels)
    if (bins > length(code)) {
      seen <- sort(unique(code))
      code <- match(code, seen)
      bins <- length(seen)
    }
  }
  list(code = code, bins = bins)
}

# The levels in some rows; of crossed variables "g = 1 and h = 2".
#' @noRd
cell_names <- function(term, rows) {
  levels <- lapply(term, function(part) part$levels[part$code[rows]])
  if (length(term) == 1L) return(levels[[1L]])
  named <- Map(function(part, level) paste(part$name, "=", level), term, levels)
  do.call(paste, c(unname(named), sep = " and "))
}

# ---- in words ----------------------------------------------------------------------------------

# "`x` (+Inf), `z` (-Inf)"
#' @noRd
infinite_text <- function(fit) {
  signs <- fit$separation$infinite
  list_some(paste0(backticked(names(signs)), ifelse(signs > 0, " (+Inf)", " (-Inf)")))
}

# "All 20 rows with g = 1 have y = 1."
#' @noRd
alike_text <- function(fit) {
  alike <- alike_groups(fit$separation$alike)
  if (is.null(alike)) return(NULL)
  shown <- utils::head(alike, 3L)
  single <- shown$rows == 1L
  noun <- row_noun(fit$event)
  text <- sprintf("%s %s%s %s %s.", ifelse(single, "The only", paste("All", format_count(
    shown$rows))), ifelse(single, noun, paste0(noun, "s")),
    ifelse(is.na(shown$cell), "", paste(" with", shown$cell)), ifelse(single, "has", "have"),
    vapply(shown$one, outcome_is, "", event = fit$event))
  more <- nrow(alike) - nrow(shown)
  c(text, if (more > 0L) sprintf("Likewise in %s.", plural(more, "other cell")))
}

# Levels of one variable with one outcome stand together: "g = 1, 4".
#' @noRd
alike_groups <- function(alike) {
  if (is.null(alike) || !nrow(alike)) return(NULL)
  key <- ifelse(is.na(alike$variable), seq_len(nrow(alike)), paste(alike$variable, alike$one))
  groups <- split(alike, factor(key, unique(key)))
  out <- lapply(groups, function(part) {
    name <- part$variable[1L]
    cell <- if (is.na(name)) part$level else paste(name, "=", list_some(part$level))
    data.frame(cell = cell, rows = sum(part$rows), one = part$one[1L], stringsAsFactors = FALSE)
  })
  do.call(rbind, c(unname(out), make.row.names = FALSE))
}

#' @noRd
row_noun <- function(event) if (is_grouped(list(event = event))) "group" else "row"

# "y = 1", "low = \"yes\""; of groups "no events".
#' @noRd
outcome_is <- function(one, event) {
  if (is.null(event$level)) return(if (one) "only events" else "no events")
  shown <- level_words(event)
  if (is.null(shown)) shown <- identity
  name <- event$variable
  if (!grepl("^[[:alnum:]_.]+$", name)) name <- sprintf("(%s)", name)
  if (one) return(paste(name, "=", shown(event$level)))
  if (is.null(event$other)) return(paste(name, "other than", shown(event$level)))
  paste(name, "=", shown(event$other))
}

# "Predictions are exactly 1 in 20 rows (g = 1)."
#' @noRd
exact_text <- function(fit) {
  separation <- fit$separation
  exact <- separation$exact
  if (is.null(exact) || !sum(exact)) return(NULL)
  parts <- sprintf("%d in %s", 0:1, vapply(exact, plural, "", noun = row_noun(fit$event)))
  cell <- alike_groups(separation$alike)
  explained <- NROW(cell) == 1L && !is.na(cell$cell[1L]) && cell$rows[1L] == separation$rows
  sprintf("Predictions are exactly %s%s.", paste(parts[exact > 0], collapse = " and "),
          if (explained) sprintf(" (%s)", cell$cell) else "")
}

# What a print says of separation; what the cells of factors explain stands in the last line.
#' @noRd
separation_lines <- function(fit) {
  if (is.null(fit$separation)) return(NULL)
  exact <- exact_text(fit)
  wrap_each(c(paste0("The data are separated. Infinite: ", infinite_text(fit), "."),
              undetermined_text(fit),
              if (!any(grepl("(", exact, fixed = TRUE))) in_one(alike_text(fit)), exact))
}

# NA beside infinite coefficients is no alias: neither sign nor size follows from the data.
#' @noRd
undetermined_text <- function(fit, terms = names(fit$coefficients)) {
  estimate <- fit$coefficients
  unknown <- names(estimate)[is.na(estimate) & !terms %in% names(fit$aliased)]
  if (!length(unknown)) return(NULL)
  one <- length(unknown) == 1L
  sprintf("%s NA (%s): the data do not determine %s beside the infinite %s.",
          paste(plural(length(unknown), "coefficient"), if (one) "is" else "are"),
          list_some(backticked(unknown), 3L), if (one) "it" else "them",
          if (sum(is.infinite(estimate)) == 1L) "one" else "ones")
}

#' @noRd
in_one <- function(sentences) if (length(sentences)) paste(sentences, collapse = " ")

#' @noRd
warn_separation <- function(fit) {
  complete <- fit$separation$rows == sum(fit$prior.weights > 0)
  facts <- alike_text(fit)
  if (is.null(facts)) facts <- exact_text(fit)
  second <- paste0(if (complete) "completely" else "quasi-", if (complete) " ", "separated. ",
                   "Infinite: ", infinite_text(fit), ".")
  third <- paste(c(facts, "Wald tests are not available for these; LR tests are."),
                 collapse = " ")
  warn_logistic("separation", paragraph(c(
    "No maximum likelihood estimate exists: the data are", second, third)),
    infinite = fit$separation$infinite, direction = fit$separation$direction,
    alike = fit$separation$alike)
}

# ---- the face ----------------------------------------------------------------------------------

#' Standard errors on the face
#'
#' The rows with a finite linear predictor have a fit of their own, with covariance
#' (X'WX)^- over these rows; what they do not determine is in `null`.
#' @return As `spread_of()`: `factor`, triangular, of the columns `columns`; `null`, the null
#'   vectors of the rows. `NULL` when the fit does not keep its data.
#' @noRd
face_spread <- function(fit) {
  eta <- fit$linear.predictors
  if (is.null(eta) || is.null(fit$weights)) return(NULL)
  frame <- tryCatch(fit_frame_kept(fit), error = function(e) NULL)
  if (NROW(frame) != length(eta)) return(NULL)
  root <- sqrt(fit$weights)
  root[!is.finite(eta)] <- 0
  triangle <- matrix(0, 0L, length(fit$coefficients))
  over_blocks(fit, frame, function(x, rows) {
    on <- which(root[rows] > 0)
    triangle <<- qr_triangle(rbind(triangle, root[rows][on] * x[on, , drop = FALSE]))
    NULL
  })
  spread_from(triangle)
}

# Operations that it takes: a summary gives up what would take it seconds.
#' @noRd
face_work <- function(fit) as.double(length(fit$y)) * length(fit$coefficients)^2

# R of a QR decomposition, its columns in the order of x.
#' @noRd
qr_triangle <- function(x) {
  if (!nrow(x)) return(x)
  q <- qr(x, LAPACK = TRUE)
  qr.R(q)[, order(q$pivot), drop = FALSE]
}

# The rank is decided on columns of length 1, at half the digits.
#' @noRd
spread_from <- function(r, tolerance = 1e-8) {
  p <- ncol(r)
  size <- sqrt(colSums(r^2))
  size[size == 0] <- 1
  if (!nrow(r)) return(list(factor = NULL, columns = integer(), null = diag(p)))
  q <- qr(sweep(r, 2L, size, "/"), LAPACK = TRUE)
  upper <- qr.R(q)
  rank <- sum(abs(diag(upper)) > tolerance)
  kept <- q$pivot[seq_len(rank)]
  rest <- setdiff(q$pivot, kept)
  first <- seq_len(rank)
  null <- matrix(0, p, length(rest))
  null[cbind(rest, seq_along(rest))] <- 1
  if (rank && length(rest)) null[kept, ] <- -backsolve(upper, upper[first, -first], k = rank)
  null[abs(null) < tolerance] <- 0 # rounding must not look like a part of the vector
  list(factor = upper[first, first, drop = FALSE] * rep(size[kept], each = rank), columns = kept,
       null = null / size)
}

# Sums of the infinite intercept and the infinite coefficient of a level that are finite: the
# levels that the separation leaves alone.
#' @noRd
finite_sums <- function(fit) {
  direction <- fit$separation$direction
  names <- names(fit$coefficients)
  if (!isTRUE(direction["(Intercept)"] != 0) || face_work(fit) > 1e9) return(NULL)
  parts <- Filter(function(part) !is.null(part$reference), coefficient_layout(fit))
  spread <- spread_of(fit)
  do.call(rbind, lapply(parts, function(part) {
    x <- matrix(0, length(part$columns), length(names), dimnames = list(NULL, names))
    x[, "(Intercept)"] <- 1
    x[cbind(seq_along(part$columns), part$columns)] <- 1
    linear <- linear_parts(fit)
    eta <- rows_eta(x, linear)
    out <- data.frame(term = paste("(Intercept) +", names[part$columns]), estimate = eta,
                      std.error = rows_se(x, linear, spread),
                      level = paste(part$label, "=", part$levels),
                      rows = face_rows(fit, part$label, part$levels))
    out[!is.na(out$std.error) & is.infinite(fit$coefficients[part$columns]), ]
  }))
}

# How many rows of each level an estimate at that level is made from: NA where others have a part
# in it.
#' @noRd
face_rows <- function(fit, label, levels) {
  if (is.null(fit$prior.weights)) return(rep(NA_integer_, length(levels)))
  value <- fit_frame_kept(fit)[[label]]
  counted <- fit$prior.weights > 0
  face <- sum(counted & is.finite(fit$linear.predictors))
  alone <- length(term_labels(fit)) == 1L
  vapply(levels, function(level) {
    rows <- sum(counted & value == level)
    if (alone || rows == face) rows else NA_integer_
  }, 0L)
}

# "Finite: (Intercept) + g2 = 0.000 (SE 0.447), from the 20 rows with g = 2."
#' @noRd
finite_lines <- function(sums, noun) {
  if (!NROW(sums)) return(NULL)
  shown <- utils::head(sums, 5L)
  cells <- format_estimates(shown$estimate, shown$std.error, 3L)
  known <- !is.na(shown$rows)
  from <- character(nrow(shown))
  from[known] <- sprintf(", from the %s with %s", ifelse(
    shown$rows[known] == 1L, paste("only", noun), vapply(shown$rows[known], plural, "", noun)),
    shown$level[known])
  text <- paste0("Finite: ", shown$term, " = ", cells$estimate, " (SE ", cells$se, ")", from, ".")
  more <- nrow(sums) - nrow(shown)
  wrap_each(c(text, if (more > 0L) sprintf("And %s more.", format_count(more))))
}
