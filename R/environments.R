# What a fit keeps of the environment that its formula was written in.
#
# A formula holds on to the frame of the function that wrote it, with all that is in it, and
# saveRDS() writes it all. A fit keeps a small environment instead, with what its call names and
# nothing else, and a weak reference to the frame: as long as that is there, formula() and terms()
# see it, so that update() and the like find what else they need.

#' A frame whose formula, terms and data hold no environment but a small one
#'
#' Environments that everybody has (the global one, namespaces) stay as they are.
#'
#' @param frame From `fit_frame()`.
#' @param call The matched call of the front door.
#' @param whole Keep variables of row length too, so that the fit can be updated?
#' @noRd
leave_frame <- function(frame, call, whole) {
  home <- environment(frame$formula)
  data <- frame$data
  if (!is.environment(home)) return(frame)
  top <- topenv(home, NULL)
  own <- is.environment(data) && !identical(data, home) && !is_top(data)
  if (identical(home, top) && !own) return(frame)
  small <- new.env(parent = top)
  longest <- if (!whole && frame$n > small_rows) frame$n
  if (own) take_along(frame, call, data, topenv(data, NULL), small, longest)
  take_along(frame, call, home, top, small, longest)
  if (!is_reused(home)) small[[calling_frame]] <- .Call(C_weak, home)
  attr(frame$formula, ".Environment") <- small
  attr(frame$terms, ".Environment") <- small
  if (is.environment(data) && !is_top(data)) frame$data <- small
  frame
}

# Most formulas name nothing but columns of the data and functions of packages: nothing to take.
#' @noRd
take_along <- function(frame, call, from, top, small, longest) {
  columns <- if (is.list(frame$data)) names(frame$data)
  bound <- .Call(C_names, frame$formula, call, evaluated_arguments, columns, from, top)
  if (length(bound)) copy_named(names_in_call(frame, call, bound), from, small, longest)
}

# A variable with as many values as there are rows, if these are more, is taken for data.
small_rows <- 100L

calling_frame <- ".calling_frame"

#' @noRd
is_top <- function(env) {
  is.null(env) || identical(env, topenv(env, NULL)) || identical(env, emptyenv())
}

# TRUE for what the formula and the arguments evaluated beside it use as a variable, FALSE for
# functions. Columns of a data frame are found there.
#' @noRd
names_in_call <- function(frame, call, bound) {
  given <- as.list(call)[evaluated_arguments]
  code <- as.expression(c(list(frame$formula), given[lengths(given) > 0L]))
  bound <- unique(bound)
  is_variable <- bound %in% all.vars(code)
  if (is.list(frame$data)) is_variable <- is_variable & !bound %in% names(frame$data)
  names(is_variable) <- bound
  is_variable
}

#' Copy what is found by name from an environment, and those around it, into a small one
#'
#' @param names Logical, named: TRUE for variables, FALSE where only a function will do.
#' @param longest Number of rows of variables to be left out, or NULL.
#' @param seen Environments of closures met, `homes`, and what they were replaced by, `smalls`.
#' @noRd
copy_named <- function(names, from, to, longest = NULL, seen = NULL) {
  if (is.null(seen)) seen <- new_homes(from, to)
  wanted <- names(names)
  top <- topenv(from, NULL)
  while (length(wanted) && !identical(from, top) && !identical(from, emptyenv())) {
    here <- wanted[vapply(wanted, is_here, NA, from, names, USE.NAMES = FALSE)]
    reused <- is_reused(from)
    for (name in here) {
      value <- from[[name]]
      if (reused && is.atomic(value) && length(value)) value[1L] <- value[1L] # a copy
      if (!is.null(longest) && !is.function(value) && NROW(value) == longest) next
      if (is.null(to[[name]])) assign(name, light_value(value, longest, seen), to)
    }
    wanted <- setdiff(wanted, here)
    from <- parent.env(from)
  }
}

