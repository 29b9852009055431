# What packages insight, parameters and performance ask: a fit's statistics are z.

#' @exportS3Method insight::find_statistic
find_statistic.logistic_fit <- function(x, ...) "z-statistic"

#' @exportS3Method insight::get_df
get_df.logistic_fit <- function(x, type = "residual", ...) {
  switch(type[1L], model = length(x$coefficients), residual = x$df.residual, Inf)
}
