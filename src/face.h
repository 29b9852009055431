/* face: is a direction one of recession, exactly? If so the maximum is at infinity along it, and what is
   left of the likelihood lives on the face: the bounds that the direction does not move (Albert and Anderson
   1984; Geyer 2009). */
#ifndef LOGISTIC_FACE_H
#define LOGISTIC_FACE_H

#include "bounds.h"
#include "rank.h"

struct face {
  unsigned char *moved;   /* rows x slots, as response.absent: 1 where that bound does not lie on the face */
  struct null_space null; /* of X on the face, in theta */
};

/* direction (theta) is purified in place: made exactly 0 on the bounds that it hardly moves. false: it is no
   direction of recession, and `face` is left as it was. Bounds absent from the response are not at stake,
   and are among those that the face says have moved. */
bool face_find(const struct design *design, const struct layout *layout, const struct transform *transform,
               const struct model *model, const struct response *response, double *direction,
               struct face *face, const struct host *host);

/* to := to + a small multiple of `direction`, small enough to leave the order of all predictors of a row,
   and of 0 among them, where `to` tells them apart */
void face_combine(const struct design *design, const struct layout *layout, const struct transform *transform,
                  double *to, const double *direction, const struct host *host);

/* motion (rows x predictors; left-out rows are not written) := the direction's change of each predictor;
   exactly 0, or exactly that of an earlier predictor, where only its rounding tells them apart */
void face_motion(const struct design *design, const struct layout *layout, const struct transform *transform,
                 const double *direction, double *motion, const struct host *host);

#endif
