# The contract with R's ecosystem: each call below, taken to a fit of logistic() and to a glm that
# is converged to rounding, gives the same answer, for five kinds of fit (helper-contract.R).
#
# Short form: all calls on the plain fit, the quick ones on the other four. Long form, with
# LOGISTIC_EXTENDED_TESTS=true: all of them on all five, and those of packages that only CRAN has
# (where they are installed). On CRAN: the quick ones on the plain fit, with what is installed.
#
# An entry is `name = function(fit) ...`; but() adds what there is to say about it.

# ---- R itself ----------------------------------------------------------------------------------

smaller <- function(fit) update(fit, . ~ . - log(dose))

contract_stats <- list(
  "components" = function(fit) {
    unclass(fit)[c("coefficients", "residuals", "fitted.values", "rank", "linear.predictors",
                   "deviance", "aic", "null.deviance", "weights", "prior.weights", "df.residual",
                   "df.null", "y", "converged", "boundary", "model", "formula", "terms", "offset",
                   "contrasts", "xlevels", "na.action")]
  },
  "coef" = coef,
  "vcov" = vcov,
  "vcov, complete = FALSE" = function(fit) vcov(fit, complete = FALSE),
  "summary" = function(fit) {
    unclass(summary(fit))[c("coefficients", "deviance", "aic", "df.residual", "null.deviance",
                            "df.null", "deviance.resid", "aliased", "dispersion", "df",
                            "cov.unscaled", "cov.scaled", "contrasts", "na.action")]
  },
  "summary, dispersion" = function(fit) {
    unclass(summary(fit, dispersion = 1.7))[c("coefficients", "dispersion", "cov.scaled")]
  },
  "summary, correlation" = function(fit) summary(fit, correlation = TRUE)$correlation,
  "coef of summary" = function(fit) coef(summary(fit)),
  "vcov of summary" = function(fit) vcov(summary(fit)),
  "summary.glm" = function(fit) unclass(stats::summary.glm(fit))[c("coefficients", "df")],
  "print.glm" = function(fit) printed(getS3method("print", "glm")(fit)),
  "print.summary.glm" = function(fit) printed(getS3method("print", "summary.glm")(summary(fit))),
  "printCoefmat" = function(fit) printed(printCoefmat(coef(summary(fit)))),
  # glm's limits are read off a spline through the profile
  "confint" = but(function(fit) confint(fit), within = 2e-3, slow = TRUE),
  # of one coefficient glm's is a vector
  "confint, parm and level" = but(function(fit) as.vector(confint(fit, "age", level = 0.9)),
                                  within = 2e-3, slow = TRUE),
  "confint.default" = confint.default,
  "profile" = but(function(fit) confint(profile(fit, "age")), within = 2e-3, slow = TRUE),
  "profile, plots" = but(function(fit) {
    graphics::plot(profile(fit, c("age", "sexm")))
    graphics::pairs(profile(fit, c("age", "sexm")))
    NULL
  }, slow = TRUE, glm_fails = "rank-deficient"),
  "logLik" = function(fit) c(logLik(fit), attr(logLik(fit), "df"), attr(logLik(fit), "nobs")),
  "AIC, BIC" = function(fit) c(AIC(fit), BIC(fit), AIC(fit, k = 3)),
  "AIC of two" = function(fit) as.list(AIC(fit, smaller(fit))),
  "extractAIC" = extractAIC,
  "deviance" = deviance,
  "df.residual" = df.residual,
  "nobs" = nobs,
  "sigma" = sigma,
  "family" = function(fit) {
    family <- family(fit)
    list(family[c("family", "link")], family$linkinv(c(-1, 1)), family$mu.eta(0.3),
         family$variance(0.2))
  },
  "formula" = formula,
  "terms" = function(fit) attributes(terms(fit))[c("term.labels", "intercept", "response",
                                                   "factors", "offset")],
  "drop.terms" = function(fit) attr(delete.response(terms(fit)), "term.labels"),
  "model.frame" = function(fit) model.frame(fit),
  "model.frame, other data" = function(fit) model.frame(delete.response(terms(fit)), new_rows(),
                                                        xlev = fit$xlevels),
  "expand.model.frame" = function(fit) expand.model.frame(fit, ~clinic),
  "model.matrix" = function(fit) {
    x <- model.matrix(fit)
    list(x, attr(x, "assign"), attr(x, "contrasts"))
  },
  "model.response" = function(fit) model.response(model.frame(fit)),
  "model.weights" = function(fit) model.weights(model.frame(fit)),
  "model.offset" = function(fit) model.offset(model.frame(fit)),
  "na.action" = function(fit) c(na.action(fit)),
  "case.names" = case.names,
  "variable.names" = variable.names,
  "variable.names, full" = function(fit) variable.names(fit, full = TRUE),
  # of a glm they are empty, as it has no `assign`: what they are for an lm
  "labels" = function(fit) {
    fit$assign <- attr(model.matrix(fit), "assign")
    labels(fit)
  },
  "fitted" = fitted,
  "residuals" = residuals,
  "residuals, deviance" = function(fit) residuals(fit, "deviance"),
  "residuals, pearson" = function(fit) residuals(fit, "pearson"),
  "residuals, working" = function(fit) residuals(fit, "working"),
  "residuals, response" = function(fit) residuals(fit, "response"),
  "residuals, partial" = function(fit) residuals(fit, "partial"),
  "residuals.glm" = function(fit) stats::residuals.glm(fit),
  "weighted.residuals" = weighted.residuals,
  "weights" = weights,
  "weights, working" = function(fit) weights(fit, "working"),
  "predict" = function(fit) predict(fit),
  "predict, response" = function(fit) predict(fit, type = "response"),
  "predict, terms" = function(fit) predict(fit, type = "terms"),
  "predict, terms, constant" = function(fit) attr(predict(fit, type = "terms"), "constant"),
  "predict, se.fit" = function(fit) predict(fit, se.fit = TRUE),
  "predict, response, se.fit" = function(fit) predict(fit, type = "response", se.fit = TRUE),
  "predict, terms, se.fit" = function(fit) predict(fit, type = "terms", se.fit = TRUE),
  "predict, newdata" = function(fit) predict(fit, new_rows()),
  "predict, newdata, response" = function(fit) predict(fit, new_rows(), type = "response"),
  "predict, newdata, terms" = function(fit) predict(fit, new_rows(), type = "terms"),
  "predict, newdata, one term" = function(fit) {
    predict(fit, new_rows(), type = "terms", terms = "diet")
  },
  "predict, newdata, se.fit" = function(fit) predict(fit, new_rows(), se.fit = TRUE),
  "predict, newdata, response, se.fit" = function(fit) {
    predict(fit, new_rows(), type = "response", se.fit = TRUE)
  },
  "predict, newdata, dispersion" = function(fit) {
    predict(fit, new_rows(), se.fit = TRUE, dispersion = 2)
  },
  "predict, newdata with NA" = function(fit) {
    rows <- new_rows()
    rows$age[2] <- NA
    predict(fit, rows, type = "response")
  },
  "predict.glm" = function(fit) stats::predict.glm(fit, new_rows(), se.fit = TRUE),
  "predict after splines" = function(fit) {
    predict(update(fit, . ~ . - age + splines::ns(age, 3) + poly(dose, 2)), new_rows(),
            type = "response")
  },
  "simulate" = function(fit) simulate(fit, 3, seed = 7),
  "simulate, refit" = function(fit) {
    data <- fit_data(fit)
    simulated <- simulate(fit, 1, seed = 7)[[1L]]
    if (NROW(simulated) < nrow(data)) data <- data[-na.action(fit), ]
    data$simulated <- simulated
    coef(update(fit, simulated ~ age, data = data))
  },
  "update" = function(fit) coef(smaller(fit)),
  "update, data" = function(fit) coef(update(fit, data = fit_data(fit)[-(1:9), ])),
  "update, subset" = function(fit) coef(update(fit, subset = clinic > 2)),
  "update, link" = function(fit) coef(update(fit, family = binomial("probit"))),
  "update, weights" = function(fit) coef(update(fit, weights = clinic)),
  "update, not evaluated" = function(fit) class(update(fit, . ~ 1, evaluate = FALSE)),
  "anova, default" = function(fit) anova(fit),
  "anova" = function(fit) anova(fit, test = "Chisq"),
  "anova, LRT" = function(fit) anova(fit, test = "LRT"),
  # the weights in glm's are those of the step before the last
  "anova, Rao" = but(function(fit) anova(fit, test = "Rao"), within = 1e-5),
  "anova, Cp" = function(fit) anova(fit, test = "Cp"),
  "anova of two" = function(fit) anova(smaller(fit), fit, test = "Chisq"),
  "anova of two, Rao" = function(fit) anova(smaller(fit), fit, test = "Rao"),
  "anova of two, Cp" = function(fit) anova(fit, smaller(fit), test = "Cp"),
  "drop1" = drop1,
  "drop1, LRT" = function(fit) drop1(fit, test = "LRT"),
  "drop1, Rao" = but(function(fit) drop1(fit, test = "Rao"), within = 1e-5),
  "drop1, scope" = function(fit) drop1(fit, ~ age + log(dose), test = "Chisq"),
  "add1" = function(fit) add1(smaller(fit), ~ . + log(dose) + dose + time),
  "add1, LRT" = function(fit) add1(smaller(fit), ~ . + log(dose) + dose, test = "LRT"),
  # with an offset glm's is no score statistic: ours is held to the definition in
  # test-single_terms.R
  "add1, Rao" = but(function(fit) add1(smaller(fit), ~ . + log(dose) + dose, test = "Rao"),
                    glm_misleads = "offset and weights"),
  "step" = but(function(fit) {
    chosen <- step(fit, trace = 0)
    list(coef(chosen), chosen$anova)
  }),
  "step, both, BIC" = but(function(fit) {
    coef(step(update(fit, . ~ age), ~ age + log(dose) + diet + sex, trace = 0, k = 5))
  }),
  "influence" = influence,
  "influence, no coefficients" = function(fit) influence(fit, do.coef = FALSE),
  "hatvalues" = hatvalues,
  "rstandard" = rstandard,
  "rstandard, pearson" = function(fit) rstandard(fit, type = "pearson"),
  "rstudent" = rstudent,
  "cooks.distance" = cooks.distance,
  "dfbeta" = dfbeta,
  "dfbetas" = dfbetas,
  "covratio" = covratio,
  "dffits" = dffits,
  "influence.measures" = function(fit) influence.measures(fit),
  "influence.measures, summary" = function(fit) unwrapped(summary(influence.measures(fit))),
  "lm.influence" = function(fit) lm.influence(plain_glm(fit)),
  "as_glm" = function(fit) {
    glm <- plain_glm(fit)
    list(class(glm), coef(summary(glm)), dim(glm$qr$qr), as.character(glm$call[[1]]),
         coef(update(glm, . ~ age)))
  },
  "alias" = function(fit) alias(fit)[["Complete"]],
  "dummy.coef" = function(fit) dummy.coef(fit),
  # those beyond the rank depend on how Q was made, signs on how R was
  "effects" = function(fit) abs(unclass(effects(fit))[seq_len(fit$rank)]),
  # a glm has no `assign`, so its projections are all on one term: ours are held to their meaning
  # in test-qr.R; here are those on single columns
  "proj" = but(proj, glm_misleads = names(contract_variants)),
  "proj, onedf" = function(fit) proj(fit, onedf = TRUE),
  "qr" = function(fit) {
    r <- qr.R(qr(fit))[seq_len(fit$rank), seq_len(fit$rank)]
    list(crossprod(r), qr(fit)$rank, qr(fit)$pivot)
  },
  "kappa" = kappa,
  "termplot" = function(fit) termplot(fit, plot = FALSE, terms = c("age", "diet")),
  "termplot, drawn" = function(fit) termplot(fit, se = TRUE, partial.resid = TRUE, ask = FALSE),
  "plot, 1 to 6" = function(fit) {
    graphics::plot(fit, which = 1:6, ask = FALSE)
    NULL
  },
  "relevel and refit" = function(fit) {
    data <- fit_data(fit)
    data$diet <- relevel(data$diet, "B")
    coef(update(fit, data = data))
  },
  "contrasts" = function(fit) coef(update(fit, contrasts = list(diet = "contr.sum"))),
  "ordered by update.formula" = function(fit) attr(terms(update(fit, ~ sex + age)), "term.labels"),
  "saved and read" = function(fit) {
    fit <- unserialize(serialize(fit, NULL))
    list(coef(summary(fit)), predict(fit, new_rows(), se.fit = TRUE))
  },
  "lapply over subsets" = function(fit) in_words_of(fit, {
    sapply(split(fit_data(fit), fit_data(fit)$sex), function(part) {
      coef(fitter(age > 40 ~ dose, family = binomial, data = part))
    })
  }),
  "a wrapper's call" = function(fit) in_words_of(fit, {
    wrapper <- function(data, ...) fitter(age > 40 ~ dose, binomial, data, ...)
    coef(wrapper(fit_data(fit), na.action = na.omit))
  }))

