#include "crf_tangent.h"
#include <string.h>

/* one thread's; vectors of stride doubles */
struct means {
  double *after; /* longest x stride: E[the direction's sum beyond token t | label of t] less its mean */
  double *before, *now; /* E[sum up to and with the token | its label] less its mean */
  double *node, *edge;  /* posteriors */
};

struct crf_tangent {
  struct crf_sweep *sweep;
  struct crf_sweep *along; /* the same problem with the direction in theta's place, nothing impossible */
  struct crf_sums *sums;
  struct means *means;
  const struct host *host;
};

static struct means new_means(const struct crf_sweep *sweep, const struct host *host) {
  const size_t stride = sweep->stride;
  return (struct means){.after = host_doubles(host, sweep->longest * stride),
                        .before = host_doubles(host, stride),
                        .now = host_doubles(host, stride),
                        .node = host_doubles(host, stride),
                        .edge = host_doubles(host, sweep->crf->labels * stride)};
}

/* Where a path is impossible its probability is 0, whatever its sum. */
static struct crf *without_limits(const struct crf *crf, const struct host *host) {
  struct crf *plain = host_alloc(host, sizeof *plain);
  *plain = *crf;
  plain->face = NULL;
  plain->allowed = plain->may_start = plain->may_end = NULL;
  return plain;
}

struct crf_tangent *crf_tangent_new(struct crf_sweep *sweep, const struct host *host) {
  struct crf_tangent *tangent = host_alloc(host, sizeof *tangent);
  const size_t threads = crf_workers(sweep);
  *tangent = (struct crf_tangent){.sweep = sweep,
                                  .along = crf_sweep_new(without_limits(sweep->crf, host), 1, host),
                                  .sums = crf_sums_new(sweep, host),
                                  .means = host_alloc(host, threads * sizeof *tangent->means),
                                  .host = host};
  for (size_t k = 0; k < threads; k++) tangent->means[k] = new_means(sweep, host);
  return tangent;
}

/* ---- conditional means --------------------------------------------------------------------------------- */

struct place { /* a token of a chain */
  const struct crf_tangent *tangent;
  const struct crf_visit *visit;
  const struct chain *chain;
  struct means *means;
  struct scores sums; /* of the direction */
  double factor;
  size_t t;
};

static size_t likeliest(size_t n, const double *probability) {
  size_t best = 0;
  for (size_t j = 1; j < n; j++)
    if (probability[j] > probability[best]) best = j;
  return best;
}

/* mean -= sum of probability mean, counted from the likeliest: where that is all but certain, what is left of it
   is the others', and keeps its digits */
static void centre(size_t labels, const double *probability, double *mean) {
  const double base = mean[likeliest(labels, probability)];
  double sum = 0;
  for (size_t j = 0; j < labels; j++) sum += probability[j] * (mean[j] -= base);
  for (size_t j = 0; j < labels; j++) mean[j] -= sum;
}

/* after_{t-1}(i) := sum_j P(j | i) (edge'(i, j) + node'(j) + after_t(j)) */
static void look_back(const struct place *at) {
  const size_t labels = at->sums.labels, stride = at->sums.stride;
  const double *edge = chain_edge_scores(&at->sums, at->t), *node = at->sums.node + at->t * stride;
  const double *after = at->means->after + at->t * stride;
  double *out = at->means->after + (at->t - 1) * stride;
  chain_edge(at->chain, at->t, at->means->edge);
  for (size_t i = 0; i < labels; i++) {
    const double *p = at->means->edge + i * stride, *score = edge + i * stride;
    double sum = 0, total = 0;
    for (size_t j = 0; j < labels; j++) {
      total += p[j];
      sum += p[j] * (score[j] + node[j] + after[j]);
    }
    out[i] = total > 0 ? sum / total : 0;
  }
  chain_node(at->chain, at->t - 1, at->means->node);
  centre(labels, at->means->node, out);
}

/* now(j) := sum_i P(i | j) (before(i) + edge'(i, j)) + node'(j); the posteriors of the token are at hand */
static void look_ahead(const struct place *at) {
  const struct means *m = at->means;
  const size_t labels = at->sums.labels, stride = at->sums.stride;
  const double *node = at->sums.node + at->t * stride;
  memset(m->now, 0, stride * sizeof(double));
  if (at->t > 0) {
    const double *edge = chain_edge_scores(&at->sums, at->t);
    for (size_t i = 0; i < labels; i++)
      for (size_t j = 0; j < labels; j++)
        m->now[j] += m->edge[i * stride + j] * (m->before[i] + edge[i * stride + j]);
  }
  for (size_t j = 0; j < labels; j++) m->now[j] = (m->node[j] > 0 ? m->now[j] / m->node[j] : 0) + node[j];
  centre(labels, m->node, m->now);
}

/* ---- changes of the expected counts -------------------------------------------------------------------- */

/* P(j) times what the mean given j exceeds the mean by */
static void add_node(const struct place *at) {
  const struct means *m = at->means;
  const size_t labels = at->sums.labels;
  const double *after = m->after + at->t * at->sums.stride;
  for (size_t j = 0; j < labels; j++) m->node[j] *= at->factor * (m->now[j] + after[j]);
  crf_sums_node(at->tangent->sums, at->visit, at->t, m->node);
}

