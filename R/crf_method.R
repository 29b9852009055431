# The choice of the optimiser: what Newton's method would cost, and what is lost without it.

# Up to so many weights: a covariance of 8 MB, and time that goes with their square.
crf_newton_most <- 1000L

# Seconds that Newton's method may take where `method` is not given: where every weight has a
# penalty an information is of little use; else the fit loses standard errors and proof without it.
newton_seconds_most <- c(penalised = 1, free = 120)

#' @noRd
use_newton <- function(problem, options, seconds = newton_seconds_most) {
  method <- options$settings$method
  count <- length(problem$groups)
  if (any(options$l1 > 0)) {
    if (identical(method, "newton")) stop_argument("method", '"lbfgs" with `l1`', '"newton"')
    return(FALSE)
  }
  if (is.null(method)) {
    most <- seconds[[if (all(options$l2[problem$groups] > 0)) "penalised" else "free"]]
    return(count <= crf_newton_most && newton_seconds(problem$core, count) <= most)
  }
  if (method == "newton" && count > 3L * crf_newton_most) {
    stop_memory(sprintf("the information of %s weights (method = \"lbfgs\" needs none)",
                        count_text(count)))
  }
  method == "newton"
}

#' Seconds that Newton's method takes on one thread, roughly: twenty passes
#'
#' An information (crf_information.c) adds up vectors of all weights: in each row that follows
#' another one for each pair of labels and four and more for each transition; one for each label
#' that an attribute has a weight of, and some for each label. 2e-10 s an element were measured.
#' @param count How many weights.
#' @noRd
newton_seconds <- function(core, count) {
  labels <- as.double(core$labels)
  tokens <- length(core$row) - 1
  chained <- tokens - (length(core$start) - 1)
  bound <- length(core$from) * ncol(core$covariate)
  pairs <- sum(as.double(diff(core$first))[core$attribute + 1L])
  vectors <- pairs + 6 * labels * tokens
  if (bound) vectors <- vectors + chained * (labels^2 + 4 * length(core$from) + bound)
  20 * 2e-10 * ((count + 16) * vectors + count^3 / 3)
}

#' Why a fit by L-BFGS has no information
#' @noRd
no_information_text <- function(fit) {
  if (any(fit$l1 > 0)) return("with `l1` no information is made")
  if (!is.null(fit$settings$method)) return("L-BFGS makes no information")
  if (length(fit$weights) > crf_newton_most) {
    return(sprintf("of more than %s weights no information is made", count_text(crf_newton_most)))
  }
  "an information would take minutes here (method = \"newton\" makes it)"
}
