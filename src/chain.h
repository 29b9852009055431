/* chain: one sequence of labels. Scores in, posterior probabilities out: forward-backward (Baum and Petrie
   1966; Lafferty, McCallum and Pereira 2001). It knows no features and no parameters.
     log p(y) = sum_t node(t, y_t) + sum_{t > 0} edge(t, y_{t-1}, y_t) - log Z
   Scaled in the linear domain after a shift by the largest score of each token, where the range of the scores
   proves that nothing that matters underflows; else the same in logarithms, whatever the scores. */
#ifndef LOGISTIC_CHAIN_H
#define LOGISTIC_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include "host.h"
#include "kernel.h"

struct scores { /* stride: labels rounded up to TILE_PAD; arrays aligned to HOST_ALIGN */
  size_t length, labels, stride;
  const double *node;  /* length x stride, token by token; -INFINITY: impossible; so are the pads */
  const double *edge;  /* per class: labels x stride, from i to j at i * stride + j; -INFINITY: forbidden */
  const int *class_of; /* per token: the class of the transition into it (that of token 0 is not read);
                             NULL: all of class 0 */
};

/* What the scores of transitions become once for all sequences. */
struct edges {
  size_t labels, stride, classes;
  const double *score;           /* as scores.edge */
  double *potential, *transpose; /* exp(score - shift), and with i and j exchanged */
  double *shift;                 /* per class: the largest score */
  double range;                  /* the largest difference of finite scores within a class */
  bool forbidden;                /* some score is -INFINITY */
};

struct edges *edges_new(size_t labels, size_t classes, const double *score, const struct host *host);
/* after `score` has changed */
void edges_fill(struct edges *edges, const struct kernel *kernel);

size_t chain_stride(size_t labels);

static inline size_t chain_class(const struct scores *scores, size_t t) {
  return scores->class_of ? (size_t)scores->class_of[t] : 0;
}

/* scores of the transitions into the token, which is not the first */
static inline const double *chain_edge_scores(const struct scores *scores, size_t t) {
  return scores->edge + chain_class(scores, t) * scores->labels * scores->stride;
}

/* The posterior of a sequence; workspace of one thread, for sequences up to `capacity` tokens. */
struct chain {
  const struct kernel *kernel;
  const struct edges *edges;
  size_t capacity;
  struct scores scores;
  /* length x stride each. Linear: alpha sums to 1 at each token; node posterior alpha beta; edge posterior
     alpha_{t-1}(i) potential(i, j) ahead_t(j). Logs: alpha and beta are the logarithms of these; the edge
     posterior is exp(alpha_{t-1}(i) + edge(i, j) + node(t, j) + beta_t(j) - scale_t). */
  double *alpha, *beta, *ahead;
  double *scale; /* per token: what alpha was divided by, or its logarithm */
  double least;  /* of the potentials that the linear domain takes */
  bool masked;   /* something is impossible or forbidden */
  bool logs;
  double log_z, log_z_low; /* a sum of two; -INFINITY: no sequence of labels is possible */
};

struct chain *chain_new(size_t capacity, const struct edges *edges, const struct kernel *kernel,
                        const struct host *host);

/* forward alone: log_z and alpha; forward and backward: everything */
void chain_forward(struct chain *chain, const struct scores *scores);
void chain_run(struct chain *chain, const struct scores *scores);

/* posterior probabilities of the labels at token t (stride doubles), and of (label at t - 1, label at t),
   labels x stride, t > 0 */
void chain_node(const struct chain *chain, size_t t, double *posterior);
void chain_edge(const struct chain *chain, size_t t, double *posterior);

/* score of a path of labels, less nothing: sum of its nodes and edges */
double chain_path_score(const struct scores *scores, const int *path);

/* log-probability of a path, after either of the two: large scores cost it no digits */
double chain_log_probability(const struct chain *chain, const int *path);

/* a path drawn from the posterior, by `length` uniform numbers; work: labels x stride doubles */
void chain_draw(const struct chain *chain, const double *uniform, int *path, double *work);

#endif
