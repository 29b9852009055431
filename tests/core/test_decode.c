/* decode against the enumeration of all paths, on small problems with forbidden labels and transitions,
   classes and ties; on long ones against a textbook's recursion and what must hold of any answer. */
#include "decode.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "kernel.h"

enum { SMALL_LABELS = 4, SMALL_LENGTH = 6, SMALL_PATHS = 4096, CLASSES = 3 };

static struct host host;

static bool chance(double p) {
  return random_uniform() < p;
}

static size_t below(size_t n) {
  return (size_t)(random_uniform() * (double)n);
}

/* ---- problems ---- */

/* with ties: small integers; else normal numbers of that scale */
static double random_score(bool ties, double scale, double forbid) {
  if (chance(forbid)) return -INFINITY;
  return ties ? (double)below(3) - 1 : scale * random_normal();
}

static double *random_table(size_t rows, size_t labels, bool ties, double scale, double forbid) {
  const size_t stride = (labels + TILE_PAD - 1) / TILE_PAD * TILE_PAD;
  double *table = host_doubles(&host, rows * stride);
  for (size_t i = 0; i < rows * stride; i++)
    table[i] = i % stride < labels ? random_score(ties, scale, forbid) : -INFINITY;
  return table;
}

static struct scores random_scores(size_t length, size_t labels, bool ties, double scale, double forbid) {
  int *class_of = host_alloc(&host, length * sizeof(int));
  for (size_t t = 0; t < length; t++) class_of[t] = t == 0 ? -1 : (int)below(CLASSES);
  return (struct scores){.length = length,
                         .labels = labels,
                         .stride = (labels + TILE_PAD - 1) / TILE_PAD * TILE_PAD,
                         .node = random_table(length, labels, ties, scale, forbid),
                         .edge = random_table(CLASSES * labels, labels, ties, scale, forbid),
                         .class_of = chance(0.3) ? NULL : class_of};
}

/* exactly the bytes that decode_work() asks for: the sanitizer sees one more */
static void *exact_work(size_t bytes) {
  void *work = NULL;
  if (posix_memalign(&work, HOST_ALIGN, bytes) != 0) abort();
  memset(work, 0x7f, bytes);
  return work;
}

/* ---- the specification ---- */

static double path_score(const struct scores *s, const int *path) {
  double sum = s->node[path[0]];
  for (size_t t = 1; t < s->length; t++) {
    const size_t class = s->class_of ? (size_t)s->class_of[t] : 0;
    sum += s->edge[(class * s->labels + (size_t)path[t - 1]) * s->stride + (size_t)path[t]];
    sum += s->node[t * s->stride + (size_t)path[t]];
  }
  return sum;
}

struct scored {
  double score;
  int path[SMALL_LENGTH];
};

static size_t order_length;

/* by score; then by the label of the last token, of the one before ... */
static int in_order(const void *a, const void *b) {
  const struct scored *x = a, *y = b;
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  for (size_t t = order_length; t-- > 0;)
    if (x->path[t] != y->path[t]) return x->path[t] - y->path[t];
  return 0;
}

static size_t all_paths(size_t length, size_t labels) {
  size_t n = 1;
  for (size_t t = 0; t < length; t++) n *= labels;
  return n;
}

static void path_of(size_t number, const struct scores *s, int *path) {
  for (size_t t = 0; t < s->length; t++, number /= s->labels) path[t] = (int)(number % s->labels);
}

/* the possible paths in their order; how many */
static size_t enumerate(const struct scores *s, struct scored *out) {
  size_t found = 0;
  for (size_t k = 0; k < all_paths(s->length, s->labels); k++) {
    path_of(k, s, out[found].path);
    out[found].score = path_score(s, out[found].path);
    if (out[found].score > -INFINITY) found++;
  }
  order_length = s->length;
  qsort(out, found, sizeof *out, in_order);
  return found;
}

/* ---- small problems ---- */

static bool same_path(const int *a, const int *b, size_t length) {
  return memcmp(a, b, length * sizeof(int)) == 0;
}

static void best_is_first(const struct scores *s, const struct scored *truth, size_t exist) {
  int path[SMALL_LENGTH] = {-7};
  double score = 1;
  void *work = exact_work(decode_work(s->length, s->labels, 1));
  const bool possible = decode_best(s, path, &score, work);
  free(work);
  CHECK(possible == (exist > 0));
  CHECK(possible ? score == truth->score : score == -INFINITY && path[0] == -7);
  if (possible) CHECK(same_path(path, truth->path, s->length));
}

