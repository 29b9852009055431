/* viterbi: forward, and one step back */
#include "viterbi.h"
#include <string.h>
#include "kernel.h"

void viterbi_sums(const struct scores *scores, double *value) {
  const struct kernel *kernel = kernel_current();
  const size_t stride = scores->stride;
  memcpy(value, scores->node, stride * sizeof(double));
  for (size_t t = 1; t < scores->length; t++)
    kernel->max_plus(scores->labels, stride, value + (t - 1) * stride, chain_edge_scores(scores, t),
                     scores->node + t * stride, value + t * stride);
}

size_t viterbi_last(size_t labels, const double *value) {
  size_t best = 0;
  for (size_t j = 1; j < labels; j++)
    if (value[j] > value[best]) best = j;
  return best;
}

/* The sums are the very ones that the recursion took the maximum of, and the first that reaches it ends the
   search: a branch that is guessed right. Were registers wider than doubles, none might: then the closest. */
size_t viterbi_before(const struct scores *scores, const double *value, size_t token, size_t label) {
  const size_t stride = scores->stride, at = token * stride + label;
  const double *before = value + (token - 1) * stride, *edge = chain_edge_scores(scores, token) + label;
  const double node = scores->node[at], most = value[at];
  for (size_t i = 0; i < scores->labels; i++)
    if (before[i] + edge[i * stride] + node == most) return i;
  size_t best = 0;
  for (size_t i = 1; i < scores->labels; i++)
    if (before[i] + edge[i * stride] > before[best] + edge[best * stride]) best = i;
  return best;
}
