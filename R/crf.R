# The front door of conditional random fields.

#' Conditional random fields
#'
#' Fits the linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): the
#' multinomial logit of whole sequences of labels,
#' \deqn{P(y_1 \dots y_T \mid x) = \frac1Z \exp\Big\{\sum_t e_t(y_t) +
#'   \sum_{t > 1} m_t(y_{t-1}, y_t) + a(y_1) + b(y_T)\Big\},}{P(y | x) = exp{sum_t e_t(y_t) +
#'   sum_(t > 1) m_t(y_(t-1), y_t) + a(y_1) + b(y_T)} / Z,}
#' with \eqn{e_t(k) = x_t^\top w_k}{e_t(k) = x_t'w_k} (emissions), \eqn{m_t(i, j) = z_t^\top
#' m_{ij}}{m_t(i, j) = z_t'm_ij} (transitions; z = 1 unless `transitions` says otherwise, and z of
#' the later of the two rows), and, with `ends`, weights a and b of the first and last label.
#' Rows of one sequence are consecutive; sequences are independent of each other. With sequences of
#' one row it is [multinomial()], with two labels [logistic()].
#'
#' The objective is stated once: the log-likelihood less
#' \eqn{l_1 \sum |w| + (l_2 / 2) \sum w^2}{l1 sum|w| + (l2/2) sum w^2}.
#'
#' **Coding.** `"reference"`, that of formulas: the first label has no emission weights, and the
#' first row and column of the transitions are 0, so that what is left is estimable: a transition
#' coefficient is the log odds ratio of adjacent labels,
#' \eqn{m_{ij} + m_{11} - m_{1j} - m_{i1}}{m_ij + m_11 - m_1j - m_i1}. Row and column effects of
#' transitions differ from effects of the labels themselves at the ends of a sequence only; `ends =
#' TRUE` frees them. Without it a model of this coding says that the reference label has no such
#' end effects, so that, unlike in [multinomial()], another reference is another model when
#' sequences are short. `"all"`, that of `x`, where weights are penalised: every weight.
#'
#' **Estimates.** Up to 1,000 weights, by Newton's method with the exact information, the covariance
#' of the sufficient statistics along each chain: standard errors, tests and intervals are those of
#' likelihood theory, sequences being the independent units. Beyond, or with `l1`, by L-BFGS
#' (Nocedal 1980; with `l1`, Andrew and Gao 2007): no covariance matrix; [std_error()] gives
#' standard errors of chosen weights. So too where labels and rows are so many that Newton's method
#' would take more than about a second with a penalty, or two minutes without: then a warning says
#' that there are neither standard errors nor a proof of a finite maximum. The `method` of
#' [crf_control()] chooses. Probabilities are exact at any size of the scores.
#'
#' **Missing values.** A sequence with a missing predictor is left out whole: without a row the
#' others would become neighbours. Missing labels are an error, or with `partial = TRUE` unknown:
#' then the likelihood is that of the labels that are known, summed over the others; it may have
#' several maxima.
#'
#' @param formula A formula. Its response has the labels: factor, strings, logicals, or numbers 0
#'   and 1. Columns of `sequence`, `time` and `weights` are no predictors of `.`.
#' @param data A data frame, list or environment.
#' @param sequence Which sequence each row belongs to: a column of `data` or a vector. Rows of a
#'   sequence stand together, in order. By default that of [crf_features()], if `x` is that.
#' @param weights Positive weights of the sequences: one for each row, the same within a sequence.
#' @param subset Logical; of a sequence all rows or none.
#' @param na.action What becomes of sequences with missing values: [stats::na.omit] (or
#'   `na.exclude`) leaves them out, [stats::na.fail] makes them an error.
#' @param transitions One-sided formula: what the transitions depend on. `~ 1`: transitions alike
#'   everywhere; `~ z`: a weight for each column of its model matrix; `~ 0`: none, rows are
#'   independent.
#' @param ends Weights of first and last labels?
#' @param allowed Which transitions are possible: a logical matrix, rows "from", columns "to",
#'   named by labels or in their order; forbidden ones have probability 0. A further row
#'   `"(start)"` and column `"(end)"` say with which labels a sequence may start and end.
#' @param l1,l2 Penalties, 0 or more: a number, or numbers named by the groups `"emission"`,
#'   `"transition"`, `"ends"`; groups not named have none. Every weight of a group is penalised, the
#'   intercept of a formula too.
#' @param features `"all"`: a weight for each pair of attribute and label, and of labels;
#'   `"observed"`: for pairs that occur.
#' @param coding `"reference"` or `"all"`: see above.
#' @param partial May labels be missing (unknown)?
#' @param time Optional: a column or vector that must increase within each sequence.
#' @param start Starting weights: a vector as [coef()][stats::coef] gives it, or a fit; used when
#'   their objective is better than that of weights of 0, or labels are unknown, so that the
#'   likelihood may have several maxima.
#' @param contrasts As for [stats::glm()].
#' @param control [crf_control()], or a list of its arguments.
#' @param model Keep the data in the fit?
#' @param x In place of a formula: what is observed in each row. A matrix of numbers, a sparse
#'   matrix (`dgCMatrix`, rows are tokens), a list of character vectors (the attributes of each
#'   row) or of named numbers, a data frame of factors (each level an attribute; missing: none), or
#'   [crf_features()]. No intercept is added.
#' @param y With `x`: the labels.
#' @param ... Must be empty.
#' @param fit `FALSE`: nothing is fitted, and the log-likelihood is returned as a function of the
#'   coefficients: see [loglik_fun()].
#' @return An object of class `"crf_fit"`, asked by methods: see `?crf_fit-methods`.
#' @section Errors:
#' Errors have class `logistic_error` and one more, and name sequence and row:
#' `logistic_error_sequence` (an id that is missing, or recurs later), `logistic_error_time`,
#' `logistic_error_missing`, `logistic_error_finite`, `logistic_error_weights`,
#' `logistic_error_allowed` (an observed transition is forbidden), `logistic_error_subset` (it cuts
#' a sequence), `logistic_error_levels` (one label only, or more than 65,535),
#' `logistic_error_empty`, `logistic_error_memory`. A warning of class
#' `logistic_warning_separation` says which estimates are infinite: those of a transition never
#' seen, for instance; one of class `logistic_warning_undecided`, that it was not decided whether a
#' finite maximum exists.
#' @references
#' Lafferty J, McCallum A, Pereira F (2001). Conditional random fields: probabilistic models for
#' segmenting and labeling sequence data. *Proc. 18th ICML*, 282-289.
#'
#' Sutton C, McCallum A (2012). An introduction to conditional random fields. *Foundations and
#' Trends in Machine Learning* 4, 267-373. \doi{10.1561/2200000013}
#' @seealso `?crf_fit-methods`, [predict.crf_fit()], [summary.crf_fit()]; [crf_features()] and
#'   [lagged()] for what neighbouring rows say; [chunk_scores()]; `vignette("sequences")` and
#'   `vignette("chunking")` for a first reading.
#' @examples
#' # does yesterday matter beyond the season?
#' fit <- crf(wet ~ season, rain, sequence = month)
#' summary(fit)
#'
#' # every tenth day was not observed: it is summed over, and can be filled in
#' gaps <- transform(rain, wet = replace(wet, seq(5, nrow(rain), 10), NA))
#' fit <- crf(wet ~ season, gaps, sequence = month, partial = TRUE)
#' fit
#' filled <- predict(fit, gaps, known = gaps$wet)
#' @export
crf <- function(formula, data, sequence, weights, subset, na.action, transitions = ~ 1,
                ends = FALSE, allowed = NULL, l1 = 0, l2 = 0, features = c("all", "observed"),
                coding = NULL, partial = FALSE, time, start = NULL, contrasts = NULL,
                control = list(), model = TRUE, x, y, ..., fit = TRUE) {
  refuse_dots("crf", ...)
  call <- said_outside(match.call(), parent.frame())
  check_flag(model, "model")
  check_flag(fit)
  options <- crf_options(transitions, ends, l1, l2, features, coding, partial, !missing(x), control)
  parts <- if (missing(x)) {
    if (missing(formula)) stop_argument("formula", "given (or `x` and `y`)", "missing")
    if (!missing(y)) stop_argument("y", "absent beside `formula`", "given")
    crf_formula_parts(formula, if (!missing(data)) data, call, parent.frame(), contrasts, options)
  } else {
    refuse_beside_x(call)
    given <- list(sequence = if (!missing(sequence)) sequence,
                  weights = if (!missing(weights)) weights, time = if (!missing(time)) time)
    crf_matrix_parts(x, if (!missing(y)) y, given, call, options)
  }
  check_identified(options)
  allowed <- crf_allowed(allowed, parts$labels$lev)
  problem <- crf_problem(parts, allowed, options)
  if (any(problem$aliased) && !use_newton(problem, options)) {
    parts <- drop_aliased(parts)
    problem <- crf_problem(parts, allowed, options)
  }
  check_weights_exist(problem)
  check_fillable(problem, parts, options)
  if (!fit) return(unfitted_crf(problem, parts, options, start))
  answer <- crf_estimate(problem, options, start)
  finish_crf(new_crf_fit(answer, problem, parts, options, call), parts, model)
}

