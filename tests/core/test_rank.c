/* Aliases at, above and below the tolerance of 2^-46, with and without a head. */
#include "rank.h"
#include "check.h"
#include "plan.h"

enum { ROWS = 400, LEVELS = 40 };

static double x1[ROWS], x2[ROWS];
static int code[ROWS];
static struct source source1 = {SOURCE_DOUBLE, x1}, source2 = {SOURCE_DOUBLE, x2};

/* columns 1, x1, x2 and, for a factor, its levels but the first; no centring */
static size_t null_dimension(bool factor, const struct host *host, size_t *dropped, double *relation) {
  static int start[LEVELS + 4], index[LEVELS + 4], none[LEVELS + 5];
  static double value[LEVELS + 4];
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}, {BLOCK_CODE, LEVELS, NULL, code}};
  const struct term term[] = {{0, 0, 0, 1}, {0, 1, 3, 1}};
  const size_t blocks = factor ? 2 : 1, user = factor ? 3 + LEVELS - 1 : 3;
  struct design design = {.rows = ROWS,
                          .predictors = 1,
                          .blocks = blocks,
                          .terms = blocks,
                          .parameters = factor ? 3 + LEVELS : 3,
                          .block = block,
                          .term = term};
  for (size_t j = 0; j < user; j++) {
    start[j] = (int)j;
    index[j] = (int)(j < 3 ? j : j + 1);
    value[j] = 1;
  }
  start[user] = (int)user;
  const struct coding coding = {.columns = user,
                                .map = {design.parameters, user, start, index, value},
                                .shift = {user, user, none, NULL, NULL}};
  CHECK(standardise(&design, &coding, NULL, host) == STATUS_OK);
  const struct layout layout = plan_layout(&design, transform_heads(&design, &coding, host), host);
  CHECK(layout.shape.blocks == (factor ? LEVELS : 0));
  const struct transform *transform = transform_new(&design, &coding, &layout, host);
  const struct null_space null = rank_null_space(&design, &layout, transform, NULL, NULL, host);
  if (null.dimension == 1) rank_relations(transform, &null, relation, dropped, host);
  return null.dimension;
}

static void fill(double factor, double gap) {
  random_seed(5);
  for (size_t i = 0; i < ROWS; i++) {
    x1[i] = random_normal();
    x2[i] = factor * x1[i] + gap * random_normal();
    code[i] = 1 + (int)(i % LEVELS);
  }
}

void test_rank(void) {
  const struct host host = test_host(1);
  double relation[LEVELS + 4];
  size_t dropped[LEVELS + 4];
  for (int factor = 0; factor < 2; factor++) {
    fill(0.45359237, 0);
    CHECK(null_dimension(factor, &host, dropped, relation) == 1);
    CHECK(dropped[0] == 2 && near(relation[1], 0.45359237, 1e-12) && relation[0] == 0 && relation[2] == -1);
    fill(0.45359237, 0x1p-50);
    CHECK(null_dimension(factor, &host, dropped, relation) == 1);
    fill(0.45359237, 0x1p-40);
    CHECK(null_dimension(factor, &host, dropped, relation) == 0);
  }
  fill(0, 1);
  for (size_t i = 0; i < ROWS; i++) x2[i] = code[i] % 2; /* a coarser factor: nested in the levels */
  CHECK(null_dimension(true, &host, dropped, relation) == 1);
  CHECK(dropped[0] == LEVELS + 1); /* the last level, as glm drops it */
}
