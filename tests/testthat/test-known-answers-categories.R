# multinomial() and ordinal() against answers known beforehand: multiple precision, published
# tables, closed forms, and what the models' definitions imply.

category_digits <- list(textbook = c(coefficients = 12, se = 10, loglik = 12),
                        stress = c(coefficients = 10, se = 8, loglik = 12))
category_answers <- read_category_references()

for (fit in category_fits()) {
  test_that(paste("multiple precision is reached by", fit$name), {
    if (!is.null(fit$needs)) skip_if_not_installed(fit$needs)
    object <- fit_category(fit)
    reached <- measured_digits(object, fit$name, category_answers)
    least <- category_digits[[fit$kind]]
    answers <- category_answers$coefficients
    expect_setequal(names(all_coefficients(object)), answers$term[answers$fit == fit$name])
    expect_identical(colnames(vcov(object)), names(all_coefficients(object)))
    expect_gte(min(reached$coefficients), least[["coefficients"]])
    expect_gte(min(reached$se), least[["se"]])
    expect_gte(reached$kernel, least[["loglik"]])
    expect_gte(reached$deviance, 10)
    if (!is.na(reached$loglik)) expect_gte(reached$loglik, least[["loglik"]])
  })
}

all_links <- c("logit", "probit", "cloglog", "loglog", "cauchit")
quantile_of <- list(logit = qlogis, probit = qnorm, cauchit = qcauchy,
                    cloglog = function(p) log(-log1p(-p)), loglog = function(p) -log(-log(p)))

# The whole of a fit, and what should equal it.
expect_same_fit <- function(fit, other, tolerance = 1e-12, label = NULL) {
  terms <- names(all_coefficients(fit))
  expect_setequal(names(all_coefficients(other)), terms)
  expect_equal(all_coefficients(other)[terms], all_coefficients(fit), tolerance = tolerance,
               label = label)
  expect_equal(vcov(other)[terms, terms], vcov(fit), tolerance = 10 * tolerance, label = label)
  expect_equal(other$loglik_kernel, fit$loglik_kernel, tolerance = tolerance, label = label)
}

# `other` is the linear map `map` of the coefficients of `fit`.
expect_mapped <- function(fit, other, map, tolerance = 1e-12, label = NULL) {
  expect_equal(unname(all_coefficients(other)), c(map %*% all_coefficients(fit)),
               tolerance = tolerance, label = label)
  expect_equal(unname(vcov(other)), unname(map %*% vcov(fit) %*% t(map)),
               tolerance = 10 * tolerance, label = label)
  expect_equal(other$loglik_kernel, fit$loglik_kernel, tolerance = tolerance, label = label)
}

foods <- cbind(fish, invertebrate, reptile, bird, other) ~ lake + size
tastes <- cbind(r1, r2, r3, r4, r5, r6, r7, r8, r9) ~ cheese
lungs <- cbind(normal, mild, severe) ~ log(exposure)
both <- rating ~ temp + contact

# Published tables --------------------------------------------------------------------------------

test_that("alligators: Agresti (2002), Tables 7.2 and 7.4", {
  fit <- multinomial(foods, data = alligators)
  printed <- rbind(
    invertebrate = c("-1.55", "-1.66", "0.94", "1.12", "1.46"),
    reptile = c("-3.31", "1.24", "2.46", "2.94", "-0.35"),
    bird = c("-2.09", "0.70", "-0.65", "1.09", "-0.63"),
    other = c("-1.90", "0.83", "0.01", "1.52", "0.33"))
  errors <- rbind(invertebrate = c("0.61", "0.47", "0.49", "0.40"),
                  reptile = c("1.19", "1.12", "1.12", "0.58"),
                  bird = c("0.78", "1.20", "0.84", "0.64"),
                  other = c("0.56", "0.78", "0.62", "0.45"))
  terms <- c("(Intercept)", "lakeHancock", "lakeOklawaha", "lakeTrafford", "sizesmall")
  expect_identical(dimnames(coef(fit)), list(rownames(printed), terms))
  expect_printed(c(coef(fit)), c(printed))
  for (food in rownames(printed)) {
    expect_printed(sqrt(diag(vcov(fit)))[paste(food, terms[-1], sep = ":")], errors[food, ])
  }
  g2 <- function(right, data = alligators) {
    formula <- update(foods, right)
    deviance(multinomial(formula, data = data))
  }
  expect_printed(g2(. ~ 1), "116.8")
  expect_printed(g2(. ~ sex), "114.7")
  expect_printed(g2(. ~ size), "101.6")
  expect_printed(g2(. ~ lake), "73.6")
  expect_printed(g2(. ~ lake + size), "52.5")
  expect_printed(g2(. ~ sex + lake + size), "50.3")
  collapsed <- aggregate(alligators[4:8], alligators[c("lake", "size")], sum)
  expect_printed(g2(. ~ 1, collapsed), "81.4")
  expect_printed(g2(. ~ size, collapsed), "66.2")
  expect_printed(g2(. ~ lake, collapsed), "38.2")
  expect_printed(g2(. ~ lake + size, collapsed), "17.1")
})

