#include "information.h"
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "linalg.h"

enum {
  BATCH = 48,         /* rows of the head whose variances are made together */
  EXACT_NORM = 64,    /* parameters up to which the norm of the inverse is taken column by column */
  NORM_ITERATIONS = 5 /* Higham (1988): more has never been seen to help */
};

/* Sizes: SIZE_MAX stands for anything whose bytes could not be addressed, and stays what it is. */

static size_t size_product(size_t a, size_t b) {
  if (a == 0 || b == 0) return 0;
  return a > SIZE_MAX / sizeof(double) / b ? SIZE_MAX : a * b;
}

static size_t size_sum(size_t a, size_t b) {
  return a > SIZE_MAX / sizeof(double) || b > SIZE_MAX / sizeof(double) - a ? SIZE_MAX : a + b;
}

static size_t larger(size_t a, size_t b) {
  return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

static size_t head_size(const struct shape *shape) {
  return shape->blocks * shape->order;
}

static size_t links(const struct shape *shape) {
  return shape->coupled && shape->blocks > 0 ? shape->blocks - 1 : 0;
}

size_t shape_parameters(const struct shape *shape) {
  return head_size(shape) + shape->tail;
}

size_t information_length(const struct shape *shape) {
  const size_t head = size_product(shape->blocks, shape->order);
  const size_t square = size_product(shape->order, shape->order);
  size_t length = size_product(shape->blocks, square);
  length = size_sum(length, size_product(links(shape), square));
  length = size_sum(length, size_product(head, shape->tail));
  return size_sum(length, size_product(shape->tail, shape->tail));
}

struct information information_bind(const struct shape *shape, double *storage) {
  const size_t square = shape->order * shape->order;
  struct information h = {.shape = *shape, .head = storage};
  h.off = h.head + shape->blocks * square;
  h.border = h.off + links(shape) * square;
  h.tail = h.border + head_size(shape) * shape->tail;
  return h;
}

static double *head_block(const struct information *h, size_t i) {
  return h->head + i * h->shape.order * h->shape.order;
}

static double *off_block(const struct information *h, size_t i) {
  return h->off + i * h->shape.order * h->shape.order;
}

/* does block i have a next one that it is tied to? */
static bool has_next(const struct information *h, size_t i) {
  return h->shape.coupled && i + 1 < h->shape.blocks;
}

/* where the pair (i, j) is kept; NULL outside the shape */
static double *entry(const struct information *h, size_t i, size_t j) {
  const size_t row = i < j ? i : j, column = i < j ? j : i;
  const size_t head = head_size(&h->shape), order = h->shape.order;
  if (column >= shape_parameters(&h->shape)) return NULL;
  if (row >= head) return h->tail + (column - head) * h->shape.tail + (row - head);
  if (column >= head) return h->border + (column - head) * head + row;
  const size_t block = row / order, within = column % order * order + row % order;
  if (column / order == block) return head_block(h, block) + within;
  if (h->shape.coupled && column / order == block + 1) return off_block(h, block) + within;
  return NULL;
}

enum status information_add(struct information *h, size_t i, size_t j, double v) {
  double *p = entry(h, i, j);
  if (!p) return STATUS_SIZE;
  *p += v;
  return STATUS_OK;
}

double information_at(const struct information *h, size_t i, size_t j) {
  const double *p = entry(h, i, j);
  return p ? *p : 0;
}

/* block i is done: take what it explains out of block i + 1 and its border */
static void eliminate_from_next(struct information *h, size_t i) {
  const size_t order = h->shape.order, tail = h->shape.tail, head = head_size(&h->shape);
  double *off = off_block(h, i), *border = h->border + i * order;
  solve_lower(order, head_block(h, i), order, order, off, order);
  gram_upper(order, order, -1, off, order, head_block(h, i + 1), order);
  multiply_tn(order, tail, order, -1, off, order, border, head, border + order, head);
}

enum status information_factor(struct information *h, size_t *where) {
  const size_t order = h->shape.order, tail = h->shape.tail, head = head_size(&h->shape);
  size_t pivot = 0;
  for (size_t i = 0; i < h->shape.blocks; i++) {
    double *block = head_block(h, i);
    if (cholesky(order, block, order, &pivot) != STATUS_OK) {
      if (where) *where = i * order + pivot;
      return STATUS_NOT_POSITIVE;
    }
    solve_lower(order, block, order, tail, h->border + i * order, head);
    if (has_next(h, i)) eliminate_from_next(h, i);
  }
  gram_upper(tail, head, -1, h->border, head, h->tail, tail);
  if (cholesky(tail, h->tail, tail, &pivot) == STATUS_OK) return STATUS_OK;
  if (where) *where = head + pivot;
  return STATUS_NOT_POSITIVE;
}

/* y -= A x, A m x n */
static void subtract_multiple(size_t m, size_t n, const double *a, size_t lda, const double *x, double *y) {
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++) y[i] -= a[j * lda + i] * x[j];
}

