# The front door.

#' Logistic regression
#'
#' Fits
#' \deqn{Y_i \sim B(n_i, p_i), \qquad g(p_i) = \beta_0 + \beta_1 x_{i1} + \dots + o_i}{
#'   Y_i ~ B(n_i, p_i),  g(p_i) = b0 + b1 x_i1 + ... + offset_i}
#' by maximum (weighted) likelihood, with g the logit unless `link` or `family` says otherwise. With
#' the logit, a coefficient is a log odds ratio.
#'
#' The estimate is the root of the score, found by Newton's method in standardised columns until
#' the step is below `2^-40`. The model matrix is never formed.
#'
#' Where the data are separated the likelihood has no finite maximum: one warning of class
#' `logistic_warning_separation` names the terms, whose coefficients are `Inf` or `-Inf`. Columns
#' that are linear combinations of others are given `NA`, and the message (class
#' `logistic_message_aliased`) names the relation. The rule is that of [stats::glm()], but sharper:
#' what is left of a column must be below 2^-46 of what it is made of.
#'
#' @param formula A formula. Its response is 0/1, logical, a factor or strings of two levels,
#'   `cbind(successes, failures)`, or proportions with `trials` (or with `weights`, as for `glm`).
#' @param family As for [stats::glm()]: `binomial` with a link. Other families are errors.
#' @param data A data frame, list, environment or matrix with named columns. May stand second,
#'   unnamed.
#' @param weights Prior weights, not negative. With proportions: the number of trials.
#' @param subset,na.action,contrasts As for [stats::glm()].
#' @param start Starting values of the coefficients; used when their likelihood is higher than that
#'   of the pooled start. They never change the answer.
#' @param etastart,mustart Accepted for `glm`'s sake and checked for length; the fit does not need
#'   them.
#' @param offset A term with coefficient 1; added to `offset()` terms of the formula.
#' @param control [fit_control()], or a list of its arguments or of `glm`'s.
#' @param model Keep the model frame in the fit?
#' @param method `"model.frame"` returns the model frame; `"glm.fit"` is `NULL`.
#' @param x,y For the matrix interface, instead of a formula: a matrix used as given (no intercept
#'   is added) and the response. With a formula: logical, whether to keep the model matrix and the
#'   response, as for `glm`.
#' @param singular.ok If `FALSE`, aliased columns are an error.
#' @param ... Must be empty: a misspelt argument is an error.
#' @param trials Number of trials of each row. The response is then a proportion, or a count of
#'   events when it has values above 1 or only 0 and 1.
#' @param freq Whole number of times that each row (of one trial) was observed.
#' @param link One of `"logit"`, `"probit"`, `"cloglog"`, `"loglog"` (mean `exp(-exp(-eta))`: the
#'   complementary log-log model of the other outcome, with signs reversed), `"cauchit"`.
#' @param event The level of the response that is modelled. Of a response with more than two
#'   levels: that level against the rest.
#' @param keep `"all"`; `"lean"`: without data, model frame and the vectors of row length;
#'   `"minimal"`: also without what only printing needs.
#' @param fit `FALSE`: nothing is fitted, and the log-likelihood is returned as a function of the
#'   coefficients: see [loglik_fun()].
#' @return An object of class `c("logistic_fit", "glm", "lm")`: `glm`'s components with `glm`'s
#'   meaning, and `event`, `rows`, `outcome`, `loglik`, `loglik_kernel` (without binomial
#'   coefficients), `null_loglik`, `cov.unscaled`, `aliased`, `convergence`, `separation`,
#'   `settings`, `link`, `version` (of the object's parts: methods refuse a fit of another). `qr`
#'   and `effects` are made when first read, up to 2^20 cells of the model matrix; of larger fits,
#'   and unless `keep = "all"`, `qr` is the p x p factor, and there are no `effects`. Of more than
#'   1,000 coefficients there is neither `cov.unscaled` nor a `qr`: `vcov()` computes the one,
#'   [as_glm()] the other.
#' @section Errors:
#' Errors have class `logistic_error` and one more that names the fault, such as
#' `logistic_error_levels`, `logistic_error_trials`, `logistic_error_finite`,
#' `logistic_error_argument`. Methods raise `logistic_error_fit` for a fit that was edited, cut
#' short or made by another version, `logistic_error_kept` for a part that `keep` left out.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition. Chapman and Hall.
#' \doi{10.1007/978-1-4899-3242-6}
#'
#' Albert A, Anderson JA (1984). On the existence of maximum likelihood estimates in logistic
#' regression models. *Biometrika* 71, 1-10. \doi{10.1093/biomet/71.1.1}
#' @examples
#' fit <- logistic(low ~ age + lwt + race + smoke, birthweight)
#' summary(fit)
#' odds_ratio(fit, age = 10)
#' predict(fit, data.frame(age = 25, lwt = 120, race = "white", smoke = "yes"), type = "response")
#'
#' # grouped data, in two ways
#' logistic(cbind(menarche, total - menarche) ~ age, menarche)
#' logistic(menarche / total ~ age, menarche, trials = total)
#'
#' # another link; one level of three; a matrix instead of a formula
#' logistic(cbind(killed, exposed - killed) ~ dose, beetles, link = "cloglog")
#' logistic(race ~ age, birthweight, event = "other")
#' logistic(x = cbind(one = 1, lwt = birthweight$lwt), y = birthweight$low)
#'
#' # all rows of group 1 have the event: infinite estimates, which a warning names
#' trial <- data.frame(group = gl(2, 20), well = c(rep(1, 20), rep(0:1, 10)))
#' parted <- suppressWarnings(logistic(well ~ group, trial))
#' summary(parted)
#' predict(parted, data.frame(group = c("1", "2")), type = "response")
#' @seealso [summary.logistic_fit()], [odds_ratio()], [predict.logistic_fit()],
#'   [plot.logistic_fit()], [anova.logistic_fit()], [drop1.logistic_fit()], [convergence()],
#'   [fit_control()]; [published_model()] for coefficients from a paper; [multinomial()] and
#'   [ordinal()] for more than two categories; `vignette("logistic")` for a first reading.
#' @export
logistic <- function(formula, family, data, weights, subset, na.action, start = NULL, etastart,
                     mustart, offset, control = list(), model = TRUE, method = NULL, x = FALSE,
                     y = FALSE, singular.ok = TRUE, contrasts = NULL, ..., trials, freq,
                     link = "logit", event = NULL, keep = c("all", "lean", "minimal"),
                     fit = TRUE) {
  second <- !missing(family) && !any(c("family", "data") %in% names(sys.call())) && is_data(family)
  if (second && !missing(data)) {
    return(eval(data_second(sys.call(), parent.frame()), parent.frame()))
  }
  refuse_dots("logistic", ...)
  call <- match.call()
  if (second) names(call)[names(call) == "family"] <- "data"
  settings <- fit_settings(control)
  if (!is.null(method)) check_choice(method, c("model.frame", "glm.fit"))
  keep <- check_choice(if (missing(keep)) "all" else keep, c("all", "lean", "minimal"), "keep")
  check_flag(fit)
  link <- binomial_link(if (!second && !missing(family)) family, if (!missing(link)) link,
                        parent.frame())
  if (missing(formula)) {
    extras <- list(weights = if (!missing(weights)) weights, offset = if (!missing(offset)) offset,
                   trials = if (!missing(trials)) trials, freq = if (!missing(freq)) freq)
    if (!missing(subset)) stop_argument("subset", "absent with a matrix", "given")
    return(fit_matrix_interface(x, y, extras, link, event, start, settings, keep, call, fit))
  }
  given <- if (second) family else if (!missing(data)) data
  frame <- fit_frame(formula, given, call, parent.frame())
  if (identical(method, "model.frame")) return(model_frame(frame))
  parts <- new_design(frame, contrasts)
  response <- binomial_response(frame, event)
  check_starts(frame, start, parts$design)
  intercept <- attr(frame$terms, "intercept") == 1L
  if (!fit) return(unfitted_binomial(parts, response, link, settings, intercept, start))
  fit <- fit_model("binomial", parts$design, parts$transform, response, link, settings, start,
                   intercept = intercept)
  fit <- new_fit(fit, parts, response, link, settings, call,
                 if (keep == "all") row_labels(frame))
  add_frame(fit, frame, response, model, keep, isTRUE(x), singular.ok)
}

