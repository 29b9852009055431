# parsnip's registry as far as it is used, as a list of calls
recorder <- function(engines = character()) {
  calls <- list()
  parsnip <- function(name) {
    if (name == "get_from_env") return(function(model) data.frame(engine = engines))
    function(...) calls[[length(calls) + 1L]] <<- c(list(name), list(...))
  }
  list(parsnip = parsnip, calls = function() calls)
}

test_that("the engine is registered with all its parts, once", {
  seen <- recorder("glm")
  logistic:::register_engine(seen$parsnip)
  calls <- seen$calls()
  expect_identical(vapply(calls, `[[`, "", 1L),
                   c("set_model_engine", "set_dependency", "set_fit", "set_encoding",
                     rep("set_pred", 4L)))
  for (call in calls) expect_identical(call[c("model", "eng")],
                                       list(model = "logistic_reg", eng = "logistic"))
  expect_identical(unlist(lapply(calls, `[[`, "type")), c("class", "prob", "raw", "conf_int"))
  again <- recorder(c("glm", "logistic"))
  logistic:::register_engine(again$parsnip)
  expect_length(again$calls(), 0L)
  expect_warning(logistic:::register_engine(function(name) stop("no such function")),
                 class = "logistic_warning_parsnip")
})

test_that("predictions have a column for each level", {
  fit <- logistic(low ~ age, birthweight)
  object <- list(fit = fit, lvl = c("no", "yes"))
  p <- predict(fit, birthweight[1:3, ], type = "response")
  both <- logistic:::level_probabilities(p, object)
  expect_identical(names(both), c("no", "yes"))
  expect_equal(both$yes, unname(p))
  other <- list(fit = update(fit, event = "no"), lvl = c("no", "yes"))
  reversed <- predict(other$fit, birthweight[1:3, ], type = "response")
  expect_equal(logistic:::level_probabilities(reversed, other), both)
  expect_identical(logistic:::level_classes(c(0.2, 0.5, 0.8), object), c("no", "yes", "yes"))
  expect_identical(logistic:::level_classes(c(0.2, 0.8), other), c("yes", "no"))
  limits <- predict(other$fit, birthweight[1:3, ], type = "response", interval = "confidence")
  out <- logistic:::level_limits(limits, other)
  expect_identical(names(out), c(".pred_lower_no", ".pred_upper_no", ".pred_lower_yes",
                                 ".pred_upper_yes"))
  expect_equal(out$.pred_lower_no, unname(limits[, "lwr"]))
  expect_equal(out$.pred_upper_yes, 1 - unname(limits[, "lwr"]))
})

# only CRAN has it: the long form
if (extended_tests()) test_that("parsnip fits and predicts by it", {
  skip_if_not_installed("parsnip")
  of <- function(name) getExportedValue("parsnip", name)
  spec <- of("set_engine")(of("logistic_reg")(), "logistic")
  model <- generics::fit(spec, low ~ age + race, data = birthweight)
  reference <- generics::fit(of("logistic_reg")(), low ~ age + race, data = birthweight)
  for (type in c("class", "prob", "raw")) {
    expect_equal(predict(model, birthweight[1:5, ], type = type),
                 predict(reference, birthweight[1:5, ], type = type), tolerance = 1e-6)
  }
  expect_identical(names(predict(model, birthweight[1:5, ], type = "conf_int")),
                   names(predict(reference, birthweight[1:5, ], type = "conf_int")))
  expect_equal(generics::tidy(model)$term, names(coef(model$fit)))
  expect_lt(length(serialize(model$fit, NULL)), 1e5)
})
