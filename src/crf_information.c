#include "crf_information.h"
#include <math.h>
#include <string.h>

/* conditional means of one thread; vectors of `size` doubles, p padded to TILE_PAD */
struct means {
  double *before, *now; /* labels x size: E[what was counted before / up to this token | its label] less E */
  double *half;        /* the same with half of this token's share: it stands for the covariance's diagonal */
  double *expected;    /* this token's own features on average */
  double *share;       /* workspace */
  double *conditional; /* labels: P(label before | label) */
  double *edge, *node; /* posteriors of the token */
};

struct crf_curvature {
  struct crf_sweep *sweep;
  size_t parameters, size;
  int *pair_of, *edge_of; /* (attribute, label) and (from, to) -> parameter, -1: none */
  int *start_of, *end_of;
  double **sum; /* per lane: parameters x size; the information is its sum with its transpose */
  struct means *means;
  double *score; /* of crf_scores() */
};

static size_t padded_parameters(const struct crf *crf) {
  return (crf_parameters(crf) + TILE_PAD) / TILE_PAD * TILE_PAD;
}

size_t crf_curvature_lane_bytes(const struct crf *crf) {
  return crf_parameters(crf) * padded_parameters(crf) * sizeof(double);
}

static int *none(size_t n, const struct host *host) {
  int *index = host_alloc(host, (n + 1) * sizeof *index);
  for (size_t i = 0; i < n; i++) index[i] = -1;
  return index;
}

static void number_parameters(struct crf_curvature *curvature, const struct host *host) {
  const struct crf *crf = curvature->sweep->crf;
  const size_t labels = crf->labels;
  curvature->pair_of = none(crf->attributes * labels, host);
  curvature->edge_of = none(labels * labels, host);
  curvature->start_of = none(labels, host);
  curvature->end_of = none(labels, host);
  for (size_t a = 0; a < crf->attributes; a++)
    for (int k = crf->first[a]; k < crf->first[a + 1]; k++)
      curvature->pair_of[a * labels + (size_t)crf->pair_label[k]] = k;
  for (size_t r = 0; r < crf->transitions; r++)
    curvature->edge_of[(size_t)crf->from[r] * labels + (size_t)crf->to[r]] = (int)r;
  for (size_t k = 0; k < crf->starts; k++)
    curvature->start_of[crf->start_label[k]] = (int)(crf_start_at(crf) + k);
  for (size_t k = 0; k < crf->ends; k++) curvature->end_of[crf->end_label[k]] = (int)(crf_end_at(crf) + k);
}

static struct means new_means(const struct crf_curvature *curvature, const struct host *host) {
  const size_t labels = curvature->sweep->crf->labels, size = curvature->size,
               stride = curvature->sweep->stride;
  return (struct means){.before = host_doubles(host, labels * size),
                        .now = host_doubles(host, labels * size),
                        .half = host_doubles(host, labels * size),
                        .expected = host_doubles(host, size),
                        .share = host_doubles(host, size),
                        .conditional = host_doubles(host, stride),
                        .edge = host_doubles(host, labels * stride),
                        .node = host_doubles(host, stride)};
}

struct crf_curvature *crf_curvature_new(struct crf_sweep *sweep, const struct host *host) {
  struct crf_curvature *curvature = host_alloc(host, sizeof *curvature);
  const struct crf *crf = sweep->crf;
  *curvature = (struct crf_curvature){
      .sweep = sweep, .parameters = crf_parameters(crf), .size = padded_parameters(crf)};
  number_parameters(curvature, host);
  curvature->sum = host_alloc(host, sweep->lanes * sizeof *curvature->sum);
  for (size_t l = 0; l < sweep->lanes; l++)
    curvature->sum[l] = host_doubles(host, curvature->parameters * curvature->size);
  const size_t threads = crf_workers(sweep);
  curvature->means = host_alloc(host, threads * sizeof *curvature->means);
  for (size_t k = 0; k < threads; k++) curvature->means[k] = new_means(curvature, host);
  return curvature;
}

/* ---- a token's features -------------------------------------------------------------------------------- */

struct place { /* a token of a sequence */
  const struct crf_curvature *curvature;
  const struct crf_visit *visit;
  size_t t;
};

static bool is_last(const struct place *at) {
  return at->t + 1 == at->visit->scores.length;
}

static double covariate(const struct place *at, size_t k) {
  const struct crf *crf = at->curvature->sweep->crf;
  return crf->covariate[k * crf->classes + (size_t)crf_class(crf, at->visit->token + at->t)];
}

