/* Rows through the contrasts, against a model matrix formed by hand: forms, products, means; rows left out, a
   code without entry, a multiplier, a column that is centred. */
#include "quadratic.h"
#include <string.h>
#include "check.h"

enum { ROWS = 300, LEVELS = 3, COLUMNS = 5 };

static double x[ROWS];
static int code[ROWS], used[ROWS];

/* user columns: 1, x, two sum contrasts of the code, and x in its level 2 */
static const int start[] = {0, 1, 2, 4, 6, 7}, place[] = {0, 1, 2, 4, 3, 4, 6};
static const double value[] = {1, 1, 1, -1, 1, -1, 1};

static void by_hand(size_t row, double *out) {
  const int k = code[row] <= LEVELS ? code[row] : 0;
  out[0] = 1;
  out[1] = x[row];
  out[2] = (k == 1) - (k == 3);
  out[3] = (k == 2) - (k == 3);
  out[4] = k == 2 ? x[row] : 0;
}

static void fill(double *v) {
  random_seed(5);
  for (size_t i = 0; i < ROWS; i++) {
    used[i] = i % 7 != 3;
    x[i] = used[i] ? 3 + random_normal() : NAN;
    code[i] = 1 + (int)(i % (LEVELS + 1));
  }
  for (size_t i = 0; i < COLUMNS; i++)
    for (size_t j = 0; j <= i; j++) v[i + j * COLUMNS] = v[j + i * COLUMNS] = random_normal();
}

static void check_rows(const struct quadratic *rows, const double *v, size_t n, const struct host *host) {
  double *form = host_doubles(host, n), *product = host_doubles(host, n * COLUMNS), row[COLUMNS];
  bool ok = true;
  size_t at = 0;
  quadratic_forms(rows, v, form, host);
  quadratic_products(rows, v, n, product, host);
  for (size_t i = 0; i < ROWS; i++) {
    if (!used[i]) continue;
    double sum = 0;
    by_hand(i, row);
    if (rows->centre) row[1] -= rows->centre[1];
    for (size_t j = 0; j < COLUMNS; j++) {
      double part = 0;
      for (size_t k = 0; k < COLUMNS; k++) part += v[j * COLUMNS + k] * row[k];
      ok = ok && near(product[at + j * n], part, 1e-12);
      sum += part * row[j];
    }
    ok = ok && near(form[at++], sum, 1e-12);
  }
  CHECK(ok && at == n);
}

static void check_means(const struct quadratic *rows, const struct host *host) {
  double weight[ROWS], mean[COLUMNS], hand[COLUMNS] = {0}, row[COLUMNS], sum = 0;
  size_t n = 0;
  for (size_t i = 0; i < ROWS; i++) {
    if (!used[i]) continue;
    weight[n] = (double)(n % 4);
    by_hand(i, row);
    for (size_t j = 0; j < COLUMNS; j++) hand[j] += weight[n] * row[j];
    sum += weight[n++];
  }
  quadratic_means(rows, weight, mean, host);
  for (size_t j = 0; j < COLUMNS; j++) CHECK(near(mean[j], hand[j] / sum, 1e-13));
}

void test_quadratic(void) {
  const struct host host = test_host(1);
  const struct source source = {SOURCE_DOUBLE, x};
  struct column dense[] = {{0, NULL, 0, 1}, {1, &source, 0, 1}}, multiplier = {1, &source, 0, 1};
  struct block block[] = {{BLOCK_DENSE, 2, dense, NULL},
                          {BLOCK_CODE, LEVELS, NULL, code},
                          {BLOCK_CODE, LEVELS, &multiplier, code}};
  const struct term term[] = {{0, 0, 0, 1}, {0, 1, 2, 1}, {0, 2, 5, 1}};
  const struct design design = {.rows = ROWS,
                                .used = used,
                                .predictors = 1,
                                .blocks = 3,
                                .terms = 3,
                                .parameters = 8,
                                .block = block,
                                .term = term};
  const struct coding coding = {.columns = COLUMNS, .map = {8, COLUMNS, start, place, value}};
  const double centre[COLUMNS] = {0, 3, 0, 0, 0};
  double v[COLUMNS * COLUMNS];
  size_t n = 0;
  fill(v);
  for (size_t i = 0; i < ROWS; i++) n += used[i] != 0;
  check_rows(&(struct quadratic){&design, &coding, NULL}, v, n, &host);
  check_rows(&(struct quadratic){&design, &coding, centre}, v, n, &host);
  check_means(&(struct quadratic){&design, &coding, centre}, &host);
  v[4 * COLUMNS + 4] = NAN; /* met by level 2 alone */
  double form[ROWS];
  size_t missing = 0, level = 0;
  quadratic_forms(&(struct quadratic){&design, &coding, NULL}, v, form, &host);
  for (size_t i = 0; i < n; i++) missing += isnan(form[i]);
  for (size_t i = 0; i < ROWS; i++) level += used[i] && code[i] == 2;
  CHECK(missing == level);
}
