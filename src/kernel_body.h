/* kernel_body: the arithmetic over a tile, once. A file that includes this sets KERNEL (the struct it
   defines), KERNEL_NAME and LANES (doubles in a vector: 8, 4, 2, or 1 for plain C), under its target's
   pragma; system headers come before that pragma. Helpers that pass vectors by value are always inlined: no
   ABI is involved. Accumulators are named members, never array elements: GNU C keeps only those in registers.
   */
#include "pair.h"

#if LANES > 1

#define INLINE static inline __attribute__((always_inline))

typedef double vec __attribute__((vector_size(8 * LANES)));
typedef unsigned long long bits __attribute__((vector_size(8 * LANES)));
typedef long long truth
    __attribute__((vector_size(8 * LANES))); /* what a comparison gives: all bits or none */
typedef double vec_loose __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

INLINE vec splat(double a) {
  return a - (vec){0};
}

INLINE vec load(const double *x) {
  return *(const vec_loose *)x;
}

INLINE void store(double *x, vec a) {
  *(vec_loose *)x = a;
}

INLINE vec choose(truth which, vec a, vec b) {
  return (vec)(((bits)a & (bits)which) | ((bits)b & ~(bits)which));
}

INLINE vec minus_abs(vec x) {
  return (vec)((bits)x | (bits)splat(-0.0));
}

#ifdef __has_builtin
#if __has_builtin(__builtin_shufflevector)
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#endif
#endif
#ifndef SHUFFLE
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (truth){__VA_ARGS__})
#endif

#else

#define INLINE static inline

typedef double vec;

INLINE vec splat(double a) {
  return a;
}

INLINE vec load(const double *x) {
  return *x;
}

INLINE void store(double *x, vec a) {
  *x = a;
}

INLINE vec choose(bool which, vec a, vec b) {
  return which ? a : b;
}

INLINE vec minus_abs(vec x) {
  return -fabs(x);
}

#endif

/* ---- exp, log, log1p ---- */

#if LANES > 1

/* ln 2 in two parts: the first has 41 bits: its product with an exponent is exact (Cody and Waite 1980) */
#define LN2_HIGH 0.693147180559663
#define LN2_LOW 2.8235290563031577e-13
/* 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits */
#define ROUNDER 6755399441055744.0
#define BITS_OF_ONE 0x3ff0000000000000ULL

/* 2^k, where t = k + ROUNDER, -1022 <= k <= 1023 */
INLINE vec power_of_two(vec t) {
  return (vec)(((bits)t << 52) + BITS_OF_ONE);
}

/* exp(x) = 2^k exp(r), |r| <= ln2 / 2; exp(r) = 1 + r + r^2 q(r), q minimax of degree 9 (Remez; relative
   error 4e-18). The power of two goes in by halves, which reaches the subnormals with one rounding, and
   infinity. */
INLINE vec exp_of_fraction(vec x, vec k) {
  const vec r = (x - k * LN2_HIGH) - k * LN2_LOW;
  const vec r2 = r * r, r4 = r2 * r2;
  const vec q01 = 0.1666666666666641 * r + 0.5000000000000011;
  const vec q23 = 0.008333333333495627 * r + 0.04166666666652919;
  const vec q45 = 0.0001984126950475702 * r + 0.0013888888943922354;
  const vec q67 = 2.755758735152947e-06 * r + 2.480149276304466e-05;
  const vec q89 = 2.4999961933847974e-08 * r + 2.7630378547283817e-07;
  const vec q = (q01 + q23 * r2) + ((q45 + q67 * r2) + q89 * r4) * r4;
  return (r + r2 * q) + 1;
}

INLINE vec exp_of(vec x) {
  const vec low = splat(-746), high = splat(710);
  x = choose(x < low, low, choose(x > high, high, x));
  const vec k = (x * 1.4426950408889634 + ROUNDER) - ROUNDER;
  const vec half = k * 0.5 + ROUNDER, rest = (k - (half - ROUNDER)) + ROUNDER;
  return exp_of_fraction(x, k) * power_of_two(half) * power_of_two(rest);
}

