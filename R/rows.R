# Which rows of a frame are used: missing values, `subset`, and the account of what was left out.

#' What `na.action` asks for: "omit", "exclude", "fail", "pass", or a function of the user's own
#'
#' As in model.frame: the argument, else the attribute of `data`, else the option.
#' @noRd
na_action_kind <- function(call, data, env) {
  if ("na.action" %in% names(call)) {
    action <- eval(call$na.action, env)
    if (is.null(action)) return("pass")
  } else {
    action <- attr(data, "na.action")
    if (is.null(action) || mode(action) == "numeric") action <- getOption("na.action")
    if (is.null(action)) return("fail")
  }
  known_na_action(action, env)
}

#' @noRd
known_na_action <- function(action, env) {
  kinds <- c(na.omit = "omit", na.exclude = "exclude", na.fail = "fail", na.pass = "pass")
  if (is.character(action) && length(action) == 1L) {
    if (action %in% names(kinds)) return(kinds[[action]])
    name <- action
    action <- tryCatch(get(name, mode = "function", envir = env), error = function(e) NULL)
    if (is.null(action)) stop_argument("na.action", "the name of a function", quoted(name))
  }
  if (!is.function(action)) stop_argument("na.action", "a function", value_text(action))
  for (name in names(kinds)) {
    if (identical(action, getExportedValue("stats", name))) return(kinds[[name]])
  }
  action
}

#' Is `subset` more than a mask (repeated, reordered, by name, or with missing values)?
#' @noRd
is_general_subset <- function(subset) {
  if (is.null(subset)) return(FALSE)
  if (anyNA(subset) || is.character(subset)) return(TRUE)
  if (!is.numeric(subset)) return(FALSE)
  any(subset > 0) && is.unsorted(subset, strictly = TRUE)
}

#' `subset` as a mask of n logicals, or NULL when it leaves out no row
#' @noRd
subset_mask <- function(subset, n) {
  if (is.null(subset)) return(NULL)
  if (!is.null(dim(subset)) && length(dim(subset)) > 1L || is.list(subset) || is.factor(subset) ||
      !(is.logical(subset) || is.numeric(subset))) {
    stop_argument("subset", "a logical vector, row numbers or row names", type_text(subset))
  }
  mask <- if (is.logical(subset)) as.vector(subset) else number_mask(subset, n)
  if (length(mask) == 1L) mask <- rep(mask, n)
  if (length(mask) != n) {
    stop_logistic("subset", paste0("`subset` must have one value a row, ", count_text(n),
                                   ", not ", count_text(length(mask)), "."), length = length(mask))
  }
  if (all(mask)) return(NULL)
  if (!any(mask)) {
    stop_logistic("empty", paste0("`subset` must select some rows; it selects none of ",
                                  count_text(n), "."))
  }
  mask
}

#' @noRd
number_mask <- function(subset, n) {
  check_row_numbers(subset, n)
  mask <- logical(n)
  mask[subset] <- TRUE
  mask
}

#' Row numbers, all to be taken or all to be left out; missing ones are rows of missing values
#' @noRd
check_row_numbers <- function(subset, n) {
  subset <- subset[!is.na(subset)]
  if (length(subset) && (max(subset) >= n + 1 || min(subset) < 0 && max(subset) > 0)) {
    stop_argument("subset", paste("row numbers up to", count_text(n)),
                  format(max(subset), scientific = FALSE))
  }
}

#' Set `rows`, `used`, `na_action`, `left_out` from the mask of `subset` and the missing values
#'
#' @param kept Mask of `subset`, or NULL.
#' @param action "omit", "exclude", "fail" or "pass".
#' @noRd
mask_rows <- function(frame, kept, action) {
  missing <- frame$state == "missing"
  if (!any(missing) && is.null(kept)) return(all_rows(frame))
  frame["subset"] <- list(kept)
  incomplete <- names(frame$state)[missing]
  if (!length(incomplete)) return(set_rows(frame, kept, NULL, NULL, "omit"))
  gaps <- lapply(c(frame$variables, frame$extras)[incomplete], is_missing)
  omit <- Reduce(`|`, gaps)
  if (!is.null(kept)) omit <- omit & kept
  if (!any(omit)) return(set_rows(frame, kept, NULL, NULL, "omit"))
  holes <- which(omit)
  gaps <- lapply(gaps, `[`, holes)
  if (action %in% c("fail", "pass")) stop_missing(gaps, holes)
  set_rows(frame, if (is.null(kept)) !omit else kept & !omit, holes, gaps, action)
}

#' @noRd
all_rows <- function(frame) {
  frame$used <- frame$n
  frame$left_out <- no_rows_left_out
  frame
}

#' @param rows Mask of used rows, or NULL.
#' @param holes Positions of rows left out as incomplete, or NULL.
#' @param gaps Named list: for each incomplete variable, which of `holes` it is missing in.
#' @noRd
set_rows <- function(frame, rows, holes, gaps, action) {
  if (is.null(rows)) return(all_rows(frame))
  frame$rows <- rows
  frame$used <- sum(rows)
  frame["missing"] <- list(vapply(gaps, sum, 0L))
  if (frame$used == 0L) stop_no_rows(frame, length(holes))
  frame["na_action"] <- list(na_action_object(frame, holes, action))
  frame$left_out <- account_left_out(gaps, holes, frame$n - frame$used - length(holes))
  frame
}

