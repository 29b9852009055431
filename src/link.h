/* link: mean = g^-1(eta) and what a likelihood needs of it, in one table.
   All is computed together from eta, each to full relative precision; nothing is clamped: at eta = -800 the
   logit mean underflows as the exact value would, log_mean stays -800. */
#ifndef LOGISTIC_LINK_H
#define LOGISTIC_LINK_H

#include <stddef.h>
#include "kernel.h"

struct link_value {                    /* the scalar form: the specification */
  double mean, one_minus_mean;         /* mu, 1 - mu */
  double log_mean, log_one_minus_mean; /* l1 = log mu, l0 = log(1 - mu) */
  double slope;                        /* d mu / d eta */
  double rise, fall;             /* d l1 / d eta >= 0, -d l0 / d eta >= 0; rise * fall = slope^2/(mu(1-mu)) */
  double rise_curve, fall_curve; /* -d^2 l1 / d eta^2, -d^2 l0 / d eta^2 (>= 0 where log-concave) */
};

struct link_tile { /* the tile form: n values each; NULL: not wanted */
  double *mean, *one_minus_mean, *log_mean, *log_one_minus_mean, *slope;
  double *rise, *fall, *rise_curve, *fall_curve;
};

struct link {
  const char *name; /* "logit", "probit", "cloglog", "loglog", "cauchit" */
  struct link_value (*value)(double eta);
  /* NULL: the scalar form, row by row. n is a multiple of TILE_PAD, at most TILE_ROWS. */
  void (*tile)(const struct kernel *kernel, size_t n, const double *eta, const struct link_tile *out);
  double (*linear)(double mean, double one_minus_mean); /* g(mean) */
  int log_concave;                                      /* l1 and l0 concave: cauchit's are not */
};

/* By name; NULL when no row has it. Rows: link_at(0), link_at(1), ... NULL past the last. */
const struct link *link_find(const char *name);
const struct link *link_at(size_t i);

/* Fill the wanted fields for n (multiple of TILE_PAD) values of eta; never allocates. */
void link_evaluate(const struct link *link, const struct kernel *kernel, size_t n, const double *eta,
                   const struct link_tile *out);

#endif
