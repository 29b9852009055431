# Significant digits owed. Textbook fits: the package's promise. Stress fits: the condition number
# of the centred, scaled information (near 1e6) times double precision's rounding (1e-16) allows
# 1e-10 in the standard errors; two digits of room.
owed <- list(textbook = c(coefficients = 12, se = 10, loglik = 12),
             stress = c(coefficients = 10, se = 8, loglik = 12))

references <- read_references()

for (fit in reference_fits()) {
  test_that(paste("multiple precision is reached by", fit$name), {
    if (!is.null(fit$needs)) skip_if_not_installed(fit$needs)
    object <- fit_reference(fit, logistic)
    reached <- measured_digits(object, fit$name, references)
    least <- owed[[fit$kind]]
    terms <- references$coefficients$term[references$coefficients$fit == fit$name]
    expect_identical(names(coef(object)), terms)
    expect_gte(min(reached$coefficients), least[["coefficients"]])
    expect_gte(min(reached$se), least[["se"]])
    expect_gte(reached$kernel, least[["loglik"]])
    if (!is.na(reached$loglik)) expect_gte(reached$loglik, least[["loglik"]])
    expect_identical(object$convergence$overlap, "proved")
    claimed <- convergence(object)$digits[terms]
    expect_true(all(claimed <= reached$coefficients),
                info = paste("claimed", toString(claimed), "measured",
                             toString(floor(reached$coefficients))))
  })
}

test_that("the list is long and varied enough, and every fit has its reference", {
  fits <- reference_fits()
  kinds <- vapply(fits, function(fit) fit$kind, "")
  expect_gte(sum(kinds == "textbook"), 24)
  expect_setequal(vapply(fits, function(fit) fit$link, ""),
                  c("logit", "probit", "cloglog", "loglog", "cauchit"))
  expect_setequal(names(fits), references$fits$fit)
  expect_setequal(names(fits), references$coefficients$fit)
  expect_false(anyNA(references$coefficients))
})

# Closed forms ------------------------------------------------------------------------------------

# Coronary disease by age of 55 and over: Hosmer & Lemeshow (2000), Table 3.2.
coronary <- data.frame(old = c(0, 1), disease = c(22, 21), healthy = c(51, 6))

test_that("a 2 x 2 table gives the log odds ratio, its variance the sum of 1 / cell", {
  fit <- logistic(cbind(disease, healthy) ~ old, data = coronary)
  expect_equal(unname(coef(fit)), c(log(22 / 51), log(21 * 51 / (6 * 22))), tolerance = 1e-14)
  expect_equal(unname(diag(vcov(fit))), c(1 / 22 + 1 / 51, 1 / 22 + 1 / 51 + 1 / 21 + 1 / 6),
               tolerance = 1e-13)
  expect_equal(vcov(fit)[1, 2], -(1 / 22 + 1 / 51), tolerance = 1e-13)
})

test_that("a 2 x 2 table is fitted exactly under every link, by the delta method", {
  quantile_of <- list(logit = qlogis, probit = qnorm, cauchit = qcauchy,
                      cloglog = function(p) log(-log1p(-p)), loglog = function(p) -log(-log(p)))
  slope_of <- list(logit = function(p) p * (1 - p), probit = function(p) dnorm(qnorm(p)),
                   cauchit = function(p) dcauchy(qcauchy(p)),
                   cloglog = function(p) -(1 - p) * log1p(-p), loglog = function(p) -p * log(p))
  p <- c(22 / 73, 21 / 27)
  for (link in names(quantile_of)) {
    fit <- logistic(cbind(disease, healthy) ~ old, data = coronary, link = link)
    eta <- quantile_of[[link]](p)
    variance <- p * (1 - p) / (c(73, 27) * slope_of[[link]](p)^2)
    expect_equal(unname(coef(fit)), c(eta[1], diff(eta)), tolerance = 1e-13, label = link)
    expect_equal(unname(diag(vcov(fit))), c(variance[1], sum(variance)), tolerance = 1e-12,
                 label = link)
  }
})

