/* likelihood: the log-likelihood as a function of the user's coefficients, and its derivatives by them, in
   one pass over the rows. Nothing is centred, scaled or dropped: phi = T beta, so that eta carries its own
   rounding alone, wherever beta is. */
#ifndef LOGISTIC_LIKELIHOOD_H
#define LOGISTIC_LIKELIHOOD_H

#include "objective.h"

struct likelihood_task {
  const struct design *design;
  const struct coding *coding;
  const struct model *model;
  const struct response *response;
};

struct likelihood { /* what was asked for, by the user's coefficients; arrays are the caller's */
  double value;
  double *score;
  double *information; /* columns x columns, both triangles */
  double *product;     /* the Hessian times the direction */
};

/* parts: of VALUE, SCORE, INFORMATION; with a direction (NULL: none) the product as well */
enum status likelihood_at(const struct likelihood_task *task, const double *beta, const double *direction,
                          unsigned parts, enum curvature curvature, struct likelihood *out,
                          const struct host *host);

#endif
