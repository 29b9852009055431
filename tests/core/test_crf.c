/* crf over small problems, against the enumeration of all label sequences in long double: sums, information,
   tangents, scores of the sequences, extremes, faces; the same bits for any number of threads; L-BFGS; twins;
   and the order in which attributes are kept. */
#include "crf.h"
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "crf_arrange.h"
#include "crf_extremes.h"
#include "crf_face.h"
#include "crf_fit.h"
#include "crf_information.h"
#include "crf_lbfgs.h"
#include "crf_tangent.h"
#include "crf_twins.h"
#include "decode.h"

static struct host host;

static bool chance(double p) {
  return random_uniform() < p;
}

static int below(size_t n) {
  return (int)(random_uniform() * (double)n);
}

/* ---- problems ----------------------------------------------------------------------------------------- */

enum {
  LABELS = 3,
  SEQUENCES = 7,
  LENGTH = 4,
  TOKENS = SEQUENCES * LENGTH,
  ATTRIBUTES = 4,
  CLASSES = 3,
  COVARIATES = 2,
  PARAMETERS = 64
};

static int *integers(size_t n) {
  return host_alloc(&host, (n + 1) * sizeof(int));
}

static double *normals(size_t n) {
  double *x = host_doubles(&host, n + 1);
  for (size_t i = 0; i < n; i++) x[i] = random_normal();
  return x;
}

/* those of attributes with whole rows first, as crf.h wants them; the same one twice now and then */
static void random_rows(struct crf *crf) {
  int *row = integers(crf->tokens + 1), *attribute = integers(3 * crf->tokens), at = 0;
  row[0] = 0;
  for (size_t t = 0; t < crf->tokens; t++) {
    const int from = at;
    for (int k = below(4); k > 0; k--) attribute[at++] = below(crf->attributes);
    for (int i = from; i < at; i++)
      for (int j = i; j > from && attribute[j] < attribute[j - 1]; j--) {
        const int swap = attribute[j];
        attribute[j] = attribute[j - 1];
        attribute[j - 1] = swap;
      }
    row[t + 1] = at;
  }
  crf->row = row;
  crf->attribute = attribute;
  crf->value = chance(0.5) ? normals((size_t)at) : NULL;
}

static void random_pairs(struct crf *crf) {
  int *first = integers(crf->attributes + 1), *label = integers(crf->attributes * crf->labels);
  first[0] = 0;
  for (size_t a = 0; a < crf->attributes; a++) {
    first[a + 1] = first[a];
    for (size_t j = 0; j < crf->labels; j++)
      if (chance(0.7)) label[first[a + 1]++] = (int)j;
  }
  crf->first = first;
  crf->pair_label = label;
}

static void random_transitions(struct crf *crf) {
  int *from = integers(crf->labels * crf->labels), *to = integers(crf->labels * crf->labels), *class_of;
  for (size_t i = 0; i < crf->labels; i++)
    for (size_t j = 0; j < crf->labels; j++) {
      if (!chance(0.7)) continue;
      from[crf->transitions] = (int)i;
      to[crf->transitions++] = (int)j;
    }
  class_of = integers(crf->tokens);
  for (size_t t = 0; t < crf->tokens; t++) class_of[t] = below(crf->classes);
  crf->from = from;
  crf->to = to;
  crf->class_of = chance(0.7) ? class_of : NULL;
  crf->covariate = normals(crf->classes * crf->covariates);
}

/* label 0 may always be, so that some path is possible */
static const int *mask(size_t n, size_t labels) {
  int *may = integers(n);
  for (size_t k = 0; k < n; k++) may[k] = k % labels == 0 || k < labels || chance(0.7);
  return may;
}

static const int *some_labels(size_t labels, size_t *count) {
  int *label = integers(labels);
  for (size_t j = 0; j < labels; j++)
    if (chance(0.6)) label[(*count)++] = (int)j;
  return label;
}

