/* r_crf: the entries of conditional random fields; what each takes and gives stands above it. */
#ifndef LOGISTIC_R_CRF_H
#define LOGISTIC_R_CRF_H

#include "crf.h"
#include "r_host.h"

/* R's description of a problem, checked, its vectors read in place */
struct crf r_crf(SEXP problem);
/* how many of at most so many threads its passes are worth */
int r_crf_threads(const struct crf *crf, int most);
/* a number for each weight of the problem */
const double *r_crf_weights(SEXP theta, const struct crf *crf);

struct r_crf_at { /* what an entry is asked about: a problem at given weights */
  struct crf crf;
  struct host host;
  const double *theta;
};
struct r_crf_at r_crf_at(SEXP problem, SEXP theta, SEXP threads);

SEXP r_crf_arrange(SEXP rows, SEXP attributes, SEXP label, SEXP labels, SEXP observed, SEXP from);
SEXP r_crf_apply(SEXP rows, SEXP order, SEXP full);
SEXP r_crf_newton(SEXP problem, SEXP start, SEXP l2, SEXP free, SEXP settings);
SEXP r_crf_gradient(SEXP problem, SEXP theta, SEXP threads);
SEXP r_crf_information(SEXP problem, SEXP theta, SEXP threads);
SEXP r_crf_tangent(SEXP problem, SEXP theta, SEXP direction, SEXP threads);
SEXP r_crf_variances(SEXP problem, SEXP theta, SEXP threads);
SEXP r_crf_scores(SEXP problem, SEXP theta, SEXP threads);
SEXP r_crf_face(SEXP problem, SEXP direction, SEXP tolerance, SEXP threads);
SEXP r_crf_extremes(SEXP problem, SEXP theta, SEXP direction, SEXP threads);
/* r_crf_predict.c */
SEXP r_crf_link(SEXP problem, SEXP theta, SEXP threads);
SEXP r_crf_nodes(SEXP problem, SEXP theta, SEXP known, SEXP threads);
SEXP r_crf_edges(SEXP problem, SEXP theta, SEXP known, SEXP threads);
SEXP r_crf_partition(SEXP problem, SEXP theta, SEXP threads);
SEXP r_crf_paths(SEXP problem, SEXP theta, SEXP paths, SEXP known, SEXP threads);
SEXP r_crf_draw(SEXP problem, SEXP theta, SEXP uniform, SEXP known, SEXP threads);
/* r_crf_lbfgs.c */
SEXP r_crf_lbfgs(SEXP problem, SEXP start, SEXP l2, SEXP l1, SEXP members, SEXP settings, SEXP resume,
                 SEXP keep);
/* r_crf_twins.c */
SEXP r_crf_merge(SEXP problem);
/* r_crf_rows.c */
SEXP r_crf_design_rows(SEXP design, SEXP transform);
SEXP r_crf_standardise(SEXP id, SEXP value, SEXP columns, SEXP rows, SEXP centre);

#endif
