#include "design.h"
#include <math.h>
#include <string.h>

size_t design_tiles(const struct design *design) {
  return (design->rows + TILE_ROWS - 1) / TILE_ROWS;
}

/* ---- one value ----------------------------------------------------------------------------------------- */

static inline double source_value(const struct source *source, size_t row) {
  return source->type == SOURCE_DOUBLE ? ((const double *)source->data)[row]
                                       : (double)((const int *)source->data)[row];
}

static double column_raw(const struct column *column, size_t row) {
  if (column->sources == 0) return 1;
  double value = source_value(&column->source[0], row);
  for (size_t k = 1; k < column->sources; k++) value *= source_value(&column->source[k], row);
  return value;
}

double column_value(const struct column *column, size_t row) {
  return (column_raw(column, row) - column->centre) / column->scale;
}

struct pair column_pair(const struct column *column, size_t row) {
  const struct pair difference = pair_two_sum(pair_rounded(column_raw(column, row)), -column->centre);
  return (struct pair){difference.high / column->scale, difference.low / column->scale};
}

/* ---- a tile -------------------------------------------------------------------------------------------- */

struct tile *tile_new(const struct design *design, const struct host *host) {
  struct tile *tile = host_alloc(host, sizeof *tile);
  const size_t n = design->blocks;
  tile->dense = host_alloc(host, n * sizeof *tile->dense);
  tile->code = host_alloc(host, n * sizeof *tile->code);
  tile->multiplier = host_alloc(host, n * sizeof *tile->multiplier);
  for (size_t b = 0; b < n; b++) {
    const struct block *block = &design->block[b];
    const bool dense = block->kind == BLOCK_DENSE;
    tile->dense[b] = dense ? host_doubles(host, block->columns * TILE_STRIDE) : NULL;
    tile->code[b] = dense ? NULL : host_alloc(host, TILE_ROWS * sizeof(int));
    tile->multiplier[b] = !dense && block->column ? host_doubles(host, TILE_STRIDE) : NULL;
  }
  return tile;
}

/* which raw rows the tile holds */
static void tile_rows(const struct design *design, size_t t, struct tile *tile) {
  const size_t first = t * TILE_ROWS;
  const size_t last = first + TILE_ROWS < design->rows ? first + TILE_ROWS : design->rows;
  size_t m = 0;
  for (size_t row = first; row < last; row++)
    if (design_uses(design, row)) tile->raw[m++] = row;
  tile->rows = m;
  tile->padded = kernel_padded(m);
}

static bool tile_contiguous(const struct tile *tile) {
  return tile->rows > 0 && tile->raw[tile->rows - 1] - tile->raw[0] == tile->rows - 1;
}

/* The common case by itself: one double vector, rows side by side. */
static void gather_column(const struct column *column, const struct tile *tile, double *out) {
  const size_t m = tile->rows;
  const double centre = column->centre, inverse = 1 / column->scale;
  if (column->sources == 1 && column->source->type == SOURCE_DOUBLE && tile_contiguous(tile)) {
    const double *x = (const double *)column->source->data + tile->raw[0];
    const size_t whole = m / TILE_PAD * TILE_PAD;
    kernel_current()->affine(whole, x, centre, inverse, out);
    for (size_t i = whole; i < m; i++) out[i] = (x[i] - centre) * inverse;
  } else if (column->sources == 0) {
    for (size_t i = 0; i < m; i++) out[i] = (1 - centre) * inverse;
  } else {
    for (size_t i = 0; i < m; i++) out[i] = (column_raw(column, tile->raw[i]) - centre) * inverse;
  }
  for (size_t i = m; i < tile->padded; i++) out[i] = 0;
}

static void gather_code(const struct block *block, const struct tile *tile, int *out) {
  const int levels = (int)block->columns;
  for (size_t i = 0; i < tile->rows; i++) {
    const int k = block->code[tile->raw[i]];
    out[i] = k >= 1 && k <= levels ? k - 1 : -1;
  }
  for (size_t i = tile->rows; i < tile->padded; i++) out[i] = -1;
}

void design_gather(const struct design *design, size_t t, struct tile *tile) {
  tile_rows(design, t, tile);
  for (size_t b = 0; b < design->blocks; b++) {
    const struct block *block = &design->block[b];
    if (block->kind == BLOCK_DENSE) {
      for (size_t j = 0; j < block->columns; j++)
        gather_column(&block->column[j], tile, tile->dense[b] + j * TILE_STRIDE);
    } else {
      gather_code(block, tile, tile->code[b]);
      if (block->column) gather_column(block->column, tile, tile->multiplier[b]);
    }
  }
}

