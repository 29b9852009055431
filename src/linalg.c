#include "linalg.h"
#include <math.h>
#include <string.h>

/* Everything is left-looking, so that the flops are in C += alpha A'B with a long inner dimension, and A and
   B are both read down their columns. Nothing is packed. */

enum {
  TILE = 3,   /* 3 x 3 dot products at a time: 9 sums and 4 operands fit 16 vector registers */
  PANEL = 24, /* columns of A kept in the first-level cache, with DEPTH rows of them: 24 KiB */
  DEPTH = 128,
  BLOCK = 12,  /* rows eliminated one by one; a multiple of TILE */
  SLAB = 48,   /* columns of an inverse made at a time */
  COLUMNS = 4, /* right-hand sides that the elimination takes together */
};

#ifdef __GNUC__
typedef double lanes __attribute__((vector_size(16)));
#else
typedef double lanes;
#endif
enum { LANES = sizeof(lanes) / sizeof(double) };

static inline lanes lanes_load(const double *p) {
  lanes v;
  memcpy(&v, p, sizeof v);
  return v;
}

static inline double lanes_sum(lanes v) {
#ifdef __GNUC__
  return v[0] + v[1];
#else
  return v;
#endif
}

static inline size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

/* c[i + j ldc] += alpha a_i'b_j for i < rows, j < columns. An edge reads a column twice: one shape. */
static void dot_tile(size_t rows, size_t columns, size_t k, double alpha, const double *a, size_t lda,
                     const double *b, size_t ldb, double *c, size_t ldc) {
  const double *a0 = a, *a1 = a + (rows > 1 ? lda : 0), *a2 = rows > 2 ? a1 + lda : a1;
  const double *b0 = b, *b1 = b + (columns > 1 ? ldb : 0), *b2 = columns > 2 ? b1 + ldb : b1;
  lanes v00 = {0}, v10 = {0}, v20 = {0}, v01 = {0}, v11 = {0}, v21 = {0}, v02 = {0}, v12 = {0}, v22 = {0};
  size_t l = 0;
  for (; l + LANES <= k; l += LANES) {
    const lanes x0 = lanes_load(a0 + l), x1 = lanes_load(a1 + l), x2 = lanes_load(a2 + l);
    lanes y = lanes_load(b0 + l);
    v00 += x0 * y, v10 += x1 * y, v20 += x2 * y;
    y = lanes_load(b1 + l);
    v01 += x0 * y, v11 += x1 * y, v21 += x2 * y;
    y = lanes_load(b2 + l);
    v02 += x0 * y, v12 += x1 * y, v22 += x2 * y;
  }
  double s[TILE][TILE] = {{lanes_sum(v00), lanes_sum(v10), lanes_sum(v20)},
                          {lanes_sum(v01), lanes_sum(v11), lanes_sum(v21)},
                          {lanes_sum(v02), lanes_sum(v12), lanes_sum(v22)}};
  for (; l < k; l++) {
    s[0][0] += a0[l] * b0[l], s[0][1] += a1[l] * b0[l], s[0][2] += a2[l] * b0[l];
    s[1][0] += a0[l] * b1[l], s[1][1] += a1[l] * b1[l], s[1][2] += a2[l] * b1[l];
    s[2][0] += a0[l] * b2[l], s[2][1] += a1[l] * b2[l], s[2][2] += a2[l] * b2[l];
  }
  for (size_t j = 0; j < columns; j++)
    for (size_t i = 0; i < rows; i++) c[j * ldc + i] += alpha * s[j][i];
}

/* the same for one column of B, summed in the same order: a column's result does not depend on its company
   (where nothing is contracted) */
static void dot_column(size_t rows, size_t k, double alpha, const double *a, size_t lda, const double *b,
                       double *c) {
  const double *a0 = a, *a1 = a + (rows > 1 ? lda : 0), *a2 = rows > 2 ? a1 + lda : a1;
  lanes v0 = {0}, v1 = {0}, v2 = {0};
  size_t l = 0;
  for (; l + LANES <= k; l += LANES) {
    const lanes y = lanes_load(b + l);
    v0 += lanes_load(a0 + l) * y, v1 += lanes_load(a1 + l) * y, v2 += lanes_load(a2 + l) * y;
  }
  double s[TILE] = {lanes_sum(v0), lanes_sum(v1), lanes_sum(v2)};
  for (; l < k; l++) s[0] += a0[l] * b[l], s[1] += a1[l] * b[l], s[2] += a2[l] * b[l];
  for (size_t i = 0; i < rows; i++) c[i] += alpha * s[i];
}

