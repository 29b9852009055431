# The contract: what a user does with a glm can be done with a fit of logistic(), with the same
# answer. Here: the data, the five kinds of fit, the reference, and how two answers are compared.
# The calls are in test-contract.R.

# ---- data --------------------------------------------------------------------------------------

contract_rows <- function(n) {
  age <- round(40 + 12 * rnorm(n))
  data <- data.frame(
    age, twice = 2 * age + 1, dose = round(exp(rnorm(n, 1, 0.6)), 2),
    diet = factor(sample(c("A", "B", "C"), n, TRUE)), sex = factor(sample(c("f", "m"), n, TRUE)),
    time = round(runif(n, 1, 4), 1), times = sample(1:3, n, TRUE), clinic = rep_len(1:12, n))
  effects <- c(A = 0, B = 0.6, C = -0.5)[as.character(data$diet)] + 0.4 * (data$sex == "m")
  data$chance <- plogis(-0.3 + 0.03 * (age - 40) + 0.5 * log(data$dose) + unname(effects) - 0.4)
  data
}

contract_data <- function() {
  set.seed(20230226)
  trial <- contract_rows(240)
  trial$event <- rbinom(240, 1, trial$chance)
  trial$outcome <- factor(trial$event, 0:1, c("no", "yes"))
  missing <- trial
  missing$age[c(3, 50, 51, 120, 200)] <- NA
  missing$event[c(7, 80)] <- NA
  grouped <- contract_rows(80)
  trials <- sample(5:30, 80, TRUE)
  grouped$ill <- rbinom(80, trials, grouped$chance)
  grouped$well <- trials - grouped$ill
  list(trial = trial, trial_missing = missing, trial_grouped = grouped,
       # the cell of men in diet C is empty, and `twice` says what `age` does
       trial_rank = trial[!(trial$diet == "C" & trial$sex == "m"), ])
}

# Tools look for a fit's data from wherever they are, so it is on the search path, as a user's is.
local_contract_data <- function(env = parent.frame()) {
  data <- contract_data()
  # marginaleffects counts on base R having it, as R 4.4 does
  if (getRversion() < "4.4") data$`%||%` <- function(x, y) if (is.null(x)) y else x
  attach(data, name = "contract_data", warn.conflicts = FALSE)
  do.call(on.exit, list(quote(detach("contract_data", character.only = TRUE)), add = TRUE),
          envir = env)
  invisible(data)
}

new_rows <- function() {
  data.frame(age = c(30, 41, 55), twice = c(61, 83, 111), dose = c(1, 2, 5),
             diet = factor(c("A", "C", "B"), c("A", "B", "C")),
             sex = factor(c("m", "f", "f"), c("f", "m")), time = c(1, 2, 3))
}

# ---- fits --------------------------------------------------------------------------------------

contract_variants <- list(
  "plain" = quote(fitter(outcome ~ age + log(dose) + diet + sex, family = binomial,
                         data = trial)),
  "rank-deficient" = quote(fitter(outcome ~ age + twice + log(dose) + diet * sex,
                                  family = binomial, data = trial_rank)),
  "offset and weights" = quote(fitter(event ~ age + log(dose) + diet + sex + offset(log(time)),
                                      family = binomial, data = trial, weights = times)),
  "na.exclude" = quote(fitter(event ~ age + log(dose) + diet + sex, family = binomial,
                              data = trial_missing, na.action = na.exclude)),
  "grouped" = quote(fitter(cbind(ill, well) ~ age + log(dose) + diet + sex, family = binomial,
                           data = trial_grouped)))

contract_fit <- function(variant) {
  call <- contract_variants[[variant]]
  call[[1L]] <- quote(logistic)
  suppressMessages(eval(call, globalenv()))
}

# glm, converged to rounding. One fit is not enough: its weights, and so its standard errors, are
# those of the step before the last; it is started again from its own answer. glm finds aliased
# columns by a tolerance of epsilon / 1000, so with a tiny epsilon it finds none.
contract_reference <- function(variant) {
  call <- contract_variants[[variant]]
  call[[1L]] <- quote(glm)
  epsilon <- if (variant == "rank-deficient") 1e-10 else 1e-14
  call$control <- bquote(list(epsilon = .(epsilon), maxit = 100))
  fit <- eval(call, globalenv())
  for (again in 1:3) {
    start <- coef(fit)
    call$start <- ifelse(is.na(start), 0, start)
    fit <- eval(call, globalenv())
  }
  fit$call$start <- NULL
  fit
}

# Code that makes fits itself, with `fitter` written as the name of the function that made `fit`.
in_words_of <- function(fit, code) {
  fitter <- as.name(if (inherits(fit, "logistic_fit")) "logistic" else "mock_glm")
  code <- do.call(substitute, list(substitute(code), list(fitter = fitter)))
  eval(code, parent.frame())
}

