/* crf: the linear-chain conditional random field over many sequences. From a compact vector of weights,
   theta, to the scores of each sequence (chain.h), and back from its posteriors to sums.
     node(t, j) = sum_a x_ta W[a, j] + start(j) [t first] + end(j) [t last]
     edge(t, i, j) = sum_k z_ck M_k[i, j], c the class of token t
   theta holds the weights that exist: the pairs (attribute, label), attribute by attribute; then M_k, k by k,
   the transitions that have a weight; then start, then end. A weight that does not exist is 0. */
#ifndef LOGISTIC_CRF_H
#define LOGISTIC_CRF_H

#include <stdint.h>
#include "chain.h"
#include "pair.h"

struct crf { /* the data and the shape of the model; arrays belong to the caller */
  size_t tokens, labels, sequences;
  const int *start;     /* sequences + 1: the first token of each */
  const int *label;     /* per token; -1: unknown; NULL: all of them */
  const double *weight; /* per sequence; NULL: all 1 */

  /* compressed rows: attributes of token t at row[t] ... row[t + 1]; those below `full` come first */
  const int *row, *attribute;
  const double *value; /* NULL: all 1 */

  size_t attributes, full; /* the first `full` attributes are kept as whole rows of weights */
  const int *first;        /* attributes + 1: the pairs of each */
  const int *pair_label;   /* per pair, ascending within an attribute */

  size_t covariates, classes;
  const double *covariate; /* classes x covariates: [k * classes + c] */
  const int *class_of;     /* per token, 0-based; NULL: all 0 */
  size_t transitions;      /* of each covariate */
  const int *from, *to;
  const int *allowed; /* labels x labels, [j * labels + i]: 0: i is never followed by j; NULL: all may */
  const int *may_start, *may_end; /* per label: 0: no sequence starts, or ends, with it; NULL: all may */

  size_t starts, ends; /* how many start and end weights, and of which labels */
  const int *start_label, *end_label;

  const unsigned char *face; /* NULL, or tokens x labels x labels, [(t * labels + i) * labels + j]: 0 where
                                the limiting likelihood has no path; at a first token i is 0 */
};

static inline size_t crf_pairs(const struct crf *crf) {
  return (size_t)crf->first[crf->attributes];
}

static inline size_t crf_edge_at(const struct crf *crf, size_t covariate) {
  return crf_pairs(crf) + covariate * crf->transitions;
}

static inline size_t crf_start_at(const struct crf *crf) {
  return crf_edge_at(crf, crf->covariates);
}

static inline size_t crf_end_at(const struct crf *crf) {
  return crf_start_at(crf) + crf->starts;
}

static inline size_t crf_parameters(const struct crf *crf) {
  return crf_end_at(crf) + crf->ends;
}

static inline size_t crf_length(const struct crf *crf, size_t sequence) {
  return (size_t)(crf->start[sequence + 1] - crf->start[sequence]);
}

static inline double crf_weight(const struct crf *crf, size_t sequence) {
  return crf->weight ? crf->weight[sequence] : 1;
}

static inline int crf_class(const struct crf *crf, size_t token) {
  return crf->class_of ? crf->class_of[token] : 0;
}

/* One pass over the sequences: workspace, fixed once for a problem and a number of threads. Sequences are cut
   into lanes by sizes alone; a lane is worked through by one thread, in order: what is summed lane by lane is
   the same to the last bit for any number of threads. */
struct crf_thread {
  double *node;                /* longest sequence x stride */
  int *class_of;               /* of a sequence with edges of its own */
  struct edges *edges;         /* its edges; NULL: those of the sweep */
  struct chain *chain, *known; /* free, and with the known labels */
  double *known_node, *buffer, *matrix;
};

struct crf_sparse {     /* of the attributes that are no whole rows */
  const double *weight; /* theta, from their first pair on */
  int *start, *pair;    /* per token and one more; the pairs: places in `weight` */
  uint16_t *label;      /* of each */
  double *value;        /* NULL: all 1 */
};

struct crf_sweep {
  const struct crf *crf;
  const struct kernel *kernel;
  const struct host *host;
  size_t stride, longest, lanes, rounds;
  size_t *lane_start; /* lanes + 1: sequences */
  struct edges *edges;
  double *table, *edge_score, *start, *end, *base; /* theta, laid out for reading */
  uint16_t *pair_label;
  int *split;               /* per token: where its attributes from `full` on begin */
  struct crf_sparse sparse; /* their pairs, token by token */
  struct crf_thread *thread;
  int threads_seen;
};

/* A sequence as a visitor sees it */
struct crf_visit {
  struct crf_sweep *sweep;
  struct crf_thread *thread;
  size_t lane, sequence, token; /* token: its first one */
  double weight;
  struct scores scores;
};

/* how many threads work at most; and which one is at work: for workspace of a visitor's own */
static inline size_t crf_workers(const struct crf_sweep *sweep) {
  return (size_t)sweep->host->threads < sweep->lanes ? (size_t)sweep->host->threads : sweep->lanes;
}

static inline size_t crf_worker(const struct crf_visit *visit) {
  return (size_t)(visit->thread - visit->sweep->thread);
}

typedef void crf_visitor(const struct crf_visit *visit, void *data);

struct crf_sweep *crf_sweep_new(const struct crf *crf, size_t lane_bytes, const struct host *host);

/* call the visitor for each sequence that has a token, with the scores of theta */
void crf_each(struct crf_sweep *sweep, const double *theta, crf_visitor *visitor, void *data);

/* the scores of theta for the sequence in hand of another sweep over the same problem, which crf_lay_out()
   has prepared: those of a direction */
struct scores crf_scores_along(struct crf_sweep *other, const struct crf_visit *visit);
void crf_lay_out(struct crf_sweep *sweep, const double *theta);

/* the chain of the sequence in hand, forward and backward, in the thread's workspace */
struct chain *crf_run(const struct crf_visit *visit);
/* some label of the sequence is unknown */
bool crf_partial(const struct crf_visit *visit);
/* the scores of the paths that agree with the known labels: others are impossible */
struct scores crf_known_scores(const struct crf_visit *visit);
/* the chain of these paths */
struct chain *crf_run_known(const struct crf_visit *visit);

/* The log-likelihood of theta, a sum of two doubles, and its gradient (NULL: not wanted). */
struct crf_sums;
struct crf_sums *crf_sums_new(struct crf_sweep *sweep, const struct host *host);
size_t crf_lane_bytes(const struct crf *crf);
struct pair crf_gradient(struct crf_sums *sums, const double *theta, double *gradient);
struct pair crf_log_likelihood(struct crf_sums *sums, const double *theta);

/* Sums over the tokens of other vectors of a gradient's shape: cleared; then from visitors of the sweep, or
   of another over the same data, node by node (labels: what each adds to the weights of its attributes and
   ends) and edge by edge (labels x stride, times `factor`); then gathered from the lanes. */
void crf_sums_clear(struct crf_sums *sums);
void crf_sums_node(const struct crf_sums *sums, const struct crf_visit *visit, size_t t, const double *r);
void crf_sums_edge(const struct crf_sums *sums, const struct crf_visit *visit, size_t t, double factor,
                   const double *matrix);
void crf_sums_gather(struct crf_sums *sums, double *out);

#endif
