/* chain against the enumeration of all paths, in both domains and on every kernel; on long chains against
   what is known of them: independent tokens, labels that never change, labels that are never reached. */
#include "chain.h"
#include <stdlib.h>
#include <string.h>
#include "check.h"

static struct host host;

static bool chance(double p) {
  return random_uniform() < p;
}

static size_t below(size_t n) {
  return (size_t)(random_uniform() * (double)n);
}

/* ---- problems ---- */

/* rows of `labels` scores, padded as chain.h wants them */
static double *new_table(size_t rows, size_t labels, double score) {
  const size_t stride = chain_stride(labels);
  double *table = host_doubles(&host, rows * stride);
  for (size_t i = 0; i < rows * stride; i++) table[i] = i % stride < labels ? score : -INFINITY;
  return table;
}

static double *random_table(size_t rows, size_t labels, double scale, double forbid) {
  const size_t stride = chain_stride(labels);
  double *table = new_table(rows, labels, 0);
  for (size_t i = 0; i < rows * stride; i++)
    if (i % stride < labels) table[i] = chance(forbid) ? -INFINITY : scale * random_normal();
  return table;
}

static struct scores scores_of(size_t length, size_t labels, double *node, double *edge, int *class_of) {
  return (struct scores){length, labels, chain_stride(labels), node, edge, class_of};
}

static int *random_classes(size_t length, size_t classes) {
  int *class_of = host_alloc(&host, length * sizeof *class_of);
  for (size_t t = 0; t < length; t++) class_of[t] = t == 0 ? -7 : (int)below(classes);
  return class_of;
}

static struct edges *edges_of(const struct scores *s, size_t classes, const struct kernel *kernel) {
  struct edges *edges = edges_new(s->labels, classes, s->edge, &host);
  edges_fill(edges, kernel);
  return edges;
}

static struct chain *run(const struct scores *s, size_t classes, const struct kernel *kernel) {
  struct chain *chain = chain_new(s->length, edges_of(s, classes, kernel), kernel, &host);
  chain_run(chain, s);
  return chain;
}

/* ---- the specification ---- */

enum { MOST_LENGTH = 5, MOST_LABELS = 4 };

struct truth {
  long double log_z, node[MOST_LENGTH][MOST_LABELS], edge[MOST_LENGTH][MOST_LABELS][MOST_LABELS];
};

static long double score_of(const struct scores *s, const int *path) {
  long double sum = s->node[path[0]];
  for (size_t t = 1; t < s->length; t++) {
    const size_t class = s->class_of ? (size_t)s->class_of[t] : 0;
    sum += s->edge[(class * s->labels + (size_t)path[t - 1]) * s->stride + (size_t)path[t]];
    sum += s->node[t * s->stride + (size_t)path[t]];
  }
  return sum;
}

static size_t count_paths(const struct scores *s) {
  size_t n = 1;
  for (size_t t = 0; t < s->length; t++) n *= s->labels;
  return n;
}

static void path_of(size_t number, const struct scores *s, int *path) {
  for (size_t t = 0; t < s->length; t++, number /= s->labels) path[t] = (int)(number % s->labels);
}

static struct truth enumerate(const struct scores *s) {
  struct truth truth = {.log_z = -INFINITY};
  int path[MOST_LENGTH];
  long double most = -INFINITY, sum = 0;
  for (size_t k = 0; k < count_paths(s); k++) {
    path_of(k, s, path);
    most = fmaxl(most, score_of(s, path));
  }
  for (size_t k = 0; k < count_paths(s) && most > -INFINITY; k++) {
    path_of(k, s, path);
    const long double p = expl(score_of(s, path) - most);
    sum += p;
    for (size_t t = 0; t < s->length; t++) {
      truth.node[t][path[t]] += p;
      if (t > 0) truth.edge[t][path[t - 1]][path[t]] += p;
    }
  }
  if (most > -INFINITY) truth.log_z = most + logl(sum);
  for (size_t t = 0; t < s->length; t++)
    for (size_t i = 0; i < s->labels; i++) {
      truth.node[t][i] /= sum;
      for (size_t j = 0; j < s->labels; j++) truth.edge[t][i][j] /= sum;
    }
  return truth;
}

/* ---- small chains ---- */

