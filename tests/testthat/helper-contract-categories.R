# The contract of multinomial() and ordinal(): what is done with a fit of nnet's multinom, MASS's
# polr or ordinal's clm can be done with ours, with the same answer. Here: data, twins, the table.
# Comparison is that of helper-contract.R.
#
# Twins are refitted to rounding where they can be: multinom's optimiser leaves some six digits,
# polr's its own eight, clm's Newton all.

category_trial <- function() {
  set.seed(20240611)
  n <- 260
  d <- data.frame(age = round(40 + 12 * rnorm(n)), dose = round(exp(rnorm(n, 1, 0.6)), 2),
                  diet = factor(sample(c("A", "B", "C"), n, TRUE)),
                  sex = factor(sample(c("f", "m"), n, TRUE)), clinic = rep_len(1:12, n))
  eta <- 0.03 * (d$age - 40) + 0.5 * log(d$dose) + 0.5 * (d$diet == "B")
  d$pain <- cut(eta + rlogis(n), c(-Inf, -0.3, 0.8, 2, Inf),
                c("none", "mild", "some", "much"), ordered_result = TRUE)
  d$choice <- factor(d$pain, ordered = FALSE)
  d
}

# On the search path, where tools look for a fit's data.
local_category_trial <- function(env = parent.frame()) {
  attach(list(category_trial_data = category_trial()), name = "category_trial",
         warn.conflicts = FALSE)
  do.call(on.exit, list(quote(detach("category_trial", character.only = TRUE)), add = TRUE),
          envir = env)
}

category_twins <- list(
  multinom = list(
    package = "nnet",
    ours = quote(multinomial(choice ~ age + log(dose) + diet, category_trial_data)),
    theirs = quote(nnet::multinom(choice ~ age + log(dose) + diet, category_trial_data,
                                  trace = FALSE, Hess = TRUE, reltol = 1e-15, maxit = 2000))),
  polr = list(
    package = "MASS",
    ours = quote(ordinal(pain ~ age + log(dose) + diet, category_trial_data)),
    theirs = quote(MASS::polr(pain ~ age + log(dose) + diet, category_trial_data, Hess = TRUE,
                              control = list(reltol = 1e-15, maxit = 1000)))),
  clm = list(
    package = "ordinal",
    ours = quote(ordinal(pain ~ age + log(dose) + diet, category_trial_data)),
    theirs = quote(ordinal::clm(pain ~ age + log(dose) + diet, data = category_trial_data,
                                control = list(gradTol = 1e-12, maxIter = 200L)))))

# A row: the call on ours; on the twin, if it is asked otherwise there; the tolerance.
ask <- function(ours, theirs = ours, within = 1e-6) {
  structure(list(ours = ours, theirs = theirs, within = within), class = "contract_row")
}

# A row that has no twin's answer to be held to, and why; `test`: where ours is held to something.
exempt <- function(why, test) structure(list(why = why, test = test), class = "contract_exempt")

smaller_by_dose <- function(fit) update(fit, . ~ . - log(dose))

labels_of <- function(fit) {
  attributes(terms(fit))[c("term.labels", "intercept", "response", "factors")]
}

# ours in polr's order: slopes, then thresholds
slopes_first <- function(x) {
  order <- c(4:7, 1:3)
  if (is.matrix(x)) x[order, order] else x[order]
}

own_chance <- function(fit) {
  y <- model.response(model.frame(fit))
  structure(fitted(fit)[cbind(seq_along(y), as.integer(y))], names = names(y))
}

heart_of_update <- list(
  "update" = ask(function(fit) coef(smaller_by_dose(fit)), within = 1e-4),
  "update, data" = ask(function(fit) coef(update(fit, data = category_trial_data[-(1:9), ])),
                       within = 1e-4),
  "update, subset" = ask(function(fit) coef(update(fit, subset = clinic > 2)), within = 1e-4),
  "update, weights" = ask(function(fit) coef(update(fit, weights = clinic)), within = 1e-4),
  "update, not evaluated" = ask(function(fit) class(update(fit, . ~ 1, evaluate = FALSE))),
  "saved and read" = ask(function(fit) coef(unserialize(serialize(fit, NULL))), within = 1e-4))

parts_of_any <- list(
  "logLik" = ask(function(fit) c(logLik(fit), attr(logLik(fit), "df"))),
  "AIC" = ask(function(fit) c(AIC(fit), AIC(fit, k = 3))),
  "deviance" = ask(function(fit) as.vector(-2 * logLik(fit)), within = 1e-8),
  "formula" = ask(function(fit) deparse(formula(fit))),
  "terms" = ask(labels_of),
  "model.frame" = ask(function(fit) model.frame(fit)),
  "model.response" = ask(function(fit) unname(model.response(model.frame(fit)))))

