# The softmax head: scores of the categories to their probabilities, and back.

#' The derivative of sum(upstream * softmax(eta)) by eta
#'
#' p_k (u_k - sum_j p_j u_j), with u measured from that of the likeliest category: what is left of
#' the sum is then small where p_k is all but 1, and no digits are lost in the difference.
#' @noRd
softmax_pullback <- function(p, upstream) {
  top <- cbind(seq_len(nrow(p)), max.col(p, "first"))
  upstream <- upstream - upstream[top]
  p * (upstream - rowSums(p * upstream))
}

#' Minus the log-likelihood of each row, and its derivative by eta
#'
#' @param y Observed, rows x categories: indicators, counts or proportions.
#' @return list(value, eta): (p_k - y_k) for a row whose y adds up to 1; without that difference,
#'   p_k sum_(j != k) y_j - y_k (1 - p_k), where 1 - p_k of the likeliest is the sum of the others.
#' @noRd
softmax_loss <- function(eta, y) {
  at <- softmax_shares(eta)
  total <- 1 + at$rest
  p <- at$share / total
  complement <- 1 - p
  complement[at$top] <- at$rest / total
  list(value = -rowSums(y * (at$log_share - log1p(at$rest))),
       eta = p * (rowSums(y) - y) - y * complement)
}
