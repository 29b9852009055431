# Textbook fits with answers in multiple precision. The list is here; known-answers/coefficients.csv
# and known-answers/fits.csv hold the answers, made by known-answers/make-references.R, which reads
# this file too. bench/accuracy.R prints what a fitter reaches, row by row.

# A data set of this package: from the installed package, or (no package yet) from its data/.
own_data <- function(name, directory = NULL) {
  if (is.null(directory)) return(getExportedValue("logistic", name))
  frame <- new.env()
  load(file.path(directory, paste0(name, ".rda")), envir = frame)
  get(name, envir = frame)
}

packaged_data <- function(name, package) {
  frame <- new.env()
  utils::data(list = name, package = package, envir = frame)
  get(name, envir = frame)
}

# One fit. `data` is the name of one of this package's data sets, or a function of `own`, which
# finds them by name; `needs` is the recommended package that holds the data; `weights`, `trials`,
# `freq` and `offset` are expressions in the data. `kind` is "stress" where a column is nearly a
# combination of the others (condition number of the centred, scaled information near 1e6).
reference_fit <- function(name, source, data, formula, link = "logit", weights = NULL,
                          trials = NULL, freq = NULL, offset = NULL, contrasts = NULL,
                          needs = NULL, kind = "textbook") {
  if (is.character(data)) {
    dataset <- data
    data <- function(own) own(dataset)
  }
  list(name = name, source = source, data = data, formula = formula, link = link,
       arguments = Filter(Negate(is.null), list(weights = weights, trials = trials, freq = freq,
                                                offset = offset)),
       contrasts = contrasts, needs = needs, kind = kind)
}

with_history <- function(own) {
  data <- own("birthweight")
  data$premature <- factor(data$ptl > 0, labels = c("no", "yes"))
  data$visits <- cut(data$ftv, c(-1, 0, 1, Inf), labels = c("0", "1", "2+"))
  data
}

with_kilograms <- function(own) {
  transform(own("birthweight"), kg = round(0.45359237 * lwt, 1))
}

with_kelvin <- function(own) transform(own("orings"), kelvin = (temperature + 459.67) / 1.8)

moth_deaths <- function(own) {
  data.frame(dead = c(1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16), trials = 20,
             sex = factor(rep(c("male", "female"), each = 6), levels = c("female", "male")),
             log2_dose = rep(0:5, 2))
}

pill_and_infarction <- function(own) {
  data.frame(cases = c(4, 2, 9, 12, 4, 33, 6, 65, 6, 93),
             controls = c(62, 224, 33, 390, 26, 330, 9, 362, 5, 301),
             age = gl(5, 2, labels = c("25-29", "30-34", "35-39", "40-44", "45-49")),
             pill = gl(2, 1, 10, labels = c("yes", "no")))
}

books <- c(
  hl = "Hosmer & Lemeshow (2000) Applied Logistic Regression, 2nd ed., doi:10.1002/0471722146",
  vr = "Venables & Ripley (2002) Modern Applied Statistics with S, doi:10.1007/978-0-387-21706-2",
  dobson = "Dobson & Barnett (2008) An Introduction to Generalized Linear Models, 3rd ed.",
  agresti = "Agresti (2002) Categorical Data Analysis, 2nd ed., doi:10.1002/0471249688",
  dh = "Davison & Hinkley (1997) Bootstrap Methods and Their Application",
  hastie = "Chambers & Hastie (1992) Statistical Models in S",
  pregibon = "Pregibon (1981) Ann. Statist. 9, 705-724, doi:10.1214/aos/1176345513",
  aranda = "Aranda-Ordaz (1981) Biometrika 68, 357-363, doi:10.1093/biomet/68.2.357",
  dalal = "Dalal, Fowlkes & Hoadley (1989) JASA 84, 945-957, doi:10.1080/01621459.1989.10478858",
  bickel = "Bickel, Hammel & O'Connell (1975) Science 187, 398, doi:10.1126/science.187.4175.398",
  breslow = "Breslow & Day (1980) Statistical Methods in Cancer Research 1"
)

from <- function(book, where) paste0(books[[book]], ": ", where)