contract_multinom <- list(
  stats = c(parts_of_any, heart_of_update, list(
    "coef" = ask(coef, within = 1e-4),
    "vcov" = ask(vcov, within = 1e-4),
    "model.matrix" = ask(function(fit) {
      x <- model.matrix(fit)
      list(x, attr(x, "assign"), attr(x, "contrasts"))
    }),
    "fitted" = ask(function(fit) unname(fitted(fit)), within = 1e-5),
    "deviance, from the fit" = ask(deviance, within = 1e-8),
    "nobs, BIC, df.residual" = exempt("multinom has none", "test-bad-input-categories"))),
  nnet = list(
    "edf" = ask(function(fit) fit$edf),
    "lev" = ask(function(fit) fit$lev)),
  lmtest = list(
    "lrtest, term" = ask(function(fit) unclass(lmtest::lrtest(fit, "log(dose)"))[1:5],
                         within = 1e-5),
    "lrtest of two" = ask(function(fit) unclass(lmtest::lrtest(smaller_by_dose(fit), fit))[1:5],
                          within = 1e-5),
    "coeftest" = exempt("lmtest's fails on a matrix of coefficients", "test-category_hypotheses"),
    "waldtest" = exempt("it asks for named coefficients, of multinom as of ours: use anova()",
                        "none")),
  car = list(
    "deltaMethod" = exempt("car's takes another equation's covariance", "test-category_hypotheses"),
    "linearHypothesis" = exempt("car's finds no names", "test-category_hypotheses")),
  sandwich = list(
    "estfun" = exempt("sandwich has no method for multinom", "test-category_sandwich"),
    "vcovHC" = exempt("neither has leverages: ours has HC0 and HC1", "test-category_sandwich")))

contract_polr <- list(
  stats = c(parts_of_any, heart_of_update[c("update, not evaluated")], list(
    "coef" = ask(function(fit) coef(fit)[4:7], coef, within = 1e-4),
    "zeta" = ask(function(fit) coef(fit)[1:3], function(fit) fit$zeta, within = 1e-4),
    # polr's Hessian is of differences
    "vcov" = ask(function(fit) slopes_first(vcov(fit)), vcov, within = 2e-3),
    "nobs" = ask(nobs),
    "BIC" = ask(BIC),
    "df.residual" = ask(df.residual),
    "deviance, from the fit" = ask(deviance),
    "fitted" = ask(fitted, within = 1e-5),
    "model.matrix" = ask(function(fit) unname(model.matrix(fit)[, -1L])))),
  multcomp = list(
    "glht, Tukey" = ask(function(fit) {
      test <- multcomp::glht(fit, multcomp::mcp(diet = "Tukey"))
      list(coef(test), unname(vcov(test)))
    }, within = 1e-4),
    "glht, Dunnett" = ask(function(fit) {
      coef(multcomp::glht(fit, multcomp::mcp(diet = "Dunnett")))
    }, within = 1e-4),
    "glht, names" = ask(function(fit) coef(multcomp::glht(fit, "dietB - dietC = 0")),
                        within = 1e-4)),
  car = list(
    "vif" = ask(function(fit) car::vif(fit), within = 1e-4),
    "linearHypothesis" = ask(function(fit) {
      unclass(car::linearHypothesis(fit, c("dietB = 0", "dietC = 0")))[1:4]
    }, within = 1e-4),
    "deltaMethod" = ask(function(fit) unclass(car::deltaMethod(fit, "dietB / age"))[1:4],
                        within = 1e-4)),
  sandwich = list(
    "estfun" = ask(function(fit) sandwich::estfun(fit)[, c(4:7, 1:3)],
                   function(fit) sandwich::estfun(fit), within = 1e-3),
    "sandwich" = ask(function(fit) slopes_first(sandwich::sandwich(fit)),
                     function(fit) sandwich::sandwich(fit), within = 2e-3)))

