#include "plan.h"
#include <stdint.h>

/* a stretch read through two different code blocks: thresholds, each row between two of them */
static size_t coupled_block(const struct design *design) {
  for (size_t t = 0; t < design->terms; t++)
    for (size_t s = t + 1; s < design->terms; s++) {
      const struct term *a = &design->term[t], *b = &design->term[s];
      const struct block *block = &design->block[a->block];
      if (a->start == b->start && a->block != b->block && block->kind == BLOCK_CODE) return a->block;
    }
  return SIZE_MAX;
}

static size_t largest_block(const struct design *design, const bool *allowed) {
  size_t best = SIZE_MAX;
  for (size_t b = 0; b < design->blocks; b++) {
    const struct block *block = &design->block[b];
    if (block->kind != BLOCK_CODE || block->column || block->columns < PLAN_HEAD_LEVELS) continue;
    if (allowed && !allowed[b]) continue;
    if (best == SIZE_MAX || block->columns > design->block[best].columns) best = b;
  }
  return best;
}

struct layout plan_layout(const struct design *design, const bool *head_allowed, const struct host *host) {
  const size_t coupled = coupled_block(design);
  if (coupled != SIZE_MAX) return layout_new(design, coupled, true, host);
  return layout_new(design, largest_block(design, head_allowed), false, host);
}

size_t plan_lanes(const struct design *design, const struct shape *shape) {
  const size_t bytes = (information_length(shape) + design->parameters + 16) * sizeof(double);
  const size_t fit = PLAN_LANE_BYTES / bytes;
  return fit < 1 ? 1 : fit > PLAN_LANES ? PLAN_LANES : fit;
}

size_t plan_round(const struct design *design, size_t lanes) {
  const size_t entries = design_row_entries(design) + 4;
  const size_t flops = TILE_ROWS * (entries * (entries + 1) + 60 * design->predictors);
  const size_t tiles = PLAN_ROUND_FLOPS / flops;
  return tiles < lanes ? lanes : tiles;
}

int plan_threads(const struct design *design, int most) {
  const size_t work = design->rows * (design_row_entries(design) + 1);
  return work < PLAN_THREAD_WORK || most < 1 ? 1 : most;
}
