# One fit: the call of the core, and the fitted object made of its answer.

#' Fit a model
#'
#' @param model Name of the model in the core.
#' @param design,transform From `new_design()` or `matrix_design()`.
#' @param response From `binomial_response()`.
#' @param link,settings,start Checked.
#' @param intercept Is the null model the constant (rather than 0)?
#' @return The core's answer, named, with `eta` (rows used), `null` (its kernel log-likelihood and
#'   intercept).
#' @noRd
fit_model <- function(model, design, transform, response, link, settings, start = NULL,
                      intercept = TRUE, rows = TRUE) {
  unit <- constant_unit(design, transform)
  shift <- offset_shift(design, unit, intercept)
  if (shift != 0) {
    return(fit_shifted(shift, unit, model, design, transform, response, link, settings, start,
                       rows))
  }
  null <- null_model(design, response, link, settings, intercept)
  p <- length(design$names)
  if (p == 0L) return(empty_answer(design, null, link, response))
  check_memory(p, design)
  answer <- call_core(model, design, transform, response, link,
                      starts(unit, null$start, start, p), settings, rows, p)
  if (is_narrow(answer, design, transform)) {
    apart <- take_apart(design, transform)
    better <- if (!is.null(apart)) {
      fit_apart(apart, model, transform, response, link, settings, intercept, rows)
    }
    if (!is.null(better)) return(better)
  }
  answer$null <- null
  answer
}

# A constant far beyond the offset's own spread, 0 when there is none: added to the intercept it
# would cost the digits of everything else.
#' @noRd
offset_shift <- function(design, unit, intercept) {
  offset <- design$offsets[[1L]]
  if (is.null(offset) || length(unit$i) != 1L || !intercept) return(0)
  ends <- range(used_of(design, offset))
  if (ends[2L] - ends[1L] > abs(ends[1L]) / 1024 || abs(ends[1L]) < 1024) 0 else ends[1L]
}

#' @noRd
fit_shifted <- function(shift, unit, model, design, transform, response, link, settings, start,
                        rows) {
  design$offsets[[1L]] <- design$offsets[[1L]] - shift
  at <- unit$i
  if (!is.null(start)) start[at] <- start[at] + shift * unit$x
  answer <- fit_model(model, design, transform, response, link, settings, start, TRUE, rows)
  constant <- replace(numeric(length(design$names)), at, unit$x)
  if (at %in% answer$dropped) {
    constant <- replace(unit$x * answer$relation[, match(at, answer$dropped)], at, 0)
  }
  answer$coefficients <- answer$coefficients - shift * constant
  answer
}

# The pooled start, from the constant's, and the user's.
#' @noRd
starts <- function(unit, constant, start, p) {
  pooled <- numeric(p)
  if (!is.null(unit)) pooled[unit$i] <- constant * unit$x
  list(pooled = pooled, start = if (!is.null(start)) ifelse(is.na(start), 0, as.double(start)))
}

#' @noRd
call_core <- function(model, design, transform, response, link, start, settings, rows, p,
                      ranked = FALSE) {
  core <- c(core_settings(settings, ranked), list(rows = rows, covariance = p <= covariance_limit ||
                                                    isTRUE(settings$covariance)))
  run_core(.Call(C_fit, model, design, transform, core_response(response), link, start, core))
}

#' @noRd
core_settings <- function(settings, ranked = FALSE) {
  c(settings[c("threads", "trace", "tolerance", "steps")], list(ranked = ranked))
}

#' @noRd
core_response <- function(response) {
  list(y = response$y, category = response$category, categories = response$categories,
       weights = response$weights)
}

# A call of the core, its errors in our words.
#' @noRd
run_core <- function(call) tryCatch(call, error = function(e) stop_core(conditionMessage(e)))

# Above so many coefficients the full covariance is built when it is asked for: 1,000 are 8 MB.
covariance_limit <- 1000L

