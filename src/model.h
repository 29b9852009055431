/* model: linear predictors -> log-likelihood and its derivatives. It knows eta and the response; no design,
   no driver. A model is one file with one constant struct, and a row in models[] (models.c). */
#ifndef LOGISTIC_MODEL_H
#define LOGISTIC_MODEL_H

#include <stddef.h>
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
};

/* What a model sees of a tile. Columns stand TILE_STRIDE apart; pad rows have weight 0. */
struct model_tile {
  const struct kernel *kernel;
  const struct link *link;
  size_t rows, padded, predictors, categories;
  const double *y, *weights;
  const int *category;
  const double *eta;       /* a column per predictor */
  const double *direction; /* a column per predictor, or NULL */
  const double *magnitude; /* scale of eta's rounding, a column per predictor, or NULL */
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
  size_t work; /* columns of workspace a tile */
  enum status (*evaluate)(struct model_tile *tile, unsigned parts);
  enum status (*tangent)(struct model_tile *tile);
  enum status (*jeffreys)(struct model_tile *tile);
  enum status (*recession)(struct model_tile *tile);
};

const struct model *model_find(const char *name); /* NULL: no such model */

extern const struct model binomial_model;

#endif
