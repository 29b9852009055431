/* ordinal: categories 1 ... K in order, P(Y <= k) = F(eta_k): P(Y = y) = F(upper) - F(lower), the cuts at and
   below y (McCullagh 1980).
   `cumulative` has two predictors, whatever K: a row's cut (the upper one; of the last category, the lower
   one) and the gap down to its lower cut, which is made of thresholds alone, so that it is exact however
   close they are. In `cumulative_each` every cut is a predictor of its own. One predictor more is the log of
   a scale, by which cuts and gaps are divided.

   With A and B the logs of the greater and the lesser tail, on the side where they are smaller,
   s = 1 / (e^(A - B) - 1): log P = A - log(1 + s). In (cut, gap), no derivative loses more than 1 / gap. */
#include <math.h>
#include <string.h>
#include "model.h"

enum { MEAN, REST, L1, L0, RISE, FALL, RISE_CURVE, FALL_CURVE, FIELDS };
enum { UPPER = 2 * FIELDS, LOWER, GAP, SPREAD, BACK, LOG_OPEN, WORK };

struct end { /* the link's values at one end of a category */
  double mean, rest, log_mean, log_rest, rise, fall, rise_curve, fall_curve;
};

struct row { /* log P, its first derivatives, and minus its second ones, in (cut, gap) */
  double value, cut, gap, cut_cut, cut_gap, gap_gap;
};

/* ---- one row ------------------------------------------------------------------------------------------- */

static bool canonical(const struct model_tile *tile) {
  return tile->link == link_at(0);
}

/* logit: P = F(u) (1 - F(l)) (1 - e^-gap); back: 1 / (e^gap - 1), log_open: log(1 - e^-gap) */
static struct row logit_row(const struct end *u, const struct end *l, double back, double log_open) {
  const double own = u->mean * u->rest, below = l->mean * l->rest;
  return (struct row){u->log_mean + l->log_rest + log_open,
                      u->rest - l->mean,
                      back + l->mean,
                      own + below,
                      -below,
                      below + back * (1 + back)};
}

/* the upper cut alone; the lower one alone, which falls with the gap */
static struct row below_row(const struct end *u) {
  return (struct row){u->log_mean, u->rise, 0, u->rise_curve, 0, 0};
}

static struct row above_row(const struct end *l) {
  return (struct row){l->log_rest, -l->fall, l->fall, l->fall_curve, -l->fall_curve, l->fall_curve};
}

/* where s underflows the lesser tail adds nothing, however steep it is */
static struct row left_row(const struct end *u, const struct end *l) {
  const double s = 1 / expm1(u->log_mean - l->log_mean), both = s * (1 + s), apart = u->rise - l->rise;
  if (s == 0) return below_row(u);
  return (struct row){u->log_mean - log1p(s),
                      u->rise + s * apart,
                      s * l->rise,
                      u->rise_curve + s * (u->rise_curve - l->rise_curve) + both * apart * apart,
                      both * l->rise * apart + s * l->rise_curve,
                      both * l->rise * l->rise - s * l->rise_curve};
}

static struct row right_row(const struct end *u, const struct end *l) {
  const double s = 1 / expm1(l->log_rest - u->log_rest), both = s * (1 + s), apart = u->fall - l->fall;
  if (s == 0) return above_row(l);
  return (struct row){l->log_rest - log1p(s),
                      -l->fall + s * apart,
                      (1 + s) * l->fall,
                      l->fall_curve + s * (l->fall_curve - u->fall_curve) + both * apart * apart,
                      both * l->fall * apart - (1 + s) * l->fall_curve,
                      (1 + s) * (l->fall_curve + s * l->fall * l->fall)};
}

/* The outer product of the first derivatives, of which the mean is the expected information: it is positive
   where the observed one is not. With each square twice, so that one row alone tells its cuts apart. */
static void outer_product(struct row *row) {
  row->cut_cut = 2 * row->cut * row->cut;
  row->cut_gap = row->cut * row->gap;
  row->gap_gap = 2 * row->gap * row->gap;
}

/* from (cut, gap) to (upper, lower): gap = upper - lower */
static struct row in_cuts(const struct row *row) {
  return (struct row){row->value,
                      row->cut + row->gap,
                      -row->gap,
                      row->cut_cut + 2 * row->cut_gap + row->gap_gap,
                      -(row->cut_gap + row->gap_gap),
                      row->gap_gap};
}

/* ---- the cuts of a tile -------------------------------------------------------------------------------- */

static bool each_cut(const struct model_tile *tile) {
  return tile->model == &cumulative_each_model;
}

