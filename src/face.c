#include "face.h"
#include <math.h>
#include <string.h>
#include "linalg.h"

static const double UNMOVED =
    0x1p-20; /* of the largest |x d|: rows taken for the face before d is purified */
static const double ROUNDING =
    0x1p-40;                         /* of sum |x_j d_j| in a row: what a purified direction leaves there */
static const double SPECK = 0x1p-36; /* of a null vector's largest component: rounding of a 0 */

struct motion { /* x d, and sum |x_j d_j|, of every raw row */
  double *along, *size;
};

static struct motion motion_of(const struct design *design, const struct transform *transform,
                               const struct layout *layout, const double *direction,
                               const struct host *host) {
  struct motion motion = {host_doubles(host, design->rows + 1), host_doubles(host, design->rows + 1)};
  const double *phi = transform_to_design(transform, layout, design, direction, host);
  double along[TILE_STRIDE], size[TILE_STRIDE];
  struct design plain = *design;
  plain.offset = NULL;
  struct tile *tile = tile_new(design, host);
  for (size_t t = 0; t < design_tiles(design); t++) {
    design_gather(&plain, t, tile);
    design_predict(&plain, tile, kernel_current(), 0, phi, false, along);
    design_magnitude(&plain, tile, 0, phi, size);
    for (size_t i = 0; i < tile->rows; i++) {
      motion.along[tile->raw[i]] = along[i];
      motion.size[tile->raw[i]] = size[i];
    }
    if (t % 64 == 0) host_poll(host);
  }
  return motion;
}

static bool at_stake(const struct design *design, const struct response *response, const int *counts,
                     size_t i) {
  return design_uses(design, i) && (!counts || counts[i]) && (!response->weights || response->weights[i] > 0);
}

static bool mixed(const struct response *response, size_t i) {
  return response->y[i] > 0 && response->y[i] < 1;
}

static void mark_rows(const struct design *design, const struct response *response, const int *counts,
                      const struct motion *motion, int *rows) {
  double most = 0;
  for (size_t i = 0; i < design->rows; i++)
    if (at_stake(design, response, counts, i)) most = fmax(most, fabs(motion->along[i]));
  for (size_t i = 0; i < design->rows; i++)
    rows[i] = at_stake(design, response, counts, i) &&
              (mixed(response, i) || fabs(motion->along[i]) <= UNMOVED * most);
}

/* Rounding leaves a null vector with specks where it is 0. They would be all that an unmoved row sees, and
   nothing cancels them there. theta is standardised, so one scale serves all. */
static void sweep_specks(const struct null_space *null, size_t p) {
  for (size_t k = 0; k < null->dimension; k++) {
    double *v = null->vector + k * p, most = 0;
    for (size_t j = 0; j < p; j++) most = fmax(most, fabs(v[j]));
    for (size_t j = 0; j < p; j++)
      if (fabs(v[j]) <= SPECK * most) v[j] = 0;
  }
}

/* direction := its projection on the null space; false when that is empty */
static bool project(const struct null_space *null, size_t p, double *direction, const struct host *host) {
  const size_t r = null->dimension;
  if (r == 0) return false;
  double *gram = host_doubles(host, r * r), *c = host_doubles(host, r);
  for (size_t a = 0; a < r; a++) {
    for (size_t b = 0; b < r; b++) {
      gram[a + b * r] = 0;
      for (size_t j = 0; j < p; j++) gram[a + b * r] += null->vector[a * p + j] * null->vector[b * p + j];
    }
    c[a] = 0;
    for (size_t j = 0; j < p; j++) c[a] += null->vector[a * p + j] * direction[j];
  }
  if (cholesky(r, gram, r, NULL) != STATUS_OK) return false;
  solve_lower(r, gram, r, 1, c, r);
  solve_upper(r, gram, r, 1, c, r);
  for (size_t j = 0; j < p; j++) {
    direction[j] = 0;
    for (size_t a = 0; a < r; a++) direction[j] += null->vector[a * p + j] * c[a];
  }
  return true;
}

