/* Aliases at, above and below the tolerance of 2^-46, with and without a head; rows that do not count; what a
   null vector does to X. */
#include "rank.h"
#include <string.h>
#include "check.h"
#include "plan.h"

enum { ROWS = 400, LEVELS = 40, DENSE = 4, MOST = DENSE + LEVELS };

static double x1[ROWS], x2[ROWS], x3[ROWS], weights[ROWS];
static double y[ROWS]; /* all 0: what the outcome is does not matter */
static int code[ROWS], used[ROWS];
static unsigned char absent[2 * ROWS];
static struct source source1 = {SOURCE_DOUBLE, x1}, source2 = {SOURCE_DOUBLE, x2},
                     source3 = {SOURCE_DOUBLE, x3};
static double relation[MOST * MOST];
static size_t dropped[MOST];

struct subject { /* columns 1, x1, x2 (and x3) and, for a factor, its levels but the first */
  size_t dense;
  bool factor, centred;
  const int *used;
  const unsigned char *absent;
  const double *weights;
};

struct coded {
  int start[MOST + 1], index[MOST], shift_start[MOST + 1], shift_index[DENSE];
  double value[MOST], ones[DENSE];
};

/* column j of the user's is coefficient j of phi, past the first level; dense columns may be centred */
static struct coding coding_of(const struct subject *subject, struct coded *c) {
  const size_t d = subject->dense, user = subject->factor ? d + LEVELS - 1 : d;
  int shifts = 0;
  for (size_t j = 0; j < user; j++) {
    c->start[j] = (int)j;
    c->index[j] = (int)(j < d ? j : j + 1);
    c->value[j] = 1;
    c->shift_start[j] = shifts;
    if (!subject->centred || j == 0 || j >= d) continue;
    c->shift_index[shifts] = 0;
    c->ones[shifts++] = 1;
  }
  c->start[user] = (int)user;
  c->shift_start[user] = shifts;
  return (struct coding){.columns = user,
                         .map = {subject->factor ? d + LEVELS : d, user, c->start, c->index, c->value},
                         .shift = {user, user, c->shift_start, c->shift_index, c->ones}};
}

/* max over used rows of |X v|, relative to the terms that cancel */
static double residual(const struct design *design, const struct layout *layout,
                       const struct transform *transform, const struct subject *subject, const double *v) {
  double phi[MOST + 1] = {0}, worst = 0;
  struct entry entry[MOST];
  transform_to_blocks(transform, v, phi);
  for (size_t i = 0; i < ROWS; i++) {
    if (!design_uses(design, i) || (subject->absent && subject->absent[i])) continue;
    if (subject->weights && !(subject->weights[i] > 0)) continue;
    const size_t n = design_row(design, 0, i, entry);
    double sum = 0, size = 1;
    for (size_t k = 0; k < n; k++) {
      const double term = pair_value(entry[k].value) * phi[layout->position[entry[k].parameter]];
      sum += term;
      size = fmax(size, fabs(term));
    }
    worst = fmax(worst, fabs(sum) / size);
  }
  return worst;
}

static void check_null(const struct design *design, const struct layout *layout,
                       const struct transform *transform, const struct subject *subject,
                       const struct null_space *null) {
  const size_t p = shape_parameters(&transform->shape);
  size_t held = 0;
  for (size_t k = 0; k < p; k++) held += !null->free[k];
  CHECK(held == null->dimension);
  for (size_t k = 0; k < null->dimension; k++)
    CHECK(residual(design, layout, transform, subject, null->vector + k * p) < 1e-12);
}

static size_t null_dimension(const struct subject *subject, const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}, {1, &source3, 0, 1}};
  const size_t d = subject->dense, blocks = subject->factor ? 2 : 1;
  struct block block[] = {{BLOCK_DENSE, d, column, NULL}, {BLOCK_CODE, LEVELS, NULL, code}};
  const struct term term[] = {{0, 0, 0, 1}, {0, 1, d, 1}};
  struct design design = {.rows = ROWS,
                          .used = subject->used,
                          .predictors = 1,
                          .blocks = blocks,
                          .terms = blocks,
                          .parameters = subject->factor ? d + LEVELS : d,
                          .block = block,
                          .term = term};
  struct coded coded;
  const struct coding coding = coding_of(subject, &coded);
  CHECK(standardise(&design, &coding, subject->weights, host) == STATUS_OK);
  const struct layout layout = plan_layout(&design, transform_heads(&design, &coding, host), host);
  CHECK(layout.shape.blocks == (subject->factor ? LEVELS : 0));
  const struct transform *transform = transform_new(&design, &coding, &layout, host);
  const struct response response = {.y = y, .weights = subject->weights, .absent = subject->absent};
  const struct null_space null =
      rank_null_space(&design, &layout, transform, &binomial_model, &response, host);
  check_null(&design, &layout, transform, subject, &null);
  if (null.dimension > 0) rank_relations(transform, &null, relation, dropped, host);
  return null.dimension;
}