birthweight_fits <- function() {
  list(
    reference_fit("birthweight-22", from("hl", "Table 2.2"), "birthweight",
                  low ~ age + lwt + race + ftv),
    reference_fit("birthweight-23", from("hl", "Table 2.3"), "birthweight", low ~ lwt + race),
    reference_fit("birthweight-main", from("vr", "7.2, ?birthwt"), "birthweight",
                  low ~ age + lwt + race + smoke + ptl + ht + ui + ftv),
    reference_fit("birthweight-step", from("vr", "7.2, birthwt.step2"), with_history,
                  low ~ age + lwt + smoke + premature + ht + ui + visits + age:visits + smoke:ui),
    reference_fit("birthweight-cells", from("hl", "chapter 3, race and smoking"), "birthweight",
                  low ~ race * smoke),
    reference_fit("birthweight-sum", from("hl", "chapter 3, deviation coding"), "birthweight",
                  low ~ race * smoke + lwt,
                  contrasts = list(race = "contr.sum", smoke = "contr.sum")),
    reference_fit("birthweight-helmert", from("vr", "6.2, Helmert coding"), "birthweight",
                  low ~ race + age, contrasts = list(race = "contr.helmert"), link = "cloglog"),
    reference_fit("birthweight-means", from("vr", "6.2, no intercept"), "birthweight",
                  low ~ 0 + race + lwt),
    reference_fit("birthweight-slopes", from("hl", "chapter 3, slope by group"), "birthweight",
                  low ~ smoke / lwt),
    reference_fit("birthweight-square", from("hl", "chapter 4, scale of age"), "birthweight",
                  low ~ age + I(age^2) + smoke),
    reference_fit("birthweight-probit", from("hl", "Table 2.3, by probit"), "birthweight",
                  low ~ lwt + smoke, link = "probit"),
    reference_fit("birthweight-cauchit", from("hl", "Table 2.3, by cauchit"), "birthweight",
                  low ~ lwt + smoke + ht, link = "cauchit"),
    reference_fit("birthweight-units", from("hl", "Table 2.3, weight in pounds and kilograms"),
                  with_kilograms, low ~ lwt + kg + smoke, kind = "stress")
  )
}

dose_fits <- function() {
  by_age <- cbind(menarche, total - menarche) ~ age
  by_dose <- cbind(killed, exposed - killed) ~ dose
  by_sex <- cbind(dead, trials - dead) ~ sex * log2_dose
  list(
    reference_fit("menarche-logit", from("vr", "?menarche"), "menarche", by_age),
    reference_fit("menarche-probit", from("vr", "?menarche"), "menarche", by_age, link = "probit"),
    reference_fit("menarche-cloglog", from("aranda", "asymmetric links"), "menarche", by_age,
                  link = "cloglog"),
    reference_fit("menarche-loglog", from("aranda", "asymmetric links"), "menarche", by_age,
                  link = "loglog"),
    reference_fit("menarche-trials", from("vr", "?menarche, as proportions"), "menarche",
                  menarche / total ~ poly(age, 2), trials = quote(total)),
    reference_fit("menarche-cubic", from("vr", "?menarche, raw cubic"), "menarche",
                  cbind(menarche, total - menarche) ~ age + I(age^2) + I(age^3), kind = "stress"),
    reference_fit("beetles-logit", from("dobson", "Table 7.4"), "beetles", by_dose),
    reference_fit("beetles-probit", from("dobson", "Table 7.4"), "beetles", by_dose,
                  link = "probit"),
    reference_fit("beetles-cloglog", from("dobson", "Table 7.4"), "beetles", by_dose,
                  link = "cloglog"),
    reference_fit("beetles-loglog", from("agresti", "6.6"), "beetles", by_dose, link = "loglog"),
    reference_fit("beetles-cauchit", from("agresti", "6.6, heavier tails"), "beetles", by_dose,
                  link = "cauchit"),
    reference_fit("budworm", from("vr", "7.2, budworm.lg"), moth_deaths, by_sex),
    reference_fit("budworm-parallel", from("vr", "7.2, budworm.lg0"), moth_deaths,
                  cbind(dead, trials - dead) ~ sex + log2_dose - 1),
    reference_fit("budworm-loglog", from("vr", "7.2, by loglog"), moth_deaths, by_sex,
                  link = "loglog"),
    reference_fit("vasoconstriction-logit", from("pregibon", "section 1"), "vasoconstriction",
                  constricted ~ log(volume) + log(rate)),
    reference_fit("vasoconstriction-probit",
                  "Finney (1947) Biometrika 34, 320-334, doi:10.1093/biomet/34.3-4.320",
                  "vasoconstriction", constricted ~ log10(volume) + log10(rate), link = "probit"),
    reference_fit("vasoconstriction-cauchit", from("pregibon", "by cauchit"), "vasoconstriction",
                  constricted ~ volume + rate, link = "cauchit"),
    reference_fit("snails", from("vr", "?snails"),
                  function(own) packaged_data("snails", "MASS"),
                  cbind(Deaths, N - Deaths) ~ Species + Exposure + Rel.Hum + Temp, needs = "MASS"),
    reference_fit("snails-offset", from("vr", "?snails, hazard in proportion to exposure"),
                  function(own) packaged_data("snails", "MASS"),
                  cbind(Deaths, N - Deaths) ~ Species + Rel.Hum * Temp, link = "cloglog",
                  offset = quote(log(Exposure)), needs = "MASS")
  )
}

