/* line: the search along one direction, scalars only. It asks for a step, takes the value, slope and norm of
   the gradient there, and says whether the point is good: sufficient decrease and, where the function is
   smooth, a slope that is no longer steep (the weak conditions of Wolfe 1969). What is not finite is never
   good. Where values differ by rounding alone the gradient decides (Hager and Zhang 2005). */
#ifndef LOGISTIC_LINE_H
#define LOGISTIC_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum line_verdict { LINE_AGAIN, LINE_GOOD, LINE_FAILED };

struct line_point {
  double step, value, slope;
};

struct line {
  struct line_point origin; /* step 0 */
  struct line_point low;    /* the longest step known to be good but too short; at first the origin */
  struct line_point high; /* a step that is too long; its value may not be finite; step INFINITY: none yet */
  double before;          /* slope at the last step shorter than `low` */
  double shorter;         /* that step */
  double norm;            /* of the gradient at the origin */
  double step;            /* where an answer is wanted */
  size_t tries, cuts;     /* answers so far, and those not finite among them */
  bool smooth;            /* false: there are kinks, slopes of two points cannot be compared */
  bool settle;            /* the step that is asked for again is taken as it is */
};

/* `norm` and `slope` (< 0) at the origin; the first step to try */
struct line line_begin(double value, double slope, double norm, double step, bool smooth);

/* The answer at line->step: value, slope and norm of the gradient there; `change`: the first-order change of
   the value that the move promised (step * slope, unless it was bent). LINE_AGAIN: line->step is new. */
enum line_verdict line_answer(struct line *line, double value, double slope, double norm, double change);

#endif
