# Log-likelihoods as functions of theta, layers and chains, held to answers in 400 digits
# (helper-unit-references.R).

unit_frame <- function(data) {
  out <- as.data.frame(data[setdiff(names(data), "names")])
  if (!is.null(out$f)) out$f <- unit_levels(out$f)
  out
}

# ---- the doors ---------------------------------------------------------------------------------

# Each: data, and a call of `door` to be evaluated among them.
unit_binomial <- function(name, data) {
  grouped <- startsWith(name, "trials")
  list(d = unit_frame(data), link = sub("^.*-", "", name), call = if (grouped) {
    quote(door(y ~ x1 + x2 + x3, d, weights = w, trials = n, link = link))
  } else {
    quote(door(y ~ x1 + x2 + f, d, weights = w, offset = o, link = link))
  })
}

unit_multinomial <- function(name, data) {
  d <- unit_frame(data)
  if (name == "multinomial-counts") {
    return(list(d = d, call = quote(door(cbind(y1, y2, y3) ~ x1 + x2 + x3, d, weights = w))))
  }
  d$y <- unit_levels(d$y)
  list(d = d, call = quote(door(y ~ x1 + x2, d, weights = w, offset = cbind(o1, o2, o3))))
}

unit_ordinal <- function(name, data) {
  words <- c(strsplit(name, "-", fixed = TRUE)[[1L]], "")
  d <- unit_frame(data)
  d$y <- factor(unit_levels(d$y), ordered = TRUE)
  list(d = d, type = words[1L], link = words[2L], scale = if (words[3L] == "scale") ~ x2,
       parallel = switch(words[3L], own1 = ~ x1, own2 = FALSE, TRUE),
       call = quote(door(y ~ x1 + x2, d, weights = w, offset = o, link = link, type = type,
                         parallel = parallel, scale = scale)))
}

unit_doors <- list(binomial = unit_binomial, multinomial = unit_multinomial,
                   ordinal = unit_ordinal)

unit_ask <- function(part, name, data, door, ...) {
  asked <- unit_doors[[part]](name, data)
  call <- as.call(c(as.list(asked$call), list(...)))
  call[[1L]] <- as.name(door)
  eval(call, asked[names(asked) != "call"], globalenv())
}

unit_model <- function(part) if (part == "binomial") "logistic" else part

unit_function <- function(part, name, data) {
  unit_ask(part, name, data, "loglik_fun", model = unit_model(part))
}

unit_fit <- function(part, name, data) {
  suppressWarnings(unit_ask(part, name, data, unit_model(part)))
}

# ---- the files ---------------------------------------------------------------------------------

for (part in names(unit_doors)) {
  for (name in names(read_unit(part))) {
    test_that(paste("stored coefficients have the order of a fit:", name), {
      data <- read_unit(part)[[name]]$data
      fit <- unit_fit(part, name, data)
      expect_identical(names(all_coefficients(fit)), data$names)
    })
  }
}

test_that("stored values are those of the definition", {
  case <- read_unit("binomial")[["binary-cauchit"]]
  d <- unit_frame(case$data)
  x <- model.matrix(~ x1 + x2 + f, d)
  for (at in unit_points(case)) {
    p <- pcauchy(drop(x %*% at$theta) + d$o)
    expect_equal(at$value, sum(d$w * dbinom(d$y, 1, p, log = TRUE)), tolerance = 1e-12)
    expect_equal(at$product, drop(unit_symmetric(at$hessian) %*% at$v), tolerance = 1e-12)
  }
  case <- read_unit("binomial")[["trials-logit"]]
  d <- unit_frame(case$data)
  for (at in unit_points(case)["medium"]) {
    p <- plogis(drop(cbind(1, d$x1, d$x2, d$x3) %*% at$theta))
    expect_equal(at$value, sum(d$w * dbinom(d$y * d$n, d$n, p, log = TRUE)), tolerance = 1e-12)
  }
})

test_that("stored curves are those of the links", {
  curves <- read_unit("curves")
  for (link in c("logit", "cauchit", "cloglog")) {
    at <- curves[[link]]$data
    family <- stats::binomial(link)
    near <- abs(at$z) < 5
    expect_equal(at$mean[near], family$linkinv(at$z[near]), tolerance = 1e-14)
    expect_equal(at$slope[near], family$mu.eta(at$z[near]), tolerance = 1e-14)
    expect_equal((at$rise * at$mean)[near], at$slope[near], tolerance = 1e-14)
    expect_equal((at$fall * at$rest)[near], at$slope[near], tolerance = 1e-14)
  }
})

