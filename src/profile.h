/* profile: points on the profile likelihood of a coefficient b = c'theta, by the method of Venzon and
   Moolgavkar (1988, Applied Statistics 37, 87-94): Newton's method for the equations
       l(theta) = l_hat - z^2 / 2,   score(theta) = lambda c,
   with the value's quadratic, not its tangent, in the first. z is the signed root of the likelihood ratio:
   its sign says on which side of the estimate b lies. */
#ifndef LOGISTIC_PROFILE_H
#define LOGISTIC_PROFILE_H

#include "fit.h"

enum profile_outcome {
  PROFILE_FOUND,
  PROFILE_STEPS,    /* the limit of steps: the point may be far away, or at infinity */
  PROFILE_STALLED,  /* no shorter step comes nearer */
  PROFILE_SINGULAR, /* the information is not positive definite, or the value not finite */
  PROFILE_NONE      /* there is no finite estimate to start from */
};

struct profile_task {
  size_t coefficients;
  const size_t *coefficient; /* user columns */
  size_t points;
  const double *z; /* not 0; each side outwards: a point starts from the one before it on its side */
};

/* At the estimate that fit_memory() found; a coefficient that is infinite, or not estimable, has none. beta:
   user doubles for each point of each coefficient (points together), NaN where none was found; outcome: one
   for each. */
enum status profile_points(const struct fit_task *task, const struct fit_answer *answer,
                           const struct profile_task *asked, double *beta, enum profile_outcome *outcome,
                           const struct host *host);

#endif
