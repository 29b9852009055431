/* crf_lbfgs: conditional random fields with many weights, by L-BFGS on
     - log-likelihood + sum l1 |theta| + sum l2 theta^2 / 2. */
#ifndef LOGISTIC_CRF_LBFGS_H
#define LOGISTIC_CRF_LBFGS_H

#include "crf.h"
#include "lbfgs.h"

struct crf_lbfgs_task {
  struct crf crf;
  const double *start, *l2; /* parameters */
  const double *members;    /* of how many equal weights each is the sum; NULL: 1 */
  struct lbfgs_rule rule;   /* with l1 */
  const void *resume;       /* a state that was exported, or NULL */
  size_t resume_bytes;
  bool (*stop)(void *data); /* asked after each evaluation: true: the best so far is taken; NULL: never */
  void (*progress)(const struct lbfgs *state, void *data); /* after each evaluation; NULL: silent */
  void *data;
};

/* *state: done, stopped, or at a limit of its rule. STATUS_UNKNOWN, STATUS_SIZE: `resume` is none of this. */
enum status crf_lbfgs(const struct crf_lbfgs_task *task, struct lbfgs **state, const struct host *host);

#endif
