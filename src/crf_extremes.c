#include "crf_extremes.h"
#include <math.h>
#include "decode.h"
#include "model.h"

struct crf_extremes {
  struct crf_sweep *sweep, *along; /* along: the same problem with the direction in theta's place */
  struct largest *lane;
  void **work; /* per thread */
};

struct crf_extremes *crf_extremes_new(struct crf_sweep *sweep, const struct host *host) {
  struct crf_extremes *extremes = host_alloc(host, sizeof *extremes);
  const size_t threads = crf_workers(sweep);
  *extremes = (struct crf_extremes){.sweep = sweep,
                                    .along = crf_sweep_new(sweep->crf, 1, host),
                                    .lane = host_alloc(host, sweep->lanes * sizeof *extremes->lane),
                                    .work = host_alloc(host, threads * sizeof *extremes->work)};
  for (size_t k = 0; k < threads; k++)
    extremes->work[k] = host_alloc(host, decode_extremes_work(sweep->crf->labels));
  return extremes;
}

/* sum over the labels that are possible */
static double mean_along(size_t n, const double *posterior, const double *score) {
  double sum = 0;
  for (size_t j = 0; j < n; j++)
    if (posterior[j] > 0) sum += posterior[j] * score[j];
  return sum;
}

static double expected_sum(const struct crf_visit *visit, const struct chain *chain,
                           const struct scores *sums) {
  const size_t stride = sums->stride, labels = sums->labels;
  double *node = visit->thread->buffer, *edge = visit->thread->matrix, sum = 0;
  for (size_t t = 0; t < sums->length; t++) {
    chain_node(chain, t, node);
    sum += mean_along(labels, node, sums->node + t * stride);
    if (t == 0) continue;
    chain_edge(chain, t, edge);
    sum += mean_along(labels * stride, edge, chain_edge_scores(sums, t));
  }
  return sum;
}

static double largest_score(const struct scores *scores) {
  double most = 0;
  for (size_t t = 0; t < scores->length; t++)
    for (size_t j = 0; j < scores->labels; j++) {
      const double s = fabs(scores->node[t * scores->stride + j]);
      if (s > most && s < INFINITY) most = s;
    }
  return most;
}

/* The sum along the observed labels; where some are unknown, the greatest over what they may be. */
static double observed_sum(const struct crf_visit *visit, const struct scores *sums, void *work) {
  const int *label = visit->sweep->crf->label;
  if (!crf_partial(visit)) return chain_path_score(sums, label + visit->token);
  const struct scores possible = crf_known_scores(visit);
  double least, greatest;
  decode_extremes(&possible, sums, &least, &greatest, work);
  return greatest;
}

static void look(const struct crf_visit *visit, void *data) {
  struct crf_extremes *extremes = data;
  struct largest *largest = &extremes->lane[visit->lane];
  const struct scores sums = crf_scores_along(extremes->along, visit);
  const size_t thread = crf_worker(visit);
  double least, greatest;
  if (!decode_extremes(&visit->scores, &sums, &least, &greatest, extremes->work[thread])) return;
  const double observed = observed_sum(visit, &sums, extremes->work[thread]);
  const double mean = expected_sum(visit, crf_run(visit), &sums);
  model_raise(&largest->ratio, mean - least);
  model_raise(&largest->toward, observed - least);
  model_raise(&largest->against, greatest - observed);
  model_raise(&largest->eta, largest_score(&visit->scores));
}

void crf_extremes(struct crf_extremes *extremes, const double *theta, const double *direction,
                  struct largest *largest) {
  const size_t lanes = extremes->sweep->lanes;
  for (size_t l = 0; l < lanes; l++) extremes->lane[l] = (struct largest){0};
  crf_lay_out(extremes->along, direction);
  crf_each(extremes->sweep, theta, look, extremes);
  *largest = (struct largest){0};
  for (size_t l = 0; l < lanes; l++) {
    model_raise(&largest->ratio, extremes->lane[l].ratio);
    model_raise(&largest->toward, extremes->lane[l].toward);
    model_raise(&largest->against, extremes->lane[l].against);
    model_raise(&largest->eta, extremes->lane[l].eta);
  }
}