static size_t likeliest_edge(size_t labels, size_t stride, const double *probability) {
  size_t best = 0;
  for (size_t i = 0; i < labels; i++) {
    const size_t own = i * stride + likeliest(labels, probability + i * stride);
    if (probability[own] > probability[best]) best = own;
  }
  return best;
}

static void add_edge(const struct place *at) {
  const struct means *m = at->means;
  const size_t labels = at->sums.labels, stride = at->sums.stride;
  const double *edge = chain_edge_scores(&at->sums, at->t), *node = at->sums.node + at->t * stride;
  const double *after = m->after + at->t * stride;
  const size_t best = likeliest_edge(labels, stride, m->edge);
  const double base = edge[best] + node[best % stride];
  double mean = 0;
  for (size_t i = 0; i < labels; i++)
    for (size_t j = 0; j < labels; j++)
      mean += m->edge[i * stride + j] * (edge[i * stride + j] + node[j] - base);
  for (size_t i = 0; i < labels; i++)
    for (size_t j = 0; j < labels; j++)
      m->edge[i * stride + j] *= m->before[i] + (edge[i * stride + j] + node[j] - base - mean) + after[j];
  crf_sums_edge(at->tangent->sums, at->visit, at->t, at->factor, m->edge);
}

static void add_token(const struct place *at) {
  struct means *m = at->means;
  chain_node(at->chain, at->t, m->node);
  if (at->t > 0) chain_edge(at->chain, at->t, m->edge);
  look_ahead(at);
  add_node(at);
  if (at->t > 0 && at->visit->sweep->crf->transitions > 0) add_edge(at);
  double *swap = m->before;
  m->before = m->now;
  m->now = swap;
}

static void add_chain(const struct crf_tangent *tangent, const struct crf_visit *visit,
                      const struct chain *chain, const struct scores *sums, double factor) {
  struct means *m = tangent->means + crf_worker(visit);
  struct place at = {
      .tangent = tangent, .visit = visit, .chain = chain, .means = m, .sums = *sums, .factor = factor};
  memset(m->after + (sums->length - 1) * sums->stride, 0, sums->stride * sizeof(double));
  for (at.t = sums->length - 1; at.t > 0; at.t--) look_back(&at);
  for (at.t = 0; at.t < sums->length; at.t++) add_token(&at);
}

static void add_tangent(const struct crf_visit *visit, void *data) {
  const struct crf_tangent *tangent = data;
  const struct scores sums = crf_scores_along(tangent->along, visit);
  add_chain(tangent, visit, crf_run(visit), &sums, visit->weight);
  if (crf_partial(visit)) add_chain(tangent, visit, crf_run_known(visit), &sums, -visit->weight);
}

void crf_tangent(struct crf_tangent *tangent, const double *theta, const double *direction, double *out) {
  crf_sums_clear(tangent->sums);
  crf_lay_out(tangent->along, direction);
  crf_each(tangent->sweep, theta, add_tangent, tangent);
  crf_sums_gather(tangent->sums, out);
}

/* ---- variances ----------------------------------------------------------------------------------------- */

static const double *squares(const double *x, size_t n, const struct host *host) {
  if (!x) return NULL;
  double *square = host_doubles(host, n + 1);
  for (size_t k = 0; k < n; k++) square[k] = x[k] * x[k];
  return square;
}

/* the same problem, each value of attributes and covariates squared */
static struct crf *squared(const struct crf *crf, const struct host *host) {
  struct crf *out = host_alloc(host, sizeof *out);
  *out = *crf;
  out->value = squares(crf->value, (size_t)crf->row[crf->tokens], host);
  out->covariate = squares(crf->covariate, crf->classes * crf->covariates, host);
  return out;
}

static void bernoulli(size_t n, double weight, double *p) {
  for (size_t j = 0; j < n; j++) p[j] *= weight * (1 - p[j]);
}

static void add_variances(const struct crf_visit *visit, void *data) {
  const struct crf_sums *sums = data;
  const struct chain *chain = crf_run(visit);
  const size_t stride = visit->scores.stride, labels = visit->scores.labels;
  double *node = visit->thread->buffer, *edge = visit->thread->matrix;
  for (size_t t = 0; t < visit->scores.length; t++) {
    chain_node(chain, t, node);
    bernoulli(labels, visit->weight, node);
    crf_sums_node(sums, visit, t, node);
    if (t == 0 || visit->sweep->crf->transitions == 0) continue;
    chain_edge(chain, t, edge);
    bernoulli(labels * stride, visit->weight, edge);
    crf_sums_edge(sums, visit, t, 1, edge);
  }
}

void crf_variances(const struct crf *crf, const double *theta, double *out, const struct host *host) {
  const size_t bytes = crf_lane_bytes(crf);
  struct crf_sweep *sweep = crf_sweep_new(crf, bytes, host);
  struct crf_sums *sums = crf_sums_new(crf_sweep_new(squared(crf, host), bytes, host), host);
  crf_sums_clear(sums);
  crf_each(sweep, theta, add_variances, sums);
  crf_sums_gather(sums, out);
}
