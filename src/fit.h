/* fit: one fit in memory, from the design and the response to the answer in the user's coordinates. */
#ifndef LOGISTIC_FIT_H
#define LOGISTIC_FIT_H

#include "newton.h"
#include "objective.h"
#include "rank.h"

struct fit_task {
  struct design *design; /* its centres and scales are written */
  struct coding coding;
  const struct model *model;
  struct response response;
  const double *pooled; /* user coordinates: the start, at which the rank is screened as well */
  const double *
      /* user coordinates, or NULL: tried instead when its likelihood is higher than the pooled one's */
      start;
  struct newton_rule rule;
  bool ranked; /* the caller knows that no column is a combination of others: it is not asked */
};

struct fit_answer {
  const struct newton *newton;
  const struct transform *transform;
  const struct layout *layout;
  struct objective *objective; /* where the data are separated: the limiting likelihood */
  struct information factor;   /* of the information at the estimate, in theta */
  size_t dropped_count, *dropped;
  size_t narrow;          /* user column that is all but a combination of others, SIZE_MAX: none */
  double *relation;       /* dropped_count columns of user doubles: see rank_relations() */
  struct pair *beta;      /* user; a finite representative where the data are separated */
  double *standard_error; /* user; NaN where there is none */
  double *direction;      /* user: of recession; NULL when none was verified */
  bool *estimable;        /* user: of the limiting likelihood */
  double *theta;
  double *recession; /* theta: the direction in theta; NULL when there is none */
  int threads_seen;
};

enum status fit_memory(const struct fit_task *task, struct fit_answer *answer, const struct host *host);

/* Which columns are combinations of others: `dropped` and `relation` of the answer, by one pass at
   task->pooled. */
enum status fit_rank(const struct fit_task *task, struct fit_answer *answer, const struct host *host);

/* The score statistic of all columns at task->pooled, with the expected information; by one pass.
   NaN: the information is singular there for other reasons than aliased columns. */
enum status fit_score_statistic(const struct fit_task *task, double *statistic, const struct host *host);

/* row j of M (theta -> the user's coefficient j), moved along the null vectors so that dropped columns are 0;
   0 for parameters that are held; dense */
void fit_row(const struct fit_answer *answer, size_t j, double *row);

/* beta (user, pairs) of theta = high + low, the dropped columns 0; low may be NULL */
void fit_to_user(const struct fit_answer *answer, const double *high, const double *low, struct pair *beta);

bool fit_is_dropped(const struct fit_answer *answer, size_t j);

/* B (theta x count, allocated) with B'B the covariance of `count` of the user's coefficients (NULL: all of
   them); 0 for dropped ones */
double *fit_half(const struct fit_answer *answer, size_t count, const size_t *column,
                 const struct host *host);
/* B'B, count x count */
void fit_covariance(const struct fit_answer *answer, size_t count, const double *half, double *out);
/* user columns outside the head of the information, allocated; how many */
size_t *fit_tail_columns(const struct fit_answer *answer, size_t *count, const struct host *host);
/* R upper triangular (user x user, the columns that were not dropped first) with R'R their information;
   false: it has none */
bool fit_root(const struct fit_answer *answer, const double *half, double *out, const struct host *host);

/* eta (rows x predictors; left-out rows are not written) at the estimate; for separated data of one predictor
   its limit, of several that of the finite representative, which fit_motion() takes to its limit */
void fit_predictors(const struct fit_task *task, const struct fit_answer *answer, double *eta,
                    const struct host *host);
/* where answer->recession is not NULL: the change of each predictor along it, see face_motion() */
void fit_motion(const struct fit_task *task, const struct fit_answer *answer, double *motion,
                const struct host *host);

#endif
