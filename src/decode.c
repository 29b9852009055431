/* decode: one path at a time; the best ones in their order are in decode_paths.c */
#include "decode.h"
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "kernel.h"
#include "viterbi.h"

bool decode_best(const struct scores *scores, int *path, double *score, void *work) {
  double *value = work;
  viterbi_sums(scores, value);
  const size_t last = scores->length - 1;
  size_t label = viterbi_last(scores->labels, value + last * scores->stride);
  *score = value[last * scores->stride + label];
  if (*score == -INFINITY) return false;
  path[last] = (int)label;
  for (size_t t = last; t > 0; t--) {
    label = viterbi_before(scores, value, t, label);
    path[t - 1] = (int)label;
  }
  return true;
}

/* ---- extremes ---- */

/* what the recursion needs at one token: masked scores, the best sums here and at the next token */
struct masked {
  double *edge, *node, *value, *next;
};

size_t decode_extremes_work(size_t labels) {
  const double stride = (double)labels + TILE_PAD, bytes = (stride * stride + 3 * stride) * sizeof(double);
  if (bytes > (double)(SIZE_MAX / 2)) return SIZE_MAX;
  return (labels + 3) * kernel_padded(labels) * sizeof(double);
}

static void mask(size_t n, const double *possible, const double *sums, double sign, double *out) {
  for (size_t i = 0; i < n; i++) out[i] = possible[i] == -INFINITY ? -INFINITY : sign * sums[i];
}

/* the greatest sum of sign * sums */
static double greatest_sum(const struct scores *possible, const struct scores *sums, double sign,
                           struct masked m) {
  const struct kernel *kernel = kernel_current();
  const size_t labels = possible->labels, stride = possible->stride;
  const double *masked = NULL; /* the edges that m.edge holds */
  mask(stride, possible->node, sums->node, sign, m.value);
  for (size_t t = 1; t < possible->length; t++) {
    const double *edges = chain_edge_scores(possible, t);
    if (edges != masked) mask(labels * stride, edges, chain_edge_scores(sums, t), sign, m.edge);
    masked = edges;
    mask(stride, possible->node + t * stride, sums->node + t * stride, sign, m.node);
    kernel->max_plus(labels, stride, m.value, m.edge, m.node, m.next);
    double *value = m.next;
    m.next = m.value, m.value = value;
  }
  return m.value[viterbi_last(labels, m.value)];
}

bool decode_extremes(const struct scores *possible, const struct scores *sums, double *least,
                     double *greatest, void *work) {
  const size_t stride = possible->stride;
  double *node = work;
  const struct masked m = {
      .node = node, .value = node + stride, .next = node + 2 * stride, .edge = node + 3 * stride};
  *greatest = greatest_sum(possible, sums, 1, m);
  *least = -greatest_sum(possible, sums, -1, m);
  return *greatest > -INFINITY;
}

/* ---- known labels ---- */

void decode_constrain(const struct scores *scores, const int *known, double *node) {
  const size_t stride = scores->stride;
  memcpy(node, scores->node, scores->length * stride * sizeof(double));
  for (size_t t = 0; t < scores->length; t++) {
    if (known[t] < 0) continue;
    for (size_t j = 0; j < stride; j++)
      if (j != (size_t)known[t]) node[t * stride + j] = -INFINITY;
  }
}
