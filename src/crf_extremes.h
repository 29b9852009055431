/* crf_extremes: how far the sums of a direction over all label sequences reach from the observed one, and
   from their mean: what decides whether a finite maximum exists. Every label sequence is one category of a
   multinomial outcome, so that the arguments are those of the other models (newton.h). */
#ifndef LOGISTIC_CRF_EXTREMES_H
#define LOGISTIC_CRF_EXTREMES_H

#include "crf.h"
#include "request.h"

struct crf_extremes;
struct crf_extremes *crf_extremes_new(struct crf_sweep *sweep, const struct host *host);

/* largest->ratio: max over sequences of E[D] - min D, D the sum of `direction` along a sequence of labels, at
   theta; toward: max of D(observed) - min D; against: max of max D - D(observed); eta: the largest |score| of
   a label. Of partly known labels, D(observed) is the greatest over what they may be. */
void crf_extremes(struct crf_extremes *extremes, const double *theta, const double *direction,
                  struct largest *largest);

#endif
