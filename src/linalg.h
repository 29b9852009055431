/* linalg: our own factorisation and triangular solves: the same bits on every machine, and no
   dependence on the BLAS at hand. Column-major; a symmetric matrix is its upper triangle; the factor is
   upper triangular R with A = R'R. */
#ifndef LOGISTIC_LINALG_H
#define LOGISTIC_LINALG_H

#include <stdbool.h>
#include <stddef.h>
#include "status.h"

/* A := R in the upper triangle (blocked; the strict lower triangle is untouched).
   STATUS_NOT_POSITIVE at the first pivot that is not > 0 (or is NaN); *where (may be NULL) is its index. */
enum status cholesky(size_t n, double *a, size_t lda, size_t *where);

/* B (n x m) := R'^-1 B, and B := R^-1 B */
void solve_lower(size_t n, const double *r, size_t ldr, size_t m, double *b, size_t ldb);
void solve_upper(size_t n, const double *r, size_t ldr, size_t m, double *b, size_t ldb);

/* out (n x n, full symmetric) := (R'R)^-1 */
void cholesky_inverse(size_t n, const double *r, size_t ldr, double *out, size_t ldo);

/* B (m x n) = Q T by Gram-Schmidt, every column twice: B := Q, t (n x n) upper triangular; false where a
   column is 0 or lies among those before it */
bool orthogonalise(size_t m, size_t n, double *b, double *t);

/* C (m x n) += alpha A'B with A k x m, B k x n */
void multiply_tn(size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda, const double *b,
                 size_t ldb, double *c, size_t ldc);
/* upper triangle of C (n x n) += alpha A'A with A k x n */
void gram_upper(size_t n, size_t k, double alpha, const double *a, size_t lda, double *c, size_t ldc);

#endif
