# The frame: the variables of a fit, evaluated where glm evaluates them, and the rows that are used.
#
# stats::model.frame() copies every column to drop a row. Here the variables stay the user's own
# vectors, whole, and the rows left out are a mask. `model_frame()` makes the data frame when asked.
# What a mask cannot say (an `na.action` of the user's own, a `subset` that repeats or reorders
# rows) goes through stats::model.frame(), whose result is then taken as the data.

#' Evaluate the variables of a fit and settle which rows are used
#'
#' Extra arguments (`weights`, `subset`, `offset`, `trials`, `freq`, `etastart`, `mustart`) are
#' taken from `call` unevaluated and evaluated in `data`, then in the formula's environment.
#'
#' @param formula A formula, a terms object, or a string with a formula.
#' @param data Data frame, list, environment, matrix, or `NULL` for the formula's environment.
#' @param call The matched call of the front door.
#' @param env Environment in which the front door was called.
#' @param choose_rows Where rows are not independent: `function(frame, terms, data, subset, action)`
#'   that answers the frame, measured, with `rows`, `used`, `left_out` set.
#' @return A list:
#'   `formula`; `terms` (with `predvars` and `dataClasses`); `n` rows before removal; `rows`, `NULL`
#'   or a mask of length n; `used`, their number; `variables`, named list of vectors as evaluated;
#'   `extras`, named list; `codings`, by name, of factor and character predictors; `xlevels`;
#'   `row_names`, raw; `na_action`, as model.frame's; `subset`, the mask of `subset` or `NULL`;
#'   `left_out`, data frame of reason and count; `data`, as evaluated in.
#' @noRd
fit_frame <- function(formula, data = NULL, call = sys.call(-1L), env = parent.frame(2L),
                      choose_rows = frame_rows) {
  formula <- frame_formula(formula, env)
  data <- frame_data(data, formula)
  check_duplicates(formula, data, call)
  expr <- NULL # what is being evaluated, should it fail
  tryCatch({
    terms <- frame_terms(formula, data)
    expr <- attr(terms, "variables")
    variables <- eval_variables(terms, data)
    terms <- set_predvars(terms, variables, data)
    extras <- list()
    for (name in frame_extras[frame_extras %in% names(call)]) {
      expr <- call[[name]]
      extras[[name]] <- eval(expr, data, environment(formula))
    }
    expr <- call$subset
    subset <- eval(expr, data, environment(formula))
  }, error = function(e) stop_evaluation(e, expr, data, environment(formula)))
  action <- na_action_kind(call, data, env)
  frame <- list(variables = variables, extras = extras, row_names = frame_row_names(data))
  frame <- choose_rows(frame, terms, data, subset, action)
  frame$formula <- formula
  frame$data <- data
  finish_frame(frame, terms)
}

#' Rows one by one: a mask where that says it, else those of stats::model.frame()
#' @noRd
frame_rows <- function(frame, terms, data, subset, action) {
  if (is.function(action) || is_general_subset(subset)) {
    return(general_frame(terms, data, frame$variables, frame$extras, subset, action))
  }
  frame <- measure_frame(frame)
  mask_rows(frame, subset_mask(subset, frame$n), action)
}

#' A frame from a matrix of columns and a response already at hand
#'
#' @param y The response, of any form that a formula's may have.
#' @param extras Named list of weights, offset, trials, freq.
#' @param name The response's name in messages and prints.
#' @noRd
matrix_frame <- function(y, extras = list(), name = "y") {
  variables <- list(y)
  names(variables) <- name
  extras <- extras[!vapply(extras, is.null, NA)]
  frame <- measure_frame(list(variables = variables, extras = extras, row_names = NULL))
  frame <- mask_rows(frame, NULL, "fail")
  frame["xlevels"] <- frame["terms"] <- list(NULL)
  frame$codings <- list()
  frame
}

#' @noRd
frame_formula <- function(formula, env) {
  if (is.character(formula) && length(formula) == 1L) {
    formula <- stats::as.formula(formula, env)
  }
  if (!inherits(formula, "formula")) {
    stop_logistic("formula",
                  paste0("`formula` must be a formula, not ", value_text(formula), "."))
  }
  if (length(formula) != 3L) {
    stop_logistic("formula", paste0("`formula` must have a response on its left-hand side; ",
                                    deparse_text(formula), " has none."))
  }
  frame <- calling_frame_of(environment(formula))
  if (!is.null(frame)) environment(formula) <- frame
  formula
}

#' @noRd
frame_data <- function(data, formula) {
  if (is.data.frame(data) || is.environment(data)) return(data)
  if (is.null(data)) return(environment(formula))
  if (is.list(data) && !is.object(data)) return(data)
  if (is.list(data) || is.array(data)) return(as.data.frame(data))
  stop_logistic("data", paste0("`data` must be a data frame, list, matrix or environment, not ",
                               value_text(data), "."))
}