contract_clm <- list(
  stats = c(parts_of_any, heart_of_update, list(
    "coef" = ask(coef),
    "vcov" = ask(vcov),
    "nobs" = ask(nobs),
    "BIC" = ask(BIC),
    "df.residual" = ask(function(fit) nobs(fit) - length(coef(fit)), df.residual),
    "fitted" = ask(function(fit) unname(own_chance(fit)), function(fit) unname(fitted(fit))),
    "nominal effects" = ask(function(fit) {
      sort(unname(coef(update(fit, parallel = FALSE))))
    }, function(fit) {
      full <- update(fit, . ~ 1, nominal = ~ age + log(dose) + diet)
      sort(unname(coef(full) * rep(c(1, -1), c(3, 12))))
    }),
    "scale effects" = ask(function(fit) unname(coef(update(fit, scale = ~sex))),
                          function(fit) unname(coef(update(fit, scale = ~sex)))),
    "link" = ask(function(fit) coef(update(fit, link = "probit")), within = 1e-5))),
  sandwich = list(
    "estfun" = ask(function(fit) sandwich::estfun(fit)),
    "bread" = ask(function(fit) sandwich::bread(fit)),
    "meat" = ask(function(fit) sandwich::meat(fit)),
    "sandwich" = ask(function(fit) sandwich::sandwich(fit)),
    "vcovCL" = ask(function(fit) sandwich::vcovCL(fit, cluster = category_trial_data$clinic)),
    "vcovCL, HC1" = ask(function(fit) {
      sandwich::vcovCL(fit, cluster = category_trial_data$clinic, type = "HC1")
    }),
    "vcovCL, two ways" = ask(function(fit) {
      sandwich::vcovCL(fit, cluster = category_trial_data[c("clinic", "sex")])
    }),
    "vcovPL" = ask(function(fit) sandwich::vcovPL(fit, cluster = category_trial_data$clinic)),
    "meatHAC" = exempt("its weights ask for a coefficient a column of the model matrix, of clm too",
                       "none"),
    "vcovOPG" = ask(function(fit) sandwich::vcovOPG(fit)),
    "vcovBS" = exempt("its refits of a clm fail; boot::boot() does it", "none"),
    "vcovHC" = exempt("it asks for a model matrix with a column a coefficient: fails on clm",
                      "test-category_sandwich")),
  lmtest = list(
    # clm's statistics are t: normal ones are asked for
    "coeftest" = ask(function(fit) unclass(lmtest::coeftest(fit, df = Inf))[, 1:4]),
    "coeftest, robust" = ask(function(fit) {
      unclass(lmtest::coeftest(fit, vcov. = sandwich::sandwich, df = Inf))[, 1:4]
    }),
    "coefci" = ask(function(fit) lmtest::coefci(fit, df = Inf)),
    "lrtest, term" = ask(function(fit) unclass(lmtest::lrtest(fit, "log(dose)"))[1:5]),
    "waldtest, term" = ask(function(fit) {
      unclass(lmtest::waldtest(fit, "log(dose)", test = "Chisq"))[1:4]
    })),
  car = list(
    "linearHypothesis" = ask(function(fit) {
      unclass(car::linearHypothesis(fit, "dietB = dietC"))[1:4]
    }),
    "linearHypothesis, robust" = ask(function(fit) {
      unclass(car::linearHypothesis(fit, "age = 0", vcov. = sandwich::sandwich))[1:4]
    }),
    "deltaMethod" = ask(function(fit) unclass(car::deltaMethod(fit, "dietB / age"))[1:4])),
  mitools = list(
    "MIcombine" = ask(function(fit) {
      fits <- lapply(1:3, function(i) update(fit, data = category_trial_data[-(1:20 + i), ]))
      both <- mitools::MIcombine(lapply(fits, coef), lapply(fits, vcov))
      list(both$coefficients, both$variance)
    })),
  boot = list(
    "boot" = ask(function(fit) {
      boot::boot(category_trial_data, function(d, rows) coef(update(fit, data = d[rows, ])), 3)$t
    })),
  clubSandwich = list(
    "vcovCR" = exempt("it knows no model with several linear predictors a row: vcov(cluster =)",
                      "test-category_sandwich")))

category_contract <- list(multinom = contract_multinom, polr = contract_polr, clm = contract_clm)

