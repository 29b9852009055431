/* newton: Newton's method by reverse communication. The caller answers each request with an evaluation and
   calls newton_advance() again, until it says that it is done. In memory C loops over it; for chunks,
   databases and clusters the caller's own loop does. It knows no model, no design, and nothing of the calls
   before but its state.  Converged (each j): |step_j| <= tolerance max(|theta_j|, 1), that step taken, and
   the next one as small. A finite maximum is proved when the step d at the estimate, solved with the
   information of that same theta, has w |x d| <= |r| / 2 in every row of one outcome: then r - w x d is a
   positive multiplier (Stiemke 1915), and the information is well enough conditioned for this to be more
   than rounding. */
#ifndef LOGISTIC_NEWTON_H
#define LOGISTIC_NEWTON_H

#include "host.h"
#include "request.h"

enum newton_phase { NEWTON_TRIAL, NEWTON_REPORT, NEWTON_PROOF, NEWTON_RECESSION, NEWTON_DONE };

enum newton_outcome {
  NEWTON_RUNNING,
  NEWTON_CONVERGED, /* by the rule */
  NEWTON_SEPARATED, /* `direction` is nominated as one of recession; the caller verifies, or refuses */
  NEWTON_STEPS,     /* the limit of steps */
  NEWTON_STALLED,   /* no shorter step raises the value */
  NEWTON_SINGULAR   /* the information is not positive definite */
};

enum newton_overlap { OVERLAP_UNDECIDED, OVERLAP_PROVED, OVERLAP_SEPARATED };

struct newton_rule {
  double tolerance;             /* 2^-40 */
  size_t steps;                 /* at most */
  enum curvature steer, report; /* the information of the steps, and of the answer */
};

struct newton {
  struct newton_rule rule;
  struct shape shape;
  size_t parameters;
  const bool *free;
  enum newton_phase phase;
  enum newton_outcome outcome;
  enum newton_overlap overlap;
  enum curvature curvature; /* of the request that is out */
  unsigned parts;           /* the same */
  size_t steps, halvings;
  bool started, small, converged, singular;
  bool again;   /* the trial was accepted before: more is asked of the same place */
  bool too_far; /* singular where a step led, which began where it was not */
  double value, value_low, largest_step, condition, decrement, last_decrement;
  double share;   /* the least that a column has to itself in the last information (1: all orthogonal) */
  size_t narrow;  /* that column's parameter; SIZE_MAX: a column has no weight at all */
  double inverse; /* norm of the inverse of the information scaled to unit diagonal, beside `condition` */
  struct largest largest; /* at the estimate, along `residual` */
  double *theta, *trial, *step;
  double *residual;      /* the step that is left at the estimate; not taken */
  double *direction;     /* the last step that was taken or tried: of recession when separated */
  double *matrix, *work; /* of the information at the estimate, before it was factored */
};

enum {
  NEWTON_STEPS_BEFORE_DOUBT = 5
}; /* from then on each step is also tested as a direction of recession */

struct newton *newton_new(const struct shape *shape, const double *start, const bool *free,
                          const struct newton_rule *rule, const struct host *host);

/* the first request */
void newton_begin(struct newton *state, struct request *request);

/* Take the answer to the last request (its information is factored in place) and write the next one. false:
   done; then `evaluation` still holds the score and the factored information of the last request that asked
   for them. */
bool newton_advance(struct newton *state, struct evaluation *evaluation, struct request *request);

/* After NEWTON_SEPARATED: the caller found that `direction` is none of recession. Go on as if it had not
   been nominated. */
bool newton_refuse(struct newton *state, struct request *request);

#endif
