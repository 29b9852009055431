# What sgd() learns: the model of a formula and its data, or of a matrix, in the form that the core
# reads, and what predictions need of it afterwards.

#' @param ask list(model, formula, call, env, options, settings, aliased): `options` are the
#'   arguments of the model; `aliased`, columns known to be combinations of others (NULL: find out).
#' @return list: `core`; `usable`, positions of its rows that count; `start` and `at` (positions
#'   among `names`) of the coefficients that are estimated; `about`, what predictions need; `raw`,
#'   the rows of the data that those of the core are (NULL: the same); `account`, of rows left out;
#'   `constant`, whether the model that gives all rows the same probabilities is among its own.
#' @noRd
formula_problem <- function(ask, data) {
  build <- list(logistic = sgd_logistic, multinomial = sgd_multinomial, ordinal = sgd_ordinal)
  build[[ask$model]](ask, fit_frame(ask$formula, data, ask$call, ask$env))
}

#' @noRd
sgd_logistic <- function(ask, frame) {
  parts <- new_design(frame, ask$options$contrasts)
  response <- binomial_response(frame, ask$options$event)
  intercept <- attr(frame$terms, "intercept") == 1L
  logistic_problem(ask, parts, response, intercept, frame)
}

#' @noRd
matrix_chunk_problem <- function(ask, chunk) {
  extras <- chunk[intersect(beside_rows, names(chunk))]
  got <- matrix_problem(chunk$x, chunk$y, extras, ask$options$event)
  intercept <- !is.null(constant_unit(got$parts$design, got$parts$transform))
  logistic_problem(ask, got$parts, got$response, intercept)
}

#' @noRd
logistic_problem <- function(ask, parts, response, intercept, frame = NULL) {
  parts$rows$response$weights <- response$weights
  base <- sgd_ranked(parts, ask)
  f <- binomial_loglik(base, response, ask$options$link, ask$settings, intercept)
  about <- sgd_about(ask, base, frame)
  about$event <- response$event
  about$class <- "logistic_fit"
  at <- setdiff(seq_along(base$all_names), base$dropped)
  new_problem(f, base, about, ask$options$link, at, base$all_names, frame, intercept)
}

#' @noRd
sgd_multinomial <- function(ask, frame) {
  base <- multinomial_base(frame, ask$options$reference, ask$options$contrasts,
                           function(parts) sgd_ranked(parts, ask))
  about <- described_multinomial(sgd_about(ask, base, frame), base)
  about$class <- c("multinomial_fit", "category_fit")
  category_problem(ask, base, frame, about)
}

#' @noRd
sgd_ordinal <- function(ask, frame) {
  frame <- with_thresholds(frame)
  base <- ordinal_base(frame, ask$options$spec, ask$options$contrasts, ask$settings,
                       function(parts) sgd_ranked(parts, ask))
  about <- described_ordinal(sgd_about(ask, base, frame), base)
  about$class <- c("ordinal_fit", "category_fit")
  category_problem(ask, base, frame, about)
}

#' @noRd
category_problem <- function(ask, base, frame, about) {
  plan <- category_plan(base, ask$settings)
  about$response <- base$rows$response[c("name", "kind", "freq", "ordered", "in_order")]
  f <- unfitted_categories(base, frame, ask$settings, plan = plan)
  constant <- ask$model == "ordinal" || attr(frame$terms, "intercept") == 1L
  new_problem(f, base, about, plan$link, plan$at, plan$names, frame, constant)
}

#' @noRd
new_problem <- function(f, base, about, link, at, names, frame, constant) {
  core <- f$core
  rows <- core$design$rows
  about$link <- link
  usable <- if (is.null(rows)) seq_len(core$design$n) else which(rows)
  list(core = core, usable = usable, start = as.double(f$start), at = at, names = names,
       about = about, raw = base$rows$raw, account = problem_account(frame, core, usable),
       constant = constant && is.null(unlist(core$design$offsets)))
}

#' Which columns are combinations of others is a pass of its own, with the information: not where
#' there are very many
#' @noRd
sgd_ranked <- function(parts, ask) {
  known <- ask$aliased
  if (is.null(known) && length(parts$design$names) > sgd_metric_most) known <- list()
  if (is.null(known)) return(ranked_parts(parts, ask$settings))
  out <- ranked_again(parts, list(aliased = known))
  out$all_assign <- parts$design$assign
  out$aliased <- known
  out
}

