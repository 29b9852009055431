/* information: a symmetric positive definite matrix that knows its shape. Parameters are ordered head first:
   `blocks` blocks of `order` parameters each, then `tail` dense ones.

       [ D_1 E_1           B_1 ]      head  D_i   order x order, upper triangles matter
       [ E_1' D_2 E_2      B_2 ]      off   E_i   order x order, blocks - 1 of them, only when coupled
       [      ...          ... ]      border B_i  order x tail
       [ B_1' B_2' ...      S  ]      tail  S     tail x tail, upper triangle matters

   blocks = 0: plain dense. One big factor: uncoupled (diagonal blocks). Thresholds: coupled (tridiagonal).
   Nobody else knows the shape. All storage is one array of information_length() doubles. */
#ifndef LOGISTIC_INFORMATION_H
#define LOGISTIC_INFORMATION_H

#include <stdbool.h>
#include <stddef.h>
#include "status.h"

struct shape {
  size_t blocks, order, tail;
  bool coupled;
};

struct information {
  struct shape shape;
  double *head; /* [i * order * order + col * order + row] */
  double *off;  /* [i * order * order + col * order + row]: row in block i, col in block i + 1 */
  double
      *border;  /* column-major, leading dimension blocks * order: [col * blocks * order + i * order + row] */
  double *tail; /* column-major, leading dimension tail */
};

size_t shape_parameters(const struct shape *shape);   /* blocks * order + tail */
size_t information_length(const struct shape *shape); /* doubles; SIZE_MAX when it overflows */
struct information information_bind(const struct shape *shape, double *storage);

/* H[i, j] += v (the pair once: (i, j) and (j, i) are the same entry). STATUS_SIZE: outside the shape. */
enum status information_add(struct information *h, size_t i, size_t j, double v);
double information_at(const struct information *h, size_t i, size_t j); /* 0 outside the shape */

/* Parameter j is held: its row and column become those of the unit matrix. */
void information_hold(struct information *h, size_t j);

/* d_j := H[j, j]; and H := D H D for a diagonal D */
void information_diagonal(const struct information *h, double *d);
void information_scale(struct information *h, const double *d);

/* The least squared pivot of a factor: of a unit-diagonal matrix it is the least share of a column that the
   columns before it leave unexplained. */
double information_least_pivot(const struct information *f);
/* the same of the factor f of any H with diagonal d, and whose column it is */
double information_least_share(const struct information *f, const double *d, size_t *where);

/* In place: H becomes its Cholesky factor (block by block: the head is eliminated first).
   STATUS_NOT_POSITIVE: *where is the parameter at whose pivot it failed. Then the content is undefined. */
enum status information_factor(struct information *h, size_t *where);

/* With a factor f: b := H^-1 b; the two halves (f = L L', b := L^-1 b, b := L'^-1 b); log det H;
   y := H x takes the matrix itself, not the factor. */
void information_solve(const struct information *f, double *b);
void information_half_solve(const struct information *f, double *b);
void information_back_solve(const struct information *f, double *b);
double information_log_determinant(const struct information *f);
void information_multiply(const struct information *h, const double *x, double *y);

/* diag(H^-1), one per parameter. work: information_work(shape) doubles. along: NULL, or, with a coupled head,
   what is added to each head parameter, along' tail, before its variance is taken. */
size_t information_work(const struct shape *shape);
void information_variances(const struct information *f, const double *along, double *variances, double *work);

/* v' H^-1 v for a sparse v of m (index ascending, value) entries; work as above. An uncoupled head costs only
   its entries' blocks and the tail. */
double information_quadratic(const struct information *f, size_t m, const size_t *index, const double *value,
                             double *work);

/* Full covariance H^-1, p x p symmetric, both triangles (p = shape_parameters). */
void information_covariance(const struct information *f, double *out, double *work);

/* 1-norm condition number of the unit-diagonal matrix D^-1/2 H D^-1/2 (estimated: Hager 1984, Higham 1988),
   from the matrix h and its factor f; *inverse: the norm of its inverse alone; work: 4 p doubles more than
   information_work(). */
double information_condition(const struct information *h, const struct information *f, double *inverse,
                             double *work);

#endif
