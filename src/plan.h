/* plan: which path a fit takes, from sizes and the model alone: never from timings, threads or the
   processor, so that a path is reproducible. */
#ifndef LOGISTIC_PLAN_H
#define LOGISTIC_PLAN_H

#include "layout.h"

enum {
  PLAN_HEAD_LEVELS = 32,      /* a code block of so many levels is worth a head of its own */
  PLAN_LANES = 16,            /* at most so many lanes, */
  PLAN_LANE_BYTES = 64 << 20, /* and no more than fit into this */
  PLAN_ROUND_FLOPS =
      300 * 1000 * 1000, /* a parallel region between two polls: well below 50 ms on one thread */
  PLAN_THREAD_WORK =
      200 * 1000 /* rows x coefficients a row below which a second thread costs more than it does */
};

/* The layout for the information: head_allowed[b] says whether block b may be the head (NULL: any code
   block without a multiplier). Blocks that share a stretch (thresholds) make a coupled head. */
struct layout plan_layout(const struct design *design, const bool *head_allowed, const struct host *host);

/* lanes of a sweep: clamp(PLAN_LANE_BYTES / bytes of a lane, 1, PLAN_LANES) */
size_t plan_lanes(const struct design *design, const struct shape *shape);
size_t plan_round(const struct design *design, size_t lanes);
int plan_threads(const struct design *design, int most);

#endif
