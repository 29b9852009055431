#include "sweep.h"
#include <math.h>
#include <string.h>
#include "plan.h"
#include "product.h"
#include "threads.h"

struct lane { /* sums over the tiles of one lane */
  struct pair value;
  double *score; /* in the design's numbering */
  double *storage;
  struct information information;
  struct largest largest;
  double rows, weight;
  enum status status;
};

struct desk { /* what one thread works on */
  struct tile *tile;
  double *y, *weights, *eta, *direction, *magnitude, *first, *second, *work, *weight, *gram_work;
  int *category;
  unsigned char *absent; /* NULL when the response has none */
};

struct sweep {
  const struct design *design;
  const struct layout *layout;
  const struct model *model;
  const struct response *response;
  const struct host *host;
  size_t lanes, tiles_per_round, products;
  struct product *product;
  struct lane *lane;
  struct desk *desk;
  int threads, threads_seen;
  double *phi, *direction; /* in the design's numbering */
  /* the round at hand */
  const struct request *request;
  size_t first_tile, last_tile;
};

/* ---- workspace ----------------------------------------------------------------------------------------- */

static size_t widest_dense(const struct design *design) {
  size_t widest = 1;
  for (size_t b = 0; b < design->blocks; b++)
    if (design->block[b].kind == BLOCK_DENSE && design->block[b].columns > widest)
      widest = design->block[b].columns;
  return widest;
}

static struct desk desk_new(const struct sweep *sweep) {
  const struct design *design = sweep->design;
  const struct host *host = sweep->host;
  const size_t q = design->predictors, column = TILE_STRIDE;
  return (struct desk){.tile = tile_new(design, host),
                       .y = host_doubles(host, column),
                       .weights = host_doubles(host, column),
                       .eta = host_doubles(host, q * column),
                       .direction = host_doubles(host, q * column),
                       .magnitude = host_doubles(host, q * column),
                       .first = host_doubles(host, q * column),
                       .second = host_doubles(host, q * (q + 1) / 2 * column),
                       .work = host_doubles(host, (sweep->model->work + 1) * column),
                       .weight = host_doubles(host, column),
                       .gram_work = host_doubles(host, product_work(widest_dense(design))),
                       .category = host_alloc(host, TILE_ROWS * sizeof(int)),
                       .absent = sweep->response->absent ? host_alloc(host, model_slots(q) * column) : NULL};
}

static struct lane lane_new(const struct sweep *sweep) {
  struct lane lane = {.score = host_doubles(sweep->host, sweep->design->parameters),
                      .storage = host_doubles(sweep->host, information_length(&sweep->layout->shape))};
  lane.information = information_bind(&sweep->layout->shape, lane.storage);
  return lane;
}

struct sweep *sweep_new(const struct design *design, const struct layout *layout, const struct model *model,
                        const struct response *response, size_t lanes, const struct host *host) {
  struct sweep *sweep = host_alloc(host, sizeof *sweep);
  *sweep =
      (struct sweep){.design = design, .layout = layout, .model = model, .response = response, .host = host};
  sweep->lanes = lanes;
  sweep->threads = plan_threads(design, host->threads);
  sweep->tiles_per_round = plan_round(design, lanes);
  sweep->product = products_new(design, layout, &sweep->products, host);
  sweep->lane = host_alloc(host, lanes * sizeof *sweep->lane);
  for (size_t l = 0; l < lanes; l++) sweep->lane[l] = lane_new(sweep);
  sweep->desk = host_alloc(host, (size_t)sweep->threads * sizeof *sweep->desk);
  for (int d = 0; d < sweep->threads; d++) sweep->desk[d] = desk_new(sweep);
  sweep->phi = host_doubles(host, design->parameters);
  sweep->direction = host_doubles(host, design->parameters);
  return sweep;
}

struct evaluation evaluation_new(const struct shape *shape, const struct host *host) {
  struct evaluation evaluation = {.score = host_doubles(host, shape_parameters(shape))};
  evaluation.information = information_bind(shape, host_doubles(host, information_length(shape)));
  return evaluation;
}

