#include "chain.h"
#include <math.h>
#include <string.h>
#include "pair.h"

/* In the linear domain a product of potentials may be as small as exp(-SAFE_RANGE) of the largest at its
   token, or SMALLEST where forbidden transitions let ratios build up: far from the smallest double. */
static const double SAFE_RANGE = 200, SMALLEST = 1e-200;

size_t chain_stride(size_t labels) {
  return kernel_padded(labels);
}

/* ---- edges --------------------------------------------------------------------------------------------- */

struct edges *edges_new(size_t labels, size_t classes, const double *score, const struct host *host) {
  struct edges *edges = host_alloc(host, sizeof *edges);
  const size_t stride = chain_stride(labels), size = classes * labels * stride;
  *edges = (struct edges){.labels = labels,
                          .stride = stride,
                          .classes = classes,
                          .score = score,
                          .potential = host_doubles(host, size),
                          .transpose = host_doubles(host, size),
                          .shift = host_doubles(host, classes)};
  memset(edges->transpose, 0, size * sizeof(double));
  return edges;
}

static void fill_class(struct edges *edges, size_t c, const struct kernel *kernel) {
  const size_t labels = edges->labels, stride = edges->stride, at = c * labels * stride;
  const double *score = edges->score + at;
  double *potential = edges->potential + at, *transpose = edges->transpose + at;
  double least = INFINITY, most = -INFINITY;
  for (size_t i = 0; i < labels; i++)
    for (size_t j = 0; j < labels; j++) {
      const double s = score[i * stride + j];
      if (s > most) most = s;
      if (s == -INFINITY)
        edges->forbidden = true;
      else if (!(s >= least))
        least = s;
    }
  edges->shift[c] = most > -INFINITY ? most : 0;
  if (!(most - least <= edges->range) && most > -INFINITY) edges->range = most - least;
  for (size_t k = 0; k < labels * stride; k++) potential[k] = score[k] - edges->shift[c];
  kernel->exp(labels * stride, potential, potential);
  for (size_t i = 0; i < labels; i++)
    for (size_t j = 0; j < labels; j++) transpose[j * stride + i] = potential[i * stride + j];
}

void edges_fill(struct edges *edges, const struct kernel *kernel) {
  edges->range = 0;
  edges->forbidden = false;
  for (size_t c = 0; c < edges->classes; c++) fill_class(edges, c, kernel);
}

/* ---- workspace ----------------------------------------------------------------------------------------- */

struct chain *chain_new(size_t capacity, const struct edges *edges, const struct kernel *kernel,
                        const struct host *host) {
  struct chain *chain = host_alloc(host, sizeof *chain);
  const size_t size = (capacity + 1) * edges->stride;
  *chain = (struct chain){.kernel = kernel,
                          .edges = edges,
                          .capacity = capacity,
                          .alpha = host_doubles(host, size),
                          .beta = host_doubles(host, size),
                          .ahead = host_doubles(host, size),
                          .scale = host_doubles(host, capacity + 1)};
  return chain;
}

/* ---- linear domain ------------------------------------------------------------------------------------- */

static size_t matrix_at(const struct chain *chain, size_t t) {
  return chain_class(&chain->scores, t) * chain->scores.labels * chain->scores.stride;
}

/* no entry of alpha is so small that what it leads to might underflow unseen */
static bool all_clear(const struct chain *chain, const double *alpha) {
  for (size_t j = 0; j < chain->scores.labels; j++)
    if (alpha[j] > 0 && alpha[j] < SMALLEST) return false;
  return true;
}

/* The potentials of token t are within the range that is left beside that of the edges; impossible labels are
   none of them. */
static bool within(struct chain *chain, size_t t, const double *potential) {
  const struct scores *scores = &chain->scores;
  bool small = false;
  for (size_t j = 0; j < scores->labels; j++) small |= potential[j] < chain->least;
  if (!small) return true;
  for (size_t j = 0; j < scores->labels; j++) {
    if (potential[j] >= chain->least) continue;
    if (scores->node[t * scores->stride + j] > -INFINITY) return false;
    chain->masked = true;
  }
  return true;
}

/* A sum of many terms, of which large ones may cancel in the end */
static struct pair add_term(struct pair sum, double term) {
  const struct pair s = pair_two_sum(sum.high, term);
  return (struct pair){s.high, sum.low + s.low};
}

static double sum_value(struct pair sum) {
  return isfinite(sum.high) ? pair_value(sum) : sum.high;
}

static void set_log_z(struct chain *chain, struct pair sum) {
  chain->log_z = sum_value(sum);
  chain->log_z_low = isfinite(chain->log_z) ? (sum.high - chain->log_z) + sum.low : 0;
}

struct total { /* log of a product of many factors */
  struct pair log;
  double product;
};

