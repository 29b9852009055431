/* Known optima, what is not defined, the ends, the same bits for any threads and after a pause. */
#include "lbfgs.h"
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "linalg.h"

typedef double function(size_t n, const double *theta, double *gradient);

static const struct lbfgs_rule usual = {
    .history = 10, .iterations = 20000, .evaluations = 20000, .gradient = 1e-10, .period = 10};

static bool ask(struct lbfgs *state, function *f, double *gradient) {
  const double value = f(state->n, lbfgs_trial(state), gradient);
  return lbfgs_advance(state, value, gradient);
}

static struct lbfgs *drive(function *f, size_t n, const double *start, const double *scale,
                           const struct lbfgs_rule *rule, const struct host *host) {
  struct lbfgs *state = lbfgs_new(n, start, scale, rule, host);
  double *gradient = host_doubles(host, n);
  while (ask(state, f, gradient)) {
  }
  CHECK(!lbfgs_advance(state, 0, gradient)); /* done stays done */
  return state;
}

static double *starts(size_t n, double at, const struct host *host) {
  double *start = host_doubles(host, n);
  for (size_t i = 0; i < n; i++) start[i] = at;
  return start;
}

/* ---- smooth functions ---------------------------------------------------------------------------------- */

static double curvature(size_t n, size_t i) { /* from 1e-3 to 1e3 */
  return n == 1 ? 1 : pow(10, 6.0 * (double)i / (double)(n - 1) - 3);
}

static double quadratic(size_t n, const double *theta, double *gradient) {
  double value = 1;
  for (size_t i = 0; i < n; i++) {
    const double off = theta[i] - sin((double)i);
    gradient[i] = curvature(n, i) * off;
    value += gradient[i] * off / 2;
  }
  return value;
}

static double rosenbrock(size_t n, const double *theta, double *gradient) {
  double value = 0;
  for (size_t i = 0; i < n; i += 2) {
    const double a = 1 - theta[i], b = theta[i + 1] - theta[i] * theta[i];
    value += a * a + 100 * b * b;
    gradient[i + 1] = 200 * b;
    gradient[i] = -2 * a - 400 * b * theta[i];
  }
  return value;
}

static double linear(size_t n, const double *theta, double *gradient) {
  double value = 0;
  for (size_t i = 0; i < n; i++) gradient[i] = (double)i - 1.5, value += gradient[i] * theta[i];
  return value;
}

static void known(const struct host *host) {
  struct lbfgs_rule rule = usual;
  rule.gradient = 1e-8;
  const struct lbfgs *state = drive(quadratic, 1000, starts(1000, 0, host), NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_GRADIENT && near(state->now.value, 1, 1e-9));
  double worst = 0;
  for (size_t i = 0; i < 1000; i++) worst = fmax(worst, fabs(state->theta[i] - sin((double)i)));
  CHECK(worst < 1e-3); /* gradient over the least curvature */
  double *start = starts(100, 1, host);
  for (size_t i = 0; i < 100; i += 2) start[i] = -1.2;
  rule.gradient = 1e-12;
  state = drive(rosenbrock, 100, start, NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_GRADIENT && state->now.evaluations < 70);
  for (size_t i = 0; i < 100; i++) CHECK(near(state->theta[i], 1, 1e-10));
}

static void scaled(const struct host *host) {
  struct lbfgs_rule rule = usual;
  double *scale = starts(1000, 1, host);
  rule.gradient = 1e-8;
  for (size_t i = 0; i < 1000; i++) scale[i] = 1 / sqrt(curvature(1000, i));
  const struct lbfgs *state = drive(quadratic, 1000, starts(1000, 0, host), scale, &rule, host);
  CHECK(state->now.outcome == LBFGS_GRADIENT && state->now.evaluations < 10); /* it makes a sphere */
  for (size_t i = 0; i < 1000; i++) CHECK(near(state->theta[i], sin((double)i), 1e-4));
}

static double stretched(size_t n, const double *theta,
                        double *gradient) { /* theta = 8 or 1/8 of the other's */
  double plain[100] = {0};
  for (size_t i = 0; i < n; i++) plain[i] = theta[i] * (i % 3 ? 8 : 0.125);
  const double value = rosenbrock(n, plain, gradient);
  for (size_t i = 0; i < n; i++) gradient[i] *= i % 3 ? 8 : 0.125;
  return value;
}

