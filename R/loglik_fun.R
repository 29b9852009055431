# The log-likelihood of a model as a function of its coefficients.

#' The log-likelihood as a function
#'
#' What [logistic()], [multinomial()], [ordinal()] and [crf()] maximise, and its derivatives, at any
#' coefficients: for [stats::optim()], [stats::nlm()], a sampler, or an optimiser of one's own.
#'
#' `f <- loglik_fun(fit)` is a function of the vector \eqn{\theta}{theta} of the coefficients, in
#' the order and on the scale of `coef(fit)`,
#' \deqn{\ell(\theta) = \sum_i w_i \log P(Y_i = y_i \mid x_i; \theta), \qquad
#'   \mbox{score } \frac{\partial \ell}{\partial \theta}, \qquad
#'   \mbox{information } -\frac{\partial^2 \ell}{\partial \theta\, \partial \theta^\top}}{
#'   l(theta) = sum_i w_i log P(Y_i = y_i | x_i; theta),  score dl / dtheta,
#'   information -d2l / dtheta dtheta'}
#' (of sequences, i counts these):
#'
#' \describe{
#'   \item{`f(theta)`}{the log-likelihood \eqn{\ell(\theta)}{l(theta)}, a number; at the estimate
#'     it is `logLik(fit)`, binomial coefficients included (of a penalised [crf()] less the penalty,
#'     unless `penalised = FALSE`).}
#'   \item{`f(theta, gradient = TRUE, hessian = TRUE)`}{the same, with attributes `"gradient"` and
#'     `"hessian"` made in the same pass, as [stats::deriv()] makes them and [stats::nlm()] reads
#'     them.}
#'   \item{`f$score(theta)`}{the gradient, a vector.}
#'   \item{`f$information(theta, expected = FALSE)`}{minus the matrix of second derivatives, the
#'     observed information; the expected one is there for models of two categories.}
#'   \item{`f$hessian_vector(theta, v)`}{the matrix of second derivatives times the vector `v`,
#'     without the matrix: the change of the score along `v` (Pearlmutter 1994). It costs little
#'     more than a score.}
#'   \item{`f$minus(theta)`}{minus the log-likelihood with minus the score as attribute
#'     `"gradient"`: for what minimises, such as [stats::nlm()].}
#'   \item{`f$start`, `f$parscale`}{where the package starts: `start` if it was given, else the
#'     pooled model, or 0; and one over the roots of the diagonal of the information there, the
#'     scale of each coefficient: [stats::optim()]'s `parscale`.}
#'   \item{`f$names`, `f$nobs`, `f$model`}{the names of \eqn{\theta}{theta}, the number of
#'   observations, the
#'     name of the model.}
#' }
#'
#' Columns that are combinations of others have no coefficient in \eqn{\theta}{theta} (`coef()` has
#' `NA` there; with a formula a message names them). The data are read in place: a call copies none
#' of them, and remembers nothing. `f` holds them, as the fit does: what is changed by reference,
#' as by `:=` of `data.table`, changes under it. Sums are those of the fit, made in the same order
#' whatever the number of threads; but columns are neither centred nor scaled, so that the linear
#' predictor has its own rounding alone, and the score keeps its digits where the linear predictor
#' is in the hundreds.
#'
#' Outside the parameter space, where the thresholds of an ordinal model cross in a row, the
#' log-likelihood is `-Inf`, and its derivatives are `NaN`; so they are where the linear predictor
#' of a row is beyond the range of numbers. Where the data are separated `coef(fit)` has infinite
#' elements; `f` takes finite ones.
#'
#' @param formula A fitted model, or a formula: then `model` says of which kind, and nothing is
#'   fitted.
#' @param data A data frame; as for the function that would fit the model.
#' @param model `"logistic"`, `"multinomial"`, `"ordinal"` or `"crf"`.
#' @param ... With a formula: arguments of the function that would fit the model, such as `weights`,
#'   `offset`,
#'   `link`, `subset`, `sequence`, `l2`, `start`. With a fit: empty.
#' @param penalised Of a conditional random field with penalties: subtract
#'   \eqn{\lambda_1 \sum |\theta_j| + (\lambda_2/2) \sum \theta_j^2}{l1 sum |theta_j| + (l2/2) sum
#'   theta_j^2}? That is what the fit maximises. With `l1`, the score at a weight of 0 is the
#'   element of least size of the subdifferential.
#' @return A function of class `"loglik_fun"`. A `theta` of the wrong length, with missing or
#'   infinite elements, with the names of `f$names` in another order, or with some of them and
#'   others, is an error of class `logistic_error_argument` or `logistic_error_finite`. Names of
#'   which none is in `f$names` mean nothing: an optimiser may call its parameters as it likes.
#' @references
#' Pearlmutter BA (1994). Fast exact multiplication by the Hessian. *Neural Computation* 6, 147-160.
#' \doi{10.1162/neco.1994.6.1.147}
#' @seealso [forward()] for a model as a layer of a network, [sgd()] for training by mini-batches;
#'   `vignette("unit")` from the S-curve to gradients.
#' @examples
#' f <- loglik_fun(low ~ age + lwt + smoke, birthweight)
#' optim(f$start, f, f$score, method = "BFGS",
#'       control = list(fnscale = -1, parscale = f$parscale, reltol = 1e-12))$par
#' coef(logistic(low ~ age + lwt + smoke, birthweight))
#'
#' # nlm() minimises, and takes the derivatives that come with the value
#' nlm(f$minus, f$start, typsize = f$parscale)$estimate
#' @export
loglik_fun <- function(formula, ...) {
  if (missing(formula)) {
    stop_argument("formula", "given (of a matrix: logistic(x = , y = , fit = FALSE))", "missing")
  }
  UseMethod("loglik_fun")
}