/* log(2^k (1 + f)) = k ln2 + f - f^2/2 + s (f^2/2 + s^2 L(s^2)), s = f / (2 + f), |s| <= 0.2; L minimax of
   degree 7 for (2 atanh(s) - 2 s) / s^3 (relative error 4e-17). The form of Ng's fdlibm (1993). */
INLINE vec log_of_parts(vec f, vec k) {
  const vec s = f / (f + 2), z = s * s, z2 = z * z;
  const vec a = 0.40000000000008124 * z + 0.6666666666666666;
  const vec b = 0.22222223061351803 * z + 0.2857142856719617;
  const vec c = 0.1538890721286356 * z + 0.18181736624336364;
  const vec d = 0.13614832829903095 * z + 0.13208943621768746;
  const vec series = z * ((a + b * z2) + (c + d * z2) * (z2 * z2));
  const vec square = 0.5 * f * f;
  return k * LN2_HIGH - ((square - (s * (square + series) + k * LN2_LOW)) - f);
}

INLINE vec log_of(vec x) {
  const unsigned long long root_half = 0x3fe6a09e667f3bcdULL; /* the mantissa's range starts at sqrt(1/2) */
  const truth tiny = x < 2.2250738585072014e-308;
  const bits shifted = (bits)choose(tiny, x * 18014398509481984.0, x) + (BITS_OF_ONE - root_half);
  /* the biased exponent, set into the mantissa of 2^52, and out again as a double */
  const bits exponent = ((shifted >> 52) & 0xfff) | 0x4330000000000000ULL;
  const vec k =
      (vec)exponent - choose(tiny, splat(4503599627370496.0 + 1023 + 54), splat(4503599627370496.0 + 1023));
  const vec m = (vec)((shifted & 0x000fffffffffffffULL) + root_half);
  vec y = log_of_parts(m - 1, k);
  y = choose(x == 0, splat(-INFINITY), y);
  y = choose(x < 0, splat(NAN), y);
  return choose(x < INFINITY, y, x); /* infinity and NaN stay */
}

/* above 1/2, 1 + x is halved, so that |s| <= 0.2 holds; (x - 1) / 2 is exact there */
INLINE vec log1p_of(vec x) {
  const truth large = x > 0.5;
  return log_of_parts(choose(large, 0.5 * x - 0.5, x), choose(large, splat(1), splat(0)));
}

#else

#define exp_of exp
#define log_of log
#define log1p_of log1p

#endif

static void kernel_exp(size_t n, const double *x, double *y) {
  for (size_t i = 0; i < n; i += LANES) store(y + i, exp_of(load(x + i)));
}

static void kernel_log(size_t n, const double *x, double *y) {
  for (size_t i = 0; i < n; i += LANES) store(y + i, log_of(load(x + i)));
}

static void kernel_log1p(size_t n, const double *x, double *y) {
  for (size_t i = 0; i < n; i += LANES) store(y + i, log1p_of(load(x + i)));
}

static void kernel_logistic(size_t n, const double *eta, double *mean, double *one_minus_mean) {
  for (size_t i = 0; i < n; i += LANES) {
    const vec x = load(eta + i), e = exp_of(minus_abs(x)), big = 1 / (1 + e), small = e * big;
    store(mean + i, choose(x >= 0, big, small));
    store(one_minus_mean + i, choose(x >= 0, small, big));
  }
}

/* ---- vectors ---- */

static void kernel_product(size_t n, const double *w, const double *x, double *y) {
  for (size_t i = 0; i < n; i += LANES) store(y + i, load(w + i) * load(x + i));
}

/* The next tile's stretch of the same column is a page away from where the hardware looks. */
static void kernel_affine(size_t n, const double *x, double centre, double inverse, double *y) {
  for (size_t i = 0; i < n; i += LANES) {
#if defined(__GNUC__)
    if (i % 8 == 0) __builtin_prefetch(x + i + 2 * TILE_ROWS);
#endif
    store(y + i, (load(x + i) - centre) * inverse);
  }
}

