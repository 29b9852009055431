# The link: from glm's `family`, from `link`, or from both when they agree.

test_that("family gives the link as function, object or name", {
  expect_identical(binomial_link(), "logit")
  expect_identical(binomial_link(binomial), "logit")
  expect_identical(binomial_link("binomial"), "logit")
  for (link in c("logit", "probit", "cloglog", "cauchit")) {
    expect_identical(binomial_link(binomial(link)), link)
    expect_identical(binomial_link(NULL, link), link)
  }
  expect_identical(binomial_link(link_family("loglog")), "loglog")
})

test_that("family and link may not contradict each other", {
  expect_identical(binomial_link(binomial, "probit"), "probit")
  expect_identical(binomial_link(binomial("probit"), "probit"), "probit")
  expect_error(binomial_link(binomial("probit"), "cloglog"), class = "logistic_error_family")
})

test_that("other families, links and things that are no family are errors that say so", {
  says <- function(expr, text, class = "logistic_error_family") {
    expect_error(expr, text, fixed = TRUE, class = class)
  }
  says(binomial_link(poisson), "`family` must be binomial, not poisson.")
  says(binomial_link(gaussian()), "`family` must be binomial, not gaussian.")
  says(binomial_link(quasibinomial), "not quasibinomial: logistic() fits by maximum likelihood")
  says(binomial_link(binomial("log")),
       "must be one of \"logit\", \"probit\", \"cloglog\", \"loglog\"")
  says(binomial_link("no such family"), "`family` must be binomial, not \"no such family\".")
  says(binomial_link(3), "`family` must be binomial, not 3.")
  says(binomial_link(mean), "`family` must be binomial, not a function.")
  says(binomial_link(NULL, "logg"), "`link` must be one of", "logistic_error_argument")
})

test_that("the family of each link is a binomial whose functions fit together", {
  eta <- seq(-3, 3, by = 0.25)
  for (link in link_names()) {
    family <- link_family(link)
    expect_s3_class(family, "family")
    expect_identical(c(family$family, family$link), c("binomial", link))
    mu <- family$linkinv(eta)
    expect_true(all(mu > 0 & mu < 1 & c(TRUE, diff(mu) > 0)), label = link)
    expect_equal(family$linkfun(mu), eta, tolerance = 1e-10, label = link)
    slope <- (family$linkinv(eta + 1e-5) - family$linkinv(eta - 1e-5)) / 2e-5
    expect_equal(family$mu.eta(eta), slope, tolerance = 1e-8, label = link)
  }
})

test_that("loglog is cloglog of the other outcome", {
  eta <- seq(-4, 4, by = 0.5)
  loglog <- link_family("loglog")
  expect_equal(loglog$linkinv(eta), 1 - link_family("cloglog")$linkinv(-eta), tolerance = 1e-14)
  expect_equal(loglog$linkinv(1), exp(-exp(-1)), tolerance = 1e-15)
  expect_identical(loglog$linkinv(c(-800, 800)), c(0, 1))
  expect_identical(loglog$mu.eta(c(-800, 800)), c(0, 0))
})