static double largest_error(const struct chain *chain, const struct truth *truth) {
  const struct scores *s = &chain->scores;
  double *node = host_doubles(&host, s->stride), *edge = host_doubles(&host, s->labels * s->stride),
         worst = 0;
  for (size_t t = 0; t < s->length; t++) {
    chain_node(chain, t, node);
    if (t > 0) chain_edge(chain, t, edge);
    for (size_t i = 0; i < s->labels; i++) {
      worst = fmax(worst, fabs(node[i] - (double)truth->node[t][i]));
      for (size_t j = 0; t > 0 && j < s->labels; j++)
        worst = fmax(worst, fabs(edge[i * s->stride + j] - (double)truth->edge[t][i][j]));
    }
    for (size_t j = s->labels; j < s->stride; j++) worst = fmax(worst, fabs(node[j]));
  }
  return worst;
}

/* How many of the small chains were done in logarithms, and were impossible */
static int in_logs, impossible;

static void small_chain(const struct kernel *kernel, double scale) {
  enum { CLASSES = 3 };
  const size_t labels = 1 + below(MOST_LABELS), length = 1 + below(MOST_LENGTH);
  const double forbid = chance(0.5) ? 0.3 : 0;
  int *class_of = chance(0.3) ? NULL : random_classes(length, CLASSES);
  const struct scores s = scores_of(length, labels, random_table(length, labels, scale, forbid / 2),
                                    random_table(CLASSES * labels, labels, scale, forbid), class_of);
  const struct truth truth = enumerate(&s);
  struct chain *chain = run(&s, CLASSES, kernel);
  const double log_z = chain->log_z;
  chain_forward(chain, &s);
  CHECK(chain->log_z == log_z);
  in_logs += chain->logs;
  if (truth.log_z == -INFINITY) {
    impossible++;
    CHECK(log_z == -INFINITY);
    return;
  }
  chain_run(chain, &s);
  CHECK(near(log_z, (double)truth.log_z, 1e-14));
  CHECK(largest_error(chain, &truth) < 1e-12 * fmax(1, scale / 10));
}

static void test_small(const struct kernel *kernel) {
  static const double scales[] = {0.5, 10, 60, 1000, 1e6};
  in_logs = impossible = 0;
  for (size_t k = 0; k < 5; k++)
    for (int i = 0; i < 60; i++) small_chain(kernel, scales[k]);
  CHECK(in_logs > 60 && in_logs < 240); /* both domains were seen */
  CHECK(impossible > 5 && impossible < 200);
}

/* A second class, which no token is of, has a range that sends the chain to logarithms. */
static void test_domains_agree(const struct kernel *kernel, size_t length, size_t labels, double forbid) {
  const size_t stride = chain_stride(labels);
  double *edge = random_table(2 * labels, labels, 2, forbid), *node = random_table(length, labels, 5, 0);
  for (size_t i = 0; i < labels; i++) edge[i * stride + i] = 0; /* some path is possible */
  const struct scores s = scores_of(length, labels, node, edge, NULL);
  const struct chain *linear = run(&s, 1, kernel);
  edge[labels * stride] = 0;
  edge[labels * stride + 1] = -1000;
  const struct chain *logs = run(&s, 2, kernel);
  CHECK(!linear->logs && logs->logs);
  CHECK(near(linear->log_z, logs->log_z, 1e-14));
  double *a = host_doubles(&host, labels * stride), *b = host_doubles(&host, labels * stride), worst = 0;
  for (size_t t = 1; t < length; t++) {
    chain_edge(linear, t, a);
    chain_edge(logs, t, b);
    for (size_t k = 0; k < labels * stride; k++) worst = fmax(worst, fabs(a[k] - b[k]));
  }
  CHECK(worst < 1e-12);
}

/* ---- long chains ---- */

/* Without transitions tokens are independent: their posteriors are known whatever the length. */
static void test_independent(const struct kernel *kernel, size_t length, size_t labels, double scale) {
  const size_t stride = chain_stride(labels);
  double *node = random_table(length, labels, scale, 0);
  const struct scores s = scores_of(length, labels, node, new_table(labels, labels, 0), NULL);
  const struct chain *chain = run(&s, 1, kernel);
  double *posterior = host_doubles(&host, stride), worst = 0;
  long double log_z = 0;
  for (size_t t = 0; t < length; t++) {
    long double most = -INFINITY, sum = 0;
    for (size_t j = 0; j < labels; j++) most = fmaxl(most, node[t * stride + j]);
    for (size_t j = 0; j < labels; j++) sum += expl(node[t * stride + j] - most);
    log_z += most + logl(sum);
    chain_node(chain, t, posterior);
    for (size_t j = 0; j < labels; j++)
      worst = fmax(worst, fabs(posterior[j] - (double)(expl(node[t * stride + j] - most) / sum)));
  }
  CHECK(near(chain->log_z, (double)log_z, 2e-15));
  CHECK(worst < 1e-13 * fmax(1, scale / 100));
}