static void kernel_axpy(size_t n, double a, const double *x, double *y) {
  for (size_t i = 0; i < n; i += LANES) store(y + i, load(y + i) + a * load(x + i));
}

/* four vectors that become four sums */
struct four {
  vec v0, v1, v2, v3;
};

INLINE struct four no_sums(void) {
  const vec zero = splat(0);
  return (struct four){zero, zero, zero, zero};
}

/* sums[k] = sum of the lanes of v_k, by transposing: half the shuffles of four separate sums */
INLINE void four_sums(struct four a, double *sums) {
#if LANES == 8
  const vec t =
      SHUFFLE(a.v0, a.v1, 0, 8, 2, 10, 4, 12, 6, 14) + SHUFFLE(a.v0, a.v1, 1, 9, 3, 11, 5, 13, 7, 15);
  const vec u =
      SHUFFLE(a.v2, a.v3, 0, 8, 2, 10, 4, 12, 6, 14) + SHUFFLE(a.v2, a.v3, 1, 9, 3, 11, 5, 13, 7, 15);
  const vec q = SHUFFLE(t, u, 0, 1, 8, 9, 4, 5, 12, 13) + SHUFFLE(t, u, 2, 3, 10, 11, 6, 7, 14, 15);
  const vec s = q + SHUFFLE(q, q, 4, 5, 6, 7, 4, 5, 6, 7);
  for (int k = 0; k < 4; k++) sums[k] = s[k];
#elif LANES == 4
  const vec t = SHUFFLE(a.v0, a.v1, 0, 4, 2, 6) + SHUFFLE(a.v0, a.v1, 1, 5, 3, 7);
  const vec u = SHUFFLE(a.v2, a.v3, 0, 4, 2, 6) + SHUFFLE(a.v2, a.v3, 1, 5, 3, 7);
  store(sums, SHUFFLE(t, u, 0, 1, 4, 5) + SHUFFLE(t, u, 2, 3, 6, 7));
#elif LANES == 2
  store(sums, SHUFFLE(a.v0, a.v1, 0, 2) + SHUFFLE(a.v0, a.v1, 1, 3));
  store(sums + 2, SHUFFLE(a.v2, a.v3, 0, 2) + SHUFFLE(a.v2, a.v3, 1, 3));
#else
  sums[0] = a.v0, sums[1] = a.v1, sums[2] = a.v2, sums[3] = a.v3;
#endif
}

/* the first `rows` of the four sums, added to out */
INLINE void add_sums(struct four a, size_t rows, double *out) {
  double sums[4];
  four_sums(a, sums);
  for (size_t k = 0; k < rows; k++) out[k] += sums[k];
}

static double kernel_dot(size_t n, const double *x, const double *y) {
  struct four a = no_sums();
  size_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    a.v0 += load(x + i) * load(y + i);
    a.v1 += load(x + i + LANES) * load(y + i + LANES);
    a.v2 += load(x + i + 2 * LANES) * load(y + i + 2 * LANES);
    a.v3 += load(x + i + 3 * LANES) * load(y + i + 3 * LANES);
  }
  for (; i < n; i += LANES) a.v0 += load(x + i) * load(y + i);
  double sums[4];
  four_sums(a, sums);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* ---- eta += X b and s += X' r ---- */

/* `wide` columns (1 to 4, a constant where this is called) in one pass over eta */
INLINE void add_columns(size_t n, const double *x, size_t stride, const double *b, double *eta, int wide) {
  const vec b0 = splat(b[0]), b1 = splat(wide > 1 ? b[1] : 0), b2 = splat(wide > 2 ? b[2] : 0),
            b3 = splat(wide > 3 ? b[3] : 0);
  for (size_t i = 0; i < n; i += LANES) {
    vec a = load(eta + i) + load(x + i) * b0;
    if (wide > 1) a += load(x + stride + i) * b1;
    if (wide > 2) a += load(x + 2 * stride + i) * b2;
    if (wide > 3) a += load(x + 3 * stride + i) * b3;
    store(eta + i, a);
  }
}

