# Many weights: L-BFGS, with a state that can be saved, and what an interrupt leaves.

#' @noRd
crf_lbfgs <- function(coordinates, l2, start, options) {
  l1 <- if (any(options$l1 > 0)) {
    unname(options$l1[coordinates$problem$groups]) / user_scale(coordinates)
  }
  settings <- options$settings
  settings$console <- interactive()
  found <- if (is.null(settings$checkpoint)) {
    lbfgs_call(coordinates, start, l2, l1, settings, NULL, FALSE)
  } else lbfgs_with_checkpoints(coordinates, start, l2, l1, settings)
  if (found$interrupted) warn_crf_interrupted(found)
  converged <- found$outcome %in% lbfgs_converged
  list(method = "lbfgs", weights = drop(to_user(coordinates, found$theta)), kept = integer(),
       loglik = penalty_less(found, l1, l2), iterations = found$iterations,
       evaluations = found$evaluations, gradient_norm = found$norm, converged = converged,
       outcome = lbfgs_outcomes[found$outcome + 1L])
}

lbfgs_outcomes <- c("stopped", "gradient", "objective", "limit of iterations",
                    "limit of evaluations", "rounding", "not finite")

# Small gradient, small progress, and none that rounding would show.
lbfgs_converged <- c(1L, 2L, 5L)

#' @noRd
lbfgs_call <- function(coordinates, start, l2, l1, settings, resume, keep) {
  .Call(C_crf_lbfgs, coordinates$core, start, l2, l1, settings, resume, keep)
}

#' The log-likelihood of what was found
#' @noRd
penalty_less <- function(found, l1, l2) {
  penalty <- sum(l2 * found$theta^2) / 2
  if (!is.null(l1)) penalty <- penalty + sum(l1 * abs(found$theta))
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
lbfgs_with_checkpoints <- function(coordinates, start, l2, l1, settings) {
  file <- settings$checkpoint
  mark <- lbfgs_mark(coordinates, l2, l1)
  resume <- if (file.exists(file)) read_checkpoint(file, mark)
  most <- settings$iterations
  done <- if (is.null(resume)) 0L else resume$iterations
  resume <- resume$state
  repeat {
    settings$iterations <- as.integer(min(most, done + settings$every))
    found <- lbfgs_call(coordinates, start, l2, l1, settings, resume, TRUE)
    resume <- found$state
    done <- found$iterations
    save_checkpoint(file, list(mark = mark, iterations = done, state = resume))
    if (found$interrupted || found$outcome != lbfgs_at_limit || done >= most) return(found)
  }
}

lbfgs_at_limit <- 3L

#' What must agree for a state to be gone on from
#' @noRd
lbfgs_mark <- function(coordinates, l2, l1) {
  core <- coordinates$core
  list(version = fit_version, weights = length(l2), tokens = length(core$row) - 1L,
       sums = c(sum(as.double(core$attribute)), sum(core$value), sum(core$label), sum(core$weight),
                sum(core$covariate)), l2 = sum(l2), l1 = sum(l1))
}

#' @noRd
read_checkpoint <- function(file, mark) {
  saved <- tryCatch(readRDS(file), error = function(e) NULL)
  if (is.list(saved) && identical(saved$mark, mark) && is.raw(saved$state)) return(saved)
  stop_logistic("checkpoint", sprintf(
    "`checkpoint` must name a file that does not exist, or holds the state of this fit; %s does not.",
    quoted(file)), file = file)
}

#' Whole or not at all: what was saved before stays until the new one is there
#' @noRd
save_checkpoint <- function(file, state) {
  new <- tempfile(basename(file), dirname(file))
  on.exit(unlink(new))
  saveRDS(state, new)
  file.rename(new, file)
}
