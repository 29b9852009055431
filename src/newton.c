#include "newton.h"
#include <float.h>
#include <math.h>
#include <string.h>
#include "pair.h"

static const double RECESSION_TOLERANCE =
    0x1p-20;                                  /* of the largest |x d|: enough to be nominated, see newton.h */
static const double VALUE_ROUNDING = 0x1p-46; /* of |value|: what a sum of rounded terms may lack */
static const double CLOSE = 0x1p-10;          /* a step at an estimate is shorter */
static const double WILD = 0x1p10;            /* times the last step: no step by outer products is so long */
enum { HALVINGS = 60 };

struct newton *newton_new(const struct shape *shape, const double *start, const bool *free,
                          const struct newton_rule *rule, const struct host *host) {
  struct newton *state = host_alloc(host, sizeof *state);
  const size_t p = shape_parameters(shape);
  *state = (struct newton){.rule = *rule,
                           .shape = *shape,
                           .parameters = p,
                           .free = free,
                           .phase = NEWTON_TRIAL,
                           .share = 1,
                           .narrow = SIZE_MAX};
  double **vectors[] = {&state->theta, &state->trial, &state->step, &state->residual, &state->direction};
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++) {
    *vectors[k] = host_doubles(host, p + 1);
    memset(*vectors[k], 0, (p + 1) * sizeof(double));
  }
  memcpy(state->theta, start, p * sizeof(double));
  memcpy(state->trial, start, p * sizeof(double));
  state->matrix = host_doubles(host, information_length(shape));
  state->work = host_doubles(host, information_work(shape) + 4 * p + 8);
  return state;
}

static bool ask(struct newton *state, struct request *request, enum newton_phase phase, unsigned parts,
                const double *theta, const double *direction, enum curvature curvature) {
  state->phase = phase;
  state->curvature = curvature;
  state->parts = parts;
  *request = (struct request){.theta = theta,
                              .parts = parts,
                              .precision = PRECISION_DOUBLE,
                              .curvature = curvature,
                              .sample = 1,
                              .direction = direction,
                              .free = state->free};
  return true;
}

static const unsigned EVERYTHING = PART_VALUE | PART_SCORE | PART_INFORMATION;

void newton_begin(struct newton *state, struct request *request) {
  ask(state, request, NEWTON_TRIAL, EVERYTHING, state->trial, NULL, state->rule.steer);
}

static bool done(struct newton *state, enum newton_outcome outcome) {
  state->phase = NEWTON_DONE;
  state->outcome = outcome;
  return false;
}

/* ---- steps --------------------------------------------------------------------------------------------- */

static double gain(const struct newton *state, const struct evaluation *evaluation) {
  return (evaluation->value - state->value) + (evaluation->value_low - state->value_low);
}

static bool acceptable(const struct newton *state, const struct evaluation *evaluation) {
  if (!isfinite(evaluation->value)) return false;
  if (!state->started || gain(state, evaluation) >= 0) return true;
  return state->decrement <= VALUE_ROUNDING * fabs(state->value);
}

static bool halve(struct newton *state, struct request *request) {
  if (!state->started || ++state->halvings > HALVINGS)
    return done(state, state->singular ? NEWTON_SINGULAR : NEWTON_STALLED);
  for (size_t j = 0; j < state->parameters; j++) {
    state->step[j] /= 2;
    state->trial[j] = state->theta[j] + state->step[j];
  }
  state->decrement /= 2;
  state->small = false;
  return ask(state, request, NEWTON_TRIAL, EVERYTHING, state->trial, NULL, state->rule.steer);
}

static void accept(struct newton *state, const struct evaluation *evaluation) {
  memcpy(state->theta, state->trial, state->parameters * sizeof(double));
  state->value = evaluation->value;
  state->value_low = evaluation->value_low;
  if (state->started) state->steps++;
  state->started = true;
  state->singular = false;
}

