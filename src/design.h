/* design: coefficients -> linear predictors, without ever forming the model matrix.
   A block is a set of columns over the same rows: `dense` columns read the user's own vectors (or products of
   them), a `code` block has one column per level of an integer code, times an optional multiplier.
   A term says which predictor reads which block, with which stretch of phi, and with which sign.
   phi, the block coefficients, are numbered as the terms' starts say. */
#ifndef LOGISTIC_DESIGN_H
#define LOGISTIC_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include "host.h"
#include "kernel.h"
#include "pair.h"
#include "status.h"

enum source_type { SOURCE_DOUBLE, SOURCE_INTEGER };

struct source { /* one vector of the user's, all raw rows */
  enum source_type type;
  const void *data;
};

/* value = (product of the sources, left to right, rounded as R rounds it - centre) / scale; no source: the
   constant 1 */
struct column {
  size_t sources;
  const struct source *source;
  double centre, scale; /* scale is a power of two, so that the division is exact */
};

enum block_kind { BLOCK_DENSE, BLOCK_CODE };

struct block {
  enum block_kind kind;
  size_t columns;        /* dense: columns; code: levels */
  struct column *column; /* dense: `columns` of them; code: the multiplier, or NULL */
  const int *code;       /* code: 1 ... levels; anything else means that the row has no entry */
};

struct term {
  size_t predictor, block, start;
  double sign; /* a small integer: -1 for slopes below thresholds, -3 for one that counts thrice */
};

struct design {
  size_t rows;     /* raw: rows left out keep their place */
  const int *used; /* NULL: all; else 0 where a row is left out: its values are never touched */
  size_t predictors, blocks, terms, parameters;
  struct block *block;
  const struct term *term;
  const double *const *offset; /* one per predictor, each NULL or of `rows` doubles */
};

/* One tile: the used rows of a stretch of TILE_ROWS raw rows, side by side. Padded to `padded` (a multiple of
   TILE_PAD): pad rows are 0 in dense columns, and have no code. */
struct tile {
  size_t rows, padded;
  size_t raw[TILE_ROWS]; /* raw row of each */
  double **dense;        /* per block: columns, TILE_STRIDE apart; NULL for a code block */
  int **code;            /* per block: 0-based, -1 where the row has no entry; NULL for a dense block */
  double **multiplier;   /* per block: NULL where there is none */
};

size_t design_tiles(const struct design *design);

/* A tile with its buffers; design_gather() fills them. */
struct tile *tile_new(const struct design *design, const struct host *host);
void design_gather(const struct design *design, size_t t, struct tile *tile);

/* eta of one predictor (padded doubles) := offset + sum over its terms of sign X phi */
void design_predict(const struct design *design, const struct tile *tile, const struct kernel *kernel,
                    size_t predictor, const double *phi, bool with_offset, double *eta);

/* the same with absolute values: sum of |offset| + |x phi|, the scale of eta's rounding */
void design_magnitude(const struct design *design, const struct tile *tile, size_t predictor,
                      const double *phi, double *magnitude);

/* gather one column of the design at a raw row: exact, as a pair, standardised */
struct pair column_pair(const struct column *column, size_t row);
double column_value(const struct column *column, size_t row);

struct entry { /* one nonzero of a row of a predictor */
  size_t parameter;
  struct pair value;
};

/* The one general path: row `row` (a used one) of predictor `predictor` as (parameter, value) entries;
   returns how many were written, at most design_row_entries(). */
size_t design_row_entries(const struct design *design);
size_t design_row(const struct design *design, size_t predictor, size_t row, struct entry *entry);

static inline bool design_uses(const struct design *design, size_t row) {
  return !design->used || design->used[row];
}

#endif