contract_MASS <- list(
  "dropterm" = function(fit) MASS::dropterm(fit, test = "Chisq"),
  "addterm" = function(fit) MASS::addterm(smaller(fit), ~ . + log(dose) + dose, test = "Chisq"),
  "stepAIC" = but(function(fit) {
    chosen <- MASS::stepAIC(fit, trace = 0)
    list(coef(chosen), chosen$anova)
  }),
  "stepAIC, both" = but(function(fit) {
    coef(MASS::stepAIC(update(fit, . ~ age), list(lower = ~1, upper = ~ age + log(dose) + sex),
                       trace = 0))
  }),
  "dose.p" = function(fit) {
    dose <- MASS::dose.p(fit, cf = 1:2, p = c(0.25, 0.5))
    list(unclass(dose), attr(dose, "SE"))
  })

contract_boot <- list(
  "cv.glm" = but(function(fit) {
    boot::cv.glm(fit_data(fit), fit, K = 5)$delta
  }),
  "cv.glm, leave one out" = but(function(fit) boot::cv.glm(fit_data(fit), fit)$delta,
                                glm_fails = "na.exclude", slow = TRUE),
  "glm.diag" = function(fit) boot::glm.diag(plain_glm(fit)),
  "glm.diag.plots" = but(function(fit) {
    boot::glm.diag.plots(plain_glm(fit))
    NULL
  }, glm_fails = "na.exclude"),
  "boot" = function(fit) {
    boot::boot(fit_data(fit), function(data, rows) coef(update(fit, data = data[rows, ])), 4)$t
  })

