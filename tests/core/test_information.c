/* Every function on every shape against the dense matrix in long double. What must not be read (the strict
   lower triangles of head blocks and tail) holds NaN. Workspaces have exactly the stated length, so that the
   address sanitizer sees a step beyond. Tolerance: 1e-10 relative to max(1, |value|): condition numbers stay
   below 1e4, and rounding explains less than 1e-11. */
#include <stdint.h>
#include <string.h>
#include <time.h>
#include "check.h"
#include "information.h"

#define TOLERANCE 1e-10

static double *doubles(size_t n) {
  const struct host host = test_host(1);
  return host.alloc((n ? n : 1) * sizeof(double), host.data);
}

static double worst(double so_far, double a, double b) {
  const double error = fabs(a - b) / fmax(1, fabs(b));
  return error <= so_far ? so_far : error; /* NaN stays */
}

/* the dense truth */
struct truth {
  size_t p;
  long double *matrix, *inverse, *pivot; /* pivot: of elimination in the given order */
  double log_determinant;
};

static long double *long_doubles(size_t n) {
  const struct host host = test_host(1);
  long double *a = host_alloc(&host, n * sizeof(long double)); /* aligned: doubles() is for doubles only */
  for (size_t i = 0; i < n; i++) a[i] = 0;
  return a;
}

/* Gauss and Jordan, without exchanges: the matrix is positive definite */
static void invert(struct truth *t) {
  const size_t p = t->p;
  long double *a = long_doubles(p * p), *b = t->inverse;
  memcpy(a, t->matrix, p * p * sizeof(long double));
  t->log_determinant = 0;
  for (size_t j = 0; j < p; j++) b[j * p + j] = 1;
  for (size_t l = 0; l < p; l++) {
    const long double pivot = t->pivot[l] = a[l * p + l];
    t->log_determinant += (double)logl(pivot);
    for (size_t j = 0; j < p; j++) a[j * p + l] /= pivot, b[j * p + l] /= pivot;
    for (size_t i = 0; i < p; i++) {
      const long double factor = a[l * p + i];
      if (i == l || factor == 0) continue;
      for (size_t j = 0; j < p; j++)
        a[j * p + i] -= factor * a[j * p + l], b[j * p + i] -= factor * b[j * p + l];
    }
  }
}

static struct truth truth_of(const struct information *h) {
  const size_t p = shape_parameters(&h->shape);
  struct truth t = {p, long_doubles(p * p), long_doubles(p * p), long_doubles(p), 0};
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++) t.matrix[j * p + i] = information_at(h, i, j);
  invert(&t);
  return t;
}

static void poison_lower(size_t n, double *a) {
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < n; i++) a[j * n + i] = NAN;
}

/* `rows` of sums x x', each x within one block (coupled: and the next) and the tail; did every entry fit? */
static bool add_rows(struct information *h, size_t block, size_t rows) {
  const size_t order = h->shape.order, head = h->shape.blocks * order, p = shape_parameters(&h->shape);
  size_t end = h->shape.blocks ? (block + (h->shape.coupled ? 2 : 1)) * order : 0;
  if (end > head) end = head;
  double *x = doubles(p);
  bool added = true;
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < p; i++) x[i] = i >= head || (i >= block * order && i < end) ? random_normal() : 0;
    for (size_t j = 0; j < p; j++) {
      if (x[j] == 0) continue;
      for (size_t i = j < head ? block * order : 0; i <= j; i++)
        if (x[i] != 0) added = information_add(h, i, j, x[i] * x[j]) == STATUS_OK && added;
    }
  }
  return added;
}

static struct information random_information(struct shape shape) {
  const size_t length = information_length(&shape), p = shape_parameters(&shape);
  double *storage = doubles(length);
  for (size_t i = 0; i < length; i++) storage[i] = 0;
  struct information h = information_bind(&shape, storage);
  bool added = true;
  for (size_t i = 0; i < p; i++) added = information_add(&h, i, i, 0.5) == STATUS_OK && added;
  if (shape.blocks == 0) added = add_rows(&h, 0, shape.tail + 3) && added;
  for (size_t i = 0; i < shape.blocks; i++) added = add_rows(&h, i, shape.order + 1) && added;
  CHECK(added);
  for (size_t i = 0; i < shape.blocks; i++) poison_lower(shape.order, h.head + i * shape.order * shape.order);
  poison_lower(shape.tail, h.tail);
  return h;
}

static struct information copy_of(const struct information *h) {
  const size_t length = information_length(&h->shape);
  double *storage = doubles(length);
  memcpy(storage, h->head, length * sizeof(double));
  return information_bind(&h->shape, storage);
}

