/* crf_fit: conditional random fields of statistical size, by Newton's method with the exact information. */
#ifndef LOGISTIC_CRF_FIT_H
#define LOGISTIC_CRF_FIT_H

#include "crf.h"
#include "newton.h"

struct crf_task {
  struct crf crf;
  const double *start; /* parameters */
  const double *l2;    /* per parameter: the objective is log-likelihood - sum l2 theta^2 / 2; NULL: none */
  const bool *free;    /* NULL: all; a parameter that is not free keeps its start */
  struct newton_rule rule;
};

struct crf_answer {
  const struct newton *newton;
  struct information factor; /* of the penalised information at the estimate */
  double *score;             /* there: of the penalised objective */
  struct pair log_likelihood;
  int threads_seen;
};

void crf_newton(const struct crf_task *task, struct crf_answer *answer, const struct host *host);

#endif