static struct crf random_crf(size_t labels, size_t sequences, size_t length) {
  struct crf crf = {.labels = labels,
                    .sequences = sequences,
                    .attributes = ATTRIBUTES,
                    .full = (size_t)below(ATTRIBUTES + 1),
                    .covariates = (size_t)below(COVARIATES + 1),
                    .classes = CLASSES};
  int *start = integers(sequences + 1);
  start[0] = 0;
  for (size_t s = 0; s < sequences; s++) start[s + 1] = start[s] + below(length + 1);
  crf.start = start;
  crf.tokens = (size_t)start[sequences];
  random_rows(&crf);
  random_pairs(&crf);
  random_transitions(&crf);
  crf.start_label = some_labels(labels, &crf.starts);
  crf.end_label = some_labels(labels, &crf.ends);
  if (chance(0.4)) crf.allowed = mask(labels * labels, labels);
  if (chance(0.3)) crf.may_start = mask(labels, labels + 1);
  if (chance(0.3)) crf.may_end = mask(labels, labels + 1);
  if (chance(0.5)) {
    double *weight = host_doubles(&host, sequences);
    for (size_t s = 0; s < sequences; s++) weight[s] = 0.5 + random_uniform();
    crf.weight = weight;
  }
  return crf;
}

/* ---- the specification: features of a path ------------------------------------------------------------ */

static double covariate_of(const struct crf *crf, size_t k, size_t token) {
  return crf->covariate[k * crf->classes + (crf->class_of ? (size_t)crf->class_of[token] : 0)];
}

/* false: not possible */
static bool features_of(const struct crf *crf, size_t s, const int *path, double *x) {
  const size_t token = (size_t)crf->start[s], length = crf_length(crf, s), labels = crf->labels;
  memset(x, 0, crf_parameters(crf) * sizeof(double));
  bool possible = true;
  for (size_t t = 0; t < length; t++) {
    const size_t y = (size_t)path[t], before = t > 0 ? (size_t)path[t - 1] : 0;
    for (int k = crf->row[token + t]; k < crf->row[token + t + 1]; k++)
      for (int m = crf->first[crf->attribute[k]]; m < crf->first[crf->attribute[k] + 1]; m++)
        if (crf->pair_label[m] == path[t]) x[m] += crf->value ? crf->value[k] : 1;
    if (crf->face && !crf->face[((token + t) * labels + before) * labels + y]) possible = false;
    if (t == 0) continue;
    if (crf->allowed && !crf->allowed[y * labels + before]) possible = false;
    for (size_t r = 0; r < crf->transitions; r++)
      for (size_t k = 0; k < crf->covariates; k++)
        if (crf->from[r] == path[t - 1] && crf->to[r] == path[t])
          x[crf_edge_at(crf, k) + r] += covariate_of(crf, k, token + t);
  }
  for (size_t k = 0; k < crf->starts; k++) x[crf_start_at(crf) + k] += crf->start_label[k] == path[0];
  for (size_t k = 0; k < crf->ends; k++) x[crf_end_at(crf) + k] += crf->end_label[k] == path[length - 1];
  if (crf->may_start && !crf->may_start[path[0]]) possible = false;
  if (crf->may_end && !crf->may_end[path[length - 1]]) possible = false;
  return possible;
}

static size_t count_paths(const struct crf *crf, size_t s) {
  size_t n = 1;
  for (size_t t = 0; t < crf_length(crf, s); t++) n *= crf->labels;
  return n;
}

static void path_of(const struct crf *crf, size_t number, size_t length, int *path) {
  for (size_t t = 0; t < length; t++, number /= crf->labels) path[t] = (int)(number % crf->labels);
}

static bool agrees(const struct crf *crf, size_t s, const int *path) {
  for (size_t t = 0; t < crf_length(crf, s); t++) {
    const int y = crf->label[(size_t)crf->start[s] + t];
    if (y >= 0 && y != path[t]) return false;
  }
  return true;
}

static double along(const struct crf *crf, const double *theta, const double *x) {
  long double sum = 0;
  for (size_t k = 0; k < crf_parameters(crf); k++) sum += (long double)theta[k] * x[k];
  return (double)sum;
}

/* over the paths of a sequence, of all (known false) or of those that agree with the labels */
struct moments {
  long double log_sum, mean[PARAMETERS], square[PARAMETERS][PARAMETERS];
  double least, greatest, average; /* of the sums of a direction */
};