#' The parts of a fit that predictions read
#' @noRd
sgd_about <- function(ask, base, frame) {
  out <- list(call = ask$call, contrasts = base$design$contrasts, xlevels = base$design$xlevels,
              aliased = if (is.null(base$aliased)) list() else base$aliased,
              assign = base$all_assign, version = fit_version)
  if (is.null(frame)) return(out)
  hold_frame(out, leave_frame(frame, ask$call, FALSE), FALSE, FALSE, "lean")
}

# ---- pieces of a source --------------------------------------------------------------------------

#' The problem of the first piece of a source, and how others are read: each below a few rows of the
#' first that show all levels, so that the columns are the same
#' @noRd
source_problem <- function(ask, source, by_formula) {
  make <- if (by_formula) formula_problem else matrix_chunk_problem
  # whoever has read of it before
  if (!is.null(source$rewind)) source$rewind()
  piece <- next_piece(source, sgd_piece_rows, by_formula)
  if (is.null(piece)) stop_empty_source(source)
  if (by_formula) check_source_arguments(ask, piece)
  problem <- make(ask, piece)
  check_outcomes_shown(problem)
  shown <- pick_piece(piece, showing_rows(problem, piece))
  later <- ask
  if (by_formula) later$formula <- problem$about$terms
  later$aliased <- problem$about$aliased
  read <- function(piece, before = 0) {
    shift <- before - NROW(shown[[1L]])
    tryCatch(read_piece(make, later, problem, shown, piece),
             logistic_error = function(e) stop(rows_of_source(e, shift)))
  }
  problem$feed <- source_feed(source, piece, read, piece_rows(length(problem$start)), by_formula)
  problem$usable <- NULL
  problem
}

#' @noRd
read_piece <- function(make, ask, first, shown, piece) {
  check_same_parts(names(shown), names(piece))
  if (!is.data.frame(piece)) check_same_parts(intersect(beside_rows, names(piece)), names(shown))
  both <- bind_chunks(list(shown, piece[names(shown)]), strict = TRUE)
  # the core's own view of what is above is of no interest
  problem <- suppressMessages(make(ask, both))
  check_same_problem(first, problem)
  above <- NROW(shown[[1L]])
  raw <- if (is.null(problem$raw)) problem$usable else problem$raw
  account <- problem$account
  account$total <- account$total - above
  list(core = problem$core, usable = problem$usable[raw > above], account = account)
}

#' Strings have the levels that they have: new ones are found when the columns are made
#' @noRd
check_same_problem <- function(first, own) {
  for (name in names(first$about$xlevels)) {
    known <- first$about$xlevels[[name]]
    new <- setdiff(own$about$xlevels[[name]], known)
    if (length(new)) stop_later_levels(name, new, known)
  }
  new <- setdiff(own$about$lev, first$about$lev)
  if (length(new)) stop_later_levels(first$about$response$name, new, first$about$lev)
  if (identical(own$names, first$names)) return(invisible())
  other <- c(setdiff(own$names, first$names), setdiff(first$names, own$names))
  stop_logistic("variable", sprintf(
    "Every chunk must have the columns of the first; they differ in %s.",
    list_some(backticked(other))), variable = other)
}

#' Rows of a piece that between them show every level of its factors and strings, and every outcome
#' @noRd
showing_rows <- function(problem, piece) {
  raw <- if (is.null(problem$raw)) problem$usable else problem$raw[problem$usable]
  of_rows <- function(x) first_of_each(x, raw)
  codes <- lapply(problem$core$design$blocks, `[[`, "codes")
  outcome <- problem$core$response
  of_core <- c(codes[lengths(codes) > 0L], list(outcome$category, outcome_of(outcome$y)))
  at <- unlist(lapply(of_core[lengths(of_core) > 0L], first_of_each, problem$usable))
  at <- if (is.null(problem$raw)) at else problem$raw[at]
  named <- if (is.data.frame(piece)) Filter(function(x) is.factor(x) || is.character(x), piece)
  sort(unique(c(utils::head(raw, 2L), at, unlist(lapply(named, of_rows)))))
}

#' @noRd
outcome_of <- function(y) if (!is.null(y)) (y > 0) + 2L * (y < 1)

#' @noRd
first_of_each <- function(x, rows) {
  value <- as.vector(x)[rows]
  rows[!duplicated(value) & !is.na(value)]
}

#' @noRd
pick_piece <- function(piece, rows) {
  if (is.data.frame(piece)) return(piece[rows, , drop = FALSE])
  lapply(lapply(piece, as_rows), pick_rows, rows)
}
