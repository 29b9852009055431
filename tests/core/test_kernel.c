#include "kernel.h"
#include <float.h>
#include <string.h>
#include "check.h"

/* A vector function against its long double reference: the largest relative error; below DBL_MIN in units of
   the smallest double. */
static double error_of(double value, long double exact) {
  if (isnan(value) || isnan(exact)) return isnan(value) && isnan(exact) ? 0 : INFINITY;
  if ((double)exact == value) return 0;
  if (isinf(value) || isinf((double)exact)) return INFINITY;
  const long double scale = fabsl(exact) < DBL_MIN ? DBL_MIN : fabsl(exact);
  return (double)(fabsl(value - exact) / scale);
}

enum { POINTS = 4096 };

static double worst_error(void (*f)(size_t, const double *, double *), long double (*exact)(long double),
                          const double *x) {
  static double y[POINTS];
  double worst = 0;
  f(POINTS, x, y);
  for (size_t i = 0; i < POINTS; i++) worst = fmax(worst, error_of(y[i], exact(x[i])));
  return worst;
}

/* the bound that kernel.h states */
#define ULPS 4e-16

static void test_exp(const struct kernel *kernel) {
  static double x[POINTS];
  static const double special[] = {0,
                                   -0.0,
                                   INFINITY,
                                   -INFINITY,
                                   NAN,
                                   709.78,
                                   709.79,
                                   710,
                                   1e308,
                                   -708.3,
                                   -708.5,
                                   -745.1,
                                   -745.2,
                                   -746,
                                   -1e308,
                                   1e-320,
                                   -1e-320,
                                   1e-17,
                                   0.34657359027997264};
  for (size_t i = 0; i < POINTS; i++) x[i] = -746 + 1456 * random_uniform();
  memcpy(x, special, sizeof special);
  CHECK(worst_error(kernel->exp, expl, x) <= ULPS);
  for (size_t i = 0; i < POINTS; i++) x[i] = -1 + 2 * random_uniform();
  CHECK(worst_error(kernel->exp, expl, x) <= ULPS);
  for (size_t i = 0; i < POINTS; i++) x[i] = -745.2 + 37 * random_uniform(); /* subnormal results */
  CHECK(worst_error(kernel->exp, expl, x) <= ULPS);
}

static void test_log(const struct kernel *kernel) {
  static double x[POINTS];
  static const double special[] = {0,
                                   1,
                                   INFINITY,
                                   NAN,
                                   DBL_MIN,
                                   DBL_MAX,
                                   5e-324,
                                   1e-310,
                                   -1,
                                   -INFINITY,
                                   1 + DBL_EPSILON,
                                   1 - DBL_EPSILON / 2,
                                   0.7071067811865475,
                                   0.7071067811865476,
                                   1.4142135623730951,
                                   1.414213562373095,
                                   2,
                                   0.5};
  for (size_t i = 0; i < POINTS; i++) x[i] = exp(-744 + 1453 * random_uniform());
  memcpy(x, special, sizeof special);
  CHECK(worst_error(kernel->log, logl, x) <= ULPS);
  for (size_t i = 0; i < POINTS; i++) x[i] = 0.5 + 1.5 * random_uniform();
  CHECK(worst_error(kernel->log, logl, x) <= ULPS);
  for (size_t i = 0; i < POINTS; i++) x[i] = 1 + random_normal() * exp(-30 * random_uniform() - 3);
  CHECK(worst_error(kernel->log, logl, x) <= ULPS);
}

static void test_log1p(const struct kernel *kernel) {
  static double x[POINTS];
  static const double special[] = {0,     1,       NAN, 5e-324, 1e-310, DBL_MIN, 0.5, 0.5 + DBL_EPSILON,
                                   1e-17, -1.0 / 3};
  for (size_t i = 0; i < POINTS; i++) x[i] = -1.0 / 3 + 4.0 / 3 * random_uniform();
  memcpy(x, special, sizeof special);
  CHECK(worst_error(kernel->log1p, log1pl, x) <= ULPS);
  for (size_t i = 0; i < POINTS; i++) x[i] = exp(-744 * random_uniform());
  CHECK(worst_error(kernel->log1p, log1pl, x) <= ULPS);
}

