#include "recentre.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

static const double FAR = 32;          /* weighted spreads from the centre to the weighted mean */
static const double GRID = 0x1p-2;     /* of the spread: a centre of few bits, so that x - centre is exact */
static const double VISIBLE = 0x1p-25; /* of |mean|: a smaller spread is below the rounding of its square */

struct spread { /* of a column of the design: sums over the user columns that it centres */
  struct column *column;
  double weight, first, second; /* of 1, z, z^2, with z the column as it is centred now */
  bool fixed;                   /* one of them may not be shifted */
};

static struct spread *spread_of(struct spread *list, size_t *n, struct column *column) {
  for (size_t k = 0; k < *n; k++)
    if (list[k].column == column) return &list[k];
  list[*n] = (struct spread){.column = column};
  return &list[(*n)++];
}

/* The shift of user column j by 1, as a direction in theta. */
static void shift_direction(const struct transform *transform, size_t j, struct pair *beta, double *direction,
                            const struct host *host) {
  const struct sparse *shift = &transform->coding->shift;
  memset(beta, 0, transform->user * sizeof *beta);
  for (int k = shift->start[j]; k < shift->start[j + 1]; k++)
    beta[shift->index[k]] = pair_of(shift->value[k]);
  transform_from_user(transform, beta, direction, host);
}

static size_t measure(struct design *design, const struct transform *transform, const struct information *h,
                      struct spread *list, const struct host *host) {
  const struct sparse *shift = &transform->coding->shift;
  const size_t p = shape_parameters(&transform->shape);
  struct pair *beta = host_alloc(host, (transform->user + 1) * sizeof *beta);
  double *constant = host_doubles(host, p + 1), *moved = host_doubles(host, p + 1);
  size_t n = 0;
  for (size_t j = 0; j < transform->user; j++) {
    struct column *column = transform_column(design, transform->coding, j);
    const size_t theta = transform->theta_of[j];
    if (!column || column->sources == 0 || theta == SIZE_MAX) continue;
    struct spread *spread = spread_of(list, &n, column);
    spread->fixed = spread->fixed || shift->start[j] == shift->start[j + 1];
    if (spread->fixed) continue;
    shift_direction(transform, j, beta, constant, host);
    information_multiply(h, constant, moved);
    for (size_t k = 0; k < p; k++) spread->weight += constant[k] * moved[k];
    spread->first += moved[theta];
    spread->second += information_at(h, theta, theta);
  }
  return n;
}

static bool apply(const struct spread *spread) {
  struct column *column = spread->column;
  if (spread->fixed || !(spread->weight > 0) || !(spread->second > 0)) return false;
  const double mean = spread->first / spread->weight, square = spread->second / spread->weight;
  const double seen = sqrt(fmax(square - mean * mean, 0)), width = fmax(seen, VISIBLE * fabs(mean));
  if (!(fabs(mean) > FAR * width) || !isfinite(mean)) return false;
  int exponent;
  frexp(column->scale * width, &exponent);
  const double unit = ldexp(1, exponent), grid = GRID * unit;
  const double centre = nearbyint((column->centre + column->scale * mean) / grid) * grid;
  if (centre == column->centre || !(grid > 0) || !isfinite(centre)) return false;
  column->centre = centre;
  column->scale = unit;
  return true;
}

bool recentre(struct design *design, const struct transform *transform, const struct information *h,
              const struct host *host) {
  struct spread *list = host_alloc(host, (transform->user + 1) * sizeof *list);
  const size_t n = measure(design, transform, h, list, host);
  bool any = false;
  for (size_t k = 0; k < n; k++) any = apply(&list[k]) || any;
  return any;
}
