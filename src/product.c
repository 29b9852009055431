#include "product.h"
#include <string.h>
#include "model.h"

/* ---- which products there are -------------------------------------------------------------------------- */

static bool same_stretch(const struct design *design, size_t t1, size_t t2) {
  return design->term[t1].start == design->term[t2].start;
}

/* For each term, the first one that reads the same block with the same stretch. */
static size_t *term_kinds(const struct design *design, const struct host *host) {
  size_t *kind = host_alloc(host, (design->terms + 1) * sizeof *kind);
  for (size_t t = 0; t < design->terms; t++) {
    kind[t] = 0;
    while (!same_stretch(design, kind[t], t) || design->term[kind[t]].block != design->term[t].block)
      kind[t]++;
  }
  return kind;
}

struct registry { /* of the products so far: by the kinds of their terms */
  const size_t *kind;
  size_t *known, terms, count; /* known: a number + 1 */
  struct product *product;
};

/* the product of two terms, the earlier place first: one that is there, or a new one */
static size_t product_of(const struct design *design, const struct layout *layout, size_t t1, size_t t2,
                         struct registry *registry) {
  if (layout_position(layout, t2, 0) < layout_position(layout, t1, 0)) {
    const size_t swap = t1;
    t1 = t2;
    t2 = swap;
  }
  size_t *known = &registry->known[registry->kind[t1] * registry->terms + registry->kind[t2]];
  if (*known > 0) return *known - 1;
  const bool mirror = same_stretch(design, t1, t2) && design->term[t1].block != design->term[t2].block;
  registry->product[registry->count] = (struct product){.term1 = t1, .term2 = t2, .mirror = mirror};
  *known = ++registry->count;
  return *known - 1;
}

static struct weighting weighting_of(const struct design *design, size_t t1, size_t t2) {
  const struct term *a = &design->term[t1], *b = &design->term[t2];
  const double twice = t1 != t2 && same_stretch(design, t1, t2) && a->block == b->block ? 2 : 1;
  return (struct weighting){pair_index(a->predictor, b->predictor), a->sign * b->sign * twice};
}

/* Each pair of terms is a weighting of one product: as many in all as there are pairs. */
struct product *products_new(const struct design *design, const struct layout *layout, size_t *count,
                             const struct host *host) {
  const size_t n = design->terms, pairs = n * (n + 1) / 2;
  struct product *product = host_alloc(host, (pairs + 1) * sizeof *product);
  struct weighting *weighting = host_alloc(host, (pairs + 1) * sizeof *weighting);
  size_t *owner = host_alloc(host, (pairs + 1) * sizeof *owner), pair = 0;
  struct registry registry = {term_kinds(design, host), host_alloc(host, (n * n + 1) * sizeof(size_t)), n, 0,
                              product};
  memset(registry.known, 0, n * n * sizeof(size_t));
  for (size_t t1 = 0; t1 < n; t1++)
    for (size_t t2 = t1; t2 < n; t2++) {
      owner[pair] = product_of(design, layout, t1, t2, &registry);
      product[owner[pair++]].weightings++;
    }
  *count = registry.count;
  for (size_t k = 0; k < *count; k++) {
    product[k].weighting = weighting;
    weighting += product[k].weightings;
    product[k].weightings = 0;
  }
  pair = 0;
  for (size_t t1 = 0; t1 < n; t1++)
    for (size_t t2 = t1; t2 < n; t2++) {
      struct product *own = &product[owner[pair++]];
      own->weighting[own->weightings++] = weighting_of(design, t1, t2);
    }
  return product;
}

/* ---- one tile ------------------------------------------------------------------------------------------ */

static void combine_weights(const struct product *product, const double *second, size_t n, double *weight) {
  memset(weight, 0, n * sizeof *weight);
  for (size_t k = 0; k < product->weightings; k++) {
    const double *column = second + product->weighting[k].pair * TILE_STRIDE;
    const double factor = product->weighting[k].factor;
    for (size_t i = 0; i < n; i++) weight[i] += factor * column[i];
  }
}

