# The quantities behind the diagnostic plots, one row of a data frame for each row drawn, and what
# the model expects of them.

#' Residuals, leverages and Cook's distances of the rows that can be drawn
#'
#' Rows without weight are left out, and so are rows of a separated fit whose probability is
#' exactly 0 or 1: their linear predictor is infinite, and they move nothing.
#'
#' @return A data frame: `row` (position among the rows used), `eta`, `y`, `w`, `h`, `deviance` and
#'   `pearson` (standardised residuals), `cook`.
#' @noRd
diagnostic_rows <- function(fit) {
  fit$na.action <- NULL # no padding: positions are those of the rows used
  w <- as.double(fit_part(fit, "prior.weights"))
  influence <- stats::influence(fit, do.coef = FALSE)
  scale <- sqrt(pmax(1 - influence$hat, 0))
  pearson <- influence$pear.res / scale
  # rstandard() and cooks.distance() without the summary() that they ask for the dispersion, 1 here
  rows <- list(eta = fit_part(fit, "linear.predictors"), y = fit_part(fit, "y"), w = w,
               h = influence$hat, deviance = influence$dev.res / scale, pearson = pearson,
               cook = (pearson / scale)^2 * influence$hat / max(fit$rank, 1L))
  weighted <- if (all(w > 0)) NULL else which(w > 0)
  rows <- lapply(rows, function(v) {
    v <- as.double(v)
    if (is.null(weighted) || length(v) == length(weighted)) v else v[weighted]
  })
  row <- if (is.null(weighted)) seq_along(w) else weighted
  out <- as_frame(c(list(row = row), rows))
  known <- is.finite(out$eta) & is.finite(out$deviance) & is.finite(out$cook)
  if (all(known)) out else out[known, , drop = FALSE]
}

# data.frame() without its checks, which cost more than the plot at 10^6 rows.
#' @noRd
as_frame <- function(columns) {
  structure(columns, class = "data.frame", row.names = .set_row_names(length(columns[[1L]])))
}

#' Rows of one covariate pattern as one
#'
#' The same linear predictor and the same leverage of a trial are taken as the same covariates, so
#' the predictors themselves are not needed.
#' @noRd
pattern_rows <- function(rows, fit) {
  unit <- signif(rows$h / rows$w, 9)
  eta <- signif(rows$eta, 12)
  first <- !duplicated(complex(real = eta, imaginary = unit))
  if (all(first)) return(cbind_pattern(rows, rep(1, nrow(rows))))
  pattern <- match(complex(real = eta, imaginary = unit),
                   complex(real = eta[first], imaginary = unit[first]))
  total <- function(v) as.double(rowsum(v, pattern, reorder = TRUE))
  out <- rows[first, ]
  out$w <- total(rows$w)
  out$y <- total(rows$w * rows$y) / out$w
  out$h <- total(rows$h)
  means <- link_means(fit$link, out$eta)
  left <- pmax(1 - out$h, 0)
  gap <- out$y - means$mean
  share <- pmax(deviance_shares(out$y, out$w, means), 0)
  out$deviance <- sign(gap) * sqrt(share / left)
  out$pearson <- gap * sqrt(out$w / (means$mean * means$complement * left))
  out$cook <- out$pearson^2 * out$h / (left * fit$rank)
  cbind_pattern(out[left > 1e-10, ], tabulate(pattern)[left > 1e-10])
}

#' @noRd
cbind_pattern <- function(rows, count) {
  rows$count <- count
  rows
}

#' The standardised deviance residuals that a row could have had, and their probabilities
#'
#' A single trial has two; a group has one for each number of events, so large groups have none
#' here: theirs are nearly normal.
#' @return A data frame `row`, `residual`, `probability`, or `NULL`.
#' @noRd
possible_residuals <- function(rows, fit, most = 2e5) {
  grouped <- is_grouped(fit)
  if (grouped && (any(rows$w != round(rows$w)) || sum(rows$w + 1) > most)) return(NULL)
  size <- if (grouped) rows$w else rep(1, nrow(rows))
  row <- rep(seq_len(nrow(rows)), size + 1)
  events <- sequence(size + 1) - 1
  y <- events / size[row]
  means <- lapply(link_means(fit$link, rows$eta), `[`, row)
  probability <- if (grouped) stats::dbinom(events, size[row], means$mean) else
    ifelse(events == 1, means$mean, means$complement)
  share <- pmax(deviance_shares(y, rows$w[row], means), 0)
  side <- ifelse(y == 1 | y > means$mean, 1, -1)
  data.frame(row = row, residual = side * sqrt(share / (1 - rows$h[row])),
             probability = probability)
}

# At most so many rows tell what the model expects.
#' @noRd
rows_expected <- 10000L

#' Rows at evenly spaced ranks of the linear predictor
#' @noRd
spaced_rows <- function(rows, ranks, most = rows_expected) {
  if (nrow(rows) <= most) return(rows)
  rows[ranks[round(seq(1, nrow(rows), length.out = most))], , drop = FALSE]
}
