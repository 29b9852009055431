# A plain glm, for tools that want one and nothing else.

#' A fit as a plain glm
#'
#' For tools that read more than a fit of [logistic()] gives, or that match the text of the call or
#' the class (`stargazer`): an object of class `c("glm", "lm")` with all components of
#' [stats::glm()], the full n x p `qr` among them, and a call of `glm()`. Estimates and all else
#' that was computed stay as they are.
#'
#' What `glm` says in other words is said in its words: `trials` become a second column of the
#' response, or weights; `freq` becomes `weights`; a response whose `event` is not the level that
#' `glm` would model becomes `response == "level"`. The methods that then answer are those of
#' `stats`, to their accuracy.
#'
#' @param fit A fit of [logistic()].
#' @return An object of class `c("glm", "lm")`. A fit to a matrix becomes one with a formula of its
#'   columns.
#' @section Errors:
#' `logistic_error_kept` when the fit does not hold its data; `logistic_error_separation` when
#' coefficients are infinite, which a `glm` cannot say.
#' @references
#' McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition. Chapman and Hall.
#' \doi{10.1007/978-1-4899-3242-6}
#' @seealso [glm_fit()], the other way: `glm()` with this package's fitter.
#' @examples
#' fit <- logistic(menarche / total ~ age, menarche, trials = total)
#' as_glm(fit)
#' head(covratio(as_glm(fit)))
#' @export
as_glm <- function(fit) {
  if (!inherits(fit, "logistic_fit")) stop_argument("fit", "a fit of logistic()", value_text(fit))
  if (!is.null(fit$separation)) {
    stop_logistic("separation", paste0("`fit` must have finite coefficients; ",
                                       list_some(backticked(names(fit$separation$infinite))),
                                       " is infinite, which a glm cannot say."))
  }
  parts <- fit_parts(fit)
  spoken <- if (is.null(fit$terms)) matrix_in_words(fit, parts$design) else formula_in_words(fit)
  out <- c(unclass(fit)[intersect(glm_parts, names(fit))], glm_factor(fit, parts), spoken,
           list(control = fit$control, method = "glm.fit", data = fit$data, offset = fit$offset,
                contrasts = fit$contrasts, xlevels = fit$xlevels))
  out <- out[intersect(glm_order, names(out))]
  structure(out, class = c("glm", "lm"))
}

# Components that are glm's as they are; and all of glm's in its order.
glm_parts <- c("coefficients", "residuals", "fitted.values", "rank", "family", "linear.predictors",
               "deviance", "aic", "null.deviance", "iter", "weights", "prior.weights",
               "df.residual", "df.null", "y", "converged", "boundary", "na.action")
glm_order <- c("coefficients", "residuals", "fitted.values", "effects", "R", "rank", "qr", "family",
               "linear.predictors", "deviance", "aic", "null.deviance", "iter", "weights",
               "prior.weights", "df.residual", "df.null", "y", "converged", "boundary", "model",
               "na.action", "call", "formula", "terms", "data", "offset", "control", "method",
               "contrasts", "xlevels")

#' The qr in full, its triangle and the effects
#' @noRd
glm_factor <- function(fit, parts) {
  if (fit$rank == 0L) return(NULL)
  aliased <- is.na(fit$coefficients)
  pivot <- c(which(!aliased), which(aliased))
  if (!is.null(fit$qr)) pivot <- fit$qr$pivot
  names <- names(fit$coefficients)[pivot]
  kept <- seq_len(fit$rank)
  made <- weighted_qr(list(parts, fit, pivot[kept], pivot[-kept]))
  labels <- names(fit$y)[as.vector(fit$prior.weights) != 0]
  qr <- made[[1L]]
  dimnames(qr) <- list(labels, names)
  root <- qr[seq_len(min(dim(qr))), , drop = FALSE]
  root[row(root) > col(root)] <- 0
  dimnames(root) <- list(names[seq_len(nrow(root))], names)
  effects <- made[[3L]]
  names(effects) <- effect_names(fit, length(effects))
  list(effects = effects, R = root, qr = new_qr(qr, fit$rank, made[[2L]], unname(pivot)))
}

# ---- what the user said, in glm's words --------------------------------------------------------