/* the head's part of L^-1 b, for a b that is 0 before block `first`, and of L'^-1 b */
static void head_half_solve(const struct information *f, size_t first, double *b) {
  const size_t order = f->shape.order;
  for (size_t i = first; i < f->shape.blocks; i++) {
    double *x = b + i * order;
    solve_lower(order, head_block(f, i), order, 1, x, order);
    if (has_next(f, i)) multiply_tn(order, 1, order, -1, off_block(f, i), order, x, order, x + order, order);
  }
}

static void head_back_solve(const struct information *f, double *b) {
  const size_t order = f->shape.order;
  for (size_t i = f->shape.blocks; i-- > 0;) {
    double *x = b + i * order;
    if (has_next(f, i)) subtract_multiple(order, order, off_block(f, i), order, x + order, x);
    solve_upper(order, head_block(f, i), order, 1, x, order);
  }
}

void information_half_solve(const struct information *f, double *b) {
  const size_t head = head_size(&f->shape), tail = f->shape.tail;
  head_half_solve(f, 0, b);
  multiply_tn(tail, 1, head, -1, f->border, head, b, head, b + head, tail);
  solve_lower(tail, f->tail, tail, 1, b + head, tail);
}

void information_back_solve(const struct information *f, double *b) {
  const size_t head = head_size(&f->shape), tail = f->shape.tail;
  solve_upper(tail, f->tail, tail, 1, b + head, tail);
  subtract_multiple(head, tail, f->border, head, b + head, b);
  head_back_solve(f, b);
}

void information_solve(const struct information *f, double *b) {
  information_half_solve(f, b);
  information_back_solve(f, b);
}

static double log_diagonal(size_t n, const double *r) {
  double sum = 0;
  for (size_t j = 0; j < n; j++) sum += log(r[j * n + j]);
  return sum;
}

double information_log_determinant(const struct information *f) {
  double sum = log_diagonal(f->shape.tail, f->tail);
  for (size_t i = 0; i < f->shape.blocks; i++) sum += log_diagonal(f->shape.order, head_block(f, i));
  return 2 * sum;
}

/* Products with the matrix itself, or with the absolute values of its entries (which give its 1-norm). */

static double value_of(double v, bool absolute) {
  return absolute ? fabs(v) : v;
}

/* y += A x, A symmetric, its upper triangle given */
static void add_symmetric(size_t n, const double *a, const double *x, double *y, bool absolute) {
  for (size_t j = 0; j < n; j++) {
    double sum = 0;
    for (size_t i = 0; i < j; i++) {
      const double v = value_of(a[j * n + i], absolute);
      y[i] += v * x[j];
      sum += v * x[i];
    }
    y[j] += sum + value_of(a[j * n + j], absolute) * x[j];
  }
}

/* the entries A (m x n) off the diagonal serve both sides: y_rows += A x_columns, y_columns += A' x_rows */
static void add_both(size_t m, size_t n, const double *a, const double *x_rows, double *y_rows,
                     const double *x_columns, double *y_columns, bool absolute) {
  for (size_t j = 0; j < n; j++) {
    double sum = 0;
    for (size_t i = 0; i < m; i++) {
      const double v = value_of(a[j * m + i], absolute);
      y_rows[i] += v * x_columns[j];
      sum += v * x_rows[i];
    }
    y_columns[j] += sum;
  }
}

