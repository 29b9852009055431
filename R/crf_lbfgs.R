# Many weights: L-BFGS, with a state that can be saved, and what an interrupt leaves.

#' @noRd
crf_lbfgs <- function(coordinates, l2, start, options) {
  l1 <- if (any(options$l1 > 0)) {
    unname(options$l1[coordinates$problem$groups]) / user_scale(coordinates)
  }
  settings <- options$settings
  settings$console <- interactive()
  task <- merge_twins(list(core = coordinates$core, start = start, l2 = unname(l2), l1 = l1))
  found <- if (is.null(settings$checkpoint)) lbfgs_call(task, settings, NULL, FALSE) else
    lbfgs_with_checkpoints(task, settings)
  if (found$interrupted) warn_crf_interrupted(found)
  list(method = "lbfgs", kept = integer(), iterations = found$iterations,
       weights = drop(to_user(coordinates, apart(task, found$theta))),
       loglik = penalty_less(task, found), evaluations = found$evaluations,
       gradient_norm = found$norm, converged = found$outcome %in% lbfgs_converged,
       outcome = lbfgs_outcomes[found$outcome + 1L])
}

# ---- twins --------------------------------------------------------------------------------------

#' Attributes that occur together become one: the same problem, smaller
#'
#' A quadratic penalty gives them equal weights, W / k each, and costs l2 W^2 / (2 k). (Not so l1.)
#' @param task list(core, start, l2, l1).
#' @noRd
merge_twins <- function(task) {
  merged <- if (is.null(task$l1)) .Call(C_crf_merge, task$core)
  if (is.null(merged)) return(task)
  pairs <- seq_along(merged$pair_of)
  parts <- c("row", "attribute", "value", "full", "first", "pair_label")
  task$core[parts] <- merged[parts]
  first <- !duplicated(merged$pair_of)
  first <- pairs[first][order(merged$pair_of[first])]
  others <- rep.int(1, length(task$l2) - length(pairs))
  task$start <- c(sums_by(task$start[pairs], merged$pair_of, length(first)), task$start[-pairs])
  task$l2 <- c((task$l2[pairs] / merged$size)[first], task$l2[-pairs])
  task$members <- c(as.double(merged$size[first]), others)
  task[c("pair_of", "size")] <- merged[c("pair_of", "size")]
  task
}

#' The weights of the problem as it was
#' @noRd
apart <- function(task, theta) {
  if (is.null(task$pair_of)) return(theta)
  merged <- task$core$first[length(task$core$first)]
  c(theta[task$pair_of] / task$size, theta[-seq_len(merged)])
}

lbfgs_outcomes <- c("stopped", "gradient", "objective", "limit of iterations",
                    "limit of evaluations", "rounding", "not finite")

# Small gradient, small progress, and none that rounding would show.
lbfgs_converged <- c(1L, 2L, 5L)

#' @noRd
lbfgs_call <- function(task, settings, resume, keep) {
  .Call(C_crf_lbfgs, task$core, task$start, task$l2, task$l1, task$members, settings, resume, keep)
}

#' The log-likelihood of what was found
#' @noRd
penalty_less <- function(task, found) {
  penalty <- sum(task$l2 * found$theta^2) / 2
  if (!is.null(task$l1)) penalty <- penalty + sum(task$l1 * abs(found$theta))
  penalty - found$value
}

#' @noRd
warn_crf_interrupted <- function(found) {
  warn_logistic("interrupt", sprintf(
    "Interrupted after %s; the weights are the best so far (objective %s).",
    count_of(found$iterations, "iteration"), format(found$value, digits = 10L)),
    iterations = found$iterations)
}

# ---- checkpoints --------------------------------------------------------------------------------

#' Stretches of iterations, the state saved after each
#' @noRd
lbfgs_with_checkpoints <- function(task, settings) {
  file <- settings$checkpoint
  mark <- lbfgs_mark(task)
  resume <- if (file.exists(file)) read_checkpoint(file, mark, is.raw)
  most <- settings$iterations
  done <- if (is.null(resume)) 0L else resume$iterations
  resume <- resume$state
  repeat {
    settings$iterations <- as.integer(min(most, done + settings$every))
    found <- lbfgs_call(task, settings, resume, TRUE)
    resume <- found$state
    done <- found$iterations
    save_checkpoint(file, list(mark = mark, iterations = done, state = resume))
    if (found$interrupted || found$outcome != lbfgs_at_limit || done >= most) return(found)
  }
}

lbfgs_at_limit <- 3L

#' What must agree for a state to be gone on from
#' @noRd
lbfgs_mark <- function(task) {
  core <- task$core
  list(version = fit_version, weights = length(task$l2), tokens = length(core$row) - 1L,
       sums = c(sum(as.double(core$attribute)), sum(core$value), sum(core$label), sum(core$weight),
                sum(core$covariate)), l2 = sum(task$l2), l1 = sum(task$l1))
}