static void test_logistic(const struct kernel *kernel) {
  static double eta[POINTS], mean[POINTS], rest[POINTS];
  for (size_t i = 0; i < POINTS; i++) eta[i] = (i % 2 ? 5 : 700) * (2 * random_uniform() - 1);
  eta[0] = INFINITY, eta[1] = -INFINITY, eta[2] = NAN, eta[3] = 0, eta[4] = -800, eta[5] = 800, eta[6] = -745;
  kernel->logistic(POINTS, eta, mean, rest);
  double worst = 0;
  for (size_t i = 0; i < POINTS; i++) {
    worst = fmax(worst, error_of(mean[i], 1 / (1 + expl(-(long double)eta[i]))));
    worst = fmax(worst, error_of(rest[i], 1 / (1 + expl(eta[i]))));
  }
  CHECK(worst <= 6e-16); /* exp, a sum, a division and a product */
}

enum { COLUMNS = 43 };

static double x[COLUMNS * TILE_STRIDE], y[COLUMNS * TILE_STRIDE], work[COLUMNS * TILE_STRIDE], w[TILE_ROWS];

static void fill(void) {
  for (size_t i = 0; i < COLUMNS * TILE_STRIDE; i++) x[i] = random_normal(), y[i] = random_normal();
  for (size_t i = 0; i < TILE_ROWS; i++) w[i] = random_uniform();
}

/* sum of a product of three, and of its absolute values, which scales the rounding */
static long double sum_of(size_t n, const double *a, const double *b, const double *c, long double *scale) {
  long double sum = 0;
  *scale = 0;
  for (size_t i = 0; i < n; i++) {
    const long double term = (long double)a[i] * b[i] * (c ? c[i] : 1);
    sum += term;
    *scale += fabsl(term);
  }
  return sum;
}

static bool sum_close(double value, double before, long double sum, long double scale) {
  return fabsl(value - (before + sum)) <= 1e-14L * (scale + fabsl(before));
}

static void test_gram(const struct kernel *kernel, size_t n, size_t p) {
  enum { LD = COLUMNS + 2 };
  static double h[LD * COLUMNS], again[LD * COLUMNS];
  for (size_t i = 0; i < LD * COLUMNS; i++) h[i] = again[i] = (double)i;
  kernel->gram(n, p, x, TILE_STRIDE, w, work, h, LD);
  kernel->gram(n, p, x, TILE_STRIDE, w, work, again, LD);
  bool ok = true, untouched = true;
  for (size_t j = 0; j < COLUMNS; j++)
    for (size_t i = 0; i < LD; i++) {
      const double before = (double)(i + j * LD);
      if (j < p && i <= j) {
        long double scale;
        const long double sum = sum_of(n, x + i * TILE_STRIDE, x + j * TILE_STRIDE, w, &scale);
        ok = ok && sum_close(h[i + j * LD], before, sum, scale);
      } else {
        untouched = untouched && h[i + j * LD] == before;
      }
    }
  CHECK(ok);
  CHECK(untouched);
  CHECK(memcmp(h, again, sizeof h) == 0);
}

static void test_cross(const struct kernel *kernel, size_t n, size_t p, size_t q) {
  enum { LD = COLUMNS + 1 };
  static double c[LD * COLUMNS];
  for (size_t i = 0; i < LD * COLUMNS; i++) c[i] = (double)i;
  kernel->cross(n, p, x, q, y, TILE_STRIDE, w, work, c, LD);
  bool ok = true;
  for (size_t j = 0; j < COLUMNS; j++)
    for (size_t i = 0; i < LD; i++) {
      const double before = (double)(i + j * LD);
      long double sum = 0, scale = 0;
      if (i < p && j < q) sum = sum_of(n, x + i * TILE_STRIDE, y + j * TILE_STRIDE, w, &scale);
      ok = ok && (scale > 0 ? sum_close(c[i + j * LD], before, sum, scale) : c[i + j * LD] == before);
    }
  CHECK(ok);
}

static void test_multiply(const struct kernel *kernel, size_t n, size_t p) {
  double eta[TILE_ROWS], s[COLUMNS];
  for (size_t i = 0; i < TILE_ROWS; i++) eta[i] = (double)i;
  for (size_t j = 0; j < COLUMNS; j++) s[j] = (double)j;
  kernel->multiply(n, p, x, TILE_STRIDE, y, eta);
  kernel->multiply_t(n, p, x, TILE_STRIDE, y, s);
  bool rows = true, columns = true;
  for (size_t i = 0; i < TILE_ROWS; i++) {
    long double sum = 0, scale = 0;
    for (size_t j = 0; j < p && i < n; j++) {
      const long double term = (long double)x[i + j * TILE_STRIDE] * y[j];
      sum += term;
      scale += fabsl(term);
    }
    rows = rows && sum_close(eta[i], (double)i, sum, scale);
  }
  for (size_t j = 0; j < COLUMNS; j++) {
    long double scale = 0, sum = j < p ? sum_of(n, x + j * TILE_STRIDE, y, NULL, &scale) : 0;
    columns = columns && sum_close(s[j], (double)j, sum, scale);
  }
  CHECK(rows);
  CHECK(columns);
}