/* a factor is at least SMALLEST times a potential: with the product so far it might underflow */
static void multiply_in(struct total *total, double factor) {
  if (factor < 1e-100)
    total->log = add_term(total->log, log(factor));
  else
    total->product *= factor;
  if (total->product > 1e200 || total->product < 1e-200) {
    total->log = add_term(total->log, log(total->product));
    total->product = 1;
  }
}

/* one step; false: the linear domain does not do */
static bool step_forward(struct chain *chain, size_t t, struct total *total) {
  const struct kernel *kernel = chain->kernel;
  const size_t stride = chain->scores.stride, labels = chain->scores.labels;
  double *alpha = chain->alpha + t * stride, *potential = chain->ahead + t * stride;
  const double top = kernel->exp_below(stride, chain->scores.node + t * stride, potential);
  if (t == 0) {
    for (size_t j = 0; j < stride; j++) alpha[j] = 1;
  } else {
    memset(alpha, 0, stride * sizeof(double));
    kernel->gather(labels, NULL, alpha - stride, chain->edges->potential + matrix_at(chain, t), stride,
                   alpha);
    total->log = add_term(total->log, chain->edges->shift[chain_class(&chain->scores, t)]);
  }
  total->log = add_term(total->log, top);
  if (!within(chain, t, potential)) return false;
  const double sum = kernel->normalise(stride, potential, alpha);
  chain->scale[t] = sum;
  multiply_in(total, sum);
  return sum > 0 && sum < INFINITY;
}

static bool forward_linear(struct chain *chain) {
  const struct scores *scores = &chain->scores;
  struct total total = {{0, 0}, 1};
  if (!(chain->edges->range <= SAFE_RANGE)) return false;
  chain->masked = chain->edges->forbidden;
  chain->least = exp(chain->edges->range - SAFE_RANGE);
  for (size_t t = 0; t < scores->length; t++) {
    if (!step_forward(chain, t, &total)) return false;
    if (chain->masked && !all_clear(chain, chain->alpha + t * scores->stride)) return false;
  }
  set_log_z(chain, add_term(total.log, log(total.product)));
  return true;
}

/* What goes on from a label that is never reached has no bounds. */
static void forget_unreachable(const struct chain *chain, size_t t) {
  const size_t stride = chain->scores.stride, at = t * stride;
  if (!chain->masked) return;
  for (size_t j = 0; j < stride; j++)
    if (chain->alpha[at + j] == 0) chain->beta[at + j] = 0;
}

/* alpha beta sums to 1: what rounding adds to that, token by token, is taken out now and then */
static void renormalise(const struct chain *chain, size_t t) {
  enum { PERIOD = 64 };
  const size_t stride = chain->scores.stride, at = t * stride;
  if (t % PERIOD != 0) return;
  const double sum = chain->kernel->dot(stride, chain->alpha + at, chain->beta + at);
  for (size_t j = 0; j < stride; j++) chain->beta[at + j] /= sum;
}

static void backward_linear(struct chain *chain) {
  const struct kernel *kernel = chain->kernel;
  const size_t stride = chain->scores.stride, labels = chain->scores.labels, length = chain->scores.length;
  double *last = chain->beta + (length - 1) * stride;
  for (size_t j = 0; j < stride; j++) last[j] = 1;
  forget_unreachable(chain, length - 1);
  for (size_t t = length - 1; t > 0; t--) {
    double *ahead = chain->ahead + t * stride, *beta = chain->beta + t * stride, *before = beta - stride;
    kernel->weigh(stride, 1 / chain->scale[t], ahead, beta, ahead);
    memset(before, 0, stride * sizeof(double));
    kernel->gather(labels, NULL, ahead, chain->edges->transpose + matrix_at(chain, t), stride, before);
    forget_unreachable(chain, t - 1);
    renormalise(chain, t - 1);
  }
}

/* ---- logarithms ---------------------------------------------------------------------------------------- */

/* log sum_i exp(a_i + b[i step]) */
static double log_sum(size_t n, const double *a, const double *b, size_t step) {
  double most = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++) most = fmax(most, a[i] + b[i * step]);
  if (most == -INFINITY) return most;
  for (size_t i = 0; i < n; i++) sum += exp(a[i] + b[i * step] - most);
  return most + log(sum);
}

/* a -= log sum exp(a + b), which is returned: at each token, so that no digits are lost to what the tokens
   before added up */
static double normalise_logs(size_t n, double *a, const double *b, size_t step) {
  const double sum = log_sum(n, a, b, step);
  for (size_t j = 0; sum > -INFINITY && j < n; j++) a[j] -= sum;
  return sum;
}

static const double no_score = 0;

static void forward_logs(struct chain *chain) {
  const struct scores *scores = &chain->scores;
  const size_t stride = scores->stride, labels = scores->labels;
  struct pair total = {0, 0};
  for (size_t t = 0; t < scores->length; t++) {
    double *alpha = chain->alpha + t * stride;
    const double *node = scores->node + t * stride;
    for (size_t j = 0; j < stride; j++) {
      alpha[j] = j < labels ? node[j] : -INFINITY;
      if (j < labels && t > 0 && node[j] > -INFINITY)
        alpha[j] += log_sum(labels, alpha - stride, chain_edge_scores(scores, t) + j, stride);
    }
    chain->scale[t] = normalise_logs(labels, alpha, &no_score, 0);
    total = add_term(total, chain->scale[t]);
  }
  set_log_z(chain, total);
}