static void kernel_multiply(size_t n, size_t p, const double *x, size_t stride, const double *b,
                            double *eta) {
  size_t j = 0;
  for (; j + 4 <= p; j += 4) add_columns(n, x + j * stride, stride, b + j, eta, 4);
  if (p - j == 3) add_columns(n, x + j * stride, stride, b + j, eta, 3);
  if (p - j == 2) add_columns(n, x + j * stride, stride, b + j, eta, 2);
  if (p - j == 1) add_columns(n, x + j * stride, stride, b + j, eta, 1);
}

INLINE void dot_columns(size_t n, const double *x, size_t stride, const double *r, double *s, int wide) {
  struct four a = no_sums();
  for (size_t i = 0; i < n; i += LANES) {
    const vec y = load(r + i);
    a.v0 += load(x + i) * y;
    if (wide > 1) a.v1 += load(x + stride + i) * y;
    if (wide > 2) a.v2 += load(x + 2 * stride + i) * y;
    if (wide > 3) a.v3 += load(x + 3 * stride + i) * y;
  }
  add_sums(a, (size_t)wide, s);
}

/* eight at a time: fewer sums than that would wait for each other's additions */
INLINE void dot_eight(size_t n, const double *x, size_t stride, const double *r, double *s) {
  struct four a = no_sums(), b = a;
  const double *z = x + 4 * stride;
  for (size_t i = 0; i < n; i += LANES) {
    const vec y = load(r + i);
    a.v0 += load(x + i) * y;
    a.v1 += load(x + stride + i) * y;
    a.v2 += load(x + 2 * stride + i) * y;
    a.v3 += load(x + 3 * stride + i) * y;
    b.v0 += load(z + i) * y;
    b.v1 += load(z + stride + i) * y;
    b.v2 += load(z + 2 * stride + i) * y;
    b.v3 += load(z + 3 * stride + i) * y;
  }
  add_sums(a, 4, s);
  add_sums(b, 4, s + 4);
}

static void kernel_multiply_t(size_t n, size_t p, const double *x, size_t stride, const double *r,
                              double *s) {
  size_t j = 0;
  for (; j + 8 <= p; j += 8) dot_eight(n, x + j * stride, stride, r, s + j);
  for (; j + 4 <= p; j += 4) dot_columns(n, x + j * stride, stride, r, s + j, 4);
  if (p - j == 3) dot_columns(n, x + j * stride, stride, r, s + j, 3);
  if (p - j == 2) dot_columns(n, x + j * stride, stride, r, s + j, 2);
  if (p - j == 1) dot_columns(n, x + j * stride, stride, r, s + j, 1);
}

/* ---- products of columns: out[i, j] += left_i . right_j ---- */

/* columns on the right of a block of four rows: as many as the registers hold */
#if LANES == 8
#define BLOCK_WIDE 4
#else
#define BLOCK_WIDE 3
#endif

/* Where the products go. At a diagonal the first column wants `limit` rows, each next one more; `limit` =
   rows wants them all. */
struct target {
  double *out;
  size_t ld, rows, limit;
};

INLINE void add_to_column(struct four a, struct target to, size_t column) {
  const size_t below = to.limit + column, rows = below < to.rows ? below : to.rows;
  add_sums(a, rows, to.out + column * to.ld);
}