/* one panel of C: m <= PANEL, k <= DEPTH */
static void multiply_panel(size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda,
                           const double *b, size_t ldb, double *c, size_t ldc) {
  for (size_t j = 0; j < n; j += TILE) {
    const size_t columns = smaller(TILE, n - j);
    for (size_t i = 0; i < m; i += TILE) {
      const size_t rows = smaller(TILE, m - i);
      double *corner = c + j * ldc + i;
      if (columns == 1)
        dot_column(rows, k, alpha, a + i * lda, lda, b + j * ldb, corner);
      else
        dot_tile(rows, columns, k, alpha, a + i * lda, lda, b + j * ldb, ldb, corner, ldc);
    }
  }
}

void multiply_tn(size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda, const double *b,
                 size_t ldb, double *c, size_t ldc) {
  for (size_t i = 0; i < m; i += PANEL)
    for (size_t l = 0; l < k; l += DEPTH)
      multiply_panel(smaller(PANEL, m - i), n, smaller(DEPTH, k - l), alpha, a + i * lda + l, lda, b + l, ldb,
                     c + i, ldc);
}

/* the TILE x TILE corner of a gram matrix: its lower triangle must stay as it is */
static void gram_corner(size_t n, size_t k, double alpha, const double *a, size_t lda, double *c,
                        size_t ldc) {
  double s[TILE * TILE] = {0};
  dot_tile(n, n, k, alpha, a, lda, a, lda, s, TILE);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i <= j; i++) c[j * ldc + i] += s[j * TILE + i];
}

void gram_upper(size_t n, size_t k, double alpha, const double *a, size_t lda, double *c, size_t ldc) {
  for (size_t i = 0; i < n; i += PANEL) {
    const size_t rows = smaller(PANEL, n - i), right = i + rows;
    for (size_t l = 0; l < k; l += DEPTH) {
      const size_t depth = smaller(DEPTH, k - l);
      const double *panel = a + i * lda + l;
      for (size_t j = i; j < right; j += TILE) {
        const size_t columns = smaller(TILE, right - j);
        const double *b = a + j * lda + l;
        multiply_panel(j - i, columns, depth, alpha, panel, lda, b, lda, c + j * ldc + i, ldc);
        gram_corner(columns, depth, alpha, b, lda, c + j * ldc + j, ldc);
      }
      multiply_panel(rows, n - right, depth, alpha, panel, lda, a + right * lda + l, lda, c + right * ldc + i,
                     ldc);
    }
  }
}

/* R in place of a matrix of at most BLOCK rows; returns the index of the pivot that failed, or n */
static size_t eliminate(size_t n, double *a, size_t lda) {
  for (size_t j = 0; j < n; j++) {
    double *column = a + j * lda, pivot = column[j];
    for (size_t i = 0; i < j; i++) {
      double v = column[i];
      for (size_t l = 0; l < i; l++) v -= a[i * lda + l] * column[l];
      column[i] = v / a[i * lda + i];
      pivot -= column[i] * column[i];
    }
    if (!(pivot > 0)) return j;
    column[j] = sqrt(pivot);
  }
  return n;
}

/* R'^-1 on one column, at most BLOCK rows */
static void eliminate_column(size_t n, const double *r, size_t ldr, double *b) {
  for (size_t i = 0; i < n; i++) {
    double v = b[i];
    for (size_t l = 0; l < i; l++) v -= r[i * ldr + l] * b[l];
    b[i] = v / r[i * ldr + i];
  }
}

/* R'^-1 on COLUMNS columns at once: each waits for its own divisions, together they do not */
static void eliminate_columns(size_t n, const double *r, size_t ldr, double *b, size_t ldb) {
  double *b0 = b, *b1 = b + ldb, *b2 = b1 + ldb, *b3 = b2 + ldb;
  for (size_t i = 0; i < n; i++) {
    const double *column = r + i * ldr, pivot = column[i];
    double v0 = b0[i], v1 = b1[i], v2 = b2[i], v3 = b3[i];
    for (size_t l = 0; l < i; l++) {
      v0 -= column[l] * b0[l], v1 -= column[l] * b1[l];
      v2 -= column[l] * b2[l], v3 -= column[l] * b3[l];
    }
    b0[i] = v0 / pivot, b1[i] = v1 / pivot, b2[i] = v2 / pivot, b3[i] = v3 / pivot;
  }
}

static void eliminate_right(size_t n, const double *r, size_t ldr, size_t m, double *b, size_t ldb) {
  size_t j = 0;
  for (; j + COLUMNS <= m; j += COLUMNS) eliminate_columns(n, r, ldr, b + j * ldb, ldb);
  for (; j < m; j++) eliminate_column(n, r, ldr, b + j * ldb);
}

/* R^-1 on m columns, at most BLOCK rows */
static void substitute_back(size_t n, const double *r, size_t ldr, size_t m, double *b, size_t ldb) {
  for (size_t j = 0; j < m; j++) {
    double *x = b + j * ldb;
    for (size_t i = n; i-- > 0;) {
      const double *column = r + i * ldr;
      x[i] /= column[i];
      for (size_t l = 0; l < i; l++) x[l] -= column[l] * x[i];
    }
  }
}

