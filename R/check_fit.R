# Is a fitted object whole? A fit may have been edited by hand, cut short, or saved by another
# version of the package. Every method asks first, so that what is wrong is said, not met by chance.

# Goes up by one when the parts of a fit change their meaning.
fit_version <- 1L

#' @noRd
check_fit <- function(fit) {
  parts <- unclass(fit)
  if (!is.list(parts)) stop_fit("it is not a list")
  if (!identical(parts$version, fit_version)) stop_version(parts$version)
  whole <- parts_of_kind(fit)
  for (name in names(whole)) {
    if (!whole[[name]](parts[[name]])) stop_parts(parts, name)
  }
  if (inherits(fit, "crf_fit")) check_crf_parts(parts) else check_regression_parts(fit, parts)
  invisible(fit)
}

#' @noRd
parts_of_kind <- function(fit) {
  if (inherits(fit, "crf_fit")) return(c(common_parts, crf_parts))
  c(common_parts, regression_parts,
    if (inherits(fit, "category_fit")) category_parts else binomial_parts)
}

#' @noRd
check_regression_parts <- function(fit, parts) {
  for (name in c("std.error", if (!inherits(fit, "category_fit")) "assign")) {
    if (!length(parts[[name]]) %in% c(0L, length(parts$coefficients))) stop_parts(parts, name)
  }
  # without it an infinite coefficient has no meaning
  lost <- is.null(parts$separation) && any(is.infinite(parts$coefficients))
  if (lost) stop_parts(parts, "separation")
  check_row_parts(parts)
}

#' Each weight has what belongs to it: a place in the shape, a state, a name
#' @noRd
check_crf_parts <- function(parts) {
  count <- length(parts$weights)
  if (sum(weight_counts(parts$shape)) != count) stop_parts(parts, "shape")
  for (name in c("status", "coefficients", "std.error")) {
    if (!length(parts[[name]]) %in% c(0L, count)) stop_parts(parts, name)
  }
  if (!length(parts$assign) %in% c(0L, length(parts$shape$attributes))) stop_parts(parts, "assign")
  named <- count <= crf_named_most
  if (named && NROW(parts$table) != count) stop_parts(parts, "table")
  if (named && length(parts$coefficients) != count) stop_parts(parts, "coefficients")
}

#' @param crf Is a fit of crf() one?
#' @noRd
check_any_fit <- function(fit, crf = FALSE) {
  if (inherits(fit, c("logistic_fit", "category_fit", if (crf) "crf_fit"))) return(check_fit(fit))
  doors <- if (crf) "logistic(), multinomial(), ordinal() or crf()" else
    "logistic(), multinomial() or ordinal()"
  stop_logistic("type", sprintf("`fit` must be a fit of %s, not %s.", doors, class(fit)[1L]),
                variable = "fit")
}

# add1(), MASS::addterm() and their like make a stub of a call and terms, of the fit's class, to get
# a model frame.
#' @noRd
check_fit_or_stub <- function(fit) {
  if (is.list(fit) && setequal(names(unclass(fit)), c("call", "terms"))) return(invisible(fit))
  check_fit(fit)
}

#' @noRd
is_one_number <- function(x) is.numeric(x) && length(x) == 1L

#' @noRd
is_named_numbers <- function(x) is.numeric(x) && (!length(x) || !is.null(names(x)))

#' @noRd
is_named_list <- function(x) is.list(x) && !is.null(names(x))

#' @noRd
is_penalty <- function(x) is.numeric(x) && identical(names(x), crf_groups)

#' @noRd
is_crf_shape <- function(x) {
  is_named_list(x) && is.numeric(x$first) && length(x$first) == length(x$order) + 1L &&
    is_named_list(x$z) && is.character(x$attributes)
}

# The parts that every fit has, whatever `keep` left out.
common_parts <- list(
  rank = is_one_number, loglik = is_one_number, null_loglik = is_one_number,
  rows = is_named_list, settings = is_named_list,
  call = function(x) is.null(x) || is.call(x),
  terms = function(x) is.null(x) || inherits(x, "terms"),
  cov.unscaled = function(x) is.null(x) || is.matrix(x) && nrow(x) == ncol(x),
  std.error = function(x) is.null(x) || is_named_numbers(x),
  converged = function(x) is.logical(x) && length(x) == 1L,
  assign = function(x) is.null(x) || is.numeric(x),
  contrasts = function(x) is.null(x) || is_named_list(x),
  xlevels = function(x) is.null(x) || is_named_list(x) || identical(x, list()))