# `logistic(y ~ x, d, w)`: a data frame in the place of `family`, as most people write it, and more
# unnamed arguments. They are named as they stand after `family` in the signature.
#' @noRd
data_second <- function(call, env) {
  call <- spell_dots(call, env)
  names <- names(call)
  if (is.null(names)) names <- rep("", length(call))
  unnamed <- which(names == "")[-1L]
  rest <- if ("formula" %in% names) unnamed else unnamed[-1L]
  known <- names(formals(logistic))
  after <- setdiff(known[3:(match("...", known) - 1L)], names)
  names[rest] <- c(after, rep("", length(rest)))[seq_along(rest)]
  names(call) <- names
  call
}

# The `...` of a wrapper's call, spelt out as ..1, ..2, which its environment knows.
#' @noRd
spell_dots <- function(call, env) {
  at <- which(vapply(as.list(call), identical, NA, quote(...)))
  if (!length(at)) return(call)
  dots <- lapply(paste0("..", seq_len(eval(quote(...length()), env)), recycle0 = TRUE), as.name)
  names(dots) <- names(eval(quote(substitute(list(...))), env))[-1L]
  as.call(append(as.list(call)[-at], dots, at - 1L))
}

#' @noRd
is_data <- function(x) {
  is.data.frame(x) || is.environment(x) || is.matrix(x) ||
    (is.list(x) && !inherits(x, "family") && length(names(x)) == length(x))
}