enum status cholesky(size_t n, double *a, size_t lda, size_t *where) {
  for (size_t j = 0; j < n; j += BLOCK) {
    const size_t width = smaller(BLOCK, n - j), next = j + width;
    double *left = a + j * lda, *right = a + next * lda;
    gram_upper(width, j, -1, left, lda, left + j, lda);
    const size_t pivot = eliminate(width, left + j, lda);
    if (pivot < width) {
      if (where) *where = j + pivot;
      return STATUS_NOT_POSITIVE;
    }
    if (next == n) break;
    multiply_tn(width, n - next, j, -1, left, lda, right, lda, right + j, lda);
    eliminate_right(width, left + j, lda, n - next, right + j, lda);
  }
  return STATUS_OK;
}

void solve_lower(size_t n, const double *r, size_t ldr, size_t m, double *b, size_t ldb) {
  for (size_t i = 0; i < n; i += BLOCK) {
    const size_t width = smaller(BLOCK, n - i);
    multiply_tn(width, m, i, -1, r + i * ldr, ldr, b, ldb, b + i, ldb);
    eliminate_right(width, r + i * ldr + i, ldr, m, b + i, ldb);
  }
}

/* B -= A X with A of at most BLOCK rows: turned, a stretch at a time, so that multiply_tn serves here too */
static void subtract_product(size_t rows, size_t m, size_t k, const double *a, size_t lda, const double *x,
                             size_t ldx, double *b, size_t ldb) {
  double turned[BLOCK * DEPTH];
  for (size_t l = 0; l < k; l += DEPTH) {
    const size_t depth = smaller(DEPTH, k - l);
    for (size_t c = 0; c < depth; c++)
      for (size_t i = 0; i < rows; i++) turned[i * DEPTH + c] = a[(l + c) * lda + i];
    multiply_tn(rows, m, depth, -1, turned, DEPTH, x + l, ldx, b, ldb);
  }
}

void solve_upper(size_t n, const double *r, size_t ldr, size_t m, double *b, size_t ldb) {
  for (size_t end = n; end > 0;) {
    const size_t width = (end - 1) % BLOCK + 1, i = end - width;
    if (end < n) subtract_product(width, m, n - end, r + end * ldr + i, ldr, b + end, ldb, b + i, ldb);
    substitute_back(width, r + i * ldr + i, ldr, m, b + i, ldb);
    end = i;
  }
}

static void mirror(size_t n, double *a, size_t lda) {
  for (size_t left = 0; left < n; left += SLAB)
    for (size_t j = left; j < n; j++)
      for (size_t i = left; i < smaller(left + SLAB, j); i++) a[i * lda + j] = a[j * lda + i];
}

/* With Y = R'^-1 in the lower triangle, the inverse is Y'Y. The upper triangle takes it slab by slab; only a
   slab's own diagonal block is both read and written, so it goes through a copy. */
void cholesky_inverse(size_t n, const double *r, size_t ldr, double *out, size_t ldo) {
  for (size_t j = 0; j < n; j++) {
    for (size_t i = 0; i < n; i++) out[j * ldo + i] = 0;
    out[j * ldo + j] = 1;
  }
  for (size_t j = 0; j < n; j += SLAB)
    solve_lower(n - j, r + j * ldr + j, ldr, smaller(SLAB, n - j), out + j * ldo + j, ldo);
  for (size_t j = 0; j < n; j += SLAB) {
    const size_t width = smaller(SLAB, n - j);
    double *slab = out + j * ldo, diagonal[SLAB * SLAB] = {0};
    multiply_tn(j, width, n - j, 1, out + j, ldo, slab + j, ldo, slab, ldo);
    gram_upper(width, n - j, 1, slab + j, ldo, diagonal, SLAB);
    for (size_t c = 0; c < width; c++)
      memcpy(slab + c * ldo + j, diagonal + c * SLAB, (c + 1) * sizeof(double));
  }
  mirror(n, out, ldo);
}

/* v -= (q'v) q; returns q'v */
static double remove_along(size_t m, const double *q, double *v) {
  double along = 0;
  for (size_t i = 0; i < m; i++) along += q[i] * v[i];
  for (size_t i = 0; i < m; i++) v[i] -= along * q[i];
  return along;
}

bool orthogonalise(size_t m, size_t n, double *b, double *t) {
  for (size_t j = 0; j < n; j++) {
    double *v = b + j * m, size = 0;
    for (size_t i = 0; i < n; i++) t[i + j * n] = 0;
    for (int pass = 0; pass < 2; pass++)
      for (size_t i = 0; i < j; i++) t[i + j * n] += remove_along(m, b + i * m, v);
    for (size_t i = 0; i < m; i++) size += v[i] * v[i];
    if (!(size > 0) || !isfinite(size)) return false;
    t[j + j * n] = sqrt(size);
    for (size_t i = 0; i < m; i++) v[i] /= t[j + j * n];
  }
  return true;
}