# Those of fits whose rows are independent.
regression_parts <- list(
  coefficients = is_named_numbers, deviance = is_one_number, null.deviance = is_one_number,
  aic = is_one_number, df.residual = is_one_number, df.null = is_one_number,
  loglik_kernel = is_one_number,
  link = function(x) is.character(x) && length(x) == 1L && x %in% link_names(),
  convergence = function(x) is_named_list(x) && is.character(x$overlap),
  aliased = is.list,
  model = function(x) is.null(x) || is.data.frame(x),
  separation = function(x) is.null(x) || is_named_list(x))

binomial_parts <- list(
  outcome = function(x) is.numeric(x) && setequal(names(x), c("events", "others")),
  family = function(x) inherits(x, "family"),
  event = is_named_list,
  R = function(x) is.null(x) || is.numeric(x) && is.matrix(x) && nrow(x) == ncol(x))

category_parts <- list(
  outcome = is_named_numbers, nobs = is_one_number,
  lev = function(x) is.character(x) && length(x) >= 2L,
  response = is_named_list)

# Names, and what is named, are not there above 5,000 weights; standard errors, status and
# convergence are Newton's.
crf_parts <- list(
  weights = is.numeric, objective = is_one_number, nobs = is_one_number, tokens = is_one_number,
  sequences = is_one_number, outcome = is_named_numbers, response = is_named_list,
  lev = function(x) is.character(x) && length(x) >= 2L,
  coding = function(x) is.character(x) && length(x) == 1L,
  method = function(x) is.character(x) && length(x) == 1L,
  l1 = is_penalty, l2 = is_penalty, shape = is_crf_shape,
  coefficients = function(x) is.null(x) || is_named_numbers(x),
  table = function(x) is.null(x) || is.data.frame(x) && setequal(names(x), crf_table_columns),
  status = function(x) is.null(x) || is.character(x),
  convergence = function(x) is.null(x) || is_named_list(x) && is.character(x$overlap),
  iterations = is_one_number, unknown = is_one_number,
  lengths = function(x) is.numeric(x) && length(x) == 2L,
  allowed = function(x) is.null(x) || is.list(x),
  aliased = function(x) is.null(x) || is.list(x),
  data = function(x) is.null(x) || is_named_list(x),
  model = function(x) is.null(x) || is.data.frame(x))

# What there is of row length has one length.
#' @noRd
check_row_parts <- function(parts) {
  present <- parts[intersect(c(row_parts, "offset", "counts", "log.scale"), names(parts))]
  present <- present[!vapply(present, is.null, NA)]
  for (name in names(present)) {
    fits <- is.numeric(present[[name]]) || name == "y" && is.factor(present[[name]])
    if (!fits) stop_parts(parts, name)
  }
  length <- vapply(present, NROW, 0L)
  if (!is.null(parts$model)) length <- c(length, model = nrow(parts$model))
  if (!length(length) || all(length == length[1L])) return(invisible())
  stop_fit(paste0("its parts of row length must have one length; they have ",
                  list_some(paste0(backticked(names(length)), " ", length), 8L)),
           part = names(length))
}

#' @noRd
stop_parts <- function(parts, bad) {
  state <- if (bad[1L] %in% names(parts)) "is not what it was" else "is missing"
  stop_fit(sprintf("its %s %s", backticked(bad[1L]), state), part = bad)
}

#' @noRd
stop_fit <- function(fact, ...) {
  stop_logistic("fit", paste0("The fit must be whole, as it was made; ", fact,
                              ".\n  Refit it."), ...)
}

#' @noRd
stop_version <- function(version) {
  made <- if (is_one_number(version)) format(version) else "none"
  stop_logistic("fit", sprintf(paste(
    "The fit was made or changed by another version of package logistic: its `version` must be",
    "%d, not %s.\n  Refit it."), fit_version, made), version = version, part = "version")
}

#' Of the two kinds with several categories: a fit of ordinal() or its summary?
#' @noRd
is_ordinal <- function(x) inherits(x, c("ordinal_fit", "summary.ordinal_fit"))

#' Are all slopes of an ordinal fit the same at every threshold?
#' @noRd
has_parallel_slopes <- function(x) !length(x$nonparallel)