# ---- tables ------------------------------------------------------------------------------------

# before 1.0.5 broom left what it did not know as it was, with a warning
newer_names <- function(table) {
  new <- c(Deviance = "deviance", Resid..Df = "df.residual", Resid..Dev = "residual.deviance")
  known <- names(table) %in% names(new)
  names(table)[known] <- new[names(table)[known]]
  table
}

contract_broom <- list(
  "tidy" = function(fit) broom::tidy(fit),
  "tidy, conf.int" = but(function(fit) broom::tidy(fit, conf.int = TRUE), within = 2e-3,
                         slow = TRUE),
  "tidy, exponentiate" = but(function(fit) {
    broom::tidy(fit, exponentiate = TRUE, conf.int = TRUE, conf.level = 0.9)
  }, within = 5e-3, slow = TRUE),
  "glance" = function(fit) broom::glance(fit),
  "augment" = but(function(fit) broom::augment(fit), glm_fails = "na.exclude"),
  "augment, response" = but(function(fit) {
    broom::augment(fit, type.predict = "response", type.residuals = "pearson", se_fit = TRUE)
  }, glm_fails = "na.exclude"),
  "augment, data" = but(function(fit) broom::augment(fit, data = fit_data(fit)),
                        glm_fails = "na.exclude"),
  "augment, newdata" = function(fit) {
    broom::augment(fit, newdata = new_rows(), type.predict = "response", se_fit = TRUE)
  },
  "tidy of anova" = function(fit) newer_names(broom::tidy(anova(fit, test = "Chisq"))),
  "tidy, bind" = function(fit) do.call(rbind, lapply(list(fit, smaller(fit)), broom::tidy)))

contract_generics <- list(
  "tidy" = function(fit) generics::tidy(fit),
  "glance" = function(fit) generics::glance(fit),
  "augment" = but(function(fit) generics::augment(fit), glm_fails = "na.exclude"))

contract_xtable <- list(
  "xtable" = function(fit) xtable::xtable(fit),
  "xtable of summary" = function(fit) xtable::xtable(summary(fit)),
  "xtable of anova" = function(fit) xtable::xtable(anova(fit, test = "Chisq")))

contract_pander <- list(
  "pander" = function(fit) pander::pander_return(fit, caption = "fit"),
  "pander of summary" = function(fit) pander::pander_return(summary(fit), caption = "fit"))

contract_arm <- list(
  "display" = function(fit) unwrapped(arm::display(fit)),
  "display, detail" = function(fit) unwrapped(arm::display(fit, detail = TRUE)),
  # draws of a normal by eigenvectors, whose signs are any; so their moments, not each
  "sim" = but(function(fit) {
    draws <- arm::sim(fit, n.sims = 4000)@coef
    list(colnames(draws), apply(draws, 2L, sd))
  }, within = 0.1),
  "se.coef" = function(fit) arm::se.coef(fit),
  "standardize" = but(function(fit) coef(summary(arm::standardize(fit))), glm_fails = "grouped"),
  "coefplot" = function(fit) {
    arm::coefplot(fit)
    NULL
  },
  "binnedplot" = function(fit) {
    arm::binnedplot(na.omit(fitted(fit)), na.omit(residuals(fit, "response")))
    NULL
  })

contract_sjPlot <- list(
  "tab_model" = but(function(fit) {
    text <- sjPlot::tab_model(fit, show.ci = FALSE, show.se = TRUE, show.aic = TRUE)$knitr
    gsub("<[^>]*>", " ", text)
  }, slow = TRUE),
  "tab_model, ci" = but(function(fit) gsub("<[^>]*>", " ", sjPlot::tab_model(fit)$knitr),
                        slow = TRUE),
  "plot_model" = but(function(fit) sjPlot::plot_model(fit)$data, within = 2e-3, slow = TRUE),
  "plot_model, pred" = but(function(fit) {
    drawn(sjPlot::plot_model(fit, type = "pred", terms = c("age", "sex")))
  }, slow = TRUE, glm_fails = "na.exclude"),
  "get_model_data" = but(function(fit) sjPlot::get_model_data(fit, type = "est"), within = 2e-3,
                         slow = TRUE))

# ---- covariances and tests ---------------------------------------------------------------------

contract_sandwich <- list(
  "estfun" = function(fit) sandwich::estfun(fit),
  "bread" = function(fit) sandwich::bread(fit),
  "meat" = function(fit) sandwich::meat(fit),
  "sandwich" = function(fit) sandwich::sandwich(fit),
  "vcovHC" = function(fit) sandwich::vcovHC(fit),
  "vcovHC, HC0 to HC5" = function(fit) {
    lapply(c("const", "HC0", "HC1", "HC2", "HC4", "HC4m", "HC5"),
           function(type) sandwich::vcovHC(fit, type = type))
  },
  "vcovCL" = function(fit) sandwich::vcovCL(fit, cluster = ~clinic),
  "vcovCL, vector" = function(fit) sandwich::vcovCL(fit, cluster = fit_data(fit)$clinic),
  # it reads class(fit)[1], is not generic, and warns of what is neither "lm" nor "glm"
  "vcovCL, HC2" = function(fit) {
    sandwich::vcovCL(plain_glm(fit), cluster = ~clinic, type = "HC2")
  },
  "vcovCL, two ways" = function(fit) sandwich::vcovCL(fit, cluster = ~ clinic + diet),
  "vcovHAC" = function(fit) sandwich::vcovHAC(fit),
  "NeweyWest" = function(fit) sandwich::NeweyWest(fit, lag = 3, prewhite = FALSE),
  "vcovPL" = function(fit) sandwich::vcovPL(fit, cluster = ~clinic),
  "vcovOPG" = function(fit) sandwich::vcovOPG(fit),
  "vcovBS" = but(function(fit) sandwich::vcovBS(fit, R = 6), slow = TRUE))

