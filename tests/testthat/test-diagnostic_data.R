panels_of <- function(fit, which, ...) diagnostic_data(fit, which, diagnostic_options(...))

test_that("the quantities are those of glm", {
  ours <- logistic(low ~ age + lwt + race + smoke, birthweight)
  glms <- mock_glm(low ~ age + lwt + race + smoke, binomial, birthweight)
  rows <- diagnostic_rows(ours)
  expect_equal(rows$deviance, unname(rstandard(glms)), tolerance = 1e-7)
  expect_equal(rows$pearson, unname(rstandard(glms, type = "pearson")), tolerance = 1e-7)
  expect_equal(rows$cook, unname(cooks.distance(glms)), tolerance = 1e-7)
  expect_equal(rows$h, unname(hatvalues(glms)), tolerance = 1e-7)
})

test_that("the rows named are the extreme ones", {
  fit <- logistic(constricted ~ log(volume) + log(rate), vasoconstriction)
  p <- panels_of(fit, as.character(1:6), id.n = 2)
  expect_setequal(p[["4"]]$named$label, c("4", "18"))
  expect_setequal(p[["1"]]$named$label, c("4", "18"))
  own <- panels_of(fit, "4", id.n = 1, labels.id = paste("test", 1:39))[["4"]]$named$label
  expect_identical(own, paste("test", which.max(cooks.distance(fit))))
  expect_equal(nrow(panels_of(fit, "4", id.n = 0)[["4"]]$named), 0)
})

test_that("labels are those of the data when rows are left out", {
  d <- birthweight
  d$lwt[c(3, 50)] <- NA
  for (action in c("na.omit", "na.exclude")) {
    fit <- logistic(low ~ lwt + age, d, na.action = action)
    named <- panels_of(fit, "4", id.n = 1)[["4"]]$named
    full <- panels_of(fit, "4", id.n = 1, labels.id = rownames(d))[["4"]]$named
    cook <- cooks.distance(fit)
    expect_identical(named$label, names(which.max(cook)))
    expect_identical(full$label, named$label)
  }
})

test_that("expected residuals are sums over what was possible", {
  fit <- logistic(low ~ age + lwt, birthweight)
  rows <- diagnostic_rows(fit)
  possible <- possible_residuals(rows, fit)
  p <- fitted(fit)
  expect_equal(as.double(tapply(possible$probability, possible$row, sum)), rep(1, 189))
  up <- sqrt(-2 * log(p) / (1 - rows$h))
  down <- -sqrt(-2 * log1p(-p) / (1 - rows$h))
  expect_equal(possible$residual[c(FALSE, TRUE)], unname(up))
  expect_equal(possible$residual[c(TRUE, FALSE)], unname(down))
  grouped <- logistic(cbind(menarche, total - menarche) ~ age, menarche)
  possible <- possible_residuals(diagnostic_rows(grouped), grouped)
  expect_equal(nrow(possible), sum(menarche$total + 1))
  expect_equal(as.double(tapply(possible$probability, possible$row, sum)), rep(1, 25))
})

test_that("the quantiles of a mixture", {
  quantile <- mixture_quantile(data.frame(residual = c(2, -1, 0), probability = c(0.2, 0.5, 0.3)))
  expect_identical(quantile(c(0.1, 0.49, 0.6, 0.81, 1)), c(-1, -1, 0, 2, 2))
})

test_that("lines of equal Cook's distance", {
  contour <- cook_contours(0.5, 3, c(0, 0.5), c(-10, 10))
  expect_equal(contour$y^2 * contour$x / ((1 - contour$x) * 3), rep(0.5, nrow(contour)))
  lines <- residual_lines(c(-3, 2), 3, c(0, 1), c(0, 1))
  ends <- lines[lines$x > 0, ]
  expect_equal(ends$y, ends$x * ends$id^2 / 3)
})

test_that("a covariate pattern has the residual and leverage of its group", {
  single <- logistic(low ~ race + smoke, birthweight)
  groups <- aggregate(cbind(events = low == "yes", n = 1) ~ race + smoke, birthweight, sum)
  grouped <- logistic(cbind(events, n - events) ~ race + smoke, groups)
  patterns <- pattern_rows(diagnostic_rows(single), single)
  rows <- diagnostic_rows(grouped)
  patterns <- patterns[order(patterns$eta), ]
  rows <- rows[order(rows$eta), ]
  for (name in c("eta", "y", "w", "h", "deviance", "pearson", "cook")) {
    expect_equal(patterns[[name]], rows[[name]], tolerance = 1e-8, label = name)
  }
  expect_equal(sum(patterns$count), 189)
})

test_that("rows that separated data fit exactly are not drawn", {
  d <- data.frame(g = gl(2, 20), x = sin(1:40), y = c(rep(1, 20), rep(0:1, 10)))
  fit <- suppressWarnings(logistic(y ~ g + x, d))
  expect_identical(diagnostic_rows(fit)$row, 21:40)
  d$y <- as.numeric(d$x > 0)
  fit <- suppressWarnings(logistic(y ~ x + g, d))
  expect_error(panels_of(fit, "1"), class = "logistic_error_rows")
})

test_that("more than 10,000 points are hexagons, and none is lost", {
  set.seed(5)
  d <- data.frame(x = rnorm(12000), z = rnorm(12000))
  d$y <- rbinom(12000, 1, plogis(d$x))
  fit <- logistic(y ~ x + z, d)
  p <- panels_of(fit, c(as.character(1:6), "influence"))
  for (name in c("1", "3", "5", "6", "influence")) {
    expect_equal(sum(p[[name]]$hexes$n), 12000, label = name)
    expect_equal(nrow(p[[name]]$named), 3, label = name)
  }
  expect_lte(nrow(p[["2"]]$marks), 1000)
  expect_equal(nrow(p[["4"]]$spikes), 1000)
  expect_equal(max(p[["4"]]$spikes$y), max(cooks.distance(fit)))
})

test_that("named points that coincide share a label", {
  named <- data.frame(x = c(1, 1, 2), y = 3, kind = "event", label = c("a", "b", "c"))
  expect_identical(shared_labels(named)$label, c("a, b", "c"))
})