static double *identity_edges(size_t labels) {
  double *edge = new_table(labels, labels, -INFINITY);
  for (size_t i = 0; i < labels; i++) edge[i * chain_stride(labels) + i] = 0;
  return edge;
}

static bool nodes_sum_to_one(const struct chain *chain) {
  double *node = host_doubles(&host, chain->scores.stride);
  bool ok = true;
  for (size_t t = 0; t < chain->scores.length; t++) {
    double sum = 0;
    chain_node(chain, t, node);
    for (size_t j = 0; j < chain->scores.labels; j++) sum += node[j];
    ok = ok && near(sum, 1, 1e-13);
  }
  return ok;
}

/* Labels never change; the second loses by 1 a token, then is the only one that may end: what the linear
   domain forgot is all that counts. */
static void test_loser_wins(const struct kernel *kernel, size_t length) {
  double *node = new_table(length, 2, 0);
  for (size_t t = 0; t < length; t++) node[t * TILE_PAD + 1] = -1;
  const struct scores s = scores_of(length, 2, node, identity_edges(2), NULL);
  CHECK(near(run(&s, 1, kernel)->log_z, log1p(exp(-(double)length)), 1e-15));
  node[(length - 1) * TILE_PAD] = -INFINITY;
  const struct chain *chain = run(&s, 1, kernel);
  double posterior[TILE_PAD];
  CHECK(near(chain->log_z, -(double)length, 1e-15));
  chain_node(chain, 0, posterior);
  CHECK(posterior[0] == 0 && near(posterior[1], 1, 1e-13));
  CHECK(nodes_sum_to_one(chain));
}

/* The same with a third label, never reached, whose transition sets the shift: the normalisers of the tokens
   multiply to 1e-195 when the last one is 1e-156. */
static void test_small_factors(const struct kernel *kernel) {
  enum { LENGTH = 360 };
  double *node = new_table(LENGTH, 3, 0), *edge = identity_edges(3);
  edge[0] = edge[TILE_PAD + 1] = -1.25;
  for (size_t t = 0; t < LENGTH; t++) node[t * TILE_PAD + 1] = -1;
  node[2] = node[(LENGTH - 1) * TILE_PAD] = -INFINITY;
  const struct scores s = scores_of(LENGTH, 3, node, edge, NULL);
  const struct chain *chain = run(&s, 1, kernel);
  CHECK(near(chain->log_z, -LENGTH - 1.25 * (LENGTH - 1), 1e-15));
  CHECK(nodes_sum_to_one(chain));
}

/* A label that is never reached, but from which better ones would follow than from those that are */
static void test_unreachable(const struct kernel *kernel) {
  enum { LENGTH = 2600 };
  double *node = new_table(LENGTH, 2, 0);
  for (size_t t = 0; t < LENGTH; t++) node[t * TILE_PAD + 1] = 1;
  node[1] = -INFINITY;
  const struct scores s = scores_of(LENGTH, 2, node, identity_edges(2), NULL);
  const struct chain *chain = run(&s, 1, kernel);
  double edge[2 * TILE_PAD];
  chain_edge(chain, LENGTH / 2, edge);
  CHECK(chain->log_z == 0);
  CHECK(nodes_sum_to_one(chain));
  CHECK(near(edge[0], 1, 1e-12) && edge[1] == 0 && edge[TILE_PAD] == 0 && edge[TILE_PAD + 1] == 0);
  double ahead = 0; /* times a potential of 0, this must be 0 */
  for (size_t k = 0; k < LENGTH * TILE_PAD; k++) ahead = fmax(ahead, chain->ahead[k]);
  CHECK(ahead < INFINITY);
}