/* step := H^-1 score; the largest of |step_j| / max(|theta_j|, 1), NaN when a step is not a number */
static double solve_step(struct newton *state, const struct evaluation *evaluation, double *step) {
  double largest = 0;
  memcpy(step, evaluation->score, state->parameters * sizeof(double));
  information_solve(&evaluation->information, step);
  state->last_decrement = state->decrement;
  state->decrement = 0;
  for (size_t j = 0; j < state->parameters; j++) {
    const double relative = fabs(step[j]) / fmax(fabs(state->theta[j]), 1);
    if (relative > largest || isnan(relative)) largest = relative;
    state->decrement += step[j] * evaluation->score[j];
  }
  return largest;
}

static bool factor(struct newton *state, struct evaluation *evaluation) {
  double *diagonal = state->work;
  memcpy(state->matrix, evaluation->information.head, information_length(&state->shape) * sizeof(double));
  information_diagonal(&evaluation->information, diagonal);
  if (information_factor(&evaluation->information, &state->narrow) == STATUS_OK) {
    state->share = information_least_share(&evaluation->information, diagonal, &state->narrow);
    return true;
  }
  if (!(diagonal[state->narrow] > 0)) state->narrow = SIZE_MAX;
  if (state->curvature == CURVATURE_EXPECTED)
    state->share = 0; /* the observed one may be indefinite anyhow */
  return false;
}

static bool doubt(struct newton *state, struct request *request) {
  return ask(state, request, NEWTON_RECESSION, PART_LARGEST, state->theta, state->direction,
             state->rule.report);
}

/* Over a step that is small already the information does not change: the one at hand serves. */
static bool take_step(struct newton *state, struct request *request) {
  for (size_t j = 0; j < state->parameters; j++) state->trial[j] = state->theta[j] + state->step[j];
  state->halvings = 0;
  state->again = false;
  const unsigned parts = state->small ? PART_VALUE | PART_SCORE : EVERYTHING;
  return ask(state, request, NEWTON_TRIAL, parts, state->trial, NULL, state->rule.steer);
}

/* At an estimate: what is left, and is the maximum finite? */
static bool prove(struct newton *state, struct evaluation *evaluation, struct request *request) {
  struct information matrix = information_bind(&state->shape, state->matrix);
  if (!(solve_step(state, evaluation, state->residual) < CLOSE)) { /* the two informations contradict */
    memset(state->residual, 0, state->parameters * sizeof(double));
    return done(state, NEWTON_SINGULAR);
  }
  state->converged = true;
  state->condition = information_condition(&matrix, &evaluation->information, &state->inverse, state->work);
  return ask(state, request, NEWTON_PROOF, PART_LARGEST, state->theta, state->residual, state->rule.report);
}

static bool singular(struct newton *state, struct request *request) {
  if (state->curvature == CURVATURE_OBSERVED && state->phase == NEWTON_TRIAL)
    return ask(state, request, NEWTON_TRIAL, EVERYTHING, state->trial, NULL, CURVATURE_EXPECTED);
  state->singular = true; /* when the last step is no direction of recession, it went too far, or this is the
                             end */
  state->too_far = state->phase == NEWTON_TRIAL && state->started;
  return state->steps > 0 ? doubt(state, request) : newton_refuse(state, request);
}

/* The score is at its rounding level: the step no longer shrinks, nor does its gain, which the value could
   not show. (Along a tail the steps stay, but the score falls.) */
static bool stuck(const struct newton *state, double size) {
  return state->steps >= NEWTON_STEPS_BEFORE_DOUBT && size < CLOSE && size > state->largest_step / 4 &&
         state->decrement > state->last_decrement / 2 &&
         state->decrement <= VALUE_ROUNDING * fabs(state->value);
}

/* Outer products of scores are the squares of what the information of a tail is: from there, where the step
   to it left no other, they lead anywhere. */
static bool wild(const struct newton *state, const struct evaluation *evaluation) {
  if (!state->started || state->curvature == state->rule.steer) return false;
  double *step = state->work;
  memcpy(step, evaluation->score, state->parameters * sizeof(double));
  information_solve(&evaluation->information, step);
  for (size_t j = 0; j < state->parameters; j++)
    if (!(fabs(step[j]) <= WILD * state->largest_step * fmax(fabs(state->trial[j]), 1))) return true;
  return false;
}