test_that("mental impairment: Agresti (2002), Table 7.6, whose slopes have the other sign", {
  fit <- ordinal(impairment ~ life + ses, data = impairment)
  expect_table(fit, c("-0.2819", "1.2128", "2.2094", "0.3189", "-1.1112"),
               c("0.6423", "0.6607", "0.7210", "0.1210", "0.6109"))
})

test_that("cheese: McCullagh & Nelder (1989), section 5.6.1", {
  fit <- ordinal(update(tastes, . ~ relevel(cheese, "D")), data = cheese)
  expect_printed(tail(coef(fit), 3), c("-1.613", "-4.965", "-3.323"))
  expect_printed(head(coef(fit), 8),
                 c("-7.080", "-6.025", "-4.925", "-3.857", "-2.521", "-1.569", "-0.067", "1.493"))
  expect_printed(deviance(fit), "20.31")
  expect_printed(fit$loglik_kernel, "-355.67")
  null <- ordinal(update(tastes, . ~ 1), data = cheese)
  expect_printed(2 * (fit$loglik_kernel - null$loglik_kernel), "148.45")
})

test_that("pneumoconiosis: McCullagh & Nelder (1989), section 5.6.2", {
  fit <- ordinal(lungs, data = pneumoconiosis)
  expect_printed(coef(fit), c("9.676", "10.582", "2.597"))
  expect_printed(sqrt(diag(vcov(fit)))[["log(exposure)"]], "0.381")
  expect_printed(deviance(fit), "5.03")
})

test_that("satisfaction with housing: Venables & Ripley (2002), section 7.3", {
  skip_if_not_installed("MASS")
  housing <- packaged_data("housing", "MASS")
  fit <- ordinal(Sat ~ Infl + Type + Cont, data = housing, weights = Freq)
  expect_table(fit, c("-0.4961", "0.6907", "0.5664", "1.2888", "-0.5724", "-0.3662", "-1.0910",
                      "0.3603"),
               c("0.1248", "0.1255", "0.1047", "0.1272", "0.1192", "0.1552", "0.1515", "0.0955"))
  expect_printed(-2 * fit$loglik_kernel, "3479.149")
  nominal <- multinomial(Sat ~ Infl + Type + Cont, data = housing, weights = Freq)
  expect_printed(-2 * nominal$loglik_kernel, "3470.084")
})

test_that("wine: the tutorial of package ordinal", {
  fit <- ordinal(both, data = wine)
  expect_table(fit, c("-1.344", "1.251", "3.467", "5.006", "2.503", "1.528"),
               c("0.517", "0.438", "0.598", "0.731", "0.529", "0.477"))
  expect_printed(logLik(fit), "-86.49")
})

# Closed forms ------------------------------------------------------------------------------------