# The plain glm, for tools that read the text of the call, or that need the n x p factor and are
# not generic.
plain_glm <- function(fit) {
  if (inherits(fit, "logistic_fit")) getExportedValue("logistic", "as_glm")(fit) else fit
}

fit_data <- function(fit) eval(fit$call$data, globalenv())

# ---- calls -------------------------------------------------------------------------------------

# What is not said of a call by its function alone. `glm_fails`: the kinds of fit for which the
# call is an error on a glm; `glm_misleads`: those for which a glm's answer is wrong, or hangs on
# which of the aliased columns it dropped: ours is another, or an error that says so; `slow`: in the
# short form, only on the plain fit; `within`: the tolerance, where glm's answer has fewer digits.
but <- function(f, glm_fails = NULL, glm_misleads = NULL, slow = FALSE, within = 1e-6) {
  structure(list(f = f, glm_fails = glm_fails, glm_misleads = glm_misleads, slow = slow,
                 within = within), class = "but")
}

as_contract_call <- function(call) if (inherits(call, "but")) call else but(call)

on_cran <- function() !identical(Sys.getenv("NOT_CRAN"), "true")

# The value of a call, its warnings, or its error. Output goes nowhere, plots to no file.
answer_of <- function(f, fit) {
  warnings <- character()
  keep_warning <- function(w) {
    warnings <<- c(warnings, conditionMessage(w))
    invokeRestart("muffleWarning")
  }
  grDevices::pdf(NULL)
  device <- grDevices::dev.cur()
  on.exit(if (device %in% grDevices::dev.list()) grDevices::dev.off(device))
  # each warning each time, not once a session
  old <- options(rlib_warning_verbosity = "verbose", warn = 1)
  on.exit(options(old), add = TRUE)
  set.seed(1)
  utils::capture.output(value <- tryCatch(
    withCallingHandlers(suppressMessages(f(fit)), warning = keep_warning), error = identity))
  list(value = value, warnings = warnings)
}

# NULL when the call gives the same for both fits, else what differs.
contract_difference <- function(call, ours, reference, variant) {
  call <- as_contract_call(call)
  expected <- answer_of(call$f, reference)
  if (inherits(expected$value, "error")) {
    if (variant %in% call$glm_fails) return(NULL)
    return(paste("fails on a glm:", conditionMessage(expected$value)))
  }
  actual <- answer_of(call$f, ours)
  misleads <- variant %in% call$glm_misleads
  if (inherits(actual$value, "error")) {
    if (misleads && inherits(actual$value, "logistic_error")) return(NULL)
    return(paste("error:", conditionMessage(actual$value)))
  }
  if (misleads) return(NULL)
  new <- setdiff(plain_text(actual$warnings), plain_text(expected$warnings))
  if (length(new)) return(paste("warning that glm does not give:", new[1L]))
  first_difference(comparable(expected$value), comparable(actual$value), call$within)
}

expect_contract <- function(package, name, call, ours, reference, variant) {
  difference <- contract_difference(call, ours, reference, variant)
  testthat::expect(is.null(difference),
                   sprintf("%s | %s | %s | %s", package, name, variant, difference))
}

# ---- answers -----------------------------------------------------------------------------------

# The numbers and words of an answer, without calls, classes, functions and environments. A fit
# within an answer is its coefficients and deviance.
comparable <- function(x) {
  if (inherits(x, "formula")) return(plain_text(paste(deparse(x, 500L), collapse = " ")))
  if (is.function(x) || is.environment(x) || is.language(x)) return(NULL)
  if (is.list(x) && inherits(x, "lm")) {
    return(list(coefficients = coef(x), deviance = deviance(x)))
  }
  if (isS4(x)) return(comparable(sapply(slotNames(x), slot, object = x, simplify = FALSE)))
  if (is.factor(x)) x <- structure(as.character(x), names = names(x))
  if (inherits(x, "POSIXct")) return(NULL)
  if (is.list(x)) return(comparable_list(x))
  if (is.character(x)) x[] <- plain_text(x)
  attributes(x) <- attributes(x)[c("names", "dim", "dimnames")]
  x
}

comparable_list <- function(x) {
  rows <- if (is.data.frame(x)) row.names(x)
  names <- names(x)
  out <- lapply(unclass(x), comparable)
  attributes(out) <- NULL
  names(out) <- names
  if (!is.null(names)) out <- out[!names %in% c("call", "model_name", "Model")]
  if (is.null(rows)) out else c(out, list("row names" = rows))
}