# The same by what is asked, for calls that are R's own, or of several packages.
category_method_contract <- list(
  multinom = list(
    prints = list(
      "print" = ask(function(fit) is.character(utils::capture.output(print(fit)))),
      "summary" = ask(function(fit) {
        coef <- coef(summary(fit))
        is.numeric(coef) || is.list(coef)
      }),
      "tidy" = ask(function(fit) generics::tidy(fit)[c("y.level", "term", "estimate", "std.error")],
                   function(fit) broom::tidy(fit)[c("y.level", "term", "estimate", "std.error")],
                   within = 1e-4),
      "glance" = ask(function(fit) as.list(generics::glance(fit)[c("edf", "deviance", "AIC")]),
                     function(fit) as.list(broom::glance(fit)[c("edf", "deviance", "AIC")]),
                     within = 1e-6)),
    predicts = list(
      "predict, probs" = ask(function(fit) {
        unname(predict(fit, category_trial_data[1:9, ], type = "probs"))
      }, within = 1e-4),
      "predict, class" = ask(function(fit) {
        as.character(predict(fit, category_trial_data[1:9, ], type = "class"))
      }),
      "emmeans, prob" = ask(function(fit) {
        grid <- summary(emmeans::emmeans(fit, ~ choice | diet, mode = "prob"))
        grid[c("choice", "diet", "prob", "SE")]
      }, within = 1e-3),
      "effects" = ask(function(fit) {
        unname(effects::Effect("age", fit, xlevels = list(age = c(30, 50)))$prob)
      }, within = 1e-3),
      "ggpredict" = exempt("ggeffects 1.2 has a list of models by class, and no generic", "none"),
      "find_statistic" = exempt("insight 0.19 has a list of models by class, and no generic",
                                "none")),
    infers = list(
      "confint" = exempt("multinom's are Wald limits in an array; ours by profile in a matrix",
                         "none"),
      "drop1" = exempt("multinom's fails where the fit's data are on the search path", "none"),
      "extractAIC" = ask(extractAIC),
      "anova of two" = ask(function(fit) anova(smaller_by_dose(fit), fit)[["Deviance"]][2L],
                           function(fit) anova(smaller_by_dose(fit), fit)[["LR stat."]][2L],
                           within = 1e-5),
      "step" = ask(function(fit) attr(terms(step(fit, trace = 0)), "term.labels")),
      "Anova" = ask(function(fit) unclass(car::Anova(fit))[1:3], within = 1e-4))),
  clm = list(
    prints = list(
      "summary" = ask(function(fit) coef(summary(fit))),
      "tidy" = ask(function(fit) generics::tidy(fit)[c("term", "estimate", "std.error")],
                   function(fit) broom::tidy(fit)[c("term", "estimate", "std.error")]),
      "glance" = ask(function(fit) as.list(generics::glance(fit)[c("edf", "logLik", "AIC", "BIC")]),
                     function(fit) as.list(broom::glance(fit)[c("edf", "logLik", "AIC", "BIC")])),
      "pool" = ask(function(fit) {
        data <- transform(category_trial_data, age = replace(age, 1:30, NA))
        imputed <- mice::mice(data, m = 2, maxit = 1, printFlag = FALSE, seed = 1)
        fitter <- if (inherits(fit, "clm")) ordinal::clm else ordinal
        fits <- with(imputed, do.call(fitter, list(pain ~ age + diet)))
        summary(mice::pool(fits))[c("term", "estimate", "std.error")]
      }, within = 1e-4)),
    predicts = list(
      "predict, prob" = ask(function(fit) {
        new <- category_trial_data[1:9, c("age", "dose", "diet")]
        out <- predict(fit, new, type = "prob")
        unname(if (is.list(out)) out$fit else out)
      }),
      "predict, class" = ask(function(fit) {
        new <- category_trial_data[1:9, c("age", "dose", "diet")]
        out <- predict(fit, new, type = "class")
        as.character(if (is.list(out)) out$fit else out)
      }),
      "emmeans, latent" = ask(function(fit) {
        summary(emmeans::emmeans(fit, ~diet))[c("diet", "emmean", "SE")]
      }),
      "emmeans, prob" = ask(function(fit) {
        summary(emmeans::emmeans(fit, ~ pain | diet, mode = "prob"))[c("pain", "prob", "SE")]
      }),
      "emmeans, mean.class" = ask(function(fit) {
        summary(emmeans::emmeans(fit, ~diet, mode = "mean.class"))[c("mean.class", "SE")]
      }),
      "emmeans, cum.prob" = ask(function(fit) {
        unname(as.list(summary(emmeans::emmeans(fit, ~ cut | diet, mode = "cum.prob"))[3:4]))
      })),
    infers = list(
      "confint, wald" = ask(function(fit) confint.default(fit)),
      "confint" = ask(function(fit) confint(fit)[4:7, ], function(fit) confint(fit),
                      within = 2e-3),
      "drop1" = ask(function(fit) drop1(fit, test = "Chisq")[["AIC"]]),
      "anova of two" = ask(function(fit) anova(smaller_by_dose(fit), fit)[["Deviance"]][2L],
                           function(fit) anova(smaller_by_dose(fit), fit)[["LR.stat"]][2L]),
      "step" = ask(function(fit) attr(terms(step(fit, trace = 0)), "term.labels")))))

# NULL, or what differs between ours and the twin's answer.
category_difference <- function(row, ours, twin) {
  expected <- answer_of(row$theirs, twin)
  if (inherits(expected$value, "error")) {
    return(paste("fails on the twin:", conditionMessage(expected$value)))
  }
  actual <- answer_of(row$ours, ours)
  if (inherits(actual$value, "error")) return(paste("error:", conditionMessage(actual$value)))
  first_difference(comparable(expected$value), comparable(actual$value), row$within)
}

# The packages that a row calls by pkg::name.
row_packages <- function(row) {
  text <- paste(unlist(lapply(Filter(is.function, unclass(row)), deparse)), collapse = " ")
  unique(sub("::.*", "", regmatches(text, gregexpr("[[:alnum:].]+::", text))[[1L]]))
}