static void test_vectors(const struct kernel *kernel, size_t n) {
  double a[TILE_ROWS], b[TILE_ROWS];
  memcpy(a, y, sizeof a);
  kernel->axpy(n, 0.3, x, a);
  kernel->product(n, w, x, b);
  bool axpy = true, product = true;
  for (size_t i = 0; i < TILE_ROWS; i++) {
    axpy = axpy && near(a[i], i < n ? y[i] + 0.3 * x[i] : y[i], 4e-16);
    product = product && (i >= n || b[i] == w[i] * x[i]);
  }
  CHECK(axpy);
  CHECK(product);
  long double scale;
  const long double sum = sum_of(n, x, y, NULL, &scale);
  CHECK(sum_close(kernel->dot(n, x, y), 0, sum, scale));
}

/* columns in single precision: read as what they are, summed in double */
static void test_narrow(const struct kernel *kernel, size_t n, size_t p) {
  static float z[COLUMNS * TILE_STRIDE];
  double a[TILE_ROWS], b[TILE_ROWS], s[COLUMNS], t[COLUMNS], back[TILE_ROWS];
  bool narrow = true, combine = true, dots = true;
  for (size_t i = 0; i < COLUMNS * TILE_STRIDE; i++) z[i] = (float)x[i];
  memcpy(back, x, sizeof back);
  kernel->narrow(n, back, z);
  kernel->ratio(n, x, w, b);
  for (size_t i = 0; i < n; i++)
    narrow = narrow && z[i] == (float)x[i] && back[i] == z[i] && b[i] == x[i] / w[i];
  for (size_t i = 0; i < TILE_ROWS; i++) a[i] = (double)i;
  for (size_t j = 0; j < COLUMNS; j++) s[j] = t[j] = (double)j;
  kernel->combine(n, p, z, TILE_STRIDE, y, a);
  kernel->dots(n, p, z, TILE_STRIDE, y, w, s, t);
  for (size_t i = 0; i < TILE_ROWS; i++) {
    long double sum = 0, scale = 0;
    for (size_t j = 0; j < p && i < n; j++) {
      sum += (long double)z[i + j * TILE_STRIDE] * y[j];
      scale += fabsl((long double)z[i + j * TILE_STRIDE] * y[j]);
    }
    combine = combine && sum_close(a[i], (double)i, sum, scale);
  }
  for (size_t j = 0; j < COLUMNS; j++) {
    long double by_y = 0, by_w = 0, size = 1;
    for (size_t i = 0; i < n && j < p; i++) {
      const long double one = z[i + j * TILE_STRIDE];
      by_y += one * y[i];
      by_w += one * w[i];
      size += fabsl(one * y[i]) + fabsl(one * w[i]);
    }
    dots = dots && sum_close(s[j], (double)j, by_y, size) && sum_close(t[j], (double)j, by_w, size);
  }
  CHECK(narrow && combine && dots);
}

static void test_one_sided(const struct kernel *kernel) {
  const double theta[] = {2, -2, 0, 0, 0, -0.0, 1, 0}, g[] = {1, 1, 0.5, -1.5, 1.5, NAN, INFINITY, -1};
  const double l1[] = {1, 1, 1, 1, 1, 1, 1, 0}, exact[] = {2, 0, 0, -0.5, 0.5, NAN, INFINITY, -1};
  double out[8];
  bool ok = true;
  kernel->one_sided(8, theta, g, l1, out);
  for (size_t i = 0; i < 8; i++) ok = ok && (out[i] == exact[i] || (isnan(out[i]) && isnan(exact[i])));
  CHECK(ok);
}

/* Knuth's and Dekker's error terms are exact: the high parts are the rounded results, and in the cases here
   what is left over is known. */
static void test_error_free(const struct kernel *kernel) {
  double high, low;
  kernel->two_sum(1, 0x1p-80, &high, &low);
  CHECK(high == 1 && low == 0x1p-80);
  kernel->two_sum(0x1p-80, -1, &high, &low);
  CHECK(high == -1 && low == 0x1p-80);
  kernel->two_product(1 + 0x1p-30, 1 - 0x1p-31, &high, &low);
  CHECK(high == 1 + 0x1p-31 && low == -0x1p-61);
  kernel->two_product(0.1, 0.1, &high, &low);
  volatile double square = 0.1 * 0.1;
  CHECK(high == square && low == fma(0.1, 0.1, -square) && low != 0);
  bool sums = true, products = true;
  for (int i = 0; i < 1000; i++) {
    const double a = random_normal() * exp(8 * random_normal()), b = random_normal();
    volatile double sum = a + b, product = a * b;
    kernel->two_sum(a, b, &high, &low);
    const double big = fabs(a) > fabs(b) ? a : b, small = fabs(a) > fabs(b) ? b : a;
    volatile double part = sum - big; /* Dekker's quick form, for |big| >= |small| */
    sums = sums && high == sum && low == small - part;
    kernel->two_product(a, b, &high, &low);
    products = products && high == product && low == fma(a, b, -product);
  }
  CHECK(sums);
  CHECK(products);
}