contract_lmtest <- list(
  "coeftest" = function(fit) lmtest::coeftest(fit),
  "coeftest, robust" = function(fit) lmtest::coeftest(fit, vcov. = sandwich::vcovHC),
  "coeftest, clusters" = function(fit) {
    lmtest::coeftest(fit, vcov. = sandwich::vcovCL(fit, cluster = ~clinic))
  },
  "coefci" = function(fit) lmtest::coefci(fit),
  # the rows that these refit a glm to are not those of the larger fit: a logical `subset` of the
  # 238 rows with an outcome is recycled over the 240
  "lrtest" = but(function(fit) lmtest::lrtest(fit), glm_misleads = "na.exclude"),
  "lrtest, term" = function(fit) lmtest::lrtest(fit, "log(dose)"),
  "lrtest of two" = function(fit) lmtest::lrtest(smaller(fit), fit),
  "waldtest" = but(function(fit) lmtest::waldtest(fit), glm_fails = "rank-deficient",
                   glm_misleads = "na.exclude"),
  "waldtest, Chisq" = but(function(fit) lmtest::waldtest(fit, "log(dose)", test = "Chisq"),
                          glm_fails = "rank-deficient"),
  "waldtest, robust" = but(function(fit) {
    lmtest::waldtest(fit, smaller(fit), vcov = sandwich::vcovHC, test = "Chisq")
  }, glm_fails = "rank-deficient"))

contract_clubSandwich <- list(
  "vcovCR, CR0" = but(function(fit) clubSandwich::vcovCR(fit, fit_data(fit)$clinic, type = "CR0"),
                      glm_fails = "na.exclude"),
  "vcovCR, CR1" = but(function(fit) clubSandwich::vcovCR(fit, fit_data(fit)$clinic, type = "CR1"),
                      glm_fails = "na.exclude"),
  "vcovCR, CR2" = but(function(fit) clubSandwich::vcovCR(fit, fit_data(fit)$clinic, type = "CR2"),
                      glm_fails = "na.exclude"),
  "vcovCR, CR3" = but(function(fit) clubSandwich::vcovCR(fit, fit_data(fit)$clinic, type = "CR3"),
                      glm_fails = "na.exclude"),
  "coef_test" = but(function(fit) {
    clubSandwich::coef_test(fit, "CR2", cluster = fit_data(fit)$clinic)
  }, glm_fails = "na.exclude"),
  "conf_int" = but(function(fit) clubSandwich::conf_int(fit, "CR2", cluster = fit_data(fit)$clinic),
                   glm_fails = "na.exclude"),
  "Wald_test" = but(function(fit) {
    clubSandwich::Wald_test(fit, clubSandwich::constrain_zero(2:3), "CR2",
                            cluster = fit_data(fit)$clinic)
  }, glm_fails = c("rank-deficient", "na.exclude")))

contract_car <- list(
  "Anova" = function(fit) car::Anova(fit),
  "Anova, III" = but(function(fit) car::Anova(fit, type = 3), glm_fails = "rank-deficient"),
  "Anova, Wald" = but(function(fit) car::Anova(fit, test.statistic = "Wald"),
                      glm_fails = "rank-deficient"),
  "Anova, III, Wald" = but(function(fit) car::Anova(fit, type = 3, test.statistic = "Wald"),
                           glm_fails = "rank-deficient"),
  "Anova, F" = function(fit) car::Anova(fit, test.statistic = "F"),
  "vif" = but(function(fit) car::vif(fit), glm_fails = "rank-deficient"),
  "linearHypothesis" = but(function(fit) car::linearHypothesis(fit, c("age = 0", "sexm = 0.2")),
                           glm_fails = "rank-deficient"),
  "linearHypothesis, factor" = but(function(fit) car::linearHypothesis(fit, "dietB = dietC"),
                                   glm_fails = "rank-deficient"),
  "linearHypothesis, robust" = but(function(fit) {
    car::linearHypothesis(fit, "age = 0", vcov. = sandwich::vcovHC(fit))
  }, glm_fails = "rank-deficient"),
  "deltaMethod" = but(function(fit) car::deltaMethod(fit, "age / sexm"),
                      glm_fails = "rank-deficient"),
  "outlierTest" = function(fit) car::outlierTest(fit),
  "residualPlots" = function(fit) car::residualPlots(fit, tests = TRUE, plot = FALSE),
  "residualPlots, drawn" = function(fit) car::residualPlots(fit),
  "influencePlot" = function(fit) car::influencePlot(fit),
  "influenceIndexPlot" = function(fit) car::influenceIndexPlot(fit),
  "marginalModelPlots" = but(function(fit) {
    car::marginalModelPlots(fit, sd = FALSE)
    NULL
  }, glm_fails = "na.exclude"),
  "avPlots" = function(fit) car::avPlots(fit, ask = FALSE),
  "crPlots" = but(function(fit) {
    car::crPlots(fit, ask = FALSE)
    NULL
  }, glm_fails = "rank-deficient"),
  "ceresPlots" = but(function(fit) {
    car::ceresPlots(fit, ask = FALSE)
    NULL
  }, glm_fails = c("rank-deficient", "offset and weights")),
  "dfbetaPlots" = but(function(fit) {
    car::dfbetaPlots(fit)
    NULL
  }, glm_fails = "rank-deficient"),
  "S" = but(function(fit) car::S(fit)[c("coefficients", "exponentiated", "df")],
            within = 2e-3, slow = TRUE),
  "brief" = but(function(fit) printed(car::brief(fit)), slow = TRUE),
  "Confint" = but(function(fit) car::Confint(fit), within = 2e-3, slow = TRUE),
  "Confint, vcov." = function(fit) car::Confint(fit, vcov. = sandwich::vcovHC(fit)),
  "compareCoefs" = function(fit) car::compareCoefs(fit, smaller(fit), print = FALSE),
  "Boot" = but(function(fit) car::Boot(fit, R = 5)$t, slow = TRUE, glm_fails = "na.exclude"))

