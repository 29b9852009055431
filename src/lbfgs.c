#include "lbfgs.h"
#include <float.h>
#include <math.h>
#include <string.h>
#include "threads.h"

enum {
  BLOCK = 1024,      /* numbers: a few vectors of so many stay in the nearest cache */
  BLOCKS_ALONE = 64, /* fewer are not worth a second thread */
  CALM = 50,         /* iterations without progress that may be rounding */
  STILL = 3          /* iterations that move no variable to or from 0: the zeros are found */
};

/* what a block adds up: in one run those of the trial, in another those of the direction */
enum { SLOPE, NORM };
enum { CHANGE, SIZE, PENALTY, CROSSED, DESCENT, LENGTH, STEEPEST, SUMS };

static const double LEAST_DESCENT = 0x1p-33;  /* cosine of direction and steepest descent */
static const double VALUE_ROUNDING = 0x1p-46; /* of |value|: what a sum of rounded terms may lack */

static size_t round_up(size_t n, size_t to) {
  return (n + to - 1) / to * to;
}

static size_t width_of(size_t history) {
  const size_t pairs = 4 * history + 1;
  return round_up(pairs > SUMS ? pairs : SUMS, HOST_ALIGN / sizeof(double));
}

static size_t blocks_of(size_t n) {
  return round_up(n, BLOCK) / BLOCK;
}

size_t lbfgs_bytes(size_t n, size_t history) {
  const size_t vectors = 6 * round_up(n, TILE_PAD), sums = (blocks_of(n) + 1) * width_of(history);
  return sizeof(struct lbfgs) + (vectors + sums) * sizeof(double) + history_bytes(n, history) +
         9 * (size_t)HOST_ALIGN;
}

static double *copy_of(const double *x, size_t n, size_t padded, double pad, const struct host *host) {
  double *copy = host_doubles(host, padded);
  for (size_t i = 0; i < padded; i++) copy[i] = x && i < n ? x[i] : pad;
  return copy;
}

struct lbfgs *lbfgs_new(size_t n, const double *start, const double *scale, const struct lbfgs_rule *rule,
                        const struct host *host) {
  struct lbfgs *state = host_alloc(host, sizeof *state);
  const size_t padded = round_up(n, TILE_PAD), blocks = blocks_of(n), width = width_of(rule->history);
  *state = (struct lbfgs){.rule = *rule,
                          .n = n,
                          .padded = padded,
                          .blocks = blocks,
                          .threads = blocks < BLOCKS_ALONE ? 1 : host->threads,
                          .theta = copy_of(start, n, padded, 0, host),
                          .gradient = copy_of(NULL, n, padded, 0, host),
                          .trial = copy_of(start, n, padded, 0, host),
                          .direction = copy_of(NULL, n, padded, 0, host),
                          .scale = scale ? copy_of(scale, n, padded, 1, host) : NULL,
                          .l1 = rule->l1 ? copy_of(rule->l1, n, padded, 0, host) : NULL,
                          .values = copy_of(NULL, 0, rule->period + 1, 0, host),
                          .sums = copy_of(NULL, 0, (blocks + 1) * width, 0, host),
                          .width = width,
                          .history = history_new(padded, rule->history, host)};
  state->now.least = state->now.mark = INFINITY;
  return state;
}

const double *lbfgs_trial(const struct lbfgs *state) {
  return state->trial;
}

/* ---- blocks -------------------------------------------------------------------------------------------- */

struct work {
  struct lbfgs *state;
  const double *gradient; /* the caller's, not padded */
  double step;
};

struct block {
  size_t start, length;
  double *sums;
};

static struct block block_at(const struct lbfgs *state, size_t i) {
  const size_t start = i * BLOCK, rest = state->padded - start;
  return (struct block){start, rest < BLOCK ? rest : BLOCK, state->sums + i * state->width};
}

/* the sums of the blocks, in their order */
static const double *run(struct lbfgs *state, void (*task)(size_t, int, void *), struct work work,
                         size_t count) {
  double *total = state->sums + state->blocks * state->width;
  work.state = state;
  threads_run(state->blocks, state->threads, task, &work);
  memset(total, 0, count * sizeof *total);
  for (size_t i = 0; i < state->blocks; i++)
    for (size_t k = 0; k < count; k++) total[k] += state->sums[i * state->width + k];
  return total;
}

