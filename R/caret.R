#' Logistic regression as a model of package caret
#'
#' A list as `caret::getModelInfo()` has one for each of its models, for
#' `caret::train(..., method = caret_logistic)`.
#'
#' There is nothing to tune: one column `parameter`. As caret's classes go, the first level of the
#' outcome is called the event in its summaries (`twoClassSummary()`); the model is that of its
#' second level, as with caret's own `"glm"`, and probabilities are given for both. Arguments of
#' `train()` that it does not know, such as `link`, go to [logistic()].
#'
#' @format A list: `label`, `library`, `type`, `parameters`, `grid`, `loop`, `fit`, `predict`,
#'   `prob`, `predictors`, `varImp` (the absolute z), `levels`, `tags`, `trim` (for prediction),
#'   `sort`.
#' @references
#' Kuhn M (2008). Building predictive models in R using the caret package. *Journal of Statistical
#' Software* 28(5). \doi{10.18637/jss.v028.i05}
#' @examplesIf requireNamespace("caret", quietly = TRUE)
#' model <- caret::train(low ~ age + lwt + smoke, birthweight, method = caret_logistic,
#'                       trControl = caret::trainControl("cv", 3))
#' predict(model, birthweight[1:3, ], type = "prob")
#' @export
caret_logistic <- list(
  label = "Logistic Regression (logistic)",
  library = "logistic",
  loop = NULL,
  type = "Classification",
  parameters = data.frame(parameter = "parameter", class = "character", label = "parameter"),
  grid = function(x, y, len = NULL, search = "grid") data.frame(parameter = "none"),
  fit = function(x, y, wts, param, lev, last, classProbs, ...) {
    data <- as.data.frame(x, stringsAsFactors = TRUE)
    data$.outcome <- y
    arguments <- list(...)
    if (!is.null(wts)) arguments$weights <- wts
    fit <- do.call(logistic::logistic, c(list(.outcome ~ ., data = data), arguments))
    # the call holds the data themselves
    fit$call <- quote(logistic(formula = .outcome ~ ., data = data))
    fit
  },
  predict = function(modelFit, newdata, submodels = NULL) {
    p <- stats::predict(modelFit, as.data.frame(newdata, stringsAsFactors = TRUE),
                        type = "response")
    ifelse(p < 0.5, modelFit$obsLevels[1L], modelFit$obsLevels[2L])
  },
  prob = function(modelFit, newdata, submodels = NULL) {
    p <- stats::predict(modelFit, as.data.frame(newdata, stringsAsFactors = TRUE),
                        type = "response")
    out <- cbind(1 - p, p)
    dimnames(out) <- list(names(p), modelFit$obsLevels)
    out
  },
  predictors = function(x, ...) all.vars(stats::delete.response(x$terms)),
  varImp = function(object, ...) {
    z <- stats::coef(summary(object))
    data.frame(Overall = abs(z[rownames(z) != "(Intercept)", 3L]),
               row.names = setdiff(rownames(z), "(Intercept)"))
  },
  levels = function(x) x$obsLevels,
  tags = c("Generalized Linear Model", "Linear Classifier", "Two Class Only",
           "Accepts Case Weights"),
  trim = function(x) {
    x[c("residuals", "fitted.values", "linear.predictors", "weights", "prior.weights", "y",
        "model", "data")] <- NULL
    x
  },
  sort = function(x) x
)