test_that("stored layers are those of the definition", {
  data <- unit_layer_data()
  case <- read_unit("layers")[["units-3"]]
  b <- matrix(case$data$coefficients, 3L)
  z <- data$x %*% b + data$o + rep(case$data$bias, each = nrow(data$x))
  by_z <- data$w * matrix(case$data$upstream, nrow(z)) * dlogis(z)
  expect_equal(case$data$value, c(plogis(z)), tolerance = 1e-14)
  expect_equal(case$backward$coefficients, c(crossprod(data$x, by_z)), tolerance = 1e-13)
  expect_equal(case$backward$inputs, c(tcrossprod(by_z, b)), tolerance = 1e-13)
  case <- read_unit("layers")$softmax
  e <- exp(data$x %*% b + rep(case$data$bias, each = nrow(data$x)))
  y <- e / rowSums(e)
  u <- matrix(case$data$upstream, nrow(z))
  expect_equal(case$data$value, c(y), tolerance = 1e-14)
  expect_equal(case$backward$offset, c(data$w * y * (u - rowSums(u * y))), tolerance = 1e-13)
  seen <- diag(3L)[case$data$y + 1L, ]
  expect_equal(case$cross_entropy$bias, colSums(data$w * (y - seen)), tolerance = 1e-13)
})

# ---- log-likelihoods ---------------------------------------------------------------------------

# Value, score, information and product at a point, each component to 1e-12 unless its sum cancels
# (`unit_allowance()`); score and product also to `tolerance` of their largest component. An entry
# of the information may be off by 1e-12 of the root of the product of its two on the diagonal: of
# two cuts far out on one side the core leaves out what they have in common, 1e-37 of that or less.
# `summed`: of adjacent categories the derivatives are sums of those of a multinomial model, where
# p (1 - p) and -p q of the probabilities on one side of a cut cancel: 1e-12 of the largest entry.
expect_point <- function(f, at, label, tolerance = 1e-12, summed = FALSE) {
  where <- function(part) paste(label, part)
  hessian <- unit_symmetric(at$hessian)
  largest <- function(x) 1e-12 * max(abs(x))
  common <- 1e-12 * sqrt(abs(outer(diag(hessian), diag(hessian))))
  expect_unit(f(at$theta), at$value, at$value_size, where("value"))
  score <- expect_unit(f$score(at$theta), at$score, at$score_size, where("score"))
  product <- expect_unit(f$hessian_vector(at$theta, at$v), at$product, at$product_size,
                         where("product"), floor = if (summed) largest(at$product) else 0)
  expect_unit(-f$information(at$theta), hessian, unit_symmetric(at$hessian_size),
              where("information"), floor = if (summed) largest(hessian) else common)
  expect_near_largest(score, at$score, where("score"), tolerance)
  expect_near_largest(product, at$product, where("product"), tolerance)
}

for (part in names(unit_doors)) {
  for (name in names(read_unit(part))) {
    test_that(paste("a log-likelihood and its derivatives:", name), {
      case <- read_unit(part)[[name]]
      f <- unit_function(part, name, case$data)
      expect_identical(f$names, case$data$names)
      for (at in names(unit_points(case))) {
        expect_point(f, case[[at]], paste(name, at), summed = startsWith(name, "adjacent"))
      }
    })
  }
}

test_that("attributes are what the functions give", {
  case <- read_unit("binomial")[["binary-logit"]]
  f <- unit_function("binomial", "binary-logit", case$data)
  at <- case$medium
  both <- f(at$theta, gradient = TRUE, hessian = TRUE)
  expect_unit(both, at$value, at$value_size, "value")
  expect_unit(attr(both, "gradient"), at$score, at$score_size, "gradient")
  expect_unit(attr(both, "hessian"), unit_symmetric(at$hessian), unit_symmetric(at$hessian_size),
              "hessian")
})

test_that("at the estimate the function is the log-likelihood of the fit", {
  for (part in names(unit_doors)) {
    for (name in grep("small|trials|counts|cumulative-logit$", names(read_unit(part)),
                      value = TRUE)) {
      data <- read_unit(part)[[name]]$data
      fit <- unit_fit(part, name, data)
      if (!all(is.finite(all_coefficients(fit)))) next
      f <- unit_function(part, name, data)
      expect_equal(f(all_coefficients(fit)), as.numeric(logLik(fit)), tolerance = 1e-13)
      expect_equal(loglik_fun(fit)(all_coefficients(fit)), as.numeric(logLik(fit)),
                   tolerance = 1e-13)
    }
  }
})

# ---- curves ------------------------------------------------------------------------------------

# f(z) at each z by a layer of one weight that is 1.
unit_curve <- function(link, z) {
  forward(logistic_layer(matrix(1), bias = 0, link = link), matrix(z))
}