#' @rdname loglik_fun
#' @export
loglik_fun.formula <- function(formula, data, model = "logistic", ..., penalised = TRUE) {
  refuse_words("loglik_fun", c(method = "nothing is fitted (model.frame() makes a model frame)"),
               ...)
  doors <- list(logistic = logistic, multinomial = multinomial, ordinal = ordinal, crf = crf)
  model <- check_choice(model, names(doors))
  check_flag(penalised)
  call <- match.call()
  own <- intersect(said_in_rows, names(call))
  call[own] <- said_outside(call, parent.frame())[own]
  call[c("model", "penalised")] <- NULL
  call[[1L]] <- doors[[model]]
  call$fit <- FALSE
  f <- eval(call, parent.frame())
  if (penalised) f else without_penalty(f)
}

#' Arguments that are expressions in the variables of `data`
#' @noRd
said_in_rows <- c("weights", "offset", "subset", "trials", "freq", "sequence", "time", "etastart",
                  "mustart")

#' @export
loglik_fun.sgd_fit <- function(formula, ...) {
  stop_argument("formula", paste("a formula (which takes coef() of a fit of sgd()), or a fit that",
                                 "holds its data"), "a fit of sgd()")
}

#' @export
loglik_fun.default <- function(formula, ...) {
  stop_argument("formula", "a formula or a fit of this package", value_text(formula))
}

#' @rdname loglik_fun
#' @export
loglik_fun.logistic_fit <- function(formula, ...) {
  check_fit(formula)
  refuse_dots("loglik_fun", ...)
  parts <- fit_parts(formula)
  parts <- fewer_columns(parts, is_aliased(formula))
  binomial_loglik(parts, parts$response, formula$link, formula$settings, has_intercept(formula))
}

#' @rdname loglik_fun
#' @export
loglik_fun.category_fit <- function(formula, ...) {
  check_fit(formula)
  refuse_dots("loglik_fun", ...)
  parts <- category_fit_parts(formula, centred = FALSE)
  category_loglik(plan_of_fit(formula, parts), formula$loglik - formula$loglik_kernel,
                  formula$nobs, formula$settings)
}

