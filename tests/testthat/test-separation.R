# Existence of a finite maximum: never "proved" when the data are separated, never "separated" when
# they overlap.

quiet_fit <- function(...) suppressMessages(suppressWarnings(logistic(...)))

# A random design separated by construction: (2y - 1) x'd >= 0 in every row, > 0 in some. Small
# whole numbers make the certificate exact; `form` chooses complete, quasi or one class.
separated_design <- function(form) {
  n <- sample(8:60, 1)
  p <- sample(1:4, 1)
  x <- matrix(sample(-3:3, n * p, TRUE), n, p)
  d <- sample(c(-2, -1, 1, 2), p, TRUE)
  shift <- sample(-1:1, 1)
  side <- drop(x %*% d) + shift
  y <- as.numeric(side > 0)
  on <- side == 0
  if (form == "quasi") {
    y[on] <- rep_len(0:1, sum(on))
  } else if (form == "complete") {
    x <- x[!on, , drop = FALSE]
    y <- y[!on]
    side <- side[!on]
  } else {
    y[] <- sample(0:1, 1)
    side <- rep(2 * y[1] - 1, n)
  }
  stopifnot(all((2 * y - 1) * side >= 0))
  if (!any(side != 0)) return(separated_design(form))
  scale <- 10^sample(-3:3, p, TRUE)
  list(x = cbind(1, x %*% diag(scale, p)), y = y)
}

test_that("of 1,000 random separated designs none is called proved", {
  set.seed(20240)
  links <- c("logit", "probit", "cloglog", "loglog", "cauchit")
  found <- character()
  for (i in 1:1000) {
    made <- separated_design(c("quasi", "complete", "one class")[i %% 3 + 1])
    link <- if (i <= 700) "logit" else links[i %% 5 + 1]
    fit <- quiet_fit(x = made$x, y = made$y, link = link)
    found[i] <- fit$convergence$overlap
    if (found[i] != "separated") {
      expect_true(all(is.na(fit$std.error)), info = paste(i, link))
    }
  }
  expect_identical(sum(found == "proved"), 0L)
  expect_gte(mean(found[1:700] == "separated"), 0.95)
  expect_gte(mean(found == "separated"), 0.9)
})

# Overlap by construction: every row stands with both outcomes.
test_that("overlapped designs are proved, under every link", {
  set.seed(31)
  for (i in 1:200) {
    n <- sample(10:50, 1)
    p <- sample(1:3, 1)
    x <- cbind(1, matrix(rnorm(n * p), n) %*% diag(10^sample(-3:3, p, TRUE), p))
    y <- rbinom(n, 1, 0.5)
    link <- c("logit", "probit", "cloglog", "loglog", "cauchit")[i %% 5 + 1]
    fit <- quiet_fit(x = rbind(x, x), y = c(y, 1 - y), weights = rep(c(5, 1), each = n),
                     link = link)
    expect_identical(fit$convergence$overlap, "proved", info = paste(i, link))
    expect_true(all(is.finite(fit$std.error)), info = paste(i, link))
  }
})

# The far row is fitted perfectly and the others decide, or it holds the slope near 0.
test_that("one far row does not look like separation, and does not blur the others", {
  near <- c(-2, -1, 1, 2)
  for (y in list(c(0, 1, 0, 1, 1), c(1, 0, 1, 0, 1), c(0, 1, 0, 1, 0), c(1, 1, 0, 1, 0))) {
    for (far in c(10^(c(3, 6, 8, 9, 10, 12)), -1e9)) {
      fit <- quiet_fit(y ~ x, data.frame(x = c(near, far), y))
      info <- paste(c(y, far), collapse = " ")
      expect_identical(fit$convergence$overlap, "proved", info = info)
      eta <- coef(fit)[[1L]] + coef(fit)[[2L]] * c(near, far)
      residual <- ifelse(y == 1, plogis(-eta), -plogis(eta))
      score <- c(sum(residual), sum(residual * c(near, far)))
      expect_lt(max(abs(vcov(fit) %*% score) / sqrt(diag(vcov(fit)))), 1e-7, label = info)
    }
  }
  alone <- logistic(y ~ x, data.frame(x = near, y = c(0, 1, 0, 1)))
  fit <- quiet_fit(y ~ x, data.frame(x = c(near, 1e9), y = c(0, 1, 0, 1, 1)))
  expect_equal(coef(fit), coef(alone), tolerance = 1e-12)
  expect_equal(vcov(fit), vcov(alone), tolerance = 1e-10)
  # beyond what double tells apart it may be undecided, never separated
  for (far in 10^(13:17)) {
    expect_null(quiet_fit(y ~ x, data.frame(x = c(near, far), y = c(0, 1, 0, 1, 1)))$separation)
  }
})

