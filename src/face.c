#include "face.h"
#include <math.h>
#include <string.h>
#include "linalg.h"

static const double UNMOVED =
    0x1p-20; /* of the largest |x d|: bounds taken for the face before d is purified */
static const double ROUNDING =
    0x1p-40;                         /* of sum |x_j d_j| in a bound: what a purified direction leaves there */
static const double SPECK = 0x1p-36; /* of a null vector's largest component: rounding of a 0 */

struct motion { /* of every raw row, a column per predictor: x d, and sum |x_j d_j| */
  size_t rows;
  double *along, *size;
};

struct change { /* of a bound, or of a predictor */
  double along, size;
};

static struct motion motion_of(const struct design *design, const struct transform *transform,
                               const struct layout *layout, const double *direction,
                               const struct host *host) {
  const size_t cells = design->rows * design->predictors;
  struct motion motion = {design->rows, host_doubles(host, cells + 1), host_doubles(host, cells + 1)};
  const double *phi = transform_to_design(transform, layout, design, direction, host);
  double along[TILE_STRIDE], size[TILE_STRIDE];
  struct design plain = *design;
  plain.offset = NULL;
  struct tile *tile = tile_new(design, host);
  for (size_t t = 0; t < design_tiles(design); t++) {
    design_gather(&plain, t, tile);
    for (size_t a = 0; a < design->predictors; a++) {
      design_predict(&plain, tile, kernel_current(), a, phi, false, along);
      design_magnitude(&plain, tile, a, phi, size);
      for (size_t i = 0; i < tile->rows; i++) {
        motion.along[tile->raw[i] + a * design->rows] = along[i];
        motion.size[tile->raw[i] + a * design->rows] = size[i];
      }
    }
    if (t % 64 == 0) host_poll(host);
  }
  return motion;
}

/* of eta_up - eta_down in a row */
static struct change change_of(const struct motion *motion, size_t row, size_t up, size_t down) {
  struct change change = {0, 0};
  if (up != NO_PREDICTOR) {
    change.along = motion->along[row + up * motion->rows];
    change.size = motion->size[row + up * motion->rows];
  }
  if (down != NO_PREDICTOR) {
    change.along -= motion->along[row + down * motion->rows];
    change.size += motion->size[row + down * motion->rows];
  }
  return change;
}

static bool moves(struct change change) {
  return fabs(change.along) > ROUNDING * change.size;
}

/* ---- one direction ------------------------------------------------------------------------------------- */

struct question { /* what a direction is held against */
  const struct design *design;
  const struct layout *layout;
  const struct transform *transform;
  const struct model *model;
  const struct response *response;
  const struct host *host;
  struct bound *bound; /* of the row at hand */
};

static size_t at_stake(const struct question *question, size_t row) {
  return bounds_at_stake(question->design, question->model, question->response, row, question->bound);
}

static double largest_change(const struct question *question, const struct motion *motion) {
  double most = 0;
  for (size_t i = 0; i < question->design->rows; i++) {
    const size_t n = at_stake(question, i);
    for (size_t k = 0; k < n; k++) {
      const struct bound *bound = &question->bound[k];
      most = fmax(most, fabs(change_of(motion, i, bound->up, bound->down).along));
    }
  }
  return most;
}

