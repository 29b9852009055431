/* walk: a pass over rows in blocks of a multiple of TILE_PAD rows, and a last one of fewer than TILE_PAD.
   Blocks are dealt to lanes, as tiles are in a sweep (sweep.h): what is summed lane by lane is the same bits
   for any number of threads. */
#ifndef LOGISTIC_WALK_H
#define LOGISTIC_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include "host.h"

struct walk {
  size_t rows, block, blocks, lanes; /* block: rows of one */
  bool reversed;                     /* from the last block to the first */
  int threads;
  /* at most `block` rows from `from` on; calls of one lane come one after the other, in order */
  void (*visit)(const struct walk *walk, size_t from, size_t rows, size_t lane, int thread);
  void *job;
  size_t first, last; /* blocks of the round at hand */
};

/* most: rows of a block; work: products a row; sums: numbers that a lane holds. visit and job are the
   caller's to set. */
struct walk walk_over(size_t rows, size_t most, size_t work, size_t sums, const struct host *host);

/* polls now and then */
void walk_run(struct walk *walk, size_t work, const struct host *host);

#endif