static void n_best_are_first(const struct scores *s, const struct scored *truth, size_t exist, size_t paths) {
  const size_t length = s->length;
  static int path[(SMALL_PATHS + 1) * SMALL_LENGTH];
  static double score[SMALL_PATHS + 1];
  score[exist < paths ? exist : paths] = 12345;
  void *work = exact_work(decode_work(length, s->labels, paths));
  const size_t found = decode_n_best(s, paths, path, score, work);
  free(work);
  CHECK(found == (exist < paths ? exist : paths));
  CHECK(score[found] == 12345);
  size_t wrong = 0;
  for (size_t k = 0; k < found; k++)
    wrong += score[k] != truth[k].score || !same_path(path + k * length, truth[k].path, length);
  CHECK(wrong == 0);
}

static void extremes_are_extreme(const struct scores *s, const struct scored *truth, size_t exist) {
  struct scores sums = random_scores(s->length, s->labels, false, 3, 0);
  sums.class_of = s->class_of;
  double least = INFINITY, greatest = -INFINITY, low = 0, high = 0;
  for (size_t k = 0; k < exist; k++) {
    least = fmin(least, path_score(&sums, truth[k].path));
    greatest = fmax(greatest, path_score(&sums, truth[k].path));
  }
  void *work = exact_work(decode_extremes_work(s->labels));
  CHECK(decode_extremes(s, &sums, &low, &high, work) == (exist > 0));
  free(work);
  CHECK(low == least && high == greatest);
}

static void small_problem(void) {
  static struct scored truth[SMALL_PATHS + 1];
  const size_t length = 1 + below(SMALL_LENGTH), labels = 1 + below(SMALL_LABELS);
  const double forbid[] = {0, 0.1, 0.4}, scale[] = {1, 1e6};
  const struct scores s = random_scores(length, labels, chance(0.5), scale[below(2)], forbid[below(3)]);
  const size_t exist = enumerate(&s, truth);
  best_is_first(&s, truth, exist);
  n_best_are_first(&s, truth, exist, 1 + below(5));
  n_best_are_first(&s, truth, exist, SMALL_PATHS);
  extremes_are_extreme(&s, truth, exist);
}

static void test_small_problems(void) {
  for (int k = 0; k < 300; k++) small_problem();
}

/* ---- impossible ---- */

static void test_impossible(void) {
  struct scores s = random_scores(5, 3, false, 1, 0);
  double *node = (double *)s.node;
  for (size_t j = 0; j < 3; j++) node[3 * s.stride + j] = -INFINITY;
  int path[10];
  double score[2], least, greatest;
  void *work = exact_work(decode_work(5, 3, 2)), *room = exact_work(decode_extremes_work(3));
  CHECK(!decode_best(&s, path, score, work) && *score == -INFINITY);
  CHECK(decode_n_best(&s, 1, path, score, work) == 0);
  CHECK(decode_n_best(&s, 2, path, score, work) == 0);
  CHECK(decode_n_best(&s, 0, path, score, work) == 0);
  CHECK(!decode_extremes(&s, &s, &least, &greatest, room));
  CHECK(least == INFINITY && greatest == -INFINITY);
  free(work);
  free(room);
}

/* ---- known labels ---- */

static void test_constrain(void) {
  struct scores s = random_scores(6, 4, false, 1, 0);
  const int known[] = {-1, 2, -1, 0, 3, -1};
  double *node = host_doubles(&host, 6 * s.stride);
  decode_constrain(&s, known, node);
  for (size_t t = 0; t < 6; t++)
    for (size_t j = 0; j < s.stride; j++)
      CHECK(node[t * s.stride + j] ==
            (known[t] < 0 || (size_t)known[t] == j ? s.node[t * s.stride + j] : -INFINITY));
  s.node = node;
  static int path[100 * 6];
  double score[100];
  void *work = exact_work(decode_work(6, 4, 100));
  CHECK(decode_n_best(&s, 100, path, score, work) == 64); /* three free tokens of four labels */
  size_t kept = 0;
  for (size_t k = 0; k < 64 * 6; k++) kept += known[k % 6] < 0 || path[k] == known[k % 6];
  CHECK(kept == 64 * 6);
  free(work);
}

/* ---- sizes ---- */

static void test_sizes(void) {
  CHECK(decode_work(SIZE_MAX, 2, 1) == SIZE_MAX);
  CHECK(decode_work(2, SIZE_MAX, 1) == SIZE_MAX);
  CHECK(decode_work(2, 2, SIZE_MAX) == SIZE_MAX);
  CHECK(decode_work(SIZE_MAX / 16, 2, 8) == SIZE_MAX);
  CHECK(decode_extremes_work(SIZE_MAX) == SIZE_MAX);
  CHECK(decode_work(10, 9, 1) == 10 * 16 * sizeof(double));
}

/* ---- large problems ---- */

/* Each kernel's answers are held to the plain one's, path by path. Odd and even numbers of labels, and each
   number of vectors that a stride leaves over. */
