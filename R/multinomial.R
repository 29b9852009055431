# The front door of multinomial models.

#' Multinomial logistic regression
#'
#' Fits
#' \deqn{\log \frac{P(Y_i = k)}{P(Y_i = r)} = \beta_{k0} + \beta_{k1} x_{i1} + \dots + o_{ik},
#'   \qquad k \ne r,}{log P(Y = k) / P(Y = r) = b_k0 + b_k1 x_1 + ... + offset_k,  k != r,}
#' by maximum (weighted) likelihood, r the reference category. The coefficients of each category
#' against the reference are log relative risk ratios. The order of the categories is not used; for
#' ordered ones see [ordinal()].
#'
#' The estimate is the root of the score, by Newton's method with the full information in
#' standardised columns. The model matrix is never formed, and not repeated for the categories.
#' With K categories and p columns there are (K - 1) p coefficients; time grows with their square
#' times the rows, memory with their square.
#'
#' With counts, the log-likelihood holds the log multinomial coefficients
#' \eqn{\log\{n_i! / \prod_k y_{ik}!\}}, as that of [logistic()] the binomial ones; they are 0 for
#' one outcome a row, and change no comparison of fits to the same rows.
#'
#' @param formula A formula. Its response is a factor, or strings, logicals or numbers (their sorted
#'   values are the categories), or a matrix of counts with a column for each category.
#' @param data A data frame, list, environment or matrix with named columns.
#' @param weights Prior weights, not negative. Of counts they multiply the whole row.
#' @param subset,na.action,contrasts As for [stats::glm()].
#' @param start Starting values: K - 1 rows of p coefficients, or a vector named or ordered as
#'   `coef(fit, matrix = FALSE)`. They never change the answer.
#' @param offset Added with coefficient 1: a vector, to every category but the reference; a matrix
#'   with a column for each category but the reference, or for each category (then the reference's
#'   is subtracted). `offset()` terms of the formula are vectors.
#' @param control [fit_control()], or a list of its arguments or of `glm`'s.
#' @param model Keep the model frame in the fit?
#' @param singular.ok If `FALSE`, aliased columns are an error.
#' @param ... Must be empty: a misspelt argument is an error.
#' @param freq Whole number of times that each row was observed.
#' @param reference The category that the others are compared with; the first one by default.
#' @param keep `"all"`; `"lean"`: without data, model frame and what has a row for each observation;
#'   `"minimal"`: the same here.
#' @param fit `FALSE`: nothing is fitted, and the log-likelihood is returned as a function of the
#'   coefficients: see [loglik_fun()].
#' @return An object of class `c("multinomial_fit", "category_fit")`. Ask it by methods:
#'   `?category_fit-methods` lists them. `coef()` is a matrix with a row for each
#'   category but the reference; `coef(fit, matrix = FALSE)` a vector named "level:term".
#' @section Errors:
#' Errors have class `logistic_error` and one more that names the fault, as those of [logistic()].
#' A category without observations is left out, with a message of class `logistic_message_levels`.
#' A warning of class `logistic_warning_separation` says that some estimates are infinite, and
#' which; `logistic_warning_convergence` that a maximum was not reached, or not proved to exist.
#' @seealso `?category_fit-methods` for what a fit can be asked; [summary.category_fit()],
#'   [odds_ratio()], [predict.category_fit()], [plot.category_fit()], [equation_tests()],
#'   [collapse_test()], [iia_test()]; [ordinal()] for ordered categories, [logistic()] for two;
#'   `vignette("categories")` for a first reading.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition, section 5.2.4.
#' Chapman and Hall. \doi{10.1007/978-1-4899-3242-6}
#'
#' Agresti A (2013). *Categorical Data Analysis*, 3rd edition, section 8.1. Wiley.
#' @examples
#' # counts: Table 7.4 of Agresti (2002)
#' fit <- multinomial(cbind(fish, invertebrate, reptile, bird, other) ~ lake + size, alligators)
#' summary(fit)
#' odds_ratio(fit, "size")
#' drop1(fit, test = "LRT")
#' predict(fit, data.frame(lake = "George", size = c("large", "small")))
#' plot(fit, "size")
#'
#' # an outcome a row, another reference
#' fit <- multinomial(race ~ age + smoke, birthweight, reference = "other")
#' coef(fit)
#' confint(fit)
#' @export
multinomial <- function(formula, data, weights, subset, na.action, start = NULL, offset,
                        control = list(), model = TRUE, contrasts = NULL, singular.ok = TRUE, ...,
                        freq, reference = NULL, keep = c("all", "lean", "minimal"), fit = TRUE) {
  refuse_dots("multinomial", ...)
  call <- match.call()
  settings <- fit_settings(control)
  keep <- check_choice(if (missing(keep)) "all" else keep, c("all", "lean", "minimal"), "keep")
  check_flag(fit)
  if (missing(formula)) stop_argument("formula", "given", "missing")
  frame <- fit_frame(formula, if (!missing(data)) data, call, parent.frame())
  base <- multinomial_base(frame, reference, contrasts,
                           function(parts) ranked_parts(parts, settings))
  if (!fit) return(unfitted_categories(told_left_out(base), frame, settings, start))
  fit <- fit_multinomial(base, settings, start)
  out <- new_multinomial_fit(fit, base, frame, settings, call)
  response <- base$rows$response
  out <- category_rows(out, fit$answer$eta, response, frame, used_offset(frame, base$given_offset),
                       row_labels(frame))
  finish_category_fit(out, frame, response, model, keep, singular.ok, "multinomial_fit")
}