#' @noRd
stop_core <- function(message) {
  if (grepl("not finite", message, fixed = TRUE)) {
    stop_logistic("finite", paste("A predictor must be finite in the rows used;",
                                  "a product or a mean overflows."))
  }
  if (grepl("memory", message, fixed = TRUE)) stop_memory("the information matrix")
  if (grepl("cannot allocate", message, fixed = TRUE)) {
    stop_memory(sprintf("what the fit needs (%s)", sub(".* size ", "", message)))
  }
  stop_logistic("core", message)
}

#' @noRd
stop_memory <- function(what) {
  stop_logistic("memory", paste0(
    "Memory does not hold ", what, ".\n  ",
    "Merge rare levels, drop columns, or fit the largest factor without interactions."))
}

# p^2 beyond memory is said before any work. A factor by itself is cheap: the core keeps its block
# diagonal.
#' @noRd
check_memory <- function(p, design) {
  codes <- vapply(design$blocks, function(b) {
    if (b$kind == "code" && is.null(b$multiplier)) b$levels else 0L
  }, 0L)
  dense <- p - if (length(codes)) max(codes) else 0L
  bytes <- 8 * as.double(max(dense, 0))^2 * 6
  if (bytes > 2^34) {
    stop_memory(sprintf("the information of %d coefficients (%.0f GB)", p, bytes / 2^30))
  }
}

# The combination of user columns that is 1 in every row: list(i, x), or NULL.
#' @noRd
constant_unit <- function(design, transform) {
  if (!is.null(transform$unit)) return(transform$unit)
  if (!length(design$blocks) || !length(design$names)) return(NULL)
  first <- design$blocks[[1L]]
  map <- transform$T
  if (first$kind == "dense" && !length(first$columns[[1L]]$values) && 0L %in% map$i) {
    return(list(i = findInterval(which(map$i == 0L)[1L] - 1L, map$p), x = 1))
  }
  for (j in seq_along(design$names)) {
    from <- transform$U$p[j]
    to <- transform$U$p[j + 1L]
    dense <- first$kind == "dense" && map$p[j + 1L] > map$p[j] &&
      map$i[map$p[j] + 1L] < length(first$columns)
    if (dense && to > from) {
      at <- (from + 1L):to
      return(list(i = transform$U$i[at] + 1L, x = transform$U$x[at]))
    }
  }
  full_factor_unit(design, transform)
}

# Without intercept the first factor has a column for each level.
#' @noRd
full_factor_unit <- function(design, transform) {
  starts <- cumsum(c(0L, block_widths(design$blocks)))
  map <- transform$T
  for (b in seq_along(design$blocks)) {
    block <- design$blocks[[b]]
    if (block$kind == "dense" || !is.null(block$multiplier)) next
    at <- which(map$i >= starts[b] & map$i < starts[b + 1L])
    columns <- findInterval(at - 1L, map$p)
    if (length(at) == block$levels && all(map$x[at] == 1) && !anyDuplicated(columns)) {
      return(list(i = columns, x = rep(1, length(columns))))
    }
  }
  NULL
}

# ---- the null model ----------------------------------------------------------------------------

#' The model with a constant (or none) and the offset: its kernel log-likelihood, and where a fit
#' starts
#' @noRd
null_model <- function(design, response, link, settings, intercept) {
  offset <- design$offsets[[1L]]
  total <- response$total
  events <- response$outcome[["events"]]
  if (!intercept) {
    eta <- if (is.null(offset)) 0 else offset
    return(list(start = pooled_eta(events, total, link), intercept = FALSE,
                kernel = kernel_at(eta, design, response, link)))
  }
  start <- pooled_constant(design, response, link)
  if (is.null(offset)) {
    part <- function(k) if (k > 0) k * log(k / total) else 0
    return(list(start = start, intercept = TRUE, kernel = part(events) + part(total - events)))
  }
  constant <- design
  constant$blocks <- list(list(kind = "dense", columns = list(constant_column)))
  constant$terms <- block_terms(1L)
  unit <- list(T = list(p = 0:1, i = 0L, x = 1),
               U = list(p = c(0L, 0L), i = integer(), x = numeric()))
  from <- function(start) {
    call_core("binomial", constant, unit, response, link, list(pooled = start, start = NULL),
              settings, FALSE, 1L)
  }
  answer <- from(start)
  if (!answer$converged) {
    answer <- from(bisect_constant(design, response, link, pooled_eta(events, total, link)))
  }
  list(start = answer$coefficients, intercept = TRUE,
       kernel = answer$figures[8L] + answer$figures[9L])
}

