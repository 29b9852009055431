#include "fit.h"
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "face.h"
#include "linalg.h"
#include "plan.h"
#include "recentre.h"

static const double SUSPICIOUS = 1e-8;  /* of a column's unit norm: below it double cannot tell an alias */
static const double FAR_SHIFT = 0x1p20; /* centre / scale above which the raw column is nearly constant */
static const double SKEWED = 0x1p-20; /* of a column's norm, squared: less has it in common with the others */
static const double NARROW = 0x1p-30; /* the same: so little that existence or estimates are in doubt */
static const double NO_PART = 0x1p-36; /* of sum |m_k d_k|: rounding of a component of a direction */

static const double SAMPLED_STEP = 0x1p-6; /* what a sample can tell: about its standard errors */
enum { SAMPLED = 16, SAMPLED_FROM = 256, SAMPLED_STEPS = 8 }; /* tiles; steps at most */

struct run { /* what the stages of one fit share */
  const struct fit_task *task;
  const struct host *host;
  struct layout *layout;
  struct transform *transform;
  struct objective *objective;
  struct sweep *sweep;
  const struct response *response; /* the task's, or the limiting likelihood's */
  struct evaluation evaluation;
  size_t parameters;
  double *recession; /* theta: the direction of recession so far, or NULL */
  double skewed;     /* a share below this asks for other centres */
};

/* ---- building ------------------------------------------------------------------------------------------ */

static void look_at(struct run *run, const struct response *response) {
  const struct design *design = run->task->design;
  run->response = response;
  run->sweep = sweep_new(design, run->layout, run->task->model, response,
                         plan_lanes(design, &run->layout->shape), run->host);
  run->objective = objective_new(run->sweep, run->layout, run->transform, run->host);
}

static enum status build(struct run *run) {
  const struct fit_task *task = run->task;
  const struct host *host = run->host;
  if (!task->model->bounds) return STATUS_NOT_BUILT;
  struct design *design = task->design;
  const enum status status = standardise(design, &task->coding, task->response.weights, host);
  if (status != STATUS_OK) return status;
  run->layout = host_alloc(host, sizeof *run->layout);
  *run->layout = plan_layout(design, transform_heads(design, &task->coding, host), host);
  const size_t length = information_length(&run->layout->shape);
  if (length == SIZE_MAX || length > ((size_t)1 << 33)) return STATUS_MEMORY;
  run->transform = transform_new(design, &task->coding, run->layout, host);
  run->parameters = shape_parameters(&run->transform->shape);
  look_at(run, &task->response);
  run->evaluation = evaluation_new(&run->transform->shape, host);
  return STATUS_OK;
}

static void from_user(const struct run *run, const double *beta, double *theta) {
  struct pair *exact = host_alloc(run->host, (run->transform->user + 1) * sizeof *exact);
  for (size_t j = 0; j < run->transform->user; j++) exact[j] = pair_of(beta[j]);
  transform_from_user(run->transform, exact, theta, run->host);
}

/* ---- rank ---------------------------------------------------------------------------------------------- */

/* Could a column be a combination of others? Judged by the information at the pooled start, where no weight
   vanishes. */
static bool suspicious(struct run *run) {
  const struct shape *shape = &run->transform->shape;
  const size_t p = run->parameters, length = information_length(shape);
  for (size_t j = 0; j < run->transform->user; j++)
    if (fabs(run->transform->centre[j]) > FAR_SHIFT * run->transform->scale[j]) return true;
  double *copy = host_doubles(run->host, length + 1), *d = host_doubles(run->host, p + 1);
  struct information h = information_bind(shape, copy);
  memcpy(copy, run->evaluation.information.head, length * sizeof(double));
  information_diagonal(&h, d);
  for (size_t j = 0; j < p; j++) {
    if (!(d[j] > 0)) return true;
    d[j] = 1 / sqrt(d[j]);
  }
  information_scale(&h, d);
  return information_factor(&h, NULL) != STATUS_OK || !(information_least_pivot(&h) >= SUSPICIOUS);
}

