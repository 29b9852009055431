# The contract of multinomial and ordinal fits with R's ecosystem: each call of the table in
# helper-contract-categories.R gives what it gives for a fit of nnet's multinom, MASS's polr or
# ordinal's clm.

check_category_contract <- function(twin, table, installed_only = TRUE) {
  local_category_trial()
  calls <- category_twins[[twin]]
  ours <- eval(calls$ours, globalenv())
  theirs <- eval(calls$theirs, globalenv())
  for (package in names(table)) {
    if (installed_only && !requireNamespace(package, quietly = TRUE)) next
    for (name in names(table[[package]])) {
      row <- table[[package]][[name]]
      if (inherits(row, "contract_exempt")) next
      difference <- category_difference(row, ours, theirs)
      testthat::expect(is.null(difference),
                       sprintf("%s | %s | %s | %s", package, name, twin, difference))
    }
  }
}

# What is pending is run where it is asked for.
if (identical(Sys.getenv("LOGISTIC_PENDING_TESTS"), "true")) {
  for (twin in names(pending_category_contract)) {
    test_that(paste("what is pending of", twin), {
      check_category_contract(twin, pending_category_contract[[twin]], installed_only = FALSE)
    })
  }
}

for (twin in names(category_contract)) {
  test_that(paste("what holds of", twin, "holds of ours"), {
    skip_on_cran()
    skip_if_not_installed(category_twins[[twin]]$package)
    check_category_contract(twin, category_contract[[twin]])
  })
}

test_that("an exemption says why, and where ours is tested", {
  rows <- unlist(lapply(category_contract, unlist, recursive = FALSE), recursive = FALSE)
  rows <- Filter(function(x) inherits(x, "contract_exempt"), rows)
  expect_gt(length(rows), 0L)
  for (row in rows) {
    expect_true(nzchar(row$why))
    if (row$test != "none") expect_true(file.exists(paste0(row$test, ".R")), info = row$test)
  }
})