static void add_path(const struct crf *crf, long double p, const double *x, double sum, struct moments *m) {
  const size_t n = crf_parameters(crf);
  m->log_sum += p;
  m->average += (double)p * sum;
  m->least = fmin(m->least, sum);
  m->greatest = fmax(m->greatest, sum);
  for (size_t i = 0; i < n; i++) {
    m->mean[i] += p * x[i];
    for (size_t j = 0; j <= i; j++) m->square[i][j] += p * x[i] * x[j];
  }
}

static void moments_of(const struct crf *crf, size_t s, const double *theta, const double *direction,
                       bool known, struct moments *m) {
  const size_t length = crf_length(crf, s), n = crf_parameters(crf);
  double x[PARAMETERS], most = -INFINITY;
  int path[LENGTH];
  *m = (struct moments){.least = INFINITY, .greatest = -INFINITY};
  for (int pass = 0; pass < 2; pass++)
    for (size_t k = 0; k < count_paths(crf, s); k++) {
      path_of(crf, k, length, path);
      if (!features_of(crf, s, path, x) || (known && !agrees(crf, s, path))) continue;
      const double score = along(crf, theta, x);
      if (pass == 0)
        most = fmax(most, score);
      else
        add_path(crf, expl((long double)score - most), x, direction ? along(crf, direction, x) : 0, m);
    }
  const long double total = m->log_sum;
  m->log_sum = most + logl(total);
  m->average /= (double)total;
  for (size_t i = 0; i < n; i++) m->mean[i] /= total;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) m->square[i][j] = m->square[i][j] / total - m->mean[i] * m->mean[j];
}

struct truth {
  long double value, gradient[PARAMETERS], information[PARAMETERS][PARAMETERS], score[SEQUENCES][PARAMETERS];
  struct largest largest;
};

static void listed(const struct crf *crf, const double *theta, const double *direction, struct truth *truth) {
  static struct moments all, known;
  const size_t n = crf_parameters(crf);
  *truth = (struct truth){0};
  for (size_t s = 0; s < crf->sequences; s++) {
    if (crf_length(crf, s) == 0) continue;
    const double w = crf_weight(crf, s);
    moments_of(crf, s, theta, direction, false, &all);
    moments_of(crf, s, theta, direction, true, &known);
    truth->value += w * (known.log_sum - all.log_sum);
    for (size_t i = 0; i < n; i++) {
      truth->score[s][i] = w * (known.mean[i] - all.mean[i]);
      truth->gradient[i] += truth->score[s][i];
      for (size_t j = 0; j <= i; j++) truth->information[i][j] += w * (all.square[i][j] - known.square[i][j]);
    }
    truth->largest.ratio = fmax(truth->largest.ratio, all.average - all.least);
    truth->largest.toward = fmax(truth->largest.toward, known.greatest - all.least);
    truth->largest.against = fmax(truth->largest.against, all.greatest - known.greatest);
  }
}

/* the labels of a possible path */
static void label_crf(struct crf *crf, double unknown) {
  int *label = integers(crf->tokens), path[LENGTH];
  double x[PARAMETERS];
  for (size_t s = 0; s < crf->sequences; s++) {
    const size_t length = crf_length(crf, s);
    if (length == 0) continue;
    do {
      for (size_t t = 0; t < length; t++) path[t] = below(crf->labels);
    } while (!features_of(crf, s, path, x));
    for (size_t t = 0; t < length; t++) label[(size_t)crf->start[s] + t] = chance(unknown) ? -1 : path[t];
  }
  crf->label = label;
}

/* ---- sums, information, scores ------------------------------------------------------------------------ */

static double error_of(double value, long double exact) {
  return fabs(value - (double)exact) / fmax(1, fabs((double)exact));
}