/* a block of the caller's gradient: `room` holds the last one, which is not padded */
static const double *given(const struct lbfgs *state, const double *gradient, struct block b, double *room) {
  if (b.start + b.length <= state->n) return gradient + b.start;
  memset(room, 0, b.length * sizeof *room);
  memcpy(room, gradient + b.start, (state->n - b.start) * sizeof *room);
  return room;
}

/* out := scale x (out may be x) */
static void scale_block(const struct lbfgs *state, struct block b, const double *x, double *out) {
  if (state->scale)
    state->history.kernel->product(b.length, state->scale + b.start, x, out);
  else if (out != x)
    memcpy(out, x, b.length * sizeof *out);
}

/* out := x - y */
static void subtract(const struct lbfgs *state, struct block b, const double *x, const double *y,
                     double *out) {
  memcpy(out, x, b.length * sizeof *out);
  state->history.kernel->axpy(b.length, -1, y, out);
}

/* out := the gradient with what the penalty adds, at theta */
static void full_gradient(const struct lbfgs *state, struct block b, const double *theta, const double *g,
                          double *out) {
  if (state->l1)
    state->history.kernel->one_sided(b.length, theta + b.start, g, state->l1 + b.start, out);
  else
    memcpy(out, g, b.length * sizeof *out);
}

/* out := the direction of steepest descent in theta / scale */
static void steepest(const struct lbfgs *state, struct block b, const double *theta, const double *g,
                     double *out) {
  full_gradient(state, b, theta, g, out);
  scale_block(state, b, out, out);
  for (size_t i = 0; i < b.length; i++) out[i] = -out[i];
}

/* slope along the direction and norm of the gradient, both at the trial */
static void judge_block(size_t i, int thread, void *data) {
  (void)thread;
  const struct work *work = data;
  const struct lbfgs *state = work->state;
  const struct kernel *kernel = state->history.kernel;
  const struct block b = block_at(state, i);
  double room[BLOCK], full[BLOCK];
  const double *g = given(state, work->gradient, b, room);
  if (state->l1) full_gradient(state, b, state->trial, g, full);
  b.sums[NORM] = state->l1 ? kernel->dot(b.length, full, full) : kernel->dot(b.length, g, g);
  scale_block(state, b, g, full);
  b.sums[SLOPE] = kernel->dot(b.length, full, state->direction + b.start);
}

/* the trial becomes theta: the pair from there to here, and its products */
static void pair_block(size_t i, int thread, void *data) {
  (void)thread;
  const struct work *work = data;
  const struct lbfgs *state = work->state;
  const struct block b = block_at(state, i);
  double room[BLOCK], step[BLOCK], change[BLOCK], down[BLOCK];
  const double *g = given(state, work->gradient, b, room);
  subtract(state, b, g, state->gradient + b.start, change);
  scale_block(state, b, change, change);
  subtract(state, b, state->trial + b.start, state->theta + b.start, step);
  if (state->scale) state->history.kernel->ratio(b.length, step, state->scale + b.start, step);
  steepest(state, b, state->trial, g, down);
  history_put(&state->history, b.start, b.length, step, change, down, b.sums);
  memcpy(state->gradient + b.start, g, b.length * sizeof *g);
}

/* With a penalty the trial stays in the orthant of theta, or the one that steepest descent enters (Andrew and
   Gao 2007, section 3.2). */
static void bend(const struct lbfgs *state, struct block b, double *trial) {
  const double *theta = state->theta + b.start, *l1 = state->l1 + b.start;
  double full[BLOCK], change = 0, penalty = 0, crossed = 0;
  full_gradient(state, b, state->theta, state->gradient + b.start, full);
  for (size_t i = 0; i < b.length; i++) {
    const double side = theta[i] != 0 ? theta[i] : -full[i];
    const bool out = (l1[i] > 0) & !((trial[i] > 0 && side > 0) || (trial[i] < 0 && side < 0));
    trial[i] = out ? 0 : trial[i];
    change += full[i] * (trial[i] - theta[i]);
    penalty += l1[i] * fabs(trial[i]);
    crossed += (trial[i] == 0) != (theta[i] == 0);
  }
  b.sums[CHANGE] = change;
  b.sums[PENALTY] = penalty;
  b.sums[CROSSED] = crossed;
}