#' Model frame, call, formula and terms
#' @noRd
formula_in_words <- function(fit) {
  model <- stats::model.frame(fit)
  call <- as.list(fit$call)[-1L]
  said <- response_in_words(fit, model, call)
  terms <- with_response(fit$terms, said$response)
  formula <- fit$formula
  formula[[2L]] <- said$response
  model <- model_in_words(model, said)
  attr(model, "terms") <- terms
  same <- c("subset", "na.action", "offset", "contrasts")
  call <- c(list(quote(glm), formula = strip(formula), family = family_call(fit$link)),
            call["data"[!is.null(call$data)]], list(weights = said$weights)[!is.null(said$weights)],
            call[intersect(same, names(call))])
  list(model = model, call = as.call(call), formula = formula, terms = terms)
}

# A formula as it is written, without class and environment.
#' @noRd
strip <- function(formula) {
  attributes(formula) <- NULL
  formula
}

#' @noRd
family_call <- function(link) {
  if (link != "loglog") return(call("binomial", link = link))
  own <- call(":::", quote(logistic), quote(loglog_link)) # stats has none
  call("binomial", link = as.call(list(own)))
}

#' The response and the weights as glm reads them
#' @return list(response, weights, value): expressions, and the value of a response in other words.
#' @noRd
response_in_words <- function(fit, model, call) {
  response <- fit$formula[[2L]]
  value <- model[[1L]]
  weights <- call$weights
  if (!is.null(call$freq)) weights <- call$freq
  if (!is.null(call$trials) && fit$event$kind == "counts") {
    trials <- model[["(trials)"]]
    return(list(response = call("cbind", response, call("-", call$trials, response)),
                weights = weights, value = cbind(value, trials - value)))
  }
  if (!is.null(call$trials)) {
    weights <- if (is.null(weights)) call$trials else call("*", call$trials, weights)
  }
  if (is.null(fit$event$level) || identical(glm_reading(value), as.double(fit$y))) {
    return(list(response = response, weights = weights, value = NULL))
  }
  level <- fit$event$level
  list(response = call("==", response, level), weights = weights, value = value == level)
}

#' The 0 and 1 that glm makes of a response of one column, or NULL
#' @noRd
glm_reading <- function(value) {
  if (is.factor(value)) return(as.double(value != levels(value)[1L]))
  if (is.character(value) || is.matrix(value)) NULL else as.double(value)
}

#' Terms whose response is another expression
#' @noRd
with_response <- function(terms, response) {
  old <- attributes(terms)
  if (identical(terms[[2L]], response)) return(terms)
  terms[[2L]] <- response
  old$variables[[2L]] <- response
  old$predvars[[2L]] <- response
  name <- deparse_text(response)
  if (length(old$factors)) rownames(old$factors)[1L] <- name
  names(old$dataClasses)[1L] <- name
  old$dataClasses[1L] <- if (is.call(response) && response[[1L]] == "==") "logical" else "nmatrix.2"
  attributes(terms) <- old
  terms
}

#' The model frame with glm's columns
#' @noRd
model_in_words <- function(model, said) {
  if (!is.null(said$value)) {
    model[[1L]] <- said$value
    names(model)[1L] <- deparse_text(said$response)
  }
  counted <- !is.null(said$value) && is.matrix(said$value)
  weights <- model[["(weights)"]]
  for (name in c("(trials)", "(freq)")) {
    value <- model[[name]]
    model[[name]] <- NULL
    if (is.null(value) || counted && name == "(trials)") next
    weights <- if (is.null(weights)) value else weights * value
  }
  model[["(weights)"]] <- weights
  model
}

#' A fit to a matrix as one with a formula of its columns, which its environment holds
#' @noRd
matrix_in_words <- function(fit, design) {
  x <- as.data.frame(check_matrix(fit$x))
  names(x) <- design$names
  has_one <- "(Intercept)" %in% names(x)
  x[["(Intercept)"]] <- NULL
  data <- c(list(y = as.vector(fit$y)), x)
  formula <- stats::reformulate(if (length(x)) quoted_names(names(x)) else "1", "y", has_one,
                                list2env(data, parent = globalenv()))
  model <- stats::model.frame(formula, environment(formula))
  weights <- as.vector(fit$prior.weights)
  if (any(weights != 1)) model[["(weights)"]] <- weights
  if (!is.null(fit$offset)) model[["(offset)"]] <- fit$offset
  call <- c(list(quote(glm), formula = strip(formula), family = family_call(fit$link)),
            as.list(fit$call)[intersect(c("weights", "offset"), names(fit$call))])
  list(model = model, call = as.call(call), formula = formula, terms = attr(model, "terms"))
}

#' @noRd
quoted_names <- function(names) ifelse(make.names(names) == names, names, backticked(names))
