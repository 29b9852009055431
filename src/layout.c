#include "layout.h"
#include <stdint.h>

/* Does this term's block belong to the head? Coupled: a block with as many levels, on the codes of a block
   that shares a stretch with the head's. */
static bool in_head(const struct design *design, size_t t, size_t head_block, bool coupled) {
  const struct term *term = &design->term[t];
  const struct block *block = &design->block[term->block];
  if (head_block == SIZE_MAX || block->kind != BLOCK_CODE) return false;
  if (term->block == head_block) return true;
  if (!coupled || block->columns != design->block[head_block].columns) return false;
  for (size_t s = 0; s < design->terms; s++) {
    const struct term *other = &design->term[s];
    if (design->block[other->block].code != block->code) continue;
    for (size_t r = 0; r < design->terms; r++)
      if (design->term[r].block == head_block && design->term[r].start == other->start) return true;
  }
  return false;
}

/* the earlier term that reads the same stretch, or t itself */
static size_t first_reader(const struct design *design, size_t t) {
  for (size_t s = 0; s < t; s++)
    if (design->term[s].start == design->term[t].start) return s;
  return t;
}

struct layout layout_new(const struct design *design, size_t head_block, bool coupled,
                         const struct host *host) {
  struct layout layout = {.shape = {0, 0, 0, coupled}};
  layout.place = host_alloc(host, design->terms * sizeof *layout.place);
  layout.position = host_alloc(host, design->parameters * sizeof *layout.position);
  struct shape *shape = &layout.shape;
  for (size_t t = 0; t < design->terms; t++) {
    const size_t reader = first_reader(design, t), columns = design->block[design->term[t].block].columns;
    struct place *place = &layout.place[t];
    if (reader < t) {
      *place = layout.place[reader];
    } else if (in_head(design, t, head_block, coupled)) {
      *place = (struct place){true, shape->order++};
      shape->blocks = columns;
    } else {
      *place = (struct place){false, shape->tail};
      shape->tail += columns;
    }
  }
  for (size_t t = 0; t < design->terms; t++)
    for (size_t j = 0; j < design->block[design->term[t].block].columns; j++)
      layout.position[design->term[t].start + j] = layout_position(&layout, t, j);
  return layout;
}