static void multiply_into(size_t n, const double *by, double *weight) {
  if (by)
    for (size_t i = 0; i < n; i++) weight[i] *= by[i];
}

/* Where H[i, j] stands for i in the first stretch, j in the second: base[i * step1 + j * step2] */
struct target {
  double *base;
  size_t step1, step2;
};

static struct target target_of(const struct layout *layout, const struct product *product,
                               struct information *h) {
  const struct place *a = &layout->place[product->term1], *b = &layout->place[product->term2];
  const struct shape *shape = &layout->shape;
  const size_t order = shape->order, heads = shape->blocks * order;
  if (!a->head) return (struct target){h->tail + a->at + b->at * shape->tail, 1, shape->tail};
  if (!b->head) return (struct target){h->border + a->at + b->at * heads, order, heads};
  return (struct target){h->head + a->at + b->at * order, order * order, 0}; /* diagonal blocks: i = j */
}

enum {
  GRAM_COLUMNS = 8, /* of workspace: see kernel.h */
  FEW_CODES = 12    /* up to so many levels, their indicators are multiplied faster than rows are scattered */
};

size_t product_work(size_t columns) {
  return (columns + GRAM_COLUMNS + FEW_CODES) * TILE_STRIDE + columns * columns;
}

/* X'diag(w) X is symmetric wherever it stands: one triangle is computed, both are added */
static void gram_both(size_t p, const struct tile *tile, const double *x, const struct kernel *kernel,
                      const double *weight, double *work, struct target target) {
  double *square = work + GRAM_COLUMNS * TILE_STRIDE;
  for (size_t k = 0; k < p * p; k++) square[k] = 0;
  kernel->gram(tile->padded, p, x, TILE_STRIDE, weight, work, square, p);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i <= j; i++) {
      target.base[i * target.step1 + j * target.step2] += square[i + j * p];
      if (i != j) target.base[j * target.step1 + i * target.step2] += square[i + j * p];
    }
}

static void dense_dense(const struct design *design, const struct product *product, const struct tile *tile,
                        const struct kernel *kernel, const double *weight, double *work,
                        struct target target) {
  const size_t b1 = design->term[product->term1].block, b2 = design->term[product->term2].block;
  const size_t p1 = design->block[b1].columns, p2 = design->block[b2].columns;
  if (b1 == b2 && design->term[product->term1].start == design->term[product->term2].start)
    kernel->gram(tile->padded, p1, tile->dense[b1], TILE_STRIDE, weight, work, target.base, target.step2);
  else if (b1 == b2)
    gram_both(p1, tile, tile->dense[b1], kernel, weight, work, target);
  else
    kernel->cross(tile->padded, p1, tile->dense[b1], p2, tile->dense[b2], TILE_STRIDE, weight, work,
                  target.base, target.step2);
  if (product->mirror) /* X_2' diag(w) X_1 lands on the same square; its lower triangle is never read */
    kernel->cross(tile->padded, p2, tile->dense[b2], p1, tile->dense[b1], TILE_STRIDE, weight, work,
                  target.base, target.step2);
}

/* one step of the target a code, `along` a dense column */
static void code_dense(const struct tile *tile, const int *code, size_t code_step, const double *dense,
                       size_t columns, size_t dense_step, const double *weight, double *base) {
  for (size_t j = 0; j < columns; j++) {
    const double *x = dense + j * TILE_STRIDE;
    double *out = base + j * dense_step;
    for (size_t i = 0; i < tile->rows; i++)
      if (code[i] >= 0) out[(size_t)code[i] * code_step] += weight[i] * x[i];
  }
}

static void few_codes(const struct tile *tile, const struct kernel *kernel, const int *code, size_t levels,
                      const double *dense, size_t columns, size_t dense_step, const double *weight,
                      double *work, double *base) {
  double *indicator = work, *weighted = work + levels * TILE_STRIDE;
  memset(indicator, 0, levels * TILE_STRIDE * sizeof *indicator);
  for (size_t i = 0; i < tile->rows; i++)
    if (code[i] >= 0) indicator[(size_t)code[i] * TILE_STRIDE + i] = 1;
  kernel->cross(tile->padded, levels, indicator, columns, dense, TILE_STRIDE, weight, weighted, base,
                dense_step);
}