static bool has_scale(const struct model_tile *tile) {
  return tile->predictors == (each_cut(tile) ? tile->categories : 3);
}

static bool is_bottom(const struct model_tile *tile, size_t i) {
  return tile->category[i] <= 1;
}

static bool is_top(const struct model_tile *tile, size_t i) {
  return (size_t)tile->category[i] >= tile->categories;
}

/* An end category has one cut and reads one predictor; one between reads a second: the gap, or the lower
   cut. */
static bool is_between(const struct model_tile *tile, size_t i) {
  return !is_bottom(tile, i) && !is_top(tile, i);
}

static size_t first_predictor(const struct model_tile *tile, size_t i) {
  return each_cut(tile) ? (size_t)tile->category[i] - (is_top(tile, i) ? 2 : 1) : 0;
}

static size_t second_predictor(const struct model_tile *tile, size_t i) {
  return each_cut(tile) ? (size_t)tile->category[i] - 2 : 1;
}

static double eta_at(const struct model_tile *tile, size_t a, size_t i) {
  return tile->eta[a * TILE_STRIDE + i];
}

/* The ends of each row's category (both the one cut of an end category) and the gap, divided by the scale.
   SPREAD: 1 / scale. */
static void gather_ends(const struct model_tile *tile) {
  double *upper = model_work(tile, UPPER), *lower = model_work(tile, LOWER);
  double *gap = model_work(tile, GAP), *spread = model_work(tile, SPREAD);
  const bool scaled = has_scale(tile), each = each_cut(tile);
  for (size_t i = 0; i < tile->padded; i++) upper[i] = lower[i] = gap[i] = spread[i] = 0;
  for (size_t i = 0; i < tile->rows; i++) {
    if (!(tile->weights[i] > 0)) continue;
    spread[i] = scaled ? exp(-eta_at(tile, tile->predictors - 1, i)) : 1;
    upper[i] = lower[i] = spread[i] * eta_at(tile, first_predictor(tile, i), i);
    if (!is_between(tile, i)) continue;
    const double first = eta_at(tile, first_predictor(tile, i), i);
    const double second = eta_at(tile, second_predictor(tile, i), i);
    gap[i] = spread[i] * (each ? first - second : second); /* not upper - lower: both may be infinite */
    lower[i] = spread[i] * (each ? second : first - second);
  }
}

/* What logit_row() reads beside the means: BACK and LOG_OPEN; 1 - e^-gap without cancellation. */
static void open_gaps(const struct model_tile *tile) {
  double *back = model_work(tile, BACK), *open = model_work(tile, LOG_OPEN), *gap = model_work(tile, GAP);
  for (size_t i = 0; i < tile->padded; i++) back[i] = -gap[i];
  tile->kernel->exp(tile->padded, back, back);
  for (size_t i = 0; i < tile->padded; i++) {
    open[i] = gap[i] > 0.5 ? 1 - back[i] : -expm1(-gap[i]);
    back[i] /= open[i];
  }
  tile->kernel->log(tile->padded, open, open);
}

/* with the logit, the rest follows from the means: see end_at() */
static void link_ends(const struct model_tile *tile, size_t ends, size_t field) {
  const bool all = !canonical(tile), upper = ends == UPPER;
  const struct link_tile wanted = {.mean = model_work(tile, field + MEAN),
                                   .one_minus_mean = model_work(tile, field + REST),
                                   .log_mean = all || upper ? model_work(tile, field + L1) : NULL,
                                   .log_one_minus_mean = all || !upper ? model_work(tile, field + L0) : NULL,
                                   .rise = all ? model_work(tile, field + RISE) : NULL,
                                   .fall = all ? model_work(tile, field + FALL) : NULL,
                                   .rise_curve = all ? model_work(tile, field + RISE_CURVE) : NULL,
                                   .fall_curve = all ? model_work(tile, field + FALL_CURVE) : NULL};
  link_evaluate(tile->link, tile->kernel, tile->padded, model_work(tile, ends), &wanted);
}

static struct end end_at(const struct model_tile *tile, size_t field, size_t i) {
  const double mean = model_work(tile, field + MEAN)[i], rest = model_work(tile, field + REST)[i];
  const double log_mean = model_work(tile, field + L1)[i], log_rest = model_work(tile, field + L0)[i];
  if (canonical(tile))
    return (struct end){mean, rest, log_mean, log_rest, rest, mean, mean * rest, mean * rest};
  return (struct end){mean,
                      rest,
                      log_mean,
                      log_rest,
                      model_work(tile, field + RISE)[i],
                      model_work(tile, field + FALL)[i],
                      model_work(tile, field + RISE_CURVE)[i],
                      model_work(tile, field + FALL_CURVE)[i]};
}

