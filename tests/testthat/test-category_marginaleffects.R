test_that("a moved coefficient moves predictions, by its place among those estimated", {
  d <- weight_data()
  for (fit in c(kinds_of_fits(d), suppressMessages(list(
    multinomial(weight ~ lwt + age + mixed, d), ordinal(weight ~ lwt + age + mixed, d))))) {
    beta <- get_coef.category_fit(fit)
    expect_false(anyNA(beta))
    expect_identical(dimnames(get_vcov.category_fit(fit)), list(names(beta), names(beta)))
    moved <- set_coef.category_fit(fit, beta + 0.01)
    expect_identical(get_coef.category_fit(moved), beta + 0.01)
    by_name <- set_coef.category_fit(fit, beta[2L] + 0.5)
    expect_equal(get_coef.category_fit(by_name)[[2L]], beta[[2L]] + 0.5)
    long <- get_predict.category_fit(moved, d[3:5, ], type = "probs")
    expect_identical(names(long), c("rowid", "group", "estimate"))
    expect_identical(levels(long$group), levels(d$weight))
    expect_identical(levels(long$group), get_group_names.category_fit(fit))
    p <- predict(moved, d[3:5, ])
    expect_equal(long$estimate, unname(p[cbind(long$rowid, match(long$group, colnames(p)))]))
    expect_null(get_vcov.category_fit(fit, FALSE))
  }
  latent <- get_predict.category_fit(fit, cbind(d[3:5, ], rowid = 7:9), type = "latent")
  expect_identical(latent$rowid, 7:9)
})

# The package needs R 4.4; what it reads of a fit is held above, everywhere.
with_marginaleffects <- exists("%||%") && nzchar(system.file(package = "marginaleffects")) &&
  nzchar(system.file(package = "nnet"))

if (with_marginaleffects) test_that("slopes and comparisons are those of multinom and polr", {
  of <- function(name) getExportedValue("marginaleffects", name)
  d <- weight_data()
  d$y <- factor(d$weight, ordered = FALSE)
  pairs <- list(
    list(ordinal(weight ~ race + lwt, d), MASS::polr(weight ~ race + lwt, d, Hess = TRUE)),
    list(multinomial(y ~ race + lwt, d),
         nnet::multinom(y ~ race + lwt, d, trace = FALSE, reltol = 1e-15, maxit = 1000)))
  for (pair in pairs) {
    for (f in list(of("avg_slopes"), of("avg_comparisons"),
                   function(fit) of("avg_predictions")(fit, by = "race"))) {
      tables <- lapply(pair, function(fit) as.data.frame(f(fit)))
      expect_equal(tables[[1L]]$estimate, tables[[2L]]$estimate, tolerance = 1e-4)
      expect_equal(tables[[1L]]$std.error, tables[[2L]]$std.error, tolerance = 5e-3)
    }
  }
})