table_fits <- function() {
  list(
    reference_fit("orings-any", from("dalal", "binary, temperature"), "orings",
                  distressed > 0 ~ temperature),
    reference_fit("orings-pressure", from("dalal", "binomial, temperature and pressure"), "orings",
                  cbind(distressed, rings - distressed) ~ temperature + pressure),
    reference_fit("orings-kelvin", from("dalal", "binomial, kelvin"), with_kelvin,
                  cbind(distressed, rings - distressed) ~ kelvin),
    reference_fit("orings-kelvin-square", from("dalal", "binomial, quadratic in kelvin"),
                  with_kelvin, cbind(distressed, rings - distressed) ~ kelvin + I(kelvin^2),
                  kind = "stress"),
    reference_fit("pill", "Shapiro et al. (1979) Lancet 1, 743-747", pill_and_infarction,
                  cbind(cases, controls) ~ age + pill),
    reference_fit("admissions", from("bickel", "by department and gender"),
                  function(own) as.data.frame(datasets::UCBAdmissions),
                  Admit == "Admitted" ~ Dept * Gender, freq = quote(Freq)),
    reference_fit("admissions-probit", from("bickel", "by probit"),
                  function(own) as.data.frame(datasets::UCBAdmissions),
                  Admit == "Admitted" ~ Gender + Dept, freq = quote(Freq), link = "probit"),
    reference_fit("titanic", "Dawson (1995) J. Statist. Educ. 3(3)",
                  function(own) subset(as.data.frame(datasets::Titanic), Freq > 0),
                  Survived ~ Class * Sex + Age, freq = quote(Freq)),
    reference_fit("esophagus", from("breslow", "?esoph, ordered factors"),
                  function(own) datasets::esoph,
                  cbind(ncases, ncontrols) ~ agegp + tobgp + alcgp),
    reference_fit("esophagus-scores", from("breslow", "?esoph, scores"),
                  function(own) datasets::esoph,
                  cbind(ncases, ncontrols) ~ agegp + unclass(tobgp) + unclass(alcgp)),
    reference_fit("downs", from("dh", "?downs.bc"), function(own) packaged_data("downs.bc", "boot"),
                  cbind(r, m - r) ~ age + I(age^2), needs = "boot")
  )
}

