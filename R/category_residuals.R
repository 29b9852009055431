#' Residuals of several categories
#'
#' With counts \eqn{y_{ik}} of \eqn{n_i} (one outcome a row: \eqn{n_i = 1}) and probabilities
#' \eqn{p_{ik}}, times the square root of the row's weight:
#' \deqn{r^{\rm response}_{ik} = y_{ik} / n_i - p_{ik}, \quad
#'   r^{\rm pearson}_{ik} = \frac{y_{ik} - n_i p_{ik}}{\sqrt{n_i p_{ik}}}, \quad
#'   r^{\rm deviance}_i = \sqrt{2 \sum_k y_{ik} \log \frac{y_{ik}}{n_i p_{ik}}}.}{
#'   response: y/n - p; pearson: (y - n p) / sqrt(n p);
#'   deviance: sqrt(2 sum_k y log(y / (n p))).}
#' The squares of Pearson's sum to Pearson's statistic, those of the deviance's to the deviance.
#' (Response residuals are without the weight.)
#'
#' Ordinal fits also have residuals with a sign, one a row. With \eqn{F_{y-1} = P(Y < y)} and
#' \eqn{F_y = P(Y \le y)}{F_y = P(Y <= y)}:
#' \describe{
#'   \item{`"sbs"`}{\eqn{P(Y < y) - P(Y > y)}, from -1 to 1 with mean 0 (Li and Shepherd 2012); of
#'     counts, the mean over the row's outcomes.}
#'   \item{`"quantile"`}{\eqn{\Phi^{-1}(u)}, u uniform between \eqn{F_{y-1}} and \eqn{F_y}: normal
#'     if the model is right (Dunn and Smyth 1996).}
#'   \item{`"surrogate"`}{\eqn{S - E(S)}, where S is a draw of the latent variable given the
#'     category (Liu and Zhang 2018): distributed as the link says, about 0 (the median with
#'     the link `"cauchit"`, which has no mean; in units of its scale, with scale effects). A model
#'     without a latent variable (adjacent, continuation, slopes that are not parallel), and
#'     `jitter = "uniform"`, have \eqn{u - 1/2}.}
#'   \item{`"score"`}{The derivative of the log-likelihood by an addition to
#'     \eqn{x^\top\beta}{x'b}; of proportional odds it is `"sbs"`.}
#' }
#' `"quantile"` and `"surrogate"` are random, and of counts there are none.
#'
#' @param object A fit of [multinomial()] or [ordinal()].
#' @param type Which residuals.
#' @param seed For [set.seed()], with random residuals; afterwards the generator is as it was
#'   before. `NULL`: draws go on from where the generator is.
#' @param jitter With `"surrogate"`: `"latent"`, or `"uniform"` for the scale of probability.
#' @param ... Not used.
#' @return A matrix with a column for each category, or a vector. Rows left out by `na.exclude` are
#'   NA.
#' @section Errors:
#' `logistic_error_counts` when random residuals are asked of counts; `logistic_error_kept` when the
#' fit was made with a `keep` that left out what is needed.
#' @seealso `plot(fit, "residuals")`: [plot.category_fit()]; [goodness()].
#' @references
#' Dunn PK, Smyth GK (1996). Randomized quantile residuals. *Journal of Computational and Graphical
#' Statistics* 5, 236-244. \doi{10.1080/10618600.1996.10474708}
#'
#' Li C, Shepherd BE (2012). A new residual for ordinal outcomes. *Biometrika* 99, 473-480.
#' \doi{10.1093/biomet/asr073}
#'
#' Liu D, Zhang H (2018). Residuals and diagnostics for ordinal regression models: a surrogate
#' approach. *Journal of the American Statistical Association* 113, 845-854.
#' \doi{10.1080/01621459.2017.1292915}
#' @examples
#' weight <- cut(birthweight$bwt, c(0, 2500, 3000, 5000), ordered_result = TRUE)
#' fit <- ordinal(weight ~ age + smoke, cbind(birthweight, weight))
#' sum(residuals(fit)^2) - deviance(fit)
#' r <- residuals(fit, "surrogate", seed = 1)
#' plot(birthweight$lwt, r)
#' @name residuals.category_fit
NULL

#' @rdname residuals.category_fit
#' @export
residuals.multinomial_fit <- function(object, type = c("deviance", "pearson", "response"), ...) {
  check_fit(object)
  warn_unused("residuals", names(formals(residuals.multinomial_fit)), ...)
  stats::naresid(object$na.action, table_residuals(object, match_choice(type)))
}

#' @rdname residuals.category_fit
#' @export
residuals.ordinal_fit <- function(object, type = c("deviance", "pearson", "response", "sbs",
                                                   "quantile", "surrogate", "score"),
                                  seed = NULL, jitter = c("latent", "uniform"), ...) {
  check_fit(object)
  warn_unused("residuals", names(formals(residuals.ordinal_fit)), ...)
  type <- match_choice(type)
  jitter <- match_choice(jitter)
  out <- switch(type, sbs = sbs_residuals(object), score = score_residuals(object),
                quantile = , surrogate = random_residuals(object, type, jitter, seed),
                table_residuals(object, type))
  stats::naresid(object$na.action, out)
}

# ---- of the table of counts --------------------------------------------------------------------

