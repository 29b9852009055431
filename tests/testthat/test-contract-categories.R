# The contract of multinomial and ordinal fits with R's ecosystem: each call of the table in
# helper-contract-categories.R gives what it gives for a fit of nnet's multinom, MASS's polr or
# ordinal's clm.

is_there <- function(package) requireNamespace(package, quietly = TRUE)

check_category_contract <- function(twin, table) {
  local_category_trial()
  calls <- category_twins[[twin]]
  ours <- eval(calls$ours, globalenv())
  theirs <- eval(calls$theirs, globalenv())
  for (group in names(table)) {
    for (name in names(table[[group]])) {
      row <- table[[group]][[name]]
      if (inherits(row, "contract_exempt")) next
      if (!all(vapply(row_packages(row), is_there, NA))) next
      difference <- category_difference(row, ours, theirs)
      testthat::expect(is.null(difference),
                       sprintf("%s | %s | %s | %s", group, name, twin, difference))
    }
  }
}

for (twin in names(category_contract)) {
  test_that(paste("what holds of", twin, "holds of ours"), {
    skip_on_cran()
    skip_if_not_installed(category_twins[[twin]]$package)
    there <- vapply(names(category_contract[[twin]]), is_there, NA)
    check_category_contract(twin, category_contract[[twin]][there])
    check_category_contract(twin, category_method_contract[[twin]])
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