static void decide_rank(struct run *run, struct fit_answer *answer, struct null_space *null) {
  const size_t user = run->transform->user;
  *null = rank_null_space(run->task->design, run->layout, run->transform, run->task->model, run->response,
                          run->host);
  answer->dropped_count = null->dimension;
  answer->dropped = host_alloc(run->host, (null->dimension + 1) * sizeof(size_t));
  answer->relation = host_doubles(run->host, null->dimension * user + 1);
  rank_relations(run->transform, null, answer->relation, answer->dropped, run->host);
}

/* ---- Newton, and the face when there is no finite maximum ---------------------------------------------- */

static enum status ask(struct run *run, const struct request *request) {
  host_poll(run->host);
  return objective_run(run->objective, request, &run->evaluation);
}

/* Other centres, and Newton begins again where it stands. false: these are as good as any. */
static bool move_centres(struct run *run, struct newton *newton, struct face *face) {
  const struct fit_task *task = run->task;
  const struct host *host = run->host;
  const struct transform *before = run->transform;
  const struct information matrix = information_bind(&newton->shape, newton->matrix);
  const bool moved = recentre(task->design, before, &matrix, host);
  run->skewed = moved ? run->skewed / 2 : newton->share / 1024;
  if (!moved) return false;
  run->transform = transform_new(task->design, &task->coding, run->layout, host);
  run->objective = objective_new(run->sweep, run->layout, run->transform, host);
  const size_t steps = newton->steps;
  transform_carry(before, run->transform, newton->theta, host);
  *newton = *newton_new(&newton->shape, newton->theta, newton->free, &newton->rule, host);
  newton->steps = steps;
  newton->decrement = INFINITY; /* nothing to compare the first step with */
  if (!run->recession) return true;
  transform_carry(before, run->transform, run->recession, host);
  for (size_t k = 0; k < face->null.dimension; k++)
    transform_carry(before, run->transform, face->null.vector + k * run->parameters, host);
  return true;
}

/* The last request that asks for an information leaves its factor in the evaluation. When Newton stopped
   elsewhere (the data are separated), it is asked for again. */
static enum status iterate(struct run *run, struct newton *newton, struct request *request, bool answered,
                           struct face *face) {
  for (;;) {
    bool more = true;
    while (more) {
      const enum status status = answered ? STATUS_OK : ask(run, request);
      if (status != STATUS_OK) return status;
      answered = false;
      more = newton_advance(newton, &run->evaluation, request);
      if (newton->share < run->skewed && move_centres(run, newton, face)) {
        newton_begin(newton, request);
        more = true;
      }
      if (run->host->report)
        run->host->report((int)newton->steps, newton->value, newton->largest_step, run->host->data);
    }
    if (newton->outcome != NEWTON_SEPARATED) return STATUS_OK;
    const struct fit_task *task = run->task;
    if (face_find(task->design, run->layout, run->transform, task->model, run->response, newton->direction,
                  face, run->host))
      return STATUS_OK;
    if (!newton_refuse(newton, request)) return STATUS_OK;
  }
}

/* What is left of the likelihood: the bounds that have moved are absent, and rows that have no other drop
   out. */
static void limit_response(const struct run *run, const struct face *face, struct response *limited,
                           double *weights) {
  const struct design *design = run->task->design;
  struct response left = run->task->response;
  struct bound *bound = host_alloc(run->host, model_slots(design->predictors) * sizeof *bound);
  left.absent = limited->absent = face->moved;
  limited->weights = weights;
  for (size_t i = 0; i < design->rows; i++) {
    const bool stays = bounds_at_stake(design, run->task->model, &left, i, bound) > 0;
    weights[i] = !stays ? 0 : left.weights ? left.weights[i] : 1;
  }
}

static enum status newton_on(struct run *run, const double *theta, struct newton **newton,
                             struct face *face) {
  struct request request;
  *newton = newton_new(&run->transform->shape, theta, face->null.free, &run->task->rule, run->host);
  newton_begin(*newton, &request);
  return iterate(run, *newton, &request, false, face);
}