static void check_sums(const struct crf *crf, const double *theta, const struct truth *truth, double close) {
  const size_t n = crf_parameters(crf);
  struct crf_sums *sums = crf_sums_new(crf_sweep_new(crf, crf_lane_bytes(crf), &host), &host);
  double *gradient = host_doubles(&host, n + 1), worst = 0;
  const double value = pair_value(crf_gradient(sums, theta, gradient));
  CHECK(error_of(value, truth->value) < close);
  CHECK(near(pair_value(crf_log_likelihood(sums, theta)), value, 1e-15));
  for (size_t i = 0; i < n; i++) worst = fmax(worst, error_of(gradient[i], truth->gradient[i]));
  CHECK(worst < close);
}

static void check_curvature(const struct crf *crf, const double *theta, const struct truth *truth,
                            double close) {
  const size_t n = crf_parameters(crf);
  const struct shape shape = {.tail = n};
  struct crf_sweep *sweep = crf_sweep_new(crf, crf_curvature_lane_bytes(crf), &host);
  struct crf_curvature *curvature = crf_curvature_new(sweep, &host);
  struct information h = information_bind(&shape, host_doubles(&host, n * n + 1));
  double *score = host_doubles(&host, crf->sequences * n + 1), worst = 0;
  crf_information(curvature, theta, &h);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      worst = fmax(worst, error_of(h.tail[i * n + j], truth->information[i][j]));
  CHECK(worst < close);
  worst = 0;
  crf_scores(curvature, theta, score);
  for (size_t s = 0; s < crf->sequences; s++)
    for (size_t i = 0; i < n; i++)
      worst = fmax(worst, error_of(score[i * crf->sequences + s], truth->score[s][i]));
  CHECK(worst < close);
}

static void check_tangent(const struct crf *crf, const double *theta, const struct truth *truth,
                          double close) {
  const size_t n = crf_parameters(crf);
  struct crf_sweep *sweep = crf_sweep_new(crf, crf_lane_bytes(crf), &host);
  double *direction = normals(n), *out = host_doubles(&host, n + 1), worst = 0;
  crf_tangent(crf_tangent_new(sweep, &host), theta, direction, out);
  for (size_t i = 0; i < n; i++) {
    long double exact = 0;
    for (size_t j = 0; j < n; j++) exact += truth->information[i > j ? i : j][i > j ? j : i] * direction[j];
    worst = fmax(worst, error_of(out[i], exact));
  }
  CHECK(worst < close);
}

static void scaled(size_t n, double scale, double *theta) {
  for (size_t k = 0; k < n; k++) theta[k] *= scale;
}

static void test_listing(double scale, double unknown, double close) {
  static struct truth truth;
  struct crf crf = random_crf(1 + (size_t)below(LABELS), SEQUENCES, LENGTH);
  double *theta = normals(crf_parameters(&crf));
  scaled(crf_parameters(&crf), scale, theta);
  label_crf(&crf, unknown);
  listed(&crf, theta, NULL, &truth);
  check_sums(&crf, theta, &truth, close);
  check_curvature(&crf, theta, &truth, close);
  check_tangent(&crf, theta, &truth, close);
}

/* Of tokens on their own, with an attribute each, the information's diagonal is the sum of the variances. */
static void test_variances(void) {
  struct crf crf = random_crf(LABELS, 40, 1);
  const size_t n = crf_parameters(&crf);
  const struct shape shape = {.tail = n};
  int *label = integers(crf.tokens), *row = integers(crf.tokens + 1), *attribute = integers(crf.tokens);
  for (size_t t = 0; t < crf.tokens; t++) label[t] = 0, row[t] = (int)t, attribute[t] = below(ATTRIBUTES);
  row[crf.tokens] = (int)crf.tokens;
  crf.label = label, crf.row = row, crf.attribute = attribute;
  crf.value = normals(crf.tokens);
  crf.may_start = crf.may_end = NULL;
  const double *theta = normals(n);
  double *variance = host_doubles(&host, n + 1);
  struct information h = information_bind(&shape, host_doubles(&host, n * n + 1));
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_curvature_lane_bytes(&crf), &host);
  crf_information(crf_curvature_new(sweep, &host), theta, &h);
  crf_variances(&crf, theta, variance, &host);
  for (size_t i = 0; i < n; i++) CHECK(error_of(variance[i], h.tail[i * n + i]) < 1e-13);
}