static void test_many_labels(const struct kernel *kernel) {
  enum { LABELS = 300, LENGTH = 12 };
  double *node = random_table(LENGTH, LABELS, 3, 0.1), *edge = random_table(LABELS, LABELS, 2, 0.3);
  const struct scores s = scores_of(LENGTH, LABELS, node, edge, NULL);
  const struct chain *chain = run(&s, 1, kernel);
  CHECK(!chain->logs);
  CHECK(nodes_sum_to_one(chain));
  double *before = host_doubles(&host, s.stride), *pairs = host_doubles(&host, LABELS * s.stride), worst = 0;
  chain_node(chain, 4, before);
  chain_edge(chain, 5, pairs);
  for (size_t i = 0; i < LABELS; i++) {
    double sum = 0;
    for (size_t j = 0; j < LABELS; j++) sum += pairs[i * s.stride + j];
    worst = fmax(worst, fabs(sum - before[i]));
  }
  CHECK(worst < 1e-14);
}

/* Not numbers, and infinite ones: no sum of them is taken for a success. */
static void test_not_finite(const struct kernel *kernel) {
  static const double bad[] = {NAN, INFINITY};
  for (size_t k = 0; k < 2; k++)
    for (int where = 0; where < 2; where++) {
      double *node = random_table(4, 3, 1, 0), *edge = random_table(3, 3, 1, 0);
      (where ? edge : node)[TILE_PAD + 1] = bad[k];
      const struct scores s = scores_of(4, 3, node, edge, NULL);
      CHECK(isnan(run(&s, 1, kernel)->log_z));
    }
}

/* ---- paths ---- */

static void test_path_score(void) {
  enum { LENGTH = 100000 };
  double *node = new_table(LENGTH, 2, 0.1);
  const struct scores s = scores_of(LENGTH, 2, node, new_table(2, 2, -0.3), NULL);
  int *path = host_alloc(&host, LENGTH * sizeof *path);
  memset(path, 0, LENGTH * sizeof *path);
  CHECK(near(chain_path_score(&s, path),
             (double)(LENGTH * (long double)0.1 - (LENGTH - 1) * (long double)0.3), 3e-16));
  node[17 * TILE_PAD] = -INFINITY;
  CHECK(chain_path_score(&s, path) == -INFINITY);
}

/* Over a grid of uniform numbers each path is drawn as often as it is probable. */
static void test_draw(const struct kernel *kernel, double scale) {
  enum { GRID = 200 };
  const struct scores s = scores_of(2, 3, random_table(2, 3, scale, 0), random_table(3, 3, scale, 0.2), NULL);
  const struct chain *chain = run(&s, 1, kernel);
  double work[3 * TILE_PAD], posterior[3 * TILE_PAD], share[3][3] = {{0}}, worst = 0;
  int path[2];
  for (int a = 0; a < GRID; a++)
    for (int b = 0; b < GRID; b++) {
      const double uniform[] = {(a + 0.5) / GRID, (b + 0.5) / GRID};
      chain_draw(chain, uniform, path, work);
      share[path[0]][path[1]] += 1.0 / (GRID * GRID);
    }
  chain_edge(chain, 1, posterior);
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++) {
      worst = fmax(worst, fabs(share[i][j] - posterior[i * TILE_PAD + j]));
      CHECK(posterior[i * TILE_PAD + j] > 0 || share[i][j] == 0);
    }
  CHECK(worst < 2.0 / GRID);
}

void test_chain(void) {
  const struct kernel *kernel;
  host = test_host(1);
  test_path_score();
  for (size_t k = 0; (kernel = kernel_available(k)) != NULL; k++) {
    random_seed(11);
    test_small(kernel);
    test_domains_agree(kernel, 1000, 2, 0);
    test_domains_agree(kernel, 200, 22, 0.3);
    test_loser_wins(kernel, 100);
    test_loser_wins(kernel, 460);
    test_loser_wins(kernel, 2600);
    test_small_factors(kernel);
    test_unreachable(kernel);
    test_many_labels(kernel);
    test_not_finite(kernel);
    test_draw(kernel, 1);
    test_draw(kernel, 300);
    test_independent(kernel, 100000, 2, 1);
    test_independent(kernel, 100000, 2, 1e4);
    test_independent(kernel, 1000, 22, 1e6);
    test_independent(kernel, 20000, 22, 5);
    test_host_free();
  }
}