/* The limiting likelihood: what the direction moves has probability 0, or 1; repeated until what is left has
   a maximum of its own. Newton goes on from where it stands, or begins again where that was in a tail without
   information. */
static enum status descend(struct run *run, struct newton **newton, struct face *face) {
  const struct fit_task *task = run->task;
  double *weights = host_doubles(run->host, task->design->rows + 1);
  struct response *limited = host_alloc(run->host, sizeof *limited);
  *limited = task->response;
  limited->absent = face->moved;
  look_at(run, limited);
  run->recession = host_doubles(run->host, run->parameters + 1);
  memcpy(run->recession, (*newton)->direction, run->parameters * sizeof(double));
  for (size_t round = 0; round < run->parameters; round++) {
    struct newton *before = *newton;
    limit_response(run, face, limited, weights);
    enum status status = newton_on(run, before->theta, newton, face);
    if (status == STATUS_OK && (*newton)->outcome == NEWTON_SINGULAR && (*newton)->steps == 0) {
      double *pooled = host_doubles(run->host, run->parameters + 1);
      from_user(run, task->pooled, pooled);
      status = newton_on(run, pooled, newton, face);
    }
    if (status != STATUS_OK) return status;
    (*newton)->steps += before->steps;
    if ((*newton)->outcome != NEWTON_SEPARATED) break;
    face_combine(task->design, run->layout, run->transform, run->recession, (*newton)->direction, run->host);
  }
  return STATUS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------------- */

/* A parameter that is held has no variance: its unit information is a placeholder. */
static void drop_held(const struct fit_answer *answer, double *row) {
  const bool *free = answer->newton->free;
  if (!free) return;
  for (size_t k = 0; k < shape_parameters(&answer->transform->shape); k++)
    if (!free[k]) row[k] = 0;
}

/* row j of M, moved along the null vectors so that dropped columns are 0; dense */
static void push_row(const struct fit_answer *answer, size_t j, double *row) {
  const struct transform *transform = answer->transform;
  const struct entry_list *list = &transform->push;
  memset(row, 0, shape_parameters(&transform->shape) * sizeof(double));
  for (size_t e = list->start[j]; e < list->start[j + 1]; e++) row[list->index[e]] += list->value[e];
  for (size_t k = 0; k < answer->dropped_count; k++) {
    const double v = answer->relation[k * transform->user + j];
    const size_t d = answer->dropped[k];
    if (v == 0) continue;
    for (size_t e = list->start[d]; e < list->start[d + 1]; e++) row[list->index[e]] += v * list->value[e];
  }
}

void fit_row(const struct fit_answer *answer, size_t j, double *row) {
  push_row(answer, j, row);
  drop_held(answer, row);
}

void fit_to_user(const struct fit_answer *answer, const double *high, const double *low, struct pair *beta) {
  const size_t user = answer->transform->user;
  transform_to_user(answer->transform, high, low, beta);
  for (size_t k = 0; k < answer->dropped_count; k++) {
    const struct pair moved = beta[answer->dropped[k]];
    for (size_t j = 0; j < user; j++) {
      const double v = answer->relation[k * user + j];
      if (v != 0) beta[j] = pair_add(beta[j], pair_multiply(pair_of(v), moved));
    }
    beta[answer->dropped[k]] = pair_of(0);
  }
}

bool fit_is_dropped(const struct fit_answer *answer, size_t j) {
  for (size_t k = 0; k < answer->dropped_count; k++)
    if (answer->dropped[k] == j) return true;
  return false;
}

static bool has_error(const struct fit_answer *answer, size_t j) {
  return !fit_is_dropped(answer, j) && answer->estimable[j] && answer->newton->converged;
}

/* One coefficient: the quadratic form of its row of M. work: see information_quadratic() */
struct form {
  double *row, *value, *work;
  size_t *index;
};

static struct form form_new(const struct run *run) {
  const size_t p = run->parameters;
  return (struct form){host_doubles(run->host, p + 1), host_doubles(run->host, p + 1),
                       host_doubles(run->host, information_work(&run->transform->shape) + 1),
                       host_alloc(run->host, (p + 1) * sizeof(size_t))};
}

static double standard_error(const struct run *run, const struct fit_answer *answer, size_t j,
                             const struct form *form) {
  const size_t p = run->parameters;
  fit_row(answer, j, form->row);
  size_t n = 0;
  double unit = 0; /* of the row: its square may underflow */
  for (size_t k = 0; k < p; k++) unit = fmax(unit, fabs(form->row[k]));
  for (size_t k = 0; k < p; k++) {
    if (form->row[k] == 0) continue;
    form->index[n] = k;
    form->value[n++] = form->row[k] / unit;
  }
  return unit * sqrt(information_quadratic(&answer->factor, n, form->index, form->value, form->work));
}

/* Thresholds, which take up the centres of all slopes alike: then their rows of M are a 1 for each and one
   combination of the tail. `along` := that combination. */
static bool alike_thresholds(const struct run *run, const struct fit_answer *answer, double *along) {
  const struct transform *transform = run->transform;
  const struct shape *shape = &transform->shape;
  const struct entry_list *list = &transform->push;
  if (!shape->coupled || shape->order != 1 || answer->newton->free || answer->dropped_count) return false;
  const size_t first = transform->head_column[0], count = list->start[first + 1] - list->start[first];
  for (size_t l = 0; l < shape->blocks; l++) {
    const size_t j = transform->head_column[l], at = list->start[j];
    if (j == SIZE_MAX || list->start[j + 1] - at != count || list->index[at] != l) return false;
    for (size_t e = 1; e < count; e++)
      if (list->index[at + e] != list->index[list->start[first] + e] ||
          list->value[at + e] != list->value[list->start[first] + e])
        return false;
  }
  memset(along, 0, shape->tail * sizeof *along);
  for (size_t e = 1; e < count; e++)
    along[list->index[list->start[first] + e] - shape->blocks] += list->value[list->start[first] + e];
  return true;
}

static void standard_errors(const struct run *run, struct fit_answer *answer) {
  const struct shape *shape = &run->transform->shape;
  const size_t user = run->transform->user;
  const struct form form = form_new(run);
  double *along = host_doubles(run->host, shape->tail + 1);
  const bool banded = alike_thresholds(run, answer, along);
  if (banded) information_variances(&answer->factor, along, form.value, form.work);
  for (size_t j = 0; j < user; j++) answer->standard_error[j] = NAN;
  for (size_t l = 0; banded && l < shape->blocks; l++) {
    const size_t j = run->transform->head_column[l];
    if (has_error(answer, j)) answer->standard_error[j] = sqrt(form.value[l]);
  }
  for (size_t j = 0; j < user; j++)
    if (has_error(answer, j) && !(banded && run->transform->theta_of[j] == SIZE_MAX))
      answer->standard_error[j] = standard_error(run, answer, j, &form);
}

/* A component of a direction below the rounding of its own terms is none. */
static double clean_component(const double *row, const double *theta, size_t p) {
  struct pair sum = pair_of(0);
  double size = 0;
  for (size_t k = 0; k < p; k++) {
    if (row[k] == 0) continue;
    sum = pair_add(sum, pair_multiply(pair_of(row[k]), pair_of(theta[k])));
    size += fabs(row[k] * theta[k]);
  }
  const double value = pair_value(sum);
  return fabs(value) <= NO_PART * size ? 0 : value;
}

/* which coefficients the face leaves estimable: their row of M is orthogonal to its null space */
static void judge_components(const struct run *run, const struct face *face, const double *direction,
                             struct fit_answer *answer) {
  const size_t p = run->parameters, user = run->transform->user;
  double *row = host_doubles(run->host, p + 1), most = 0;
  answer->direction = host_doubles(run->host, user + 1);
  for (size_t j = 0; j < user; j++) {
    push_row(answer, j, row);
    answer->direction[j] = fit_is_dropped(answer, j) ? 0 : clean_component(row, direction, p);
    most = fmax(most, fabs(answer->direction[j]) * (run->transform->scale[j]));
    for (size_t k = 0; k < face->null.dimension; k++)
      if (clean_component(row, face->null.vector + k * p, p) != 0) answer->estimable[j] = false;
  }
  for (size_t j = 0; j < user; j++)
    if (fabs(answer->direction[j]) * run->transform->scale[j] <= 0x1p-30 * most) answer->direction[j] = 0;
}

/* Where Newton starts: the pooled start, or the user's when its value is higher. */
static enum status choose_start(struct run *run, const struct null_space *null, double *theta) {
  const struct fit_task *task = run->task;
  if (!task->start) return STATUS_OK;
  const double value = run->evaluation.value;
  double *given = host_doubles(run->host, run->parameters + 1);
  from_user(run, task->start, given);
  if (null->free)
    for (size_t j = 0; j < run->parameters; j++) given[j] = null->free[j] ? given[j] : 0;
  const struct request look = {
      .theta = given, .parts = PART_VALUE, .curvature = task->rule.steer, .sample = 1};
  const enum status status = ask(run, &look);
  if (status == STATUS_OK && run->evaluation.value >= value)
    memcpy(theta, given, run->parameters * sizeof *theta);
  return status;
}

/* The first request. What screened the rank has answered it already when it asked the same at the same
   place. */
static enum status start_newton(struct run *run, const struct null_space *null, bool screened, double *theta,
                                struct newton **newton, struct request *request, bool *answered) {
  const struct fit_task *task = run->task;
  const enum status status = choose_start(run, null, theta);
  if (status != STATUS_OK) return status;
  *newton = newton_new(&run->transform->shape, theta, null->free, &task->rule, run->host);
  newton_begin(*newton, request);
  *answered = screened && !task->start && request->curvature == task->rule.report;
  if (*answered) evaluation_hold(&run->evaluation, request->parts, null->free);
  return STATUS_OK;
}

/* With many rows, and columns known to be of full rank: a start from every SAMPLED-th tile. It changes the
   cost, never the answer. false: theta is the pooled start as it was. */
static bool sampled_start(struct run *run, double *theta) {
  const struct fit_task *task = run->task;
  if (!task->ranked || task->start || design_tiles(task->design) < SAMPLED_FROM) return false;
  struct newton_rule rule = task->rule;
  rule.steps = SAMPLED_STEPS;
  struct newton *newton = newton_new(&run->transform->shape, theta, NULL, &rule, run->host);
  struct request request;
  newton_begin(newton, &request);
  do {
    request.sample = SAMPLED;
    if (ask(run, &request) != STATUS_OK) return false;
    if (!newton_advance(newton, &run->evaluation, &request) || newton->phase != NEWTON_TRIAL) return false;
  } while (!(newton->largest_step < SAMPLED_STEP));
  memcpy(theta, newton->theta, run->parameters * sizeof *theta); /* tried: its value is finite */
  return true;
}

static enum status screen(struct run *run, struct fit_answer *answer, struct null_space *null,
                          double *theta) {
  from_user(run, run->task->pooled, theta);
  const struct request first = {.theta = theta,
                                .parts = PART_VALUE | PART_SCORE | PART_INFORMATION,
                                .curvature = run->task->rule.report,
                                .sample = 1};
  const enum status status = ask(run, &first);
  if (status != STATUS_OK) return status;
  if (!run->task->ranked && suspicious(run)) decide_rank(run, answer, null);
  return STATUS_OK;
}

/* the user's column of theta k */
static size_t user_of(const struct transform *transform, size_t k) {
  if (k < transform->shape.blocks && transform->head_column[k] != SIZE_MAX) return transform->head_column[k];
  for (size_t j = 0; j < transform->user; j++)
    if (transform->theta_of[j] == k) return j;
  return transform->head_intercept;
}

static size_t narrow_column(const struct transform *transform, const struct newton *newton) {
  if (newton->narrow == SIZE_MAX || newton->share > NARROW) return SIZE_MAX;
  return user_of(transform, newton->narrow);
}

static void answer_in_user(struct run *run, const struct newton *newton, const struct face *face,
                           struct fit_answer *answer) {
  const struct host *host = run->host;
  const size_t user = run->transform->user;
  answer->layout = run->layout;
  answer->newton = newton;
  answer->objective = run->objective;
  answer->factor = run->evaluation.information;
  answer->theta = newton->theta;
  answer->narrow = narrow_column(run->transform, newton);
  answer->recession = run->recession;
  answer->transform = run->transform;
  answer->beta = host_alloc(host, (user + 1) * sizeof *answer->beta);
  answer->standard_error = host_doubles(host, user + 1);
  answer->estimable = host_alloc(host, (user + 1) * sizeof(bool));
  for (size_t j = 0; j < user; j++) answer->estimable[j] = true;
  if (run->recession) judge_components(run, face, run->recession, answer);
  fit_to_user(answer, newton->theta, newton->residual, answer->beta);
  standard_errors(run, answer);
}

enum status fit_memory(const struct fit_task *task, struct fit_answer *answer, const struct host *host) {
  struct run run = {.task = task, .host = host, .skewed = SKEWED};
  struct null_space null = {0, NULL, NULL};
  struct newton *newton = NULL;
  struct request request;
  struct face face = {NULL, {0, NULL, NULL}};
  bool answered = false;
  *answer = (struct fit_answer){0};
  enum status status = build(&run);
  if (status != STATUS_OK) return status;
  double *theta = host_doubles(host, run.parameters + 1);
  from_user(&run, task->pooled, theta);
  const bool screened = !sampled_start(&run, theta);
  if (screened) status = screen(&run, answer, &null, theta);
  if (status == STATUS_OK) status = start_newton(&run, &null, screened, theta, &newton, &request, &answered);
  if (status == STATUS_OK) status = iterate(&run, newton, &request, answered, &face);
  answer->threads_seen = sweep_threads_seen(run.sweep);
  if (status == STATUS_OK && newton->outcome == NEWTON_SEPARATED) {
    status = descend(&run, &newton, &face);
    newton->overlap = OVERLAP_SEPARATED;
  }
  if (status == STATUS_OK) answer_in_user(&run, newton, &face, answer);
  return status;
}

enum status fit_rank(const struct fit_task *task, struct fit_answer *answer, const struct host *host) {
  struct run run = {.task = task, .host = host};
  struct null_space null = {0, NULL, NULL};
  *answer = (struct fit_answer){0};
  const enum status status = build(&run);
  if (status != STATUS_OK) return status;
  answer->transform = run.transform;
  return screen(&run, answer, &null, host_doubles(host, run.parameters + 1));
}

/* Rao (1948): s' I^-1 s, with a redundant parameter held, which changes nothing. */
enum status fit_score_statistic(const struct fit_task *task, double *statistic, const struct host *host) {
  struct run run = {.task = task, .host = host};
  struct null_space null = {0, NULL, NULL};
  struct fit_answer answer = {0};
  enum status status = build(&run);
  if (status != STATUS_OK) return status;
  status = screen(&run, &answer, &null, host_doubles(host, run.parameters + 1));
  if (status != STATUS_OK) return status;
  struct evaluation *at = &run.evaluation;
  evaluation_hold(at, PART_SCORE | PART_INFORMATION, null.free);
  *statistic = NAN;
  if (information_factor(&at->information, NULL) != STATUS_OK) return STATUS_OK;
  information_half_solve(&at->information, at->score);
  *statistic = 0;
  for (size_t j = 0; j < run.parameters; j++) *statistic += at->score[j] * at->score[j];
  return STATUS_OK;
}

double *fit_half(const struct fit_answer *answer, size_t count, const size_t *column,
                 const struct host *host) {
  const size_t p = shape_parameters(&answer->transform->shape);
  double *half = host_doubles(host, p * count + 1);
  for (size_t k = 0; k < count; k++) {
    const size_t j = column ? column[k] : k;
    fit_row(answer, j, half + k * p);
    if (fit_is_dropped(answer, j)) memset(half + k * p, 0, p * sizeof(double));
    information_half_solve(&answer->factor, half + k * p);
  }
  return half;
}

void fit_covariance(const struct fit_answer *answer, size_t count, const double *half, double *out) {
  const size_t p = shape_parameters(&answer->transform->shape);
  memset(out, 0, count * count * sizeof *out);
  gram_upper(count, p, 1, half, p, out, count);
  for (size_t j = 0; j < count; j++)
    for (size_t i = 0; i < j; i++) out[j + i * count] = out[i + j * count];
}

size_t *fit_tail_columns(const struct fit_answer *answer, size_t *count, const struct host *host) {
  const struct transform *transform = answer->transform;
  size_t *column = host_alloc(host, (transform->user + 1) * sizeof *column);
  *count = 0;
  for (size_t j = 0; j < transform->user; j++)
    if (transform->theta_of[j] != SIZE_MAX) column[(*count)++] = j;
  return column;
}

/* With the columns of B taken from the last to the first, B = Q T gives B'B = U U' with U upper triangular,
   and R = U^-1: nothing is squared, however far the columns are from 0. */
bool fit_root(const struct fit_answer *answer, const double *half, double *out, const struct host *host) {
  const size_t p = shape_parameters(&answer->transform->shape), user = answer->transform->user;
  const size_t kept = user - answer->dropped_count;
  double *b = host_doubles(host, p * kept + 1), *t = host_doubles(host, kept * kept + 1);
  size_t to = kept;
  for (size_t j = 0; j < user; j++)
    if (!fit_is_dropped(answer, j)) memcpy(b + --to * p, half + j * p, p * sizeof(double));
  if (!orthogonalise(p, kept, b, t)) return false;
  memset(out, 0, user * user * sizeof(double));
  double *upper = host_doubles(host, kept * kept + 1);
  for (size_t j = 0; j < kept; j++)
    for (size_t i = 0; i < kept; i++) upper[i + j * kept] = t[(kept - 1 - j) + (kept - 1 - i) * kept];
  for (size_t j = 0; j < kept; j++) out[j + j * user] = 1;
  solve_upper(kept, upper, kept, kept, out, user);
  return true;
}

void fit_motion(const struct fit_task *task, const struct fit_answer *answer, double *motion,
                const struct host *host) {
  face_motion(task->design, answer->layout, answer->transform, answer->recession, motion, host);
}

/* the limits of a predictor that moves by itself */
static void to_infinity(const struct fit_task *task, const struct fit_answer *answer, double *eta,
                        const struct host *host) {
  double *motion = host_doubles(host, task->design->rows + 1);
  fit_motion(task, answer, motion, host);
  for (size_t i = 0; i < task->design->rows; i++)
    if (design_uses(task->design, i) && motion[i] != 0) eta[i] = motion[i] > 0 ? INFINITY : -INFINITY;
}

void fit_predictors(const struct fit_task *task, const struct fit_answer *answer, double *eta,
                    const struct host *host) {
  const struct design *design = task->design;
  const double *phi = transform_to_design(answer->transform, answer->layout, design, answer->theta, host);
  double along[TILE_STRIDE];
  struct tile *tile = tile_new(design, host);
  for (size_t t = 0; t < design_tiles(design); t++) {
    design_gather(design, t, tile);
    for (size_t a = 0; a < design->predictors; a++) {
      design_predict(design, tile, kernel_current(), a, phi, true, along);
      for (size_t i = 0; i < tile->rows; i++) eta[tile->raw[i] + a * design->rows] = along[i];
    }
    if (t % 64 == 0) host_poll(host);
  }
  if (answer->recession && design->predictors == 1) to_infinity(task, answer, eta, host);
}
