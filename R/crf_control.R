# Settings of a conditional random field.

#' Settings of a conditional random field
#'
#' @param method `"newton"`, `"lbfgs"`, or `NULL`: Newton's method up to 1,000 weights without `l1`,
#'   unless it would take more than about a second with a penalty, two minutes without.
#' @param tolerance,steps,threads,trace As for [fit_control()]; `tolerance` and `steps` are
#'   Newton's.
#' @param iterations L-BFGS: at most so many iterations.
#' @param gradient L-BFGS has converged when the norm of the gradient of the objective is at most
#'   `gradient` times the larger of 1 and the norm of the weights; attributes that always occur
#'   together are one in this.
#' @param objective,period It stops as well when over `period` iterations the objective improved by
#'   at most `objective` times itself; 0: never.
#' @param history Pairs of steps and gradients remembered; `NULL`: up to 20, fewer where weights
#'   are many, so that they take at most 80 MB.
#' @param interrupt What an interrupt does: `"stop"`, or `"return"` the best weights so far, with a
#'   warning.
#' @param checkpoint `NULL`, or the name of a file to which the state is saved every `every`
#'   iterations; when the file exists, a fit of the same model goes on from there, to the same bits.
#' @param every See `checkpoint`.
#' @return A list of these settings.
#' @section Errors: `logistic_error_argument` names the setting that is out of range.
#' @examples
#' crf(wet ~ season, rain, sequence = month, control = crf_control(threads = 1))
#' @export
crf_control <- function(method = NULL, tolerance = 2^-40, steps = 50L,
                        threads = getOption("logistic.threads", 2L), trace = FALSE,
                        iterations = 1000L, gradient = 1e-6, objective = 0, period = 10L,
                        history = NULL, interrupt = c("stop", "return"), checkpoint = NULL,
                        every = 25L) {
  out <- fit_control(tolerance, steps, threads, trace)
  if (!is.null(method)) method <- check_choice(method, c("newton", "lbfgs"), "method")
  check_number(gradient, "gradient", lower = 0, upper = 1)
  check_number(objective, "objective", lower = 0, upper = 1)
  if (!is.null(history)) history <- check_count(history, "history", lower = 3L)
  check_checkpoint(checkpoint)
  c(out, list(method = method, iterations = check_count(iterations, "iterations", lower = 1L),
              gradient = gradient, objective = objective,
              period = check_count(period, "period", lower = 1L), history = history,
              interrupt = check_choice(interrupt[1L], c("stop", "return"), "interrupt"),
              checkpoint = checkpoint, every = check_count(every, "every", lower = 1L)))
}

#' @noRd
crf_settings <- function(control) {
  if (!is.list(control)) stop_argument("control", "a list or crf_control()", value_text(control))
  ours <- names(formals(crf_control))
  named <- if (is.null(names(control))) rep("", length(control)) else names(control)
  unknown <- setdiff(named, ours)
  if (length(unknown)) {
    has <- if (all(nzchar(named))) list_some(backticked(unknown)) else
      paste(count_of(sum(!nzchar(named)), "element"), "without a name")
    stop_logistic("argument", paste0("`control` must have only ", list_some(backticked(ours), 20L),
                                     "; it has ", has, "."), argument = "control")
  }
  do.call(crf_control, control)
}
