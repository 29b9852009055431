/* The core is not binomial in disguise: a three-category model and a cumulative model of these tests run
   through the same sweep and the same Newton; a 5,000-code head; a Hessian-vector product. Against finite
   differences (central, h = 1e-5: about 9 digits) and closed forms. */
#include <string.h>
#include "check.h"
#include "newton.h"
#include "plan.h"
#include "sweep.h"

/* ---- two models of the tests only ---------------------------------------------------------------------- */

/* categories 1, 2, 3; eta_1, eta_2 against category 3 */
static enum status trinomial_evaluate(struct model_tile *tile, unsigned parts) {
  (void)parts;
  tile->value = 0;
  for (size_t i = 0; i < tile->rows; i++) {
    const double w = tile->weights[i], a = exp(tile->eta[i]), b = exp(tile->eta[i + TILE_STRIDE]),
                 all = 1 + a + b;
    const double p1 = a / all, p2 = b / all, y1 = tile->category[i] == 1, y2 = tile->category[i] == 2;
    tile->value += w * log(tile->category[i] == 1 ? p1 : tile->category[i] == 2 ? p2 : 1 / all);
    tile->first[i] = w * (y1 - p1);
    tile->first[i + TILE_STRIDE] = w * (y2 - p2);
    tile->second[i + pair_index(0, 0) * TILE_STRIDE] = w * p1 * (1 - p1);
    tile->second[i + pair_index(0, 1) * TILE_STRIDE] = -w * p1 * p2;
    tile->second[i + pair_index(1, 1) * TILE_STRIDE] = w * p2 * (1 - p2);
  }
  for (size_t i = tile->rows; i < tile->padded; i++)
    for (size_t k = 0; k < 3; k++) {
      if (k < 2) tile->first[i + k * TILE_STRIDE] = 0;
      tile->second[i + k * TILE_STRIDE] = 0;
    }
  return STATUS_OK;
}

static const struct model trinomial = {.name = "trinomial", .evaluate = trinomial_evaluate};

/* P(Y <= k) = F(threshold_k - x b): predictor 0 is the upper cut, 1 the lower; at the ends there is none */
static void cumulative_row(struct model_tile *tile, size_t i) {
  const int y = tile->category[i];
  const bool top = (size_t)y == tile->categories, bottom = y == 1;
  const double w = tile->weights[i], u = tile->eta[i], l = tile->eta[i + TILE_STRIDE];
  const double F = top ? 1 : 1 / (1 + exp(-u)), G = bottom ? 0 : 1 / (1 + exp(-l));
  const double f = top ? 0 : F * (1 - F), g = bottom ? 0 : G * (1 - G), p = F - G;
  tile->value += w * log(p);
  tile->first[i] = w * f / p;
  tile->first[i + TILE_STRIDE] = -w * g / p;
  tile->second[i] = w * (f * f / (p * p) - f * (1 - 2 * F) / p);
  tile->second[i + pair_index(0, 1) * TILE_STRIDE] = -w * f * g / (p * p);
  tile->second[i + pair_index(1, 1) * TILE_STRIDE] = w * (g * g / (p * p) + g * (1 - 2 * G) / p);
}

static enum status cumulative_evaluate(struct model_tile *tile, unsigned parts) {
  (void)parts;
  tile->value = 0;
  for (size_t i = 0; i < tile->rows; i++) cumulative_row(tile, i);
  for (size_t i = tile->rows; i < tile->padded; i++)
    for (size_t k = 0; k < 3; k++) {
      if (k < 2) tile->first[i + k * TILE_STRIDE] = 0;
      tile->second[i + k * TILE_STRIDE] = 0;
    }
  return STATUS_OK;
}

static const struct model cumulative = {.name = "cumulative", .evaluate = cumulative_evaluate};

/* ---- tools --------------------------------------------------------------------------------------------- */

enum { ROWS = 700, CATEGORIES = 6 };

static const unsigned ALL = PART_VALUE | PART_SCORE | PART_INFORMATION;

struct study { /* a design, a response and what runs over them */
  struct design design;
  struct response response;
  struct layout layout;
  struct sweep *sweep;
  const struct model *model;
};

static void study_open(struct study *study, const struct host *host) {
  study->layout = plan_layout(&study->design, NULL, host);
  study->sweep = sweep_new(&study->design, &study->layout, study->model, &study->response,
                           plan_lanes(&study->design, &study->layout.shape), host);
}

static enum status ask(const struct study *study, const double *theta, const double *direction,
                       unsigned parts, struct evaluation *out) {
  const struct request request = {.theta = theta, .parts = parts, .sample = 1, .direction = direction};
  return sweep_run(study->sweep, &request, out);
}