/* ---- vectors with an entry per label ---- */

enum { ENTRIES = 45 }; /* rows of a table; its stride goes up to TILE_ROWS */

static double table[ENTRIES * TILE_ROWS], other[ENTRIES * TILE_ROWS];

static void fill_tables(void) {
  for (size_t i = 0; i < ENTRIES * TILE_ROWS; i++) table[i] = random_normal(), other[i] = random_normal();
}

/* some rows of the table several times */
static void random_index(size_t count, int *index) {
  for (size_t k = 0; k < count; k++) index[k] = (int)(random_uniform() * ENTRIES);
}

/* how: with index and weights, with an index, with weights */
static void test_gather(const struct kernel *kernel, size_t count, size_t stride, int how) {
  int at[ENTRIES];
  double sum[TILE_ROWS];
  const int *index = how < 2 ? at : NULL;
  const double *weight = how == 1 ? NULL : other;
  random_index(count, at);
  memcpy(sum, w, sizeof sum);
  kernel->gather(count, index, weight, table, stride, sum);
  bool ok = true;
  for (size_t j = 0; j < TILE_ROWS; j++) {
    long double exact = 0, scale = 0;
    for (size_t k = 0; k < count && j < stride; k++) {
      const long double term =
          (long double)(weight ? weight[k] : 1) * table[(index ? (size_t)at[k] : k) * stride + j];
      exact += term;
      scale += fabsl(term);
    }
    ok = ok && sum_close(sum[j], w[j], exact, scale);
  }
  CHECK(ok);
}

static void test_spread(const struct kernel *kernel, size_t count, size_t stride, const double *weight) {
  static double sum[ENTRIES * TILE_ROWS];
  int at[ENTRIES];
  random_index(count, at);
  memcpy(sum, table, sizeof sum);
  kernel->spread(count, at, weight, w, stride, sum);
  bool ok = true;
  for (size_t i = 0; i < ENTRIES; i++)
    for (size_t j = 0; j < stride; j++) {
      double exact = table[i * stride + j];
      for (size_t k = 0; k < count; k++)
        if ((size_t)at[k] == i) exact += (weight ? weight[k] : 1) * w[j];
      ok = ok && near(sum[i * stride + j], exact, 1e-14);
    }
  CHECK(ok);
  CHECK(memcmp(sum + ENTRIES * stride, table + ENTRIES * stride,
               (TILE_ROWS - stride) * ENTRIES * sizeof(double)) == 0);
}

/* length tokens, whose labels are all but `pads` of the stride; rows of C from `labels` on are not touched */
static void test_outer(const struct kernel *kernel, size_t length, size_t stride, size_t pads) {
  static double sum[TILE_ROWS * TILE_ROWS], before[TILE_ROWS * TILE_ROWS];
  const size_t labels = stride - pads;
  for (size_t i = 0; i < stride * stride; i++) sum[i] = before[i] = (double)(i % 17);
  kernel->outer(length, labels, stride, table, other, sum);
  bool ok = true;
  for (size_t i = 0; i < stride; i++)
    for (size_t j = 0; j < stride; j++) {
      long double exact = 0, scale = 0;
      for (size_t t = 0; t < length && i < labels; t++) {
        const long double term = (long double)table[t * stride + i] * other[t * stride + j];
        exact += term;
        scale += fabsl(term);
      }
      ok = ok && sum_close(sum[i * stride + j], before[i * stride + j], exact, scale);
    }
  CHECK(ok);
}

static void test_exp_below(const struct kernel *kernel, size_t n, double scale, size_t pads) {
  double score[TILE_ROWS] = {0}, p[TILE_ROWS], most = -INFINITY;
  for (size_t j = 0; j < n; j++) score[j] = j < n - pads ? scale * random_normal() : -INFINITY;
  for (size_t j = 0; j < n; j++) most = fmax(most, score[j]);
  CHECK(kernel->exp_below(n, score, p) == most);
  bool ok = true;
  for (size_t j = 0; j < n; j++)
    ok = ok && error_of(p[j], score[j] - most > -708 ? expl(score[j] - most) : 0) <= ULPS;
  CHECK(ok);
}

