/* Every model, tile by tile: the first derivatives against differences of the value, the second against
   differences of the first (central, h = 1e-5), the tangent against the second; the value and the score of
   close cuts and far tails against closed forms in long double. */
#include <string.h>
#include "check.h"
#include "model.h"

enum { MOST = 6, CATEGORIES = 4, SOME = 40 };

static double y[TILE_STRIDE], weights[TILE_STRIDE], eta[MOST * TILE_STRIDE], direction[MOST * TILE_STRIDE],
    magnitude[MOST * TILE_STRIDE];
static double first[MOST * TILE_STRIDE], second[MOST * MOST * TILE_STRIDE], work[64 * TILE_STRIDE];
static int category[TILE_STRIDE];
static unsigned char absent[(MOST + 1) * TILE_STRIDE];
static struct largest largest;

static struct model_tile tile_of(const char *model, const char *link, size_t predictors, size_t rows) {
  return (struct model_tile){.model = model_find(model),
                             .kernel = kernel_current(),
                             .link = link_find(link),
                             .rows = rows,
                             .padded = (rows + TILE_PAD - 1) / TILE_PAD * TILE_PAD,
                             .predictors = predictors,
                             .categories = CATEGORIES,
                             .y = y,
                             .weights = weights,
                             .category = category,
                             .eta = eta,
                             .direction = direction,
                             .magnitude = magnitude,
                             .first = first,
                             .second = second,
                             .work = work,
                             .largest = &largest};
}

static const unsigned ALL = PART_VALUE | PART_SCORE | PART_INFORMATION;

static double evaluate(struct model_tile *tile) {
  CHECK(tile->model->evaluate(tile, ALL) == STATUS_OK);
  return tile->value;
}

static void fill(size_t rows) {
  random_seed(5);
  memset(absent, 0, sizeof absent);
  for (size_t i = 0; i < TILE_STRIDE; i++) {
    weights[i] = i < rows ? 1 + (double)(i % 3) : 0;
    category[i] = i < rows ? 1 + (int)(i % CATEGORIES) : 0;
    y[i] = i % 5 == 0 ? 0.25 : (double)(i % 2);
  }
  for (size_t k = 0; k < MOST * TILE_STRIDE; k++) {
    eta[k] = random_normal();
    direction[k] = random_normal();
    magnitude[k] = 1;
  }
}

/* what keeps P positive: gaps above 0, cuts in order */
static void order_cuts(const struct model_tile *tile) {
  if (tile->model == &cumulative_model)
    for (size_t i = 0; i < tile->padded; i++) eta[TILE_STRIDE + i] = 0.1 + fabs(eta[TILE_STRIDE + i]);
  if (tile->model == &cumulative_each_model)
    for (size_t k = 1; k < CATEGORIES - 1; k++)
      for (size_t i = 0; i < tile->padded; i++)
        eta[k * TILE_STRIDE + i] = eta[(k - 1) * TILE_STRIDE + i] + 0.1 + fabs(eta[k * TILE_STRIDE + i]);
}

/* row i alone: the value of far rows would drown its differences */
static void check_row(struct model_tile *tile, size_t i) {
  const double h = 1e-5, weight = weights[i];
  memset(weights, 0, sizeof weights);
  weights[i] = weight;
  const size_t q = tile->predictors;
  double analytic[MOST], curve[MOST][MOST], along[MOST];
  evaluate(tile);
  for (size_t a = 0; a < q; a++) {
    analytic[a] = model_first(tile, a)[i];
    for (size_t c = 0; c < q; c++) curve[a][c] = model_second(tile, a, c)[i];
  }
  tile->model->tangent(tile);
  for (size_t a = 0; a < q; a++) along[a] = model_first(tile, a)[i];
  for (size_t a = 0; a < q; a++) {
    double sum = 0, up[MOST], *moved = &eta[a * TILE_STRIDE + i];
    const double at = *moved;
    *moved = at + h;
    double rise = evaluate(tile);
    for (size_t c = 0; c < q; c++) up[c] = model_first(tile, c)[i];
    *moved = at - h;
    rise -= evaluate(tile);
    CHECK(near(rise / (2 * h), analytic[a], 1e-6));
    for (size_t c = 0; c < q; c++) {
      CHECK(near((model_first(tile, c)[i] - up[c]) / (2 * h), curve[a][c], 2e-6));
      sum -= curve[a][c] * direction[c * TILE_STRIDE + i];
    }
    *moved = at;
    CHECK(near(along[a], sum, 1e-12));
  }
}