/* ---- eta ----------------------------------------------------------------------------------------------- */

static void start_eta(const struct design *design, const struct tile *tile, size_t predictor,
                      bool with_offset, double *eta) {
  const double *offset = with_offset && design->offset ? design->offset[predictor] : NULL;
  memset(eta, 0, tile->padded * sizeof *eta);
  if (offset)
    for (size_t i = 0; i < tile->rows; i++) eta[i] = offset[tile->raw[i]];
}

static void add_codes(const struct tile *tile, size_t b, double sign, const double *phi, double *eta) {
  const int *code = tile->code[b];
  const double *multiplier = tile->multiplier[b];
  for (size_t i = 0; i < tile->rows; i++)
    if (code[i] >= 0) eta[i] += sign * phi[code[i]] * (multiplier ? multiplier[i] : 1);
}

/* eta += sign X phi; signs are small integers, 1 nearly always */
static void add_dense(const struct tile *tile, const struct kernel *kernel, size_t b, size_t columns,
                      double sign, const double *phi, double *eta) {
  if (sign == 1) {
    kernel->multiply(tile->padded, columns, tile->dense[b], TILE_STRIDE, phi, eta);
    return;
  }
  for (size_t j = 0; j < columns; j++)
    kernel->axpy(tile->padded, sign * phi[j], tile->dense[b] + j * TILE_STRIDE, eta);
}

void design_predict(const struct design *design, const struct tile *tile, const struct kernel *kernel,
                    size_t predictor, const double *phi, bool with_offset, double *eta) {
  start_eta(design, tile, predictor, with_offset, eta);
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    if (term->predictor != predictor) continue;
    const struct block *block = &design->block[term->block];
    if (block->kind == BLOCK_DENSE)
      add_dense(tile, kernel, term->block, block->columns, term->sign, phi + term->start, eta);
    else
      add_codes(tile, term->block, term->sign, phi + term->start, eta);
  }
}

void design_magnitude(const struct design *design, const struct tile *tile, size_t predictor,
                      const double *phi, double *magnitude) {
  start_eta(design, tile, predictor, true, magnitude);
  for (size_t i = 0; i < tile->rows; i++) magnitude[i] = fabs(magnitude[i]);
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    if (term->predictor != predictor) continue;
    const struct block *block = &design->block[term->block];
    const double *b = phi + term->start;
    if (block->kind == BLOCK_DENSE) {
      for (size_t j = 0; j < block->columns; j++) {
        const double *x = tile->dense[term->block] + j * TILE_STRIDE;
        const double slope = term->sign * b[j];
        for (size_t i = 0; i < tile->rows; i++) magnitude[i] += fabs(x[i] * slope);
      }
    } else {
      const double *multiplier = tile->multiplier[term->block];
      for (size_t i = 0; i < tile->rows; i++) {
        const int k = tile->code[term->block][i];
        if (k >= 0) magnitude[i] += fabs(term->sign * b[k] * (multiplier ? multiplier[i] : 1));
      }
    }
  }
}

/* ---- rows as lists ------------------------------------------------------------------------------------- */

size_t design_row_entries(const struct design *design) {
  size_t n = 0;
  for (size_t t = 0; t < design->terms; t++) {
    const struct block *block = &design->block[design->term[t].block];
    n += block->kind == BLOCK_DENSE ? block->columns : 1;
  }
  return n;
}

size_t design_row(const struct design *design, size_t predictor, size_t row, struct entry *entry) {
  size_t n = 0;
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    if (term->predictor != predictor) continue;
    const struct block *block = &design->block[term->block];
    const struct pair sign = pair_of(term->sign);
    if (block->kind == BLOCK_DENSE) {
      for (size_t j = 0; j < block->columns; j++)
        entry[n++] =
            (struct entry){term->start + j, pair_multiply(sign, column_pair(&block->column[j], row))};
    } else {
      const int k = block->code[row];
      if (k < 1 || (size_t)k > block->columns) continue;
      const struct pair value = block->column ? column_pair(block->column, row) : pair_of(1);
      entry[n++] = (struct entry){term->start + (size_t)k - 1, pair_multiply(sign, value)};
    }
  }
  return n;
}