/* score against differences of the value, information against differences of the score */
static void check_derivatives(const struct study *study, const double *theta, size_t some,
                              const struct host *host) {
  const struct shape *shape = &study->layout.shape;
  const size_t p = shape_parameters(shape), step = p / some + 1;
  struct evaluation at = evaluation_new(shape, host), up = evaluation_new(shape, host),
                    down = evaluation_new(shape, host);
  double *moved = host_doubles(host, p);
  const double h = 1e-5;
  CHECK(ask(study, theta, NULL, ALL, &at) == STATUS_OK);
  for (size_t j = 0; j < p; j += step) {
    memcpy(moved, theta, p * sizeof *moved);
    moved[j] = theta[j] + h;
    ask(study, moved, NULL, ALL, &up);
    moved[j] = theta[j] - h;
    ask(study, moved, NULL, ALL, &down);
    CHECK(near((up.value - down.value) / (2 * h), at.score[j], 1e-6));
    for (size_t k = 0; k < p; k += step)
      CHECK(near((down.score[k] - up.score[k]) / (2 * h), information_at(&at.information, j, k), 1e-6));
  }
}

static struct newton *solve(const struct study *study, const double *start, struct evaluation *evaluation,
                            const struct host *host) {
  const struct newton_rule rule = {
      .tolerance = 0x1p-40, .steps = 50, .steer = CURVATURE_OBSERVED, .report = CURVATURE_OBSERVED};
  struct newton *newton = newton_new(&study->layout.shape, start, NULL, &rule, host);
  struct request request;
  newton_begin(newton, &request);
  do {
    if (request.parts & PART_LARGEST)
      break; /* these models do not answer it: converged, existence not asked */
    if (sweep_run(study->sweep, &request, evaluation) != STATUS_OK) break;
  } while (newton_advance(newton, evaluation, &request));
  return newton;
}

static double x1[ROWS], x2[ROWS], weights[ROWS];
static int upper[ROWS], lower[ROWS], category[ROWS];
static struct source source1 = {SOURCE_DOUBLE, x1}, source2 = {SOURCE_DOUBLE, x2};

static void fill_data(int categories) {
  random_seed(7);
  for (size_t i = 0; i < ROWS; i++) {
    x1[i] = random_normal();
    x2[i] = random_normal();
    weights[i] = 1 + (double)(i % 3);
    const double z = x1[i] / 2 + random_normal();
    category[i] = 1 + (int)fmin(categories - 1, fmax(0, floor((z + 2) / 4 * categories)));
    upper[i] = category[i];
    lower[i] = category[i] - 1;
  }
}

/* ---- the tests ----------------------------------------------------------------------------------------- */

static void three_categories(const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0.25, 2}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}, {1, 0, 3, 1}};
  fill_data(3);
  struct study study = {.design = {.rows = ROWS,
                                   .predictors = 2,
                                   .blocks = 1,
                                   .terms = 2,
                                   .parameters = 6,
                                   .block = block,
                                   .term = term},
                        .response = {.weights = weights, .category = category, .categories = 3},
                        .model = &trinomial};
  study_open(&study, host);
  const double theta[6] = {0.1, -0.2, 0.3, -0.4, 0.5, -0.6}, start[6] = {0};
  check_derivatives(&study, theta, 6, host);
  struct evaluation evaluation = evaluation_new(&study.layout.shape, host);
  const struct newton *newton = solve(&study, start, &evaluation, host);
  CHECK(newton->converged);
  for (size_t j = 0; j < 6; j++) CHECK(fabs(evaluation.score[j]) < 1e-9);
  study.design.block[0].columns = 1; /* intercepts alone: log ratios of the weighted counts */
  const struct term constant[] = {{0, 0, 0, 1}, {1, 0, 1, 1}};
  study.design.term = constant;
  study.design.parameters = 2;
  study_open(&study, host);
  evaluation = evaluation_new(&study.layout.shape, host);
  newton = solve(&study, start, &evaluation, host);
  double count[4] = {0};
  for (size_t i = 0; i < ROWS; i++) count[category[i]] += weights[i];
  CHECK(near(newton->theta[0], log(count[1] / count[3]), 1e-12));
  CHECK(near(newton->theta[1], log(count[2] / count[3]), 1e-12));
}

