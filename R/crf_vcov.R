# Covariances of conditional random fields: by the model, and by the scores of the sequences.

#' Covariance of the weights of a conditional random field
#'
#' By default the inverse of the observed information, the covariance of the sufficient statistics
#' summed over the sequences: \eqn{V = H^{-1}}. With `type = "sandwich"`
#' \eqn{V (\sum_s u_s u_s^\top) V}{V (sum u u') V} with the scores u of the sequences (times their
#' weights): sequences are the independent units, so that it holds also where the dependence within
#' them is not what the model says (then the weights are those of the model that is closest; White
#' 1982). It has no small-sample factor, and needs more sequences than weights.
#'
#' A fit with a penalty makes no statements of this kind: its weights are biased towards 0. `type =
#' "penalised"` gives \eqn{(H + l_2 I)^{-1}}{(H + l2 I)^-1}, the approximate posterior covariance
#' where the penalty is a normal prior.
#'
#' Rows and columns of weights that are infinite, aliased or not determined are NA; so are all where
#' it was not decided whether a finite maximum exists. Of a fit by L-BFGS the matrix is made when it
#' is asked for, and the proof tried then. Of more than 1,000 weights no matrix is made:
#' [std_error()] gives standard errors of chosen ones.
#'
#' `sandwich::estfun()` has a row for each sequence and a column for each weight that has a finite
#' estimate, so that functions of package sandwich take sequences for observations.
#'
#' @param object,x A fit of [crf()].
#' @param complete With the weights that are aliased, as NA?
#' @param type `"model"`, `"sandwich"` (or `"HC0"`), `"penalised"`.
#' @param cluster `NULL`, or a vector with a value for each sequence (or for each row, the same
#'   within a sequence): scores are summed over the sequences of a cluster first.
#' @param ... Must be empty.
#' @return A matrix named by the weights.
#' @section Errors:
#' `logistic_error_size` when there are more than 1,000 weights, or not fewer than sequences;
#' `logistic_error_penalty` when a fit with a penalty is asked for another type;
#' `logistic_error_kept` when the fit does not hold its data; `logistic_error_argument`,
#' `logistic_error_length`, `logistic_error_missing` for clusters.
#' @references
#' White H (1982). Maximum likelihood estimation of misspecified models. *Econometrica* 50, 1-25.
#' \doi{10.2307/1912526}
#' @examples
#' fit <- crf(wet ~ season, rain, sequence = month)
#' sqrt(diag(vcov(fit)))
#' sqrt(diag(vcov(fit, type = "sandwich")))
#' @export
vcov.crf_fit <- function(object, complete = TRUE,
                         type = c("model", "sandwich", "HC0", "penalised"), cluster = NULL, ...) {
  check_no_dots("vcov", ...)
  type <- if (missing(type) && !is.null(cluster)) "sandwich" else match_choice(type)
  if (type == "HC0") type <- "sandwich"
  check_covariance_asked(object, type, cluster)
  covariance <- crf_covariance(object)
  if (type == "sandwich") covariance <- crf_sandwich(object, covariance, cluster)
  b <- crf_named_weights(object)
  out <- matrix(NA_real_, length(b), length(b), dimnames = list(names(b), names(b)))
  if (wald_holds(object)) out[rownames(covariance), rownames(covariance)] <- covariance
  if (complete) out else out[!is.na(b), !is.na(b), drop = FALSE]
}

#' @noRd
check_covariance_asked <- function(fit, type, cluster) {
  if (type != "sandwich" && !is.null(cluster)) {
    stop_argument("type", '"sandwich" with `cluster`', quoted(type))
  }
  if (type != "penalised") return(refuse_penalised(fit, "A covariance"))
  if (any(fit$l1 > 0)) {
    stop_logistic("penalty", paste0("`type` must not be \"penalised\" with `l1`: the objective ",
                                    "has a corner where a weight is 0."))
  }
}

#' @param what Subject of the sentence.
#' @noRd
refuse_penalised <- function(fit, what) {
  if (!is_penalised(fit)) return(invisible())
  stop_logistic("penalty", paste0(
    what, " needs a fit without penalty: weights drawn towards 0 have other distributions.",
    if (any(fit$l1 > 0)) "" else if (length(fit$weights) > crf_newton_most) {
      "\n  std_error(fit, which) gives those of chosen weights by the penalised information."
    } else '\n  vcov(type = "penalised") gives the inverse of the penalised information.'))
}

#' The coefficients under their names; a fit of many has none until it has them
#' @noRd
crf_named_weights <- function(fit) {
  if (!is.null(fit$coefficients)) return(fit$coefficients)
  stats::setNames(user_order(fit, fit$weights), weight_names(crf_table(fit), fit$lev, fit$coding))
}

