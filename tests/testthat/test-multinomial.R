test_that("a reference is the first category or the one asked for", {
  first <- multinomial(race ~ age, birthweight)
  other <- multinomial(race ~ age, birthweight, reference = "other")
  expect_identical(first$reference, "white")
  expect_identical(rownames(coef(other)), c("white", "black"))
  expect_equal(coef(other)["black", ], coef(first)["black", ] - coef(first)["other", ],
               tolerance = 1e-12)
  expect_equal(other$loglik, first$loglik, tolerance = 1e-13)
})

test_that("offsets are vectors, or a column for each category but the reference, or for each", {
  d <- birthweight
  d$o <- d$age / 20
  vector <- multinomial(race ~ lwt, d, offset = o)
  inside <- multinomial(race ~ lwt + offset(o), d)
  wide <- multinomial(race ~ lwt, d, offset = cbind(0, o, o))
  others <- multinomial(race ~ lwt, d, offset = cbind(o, o))
  for (fit in list(inside, wide, others)) {
    expect_equal(coef(fit), coef(vector), tolerance = 1e-12)
    expect_equal(fit$loglik, vector$loglik, tolerance = 1e-13)
  }
  moved <- multinomial(race ~ lwt, d, offset = cbind(5, 5 + o, 5 + o))
  expect_equal(coef(moved), coef(vector), tolerance = 1e-12)
  expect_error(multinomial(race ~ lwt, d, offset = cbind(o, o, o, o)),
               class = "logistic_error_offset")
  null <- multinomial(race ~ 1, d, offset = o)
  expect_equal(vector$null_loglik, null$loglik, tolerance = 1e-12)
})

test_that("separation is named, its limit is that of the saturated table", {
  d <- data.frame(g = gl(2, 30), y = factor(c(rep(1:3, 10), rep(1:2, 15))))
  expect_warning(fit <- multinomial(y ~ g, d), "3:g2", class = "logistic_warning_separation")
  expect_identical(coef(fit)["3", "g2"], -Inf)
  expect_equal(fit$loglik, -30 * log(3) - 30 * log(2), tolerance = 1e-12)
  expect_equal(unname(fitted(fit)[60, ]), c(0.5, 0.5, 0), tolerance = 1e-12)
  expect_true(is.na(fit$std.error[["3:g2"]]))
  expect_equal(fit$std.error[["2:(Intercept)"]], sqrt(2 / 10), tolerance = 1e-10)
})

test_that("a start never changes the answer", {
  fit <- multinomial(race ~ age + smoke, birthweight)
  again <- multinomial(race ~ age + smoke, birthweight, start = coef(fit) * 1.1)
  expect_equal(coef(again), coef(fit), tolerance = 1e-12)
})

test_that("threads give the same bits, and many rows a start from a sample", {
  set.seed(4)
  d <- data.frame(x = rnorm(70000), z = rnorm(70000))
  d$y <- factor(max.col(cbind(0, d$x, d$z) - log(-log(matrix(runif(210000), 70000)))))
  one <- multinomial(y ~ x + z, d, control = list(threads = 1))
  two <- multinomial(y ~ x + z, d, control = list(threads = 2))
  expect_identical(coef(one), coef(two))
  expect_identical(vcov(one), vcov(two))
  pooled <- multinomial(y ~ x + z, d, start = 0 * coef(one)) # no sample
  expect_equal(coef(pooled), coef(one), tolerance = 1e-13)
  expect_lt(one$iter, pooled$iter)
})