static bool verified(const struct design *design, const struct response *response, const int *counts,
                     const struct motion *motion, const int *rows) {
  bool moves = false;
  for (size_t i = 0; i < design->rows; i++) {
    if (!at_stake(design, response, counts, i)) continue;
    const double tolerance = ROUNDING * motion->size[i];
    if (rows[i]) {
      if (!(fabs(motion->along[i]) <= tolerance)) return false;
    } else {
      const double toward = response->y[i] == 1 ? motion->along[i] : -motion->along[i];
      if (!(toward > tolerance)) return false;
      moves = true;
    }
  }
  return moves;
}

/* The design centred and scaled for some rows alone: rows beyond them may have set its centres. */
static struct design centred_for(const struct design *design, const struct coding *coding,
                                 const double *weights, const struct host *host) {
  struct design own = *design;
  own.block = host_alloc(host, (design->blocks + 1) * sizeof *own.block);
  for (size_t b = 0; b < design->blocks; b++) {
    struct block *block = &own.block[b];
    *block = design->block[b];
    const size_t n = !block->column ? 0 : block->kind == BLOCK_DENSE ? block->columns : 1;
    if (n == 0) continue;
    block->column = host_alloc(host, n * sizeof *block->column);
    memcpy(block->column, design->block[b].column, n * sizeof *block->column);
  }
  return standardise(&own, coding, weights, host) == STATUS_OK ? own : *design;
}

/* the null space of X on the face, in theta */
static struct null_space null_on(const struct design *design, const struct layout *layout,
                                 const struct transform *transform, const struct response *response,
                                 const int *rows, const struct host *host) {
  const size_t p = shape_parameters(&transform->shape);
  double *weights = host_doubles(host, design->rows + 1);
  for (size_t i = 0; i < design->rows; i++)
    weights[i] = rows[i] && (!response->weights || response->weights[i] > 0);
  const struct design own = centred_for(design, transform->coding, weights, host);
  const struct transform *owned = transform_new(&own, transform->coding, layout, host);
  const struct null_space null = rank_null_space(&own, layout, owned, rows, response->weights, host);
  sweep_specks(&null, p);
  for (size_t k = 0; k < null.dimension; k++) transform_carry(owned, transform, null.vector + k * p, host);
  return null;
}

bool face_find(const struct design *design, const struct layout *layout, const struct transform *transform,
               const struct response *response, const int *counts, double *direction, struct face *face,
               const struct host *host) {
  const size_t p = shape_parameters(&transform->shape);
  struct motion motion = motion_of(design, transform, layout, direction, host);
  struct face found = {.rows = host_alloc(host, (design->rows + 1) * sizeof(int))};
  mark_rows(design, response, counts, &motion, found.rows);
  found.null = null_on(design, layout, transform, response, found.rows, host);
  if (!project(&found.null, p, direction, host)) return false;
  motion = motion_of(design, transform, layout, direction, host);
  if (!verified(design, response, counts, &motion, found.rows)) return false;
  *face = found;
  return true;
}

void face_combine(const struct design *design, const struct layout *layout, const struct transform *transform,
                  double *to, const double *direction, const struct host *host) {
  const struct motion first = motion_of(design, transform, layout, to, host);
  const struct motion second = motion_of(design, transform, layout, direction, host);
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < design->rows; i++) {
    if (!design_uses(design, i)) continue;
    if (fabs(first.along[i]) > ROUNDING * first.size[i]) least = fmin(least, fabs(first.along[i]));
    most = fmax(most, fabs(second.along[i]));
  }
  const double small = most > 0 && isfinite(least) ? least / most / 4 : 1;
  for (size_t j = 0; j < shape_parameters(&transform->shape); j++) to[j] += small * direction[j];
}

void face_limits(const struct design *design, const struct layout *layout, const struct transform *transform,
                 const double *direction, double *eta, const struct host *host) {
  const struct motion motion = motion_of(design, transform, layout, direction, host);
  for (size_t i = 0; i < design->rows; i++)
    if (design_uses(design, i) && fabs(motion.along[i]) > ROUNDING * motion.size[i])
      eta[i] = motion.along[i] > 0 ? INFINITY : -INFINITY;
}
