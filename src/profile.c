#include "profile.h"
#include <math.h>
#include <string.h>

static const double CLOSE = 1e-7;     /* of z^2: an error of the value that the next step squares */
static const double CLOSER = 1e-12;   /* the same where the step does not square it */
static const double NUISANCE = 1e-13; /* log-likelihood that the other parameters may still gain */
enum { STEPS = 40, HALVINGS = 20 };

/* Where the walk stands, and the quadratic there: H the information, c the row of the coefficient. */
struct spot {
  double *theta;
  double *along;   /* H^-1 c */
  double *across;  /* H^-1 (score - slope c): what moves the others at the same c'theta */
  double variance; /* c'H^-1 c */
  double slope;    /* c'H^-1 score / variance: of the profile, to first order */
  double fall;     /* l_hat - l(theta) */
  double nuisance; /* what the step across would gain, to second order */
  bool observed;   /* H is the observed information, so that steps are Newton's */
};

struct walk {
  const struct fit_answer *answer;
  struct objective *objective;
  const struct host *host;
  enum curvature curvature;
  size_t parameters;
  struct evaluation evaluation;
  struct evaluation estimate; /* its information factored */
  double *row, *step, *rest;
  struct spot here, there, start;
};

/* ---- a spot ------------------------------------------------------------------------------------------- */

static double dot(const double *a, const double *b, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

static struct spot spot_new(const struct walk *walk) {
  return (struct spot){.theta = host_doubles(walk->host, walk->parameters + 1),
                       .along = host_doubles(walk->host, walk->parameters + 1),
                       .across = host_doubles(walk->host, walk->parameters + 1)};
}

static void spot_copy(struct spot *to, const struct spot *from, size_t parameters) {
  const struct spot own = *to;
  const size_t bytes = parameters * sizeof(double);
  *to = *from;
  to->theta = memcpy(own.theta, from->theta, bytes);
  to->along = memcpy(own.along, from->along, bytes);
  to->across = memcpy(own.across, from->across, bytes);
}

/* The quadratic at spot->theta, from score and factored information. */
static void spot_describe(const struct walk *walk, const struct evaluation *at, struct spot *spot) {
  const struct newton *newton = walk->answer->newton;
  const size_t p = walk->parameters;
  double *rest = walk->rest;
  memcpy(spot->along, walk->row, p * sizeof(double));
  information_solve(&at->information, spot->along);
  spot->variance = dot(walk->row, spot->along, p);
  spot->slope = dot(at->score, spot->along, p) / spot->variance;
  for (size_t k = 0; k < p; k++) rest[k] = at->score[k] - spot->slope * walk->row[k];
  memcpy(spot->across, rest, p * sizeof(double));
  information_solve(&at->information, spot->across);
  spot->nuisance = dot(rest, spot->across, p) / 2;
  spot->fall = (newton->value - at->value) + (newton->value_low - at->value_low);
}

static enum status evaluate(struct walk *walk, const double *theta, enum curvature curvature,
                            struct evaluation *at) {
  const struct request request = {.theta = theta,
                                  .parts = PART_VALUE | PART_SCORE | PART_INFORMATION,
                                  .curvature = curvature,
                                  .sample = 1,
                                  .free = walk->answer->newton->free};
  host_poll(walk->host);
  return objective_run(walk->objective, &request, at);
}

/* Evaluate and factor. An observed information may be indefinite away from the maximum: then the expected
   one. *whole: is there a quadratic? */
static enum status visit(struct walk *walk, const double *theta, struct evaluation *at, bool *observed,
                         bool *whole) {
  enum status status = evaluate(walk, theta, walk->curvature, at);
  *observed = true;
  *whole = status == STATUS_OK && isfinite(at->value);
  if (!*whole) return status;
  *whole = information_factor(&at->information, NULL) == STATUS_OK;
  if (*whole || walk->curvature == CURVATURE_EXPECTED) return status;
  status = evaluate(walk, theta, CURVATURE_EXPECTED, at);
  *observed = false;
  *whole = status == STATUS_OK && information_factor(&at->information, NULL) == STATUS_OK;
  return status;
}

/* ---- one point ----------------------------------------------------------------------------------------- */

/* how far the profile at this c'theta is above the level asked for, to second order */
static double excess(const struct spot *spot, double z) {
  return z * z / 2 - spot->fall + spot->nuisance;
}

static double distance(const struct spot *spot, double z) {
  return fabs(excess(spot, z)) + spot->nuisance;
}

static bool arrived(const struct spot *spot, double z) {
  const double close = spot->observed ? CLOSE : CLOSER;
  return fabs(excess(spot, z)) <= close * z * z && spot->nuisance <= NUISANCE;
}

/* Venzon and Moolgavkar (1988), their lambda by the root of the quadratic: step = H^-1 (score - lambda c).
   Where the quadratic's maximum is below the level, towards that maximum. */
static void find_step(struct walk *walk, double z) {
  const struct spot *here = &walk->here;
  const double above = 2 * excess(here, z) / here->variance + here->slope * here->slope;
  const double size = above > 0 ? sqrt(above) : 0, lambda = z > 0 ? -size : size;
  for (size_t k = 0; k < walk->parameters; k++)
    walk->step[k] = here->across[k] + (here->slope - lambda) * here->along[k];
}

/* The step, halved while it does not come nearer. */
static enum status take_step(struct walk *walk, double z, enum profile_outcome *outcome) {
  struct spot *here = &walk->here, *there = &walk->there;
  bool whole = false;
  double length = 1;
  for (int halving = 0; halving <= HALVINGS; halving++, length /= 2) {
    for (size_t k = 0; k < walk->parameters; k++) there->theta[k] = here->theta[k] + length * walk->step[k];
    const enum status status = visit(walk, there->theta, &walk->evaluation, &there->observed, &whole);
    if (status != STATUS_OK && status != STATUS_NOT_FINITE) return status;
    if (!whole) continue;
    spot_describe(walk, &walk->evaluation, there);
    if (!(distance(there, z) < distance(here, z))) continue;
    const struct spot left = *here;
    *here = *there;
    *there = left;
    return STATUS_OK;
  }
  *outcome = whole ? PROFILE_STALLED : PROFILE_SINGULAR;
  return STATUS_OK;
}

/* From walk->here to the point of z. The last step is in walk->step and not taken. */
static enum status find_point(struct walk *walk, double z, enum profile_outcome *outcome) {
  *outcome = PROFILE_FOUND;
  for (int step = 0; step < STEPS; step++) {
    find_step(walk, z);
    if (arrived(&walk->here, z)) return STATUS_OK;
    const enum status status = take_step(walk, z, outcome);
    if (status != STATUS_OK || *outcome != PROFILE_FOUND) return status;
  }
  *outcome = PROFILE_STEPS;
  return STATUS_OK;
}

/* ---- all of them --------------------------------------------------------------------------------------- */

static enum status walk_begin(struct walk *walk) {
  const struct shape *shape = &walk->answer->transform->shape;
  double **vectors[] = {&walk->row, &walk->step, &walk->rest};
  walk->parameters = shape_parameters(shape);
  walk->evaluation = evaluation_new(shape, walk->host);
  walk->estimate = evaluation_new(shape, walk->host);
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++)
    *vectors[k] = host_doubles(walk->host, walk->parameters + 1);
  walk->start = spot_new(walk);
  walk->here = spot_new(walk);
  walk->there = spot_new(walk);
  memcpy(walk->start.theta, walk->answer->theta, walk->parameters * sizeof(double));
  bool whole;
  const enum status status = visit(walk, walk->start.theta, &walk->estimate, &walk->start.observed, &whole);
  return status == STATUS_OK && !whole ? STATUS_NOT_POSITIVE : status;
}