static void multiply(const struct information *h, const double *x, double *y, bool absolute) {
  const size_t order = h->shape.order, tail = h->shape.tail, head = head_size(&h->shape);
  for (size_t i = 0; i < head + tail; i++) y[i] = 0;
  for (size_t i = 0; i < h->shape.blocks; i++) {
    const size_t at = i * order, next = at + order;
    add_symmetric(order, head_block(h, i), x + at, y + at, absolute);
    if (has_next(h, i)) add_both(order, order, off_block(h, i), x + at, y + at, x + next, y + next, absolute);
  }
  add_both(head, tail, h->border, x, y, x + head, y + head, absolute);
  add_symmetric(tail, h->tail, x + head, y + head, absolute);
}

void information_multiply(const struct information *h, const double *x, double *y) {
  multiply(h, x, y, false);
}

/* Workspace, for a shape whose length fits: what the greediest of the functions below takes. */

static size_t batch_rows(const struct shape *shape) {
  return larger(shape->order, smaller(BATCH, head_size(shape)));
}

size_t information_work(const struct shape *shape) {
  const size_t order = shape->order, around = shape->tail + (shape->coupled ? order : 0);
  size_t work = size_product(around, around);
  work = size_sum(work, size_product(order, order));
  work = size_sum(work, size_product(order, around));
  work = size_sum(work, size_product(batch_rows(shape), around));
  return larger(work, shape_parameters(shape)); /* any one vector of the whole */
}

static double square_sum(size_t n, const double *x) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
  return sum;
}

/* turned (k x order, k the tail) := (R_i^-1 B_i)', the border of block i as a regression of the block on the
   tail; straight: order x tail doubles */
static void turned_border(const struct information *f, size_t i, double *straight, double *turned,
                          size_t ld) {
  const size_t order = f->shape.order, tail = f->shape.tail, head = head_size(&f->shape);
  for (size_t c = 0; c < tail; c++)
    for (size_t r = 0; r < order; r++) straight[c * order + r] = f->border[c * head + i * order + r];
  solve_upper(order, head_block(f, i), order, tail, straight, order);
  for (size_t r = 0; r < order; r++)
    for (size_t c = 0; c < tail; c++) turned[r * ld + c] = straight[c * order + r];
}

/* (R'R)^-1 of head block i, into a square of its order */
static void block_inverse(const struct information *f, size_t i, double *square) {
  cholesky_inverse(f->shape.order, head_block(f, i), f->shape.order, square, f->shape.order);
}

/* Uncoupled: diag(D^-1 + W S^-1 W') with W = D^-1 B and S = R'R: the last are squared lengths in R'^-1 W'. */
static void uncoupled_variances(const struct information *f, double *variances, double *work) {
  const size_t order = f->shape.order, tail = f->shape.tail, blocks = f->shape.blocks;
  if (blocks == 0 || order == 0) return;
  const size_t together = batch_rows(&f->shape) / order;
  double *inverse = work, *straight = inverse + order * order, *turned = straight + order * tail;
  for (size_t first = 0; first < blocks; first += together) {
    const size_t count = smaller(together, blocks - first);
    double *v = variances + first * order;
    for (size_t i = 0; i < count; i++) turned_border(f, first + i, straight, turned + i * order * tail, tail);
    solve_lower(tail, f->tail, tail, count * order, turned, tail);
    for (size_t i = 0; i < count; i++) {
      block_inverse(f, first + i, inverse);
      for (size_t r = 0; r < order; r++)
        v[i * order + r] = inverse[r * order + r] + square_sum(tail, turned + (i * order + r) * tail);
    }
  }
}

static double quadratic_form(size_t n, const double *a, size_t lda, const double *x) {
  double sum = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) sum += x[i] * a[j * lda + i] * x[j];
  return sum;
}

/* Coupled: Takahashi, Fagan and Chin (1973), by blocks and backwards. Given what surrounds it, the next block
   and the tail, block i has variance (R'R)^-1 and regression -P with P = R^-1 [E_i B_i]; so with M the
   covariance of the surroundings, its variance is (R'R)^-1 + P M P' and its covariance with them -P M. The
   next M needs the part of the block and of the tail only. Here M keeps the tail first, then the block. */
