# Makes category-coefficients.csv and category-fits.csv: the maximum likelihood answers of
# category_fits() in 640-bit arithmetic. Run in the package's directory:
# Rscript tests/testthat/known-answers/make-category-references.R [names of fits, to try only]
# Needs Rmpfr and MASS; compares with nnet, and with ordinal where it is installed. Standard errors
# are those of the observed information. Columns as in make-references.R.
# The models: multinomial log P(k)/P(reference) = x'b_k + offset_k - offset_reference; cumulative
# g(P(Y <= k)) = (threshold_k - x'b - offset) / exp(z'c); adjacent log P(k)/P(k + 1) = threshold_k -
# x'b - offset; continuation g(P(Y = k | Y >= k)) = threshold_k - x'b - offset; with b_k in place of
# b where slopes are not parallel.
source("tests/testthat/known-answers/multiple-precision-categories.R")

# The log-likelihood that another package reaches, where it has the model.
rival_kernel <- function(fit) {
  arguments <- fit$arguments
  known <- c("link", "scale", "weights", "freq", "contrasts", "reference")
  if (!all(names(arguments) %in% known)) return(NA)
  data <- fit$data(own)
  frame <- model.frame(fit$formula, data)
  weight <- if (is.null(arguments$freq)) arguments$weights else arguments$freq
  cell <- cells(model.response(frame),
                if (is.null(weight)) rep(1, nrow(data)) else eval(weight, data))
  data <- data[cell$row, , drop = FALSE]
  data$.y <- ordered(cell$category)
  data$.w <- cell$weight
  formula <- update(fit$formula, .y ~ .)
  call <- if (fit$model == "multinomial") {
    quote(nnet::multinom(formula, data, weights = .w, trace = FALSE, maxit = 1000, reltol = 1e-12))
  } else if (length(cell$levels) > 2 && requireNamespace("ordinal", quietly = TRUE)) {
    as.call(c(quote(ordinal::clm), formula, list(data = quote(data), weights = quote(.w)),
              arguments[intersect(names(arguments), c("link", "scale"))]))
  }
  if (is.null(call)) return(NA)
  tryCatch(as.numeric(logLik(suppressWarnings(eval(call)))), error = function(e) NA)
}

category_answer <- function(fit) {
  clock <- proc.time()[[3]]
  task <- category_problem(fit)
  at <- maximum(task)
  stored <- text(at$estimate, 60)
  rows <- row_derivatives(task, predictors(task, mpfr(stored, bits)))
  worst <- max(abs(forward(at$factor, category_score(task, rows$first))))
  stopifnot(worst < 1e-40)
  se <- standard_errors(at$factor)
  best <- kernel(task, at$estimate)
  loglik <- if (!is.null(task$constant)) best + task$constant
  deviance <- 2 * (task$saturated - best)
  cat(sprintf("%-26s %d steps, score %.0e, largest %.3g, kernel %.6f, rival %+.0e, %.0f s\n",
              fit$name, at$steps, asNumeric(worst), max(abs(asNumeric(at$estimate))),
              asNumeric(best), rival_kernel(fit) - asNumeric(best), proc.time()[[3]] - clock))
  list(
    coefficients = data.frame(
      fit = fit$name, term = task$terms, estimate = stored, se = text(se, 30),
      estimate_double = hexadecimal(at$estimate), se_double = hexadecimal(se)),
    fits = data.frame(
      fit = fit$name, loglik = text(loglik, 30), kernel = text(best, 30),
      deviance = text(deviance, 30), loglik_double = hexadecimal(loglik),
      kernel_double = hexadecimal(best), deviance_double = hexadecimal(deviance))
  )
}

chosen <- commandArgs(TRUE)
fits <- category_fits()
answers <- parallel::mclapply(if (length(chosen)) fits[chosen] else fits, category_answer,
                              mc.cores = 2, mc.preschedule = FALSE)
failed <- vapply(answers, inherits, NA, what = "try-error")
if (any(failed)) warning("no answer for ", toString(names(answers)[failed]), immediate. = TRUE)
answers <- answers[!failed]
if (!length(chosen)) {
  for (part in c("coefficients", "fits")) {
    table <- do.call(rbind, unname(lapply(answers, `[[`, part)))
    write.csv(table, file.path("tests/testthat/known-answers", paste0("category-", part, ".csv")),
              row.names = FALSE)
  }
}
