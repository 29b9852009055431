/* binomial: weight w, proportion of events y, l = w (y log mu + (1 - y) log(1 - mu)) (McCullagh and
   Nelder 1989, ch. 4).
   With rise = dlog(mu)/deta and fall = -dlog(1 - mu)/deta:
       dl/deta = w (y rise - (1 - y) fall),   expected information w rise fall,
       observed information w (y rise_curve + (1 - y) fall_curve). */
#include <float.h>
#include <math.h>
#include <string.h>
#include "model.h"

enum { L1, L0, RISE, FALL, RISE_CURVE, FALL_CURVE, WORK };

/* No 0 * Inf: an outcome that was not seen adds nothing, however impossible. */
static double tile_value(const struct model_tile *tile) {
  const double *l1 = model_work(tile, L1), *l0 = model_work(tile, L0);
  double value = 0;
  for (size_t i = 0; i < tile->rows; i++) {
    const double y = tile->y[i];
    double row = 0;
    if (y > 0) row += y * l1[i];
    if (y < 1) row += (1 - y) * l0[i];
    if (tile->weights[i] > 0) value += tile->weights[i] * row;
  }
  return value;
}

/* share x, where x may be infinite if no outcome of that kind was seen. The product comes first: a choice
   between two numbers is no branch, which would be taken at random. */
static double seen(double share, double x) {
  const double product = share * x;
  return share > 0 ? product : 0;
}

static bool canonical(const struct model_tile *tile) {
  return tile->link == link_at(0);
}

static void tile_first(const struct model_tile *tile) {
  const double *rise = model_work(tile, RISE), *fall = model_work(tile, FALL);
  const double *w = tile->weights, *y = tile->y;
  if (canonical(tile)) /* both are probabilities */
    for (size_t i = 0; i < tile->padded; i++) tile->first[i] = w[i] * (y[i] * rise[i] - (1 - y[i]) * fall[i]);
  else
    for (size_t i = 0; i < tile->padded; i++)
      tile->first[i] = seen(w[i], seen(y[i], rise[i]) - seen(1 - y[i], fall[i]));
}

static void tile_second(const struct model_tile *tile, double *second) {
  const double *rise = model_work(tile, RISE), *fall = model_work(tile, FALL);
  const double *rise_curve = model_work(tile, RISE_CURVE), *fall_curve = model_work(tile, FALL_CURVE);
  const double *w = tile->weights, *y = tile->y;
  if (canonical(tile))
    for (size_t i = 0; i < tile->padded; i++) second[i] = w[i] * (rise[i] * fall[i]);
  else if (tile->curvature == CURVATURE_EXPECTED) /* where one has underflowed the other may be infinite */
    for (size_t i = 0; i < tile->padded; i++) second[i] = w[i] * (fall[i] == 0 ? 0 : seen(rise[i], fall[i]));
  else
    for (size_t i = 0; i < tile->padded; i++)
      second[i] = seen(w[i], seen(y[i], rise_curve[i]) + seen(1 - y[i], fall_curve[i]));
}

/* w |change| / |r| of a row of one outcome; where w and r underflow, its bound from what w / r tends to. */
static double ratio_of(const struct model_tile *tile, size_t i) {
  const double change = fabs(tile->direction[i]), r = fabs(tile->first[i]);
  if (change == 0) return 0;
  if (r > 0) return tile->second[i] * change / r;
  return change * model_work(tile, tile->y[i] == 1 ? FALL : RISE)[i];
}

/* Rows with weight 0 bound nothing; rows of both outcomes bound eta on both sides. */
static void tile_largest(const struct model_tile *tile) {
  struct largest *largest = tile->largest;
  for (size_t i = 0; i < tile->rows; i++) {
    if (!(tile->weights[i] > 0)) continue;
    const double y = tile->y[i], change = tile->direction[i];
    model_raise(&largest->eta, fabs(tile->eta[i]));
    if (y == 0 || y == 1) {
      model_raise(&largest->ratio, ratio_of(tile, i));
      model_raise_change(largest, y == 1 ? change : -change);
    } else {
      model_raise(&largest->against, fabs(change));
    }
    model_raise_error(tile, 0, i);
  }
}

static enum status evaluate(struct model_tile *tile, unsigned parts) {
  const bool value = parts & PART_VALUE, largest = parts & PART_LARGEST;
  const bool second = (parts & PART_INFORMATION) || largest, first = (parts & PART_SCORE) || largest;
  const bool curves = second && tile->curvature == CURVATURE_OBSERVED && !canonical(tile);
  const struct link_tile wanted = {.log_mean = value ? model_work(tile, L1) : NULL,
                                   .log_one_minus_mean = value ? model_work(tile, L0) : NULL,
                                   .rise = first || second ? model_work(tile, RISE) : NULL,
                                   .fall = first || second ? model_work(tile, FALL) : NULL,
                                   .rise_curve = curves ? model_work(tile, RISE_CURVE) : NULL,
                                   .fall_curve = curves ? model_work(tile, FALL_CURVE) : NULL};
  link_evaluate(tile->link, tile->kernel, tile->padded, tile->eta, &wanted);
  if (value) tile->value = tile_value(tile);
  if (first) tile_first(tile);
  if (second) tile_second(tile, tile->second);
  if (largest) tile_largest(tile);
  return STATUS_OK;
}

static enum status tangent(struct model_tile *tile) {
  const struct link_tile wanted = {.rise = model_work(tile, RISE),
                                   .fall = model_work(tile, FALL),
                                   .rise_curve = model_work(tile, RISE_CURVE),
                                   .fall_curve = model_work(tile, FALL_CURVE)};
  link_evaluate(tile->link, tile->kernel, tile->padded, tile->eta, &wanted);
  tile_second(tile, tile->first);
  for (size_t i = 0; i < tile->padded; i++) tile->first[i] *= -tile->direction[i];
  return STATUS_OK;
}

static size_t bounds(const struct response *response, size_t row, size_t predictors, struct bound *bound) {
  (void)predictors;
  const double y = response->y[row];
  bound[0] = y > 0 ? (struct bound){0, 0, NO_PREDICTOR, y < 1} : (struct bound){0, NO_PREDICTOR, 0, false};
  return 1;
}

const struct model binomial_model = {.name = "binomial",
                                     .report = CURVATURE_EXPECTED,
                                     .work = WORK,
                                     .evaluate = evaluate,
                                     .tangent = tangent,
                                     .jeffreys = NULL,
                                     .bounds = bounds};
