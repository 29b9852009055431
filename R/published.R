#' A published model
#'
#' A logistic model whose coefficients come from a paper, not from data at hand. It predicts as a
#' fit does:
#' \deqn{P(\mathrm{event}) = f(\beta_0 + \beta_1 x_1 + \dots + \beta_p x_p), \qquad
#'   f(z) = 1/(1 + e^{-z}).}{P(event) = f(b0 + b1 x1 + ... + bp xp), f(z) = 1/(1 + exp(-z)).}
#'
#' @param formula A one-sided formula, as a fit's right-hand side: `~ I(age/10 - 5) + sex`. Numbers
#'   that were taken from the data stand in it as numbers: `splines::ns(age, knots = c(40, 60),
#'   Boundary.knots = c(30, 70))`.
#' @param coef The coefficients, in the order of the model matrix (intercept first), or named as
#'   its columns.
#' @param vcov Their covariance, if it was published. Without it there are no standard errors.
#' @param event What is predicted, in words.
#' @param link The link.
#' @param levels A named list of the levels of factors, reference first:
#'   `list(sex = c("male", "female"))`. Other variables are numbers.
#' @return An object of class `"published_model"` with `coefficients`, `vcov`, `terms`, `formula`,
#'   `event`, `link`, `xlevels`, `contrasts`.
#' @section Errors:
#' `logistic_error_coefficients` when `coef` does not fit the columns of the formula;
#' `logistic_error_vcov` when `vcov` is not a covariance of them; `logistic_error_formula` when
#' the formula has a response or means nothing without data, as `scale(age)`; in `predict()`
#' `logistic_error_variable` when `newdata` lacks a variable, whatever the workspace has,
#' `logistic_error_covariance` when standard errors are asked for and there is no covariance,
#' `logistic_error_argument` when `type`, `interval`, `new_levels` or `cutoff` is not one of its
#' choices.
#' @references
#' Moons KGM, Altman DG, Reitsma JB, et al (2015). Transparent reporting of a multivariable
#' prediction model for individual prognosis or diagnosis (TRIPOD): explanation and elaboration.
#' *Annals of Internal Medicine* 162, W1-W73. \doi{10.7326/M14-0698}
#' @examples
#' # Risk of death from heart disease in 10 years: age in decades above 50, sex 0 male 1 female,
#' # cholesterol above 5 mmol/L
#' risk <- published_model(~ I(age/10 - 5) + sex + I(chol - 5),
#'                         coef = c(-5, 2, -1, 1.2), event = "death in 10 years")
#' risk
#' predict(risk, data.frame(age = 50, sex = 0, chol = 7), type = "response")
#' @export
published_model <- function(formula, coef, vcov = NULL, event = "event", link = "logit",
                            levels = NULL) {
  tt <- published_terms(formula)
  link <- check_choice(link, link_names())
  contrasts <- lapply(levels, function(x) "contr.treatment")
  frame <- typical_frame(tt, levels)
  check_meaning_alone(tt, frame, levels)
  x <- stats::model.matrix(tt, frame, contrasts.arg = published_contrasts(contrasts, frame))
  coef <- match_coefficients(coef, colnames(x))
  vcov <- match_covariance(vcov, names(coef))
  attr(tt, "dataClasses") <- vapply(frame, stats::.MFclass, "")
  structure(list(coefficients = coef, vcov = vcov, terms = tt, formula = formula, event = list(
    label = sprintf("P(%s)", event), level = event), link = link, xlevels = levels,
    contrasts = published_contrasts(contrasts, frame), call = match.call(),
    rank = length(coef)), class = "published_model")
}

#' @noRd
published_contrasts <- function(contrasts, frame) {
  if (length(contrasts)) contrasts[names(contrasts) %in% names(frame)]
}

#' @noRd
published_terms <- function(formula) {
  if (!inherits(formula, "formula") || length(formula) != 2L) {
    stop_logistic("formula", "`formula` must be one-sided, such as ~ age + sex.",
                  variable = "formula")
  }
  stats::terms(formula)
}

# Rows that have the right types; their values do not matter.
#' @noRd
typical_frame <- function(tt, levels) {
  names <- all.vars(tt)
  unknown <- setdiff(names(levels), names)
  if (length(unknown)) {
    stop_logistic("formula", sprintf("`levels` must name variables of the formula; %s not one.",
                                     name_list(unknown)), variable = unknown)
  }
  tryCatch(
    stats::model.frame(tt, typical_rows(tt, levels), na.action = stats::na.pass),
    error = function(e) {
      stop_logistic("formula", paste0("`formula` must make sense without data; ",
                                      conditionMessage(e)), variable = "formula")
    })
}

#' @noRd
typical_rows <- function(tt, levels) {
  names <- setdiff(all.vars(tt), "pi")
  values <- lapply(names, function(name) {
    if (is.null(levels[[name]])) return(1:8 / 2)
    factor(rep_len(levels[[name]], 8L), levels = levels[[name]])
  })
  names(values) <- names
  as.data.frame(values, optional = TRUE)
}