/* x += factor (features of label j at this token, its transition apart) */
static void add_label(const struct place *at, size_t j, double factor, double *x) {
  const struct crf_curvature *c = at->curvature;
  const struct crf *crf = c->sweep->crf;
  const size_t token = at->visit->token + at->t;
  for (int k = crf->row[token]; k < crf->row[token + 1]; k++) {
    const int parameter = c->pair_of[(size_t)crf->attribute[k] * crf->labels + j];
    if (parameter >= 0) x[parameter] += factor * (crf->value ? crf->value[k] : 1);
  }
  if (at->t == 0 && c->start_of[j] >= 0) x[c->start_of[j]] += factor;
  if (is_last(at) && c->end_of[j] >= 0) x[c->end_of[j]] += factor;
}

/* x += factor (features of the transition i -> j) */
static void add_transition(const struct place *at, size_t i, size_t j, double factor, double *x) {
  const struct crf *crf = at->curvature->sweep->crf;
  const int r = at->curvature->edge_of[i * crf->labels + j];
  if (r < 0) return;
  for (size_t k = 0; k < crf->covariates; k++)
    x[crf_edge_at(crf, k) + (size_t)r] += factor * covariate(at, k);
}

/* ---- the recursion ------------------------------------------------------------------------------------- */

static void expect(const struct place *at, struct means *m) {
  const size_t labels = at->visit->scores.labels, stride = at->visit->scores.stride;
  memset(m->expected, 0, at->curvature->size * sizeof(double));
  for (size_t j = 0; j < labels; j++) {
    add_label(at, j, m->node[j], m->expected);
    if (at->t == 0) continue;
    for (size_t i = 0; i < labels; i++) add_transition(at, i, j, m->edge[i * stride + j], m->expected);
  }
}

/* now and half of label j, from `before` */
static void condition(const struct place *at, struct means *m, size_t j) {
  const struct crf_sweep *sweep = at->curvature->sweep;
  const size_t labels = sweep->crf->labels, size = at->curvature->size;
  double *now = m->now + j * size, *half = m->half + j * size;
  memset(now, 0, size * sizeof(double));
  memset(half, 0, size * sizeof(double));
  if (!(m->node[j] > 0)) return;
  memset(m->share, 0, size * sizeof(double));
  add_label(at, j, 1, m->share);
  if (at->t > 0) {
    for (size_t i = 0; i < labels; i++) {
      m->conditional[i] = m->edge[i * sweep->stride + j] / m->node[j];
      add_transition(at, i, j, m->conditional[i], m->share);
    }
    sweep->kernel->gather(labels, NULL, m->conditional, m->before, size, now);
  }
  sweep->kernel->axpy(size, -1, m->expected, m->share);
  memcpy(half, now, size * sizeof(double));
  sweep->kernel->axpy(size, 0.5, m->share, half);
  sweep->kernel->axpy(size, 1, m->share, now);
}

/* sum[parameter of (label j), ] += factor x half_j, for each of the label's features */
static void add_label_rows(const struct place *at, size_t j, double factor, const double *half, double *sum) {
  const struct crf_curvature *c = at->curvature;
  const struct crf *crf = c->sweep->crf;
  const struct kernel *kernel = c->sweep->kernel;
  const size_t token = at->visit->token + at->t, size = c->size;
  for (int k = crf->row[token]; k < crf->row[token + 1]; k++) {
    const int parameter = c->pair_of[(size_t)crf->attribute[k] * crf->labels + j];
    if (parameter >= 0)
      kernel->axpy(size, factor * (crf->value ? crf->value[k] : 1), half, sum + (size_t)parameter * size);
  }
  if (at->t == 0 && c->start_of[j] >= 0)
    kernel->axpy(size, factor, half, sum + (size_t)c->start_of[j] * size);
  if (is_last(at) && c->end_of[j] >= 0) kernel->axpy(size, factor, half, sum + (size_t)c->end_of[j] * size);
}

/* The same for the transition i -> j, of posterior probability `factor` over the weight; before: the mean of
   label i less half of what this token's features are on average. */
static void add_transition_rows(const struct place *at, size_t i, size_t j, double factor,
                                const double *before, double *sum) {
  const struct crf_curvature *c = at->curvature;
  const struct crf *crf = c->sweep->crf;
  const int r = c->edge_of[i * crf->labels + j];
  if (r < 0 || factor == 0) return;
  for (size_t k = 0; k < crf->covariates; k++) {
    const double own = factor * covariate(at, k);
    double *row = sum + (crf_edge_at(crf, k) + (size_t)r) * c->size;
    c->sweep->kernel->axpy(c->size, own, before, row);
    add_label(at, j, own / 2, row);
    add_transition(at, i, j, own / 2, row);
  }
}