# The constant to within 1, where Newton stalls: offsets far from each other put each row's weight
# at 0. The score falls in the constant, and its root lies between those of the extreme offsets
# alone.
#' @noRd
bisect_constant <- function(design, response, link, pooled) {
  offset <- used_of(design, design$offsets[[1L]])
  y <- used_of(design, response$y)
  w <- if (is.null(response$weights)) 1 else used_of(design, response$weights)
  score <- function(constant) {
    at <- .Call(C_link, constant + offset, link)
    sum(ifelse(w * y > 0, w * y * at$rise, 0) - ifelse(w * (1 - y) > 0, w * (1 - y) * at$fall, 0))
  }
  low <- pooled - max(offset)
  high <- pooled - min(offset)
  while (high - low > 1) {
    middle <- low + (high - low) / 2
    if (middle <= low || middle >= high) break
    if (isTRUE(score(middle) > 0)) low <- middle else high <- middle
  }
  low + (high - low) / 2
}

#' @noRd
used_of <- function(design, x) if (is.null(design$rows)) x else x[design$rows]

# The pooled linear predictor; with one outcome only, that of half an observation of the other.
#' @noRd
pooled_eta <- function(events, total, link) {
  mean <- events / total
  if (events <= 0 || events >= total) mean <- (events + 0.5) / (total + 1)
  .Call(C_link_linear, mean, link)
}

# Where the constant starts: the pooled linear predictor, less the mean offset.
#' @noRd
pooled_constant <- function(design, response, link) {
  start <- pooled_eta(response$outcome[["events"]], response$total, link)
  offset <- design$offsets[[1L]]
  if (is.null(offset)) return(start)
  start - sum(used_of(design, offset)) / length(used_of(design, offset))
}

#' @noRd
kernel_at <- function(eta, design, response, link) {
  y <- used_of(design, response$y)
  w <- if (is.null(response$weights)) 1 else used_of(design, response$weights)
  eta <- if (length(eta) > 1L) used_of(design, eta) else rep(eta, length(y))
  logs <- .Call(C_link, as.double(eta), link)
  sum(ifelse(w * y > 0, w * y * logs$log_mean, 0) +
        ifelse(w * (1 - y) > 0, w * (1 - y) * logs$log_one_minus_mean, 0))
}

#' @noRd
empty_answer <- function(design, null, link, response) {
  eta <- if (is.null(design$offsets[[1L]])) numeric(design$n) else design$offsets[[1L]]
  kernel <- kernel_at(eta, design, response, link)
  list(coefficients = numeric(), se = numeric(), dropped = integer(), relation = matrix(0, 0L, 0L),
       estimable = logical(), direction = NULL, cov = matrix(0, 0L, 0L), eta = eta,
       figures = c(0, 0, 1, 0, 0, 0, 0, kernel, 0), outcome = 1L, overlap = 1L, converged = TRUE,
       threads = 1L, kernel = "", null = null)
}

# ---- the object --------------------------------------------------------------------------------

