# The engine "logistic" of parsnip's logistic_reg(): registered when parsnip is loaded, before or
# after this package.

#' @noRd
offer_engine <- function() on_load("parsnip", function(package) register_engine())

# Once a session: parsnip keeps engines by name. What goes wrong there must not stop a package from
# loading.
#' @noRd
register_engine <- function(parsnip = function(name) getExportedValue("parsnip", name)) {
  tryCatch({
    known <- parsnip("get_from_env")("logistic_reg")
    if (!"logistic" %in% known$engine) set_engine_parts(parsnip)
  }, error = function(e) {
    warn_logistic("parsnip", paste0(
      "The engine \"logistic\" could not be registered with parsnip: ", conditionMessage(e)))
  })
  invisible()
}

#' @noRd
set_engine_parts <- function(parsnip) {
  engine <- list(model = "logistic_reg", eng = "logistic", mode = "classification")
  set <- function(name, ...) do.call(parsnip(name), c(list(...), engine))
  do.call(parsnip("set_model_engine"), engine)
  set("set_dependency", pkg = "logistic")
  set("set_fit", value = engine_fit)
  set("set_encoding", options = list(
    predictor_indicators = "traditional", compute_intercept = TRUE, remove_intercept = TRUE,
    allow_sparse_x = FALSE))
  for (type in names(engine_predictions)) {
    set("set_pred", type = type, value = engine_predictions[[type]])
  }
}

engine_fit <- list(interface = "formula", protect = c("formula", "data", "weights"),
                   func = c(pkg = "logistic", fun = "logistic"), defaults = list())

#' @noRd
engine_prediction <- function(..., post = NULL) {
  list(pre = NULL, post = post, func = c(fun = "predict"),
       args = list(object = quote(object$fit), newdata = quote(new_data), ...))
}

# Probabilities of both levels, whichever of them is the event.
#' @noRd
level_probabilities <- function(p, object) {
  event <- object$fit$event$level
  second <- is.null(event) || event != object$lvl[1L]
  out <- if (second) data.frame(1 - p, p) else data.frame(p, 1 - p)
  structure(out, names = object$lvl, row.names = .set_row_names(length(p)),
            class = c("tbl_df", "tbl", "data.frame"))
}

#' @noRd
level_classes <- function(p, object) {
  both <- level_probabilities(p, object)
  object$lvl[ifelse(both[[2L]] >= 0.5, 2L, 1L)]
}

#' @noRd
level_limits <- function(limits, object) {
  lower <- level_probabilities(limits[, "lwr"], object)
  upper <- level_probabilities(limits[, "upr"], object)
  out <- list(pmin(lower[[1L]], upper[[1L]]), pmax(lower[[1L]], upper[[1L]]),
              pmin(lower[[2L]], upper[[2L]]), pmax(lower[[2L]], upper[[2L]]))
  names(out) <- paste0(c(".pred_lower_", ".pred_upper_"), rep(object$lvl, each = 2L))
  as_printed_tibble(as.data.frame(out, check.names = FALSE))
}

engine_predictions <- list(
  class = engine_prediction(type = "response", post = level_classes),
  prob = engine_prediction(type = "response", post = level_probabilities),
  raw = engine_prediction(type = "link"),
  conf_int = engine_prediction(type = "response", interval = "confidence",
                               level = quote(level), post = level_limits))