test_that("without predictors, ordinal() gives the links of the proportions", {
  count <- tabulate(wine$rating)
  at_most <- cumsum(count)[1:4] / 72
  given <- count[1:4] / rev(cumsum(rev(count)))[1:4]
  for (link in all_links) {
    cumulative <- ordinal(rating ~ 1, data = wine, link = link)
    expect_equal(unname(coef(cumulative)), quantile_of[[link]](at_most), tolerance = 1e-13,
                 label = link)
    continuation <- ordinal(rating ~ 1, data = wine, link = link, type = "continuation")
    expect_equal(unname(coef(continuation)), quantile_of[[link]](given), tolerance = 1e-13,
                 label = link)
  }
  logit <- ordinal(rating ~ 1, data = wine)
  expect_equal(unname(diag(vcov(logit))), 1 / (72 * at_most * (1 - at_most)), tolerance = 1e-12)
  adjacent <- ordinal(rating ~ 1, data = wine, type = "adjacent")
  expect_equal(unname(coef(adjacent)), log(count[1:4] / count[2:5]), tolerance = 1e-13)
  expect_equal(unname(diag(vcov(adjacent))), 1 / count[1:4] + 1 / count[2:5], tolerance = 1e-12)
})

test_that("one factor with free slopes reproduces the proportions of its groups", {
  share <- prop.table(unclass(table(wine$contact, wine$rating)), 1)
  at_most <- t(apply(share, 1, cumsum))[, 1:4]
  at_least <- t(apply(share, 1, function(p) rev(cumsum(rev(p)))))[, 1:4]
  for (link in all_links) {
    free <- ordinal(rating ~ contact, data = wine, link = link, parallel = FALSE)
    eta <- quantile_of[[link]](at_most)
    expect_equal(unname(coef(free)), unname(c(eta["no", ], eta["no", ] - eta["yes", ])),
                 tolerance = 1e-12, label = link)
    step <- ordinal(rating ~ contact, data = wine, link = link, parallel = FALSE,
                    type = "continuation")
    eta <- quantile_of[[link]](share[, 1:4] / at_least)
    expect_equal(unname(coef(step)), unname(c(eta["no", ], eta["no", ] - eta["yes", ])),
                 tolerance = 1e-12, label = link)
  }
})

test_that("one factor in multinomial() gives log ratios of counts, and sums of 1 / count", {
  count <- unclass(table(wine$contact, wine$rating))
  fit <- multinomial(rating ~ contact, data = wine)
  ratio <- log(count[, -1] / count[, 1])
  expect_equal(unname(coef(fit)[, 1]), unname(ratio["no", ]), tolerance = 1e-13)
  expect_equal(unname(coef(fit)[, 2]), unname(ratio["yes", ] - ratio["no", ]), tolerance = 1e-12)
  inverse <- 1 / count
  variance <- rbind(inverse["no", 1] + inverse["no", -1],
                    sum(inverse[, 1]) + colSums(inverse[, -1]))
  expect_equal(unname(diag(vcov(fit))), c(variance), tolerance = 1e-12)
})

# Two categories ----------------------------------------------------------------------------------

test_that("two categories in multinomial() are logistic()", {
  formula <- low ~ lwt + race + age
  fit <- multinomial(formula, data = birthweight)
  binary <- logistic(formula, data = birthweight)
  expect_identical(names(all_coefficients(fit)), paste0("yes:", names(coef(binary))))
  expect_mapped(binary, fit, diag(5), tolerance = 1e-14)
  expect_equal(as.numeric(logLik(fit)), as.numeric(logLik(binary)), tolerance = 1e-14)
  counts <- multinomial(cbind(exposed - killed, killed) ~ dose, data = beetles)
  binary <- logistic(cbind(killed, exposed - killed) ~ dose, data = beetles)
  expect_mapped(binary, counts, diag(2), tolerance = 1e-13)
  expect_equal(as.numeric(logLik(counts)), as.numeric(logLik(binary)), tolerance = 1e-14)
  expect_equal(deviance(counts), deviance(binary), tolerance = 1e-12)
})

test_that("two categories in ordinal() are logistic() of the lower one, in every link and type", {
  sign <- diag(c(1, -1, -1, -1, -1))
  for (link in all_links) {
    binary <- logistic(low == "no" ~ lwt + race + age, data = birthweight, link = link)
    for (type in c("cumulative", "continuation")) {
      fit <- ordinal(low ~ lwt + race + age, data = birthweight, link = link, type = type)
      # logistic() reports the expected information, ordinal() the observed: equal for the logit
      expect_equal(unname(coef(fit)), unname(c(sign %*% coef(binary))), tolerance = 1e-13,
                   label = paste(link, type))
      expect_equal(fit$loglik_kernel, binary$loglik_kernel, tolerance = 1e-14)
    }
  }
  binary <- logistic(low == "no" ~ lwt + race + age, data = birthweight)
  for (type in c("cumulative", "continuation", "adjacent")) {
    fit <- ordinal(low ~ lwt + race + age, data = birthweight, type = type)
    expect_mapped(binary, fit, sign, tolerance = 1e-13, label = type)
  }
  free <- ordinal(low ~ lwt + race + age, data = birthweight, parallel = FALSE)
  expect_identical(names(coef(free))[1:2], c("no|yes", "no|yes:lwt"))
  expect_mapped(binary, free, sign, tolerance = 1e-13)
})

