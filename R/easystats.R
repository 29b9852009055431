# What packages insight, parameters and performance ask: a fit's statistics are z, as a glm's, and
# groups have no R2. They know it by the first class, or by methods, according to their version. So
# a method is registered for each function of theirs below that is a generic, whenever they are
# loaded: S3method() in NAMESPACE would stop this package from loading beside a version in which one
# of them is none.

# As of a fit whose first class is "glm".
#' @noRd
handed_on <- function(model, ...) {
  class(model) <- c("glm", "lm")
  getExportedValue("performance", .Generic)(model, ...)
}

easystats_methods <- list(
  insight = list(
    find_statistic = function(x, ...) "z-statistic",
    get_statistic = function(x, ...) {
      out <- NextMethod()
      if (is.data.frame(out)) attr(out, "statistic") <- "z-statistic"
      out
    },
    get_df = function(x, type = "residual", ...) z_degrees_of_freedom(x, type)),
  parameters = list(
    degrees_of_freedom = function(model, method = "analytical", ...) {
      z_degrees_of_freedom(model, if (identical(method, "residual")) method else "wald")
    }),
  performance = list(r2 = handed_on, r2_coxsnell = handed_on, r2_mcfadden = handed_on,
                     r2_nagelkerke = handed_on))

# `type` "model" counts what logLik() counts.
#' @noRd
z_degrees_of_freedom <- function(fit, type) {
  switch(type[1L], model = attr(stats::logLik(fit), "df"), analytical = ,
         residual = fit$df.residual, Inf)
}

#' @noRd
offer_easystats <- function() {
  for (package in names(easystats_methods)) on_load(package, register_easystats)
}

#' @noRd
register_easystats <- function(package, ...) {
  register_generics(package, "logistic_fit", easystats_methods[[package]])
  of_both <- c("find_statistic", "get_df", "degrees_of_freedom")
  shared <- easystats_methods[[package]][intersect(of_both, names(easystats_methods[[package]]))]
  register_generics(package, "category_fit", c(shared, category_easystats_methods[[package]]))
}

# Those of the methods whose function is a generic in the package as it is.
#' @noRd
register_generics <- function(package, class, methods) {
  there <- asNamespace(package)
  for (name in names(methods)) {
    if (is_generic(get0(name, there, mode = "function", inherits = FALSE))) {
      try(registerS3method(name, class, methods[[name]], there), silent = TRUE)
    }
  }
}

#' @noRd
is_generic <- function(f) is.function(f) && "UseMethod" %in% all.names(body(f))
