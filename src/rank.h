/* rank: which columns of the design are linear combinations of others, decided in pairs. The rows of X are
   the forms, never weighted, that the bounds at stake name: of a row's predictors only those count that its
   outcome reads. A column is aliased when what the columns before it leave of it is at most 2^-46 of the
   terms that cancelled, max |v_k| |x_k| over the null vector v: an order-free rule. */
#ifndef LOGISTIC_RANK_H
#define LOGISTIC_RANK_H

#include "bounds.h"
#include "transform.h"

struct null_space { /* of X in theta */
  size_t dimension;
  double *vector; /* dimension columns of as many doubles as there are theta */
  bool *free;     /* per theta: false where the column is redundant and may be held at 0 */
};

/* A head must be read by at most one of its levels in each form: thresholds are, since a form is one cut. */
struct null_space rank_null_space(const struct design *design, const struct layout *layout,
                                  const struct transform *transform, const struct model *model,
                                  const struct response *response, const struct host *host);

/* In user coordinates, reduced from the right: vector k has -1 at dropped[k] (the last column of a
   dependency, as glm drops it), 0 at the other dropped columns: the dropped column equals the combination
   that the rest says. vector: dimension columns of transform->user doubles. */
void rank_relations(const struct transform *transform, const struct null_space *null, double *vector,
                    size_t *dropped, const struct host *host);

#endif