#' The reference becomes the last code, as the core has it, and the first level
#' @noRd
against_reference <- function(response, reference) {
  lev <- response$lev
  at <- if (is.null(reference)) 1L else if (is.atomic(reference)) {
    match(as.character(reference), lev)
  }
  if (length(at) != 1L || is.na(at)) {
    stop_logistic("reference", sprintf(
      "`reference` must be one of the categories of `%s` (%s), not %s.", response$name,
      list_some(quoted(lev)), value_text(reference)), levels = lev)
  }
  order <- c(at, seq_along(lev)[-at])
  response$lev <- lev[order]
  response$observed_order <- match(lev, response$lev)
  if (is.null(response$counts)) response$category <- match(response$category, order)
  else response$counts <- response$counts[, order, drop = FALSE]
  response
}

#' The core counts the reference last
#' @noRd
reference_last <- function(response) {
  k <- length(response$lev)
  response$category <- response$category - 1L + k * (response$category == 1L)
  response
}

#' The offset of each category but the reference: NULL, or a matrix in raw rows
#' @noRd
category_offset <- function(frame, lev) {
  given <- frame$extras$offset
  wide <- is.matrix(given) && ncol(given) > 1L
  if (wide) frame$extras$offset <- NULL
  common <- frame_offset(frame)
  others <- length(lev) - 1L
  if (!wide) return(if (!is.null(common)) matrix(common, length(common), others))
  if (!ncol(given) %in% c(others, others + 1L)) {
    stop_logistic("offset", sprintf(paste(
      "`offset` must have %d columns, one for each category but %s, or %d; it has %d."), others,
      quoted(lev[1L]), others + 1L, ncol(given)), variable = "offset")
  }
  check_finite(list(state = c(offset = "unknown"), extras = list(offset = given),
                    variables = list(), rows = frame$rows), "offset")
  if (ncol(given) > others) given <- given[, -1L, drop = FALSE] - given[, 1L]
  if (is.null(common)) given + 0 else given + common
}

#' @noRd
used_offset <- function(frame, offset) if (!is.null(offset)) used_matrix(frame, offset)

#' From the frame to the design without columns that are combinations of others
#'
#' @param rank function(parts): `ranked_parts()`, or one that knows the rank already.
#' @noRd
multinomial_base <- function(frame, reference, contrasts, rank) {
  response <- against_reference(category_response(frame, FALSE), reference)
  offset <- category_offset(frame, response$lev)
  base <- rank(multinomial_parts(frame, response, offset, contrasts))
  base["given_offset"] <- list(offset)
  base
}

#' Design of one predictor, over the rows of the core, with their categories and offsets
#'
#' @return list(design, transform, rows, offset, spec): what [ordinal()] has as well.
#' @noRd
multinomial_parts <- function(frame, response, offset, contrasts) {
  rows <- row_categories(frame, response)
  own <- rows$frame
  own$extras$offset <- NULL
  attr(own$terms, "offset") <- NULL
  parts <- new_design(own, contrasts)
  if (!length(parts$design$names)) {
    stop_logistic("formula", "`formula` must have a column or an intercept; it has neither.")
  }
  parts$rows <- rows
  parts$spec <- list(link = "logit")
  parts$offset <- if (is.null(offset) || is.null(rows$raw)) offset else
    offset[rows$raw, , drop = FALSE]
  parts
}

#' @noRd
fit_multinomial <- function(base, settings, start) {
  plan <- multinomial_plan(base, settings)
  start <- check_category_start(start, base, base$rows$response$lev)
  c(plan, list(answer = fit_plan_apart(base, plan, settings, start)))
}

