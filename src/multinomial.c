/* multinomial: categories 1 ... K, a linear predictor eta_k = log P(k) / P(K) for each but the last,
   l = w log p_y (McCullagh and Nelder 1989, section 5.2.4; Agresti 2013, section 8.1):
       dl/deta_k = w ((y = k) - p_k),   -d2l/deta_j deta_k = w p_k ((j = k) - p_j).
   1 - p_k is summed from the others, so that it keeps its digits where p_k is all but 1. */
#include <string.h>
#include "model.h"

enum { LARGEST_ETA, TOTAL, REFERENCE, REST, SHARE, WORK };

/* first := eta, -Inf where the category is absent; the last category's 0 in REFERENCE. The largest. */
static void start(const struct model_tile *tile) {
  const size_t n = tile->padded, q = tile->predictors;
  double *most = model_work(tile, LARGEST_ETA), *reference = model_work(tile, REFERENCE);
  for (size_t i = 0; i < n; i++) reference[i] = i < tile->rows && model_absent(tile, q, i) ? -INFINITY : 0;
  memcpy(most, reference, n * sizeof *most);
  for (size_t k = 0; k < q; k++) {
    const double *eta = tile->eta + k * TILE_STRIDE;
    double *shifted = model_first(tile, k);
    memcpy(shifted, eta, n * sizeof *shifted);
    for (size_t i = 0; tile->absent && i < tile->rows; i++)
      if (model_absent(tile, k, i)) shifted[i] = -INFINITY;
    for (size_t i = 0; i < n; i++) most[i] = shifted[i] > most[i] ? shifted[i] : most[i];
  }
}

/* x := exp(x - most) */
static void exponential(const struct model_tile *tile, double *x) {
  const double *most = model_work(tile, LARGEST_ETA);
  for (size_t i = 0; i < tile->padded; i++) x[i] -= most[i];
  tile->kernel->exp(tile->padded, x, x);
}

/* first := p_k, the diagonal of second := p_k - 1; TOTAL: the sum of the exponentials */
static void probabilities(const struct model_tile *tile) {
  const size_t n = tile->padded, q = tile->predictors;
  double *total = model_work(tile, TOTAL), *reference = model_work(tile, REFERENCE);
  start(tile);
  exponential(tile, reference);
  memcpy(total, reference, n * sizeof *total);
  for (size_t k = 0; k < q; k++) {
    double *e = model_first(tile, k), *others = model_second(tile, k, k);
    exponential(tile, e);
    memcpy(others, total, n * sizeof *others);
    for (size_t i = 0; i < n; i++) total[i] += e[i];
  }
  double *after = model_work(tile, REST);
  memset(after, 0, n * sizeof *after);
  for (size_t k = q; k-- > 0;) {
    double *e = model_first(tile, k), *others = model_second(tile, k, k);
    for (size_t i = 0; i < n; i++) {
      others[i] = -(others[i] + after[i]) / total[i];
      after[i] += e[i];
      e[i] /= total[i];
    }
  }
}

/* 1 - p of the category seen */
static double rest_of(const struct model_tile *tile, size_t seen, size_t i) {
  if (seen < tile->predictors) return -model_second(tile, seen, seen)[i];
  double rest = 0;
  for (size_t k = 0; k < tile->predictors; k++) rest += model_first(tile, k)[i];
  return rest;
}

static double tile_value(const struct model_tile *tile) {
  const double *most = model_work(tile, LARGEST_ETA), *total = model_work(tile, TOTAL);
  double value = 0;
  for (size_t i = 0; i < tile->rows; i++) {
    const size_t seen = (size_t)tile->category[i] - 1;
    const double eta = seen < tile->predictors ? tile->eta[seen * TILE_STRIDE + i] : 0;
    const double rest = rest_of(tile, seen, i);
    if (!(tile->weights[i] > 0)) continue;
    value += tile->weights[i] * (rest < 0.5 ? log1p(-rest) : eta - most[i] - log(total[i]));
  }
  return value;
}

/* the score of the category seen, before p_k - 1 is overwritten: into REST */
static void keep_seen(const struct model_tile *tile) {
  double *seen = model_work(tile, REST);
  for (size_t i = 0; i < tile->rows; i++) {
    const size_t k = (size_t)tile->category[i] - 1;
    seen[i] = k < tile->predictors ? -tile->weights[i] * model_second(tile, k, k)[i] : 0;
  }
}