static void write_point(const struct walk *walk, struct pair *pairs, double *beta) {
  fit_to_user(walk->answer, walk->here.theta, walk->step, pairs);
  for (size_t j = 0; j < walk->answer->transform->user; j++) beta[j] = pair_value(pairs[j]);
}

/* A point beyond one that was not found is not looked for. */
static enum status walk_coefficient(struct walk *walk, const struct profile_task *asked, double *beta,
                                    enum profile_outcome *outcome) {
  const size_t user = walk->answer->transform->user;
  struct pair *pairs = host_alloc(walk->host, (user + 1) * sizeof *pairs);
  spot_describe(walk, &walk->estimate, &walk->start);
  for (size_t i = 0; i < asked->points; i++) {
    const double z = asked->z[i];
    const bool outwards = i > 0 && z * asked->z[i - 1] > 0 && fabs(z) >= fabs(asked->z[i - 1]);
    if (outwards && outcome[i - 1] != PROFILE_FOUND) {
      outcome[i] = outcome[i - 1];
      continue;
    }
    if (!outwards) spot_copy(&walk->here, &walk->start, walk->parameters);
    const enum status status = find_point(walk, z, &outcome[i]);
    if (status != STATUS_OK) return status;
    if (outcome[i] == PROFILE_FOUND) write_point(walk, pairs, beta + i * user);
  }
  return STATUS_OK;
}

/* Along a direction of recession that leaves c'theta alone the likelihood rises to the limiting one at no
   cost: the two have the same profile. */
static bool has_estimate(const struct fit_answer *answer, size_t j) {
  return !answer->direction || (answer->estimable[j] && answer->direction[j] == 0);
}

enum status profile_points(const struct fit_task *task, const struct fit_answer *answer,
                           const struct profile_task *asked, double *beta, enum profile_outcome *outcome,
                           const struct host *host) {
  const size_t all = asked->coefficients * asked->points, user = answer->transform->user;
  for (size_t i = 0; i < all; i++) outcome[i] = PROFILE_NONE;
  for (size_t i = 0; i < all * user; i++) beta[i] = NAN;
  if (!answer->newton->converged) return STATUS_OK;
  struct walk walk = {
      .answer = answer, .objective = answer->objective, .host = host, .curvature = task->rule.steer};
  enum status status = walk_begin(&walk);
  if (status == STATUS_NOT_POSITIVE) return STATUS_OK;
  for (size_t k = 0; k < asked->coefficients && status == STATUS_OK; k++) {
    const size_t first = k * asked->points, j = asked->coefficient[k];
    if (fit_is_dropped(answer, j) || !has_estimate(answer, j)) continue;
    fit_row(answer, j, walk.row);
    status = walk_coefficient(&walk, asked, beta + first * user, outcome + first);
  }
  return status;
}
