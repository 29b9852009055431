# Can two categories of a multinomial model be told apart by its predictors?

#' Tests whether categories of a multinomial model are indistinguishable
#'
#' For each pair of categories: are all coefficients of their log ratio, but the intercept, 0? Then
#' the predictors do not tell one from the other, and they may be combined without loss
#' (Anderson 1984; Long and Freese 2014, section 8.4). `"lr"` fits the model in which the two
#' equations have the same slopes, `"wald"` needs no other fit.
#'
#' The hypothesis comes from the question, not from the table: to combine the categories of the
#' largest p of many pairs is a selection by the data, and tests after it are too favourable.
#'
#' @param fit A fit of [multinomial()].
#' @param method `"lr"` or `"wald"`.
#' @return A data frame of class `"category_tests"` with a row for each pair: `pair`, `chisq`, `df`,
#'   `p`.
#' @section Errors:
#' `logistic_error_argument` for a fit without predictors, or not of [multinomial()].
#' @seealso [multinomial()], [equation_tests()], [iia_test()].
#' @references
#' Anderson JA (1984). Regression and ordered categorical variables. *Journal of the Royal
#' Statistical Society B* 46, 1-30. \doi{10.1111/j.2517-6161.1984.tb01270.x}
#'
#' Long JS, Freese J (2014). *Regression Models for Categorical Dependent Variables Using Stata*,
#' 3rd edition. Stata Press.
#' @examples
#' fit <- multinomial(cbind(fish, invertebrate, reptile, bird, other) ~ lake + size, alligators)
#' collapse_test(fit)
#' @export
collapse_test <- function(fit, method = c("lr", "wald")) {
  check_category_fit(fit, "multinomial_fit", "multinomial()")
  check_formula_fit(fit, "collapse_test()")
  method <- match_choice(method)
  if (all(column_terms(fit) == 0L)) stop_argument("fit", "a fit with predictors", "one without")
  pairs <- level_pairs(fit)
  tests <- (if (method == "wald") collapse_wald else collapse_ratio)(fit, pairs)
  names <- paste(fit$lev[pairs[1L, ]], "/", fit$lev[pairs[2L, ]])
  table <- tests_table(names, tests[1L, ], tests[2L, ])
  names(table)[1L] <- "pair"
  new_category_tests(table, paste0("Same slopes, ", if (method == "lr") "LR" else "Wald"),
                     corner = TRUE)
}

#' Pairs of levels, the later one of the data's order first
#' @noRd
level_pairs <- function(fit) {
  pairs <- utils::combn(length(fit$lev), 2L)
  matrix(fit$observed_order[pairs[2:1, ]], 2L)
}

#' Where the slopes of a level stand among the coefficients; the reference has none
#' @noRd
level_slopes <- function(fit, level) {
  if (level == 1L) return(integer())
  category_layout(fit)$at[column_terms(fit) != 0L, level - 1L]
}

#' @noRd
collapse_wald <- function(fit, pairs) {
  estimate <- fit$coefficients
  used <- which(!is.na(estimate))
  cov <- stats::vcov(fit, complete = FALSE)
  vapply(seq_len(ncol(pairs)), function(k) {
    map <- ratio_map(fit, pairs[2:1, k])[column_terms(fit) != 0L, used, drop = FALSE]
    map <- map[rowSums(map != 0) > 0, , drop = FALSE]
    difference <- map %*% estimate[used]
    c(quadratic_form(map %*% cov %*% t(map), difference), nrow(map))
  }, c(0, 0))
}

#' @noRd
collapse_ratio <- function(fit, pairs) {
  plan <- plan_of_fit(fit)
  tests <- vapply(seq_len(ncol(pairs)), function(k) {
    first <- match(level_slopes(fit, pairs[1L, k]), plan$at)
    second <- match(level_slopes(fit, pairs[2L, k]), plan$at)
    smaller <- plan_answer(same_coefficients(plan, first[!is.na(first)], second[!is.na(second)]))
    c(2 * (fit$loglik_kernel - smaller$kernel), fit$rank - smaller$rank)
  }, c(0, 0))
  if (anyNA(tests[1L, ])) warn_refits(list(list(deviance = NA_real_)))
  tests
}

#' The plan with the coefficients `second` equal to `first`, or 0 where one of them is empty
#' @noRd
same_coefficients <- function(plan, first, second) {
  gone <- if (length(second)) second else first
  if (length(first) && length(second)) {
    merge <- function(map, rename) {
      columns <- map_columns(map)
      columns[first] <- Map(function(a, b) merged_entries(a, rename(b)), columns[first],
                            columns[second])
      columns_map(columns)
    }
    plan$transform$T <- merge(plan$transform$T, identity)
    # a column is centred by others: by those that take their place
    plan$transform$U <- merge(plan$transform$U, function(column) {
      moved <- match(column$i + 1L, second)
      column$i <- ifelse(is.na(moved), column$i, first[moved] - 1L)
      column
    })
  }
  fewer_coefficients(plan, seq_along(plan$design$names) %in% gone)
}

#' Entries of both, each place once
#' @noRd
merged_entries <- function(a, b) {
  new <- !b$i %in% a$i
  i <- c(a$i, b$i[new])
  order <- order(i)
  list(i = as.integer(i[order]), x = c(a$x, b$x[new])[order])
}
