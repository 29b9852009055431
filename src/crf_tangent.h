/* crf_tangent: the information of a conditional random field times a direction, without the information: how
   the expected counts change along it. By conditional means of the direction's sums, forward and backward, at
   the cost of a few gradients. Also its diagonal as if tokens were independent. */
#ifndef LOGISTIC_CRF_TANGENT_H
#define LOGISTIC_CRF_TANGENT_H

#include "crf.h"

struct crf_tangent;
struct crf_tangent *crf_tangent_new(struct crf_sweep *sweep, const struct host *host);

/* out := H direction, H minus the second derivatives of the log-likelihood at theta */
void crf_tangent(struct crf_tangent *tangent, const double *theta, const double *direction, double *out);

/* out := for each weight the sum over the tokens (transitions) of the variance of its feature there */
void crf_variances(const struct crf *crf, const double *theta, double *out, const struct host *host);

#endif