static double gradient_and_tangent(const struct crf *crf, const double *theta, const double *direction,
                                   double *out) {
  struct crf_sweep *sweep = crf_sweep_new(crf, crf_lane_bytes(crf), &host);
  crf_tangent(crf_tangent_new(sweep, &host), theta, direction, out + crf_parameters(crf));
  return pair_value(crf_gradient(crf_sums_new(sweep, &host), theta, out));
}

/* Where each token has an attribute of its own, all lanes write into one place; one more attribute, which no
   token has, and each lane has its own. */
static void test_tokens_apart(void) {
  struct crf crf = random_crf(LABELS, 40, LENGTH);
  label_crf(&crf, 0.2);
  int *row = integers(crf.tokens + 1);
  for (size_t t = 0; t <= crf.tokens; t++) row[t] = (int)t;
  crf.row = crf.attribute = row;
  crf.value = chance(0.5) ? normals(crf.tokens) : NULL;
  crf.attributes = crf.tokens + 1;
  random_pairs(&crf);
  ((int *)crf.first)[crf.attributes] = crf.first[crf.tokens];
  struct crf apart = crf;
  apart.attributes = crf.tokens;
  const size_t n = crf_parameters(&crf);
  const double *theta = normals(n), *direction = normals(n);
  double *expected = host_doubles(&host, 2 * n + 1), *found = host_doubles(&host, 2 * n + 1);
  const double value = gradient_and_tangent(&crf, theta, direction, expected);
  CHECK(near(gradient_and_tangent(&apart, theta, direction, found), value, 1e-14));
  for (size_t i = 0; i < 2 * n; i++) CHECK(error_of(found[i], expected[i]) < 1e-13);
  CHECK(crf_lane_bytes(&apart) < crf_lane_bytes(&crf));
}

/* ---- extremes and faces ------------------------------------------------------------------------------- */

static void test_extremes(double scale, double unknown) {
  static struct truth truth;
  struct crf crf = random_crf(LABELS, SEQUENCES, LENGTH);
  const size_t n = crf_parameters(&crf);
  double *theta = normals(n), *direction = normals(n);
  struct largest largest;
  scaled(n, scale, theta);
  label_crf(&crf, unknown);
  listed(&crf, theta, direction, &truth);
  crf_extremes(crf_extremes_new(crf_sweep_new(&crf, 1, &host), &host), theta, direction, &largest);
  CHECK(near(largest.ratio, truth.largest.ratio, 1e-11));
  CHECK(near(largest.toward, truth.largest.toward, 1e-13));
  CHECK(near(largest.against, truth.largest.against, 1e-13));
}

/* A pair of labels is of the face when a path through it has the greatest sum. */
static bool face_is_listed(const struct crf *crf, const double *direction, const unsigned char *face) {
  const size_t labels = crf->labels;
  unsigned char *exact = host_alloc(&host, crf->tokens * labels * labels + 1);
  memset(exact, 0, crf->tokens * labels * labels);
  bool same = true;
  for (size_t s = 0; s < crf->sequences; s++) {
    const size_t length = crf_length(crf, s), token = (size_t)crf->start[s];
    int path[LENGTH];
    double x[PARAMETERS], most = -INFINITY;
    for (int pass = 0; pass < 2 && length > 0; pass++)
      for (size_t k = 0; k < count_paths(crf, s); k++) {
        path_of(crf, k, length, path);
        if (!features_of(crf, s, path, x)) continue;
        const double sum = along(crf, direction, x);
        most = fmax(most, sum);
        for (size_t t = 0; pass == 1 && sum >= most - 1e-9 && t < length; t++)
          exact[((token + t) * labels + (size_t)(t > 0 ? path[t - 1] : 0)) * labels + (size_t)path[t]] = 1;
      }
    for (size_t t = 0; t < length; t++) /* of a first token, row 0 alone means something */
      same = same && memcmp(exact + (token + t) * labels * labels, face + (token + t) * labels * labels,
                            t == 0 ? labels : labels * labels) == 0;
  }
  return same;
}