/* the same variables in other units, by powers of two: the same path, bit by bit */
static void invariant(const struct host *host) {
  struct lbfgs_rule rule = usual;
  double *start = starts(100, 2, host), *other = starts(100, 2, host), *scale = starts(100, 1, host);
  for (size_t i = 0; i < 100; i++) scale[i] = i % 3 ? 0.125 : 8, other[i] = 2 * scale[i];
  rule.iterations = 20;
  rule.gradient = 0;
  const struct lbfgs *a = drive(rosenbrock, 100, start, NULL, &rule, host);
  const struct lbfgs *b = drive(stretched, 100, other, scale, &rule, host);
  CHECK(a->now.outcome == LBFGS_ITERATIONS && b->now.outcome == LBFGS_ITERATIONS);
  CHECK(a->now.value == b->now.value && a->now.evaluations == b->now.evaluations);
  for (size_t i = 0; i < 100; i++) CHECK(a->theta[i] * scale[i] == b->theta[i]);
}

/* -sum log(1 - theta^2 / 2) + linear, not defined outside of a ball, in three ways */
static double outside;
static double ball(size_t n, const double *theta, double *gradient) {
  double square = 0, value = 0;
  for (size_t i = 0; i < n; i++) square += theta[i] * theta[i];
  for (size_t i = 0; i < n; i++) {
    value += 3 * theta[i];
    gradient[i] = square < 2 ? 3 + 2 * theta[i] / (2 - square) : outside;
  }
  return square < 2 ? value - log(2 - square) : outside;
}

static void undefined(const struct host *host) {
  const double ways[] = {INFINITY, NAN, -INFINITY};
  struct lbfgs_rule rule = usual;
  for (size_t k = 0; k < 3; k++) {
    outside = ways[k];
    rule.first = k == 1 ? 1e9 : 1;
    const struct lbfgs *state = drive(ball, 5, starts(5, 0.1, host), NULL, &rule, host);
    CHECK(state->now.outcome == LBFGS_GRADIENT && state->now.evaluations < 60);
    const double u = -1 / (3 * sqrt(5)), root = u + sqrt(u * u + 2); /* |theta| by hand */
    for (size_t i = 0; i < 5; i++) CHECK(near(state->theta[i], -root / sqrt(5), 1e-9));
    state = drive(ball, 5, starts(5, 4, host), NULL, &rule, host);
    CHECK(state->now.outcome == LBFGS_NOT_FINITE && state->now.evaluations == 1);
  }
}

static void ends(const struct host *host) {
  struct lbfgs_rule rule = usual;
  double optimum[7];
  for (size_t i = 0; i < 7; i++) optimum[i] = sin((double)i);
  const struct lbfgs *state = drive(quadratic, 7, optimum, NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_GRADIENT && state->now.evaluations == 1 && state->now.iterations == 0);
  rule.gradient = 0;
  state = drive(quadratic, 1, starts(1, 1e6, host), NULL, &rule, host);
  CHECK(state->now.evaluations < 30 && fabs(state->theta[0]) < 1e-12);
  rule.evaluations = 100;
  state = drive(linear, 6, starts(6, 0, host), NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_EVALUATIONS && state->now.evaluations == 100);
  CHECK(state->now.value < -1e6);
  rule = usual;
  rule.gradient = 0;
  state = drive(quadratic, 100, starts(100, 0, host), NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_STALLED && state->now.norm < 1e-6); /* nothing but rounding is left */
  rule.objective = 1e-6;
  state = drive(quadratic, 100, starts(100, 0, host), NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_OBJECTIVE && state->now.value < 1 + 1e-4);
}

/* ---- logistic regression ------------------------------------------------------------------------------- */

enum { ROWS = 300, COLUMNS = 30 };
static double x[ROWS][COLUMNS], y[ROWS], ridge;

static void fill(void) {
  random_seed(11);
  for (size_t i = 0; i < ROWS; i++) {
    double eta = 0;
    for (size_t j = 0; j < COLUMNS; j++) {
      x[i][j] = random_normal() + (j > 0 ? 0.7 * x[i][j - 1] : 0);
      eta += j < 5 ? x[i][j] : 0;
    }
    y[i] = random_uniform() < 1 / (1 + exp(-eta));
  }
}

static double logistic(size_t n, const double *theta, double *gradient) {
  double value = 0;
  memset(gradient, 0, n * sizeof *gradient);
  for (size_t i = 0; i < ROWS; i++) {
    double eta = 0;
    for (size_t j = 0; j < n; j++) eta += x[i][j] * theta[j];
    value += log1p(exp(-fabs(eta))) + (eta > 0 ? eta : 0) - y[i] * eta;
    for (size_t j = 0; j < n; j++) gradient[j] += (1 / (1 + exp(-eta)) - y[i]) * x[i][j];
  }
  for (size_t j = 0; j < n; j++) {
    value += ridge * theta[j] * theta[j] / 2;
    gradient[j] += ridge * theta[j];
  }
  return value;
}