contract_multcomp <- list(
  "glht, Tukey" = but(function(fit) {
    all <- multcomp::glht(fit, linfct = multcomp::mcp(diet = "Tukey"))
    summary(all, test = multcomp::adjusted("none"))$test[c("coefficients", "sigma", "tstat",
                                                           "pvalues")]
  }, glm_fails = "rank-deficient"),
  "glht, single step" = but(function(fit) {
    all <- multcomp::glht(fit, linfct = multcomp::mcp(diet = "Dunnett"))
    c(summary(all)$test$pvalues)
  }, within = 5e-3, glm_fails = "rank-deficient"),
  "glht, hypothesis" = but(function(fit) {
    summary(multcomp::glht(fit, "age = 0"), test = multcomp::Chisqtest())$test[c("SSH", "pvalue")]
  }, glm_fails = "rank-deficient"),
  "glht, confint" = but(function(fit) {
    confint(multcomp::glht(fit, linfct = multcomp::mcp(diet = "Tukey")),
            calpha = multcomp::univariate_calpha())$confint
  }, glm_fails = "rank-deficient"),
  "cld" = but(function(fit) {
    multcomp::cld(multcomp::glht(fit, linfct = multcomp::mcp(diet = "Tukey")))$mcletters$Letters
  }, glm_fails = "rank-deficient"))

contract_survey <- list(
  "regTermTest" = function(fit) {
    survey::regTermTest(fit, ~diet)[c("chisq", "df", "Ftest", "p", "ddf")]
  },
  "svycontrast" = function(fit) {
    value <- survey::svycontrast(fit, c(age = 10, sexm = 1))
    c(coef(value), survey::SE(value))
  })

contract_statmod <- list(
  "qresiduals" = function(fit) statmod::qresiduals(fit),
  "glm.scoretest" = function(fit) {
    fit <- plain_glm(fit)
    statmod::glm.scoretest(fit, as.numeric(model.frame(fit)[["log(dose)"]])^2)
  })

contract_Epi <- list(
  "ci.lin" = function(fit) Epi::ci.lin(fit),
  "ci.exp" = function(fit) Epi::ci.exp(fit, subset = "age"),
  "ci.pred" = function(fit) Epi::ci.pred(fit, new_rows()))

contract_pscl <- list(
  "pR2" = but(function(fit) pscl::pR2(fit), glm_fails = c("offset and weights", "grouped")),
  "hitmiss" = but(function(fit) pscl::hitmiss(fit), glm_fails = "grouped"))

contract_segmented <- list(
  "segmented" = but(function(fit) {
    coef(segmented::segmented(fit, ~age, npsi = 1,
                              control = segmented::seg.control(n.boot = 0)))
  }, within = 1e-3, slow = TRUE, glm_fails = c("rank-deficient", "grouped")))

# ---- means, effects ----------------------------------------------------------------------------

contract_emmeans <- list(
  "emmeans" = function(fit) summary(emmeans::emmeans(fit, ~diet)),
  "emmeans, response" = function(fit) summary(emmeans::emmeans(fit, ~diet, type = "response")),
  "emmeans, by" = function(fit) summary(emmeans::emmeans(fit, ~ diet | sex), infer = TRUE),
  "emmeans, at" = function(fit) {
    summary(emmeans::emmeans(fit, ~age, at = list(age = c(30, 40, 50)), type = "response"))
  },
  "emmeans, proportional" = function(fit) {
    summary(emmeans::emmeans(fit, ~sex, weights = "proportional"))
  },
  "pairs" = function(fit) summary(pairs(emmeans::emmeans(fit, ~diet)), adjust = "holm"),
  "pairs, odds ratios" = function(fit) {
    summary(pairs(emmeans::emmeans(fit, ~diet), reverse = TRUE), type = "response", infer = TRUE,
            adjust = "none")
  },
  "contrast" = function(fit) {
    summary(emmeans::contrast(emmeans::emmeans(fit, ~diet), "trt.vs.ctrl", adjust = "bonferroni"))
  },
  "ref_grid" = function(fit) summary(emmeans::ref_grid(fit)),
  "ref_grid, linfct" = function(fit) {
    grid <- emmeans::ref_grid(fit)
    list(grid@linfct, grid@bhat, grid@V, tcrossprod(grid@nbasis), grid@grid)
  },
  "joint_tests" = but(function(fit) as.data.frame(emmeans::joint_tests(fit)),
                      glm_fails = "offset and weights"),
  "test, joint" = function(fit) emmeans::test(emmeans::emmeans(fit, ~diet), joint = TRUE),
  "emtrends" = but(function(fit) summary(emmeans::emtrends(fit, ~diet, var = "age")),
                   glm_fails = "offset and weights"),
  "emmip" = function(fit) emmeans::emmip(fit, diet ~ sex, plotit = FALSE, CIs = TRUE),
  "regrid" = but(function(fit) {
    summary(emmeans::emmeans(emmeans::ref_grid(fit, regrid = "response"), ~sex))
  }, glm_fails = "offset and weights"),
  "vcov." = function(fit) summary(emmeans::emmeans(fit, ~diet, vcov. = sandwich::vcovHC)),
  "emmobj vcov" = function(fit) vcov(emmeans::emmeans(fit, ~diet)))

contract_effects <- list(
  "allEffects" = function(fit) {
    lapply(effects::allEffects(fit), as.data.frame)
  },
  "allEffects, plot" = but(function(fit) {
    graphics::plot(effects::allEffects(fit))
    NULL
  }, glm_fails = "rank-deficient"),
  "Effect" = function(fit) as.data.frame(effects::Effect(c("diet", "sex"), fit)),
  "predictorEffect" = function(fit) as.data.frame(effects::predictorEffect("age", fit)),
  "Effect, partial residuals" = function(fit) {
    effects::Effect("age", fit, partial.residuals = TRUE)[c("fit", "residuals", "fitted")]
  })

contract_ggeffects <- list(
  "ggpredict" = but(function(fit) ggeffects::ggpredict(fit, "diet"), glm_fails = "na.exclude"),
  "ggpredict, two" = but(function(fit) ggeffects::ggpredict(fit, c("age [30, 40, 50]", "sex")),
                         glm_fails = "na.exclude"),
  "ggpredict, all" = but(function(fit) ggeffects::ggpredict(fit), glm_fails = "na.exclude"),
  "ggpredict, robust" = but(function(fit) {
    ggeffects::ggpredict(fit, "diet", vcov.fun = "vcovHC", vcov.type = "HC0")
  }, glm_fails = "na.exclude"),
  "ggeffect" = function(fit) ggeffects::ggeffect(fit, "diet"),
  "ggemmeans" = but(function(fit) ggeffects::ggemmeans(fit, c("diet", "sex")),
                    glm_fails = "na.exclude"),
  "plot" = but(function(fit) drawn(plot(ggeffects::ggpredict(fit, "diet"))),
               glm_fails = "na.exclude"))

