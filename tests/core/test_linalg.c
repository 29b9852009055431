/* Against the definitions, in long double. Everything that must not be read holds NaN: lower triangles, and
   the rows between n and the leading dimension. Tolerance: 1e-12 relative to max(1, |value|); the matrices
   have condition numbers below 1e3 and n <= 200, so that rounding explains less than 1e-13. */
#include <string.h>
#include "check.h"
#include "linalg.h"

#define TOLERANCE 1e-12

static double *doubles(size_t n) {
  const struct host host = test_host(1);
  return host.alloc((n ? n : 1) * sizeof(double), host.data);
}

static double *filled(size_t n, double value) {
  double *a = doubles(n);
  for (size_t i = 0; i < n; i++) a[i] = value;
  return a;
}

static double *copied(size_t n, const double *a) {
  return memcpy(doubles(n), a, n * sizeof(double));
}

/* m x n normal numbers, NaN in the padding */
static double *random_matrix(size_t m, size_t n, size_t ld) {
  double *a = filled(ld * n, NAN);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++) a[j * ld + i] = random_normal();
  return a;
}

/* upper triangle of X'X / n + I with X 2n x n, NaN elsewhere */
static double *random_positive(size_t n, size_t ld) {
  double *a = filled(ld * n, NAN), *x = random_matrix(2 * n, n, 2 * n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++) {
      double sum = 0;
      for (size_t l = 0; l < 2 * n; l++) sum += x[i * 2 * n + l] * x[j * 2 * n + l];
      a[j * ld + i] = sum / (double)n + (i == j);
    }
  return a;
}

static double worst(double so_far, double a, double b) {
  const double error = fabs(a - b) / fmax(1, fabs(b));
  return error <= so_far ? so_far : error; /* NaN stays */
}

/* is everything that is no entry of the upper triangle still NaN? */
static bool rest_untouched(size_t n, const double *a, size_t ld) {
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < ld; i++)
      if (!isnan(a[j * ld + i])) return false;
  return true;
}

static bool padding_untouched(size_t m, size_t n, const double *a, size_t ld) {
  for (size_t j = 0; j < n; j++)
    for (size_t i = m; i < ld; i++)
      if (!isnan(a[j * ld + i])) return false;
  return true;
}

static void check_factor(size_t n, const double *a, const double *r, size_t ld) {
  double error = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++) {
      long double sum = 0;
      for (size_t l = 0; l <= i; l++) sum += (long double)r[i * ld + l] * r[j * ld + l];
      error = worst(error, (double)sum, a[j * ld + i]);
    }
  CHECK(error <= TOLERANCE);
  CHECK(rest_untouched(n, r, ld));
}

static void check_inverse(size_t n, const double *a, const double *r, size_t ld) {
  const size_t ldo = n + 2;
  double *inverse = filled(ldo * n, NAN), error = 0;
  bool symmetric = true;
  cholesky_inverse(n, r, ld, inverse, ldo);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      long double sum = 0;
      for (size_t l = 0; l < n; l++)
        sum += (long double)(i < l ? a[l * ld + i] : a[i * ld + l]) * inverse[j * ldo + l];
      error = worst(error, (double)sum, i == j);
      symmetric = symmetric && inverse[j * ldo + i] == inverse[i * ldo + j];
    }
  CHECK(error <= TOLERANCE);
  CHECK(symmetric);
  CHECK(padding_untouched(n, n, inverse, ldo));
}

/* both triangular systems with m right-hand sides: put the solution back into the system */
static void check_solves(size_t n, const double *r, size_t ld, size_t m) {
  const size_t ldb = n + 3;
  const double *b = random_matrix(n, m, ldb);
  double *lower = copied(ldb * m, b), *upper = copied(ldb * m, b), lower_error = 0, upper_error = 0;
  solve_lower(n, r, ld, m, lower, ldb);
  solve_upper(n, r, ld, m, upper, ldb);
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < n; i++) {
      long double left = 0, right = 0;
      for (size_t l = 0; l <= i; l++) left += (long double)r[i * ld + l] * lower[j * ldb + l];
      for (size_t l = i; l < n; l++) right += (long double)r[l * ld + i] * upper[j * ldb + l];
      lower_error = worst(lower_error, (double)left, b[j * ldb + i]);
      upper_error = worst(upper_error, (double)right, b[j * ldb + i]);
    }
  CHECK(lower_error <= TOLERANCE);
  CHECK(upper_error <= TOLERANCE);
  CHECK(padding_untouched(n, m, lower, ldb) && padding_untouched(n, m, upper, ldb));
}

/* A column's solution has the same bits alone and in company, unless the compiler is free to contract one way
   here and another there: then they are near. */
static void check_company(size_t n, const double *r, size_t ld) {
  const size_t m = 7;
  const double *b = random_matrix(n, m, n);
  double *together = copied(n * m, b), *alone = copied(n * m, b);
  solve_lower(n, r, ld, m, together, n);
  solve_upper(n, r, ld, m, together, n);
  for (size_t j = 0; j < m; j++) {
    solve_lower(n, r, ld, 1, alone + j * n, n);
    solve_upper(n, r, ld, 1, alone + j * n, n);
  }
  double error = 0;
  for (size_t i = 0; i < n * m; i++) error = worst(error, together[i], alone[i]);
#ifdef __FP_FAST_FMA
  CHECK(error <= TOLERANCE);
#else
  CHECK(error == 0);
#endif
}