int sweep_threads_seen(const struct sweep *sweep) {
  return sweep->threads_seen;
}

/* ---- one tile ------------------------------------------------------------------------------------------ */

static void gather_response(const struct response *response, struct desk *desk) {
  const struct tile *tile = desk->tile;
  for (size_t i = 0; i < tile->rows; i++) {
    const size_t row = tile->raw[i];
    desk->y[i] = response->y ? response->y[row] : 0;
    desk->weights[i] = response->weights ? response->weights[row] : 1;
    desk->category[i] = response->category ? response->category[row] : 0;
  }
  for (size_t i = tile->rows; i < tile->padded; i++) {
    desk->y[i] = desk->weights[i] = 0;
    desk->category[i] = 0;
  }
}

static void gather_absent(const struct sweep *sweep, struct desk *desk) {
  const struct tile *tile = desk->tile;
  for (size_t s = 0; s < model_slots(sweep->design->predictors); s++) {
    const unsigned char *from = sweep->response->absent + s * sweep->design->rows;
    unsigned char *to = desk->absent + s * TILE_STRIDE;
    for (size_t i = 0; i < tile->rows; i++) to[i] = from[tile->raw[i]];
    for (size_t i = tile->rows; i < tile->padded; i++) to[i] = 0;
  }
}

static void gather_predictors(const struct sweep *sweep, struct desk *desk, bool along) {
  const struct kernel *kernel = kernel_current();
  for (size_t a = 0; a < sweep->design->predictors; a++) {
    const size_t at = a * TILE_STRIDE;
    design_predict(sweep->design, desk->tile, kernel, a, sweep->phi, true, desk->eta + at);
    if (!along) continue;
    design_predict(sweep->design, desk->tile, kernel, a, sweep->direction, false, desk->direction + at);
    design_magnitude(sweep->design, desk->tile, a, sweep->phi, desk->magnitude + at);
  }
}

static void scatter_score(const struct sweep *sweep, const struct desk *desk, double *score) {
  const struct kernel *kernel = kernel_current();
  const struct tile *tile = desk->tile;
  for (size_t t = 0; t < sweep->design->terms; t++) {
    const struct term *term = &sweep->design->term[t];
    const struct block *block = &sweep->design->block[term->block];
    const double *r = desk->first + term->predictor * TILE_STRIDE;
    double *out = score + term->start;
    if (term->sign != 1) {
      for (size_t i = 0; i < tile->padded; i++) desk->weight[i] = term->sign * r[i];
      r = desk->weight;
    }
    if (block->kind == BLOCK_DENSE) {
      kernel->multiply_t(tile->padded, block->columns, tile->dense[term->block], TILE_STRIDE, r, out);
    } else {
      const int *code = tile->code[term->block];
      const double *multiplier = tile->multiplier[term->block];
      for (size_t i = 0; i < tile->rows; i++)
        if (code[i] >= 0) out[code[i]] += multiplier ? multiplier[i] * r[i] : r[i];
    }
  }
}

static struct model_tile see_tile(const struct sweep *sweep, const struct desk *desk, struct lane *lane) {
  const bool along = sweep->request->direction != NULL;
  return (struct model_tile){.model = sweep->model,
                             .kernel = kernel_current(),
                             .link = sweep->response->link,
                             .rows = desk->tile->rows,
                             .padded = desk->tile->padded,
                             .predictors = sweep->design->predictors,
                             .categories = sweep->response->categories,
                             .y = desk->y,
                             .weights = desk->weights,
                             .category = desk->category,
                             .eta = desk->eta,
                             .direction = along ? desk->direction : NULL,
                             .magnitude = along ? desk->magnitude : NULL,
                             .absent = desk->absent,
                             .curvature = sweep->request->curvature,
                             .first = desk->first,
                             .second = desk->second,
                             .work = desk->work,
                             .largest = &lane->largest};
}

/* The sum of two likelihoods, one of which may be -Inf: a pair's error terms would make it NaN. */
static struct pair add_value(struct pair a, struct pair b) {
  return isfinite(a.high) && isfinite(b.high) ? pair_add(a, b) : pair_of(a.high + b.high);
}