# A balanced near part: the far row moves on by 1 a step along its tail, while its gain is below the
# rounding of the value. The slope t / far solves 10 t / (4 far) = far / (1 + exp(t)).
test_that("a tail that gains less than the value shows is followed to its end", {
  for (far in c(1e6, 1e8, 1e9, -1e9)) {
    d <- data.frame(x = c(-2, -1, 1, 2, far), y = c(0, 1, 1, 0, 1))
    fit <- quiet_fit(y ~ x, d)
    size <- abs(far)
    near <- function(t) t - log(size^2 / (2.5 * t))
    t <- uniroot(near, c(1, 100), tol = 1e-14)$root
    expect_identical(fit$convergence$overlap, "proved", info = far)
    expect_equal(coef(fit)[["x"]], t / far, tolerance = 1e-8, info = far)
  }
})

# Begun again in other coordinates, Newton has no step before to be compared with: it is not stuck.
test_that("new centres do not end the iteration early", {
  set.seed(108)
  n <- sample(c(10, 40, 150), 1)
  x <- rnorm(n) * 10^sample(-6:6, 1) + sample(c(0, 1, 1e3, 1e6), 1) * 10^sample(-2:2, 1)
  x[1] <- 10^sample(4:11, 1)
  o <- rnorm(n, 0, 10^sample(-1:1.3, 1))
  y <- rbinom(n, 1, plogis(as.vector(scale(x)) + o))
  fit <- quiet_fit(y ~ x + offset(o), data.frame(x, y, o))
  expect_identical(fit$convergence$overlap, "proved")
  expect_lt(fit$convergence$step, 2^-30)
})

# Two far clusters, an interaction and a big factor's head: each centre follows its own weights.
test_that("centres follow the weights beside factors and products", {
  set.seed(11)
  d <- data.frame(x = rnorm(300), f = gl(3, 1, 300), g = gl(40, 1, 300))
  d$y <- rbinom(300, 1, plogis(d$x))
  d$y[1:3] <- 1
  away <- d
  away$x[1:3] <- 1e9
  for (formula in list(y ~ x + f, y ~ x * f, y ~ x + g, y ~ f / x)) {
    fit <- quiet_fit(formula, away)
    rest <- quiet_fit(formula, d[-(1:3), ])
    expect_identical(fit$convergence$overlap, "proved", info = format(formula))
    expect_equal(coef(fit), coef(rest), tolerance = 1e-9, info = format(formula))
  }
})

test_that("fitted values near 0 and 1 without separation are no separation", {
  x <- c(-40, -30, -20, -1, 1, 20, 30, 40)
  fit <- quiet_fit(y ~ x, data.frame(x, y = c(0, 0, 0, 1, 0, 1, 1, 1)))
  expect_identical(fit$convergence$overlap, "proved")
  expect_true(all(is.finite(coef(fit))))
})