/* trial := theta + step scale direction */
static void move_block(size_t i, int thread, void *data) {
  (void)thread;
  const struct work *work = data;
  const struct lbfgs *state = work->state;
  const struct kernel *kernel = state->history.kernel;
  const struct block b = block_at(state, i);
  double move[BLOCK], *trial = state->trial + b.start;
  scale_block(state, b, state->direction + b.start, move);
  memcpy(trial, state->theta + b.start, b.length * sizeof *trial);
  kernel->axpy(b.length, work->step, move, trial);
  b.sums[CHANGE] = b.sums[PENALTY] = b.sums[CROSSED] = 0;
  if (state->l1) bend(state, b, trial);
  b.sums[SIZE] = kernel->dot(b.length, trial, trial);
}

/* A penalised variable leaves 0 downhill or not at all. Andrew and Gao ask that of all variables: better
   while the zeros are being found, but then it is no longer a quasi-Newton step. */
static void align(const struct lbfgs *state, struct block b, const double *down, double *direction) {
  const double *l1 = state->l1 + b.start, *theta = state->theta + b.start;
  const bool all = state->now.still < STILL;
  for (size_t i = 0; i < b.length; i++) {
    const bool against = (l1[i] > 0) & (all | (theta[i] == 0)) & !(direction[i] * down[i] > 0);
    direction[i] = against ? 0 : direction[i];
  }
}

/* the next direction, and the trial at its end */
static void turn_block(size_t i, int thread, void *data) {
  const struct work *work = data;
  const struct lbfgs *state = work->state;
  const struct kernel *kernel = state->history.kernel;
  const struct block b = block_at(state, i);
  double down[BLOCK], *direction = state->direction + b.start;
  steepest(state, b, state->theta, state->gradient + b.start, down);
  history_direction(&state->history, b.start, b.length, down, direction);
  if (state->l1) align(state, b, down, direction);
  ;
  move_block(i, thread, data);
  b.sums[DESCENT] = kernel->dot(b.length, direction, down);
  b.sums[LENGTH] = kernel->dot(b.length, direction, direction);
  b.sums[STEEPEST] = kernel->dot(b.length, down, down);
}

/* ---- iterations ---------------------------------------------------------------------------------------- */

static bool small_gradient(const struct lbfgs *state, double norm, double size) {
  return norm <= state->rule.gradient * fmax(1, size);
}

static bool small_fall(const struct lbfgs *state) {
  const size_t period = state->rule.period, k = state->now.iterations;
  if (!(state->rule.objective > 0) || period == 0 || k < period) return false;
  const double before = state->values[(k - period) % (period + 1)];
  return before - state->now.value <= state->rule.objective * fmax(1, fabs(state->now.value));
}

/* what the rule says at theta */
static enum lbfgs_outcome verdict(const struct lbfgs *state) {
  const struct lbfgs_progress *now = &state->now;
  if (now->evaluations == 0) return LBFGS_RUNNING;
  if (small_gradient(state, now->norm, now->size)) return LBFGS_GRADIENT;
  if (small_fall(state)) return LBFGS_OBJECTIVE;
  if (now->calm >= CALM) return LBFGS_STALLED;
  if (now->iterations >= state->rule.iterations) return LBFGS_ITERATIONS;
  return now->evaluations >= state->rule.evaluations ? LBFGS_EVALUATIONS : LBFGS_RUNNING;
}

static void remember_move(struct lbfgs *state, const double *sums, double step, double slope) {
  state->now.change = state->l1 ? sums[CHANGE] : step * slope;
  state->now.trial_size = sqrt(sums[SIZE]);
  state->now.trial_l1 = sums[PENALTY];
  state->now.crossed = sums[CROSSED] > 0;
}

static void move(struct lbfgs *state) {
  const double step = state->now.line.step;
  const double *sums = run(state, move_block, (struct work){.step = step}, SUMS);
  remember_move(state, sums, step, state->now.line.origin.slope);
}

