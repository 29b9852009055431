/* The design by itself: products of columns rounded left to right, as R rounds them; codes without an entry;
   left-out rows, whose values are never touched; linear predictors against the rows as lists; which terms
   stand in the head. */
#include "design.h"
#include <limits.h>
#include <string.h>
#include "check.h"
#include "layout.h"
#include "plan.h"

enum { ROWS = 600, LEVELS = 5, ENTRIES = 16 }; /* two tiles and a part of one */

static double x1[ROWS], x2[ROWS], offset[ROWS];
static int k1[ROWS], code[ROWS], below[ROWS], other[ROWS], used[ROWS];

static const struct source sources[] = {{SOURCE_DOUBLE, x1}, {SOURCE_DOUBLE, x2}, {SOURCE_INTEGER, k1}};

static void fill(void) {
  random_seed(17);
  for (size_t i = 0; i < ROWS; i++) {
    x1[i] = random_normal();
    x2[i] = random_normal();
    offset[i] = random_normal();
    k1[i] = (int)(i % 11) - 5;
    code[i] = 1 + (int)(random_uniform() * (LEVELS + 1)); /* LEVELS + 1: no entry */
    below[i] = code[i] - 1;                               /* 0: no entry */
    other[i] = 1 + (int)(i % LEVELS);
    used[i] = 1;
  }
  code[7] = INT_MIN; /* R's NA */
  code[8] = -3;
}

/* (x1 x2) k1, each product a double of its own: a store that nothing contracts across */
static double by_hand(size_t row) {
  volatile double value = x1[row] * x2[row];
  value = value * (double)k1[row];
  return value;
}

static bool column_ok(const struct column *column, const struct tile *tile, const double *gathered) {
  bool ok = true;
  for (size_t i = 0; i < tile->rows; i++) {
    const size_t row = tile->raw[i];
    const double value = by_hand(row);
    volatile double difference = value - column->centre;
    const struct pair pair = column_pair(column, row);
    const long double exact = ((long double)value - column->centre) / column->scale;
    ok = ok && gathered[i] == difference / column->scale && column_value(column, row) == gathered[i];
    ok = ok && fabsl((long double)pair.high + pair.low - exact) <= 0x1p-60L * fabsl(exact);
  }
  for (size_t i = tile->rows; i < tile->padded; i++) ok = ok && gathered[i] == 0;
  return ok;
}