/* a block of four left columns by `wide` (a constant) right columns, summed along the rows */
INLINE void block_four(size_t n, const double *const left[4], const double *right, size_t stride, int wide,
                       struct target to, size_t column) {
  struct four a = no_sums(), b = a, c = a, d = a;
  const vec none = splat(0);
  const double *r0 = right + column * stride, *r1 = r0 + stride, *r2 = r1 + stride, *r3 = r2 + stride;
  for (size_t i = 0; i < n; i += LANES) {
    const vec x0 = load(r0 + i), x1 = wide > 1 ? load(r1 + i) : none, x2 = wide > 2 ? load(r2 + i) : none,
              x3 = wide > 3 ? load(r3 + i) : none;
#define STEP(k)                                                                                              \
  do {                                                                                                       \
    const vec l = load(left[k] + i);                                                                         \
    a.v##k += l * x0;                                                                                        \
    if (wide > 1) b.v##k += l * x1;                                                                          \
    if (wide > 2) c.v##k += l * x2;                                                                          \
    if (wide > 3) d.v##k += l * x3;                                                                          \
  } while (0)
    STEP(0);
    STEP(1);
    STEP(2);
    STEP(3);
#undef STEP
  }
  add_to_column(a, to, column);
  if (wide > 1) add_to_column(b, to, column + 1);
  if (wide > 2) add_to_column(c, to, column + 2);
  if (wide > 3) add_to_column(d, to, column + 3);
}

/* one to four left columns by all right columns; a missing left column is the last one again, its sums unused
   */
static void strip_four(size_t n, const double *left, const double *right, size_t columns, size_t stride,
                       struct target to) {
  const double *l[4];
  for (size_t k = 0; k < 4; k++) l[k] = left + (k < to.rows ? k : to.rows - 1) * stride;
  size_t j = 0;
  while (j < columns) {
    const size_t rest = columns - j;
    if (rest >= BLOCK_WIDE && (BLOCK_WIDE == 4 || rest != 4)) { /* 4 = 2 + 2: one column alone is slow */
      block_four(n, l, right, stride, BLOCK_WIDE, to, j);
      j += BLOCK_WIDE;
    } else if (rest == 3) {
      block_four(n, l, right, stride, 3, to, j);
      j += 3;
    } else if (rest >= 2) {
      block_four(n, l, right, stride, 2, to, j);
      j += 2;
    } else {
      block_four(n, l, right, stride, 1, to, j);
      j += 1;
    }
  }
}

#if LANES == 8

#define STRIP 8 /* left columns that stay in the nearest cache while the right ones stream past */

/* the sums of eight vectors, added to eight numbers in a row */
INLINE void add_eight(struct four a, struct four b, double *out) {
#define EVEN(x, y) SHUFFLE(x, y, 0, 8, 2, 10, 4, 12, 6, 14)
#define ODD(x, y) SHUFFLE(x, y, 1, 9, 3, 11, 5, 13, 7, 15)
#define HALVES(x, y) (SHUFFLE(x, y, 0, 1, 8, 9, 4, 5, 12, 13) + SHUFFLE(x, y, 2, 3, 10, 11, 6, 7, 14, 15))
  const vec s01 = EVEN(a.v0, a.v1) + ODD(a.v0, a.v1), s23 = EVEN(a.v2, a.v3) + ODD(a.v2, a.v3);
  const vec s45 = EVEN(b.v0, b.v1) + ODD(b.v0, b.v1), s67 = EVEN(b.v2, b.v3) + ODD(b.v2, b.v3);
  const vec s03 = HALVES(s01, s23), s47 = HALVES(s45, s67);
  const vec sums =
      SHUFFLE(s03, s47, 0, 1, 2, 3, 8, 9, 10, 11) + SHUFFLE(s03, s47, 4, 5, 6, 7, 12, 13, 14, 15);
  store(out, load(out) + sums);
#undef EVEN
#undef ODD
#undef HALVES
}

/* a load that stays one: GNU C would fold it into each of its uses, and the loads, not the sums, set the pace
   */
INLINE vec load_once(const double *x) {
  vec a = load(x);
  __asm__("" : "+v"(a));
  return a;
}

