test_that("links agree with their families, and both sides sum to 1", {
  eta <- seq(-6, 3, 0.25)
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    m <- link_means(link, eta)
    family <- mock_family(link)
    expect_equal(m$mean, family$linkinv(eta), tolerance = 1e-13)
    expect_equal(m$slope, family$mu.eta(eta), tolerance = 1e-13)
    expect_equal(m$mean + m$complement, rep(1, length(eta)), tolerance = 1e-15)
    expect_equal(m$log_mean, log(m$mean), tolerance = 1e-10)
    expect_equal(m$log_complement, log(m$complement), tolerance = 1e-10)
  }
})

test_that("no floor in the tails", {
  expect_equal(link_means("logit", -700)$mean, exp(-700), tolerance = 1e-14)
  expect_equal(link_means("cloglog", -60)$mean, exp(-60), tolerance = 1e-14)
  expect_equal(link_means("loglog", 60)$complement, exp(-60), tolerance = 1e-14)
  expect_equal(link_means("logit", c(-Inf, Inf))$mean, c(0, 1))
  expect_equal(link_means("cloglog", c(-Inf, Inf))$slope, c(0, 0))
})