static void check_rows(struct model_tile *tile) {
  double kept[TILE_STRIDE];
  memcpy(kept, weights, sizeof kept);
  for (size_t i = 0; i < SOME; i++) {
    memcpy(weights, kept, sizeof kept);
    check_row(tile, i);
  }
  memcpy(weights, kept, sizeof kept);
}

static const struct {
  const char *model;
  size_t predictors;
  bool scaled;
} models[] = {{"binomial", 1, false},    {"multinomial", 3, false},     {"cumulative", 2, false},
              {"cumulative", 3, true},   {"cumulative_each", 3, false}, {"cumulative_each", 4, true},
              {"continuation", 3, false}};

static void derivatives(void) {
  for (size_t l = 0; link_at(l); l++)
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
      fill(SOME);
      struct model_tile tile = tile_of(models[m].model, link_at(l)->name, models[m].predictors, SOME);
      order_cuts(&tile);
      check_rows(&tile);
      for (size_t k = 0; k < sizeof absent; k++) absent[k] = k / TILE_STRIDE == k % TILE_STRIDE % 2;
      for (size_t i = 0; i < SOME; i++) /* the category seen is there */
        if (tile.model == &multinomial_model) absent[(size_t)(category[i] - 1) * TILE_STRIDE + i] = 0;
      tile.absent = tile.model == &binomial_model ? NULL : absent;
      check_rows(&tile);
    }
}

/* pads and rows of weight 0 add nothing, whatever their category */
static void nothing_from_pads(void) {
  for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
    fill(SOME - 3);
    struct model_tile tile = tile_of(models[m].model, "logit", models[m].predictors, SOME - 3);
    order_cuts(&tile);
    weights[0] = 0;
    evaluate(&tile);
    const size_t q = tile.predictors;
    for (size_t k = 0; k < q; k++) CHECK(model_first(&tile, k)[0] == 0);
    for (size_t i = SOME - 3; i < tile.padded; i++)
      for (size_t k = 0; k < q * (q + 1) / 2; k++) {
        CHECK(second[k * TILE_STRIDE + i] == 0);
        if (k < q) CHECK(model_first(&tile, k)[i] == 0);
      }
  }
}

/* logit of a middle category with cut u and gap g in long double */
static void exact_row(double u, double g, long double *out) {
  const long double e = expl(u), f = expl(u - (long double)g), b = 1 / expm1l(g);
  out[0] = logl(e / (1 + e)) - log1pl(f) + logl(-expm1l(-(long double)g));
  out[1] = 1 / (1 + e) - f / (1 + f);
  out[2] = b + f / (1 + f);
}

static void close_cuts(void) {
  const double gaps[] = {1e-12, 1e-8, 1e-4, 0.1, 3, 50}, cuts[] = {-40, -8, -1, 0, 0.5, 8, 30};
  fill(1);
  category[0] = 2;
  weights[0] = 1;
  struct model_tile tile = tile_of("cumulative", "logit", 2, 1);
  for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
    for (size_t u = 0; u < sizeof cuts / sizeof *cuts; u++) {
      long double exact[3];
      eta[0] = cuts[u];
      eta[TILE_STRIDE] = gaps[g];
      evaluate(&tile);
      exact_row(eta[0], eta[TILE_STRIDE], exact);
      CHECK(fabsl(tile.value - exact[0]) <= 1e-15L * fmaxl(1, fabsl(exact[0])));
      CHECK(fabsl(first[0] - exact[1]) <= 1e-15L);
      CHECK(fabsl(first[TILE_STRIDE] - exact[2]) <= 1e-14L * fabsl(exact[2]));
    }
  eta[TILE_STRIDE] = 0;
  CHECK(evaluate(&tile) == -INFINITY);
}