static void coupled_variances(const struct information *f, const double *along, double *variances,
                              double *m) {
  const size_t order = f->shape.order, tail = f->shape.tail, around = tail + order;
  double *inverse = m + around * around, *straight = inverse + order * order;
  double *p = straight + order * around, *q = straight; /* P' and M P'; straight is free again by then */
  const double spread = along ? quadratic_form(tail, m, around, along) : 0;
  for (size_t i = f->shape.blocks; i-- > 0;) {
    const bool last = !has_next(f, i);
    const size_t live = last ? tail : around;
    turned_border(f, i, straight, p, around);
    if (!last) {
      memcpy(straight, off_block(f, i), order * order * sizeof(double));
      solve_upper(order, head_block(f, i), order, order, straight, order);
      for (size_t r = 0; r < order; r++)
        for (size_t c = 0; c < order; c++) p[r * around + tail + c] = straight[c * order + r];
    }
    for (size_t l = 0; l < order * around; l++) q[l] = 0;
    multiply_tn(live, order, live, 1, m, around, p, around, q, around);
    block_inverse(f, i, inverse);
    multiply_tn(order, order, live, 1, q, around, p, around, inverse, order);
    for (size_t r = 0; r < order; r++) {
      double *column = m + (tail + r) * around;
      for (size_t c = 0; c < tail; c++) m[c * around + tail + r] = column[c] = -q[r * around + c];
      for (size_t c = 0; c < order; c++)
        column[tail + c] = (inverse[r * order + c] + inverse[c * order + r]) / 2;
      variances[i * order + r] = inverse[r * order + r] + spread;
      for (size_t c = 0; along && c < tail; c++) variances[i * order + r] += 2 * along[c] * column[c];
    }
  }
}

void information_variances(const struct information *f, const double *along, double *variances,
                           double *work) {
  const size_t tail = f->shape.tail, head = head_size(&f->shape);
  const size_t around = tail + (f->shape.coupled ? f->shape.order : 0);
  cholesky_inverse(tail, f->tail, tail, work, around);
  for (size_t j = 0; j < tail; j++) variances[head + j] = work[j * around + j];
  if (f->shape.coupled)
    coupled_variances(f, along, variances, work);
  else
    uncoupled_variances(f, variances, work);
}

/* every block after the first that is touched matters, so the vector is made dense */
static double coupled_quadratic(const struct information *f, size_t m, const size_t *index,
                                const double *value, double *v) {
  const size_t p = shape_parameters(&f->shape);
  for (size_t i = 0; i < p; i++) v[i] = 0;
  for (size_t e = 0; e < m; e++) v[index[e]] += value[e];
  information_half_solve(f, v);
  return square_sum(p, v);
}

double information_quadratic(const struct information *f, size_t m, const size_t *index, const double *value,
                             double *work) {
  if (f->shape.coupled) return coupled_quadratic(f, m, index, value, work);
  const size_t order = f->shape.order, tail = f->shape.tail, head = head_size(&f->shape);
  double sum = 0, *rest = work, *x = work + tail;
  for (size_t j = 0; j < tail; j++) rest[j] = 0;
  size_t e = 0;
  while (e < m && index[e] < head) {
    const size_t i = index[e] / order;
    for (size_t r = 0; r < order; r++) x[r] = 0;
    for (; e < m && index[e] < (i + 1) * order; e++) x[index[e] - i * order] += value[e];
    solve_lower(order, head_block(f, i), order, 1, x, order);
    multiply_tn(tail, 1, order, -1, f->border + i * order, head, x, order, rest, tail);
    sum += square_sum(order, x);
  }
  for (; e < m; e++) rest[index[e] - head] += value[e];
  solve_lower(tail, f->tail, tail, 1, rest, tail);
  return sum + square_sum(tail, rest);
}

/* upper triangle of the head's part of out += inverse of the head alone; work: the head, or one block */
static void add_block_inverses(const struct information *f, double *out, size_t ld, double *work) {
  const size_t order = f->shape.order;
  for (size_t i = 0; i < f->shape.blocks; i++) {
    double *corner = out + i * order * (ld + 1);
    block_inverse(f, i, work);
    for (size_t c = 0; c < order; c++)
      for (size_t r = 0; r <= c; r++) corner[c * ld + r] += work[c * order + r];
  }
}

