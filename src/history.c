#include "history.h"
#include <math.h>
#include <string.h>

/* cosine of step and change: less is rounding of single precision, not curvature */
static const double LEAST_COSINE = 0x1p-26;

enum { PAIRS, FILLED, COUNTS };

size_t history_bytes(size_t n, size_t capacity) {
  return 2 * capacity * kernel_padded(n) * sizeof(float) + (2 * capacity + 6) * capacity * sizeof(double) +
         (capacity + COUNTS + 1) * sizeof(size_t) + 8 * (size_t)HOST_ALIGN;
}

static void *zeros(size_t bytes, const struct host *host) {
  return memset(host_alloc(host, bytes), 0, bytes);
}

struct history history_new(size_t n, size_t capacity, const struct host *host) {
  const size_t square = capacity * capacity * sizeof(double), row = capacity * sizeof(double);
  struct history history = {.n = n,
                            .capacity = capacity,
                            .counts = zeros(COUNTS * sizeof(size_t), host),
                            .order = zeros(capacity * sizeof(size_t), host),
                            .size = zeros(sizeof(double), host),
                            .vectors = zeros(2 * capacity * n * sizeof(float), host),
                            .sy = zeros(square, host),
                            .yy = zeros(square, host),
                            .on_steps = zeros(row, host),
                            .on_changes = zeros(row, host),
                            .multiple = zeros(2 * row, host),
                            .kernel = kernel_current()};
  history_forget(&history, 1);
  return history;
}

void history_forget(struct history *history, double size) {
  memset(history->counts, 0, COUNTS * sizeof(size_t));
  memset(history->multiple, 0, 2 * history->capacity * sizeof(double));
  for (size_t k = 0; k < history->capacity; k++) history->order[k] = k;
  *history->size = size;
}

bool history_any(const struct history *history) {
  return history->counts[PAIRS] > 0;
}

static size_t newest_slot(const struct history *history) {
  return history->order[history->counts[PAIRS]];
}

void history_open(struct history *history) {
  size_t *counts = history->counts, *order = history->order;
  if (counts[PAIRS] == history->capacity) {
    const size_t oldest = order[0];
    memmove(order, order + 1, (history->capacity - 1) * sizeof *order);
    order[--counts[PAIRS]] = oldest;
  }
  if (newest_slot(history) >= counts[FILLED]) counts[FILLED] = newest_slot(history) + 1;
}

static float *block_of(const struct history *history, size_t start) {
  return history->vectors + 2 * history->capacity * start;
}

void history_put(const struct history *history, size_t start, size_t length, double *step, double *change,
                 const double *steepest, double *sums) {
  const size_t columns = 2 * history->counts[FILLED], twice = 2 * history->capacity;
  float *block = block_of(history, start), *own = block + 2 * newest_slot(history) * length;
  history->kernel->narrow(length, step, own);
  history->kernel->narrow(length, change, own + length);
  memset(sums, 0, history_sums(history) * sizeof *sums);
  history->kernel->dots(length, columns, block, length, steepest, change, sums, sums + twice);
  sums[2 * twice] = history->kernel->dot(length, step, step);
}

bool history_close(struct history *history, const double *sums) {
  const size_t m = history->capacity, slot = newest_slot(history);
  const double *by_change = sums + 2 * m;
  const double length = sqrt(sums[4 * m]) * sqrt(by_change[2 * slot + 1]);
  for (size_t k = 0; k < history->counts[FILLED]; k++) {
    history->on_steps[k] = sums[2 * k];
    history->on_changes[k] = sums[2 * k + 1];
    history->sy[k * m + slot] = by_change[2 * k];
    history->yy[k * m + slot] = history->yy[slot * m + k] = by_change[2 * k + 1];
  }
  if (!isfinite(length))
    history_forget(history, *history->size); /* beyond single precision: not to be read */
  if (!isfinite(length) || !(by_change[2 * slot] > LEAST_COSINE * length)) return false;
  *history->size = by_change[2 * slot] / by_change[2 * slot + 1];
  history->counts[PAIRS]++;
  return true;
}

/* first loop: the multiple of each change */
static void backward(const struct history *history) {
  const size_t m = history->capacity, pairs = history->counts[PAIRS], *order = history->order;
  for (size_t i = pairs; i-- > 0;) {
    const double *row = history->sy + order[i] * m;
    double product = history->on_steps[order[i]];
    for (size_t j = i + 1; j < pairs; j++) product -= history->multiple[2 * order[j] + 1] * row[order[j]];
    history->multiple[2 * order[i] + 1] = product / row[order[i]];
  }
}

/* second loop: the multiple of each step; then those of the changes as they enter the direction */
static void forward(const struct history *history) {
  const size_t m = history->capacity, pairs = history->counts[PAIRS], *order = history->order;
  double *multiple = history->multiple;
  for (size_t i = 0; i < pairs; i++) {
    const size_t slot = order[i];
    double product = history->on_changes[slot], steps = 0;
    for (size_t j = 0; j < pairs; j++)
      product -= multiple[2 * order[j] + 1] * history->yy[slot * m + order[j]];
    for (size_t j = 0; j < i; j++) steps += multiple[2 * order[j]] * history->sy[order[j] * m + slot];
    multiple[2 * slot] =
        multiple[2 * slot + 1] - (*history->size * product + steps) / history->sy[slot * m + slot];
  }
  for (size_t i = 0; i < pairs; i++) multiple[2 * order[i] + 1] *= -*history->size;
}

void history_solve(struct history *history) {
  memset(history->multiple, 0, 2 * history->capacity * sizeof(double));
  backward(history);
  forward(history);
}

void history_direction(const struct history *history, size_t start, size_t length, const double *steepest,
                       double *direction) {
  memset(direction, 0, length * sizeof *direction);
  history->kernel->axpy(length, *history->size, steepest, direction);
  history->kernel->combine(length, 2 * history->counts[FILLED], block_of(history, start), length,
                           history->multiple, direction);
}