/* first and second as the sweep wants them, from p_k and p_k - 1, by way of -w p_k */
static void derivatives(const struct model_tile *tile, bool information) {
  const size_t n = tile->padded, q = tile->predictors;
  double *share = model_work(tile, SHARE), *minus = model_work(tile, TOTAL);
  keep_seen(tile);
  for (size_t i = 0; i < n; i++) minus[i] = -tile->weights[i];
  for (size_t j = 0; j < q; j++) {
    double *p = model_first(tile, j), *diagonal = model_second(tile, j, j);
    tile->kernel->product(n, minus, p, share);
    tile->kernel->product(n, share, diagonal, diagonal);
    for (size_t k = j + 1; information && k < q; k++)
      tile->kernel->product(n, share, model_first(tile, k), model_second(tile, j, k));
    memcpy(p, share, n * sizeof *p);
  }
  for (size_t i = 0; i < tile->rows; i++) {
    const size_t k = (size_t)tile->category[i] - 1;
    if (k < q) model_first(tile, k)[i] = model_work(tile, REST)[i];
  }
}

static double direction_of(const struct model_tile *tile, size_t k, size_t i) {
  return k < tile->predictors ? tile->direction[k * TILE_STRIDE + i] : 0;
}

/* sum of p_k times the direction's change of eta_k */
static double mean_change(const struct model_tile *tile, size_t i) {
  double mean = 0;
  for (size_t k = 0; k < tile->predictors; k++) {
    const double p = model_first(tile, k)[i];
    if (p > 0) mean += p * tile->direction[k * TILE_STRIDE + i];
  }
  return mean;
}

/* The categories that were not seen bound eta: with r - W eta' = sum of p_k (1 + change_k - mean) (e_y - e_k)
   the multipliers stay positive while |change_k - mean| < 1. Called with first = p. */
static void row_largest(const struct model_tile *tile, size_t i) {
  struct largest *largest = tile->largest;
  const size_t q = tile->predictors, seen = (size_t)tile->category[i] - 1;
  const double mean = mean_change(tile, i), own = direction_of(tile, seen, i);
  for (size_t k = 0; k <= q; k++) {
    if (k < q) model_raise(&largest->eta, fabs(tile->eta[k * TILE_STRIDE + i]));
    if (k == seen || model_absent(tile, k, i)) continue;
    const double change = own - direction_of(tile, k, i);
    model_raise(&largest->ratio, fabs(direction_of(tile, k, i) - mean));
    model_raise_change(largest, change);
  }
}

static enum status evaluate(struct model_tile *tile, unsigned parts) {
  const bool largest = parts & PART_LARGEST;
  probabilities(tile);
  if (parts & PART_VALUE) tile->value = tile_value(tile);
  for (size_t i = 0; largest && i < tile->rows; i++)
    if (tile->weights[i] > 0) row_largest(tile, i);
  derivatives(tile, parts & PART_INFORMATION);
  for (size_t k = 0; largest && k < tile->predictors; k++)
    for (size_t i = 0; i < tile->rows; i++) model_raise_error(tile, k, i);
  return STATUS_OK;
}

/* The category of the greatest probability; the last one: tile->predictors. */
static size_t likeliest(const struct model_tile *tile, size_t i) {
  double most = model_work(tile, REFERENCE)[i] / model_work(tile, TOTAL)[i];
  size_t best = tile->predictors;
  for (size_t k = 0; k < tile->predictors; k++)
    if (model_first(tile, k)[i] > most) most = model_first(tile, best = k)[i];
  return best;
}

/* -w p_k (change_k - mean), changes counted from that of the likeliest category: the mean is then a sum over
   the others, and keeps its digits where they are all but impossible. */
static void row_tangent(const struct model_tile *tile, size_t i) {
  const double base = direction_of(tile, likeliest(tile, i), i);
  double mean = -model_work(tile, REFERENCE)[i] / model_work(tile, TOTAL)[i] * base;
  for (size_t k = 0; k < tile->predictors; k++)
    mean += model_first(tile, k)[i] * (direction_of(tile, k, i) - base);
  for (size_t k = 0; k < tile->predictors; k++)
    model_first(tile, k)[i] *= -tile->weights[i] * (direction_of(tile, k, i) - base - mean);
}

static enum status tangent(struct model_tile *tile) {
  probabilities(tile);
  for (size_t i = 0; i < tile->padded; i++) row_tangent(tile, i);
  return STATUS_OK;
}

static size_t bounds(const struct response *response, size_t row, size_t predictors, struct bound *bound) {
  const size_t seen = (size_t)response->category[row] - 1;
  size_t n = 0;
  for (size_t k = 0; k <= predictors; k++) {
    if (k == seen) continue;
    bound[n++] =
        (struct bound){k, seen < predictors ? seen : NO_PREDICTOR, k < predictors ? k : NO_PREDICTOR, false};
  }
  return n;
}

const struct model multinomial_model = {.name = "multinomial",
                                        .report = CURVATURE_OBSERVED,
                                        .work = WORK,
                                        .evaluate = evaluate,
                                        .tangent = tangent,
                                        .jeffreys = NULL,
                                        .bounds = bounds};
