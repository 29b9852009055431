/* crf_information: the exact information of a conditional random field: the covariance of its sufficient
   statistics along each chain, summed over the sequences. One forward pass carries, for each label of the
   token, the conditional mean of all that was counted so far. Also the score of each sequence. */
#ifndef LOGISTIC_CRF_INFORMATION_H
#define LOGISTIC_CRF_INFORMATION_H

#include "crf.h"
#include "information.h"

struct crf_curvature;
size_t crf_curvature_lane_bytes(const struct crf *crf);
struct crf_curvature *crf_curvature_new(struct crf_sweep *sweep, const struct host *host);

/* H (dense) := minus the second derivatives of the log-likelihood at theta */
void crf_information(struct crf_curvature *curvature, const double *theta, struct information *h);

/* score (sequences x parameters, column-major) := the gradient of each sequence's log-likelihood, weighted */
void crf_scores(struct crf_curvature *curvature, const double *theta, double *score);

#endif
