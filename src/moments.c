/* Centres and scales. They change the arithmetic, not the model, so a sample of rows serves: evenly spaced
   tiles, at most MOMENT_TILES of them; a column that is constant on the sample is looked at in full. */
#include <math.h>
#include <stdint.h>
#include "threads.h"
#include "transform.h"

enum { MOMENT_TILES = 64, CENTRE_BITS = 26 };

struct moments {
  double mean, spread; /* mean and mean absolute deviation about the (rounded) centre */
  double size;         /* mean |x| */
};

struct task {
  const struct design *design;
  const double *weights;
  struct column **column;
  bool *may_centre;
  enum status *status;
};

static bool counts(const struct task *task, size_t row) {
  return design_uses(task->design, row) && (!task->weights || task->weights[row] > 0);
}

/* x minus the centre, rounded; the scale is 1 while moments are taken */
typedef double (*measure)(double value);

static double mean_of(const struct task *task, const struct column *column, size_t stride, measure f) {
  const size_t tiles = design_tiles(task->design);
  double total = 0, n = 0;
  for (size_t t = 0; t < tiles; t += stride) {
    const size_t first = t * TILE_ROWS;
    const size_t last = first + TILE_ROWS < task->design->rows ? first + TILE_ROWS : task->design->rows;
    double part = 0;
    for (size_t row = first; row < last; row++) {
      if (!counts(task, row)) continue;
      n++;
      part += f(column_value(column, row)) / TILE_ROWS; /* no overflow below 1e308 */
    }
    total += part / (double)tiles;
  }
  return n > 0 ? total * ((double)tiles / n * TILE_ROWS) : 0;
}

static double as_is(double value) {
  return value;
}

/* the centre with few bits, so that x - centre is often exact */
static double rounded_centre(double mean) {
  if (mean == 0 || !isfinite(mean)) return mean;
  int exponent;
  const double fraction = frexp(mean, &exponent);
  return ldexp(nearbyint(ldexp(fraction, CENTRE_BITS)), exponent - CENTRE_BITS);
}

static double power_of_two(double size) {
  int exponent;
  frexp(size, &exponent);
  return ldexp(1, exponent);
}

static void one_column(size_t i, int thread, void *data) {
  (void)thread;
  const struct task *task = data;
  struct column *column = task->column[i];
  const size_t tiles = design_tiles(task->design);
  column->centre = 0;
  column->scale = 1;
  if (column->sources == 0) return;
  for (size_t stride = tiles / MOMENT_TILES + 1;; stride = 1) {
    column->centre = 0;
    if (task->may_centre[i]) column->centre = rounded_centre(mean_of(task, column, stride, as_is));
    const double spread = mean_of(task, column, stride, fabs);
    if (!isfinite(spread)) task->status[i] = STATUS_NOT_FINITE;
    const bool constant = spread <= fabs(column->centre) * ldexp(1, 2 - CENTRE_BITS);
    if (constant && stride > 1) continue;
    if (spread > 0 && isfinite(spread)) column->scale = power_of_two(spread);
    return;
  }
}

/* By coefficient of the design: has each column that touches it a shift? */
static bool *movable(const struct design *design, const struct coding *coding, const struct host *host) {
  bool *may = host_alloc(host, (design->parameters + 1) * sizeof *may);
  for (size_t k = 0; k < design->parameters; k++) may[k] = true;
  for (size_t j = 0; j < coding->columns; j++) {
    const bool moves = coding->shift.start[j] < coding->shift.start[j + 1];
    for (int k = coding->map.start[j]; k < coding->map.start[j + 1]; k++)
      if (!moves) may[coding->map.index[k]] = false;
  }
  return may;
}

/* Each column once, however many stretches read it: two threads must not write one, and it is centred only if
   all of them allow it. first: per block, where its columns are in the task's list. */
static size_t list_columns(const struct design *design, const bool *may, size_t *first, struct task *task) {
  size_t n = 0;
  for (size_t b = 0; b < design->blocks; b++) first[b] = SIZE_MAX;
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    const struct block *block = &design->block[term->block];
    if (!block->column) continue;
    const bool dense = block->kind == BLOCK_DENSE;
    const size_t columns = dense ? block->columns : 1;
    if (first[term->block] == SIZE_MAX) {
      first[term->block] = n;
      for (size_t j = 0; j < columns; j++) {
        task->column[n] = &block->column[j];
        task->may_centre[n] = true;
        task->status[n++] = STATUS_OK;
      }
    }
    bool *centred = task->may_centre + first[term->block];
    for (size_t j = 0; j < block->columns; j++) /* a multiplier moves for all levels or none */
      centred[dense ? j : 0] = centred[dense ? j : 0] && may[term->start + j];
  }
  return n;
}

enum status standardise(struct design *design, const struct coding *coding, const double *weights,
                        const struct host *host) {
  const bool *may = movable(design, coding, host);
  size_t most = 1;
  for (size_t b = 0; b < design->blocks; b++) most += design->block[b].columns;
  struct task task = {.design = design,
                      .weights = weights,
                      .column = host_alloc(host, most * sizeof *task.column),
                      .may_centre = host_alloc(host, most * sizeof *task.may_centre),
                      .status = host_alloc(host, most * sizeof *task.status)};
  size_t *first = host_alloc(host, (design->blocks + 1) * sizeof *first);
  const size_t n = list_columns(design, may, first, &task);
  const int threads = design->rows * n > 100000 ? host->threads : 1;
  threads_run(n, threads, one_column, &task);
  for (size_t i = 0; i < n; i++)
    if (task.status[i] != STATUS_OK) return task.status[i];
  return STATUS_OK;
}