/* eight left columns by `wide` (a constant, 1 to 3) right ones: 24 of the 32 registers are sums */
INLINE void block_eight(size_t n, const double *left, const double *right, size_t stride, int wide,
                        double *out, size_t ld) {
  struct four a = no_sums(), b = a, c = a, d = a, e = a, f = a;
  const vec none = splat(0);
  const double *high = left + 4 * stride;
  for (size_t i = 0; i < n; i += LANES) {
    const vec x0 = load(right + i), x1 = wide > 1 ? load(right + stride + i) : none,
              x2 = wide > 2 ? load(right + 2 * stride + i) : none;
#define STEP(k)                                                                                              \
  do {                                                                                                       \
    const vec l = load_once(left + k * stride + i), h = load_once(high + k * stride + i);                    \
    a.v##k += l * x0;                                                                                        \
    b.v##k += h * x0;                                                                                        \
    if (wide > 1) c.v##k += l * x1, d.v##k += h * x1;                                                        \
    if (wide > 2) e.v##k += l * x2, f.v##k += h * x2;                                                        \
  } while (0)
    STEP(0);
    STEP(1);
    STEP(2);
    STEP(3);
#undef STEP
  }
  add_eight(a, b, out);
  if (wide > 1) add_eight(c, d, out + ld);
  if (wide > 2) add_eight(e, f, out + 2 * ld);
}

static void strip_eight(size_t n, const double *left, const double *right, size_t columns, size_t stride,
                        struct target to) {
  size_t j = 0;
  for (; j + 3 <= columns; j += 3)
    block_eight(n, left, right + j * stride, stride, 3, to.out + j * to.ld, to.ld);
  if (columns - j == 2) block_eight(n, left, right + j * stride, stride, 2, to.out + j * to.ld, to.ld);
  if (columns - j == 1) block_eight(n, left, right + j * stride, stride, 1, to.out + j * to.ld, to.ld);
}

#else

#define STRIP 4

#endif

/* all left columns by all right ones */
static void products(size_t n, size_t rows, const double *left, size_t columns, const double *right,
                     size_t stride, double *out, size_t ld) {
  size_t i = 0;
#if LANES == 8
  for (; i + 8 <= rows; i += 8)
    strip_eight(n, left + i * stride, right, columns, stride, (struct target){out + i, ld, 8, 8});
#endif
  for (; i < rows; i += 4) {
    const size_t some = rows - i < 4 ? rows - i : 4;
    strip_four(n, left + i * stride, right, columns, stride, (struct target){out + i, ld, some, some});
  }
}

static void kernel_gram(size_t n, size_t p, const double *x, size_t stride, const double *w, double *work,
                        double *h, size_t ldh) {
  for (size_t i = 0; i < p; i += STRIP) {
    const size_t rows = p - i < STRIP ? p - i : STRIP, next = i + rows;
    for (size_t k = 0; k < rows; k++) kernel_product(n, w, x + (i + k) * stride, work + k * stride);
    for (size_t k = 0; k < rows; k += 4) {
      const size_t some = rows - k < 4 ? rows - k : 4, at = i + k;
      strip_four(n, work + k * stride, x + at * stride, next - at, stride,
                 (struct target){h + at + at * ldh, ldh, some, 1});
    }
    products(n, rows, work, p - next, x + next * stride, stride, h + i + next * ldh, ldh);
  }
}

static void kernel_cross(size_t n, size_t p, const double *x, size_t q, const double *y, size_t stride,
                         const double *w, double *work, double *c, size_t ldc) {
  for (size_t j = 0; w && j < q; j++) kernel_product(n, w, y + j * stride, work + j * stride);
  products(n, p, x, q, w ? work : y, stride, c, ldc);
}

/* ---- error-free transformations ---- */

static void kernel_two_sum(double a, double b, double *sum, double *error) {
  const struct pair s = pair_two_sum(a, b);
  *sum = s.high;
  *error = s.low;
}

static void kernel_two_product(double a, double b, double *product, double *error) {
  const struct pair s = pair_product(a, b);
  *product = s.high;
  *error = s.low;
}

/* the larger, a or b where they are equal, b where one is NaN: GNU C does not see that choose() is one
   instruction here */