static void test_kernels(void) {
  const size_t labels[] = {1, 2, 3, 8, 9, 22, 31, 33, 50, 64, 100, 300};
  enum { LENGTH = 40, PATHS = 20 };
  static int path[2][PATHS * LENGTH];
  static double score[2][PATHS];
  for (size_t l = 0; l < sizeof labels / sizeof *labels; l++) {
    const struct scores s = random_scores(LENGTH, labels[l], l % 2 == 0, 10, 0.1);
    const size_t bytes = decode_work(LENGTH, labels[l], PATHS);
    void *work = exact_work(bytes);
    kernel_choose("plain");
    const size_t expected = decode_n_best(&s, PATHS, path[0], score[0], work);
    for (size_t k = 0; kernel_available(k); k++) {
      kernel_choose(kernel_available(k)->name);
      memset(work, 0x7f, bytes);
      CHECK(decode_n_best(&s, PATHS, path[1], score[1], work) == expected);
      CHECK(memcmp(path[0], path[1], expected * LENGTH * sizeof(int)) == 0);
      CHECK(memcmp(score[0], score[1], expected * sizeof(double)) == 0);
    }
    kernel_choose(NULL);
    free(work);
  }
}

/* Viterbi's recursion as a textbook writes it, with the labels it came from */
static double textbook(const struct scores *s, int *path) {
  const size_t n = s->length, labels = s->labels;
  int *from = host_alloc(&host, n * labels * sizeof(int));
  double *a = host_doubles(&host, labels), *b = host_doubles(&host, labels);
  memcpy(a, s->node, labels * sizeof(double));
  for (size_t t = 1; t < n; t++) {
    const size_t class = s->class_of ? (size_t)s->class_of[t] : 0;
    for (size_t j = 0; j < labels; j++) {
      int *best = from + t * labels + j;
      b[j] = -INFINITY, *best = 0;
      for (size_t i = 0; i < labels; i++) {
        const double sum = a[i] + s->edge[(class * labels + i) * s->stride + j] + s->node[t * s->stride + j];
        if (sum > b[j]) b[j] = sum, *best = (int)i;
      }
    }
    memcpy(a, b, labels * sizeof(double));
  }
  path[n - 1] = 0;
  for (size_t j = 1; j < labels; j++)
    if (a[j] > a[path[n - 1]]) path[n - 1] = (int)j;
  for (size_t t = n - 1; t > 0; t--) path[t - 1] = from[t * labels + (size_t)path[t]];
  return a[path[n - 1]];
}

static void test_long(void) {
  enum { LENGTH = 100000, PATHS = 30 };
  const struct scores s = random_scores(LENGTH, 5, false, 1e6, 0.05);
  int *path = host_alloc(&host, (size_t)LENGTH * PATHS * sizeof(int));
  int *expected = host_alloc(&host, LENGTH * sizeof(int));
  double score[PATHS], best;
  void *work = exact_work(decode_work(LENGTH, 5, PATHS));
  const double exact = textbook(&s, expected);
  CHECK(decode_best(&s, path, &best, work));
  CHECK(best == exact && same_path(path, expected, LENGTH));
  CHECK(decode_n_best(&s, PATHS, path, score, work) == PATHS);
  CHECK(score[0] == exact && same_path(path, expected, LENGTH));
  for (size_t k = 0; k < PATHS; k++) {
    CHECK(path_score(&s, path + k * LENGTH) == score[k]);
    if (k > 0) CHECK(score[k] <= score[k - 1]);
    for (size_t i = 0; i < k; i++) CHECK(!same_path(path + k * LENGTH, path + i * LENGTH, LENGTH));
  }
  free(work);
}

/* nothing to choose between: the thousands of best paths of equal scores count up from the first token */
static void test_all_equal(void) {
  enum { LENGTH = 14, PATHS = 5000 };
  struct scores s = random_scores(LENGTH, 2, true, 1, 0);
  double *node = (double *)s.node, *edge = (double *)s.edge;
  for (size_t i = 0; i < LENGTH * s.stride; i++) node[i] = i % s.stride < 2 ? 0 : -INFINITY;
  for (size_t i = 0; i < CLASSES * 2 * s.stride; i++) edge[i] = i % s.stride < 2 ? 0 : -INFINITY;
  static int path[PATHS * LENGTH];
  static double score[PATHS];
  void *work = exact_work(decode_work(LENGTH, 2, PATHS));
  CHECK(decode_n_best(&s, PATHS, path, score, work) == PATHS);
  size_t wrong = 0;
  for (size_t k = 0; k < PATHS; k++)
    for (size_t t = 0; t < LENGTH; t++) wrong += path[k * LENGTH + t] != (int)(k >> t & 1);
  CHECK(wrong == 0);
  free(work);
}

void test_decode(void) {
  host = test_host(1);
  random_seed(20);
  test_small_problems();
  test_impossible();
  test_constrain();
  test_sizes();
  test_kernels();
  test_long();
  test_all_equal();
}
