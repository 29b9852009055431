#include "walk.h"
#include "plan.h"
#include "threads.h"

enum { ROUND_WORK = 32 << 20 }; /* products between two polls: some 30 ms on one thread */

static size_t even_rows(size_t rows) {
  return rows / TILE_PAD * TILE_PAD;
}

static size_t count_lanes(size_t blocks, size_t sums) {
  const size_t fit = PLAN_LANE_BYTES / (sums * sizeof(double) + 1);
  const size_t most = fit < 1 ? 1 : fit > PLAN_LANES ? PLAN_LANES : fit;
  return blocks < most ? (blocks < 1 ? 1 : blocks) : most;
}

struct walk walk_over(size_t rows, size_t most, size_t work, size_t sums, const struct host *host) {
  const size_t even = even_rows(rows), whole = even < TILE_PAD ? TILE_PAD : even;
  const size_t block = whole < most ? whole : most;
  const size_t blocks = (even + block - 1) / block + (even < rows);
  const size_t lanes = count_lanes(blocks, sums);
  const int threads = (size_t)host->threads < lanes ? host->threads : (int)lanes;
  return (struct walk){.rows = rows,
                       .block = block,
                       .blocks = blocks,
                       .lanes = lanes,
                       .threads = rows * (work + 1) < PLAN_THREAD_WORK ? 1 : threads};
}

static void visit_block(const struct walk *walk, size_t b, int thread) {
  const size_t even = even_rows(walk->rows), start = b * walk->block;
  const size_t from = start < even ? start : even, end = start < even ? even : walk->rows;
  walk->visit(walk, from, end - from < walk->block ? end - from : walk->block, b % walk->lanes, thread);
}

/* Thread i does the lanes l = i mod threads; each lane meets its blocks in order whatever their number. */
static void do_blocks(size_t i, int thread, void *data) {
  const struct walk *walk = data;
  for (size_t t = walk->first; t < walk->last; t++) {
    const size_t b = walk->reversed ? walk->blocks - 1 - t : t;
    if (b % walk->lanes % (size_t)walk->threads == i) visit_block(walk, b, thread);
  }
}

void walk_run(struct walk *walk, size_t work, const struct host *host) {
  const size_t whole = ROUND_WORK / (walk->block * (work + 1));
  const size_t round = whole < walk->lanes ? walk->lanes : whole;
  for (walk->first = 0; walk->first < walk->blocks; walk->first = walk->last) {
    walk->last = walk->blocks - walk->first < round ? walk->blocks : walk->first + round;
    threads_run((size_t)walk->threads, walk->threads, do_blocks, walk);
    host_poll(host);
  }
}