static void newton_step(double *theta) {
  double h[COLUMNS * COLUMNS] = {0}, g[COLUMNS];
  logistic(COLUMNS, theta, g);
  for (size_t i = 0; i < ROWS; i++) {
    double eta = 0;
    for (size_t j = 0; j < COLUMNS; j++) eta += x[i][j] * theta[j];
    const double mean = 1 / (1 + exp(-eta)), weight = mean * (1 - mean);
    for (size_t j = 0; j < COLUMNS; j++)
      for (size_t k = 0; k < COLUMNS; k++) h[j + k * COLUMNS] += weight * x[i][j] * x[i][k];
  }
  for (size_t j = 0; j < COLUMNS; j++) h[j + j * COLUMNS] += ridge;
  CHECK(cholesky(COLUMNS, h, COLUMNS, NULL) == STATUS_OK);
  solve_lower(COLUMNS, h, COLUMNS, 1, g, COLUMNS);
  solve_upper(COLUMNS, h, COLUMNS, 1, g, COLUMNS);
  for (size_t j = 0; j < COLUMNS; j++) theta[j] -= g[j];
}

static void against_newton(const struct host *host) {
  double theta[COLUMNS] = {0};
  struct lbfgs_rule rule = usual;
  rule.gradient = 1e-11;
  ridge = 0.5;
  for (int k = 0; k < 12; k++) newton_step(theta);
  const struct lbfgs *state = drive(logistic, COLUMNS, starts(COLUMNS, 0, host), NULL, &rule, host);
  CHECK(state->now.outcome == LBFGS_GRADIENT && state->now.evaluations < 150);
  for (size_t j = 0; j < COLUMNS; j++) CHECK(near(state->theta[j], theta[j], 1e-10));
}

/* the conditions of Karush, Kuhn and Tucker; the first two are not penalised */
static void lasso(double strength, const double *scale, const struct host *host) {
  double l1[COLUMNS], gradient[COLUMNS];
  struct lbfgs_rule rule = usual;
  for (size_t j = 0; j < COLUMNS; j++) l1[j] = j < 2 ? 0 : strength * (1 + (double)(j % 3));
  rule.gradient = 1e-9;
  rule.l1 = l1;
  ridge = 0;
  const struct lbfgs *state = drive(logistic, COLUMNS, starts(COLUMNS, 0, host), scale, &rule, host);
  double value = logistic(COLUMNS, state->theta, gradient), bad = 0;
  size_t zeros = 0;
  for (size_t j = 0; j < COLUMNS; j++) {
    const double t = state->theta[j];
    value += l1[j] * fabs(t);
    zeros += t == 0;
    bad = fmax(bad, t == 0 ? fabs(gradient[j]) - l1[j] : fabs(gradient[j] + copysign(l1[j], t)));
    CHECK(state->gradient[j] == gradient[j]);
  }
  CHECK(bad < 1e-8 && near(value, state->now.value, 1e-14));
  CHECK(state->now.outcome == LBFGS_GRADIENT && state->now.evaluations < 300);
  CHECK(zeros >= 5 && zeros < COLUMNS && state->theta[0] != 0 && state->theta[1] != 0);
}

/* ---- threads, and bytes -------------------------------------------------------------------------------- */

enum { MANY = 50003 };

static double chain(size_t n, const double *theta, double *gradient) {
  double value = 0;
  for (size_t i = 0; i < n; i++) gradient[i] = 0;
  for (size_t i = 0; i < n; i++) {
    const double next = theta[(i + 1) % n] - theta[i] - 0.1 * (double)(i % 7),
                 off = theta[i] - sin((double)i);
    value += sqrt(1 + next * next) + 0.05 * off * off;
    gradient[(i + 1) % n] += next / sqrt(1 + next * next);
    gradient[i] += 0.1 * off - next / sqrt(1 + next * next);
  }
  return value;
}

