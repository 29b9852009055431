/* history: the pairs (step, change of the gradient) of L-BFGS in single precision, and the direction they
   give. All inner products that the two loops of Nocedal (1980) need are kept (Chen, Wang and Zhou 2014), so
   an iteration reads the pairs twice: their products with the gradient and the newest pair, and their
   combination. The products are summed in double from the rounded numbers themselves.
   The vectors are cut into blocks; within one all pairs stand together, a step beside its change. What works
   on a block may run on any thread, the rest belongs to the main one. */
#ifndef LOGISTIC_HISTORY_H
#define LOGISTIC_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include "host.h"
#include "kernel.h"

struct history {
  size_t n, capacity; /* n: a multiple of TILE_PAD */
  size_t *counts;     /* pairs in use, slots ever filled */
  size_t *order;      /* slots from the oldest pair to the newest, then those that are free */
  double *size;       /* the inverse Hessian before any pair, a multiple of the identity */
  float *vectors;     /* 2 capacity n */
  double *sy, *yy;    /* capacity x capacity, by slots: step i by change j (i not newer); changes */
  double *on_steps, *on_changes; /* products with the steepest direction */
  double *multiple;              /* of each column (step, change, step, ...) in the direction */
  const struct kernel *kernel;
};

/* the numbers of one block that history_sum() adds up */
static inline size_t history_sums(const struct history *history) {
  return 4 * history->capacity + 1;
}

/* are there pairs? */
bool history_any(const struct history *history);

size_t history_bytes(size_t n, size_t capacity);
struct history history_new(size_t n, size_t capacity, const struct host *host);

/* No pairs any more; the identity is multiplied by `size`. */
void history_forget(struct history *history, double size);

/* Make room for a pair: the oldest leaves when all slots are in use. */
void history_open(struct history *history);

/* A block of the pair that was made room for, and its products with all: `step` and `change` are rounded to
   what is kept, `steepest` is the direction the next combination starts from. sums: history_sums() of
   them. */
void history_put(const struct history *history, size_t start, size_t length, double *step, double *change,
                 const double *steepest, double *sums);

/* The sums over all blocks. false: the pair is of no use (no curvature along it), and not kept. */
bool history_close(struct history *history, const double *sums);

/* the multiples that make the next direction, by the two loops */
void history_solve(struct history *history);

/* direction := H steepest, in a block */
void history_direction(const struct history *history, size_t start, size_t length, const double *steepest,
                       double *direction);

#endif
