#include "crf_face.h"
#include <math.h>
#include <string.h>
#include "viterbi.h"

struct faces {
  unsigned char *face;
  double tolerance;
  double **forward, **backward; /* per thread: longest sequence x stride: the greatest sums up to a label and
                                   after it */
};

/* out_i := max_j (edge(i, j) + node_j + after_j) */
static void recede(const struct scores *s, size_t t, const double *after, double *out) {
  const double *edge = chain_edge_scores(s, t), *node = s->node + t * s->stride;
  for (size_t i = 0; i < s->labels; i++) {
    double most = -INFINITY;
    for (size_t j = 0; j < s->labels; j++) {
      const double sum = edge[i * s->stride + j] + node[j] + after[j];
      if (sum > most) most = sum;
    }
    out[i] = most;
  }
}

static void mark(const struct crf_visit *visit, void *data) {
  const struct faces *faces = data;
  const struct scores *s = &visit->scores;
  const size_t labels = s->labels, stride = s->stride, thread = crf_worker(visit);
  double *forward = faces->forward[thread], *backward = faces->backward[thread],
         *last = forward + (s->length - 1) * stride;
  viterbi_sums(s, forward);
  const double best = last[viterbi_last(labels, last)];
  memset(backward + (s->length - 1) * stride, 0, labels * sizeof(double));
  for (size_t t = s->length - 1; t > 0; t--) recede(s, t, backward + t * stride, backward + (t - 1) * stride);
  unsigned char *face = faces->face + visit->token * labels * labels;
  for (size_t t = 0; t < s->length; t++)
    for (size_t i = 0; i < labels; i++)
      for (size_t j = 0; j < labels; j++) {
        const double sum = t == 0 ? s->node[j] + backward[j]
                                  : forward[(t - 1) * stride + i] + chain_edge_scores(s, t)[i * stride + j] +
                                        s->node[t * stride + j] + backward[t * stride + j];
        face[(t * labels + i) * labels + j] = sum >= best - faces->tolerance;
      }
}

void crf_face(const struct crf *crf, const double *direction, double tolerance, unsigned char *face,
              const struct host *host) {
  struct crf_sweep *sweep = crf_sweep_new(crf, 1, host);
  const size_t size = sweep->longest * sweep->stride, threads = crf_workers(sweep);
  struct faces faces = {.face = face,
                        .tolerance = tolerance,
                        .forward = host_alloc(host, threads * sizeof(double *)),
                        .backward = host_alloc(host, threads * sizeof(double *))};
  for (size_t k = 0; k < threads; k++) {
    faces.forward[k] = host_doubles(host, size);
    faces.backward[k] = host_doubles(host, size);
  }
  crf_each(sweep, direction, mark, &faces);
}