contract_prediction <- list(
  "prediction" = function(fit) prediction::prediction(fit),
  "prediction, data" = function(fit) prediction::prediction(fit, new_rows()),
  "prediction, at" = function(fit) {
    as.data.frame(summary(prediction::prediction(fit, at = list(dose = c(1, 3)))))
  },
  "find_data" = function(fit) prediction::find_data(fit))

contract_modelr <- list(
  "add_predictions" = function(fit) modelr::add_predictions(new_rows(), fit, type = "response"),
  "rmse, mae" = but(function(fit) c(modelr::rmse(update(fit, age > 40 ~ sex), trial),
                                    modelr::mae(update(fit, age > 40 ~ sex), trial))))

contract_ggplot2 <- list(
  "fortify" = but(function(fit) ggplot2::fortify(fit), glm_fails = "na.exclude"),
  "geom_smooth" = function(fit) {
    method <- if (inherits(fit, "logistic_fit")) logistic else glm
    drawn(ggplot2::ggplot(trial, ggplot2::aes(age, event)) +
            ggplot2::geom_smooth(method = method, formula = y ~ x,
                                 method.args = list(family = binomial)))
  })

# ---- easystats ---------------------------------------------------------------------------------

contract_insight <- list(
  "model_info" = function(fit) insight::model_info(fit),
  "is_model" = function(fit) {
    list(insight::is_model(fit), insight::is_model_supported(fit),
         insight::is_regression_model(fit), insight::is_converged(fit),
         insight::is_mixed_model(fit), insight::is_nullmodel(fit), insight::is_multivariate(fit))
  },
  # it reads class(fit)[1], and is not generic before insight 1.5
  "find_statistic" = function(fit) insight::find_statistic(plain_glm(fit)),
  "find_formula" = function(fit) insight::find_formula(fit),
  "find_predictors" = function(fit) insight::find_predictors(fit),
  "find_response" = function(fit) insight::find_response(fit, combine = FALSE),
  "find_variables" = function(fit) insight::find_variables(fit),
  "find_terms" = function(fit) insight::find_terms(fit),
  "find_parameters" = function(fit) insight::find_parameters(fit),
  "find_weights" = function(fit) insight::find_weights(fit),
  "find_offset" = function(fit) insight::find_offset(fit),
  "find_interactions" = function(fit) insight::find_interactions(fit),
  "find_algorithm" = function(fit) insight::find_algorithm(fit)[["algorithm"]],
  "find_transformation" = function(fit) insight::find_transformation(fit),
  "get_data" = function(fit) insight::get_data(fit),
  "get_datagrid" = function(fit) insight::get_datagrid(fit, at = "diet"),
  "get_deviance" = function(fit) insight::get_deviance(fit),
  "get_df" = function(fit) {
    lapply(c("residual", "wald", "model"), function(type) insight::get_df(fit, type = type))
  },
  "get_family" = function(fit) insight::get_family(fit)$link,
  "get_intercept" = function(fit) insight::get_intercept(fit),
  "get_loglikelihood" = but(function(fit) insight::get_loglikelihood(fit),
                            glm_fails = "na.exclude"),
  "get_modelmatrix" = function(fit) insight::get_modelmatrix(fit),
  "get_parameters" = function(fit) insight::get_parameters(fit),
  "get_predicted" = function(fit) as.data.frame(insight::get_predicted(fit, ci = 0.95)),
  "get_predicted, link" = function(fit) {
    as.data.frame(insight::get_predicted(fit, predict = "link", ci = 0.9))
  },
  "get_predicted, data" = but(function(fit) {
    as.data.frame(insight::get_predicted(fit, new_rows(), ci = 0.95))
  }, glm_fails = "offset and weights"),
  "get_predictors" = function(fit) insight::get_predictors(fit),
  "get_residuals" = function(fit) insight::get_residuals(fit),
  "get_response" = function(fit) insight::get_response(fit),
  "get_sigma" = function(fit) insight::get_sigma(fit),
  "get_statistic" = function(fit) insight::get_statistic(fit),
  "get_varcov" = function(fit) insight::get_varcov(fit),
  "get_varcov, robust" = function(fit) insight::get_varcov(fit, vcov = "HC1"),
  "get_weights" = but(function(fit) insight::get_weights(fit), glm_fails = "na.exclude"),
  "link_function" = function(fit) insight::link_function(fit)(c(0.1, 0.5)),
  "link_inverse" = function(fit) insight::link_inverse(fit)(c(-2, 0.5)),
  "n_obs" = function(fit) c(insight::n_obs(fit), insight::n_parameters(fit)),
  "null_model" = function(fit) insight::null_model(fit),
  "has_intercept" = function(fit) insight::has_intercept(fit))

contract_parameters <- list(
  "model_parameters" = but(function(fit) parameters::model_parameters(fit), within = 2e-3,
                           slow = TRUE),
  "model_parameters, odds" = but(function(fit) {
    parameters::model_parameters(fit, exponentiate = TRUE)
  }, within = 5e-3, slow = TRUE),
  "model_parameters, wald" = function(fit) {
    parameters::model_parameters(fit, ci_method = "wald")
  },
  "model_parameters, robust" = function(fit) {
    parameters::model_parameters(fit, vcov = "HC3", ci_method = "wald")
  },
  "model_parameters, refit" = but(function(fit) {
    parameters::model_parameters(fit, standardize = "refit", ci_method = "wald")
  }, within = 1e-4, slow = TRUE, glm_fails = "na.exclude"),
  "standard_error" = function(fit) parameters::standard_error(fit),
  "p_value" = function(fit) parameters::p_value(fit),
  "ci" = function(fit) parameters::ci(fit, method = "wald"),
  "degrees_of_freedom" = function(fit) parameters::degrees_of_freedom(fit),
  "parameters_type" = function(fit) parameters::parameters_type(fit),
  # one limit is nearly 0
  "compare_parameters" = but(function(fit) {
    parameters::compare_parameters(fit, smaller(fit), ci_method = "wald")
  }, within = 1e-5),
  "simulate_parameters" = but(function(fit) {
    # its numbers are drawn along eigenvectors, whose signs are the BLAS's
    as.data.frame(parameters::simulate_parameters(fit, iterations = 40))["Parameter"]
  }, glm_fails = "rank-deficient"),
  "bootstrap_model" = but(function(fit) parameters::bootstrap_model(fit, iterations = 4),
                          slow = TRUE),
  "select_parameters" = but(function(fit) coef(parameters::select_parameters(fit))),
  "print" = function(fit) {
    printed(print(parameters::model_parameters(fit, ci_method = "wald")))
  })

