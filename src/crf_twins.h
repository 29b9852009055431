/* crf_twins: attributes that occur in the same tokens with the same values. A quadratic penalty gives twins
   equal weights: one weight, the sum W of k of them, with the penalty l2 W^2 / (2 k), is the same problem. */
#ifndef LOGISTIC_CRF_TWINS_H
#define LOGISTIC_CRF_TWINS_H

#include "crf.h"

struct twins {
  size_t groups;
  int *group;  /* per attribute; groups in the order of their first members */
  int *member; /* per group: its first member */
  int *size;   /* per group */
};

struct twins find_twins(const struct crf *crf, const struct host *host);

#endif
