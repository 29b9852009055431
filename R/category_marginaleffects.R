# Methods for package marginaleffects: it moves the coefficients that get_coef() names, by
# set_coef(), and predicts again by get_predict(), a row for each row and category.

#' Coefficients that have a covariance: neither aliased nor infinite
#' @noRd
movable <- function(fit) which(is.finite(fit$coefficients))

#' @rawNamespace S3method(marginaleffects::get_coef, category_fit)
#' @noRd
get_coef.category_fit <- function(model, ...) model$coefficients[movable(model)]

#' @rawNamespace S3method(marginaleffects::set_coef, category_fit)
#' @noRd
set_coef.category_fit <- function(model, coefs, ...) {
  at <- movable(model)
  if (length(coefs) != length(at)) at <- match(names(coefs), names(model$coefficients))
  model$coefficients[at] <- coefs
  if (!is.null(model$separation)) {
    finite <- match(names(model$coefficients)[at], names(model$separation$finite))
    model$separation$finite[finite] <- coefs
  }
  model
}

#' @rawNamespace S3method(marginaleffects::get_vcov, category_fit)
#' @noRd
get_vcov.category_fit <- function(model, vcov = NULL, ...) {
  if (isFALSE(vcov)) return(NULL)
  if (!is.null(vcov) && !isTRUE(vcov)) return(NextMethod())
  at <- movable(model)
  stats::vcov(model)[at, at, drop = FALSE]
}

#' @rawNamespace S3method(marginaleffects::get_group_names, category_fit)
#' @noRd
get_group_names.category_fit <- function(model, ...) model$lev[data_order(model)]

#' @rawNamespace S3method(marginaleffects::get_predict, category_fit)
#' @noRd
get_predict.category_fit <- function(model, newdata, type = NULL, ...) {
  if (is.null(type) || is.na(type[1L])) type <- "probs"
  value <- stats::predict(model, newdata = newdata, type = type)
  rowid <- if (is.null(newdata[["rowid"]])) seq_len(nrow(newdata)) else newdata[["rowid"]]
  if (!is.matrix(value)) return(data.frame(rowid = rowid, estimate = unname(value)))
  groups <- colnames(value)
  if (setequal(groups, model$lev)) groups <- model$lev[data_order(model)]
  value <- value[, groups, drop = FALSE]
  data.frame(rowid = rep(rowid, length(groups)),
             group = factor(rep(groups, each = nrow(value)), groups), estimate = c(unname(value)))
}

# It asks for an option before it takes a model of a class that is new to it.
#' @noRd
offer_marginaleffects <- function() {
  on_load("marginaleffects", function(package, ...) {
    known <- getOption("marginaleffects_model_classes")
    options(marginaleffects_model_classes = union(known, c("multinomial_fit", "ordinal_fit")))
  })
}
