test_that("a package that is missing is named, with who needs it", {
  error <- expect_refused(need_package("no.such.package", "features_matrix()"), "package",
                          "features_matrix() needs package no.such.package")
  expect_identical(error$package, "no.such.package")
  expect_silent(need_package("stats", "nobody()"))
})
