# The family and the link: glm's `family` argument sets the link, and nothing else.

#' Names of the links
#' @noRd
link_names <- function() {
  c("logit", "probit", "cloglog", "loglog", "cauchit")
}

#' The link that `family` and `link` ask for
#'
#' @param family Missing (`NULL`), a family object, a function that makes one, or its name.
#' @param link Name of a link; `NULL` when the caller gave none.
#' @param env Where a family given by name is looked up.
#' @return One of `link_names()`.
#' @noRd
binomial_link <- function(family = NULL, link = NULL, env = parent.frame()) {
  if (!is.null(link)) link <- check_choice(link, link_names(), "link")
  if (is.null(family)) return(if (is.null(link)) "logit" else link)
  if (is.null(link) && identical(family, stats::binomial)) return("logit")
  of_family <- family_link(resolve_family(family, env))
  if (!is.null(link) && link != of_family && of_family != "logit") {
    stop_logistic("family", paste0("`family` and `link` must agree; they ask for ",
                                   quoted(of_family), " and ", quoted(link), "."), link = link)
  }
  if (is.null(link)) of_family else link
}

#' A family object from what glm accepts as one
#' @noRd
resolve_family <- function(family, env) {
  if (is.character(family) && length(family) == 1L) {
    family <- tryCatch(get(family, mode = "function", envir = env), error = function(e) family)
  }
  if (is.function(family)) family <- tryCatch(family(), error = function(e) family)
  if (inherits(family, "family")) return(family)
  stop_logistic("family", paste0("`family` must be binomial, not ", value_text(family), "."))
}

#' @noRd
family_link <- function(family) {
  if (identical(family$family, "quasibinomial")) {
    stop_logistic("family", paste0(
      "`family` must be binomial, not quasibinomial: logistic() fits by maximum likelihood ",
      "and estimates no dispersion."), family = "quasibinomial")
  }
  if (!identical(family$family, "binomial")) {
    stop_logistic("family", paste0("`family` must be binomial, not ", family$family, "."),
                  family = family$family)
  }
  if (family$link %in% link_names()) return(family$link)
  stop_logistic("family", paste0("The link of `family` must be one of ",
                                 list_some(quoted(link_names())), ", not ", quoted(family$link),
                                 "."), family = "binomial", link = family$link)
}

#' The family object of a link, for the fitted object
#' @param link One of `link_names()`.
#' @noRd
link_family <- function(link) link_families[[link]]

#' The log-log link: mu = exp(-exp(-eta)), cloglog of the other outcome
#' @noRd
loglog_link <- function() {
  env <- baseenv()
  functions <- list(
    linkfun = function(mu) -log(-log(mu)),
    linkinv = function(eta) exp(-exp(-eta)),
    mu.eta = function(eta) exp(-eta - exp(-eta)),
    valideta = function(eta) TRUE)
  functions <- lapply(functions, `environment<-`, env)
  structure(c(functions, name = "loglog"), class = "link-glm")
}

# One family object a link, made when the package is built: binomial() takes longer than a small
# fit.
link_families <- lapply(stats::setNames(nm = link_names()), function(link) {
  if (link == "loglog") stats::binomial(loglog_link()) else stats::binomial(link)
})