static void cumulative_categories(const struct host *host) {
  struct column column[] = {{1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_CODE, CATEGORIES - 1, NULL, upper},
                          {BLOCK_CODE, CATEGORIES - 1, NULL, lower},
                          {BLOCK_DENSE, 2, column, NULL}};
  const struct term term[] = {
      {0, 0, 0, 1}, {1, 1, 0, 1}, {0, 2, CATEGORIES - 1, -1}, {1, 2, CATEGORIES - 1, -1}};
  fill_data(CATEGORIES);
  struct study study = {.design = {.rows = ROWS,
                                   .predictors = 2,
                                   .blocks = 3,
                                   .terms = 4,
                                   .parameters = CATEGORIES + 1,
                                   .block = block,
                                   .term = term},
                        .response = {.weights = weights, .category = category, .categories = CATEGORIES},
                        .model = &cumulative};
  study_open(&study, host);
  CHECK(study.layout.shape.coupled && study.layout.shape.blocks == CATEGORIES - 1 &&
        study.layout.shape.tail == 2);
  double theta[CATEGORIES + 1] = {-2, -1, 0, 1, 2, 0.3, -0.1};
  check_derivatives(&study, theta, CATEGORIES + 1, host);
  struct evaluation evaluation = evaluation_new(&study.layout.shape, host);
  CHECK(solve(&study, theta, &evaluation, host)->converged);
  study.design.terms = 2; /* thresholds alone: logits of the cumulative counts */
  study.design.blocks = 2;
  study.design.parameters = CATEGORIES - 1;
  study_open(&study, host);
  evaluation = evaluation_new(&study.layout.shape, host);
  const struct newton *newton = solve(&study, theta, &evaluation, host);
  double count[CATEGORIES + 1] = {0}, total = 0, below = 0;
  for (size_t i = 0; i < ROWS; i++) count[category[i]] += weights[i], total += weights[i];
  for (size_t k = 1; k < CATEGORIES; k++) {
    below += count[k];
    CHECK(near(newton->theta[k - 1], log(below / (total - below)), 1e-12));
  }
}

enum { CODES = 5000, PER_CODE = 8 };

static void big_head(const struct host *host) {
  const size_t n = (size_t)CODES * PER_CODE;
  int *code = host_alloc(host, n * sizeof *code);
  double *y = host_doubles(host, n), *x = host_doubles(host, n), *theta = host_doubles(host, CODES + 1);
  random_seed(3);
  for (size_t i = 0; i < n; i++) {
    code[i] = 1 + (int)(i % CODES);
    x[i] = random_normal();
    y[i] = i / CODES < 1 + i % CODES % (PER_CODE - 1); /* 1 to 7 events of 8 in each code */
  }
  struct source source = {SOURCE_DOUBLE, x};
  struct column column[] = {{1, &source, 0, 1}};
  struct block block[] = {{BLOCK_CODE, CODES, NULL, code}, {BLOCK_DENSE, 1, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}, {0, 1, CODES, 1}};
  struct study study = {.design = {.rows = n,
                                   .predictors = 1,
                                   .blocks = 2,
                                   .terms = 2,
                                   .parameters = CODES + 1,
                                   .block = block,
                                   .term = term},
                        .response = {.y = y, .link = link_find("logit")},
                        .model = model_find("binomial")};
  study_open(&study, host);
  CHECK(!study.layout.shape.coupled && study.layout.shape.blocks == CODES && study.layout.shape.tail == 1);
  for (size_t j = 0; j <= CODES; j++) theta[j] = j < CODES ? 0.1 * (double)(j % 5) : 0.2;
  check_derivatives(&study, theta, 3, host);
  study.design.terms = study.design.blocks = 1;
  study.design.parameters = CODES;
  study_open(&study, host);
  struct evaluation evaluation = evaluation_new(&study.layout.shape, host);
  double *variance = host_doubles(host, CODES),
         *work = host_doubles(host, information_work(&study.layout.shape) + 1);
  memset(theta, 0, CODES * sizeof *theta);
  const struct newton *newton = solve(&study, theta, &evaluation, host);
  information_variances(&evaluation.information, variance, work);
  for (size_t k = 0; k < CODES; k += 613) {
    const double p = (double)(1 + k % (PER_CODE - 1)) / PER_CODE;
    CHECK(near(newton->theta[k], log(p / (1 - p)), 1e-12));
    CHECK(near(variance[k], 1 / (PER_CODE * p * (1 - p)), 1e-12));
  }
}

static struct study binomial_study(struct block *block, const struct term *term, double *y) {
  for (size_t i = 0; i < ROWS; i++) y[i] = category[i] == 1;
  return (struct study){.design = {.rows = ROWS,
                                   .predictors = 1,
                                   .blocks = 1,
                                   .terms = 1,
                                   .parameters = 3,
                                   .block = block,
                                   .term = term},
                        .response = {.y = y, .weights = weights, .link = link_find("logit")},
                        .model = model_find("binomial")};
}