INLINE vec larger(vec a, vec b) {
#if LANES == 1
  return a > b ? a : b;
#elif defined(__x86_64__) && (LANES > 2 || defined(__AVX__))
  __asm__("vmaxpd %1, %0, %0" : "+v"(a) : "v"(b));
  return a;
#elif defined(__x86_64__)
  __asm__("maxpd %1, %0" : "+x"(a) : "x"(b));
  return a;
#else
  return choose(a > b, a, b);
#endif
}

#include "kernel_chain.h"

/* ---- sums whose addition is a maximum ---- */

/* `wide` vectors of columns (1 to 4, a constant); even and odd rows apart: one maximum waits for the other */
INLINE void max_plus_columns(size_t labels, size_t stride, const double *a, const double *edge,
                             const double *node, double *value, int wide) {
  const vec least = splat(-INFINITY);
  struct four even = {least, least, least, least}, odd = even;
#define STEP(to, row)                                                                                        \
  do {                                                                                                       \
    const double *e = edge + (row)*stride;                                                                   \
    const vec from = splat(a[row]);                                                                          \
    to.v0 = larger(to.v0, from + load(e));                                                                   \
    if (wide > 1) to.v1 = larger(to.v1, from + load(e + LANES));                                             \
    if (wide > 2) to.v2 = larger(to.v2, from + load(e + 2 * LANES));                                         \
    if (wide > 3) to.v3 = larger(to.v3, from + load(e + 3 * LANES));                                         \
  } while (0)
  size_t i = 0;
  for (; i + 2 <= labels; i += 2) {
    STEP(even, i);
    STEP(odd, i + 1);
  }
  if (i < labels) STEP(even, i);
#undef STEP
  store(value, load(node) + larger(even.v0, odd.v0));
  if (wide > 1) store(value + LANES, load(node + LANES) + larger(even.v1, odd.v1));
  if (wide > 2) store(value + 2 * LANES, load(node + 2 * LANES) + larger(even.v2, odd.v2));
  if (wide > 3) store(value + 3 * LANES, load(node + 3 * LANES) + larger(even.v3, odd.v3));
}

static void kernel_max_plus(size_t labels, size_t stride, const double *a, const double *edge,
                            const double *node, double *value) {
  size_t j = 0;
  for (; j + 4 * LANES <= stride; j += 4 * LANES)
    max_plus_columns(labels, stride, a, edge + j, node + j, value + j, 4);
  const size_t rest = (stride - j) / LANES;
  if (rest == 3) max_plus_columns(labels, stride, a, edge + j, node + j, value + j, 3);
  if (rest == 2) max_plus_columns(labels, stride, a, edge + j, node + j, value + j, 2);
  if (rest == 1) max_plus_columns(labels, stride, a, edge + j, node + j, value + j, 1);
}

/* ---- columns in single precision, all arithmetic in double ---- */

#if LANES > 1

typedef float vec_float __attribute__((vector_size(4 * LANES)));
typedef float vec_float_loose __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vec load_float(const float *x) {
#if defined(__clang__) || __GNUC__ >= 9
  return __builtin_convertvector((vec_float) * (const vec_float_loose *)x, vec);
#else
  vec a;
  for (int k = 0; k < LANES; k++) a[k] = x[k];
  return a;
#endif
}

INLINE void store_float(float *x, vec a) {
#if defined(__clang__) || __GNUC__ >= 9
  *(vec_float_loose *)x = __builtin_convertvector(a, vec_float);
#else
  for (int k = 0; k < LANES; k++) x[k] = (float)a[k];
#endif
}

#else

INLINE vec load_float(const float *x) {
  return *x;
}

INLINE void store_float(float *x, vec a) {
  *x = (float)a;
}

#endif

static void kernel_ratio(size_t n, const double *x, const double *w, double *y) {
  for (size_t i = 0; i < n; i += LANES) store(y + i, load(x + i) / load(w + i));
}

static void kernel_narrow(size_t n, double *x, float *y) {
  for (size_t i = 0; i < n; i += LANES) {
    store_float(y + i, load(x + i));
    store(x + i, load_float(y + i));
  }
}