#' @noRd
table_residuals <- function(fit, type) {
  if (type == "deviance" && is.null(fit$counts)) return(single_deviance(fit))
  p <- category_probabilities(fit)
  y <- category_counts(fit)
  n <- rowSums(y)
  expected <- n * p
  out <- switch(type,
    response = y / n - p,
    pearson = ifelse(y == expected, 0, (y - expected) / sqrt(expected)),
    deviance = sqrt(pmax(2 * rowSums(ifelse(y > 0, y * log(y / expected), 0)), 0)))
  if (type == "response") out[n == 0, ] <- NA
  out
}

#' Of one outcome a row only its own category counts
#' @noRd
single_deviance <- function(fit) {
  own <- own_probabilities(fit)
  out <- sqrt(-2 * fit$prior.weights * log(own$p))
  out[fit$prior.weights == 0] <- 0
  stats::setNames(out, names(fit$y))
}

# ---- of the own category -----------------------------------------------------------------------

#' P(Y < y), P(Y = y) and P(Y > y) of each row, without a column for each category of all rows
#' @noRd
own_probabilities <- function(fit) {
  code <- as.integer(fit_part(fit, "y"))
  if (is_plain_latent(fit)) return(own_tails(fit, code))
  out <- matrix(0, length(code), 3L)
  each_probabilities(fit, function(p, rows) {
    below <- cbind(0, summed_probabilities(p, TRUE))
    above <- cbind(summed_probabilities(p, FALSE), 0)
    at <- cbind(seq_along(rows), code[rows])
    out[rows, ] <<- cbind(below[at], p[at], above[at])
    NULL
  })
  list(below = out[, 1L], p = out[, 2L], above = out[, 3L])
}

#' Is a row's category told by its own two cuts, all cuts of a row being one shift of the others?
#' @noRd
is_plain_latent <- function(fit) {
  is_ordinal(fit) && has_latent(fit) && is.null(fit$separation)
}

#' @noRd
own_tails <- function(fit, code) {
  thresholds <- c(-Inf, fit$coefficients[fit$cuts], Inf)
  scale <- if (is.null(fit$log.scale)) 1 else exp(-fit$log.scale)
  eta <- fit$linear.predictors
  at <- function(k) link_means(fit$link, unname((thresholds[k] - eta) * scale))
  lower <- at(code)
  upper <- at(code + 1L)
  left <- upper$mean < lower$complement
  p <- ifelse(left, upper$mean - lower$mean, lower$complement - upper$complement)
  list(below = lower$mean, p = p, above = upper$complement)
}

#' @noRd
sbs_residuals <- function(fit) {
  if (is.null(fit$counts)) {
    own <- own_probabilities(fit)
    return(stats::setNames(own$below - own$above, names(fit$y)))
  }
  rowSums(fit$counts * sbs_of_categories(category_probabilities(fit))) / rowSums(fit$counts)
}

#' P(Y < k) - P(Y > k) of each category k
#' @noRd
sbs_of_categories <- function(p) {
  cbind(0, summed_probabilities(p, TRUE)) - cbind(summed_probabilities(p, FALSE), 0)
}

#' @noRd
score_residuals <- function(fit) {
  p <- category_probabilities(fit)
  y <- category_counts(fit)
  state <- fit_states(fit)(seq_len(nrow(p)))
  slopes <- probability_slopes(fit, state)
  scale <- if (is.null(state$log_scale)) 1 else exp(-state$log_scale)
  out <- 0
  for (k in which(colSums(y) > 0)) {
    own <- -rowSums(slopes(k)$value) * scale / p[, k]
    out <- out + ifelse(y[, k] > 0, y[, k] * own, 0)
  }
  stats::setNames(out, rownames(p))
}

#' @noRd
random_residuals <- function(fit, type, jitter, seed) {
  if (!is.null(fit$counts)) {
    stop_logistic("counts", sprintf(paste(
      "`type = \"%s\"` needs one outcome a row; the response of the fit is counts.",
      "\n  Give a row for each category, its count by `freq`."), type), type = type)
  }
  own <- own_probabilities(fit)
  state <- seed_generator(seed)
  on.exit(restore_generator(state), add = TRUE)
  share <- stats::runif(length(own$p))
  # from the tail that is smaller, so that none of its digits are lost
  lower <- own$below + share * own$p
  upper <- own$above + (1 - share) * own$p
  out <- if (type == "quantile") tail_quantile("probit", lower, upper) else
    if (jitter == "latent" && has_latent(fit)) {
      tail_quantile(fit$link, lower, upper) - latent_mean(fit$link)
    } else ifelse(lower < upper, lower - 0.5, 0.5 - upper)
  stats::setNames(out, names(fit$y))
}

#' @noRd
has_latent <- function(fit) fit$type == "cumulative" && has_parallel_slopes(fit)

#' The quantile of a link's distribution, from the smaller tail
#' @noRd
tail_quantile <- function(link, lower, upper) {
  left <- lower < upper
  switch(link,
    logit = log(lower) - log(upper),
    probit = ifelse(left, stats::qnorm(lower), -stats::qnorm(upper)),
    cauchit = ifelse(left, stats::qcauchy(lower), -stats::qcauchy(upper)),
    cloglog = log(ifelse(left, -log1p(-lower), -log(upper))),
    loglog = -log(ifelse(left, -log(lower), -log1p(-upper))))
}

#' Of the latent variable about its linear predictor: Euler's constant, with the sign of the tail
#' @noRd
latent_mean <- function(link) {
  switch(link, cloglog = digamma(1), loglog = -digamma(1), 0)
}