#' The fitted object, without its class, as `$` is faster on a plain list; the only place that
#' makes one
#' @param labels Names of the rows used, or NULL.
#' @noRd
new_fit <- function(answer, parts, response, link, settings, call, labels = NULL) {
  design <- parts$design
  names <- design$names
  dropped <- answer$dropped
  separation <- separation_of(answer, names)
  coefficients <- coefficients_of(answer, names, separation)
  vectors <- row_vectors(answer, design, response, link, labels)
  kept <- if (length(dropped)) seq_along(names)[-dropped] else seq_along(names)
  rank <- length(kept)
  kernel <- answer$figures[8L] + answer$figures[9L]
  counted <- counted_rows(length(vectors$y), response)
  saturated <- saturated_kernel(design, response)
  loglik <- kernel + response$lchoose
  factor <- factor_of(answer, names, kept, parts, vectors, response$empty, labels)
  fit <- list(
    coefficients = coefficients, residuals = vectors$residuals,
    fitted.values = vectors$fitted.values, effects = factor$effects,
    R = factor$R, rank = rank, qr = factor$qr, family = link_family(link),
    linear.predictors = vectors$linear.predictors, deviance = 2 * (saturated - kernel),
    aic = 2 * rank - 2 * loglik, null.deviance = 2 * (saturated - answer$null$kernel),
    iter = as.integer(answer$figures[1L]), weights = vectors$weights,
    prior.weights = vectors$prior.weights, df.residual = counted - rank,
    df.null = counted - as.integer(answer$null$intercept), y = vectors$y,
    converged = answer$converged, boundary = FALSE, call = call,
    control = glm_settings(settings), method = "glm.fit", offset = vectors$offset,
    contrasts = design$contrasts, xlevels = design$xlevels, event = response$event,
    outcome = response$outcome, loglik = loglik, loglik_kernel = kernel,
    null_loglik = answer$null$kernel + response$lchoose,
    std.error = standard_errors_of(answer, names, coefficients),
    cov.unscaled = covariance_of(answer, names, kept, coefficients, separation),
    aliased = relations_of(answer, names), convergence = convergence_of(answer, counted, names),
    separation = separation, settings = settings, link = link, assign = design$assign,
    version = fit_version)
  if (!is.null(separation)) fit <- test_infinite(fit, parts, response, answer)
  fit
}

# Rows as degrees of freedom count them: used, of positive weight; each as often as it was observed.
#' @noRd
counted_rows <- function(used, response) {
  if (response$freq) response$total else used - response$empty
}

# Of 0/1 rows the saturated model has likelihood 1.
#' @noRd
saturated_kernel <- function(design, response) {
  if (!response$groups) return(0)
  part <- function(p) ifelse(p > 0, p * log(p), 0)
  y <- used_of(design, response$y)
  w <- if (is.null(response$weights)) rep.int(1, length(y)) else used_of(design, response$weights)
  sum((w * (part(y) + part(1 - y)))[w > 0])
}

# NA where a column was dropped or cannot be told, Inf or -Inf along a direction of recession.
#' @noRd
coefficients_of <- function(answer, names, separation = separation_of(answer, names)) {
  out <- answer$coefficients
  names(out) <- names
  out[answer$dropped] <- NA_real_
  if (is.null(separation)) return(out)
  out[names(separation$infinite)] <- separation$infinite * Inf
  out[!answer$estimable & is.finite(out)] <- NA_real_
  out
}

#' @noRd
separation_of <- function(answer, names) {
  if (is.null(answer$direction)) return(NULL)
  direction <- answer$direction
  finite <- answer$coefficients
  names(direction) <- names(finite) <- names
  moved <- direction[direction != 0]
  list(finite = finite, direction = direction,
       infinite = sign(moved), rows = NULL, test = NULL)
}

#' @noRd
covariance_of <- function(answer, names, kept, coefficients, separation, asked = FALSE) {
  if (length(names) > covariance_limit && !asked) return(NULL)
  if (!is.null(separation)) kept <- kept[!is.na(coefficients[kept])]
  names <- names[kept]
  out <- if (is.null(answer$cov) || existence_open(answer)) {
    matrix(NA_real_, length(kept), length(kept))
  } else {
    if (length(kept) < ncol(answer$cov)) answer$cov[kept, kept, drop = FALSE] else answer$cov
  }
  if (!is.null(separation)) {
    none <- !answer$estimable[kept] | !is.finite(coefficients[kept])
    out[none, ] <- NA_real_
    out[, none] <- NA_real_
  }
  dimnames(out) <- list(names, names)
  out
}

# Whether a finite maximum exists was not decided: nothing of Wald's is given.
#' @noRd
existence_open <- function(answer) answer$overlap == 0L