test_that("complete separation: infinite coefficients, exact predictions, zero deviance", {
  d <- data.frame(x = c(1, 2, 3, 5, 6, 7), y = rep(0:1, each = 3))
  for (link in c("logit", "probit", "cloglog", "loglog", "cauchit")) {
    warning <- expect_warning(fit <- logistic(y ~ x, d, link = link),
                              class = "logistic_warning_separation")
    expect_match(conditionMessage(warning), "completely separated")
    expect_identical(coef(fit)[["x"]], Inf, label = link)
    expect_equal(unname(fitted(fit)), rep(c(0, 1), each = 3), label = link)
    expect_equal(deviance(fit), 0, tolerance = 1e-10, label = link)
    expect_true(all(is.na(coef(summary(fit))[, "Std. Error"])), label = link)
    expect_true(all(is.na(vcov(fit))), label = link)
  }
})

test_that("quasi-separation: what stays finite has its estimate from the other rows", {
  set.seed(8)
  d <- data.frame(g = rep(c("a", "b", "c"), each = 20), x = rnorm(60), stringsAsFactors = TRUE)
  d$y <- rbinom(60, 1, plogis(d$x))
  d$y[d$g == "c"] <- 1
  for (link in c("logit", "probit", "cloglog")) {
    warning <- expect_warning(fit <- logistic(y ~ x + g, d, link = link),
                              class = "logistic_warning_separation")
    expect_identical(warning$infinite, c(gc = 1))
    expect_match(conditionMessage(warning), "quasi-separated")
    rest <- logistic(y ~ x + g, d[d$g != "c", ], link = link)
    kept <- c("(Intercept)", "x", "gb")
    expect_equal(coef(fit)[kept], coef(rest), tolerance = 1e-8, label = link)
    expect_equal(vcov(fit)[kept, kept], vcov(rest), tolerance = 1e-6, label = link)
    expect_identical(coef(fit)[["gc"]], Inf)
    expect_equal(fit$loglik, rest$loglik, tolerance = 1e-9, label = link)
    expect_identical(fit$separation$rows, 20L)
    without <- logistic(y ~ x + (g == "b"), d, link = link)
    test <- fit$separation$test
    expect_identical(test$term, "gc")
    expect_equal(test$chisq, 2 * (fit$loglik - without$loglik), tolerance = 1e-8)
  }
})

# Left out in turn, and refitted from scratch by the matrix interface.
test_that("LR tests of infinite coefficients are those of the fits without them", {
  d <- data.frame(y = c(rep(1, 10), rep(0, 10), rep(0:1, 15)), f = gl(5, 10), z = sin(1:50))
  fit <- quiet_fit(y ~ f + z, d)
  infinite <- c("(Intercept)", "f2", "f3", "f4", "f5")
  expect_identical(coef(fit)[infinite], stats::setNames(c(Inf, -Inf, -Inf, -Inf, -Inf), infinite))
  x <- model.matrix(y ~ f + z, d)
  without <- vapply(infinite, function(term) {
    quiet_fit(x = x[, colnames(x) != term], y = d$y)$loglik
  }, 0)
  test <- fit$separation$test
  expect_identical(test$term, infinite)
  expect_equal(test$chisq, unname(2 * (fit$loglik - without)), tolerance = 1e-7)
  # a factor with a head of its own, and an interaction whose unit is another column
  set.seed(4)
  n <- 2000
  big <- data.frame(f = gl(40, 1, n), h = gl(3, 1, n), x = rnorm(n), y = rbinom(n, 1, 0.5))
  big$y[big$f == 7] <- 1
  fit <- quiet_fit(y ~ f + h * x, big)
  expect_identical(fit$separation$test$term, "f7")
  x <- model.matrix(y ~ f + h * x, big)
  less <- quiet_fit(x = x[, colnames(x) != "f7"], y = big$y)
  expect_equal(fit$separation$test$chisq, 2 * (fit$loglik - less$loglik), tolerance = 1e-7)
})