# The name of the function and how the reference was converged are no part of an answer.
plain_text <- function(x) {
  x <- gsub("logistic\\(|mock_glm\\(", "glm(", x)
  x <- gsub("glm\\(formula = ", "glm(", x)
  gsub(", *control *= *list\\(epsilon *= *1e-1[04], *maxit *= *100\\)", "", x)
}

first_difference <- function(expected, actual, within, where = "") {
  if (is.null(expected)) return(NULL)
  at <- if (nzchar(where)) paste0(" in ", where) else ""
  if (is.list(expected)) return(list_difference(expected, actual, within, where, at))
  if (is.list(actual)) return(paste0("a list instead of a vector", at))
  if (is.character(expected)) return(text_difference(expected, actual, at))
  number_difference(expected, actual, within, at)
}

# All that glm's answer has, under its name; there may be more.
list_difference <- function(expected, actual, within, where, at) {
  if (!is.list(actual)) return(paste0(class(actual)[1L], " instead of a list", at))
  keys <- names(expected)
  if (is.null(keys) || anyDuplicated(keys) || !all(nzchar(keys))) {
    if (length(actual) != length(expected)) {
      return(sprintf("%d parts instead of %d%s", length(actual), length(expected), at))
    }
    keys <- seq_along(expected)
  }
  absent <- keys[is.character(keys) & !keys %in% names(actual)]
  absent <- absent[!vapply(expected[absent], is.null, NA)]
  if (length(absent)) return(sprintf("no %s%s", toString(absent), at))
  for (key in keys) {
    found <- first_difference(expected[[key]], actual[[key]], within,
                              paste0(where, if (nzchar(where)) "$", key))
    if (!is.null(found)) return(found)
  }
}

text_difference <- function(expected, actual, at) {
  if (length(actual) != length(expected)) {
    return(sprintf("%d strings instead of %d%s", length(actual), length(expected), at))
  }
  bad <- which(!mapply(identical, unname(expected), unname(as.character(actual))))[1L]
  if (!is.na(bad)) sprintf("\"%s\" instead of \"%s\"%s", actual[bad], expected[bad], at)
}

number_difference <- function(expected, actual, within, at) {
  size <- function(x) if (is.null(dim(x))) length(x) else dim(x)
  if (!is.numeric(actual) && !is.logical(actual) && !is.complex(actual)) {
    return(paste0(class(actual)[1L], " instead of numbers", at))
  }
  if (!identical(as.double(size(expected)), as.double(size(actual)))) {
    return(sprintf("%s values instead of %s%s", paste(size(actual), collapse = " x "),
                   paste(size(expected), collapse = " x "), at))
  }
  for (part in c("names", "dimnames")) {
    if (!identical(attr(expected, part), attr(actual, part))) {
      return(sprintf("%s %s instead of %s%s", part, some_text(attr(actual, part)),
                     some_text(attr(expected, part)), at))
    }
  }
  wrong <- which(!close(as.vector(expected), as.vector(actual), within))
  if (length(wrong)) {
    sprintf("%.9g instead of %.9g (value %d, of %d that differ)%s", actual[wrong[1L]],
            expected[wrong[1L]], wrong[1L], length(wrong), at)
  }
}

# Element by element, relative; a value that is nothing beside the others of its vector is noise.
close <- function(expected, actual, within) {
  expected <- as.double(expected)
  actual <- as.double(actual)
  finite <- is.finite(expected) & is.finite(actual)
  scale <- max(abs(expected[finite]), 0)
  same <- is.na(expected) == is.na(actual) & (is.na(expected) | expected == actual)
  near <- abs(expected - actual) <= within * abs(expected) + 1e-3 * within * scale + 1e-11
  ifelse(finite, near, same)
}

some_text <- function(x) {
  x <- unlist(x)
  if (is.null(x)) "none" else paste0("(", toString(utils::head(x, 3L)), " ...)")
}

# What a print says, less the call, which may take any number of lines, and the count of steps.
printed <- function(x) {
  lines <- utils::capture.output(x)
  start <- grep("^Call:", lines)
  if (length(start)) {
    end <- which(lines == "" & seq_along(lines) > start[1L])[1L]
    lines <- lines[-(start[1L]:end)]
  }
  lines <- lines[!grepl("Fisher Scoring|^glm\\(|^logistic\\(", lines)]
  trimws(lines[nzchar(lines)], "right")
}

# What a print says, where the call may be broken into lines anywhere.
unwrapped <- function(x) {
  gsub("[[:space:]]+", " ", paste(utils::capture.output(x), collapse = " "))
}

# What a ggplot draws.
drawn <- function(plot) {
  lapply(seq_along(plot$layers), function(i) {
    data <- ggplot2::layer_data(plot, i)
    data[intersect(names(data), c("x", "y", "xmin", "xmax", "ymin", "ymax"))]
  })
}
