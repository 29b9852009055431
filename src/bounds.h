/* bounds: what the rows still ask of a direction. A bound is at stake in a row that is used, with a positive
   weight, as long as it is not absent. Rank and faces look at the design through them alone. */
#ifndef LOGISTIC_BOUNDS_H
#define LOGISTIC_BOUNDS_H

#include "design.h"
#include "model.h"

/* The bounds of a row that are at stake (room for model_slots()); how many. */
size_t bounds_at_stake(const struct design *design, const struct model *model,
                       const struct response *response, size_t row, struct bound *bound);

static inline size_t bounds_at(const struct design *design, size_t row, const struct bound *bound) {
  return row + bound->slot * design->rows; /* in response->absent, and arrays like it */
}

#endif
