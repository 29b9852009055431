# Of the call only the words are the same; iterations and control are ours; qr, effects and R are
# compared where they are determined.
not_compared <- c("iter", "control", "call", "data", "qr", "effects", "R", "y", "residuals")

expect_same_glm <- function(ours, theirs, info) {
  made <- as_glm(ours)
  expect_identical(class(made), class(theirs), info = info)
  expect_identical(setdiff(names(made), "xlevels"), setdiff(names(theirs), "xlevels"), info = info)
  expect_setequal(names(made$call), setdiff(names(theirs$call), c("epsilon", "maxit", "start")))
  for (part in setdiff(intersect(names(made), names(theirs)), not_compared)) {
    expect_equal(made[[part]], theirs[[part]], tolerance = 1e-7, info = paste(info, part),
                 ignore_formula_env = TRUE, ignore_function_env = TRUE)
  }
  used <- theirs$prior.weights > 0 # elsewhere glm takes y for 0
  expect_equal(made$y[used], theirs$y[used], info = info)
  expect_close(made$residuals[used], theirs$residuals[used], info)
  expect_same_factor(made, theirs, info)
  for (f in list(covratio, fitted, function(x) coef(summary(x)))) {
    expect_close(f(made), f(theirs), info)
  }
}

expect_same_factor <- function(made, theirs, info) {
  kept <- seq_len(theirs$rank)
  expect_close(made$R[kept, kept], theirs$R[kept, kept], info)
  expect_identical(dimnames(made$R), dimnames(theirs$R), info = info)
  expect_close(made$effects[kept], theirs$effects[kept], info)
  expect_identical(names(made$effects), names(theirs$effects), info = info)
  expect_close(made$qr$qr[, kept], theirs$qr$qr[, kept], info)
  expect_identical(dimnames(made$qr$qr), dimnames(theirs$qr$qr), info = info)
}

test_that("every component is glm's", {
  pairs <- twins()
  for (name in names(pairs)) expect_same_glm(pairs[[name]]$ours, pairs[[name]]$glm, name)
  pairs <- link_twins()
  for (name in names(pairs)) expect_same_glm(pairs[[name]]$ours, pairs[[name]]$glm, name)
})

test_that("trials, freq and event are said in glm's words", {
  counts <- as_glm(logistic(menarche ~ age, menarche, trials = total))
  expect_identical(counts$call, quote(
    glm(formula = cbind(menarche, total - menarche) ~ age, family = binomial(link = "logit"),
        data = menarche)), ignore_attr = TRUE)
  theirs <- settled(glm(cbind(menarche, total - menarche) ~ age, binomial, menarche))
  expect_equal(counts$model, theirs$model, ignore_attr = TRUE)
  expect_equal(coef(eval(counts$call)), coef(theirs))
  expect_equal(coef(update(counts, . ~ 1)), coef(update(theirs, . ~ 1)))
  shares <- as_glm(logistic(menarche / total ~ age, menarche, trials = total))
  expect_identical(as.character(shares$call$weights), "total")
  expect_equal(shares$model[["(weights)"]], menarche$total)
  expect_equal(coef(eval(shares$call)), coef(theirs))
  d <- data.frame(y = c(0, 1, 0, 1), x = c(0, 0, 1, 1), k = c(9L, 3L, 4L, 8L))
  often <- as_glm(logistic(y ~ x, d, freq = k))
  expect_equal(coef(eval(often$call)), coef(often))
  white <- as_glm(logistic(race ~ age, birthweight, event = "white"))
  expect_identical(deparse(formula(white)), "race == \"white\" ~ age")
  expect_equal(coef(eval(white$call)), coef(white))
  expect_identical(white$model[[1L]], birthweight$race == "white")
  expect_equal(drop1(white)$AIC, drop1(eval(white$call))$AIC)
})

test_that("strings, a formula held by a variable, a log-log link", {
  d <- transform(birthweight, low = as.character(low))
  f <- low ~ age + site
  d$site <- rep(c("b", "a", "c"), length.out = nrow(d))
  fit <- as_glm(logistic(f, d, link = "loglog"))
  expect_equal(coef(eval(fit$call)), coef(fit), tolerance = 1e-3)
  expect_identical(deparse(fit$call$formula), "low == \"yes\" ~ age + site")
})

test_that("a fit to a matrix becomes one with a formula", {
  x <- cbind("(Intercept)" = 1, lwt = birthweight$lwt, "two words" = birthweight$age)
  fit <- logistic(x = x, y = birthweight$low)
  made <- as_glm(fit)
  expect_equal(vcov(made), vcov(fit))
  expect_equal(model.matrix(made), x, ignore_attr = TRUE)
  expect_equal(AIC(update(made, . ~ lwt)), AIC(logistic(low ~ lwt, birthweight)))
})

test_that("what stats does with a glm it does with ours", {
  made <- as_glm(logistic(low ~ age + lwt + race, birthweight))
  theirs <- settled(glm(low ~ age + lwt + race, binomial, birthweight, epsilon = 1e-14))
  expect_close(influence.measures(made)$infmat, influence.measures(theirs)$infmat)
  expect_equal(drop1(made, test = "Chisq"), drop1(theirs, test = "Chisq"), tolerance = 1e-6)
  expect_equal(anova(made, test = "Chisq"), anova(theirs, test = "Chisq"), tolerance = 1e-6)
  expect_output(print(made), "Null Deviance")
})

test_that("infinite coefficients, other objects and missing data are refused", {
  d <- data.frame(g = gl(2, 20), y = c(rep(1, 20), rep(0:1, 10)))
  expect_error(as_glm(suppressWarnings(logistic(y ~ g, d))), class = "logistic_error_separation")
  expect_error(as_glm(lm(lwt ~ age, birthweight)), class = "logistic_error_argument")
  expect_error(as_glm(logistic(low ~ age, birthweight, keep = "lean")),
               class = "logistic_error_kept")
})