# Symmetries --------------------------------------------------------------------------------------

test_that("reversed categories turn every sign, and cloglog into loglog", {
  turned <- transform(wine, rating = factor(rating, levels = 5:1, ordered = TRUE))
  map <- -diag(6)[c(4:1, 5, 6), ]
  mirror <- c(logit = "logit", probit = "probit", cauchit = "cauchit", cloglog = "loglog",
              loglog = "cloglog")
  for (link in names(mirror)) {
    expect_mapped(ordinal(both, data = wine, link = link),
                  ordinal(both, data = turned, link = mirror[[link]]), map, label = link)
  }
  expect_mapped(ordinal(both, data = wine, type = "adjacent"),
                ordinal(both, data = turned, type = "adjacent"), map)
})

test_that("the order of rows is immaterial, in multinomial() that of the categories too", {
  order <- c(seq(2, 72, 2), seq(71, 1, -2))
  expect_same_fit(ordinal(both, data = wine), ordinal(both, data = wine[order, ]))
  fit <- multinomial(foods, data = alligators)
  expect_same_fit(fit, multinomial(foods, data = alligators[16:1, ]))
  turned <- update(foods, cbind(fish, other, bird, reptile, invertebrate) ~ .)
  expect_same_fit(fit, multinomial(turned, data = alligators))
})

test_that("another reference is a linear map", {
  fit <- multinomial(foods, data = alligators)
  other <- multinomial(foods, data = alligators, reference = "bird")
  expect_identical(rownames(coef(other)), c("fish", "invertebrate", "reptile", "other"))
  # of invertebrate, reptile, bird, other against fish
  against <- rbind(c(0, 0, -1, 0), c(1, 0, -1, 0), c(0, 1, -1, 0), c(0, 0, -1, 1))
  expect_mapped(fit, other, kronecker(against, diag(5)))
})

test_that("predictors from another origin, in other units, give the same model", {
  data <- weight_groups(own_data)
  near <- ordinal(weight ~ age + lwt, data = data)
  far <- ordinal(weight ~ I(age + 200) + I(lwt * 1e6), data = data)
  map <- rbind(c(1, 0, 200, 0), c(0, 1, 200, 0), c(0, 0, 1, 0), c(0, 0, 0, 1e-6))
  expect_mapped(near, far, map, tolerance = 1e-11)
  near <- multinomial(weight ~ age, data = data)
  far <- multinomial(weight ~ I(age + 200), data = data)
  expect_mapped(near, far, kronecker(diag(2), rbind(c(1, -200), c(0, 1))), tolerance = 1e-11)
})

# Counts, weights, offsets ------------------------------------------------------------------------

# Counts in columns `categories` as one row an observation.
expanded <- function(data, categories, ordered) {
  rows <- lapply(categories, function(category) {
    at <- rep(seq_len(nrow(data)), data[[category]])
    cbind(data[at, setdiff(names(data), categories), drop = FALSE], category = category)
  })
  all <- do.call(rbind, rows)
  all$category <- factor(all$category, levels = categories, ordered = ordered)
  all
}