# `start` has a value for each coefficient; etastart and mustart one for each row. None changes the
# answer.
#' @noRd
check_starts <- function(frame, start, design) {
  check_start(start, length(design$names))
  for (name in intersect(c("etastart", "mustart"), names(frame$extras))) {
    if (!is.numeric(frame$extras[[name]])) {
      stop_argument(name, "numbers", value_text(frame$extras[[name]]))
    }
  }
}

#' @noRd
check_start <- function(start, p) {
  if (is.null(start)) return(invisible())
  if (!is.numeric(start) || length(start) != p) {
    stop_argument("start", sprintf("%d numbers, one for each coefficient", p),
                  if (is.numeric(start)) sprintf("%d", length(start)) else value_text(start))
  }
  bad <- which(!is.finite(start) & !is.na(start) | is.nan(start))
  if (length(bad)) {
    stop_logistic("finite", paste0("`start` must be finite; it is not in ", list_some(bad), "."),
                  variable = "start")
  }
}

#' @noRd
fit_matrix_interface <- function(x, y, extras, link, event, start, settings, keep, call, fit) {
  if (is.logical(x) && length(x) == 1L) {
    stop_argument("formula", "given, or `x` a matrix and `y` a response", "neither")
  }
  if (!fit) return(columns_loglik(matrix_problem(x, y, extras, event), link, settings, start))
  fit <- fit_columns(x, y, extras, link, event, start, settings, call)
  fit$x <- x # shared, not copied; methods that need the rows read it
  finish_fit(fit, keep, TRUE)
}

# The fit to a matrix used as given. Its null model is the constant when `intercept` says so, or
# when
# the columns can make one.
#' @noRd
fit_columns <- function(x, y, extras, link, event, start, settings, call, intercept = NULL) {
  problem <- matrix_problem(x, y, extras, event)
  parts <- problem$parts
  response <- problem$response
  check_start(start, length(parts$design$names))
  if (is.null(intercept)) intercept <- !is.null(constant_unit(parts$design, parts$transform))
  fit <- fit_model("binomial", parts$design, parts$transform, response, link, settings, start,
                   intercept = intercept)
  new_fit(fit, parts, response, link, settings, call, rownames(x))
}

#' @return list(parts, response)
#' @noRd
matrix_problem <- function(x, y, extras, event) {
  parts <- matrix_design(x, extras$offset)
  if (NROW(y) != parts$design$n) stop_length("y", NROW(y), "x", parts$design$n)
  frame <- matrix_frame(y, extras)
  parts$design["rows"] <- list(frame$rows)
  list(parts = parts, response = binomial_response(frame, event))
}

#' @noRd
columns_loglik <- function(problem, link, settings, start = NULL) {
  check_start(start, length(problem$parts$design$names))
  unit <- constant_unit(problem$parts$design, problem$parts$transform)
  unfitted_binomial(problem$parts, problem$response, link, settings, !is.null(unit),
                    start)
}

#' The log-likelihood in place of a fit
#' @noRd
unfitted_binomial <- function(parts, response, link, settings, intercept, start) {
  parts$rows$response$weights <- response$weights
  ranked <- told_left_out(ranked_parts(parts, settings))
  if (!is.null(start)) {
    start <- ifelse(is.na(start), 0, start)[match(ranked$design$names, parts$design$names)]
  }
  binomial_loglik(ranked, response, link, settings, intercept, start)
}