patient_fits <- function() {
  list(
    reference_fit("infertility", "Trichopoulos et al. (1976) Br. J. Obst. Gynaec. 83, 645-650",
                  function(own) datasets::infert,
                  case ~ age + parity + education + spontaneous + induced),
    reference_fit("infertility-weights", "as infertility, controls weighted by 1/2",
                  function(own) datasets::infert, case ~ education + spontaneous * induced,
                  weights = quote(ifelse(case == 1, 1, 0.5))),
    reference_fit("infertility-offset", "as infertility, the effect of parity fixed at log(1/2)",
                  function(own) datasets::infert, case ~ age + spontaneous + induced,
                  offset = quote(log(0.5) * parity)),
    reference_fit("cars", "Henderson & Velleman (1981) Biometrics 37, 391-411",
                  function(own) datasets::mtcars, am ~ wt),
    reference_fit("cars-cloglog", "Henderson & Velleman (1981) Biometrics 37, 391-411",
                  function(own) datasets::mtcars, vs ~ mpg, link = "cloglog"),
    reference_fit("nodal", from("dh", "chapter 7, ?nodal"),
                  function(own) packaged_data("nodal", "boot"),
                  r ~ aged + stage + grade + xray + acid, needs = "boot"),
    reference_fit("urine", from("dh", "chapter 7, ?urine"),
                  function(own) packaged_data("urine", "boot"),
                  r ~ gravity + ph + osmo + cond + urea + calc, needs = "boot"),
    reference_fit("remission", from("dh", "?remission"),
                  function(own) packaged_data("remission", "boot"), r ~ LI, needs = "boot"),
    reference_fit("melanoma-year", from("dh", "?melanoma; died of it, by calendar year"),
                  function(own) packaged_data("melanoma", "boot"),
                  status == 1 ~ year + thickness + ulcer + sex, needs = "boot"),
    reference_fit("bacteria", from("vr", "10.4"), function(own) packaged_data("bacteria", "MASS"),
                  y ~ trt + I(week > 2), needs = "MASS"),
    reference_fit("pima", from("vr", "?Pima.tr"),
                  function(own) packaged_data("Pima.tr", "MASS"),
                  type ~ npreg + glu + bp + skin + bmi + ped + age, needs = "MASS"),
    reference_fit("pima-probit", from("vr", "?Pima.tr, by probit"),
                  function(own) packaged_data("Pima.tr", "MASS"),
                  type ~ glu + bmi + ped + poly(age, 3), link = "probit", needs = "MASS"),
    reference_fit("biopsy", from("vr", "?biopsy, complete rows"),
                  function(own) stats::na.omit(packaged_data("biopsy", "MASS")),
                  class ~ V1 + V2 + V3 + V4 + V5 + V6 + V7 + V8 + V9, needs = "MASS"),
    reference_fit("kyphosis", from("hastie", "chapter 6"),
                  function(own) packaged_data("kyphosis", "rpart"), Kyphosis ~ Age + Number + Start,
                  needs = "rpart"),
    reference_fit("kyphosis-poly", from("hastie", "chapter 6, final model"),
                  function(own) packaged_data("kyphosis", "rpart"),
                  Kyphosis ~ poly(Age, 2) + I((Start > 12) * (Start - 12)), needs = "rpart")
  )
}

reference_fits <- function() {
  fits <- c(birthweight_fits(), dose_fits(), table_fits(), patient_fits())
  names(fits) <- vapply(fits, function(fit) fit$name, "")
  fits
}

# glm has no loglog link: the cloglog of 1 - mu.
loglog_link <- function() {
  structure(list(linkfun = function(mu) -log(-log(mu)), linkinv = function(eta) exp(-exp(-eta)),
                 mu.eta = function(eta) exp(-eta - exp(-eta)), valideta = function(eta) TRUE,
                 name = "loglog"), class = "link-glm")
}

# glm() in the words of logistic(): a stand-in for fit_reference().
glm_fitter <- function(settings = list()) {
  function(formula, data, link, contrasts, ...) {
    arguments <- as.list(substitute(list(...)))[-1L]
    counts <- names(arguments) %in% c("trials", "freq")
    names(arguments)[counts] <- "weights"
    family <- stats::binomial(if (link == "loglog") loglog_link() else link)
    call <- c(list(quote(stats::glm), formula, family = family, data = data, contrasts = contrasts),
              arguments, settings)
    eval(as.call(call))
  }
}

# Fits one of the list: a call of `fitter` that names only what the fit needs.
fit_reference <- function(fit, fitter, own = own_data) {
  call <- c(list(quote(fitter), fit$formula, data = quote(data), link = fit$link,
                 contrasts = fit$contrasts), fit$arguments)
  eval(as.call(call), list(fitter = fitter, data = fit$data(own)), environment())
}

references_directory <- function() testthat::test_path("known-answers")

# The stored answers: a list of two data frames, `coefficients` (fit, term, estimate, se) and `fits`
# (fit, loglik, kernel, deviance), as the doubles nearest to the 60 or 30 digits of the files.
read_references <- function(directory = references_directory(),
                            files = c(coefficients = "coefficients.csv", fits = "fits.csv")) {
  read <- function(file) {
    table <- utils::read.csv(file.path(directory, file), colClasses = "character",
                             na.strings = "NA", check.names = FALSE)
    exact <- grep("_double$", names(table), value = TRUE)
    for (column in exact) table[[sub("_double$", "", column)]] <- as.numeric(table[[column]])
    table[setdiff(names(table), exact)]
  }
  lapply(files, read)
}