test_that("counts equal the rows they count, and the frequencies of these", {
  names <- c("fish", "invertebrate", "reptile", "bird", "other")
  rows <- expanded(alligators, names, FALSE)
  expect_equal(nrow(rows), 219)
  fit <- multinomial(foods, data = alligators)
  expect_same_fit(fit, multinomial(category ~ lake + size, data = rows))
  miners <- expanded(pneumoconiosis, c("normal", "mild", "severe"), TRUE)
  for (type in c("cumulative", "adjacent", "continuation")) {
    fit <- ordinal(lungs, data = pneumoconiosis, type = type)
    one <- ordinal(category ~ log(exposure), data = miners, type = type)
    expect_same_fit(fit, one, label = type)
    table <- as.data.frame(table(category = miners$category, exposure = miners$exposure))
    table$exposure <- as.numeric(as.character(table$exposure))
    table$category <- ordered(table$category, levels = levels(miners$category))
    expect_same_fit(fit, ordinal(category ~ log(exposure), data = table, freq = Freq, type = type),
                    label = type)
  }
  expect_equal(as.numeric(logLik(one)), one$loglik_kernel, tolerance = 1e-15)
})

test_that("counts collapsed over a variable left out, and over split rows, give the same fit", {
  collapsed <- aggregate(alligators[4:8], alligators[c("lake", "size")], sum)
  expect_same_fit(multinomial(foods, data = alligators), multinomial(foods, data = collapsed))
  table <- as.data.frame(unclass(table(interaction(wine$temp, wine$contact), wine$rating)))
  names(table) <- paste0("r", 1:5)
  table$temp <- factor(sub("[.].*", "", rownames(table)), levels = levels(wine$temp))
  table$contact <- factor(sub(".*[.]", "", rownames(table)), levels = levels(wine$contact))
  for (scale in list(NULL, ~ contact)) {
    grouped <- ordinal(cbind(r1, r2, r3, r4, r5) ~ temp + contact, data = table, scale = scale)
    single <- ordinal(both, data = wine, scale = scale)
    expect_equal(unname(coef(grouped)), unname(coef(single)), tolerance = 1e-12)
    expect_equal(unname(vcov(grouped)), unname(vcov(single)), tolerance = 1e-11)
  }
})

test_that("the constant of a counts response is the log multinomial coefficient", {
  y <- as.matrix(alligators[4:8])
  fit <- multinomial(foods, data = alligators)
  constant <- sum(lfactorial(rowSums(y))) - sum(lfactorial(y))
  expect_equal(as.numeric(logLik(fit)) - fit$loglik_kernel, constant, tolerance = 1e-13)
})

test_that("a constant offset moves the thresholds; in multinomial() a vector is for all but one", {
  plain <- ordinal(both, data = wine)
  moved <- ordinal(both, data = wine, offset = rep(0.7, 72))
  expect_equal(unname(coef(moved) - coef(plain)), c(rep(0.7, 4), 0, 0), tolerance = 1e-12)
  data <- weight_groups(own_data)
  vector <- multinomial(weight ~ lwt, data = data, offset = 0.1 * age)
  matrix <- multinomial(weight ~ lwt, data = data, offset = cbind(0, 0.1 * age, 0.1 * age))
  expect_same_fit(vector, matrix)
})

test_that("weights that are whole numbers are rows repeated", {
  times <- 1 + as.integer(wine$judge) %% 3
  repeated <- wine[rep(seq_len(72), times), ]
  expect_same_fit(ordinal(rating ~ temp + contact, data = wine, weights = times),
                  ordinal(both, data = repeated))
  expect_same_fit(multinomial(rating ~ contact, data = wine, weights = times),
                  multinomial(rating ~ contact, data = repeated))
})

# Types among each other --------------------------------------------------------------------------

test_that("adjacent categories with free slopes are the multinomial model", {
  adjacent <- ordinal(lungs, data = pneumoconiosis, type = "adjacent", parallel = FALSE)
  nominal <- multinomial(lungs, data = pneumoconiosis, reference = "severe")
  # log P(normal) / P(severe) is the sum of both predictors; normal and mild, each with two terms
  terms <- c("normal|mild", "mild|severe", "normal|mild:log(exposure)", "mild|severe:log(exposure)")
  expect_identical(names(coef(adjacent)), terms)
  map <- rbind(c(1, 1, 0, 0), c(0, 0, -1, -1), c(0, 1, 0, 0), c(0, 0, 0, -1))
  expect_mapped(adjacent, nominal, map)
})