static void add_coupled_inverse(const struct information *f, double *out, size_t ld, double *x) {
  const size_t order = f->shape.order, blocks = f->shape.blocks;
  for (size_t j = 0; j < blocks * order; j++) {
    for (size_t i = 0; i < blocks * order; i++) x[i] = 0;
    x[j] = 1;
    head_half_solve(f, j / order, x);
    head_back_solve(f, x);
    for (size_t i = 0; i <= j; i++) out[j * ld + i] += x[i];
  }
}

/* With A the head alone, W = A^-1 B, S = R'R the tail's Schur complement and V = R'^-1 W': the head's part is
   A^-1 + V'V, the tail's S^-1, between them -R^-1 V. V is made in the lower left corner, and stays. */
void information_covariance(const struct information *f, double *out, double *work) {
  const size_t tail = f->shape.tail, head = head_size(&f->shape), p = head + tail;
  double *corner = out + head;
  for (size_t j = 0; j < head; j++)
    for (size_t i = 0; i <= j; i++) out[j * p + i] = 0;
  for (size_t c = 0; c < tail; c++) {
    memcpy(work, f->border + c * head, head * sizeof(double));
    head_back_solve(f, work);
    for (size_t i = 0; i < head; i++) corner[i * p + c] = work[i];
  }
  solve_lower(tail, f->tail, tail, head, corner, p);
  gram_upper(head, tail, 1, corner, p, out, p);
  if (f->shape.coupled)
    add_coupled_inverse(f, out, p, work);
  else
    add_block_inverses(f, out, p, work);
  solve_upper(tail, f->tail, tail, head, corner, p);
  cholesky_inverse(tail, f->tail, tail, corner + head * p, p);
  for (size_t j = 0; j < head; j++) {
    for (size_t i = 0; i < j; i++) out[i * p + j] = out[j * p + i];
    for (size_t c = 0; c < tail; c++) {
      corner[j * p + c] = -corner[j * p + c];
      out[(head + c) * p + j] = corner[j * p + c];
    }
  }
}

/* y := C^-1 x for C = diag(scale) H diag(scale); y may be x */
static void scaled_solve(const struct information *f, const double *scale, const double *x, double *y) {
  const size_t p = shape_parameters(&f->shape);
  for (size_t i = 0; i < p; i++) y[i] = x[i] / scale[i];
  information_solve(f, y);
  for (size_t i = 0; i < p; i++) y[i] /= scale[i];
}

/* the larger, where NaN is larger than anything */
static double worse(double a, double b) {
  return isnan(a) || a >= b ? a : b;
}

static double absolute_sum(size_t n, const double *x) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += fabs(x[i]);
  return sum;
}

/* |C^-1 e_j|_1, C^-1 e_j left in y */
static double column_norm(const struct information *f, const double *scale, size_t j, double *y) {
  const size_t p = shape_parameters(&f->shape);
  for (size_t i = 0; i < p; i++) y[i] = 0;
  y[j] = 1;
  scaled_solve(f, scale, y, y);
  return absolute_sum(p, y);
}

/* |C^-1|_1 from below: Hager (1984), with the safeguards of Higham (1988, algorithm 4.1) */
static double inverse_norm(const struct information *f, const double *scale, double *y, double *z) {
  const size_t p = shape_parameters(&f->shape);
  for (size_t i = 0; i < p; i++) y[i] = 1 / (double)p;
  scaled_solve(f, scale, y, y);
  double norm = absolute_sum(p, y);
  size_t last = p;
  for (int step = 0; step < NORM_ITERATIONS; step++) {
    for (size_t i = 0; i < p; i++) z[i] = y[i] >= 0 ? 1 : -1;
    scaled_solve(f, scale, z, z);
    size_t j = 0;
    for (size_t i = 1; i < p; i++)
      if (fabs(z[i]) > fabs(z[j])) j = i;
    if (j == last) break;
    last = j;
    const double candidate = column_norm(f, scale, j, y);
    if (!(candidate > norm)) break;
    norm = candidate;
  }
  for (size_t i = 0; i < p; i++) z[i] = (i % 2 ? -1 : 1) * (1 + (double)i / (double)(p - 1));
  scaled_solve(f, scale, z, z);
  return worse(norm, 2 * absolute_sum(p, z) / (3 * (double)p));
}

