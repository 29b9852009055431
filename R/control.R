# Settings of a fit: ours, and glm's `control`.

#' Settings of a fit
#'
#' @param tolerance A fit has converged when the Newton step of each standardised coefficient b is
#'   at most `tolerance * max(|b|, 1)`; that step is still taken, and the next one must be as
#'   small.
#' @param steps At most so many Newton steps.
#' @param threads At most so many threads, 1 or more. The answer does not depend on it. A second
#'   thread is used only where the data are large enough for it to pay.
#' @param trace Print a line a step to stderr?
#' @return A list of these settings.
#' @section Errors: `logistic_error_argument` names the setting that is out of range.
#' @examples
#' logistic(low ~ age, birthweight, control = fit_control(threads = 1))
#' @export
fit_control <- function(tolerance = 2^-40, steps = 50L, threads = getOption("logistic.threads", 2L),
                        trace = FALSE) {
  check_number(tolerance, "tolerance", lower = 0, upper = 0.01)
  list(tolerance = tolerance, steps = check_count(steps, "steps", lower = 1L),
       threads = check_count(threads, "threads", lower = 1L),
       trace = check_flag(as.logical(trace), "trace"))
}

# The settings that `control` asks for: ours, or glm's epsilon, maxit and trace. glm's epsilon is
# the relative change of the deviance at which glm stops; ours is stricter than any, so it only has
# to be a number.
#' @noRd
fit_settings <- function(control) {
  if (is.list(control) && !length(control)) return(default_settings())
  if (!is.list(control)) stop_argument("control", "a list or fit_control()", value_text(control))
  ours <- c("tolerance", "steps", "threads", "trace")
  unknown <- setdiff(names(control), c(ours, "epsilon", "maxit"))
  if (length(unknown) || (length(control) && is.null(names(control)))) {
    stop_logistic("argument", paste0("`control` must have only ", list_some(backticked(ours), 9L),
                                     ", or glm's `epsilon`, `maxit`; it has ",
                                     list_some(backticked(unknown)), "."), argument = "control")
  }
  if (!is.null(control$epsilon)) check_number(control$epsilon, "control$epsilon", lower = 0)
  if (!is.null(control$maxit)) {
    maxit <- check_count(control$maxit, "control$maxit", lower = 1L)
    control$steps <- if (maxit == glm_default_steps) 50L else maxit
  }
  do.call(fit_control, control[names(control) %in% ours])
}

# glm.control() gives it to who asks for nothing.
glm_default_steps <- 25L

# fit_control(), of which only the option can be wrong.
#' @noRd
default_settings <- function() {
  settings <- built_settings
  settings$threads <- check_count(getOption("logistic.threads", 2L), "threads", lower = 1L)
  settings
}

#' @noRd
built_settings <- fit_control(threads = 2L)

# `control` as glm's methods read it.
#' @noRd
glm_settings <- function(settings) {
  list(epsilon = 1e-8, maxit = settings$steps, trace = settings$trace)
}