static void add_transitions(const struct place *at, struct means *m, double weight, double *sum) {
  const size_t labels = at->visit->scores.labels, stride = at->visit->scores.stride,
               size = at->curvature->size;
  for (size_t i = 0; i < labels; i++) {
    double *before = m->before + i * size;
    at->curvature->sweep->kernel->axpy(size, -0.5, m->expected, before);
    for (size_t j = 0; j < labels; j++)
      add_transition_rows(at, i, j, weight * m->edge[i * stride + j], before, sum);
  }
}

static void add_token(const struct place *at, struct means *m, const struct chain *chain, double weight,
                      double *sum) {
  chain_node(chain, at->t, m->node);
  if (at->t > 0) chain_edge(chain, at->t, m->edge);
  expect(at, m);
  for (size_t j = 0; j < at->visit->scores.labels; j++) {
    condition(at, m, j);
    add_label_rows(at, j, weight * m->node[j], m->half + j * at->curvature->size, sum);
  }
  if (at->t > 0) add_transitions(at, m, weight, sum);
  double *swap = m->before;
  m->before = m->now;
  m->now = swap;
}

static void add_chain(const struct crf_curvature *curvature, const struct crf_visit *visit,
                      const struct chain *chain, double weight) {
  struct means *m = curvature->means + crf_worker(visit);
  struct place at = {.curvature = curvature, .visit = visit};
  for (at.t = 0; at.t < visit->scores.length; at.t++)
    add_token(&at, m, chain, weight, curvature->sum[visit->lane]);
}

static void add_information(const struct crf_visit *visit, void *data) {
  const struct crf_curvature *curvature = data;
  add_chain(curvature, visit, crf_run(visit), visit->weight);
  if (crf_partial(visit)) add_chain(curvature, visit, crf_run_known(visit), -visit->weight);
}

void crf_information(struct crf_curvature *curvature, const double *theta, struct information *h) {
  const size_t p = curvature->parameters, size = curvature->size, lanes = curvature->sweep->lanes;
  for (size_t l = 0; l < lanes; l++) memset(curvature->sum[l], 0, p * size * sizeof(double));
  crf_each(curvature->sweep, theta, add_information, curvature);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i <= j; i++) {
      double sum = 0;
      for (size_t l = 0; l < lanes; l++) {
        const double *c = curvature->sum[l];
        sum += c[i * size + j] + c[j * size + i];
      }
      h->tail[j * p + i] = sum;
    }
}

/* ---- scores -------------------------------------------------------------------------------------------- */

static void add_features(const struct place *at, struct means *m, const struct chain *chain, double factor) {
  const size_t labels = at->visit->scores.labels, stride = at->visit->scores.stride;
  chain_node(chain, at->t, m->node);
  if (at->t > 0) chain_edge(chain, at->t, m->edge);
  for (size_t j = 0; j < labels; j++) {
    add_label(at, j, factor * m->node[j], m->now);
    if (at->t == 0) continue;
    for (size_t i = 0; i < labels; i++) add_transition(at, i, j, factor * m->edge[i * stride + j], m->now);
  }
}

static void observe_features(const struct place *at, struct means *m) {
  const int *label = at->visit->sweep->crf->label + at->visit->token + at->t;
  add_label(at, (size_t)label[0], 1, m->now);
  if (at->t > 0) add_transition(at, (size_t)label[-1], (size_t)label[0], 1, m->now);
}

static void write_score(const struct crf_visit *visit, void *data) {
  const struct crf_curvature *curvature = data;
  const size_t sequences = visit->sweep->crf->sequences;
  struct means *m = curvature->means + crf_worker(visit);
  struct place at = {.curvature = curvature, .visit = visit};
  const struct chain *chain = crf_run(visit), *known = crf_partial(visit) ? crf_run_known(visit) : NULL;
  memset(m->now, 0, curvature->size * sizeof(double));
  for (at.t = 0; at.t < visit->scores.length; at.t++) {
    if (known)
      add_features(&at, m, known, 1);
    else
      observe_features(&at, m);
    add_features(&at, m, chain, -1);
  }
  for (size_t k = 0; k < curvature->parameters; k++)
    curvature->score[visit->sequence + k * sequences] = visit->weight * m->now[k];
}

void crf_scores(struct crf_curvature *curvature, const double *theta, double *score) {
  memset(score, 0, curvature->sweep->crf->sequences * curvature->parameters * sizeof(double));
  curvature->score = score;
  crf_each(curvature->sweep, theta, write_score, curvature);
}