test_that("one outcome alone: the intercept is infinite", {
  d <- data.frame(x = 1:6, y = 1, f = factor(rep("no", 6), levels = c("no", "yes")))
  expect_warning(fit <- logistic(y ~ 1, d), class = "logistic_warning_separation")
  expect_identical(coef(fit), c("(Intercept)" = Inf))
  expect_equal(unname(fitted(fit)), rep(1, 6))
  expect_warning(fit <- logistic(f ~ 1, d), class = "logistic_warning_separation")
  expect_identical(coef(fit), c("(Intercept)" = -Inf))
  expect_warning(fit <- logistic(y ~ x, d), class = "logistic_warning_separation")
  expect_equal(unname(fitted(fit)), rep(1, 6))
  expect_false(fit$convergence$overlap == "proved")
})

# Under cloglog a mean reaches 1 at a linear predictor of 4: the score all but vanishes before the
# step is a direction of recession.
test_that("a tail that ends early is not taken for a maximum", {
  d <- data.frame(l = c(0, 1, 1), y = c(1, 0, 1), w = c(6, 32, 10))
  for (link in c("cloglog", "loglog")) {
    for (flip in c(FALSE, TRUE)) {
      fit <- quiet_fit((if (flip) 1 - y else y) ~ l, data = d[rep(1:3, d$w), ], link = link)
      expect_identical(fit$convergence$overlap, "separated", info = link)
      expect_true(all(is.na(coef(summary(fit))[, "Std. Error"])), info = link)
    }
  }
})

test_that("separation within grouped data and with weights", {
  d <- data.frame(k = c(0, 1, 3, 5), n = c(4, 6, 7, 5), x = 1:4)
  expect_identical(logistic(cbind(k, n - k) ~ x, d)$convergence$overlap, "proved")
  d$k <- c(0, 0, 3, 5)
  expect_warning(fit <- logistic(cbind(k, n - k) ~ x, d), class = "logistic_warning_separation")
  expect_equal(unname(fitted(fit)), c(0, 0, 3 / 7, 1), tolerance = 1e-10)
  d$k <- c(0, 0, 7, 5)
  expect_warning(fit <- logistic(cbind(k, n - k) ~ x, d), class = "logistic_warning_separation")
  expect_identical(coef(fit)[["x"]], Inf)
  # a row of weight zero is no overlap
  z <- data.frame(x = c(1, 2, 3, 4, 1.5), y = c(0, 0, 1, 1, 1), w = c(1, 1, 1, 1, 0))
  expect_warning(fit <- logistic(y ~ x, z, weights = w), class = "logistic_warning_separation")
  expect_identical(coef(fit)[["x"]], Inf)
})

test_that("what the face determines is finite, in whatever order and scale", {
  d <- data.frame(y = c(1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0), u = rep(c("a", "b", "b"), c(2, 5, 5)),
                  x = c(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3))
  face <- glm(y ~ x, binomial, d[d$u == "b", ], epsilon = 1e-14)
  for (formula in list(y ~ x + u, y ~ u + x)) {
    fit <- suppressWarnings(logistic(formula, d))
    expect_equal(coef(fit)[["x"]], coef(face)[["x"]], tolerance = 1e-10)
    expect_equal(sqrt(vcov(fit)["x", "x"]), sqrt(vcov(face)["x", "x"]), tolerance = 1e-6)
    expect_equal(coef(fit)[["ub"]], -Inf)
  }
  expect_equal(coef(suppressWarnings(logistic(y ~ I(x / 10) + u, d)))[[2L]],
               10 * coef(face)[["x"]], tolerance = 1e-10)
})

test_that("aliased columns beside separation leave the others as they are", {
  d <- data.frame(y = c(0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0), cl = factor(rep(1:6, each = 2)))
  d$sch <- factor(as.integer(d$cl) %% 3)
  fit <- suppressMessages(suppressWarnings(logistic(y ~ cl + sch, d)))
  expect_equal(unname(coef(fit)), c(0, 0, 0, 0, -Inf, -Inf, NA, NA), tolerance = 1e-12)
})

