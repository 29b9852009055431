# The stored answers for three and more categories, among themselves: models that are the same have
# the same answers.
answers <- read_category_references()

stored <- function(name) {
  rows <- answers$coefficients[answers$coefficients$fit == name, ]
  stats::setNames(rows$estimate, rows$term)
}

stored_fit <- function(name) answers$fits[answers$fits$fit == name, ]

test_that("the list is long and varied enough, and every fit has its reference", {
  fits <- category_fits()
  named <- function(argument) unlist(lapply(fits, function(fit) fit$arguments[[argument]]))
  expect_gte(sum(vapply(fits, function(fit) fit$model, "") == "multinomial"), 20)
  expect_gte(sum(vapply(fits, function(fit) fit$model, "") == "ordinal"), 40)
  expect_setequal(named("link"), c("probit", "cloglog", "loglog", "cauchit"))
  expect_setequal(named("type"), c("adjacent", "continuation"))
  expect_setequal(names(fits), answers$fits$fit)
  expect_setequal(names(fits), answers$coefficients$fit)
  expect_false(anyNA(answers$coefficients))
  expect_false(anyDuplicated(answers$coefficients[c("fit", "term")]) > 0)
})

test_that("stored answers do not depend on the reference or on the intercept's coding", {
  kernels <- vapply(c("alligators", "alligators-other", "alligators-means"),
                    function(name) stored_fit(name)$kernel, 0)
  expect_equal(unname(diff(kernels)), c(0, 0), tolerance = 1e-15)
  fish <- stored("alligators")
  other <- stored("alligators-other")
  expect_equal(other[["bird:lakeHancock"]],
               fish[["bird:lakeHancock"]] - fish[["other:lakeHancock"]], tolerance = 1e-14)
  expect_equal(other[["fish:sizesmall"]], -fish[["other:sizesmall"]], tolerance = 1e-15)
})

test_that("two stored categories are the binary fit", {
  binary <- read_references()
  rows <- binary$coefficients[binary$coefficients$fit == "birthweight-23", ]
  expect_equal(unname(stored("weight-binary")), rows$estimate, tolerance = 1e-15)
  turned <- stored("weight-continuation-binary")
  expect_equal(unname(turned), rows$estimate * c(-1, 1, 1, 1), tolerance = 1e-15)
  expect_equal(stored_fit("weight-binary")$kernel,
               binary$fits$kernel[binary$fits$fit == "birthweight-23"], tolerance = 1e-15)
})

test_that("stored cumulative and continuation cloglog models are the same model", {
  cumulative <- stored("wine-cloglog")
  steps <- stored("wine-continuation-cloglog")
  expect_equal(unname(log(cumsum(exp(steps[1:4])))), unname(cumulative[1:4]), tolerance = 1e-14)
  expect_equal(steps[5:6], cumulative[5:6], tolerance = 1e-15)
  expect_equal(stored_fit("wine-cloglog")$kernel, stored_fit("wine-continuation-cloglog")$kernel,
               tolerance = 1e-15)
})

test_that("a stored cumulative model with one factor of free slopes has the counts' proportions", {
  counts <- unclass(table(wine$contact, wine$rating))
  cumulated <- t(apply(prop.table(counts, 1), 1, cumsum))[, 1:4]
  cuts <- paste(1:4, 2:5, sep = "|")
  expect_equal(unname(stored("wine-contact")[cuts]), unname(qlogis(cumulated["no", ])),
               tolerance = 1e-14)
  expect_equal(unname(stored("wine-contact")[paste0(cuts, ":contactyes")]),
               unname(qlogis(cumulated["no", ]) - qlogis(cumulated["yes", ])), tolerance = 1e-14)
})

test_that("stored answers print as Agresti's and McCullagh and Nelder's tables do", {
  expect_printed(stored("impairment"),
                 c("-0.2819", "1.2128", "2.2094", "0.3189", "-1.1112"))
  expect_printed(stored("miners"), c("9.676", "10.582", "2.597"))
  expect_printed(tail(stored("cheese"), 3), c("-1.613", "-4.965", "-3.323"))
  expect_printed(stored_fit("cheese")$deviance, "20.31")
})