test_that("a saturated table of factors gives the log odds of each cell", {
  admissions <- as.data.frame(datasets::UCBAdmissions)
  fit <- logistic(Admit == "Admitted" ~ 0 + Dept:Gender, data = admissions, freq = Freq)
  yes <- datasets::UCBAdmissions["Admitted", , ]
  no <- datasets::UCBAdmissions["Rejected", , ]
  cells <- outer(LETTERS[1:6], c("Male", "Female"),
                 function(dept, gender) paste0("Dept", dept, ":Gender", gender))
  expect_equal(unname(coef(fit)[cells]), as.vector(log(t(yes / no))), tolerance = 1e-13)
  expect_equal(unname(sqrt(diag(vcov(fit)))[cells]), as.vector(sqrt(t(1 / yes + 1 / no))),
               tolerance = 1e-12)
})

# Published tables --------------------------------------------------------------------------------

test_that("coronary disease by age: Hosmer & Lemeshow (2000), Table 3.3", {
  fit <- logistic(cbind(disease, healthy) ~ old, data = coronary)
  expect_table(fit, c("-0.841", "2.094"), c("0.255", "0.529"))
  expect_printed(fit$loglik_kernel, "-58.9796")
})

test_that("low birth weight: Hosmer & Lemeshow (2000), Tables 2.2 and 2.3", {
  larger <- logistic(low ~ age + lwt + race + ftv, data = birthweight)
  expect_table(larger, c("1.295", "-0.024", "-0.014", "1.004", "0.433", "-0.049"),
               c("1.0714", "0.0337", "0.0065", "0.4979", "0.3622", "0.1672"))
  expect_printed(logLik(larger), "-111.286")
  smaller <- logistic(low ~ lwt + race, data = birthweight)
  expect_table(smaller, c("0.806", "-0.015", "1.081", "0.481"),
               c("0.8452", "0.0064", "0.4881", "0.3567"))
  expect_printed(logLik(smaller), "-111.630")
})

test_that("tobacco budworm: Venables & Ripley (2002), section 7.2", {
  fit <- logistic(cbind(dead, trials - dead) ~ sex * log2_dose, data = moth_deaths())
  expect_table(fit, c("-2.9935", "0.1750", "0.9060", "0.3529"),
               c("0.5527", "0.7783", "0.1671", "0.2700"))
  expect_printed(deviance(fit), "4.9937")
  expect_printed(fit$null.deviance, "124.8756")
})

test_that("beetles: Dobson & Barnett (2008), section 7.3", {
  counts <- cbind(killed, exposed - killed) ~ dose
  fit <- logistic(counts, data = beetles)
  expect_table(fit, c("-60.717", "34.270"), c("5.181", "2.912"))
  expect_printed(deviance(fit), "11.23")
  expect_printed(deviance(logistic(counts, data = beetles, link = "probit")), "10.12")
  expect_printed(deviance(logistic(counts, data = beetles, link = "cloglog")), "3.45")
})

test_that("vasoconstriction: Pregibon (1981), section 1", {
  fit <- logistic(constricted ~ log(volume) + log(rate), data = vasoconstriction)
  expect_printed(coef(fit), c("-2.875", "5.179", "4.562"))
  expect_printed(deviance(fit), "29.23")
})

test_that("O-rings: Dalal, Fowlkes & Hoadley (1989)", {
  counts <- cbind(distressed, rings - distressed) ~ temperature
  expect_printed(coef(logistic(counts, data = orings)), c("5.085", "-0.1156"))
  both <- logistic(update(counts, . ~ . + pressure), data = orings)
  expect_printed(coef(both), c("2.520", "-0.0983", "0.00848"))
})

test_that("heart disease by blood pressure: Cornfield (1962); Agresti (2002), chapter 6", {
  framingham <- data.frame(pressure = c(111.5, 121.5, 131.5, 141.5, 151.5, 161.5, 176.5, 191.5),
                           men = c(156, 252, 284, 271, 139, 85, 99, 43),
                           disease = c(3, 17, 12, 16, 12, 8, 16, 8))
  fit <- logistic(disease / men ~ pressure, data = framingham, trials = men)
  expect_table(fit, c("-6.082", "0.0243"), c("0.724", "0.0048"))
  expect_printed(deviance(fit), "5.9")
})