/* every row; then every third left out, and one tile altogether */
static void products_of_columns(const struct host *host) {
  struct column column[] = {{3, sources, 0, 1}, {3, sources, 0.3, 0.25}};
  struct block block[] = {{BLOCK_DENSE, 2, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  struct design design = {
      .rows = ROWS, .predictors = 1, .blocks = 1, .terms = 1, .parameters = 2, .block = block, .term = term};
  fill();
  for (int masked = 0; masked < 2; masked++) {
    struct tile *tile = tile_new(&design, host);
    size_t seen = 0, expected = 0;
    for (size_t t = 0; t < design_tiles(&design); t++) {
      design_gather(&design, t, tile);
      CHECK(tile->padded % TILE_PAD == 0 && tile->padded < tile->rows + TILE_PAD);
      CHECK(column_ok(&column[0], tile, tile->dense[0]));
      CHECK(column_ok(&column[1], tile, tile->dense[0] + TILE_STRIDE));
      seen += tile->rows;
    }
    for (size_t i = 0; i < ROWS; i++) expected += design_uses(&design, i);
    CHECK(seen == expected);
    for (size_t i = 0; i < ROWS; i++) used[i] = i % 3 != 0 && i / TILE_ROWS != 1;
    for (size_t i = 0; i < ROWS; i++)
      if (!used[i]) x1[i] = x2[i] = NAN;
    design.used = used;
  }
}

static struct column mixed_column[] = {{0, NULL, 0, 1}, {1, sources, 0.5, 2}, {2, sources + 1, 0, 1}};
static struct column multiplier = {1, sources + 1, 0.25, 0.5};

/* two predictors; dense and thresholds shared, signs -1 and -3, a code with a multiplier, an offset on one */
static struct design mixed(void) {
  static struct block block[] = {
      {BLOCK_CODE, LEVELS, NULL, code},         {BLOCK_CODE, LEVELS, NULL, below},
      {BLOCK_DENSE, 3, mixed_column, NULL},     {BLOCK_CODE, LEVELS, &multiplier, code},
      {BLOCK_CODE, LEVELS, &multiplier, below}, {BLOCK_CODE, LEVELS, NULL, other}};
  static const struct term term[] = {
      {0, 0, 0, 1},          {1, 1, 0, 1},          {0, 2, LEVELS, -3},         {1, 2, LEVELS, -1},
      {0, 3, LEVELS + 3, 1}, {1, 4, LEVELS + 3, 1}, {0, 5, 2 * LEVELS + 3, -1}, {1, 5, 2 * LEVELS + 3, -3}};
  static const double *const offsets[] = {offset, NULL};
  return (struct design){.rows = ROWS,
                         .used = used,
                         .predictors = 2,
                         .blocks = 6,
                         .terms = 8,
                         .parameters = 3 * LEVELS + 3,
                         .block = block,
                         .term = term,
                         .offset = offsets};
}

static void predictor_and_rows(const struct design *design, const struct tile *tile, size_t a,
                               const double *phi, double *eta, double *magnitude) {
  struct entry entry[ENTRIES];
  bool ok = true;
  design_predict(design, tile, kernel_current(), a, phi, true, eta);
  design_magnitude(design, tile, a, phi, magnitude);
  for (size_t i = 0; i < tile->rows; i++) {
    const size_t n = design_row(design, a, tile->raw[i], entry);
    double sum = a == 0 ? offset[tile->raw[i]] : 0, size = fabs(sum);
    for (size_t k = 0; k < n; k++) {
      sum += pair_value(entry[k].value) * phi[entry[k].parameter];
      size += fabs(pair_value(entry[k].value) * phi[entry[k].parameter]);
    }
    ok = ok && n <= design_row_entries(design) && near(eta[i], sum, 1e-14) && near(magnitude[i], size, 1e-14);
  }
  CHECK(ok);
  design_predict(design, tile, kernel_current(), a, phi, false, magnitude);
  for (size_t i = 0; i < tile->rows; i++)
    ok = ok && near(eta[i] - magnitude[i], a == 0 ? offset[tile->raw[i]] : 0, 1e-14);
  CHECK(ok);
}

static void predictors(const struct host *host) {
  fill();
  const struct design design = mixed();
  double phi[3 * LEVELS + 3];
  for (size_t j = 0; j < design.parameters; j++) phi[j] = random_normal();
  for (size_t i = 0; i < ROWS; i++) used[i] = i % 4 != 1;
  for (size_t i = 1; i < ROWS; i += 4) x1[i] = x2[i] = offset[i] = NAN, code[i] = INT_MAX;
  CHECK(design_row_entries(&design) <= ENTRIES);
  struct tile *tile = tile_new(&design, host);
  double *eta = host_doubles(host, TILE_STRIDE), *magnitude = host_doubles(host, TILE_STRIDE);
  for (size_t t = 0; t < design_tiles(&design); t++) {
    design_gather(&design, t, tile);
    for (size_t a = 0; a < 2; a++) predictor_and_rows(&design, tile, a, phi, eta, magnitude);
    for (size_t i = tile->rows; i < tile->padded; i++) CHECK(tile->code[0][i] == -1);
  }
}

/* Thresholds and their multiplied codes are the coupled head; a factor that happens to have as many levels
   is not of it. Positions are a permutation. */
static void heads(const struct host *host) {
  fill();
  const struct design design = mixed();
  const struct layout layout = plan_layout(&design, NULL, host);
  const struct shape *shape = &layout.shape;
  CHECK(shape->coupled && shape->blocks == LEVELS && shape->order == 2 && shape->tail == LEVELS + 3);
  CHECK(layout.place[0].head && layout.place[1].head && layout.place[4].head && layout.place[5].head);
  CHECK(!layout.place[2].head && !layout.place[6].head && !layout.place[7].head);
  bool taken[3 * LEVELS + 3] = {false};
  for (size_t j = 0; j < design.parameters; j++) {
    const size_t at = layout.position[j];
    CHECK(at < design.parameters && !taken[at]);
    if (at < design.parameters) taken[at] = true;
  }
}

void test_design(void) {
  const struct host host = test_host(1);
  for (size_t k = 0; kernel_available(k); k++) {
    CHECK(kernel_choose(kernel_available(k)->name) == STATUS_OK);
    products_of_columns(&host);
    predictors(&host);
  }
  kernel_choose(NULL);
  heads(&host);
}
