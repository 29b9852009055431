# A stand-in for logistic() while the core is not built: stats::glm, fully converged, in the shape
# of the contract.

# glm stops when the deviance does, half the digits early, and its weights are a step older still:
# it is started again from its own answer until it has converged.
mock_glm <- function(...) {
  call <- sys.call()
  call[[1L]] <- quote(stats::glm)
  call$control <- list(epsilon = 1e-14, maxit = 100)
  env <- parent.frame()
  fit <- suppressWarnings(eval(call, env))
  if (anyNA(fit$coefficients) || !length(fit$coefficients)) return(fit)
  for (again in 1:8) {
    call$start <- fit$coefficients
    fit <- suppressWarnings(eval(call, env))
  }
  fit$call$start <- NULL
  fit
}

mock_family <- function(link) {
  if (link == "loglog") stats::binomial(loglog_link()) else stats::binomial(link)
}

mock_fit <- function(formula, data, ..., link = "logit", event = NULL) {
  call <- match.call(expand.dots = TRUE)
  call[[1L]] <- quote(stats::glm)
  call$link <- call$event <- NULL
  call$family <- mock_family(link)
  rank <- suppressWarnings(eval(call, parent.frame()))
  call$control <- list(epsilon = 1e-14, maxit = 100)
  if (anyNA(rank$coefficients)) call$control <- list(epsilon = 1e-11, maxit = 100)
  fit <- suppressWarnings(eval(call, parent.frame()))
  as_mock(fit, match.call(), link, event)
}

# glm loses sight of aliased columns at epsilon = 1e-14: converge on the kept ones.
converge_kept <- function(fit, x, kept) {
  inner <- stats::glm.fit(x[, kept, drop = FALSE], fit$y, weights = fit$prior.weights,
                          offset = fit$offset, family = fit$family,
                          control = list(epsilon = 1e-14, maxit = 100))
  same <- c("fitted.values", "linear.predictors", "weights", "residuals", "deviance", "aic")
  fit[same] <- inner[same]
  fit$coefficients[kept] <- inner$coefficients
  fit$qr$qr <- cbind(inner$qr$qr, matrix(0, nrow(x), ncol(x) - length(kept)))
  fit$qr$pivot <- c(kept[inner$qr$pivot], setdiff(seq_len(ncol(x)), kept))
  fit
}

# The p x p factor in the shape of a qr.
small_qr <- function(fit) {
  if (!fit$rank) return(NULL)
  kept <- seq_len(fit$rank)
  pivot <- fit$qr$pivot
  full <- matrix(0, length(pivot), length(pivot))
  full[kept, kept] <- qr.R(fit$qr)[kept, kept, drop = FALSE]
  structure(list(qr = full, rank = fit$rank, qraux = rep(1, length(pivot)), pivot = pivot,
                 tol = 1e-11), class = "qr")
}

as_mock <- function(fit, call, link, event) {
  coefficients <- fit$coefficients
  kept <- which(!is.na(coefficients))
  x <- stats::model.matrix(fit)
  if (length(kept) && anyNA(coefficients)) fit <- suppressWarnings(converge_kept(fit, x, kept))
  cov <- stats::summary.glm(fit)$cov.unscaled
  aliased <- lapply(which(is.na(coefficients)), function(j) {
    b <- stats::lm.fit(x[, kept, drop = FALSE], x[, j])$coefficients
    b[abs(b) > 1e-9]
  })
  fit$qr <- small_qr(fit)
  m <- link_means(link, fit$linear.predictors)
  w <- fit$prior.weights
  kernel <- function(log_mean, log_complement) {
    sum(ifelse(fit$y == 0, 0, w * fit$y * log_mean) +
          ifelse(fit$y == 1, 0, w * (1 - fit$y) * log_complement))
  }
  fit$loglik_kernel <- kernel(m$log_mean, m$log_complement)
  fit$loglik <- fit$rank - fit$aic / 2
  fit$null_loglik <- fit$loglik - (fit$null.deviance - fit$deviance) / 2
  fit$cov.unscaled <- cov
  fit$aliased <- aliased
  fit$link <- link
  fit$call <- call
  fit$event <- if (is.null(event)) mock_event(fit) else event
  grouped <- fit$event$kind == "counts"
  left <- length(fit$na.action)
  fit$rows <- list(total = length(fit$y) + left, used = length(fit$y),
                   groups = if (grouped) length(fit$y), trials = if (grouped) sum(w),
                   left_out = data.frame(reason = if (left) "`x` missing" else character(),
                                         count = if (left) left else integer()))
  fit$outcome <- c(events = sum(w * fit$y), others = sum(w * (1 - fit$y)))
  digits <- stats::setNames(rep(14L, length(coefficients)), names(coefficients))
  fit$convergence <- list(converged = TRUE, steps = 6L, step = 1e-15, needed = 2^-40, score = 1e-14,
                          digits = digits, overlap = "proved", worst = 2e-15, condition = 4.1,
                          condition_raw = 7.9e5, kernel = "plain", threads = 1L, message = "")
  fit$separation <- NULL
  fit$effects <- NULL
  fit$settings <- logistic:::default_settings()
  fit$version <- utils::getFromNamespace("fit_version", "logistic")
  fit$keep <- "all"
  class(fit) <- c("logistic_fit", "glm", "lm")
  fit
}