# Without data a term must be made of its row alone: not scale(age), whose answer for one patient
# would depend on who else is asked about, nor factor(stage), whose levels nobody gave.
#' @noRd
check_meaning_alone <- function(tt, frame, levels) {
  vars <- as.list(attr(tt, "variables"))[-1L]
  scope <- list(data = typical_rows(tt, levels), env = environment(tt), n = nrow(frame))
  alone <- vapply(seq_along(vars), function(i) {
    is_by_row(vars[[i]]) || gives_rows(vars[[i]], frame[[i]], scope, same_levels = TRUE)
  }, NA)
  if (all(alone)) return(invisible())
  stop_logistic("formula", paste0(
    "`formula` must make sense without data; what ", list_some(backticked(names(frame)[!alone])),
    " gives in a row\n  depends on the other rows. Write the numbers that were taken from the ",
    "data into the formula."), variable = names(frame)[!alone])
}

#' @noRd
match_coefficients <- function(coef, columns) {
  if (!is.numeric(coef) || anyNA(coef)) {
    stop_logistic("coefficients", "`coef` must be numbers, none missing.", variable = "coef")
  }
  if (length(coef) != length(columns)) {
    stop_logistic("coefficients", sprintf("`coef` must have %d values (%s), not %d.",
                                          length(columns), paste(columns, collapse = ", "),
                                          length(coef)), variable = "coef")
  }
  if (is.null(names(coef))) return(stats::setNames(as.double(coef), columns))
  unknown <- setdiff(names(coef), columns)
  if (length(unknown) || anyDuplicated(names(coef))) {
    stop_logistic("coefficients", sprintf(
      "the names of `coef` must be those of the columns (%s), not %s.",
      paste(columns, collapse = ", "), paste(names(coef), collapse = ", ")), variable = "coef")
  }
  coef[columns]
}

#' @noRd
match_covariance <- function(vcov, names) {
  if (is.null(vcov)) return(NULL)
  p <- length(names)
  right <- is.matrix(vcov) && is.numeric(vcov) && all(dim(vcov) == p) && !anyNA(vcov) &&
    isTRUE(all.equal(unname(vcov), unname(t(vcov)))) && all(diag(vcov) >= 0)
  if (!right) {
    stop_logistic("vcov", sprintf(
      "`vcov` must be a symmetric %d x %d matrix of numbers, variances not negative.", p, p),
      variable = "vcov")
  }
  if (!is.null(rownames(vcov)) && setequal(rownames(vcov), names)) {
    vcov <- vcov[names, names, drop = FALSE]
  }
  dimnames(vcov) <- list(names, names)
  vcov
}

#' @rdname published_model
#' @param object,x A published model.
#' @param newdata A data frame.
#' @param type `"link"`, the linear predictor; `"response"`, the probability; `"class"`, the event
#'   or its opposite.
#' @param cutoff With `type = "class"`: the event is predicted from this probability on.
#' @param se.fit,interval,level,new_levels,na.action As in [predict.logistic_fit()].
#' @param ... Not used.
#' @export
predict.published_model <- function(object, newdata, type = c("link", "response", "class"),
                                    se.fit = FALSE, interval = c("none", "confidence"),
                                    level = 0.95, new_levels = c("error", "na", "reference"),
                                    na.action = stats::na.pass, cutoff = 0.5, ...) {
  warn_unused("predict", names(formals(predict.published_model)), ...)
  type <- match_choice(type)
  interval <- match_choice(interval)
  new_levels <- match_choice(new_levels)
  check_level(level)
  check_number(cutoff, lower = 0, upper = 1)
  if (missing(newdata)) {
    stop_logistic("newdata", "`newdata` must be given: a published model has no data.",
                  variable = "newdata")
  }
  ask <- list(type = type, se = se.fit, interval = interval, level = level, cutoff = cutoff,
              scale = 1)
  check_class_alone(ask)
  if (needs_se(ask) && is.null(object$vcov)) stop_covariance()
  frame <- new_frame(object, newdata, new_levels, na.action)
  predictor <- linear_predictor(as_predictable(object), frame, stats::model.offset(frame),
                                needs_se(ask))
  shape_prediction(object, predictor, ask)
}

# The fields that linear_predictor() reads.
#' @noRd
as_predictable <- function(object) {
  c(object, list(cov.unscaled = object$vcov))
}

#' @noRd
stop_covariance <- function() {
  stop_logistic("covariance", paste(
    "standard errors need the covariance of the coefficients; this published model has none.",
    "Give it as vcov = in published_model()."))
}

#' @rdname published_model
#' @export
vcov.published_model <- function(object, ...) {
  if (is.null(object$vcov)) stop_covariance()
  object$vcov
}

#' @rdname published_model
#' @export
print.published_model <- function(x, ...) {
  name <- if (x$link == "logit") "logistic" else paste("binomial", x$link)
  write_lines(wrap_text(sprintf("Published %s model for %s; no data, %s covariance", name,
                                x$event$label, if (is.null(x$vcov)) "no" else "with"), 2L))
  offsets <- names(attr(x$terms, "dataClasses"))[attr(x$terms, "offset")]
  write_lines(wrap_text(paste(c(paste(x$link, "=", equation_text(x$coefficients)), offsets),
                              collapse = " + "), 2L))
  invisible(x)
}

#' @noRd
equation_text <- function(coefficients) {
  size <- sub(".", decimal_mark(), format_each(abs(coefficients)), fixed = TRUE)
  name <- names(coefficients)
  term <- ifelse(name == "(Intercept)", size, paste(size, name))
  sign <- ifelse(coefficients < 0, " - ", " + ")
  text <- paste0(sign, term, collapse = "")
  sub("^ - ", "-", sub("^ \\+ ", "", text))
}

#' @noRd
format_each <- function(x) {
  vapply(x, function(v) format(v, digits = 10L, decimal.mark = "."), "", USE.NAMES = FALSE)
}