#' Of the weights that have finite estimates, as the fit has it or made now
#' @noRd
crf_covariance <- function(fit) {
  if (!is.null(fit$cov.unscaled)) return(fit$cov.unscaled)
  count <- length(fit$weights)
  if (count > crf_newton_most) {
    stop_logistic("size", sprintf(paste0(
      "a covariance matrix is made of at most %s weights, not of %s.\n",
      "  std_error(fit, which) gives the standard errors of chosen ones."),
      count_text(crf_newton_most), count_text(count)), count = count)
  }
  problem <- crf_fit_problem(fit)
  information <- .Call(C_crf_information, problem$core, fit$weights, fit$settings$threads)
  diag(information) <- diag(information) + fit$l2[problem$groups]
  covariance <- invert_information(information)
  if (!is_penalised(fit) && !is_proved_by(covariance, fit, problem$core)) {
    warn_logistic("undecided", paste(
      "No covariance: that a finite maximum exists could not be proved at the weights of this fit",
      "by L-BFGS."))
    covariance[] <- NA_real_
  }
  order <- weight_order(fit$shape)
  names <- names(crf_named_weights(fit))
  matrix(covariance[order, order], count, count, dimnames = list(names, names))
}

#' Does one step of Newton's from where L-BFGS ended prove a finite maximum? See `?convergence`.
#' @noRd
is_proved_by <- function(covariance, fit, core) {
  threads <- fit$settings$threads
  step <- drop(covariance %*% .Call(C_crf_gradient, core, fit$weights, threads)$gradient)
  all(is.finite(step)) && .Call(C_crf_extremes, core, fit$weights, step, threads)[1L] <= 0.5
}

#' NA where it is singular
#' @noRd
invert_information <- function(h) {
  size <- 1 / sqrt(diag(h))
  root <- tryCatch(chol(h * outer(size, size)), error = function(e) NULL)
  if (is.null(root)) h[] <- NA_real_ else h <- chol2inv(root) * outer(size, size)
  h
}

# ---- sequences ----------------------------------------------------------------------------------

#' @noRd
crf_sandwich <- function(fit, covariance, cluster) {
  scores <- crf_sequence_scores(fit)
  if (!is.null(cluster)) scores <- rowsum(scores, cluster_of_sequences(fit, cluster))
  if (nrow(scores) <= ncol(scores)) {
    stop_logistic("size", sprintf(
      "a sandwich needs more %s than weights; there are %s and %s.",
      if (is.null(cluster)) "sequences" else "clusters", count_text(nrow(scores)),
      count_text(ncol(scores))), count = ncol(scores))
  }
  covariance %*% crossprod(scores) %*% covariance
}

#' Gradients of the log-likelihoods of the sequences: sequences x weights that are finite
#' @noRd
crf_sequence_scores <- function(fit) {
  kept <- user_order(fit, if (is.null(fit$status)) "finite" else fit$status) == "finite"
  check_cells(fit$sequences, length(fit$weights), "scores")
  scores <- .Call(C_crf_scores, crf_fit_problem(fit)$core, fit$weights, fit$settings$threads)
  scores <- scores[, weight_order(fit$shape), drop = FALSE]
  dimnames(scores) <- list(as.character(fit$data$sequences$id), names(crf_named_weights(fit)))
  scores[, kept, drop = FALSE]
}

#' @noRd
cluster_of_sequences <- function(fit, cluster) {
  if (!is.atomic(cluster) || !is.null(dim(cluster))) {
    stop_argument("cluster", "a vector with a value for each sequence", value_text(cluster))
  }
  starts <- fit$data$sequences$ptr[seq_len(fit$sequences)] + 1L
  if (length(cluster) == fit$tokens) {
    moved <- setdiff(changed_rows(cluster), starts)
    if (length(moved)) {
      stop_argument("cluster", "the same within each sequence",
                    paste("changing at", place_text(moved[1L], fit$data$sequences)))
    }
    cluster <- cluster[starts]
  }
  if (length(cluster) != fit$sequences) {
    stop_logistic("length", sprintf("`cluster` must have a value for each of %s, not %s.",
                                    count_of(fit$sequences, "sequence"),
                                    count_text(length(cluster))))
  }
  if (anyNA(cluster)) {
    stop_logistic("missing", sprintf("`cluster` must not be missing; it is for %s.",
                                     sequence_text(fit$data$sequences, which(is.na(cluster))[1L])),
                  variable = "cluster")
  }
  as.integer(factor(cluster))
}

# ---- for package sandwich -----------------------------------------------------------------------

#' @rdname vcov.crf_fit
#' @exportS3Method sandwich::estfun
estfun.crf_fit <- function(x, ...) crf_sequence_scores(x)

#' @rdname vcov.crf_fit
#' @exportS3Method sandwich::bread
bread.crf_fit <- function(x, ...) {
  refuse_penalised(x, "A covariance")
  crf_covariance(x) * x$sequences
}