# 1e-15 is 4.5 roundings; beside it two of the least double, for what is below the normal ones.
expect_digits <- function(got, want, tolerance, label) {
  got <- as.vector(got)
  excess <- abs(got - want) / (tolerance * abs(want) + 2 * 2^-1074)
  excess[is.na(excess)] <- Inf
  expect_lte(max(excess), 1, label = sprintf("%s at %d (%g, not %g)", label, which.max(excess),
                                             got[which.max(excess)], want[which.max(excess)]))
}

for (link in names(read_unit("curves"))) {
  test_that(paste("mean, slope and both ratios along the curve:", link), {
    curve <- read_unit("curves")[[link]]$data
    out <- unit_curve(link, curve$z)
    expect_digits(out$value, curve$mean, 1e-15, "mean")
    expect_digits(backward(out, 1 + 0 * out$value)$offset, curve$slope, 1e-15, "slope")
    event <- backward(cross_entropy(out, rep(1, length(curve$z))), upstream = 1)
    expect_digits(-event$offset, curve$rise, 1e-15, "rise")
    none <- backward(cross_entropy(out, rep(0, length(curve$z))), upstream = 1)
    expect_digits(none$offset, curve$fall, 1e-15, "fall")
  })
}

test_that("1 - y of the logistic unit has all digits: y at -z", {
  curve <- read_unit("curves")$logit$data
  expect_digits(unit_curve("logit", -curve$z)$value, curve$rest, 1e-15, "rest")
})

# ---- layers ------------------------------------------------------------------------------------

for (name in grep("^unit", names(read_unit("layers")), value = TRUE)) {
  test_that(paste("forward and backward of logistic units:", name), {
    case <- read_unit("layers")[[name]]
    data <- unit_layer_data()
    link <- intersect(sub("^unit-", "", name), names(read_unit("curves")))
    layer <- logistic_layer(unit_matrix(case$data$coefficients, 3L), case$data$bias,
                            link = if (length(link)) link else "logit")
    expect_layer(layer, case, data$x, data$w,
                 unit_matrix(rep(data$o, length(case$data$bias)), nrow(data$x)), case$data$y, name)
  })
}

# ---- chains ------------------------------------------------------------------------------------

test_that("the log-likelihood of a chain with every weight", {
  case <- read_unit("chains")$chain
  d <- unit_chain_frame(case$data)
  f <- loglik_fun(y ~ 0 + x1 + x2, d, model = "crf", sequence = s, weights = w, ends = TRUE,
                  coding = "all", l2 = 1, penalised = FALSE)
  expect_point(f, case$mild, "chain mild")
  # scores of 1000: labels are all but certain, and what is left of them must keep its digits
  expect_point(f, case$steep, "chain steep")
})

test_that("the penalty of a chain is that of its fit", {
  case <- read_unit("chains")$chain
  d <- unit_chain_frame(case$data)
  f <- loglik_fun(y ~ 0 + x1 + x2, d, model = "crf", sequence = s, weights = w, ends = TRUE,
                  coding = "all", l2 = 0.5)
  at <- case$mild
  expect_equal(f(at$theta), at$value - sum(at$theta^2) / 4, tolerance = 1e-14)
  expect_equal(as.vector(f$score(at$theta)), at$score - at$theta / 2, tolerance = 1e-13)
  expect_equal(as.vector(f$hessian_vector(at$theta, at$v)), at$product - at$v / 2,
               tolerance = 1e-13)
})

# ---- another program's unit --------------------------------------------------------------------

# nnet minimises the same loss by BFGS without a proof of its end; at ever smaller `abstol` and
# `reltol` it stops where the loss no longer moves in doubles: the loss to 1e-12, and so, as it is
# quadratic there, the weights to about the root of that.
test_that("a single unit of nnet has the coefficients of the fit", {
  skip_if_not_installed("nnet")
  d <- transform(logistic::birthweight, age = (age - 23) / 5, lwt = (lwt - 130) / 30)
  formula <- low ~ age + lwt + race + smoke + ht
  fit <- logistic(formula, d)
  x <- model.matrix(formula, d)[, -1L]
  set.seed(1)
  net <- nnet::nnet(x, fit$y, size = 0, skip = TRUE, entropy = TRUE, trace = FALSE, maxit = 1e5,
                    abstol = 0, reltol = 0, rang = 0.1)
  expect_equal(net$value, -as.numeric(logLik(fit)), tolerance = 1e-13)
  expect_lt(max(abs(net$wts - coef(fit)) / sqrt(diag(vcov(fit)))), 1e-6)
  expect_equal(drop(net$fitted.values), fitted(fit), tolerance = 1e-6, ignore_attr = TRUE)
})