static void check_solves(const struct information *h, const struct information *f, const struct truth *t) {
  const size_t p = t->p;
  double *b = doubles(p), *x = doubles(p), *halves = doubles(p), *product = doubles(p);
  double error = 0, half_error = 0, product_error = 0, length = 0, expected = 0;
  for (size_t i = 0; i < p; i++) b[i] = x[i] = halves[i] = random_normal();
  information_solve(f, x);
  information_half_solve(f, halves);
  for (size_t i = 0; i < p; i++) length += halves[i] * halves[i];
  information_back_solve(f, halves);
  information_multiply(h, b, product);
  for (size_t i = 0; i < p; i++) {
    long double solution = 0, image = 0;
    for (size_t j = 0; j < p; j++) {
      solution += t->inverse[j * p + i] * b[j];
      image += t->matrix[j * p + i] * b[j];
    }
    expected += b[i] * (double)solution;
    error = worst(error, x[i], (double)solution);
    half_error = worst(half_error, halves[i], (double)solution);
    product_error = worst(product_error, product[i], (double)image);
  }
  CHECK(error <= TOLERANCE);
  CHECK(half_error <= TOLERANCE);
  CHECK(product_error <= TOLERANCE);
  CHECK(near(length, expected, TOLERANCE)); /* |L^-1 b|^2 = b'H^-1 b */
  CHECK(near(information_log_determinant(f), t->log_determinant, TOLERANCE));
}

static void check_inverses(const struct information *f, const struct truth *t) {
  const size_t p = t->p;
  double *work = doubles(information_work(&f->shape)), *variances = doubles(p), *covariance = doubles(p * p);
  double error = 0, variance_error = 0;
  bool symmetric = true;
  information_variances(f, NULL, variances, work);
  information_covariance(f, covariance, work);
  for (size_t j = 0; j < p; j++) {
    variance_error = worst(variance_error, variances[j], (double)t->inverse[j * p + j]);
    for (size_t i = 0; i < p; i++) {
      error = worst(error, covariance[j * p + i], (double)t->inverse[j * p + i]);
      symmetric = symmetric && covariance[j * p + i] == covariance[i * p + j];
    }
  }
  CHECK(variance_error <= TOLERANCE);
  CHECK(error <= TOLERANCE);
  CHECK(symmetric);
}

/* variances of a head parameter and a combination of the tail, against the quadratic form */
static void check_along(const struct information *f) {
  const struct shape *shape = &f->shape;
  const size_t p = shape_parameters(shape), head = shape->blocks * shape->order;
  if (!shape->coupled) return;
  double *work = doubles(information_work(shape) + p), *variances = doubles(p),
         *along = doubles(shape->tail + 1);
  double *value = doubles(p), error = 0;
  const struct host host = test_host(1);
  size_t *index = host_alloc(&host, (p + 1) * sizeof *index);
  for (size_t c = 0; c < shape->tail; c++) along[c] = random_normal();
  information_variances(f, along, variances, work);
  for (size_t j = 0; j < head; j++) {
    index[0] = j;
    value[0] = 1;
    for (size_t c = 0; c < shape->tail; c++) index[c + 1] = head + c, value[c + 1] = along[c];
    error = worst(error, variances[j], information_quadratic(f, shape->tail + 1, index, value, work));
  }
  CHECK(error <= TOLERANCE);
}

/* a sparse v: each parameter is in with the given probability; 0 leaves it empty */
static void check_quadratic(const struct information *f, const struct truth *t, double probability) {
  const size_t p = t->p;
  double *work = doubles(information_work(&f->shape)), *value = doubles(p);
  size_t *index = (size_t *)(void *)doubles(p), m = 0;
  for (size_t i = 0; i < p; i++)
    if (random_uniform() < probability) index[m] = i, value[m++] = random_normal();
  long double sum = 0;
  for (size_t a = 0; a < m; a++)
    for (size_t b = 0; b < m; b++) sum += value[a] * value[b] * t->inverse[index[a] * p + index[b]];
  CHECK(near(information_quadratic(f, m, index, value, work), (double)sum, TOLERANCE));
}

static double exact_condition(const struct truth *t) {
  const size_t p = t->p;
  long double norm = 0, inverse_norm = 0;
  for (size_t j = 0; j < p; j++) {
    long double sum = 0, inverse_sum = 0;
    for (size_t i = 0; i < p; i++) {
      const long double scale = sqrtl(t->matrix[i * p + i] * t->matrix[j * p + j]);
      sum += fabsl(t->matrix[j * p + i]) / scale;
      inverse_sum += fabsl(t->inverse[j * p + i]) * scale;
    }
    norm = fmaxl(norm, sum);
    inverse_norm = fmaxl(inverse_norm, inverse_sum);
  }
  return p ? (double)(norm * inverse_norm) : 1;
}