static bool after_trial(struct newton *state, struct evaluation *evaluation, struct request *request) {
  if (!acceptable(state, evaluation)) return halve(state, request);
  const bool fresh = state->parts & PART_INFORMATION;
  if (fresh && !factor(state, evaluation)) {
    if (!state->started) state->value = evaluation->value, state->value_low = evaluation->value_low;
    return singular(state, request);
  }
  if (wild(state, evaluation)) return halve(state, request);
  const bool again = state->again || state->curvature != state->rule.steer;
  if (!(again && state->started &&
        memcmp(state->theta, state->trial, state->parameters * sizeof(double)) == 0))
    accept(state, evaluation);
  const double size = solve_step(state, evaluation, state->step);
  if (!(size < DBL_MAX)) return done(state, NEWTON_SINGULAR);
  const bool was_small = state->small;
  state->small = size <= state->rule.tolerance;
  if (was_small && state->small) {
    if (state->rule.report == state->curvature) return prove(state, evaluation, request);
    return ask(state, request, NEWTON_REPORT, EVERYTHING, state->theta, NULL, state->rule.report);
  }
  if (!was_small && stuck(state, size)) {
    state->largest_step = size;
    return state->rule.report == state->curvature
               ? prove(state, evaluation, request)
               : ask(state, request, NEWTON_REPORT, EVERYTHING, state->theta, NULL, state->rule.report);
  }
  if (!fresh) { /* not as small as foreseen */
    state->again = true;
    return ask(state, request, NEWTON_TRIAL, EVERYTHING, state->trial, NULL, state->rule.steer);
  }
  state->largest_step = size;
  memcpy(state->direction, state->step, state->parameters * sizeof(double));
  if (state->steps >= state->rule.steps) return done(state, NEWTON_STEPS);
  if (state->steps >= NEWTON_STEPS_BEFORE_DOUBT && !state->small) return doubt(state, request);
  return take_step(state, request);
}

static bool after_report(struct newton *state, struct evaluation *evaluation, struct request *request) {
  if (!factor(state, evaluation)) return singular(state, request);
  return prove(state, evaluation, request);
}

/* ---- existence ----------------------------------------------------------------------------------------- */

static bool proves_overlap(const struct newton *state, const struct largest *largest) {
  const struct shape *shape = &state->shape; /* the rows of a band have few entries */
  const size_t width = shape->coupled ? 3 * shape->order + shape->tail : state->parameters;
  const double rounding = 64 * (double)width * (DBL_EPSILON / 2) * state->condition;
  return largest->ratio <= 0.5 && rounding < 0.25;
}

static bool proves_recession(const struct largest *largest) {
  const double size = fmax(largest->toward, largest->against);
  return largest->toward > 0 && isfinite(size) && largest->against <= RECESSION_TOLERANCE * size;
}

static bool after_proof(struct newton *state, const struct evaluation *evaluation, struct request *request) {
  state->largest = evaluation->largest;
  if (proves_overlap(state, &evaluation->largest)) {
    state->overlap = OVERLAP_PROVED;
    return done(state, NEWTON_CONVERGED);
  }
  return doubt(state, request);
}

bool newton_refuse(struct newton *state, struct request *request) {
  state->overlap = OVERLAP_UNDECIDED;
  if (state->converged) return done(state, NEWTON_CONVERGED);
  if (state->singular) return state->too_far ? halve(state, request) : done(state, NEWTON_SINGULAR);
  return take_step(state, request);
}

static bool after_recession(struct newton *state, const struct evaluation *evaluation,
                            struct request *request) {
  if (proves_recession(&evaluation->largest)) {
    state->overlap = OVERLAP_SEPARATED;
    state->largest = evaluation->largest;
    return done(state, NEWTON_SEPARATED);
  }
  return newton_refuse(state, request);
}

bool newton_advance(struct newton *state, struct evaluation *evaluation, struct request *request) {
  switch (state->phase) {
  case NEWTON_TRIAL: return after_trial(state, evaluation, request);
  case NEWTON_REPORT: return after_report(state, evaluation, request);
  case NEWTON_PROOF: return after_proof(state, evaluation, request);
  case NEWTON_RECESSION: return after_recession(state, evaluation, request);
  case NEWTON_DONE: break;
  }
  return false;
}