static void test_normalise(const struct kernel *kernel, size_t n) {
  double p[TILE_ROWS], a[TILE_ROWS];
  long double scale, sum;
  for (size_t j = 0; j < n; j++) a[j] = p[j] = random_uniform();
  sum = sum_of(n, w, a, NULL, &scale);
  const double total = kernel->normalise(n, w, p);
  CHECK(sum_close(total, 0, sum, scale));
  bool ok = true;
  for (size_t j = 0; j < n; j++) ok = ok && error_of(p[j], (long double)w[j] * a[j] / total) <= 6e-16;
  CHECK(ok);
}

static void test_weigh(const struct kernel *kernel, size_t n) {
  double z[TILE_ROWS];
  bool ok = true, in_place = true;
  kernel->weigh(n, -1.7, x, y, z);
  for (size_t j = 0; j < n; j++) ok = ok && error_of(z[j], -1.7L * x[j] * y[j]) <= ULPS;
  memcpy(z, x, sizeof z);
  kernel->weigh(n, 0.3, z, y, z);
  for (size_t j = 0; j < n; j++)
    in_place = in_place && error_of(z[j], (long double)0.3 * x[j] * y[j]) <= ULPS;
  CHECK(ok);
  CHECK(in_place);
}

static void test_max_plus(const struct kernel *kernel, size_t stride, size_t pads) {
  static double edge[TILE_ROWS * TILE_ROWS];
  double value[TILE_ROWS];
  const size_t labels = stride - pads;
  for (size_t i = 0; i < labels * stride; i++) edge[i] = i % 7 == 0 ? -INFINITY : x[i % 1000];
  kernel->max_plus(labels, stride, y, edge, w, value);
  bool ok = true;
  for (size_t j = 0; j < stride; j++) {
    double most = -INFINITY;
    for (size_t i = 0; i < labels; i++) most = fmax(most, y[i] + edge[i * stride + j]);
    ok = ok && value[j] == w[j] + most;
  }
  CHECK(ok);
}

static void test_labels(const struct kernel *kernel) {
  static const size_t strides[] = {8, 16, 24, 32, 40, 64, 72, TILE_ROWS}, counts[] = {0, 1, 2, 3, 4, 9, 40};
  fill_tables();
  for (size_t s = 0; s < sizeof strides / sizeof strides[0]; s++) {
    const size_t stride = strides[s];
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
      for (int how = 0; how < 3; how++) test_gather(kernel, counts[c], stride, how);
      test_spread(kernel, counts[c], stride, other);
      test_spread(kernel, counts[c], stride, NULL);
      test_outer(kernel, counts[c], stride, c);
      test_exp_below(kernel, stride, c % 2 ? 3 : 300, c);
      test_max_plus(kernel, stride, c);
    }
    test_exp_below(kernel, stride, 1, stride);
    test_normalise(kernel, stride);
    test_weigh(kernel, stride);
  }
}

static void test_choice(void) {
  CHECK(kernel_choose("nonsense") == STATUS_UNKNOWN);
  CHECK(kernel_current() == kernel_available(0));
  const struct kernel *kernel;
  size_t i = 0;
  for (; (kernel = kernel_available(i)) != NULL; i++) {
    CHECK(kernel_choose(kernel->name) == STATUS_OK);
    CHECK(kernel_current() == kernel);
  }
  CHECK(strcmp(kernel_available(i - 1)->name, "plain") == 0);
  CHECK(kernel_choose(NULL) == STATUS_OK);
  CHECK(kernel_current() == kernel_available(0));
}

void test_kernel(void) {
  static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 15, 16, 17, 20, 29, COLUMNS};
  static const size_t rows[] = {0, 8, 24, 40, TILE_ROWS};
  const struct kernel *kernel;
  test_choice();
  for (size_t k = 0; (kernel = kernel_available(k)) != NULL; k++) {
    random_seed(7);
    test_exp(kernel);
    test_log(kernel);
    test_log1p(kernel);
    test_logistic(kernel);
    test_error_free(kernel);
    test_one_sided(kernel);
    fill();
    test_labels(kernel);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
      test_vectors(kernel, rows[r]);
      for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        test_gram(kernel, rows[r], sizes[i]);
        test_cross(kernel, rows[r], sizes[i], sizes[(i * 5 + r) % 17]);
        test_multiply(kernel, rows[r], sizes[i]);
        test_narrow(kernel, rows[r], sizes[i]);
      }
    }
  }
}
