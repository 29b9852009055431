/* The state machine. Over the binomial: overlapped data are proved, separated data nominated, a refusal goes
   on. Over objectives of one or two parameters made by hand, which no model and no design stand behind: the
   steps, their halving, the ends, and what is asked. */
#include "newton.h"
#include <float.h>
#include <string.h>
#include "check.h"
#include "plan.h"
#include "sweep.h"

enum { ROWS = 60 };

static double x[ROWS], z[ROWS], y[ROWS];

static const struct newton_rule usual = {
    .tolerance = 0x1p-40, .steps = 50, .steer = CURVATURE_OBSERVED, .report = CURVATURE_EXPECTED};

struct run { /* how to go about it */
  size_t rows, columns;
  const char *link;
  const double *start;
  const bool *free;
  bool refuse;
  struct newton_rule rule;
};

static struct newton *run(const struct run *how, struct evaluation *evaluation, const struct host *host) {
  struct source source_x = {SOURCE_DOUBLE, x}, source_z = {SOURCE_DOUBLE, z};
  struct column column[] = {{0, NULL, 0, 1}, {1, &source_x, 0, 1}, {1, &source_z, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, how->columns, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  struct design design = {.rows = how->rows,
                          .predictors = 1,
                          .blocks = 1,
                          .terms = 1,
                          .parameters = how->columns,
                          .block = block,
                          .term = term};
  const struct response response = {.y = y, .link = link_find(how->link)};
  const struct layout layout = plan_layout(&design, NULL, host);
  struct sweep *sweep = sweep_new(&design, &layout, model_find("binomial"), &response, 1, host);
  *evaluation = evaluation_new(&layout.shape, host);
  const double zero[3] = {0};
  struct newton *newton =
      newton_new(&layout.shape, how->start ? how->start : zero, how->free, &how->rule, host);
  struct request request;
  newton_begin(newton, &request);
  for (;;) {
    do CHECK(sweep_run(sweep, &request, evaluation) == STATUS_OK);
    while (newton_advance(newton, evaluation, &request));
    if (!how->refuse || newton->outcome != NEWTON_SEPARATED || !newton_refuse(newton, &request))
      return newton;
  }
}

static void fill(size_t rows, size_t first_event) {
  for (size_t i = 0; i < rows; i++) {
    x[i] = (double)i - ((double)rows - 1) / 2;
    y[i] = i >= first_event;
  }
}

static void in_order(const struct host *host) {
  struct evaluation evaluation;
  struct run how = {.rows = 12, .columns = 2, .link = "logit", .rule = usual};
  fill(12, 6);
  y[4] = 1;
  y[7] = 0; /* rows that cross */
  const struct newton *newton = run(&how, &evaluation, host);
  CHECK(newton->outcome == NEWTON_CONVERGED && newton->overlap == OVERLAP_PROVED);
  CHECK(fabs(newton->theta[0]) < 1e-14 && newton->largest.ratio < 1e-10);
  fill(12, 6);
  newton = run(&how, &evaluation, host);
  CHECK(newton->outcome == NEWTON_SEPARATED && newton->overlap == OVERLAP_SEPARATED);
  CHECK(newton->direction[1] > 0);
  x[6] = x[5]; /* both outcomes at one point: quasi-complete separation */
  newton = run(&how, &evaluation, host);
  CHECK(newton->outcome == NEWTON_SEPARATED && newton->direction[1] > 0);
  fill(12, 6);
  how.refuse = true; /* refused throughout, it must end, and never claim a finite maximum */
  newton = run(&how, &evaluation, host);
  CHECK(newton->phase == NEWTON_DONE && newton->overlap != OVERLAP_PROVED);
  CHECK(newton->outcome != NEWTON_RUNNING && newton->outcome != NEWTON_SEPARATED);
}

/* y against the side of a random line: separated; with a few outcomes turned round far out: overlapped */
static void at_random(const char *link, const struct host *host) {
  struct evaluation evaluation;
  const struct run how = {.rows = ROWS, .columns = 3, .link = link, .rule = usual};
  for (int trial = 0; trial < 20; trial++) {
    const double a = random_normal(), b = random_normal();
    for (size_t i = 0; i < ROWS; i++) {
      x[i] = random_normal();
      z[i] = random_normal();
      y[i] = 0.3 + a * x[i] + b * z[i] > 0;
    }
    double ones = 0;
    for (size_t i = 0; i < ROWS; i++) ones += y[i];
    if (ones < 2 || ones > ROWS - 2) continue;
    const struct newton *newton = run(&how, &evaluation, host);
    CHECK(newton->outcome == NEWTON_SEPARATED && newton->overlap != OVERLAP_PROVED);
    for (size_t i = 0; i < ROWS; i++) y[i] = 0.3 + a * x[i] + b * z[i] + 2 * random_normal() > 0;
    for (size_t i = 0; i < 8; i++) { /* the four corners with both outcomes each: an overlap for certain */
      x[i] = i % 4 < 2 ? 3 : -3;
      z[i] = i % 2 ? 3 : -3;
      y[i] = i < 4;
    }
    newton = run(&how, &evaluation, host);
    CHECK(newton->outcome == NEWTON_CONVERGED && newton->overlap == OVERLAP_PROVED);
    for (size_t j = 0; j < 3; j++) CHECK(fabs(evaluation.score[j]) < 1e-10);
  }
}

static void held_limited_singular(const struct host *host) {
  struct evaluation evaluation;
  struct run how = {.rows = 12, .columns = 2, .link = "logit", .rule = usual};
  const bool free[2] = {true, false};
  const double start[2] = {0.25, 0.125};
  fill(12, 5);
  y[2] = 1;
  y[8] = 0;
  how.free = free;
  how.start = start;
  const struct newton *newton = run(&how, &evaluation, host);
  CHECK(newton->outcome == NEWTON_CONVERGED && newton->theta[1] == 0.125 && newton->theta[0] != 0.25);
  CHECK(evaluation.score[1] == 0 && fabs(evaluation.score[0]) < 1e-12);
  how.free = NULL;
  how.rule.steps = 1;
  newton = run(&how, &evaluation, host);
  CHECK(newton->outcome == NEWTON_STEPS && newton->steps == 1 && newton->overlap == OVERLAP_UNDECIDED);
  how.rule.steps = 50;
  how.columns = 3;
  memset(z, 0, sizeof z); /* a column of zeros: no information */
  how.start = NULL;
  newton = run(&how, &evaluation, host);
  CHECK(newton->outcome == NEWTON_SINGULAR && newton->steps == 0);
}

/* steered by one information and reporting the other: what is left behind is the one that was asked for */
static void reports(const struct host *host) {
  struct evaluation by[2];
  double variance[2][2], *work = host_doubles(host, 64);
  fill(12, 5);
  y[2] = 1;
  y[8] = 0;
  const struct newton *newton[2];
  for (int expected = 0; expected < 2; expected++) {
    struct run how = {.rows = 12, .columns = 2, .link = "probit", .rule = usual};
    how.rule.steer = CURVATURE_OBSERVED;
    how.rule.report = expected ? CURVATURE_EXPECTED : CURVATURE_OBSERVED;
    newton[expected] = run(&how, &by[expected], host);
    CHECK(newton[expected]->outcome == NEWTON_CONVERGED && newton[expected]->curvature == how.rule.report);
    information_variances(&by[expected].information, NULL, variance[expected], work);
  }
  CHECK(near(newton[0]->theta[1], newton[1]->theta[1], 1e-11));
  CHECK(!near(variance[0][0], variance[1][0], 1e-3));
}

/* ---- by hand ------------------------------------------------------------------------------------------- */

struct hand { /* an objective without data */
  void (*at)(const double *theta, double *value, double *score, double *information);
  struct largest proof, recession; /* the answers to the questions of existence */
};

static void log_cosh(const double *theta, double *value, double *score, double *information) {
  const double t = theta[0] - 1;
  *value = -log(cosh(t));
  *score = -tanh(t);
  *information = 1 / (cosh(t) * cosh(t));
}

static void parabola(const double *theta, double *value, double *score, double *information) {
  *value = -(theta[0] - 3) * (theta[0] - 3) / 2;
  *score = 3 - theta[0];
  *information = 1;
}

static void nothing(const double *theta, double *value, double *score, double *information) {
  (void)theta;
  *value = NAN;
  *score = *information = 1;
}

/* a rise without end, whose information vanishes: 1 - exp(-theta) */
static void ramp(const double *theta, double *value, double *score, double *information) {
  *value = -exp(-theta[0]);
  *score = *information = exp(-theta[0]);
}

/* correlation 1 - 2^-46: no proof by rounding */
static void ridge(const double *theta, double *value, double *score, double *information) {
  const double c = 1 - 0x1p-46;
  *value = -(theta[0] * theta[0] + theta[1] * theta[1] + 2 * c * theta[0] * theta[1]) / 2;
  score[0] = -(theta[0] + c * theta[1]);
  score[1] = -(theta[1] + c * theta[0]);
  information[0] = information[3] = 1;
  information[1] = information[2] = c;
}

static struct newton *drive(const struct hand *hand, size_t p, double start, struct newton_rule rule,
                            const struct host *host) {
  const struct shape shape = {0, 0, p, false};
  const double from[2] = {start, start};
  struct evaluation evaluation = evaluation_new(&shape, host);
  struct newton *newton = newton_new(&shape, from, NULL, &rule, host);
  struct request request;
  double best = -INFINITY;
  newton_begin(newton, &request);
  do {
    CHECK(request.sample == 1 && request.precision == PRECISION_DOUBLE);
    if (request.parts & PART_LARGEST) {
      CHECK(request.direction != NULL && request.parts == PART_LARGEST);
      evaluation.largest = newton->phase == NEWTON_PROOF ? hand->proof : hand->recession;
    } else {
      hand->at(request.theta, &evaluation.value, evaluation.score, evaluation.information.tail);
    }
    evaluation.value_low = 0;
    CHECK(!newton->started || newton->value >= best - 1e-13);
    if (newton->started) best = newton->value;
  } while (newton_advance(newton, &evaluation, &request));
  CHECK(!newton_advance(newton, &evaluation, &request)); /* done stays done */
  return newton;
}

static void by_hand(const struct host *host) {
  struct hand hand = {.at = parabola};
  const struct newton *newton = drive(&hand, 1, 0, usual, host);
  CHECK(newton->outcome == NEWTON_CONVERGED && newton->theta[0] == 3 && newton->overlap == OVERLAP_PROVED);
  hand.at = log_cosh; /* from 3 a full step lands at -10.6: lower */
  newton = drive(&hand, 1, 3, usual, host);
  CHECK(newton->outcome == NEWTON_CONVERGED && near(newton->theta[0], 1, 1e-12));
  hand.at = nothing;
  CHECK(drive(&hand, 1, 0, usual, host)->outcome == NEWTON_STALLED);
  hand.at = ramp;
  hand.recession = (struct largest){.toward = 1};
  CHECK(drive(&hand, 1, 0, usual, host)->outcome == NEWTON_SEPARATED);
  hand.recession.against = 0x1p-10; /* contradicted: no recession; no finite maximum claimed either */
  newton = drive(&hand, 1, 0, usual, host);
  CHECK(newton->outcome != NEWTON_SEPARATED && newton->overlap != OVERLAP_PROVED);
}

/* a maximum is finite by proof only: both halves of it, and what a failure leads to */
static void proofs(const struct host *host) {
  struct hand hand = {.at = parabola, .recession = {.toward = 1, .against = 1}};
  hand.proof.ratio = 0.5;
  CHECK(drive(&hand, 1, 0, usual, host)->overlap == OVERLAP_PROVED);
  hand.proof.ratio = 0.5 + DBL_EPSILON;
  const struct newton *newton = drive(&hand, 1, 0, usual, host);
  CHECK(newton->outcome == NEWTON_CONVERGED && newton->overlap == OVERLAP_UNDECIDED);
  hand.proof.ratio = NAN;
  CHECK(drive(&hand, 1, 0, usual, host)->overlap == OVERLAP_UNDECIDED);
  hand.recession.against = 0;
  newton = drive(&hand, 1, 0, usual, host);
  CHECK(newton->outcome == NEWTON_SEPARATED && newton->overlap == OVERLAP_SEPARATED);
  hand = (struct hand){.at = ridge, .recession = {.toward = 1, .against = 1}};
  newton = drive(&hand, 2, 1, usual, host);
  CHECK(newton->outcome == NEWTON_CONVERGED && newton->overlap == OVERLAP_UNDECIDED);
  CHECK(newton->condition > 1e14);
}

void test_newton(void) {
  const struct host host = test_host(1);
  random_seed(29);
  in_order(&host);
  at_random("logit", &host);
  at_random("probit", &host);
  at_random("cloglog", &host);
  held_limited_singular(&host);
  reports(&host);
  by_hand(&host);
  proofs(&host);
}
