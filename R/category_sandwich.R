# Scores of the rows of multinomial and ordinal fits, and the covariances that are made of them.

#' Robust covariances of multinomial and ordinal fits
#'
#' `sandwich::estfun()` has a row for each row used and a column for each coefficient that is
#' estimated: the derivatives of the row's log-likelihood, times its weight; of a row of counts,
#' the sum over its observations. `sandwich::bread()` is the covariance times their number of rows,
#' so that `sandwich::sandwich()`, `vcovCL()`, `vcovPL()`, `vcovBS()` and `vcovHAC()` hold.
#' `vcovHC()` knows the types `"const"`, `"HC0"` and `"HC1"`: the others want leverages, which a row
#' with several linear predictors has no single one of. [vcov()] gives `"HC0"`, `"HC1"` and clusters
#' without package sandwich.
#'
#' @param x A fit of [multinomial()] or [ordinal()].
#' @param type `"HC0"` (the same as `"HC"`), `"HC1"` or `"const"`.
#' @param ... Not used.
#' @return A matrix.
#' @section Errors:
#' `logistic_error_kept` when the fit does not hold its rows.
#' @references
#' Zeileis A (2006). Object-oriented computation of sandwich estimators. *Journal of Statistical
#' Software* 16(9). \doi{10.18637/jss.v016.i09}
#' @examples
#' fit <- multinomial(race ~ age + smoke, birthweight)
#' vcov(fit, type = "HC1")
#' # sandwich::sandwich(fit), lmtest::coeftest(fit, vcov = sandwich::vcovHC), with their packages
#' @name category_sandwich
NULL

#' @rdname category_sandwich
#' @exportS3Method sandwich::estfun
estfun.category_fit <- function(x, ...) {
  check_fit(x)
  stats::naresid(x$na.action, category_scores(x))
}

#' @rdname category_sandwich
#' @exportS3Method sandwich::bread
bread.category_fit <- function(x, ...) {
  check_fit(x)
  stats::vcov(x, complete = FALSE) * NROW(fit_part(x, "linear.predictors"))
}

#' @rdname category_sandwich
#' @exportS3Method sandwich::vcovHC
vcovHC.category_fit <- function(x, type = c("HC0", "HC1", "HC", "const"), ...) {
  type <- match_choice(type)
  type <- if (type == "const") "model" else if (type == "HC") "HC0" else type
  stats::vcov(x, complete = FALSE, type = type)
}

# ---- scores ------------------------------------------------------------------------------------

#' Derivatives of the log-likelihood: rows used x coefficients estimated
#' @noRd
category_scores <- function(fit) {
  estimated <- which(!is.na(fit$coefficients))
  check_cells(NROW(fit_part(fit, "linear.predictors")), length(estimated), "scores")
  x <- stats::model.matrix(fit)
  out <- if (inherits(fit, "multinomial_fit")) multinomial_scores(fit, x) else
    ordinal_scores(fit, x)
  dimnames(out) <- list(rownames(x), names(fit$coefficients))
  out[, estimated, drop = FALSE]
}

#' (observed - expected) x, category by category
#' @noRd
multinomial_scores <- function(fit, x) {
  residual <- count_residuals(fit)[, -1L, drop = FALSE]
  do.call(cbind, lapply(seq_len(ncol(residual)), function(k) residual[, k] * x))
}

#' @noRd
count_residuals <- function(fit) {
  counts <- category_counts(fit)
  counts - rowSums(counts) * category_probabilities(fit)
}

#' Columns in the order of the coefficients: thresholds, parallel slopes, those of each cut, scale
#' @noRd
ordinal_scores <- function(fit, x) {
  x <- x[, colnames(x) != "(Intercept)", drop = FALSE]
  cuts <- cut_matrix(fit, fit$linear.predictors, fit$log.scale)
  at_cut <- cut_scores(fit, cuts)
  along <- if (!is.null(fit$log.scale)) -rowSums(ifelse(at_cut == 0, 0, at_cut * cuts))
  if (!is.null(fit$log.scale)) at_cut <- at_cut * exp(-fit$log.scale)
  own <- fit$terms_names %in% fit$nonparallel
  each <- lapply(which(own), function(j) -at_cut * x[, j])
  do.call(cbind, c(list(at_cut, -rowSums(at_cut) * x[, !own, drop = FALSE]), each,
                   list(if (!is.null(along)) along * scale_matrix(fit))))
}

#' Derivatives of each row's log-likelihood to its cuts
#' @noRd
cut_scores <- function(fit, cuts) {
  if (fit$type == "adjacent") {
    residual <- count_residuals(fit)
    for (k in seq_len(ncol(cuts))[-1L]) residual[, k] <- residual[, k] + residual[, k - 1L]
    return(residual[, seq_len(ncol(cuts)), drop = FALSE])
  }
  counts <- category_counts(fit)
  at <- link_means(fit$link, cuts)
  last <- ncol(counts)
  if (fit$type == "cumulative") {
    per <- ifelse(counts > 0, counts / category_probabilities(fit), 0)
    return(at$slope * (per[, -last, drop = FALSE] - per[, -1L, drop = FALSE]))
  }
  beyond <- counts
  for (k in rev(seq_len(last - 1L))) beyond[, k] <- beyond[, k] + beyond[, k + 1L]
  stopped <- counts[, -last, drop = FALSE]
  gone_on <- beyond[, -1L, drop = FALSE]
  at$slope * (ifelse(stopped > 0, stopped / at$mean, 0) -
                ifelse(gone_on > 0, gone_on / at$complement, 0))
}