test_that("parallel adjacent categories are the multinomial model with slopes in proportion", {
  fit <- ordinal(both, data = wine, type = "adjacent")
  x <- model.matrix(~ temp + contact, wine)
  slopes <- coef(fit)[5:6]
  threshold <- coef(fit)[1:4]
  against_last <- vapply(1:4, function(k) {
    c(sum(threshold[k:4]) - (5 - k) * x[, -1] %*% slopes)
  }, numeric(72))
  p <- cbind(exp(against_last), 1) / (1 + rowSums(exp(against_last)))
  expect_equal(fit$loglik_kernel, sum(log(p[cbind(1:72, as.integer(wine$rating))])),
               tolerance = 1e-13)
  expect_equal(unname(fitted(fit)), unname(p), tolerance = 1e-12)
  # likelihood equations: counts of the categories, and category numbers by predictor
  expect_equal(unname(colSums(fitted(fit))), as.numeric(table(wine$rating)), tolerance = 1e-12)
  expect_equal(c(crossprod(x, fitted(fit) %*% 1:5)), c(crossprod(x, as.integer(wine$rating))),
               tolerance = 1e-12)
})

test_that("a multinomial fit meets its likelihood equations", {
  y <- as.matrix(alligators[4:8])
  fit <- multinomial(foods, data = alligators)
  x <- model.matrix(~ lake + size, alligators)
  expect_equal(unname(crossprod(x, rowSums(y) * fitted(fit))), unname(crossprod(x, y)),
               tolerance = 1e-12)
})

test_that("continuation ratios with free slopes are binary fits among those who went so far", {
  grade <- as.integer(impairment$impairment)
  for (link in all_links) {
    fit <- ordinal(impairment ~ life, data = impairment, type = "continuation", parallel = FALSE,
                   link = link)
    cuts <- c("well|mild", "mild|moderate", "moderate|impaired")
    kernel <- 0
    for (k in 1:3) {
      binary <- logistic(grade == k ~ life, data = impairment, subset = grade >= k, link = link)
      expect_equal(unname(coef(fit)[c(cuts[k], paste0(cuts[k], ":life"))]),
                   unname(coef(binary)) * c(1, -1), tolerance = 1e-11, label = paste(link, k))
      kernel <- kernel + binary$loglik_kernel
    }
    expect_equal(fit$loglik_kernel, kernel, tolerance = 1e-13)
  }
})

test_that("cumulative and continuation cloglog are one model, with other thresholds", {
  cumulative <- ordinal(both, data = wine, link = "cloglog")
  steps <- ordinal(both, data = wine, link = "cloglog", type = "continuation")
  expect_equal(coef(steps)[5:6], coef(cumulative)[5:6], tolerance = 1e-11)
  expect_equal(steps$loglik_kernel, cumulative$loglik_kernel, tolerance = 1e-13)
  # hazards add up: exp(threshold) of the cumulative model
  expect_equal(unname(log(cumsum(exp(coef(steps)[1:4])))), unname(coef(cumulative)[1:4]),
               tolerance = 1e-11)
  expect_equal(vcov(steps)[5:6, 5:6], vcov(cumulative)[5:6, 5:6], tolerance = 1e-10)
})

test_that("a term named in parallel keeps one slope, and all of them named is the default", {
  partial <- ordinal(both, data = wine, parallel = ~ temp)
  expect_setequal(names(coef(partial)), c(paste(1:4, 2:5, sep = "|"), "tempwarm",
                                          paste0(1:4, "|", 2:5, ":contactyes")))
  expect_same_fit(ordinal(both, data = wine),
                  ordinal(both, data = wine, parallel = ~ temp + contact))
})

test_that("a scale effect stretches thresholds and slopes alike", {
  fit <- ordinal(rating ~ temp, data = wine, scale = ~ contact, link = "probit")
  unit <- exp(coef(fit)[["scale:contactyes"]] * (wine$contact == "yes"))
  y <- as.integer(wine$rating)
  shift <- coef(fit)[["tempwarm"]] * (wine$temp == "warm")
  cut <- function(k) pnorm((c(-Inf, coef(fit)[1:4], Inf)[k + 1] - shift) / unit)
  expect_equal(fit$loglik_kernel, sum(log(cut(y) - cut(y - 1))), tolerance = 1e-13)
  alone <- ordinal(rating ~ temp, data = wine, link = "probit")
  expect_gt(fit$loglik_kernel, alone$loglik_kernel)
})
