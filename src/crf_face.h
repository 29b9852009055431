/* crf_face: the label sequences along which a direction of recession does not fall behind the observed one:
   all that is left of the likelihood when the data are separated. */
#ifndef LOGISTIC_CRF_FACE_H
#define LOGISTIC_CRF_FACE_H

#include "crf.h"

/* face (tokens x labels x labels, as crf.face) := 1 where a path through (i, j) at t has the greatest sum of
   `direction`, to within `tolerance` */
void crf_face(const struct crf *crf, const double *direction, double tolerance, unsigned char *face,
              const struct host *host);

#endif
