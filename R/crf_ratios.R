# Odds ratios of conditional random fields: of the labels, given those of the neighbours, by the
# machinery of other fits; and of adjacent labels, the dependence itself.

#' @noRd
crf_odds_ratio <- function(fit, dots, at, level) {
  check_formula_fit(fit, "odds_ratio()")
  refuse_penalised(fit, "An odds ratio with its interval")
  check_level(level)
  fit$cov.unscaled <- crf_covariance(fit)
  data <- predictor_data(fit)
  data <- data[in_terms(fit, names(data))]
  own <- at[names(at) %in% names(data)]
  beyond <- setdiff(names(at), c(names(data), all.vars(fit$shape$z$terms)))
  if (length(beyond) || (length(at) && is.null(names(at)))) check_at(at, data)
  check_at(if (length(own)) own, data)
  dependence <- dependence_ratios(fit, at, level)
  if (!length(data) && !length(dots)) return(only_dependence(fit, dependence, level))
  check_no_matrix(dots, data)
  steps <- asked_steps(dots, data)
  equations <- label_equations(fit)
  tables <- lapply(names(steps), function(variable) {
    variable_ratios(fit, data, variable, steps[[variable]], own, level, equations)
  })
  out <- new_odds_ratio(fit, tables, names(steps), level)
  out$dependence <- dependence
  out
}

# ---- views --------------------------------------------------------------------------------------

#' What `ratio_rows()` reads: some weights under the names of the columns they belong to
#'
#' @param at Places in the user's order, 0 for none, named by columns.
#' @noRd
weights_view <- function(fit, at, level) {
  beta <- stats::setNames(c(0, fit$coefficients)[at + 1L], names(at))
  spread <- equation_spread(fit, at, which(!is.na(beta) & at > 0L))
  view <- list(coefficients = beta, aliased = fit$aliased)
  if (!is.null(fit$limits)) {
    of_all <- function(x) stats::setNames(c(0, user_order(fit, x))[at + 1L], names(at))
    view$separation <- list(direction = of_all(fit$direction), finite = of_all(fit$weights))
    spread <- determined_spread(spread, beta)
  }
  list(fit = view, spread = spread, level = level)
}

#' An equation for each label that has weights, against the reference
#' @noRd
label_equations <- function(fit) {
  columns <- c(fit$data$rows$names, names(fit$aliased))
  if (is.null(fit$data)) columns <- unique(fit$table$term[fit$table$part == "emission"])
  labels <- fit$lev[-1L]
  lapply(labels, function(label) {
    own <- which(fit$table$part == "emission" & fit$table$label == label)
    at <- stats::setNames(own[match(columns, fit$table$term[own])], columns)
    weights_view(fit, replace(at, is.na(at), 0L), if (length(labels) > 1L) label)
  })
}

# ---- adjacent labels ----------------------------------------------------------------------------

#' Odds ratios of adjacent labels, where transitions depend on something at values of that
#' @noRd
dependence_ratios <- function(fit, at, level) {
  z <- fit$shape$z
  pairs <- unique(fit$table[fit$table$part == "transition", c("from", "label")])
  if (!nrow(pairs)) return(NULL)
  grid <- transition_grid(fit, at)
  x <- stats::model.matrix(z$terms, grid, contrasts.arg = z$contrasts)
  attributes(x) <- attributes(x)[c("dim", "dimnames")]
  shown <- data.frame(lapply(grid, function(v) if (is.factor(v)) as.character(v) else v))
  tables <- lapply(seq_len(nrow(pairs)), function(k) {
    own <- which(fit$table$part == "transition" & fit$table$from %in% pairs$from[k] &
                   fit$table$label == pairs$label[k])
    places <- stats::setNames(own[match(z$names, fit$table$term[own])], z$names)
    view <- weights_view(fit, places, NULL)
    rows <- ratio_rows(view$fit, x, "dependence", paste0(pairs$from[k], "->", pairs$label[k]),
                       shown, level, view$spread)
    one_sided_ratio(rows, fit, places, level)
  })
  list(table = do.call(rbind, tables), held = names(grid), level = level,
       numeric = c(dependence = FALSE))
}

#' An infinite ratio that is one weight's has the limit of its profile
#' @noRd
one_sided_ratio <- function(rows, fit, places, level) {
  if (length(places) > 1L || !is.infinite(fit$coefficients[places]) || is.null(fit$data)) {
    return(rows)
  }
  rows[c("conf.low", "conf.high")] <-
    as.list(exp(confint.crf_fit(fit, unname(places), level, "profile")))
  rows
}

#' Values of what transitions depend on: all levels, quartiles of a column, or the user's
#' @noRd
transition_grid <- function(fit, at) {
  z <- fit$shape$z
  variables <- all.vars(z$terms)
  if (!length(variables)) return(data.frame(row.names = 1L))
  values <- lapply(stats::setNames(nm = variables), function(name) {
    given <- at[[name]]
    levels <- z$xlevels[[name]]
    if (!is.null(levels)) {
      if (!is.null(given)) check_at_values(given, factor(levels, levels), paste0("at$", name))
      return(factor(if (is.null(given)) levels else given, levels))
    }
    if (is.null(given)) transition_quartiles(fit, name) else given
  })
  expand.grid(values, KEEP.OUT.ATTRS = FALSE)
}

#' @noRd
transition_quartiles <- function(fit, name) {
  own <- fit$data$z
  column <- match(name, own$names)
  if (is.na(column)) {
    stop_argument("at", sprintf("a list with values of %s, which transitions depend on",
                                backticked(name)), "without them")
  }
  later <- setdiff(seq_along(fit$data$code), fit$data$sequences$ptr + 1L)
  unique(quartiles(own$covariate[own$class_of[later] + 1L, column]))
}

#' @noRd
only_dependence <- function(fit, dependence, level) {
  if (is.null(dependence)) {
    stop_logistic("variable", "`fit` must have a predictor or transitions; it has none.",
                  variable = "fit")
  }
  structure(c(dependence, list(title = NULL, note = dependence_note, unknown = NULL,
                               tests = NULL)), class = "odds_ratio")
}

dependence_note <- paste0(
  "  Dependence: odds ratios of adjacent labels, this label and the one before it,\n",
  "  each against the first label, given all other rows.")

#' @noRd
crf_term_tests <- function(fit) {
  tests <- drop1.crf_fit(fit)[-1L, ]
  data.frame(term = rownames(tests), chisq = tests$LRT, df = tests$Df, p = tests[["Pr(>Chi)"]])
}