# The alias and the separation share a null space: rounding in its vectors must not hide the face.
test_that("nested aliased factors beside separation get the verdict of the full-rank form", {
  for (clusters in c(30, 60)) {
    set.seed(clusters)
    cl <- factor(sample(clusters, 20 * clusters, TRUE))
    d <- data.frame(cl, sch = factor((as.integer(cl) - 1) %/% 5), x = rnorm(length(cl)))
    d$y <- rbinom(nrow(d), 1, plogis(d$x))
    d$y[d$cl %in% c(3, 17)] <- 1
    d$y[d$cl == 8] <- 0
    nested <- quiet_fit(y ~ x + sch + cl, d)
    full <- quiet_fit(y ~ x + cl, d)
    expect_identical(nested$convergence$overlap, "separated")
    expect_identical(sum(is.infinite(coef(nested))), 3L)
    expect_equal(coef(nested)[["x"]], coef(full)[["x"]], tolerance = 1e-11)
    expect_equal(fitted(nested), fitted(full), tolerance = 1e-11)
    expect_equal(logLik(nested), logLik(full), tolerance = 1e-11)
  }
})

test_that("coefficients that are not determined leave the methods working", {
  fit <- suppressWarnings(logistic(y ~ x, data.frame(y = c(1, 1, 1), x = 1:3)))
  expect_equal(unname(coef(fit)), c(Inf, NA))
  expect_equal(dim(vcov(fit)), c(2L, 2L))
  expect_output(print(summary(fit)), "separated")
})

test_that("the warning and the prints say which levels separate", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  warning <- expect_warning(fit <- logistic(y ~ g, d), class = "logistic_warning_separation")
  expect_identical(conditionMessage(warning), paste(sep = "\n",
    "No maximum likelihood estimate exists: the data are",
    "quasi-separated. Infinite: `(Intercept)` (+Inf), `g2` (-Inf).",
    "All 20 rows with g = 1 have y = 1. Wald tests are not available for these;",
    "LR tests are."))
  expect_identical(warning$alike, alike_rows("g", "1", 20L, TRUE))
  lines <- capture.output(print(summary(fit)))
  expect_true(paste("Finite: (Intercept) + g2 = 0.000 (SE 0.447),",
                    "from the 20 rows with g = 2.") %in% lines)
  expect_true("Predictions are exactly 1 in 20 rows (g = 1)." %in% lines)
  lean <- suppressWarnings(logistic(y ~ g, d, keep = "lean"))
  expect_identical(lean$separation$alike, fit$separation$alike)
  expect_output(print(summary(lean)), "Predictions are exactly 1 in 20 rows (g = 1).", fixed = TRUE)
})

test_that("cells of crossed factors, numbers of two values, strings, logicals; simplest first", {
  y <- rep(c(0, 1, 0, 1), 15)
  d <- data.frame(y = y, a = rep(c("p", "q", "r"), each = 20), b = rep(1:2, each = 10, 3),
                  u = seq_len(60) %% 7 > 2, x = cos(1:60), stringsAsFactors = FALSE)
  d$y[d$a == "q" & d$b == 2] <- 0
  fit <- quiet_fit(y ~ x + factor(b) * a + u, d)
  expect_identical(fit$separation$alike,
                   alike_rows(NA, "factor(b) = 2 and a = q", 10L, FALSE))
  expect_identical(alike_text(fit), "All 10 rows with factor(b) = 2 and a = q have y = 0.")
  d$y <- y
  d$z <- rep(c(0, 1), c(57, 3))
  d$y[d$z == 1] <- 1
  d$y[d$a == "p"] <- 0
  fit <- quiet_fit(y ~ x + z + a, d)
  expect_identical(fit$separation$alike,
                   alike_rows(c("z", "a"), c("1", "p"), c(3L, 20L), c(TRUE, FALSE)))
  expect_match(exact_text(fit), "exactly 0 in 20 rows and 1 in 3 rows.", fixed = TRUE)
  d$low <- factor(d$y, labels = c("no", "yes"))
  d$z[58:59] <- 0
  fit <- quiet_fit(low ~ z + a, d)
  expect_identical(alike_text(fit), c('The only row with z = 1 has low = "yes".',
                                      'All 20 rows with a = p have low = "no".'))
})