#' @rdname loglik_fun
#' @export
loglik_fun.crf_fit <- function(formula, penalised = TRUE, ...) {
  check_fit(formula)
  refuse_dots("loglik_fun", ...)
  check_flag(penalised)
  problem <- crf_fit_problem(formula, limit = FALSE)
  if (!is.null(formula$status)) problem$aliased <- formula$status == "aliased"
  f <- crf_loglik(problem, crf_fit_options(formula), formula$nobs)
  if (penalised) f else without_penalty(f)
}

#' Of columns that are combinations of others, not those that are lost in a separated fit
#' @noRd
is_aliased <- function(fit) names(fit$coefficients) %in% names(fit$aliased)

# ---- the function --------------------------------------------------------------------------------

#' @param evaluate function(theta, direction, parts, expected): list(value, score, information,
#'   product), as the entry `likelihood` answers; `parts` is a sum of 1 (value), 2 (score), 4
#'   (information).
#' @param about list: `names` (`NULL`: too many), `start`, `model`, `nobs`, `expected` (is there
#'   such an information?), `penalty` (`NULL`, or l1 and l2 of each weight).
#' @noRd
new_loglik_fun <- function(evaluate, about) {
  names <- about$names
  p <- length(about$start)
  if (!is.null(about$penalty)) evaluate <- penalised_by(evaluate, about$penalty)
  f <- function(theta, gradient = FALSE, hessian = FALSE) {
    if (!is_plain_theta(theta, p, names)) theta <- checked_theta(theta, p, names)
    if (!identical(gradient, FALSE)) check_flag(gradient)
    if (!identical(hessian, FALSE) && check_flag(hessian)) check_cells(p, p, "second derivatives")
    at <- evaluate(theta, NULL, 1L + 2L * gradient + 4L * hessian, FALSE)
    value <- at$value
    if (gradient) attr(value, "gradient") <- named_by(at$score, names)
    if (hessian) attr(value, "hessian") <- -named_by(at$information, names)
    value
  }
  structure(f, class = "loglik_fun")
}

#' Nothing to convert and nothing wrong: the way of nearly every call
#' @noRd
is_plain_theta <- function(theta, p, names) {
  is.double(theta) && length(theta) == p && !is.object(theta) && is.null(dim(theta)) &&
    (is.null(own <- names(theta)) || identical(own, names)) && all(is.finite(theta))
}

#' @noRd
checked_theta <- function(theta, p, names, arg = "theta") {
  theta <- as_coef_has_it(theta, names)
  plain <- is.numeric(theta) && !is.object(theta)
  if (!plain || length(theta) != p || is.matrix(theta)) {
    stop_argument(arg, sprintf("%s, one for each coefficient (f$names)", count_of(p, "number")),
                  if (!plain) value_text(theta) else if (is.matrix(theta)) shape_text(theta) else
                    count_text(length(theta)))
  }
  bad <- which(!is.finite(theta))
  if (length(bad)) {
    stop_logistic("finite", sprintf("`%s` must be finite; it is %s in element %s.", arg,
                                    format(theta[bad[1L]]), list_some(bad)), variable = arg)
  }
  check_theta_names(names(theta), names, arg)
  as.double(theta)
}

#' An optimiser's own names mean nothing; those of coefficients, where some are known, mean these
#' @noRd
check_theta_names <- function(own, names, arg) {
  if (is.null(own) || is.null(names) || !any(own %in% names)) return(invisible())
  if (setequal(own, names) && !identical(own, names)) {
    stop_argument(arg, "in the order of f$names", "in another")
  }
  check_names(own, names, arg, "f$names")
}

#' @noRd
named_by <- function(x, names) {
  if (is.null(names)) return(x)
  if (is.matrix(x)) dimnames(x) <- list(names, names) else names(x) <- names
  x
}

#' coef() has a row for each equation of a multinomial model, and NA for columns that are
#' combinations of others; a column of numbers is what a product of matrices gives
#' @noRd
as_coef_has_it <- function(theta, names) {
  if (is.matrix(theta) && is.numeric(theta)) theta <- matrix_as_vector(theta, names)
  others <- setdiff(names(theta), names)
  if (!length(others) || !all(names %in% names(theta)) || !all(is.na(theta[others]))) return(theta)
  theta[names]
}