/* In (cut, gap); an end category's in its cut. A category whose cuts have crossed has no probability, nor has
   one whose cuts are both beyond the range of the link's logarithms. */
static struct row row_at(const struct model_tile *tile, size_t i) {
  const struct end u = end_at(tile, 0, i), l = end_at(tile, FIELDS, i);
  const bool upper = !is_top(tile, i) && !model_absent(tile, 0, i);
  const bool lower = !is_bottom(tile, i) && !model_absent(tile, 1, i);
  const double gap = model_work(tile, GAP)[i];
  if (!upper) return lower ? above_row(&l) : (struct row){0};
  if (!lower) return below_row(&u);
  if (!(gap > 0)) return (struct row){.value = -INFINITY};
  if (canonical(tile)) return logit_row(&u, &l, model_work(tile, BACK)[i], model_work(tile, LOG_OPEN)[i]);
  const bool left = u.mean < l.rest;
  if (!((left ? u.log_mean : l.log_rest) > -INFINITY)) return (struct row){.value = -INFINITY};
  return left ? left_row(&u, &l) : right_row(&u, &l);
}

/* ---- what the sweep wants ------------------------------------------------------------------------------ */

/* Where 1 / scale or a cut is infinite all derivatives of the row are 0, and 0 times it is 0. */
static double finite_part(double x) {
  return isfinite(x) ? x : 0;
}

static void put_row(const struct model_tile *tile, size_t i, const struct row *row, bool information) {
  const double spread = finite_part(model_work(tile, SPREAD)[i]);
  const double w = tile->weights[i] * spread, square = w * spread;
  const size_t a = first_predictor(tile, i), c = second_predictor(tile, i);
  model_first(tile, a)[i] = w * row->cut;
  if (information) model_second(tile, a, a)[i] = square * row->cut_cut;
  if (!is_between(tile, i)) return;
  model_first(tile, c)[i] = w * row->gap;
  if (!information) return;
  model_second(tile, a, c)[i] = square * row->cut_gap;
  model_second(tile, c, c)[i] = square * row->gap_gap;
}

/* the log of the scale, by the chain rule; x, y: the two predictors divided by it */
static void put_scale(const struct model_tile *tile, size_t i, const struct row *row, double x, double y,
                      bool information) {
  const size_t z = tile->predictors - 1, a = first_predictor(tile, i), c = second_predictor(tile, i);
  const double w = tile->weights[i], spread = finite_part(model_work(tile, SPREAD)[i]);
  const double own = tile->curvature == CURVATURE_EXPECTED ? 0 : 1; /* the outer product has no more */
  const double along = x * row->cut + y * row->gap;
  const double first = x * row->cut_cut + y * row->cut_gap, second = x * row->cut_gap + y * row->gap_gap;
  model_first(tile, z)[i] = -w * along;
  if (!information) return;
  model_second(tile, z, z)[i] = w * (x * first + y * second - own * along);
  model_second(tile, a, z)[i] = w * spread * (own * row->cut - first);
  if (is_between(tile, i)) model_second(tile, c, z)[i] = w * spread * (own * row->gap - second);
}

/* the weighted log P of a row, its derivatives put where its predictors are */
static double put(const struct model_tile *tile, size_t i, bool information) {
  const bool between = is_between(tile, i), each = each_cut(tile);
  struct row row = row_at(tile, i);
  if (!between) row.gap = row.cut_gap = row.gap_gap = 0;
  if (tile->curvature == CURVATURE_EXPECTED) outer_product(&row);
  if (between && each) row = in_cuts(&row);
  put_row(tile, i, &row, information);
  if (has_scale(tile))
    put_scale(tile, i, &row, finite_part(model_work(tile, UPPER)[i]),
              finite_part(model_work(tile, each ? LOWER : GAP)[i]), information);
  return tile->weights[i] * row.value;
}

static double derivatives(const struct model_tile *tile, bool information) {
  double value = 0;
  gather_ends(tile);
  link_ends(tile, UPPER, 0);
  link_ends(tile, LOWER, FIELDS);
  if (canonical(tile)) open_gaps(tile);
  model_clear(tile, information);
  for (size_t i = 0; i < tile->rows; i++)
    if (tile->weights[i] > 0) value += put(tile, i, information);
  return value;
}

