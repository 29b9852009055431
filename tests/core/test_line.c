/* the search on functions of one number */
#include "line.h"
#include "check.h"

struct curve {
  double (*value)(double), (*slope)(double);
};

static double parabola(double t) {
  return (t - 3) * (t - 3);
}
static double parabola_slope(double t) {
  return 2 * (t - 3);
}
static double barrier(double t) { /* not defined from 2 on */
  return t < 2 ? -t - log(2 - t) / 8 : t < 4 ? INFINITY : t < 8 ? NAN : -INFINITY;
}
static double barrier_slope(double t) {
  return t < 2 ? -1 + 1 / (8 * (2 - t)) : NAN;
}
static double wave(double t) {
  return -sin(t);
}
static double wave_slope(double t) {
  return -cos(t);
}
static double uphill(double t) { /* its slopes lie */
  return t;
}
static double uphill_slope(double t) {
  (void)t;
  return -1;
}

static enum line_verdict search(struct curve f, double step, bool smooth, struct line *line) {
  *line = line_begin(f.value(0), f.slope(0), fabs(f.slope(0)), step, smooth);
  for (;;) {
    const double t = line->step, promised = t * line->origin.slope;
    const enum line_verdict verdict = line_answer(line, f.value(t), f.slope(t), fabs(f.slope(t)), promised);
    if (verdict != LINE_AGAIN) return verdict;
  }
}

static void finds(struct curve f, double step, size_t tries) {
  struct line line;
  CHECK(search(f, step, true, &line) == LINE_GOOD && line.tries <= tries);
  CHECK(f.value(line.step) <= f.value(0) + 1e-4 * line.step * f.slope(0));
  CHECK(line.settle || f.slope(line.step) >= 0.9 * f.slope(0));
}

void test_line(void) {
  const struct curve smooth = {parabola, parabola_slope}, limited = {barrier, barrier_slope},
                     waves = {wave, wave_slope}, wrong = {uphill, uphill_slope};
  struct line line;
  finds(smooth, 1, 1);    /* good at once */
  finds(smooth, 100, 2);  /* too far: the cubic is exact */
  finds(smooth, 1e-3, 4); /* too short */
  for (double step = 1e-6; step < 1e9; step *= 10) {
    finds(smooth, step, 14);
    finds(limited, step, 14);
    finds(waves, step, 14);
  }
  CHECK(search(smooth, 100, false, &line) == LINE_GOOD && line.step > 0 && line.step < 6);
  CHECK(search(wrong, 1, true, &line) == LINE_FAILED && line.tries <= 40);
  line = line_begin(1, -1, 1, 1, true); /* a flat value: the gradient's norm decides */
  CHECK(line_answer(&line, 1 + 0x1p-52, -0.95, 0.5, -1e-18) == LINE_GOOD);
  CHECK(line_answer(&line, 1 + 0x1p-30, -0.95, 0.5, -1e-18) != LINE_GOOD);
}