double information_condition(const struct information *h, const struct information *f, double *inverse,
                             double *work) {
  const size_t p = shape_parameters(&h->shape);
  double *scale = work, *y = scale + p, *z = y + p, norm = 0;
  *inverse = 1;
  if (p == 0) return 1;
  *inverse = 0;
  for (size_t i = 0; i < p; i++) scale[i] = 1 / sqrt(information_at(h, i, i));
  multiply(h, scale, y, true);
  for (size_t i = 0; i < p; i++) norm = worse(norm, scale[i] * y[i]);
  if (p > EXACT_NORM)
    *inverse = inverse_norm(f, scale, y, z);
  else
    for (size_t j = 0; j < p; j++) *inverse = worse(*inverse, column_norm(f, scale, j, y));
  return norm * *inverse;
}

/* ---- single parameters and scales ---------------------------------------------------------------------- */

static void hold_in_head(struct information *h, size_t j) {
  const size_t b = h->shape.order, block = j / b, at = j % b, square = b * b;
  for (size_t k = 0; k < b; k++)
    h->head[block * square + k * b + at] = h->head[block * square + at * b + k] = 0;
  h->head[block * square + at * b + at] = 1;
  if (h->shape.coupled)
    for (size_t k = 0; k < b; k++) {
      if (block + 1 < h->shape.blocks) h->off[block * square + k * b + at] = 0;
      if (block > 0) h->off[(block - 1) * square + at * b + k] = 0;
    }
  for (size_t k = 0; k < h->shape.tail; k++) h->border[k * head_size(&h->shape) + j] = 0;
}

void information_hold(struct information *h, size_t j) {
  const size_t heads = head_size(&h->shape), tail = h->shape.tail;
  if (j < heads) {
    hold_in_head(h, j);
    return;
  }
  const size_t at = j - heads;
  for (size_t k = 0; k < heads; k++) h->border[at * heads + k] = 0;
  for (size_t k = 0; k < tail; k++) h->tail[k * tail + at] = h->tail[at * tail + k] = 0;
  h->tail[at * tail + at] = 1;
}

void information_diagonal(const struct information *h, double *d) {
  const size_t b = h->shape.order, heads = head_size(&h->shape), tail = h->shape.tail;
  for (size_t j = 0; j < heads; j++) d[j] = h->head[j / b * b * b + (j % b) * b + j % b];
  for (size_t j = 0; j < tail; j++) d[heads + j] = h->tail[j * tail + j];
}

void information_scale(struct information *h, const double *d) {
  const size_t b = h->shape.order, heads = head_size(&h->shape), tail = h->shape.tail;
  for (size_t i = 0; i < h->shape.blocks; i++)
    for (size_t c = 0; c < b; c++)
      for (size_t r = 0; r < b; r++) {
        h->head[i * b * b + c * b + r] *= d[i * b + r] * d[i * b + c];
        if (h->shape.coupled && i + 1 < h->shape.blocks)
          h->off[i * b * b + c * b + r] *= d[i * b + r] * d[(i + 1) * b + c];
      }
  for (size_t c = 0; c < tail; c++) {
    for (size_t r = 0; r < heads; r++) h->border[c * heads + r] *= d[r] * d[heads + c];
    for (size_t r = 0; r <= c; r++) h->tail[c * tail + r] *= d[heads + r] * d[heads + c];
  }
}

static double squared_pivot(const struct information *f, size_t j) {
  const size_t b = f->shape.order, heads = head_size(&f->shape), tail = f->shape.tail;
  const double pivot =
      j < heads ? f->head[j / b * b * b + (j % b) * b + j % b] : f->tail[(j - heads) * tail + (j - heads)];
  return pivot * pivot;
}

double information_least_pivot(const struct information *f) {
  double least = INFINITY;
  for (size_t j = 0; j < shape_parameters(&f->shape); j++) least = fmin(least, squared_pivot(f, j));
  return least;
}

double information_least_share(const struct information *f, const double *d, size_t *where) {
  double least = INFINITY;
  for (size_t j = 0; j < shape_parameters(&f->shape); j++) {
    const double share = squared_pivot(f, j) / d[j];
    if (!(share < least)) continue;
    least = share;
    *where = j;
  }
  return least;
}
