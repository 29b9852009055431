# Fits of multinomial() and ordinal() with answers in multiple precision. The list is here;
# known-answers/category-coefficients.csv and category-fits.csv hold the answers, made by
# known-answers/make-category-references.R, which reads this file too.

# One fit: `model` is the name of the fitting function, `...` are its further arguments, those that
# are read in the data (weights, freq, offset) as expressions. `data` is as in reference_fit().
category_fit <- function(name, source, model, data, formula, ..., needs = NULL,
                         kind = "textbook") {
  if (is.character(data)) {
    dataset <- data
    data <- function(own) own(dataset)
  }
  list(name = name, source = source, model = model, data = data, formula = formula,
       arguments = list(...), needs = needs, kind = kind)
}

category_books <- c(
  agresti = "Agresti (2002) Categorical Data Analysis, 2nd ed., doi:10.1002/0471249688",
  mn = "McCullagh & Nelder (1989) Generalized Linear Models, doi:10.1007/978-1-4899-3242-6",
  vr = "Venables & Ripley (2002) Modern Applied Statistics with S, doi:10.1007/978-0-387-21706-2",
  randall = "Randall (1989) Biometrical J. 31, 781-793, doi:10.1002/bimj.4710310703",
  hl = "Hosmer & Lemeshow (2000) Applied Logistic Regression, 2nd ed., doi:10.1002/0471722146"
)

category_from <- function(book, where) paste0(category_books[[book]], ": ", where)

housing_data <- function(own) packaged_data("housing", "MASS")

# Birth weight in three groups, and in 40 of nearly equal size.
weight_groups <- function(own) {
  data <- own("birthweight")
  data$weight <- cut(data$bwt, c(0, 2500, 3500, Inf), labels = c("low", "middle", "high"),
                     ordered_result = TRUE)
  data
}

forty_weights <- function(own) {
  data <- own("birthweight")
  data$weight <- ordered(1 + (40 * (rank(data$bwt, ties.method = "min") - 1)) %/% 189)
  data
}

ranked_cars <- function(own) transform(datasets::mtcars, mpg = ordered(mpg), gear = factor(gear))

flat_table <- function(table) function(own) as.data.frame(table)

alligator_fits <- function() {
  foods <- cbind(fish, invertebrate, reptile, bird, other) ~ lake + size
  list(
    category_fit("alligators", category_from("agresti", "Table 7.4"), "multinomial", "alligators",
                 foods),
    category_fit("alligators-all", category_from("agresti", "7.1.2, lake, sex and size"),
                 "multinomial", "alligators", update(foods, . ~ . + sex)),
    category_fit("alligators-other", category_from("agresti", "Table 7.4, against other"),
                 "multinomial", "alligators", foods, reference = "other"),
    category_fit("alligators-means", category_from("agresti", "Table 7.4, no intercept"),
                 "multinomial", "alligators", update(foods, . ~ 0 + .), reference = "invertebrate"),
    category_fit("alligators-half", category_from("agresti", "Table 7.4, small ones by half"),
                 "multinomial", "alligators", foods,
                 weights = quote(ifelse(size == "small", 0.5, 1)))
  )
}

nominal_table_fits <- function() {
  list(
    category_fit("housing-nominal", category_from("vr", "7.3, house.mult"), "multinomial",
                 housing_data, Sat ~ Infl + Type + Cont, weights = quote(Freq), needs = "MASS"),
    category_fit("housing-type", category_from("vr", "7.3, type of housing"), "multinomial",
                 housing_data, Type ~ Infl * Cont + Sat, freq = quote(Freq), needs = "MASS",
                 contrasts = list(Sat = "contr.treatment")),
    category_fit("hair", "Snee (1974) Amer. Statist. 28, 9-12", "multinomial",
                 flat_table(datasets::HairEyeColor), Hair ~ Eye + Sex, freq = quote(Freq),
                 reference = "Brown"),
    category_fit("titanic-class", "Dawson (1995) J. Statist. Educ. 3(3)", "multinomial",
                 flat_table(datasets::Titanic), Class ~ Sex * Survived, freq = quote(Freq)),
    category_fit("school-leavers", category_from("vr", "?minn38"), "multinomial",
                 function(own) packaged_data("minn38", "MASS"), phs ~ hs + fol + sex,
                 freq = quote(f), needs = "MASS"),
    category_fit("housing-offset", category_from("vr", "7.3, an effect fixed"), "multinomial",
                 housing_data, Sat ~ Infl + Cont, freq = quote(Freq), needs = "MASS",
                 offset = quote(log(2) * (Type == "Tower")))
  )
}