/* A sum beyond the range of numbers has the sign of whichever term was last, or fused: it says nothing. */
static bool overflows(const double *eta, size_t n, const double *weights) {
  bool beyond = false;
  for (size_t i = 0; i < n; i++) beyond |= !isfinite(eta[i]) && weights[i] > 0;
  return beyond;
}

/* NaN as value (but for -Inf) and derivatives of a tile where a predictor, or its change, overflows */
static void spoil_overflow(const struct sweep *sweep, struct desk *desk, struct model_tile *seen) {
  const size_t q = sweep->design->predictors, n = desk->tile->rows;
  bool beyond = false;
  for (size_t a = 0; a < q; a++) {
    beyond |= overflows(desk->eta + a * TILE_STRIDE, n, desk->weights);
    if (seen->direction) beyond |= overflows(desk->direction + a * TILE_STRIDE, n, desk->weights);
  }
  if (!beyond) return;
  if (seen->value != -INFINITY) seen->value = NAN;
  for (size_t i = 0; i < q * TILE_STRIDE; i++) desk->first[i] = NAN;
  for (size_t i = 0; i < q * (q + 1) / 2 * TILE_STRIDE; i++) desk->second[i] = NAN;
}

static void do_tile(const struct sweep *sweep, size_t t, struct desk *desk, struct lane *lane) {
  const unsigned parts = sweep->request->parts;
  design_gather(sweep->design, t, desk->tile);
  if (desk->tile->rows == 0) return;
  gather_response(sweep->response, desk);
  if (desk->absent) gather_absent(sweep, desk);
  gather_predictors(sweep, desk, sweep->request->direction != NULL);
  struct model_tile seen = see_tile(sweep, desk, lane);
  lane->status = parts & PART_TANGENT ? sweep->model->tangent(&seen) : sweep->model->evaluate(&seen, parts);
  if (lane->status != STATUS_OK) return;
  if (sweep->request->guarded) spoil_overflow(sweep, desk, &seen);
  if (parts & PART_VALUE) lane->value = add_value(lane->value, pair_of(seen.value));
  if (parts & (PART_SCORE | PART_TANGENT)) scatter_score(sweep, desk, lane->score);
  if (parts & PART_INFORMATION)
    for (size_t k = 0; k < sweep->products; k++)
      product_add(&sweep->product[k], sweep->design, sweep->layout, desk->tile, kernel_current(),
                  desk->second, desk->weight, desk->gram_work, &lane->information);
  for (size_t i = 0; i < desk->tile->rows; i++) lane->weight += desk->weights[i];
  lane->rows += (double)desk->tile->rows;
}

/* ---- the pass ------------------------------------------------------------------------------------------ */

/* Thread i of the round does the lanes l = i mod threads, tile by tile: neighbouring tiles, so that memory
   is read nearly in order; each lane meets its tiles in order whatever the number of threads. */
static void do_lanes(size_t i, int thread, void *data) {
  struct sweep *sweep = data;
  const size_t L = sweep->lanes, threads = (size_t)sweep->threads;
  for (size_t t = sweep->first_tile; t < sweep->last_tile; t++) {
    struct lane *lane = &sweep->lane[t % L];
    if (t % L % threads != i || lane->status != STATUS_OK || t % sweep->request->sample != 0) continue;
    do_tile(sweep, t, &sweep->desk[thread], lane);
  }
}

static void clear_lanes(struct sweep *sweep) {
  const unsigned parts = sweep->request->parts;
  for (size_t l = 0; l < sweep->lanes; l++) {
    struct lane *lane = &sweep->lane[l];
    lane->value = pair_of(0);
    lane->largest = (struct largest){0, 0, 0, 0, 0};
    lane->rows = lane->weight = 0;
    lane->status = STATUS_OK;
    memset(lane->score, 0, sweep->design->parameters * sizeof(double));
    if (parts & PART_INFORMATION)
      memset(lane->storage, 0, information_length(&sweep->layout->shape) * sizeof(double));
  }
}