static void test_factors(void) {
  static const size_t sizes[] = {1,  2,  3,  4,  11, 12, 13, 23, 24, 25,  31, 32,
                                 33, 47, 48, 49, 63, 64, 65, 95, 97, 141, 200};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (size_t extra = 0; extra <= 5; extra += 5) {
      const size_t n = sizes[s], ld = n + extra;
      const double *a = random_positive(n, ld);
      double *r = copied(ld * n, a), *again = copied(ld * n, a);
      size_t where = 99;
      CHECK(cholesky(n, r, ld, &where) == STATUS_OK && where == 99);
      check_factor(n, a, r, ld);
      check_inverse(n, a, r, ld);
      check_solves(n, r, ld, 1);
      check_solves(n, r, ld, 2);
      check_solves(n, r, ld, 6);
      check_solves(n, r, ld, 50);
      check_company(n, r, ld);
      CHECK(cholesky(n, again, ld, NULL) == STATUS_OK);
      CHECK(memcmp(r, again, ld * n * sizeof(double)) == 0);
      test_host_free();
    }
}

static void check_product(size_t m, size_t n, size_t k) {
  const size_t lda = k + 1, ldb = k + 2, ldc = m + 3;
  const double *a = random_matrix(k, m, lda), *b = random_matrix(k, n, ldb), *c = random_matrix(m, n, ldc);
  double *out = copied(ldc * n, c), error = 0;
  multiply_tn(m, n, k, -0.75, a, lda, b, ldb, out, ldc);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++) {
      long double sum = 0;
      for (size_t l = 0; l < k; l++) sum += (long double)a[i * lda + l] * b[j * ldb + l];
      error = worst(error, out[j * ldc + i], (double)(c[j * ldc + i] - 0.75L * sum));
    }
  CHECK(error <= TOLERANCE);
  CHECK(padding_untouched(m, n, out, ldc));
}

static void check_gram(size_t n, size_t k) {
  const size_t lda = k + 1, ldc = n + 3;
  const double *a = random_matrix(k, n, lda), *c = random_positive(n, ldc);
  double *out = copied(ldc * n, c), error = 0;
  bool untouched = true; /* a NaN would not show that something was added to it */
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < ldc; i++) out[j * ldc + i] = 7;
  gram_upper(n, k, 1.5, a, lda, out, ldc);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++) {
      long double sum = 0;
      for (size_t l = 0; l < k; l++) sum += (long double)a[i * lda + l] * a[j * lda + l];
      error = worst(error, out[j * ldc + i], (double)(c[j * ldc + i] + 1.5L * sum));
    }
  CHECK(error <= TOLERANCE);
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < ldc; i++) untouched = untouched && out[j * ldc + i] == 7;
  CHECK(untouched);
}

static void test_products(void) {
  static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 23, 24, 25, 26, 49},
                      depths[] = {0, 1, 2, 3, 8, 127, 128, 129, 300};
  const size_t count = sizeof sizes / sizeof *sizes;
  for (size_t l = 0; l < sizeof depths / sizeof *depths; l++) {
    for (size_t i = 0; i < count; i++) {
      check_gram(sizes[i], depths[l]);
      for (size_t j = 0; j < count; j++) check_product(sizes[i], sizes[j], depths[l]);
    }
    test_host_free();
  }
}

/* spoil the pivot `at`: by twice what is left of it, to 0 exactly where that can be, or by NaN */
static void check_failure(size_t n, size_t at, double spoiled) {
  double *a = random_positive(n, n), *r = copied(n * n, a);
  size_t where = 99;
  cholesky(n, r, n, NULL);
  const double pivot = r[at * n + at] * r[at * n + at];
  a[at * n + at] += isnan(spoiled) ? spoiled : -2 * pivot;
  double *again = copied(n * n, a);
  CHECK(cholesky(n, a, n, &where) == STATUS_NOT_POSITIVE && where == at);
  CHECK(cholesky(n, again, n, NULL) == STATUS_NOT_POSITIVE);
}

static void test_failures(void) {
  static const size_t at[] = {0, 1, 2, 11, 12, 13, 24, 31, 64};
  for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
    check_failure(65, at[i], -1);
    check_failure(65, at[i], NAN);
    check_failure(at[i] + 1, at[i], -1);
  }
  double zero = 0, singular[4] = {4, NAN, 2, 1}; /* 4 2; 2 1: its second pivot is exactly 0 */
  size_t where = 99;
  CHECK(cholesky(1, &zero, 1, &where) == STATUS_NOT_POSITIVE && where == 0);
  CHECK(cholesky(2, singular, 2, &where) == STATUS_NOT_POSITIVE && where == 1);
  CHECK(cholesky(0, &zero, 1, &where) == STATUS_OK);
  test_host_free();
}

/* worked by hand: [4 2; 2 5] = R'R with R = [2 1; 0 2], determinant 16, inverse [5 -2; -2 4] / 16 */
static void test_by_hand(void) {
  double a[4] = {4, NAN, 2, 5}, inverse[4], b[2] = {8, 12};
  CHECK(cholesky(2, a, 2, NULL) == STATUS_OK);
  CHECK(a[0] == 2 && isnan(a[1]) && a[2] == 1 && a[3] == 2);
  cholesky_inverse(2, a, 2, inverse, 2);
  CHECK(inverse[0] == 0.3125 && inverse[1] == -0.125 && inverse[2] == -0.125 && inverse[3] == 0.25);
  solve_lower(2, a, 2, 1, b, 2);
  CHECK(b[0] == 4 && b[1] == 4);
  solve_upper(2, a, 2, 1, b, 2);
  CHECK(b[0] == 1 && b[1] == 2);
}

void test_linalg(void) {
  random_seed(20);
  test_by_hand();
  test_factors();
  test_products();
  test_failures();
}