#' @noRd
standard_errors_of <- function(answer, names, coefficients) {
  se <- answer$se
  names(se) <- names
  se[is.na(se) | !is.finite(coefficients) | existence_open(answer)] <- NA_real_
  se
}

#' @noRd
relations_of <- function(answer, names) {
  if (!length(answer$dropped)) return(list())
  out <- list()
  for (k in order(answer$dropped)) {
    relation <- answer$relation[, k]
    names(relation) <- names
    own <- answer$dropped[k]
    out[[names[own]]] <- relation[relation != 0 & seq_along(names) != own]
  }
  out
}

# ---- convergence -------------------------------------------------------------------------------

outcomes <- c("running", "converged", "separated", "steps", "stalled", "singular")

#' @noRd
convergence_of <- function(answer, rows, names) {
  f <- answer$figures
  narrow <- narrow_text(answer$narrow, names)
  list(converged = answer$converged, steps = as.integer(f[1L]), step = f[2L], needed = 2^-40,
       score = f[5L], overlap = overlaps[answer$overlap + 1L], worst = f[4L], condition = f[3L],
       inverse = f[10L], decrement = f[11L], narrow = narrow, kernel = answer$kernel,
       threads = answer$threads, largest_eta = f[6L], rows = rows, moved = answer$moved,
       message = switch(outcomes[answer$outcome + 1L],
                        steps = sprintf("the limit of %s was reached", plural(f[1L], "step")),
                        stalled = "no shorter step raises the likelihood",
                        singular = singular_text(narrow), ""))
}

#' @noRd
singular_text <- function(narrow) {
  paste0("the information is singular", if (nzchar(narrow)) paste0(", as ", narrow))
}

#' @noRd
narrow_text <- function(narrow, names) {
  if (!length(narrow) || narrow == 0L) return("")
  sprintf("%s is all but a combination of other columns", backticked(names[narrow]))
}

#' @noRd
overlaps <- c("undecided", "proved", "separated")

# ---- tests of infinite coefficients ------------------------------------------------------------

# A coefficient whose column may be left out at no cost is not infinite: some direction of
# recession leaves it alone. It is not estimable either. (Where that is true of every one, they
# share the blame.)
#' @noRd
test_infinite <- function(fit, parts, response, answer) {
  test <- infinite_tests(fit, parts, response, answer)
  if (is.null(test)) return(fit)
  undetermined <- test$term[test$chisq <= 1e-6]
  if (length(undetermined) == nrow(test)) undetermined <- character()
  fit$coefficients[undetermined] <- NA_real_
  known <- setdiff(rownames(fit$cov.unscaled), undetermined)
  if (length(fit$cov.unscaled)) fit$cov.unscaled <- fit$cov.unscaled[known, known, drop = FALSE]
  fit$separation$infinite <- fit$separation$infinite[
    setdiff(names(fit$separation$infinite), undetermined)]
  fit$separation$test <- test[!test$term %in% undetermined, , drop = FALSE]
  fit
}

# Operations above which a separated fit is not tested on the spot: seconds.
#' @noRd
tests_work <- 2e9

# Each infinite coefficient left out in turn: likelihood ratio tests stay valid. NULL where that
# would take long.
#' @noRd
infinite_tests <- function(fit, parts, response, answer) {
  terms <- names(fit$separation$infinite)
  if (length(terms) > 20L) terms <- terms[1:20]
  p <- as.double(length(fit$coefficients))
  if (length(terms) * p^2 * (length(fit$y) + p) > tests_work) return(NULL)
  kernels <- vapply(terms, function(term) {
    left_out <- names(fit$coefficients) == term
    left_out[answer$dropped] <- TRUE
    without <- answer_without(parts, left_out, response, fit, rows = FALSE)
    without$figures[8L] + without$figures[9L]
  }, 0)
  chisq <- pmax(0, 2 * (fit$loglik_kernel - kernels))
  data.frame(term = terms, chisq = chisq, df = 1L,
             p = stats::pchisq(chisq, 1, lower.tail = FALSE), row.names = NULL)
}
