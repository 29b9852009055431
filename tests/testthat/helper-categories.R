# Fits of nnet::multinom() and MASS::polr() in the shape that methods for categories read.

mock_category <- function(inner, p, counts, kind, parallel = TRUE) {
  registerS3method("outcome_parts", "mock_category", function(fit) {
    list(probabilities = fit$p, counts = fit$counts)
  }, envir = asNamespace("logistic"))
  for (generic in c("model.frame", "terms", "formula", "logLik")) local({
    f <- getExportedValue("stats", generic)
    registerS3method(generic, "mock_category", function(x, ...) f(x$inner),
                     envir = asNamespace("stats"))
  })
  structure(list(inner = inner, p = p, counts = counts, lev = colnames(p), call = inner$call,
                 parallel = parallel), class = c("mock_category", kind))
}

one_hot <- function(y, weights = rep(1, length(y))) {
  out <- outer(as.character(y), levels(y), "==") * weights
  dimnames(out) <- list(NULL, levels(y))
  out
}

mock_multinomial <- function(formula, data, weights = rep(1, nrow(data))) {
  data$.w <- weights
  fit <- eval(bquote(nnet::multinom(.(formula), data, weights = .w, trace = FALSE, model = TRUE,
                                    reltol = 1e-12, maxit = 1000)))
  y <- stats::model.response(stats::model.frame(fit))
  p <- unname(fitted(fit))
  if (ncol(p) == 1L) p <- cbind(1 - p, p)
  colnames(p) <- levels(y)
  mock_category(fit, p, one_hot(y, weights), "multinomial_fit")
}

mock_ordinal <- function(formula, data, weights = rep(1, nrow(data))) {
  data$.w <- weights
  fit <- eval(bquote(MASS::polr(.(formula), data, weights = .w, Hess = FALSE,
                                control = list(reltol = 1e-13))))
  p <- unname(fitted(fit))
  colnames(p) <- fit$lev
  mock_category(fit, p, one_hot(stats::model.response(stats::model.frame(fit)), weights),
                "ordinal_fit")
}

# Three ordered categories, a numeric and two categorical predictors.
three_categories <- function(n = 400L, seed = 5L) {
  set.seed(seed)
  d <- data.frame(x = round(rnorm(n), 1), g = factor(sample(letters[1:3], n, TRUE)),
                  h = sample(c("no", "yes"), n, TRUE))
  latent <- d$x + 0.5 * (d$g == "b") - 0.4 * (d$h == "yes") + rlogis(n)
  d$y <- cut(latent, c(-Inf, -0.7, 0.8, Inf), c("low", "mid", "high"), ordered_result = TRUE)
  d
}

hush <- function(expr) {
  withCallingHandlers(expr, logistic_warning_expected = function(w) {
    tryInvokeRestart("muffleWarning")
  })
}