/* component a of W times the direction */
static double moved_score(const struct model_tile *tile, size_t a, size_t i) {
  double sum = 0;
  for (size_t c = 0; c < tile->predictors; c++)
    sum += model_second(tile, a, c)[i] * tile->direction[c * TILE_STRIDE + i];
  return sum;
}

/* One bound of a row: its likelihood rises with `change` of a cut, by a score of r, of which the step takes
   `taken` away: the multiplier |r| - taken stays positive while |taken| < |r|. Where both underflow, their
   ratio is at most the change itself. */
static void raise_bound(const struct model_tile *tile, double change, double r, double taken) {
  model_raise(&tile->largest->ratio, r > 0 ? fabs(taken) / r : fabs(change));
  model_raise_change(tile->largest, change);
}

/* the bounds in (upper, lower): of a row between, the score of the lower cut is minus that of the gap */
static void row_largest(const struct model_tile *tile, size_t i) {
  const size_t a = first_predictor(tile, i), c = second_predictor(tile, i);
  const double moved_a = tile->direction[a * TILE_STRIDE + i], r_a = model_first(tile, a)[i];
  const double taken_a = moved_score(tile, a, i);
  model_raise(&tile->largest->eta, fabs(model_work(tile, UPPER)[i]));
  model_raise_error(tile, a, i);
  if (!is_between(tile, i)) {
    if (!model_absent(tile, is_top(tile, i), i))
      raise_bound(tile, is_top(tile, i) ? -moved_a : moved_a, fabs(r_a), taken_a);
    return;
  }
  const double moved_c = tile->direction[c * TILE_STRIDE + i], r_c = model_first(tile, c)[i];
  const double taken_c = moved_score(tile, c, i);
  const bool each = each_cut(tile);
  if (!model_absent(tile, 0, i))
    raise_bound(tile, moved_a, fabs(each ? r_a : r_a + r_c), each ? taken_a : taken_a + taken_c);
  if (!model_absent(tile, 1, i)) raise_bound(tile, each ? -moved_c : moved_c - moved_a, fabs(r_c), taken_c);
}

static enum status evaluate(struct model_tile *tile, unsigned parts) {
  const bool largest = parts & PART_LARGEST;
  tile->value = derivatives(tile, largest || (parts & PART_INFORMATION));
  for (size_t i = 0; largest && i < tile->rows; i++)
    if (tile->weights[i] > 0) row_largest(tile, i);
  return STATUS_OK;
}

static enum status tangent(struct model_tile *tile) {
  derivatives(tile, true);
  for (size_t a = 0; a < tile->predictors; a++)
    for (size_t i = 0; i < tile->rows; i++) model_first(tile, a)[i] = -moved_score(tile, a, i);
  return STATUS_OK;
}

/* slot 0: the upper cut rises; slot 1: the lower one falls; the last: a scale has no limit of its own */
static size_t scale_bound(size_t predictors, bool scaled, struct bound *bound) {
  if (scaled) *bound = (struct bound){predictors, predictors - 1, NO_PREDICTOR, true};
  return scaled;
}

static size_t bounds(const struct response *response, size_t row, size_t predictors, struct bound *bound) {
  const size_t seen = (size_t)response->category[row];
  size_t n = 0;
  if (seen < response->categories) bound[n++] = (struct bound){0, 0, NO_PREDICTOR, false};
  if (seen > 1) bound[n++] = (struct bound){1, seen < response->categories ? 1 : NO_PREDICTOR, 0, false};
  return n + scale_bound(predictors, predictors == 3, bound + n);
}

static size_t bounds_each(const struct response *response, size_t row, size_t predictors,
                          struct bound *bound) {
  const size_t seen = (size_t)response->category[row];
  size_t n = 0;
  if (seen < response->categories) bound[n++] = (struct bound){0, seen - 1, NO_PREDICTOR, false};
  if (seen > 1) bound[n++] = (struct bound){1, NO_PREDICTOR, seen - 2, false};
  return n + scale_bound(predictors, predictors == response->categories, bound + n);
}

const struct model cumulative_model = {.name = "cumulative",
                                       .report = CURVATURE_OBSERVED,
                                       .work = WORK,
                                       .evaluate = evaluate,
                                       .tangent = tangent,
                                       .jeffreys = NULL,
                                       .bounds = bounds};

const struct model cumulative_each_model = {.name = "cumulative_each",
                                            .report = CURVATURE_OBSERVED,
                                            .work = WORK,
                                            .evaluate = evaluate,
                                            .tangent = tangent,
                                            .jeffreys = NULL,
                                            .bounds = bounds_each};
