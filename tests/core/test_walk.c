/* Each row is met once; a lane's blocks come in order, or in reverse, whatever the threads. */
#include "walk.h"
#include <stdint.h>
#include <string.h>
#include "check.h"
#include "kernel.h"

enum { MOST_ROWS = 100000, BLOCK = 512, MOST_LANES = 64 };

static unsigned char met[MOST_ROWS];
static size_t last[MOST_LANES];
static bool in_order;

static void visit(const struct walk *walk, size_t from, size_t rows, size_t lane, int thread) {
  (void)thread;
  for (size_t i = from; i < from + rows; i++) met[i]++;
  if (last[lane] != SIZE_MAX && (walk->reversed ? from >= last[lane] : from <= last[lane])) in_order = false;
  last[lane] = from;
}

static void check_rows(size_t rows, bool reversed, const struct host *host) {
  struct walk walk = walk_over(rows, BLOCK, 100, 10, host);
  size_t once = 0;
  memset(met, 0, sizeof met);
  for (size_t l = 0; l < MOST_LANES; l++) last[l] = SIZE_MAX;
  in_order = true;
  walk.reversed = reversed;
  walk.visit = visit;
  CHECK(walk.lanes >= 1 && walk.lanes <= MOST_LANES);
  CHECK(walk.block % TILE_PAD == 0 && walk.block <= BLOCK);
  walk_run(&walk, 100, host);
  for (size_t i = 0; i < MOST_ROWS; i++) once += met[i] == (i < rows);
  CHECK(once == MOST_ROWS);
  CHECK(in_order);
}

void test_walk(void) {
  static const size_t rows[] = {1, 7, 8, 9, 511, 512, 513, 5000, 99999};
  for (int threads = 1; threads <= 3; threads++) {
    const struct host host = test_host(threads);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
      check_rows(rows[k], false, &host);
      check_rows(rows[k], true, &host);
    }
  }
  test_host_free();
}
