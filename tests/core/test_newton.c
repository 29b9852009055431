/* The state machine: overlapped data are proved, separated data nominated, and a refusal goes on. */
#include "newton.h"
#include "check.h"
#include "plan.h"
#include "sweep.h"

enum { ROWS = 12 };

static double x[ROWS], y[ROWS];

static struct newton *run(bool refuse, const struct host *host) {
  struct source source = {SOURCE_DOUBLE, x};
  struct column column[] = {{0, NULL, 0, 1}, {1, &source, 0, 1}};
  struct block block[] = {{BLOCK_DENSE, 2, column, NULL}};
  const struct term term[] = {{0, 0, 0, 1}};
  struct design design = {
      .rows = ROWS, .predictors = 1, .blocks = 1, .terms = 1, .parameters = 2, .block = block, .term = term};
  const struct response response = {.y = y, .link = link_find("logit")};
  const struct layout layout = plan_layout(&design, NULL, host);
  struct sweep *sweep = sweep_new(&design, &layout, model_find("binomial"), &response, 1, host);
  struct evaluation evaluation = evaluation_new(&layout.shape, host);
  const struct newton_rule rule = {
      .tolerance = 0x1p-40, .steps = 50, .steer = CURVATURE_EXPECTED, .report = CURVATURE_EXPECTED};
  const double start[2] = {0};
  struct newton *newton = newton_new(&layout.shape, start, NULL, &rule, host);
  struct request request;
  newton_begin(newton, &request);
  for (;;) {
    do CHECK(sweep_run(sweep, &request, &evaluation) == STATUS_OK);
    while (newton_advance(newton, &evaluation, &request));
    if (!refuse || newton->outcome != NEWTON_SEPARATED || !newton_refuse(newton, &request)) return newton;
  }
}

static void fill(size_t first_event) {
  for (size_t i = 0; i < ROWS; i++) {
    x[i] = (double)i - 5.5;
    y[i] = i >= first_event;
  }
}

void test_newton(void) {
  const struct host host = test_host(1);
  fill(6);
  y[4] = 1;
  y[7] = 0; /* rows that cross */
  const struct newton *newton = run(false, &host);
  CHECK(newton->outcome == NEWTON_CONVERGED && newton->overlap == OVERLAP_PROVED);
  CHECK(fabs(newton->theta[0]) < 1e-14 && newton->largest.ratio < 1e-10);
  fill(6);
  newton = run(false, &host);
  CHECK(newton->outcome == NEWTON_SEPARATED && newton->direction[1] > 0);
  newton = run(true, &host); /* refused throughout, it must end, and never claim a finite maximum */
  CHECK(newton->phase == NEWTON_DONE && newton->overlap != OVERLAP_PROVED);
}