#' The scale's model matrix over the rows used, without its constant
#' @noRd
scale_matrix <- function(fit) {
  frame <- extended_frame(fit, fit$scale)
  for (name in names(fit$scale_xlevels)) {
    frame[[name]] <- factor(frame[[name]], fit$scale_xlevels[[name]])
  }
  terms <- stats::delete.response(fit$scale_terms)
  z <- stats::model.matrix(terms, structure(frame, terms = terms), fit$scale_contrasts)
  z <- z[, -1L, drop = FALSE]
  b <- fit$coefficients[length(fit$coefficients) - ncol(z) + seq_len(ncol(z))]
  difference <- drop(z %*% ifelse(is.na(b), 0, b)) - fit$log.scale
  if (max(abs(difference)) > 1e-8 * max(1, abs(fit$log.scale))) {
    stop_kept("predictors of the scale", "The data found in their place are not those of the fit.")
  }
  z
}

#' The model frame and other variables of its rows, from the fit's own data where it has them
#' @noRd
extended_frame <- function(fit, formula) {
  if (is.data.frame(fit$data)) fit$call$data <- fit$data
  stats::expand.model.frame(fit, formula, na.expand = TRUE) # the rows of the fit, gaps or not
}

# ---- covariances -------------------------------------------------------------------------------

#' V M V with M the sum of the outer products of the scores, of fits of either kind
#'
#' @param covariance V: of the coefficients that are estimated.
#' @param type `"HC0"`: as it is. `"HC1"`: times n / (n - p), with n rows and p coefficients; of G
#'   clusters, times G / (G - 1) (n - 1) / (n - p).
#' @param cluster NULL, a formula or a vector.
#' @noRd
robust_covariance <- function(fit, covariance, type, cluster) {
  scores <- if (inherits(fit, "category_fit")) category_scores(fit) else binomial_scores(fit)
  copies <- copies_of_rows(fit)
  n <- sum(copies)
  if (is.null(cluster)) {
    meat <- crossprod(scores[copies > 0, , drop = FALSE] / sqrt(copies[copies > 0]))
    small <- 1
  } else {
    id <- cluster_of_rows(fit, cluster)[copies > 0]
    sums <- rowsum(scores[copies > 0, , drop = FALSE], as.integer(factor(id)))
    if (nrow(sums) < 2L) stop_argument("cluster", "two clusters or more", "one")
    meat <- crossprod(sums)
    small <- nrow(sums) / (nrow(sums) - 1) * (n - 1) / n
  }
  factor <- if (type == "HC0") 1 else small * n / (n - fit$rank)
  between(covariance, meat) * factor
}

#' V M V where V holds; infinite coefficients have none
#' @noRd
between <- function(v, m) {
  held <- !is.na(diag(v))
  out <- v
  out[] <- NA_real_
  v <- v[held, held, drop = FALSE]
  out[held, held] <- v %*% m[held, held, drop = FALSE] %*% v
  out
}

#' How many observed rows each row stands for: its `freq`; 0 where it has no weight
#' @noRd
copies_of_rows <- function(fit) {
  weights <- as.vector(fit_part(fit, "prior.weights"))
  used <- weights > 0 & if (is.null(fit$counts)) TRUE else rowSums(fit$counts) > 0
  freq <- if (isTRUE(fit$response$freq) || isTRUE(fit$event$freq)) {
    stats::model.frame(fit)[["(freq)"]]
  }
  if (is.null(freq)) as.double(used) else used * as.double(freq)
}

# A row that is fitted exactly has weight 0.
#' @noRd
binomial_scores <- function(fit) {
  w <- as.vector(fit_part(fit, "weights"))
  score <- ifelse(w == 0, 0, w * as.vector(fit_part(fit, "residuals")))
  score * stats::model.matrix(fit)[, !is.na(fit$coefficients), drop = FALSE]
}

#' A cluster for each row used
#' @noRd
cluster_of_rows <- function(fit, cluster) {
  if (inherits(cluster, "formula")) cluster <- cluster_variable(fit, cluster)
  n <- length(fit_part(fit, "prior.weights"))
  if (is.list(cluster) && length(cluster) == 1L) cluster <- cluster[[1L]]
  if (!is.atomic(cluster) || !is.null(dim(cluster))) {
    stop_argument("cluster", "a formula such as ~ id, or a vector", value_text(cluster))
  }
  left_out <- length(fit$na.action)
  if (left_out && length(cluster) == n + left_out) cluster <- cluster[-fit$na.action]
  if (length(cluster) != n) {
    stop_logistic("length", sprintf("`cluster` must have a value for each of %s used, not %s.",
                                    count_of(n, "row"), count_text(length(cluster))))
  }
  if (anyNA(cluster)) {
    stop_logistic("missing", sprintf("`cluster` must not be missing; it is in %s.",
                                     rows_text(which(is.na(cluster)))), variable = "cluster")
  }
  cluster
}

#' @noRd
cluster_variable <- function(fit, formula) {
  if (length(formula) != 2L || length(all.vars(formula)) != 1L) {
    stop_argument("cluster", "a formula of one variable, such as ~ id",
                  quoted(deparse_text(formula)))
  }
  own <- all.vars(formula)
  frame <- tryCatch(extended_frame(fit, formula), error = function(e) {
    stop_logistic("variable", sprintf("`cluster` could not be evaluated: %s.", conditionMessage(e)),
                  variable = own)
  })
  frame[[deparse_text(formula[[2L]])]]
}

#' Which covariance a method was asked for
#' @noRd
check_covariance_type <- function(type, cluster) {
  if (type != "model" || is.null(cluster)) return(type)
  stop_argument("type", "\"HC0\" or \"HC1\" with `cluster`", "\"model\"")
}