contract_performance <- list(
  "r2" = function(fit) performance::r2(fit),
  "r2_tjur" = function(fit) performance::r2_tjur(fit),
  "r2_mcfadden" = but(function(fit) performance::r2_mcfadden(fit), glm_fails = "na.exclude"),
  "r2_nagelkerke" = function(fit) performance::r2_nagelkerke(fit),
  "r2_coxsnell" = function(fit) performance::r2_coxsnell(fit),
  "r2_kullback" = function(fit) performance::r2_kullback(fit),
  "r2_efron" = function(fit) performance::r2_efron(fit),
  "r2_mckelvey" = function(fit) performance::r2_mckelvey(fit),
  "model_performance" = function(fit) performance::model_performance(fit),
  "compare_performance" = function(fit) {
    performance::compare_performance(fit, smaller(fit))[c("AIC", "BIC", "RMSE")]
  },
  "performance_hosmer" = but(function(fit) performance::performance_hosmer(fit),
                             glm_fails = "na.exclude"),
  "performance_pcp" = but(function(fit) performance::performance_pcp(fit),
                          glm_fails = "na.exclude"),
  "performance_logloss" = function(fit) performance::performance_logloss(fit),
  "performance_score" = function(fit) performance::performance_score(fit),
  "performance_aicc" = but(function(fit) performance::performance_aicc(fit),
                           glm_fails = "na.exclude"),
  "performance_rmse" = function(fit) performance::performance_rmse(fit),
  "performance_mae" = function(fit) performance::performance_mae(fit),
  "performance_roc" = but(function(fit) performance::performance_roc(fit), glm_fails = "grouped"),
  "performance_accuracy" = but(function(fit) performance::performance_accuracy(fit, n = 3),
                               slow = TRUE, glm_fails = "grouped"),
  "check_collinearity" = function(fit) performance::check_collinearity(fit),
  "check_convergence" = function(fit) c(performance::check_convergence(fit)),
  "check_singularity" = function(fit) performance::check_singularity(fit),
  "check_overdispersion" = but(function(fit) performance::check_overdispersion(fit),
                               glm_fails = setdiff(names(contract_variants), "grouped")),
  "check_outliers" = function(fit) as.data.frame(performance::check_outliers(fit)),
  "check_predictions" = but(function(fit) performance::check_predictions(fit, iterations = 5),
                            slow = TRUE, glm_fails = "na.exclude"),
  "binned_residuals" = but(function(fit) performance::binned_residuals(fit),
                           glm_fails = "na.exclude"),
  "test_likelihoodratio" = but(function(fit) {
    performance::test_likelihoodratio(smaller(fit), fit)
  }, glm_fails = "na.exclude"),
  "test_wald" = but(function(fit) performance::test_wald(smaller(fit), fit),
                    glm_fails = "na.exclude"),
  "test_performance" = function(fit) performance::test_performance(smaller(fit), fit))

contract_effectsize <- list(
  "standardize_parameters" = but(function(fit) effectsize::standardize_parameters(fit),
                                 within = 2e-3, slow = TRUE, glm_fails = "na.exclude"),
  "standardize_parameters, basic" = but(function(fit) {
    effectsize::standardize_parameters(fit, method = "basic")
  }, within = 2e-3, slow = TRUE, glm_fails = "na.exclude"))

# ---- imputation, prediction --------------------------------------------------------------------

imputed <- function() {
  columns <- c("event", "age", "dose", "diet", "sex")
  mice::mice(trial_missing[columns], m = 3, maxit = 1, printFlag = FALSE, seed = 3)
}

contract_mice <- list(
  "with, pool" = but(function(fit) in_words_of(fit, {
    fits <- with(imputed(), fitter(event ~ age + diet, family = binomial))
    list(summary(mice::pool(fits)), mice::pool(fits)$pooled)
  }), slow = TRUE),
  "pool, exponentiate" = but(function(fit) in_words_of(fit, {
    fits <- with(imputed(), fitter(event ~ age + diet, family = binomial))
    summary(mice::pool(fits), conf.int = TRUE, exponentiate = TRUE)
  }), slow = TRUE),
  "D1, D2, D3" = but(function(fit) in_words_of(fit, {
    data <- imputed()
    large <- with(data, fitter(event ~ age + diet, family = binomial))
    small <- with(data, fitter(event ~ age, family = binomial))
    list(mice::D1(large, small)$result, mice::D2(large, small)$result,
         mice::D3(large, small)$result)
  }), slow = TRUE),
  "getfit" = but(function(fit) in_words_of(fit, {
    sapply(mice::getfit(with(imputed(), fitter(event ~ age, family = binomial))), coef)
  }), slow = TRUE))

contract_mitools <- list(
  "MIcombine" = function(fit) in_words_of(fit, {
    sets <- mitools::imputationList(list(trial, trial[-(1:20), ]))
    all <- mitools::MIcombine(with(sets, fitter(event ~ age + diet, family = binomial)))
    list(coef(all), vcov(all), all$df, summary(all))
  }))

contract_pROC <- list(
  "roc" = but(function(fit) {
    curve <- pROC::roc(fit$y, fit$fitted.values, quiet = TRUE)
    list(pROC::auc(curve), pROC::ci.auc(curve), curve$thresholds)
  }),
  "roc, formula" = but(function(fit) {
    data <- fit_data(fit)
    curve <- pROC::roc(data$event ~ predict(fit, data, type = "response"), quiet = TRUE)
    c(pROC::auc(curve))
  }, glm_fails = "grouped"))

contract_ROCR <- list(
  "performance" = but(function(fit) {
    curve <- ROCR::prediction(fitted(fit), fit$y)
    ROCR::performance(curve, "auc")@y.values
  }, glm_fails = c("na.exclude", "grouped")))

contract_caret <- list(
  "varImp" = function(fit) caret::varImp(fit),
  "confusionMatrix" = but(function(fit) {
    guess <- factor(fit$fitted.values > 0.5, c(FALSE, TRUE))
    caret::confusionMatrix(guess, factor(fit$y == 1, c(FALSE, TRUE)))$table
  }))

# ---- packages that Debian does not have --------------------------------------------------------

# Spelt without `::`, which R CMD check takes for a dependency.
of <- function(package, name) getExportedValue(package, name)

# its slopes and their standard errors are numerical derivatives
derived <- function(f) but(f, glm_misleads = "rank-deficient", within = 1e-2)