static void tangent_and_refusals(const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  static double y[ROWS];
  fill_data(2);
  struct study study = binomial_study(block, term, y);
  study_open(&study, host);
  struct evaluation at = evaluation_new(&study.layout.shape, host),
                    along = evaluation_new(&study.layout.shape, host);
  const double theta[3] = {0.2, -0.5, 0.7}, direction[3] = {1, -2, 0.5};
  double product[3];
  ask(&study, theta, NULL, ALL, &at);
  information_multiply(&at.information, direction, product);
  CHECK(ask(&study, theta, direction, PART_TANGENT, &along) == STATUS_OK);
  for (size_t j = 0; j < 3; j++) CHECK(near(along.score[j], -product[j], 1e-12));
  struct request request = {.theta = theta, .parts = PART_VALUE, .sample = 1, .precision = PRECISION_SINGLE};
  CHECK(sweep_run(study.sweep, &request, &at) == STATUS_NOT_BUILT);
  request.precision = PRECISION_PAIR;
  CHECK(sweep_run(study.sweep, &request, &at) == STATUS_NOT_BUILT);
  CHECK(ask(&study, theta, NULL, PART_JEFFREYS, &at) == STATUS_NOT_BUILT);
  CHECK(ask(&study, theta, direction, PART_RECESSION, &at) == STATUS_NOT_BUILT);
  CHECK(ask(&study, theta, NULL, PART_TANGENT, &at) == STATUS_SIZE);
  request = (struct request){.theta = theta, .parts = PART_VALUE, .sample = 0};
  CHECK(sweep_run(study.sweep, &request, &at) == STATUS_SIZE);
  study.model = &trinomial;
  study_open(&study, host);
  CHECK(ask(&study, theta, direction, PART_TANGENT, &at) == STATUS_NOT_BUILT);
}

static void left_out_rows(const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  static double y[ROWS];
  static int used[ROWS];
  fill_data(2);
  struct study study = binomial_study(block, term, y);
  const double theta[3] = {0.2, -0.5, 0.7};
  for (size_t i = 0; i < ROWS; i++) used[i] = i % 5 != 0;
  for (size_t i = 0; i < ROWS; i += 5) weights[i] = 0;
  study_open(&study, host);
  struct evaluation zero = evaluation_new(&study.layout.shape, host),
                    out = evaluation_new(&study.layout.shape, host);
  ask(&study, theta, NULL, ALL, &zero);
  for (size_t i = 0; i < ROWS; i += 5) weights[i] = x1[i] = y[i] = NAN;
  study.design.used = used;
  study_open(&study, host);
  ask(&study, theta, NULL, ALL, &out);
  CHECK(near(out.value, zero.value, 1e-14) && out.weight == zero.weight);
  for (size_t j = 0; j < 3; j++) CHECK(near(out.score[j], zero.score[j], 1e-13));
}

/* above the threading threshold: the same bits for any threads, on each kernel; kernels agree to 1e-13 */
static void threads_and_kernels(void) {
  enum { MANY = 60000 };
  struct host host = test_host(1);
  double *x = host_doubles(&host, MANY), *y = host_doubles(&host, MANY), first[4] = {0};
  random_seed(11);
  for (size_t i = 0; i < MANY; i++) x[i] = random_normal(), y[i] = random_uniform() < 0.3;
  struct source source = {SOURCE_DOUBLE, x};
  struct column column[] = {{0, NULL, 0, 1}, {1, &source, 0, 1}, {1, &source, 1, 2}, {1, &source, -1, 4}};
  struct block block[] = {{BLOCK_DENSE, 4, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  struct study study = {.design = {.rows = MANY,
                                   .predictors = 1,
                                   .blocks = 1,
                                   .terms = 1,
                                   .parameters = 4,
                                   .block = block,
                                   .term = term},
                        .response = {.y = y, .link = link_find("logit")},
                        .model = model_find("binomial")};
  const double theta[4] = {-0.8, 0.1, 0.2, 0.3};
  const int threads[] = {1, 2, 3, 8};
  for (size_t k = 0; kernel_available(k); k++) {
    double one[4] = {0};
    CHECK(kernel_choose(kernel_available(k)->name) == STATUS_OK);
    for (size_t t = 0; t < 4; t++) {
      const struct host many = test_host(threads[t]);
      study_open(&study, &many);
      struct evaluation at = evaluation_new(&study.layout.shape, &many);
      ask(&study, theta, NULL, ALL, &at);
      if (t == 0) memcpy(one, at.score, sizeof one);
      if (t == 0 && k == 0) memcpy(first, at.score, sizeof first);
      CHECK(memcmp(one, at.score, sizeof one) == 0);
#ifdef _OPENMP
      CHECK((sweep_threads_seen(study.sweep) >= 2) == (threads[t] >= 2));
#endif
    }
    for (size_t j = 0; j < 4; j++) CHECK(near(one[j], first[j], 1e-13));
  }
  CHECK(kernel_choose("no such kernel") == STATUS_UNKNOWN);
  kernel_choose(NULL);
}

void test_sweep(void) {
  const struct host host = test_host(2);
  three_categories(&host);
  cumulative_categories(&host);
  big_head(&host);
  tangent_and_refusals(&host);
  left_out_rows(&host);
  threads_and_kernels();
}