#' A name that stands for two columns must not be used
#' @noRd
check_duplicates <- function(formula, data, call, arguments = frame_extras) {
  if (is.environment(data) || !anyDuplicated(names(data))) return(invisible())
  twice <- unique(names(data)[duplicated(names(data))])
  asked <- c(all.vars(formula), unlist(lapply(as.list(call)[arguments], all.vars)))
  if (!"." %in% asked) twice <- intersect(twice, asked)
  if (!length(twice)) return(invisible())
  stop_logistic("duplicated", paste0("Columns of `data` must have names of their own; ",
                                     list_some(backticked(twice)), " stands for more than one."),
                variable = twice)
}

#' @noRd
frame_terms <- function(formula, data) {
  terms <- if (inherits(formula, "terms")) formula else {
    stats::terms.formula(formula, data = if ("." %in% all.vars(formula)) data)
  }
  check_response_in_predictors(terms)
  terms
}

#' The response among the predictors: dropped with a warning, as glm does; refused in a product
#' @noRd
check_response_in_predictors <- function(terms) {
  factors <- attr(terms, "factors")
  if (!length(factors) || !any(factors[1L, ] > 0L)) return(invisible())
  variable <- rownames(factors)[1L]
  inside <- factors[1L, ] > 0L
  if (any(colSums(factors[, inside, drop = FALSE] > 0L) > 1L)) {
    stop_logistic("response_in_predictors",
                  paste0("The right-hand side of `formula` must not hold the response; ",
                         list_some(backticked(colnames(factors)[inside])), " does."),
                  variable = variable)
  }
  warn_logistic("response_in_predictors",
                paste0("The response ", backticked(variable), " is also on the right-hand side ",
                       "of `formula`; it was dropped there."), variable = variable)
}

#' Does the response stand alone as a predictor in term j? Such a term has no columns.
#' @noRd
response_terms <- function(terms) {
  factors <- attr(terms, "factors")
  if (!length(factors)) return(logical(0L))
  if (attr(terms, "response") == 0L) return(logical(ncol(factors)))
  factors[attr(terms, "response"), ] > 0L
}

#' The variables of `terms`, evaluated in `data`, named as model.frame names them
#' @noRd
eval_variables <- function(terms, data) {
  vars <- attr(terms, "variables")
  predvars <- attr(terms, "predvars")
  if (is.null(predvars)) predvars <- vars
  variables <- eval(predvars, data, environment(terms))
  names(variables) <- variable_names(vars)
  variables
}

#' Names that model.frame gives to the variables of a `list(...)` call
#' @noRd
variable_names <- function(vars) {
  names <- character(length(vars) - 1L)
  for (i in seq_along(names)) {
    var <- vars[[i + 1L]]
    names[i] <- if (is.symbol(var)) as.character(var) else deparse_text(var)
  }
  names
}

#' @noRd
deparse_text <- function(x) {
  paste(deparse(x, width.cutoff = 500L, backtick = !is.symbol(x) && is.language(x)),
        collapse = " ")
}

#' Say which variable does not exist, or what went wrong in the evaluation
#' @param expr What was evaluated; NULL when it was the formula that failed.
#' @noRd
stop_evaluation <- function(error, expr, data, env) {
  if (inherits(error, "logistic_error")) stop(error)
  if (is.null(expr)) {
    stop_logistic("formula", paste0("`formula` is not understood: ", conditionMessage(error), "."))
  }
  wanted <- all.vars(expr)
  found <- vapply(wanted, function(v) is_column(v, data) || exists(v, envir = env), NA)
  if (all(found)) {
    stop_logistic("evaluation", paste0("A variable of the fit could not be evaluated: ",
                                       conditionMessage(error), "."), parent = error)
  }
  missing <- wanted[!found]
  be <- if (length(missing) == 1L) " is in neither." else " are in neither."
  stop_logistic("variable", paste0("Variables must be in `data` or in the environment of ",
                                   "`formula`; ", list_some(backticked(missing)), be),
                variable = missing)
}

#' @noRd
is_column <- function(name, data) {
  if (is.environment(data)) exists(name, envir = data) else name %in% names(data)
}

#' Arguments that become extra columns of the model frame, in glm's order and then ours
#' @noRd
frame_extras <- c("weights", "etastart", "mustart", "offset", "trials", "freq")
evaluated_arguments <- c(frame_extras, "subset", "scale")

#' Row names as stored: a compact c(NA, -n), integers or strings; NULL when `data` has none
#' @noRd
frame_row_names <- function(data) {
  if (is.environment(data)) NULL else .row_names_info(data, 0L)
}

#' Check types and lengths; set `n`, by variable whether values are missing or infinite, and
#' `plain`: whether all are single columns of numbers without a class
#' @noRd
measure_frame <- function(frame) {
  columns <- c(frame$variables, frame$extras)
  n <- NROW(columns[[1L]])
  code <- .Call(C_scan, columns, n)
  state <- scan_states[code]
  names(state) <- names(columns)
  for (i in which(code > length(scan_states))) {
    x <- columns[[i]]
    check_variable(x, names(columns)[i])
    if (NROW(x) != n) stop_length(names(columns)[i], NROW(x), names(columns)[1L], n)
    state[i] <- scan_values(x)
  }
  if (n == 0L) stop_logistic("empty", "`data` must have rows; it has none.")
  frame$n <- n
  frame$state <- state
  frame$plain <- all(code <= 3L)
  frame
}