INLINE void add_narrow(size_t n, const float *x, size_t stride, const double *b, double *y, int wide) {
  const vec b0 = splat(b[0]), b1 = splat(wide > 1 ? b[1] : 0), b2 = splat(wide > 1 ? b[2] : 0),
            b3 = splat(wide > 1 ? b[3] : 0);
  for (size_t i = 0; i < n; i += LANES) {
    vec a = load(y + i) + load_float(x + i) * b0;
    if (wide > 1) {
      a += load_float(x + stride + i) * b1;
      a += load_float(x + 2 * stride + i) * b2;
      a += load_float(x + 3 * stride + i) * b3;
    }
    store(y + i, a);
  }
}

static void kernel_combine(size_t n, size_t p, const float *x, size_t stride, const double *b, double *y) {
  size_t j = 0;
  for (; j + 4 <= p; j += 4) add_narrow(n, x + j * stride, stride, b + j, y, 4);
  for (; j < p; j++) add_narrow(n, x + j * stride, stride, b + j, y, 1);
}

/* four columns (or one, its sums in the first place) by two vectors: each column is read once */
INLINE void dot_narrow(size_t n, const float *x, size_t stride, const double *r, const double *q, double *s,
                       double *t, int wide) {
  struct four a = no_sums(), b = a;
  for (size_t i = 0; i < n; i += LANES) {
    const vec u = load(r + i), v = load(q + i);
#define STEP(k)                                                                                              \
  do {                                                                                                       \
    const vec l = load_float(x + k * stride + i);                                                            \
    a.v##k += l * u;                                                                                         \
    b.v##k += l * v;                                                                                         \
  } while (0)
    STEP(0);
    if (wide > 1) {
      STEP(1);
      STEP(2);
      STEP(3);
    }
#undef STEP
  }
  add_sums(a, (size_t)wide, s);
  add_sums(b, (size_t)wide, t);
}

static void kernel_dots(size_t n, size_t p, const float *x, size_t stride, const double *r, const double *q,
                        double *s, double *t) {
  size_t j = 0;
  for (; j + 4 <= p; j += 4) dot_narrow(n, x + j * stride, stride, r, q, s + j, t + j, 4);
  for (; j < p; j++) dot_narrow(n, x + j * stride, stride, r, q, s + j, t + j, 1);
}

static void kernel_one_sided(size_t n, const double *theta, const double *g, const double *l1, double *out) {
  const vec zero = splat(0);
  for (size_t i = 0; i < n; i += LANES) {
    const vec t = load(theta + i), slope = load(g + i), weight = load(l1 + i);
    const vec up = slope + weight, down = slope - weight;
    const vec at_zero = choose(up < zero, up, choose(down > zero, down, zero * slope)); /* NaN stays */
    store(out + i, choose(t > zero, up, choose(t < zero, down, at_zero)));
  }
}

const struct kernel KERNEL = {.name = KERNEL_NAME,
                              .exp = kernel_exp,
                              .log = kernel_log,
                              .log1p = kernel_log1p,
                              .logistic = kernel_logistic,
                              .product = kernel_product,
                              .affine = kernel_affine,
                              .axpy = kernel_axpy,
                              .dot = kernel_dot,
                              .multiply = kernel_multiply,
                              .multiply_t = kernel_multiply_t,
                              .gram = kernel_gram,
                              .cross = kernel_cross,
                              .gather = kernel_gather,
                              .spread = kernel_spread,
                              .outer = kernel_outer,
                              .exp_below = kernel_exp_below,
                              .normalise = kernel_normalise,
                              .weigh = kernel_weigh,
                              .two_sum = kernel_two_sum,
                              .two_product = kernel_two_product,
                              .max_plus = kernel_max_plus,
                              .ratio = kernel_ratio,
                              .narrow = kernel_narrow,
                              .combine = kernel_combine,
                              .dots = kernel_dots,
                              .one_sided = kernel_one_sided};