static void raise_largest(struct largest *a, const struct largest *b) {
  double *to = &a->eta;
  const double *from = &b->eta;
  for (size_t k = 0; k < sizeof *a / sizeof(double); k++)
    if (from[k] > to[k] || from[k] != from[k]) to[k] = from[k];
}

static enum status sum_lanes(const struct sweep *sweep, struct evaluation *evaluation) {
  const unsigned parts = sweep->request->parts;
  const size_t p = sweep->design->parameters, length = information_length(&sweep->layout->shape);
  double *information = evaluation->information.head;
  struct pair value = pair_of(0);
  enum status status = STATUS_OK;
  evaluation->largest = (struct largest){0, 0, 0, 0, 0};
  evaluation->rows = evaluation->weight = 0;
  memset(evaluation->score, 0, p * sizeof(double));
  if (parts & PART_INFORMATION) memset(information, 0, length * sizeof(double));
  for (size_t l = 0; l < sweep->lanes; l++) {
    const struct lane *lane = &sweep->lane[l];
    if (lane->status != STATUS_OK) status = lane->status;
    value = add_value(value, lane->value);
    for (size_t j = 0; j < p; j++) evaluation->score[sweep->layout->position[j]] += lane->score[j];
    if (parts & PART_INFORMATION)
      for (size_t k = 0; k < length; k++) information[k] += lane->storage[k];
    raise_largest(&evaluation->largest, &lane->largest);
    evaluation->rows += lane->rows;
    evaluation->weight += lane->weight;
  }
  evaluation->value = value.high;
  evaluation->value_low = value.low;
  return status;
}

void evaluation_hold(struct evaluation *evaluation, unsigned parts, const bool *free) {
  const size_t p = shape_parameters(&evaluation->information.shape);
  for (size_t j = 0; free && j < p; j++) {
    if (free[j]) continue;
    evaluation->score[j] = 0;
    if (parts & PART_INFORMATION) information_hold(&evaluation->information, j);
  }
}

static enum status check_request(const struct sweep *sweep, const struct request *request) {
  const struct model *model = sweep->model;
  const unsigned parts = request->parts, along = PART_LARGEST | PART_TANGENT;
  if (request->precision != PRECISION_DOUBLE) return STATUS_NOT_BUILT;
  if ((parts & PART_JEFFREYS) && !model->jeffreys) return STATUS_NOT_BUILT;
  if ((parts & PART_TANGENT) && !model->tangent) return STATUS_NOT_BUILT;
  if (!model->evaluate) return STATUS_NOT_BUILT;
  if (parts & PART_JEFFREYS) return STATUS_NOT_BUILT;
  if (request->sample == 0 || ((parts & along) && !request->direction)) return STATUS_SIZE;
  return STATUS_OK;
}

enum status sweep_run(struct sweep *sweep, const struct request *request, struct evaluation *evaluation) {
  const enum status asked = check_request(sweep, request);
  if (asked != STATUS_OK) return asked;
  const size_t tiles = design_tiles(sweep->design);
  sweep->request = request;
  for (size_t j = 0; j < sweep->design->parameters; j++) {
    sweep->phi[j] = request->theta[sweep->layout->position[j]];
    if (request->direction) sweep->direction[j] = request->direction[sweep->layout->position[j]];
  }
  clear_lanes(sweep);
  sweep->threads_seen = 0;
  for (size_t t = 0; t < tiles; t = sweep->last_tile) {
    sweep->first_tile = t;
    sweep->last_tile = t + sweep->tiles_per_round < tiles ? t + sweep->tiles_per_round : tiles;
    const int seen = threads_run((size_t)sweep->threads, sweep->threads, do_lanes, sweep);
    if (seen > sweep->threads_seen) sweep->threads_seen = seen;
    host_poll(sweep->host);
  }
  const enum status status = sum_lanes(sweep, evaluation);
  if (status == STATUS_OK) evaluation_hold(evaluation, request->parts, request->free);
  return status;
}
