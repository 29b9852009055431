/* crf_sums: log-likelihood, gradient and what has its shape, summed in lanes. */
#include <math.h>
#include <string.h>
#include "crf.h"
#include "threads.h"

struct lane {
  struct pair value;
  double *table;  /* gradient of the attributes with whole rows */
  double *sparse; /* of the pairs of the others; where tokens share none, that of all lanes */
  double *edge;   /* per covariate: labels x stride */
  double *start, *end;
  double *raw; /* sums of alpha ahead, before they are multiplied by the potential of `class_now` */
  int class_now;
};

struct crf_sums {
  struct crf_sweep *sweep;
  struct lane *lane;
  size_t pairs, sparse_at;
  bool apart; /* no two lanes write to the same place of `sparse` */
  double *gradient;
};

/* token t has the attribute t alone, as where attributes are scores */
static bool tokens_apart(const struct crf *crf) {
  if (crf->attributes != crf->tokens) return false;
  for (size_t t = 0; t < crf->tokens; t++)
    if (crf->row[t] != (int)t || crf->attribute[t] != (int)t) return false;
  return true;
}

static size_t lane_doubles(const struct crf *crf) {
  const size_t stride = chain_stride(crf->labels);
  return crf->full * stride + (tokens_apart(crf) ? 0 : crf_pairs(crf) - (size_t)crf->first[crf->full]) +
         (crf->covariates + 1) * crf->labels * stride + 2 * stride + 6 * HOST_ALIGN / sizeof(double);
}

size_t crf_lane_bytes(const struct crf *crf) {
  return lane_doubles(crf) * sizeof(double);
}

static double *new_sparse(const struct crf_sums *sums, const struct host *host) {
  return host_doubles(host, sums->pairs - sums->sparse_at + 1);
}

struct crf_sums *crf_sums_new(struct crf_sweep *sweep, const struct host *host) {
  const struct crf *crf = sweep->crf;
  const size_t stride = sweep->stride, matrix = crf->labels * stride;
  struct crf_sums *sums = host_alloc(host, sizeof *sums);
  *sums = (struct crf_sums){.sweep = sweep,
                            .lane = host_alloc(host, sweep->lanes * sizeof *sums->lane),
                            .pairs = crf_pairs(crf),
                            .sparse_at = (size_t)crf->first[crf->full],
                            .apart = tokens_apart(crf)};
  double *shared = sums->apart ? new_sparse(sums, host) : NULL;
  for (size_t l = 0; l < sweep->lanes; l++)
    sums->lane[l] = (struct lane){.table = host_doubles(host, (crf->full + 1) * stride),
                                  .sparse = shared ? shared : new_sparse(sums, host),
                                  .edge = host_doubles(host, (crf->covariates + 1) * matrix),
                                  .start = host_doubles(host, stride),
                                  .end = host_doubles(host, stride),
                                  .raw = host_doubles(host, matrix)};
  return sums;
}

static void clear_lane(size_t l, int thread, void *data) {
  const struct crf_sums *sums = data;
  const struct crf_sweep *sweep = sums->sweep;
  const size_t stride = sweep->stride, matrix = sweep->crf->labels * stride;
  struct lane *lane = &sums->lane[l];
  (void)thread;
  lane->value = (struct pair){0, 0};
  lane->class_now = -1;
  memset(lane->table, 0, sweep->crf->full * stride * sizeof(double));
  if (l == 0 || !sums->apart) memset(lane->sparse, 0, (sums->pairs - sums->sparse_at) * sizeof(double));
  memset(lane->edge, 0, sweep->crf->covariates * matrix * sizeof(double));
  memset(lane->start, 0, stride * sizeof(double));
  memset(lane->end, 0, stride * sizeof(double));
  memset(lane->raw, 0, matrix * sizeof(double));
}

void crf_sums_clear(struct crf_sums *sums) {
  threads_run(sums->sweep->lanes, sums->sweep->host->threads, clear_lane, sums);
}

/* ---- transitions --------------------------------------------------------------------------------------- */

/* edge_k += factor z_k matrix, for all covariates of a class */
static void add_matrix(const struct crf_sweep *sweep, struct lane *lane, int class, double factor,
                       const double *matrix) {
  const struct crf *crf = sweep->crf;
  const size_t size = crf->labels * sweep->stride;
  for (size_t k = 0; k < crf->covariates; k++)
    sweep->kernel->axpy(size, factor * crf->covariate[k * crf->classes + (size_t) class], matrix,
                        lane->edge + k * size);
}

/* Within a class the potential is a common factor: it is multiplied in when the class ends. */
static void flush(const struct crf_sweep *sweep, struct lane *lane) {
  const size_t size = sweep->crf->labels * sweep->stride;
  if (lane->class_now < 0) return;
  sweep->kernel->product(size, sweep->edges->potential + (size_t)lane->class_now * size, lane->raw,
                         lane->raw);
  add_matrix(sweep, lane, lane->class_now, -1, lane->raw);
  memset(lane->raw, 0, size * sizeof(double));
  lane->class_now = -1;
}