/* Directions of small integers have ties; then all of the above again, on the face. */
static void test_face_of(void) {
  static struct truth truth;
  struct crf crf = random_crf(LABELS, SEQUENCES, LENGTH);
  const size_t n = crf_parameters(&crf);
  double *theta = normals(n), *direction = normals(n);
  for (size_t k = 0; k < n; k++) direction[k] = chance(0.7) ? 0 : (double)below(3) - 1;
  unsigned char *face = host_alloc(&host, crf.tokens * LABELS * LABELS + 1);
  crf_face(&crf, direction, 1e-9, face, &host);
  CHECK(face_is_listed(&crf, direction, face));
  crf.face = face;
  label_crf(&crf, 0);
  listed(&crf, theta, direction, &truth);
  check_sums(&crf, theta, &truth, 1e-12);
  check_curvature(&crf, theta, &truth, 1e-11);
  struct largest largest;
  crf_extremes(crf_extremes_new(crf_sweep_new(&crf, 1, &host), &host), theta, direction, &largest);
  CHECK(largest.toward < 1e-9 && largest.against < 1e-9); /* constant on the face */
}

/* ---- threads and kernels ------------------------------------------------------------------------------ */

struct bits {
  double *gradient, *information, *score;
  struct pair value;
};

static struct bits bits_of(const struct crf *crf, const double *theta, int threads) {
  const struct host many = test_host(threads);
  const size_t n = crf_parameters(crf);
  const struct shape shape = {.tail = n};
  struct bits bits = {host_doubles(&many, n + 1),
                      host_doubles(&many, n * n + 1),
                      host_doubles(&many, crf->sequences * n + 1),
                      {0, 0}};
  struct crf_sweep *sweep = crf_sweep_new(crf, crf_lane_bytes(crf), &many);
  bits.value = crf_gradient(crf_sums_new(sweep, &many), theta, bits.gradient);
  sweep = crf_sweep_new(crf, crf_curvature_lane_bytes(crf), &many);
  struct crf_curvature *curvature = crf_curvature_new(sweep, &many);
  struct information h = information_bind(&shape, bits.information);
  memset(bits.information, 0, n * n * sizeof(double));
  crf_information(curvature, theta, &h);
  crf_scores(curvature, theta, bits.score);
  return bits;
}

static void test_threads(size_t sequences, size_t length) {
  static const int counts[] = {2, 3, 8};
  struct crf crf = random_crf(LABELS, sequences, length);
  int *label = integers(crf.tokens);
  crf.allowed = crf.may_start = crf.may_end = NULL;
  for (size_t t = 0; t < crf.tokens; t++) label[t] = below(LABELS + 1) - 1;
  crf.label = label;
  const size_t n = crf_parameters(&crf);
  const double *theta = normals(n);
  const struct bits one = bits_of(&crf, theta, 1);
  for (size_t k = 0; k < 3; k++) {
    const struct bits many = bits_of(&crf, theta, counts[k]);
    CHECK(one.value.high == many.value.high && one.value.low == many.value.low);
    CHECK(memcmp(one.gradient, many.gradient, n * sizeof(double)) == 0);
    CHECK(memcmp(one.information, many.information, n * n * sizeof(double)) == 0);
    CHECK(memcmp(one.score, many.score, n * crf.sequences * sizeof(double)) == 0);
  }
}

static int polls;

static void count_poll(void *data) {
  (void)data;
  polls++;
}

/* More tokens than a round has: the host is asked between them, and nothing is left out. */
static void test_rounds(void) {
  struct crf crf = random_crf(LABELS, 200000, 6);
  struct host polled = test_host(2);
  int *label = integers(crf.tokens);
  crf.allowed = crf.may_start = crf.may_end = NULL;
  for (size_t t = 0; t < crf.tokens; t++) label[t] = below(LABELS);
  crf.label = label;
  polled.poll = count_poll;
  polls = 0;
  const size_t n = crf_parameters(&crf);
  const double *theta = normals(n);
  double *gradient = host_doubles(&host, n + 1), *score = host_doubles(&host, n * crf.sequences + 1);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_lane_bytes(&crf), &polled);
  crf_gradient(crf_sums_new(sweep, &polled), theta, gradient);
  CHECK(polls >= 2);
  crf_scores(crf_curvature_new(sweep, &polled), theta, score);
  double worst = 0;
  for (size_t k = 0; k < n; k++) {
    long double sum = 0;
    for (size_t s = 0; s < crf.sequences; s++) sum += score[k * crf.sequences + s];
    worst = fmax(worst, fabs(gradient[k] - (double)sum));
  }
  CHECK(worst < 1e-13 * (double)crf.tokens);
}

