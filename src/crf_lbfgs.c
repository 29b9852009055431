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
  const double pairs = (double)(crf->tokens - crf->sequences) / (labels * labels);
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

struct run {
  const struct crf_lbfgs_task *task;
  struct crf_sums *sums;
  double *gradient;
  bool stopped;
};

static void iterate(struct run *run, struct lbfgs *state) {
  const struct crf_lbfgs_task *task = run->task;
  for (bool more = true; more && !run->stopped;) {
    const double *at = lbfgs_trial(state);
    const double value = evaluate(task, run->sums, at, run->gradient);
    more = lbfgs_advance(state, value, run->gradient);
    if (task->progress) task->progress(state, task->data);
    run->stopped = task->stop && task->stop(task->data);
  }
}

/* ---- a first guess ------------------------------------------------------------------------------------- */

enum { SAMPLE_EVERY = 8, SAMPLE_SEQUENCES = 1000, SAMPLE_ITERATIONS = 20, SAMPLE_HISTORY = 6 };

/* Sequences 0, 8, 16, ..., each for eight: twenty iterations on them cost three passes, and save ten. */
static const double *sample_weights(const struct crf *crf, const struct host *host) {
  double *weight = host_doubles(host, crf->sequences);
  for (size_t s = 0; s < crf->sequences; s++)
    weight[s] = s % SAMPLE_EVERY == 0 ? SAMPLE_EVERY * crf_weight(crf, s) : 0;
  return weight;
}

static bool worth_sampling(const struct crf_lbfgs_task *task) {
  const size_t p = crf_parameters(&task->crf);
  if (task->resume || task->crf.sequences < SAMPLE_SEQUENCES || task->rule.iterations < 2 * SAMPLE_ITERATIONS)
    return false;
  for (size_t k = 0; k < p; k++)
    if (task->start[k] != 0 || !(task->l2[k] > 0)) return false;
  return true;
}

/* Where twenty iterations on the sample lead; the weights of the sequences are changed for the time being. */
static const double *start_from_sample(struct run *run, struct crf *crf, const double *scale,
                                       const struct host *host) {
  const double *weight = crf->weight;
  struct lbfgs_rule rule = run->task->rule;
  rule.iterations = SAMPLE_ITERATIONS;
  rule.history = SAMPLE_HISTORY;
  struct lbfgs *state = lbfgs_new(crf_parameters(crf), run->task->start, scale, &rule, host);
  crf->weight = sample_weights(crf, host);
  iterate(run, state);
  crf->weight = weight;
  return state->theta;
}

/* Below so much a pass takes some milliseconds, which a second thread that is waited for, on a busy machine,
   costs as well: labels each token is left for and entered by, and what its attributes say of them. */
static const double THREAD_WORK = 4e6;

static int threads_worth(const struct crf *crf, int most) {
  const double labels = (double)crf->labels, entries = (double)crf->row[crf->tokens];
  return labels * (labels * (double)crf->tokens + entries) < THREAD_WORK ? 1 : most;
}

enum status crf_lbfgs(const struct crf_lbfgs_task *task, struct lbfgs **state, const struct host *host) {
  struct crf crf = task->crf;
  const size_t p = crf_parameters(&crf);
  struct host passes = *host;
  passes.threads = threads_worth(&crf, host->threads);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_lane_bytes(&crf), &passes);
  struct run run = {task, crf_sums_new(sweep, host), host_doubles(host, p + 1), false};
  const double *scale = scales(task, host), *start = task->start;
  if (worth_sampling(task)) start = start_from_sample(&run, &crf, scale, host);
  *state = lbfgs_new(p, start, scale, &task->rule, host);
  if (task->resume) {
    const enum status status = lbfgs_import(*state, task->resume, task->resume_bytes);
    if (status != STATUS_OK) return status;
    if ((*state)->now.outcome != LBFGS_RUNNING) return STATUS_OK;
  }
  iterate(&run, *state);
  return STATUS_OK;
}
