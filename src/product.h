/* product: H += X_1' diag(w) X_2 for the blocks of two terms, by kind of block. Terms that share their
   stretches share a product: their weights are summed first, so that the number of predictors costs nothing
   there. */
#ifndef LOGISTIC_PRODUCT_H
#define LOGISTIC_PRODUCT_H

#include "layout.h"

struct weighting {
  size_t pair;   /* which second derivative: pair_index(predictor, predictor) */
  double factor; /* the terms' signs, and 2 where a term pair and its mirror image meet */
};

struct product {
  size_t term1, term2; /* where the blocks and their places are read; place of term1 before term2's */
  bool mirror;         /* two blocks on one stretch: (i, j) and (j, i) both land on it */
  size_t weightings;
  struct weighting *weighting;
};

/* All products of a design; *count of them. */
struct product *products_new(const struct design *design, const struct layout *layout, size_t *count,
                             const struct host *host);

/* doubles of workspace for a dense block of this many columns */
size_t product_work(size_t columns);

/* Add one tile. second: packed columns TILE_STRIDE apart; weight: a column; work: as the widest dense block
   needs. */
void product_add(const struct product *product, const struct design *design, const struct layout *layout,
                 const struct tile *tile, const struct kernel *kernel, const double *second, double *weight,
                 double *work, struct information *h);

#endif
