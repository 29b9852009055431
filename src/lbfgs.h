/* lbfgs: minimises a function of many variables by limited-memory BFGS (Nocedal 1980), with l1 penalties by
   OWL-QN (Andrew and Gao 2007). Reverse communication: the caller evaluates at lbfgs_trial() and answers by
   lbfgs_advance(), until that says that it is done. It knows no model. The answers are the same bits for any
   number of threads.
   Stops (norms are Euclidean; with l1 the gradient is that of the steepest one-sided slopes):
     LBFGS_GRADIENT   |gradient| <= rule.gradient max(1, |theta|)
     LBFGS_OBJECTIVE  over `period` iterations the value fell by no more than rule.objective max(1, |value|)
   or by a limit; LBFGS_STALLED: rounding hides any further descent. */
#ifndef LOGISTIC_LBFGS_H
#define LOGISTIC_LBFGS_H

#include "history.h"
#include "host.h"
#include "line.h"
#include "status.h"

struct lbfgs_rule {
  size_t history;                 /* pairs that are kept: 1 or more; 3 to 40 are of use */
  size_t iterations, evaluations; /* at most */
  double gradient;                /* see above */
  double objective;               /* see above; 0: not asked for */
  size_t period;
  double first;     /* length of the first step in theta / scale; 0: 1 */
  const double *l1; /* n weights >= 0 of |theta| (0: not penalised), or NULL; lives as long as the state */
};

enum lbfgs_outcome {
  LBFGS_RUNNING,
  LBFGS_GRADIENT,
  LBFGS_OBJECTIVE,
  LBFGS_ITERATIONS,
  LBFGS_EVALUATIONS,
  LBFGS_STALLED,   /* no step, however short, is better */
  LBFGS_NOT_FINITE /* the value or the gradient at the start */
};

struct lbfgs_progress {
  enum lbfgs_outcome outcome;
  size_t iterations, evaluations;
  double value;                        /* at theta, penalty included */
  double norm, size;                   /* of the gradient, and of theta */
  double least;                        /* norm of a gradient so far */
  double mark;                         /* the value when progress was last certain */
  size_t calm;                         /* iterations since then */
  size_t still;                        /* iterations since a variable went to 0 or left it */
  double change, trial_l1, trial_size; /* of the trial: first-order change of the value, penalty, norm */
  bool crossed;                        /* a variable would go to 0 or leave it */
  struct line line;
};

struct lbfgs {
  struct lbfgs_rule rule;
  size_t n, padded, blocks;
  int threads;
  struct lbfgs_progress now;
  double *theta;    /* n: the best point */
  double *gradient; /* n: there, of the function without penalty */
  double *trial, *direction;
  double *scale, *l1; /* copies, NULL where the caller's are */
  double *values;     /* of the last period + 1 iterations */
  double *sums;       /* a row a block, then their sum */
  size_t width;       /* of a row */
  struct history history;
};

/* bytes of memory that lbfgs_new() takes, with scale and l1, but for `period` numbers */
size_t lbfgs_bytes(size_t n, size_t history);

/* start, scale: n, copied. scale: positive and finite, or NULL; the variables are theta / scale, so its
   squares are a guess at the diagonal of the inverse Hessian, up to a factor. */
struct lbfgs *lbfgs_new(size_t n, const double *start, const double *scale, const struct lbfgs_rule *rule,
                        const struct host *host);

/* where the value and the gradient (n) are wanted; another array each time */
const double *lbfgs_trial(const struct lbfgs *state);

/* Takes value and gradient at the trial, both without penalty. false: done, see state->now.outcome. A value
   or gradient that is not finite says that the function is not defined there. */
bool lbfgs_advance(struct lbfgs *state, double value, const double *gradient);

/* The state in bytes, to go on from elsewhere: a state made with the same n, scale, l1, history and period
   takes them over (STATUS_SIZE: they are of another problem; STATUS_UNKNOWN: damaged; then it stays as it
   was). Limits and tolerances are those of its own rule, so that `outcome` may be LBFGS_RUNNING again. On the
   same processor what follows is the same, bit by bit. */
size_t lbfgs_export_bytes(const struct lbfgs *state);
void lbfgs_export(const struct lbfgs *state, void *to);
enum status lbfgs_import(struct lbfgs *state, const void *from, size_t bytes);

#endif
