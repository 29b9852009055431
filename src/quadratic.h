/* quadratic: what needs the user's columns row by row, one row in hand at a time: x'Vx, Vx and weighted
   means. A row is a list of (user column, value): the entries of its blocks, taken through the contrasts. */
#ifndef LOGISTIC_QUADRATIC_H
#define LOGISTIC_QUADRATIC_H

#include "transform.h"

struct quadratic {
  const struct design *design; /* one predictor, columns as given: centre 0, scale 1 */
  const struct coding *coding;
  const double *centre; /* per user column, taken off the columns of dense blocks alone; NULL: 0 */
};

/* out (one a used row) := (x - centre)' V (x - centre), V symmetric, columns x columns. A NaN of V shows only
   in the rows that meet it with a nonzero value. */
void quadratic_forms(const struct quadratic *rows, const double *v, double *out, const struct host *host);

/* out (used rows x columns, by column, `used` rows) := V (x - centre) */
void quadratic_products(const struct quadratic *rows, const double *v, size_t used, double *out,
                        const struct host *host);

/* out (columns) := sum of weight x / sum of weight; weights one a used row; the centre is not read */
void quadratic_means(const struct quadratic *rows, const double *weight, double *out,
                     const struct host *host);

#endif
