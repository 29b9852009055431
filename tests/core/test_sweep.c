/* The core is not binomial in disguise: a three-category model and a cumulative model of these tests run
   through the same sweep and the same Newton; a 5,000-code head; Hessian-vector products; the same bits for
   any threads. Against finite differences (central, h = 1e-5: about 9 digits) and closed forms. */
#include <string.h>
#include "check.h"
#include "newton.h"
#include "plan.h"
#include "sweep.h"

/* ---- two models of the tests only ---------------------------------------------------------------------- */

/* two predictors: pad rows add nothing */
static void clear_pads(struct model_tile *tile) {
  for (size_t i = tile->rows; i < tile->padded; i++)
    for (size_t k = 0; k < 3; k++) {
      if (k < 2) tile->first[i + k * TILE_STRIDE] = 0;
      tile->second[i + k * TILE_STRIDE] = 0;
    }
}

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
  clear_pads(tile);
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
  clear_pads(tile);
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
  const size_t p = shape_parameters(shape), step = (p + some - 1) / some;
  struct evaluation at = evaluation_new(shape, host), up = evaluation_new(shape, host),
                    down = evaluation_new(shape, host);
  double *moved = host_doubles(host, p);
  const double h = 1e-5;
  CHECK(ask(study, theta, NULL, ALL, &at) == STATUS_OK);
  for (size_t j = p - 1; j < p; j -= step) { /* the last always; down until it wraps */
    memcpy(moved, theta, p * sizeof *moved);
    moved[j] = theta[j] + h;
    ask(study, moved, NULL, ALL, &up);
    moved[j] = theta[j] - h;
    ask(study, moved, NULL, ALL, &down);
    CHECK(near((up.value - down.value) / (2 * h), at.score[j], 1e-6));
    for (size_t k = p - 1; k < p; k -= step)
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
  for (size_t j = 0; j <= CATEGORIES; j++) CHECK(fabs(evaluation.score[j]) < 1e-9);
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

/* Partially non-proportional odds: x2 has a slope a threshold (the codes with a multiplier), beside a factor
   with as many levels as there are thresholds, which is not one of them. */
static void non_parallel(const struct host *host) {
  enum { CUTS = CATEGORIES - 1, PARAMETERS = 3 * CUTS + 1 };
  static int group[ROWS];
  struct column column[] = {{1, &source1, 0, 1}}, slope = {1, &source2, 0.25, 2};
  struct block block[] = {{BLOCK_CODE, CUTS, NULL, upper},   {BLOCK_CODE, CUTS, NULL, lower},
                          {BLOCK_CODE, CUTS, &slope, upper}, {BLOCK_CODE, CUTS, &slope, lower},
                          {BLOCK_DENSE, 1, column, NULL},    {BLOCK_CODE, CUTS, NULL, group}};
  const struct term term[] = {
      {0, 0, 0, 1},         {1, 1, 0, 1},         {0, 2, CUTS, 1},          {1, 3, CUTS, 1},
      {0, 4, 2 * CUTS, -1}, {1, 4, 2 * CUTS, -1}, {0, 5, 2 * CUTS + 1, -1}, {1, 5, 2 * CUTS + 1, -1}};
  fill_data(CATEGORIES);
  for (size_t i = 0; i < ROWS; i++) group[i] = 1 + (int)(i % CUTS);
  struct study study = {.design = {.rows = ROWS,
                                   .predictors = 2,
                                   .blocks = 6,
                                   .terms = 8,
                                   .parameters = PARAMETERS,
                                   .block = block,
                                   .term = term},
                        .response = {.weights = weights, .category = category, .categories = CATEGORIES},
                        .model = &cumulative};
  study_open(&study, host);
  CHECK(study.layout.shape.coupled && study.layout.shape.order == 2 && study.layout.shape.tail == CUTS + 1);
  double theta[PARAMETERS]; /* head: threshold and slope, cut by cut */
  for (size_t k = 0; k < CUTS; k++) {
    theta[2 * k] = (double)k - 2;
    theta[2 * k + 1] = 0.02 * (double)k;
  }
  for (size_t k = 2 * CUTS; k < PARAMETERS; k++) theta[k] = 0.1 * (double)(k % 4);
  check_derivatives(&study, theta, PARAMETERS, host);
}

/* Two predictors over an uncoupled head of order 2, a small code in the tail with a stretch each, and columns
   of each alternative that share one coefficient: two blocks on one stretch. */
static void alternatives(const struct host *host) {
  enum { BIG = 40, SMALL = 3, PARAMETERS = 2 * BIG + 2 * SMALL + 2 };
  static int big[ROWS], small[ROWS];
  struct source square[] = {{SOURCE_DOUBLE, x1}, {SOURCE_DOUBLE, x1}};
  struct column first[] = {{1, &source1, 0, 1}, {1, &source2, 0, 1}},
                second[] = {{1, &source2, 0.5, 1}, {2, square, 0, 2}};
  struct block block[] = {{BLOCK_CODE, SMALL, NULL, small},
                          {BLOCK_CODE, BIG, NULL, big},
                          {BLOCK_DENSE, 2, first, NULL},
                          {BLOCK_DENSE, 2, second, NULL}};
  const struct term term[] = {{0, 0, 0, 1},
                              {1, 0, SMALL, 1},
                              {0, 1, 2 * SMALL, 1},
                              {1, 1, 2 * SMALL + BIG, 1},
                              {0, 2, 2 * SMALL + 2 * BIG, 1},
                              {1, 3, 2 * SMALL + 2 * BIG, 1}};
  fill_data(3);
  for (size_t i = 0; i < ROWS; i++) big[i] = 1 + (int)(i * 7 % BIG), small[i] = 1 + (int)(i % (SMALL + 1));
  struct study study = {.design = {.rows = ROWS,
                                   .predictors = 2,
                                   .blocks = 4,
                                   .terms = 6,
                                   .parameters = PARAMETERS,
                                   .block = block,
                                   .term = term},
                        .response = {.weights = weights, .category = category, .categories = 3},
                        .model = &trinomial};
  study_open(&study, host);
  CHECK(!study.layout.shape.coupled && study.layout.shape.blocks == BIG && study.layout.shape.order == 2);
  double theta[PARAMETERS];
  for (size_t j = 0; j < PARAMETERS; j++) theta[j] = 0.1 * (double)(j % 7) - 0.3;
  check_derivatives(&study, theta, PARAMETERS, host);
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
  information_variances(&evaluation.information, NULL, variance, work);
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
  CHECK(ask(&study, theta, NULL, PART_TANGENT, &at) == STATUS_SIZE);
  CHECK(ask(&study, theta, NULL, PART_LARGEST, &at) == STATUS_SIZE);
  request = (struct request){.theta = theta, .parts = PART_VALUE, .sample = 0};
  CHECK(sweep_run(study.sweep, &request, &at) == STATUS_SIZE);
  study.model = &trinomial;
  study_open(&study, host);
  CHECK(ask(&study, theta, direction, PART_TANGENT, &at) == STATUS_NOT_BUILT);
  static const struct model silent = {.name = "silent"};
  study.model = &silent;
  study_open(&study, host);
  CHECK(ask(&study, theta, NULL, PART_VALUE, &at) == STATUS_NOT_BUILT);
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
  for (size_t j = 0; j < 3; j++)
    for (size_t k = 0; k < 3; k++)
      CHECK(near(information_at(&out.information, j, k), information_at(&zero.information, j, k), 1e-13));
  CHECK(zero.rows == ROWS && out.rows == ROWS - ROWS / 5);
}

/* the change of the score along a direction, away from the canonical link: there the information observed and
   expected differ, and the tangent is of the observed one, or of the expected one when asked */
static void tangent_of_probit(const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  static double y[ROWS];
  fill_data(2);
  struct study study = binomial_study(block, term, y);
  study.response.link = link_find("probit");
  study_open(&study, host);
  const double theta[3] = {0.2, -0.5, 0.7}, direction[3] = {1, -2, 0.5};
  check_derivatives(&study, theta, 3, host);
  struct evaluation at = evaluation_new(&study.layout.shape, host);
  double product[2][3];
  for (int expected = 0; expected < 2; expected++) {
    struct request request = {.theta = theta,
                              .parts = ALL,
                              .sample = 1,
                              .curvature = expected ? CURVATURE_EXPECTED : CURVATURE_OBSERVED,
                              .direction = direction};
    CHECK(sweep_run(study.sweep, &request, &at) == STATUS_OK);
    information_multiply(&at.information, direction, product[expected]);
    request.parts = PART_TANGENT;
    CHECK(sweep_run(study.sweep, &request, &at) == STATUS_OK);
    for (size_t j = 0; j < 3; j++) CHECK(near(at.score[j], -product[expected][j], 1e-12));
  }
  CHECK(!near(product[0][0], product[1][0], 1e-6));
}

/* ---- the same bits ------------------------------------------------------------------------------------- */

enum { MANY = 60000, WIDE = 110, HEAD = 40 };

static double *many_x, *many_y;
static int *many_code, *many_used;

static void fill_many(const struct host *host) {
  many_x = host_doubles(host, MANY);
  many_y = host_doubles(host, MANY);
  many_code = host_alloc(host, MANY * sizeof *many_code);
  many_used = host_alloc(host, MANY * sizeof *many_used);
  random_seed(11);
  for (size_t i = 0; i < MANY; i++) {
    many_x[i] = random_normal();
    many_y[i] = random_uniform() < 0.3;
    many_code[i] = 1 + (int)(random_uniform() * HEAD);
    many_used[i] = i % 7 != 0 && i / 1000 != 12; /* a few whole tiles among them */
    if (!many_used[i]) many_x[i] = many_y[i] = NAN;
  }
}

/* `threads` of them over `columns` dense columns, and a head beside them when there are few; the evaluation
   of the last: value, score and information, all in one array */
static double *all_sums(size_t columns, int threads, size_t *count) {
  static struct column column[WIDE];
  static struct source source;
  const struct host host = test_host(threads);
  source = (struct source){SOURCE_DOUBLE, many_x};
  for (size_t j = 0; j < columns; j++) column[j] = (struct column){1, &source, 0.1 * (double)j, 1};
  struct block block[] = {{BLOCK_DENSE, columns, column, NULL}, {BLOCK_CODE, HEAD, NULL, many_code}};
  const struct term terms[] = {{0, 0, 0, 1}, {0, 1, columns, 1}};
  const size_t blocks = columns < WIDE ? 2 : 1, p = columns + (blocks - 1) * HEAD;
  struct study study = {.design = {.rows = MANY,
                                   .used = many_used,
                                   .predictors = 1,
                                   .blocks = blocks,
                                   .terms = blocks,
                                   .parameters = p,
                                   .block = block,
                                   .term = terms},
                        .response = {.y = many_y, .link = link_find("logit")},
                        .model = model_find("binomial")};
  study_open(&study, &host);
  CHECK(study.layout.shape.blocks == (blocks - 1) * HEAD);
  const size_t round = plan_round(&study.design, plan_lanes(&study.design, &study.layout.shape));
  CHECK((round < design_tiles(&study.design)) == (columns == WIDE));
  double *theta = host_doubles(&host, p);
  for (size_t j = 0; j < p; j++) theta[j] = (j % 2 ? 0.01 : -0.02) / (1 + (double)j);
  struct evaluation at = evaluation_new(&study.layout.shape, &host);
  CHECK(ask(&study, theta, NULL, ALL, &at) == STATUS_OK);
#ifdef _OPENMP
  CHECK((sweep_threads_seen(study.sweep) >= 2) == (threads >= 2));
#endif
  const size_t length = information_length(&study.layout.shape);
  double *sums = host_doubles(&host, 2 + p + length);
  sums[0] = at.value;
  sums[1] = at.value_low;
  memcpy(sums + 2, at.score, p * sizeof *sums);
  memcpy(sums + 2 + p, at.information.head, length * sizeof *sums);
  *count = 2 + p + length;
  return sums;
}

static const int some_threads[] = {1, 2, 3, 8};

/* above the threading threshold: the same bits for any threads, on each kernel; kernels agree to 1e-13 of
   the largest of each kind (the value's low half is its rounding: it is left out) */
static void threads_and_kernels(void) {
  const double *first = NULL;
  size_t count = 0;
  for (size_t k = 0; kernel_available(k); k++) {
    CHECK(kernel_choose(kernel_available(k)->name) == STATUS_OK);
    const double *one = all_sums(4, 1, &count);
    for (size_t t = 1; t < 4; t++) {
      const double *sums = all_sums(4, some_threads[t], &count);
      CHECK(memcmp(one, sums, count * sizeof *one) == 0);
    }
    if (!first) first = one;
    for (size_t j = 0; j < count; j++)
      if (j != 1) CHECK(near(one[j], first[j], 1e-13));
  }
  CHECK(kernel_choose("no such kernel") == STATUS_UNKNOWN);
  kernel_choose(NULL);
}

/* so wide that a pass takes several rounds between polls; as the polls tell */
static int polls;

static void count_poll(void *data) {
  (void)data;
  polls++;
}

static void several_rounds(void) {
  size_t count = 0;
  const double *one = all_sums(WIDE, 1, &count);
  for (size_t t = 1; t < 4; t++) {
    const double *sums = all_sums(WIDE, some_threads[t], &count);
    CHECK(memcmp(one, sums, count * sizeof *one) == 0);
  }
}

/* every second tile, and what is seen of it; a request is polled at least once */
static void samples(const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  static double y[ROWS];
  struct host counting = *host;
  counting.poll = count_poll;
  fill_data(2);
  struct study study = binomial_study(block, term, y);
  study_open(&study, &counting);
  struct evaluation at = evaluation_new(&study.layout.shape, host);
  const double theta[3] = {0.2, -0.5, 0.7};
  const struct request request = {.theta = theta, .parts = PART_VALUE, .sample = 2};
  polls = 0;
  CHECK(sweep_run(study.sweep, &request, &at) == STATUS_OK && polls > 0);
  double weight = 0, rows = 0, value = 0;
  for (size_t i = 0; i < ROWS; i++) {
    if (i / TILE_ROWS % 2 != 0) continue;
    const double eta = theta[0] + theta[1] * x1[i] + theta[2] * x2[i];
    rows++;
    weight += weights[i];
    value -= weights[i] * log1p(exp(y[i] > 0 ? -eta : eta));
  }
  CHECK(at.rows == rows && at.weight == weight && near(at.value, value, 1e-13));
}

void test_sweep(void) {
  const struct host host = test_host(2);
  three_categories(&host);
  cumulative_categories(&host);
  non_parallel(&host);
  alternatives(&host);
  big_head(&host);
  tangent_and_refusals(&host);
  tangent_of_probit(&host);
  samples(&host);
  left_out_rows(&host);
  fill_many(&host);
  threads_and_kernels();
  several_rounds();
  test_host_free();
}
