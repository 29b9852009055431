#include "quadratic.h"
#include <string.h>

struct item { /* one nonzero of a row */
  size_t column;
  double value;
};

struct cursor { /* where the walk over the rows is */
  const struct quadratic *rows;
  size_t *start, *index; /* the map by rows: parameter -> (user column, value) */
  double *value;
  struct tile *tile;
  struct item *item;
};

/* the map, compressed by rows instead of columns */
static void map_by_rows(struct cursor *at, const struct host *host) {
  const struct sparse *map = &at->rows->coding->map;
  const size_t entries = (size_t)map->start[map->columns];
  at->start = host_alloc(host, (map->rows + 2) * sizeof *at->start);
  at->index = host_alloc(host, (entries + 1) * sizeof *at->index);
  at->value = host_doubles(host, entries + 1);
  memset(at->start, 0, (map->rows + 2) * sizeof *at->start);
  for (size_t k = 0; k < entries; k++) at->start[map->index[k] + 2]++;
  for (size_t r = 0; r < map->rows; r++) at->start[r + 2] += at->start[r + 1];
  for (size_t j = 0; j < map->columns; j++)
    for (int k = map->start[j]; k < map->start[j + 1]; k++) {
      const size_t place = at->start[map->index[k] + 1]++;
      at->index[place] = j;
      at->value[place] = map->value[k];
    }
}

/* the most items that a row can have */
static size_t most_items(const struct cursor *at) {
  const struct design *design = at->rows->design;
  size_t n = 0;
  for (size_t t = 0; t < design->terms; t++) {
    const struct block *block = &design->block[design->term[t].block];
    const size_t *start = at->start + design->term[t].start;
    size_t widest = 0;
    for (size_t j = 0; j < block->columns; j++)
      if (start[j + 1] - start[j] > widest) widest = start[j + 1] - start[j];
    n += block->kind == BLOCK_DENSE ? start[block->columns] - start[0] : widest;
  }
  return n;
}

static struct cursor cursor_new(const struct quadratic *rows, const struct host *host) {
  struct cursor at = {.rows = rows};
  map_by_rows(&at, host);
  at.tile = tile_new(rows->design, host);
  at.item = host_alloc(host, (most_items(&at) + 1) * sizeof *at.item);
  return at;
}

/* the user columns of one parameter, whose value in the row is x */
static size_t add_items(const struct cursor *at, size_t parameter, double x, const double *centre, size_t n) {
  for (size_t k = at->start[parameter]; k < at->start[parameter + 1]; k++) {
    const size_t j = at->index[k];
    const double value = x * at->value[k] - (centre ? centre[j] : 0);
    if (value != 0) at->item[n++] = (struct item){j, value};
  }
  return n;
}

/* row i of the tile as items; how many */
static size_t row_items(const struct cursor *at, size_t i) {
  const struct design *design = at->rows->design;
  size_t n = 0;
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    const struct block *block = &design->block[term->block];
    if (block->kind == BLOCK_DENSE) {
      const double *x = at->tile->dense[term->block] + i;
      for (size_t j = 0; j < block->columns; j++)
        n = add_items(at, term->start + j, x[j * TILE_STRIDE], at->rows->centre, n);
    } else {
      const int code = at->tile->code[term->block][i];
      const double *multiplier = at->tile->multiplier[term->block];
      if (code >= 0) n = add_items(at, term->start + (size_t)code, multiplier ? multiplier[i] : 1, NULL, n);
    }
  }
  return n;
}

/* by the lower triangle */
static double form(const struct item *item, size_t n, const double *v, size_t columns) {
  double total = 0;
  for (size_t a = 0; a < n; a++) {
    const double *column = v + item[a].column * columns;
    double half = item[a].value * column[item[a].column] / 2;
    for (size_t b = 0; b < a; b++) half += item[b].value * column[item[b].column];
    total += 2 * item[a].value * half;
  }
  return total;
}

void quadratic_forms(const struct quadratic *rows, const double *v, double *out, const struct host *host) {
  struct cursor at = cursor_new(rows, host);
  for (size_t t = 0; t < design_tiles(rows->design); t++) {
    host_poll(host);
    design_gather(rows->design, t, at.tile);
    for (size_t i = 0; i < at.tile->rows; i++)
      *out++ = form(at.item, row_items(&at, i), v, rows->coding->columns);
  }
}

void quadratic_products(const struct quadratic *rows, const double *v, size_t used, double *out,
                        const struct host *host) {
  struct cursor at = cursor_new(rows, host);
  const size_t columns = rows->coding->columns;
  for (size_t t = 0; t < design_tiles(rows->design); t++) {
    host_poll(host);
    design_gather(rows->design, t, at.tile);
    for (size_t i = 0; i < at.tile->rows; i++, out++) {
      const size_t n = row_items(&at, i);
      for (size_t j = 0; j < columns; j++) {
        double total = 0;
        for (size_t a = 0; a < n; a++) total += v[j * columns + at.item[a].column] * at.item[a].value;
        out[j * used] = total;
      }
    }
  }
}

void quadratic_means(const struct quadratic *rows, const double *weight, double *out,
                     const struct host *host) {
  struct quadratic plain = *rows;
  plain.centre = NULL;
  struct cursor at = cursor_new(&plain, host);
  double sum = 0;
  memset(out, 0, rows->coding->columns * sizeof *out);
  for (size_t t = 0; t < design_tiles(rows->design); t++) {
    host_poll(host);
    design_gather(rows->design, t, at.tile);
    for (size_t i = 0; i < at.tile->rows; i++, weight++) {
      const size_t n = *weight > 0 ? row_items(&at, i) : 0;
      for (size_t a = 0; a < n; a++) out[at.item[a].column] += *weight * at.item[a].value;
      sum += *weight;
    }
  }
  for (size_t j = 0; j < rows->coding->columns; j++) out[j] /= sum;
}