/* the bounds that have moved: those before, and those that this direction seems to move */
static unsigned char *mark_moved(const struct question *question, const struct motion *motion) {
  const struct design *design = question->design;
  const size_t cells = design->rows * model_slots(design->predictors);
  const double least = UNMOVED * largest_change(question, motion);
  unsigned char *moved = host_alloc(question->host, cells + 1);
  if (question->response->absent)
    memcpy(moved, question->response->absent, cells);
  else
    memset(moved, 0, cells);
  for (size_t i = 0; i < design->rows; i++) {
    const size_t n = at_stake(question, i);
    for (size_t k = 0; k < n; k++) {
      const struct bound *bound = &question->bound[k];
      const double along = change_of(motion, i, bound->up, bound->down).along;
      moved[bounds_at(design, i, bound)] = !bound->equal && fabs(along) > least;
    }
  }
  return moved;
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

/* Every bound that was not marked is 0, all others rise. */
static bool verified(const struct question *question, const struct motion *motion,
                     const unsigned char *moved) {
  bool any = false;
  for (size_t i = 0; i < question->design->rows; i++) {
    const size_t n = at_stake(question, i);
    for (size_t k = 0; k < n; k++) {
      const struct bound *bound = &question->bound[k];
      const struct change change = change_of(motion, i, bound->up, bound->down);
      const bool marked = moved[bounds_at(question->design, i, bound)];
      if (marked ? !(change.along > 0 && moves(change)) : !(fabs(change.along) <= ROUNDING * change.size))
        return false;
      any = any || marked;
    }
  }
  return any;
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
static struct null_space null_on(const struct question *question, const unsigned char *moved) {
  const struct design *design = question->design;
  const struct transform *transform = question->transform;
  const struct host *host = question->host;
  struct response left = *question->response;
  left.absent = moved;
  double *weights = host_doubles(host, design->rows + 1);
  for (size_t i = 0; i < design->rows; i++)
    weights[i] = bounds_at_stake(design, question->model, &left, i, question->bound) > 0;
  const struct design own = centred_for(design, transform->coding, weights, host);
  const struct transform *owned = transform_new(&own, transform->coding, question->layout, host);
  const struct null_space null = rank_null_space(&own, question->layout, owned, question->model, &left, host);
  const size_t p = shape_parameters(&transform->shape);
  sweep_specks(&null, p);
  for (size_t k = 0; k < null.dimension; k++) transform_carry(owned, transform, null.vector + k * p, host);
  return null;
}

bool face_find(const struct design *design, const struct layout *layout, const struct transform *transform,
               const struct model *model, const struct response *response, double *direction,
               struct face *face, const struct host *host) {
  const struct question question = {design,
                                    layout,
                                    transform,
                                    model,
                                    response,
                                    host,
                                    host_alloc(host, model_slots(design->predictors) * sizeof(struct bound))};
  const size_t p = shape_parameters(&transform->shape);
  struct motion motion = motion_of(design, transform, layout, direction, host);
  struct face found = {.moved = mark_moved(&question, &motion)};
  found.null = null_on(&question, found.moved);
  if (!project(&found.null, p, direction, host)) return false;
  motion = motion_of(design, transform, layout, direction, host);
  if (!verified(&question, &motion, found.moved)) return false;
  *face = found;
  return true;
}

/* ---- several directions, and where they lead ----------------------------------------------------------- */

/* the least difference that a row's predictors have among each other, and from 0; 0s are none */
static double least_change(const struct motion *motion, size_t row, size_t predictors) {
  double least = INFINITY;
  for (size_t a = 0; a < predictors; a++)
    for (size_t b = a + 1; b <= predictors; b++) {
      const struct change change = change_of(motion, row, a, b < predictors ? b : NO_PREDICTOR);
      if (moves(change)) least = fmin(least, fabs(change.along));
    }
  return least;
}

void face_combine(const struct design *design, const struct layout *layout, const struct transform *transform,
                  double *to, const double *direction, const struct host *host) {
  const struct motion first = motion_of(design, transform, layout, to, host);
  const struct motion second = motion_of(design, transform, layout, direction, host);
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < design->rows; i++) {
    if (!design_uses(design, i)) continue;
    least = fmin(least, least_change(&first, i, design->predictors));
    for (size_t a = 0; a < design->predictors; a++)
      most = fmax(most, fabs(second.along[i + a * design->rows]));
  }
  const double small = most > 0 && isfinite(least) ? least / most / 4 : 1;
  for (size_t j = 0; j < shape_parameters(&transform->shape); j++) to[j] += small * direction[j];
}

static double clean_motion(const struct motion *motion, size_t row, size_t predictor, const double *before) {
  if (!moves(change_of(motion, row, predictor, NO_PREDICTOR))) return 0;
  for (size_t b = 0; b < predictor; b++)
    if (!moves(change_of(motion, row, predictor, b))) return before[row + b * motion->rows];
  return motion->along[row + predictor * motion->rows];
}

void face_motion(const struct design *design, const struct layout *layout, const struct transform *transform,
                 const double *direction, double *motion, const struct host *host) {
  const struct motion raw = motion_of(design, transform, layout, direction, host);
  for (size_t i = 0; i < design->rows; i++) {
    if (!design_uses(design, i)) continue;
    for (size_t a = 0; a < design->predictors; a++)
      motion[i + a * design->rows] = clean_motion(&raw, i, a, motion);
  }
}
