# The groups of each test of goodness of fit, and its degrees of freedom.

# Groups of fitted values.
#' @noRd
test_by_groups <- function(fit, cells, groups) {
  table <- score_groups(fit, cells, groups)
  g <- nrow(table$groups)
  categories <- cells$categories
  parallel <- has_order(fit, categories) && has_parallel_slopes(fit)
  df <- if (g < 3L) 0 else (g - 2) * (categories - 1) + parallel * (categories - 2)
  c(table, list(statistic = pearson_statistic(table), df = df, method = sprintf(
    "%s of %s", if (categories == 2L) "Hosmer and Lemeshow's test" else
      "Fagerland and Hosmer's test", plural(g, "group"))))
}

#' The table of groups of fitted values, with the codes of its rows
#' @noRd
score_groups <- function(fit, cells, groups) {
  score <- fitted_score(fit, cells)
  group <- value_groups(score$value, cells$total, groups)
  warn_fewer_groups(groups, max(group))
  table <- group_table(cells, group, limits_of_groups(score$value, group))
  c(table, list(group = group, of_groups = paste("Groups by", score$label)))
}

# What orders the rows: the mean category, or all that is not the reference.
#' @noRd
fitted_score <- function(fit, cells) {
  p <- cells$probabilities
  if (cells$categories == 2L) {
    label <- fit$event$label
    return(list(value = p[, 2L],
                label = if (is.null(label)) sprintf("P(%s)", quoted(colnames(p)[2L])) else label))
  }
  if (has_order(fit, cells$categories)) {
    return(list(value = 1 + mean_category(p), label = sprintf(
      "the mean category, from 1 for %s to %d for %s", quoted(colnames(p)[1L]), ncol(p),
      quoted(colnames(p)[ncol(p)]))))
  }
  reference <- match(fit$reference, colnames(p))
  if (length(reference) != 1L || is.na(reference)) reference <- 1L
  list(value = rowSums(p[, -reference, drop = FALSE]),
       label = sprintf("1 - P(%s), %s the reference", quoted(colnames(p)[reference]),
                       quoted(colnames(p)[reference])))
}

#' @noRd
warn_fewer_groups <- function(wanted, made) {
  if (made == wanted) return(invisible())
  warn_logistic("groups", paragraph(sprintf(paste(
    "`groups` is %d, but only %d could be made: rows with equal fitted values are not split."),
    wanted, made)), groups = made)
}

# Patterns of all predictors.
#' @noRd
test_by_patterns <- function(fit, cells, statistic) {
  predictors <- predictor_frame(fit, cells)
  pattern <- row_patterns(predictors, length(cells$total))
  table <- group_table(cells, pattern, predictors[!duplicated(pattern), , drop = FALSE])
  value <- statistic(table)
  parameters <- attr(stats::logLik(fit), "df")
  patterns <- nrow(table$groups)
  c(table, list(statistic = value, df = max(patterns * (cells$categories - 1) - parameters, 0),
                of_groups = "Groups are the patterns of the predictors",
                method = sprintf("%s of %s of the predictors", statistic_title(value),
                                 plural(patterns, "pattern"))))
}

#' @noRd
statistic_title <- function(statistic) {
  if (names(statistic) == "X-squared") "Pearson's chi-squared" else "deviance"
}

#' Predictors, offsets among them, of the rows that have a weight
#' @noRd
predictor_frame <- function(fit, cells) {
  frame <- stats::model.frame(fit)
  if (nrow(frame) != length(cells$used)) {
    stop_kept("model frame", "The data found in its place are not those of the fit.")
  }
  others <- c(attr(stats::terms(fit), "response"),
              match(c("(weights)", "(freq)", "(trials)"), names(frame)))
  frame <- frame[setdiff(seq_along(frame), others)]
  if (all(cells$used)) frame else frame[cells$used, , drop = FALSE]
}

# Patterns of the categorical predictors, each in two halves.
#' @noRd
test_by_halves <- function(fit, cells, statistic) {
  if (!has_order(fit, cells$categories) || !has_parallel_slopes(fit)) {
    stop_method("pulkstenis-robinson", "ordered categories with parallel slopes", "other ones")
  }
  predictors <- predictor_frame(fit, cells)
  categorical <- vapply(predictors, is_categorical, NA)
  if (!any(categorical) || all(categorical)) {
    stop_method("pulkstenis-robinson", "predictors of both kinds, categorical and continuous",
                paste("only", if (any(categorical)) "categorical" else "continuous", "ones"))
  }
  classes <- predictors[categorical]
  pattern <- row_patterns(classes, length(cells$total))
  score <- fitted_score(fit, cells)$value
  half <- value_groups(score, cells$total, 2L, within = pattern)
  first <- !duplicated(half)
  about <- classes[which(first)[order(half[first])], , drop = FALSE]
  table <- group_table(cells, half, cbind(about, limits_of_groups(score, half)))
  value <- statistic(table)
  df <- (nrow(about) - 1) * (cells$categories - 1) - 1 - coefficients_of_classes(fit, classes)
  c(table, list(statistic = value, df = max(df, 0),
                of_groups = "Groups are halves, by fitted values, of the categorical patterns",
                method = sprintf("Pulkstenis and Robinson's test, %s", statistic_title(value))))
}

#' @noRd
is_categorical <- function(x) is.factor(x) || is.character(x) || is.logical(x)

# The rank of the terms that read categorical predictors only, beside a constant.
#' @noRd
coefficients_of_classes <- function(fit, classes) {
  terms <- stats::delete.response(stats::terms(fit))
  factors <- attr(terms, "factors")
  others <- setdiff(rownames(factors), names(classes))
  own <- colSums(factors[others, , drop = FALSE] > 0) == 0
  if (!any(own)) return(0)
  labels <- lapply(colnames(factors)[own], function(label) {
    as_columns(str2lang(label), names(classes))
  })
  formula <- call("~", Reduce(function(left, right) call("+", left, right), labels))
  qr(stats::model.matrix(stats::as.formula(formula), unique(classes)))$rank - 1
}

#' @noRd
stop_method <- function(method, needed, found) {
  stop_logistic("method", paragraph(sprintf(
    "`method` \"%s\" needs %s; the fit has %s.", method, needed, found)), method = method)
}