/* a code block times a dense one: code_step, dense_step say where they go from base */
static void code_with_dense(const struct tile *tile, const struct kernel *kernel, const struct design *design,
                            size_t code_block, size_t dense_block, size_t code_step, size_t dense_step,
                            const double *weight, double *work, double *base) {
  const size_t levels = design->block[code_block].columns, columns = design->block[dense_block].columns;
  const int *code = tile->code[code_block];
  if (levels <= FEW_CODES && code_step == 1)
    few_codes(tile, kernel, code, levels, tile->dense[dense_block], columns, dense_step, weight, work, base);
  else
    code_dense(tile, code, code_step, tile->dense[dense_block], columns, dense_step, weight, base);
}

static void code_code(const struct tile *tile, const int *code1, const int *code2, const double *weight,
                      struct target target) {
  for (size_t i = 0; i < tile->rows; i++)
    if (code1[i] >= 0 && code2[i] >= 0)
      target.base[(size_t)code1[i] * target.step1 + (size_t)code2[i] * target.step2] += weight[i];
}

/* thresholds in a head of order 1: on its diagonal, or beside it */
static void head_neighbours(const struct tile *tile, bool mirror, const int *code1, const int *code2,
                            const double *weight, struct information *h) {
  const double once = mirror ? 2 : 1;
  for (size_t i = 0; i < tile->rows; i++) {
    if (code1[i] < 0 || code2[i] < 0) continue;
    if (code1[i] == code2[i])
      h->head[code1[i]] += once * weight[i];
    else
      h->off[code1[i] < code2[i] ? code1[i] : code2[i]] += weight[i];
  }
}

/* thresholds: neighbours in a coupled head, or two codings of one stretch in the tail */
static void code_neighbours(const struct tile *tile, const struct layout *layout,
                            const struct product *product, const int *code1, const int *code2,
                            const double *weight, struct information *h) {
  for (size_t i = 0; i < tile->rows; i++) {
    if (code1[i] < 0 || code2[i] < 0) continue;
    const size_t p = layout_position(layout, product->term1, (size_t)code1[i]);
    const size_t q = layout_position(layout, product->term2, (size_t)code2[i]);
    information_add(h, p, q, product->mirror && p == q ? 2 * weight[i] : weight[i]);
  }
}

void product_add(const struct product *product, const struct design *design, const struct layout *layout,
                 const struct tile *tile, const struct kernel *kernel, const double *second, double *weight,
                 double *work, struct information *h) {
  const size_t b1 = design->term[product->term1].block, b2 = design->term[product->term2].block;
  const struct target target = target_of(layout, product, h);
  const int *code1 = tile->code[b1], *code2 = tile->code[b2];
  combine_weights(product, second, tile->padded, weight);
  multiply_into(tile->rows, code1 ? tile->multiplier[b1] : NULL, weight);
  multiply_into(tile->rows, code2 ? tile->multiplier[b2] : NULL, weight);
  const bool both_head = layout->place[product->term1].head && layout->place[product->term2].head;
  if (!code1 && !code2)
    dense_dense(design, product, tile, kernel, weight, work, target);
  else if (!code2)
    code_with_dense(tile, kernel, design, b1, b2, target.step1, target.step2, weight, work, target.base);
  else if (!code1)
    code_with_dense(tile, kernel, design, b2, b1, target.step2, target.step1, weight, work, target.base);
  else if (both_head && layout->shape.coupled && layout->shape.order == 1)
    head_neighbours(tile, product->mirror, code1, code2, weight, h);
  else if (product->mirror || (both_head && layout->shape.coupled))
    code_neighbours(tile, layout, product, code1, code2, weight, h);
  else
    code_code(tile, code1, code2, weight, target);
}
