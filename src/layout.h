/* layout: where the coefficients of each term stand in the information: its head or its tail.
   Outside the design, every vector of coefficients and every score is in the information's order. */
#ifndef LOGISTIC_LAYOUT_H
#define LOGISTIC_LAYOUT_H

#include "design.h"
#include "information.h"

struct place {
  bool head;
  size_t at; /* head: the slot within a block of the head; tail: the first position within the tail */
};

struct layout {
  struct shape shape;
  struct place *place; /* per term of the design */
  size_t *position;    /* per coefficient in the design's numbering: its place in the information's order */
};

/* The layout whose head is made of the code block `head_block` (SIZE_MAX: none) and, when `coupled`, of
   every code block that shares a stretch with it or stands on the same codes. */
struct layout layout_new(const struct design *design, size_t head_block, bool coupled,
                         const struct host *host);

static inline size_t layout_position(const struct layout *layout, size_t term, size_t column) {
  const struct place *place = &layout->place[term];
  const struct shape *shape = &layout->shape;
  return place->head ? column * shape->order + place->at : shape->blocks * shape->order + place->at + column;
}

#endif