#' Arguments that came through the `...` of the caller, `..1`, as they stand there: lapply(formulas,
#' crf, data = d, sequence = id)
#' @noRd
said_outside <- function(call, env) {
  through <- vapply(as.list(call), function(x) {
    is.symbol(x) && grepl("^[.][.][0-9]+$", as.character(x))
  }, NA)
  if (!any(through)) return(call)
  said <- as.list(eval(quote(substitute(list(...))), env))[-1L]
  at <- as.integer(substring(vapply(as.list(call)[through], as.character, ""), 3L))
  call[through] <- unname(said)[at]
  call
}

#' @noRd
crf_options <- function(transitions, ends, l1, l2, features, coding, partial, matrix, control) {
  if (!inherits(transitions, "formula") || length(transitions) != 2L) {
    stop_argument("transitions", "a one-sided formula such as ~ 1",
                  if (inherits(transitions, "formula")) deparse_text(transitions) else
                    value_text(transitions))
  }
  if (!length(all.vars(transitions))) environment(transitions) <- baseenv() # else crf()'s own frame
  coding <- if (is.null(coding)) if (matrix) "all" else "reference" else
    check_choice(coding, c("reference", "all"), "coding")
  list(transitions = transitions, ends = check_flag(ends, "ends"), coding = coding,
       l1 = crf_penalty(l1, "l1"), l2 = crf_penalty(l2, "l2"),
       features = check_choice(features, c("all", "observed"), "features"),
       partial = check_flag(partial, "partial"), settings = crf_settings(control))
}