nominal_row_fits <- function() {
  iris <- "Anderson (1935); Fisher (1936) Ann. Eugen. 7, 179-188"
  list(
    category_fit("iris-width", iris, "multinomial", function(own) datasets::iris,
                 Species ~ Sepal.Width),
    category_fit("iris-length", iris, "multinomial", function(own) datasets::iris,
                 Species ~ Sepal.Length, reference = "virginica"),
    category_fit("iris-square", iris, "multinomial", function(own) datasets::iris,
                 Species ~ poly(Sepal.Width, 2)),
    category_fit("chicks", "McNeil (1977) Interactive Data Analysis", "multinomial",
                 function(own) datasets::chickwts, feed ~ weight),
    category_fit("gears", "Henderson & Velleman (1981) Biometrics 37, 391-411", "multinomial",
                 ranked_cars, gear ~ qsec),
    category_fit("education", "Trichopoulos et al. (1976) Br. J. Obst. Gynaec. 83, 645-650",
                 "multinomial", function(own) datasets::infert,
                 education ~ age + parity + spontaneous + induced),
    category_fit("weight-shifted", category_from("hl", "8.1, age from another origin"),
                 "multinomial", weight_groups, weight ~ I(age + 200)),
    category_fit("weight-far", category_from("hl", "8.1, weight from a distant origin"),
                 "multinomial", weight_groups, weight ~ I(lwt + 1e6) + smoke, kind = "stress"),
    category_fit("weight-scaled", category_from("hl", "8.1, weight in other units"), "multinomial",
                 weight_groups, weight ~ I(lwt * 1e6) + I(age * 1e-6) + smoke),
    category_fit("weight-means", category_from("hl", "8.1, no intercept"), "multinomial",
                 weight_groups, weight ~ 0 + race + lwt),
    category_fit("weight-offset", category_from("hl", "8.1, an offset for each category"),
                 "multinomial", weight_groups, weight ~ lwt + smoke,
                 offset = quote(cbind(0.01 * age, 0, 0.3 * (race == "black")))),
    category_fit("weight-weighted", category_from("hl", "8.1, weighted"), "multinomial",
                 weight_groups, weight ~ lwt + race + ht,
                 weights = quote(ifelse(ui == "yes", 0.3, 1.7))),
    category_fit("weight-binary", category_from("hl", "Table 2.3"), "multinomial", "birthweight",
                 low ~ lwt + race)
  )
}

wine_fits <- function() {
  both <- rating ~ temp + contact
  fit <- function(name, ...) {
    category_fit(paste0("wine-", name), category_books[["randall"]], "ordinal", "wine", ...)
  }
  list(
    fit("logit", both),
    fit("probit", both, link = "probit"),
    fit("cloglog", both, link = "cloglog"),
    fit("loglog", both, link = "loglog"),
    fit("cauchit", both, link = "cauchit"),
    fit("partial", both, parallel = ~ temp),
    fit("partial-probit", both, parallel = ~ temp, link = "probit"),
    fit("contact", rating ~ contact, parallel = FALSE),
    fit("scale", both, scale = ~ contact),
    fit("scale-probit", both, scale = ~ temp, link = "probit"),
    fit("scale-partial", both, scale = ~ temp, parallel = ~ temp),
    fit("judge", rating ~ temp + contact + judge),
    fit("adjacent", both, type = "adjacent"),
    fit("adjacent-partial", both, type = "adjacent", parallel = ~ temp),
    fit("continuation", both, type = "continuation"),
    fit("continuation-partial", both, type = "continuation", parallel = ~ temp),
    fit("continuation-cloglog", both, type = "continuation", link = "cloglog"),
    fit("continuation-cauchit", both, type = "continuation", link = "cauchit"),
    fit("offset", rating ~ temp, offset = quote(1.5 * (contact == "yes"))),
    fit("weights", both, weights = quote(0.5 + (as.integer(judge) %% 3) / 4))
  )
}

ordinal_count_fits <- function() {
  tastes <- cbind(r1, r2, r3, r4, r5, r6, r7, r8, r9) ~ cheese
  lungs <- cbind(normal, mild, severe) ~ log(exposure)
  cheese <- category_from("mn", "5.6.1")
  miners <- category_from("mn", "5.6.2")
  list(
    category_fit("cheese", cheese, "ordinal", "cheese", update(tastes, . ~ relevel(cheese, "D"))),
    category_fit("cheese-cloglog", cheese, "ordinal", "cheese", tastes, link = "cloglog"),
    category_fit("cheese-scale", cheese, "ordinal", "cheese", tastes, scale = ~ cheese),
    category_fit("cheese-adjacent", cheese, "ordinal", "cheese", tastes, type = "adjacent"),
    category_fit("cheese-continuation", cheese, "ordinal", "cheese", tastes, type = "continuation",
                 link = "probit"),
    category_fit("miners", miners, "ordinal", "pneumoconiosis", lungs),
    category_fit("miners-free", miners, "ordinal", "pneumoconiosis", lungs, parallel = FALSE),
    category_fit("miners-free-cauchit", miners, "ordinal", "pneumoconiosis", lungs,
                 parallel = FALSE, link = "cauchit"),
    category_fit("miners-adjacent-free", miners, "ordinal", "pneumoconiosis", lungs,
                 type = "adjacent", parallel = FALSE),
    category_fit("miners-continuation", miners, "ordinal", "pneumoconiosis", lungs,
                 type = "continuation", parallel = FALSE),
    category_fit("miners-loglog", miners, "ordinal", "pneumoconiosis", lungs, link = "loglog"),
    category_fit("miners-scale", miners, "ordinal", "pneumoconiosis", lungs,
                 scale = ~ log(exposure), link = "probit")
  )
}