/* The two ways to write a cumulative model agree, for every link, where neither is at its worst. */
static void two_ways(void) {
  for (size_t l = 0; link_at(l); l++) {
    fill(SOME);
    struct model_tile each = tile_of("cumulative_each", link_at(l)->name, 3, SOME);
    order_cuts(&each);
    const double value = evaluate(&each);
    struct model_tile two = tile_of("cumulative", link_at(l)->name, 2, SOME);
    for (size_t i = 0; i < SOME; i++) {
      const int k = category[i];
      const double upper = eta[(size_t)(k < CATEGORIES ? k - 1 : k - 2) * TILE_STRIDE + i];
      const double gap = k > 1 && k < CATEGORIES ? upper - eta[(size_t)(k - 2) * TILE_STRIDE + i] : 1;
      eta[i] = upper;
      eta[TILE_STRIDE + i] = gap;
    }
    CHECK(near(evaluate(&two), value, 1e-14));
  }
}

/* p of the category seen to full relative precision in both tails */
static void multinomial_tails(void) {
  fill(2);
  weights[0] = weights[1] = 1;
  category[0] = 1;
  category[1] = CATEGORIES;
  struct model_tile tile = tile_of("multinomial", "logit", 3, 2);
  for (double far = 1; far <= 700; far *= 2) {
    for (size_t k = 0; k < 3; k++) {
      eta[k * TILE_STRIDE] = k == 0 ? far : 0;
      eta[k * TILE_STRIDE + 1] = -far;
    }
    evaluate(&tile);
    const double rest = 3 / (exp(far) + 3), last = 3 * exp(-far) / (1 + 3 * exp(-far));
    CHECK(fabs(first[0] - rest) <= 4e-15 * rest);
    CHECK(near(tile.value, log1p(-rest) + log1p(-last), 1e-14));
    CHECK(fabs(tile.value - (log1p(-rest) + log1p(-last))) <= 1e-14 * fabs(tile.value));
  }
  eta[0] = 1e4;
  eta[TILE_STRIDE] = -1e4;
  category[0] = 2;
  category[1] = CATEGORIES;
  evaluate(&tile);
  CHECK(near(first[0], -1, 1e-15) && first[TILE_STRIDE] == 1 && isfinite(tile.value));
}

/* r - W d keeps the signs of the multipliers exactly while the ratio is below 1 */
static void certificates(void) {
  for (size_t m = 1; m < sizeof models / sizeof *models; m++) {
    if (models[m].scaled) continue; /* the scale is no bound */
    fill(SOME);
    struct model_tile tile = tile_of(models[m].model, "logit", models[m].predictors, SOME);
    order_cuts(&tile);
    largest = (struct largest){0, 0, 0, 0, 0};
    CHECK(tile.model->evaluate(&tile, ALL | PART_LARGEST) == STATUS_OK);
    CHECK(largest.ratio > 0 && largest.toward > 0 && largest.against > 0 && largest.error > 0);
    const double ratio = largest.ratio;
    for (size_t k = 0; k < MOST * TILE_STRIDE; k++) direction[k] *= 0.5 / ratio;
    largest = (struct largest){0, 0, 0, 0, 0};
    tile.model->evaluate(&tile, ALL | PART_LARGEST);
    CHECK(near(largest.ratio, 0.5, 1e-12));
    double r[MOST];
    for (size_t i = 0; i < SOME; i++) {
      struct bound bound[MOST + 1];
      const struct response response = {.category = category, .categories = CATEGORIES};
      evaluate(&tile);
      for (size_t a = 0; a < tile.predictors; a++) {
        r[a] = model_first(&tile, a)[i];
        for (size_t c = 0; c < tile.predictors; c++)
          r[a] -= model_second(&tile, a, c)[i] * direction[c * TILE_STRIDE + i];
      }
      const size_t n = tile.model->bounds(&response, i, tile.predictors, bound);
      CHECK(n > 0);
      for (size_t b = 0; b < n; b++) CHECK(bound[b].slot < model_slots(tile.predictors));
      if (tile.model != &multinomial_model) continue;
      for (size_t b = 0; b < n; b++) /* a category not seen loses */
        if (bound[b].down != NO_PREDICTOR) CHECK(r[bound[b].down] < 0);
    }
  }
}

void test_models(void) {
  derivatives();
  nothing_from_pads();
  close_cuts();
  two_ways();
  multinomial_tails();
  certificates();
}