static void expect_edges_linear(const struct crf_visit *visit, struct lane *lane, const struct chain *chain) {
  const struct crf_sweep *sweep = visit->sweep;
  const size_t stride = sweep->stride, length = visit->scores.length;
  if (visit->weight != 1)
    for (size_t t = 1; t < length; t++)
      for (size_t j = 0; j < stride; j++) chain->ahead[t * stride + j] *= visit->weight;
  for (size_t t = 1; t < length;) {
    const int class = crf_class(sweep->crf, visit->token + t);
    size_t end = t + 1;
    while (end < length && crf_class(sweep->crf, visit->token + end) == class) end++;
    if (class != lane->class_now) {
      flush(sweep, lane);
      lane->class_now = class;
    }
    sweep->kernel->outer(end - t, sweep->crf->labels, stride, chain->alpha + (t - 1) * stride,
                         chain->ahead + t * stride, lane->raw);
    t = end;
  }
}

/* edge by edge, times `factor` */
static void add_edges(const struct crf_visit *visit, struct lane *lane, const struct chain *chain,
                      double factor) {
  for (size_t t = 1; t < visit->scores.length; t++) {
    chain_edge(chain, t, visit->thread->matrix);
    add_matrix(visit->sweep, lane, crf_class(visit->sweep->crf, visit->token + t), factor,
               visit->thread->matrix);
  }
}

void crf_sums_edge(const struct crf_sums *sums, const struct crf_visit *visit, size_t t, double factor,
                   const double *matrix) {
  add_matrix(sums->sweep, &sums->lane[visit->lane], crf_class(sums->sweep->crf, visit->token + t), factor,
             matrix);
}

static void observe_edges(const struct crf_visit *visit, struct lane *lane) {
  const struct crf *crf = visit->sweep->crf;
  const size_t size = crf->labels * visit->sweep->stride;
  const int *label = crf->label + visit->token;
  for (size_t t = 1; t < visit->scores.length; t++) {
    const size_t at = (size_t)label[t - 1] * visit->sweep->stride + (size_t)label[t];
    const size_t class = (size_t)crf_class(crf, visit->token + t);
    for (size_t k = 0; k < crf->covariates; k++)
      lane->edge[k * size + at] += visit->weight * crf->covariate[k * crf->classes + class];
  }
}

/* ---- attributes ---------------------------------------------------------------------------------------- */

void crf_sums_node(const struct crf_sums *sums, const struct crf_visit *visit, size_t t, const double *r) {
  const struct crf_sweep *sweep = sums->sweep;
  struct lane *lane = &sums->lane[visit->lane];
  const struct crf *crf = sweep->crf;
  const size_t token = visit->token + t, stride = sweep->stride;
  const int at = crf->row[token], split = sweep->split[token];
  sweep->kernel->spread((size_t)(split - at), crf->attribute + at, crf->value ? crf->value + at : NULL, r,
                        stride, lane->table);
  const struct crf_sparse *sparse = &sweep->sparse;
  for (int k = sparse->start[token]; k < sparse->start[token + 1]; k++)
    lane->sparse[sparse->pair[k]] +=
        sparse->value ? sparse->value[k] * r[sparse->label[k]] : r[sparse->label[k]];
  if (t == 0 && crf->starts) sweep->kernel->axpy(stride, 1, r, lane->start);
  if (t + 1 == visit->scores.length && crf->ends) sweep->kernel->axpy(stride, 1, r, lane->end);
}

/* What is left of the observed label is the others' where it is all but certain: 1 - p would lose its
   digits. */
static void add_observed(const struct crf_visit *visit, size_t label, double *r) {
  const double left = r[label] + visit->weight;
  r[label] = left;
  if (left > visit->weight / 1024) return;
  r[label] = 0;
  for (size_t j = 0; j < visit->sweep->crf->labels; j++)
    if (j != label) r[label] -= r[j];
}

/* r := weight (indicator of the observed label, or its probability given the known labels, - posterior) */
static void residual(const struct crf_visit *visit, const struct chain *chain, const struct chain *known,
                     size_t t, double *r) {
  const size_t stride = visit->sweep->stride, at = t * stride;
  double *other = visit->thread->buffer + stride;
  if (!known && !chain->logs) {
    visit->sweep->kernel->weigh(stride, -visit->weight, chain->alpha + at, chain->beta + at, r);
  } else {
    chain_node(chain, t, r);
    for (size_t j = 0; j < stride; j++) r[j] *= -visit->weight;
  }
  if (!known) {
    add_observed(visit, (size_t)visit->sweep->crf->label[visit->token + t], r);
    return;
  }
  chain_node(known, t, other);
  visit->sweep->kernel->axpy(stride, visit->weight, other, r);
}

/* ---- a sequence ---------------------------------------------------------------------------------------- */

static double log_likelihood(const struct crf_visit *visit, const struct chain *chain,
                             const struct chain *known) {
  if (!known) return visit->weight * chain_log_probability(chain, visit->sweep->crf->label + visit->token);
  return visit->weight * ((known->log_z - chain->log_z) + (known->log_z_low - chain->log_z_low));
}

