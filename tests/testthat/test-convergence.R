test_that("convergence() returns what was reached and prints it", {
  fit <- mock_fit(low ~ age + lwt + race + smoke, birth_weights())
  x <- convergence(fit)
  expect_identical(x$overlap, "proved")
  expect_snapshot(x)
  expect_error(convergence(1), class = "logistic_error_type")
})

test_that("doubts are printed", {
  fit <- mock_fit(low ~ age, birth_weights())
  fit$convergence[c("converged", "overlap", "message")] <- list(FALSE, "undecided",
                                                                "The step limit was reached.")
  fit$convergence$digits[] <- c(3L, NA)
  expect_snapshot(convergence(fit))
})