static void fill(double factor, double gap) {
  random_seed(5);
  for (size_t i = 0; i < ROWS; i++) {
    x1[i] = random_normal();
    x2[i] = factor * x1[i] + gap * random_normal();
    x3[i] = random_normal();
    code[i] = 1 + (int)(i % LEVELS);
    weights[i] = 1;
    used[i] = 1;
    absent[i] = 0;
  }
}

/* exact; nearly: the gap as a share of the column; with and without centring */
static void near_aliases(const struct host *host) {
  static const struct {
    double gap;
    size_t dimension;
  } cases[] = {{0, 1}, {0x1p-50, 1}, {0x1p-49, 1}, {0x1p-45, 0}, {0x1p-40, 0}, {0x1p-30, 0}, {0x1p-10, 0}};
  for (int k = 0; k < 4; k++) {
    const struct subject subject = {.dense = 3, .factor = k % 2 == 1, .centred = k >= 2};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
      fill(0.45359237, cases[c].gap);
      CHECK(null_dimension(&subject, host) == cases[c].dimension);
      if (cases[c].dimension == 0) continue;
      CHECK(dropped[0] == 2 && relation[0] == 0 && relation[2] == -1);
      CHECK(near(relation[1], 0.45359237, 1e-12));
    }
  }
}

/* two dependencies at once: each dropped column is the last of its own, and reads none of the other */
static void two_relations(const struct host *host) {
  for (int factor = 0; factor < 2; factor++) {
    const struct subject subject = {.dense = 4, .factor = factor};
    const size_t user = factor ? 4 + LEVELS - 1 : 4;
    fill(2, 0);
    for (size_t i = 0; i < ROWS; i++) x3[i] = 0.5 * x1[i] + 0.25 * x2[i]; /* = x1 */
    CHECK(null_dimension(&subject, host) == 2);
    CHECK(dropped[0] == 3 && dropped[1] == 2);
    for (size_t k = 0; k < 2; k++) {
      const double *v = relation + k * user;
      CHECK(v[dropped[k]] == -1 && v[dropped[1 - k]] == 0);
      CHECK(near(v[1], k == 0 ? 1 : 2, 1e-12) && v[0] == 0);
    }
  }
}

static void factors(const struct host *host) {
  const struct subject subject = {.dense = 3, .factor = true};
  fill(0, 1);
  for (size_t i = 0; i < ROWS; i++) x2[i] = code[i] % 2; /* a coarser factor: nested in the levels */
  CHECK(null_dimension(&subject, host) == 1);
  CHECK(dropped[0] == LEVELS + 1); /* the last level, as glm drops it */
  fill(0, 1);
  for (size_t i = 0; i < ROWS; i++)
    if (code[i] == 7) code[i] = 6; /* a level without rows */
  CHECK(null_dimension(&subject, host) == 1);
  CHECK(dropped[0] == 3 + 7 - 2 && relation[dropped[0]] == -1);
}

/* x2 differs from a multiple of x1 in a few rows only: what are these rows? */
static void rows_that_count(const struct host *host) {
  for (int k = 0; k < 4; k++) {
    struct subject subject = {.dense = 3, .factor = k % 2 == 1, .centred = k >= 2};
    fill(0.3, 0);
    for (size_t i = 0; i < ROWS; i += 50) x2[i] += 1, weights[i] = 0, used[i] = 0, absent[i] = 1;
    CHECK(null_dimension(&subject, host) == 0);
    subject.weights = weights;
    CHECK(null_dimension(&subject, host) == 1 && dropped[0] == 2);
    subject.weights = NULL;
    subject.absent = absent;
    CHECK(null_dimension(&subject, host) == 1 && dropped[0] == 2);
    subject.absent = NULL;
    subject.used = used;
    for (size_t i = 0; i < ROWS; i += 50) x1[i] = NAN;
    CHECK(null_dimension(&subject, host) == 1 && dropped[0] == 2);
  }
}

