/* layer: k units over the rows of a matrix X (n x p), there and back:
       eta = X W + bias + offset,   mean = g^-1(eta);
   and from r, a gradient by eta (n x k): X' r by W, the sums of r by bias, r by offset, r W' by X
   (Rumelhart, Hinton and Williams 1986).
   All matrices are column-major, n rows apart, read and written in place. Nothing outlasts a call. Blocks of
   rows are summed into lanes, lanes in order: the same bits for any number of threads. */
#ifndef LOGISTIC_LAYER_H
#define LOGISTIC_LAYER_H

#include <stddef.h>
#include "host.h"
#include "link.h"
#include "status.h"

struct layer_matrix { /* rows x columns: one of the two is NULL; INT_MIN, R's missing integer, is NaN */
  size_t rows, columns;
  const double *doubles;
  const int *integers;
};

struct layer_units {
  size_t units;
  const double *coefficients; /* columns x units */
  const double *bias;         /* units, or NULL: 0 */
  const double *offset;       /* rows x units, or NULL: 0 */
  const struct link *link;    /* NULL: the identity */
};

/* eta, and the mean unless NULL; rows x units. STATUS_NOT_FINITE: some eta is not finite. */
enum status layer_forward(const struct layer_matrix *x, const struct layer_units *layer, double *eta,
                          double *mean, const struct host *host);

struct layer_upstream { /* what comes down to the units */
  size_t units;
  const double *upstream;  /* by the mean, rows x units */
  const double *weights;   /* of the rows, or NULL: all 1 */
  const struct link *link; /* NULL: upstream is by eta, and eta is not read */
  const double *eta;       /* rows x units */
};

struct layer_gradient { /* out */
  double *eta; /* r = weights upstream slope, rows x units; NULL: without link and weights, upstream */
  double *coefficients; /* X' r, columns x units */
  double *bias;         /* sums of r, units */
};

/* The rows are met from the last to the first: what layer_forward() read last may still be near. */
void layer_backward(const struct layer_matrix *x, const struct layer_upstream *above,
                    const struct layer_gradient *out, const struct host *host);

/* Minus the binomial log-likelihood of outcomes y (rows x units, 0 to 1), weights (rows, or NULL) and its
   gradient r by eta, as the binomial model's score has it. */
double layer_loss(size_t rows, size_t units, const struct link *link, const double *eta, const double *y,
                  const double *weights, double *r, const struct host *host);

/* r W', rows x columns, of r (rows x units) and W (columns x units) */
void layer_inputs(size_t rows, size_t units, const double *r, size_t columns, const double *coefficients,
                  double *out, const struct host *host);

#endif
