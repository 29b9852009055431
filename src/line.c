#include "line.h"
#include <math.h>

static const double DECREASE = 1e-4;    /* of the promised change */
static const double CURVATURE = 0.9;    /* of the slope at the origin: still as steep is too short a step */
static const double ROUNDING = 0x1p-46; /* of |value|: what a sum of rounded terms may lack */
static const double REACH = 10;         /* an extended step is at most so many times longer, at least twice */
enum { TRIES = 40, FLAT_TRIES = 8 };    /* the fewer where values do not tell */

struct line line_begin(double value, double slope, double norm, double step, bool smooth) {
  const struct line_point origin = {0, value, slope};
  return (struct line){.origin = origin,
                       .low = origin,
                       .high = {.step = INFINITY},
                       .before = slope,
                       .norm = norm,
                       .step = step,
                       .smooth = smooth};
}

static double within(double a, double low, double high) {
  return a > low ? (a < high ? a : high) : low; /* NaN: low */
}

/* the minimiser of the cubic through values and slopes (Nocedal and Wright 2006, 3.59) */
static double cubic(struct line_point a, struct line_point b) {
  const double mean = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
  const double root = sqrt(mean * mean - a.slope * b.slope);
  return b.step - (b.step - a.step) * (b.slope + root - mean) / (b.slope - a.slope + 2 * root);
}

/* values that differ by no more than rounding */
static bool flat(struct line_point a, struct line_point b) {
  return fabs(b.value - a.value) <= ROUNDING * fabs(a.value);
}

static double secant(struct line_point a, struct line_point b) {
  return a.step - a.slope * (b.step - a.step) / (b.slope - a.slope);
}

/* Between `low` and `high`. Where there are kinks, half the way does better than any interpolation. */
static double inside(const struct line *line) {
  const struct line_point low = line->low, high = line->high;
  const double width = high.step - low.step, middle = low.step + width / 2;
  if (!isfinite(high.value)) return low.step + (line->cuts > 1 ? 0.1 : 0.5) * width;
  if (!line->smooth || line->tries % 4 == 3) return middle; /* lest one end never moves */
  const double best = flat(low, high) ? secant(low, high) : cubic(low, high);
  return isfinite(best) ? within(best, low.step + 0.01 * width, low.step + 0.9 * width) : middle;
}

/* beyond `low`: where the slope would vanish if it went on changing like this */
static double outside(const struct line *line) {
  const double step = line->low.step;
  const struct line_point last = {line->shorter, 0, line->before};
  const double best = secant(last, line->low);
  return within(isfinite(best) && best > step ? best : REACH * step, 2 * step, REACH * step);
}

static bool flat_and_better(const struct line *line, struct line_point here, double norm) {
  if (!flat(line->origin, here)) return false;
  if (norm < line->norm) return true;
  const double slope = line->origin.slope;
  return line->smooth && here.slope >= CURVATURE * slope && here.slope <= (2 * DECREASE - 1) * slope;
}

static enum line_verdict shorten(struct line *line, struct line_point here) {
  line->high = here;
  const size_t tries = flat(line->origin, here) ? FLAT_TRIES : TRIES;
  const bool narrow = here.step - line->low.step <= 0x1p-40 * here.step;
  if (line->tries < tries && !narrow) {
    line->step = inside(line);
    return LINE_AGAIN;
  }
  if (!(line->low.step > 0)) return LINE_FAILED;
  line->settle = true;
  line->step = line->low.step;
  return LINE_AGAIN;
}

static enum line_verdict lengthen(struct line *line, struct line_point here) {
  line->before = line->low.slope;
  line->shorter = line->low.step;
  line->low = here;
  if (line->tries >= TRIES) return LINE_GOOD;
  line->step = isinf(line->high.step) ? outside(line) : inside(line);
  return LINE_AGAIN;
}

enum line_verdict line_answer(struct line *line, double value, double slope, double norm, double change) {
  const bool finite = isfinite(value) && isfinite(slope) && isfinite(norm);
  struct line_point here = {line->step, finite ? value : INFINITY, slope};
  line->tries++;
  if (!finite) {
    line->cuts++;
    return line->settle ? LINE_FAILED : shorten(line, here);
  }
  if (line->settle) return LINE_GOOD;
  const bool lower = value <= line->origin.value + DECREASE * change;
  if (lower && (!line->smooth || slope >= CURVATURE * line->origin.slope)) return LINE_GOOD;
  if (flat_and_better(line, here, norm)) return LINE_GOOD;
  return lower ? lengthen(line, here) : shorten(line, here);
}