# Correct significant digits of `value`, at most 17.
digits <- function(value, reference) {
  error <- ifelse(value == reference, 0, abs(value - reference) / abs(reference))
  pmin(17, ifelse(is.na(error), 0, -log10(error)))
}

# The coefficients as a vector, named as vcov() is.
all_coefficients <- function(object) {
  if (is.matrix(stats::coef(object))) stats::coef(object, matrix = FALSE) else stats::coef(object)
}

# Digits that a fit reaches: a list of `coefficients` and `se` (named vectors), `kernel`, `loglik`
# and `deviance`.
measured_digits <- function(object, name, references = read_references()) {
  answer <- references$coefficients[references$coefficients$fit == name, ]
  whole <- references$fits[references$fits$fit == name, ]
  estimate <- all_coefficients(object)[answer$term]
  se <- sqrt(diag(stats::vcov(object)))[answer$term]
  zero <- abs(answer$estimate) < 1e-50 # exactly 0 but for the reference's rounding: digits of 1
  answer$estimate[zero] <- 1
  estimate[zero] <- 1 + estimate[zero]
  kernel <- object$loglik_kernel
  loglik <- if (is.na(whole$loglik)) NA_real_ else as.numeric(stats::logLik(object))
  list(coefficients = stats::setNames(digits(estimate, answer$estimate), answer$term),
       se = stats::setNames(digits(se, answer$se), answer$term),
       kernel = if (is.null(kernel)) NA_real_ else digits(kernel, whole$kernel),
       loglik = if (is.na(loglik)) NA_real_ else digits(loglik, whole$loglik),
       deviance = digits(stats::deviance(object), whole$deviance))
}

# One row a fit: the least digits over its coefficients and standard errors.
accuracy_table <- function(fitter, own = own_data, references = read_references(),
                           fits = reference_fits()) {
  row <- function(fit) {
    blank <- data.frame(fit = fit$name, kind = fit$kind, link = fit$link, terms = NA_integer_,
                        coefficients = NA_real_, se = NA_real_, loglik = NA_real_,
                        deviance = NA_real_)
    if (!is.null(fit$needs) && !requireNamespace(fit$needs, quietly = TRUE)) return(blank)
    reached <- measured_digits(suppressWarnings(fit_reference(fit, fitter, own)), fit$name,
                               references)
    whole <- c(reached$loglik, reached$kernel)
    blank$terms <- length(reached$coefficients)
    blank$coefficients <- min(reached$coefficients)
    blank$se <- min(reached$se)
    blank$loglik <- if (all(is.na(whole))) NA_real_ else min(whole, na.rm = TRUE)
    blank$deviance <- reached$deviance
    blank
  }
  do.call(rbind, unname(lapply(fits, row)))
}

# Prints one line a fit for each of the named fitters, and how many of the textbook fits reach the
# goal of 12 digits (coefficients, log-likelihood) and 10 digits (standard errors).
print_accuracy <- function(fitters, ...) {
  old <- options(width = 100)
  on.exit(options(old))
  for (name in names(fitters)) {
    table <- accuracy_table(fitters[[name]], ...)
    shown <- table
    numbers <- c("coefficients", "se", "loglik", "deviance")
    shown[numbers] <- lapply(table[numbers], function(x) formatC(x, format = "f", digits = 1))
    cat("\nCorrect digits (least over the terms):", name, "\n")
    print(shown, row.names = FALSE, right = TRUE)
    book <- table[table$kind == "textbook", ]
    reached <- book$coefficients >= 12 & book$se >= 10 & (is.na(book$loglik) | book$loglik >= 12)
    cat(sum(reached, na.rm = TRUE), "of", sum(!is.na(reached)), "textbook fits reach the goal\n")
  }
}

# Every printed number agrees with the fit to its last printed decimal.
expect_printed <- function(actual, printed) {
  decimals <- nchar(sub("^[^.]*[.]?", "", printed))
  testthat::expect_true(
    all(abs(unname(actual) - as.numeric(printed)) <= 0.5001 * 10^-decimals),
    info = paste(format(unname(actual), digits = 8), "printed", printed, collapse = "; ")
  )
}

expect_table <- function(fit, estimates, errors) {
  expect_printed(all_coefficients(fit), estimates)
  expect_printed(sqrt(diag(stats::vcov(fit))), errors)
}
