/* kernel: the arithmetic over one tile, written once (kernel_body.h) and compiled for each target
   (kernel_v4.c, kernel_v3.c, kernel_baseline.c, kernel_plain.c: the last without vector code).
   Contract of every n here: a multiple of TILE_PAD. The caller pads: pad rows hold 0 in columns, weights
   and residuals. Columns of a tile stand `stride` doubles apart; arrays are aligned to HOST_ALIGN.
   The same call gives the same bits on the same kernel, always. */
#ifndef LOGISTIC_KERNEL_H
#define LOGISTIC_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include "status.h"

enum {
  TILE_PAD = 8,     /* doubles in the widest vector */
  TILE_ROWS = 256,  /* rows of a tile */
  TILE_STRIDE = 264 /* doubles from column to column: no multiple of 4096 bytes */
};

/* n up to the next multiple of TILE_PAD */
static inline size_t kernel_padded(size_t n) {
  return (n + TILE_PAD - 1) / TILE_PAD * TILE_PAD;
}

struct kernel {
  const char *name; /* "v4", "v3", "baseline", "plain" */
  /* y = exp(x): relative error <= 4e-16; underflows to 0 by the subnormals, overflows to Inf, NaN stays */
  void (*exp)(size_t n, const double *x, double *y);
  /* y = log(x) for x > 0 (0 gives -Inf, negative NaN) */
  void (*log)(size_t n, const double *x, double *y);
  /* y = log(1 + x) for x in [-1/3, 1], full relative precision */
  void (*log1p)(size_t n, const double *x, double *y);
  /* mean = 1 / (1 + exp(-eta)) and 1 - mean, both to full relative precision, for one exponential a row */
  void (*logistic)(size_t n, const double *eta, double *mean, double *one_minus_mean);
  /* y = w x, row by row; y may be w or x */
  void (*product)(size_t n, const double *w, const double *x, double *y);
  /* y = (x - centre) inverse; x need not be aligned */
  void (*affine)(size_t n, const double *x, double centre, double inverse, double *y);
  /* y += a x */
  void (*axpy)(size_t n, double a, const double *x, double *y);
  /* sum x y */
  double (*dot)(size_t n, const double *x, const double *y);
  /* eta += X b, X n x p */
  void (*multiply)(size_t n, size_t p, const double *x, size_t stride, const double *b, double *eta);
  /* s += X' r */
  void (*multiply_t)(size_t n, size_t p, const double *x, size_t stride, const double *r, double *s);
  /* upper triangle of H (column-major, leading dimension ldh) += X' diag(w) X;
     work: room for min(p, 8) columns of `stride` */
  void (*gram)(size_t n, size_t p, const double *x, size_t stride, const double *w, double *work, double *h,
               size_t ldh);
  /* C (p x q, column-major, ldc) += X' diag(w) Y; work: room for q columns of `stride`. w NULL: X' Y, and
     work is not used */
  void (*cross)(size_t n, size_t p, const double *x, size_t q, const double *y, size_t stride,
                const double *w, double *work, double *c, size_t ldc);
  /* ---- vectors with an entry per label, `stride` doubles long (kernel_chain.h) ---- */
  /* y += sum_k weight_k table[index_k stride ...]; index NULL: 0, 1, ...; weight NULL: all 1 (not both) */
  void (*gather)(size_t count, const int *index, const double *weight, const double *table, size_t stride,
                 double *y);
  /* table[index_k stride ...] += weight_k r, one after the other */
  void (*spread)(size_t count, const int *index, const double *weight, const double *r, size_t stride,
                 double *table);
  /* c[i stride + j] += sum_t a[t stride + i] b[t stride + j], i below labels */
  void (*outer)(size_t length, size_t labels, size_t stride, const double *a, const double *b, double *c);
  /* y = exp(x - max x), 0 below exp(-708); returns max x; -Inf everywhere: y = 0 */
  double (*exp_below)(size_t n, const double *x, double *y);
  /* y = x y / sum(x y); returns the sum */
  double (*normalise)(size_t n, const double *x, double *y);
  /* z = a x y */
  void (*weigh)(size_t n, double a, const double *x, const double *y, double *z);
  /* two-sum and two-product as this target compiles them: the error terms are exact (a test asserts it) */
  void (*two_sum)(double a, double b, double *sum, double *error);
  void (*two_product)(double a, double b, double *product, double *error);
  /* value[j] = node[j] + max over i < labels of a[i] + edge[i stride + j], j < stride; numbers are finite or
     -INFINITY. Every kernel gives the same values. value is none of the others. */
  void (*max_plus)(size_t labels, size_t stride, const double *a, const double *edge, const double *node,
                   double *value);
  /* y = x / w; y may be x or w */
  void (*ratio)(size_t n, const double *x, const double *w, double *y);
  /* y = x in single precision; x becomes what y holds */
  void (*narrow)(size_t n, double *x, float *y);
  /* y += X b, X n x p in single precision, its columns `stride` floats apart */
  void (*combine)(size_t n, size_t p, const float *x, size_t stride, const double *b, double *y);
  /* s += X' r and t += X' q, X as in combine */
  void (*dots)(size_t n, size_t p, const float *x, size_t stride, const double *r, const double *q, double *s,
               double *t);
  /* out = gradient of f + sum l1 |theta|, where g is that of f; at theta = 0 the slope of the side that goes
     down, 0 where none does */
  void (*one_sided)(size_t n, const double *theta, const double *g, const double *l1, double *out);
};

/* The targets. On Windows GNU C spills wide vectors to a stack aligned to 16 bytes only (GCC bug 54412) and
   crashes: there the wide kernels need clang. */
#if defined(__GNUC__) && defined(__x86_64__) && (!defined(_WIN32) || defined(__clang__))
#define KERNEL_WIDE 1
extern const struct kernel kernel_v4, kernel_v3;
#else
#define KERNEL_WIDE 0
#endif
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__aarch64__))
#define KERNEL_VECTOR 1
extern const struct kernel kernel_baseline;
#else
#define KERNEL_VECTOR 0
#endif
extern const struct kernel kernel_plain;

/* The kernel in use: the best that this processor runs, chosen once, unless kernel_choose() said otherwise.
   The first call belongs to the main thread. */
const struct kernel *kernel_current(void);

/* Force one by name, or NULL for the best again. STATUS_UNKNOWN: no such kernel, or not on this processor. */
enum status kernel_choose(const char *name);

/* The i-th kernel that runs here, NULL past the last: for tests and benchmarks. */
const struct kernel *kernel_available(size_t i);

#endif
