/* model: linear predictors -> log-likelihood and its derivatives. It knows eta and the response; no design,
   no driver. A model is one file with one constant struct, and a row in models[] (models.c). */
#ifndef LOGISTIC_MODEL_H
#define LOGISTIC_MODEL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "kernel.h"
#include "link.h"
#include "request.h"
#include "status.h"

struct response {        /* all of raw length; left-out rows are never read */
  const double *y;       /* binomial: proportion of events; NULL where a model has none */
  const double *weights; /* prior weights (trials, frequencies); NULL: all 1 */
  const int *category;   /* 1 ... categories; NULL where a model has none */
  size_t categories;
  const struct link *link;
  const unsigned char
      *absent; /* NULL, or rows x slots, a column per slot: 1 where that bound is at its limit */
};

/* What the outcome of a row wants of its linear predictors: its likelihood rises with eta_up - eta_down
   (NO_PREDICTOR: 0), without end. Along a direction of recession none of them falls and some rise; where one
   has risen for ever, the limiting likelihood does without it. All bounds of a row at 0: it is not moved. */
struct bound {
  size_t slot; /* below model_slots(): which of the model's bounds this is, the same in every row */
  size_t up, down;
  bool equal; /* it may not move at all: outcomes of both kinds, or a predictor without a limit (a scale) */
};

#define NO_PREDICTOR SIZE_MAX

static inline size_t model_slots(size_t predictors) {
  return predictors + 1;
}

/* What a model sees of a tile. Columns stand TILE_STRIDE apart; pad rows have weight 0. */
struct model_tile {
  const struct model *model;
  const struct kernel *kernel;
  const struct link *link;
  size_t rows, padded, predictors, categories;
  const double *y, *weights;
  const int *category;
  const double *eta;           /* a column per predictor */
  const double *direction;     /* a column per predictor, or NULL */
  const double *magnitude;     /* scale of eta's rounding, a column per predictor, or NULL */
  const unsigned char *absent; /* a column per slot, or NULL */
  enum curvature curvature;
  double *first;           /* out: dl/deta, a column per predictor (in tangent: its change along direction) */
  double *second;          /* out: minus d2l/deta_a deta_c, a column per pair a <= c, at pair_index(a, c) */
  double *work;            /* model->work columns */
  double value;            /* out */
  struct largest *largest; /* out: raised, never lowered */
};

static inline size_t pair_index(size_t a, size_t c) {
  return a <= c ? c * (c + 1) / 2 + a : a * (a + 1) / 2 + c;
}

/* A function that is NULL answers STATUS_NOT_BUILT. */
struct model {
  const char *name;
  enum curvature report; /* of the information that is reported */
  size_t work;           /* columns of workspace a tile */
  enum status (*evaluate)(struct model_tile *tile, unsigned parts);
  enum status (*tangent)(struct model_tile *tile);
  enum status (*jeffreys)(struct model_tile *tile);
  /* The bounds of a row (at most model_slots() of them); how many. A row reads the predictors that its bounds
     name, and no others. */
  size_t (*bounds)(const struct response *response, size_t row, size_t predictors, struct bound *bound);
};

const struct model *model_find(const char *name); /* NULL: no such model */

extern const struct model binomial_model, multinomial_model, cumulative_model, cumulative_each_model,
    continuation_model;

/* ---- what models share --------------------------------------------------------------------------------- */

static inline double *model_first(const struct model_tile *tile, size_t a) {
  return tile->first + a * TILE_STRIDE;
}

static inline double *model_second(const struct model_tile *tile, size_t a, size_t c) {
  return tile->second + pair_index(a, c) * TILE_STRIDE;
}

static inline double *model_work(const struct model_tile *tile, size_t j) {
  return tile->work + j * TILE_STRIDE;
}

static inline bool model_absent(const struct model_tile *tile, size_t slot, size_t i) {
  return tile->absent && tile->absent[slot * TILE_STRIDE + i];
}

/* first and, when asked, second := 0, for models that write few of them in a row */
void model_clear(const struct model_tile *tile, bool second);

/* *maximum := max(*maximum, value); a NaN stays */
static inline void model_raise(double *maximum, double value) {
  if (value > *maximum || isnan(value)) *maximum = value;
}

/* a bound of a row on one predictor, along which its likelihood rises with `change` */
static inline void model_raise_change(struct largest *largest, double change) {
  model_raise(&largest->against, -change);
  model_raise(&largest->toward, change);
}

/* the rounding of predictor a's score in a row, by its curvature */
static inline void model_raise_error(const struct model_tile *tile, size_t a, size_t i) {
  const double w = model_second(tile, a, a)[i], r = fabs(model_first(tile, a)[i]);
  if (tile->magnitude && w > 0)
    model_raise(&tile->largest->error, (r + w * (1 + tile->magnitude[a * TILE_STRIDE + i])) / sqrt(w));
}

#endif
