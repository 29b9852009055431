/* continuation: categories 1 ... K in order, g(P(Y = k | Y >= k)) = eta_k (Fienberg 1980, section 6.3): a row
   of category y is a chain of binary outcomes, passed at each k < y and stopped at y. The predictors have
   nothing to do with each other. */
#include "model.h"

enum { L1, L0, RISE, FALL, RISE_CURVE, FALL_CURVE, WORK };

/* 0: not reached, 1: stopped here, -1: passed */
static int outcome(const struct model_tile *tile, size_t k, size_t i) {
  const int own = (int)k + 1;
  if (!(tile->weights[i] > 0) || tile->category[i] < own) return 0;
  if (model_absent(tile, k, i)) return 0;
  return tile->category[i] == own ? 1 : -1;
}

static void link_stage(const struct model_tile *tile, size_t k) {
  const struct link_tile wanted = {.log_mean = model_work(tile, L1),
                                   .log_one_minus_mean = model_work(tile, L0),
                                   .rise = model_work(tile, RISE),
                                   .fall = model_work(tile, FALL),
                                   .rise_curve = model_work(tile, RISE_CURVE),
                                   .fall_curve = model_work(tile, FALL_CURVE)};
  link_evaluate(tile->link, tile->kernel, tile->padded, tile->eta + k * TILE_STRIDE, &wanted);
}

static double curvature(const struct model_tile *tile, int stopped, size_t i) {
  if (tile->curvature == CURVATURE_EXPECTED) return model_work(tile, RISE)[i] * model_work(tile, FALL)[i];
  return model_work(tile, stopped > 0 ? RISE_CURVE : FALL_CURVE)[i];
}

/* as the binomial model's: the outcome bounds eta on one side */
static void raise_largest(const struct model_tile *tile, size_t k, int stopped, size_t i) {
  struct largest *largest = tile->largest;
  const size_t at = k * TILE_STRIDE + i;
  const double change = tile->direction[at], r = fabs(tile->first[at]);
  const double w = model_second(tile, k, k)[i];
  model_raise(&largest->eta, fabs(tile->eta[at]));
  model_raise(&largest->ratio, change == 0 ? 0
                               : r > 0     ? w * fabs(change) / r
                                           : fabs(change) * model_work(tile, stopped > 0 ? FALL : RISE)[i]);
  model_raise(&largest->against, stopped > 0 ? -change : change);
  model_raise(&largest->toward, stopped > 0 ? change : -change);
  if (tile->magnitude && w > 0) model_raise(&largest->error, (r + w * (1 + tile->magnitude[at])) / sqrt(w));
}

static double stage(const struct model_tile *tile, size_t k, bool information, bool largest) {
  double value = 0, *first = model_first(tile, k), *second = model_second(tile, k, k);
  link_stage(tile, k);
  for (size_t i = 0; i < tile->rows; i++) {
    const int stopped = outcome(tile, k, i);
    if (stopped == 0) continue;
    const double w = tile->weights[i];
    value += w * model_work(tile, stopped > 0 ? L1 : L0)[i];
    first[i] = w * (stopped > 0 ? model_work(tile, RISE)[i] : -model_work(tile, FALL)[i]);
    if (information) second[i] = w * curvature(tile, stopped, i);
    if (largest) raise_largest(tile, k, stopped, i);
  }
  return value;
}

static enum status evaluate(struct model_tile *tile, unsigned parts) {
  const bool largest = parts & PART_LARGEST, information = largest || (parts & PART_INFORMATION);
  model_clear(tile, information);
  tile->value = 0;
  for (size_t k = 0; k < tile->predictors; k++) tile->value += stage(tile, k, information, largest);
  return STATUS_OK;
}

static enum status tangent(struct model_tile *tile) {
  evaluate(tile, PART_INFORMATION);
  for (size_t k = 0; k < tile->predictors; k++)
    for (size_t i = 0; i < tile->padded; i++)
      model_first(tile, k)[i] = -model_second(tile, k, k)[i] * tile->direction[k * TILE_STRIDE + i];
  return STATUS_OK;
}

static size_t bounds(const struct response *response, size_t row, size_t predictors, struct bound *bound) {
  const size_t seen = (size_t)response->category[row] - 1;
  size_t n = 0;
  for (size_t k = 0; k < predictors && k <= seen; k++)
    bound[n++] =
        k == seen ? (struct bound){k, k, NO_PREDICTOR, false} : (struct bound){k, NO_PREDICTOR, k, false};
  return n;
}

const struct model continuation_model = {.name = "continuation",
                                         .report = CURVATURE_OBSERVED,
                                         .work = WORK,
                                         .evaluate = evaluate,
                                         .tangent = tangent,
                                         .jeffreys = NULL,
                                         .bounds = bounds};