# What C_scan() says of n numbers, and of n logicals; of others it says that R must look.
#' @noRd
scan_states <- rep(c("complete", "missing", "infinite"), 2L)

#' Can `x` be a variable of the fit at all?
#' @noRd
check_variable <- function(x, name) {
  if (inherits(x, "integer64")) {
    stop_logistic("type", paste0(
      backticked(name), " must be numeric, not integer64. Convert it by as.numeric(): ",
      "doubles hold whole numbers up to 2^53 exactly."), variable = name)
  }
  if (inherits(x, "POSIXlt")) {
    stop_logistic("type", paste0(backticked(name),
                                 " must be a vector, not POSIXlt. Convert it by as.POSIXct()."),
                  variable = name)
  }
  flat <- is.null(dim(x)) || (length(dim(x)) == 2L && is.numeric(x)) || length(dim(x)) == 1L
  flat <- flat || (length(dim(x)) == 2L && is.logical(x))
  if ((is.numeric(x) || is.logical(x) || is.character(x) || is_time(x) || is.factor(x)) && flat) {
    return(invisible())
  }
  stop_logistic("type", paste0(
    backticked(name), " must be a vector of numbers, logicals, strings or factor levels, or a ",
    "matrix of numbers, not ", type_text(x), "."), variable = name, type = typeof(x))
}

#' Dates, times and time differences enter as the number they store, as in model.matrix()
#' @noRd
is_time <- function(x) {
  inherits(x, c("Date", "POSIXct", "difftime"))
}

#' @noRd
stop_length <- function(name, found, first, n) {
  stop_logistic("length", paste0(
    backticked(name), " must have one value a row, ", count_text(n), " as ", backticked(first),
    " has, not ", count_text(found), "."), variable = name, length = found)
}

#' "complete", "missing" or, for doubles, "infinite" (or missing too: look again)
#' @noRd
scan_values <- function(x) {
  if (anyNA(x)) "missing" else if (is.double(x)) "infinite" else "complete"
}

#' Logical: which rows have a missing value in `x`
#' @noRd
is_missing <- function(x) {
  if (is.matrix(x)) rowSums(is.na(x)) > 0 else as.vector(is.na(x))
}

#' Set what follows from terms and rows: classes, levels, finiteness
#' @noRd
finish_frame <- function(frame, terms) {
  frame$codings <- predictor_codings(frame, terms)
  frame$xlevels <- frame_xlevels(frame)
  check_predictors_finite(frame, terms)
  attr(terms, "dataClasses") <- data_classes(frame)
  frame$terms <- terms
  frame
}

#' @noRd
data_classes <- function(frame) {
  names <- frame_column_names(frame)
  columns <- c(frame$variables, frame$extras)
  if (frame$plain && is.null(unlist(lapply(columns, dim)))) {
    return(structure(rep.int("numeric", length(names)), names = names))
  }
  classes <- character(0L)
  for (i in seq_along(columns)) {
    x <- columns[[i]]
    classes[i] <- if (is.numeric(x) && !is.object(x) && is.null(dim(x))) "numeric" else
      stats::.MFclass(x)
  }
  names(classes) <- names
  classes
}

#' Names of the model frame's columns; the extra arguments stand in brackets
#' @noRd
frame_column_names <- function(frame) {
  extras <- names(frame$extras)
  c(names(frame$variables), if (length(extras)) paste0("(", extras, ")"))
}

#' Positions of the variables that enter the model matrix
#' @noRd
entering <- function(terms) {
  factors <- attr(terms, "factors")
  if (!length(factors)) return(integer(0L))
  factors <- factors[, !response_terms(terms), drop = FALSE]
  which(rowSums(factors) > 0)
}

#' Infinite values have no place in a model matrix; missing ones only when they were left out
#' @noRd
check_predictors_finite <- function(frame, terms) {
  if (!any(frame$state != "complete")) return(invisible())
  for (i in entering(terms)) check_finite(frame, names(frame$variables)[i])
}

#' Every used value of a variable or extra argument is finite (or at least not missing)
#' @param name Its name in `frame$state`.
#' @noRd
check_finite <- function(frame, name) {
  if (frame$state[[name]] == "complete") return(invisible())
  x <- frame$variables[[name]]
  if (is.null(x)) x <- frame$extras[[name]]
  bad <- if (is.double(x)) !is.finite(x) else is.na(x)
  dim(bad) <- dim(x)
  bad <- if (is.matrix(bad)) rowSums(bad) > 0 else as.vector(bad)
  if (!is.null(frame$rows)) bad <- bad & frame$rows
  if (!any(bad)) return(invisible())
  rows <- which(bad)
  first <- if (is.matrix(x)) x[rows[1L], ] else as.vector(x)[rows]
  if (is.double(first)) first <- first[!is.finite(first)]
  stop_logistic("finite", paste0(backticked(name), " must be finite; it is ",
                                 and_list(unique(as.character(first))), " in ",
                                 place_text(rows, frame$sequences), "."), variable = name,
                rows = rows)
}