/* exact up to 64 parameters; beyond, a lower bound that is within a factor of 3 */
static void check_condition(const struct information *h, const struct information *f, const struct truth *t) {
  double *work = doubles(information_work(&f->shape) + 4 * t->p);
  double inverse;
  const double exact = exact_condition(t), found = information_condition(h, f, &inverse, work);
  CHECK(found <= exact * (1 + TOLERANCE));
  CHECK(found >= (t->p <= 64 ? exact * (1 - TOLERANCE) : exact / 3));
}

/* take 3/2 of what is left of a pivot: that parameter, and none before it, must be named */
static void check_failure(const struct information *h, const struct truth *t, size_t at) {
  struct information broken = copy_of(h);
  size_t where = SIZE_MAX;
  CHECK(information_add(&broken, at, at, -1.5 * (double)t->pivot[at]) == STATUS_OK);
  CHECK(information_factor(&broken, &where) == STATUS_NOT_POSITIVE && where == at);
  broken = copy_of(h);
  CHECK(information_add(&broken, at, at, NAN) == STATUS_OK);
  CHECK(information_factor(&broken, &where) == STATUS_NOT_POSITIVE && where == at);
  broken = copy_of(h);
  CHECK(information_add(&broken, at, at, NAN) == STATUS_OK);
  CHECK(information_factor(&broken, NULL) == STATUS_NOT_POSITIVE);
}

static void check_shape(struct shape shape) {
  const struct information h = random_information(shape);
  struct information f = copy_of(&h);
  const struct truth t = truth_of(&h);
  size_t where = 99;
  CHECK(information_factor(&f, &where) == STATUS_OK && where == 99);
  check_solves(&h, &f, &t);
  check_inverses(&f, &t);
  check_along(&f);
  check_quadratic(&f, &t, 0);
  check_quadratic(&f, &t, 0.1);
  check_quadratic(&f, &t, 0.5);
  check_quadratic(&f, &t, 1);
  check_condition(&h, &f, &t);
  const size_t stride = t.p / 12 + 1;
  for (size_t at = 0; at < t.p; at += stride) check_failure(&h, &t, at);
  if (t.p) check_failure(&h, &t, t.p - 1);
  test_host_free();
}

static void test_shapes(void) {
  static const size_t heads[][2] = {{1, 1},  {1, 2}, {1, 3},  {1, 40}, {2, 1},  {6, 1},
                                    {70, 1}, {5, 2}, {60, 2}, {7, 3},  {50, 3}, {4, 13}},
                      tails[] = {0, 1, 2, 5, 14, 50};
  for (size_t j = 0; j < sizeof tails / sizeof *tails; j++) {
    check_shape((struct shape){0, 0, tails[j], false});
    check_shape((struct shape){0, 2, tails[j], true});
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
      check_shape((struct shape){heads[i][0], heads[i][1], tails[j], false});
      check_shape((struct shape){heads[i][0], heads[i][1], tails[j], true});
    }
  }
}

static void test_entries(void) {
  for (int coupled = 0; coupled < 2; coupled++) {
    const struct shape shape = {4, 2, 3, coupled};
    const size_t p = shape_parameters(&shape), length = information_length(&shape);
    double *storage = doubles(length);
    struct information h = information_bind(&shape, storage);
    for (size_t i = 0; i < length; i++) storage[i] = 0;
    for (size_t j = 0; j < p; j++)
      for (size_t i = 0; i < p; i++) {
        const size_t a = i / 2, b = j / 2, apart = a > b ? a - b : b - a;
        const bool inside = i >= 8 || j >= 8 || apart <= (size_t)coupled;
        const double before = information_at(&h, i, j);
        CHECK(information_add(&h, i, j, 1) == (inside ? STATUS_OK : STATUS_SIZE));
        CHECK(information_at(&h, i, j) == (inside ? before + 1 : 0));
        CHECK(information_at(&h, j, i) == information_at(&h, i, j));
      }
    CHECK(information_at(&h, 0, 1) == 2 && information_at(&h, 1, 1) == 1); /* (0, 1) and (1, 0) met */
    CHECK(information_add(&h, 0, p, 1) == STATUS_SIZE && information_add(&h, p, 0, 1) == STATUS_SIZE);
    CHECK(information_at(&h, p, p) == 0);
  }
  test_host_free();
}

