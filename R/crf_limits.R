# Estimates at infinity: a direction along which the observed labels of every sequence gain on all
# others, or on some while none gains on them. What is left is the limiting likelihood, of the label
# sequences that do not fall behind (crf_face.h); it is fitted in turn.

#' Newton's method, and where it finds a direction of recession, on the limiting likelihood
#'
#' @return list(answer, held (weights that were not estimated), null, face, direction (a column for
#'   each limit taken), tolerance (of the sums along each), length (how far a finite representative
#'   goes along each)).
#' @noRd
newton_to_the_limit <- function(core, start, l2, free, settings) {
  directions <- list()
  null <- NULL
  held <- !free
  whole <- NULL # the diagonal of the information before any limit
  steps <- 0
  repeat {
    answer <- .Call(C_crf_newton, core, start, l2, !held, settings)
    answer$figures[1L] <- steps <- steps + answer$figures[1L]
    if (answer$outcome != separated_outcome || length(directions) >= limits_most) break
    direction <- clean_direction(core, answer, free & l2 == 0, settings)
    if (is.null(direction)) break
    if (is.null(whole)) whole <- diag(information_at_zero(core, l2, settings))
    directions <- c(directions, list(direction))
    core$face <- .Call(C_crf_face, core, direction$d, direction$tolerance, settings$threads)
    information <- information_at_zero(core, l2, settings)[free, free, drop = FALSE]
    held[free] <- held_on_face(information, whole[free], direction$d[free])
    null <- matrix(0, length(free), sum(held & free))
    null[free, ] <- flat_vectors(information, held[free])
    start <- answer$theta
  }
  count <- length(directions)
  list(answer = answer, held = held, null = null, face = core$face,
       direction = do.call(cbind, lapply(directions, `[[`, "d")),
       tolerance = vapply(directions, `[[`, 0, "tolerance"),
       length = 1e4 * 10^(count - seq_len(count)))
}

separated_outcome <- 2L

# Limits of limits are few: each takes a dimension.
limits_most <- 20L

#' A direction without the rounding of Newton's step, verified; NULL: none is
#'
#' @return list(d, tolerance of its sums).
#' @noRd
clean_direction <- function(core, answer, may_move, settings) {
  d <- ifelse(may_move, answer$direction, 0)
  d <- d / max(abs(d))
  above <- function(small) ifelse(abs(d) > small, d, 0)
  candidates <- c(lapply(c(1, 2, 3, 4, 6, 12), function(k) round(d * k) / k),
                  lapply(c(1e-3, 1e-4, 1e-5, 1e-6, 0), above))
  for (k in seq_along(candidates)) {
    own <- candidates[[k]]
    if (all(own == 0)) next
    reach <- .Call(C_crf_extremes, core, answer$theta, own, settings$threads)
    allowed <- if (k == length(candidates)) 2^-20 else 1e-9
    if (reach[2L] > 0 && reach[3L] <= allowed * reach[2L]) {
      tolerance <- max(10 * allowed * reach[2L], 1e-9)
      return(list(d = own, tolerance = tolerance))
    }
  }
  NULL
}

#' At zero all paths count: which weights matter shows there, not in the tails
#' @noRd
information_at_zero <- function(core, l2, settings) {
  information <- .Call(C_crf_information, labelled(core), numeric(length(l2)), settings$threads)
  diag(information) <- diag(information) + l2
  information
}

#' Weights that are held so that the rest is determined: those that the direction moves give way
#'
#' @param whole Diagonal of the information without a limit: what is left of a weight that the
#'   limit does not know is the rounding of this.
#' @noRd
held_on_face <- function(information, whole, d, tolerance = 1e-9) {
  order <- order(d != 0)
  dependent <- diag(information) <= tolerance * whole
  order <- order[!dependent[order]]
  dependent[order] <- dependent_columns(information[order, order, drop = FALSE], tolerance)
  dependent
}
