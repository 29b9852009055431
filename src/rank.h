/* rank: which columns of the design are linear combinations of others, decided in pairs. X is taken on the
   rows that count, never weighted. A column is aliased when what the columns before it leave of it is at
   most 2^-46 of the terms that cancelled, max |v_k| |x_k| over the null vector v: an order-free rule. */
#ifndef LOGISTIC_RANK_H
#define LOGISTIC_RANK_H

#include "transform.h"

struct null_space { /* of X in theta */
  size_t dimension;
  double *vector; /* dimension columns of as many doubles as there are theta */
  bool *free;     /* per theta: false where the column is redundant and may be held at 0 */
};

/* counts: NULL, or per raw row whether it counts (left-out rows never do). weights: NULL, or rows of weight
   0 do not count. */
struct null_space rank_null_space(const struct design *design, const struct layout *layout,
                                  const struct transform *transform, const int *counts, const double *weights,
                                  const struct host *host);

/* In user coordinates, reduced from the right: vector k has -1 at dropped[k] (the last column of a
   dependency, as glm drops it), 0 at the other dropped columns: the dropped column equals the combination
   that the rest says. vector: dimension columns of transform->user doubles. */
void rank_relations(const struct transform *transform, const struct null_space *null, double *vector,
                    size_t *dropped, const struct host *host);

#endif