/* The next direction and trial. false: there is no descent, not even the steepest. */
static bool turn(struct lbfgs *state) {
  for (;;) {
    history_solve(&state->history);
    const double *sums = run(state, turn_block, (struct work){.step = 1}, SUMS);
    const double slope = -sums[DESCENT], least = LEAST_DESCENT * sqrt(sums[LENGTH]) * sqrt(sums[STEEPEST]);
    if (isfinite(slope) && slope < 0 && -slope >= least) {
      remember_move(state, sums, 1, slope);
      state->now.line = line_begin(state->now.value, slope, state->now.norm, 1, !state->l1);
      return true;
    }
    if (!history_any(&state->history)) return false;
    history_forget(&state->history, *state->history.size);
  }
}

/* the first direction: steepest descent, of the length that the rule says */
static bool turn_first(struct lbfgs *state) {
  const double *sums = run(state, turn_block, (struct work){.step = 0}, SUMS);
  const double norm = sqrt(sums[STEEPEST]), first = state->rule.first > 0 ? state->rule.first : 1;
  if (!(norm > 0 && isfinite(norm))) return false;
  history_forget(&state->history, first / norm);
  return turn(state);
}

static void arrive(struct lbfgs *state, double value, double norm) {
  struct lbfgs_progress *now = &state->now;
  double *old = state->theta;
  const bool better = norm < now->least || now->mark - value > VALUE_ROUNDING * fabs(value);
  state->theta = state->trial;
  state->trial = old;
  now->calm = better ? 0 : now->calm + 1;
  if (better) now->mark = value;
  now->still = now->crossed ? 0 : now->still + 1;
  now->least = fmin(now->least, norm);
  now->value = value;
  now->norm = norm;
  now->size = now->trial_size;
  state->values[now->iterations % (state->rule.period + 1)] = value;
}

static bool finish(struct lbfgs *state, enum lbfgs_outcome outcome) {
  state->now.outcome = outcome;
  return outcome == LBFGS_RUNNING;
}

/* After a good trial. The next one is made even where the rule ends it here: a limit may be raised. */
static bool take(struct lbfgs *state, double value, double norm, const double *gradient) {
  struct history *history = &state->history;
  history_open(history);
  const double *sums = run(state, pair_block, (struct work){.gradient = gradient}, history_sums(history));
  if (!history_close(history, sums) && !history_any(history))
    history_forget(history, *history->size * state->now.line.step); /* no curvature: strides grow */
  state->now.iterations++;
  arrive(state, value, norm);
  const bool turned = turn(state);
  const enum lbfgs_outcome outcome = verdict(state);
  return finish(state, outcome == LBFGS_RUNNING && !turned ? LBFGS_STALLED : outcome);
}

static bool begin(struct lbfgs *state, double value, double norm, const double *gradient) {
  if (!isfinite(value) || !isfinite(norm)) return finish(state, LBFGS_NOT_FINITE);
  memcpy(state->gradient, gradient, state->n * sizeof *gradient);
  arrive(state, value, norm);
  const bool turned = turn_first(state);
  const enum lbfgs_outcome outcome = verdict(state);
  return finish(state, outcome == LBFGS_RUNNING && !turned ? LBFGS_STALLED : outcome);
}

/* No step along the direction is good: once more from the steepest descent. */
static bool restart(struct lbfgs *state) {
  if (!history_any(&state->history)) return finish(state, LBFGS_STALLED);
  history_forget(&state->history, *state->history.size);
  return turn(state) ? finish(state, verdict(state)) : finish(state, LBFGS_STALLED);
}

bool lbfgs_advance(struct lbfgs *state, double value, const double *gradient) {
  struct lbfgs_progress *now = &state->now;
  if (now->outcome != LBFGS_RUNNING) return false;
  if (now->evaluations == 0) move(state); /* the penalty of the start */
  now->evaluations++;
  const double *sums = run(state, judge_block, (struct work){.gradient = gradient}, SUMS);
  const double slope = sums[SLOPE], norm = sqrt(sums[NORM]);
  value += now->trial_l1;
  if (now->evaluations == 1) return begin(state, value, norm, gradient);
  const enum line_verdict good = line_answer(&now->line, value, slope, norm, now->change);
  const bool end = value <= now->value && small_gradient(state, norm, now->trial_size);
  if (good == LINE_GOOD || end) return take(state, value, norm, gradient);
  if (good == LINE_FAILED) return restart(state);
  move(state);
  return finish(state, verdict(state));
}

