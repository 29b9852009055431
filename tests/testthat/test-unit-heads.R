# Layers of several outputs held to answers in 400 digits (helper-unit-references.R).

for (name in grep("^softmax", names(read_unit("layers")), value = TRUE)) {
  test_that(paste("forward and backward of softmax:", name), {
    case <- read_unit("layers")[[name]]
    data <- unit_layer_data()
    layer <- softmax_layer(matrix(case$data$coefficients, 3L), case$data$bias)
    expect_layer(layer, case, data$x, data$w, NULL, unit_levels(case$data$y), name)
  })
}

for (name in grep("^ordinal", names(read_unit("layers")), value = TRUE)) {
  test_that(paste("forward and backward of an ordinal layer:", name), {
    case <- read_unit("layers")[[name]]
    data <- unit_layer_data()
    layer <- ordinal_layer(case$data$coefficients, case$data$thresholds,
                           link = if (name == "ordinal-probit") "probit" else "logit")
    y <- factor(unit_levels(case$data$y), ordered = TRUE)
    expect_layer(layer, case, data$x, data$w, data$o, y, name)
  })
}

# ---- chains ------------------------------------------------------------------------------------

# Theta as the arguments of a layer: emissions by label, transitions by origin, starts, ends.
unit_crf_layer <- function(theta) {
  crf_layer(matrix(theta[1:6], 2L), matrix(theta[7:15], 3L, byrow = TRUE), bias = NULL,
            start = theta[16:18], end = theta[19:21])
}

# By-score answers (nodes token by token, transitions by origin, starts, ends) as a layer has them.
expect_chain_gradient <- function(gradient, nodes, theta, sizes, label) {
  expect_unit(t(gradient$offset), nodes$want, nodes$size, paste(label, "offset"))
  pieces <- list(coefficients = gradient$coefficients, transitions = t(gradient$transitions),
                 start = gradient$start, end = gradient$end)
  at <- split(seq_along(theta), rep(factor(names(pieces), names(pieces)), c(6L, 9L, 3L, 3L)))
  for (part in names(pieces)) {
    expect_unit(pieces[[part]], theta[at[[part]]], sizes[at[[part]]], paste(label, part))
  }
}

test_that("marginals of a chain, and what they pass back", {
  case <- read_unit("chains")$chain
  d <- unit_chain_frame(case$data)
  x <- cbind(d$x1, d$x2)
  for (at in unit_points(case)) {
    out <- forward(unit_crf_layer(at$theta), x, sequence = d$s)
    expect_unit(t(out$value), at$marginals, at$marginals_size, "marginals")
    upstream <- matrix(at$upstream, nrow(x), byrow = TRUE)
    first <- seq_along(at$upstream)
    expect_chain_gradient(backward(out, upstream), list(want = at$pullback[first],
                                                        size = at$pullback_size[first]),
                          at$pullback_theta, at$pullback_theta_size, "marginals")
  }
})

test_that("cross-entropy of a chain is minus its log-likelihood", {
  case <- read_unit("chains")$chain
  d <- unit_chain_frame(case$data)
  x <- cbind(d$x1, d$x2)
  for (at in unit_points(case)) {
    out <- forward(unit_crf_layer(at$theta), x, sequence = d$s)
    loss <- cross_entropy(out, d$y, weights = d$w)
    expect_unit(loss$value, -at$value, at$value_size, "loss")
    first <- seq_along(at$marginals)
    expect_chain_gradient(backward(loss, upstream = 1), list(want = -at$by_score[first],
                                                             size = at$by_score_size[first]),
                          -at$score, at$score_size, "loss")
  }
})
