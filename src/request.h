/* request and evaluation: what a driver asks of an objective, and what comes back. Nothing remembers the
   last call. */
#ifndef LOGISTIC_REQUEST_H
#define LOGISTIC_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include "information.h"

enum part {
  PART_VALUE = 1,       /* the log-likelihood */
  PART_SCORE = 2,       /* its gradient */
  PART_INFORMATION = 4, /* minus its Hessian, or the expectation of that */
  PART_LARGEST = 8,     /* extremes over the rows along `direction`: struct largest */
  PART_TANGENT = 16,    /* the change of the score along `direction`, in `score`: the Hessian times it */
  PART_JEFFREYS = 32    /* not built */
};

enum precision { PRECISION_DOUBLE, PRECISION_SINGLE, PRECISION_PAIR }; /* double alone is built */
enum curvature { CURVATURE_OBSERVED, CURVATURE_EXPECTED };

struct request {
  const double *theta;
  unsigned parts;
  enum precision precision;
  enum curvature curvature;
  size_t sample;           /* every sample-th tile; 1: all of them */
  const double *direction; /* for LARGEST and TANGENT; else NULL */
  const double *metric;    /* for JEFFREYS: a factor */
  bool guarded;     /* value and derivatives are NaN where a predictor is beyond the range of numbers */
  const bool *free; /* NULL: all; a parameter that is not free keeps its value: score 0, information unit */
};

/* Extremes over rows of positive weight, eta' = the direction's change of eta, r = dl/deta, w = its weight
   in the information. A row of one outcome bounds eta on one side only: `toward` is eta' in the sense in
   which its likelihood rises. */
struct largest {
  double eta;     /* max |eta| */
  double ratio;   /* rows of one outcome: max w |eta'| / |r| */
  double against; /* max of -toward, and of |eta'| in rows of both outcomes: what contradicts a recession */
  double toward;  /* max of toward over rows of one outcome */
  double error;   /* max of (rounding of r) / sqrt(w), in units of the rounding unit */
};

struct evaluation {
  double value, value_low; /* the log-likelihood is their sum */
  double *score;
  struct information information;
  struct largest largest;
  double rows, weight; /* rows seen, and the sum of their prior weights */
};

#endif