static void same_for_threads(const double *l1) {
  const struct lbfgs *state[3];
  struct lbfgs_rule rule = usual;
  rule.iterations = 25;
  rule.history = 6;
  rule.l1 = l1;
  for (int k = 0; k < 3; k++) {
    const struct host host = test_host(k + 1);
    state[k] = drive(chain, MANY, starts(MANY, 0, &host), NULL, &rule, &host);
    CHECK(state[k]->now.iterations > 10);
  }
  for (int k = 1; k < 3; k++) {
    CHECK(state[k]->now.value == state[0]->now.value && state[k]->now.norm == state[0]->now.norm);
    CHECK(memcmp(state[k]->theta, state[0]->theta, MANY * sizeof(double)) == 0);
  }
}

/* paused after each of many answers, and carried over */
static void resumes(const double *l1, const double *scale, const struct host *host) {
  struct lbfgs_rule rule = usual, other = usual;
  double *start = starts(100, -1, host), *nowhere = starts(100, 7, host), gradient[100];
  rule.history = other.history = 5;
  rule.iterations = 60;
  rule.l1 = other.l1 = l1;
  const struct lbfgs *whole = drive(rosenbrock, 100, start, scale, &rule, host);
  struct lbfgs *state = lbfgs_new(100, start, scale, &rule, host);
  void *bytes = host_alloc(host, lbfgs_export_bytes(state));
  bool more = true;
  for (int k = 0; more; k++) {
    lbfgs_export(state, bytes);
    state = lbfgs_new(100, nowhere, scale, &rule, host);
    CHECK(lbfgs_import(state, bytes, lbfgs_export_bytes(state)) == STATUS_OK);
    more = ask(state, rosenbrock, gradient);
  }
  CHECK(state->now.evaluations == whole->now.evaluations && state->now.outcome == whole->now.outcome);
  CHECK(memcmp(state->theta, whole->theta, 100 * sizeof(double)) == 0);
  other.evaluations = 20; /* ended by a limit, then by another */
  state = drive(rosenbrock, 100, start, scale, &other, host);
  CHECK(state->now.outcome == LBFGS_EVALUATIONS);
  for (size_t limit = 6; state->now.iterations < whole->now.iterations; limit = limit < 51 ? limit + 9 : 60) {
    lbfgs_export(state, bytes);
    other.evaluations = 20000;
    other.iterations = limit;
    state = lbfgs_new(100, nowhere, scale, &other, host);
    CHECK(lbfgs_import(state, bytes, lbfgs_export_bytes(state)) == STATUS_OK);
    while (state->now.outcome == LBFGS_RUNNING && ask(state, rosenbrock, gradient)) {
    }
  }
  CHECK(memcmp(state->theta, whole->theta, 100 * sizeof(double)) == 0);
  CHECK(state->now.value == whole->now.value);
}

static void refuses(const struct host *host) {
  struct lbfgs_rule rule = usual, other = usual;
  double *start = starts(100, -1, host);
  other.history = 4;
  struct lbfgs *state = lbfgs_new(100, start, NULL, &rule, host);
  const size_t bytes = lbfgs_export_bytes(state);
  char *from = host_alloc(host, bytes);
  lbfgs_export(state, from);
  CHECK(lbfgs_import(state, from, bytes - 8) == STATUS_SIZE && lbfgs_import(state, from, 0) == STATUS_SIZE);
  CHECK(lbfgs_import(lbfgs_new(99, start, NULL, &rule, host), from, bytes) == STATUS_SIZE);
  CHECK(lbfgs_import(lbfgs_new(100, start, NULL, &other, host), from, bytes) == STATUS_SIZE);
  CHECK(lbfgs_import(lbfgs_new(100, start, start, &rule, host), from, bytes) == STATUS_SIZE);
  from[bytes / 2] ^= 1;
  CHECK(lbfgs_import(state, from, bytes) == STATUS_UNKNOWN && state->now.evaluations == 0);
  CHECK(lbfgs_bytes(456468, 12) > 456468 * (5 * 8 + 2 * 12 * 4));
  CHECK(lbfgs_bytes(456468, 12) < 456468 * (size_t)(6.2 * 8 + 2 * 12 * 4));
}

void test_lbfgs(void) {
  const struct host host = test_host(1);
  double *l1 = starts(MANY, 0.01, &host), *scale = starts(100, 1, &host);
  for (size_t i = 0; i < 100; i++) scale[i] = 0.5 + (double)(i % 5);
  known(&host);
  scaled(&host);
  invariant(&host);
  undefined(&host);
  ends(&host);
  fill();
  against_newton(&host);
  lasso(5, NULL, &host);
  lasso(5, scale, &host);
  lasso(1, NULL, &host);
  same_for_threads(NULL);
  same_for_threads(l1);
  resumes(NULL, NULL, &host);
  resumes(l1, scale, &host);
  refuses(&host);
}