test_that("levels with one outcome stand together; many cells are counted", {
  set.seed(3)
  d <- data.frame(a = gl(12, 10), x = rnorm(120), y = rep(0:1, 60))
  d$y[d$a %in% 2:9] <- 1
  d$y[d$a %in% 11:12] <- 0
  fit <- quiet_fit(y ~ x + a, d)
  expect_identical(alike_text(fit), c("All 80 rows with a = 2, 3, 4, 5, 6 and 3 more have y = 1.",
                                      "All 20 rows with a = 11, 12 have y = 0."))
  expect_match(exact_text(fit), "exactly 0 in 20 rows and 1 in 80 rows.", fixed = TRUE)
  cells <- alike_rows(NA, paste("a =", 1:5, "and b = 1"), 1:5, TRUE)
  fit$separation$alike <- cells
  text <- alike_text(fit)
  expect_identical(text[2], "All 2 rows with a = 2 and b = 1 have y = 1.")
  expect_identical(text[4], "Likewise in 2 other cells.")
  # codes of many crossed levels are packed
  term <- lapply(1:3, function(k) list(name = letters[k], levels = as.character(1:1000),
                                       code = c(1L, 500L, 1000L, 1L)))
  expect_identical(cell_codes(term), list(code = c(1L, 2L, 3L, 1L), bins = 3L))
  expect_identical(cell_names(term, 2L), "a = 500 and b = 500 and c = 500")
})

test_that("separation by a number has no level to name; one outcome alone is said", {
  fit <- quiet_fit(y ~ x, data.frame(y = c(0, 0, 0, 1, 1), x = 1:5))
  expect_null(alike_text(fit))
  expect_identical(exact_text(fit), "Predictions are exactly 0 in 3 rows and 1 in 2 rows.")
  fit <- quiet_fit(y ~ x, data.frame(y = c(1, 1, 1), x = 1:3))
  expect_identical(alike_text(fit), "All 3 rows have y = 1.")
  expect_match(alike_text(quiet_fit(x = cbind(1, 1:3), y = c(0, 0, 0))), "All 3 rows have y = 0.")
  counts <- data.frame(k = c(3, 2, 4), n = c(3, 5, 6), g = gl(3, 1))
  fit <- quiet_fit(cbind(k, n - k) ~ g, counts)
  expect_identical(alike_text(fit), "The only group with g = 1 has only events.")
  lines <- capture.output(print(summary(fit)))
  expect_match(lines, "from the only group with g = 2\\.$", all = FALSE)
  expect_match(lines, "^Fit of groups: no test", all = FALSE)
})

# The rows of the face alone, fitted by glm.
test_that("standard errors on the face are those of its own fit", {
  set.seed(12)
  d <- data.frame(g = gl(4, 25), x = rnorm(100), z = rnorm(100))
  d$y <- rbinom(100, 1, plogis(d$x / 2))
  d$y[d$g == 1] <- 1
  d$y[d$g == 3] <- 0
  fit <- quiet_fit(y ~ g + x + z, d)
  on <- d$g %in% c(2, 4)
  face <- glm(y ~ g + x + z, binomial, droplevels(d[on, ]), epsilon = 1e-14)
  want <- predict(face, se.fit = TRUE)
  got <- predict(fit, se.fit = TRUE)
  expect_equal(unname(got$fit[on]), unname(want$fit), tolerance = 1e-9)
  expect_equal(unname(got$se.fit[on]), unname(want$se.fit), tolerance = 1e-7)
  expect_true(all(is.na(got$se.fit[!on])))
  expect_equal(predict(fit, d[on, ], se.fit = TRUE)$se.fit, got$se.fit[on], tolerance = 1e-12)
  inside <- predict(fit, d, type = "response", interval = "confidence")
  expect_false(anyNA(inside[on, ]))
  # (Intercept) + g2 and (Intercept) + g4 at x = z = 0
  sums <- summary(fit)$finite
  expect_identical(sums$term, c("(Intercept) + g2", "(Intercept) + g4"))
  expect_equal(sums$estimate[1], coef(face)[["(Intercept)"]], tolerance = 1e-9)
  expect_equal(sums$std.error[1], sqrt(vcov(face)[1, 1]), tolerance = 1e-7)
  expect_identical(sums$rows, c(NA_integer_, NA_integer_))
  # g 4 / 2 is a contrast on the face, g 2 / 1 is not
  ratio <- row_difference(fit, d[1, ], "g", factor(2, 1:4), factor(4, 1:4))
  expect_equal(unname(rows_se(ratio, linear_parts(fit), spread_of(fit))),
               sqrt(vcov(face)[2, 2]), tolerance = 1e-7)
  expect_true(is.na(rows_se(row_difference(fit, d[1, ], "g", factor(1, 1:4), factor(2, 1:4)),
                            linear_parts(fit), spread_of(fit))))
})