/* ---- bytes --------------------------------------------------------------------------------------------- */

struct piece {
  void *at;
  size_t bytes;
};
enum { PIECES = 12 };

struct header {
  uint64_t format, n, history, period, given, bytes, sum;
};
static const uint64_t FORMAT = 0x3173676662ULL;

/* all that changes between calls */
static void pieces(const struct lbfgs *state, struct piece piece[PIECES]) {
  const struct history *h = &state->history;
  const size_t vector = state->padded * sizeof(double), m = h->capacity;
  const struct piece all[PIECES] = {{(void *)&state->now, sizeof state->now},
                                    {state->theta, vector},
                                    {state->trial, vector},
                                    {state->gradient, vector},
                                    {state->direction, vector},
                                    {state->values, (state->rule.period + 1) * sizeof(double)},
                                    {h->counts, 2 * sizeof *h->counts},
                                    {h->order, m * sizeof *h->order},
                                    {h->size, sizeof *h->size},
                                    {h->sy, m * m * sizeof *h->sy},
                                    {h->yy, m * m * sizeof *h->yy},
                                    {h->vectors, 2 * m * h->n * sizeof *h->vectors}};
  memcpy(piece, all, sizeof all);
}

/* FNV-1a, by words of eight bytes: a fingerprint, no secret */
static uint64_t fingerprint(uint64_t sum, const void *from, size_t bytes) {
  const char *at = from;
  for (size_t i = 0; i + 8 <= bytes; i += 8) {
    uint64_t word;
    memcpy(&word, at + i, 8);
    sum = (sum ^ word) * 0x100000001b3ULL;
    sum ^= sum >> 29;
  }
  return sum;
}

static struct header header_of(const struct lbfgs *state) {
  const size_t vector = state->padded * sizeof(double);
  uint64_t given = state->l1 != NULL;
  if (state->scale) given = fingerprint(given + 2, state->scale, vector);
  if (state->l1) given = fingerprint(given, state->l1, vector);
  return (struct header){.format = FORMAT,
                         .n = state->n,
                         .history = state->rule.history,
                         .period = state->rule.period,
                         .given = given,
                         .bytes = lbfgs_export_bytes(state)};
}

size_t lbfgs_export_bytes(const struct lbfgs *state) {
  struct piece piece[PIECES];
  size_t bytes = sizeof(struct header);
  pieces(state, piece);
  for (size_t k = 0; k < PIECES; k++) bytes += piece[k].bytes;
  return bytes;
}

void lbfgs_export(const struct lbfgs *state, void *to) {
  struct piece piece[PIECES];
  struct header header = header_of(state);
  char *at = (char *)to + sizeof header;
  pieces(state, piece);
  for (size_t k = 0; k < PIECES; k++) {
    memcpy(at, piece[k].at, piece[k].bytes);
    at += piece[k].bytes;
  }
  header.sum = fingerprint(0, (char *)to + sizeof header, header.bytes - sizeof header);
  memcpy(to, &header, sizeof header);
}

enum status lbfgs_import(struct lbfgs *state, const void *from, size_t bytes) {
  struct piece piece[PIECES];
  struct header header = header_of(state);
  const char *at = (const char *)from + sizeof header;
  if (bytes != header.bytes || memcmp(from, &header, offsetof(struct header, sum)) != 0) return STATUS_SIZE;
  header.sum = fingerprint(0, at, bytes - sizeof header);
  if (memcmp(from, &header, sizeof header) != 0) return STATUS_UNKNOWN;
  pieces(state, piece);
  for (size_t k = 0; k < PIECES; k++) {
    memcpy(piece[k].at, at, piece[k].bytes);
    at += piece[k].bytes;
  }
  const enum lbfgs_outcome outcome = state->now.outcome;
  if (outcome != LBFGS_STALLED && outcome != LBFGS_NOT_FINITE) state->now.outcome = verdict(state);
  return STATUS_OK;
}