#' What the core is asked to fit
#'
#' @param null From `multinomial_null()`, when it is known.
#' @return list(model, link, design, transform, response, pooled, ranked, null, names, at): `names`
#'   of all coefficients, aliased ones too, and where those of the design stand among them.
#' @noRd
multinomial_plan <- function(base, settings, null = NULL) {
  lev <- base$rows$response$lev
  others <- length(lev) - 1L
  core <- reference_last(base$rows$response)
  core$categories <- length(lev)
  parts <- repeated_parts(base, others, lev[-1L])
  parts$design$offsets <- offset_list(base$offset, others)
  parts$design$assign <- rep(base$design$assign, others)
  if (is.null(null)) null <- multinomial_null(base, core, base$rows$frame, settings)
  all <- base$all_names
  kept <- setdiff(seq_along(all), base$dropped)
  c(list(model = "multinomial", link = "logit"), parts, list(
    response = core, pooled = pooled_multinomial(base, parts, null$start), ranked = TRUE,
    null = null, names = paste(rep(lev[-1L], each = length(all)), rep(all, others), sep = ":"),
    at = as.vector(outer(kept, (seq_len(others) - 1L) * length(all), `+`))))
}

#' @noRd
offset_list <- function(offset, count) {
  if (is.null(offset)) return(rep(list(NULL), count))
  lapply(seq_len(count), function(k) as.double(offset[, k]))
}

#' Intercepts (0 without them) and kernel log-likelihood of the model without predictors
#' @noRd
multinomial_null <- function(base, core, frame, settings) {
  outcome <- count_outcomes(list(category = core$category, weights = core$weights,
                                 lev = seq_len(core$categories)), frame)
  others <- core$categories - 1L
  start <- log(outcome[seq_len(others)] / outcome[core$categories])
  constant <- has_constant(base)
  if (is.null(base$offset) && constant) {
    return(list(start = start, rank = others,
                kernel = sum(outcome * log(outcome / sum(outcome)))))
  }
  plan <- repeated_parts(constant_parts(base$design), others, seq_len(others))
  plan$design$offsets <- offset_list(base$offset, others)
  plan[c("model", "link", "response", "ranked")] <- list("multinomial", "logit", core, TRUE)
  settings$steps <- if (constant) settings$steps else 0L
  if (!is.null(base$offset)) start <- start - colMeans(used_matrix(base$design, base$offset))
  plan$pooled <- if (constant) start else numeric(others)
  answer <- fit_plan(plan, settings, rows = FALSE)
  list(start = if (constant) answer$coefficients else numeric(others),
       rank = if (constant) others else 0L, kernel = answer$figures[8L] + answer$figures[9L])
}

#' @noRd
has_constant <- function(base) !is.null(constant_unit(base$design, base$transform))

#' The constant alone, over the rows of a design
#' @noRd
constant_parts <- function(design) {
  design$blocks <- list(dense_block(list(constant_column)))
  design$terms <- block_terms(1L)
  design$names <- "(Intercept)"
  design$assign <- 0L
  list(design = design, transform = list(T = list(p = 0:1, i = 0L, x = 1),
                                         U = list(p = c(0L, 0L), i = integer(), x = numeric())))
}

#' @noRd
pooled_multinomial <- function(base, parts, start) {
  unit <- constant_unit(base$design, base$transform)
  p <- length(base$design$names)
  pooled <- numeric(length(parts$design$names))
  for (k in seq_along(start)) pooled[(k - 1L) * p + unit$i] <- start[k] * unit$x
  pooled
}

#' Starting values as a vector of the coefficients that are estimated
#' @noRd
check_category_start <- function(start, base, lev) {
  if (is.null(start)) return(NULL)
  all <- base$all_names
  if (is.matrix(start)) {
    if (!identical(dim(start), c(length(lev) - 1L, length(all)))) {
      stop_argument("start", sprintf("%d rows of %d numbers", length(lev) - 1L, length(all)),
                    paste(dim(start), collapse = " x "))
    }
    start <- as.vector(t(start))
  }
  check_start(start, length(all) * (length(lev) - 1L))
  kept <- setdiff(seq_along(all), base$dropped)
  ifelse(is.na(start), 0, start)[outer(kept, (seq_len(length(lev) - 1L) - 1L) * length(all), `+`)]
}

#' @noRd
new_multinomial_fit <- function(fit, base, frame, settings, call) {
  described_multinomial(new_category_fit(fit, base, base$rows$response, frame, settings, call),
                        base)
}

#' What a multinomial fit knows of its categories and columns
#' @noRd
described_multinomial <- function(out, base) {
  response <- base$rows$response
  out$lev <- response$lev
  out$reference <- response$lev[1L]
  out$observed_order <- response$observed_order
  out$terms_names <- base$all_names
  out$terms_assign <- base$all_assign
  out
}
