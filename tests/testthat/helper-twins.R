# Pairs of fits, ours and glm's, that the methods of a fitted object are compared on: as people have
# them, and with all that makes a fit less plain.

twin_data <- function() {
  d <- birthweight
  d$mixed <- 2 * d$lwt + d$age # aliased
  d$w <- rep(c(1, 2, 1, 3), length.out = nrow(d))
  d$holes <- rep(c(1, 2, 0, 3), length.out = nrow(d))
  d$o <- sin(seq_len(nrow(d)))
  d$gap <- replace(d$age, c(3, 50, 180), NA)
  d
}

twin <- function(formula, data, link = "logit", ...) {
  call <- match.call()[-1L]
  call$link <- NULL
  data <- eval(call$data, parent.frame())
  glm_call <- logistic_call <- as.call(c(as.name("f"), as.list(call)))
  environment <- list2env(list(data = data, link = link), parent = parent.frame())
  logistic_call[[1L]] <- quote(logistic)
  logistic_call$link <- link
  glm_call[[1L]] <- quote(glm)
  glm_call$family <- call("binomial", link)
  glm_call$epsilon <- 1e-14
  glm_call$maxit <- 100
  list(ours = suppressMessages(eval(logistic_call, environment)),
       glm = settled(eval(glm_call, environment)))
}

# glm's qr is that of the step before the last; started from its own answer, it is that of the
# answer.
settled <- function(fit) {
  start <- fit$coefficients
  start[is.na(start)] <- 0
  call <- fit$call
  call$start <- start
  again <- eval(call, environment(formula(fit)))
  again$call <- fit$call
  again
}

# All numbers equal, on the scale of the whole: entries that are rounding only do not count.
expect_close <- function(actual, expected, info = NULL, tolerance = 1e-7) {
  expect_true(isTRUE(all.equal(actual, expected, tolerance = tolerance)),
              info = paste(c(info, all.equal(actual, expected, tolerance = tolerance)),
                           collapse = ": "))
}

# `epsilon` sets glm's rank tolerance too; 1e-9 is where it still sees the alias and converges.
twins <- function() {
  d <- twin_data()
  pairs <- list(
    plain = twin(low ~ age + lwt + race, d),
    weighted = twin(low ~ age + smoke + offset(o), d, weights = w, offset = o / 3),
    holes = twin(low ~ age + smoke, d, weights = holes),
    excluded = twin(low ~ gap * smoke, d, na.action = na.exclude),
    grouped = twin(cbind(menarche, total - menarche) ~ age, menarche),
    contrasts = twin(low ~ race * smoke, d, contrasts = list(race = "contr.sum")),
    no_intercept = twin(low ~ race + age - 1, d))
  pairs$deficient <- list(
    ours = suppressMessages(logistic(low ~ age + lwt + mixed + race, d)),
    glm = settled(glm(low ~ age + lwt + mixed + race, binomial, d, epsilon = 1e-9)))
  pairs
}

link_twins <- function() {
  links <- setdiff(logistic:::link_names(), "loglog")
  out <- lapply(stats::setNames(nm = links), function(link) {
    twin(cbind(killed, exposed - killed) ~ dose, beetles, link = link)
  })
  out
}