#' @noRd
crf_groups <- c("emission", "transition", "ends")

#' A penalty for each group
#' @noRd
crf_penalty <- function(x, name) {
  if (!is.numeric(x) || is.object(x) || !length(x) || !all(is.finite(x) & x >= 0)) {
    stop_argument(name, "finite numbers, 0 or more", value_text(x))
  }
  out <- stats::setNames(numeric(3L), crf_groups)
  if (is.null(names(x)) && length(x) == 1L) {
    out[] <- x
    return(out)
  }
  if (is.null(names(x)) || !all(names(x) %in% crf_groups) || anyDuplicated(names(x))) {
    stop_argument(name, paste("a number, or numbers named by", and_list(quoted(crf_groups))),
                  value_text(x))
  }
  out[names(x)] <- x
  out
}

#' @noRd
is_penalised <- function(options) any(options$l1 > 0) || any(options$l2 > 0)

#' With all weights the likelihood alone has a ridge without end
#' @noRd
check_identified <- function(options) {
  if (options$coding == "reference" || options$l2[["emission"]] > 0 ||
      options$l1[["emission"]] > 0) return(invisible())
  stop_logistic("argument", paste(
    '`coding = "all"` must have a penalty of the emissions, `l2` or `l1` above 0: without one the',
    'weights of all labels are not identified. `coding = "reference"` needs none.'),
    argument = "l2")
}