static void test_sizes(void) {
  const struct shape shape = {4, 2, 3, true}, plain = {4, 2, 3, false}, empty = {0, 0, 0, false};
  CHECK(shape_parameters(&shape) == 11);
  CHECK(information_length(&shape) == 4 * 4 + 3 * 4 + 8 * 3 + 9);
  CHECK(information_length(&plain) == 4 * 4 + 8 * 3 + 9);
  CHECK(information_length(&empty) == 0);
  const struct shape largest = {SIZE_MAX / 16, 1, 1, false}, beyond = {SIZE_MAX / 24, 1, 2, false};
  CHECK(information_length(&largest) ==
        SIZE_MAX / sizeof(double)); /* to the last double that has an address */
  CHECK(information_length(&beyond) == SIZE_MAX);
  const struct shape vast[] = {{SIZE_MAX, 2, 0, false},     {SIZE_MAX / 2, 1, 3, false},
                               {0, 0, SIZE_MAX / 2, false}, {1, SIZE_MAX / 4, 0, false},
                               {SIZE_MAX / 8, 1, 0, true},  {SIZE_MAX, SIZE_MAX, 0, true},
                               {SIZE_MAX / 16, 1, 1, true}, {SIZE_MAX / 8 + 1, 1, 0, false}};
  for (size_t i = 0; i < sizeof vast / sizeof *vast; i++) CHECK(information_length(&vast[i]) == SIZE_MAX);
}

/* a level without rows: its block is 0, and it is named */
static void test_zero_head_block(void) {
  for (int coupled = 0; coupled < 2; coupled++) {
    struct information h = random_information((struct shape){5, 1, 2, coupled});
    size_t where = 99;
    h.head[2] = 0;
    CHECK(information_factor(&h, &where) == STATUS_NOT_POSITIVE && where == 2);
  }
  test_host_free();
}

/* worked by hand, exact in binary: head 4 and 16, border 2 and 4, tail 6: Schur complement 6 - 1 - 1 = 4 */
static void test_by_hand(void) {
  const struct shape shape = {2, 1, 1, false};
  double storage[5] = {4, 16, 2, 4, 6}, work[16], variances[3], one = 1;
  struct information f = information_bind(&shape, storage);
  const size_t second = 1;
  CHECK(information_length(&shape) == 5 && information_work(&shape) <= 16);
  CHECK(information_factor(&f, NULL) == STATUS_OK);
  CHECK(storage[0] == 2 && storage[1] == 4 && storage[2] == 1 && storage[3] == 1 && storage[4] == 2);
  information_variances(&f, NULL, variances, work);
  CHECK(variances[0] == 0.3125 && variances[1] == 0.078125 && variances[2] == 0.25); /* 1/d + (b/d)^2 / 4 */
  CHECK(information_quadratic(&f, 1, &second, &one, work) == 0.078125);
  CHECK(near(information_log_determinant(&f), log(256), 1e-15));
}

/* Thousands of levels. 1 second of processor time, under the sanitizers, is sixty times what is needed,
   and far below what anything quadratic in blocks would take: the header promises linear. */
static void check_many_blocks(struct shape shape) {
  const struct information h = random_information(shape);
  const size_t p = shape_parameters(&h.shape);
  double *work = doubles(information_work(&shape) + 4 * p), *variances = doubles(p), *b = doubles(p),
         *x = doubles(p);
  double *back = doubles(p), *unit = doubles(p), error = 0;
  struct information f = copy_of(&h);
  for (size_t i = 0; i < p; i++) b[i] = x[i] = random_normal();
  const clock_t start = clock();
  CHECK(information_factor(&f, NULL) == STATUS_OK);
  information_solve(&f, x);
  information_variances(&f, NULL, variances, work);
  double inverse;
  const double condition = information_condition(&h, &f, &inverse, work);
  CHECK((double)(clock() - start) <= 1.0 * CLOCKS_PER_SEC);
  CHECK(condition >= 1 && condition < 1e8);
  information_multiply(&h, x, back);
  for (size_t i = 0; i < p; i++) error = worst(error, back[i], b[i]);
  CHECK(error <= TOLERANCE);
  for (size_t j = 0; j < p; j += p / 20) {
    const double one = 1;
    for (size_t i = 0; i < p; i++) unit[i] = i == j;
    information_solve(&f, unit);
    CHECK(near(variances[j], unit[j], TOLERANCE));
    CHECK(near(variances[j], information_quadratic(&f, 1, &j, &one, work), TOLERANCE));
  }
  test_host_free();
}

void test_information(void) {
  random_seed(21);
  test_by_hand();
  test_sizes();
  test_entries();
  test_zero_head_block();
  test_shapes();
  check_many_blocks((struct shape){5000, 1, 5, false});
  check_many_blocks((struct shape){5000, 2, 5, false});
  check_many_blocks((struct shape){5000, 1, 5, true});
  check_many_blocks((struct shape){5000, 2, 5, true});
}