ordinal_row_fits <- function() {
  mental <- category_from("agresti", "Table 7.5")
  list(
    category_fit("impairment", mental, "ordinal", "impairment", impairment ~ life + ses),
    category_fit("impairment-product", mental, "ordinal", "impairment", impairment ~ life * ses),
    category_fit("impairment-free", mental, "ordinal", "impairment", impairment ~ life + ses,
                 parallel = FALSE),
    category_fit("impairment-scale", mental, "ordinal", "impairment", impairment ~ life + ses,
                 scale = ~ ses, link = "cloglog"),
    category_fit("impairment-adjacent", mental, "ordinal", "impairment", impairment ~ life + ses,
                 type = "adjacent", parallel = ~ life),
    category_fit("housing", category_from("vr", "7.3, house.plr"), "ordinal", housing_data,
                 Sat ~ Infl + Type + Cont, weights = quote(Freq), needs = "MASS"),
    category_fit("housing-scale", category_from("vr", "7.3, house.plr with a scale"), "ordinal",
                 housing_data, Sat ~ Infl * Type * Cont, freq = quote(Freq), scale = ~ Cont,
                 needs = "MASS"),
    category_fit("housing-partial", category_from("vr", "7.3, house.plr, one term free"),
                 "ordinal", housing_data, Sat ~ Infl + Type + Cont, freq = quote(Freq),
                 parallel = ~ Infl + Type, link = "probit", needs = "MASS"),
    category_fit("education-order", "Trichopoulos et al. (1976) Br. J. Obst. Gynaec. 83, 645-650",
                 "ordinal",
                 function(own) transform(datasets::infert, education = ordered(education)),
                 education ~ age + parity, link = "loglog"),
    category_fit("weight-order", category_from("hl", "8.2, age from another origin"), "ordinal",
                 weight_groups, weight ~ I(age + 200) + smoke),
    category_fit("weight-order-far", category_from("hl", "8.2, weight from a distant origin"),
                 "ordinal", weight_groups, weight ~ I(lwt + 1e6) + smoke, kind = "stress"),
    category_fit("weight-order-scaled", category_from("hl", "8.2, weight in other units"),
                 "ordinal", weight_groups, weight ~ I(lwt * 1e6) + I(age * 1e-6), link = "probit"),
    category_fit("weight-forty", category_from("hl", "8.2, 40 groups of birth weight"), "ordinal",
                 forty_weights, weight ~ lwt + smoke + ht),
    category_fit("weight-forty-loglog", category_from("hl", "8.2, 40 groups of birth weight"),
                 "ordinal", forty_weights, weight ~ lwt + race, link = "loglog"),
    category_fit("cars-order", "Henderson & Velleman (1981) Biometrics 37, 391-411", "ordinal",
                 ranked_cars, mpg ~ wt + qsec, link = "probit"),
    category_fit("weight-order-binary", category_from("hl", "Table 2.3, by cloglog"), "ordinal",
                 "birthweight", low ~ lwt + race, link = "cloglog"),
    category_fit("weight-continuation-binary", category_from("hl", "Table 2.3"), "ordinal",
                 "birthweight", low ~ lwt + race, type = "continuation")
  )
}

category_fits <- function() {
  fits <- c(alligator_fits(), nominal_table_fits(), nominal_row_fits(), wine_fits(),
            ordinal_count_fits(), ordinal_row_fits())
  names(fits) <- vapply(fits, function(fit) fit$name, "")
  fits
}

# Fits one of the list. The function is found by name, so the list can be read without it.
fit_category <- function(fit, own = own_data) {
  call <- as.call(c(list(as.name(fit$model), fit$formula, data = quote(data)), fit$arguments))
  eval(call, list(data = fit$data(own)), environment())
}

read_category_references <- function(directory = references_directory()) {
  read_references(directory, c(coefficients = "category-coefficients.csv",
                               fits = "category-fits.csv"))
}