static void backward_logs(struct chain *chain) {
  const struct scores *scores = &chain->scores;
  const size_t stride = scores->stride, labels = scores->labels;
  memset(chain->beta + (scores->length - 1) * stride, 0, stride * sizeof(double));
  for (size_t t = scores->length - 1; t > 0; t--) {
    double *ahead = chain->ahead + t * stride, *before = chain->beta + (t - 1) * stride;
    for (size_t j = 0; j < labels; j++) ahead[j] = scores->node[t * stride + j] + chain->beta[t * stride + j];
    for (size_t i = 0; i < stride; i++)
      before[i] =
          i < labels ? log_sum(labels, ahead, chain_edge_scores(scores, t) + i * stride, 1) : -INFINITY;
    normalise_logs(labels, before, chain->alpha + (t - 1) * stride, 1);
  }
}

/* ---- what is asked for --------------------------------------------------------------------------------- */

void chain_forward(struct chain *chain, const struct scores *scores) {
  chain->scores = *scores;
  chain->logs = !forward_linear(chain);
  if (chain->logs) forward_logs(chain);
}

void chain_run(struct chain *chain, const struct scores *scores) {
  chain_forward(chain, scores);
  if (chain->logs)
    backward_logs(chain);
  else
    backward_linear(chain);
}

void chain_node(const struct chain *chain, size_t t, double *posterior) {
  const size_t stride = chain->scores.stride, at = t * stride;
  if (!chain->logs) {
    chain->kernel->weigh(stride, 1, chain->alpha + at, chain->beta + at, posterior);
    return;
  }
  for (size_t j = 0; j < stride; j++)
    posterior[j] = j < chain->scores.labels ? exp(chain->alpha[at + j] + chain->beta[at + j]) : 0;
}

static void edge_logs(const struct chain *chain, size_t t, double *posterior) {
  const size_t stride = chain->scores.stride, labels = chain->scores.labels, at = t * stride;
  const double *edge = chain_edge_scores(&chain->scores, t);
  for (size_t i = 0; i < labels; i++)
    for (size_t j = 0; j < stride; j++)
      posterior[i * stride + j] =
          j < labels ? exp(chain->alpha[at - stride + i] + edge[i * stride + j] +
                           (chain->scores.node[at + j] + chain->beta[at + j]) - chain->scale[t])
                     : 0;
}

void chain_edge(const struct chain *chain, size_t t, double *posterior) {
  const size_t stride = chain->scores.stride, labels = chain->scores.labels, at = t * stride;
  if (chain->logs) {
    edge_logs(chain, t, posterior);
    return;
  }
  const double *potential = chain->edges->potential + matrix_at(chain, t);
  for (size_t i = 0; i < labels; i++)
    chain->kernel->weigh(stride, chain->alpha[at - stride + i], potential + i * stride, chain->ahead + at,
                         posterior + i * stride);
}

static struct pair path_sum(const struct scores *scores, const int *path) {
  struct pair sum = {0, 0};
  for (size_t t = 0; t < scores->length; t++) {
    sum = add_term(sum, scores->node[t * scores->stride + (size_t)path[t]]);
    if (t == 0) continue;
    const double *edge = chain_edge_scores(scores, t) + (size_t)path[t - 1] * scores->stride;
    sum = add_term(sum, edge[path[t]]);
  }
  return sum;
}

double chain_path_score(const struct scores *scores, const int *path) {
  return sum_value(path_sum(scores, path));
}

double chain_log_probability(const struct chain *chain, const int *path) {
  const struct pair score = path_sum(&chain->scores, path);
  if (!isfinite(score.high)) return score.high - chain->log_z;
  return (score.high - chain->log_z) + (score.low - chain->log_z_low);
}

/* the label that the uniform number u falls on, in probabilities that need not sum to 1 */
static int draw(size_t labels, const double *probability, double u) {
  double total = 0, sum = 0;
  size_t last = 0;
  for (size_t j = 0; j < labels; j++) total += probability[j];
  for (size_t j = 0; j < labels; j++) {
    if (!(probability[j] > 0)) continue;
    last = j;
    sum += probability[j];
    if (u * total < sum) break;
  }
  return (int)last;
}

void chain_draw(const struct chain *chain, const double *uniform, int *path, double *work) {
  const size_t labels = chain->scores.labels, stride = chain->scores.stride;
  chain_node(chain, 0, work);
  path[0] = draw(labels, work, uniform[0]);
  for (size_t t = 1; t < chain->scores.length; t++) {
    chain_edge(chain, t, work);
    path[t] = draw(labels, work + (size_t)path[t - 1] * stride, uniform[t]);
  }
}