# data.table writes the columns of each group into the same environment and memory.
#' @noRd
is_reused <- function(env) exists(".SD", envir = env, inherits = FALSE)

# An argument that was not given is not here.
#' @noRd
is_here <- function(name, env, names) {
  if (is.null(env[[name]])) return(names[[name]] && exists(name, envir = env, inherits = FALSE))
  if (names[[name]]) !identical(env[[name]], quote(expr = )) else is.function(env[[name]])
}

# A closure made in a frame would take that frame along: it gets a small one too.
#' @noRd
light_value <- function(value, longest, seen) {
  home <- environment(value)
  if (!is.function(value) || is.null(home) || is_top(home)) return(value)
  at <- Position(function(known) identical(known, home), seen$homes)
  if (is.na(at)) {
    at <- length(seen$homes) + 1L
    seen$homes[[at]] <- home
    seen$smalls[[at]] <- new.env(parent = topenv(home, NULL))
  }
  small <- seen$smalls[[at]]
  value <- utils::removeSource(value) # its source is the text of a whole file
  environment(value) <- small
  copy_named(names_in_function(value, small), home, small, longest, seen)
  value
}

#' @noRd
new_homes <- function(from, to) {
  list2env(list(homes = list(from), smalls = list(to)), parent = emptyenv())
}

# All names of a function but its arguments' and those already in its environment.
#' @noRd
names_in_function <- function(f, env) {
  code <- as.expression(c(list(body(f)), Filter(is.language, as.list(formals(f)))))
  variables <- setdiff(all.vars(code), c(names(formals(f)), names(env)))
  functions <- setdiff(all.names(code, unique = TRUE), c(all.vars(code), names(env)))
  c(structure(rep.int(TRUE, length(variables)), names = variables),
    structure(rep.int(FALSE, length(functions)), names = functions))
}

# ---- looking back ------------------------------------------------------------------------------

#' The environment to evaluate the fit's call in: the one its formula was written in while that is
#' there, else the small one, with the fit's data under the name that they had
#' @noRd
live_environment <- function(fit) {
  home <- environment(fit$terms)
  frame <- calling_frame_of(home)
  if (!is.null(frame)) return(frame)
  if (is_top(home)) return(home)
  data <- fit$call$data
  if (!is.symbol(data) || !is.data.frame(fit$data) || exists(as.character(data), home)) return(home)
  around <- new.env(parent = home)
  assign(as.character(data), fit$data, around)
  around
}

#' The data of a fit: kept, or found by their name. NULL: the variables stood by themselves.
#' @noRd
data_of_fit <- function(fit) {
  if (!is.null(fit$data) || is.null(fit$call$data)) return(fit$data)
  if (!identical(fit$keep, "all")) stop_kept("data")
  tryCatch(eval(fit$call$data, live_environment(fit)), error = function(e) {
    stop_kept("data", conditionMessage(e))
  })
}

# The frame that a fit's small environment stands for, while it is there; else NULL.
#' @noRd
calling_frame_of <- function(env) {
  if (is.null(env) || is.null(env[[calling_frame]])) NULL else {
    .Call(C_weak_key, env[[calling_frame]])
  }
}

#' @noRd
live_formula <- function(fit) {
  out <- stats::formula(fit_terms(fit))
  environment(out) <- live_environment(fit)
  out
}

#' @rdname logistic_fit-methods
#' @param x A fit of [logistic()].
#' @export
formula.logistic_fit <- function(x, ...) {
  check_fit_or_stub(x)
  live_formula(x)
}

#' @rdname logistic_fit-methods
#' @export
terms.logistic_fit <- function(x, ...) {
  check_fit_or_stub(x)
  out <- fit_terms(x)
  env <- live_environment(x)
  if (!is.null(env)) attr(out, ".Environment") <- env
  out
}

#' @noRd
fit_terms <- function(fit) {
  if (!is.null(fit$terms)) return(fit$terms)
  stop_logistic("terms", "The fit has no formula or terms: it was made from a matrix.")
}
