# The links at the linear predictor eta, from the core's table: mean, 1 - mean, their logarithms and
# the slope, each to full relative precision (stats::binomial() floors the mean at 2.2e-16).

#' @noRd
link_means <- function(link, eta) {
  at <- .Call(C_link, as.double(eta), link)
  missing <- if (anyNA(eta)) is.na(eta)
  lapply(c(mean = "mean", complement = "one_minus_mean", log_mean = "log_mean",
           log_complement = "log_one_minus_mean", slope = "slope"), function(field) {
    out <- at[[field]]
    attributes(out) <- attributes(eta)
    if (!is.null(missing)) out[missing] <- eta[missing]
    out
  })
}