mock_event <- function(fit) {
  response <- stats::model.response(fit$model)
  name <- all.vars(stats::formula(fit))[1L]
  if (is.matrix(response)) {
    return(list(label = sprintf("P(%s)", name), variable = name, level = NULL, other = NULL,
                kind = "counts", pseudo = FALSE))
  }
  levels <- if (is.factor(response)) levels(response) else sort(unique(as.character(response)))
  quote <- if (is.factor(response)) '"' else ""
  list(label = sprintf("P(%s = %s%s%s)", name, quote, levels[2L], quote), variable = name,
       level = levels[2L], other = levels[1L], kind = "binary", pseudo = FALSE)
}

birth_weights <- function() {
  transform(MASS::birthwt, low = factor(low, labels = c("no", "yes")),
            smoke = factor(smoke, labels = c("no", "yes")),
            race = factor(race, labels = c("white", "black", "other")))
}

# Quasi-separated: all rows with g = 1 have y = 1.
mock_separated <- function() {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  suppressWarnings(logistic(y ~ g, d))
}

# The real fitter once it is there, the stand-in until then.
any_fit <- function(...) {
  call <- sys.call()
  call[[1L]] <- if (exists("logistic", mode = "function")) quote(logistic) else quote(mock_fit)
  eval(call, parent.frame())
}

# The fits on which methods are held against glm: list(ours, glm's).
fit_pairs <- function() {
  bw <- birth_weights()
  set.seed(11)
  bw$exposure <- runif(189, 0.5, 2)
  bw$times <- sample(1:4, 189, TRUE)
  gaps <- bw
  gaps$lwt[c(3, 50, 120)] <- NA
  grouped <- MASS::menarche
  out <- list(
    plain = list(any_fit(low ~ age + lwt + race * smoke, bw),
                 mock_glm(low ~ age + lwt + race * smoke, binomial, bw)),
    poly = list(any_fit(low ~ poly(age, 2) + log(lwt) + factor(race), bw),
                mock_glm(low ~ poly(age, 2) + log(lwt) + factor(race), binomial, bw)),
    offset = list(any_fit(low ~ age + smoke + offset(log(exposure)), bw, weights = times,
                          offset = exposure / 10),
                  mock_glm(low ~ age + smoke + offset(log(exposure)), binomial, bw,
                           weights = times, offset = exposure / 10)),
    exclude = list(any_fit(low ~ age + lwt, gaps, na.action = na.exclude),
                   mock_glm(low ~ age + lwt, binomial, gaps, na.action = na.exclude)),
    grouped = list(any_fit(cbind(Menarche, Total - Menarche) ~ Age, grouped),
                   mock_glm(cbind(Menarche, Total - Menarche) ~ Age, binomial, grouped)),
    no_intercept = list(any_fit(low ~ race + age - 1, bw),
                        mock_glm(low ~ race + age - 1, binomial, bw)))
  for (link in c("probit", "cloglog", "cauchit", "loglog")) {
    out[[link]] <- eval(bquote(list(
      any_fit(low ~ age + smoke, bw, link = .(link)),
      mock_glm(low ~ age + smoke, mock_family(.(link)), bw))))
  }
  out
}

# Both fits evaluated; compares f(ours) with f(glm's), everywhere.
expect_as_glm <- function(f, pairs = fit_pairs(), tolerance = 1e-9) {
  for (name in names(pairs)) {
    testthat::expect_equal(f(pairs[[name]][[1L]]), f(pairs[[name]][[2L]]), tolerance = tolerance,
                           ignore_formula_env = TRUE, info = name, label = name)
  }
}