#' @return `theta` itself where it is neither a matrix of coefficients nor one column.
#' @noRd
matrix_as_vector <- function(theta, names) {
  whole <- outer(colnames(theta), rownames(theta), function(term, lev) paste(lev, term, sep = ":"))
  if (length(whole) == length(theta) && all(names %in% whole)) {
    return(stats::setNames(as.vector(t(theta)), whole))
  }
  if (ncol(theta) == 1L) stats::setNames(as.vector(theta), rownames(theta)) else theta
}

#' @export
`$.loglik_fun` <- function(x, name) {
  own <- environment(x)
  switch(name, score = score_of(own), information = information_of(own),
         hessian_vector = hessian_vector_of(own), minus = minus_of(x),
         parscale = 1 / sqrt(diag(information_of(own)(own$about$start))),
         start = named_by(own$about$start, own$names),
         names = if (is.null(own$names) && own$p) own_weight_names(own$about) else own$names,
         nobs = own$about$nobs, model = own$about$model, core = core_of(own$evaluate),
         stop_argument("name", paste("one of", list_some(quoted(loglik_members), 9L)),
                       quoted(name)))
}

#' @export
`[[.loglik_fun` <- function(x, i) {
  if (!is.character(i) || length(i) != 1L) stop_argument("i", "a name", value_text(i))
  do.call(`$`, list(x, i))
}

loglik_members <- c("score", "information", "hessian_vector", "minus", "start", "parscale", "names",
                    "nobs", "model")

#' @rawNamespace S3method(utils::.DollarNames, loglik_fun)
#' @noRd
.DollarNames.loglik_fun <- function(x, pattern = "") grep(pattern, loglik_members, value = TRUE)

#' @noRd
own_weight_names <- function(about) do.call(paste, c(about$table(), sep = ":"))

#' @noRd
score_of <- function(own) {
  evaluate <- own$evaluate
  names <- own$names
  p <- own$p
  function(theta) {
    if (!is_plain_theta(theta, p, names)) theta <- checked_theta(theta, p, names)
    named_by(evaluate(theta, NULL, 2L, FALSE)$score, names)
  }
}

#' @noRd
information_of <- function(own) {
  function(theta, expected = FALSE) {
    check_cells(own$p, own$p, "second derivatives")
    theta <- checked_theta(theta, own$p, own$names)
    if (check_flag(expected) && !own$about$expected) {
      stop_argument("expected", "FALSE but for models of two categories", "TRUE")
    }
    named_by(run_core(own$evaluate(theta, NULL, 4L, expected))$information, own$names)
  }
}

#' @noRd
minus_of <- function(f) {
  function(theta) {
    l <- f(theta, gradient = TRUE)
    structure(-as.numeric(l), gradient = -attr(l, "gradient"))
  }
}

#' @noRd
hessian_vector_of <- function(own) {
  evaluate <- own$evaluate
  names <- own$names
  p <- own$p
  function(theta, v) {
    if (!is_plain_theta(theta, p, names)) theta <- checked_theta(theta, p, names)
    if (!is_plain_theta(v, p, names)) v <- checked_theta(v, p, names, "v")
    named_by(evaluate(theta, v, 0L, FALSE)$product, names)
  }
}

#' It has nothing to add to what it prints
#' @export
#' @noRd
summary.loglik_fun <- function(object, ...) object

#' @export
print.loglik_fun <- function(x, ...) {
  own <- environment(x)
  cat(sprintf("Log-likelihood of %s model: %s, %s\n", article(own$about$model),
              count_of(own$p, "coefficient"), count_of(own$about$nobs, "observation")))
  if (!is.null(own$about$penalty)) cat("less the penalty of its weights\n")
  if (own$p) cat(sprintf("theta: %s\n", list_some(x$names, 6L)))
  cat("f(theta), f$score(theta), f$information(theta), f$hessian_vector(theta, v),\n",
      "f$minus(theta), f$start, f$parscale\n", sep = "")
  invisible(x)
}
