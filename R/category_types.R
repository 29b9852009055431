# Tests of type II and III for car::Anova(), and Wald tests between fits for lmtest::waldtest().

#' @exportS3Method car::Anova
Anova.category_fit <- function(mod, type = c("II", "III", 2, 3), test.statistic = c("LR", "Wald"),
                               ...) {
  check_fit(mod)
  type <- if (missing(type)) "II" else match.arg(as.character(type), c("II", "III", "2", "3"))
  test <- match.arg(test.statistic)
  second <- type %in% c("II", "2")
  labels <- term_labels(mod)
  parts <- category_fit_parts(mod)
  tests <- t(vapply(seq_along(labels), function(term) {
    above <- if (second) terms_above(mod, term) else integer()
    (if (test == "LR") type_ratio else type_wald)(mod, parts, term, above)
  }, c(0, 0)))
  table <- data.frame(tests[, 1L], tests[, 2L], chisq_p(tests[, 1L], tests[, 2L]))
  name <- if (test == "LR") "LR Chisq" else "Chisq"
  dimnames(table) <- list(labels, c(name, "Df", "Pr(>Chisq)"))
  heading <- c(sprintf("Analysis of Deviance Table (Type %s tests)\n", if (second) "II" else "III"),
               paste("Response:", mod$response$name))
  structure(table, heading = heading, class = c("anova", "data.frame"))
}

#' Terms that contain a term
#' @noRd
terms_above <- function(fit, term) {
  factors <- attr(fit$terms, "factors") > 0
  inside <- factors[, term]
  above <- which(colSums(factors[inside, , drop = FALSE]) == sum(inside))
  setdiff(above, term)
}

#' @noRd
type_ratio <- function(fit, parts, term, above) {
  assign <- parts$design$assign
  larger <- if (length(above)) refit_categories(fit, parts, assign %in% above) else
    list(kernel = fit$loglik_kernel, rank = fit$rank)
  smaller <- refit_categories(fit, parts, assign %in% c(term, above))
  c(max(2 * (larger$kernel - smaller$kernel), 0), larger$rank - smaller$rank)
}

#' Statistics of nested hypotheses under one covariance differ by that of what is between them
#' @noRd
type_wald <- function(fit, parts, term, above) {
  of <- terms_of_coefficients(fit)
  all <- joint_wald(fit, which(of %in% c(term, above)))
  if (!length(above)) return(all[c("chisq", "df")])
  all[c("chisq", "df")] - joint_wald(fit, which(of %in% above))[c("chisq", "df")]
}

#' @exportS3Method lmtest::waldtest
waldtest.category_fit <- function(object, ..., vcov = NULL, test = "Chisq") {
  others <- list(...)
  fits <- c(list(object), if (length(others)) lapply(others, other_model, object) else
    list(stats::update(object, . ~ 1)))
  statistics <- vapply(seq_along(fits)[-1L], function(k) {
    pair <- fits[c(k - 1L, k)]
    pair <- pair[order(vapply(pair, function(fit) fit$rank, 0))]
    between_wald(pair[[1L]], pair[[2L]], vcov)
  }, 0)
  rank <- vapply(fits, function(fit) as.double(fit$rank), 0)
  df <- diff(rank)
  table <- data.frame(stats::nobs(object) - rank, c(NA, df), c(NA, statistics),
                      c(NA, stats::pchisq(statistics, abs(df), lower.tail = FALSE)))
  dimnames(table) <- list(seq_along(fits), c("Res.Df", "Df", "Chisq", "Pr(>Chisq)"))
  formulas <- paste0("Model ", seq_along(fits), ": ", vapply(fits, compared_formula, ""))
  structure(table, heading = c("Wald test\n", paste(formulas, collapse = "\n")),
            class = c("anova", "data.frame"))
}

#' A fit, a formula of an update, or names or numbers of terms that go
#' @noRd
other_model <- function(what, fit) {
  if (inherits(what, "category_fit")) return(what)
  if (inherits(what, "formula")) return(stats::update(fit, what))
  if (is.numeric(what)) what <- term_labels(fit)[what]
  stats::update(fit, stats::as.formula(paste(". ~ . -", paste(what, collapse = " - "))))
}
