/* Columns that several terms read, and which factors may be the head. */
#include "transform.h"
#include "check.h"

enum { ROWS = 60, LEVELS = 40 };

static double x1[ROWS], x2[ROWS];
static int code[ROWS];
static struct source source1 = {SOURCE_DOUBLE, x1}, source2 = {SOURCE_DOUBLE, x2};
static const double ones[LEVELS + 8] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static void fill(void) {
  for (size_t i = 0; i < ROWS; i++) {
    x1[i] = 100 + (double)(i % 5);
    x2[i] = 200 + (double)(i % 7);
    code[i] = 1 + (int)(i % LEVELS);
  }
}

/* Two predictors over 1, x1, x2; the second may not shift its x2, so nobody's is centred. Each column has one
   place in the list, so that no two threads meet on it. */
static void shared_columns(const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}, {1, &source1, 0, 1}, {1, &source2, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 3, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}, {1, 0, 3, -2}};
  struct design design = {
      .rows = ROWS, .predictors = 2, .blocks = 1, .terms = 2, .parameters = 6, .block = block, .term = term};
  const int start[] = {0, 1, 2, 3, 4, 5, 6}, index[] = {0, 1, 2, 3, 4, 5};
  const int shift[] = {0, 0, 1, 2, 2, 3, 3}, shifted[] = {0, 0, 3};
  const struct coding coding = {
      .columns = 6, .map = {6, 6, start, index, ones}, .shift = {6, 6, shift, shifted, ones}};
  CHECK(standardise(&design, &coding, NULL, host) == STATUS_OK);
  CHECK(column[1].centre == 102 && column[1].scale == 2);
  CHECK(column[2].centre == 0 && column[2].scale == 256);
  for (size_t j = 0; j < 6; j++) CHECK(transform_column(&design, &coding, j) == &column[j % 3]);
}

/* An effect a level is that of the level and of the constant together: of one sign, in one predictor. */
static bool may_be_head(double constant_sign, double factor_sign, size_t predictors,
                        const struct host *host) {
  struct column column[] = {{0, NULL, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 1, column, NULL}, {BLOCK_CODE, LEVELS, NULL, code}};
  const struct term term[] = {
      {0, 0, 0, constant_sign}, {0, 1, 1, factor_sign}, {1, 0, LEVELS + 1, 1}, {1, 1, 1, factor_sign}};
  const struct design design = {.rows = ROWS,
                                .predictors = predictors,
                                .blocks = 2,
                                .terms = 2 * predictors,
                                .parameters = LEVELS + predictors,
                                .block = block,
                                .term = term};
  int start[LEVELS + 2], index[LEVELS + 2], none[LEVELS + 2] = {0};
  for (int j = 0; j <= LEVELS + 1; j++) start[j] = j, index[j] = j == 0 ? 0 : j + 1; /* all but the first */
  const struct coding coding = {.columns = LEVELS,
                                .map = {LEVELS + predictors, LEVELS, start, index, ones},
                                .shift = {LEVELS, LEVELS, none, NULL, NULL}};
  return transform_heads(&design, &coding, host)[1];
}

void test_transform(void) {
  const struct host host = test_host(2);
  fill();
  shared_columns(&host);
  CHECK(may_be_head(1, 1, 1, &host) && may_be_head(-1, -1, 1, &host));
  CHECK(!may_be_head(1, -1, 1, &host) && !may_be_head(1, 1, 2, &host));
  test_host_free();
}