# its default type is by class(fit)[1], from a table of its own: of a glm it is this
contract_marginaleffects <- list(
  "predictions" = function(fit) of("marginaleffects", "predictions")(fit, type = "invlink(link)"),
  "predictions, newdata" = function(fit) {
    of("marginaleffects", "predictions")(fit, newdata = new_rows(), type = "invlink(link)")
  },
  "predictions, response" = derived(function(fit) {
    of("marginaleffects", "predictions")(fit, newdata = new_rows(), type = "response")
  }),
  "avg_slopes" = derived(function(fit) of("marginaleffects", "avg_slopes")(fit)),
  "slopes" = derived(function(fit) of("marginaleffects", "slopes")(fit, newdata = new_rows())),
  "avg_comparisons" = derived(function(fit) of("marginaleffects", "avg_comparisons")(fit)),
  "avg_comparisons, ratio" = derived(function(fit) {
    of("marginaleffects", "avg_comparisons")(fit, variables = "sex", comparison = "lnoravg",
                                             transform = exp)
  }),
  "avg_comparisons, robust" = derived(function(fit) {
    of("marginaleffects", "avg_comparisons")(fit, vcov = "HC3")
  }),
  "avg_comparisons, clusters" = derived(function(fit) {
    of("marginaleffects", "avg_comparisons")(fit, vcov = ~clinic)
  }),
  "hypotheses" = function(fit) of("marginaleffects", "hypotheses")(fit, "age = sexm"))

# its F is that of lmtest::waldtest(), see there
contract_modelsummary <- list(
  "modelsummary" = but(function(fit) {
    of("modelsummary", "modelsummary")(list(fit = fit), output = "data.frame")
  }, glm_misleads = "na.exclude"),
  "modelsummary, odds" = but(function(fit) {
    of("modelsummary", "modelsummary")(list(fit = fit), output = "data.frame", exponentiate = TRUE,
                                       statistic = "conf.int", vcov = "HC3")
  }, glm_misleads = "na.exclude"),
  "get_estimates" = but(function(fit) of("modelsummary", "get_estimates")(fit), within = 2e-3),
  "get_gof" = but(function(fit) of("modelsummary", "get_gof")(fit), glm_misleads = "na.exclude"))

contract_texreg <- list(
  "screenreg" = function(fit) printed(of("texreg", "screenreg")(fit)),
  "texreg" = function(fit) printed(of("texreg", "texreg")(list(fit, smaller(fit)))),
  "extract" = function(fit) of("texreg", "extract")(fit))

contract_stargazer <- list(
  "stargazer" = function(fit) printed(of("stargazer", "stargazer")(plain_glm(fit), type = "text")),
  "stargazer, two" = function(fit) {
    printed(of("stargazer", "stargazer")(plain_glm(fit), plain_glm(smaller(fit)), type = "text",
                                         ci = TRUE))
  })

contract_broom.helpers <- list(
  "tidy_plus_plus" = but(function(fit) {
    of("broom.helpers", "tidy_plus_plus")(fit, exponentiate = TRUE)
  }, within = 5e-3))

contract_gtsummary <- list(
  "tbl_regression" = but(function(fit) {
    as.data.frame(of("gtsummary", "tbl_regression")(fit, exponentiate = TRUE))
  }),
  "add_global_p" = but(function(fit) {
    as.data.frame(of("gtsummary", "add_global_p")(of("gtsummary", "tbl_regression")(fit)))
  }),
  "add_glance_table" = but(function(fit) {
    as.data.frame(of("gtsummary", "add_glance_table")(of("gtsummary", "tbl_regression")(fit)))
  }))

contract_butcher <- list(
  "butcher, predict" = but(function(fit) {
    predict(of("butcher", "butcher")(fit), new_rows(), type = "response")
  }, glm_fails = "offset and weights"))

contract_DHARMa <- list(
  "simulateResiduals" = function(fit) {
    of("DHARMa", "simulateResiduals")(fit, n = 50, seed = 2)$scaledResiduals
  },
  "testDispersion" = function(fit) {
    simulated <- of("DHARMa", "simulateResiduals")(fit, n = 50, seed = 2)
    of("DHARMa", "testDispersion")(simulated, plot = FALSE)[c("statistic", "p.value")]
  })

contract_parsnip <- list(
  "logistic_reg" = function(fit) {
    # the engine is registered by this package; the reference is parsnip's own
    engine <- if (inherits(fit, "logistic_fit")) "logistic" else "glm"
    spec <- of("parsnip", "set_engine")(of("parsnip", "logistic_reg")(), engine)
    model <- generics::fit(spec, outcome ~ age + diet, data = trial)
    list(predict(model, new_rows(), type = "class"), predict(model, new_rows(), type = "prob"))
  })

# ---- the loop ----------------------------------------------------------------------------------

contract_tables <- function(packages) {
  mget(paste0("contract_", packages), envir = environment(contract_tables))
}

debian_packages <- c(
  "stats", "MASS", "boot", "broom", "generics", "xtable", "pander", "arm", "sjPlot", "sandwich",
  "lmtest", "clubSandwich", "car", "multcomp", "survey", "statmod", "Epi", "pscl", "segmented",
  "emmeans", "effects", "ggeffects", "prediction", "modelr", "ggplot2", "insight", "parameters",
  "performance", "effectsize", "mice", "mitools", "pROC", "ROCR", "caret")
cran_packages <- c("marginaleffects", "modelsummary", "texreg", "stargazer", "broom.helpers",
                   "gtsummary", "butcher", "DHARMa", "parsnip")
# what mice::D1() asks for
also_needed <- "mitml"

is_installed <- function(package) {
  suppressMessages(requireNamespace(package, quietly = TRUE))
}
absent <- function(packages) packages[!vapply(packages, is_installed, NA)]

is_slow <- function(call) isTRUE(as_contract_call(call)$slow)

# On CRAN the quick calls on one kind of fit; else all calls on the plain fit, and the quick ones on
# the others, unless all is asked for.
calls_for <- function(table, variant) {
  if (extended_tests()) return(table)
  if (on_cran() && variant != "plain") return(list())
  if (variant == "plain" && !on_cran()) return(table)
  table[!vapply(table, is_slow, NA)]
}

check_contract <- function(package) {
  local_contract_data()
  table <- contract_tables(package)[[1L]]
  for (variant in names(contract_variants)) {
    calls <- calls_for(table, variant)
    if (!length(calls)) next
    ours <- contract_fit(variant)
    reference <- contract_reference(variant)
    for (name in names(calls)) {
      expect_contract(package, name, calls[[name]], ours, reference, variant)
    }
  }
}

# What Debian has may be missing on CRAN alone; elsewhere that is one failure, and no test skipped.
if (!on_cran()) {
  test_that("the packages of the contract are installed", {
    expect_identical(absent(c(debian_packages, also_needed)), character())
  })
  debian_packages <- setdiff(debian_packages, absent(debian_packages))
}

for (package in c(debian_packages, if (extended_tests()) cran_packages)) {
  test_that(paste(package, "answers for a fit of logistic() as for a glm"), {
    skip_if_not_installed(package)
    check_contract(package)
  })
}
