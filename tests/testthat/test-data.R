# The totals that the sources print.

test_that("the data sets of three and more categories hold what their sources print", {
  foods <- c("fish", "invertebrate", "reptile", "bird", "other")
  expect_equal(unname(colSums(alligators[foods])), c(94, 61, 19, 13, 32))
  expect_equal(c(tapply(rowSums(alligators[foods]), alligators$lake, sum)),
               c(George = 63, Hancock = 55, Oklawaha = 48, Trafford = 53))
  expect_equal(tabulate(impairment$impairment), c(12, 12, 7, 9))
  expect_equal(mean(impairment$life), 4.275)
  expect_equal(rowSums(cheese[-1]), rep(52, 4))
  expect_equal(unname(colSums(pneumoconiosis[-1])), c(289, 38, 44))
  expect_equal(tabulate(wine$rating), c(5, 22, 26, 12, 7))
  expect_true(is.ordered(impairment$impairment) && is.ordered(wine$rating))
})
