#include "crf_lbfgs.h"
#include <math.h>

/* Weights of attributes that are often seen have more curvature. The full diagonal of the Hessian would be
   the wrong scale, since attributes overlap: a part of it serves best (quarter of a power, as measured). */
static const double SCALE_POWER = -0.125;

/* sum of squares of each attribute, over the tokens: twice the trace of what its labels share of the Hessian
   at 0, up to a factor */
static double *squares(const struct crf *crf, const struct host *host) {
  double *square = host_doubles(host, crf->attributes + 1);
  for (size_t a = 0; a < crf->attributes; a++) square[a] = 0;
  for (int k = 0; k < crf->row[crf->tokens]; k++) {
    const double x = crf->value ? crf->value[k] : 1;
    square[crf->attribute[k]] += x * x;
  }
  return square;
}

/* A sum of k weights moves as far as they would by themselves. */
static double *scales(const struct crf_lbfgs_task *task, const struct host *host) {
  const struct crf *crf = &task->crf;
  const size_t p = crf_parameters(crf);
  const double *square = squares(crf, host), labels = (double)crf->labels;
  const double pairs = ((double)crf->tokens - (double)crf->sequences) / (labels * labels);
  double *scale = host_doubles(host, p + 1);
  for (size_t a = 0; a < crf->attributes; a++)
    for (int k = crf->first[a]; k < crf->first[a + 1]; k++) scale[k] = square[a] / labels;
  for (size_t k = crf_pairs(crf); k < crf_start_at(crf); k++) scale[k] = fmax(pairs, 1);
  for (size_t k = crf_start_at(crf); k < p; k++) scale[k] = fmax((double)crf->sequences / labels, 1);
  for (size_t k = 0; k < p; k++) {
    const double members = task->members ? task->members[k] : 1;
    scale[k] = pow(scale[k] + task->l2[k] * members + 1e-300, SCALE_POWER) * sqrt(members);
  }
  return scale;
}

enum {
  STRETCH = 256
}; /* weights whose penalty is summed plainly: a long sum's rounding would hide progress */

/* value and gradient of what is minimised, but for l1 */
static double evaluate(const struct crf_lbfgs_task *task, struct crf_sums *sums, const double *theta,
                       double *gradient) {
  const size_t p = crf_parameters(&task->crf);
  struct pair value = pair_negate(crf_gradient(sums, theta, gradient));
  for (size_t from = 0; from < p; from += STRETCH) {
    const size_t end = from + STRETCH < p ? from + STRETCH : p;
    double penalty = 0;
    for (size_t k = from; k < end; k++) {
      const double pull = task->l2[k] * theta[k];
      penalty += pull * theta[k];
      gradient[k] = pull - gradient[k];
    }
    value = pair_add(value, pair_of(penalty / 2));
  }
  return pair_value(value);
}

enum status crf_lbfgs(const struct crf_lbfgs_task *task, struct lbfgs **out, const struct host *host) {
  const size_t p = crf_parameters(&task->crf);
  struct crf_sweep *sweep = crf_sweep_new(&task->crf, crf_lane_bytes(&task->crf), host);
  struct crf_sums *sums = crf_sums_new(sweep, host);
  struct lbfgs *state = lbfgs_new(p, task->start, scales(task, host), &task->rule, host);
  double *gradient = host_doubles(host, p + 1);
  *out = state;
  if (task->resume) {
    const enum status status = lbfgs_import(state, task->resume, task->resume_bytes);
    if (status != STATUS_OK) return status;
    if (state->now.outcome != LBFGS_RUNNING) return STATUS_OK;
  }
  for (bool more = true; more;) {
    const double *at = lbfgs_trial(state);
    const double value = evaluate(task, sums, at, gradient);
    more = lbfgs_advance(state, value, gradient);
    if (task->progress) task->progress(state, task->data);
    if (task->stop && task->stop(task->data)) break;
  }
  return STATUS_OK;
}