static void add_gradient(const struct crf_visit *visit, void *data) {
  const struct crf_sums *sums = data;
  struct lane *lane = &sums->lane[visit->lane];
  const struct chain *chain = crf_run(visit), *known = crf_partial(visit) ? crf_run_known(visit) : NULL;
  lane->value = pair_add(lane->value, pair_of(log_likelihood(visit, chain, known)));
  for (size_t t = 0; t < visit->scores.length; t++) {
    residual(visit, chain, known, t, visit->thread->buffer);
    crf_sums_node(sums, visit, t, visit->thread->buffer);
  }
  if (sums->sweep->crf->transitions == 0) return;
  if (known)
    add_edges(visit, lane, known, visit->weight);
  else
    observe_edges(visit, lane);
  if (chain->logs || visit->sweep->crf->face)
    add_edges(visit, lane, chain, -visit->weight);
  else
    expect_edges_linear(visit, lane, chain);
}

static void add_value(const struct crf_visit *visit, void *data) {
  struct lane *lane = &((const struct crf_sums *)data)->lane[visit->lane];
  const struct chain *known = crf_partial(visit) ? crf_run_known(visit) : NULL;
  chain_forward(visit->thread->chain, &visit->scores);
  lane->value = pair_add(lane->value, pair_of(log_likelihood(visit, visit->thread->chain, known)));
}

/* ---- the sum over lanes -------------------------------------------------------------------------------- */

enum { BLOCK = 1 << 14 }; /* attributes or pairs of one task */

static void gather_rows(size_t block, int thread, void *data) {
  const struct crf_sums *sums = data;
  const struct crf *crf = sums->sweep->crf;
  const size_t from = block * BLOCK, end = from + BLOCK < crf->full ? from + BLOCK : crf->full;
  (void)thread;
  for (size_t a = from; a < end; a++)
    for (int k = crf->first[a]; k < crf->first[a + 1]; k++) {
      const size_t at = a * sums->sweep->stride + sums->sweep->pair_label[k];
      double sum = 0;
      for (size_t l = 0; l < sums->sweep->lanes; l++) sum += sums->lane[l].table[at];
      sums->gradient[k] = sum;
    }
}

static void gather_sparse(size_t block, int thread, void *data) {
  const struct crf_sums *sums = data;
  const size_t n = sums->pairs - sums->sparse_at;
  const size_t from = block * BLOCK, end = from + BLOCK < n ? from + BLOCK : n;
  double *gradient = sums->gradient + sums->sparse_at;
  (void)thread;
  for (size_t k = from; k < end; k++) gradient[k] = sums->lane[0].sparse[k];
  for (size_t l = 1; l < (sums->apart ? 1 : sums->sweep->lanes); l++)
    for (size_t k = from; k < end; k++) gradient[k] += sums->lane[l].sparse[k];
}

static void gather_others(const struct crf_sums *sums) {
  const struct crf *crf = sums->sweep->crf;
  const size_t stride = sums->sweep->stride, matrix = crf->labels * stride;
  double *gradient = sums->gradient;
  memset(gradient + sums->pairs, 0, (crf_parameters(crf) - sums->pairs) * sizeof(double));
  for (size_t l = 0; l < sums->sweep->lanes; l++) {
    struct lane *lane = &sums->lane[l];
    flush(sums->sweep, lane);
    for (size_t k = 0; k < crf->covariates; k++)
      for (size_t r = 0; r < crf->transitions; r++)
        gradient[crf_edge_at(crf, k) + r] +=
            lane->edge[k * matrix + (size_t)crf->from[r] * stride + (size_t)crf->to[r]];
    for (size_t k = 0; k < crf->starts; k++)
      gradient[crf_start_at(crf) + k] += lane->start[crf->start_label[k]];
    for (size_t k = 0; k < crf->ends; k++) gradient[crf_end_at(crf) + k] += lane->end[crf->end_label[k]];
  }
}

static struct pair sum_values(const struct crf_sums *sums) {
  struct pair value = {0, 0};
  for (size_t l = 0; l < sums->sweep->lanes; l++) {
    value = pair_add(value, sums->lane[l].value);
  }
  return value;
}

void crf_sums_gather(struct crf_sums *sums, double *gradient) {
  const struct crf_sweep *sweep = sums->sweep;
  const int threads = sweep->host->threads;
  sums->gradient = gradient;
  threads_run((sweep->crf->full + BLOCK - 1) / BLOCK, threads, gather_rows, sums);
  threads_run((sums->pairs - sums->sparse_at + BLOCK - 1) / BLOCK, threads, gather_sparse, sums);
  gather_others(sums);
}

struct pair crf_gradient(struct crf_sums *sums, const double *theta, double *gradient) {
  crf_sums_clear(sums);
  crf_each(sums->sweep, theta, add_gradient, sums);
  crf_sums_gather(sums, gradient);
  return sum_values(sums);
}

struct pair crf_log_likelihood(struct crf_sums *sums, const double *theta) {
  for (size_t l = 0; l < sums->sweep->lanes; l++) sums->lane[l].value = (struct pair){0, 0};
  crf_each(sums->sweep, theta, add_value, sums);
  return sum_values(sums);
}