test_that("what the face does not determine has no standard error", {
  d <- data.frame(y = c(0, 1, 0, 1, 0, 1, 1, 1), x = c(1, 2, 3, 1, 2, 3, 9, 12),
                  z = c(0, 0, 0, 0, 0, 0, 1, 2))
  fit <- quiet_fit(y ~ x + z, d)
  spread <- spread_of(fit)
  expect_identical(dim(spread$null), c(3L, 1L))
  expect_equal(abs(spread$null[, 1]), c(0, 0, 1), tolerance = 1e-12)
  new <- data.frame(x = c(2, 2), z = 0:1)
  expect_identical(unname(is.na(predict(fit, new, se.fit = TRUE)$se.fit)), c(FALSE, TRUE))
  counts <- data.frame(k = c(0, 3, 4, 0), n = c(4, 5, 6, 2), g = gl(4, 1))
  ratios <- as.data.frame(odds_ratio(quiet_fit(cbind(k, n - k) ~ g, counts)))
  expect_identical(ratios$estimate, c(Inf, Inf, NA))
  # aliased columns: rounding in the null vectors is no part of a row
  d <- data.frame(y = c(0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0), cl = factor(rep(1:6, each = 2)))
  d$sch <- factor(as.integer(d$cl) %% 3)
  se <- predict(quiet_fit(y ~ cl + sch, d), se.fit = TRUE)$se.fit
  expect_equal(unname(se), rep(c(sqrt(2), NA), c(8, 4)), tolerance = 1e-10)
  complete <- quiet_fit(y ~ x, data.frame(y = c(0, 0, 1, 1), x = 1:4))
  expect_true(all(is.na(predict(complete, se.fit = TRUE)$se.fit)))
})

test_that("messages keep to the width", {
  old <- options(width = 60)
  on.exit(options(old))
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  warning <- expect_warning(logistic(y ~ g, d), class = "logistic_warning_separation")
  lines <- strsplit(conditionMessage(warning), "\n")[[1]]
  expect_gt(length(lines), 4)
  expect_true(all(display_width(lines) <= 60))
})

test_that("coefficients that are NA beside infinite ones are explained", {
  fit <- suppressWarnings(logistic(rep(1, 10) ~ x, data.frame(x = 1:10)))
  said <- "1 coefficient is NA (`x`): the data do not determine it beside the infinite one."
  expect_output(print(fit), said, fixed = TRUE)
  expect_output(print(summary(fit)), said, fixed = TRUE)
  expect_output(print(odds_ratio(fit)), "NA: not determined beside infinite", fixed = TRUE)
})

test_that("the warning breaks its lines where they end, at any width", {
  old <- options(width = 60)
  on.exit(options(old))
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  warning <- expect_warning(logistic(y ~ g, d), class = "logistic_warning_separation")
  expect_match(conditionMessage(warning), "the data are\nquasi-separated. Infinite", fixed = TRUE)
})