/* ---- Newton ------------------------------------------------------------------------------------------- */

/* Tokens on their own, up to ten, one attribute of all: a single weight, that of label 1. */
static struct crf_task single_weight(size_t tokens, const int *label, const double *l2) {
  static const int start[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, attribute[10] = {0}, first[] = {0, 1},
                   one[] = {1};
  static const double zero[] = {0};
  return (struct crf_task){.crf = {.tokens = tokens,
                                   .labels = 2,
                                   .sequences = tokens,
                                   .start = start,
                                   .label = label,
                                   .row = start,
                                   .attribute = attribute,
                                   .attributes = 1,
                                   .full = 1,
                                   .first = first,
                                   .pair_label = one,
                                   .classes = 1},
                           .start = zero,
                           .l2 = *l2 > 0 ? l2 : NULL,
                           .rule = {.tolerance = 0x1p-40, .steps = 50}};
}

/* The maximum is the log odds of the label's frequency. With a penalty it is the root of the penalised score.
 */
static void test_newton_known(double l2) {
  static const int label[] = {0, 1, 1, 1, 0, 1, 1, 0, 1, 1};
  const struct crf_task task = single_weight(10, label, &l2);
  struct crf_answer answer;
  crf_newton(&task, &answer, &host);
  const double b = answer.newton->theta[0];
  CHECK(answer.newton->converged && answer.newton->overlap == OVERLAP_PROVED);
  CHECK(near(7 - 10 / (1 + exp(-b)) - l2 * b, 0, 1e-14));
  if (l2 == 0) CHECK(near(pair_value(answer.log_likelihood), 7 * log(0.7) + 3 * log(0.3), 1e-15));
}

/* All of one label: without a penalty the data are separated, with one, however small, they are not. */
static void test_newton_separated(double l2) {
  static const int label[] = {1, 1, 1};
  const struct crf_task task = single_weight(3, label, &l2);
  struct crf_answer answer;
  crf_newton(&task, &answer, &host);
  const double b = answer.newton->theta[0];
  if (l2 > 0)
    CHECK(answer.newton->converged && near(3 / (1 + exp(b)) / (l2 * b), 1, 1e-9));
  else
    CHECK(answer.newton->outcome == NEWTON_SEPARATED && answer.newton->direction[0] > 0);
}

/* ---- L-BFGS ------------------------------------------------------------------------------------------- */

/* At the answer the penalty's pull is the gradient of the log-likelihood. */
static void test_lbfgs_found(void) {
  struct crf crf = random_crf(LABELS, SEQUENCES, LENGTH);
  const size_t n = crf_parameters(&crf);
  label_crf(&crf, 0);
  double *zero = host_doubles(&host, n + 1), *l2 = host_doubles(&host, n + 1), *gradient = normals(n);
  for (size_t k = 0; k < n; k++) zero[k] = 0, l2[k] = 0.5;
  const struct crf_lbfgs_task task = {
      .crf = crf,
      .start = zero,
      .l2 = l2,
      .rule = {.history = 6, .iterations = 500, .evaluations = 5000, .gradient = 1e-8, .period = 10}};
  struct lbfgs *state;
  CHECK(crf_lbfgs(&task, &state, &host) == STATUS_OK);
  CHECK(state->now.outcome == LBFGS_GRADIENT);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_lane_bytes(&crf), &host);
  crf_gradient(crf_sums_new(sweep, &host), state->theta, gradient);
  for (size_t k = 0; k < n; k++) CHECK(fabs(gradient[k] - l2[k] * state->theta[k]) < 1e-6);
}