/* a column of the user's that reads two block columns in the same row: X'X has their product twice */
static void one_column_of_two(const struct host *host) {
  struct column column[] = {{1, &source1, 0, 1}, {1, &source2, 0, 1}, {1, &source3, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  const struct design design = {
      .rows = ROWS, .predictors = 1, .blocks = 1, .terms = 1, .parameters = 3, .block = block, .term = term};
  const int start[] = {0, 2, 3}, index[] = {0, 1, 2}, none[] = {0, 0, 0};
  const double value[] = {1, 1, 1};
  const struct coding coding = {
      .columns = 2, .map = {3, 2, start, index, value}, .shift = {2, 2, none, NULL, NULL}};
  const struct layout layout = plan_layout(&design, NULL, host);
  const struct transform *transform = transform_new(&design, &coding, &layout, host);
  const struct response response = {.y = y};
  for (size_t i = 0; i < ROWS; i++) {
    x1[i] = (double)(i % 7);
    x2[i] = (double)(i % 5) + 1;
    x3[i] = x1[i] + x2[i];
  }
  const struct null_space null =
      rank_null_space(&design, &layout, transform, &binomial_model, &response, host);
  CHECK(null.dimension == 1);
  if (null.dimension == 1) CHECK(near(null.vector[0], 1, 1e-13) && null.vector[1] == -1);
  x3[9] += 1;
  CHECK(rank_null_space(&design, &layout, transform, &binomial_model, &response, host).dimension == 0);
}

/* even rows ask for eta_1 to rise, odd ones for eta_2 - eta_1; or all, for eta_1 alone */
static bool second_read;

static size_t two_bounds(const struct response *response, size_t row, size_t predictors,
                         struct bound *bound) {
  (void)response;
  (void)predictors;
  bound[0] =
      row % 2 && second_read ? (struct bound){0, 1, 0, false} : (struct bound){0, 0, NO_PREDICTOR, false};
  return 1;
}

/* A column of a predictor that no bound names is aliased; one that both predictors read alike is, where only
   their difference is named; x2 is not 0 in even rows alone, and no row reads it. */
static void what_is_named(const struct host *host) {
  static const struct model model = {.name = "two", .bounds = two_bounds};
  struct column column[] = {{1, &source1, 0, 1}, {1, &source2, 0, 1}, {1, &source3, 0, 1}};
  struct block block[] = {
      {BLOCK_DENSE, 1, column, NULL}, {BLOCK_DENSE, 1, column + 1, NULL}, {BLOCK_DENSE, 1, column + 2, NULL}};
  const struct term term[] = {{0, 0, 0, 1}, {1, 1, 1, 1}, {0, 2, 2, -3}, {1, 2, 2, -3}};
  const struct design design = {
      .rows = ROWS, .predictors = 2, .blocks = 3, .terms = 4, .parameters = 3, .block = block, .term = term};
  const int start[] = {0, 1, 2, 3}, index[] = {0, 1, 2}, none[] = {0, 0, 0, 0};
  const double value[] = {1, 1, 1};
  const struct coding coding = {
      .columns = 3, .map = {3, 3, start, index, value}, .shift = {3, 3, none, NULL, NULL}};
  const struct layout layout = plan_layout(&design, NULL, host);
  const struct transform *transform = transform_new(&design, &coding, &layout, host);
  const struct response response = {.y = y};
  fill(0, 1);
  second_read = true;
  CHECK(rank_null_space(&design, &layout, transform, &model, &response, host).dimension == 0);
  second_read = false;
  struct null_space null = rank_null_space(&design, &layout, transform, &model, &response, host);
  CHECK(null.dimension == 1 && !null.free[1]);
  second_read = true;
  for (size_t i = 0; i < ROWS; i += 2) x3[i] = 0;
  null = rank_null_space(&design, &layout, transform, &model, &response, host);
  CHECK(null.dimension == 1 && !null.free[2]);
  fill(0, 1);
  for (size_t i = 1; i < ROWS; i += 2) x2[i] = 0;
  null = rank_null_space(&design, &layout, transform, &model, &response, host);
  CHECK(null.dimension == 1 && !null.free[1]);
}

void test_rank(void) {
  const struct host host = test_host(1);
  near_aliases(&host);
  two_relations(&host);
  factors(&host);
  rows_that_count(&host);
  one_column_of_two(&host);
  what_is_named(&host);
}