#' The `na.action` attribute as model.frame would set it: positions among the rows of `subset`
#' @noRd
na_action_object <- function(frame, holes, action) {
  if (!length(holes)) return(NULL)
  names <- row_name_strings(frame, holes)
  positions <- if (is.null(frame$subset)) holes else cumsum(frame$subset)[holes]
  structure(positions, names = names, class = action)
}

#' Row names of some raw rows, as strings
#' @noRd
row_name_strings <- function(frame, positions) {
  names <- usable_row_names(frame)
  as.character(if (is.null(names)) positions else names[positions])
}

#' Row names, or NULL when they are the row numbers
#' @noRd
usable_row_names <- function(frame) {
  names <- frame$row_names
  if (is.null(names)) names <- response_names(frame$variables[[1L]])
  if (length(names) != frame$n || (is.integer(names) && anyNA(names))) NULL else names
}

#' @noRd
response_names <- function(y) {
  if (is.matrix(y)) rownames(y) else names(y)
}

#' An empty account
#' @noRd
no_rows_left_out <- data.frame(reason = character(), count = integer(), stringsAsFactors = FALSE)

#' Rows left out, counted by the set of variables that are missing in them
#' @noRd
account_left_out <- function(gaps, holes, by_subset) {
  counts <- if (length(holes)) count_gaps(gaps) else integer(0L)
  if (by_subset > 0L) counts <- c(counts, subset = by_subset)
  data.frame(reason = as.character(names(counts)), count = as.integer(counts),
             stringsAsFactors = FALSE)
}

#' @return Named counts, largest first: "`bmi` missing", "`bmi` and `age` missing".
#' @noRd
count_gaps <- function(gaps) {
  pattern <- do.call(paste0, lapply(gaps, as.integer))
  counts <- sort(table(pattern), decreasing = TRUE)
  reasons <- vapply(strsplit(names(counts), ""), function(bits) {
    paste(and_list(backticked(names(gaps)[bits == "1"])), "missing")
  }, "")
  structure(as.integer(counts), names = reasons)
}

#' @noRd
stop_missing <- function(gaps, holes) {
  missing <- vapply(gaps, sum, 0L)
  missing <- missing[missing > 0L]
  rows <- holes[Reduce(`|`, gaps)]
  parts <- paste0(backticked(names(missing)), " in ", vapply(missing, count_text, ""))
  stop_logistic("missing", paste0("Values must not be missing with this `na.action`; they are in ",
                                  rows_text(rows), ": ", list_some(parts), "."),
                variable = names(missing), rows = rows)
}

#' @noRd
stop_no_rows <- function(frame, holes) {
  parts <- paste0(backticked(names(frame$missing)), " in ", vapply(frame$missing, count_text, ""))
  of <- if (is.null(frame$subset)) "all " else "in `subset` all "
  stop_logistic("empty", paste0("Some row must be complete; ", of, count_text(holes),
                                " have missing values: ", list_some(parts), "."),
                missing = frame$missing)
}

#' What was left out, in words: "37 rows with missing `age` and 10 rows by `subset`"
#' @noRd
left_out_text <- function(frame) {
  reasons <- frame$left_out$reason
  counts <- frame$left_out$count
  named <- sub("^(.*) missing$", "with missing \\1", reasons)
  named[reasons == "subset"] <- "by `subset`"
  and_list(paste(vapply(counts, count_of, "", noun = "row"), named))
}

#' The frame as stats::model.frame() makes it: for an `na.action` or `subset` beyond a mask
#' @noRd
general_frame <- function(terms, data, variables, extras, subset, action) {
  n <- NROW(variables[[1L]])
  if (is.numeric(subset)) check_row_numbers(subset, n)
  measure_frame(list(variables = variables, extras = extras))
  if (is.character(action)) action <- getExportedValue("stats", paste0("na.", action))
  arguments <- c(list(quote(stats::model.frame), terms, data), extras)
  arguments[c("subset", "na.action", "drop.unused.levels")] <- list(subset, action, TRUE)
  made <- tryCatch(eval(as.call(arguments)), error = function(e) {
    stop_logistic("evaluation", paste0("The rows of the fit could not be selected: ",
                                       conditionMessage(e), "."), parent = e)
  })
  columns <- unclass(made)
  attributes(columns) <- list(names = names(made))
  own <- seq_along(variables)
  frame <- list(variables = columns[own], extras = columns[-own],
                row_names = .row_names_info(made, 0L), general = TRUE)
  names(frame$extras) <- names(extras)
  if (!nrow(made)) stop_logistic("empty", "Some row must be left after `subset` and `na.action`.")
  frame <- mask_rows(measure_frame(frame), NULL, "pass")
  frame["na_action"] <- list(attr(made, "na.action"))
  frame$left_out <- general_account(n, frame, subset)
  frame
}

#' @noRd
general_account <- function(n, frame, subset) {
  missing <- length(frame$na_action)
  selected <- if (is.null(subset)) n else if (is.numeric(subset)) {
    numbers <- unique(stats::na.omit(subset))
    if (any(numbers < 0)) n - length(numbers) else length(numbers)
  } else if (is.logical(subset)) sum(subset, na.rm = TRUE) else length(unique(subset))
  counts <- c("values missing" = missing, subset = max(n - selected, 0L))
  counts <- counts[counts > 0L]
  data.frame(reason = as.character(names(counts)), count = as.integer(counts),
             stringsAsFactors = FALSE)
}