/* 0 and 2 occur together, with the same values; so do 3 and 4, which occur nowhere */
static void test_twins(void) {
  static const int row[] = {0, 2, 5, 6}, attribute[] = {0, 2, 0, 1, 2, 1};
  static const double value[] = {1, 1, 2, 2, 2, 3}, other[] = {1, 1, 2, 2, 2.5, 3};
  static const int group[] = {0, 1, 0, 2, 2};
  struct crf crf = {.tokens = 3, .row = row, .attribute = attribute, .attributes = 5};
  for (int valued = 0; valued < 2; valued++) {
    crf.value = valued ? value : NULL;
    const struct twins twins = find_twins(&crf, &host);
    CHECK(twins.groups == 3 && memcmp(twins.group, group, sizeof group) == 0);
    CHECK(twins.member[2] == 3 && twins.size[0] == 2 && twins.size[1] == 1 && twins.size[2] == 2);
  }
  crf.value = other;
  CHECK(find_twins(&crf, &host).groups == 4);
}

/* ---- arrangement -------------------------------------------------------------------------------------- */

/* attribute 0: with all of 5 labels, 4 times; 1: with 2; 2: never; 3: with 5, 6 times; 4: with 1, first */
static void test_arrange(void) {
  static const int row[] = {0, 2, 4, 6, 9, 11, 12}, label[] = {0, 1, 2, 3, 4, 0};
  static const int attribute[] = {4, 3, 3, 0, 0, 3, 1, 3, 0, 3, 0, 3};
  static const double value[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const struct arrange_rows rows = {6, 5, 5, row, attribute, label};
  int out[12];
  double moved[12];
  struct arrangement a = arrange(&rows, true, 0, &host);
  static const int order[] = {3, 0, 4, 1, 2}, first[] = {0, 5, 9, 10, 11, 11};
  CHECK(a.attributes == 5 && a.full == 2 && a.pairs == 11);
  CHECK(memcmp(a.order, order, sizeof order) == 0);
  CHECK(memcmp(a.first, first, sizeof first) == 0);
  CHECK(a.pair_label[9] == 0 && a.pair_label[10] == 3);
  for (int k = 0; k < 5; k++) CHECK(a.order[a.place[k]] == k);
  arrange_apply(&a, &rows, value, out, moved);
  static const int put[] = {0, 2, 0, 1, 1, 0, 0, 1, 3, 0, 1, 0};
  static const double with[] = {2, 1, 3, 4, 5, 6, 8, 9, 7, 10, 11, 12};
  CHECK(memcmp(out, put, sizeof put) == 0);
  CHECK(memcmp(moved, with, sizeof with) == 0);
  a = arrange(&rows, false, 1, &host); /* all pairs but those of the first label */
  CHECK(a.full == 5 && a.pairs == 20 && a.pair_label[0] == 1 && a.pair_label[3] == 4);
  a = arrange(&(struct arrange_rows){6, 5, 3, row, attribute, NULL}, false, 0, &host);
  CHECK(a.full == (ARRANGE_FEW < 3 ? 5 : 0) && a.pairs == 15);
}

void test_crf(void) {
  const struct kernel *kernel;
  host = test_host(2);
  for (size_t k = 0; (kernel = kernel_available(k)) != NULL; k++) {
    CHECK(kernel_choose(kernel->name) == STATUS_OK);
    random_seed(23);
    for (int i = 0; i < 12; i++) {
      const double unknown = i % 4 == 0 ? 0.4 : 0;
      test_listing(0.7, unknown, 1e-12);
      test_listing(20, unknown, 1e-11);
      test_listing(300, unknown, 1e-9);
      test_extremes(i % 2 ? 1 : 100, unknown);
      test_face_of();
    }
  }
  CHECK(kernel_choose(NULL) == STATUS_OK);
  test_threads(1, 30);
  test_threads(300, 12);
  test_threads(20000, 3);
  test_host_free();
  test_rounds();
  test_newton_known(0);
  test_newton_known(2);
  test_newton_separated(0);
  test_newton_separated(1e-2);
  test_newton_separated(1e-8);
  for (int i = 0; i < 8; i++) test_variances();
  for (int i = 0; i < 8; i++) test_tokens_apart();
  for (int i = 0; i < 8; i++) test_lbfgs_found();
  test_twins();
  test_arrange();
  test_host_free();
}
