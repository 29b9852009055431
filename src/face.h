/* face: is a direction one of recession, exactly? If so the maximum is at infinity along it, and what is
   left of the likelihood lives on the face: the rows that the direction does not move (Albert and Anderson
   1984; Geyer 2009). */
#ifndef LOGISTIC_FACE_H
#define LOGISTIC_FACE_H

#include "model.h"
#include "rank.h"

struct face {
  int *rows;              /* per raw row: 1 when it lies on the face */
  struct null_space null; /* of X on the face, in theta */
};

/* direction (theta) is purified in place: made exactly 0 on the rows that it hardly moves. false: it is no
   direction of recession, and `face` is left as it was. counts: NULL or the rows at stake. */
bool face_find(const struct design *design, const struct layout *layout, const struct transform *transform,
               const struct response *response, const int *counts, double *direction, struct face *face,
               const struct host *host);

/* to := to + a small multiple of `direction`, small enough to leave the sign of every row that `to` moves */
void face_combine(const struct design *design, const struct layout *layout, const struct transform *transform,
                  double *to, const double *direction, const struct host *host);

/* eta := +-Inf in the rows that `direction` moves: the limit of their linear predictors */
void face_limits(const struct design *design, const struct layout *layout, const struct transform *transform,
                 const double *direction, double *eta, const struct host *host);

#endif
